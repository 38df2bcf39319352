//! Values as JSON has them.

use async_graphql::Value;
use chrono::{DateTime, Datelike, Timelike, Utc};

use super::write::Writer;

impl Writer<'_> {
    /// A text in quotes.
    pub fn text(&mut self, text: &str) {
        quote(text, &mut self.out);
    }

    /// The name of an enum's value.
    pub fn word(&mut self, word: &str) {
        self.out.push(b'"');
        self.out
            .extend(word.bytes().map(|letter| letter.to_ascii_uppercase()));
        self.out.push(b'"');
    }

    /// A number of 32 bits; larger ones stop at its end.
    pub fn int(&mut self, number: i64) {
        let number = number.clamp(i32::MIN.into(), i32::MAX.into());
        let mut digits = itoa::Buffer::new();
        self.out.extend_from_slice(digits.format(number).as_bytes());
    }

    pub fn float(&mut self, number: f64) {
        // A number that is none has no form in JSON; ours are shares and counts.
        let written = serde_json::to_writer(&mut self.out, &number);
        debug_assert!(written.is_ok());
    }

    pub fn bool(&mut self, is_so: bool) {
        self.out
            .extend_from_slice(if is_so { b"true" } else { b"false" });
    }

    /// Any value of the engine's.
    pub fn value(&mut self, value: &Value) {
        let written = serde_json::to_writer(&mut self.out, value);
        debug_assert!(written.is_ok());
    }

    pub(super) fn time(&mut self, at: DateTime<Utc>) {
        self.out.push(b'"');
        digits(at.year().unsigned_abs(), 4, &mut self.out);
        for (before, number) in [
            (b'-', at.month()),
            (b'-', at.day()),
            (b'T', at.hour()),
            (b':', at.minute()),
            (b':', at.second()),
        ] {
            self.out.push(before);
            digits(number, 2, &mut self.out);
        }
        self.out.push(b'.');
        digits(at.timestamp_subsec_millis(), 3, &mut self.out);
        self.out.extend_from_slice(b"Z\"");
    }
}

/// A number with so many digits.
fn digits(mut number: u32, count: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + count, b'0');
    for place in out[start..].iter_mut().rev() {
        *place = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

/// A text as JSON has it.
fn quote(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_written_as_everybody_writes_them(text in any::<String>()) {
            let mut out = Vec::new();
            quote(&text, &mut out);
            prop_assert_eq!(out, serde_json::to_vec(&text).unwrap());
        }

        #[test]
        fn numbers_have_leading_zeros(number in 0_u32..10_000) {
            let mut out = Vec::new();
            digits(number, 4, &mut out);
            prop_assert_eq!(out, format!("{number:04}").into_bytes());
        }
    }
}
