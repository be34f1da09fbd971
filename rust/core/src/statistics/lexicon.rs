//! Looking up the terms that some document holds.

use crate::hash::Probe;
use crate::vocabulary::{TermId, Vocabulary};

/// The terms of a vocabulary that stand in at least one document.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    vocabulary: &'a Vocabulary,
    /// For each term, unless all stand in some document.
    document_frequency: Option<&'a [u32]>,
}

impl<'a> Lexicon<'a> {
    /// The terms with a document, or all without `document_frequency`.
    pub(crate) fn new(vocabulary: &'a Vocabulary, document_frequency: Option<&'a [u32]>) -> Self {
        Self { vocabulary, document_frequency }
    }

    /// The id of `token`, or `None` when it is out of vocabulary.
    #[inline]
    pub(crate) fn get(self, token: Probe<'_>) -> Option<TermId> {
        self.vocabulary.get_probe(token).filter(|&id| self.is_live(id))
    }

    /// Whether some document holds the term of this id.
    #[inline]
    pub(crate) fn is_live(self, id: TermId) -> bool {
        self.document_frequency.is_none_or(|frequencies| frequencies[id as usize] > 0)
    }

    /// Prefetches the slot that [`Self::get`] will read for `token`.
    #[inline]
    pub(crate) fn prefetch(self, token: Probe<'_>) {
        self.vocabulary.prefetch(token);
    }
}
