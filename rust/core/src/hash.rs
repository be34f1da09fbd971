//! The seeded hash of terms and chunks.
//!
//! Text comes from outside, so tables are seeded against flooding. The mixing step is the folded
//! multiplication of wyhash and foldhash: the 128-bit product of two words, its halves xored.

use crate::short::{self, Short, padded_words, words_of, words_within};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Range;

/// Odd constants with balanced bits (the digits of pi), xored into the words.
const PI: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];

/// What makes the positions in one table unpredictable to the author of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u64; 2]);

impl Seed {
    /// A seed from the operating system's randomness, different in every call.
    #[must_use]
    pub fn random() -> Self {
        let word = |salt: u64| {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write_u64(salt);
            hasher.finish()
        };
        Self::from_words([word(1), word(2)])
    }

    /// A chosen seed, for results that must be reproducible.
    #[must_use]
    pub const fn from_words(words: [u64; 2]) -> Self {
        Self(words)
    }

    /// The two words of the seed.
    #[must_use]
    pub const fn words(self) -> [u64; 2] {
        self.0
    }

    /// The 64-bit hash of `bytes`.
    ///
    /// ```
    /// use elanus_core::hash::Seed;
    /// let seed = Seed::from_words([1, 2]);
    /// assert_eq!(seed.hash(b"kite"), seed.hash(b"kite"));
    /// assert_ne!(seed.hash(b"kite"), seed.hash(b"kit\0"));
    /// ```
    #[must_use]
    #[inline]
    pub fn hash(self, bytes: &[u8]) -> u64 {
        self.hash_probe(Probe::new(bytes))
    }

    /// As [`Self::hash`].
    #[inline]
    pub(crate) fn hash_probe(self, probe: Probe<'_>) -> u64 {
        let length = probe.bytes.len();
        // Spread over the word: xored in as it is, a length could cancel a difference of the bytes.
        let mut state = self.0[0] ^ (length as u64).wrapping_mul(PI[0]);
        let [mut low, mut high] = probe.words;
        if length > short::LONGEST {
            let (blocks, _) = probe.bytes.as_chunks();
            for block in &blocks[..(length - 1) / short::LONGEST] {
                let [low, high] = words_of(block);
                state = fold(low ^ state, high ^ self.0[1]);
            }
            // The last 16 bytes, overlapping the last whole block.
            [low, high] = probe.bytes.last_chunk().map_or([0; 2], words_of);
        }
        self.mix(low ^ state, high)
    }

    /// A hash of two words for a cache, in which a collision costs no more than a miss.
    #[must_use]
    #[inline]
    pub(crate) fn mix_lightly(self, low: u64, high: u64) -> u64 {
        fold(low ^ self.0[0], high ^ self.0[1])
    }

    /// The last step of a hash. The seed's first word is in `low` already: a second xor would undo the first.
    #[inline]
    fn mix(self, low: u64, high: u64) -> u64 {
        let first = fold(low ^ PI[0], high ^ PI[1] ^ self.0[1]);
        // A second round: one factor of 0 would otherwise erase the other. Its second one is 0 for no UTF-8.
        fold(first ^ low ^ self.0[1], PI[0] ^ high.rotate_left(32))
    }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64
}

/// Strings of up to this many bytes are equal if their `Probe::inline` words are.
pub(crate) const INLINE: usize = 7;

/// What stands for the length of a longer one.
pub(crate) const LONG: u64 = 0xFF;

/// A string on its way to a table, with its first 16 bytes in two words, zeros beyond its end.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'a> {
    bytes: &'a [u8],
    words: [u64; 2],
}

impl<'a> Probe<'a> {
    /// A string's bytes.
    #[must_use]
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, words: padded_words(&bytes[..bytes.len().min(short::LONGEST)]) }
    }

    /// The part of `text` in this range.
    #[inline]
    pub(crate) fn within(text: &'a [u8], range: Range<usize>) -> Self {
        let end = range.end.min(range.start + short::LONGEST);
        let words = words_within(text, range.start..end);
        Self { bytes: &text[range], words }
    }

    #[inline]
    pub(crate) fn of(short: &'a Short) -> Self {
        Self { bytes: short.as_bytes(), words: short.words() }
    }

    #[inline]
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// A short string's bytes and length in one word; the first bytes of a longer one, marked as such.
    #[inline]
    pub(crate) fn inline(self) -> u64 {
        let length = self.bytes.len();
        self.words[0] & u64::MAX >> 8 | if length <= INLINE { length as u64 } else { LONG } << 56
    }

    /// Whether this is the part of `text` in that range.
    #[inline]
    pub(crate) fn is_at(self, text: &[u8], range: Range<usize>) -> bool {
        if range.len() != self.bytes.len() {
            return false;
        }
        if range.len() <= short::LONGEST {
            return words_within(text, range) == self.words;
        }
        &text[range] == self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn distinct_short_strings_have_distinct_hashes() {
        let seed = Seed::random();
        let mut hashes = BTreeSet::new();
        let mut strings = vec![Vec::new()];
        for length in 1..=40 {
            for byte in 0..=255u8 {
                let mut string = vec![b'a'; length];
                string[length / 2] = byte;
                strings.push(string.clone());
                string[length - 1] = byte.wrapping_add(1);
                strings.push(string);
            }
        }
        strings.sort();
        strings.dedup();
        for string in &strings {
            assert!(hashes.insert(seed.hash(string)), "{string:?}");
        }
    }

    #[test]
    fn both_words_of_the_seed_change_every_hash() {
        // What cancels all of a short string's first word that is known without the seed.
        let cancelling = |length: u64| (PI[0] ^ length.wrapping_mul(PI[0])).to_le_bytes();
        for length in 8..=short::LONGEST {
            let known = [cancelling(length as u64).to_vec(), vec![b'x'; length - 8]].concat();
            for string in [known, vec![b'a'; length], vec![b'a'; length + short::LONGEST]] {
                let ([a, b], [other, _]) = (Seed::random().words(), Seed::random().words());
                // Among them seeds whose words have the same xor.
                let seeds = [[a, b], [a ^ other, b ^ other], [a ^ other, b], [a, b ^ other], [b, a]];
                let hashes: BTreeSet<_> =
                    seeds.into_iter().map(|words| Seed::from_words(words).hash(&string)).collect();
                assert_eq!(hashes.len(), seeds.len(), "{string:?}");
            }
        }
    }

    #[test]
    fn a_known_beginning_tells_nothing_of_the_spread() {
        let seed = Seed::random();
        let beginning = PI[0] ^ (short::LONGEST as u64).wrapping_mul(PI[0]);
        let mut high = [0u32; 256];
        for number in 0..65_536u32 {
            let string = [beginning.to_le_bytes(), *format!("{number:08}").as_bytes().first_chunk().unwrap()];
            high[(seed.hash(&string.concat()) >> 56) as usize] += 1;
        }
        assert!(high.iter().all(|count| (128..=384).contains(count)), "{high:?}");
    }

    #[test]
    fn no_text_makes_the_second_factor_zero() {
        let high = PI[0].rotate_left(32).to_le_bytes();
        // Not within a longer text, either.
        assert!(std::str::from_utf8(&high[1..]).unwrap_err().error_len().is_some());
    }

    #[test]
    fn low_and_high_bits_spread_evenly() {
        let seed = Seed::random();
        let mut low = [0u32; 256];
        let mut high = [0u32; 256];
        for number in 0..65_536u32 {
            let hash = seed.hash(number.to_string().as_bytes());
            low[(hash & 255) as usize] += 1;
            high[(hash >> 56) as usize] += 1;
        }
        for count in low.into_iter().chain(high) {
            assert!((128..=384).contains(&count), "{count} of an expected 256");
        }
    }
}
