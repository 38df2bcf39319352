//! Measures a document with its fragments spread out, before the engine sees it: the engine walks a fragment anew
//! wherever it is spread, and a few hundred bytes of fragments that spread each other twice would keep it busy for years.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::guard::Refusal;

/// Fields and spreads of a document at most, counted wherever they are spread.
pub const SELECTIONS_MAX: usize = 2_000;
/// Levels of selections at most.
pub const LEVELS_MAX: usize = 50;

const TOO_COMPLEX: Refusal = Refusal {
    code: "QUERY_TOO_COMPLEX",
    message: "A document has at most 2000 fields, its fragments spread out.",
};
const TOO_DEEP: Refusal = Refusal {
    code: "QUERY_TOO_DEEP",
    message: "A document has at most 50 levels, its fragments spread out.",
};
const CYCLE: Refusal = Refusal {
    code: "GRAPHQL_VALIDATION_FAILED",
    message: "A fragment spreads itself.",
};

/// What a document asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The marketplace only.
    Marketplace,
    /// The schema, too: introspection.
    Schema,
}

/// Refuses what is too large once its fragments are spread; says what it asks for. Every fragment is walked once.
pub fn measure(document: &ExecutableDocument) -> Result<Subject, Refusal> {
    let mut walk = Walk {
        document,
        fragments: HashMap::new(),
        subject: Subject::Marketplace,
    };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        let size = walk.selections(&operation.node.selection_set.node, 1)?;
        total = total.with(size)?;
    }
    for name in document.fragments.keys() {
        let size = walk.fragment(name.as_str(), 1)?;
        total = total.with(size)?;
    }
    Ok(walk.subject)
}

#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    levels: usize,
}

impl Size {
    fn with(self, other: Self) -> Result<Self, Refusal> {
        let selections = self.selections.saturating_add(other.selections);
        if selections > SELECTIONS_MAX {
            return Err(TOO_COMPLEX);
        }
        Ok(Self {
            selections,
            levels: self.levels.max(other.levels),
        })
    }
}

enum Fragment {
    /// Being walked: who meets it again goes in a circle.
    Open,
    Measured(Size),
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Fragment>,
    subject: Subject,
}

impl<'a> Walk<'a> {
    fn selections(&mut self, set: &'a SelectionSet, level: usize) -> Result<Size, Refusal> {
        if level > LEVELS_MAX {
            return Err(TOO_DEEP);
        }
        let mut total = Size::default();
        for item in &set.items {
            let inner = match &item.node {
                Selection::Field(field) => {
                    if matches!(field.node.name.node.as_str(), "__schema" | "__type") {
                        self.subject = Subject::Schema;
                    }
                    self.selections(&field.node.selection_set.node, level + 1)?
                }
                Selection::InlineFragment(inline) => {
                    self.selections(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str(), level + 1)?
                }
            };
            if level + inner.levels > LEVELS_MAX {
                return Err(TOO_DEEP);
            }
            total = total.with(Size {
                selections: inner.selections + 1,
                levels: inner.levels + 1,
            })?;
        }
        Ok(total)
    }

    /// An unknown fragment is left to the engine, which says so.
    fn fragment(&mut self, name: &'a str, level: usize) -> Result<Size, Refusal> {
        match self.fragments.get(name) {
            Some(Fragment::Measured(size)) => return Ok(*size),
            Some(Fragment::Open) => return Err(CYCLE),
            None => {}
        }
        let Some(definition) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, Fragment::Open);
        let size = self.selections(&definition.node.selection_set.node, level)?;
        self.fragments.insert(name, Fragment::Measured(size));
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn measured(document: &str) -> Result<Subject, &'static str> {
        measure(&parse_query(document).unwrap()).map_err(|refusal| refusal.code)
    }

    /// Each fragment spreads the next some times.
    fn chain(fragments: usize, times: usize) -> String {
        let mut document =
            format!("{{ ...F0 }} fragment F{fragments} on Query {{ viewer {{ id }} }}");
        for number in 0..fragments {
            let spreads = format!("...F{} ", number + 1).repeat(times);
            document.push_str(&format!("fragment F{number} on Query {{ {spreads} }}"));
        }
        document
    }

    #[test]
    fn fragments_count_wherever_they_are_spread() {
        assert_eq!(measured(&chain(8, 1)), Ok(Subject::Marketplace));
        assert_eq!(measured(&chain(30, 2)), Err("QUERY_TOO_COMPLEX"));
        assert_eq!(measured(&chain(60, 1)), Err("QUERY_TOO_DEEP"));
        let cycle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
        assert_eq!(measured(cycle), Err("GRAPHQL_VALIDATION_FAILED"));
        assert_eq!(measured("{ ...Unknown }"), Ok(Subject::Marketplace));
    }

    #[test]
    fn introspection_is_seen_wherever_it_hides() {
        assert_eq!(measured("{ __typename }"), Ok(Subject::Marketplace));
        for document in [
            "{ s: __schema { types { name } } }",
            "query A { viewer { id } } query B { __type(name: \"User\") { name } }",
            "{ ...A } fragment A on Query { ... { __schema { types { name } } } }",
        ] {
            assert_eq!(measured(document), Ok(Subject::Schema), "{document}");
        }
    }
}
