//! Looks at a document before the parser does: its recursion has no bound for values and types, and a few kilobytes of
//! nested brackets would overflow the stack and abort the whole process.

use std::borrow::Cow;

use super::DocumentError;

/// Bytes of a document at most.
pub(super) const BYTES_MAX: usize = 64 * 1024;
/// Nesting of brackets of any kind at most.
pub(super) const NESTING_MAX: usize = 50;
/// Names, numbers, strings and punctuators of a document at most.
pub(super) const TOKENS_MAX: usize = 2_000;

/// Refuses a document that is too large or nested too deep, and what the parser lets pass: a member that is given twice,
/// and brackets with nothing between them. What stands in strings and comments does not count.
pub(super) fn check(document: &str) -> Result<(), DocumentError> {
    if document.len() > BYTES_MAX {
        return Err(too_large("A document has at most 64 kB."));
    }
    let mut tokens = 0_usize;
    let mut brackets = Brackets::default();
    let mut rest = document.as_bytes();
    while let [byte, tail @ ..] = rest {
        tokens += 1;
        rest = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                tokens -= 1;
                tail
            }
            b'#' => {
                tokens -= 1;
                after_line(tail)
            }
            b'"' => {
                brackets.passes(b"");
                after_string(rest).ok_or(UNFINISHED)?
            }
            b'{' | b'[' | b'(' => {
                brackets.open(*byte);
                tail
            }
            b'}' | b']' | b')' => {
                brackets.close(*byte)?;
                tail
            }
            b':' => {
                brackets.names()?;
                tail
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                let after = after_word(tail, false);
                brackets.passes(&rest[..rest.len() - after.len()]);
                after
            }
            _ => {
                brackets.passes(b"");
                match byte {
                    b'0'..=b'9' | b'-' => after_word(tail, true),
                    b'.' => tail.strip_prefix(b"..").unwrap_or(tail),
                    _ => tail,
                }
            }
        };
        if brackets.open.len() > NESTING_MAX {
            return Err(DocumentError::new(
                "QUERY_TOO_DEEP",
                "A document nests at most 50 brackets.",
            ));
        }
        if tokens > TOKENS_MAX {
            return Err(too_large("A document has at most 2000 words and signs."));
        }
    }
    Ok(())
}

/// The brackets that are open, and what stands in the innermost.
#[derive(Default)]
struct Brackets<'a> {
    open: Vec<Bracket<'a>>,
    /// The word just read; empty where something else was.
    word: &'a [u8],
}

struct Bracket<'a> {
    sign: u8,
    is_empty: bool,
    /// An object of input: only values stand between round brackets.
    is_object: bool,
    members: Vec<&'a [u8]>,
}

impl<'a> Brackets<'a> {
    fn open(&mut self, sign: u8) {
        self.passes(b"");
        let is_value = self
            .open
            .last()
            .is_some_and(|outer| outer.sign == b'(' || outer.is_value());
        self.open.push(Bracket {
            sign,
            is_empty: true,
            is_object: is_value && sign == b'{',
            members: Vec::new(),
        });
    }

    fn close(&mut self, sign: u8) -> Result<(), DocumentError> {
        let closed = self.open.pop();
        self.word = b"";
        if closed.is_some_and(|closed| closed.is_empty && closed.sign == b'(' && sign == b')') {
            let message = "Syntax error: there is nothing between round brackets.";
            return Err(DocumentError::new("GRAPHQL_PARSE_FAILED", message));
        }
        Ok(())
    }

    fn passes(&mut self, word: &'a [u8]) {
        self.word = word;
        if let Some(inner) = self.open.last_mut() {
            inner.is_empty = false;
        }
    }

    /// A colon: in an object the word before it is the name of a member.
    fn names(&mut self) -> Result<(), DocumentError> {
        let word = std::mem::take(&mut self.word);
        let Some(object) = self.open.last_mut().filter(|inner| inner.is_object) else {
            return Ok(());
        };
        if object.members.contains(&word) {
            let name = String::from_utf8_lossy(word);
            return Err(DocumentError::invalid(format!(
                "{name} is given twice in one input."
            )));
        }
        object.members.push(word);
        Ok(())
    }
}

impl Bracket<'_> {
    fn is_value(&self) -> bool {
        self.is_object || self.sign == b'['
    }
}

pub(super) const QUOTES: &[u8] = b"\"\"\"";

const UNFINISHED: DocumentError = DocumentError {
    code: "GRAPHQL_PARSE_FAILED",
    message: Cow::Borrowed("A string has no end."),
    path: Vec::new(),
    parameters: Vec::new(),
};

fn too_large(message: &'static str) -> DocumentError {
    DocumentError::new("QUERY_TOO_LARGE", message)
}

/// What follows a string that starts here. One without an end is refused: the parser would read on inside it, and what
/// stands there has not been counted.
fn after_string(text: &[u8]) -> Option<&[u8]> {
    if let Some(block) = text.strip_prefix(QUOTES) {
        return after_block(block);
    }
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return Some(&text[at + 1..]),
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
    None
}

/// What follows the quotes that end a block, read as the parser does: escaped ones first.
pub(super) fn after_block(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        text = match text {
            [b'\\', rest @ ..] if rest.starts_with(QUOTES) => &rest[QUOTES.len()..],
            [b'"', b'"', b'"', rest @ ..] => return Some(rest),
            [_, rest @ ..] => rest,
            [] => return None,
        };
    }
}

pub(super) fn after_line(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|byte| *byte == b'\n' || *byte == b'\r');
    end.map_or(&[], |end| &text[end..])
}

/// What follows a name or a number; only a number has a point inside.
fn after_word(text: &[u8], is_number: bool) -> &[u8] {
    let in_word =
        |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || (is_number && *byte == b'.');
    let end = text.iter().position(|byte| !in_word(byte));
    end.map_or(&[], |end| &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(open: &str, levels: usize) -> String {
        open.repeat(levels)
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(check(&nested("[", NESTING_MAX - 1)).is_ok());
        assert!(check(&nested("[", NESTING_MAX)).is_ok());
        assert_eq!(
            check(&nested("[", NESTING_MAX + 1)).unwrap_err().code,
            "QUERY_TOO_DEEP"
        );
        for bomb in [
            nested("{a:", 1_500),
            nested("\"\"[", 60),
            nested("[", 4_096),
        ] {
            assert_eq!(check(&bomb).unwrap_err().code, "QUERY_TOO_DEEP");
        }
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let brackets = nested("[", 200);
        for harmless in [
            format!("{{ a(b: \"{brackets}\") }}"),
            format!("{{ a(b: \"\\\"{brackets}\") }}"),
            format!("{{ a(b: \"\"\"{brackets} \\\"\"\" {brackets}\"\"\") }}"),
            format!("# {brackets}\n{{ a }}"),
        ] {
            assert!(check(&harmless).is_ok(), "{harmless}");
        }
    }

    #[test]
    fn a_string_without_an_end_hides_nothing() {
        for opening in [
            "\"",
            "\"\"\"",
            "\"\"\"\"",
            "\"\"\"x\"",
            "[\"\"\"\"",
            "\"\"\" \"",
            "\"x\n",
            "\"x\r",
            "\"\\",
        ] {
            for bomb in [nested("[", 4_096), nested("{a:", 1_500)] {
                let refused = check(&format!("{{a(b:{opening}{bomb}")).unwrap_err();
                assert!(
                    matches!(refused.code, "GRAPHQL_PARSE_FAILED" | "QUERY_TOO_DEEP"),
                    "{opening}"
                );
            }
        }
        // Seven quotes behind a backslash: three escaped, three that end the block, one that begins a string.
        let hidden = format!(
            "{{a(b:[\"\"\"\\{}x\" {} \"\"\"",
            "\"".repeat(7),
            nested("[", 4_096)
        );
        assert_eq!(check(&hidden).unwrap_err().code, "QUERY_TOO_DEEP");
        let escaped = format!("{{a(b: \"\"\"\\\"\"\"{}\"\"\")}}", nested("[", 60));
        assert!(check(&escaped).is_ok());
    }

    #[test]
    fn size_is_bounded() {
        assert!(check(&" ".repeat(BYTES_MAX - 1)).is_ok());
        assert!(check(&" ".repeat(BYTES_MAX)).is_ok());
        assert_eq!(
            check(&" ".repeat(BYTES_MAX + 1)).unwrap_err().code,
            "QUERY_TOO_LARGE"
        );
    }

    #[test]
    fn tokens_are_counted_as_the_language_counts_them() {
        for word in [
            "name ",
            "... ",
            "$ ",
            "-12 ",
            "\"a b c\" ",
            "1.5e3, ",
            "{}",
            "@skip",
        ] {
            let tokens = match word {
                "{}" | "@skip" => 2,
                _ => 1,
            };
            let fits = word.repeat(TOKENS_MAX / tokens);
            assert!(check(&fits).is_ok(), "{word}");
            let more = check(&format!("{fits} a")).map_err(|refusal| refusal.code);
            assert_eq!(more, Err("QUERY_TOO_LARGE"), "{word}");
        }
        assert!(check(&"# a b c\n,".repeat(3_000)).is_ok());
    }

    #[test]
    fn a_member_is_given_once_and_round_brackets_hold_something() {
        for fine in [
            "{ a(b: { c: 1, d: { c: 1 } }, c: [{ c: 1 }, { c: 2 }]) }",
            "{ a: b a: b }",
            "query($a: In = { b: 1 c: ENUM }) { a: x a: x }",
            "{ a(b: {}, c: []) }",
            "{ a(b: { c: \"c: 1\" d: 2 }) }",
        ] {
            assert!(check(fine).is_ok(), "{fine}");
        }
        for twice in [
            "{ a(b: { c: 1, c: 2 }) }",
            "{ a(b: [{ c: 1 d: 1 c: 2 }]) }",
            "{ a(b: { d: { c: 1 # c\n c: 2 } }) }",
            "query($a: In = { b: 1 b: 2 }) { x }",
            "{ a @d(b: { c: 1 c: 1 }) }",
        ] {
            let refused = check(twice).unwrap_err();
            assert_eq!(refused.code, "GRAPHQL_VALIDATION_FAILED", "{twice}");
        }
        for empty in ["query() { a }", "query ( # x\n ) { a }", "{ a() }"] {
            assert_eq!(check(empty).unwrap_err().code, "GRAPHQL_PARSE_FAILED");
        }
    }
}
