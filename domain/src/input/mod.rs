//! Parsers for what comes from outside: each gives a good value or says, for people, what is wrong.

mod format;
mod text;

use std::fmt::Debug;
use std::ops::RangeInclusive;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::error::{Code, Parameter, UserError};

pub use format::{country, email, iban, language, link};
pub use text::{handle, line, normal_password, password, text};

/// What is wrong with a value, before it is known where it stood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    code: Code,
    message: String,
    parameters: Vec<Parameter>,
}

impl Invalid {
    /// A value that is wrong in a way of its own.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            parameters: Vec::new(),
        }
    }

    /// The same with a number or a word out of its message, for frontends that say it in another language.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }
}

impl UserError for Invalid {
    fn code(&self) -> Code {
        self.code
    }
    fn parameters(&self) -> Vec<Parameter> {
        self.parameters.clone()
    }
}

/// A whole number within bounds.
pub fn number(value: i64, bounds: RangeInclusive<i64>) -> Result<i64, Invalid> {
    if bounds.contains(&value) {
        return Ok(value);
    }
    let message = format!("Give a number from {} to {}.", bounds.start(), bounds.end());
    Err(Invalid::new(Code::ValueOutOfRange, message)
        .with("min", bounds.start())
        .with("max", bounds.end()))
}

/// A share of one whole in millionths: 0 to 1, with at most 6 decimal places.
pub fn share(share: f64) -> Result<i64, Invalid> {
    if !(0.0..=1.0).contains(&share) {
        let message = "Give a number from 0 to 1.";
        return Err(Invalid::new(Code::ValueOutOfRange, message)
            .with("min", 0)
            .with("max", 1));
    }
    scaled(share, 6)
}

/// A number in units of its last decimal place; more places are refused, never rounded away. What is out of range ends
/// at the type's bounds.
pub fn scaled(number: f64, decimal_places: i32) -> Result<i64, Invalid> {
    let exact = number * 10_f64.powi(decimal_places);
    let whole = exact.round();
    // Sums such as 0.1 + 0.2 miss their decimal by a hair; nothing that somebody wrote does.
    let is_whole = exact.is_finite() && (exact - whole).abs() <= 1e-6_f64.max(whole.abs() * 1e-12);
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    if is_whole {
        Ok(whole as i64)
    } else {
        Err(too_precise(decimal_places))
    }
}

/// A percentage in basis points: at most 2 decimal places. What is out of range ends at the type's bounds.
pub fn basis_points(percent: Decimal) -> Result<i64, Invalid> {
    let Some(points) = percent.checked_mul(Decimal::ONE_HUNDRED) else {
        return Ok(i64::MAX);
    };
    if points.fract().is_zero() {
        Ok(points.to_i64().unwrap_or(i64::MAX))
    } else {
        Err(too_precise(2))
    }
}

fn too_precise(decimal_places: i32) -> Invalid {
    let message = match decimal_places {
        0 => "Give a whole number.".to_owned(),
        places => format!("Give at most {places} decimal places."),
    };
    Invalid::new(Code::ValueInvalid, message).with("decimalPlaces", decimal_places)
}

/// A list that is not longer than it may be.
pub fn list<T>(items: Vec<T>, at_most: usize) -> Result<Vec<T>, Invalid> {
    if items.len() > at_most {
        return Err(list_too_long(at_most));
    }
    Ok(items)
}

/// What a list is told that has more entries than it may have.
pub fn list_too_long(at_most: usize) -> Invalid {
    let message = format!("Give at most {at_most} entries.");
    Invalid::new(Code::ListTooLong, message).with("max", at_most)
}

/// The name of a variant in words: `NeedsReconfirmation` is "needs reconfirmation".
pub fn humanize(variant: impl Debug) -> String {
    let mut words = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_decimals_than_are_kept_are_refused_never_rounded() {
        let percent = |text: &str| basis_points(text.parse().unwrap());
        assert_eq!(percent("12.34"), Ok(1_234));
        assert_eq!(percent("12.3400"), Ok(1_234));
        assert_eq!(percent("12.345"), Err(too_precise(2)));
        assert_eq!(percent("0.001").unwrap_err().code(), Code::ValueInvalid);

        assert_eq!(share(0.035), Ok(35_000));
        assert_eq!(share(0.1 + 0.2), Ok(300_000));
        assert_eq!((share(0.0), share(1.0)), (Ok(0), Ok(1_000_000)));
        assert_eq!(share(1.0 / 3.0), Err(too_precise(6)));
        for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(share(bad).unwrap_err().code(), Code::ValueOutOfRange);
        }

        assert_eq!(scaled(1_000.0, 0), Ok(1_000));
        assert_eq!(scaled(1_000.5, 0), Err(too_precise(0)));
        assert_eq!(scaled(1e300, 0), Ok(i64::MAX));
        assert!(scaled(f64::NAN, 0).is_err() && scaled(f64::INFINITY, 6).is_err());
    }

    #[test]
    fn limits_are_told_beside_the_words() {
        let told = |invalid: Invalid| invalid.parameters();
        let of = |name: &'static str, value: &str| (name, value.to_owned());
        assert_eq!(
            told(number(0, 1..=365).unwrap_err()),
            [of("min", "1"), of("max", "365")]
        );
        assert_eq!(told(list(vec![1; 3], 2).unwrap_err()), [of("max", "2")]);
        assert_eq!(told(line("abcd", 2..=3).unwrap_err()), [of("max", "3")]);
        assert_eq!(told(line("a", 2..=3).unwrap_err()), [of("min", "2")]);
        assert_eq!(
            told(share(0.000_000_1).unwrap_err()),
            [of("decimalPlaces", "6")]
        );
    }

    #[test]
    fn variants_are_spoken_in_words() {
        #[derive(Debug)]
        struct NeedsReconfirmation;
        assert_eq!(humanize(NeedsReconfirmation), "needs reconfirmation");
    }
}
