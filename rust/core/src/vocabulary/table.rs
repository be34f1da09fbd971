//! The hash table over the terms: slots, growth, and a new seed when terms were chosen to collide.

use super::{TermId, Vocabulary};
use crate::error::Result;
use crate::hash::{INLINE, Probe, Seed};
use crate::memory::{Grow, filled};
use crate::simd::prefetch;

/// The slots that each insertion may pass, and those that all together may pass beyond that, before the table
/// takes a new seed. By chance an insertion passes fewer than 8 on average at a load of three quarters,
/// and sometimes hundreds: one long run proves nothing. (Terms inserted in the order of their slots make
/// long runs: up to 2,800 beyond in two million slots.) Terms chosen for every 16th slot pass 11 at that
/// load: that costs less than a table of another seed just before this one grows.
const PASSED_EACH: usize = 12;
const PASSED_BEYOND: usize = 4_096;

/// An entry of the table. The all-zero slot is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    /// A short term's bytes and, in the last byte, its length; the first bytes of a longer one.
    pub(super) inline: u64,
    /// The upper half of the term's hash.
    pub(super) tag: u32,
    /// The term's id plus one.
    pub(super) id: u32,
}

/// The result of a look-up.
pub(super) enum Found {
    Term(TermId),
    /// The slot that the term would get, where, and how many others were passed on the way.
    Nothing {
        slot: Slot,
        at: usize,
        run: usize,
    },
}

/// More slots, from the 32 hash bits each slot keeps.
pub(super) fn grow(slots: &mut Vec<Slot>, size: usize) {
    let larger = filled(Slot::default(), size);
    let old = std::mem::replace(slots, larger);
    // The home of a slot grows with its tag, so a scan in slot order writes almost in order. In more slots
    // homes only move apart: all together pass no more than they did.
    for slot in old.into_iter().filter(|slot| slot.id != 0) {
        place(slots, slot);
    }
}

/// Puts a slot at the first empty place; returns how many others were passed on the way.
pub(super) fn place(slots: &mut [Slot], slot: Slot) -> usize {
    let mask = slots.len() - 1;
    let home = home(slots, slot.tag);
    let mut at = home;
    while slots[at].id != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = slot;
    at.wrapping_sub(home) & mask
}

/// The first slot of a probe: the tag's upper bits.
#[inline]
pub(super) fn home(slots: &[Slot], tag: u32) -> usize {
    ((u64::from(tag) * slots.len() as u64) >> 32) as usize
}

impl Vocabulary {
    /// Prefetches the slot that [`Self::get`] and [`Self::intern`] read for `term`.
    #[inline]
    pub(crate) fn prefetch(&self, term: Probe<'_>) {
        prefetch(&self.slots, home(&self.slots, self.tag(term)));
    }

    /// Looks for a term, up to the empty slot that it would get.
    #[inline]
    pub(super) fn find(&self, term: Probe<'_>) -> Found {
        self.find_slot(self.new_slot(term), term)
    }

    /// The slot of a term, without an id.
    #[inline]
    pub(super) fn new_slot(&self, term: Probe<'_>) -> Slot {
        Slot { inline: term.inline(), tag: self.tag(term), id: 0 }
    }

    /// As [`Self::find`], given the term's slot without an id.
    #[inline]
    pub(super) fn find_slot(&self, slot: Slot, term: Probe<'_>) -> Found {
        let mask = self.slots.len() - 1;
        let home = home(&self.slots, slot.tag);
        let mut at = home;
        loop {
            let there = self.slots[at];
            if there.id == 0 {
                let slot = Slot { id: self.ends.len() as u32 + 1, ..slot };
                return Found::Nothing { slot, at, run: at.wrapping_sub(home) & mask };
            }
            // A slot holds the whole of a short term.
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

    #[inline(never)]
    pub(super) fn append(&mut self, term: Probe<'_>, slot: Slot, at: usize, run: usize) -> Result<TermId> {
        self.check_room(1)?;
        let term = str::from_utf8(term.bytes());
        debug_assert!(term.is_ok());
        self.text.grow(term.map_or(0, str::len));
        self.ends.grow(1);
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

    /// Counts the slots that an insertion passed; whether all together passed too many.
    #[inline]
    pub(super) fn is_flooded_by(&mut self, run: usize) -> bool {
        self.surplus = (self.surplus + run).saturating_sub(PASSED_EACH);
        self.surplus > PASSED_BEYOND
    }

    /// Takes a new seed: terms were chosen against this one. A million of them cause this once.
    #[cold]
    pub(super) fn reseed(&mut self) {
        self.seed = Seed::random();
        self.surplus = 0;
        self.rebuild();
    }

    /// Forgets all terms but the first ones.
    #[cold]
    pub(crate) fn truncate(&mut self, terms: usize) {
        self.ends.truncate(terms);
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
        self.rebuild();
    }

    /// Fills all slots anew, from the terms. Passed slots are not counted: either the seed is new, or
    /// all of these terms were counted under it, and in another order they pass as many.
    pub(super) fn rebuild(&mut self) {
        self.slots.fill(Slot::default());
        for id in 0..self.ends.len() as TermId {
            let term = self.probe(id);
            let slot = Slot { inline: term.inline(), tag: self.tag(term), id: id + 1 };
            place(&mut self.slots, slot);
        }
    }

    #[inline]
    pub(super) fn tag(&self, term: Probe<'_>) -> u32 {
        (self.seed.hash_probe(term) >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        // Eight hexadecimal digits. Millions are looked at, so only those that are taken become strings.
        let digit = |number: u64, at: usize| b"0123456789abcdef"[(number >> (28 - 4 * at) & 15) as usize];
        let terms_with = |is_chosen: &dyn Fn(&[u8]) -> bool| -> Vec<String> {
            let terms = (0_u64..1 << 32).map(|number| std::array::from_fn(|at| digit(number, at)));
            let chosen = terms.filter(|term: &[u8; 8]| is_chosen(term)).take(TERMS);
            chosen.map(|term| String::from_utf8(term.to_vec()).unwrap()).collect()
        };
        let any = terms_with(&|_| true);
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
            let chosen = terms_with(&|term| is_chosen(seed.hash(term)));
            for (way, (reseeds, distance)) in [
                ("one by one", reseeds_and_distance(seed, &chosen)),
                ("in batches", reseeds_and_distance_of_batches(seed, seed, &chosen)),
                ("from another seed", reseeds_and_distance_of_batches(seed, Seed::random(), &chosen)),
            ] {
                assert!(reseeds <= 2 && distance < 4.0 * random, "{name}, {way}: {reseeds}, {distance}");
            }
        }
        for is_chosen in [|hash: u64| hash.trailing_zeros() >= 6, |hash: u64| hash >> 58 == 0] {
            let against_fx = terms_with(&|term| is_chosen(fx(term)));
            let (reseeds, distance) = reseeds_and_distance(seed, &against_fx);
            assert!(reseeds == 0 && distance < 1.5 * random, "rustc-hash: {reseeds} new seeds, {distance}");
        }
    }

    /// Terms in pairs that only their text tells apart: under this seed their slots are equal but for the
    /// ids.
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
        // The same among others.
        let terms = pairs.concat();
        let ids: Vec<TermId> = terms.iter().map(|term| all.intern(term).unwrap()).collect();
        assert_eq!(ids, (0..terms.len() as TermId).collect::<Vec<_>>());
        let mut reversed = Vocabulary::with_seed(seed);
        terms.iter().rev().for_each(|term| assert!(reversed.intern(term).is_ok()));
        assert_eq!(all.absorb(&reversed).unwrap(), ids.into_iter().rev().collect::<Vec<_>>());
    }
}
