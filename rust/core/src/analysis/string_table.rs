//! A small immutable map from strings to bits, for word lists in the hot loop.

use std::ops::Range;

use crate::hash::{INLINE, Probe, Seed};

/// Strings with a few bits each.
///
/// Open addressing over a byte arena, at most three quarters full. It holds word lists of ours and of specs: no
/// text can make its probes longer.
#[derive(Clone, Debug, Default)]
pub(super) struct StringTable {
    slots: Vec<Slot>,
    /// Where each entry ends in `text`.
    ends: Vec<u32>,
    text: String,
    longest: usize,
    /// A filter of 1,024 bits, one for each string's hash: it rejects most misses of a table of some hundred
    /// strings, such as the stop words, without a look at the slots. Of thousands of strings nearly all bits
    /// are set.
    seen: [u64; 16],
}

/// A place in the table; the all-zero one is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    inline: u64,
    /// One more than the entry's number.
    entry: u32,
    /// The hash's upper bits.
    high: u16,
    /// The string's bits.
    bits: u16,
}

impl StringTable {
    /// The table of these strings; the bits of a string that comes twice are united.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, u16)>) -> Self {
        let mut sorted: Vec<(&str, u16)> = words.into_iter().collect();
        sorted.sort_unstable_by_key(|&(word, _)| word);
        sorted.dedup_by(|second, first| {
            let same = first.0 == second.0;
            if same {
                first.1 |= second.1;
            }
            same
        });
        // At least one stays empty.
        let size = (sorted.len() * 4 / 3 + 1).next_power_of_two();
        let mut table = Self { slots: vec![Slot::default(); size], ..Self::default() };
        for (word, bits) in sorted {
            table.text.push_str(word);
            table.ends.push(table.text.len() as u32);
            table.longest = table.longest.max(word.len());
            let probe = Probe::new(word.as_bytes());
            let hash = SEED.hash_probe(probe);
            let (at, bit) = Self::seen_at(hash);
            table.seen[at] |= bit;
            let mut slot = table.first_slot(hash);
            while table.slots[slot].entry != 0 {
                slot = (slot + 1) & (table.slots.len() - 1);
            }
            let (entry, high) = (table.ends.len() as u32, (hash >> 48) as u16);
            table.slots[slot] = Slot { inline: probe.inline(), entry, high, bits };
        }
        table
    }

    /// The bits of a string, 0 if it is not in the table.
    #[inline]
    pub(super) fn get(&self, word: Probe<'_>) -> u16 {
        let length = word.bytes().len();
        if length > self.longest {
            return 0;
        }
        let hash = SEED.hash_probe(word);
        let (at, bit) = Self::seen_at(hash);
        if self.seen[at] & bit == 0 {
            return 0;
        }
        let inline = word.inline();
        let mut at = self.first_slot(hash);
        loop {
            let slot = self.slots[at];
            if slot.entry == 0 {
                return 0;
            }
            let entry = slot.entry as usize - 1;
            if slot.inline == inline
                && (length <= INLINE
                    || (slot.high == (hash >> 48) as u16
                        && word.is_at(self.text.as_bytes(), self.range(entry))))
            {
                return slot.bits;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Where the bit of a hash stands.
    #[inline]
    fn seen_at(hash: u64) -> (usize, u64) {
        ((hash >> 60) as usize, 1 << (hash >> 54 & 63))
    }

    /// Where an entry stands in the text.
    fn range(&self, entry: usize) -> Range<usize> {
        let start = if entry == 0 { 0 } else { self.ends[entry - 1] as usize };
        start..self.ends[entry] as usize
    }

    /// The longest string's length in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    fn first_slot(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }
}

/// No secret: no text chooses the words.
const SEED: Seed = Seed::from_words([0x9e37_79b9_7f4a_7c15, 0xa076_1d64_78bd_642f]);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn finds_what_it_was_given_and_nothing_else() {
        let words: Vec<String> = (0..5000_u32).map(|n| format!("word{}", n * n)).collect();
        let table = StringTable::new(words.iter().map(|word| (word.as_str(), 3)));
        assert!(words.iter().all(|word| table.get(Probe::new(word.as_bytes())) == 3));
        assert!((0..5000).all(|n| table.get(Probe::new(format!("no{n}").as_bytes())) == 0));
        assert_eq!(table.longest(), "word24990001".len());
    }

    #[test]
    fn strings_are_told_apart_by_their_text() {
        let get = |table: &StringTable, word: &str| table.get(Probe::new(word.as_bytes()));
        // They have the first seven bytes in common.
        let word = |n: u32| format!("prefix-{n}");
        let bits = |n: u32| (n % 0xffff + 1) as u16;
        let words: Vec<String> = (0..5_000).map(word).collect();
        let present = || words.iter().zip(0..).map(|(word, n)| (word.as_str(), bits(n)));
        let table = StringTable::new(present());
        assert!(present().all(|(word, bits)| get(&table, word) == bits));
        // Some have the first slot and the hash's upper bits in common with one of these.
        let place = |word: &str| {
            let hash = SEED.hash(word.as_bytes());
            (table.first_slot(hash), hash >> 48)
        };
        let places: BTreeSet<_> = words.iter().map(|word| place(word)).collect();
        let absent = || (5_000..1_000_000).map(word);
        assert!(absent().all(|word| get(&table, &word) == 0));
        let alike: Vec<String> = absent().filter(|word| places.contains(&place(word))).collect();
        assert!(!alike.is_empty());
        let both = StringTable::new(present().chain(alike.iter().map(|word| (word.as_str(), 0xffff))));
        assert_eq!(both.slots.len(), table.slots.len());
        assert!(present().all(|(word, bits)| get(&both, word) == bits));
        assert!(alike.iter().all(|word| get(&both, word) == 0xffff));
    }

    #[test]
    fn unites_the_bits_of_a_repeated_string() {
        let table = StringTable::new([("a", 1), ("", 4), ("a", 2)]);
        assert_eq!(["a", "", "b"].map(|word| table.get(Probe::new(word.as_bytes()))), [3, 4, 0]);
        assert_eq!(StringTable::new([]).get(Probe::new(b"")), 0);
    }
}
