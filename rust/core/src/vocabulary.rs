//! Terms and their ids: `&str` to [`TermId`] and back.

use crate::error::{Error, Result};
use crate::hash::Seed;

/// The number of a term: its column in every matrix. Ids are given in first-seen order and only
/// ever appended.
pub type TermId = u32;

/// The longest run of slots an insertion may pass before the table takes a new seed. At the load
/// factor of one half, a run of 128 does not happen by chance: the expected longest run among a
/// million terms is about 40.
const LONGEST_RUN: usize = 128;

/// One less than int32 columns can name: the number left over marks unknown terms.
const MOST_TERMS: usize = i32::MAX as usize - 1;

/// A slot holds 32 bits of the term's hash over its id plus one; 0 is an empty slot.
type Slot = u64;

/// An append-only list of distinct terms with a hash table over it.
///
/// One arena of text, one offset a term, one 8-byte slot a term at a load of at most one half.
/// The table keeps 32 bits of each hash, enough to grow without reading the terms again.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u64>,
    slots: Vec<Slot>,
    seed: Seed,
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
        Self { text: String::new(), ends: Vec::new(), slots: vec![0; 16], seed }
    }

    /// Forgets the terms, keeps the memory of about as many.
    pub fn clear(&mut self) {
        // A table that was large once would have to be wiped on every call for a few terms.
        self.slots.truncate((self.ends.len() * 4).next_power_of_two().max(16));
        self.slots.fill(0);
        self.text.clear();
        self.ends.clear();
    }

    /// Forgets the terms from id `terms` on, the latest ones.
    ///
    /// ```
    /// use elanus_core::vocabulary::Vocabulary;
    /// let mut vocabulary = Vocabulary::new();
    /// vocabulary.intern("black")?;
    /// vocabulary.intern("kite")?;
    /// vocabulary.truncate(1);
    /// assert_eq!((vocabulary.get("black"), vocabulary.get("kite")), (Some(0), None));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn truncate(&mut self, terms: usize) {
        if terms < self.ends.len() {
            self.text.truncate(self.start(terms as TermId));
            self.ends.truncate(terms);
            self.rebuild(self.slots.len());
        }
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

    /// The term with this id, or `None` when no term has it.
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<&str> {
        let end = *self.ends.get(id as usize)?;
        Some(&self.text[self.start(id)..end as usize])
    }

    /// The terms in the order of their ids.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
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
        let tag = self.tag(term);
        let mask = self.slots.len() - 1;
        let mut at = self.home(tag);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if (slot >> 32) as u32 == tag && self.bytes(slot as u32 - 1) == term.as_bytes() {
                return Some(slot as u32 - 1);
            }
            at = (at + 1) & mask;
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
        let tag = self.tag(term);
        let mask = self.slots.len() - 1;
        let home = self.home(tag);
        let mut at = home;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return self.append(term, tag, at, at.wrapping_sub(home) & mask);
            }
            if (slot >> 32) as u32 == tag && self.bytes(slot as u32 - 1) == term.as_bytes() {
                return Ok(slot as u32 - 1);
            }
            at = (at + 1) & mask;
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

    #[inline(never)]
    fn append(&mut self, term: &str, tag: u32, at: usize, run: usize) -> Result<TermId> {
        self.check_room(1)?;
        let id = self.ends.len() as TermId;
        self.text.push_str(term);
        self.ends.push(self.text.len() as u64);
        self.slots[at] = slot(tag, id);
        if run > LONGEST_RUN {
            // Somebody knows the seed. A million terms chosen against it meet this once.
            self.seed = Seed::random();
            self.rebuild(self.slots.len());
        } else if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Ok(id)
    }

    /// Twice the slots, from the 32 hash bits each slot keeps.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![0; old.len() * 2];
        // The home of a slot grows with its tag, so a scan in slot order writes almost in order.
        for slot in old.into_iter().filter(|&slot| slot != 0) {
            self.place((slot >> 32) as u32, slot as u32 - 1);
        }
    }

    /// All slots anew, from the terms.
    fn rebuild(&mut self, slots: usize) {
        self.slots = vec![0; slots];
        for id in 0..self.ends.len() as TermId {
            let hash = self.seed.hash(self.bytes(id));
            self.place((hash >> 32) as u32, id);
        }
    }

    fn place(&mut self, tag: u32, id: TermId) {
        let mask = self.slots.len() - 1;
        let mut at = self.home(tag);
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot(tag, id);
    }

    #[inline]
    fn tag(&self, term: &str) -> u32 {
        (self.seed.hash(term.as_bytes()) >> 32) as u32
    }

    /// The first slot to look at: the tag's upper bits.
    #[inline]
    fn home(&self, tag: u32) -> usize {
        ((u64::from(tag) * self.slots.len() as u64) >> 32) as usize
    }

    #[inline]
    fn start(&self, id: TermId) -> usize {
        if id == 0 { 0 } else { self.ends[id as usize - 1] as usize }
    }

    #[inline]
    fn bytes(&self, id: TermId) -> &[u8] {
        &self.text.as_bytes()[self.start(id)..self.ends[id as usize] as usize]
    }
}

#[inline]
fn slot(tag: u32, id: TermId) -> Slot {
    u64::from(tag) << 32 | u64::from(id + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn agrees_with_a_map_in_first_seen_order() {
        let mut vocabulary = Vocabulary::new();
        let mut twin = BTreeMap::new();
        let mut state = 7u64;
        for _ in 0..50_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let term = format!("{:x}", (state >> 40) % 9_000);
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

    #[test]
    fn terms_chosen_against_the_seed_change_it() {
        let mut vocabulary = Vocabulary::new();
        let seed = vocabulary.seed();
        // Terms whose tags share their upper 12 bits land in one run of a table of 2,048 slots.
        let colliding = (0u64..).map(|number| number.to_string());
        let colliding = colliding.filter(|term| seed.hash(term.as_bytes()) >> 52 == 0).take(200);
        for (id, term) in colliding.enumerate() {
            assert_eq!(vocabulary.intern(&term).unwrap() as usize, id);
        }
        assert_ne!(vocabulary.seed(), seed);
        assert_eq!(vocabulary.len(), 200);
    }
}
