//! Which chunks have equal tokens: their keys.
//!
//! Flags that cannot matter are dropped, case where the filters fold it, and punctuation around a word where
//! the filters drop it: `(Kites",` then has the pieces `kites` and `"`, each with a key of its own.

use std::ops::{ControlFlow, Range};

use super::chunks::Chunk;
use super::flags::Flags;
use super::letters::is_all_letters;
use crate::analysis::tokenizers::Piece;
use crate::analysis::tokenizers::key::{Key, WordKeys};
use crate::analysis::tokenizers::words64::HEAD;
use crate::analysis::traits::Traits;
use crate::simd::places_of;

/// Makes keys for one analyzer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    pub(super) traits: Traits,
    pub(super) words: WordKeys,
}

impl Keys {
    pub(super) fn new(traits: Traits) -> Self {
        Self { traits, words: WordKeys::new(traits.folds_case) }
    }

    /// Gives `take` the pieces that have the chunk's tokens, nearly always one.
    #[inline]
    pub(super) fn pieces<B>(
        self,
        text: &[u8],
        chunk: &Chunk<'_>,
        mut take: impl FnMut(Piece) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let flags = chunk.flags();
        if self.traits.drops_punctuation
            && let Some(marked) = MarkedWords::parse(text, chunk, flags)
        {
            let MarkedWords { opening, words: Range { mut start, end }, kind, possessive, closing } = marked;
            if let Some(at) = opening {
                // An opening quote: as any is after a plain space.
                take(self.other(text, at..at + 1, Flags::SPACE_BEFORE))?;
            }
            while kind == Kind::WithDashes
                && let Some(length) = text[start..end].windows(3).position(is_dash)
            {
                let dash = start + length..start + length + 3;
                take(self.word_at(text, start..dash.start))?;
                take(self.other(text, dash.clone(), Flags::NONE))?;
                start = dash.end;
            }
            take(match kind {
                Kind::Letters => self.other(text, start..end, Flags::NONE),
                Kind::Word | Kind::WithDashes => self.word_at(text, start..end),
            })?;
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
        let key = self.words.key(&head_at(text, range.start), range.len());
        Piece { key, range, flags: Flags::NONE, is_word: true }
    }

    /// Any other chunk.
    fn other(self, text: &[u8], range: Range<usize>, flags: Flags) -> Piece {
        // The case of a clitic matters to the rules.
        let folds = |words| self.traits.folds_case && places_of(b'\'', words) == 0;
        let key = Key::of_chunk(text, range.clone(), flags, folds);
        Piece { key, range, flags, is_word: false }
    }
}

/// A chunk that the rules always cut in the same way: words with punctuation around them.
struct MarkedWords {
    /// Where a double quote stands that opens.
    opening: Option<usize>,
    words: Range<usize>,
    kind: Kind,
    /// Whether `'s` follows.
    possessive: bool,
    /// Punctuation at the chunk's end. Of this only double quotes become a token that the filters may keep.
    closing: Range<usize>,
}

/// What stands between the punctuation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word of ASCII letters and digits.
    Word,
    /// Several, with long dashes between them.
    WithDashes,
    /// A word beyond ASCII: [`is_all_letters`].
    Letters,
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
        let kind = if first_mark == words.len() {
            Kind::Word
        } else if are_words_and_dashes(words, first_mark) {
            Kind::WithDashes
        } else if words.len() < chunk.range().len() && is_all_letters(words) {
            // If no punctuation stood around it, it would be its own piece anyway.
            Kind::Letters
        } else {
            return None;
        };
        (!words.is_empty()).then_some(Self { opening, words: start..end, kind, possessive, closing })
    }
}

/// Whether these are words of ASCII letters and digits, the first of this length, with long dashes between
/// them.
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
