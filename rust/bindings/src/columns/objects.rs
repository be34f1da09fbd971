//! Arrays of Python strings: `object` arrays of NumPy and pandas, pandas `string[python]`, categories of
//! objects.

use elanus_core::batch::TextBatch;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyList, PyString};

use super::{NULL, Rows, expect_str, slice_of, texts_of};
use crate::errors;

/// How many objects are taken out of an array at a time.
const OBJECTS: usize = 1 << 10;

/// An array that can be sliced and made an array of objects.
pub(super) struct Objects {
    array: Py<PyAny>,
    /// The objects at `first` and after it.
    list: Option<(Py<PyList>, usize)>,
    /// Whether a missing value is a null of the column, rather than an object of a wrong type.
    nulls: bool,
    /// The next row.
    row: usize,
}

impl Objects {
    pub(super) fn new(array: &Bound<'_, PyAny>, nulls: bool) -> Self {
        Self { array: array.clone().unbind(), list: None, nulls, row: 0 }
    }

    /// The object of the next row, `None` at the end.
    fn next_object<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some((list, first)) = &self.list
            && let Ok(object) = list.bind(py).get_item(self.row - first)
        {
            return Ok(Some(object));
        }
        let objects = slice_of(self.array.bind(py), self.row, self.row.saturating_add(OBJECTS))?;
        let objects = if objects.hasattr("categories")? { as_objects(&objects)? } else { objects };
        let objects = objects.call_method0("tolist")?.cast_into::<PyList>()?;
        self.list = Some((objects.clone().unbind(), self.row));
        if objects.is_empty() { Ok(None) } else { objects.get_item(0).map(Some) }
    }
}

impl Rows for Objects {
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
        texts_of(self, py, name, most)
    }

    fn next_string<'py>(&mut self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyString>>> {
        let Some(object) = self.next_object(py)? else { return Ok(None) };
        if self.nulls && is_missing(&object)? {
            return Err(errors::input(py, format!("{name}[{}] {NULL}", self.row)));
        }
        let string = expect_str(object, name, self.row)?;
        self.row += 1;
        Ok(Some(string))
    }
}

/// An array of Python objects; NumPy's function knows pandas' arrays, and copies nothing where it need not.
pub(super) fn as_objects<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    array.py().import("numpy")?.call_method1("asarray", (array, "O"))
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
