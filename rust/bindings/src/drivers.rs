//! The calling thread's part of each parallel run: Python objects in, results back.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use elanus_core::Error;
use elanus_core::batch::{LONG_BYTES, SMALL_BYTES, Source};
use elanus_core::counts::RawRows;
use elanus_core::csr::{Csr, CsrPart};
use elanus_core::parallel::{Driver, POLL, WAITING_PER_WORKER};
use elanus_core::vocabulary::TermId;
use pyo3::prelude::*;

use crate::documents::{Batch, Documents};
use crate::errors;

/// Hands out batches of documents, and passes on what each came to.
pub(crate) struct BatchDriver<'py, T, F: FnMut(usize, T) -> ControlFlow<()>> {
    py: Python<'py>,
    documents: Documents<'py>,
    /// Batches that were taken from the documents before the run.
    waiting: VecDeque<Batch>,
    /// Batches handed out, in all runs together.
    pub(crate) handed_out: usize,
    take: F,
    is_paused: bool,
    is_exhausted: bool,
    result: PhantomData<fn(T)>,
}

impl<'py, T, F: FnMut(usize, T) -> ControlFlow<()>> BatchDriver<'py, T, F> {
    /// `take` is given each batch's number in the run and what it came to, in the order in which they end. When
    /// it breaks, no more batches are handed out before [`Self::resume`].
    pub(crate) fn new(py: Python<'py>, documents: Documents<'py>, waiting: Vec<Batch>, take: F) -> Self {
        Self {
            py,
            documents,
            waiting: waiting.into(),
            handed_out: 0,
            take,
            is_paused: false,
            is_exhausted: false,
            result: PhantomData,
        }
    }

    /// After a run: whether there is more, for another run.
    pub(crate) fn resume(&mut self) -> bool {
        self.is_paused = false;
        !self.is_exhausted
    }
}

impl<T: Send, F: FnMut(usize, T) -> ControlFlow<()>> Driver for BatchDriver<'_, T, F> {
    type Job = Batch;
    type Output = (Batch, Result<T, Error>);
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        if self.is_paused {
            return Ok(None);
        }
        let batch = match self.waiting.pop_front() {
            Some(batch) => Some(batch),
            None => self.documents.next()?,
        };
        match batch {
            Some(_) => self.handed_out += 1,
            None => self.is_exhausted = true,
        }
        Ok(batch)
    }

    fn waiting_per_worker(&self) -> usize {
        // Of a stream, which has its own pace, more wait until the caller helps: for a while only, but with as
        // much memory as another worker.
        if self.documents.is_stream() { 4 * WAITING_PER_WORKER } else { WAITING_PER_WORKER }
    }

    fn is_small(&self, batch: &Batch) -> bool {
        batch.is_small()
    }

    fn is_long(&self, batch: &Batch) -> bool {
        batch.is_long()
    }

    fn done(&mut self, index: usize, (_, result): Self::Output) -> PyResult<()> {
        let result = result.map_err(|error| errors::to_python(self.py, &error))?;
        self.is_paused |= (self.take)(index, result).is_break();
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// Hands out rows that were counted, each with its place in the matrix.
pub(crate) struct RowsDriver<'py, 'm> {
    py: Python<'py>,
    rows: std::iter::Zip<std::vec::IntoIter<RawRows>, std::vec::IntoIter<CsrPart<'m>>>,
}

impl<'py, 'm> RowsDriver<'py, 'm> {
    /// For the rows of the whole matrix.
    pub(crate) fn new(py: Python<'py>, rows: Vec<RawRows>, matrix: &'m mut Csr) -> Self {
        let counts: Vec<_> = rows.iter().map(|rows| rows.lengths().count()).collect();
        Self { py, rows: rows.into_iter().zip(matrix.parts_mut(counts)) }
    }
}

impl<'m> Driver for RowsDriver<'_, 'm> {
    type Job = (RawRows, CsrPart<'m>);
    type Output = ();
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Self::Job>> {
        Ok(self.rows.next())
    }

    fn is_small(&self, (rows, _): &Self::Job) -> bool {
        rows.entries() * size_of::<TermId>() < SMALL_BYTES
    }

    fn is_long(&self, (rows, _): &Self::Job) -> bool {
        rows.entries() * size_of::<TermId>() > LONG_BYTES
    }

    fn done(&mut self, _: usize, (): ()) -> PyResult<()> {
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> PyResult<()> {
        wait(self.py, work)
    }
}

/// Does work on a thread of its own and looks for interrupts meanwhile. After one nobody waits for the work: it
/// ends by itself, and what came of it is dropped. What is brief is done here.
pub(crate) fn aside<T: Send + 'static>(
    py: Python<'_>,
    is_brief: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    if is_brief {
        return Ok(py.detach(work));
    }
    let (sender, mut receiver) = mpsc::channel::<()>();
    let worker = thread::spawn(move || {
        // Dropped when the work is done, and when it panics.
        let _done = sender;
        work()
    });
    loop {
        let receiver = &mut receiver;
        if py.detach(move || receiver.recv_timeout(POLL)) != Err(RecvTimeoutError::Timeout) {
            break;
        }
        py.check_signals()?;
    }
    Ok(py.detach(|| worker.join()).unwrap_or_else(|panic| resume_unwind(panic)))
}

/// The one door for long work: without the GIL, then a look at the signals.
pub(crate) fn wait(py: Python<'_>, work: impl FnOnce() + Send) -> PyResult<()> {
    py.detach(work);
    py.check_signals()
}
