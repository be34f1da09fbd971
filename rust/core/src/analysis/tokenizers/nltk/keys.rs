//! The keys of the chunk memo: chunks that come to the same tokens, under one name of 16 bytes.

use std::ops::{ControlFlow, Range};

use super::chunks::{Chunk, HEAD};
use super::flags::Flags;
use crate::analysis::Traits;
use crate::short::{MASKS, Short, words_of, words_within};
use crate::simd::{Classes, classify};

/// The longest chunk that fits into a key, in bytes. Longer ones are 1 in 400 in English.
const LONGEST: usize = 14;

/// A chunk and its flags in 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u64; 2]);

impl Key {
    /// No chunk's key.
    pub(crate) const NONE: Self = Self([u64::MAX; 2]);

    /// The word that this is the key of.
    #[inline]
    pub(crate) fn as_word(self) -> Short {
        let length = (self.0[1] >> 48 & 0xFF) as usize;
        Short::from_words([self.0[0], self.0[1] & u64::MAX >> 16], length)
    }

    /// Length and flags keep apart what padding with zeros would confuse; the length is never 0, so
    /// an empty entry of the memo is no key.
    #[inline]
    const fn new([low, high]: [u64; 2], length: usize, flags: Flags) -> Self {
        Self([low, high | (length as u64) << 48 | (flags.bits() as u64) << 56])
    }
}

/// What makes the 16 bytes of text from a word's start on its key: those of these bits, and these others.
#[derive(Clone, Copy, Debug)]
struct WordMask {
    text: [u64; 2],
    set: [u64; 2],
}

/// For each length of a word its mask: as it is, and with its letters made small.
static WORD_MASKS: [[WordMask; LONGEST + 1]; 2] = {
    let mut masks = [[WordMask { text: [0; 2], set: [0; 2] }; LONGEST + 1]; 2];
    let mut length = 1;
    while length <= LONGEST {
        let text = MASKS[length];
        // The bit makes letters small, and digits have it.
        let small = [text[0] & 0x2020_2020_2020_2020, text[1] & 0x2020_2020_2020_2020];
        let [low, high] = Key::new([0; 2], length, Flags::NONE).0;
        masks[0][length] = WordMask { text, set: [low, high] };
        masks[1][length] = WordMask { text, set: [low | small[0], high | small[1]] };
        length += 1;
    }
    masks
};

/// Makes keys for one analyzer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys {
    traits: Traits,
    words: &'static [WordMask; LONGEST + 1],
}

impl Keys {
    pub(crate) fn new(traits: Traits) -> Self {
        Self { traits, words: &WORD_MASKS[usize::from(traits.folds_case)] }
    }

    /// The key of a word of `length` ASCII letters and digits, with which `head` begins, unless it is too long:
    /// whatever stands around it.
    #[inline]
    pub(crate) fn word(self, head: &[u8; HEAD], length: usize) -> Option<Key> {
        let WordMask { text: mask, set } = self.words.get(length)?;
        let words = words_of(head);
        Some(Key([words[0] & mask[0] | set[0], words[1] & mask[1] | set[1]]))
    }

    /// Gives `take` the chunks that come to the same tokens as this one, nearly always one.
    #[inline]
    pub(crate) fn pieces<B>(
        self,
        text: &[u8],
        chunk: &Chunk<'_>,
        mut take: impl FnMut(Piece) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let flags = chunk.flags();
        if self.traits.drops_marks
            && let Some(marked) = MarkedWords::parse(text, chunk, flags)
        {
            let MarkedWords { opening, words: Range { mut start, end }, has_dashes, possessive, closing } =
                marked;
            if let Some(at) = opening {
                // A quote that opens, which it does wherever a plain space stands before it.
                take(self.other(text, at..at + 1, Flags::SPACE_BEFORE))?;
            }
            while has_dashes && let Some(length) = text[start..end].windows(3).position(is_dash) {
                let dash = start + length..start + length + 3;
                take(self.word_at(text, start..dash.start))?;
                take(self.other(text, dash.clone(), Flags::NONE))?;
                start = dash.end;
            }
            take(self.word_at(text, start..end))?;
            if possessive {
                take(self.other(text, end..end + 2, Flags::NONE))?;
            }
            for at in closing.filter(|&at| text[at] == b'"') {
                take(self.other(text, at..at + 1, Flags::NONE))?;
            }
            return ControlFlow::Continue(());
        }
        take(self.other(text, chunk.range(), flags))
    }

    /// The word of ASCII letters and digits in this range.
    fn word_at(self, text: &[u8], range: Range<usize>) -> Piece {
        let key = self.word(&head_at(text, range.start), range.len());
        Piece { key, range, flags: Flags::NONE, is_word: true }
    }

    /// Any other chunk.
    fn other(self, text: &[u8], range: Range<usize>, flags: Flags) -> Piece {
        let key = (range.len() <= LONGEST).then(|| {
            let words = words_within(text, range.clone());
            let Classes { folded, keeps_case, .. } = classify(words);
            let words = if self.traits.folds_case && keeps_case == 0 { folded } else { words };
            Key::new(words, range.len(), flags)
        });
        Piece { key, range, flags, is_word: false }
    }
}

/// A chunk, or a part of one that comes to the tokens that it would by itself.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its key, unless it is too long for one.
    pub(crate) key: Option<Key>,
    pub(crate) range: Range<usize>,
    pub(crate) flags: Flags,
    /// Whether it consists of ASCII letters and digits.
    pub(crate) is_word: bool,
}

/// A chunk that the rules always cut in the same way: words with marks around them.
struct MarkedWords {
    /// Where a double quote stands that opens.
    opening: Option<usize>,
    /// Words of ASCII letters and digits with long dashes between them.
    words: Range<usize>,
    has_dashes: bool,
    /// Whether `'s` follows.
    possessive: bool,
    /// Marks at the chunk's end. Of these only double quotes come to a token that is kept.
    closing: Range<usize>,
}

impl MarkedWords {
    fn parse(text: &[u8], chunk: &Chunk<'_>, flags: Flags) -> Option<Self> {
        let Range { mut start, mut end } = chunk.range();
        let mut right = b' ';
        let mut stop = flags.has(Flags::CLOSERS_FOLLOW);
        while end > start {
            let last = text[end - 1];
            match last {
                b';' | b'!' | b'?' | b')' | b'"' => {}
                // Two of these in a row are tokens of their own only sometimes.
                b',' | b':' if !matches!(right, b',' | b':') => {}
                // The sentence's final stop; at another place it belongs to the word.
                b'.' if stop => stop = false,
                _ => break,
            }
            right = last;
            end -= 1;
        }
        let closing = end..chunk.range().end;
        let possessive = matches!(text[start..end], [.., b'\'', b's' | b'S']);
        end -= if possessive { 2 } else { 0 };
        let after_bracket = start < end && text[start] == b'(';
        start += usize::from(after_bracket);
        let mut opening = None;
        if start < end && text[start] == b'"' {
            if !after_bracket && flags.and(Flags::SENTENCE_START.with(Flags::SPACE_BEFORE)) == Flags::NONE {
                return None;
            }
            opening = Some(start);
            start += 1;
        }
        let words = &text[start..end];
        let first_mark = match chunk.marks() {
            Some(marks) => (marks >> (start - chunk.range().start)).trailing_zeros() as usize,
            None => words.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(words.len()),
        };
        let has_dashes = first_mark < words.len();
        let is_fit = if has_dashes { are_words_and_dashes(words, first_mark) } else { !words.is_empty() };
        is_fit.then_some(Self { opening, words: start..end, has_dashes, possessive, closing })
    }
}

/// Whether these are words of ASCII letters and digits, the first of this length, with long dashes between them.
fn are_words_and_dashes(bytes: &[u8], first: usize) -> bool {
    let mut after_word = first > 0;
    let mut at = first;
    while let Some(byte) = bytes.get(at) {
        let is_word = byte.is_ascii_alphanumeric();
        let separates = after_word && bytes.get(at..at + 3).is_some_and(is_dash);
        if !is_word && !separates {
            return false;
        }
        after_word = is_word;
        at += if is_word { 1 } else { 3 };
    }
    after_word
}

/// U+2012 to U+2015, each of which is a token of its own.
fn is_dash(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe2, 0x80, 0x92..=0x95])
}

/// The bytes from `start` on, zeros beyond the text's end.
#[inline]
fn head_at(text: &[u8], start: usize) -> [u8; HEAD] {
    let rest = &text[start..];
    rest.first_chunk().copied().unwrap_or_else(|| padded(rest))
}

#[cold]
fn padded(rest: &[u8]) -> [u8; HEAD] {
    let mut padded = [0; HEAD];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}
