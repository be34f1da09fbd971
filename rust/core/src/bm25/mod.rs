//! The BM25 model: a vocabulary, the statistics of a corpus, and the weights that follow from them.

mod blocks;
mod drift;
mod explain;
mod job;
mod run;
mod update;

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

pub use blocks::{BlockLimits, IdColumn, VectorBlock};
pub use drift::Drift;
pub use explain::{ExplainedTerm, Explanation};
pub use job::{BlockJob, SpooledFit};
pub use update::Compacted;

use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::memory::{collected, room};
use crate::statistics::{Corpus, CorpusStatistics, Kept, Lexicon, Pruning};
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::{DocumentWeighting, Method, Parameters, QueryWeighting, TermIdf};

/// Terms of queries whose idfs are computed by themselves after a change: those of a million terms take as long as
/// many searches.
const FEW_TERMS: usize = 256;

/// What needs document frequencies.
const PRUNING: &str = "another min_df, max_df or max_terms";

/// A fitted or loaded model. A clone shares its corpus until one of the two is changed.
#[derive(Clone, Debug)]
pub struct Bm25Model {
    parameters: Parameters,
    documents: Arc<Documents>,
    /// Computed when first asked for after a change.
    idf: OnceLock<Arc<Idf>>,
    /// Which terms encoders know, where there is a choice; as late.
    kept: OnceLock<Kept>,
}

/// What a model knows of its documents, whatever the parameters.
#[derive(Clone, Debug)]
struct Documents {
    known: Known,
    /// Counts the changes: what encoders remember of an earlier state does not hold any more.
    version: u64,
}

#[derive(Clone, Debug)]
enum Known {
    /// Everything.
    Counted(Corpus),
    /// What the original's own file tells: no document frequencies.
    Given { vocabulary: Vocabulary, documents: u64, average_length: f64 },
}

/// What follows from the statistics and the method.
#[derive(Clone, Debug)]
struct Idf {
    values: Vec<f64>,
    /// The mean of what the method computes, of which only Okapi's values tell what became. It takes longer than all
    /// values: each addition waits for the one before.
    average: OnceLock<f64>,
    has_nonpositive: bool,
}

impl Bm25Model {
    /// The model of a counted corpus.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`], [`Error::EmptyCorpus`], and [`Error::NoTokens`] when no token of any
    /// document survived the analyzer.
    ///
    /// ```
    /// use elanus_core::batch::Tokens;
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::counts::count;
    /// use elanus_core::parallel::Unhosted;
    /// use elanus_core::weighting::Parameters;
    /// let mut documents = Tokens::new([&["black", "kite"][..], &["red", "kite"], &["swift"]]);
    /// let corpus = count::<(), _, _>(&Unhosted, &mut documents, None, 1)?.corpus;
    /// let model = Bm25Model::from_counts(corpus, Parameters::default())?;
    /// assert_eq!(model.vocabulary().get("kite"), Some(1));
    /// assert_eq!(model.documents(), 3);
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_counts(mut corpus: Corpus, parameters: Parameters) -> Result<Self> {
        parameters.validate()?;
        corpus.shrink_to_fit();
        let documents = corpus.statistics().documents;
        if documents == 0 {
            return Err(Error::EmptyCorpus);
        }
        if corpus.vocabulary().is_empty() {
            return Err(Error::NoTokens { documents });
        }
        Ok(Self::new(parameters, Known::Counted(corpus), 0))
    }

    /// A model from the parts of a file, and the idfs and their mean if the file has them: they may
    /// come from a machine whose logarithm rounds otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`], and [`Error::InvalidModel`] when the parts do not fit together.
    pub fn from_statistics(
        parameters: Parameters,
        vocabulary: Vocabulary,
        statistics: CorpusStatistics,
        idf: Option<(Vec<f64>, f64)>,
    ) -> Result<Self> {
        parameters.validate()?;
        let corpus = Corpus::new(vocabulary, statistics)?;
        let idf = match idf {
            Some((values, _)) if values.len() != corpus.vocabulary().len() => {
                return Err(Error::InvalidModel("there are not as many idfs as terms".to_owned()));
            }
            Some((_, average)) if !average.is_finite() => {
                return Err(Error::InvalidModel("the average idf is no finite number".to_owned()));
            }
            Some((values, average)) => {
                for (idf, &df) in values.iter().zip(&corpus.statistics().document_frequency) {
                    if !idf.is_finite() {
                        return Err(Error::InvalidModel("an idf is no finite number".to_owned()));
                    }
                    if df == 0 && idf.to_bits() != 0 {
                        let reason = "a term without a document has an idf".to_owned();
                        return Err(Error::InvalidModel(reason));
                    }
                }
                OnceLock::from(Arc::new(Idf::from_values(values, average.into(), corpus.statistics())))
            }
            None => OnceLock::new(),
        };
        Ok(Self { idf, ..Self::new(parameters, Known::Counted(corpus), 0) })
    }

    /// A model from the original's file, which has idfs but no document frequencies. Parameters and idfs
    /// may be any numbers: the original checks none.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`] for a method other than Okapi or with bounds of them, and
    /// [`Error::InvalidModel`] when the parts do not fit together.
    pub fn from_idf(
        parameters: Parameters,
        vocabulary: Vocabulary,
        documents: u64,
        average_length: f64,
        idf: Vec<f64>,
    ) -> Result<Self> {
        if parameters.method != Method::Okapi {
            return Err(Error::NoDocumentFrequencies { wanted: parameters.method.name() });
        }
        if !parameters.pruning.is_none() {
            return Err(Error::NoDocumentFrequencies { wanted: PRUNING });
        }
        if idf.len() != vocabulary.len() {
            return Err(Error::InvalidModel("there are not as many idfs as terms".to_owned()));
        }
        // 0 where the original was saved before a fit, or after one that failed.
        if !average_length.is_finite() || average_length < 0.0 || (average_length == 0.0 && !idf.is_empty()) {
            let reason = format!("avgdl is {average_length}; expected a number above 0");
            return Err(Error::InvalidModel(reason));
        }
        let has_nonpositive = idf.iter().any(|&idf| idf <= 0.0);
        let known = Known::Given { vocabulary, documents, average_length };
        let idf = Idf { values: idf, average: 0.0.into(), has_nonpositive };
        Ok(Self { idf: OnceLock::from(Arc::new(idf)), ..Self::new(parameters, known, 0) })
    }

    fn new(parameters: Parameters, known: Known, version: u64) -> Self {
        let documents = Arc::new(Documents { known, version });
        Self { parameters, documents, idf: OnceLock::new(), kept: OnceLock::new() }
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The terms, also those whose last document was removed.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        match &self.documents.known {
            Known::Counted(corpus) => corpus.vocabulary(),
            Known::Given { vocabulary, .. } => vocabulary,
        }
    }

    /// The number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        match &self.documents.known {
            Known::Counted(corpus) => corpus.statistics().documents,
            Known::Given { documents, .. } => *documents,
        }
    }

    /// The mean number of tokens in a document.
    #[must_use]
    pub fn average_length(&self) -> f64 {
        match &self.documents.known {
            Known::Counted(corpus) => corpus.statistics().average_length(),
            Known::Given { average_length, .. } => *average_length,
        }
    }

    /// The integer statistics, unless the model came from a file without them.
    #[must_use]
    pub fn statistics(&self) -> Option<&CorpusStatistics> {
        match &self.documents.known {
            Known::Counted(corpus) => Some(corpus.statistics()),
            Known::Given { .. } => None,
        }
    }

    /// The terms and statistics, copied if a clone has them too; `None` if the model came from a file without
    /// document frequencies.
    pub(crate) fn into_corpus(self) -> Option<Corpus> {
        let documents = Arc::try_unwrap(self.documents).unwrap_or_else(|shared| (*shared).clone());
        match documents.known {
            Known::Counted(corpus) => Some(corpus),
            Known::Given { .. } => None,
        }
    }

    /// The terms that encoders know: those that stand in at least one document, as far as the parameters keep them.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { kept: self.kept(), ..self.held_lexicon() }
    }

    /// The terms that stand in at least one document, whatever the parameters.
    fn held_lexicon(&self) -> Lexicon<'_> {
        let document_frequency = self.statistics().map(|statistics| &*statistics.document_frequency);
        Lexicon { vocabulary: self.vocabulary(), document_frequency, kept: Kept::ALL }
    }

    fn kept(&self) -> Kept {
        match self.statistics() {
            Some(statistics) if !self.parameters.pruning.is_none() => {
                if let Some(kept) = self.kept.get() {
                    return *kept;
                }
                // Before the lock is taken: see `computed`.
                let kept = self.parameters.pruning.kept(statistics);
                *self.kept.get_or_init(|| kept)
            }
            _ => Kept::ALL,
        }
    }

    /// The same model, of which encoders know all terms.
    #[must_use]
    pub fn unpruned(&self) -> Self {
        let parameters = Parameters { pruning: Pruning::NONE, ..self.parameters };
        Self { parameters, kept: OnceLock::new(), ..self.clone() }
    }

    /// The id of a term that encoders know.
    #[must_use]
    pub fn live_term(&self, term: &str) -> Option<TermId> {
        self.lexicon().get(Probe::new(term.as_bytes()))
    }

    /// Whether encoders know the term of this id.
    #[must_use]
    #[inline]
    pub fn is_live(&self, id: TermId) -> bool {
        self.lexicon().is_live(id)
    }

    /// The number of documents that hold a term of this id, unless the model came from a file without
    /// document frequencies.
    #[must_use]
    pub fn document_frequency(&self, id: TermId) -> Option<u32> {
        Some(self.statistics()?.document_frequency[id as usize])
    }

    /// The `count` terms that stand in most documents, each with their number; equally frequent ones
    /// by id. `None` when the model came from a file without document frequencies.
    #[must_use]
    pub fn most_common(&self, count: usize) -> Option<Vec<(TermId, u32)>> {
        let frequencies = &self.statistics()?.document_frequency;
        let mut terms = room(frequencies.len());
        terms.extend((0..).zip(frequencies.iter().copied()).filter(|&(_, df)| df > 0));
        let order = |&(id, df): &(TermId, u32)| (Reverse(df), id);
        if count < terms.len() {
            terms.select_nth_unstable_by_key(count, order);
            terms.truncate(count);
        }
        terms.sort_unstable_by_key(order);
        Some(terms)
    }

    /// The number of terms that encoders know. It is counted anew, from four bytes a term: a fiftieth of the
    /// time that the idfs would take after a change.
    #[must_use]
    pub fn live_terms(&self) -> usize {
        self.statistics().map_or(self.vocabulary().len(), |statistics| self.kept().count(statistics))
    }

    /// The number of terms that stand in at least one document.
    #[must_use]
    pub fn held_terms(&self) -> usize {
        self.statistics().map_or(self.vocabulary().len(), |statistics| Kept::ALL.count(statistics))
    }

    /// Each term's idf: what one occurrence in a query weighs, if encoders know the term; 0 for one without a
    /// document.
    #[must_use]
    pub fn idf(&self) -> &[f64] {
        &self.computed().values
    }

    /// The mean of the idfs before the floor, over the terms that stand in at least one document; 0
    /// when the model came from a file without document frequencies.
    #[must_use]
    pub fn average_idf(&self) -> f64 {
        let Idf { values, average, .. } = self.computed();
        if let Some(average) = average.get() {
            return *average;
        }
        let computed = self.statistics().map_or(0.0, |statistics| mean(values, statistics));
        *average.get_or_init(|| computed)
    }

    /// Whether the idf of some term that stands in a document is 0 or negative.
    #[must_use]
    pub fn has_nonpositive_idf(&self) -> bool {
        self.computed().has_nonpositive
    }

    /// Whether no clone has the same documents: then a change copies nothing.
    #[must_use]
    pub fn owns_documents(&self) -> bool {
        Arc::strong_count(&self.documents) == 1
    }

    /// Counts the changes of this model; encoders ask for it.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.documents.version
    }

    fn computed(&self) -> &Idf {
        if let Some(idf) = self.idf.get() {
            return idf;
        }
        let idf = match self.statistics() {
            Some(statistics) => Idf::new(statistics, &self.parameters),
            // `from_idf` has set them, and no change unsets them.
            None => Idf { values: Vec::new(), average: 0.0.into(), has_nonpositive: false },
        };
        // Two threads may compute the same. If one waited for the other, it would wait forever in the child
        // of a process that forked meanwhile; so it waits at most while the other moves three words.
        self.idf.get_or_init(|| Arc::new(idf))
    }

    /// Weighs with other parameters from now on.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] and [`Error::CrossedBounds`] for one that is changed, and
    /// [`Error::NoDocumentFrequencies`] when the idfs or the known terms would change and the model came from a
    /// file without document frequencies. The model is then as it was.
    pub fn set_parameters(&mut self, parameters: Parameters) -> Result<()> {
        parameters.validate_change(&self.parameters)?;
        let is_pruned_otherwise = self.parameters.pruning != parameters.pruning;
        if is_pruned_otherwise && self.statistics().is_none() {
            return Err(Error::NoDocumentFrequencies { wanted: PRUNING });
        }
        let of_idf = |parameters: &Parameters| (parameters.epsilon.to_bits(), parameters.method);
        if of_idf(&self.parameters) != of_idf(&parameters) {
            if self.statistics().is_none() {
                return Err(Error::NoDocumentFrequencies { wanted: "another epsilon or method" });
            }
            self.idf = OnceLock::new();
        }
        if is_pruned_otherwise {
            self.kept = OnceLock::new();
        }
        self.parameters = parameters;
        Ok(())
    }

    /// The weights of a document's terms.
    #[must_use]
    pub fn document_weighting(&self) -> DocumentWeighting<'_> {
        DocumentWeighting {
            parameters: self.parameters,
            average_length: self.average_length(),
            idf: if self.parameters.method == Method::TfIdf { self.idf() } else { &[] },
        }
    }

    /// The weights of so many terms of queries.
    #[must_use]
    pub fn query_weighting(&self, terms: usize) -> QueryWeighting<'_> {
        let method = self.parameters.method;
        // Okapi's floor is the mean of all idfs, and the weights of TF-IDF's documents need all.
        let is_by_term = !matches!(method, Method::Okapi | Method::TfIdf);
        let idf = match self.statistics() {
            Some(statistics) if terms <= FEW_TERMS && is_by_term && self.idf.get().is_none() => {
                let CorpusStatistics { documents, document_frequency, .. } = statistics;
                TermIdf::Counted { method, documents: *documents as f64, document_frequency }
            }
            _ => TermIdf::Computed(self.idf()),
        };
        QueryWeighting { method, idf }
    }
}

impl Idf {
    /// Every live term's idf.
    fn new(statistics: &CorpusStatistics, parameters: &Parameters) -> Self {
        let documents = statistics.documents as f64;
        let formula = |df: u32| {
            if df == 0 { 0.0 } else { parameters.method.idf(documents, f64::from(df)) }
        };
        let frequencies = &statistics.document_frequency;
        // Most terms share a few small document frequencies: their logarithms are taken once.
        let small: Vec<f64> = (0..frequencies.len().min(1024) as u32).map(formula).collect();
        let idf = |df: u32| small.get(df as usize).copied().unwrap_or_else(|| formula(df));
        let mut values = collected(frequencies.iter().map(|&df| idf(df)));
        let average = OnceLock::new();
        if parameters.method == Method::Okapi {
            let floor = parameters.epsilon * average.get_or_init(|| mean(&values, statistics));
            values.iter_mut().filter(|idf| **idf < 0.0).for_each(|idf| *idf = floor);
        }
        Self::from_values(values, average, statistics)
    }

    fn from_values(values: Vec<f64>, average: OnceLock<f64>, statistics: &CorpusStatistics) -> Self {
        let frequencies = &statistics.document_frequency;
        let has_nonpositive = values.iter().zip(frequencies).any(|(&idf, &df)| df > 0 && idf <= 0.0);
        Self { values, average, has_nonpositive }
    }
}

/// The mean of the idfs of terms with a document, summed in ascending id as the reference does.
fn mean(idf: &[f64], statistics: &CorpusStatistics) -> f64 {
    let terms = statistics.document_frequency.iter().filter(|&&df| df > 0).count();
    // Adding the zeros of dead terms changes no sum of the others.
    let sum = idf.iter().fold(0.0, |sum, idf| sum + idf);
    if terms == 0 { 0.0 } else { sum / terms as f64 }
}
