//! Counting a few documents against a vocabulary that is already there: the cost does not depend on
//! its size.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::{Probe, Seed};
use crate::parallel::Cancel;
use crate::vocabulary::{TermId, Vocabulary};

/// Counts small batches for one model, and remembers chunks from one to the next.
///
/// What it counts refers to new terms by the ids they will have. It must be told when a count was
/// not added to the model: [`UpdateCounter::forget`].
#[derive(Debug, Default)]
pub struct UpdateCounter {
    stream: TermStream,
    seen: Seen,
    update: Update,
}

/// What some documents add to a model.
#[derive(Debug, Default)]
pub struct Update {
    /// The number of documents.
    pub documents: u64,
    /// The number of tokens in all of them.
    pub total_length: u64,
    /// The terms that the vocabulary does not have, in the order of their ids.
    pub new_terms: Vocabulary,
    /// The ids of each document's distinct terms, one document after the other.
    pub terms: Vec<TermId>,
}

/// Ids of a document that are kept before those that stand there twice are dropped.
const MOST_KEPT: usize = 1 << 20;

struct Counting<'a> {
    vocabulary: &'a Vocabulary,
    update: &'a mut Update,
    seen: &'a mut Seen,
    /// Where the document's ids begin, and at how many those that stand there twice are dropped.
    start: usize,
    most: usize,
}

impl Consumer for Counting<'_> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        match self.vocabulary.get_probe(token) {
            Some(id) => Ok(id),
            None => Ok(self.vocabulary.len() as TermId + self.update.new_terms.intern_probe(token)?),
        }
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        self.vocabulary.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, _: TermId) {}

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.update.total_length += ids.len() as u64;
        self.update.terms.extend_from_slice(ids);
        if self.update.terms.len() >= self.most {
            self.update.keep_distinct(self.start, self.seen);
            self.most = self.start + MOST_KEPT.max(2 * (self.update.terms.len() - self.start));
        }
    }
}

impl UpdateCounter {
    /// Counts documents against `vocabulary`.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set, [`Error::TooManyTerms`]; the counter forgets
    /// what it remembered.
    pub fn count(
        &mut self,
        vocabulary: &Vocabulary,
        analyzer: &Analyzer,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<&Update> {
        self.update.documents = texts.len() as u64;
        self.update.total_length = 0;
        self.update.new_terms.clear();
        self.update.terms.clear();
        for text in texts {
            let Self { stream, seen, update } = self;
            let start = update.terms.len();
            let mut counting = Counting { vocabulary, update, seen, start, most: start + MOST_KEPT };
            let counted = if cancel.is_set() {
                Err(Error::Cancelled)
            } else {
                stream.text(analyzer, text, cancel, &mut counting)
            };
            if let Err(error) = counted {
                self.forget();
                return Err(error);
            }
            self.update.keep_distinct(start, &mut self.seen);
        }
        Ok(&self.update)
    }

    /// What the latest count came to.
    #[must_use]
    pub fn latest(&self) -> &Update {
        &self.update
    }

    /// Forgets every chunk: the new terms of the last count did not get their ids.
    pub fn forget(&mut self) {
        self.stream.clear();
    }
}

impl Update {
    /// Leaves each of the terms from `start` on, those of one document, there once, in no certain order.
    fn keep_distinct(&mut self, start: usize, seen: &mut Seen) {
        let terms = &mut self.terms[start..];
        let distinct = if terms.len() <= Seen::MOST { seen.distinct(terms) } else { sorted_distinct(terms) };
        self.terms.truncate(start + distinct);
    }
}

/// Moves the distinct terms to the front; how many they are.
fn sorted_distinct(terms: &mut [TermId]) -> usize {
    terms.sort_unstable();
    let mut end = 0;
    for at in 0..terms.len() {
        if end == 0 || terms[end - 1] != terms[at] {
            terms[end] = terms[at];
            end += 1;
        }
    }
    end
}

/// A small hash table for the terms of one document after the other: a third of the time of sorting them. A list of
/// the terms seen would be as long as the vocabulary.
#[derive(Debug)]
struct Seen {
    /// Each a term below the number of the document that it was last seen in.
    slots: Box<[u64; Self::SLOTS]>,
    document: u32,
    /// Odd. Nobody who chooses terms knows it.
    factor: u32,
}

impl Default for Seen {
    fn default() -> Self {
        let factor = Seed::random().words()[0] as u32 | 1;
        Self { slots: Box::new([0; Self::SLOTS]), document: 0, factor }
    }
}

impl Seen {
    const SLOTS: usize = 1 << 9;

    /// The most terms, at which half of the table is full.
    const MOST: usize = Self::SLOTS / 2;

    /// Moves the distinct terms to the front; how many they are.
    fn distinct(&mut self, terms: &mut [TermId]) -> usize {
        self.document = self.document.wrapping_add(1);
        if self.document == 0 {
            self.slots.fill(0);
            self.document = 1;
        }
        let stamp = u64::from(self.document) << 32;
        let mut end = 0;
        for at in 0..terms.len() {
            let term = terms[at];
            let mut place = (term.wrapping_mul(self.factor) >> (u32::BITS - Self::SLOTS.ilog2())) as usize;
            // What other documents have left is as good as nothing.
            while self.slots[place] >> 32 == stamp >> 32 && self.slots[place] as TermId != term {
                place = (place + 1) % Self::SLOTS;
            }
            let is_new = self.slots[place] != stamp | u64::from(term);
            self.slots[place] = stamp | u64::from(term);
            terms[end] = term;
            end += usize::from(is_new);
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CorpusCounter, CorpusDelta};
    use super::*;

    #[test]
    fn the_distinct_terms_are_those_of_a_sort() {
        let (mut state, mut seen) = (3u64, Seen::default());
        for round in 0..20_000 {
            // A new round of numbers comes, and the table is wiped.
            seen.document = if round == 10_000 { u32::MAX - 5 } else { seen.document };
            let mut terms: Vec<TermId> = (0..round % (Seen::MOST + 1))
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    // Few, many, or all far apart.
                    let term = (state >> 33) as TermId % [7, 400, u32::MAX][round % 3];
                    term.wrapping_mul([1, 1, 1 << 9][round / 3 % 3])
                })
                .collect();
            let mut twin = terms.clone();
            twin.sort_unstable();
            twin.dedup();
            let mut sorted = terms.clone();
            let distinct = sorted_distinct(&mut sorted);
            assert_eq!(sorted[..distinct], twin);
            let distinct = seen.distinct(&mut terms);
            terms.truncate(distinct);
            terms.sort_unstable();
            assert_eq!(terms, twin);
        }
        assert!(seen.document < 20_000);
    }

    /// The ids of each of these texts' terms, once, whatever they are counted with.
    fn updates(texts: &[&str]) -> Update {
        let (mut counter, vocabulary) = (UpdateCounter::default(), Vocabulary::new());
        counter.count(&vocabulary, &Analyzer::english(), texts, &Cancel::new()).unwrap();
        counter.update
    }

    #[test]
    fn an_update_counts_what_a_corpus_does() {
        // Few tokens and many, few terms and many, each of them repeated: in one document and in several. The
        // last one has more tokens than are kept, and more terms.
        let words = |tokens: usize, terms: usize| -> String {
            (0..tokens).map(|at| (at * at % terms).to_string()).collect::<Vec<_>>().join(" ")
        };
        let prime = 2_000_003;
        let texts = [
            words(40, 11),
            words(Seen::MOST, 997),
            words(Seen::MOST + 1, 997),
            words(900, 31),
            words(5_000, 1_009),
            words(3 * MOST_KEPT, 101),
            words(3 * MOST_KEPT, prime),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (few, _) = texts.split_at(texts.len() - 1);
        for texts in [few, &texts] {
            let update = updates(texts);
            let mut counters = CorpusCounter::for_workers(1);
            counters[0].count_texts(0, &Analyzer::english(), texts, &Cancel::new()).unwrap();
            let CorpusDelta { vocabulary, statistics } = CorpusCounter::merge(counters).unwrap().counts;
            assert!(update.new_terms.iter().eq(vocabulary.iter()));
            let mut frequency = vec![0; vocabulary.len()];
            update.terms.iter().for_each(|&id| frequency[id as usize] += 1);
            assert_eq!(frequency, statistics.document_frequency);
            assert_eq!(
                (update.documents, update.total_length),
                (statistics.documents, statistics.total_length)
            );
            if texts.len() == few.len() {
                // At no time were all tokens kept.
                assert!(update.terms.capacity() < 3 * MOST_KEPT, "{}", update.terms.capacity());
            } else {
                assert!(vocabulary.len() > MOST_KEPT / 2, "{}", vocabulary.len());
            }
        }
    }
}
