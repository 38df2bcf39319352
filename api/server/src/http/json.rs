//! JSON as clients write it, also where a text was cut in the midst of a character: JavaScript counts halves.

use serde_json::Value;

/// Reads JSON. A lone surrogate becomes [`HALF`](gateway::document::HALF): whoever reads on says in which place it stood.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Some(value);
    }
    serde_json::from_slice(&without_halves(bytes)?).ok()
}

/// The same with lone surrogates replaced; none where there is none.
fn without_halves(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut has_halves) = (0, false);
    while let Some(byte) = bytes.get(at) {
        let length = match (byte, unit(&bytes[at..])) {
            (b'\\', None) => 2,
            (b'\\', Some(0xD800..=0xDBFF)) => match bytes.get(at + 6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => 12,
                _ => 0,
            },
            (b'\\', Some(0xDC00..=0xDFFF)) => 0,
            (b'\\', Some(_)) => 6,
            _ => 1,
        };
        if length == 0 {
            has_halves = true;
            out.extend(b"\\uFFFE");
            at += 6;
        } else {
            let end = bytes.len().min(at + length);
            out.extend(&bytes[at..end]);
            at = end;
        }
    }
    has_halves.then_some(out)
}

/// The number of an escape that stands here.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn half_a_character_is_seen_and_nothing_else_changes() {
        for (text, value) in [
            (r#"{"a":"\ud83d\ude00"}"#, json!({ "a": "😀" })),
            (r#"{"a":"x\ud83d"}"#, json!({ "a": "x\u{FFFE}" })),
            (
                r#"["\ude00\ud83d\ud83d\ude00\\ud83d"]"#,
                json!(["\u{FFFE}\u{FFFE}😀\\ud83d"]),
            ),
            (r#"{"\udead":1}"#, json!({ "\u{FFFE}": 1 })),
        ] {
            assert_eq!(read(text.as_bytes()), Some(value), "{text}");
        }
        for bad in [
            r#"{"a":"\ud83d""#,
            r#""\u+123""#,
            "\\",
            "\"\\ud8",
            "{\"a\":\"\\ud83d\"} x",
            "\u{0}",
        ] {
            assert_eq!(read(bad.as_bytes()), None, "{bad}");
        }
        // Surrogates as bytes are not even UTF-8.
        assert_eq!(read(b"\"\xED\xA0\xBD\""), None);
    }
}
