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
            statistics.document_frequency[id] += df;
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
            statistics.document_frequency[id as usize] += 1;
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
        let totals = CorpusStatistics { document_frequency: Vec::new(), ..*counts };
        statistics.check_contains(&totals)?;
        for &(id, df) in &ids {
            statistics.document_frequency[id as usize] -= df;
        }
        statistics.documents -= counts.documents;
        statistics.total_length -= counts.total_length;
        if !statistics.is_possible() {
            for (id, df) in ids {
                statistics.document_frequency[id as usize] += df;
            }
            statistics.documents += counts.documents;
            statistics.total_length += counts.total_length;
            return Err(Error::ImpossibleRest);
        }
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
