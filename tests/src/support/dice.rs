//! Chance that can be repeated, from a seed.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

pub struct Dice {
    words: SplitMix64,
    /// How often nothing was there to choose from.
    pub misses: usize,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self {
            words: SplitMix64::seed_from_u64(seed),
            misses: 0,
        }
    }

    fn next(&mut self) -> u64 {
        self.words.next_u64()
    }

    /// A number from 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most - least + 1).unwrap();
        least + i64::try_from(self.below(span)).unwrap()
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() {
            return None;
        }
        Some(of[self.below(of.len())])
    }

    /// The place of one that fits, or sometimes of any: what is sensible is tried most, nonsense now and then.
    pub fn place<T>(&mut self, all: &[T], fits: impl Fn(&T) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..all.len()).filter(|at| fits(&all[*at])).collect();
        let any: Vec<usize> = (0..all.len()).collect();
        let nonsense = self.chance(5);
        let place = self.one(if nonsense { &any } else { &fitting });
        self.misses += usize::from(place.is_none());
        place
    }
}
