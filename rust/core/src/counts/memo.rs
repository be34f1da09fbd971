//! A bounded memo from the key of a chunk to its terms.
//!
//! A text repeats its chunks, 24 times over in 100,000 passages of Wikipedia, and chunks with equal keys have
//! equal tokens. The memo is a cache of sets of three entries, one cache line each: a look-up reads one line,
//! an insertion never probes further, so no choice of text makes it slow. What it forgets is analysed again.

use crate::analysis::Key;
use crate::hash::Seed;
use crate::memory::filled;
use crate::simd::{place_of, prefetch};

/// Entries of a set.
const WAYS: usize = 3;

/// Sets in the first memo, and in the largest: 4 MB a thread.
const FEWEST_SETS: usize = 1 << 6;
const MOST_SETS: usize = 1 << 16;

/// The "value" of what is not remembered: no caller's.
pub(super) const NOT_REMEMBERED: u32 = u32::MAX;

/// What no key is.
const EMPTY: [u64; 2] = [0; 2];

/// The entries of one cache line, the newest first, and [`NOT_REMEMBERED`].
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Set {
    keys: [[u64; 2]; WAYS],
    values: [u32; WAYS + 1],
}

impl Set {
    const EMPTY: Self = Self { keys: [EMPTY; WAYS], values: [NOT_REMEMBERED; WAYS + 1] };
}

/// The memo. Its values are the caller's own.
#[derive(Clone, Debug)]
pub(super) struct Memo {
    sets: Vec<Set>,
    /// Insertions since the last growth.
    insertions: usize,
    seed: Seed,
}

/// The sets of a memo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sets<'a>(&'a [Set]);

impl Sets<'_> {
    /// The value of `key`, or [`NOT_REMEMBERED`].
    #[inline]
    pub(super) fn get(self, hash: u32, key: Key) -> u32 {
        let set = &self.0[hash as usize & (self.0.len() - 1)];
        set.values[place_of(key.0, &set.keys)]
    }
}

impl Memo {
    pub(super) fn new() -> Self {
        Self { sets: vec![Set::EMPTY; FEWEST_SETS], insertions: 0, seed: Seed::random() }
    }

    /// Forgets everything. A memo that was hardly used becomes small again, for wiping 4 MB before each
    /// short text would take longer than the text; one in full use keeps its memory.
    pub(super) fn clear(&mut self) {
        if self.insertions * 8 < self.sets.len() {
            self.sets.truncate(FEWEST_SETS);
        }
        self.sets.fill(Set::EMPTY);
        self.insertions = 0;
    }

    /// Replaces every value that is remembered.
    pub(super) fn replace_values(&mut self, mut new: impl FnMut(u32) -> u32) {
        for set in &mut self.sets {
            for (key, value) in set.keys.iter().zip(&mut set.values) {
                if *key != EMPTY {
                    *value = new(*value);
                }
            }
        }
    }

    /// The hash by which [`Self::get`] and [`Self::insert`] find `key`, whose set is prefetched.
    #[inline]
    pub(super) fn prepare(&self, key: Key) -> u32 {
        let hash = self.seed.mix_lightly(key.0[0], key.0[1]) as u32;
        prefetch(&self.sets, self.set(hash));
        hash
    }

    #[inline]
    fn set(&self, hash: u32) -> usize {
        hash as usize & (self.sets.len() - 1)
    }

    /// What is remembered, for many look-ups.
    #[inline]
    pub(super) fn sets(&self) -> Sets<'_> {
        Sets(&self.sets)
    }

    /// The value of `key`, or [`NOT_REMEMBERED`].
    #[inline]
    pub(super) fn get(&self, hash: u32, key: Key) -> u32 {
        self.sets().get(hash, key)
    }

    /// Remembers `value`; the oldest entry of a full set makes room.
    #[inline(never)]
    pub(super) fn insert(&mut self, hash: u32, key: Key, value: u32) {
        debug_assert_ne!(value, NOT_REMEMBERED);
        if self.insertions >= self.sets.len() * 2 && self.sets.len() < MOST_SETS {
            self.grow();
        }
        self.insertions += 1;
        let at = self.set(hash);
        let Set { keys, values } = &mut self.sets[at];
        *keys = [key.0, keys[0], keys[1]];
        *values = [value, values[0], values[1], NOT_REMEMBERED];
    }

    fn grow(&mut self) {
        let larger = filled(Set::EMPTY, self.sets.len() * 4);
        let old = std::mem::replace(&mut self.sets, larger);
        self.insertions = 0;
        for Set { keys, values } in old {
            // From the oldest on, so that the newest stands first again.
            for (key, value) in keys.into_iter().zip(values).rev() {
                if key != EMPTY {
                    self.insert(self.seed.mix_lightly(key[0], key[1]) as u32, Key(key), value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_only_what_was_inserted() {
        let mut memo = Memo::new();
        let key = |number: u32| Key([number.into(), 1 << 48]);
        let get = |memo: &Memo, number: u32| match memo.get(memo.prepare(key(number)), key(number)) {
            NOT_REMEMBERED => None,
            value => Some(value),
        };
        for number in 0..400_000 {
            assert_eq!(get(&memo, number), None);
            memo.insert(memo.prepare(key(number)), key(number), number);
            assert_eq!(get(&memo, number), Some(number));
        }
        let found: Vec<_> = (0..400_000).map(|number| get(&memo, number)).collect();
        let remembered = found.iter().flatten().count();
        assert!((0..).zip(&found).all(|(number, found)| found.is_none_or(|value| value == number)));
        assert!((100_000..=WAYS * MOST_SETS).contains(&remembered), "{remembered}");
        memo.replace_values(|value| value + 1);
        let found: Vec<_> = (0..400_000).map(|number| get(&memo, number)).collect();
        assert!((1..).zip(&found).all(|(next, found)| found.is_none_or(|value| value == next)));
        assert_eq!(found.iter().flatten().count(), remembered);
        memo.clear();
        assert_eq!(get(&memo, 399_999), None);
    }
}
