//! Python strings as UTF-8, without a copy where they are ASCII.
//!
//! Asking CPython for a string's UTF-8 leaves a copy in the caller's object unless the string is
//! ASCII. So ASCII strings are borrowed, and others encoded into `bytes` objects of our own.
#![expect(unsafe_code, reason = "text is borrowed from Python objects while the GIL is free; see push")]

use elanus_core::batch::TextBatchBuilder;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyList, PyString};

/// The strings of a batch, each with the Python object that holds its UTF-8.
pub(crate) type Strings = TextBatchBuilder<Py<PyAny>>;

/// Adds a string's text; lone surrogates become U+FFFD.
pub(crate) fn push(strings: &mut Strings, string: &Bound<'_, PyString>) -> PyResult<()> {
    if is_ascii(string) {
        let owner = string.clone().into_any().unbind();
        // SAFETY: a `str` that is ASCII holds its UTF-8 itself, is immutable, and does not move.
        unsafe { strings.push(owner, string.to_str()?) };
    } else {
        let bytes = encode(string)?;
        let text = &raw const *text_of(&bytes);
        // SAFETY: `bytes` are immutable and do not move; giving the reference away moves no object.
        unsafe { strings.push(bytes.into_any().unbind(), &*text) };
    }
    Ok(())
}

/// Does something with a string's text, in which lone surrogates are U+FFFD.
pub(crate) fn with_text<T>(string: &Bound<'_, PyString>, action: impl FnOnce(&str) -> T) -> PyResult<T> {
    if is_ascii(string) { Ok(action(string.to_str()?)) } else { Ok(action(text_of(&encode(string)?))) }
}

/// The text of what [`encode`] returned.
fn text_of<'a>(bytes: &'a Bound<'_, PyBytes>) -> &'a str {
    // SAFETY: `encode` returns the UTF-8 that CPython or `PyString` made.
    unsafe { std::str::from_utf8_unchecked(bytes.as_bytes()) }
}

/// Prefetches an object of a list. Strings lie in memory in any order, and a cache miss takes longer than all
/// else that is done with a string here.
pub(crate) fn prefetch(list: &Bound<'_, PyList>, position: usize) {
    if position < list.len() {
        // SAFETY: the GIL is held, and there is an item: the result is a pointer that the list holds, or
        // NULL.
        let object = unsafe { ffi::PyList_GetItem(list.as_ptr(), position.cast_signed()) };
        elanus_core::prefetch_address(object);
    }
}

/// A string's UTF-8 in an object of our own.
fn encode<'py>(string: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    let py = string.py();
    match string.encode_utf8() {
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(py) => {
            // A lone surrogate: CPython can write it as three bytes, as many as U+FFFD takes.
            // By `str` itself: a subclass's own `encode` may return anything.
            let str = py.get_type::<PyString>();
            let bytes = str.call_method1("encode", (string, "utf-8", "surrogatepass"))?;
            let encoded = bytes.cast_into::<PyBytes>()?;
            PyBytes::new_with(py, encoded.as_bytes().len(), |bytes| {
                bytes.copy_from_slice(encoded.as_bytes());
                let mut at = 0;
                while at + 2 < bytes.len() {
                    if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
                        bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
                        at += 3;
                    } else {
                        at += 1;
                    }
                }
                Ok(())
            })
        }
        other => other,
    }
}

/// Whether a string is ASCII. The limited API has no such function, but lets us ask the method
/// `str.isascii` for the C function behind it: 3 ns instead of the 50 ns of calling the method.
fn is_ascii(string: &Bound<'_, PyString>) -> bool {
    static FUNCTION: PyOnceLock<Option<ffi::PyCFunction>> = PyOnceLock::new();
    let py = string.py();
    let function = FUNCTION.get_or_init(py, || {
        let method = PyString::new(py, "").getattr("isascii").ok()?;
        // SAFETY: a bound method of `str` is a PyCFunction object; for any other, NULL comes back
        // with an exception, which is cleared.
        let function = unsafe {
            if ffi::PyCFunction_Check(method.as_ptr()) == 0 {
                return None;
            }
            ffi::PyCFunction_GetFunction(method.as_ptr())
        };
        drop(PyErr::take(py));
        function
    });
    match function {
        // SAFETY: a METH_NOARGS function takes the object and NULL; the string is alive and the GIL
        // held. The result is a new reference to True or False.
        Some(function) => unsafe {
            let result = Bound::from_owned_ptr_or_opt(py, function(string.as_ptr(), std::ptr::null_mut()));
            result.is_some_and(|result| result.is(&*pyo3::types::PyBool::new(py, true)))
        },
        None => string.call_method0("isascii").and_then(|result| result.is_truthy()).unwrap_or(false),
    }
}
