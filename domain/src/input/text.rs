//! Text that people write: what it may hold, and what it must not seem to be.

use std::ops::RangeInclusive;

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::UnicodeNormalization;

use super::Invalid;
use crate::error::Code;

/// Bytes of a password at most: hashing more is work for nothing.
const PASSWORD_BYTES_MAX: usize = 512;

/// One line of text: trimmed, NFC, without control characters and line separators.
pub fn line(text: &str, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    refuse_far_too_long(text, *length.end())?;
    let text = tidy(text);
    if text
        .chars()
        .any(|letter| is_forbidden(letter) || is_line_end(letter))
    {
        let message = "Control characters and line breaks are not allowed here.";
        return Err(Invalid::new(Code::ValueInvalid, message));
    }
    bounded(text, length)
}

/// Text of several lines: trimmed, NFC, no control characters but line breaks, which become `\n`, and tabs.
pub fn text(text: &str, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    refuse_far_too_long(text, *length.end())?;
    let text = tidy(text).replace("\r\n", "\n");
    let text = text.replace(
        ['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'],
        "\n",
    );
    let is_wrong = |letter| is_forbidden(letter) && !matches!(letter, '\n' | '\t');
    if text.chars().any(is_wrong) {
        let message = "Control characters are not allowed here.";
        return Err(Invalid::new(Code::ValueInvalid, message));
    }
    bounded(text, length)
}

/// A name on a platform, in the form it is stored and compared: without @, lower case, in any script.
pub fn handle(text: &str) -> Result<String, Invalid> {
    let text = trimmed(text).trim_start_matches('@').to_lowercase();
    let handle = line(&text, 1..=100)?;
    let is_good = |letter: char| {
        letter.is_alphanumeric() || is_mark(letter) || matches!(letter, '.' | '-' | '_' | '·')
    };
    let has_letter = handle.chars().any(|letter| !is_mark(letter));
    if has_letter && handle.chars().all(is_good) {
        return Ok(handle);
    }
    let message = "Give the bare handle, such as zoe.bakes: no spaces, no web address.";
    Err(Invalid::new(Code::ValueInvalid, message))
}

/// A password to be: 10 to 128 characters of any kind, counted as it is compared.
pub fn password(text: &str) -> Result<String, Invalid> {
    let wrong = |code| Invalid::new(code, "A password has 10 to 128 characters.");
    let normal = normal_password(text);
    let length = normal.chars().count();
    if length < 10 {
        return Err(wrong(Code::ValueTooShort).with("min", 10));
    }
    if length > 128 || text.len() > PASSWORD_BYTES_MAX {
        return Err(wrong(Code::ValueTooLong).with("max", 128));
    }
    Ok(normal)
}

/// A password in NFKC, as RFC 8265 compares them: the same keys on another keyboard are the same password.
pub fn normal_password(text: &str) -> String {
    text.nfkc().collect()
}

/// Trimmed, in NFC, and without the marks of direction, which nobody sees and keyboards and clipboards add.
fn tidy(text: &str) -> String {
    let letters = trimmed(text).chars();
    letters
        .filter(|letter| !matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}'))
        .nfc()
        .collect()
}

/// Without white space and what takes no room at either end.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
    })
}

/// Refuses what cannot become short enough, before any work is done on it: composed, a letter and its marks are one
/// character, and what is trimmed is little.
fn refuse_far_too_long(text: &str, most: usize) -> Result<(), Invalid> {
    if text.chars().count() > most.saturating_mul(3).saturating_add(256) {
        return Err(too_long(most));
    }
    Ok(())
}

fn too_long(most: usize) -> Invalid {
    let message = format!("Give at most {most} characters.");
    Invalid::new(Code::ValueTooLong, message).with("max", most)
}

fn bounded(text: String, length: RangeInclusive<usize>) -> Result<String, Invalid> {
    let (least, most) = (*length.start(), *length.end());
    if text.chars().all(looks_empty) {
        if least == 0 {
            return Ok(String::new());
        }
        return Err(Invalid::new(Code::ValueMissing, "This must not be empty."));
    }
    let seen = text.chars().filter(|letter| !is_ignorable(*letter)).count();
    if seen < least {
        let message = format!("Give at least {least} characters.");
        return Err(Invalid::new(Code::ValueTooShort, message).with("min", least));
    }
    if text.chars().count() > most {
        return Err(too_long(most));
    }
    Ok(text)
}

/// White space, and what has no picture of its own. The empty Braille pattern is a symbol by name only.
pub(super) fn looks_empty(letter: char) -> bool {
    letter.is_whitespace() || is_ignorable(letter) || letter == '\u{2800}'
}

/// What Unicode lets a font leave out: soft hyphens, joiners, fillers, variation selectors.
fn is_ignorable(letter: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
}

/// Control characters, those that turn the direction of writing around what follows, a byte-order mark in the midst,
/// and what Unicode says will never be a character.
fn is_forbidden(letter: char) -> bool {
    letter.is_control()
        || letter == '\u{FEFF}'
        || CodePointSetData::new::<BidiControl>().contains(letter)
        || is_no_character(letter)
}

/// Code points that are no characters and never will be. One of them also stands for half of a surrogate pair.
pub(super) fn is_no_character(letter: char) -> bool {
    let number = u32::from(letter);
    number & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&number)
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}')
}

/// Vowel signs and the like: parts of letters in many scripts.
fn is_mark(letter: char) -> bool {
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(letter),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
    ) && !is_ignorable(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::UserError;

    fn code<T: std::fmt::Debug>(read: Result<T, Invalid>) -> Code {
        read.unwrap_err().code()
    }

    #[test]
    fn text_is_trimmed_and_bounded_in_characters() {
        assert_eq!(line("  Zoë ", 1..=3).unwrap(), "Zoë");
        assert_eq!(line("Zoe\u{308}", 1..=3).unwrap(), "Zoë");
        assert_eq!(line("\u{FEFF}Zoë\u{200B}", 1..=3).unwrap(), "Zoë");
        assert_eq!(code(line("   ", 1..=3)), Code::ValueMissing);
        assert_eq!(code(line("a", 2..=3)), Code::ValueTooShort);
        assert_eq!(code(line("abcd", 2..=3)), Code::ValueTooLong);
        assert_eq!(
            text("a\r\nb\rc\u{2028}d\u{85}e", 1..=9).unwrap(),
            "a\nb\nc\nd\ne"
        );
        assert!(text("a\0b", 1..=9).is_err());
    }

    #[test]
    fn a_text_that_must_not_be_empty_does_not_look_empty() {
        let unseen = [
            "\u{200B}",
            "\u{3164}",
            "\u{AD}",
            "\u{2060}",
            "\u{115F}",
            "\u{FFA0}",
            "\u{2800}",
            "\u{FE0F}",
            "\u{180E}",
            "\u{E0020}",
            "\u{3000}",
            "\u{200D}",
            "\u{200E}",
            "\u{34F}",
        ];
        for one in unseen {
            for empty in [one.to_owned(), format!(" {one}\u{A0}{one}"), one.repeat(3)] {
                assert_eq!(code(line(&empty, 1..=9)), Code::ValueMissing, "{empty:?}");
                assert_eq!(code(text(&empty, 1..=9)), Code::ValueMissing, "{empty:?}");
                assert_eq!(text(&empty, 0..=9).unwrap(), "", "{empty:?}");
            }
        }
        assert_eq!(code(line("a\u{200D}\u{200D}", 2..=9)), Code::ValueTooShort);
        // What joins is part of words and of pictures.
        for whole in ["می\u{200C}خواهم", "👩\u{200D}🍳", "❤\u{FE0F}", "क्\u{200D}ष"]
        {
            assert_eq!(line(whole, 1..=20).unwrap(), whole);
        }
    }

    #[test]
    fn a_line_is_one_line_and_runs_in_its_own_direction() {
        let breaks = ["\n", "\r", "\u{85}", "\u{B}", "\u{2028}", "\u{2029}"];
        for apart in breaks
            .into_iter()
            .chain(["\0", "\u{1b}", "\u{FFFE}", "\u{1FFFF}"])
        {
            assert_eq!(
                code(line(&format!("a{apart}b"), 1..=9)),
                Code::ValueInvalid,
                "{apart:?}"
            );
        }
        for turn in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
            let turned = format!("a{turn}b");
            assert_eq!(code(line(&turned, 1..=9)), Code::ValueInvalid);
            assert_eq!(code(text(&turned, 1..=9)), Code::ValueInvalid);
        }
        assert_eq!(line("שלום\u{200F}!", 1..=9).unwrap(), "שלום!");
        assert_eq!(text("a\u{61C}\u{200E}b", 1..=9).unwrap(), "ab");
    }

    #[test]
    fn a_handle_may_be_of_any_script() {
        for (given, kept) in [
            (" @Zoe.Bakes_1 ", "zoe.bakes_1"),
            ("Müller-Café", "müller-café"),
            ("ครัวคุณต๋อย", "ครัวคุณต๋อย"),
            ("हिन्दी_ब्लॉग", "हिन्दी_ब्लॉग"),
            ("مطبخ", "مطبخ"),
            ("Zoe\u{301}", "zoé"),
        ] {
            assert_eq!(handle(given).unwrap(), kept);
        }
        for bad in [
            "a b",
            "a/b",
            "https://x.com/zoe",
            "a\u{200D}b",
            "zoe🍰",
            "\u{301}",
        ] {
            assert_eq!(code(handle(bad)), Code::ValueInvalid, "{bad:?}");
        }
        for empty in ["", "@", "\u{3164}"] {
            assert_eq!(code(handle(empty)), Code::ValueMissing, "{empty:?}");
        }
    }

    #[test]
    fn a_password_is_counted_as_it_is_compared() {
        assert_eq!(password("ｐａｓｓｗｏｒｔ１２").unwrap(), "passwort12");
        assert_eq!(code(password(&"e\u{301}".repeat(9))), Code::ValueTooShort);
        assert!(password(&"e\u{301}".repeat(128)).is_ok());
        assert_eq!(code(password(&"x".repeat(129))), Code::ValueTooLong);
    }
}
