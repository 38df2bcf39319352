//! What HTTP answers tell of limits: the fields of draft-ietf-httpapi-ratelimit-headers-10, and `Retry-After`.

use std::time::Duration;

use super::{BucketState, RateLimited};

/// Fields by name.
pub type Headers = Vec<(&'static str, String)>;

impl BucketState {
    /// The fields of an answer: the policy of the bucket, and what is left in it until it is full.
    pub fn headers(&self) -> Headers {
        let window = self.max.div_ceil(self.restore_per_second.max(1));
        vec![
            (
                "ratelimit-policy",
                format!("\"points\";q={};qu=\"points\";w={window}", self.max),
            ),
            (
                "ratelimit",
                format!(
                    "\"points\";r={};t={}",
                    self.available,
                    seconds(self.until_full)
                ),
            ),
        ]
    }
}

impl RateLimited {
    /// The fields of a refusal: nothing is left of what it needs, for so long.
    pub fn headers(&self) -> Headers {
        let wait = seconds(self.retry_after);
        vec![
            ("ratelimit", format!("\"{}\";r=0;t={wait}", self.bucket)),
            ("retry-after", wait.to_string()),
        ]
    }

    /// When to try again, in milliseconds from now; at least 1.
    pub fn retry_after_ms(&self) -> u64 {
        u64::try_from(self.retry_after.as_micros().div_ceil(1_000))
            .unwrap_or(u64::MAX)
            .max(1)
    }
}

/// Whole seconds, rounded up: who comes back then is not too early.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_what_is_left_and_a_refusal_when_to_come_back() {
        let state = BucketState {
            max: 10_000,
            available: 9_990,
            restore_per_second: 200,
            until_full: Duration::from_millis(50),
        };
        let policy = "\"points\";q=10000;qu=\"points\";w=50".to_owned();
        let left = "\"points\";r=9990;t=1".to_owned();
        let expected = vec![("ratelimit-policy", policy), ("ratelimit", left)];
        assert_eq!(state.headers(), expected);

        let limited = RateLimited {
            bucket: "log-ins",
            retry_after: Duration::from_micros(1_500_001),
        };
        assert_eq!(limited.retry_after_ms(), 1_501);
        let left = "\"log-ins\";r=0;t=2".to_owned();
        let expected = vec![("ratelimit", left), ("retry-after", "2".to_owned())];
        assert_eq!(limited.headers(), expected);
    }
}
