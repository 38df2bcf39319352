//! Filters of lists: what they take, and what it means for a row.

use async_graphql::Value;
use domain::db::Param;
use domain::error::{Code, Form};
use domain::input::{self, Invalid};
use domain::instant;
use domain::money::Money;

use super::model::Leaf;

/// A filter: what is left out asks nothing.
#[derive(Debug)]
pub struct Filter {
    pub name: &'static str,
    pub doc: &'static str,
    /// A row of another table for which several members hold at once, as a condition on an entry of the search table, `{d}`;
    /// `{all}` stands for theirs. Empty where none asks for one.
    pub beside: &'static str,
    pub members: &'static [Member],
}

/// A member of a filter.
#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub doc: &'static str,
    pub takes: Takes,
    pub on: On,
}

/// What a member takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Values of an enum, at most so many.
    Words(Leaf, usize),
    /// A value of an enum.
    Word(Leaf),
    /// A currency, which rows have in capitals.
    Currency(Leaf),
    /// How many: 0 or more.
    Count,
    /// A share, 0 to 1; rows have millionths.
    Share,
    Bool,
    Time(Leaf),
    Country(Leaf),
    Language(Leaf),
    /// An amount in a currency: two parameters, `:value` in minor units and `:currency`.
    Amount(Leaf, fn(&Value, &str, &mut Form) -> Option<Money>),
    /// What a text contains, whatever the case: 2 to 80 characters. The parameter is a pattern of LIKE, in small letters.
    Search,
}

/// What a member means.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// A condition on the row, `{t}`.
    Row(&'static str),
    /// A condition on the entry of the search table, `{d}`.
    Entry(&'static str, Beside),
    /// The least of several numbers, a column of the entry, is at most the value; another column has the largest of them.
    Least {
        least: &'static str,
        largest: &'static str,
        beside: Beside,
    },
    /// A leading column of the search table, by its place.
    Lead(usize, Beside),
}

/// What a member also asks of the filter's row beside ([`Filter::beside`]): a condition, where the search table only tells
/// early who cannot pass.
pub type Beside = Option<&'static str>;

impl On {
    pub(super) fn beside(&self) -> Beside {
        match self {
            Self::Entry(_, beside) | Self::Least { beside, .. } | Self::Lead(_, beside) => *beside,
            Self::Row(_) => None,
        }
    }
}

impl Takes {
    /// Its type as the schema writes it.
    pub(super) fn ty(self) -> String {
        match self {
            Self::Words(leaf, _) => format!("[{}!]", (leaf.name)()),
            Self::Word(leaf)
            | Self::Currency(leaf)
            | Self::Time(leaf)
            | Self::Country(leaf)
            | Self::Language(leaf)
            | Self::Amount(leaf, _) => (leaf.name)(),
            Self::Count => "Int".to_owned(),
            Self::Share => "Float".to_owned(),
            Self::Bool => "Boolean".to_owned(),
            Self::Search => "String".to_owned(),
        }
    }

    /// What makes its type known, where that is one of ours.
    pub(super) fn leaf(self) -> Option<Leaf> {
        match self {
            Self::Words(leaf, _)
            | Self::Word(leaf)
            | Self::Currency(leaf)
            | Self::Time(leaf)
            | Self::Country(leaf)
            | Self::Language(leaf)
            | Self::Amount(leaf, _) => Some(leaf),
            Self::Count | Self::Share | Self::Bool | Self::Search => None,
        }
    }

    /// Whether rows that pass are of one currency.
    pub(super) fn names_currency(self) -> bool {
        matches!(self, Self::Currency(_) | Self::Amount(..))
    }

    /// Entries of a list at most.
    pub(super) fn most(self) -> Option<usize> {
        match self {
            Self::Words(_, most) => Some(most),
            _ => None,
        }
    }

    /// The parameters for a value; none where it asks nothing, or is wrong, which the form notes.
    pub(super) fn read(self, value: &Value, path: &str, form: &mut Form) -> Option<Vec<Param>> {
        if *value == Value::Null {
            return None;
        }
        let param = match self {
            Self::Words(..) => {
                let words: Vec<String> = match value {
                    Value::List(items) => items.iter().filter_map(word).collect(),
                    one => word(one).into_iter().collect(),
                };
                if words.is_empty() {
                    return None;
                }
                Param::Words(words)
            }
            Self::Word(_) => Param::Text(word(value)?),
            Self::Currency(_) => Param::Text(name(value)?.to_owned()),
            Self::Count => {
                let count = input::number(number(value)?.as_i64()?, 0..=i64::from(i32::MAX));
                Param::Int(form.take(path, count)?)
            }
            Self::Share => {
                let share = input::share(number(value)?.as_f64()?);
                Param::Int(form.take(path, share)?)
            }
            Self::Bool => match value {
                Value::Boolean(is_so) => Param::Bool(*is_so),
                _ => return None,
            },
            Self::Time(_) => Param::At(form.take(path, instant::read(name(value)?))?),
            Self::Country(_) => Param::Text(form.take(path, input::country(name(value)?))?),
            Self::Language(_) => Param::Text(form.take(path, input::language(name(value)?))?),
            Self::Amount(_, read) => {
                let amount = read(value, path, form)?;
                let currency = sea_orm::ActiveEnum::to_value(&amount.currency());
                return Some(vec![Param::Int(amount.minor()), Param::Text(currency)]);
            }
            Self::Search => Param::Text(form.take(path, pattern(name(value)?))?),
        };
        Some(vec![param])
    }
}

/// A text, or the name of a value.
fn name(value: &Value) -> Option<&str> {
    match value {
        Value::Enum(name) => Some(name),
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A value of an enum as rows have it.
fn word(value: &Value) -> Option<String> {
    name(value).map(str::to_ascii_lowercase)
}

fn number(value: &Value) -> Option<&async_graphql::Number> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// The pattern of what contains a text; `\\` stands before what would mean something in a pattern.
fn pattern(text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if !(2..=80).contains(&text.chars().count()) {
        let message = "Look for 2 to 80 characters.";
        return Err(Invalid::new(Code::ValueOutOfRange, message)
            .with("min", 2)
            .with("max", 80));
    }
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Ok(pattern)
}
