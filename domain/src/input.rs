//! Parsers for what comes from outside: each gives a good value or says, for people, what is wrong.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::error::{Code, UserError};

/// What is wrong with a value, before it is known where it stood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    code: Code,
    message: String,
}

impl Invalid {
    /// A value that is wrong in a way of its own.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl UserError for Invalid {
    fn code(&self) -> Code {
        self.code
    }
}

/// One line of text: trimmed, NFC, without control characters.
pub fn line(text: &str, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    let text: String = text.trim().nfc().collect();
    if text.chars().any(is_unprintable) {
        return Err(Invalid::new(
            Code::ValueInvalid,
            "Control characters and line breaks are not allowed here.",
        ));
    }
    bounded(text, length)
}

/// Text of several lines: trimmed, NFC, no control characters but line breaks and tabs.
pub fn text(text: &str, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    let text: String = text.trim().replace("\r\n", "\n").nfc().collect();
    if text
        .chars()
        .any(|letter| is_unprintable(letter) && !matches!(letter, '\n' | '\t'))
    {
        return Err(Invalid::new(
            Code::ValueInvalid,
            "Control characters are not allowed here.",
        ));
    }
    bounded(text, length)
}

/// A web address: https, with a host name, at most 2,048 characters, no user name or password in it.
pub fn link(text: &str) -> Result<String, Invalid> {
    let wrong = || {
        Invalid::new(
            Code::ValueInvalid,
            "Give a full web address that starts with https://.",
        )
    };
    let text = text.trim();
    if text.len() > 2_048 {
        return Err(Invalid::new(
            Code::ValueTooLong,
            "A web address has at most 2,048 characters.",
        ));
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    let has_domain = url.domain().is_some_and(|domain| domain.contains('.'));
    if url.scheme() != "https"
        || !has_domain
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(wrong());
    }
    Ok(url.into())
}

/// An e-mail address, in the form it is stored and compared: trimmed, lower case, at most 254 characters.
pub fn email(text: &str) -> Result<String, Invalid> {
    let text = text.trim().to_lowercase();
    let is_good =
        text.is_ascii() && text.len() <= 254 && email_address::EmailAddress::is_valid(&text);
    if is_good {
        Ok(text)
    } else {
        Err(Invalid::new(
            Code::ValueInvalid,
            "This is not an e-mail address.",
        ))
    }
}

/// An ISO 3166-1 alpha-2 country code, upper case.
pub fn country(text: &str) -> Result<String, Invalid> {
    let text = text.trim().to_uppercase();
    match celes::Country::from_alpha2(&text) {
        Ok(country) => Ok(country.alpha2.to_owned()),
        Err(_) => Err(Invalid::new(
            Code::ValueInvalid,
            "Give a two-letter country code of ISO 3166-1, such as DE.",
        )),
    }
}

/// A BCP 47 language tag, such as `de` or `pt-BR`, in its usual spelling.
pub fn language(text: &str) -> Result<String, Invalid> {
    match oxilangtag::LanguageTag::parse_and_normalize(text.trim()) {
        Ok(tag) if tag.as_str().len() <= 35 => Ok(tag.into_inner()),
        _ => Err(Invalid::new(
            Code::ValueInvalid,
            "Give a language tag of BCP 47, such as de or pt-BR.",
        )),
    }
}

/// A whole number within bounds.
pub fn number(value: i64, bounds: RangeInclusive<i64>) -> Result<i64, Invalid> {
    if bounds.contains(&value) {
        return Ok(value);
    }
    let message = format!("Give a number from {} to {}.", bounds.start(), bounds.end());
    Err(Invalid::new(Code::ValueOutOfRange, message))
}

/// A list that is not longer than it may be.
pub fn list<T>(items: Vec<T>, at_most: usize) -> Result<Vec<T>, Invalid> {
    if items.len() > at_most {
        return Err(Invalid::new(
            Code::ListTooLong,
            format!("Give at most {at_most} entries."),
        ));
    }
    Ok(items)
}

/// The name of a variant in words: `NeedsReconfirmation` is "needs reconfirmation".
pub fn spoken(variant: impl Debug) -> String {
    let mut words = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn bounded(text: String, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    let count = text.chars().count();
    if count == 0 && *length.start() > 0 {
        return Err(Invalid::new(Code::ValueMissing, "This must not be empty."));
    }
    if count < *length.start() {
        return Err(Invalid::new(
            Code::ValueTooShort,
            format!("Give at least {} characters.", length.start()),
        ));
    }
    if count > *length.end() {
        return Err(Invalid::new(
            Code::ValueTooLong,
            format!("Give at most {} characters.", length.end()),
        ));
    }
    Ok(text)
}

/// Control characters, and those that turn the direction of writing around what follows.
fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_bounded_in_characters() {
        assert_eq!(line("  Zoë ", 1..=3).unwrap(), "Zoë");
        assert_eq!(line("Zoe\u{308}", 1..=3).unwrap(), "Zoë");
        assert_eq!(line("   ", 1..=3).unwrap_err().code, Code::ValueMissing);
        assert_eq!(line("a", 2..=3).unwrap_err().code, Code::ValueTooShort);
        assert_eq!(line("abcd", 2..=3).unwrap_err().code, Code::ValueTooLong);
        for bad in ["a\0b", "a\nb", "a\u{202E}b"] {
            assert_eq!(line(bad, 1..=9).unwrap_err().code, Code::ValueInvalid);
        }
        assert_eq!(text("a\r\nb", 1..=9).unwrap(), "a\nb");
        assert!(text("a\0b", 1..=9).is_err());
    }

    #[test]
    fn a_link_is_https_and_has_a_domain() {
        assert!(link("https://example.com/a?b=c").is_ok());
        for bad in [
            "http://example.com",
            "https://localhost",
            "https://127.0.0.1/",
            "https://a:b@example.com",
            "nonsense",
        ] {
            assert!(link(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn formats_of_others_are_checked_and_spelled_as_usual() {
        assert_eq!(email(" Zoe@Example.COM ").unwrap(), "zoe@example.com");
        assert!(email("zoe").is_err());
        assert_eq!(country("de").unwrap(), "DE");
        assert!(country("XX").is_err());
        assert_eq!(language("PT-br").unwrap(), "pt-BR");
        assert!(language("!").is_err());
    }

    #[test]
    fn variants_are_spoken_in_words() {
        #[derive(Debug)]
        struct NeedsReconfirmation;
        assert_eq!(spoken(NeedsReconfirmation), "needs reconfirmation");
    }
}
