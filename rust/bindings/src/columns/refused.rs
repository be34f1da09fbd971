//! Containers that iterate, but not over documents in an order: over keys, pairs, or in any order.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping, PyString};

use super::is_of_module;
use crate::errors;

/// Refuses what is no sequence of documents though it iterates. A mapping's views of its keys and of its
/// values have an order, and say which of both is meant, so they are taken as they are.
pub(super) fn check(documents: &Bound<'_, PyAny>, name: &str) -> PyResult<()> {
    let is_a = |class: &str| is_of_module(documents, "collections.abc", class);
    let kind = documents.get_type().qualname()?;
    let message = if documents.is_instance_of::<PyString>() || documents.is_instance_of::<PyBytes>() {
        format!("{name} is a bare {kind}; expected a list of str, such as [{name}]")
    } else if let Ok(mapping) = documents.cast::<PyMapping>() {
        let instead = texts_of(mapping, name).unwrap_or_else(|_| format!("list({name}.values())"));
        format!("{name} is {kind}, which iterates over its keys; expected a list of str, such as {instead}")
    } else if is_a("ItemsView")? {
        format!("{name} is {kind}, which iterates over pairs; expected a list of str: take the values alone")
    } else if is_a("Set")? && !is_a("KeysView")? {
        format!("{name} is {kind}, which has no order; expected a list of str, such as sorted({name})")
    } else if is_of_module(documents, "polars", "LazyFrame")? {
        let column = format!("{name}.collect()[\"text\"]");
        format!(
            "{name} is {kind}, which holds no data yet; expected a single column of text, such as {column}"
        )
    } else {
        return Ok(());
    };
    Err(errors::input_type(documents.py(), message))
}

/// The expression for the texts of a mapping: of strings, of BEIR's records, of the splits of a data set.
fn texts_of(mapping: &Bound<'_, PyMapping>, name: &str) -> PyResult<String> {
    let Some(key) = mapping.try_iter()?.next().transpose()? else {
        return Ok(format!("list({name}.values())"));
    };
    let value = mapping.get_item(&key)?;
    Ok(if value.is_instance_of::<PyString>() {
        format!("list({name}.values()), whose ids are list({name})")
    } else if value.cast::<PyMapping>().is_ok() {
        format!("[record[\"text\"] for record in {name}.values()], whose ids are list({name})")
    } else {
        format!("{name}[{}][\"text\"]", key.repr()?)
    })
}
