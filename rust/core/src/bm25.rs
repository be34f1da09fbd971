//! The BM25 model: a vocabulary, the statistics of a corpus, and the weights that follow from them.

use crate::analysis::Analyzer;
use crate::counts::{CorpusDelta, RowEncoder, Weigher};
use crate::csr::RowBlock;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::{self, Method, Parameters};

/// A fitted or loaded model. It never changes: fitting makes a new one.
#[derive(Clone, Debug)]
pub struct Bm25Model {
    parameters: Parameters,
    vocabulary: Vocabulary,
    documents: u64,
    average_length: f64,
    /// None for a model that was loaded from the original's own file, which does not have them.
    statistics: Option<CorpusStatistics>,
    idf: Vec<f64>,
    average_idf: f64,
}

impl Parameters {
    /// Checks every parameter's range.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a `k1` below 0, a `b` outside of 0 to 1, and what is not finite.
    pub fn validate(&self) -> Result<()> {
        let check = |name, value: f64, fits: bool, expected| {
            if fits { Ok(()) } else { Err(Error::Parameter { name, given: value.to_string(), expected }) }
        };
        check("k1", self.k1, self.k1.is_finite() && self.k1 >= 0.0, "a finite number of 0 or more")?;
        check("b", self.b, (0.0..=1.0).contains(&self.b), "a number from 0 to 1")?;
        check("epsilon", self.epsilon, self.epsilon.is_finite(), "a finite number")
    }
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
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::counts::CorpusCounter;
    /// use elanus_core::weighting::Parameters;
    /// let mut counters = CorpusCounter::for_workers(1);
    /// counters[0].count_tokens(0, [vec!["black", "kite"], vec!["red", "kite"], vec!["swift"]])?;
    /// let model = Bm25Model::from_counts(CorpusCounter::merge(counters)?, Parameters::default())?;
    /// assert_eq!(model.vocabulary().get("kite"), Some(1));
    /// assert_eq!(model.documents(), 3);
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_counts(counts: CorpusDelta, parameters: Parameters) -> Result<Self> {
        parameters.validate()?;
        let CorpusDelta { vocabulary, statistics } = counts;
        if statistics.documents == 0 {
            return Err(Error::EmptyCorpus);
        }
        if vocabulary.is_empty() {
            return Err(Error::NoTokens { documents: statistics.documents });
        }
        let (idf, average_idf) = idf(&statistics, &parameters);
        Ok(Self {
            parameters,
            vocabulary,
            documents: statistics.documents,
            average_length: statistics.average_length(),
            statistics: Some(statistics),
            idf,
            average_idf,
        })
    }

    /// A model from the parts of a file, which need not have document frequencies.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`], and [`Error::NoDocumentFrequencies`] for a method that weighs by them.
    pub fn from_parts(
        parameters: Parameters,
        vocabulary: Vocabulary,
        documents: u64,
        average_length: f64,
        statistics: Option<CorpusStatistics>,
        idf: Vec<f64>,
        average_idf: f64,
    ) -> Result<Self> {
        parameters.validate()?;
        if statistics.is_none() && parameters.method != Method::Okapi {
            return Err(Error::NoDocumentFrequencies { wanted: parameters.method.name() });
        }
        Ok(Self { parameters, vocabulary, documents, average_length, statistics, idf, average_idf })
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The terms.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// The mean number of tokens in a document.
    #[must_use]
    pub fn average_length(&self) -> f64 {
        self.average_length
    }

    /// The integer statistics, unless the model came from a file without them.
    #[must_use]
    pub fn statistics(&self) -> Option<&CorpusStatistics> {
        self.statistics.as_ref()
    }

    /// Each term's idf: what one occurrence in a query weighs.
    #[must_use]
    pub fn idf(&self) -> &[f64] {
        &self.idf
    }

    /// The mean of the idfs before the floor, 0 when the model came from a file without it.
    #[must_use]
    pub fn average_idf(&self) -> f64 {
        self.average_idf
    }

    /// The same statistics under other parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`], and [`Error::NoDocumentFrequencies`] when the idfs would change and
    /// the model came from a file without document frequencies.
    pub fn with_parameters(&self, parameters: Parameters) -> Result<Self> {
        parameters.validate()?;
        let of_idf = |parameters: &Parameters| (parameters.epsilon.to_bits(), parameters.method);
        let same_idf = of_idf(&self.parameters) == of_idf(&parameters);
        let (idf, average_idf) = match &self.statistics {
            _ if same_idf => (self.idf.clone(), self.average_idf),
            Some(statistics) => idf(statistics, &parameters),
            None => return Err(Error::NoDocumentFrequencies { wanted: "another epsilon or method" }),
        };
        Ok(Self { parameters, idf, average_idf, ..self.clone() })
    }

    /// The rows of some documents.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set.
    pub fn encode_documents(
        &self,
        encoder: &mut RowEncoder,
        analyzer: &Analyzer,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<RowBlock> {
        encoder.encode_texts(analyzer, &self.vocabulary, &self.document_weigher(), texts, cancel)
    }

    /// The rows of some queries.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] when `cancel` was set.
    pub fn encode_queries(
        &self,
        encoder: &mut RowEncoder,
        analyzer: &Analyzer,
        texts: &[&str],
        cancel: &Cancel,
    ) -> Result<RowBlock> {
        encoder.encode_texts(analyzer, &self.vocabulary, &self.query_weigher(), texts, cancel)
    }

    /// How the terms of a document weigh.
    #[must_use]
    pub fn document_weigher(&self) -> DocumentWeigher {
        DocumentWeigher { parameters: self.parameters, average_length: self.average_length }
    }

    /// How the terms of a query weigh.
    #[must_use]
    pub fn query_weigher(&self) -> QueryWeigher<'_> {
        QueryWeigher { method: self.parameters.method, idf: &self.idf }
    }
}

/// Every term's idf and the mean of them all, summed in ascending id as the reference does.
fn idf(statistics: &CorpusStatistics, parameters: &Parameters) -> (Vec<f64>, f64) {
    let documents = statistics.documents as f64;
    let formula = match parameters.method {
        Method::Okapi => weighting::okapi_idf,
        Method::Lucene => weighting::lucene_idf,
    };
    // Most terms share a few small document frequencies: their logarithms are taken once.
    let small: Vec<f64> = (0..1024).map(|df| formula(documents, f64::from(df))).collect();
    let frequencies = statistics.document_frequency.iter();
    let mut idf: Vec<f64> = frequencies
        .map(|&df| small.get(df as usize).copied().unwrap_or_else(|| formula(documents, f64::from(df))))
        .collect();
    let average = idf.iter().fold(0.0, |sum, idf| sum + idf) / idf.len() as f64;
    if parameters.method == Method::Okapi {
        let floor = parameters.epsilon * average;
        idf.iter_mut().filter(|idf| **idf < 0.0).for_each(|idf| *idf = floor);
    }
    (idf, average)
}

/// How the terms of a document weigh.
#[derive(Clone, Copy, Debug)]
pub struct DocumentWeigher {
    parameters: Parameters,
    average_length: f64,
}

impl Weigher for DocumentWeigher {
    type Row = f64;

    #[inline]
    fn row(&self, length: u64) -> f64 {
        weighting::length_norm(length as f64, self.average_length, self.parameters.k1, self.parameters.b)
    }

    #[inline]
    fn weight(&self, norm: &f64, _: TermId, frequency: u32) -> f32 {
        let frequency = f64::from(frequency);
        let weight = match self.parameters.method {
            Method::Okapi => weighting::okapi_saturation(frequency, *norm, self.parameters.k1),
            Method::Lucene => weighting::lucene_saturation(frequency, *norm),
        };
        weight as f32
    }
}

/// How the terms of a query weigh.
#[derive(Clone, Copy, Debug)]
pub struct QueryWeigher<'a> {
    method: Method,
    idf: &'a [f64],
}

impl Weigher for QueryWeigher<'_> {
    type Row = ();

    #[inline]
    fn row(&self, _: u64) {}

    #[inline]
    fn weight(&self, (): &(), term: TermId, frequency: u32) -> f32 {
        let idf = self.idf[term as usize];
        match self.method {
            // The reference adds the idf once for each occurrence; a product rounds differently.
            Method::Okapi => (1..frequency).fold(idf, |sum, _| sum + idf) as f32,
            Method::Lucene => (f64::from(frequency) * idf) as f32,
        }
    }
}
