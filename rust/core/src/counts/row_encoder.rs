//! The rows of a matrix: each document's or query's distinct terms, sorted, with their weights.

use super::term_stream::{Consumer, TermStream, UNKNOWN};
use crate::analysis::Analyzer;
use crate::csr::RowBlock;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::vocabulary::{TermId, Vocabulary};

/// From a term's frequency in a row to its weight.
pub trait Weigher {
    /// What a row's weights share, from the number of its tokens, unknown ones included.
    type Row;

    /// Prepares a row of `length` tokens.
    fn row(&self, length: u64) -> Self::Row;

    /// The weight of `term`, which stands `frequency` times in the row.
    fn weight(&self, row: &Self::Row, term: TermId, frequency: u32) -> f32;
}

/// One worker's encoder. What it remembers holds for one analyzer and one vocabulary.
#[derive(Clone, Debug)]
pub struct RowEncoder {
    stream: TermStream,
    ids: Vec<TermId>,
}

impl Default for RowEncoder {
    fn default() -> Self {
        Self::new()
    }
}

/// The terms of one row, while it is read.
struct Row<'a> {
    vocabulary: &'a Vocabulary,
    known: &'a mut Vec<TermId>,
    length: u64,
}

impl Consumer for Row<'_> {
    #[inline]
    fn id(&mut self, token: &str) -> Result<TermId> {
        Ok(self.vocabulary.get(token).unwrap_or(UNKNOWN))
    }

    #[inline]
    fn take(&mut self, id: TermId) {
        self.length += 1;
        if id != UNKNOWN {
            self.known.push(id);
        }
    }
}

impl RowEncoder {
    /// An encoder that remembers nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { stream: TermStream::new(), ids: Vec::new() }
    }

    /// Forgets every chunk, as after a change of the vocabulary.
    pub fn clear(&mut self) {
        self.stream.clear();
    }

    /// The rows of some texts.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set.
    pub fn encode_texts(
        &mut self,
        analyzer: &Analyzer,
        vocabulary: &Vocabulary,
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
            let mut row = Row { vocabulary, known: &mut self.ids, length: 0 };
            self.stream.text(analyzer, text, cancel, &mut row)?;
            let length = row.length;
            push_row(&mut self.ids, length, weigher, &mut block);
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
        vocabulary: &Vocabulary,
        weigher: &impl Weigher,
        documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> Result<RowBlock> {
        let mut block = RowBlock::default();
        for tokens in documents {
            self.ids.clear();
            let mut row = Row { vocabulary, known: &mut self.ids, length: 0 };
            for token in tokens {
                let id = row.id(token)?;
                row.take(id);
            }
            let length = row.length;
            push_row(&mut self.ids, length, weigher, &mut block);
        }
        Ok(block)
    }
}

/// Appends one row: its ids sorted, equal ones counted.
fn push_row(ids: &mut [TermId], length: u64, weigher: &impl Weigher, block: &mut RowBlock) {
    ids.sort_unstable();
    let row = weigher.row(length);
    for equal in ids.chunk_by(|a, b| a == b) {
        block.columns.push(equal[0].cast_signed());
        block.values.push(weigher.weight(&row, equal[0], equal.len() as u32));
    }
    block.ends.push(block.columns.len() as u32);
}
