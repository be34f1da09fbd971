//! Matrices as NumPy arrays: moved, not copied.

use elanus_core::csr::Csr;
use numpy::IntoPyArray;
use pyo3::prelude::*;

/// The arrays of a `csr_array`: data, indices, indptr, and its shape.
pub(crate) type Matrix<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, (usize, usize));

/// A matrix as arrays whose index types agree: int32 while entries and columns fit, else int64.
pub(crate) fn to_arrays(py: Python<'_>, matrix: Csr) -> Matrix<'_> {
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
