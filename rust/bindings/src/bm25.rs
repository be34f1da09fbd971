//! `elanus._core.Bm25`: fitting, updating, encoding, saving and loading.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use elanus_core::allocator::{TRIM_TERMS, trim};
use elanus_core::batch::Source;
use elanus_core::bm25::{Bm25Model, Compacted, Drift, ExplainedTerm, Explanation};
use elanus_core::counts::{Merged, RawRows, RowEncoder};
use elanus_core::csr::{Csr, CsrBuilder, RowBlock};
use elanus_core::parallel::{self, Cancel};
use elanus_core::persist::{self, Format, LoadedModel};
use elanus_core::scripts::{Script, dominant_script};
use elanus_core::{Error, Result, analysis};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::arrays::{Matrix, to_array, to_arrays};
use crate::counting::{Counting, core_of, count, count_rows};
use crate::documents::{Batch, DocumentAnalyzer, Documents};
use crate::drivers::{self, BatchDriver, RowsDriver};
use crate::errors;
use crate::gate::{aside, begin_update};
use crate::parameters::{ParameterTuple, Setting, parameters, tuple};
use crate::state::{Change, EncoderPool, Published, SharedModel, Updater};

/// The parts of a `Drift`, in the order of its fields.
type Drifted = (f64, f64, Option<String>, f64, usize);

/// The parts of an `Explanation`, in the order of its fields.
type Explained = (f64, u64, f64, f64, Vec<ExplainedParts>);

/// The parts of an `ExplainedTerm`, in the order of its fields.
type ExplainedParts = (String, Option<u32>, u32, u32, Option<u32>, f64, f32, f32, f64);

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
    ) -> PyResult<Self> {
        let parameters = parameters(py, &(k1, b, epsilon, method, delta))?;
        Ok(Self { shared: SharedModel::new(parameters, None) })
    }

    /// Replaces the model by one fitted on `documents`.
    fn fit(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
    ) -> PyResult<()> {
        let merged = count(py, Counting::new(documents, analyzer, threads)?)?;
        let parameters = self.shared.snapshot().parameters;
        let model = py
            .detach(|| Bm25Model::from_counts(merged.counts, parameters))
            .map_err(|error| errors::to_python(py, &error))?;
        let change = self.replace(py, model)?;
        self.settle_replacement(py, change)
    }

    /// `fit`, then what `make` makes of the rows of the same documents, which are analysed once.
    fn fit_encode<'py>(
        &self,
        py: Python<'py>,
        documents: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        make: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (merged, rows) = count_rows(py, Counting::new(documents, analyzer, threads)?)?;
        let Merged { counts, numberings } = merged;
        let parameters = self.shared.snapshot().parameters;
        let model = py
            .detach(|| Bm25Model::from_counts(counts, parameters))
            .map_err(|error| errors::to_python(py, &error))?;
        let weigher = model.document_weigher();
        let lengths = rows.iter().flat_map(RawRows::lengths);
        let mut matrix = Csr::with_lengths(lengths, model.vocabulary().len());
        let mut driver = RowsDriver::new(py, rows, &mut matrix);
        parallel::run(&mut driver, &mut vec![(); threads], |(), _, (rows, part), _| {
            rows.write(&numberings, &weigher, part);
        })?;
        // Nothing is published before everything is made: Python code can be interrupted.
        let result = make.call1((to_arrays(py, matrix)?,))?;
        let change = self.replace(py, model)?;
        self.settle_replacement(py, change)?;
        Ok(result)
    }

    /// Adds the counts of `documents`; terms are only appended.
    fn partial_fit(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let mut counting = Counting::new(documents, analyzer, 1)?;
        self.require_counts(py, "partial_fit")?;
        let first = counting.documents.next()?;
        let Some(first) = first else { return Ok(()) };
        if let (Batch::Texts(texts), Some(core)) = (&first, &counting.core)
            && first.is_small()
            && self.shared.snapshot().model.is_some()
        {
            let second = counting.documents.next()?;
            if second.is_none() {
                let change = self.add_texts(py, core, texts.texts())?;
                let version = change.version();
                return self.settle(py, change, move |updater, model| match updater.version {
                    Some(latest) if latest == version => model.undo_update(updater.counter.latest()),
                    _ => Ok(()),
                });
            }
            counting.waiting.extend(second);
        }
        counting.waiting.insert(0, first);
        // A document at a time needs none, and asking would take longer than counting it.
        counting.threads = threads.call0()?.extract()?;
        let counts = Arc::new(count(py, counting)?.counts);
        let new = counts.vocabulary.len();
        let (change, terms) = {
            let gate = self.shared.gate();
            let updating = begin_update(py, &gate)?;
            let Published { parameters, model, .. } = self.shared.snapshot();
            let Some(terms) = model.map(|model| model.vocabulary().len()) else {
                let model = py.detach(|| Bm25Model::from_counts(Arc::unwrap_or_clone(counts), parameters));
                let replaced = model.and_then(|model| self.shared.replace(model));
                let change = replaced.map_err(|error| errors::to_python(py, &error))?;
                drop(updating);
                return self.settle_replacement(py, change);
            };
            let added = Arc::clone(&counts);
            (self.shared.update(py, new, move |model| model.add(&added))?, terms)
        };
        self.settle(py, change, move |_, model| model.undo_add(&counts, terms))
    }

    /// Takes the counts of `documents` away.
    fn forget(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
    ) -> PyResult<()> {
        let counting = Counting::new(documents, analyzer, threads)?;
        self.fitted(py)?;
        self.require_counts(py, "forget")?;
        let counts = Arc::new(count(py, counting)?.counts);
        let terms = counts.vocabulary.len();
        let change = {
            let gate = self.shared.gate();
            let _updating = begin_update(py, &gate)?;
            let removed = Arc::clone(&counts);
            self.shared.update(py, terms, move |model| model.remove(&removed))?
        };
        self.settle(py, change, move |_, model| model.add(&counts))
    }

    /// Adds the documents of another model.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<()> {
        let theirs = other.get().fitted(py)?.0;
        self.fitted(py)?;
        let merged = theirs.vocabulary().len();
        let (change, terms) = {
            let gate = self.shared.gate();
            let _updating = begin_update(py, &gate)?;
            let terms = self.shared.snapshot().model.map_or(0, |model| model.vocabulary().len());
            let other = Arc::clone(&theirs);
            (self.shared.update(py, merged, move |model| model.merge(&other))?, terms)
        };
        self.settle(py, change, move |_, model| model.undo_merge(&theirs, terms))
    }

    /// Renumbers the terms that stand in some document; returns each old id's new one, −1 for none.
    fn compact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.fitted(py)?;
        let (new_ids, change) = {
            let gate = self.shared.gate();
            let _updating = begin_update(py, &gate)?;
            let (model, _) = self.fitted(py)?;
            let compacted = aside(py, is_small(&model), move || {
                let Compacted { model, new_ids } = model.compacted()?;
                let new_ids = new_ids.into_iter().map(|id| id.map_or(-1, i64::from));
                Ok((new_ids.collect::<Vec<_>>(), model))
            })?;
            let (new_ids, model) = compacted.map_err(|error: Error| errors::to_python(py, &error))?;
            let new_ids = to_array(py, new_ids)?;
            (new_ids, self.shared.replace(model).map_err(|error| errors::to_python(py, &error))?)
        };
        self.settle_replacement(py, change)?;
        Ok(new_ids)
    }

    /// The rows of `texts`: as documents, or as queries.
    fn encode<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        as_queries: bool,
    ) -> PyResult<Matrix<'py>> {
        let (model, encoders) = self.fitted(py)?;
        let name = if as_queries { "queries" } else { "documents" };
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let documents = Documents::new(texts, analyzer.clone(), name)?;
        let core = core_of(&analyzer);
        let mut states = encoders.take(core.as_ref(), threads);
        let mut matrix = CsrBuilder::new();
        let mut driver = BatchDriver::new(py, documents, Vec::new(), |index, block| {
            matrix.put(index, block);
            ControlFlow::Continue(())
        });
        parallel::run(&mut driver, &mut states, |encoder, _, batch, cancel| {
            let result = encode_batch(&model, encoder, core.as_deref(), &batch, as_queries, cancel);
            (batch, result)
        })?;
        encoders.give_back(core.as_ref(), states);
        let matrix = py.detach(|| matrix.finish(model.vocabulary().len()));
        to_arrays(py, matrix)
    }

    /// `k1`, `b`, `epsilon`, the method's name and `delta`.
    #[getter]
    fn parameters(&self) -> ParameterTuple {
        tuple(self.shared.snapshot().parameters)
    }

    /// Weighs with another value of one parameter from now on, by the same statistics. One at a time, and
    /// the others are taken as they are once no other update runs: threads that set two do not undo each
    /// other. A method brings its own `delta`, and `None` is a method's own.
    fn set_parameter(&self, py: Python<'_>, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let setting = Setting::new(name, value)?;
        let gate = self.shared.gate();
        let _updating = begin_update(py, &gate)?;
        let mut parameters = self.shared.snapshot().parameters;
        setting.apply(&mut parameters);
        self.shared.set_parameters(parameters).map_err(|error| errors::to_python(py, &error))
    }

    /// Writes the model to `path` with `analyzer` (JSON): in the original's format if the path ends in
    /// `.json`, else in the native one.
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn save(&self, py: Python<'_>, path: PathBuf, analyzer: &str) -> PyResult<()> {
        let (model, _) = self.fitted(py)?;
        let analyzer = serde_json::from_str::<serde_json::Value>(analyzer)
            .map_err(|error| errors::input(py, format!("the analyzer's JSON: {error}")))?;
        let format = Format::of_path(&path);
        let bytes =
            drivers::aside(py, is_small(&model), move || persist::to_bytes(format, &model, &analyzer))?;
        py.detach(|| persist::write(&path, &bytes)).map_err(|error| errors::to_python(py, &error))
    }

    /// The model in the file at `path`, and the JSON of its analyzer if the file has one.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<(Self, Option<String>)> {
        let is_small = path.metadata().is_ok_and(|file| file.is_file() && file.len() < SMALL_FILE);
        let loaded = drivers::aside(py, is_small, move || persist::load(&path))?;
        let LoadedModel { model, analyzer, .. } = loaded.map_err(|error| errors::to_python(py, &error))?;
        let shared = SharedModel::new(model.parameters(), Some(model));
        Ok((Self { shared }, analyzer.map(|analyzer| analyzer.to_string())))
    }

    /// What the file at `path` holds, as JSON, with the `most` terms that stand in the most documents.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn inspect(py: Python<'_>, path: PathBuf, most: usize) -> PyResult<String> {
        let found = py.detach(|| persist::inspect(&path, most));
        Ok(found.map_err(|error| errors::to_python(py, &error))?.to_string())
    }

    /// What pickle keeps: the parameters, and the bytes of the model's native file.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let py = slf.py();
        let Published { parameters, model, .. } = slf.get().shared.snapshot();
        let bytes = model.map(|model| {
            let to_native = move || persist::to_native(&model, &serde_json::Value::Null);
            PyResult::Ok(PyBytes::new(py, &drivers::aside(py, false, to_native)?))
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
    fn _restore(py: Python<'_>, parameters: ParameterTuple, model: Option<&[u8]>) -> PyResult<Self> {
        let Some(bytes) = model else {
            return Ok(Self { shared: SharedModel::new(self::parameters(py, &parameters)?, None) });
        };
        let loaded = py.detach(|| persist::from_bytes(Path::new("the pickle"), bytes));
        let model = loaded.map_err(|error| errors::to_python(py, &error))?.model;
        Ok(Self { shared: SharedModel::new(model.parameters(), Some(model)) })
    }

    /// Raises unless there are statistics.
    fn require_fitted(&self, py: Python<'_>) -> PyResult<()> {
        self.fitted(py).map(drop)
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
    fn most_common(&self, py: Python<'_>, count: usize) -> PyResult<Vec<(String, u32)>> {
        let Some(model) = self.shared.snapshot().model else { return Ok(Vec::new()) };
        let found = py.detach(|| model.most_common(count));
        let found = found.ok_or(Error::NoDocumentFrequencies { wanted: "most_common" });
        let found = found.map_err(|error| errors::to_python(py, &error))?.into_iter();
        let name = |(id, df)| Some((model.vocabulary().term(id)?.to_owned(), df));
        Ok(found.filter_map(name).collect())
    }

    /// The script of most letters, where that is not Latin.
    fn dominant_script(&self, py: Python<'_>) -> Option<&'static str> {
        let model = self.shared.snapshot().model?;
        let frequencies = model.statistics().map(|statistics| &statistics.document_frequency[..]);
        py.detach(|| dominant_script(model.vocabulary(), frequencies)).map(Script::name)
    }

    /// A document's score for a query, taken apart; see `elanus.sparse.bm25.Explanation`.
    fn explain(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        document: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
    ) -> PyResult<Explained> {
        let (model, _) = self.fitted(py)?;
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let query = tokens_of(py, query, &analyzer, "query")?;
        let document = tokens_of(py, document, &analyzer, "document")?;
        let explain = || model.explain(query.iter().map(String::as_str), document.iter().map(String::as_str));
        py.detach(explain).map(explained).map_err(|error| errors::to_python(py, &error))
    }

    /// How far the model has moved from `since`; see `elanus.sparse.bm25.Drift`.
    fn drift(&self, py: Python<'_>, since: &Bound<'_, Self>) -> PyResult<Drifted> {
        let (model, since) = (self.fitted(py)?.0, since.get().fitted(py)?.0);
        let drift = py.detach(|| model.drift(&since)).map_err(|error| errors::to_python(py, &error))?;
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

impl Bm25 {
    fn fitted(&self, py: Python<'_>) -> PyResult<(Arc<Bm25Model>, Arc<EncoderPool>)> {
        let Published { model, encoders, .. } = self.shared.snapshot();
        model.map(|model| (model, encoders)).ok_or_else(|| errors::to_python(py, &Error::NotFitted))
    }

    /// Refuses early what a model from a file without document frequencies cannot do.
    fn require_counts(&self, py: Python<'_>, wanted: &'static str) -> PyResult<()> {
        match self.shared.snapshot().model {
            Some(model) if model.statistics().is_none() => {
                Err(errors::to_python(py, &Error::NoDocumentFrequencies { wanted }))
            }
            _ => Ok(()),
        }
    }

    /// Publishes a vocabulary of another origin.
    fn replace(&self, py: Python<'_>, model: Bm25Model) -> PyResult<Change> {
        let gate = self.shared.gate();
        let _updating = begin_update(py, &gate)?;
        self.shared.replace(model).map_err(|error| errors::to_python(py, &error))
    }

    /// Takes a change back if an interrupt came while it was made: it looks at the signals last. `undo` undoes one
    /// that was made in place.
    fn settle(
        &self,
        py: Python<'_>,
        change: Change,
        undo: impl FnOnce(&mut Updater, &mut Bm25Model) -> Result<()> + Send,
    ) -> PyResult<()> {
        let undo = if change.is_in_place() {
            Some(undo)
        } else {
            py.detach(|| drop(undo));
            None
        };
        let dropping = change.drop_aside();
        let Err(interrupt) = py.check_signals() else {
            // The thread is the last owner of what was before.
            drop(change);
            drop(dropping);
            return Ok(());
        };
        let undo =
            |updater: &mut Updater, model: &mut Bm25Model| undo.map_or(Ok(()), |undo| undo(updater, model));
        self.shared.withdraw(py, change, undo)?;
        Err(interrupt)
    }

    /// As [`Self::settle`], for a state that another was put in place of.
    fn settle_replacement(&self, py: Python<'_>, change: Change) -> PyResult<()> {
        if self.shared.snapshot().model.is_some_and(|model| model.vocabulary().len() >= TRIM_TERMS) {
            py.detach(trim);
        }
        self.settle(py, change, |_, _| Ok(()))
    }

    /// Adds a small batch at a cost that does not depend on the vocabulary.
    fn add_texts(
        &self,
        py: Python<'_>,
        analyzer: &Arc<analysis::Analyzer>,
        texts: &[&str],
    ) -> PyResult<Change> {
        let gate = self.shared.gate();
        let mut updater = begin_update(py, &gate)?;
        let (model, encoders) = self.fitted(py)?;
        let same = updater
            .of
            .as_ref()
            .is_some_and(|of| Arc::ptr_eq(&of.0, analyzer) && Arc::ptr_eq(&of.1, &encoders));
        if !same {
            updater.counter.forget();
            updater.of = Some((Arc::clone(analyzer), encoders));
        }
        updater.version = None;
        let Updater { counter, version, .. } = &mut *updater;
        // While this snapshot lives, the update below would have to copy the model.
        let count = || counter.count(model.vocabulary(), analyzer, texts, &Cancel::new()).map(drop);
        py.detach(count).map_err(|error| errors::to_python(py, &error))?;
        drop(model);
        let update = counter.latest();
        match self.shared.update_wholly(py, update.terms.len(), |model| model.add_update(update)) {
            Ok(change) => {
                *version = Some(change.version());
                Ok(change)
            }
            Err(error) => {
                counter.forget();
                Err(errors::to_python(py, &error))
            }
        }
    }
}

fn explained(explanation: Explanation) -> Explained {
    let Explanation { score, document_length, average_length, length_norm, terms } = explanation;
    let parts = |term| {
        let ExplainedTerm {
            term,
            id,
            query_frequency,
            frequency,
            document_frequency,
            idf,
            query_weight,
            document_weight,
            contribution,
        } = term;
        (
            term,
            id,
            query_frequency,
            frequency,
            document_frequency,
            idf,
            query_weight,
            document_weight,
            contribution,
        )
    };
    (score, document_length, average_length, length_norm, terms.into_iter().map(parts).collect())
}

/// Bytes of a model file that is read in some milliseconds.
const SMALL_FILE: u64 = 1 << 20;

/// Whether a model is gone through in some milliseconds.
fn is_small(model: &Bm25Model) -> bool {
    model.vocabulary().len() < 50_000
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
    Ok(match (batch, core_of(analyzer)) {
        (Some(Batch::Texts(texts)), Some(core)) => py.detach(|| core.tokens(texts.texts()[0])),
        (Some(Batch::Tokens(tokens)), _) => tokens.iter().flatten().map(str::to_owned).collect(),
        _ => Vec::new(),
    })
}

fn encode_batch(
    model: &Bm25Model,
    encoder: &mut RowEncoder,
    analyzer: Option<&analysis::Analyzer>,
    batch: &Batch,
    as_queries: bool,
    cancel: &Cancel,
) -> Result<RowBlock> {
    match (batch, analyzer) {
        (Batch::Texts(texts), Some(analyzer)) if as_queries => {
            model.encode_queries(encoder, analyzer, texts.texts(), cancel)
        }
        (Batch::Texts(texts), Some(analyzer)) => {
            model.encode_documents(encoder, analyzer, texts.texts(), cancel)
        }
        (Batch::Tokens(tokens), _) if as_queries => {
            encoder.encode_tokens(model, &model.query_weigher(), tokens.iter())
        }
        (Batch::Tokens(tokens), _) => encoder.encode_tokens(model, &model.document_weigher(), tokens.iter()),
        (Batch::Texts(_), None) => Ok(RowBlock::default()),
    }
}
