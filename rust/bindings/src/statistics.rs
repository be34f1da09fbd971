//! `elanus._core.Statistics`: counting a part of a corpus, and merging what other processes have counted.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{PartialCounter, Ranks};
use elanus_core::memory::{room, tried};
use elanus_core::parallel::{Host, aside};
use elanus_core::shared::SharedModel;
use elanus_core::statistics::{Partial, PartialView, TermOrder};
use elanus_core::{Error, Result};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

use crate::bm25::Bm25;
use crate::documents::enter_with;
use crate::errors::{self, Outcome};
use crate::interpreter::{Interpreter, Returned, enter, enter_for};

/// Bytes of statistics that are merged in some milliseconds.
const SMALL: usize = 1 << 18;

/// The ranks of documents: of the first one, or of each.
#[derive(FromPyObject)]
pub(crate) enum GivenRanks<'py> {
    First(i64),
    Each(PyReadonlyArray1<'py, i64>),
}

/// A count of documents, call after call.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Statistics {
    /// None while a call counts, and after one that failed.
    counter: Mutex<Option<PartialCounter>>,
}

#[pymethods]
impl Statistics {
    #[new]
    fn new(threads: usize) -> Outcome<Self> {
        enter(|| Ok(Self { counter: Mutex::new(Some(PartialCounter::new(threads))) }))
    }

    /// Counts documents, and returns how many they were.
    #[pyo3(signature = (documents, analyzer, ranks=None))]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 converts ranks into their owner")]
    fn count(
        &self,
        documents: &Bound<'_, PyAny>,
        analyzer: &Bound<'_, PyAny>,
        ranks: Option<GivenRanks<'_>>,
    ) -> Outcome<u64> {
        enter_with(documents, analyzer, "documents", |host, documents, analyzer| {
            // A copy: another thread may change the array meanwhile.
            let mut each = Vec::new();
            if let Some(GivenRanks::Each(ranks)) = &ranks {
                each = room(ranks.as_array().len());
                each.extend(ranks.as_array());
            }
            let ranks = match &ranks {
                None => Ranks::None,
                Some(GivenRanks::First(first)) => Ranks::From(*first),
                Some(GivenRanks::Each(_)) => Ranks::Of(&each),
            };
            let mut counter = self.with(Option::take).ok_or_else(|| is_busy(host.0))?;
            let number = counter.count(host, documents, analyzer.map(|analyzer| &**analyzer), ranks)?;
            self.with(|place| *place = Some(counter));
            Ok(number)
        })
    }

    /// What was counted, with the description of the analyzer and the number of texts that were left out.
    fn to_bytes<'py>(&self, py: Python<'py>, analyzer: String, skipped: u64) -> Returned<'py> {
        enter_for(py, || {
            let bytes = Interpreter(py).release(|| {
                self.with(|counter| {
                    let partial = counter.as_ref()?.partial(analyzer);
                    Some(partial.map(|mut partial| {
                        partial.skipped = skipped;
                        partial.to_bytes()
                    }))
                })
            });
            to_python(py, &bytes.ok_or_else(|| is_busy(py))??)
        })
    }

    /// The statistics of all parts.
    #[staticmethod]
    fn merged(py: Python<'_>, parts: Vec<PyBackedBytes>) -> Returned<'_> {
        enter_for(py, || {
            let merged = aside(&Interpreter(py), are_small(&parts), move || {
                tried(|| Ok::<_, Error>(merged(&parts)?.to_bytes()))
            })?;
            to_python(py, &merged?)
        })
    }

    /// The model of all parts, with the parameters of another: its terms in the order of the documents or parts, or sorted; how many texts were left
    /// out; and the description of the analyzer.
    #[staticmethod]
    fn model<'py>(
        py: Python<'py>,
        parts: Vec<PyBackedBytes>,
        like: &Bound<'py, Bm25>,
        by_term: bool,
    ) -> Returned<'py> {
        enter_for(py, || {
            let parameters = like.get().shared().snapshot().parameters;
            let order = if by_term { TermOrder::Term } else { TermOrder::Id };
            let model = aside(&Interpreter(py), are_small(&parts), move || {
                tried(|| {
                    let mut part = merged(&parts)?;
                    let (skipped, analyzer) = (part.skipped, std::mem::take(&mut part.analyzer));
                    let model = Bm25Model::from_counts(part.into_corpus(order)?, parameters)?;
                    Ok::<_, Error>((model, skipped, analyzer))
                })
            })?;
            let (model, skipped, analyzer) = model?;
            Ok((Bm25::of(SharedModel::new(parameters, Some(model))), skipped, analyzer))
        })
    }

    /// Of statistics in bytes: documents, texts that were left out, whether documents have ranks, and the description of
    /// the analyzer.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 borrows bytes by an owner")]
    fn describe(py: Python<'_>, part: PyBackedBytes) -> Returned<'_> {
        enter_for(py, || {
            let part = Interpreter(py).release(|| tried(|| Partial::merged(&[PartialView::new(&part)?])))?;
            Ok((part.documents(), part.skipped, part.is_ranked(), part.analyzer))
        })
    }
}

impl Statistics {
    fn with<T>(&self, work: impl FnOnce(&mut Option<PartialCounter>) -> T) -> T {
        work(&mut self.counter.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn merged(parts: &[PyBackedBytes]) -> Result<Partial> {
    let views: Vec<_> = parts.iter().map(|part| PartialView::new(part)).collect::<Result<_>>()?;
    Partial::merged(&views)
}

fn are_small(parts: &[PyBackedBytes]) -> bool {
    parts.iter().map(|part| part.len()).sum::<usize>() < SMALL
}

fn is_busy(py: Python<'_>) -> PyErr {
    errors::input(py, "these statistics are being counted by another call, or one has failed".to_owned())
}

fn to_python<'py>(py: Python<'py>, bytes: &[u8]) -> Outcome<Bound<'py, PyBytes>> {
    Ok(PyBytes::new_with(py, bytes.len(), |mut into| Ok(into.write_all(bytes)?))?)
}
