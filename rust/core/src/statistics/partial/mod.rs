//! Statistics of a part of a corpus that is counted on several machines: what they ship to each other.
//!
//! A part's terms are in the order in which they were first seen. Where documents have ranks, each term is kept
//! with the rank of the first document that holds it, and its place among the terms that this document brought
//! in: merging parts takes the smaller rank, so merges commute, and what comes out is what one machine gets that
//! goes through all documents in the order of their ranks. Without ranks, terms are sorted in the end.

mod bytes;
mod merge;

pub use bytes::PartialView;

use super::{Corpus, CorpusStatistics, TermOrder};
use crate::error::{Result, StatisticsError};
use crate::memory::{collected, filled, room};
use crate::vocabulary::{TermId, Vocabulary};

/// Where a document stands among all.
pub type Rank = i64;

/// A document that brought in new terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Its rank.
    pub rank: Rank,
    /// The number of terms after it.
    pub end: TermId,
}

/// The statistics of a part of a corpus.
///
/// ```
/// use elanus_core::batch::Tokens;
/// use elanus_core::counts::{PartialCounter, Ranks};
/// use elanus_core::parallel::Unhosted;
/// use elanus_core::statistics::{Partial, PartialView, TermOrder};
/// let part = |rank: i64, tokens: &[&str]| {
///     let mut counter = PartialCounter::new(1);
///     counter.count(&Unhosted, &mut Tokens::new([tokens]), None, Ranks::From(rank))?;
///     Ok::<_, elanus_core::Error>(counter.partial(String::new())?.to_bytes())
/// };
/// let (second, first) = (part(7, &["red", "kite"])?, part(3, &["black", "kite"])?);
/// let views = [PartialView::new(&second)?, PartialView::new(&first)?];
/// let corpus = Partial::merged(&views)?.into_corpus(TermOrder::Id)?;
/// assert!(corpus.vocabulary().iter().eq(["black", "kite", "red"]));
/// assert_eq!(corpus.statistics().document_frequency, [1, 2, 1]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Partial {
    /// What its texts were cut into tokens by, as the caller describes it.
    pub analyzer: String,
    /// Texts that were left out, which are no documents.
    pub skipped: u64,
    corpus: Corpus,
    /// The documents that brought in new terms, ranks and ends ascending, unless there are no ranks.
    sights: Option<Vec<Sight>>,
}

impl Partial {
    /// The part of this corpus, whose terms are in the order of their first documents where these have ranks.
    pub(crate) fn new(corpus: Corpus, sights: Option<Vec<Sight>>, analyzer: String) -> Self {
        Self { analyzer, skipped: 0, corpus, sights }
    }

    /// The terms of this part in the order of their first sights: for each term id the rank of the first document
    /// that holds it and the term's place in there.
    ///
    /// # Errors
    ///
    /// [`StatisticsError::DoubledRank`] where two terms have the same.
    pub(crate) fn of_sights(
        vocabulary: Vocabulary,
        statistics: &CorpusStatistics,
        seen: &[(Rank, u32)],
        analyzer: String,
    ) -> Result<Self> {
        let mut in_order = collected(0..seen.len() as TermId);
        in_order.sort_unstable_by_key(|&id| seen[id as usize]);
        let mut sights: Vec<Sight> = Vec::new();
        for (end, pair) in (1..).zip(in_order.windows(2)) {
            let [first, second] = [pair[0], pair[1]].map(|id| seen[id as usize]);
            if first == second {
                return Err(StatisticsError::DoubledRank(first.0).into());
            }
            if first.0 != second.0 {
                sights.push(Sight { rank: first.0, end });
            }
        }
        if let Some(&last) = in_order.last() {
            sights.push(Sight { rank: seen[last as usize].0, end: in_order.len() as TermId });
        }
        let corpus = renumbered(vocabulary, statistics, &in_order);
        Ok(Self::new(corpus, Some(sights), analyzer))
    }

    /// The number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.corpus.statistics().documents
    }

    /// Whether terms carry the ranks of their first documents.
    #[must_use]
    pub fn is_ranked(&self) -> bool {
        self.sights.is_some()
    }

    /// The terms and statistics, for a model: the terms in the order of first sights, or sorted by their bytes.
    ///
    /// # Errors
    ///
    /// None that can be met.
    pub fn into_corpus(self, order: TermOrder) -> Result<Corpus> {
        match order {
            TermOrder::Id => Ok(self.corpus),
            TermOrder::Term => self.corpus.compacted(order).map(|(corpus, _)| corpus),
        }
    }
}

/// The corpus with its terms in the order of these ids, all of them.
fn renumbered(vocabulary: Vocabulary, statistics: &CorpusStatistics, in_order: &[TermId]) -> Corpus {
    let mut new_ids = filled(0, in_order.len());
    for (new, &old) in (0..).zip(in_order) {
        new_ids[old as usize] = new;
    }
    let frequencies = in_order.iter().map(|&id| statistics.document_frequency[id as usize]);
    let statistics = CorpusStatistics { document_frequency: collected(frequencies), ..*statistics };
    Corpus::of_counts(vocabulary.renumbered(&new_ids, in_order), statistics)
}

/// All ids, in the order of the bytes of their terms.
pub(in super::super) fn sorted(vocabulary: &Vocabulary) -> Vec<TermId> {
    /// A term's first bytes: they decide most comparisons without a look at the text.
    fn head(term: &str) -> u64 {
        let bytes = term.as_bytes();
        let length = bytes.len().min(8);
        let mut head = [0; 8];
        head[..length].copy_from_slice(&bytes[..length]);
        u64::from_be_bytes(head)
    }
    let mut keys = room(vocabulary.len());
    keys.extend(vocabulary.iter().map(head).zip(0..));
    let term = |id: TermId| vocabulary.term(id).unwrap_or_default();
    keys.sort_unstable_by(|&(a, first), &(b, second)| a.cmp(&b).then_with(|| term(first).cmp(term(second))));
    collected(keys.into_iter().map(|(_, id)| id))
}
