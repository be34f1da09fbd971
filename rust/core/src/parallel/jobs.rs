//! Jobs that are all there from the beginning.

use super::{Driver, Host};
use crate::Result;
use crate::memory::collected;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::vec::IntoIter;

/// Hands out jobs in their order, each with how much work it is (see [`Driver::bytes`]), and passes on what was made
/// of them.
pub(crate) struct Jobs<'a, H, J, T, F> {
    host: &'a H,
    left: IntoIter<(usize, J)>,
    take: F,
    is_paused: bool,
    /// Jobs handed out, in all runs together, and in those before this one.
    handed_out: usize,
    before: usize,
    output: PhantomData<fn(T)>,
}

/// What takes nothing.
type Nothing<H> = fn(usize, ()) -> Result<ControlFlow<()>, <H as Host>::Error>;

impl<'a, H: Host, J> Jobs<'a, H, J, (), Nothing<H>> {
    /// Jobs, and the bytes of each, of which nothing is to be taken: each writes where its result belongs.
    pub(crate) fn new(host: &'a H, jobs: impl ExactSizeIterator<Item = (usize, J)>) -> Self {
        Self::taking(host, jobs, |_, ()| Ok(ControlFlow::Continue(())))
    }
}

impl<'a, H, J, T, F> Jobs<'a, H, J, T, F>
where
    H: Host,
    F: FnMut(usize, T) -> Result<ControlFlow<()>, H::Error>,
{
    /// Jobs, and the bytes of each. `take` is given the number of each and what was made of it, in the order in
    /// which they end. When it breaks, no more are handed out before [`Self::resume`].
    pub(crate) fn taking(host: &'a H, jobs: impl ExactSizeIterator<Item = (usize, J)>, take: F) -> Self {
        let left = collected(jobs).into_iter();
        Self { host, left, take, is_paused: false, handed_out: 0, before: 0, output: PhantomData }
    }

    /// After a run: whether there is more, for another run.
    pub(crate) fn resume(&mut self) -> bool {
        self.is_paused = false;
        self.before = self.handed_out;
        self.left.len() > 0
    }
}

impl<H, J, T, F> Driver for Jobs<'_, H, J, T, F>
where
    H: Host,
    J: Send,
    T: Send,
    F: FnMut(usize, T) -> Result<ControlFlow<()>, H::Error>,
{
    type Job = (usize, J);
    type Output = Result<T>;
    type Error = H::Error;

    fn next(&mut self) -> Result<Option<Self::Job>, H::Error> {
        let job = if self.is_paused { None } else { self.left.next() };
        self.handed_out += usize::from(job.is_some());
        Ok(job)
    }

    fn bytes(&self, job: &Self::Job) -> usize {
        job.0
    }

    fn done(&mut self, index: usize, output: Result<T>) -> Result<(), H::Error> {
        self.is_paused |= (self.take)(self.before + index, output?)?.is_break();
        Ok(())
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), H::Error> {
        self.host.release(work);
        self.host.check()
    }
}
