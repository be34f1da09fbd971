//! A small immutable map from strings to bits, for word lists that are asked in the hot loop.

/// Strings with a few bits each.
///
/// Open addressing over a byte arena, at most half full. It holds only our own word lists, so that nothing an
/// outsider sends can lengthen its probes beyond what the lists themselves give.
#[derive(Clone, Debug, Default)]
pub(super) struct StringTable {
    /// Per slot: the upper half of the hash, and one more than the entry's number (0: empty).
    slots: Vec<(u32, u32)>,
    /// Where each entry ends in `text`, and its bits.
    entries: Vec<(u32, u16)>,
    text: String,
    longest: usize,
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
        let mut table =
            Self { slots: vec![(0, 0); (sorted.len() * 2).next_power_of_two()], ..Self::default() };
        for (word, bits) in sorted {
            table.text.push_str(word);
            table.entries.push((table.text.len() as u32, bits));
            table.longest = table.longest.max(word.len());
            let hash = hash(word.as_bytes());
            let mut slot = table.first_slot(hash);
            while table.slots[slot].1 != 0 {
                slot = (slot + 1) & (table.slots.len() - 1);
            }
            table.slots[slot] = ((hash >> 32) as u32, table.entries.len() as u32);
        }
        table
    }

    /// The bits of a string, 0 if it is not in the table.
    pub(super) fn get(&self, word: &[u8]) -> u16 {
        if word.len() > self.longest {
            return 0;
        }
        let hash = hash(word);
        let mut slot = self.first_slot(hash);
        loop {
            let (high, entry) = self.slots[slot];
            if entry == 0 {
                return 0;
            }
            if high == (hash >> 32) as u32 {
                let at = entry as usize - 1;
                let start = if at == 0 { 0 } else { self.entries[at - 1].0 as usize };
                let (end, bits) = self.entries[at];
                if &self.text.as_bytes()[start..end as usize] == word {
                    return bits;
                }
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The longest string's length in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    fn first_slot(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }
}

/// Folds eight bytes at a time by a widening multiplication.
fn hash(word: &[u8]) -> u64 {
    const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = SEED ^ word.len() as u64;
    let (blocks, rest) = word.as_chunks::<8>();
    for block in blocks {
        state = fold(state ^ u64::from_le_bytes(*block));
    }
    let mut last = 0;
    for &byte in rest {
        last = last << 8 | u64::from(byte);
    }
    fold(state ^ last)
}

fn fold(value: u64) -> u64 {
    const FACTOR: u128 = 0xa076_1d64_78bd_642f;
    let product = u128::from(value ^ 0xe703_7ed1_a0b4_28db) * FACTOR;
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_was_given_and_nothing_else() {
        let words: Vec<String> = (0..5000_u32).map(|n| format!("word{}", n * n)).collect();
        let table = StringTable::new(words.iter().map(|word| (word.as_str(), 3)));
        assert!(words.iter().all(|word| table.get(word.as_bytes()) == 3));
        assert!((0..5000).all(|n| table.get(format!("no{n}").as_bytes()) == 0));
        assert_eq!(table.longest(), "word24990001".len());
    }

    #[test]
    fn unites_the_bits_of_a_repeated_string() {
        let table = StringTable::new([("a", 1), ("", 4), ("a", 2)]);
        assert_eq!((table.get(b"a"), table.get(b""), table.get(b"b")), (3, 4, 0));
        assert_eq!(StringTable::new([]).get(b""), 0);
    }
}
