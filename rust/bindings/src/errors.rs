//! The one mapping from the core's errors to `elanus.errors`.

use elanus_core::Error;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// The Python exception for a core error.
pub(crate) fn to_python(py: Python<'_>, error: &Error) -> PyErr {
    let class = match error {
        Error::NotFitted => "NotFittedError",
        Error::File { .. } => "ModelFileError",
        Error::CorruptFile { .. } => "CorruptModelError",
        _ => "InputError",
    };
    new(py, class, error.to_string())
}

/// An `InputError`: a value that cannot be used.
pub(crate) fn input(py: Python<'_>, message: String) -> PyErr {
    new(py, "InputError", message)
}

/// An `InputTypeError`: an object of the wrong type.
pub(crate) fn input_type(py: Python<'_>, message: String) -> PyErr {
    new(py, "InputTypeError", message)
}

fn new(py: Python<'_>, class: &str, message: String) -> PyErr {
    let class = py.import("elanus.errors").and_then(|module| module.getattr(class));
    match class.and_then(|class| Ok(class.cast_into::<PyType>()?)) {
        Ok(class) => PyErr::from_type(class, message),
        Err(error) => error,
    }
}
