//! Columns of text: NumPy, pandas, and everything with the Arrow `PyCapsule` interface (Polars,
//! pyarrow, `DuckDB`, …), read in batches.
//!
//! | column | how it is read |
//! |---|---|
//! | Arrow: string, `large_string`, `string_view`, dictionaries of them, pandas categories of them | borrowed; a chunk is kept until its last batch is done |
//! | NumPy `StringDType` and `<U` | copied, 64 KiB at a time |
//! | Python strings: NumPy and pandas `object`, pandas `string[python]`, categories of them | as in a list, a thousand objects at a time |

use std::sync::{Arc, Mutex, TryLockError};

use elanus_core::batch::{BATCH_BYTES, BATCH_DOCUMENTS, TextBatch};
use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyList, PyString};

use crate::arrays::require_numpy;
use crate::arrow::{ArrowColumn, Unreadable};
use crate::errors;
use crate::string_arrays::{self, BadText, FixedWidth, StringArray};
use crate::texts::{self, Strings};

/// How many objects are taken out of an array at a time.
const OBJECTS: usize = 1 << 10;

/// A column of text on its way through the core.
pub(crate) struct Column {
    rows: Rows,
    /// The row to go on with.
    position: usize,
    /// How many rows the call that reads may still take.
    allowed: usize,
    /// Texts for `next_string`, and how many of them it has taken.
    strings: (TextBatch, usize),
    name: &'static str,
}

enum Rows {
    Arrow(ArrowColumn),
    /// An array that is no subclass.
    FixedWidth(FixedWidth),
    /// An array that is no subclass.
    Strings(Py<PyUntypedArray>, StringArray),
    /// An array that can be sliced and made an array of objects.
    Objects {
        array: Py<PyAny>,
        /// The objects at `first` and after it.
        list: Option<(Py<PyList>, usize)>,
        /// Whether a missing value is a null of the column, rather than an object of a wrong type.
        nulls: bool,
    },
}

impl Column {
    /// The column that an object is, or `None` if it is none. `name` is what messages call it.
    pub(crate) fn open(object: &Bound<'_, PyAny>, name: &'static str) -> PyResult<Option<Self>> {
        if is_of_module(object, "polars", "LazyFrame")? {
            let message = format!(
                "{name} is LazyFrame, which holds no data yet; expected a single column of text, such as \
                 {name}.collect()[\"text\"]"
            );
            return Err(errors::input_type(object.py(), message));
        }
        let rows = match pandas_rows(object, name)? {
            Some(rows) => Some(rows),
            None => match numpy_rows(object, name, false)? {
                Some(rows) => Some(rows),
                None => arrow_rows(object, name)?,
            },
        };
        let strings = (TextBatch::new(), 0);
        Ok(rows.map(|rows| Self { rows, position: 0, allowed: usize::MAX, strings, name }))
    }

    /// The next texts, none at the end.
    pub(crate) fn next_texts(&mut self, py: Python<'_>) -> PyResult<TextBatch> {
        let mut batch = TextBatch::new();
        if let Rows::Objects { .. } = self.rows {
            let mut strings = Strings::new();
            while !strings.is_full()
                && let Some(string) = self.next_string(py)?
            {
                texts::push(&mut strings, &string)?;
            }
            return Ok(strings.finish());
        }
        while !batch.is_full() && self.allowed > 0 {
            let allowed = self.allowed.min(BATCH_DOCUMENTS - batch.texts().len());
            let (taken, wrong) = match &mut self.rows {
                Rows::Arrow(column) => {
                    if !column.advance(py).map_err(|error| unreadable(py, self.name, "its chunk", error))? {
                        break;
                    }
                    let (taken, wrong) = column.borrow(&mut batch, allowed, BATCH_BYTES);
                    (taken, wrong.map(|wrong| wrong.to_string()))
                }
                Rows::FixedWidth(array) => {
                    let left = BATCH_BYTES - batch.bytes();
                    let taken = array.push(py, self.position, allowed, left, &mut batch)?;
                    if taken == 0 {
                        break;
                    }
                    (taken, None)
                }
                Rows::Strings(array, strings) => {
                    let array = array.bind(py);
                    let end = array.len().min(self.position.saturating_add(allowed));
                    if end <= self.position {
                        break;
                    }
                    let left = BATCH_BYTES - batch.bytes();
                    let (row, wrong) = strings.push(array, self.position, end, left, &mut batch)?;
                    let wrong = wrong.map(|wrong| match wrong {
                        BadText::Null => "is null; expected a str: drop the nulls or fill them first",
                        BadText::Unreadable => "cannot be read: it is not valid in its StringDType array",
                    });
                    (row - self.position, wrong.map(str::to_owned))
                }
                Rows::Objects { .. } => break,
            };
            self.position += taken;
            self.allowed -= taken;
            if let Some(wrong) = wrong {
                return Err(errors::input(py, format!("{}[{}] {wrong}", self.name, self.position)));
            }
        }
        Ok(batch)
    }

    /// The next text as a Python string, for a callable: made for it, if the column has none.
    pub(crate) fn next_string<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        let Rows::Objects { array, list, nulls } = &mut self.rows else {
            if self.strings.1 == self.strings.0.texts().len() {
                self.strings = (self.next_texts(py)?, 0);
            }
            let (batch, taken) = &mut self.strings;
            let text = batch.texts().get(*taken).map(|text| PyString::new(py, text));
            *taken += usize::from(text.is_some());
            return Ok(text);
        };
        if self.allowed == 0 {
            return Ok(None);
        }
        let at = self.position;
        let held = list.as_ref().filter(|(list, first)| at - first < list.bind(py).len());
        let (list, first) = if let Some((list, first)) = held {
            (list.bind(py).clone(), *first)
        } else {
            let objects = string_arrays::slice_of(array.bind(py), at, at.saturating_add(OBJECTS))?;
            let objects = if objects.hasattr("categories")? { as_objects(&objects)? } else { objects };
            let objects = objects.call_method0("tolist")?.cast_into::<PyList>()?;
            if objects.is_empty() {
                *list = None;
                return Ok(None);
            }
            *list = Some((objects.clone().unbind(), at));
            (objects, at)
        };
        let item = list.get_item(at - first)?;
        if *nulls && is_missing(&item)? {
            let message =
                format!("{}[{at}] is null; expected a str: drop the nulls or fill them first", self.name);
            return Err(errors::input(py, message));
        }
        let string = expect_str(item, self.name, at)?;
        self.position += 1;
        self.allowed -= 1;
        Ok(Some(string))
    }

    /// How many rows were taken.
    pub(crate) fn position(&self) -> usize {
        self.position - (self.strings.0.texts().len() - self.strings.1)
    }
}

/// A document as the `str` that it has to be.
pub(crate) fn expect_str<'py>(
    item: Bound<'py, PyAny>,
    name: &str,
    position: usize,
) -> PyResult<Bound<'py, PyString>> {
    item.cast_into::<PyString>().map_err(|error| {
        let item = error.into_inner();
        let py = item.py();
        match item.get_type().qualname() {
            Ok(kind) if item.is_none() || kind == "NoneType" => {
                errors::input_type(py, format!("{name}[{position}] is None; expected a str"))
            }
            Ok(kind) => errors::input_type(py, format!("{name}[{position}] is {kind}; expected a str")),
            Err(error) => error,
        }
    })
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
    fn of(documents: &Bound<'_, PyAny>, rows: usize) -> PyResult<Option<Self>> {
        let column = Column::open(documents, "documents")?;
        Ok(column.map(|column| Self { column: Arc::new(Mutex::new(column)), rows }))
    }
}

impl Blocks {
    /// The column, with leave to read one block.
    pub(crate) fn next(&self) -> PyResult<Arc<Mutex<Column>>> {
        locked(&self.column, |column| column.allowed = self.rows)?;
        Ok(Arc::clone(&self.column))
    }
}

/// Does something with a column that nobody else is reading.
pub(crate) fn locked<T>(column: &Mutex<Column>, action: impl FnOnce(&mut Column) -> T) -> PyResult<T> {
    match column.try_lock() {
        Ok(mut column) => Ok(action(&mut column)),
        Err(TryLockError::Poisoned(error)) => Ok(action(&mut error.into_inner())),
        Err(TryLockError::WouldBlock) => Err(PyRuntimeError::new_err("another call is reading this column")),
    }
}

fn arrow_rows(object: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Rows>> {
    match ArrowColumn::open(object)? {
        None => Ok(None),
        Some(Ok(column)) => Ok(Some(Rows::Arrow(column))),
        Some(Err(error)) => {
            let kind = object.get_type().qualname()?.to_string();
            Err(unreadable(object.py(), name, &kind, error))
        }
    }
}

fn unreadable(py: Python<'_>, name: &str, kind: &str, error: Unreadable) -> PyErr {
    match error {
        Unreadable::Type(type_name) => not_text(py, name, kind, &type_name),
        Unreadable::Struct(columns) => table(py, name, kind, &columns),
        Unreadable::Consumed => {
            let message =
                format!("{name} is {kind}, whose Arrow capsules were used before; expected fresh ones");
            errors::input(py, message)
        }
        Unreadable::Malformed(what) => {
            errors::input(py, format!("{name} cannot be read, its Arrow data is malformed: {what}"))
        }
        // A producer that was interrupted says that it failed.
        Unreadable::Producer(what) => py.check_signals().err().unwrap_or_else(|| {
            errors::input(py, format!("{name} cannot be read, its Arrow stream fails: {what}"))
        }),
    }
}

fn not_text(py: Python<'_>, name: &str, kind: &str, type_name: &str) -> PyErr {
    errors::input_type(py, format!("{name} is {kind} of type {type_name}; expected a column of text"))
}

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

fn numpy_rows(object: &Bound<'_, PyAny>, name: &str, nulls: bool) -> PyResult<Option<Rows>> {
    // Arrays have a dtype; whoever has none is told so without loading NumPy.
    if !object.hasattr("dtype")? {
        return Ok(None);
    }
    let py = object.py();
    require_numpy(py)?;
    let Ok(array) = object.cast::<PyUntypedArray>() else { return Ok(None) };
    if array.ndim() != 1 {
        let message = format!("{name} is an array of {} dimensions; expected one dimension", array.ndim());
        return Err(errors::input_type(py, message));
    }
    let dtype = array.getattr("dtype")?;
    let exact = array.get_type().is(&py.import("numpy")?.getattr("ndarray")?);
    match (dtype.getattr("kind")?.extract::<char>()?, exact) {
        ('U', true) => Ok(Some(Rows::FixedWidth(FixedWidth::new(array)?))),
        ('T', true) => Ok(Some(Rows::Strings(array.clone().unbind(), StringArray::new(array)?))),
        // Subclasses may mean something else by an element: masked arrays do.
        ('O' | 'U' | 'T', _) => Ok(Some(objects(array.as_any(), nulls))),
        // np.array([]) is of float64, and means no documents.
        ('f', _) if array.is_empty() => Ok(Some(objects(array.as_any(), nulls))),
        _ => Err(not_text(py, name, "an array", &dtype.str()?.to_string_lossy())),
    }
}

fn objects(array: &Bound<'_, PyAny>, nulls: bool) -> Rows {
    Rows::Objects { array: array.clone().unbind(), list: None, nulls }
}

/// An array of Python objects; NumPy's function knows pandas' arrays, and takes what is there.
fn as_objects<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    array.py().import("numpy")?.call_method1("asarray", (array, "O"))
}

/// Whether an object is of a class of another package. Whoever has such an object has imported that.
fn is_of_module(object: &Bound<'_, PyAny>, module: &str, class: &str) -> PyResult<bool> {
    let modules = object.py().import("sys")?.getattr("modules")?;
    let module = modules.call_method1("get", (module,))?;
    match class.split('.').try_fold(module, |found, name| found.getattr(name)) {
        Ok(class) => object.is_instance(&class),
        Err(_) => Ok(false),
    }
}

/// Whether one of pandas' own arrays holds strings or Arrow's data; others are read as any iterable.
fn stores_text(array: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(!storage_of(&array.getattr("dtype")?)?.is_empty())
}

/// How pandas stores the elements of a dtype: `"python"`, `"pyarrow"`, …; empty for what has no such choice.
fn storage_of(dtype: &Bound<'_, PyAny>) -> PyResult<String> {
    if dtype.get_type().qualname()? == "ArrowDtype" {
        return Ok("pyarrow".to_owned());
    }
    match dtype.getattr("storage") {
        Ok(storage) => Ok(storage.str()?.to_string_lossy().into_owned()),
        Err(_) => Ok(String::new()),
    }
}

/// The rows of a pandas object. pandas would export what it stores as Python strings through a copy
/// of the whole column, and needs pyarrow for that, so it is asked for the array inside.
fn pandas_rows(object: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Rows>> {
    let py = object.py();
    let is_a = |class: &str| is_of_module(object, "pandas", class);
    let kind = object.get_type().qualname()?.to_string();
    if is_a("DataFrame")? || is_a("MultiIndex")? {
        let names = object.getattr(if is_a("DataFrame")? { "columns" } else { "names" })?;
        let names = names.try_iter()?.map(|name| Ok(name?.str()?.to_string_lossy().into_owned()));
        return Err(table(py, name, &kind, &names.collect::<PyResult<Vec<_>>>()?));
    }
    let array = if is_a("Series")? || is_a("Index")? {
        object.getattr("array")?
    } else if is_a("Categorical")? || (is_a("api.extensions.ExtensionArray")? && stores_text(object)?) {
        object.clone()
    } else {
        return Ok(None);
    };
    let dtype = object.getattr("dtype")?;
    let storage = storage_of(&dtype)?;
    if storage == "python" {
        return Ok(Some(objects(&as_objects(&array)?, true)));
    }
    let is_categorical = dtype.get_type().qualname()? == "CategoricalDtype";
    let column = if storage.starts_with("pyarrow") {
        array.call_method0("__arrow_array__")?
    } else if is_categorical && in_arrow(&dtype.getattr("categories")?)? {
        // Codes and categories as they are: a dictionary.
        py.import("pyarrow")?.call_method1("array", (&array,))?
    } else if is_categorical {
        return Ok(Some(objects(&array, true)));
    } else {
        let refused =
            |_| not_text(py, name, &kind, &dtype.str().map(|dtype| dtype.to_string()).unwrap_or_default());
        let array = array.call_method0("to_numpy").map_err(refused)?;
        if dtype.cast::<numpy::PyArrayDescr>().is_err() {
            return Err(not_text(py, name, &kind, &dtype.str()?.to_string_lossy()));
        }
        return numpy_rows(&array, name, true);
    };
    match ArrowColumn::open(&column)? {
        Some(Ok(column)) => Ok(Some(Rows::Arrow(column))),
        Some(Err(error)) => Err(unreadable(py, name, &kind, error)),
        None => Err(not_text(py, name, &kind, &dtype.str()?.to_string_lossy())),
    }
}

/// Whether a pandas Index lies in Arrow.
fn in_arrow(index: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(storage_of(&index.getattr("dtype")?)?.starts_with("pyarrow"))
}

/// Whether pandas calls an object missing: `None`, `NaN`, `pd.NA`, `pd.NaT`.
fn is_missing(item: &Bound<'_, PyAny>) -> PyResult<bool> {
    if item.is_instance_of::<PyString>() {
        return Ok(false);
    }
    if let Ok(number) = item.cast::<PyFloat>() {
        return Ok(number.value().is_nan());
    }
    let kind = item.get_type().qualname()?;
    Ok(item.is_none() || kind == "NAType" || kind == "NaTType")
}
