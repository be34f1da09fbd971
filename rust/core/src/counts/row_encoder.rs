//! The rows of a matrix: each document's or query's distinct terms, sorted, with their weights.

use super::term_stream::{Consumer, TermStream, UNKNOWN};
use crate::analysis::Analyzer;
use crate::csr::RowBlock;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

/// Ids that are collected before they are counted. A document may have any number of tokens: of an ordinary
/// one all are counted at once.
pub(super) const MOST_COLLECTED: usize = 1 << 20;

/// The terms that a row may have.
pub trait KnownTerms {
    /// The id of `token`, or `None` when it is out of vocabulary.
    fn known(&self, token: Probe<'_>) -> Option<TermId>;

    /// Brings nearer the memory that [`Self::known`] reads for `token`.
    fn prefetch(&self, token: Probe<'_>);
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
    counted: &'a mut Vec<(TermId, u32)>,
    length: u64,
}

impl<K: KnownTerms> Consumer for Row<'_, K> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        Ok(self.terms.known(token).unwrap_or(UNKNOWN))
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        self.terms.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, _: TermId) {}

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.length += ids.len() as u64;
        self.known.extend(ids.iter().filter(|&&id| id != UNKNOWN));
        if self.known.len() >= MOST_COLLECTED.max(self.counted.len()) {
            count(self.known, self.counted);
            self.known.clear();
        }
    }
}

/// Counts the collected ids, which it sorts, into the row's terms, which stay sorted.
#[inline]
pub(super) fn count(ids: &mut [TermId], terms: &mut Vec<(TermId, u32)>) {
    ids.sort_unstable();
    let is_first = terms.is_empty();
    terms.extend(ids.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)));
    if !is_first {
        // Two sorted runs, which this sort merges.
        terms.sort_by_key(|&(term, _)| term);
        terms.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            // Of a term that stands there more than four thousand million times the weight grows no more.
            kept.1 = kept.1.saturating_add(if is_same { next.1 } else { 0 });
            is_same
        });
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
            self.terms.clear();
            let mut row = Row { terms: known, known: &mut self.ids, counted: &mut self.terms, length: 0 };
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
            self.terms.clear();
            let mut row = Row { terms: known, known: &mut self.ids, counted: &mut self.terms, length: 0 };
            for token in tokens {
                let id = row.id(Probe::new(token.as_bytes()))?;
                row.take(&[id]);
            }
            let length = row.length;
            self.push_row(length, weigher, &mut block);
        }
        Ok(block)
    }

    /// Appends the row of the collected ids and of those already counted: sorted, equal ones counted.
    fn push_row(&mut self, length: u64, weigher: &impl Weigher, block: &mut RowBlock) {
        count(&mut self.ids, &mut self.terms);
        block.columns.extend(self.terms.iter().map(|&(term, _)| term.cast_signed()));
        weigher.weigh(length, &self.terms, &mut block.values);
        block.ends.push(block.columns.len() as u32);
        // An encoder may live as long as its model: it keeps no room for the one huge document.
        self.terms.clear();
        self.terms.shrink_to(MOST_COLLECTED);
        self.ids.clear();
        self.ids.shrink_to(2 * MOST_COLLECTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn ids_counted_bit_by_bit_are_counted_as_at_once() {
        let mut state = 11u64;
        let ids: Vec<TermId> = (0..5_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 33) as TermId % 700
            })
            .collect();
        let mut twin = BTreeMap::new();
        for &id in &ids {
            *twin.entry(id).or_insert(0) += 1;
        }
        for part in [1, 7, 900, 5_000] {
            let mut terms = Vec::new();
            ids.chunks(part).for_each(|part| count(&mut part.to_vec(), &mut terms));
            assert!(terms.iter().copied().eq(twin.clone()));
        }
    }

    #[test]
    fn the_number_of_a_term_does_not_wrap() {
        let mut terms = vec![(3, u32::MAX - 1), (5, 7)];
        count(&mut [3, 5, 3, 3, 4], &mut terms);
        assert_eq!(terms, [(3, u32::MAX), (4, 1), (5, 8)]);
    }
}
