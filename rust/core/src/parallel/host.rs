//! What a calling thread holds that others need, and where its interrupts come from: Python, or nothing.

use super::POLL;
use super::spawn::hand_over;
use crate::error::Error;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

/// The surroundings of a calling thread.
pub trait Host {
    /// An interrupt, or an error of the core.
    type Error: From<Error>;

    /// Runs `work` without holding what other threads need (Python's GIL).
    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T;

    /// Looks for an interrupt.
    ///
    /// # Errors
    ///
    /// The interrupt: whatever the call was doing ends with it.
    fn check(&self) -> Result<(), Self::Error>;
}

/// A thread that holds nothing and is never interrupted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unhosted;

impl Host for Unhosted {
    type Error = Error;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Does work on a thread of its own and looks for interrupts meanwhile. After one the call does not wait for
/// the work, which ends by itself, and whose result is dropped. Brief work is done here, and so is any for
/// which the system has no thread.
///
/// # Errors
///
/// The interrupt.
///
/// # Panics
///
/// With the work's own panic.
pub fn aside<H: Host, T: Send + 'static>(
    host: &H,
    is_brief: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, H::Error> {
    if is_brief {
        return Ok(host.release(work));
    }
    let (sender, mut receiver) = mpsc::channel::<()>();
    let worker = hand_over(work, |work| {
        thread::Builder::new().spawn(move || {
            // Dropped when the work is done, and when it panics.
            let _done = sender;
            work.take()()
        })
    });
    let worker = match worker {
        Ok(worker) => worker,
        Err(work) => return Ok(host.release(work)),
    };
    loop {
        let receiver = &mut receiver;
        if host.release(move || receiver.recv_timeout(POLL)) != Err(RecvTimeoutError::Timeout) {
            break;
        }
        host.check()?;
    }
    Ok(host.release(|| worker.join()).unwrap_or_else(|panic| resume_unwind(panic)))
}
