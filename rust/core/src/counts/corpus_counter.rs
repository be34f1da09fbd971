//! Counting a corpus: which terms there are, and how many documents hold each.

use super::raw_rows::{RawRows, Recorder, RowRecorder};
use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::simd::prefetch;
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};
use std::sync::Arc;

/// The terms of a corpus with their statistics, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub struct CorpusDelta {
    /// The terms.
    pub vocabulary: Vocabulary,
    /// Their statistics.
    pub statistics: CorpusStatistics,
}

/// One worker's count of the slices it was given.
///
/// A worker may be given any slices as long as their numbers ascend; [`CorpusCounter::merge`]
/// restores the order of the documents. Each worker interns terms of its own. So that they do not all come
/// to know the whole vocabulary, the terms are settled from time to time ([`CorpusCounter::settle`]): they
/// get their final ids, in a vocabulary that all workers share and none changes.
#[derive(Debug)]
pub struct CorpusCounter {
    worker: usize,
    stream: TermStream,
    terms: Terms,
    rows: RowRecorder,
    /// For each slice with new terms since they were settled: its number, and how many there were at its end.
    slices: Vec<(usize, TermId)>,
    /// What became of its terms each time they were settled.
    numberings: Vec<Numbering>,
    /// Whether the latest of these is still to be applied.
    is_behind: bool,
    /// Whether rows were given away since the terms were settled: they will ask for the numbering.
    gave_rows: bool,
}

/// The final ids of a worker's terms, as it numbered them between two settlements.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    /// The terms that were settled before: their ids are final.
    settled: TermId,
    /// The final ids of those after them.
    new: Vec<TermId>,
}

impl Numbering {
    /// Ids that are final as they are, and for each id after them the final one.
    pub(super) fn new(settled: TermId, new: Vec<TermId>) -> Self {
        Self { settled, new }
    }

    /// The final id of a term.
    #[inline]
    pub(super) fn final_id(&self, id: TermId) -> TermId {
        if id < self.settled { id } else { self.new[(id - self.settled) as usize] }
    }
}

/// All workers' counts together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The corpus.
    pub counts: CorpusDelta,
    /// What the ids of rows mean.
    pub numberings: Numberings,
}

/// Each worker's numberings, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Numberings(Vec<Vec<Numbering>>);

impl Numberings {
    #[cfg(test)]
    pub(super) fn of_one(numbering: Numbering) -> Self {
        Self(vec![vec![numbering]])
    }

    /// The one under which rows were recorded.
    pub(super) fn of(&self, rows: &RawRows) -> &Numbering {
        let (worker, round) = rows.numbering;
        &self.0[worker][round]
    }
}

/// New terms of all workers together that are worth the pause in which they are settled: of a stream, which may
/// have no end, and of a list or column, beside which its terms usually take little.
const WORTH_SETTLING: usize = 1 << 15;
const WORTH_SETTLING_OF_A_LIST: usize = 1 << 18;

/// New terms that are settled in so little time that an interrupt can wait.
const MOST_UNSETTLED: usize = 1 << 20;

/// The part of the counter that sees each token.
#[derive(Debug)]
struct Terms {
    /// The terms that are settled, of all workers.
    settled: Arc<Vocabulary>,
    /// This worker's others, whose ids follow.
    new: Vocabulary,
    /// For each id.
    seen: Vec<Seen>,
    documents: u32,
    total_length: u64,
}

/// The last document in which a term was seen, counted from 1, beside the number of them all.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    last: u32,
    documents: u32,
}

/// The terms, and what else is done with each occurrence.
struct Counting<'a, R> {
    terms: &'a mut Terms,
    recorder: &'a mut R,
}

impl Terms {
    /// Orders what is known of each term by the ids that the new ones have become, and of all others' too.
    fn catch_up(&mut self, numbering: &Numbering) {
        let new = self.seen.split_off(numbering.settled as usize);
        self.seen.resize(self.settled.len(), Seen::default());
        for (&id, seen) in numbering.new.iter().zip(new) {
            self.seen[id as usize] = seen;
        }
        self.new.clear_with_seed(self.settled.seed());
    }

    fn next_document(&mut self) -> Result<()> {
        self.documents = self.documents.checked_add(1).ok_or(Error::TooManyDocuments)?;
        Ok(())
    }
}

impl<R: Recorder> Consumer for Counting<'_, R> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        let Terms { settled, new, seen, .. } = &mut *self.terms;
        // Often there are none, and then there is no need to hash the token for them.
        if !settled.is_empty()
            && let Some(id) = settled.get_probe(token)
        {
            return Ok(id);
        }
        let id = settled.len() as TermId + new.intern_probe(token)?;
        if id as usize == seen.len() {
            settled.check_room(new.len())?;
            seen.push(Seen::default());
        }
        Ok(id)
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        if !self.terms.settled.is_empty() {
            self.terms.settled.prefetch(token);
        }
        self.terms.new.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, id: TermId) {
        // Far beyond what is there, a processor would look for the address in vain.
        prefetch(&self.terms.seen, (id as usize).min(self.terms.seen.len()));
    }

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        let Terms { seen, documents, total_length, .. } = &mut *self.terms;
        let (seen, documents) = (seen.as_mut_slice(), *documents);
        *total_length += ids.len() as u64;
        let mut new = 0;
        for &id in ids {
            let seen = &mut seen[id as usize];
            let is_new = seen.last != documents;
            seen.last = documents;
            seen.documents += u32::from(is_new);
            new += usize::from(is_new);
        }
        self.recorder.record(ids, new);
    }
}

impl CorpusCounter {
    /// Counters for `workers` threads.
    #[must_use]
    pub fn for_workers(workers: usize) -> Vec<Self> {
        let settled = Arc::new(Vocabulary::new());
        // With one seed, the settled table takes in terms without hashing them again. Each time that they are
        // settled, the workers begin anew with its seed, should it or one of theirs have changed.
        let seed = settled.seed();
        let counter = |worker| Self {
            worker,
            stream: TermStream::new(),
            terms: Terms {
                settled: Arc::clone(&settled),
                new: Vocabulary::with_seed(seed),
                seen: Vec::new(),
                documents: 0,
                total_length: 0,
            },
            rows: RowRecorder::default(),
            slices: Vec::new(),
            numberings: Vec::new(),
            is_behind: false,
            gave_rows: false,
        };
        (0..workers).map(counter).collect()
    }

    /// How many terms this worker has that are not settled.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        if self.is_behind { 0 } else { self.terms.new.len() }
    }

    /// How many terms may be unsettled, those of all workers together, before [`Self::settle`] should be called:
    /// a quarter of those that are settled, for a stream without end to take little more memory than its
    /// vocabulary. A worker by itself knows each term once.
    #[must_use]
    pub fn most_unsettled(counters: &[Self], is_stream: bool) -> usize {
        let least = if is_stream { WORTH_SETTLING } else { WORTH_SETTLING_OF_A_LIST };
        match counters {
            [first, _, ..] => (first.terms.settled.len() / 4).clamp(least, MOST_UNSETTLED),
            _ => usize::MAX,
        }
    }

    /// Gives the terms of all workers their final ids, in the order of the documents. All slices up to the last
    /// one must have been counted.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`]; the counters are then of no further use.
    pub fn settle(counters: &mut [Self]) -> Result<()> {
        counters.iter_mut().for_each(Self::catch_up);
        // A slice is one worker's, so the terms that are new in it are already in order.
        let mut order = Vec::new();
        for (worker, counter) in counters.iter_mut().enumerate() {
            let mut start = 0;
            for (slice, end) in counter.slices.drain(..) {
                order.push((slice, worker, start..end));
                start = end;
            }
        }
        order.sort_unstable_by_key(|&(slice, ..)| slice);
        // All new terms in the table of the worker that has most of them, under ids for the while.
        let Some(largest) = (0..counters.len()).max_by_key(|&worker| counters[worker].terms.new.len()) else {
            return Ok(());
        };
        let mut new = std::mem::take(&mut counters[largest].terms.new);
        let own = (0..new.len() as TermId).collect();
        let ids = counters.iter().map(|counter| new.absorb(&counter.terms.new));
        let mut ids: Vec<Vec<TermId>> = ids.collect::<Result<_>>()?;
        ids[largest] = own;
        // Their final ids follow those that are settled.
        let before = counters[0].terms.settled.len() as TermId;
        let mut numbers = vec![TermId::MAX; new.len()];
        let mut in_order = Vec::with_capacity(new.len());
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
        // No other is left: no copy is made.
        let shared = counters.iter_mut().map(|counter| std::mem::take(&mut counter.terms.settled)).last();
        let mut settled = Arc::unwrap_or_clone(shared.unwrap_or_default());
        if settled.is_empty() {
            settled = new;
        } else {
            settled.append_all(&new)?;
        }
        let settled = Arc::new(settled);
        for (counter, ids) in counters.iter_mut().zip(ids) {
            counter.terms.settled = Arc::clone(&settled);
            counter.numberings.push(Numbering::new(before, ids));
            counter.is_behind = true;
        }
        Ok(())
    }

    /// Applies the latest numbering, as each worker's own thread does.
    fn catch_up(&mut self) {
        if !std::mem::take(&mut self.is_behind) {
            return;
        }
        let gave_rows = std::mem::take(&mut self.gave_rows);
        let Some(numbering) = self.numberings.last_mut() else { return };
        self.terms.catch_up(numbering);
        self.stream.renumber(|id| numbering.final_id(id));
        if !gave_rows {
            *numbering = Numbering::default();
        }
    }

    /// Counts slice number `slice`: consecutive documents, as text.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set, [`Error::TooManyTerms`] and
    /// [`Error::TooManyDocuments`]. The counter is then of no further use.
    pub fn count_texts(
        &mut self,
        slice: usize,
        analyzer: &Analyzer,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<()> {
        self.catch_up();
        count_texts(&mut self.stream, &mut self.terms, &mut (), analyzer, texts, cancel)?;
        self.end_slice(slice);
        Ok(())
    }

    /// As [`Self::count_texts`], and returns the documents' rows.
    ///
    /// # Errors
    ///
    /// As [`Self::count_texts`].
    pub fn count_rows_of_texts(
        &mut self,
        slice: usize,
        analyzer: &Analyzer,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<RawRows> {
        self.catch_up();
        count_texts(&mut self.stream, &mut self.terms, &mut self.rows, analyzer, texts, cancel)?;
        self.end_slice(slice);
        Ok(self.take_rows())
    }

    /// Counts slice number `slice`: consecutive documents, each already a list of tokens.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`] and [`Error::TooManyDocuments`].
    pub fn count_tokens<'a>(
        &mut self,
        slice: usize,
        documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> Result<()> {
        self.catch_up();
        count_tokens(&mut self.terms, &mut (), documents)?;
        self.end_slice(slice);
        Ok(())
    }

    /// As [`Self::count_tokens`], and returns the documents' rows.
    ///
    /// # Errors
    ///
    /// As [`Self::count_tokens`].
    pub fn count_rows_of_tokens<'a>(
        &mut self,
        slice: usize,
        documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> Result<RawRows> {
        self.catch_up();
        count_tokens(&mut self.terms, &mut self.rows, documents)?;
        self.end_slice(slice);
        Ok(self.take_rows())
    }

    fn end_slice(&mut self, slice: usize) {
        let end = self.terms.new.len() as TermId;
        if end > self.slices.last().map_or(0, |&(_, end)| end) {
            self.slices.push((slice, end));
        }
    }

    fn take_rows(&mut self) -> RawRows {
        self.gave_rows = true;
        self.rows.take((self.worker, self.numberings.len()))
    }

    /// Adds the document frequencies of the terms that were settled just now, by their final ids of which there are
    /// so many, and forgets them.
    fn add_document_frequencies(&mut self, terms: usize, sums: &mut Vec<u32>) {
        sums.resize(terms, 0);
        let Some(numbering) = self.numberings.last() else { return };
        for (id, seen) in (0..).zip(std::mem::take(&mut self.terms.seen)) {
            sums[numbering.final_id(id) as usize] += seen.documents;
        }
    }

    /// All workers' counts together, the terms in the order of the documents.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`], [`Error::TooManyDocuments`] and [`Error::TooManyTokens`].
    pub fn merge(mut counters: Vec<Self>) -> Result<Merged> {
        let documents = counters.iter().map(|counter| u64::from(counter.terms.documents)).sum();
        let total_length = counters.iter().map(|counter| counter.terms.total_length).sum();
        let mut statistics = CorpusStatistics::default();
        statistics.check_room(documents, total_length)?;
        (statistics.documents, statistics.total_length) = (documents, total_length);
        // What the counters remember of chunks is let go before more memory is asked for.
        for counter in &mut counters {
            counter.stream = TermStream::new();
        }
        let mut busy = counters.iter().filter(|counter| !counter.terms.seen.is_empty());
        let vocabulary = match (busy.next().map(|counter| counter.worker), busy.next()) {
            (Some(only), None) if counters[only].terms.settled.is_empty() => {
                // Its ids are final.
                let Terms { new, seen, .. } = &mut counters[only].terms;
                statistics.document_frequency = seen.iter().map(|seen| seen.documents).collect();
                let terms = seen.len() as TermId;
                let vocabulary = std::mem::take(new);
                let final_as_they_are = Numbering::new(terms, Vec::new());
                for counter in &mut counters {
                    counter.numberings.push(final_as_they_are.clone());
                }
                vocabulary
            }
            _ => {
                Self::settle(&mut counters)?;
                let mut settled = Arc::default();
                for counter in &mut counters {
                    settled = std::mem::take(&mut counter.terms.settled);
                    counter.add_document_frequencies(settled.len(), &mut statistics.document_frequency);
                }
                // No other is left: no copy is made.
                Arc::unwrap_or_clone(settled)
            }
        };
        let numberings = Numberings(counters.into_iter().map(|counter| counter.numberings).collect());
        Ok(Merged { counts: CorpusDelta { vocabulary, statistics }, numberings })
    }
}

fn count_texts<R: Recorder>(
    stream: &mut TermStream,
    terms: &mut Terms,
    recorder: &mut R,
    analyzer: &Analyzer,
    texts: &[&str],
    cancel: &Cancel,
) -> Result<()> {
    for text in texts {
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        let before = terms.total_length;
        terms.next_document()?;
        stream.text(analyzer, text, cancel, &mut Counting { terms, recorder })?;
        recorder.end_row(terms.total_length - before);
    }
    Ok(())
}

fn count_tokens<'a, R: Recorder>(
    terms: &mut Terms,
    recorder: &mut R,
    documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
) -> Result<()> {
    for tokens in documents {
        let before = terms.total_length;
        terms.next_document()?;
        let mut counting = Counting { terms, recorder };
        for token in tokens {
            let id = counting.id(Probe::new(token.as_bytes()))?;
            counting.take(&[id]);
        }
        recorder.end_row(terms.total_length - before);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csr::Csr;
    use crate::hash::Seed;
    use std::collections::BTreeMap;

    /// Some documents over a small alphabet, the same in every run.
    fn documents() -> Vec<Vec<String>> {
        let mut state = 3u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        (0..200).map(|_| (0..next(12)).map(|_| format!("t{}", next(60))).collect()).collect()
    }

    /// Each document is a slice; the workers take turns.
    fn count_and_settle(
        counters: &mut [CorpusCounter],
        slices: std::ops::Range<usize>,
        documents: &[Vec<String>],
    ) {
        for (slice, document) in slices.zip(documents) {
            let worker = slice % counters.len();
            let tokens = [document.iter().map(String::as_str)];
            counters[worker].count_tokens(slice, tokens).unwrap();
        }
        CorpusCounter::settle(counters).unwrap();
        counters.iter_mut().for_each(CorpusCounter::catch_up);
    }

    #[test]
    fn workers_keep_the_seed_of_what_is_settled() {
        let mut counters = CorpusCounter::for_workers(3);
        let seed = counters[0].terms.settled.seed();
        let seeds = |counters: &[CorpusCounter]| -> Vec<Seed> {
            counters
                .iter()
                .flat_map(|counter| [counter.terms.settled.seed(), counter.terms.new.seed()])
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
            count_and_settle(&mut counters, 6 * round..6 * round + 6, &documents(name));
            assert_eq!(seeds(&counters), [seed; 6]);
        }
        // Somebody knows the seed: too few terms a worker for its own table to notice, but not all together.
        let mut known = chosen(seed, "x");
        let flood: Vec<Vec<String>> = (0..6).map(|_| known.by_ref().take(40).collect()).collect();
        count_and_settle(&mut counters, 18..24, &flood);
        let changed = counters[0].terms.settled.seed();
        assert_ne!(changed, seed);
        assert_eq!(seeds(&counters), [changed; 6]);
        // A worker notices by itself, and goes on with the others.
        let flood: Vec<String> = chosen(changed, "y").take(300).collect();
        counters[1].count_tokens(24, [flood.iter().map(String::as_str)]).unwrap();
        assert_ne!(counters[1].terms.new.seed(), changed);
        count_and_settle(&mut counters, 25..31, &documents("d"));
        let settled = counters[0].terms.settled.seed();
        assert_eq!(seeds(&counters), [settled; 6]);
        let merged = CorpusCounter::merge(counters).unwrap().counts;
        let distinct = 4 * 1_900 + 6 * 40 + 300;
        assert_eq!((merged.vocabulary.len(), merged.statistics.documents), (distinct, 31));
        assert!(
            (0..).zip(merged.vocabulary.iter()).all(|(id, term)| merged.vocabulary.get(term) == Some(id))
        );
    }

    #[test]
    fn any_assignment_of_slices_gives_the_naive_counts() {
        let mut documents = documents();
        // Some repeat their terms so often that they are counted before they are weighed.
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
        let settles = [&[][..], &[0], &[3, 4, 20], &[28], &[2, 5, 9, 13, 14, 15, 28]];
        for (workers, settles) in (1..5).flat_map(|workers| settles.map(|settles| (workers, settles))) {
            let mut counters = CorpusCounter::for_workers(workers);
            let mut rows = Vec::new();
            for (slice, documents) in documents.chunks(7).enumerate() {
                let worker = (slice * slice + slice / 3) % workers;
                let tokens = documents.iter().map(|document| document.iter().map(String::as_str));
                rows.push(counters[worker].count_rows_of_tokens(slice, tokens).unwrap());
                if settles.contains(&slice) {
                    CorpusCounter::settle(&mut counters).unwrap();
                    assert!(counters.iter().all(|counter| counter.unsettled() == 0));
                }
            }
            let merged = CorpusCounter::merge(counters).unwrap();
            assert!(merged.counts.vocabulary.iter().eq(order.iter()));
            let expected: Vec<u32> = order.iter().map(|term| frequency[term]).collect();
            assert_eq!(merged.counts.statistics.document_frequency, expected);
            assert_eq!(merged.counts.statistics.documents, 200);
            let length: usize = documents.iter().map(Vec::len).sum();
            assert_eq!(merged.counts.statistics.total_length, length as u64);

            let mut matrix = Csr::with_lengths(rows.iter().flat_map(RawRows::lengths), order.len());
            let counts: Vec<_> = rows.iter().map(|rows| rows.lengths().count()).collect();
            for (rows, part) in rows.into_iter().zip(matrix.parts_mut(counts)) {
                rows.write(&merged.numberings, &Frequencies, part);
            }
            assert_eq!(matrix.shape(), (200, order.len()));
            for ((columns, values), (length, row)) in matrix.rows().zip(&twins) {
                assert_eq!(row.len(), columns.len());
                for (column, value) in columns.iter().zip(values) {
                    let expected = (row[&order[column.cast_unsigned() as usize]] * 100 + length) as f32;
                    assert_eq!(value.to_bits(), expected.to_bits());
                }
            }
        }
    }

    struct Frequencies;

    impl super::super::Weigher for Frequencies {
        fn weigh(&self, length: u64, terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
            assert!(terms.windows(2).all(|pair| pair[0].0 < pair[1].0));
            weights.extend(terms.iter().map(|&(_, count)| (u64::from(count) * 100 + length) as f32));
        }
    }
}
