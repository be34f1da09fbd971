//! `elanus._core.Bm25`: fitting, updating, encoding, saving and loading.

use std::path::{Path, PathBuf};

use elanus_core::Error;
use elanus_core::batch::Source;
use elanus_core::bm25::{Bm25Model, Drift, ExplainedTerm, Explanation};
use elanus_core::parallel::aside;
use elanus_core::persist::{self, Format, LoadedModel};
use elanus_core::scripts::{Script, dominant_script};
use elanus_core::shared::{Published, SMALL_MODEL, SharedModel};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::arrays::{Matrix, to_array, to_arrays};
use crate::documents::{Batch, DocumentAnalyzer, Documents};
use crate::errors::{self, Outcome};
use crate::interpreter::Interpreter;
use crate::parameters::{ParameterTuple, parameters, setting, tuple};

/// The parts of a `Drift`, in the order of its fields.
type Drifted = (f64, f64, Option<String>, f64, usize);

/// The parts of an `Explanation`, in the order of its fields.
type Explained = (f64, u64, f64, f64, Vec<ExplainedParts>);

/// An `ExplainedTerm`: term, id, the three frequencies, idf, the two weights and their product.
type ExplainedParts = (String, Option<u32>, (u32, u32, Option<u32>), f64, (f32, f32, f64));

/// A callable, and its arguments: the parameters and the bytes of the model.
type Reduced<'py> = (Bound<'py, PyAny>, (ParameterTuple, Option<Bound<'py, PyBytes>>));

/// The BM25 model behind `elanus.sparse.BM25EmbeddingFunction`.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Bm25 {
    shared: SharedModel,
}

#[pymethods]
impl Bm25 {
    #[new]
    #[pyo3(signature = (k1, b, epsilon, method, delta=None))]
    fn new(
        py: Python<'_>,
        k1: f64,
        b: f64,
        epsilon: f64,
        method: String,
        delta: Option<f64>,
    ) -> Outcome<Self> {
        let parameters = parameters(py, &(k1, b, epsilon, method, delta))?;
        Ok(Self { shared: SharedModel::new(parameters, None) })
    }

    /// Replaces the model by one fitted on `documents`. `warn` is called before that with the name of the script
    /// of most letters, where that is not Latin; what it raises leaves the model as it was.
    #[pyo3(signature = (documents, analyzer, threads, warn=None))]
    fn fit(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
        warn: Option<&Bound<'_, PyAny>>,
    ) -> Outcome<()> {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut documents = Documents::new(documents, analyzer.clone(), "documents")?;
        let host = Interpreter(py);
        self.shared.fit(&host, &mut documents, analyzer.core(), threads, |model| warn_of_script(model, warn))
    }

    /// `fit`, then what `make` makes of the rows of the same documents, which are analysed once.
    #[pyo3(signature = (documents, analyzer, threads, make, warn=None))]
    fn fit_encode<'py>(
        &self,
        py: Python<'py>,
        documents: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        make: &Bound<'py, PyAny>,
        warn: Option<&Bound<'py, PyAny>>,
    ) -> Outcome<Bound<'py, PyAny>> {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut documents = Documents::new(documents, analyzer.clone(), "documents")?;
        let make = |matrix| Ok(make.call1((to_arrays(py, matrix)?,))?);
        let host = Interpreter(py);
        let warn = |model: &Bm25Model| warn_of_script(model, warn);
        self.shared.fit_encode(&host, &mut documents, analyzer.core(), threads, make, warn)
    }

    /// Adds the counts of `documents`; terms are only appended. If they are the first, `warning_for` returns
    /// the `warn` of `fit` for the analyzer: small updates are too quick to make one each time.
    #[pyo3(signature = (documents, analyzer, threads, warning_for=None))]
    fn partial_fit(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        warning_for: Option<&Bound<'_, PyAny>>,
    ) -> Outcome<()> {
        let given = analyzer;
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut documents = Documents::new(documents, analyzer.clone(), "documents")?;
        let threads = || Ok(threads.call0()?.extract()?);
        let warn = |model: &Bm25Model| {
            let warn = warning_for.map(|warning_for| warning_for.call1((given,))).transpose()?;
            warn_of_script(model, warn.as_ref().filter(|warn| !warn.is_none()))
        };
        self.shared.partial_fit(&Interpreter(py), &mut documents, analyzer.core(), threads, warn)
    }

    /// Takes the counts of `documents` away.
    fn forget(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
    ) -> Outcome<()> {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut documents = Documents::new(documents, analyzer.clone(), "documents")?;
        self.shared.forget(&Interpreter(py), &mut documents, analyzer.core(), threads)
    }

    /// Adds the documents of another model.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> Outcome<()> {
        self.shared.merge(&Interpreter(py), &other.get().shared)
    }

    /// Renumbers the terms that stand in some document; returns each old id's new one, −1 for none.
    fn compact<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyAny>> {
        let result = self.shared.compact(&Interpreter(py), |new_ids| {
            let new_ids = new_ids.into_iter().map(|id| id.map_or(-1, i64::from));
            Ok(to_array(py, new_ids.collect::<Vec<_>>())?)
        })?;
        Ok(result)
    }

    /// The rows of `texts`: as documents, or as queries.
    fn encode<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        as_queries: bool,
    ) -> Outcome<Matrix<'py>> {
        self.shared.fitted()?;
        let name = if as_queries { "queries" } else { "documents" };
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut texts = Documents::new(texts, analyzer.clone(), name)?;
        let matrix =
            self.shared.encode(&Interpreter(py), &mut texts, analyzer.core(), threads, as_queries)?;
        Ok(to_arrays(py, matrix)?)
    }

    /// `k1`, `b`, `epsilon`, the method's name and `delta`.
    #[getter]
    fn parameters(&self) -> ParameterTuple {
        tuple(self.shared.snapshot().parameters)
    }

    /// Weighs with another value of one parameter from now on, by the same statistics.
    fn set_parameter(&self, py: Python<'_>, name: &str, value: &Bound<'_, PyAny>) -> Outcome<()> {
        self.shared.set_parameters(&Interpreter(py), setting(name, value)?)
    }

    /// Writes the model to `path` with `analyzer` (JSON): in the original's format if the path ends in
    /// `.json`, else in the native one.
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn save(&self, py: Python<'_>, path: PathBuf, analyzer: &str) -> Outcome<()> {
        let model = self.shared.fitted()?;
        let analyzer = serde_json::from_str::<serde_json::Value>(analyzer)
            .map_err(|error| errors::input(py, format!("the analyzer's JSON: {error}")))?;
        let format = Format::of_path(&path);
        let bytes =
            aside(&Interpreter(py), is_small(&model), move || persist::to_bytes(format, &model, &analyzer))?;
        Ok(py.detach(|| persist::write(&path, &bytes))?)
    }

    /// The model in the file at `path`, and the JSON of its analyzer if the file has one.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> Outcome<(Self, Option<String>)> {
        let is_small = path.metadata().is_ok_and(|file| file.is_file() && file.len() < SMALL_FILE);
        let load = move || persist::load(&path);
        let LoadedModel { model, analyzer, .. } = aside(&Interpreter(py), is_small, load)??;
        let shared = SharedModel::new(model.parameters(), Some(model));
        Ok((Self { shared }, analyzer.map(|analyzer| analyzer.to_string())))
    }

    /// What the file at `path` holds, as JSON, with the `most` terms that stand in the most documents.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn inspect(py: Python<'_>, path: PathBuf, most: usize) -> Outcome<String> {
        Ok(py.detach(|| persist::inspect(&path, most))?.to_string())
    }

    /// What pickle keeps: the parameters, and the bytes of the model's native file.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Outcome<Reduced<'py>> {
        let py = slf.py();
        let Published { parameters, model, .. } = slf.get().shared.snapshot();
        let bytes = model.map(|model| {
            let to_native = move || persist::to_native(&model, &serde_json::Value::Null);
            Outcome::Ok(PyBytes::new(py, &aside(&Interpreter(py), false, to_native)?))
        });
        let bytes = bytes.transpose()?;
        Ok((slf.get_type().getattr("_restore")?, (tuple(parameters), bytes)))
    }

    /// The same model, from now on by itself.
    fn __copy__(&self) -> Self {
        Self { shared: self.shared.duplicate() }
    }

    /// The model that `__reduce__` took apart.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 extracts a tuple into its owner")]
    fn _restore(py: Python<'_>, parameters: ParameterTuple, model: Option<&[u8]>) -> Outcome<Self> {
        let Some(bytes) = model else {
            return Ok(Self { shared: SharedModel::new(self::parameters(py, &parameters)?, None) });
        };
        let model = py.detach(|| persist::from_bytes(Path::new("the pickle"), bytes))?.model;
        Ok(Self { shared: SharedModel::new(model.parameters(), Some(model)) })
    }

    /// Raises unless there are statistics.
    fn require_fitted(&self) -> Outcome<()> {
        Ok(self.shared.fitted().map(drop)?)
    }

    /// Whether there are statistics.
    #[getter]
    fn is_fitted(&self) -> bool {
        self.shared.snapshot().model.is_some()
    }

    /// The number of documents.
    #[getter]
    fn documents(&self) -> u64 {
        self.shared.snapshot().model.map_or(0, |model| model.documents())
    }

    /// The mean number of tokens in a document.
    #[getter]
    fn average_length(&self) -> f64 {
        self.shared.snapshot().model.map_or(0.0, |model| model.average_length())
    }

    /// The mean of the idfs before the floor.
    #[getter]
    fn average_idf(&self) -> f64 {
        self.shared.snapshot().model.map_or(0.0, |model| model.average_idf())
    }

    /// Whether some term's idf is 0 or negative.
    #[getter]
    fn has_nonpositive_idf(&self) -> bool {
        self.shared.snapshot().model.is_some_and(|model| model.has_nonpositive_idf())
    }

    /// The number of columns: of all terms, also those without a document left.
    #[getter]
    fn dim(&self) -> usize {
        self.shared.snapshot().model.map_or(0, |model| model.vocabulary().len())
    }

    /// The number of terms that stand in some document.
    #[getter]
    fn live_terms(&self) -> usize {
        self.shared.snapshot().model.map_or(0, |model| model.live_terms())
    }

    /// The id of a term that stands in some document, or `None`.
    fn id_of(&self, term: &str) -> Option<u32> {
        self.shared.snapshot().model?.live_term(term)
    }

    /// The idf and id of one term, or `None`. The first after a change computes the idfs of all terms.
    fn idf_of(&self, term: &str) -> Option<(f64, u32)> {
        let model = self.shared.snapshot().model?;
        let id = model.live_term(term)?;
        Some((model.idf()[id as usize], id))
    }

    /// The term of an id, also of one without a document left, or `None`.
    fn term(&self, id: u32) -> Option<String> {
        Some(self.shared.snapshot().model?.vocabulary().term(id)?.to_owned())
    }

    /// How many documents hold a term, or `None`.
    fn document_frequency_of(&self, term: &str) -> Option<u32> {
        let model = self.shared.snapshot().model?;
        model.document_frequency(model.live_term(term)?)
    }

    /// Whether there are document frequencies; a file of `pymilvus.model` has none.
    #[getter]
    fn has_document_frequencies(&self) -> bool {
        self.shared.snapshot().model.is_none_or(|model| model.statistics().is_some())
    }

    /// The `count` terms that stand in most documents, each with their number.
    fn most_common(&self, py: Python<'_>, count: usize) -> Outcome<Vec<(String, u32)>> {
        let Some(model) = self.shared.snapshot().model else { return Ok(Vec::new()) };
        let found = py.detach(|| model.most_common(count));
        let found = found.ok_or(Error::NoDocumentFrequencies { wanted: "most_common" })?;
        let name = |(id, df)| Some((model.vocabulary().term(id)?.to_owned(), df));
        Ok(found.into_iter().filter_map(name).collect())
    }

    /// The script of most letters, where that is not Latin.
    fn dominant_script(&self, py: Python<'_>) -> Option<&'static str> {
        script_of(py, &*self.shared.snapshot().model?)
    }

    /// A document's score for a query, taken apart; see `elanus.sparse.bm25.Explanation`.
    fn explain(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        document: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
    ) -> Outcome<Explained> {
        let model = self.shared.fitted()?;
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let query = tokens_of(py, query, &analyzer, "query")?;
        let document = tokens_of(py, document, &analyzer, "document")?;
        let explain = || model.explain(query.iter().map(String::as_str), document.iter().map(String::as_str));
        Ok(explained(py.detach(explain)?))
    }

    /// How far the model has moved from `since`; see `elanus.sparse.bm25.Drift`.
    fn drift(&self, py: Python<'_>, since: &Bound<'_, Self>) -> Outcome<Drifted> {
        let (model, since) = (self.shared.fitted()?, since.get().shared.fitted()?);
        let drift = py.detach(|| model.drift(&since))?;
        let Drift { length_change, idf_change, term, changed_share, common_terms } = drift;
        Ok((length_change, idf_change, term, changed_share, common_terms))
    }

    /// The terms with an id of `start` or more, below `end`, that stand in some document, in the order of
    /// their ids.
    fn terms(&self, start: u32, end: u32) -> Vec<String> {
        let Some(model) = self.shared.snapshot().model else { return Vec::new() };
        let live = (start..end.min(model.vocabulary().len() as u32)).filter(|&id| model.is_live(id));
        live.filter_map(|id| model.vocabulary().term(id)).map(str::to_owned).collect()
    }
}

/// The script of most letters of a model's documents, where that is not Latin.
fn script_of(py: Python<'_>, model: &Bm25Model) -> Option<&'static str> {
    let frequencies = model.statistics().map(|statistics| &statistics.document_frequency[..]);
    py.detach(|| dominant_script(model.vocabulary(), frequencies)).map(Script::name)
}

/// Calls `warn` with the script of most letters of a model's documents, where that is not Latin.
fn warn_of_script(model: &Bm25Model, warn: Option<&Bound<'_, PyAny>>) -> Outcome<()> {
    if let Some(warn) = warn
        && let Some(script) = script_of(warn.py(), model)
    {
        warn.call1((script,))?;
    }
    Ok(())
}

fn explained(explanation: Explanation) -> Explained {
    let Explanation { score, document_length, average_length, length_norm, terms } = explanation;
    let parts = |term: ExplainedTerm| {
        let frequencies = (term.query_frequency, term.frequency, term.document_frequency);
        let weights = (term.query_weight, term.document_weight, term.contribution);
        (term.term, term.id, frequencies, term.idf, weights)
    };
    (score, document_length, average_length, length_norm, terms.into_iter().map(parts).collect())
}

/// Bytes of a model file that is read in some milliseconds.
const SMALL_FILE: u64 = 1 << 20;

/// Whether a model is gone through in some milliseconds.
fn is_small(model: &Bm25Model) -> bool {
    model.vocabulary().len() < SMALL_MODEL
}

/// The tokens of one text, which messages call `name`.
fn tokens_of(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    analyzer: &DocumentAnalyzer<'_>,
    name: &'static str,
) -> PyResult<Vec<String>> {
    let list = PyList::new(py, [text])?;
    let batch = Documents::new(list.as_any(), analyzer.clone(), name)?.next()?;
    Ok(match (batch, analyzer.core()) {
        (Some(Batch::Texts(texts)), Some(core)) => py.detach(|| core.tokens(texts.texts()[0])),
        (Some(Batch::Tokens(tokens)), _) => tokens.iter().flatten().map(str::to_owned).collect(),
        _ => Vec::new(),
    })
}
