//! Terms and their ids: `&str` to [`TermId`] and back.

use crate::error::{Error, Result};
use crate::hash::{INLINE, Probe, Seed};
use crate::simd::prefetch;
use std::ops::Range;

/// The number of a term: its column in every matrix. Ids are given in first-seen order and only
/// ever appended.
pub type TermId = u32;

/// The slots that each insertion may pass, and those that some may pass beyond that, before the table
/// takes a new seed. By chance an insertion passes fewer than 8 on average at a load of three quarters,
/// and now and then hundreds: one long run tells nothing. (Of terms in the order of their slots many come to
/// one long run: up to 2,800 beyond in two million slots.) Terms chosen for every 16th slot pass 11 at that
/// load: it costs less than a table of another seed just before this one grows.
const PASSED_EACH: usize = 12;
const PASSED_BEYOND: usize = 4_096;

/// One less than int32 columns can name: the number left over marks unknown terms.
const MOST_TERMS: usize = i32::MAX as usize - 1;

/// A place in the table. The all-zero slot is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// A short term's bytes and, in the last byte, its length; what a longer one begins with.
    inline: u64,
    /// The upper half of the term's hash.
    tag: u32,
    /// The term's id plus one.
    id: u32,
}

/// An append-only list of distinct terms with a hash table over it.
///
/// One arena of text, one offset a term, one 16-byte slot a term at a load of at most three quarters.
/// Most terms are short enough to be compared within their slot, so that a look-up costs one cache
/// miss and not three. A slot keeps 32 bits of the hash, enough to grow without reading the terms.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u64>,
    slots: Vec<Slot>,
    seed: Seed,
    /// The slots passed by insertions beyond what each may pass.
    surplus: usize,
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

    /// The vocabulary of the terms that stand one after the other in `text` and end at `ends`.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`], and [`Error::InvalidModel`] when the ends do not cut the text into
    /// distinct strings.
    ///
    /// ```
    /// use elanus_core::vocabulary::Vocabulary;
    /// let vocabulary = Vocabulary::from_parts("blackkite".to_owned(), vec![5, 9])?;
    /// assert_eq!(vocabulary.get("kite"), Some(1));
    /// assert!(Vocabulary::from_parts("blackkite".to_owned(), vec![5, 10]).is_err());
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_parts(text: String, ends: Vec<u64>) -> Result<Self> {
        Self::from_parts_with_seed(text, ends, Seed::random())
    }

    fn from_parts_with_seed(text: String, ends: Vec<u64>, seed: Seed) -> Result<Self> {
        let invalid = |reason: &str| Err(Error::InvalidModel(reason.to_owned()));
        if ends.len() > MOST_TERMS {
            return Err(Error::TooManyTerms);
        }
        let (mut start, mut empty) = (0, 0);
        for &end in &ends {
            if end < start || !text.is_char_boundary(usize::try_from(end).unwrap_or(usize::MAX)) {
                return invalid("a term does not end where one can");
            }
            empty += usize::from(end == start);
            start = end;
        }
        // Before there is a table for them: ends that are all the same would make a large one.
        if start != text.len() as u64 || empty > 1 {
            return invalid("the ends of its terms do not fit their text");
        }
        let mut vocabulary = Self { text, ends, ..Self::with_seed(seed) };
        vocabulary.slots = vocabulary.table_of_new()?;
        Ok(vocabulary)
    }

    /// A table of all terms, refusing one that stands there twice. It is zeroed shortly before it is
    /// filled, while the cache still holds it.
    fn table_of_new(&self) -> Result<Vec<Slot>> {
        const PART: usize = 8_192;
        let least = (self.len() * 4).div_ceil(3);
        let size = least.next_power_of_two().max(16);
        let mut slots = Vec::with_capacity(size);
        let zero_to = |slots: &mut Vec<Slot>, at: usize| {
            slots.resize((at + 1).next_multiple_of(PART).min(size), Slot::default());
        };
        for new in self.slots_by_home() {
            let mut at = ((u64::from(new.tag) * size as u64) >> 32) as usize;
            if at >= slots.len() {
                zero_to(&mut slots, at);
            }
            while slots[at].id != 0 {
                let slot = slots[at];
                if slot.inline == new.inline && self.term(slot.id - 1) == self.term(new.id - 1) {
                    return Err(Error::InvalidModel("a term stands there twice".to_owned()));
                }
                at = (at + 1) & (size - 1);
                if at == slots.len() {
                    zero_to(&mut slots, at);
                }
            }
            slots[at] = new;
        }
        slots.resize(size, Slot::default());
        Ok(slots)
    }

    /// The slots of all terms, ordered by the upper eight bits of their tags: a large table is then
    /// filled part by part, each in the cache. In the order of ids a million terms take thrice as long.
    fn slots_by_home(&self) -> Vec<Slot> {
        let ids = 0..self.ends.len() as TermId;
        let tags: Vec<u32> = ids.clone().map(|id| self.tag(self.probe(id))).collect();
        let mut next = [0; 257];
        for tag in &tags {
            next[(tag >> 24) as usize + 1] += 1;
        }
        for part in 1..next.len() {
            next[part] += next[part - 1];
        }
        let mut slots = vec![Slot::default(); tags.len()];
        for (&tag, id) in tags.iter().zip(ids) {
            let part = &mut next[(tag >> 24) as usize];
            slots[*part] = Slot { inline: self.probe(id).inline(), tag, id: id + 1 };
            *part += 1;
        }
        slots
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

    /// Forgets the terms from id `terms` on, the latest ones. A few are forgotten at a cost that does not depend on
    /// how many others there are.
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
        if terms >= self.len() {
            return;
        }
        let are_few = self.len() - terms < terms / 4;
        if are_few {
            (terms..self.len()).for_each(|id| self.remove_slot(id as TermId));
        }
        self.text.truncate(self.start(terms as TermId));
        self.ends.truncate(terms);
        if !are_few {
            self.rebuild();
        }
    }

    /// Takes a term out of the table. Those behind it that would not be found beyond the hole move up into it.
    fn remove_slot(&mut self, id: TermId) {
        let mask = self.slots.len() - 1;
        let mut hole = home(&self.slots, self.tag(self.probe(id)));
        while self.slots[hole].id != id + 1 {
            hole = (hole + 1) & mask;
        }
        let mut at = (hole + 1) & mask;
        while self.slots[at].id != 0 {
            let passed = at.wrapping_sub(home(&self.slots, self.slots[at].tag)) & mask;
            if passed >= at.wrapping_sub(hole) & mask {
                self.slots[hole] = self.slots[at];
                hole = at;
            }
            at = (at + 1) & mask;
        }
        self.slots[hole] = Slot::default();
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

    /// For each term where it ends in the text.
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

    /// Brings nearer the memory that [`Self::get`] and [`Self::intern`] read for `term`.
    #[inline]
    pub(crate) fn prefetch(&self, term: Probe<'_>) {
        prefetch(&self.slots, home(&self.slots, self.tag(term)));
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

    /// Takes in the terms of another vocabulary, in their order; the ids of all of them here.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`].
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Vec<TermId>> {
        /// How many terms each look is ahead of the next.
        const AHEAD: usize = 8;
        let mut ids = Vec::with_capacity(other.len());
        // What comes next, by its ids there.
        let mut next = [Slot::default(); 4 * AHEAD];
        for first in 0..other.len() + 3 * AHEAD {
            // First a slot is brought nearer, then where its term's text stands, then that text.
            if first < other.len() {
                let slot = self.new_slot(other.probe(first as TermId));
                prefetch(&self.slots, home(&self.slots, slot.tag));
                next[first % next.len()] = slot;
            }
            let there = |before: usize| {
                let slot = next[first.checked_sub(before)? % next.len()];
                Some(self.slots[home(&self.slots, slot.tag)].id)
            };
            if let Some(id @ 1..) = there(AHEAD) {
                prefetch(&self.ends, id as usize - 1);
            }
            if let Some(id @ 1..) = there(2 * AHEAD) {
                prefetch(self.text.as_bytes(), self.ends[id as usize - 1] as usize);
            }
            let Some(id) = first.checked_sub(3 * AHEAD) else { continue };
            let (slot, term, seed) = (next[id % next.len()], other.probe(id as TermId), self.seed);
            ids.push(match self.find_slot(slot, term) {
                Found::Term(id) => id,
                Found::Nothing { slot, at, run } => self.append(term, slot, at, run)?,
            });
            if self.seed != seed {
                // Somebody knew it. What was ahead has other places now.
                let ahead = id + 1..other.len().min(first + 1);
                ahead.for_each(|id| next[id % next.len()] = self.new_slot(other.probe(id as TermId)));
            }
        }
        Ok(ids)
    }

    /// Appends the terms of another vocabulary, none of which is here, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`].
    pub(crate) fn append_all(&mut self, other: &Self) -> Result<()> {
        self.check_room(other.len())?;
        let size = ((self.len() + other.len()) * 4).div_ceil(3).next_power_of_two();
        if size > self.slots.len() {
            grow(&mut self.slots, size);
        }
        let (terms, bytes) = (self.len() as TermId, self.text.len() as u64);
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| bytes + end));
        for slot in other.slots.iter().filter(|slot| slot.id != 0) {
            let tag = if self.seed == other.seed { slot.tag } else { self.tag(other.probe(slot.id - 1)) };
            let run = place(&mut self.slots, Slot { tag, id: terms + slot.id, ..*slot });
            if self.is_flooded_by(run) {
                // All terms get new places, those too that have none yet.
                self.reseed();
                break;
            }
        }
        Ok(())
    }

    /// The same terms under other ids: for each id its new one, and the ids in the order of the new ones.
    pub(crate) fn renumbered(mut self, new_ids: &[TermId], in_order: &[TermId]) -> Self {
        let (mut text, mut ends) =
            (String::with_capacity(self.text.len()), Vec::with_capacity(self.ends.len()));
        // Many terms stand where they stood, beside their neighbours.
        for run in in_order.chunk_by(|a, b| a + 1 == *b) {
            let (start, end) = (self.start(run[0]), self.range(run[run.len() - 1]).end);
            let moved = text.len() as u64;
            text.push_str(&self.text[start..end]);
            ends.extend(run.iter().map(|&id| self.ends[id as usize] - start as u64 + moved));
        }
        (self.text, self.ends) = (text, ends);
        for slot in self.slots.iter_mut().filter(|slot| slot.id != 0) {
            slot.id = new_ids[slot.id as usize - 1] + 1;
        }
        self
    }

    /// Looks for a term, to the empty slot at which it would stand.
    #[inline]
    fn find(&self, term: Probe<'_>) -> Found {
        self.find_slot(self.new_slot(term), term)
    }

    /// The slot of a term that is not here, but for its id.
    #[inline]
    fn new_slot(&self, term: Probe<'_>) -> Slot {
        Slot { inline: term.inline(), tag: self.tag(term), id: 0 }
    }

    /// As [`Self::find`], of a term's new slot.
    #[inline]
    fn find_slot(&self, slot: Slot, term: Probe<'_>) -> Found {
        let mask = self.slots.len() - 1;
        let home = home(&self.slots, slot.tag);
        let mut at = home;
        loop {
            let there = self.slots[at];
            if there.id == 0 {
                let slot = Slot { id: self.ends.len() as u32 + 1, ..slot };
                return Found::Nothing { slot, at, run: at.wrapping_sub(home) & mask };
            }
            // A short term stands in its slot as a whole.
            if there.inline == slot.inline
                && there.tag == slot.tag
                && (term.bytes().len() <= INLINE
                    || term.is_at(self.text.as_bytes(), self.range(there.id - 1)))
            {
                return Found::Term(there.id - 1);
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
    fn append(&mut self, term: Probe<'_>, slot: Slot, at: usize, run: usize) -> Result<TermId> {
        self.check_room(1)?;
        let term = str::from_utf8(term.bytes());
        debug_assert!(term.is_ok());
        self.text.push_str(term.unwrap_or_default());
        self.ends.push(self.text.len() as u64);
        self.slots[at] = slot;
        if self.is_flooded_by(run) {
            self.reseed();
        } else if self.ends.len() * 4 > self.slots.len() * 3 {
            let twice = self.slots.len() * 2;
            grow(&mut self.slots, twice);
        }
        Ok(slot.id - 1)
    }

    /// Counts the slots that an insertion passed; whether too many were passed by now.
    #[inline]
    fn is_flooded_by(&mut self, run: usize) -> bool {
        self.surplus = (self.surplus + run).saturating_sub(PASSED_EACH);
        self.surplus > PASSED_BEYOND
    }

    /// Takes a new seed, for somebody knows this one. A million terms chosen against it meet this once.
    #[cold]
    fn reseed(&mut self) {
        self.seed = Seed::random();
        self.surplus = 0;
        self.rebuild();
    }

    /// All slots anew, from the terms. The passed ones are not counted: either nobody knows the seed yet, or
    /// all of these terms were counted under it, and in another order they pass as many.
    fn rebuild(&mut self) {
        self.slots.fill(Slot::default());
        for id in 0..self.ends.len() as TermId {
            let term = self.probe(id);
            let slot = Slot { inline: term.inline(), tag: self.tag(term), id: id + 1 };
            place(&mut self.slots, slot);
        }
    }

    #[inline]
    fn tag(&self, term: Probe<'_>) -> u32 {
        (self.seed.hash_probe(term) >> 32) as u32
    }

    #[inline]
    fn start(&self, id: TermId) -> usize {
        if id == 0 { 0 } else { self.ends[id as usize - 1] as usize }
    }

    /// Where the term stands in the text.
    #[inline]
    fn range(&self, id: TermId) -> Range<usize> {
        self.start(id)..self.ends[id as usize] as usize
    }

    #[inline]
    fn probe(&self, id: TermId) -> Probe<'_> {
        Probe::within(self.text.as_bytes(), self.range(id))
    }
}

/// What a look-up comes to.
enum Found {
    Term(TermId),
    /// The slot that the term would get, where, and how many others were passed on the way.
    Nothing {
        slot: Slot,
        at: usize,
        run: usize,
    },
}

/// More slots, from the 32 hash bits each slot keeps.
fn grow(slots: &mut Vec<Slot>, size: usize) {
    let larger = vec![Slot::default(); size];
    let old = std::mem::replace(slots, larger);
    // The home of a slot grows with its tag, so a scan in slot order writes almost in order. In more slots
    // homes only move apart: all together pass no more than they did.
    for slot in old.into_iter().filter(|slot| slot.id != 0) {
        place(slots, slot);
    }
}

/// Puts a slot at the first empty place; how many others were passed on the way.
fn place(slots: &mut [Slot], slot: Slot) -> usize {
    let mask = slots.len() - 1;
    let home = home(slots, slot.tag);
    let mut at = home;
    while slots[at].id != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = slot;
    at.wrapping_sub(home) & mask
}

/// The first slot to look at: the tag's upper bits.
#[inline]
fn home(slots: &[Slot], tag: u32) -> usize {
    ((u64::from(tag) * slots.len() as u64) >> 32) as usize
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
    fn what_is_truncated_was_never_there() {
        let term = |number: u64| format!("{:x}", number * number);
        let mut state = 3u64;
        for round in 0..300u64 {
            // Loads up to the limit, and small tables, where runs of slots go over the end.
            let (before, more) = (8 + round * 5, 1 + round % 13 * round / 40);
            let mut vocabulary = Vocabulary::new();
            for number in 0..before + more {
                vocabulary.intern(&term(number)).unwrap();
            }
            vocabulary.truncate(before as usize);
            assert_eq!(vocabulary.len() as u64, before);
            assert_eq!(vocabulary.slots.iter().filter(|slot| slot.id != 0).count() as u64, before);
            for number in 0..before {
                assert_eq!(vocabulary.get(&term(number)), Some(number as TermId));
            }
            for number in before..before + more {
                assert_eq!(vocabulary.get(&term(number)), None);
            }
            for step in 0..more {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let new = format!("{}-{}", term(before + more - step - 1), state >> 60);
                assert_eq!(u64::from(vocabulary.intern(&new).unwrap()), before + step);
            }
        }
    }

    #[test]
    fn parts_make_the_vocabulary_they_came_from() {
        let mut vocabulary = Vocabulary::new();
        for number in 0..5_000 {
            vocabulary.intern(&format!("{:x}", number * 7)).unwrap();
            let (text, ends) = (vocabulary.text().to_owned(), vocabulary.ends().to_vec());
            if number < 40 || number % 997 == 0 {
                let mut twin = Vocabulary::from_parts(text, ends).unwrap();
                assert!(twin.iter().eq(vocabulary.iter()));
                assert!(vocabulary.iter().enumerate().all(|(id, term)| twin.get(term) == Some(id as u32)));
                assert_eq!(twin.get("absent"), None);
                assert_eq!(twin.intern("absent").unwrap() as usize, vocabulary.len());
                assert_eq!(twin.get("absent"), Some(vocabulary.len() as u32));
            }
        }
        let refused =
            |text: &str, ends: &[u64]| Vocabulary::from_parts(text.to_owned(), ends.to_vec()).is_err();
        assert!(!refused("", &[]) && !refused("", &[0]) && !refused("ab", &[0, 1, 2]));
        assert!(refused("ab", &[]) && refused("ab", &[1]) && refused("ab", &[2, 1]) && refused("ab", &[3]));
        assert!(refused("ab", &[0, 0, 2]) && refused("abab", &[2, 4]) && refused("\u{e9}", &[1, 2]));
        assert!(refused("ab", &[u64::MAX]));
    }

    #[test]
    fn renumbered_terms_are_found_under_their_new_ids() {
        const TERMS: TermId = 30_000;
        let mut vocabulary = Vocabulary::new();
        for number in 0..u64::from(TERMS) {
            vocabulary.intern(&format!("{:x}", number * number)).unwrap();
        }
        // 7 has no divisor in common with that number; the last terms stay.
        let new_ids: Vec<TermId> =
            (0..TERMS).map(|id| if id < 20_000 { id * 7 % 20_000 } else { id }).collect();
        let mut in_order: Vec<TermId> = (0..TERMS).collect();
        in_order.sort_by_key(|&id| new_ids[id as usize]);
        let mut renumbered = vocabulary.clone().renumbered(&new_ids, &in_order);
        for (term, &id) in vocabulary.iter().zip(&new_ids) {
            assert_eq!((renumbered.get(term), renumbered.term(id)), (Some(id), Some(term)));
        }
        assert_eq!(renumbered.intern("absent").unwrap(), TERMS);
    }

    #[test]
    fn vocabularies_are_put_together() {
        let seed = Seed::random();
        for others_seed in [seed, Seed::random()] {
            let (mut all, mut other) = (Vocabulary::with_seed(seed), Vocabulary::with_seed(others_seed));
            for number in 0..5_000 {
                all.intern(&format!("term {}", number % 3_000)).unwrap();
                other.intern(&format!("term {}", number * 7 % 9_000)).unwrap();
            }
            let mut twin = all.clone();
            let ids: Vec<_> = other.iter().map(|term| twin.intern(term).unwrap()).collect();
            assert_eq!(all.absorb(&other).unwrap(), ids);
            assert!(all.iter().eq(twin.iter()));
            let mut absent = Vocabulary::with_seed(others_seed);
            for number in 0..4_000 {
                absent.intern(&format!("other {number}")).unwrap();
            }
            all.append_all(&absent).unwrap();
            assert!(all.iter().eq(twin.iter().chain(absent.iter())));
            assert!((0..).zip(all.clone().iter()).all(|(id, term)| all.get(term) == Some(id)));
            assert_eq!(all.intern("new").unwrap() as usize, twin.len() + absent.len());
        }
    }

    /// Terms in pairs that only their text tells apart: under this seed their slots are equal but for the ids.
    const ALIKE: (Seed, [[&str; 2]; 5]) = (
        Seed::from_words([1, 2]),
        [
            ["prefix-128940", "prefix-185359"],
            ["prefix-119824", "prefix-197828"],
            ["prefix-6549", "prefix-123033"],
            ["a-longer-prefix-130559", "a-longer-prefix-165937"],
            ["a-longer-prefix-75233", "a-longer-prefix-121751"],
        ],
    );

    #[test]
    fn terms_are_told_apart_by_their_text() {
        let (seed, pairs) = ALIKE;
        let mut all = Vocabulary::with_seed(seed);
        let slot = |term: &str| {
            let Slot { inline, tag, .. } = all.new_slot(Probe::new(term.as_bytes()));
            (inline, tag)
        };
        for [first, second] in pairs {
            assert_eq!(slot(first), slot(second), "another hash? Then look for other pairs");
        }
        let parts = |terms: &[&str]| {
            let ends = terms.iter().scan(0, |end, term| {
                *end += term.len() as u64;
                Some(*end)
            });
            Vocabulary::from_parts_with_seed(terms.concat(), ends.collect(), seed)
        };
        for pair @ [first, second] in pairs {
            let mut one = Vocabulary::with_seed(seed);
            assert_eq!((one.intern(first).unwrap(), one.get(second)), (0, None));
            let mut both = one.clone();
            assert_eq!(both.intern(second).unwrap(), 1);
            let mut other = Vocabulary::with_seed(seed);
            assert_eq!(other.intern(second).unwrap(), 0);
            let mut absorbing = one.clone();
            assert_eq!(absorbing.absorb(&other).unwrap(), [1]);
            let mut appended = one.clone();
            appended.append_all(&other).unwrap();
            let of_parts = parts(&pair).unwrap();
            let mut rebuilt = both.clone();
            rebuilt.rebuild();
            for vocabulary in [both, absorbing, appended, of_parts, rebuilt] {
                assert_eq!((vocabulary.get(first), vocabulary.get(second)), (Some(0), Some(1)));
                assert_eq!(vocabulary.len(), 2);
            }
            assert!(parts(&[first, second, first]).is_err());
        }
        // And so in the midst of others.
        let terms = pairs.concat();
        let ids: Vec<TermId> = terms.iter().map(|term| all.intern(term).unwrap()).collect();
        assert_eq!(ids, (0..terms.len() as TermId).collect::<Vec<_>>());
        let mut reversed = Vocabulary::with_seed(seed);
        terms.iter().rev().for_each(|term| assert!(reversed.intern(term).is_ok()));
        assert_eq!(all.absorb(&reversed).unwrap(), ids.into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn the_empty_term_is_a_term() {
        let mut vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.intern("").unwrap(), 0);
        assert_eq!(vocabulary.intern("a").unwrap(), 1);
        assert_eq!(vocabulary.get(""), Some(0));
    }

    /// The hash of `rustc-hash` 1, which hash maps are often used with.
    fn fx(bytes: &[u8]) -> u64 {
        let (words, rest) = bytes.as_chunks::<8>();
        let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        let hash = words.iter().fold(0, |hash, word| step(hash, u64::from_le_bytes(*word)));
        step(rest.iter().fold(hash, |hash, &byte| step(hash, byte.into())), 0xff)
    }

    /// How often a vocabulary of these terms took a new seed, and how many slots a term is from its home
    /// on average.
    fn reseeds_and_distance(seed: Seed, terms: &[String]) -> (u32, f64) {
        let mut vocabulary = Vocabulary::with_seed(seed);
        let (mut seed, mut reseeds) = (seed, 0);
        for term in terms {
            vocabulary.intern(term).unwrap();
            reseeds += u32::from(vocabulary.seed != seed);
            seed = vocabulary.seed;
        }
        (reseeds, distance(&vocabulary))
    }

    /// How many slots a term is from its home on average: what a look-up of each passes.
    fn distance(vocabulary: &Vocabulary) -> f64 {
        let mask = vocabulary.slots.len() - 1;
        let slots = vocabulary.slots.iter().enumerate().filter(|(_, slot)| slot.id != 0);
        let distance: usize =
            slots.map(|(at, slot)| at.wrapping_sub(home(&vocabulary.slots, slot.tag)) & mask).sum();
        distance as f64 / vocabulary.len() as f64
    }

    /// As [`reseeds_and_distance`], of terms that come in batches from vocabularies with a seed of their own,
    /// and of the same terms placed anew.
    fn reseeds_and_distance_of_batches(seed: Seed, others: Seed, terms: &[String]) -> (u32, f64) {
        let mut vocabulary = Vocabulary::with_seed(seed);
        let (mut seed, mut reseeds) = (seed, 0);
        for batch in terms.chunks(1_000) {
            let mut other = Vocabulary::with_seed(others);
            for term in batch {
                other.intern(term).unwrap();
            }
            vocabulary.append_all(&other).unwrap();
            reseeds += u32::from(vocabulary.seed != seed);
            seed = vocabulary.seed;
        }
        assert!((0..).zip(terms).all(|(id, term)| vocabulary.get(term) == Some(id)));
        assert_eq!(vocabulary.get("absent"), None);
        let distance_before = distance(&vocabulary);
        vocabulary.rebuild();
        assert!(distance(&vocabulary).total_cmp(&distance_before).is_eq());
        (reseeds, distance_before)
    }

    #[test]
    fn chosen_terms_cost_what_random_ones_do() {
        type IsChosen = fn(u64) -> bool;
        const TERMS: usize = 24_500; // three quarters of the table, nearly: the worst load
        let seed = Seed::random();
        let terms = || (0_u64..).map(|number| format!("{number:08x}"));
        let any: Vec<_> = terms().take(TERMS).collect();
        let (reseeds, random) = reseeds_and_distance(seed, &any);
        assert_eq!(reseeds, 0, "by chance");
        assert!(random < 2.0, "{random}");
        let (reseeds, batches) = reseeds_and_distance_of_batches(seed, seed, &any);
        assert!(reseeds == 0 && batches < 2.0, "by chance, in batches: {batches}");
        let ways: [(_, IsChosen); 3] = [
            ("one slot in 64", |hash| hash >> 58 == 0),
            ("one half of the slots", |hash| hash >> 63 == 0),
            ("every 16th slot", |hash| (hash >> 48).is_multiple_of(16)),
        ];
        for (name, is_chosen) in ways {
            let chosen: Vec<_> =
                terms().filter(|term| is_chosen(seed.hash(term.as_bytes()))).take(TERMS).collect();
            for (way, (reseeds, distance)) in [
                ("one by one", reseeds_and_distance(seed, &chosen)),
                ("in batches", reseeds_and_distance_of_batches(seed, seed, &chosen)),
                ("from another seed", reseeds_and_distance_of_batches(seed, Seed::random(), &chosen)),
            ] {
                assert!(reseeds <= 2 && distance < 4.0 * random, "{name}, {way}: {reseeds}, {distance}");
            }
        }
        for is_chosen in [|hash: u64| hash.trailing_zeros() >= 6, |hash: u64| hash >> 58 == 0] {
            let against_fx: Vec<_> =
                terms().filter(|term| is_chosen(fx(term.as_bytes()))).take(TERMS).collect();
            let (reseeds, distance) = reseeds_and_distance(seed, &against_fx);
            assert!(reseeds == 0 && distance < 1.5 * random, "rustc-hash: {reseeds} new seeds, {distance}");
        }
    }

    #[test]
    fn a_new_seed_in_the_midst_of_others_loses_no_term() {
        let mut vocabulary = Vocabulary::new();
        let (seed, mut other) = (vocabulary.seed(), Vocabulary::new());
        let chosen = (0u64..).map(|number| number.to_string());
        let chosen = chosen.filter(|term| seed.hash(term.as_bytes()) >> 52 == 0).take(300);
        chosen.for_each(|term| assert!(other.intern(&term).is_ok()));
        assert_eq!(vocabulary.absorb(&other).unwrap(), (0..300).collect::<Vec<_>>());
        assert_ne!(vocabulary.seed(), seed);
        assert!((0..).zip(other.iter()).all(|(id, term)| vocabulary.get(term) == Some(id)));
        assert_eq!(vocabulary.absorb(&other).unwrap(), (0..300).collect::<Vec<_>>());
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
