//! Allocations that are tried: where the system refuses memory, a call ends with [`Error::OutOfMemory`].
//!
//! Rust ends the process when a growing collection gets no memory. So collections that grow with their input
//! are grown here first. A refusal unwinds, as a panic does, but says nothing: the loops in between need no
//! errors of their own, and drop what they had made. [`tried`] stands around each call and makes it an error.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::error::Error;

/// What a refusal carries up to [`tried`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

impl OutOfMemory {
    /// Whether this is what a panic carries.
    #[must_use]
    pub fn is(panic: &(dyn Any + Send)) -> bool {
        panic.is::<Self>()
    }
}

/// Unwinds to [`tried`].
#[cold]
pub(crate) fn refuse() -> ! {
    resume_unwind(Box::new(OutOfMemory))
}

/// Does work whose allocations may be refused, and then gives that as an error.
///
/// # Errors
///
/// The work's own, and [`Error::OutOfMemory`].
///
/// # Panics
///
/// With the work's own panic.
pub fn tried<T, E: From<Error>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    // What the work shares with others it changes last, when all memory is there.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| match panic.downcast::<OutOfMemory>() {
        Ok(_) => Err(Error::OutOfMemory.into()),
        Err(panic) => resume_unwind(panic),
    })
}

/// A vector that grows only where there is memory.
pub(crate) trait Grow {
    /// Makes room for this many more elements, as `reserve` does; unwinds to [`tried`] where there is none.
    fn grow(&mut self, additional: usize);
}

impl<T> Grow for Vec<T> {
    #[inline]
    fn grow(&mut self, additional: usize) {
        if additional > self.capacity() - self.len() && self.try_reserve(additional).is_err() {
            refuse()
        }
    }
}

impl Grow for String {
    #[inline]
    fn grow(&mut self, additional: usize) {
        if additional > self.capacity() - self.len() && self.try_reserve(additional).is_err() {
            refuse()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_an_error_and_a_panic_stays_one() {
        let mut numbers = vec![1_u8];
        let grown = tried(|| {
            numbers.grow(isize::MAX as usize);
            Ok::<_, Error>(())
        });
        assert!(matches!(grown, Err(Error::OutOfMemory)));
        assert_eq!(numbers, [1]);
        assert!(matches!(tried(|| Err::<(), _>(Error::Cancelled)), Err(Error::Cancelled)));
        let panicking = || tried(|| -> Result<(), Error> { resume_unwind(Box::new("another")) });
        assert_eq!(catch_unwind(panicking).unwrap_err().downcast_ref(), Some(&"another"));
        assert!(OutOfMemory::is(&OutOfMemory) && !OutOfMemory::is(&"another"));
    }
}
