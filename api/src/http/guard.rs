//! Looks at a document before the parser does: its recursion has no bound for values and types, and a few kilobytes of
//! nested brackets would overflow the stack and abort the whole process.

/// Bytes of a document at most.
pub const BYTES_MAX: usize = 64 * 1024;
/// Nesting of brackets of any kind at most.
pub const NESTING_MAX: usize = 50;

/// Why a document is not even parsed.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For machines.
    pub code: &'static str,
    /// For people.
    pub message: &'static str,
}

/// Refuses a document that is too large or nested too deep. Brackets in strings and comments do not count.
pub fn check(document: &str) -> Result<(), Refusal> {
    if document.len() > BYTES_MAX {
        return Err(Refusal {
            code: "QUERY_TOO_LARGE",
            message: "A document has at most 64 kB.",
        });
    }
    let mut depth = 0_usize;
    let mut rest = document.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = match byte {
            b'"' => after_string(rest),
            b'#' => after_line(tail),
            b'{' | b'[' | b'(' => {
                depth += 1;
                tail
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                tail
            }
            _ => tail,
        };
        if depth > NESTING_MAX {
            return Err(Refusal {
                code: "QUERY_TOO_DEEP",
                message: "A document nests at most 50 brackets.",
            });
        }
    }
    Ok(())
}

/// What follows a string that starts here. An unfinished one ends the document: the parser will say so.
fn after_string(text: &[u8]) -> &[u8] {
    if let Some(block) = text.strip_prefix(b"\"\"\"") {
        let end = (0..block.len())
            .find(|&at| block[at..].starts_with(b"\"\"\"") && !(at > 0 && block[at - 1] == b'\\'));
        return end.map_or(&[], |end| &block[end + 3..]);
    }
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' | b'\n' => return &text[at + 1..],
            _ => at += 1,
        }
    }
    &[]
}

fn after_line(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|byte| *byte == b'\n' || *byte == b'\r');
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
        assert!(check(&nested("[", NESTING_MAX)).is_ok());
        assert_eq!(
            check(&nested("[", NESTING_MAX + 1)).unwrap_err().code,
            "QUERY_TOO_DEEP"
        );
        assert_eq!(
            check(&nested("{a:", 1_500)).unwrap_err().code,
            "QUERY_TOO_DEEP"
        );
        assert_eq!(
            check(&nested("\"\"[", 60)).unwrap_err().code,
            "QUERY_TOO_DEEP"
        );
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
        assert!(check(&format!("\"{brackets}\n{brackets}")).is_err());
    }

    #[test]
    fn size_is_bounded() {
        assert!(check(&" ".repeat(BYTES_MAX)).is_ok());
        assert_eq!(
            check(&" ".repeat(BYTES_MAX + 1)).unwrap_err().code,
            "QUERY_TOO_LARGE"
        );
    }
}
