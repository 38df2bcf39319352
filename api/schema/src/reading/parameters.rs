//! The parameters of a statement.

use domain::db::Sql;

/// A statement, and where the values of its parameters come from.
#[derive(Debug)]
pub(super) struct Text {
    pub sql: Sql,
    pub values: Vec<From>,
}

/// Where a parameter's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The person who asks; whether it is staff; when.
    User,
    Operator,
    Now,
    /// The only key; all of them.
    Key,
    Keys,
    /// Rows of a page, and one more.
    Limit,
    /// The place a page follows or precedes.
    After,
    AfterId,
    /// A parameter of a member of the filter: the first or the second.
    Member(usize, usize),
    /// A word by which an object is found.
    Name(usize),
    /// All values of a leading column; one of them.
    Lead(usize),
    LeadWord(usize, usize),
}

/// Names of parameters become numbers; what stands in quotes stays.
pub(super) fn numbered(text: &str) -> Text {
    let (mut out, mut values) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find([':', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        if let Some(cast) = rest.strip_prefix("::") {
            out.push_str("::");
            rest = cast;
            continue;
        }
        let end = rest[1..].find(|letter: char| !letter.is_ascii_alphanumeric());
        let (name, tail) = rest[1..].split_at(end.unwrap_or(rest.len() - 1));
        let value = From::named(name).unwrap_or_else(|| panic!("no parameter {name} in {text}"));
        let known = values.iter().position(|known| *known == value);
        let place = known.unwrap_or_else(|| {
            values.push(value);
            values.len() - 1
        });
        out.push_str(&format!("${}", place + 1));
        rest = tail;
    }
    out.push_str(rest);
    Text {
        sql: Sql::new(&out),
        values,
    }
}

impl From {
    fn named(name: &str) -> Option<Self> {
        let number = |prefix: &str| name.strip_prefix(prefix)?.parse().ok();
        let pair = |prefix: &str| {
            let (first, second) = name.strip_prefix(prefix)?.split_once('x')?;
            Some((first.parse().ok()?, second.parse().ok()?))
        };
        Some(match name {
            "user" => Self::User,
            "operator" => Self::Operator,
            "now" => Self::Now,
            "key" => Self::Key,
            "keys" => Self::Keys,
            "limit" => Self::Limit,
            "after" => Self::After,
            "afterid" => Self::AfterId,
            _ => match (pair("value"), pair("lead"), number("lead"), number("name")) {
                (Some((member, part)), ..) => Self::Member(member, part),
                (_, Some((lead, word)), ..) => Self::LeadWord(lead, word),
                (.., Some(lead), _) => Self::Lead(lead),
                (.., Some(word)) => Self::Name(word),
                _ => return None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_once_each() {
        let text = numbered("a = :key AND b = :value0x1 OR c = :key::uuid[] AND d = :lead1x2");
        assert_eq!(
            &*text.sql.text,
            "a = $1 AND b = $2 OR c = $1::uuid[] AND d = $3"
        );
        assert_eq!(
            text.values,
            [From::Key, From::Member(0, 1), From::LeadWord(1, 2)]
        );
    }
}
