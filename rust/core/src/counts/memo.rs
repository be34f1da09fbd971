//! What a chunk came to the last time: a bounded memo from (chunk, flags) to its terms.
//!
//! A text repeats its chunks, 24 times over in 100,000 passages of Wikipedia, and a chunk's tokens
//! depend on nothing but the chunk and its flags. The memo is a cache of sets of three entries, one
//! cache line each: a look-up reads one line, an insertion never probes further, so no choice of
//! text makes it slow. What it forgets is analysed again.

use crate::analysis::Flags;
use crate::hash::Seed;

/// The longest chunk that fits into a key, in bytes. Longer ones are 1 in 400 in English.
const LONGEST: usize = 14;

/// Words of a set: three keys of two words, then three values of 32 bits and a spare.
const WORDS: usize = 8;

/// Entries of a set.
const WAYS: usize = 3;

/// Sets in the largest memo: 4 MB a thread.
const MOST_SETS: usize = 1 << 16;

/// A chunk and its flags in 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key([u64; 2]);

impl Key {
    /// The key of a chunk that is short enough.
    #[inline]
    pub(super) fn new(chunk: &str, flags: Flags) -> Option<Self> {
        let bytes = chunk.as_bytes();
        let length = bytes.len();
        let (low, high) = match length {
            9..=LONGEST => {
                let tail = read::<8>(bytes, length - 8);
                (read::<8>(bytes, 0), tail >> (8 * (16 - length)))
            }
            8 => (read::<8>(bytes, 0), 0),
            4..=7 => (read::<4>(bytes, 0) | read::<4>(bytes, length - 4) << (8 * (length - 4)), 0),
            1..=3 => {
                let middle = u64::from(bytes[length / 2]) << (8 * (length / 2));
                (u64::from(bytes[0]) | middle | u64::from(bytes[length - 1]) << (8 * (length - 1)), 0)
            }
            _ => return None,
        };
        // Length and flags keep apart what padding with zeros would confuse; the length is never 0,
        // so an empty entry is no key.
        Some(Self([low, high | (length as u64) << 48 | u64::from(flags.bits()) << 56]))
    }
}

/// The `N` bytes at `at`, as a little-endian number.
#[inline]
fn read<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word[..N].copy_from_slice(&bytes[at..at + N]);
    u64::from_le_bytes(word)
}

/// The memo. Its values are the caller's own.
#[derive(Clone, Debug)]
pub(super) struct Memo {
    words: Vec<u64>,
    /// Sets filled since the last growth.
    insertions: usize,
    seed: Seed,
}

impl Memo {
    pub(super) fn new() -> Self {
        Self { words: vec![0; WORDS << 6], insertions: 0, seed: Seed::random() }
    }

    /// Forgets everything. The memo grows again as it is used, for wiping 4 MB before a short text
    /// would take longer than the text.
    pub(super) fn clear(&mut self) {
        self.words.truncate(WORDS << 6);
        self.words.fill(0);
        self.insertions = 0;
    }

    #[inline]
    fn set(&self, key: Key) -> usize {
        let hash = self.seed.mix(key.0[0], key.0[1]);
        let sets = self.words.len() / WORDS;
        (hash as usize & (sets - 1)) * WORDS
    }

    /// The value of `key`, if it is remembered.
    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<u32> {
        let at = self.set(key);
        let set: &[u64; WORDS] = self.words[at..at + WORDS].as_array()?;
        let holds = |way: usize| set[2 * way] == key.0[0] && set[2 * way + 1] == key.0[1];
        if holds(0) {
            Some(set[6] as u32)
        } else if holds(1) {
            Some((set[6] >> 32) as u32)
        } else if holds(2) {
            Some(set[7] as u32)
        } else {
            None
        }
    }

    /// Remembers `value`; the oldest entry of a full set makes room.
    #[inline(never)]
    pub(super) fn insert(&mut self, key: Key, value: u32) {
        if self.insertions >= self.words.len() / WORDS * 2 && self.words.len() < WORDS * MOST_SETS {
            self.grow();
        }
        self.insertions += 1;
        let at = self.set(key);
        let set = &mut self.words[at..at + WORDS];
        set.copy_within(0..4, 2);
        set[7] = set[6] >> 32;
        set[6] = set[6] << 32 | u64::from(value);
        set[0] = key.0[0];
        set[1] = key.0[1];
    }

    fn grow(&mut self) {
        let sets = self.words.len() / WORDS * 4;
        let old = std::mem::replace(&mut self.words, vec![0; sets * WORDS]);
        self.insertions = 0;
        let (old, _) = old.as_chunks::<WORDS>();
        for set in old {
            // From the oldest on, so that the newest stands first again.
            for way in (0..WAYS).rev() {
                let key = Key([set[2 * way], set[2 * way + 1]]);
                if key.0[1] != 0 {
                    self.insert(key, (set[6 + way / 2] >> (32 * (way % 2))) as u32);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn keys_differ_when_chunk_or_flags_do() {
        let mut seen = BTreeMap::new();
        for length in 0..=LONGEST + 2 {
            for byte in [0, b'a', b'b'] {
                for at in 0..length.max(1) {
                    let mut chunk = vec![b'a'; length];
                    if let Some(place) = chunk.get_mut(at) {
                        *place = byte;
                    }
                    for flags in [Flags::NONE, Flags::SPACE_AFTER, Flags::CLOSERS_FOLLOW] {
                        let chunk = String::from_utf8(chunk.clone()).unwrap();
                        let key = Key::new(&chunk, flags);
                        assert_eq!(key.is_some(), (1..=LONGEST).contains(&length));
                        if let Some(key) = key {
                            let previous = seen.insert(key.0, (chunk.clone(), flags));
                            assert!(previous.is_none_or(|other| other == (chunk, flags)));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn remembers_only_what_was_inserted() {
        let mut memo = Memo::new();
        let key = |number: u32| Key::new(&number.to_string(), Flags::NONE).unwrap();
        let mut remembered = 0;
        for number in 0..400_000 {
            assert_eq!(memo.get(key(number)), None);
            memo.insert(key(number), number);
            assert_eq!(memo.get(key(number)), Some(number));
        }
        for number in 0..400_000 {
            if let Some(value) = memo.get(key(number)) {
                assert_eq!(value, number);
                remembered += 1;
            }
        }
        assert!((100_000..=WAYS * MOST_SETS).contains(&remembered), "{remembered}");
        memo.clear();
        assert_eq!(memo.get(key(399_999)), None);
    }
}
