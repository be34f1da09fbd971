//! The key of a chunk: a tokenizer's claim of which chunks have equal tokens, in 16 bytes.

use super::nltk::Flags;
use super::words64::HEAD;
use crate::short::{MASKS, Short, words_of};

/// The longest chunk that fits into a key, in bytes. Longer ones are 1 in 400 in English.
pub(super) const LONGEST: usize = 14;

/// Chunks with equal keys have equal tokens. Never all zeros, which an empty entry of a memo may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u64; 2]);

impl Key {
    /// No chunk's key.
    pub(crate) const NONE: Self = Self([u64::MAX; 2]);

    /// The key of a chunk of at most [`LONGEST`] bytes, padded with zeros. Its length and flags keep apart
    /// what the padding would confuse; its length is never 0.
    #[inline]
    pub(super) const fn new([low, high]: [u64; 2], length: usize, flags: Flags) -> Self {
        Self([low, high | (length as u64) << 48 | (flags.bits() as u64) << 56])
    }

    /// The word that this is the key of.
    #[inline]
    pub(in crate::analysis) fn as_word(self) -> Short {
        let length = (self.0[1] >> 48 & 0xFF) as usize;
        Short::from_words([self.0[0], self.0[1] & u64::MAX >> 16], length)
    }
}

/// The key of a word is made of the 16 bytes of text from its first one on: of the bits in `text`, and those
/// in `set`.
#[derive(Clone, Copy, Debug)]
struct WordMask {
    text: [u64; 2],
    set: [u64; 2],
}

/// For each length of a word its mask: as it is, and lower-cased.
static WORD_MASKS: [[WordMask; LONGEST + 1]; 2] = {
    let mut masks = [[WordMask { text: [0; 2], set: [0; 2] }; LONGEST + 1]; 2];
    let mut length = 1;
    while length <= LONGEST {
        let text = MASKS[length];
        // The bit lower-cases letters, and digits have it.
        let small = [text[0] & 0x2020_2020_2020_2020, text[1] & 0x2020_2020_2020_2020];
        let [low, high] = Key::new([0; 2], length, Flags::NONE).0;
        masks[0][length] = WordMask { text, set: [low, high] };
        masks[1][length] = WordMask { text, set: [low | small[0], high | small[1]] };
        length += 1;
    }
    masks
};

/// Makes the keys of words of ASCII letters and digits, whose tokens depend on nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordKeys(&'static [WordMask; LONGEST + 1]);

impl WordKeys {
    /// For analyzers that fold case or do not.
    pub(super) fn new(folds_case: bool) -> Self {
        Self(&WORD_MASKS[usize::from(folds_case)])
    }

    /// The key of a word of `length` bytes that `head` begins with, unless it is too long.
    #[inline]
    pub(crate) fn key(self, head: &[u8; HEAD], length: usize) -> Option<Key> {
        let WordMask { text: mask, set } = self.0.get(length)?;
        let words = words_of(head);
        Some(Key([words[0] & mask[0] | set[0], words[1] & mask[1] | set[1]]))
    }
}
