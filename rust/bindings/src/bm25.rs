//! `elanus._core.Bm25`: fitting, encoding, saving and loading.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{CorpusCounter, RowEncoder};
use elanus_core::csr::{Csr, RowBlock};
use elanus_core::parallel::{self, Cancel, Driver};
use elanus_core::persist::{self, LoadedModel};
use elanus_core::weighting::{Method, Parameters};
use elanus_core::{Error, analysis};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::documents::{Batch, DocumentAnalyzer, Documents};
use crate::errors;

/// A fitted model and the encoders that remember chunks for it.
struct Fitted {
    model: Bm25Model,
    encoders: Mutex<Vec<(Arc<analysis::Analyzer>, RowEncoder)>>,
    has_nonpositive_idf: bool,
}

/// What readers see: replaced as a whole, never changed.
#[derive(Clone)]
struct State {
    parameters: Parameters,
    fitted: Option<Arc<Fitted>>,
}

/// The BM25 model behind `elanus.sparse.BM25EmbeddingFunction`.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Bm25 {
    state: RwLock<State>,
}

/// A callable, and its arguments: the parameters and the bytes of the model.
type Reduced<'py> = (Bound<'py, PyAny>, ((f64, f64, f64, &'static str), Option<Bound<'py, PyBytes>>));

/// The arrays of a `csr_array`: data, indices, indptr, and its shape.
type Matrix<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, (usize, usize));

#[pymethods]
impl Bm25 {
    #[new]
    fn new(py: Python<'_>, k1: f64, b: f64, epsilon: f64, method: &str) -> PyResult<Self> {
        let parameters = parameters(py, k1, b, epsilon, method)?;
        Ok(Self { state: RwLock::new(State { parameters, fitted: None }) })
    }

    /// Replaces the model by one fitted on `documents`.
    fn fit(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        threads: usize,
    ) -> PyResult<()> {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let documents = Documents::new(documents, analyzer.clone(), "documents")?;
        let core = core_of(&analyzer);
        let mut counters = CorpusCounter::for_workers(threads);
        let mut driver = FitDriver { py, documents };
        parallel::run(&mut driver, &mut counters, |counter, index, batch, cancel| {
            let result = match (&batch, &core) {
                (Batch::Texts(texts), Some(core)) => counter.count_texts(index, core, texts.texts(), cancel),
                (Batch::Tokens(tokens), _) => counter.count_tokens(index, tokens.iter()),
                (Batch::Texts(_), None) => Ok(()),
            };
            (batch, result)
        })?;
        let parameters = self.snapshot().parameters;
        let model = py
            .detach(|| Bm25Model::from_counts(CorpusCounter::merge(counters)?, parameters))
            .map_err(|error| errors::to_python(py, &error))?;
        self.publish(State { parameters, fitted: Some(Arc::new(Fitted::new(model))) });
        Ok(())
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
        let fitted = self.fitted(py)?;
        let name = if as_queries { "queries" } else { "documents" };
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let documents = Documents::new(texts, analyzer.clone(), name)?;
        let core = core_of(&analyzer);
        let mut encoders = fitted.take_encoders(core.as_ref(), threads);
        let mut driver = EncodeDriver { py, documents, blocks: Vec::new() };
        let model = &fitted.model;
        parallel::run(&mut driver, &mut encoders, |encoder, _, batch, cancel| {
            let result = encode_batch(model, encoder, core.as_deref(), &batch, as_queries, cancel);
            (batch, result)
        })?;
        let EncodeDriver { blocks, .. } = driver;
        let matrix = py.detach(|| {
            fitted.give_back(core.as_ref(), encoders);
            let blocks = blocks.into_iter().map(Option::unwrap_or_default).collect();
            Csr::from_blocks(blocks, model.vocabulary().len())
        });
        Ok(to_arrays(py, matrix))
    }

    /// `k1`, `b`, `epsilon` and the method's name.
    #[getter]
    fn parameters(&self) -> (f64, f64, f64, &'static str) {
        let Parameters { k1, b, epsilon, method } = self.snapshot().parameters;
        (k1, b, epsilon, method.name())
    }

    /// Weighs with other parameters from now on, by the same statistics.
    fn set_parameters(&self, py: Python<'_>, k1: f64, b: f64, epsilon: f64, method: &str) -> PyResult<()> {
        let parameters = parameters(py, k1, b, epsilon, method)?;
        let fitted = match self.snapshot().fitted {
            Some(fitted) => {
                let model = fitted.model.with_parameters(parameters);
                Some(Arc::new(Fitted::new(model.map_err(|error| errors::to_python(py, &error))?)))
            }
            None => None,
        };
        self.publish(State { parameters, fitted });
        Ok(())
    }

    /// Whether there are statistics.
    #[getter]
    fn is_fitted(&self) -> bool {
        self.snapshot().fitted.is_some()
    }

    /// The number of documents.
    #[getter]
    fn documents(&self) -> u64 {
        self.snapshot().fitted.map_or(0, |fitted| fitted.model.documents())
    }

    /// The mean number of tokens in a document.
    #[getter]
    fn average_length(&self) -> f64 {
        self.snapshot().fitted.map_or(0.0, |fitted| fitted.model.average_length())
    }

    /// The mean of the idfs before the floor.
    #[getter]
    fn average_idf(&self) -> f64 {
        self.snapshot().fitted.map_or(0.0, |fitted| fitted.model.average_idf())
    }

    /// Whether some term's idf is 0 or negative.
    #[getter]
    fn has_nonpositive_idf(&self) -> bool {
        self.snapshot().fitted.is_some_and(|fitted| fitted.has_nonpositive_idf)
    }

    /// What pickle keeps: the parameters, and the bytes of the model's file.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let State { parameters: Parameters { k1, b, epsilon, method }, fitted } = slf.get().snapshot();
        let bytes = fitted.map(|fitted| persist::to_json(&fitted.model, &serde_json::Value::Null));
        let bytes = bytes.map(|bytes| PyBytes::new(slf.py(), &bytes));
        Ok((slf.get_type().getattr("_restore")?, ((k1, b, epsilon, method.name()), bytes)))
    }

    /// The same model, from now on by itself.
    fn __copy__(&self) -> Self {
        Self { state: RwLock::new(self.snapshot()) }
    }

    /// The model that `__reduce__` took apart.
    #[staticmethod]
    fn _restore(py: Python<'_>, parameters: (f64, f64, f64, String), model: Option<&[u8]>) -> PyResult<Self> {
        let (k1, b, epsilon, method) = parameters;
        let parameters = self::parameters(py, k1, b, epsilon, &method)?;
        let load = |bytes| persist::from_json(Path::new("the pickle"), bytes);
        let loaded = py.detach(|| model.map(load).transpose());
        let loaded = loaded.map_err(|error| errors::to_python(py, &error))?;
        let fitted = loaded.map(|loaded| Arc::new(Fitted::new(loaded.model)));
        Ok(Self { state: RwLock::new(State { parameters, fitted }) })
    }

    /// The number of terms.
    #[getter]
    fn dim(&self) -> usize {
        self.snapshot().fitted.map_or(0, |fitted| fitted.model.vocabulary().len())
    }

    /// Writes the model to `path`, as `pymilvus.model` does, with `analyzer` (JSON) among the keys
    /// that it ignores.
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn save(&self, py: Python<'_>, path: PathBuf, analyzer: &str) -> PyResult<()> {
        let fitted = self.fitted(py)?;
        let analyzer = serde_json::from_str(analyzer)
            .map_err(|error| errors::input(py, format!("the analyzer's JSON: {error}")))?;
        py.detach(|| persist::write(&path, &persist::to_json(&fitted.model, &analyzer)))
            .map_err(|error| errors::to_python(py, &error))
    }

    /// The model in the file at `path`, and the JSON of its analyzer if the file has one.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<(Self, Option<String>)> {
        let LoadedModel { model, analyzer } = py
            .detach(|| persist::from_json(&path, &persist::read(&path)?))
            .map_err(|error| errors::to_python(py, &error))?;
        let state = State { parameters: model.parameters(), fitted: Some(Arc::new(Fitted::new(model))) };
        Ok((Self { state: RwLock::new(state) }, analyzer.map(|analyzer| analyzer.to_string())))
    }

    /// The idf and id of one term, or `None`.
    fn idf_of(&self, term: &str) -> Option<(f64, u32)> {
        let fitted = self.snapshot().fitted?;
        let id = fitted.model.vocabulary().get(term)?;
        Some((fitted.model.idf()[id as usize], id))
    }

    /// The terms in the order of their ids.
    fn terms(&self) -> Vec<String> {
        let fitted = self.snapshot().fitted;
        fitted.map_or_else(Vec::new, |fitted| fitted.model.vocabulary().iter().map(str::to_owned).collect())
    }

    /// Each term's idf, as an array of float64.
    fn idf<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        let idf = self.snapshot().fitted.map_or_else(Vec::new, |fitted| fitted.model.idf().to_vec());
        idf.into_pyarray(py).into_any()
    }
}

impl Bm25 {
    fn snapshot(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn publish(&self, state: State) {
        let old = std::mem::replace(&mut *self.state.write().unwrap_or_else(PoisonError::into_inner), state);
        drop(old);
    }

    fn fitted(&self, py: Python<'_>) -> PyResult<Arc<Fitted>> {
        self.snapshot().fitted.ok_or_else(|| errors::to_python(py, &Error::NotFitted))
    }
}

impl Fitted {
    fn new(model: Bm25Model) -> Self {
        let has_nonpositive_idf = model.idf().iter().any(|&idf| idf <= 0.0);
        Self { model, encoders: Mutex::new(Vec::new()), has_nonpositive_idf }
    }

    /// Encoders for as many threads, warm ones where there are any for this analyzer.
    fn take_encoders(&self, analyzer: Option<&Arc<analysis::Analyzer>>, threads: usize) -> Vec<RowEncoder> {
        let mut encoders = Vec::with_capacity(threads);
        if let Some(analyzer) = analyzer {
            let mut kept = self.kept();
            kept.retain(|(kept, _)| Arc::ptr_eq(kept, analyzer));
            let rest = kept.len().saturating_sub(threads);
            encoders.extend(kept.drain(rest..).map(|(_, encoder)| encoder));
        }
        encoders.resize_with(threads, RowEncoder::new);
        encoders
    }

    fn give_back(&self, analyzer: Option<&Arc<analysis::Analyzer>>, encoders: Vec<RowEncoder>) {
        if let Some(analyzer) = analyzer {
            let mut kept = self.kept();
            let room = encoders.len().saturating_sub(kept.len());
            kept.extend(encoders.into_iter().take(room).map(|encoder| (Arc::clone(analyzer), encoder)));
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Arc<analysis::Analyzer>, RowEncoder)>> {
        self.encoders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn core_of(analyzer: &DocumentAnalyzer<'_>) -> Option<Arc<analysis::Analyzer>> {
    match analyzer {
        DocumentAnalyzer::Core(analyzer) => Some(Arc::clone(analyzer.get().core())),
        DocumentAnalyzer::Callable(_) => None,
    }
}

fn parameters(py: Python<'_>, k1: f64, b: f64, epsilon: f64, method: &str) -> PyResult<Parameters> {
    let method = Method::from_name(method).ok_or_else(|| {
        let known: Vec<_> = Method::ALL.iter().map(|method| method.name()).collect();
        errors::input(py, format!("method is {method:?}; expected one of {}", known.join(", ")))
    })?;
    let parameters = Parameters { k1, b, epsilon, method };
    parameters.validate().map_err(|error| errors::to_python(py, &error))?;
    Ok(parameters)
}

fn encode_batch(
    model: &Bm25Model,
    encoder: &mut RowEncoder,
    analyzer: Option<&analysis::Analyzer>,
    batch: &Batch,
    as_queries: bool,
    cancel: &Cancel,
) -> Result<RowBlock, Error> {
    match (batch, analyzer) {
        (Batch::Texts(texts), Some(analyzer)) if as_queries => {
            model.encode_queries(encoder, analyzer, texts.texts(), cancel)
        }
        (Batch::Texts(texts), Some(analyzer)) => {
            model.encode_documents(encoder, analyzer, texts.texts(), cancel)
        }
        (Batch::Tokens(tokens), _) if as_queries => {
            encoder.encode_tokens(model.vocabulary(), &model.query_weigher(), tokens.iter())
        }
        (Batch::Tokens(tokens), _) => {
            encoder.encode_tokens(model.vocabulary(), &model.document_weigher(), tokens.iter())
        }
        (Batch::Texts(_), None) => Ok(RowBlock::default()),
    }
}

/// A matrix as arrays whose index types agree: int32 while entries and columns fit, else int64.
fn to_arrays(py: Python<'_>, matrix: Csr) -> Matrix<'_> {
    let shape = matrix.shape();
    let (offsets, columns, values) = matrix.into_parts();
    let data = values.into_pyarray(py).into_any();
    if i32::try_from(columns.len()).is_ok() {
        let indptr: Vec<i32> = offsets.into_iter().map(|offset| offset as i32).collect();
        (data, columns.into_pyarray(py).into_any(), indptr.into_pyarray(py).into_any(), shape)
    } else {
        let indptr: Vec<i64> = offsets.into_iter().map(u64::cast_signed).collect();
        let indices: Vec<i64> = columns.into_iter().map(i64::from).collect();
        (data, indices.into_pyarray(py).into_any(), indptr.into_pyarray(py).into_any(), shape)
    }
}

struct FitDriver<'py> {
    py: Python<'py>,
    documents: Documents<'py>,
}

impl Driver for FitDriver<'_> {
    type Job = Batch;
    type Output = (Batch, Result<(), Error>);
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        self.documents.next_batch()
    }

    fn is_small(&self, batch: &Batch) -> bool {
        batch.is_small()
    }

    fn done(&mut self, _: usize, (_, result): Self::Output) -> PyResult<()> {
        result.map_err(|error| errors::to_python(self.py, &error))
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

struct EncodeDriver<'py> {
    py: Python<'py>,
    documents: Documents<'py>,
    blocks: Vec<Option<RowBlock>>,
}

impl Driver for EncodeDriver<'_> {
    type Job = Batch;
    type Output = (Batch, Result<RowBlock, Error>);
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        self.documents.next_batch()
    }

    fn is_small(&self, batch: &Batch) -> bool {
        batch.is_small()
    }

    fn done(&mut self, index: usize, (_, result): Self::Output) -> PyResult<()> {
        let block = result.map_err(|error| errors::to_python(self.py, &error))?;
        if self.blocks.len() <= index {
            self.blocks.resize(index + 1, None);
        }
        self.blocks[index] = Some(block);
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// The one door for long work: without the GIL, then a look at the signals.
fn wait(py: Python<'_>, work: impl FnOnce() + Send) -> PyResult<()> {
    py.detach(work);
    py.check_signals()
}
