//! Python as the host of the core's long work: the way into the core and out of it, the one place where the
//! GIL is let go, where code of the caller is called, and where signals are looked for.
#![expect(unsafe_code, reason = "Python is called so that its threads can end; see outside")]

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{mem, ptr, thread};

use elanus_core::parallel::{Host, Visits};
use elanus_core::shared;
use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyCFunction, PyDict, PyIterator, PyTuple};

use crate::errors::{Failure, Outcome};

/// The threads that run our code with the GIL.
static VISITS: Visits = Visits::new();

/// Being inside of our code with the GIL, or outside of it; the other again when it is dropped.
struct Inside;
struct Outside;

impl Inside {
    fn new() -> Self {
        VISITS.enter(|pause| Python::attach(|py| py.detach(|| thread::sleep(pause))));
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        VISITS.leave();
    }
}

impl Outside {
    fn new() -> Self {
        VISITS.leave();
        Self
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        mem::forget(Inside::new());
    }
}

/// Whatever Python calls runs in here. No panic leaves it.
pub(crate) fn enter<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let _inside = Inside::new();
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Failure::of_panic(&*panic)))
}

/// The interpreter, attached to by this thread.
#[derive(Clone, Copy)]
pub(crate) struct Interpreter<'py>(pub(crate) Python<'py>);

impl Host for Interpreter<'_> {
    type Error = Failure;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let _outside = Outside::new();
        self.0.detach(work)
    }

    fn check(&self) -> Outcome<()> {
        Ok(self.0.check_signals()?)
    }
}

/// Holds a thread for ever whose stack is unwound because the interpreter ends.
struct Hold;

impl Drop for Hold {
    fn drop(&mut self) {
        loop {
            thread::park();
        }
    }
}

/// Calls Python's code from outside: of the caller's, nobody knows how long it takes. If the interpreter ends
/// meanwhile, the unwinding meets nothing but this: `raw` calls a function that may unwind, and has nothing to
/// drop.
fn outside(py: Python<'_>, raw: impl FnOnce() -> *mut PyObject) -> Option<PyResult<Bound<'_, PyAny>>> {
    let outside = Outside::new();
    let hold = Hold;
    let object = raw();
    mem::forget(hold);
    drop(outside);
    // SAFETY: all functions that are called so return a new reference, or NULL.
    let object = unsafe { Bound::from_owned_ptr_or_opt(py, object) };
    object.map_or_else(|| PyErr::take(py).map(Err), |object| Some(Ok(object)))
}

type Unary = unsafe extern "C-unwind" fn(*mut PyObject) -> *mut PyObject;
type Ternary = unsafe extern "C-unwind" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject;

/// A function of Python's that may unwind, whatever PyO3 declares: the compiler must not know which it is.
macro_rules! unwinding {
    ($function:path, ($($argument:ty),*), $kind:ty) => {
        // SAFETY: the two types differ in nothing but whether the function may unwind.
        unsafe { mem::transmute::<unsafe extern "C" fn($($argument),*) -> *mut PyObject, $kind>(black_box($function)) }
    };
}

/// `callable(*arguments)`.
pub(crate) fn call<'py>(
    callable: &Bound<'py, PyAny>,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error: Into<PyErr>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = callable.py();
    let arguments = arguments.into_pyobject(py).map_err(Into::into)?;
    let call = unwinding!(ffi::PyObject_Call, (*mut PyObject, *mut PyObject, *mut PyObject), Ternary);
    let (callable, given) = (callable.as_ptr(), arguments.as_ptr());
    // SAFETY: the objects are alive, and the GIL is held.
    let result = outside(py, || unsafe { call(callable, given, ptr::null_mut()) });
    result.unwrap_or_else(|| Err(PyErr::fetch(py)))
}

/// `iter(object)`.
pub(crate) fn iterate<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    let iterate = unwinding!(ffi::PyObject_GetIter, (*mut PyObject), Unary);
    let (py, object) = (object.py(), object.as_ptr());
    // SAFETY: the object is alive, and the GIL is held.
    let iterator = outside(py, || unsafe { iterate(object) });
    Ok(iterator.unwrap_or_else(|| Err(PyErr::fetch(py)))?.cast_into()?)
}

/// `next(iterator)`, `None` at the end.
pub(crate) fn next<'py>(iterator: &Bound<'py, PyIterator>) -> Option<PyResult<Bound<'py, PyAny>>> {
    let next = unwinding!(ffi::PyIter_Next, (*mut PyObject), Unary);
    let (py, iterator) = (iterator.py(), iterator.as_ptr());
    // SAFETY: the object is alive and an iterator, and the GIL is held.
    outside(py, || unsafe { next(iterator) })
}

/// Has Python tell of forks and of its end.
pub(crate) fn watch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let end = |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        let py = arguments.py();
        VISITS.end(|pause| py.detach(|| thread::sleep(pause)));
    };
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
