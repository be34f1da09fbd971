//! What a caller gives as documents, as rows: lists, columns of text, everything that iterates.
//!
//! | container | file | how it is read |
//! |---|---|---|
//! | `list` | `sequences` | ASCII strings are borrowed, others encoded |
//! | what iterates | `sequences` | as a list, while it is made |
//! | Arrow (pyarrow, Polars, `DuckDB`, …): string, `large_string`, `string_view`, dictionaries of them, pandas categories of them | `arrow` | borrowed; a chunk is kept until its last batch is done |
//! | files of JSON Lines, CSV, TSV and lines | `files` | parsed by the threads that analyse them |
//! | NumPy `<U` | `fixed_width` | copied, 64 KiB at a time |
//! | NumPy `StringDType` | `string_dtype` | copied, 64 KiB at a time |
//! | Python strings: NumPy and pandas `object`, pandas `string[python]`, categories of them | `objects` | as a list, a thousand objects at a time |
//!
//! A new container is one file that implements [`Rows`], a line here, and a line in [`open`].

mod arrow;
pub(crate) mod files;
mod fixed_width;
mod numpy;
mod objects;
mod pandas;
pub(crate) mod refused;
mod sequences;
mod string_dtype;

use std::sync::{Arc, Mutex, TryLockError};

use elanus_core::batch::{BATCH_DOCUMENTS, TextBatch, Unread};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PySlice, PyString};

use crate::errors::{self, Outcome};
use crate::interpreter::enter;
use crate::texts::{self, Strings};
use sequences::{List, Stream};

/// What is said of a null.
const NULL: &str = "is null; expected a str: drop the nulls or fill them first";

/// Rows of text in some container. Messages call the container `name`.
pub(crate) trait Rows: Send {
    /// The texts of the next rows: a batch of them, at most `most`; none at the end.
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch>;

    /// The next row, where rows are Python strings. `None` at the end, and where they are not.
    fn next_string<'py>(&mut self, _: Python<'py>, _name: &str) -> PyResult<Option<Bound<'py, PyString>>> {
        Ok(None)
    }

    /// The next rows as what the threads of the core read, where they can: none at the end.
    fn next_unread(&mut self, _: Python<'_>) -> Option<PyResult<Option<Box<dyn Unread>>>> {
        None
    }

    /// Whether Python code makes the rows while they are asked for.
    fn is_stream(&self) -> bool {
        false
    }

    /// What is wrong with rows that the threads of the core have read.
    fn end(&mut self, _: Python<'_>) -> PyResult<()> {
        Ok(())
    }
}

/// [`Rows::next_texts`] of rows that are Python strings.
fn texts_of(rows: &mut impl Rows, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
    let mut strings = Strings::new();
    while strings.len() < most
        && !strings.is_full()
        && let Some(string) = rows.next_string(py, name)?
    {
        texts::push(&mut strings, &string)?;
    }
    Ok(strings.finish())
}

/// The rows that a call reads: its own, or a block of a column that several calls share.
pub(crate) enum Reader {
    Own(Column),
    Block(Arc<Mutex<Column>>),
}

impl Reader {
    /// The rows of whatever a caller gives; `name` is what messages call it.
    pub(crate) fn new(documents: &Bound<'_, PyAny>, name: &'static str) -> PyResult<Self> {
        let rows: Box<dyn Rows> = if let Ok(list) = documents.cast_exact::<PyList>() {
            Box::new(List::new(list))
        } else if let Ok(blocks) = documents.cast::<Blocks>() {
            return blocks.get().next().map(Self::Block);
        } else if let Some(files) = files::open(documents)? {
            Box::new(files)
        } else {
            refused::check(documents, name)?;
            match open(documents, name)? {
                Some(rows) => rows,
                None => Box::new(Stream::new(documents, name)?),
            }
        };
        Ok(Self::Own(Column::new(rows, name)))
    }

    /// Does something with the column, unless another call is reading it.
    pub(crate) fn with<T>(&mut self, action: impl FnOnce(&mut Column) -> T) -> PyResult<T> {
        match self {
            Self::Own(column) => Ok(action(column)),
            Self::Block(column) => locked(column, action),
        }
    }
}

/// The rows of a column of text, `None` for anything else.
fn open(object: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Box<dyn Rows>>> {
    if let Some(rows) = pandas::open(object, name)? {
        return Ok(Some(rows));
    }
    if let Some(rows) = numpy::open(object, name, false)? {
        return Ok(Some(rows));
    }
    arrow::open(object, name, &object.get_type().qualname()?.to_string_lossy())
}

/// Rows on their way through the core.
pub(crate) struct Column {
    rows: Box<dyn Rows>,
    /// How many rows were taken.
    position: usize,
    /// How many rows the call that reads may still take.
    allowed: usize,
    /// Texts for `next_string`, and how many of them it has taken.
    strings: (TextBatch, usize),
    name: &'static str,
}

impl Column {
    fn new(rows: Box<dyn Rows>, name: &'static str) -> Self {
        Self { rows, position: 0, allowed: usize::MAX, strings: (TextBatch::new(), 0), name }
    }

    /// The next texts, none at the end.
    pub(crate) fn next_texts(&mut self, py: Python<'_>) -> PyResult<TextBatch> {
        if self.allowed == 0 {
            return Ok(TextBatch::new());
        }
        let batch = self.rows.next_texts(py, self.name, self.allowed.min(BATCH_DOCUMENTS))?;
        self.position += batch.texts().len();
        self.allowed -= batch.texts().len();
        Ok(batch)
    }

    /// The next text as a Python string, for a callable: made for it, if the column has none.
    pub(crate) fn next_string<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        if self.strings.1 == self.strings.0.texts().len() {
            if self.allowed > 0
                && let Some(string) = self.rows.next_string(py, self.name)?
            {
                self.position += 1;
                self.allowed -= 1;
                return Ok(Some(string));
            }
            self.strings = (self.next_texts(py)?, 0);
        }
        let (batch, taken) = &mut self.strings;
        let text = batch.texts().get(*taken).map(|text| PyString::from_bytes(py, text.as_bytes()));
        *taken += usize::from(text.is_some());
        text.transpose()
    }

    /// How many rows were taken.
    pub(crate) fn position(&self) -> usize {
        self.position - (self.strings.0.texts().len() - self.strings.1)
    }

    /// The next texts as what the threads of the core read, if this column can give them so.
    pub(crate) fn next_unread(&mut self, py: Python<'_>) -> Option<PyResult<Option<Box<dyn Unread>>>> {
        self.rows.next_unread(py)
    }

    /// Whether Python code makes the documents while they are asked for.
    pub(crate) fn is_stream(&self) -> bool {
        self.rows.is_stream()
    }

    /// What is wrong with what the threads of the core have read.
    pub(crate) fn end(&mut self, py: Python<'_>) -> PyResult<()> {
        self.rows.end(py)
    }
}

/// A column that several calls read, one block after the other.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Blocks {
    column: Arc<Mutex<Column>>,
    rows: usize,
}

#[pymethods]
impl Blocks {
    /// Blocks of `rows` of a column, or `None` if `documents` is none.
    #[staticmethod]
    fn of(documents: &Bound<'_, PyAny>, rows: usize) -> Outcome<Option<Self>> {
        enter(|| {
            refused::check(documents, "documents")?;
            let column = open(documents, "documents")?.map(|rows| Column::new(rows, "documents"));
            Ok(column.map(|column| Self { column: Arc::new(Mutex::new(column)), rows }))
        })
    }
}

impl Blocks {
    /// The column, limited to one block.
    fn next(&self) -> PyResult<Arc<Mutex<Column>>> {
        locked(&self.column, |column| column.allowed = self.rows)?;
        Ok(Arc::clone(&self.column))
    }
}

/// As [`Reader::with`].
fn locked<T>(column: &Mutex<Column>, action: impl FnOnce(&mut Column) -> T) -> PyResult<T> {
    match column.try_lock() {
        Ok(mut column) => Ok(action(&mut column)),
        Err(TryLockError::Poisoned(error)) => Ok(action(&mut error.into_inner())),
        Err(TryLockError::WouldBlock) => Err(PyRuntimeError::new_err("another call is reading this column")),
    }
}

/// A document as the `str` that it has to be.
fn expect_str<'py>(item: Bound<'py, PyAny>, name: &str, row: usize) -> PyResult<Bound<'py, PyString>> {
    item.cast_into::<PyString>().map_err(|error| {
        let item = error.into_inner();
        let py = item.py();
        match item.get_type().qualname() {
            Ok(kind) if item.is_none() || kind == "NoneType" => {
                errors::input_type(py, format!("{name}[{row}] is None; expected a str"))
            }
            Ok(kind) => errors::input_type(py, format!("{name}[{row}] is {kind}; expected a str")),
            Err(error) => error,
        }
    })
}

/// `array[start..end]`.
fn slice_of<'py>(array: &Bound<'py, PyAny>, start: usize, end: usize) -> PyResult<Bound<'py, PyAny>> {
    array.get_item(PySlice::new(array.py(), start.cast_signed(), end.cast_signed(), 1))
}

/// The error for a column of another type.
fn not_text(py: Python<'_>, name: &str, kind: &str, type_name: &str) -> PyErr {
    errors::input_type(py, format!("{name} is {kind} of type {type_name}; expected a column of text"))
}

/// The error for a table.
fn table(py: Python<'_>, name: &str, kind: &str, columns: &[String]) -> PyErr {
    const SHOWN: usize = 8;
    let example = columns.iter().find(|column| *column == "text").or(columns.first());
    let example = example.map_or("text", String::as_str);
    let mut shown =
        columns.iter().take(SHOWN).map(|column| format!("{column:?}")).collect::<Vec<_>>().join(", ");
    if columns.len() > SHOWN {
        shown.push_str(", …");
    }
    let message = format!(
        "{name} is {kind} with the columns {shown}; expected a single column of text, such as {name}[{example:?}]"
    );
    errors::input_type(py, message)
}

/// Whether an object is of a class of another package, which is imported if there is such an object.
fn is_of_module(object: &Bound<'_, PyAny>, module: &str, class: &str) -> PyResult<bool> {
    let modules = object.py().import("sys")?.getattr("modules")?;
    let module = modules.call_method1("get", (module,))?;
    match class.split('.').try_fold(module, |found, name| found.getattr(name)) {
        Ok(class) => object.is_instance(&class),
        Err(_) => Ok(false),
    }
}
