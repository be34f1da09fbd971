//! One vocabulary of several, at a fraction of what interning every term anew would cost.

use std::mem;
use std::ops::Range;

use super::{Found, MOST_TERMS, Slot, TermId, Vocabulary, find, grow};
use crate::error::{Error, Result};
use crate::hash::Seed;

/// No id yet.
const NONE: TermId = TermId::MAX;

impl Vocabulary {
    /// The terms of all `parts` in the order in which `order` first comes to them, and for each part the ids
    /// that its own have become. `order` names a part and some of its ids; each part's ascend from 0 to its
    /// last.
    ///
    /// Tables of one seed, whatever their sizes, have their slots in the order of the tags: going through
    /// them side by side needs no hash, and hardly a cache miss for a term.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`].
    pub(crate) fn union(
        mut parts: Vec<Self>,
        order: &[(usize, Range<TermId>)],
    ) -> Result<(Self, Vec<Vec<TermId>>)> {
        let terms = parts.iter().map(Self::len).sum::<usize>();
        if parts.is_empty() || terms >= NONE as usize {
            return if terms == 0 { Ok(Default::default()) } else { Err(Error::TooManyTerms) };
        }
        if parts.iter().any(|part| part.seed != parts[0].seed) {
            // Somebody knew the seed that they began with.
            let seed = Seed::random();
            for part in &mut parts {
                part.seed = seed;
                part.rebuild();
            }
        }
        // The largest one's table becomes that of all, so it stands first.
        let largest = (0..parts.len()).max_by_key(|&part| parts[part].len()).unwrap_or(0);
        parts.swap(0, largest);
        let place_of = |part| {
            if part == largest {
                0
            } else if part == 0 {
                largest
            } else {
                part
            }
        };

        let mut slots = mem::take(&mut parts[0].slots);
        let Joined { mut numbers, distinct, bytes, .. } = Joined::new(&mut parts, &mut slots);
        if distinct > MOST_TERMS {
            return Err(Error::TooManyTerms);
        }

        let mut text = String::with_capacity(bytes);
        let mut ends = Vec::with_capacity(distinct);
        // By number: the new id. The first part's numbers are its ids.
        let mut ids = vec![NONE; terms];
        for (part, range) in order {
            let part = place_of(*part);
            for id in range.clone() {
                let at = id as usize;
                let number = if part == 0 { at } else { numbers[part][at] as usize };
                if ids[number] == NONE {
                    ids[number] = ends.len() as TermId;
                    text.push_str(parts[part].term(id).unwrap_or_default());
                    ends.push(text.len() as u64);
                }
                if part != 0 {
                    numbers[part][at] = ids[number];
                }
            }
        }
        for slot in slots.iter_mut().filter(|slot| slot.id != 0) {
            slot.id = ids[slot.id as usize - 1] + 1;
        }
        ids.truncate(parts[0].len());
        numbers[0] = ids;
        numbers.swap(0, largest);
        Ok((Self { text, ends, slots, seed: parts[0].seed, surplus: 0 }, numbers))
    }
}

/// All parts' terms in one table, numbered: those of the first part from 0 on, then those of the second, …
struct Joined {
    /// For each id of each part but the first, the number that its term has in the table: its own, or one of
    /// an earlier part.
    numbers: Vec<Vec<u32>>,
    /// The number of different terms.
    distinct: usize,
    /// The bytes of their text.
    bytes: usize,
    /// The slots that were passed on the way to empty ones.
    passed: usize,
}

/// The terms of a table, in short runs from all over it. In the order of the slots, which is that of the other
/// tables too, the terms of half a table would crowd into the first half of the other, long before that is so
/// full that it grows.
fn scattered(table: &[Slot]) -> impl Iterator<Item = Slot> {
    const RUN: usize = 16;
    let runs = table.len() / RUN;
    let starts = (0..runs).map(move |run| (run.wrapping_mul(0x9E37_79B1) & (runs - 1)) * RUN);
    starts.flat_map(|start| &table[start..start + RUN]).copied().filter(|slot| slot.id != 0)
}

impl Joined {
    /// Adds to `slots`, the first part's, those of the others, which are given up one after the other.
    fn new(parts: &mut [Vocabulary], slots: &mut Vec<Slot>) -> Self {
        let mut starts = Vec::with_capacity(parts.len());
        let mut terms = 0;
        for part in &*parts {
            starts.push(terms);
            terms += part.len() as u32;
        }
        let mut joined = Self {
            numbers: vec![Vec::new()],
            distinct: parts[0].len(),
            bytes: parts[0].text.len(),
            passed: 0,
        };
        for part in 1..parts.len() {
            let mut numbers = vec![0; parts[part].len()];
            for slot in scattered(&mem::take(&mut parts[part].slots)) {
                let id = slot.id - 1;
                let term = parts[part].bytes(id);
                let is_same = |number| {
                    let part = starts.partition_point(|&start| start <= number) - 1;
                    slot.is_short() || parts[part].bytes(number - starts[part]) == term
                };
                let number = starts[part] + id;
                numbers[id as usize] = match find(slots, Slot { id: number + 1, ..slot }, is_same) {
                    Found::Term(number) => number,
                    Found::Nothing { slot, at, run } => {
                        slots[at] = slot;
                        joined.passed += run;
                        joined.distinct += 1;
                        joined.bytes += term.len();
                        if joined.distinct * 4 > slots.len() * 3 {
                            grow(slots);
                        }
                        number
                    }
                };
            }
            joined.numbers.push(numbers);
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts, the order of their terms, and the vocabulary of the whole stream.
    type Dealt = (Vec<Vocabulary>, Vec<(usize, Range<TermId>)>, Vocabulary);

    /// A stream of terms over which some parts take turns.
    fn deal(parts: usize, terms: u64, seeds: &[Seed]) -> Dealt {
        let mut dealt: Vec<_> =
            (0..parts).map(|part| Vocabulary::with_seed(seeds[part % seeds.len()])).collect();
        let (mut order, mut twin) = (Vec::new(), Vocabulary::new());
        let mut state = terms;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        for _ in 0..terms / 10 {
            // The last part gets most of them, the first one often none.
            let part = (0..parts).find(|_| next(3) == 0).map_or(parts - 1, |part| parts - 1 - part);
            let start = dealt[part].len() as TermId;
            for _ in 0..next(20) {
                let term = match next(terms) {
                    0 => String::new(),
                    number if number % 3 == 0 => format!("a-long-beginning-{number:x}"),
                    number => format!("{number:x}"),
                };
                dealt[part].intern(&term).unwrap();
                twin.intern(&term).unwrap();
            }
            order.push((part, start..dealt[part].len() as TermId));
        }
        (dealt, order, twin)
    }

    #[test]
    fn no_part_of_a_table_crowds() {
        let seed = Seed::random();
        for load in [45, 55, 65, 74] {
            let terms = (1 << 16) * load / 100;
            let mut parts: Vec<_> = (0..2)
                .map(|part| {
                    let mut vocabulary = Vocabulary::with_seed(seed);
                    for number in 0..terms {
                        vocabulary.intern(&format!("{part}-{number:x}")).unwrap();
                    }
                    vocabulary
                })
                .collect();
            let mut slots = mem::take(&mut parts[0].slots);
            assert_eq!(slots.len(), 1 << 16);
            let joined = Joined::new(&mut parts, &mut slots);
            assert_eq!(joined.distinct, 2 * terms);
            assert!(joined.passed < 20 * terms, "{load} %: {} passed by {terms}", joined.passed);
        }
    }

    #[test]
    fn a_union_is_what_interning_in_order_gives() {
        let seed = Seed::random();
        for seeds in [&[seed][..], &[seed, Seed::random()]] {
            for parts in 1..6 {
                for terms in [0, 1, 30, 200, 3_000, 40_000] {
                    let (dealt, order, twin) = deal(parts, terms, seeds);
                    let (mut union, ids) = Vocabulary::union(dealt.clone(), &order).unwrap();
                    assert!(union.iter().eq(twin.iter()));
                    assert_eq!(ids.len(), parts);
                    for (part, ids) in dealt.iter().zip(ids) {
                        assert!(part.iter().map(|term| twin.get(term).unwrap()).eq(ids));
                    }
                    assert!((0..).zip(twin.iter()).all(|(id, term)| union.get(term) == Some(id)));
                    assert!(union.ends.len() * 4 <= union.slots.len() * 3);
                    assert_eq!(union.text.capacity(), union.text.len());
                    // It goes on as any other.
                    for number in 0..100 {
                        let term = format!("new {number}");
                        assert_eq!(union.intern(&term).unwrap() as usize, twin.len() + number);
                        assert_eq!(union.get(&term).map(|id| id as usize), Some(twin.len() + number));
                    }
                }
            }
        }
        assert!(Vocabulary::union(Vec::new(), &[]).unwrap().0.is_empty());
    }
}
