//! Python as the host of the core's long work: the way into the core and out of it, the one place where the
//! GIL is let go, where code of the caller is called, and where signals are looked for.
#![expect(unsafe_code, reason = "Python is called so that its threads can end; see call_out")]

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{ptr, thread};

use elanus_core::parallel::{Host, Visits};
use elanus_core::shared;
use pyo3::IntoPyObjectExt;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyCFunction, PyDict, PyIterator, PyTuple};

use crate::errors::{Failure, Outcome};

/// The threads that run our code with the GIL.
static VISITS: Visits = Visits::new(|pause| Python::attach(|py| py.detach(|| thread::sleep(pause))));

/// Whatever Python calls runs in here. No panic leaves it.
pub(crate) fn enter<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let caught = VISITS.inside(|| catch_unwind(AssertUnwindSafe(work)));
    caught.unwrap_or_else(|panic| Err(Failure::of_panic(&*panic)))
}

/// What a method returns that Python has to make. It is made inside, where a panic is caught.
pub(crate) type Returned<'py> = Outcome<Bound<'py, PyAny>>;

/// [`enter`], and out with something that Python makes of the result.
pub(crate) fn enter_for<'py, T: IntoPyObject<'py>>(
    py: Python<'py>,
    work: impl FnOnce() -> Outcome<T>,
) -> Returned<'py> {
    enter(|| Ok(work()?.into_bound_py_any(py)?))
}

/// The interpreter, attached to by this thread.
#[derive(Clone, Copy)]
pub(crate) struct Interpreter<'py>(pub(crate) Python<'py>);

impl Host for Interpreter<'_> {
    type Error = Failure;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        VISITS.outside(|| self.0.detach(work))
    }

    fn check(&self) -> Outcome<()> {
        Ok(self.0.check_signals()?)
    }
}

// PyO3 declares that these do not unwind. So the compiler must not know that they are called: see `black_box`.
type Unary = unsafe extern "C-unwind" fn(*mut PyObject) -> *mut PyObject;
type Release = unsafe extern "C-unwind" fn(*mut PyObject);
type Ternary = unsafe extern "C-unwind" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject;
unsafe extern "C-unwind" {
    fn PyIter_Next(iterator: *mut PyObject) -> *mut PyObject;
    fn Py_DecRef(object: *mut PyObject);
    fn PyObject_GetIter(object: *mut PyObject) -> *mut PyObject;
    fn PyObject_Call(callable: *mut PyObject, given: *mut PyObject, named: *mut PyObject) -> *mut PyObject;
}

/// Calls what is the caller's own, and may take any time.
fn call_out(py: Python<'_>, call: impl FnOnce() -> *mut PyObject) -> Option<PyResult<Bound<'_, PyAny>>> {
    let object = VISITS.outside_or_held(call);
    // SAFETY: all functions that are called so return a new reference, or NULL.
    let object = unsafe { Bound::from_owned_ptr_or_opt(py, object) };
    object.map(Ok).or_else(|| PyErr::take(py).map(Err))
}

/// `callable(*arguments)`.
pub(crate) fn call<'py>(
    callable: &Bound<'py, PyAny>,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error: Into<PyErr>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = callable.py();
    let arguments = arguments.into_pyobject(py).map_err(Into::into)?;
    let (call, callable, given) =
        (black_box(PyObject_Call as Ternary), callable.as_ptr(), arguments.as_ptr());
    // SAFETY: the objects are alive, and the GIL is held.
    let result = call_out(py, || unsafe { call(callable, given, ptr::null_mut()) });
    result.unwrap_or_else(|| Err(PyErr::fetch(py)))
}

/// `iter(object)`.
pub(crate) fn iterate<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    let (py, iterate, object) = (object.py(), black_box(PyObject_GetIter as Unary), object.as_ptr());
    // SAFETY: the object is alive, and the GIL is held.
    let iterator = call_out(py, || unsafe { iterate(object) });
    Ok(iterator.unwrap_or_else(|| Err(PyErr::fetch(py)))?.cast_into()?)
}

/// `next(iterator)`, `None` at the end.
pub(crate) fn next<'py>(iterator: &Bound<'py, PyIterator>) -> Option<PyResult<Bound<'py, PyAny>>> {
    let (py, next, iterator) = (iterator.py(), black_box(PyIter_Next as Unary), iterator.as_ptr());
    // SAFETY: the object is alive and an iterator, and the GIL is held.
    call_out(py, || unsafe { next(iterator) })
}

/// Drops what is the caller's own: a generator that has not ended may have much to do then.
pub(crate) fn drop_out<T>(object: Py<T>) {
    let (release, object) = (black_box(Py_DecRef as Release), object.into_ptr());
    // SAFETY: the reference was the caller's, and all that is dropped so is dropped while the GIL is held.
    VISITS.outside_or_held(|| unsafe { release(object) });
}

/// Has Python tell of forks and of its end.
pub(crate) fn watch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let end = |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| VISITS.end();
    py.import("atexit")?.call_method1("register", (PyCFunction::new_closure(py, None, None, end)?,))?;
    let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? else { return Ok(()) };
    let forked = |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        VISITS.forked();
        shared::forked();
    };
    let in_child =
        [("after_in_child", PyCFunction::new_closure(py, None, None, forked)?)].into_py_dict(py)?;
    register.call((), Some(&in_child)).map(drop)
}
