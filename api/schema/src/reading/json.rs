//! Values as JSON has them.

use async_graphql::Value;
use chrono::{DateTime, Datelike, Timelike, Utc};
use rust_decimal::Decimal;

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

    /// A decimal number as text.
    pub fn decimal(&mut self, number: Decimal) {
        self.out.push(b'"');
        decimal(number, &mut self.out);
        self.out.push(b'"');
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

    /// An instant in UTC, with milliseconds.
    pub fn time(&mut self, at: DateTime<Utc>) {
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

/// Every place of a decimal number, as it writes itself: `0.50`.
fn decimal(number: Decimal, out: &mut Vec<u8>) {
    let (mantissa, scale) = (number.mantissa(), number.scale() as usize);
    if mantissa < 0 {
        out.push(b'-');
    }
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(mantissa.unsigned_abs()).as_bytes();
    // A digit stands before the point at least.
    let zeros = (scale + 1).saturating_sub(digits.len());
    let start = out.len();
    out.resize(start + zeros, b'0');
    out.extend_from_slice(digits);
    if scale > 0 {
        out.insert(out.len() - scale, b'.');
    }
}

/// A text as JSON has it.
fn quote(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    out.reserve(rest.len() + 2);
    out.push(b'"');
    loop {
        let (plain, special) = rest.split_at(plain(rest));
        out.extend_from_slice(plain);
        let Some((&byte, after)) = special.split_first() else {
            break;
        };
        escape(byte, out);
        rest = after;
    }
    out.push(b'"');
}

/// How many bytes at the beginning stand for themselves: most do, so eight are looked at in one go.
fn plain(bytes: &[u8]) -> usize {
    let (eights, _) = bytes.as_chunks::<8>();
    let is_plain = |eight: &&[u8; 8]| !eight.iter().fold(false, |is, &byte| is | is_special(byte));
    let plain = eights.iter().take_while(is_plain).count() * 8;
    let rest = bytes[plain..].iter();
    plain + rest.take_while(|&&byte| !is_special(byte)).count()
}

fn is_special(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

fn escape(byte: u8, out: &mut Vec<u8>) {
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
        fn what_is_escaped_may_stand_anywhere(text in "[a\"\\\\\n\u{7}é]{0,40}") {
            let mut out = Vec::new();
            quote(&text, &mut out);
            prop_assert_eq!(out, serde_json::to_vec(&text).unwrap());
        }

        #[test]
        fn decimals_write_themselves(mantissa in -2_000_000_i64..2_000_000, larger: i64, scale in 0_u32..=6) {
            for number in [Decimal::new(mantissa, scale), Decimal::new(larger, scale)] {
                let mut out = Vec::new();
                decimal(number, &mut out);
                prop_assert_eq!(out, number.to_string().into_bytes());
            }
        }

        #[test]
        fn numbers_have_leading_zeros(number in 0_u32..10_000) {
            let mut out = Vec::new();
            digits(number, 4, &mut out);
            prop_assert_eq!(out, format!("{number:04}").into_bytes());
        }
    }
}
