//! Everything with the Arrow `PyCapsule` interface.
#![expect(unsafe_code, reason = "structures are moved out of their capsules; see take")]

use elanus_core::batch::TextBatch;
use elanus_core::parallel::Host;
use elanus_corpus::arrow::{ArrowColumn, Interface, Owned, Unreadable};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::{Rows, not_text, table};
use crate::errors;
use crate::interpreter::{self, Interpreter};

impl Rows for ArrowColumn {
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
        let fail = |error| unreadable(py, name, "its chunk", error);
        let mut batch = TextBatch::new();
        while let most @ 1.. = batch.room().min(most - batch.texts().len()) {
            // A producer may take its time, and may need the GIL in another thread.
            if !self.has_row() && !Interpreter(py).release(|| self.advance()).map_err(fail)? {
                break;
            }
            self.borrow(&mut batch, most).map_err(fail)?;
        }
        Ok(batch)
    }
}

/// The column that an object with `__arrow_c_stream__` or `__arrow_c_array__` exports, `None` for one with
/// neither. Messages call its type `kind`.
pub(super) fn open(object: &Bound<'_, PyAny>, name: &str, kind: &str) -> PyResult<Option<Box<dyn Rows>>> {
    let py = object.py();
    let column = if object.hasattr("__arrow_c_stream__")? {
        let stream = interpreter::call(&object.getattr("__arrow_c_stream__")?, ())?;
        take(&stream)?.map(|stream| Interpreter(py).release(|| ArrowColumn::from_stream(stream)))
    } else if object.hasattr("__arrow_c_array__")? {
        let (schema, array) = object.call_method0("__arrow_c_array__")?.extract::<(Bound<'_, PyAny>, _)>()?;
        take(&schema)?.zip(take(&array)?).map(|(schema, array)| ArrowColumn::from_array(schema, array))
    } else {
        return Ok(None);
    };
    let column = column.ok_or_else(|| {
        let message = format!("{name} is {kind}, whose Arrow capsules were used before; expected fresh ones");
        errors::input(py, message)
    })?;
    Ok(Some(Box::new(column.map_err(|error| unreadable(py, name, kind, error))?)))
}

/// Moves a structure out of its capsule; `None` if that was done before.
fn take<T: Interface>(capsule: &Bound<'_, PyAny>) -> PyResult<Option<Owned<T>>> {
    let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(T::CAPSULE))?.cast();
    // SAFETY: a capsule of this name points to such a structure, and the GIL keeps other threads away.
    Ok(unsafe { Owned::take(pointer) })
}

fn unreadable(py: Python<'_>, name: &str, kind: &str, error: Unreadable) -> PyErr {
    match error {
        Unreadable::Type(type_name) => not_text(py, name, kind, &type_name),
        Unreadable::Struct(columns) => table(py, name, kind, &columns),
        Unreadable::Malformed(what) => {
            errors::input(py, format!("{name} cannot be read, its Arrow data is malformed: {what}"))
        }
        // A producer that was interrupted says that it failed.
        Unreadable::Producer(what) => py.check_signals().err().unwrap_or_else(|| {
            errors::input(py, format!("{name} cannot be read, its Arrow stream fails: {what}"))
        }),
        Unreadable::Row(row, wrong) => errors::input(py, format!("{name}[{row}] {wrong}")),
    }
}
