//! Batches of documents as the jobs of a parallel run.

use crate::batch::{Documents, Source};
use crate::error::Result;
use crate::parallel::{Driver, Host, WAITING_PER_WORKER};
use std::marker::PhantomData;
use std::ops::ControlFlow;

/// Hands out batches of documents, and passes on what was made of each.
pub(crate) struct Batches<'a, H, S, T, F> {
    host: &'a H,
    source: &'a mut S,
    /// Batches handed out, in all runs together, and in those before this one.
    handed_out: usize,
    before: usize,
    take: F,
    is_paused: bool,
    is_exhausted: bool,
    output: PhantomData<fn(T)>,
}

impl<'a, H, S, T, F> Batches<'a, H, S, T, F>
where
    H: Host,
    F: FnMut(usize, Documents, T) -> Result<ControlFlow<()>, H::Error>,
{
    /// `take` is given each batch with its number, and what was made of it, in the order in which they end. When
    /// it breaks, no more batches are handed out before [`Self::resume`].
    pub(crate) fn new(host: &'a H, source: &'a mut S, take: F) -> Self {
        let (is_paused, is_exhausted) = (false, false);
        Self { host, source, handed_out: 0, before: 0, take, is_paused, is_exhausted, output: PhantomData }
    }

    /// After a run: whether there is more, for another run.
    pub(crate) fn resume(&mut self) -> bool {
        self.is_paused = false;
        self.before = self.handed_out;
        !self.is_exhausted
    }
}

impl<H, S, T, F> Batches<'_, H, S, T, F>
where
    H: Host,
    S: Source<Error: Into<H::Error>>,
{
    /// After the last run: what is wrong with the documents that were used.
    pub(crate) fn end(self) -> Result<(), H::Error> {
        self.source.end().map_err(Into::into)
    }
}

impl<H, S, T, F> Driver for Batches<'_, H, S, T, F>
where
    H: Host,
    S: Source<Error: Into<H::Error>>,
    T: Send,
    F: FnMut(usize, Documents, T) -> Result<ControlFlow<()>, H::Error>,
{
    type Job = Documents;
    /// The batch comes back: what owns its texts may have to be dropped by the calling thread.
    type Output = (Documents, Result<T>);
    type Error = H::Error;

    fn next(&mut self) -> Result<Option<Documents>, H::Error> {
        if self.is_paused {
            return Ok(None);
        }
        let batch = self.source.next().map_err(Into::into)?;
        match batch {
            Some(_) => self.handed_out += 1,
            None => self.is_exhausted = true,
        }
        Ok(batch)
    }

    fn waiting_per_worker(&self) -> usize {
        // A stream has its own pace: more of its batches wait before the calling thread helps, which takes as
        // much memory as another worker.
        if self.source.is_stream() { 4 * WAITING_PER_WORKER } else { WAITING_PER_WORKER }
    }

    fn bytes(&self, batch: &Documents) -> usize {
        batch.bytes()
    }

    fn done(&mut self, index: usize, (batch, result): Self::Output) -> Result<(), H::Error> {
        self.is_paused |= (self.take)(self.before + index, batch, result?)?.is_break();
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), H::Error> {
        self.host.release(work);
        self.host.check()
    }
}
