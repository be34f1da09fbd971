//! Putting workers' counts together: final ids in the order of the documents, and the sums.

use super::counter::{CorpusCounter, Terms};
use super::numbering::{Numbering, Numberings};
use super::raw_rows::Recorder;
use super::term_stream::TermStream;
use crate::error::Result;
use crate::memory::{Grow, collected, filled, room};
use crate::statistics::{Corpus, CorpusStatistics};
use crate::vocabulary::TermId;
use std::sync::Arc;

/// Terms with provisional ids, of all workers together, that are worth the pause in which they get final
/// ones: of a stream, which may have no end, and of a list or column, beside which its terms usually take
/// little memory.
const WORTH_A_PAUSE: usize = 1 << 15;
const WORTH_A_PAUSE_OF_A_LIST: usize = 1 << 18;

/// Terms that get their final ids in so little time that an interrupt can wait.
const MOST_PROVISIONAL: usize = 1 << 20;

impl<R: Recorder> CorpusCounter<R> {
    /// How many terms of all workers together may have provisional ids before [`Self::assign_final_ids`]
    /// should be called: a quarter of the others, so that a stream without end takes little more memory than
    /// its vocabulary. A single worker knows each term once anyway.
    #[must_use]
    pub fn most_provisional(counters: &[Self], is_stream: bool) -> usize {
        let least = if is_stream { WORTH_A_PAUSE } else { WORTH_A_PAUSE_OF_A_LIST };
        match counters {
            [first, _, ..] => (first.terms.shared.len() / 4).clamp(least, MOST_PROVISIONAL),
            _ => usize::MAX,
        }
    }

    /// Gives the terms of all workers their final ids, in the order of the documents. All slices up to the
    /// last one must have been counted.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`]; the counters are then of no further use.
    pub fn assign_final_ids(counters: &mut [Self]) -> Result<()> {
        counters.iter_mut().for_each(Self::renumber);
        // A slice is one worker's, so the terms that are new in it are already in order.
        let mut order = Vec::new();
        for (worker, counter) in counters.iter_mut().enumerate() {
            let mut start = 0;
            for (slice, end) in counter.slices.drain(..) {
                order.grow(1);
                order.push((slice, worker, start..end));
                start = end;
            }
        }
        order.sort_unstable_by_key(|&(slice, ..)| slice);
        // All new terms go into the table of the worker that has most of them, under provisional ids.
        let Some(largest) = (0..counters.len()).max_by_key(|&worker| counters[worker].terms.new.len()) else {
            return Ok(());
        };
        let mut new = std::mem::take(&mut counters[largest].terms.new);
        let own = collected((0..new.len()).map(|id| id as TermId));
        let ids = counters.iter().map(|counter| new.absorb(&counter.terms.new));
        let mut ids: Vec<Vec<TermId>> = ids.collect::<Result<_>>()?;
        ids[largest] = own;
        // Their final ids follow those that were assigned before.
        let before = counters[0].terms.shared.len() as TermId;
        let mut numbers = filled(TermId::MAX, new.len());
        let mut in_order = room(new.len());
        for (_, worker, run) in order {
            for id in &mut ids[worker][run.start as usize..run.end as usize] {
                let number = &mut numbers[*id as usize];
                if *number == TermId::MAX {
                    *number = in_order.len() as TermId;
                    in_order.push(*id);
                }
                *id = before + *number;
            }
        }
        let new = new.renumbered(&numbers, &in_order);
        // The last owner of the shared vocabulary: no copy is made.
        let shared = counters.iter_mut().map(|counter| std::mem::take(&mut counter.terms.shared)).last();
        let mut shared = Arc::unwrap_or_clone(shared.unwrap_or_default());
        if shared.is_empty() {
            shared = new;
        } else {
            shared.append_all(&new)?;
        }
        let shared = Arc::new(shared);
        for (counter, new) in counters.iter_mut().zip(ids) {
            counter.terms.shared = Arc::clone(&shared);
            counter.numberings.push(Numbering { shared: before, new });
            counter.is_outdated = true;
        }
        Ok(())
    }

    /// Adds the document frequencies of this worker under final ids, of which there are `terms`, and forgets
    /// them.
    fn add_document_frequencies(&mut self, terms: usize, sums: &mut Vec<u32>) {
        sums.grow(terms - sums.len());
        sums.resize(terms, 0);
        let Some(numbering) = self.numberings.last() else { return };
        for (id, seen) in (0..).zip(std::mem::take(&mut self.terms.seen)) {
            sums[numbering.final_id(id) as usize] += seen.documents;
        }
    }

    /// All workers' counts together, the terms in the order of the documents, and what the ids of rows mean.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`], [`Error::TooManyDocuments`] and [`Error::TooManyTokens`].
    pub fn merge(mut counters: Vec<Self>) -> Result<(Corpus, Numberings)> {
        let documents = counters.iter().map(|counter| u64::from(counter.terms.documents)).sum();
        let total_length = counters.iter().map(|counter| counter.terms.total_length).sum();
        let mut statistics = CorpusStatistics::default();
        statistics.check_room(documents, total_length)?;
        (statistics.documents, statistics.total_length) = (documents, total_length);
        // The memos of chunks are freed before more memory is asked for.
        for counter in &mut counters {
            counter.stream = TermStream::new();
        }
        let mut busy = counters.iter().filter(|counter| !counter.terms.seen.is_empty());
        let vocabulary = match (busy.next().map(|counter| counter.worker), busy.next()) {
            (Some(only), None) if counters[only].terms.shared.is_empty() => {
                // Its ids are final.
                let Terms { new, seen, .. } = &mut counters[only].terms;
                statistics.document_frequency = collected(seen.iter().map(|seen| seen.documents));
                let terms = seen.len() as TermId;
                let vocabulary = std::mem::take(new);
                for counter in &mut counters {
                    counter.numberings.push(Numbering { shared: terms, new: Vec::new() });
                }
                vocabulary
            }
            _ => {
                Self::assign_final_ids(&mut counters)?;
                let mut shared = Arc::default();
                for counter in &mut counters {
                    shared = std::mem::take(&mut counter.terms.shared);
                    counter.add_document_frequencies(shared.len(), &mut statistics.document_frequency);
                }
                // The last owner: no copy is made.
                Arc::unwrap_or_clone(shared)
            }
        };
        let numberings = counters.into_iter().map(|counter| counter.numberings).collect();
        Ok((Corpus::of_counts(vocabulary, statistics), Numberings::new(numberings)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RawRows, RowRecorder};
    use super::*;
    use crate::batch::Documents;
    use crate::hash::Seed;
    use crate::parallel::Cancel;
    use crate::random::Random;
    use std::collections::BTreeMap;

    /// Some documents over a small alphabet, the same in every run.
    fn documents() -> Vec<Vec<String>> {
        let mut random = Random::new(3);
        (0..200).map(|_| (0..random.below(12)).map(|_| format!("t{}", random.below(60))).collect()).collect()
    }

    fn count<R: Recorder>(
        counter: &mut CorpusCounter<R>,
        slice: usize,
        documents: &[Vec<String>],
    ) -> R::Output {
        let documents = Documents::Tokens(documents.iter().collect());
        counter.count(slice, None, &documents, &Cancel::new()).unwrap()
    }

    /// Each document is a slice; the workers take turns.
    fn count_all(counters: &mut [CorpusCounter], slices: std::ops::Range<usize>, documents: &[Vec<String>]) {
        for (slice, document) in slices.zip(documents) {
            let worker = slice % counters.len();
            count(&mut counters[worker], slice, std::slice::from_ref(document));
        }
        CorpusCounter::assign_final_ids(counters).unwrap();
        counters.iter_mut().for_each(CorpusCounter::renumber);
    }

    #[test]
    fn workers_keep_the_seed_of_the_shared_vocabulary() {
        let mut counters = CorpusCounter::for_workers(3);
        let seed = counters[0].terms.shared.seed();
        let seeds = |counters: &[CorpusCounter]| -> Vec<Seed> {
            counters
                .iter()
                .flat_map(|counter| [counter.terms.shared.seed(), counter.terms.new.seed()])
                .collect()
        };
        let documents = |name: &str| -> Vec<Vec<String>> {
            (0..6).map(|n| (0..400).map(|at| format!("{name}{}", n * 300 + at)).collect()).collect()
        };
        let chosen = |seed: Seed, name: &'static str| {
            let terms = (0u64..).map(move |n| format!("{name}{n}"));
            terms.filter(move |term| seed.hash(term.as_bytes()) >> 52 == 0)
        };
        for (round, name) in ["a", "b", "c"].into_iter().enumerate() {
            count_all(&mut counters, 6 * round..6 * round + 6, &documents(name));
            assert_eq!(seeds(&counters), [seed; 6]);
        }
        // An attacker knows the seed: too few terms a worker for its own table to notice, but not all
        // together.
        let mut known = chosen(seed, "x");
        let flood: Vec<Vec<String>> = (0..6).map(|_| known.by_ref().take(40).collect()).collect();
        count_all(&mut counters, 18..24, &flood);
        let changed = counters[0].terms.shared.seed();
        assert_ne!(changed, seed);
        assert_eq!(seeds(&counters), [changed; 6]);
        // A worker notices by itself, and goes on with the others.
        let flood: Vec<String> = chosen(changed, "y").take(300).collect();
        count(&mut counters[1], 24, &[flood]);
        assert_ne!(counters[1].terms.new.seed(), changed);
        count_all(&mut counters, 25..31, &documents("d"));
        let shared = counters[0].terms.shared.seed();
        assert_eq!(seeds(&counters), [shared; 6]);
        let (corpus, _) = CorpusCounter::merge(counters).unwrap();
        let distinct = 4 * 1_900 + 6 * 40 + 300;
        assert_eq!((corpus.vocabulary().len(), corpus.statistics().documents), (distinct, 31));
        assert!(
            (0..).zip(corpus.vocabulary().iter()).all(|(id, term)| corpus.vocabulary().get(term) == Some(id))
        );
    }

    #[test]
    fn any_assignment_of_slices_gives_the_naive_counts() {
        let mut documents = documents();
        // Some repeat their terms so often that they are counted before they are numbered.
        for (number, document) in documents.iter_mut().enumerate().filter(|(number, _)| number % 9 == 4) {
            *document = vec![document.clone(); if number == 94 { 300_000 } else { 20 }].concat();
        }
        let mut order = Vec::new();
        let mut frequency = BTreeMap::new();
        let mut twins = Vec::new();
        for document in &documents {
            let mut row = BTreeMap::new();
            for term in document {
                *row.entry(term).or_insert(0) += 1;
                if !order.contains(term) {
                    order.push(term.clone());
                }
            }
            for &term in row.keys() {
                *frequency.entry(term).or_insert(0u32) += 1;
            }
            twins.push((document.len(), row));
        }
        assert!(twins.iter().any(|(length, _)| *length > 1 << 20));
        let pauses = [&[][..], &[0], &[3, 4, 20], &[28], &[2, 5, 9, 13, 14, 15, 28]];
        for (workers, pauses) in (1..5).flat_map(|workers| pauses.map(|pauses| (workers, pauses))) {
            let mut counters = CorpusCounter::<RowRecorder>::for_workers(workers);
            let mut rows: Vec<RawRows> = Vec::new();
            for (slice, documents) in documents.chunks(7).enumerate() {
                let worker = (slice * slice + slice / 3) % workers;
                rows.push(count(&mut counters[worker], slice, documents));
                if pauses.contains(&slice) {
                    CorpusCounter::assign_final_ids(&mut counters).unwrap();
                    assert!(counters.iter().all(|counter| counter.provisional() == 0));
                }
            }
            let (corpus, numberings) = CorpusCounter::merge(counters).unwrap();
            assert!(corpus.vocabulary().iter().eq(order.iter()));
            let expected: Vec<u32> = order.iter().map(|term| frequency[term]).collect();
            assert_eq!(corpus.statistics().document_frequency, expected);
            assert_eq!(corpus.statistics().documents, 200);
            let length: usize = documents.iter().map(Vec::len).sum();
            assert_eq!(corpus.statistics().total_length, length as u64);

            let lengths: Vec<_> = rows.iter().flat_map(RawRows::lengths).collect();
            let mut numbers = twins.iter().zip(lengths);
            for rows in rows {
                for row in rows.into_rows(&numberings).iter() {
                    let ((length, twin), distinct) = numbers.next().unwrap();
                    assert_eq!(
                        (row.length, row.terms.len(), distinct),
                        (*length as u64, twin.len(), twin.len())
                    );
                    assert!(row.terms.windows(2).all(|pair| pair[0].0 < pair[1].0));
                    assert!(row.terms.iter().all(|&(term, tf)| twin[&order[term as usize]] == tf));
                }
            }
            assert!(numbers.next().is_none());
        }
    }
}
