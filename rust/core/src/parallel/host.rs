//! What a calling thread holds that others need, and where its interrupts come from: Python, or nothing.

use super::spawn::hand_over;
use super::{Cancel, POLL};
use crate::error::Error;
use std::panic::resume_unwind;
use std::sync::Arc;
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

/// The thread of [`aside_with`]: it is interrupted when its call is.
#[derive(Clone, Debug, Default)]
pub struct Aside(Arc<Cancel>);

impl Host for Aside {
    type Error = Error;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    fn check(&self) -> Result<(), Error> {
        if self.0.is_set() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// As [`aside`], of work that looks for the interrupt of the call too, to end soon after it.
///
/// # Errors
///
/// The interrupt, and the work's own.
pub fn aside_with<H: Host, T: Send + 'static>(
    host: &H,
    is_brief: bool,
    work: impl FnOnce(&Aside) -> Result<T, Error> + Send + 'static,
) -> Result<T, H::Error> {
    let worker = Aside::default();
    let own = worker.clone();
    Ok(aside(host, is_brief, move || work(&own)).inspect_err(|_| worker.0.set())??)
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Interrupted;

    impl Host for Interrupted {
        type Error = Error;

        fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
            work()
        }

        fn check(&self) -> Result<(), Error> {
            Err(Error::Cancelled)
        }
    }

    #[test]
    fn what_is_done_aside_is_interrupted_with_its_call() {
        let (sender, receiver) = mpsc::channel();
        let endless = move |aside: &Aside| -> Result<(), Error> {
            while aside.check().is_ok() {
                thread::sleep(POLL / 10);
            }
            sender.send(()).map_err(|_| Error::Cancelled)
        };
        assert!(matches!(aside_with(&Interrupted, false, endless), Err(Error::Cancelled)));
        receiver.recv().unwrap();
        assert_eq!(aside_with(&Unhosted, false, |_| Ok(3)).unwrap(), 3);
        let own = aside_with(&Unhosted, true, |_| Err::<(), _>(Error::NotFitted));
        assert!(matches!(own, Err(Error::NotFitted)));
    }
}
