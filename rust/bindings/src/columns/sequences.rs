//! Lists, and whatever else iterates.

use elanus_core::batch::TextBatch;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyString};

use super::{Rows, expect_str, texts_of};
use crate::{errors, interpreter, texts};

/// How many documents of a list are prefetched before one is read.
const AHEAD: usize = 8;

/// An exact `list`.
pub(super) struct List {
    list: Py<PyList>,
    /// The next row.
    row: usize,
}

impl List {
    pub(super) fn new(list: &Bound<'_, PyList>) -> Self {
        Self { list: list.clone().unbind(), row: 0 }
    }
}

impl Rows for List {
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
        texts_of(self, py, name, most)
    }

    #[inline]
    fn next_string<'py>(&mut self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyString>>> {
        let list = self.list.bind(py);
        // The list may change while the GIL is free: its length is asked for each time.
        if self.row >= list.len() {
            return Ok(None);
        }
        texts::prefetch(list, self.row + AHEAD);
        let row = self.row;
        self.row += 1;
        expect_str(list.get_item(row)?, name, row).map(Some)
    }
}

/// What Python code makes while it is asked for.
pub(super) struct Stream {
    /// `None` once it has ended: what reads a terminal would wait there again.
    iterator: Option<Py<PyIterator>>,
    /// The next row.
    row: usize,
}

impl Stream {
    pub(super) fn new(documents: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        let iterator =
            interpreter::iterate(documents).map_err(|error| not_iterable(documents, name, error))?;
        Ok(Self { iterator: Some(iterator.unbind()), row: 0 })
    }

    fn end(&mut self) {
        if let Some(iterator) = self.iterator.take() {
            interpreter::drop_out(iterator);
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        Python::attach(|_| self.end());
    }
}

impl Rows for Stream {
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
        texts_of(self, py, name, most)
    }

    fn next_string<'py>(&mut self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyString>>> {
        let item = self.iterator.as_ref().and_then(|iterator| interpreter::next(iterator.bind(py)));
        let Some(item) = item else {
            self.end();
            return Ok(None);
        };
        let row = self.row;
        self.row += 1;
        expect_str(item?, name, row).map(Some)
    }

    fn is_stream(&self) -> bool {
        true
    }
}

/// The error for documents that do not iterate; an error of their own code is raised as it is.
fn not_iterable(documents: &Bound<'_, PyAny>, name: &str, error: PyErr) -> PyErr {
    let py = documents.py();
    // The interpreter's own error has passed no Python code yet.
    if !error.is_instance_of::<PyTypeError>(py) || error.traceback(py).is_some() {
        return error;
    }
    match documents.get_type().qualname() {
        Ok(kind) => errors::input_type(py, format!("{name} is {kind}; expected a list of str")),
        Err(error) => error,
    }
}
