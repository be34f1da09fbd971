//! What iterates, but not over texts in an order: over keys, pairs, the names of columns, or in any order.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyMapping, PySequence, PyString};

use super::{is_of_module, table};
use crate::errors::{self, Outcome};
use crate::interpreter::enter;

/// The longest key, as Python writes it, that a message repeats.
const LONGEST_KEY: usize = 40;

/// Refuses what is no sequence of texts though it iterates; messages call it `name`. The view of a mapping's
/// values has an order and one meaning, so it is taken.
#[pyfunction]
pub(crate) fn refuse_containers(documents: &Bound<'_, PyAny>, name: &str) -> Outcome<()> {
    enter(|| Ok(check(documents, name)?))
}

/// As [`refuse_containers`].
pub(super) fn check(documents: &Bound<'_, PyAny>, name: &str) -> PyResult<()> {
    if documents.is_exact_instance_of::<PyList>() {
        return Ok(());
    }
    let py = documents.py();
    let is_a = |class: &str| is_of_module(documents, "collections.abc", class);
    let kind = documents.get_type().qualname()?;
    let is_bytes = documents.is_instance_of::<PyBytes>() || documents.is_instance_of::<PyByteArray>();
    let message = if is_bytes || documents.is_instance_of::<PyString>() {
        format!("{name} is a bare {kind}; expected a list of str, such as [{name}]")
    } else if let Ok(mapping) = documents.cast::<PyMapping>() {
        let instead = match texts_of(mapping, name) {
            // Of the mapping's own code: what it cannot tell is left out.
            Err(error) if error.is_instance_of::<PyException>(py) => values_of(name),
            other => other?,
        };
        format!("{name} is {kind}, which iterates over its keys; expected a list of str, such as {instead}")
    } else if is_a("KeysView")? {
        format!(
            "{name} is {kind}, which iterates over keys; expected a list of str: take the values, or \
             list({name}) if the keys are the texts"
        )
    } else if is_a("ItemsView")? {
        format!("{name} is {kind}, which iterates over pairs; expected a list of str: take the values alone")
    } else if is_a("Set")? {
        format!("{name} is {kind}, which has no order; expected a list of str, such as sorted({name})")
    } else if is_of_module(documents, "polars", "LazyFrame")? {
        let column = format!("{name}.collect()[\"text\"]");
        format!(
            "{name} is {kind}, which holds no data yet; expected a single column of text, such as {column}"
        )
    } else if let Some(columns) = columns_of(documents)? {
        return Err(table(py, name, &kind.to_string_lossy(), &columns));
    } else {
        return Ok(());
    };
    Err(errors::input_type(py, message))
}

/// The names of the columns of a table, which iterates over them, over its columns or over its rows.
fn columns_of(object: &Bound<'_, PyAny>) -> PyResult<Option<Vec<String>>> {
    let is_a = |module, class| is_of_module(object, module, class);
    let names = if is_a("pandas", "DataFrame")? || is_a("polars", "DataFrame")? {
        object.getattr("columns")?
    } else if is_a("pandas", "MultiIndex")? {
        object.getattr("names")?
    } else if is_a("pyarrow", "Table")? || is_a("pyarrow", "RecordBatch")? {
        object.getattr("schema")?.getattr("names")?
    } else {
        return Ok(None);
    };
    let names = names.try_iter()?.map(|name| Ok(name?.str()?.to_string_lossy().into_owned()));
    names.collect::<PyResult<_>>().map(Some)
}

/// The expression for the values of a mapping.
fn values_of(name: &str) -> String {
    format!("list({name}.values())")
}

/// The expression for the texts of a mapping: of strings, of BEIR's records, of the splits of a data set.
fn texts_of(mapping: &Bound<'_, PyMapping>, name: &str) -> PyResult<String> {
    let Some(key) = mapping.try_iter()?.next().transpose()? else { return Ok(values_of(name)) };
    let value = mapping.get_item(&key)?;
    if value.is_instance_of::<PyString>() {
        return Ok(format!("{}, whose ids are list({name})", values_of(name)));
    }
    if value.cast::<PyMapping>().is_ok() {
        return Ok(if value.contains("text")? {
            format!("[record[\"text\"] for record in {name}.values()], whose ids are list({name})")
        } else {
            values_of(name)
        });
    }
    let split = || -> PyResult<String> {
        let key = key.repr()?;
        Ok(if key.len()? <= LONGEST_KEY { format!("{name}[{key}]") } else { format!("{name}[key]") })
    };
    let has =
        |attribute| value.getattr_opt(attribute).map(|found| found.is_some_and(|found| !found.is_none()));
    Ok(if has("column_names")? || has("columns")? {
        format!("{}[\"text\"]", split()?)
    } else if is_of_records(&value)? {
        format!("[record[\"text\"] for record in {}]", split()?)
    } else {
        values_of(name)
    })
}

/// Whether something is a sequence of mappings with a text, as its first one shows.
fn is_of_records(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let Ok(rows) = value.cast::<PySequence>() else { return Ok(false) };
    if rows.len()? == 0 {
        return Ok(false);
    }
    let row = rows.get_item(0)?;
    Ok(row.cast::<PyMapping>().is_ok() && row.contains("text")?)
}
