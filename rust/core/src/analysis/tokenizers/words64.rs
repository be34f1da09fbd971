//! Finds the words of a text, 64 bytes at a time: white space and other classes of bytes as masks, one bit a
//! byte.
//!
//! A chunk is what stands between white space; a word is a chunk of ASCII letters and digits, whose tokens
//! depend on nothing else. The marks that a tokenizer may leave out around words are its own: [`Marks`].

use std::marker::PhantomData;
use std::ops::{ControlFlow, Range};

use crate::parallel::{Cancel, STRIDE};
use crate::simd::{BLOCK, BlockClasses, ByteSet, classify_block};
use crate::unicode::{self, char_at};

/// Marks that a tokenizer may leave out, as if they were white space.
pub(in crate::analysis) trait Marks {
    /// Between white space and a word.
    const BEFORE: ByteSet;
    /// Between a word and white space.
    const AFTER: ByteSet;

    /// What counts as white space in a block that begins at byte `start` of the text, one bit a byte: that of
    /// the `regex` package.
    #[inline]
    fn spaces(text: &str, start: usize, classes: &BlockClasses) -> u64 {
        let (mut spaces, mut leads) = (classes.spaces, classes.space_leads);
        while leads != 0 {
            let bit = leads.trailing_zeros();
            if let Some(c) = char_at(text, start + bit as usize)
                && unicode::is_regex_space(c)
            {
                spaces |= u64::MAX >> (BLOCK - c.len_utf8()) << bit;
            }
            leads &= leads - 1;
        }
        spaces
    }
}

/// Bytes that are handed out with a word, from its first one on: two machine words.
pub(crate) const HEAD: usize = 16;

/// The bytes of a block, and those of the heads that begin in it.
const WINDOW: usize = BLOCK + HEAD;

/// A text's last bytes with white space after them, as what follows the text counts as such: there is a
/// window at every place.
pub(super) struct PaddedEnd {
    bytes: [u8; 2 * WINDOW],
    /// Where in the text they begin.
    start: usize,
}

impl PaddedEnd {
    pub(super) fn new(text: &[u8]) -> Self {
        let start = text.len().saturating_sub(WINDOW);
        let mut bytes = [b' '; 2 * WINDOW];
        bytes[..text.len() - start].copy_from_slice(&text[start..]);
        Self { bytes, start }
    }

    /// The window at byte `at` of the text, which may be its end or beyond.
    #[inline]
    fn window<'a>(&'a self, text: &'a [u8], at: usize) -> &'a [u8; WINDOW] {
        if let Some(window) = text.get(at..).and_then(<[u8]>::first_chunk) {
            return window;
        }
        self.bytes[(at - self.start).min(WINDOW)..].first_chunk().unwrap_or(&[b' '; WINDOW])
    }
}

/// The current 64 bytes, one bit a byte in each mask.
pub(super) struct Block<'t, 'c, M> {
    text: &'t str,
    end_of_text: &'c PaddedEnd,
    cancel: &'c Cancel,
    /// Where the block begins.
    start: usize,
    /// White space, as [`Marks::spaces`] says, and what follows the text's end.
    spaces: u64,
    classes: BlockClasses,
    marks: PhantomData<M>,
}

/// The chunks that white space ends within a block, one bit a byte in each mask. Most are words.
#[derive(Debug)]
pub(crate) struct Words<'b> {
    /// The bytes of the block and those after it.
    window: &'b [u8; WINDOW],
    /// Where the block begins.
    block: usize,
    /// The first bytes of chunks, and the bytes after chunks: in turns, from a first one on.
    starts: u64,
    ends: u64,
    /// Bytes that are no ASCII letters or digits, and for each first byte the first such one from there on.
    marks: u64,
    word_ends: u64,
    /// The bytes after chunks, as they were at first.
    all_ends: u64,
}

/// One word.
#[derive(Debug)]
pub(crate) struct Word<'b> {
    /// Where it begins in the text.
    pub(crate) start: usize,
    /// Its bytes: fewer than 64.
    pub(crate) length: usize,
    /// The text's bytes from its first one on, padded with white space.
    pub(crate) head: &'b [u8; HEAD],
}

impl Word<'_> {
    /// Where it stands in the text.
    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.length
    }
}

impl<'b> Words<'b> {
    /// Calls `take` with each word up to the next chunk that is none.
    #[inline]
    pub(crate) fn try_for_each<B>(
        &mut self,
        mut take: impl FnMut(Word<'b>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (window, block, word_ends) = (self.window, self.block, self.word_ends);
        // Copies, which stay in registers.
        let (mut starts, mut ends) = (self.starts, self.ends);
        let mut result = ControlFlow::Continue(());
        loop {
            let next = ends & ends.wrapping_neg();
            if next & word_ends == 0 || result.is_break() {
                break;
            }
            let start = starts.trailing_zeros() as usize;
            let length = next.trailing_zeros() as usize - start;
            (starts, ends) = (starts & (starts - 1), ends ^ next);
            // The mask proves to the compiler that the window has these bytes.
            let head = window[start & (BLOCK - 1)..].first_chunk().unwrap_or(&[b' '; HEAD]);
            result = take(Word { start: block + start, length, head });
        }
        (self.starts, self.ends) = (starts, ends);
        result
    }

    /// Where the next chunk stands, whatever it is, and one bit for each of its bytes that is no ASCII letter
    /// or digit.
    #[inline]
    pub(super) fn next_chunk(&mut self) -> Option<(Range<usize>, u64)> {
        if self.ends == 0 {
            return None;
        }
        let Self { block, starts, ends, .. } = *self;
        let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
        // A block's last byte ends no chunk that begins with it.
        let marks = self.marks >> start & !(u64::MAX << (end - start));
        self.starts &= starts - 1;
        self.ends &= ends - 1;
        Some((block + start as usize..block + end as usize, marks))
    }

    /// The block's end, if nothing but white space was left in it.
    #[inline]
    pub(super) fn end_of_blank(&self) -> Option<usize> {
        (self.starts == 0 && self.all_ends == 0).then_some(self.block + BLOCK)
    }

    /// Where to go on after the chunks from byte `from` of the text on: at the next chunk, if it begins in
    /// the block.
    #[inline]
    pub(super) fn rest(&self, text: &str, from: usize) -> usize {
        if self.starts != 0 {
            return self.block + self.starts.trailing_zeros() as usize;
        }
        let Some(end) = self.all_ends.checked_ilog2() else { return from };
        // After white space of one byte, or a mark that was left out.
        let end = self.block + end as usize;
        end + usize::from(text.as_bytes().get(end).is_some_and(u8::is_ascii))
    }
}

impl<'t, 'c, M: Marks> Block<'t, 'c, M> {
    pub(super) fn new(text: &'t str, end_of_text: &'c PaddedEnd, cancel: &'c Cancel) -> Self {
        let classes = BlockClasses::default();
        let mut block = Self { text, end_of_text, cancel, start: 0, spaces: 0, classes, marks: PhantomData };
        block.load(0);
        block
    }

    /// Goes to byte `at` if it is beyond the block, or if no white space follows it there; where it is in the
    /// block.
    #[inline]
    fn reach(&mut self, at: usize) -> usize {
        // A long chunk that ended with its sentence reached beyond the block.
        let offset = at.wrapping_sub(self.start);
        if offset < BLOCK && (offset == 0 || self.spaces >> offset != 0) {
            return offset;
        }
        self.load(at);
        0
    }

    /// The length of the chunk at byte `at`; of a chunk that does not end before byte `limit`, any length up
    /// to there or beyond. `None` if there is white space. `at` must not decrease from call to call.
    #[inline]
    pub(super) fn chunk(&mut self, at: usize, limit: usize) -> Option<usize> {
        let offset = self.reach(at);
        let length = (self.spaces >> offset).trailing_zeros() as usize;
        if length >= BLOCK {
            return Some(self.long_chunk(limit));
        }
        (length > 0).then_some(length)
    }

    /// The chunks from byte `at` on that end in the block, and not after byte `limit`. `at`, where a chunk
    /// begins or white space, must not decrease from call to call. If `leaves_out_marks` is set, the
    /// tokenizer's [`Marks`] count as white space where nothing else stands between a word and white space;
    /// so does the byte at `stop`.
    #[inline]
    pub(super) fn words(
        &mut self,
        at: usize,
        limit: usize,
        leaves_out_marks: bool,
        stop: Option<usize>,
    ) -> Words<'_> {
        let offset = self.reach(at);
        let from = u64::MAX << offset;
        let to = u64::MAX >> (BLOCK - 1 - (limit - self.start).min(BLOCK - 1));
        let BlockClasses { alphanumeric: words, before, after, .. } = self.classes;
        let mut spaces = self.spaces | !from;
        if leaves_out_marks {
            let stop = stop.map_or(BLOCK, |stop| stop.wrapping_sub(self.start));
            let stop = if stop < BLOCK { 1 << stop } else { 0 };
            spaces |= after & words << 1 & spaces >> 1 | before & words >> 1 & (spaces << 1 | 1) | stop;
        }
        let after_spaces = spaces << 1 | 1;
        let starts = !spaces & after_spaces;
        let ends = spaces & !after_spaces & to;
        Words {
            window: self.end_of_text.window(self.text.as_bytes(), self.start),
            block: self.start,
            starts,
            ends,
            marks: !words,
            // A carry runs through each word to the byte after it.
            word_ends: starts.wrapping_add(words) & !words,
            all_ends: ends,
        }
    }

    /// The length of the chunk that begins with the block and does not end in it. When it is cancelled, any
    /// of more than [`STRIDE`], whose end may lie within a character.
    #[cold]
    fn long_chunk(&mut self, limit: usize) -> usize {
        let start = self.start;
        while self.spaces == 0 && self.start < limit {
            if self.start - start > STRIDE && self.cancel.is_set() {
                break;
            }
            self.load(self.start + BLOCK);
        }
        self.start + self.spaces.trailing_zeros() as usize - start
    }

    /// Goes to byte `start`, which may lie within a character.
    fn load(&mut self, start: usize) {
        let window = self.end_of_text.window(self.text.as_bytes(), start);
        let classes = classify_block(window.first_chunk().unwrap_or(&[b' '; BLOCK]), M::BEFORE, M::AFTER);
        (self.start, self.spaces, self.classes) = (start, M::spaces(self.text, start, &classes), classes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tokenizer that leaves no marks out.
    struct NoMarks;

    impl Marks for NoMarks {
        const BEFORE: ByteSet = ByteSet(&[]);
        const AFTER: ByteSet = ByteSet(&[]);
    }

    #[test]
    fn finds_the_white_space_of_the_oracle() {
        let text: String = ('\0'..='\u{3100}').flat_map(|c| [c, 'a']).collect();
        let (cancel, end_of_text) = (Cancel::new(), PaddedEnd::new(text.as_bytes()));
        let mut block: Block<'_, '_, NoMarks> = Block::new(&text, &end_of_text, &cancel);
        let mut at = 0;
        let mut chunks = 0;
        while at < text.len() {
            let expected = text[at..].find(unicode::is_regex_space).unwrap_or(text.len() - at);
            match block.chunk(at, text.len()) {
                None => {
                    assert_eq!(expected, 0);
                    at += char_at(&text, at).unwrap().len_utf8();
                }
                Some(length) => {
                    assert_eq!(length, expected);
                    at += length;
                    chunks += 1;
                }
            }
        }
        assert!(chunks > 20);
    }
}
