//! Matrices as NumPy arrays: moved, not copied.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use elanus_core::bm25::VectorBlock;
use elanus_core::csr::Csr;
use elanus_core::memory::{collected, room};
use numpy::{Element, IntoPyArray, PyArray1};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

use crate::interpreter;

/// The arrays of a `csr_array`: data, indices, indptr, and its shape.
pub(crate) type Matrix<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, (usize, usize));

/// Numbers as an array.
pub(crate) fn to_array<T: Element>(py: Python<'_>, numbers: Vec<T>) -> PyResult<Bound<'_, PyAny>> {
    require_numpy(py)?;
    Ok(numbers.into_pyarray(py).into_any())
}

/// A matrix as arrays whose index types agree: int32 while entries and columns fit, else int64.
pub(crate) fn to_arrays(py: Python<'_>, matrix: Csr) -> PyResult<Matrix<'_>> {
    let shape = matrix.shape();
    let (offsets, columns, values) = matrix.into_parts();
    let data = to_array(py, values)?;
    if i32::try_from(columns.len()).is_ok() {
        // In the same allocation.
        let indptr: Vec<i32> = offsets.into_iter().map(|offset| offset as i32).collect();
        Ok((data, to_array(py, columns)?, to_array(py, indptr)?, shape))
    } else {
        let indptr: Vec<i64> = offsets.into_iter().map(u64::cast_signed).collect();
        let indices = collected(columns.into_iter().map(i64::from));
        Ok((data, to_array(py, indices)?, to_array(py, indptr)?, shape))
    }
}

/// The arrays of a block: where each id ends and their UTF-8; where each row begins and the last ends, columns and
/// values.
pub(crate) type Block<'py> =
    (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A block as arrays that Arrow takes as they are.
pub(crate) fn to_block(py: Python<'_>, VectorBlock { ids, rows }: VectorBlock) -> PyResult<Block<'_>> {
    let offsets = |ends: Vec<u32>| {
        let mut offsets = room(ends.len() + 1);
        offsets.push(0);
        offsets.extend(ends.into_iter().map(u32::cast_signed));
        to_array(py, offsets)
    };
    let (id_offsets, offsets) = (offsets(ids.ends)?, offsets(rows.ends)?);
    let (columns, values) = (to_array(py, rows.columns)?, to_array(py, rows.values)?);
    Ok((id_offsets, to_array(py, ids.bytes)?, offsets, columns, values))
}

/// Makes sure that NumPy can be used: the `numpy` crate panics where its first use fails, as it does where
/// NumPy is not there, and where Python's part of that first use is interrupted.
pub(crate) fn require_numpy(py: Python<'_>) -> PyResult<()> {
    static IS_THERE: AtomicBool = AtomicBool::new(false);
    if !IS_THERE.load(Ordering::Relaxed) {
        interpreter::call(&py.import("builtins")?.getattr("__import__")?, ("numpy",))?;
        let first_use = || catch_unwind(|| Python::attach(|py| drop(PyArray1::<u8>::zeros(py, 0, false))));
        // Python runs signal handlers in the main thread only. Where there is no other thread, it is used here.
        let used = py.detach(|| match thread::Builder::new().spawn(first_use) {
            Ok(thread) => thread.join().unwrap_or_else(Err),
            Err(_) => first_use(),
        });
        used.map_err(|_| PyImportError::new_err("NumPy is there, but its C API cannot be used"))?;
        IS_THERE.store(true, Ordering::Relaxed);
    }
    Ok(())
}
