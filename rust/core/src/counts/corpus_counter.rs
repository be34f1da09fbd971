//! Counting a corpus: which terms there are, and how many documents hold each.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::Seed;
use crate::parallel::Cancel;
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
    stream: TermStream,
    terms: Terms,
    /// For each slice: its number, and how many terms this worker knew at its end.
    slices: Vec<(usize, TermId)>,
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

impl Terms {
    fn next_document(&mut self) -> Result<()> {
        self.documents = self.documents.checked_add(1).ok_or(Error::TooManyDocuments)?;
        Ok(())
    }
}

impl Consumer for Terms {
    #[inline]
    fn id(&mut self, token: &str) -> Result<TermId> {
        let id = self.vocabulary.intern(token)?;
        if id as usize == self.seen.len() {
            self.seen.push(Seen::default());
        }
        Ok(id)
    }

    #[inline]
    fn take(&mut self, id: TermId) {
        self.total_length += 1;
        let seen = &mut self.seen[id as usize];
        seen.documents += u32::from(seen.last != self.documents);
        seen.last = self.documents;
    }
}

impl CorpusCounter {
    /// Counters for `workers` threads. Their vocabularies share one seed.
    #[must_use]
    pub fn for_workers(workers: usize) -> Vec<Self> {
        let seed = Seed::random();
        let counter = || Self {
            stream: TermStream::new(),
            terms: Terms {
                vocabulary: Vocabulary::with_seed(seed),
                seen: Vec::new(),
                documents: 0,
                total_length: 0,
            },
            slices: Vec::new(),
        };
        std::iter::repeat_with(counter).take(workers).collect()
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
        for text in texts {
            if cancel.is_set() {
                return Err(Error::Cancelled);
            }
            self.terms.next_document()?;
            self.stream.text(analyzer, text, cancel, &mut self.terms)?;
        }
        self.slices.push((slice, self.terms.seen.len() as TermId));
        Ok(())
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
        for tokens in documents {
            self.terms.next_document()?;
            for token in tokens {
                let id = self.terms.id(token)?;
                self.terms.take(id);
            }
        }
        self.slices.push((slice, self.terms.seen.len() as TermId));
        Ok(())
    }

    /// All workers' counts together, the terms in the order of the documents.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`] and [`Error::TooManyDocuments`].
    pub fn merge(mut counters: Vec<Self>) -> Result<CorpusDelta> {
        counters.retain(|counter| !counter.slices.is_empty());
        let documents = counters.iter().map(|counter| u64::from(counter.terms.documents)).sum();
        if documents > u64::from(u32::MAX) {
            return Err(Error::TooManyDocuments);
        }
        let total_length = counters.iter().map(|counter| counter.terms.total_length).sum();
        if counters.len() <= 1 {
            let Some(counter) = counters.pop() else { return Ok(CorpusDelta::default()) };
            let document_frequency = counter.terms.seen.iter().map(|seen| seen.documents).collect();
            return Ok(CorpusDelta {
                vocabulary: counter.terms.vocabulary,
                statistics: CorpusStatistics { documents, total_length, document_frequency },
            });
        }
        // A slice is one worker's, so the terms that are new in it are already in order.
        let mut slices: Vec<_> = counters
            .iter()
            .enumerate()
            .flat_map(|(worker, counter)| {
                let starts = std::iter::once(0).chain(counter.slices.iter().map(|&(_, end)| end));
                starts.zip(&counter.slices).map(move |(start, &(slice, end))| (slice, worker, start..end))
            })
            .collect();
        slices.sort_unstable_by_key(|&(slice, ..)| slice);
        let mut vocabulary = Vocabulary::with_seed(counters[0].terms.vocabulary.seed());
        let mut document_frequency: Vec<u32> = Vec::new();
        for (_, worker, new) in slices {
            let terms = &counters[worker].terms;
            for local in new {
                let term = terms.vocabulary.term(local).unwrap_or_default();
                let id = vocabulary.intern(term)? as usize;
                if id == document_frequency.len() {
                    document_frequency.push(0);
                }
                document_frequency[id] += terms.seen[local as usize].documents;
            }
        }
        let statistics = CorpusStatistics { documents, total_length, document_frequency };
        Ok(CorpusDelta { vocabulary, statistics })
    }
}
