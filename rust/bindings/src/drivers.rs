//! The calling thread's part of each parallel run: Python objects in, results back.

use std::collections::VecDeque;

use elanus_core::Error;
use elanus_core::counts::RawRows;
use elanus_core::csr::RowBlock;
use elanus_core::parallel::Driver;
use pyo3::prelude::*;

use crate::documents::{Batch, Documents};
use crate::errors;

/// Hands out batches of documents and keeps what each came to, in the order of the documents.
pub(crate) struct BatchDriver<'py, T> {
    py: Python<'py>,
    documents: Documents<'py>,
    /// Batches that were taken from the documents before the run.
    waiting: VecDeque<Batch>,
    results: Vec<Option<T>>,
}

impl<'py, T> BatchDriver<'py, T> {
    pub(crate) fn new(py: Python<'py>, documents: Documents<'py>, waiting: Vec<Batch>) -> Self {
        Self { py, documents, waiting: waiting.into(), results: Vec::new() }
    }

    /// What the batches came to, in order.
    pub(crate) fn into_results(self) -> Vec<T> {
        self.results.into_iter().flatten().collect()
    }
}

impl<T: Send> Driver for BatchDriver<'_, T> {
    type Job = Batch;
    type Output = (Batch, Result<T, Error>);
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        match self.waiting.pop_front() {
            Some(batch) => Ok(Some(batch)),
            None => self.documents.next_batch(),
        }
    }

    fn is_small(&self, batch: &Batch) -> bool {
        batch.is_small()
    }

    fn done(&mut self, index: usize, (_, result): Self::Output) -> PyResult<()> {
        let result = result.map_err(|error| errors::to_python(self.py, &error))?;
        if self.results.len() <= index {
            self.results.resize_with(index + 1, || None);
        }
        self.results[index] = Some(result);
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// Hands out rows that were counted, each with the worker that counted it.
pub(crate) struct RowsDriver<'py> {
    py: Python<'py>,
    rows: std::vec::IntoIter<(usize, RawRows)>,
    pub(crate) blocks: Vec<RowBlock>,
}

impl<'py> RowsDriver<'py> {
    pub(crate) fn new(py: Python<'py>, rows: Vec<(usize, RawRows)>) -> Self {
        let mut blocks = Vec::new();
        blocks.resize_with(rows.len(), RowBlock::default);
        Self { py, rows: rows.into_iter(), blocks }
    }
}

impl Driver for RowsDriver<'_> {
    type Job = (usize, RawRows);
    type Output = RowBlock;
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Self::Job>> {
        Ok(self.rows.next())
    }

    fn is_small(&self, _: &Self::Job) -> bool {
        self.blocks.len() < 4
    }

    fn done(&mut self, index: usize, block: RowBlock) -> PyResult<()> {
        self.blocks[index] = block;
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// The one door for long work: without the GIL, then a look at the signals.
pub(crate) fn wait(py: Python<'_>, work: impl FnOnce() + Send) -> PyResult<()> {
    py.detach(work);
    py.check_signals()
}
