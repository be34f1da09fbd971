//! Counting a corpus: which terms there are, and how many documents hold each.

use super::raw_rows::{RawRows, Recorder, RowRecorder};
use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::Seed;
use crate::parallel::Cancel;
use crate::simd::prefetch;
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};

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
/// restores the order of the documents.
#[derive(Debug)]
pub struct CorpusCounter {
    worker: usize,
    stream: TermStream,
    terms: Terms,
    rows: RowRecorder,
    /// For each slice: its number, and how many terms this worker knew at its end.
    slices: Vec<(usize, TermId)>,
}

/// All workers' counts together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The corpus.
    pub counts: CorpusDelta,
    /// For each worker the final ids of its own.
    pub final_ids: Vec<Vec<TermId>>,
}

/// The part of the counter that sees each token.
#[derive(Debug)]
struct Terms {
    vocabulary: Vocabulary,
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
    fn next_document(&mut self) -> Result<()> {
        self.documents = self.documents.checked_add(1).ok_or(Error::TooManyDocuments)?;
        Ok(())
    }
}

impl<R: Recorder> Consumer for Counting<'_, R> {
    #[inline]
    fn id(&mut self, token: &str) -> Result<TermId> {
        let id = self.terms.vocabulary.intern(token)?;
        if id as usize == self.terms.seen.len() {
            self.terms.seen.push(Seen::default());
        }
        Ok(id)
    }

    #[inline]
    fn prefetch(&self, token: &str) {
        self.terms.vocabulary.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, id: TermId) {
        prefetch(&self.terms.seen, id as usize);
    }

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.terms.total_length += ids.len() as u64;
        let mut new = 0;
        for &id in ids {
            let seen = &mut self.terms.seen[id as usize];
            let is_new = seen.last != self.terms.documents;
            seen.last = self.terms.documents;
            seen.documents += u32::from(is_new);
            new += usize::from(is_new);
        }
        self.recorder.record(ids, new);
    }
}

impl CorpusCounter {
    /// Counters for `workers` threads. Their vocabularies share one seed.
    #[must_use]
    pub fn for_workers(workers: usize) -> Vec<Self> {
        let seed = Seed::random();
        let counter = |worker| Self {
            worker,
            stream: TermStream::new(),
            terms: Terms {
                vocabulary: Vocabulary::with_seed(seed),
                seen: Vec::new(),
                documents: 0,
                total_length: 0,
            },
            rows: RowRecorder::default(),
            slices: Vec::new(),
        };
        (0..workers).map(counter).collect()
    }

    /// The number of this counter among those it was made with.
    #[must_use]
    pub fn worker(&self) -> usize {
        self.worker
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
        let Self { stream, terms, slices, .. } = self;
        count_texts(stream, terms, &mut (), analyzer, texts, cancel)?;
        slices.push((slice, terms.seen.len() as TermId));
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
        let Self { stream, terms, slices, rows, .. } = self;
        count_texts(stream, terms, rows, analyzer, texts, cancel)?;
        slices.push((slice, terms.seen.len() as TermId));
        Ok(rows.take())
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
        count_tokens(&mut self.terms, &mut (), documents)?;
        self.slices.push((slice, self.terms.seen.len() as TermId));
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
        count_tokens(&mut self.terms, &mut self.rows, documents)?;
        self.slices.push((slice, self.terms.seen.len() as TermId));
        Ok(self.rows.take())
    }

    /// All workers' counts together, the terms in the order of the documents.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`] and [`Error::TooManyDocuments`].
    pub fn merge(counters: Vec<Self>) -> Result<Merged> {
        let documents = counters.iter().map(|counter| u64::from(counter.terms.documents)).sum();
        CorpusStatistics::default().check_room(documents)?;
        let total_length = counters.iter().map(|counter| counter.terms.total_length).sum();
        let busy = counters.iter().filter(|counter| !counter.terms.seen.is_empty()).count();
        // What the counters remember of chunks is let go before more memory is asked for.
        let terms = |counter: Self| (counter.terms, counter.slices);
        let (workers, slices): (Vec<_>, Vec<_>) = counters.into_iter().map(terms).unzip();
        let merged = if busy <= 1 { merge_one(workers) } else { merge_all(workers, &slices)? };
        let Merged { counts: CorpusDelta { vocabulary, mut statistics }, final_ids } = merged;
        statistics.documents = documents;
        statistics.total_length = total_length;
        Ok(Merged { counts: CorpusDelta { vocabulary, statistics }, final_ids })
    }
}

/// The terms of the only worker that has any: its ids are final.
fn merge_one(workers: Vec<Terms>) -> Merged {
    let mut counts = CorpusDelta::default();
    let mut final_ids = Vec::with_capacity(workers.len());
    for Terms { vocabulary, seen, .. } in workers {
        final_ids.push((0..seen.len() as TermId).collect());
        if !seen.is_empty() {
            counts.statistics.document_frequency = seen.iter().map(|seen| seen.documents).collect();
            counts.vocabulary = vocabulary;
        }
    }
    Merged { counts, final_ids }
}

/// The terms of all workers, given the slices of each.
fn merge_all(workers: Vec<Terms>, slices: &[Vec<(usize, TermId)>]) -> Result<Merged> {
    // A slice is one worker's, so the terms that are new in it are already in order.
    let mut order: Vec<_> = slices
        .iter()
        .enumerate()
        .flat_map(|(worker, slices)| {
            let starts = std::iter::once(0).chain(slices.iter().map(|&(_, end)| end));
            starts.zip(slices).map(move |(start, &(slice, end))| (slice, (worker, start..end)))
        })
        .collect();
    order.sort_unstable_by_key(|&(slice, _)| slice);
    let order: Vec<_> = order.into_iter().map(|(_, run)| run).collect();
    let (vocabularies, seen): (Vec<_>, Vec<_>) =
        workers.into_iter().map(|terms| (terms.vocabulary, terms.seen)).unzip();
    let (vocabulary, final_ids) = Vocabulary::union(vocabularies, &order)?;
    let mut document_frequency = vec![0; vocabulary.len()];
    for (ids, seen) in final_ids.iter().zip(seen) {
        for (&id, Seen { documents, .. }) in ids.iter().zip(seen) {
            document_frequency[id as usize] += documents;
        }
    }
    let statistics = CorpusStatistics { document_frequency, ..CorpusStatistics::default() };
    Ok(Merged { counts: CorpusDelta { vocabulary, statistics }, final_ids })
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
            let id = counting.id(token)?;
            counting.take(&[id]);
        }
        recorder.end_row(terms.total_length - before);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
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
        for workers in 1..5 {
            let mut counters = CorpusCounter::for_workers(workers);
            let mut rows = Vec::new();
            for (slice, documents) in documents.chunks(7).enumerate() {
                let worker = (slice * slice + slice / 3) % workers;
                let tokens = documents.iter().map(|document| document.iter().map(String::as_str));
                rows.push((worker, counters[worker].count_rows_of_tokens(slice, tokens).unwrap()));
            }
            let merged = CorpusCounter::merge(counters).unwrap();
            assert!(merged.counts.vocabulary.iter().eq(order.iter()));
            let expected: Vec<u32> = order.iter().map(|term| frequency[term]).collect();
            assert_eq!(merged.counts.statistics.document_frequency, expected);
            assert_eq!(merged.counts.statistics.documents, 200);
            let length: usize = documents.iter().map(Vec::len).sum();
            assert_eq!(merged.counts.statistics.total_length, length as u64);

            let mut twins = twins.iter();
            for (worker, rows) in rows {
                let block = rows.into_block(&merged.final_ids[worker], &Frequencies);
                let mut start = 0;
                for end in block.ends {
                    let (length, row) = twins.next().unwrap();
                    assert_eq!(row.len(), end as usize - start);
                    for at in start..end as usize {
                        let term = &order[block.columns[at].cast_unsigned() as usize];
                        let expected = (row[term] * 100 + length) as f32;
                        assert_eq!(block.values[at].to_bits(), expected.to_bits());
                    }
                    start = end as usize;
                }
            }
            assert_eq!(twins.next(), None);
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
