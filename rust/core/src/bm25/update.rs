//! Changing a model: adding and removing counted documents, merging, renumbering.

use std::sync::OnceLock;

use super::{Bm25Model, Statistics};
use crate::counts::{CorpusDelta, Update};
use crate::error::{Error, Result};
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};

/// A renumbered model.
#[derive(Clone, Debug)]
pub struct Compacted {
    /// The model without the terms that no document holds.
    pub model: Bm25Model,
    /// For each old id the new one, or `None` where the term is gone.
    pub new_ids: Vec<Option<TermId>>,
}

/// What a removal asks of all document frequencies: kept up to date, so that forgetting one document does not take
/// longer the more terms there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    /// The sum of all document frequencies.
    postings: u64,
    /// No document frequency is larger. Removals do not lower it by themselves.
    most: u32,
}

impl Totals {
    fn of(document_frequency: &[u32]) -> Self {
        let postings = document_frequency.iter().map(|&df| u64::from(df)).sum();
        Self { postings, most: document_frequency.iter().copied().max().unwrap_or(0) }
    }

    /// A document frequency has become larger by so many.
    fn add(&mut self, more: u32, df: u32) {
        self.postings += u64::from(more);
        self.most = self.most.max(df);
    }
}

impl Bm25Model {
    /// Adds counted documents. New terms are appended, every id keeps its meaning.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], [`Error::TooManyDocuments`], [`Error::TooManyTokens`] and
    /// [`Error::TooManyTerms`];
    /// the model is then as it was.
    pub fn add(&mut self, counts: &CorpusDelta) -> Result<()> {
        self.add_counts(&counts.vocabulary, &counts.statistics, "partial_fit")
    }

    fn add_counts(
        &mut self,
        vocabulary: &Vocabulary,
        counts: &CorpusStatistics,
        wanted: &'static str,
    ) -> Result<()> {
        let statistics = counted(&mut self.statistics, wanted)?;
        statistics.check_room(counts.documents, counts.total_length)?;
        self.vocabulary.check_room(vocabulary.len())?;
        for (term, &df) in vocabulary.iter().zip(&counts.document_frequency) {
            let id = self.vocabulary.intern(term)? as usize;
            if id == statistics.document_frequency.len() {
                statistics.document_frequency.push(0);
            }
            let sum = &mut statistics.document_frequency[id];
            *sum += df;
            if let Some(totals) = &mut self.totals {
                totals.add(df, *sum);
            }
        }
        statistics.documents += counts.documents;
        statistics.total_length += counts.total_length;
        self.changed();
        Ok(())
    }

    /// Adds a few documents that were counted against this model's vocabulary as it is.
    ///
    /// # Errors
    ///
    /// As for [`Self::add`].
    pub fn add_update(&mut self, update: &Update) -> Result<()> {
        let statistics = counted(&mut self.statistics, "partial_fit")?;
        statistics.check_room(update.documents, update.total_length)?;
        self.vocabulary.check_room(update.new_terms.len())?;
        for term in update.new_terms.iter() {
            self.vocabulary.intern(term)?;
        }
        statistics.document_frequency.resize(self.vocabulary.len(), 0);
        for &id in &update.terms {
            let sum = &mut statistics.document_frequency[id as usize];
            *sum += 1;
            if let Some(totals) = &mut self.totals {
                totals.add(1, *sum);
            }
        }
        statistics.documents += update.documents;
        statistics.total_length += update.total_length;
        self.changed();
        Ok(())
    }

    /// Takes counted documents away. A term without a document left keeps its id.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], [`Error::NotContained`] when any count would fall below
    /// zero, and [`Error::ImpossibleRest`]; the model is then as it was.
    pub fn remove(&mut self, counts: &CorpusDelta) -> Result<()> {
        self.remove_counts(&counts.vocabulary, &counts.statistics)
    }

    fn remove_counts(&mut self, terms: &Vocabulary, counts: &CorpusStatistics) -> Result<()> {
        let vocabulary = &self.vocabulary;
        let statistics = counted(&mut self.statistics, "forget")?;
        // The counts under this model's ids. A term that is unknown here stands in no document.
        let mut ids = Vec::with_capacity(terms.len());
        for (term, &df) in terms.iter().zip(&counts.document_frequency) {
            let id = vocabulary.get(term);
            let have = id.map_or(0, |id| statistics.document_frequency[id as usize]);
            if df > have {
                let what = "documents with one of their terms";
                return Err(Error::NotContained { what, have: have.into(), remove: df.into() });
            }
            ids.extend(id.map(|id| (id, df)));
        }
        statistics.check_contains(&CorpusStatistics { document_frequency: Vec::new(), ..*counts })?;
        let mut totals = self.totals.unwrap_or_else(|| Totals::of(&statistics.document_frequency));
        totals.postings -= ids.iter().map(|&(_, df)| u64::from(df)).sum::<u64>();
        for &(id, df) in &ids {
            statistics.document_frequency[id as usize] -= df;
        }
        statistics.documents -= counts.documents;
        statistics.total_length -= counts.total_length;
        if u64::from(totals.most) > statistics.documents {
            // Once in a while: no document frequency may be so large any more.
            totals.most = Totals::of(&statistics.document_frequency).most;
        }
        if !statistics.is_possible_with(totals.postings, totals.most) {
            for (id, df) in ids {
                statistics.document_frequency[id as usize] += df;
            }
            statistics.documents += counts.documents;
            statistics.total_length += counts.total_length;
            return Err(Error::ImpossibleRest);
        }
        self.totals = Some(totals);
        self.changed();
        Ok(())
    }

    /// Takes back the latest [`Self::add`], of these counts, to a model that had `terms` terms.
    ///
    /// # Errors
    ///
    /// As for [`Self::remove`], when it was not the latest change.
    pub fn undo_add(&mut self, counts: &CorpusDelta, terms: usize) -> Result<()> {
        self.remove(counts)?;
        self.truncate(terms);
        Ok(())
    }

    /// Takes back the latest [`Self::merge`], of this model, to one that had `terms` terms.
    ///
    /// # Errors
    ///
    /// As for [`Self::undo_add`].
    pub fn undo_merge(&mut self, other: &Self, terms: usize) -> Result<()> {
        if let Some(statistics) = other.statistics() {
            self.remove_counts(&other.vocabulary, statistics)?;
            self.truncate(terms);
        }
        Ok(())
    }

    /// Takes back the latest [`Self::add_update`], of this update.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`].
    pub fn undo_update(&mut self, update: &Update) -> Result<()> {
        let statistics = counted(&mut self.statistics, "partial_fit")?;
        for &id in &update.terms {
            statistics.document_frequency[id as usize] -= 1;
        }
        statistics.documents -= update.documents;
        statistics.total_length -= update.total_length;
        self.totals = None;
        self.truncate(self.vocabulary.len() - update.new_terms.len());
        Ok(())
    }

    /// Forgets the latest terms, which no document holds any more.
    fn truncate(&mut self, terms: usize) {
        if let Statistics::Counted(statistics) = &mut self.statistics {
            statistics.document_frequency.truncate(terms);
            self.vocabulary.truncate(terms);
        }
        self.changed();
    }

    /// Adds the documents of another model.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`] naming the parameter that differs, and those of [`Self::add`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.parameters.check_equal(&other.parameters)?;
        let wanted = "merge";
        let statistics = other.statistics().ok_or(Error::NoDocumentFrequencies { wanted })?;
        self.add_counts(&other.vocabulary, statistics, wanted)
    }

    /// The same model without the terms that no document holds, its terms renumbered.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`].
    pub fn compacted(&self) -> Result<Compacted> {
        let statistics = self.statistics().ok_or(Error::NoDocumentFrequencies { wanted: "compact" })?;
        let mut vocabulary = Vocabulary::with_seed(self.vocabulary.seed());
        let mut document_frequency = Vec::new();
        let mut new_ids = Vec::with_capacity(self.vocabulary.len());
        for (term, &df) in self.vocabulary.iter().zip(&statistics.document_frequency) {
            if df > 0 {
                new_ids.push(Some(vocabulary.intern(term)?));
                document_frequency.push(df);
            } else {
                new_ids.push(None);
            }
        }
        let statistics = CorpusStatistics { document_frequency, ..*statistics };
        let model = Self {
            version: self.version + 1,
            ..Self::new(self.parameters, vocabulary, Statistics::Counted(statistics))
        };
        Ok(Compacted { model, new_ids })
    }

    /// Forgets what was computed from the statistics.
    pub(super) fn changed(&mut self) {
        self.idf = OnceLock::new();
        self.version += 1;
    }
}

fn counted<'a>(statistics: &'a mut Statistics, wanted: &'static str) -> Result<&'a mut CorpusStatistics> {
    match statistics {
        Statistics::Counted(statistics) => Ok(statistics),
        Statistics::Given { .. } => Err(Error::NoDocumentFrequencies { wanted }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{CorpusCounter, CorpusDelta};
    use crate::weighting::Parameters;

    fn counted(documents: &[Vec<String>]) -> CorpusDelta {
        let mut counters = CorpusCounter::for_workers(1);
        let documents = documents.iter().map(|document| document.iter().map(String::as_str));
        counters[0].count_tokens(0, documents).unwrap();
        CorpusCounter::merge(counters).unwrap().counts
    }

    /// What is left of the statistics, every count looked at, or `None` if no documents have it.
    fn naive_rest(model: &Bm25Model, counts: &CorpusDelta) -> Option<CorpusStatistics> {
        let mut rest = model.statistics()?.clone();
        for (term, df) in counts.vocabulary.iter().zip(&counts.statistics.document_frequency) {
            let sum = &mut rest.document_frequency[model.vocabulary().get(term)? as usize];
            *sum = sum.checked_sub(*df)?;
        }
        rest.documents = rest.documents.checked_sub(counts.statistics.documents)?;
        rest.total_length = rest.total_length.checked_sub(counts.statistics.total_length)?;
        rest.is_possible().then_some(rest)
    }

    #[test]
    fn what_removals_keep_in_mind_tells_what_all_counts_tell() {
        let mut state = 5u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        let (mut removed, mut refused) = (0, 0);
        for _ in 0..300 {
            // Few terms, one of them in most documents: often the rest is nearly impossible, or is.
            let mut documents = |most: u64| -> Vec<Vec<String>> {
                let document = |_| (0..next(4)).map(|_| format!("t{}", next(3) * next(2))).collect();
                (0..=most).map(document).collect()
            };
            let Ok(mut model) = Bm25Model::from_counts(counted(&documents(8)), Parameters::default()) else {
                continue;
            };
            for step in 0..12 {
                let counts = counted(&documents(step % 3));
                if step % 4 == 1 {
                    model.add(&counts).unwrap();
                    continue;
                }
                let before = model.statistics().cloned();
                let rest = naive_rest(&model, &counts);
                assert_eq!(model.remove(&counts).is_ok(), rest.is_some(), "{before:?} {counts:?}");
                removed += usize::from(rest.is_some());
                refused += usize::from(rest.is_none());
                assert_eq!(model.statistics().cloned(), rest.or(before));
            }
        }
        assert!(removed > 500 && refused > 500, "{removed} {refused}");
    }
}
