//! Chunks that wait together, so that the cache misses of one are under way while another's are prepared.

use std::ops::Range;

use super::lists::Terms;
use super::memo::{Memo, NOT_REMEMBERED};
use crate::analysis::{Flags, Key, ShortTokens};

/// Chunks that wait together. The terms of those that the memo does not know wait for each other's memory,
/// so it takes more than the cache misses that a core keeps under way.
pub(super) const WAITING: usize = 96;

/// The longest chunk that waits with others, in bytes: it bounds their tokens.
pub(super) const LONGEST_WAITING: usize = 4096;

/// A chunk that waits for the memory of its memo entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub(super) key: Key,
    pub(super) hash: u32,
    length: u16,
    pub(super) flags: Flags,
    /// Whether it is a word, whose tokens may be known by its key.
    pub(super) is_word: bool,
    start: usize,
}

const _: () = assert!(LONGEST_WAITING <= u16::MAX as usize);

impl Waiting {
    const NOTHING: Self =
        Self { key: Key::NONE, hash: 0, length: 0, flags: Flags::NONE, is_word: false, start: 0 };

    /// Prefetches the memo's entry of the chunk; a chunk without a key has none.
    #[inline]
    pub(super) fn new(
        memo: &Memo,
        key: Option<Key>,
        start: usize,
        length: usize,
        flags: Flags,
        is_word: bool,
    ) -> Self {
        debug_assert!(length <= LONGEST_WAITING);
        let key = key.unwrap_or(Key::NONE);
        Self { key, hash: memo.prepare(key), length: length as u16, flags, is_word, start }
    }

    /// Where the chunk stands in its text.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + usize::from(self.length)
    }
}

/// A waiting chunk that the memo does not know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    /// Its place among the waiting.
    pub(super) at: usize,
    /// Its tokens, if it is a word that has at most one.
    pub(super) word: ShortTokens,
    /// Otherwise the end of its tokens, then of their ids if these are not remembered.
    pub(super) end: usize,
}

impl Unknown {
    const NOTHING: Self = Self { at: 0, word: ShortTokens::None, end: 0 };
}

/// The chunks that wait.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// As many as `length` says.
    pub(super) chunks: Box<[Waiting; WAITING]>,
    pub(super) length: usize,
    /// The terms of each.
    pub(super) found: Box<[Terms; WAITING]>,
    /// Those that the memo does not know.
    pub(super) unknown: Box<[Unknown; WAITING]>,
}

impl Batch {
    pub(super) fn new() -> Self {
        Self {
            chunks: Box::new([Waiting::NOTHING; WAITING]),
            length: 0,
            found: Box::new([Terms::NOTHING; WAITING]),
            unknown: Box::new([Unknown::NOTHING; WAITING]),
        }
    }

    /// Looks all chunks up in the memo; the number of those that it does not know.
    #[inline]
    pub(super) fn look_up(&mut self, memo: &Memo) -> usize {
        let (memo, chunks) = (memo.sets(), &self.chunks[..self.length]);
        for (waiting, terms) in chunks.iter().zip(&mut *self.found) {
            *terms = Terms(memo.get(waiting.hash, waiting.key));
        }
        self.found[self.length..].fill(Terms::NOTHING);
        note_unknown(&self.found, &mut self.unknown)
    }
}

/// Notes where the chunks are that the memo does not know; how many.
fn note_unknown(found: &[Terms; WAITING], unknown: &mut [Unknown; WAITING]) -> usize {
    const STEP: usize = 8;
    let mut count = 0;
    let (steps, _) = found.as_chunks::<STEP>();
    for (step, terms) in steps.iter().enumerate() {
        // One in forty: eight are looked at together.
        if terms.iter().fold(0, |any, terms| any | u32::from(terms.0 == NOT_REMEMBERED)) != 0 {
            for (at, terms) in terms.iter().enumerate() {
                if terms.0 == NOT_REMEMBERED {
                    unknown[count].at = step * STEP + at;
                    count += 1;
                }
            }
        }
    }
    count
}

const _: () = assert!(WAITING.is_multiple_of(8));
