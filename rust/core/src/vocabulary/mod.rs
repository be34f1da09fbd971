//! Terms and their ids: `&str` to [`TermId`] and back.

mod bulk;
mod table;

use crate::error::{Error, Result};
use crate::hash::{Probe, Seed};
use crate::memory::{collected, text_of};
use std::ops::Range;
use table::{Found, Slot};

/// The number of a term: its column in every matrix. Ids are given in first-seen order and only
/// ever appended.
pub type TermId = u32;

/// One less than int32 columns can name: the remaining number stands for unknown terms.
const MOST_TERMS: usize = i32::MAX as usize - 1;

/// An append-only list of distinct terms with a hash table over it.
///
/// One arena of text, one offset a term, one 16-byte slot a term at a load of at most three quarters.
/// Most terms are short enough to be compared within their slot, so that a look-up costs one cache
/// miss and not three. A slot keeps 32 bits of the hash, enough to grow without reading the terms.
#[derive(Debug)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u64>,
    slots: Vec<Slot>,
    seed: Seed,
    /// The slots that insertions passed beyond what each may pass.
    surplus: usize,
}

impl Clone for Vocabulary {
    fn clone(&self) -> Self {
        let Self { text, ends, slots, seed, surplus } = self;
        let (ends, slots) = (collected(ends.iter().copied()), collected(slots.iter().copied()));
        Self { text: text_of(text), ends, slots, seed: *seed, surplus: *surplus }
    }
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new()
    }
}

impl Vocabulary {
    /// An empty vocabulary with a random seed.
    #[must_use]
    pub fn new() -> Self {
        Self::with_seed(Seed::random())
    }

    /// An empty vocabulary with the given seed.
    #[must_use]
    pub fn with_seed(seed: Seed) -> Self {
        Self { text: String::new(), ends: Vec::new(), slots: vec![Slot::default(); 16], seed, surplus: 0 }
    }

    /// Forgets the terms, keeps the memory of about as many.
    pub fn clear(&mut self) {
        // A table that was large once would have to be wiped on every call for a few terms.
        self.slots.truncate((self.ends.len() * 4).next_power_of_two().max(16));
        self.slots.fill(Slot::default());
        self.text.clear();
        self.ends.clear();
    }

    /// As [`Self::clear`], for a table with this seed.
    pub(crate) fn clear_with_seed(&mut self, seed: Seed) {
        self.clear();
        (self.seed, self.surplus) = (seed, 0);
    }

    /// Returns memory that the terms do not need.
    pub fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The table's current seed.
    #[must_use]
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// The bytes of all terms together.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// All terms one after the other.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For each term, where it ends in the text.
    #[must_use]
    pub fn ends(&self) -> &[u64] {
        &self.ends
    }

    /// The term with this id, or `None` when no term has it.
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<&str> {
        let end = *self.ends.get(id as usize)?;
        Some(&self.text[self.start(id)..end as usize])
    }

    /// The terms in the order of their ids.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let term = &self.text[start..end as usize];
            start = end as usize;
            term
        })
    }

    /// The id of `term`, or `None` when it is not in the vocabulary.
    #[must_use]
    #[inline]
    pub fn get(&self, term: &str) -> Option<TermId> {
        self.get_probe(Probe::new(term.as_bytes()))
    }

    /// As [`Self::get`].
    #[inline]
    pub(crate) fn get_probe(&self, term: Probe<'_>) -> Option<TermId> {
        match self.find(term) {
            Found::Term(id) => Some(id),
            Found::Nothing { .. } => None,
        }
    }

    /// The id of `term`, which is appended when it is new.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`] beyond 2³¹ − 2 terms: int32 columns can name no more.
    ///
    /// ```
    /// use elanus_core::vocabulary::Vocabulary;
    /// let mut vocabulary = Vocabulary::new();
    /// assert_eq!(vocabulary.intern("black")?, 0);
    /// assert_eq!(vocabulary.intern("kite")?, 1);
    /// assert_eq!(vocabulary.intern("black")?, 0);
    /// assert_eq!(vocabulary.term(1), Some("kite"));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    #[inline]
    pub fn intern(&mut self, term: &str) -> Result<TermId> {
        self.intern_probe(Probe::new(term.as_bytes()))
    }

    /// As [`Self::intern`]. What is probed must be UTF-8.
    #[inline]
    pub(crate) fn intern_probe(&mut self, term: Probe<'_>) -> Result<TermId> {
        match self.find(term) {
            Found::Term(id) => Ok(id),
            Found::Nothing { slot, at, run } => self.append(term, slot, at, run),
        }
    }

    /// Whether `terms` more can be appended.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`].
    pub fn check_room(&self, terms: usize) -> Result<()> {
        if self.len() + terms <= MOST_TERMS { Ok(()) } else { Err(Error::TooManyTerms) }
    }

    #[inline]
    fn start(&self, id: TermId) -> usize {
        if id == 0 { 0 } else { self.ends[id as usize - 1] as usize }
    }

    /// Where the term is in the text.
    #[inline]
    fn range(&self, id: TermId) -> Range<usize> {
        self.start(id)..self.ends[id as usize] as usize
    }

    #[inline]
    fn probe(&self, id: TermId) -> Probe<'_> {
        Probe::within(self.text.as_bytes(), self.range(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    #[test]
    fn agrees_with_a_map_in_first_seen_order() {
        let mut vocabulary = Vocabulary::new();
        let mut twin = BTreeMap::new();
        let mut random = Random::new(7);
        for _ in 0..50_000 {
            let term = format!("{:x}", random.below(9_000));
            let next = twin.len() as TermId;
            let expected = *twin.entry(term.clone()).or_insert(next);
            assert_eq!(vocabulary.intern(&term).unwrap(), expected);
        }
        assert_eq!(vocabulary.len(), twin.len());
        for (term, id) in &twin {
            assert_eq!(vocabulary.get(term), Some(*id));
            assert_eq!(vocabulary.term(*id), Some(term.as_str()));
        }
        assert_eq!(vocabulary.get("absent"), None);
        assert_eq!(vocabulary.term(twin.len() as TermId), None);
        let listed: Vec<_> = vocabulary.iter().collect();
        assert!(listed.iter().enumerate().all(|(id, term)| twin[*term] as usize == id));
    }

    #[test]
    fn the_empty_term_is_a_term() {
        let mut vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.intern("").unwrap(), 0);
        assert_eq!(vocabulary.intern("a").unwrap(), 1);
        assert_eq!(vocabulary.get(""), Some(0));
    }
}
