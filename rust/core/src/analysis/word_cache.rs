//! The tokens of words that an analyzer has met before, in whatever thread and call.
//!
//! Each thread of each call has a memo from chunks to term ids, which are the call's own. What a word's
//! tokens are does not depend on the call, and takes most of the time of a word that a memo does not know:
//! stop words are looked up, suffixes cut off. So it is kept here: two threads do not stem the same word
//! twice, nor do two calls.
//!
//! Entries are written once and never change, so that readers need no lock. A table that is full takes no
//! more: the words that are met first are those that are met most. Chunks with digits, of which there is no
//! end, are not kept: they have no stem to be found. Nor are those of several tokens.

use super::tokenizers::Key;
use crate::hash::Seed;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Lines of each table: 128 KiB for a short text, and once half of its entries are taken 1 MiB. A larger one
/// would take longer to look into than it saves: words that are met so late are rare.
const LINES: [usize; 2] = [1 << 11, 1 << 14];

/// What [`Key`]s have in no bit: it marks an entry that can be read. No token has flags.
const READY: u64 = 1 << 55;

/// The tokens of a chunk that has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It has none.
    None,
    /// It has this one, which is not empty.
    One(Key),
}

/// An entry: a key, and the tokens of its chunks.
#[derive(Debug, Default)]
struct Entry {
    /// The second word is never 0: the thread that sets it from 0 may write the entry.
    key: [AtomicU64; 2],
    /// The second word is set last, with [`READY`].
    value: [AtomicU64; 2],
}

/// The entries of one cache line.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Line([Entry; 2]);

#[derive(Debug, Default)]
struct Table {
    lines: OnceLock<Box<[Line]>>,
    taken: Taken,
}

/// The number of entries that are taken, apart from what every look-up reads.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Taken(AtomicUsize);

impl Table {
    fn lines(&self, size: usize) -> &[Line] {
        if let Some(lines) = self.lines.get() {
            return lines;
        }
        // Two threads may make the same. If one waited for the other, it would wait forever in the child of a
        // process that forked meanwhile; so it waits at most while the other moves three words.
        let lines = (0..size).map(|_| Line::default()).collect();
        self.lines.get_or_init(|| lines)
    }
}

/// The tokens of chunks, nearly all of them words. Keys are those of one analyzer's tokenizer.
#[derive(Debug)]
pub(super) struct WordCache {
    tables: [Table; LINES.len()],
    seed: Seed,
}

impl WordCache {
    pub(super) fn new() -> Self {
        Self { tables: Default::default(), seed: Seed::random() }
    }

    /// The hash by which [`Self::get`] and [`Self::insert`] find `key`.
    #[inline]
    pub(super) fn hash(&self, key: Key) -> usize {
        self.seed.mix_lightly(key.0[0], key.0[1]) as usize
    }

    /// The tokens of the chunks with this key, if they are known.
    #[inline]
    pub(super) fn get(&self, hash: usize, key: Key) -> Option<Kept> {
        for table in &self.tables {
            let lines = table.lines.get()?;
            for entry in &lines[hash & (lines.len() - 1)].0 {
                let ready = entry.value[1].load(Ordering::Acquire);
                if ready != 0
                    && entry.key[1].load(Ordering::Relaxed) == key.0[1]
                    && entry.key[0].load(Ordering::Relaxed) == key.0[0]
                {
                    return Some(decode([entry.value[0].load(Ordering::Relaxed), ready]));
                }
            }
        }
        None
    }

    /// Remembers the tokens of the chunks with this key, if there is room.
    #[inline]
    pub(super) fn insert(&self, hash: usize, key: Key, tokens: Kept) {
        if key.has_digits() {
            return;
        }
        let value = encode(tokens);
        for (table, &size) in self.tables.iter().zip(&LINES) {
            if table.taken.0.load(Ordering::Relaxed) > size * 7 / 4 {
                // Nearly full: its lines need not be looked at.
                continue;
            }
            let lines = table.lines(size);
            for entry in &lines[hash & (lines.len() - 1)].0 {
                // Looked at first: an exchange that fails takes the line from the other threads, too.
                let is_ours = entry.key[1].load(Ordering::Relaxed) == 0
                    && entry.key[1]
                        .compare_exchange(0, key.0[1], Ordering::Relaxed, Ordering::Relaxed)
                        .is_ok();
                if is_ours {
                    entry.key[0].store(key.0[0], Ordering::Relaxed);
                    entry.value[0].store(value[0], Ordering::Relaxed);
                    entry.value[1].store(value[1], Ordering::Release);
                    table.taken.0.fetch_add(1, Ordering::Relaxed);
                    return;
                }
            }
            if table.taken.0.load(Ordering::Relaxed) < size {
                // Its line is full, and not many others are: no larger table yet.
                return;
            }
        }
    }
}

/// The tokens in two words: the token's key, and [`READY`].
fn encode(tokens: Kept) -> [u64; 2] {
    match tokens {
        Kept::None => [0, READY],
        Kept::One(Key([low, high])) => [low, high | READY],
    }
}

#[inline]
fn decode([low, high]: [u64; 2]) -> Kept {
    match high & !READY {
        // A key has a length.
        0 => Kept::None,
        high => Kept::One(Key([low, high])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::short::words_of;
    use std::collections::BTreeMap;
    use std::thread;

    /// The key of a word of fourteen letters.
    fn key(number: u64) -> Key {
        let letter = |at: u64| b'a' + (number >> (2 * at) & 3) as u8;
        let bytes: [u8; 16] = std::array::from_fn(|at| if at < 14 { letter(at as u64) } else { 0 });
        let [low, high] = words_of(&bytes);
        Key([low, high | 14 << 48])
    }

    /// No token for some keys, else one of some length and script.
    fn tokens(number: u64) -> Kept {
        match number as usize % 17 {
            0 => Kept::None,
            length => {
                let text = format!("{number:016}")[16 - length..].replace('7', "ж");
                Key::of_token(&text).map_or(Kept::None, Kept::One)
            }
        }
    }

    #[test]
    fn what_threads_find_is_what_was_put_in() {
        let cache = WordCache::new();
        thread::scope(|scope| {
            for worker in 0..4 {
                let cache = &cache;
                scope.spawn(move || {
                    let mut random = Random::new(worker);
                    for _ in 0..100_000 {
                        let number = random.below(300_000) as u64;
                        match cache.get(cache.hash(key(number)), key(number)) {
                            Some(found) => assert_eq!(found, tokens(number)),
                            None => cache.insert(cache.hash(key(number)), key(number), tokens(number)),
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn the_tables_fill_and_then_take_no_more() {
        let cache = WordCache::new();
        let mut kept = BTreeMap::new();
        for number in 0..400_000 {
            assert_eq!(cache.get(cache.hash(key(number)), key(number)), None);
            cache.insert(cache.hash(key(number)), key(number), tokens(number));
            if let Some(found) = cache.get(cache.hash(key(number)), key(number)) {
                kept.insert(number, found);
            }
        }
        let places: usize = LINES.iter().map(|lines| 2 * lines).sum();
        assert!((places * 3 / 4..=places).contains(&kept.len()), "{} of {places}", kept.len());
        assert!(kept.iter().all(|(&number, found)| *found == tokens(number)));
        assert!(
            kept.iter()
                .all(|(&number, found)| cache.get(cache.hash(key(number)), key(number)) == Some(*found))
        );
        // Room is for chunks that have stems.
        let [low, high] = words_of(b"kite2024\0\0\0\0\0\0\0\0");
        let number = Key([low, high | 8 << 48]);
        cache.insert(cache.hash(number), number, Kept::None);
        assert_eq!(cache.get(cache.hash(number), number), None);
        // A few words make no large table.
        let small = WordCache::new();
        (0..100).for_each(|number| small.insert(small.hash(key(number)), key(number), tokens(number)));
        assert!(small.tables[1].lines.get().is_none());
    }
}
