//! The one mapping from the core's errors to `elanus.errors`.

use std::any::Any;

use elanus_core::error::StatisticsError;
use elanus_core::memory::OutOfMemory;
use elanus_core::{Error, bug};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;

use crate::interpreter::enter;

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
            Error::CorruptFile { .. } | Error::Statistics(StatisticsError::Corrupt(_)) => "CorruptModelError",
            Error::CorruptIndex { .. } => "CorruptIndexError",
            Error::ChangedIndex { .. } => "ChangedIndexError",
            Error::OutOfMemory => return Self(PyMemoryError::new_err(error.to_string())),
            _ => "InputError",
        };
        Self(Python::attach(|py| new(py, class, error.to_string())))
    }
}

impl Failure {
    /// What Python sees of a panic.
    pub(crate) fn of_panic(panic: &(dyn Any + Send)) -> Self {
        if OutOfMemory::is(panic) {
            return Error::OutOfMemory.into();
        }
        let description = bug::describe(panic);
        // Where Python has no memory for a small object, PyO3 and the `numpy` crate panic with these words.
        let words = ["PyObject pointer is null", "Failed to create slice container"];
        if words.iter().any(|words| description.starts_with(words)) {
            return Self(PyMemoryError::new_err(()));
        }
        let message = format!("a bug in Elanus, please report it: {description}");
        Self(Python::attach(|py| new(py, "InternalError", message)))
    }
}

/// Panics as a bug would, for the tests.
#[pyfunction]
pub(crate) fn panic(message: &str) -> Outcome<()> {
    enter(|| panic!("{message}"))
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
    // Made here: where it was made only when it is raised, there would be nothing to catch a panic.
    match class.and_then(|class| class.call1((message,))) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}
