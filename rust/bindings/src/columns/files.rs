//! Files of documents.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use elanus_core::batch::{BATCH_DOCUMENTS, Source, TextBatch, Unread};
use elanus_core::parallel::Host;
use elanus_corpus::arrow::{ArrowArrayStream, Columns, Interface, export};
use elanus_corpus::files::{Block, Corpus, Error, Fields, Findings, Format, Options, Place, Skipped};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList, PyString};

use super::Rows;
use crate::errors::{self, Failure, Outcome};
use crate::interpreter::{self, Interpreter, Returned, enter, enter_for};

/// Files of documents, which are read once.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Files {
    corpus: Arc<Mutex<Corpus>>,
    findings: Arc<Findings>,
    bytes: Arc<AtomicU64>,
}

/// The texts and ids of some documents, and the lines at which they begin.
type Read<'py> = (Bound<'py, PyList>, Bound<'py, PyList>, Vec<u64>, String);

#[pymethods]
impl Files {
    /// The files at `paths`, `None` for standard input.
    #[new]
    #[pyo3(signature = (paths, *, text_fields=None, id_field=None, titles=true, format=None, delimiter=None,
                        header=None, ids=None, longest_text=None, longest_id=None, skip=false, skipped_list=None,
                        eager=false, may_be_empty=false))]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "they are given by name"
    )]
    fn new(
        paths: Vec<Option<PathBuf>>,
        text_fields: Option<Vec<String>>,
        id_field: Option<String>,
        titles: bool,
        format: Option<&str>,
        delimiter: Option<char>,
        header: Option<bool>,
        ids: Option<String>,
        longest_text: Option<usize>,
        longest_id: Option<usize>,
        skip: bool,
        skipped_list: Option<PathBuf>,
        eager: bool,
        may_be_empty: bool,
    ) -> Outcome<Self> {
        enter(|| {
            let delimiter = delimiter.map_or(b',', |delimiter| delimiter as u8);
            let format = match format {
                None => None,
                Some("jsonl") => Some(Format::JsonLines),
                Some("csv") => Some(Format::Csv { delimiter }),
                Some("tsv") => Some(Format::Tsv),
                Some("lines") => Some(Format::Lines),
                Some(other) => return Err(PyValueError::new_err(format!("no format {other:?}")).into()),
            };
            let wait = || Python::attach(check_signals).map_err(io::Error::other);
            let options = Options {
                format,
                header,
                ids,
                longest_text,
                longest_id,
                skips: skip,
                is_eager: eager,
                may_be_empty,
                wait: Some(Arc::new(wait)),
            };
            let places = paths.into_iter().map(|path| path.map_or(Place::StandardInput, Place::Path));
            let corpus = Corpus::new(places.collect(), Fields::new(text_fields, id_field, titles), options);
            if let Some(path) = skipped_list {
                corpus.list_skipped_in(&path).map_err(failure)?;
            }
            let (findings, bytes) = (Arc::clone(corpus.findings()), corpus.bytes_read());
            Ok(Self { corpus: Arc::new(Mutex::new(corpus)), findings, bytes })
        })
    }

    /// The ids, texts and lines of the next documents, and their file; `None` at the end.
    fn next<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || {
            let Some(block) = read(py, &self.corpus, Corpus::next_read)? else { return Ok(None) };
            let list = |texts: &TextBatch| {
                let strings = texts.texts().iter().map(|text| PyString::from_bytes(py, text.as_bytes()));
                PyList::new(py, strings.collect::<PyResult<Vec<_>>>()?)
            };
            let read: Read<'_> =
                (list(block.ids())?, list(block.texts())?, block.lines().to_vec(), block.file().to_string());
            Ok(Some(read))
        })
    }

    /// The first texts, `least` or more if there are: they are still read after that.
    fn peek<'py>(&self, py: Python<'py>, least: usize) -> Returned<'py> {
        enter_for(py, || {
            read(py, &self.corpus, |corpus| {
                let texts = corpus.peek(least)?.into_iter().take(least);
                Ok(texts.map(str::to_owned).collect::<Vec<_>>())
            })
        })
    }

    /// Leaves out a document that was read: what is wrong with the one in this line of this file.
    fn skip<'py>(&self, py: Python<'py>, file: &str, line: u64, what: &str) -> Returned<'py> {
        enter_for(py, || {
            self.findings.skip(&file.into(), line, what);
            Ok(())
        })
    }

    /// The documents as a stream of Arrow, with the columns `id` and `text`.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> Returned<'py> {
        // A consumer may ask for other types, which a producer need not have.
        let _ = requested_schema;
        let corpus = Arc::clone(&self.corpus);
        let next = move || {
            let mut corpus = locked(&corpus)?;
            let block = corpus.next_read().map_err(|error| error.to_string())?;
            Ok(block.map(|block| Columns::new(block.ids().texts(), block.texts().texts())))
        };
        let stream = export(Box::new(next));
        enter_for(py, || Ok(PyCapsule::new_with_value(py, stream, ArrowArrayStream::CAPSULE)?.into_any()))
    }

    /// The bytes that were read, as they lie in the files.
    #[getter]
    fn bytes_read<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.bytes.load(Ordering::Relaxed)))
    }

    /// How many documents were read.
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.findings.documents()))
    }

    /// How many titles stand before their texts.
    #[getter]
    fn titles<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.findings.titles()))
    }

    /// How many records were skipped, and what was wrong with the first ten.
    #[getter]
    fn skipped<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || {
            let Skipped { count, examples } = self.findings.skipped();
            Ok((count, examples))
        })
    }
}

/// The documents of [`Files`] from the first that was not read, and those that `__elanus_files__` of an object
/// gives; `None` for anything else.
pub(super) fn open(object: &Bound<'_, PyAny>) -> PyResult<Option<FileRows>> {
    let rows = |files: &Files| FileRows { corpus: Arc::clone(&files.corpus), waiting: None };
    if let Ok(files) = object.cast::<Files>() {
        return Ok(Some(rows(files.get())));
    }
    let Some(open) = object.getattr_opt(intern!(object.py(), "__elanus_files__"))? else { return Ok(None) };
    Ok(Some(rows(interpreter::call(&open, ())?.cast::<Files>()?.get())))
}

fn check_signals(py: Python<'_>) -> PyResult<()> {
    py.check_signals()
}

/// Locks a corpus. Who waited for another call, with the GIL, would wait for ever.
fn locked(corpus: &Mutex<Corpus>) -> Result<MutexGuard<'_, Corpus>, &'static str> {
    match corpus.try_lock() {
        Ok(corpus) => Ok(corpus),
        Err(TryLockError::Poisoned(error)) => Ok(error.into_inner()),
        Err(TryLockError::WouldBlock) => Err("another call is reading these files"),
    }
}

/// Works on a corpus without the GIL.
fn read<T: Send>(
    py: Python<'_>,
    corpus: &Mutex<Corpus>,
    work: impl FnOnce(&mut Corpus) -> Result<T, Error> + Send,
) -> Outcome<T> {
    let corpus = &mut *locked(corpus).map_err(PyRuntimeError::new_err)?;
    Interpreter(py).release(|| work(corpus)).map_err(failure)
}

/// The documents of files on their way through the core.
pub(super) struct FileRows {
    corpus: Arc<Mutex<Corpus>>,
    /// Documents that are read, and how many of them were given away.
    waiting: Option<(Arc<Block>, usize)>,
}

impl Rows for FileRows {
    fn next_texts(&mut self, py: Python<'_>, _: &str, most: usize) -> PyResult<TextBatch> {
        let mut batch = TextBatch::new();
        if self.waiting.is_none() {
            self.waiting = read(py, &self.corpus, Corpus::next_read)?.map(|block| (Arc::new(block), 0));
        }
        let Some((block, taken)) = &mut self.waiting else { return Ok(batch) };
        let texts = &block.texts().texts()[*taken..];
        let some = &texts[..texts.len().min(most).min(BATCH_DOCUMENTS)];
        #[expect(unsafe_code, reason = "the texts lie in the block")]
        // SAFETY: they lie in memory that the block keeps, and that nobody changes.
        unsafe {
            batch.push_borrowed(Arc::clone(block) as _, some.iter().copied());
        }
        *taken += some.len();
        if some.len() == texts.len() {
            self.waiting = None;
        }
        Ok(batch)
    }

    fn next_unread(&mut self, py: Python<'_>) -> Option<PyResult<Option<Box<dyn Unread>>>> {
        Some(read(py, &self.corpus, Corpus::next_unread).map_err(PyErr::from))
    }

    fn end(&mut self, py: Python<'_>) -> PyResult<()> {
        Ok(read(py, &self.corpus, Source::end)?)
    }
}

/// The exception of an error; who waited for input has one of its own.
fn failure(error: Error) -> Failure {
    let error = match error {
        Error::Stopped(error) => match error.downcast::<PyErr>() {
            Ok(error) => return (*error).into(),
            Err(error) => error.to_string(),
        },
        error => error.to_string(),
    };
    Python::attach(|py| errors::input(py, error)).into()
}
