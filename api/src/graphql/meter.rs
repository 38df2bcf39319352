//! How much one answer may hold: entries of lists as many as were paid for, and bytes as many as the operator allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};

/// Counts what an answer holds while it is made, so that it is stopped before it is there. Clones count together.
#[derive(Clone, Debug)]
pub struct Meter(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    entries: AtomicU64,
    entries_max: u64,
    bytes: AtomicU64,
    bytes_max: u64,
}

/// Why an answer is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// More entries than the operation can have by the limits the schema publishes, which is our mistake.
    Entries,
    /// More bytes than an answer may have.
    Bytes(u64),
}

impl Meter {
    /// For an answer of so many entries of lists, and so many bytes.
    pub fn new(entries_max: u64, bytes_max: u64) -> Self {
        Self(Arc::new(Counts {
            entries: AtomicU64::new(0),
            entries_max,
            bytes: AtomicU64::new(0),
            bytes_max,
        }))
    }

    /// Begins anew: each event of a subscription is an answer of its own.
    pub fn reset(&self) {
        self.0.entries.store(0, Ordering::Relaxed);
        self.0.bytes.store(0, Ordering::Relaxed);
    }

    /// So many entries of a list are about to be resolved.
    pub fn count(&self, entries: usize) -> Result<(), Full> {
        let before = self.0.entries.fetch_add(entries as u64, Ordering::Relaxed);
        if before.saturating_add(entries as u64) > self.0.entries_max {
            tracing::error!(
                paid = self.0.entries_max,
                "request: an answer has more entries than the schema publishes"
            );
            return Err(Full::Entries);
        }
        Ok(())
    }

    /// True once something did not fit; what of the answer is left then is what did.
    pub fn is_full(&self) -> bool {
        self.0.bytes.load(Ordering::Relaxed) > self.0.bytes_max
    }

    /// This was resolved. What stands in it in lists of objects was weighed before, entry by entry.
    pub fn weigh(&self, value: &Value) -> Result<(), Full> {
        let bytes = weight(value);
        let before = self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.0.bytes_max {
            return Err(Full::Bytes(self.0.bytes_max));
        }
        Ok(())
    }
}

impl Full {
    /// The error as clients see it, at a place of the document.
    pub fn at(self, pos: Pos) -> ServerError {
        let message = match self {
            Self::Entries => "This answer has more entries than were paid for.".to_owned(),
            Self::Bytes(most) => format!(
                "The answer would have more than {most} bytes. Ask for smaller pages or fewer fields."
            ),
        };
        let mut error = ServerError::new(message, Some(pos));
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", "ANSWER_TOO_LARGE");
        error.extensions = Some(extensions);
        error
    }
}

/// Bytes of a value in an answer, nearly: quotes, colons and commas count, escapes do not.
fn weight(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.len() as u64 + 2,
        Value::Enum(name) => name.len() as u64 + 2,
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => 2,
        Value::List(items) => items.iter().map(|item| weight(item) + 1).sum::<u64>() + 2,
        Value::Object(members) => {
            let members = members.iter();
            let sum: u64 = members
                .map(|(name, value)| name.len() as u64 + 4 + weight(value))
                .sum();
            sum + 2
        }
        Value::Binary(bytes) => bytes.len() as u64,
        Value::Null | Value::Number(_) | Value::Boolean(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn an_answer_is_stopped_at_what_was_paid_for() {
        let meter = Meter::new(3, 1_000);
        assert_eq!(meter.count(2), Ok(()));
        assert_eq!(meter.clone().count(1), Ok(()));
        assert_eq!(meter.count(1), Err(Full::Entries));
        meter.reset();
        assert_eq!(meter.count(3), Ok(()));
    }

    #[test]
    fn what_is_weighed_is_what_is_written() {
        let told =
            value!({ "id": "abc", "count": 12345, "tags": ["a", "b"], "brand": { "name": "Tea" } });
        let written = serde_json::to_string(&told).unwrap().len() as u64;
        assert!(weight(&told).abs_diff(written) < 8, "{written}");

        let meter = Meter::new(0, 100);
        let long = Value::from("x".repeat(60));
        assert_eq!(meter.weigh(&long), Ok(()));
        assert_eq!(meter.weigh(&long), Err(Full::Bytes(100)));
    }

    #[test]
    fn entries_are_weighed_once() {
        let list = value!({ "nodes": [{ "id": "a".repeat(500) }] });
        assert!(weight(&list) < 20);
    }
}
