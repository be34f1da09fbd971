//! Python as the host of the core's long work: the one place where the GIL is let go and signals are looked
//! for.

use crate::errors::{Failure, Outcome};
use elanus_core::parallel::Host;
use elanus_core::shared;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyCFunction, PyDict, PyTuple};

/// The interpreter, attached to by this thread.
#[derive(Clone, Copy)]
pub(crate) struct Interpreter<'py>(pub(crate) Python<'py>);

impl Host for Interpreter<'_> {
    type Error = Failure;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.detach(work)
    }

    fn check(&self) -> Outcome<()> {
        Ok(self.0.check_signals()?)
    }
}

/// Has Python tell of forks.
pub(crate) fn watch_forks(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? else { return Ok(()) };
    let forked = |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| shared::forked();
    let in_child =
        [("after_in_child", PyCFunction::new_closure(py, None, None, forked)?)].into_py_dict(py)?;
    register.call((), Some(&in_child)).map(drop)
}
