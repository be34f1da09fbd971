//! Changing a model: adding and removing counted documents, merging, renumbering.

use std::sync::OnceLock;

use super::{Bm25Model, Statistics};
use crate::counts::{CorpusDelta, Update};
use crate::error::{Error, Result};
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::Parameters;

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
    /// [`Error::NoDocumentFrequencies`], [`Error::TooManyDocuments`] and [`Error::TooManyTerms`];
    /// the model is then as it was.
    pub fn add(&mut self, counts: &CorpusDelta) -> Result<()> {
        let statistics = counted(&mut self.statistics, "partial_fit")?;
        statistics.check_room(counts.statistics.documents)?;
        self.vocabulary.check_room(counts.vocabulary.len())?;
        for (term, &df) in counts.vocabulary.iter().zip(&counts.statistics.document_frequency) {
            let id = self.vocabulary.intern(term)? as usize;
            if id == statistics.document_frequency.len() {
                statistics.document_frequency.push(0);
            }
            statistics.document_frequency[id] += df;
        }
        statistics.documents += counts.statistics.documents;
        statistics.total_length += counts.statistics.total_length;
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
        statistics.check_room(update.documents)?;
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
    /// [`Error::NoDocumentFrequencies`], and [`Error::NotContained`] when any count would fall below
    /// zero; the model is then as it was.
    pub fn remove(&mut self, counts: &CorpusDelta) -> Result<()> {
        let vocabulary = &self.vocabulary;
        let statistics = counted(&mut self.statistics, "forget")?;
        // The counts under this model's ids. A term that is unknown here stands in no document.
        let mut ids = Vec::with_capacity(counts.vocabulary.len());
        for (term, &df) in counts.vocabulary.iter().zip(&counts.statistics.document_frequency) {
            let id = vocabulary.get(term);
            let have = id.map_or(0, |id| statistics.document_frequency[id as usize]);
            if df > have {
                let what = "documents with one of their terms";
                return Err(Error::NotContained { what, have: have.into(), remove: df.into() });
            }
            ids.extend(id.map(|id| (id, df)));
        }
        let totals = CorpusStatistics { document_frequency: Vec::new(), ..counts.statistics.clone() };
        statistics.check_contains(&totals)?;
        for (id, df) in ids {
            statistics.document_frequency[id as usize] -= df;
        }
        statistics.documents -= counts.statistics.documents;
        statistics.total_length -= counts.statistics.total_length;
        self.changed();
        Ok(())
    }

    /// Adds the documents of another model.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`] naming the parameter that differs, and those of [`Self::add`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        check_equal_parameters(&self.parameters, &other.parameters)?;
        let statistics = other.statistics().ok_or(Error::NoDocumentFrequencies { wanted: "merge" })?;
        let counts = CorpusDelta { vocabulary: other.vocabulary.clone(), statistics: statistics.clone() };
        self.add(&counts)
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

fn check_equal_parameters(ours: &Parameters, theirs: &Parameters) -> Result<()> {
    let numbers = [
        ("k1", ours.k1, theirs.k1),
        ("b", ours.b, theirs.b),
        ("epsilon", ours.epsilon, theirs.epsilon),
        ("delta", ours.delta, theirs.delta),
    ];
    if ours.method != theirs.method {
        let (ours, theirs) = (ours.method.name().to_owned(), theirs.method.name().to_owned());
        return Err(Error::DifferentModels { what: "method", ours, theirs });
    }
    for (what, ours, theirs) in numbers {
        if ours.to_bits() != theirs.to_bits() {
            let (ours, theirs) = (ours.to_string(), theirs.to_string());
            return Err(Error::DifferentModels { what, ours, theirs });
        }
    }
    Ok(())
}
