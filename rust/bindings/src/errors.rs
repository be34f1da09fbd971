//! The one mapping from the core's errors to `elanus.errors`.

use elanus_core::Error;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// A Python exception that a core error may have become: what functions with `?` return.
#[derive(Debug)]
pub(crate) struct Failure(PyErr);

/// The result of what Python calls.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl From<Failure> for PyErr {
    fn from(Failure(error): Failure) -> Self {
        error
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let class = match error {
            Error::NotFitted => "NotFittedError",
            Error::File { .. } => "ModelFileError",
            Error::CorruptFile { .. } => "CorruptModelError",
            _ => "InputError",
        };
        Self(Python::attach(|py| new(py, class, error.to_string())))
    }
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
