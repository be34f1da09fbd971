//! NumPy's arrays of one dimension.

use ::numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

use super::fixed_width::FixedWidth;
use super::objects::Objects;
use super::string_dtype::StringArray;
use super::{Rows, not_text};
use crate::arrays::require_numpy;
use crate::errors;

/// The rows of an array, `None` for any other object. `nulls` is of [`Objects`].
pub(super) fn open(object: &Bound<'_, PyAny>, name: &str, nulls: bool) -> PyResult<Option<Box<dyn Rows>>> {
    // Arrays have a dtype: NumPy is not loaded for what has none.
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
    let rows: Box<dyn Rows> = match (dtype.getattr("kind")?.extract::<char>()?, exact) {
        ('U', true) => Box::new(FixedWidth::new(array)?),
        ('T', true) => Box::new(StringArray::new(array)?),
        // Subclasses may mean something else by an element: masked arrays do.
        ('O' | 'U' | 'T', _) => Box::new(Objects::new(array, nulls)),
        // np.array([]) is of float64, and means no documents.
        ('f', _) if array.is_empty() => Box::new(Objects::new(array, nulls)),
        _ => return Err(not_text(py, name, "an array", &dtype.str()?.to_string_lossy())),
    };
    Ok(Some(rows))
}
