//! Sets of documents, one bit each: those that are not deleted, those that pass a filter.

use crate::memory::{collected, filled};

/// A set of some of the documents of a segment.
///
/// ```
/// use elanus_core::index::Bits;
/// let mut live = Bits::all(100);
/// assert!(live.remove(7) && !live.remove(7));
/// assert_eq!((live.count(), live.contains(7), live.contains(8)), (99, false, true));
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Clone for Bits {
    fn clone(&self) -> Self {
        Self { words: collected(self.words.iter().copied()), len: self.len }
    }
}

impl Bits {
    /// All of `len` documents.
    #[must_use]
    pub fn all(len: usize) -> Self {
        let mut words = filled(u64::MAX, len.div_ceil(64));
        if let (Some(last), 1..) = (words.last_mut(), len % 64) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words, len }
    }

    /// None of `len` documents.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self { words: filled(0, len.div_ceil(64)), len }
    }

    /// The set with these words, unless they are not as many as `len` documents take, or have bits beyond.
    #[must_use]
    pub fn from_words(words: Vec<u64>, len: usize) -> Option<Self> {
        let beyond =
            words.last().map_or(0, |last| if len.is_multiple_of(64) { 0 } else { last >> (len % 64) });
        (words.len() == len.div_ceil(64) && beyond == 0).then_some(Self { words, len })
    }

    /// The words, the first document in the lowest bit.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The number of documents that may be in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no document that may be in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of documents in it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether a document is in it.
    #[must_use]
    #[inline]
    pub fn contains(&self, document: usize) -> bool {
        self.words[document / 64] >> (document % 64) & 1 == 1
    }

    /// Puts a document in.
    ///
    /// # Panics
    ///
    /// Beyond `len`.
    pub fn insert(&mut self, document: usize) {
        assert!(document < self.len, "document {document} of {}", self.len);
        self.words[document / 64] |= 1 << (document % 64);
    }

    /// Takes a document out; whether it was in.
    ///
    /// # Panics
    ///
    /// Beyond `len`.
    pub fn remove(&mut self, document: usize) -> bool {
        let is_in = self.contains(document);
        self.words[document / 64] &= !(1 << (document % 64));
        is_in
    }

    /// The documents in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, &word)| Ones(word).map(move |bit| at * 64 + bit))
    }

    /// Whether any of the documents of these words is in it.
    #[must_use]
    pub(super) fn any_within(&self, first: usize, words: usize) -> bool {
        let end = self.words.len().min(first + words);
        self.words[first.min(end)..end].iter().any(|&word| word != 0)
    }
}

/// The places of the bits of a word, ascending.
pub(super) struct Ones(pub(super) u64);

impl Iterator for Ones {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (at < 64).then_some(at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeSet;

    #[test]
    fn a_set_of_bits_is_a_set() {
        let mut random = Random::new(3);
        for len in [0, 1, 63, 64, 65, 200] {
            let (mut bits, mut twin) = (Bits::all(len), (0..len).collect::<BTreeSet<_>>());
            for _ in 0..3 * len {
                let document = random.below(len);
                if random.below(2) == 0 {
                    bits.insert(document);
                    twin.insert(document);
                } else {
                    assert_eq!(bits.remove(document), twin.remove(&document));
                }
                assert!(bits.iter().eq(twin.iter().copied()));
                assert_eq!(bits.count(), twin.len());
            }
            assert_eq!(Bits::from_words(bits.words().to_vec(), len), Some(bits));
            assert_eq!(Bits::none(len).count(), 0);
        }
        assert_eq!(Bits::from_words(vec![2], 1), None);
        assert_eq!(Bits::from_words(vec![0, 0], 64), None);
    }
}
