//! Looking up the terms that encoders know.

use super::Kept;
use crate::hash::Probe;
use crate::vocabulary::{TermId, Vocabulary};

/// The terms of a vocabulary that stand in at least one document, and of which a model is not pruned.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// For each term, unless all are known.
    pub(crate) document_frequency: Option<&'a [u32]>,
    pub(crate) kept: Kept,
}

impl Lexicon<'_> {
    /// The id of `token`, or `None` when it is out of vocabulary.
    #[inline]
    pub(crate) fn get(self, token: Probe<'_>) -> Option<TermId> {
        self.vocabulary.get_probe(token).filter(|&id| self.is_live(id))
    }

    /// Whether the term of this id is known.
    #[inline]
    #[must_use]
    pub fn is_live(self, id: TermId) -> bool {
        self.document_frequency.is_none_or(|frequencies| self.kept.holds(id, frequencies[id as usize]))
    }

    /// Prefetches the slot that [`Self::get`] will read for `token`.
    #[inline]
    pub(crate) fn prefetch(self, token: Probe<'_>) {
        self.vocabulary.prefetch(token);
    }
}
