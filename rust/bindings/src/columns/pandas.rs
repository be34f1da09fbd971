//! pandas' objects. pandas would export what it stores as Python strings through a copy of the whole column,
//! and needs pyarrow for that, so it is asked for the array inside.

use ::numpy::PyArrayDescr;
use pyo3::prelude::*;

use super::objects::{Objects, as_objects};
use super::{Rows, arrow, is_of_module, not_text, numpy};

/// The rows of a pandas object, `None` for any other.
pub(super) fn open(object: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Box<dyn Rows>>> {
    let py = object.py();
    let is_a = |class: &str| is_of_module(object, "pandas", class);
    let kind = object.get_type().qualname()?.to_string();
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
        return Ok(Some(Box::new(Objects::new(&as_objects(&array)?, true))));
    }
    let is_categorical = dtype.get_type().qualname()? == "CategoricalDtype";
    let column = if storage.starts_with("pyarrow") {
        array.call_method0("__arrow_array__")?
    } else if is_categorical && in_arrow(&dtype.getattr("categories")?)? {
        // Codes and categories as they are: a dictionary.
        py.import("pyarrow")?.call_method1("array", (&array,))?
    } else if is_categorical {
        return Ok(Some(Box::new(Objects::new(&array, true))));
    } else {
        let refused =
            |_| not_text(py, name, &kind, &dtype.str().map(|dtype| dtype.to_string()).unwrap_or_default());
        let array = array.call_method0("to_numpy").map_err(refused)?;
        if dtype.cast::<PyArrayDescr>().is_err() {
            return Err(not_text(py, name, &kind, &dtype.str()?.to_string_lossy()));
        }
        return numpy::open(&array, name, true);
    };
    match arrow::open(&column, name, &kind)? {
        Some(rows) => Ok(Some(rows)),
        None => Err(not_text(py, name, &kind, &dtype.str()?.to_string_lossy())),
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

/// Whether a pandas Index lies in Arrow.
fn in_arrow(index: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(storage_of(&index.getattr("dtype")?)?.starts_with("pyarrow"))
}
