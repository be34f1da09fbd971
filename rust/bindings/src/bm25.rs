//! `elanus._core.Bm25`: fitting, updating, encoding, saving and loading.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use elanus_core::Error;
use elanus_core::batch::Source;
use elanus_core::bm25::{Bm25Model, Drift, ExplainedTerm, Explanation};
use elanus_core::memory::{collected, room, texts_of};
use elanus_core::parallel::{Host, aside};
use elanus_core::persist::{self, Format, LoadedModel};
use elanus_core::scripts::{Script, dominant_script};
use elanus_core::shared::{Published, SMALL_MODEL, SharedModel};
use elanus_core::statistics::{Pruning, TermOrder};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::arrays::{to_array, to_arrays};
use crate::documents::{Batch, enter_with};
use crate::errors::{self, Outcome};
use crate::interpreter::{Interpreter, Returned, call, enter, enter_for};
use crate::parameters::{ParameterTuple, PruningTuple, parameters, pruning_tuple, setting, tuple};

/// The parts of an `Explanation`, in the order of its fields.
pub(crate) type Explained = (f64, u64, f64, f64, Vec<ExplainedParts>);

/// An `ExplainedTerm`: term, id, the three frequencies, idf, the two weights and their product.
pub(crate) type ExplainedParts = (String, Option<u32>, (u32, u32, Option<u32>), f64, (f32, f32, f64));

/// The BM25 model behind `elanus.sparse.BM25EmbeddingFunction`.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Bm25 {
    shared: SharedModel,
}

impl Bm25 {
    /// An object of this state.
    pub(crate) fn of(shared: SharedModel) -> Self {
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &SharedModel {
        &self.shared
    }
}

#[pymethods]
impl Bm25 {
    #[new]
    #[pyo3(signature = (k1, b, epsilon, method, delta=None, pruning=None))]
    fn new(
        k1: f64,
        b: f64,
        epsilon: f64,
        method: String,
        delta: Option<f64>,
        pruning: Option<PruningTuple>,
    ) -> Outcome<Self> {
        enter(|| {
            let parameters = parameters(&(k1, b, epsilon, method, delta), pruning)?;
            Ok(Self { shared: SharedModel::new(parameters, None) })
        })
    }

    /// Replaces the model by one fitted on `documents`. `warn` is called before that with the name of the script
    /// of most letters, where that is not Latin; what it raises leaves the model as it was.
    #[pyo3(signature = (documents, analyzer, threads, warn=None))]
    fn fit(
        &self,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
        warn: Option<&Bound<'_, PyAny>>,
    ) -> Outcome<()> {
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            self.shared.fit(host, documents, analyzer, threads, |model| warn_of_script(model, warn))
        })
    }

    /// `fit`, then what `make` makes of the rows of the same documents, which are analysed once.
    #[pyo3(signature = (documents, analyzer, threads, make, warn=None))]
    fn fit_encode<'py>(
        &self,
        documents: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        make: &Bound<'py, PyAny>,
        warn: Option<&Bound<'py, PyAny>>,
    ) -> Outcome<Bound<'py, PyAny>> {
        let make = |matrix| Ok(call(make, (to_arrays(make.py(), matrix)?,))?);
        let warn = |model: &Bm25Model| warn_of_script(model, warn);
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            self.shared.fit_encode(host, documents, analyzer, threads, make, warn)
        })
    }

    /// Adds the counts of `documents`; terms are only appended. If they are the first, `warning_for` returns
    /// the `warn` of `fit` for the analyzer: small updates are too quick to make one each time.
    #[pyo3(signature = (documents, analyzer, threads, warning_for=None))]
    fn partial_fit(
        &self,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        warning_for: Option<&Bound<'_, PyAny>>,
    ) -> Outcome<()> {
        let threads = || Ok(call(threads, ())?.extract()?);
        let warn = |model: &Bm25Model| {
            let warn = warning_for.map(|warning_for| call(warning_for, (analyzer,))).transpose()?;
            warn_of_script(model, warn.as_ref().filter(|warn| !warn.is_none()))
        };
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            self.shared.partial_fit(host, documents, analyzer, threads, warn)
        })
    }

    /// Takes the counts of `documents` away.
    fn forget(
        &self,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
    ) -> Outcome<()> {
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            self.shared.forget(host, documents, analyzer, threads)
        })
    }

    /// Adds the documents of another model.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> Outcome<()> {
        enter(|| self.shared.merge(&Interpreter(py), &other.get().shared))
    }

    /// Renumbers the terms that stand in some document, in the order of their ids or sorted; returns each old id's
    /// new one, −1 for none.
    fn compact<'py>(&self, py: Python<'py>, by_term: bool) -> Outcome<Bound<'py, PyAny>> {
        let number = |id: Option<u32>| id.map_or(-1, i64::from);
        let to_array = |new_ids: Vec<_>| Ok(to_array(py, collected(new_ids.into_iter().map(number)))?);
        let order = if by_term { TermOrder::Term } else { TermOrder::Id };
        enter(|| self.shared.compact(&Interpreter(py), order, to_array))
    }

    /// The rows of `texts`: as documents, or as queries.
    fn encode<'py>(
        &self,
        texts: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        as_queries: bool,
    ) -> Returned<'py> {
        self.require_fitted()?;
        let name = if as_queries { "queries" } else { "documents" };
        enter_with(texts, analyzer, name, |host, texts, analyzer| {
            let matrix = self.shared.encode(host, texts, analyzer, threads, as_queries)?;
            Ok(to_arrays(host.0, matrix)?.into_bound_py_any(host.0)?)
        })
    }

    /// `k1`, `b`, `epsilon`, the method's name and `delta`.
    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(tuple(self.shared.snapshot().parameters)))
    }

    /// `min_df`, `max_df` and `max_terms`.
    #[getter]
    fn pruning<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(pruning_tuple(self.shared.snapshot().parameters.pruning)))
    }

    /// A copy of which encoders know all terms.
    fn unpruned(&self) -> Outcome<Self> {
        enter(|| {
            let Published { mut parameters, model, .. } = self.shared.snapshot();
            parameters.pruning = Pruning::NONE;
            Ok(Self::of(SharedModel::new(parameters, model.map(|model| model.unpruned()))))
        })
    }

    /// Weighs with another value of one parameter from now on, by the same statistics.
    fn set_parameter(&self, py: Python<'_>, name: &str, value: &Bound<'_, PyAny>) -> Outcome<()> {
        enter(|| self.shared.set_parameters(&Interpreter(py), setting(name, value)?))
    }

    /// Writes the model to `path` with `analyzer` (JSON): in the original's format if the path ends in
    /// `.json`, else in the native one.
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn save(&self, py: Python<'_>, path: PathBuf, analyzer: &str) -> Outcome<()> {
        enter(|| {
            let (host, model) = (Interpreter(py), self.shared.fitted()?);
            let analyzer = serde_json::from_str::<serde_json::Value>(analyzer)
                .map_err(|error| errors::input(py, format!("the analyzer's JSON: {error}")))?;
            let format = Format::of_path(&path);
            let is_small = is_small(&model);
            let bytes = aside(&host, is_small, move || persist::to_bytes(format, &model, &analyzer))?;
            Ok(host.release(|| persist::write(&path, &bytes))?)
        })
    }

    /// The model in the file at `path`, and the JSON of its analyzer if the file has one.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> Returned<'_> {
        enter_for(py, || {
            let is_small = path.metadata().is_ok_and(|file| file.is_file() && file.len() < SMALL_FILE);
            let load = move || persist::load(&path);
            let LoadedModel { model, analyzer, .. } = aside(&Interpreter(py), is_small, load)??;
            let shared = SharedModel::new(model.parameters(), Some(model));
            Ok((Self { shared }, analyzer.map(|analyzer| analyzer.to_string())))
        })
    }

    /// What the file at `path` holds, as JSON, with the `most` terms that stand in the most documents.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn inspect(py: Python<'_>, path: PathBuf, most: usize) -> Returned<'_> {
        enter_for(py, || Ok(Interpreter(py).release(|| persist::inspect(&path, most))?.to_string()))
    }

    /// What pickle keeps: the parameters, and the bytes of the model's native file.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Returned<'py> {
        let py = slf.py();
        let to_bytes = |model: Arc<Bm25Model>| {
            let to_native = move || persist::to_native(&model, &serde_json::Value::Null);
            let bytes = aside(&Interpreter(py), false, to_native)?;
            Outcome::Ok(PyBytes::new_with(py, bytes.len(), |mut into| Ok(into.write_all(&bytes)?))?)
        };
        enter_for(py, || {
            let Published { parameters, model, .. } = slf.get().shared.snapshot();
            let bytes = model.map(to_bytes).transpose()?;
            let (restore, numbers) = (slf.get_type().getattr("_restore")?, tuple(parameters));
            if parameters.pruning.is_none() {
                // What releases before `pruning` unpickle.
                return Ok((restore, (numbers, bytes)).into_bound_py_any(py)?);
            }
            Ok((restore, (numbers, bytes, pruning_tuple(parameters.pruning))).into_bound_py_any(py)?)
        })
    }

    /// The same model, from now on by itself.
    fn __copy__(&self) -> Outcome<Self> {
        enter(|| Ok(Self { shared: self.shared.duplicate() }))
    }

    /// The model that `__reduce__` took apart.
    #[staticmethod]
    #[pyo3(signature = (parameters, model, pruning=None))]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 extracts a tuple into its owner")]
    fn _restore(
        py: Python<'_>,
        parameters: ParameterTuple,
        model: Option<&[u8]>,
        pruning: Option<PruningTuple>,
    ) -> Outcome<Self> {
        enter(|| {
            let load =
                |bytes| Interpreter(py).release(|| persist::from_bytes(Path::new("the pickle"), bytes));
            let model = model.map(load).transpose()?.map(|loaded| loaded.model);
            let given = || self::parameters(&parameters, pruning);
            let parameters = model.as_ref().map_or_else(given, |model| Ok(model.parameters()))?;
            Ok(Self { shared: SharedModel::new(parameters, model) })
        })
    }

    /// Raises unless there are statistics.
    fn require_fitted(&self) -> Outcome<()> {
        enter(|| Ok(self.shared.fitted().map(drop)?))
    }

    /// Whether there are statistics.
    #[getter]
    fn is_fitted<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, false, |_| true)
    }

    /// The number of documents.
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, 0, Bm25Model::documents)
    }

    /// The mean number of tokens in a document.
    #[getter]
    fn average_length<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, 0.0, Bm25Model::average_length)
    }

    /// The mean of the idfs before the floor.
    #[getter]
    fn average_idf<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, 0.0, Bm25Model::average_idf)
    }

    /// Whether some term's idf is 0 or negative.
    #[getter]
    fn has_nonpositive_idf<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, false, Bm25Model::has_nonpositive_idf)
    }

    /// The number of columns: of all terms, also those without a document left.
    #[getter]
    fn dim<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, 0, |model| model.vocabulary().len())
    }

    /// The number of terms that encoders know.
    #[getter]
    fn live_terms<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, 0, Bm25Model::live_terms)
    }

    /// The id of a term that encoders know, or `None`.
    fn id_of<'py>(&self, py: Python<'py>, term: &str) -> Returned<'py> {
        self.look(py, None, |model| model.live_term(term))
    }

    /// The idf and id of one term, or `None`. The first after a change computes the idfs of all terms.
    fn idf_of<'py>(&self, py: Python<'py>, term: &str) -> Returned<'py> {
        self.look(py, None, |model| model.live_term(term).map(|id| (model.idf()[id as usize], id)))
    }

    /// The term of an id, also of one without a document left, or `None`.
    fn term<'py>(&self, py: Python<'py>, id: u32) -> Returned<'py> {
        self.look(py, None, |model| model.vocabulary().term(id).map(str::to_owned))
    }

    /// How many documents hold a term, or `None`.
    fn document_frequency_of<'py>(&self, py: Python<'py>, term: &str) -> Returned<'py> {
        self.look(py, None, |model| model.document_frequency(model.live_term(term)?))
    }

    /// Whether there are document frequencies; a file of `pymilvus.model` has none.
    #[getter]
    fn has_document_frequencies<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, true, |model| model.statistics().is_some())
    }

    /// The `count` terms that stand in most documents, each with their number.
    fn most_common<'py>(&self, py: Python<'py>, count: usize) -> Returned<'py> {
        enter(|| {
            let Some(model) = self.shared.snapshot().model else { return Ok(PyList::empty(py).into_any()) };
            let found = Interpreter(py).release(|| model.most_common(count));
            let found = found.ok_or(Error::NoDocumentFrequencies { wanted: "most_common" })?;
            let name = |(id, df)| Some((model.vocabulary().term(id)?, df));
            let mut named = room(found.len());
            named.extend(found.into_iter().filter_map(name));
            Ok(named.into_bound_py_any(py)?)
        })
    }

    /// The script of most letters, where that is not Latin.
    fn dominant_script<'py>(&self, py: Python<'py>) -> Returned<'py> {
        self.look(py, None, |model| script_of(py, model))
    }

    /// A document's score for a query, taken apart; see `elanus.sparse.bm25.Explanation`.
    fn explain<'py>(
        &self,
        query: &Bound<'py, PyAny>,
        document: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
    ) -> Returned<'py> {
        self.require_fitted()?;
        let query = tokens_of(query, analyzer, "query")?;
        let document = tokens_of(document, analyzer, "document")?;
        enter_for(analyzer.py(), || {
            let model = self.shared.fitted()?;
            let (query, document) = (query.iter().map(String::as_str), document.iter().map(String::as_str));
            Ok(explained(Interpreter(analyzer.py()).release(|| model.explain(query, document))?))
        })
    }

    /// How far the model has moved from `since`; see `elanus.sparse.bm25.Drift`.
    fn drift<'py>(&self, py: Python<'py>, since: &Bound<'py, Self>) -> Returned<'py> {
        enter_for(py, || {
            let (model, since) = (self.shared.fitted()?, since.get().shared.fitted()?);
            let drift = Interpreter(py).release(|| model.drift(&since))?;
            let Drift { length_change, idf_change, term, changed_share, common_terms } = drift;
            Ok((length_change, idf_change, term, changed_share, common_terms))
        })
    }

    /// The terms with an id of `start` or more, below `end`, that encoders know, in the order of their ids.
    fn terms<'py>(&self, py: Python<'py>, start: u32, end: u32) -> Returned<'py> {
        enter(|| {
            let Some(model) = self.shared.snapshot().model else { return Ok(PyList::empty(py).into_any()) };
            let end = end.min(model.vocabulary().len() as u32);
            let lexicon = model.lexicon();
            let live = (start..end).filter(|&id| lexicon.is_live(id));
            let mut terms = room((end - start.min(end)) as usize);
            terms.extend(live.filter_map(|id| model.vocabulary().term(id)));
            Ok(terms.into_bound_py_any(py)?)
        })
    }
}

impl Bm25 {
    /// Looks at the model that is there now, if there is one.
    fn look<'py, T: IntoPyObject<'py>>(
        &self,
        py: Python<'py>,
        default: T,
        look: impl FnOnce(&Bm25Model) -> T,
    ) -> Returned<'py> {
        enter_for(py, || Ok(self.shared.snapshot().model.map_or(default, |model| look(&model))))
    }
}

/// The script of most letters of a model's documents, where that is not Latin.
fn script_of(py: Python<'_>, model: &Bm25Model) -> Option<&'static str> {
    let frequencies = model.statistics().map(|statistics| &statistics.document_frequency[..]);
    Interpreter(py).release(|| dominant_script(model.vocabulary(), frequencies)).map(Script::name)
}

/// Calls `warn` with the script of most letters of a model's documents, where that is not Latin.
fn warn_of_script(model: &Bm25Model, warn: Option<&Bound<'_, PyAny>>) -> Outcome<()> {
    if let Some(warn) = warn
        && let Some(script) = script_of(warn.py(), model)
    {
        call(warn, (script,))?;
    }
    Ok(())
}

pub(crate) fn explained(explanation: Explanation) -> Explained {
    let Explanation { score, document_length, average_length, length_norm, terms } = explanation;
    let parts = |term: ExplainedTerm| {
        let frequencies = (term.query_frequency, term.frequency, term.document_frequency);
        let weights = (term.query_weight, term.document_weight, term.contribution);
        (term.term, term.id, frequencies, term.idf, weights)
    };
    (score, document_length, average_length, length_norm, collected(terms.into_iter().map(parts)))
}

/// Bytes of a model file that is read in some milliseconds.
const SMALL_FILE: u64 = 1 << 20;

/// Whether a model is gone through in some milliseconds.
fn is_small(model: &Bm25Model) -> bool {
    model.vocabulary().len() < SMALL_MODEL
}

/// The tokens of one text, which messages call `name`.
pub(crate) fn tokens_of(
    text: &Bound<'_, PyAny>,
    analyzer: &Bound<'_, PyAny>,
    name: &'static str,
) -> Outcome<Vec<String>> {
    let texts = enter(|| Ok(PyList::new(text.py(), [text])?))?;
    enter_with(&texts, analyzer, name, |host, text, analyzer| {
        Ok(match (text.next()?, analyzer) {
            (Some(Batch::Texts(texts)), Some(core)) => host.release(|| core.tokens(texts.texts()[0])),
            (Some(Batch::Tokens(tokens)), _) => tokens.iter().next().map_or_else(Vec::new, texts_of),
            _ => Vec::new(),
        })
    })
}
