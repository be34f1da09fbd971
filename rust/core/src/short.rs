//! Strings of at most 16 bytes, in two machine words: nearly all words and terms.

use std::ops::Range;

/// The longest, in bytes.
pub(crate) const LONGEST: usize = 16;

/// For each length the bytes of a string of that length within two little-endian words.
pub(crate) static MASKS: [[u64; 2]; LONGEST + 1] = {
    let mut masks = [[0; 2]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        masks[length] = if length <= 8 {
            [u64::MAX >> (64 - 8 * length), 0]
        } else {
            [u64::MAX, u64::MAX >> (128 - 8 * length)]
        };
        length += 1;
    }
    masks
};

/// A string of at most 16 bytes, padded with zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Short {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Short {
    /// The string, unless it is too long.
    #[inline]
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() <= LONGEST).then(|| Self::from_words(padded_words(bytes), bytes.len()))
    }

    /// The string of these two little-endian words, zeros beyond its end.
    #[inline]
    pub(crate) fn from_words(words: [u64; 2], length: usize) -> Self {
        debug_assert!(length <= LONGEST && words[0] & !MASKS[length][0] | words[1] & !MASKS[length][1] == 0);
        let mut bytes = [0; LONGEST];
        bytes[..8].copy_from_slice(&words[0].to_le_bytes());
        bytes[8..].copy_from_slice(&words[1].to_le_bytes());
        Self { bytes, length }
    }

    /// The string as two little-endian words, zeros beyond its end.
    #[inline]
    pub(crate) fn words(&self) -> [u64; 2] {
        words_of(&self.bytes)
    }

    /// The string, zeros after its end.
    #[inline]
    pub(crate) fn padded(&self) -> &[u8; LONGEST] {
        &self.bytes
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.min(LONGEST)]
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.length
    }
}

/// Two little-endian words.
#[inline]
pub(crate) fn words_of(bytes: &[u8; LONGEST]) -> [u64; 2] {
    let (words, _) = bytes.as_chunks::<8>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}

/// The bytes in this range, at most 16, as two little-endian words padded with zeros.
#[inline]
pub(crate) fn words_within(text: &[u8], range: Range<usize>) -> [u64; 2] {
    let mask = MASKS[range.len()];
    let words = match text[range.start..].first_chunk() {
        Some(bytes) => words_of(bytes),
        None => padded_words(&text[range]),
    };
    [words[0] & mask[0], words[1] & mask[1]]
}

/// A string of at most 16 bytes as two little-endian words padded with zeros: by few loads, none beyond its
/// end.
#[inline]
pub(crate) fn padded_words(bytes: &[u8]) -> [u64; 2] {
    debug_assert!(bytes.len() <= LONGEST);
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // The last eight bytes, without those that the first eight have. A shift by all bits would do
        // nothing.
        let double = 8 * (LONGEST - bytes.len()) as u32;
        return [u64::from_le_bytes(*first), u64::from_le_bytes(*last).checked_shr(double).unwrap_or(0)];
    }
    let word = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let [first, last] = [first, last].map(|half| u64::from(u32::from_le_bytes(*half)));
        first | last << (8 * (bytes.len() - 4))
    } else if let [first, .., last] = bytes {
        let middle = bytes.len() / 2;
        u64::from(*first)
            | u64::from(bytes[middle]) << (8 * middle)
            | u64::from(*last) << (8 * (bytes.len() - 1))
    } else {
        bytes.first().map_or(0, |&byte| byte.into())
    };
    [word, 0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_padded_copy() {
        let text: Vec<u8> = (1..=40).collect();
        for length in 0..=LONGEST {
            for start in 0..=text.len() - length {
                let mut padded = [0; LONGEST];
                padded[..length].copy_from_slice(&text[start..start + length]);
                let words = words_of(&padded);
                assert_eq!(padded_words(&text[start..start + length]), words);
                assert_eq!(words_within(&text, start..start + length), words);
                let short = Short::from_words(words, length);
                assert_eq!(short.as_bytes(), &text[start..start + length]);
                assert_eq!((short.words(), short.len()), (words, length));
            }
        }
    }
}
