//! Chance that falls the same way for the same seed.

use std::ops::RangeInclusive;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A generator of numbers that look random.
pub(super) struct SeededRng(SplitMix64);

impl SeededRng {
    /// The same seed throws the same numbers.
    pub(super) fn seeded(seed: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed))
    }

    /// A generator of its own for one thing of many: what is thrown for one does not move the others.
    pub(super) fn of(topic: &str, index: usize) -> Self {
        let bytes = topic.bytes().chain(index.to_le_bytes());
        let mixed = |word: u64, byte: u8| Self::seeded(word ^ u64::from(byte)).next();
        Self::seeded(bytes.fold(super::SEED, mixed))
    }

    /// A number within bounds.
    pub(super) fn within(&mut self, bounds: RangeInclusive<i64>) -> i64 {
        let count = bounds.end().abs_diff(*bounds.start()).saturating_add(1);
        let offset = i64::try_from(self.next() % count).unwrap_or(0);
        bounds.start() + offset
    }

    /// From 0 up to, not including, 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in so many of a hundred throws.
    pub(super) fn falls(&mut self, in_hundred: i64) -> bool {
        self.within(1..=100) <= in_hundred
    }

    /// One of several; there must be at least one.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Puts them in another order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }

    /// Several, each once, in another order: all of them when there are not so many.
    pub(super) fn draw<T: Clone>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut drawn = from.to_vec();
        self.shuffle(&mut drawn);
        drawn.truncate(count);
        drawn
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn next(&mut self) -> u64 {
        self.0.next_u64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers() {
        // The first numbers of the published SplitMix64 for this seed.
        let mut rng = SeededRng::seeded(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
        assert_eq!(
            SeededRng::of("offer", 3).next(),
            SeededRng::of("offer", 3).next()
        );
        assert_ne!(
            SeededRng::of("offer", 3).next(),
            SeededRng::of("offer", 4).next()
        );
    }

    #[test]
    fn throws_stay_within_their_bounds() {
        let mut rng = SeededRng::seeded(1);
        for _ in 0..1_000 {
            assert!((-3..=3).contains(&rng.within(-3..=3)));
            assert!((0.0..1.0).contains(&rng.share()));
        }
        let mut drawn = rng.draw(&[1, 2, 3], 9);
        drawn.sort_unstable();
        assert_eq!(drawn, [1, 2, 3]);
    }
}
