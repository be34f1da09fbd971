//! Runs over documents that count their terms.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use elanus_core::batch::Source;
use elanus_core::counts::{CorpusCounter, Merged, RawRows};
use elanus_core::parallel::{self, Cancel};
use elanus_core::{Result, analysis};
use pyo3::prelude::*;

use crate::documents::{Batch, DocumentAnalyzer, Documents};
use crate::drivers::BatchDriver;
use crate::errors;

/// What a run over documents needs.
pub(crate) struct Counting<'py> {
    pub(crate) documents: Documents<'py>,
    pub(crate) core: Option<Arc<analysis::Analyzer>>,
    pub(crate) threads: usize,
    /// Batches that were already taken from the documents.
    pub(crate) waiting: Vec<Batch>,
}

impl<'py> Counting<'py> {
    pub(crate) fn new(
        documents: &Bound<'py, PyAny>,
        analyzer: &Bound<'py, PyAny>,
        threads: usize,
    ) -> PyResult<Self> {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let core = core_of(&analyzer);
        let documents = Documents::new(documents, analyzer, "documents")?;
        Ok(Self { documents, core, threads, waiting: Vec::new() })
    }
}

pub(crate) fn count(py: Python<'_>, counting: Counting<'_>) -> PyResult<Merged> {
    count_batches(
        py,
        counting,
        |_, ()| (),
        |counter, index, core, batch, cancel| match (batch, core) {
            (Batch::Texts(texts), Some(core)) => counter.count_texts(index, core, texts.texts(), cancel),
            (Batch::Tokens(tokens), _) => counter.count_tokens(index, tokens.iter()),
            (Batch::Texts(_), None) => Ok(()),
        },
    )
}

pub(crate) fn count_rows(py: Python<'_>, counting: Counting<'_>) -> PyResult<(Merged, Vec<RawRows>)> {
    let mut slices = Vec::new();
    let take = |index, rows| slices.push((index, rows));
    let merged =
        count_batches(py, counting, take, |counter, index, core, batch, cancel| match (batch, core) {
            (Batch::Texts(texts), Some(core)) => {
                counter.count_rows_of_texts(index, core, texts.texts(), cancel)
            }
            (Batch::Tokens(tokens), _) => counter.count_rows_of_tokens(index, tokens.iter()),
            (Batch::Texts(_), None) => Ok(RawRows::default()),
        })?;
    slices.sort_unstable_by_key(|&(index, _)| index);
    Ok((merged, slices.into_iter().map(|(_, rows)| rows).collect()))
}

/// Counts all documents, batch by batch with `count`, which is given each one's number. `take` gets what it
/// returns.
fn count_batches<T: Send>(
    py: Python<'_>,
    counting: Counting<'_>,
    mut take: impl FnMut(usize, T),
    count: impl Fn(&mut CorpusCounter, usize, Option<&analysis::Analyzer>, &Batch, &Cancel) -> Result<T> + Sync,
) -> PyResult<Merged> {
    let Counting { documents, core, threads, waiting } = counting;
    let mut counters = CorpusCounter::for_workers(threads);
    // Batches of earlier runs.
    let before = Cell::new(0);
    // New terms, and how many there may be, before they are settled.
    let unsettled = Cell::new(0);
    let is_stream = documents.is_stream();
    let most = Cell::new(CorpusCounter::most_unsettled(&counters, is_stream));
    let mut driver = BatchDriver::new(py, documents, waiting, |index, (new_terms, result)| {
        take(before.get() + index, result);
        unsettled.set(unsettled.get() + new_terms);
        if unsettled.get() < most.get() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    loop {
        parallel::run(&mut driver, &mut counters, |counter, index, batch, cancel| {
            let known = counter.unsettled();
            let result = count(counter, index, core.as_deref(), &batch, cancel);
            let new_terms = counter.unsettled() - known;
            (batch, result.map(|result| (new_terms, result)))
        })?;
        if !driver.resume() {
            break;
        }
        before.set(driver.handed_out);
        py.detach(|| CorpusCounter::settle(&mut counters)).map_err(|error| errors::to_python(py, &error))?;
        unsettled.set(0);
        most.set(CorpusCounter::most_unsettled(&counters, is_stream));
    }
    py.detach(|| CorpusCounter::merge(counters)).map_err(|error| errors::to_python(py, &error))
}

pub(crate) fn core_of(analyzer: &DocumentAnalyzer<'_>) -> Option<Arc<analysis::Analyzer>> {
    match analyzer {
        DocumentAnalyzer::Core(analyzer) => Some(Arc::clone(analyzer.get().core())),
        DocumentAnalyzer::Callable(_) => None,
    }
}
