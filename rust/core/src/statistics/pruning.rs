//! Leaving terms out of what is encoded, by the number of documents that hold them.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::CorpusStatistics;
use crate::error::{Error, Result};
use crate::memory::room;
use crate::vocabulary::TermId;

/// A number of documents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DfBound {
    /// Itself, 1 or more.
    Count(u32),
    /// As a share of all documents, from 0 to 1.
    Share(f64),
}

/// Which terms encoders know. The others keep their ids, and count in lengths and in all statistics. It is judged by
/// the statistics as they are: after an update other terms may be known.
///
/// The names and their meaning are those of scikit-learn's `CountVectorizer`, but for `max_terms`, which goes by
/// documents, not by occurrences.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pruning {
    /// At least so many documents hold a term that is known.
    pub min_df: DfBound,
    /// At most so many do.
    pub max_df: DfBound,
    /// Of these terms only so many, those that the most documents hold; of equally frequent ones those of the
    /// smaller ids.
    pub max_terms: Option<u32>,
}

/// The terms that encoders know, as a range of their keys, so that one look at a document frequency decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    least: u64,
    most: u64,
}

impl DfBound {
    fn is_valid(self) -> bool {
        match self {
            Self::Count(count) => count > 0,
            Self::Share(share) => (0.0..=1.0).contains(&share) && share.is_sign_positive(),
        }
    }

    /// The number of documents, which a share may leave between two.
    fn documents(self, all: u64) -> f64 {
        match self {
            Self::Count(count) => f64::from(count),
            Self::Share(share) => share * all as f64,
        }
    }
}

impl fmt::Display for DfBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{share:?}"),
        }
    }
}

impl Default for Pruning {
    fn default() -> Self {
        Self::NONE
    }
}

impl Pruning {
    /// Every term that some document holds is known.
    pub const NONE: Self = Self { min_df: DfBound::Count(1), max_df: DfBound::Share(1.0), max_terms: None };

    /// Whether it is [`Self::NONE`].
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// Checks the range of each bound, and that they leave room for a term whatever the number of documents.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a count of 0 or a share outside of 0 to 1, and [`Error::CrossedBounds`].
    pub fn validate(&self) -> Result<()> {
        let Self { min_df, max_df, max_terms } = *self;
        for (name, bound) in [("min_df", min_df), ("max_df", max_df)] {
            if !bound.is_valid() {
                let expected = "an int from 1 to 4294967295, or a float from 0 to 1";
                return Err(Error::Parameter { name, given: bound.to_string(), expected });
            }
        }
        if max_terms == Some(0) {
            let expected = "an int from 1 to 4294967295, or None";
            return Err(Error::Parameter { name: "max_terms", given: "0".to_owned(), expected });
        }
        // A count and a share can be compared only when there are documents, and their number may change.
        let is_crossed = match (min_df, max_df) {
            (DfBound::Count(min), DfBound::Count(max)) => min > max,
            (DfBound::Share(min), DfBound::Share(max)) => min > max,
            _ => false,
        };
        if is_crossed {
            return Err(Error::CrossedBounds { min_df: min_df.to_string(), max_df: max_df.to_string() });
        }
        Ok(())
    }

    /// The terms that are known by these statistics.
    #[must_use]
    #[expect(clippy::cast_sign_loss, reason = "no number of documents is negative")]
    pub fn kept(&self, statistics: &CorpusStatistics) -> Kept {
        if self.is_none() {
            return Kept::ALL;
        }
        let least = self.min_df.documents(statistics.documents).ceil().max(1.0) as u32;
        let most = self.max_df.documents(statistics.documents) as u32;
        let kept = Kept { least: key(TermId::MAX, least), most: key(0, most) };
        self.max_terms.map_or(kept, |max_terms| kept.of_most(max_terms as usize, statistics))
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::ALL
    }
}

impl Kept {
    /// Every term that some document holds.
    pub const ALL: Self = Self { least: key(TermId::MAX, 1), most: u64::MAX };

    /// Whether the term of this id and document frequency is known.
    #[must_use]
    #[inline]
    pub fn holds(self, id: TermId, df: u32) -> bool {
        let key = key(id, df);
        self.least <= key && key <= self.most
    }

    /// The number of terms that are known.
    #[must_use]
    pub fn count(self, statistics: &CorpusStatistics) -> usize {
        self.keys(statistics).count()
    }

    fn keys(self, statistics: &CorpusStatistics) -> impl Iterator<Item = u64> {
        let of_all = (0..).zip(&statistics.document_frequency);
        of_all.filter(move |&(id, &df)| self.holds(id, df)).map(|(id, &df)| key(id, df))
    }

    /// Of these terms the `most` with the greatest keys.
    fn of_most(self, most: usize, statistics: &CorpusStatistics) -> Self {
        let count = self.count(statistics);
        if count <= most {
            return self;
        }
        let mut keys = room(count);
        keys.extend(self.keys(statistics));
        let (_, least, _) = keys.select_nth_unstable_by_key(most - 1, |&key| Reverse(key));
        Self { least: *least, ..self }
    }
}

/// The greater, the more documents hold the term, and for as many, the smaller its id.
#[inline]
const fn key(id: TermId, df: u32) -> u64 {
    (df as u64) << 32 | !id as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The ids, chosen as the documentation says it.
    fn naive(pruning: Pruning, statistics: &CorpusStatistics) -> Vec<TermId> {
        let bound = |bound: DfBound| match bound {
            DfBound::Count(count) => f64::from(count),
            DfBound::Share(share) => share * statistics.documents as f64,
        };
        let (min, max) = (bound(pruning.min_df), bound(pruning.max_df));
        let mut kept: Vec<_> = (0..)
            .zip(statistics.document_frequency.iter().copied())
            .filter(|&(_, df)| df > 0 && min <= f64::from(df) && f64::from(df) <= max)
            .collect();
        kept.sort_by_key(|&(_, df)| Reverse(df));
        kept.truncate(pruning.max_terms.map_or(usize::MAX, |most| most as usize));
        kept.sort_unstable();
        kept.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn a_range_of_keys_keeps_what_the_bounds_say() {
        let mut random = Random::new(11);
        let mut pruned = 0;
        for _ in 0..4_000 {
            let documents = random.below(12) as u64;
            let frequency = |random: &mut Random| random.below(documents as usize + 1) as u32;
            let document_frequency: Vec<_> = (0..random.below(9)).map(|_| frequency(&mut random)).collect();
            let statistics = CorpusStatistics { documents, total_length: 99, document_frequency };
            let mut bound = || match random.below(4) {
                0 => DfBound::Share(random.below(11) as f64 / 10.0),
                1 => DfBound::Share(1.0),
                2 => DfBound::Count(1),
                _ => DfBound::Count(1 + random.below(12) as u32),
            };
            let (min_df, max_df) = (bound(), bound());
            let max_terms = (random.below(2) > 0).then(|| 1 + random.below(5) as u32);
            let pruning = Pruning { min_df, max_df, max_terms };
            let kept = pruning.kept(&statistics);
            let ids: Vec<_> = (0..)
                .zip(&statistics.document_frequency)
                .filter(|&(id, &df)| kept.holds(id, df))
                .map(|(id, _)| id)
                .collect();
            assert_eq!(ids, naive(pruning, &statistics), "{pruning:?} {statistics:?}");
            assert_eq!(kept.count(&statistics), ids.len());
            pruned += usize::from(ids.len() < Kept::ALL.count(&statistics));
        }
        assert!(pruned > 1_000, "{pruned}");
    }

    #[test]
    fn the_largest_numbers_are_counted() {
        let most = u32::MAX;
        let statistics = CorpusStatistics {
            documents: most.into(),
            total_length: 1 << 53,
            document_frequency: vec![most, 1, 0, most - 1],
        };
        let count = |pruning: Pruning| pruning.kept(&statistics).count(&statistics);
        assert_eq!(count(Pruning::NONE), 3);
        assert_eq!(count(Pruning { min_df: DfBound::Count(most), ..Pruning::NONE }), 1);
        assert_eq!(count(Pruning { min_df: DfBound::Share(1.0), ..Pruning::NONE }), 1);
        assert_eq!(count(Pruning { max_df: DfBound::Count(most), ..Pruning::NONE }), 3);
        assert_eq!(count(Pruning { max_df: DfBound::Share(0.0), ..Pruning::NONE }), 0);
        assert_eq!(count(Pruning { max_terms: Some(most), ..Pruning::NONE }), 3);
    }

    #[test]
    fn bounds_out_of_their_range_are_refused() {
        let refusal = |pruning: Pruning| pruning.validate().unwrap_err().to_string();
        let with = |min_df, max_df, max_terms| Pruning { min_df, max_df, max_terms };
        let (count, share) = (DfBound::Count, DfBound::Share);
        for wrong in [count(0), share(-0.5), share(-0.0), share(1.5), share(f64::NAN), share(f64::INFINITY)] {
            assert!(refusal(with(wrong, share(1.0), None)).starts_with("min_df is "));
            assert!(refusal(with(count(1), wrong, None)).starts_with("max_df is "));
        }
        assert!(refusal(with(count(1), share(1.0), Some(0))).starts_with("max_terms is 0"));
        assert!(refusal(with(count(3), count(2), None)).starts_with("min_df is 3 and max_df is 2:"));
        assert!(refusal(with(share(0.5), share(0.25), None)).starts_with("min_df is 0.5 and max_df is 0.25"));
        // What these are depends on the documents.
        assert!(with(count(3), share(0.1), None).validate().is_ok());
        assert!(with(share(0.5), count(1), Some(1)).validate().is_ok());
    }
}
