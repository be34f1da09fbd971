//! The rows of a matrix: each document's or query's distinct terms, sorted, with their weights.

use super::term_stream::{Consumer, TermStream, UNKNOWN};
use crate::analysis::Analyzer;
use crate::csr::RowBlock;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

/// The terms that a row may have.
pub trait KnownTerms {
    /// The id of `token`, or `None` when it is out of vocabulary.
    fn known(&self, token: &str) -> Option<TermId>;

    /// Brings nearer the memory that [`Self::known`] reads for `token`.
    fn prefetch(&self, token: &str);
}

/// From the terms of a row to their weights.
pub trait Weigher {
    /// Appends the weights of a row's `terms`, each an id and how often it stands there; `length` is
    /// the number of all the row's tokens, unknown ones included.
    fn weigh(&self, length: u64, terms: &[(TermId, u32)], weights: &mut Vec<f32>);
}

/// One worker's encoder. What it remembers holds for one analyzer and one vocabulary.
#[derive(Clone, Debug)]
pub struct RowEncoder {
    stream: TermStream,
    ids: Vec<TermId>,
    terms: Vec<(TermId, u32)>,
    version: u64,
}

impl Default for RowEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// The terms of one row, while it is read.
struct Row<'a, K> {
    terms: &'a K,
    known: &'a mut Vec<TermId>,
    length: u64,
}

impl<K: KnownTerms> Consumer for Row<'_, K> {
    #[inline]
    fn id(&mut self, token: &str) -> Result<TermId> {
        Ok(self.terms.known(token).unwrap_or(UNKNOWN))
    }

    #[inline]
    fn prefetch(&self, token: &str) {
        self.terms.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, _: TermId) {}

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.length += ids.len() as u64;
        self.known.extend(ids.iter().filter(|&&id| id != UNKNOWN));
    }
}

impl RowEncoder {
    /// An encoder that remembers nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { stream: TermStream::new(), ids: Vec::new(), terms: Vec::new(), version: 0 }
    }

    /// Forgets every chunk unless it was met in this version of the vocabulary.
    pub fn prepare(&mut self, version: u64) {
        if self.version != version {
            self.stream.clear();
            self.version = version;
        }
    }

    /// The rows of some texts.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set.
    pub fn encode_texts(
        &mut self,
        analyzer: &Analyzer,
        known: &impl KnownTerms,
        weigher: &impl Weigher,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<RowBlock> {
        let mut block = RowBlock::default();
        for text in texts {
            if cancel.is_set() {
                return Err(Error::Cancelled);
            }
            self.ids.clear();
            let mut row = Row { terms: known, known: &mut self.ids, length: 0 };
            self.stream.text(analyzer, text, cancel, &mut row)?;
            let length = row.length;
            self.push_row(length, weigher, &mut block);
        }
        Ok(block)
    }

    /// The rows of some documents that are already lists of tokens.
    ///
    /// # Errors
    ///
    /// None today; encoding texts can be cancelled.
    pub fn encode_tokens<'a>(
        &mut self,
        known: &impl KnownTerms,
        weigher: &impl Weigher,
        documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> Result<RowBlock> {
        let mut block = RowBlock::default();
        for tokens in documents {
            self.ids.clear();
            let mut row = Row { terms: known, known: &mut self.ids, length: 0 };
            for token in tokens {
                let id = row.id(token)?;
                row.take(&[id]);
            }
            let length = row.length;
            self.push_row(length, weigher, &mut block);
        }
        Ok(block)
    }

    /// Appends the row of the collected ids: sorted, equal ones counted.
    fn push_row(&mut self, length: u64, weigher: &impl Weigher, block: &mut RowBlock) {
        self.ids.sort_unstable();
        self.terms.clear();
        self.terms.extend(self.ids.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)));
        block.columns.extend(self.terms.iter().map(|&(term, _)| term.cast_signed()));
        weigher.weigh(length, &self.terms, &mut block.values);
        block.ends.push(block.columns.len() as u32);
    }
}
