//! Counting a few documents against a vocabulary that is already there: the cost does not depend on
//! its size.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::vocabulary::{TermId, Vocabulary};

/// Counts small batches for one model, and remembers chunks from one to the next.
///
/// What it counts refers to new terms by the ids they will have. It must be told when a count was
/// not added to the model: [`UpdateCounter::forget`].
#[derive(Debug, Default)]
pub struct UpdateCounter {
    stream: TermStream,
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
            self.update.keep_distinct(self.start);
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
            let Self { stream, update } = self;
            let start = update.terms.len();
            let mut counting = Counting { vocabulary, update, start, most: start + MOST_KEPT };
            let counted = if cancel.is_set() {
                Err(Error::Cancelled)
            } else {
                stream.text(analyzer, text, cancel, &mut counting)
            };
            if let Err(error) = counted {
                self.forget();
                return Err(error);
            }
            self.update.keep_distinct(start);
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
    /// Leaves each of the terms from `start` on, those of one document, there once. Sorting a hundred
    /// takes less than a microsecond; a list of the terms seen would be as long as the vocabulary.
    fn keep_distinct(&mut self, start: usize) {
        self.terms[start..].sort_unstable();
        let mut end = start;
        for at in start..self.terms.len() {
            if end == start || self.terms[end - 1] != self.terms[at] {
                self.terms[end] = self.terms[at];
                end += 1;
            }
        }
        self.terms.truncate(end);
    }
}
