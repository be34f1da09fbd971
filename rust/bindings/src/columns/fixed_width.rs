//! NumPy's fixed-width text (`<U`). It is UTF-32, so it is copied, batch by batch; that takes a hundredth of
//! the analysis.

use elanus_core::batch::{BATCH_BYTES, TextBatch};
use elanus_corpus::utf32;
use numpy::{PyArray1, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

use super::{Rows, slice_of};

/// A fixed-width array that is no subclass.
pub(super) struct FixedWidth {
    array: Py<PyUntypedArray>,
    /// The characters of a row, padding included.
    width: usize,
    /// The array's memory, if it can be read as it is: row after row, in this machine's byte order.
    characters: Option<Py<PyArray1<u32>>>,
    /// The next row.
    row: usize,
}

impl FixedWidth {
    pub(super) fn new(array: &Bound<'_, PyUntypedArray>) -> PyResult<Self> {
        let dtype = array.getattr("dtype")?;
        let width = dtype.getattr("itemsize")?.extract::<usize>()? / 4;
        let as_it_is = width > 0
            && array.is_c_contiguous()
            && array.getattr("flags")?.getattr("aligned")?.is_truthy()?
            && dtype.getattr("isnative")?.is_truthy()?;
        let characters = if as_it_is { Some(characters(array)?.unbind()) } else { None };
        Ok(Self { array: array.clone().unbind(), width, characters, row: 0 })
    }
}

impl Rows for FixedWidth {
    fn next_texts(&mut self, py: Python<'_>, _: &str, most: usize) -> PyResult<TextBatch> {
        let mut batch = TextBatch::new();
        let (array, width, start) = (self.array.bind(py), self.width, self.row);
        let end = array.len().min(start.saturating_add(most));
        if end <= start {
            return Ok(batch);
        }
        if width == 0 {
            batch.push_buffer(String::new(), &vec![0; end - start]);
        } else if let Some(characters) = &self.characters {
            let characters = characters.bind(py).readonly();
            utf32::push_rows(&characters.as_slice()?[start * width..end * width], width, &mut batch);
        } else {
            let end = end.min(start + (BATCH_BYTES / width).max(1));
            let native = array.getattr("dtype")?.call_method1("newbyteorder", ("=",))?;
            let rows = slice_of(array, start, end)?.call_method1("astype", (native,))?;
            let rows = py.import("numpy")?.call_method1("ascontiguousarray", (rows,))?;
            utf32::push_rows(characters(&rows)?.readonly().as_slice()?, width, &mut batch);
        }
        self.row += batch.texts().len();
        Ok(batch)
    }
}

/// An array's memory as the code points that it is made of.
fn characters<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<u32>>> {
    Ok(array.call_method1("view", ("u4",))?.cast_into::<PyArray1<u32>>()?)
}
