//! Jobs that are all there from the beginning.

use super::{Driver, Host};
use crate::memory::collected;
use std::vec::IntoIter;

/// Hands out jobs in their order, each with how much work it is (see [`Driver::bytes`]), and has nothing to take
/// back: a job writes where its result belongs.
pub(crate) struct Jobs<'a, H, J> {
    host: &'a H,
    jobs: IntoIter<(usize, J)>,
}

impl<'a, H, J> Jobs<'a, H, J> {
    /// Jobs, and the bytes of each.
    pub(crate) fn new(host: &'a H, jobs: impl ExactSizeIterator<Item = (usize, J)>) -> Self {
        Self { host, jobs: collected(jobs).into_iter() }
    }
}

impl<H: Host, J: Send> Driver for Jobs<'_, H, J> {
    type Job = (usize, J);
    type Output = crate::Result<()>;
    type Error = H::Error;

    fn next(&mut self) -> Result<Option<Self::Job>, H::Error> {
        Ok(self.jobs.next())
    }

    fn bytes(&self, job: &Self::Job) -> usize {
        job.0
    }

    fn done(&mut self, _: usize, output: crate::Result<()>) -> Result<(), H::Error> {
        Ok(output?)
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), H::Error> {
        self.host.release(work);
        self.host.check()
    }
}
