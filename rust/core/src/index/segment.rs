//! Some consecutive documents of an index: facts that never change. What was deleted since is kept beside.

use super::array::Array;
use super::bits::Bits;
use super::build::{MOST_DOCUMENTS, weighed};
use super::documents::{Documents, DocumentsBuilder};
use super::postings::{CODES, Entries, Postings, PostingsBuilder, WINDOW, WINDOW_BITS};
use super::weights::{Facts, Pair};
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, filled, room};
use crate::parallel::{Aside, Host as _};
use crate::vocabulary::TermId;
use std::cmp::Reverse;

/// The postings of some consecutive documents, and what they mean.
#[derive(Debug)]
pub struct Segment {
    /// The number of documents.
    pub count: usize,
    /// For each term the documents that hold it.
    pub postings: Postings,
    /// What the codes of the postings stand for.
    pub facts: Facts,
    /// The tokens of each document; none of vectors.
    pub lengths: Array<u32>,
    /// Their ids and texts.
    pub documents: Documents,
}

/// What a term is to a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// How often it stands in it.
    Frequency(u32),
    /// Its weight, of a vector.
    Weight(f32),
}

impl Segment {
    /// The bytes of the postings, and of what is kept of each document beside its id and text.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.postings.memory() + self.facts.memory() + self.lengths.bytes().len()
    }

    /// Why these parts cannot be a segment's, if they cannot.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        if !(1..=MOST_DOCUMENTS).contains(&self.count) {
            return Err("it has no documents, or more than a segment can have");
        }
        self.postings.check(self.count, self.facts.len())?;
        match &self.facts {
            Facts::Pairs(pairs) => {
                if matches!(self.postings.entries, Entries::Weighed { .. }) {
                    return Err("weights stand beside postings of frequencies");
                }
                if self.lengths.len() != self.count {
                    return Err("there are not as many lengths as documents");
                }
                if pairs.iter().any(|&[frequency, _]| frequency == 0) {
                    return Err("a term stands in a document no times");
                }
            }
            Facts::Weights(weights) => {
                if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
                    return Err("a weight is negative or no finite number");
                }
            }
        }
        Ok(())
    }

    /// What a posting says.
    pub(super) fn fact(&self, posting: usize) -> Fact {
        match (&self.postings.entries, &self.facts) {
            (Entries::Coded(postings), Facts::Pairs(pairs)) => {
                Fact::Frequency(pairs[(postings[posting] >> WINDOW_BITS) as usize][0])
            }
            (Entries::Coded(postings), Facts::Weights(weights)) => {
                Fact::Weight(weights[(postings[posting] >> WINDOW_BITS) as usize])
            }
            (Entries::Weighed { weights, .. }, _) => Fact::Weight(weights[posting]),
        }
    }

    /// What a term is to a document, if that holds it.
    #[must_use]
    pub fn look_up(&self, term: TermId, document: usize) -> Option<Fact> {
        Some(self.fact(self.postings.list(term)?.find(&self.postings.entries, document)?))
    }

    /// The terms of a document, ascending, with their frequencies; none of a vector. It goes through the
    /// directories of all lists.
    #[must_use]
    pub fn row(&self, document: usize) -> Vec<(TermId, u32)> {
        let mut row = Vec::new();
        for (term, list) in self.postings.lists() {
            let posting = self.postings.list_at(list).find(&self.postings.entries, document);
            if let Some(Fact::Frequency(frequency)) = posting.map(|posting| self.fact(posting)) {
                row.grow(1);
                row.push((term, frequency));
            }
        }
        row
    }

    /// The terms of some documents, each with the number of them that hold it. It goes through the directories
    /// of all lists.
    pub(super) fn terms_of(&self, documents: &Bits) -> Vec<(TermId, u32)> {
        let mut terms = Vec::new();
        let few = documents.count() * 16 < self.count;
        let wanted: Vec<usize> = if few { documents.iter().collect() } else { Vec::new() };
        for (term, list) in self.postings.lists() {
            let list = self.postings.list_at(list);
            let mut number = 0;
            if few && list.range.len() > 4 * wanted.len() {
                let entries = &self.postings.entries;
                let held = wanted.iter().filter(|&&document| list.find(entries, document).is_some());
                number += held.count() as u32;
            } else {
                self.postings
                    .for_each(&list, |document, _| number += u32::from(documents.contains(document)));
            }
            if number > 0 {
                terms.grow(1);
                terms.push((term, number));
            }
        }
        terms
    }

    /// The tokens of some documents.
    pub(super) fn total_length(&self, documents: &Bits) -> u64 {
        documents
            .iter()
            .map(|document| self.lengths.get(document).map_or(0, |&length| u64::from(length)))
            .sum()
    }

    /// One segment of the documents of several that are alive, in their order. Interrupts are looked for each few
    /// milliseconds.
    pub(super) fn merged(parts: &[(&Self, Option<&Bits>)], width: usize, host: &Aside) -> Result<Self> {
        let new_numbers = collected(
            parts
                .iter()
                .scan(0, |next, (segment, live)| {
                    let numbers = (0..segment.count).map(|document| {
                        let is_live = live.is_none_or(|live| live.contains(document));
                        let number = *next;
                        *next += u32::from(is_live);
                        if is_live { number } else { DEAD }
                    });
                    Some(collected(numbers))
                })
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let count = new_numbers.iter().flatten().filter(|&&number| number != DEAD).count();
        // Each term's postings of all parts, part by part.
        let mut frequencies: Vec<(TermId, u32)> = Vec::new();
        for ((segment, _), numbers) in parts.iter().zip(&new_numbers) {
            for (term, list) in segment.postings.lists() {
                host.check()?;
                let mut number = 0;
                let list = segment.postings.list_at(list);
                segment
                    .postings
                    .for_each(&list, |document, _| number += u32::from(numbers[document] != DEAD));
                if number > 0 {
                    frequencies.grow(1);
                    frequencies.push((term, number));
                }
            }
        }
        sum_by_term(&mut frequencies);
        let builder = PostingsBuilder::new(&frequencies, width, count);
        let mut cursors = collected(builder.starts().iter().copied());
        let (mut documents, mut windows) = (filled(0_u16, builder.len()), filled(0_u16, builder.len()));
        let is_counted = parts.iter().any(|(segment, _)| matches!(segment.facts, Facts::Pairs(_)));
        let (mut codes, mut weights) = (Vec::new(), Vec::new());
        if is_counted {
            codes = filled(0_u32, builder.len());
        } else {
            weights = filled(0.0_f32, builder.len());
        }
        let pairs = PairUnion::of(parts);
        for (part, ((segment, _), numbers)) in parts.iter().zip(&new_numbers).enumerate() {
            for (term, list) in segment.postings.lists() {
                host.check()?;
                let list = segment.postings.list_at(list);
                if list.range.is_empty() {
                    continue;
                }
                let cursor = builder.list_of(term);
                segment.postings.for_each(&list, |document, posting| {
                    let number = numbers[document] as usize;
                    if number == DEAD as usize {
                        return;
                    }
                    let at = cursors[cursor] as usize;
                    cursors[cursor] += 1;
                    documents[at] = (number % WINDOW) as u16;
                    windows[at] = (number >> WINDOW_BITS) as u16;
                    match (&segment.postings.entries, segment.fact(posting)) {
                        (_, Fact::Weight(weight)) => weights[at] = weight,
                        (Entries::Coded(postings), Fact::Frequency(_)) => {
                            codes[at] = pairs.new_codes[part][(postings[posting] >> WINDOW_BITS) as usize];
                        }
                        (Entries::Weighed { .. }, Fact::Frequency(_)) => {}
                    }
                });
            }
        }
        let (entries, facts) = if is_counted {
            let posting = |(&document, &code): (&u16, &u32)| u32::from(document) | code << WINDOW_BITS;
            let entries = collected(documents.iter().zip(&codes).map(posting));
            (Entries::Coded(entries.into()), Facts::Pairs(pairs.pairs.into()))
        } else {
            weighed(documents, weights)
        };
        let mut lengths = room(count);
        for ((segment, _), numbers) in parts.iter().zip(&new_numbers) {
            let live = segment.lengths.iter().zip(numbers).filter(|&(_, &number)| number != DEAD);
            lengths.extend(live.map(|(&length, _)| length));
        }
        let mut stored =
            DocumentsBuilder::new(parts.iter().any(|(segment, _)| segment.documents.has_texts()));
        for ((segment, _), numbers) in parts.iter().zip(&new_numbers) {
            stored.append(&segment.documents, |document| numbers[document as usize] != DEAD)?;
        }
        let postings = builder.finish(entries, &windows);
        Ok(Self { count, postings, facts, lengths: lengths.into(), documents: stored.finish() })
    }

    /// Gives the terms other ids, which ascend as the old ones do.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidModel`] for a term of some document that has none: the statistics are of others.
    pub(super) fn renumber(&mut self, new_ids: &[Option<TermId>], width: usize) -> Result<()> {
        let lists = self.postings.lists().filter(|&(_, list)| !self.postings.list_at(list).range.is_empty());
        let renumbered = |(term, list)| Some((new_ids[term as usize]?, list));
        let lists: Option<Vec<_>> = lists.map(renumbered).collect();
        let uncounted = || Error::InvalidModel("a document holds a term that it does not count".to_owned());
        self.postings.keep_lists(&lists.ok_or_else(uncounted)?, width);
        Ok(())
    }

    /// Whether the documents of several segments can be those of one.
    pub(super) fn fit_together(parts: &[&Self]) -> bool {
        let codes = parts.iter().map(|segment| match &segment.facts {
            Facts::Pairs(pairs) => pairs.len(),
            Facts::Weights(_) => 0,
        });
        let postings: usize = parts.iter().map(|segment| segment.postings.entries.len()).sum();
        let documents: usize = parts.iter().map(|segment| segment.count).sum();
        codes.sum::<usize>() <= CODES && u32::try_from(postings).is_ok() && documents <= MOST_DOCUMENTS
    }
}

/// Adds up the numbers of each term; the terms ascend then.
pub(super) fn sum_by_term(numbers: &mut Vec<(TermId, u32)>) {
    // Stable, because it tells runs that ascend already, which are those of segments.
    numbers.sort_by_key(|&(term, _)| term);
    numbers.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        is_same
    });
}

/// The number of a document that is left out.
const DEAD: u32 = u32::MAX;

/// The pairs of the live documents of several segments.
struct PairUnion {
    pairs: Vec<Pair>,
    /// For each segment, the new code of each of its codes.
    new_codes: Vec<Vec<u32>>,
}

impl PairUnion {
    fn of(parts: &[(&Segment, Option<&Bits>)]) -> Self {
        let mut all: Vec<(Pair, usize, u32, usize)> = Vec::new();
        let mut new_codes = Vec::new();
        for (part, &(segment, live)) in parts.iter().enumerate() {
            let Facts::Pairs(pairs) = &segment.facts else { continue };
            let mut counts = filled(0_usize, pairs.len());
            if let Entries::Coded(postings) = &segment.postings.entries {
                let code = |posting: usize| (postings[posting] >> WINDOW_BITS) as usize;
                match live {
                    None => (0..postings.len()).for_each(|posting| counts[code(posting)] += 1),
                    Some(live) => segment.postings.lists().for_each(|(_, list)| {
                        segment.postings.for_each(&segment.postings.list_at(list), |document, posting| {
                            counts[code(posting)] += usize::from(live.contains(document));
                        });
                    }),
                }
            }
            all.grow(pairs.len());
            let used = pairs.iter().zip(0..).zip(&counts).filter(|&(_, &uses)| uses > 0);
            all.extend(used.map(|((&pair, code), &uses)| (pair, part, code, uses)));
            new_codes.push(filled(0, pairs.len()));
        }
        all.sort_unstable();
        let mut order: Vec<(Reverse<usize>, &[_])> = room(all.len());
        order.extend(
            all.chunk_by(|a, b| a.0 == b.0)
                .map(|equal| (Reverse(equal.iter().map(|&(_, _, _, uses)| uses).sum()), equal)),
        );
        order.sort_by_key(|&(uses, _)| uses);
        for (&(_, equal), new) in order.iter().zip(0..) {
            for &(_, part, code, _) in equal {
                new_codes[part][code as usize] = new;
            }
        }
        Self { pairs: collected(order.iter().map(|(_, equal)| equal[0].0)), new_codes }
    }
}
