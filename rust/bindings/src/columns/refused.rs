//! Containers that iterate, but not over documents in an order of their own.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::is_of_module;
use crate::errors;

/// Refuses what is not a sequence of documents though it iterates.
pub(super) fn check(documents: &Bound<'_, PyAny>, name: &str) -> PyResult<()> {
    let refuse = |what: String| Err(errors::input_type(documents.py(), what));
    let kind = documents.get_type().qualname()?;
    if documents.is_instance_of::<PyString>() || documents.is_instance_of::<PyBytes>() {
        return refuse(format!("{name} is a bare {kind}; expected a list of str, such as [{name}]"));
    }
    if is_of_module(documents, "polars", "LazyFrame")? {
        return refuse(format!(
            "{name} is LazyFrame, which holds no data yet; expected a single column of text, such as \
             {name}.collect()[\"text\"]"
        ));
    }
    Ok(())
}
