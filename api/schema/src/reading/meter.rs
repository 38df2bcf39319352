//! How much one answer may hold: entries of lists as many as were paid for, and bytes as many as the operator allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};

/// Counts what is read for an answer that the engine puts together. Clones count together.
#[derive(Clone, Debug)]
pub struct Meter(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    entries: AtomicU64,
    entries_max: u64,
    bytes_max: u64,
    points: AtomicU64,
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
            bytes_max,
            points: AtomicU64::new(0),
        }))
    }

    /// Begins anew: each event of a subscription is an answer of its own.
    pub fn reset(&self) {
        self.0.entries.store(0, Ordering::Relaxed);
        self.0.points.store(0, Ordering::Relaxed);
    }

    /// So many points were spent, and so many entries given.
    pub fn spend(&self, points: u64, entries: u64) {
        self.0.points.fetch_add(points, Ordering::Relaxed);
        self.0.entries.fetch_add(entries, Ordering::Relaxed);
    }

    /// Points spent so far.
    pub fn points(&self) -> u64 {
        self.0.points.load(Ordering::Relaxed)
    }

    /// Entries that were paid for at most.
    pub fn entries_max(&self) -> u64 {
        self.0.entries_max
    }

    /// Entries that were paid for and not given yet.
    pub fn entries_left(&self) -> u64 {
        let given = self.0.entries.load(Ordering::Relaxed);
        self.0.entries_max.saturating_sub(given)
    }

    /// Bytes that an answer may have.
    pub fn bytes_max(&self) -> u64 {
        self.0.bytes_max
    }

    /// Whether an answer is not larger than it may be.
    pub fn weigh(&self, value: &Value) -> Result<(), Full> {
        if weight(value) > self.0.bytes_max {
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
        Value::List(items) => items.iter().map(|item| weight(item) + 1).sum::<u64>() + 2,
        Value::Object(members) => {
            let members = members.iter();
            let sum: u64 = members
                .map(|(name, value)| name.len() as u64 + 4 + weight(value))
                .sum();
            sum + 2
        }
        Value::Binary(written) => written.len() as u64,
        Value::Null | Value::Number(_) | Value::Boolean(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn what_is_weighed_is_what_is_written() {
        let told =
            value!({ "id": "abc", "count": 12345, "tags": ["a", "b"], "brand": { "name": "Tea" } });
        let written = serde_json::to_string(&told).unwrap().len() as u64;
        assert!(weight(&told).abs_diff(written) < 8, "{written}");

        let meter = Meter::new(0, 100);
        assert_eq!(meter.weigh(&Value::from("x".repeat(60))), Ok(()));
        let long = Value::from("x".repeat(100));
        assert_eq!(meter.weigh(&long), Err(Full::Bytes(100)));
    }

    #[test]
    fn entries_left_are_those_not_given() {
        let meter = Meter::new(3, 1_000);
        meter.clone().spend(5, 2);
        assert_eq!((meter.entries_left(), meter.points()), (1, 5));
        meter.reset();
        assert_eq!((meter.entries_left(), meter.points()), (3, 0));
    }
}
