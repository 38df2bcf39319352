//! Characters that a document writes by their number in one of the two newer ways, `\u{1F600}` or `\uD83D\uDE00`: the
//! parser knows only the old one. What follows such a string keeps its place, for the positions of errors.

use std::borrow::Cow;

use super::lexical_limits::{QUOTES, after_block, after_line};
use super::{DocumentError, HALF};

/// The document with such characters written out. Its strings have ends: `lexical_limits` has seen to it.
pub(super) fn written_out(document: &str) -> Result<Cow<'_, str>, DocumentError> {
    if let Some(at) = document.find(HALF) {
        return Err(no_character(document, at));
    }
    if !document.contains("\\u") {
        return Ok(Cow::Borrowed(document));
    }
    let mut out = String::with_capacity(document.len());
    let (mut at, mut done) = (0, 0);
    while let Some(found) = document[at..].find(['"', '#']) {
        at += found;
        let rest = &document.as_bytes()[at..];
        // Comments and blocks have no such escapes.
        let skipped = if let Some(comment) = rest.strip_prefix(b"#") {
            Some(after_line(comment))
        } else {
            let block = rest.strip_prefix(QUOTES);
            block.map(|block| after_block(block).unwrap_or_default())
        };
        if let Some(after) = skipped {
            at = document.len() - after.len();
            continue;
        }
        let saved;
        (at, saved) = string(document, at + 1, &mut done, &mut out)?;
        if saved > 0 {
            out.push_str(&document[done..at]);
            out.push_str(&" ".repeat(saved));
            done = at;
        }
    }
    out.push_str(&document[done..]);
    Ok(Cow::Owned(out))
}

/// Goes through a string that begins here, and writes what changes in it: all up to `done` is written. Gives where the
/// string ends, and by how much it got shorter.
fn string(
    document: &str,
    mut at: usize,
    done: &mut usize,
    out: &mut String,
) -> Result<(usize, usize), DocumentError> {
    let bytes = document.as_bytes();
    let mut saved = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => return Ok((at + 1, saved)),
            (b'\\', Some(b'u')) => {
                let escape = Escape::read(&bytes[at + 2..]);
                let escape = escape.ok_or_else(|| no_character(document, at))?;
                let end = at + 2 + escape.length;
                if !escape.is_old {
                    out.push_str(&document[*done..at]);
                    saved += end - at - write(escape.character, out);
                    *done = end;
                }
                at = end;
            }
            (b'\\', _) => at += 2,
            _ => at += 1,
        }
    }
    Ok((document.len(), saved))
}

/// Writes a character as a string may hold it; gives the columns it takes.
fn write(character: char, out: &mut String) -> usize {
    let spelled = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        other => {
            out.push(other);
            return 1;
        }
    };
    out.push_str(spelled);
    2
}

/// A character by its number.
struct Escape {
    character: char,
    /// Bytes after the `\u`.
    length: usize,
    /// Four digits: the parser reads it by itself.
    is_old: bool,
}

impl Escape {
    /// What follows `\u`; none where that is no character.
    fn read(text: &[u8]) -> Option<Self> {
        if let Some(braced) = text.strip_prefix(b"{") {
            let end = braced.iter().position(|byte| *byte == b'}')?;
            return Some(Self {
                character: char::from_u32(hex(&braced[..end])?)?,
                length: end + 2,
                is_old: false,
            });
        }
        let unit = hex(text.get(..4)?)?;
        if !(0xD800..0xDC00).contains(&unit) {
            return Some(Self {
                character: char::from_u32(unit)?,
                length: 4,
                is_old: true,
            });
        }
        let second = hex(text.get(4..10)?.strip_prefix(b"\\u")?)?;
        if !(0xDC00..0xE000).contains(&second) {
            return None;
        }
        let number = 0x1_0000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
        Some(Self {
            character: char::from_u32(number)?,
            length: 10,
            is_old: false,
        })
    }
}

/// Hexadecimal digits as a number; none where it is too large for any character.
fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = digits.trim_start_matches('0');
    match digits {
        "" => is_hex.then_some(0),
        _ if is_hex => u32::from_str_radix(digits, 16).ok(),
        _ => None,
    }
}

fn no_character(document: &str, at: usize) -> DocumentError {
    let before = &document[..at];
    let line = before.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|letter| !matches!(letter, '\n' | '\r'))
        .count()
        + 1;
    let message =
        format!("Syntax error in line {line}, column {column}: there is no such character.");
    DocumentError::new("GRAPHQL_PARSE_FAILED", message)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql_value::{ConstValue, Value};

    use super::*;

    /// The string that a document's one argument is.
    fn read(string: &str) -> Result<String, String> {
        let document = format!("{{ node(id: {string}) {{ id }} }}");
        let written = written_out(&document).map_err(|refusal| refusal.message.into_owned())?;
        let parsed = parse_query(&*written).unwrap();
        let operation = super::super::only(&parsed);
        let async_graphql::parser::types::Selection::Field(field) =
            &operation.selection_set.node.items[0].node
        else {
            panic!("{written}");
        };
        assert_eq!(
            field.node.selection_set.pos.column,
            document.rfind("{ id").unwrap() + 1 - (document.len() - document.chars().count()),
            "{written}"
        );
        match &field.node.arguments[0].1.node {
            Value::String(text) => Ok(text.clone()),
            other => panic!("{other}: {}", ConstValue::default()),
        }
    }

    #[test]
    fn characters_are_read_in_every_way_they_are_written() {
        for (written, meant) in [
            (r#""\u{1F600}""#, "😀"),
            (r#""\uD83D\uDE00""#, "😀"),
            (r#""\ud83d\ude00 and \u00e9""#, "😀 and é"),
            (r#""a\u{0000041}b""#, "aAb"),
            (r#""\u{22}\u{5C}\u{5c}n\u{A}\u{d}\u{0}""#, "\"\\\\n\n\r\0"),
            (r#""\u{10FFFF}""#, "\u{10FFFF}"),
            (r#""\\u{1F600} \"\\uD83D""#, "\\u{1F600} \"\\uD83D"),
            (r#""""\u{1F600} \uD83D""""#, "\\u{1F600} \\uD83D"),
        ] {
            assert_eq!(read(written).as_deref(), Ok(meant), "{written}");
        }
    }

    #[test]
    fn what_is_no_character_is_refused_where_it_stands() {
        for bad in [
            r#""\uD83D""#,
            r#""\uDE00\uD83D""#,
            r#""\uD83D\u{DE00}""#,
            r#""\u{D83D}""#,
            r#""\u{110000}""#,
            r#""\u{}""#,
            r#""\u{+1}""#,
            r#""\u{FFFFFFFFF}""#,
            r#""\uD83Dx""#,
            "\"\u{FFFE}\"",
        ] {
            let refused = read(bad).unwrap_err();
            assert!(
                refused.starts_with("Syntax error in line 1, column 13:"),
                "{bad}: {refused}"
            );
        }
        let second = written_out("{ a\r\n  b(c: \"\\uD83D\") }").unwrap_err();
        assert!(
            second
                .message
                .starts_with("Syntax error in line 2, column 9:"),
            "{}",
            second.message
        );
    }

    #[test]
    fn comments_and_all_else_stay() {
        let plain = "# \\u{1F600} \"\n{ a(b: \"\\u00e9\", c: \"\"\"\\u{41}\"\"\") }";
        assert_eq!(written_out(plain).unwrap(), plain);
    }
}
