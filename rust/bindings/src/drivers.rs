//! The calling thread's part of each parallel run: Python objects in, results back.

use std::collections::VecDeque;
use std::marker::PhantomData;

use elanus_core::Error;
use elanus_core::counts::RawRows;
use elanus_core::csr::{CsrBuilder, RowBlock};
use elanus_core::parallel::Driver;
use elanus_core::vocabulary::TermId;
use pyo3::prelude::*;

use crate::documents::{BATCH_BYTES, Batch, Documents, LONG_BYTES};
use crate::errors;

/// Hands out batches of documents, and passes on what each came to.
pub(crate) struct BatchDriver<'py, T, F: FnMut(usize, T)> {
    py: Python<'py>,
    documents: Documents<'py>,
    /// Batches that were taken from the documents before the run.
    waiting: VecDeque<Batch>,
    take: F,
    result: PhantomData<fn(T)>,
}

impl<'py, T, F: FnMut(usize, T)> BatchDriver<'py, T, F> {
    /// `take` is given each batch's number and what it came to, in the order in which they end.
    pub(crate) fn new(py: Python<'py>, documents: Documents<'py>, waiting: Vec<Batch>, take: F) -> Self {
        Self { py, documents, waiting: waiting.into(), take, result: PhantomData }
    }
}

impl<T: Send, F: FnMut(usize, T)> Driver for BatchDriver<'_, T, F> {
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

    fn is_long(&self, batch: &Batch) -> bool {
        batch.is_long()
    }

    fn done(&mut self, index: usize, (_, result): Self::Output) -> PyResult<()> {
        (self.take)(index, result.map_err(|error| errors::to_python(self.py, &error))?);
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// Hands out rows that were counted, each with the worker that counted it, and puts their matrix together.
pub(crate) struct RowsDriver<'py> {
    py: Python<'py>,
    rows: std::vec::IntoIter<(usize, RawRows)>,
    pub(crate) matrix: CsrBuilder,
}

impl<'py> RowsDriver<'py> {
    pub(crate) fn new(py: Python<'py>, rows: Vec<(usize, RawRows)>) -> Self {
        Self { py, rows: rows.into_iter(), matrix: CsrBuilder::new() }
    }
}

impl Driver for RowsDriver<'_> {
    type Job = (usize, RawRows);
    type Output = RowBlock;
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Self::Job>> {
        Ok(self.rows.next())
    }

    fn is_small(&self, (_, rows): &Self::Job) -> bool {
        rows.entries() * size_of::<TermId>() < BATCH_BYTES / 4
    }

    fn is_long(&self, (_, rows): &Self::Job) -> bool {
        rows.entries() * size_of::<TermId>() > LONG_BYTES
    }

    fn done(&mut self, index: usize, block: RowBlock) -> PyResult<()> {
        self.matrix.put(index, block);
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
