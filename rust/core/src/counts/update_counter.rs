//! Counting a few documents against a vocabulary that is already there: the cost does not depend on
//! its size.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::error::{Error, Result};
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
    /// For each term, the last document in which it was seen, counted from 1.
    seen: Vec<u32>,
    document: u32,
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

struct Counting<'a> {
    vocabulary: &'a Vocabulary,
    update: &'a mut Update,
    seen: &'a mut Vec<u32>,
    document: u32,
}

impl Consumer for Counting<'_> {
    #[inline]
    fn id(&mut self, token: &str) -> Result<TermId> {
        match self.vocabulary.get(token) {
            Some(id) => Ok(id),
            None => Ok(self.vocabulary.len() as TermId + self.update.new_terms.intern(token)?),
        }
    }

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.update.total_length += ids.len() as u64;
        for &id in ids {
            if id as usize >= self.seen.len() {
                self.seen.resize(id as usize + 1, 0);
            }
            let seen = &mut self.seen[id as usize];
            if *seen != self.document {
                *seen = self.document;
                self.update.terms.push(id);
            }
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
            self.next_document();
            let Self { stream, update, seen, document } = self;
            let mut counting = Counting { vocabulary, update, seen, document: *document };
            let counted = if cancel.is_set() {
                Err(Error::Cancelled)
            } else {
                stream.text(analyzer, text, cancel, &mut counting)
            };
            if let Err(error) = counted {
                self.forget();
                return Err(error);
            }
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

    fn next_document(&mut self) {
        self.document = self.document.checked_add(1).unwrap_or_else(|| {
            self.seen.fill(0);
            1
        });
    }
}
