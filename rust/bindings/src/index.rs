//! `elanus._core.Index`: an exact index, and what its searches find.
#![expect(clippy::needless_pass_by_value, reason = "PyO3 extracts arguments into their owners")]

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use elanus_core::Error;
use elanus_core::counts::TermRow;
use elanus_core::csr::Csr;
use elanus_core::index::folder::{self, Content, Opened, Saved};
use elanus_core::index::{
    Documents, DocumentsBuilder, Filter, Filters, Found, Id, SharedIndex, State, Weighing,
};
use elanus_core::memory::{collected, room, tried};
use elanus_core::parallel::{Cancel, Host, aside};
use elanus_core::shared::SharedModel;
use numpy::PyReadonlyArray1;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};

use crate::arrays::to_array;
use crate::bm25::{Bm25, explained, tokens_of};
use crate::documents::enter_with;
use crate::errors::{self, Outcome};
use crate::interpreter::{Interpreter, Returned, call, enter, enter_for};
use crate::parameters::{ParameterTuple, PruningTuple, parameters, pruning_tuple, setting, tuple};
use crate::texts;

/// A `csr_array`'s data, indices and indptr, and its number of columns.
type Vectors<'py> =
    (PyReadonlyArray1<'py, f32>, PyReadonlyArray1<'py, i32>, PyReadonlyArray1<'py, i64>, usize);

/// Some documents: one bool for each that is alive, or their ids.
enum Selection<'py> {
    // First: the others import NumPy to tell.
    Texts(Bound<'py, PyList>),
    Mask(PyReadonlyArray1<'py, bool>),
    Numbers(PyReadonlyArray1<'py, i64>),
}

impl<'py> FromPyObject<'_, 'py> for Selection<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(list) = object.cast::<PyList>() {
            return Ok(Self::Texts(list.to_owned()));
        }
        // To try one type of array after the other would compare types, in which NumPy loses interrupts.
        let kind = object.getattr("dtype")?.getattr("kind")?;
        if kind.eq("b")? { Ok(Self::Mask(object.extract()?)) } else { Ok(Self::Numbers(object.extract()?)) }
    }
}

/// What a search may find: the same for every query, or a tuple of what is for each its own.
enum Selections<'py> {
    One(Selection<'py>),
    Each(Vec<Option<Selection<'py>>>),
}

impl<'py> FromPyObject<'_, 'py> for Selections<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyTuple>() {
            object.extract().map(Self::Each)
        } else {
            object.extract().map(Self::One)
        }
    }
}

/// The index behind `elanus.Index`.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Index {
    shared: SharedIndex,
    /// Where it was opened or saved last, and how often it had been changed then. Locked for moments.
    saved: Mutex<Option<(Saved, u64)>>,
}

impl Index {
    fn of(shared: SharedIndex, saved: Option<Saved>) -> Self {
        Self { shared, saved: Mutex::new(saved.map(|saved| (saved, 0))) }
    }

    fn saved(&self) -> MutexGuard<'_, Option<(Saved, u64)>> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Index {
    /// An index without documents: of texts, weighed by these parameters.
    #[new]
    #[pyo3(signature = (parameters, pruning=None))]
    fn new(parameters: ParameterTuple, pruning: Option<PruningTuple>) -> Outcome<Self> {
        enter(|| Ok(Self::of(SharedIndex::new(self::parameters(&parameters, pruning)?)?, None)))
    }

    /// An index of texts, weighed by a model that stays as it is.
    #[staticmethod]
    fn with_model(model: &Bound<'_, Bm25>) -> Outcome<Self> {
        enter(|| Ok(Self::of(SharedIndex::with_model(model.get().shared().fitted()?)?, None)))
    }

    /// An index of vectors of this many columns.
    #[staticmethod]
    fn of_vectors(width: usize) -> Outcome<Self> {
        enter(|| Ok(Self::of(SharedIndex::of_vectors(width)?, None)))
    }

    /// Adds documents under these ids, or under the next numbers; replaces those that have them, or refuses.
    #[pyo3(signature = (documents, ids, analyzer, threads, *, replaces, store_text))]
    fn add<'py>(
        &self,
        documents: &Bound<'py, PyAny>,
        ids: Option<Selection<'py>>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
        replaces: bool,
        store_text: bool,
    ) -> Outcome<()> {
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            documents.keep(store_text);
            self.shared.add(host, documents, analyzer, threads, replaces, |documents, number, next| {
                stored(documents.take_kept(), ids.as_ref(), number, next)
            })
        })
    }

    /// Adds vectors.
    fn add_vectors<'py>(
        &self,
        py: Python<'py>,
        vectors: Vectors<'py>,
        ids: Option<Selection<'py>>,
        replaces: bool,
    ) -> Outcome<()> {
        enter(|| {
            let matrix = matrix(&vectors)?;
            let stored = |number, next| stored(DocumentsBuilder::new(false), ids.as_ref(), number, next);
            self.shared.add_vectors(&Interpreter(py), matrix, replaces, stored)
        })
    }

    /// Deletes the documents with these ids.
    fn delete<'py>(&self, py: Python<'py>, ids: Selection<'py>) -> Outcome<()> {
        enter(|| self.shared.delete(&Interpreter(py), |state| numbers(state, &ids)))
    }

    /// One segment of the documents that are alive.
    fn compact(&self, py: Python<'_>) -> Outcome<()> {
        enter(|| self.shared.compact(&Interpreter(py)))
    }

    /// Weighs by other parameters from now on.
    fn set_parameters<'py>(&self, py: Python<'py>, given: Vec<(String, Bound<'py, PyAny>)>) -> Outcome<()> {
        enter(|| {
            let settings =
                given.iter().map(|(name, value)| setting(name, value)).collect::<PyResult<Vec<_>>>()?;
            let set = |parameters: &mut _| settings.into_iter().for_each(|set| set(parameters));
            self.shared.set_parameters(&Interpreter(py), set)
        })
    }

    /// The index in a folder, the JSON of its analyzer, and whether it stores texts.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf, mmap: bool, threads: usize) -> Returned<'_> {
        enter_for(py, || {
            let open = move || folder::open(&path, mmap, threads);
            let Opened { state, analyzer, store_text, saved } = aside(&Interpreter(py), false, open)??;
            Ok((Self::of(SharedIndex::of(state), Some(saved)), analyzer.to_string(), store_text))
        })
    }

    /// Saves the index to a folder: what is not there yet. To a new one, whatever was there before.
    fn save(
        &self,
        py: Python<'_>,
        path: PathBuf,
        analyzer: &str,
        store_text: bool,
        is_new: bool,
        threads: usize,
    ) -> Outcome<()> {
        enter(|| {
            let host = Interpreter(py);
            let analyzer = serde_json::from_str::<serde_json::Value>(analyzer)
                .map_err(|error| errors::input(py, format!("the analyzer's JSON: {error}")))?;
            let (state, changes, saved) = self.shared.numbered(&host, || self.saved().clone())?;
            let saved = saved.map(|(saved, _)| saved).filter(|saved| !is_new && saved.path() == path);
            let (cancel, (ended, end)) = (Arc::new(Cancel::new()), mpsc::channel::<()>());
            let looked_at = Arc::clone(&cancel);
            let saving = move || {
                let _ended = ended;
                let content = Content { state: &state, analyzer: &analyzer, store_text };
                folder::save(&path, content, saved.as_ref(), threads, &looked_at)
            };
            let done = aside(&host, false, saving).inspect_err(|_| {
                // The caller lets go of its lock: nothing may be written any more.
                cancel.set();
                host.release(move || end.recv()).unwrap_or_default();
            })?;
            *self.saved() = Some((done?, changes));
            Ok(())
        })
    }

    /// Takes over what another process has saved, if there was anything: whether texts are stored. Where `is_own` says
    /// of the JSON of the analyzer that it is another, this object stays as it is, for whoever goes on with its own
    /// analyzer, and another is returned.
    fn refresh(&self, is_own: &Bound<'_, PyAny>, threads: usize) -> Outcome<Option<(Option<Self>, bool)>> {
        enter(|| {
            let host = Interpreter(is_own.py());
            let (before, now, saved) = self.shared.numbered(&host, || self.saved().clone())?;
            let Some((saved, changes)) = saved else { return Ok(None) };
            let was_counted = before.weighing.model().is_some();
            let opened = aside(&host, false, move || folder::reopen(&saved, &before, threads))??;
            let Some(Opened { state, saved, analyzer, store_text }) = opened else { return Ok(None) };
            if now != changes {
                return Err(Error::UnsavedIndex.into());
            }
            if was_counted != state.weighing.model().is_some() {
                return Err(Error::WrongIndex("documents of another kind by now: open it anew").into());
            }
            if !call(is_own, (analyzer.to_string(),))?.is_truthy()? {
                return Ok(Some((Some(Self::of(SharedIndex::of(state), Some(saved))), store_text)));
            }
            // At once: who saves the state that there was must not take it for what was opened.
            self.shared.replace(&host, state, now, || *self.saved() = Some((saved, now)))?;
            Ok(Some((None, store_text)))
        })
    }

    /// The folder where it was opened or saved last.
    #[getter]
    fn path(&self) -> Outcome<Option<PathBuf>> {
        enter(|| Ok(self.saved().as_ref().map(|(saved, _)| saved.path().to_owned())))
    }

    /// The same index, from now on by itself; saved nowhere.
    fn __copy__(&self) -> Outcome<Self> {
        enter(|| Ok(Self::of(SharedIndex::of(self.shared.snapshot().separate()), None)))
    }

    /// The state as it is now.
    fn snapshot(&self) -> Outcome<Snapshot> {
        enter(|| Ok(Snapshot { state: self.shared.snapshot() }))
    }

    /// The best `k` documents of each of some texts.
    #[pyo3(signature = (queries, analyzer, k, filter, threads))]
    fn search<'py>(
        &self,
        queries: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        k: usize,
        filter: Option<Selections<'py>>,
        threads: usize,
    ) -> Returned<'py> {
        enter_with(queries, analyzer, "queries", |host, queries, analyzer| {
            let state = self.shared.snapshot();
            let rows = state.encode(host, queries, analyzer, threads)?;
            found(*host, state, &rows, k, filter.as_ref(), threads)
        })
    }

    /// The hits of each of some texts, the best first: id, score and, with `texts`, text. No array is made: for
    /// who has not imported NumPy.
    #[pyo3(signature = (queries, analyzer, k, threads, *, texts))]
    fn hits<'py>(
        &self,
        queries: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        k: usize,
        threads: usize,
        texts: bool,
    ) -> Returned<'py> {
        enter_with(queries, analyzer, "queries", |host, queries, analyzer| {
            let state = self.shared.snapshot();
            let rows = state.encode(host, queries, analyzer, threads)?;
            let found = state.search(host, &rows, k, &Filters::None, threads)?;
            let of_queries = PyList::empty(host.0);
            for (query, &count) in found.counts.iter().enumerate() {
                let hits = PyList::empty(host.0);
                for at in (query * found.k..).take(count as usize) {
                    let (member, place) = state.place(found.documents[at]);
                    let documents = &member.segment.documents;
                    let text = text_of(host.0, if texts { documents.text(place as u32)? } else { None })?;
                    let score = f64::from(found.scores[at]);
                    match documents.id(place as u32) {
                        Id::Number(id) => hits.append((id, score, text))?,
                        Id::Text(id) => {
                            hits.append((PyString::from_bytes(host.0, id.as_bytes())?, score, text))?;
                        }
                    }
                }
                of_queries.append(hits)?;
            }
            Ok(of_queries.into_any())
        })
    }

    /// The best `k` documents of each of some vectors.
    #[pyo3(signature = (queries, k, filter, threads))]
    fn search_vectors<'py>(
        &self,
        py: Python<'py>,
        queries: Vectors<'py>,
        k: usize,
        filter: Option<Selections<'py>>,
        threads: usize,
    ) -> Returned<'py> {
        enter(|| {
            let rows = matrix(&queries)?;
            found(Interpreter(py), self.shared.snapshot(), &rows, k, filter.as_ref(), threads)
        })
    }
}

/// One state of an index, which stays what it is.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Snapshot {
    state: Arc<State>,
}

#[pymethods]
impl Snapshot {
    /// The number of documents that are alive.
    fn __len__(&self) -> Outcome<usize> {
        enter(|| Ok(self.state.len()))
    }

    /// The ids of some documents by their numbers, or of all that are alive: an array of int64, or a list of str.
    #[pyo3(signature = (documents=None))]
    fn ids<'py>(&self, py: Python<'py>, documents: Option<PyReadonlyArray1<'py, u32>>) -> Returned<'py> {
        enter(|| {
            let Some(documents) = documents else { return ids(py, &self.state, self.state.documents()) };
            ids(py, &self.state, self.numbers(&documents)?.into_iter())
        })
    }

    /// The texts of some documents by their numbers; `None` of one without.
    fn texts<'py>(&self, py: Python<'py>, documents: PyReadonlyArray1<'py, u32>) -> Returned<'py> {
        enter(|| {
            let texts = PyList::empty(py);
            for (at, document) in self.numbers(&documents)?.into_iter().enumerate() {
                let (member, place) = self.state.place(document);
                texts.append(text_of(py, member.segment.documents.text(place as u32)?)?)?;
                if at % 1024 == 0 {
                    py.check_signals()?;
                }
            }
            Ok(texts.into_any())
        })
    }

    /// The numbers of the documents with these ids.
    fn find<'py>(&self, py: Python<'py>, ids: Selection<'py>) -> Returned<'py> {
        enter(|| Ok(to_array(py, numbers(&self.state, &ids)?)?))
    }

    /// Whether there is a document with this id.
    fn holds(&self, id: Selection<'_>) -> Outcome<bool> {
        enter(|| Ok(each_id(&id, |id| Ok(self.state.find(id).is_some()))?.into_iter().all(|found| found)))
    }

    /// A document's score for a query, taken apart; see `elanus.sparse.bm25.Explanation`.
    fn explain<'py>(
        &self,
        query: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        document: u32,
    ) -> Returned<'py> {
        let query = tokens_of(query, analyzer, "query")?;
        enter_for(analyzer.py(), || {
            let model = self.state.weighing.model().ok_or(Error::NotFitted)?;
            let explain = || {
                let (member, place) = self.state.place(document);
                let length = member.segment.lengths.get(place).copied().unwrap_or(0).into();
                let terms = &member.segment.row(place);
                tried(|| model.explain_row(query.iter().map(String::as_str), TermRow { length, terms }))
            };
            Ok(explained(Interpreter(analyzer.py()).release(explain)?))
        })
    }

    /// The model, or `None` of vectors; a copy that shares the statistics until one is changed.
    #[getter]
    fn model<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || {
            let Weighing::Bm25 { model, parameters, .. } = &self.state.weighing else { return Ok(None) };
            let model = model.as_deref().cloned();
            Ok(Some(Bm25::of(SharedModel::new(*parameters, model))))
        })
    }

    /// `k1`, `b`, `epsilon`, the method's name and `delta`, or `None` of vectors.
    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || {
            Ok(match &self.state.weighing {
                Weighing::Bm25 { parameters, .. } => Some(tuple(*parameters)),
                Weighing::Vectors { .. } => None,
            })
        })
    }

    /// `min_df`, `max_df` and `max_terms`, or `None` of vectors.
    #[getter]
    fn pruning<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || {
            Ok(match &self.state.weighing {
                Weighing::Bm25 { parameters, .. } => Some(pruning_tuple(parameters.pruning)),
                Weighing::Vectors { .. } => None,
            })
        })
    }

    /// The number of columns.
    #[getter]
    fn dim(&self) -> Outcome<usize> {
        enter(|| Ok(self.state.weighing.width()))
    }

    /// The number of postings.
    #[getter]
    fn postings(&self) -> Outcome<usize> {
        enter(|| Ok(self.state.postings()))
    }

    /// The bytes of everything but ids, texts and the model.
    #[getter]
    fn memory(&self) -> Outcome<usize> {
        enter(|| Ok(self.state.memory()))
    }

    /// Whether the text of some document is stored.
    #[getter]
    fn has_texts(&self) -> Outcome<bool> {
        enter(|| Ok(self.state.members().iter().any(|member| member.segment.documents.has_texts())))
    }

    /// Whether ids are texts.
    #[getter]
    fn has_text_ids(&self) -> Outcome<bool> {
        enter(|| Ok(self.state.has_text_ids))
    }
}

impl Snapshot {
    /// The numbers in an array, if documents have them.
    fn numbers(&self, documents: &PyReadonlyArray1<'_, u32>) -> PyResult<Vec<u32>> {
        let end = self.state.members().iter().map(|member| member.segment.count).sum::<usize>();
        let numbers = collected(documents.as_slice()?.iter().copied());
        match numbers.iter().find(|&&number| number as usize >= end) {
            Some(number) => {
                Err(errors::input(documents.py(), format!("there is no document number {number}")))
            }
            None => Ok(numbers),
        }
    }
}

/// A text as Python's, whose refusal of memory is an error.
fn text_of<'py>(py: Python<'py>, text: Option<Cow<'_, str>>) -> PyResult<Option<Bound<'py, PyString>>> {
    text.map(|text| PyString::from_bytes(py, text.as_bytes())).transpose()
}

/// `k`, and what was found: the number of hits, documents' numbers and scores, and the state that they are of.
fn found<'py>(
    host: Interpreter<'py>,
    state: Arc<State>,
    queries: &Csr,
    k: usize,
    filter: Option<&Selections<'py>>,
    threads: usize,
) -> Returned<'py> {
    let filters = match filter {
        None => Filters::None,
        Some(Selections::One(selection)) => Filters::All(selected(host.0, &state, selection)?),
        Some(Selections::Each(each)) => {
            let filter =
                |selection: &Option<_>| selection.as_ref().map(|it| selected(host.0, &state, it)).transpose();
            Filters::Each(each.iter().map(filter).collect::<Outcome<_>>()?)
        }
    };
    let Found { k, counts, documents, scores } = state.search(&host, queries, k, &filters, threads)?;
    let (counts, documents) = (to_array(host.0, counts)?, to_array(host.0, documents)?);
    Ok((k, counts, documents, to_array(host.0, scores)?, Snapshot { state }).into_bound_py_any(host.0)?)
}

/// The documents that a filter lets pass.
fn selected(py: Python<'_>, state: &State, selection: &Selection<'_>) -> Outcome<Filter> {
    match selection {
        Selection::Mask(mask) => {
            let mask = mask.as_slice().map_err(PyErr::from)?;
            if mask.len() != state.len() {
                let message =
                    format!("the filter has {} values; the index has {} documents", mask.len(), state.len());
                return Err(errors::input(py, message).into());
            }
            let documents = state.documents().zip(mask).filter(|&(_, &passes)| passes);
            Ok(state.filter(documents.map(|(document, _)| document)))
        }
        ids => Ok(state.filter(numbers(state, ids)?)),
    }
}

/// The ids of some documents.
fn ids<'py>(py: Python<'py>, state: &State, documents: impl Iterator<Item = u32>) -> Returned<'py> {
    let (mut numbers, texts) = (Vec::new(), PyList::empty(py));
    for document in documents {
        match state.id(document) {
            Id::Number(number) => numbers.push(number),
            Id::Text(text) => texts.append(PyString::from_bytes(py, text.as_bytes())?)?,
        }
    }
    if state.has_text_ids { Ok(texts.into_any()) } else { Ok(to_array(py, numbers)?) }
}

/// What comes of each of some ids.
fn each_id<T>(ids: &Selection<'_>, mut call: impl FnMut(Id<'_>) -> Outcome<T>) -> Outcome<Vec<T>> {
    match ids {
        Selection::Numbers(numbers) => {
            numbers.as_slice().map_err(PyErr::from)?.iter().map(|&number| call(Id::from(number))).collect()
        }
        Selection::Texts(list) => {
            let call = |(at, id): (usize, Bound<'_, PyAny>)| {
                if let Ok(id) = id.cast::<PyString>() {
                    return texts::with_text(id, |id| call(Id::from(id)))?;
                }
                let message = format!("ids[{at}] is {}; expected a str", id.get_type().qualname()?);
                Err(errors::input_type(list.py(), message).into())
            };
            list.iter().enumerate().map(call).collect()
        }
        Selection::Mask(mask) => {
            Err(errors::input_type(mask.py(), "ids are bool; expected int or str".to_owned()).into())
        }
    }
}

/// The numbers of the documents with these ids.
fn numbers(state: &State, ids: &Selection<'_>) -> Outcome<Vec<u32>> {
    let numbers = each_id(ids, |id| state.find(id).ok_or_else(|| Error::UnknownId(id.to_string()).into()))?;
    let mut sorted = collected(numbers.iter().copied());
    sorted.sort_unstable();
    if let Some(equal) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::DoubledId(state.id(equal[0]).to_string()).into());
    }
    Ok(numbers)
}

/// New documents of which the texts are there: with these ids, or with the next numbers.
fn stored(
    mut builder: DocumentsBuilder,
    ids: Option<&Selection<'_>>,
    number: usize,
    next: i64,
) -> Outcome<Documents> {
    tried(|| {
        match ids {
            None => {
                let end = next.checked_add_unsigned(number as u64).ok_or(Error::NoFreeIds)?;
                (next..end).try_for_each(|id| builder.push_id(Id::from(id)))?;
            }
            Some(ids) => {
                each_id(ids, |id| Ok(builder.push_id(id)?))?;
            }
        }
        if builder.len() == number {
            return Ok(builder.finish());
        }
        let given = builder.len();
        Err(Error::OtherIds { ids: given as u64, documents: number as u64 }.into())
    })
}

/// The matrix of some vectors.
fn matrix((data, indices, indptr, width): &Vectors<'_>) -> Outcome<Csr> {
    fn copy<T: Copy + numpy::Element>(array: &PyReadonlyArray1<'_, T>) -> PyResult<Vec<T>> {
        Ok(collected(array.as_slice()?.iter().copied()))
    }
    tried(|| {
        let mut offsets = room(indptr.len()?);
        offsets.extend(copy(indptr)?.into_iter().map(i64::cast_unsigned));
        Ok(Csr::new(offsets, copy(indices)?, copy(data)?, *width)?)
    })
}
