//! Many terms at once: from a file, from another vocabulary, under other ids.

use super::table::{Found, Slot, grow, home, place};
use super::{MOST_TERMS, TermId, Vocabulary};
use crate::error::{Error, Result};
use crate::hash::Seed;
use crate::memory::{Grow, collected, filled, room};
use crate::parallel::join;
use crate::simd::prefetch;

/// Terms that are gone through in some milliseconds.
const MANY: usize = 1 << 16;

impl Vocabulary {
    /// The vocabulary of the terms that follow each other in `text` and end at `ends`.
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

    pub(super) fn from_parts_with_seed(text: String, ends: Vec<u64>, seed: Seed) -> Result<Self> {
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

    /// A table of all terms, which must differ. It is zeroed part by part shortly before it is filled, so
    /// that the part is still in the cache.
    fn table_of_new(&self) -> Result<Vec<Slot>> {
        const PART: usize = 8_192;
        let least = (self.len() * 4).div_ceil(3);
        let size = least.next_power_of_two().max(16);
        let mut slots = room(size);
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
                    let term = self.term(new.id - 1).unwrap_or_default();
                    let term = term.chars().take(40).collect::<String>();
                    let reason = format!("its vocabulary has the term {term:?} twice");
                    return Err(Error::InvalidModel(reason));
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
    /// filled part by part, each in the cache. In the order of ids a million terms take three times as long.
    fn slots_by_home(&self) -> Vec<Slot> {
        let ids = 0..self.ends.len() as TermId;
        let tags = collected((0..self.ends.len()).map(|id| self.tag(self.probe(id as TermId))));
        let mut next = [0; 257];
        for tag in &tags {
            next[(tag >> 24) as usize + 1] += 1;
        }
        for part in 1..next.len() {
            next[part] += next[part - 1];
        }
        let mut slots = filled(Slot::default(), tags.len());
        for (&tag, id) in tags.iter().zip(ids) {
            let part = &mut next[(tag >> 24) as usize];
            slots[*part] = Slot { inline: self.probe(id).inline(), tag, id: id + 1 };
            *part += 1;
        }
        slots
    }

    /// Interns the terms of another vocabulary, in their order; returns the id of each.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`].
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Vec<TermId>> {
        /// How many terms each stage is ahead of the next.
        const AHEAD: usize = 8;
        let mut ids = room(other.len());
        // The slots of the terms ahead, by their ids in the other vocabulary.
        let mut next = [Slot::default(); 4 * AHEAD];
        for first in 0..other.len() + 3 * AHEAD {
            // First the slot is prefetched, then the end of its term's text, then the text.
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
                // The table was flooded: under the new seed the terms ahead have other homes.
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
        self.text.grow(other.text.len());
        self.ends.grow(other.len());
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| bytes + end));
        for slot in other.slots.iter().filter(|slot| slot.id != 0) {
            let tag = if self.seed == other.seed { slot.tag } else { self.tag(other.probe(slot.id - 1)) };
            let run = place(&mut self.slots, Slot { tag, id: terms + slot.id, ..*slot });
            if self.is_flooded_by(run) {
                // Places all terms anew, those too that have no slot yet.
                self.reseed();
                break;
            }
        }
        Ok(())
    }

    /// The same terms under other ids, given for each id its new one, and the ids in the order of the new
    /// ones. On two threads if there are many.
    pub(crate) fn renumbered(mut self, new_ids: &[TermId], in_order: &[TermId]) -> Self {
        let mut slots = std::mem::take(&mut self.slots);
        let renumber_slots = || {
            for slot in slots.iter_mut().filter(|slot| slot.id != 0) {
                slot.id = new_ids[slot.id as usize - 1] + 1;
            }
        };
        let reorder_text = || {
            let (mut text, mut ends) = (String::new(), room(self.ends.len()));
            text.grow(self.text.len());
            // Many terms keep their neighbours: whole runs are copied.
            for run in in_order.chunk_by(|a, b| a + 1 == *b) {
                let (start, end) = (self.start(run[0]), self.range(run[run.len() - 1]).end);
                let moved = text.len() as u64;
                text.push_str(&self.text[start..end]);
                ends.extend(run.iter().map(|&id| self.ends[id as usize] - start as u64 + moved));
            }
            (text, ends)
        };
        let ((), (text, ends)) = join(self.ends.len() >= MANY, renumber_slots, reorder_text);
        Self { text, ends, slots, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
