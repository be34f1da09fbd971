//! Counting a few documents against a vocabulary that is already there: the cost does not depend on
//! its size.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::{Probe, Seed};
use crate::memory::{Grow, check_batch, tried};
use crate::parallel::Cancel;
use crate::statistics::Increment;
use crate::vocabulary::{TermId, Vocabulary};

/// Counts small batches for one model, and remembers chunks from one to the next.
///
/// The counts refer to new terms by the ids that they will get. The counter must be told when a count was
/// not added to the model: [`IncrementCounter::forget`].
#[derive(Debug, Default)]
pub struct IncrementCounter {
    stream: TermStream,
    seen: Seen,
    increment: Increment,
}

/// Ids of a document that are kept before repeated ones are dropped.
const MOST_KEPT: usize = 1 << 20;

struct Counting<'a> {
    vocabulary: &'a Vocabulary,
    increment: &'a mut Increment,
    seen: &'a mut Seen,
    /// Where the document's ids begin, and at how many ids repeated ones are dropped.
    start: usize,
    most: usize,
}

impl Consumer for Counting<'_> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        match self.vocabulary.get_probe(token) {
            Some(id) => Ok(id),
            None => Ok(self.vocabulary.len() as TermId + self.increment.new_terms.intern_probe(token)?),
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
        self.increment.total_length += ids.len() as u64;
        self.increment.terms.grow(ids.len());
        self.increment.terms.extend_from_slice(ids);
        if self.increment.terms.len() >= self.most {
            keep_distinct(&mut self.increment.terms, self.start, self.seen);
            self.most = self.start + MOST_KEPT.max(2 * (self.increment.terms.len() - self.start));
        }
    }
}

impl IncrementCounter {
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
    ) -> Result<&Increment> {
        check_batch(texts.iter().map(|text| text.len()).sum())?;
        self.increment.documents = texts.len() as u64;
        self.increment.total_length = 0;
        self.increment.new_terms.clear();
        self.increment.terms.clear();
        for text in texts {
            let Self { stream, seen, increment } = self;
            let start = increment.terms.len();
            let mut counting = Counting { vocabulary, increment, seen, start, most: start + MOST_KEPT };
            let counted = if cancel.is_set() {
                Err(Error::Cancelled)
            } else {
                tried(|| stream.text(analyzer, text, cancel, &mut counting))
            };
            if let Err(error) = counted {
                self.forget();
                return Err(error);
            }
            keep_distinct(&mut self.increment.terms, start, &mut self.seen);
        }
        Ok(&self.increment)
    }

    /// The result of the latest count.
    #[must_use]
    pub fn latest(&self) -> &Increment {
        &self.increment
    }

    /// Forgets every chunk: the new terms of the last count did not get their ids.
    pub fn forget(&mut self) {
        self.stream.clear();
    }
}

/// Drops repeated ones of the terms from `start` on, those of one document, and leaves them in no particular
/// order.
fn keep_distinct(terms: &mut Vec<TermId>, start: usize, seen: &mut Seen) {
    let document = &mut terms[start..];
    let distinct =
        if document.len() <= Seen::MOST { seen.distinct(document) } else { sorted_distinct(document) };
    terms.truncate(start + distinct);
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

/// A small hash table for the terms of one document after the other: a third of the time of sorting them. A
/// list of the terms seen would be as long as the vocabulary.
#[derive(Debug)]
struct Seen {
    /// Each a term below the number of the document that it was last seen in.
    slots: Box<[u64; Self::SLOTS]>,
    document: u32,
    /// Odd, and random: terms cannot be chosen against it.
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
    use super::super::CorpusCounter;
    use super::*;
    use crate::batch::Documents;
    use crate::random::Random;

    #[test]
    fn the_distinct_terms_are_those_of_a_sort() {
        let (mut random, mut seen) = (Random::new(3), Seen::default());
        for round in 0..20_000 {
            // A new round of numbers comes, and the table is wiped.
            seen.document = if round == 10_000 { u32::MAX - 5 } else { seen.document };
            let mut terms: Vec<TermId> = (0..round % (Seen::MOST + 1))
                .map(|_| {
                    // Few, many, or all far apart.
                    let term = random.next() % [7, 400, u32::MAX][round % 3];
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
    fn increment_of(texts: &[&str]) -> Increment {
        let (mut counter, vocabulary) = (IncrementCounter::default(), Vocabulary::new());
        counter.count(&vocabulary, &Analyzer::english(), texts, &Cancel::new()).unwrap();
        counter.increment
    }

    #[test]
    fn an_increment_counts_what_a_corpus_does() {
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
            let increment = increment_of(texts);
            let mut counters = CorpusCounter::for_workers(1);
            let documents = Documents::Texts(texts.iter().collect());
            counters[0].count(0, Some(&Analyzer::english()), &documents, &Cancel::new()).unwrap();
            let (corpus, _) = CorpusCounter::<()>::merge(counters).unwrap();
            let (vocabulary, statistics) = (corpus.vocabulary(), corpus.statistics());
            assert!(increment.new_terms.iter().eq(vocabulary.iter()));
            let mut frequency = vec![0; vocabulary.len()];
            increment.terms.iter().for_each(|&id| frequency[id as usize] += 1);
            assert_eq!(frequency, statistics.document_frequency);
            assert_eq!(
                (increment.documents, increment.total_length),
                (statistics.documents, statistics.total_length)
            );
            if texts.len() == few.len() {
                // At no time were all tokens kept.
                assert!(increment.terms.capacity() < 3 * MOST_KEPT, "{}", increment.terms.capacity());
            } else {
                assert!(vocabulary.len() > MOST_KEPT / 2, "{}", vocabulary.len());
            }
        }
    }
}
