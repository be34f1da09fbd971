//! What BM25 knows of a corpus: integers that can be added, merged and subtracted exactly.

mod corpus;
mod lexicon;
mod partial;
mod pruning;

pub use corpus::{Corpus, Increment, Removal, TermOrder};
pub use lexicon::Lexicon;
pub use partial::{Partial, PartialView, Rank, Sight};
pub use pruning::{DfBound, Kept, Pruning};

use crate::error::{Error, Result};
use crate::memory::collected;

/// The counts of a corpus: its documents, its tokens, and for each term the documents that hold it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CorpusStatistics {
    /// The number of documents, the empty ones included.
    pub documents: u64,
    /// The number of tokens in all documents together.
    pub total_length: u64,
    /// For each term id, the number of documents that hold the term. A term whose last document was
    /// removed keeps its id and has 0 here.
    pub document_frequency: Vec<u32>,
}

impl Clone for CorpusStatistics {
    fn clone(&self) -> Self {
        Self { document_frequency: collected(self.document_frequency.iter().copied()), ..*self }
    }
}

impl CorpusStatistics {
    /// The mean number of tokens in a document, 0 for an empty corpus.
    ///
    /// ```
    /// use elanus_core::statistics::CorpusStatistics;
    /// let corpus = CorpusStatistics { documents: 4, total_length: 10, ..Default::default() };
    /// assert_eq!(corpus.average_length(), 2.5);
    /// ```
    #[must_use]
    pub fn average_length(&self) -> f64 {
        if self.documents == 0 { 0.0 } else { self.total_length as f64 / self.documents as f64 }
    }

    /// Whether these statistics hold `other`, so that it can be subtracted.
    ///
    /// # Errors
    ///
    /// [`Error::NotContained`] naming what would fall below zero.
    pub fn check_contains(&self, other: &Self) -> Result<()> {
        let missing = |what, have: u64, remove: u64| Error::NotContained { what, have, remove };
        if other.documents > self.documents {
            return Err(missing("documents", self.documents, other.documents));
        }
        if other.total_length > self.total_length {
            return Err(missing("tokens", self.total_length, other.total_length));
        }
        for (id, &remove) in other.document_frequency.iter().enumerate() {
            let have = self.document_frequency.get(id).copied().unwrap_or(0);
            if remove > have {
                return Err(missing("documents with one of their terms", have.into(), remove.into()));
            }
        }
        Ok(())
    }

    /// Whether some corpus has these counts: no term stands in more documents than there are, there are at
    /// least as many tokens as terms in documents, and none where no document has a term. Of documents and
    /// tokens there are no more than can be counted.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let (mut most, mut sum) = (0, 0);
        for &df in &self.document_frequency {
            most = most.max(df);
            sum += u64::from(df);
        }
        self.is_possible_with(sum, most)
    }

    /// As [`Self::is_possible`], given the sum of all document frequencies and the largest one.
    pub(crate) fn is_possible_with(&self, sum: u64, most: u32) -> bool {
        let has_room = Self::default().check_room(self.documents, self.total_length).is_ok();
        let are_tokens_of_terms = sum > 0 || self.total_length == 0;
        u64::from(most) <= self.documents && sum <= self.total_length && are_tokens_of_terms && has_room
    }

    /// Whether `documents` more, of so many `tokens`, can still be counted.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyDocuments`] beyond 2³² − 1, and [`Error::TooManyTokens`] beyond 2⁵³, up to where an
    /// average length is exact.
    pub fn check_room(&self, documents: u64, tokens: u64) -> Result<()> {
        if self.total_length.saturating_add(tokens) > 1 << f64::MANTISSA_DIGITS {
            return Err(Error::TooManyTokens);
        }
        let sum = self.documents.saturating_add(documents);
        u32::try_from(sum).map(drop).map_err(|_| Error::TooManyDocuments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_counts_are_impossible() {
        let counts = |documents, total_length| CorpusStatistics {
            documents,
            total_length,
            document_frequency: vec![2, 0, 3],
        };
        assert!(counts(3, 5).is_possible());
        assert!(!counts(2, 5).is_possible());
        assert!(!counts(3, 4).is_possible());
        assert!(counts(3, 1 << 53).is_possible());
        assert!(!counts(3, (1 << 53) + 1).is_possible());
        assert!(!counts(1 << 32, 5).is_possible());
        assert!(CorpusStatistics::default().is_possible());
        // Tokens of no term: what is left when "kite" is taken from "kite kite".
        for documents in [0, 1] {
            let document_frequency = vec![0];
            assert!(!CorpusStatistics { documents, total_length: 1, document_frequency }.is_possible());
        }
    }

    #[test]
    fn only_what_is_contained_can_go() {
        let corpus = CorpusStatistics { documents: 3, total_length: 9, document_frequency: vec![2, 1] };
        let part = |documents, total_length, document_frequency: &[u32]| CorpusStatistics {
            documents,
            total_length,
            document_frequency: document_frequency.to_vec(),
        };
        assert!(corpus.check_contains(&part(3, 9, &[2, 1, 0])).is_ok());
        assert!(corpus.check_contains(&part(4, 0, &[])).is_err());
        assert!(corpus.check_contains(&part(0, 10, &[])).is_err());
        assert!(corpus.check_contains(&part(0, 0, &[0, 2])).is_err());
        assert!(corpus.check_contains(&part(0, 0, &[0, 0, 1])).is_err());
        assert!(corpus.check_room(u64::from(u32::MAX) - 3, 0).is_ok());
        assert!(corpus.check_room(u64::from(u32::MAX) - 2, 0).is_err());
        assert!(corpus.check_room(u64::MAX, 0).is_err());
        assert!(corpus.check_room(0, (1 << 53) - 9).is_ok());
        assert!(corpus.check_room(0, (1 << 53) - 8).is_err());
        assert!(corpus.check_room(0, u64::MAX).is_err());
    }
}
