//! Allocations that are tried: where the system refuses memory, a call ends with [`Error::OutOfMemory`].
//!
//! Rust ends the process when a growing collection gets no memory. So what grows with its input is grown by
//! [`Grow`] and made by the functions here. A refusal unwinds, as a panic does, but says nothing: the
//! loops in between need no errors of their own, and drop what they had made. [`tried`] stands around each
//! call and makes it an error.
//!
//! Small blocks, and those of other crates, cannot be tried. Where the system has a limit, [`check_room`]
//! asks for more than they need until it is called again.
#![expect(unsafe_code, reason = "zeroed memory, and calls of the C library")]

use std::alloc::{Layout, alloc_zeroed};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

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

/// Room for the small blocks of all threads between two checks.
const ROOM: usize = 32 << 20;

/// Bytes of texts from which on a check takes no time beside the work.
const SMALL: usize = 16 << 10;

/// More bytes than a string's block takes beyond its text.
const SMALL_BLOCK: usize = 32;

/// Unwinds to [`tried`].
#[cold]
fn refuse() -> ! {
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

/// Whether the system may refuse memory before it is used: it has a limit for the process's addresses. Else
/// nothing needs to be asked, and the kernel ends a process that uses too much, whatever it tries.
fn is_limited() -> bool {
    #[cfg(target_os = "linux")]
    let is_limited = [libc::RLIMIT_AS, libc::RLIMIT_DATA].into_iter().any(|kind| {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: the call writes to `limit` only.
        unsafe { libc::getrlimit(kind, &raw mut limit) == 0 && limit.rlim_cur != libc::RLIM_INFINITY }
    });
    #[cfg(not(target_os = "linux"))]
    let is_limited = false;
    SEEN_LIMIT.store(is_limited, Ordering::Relaxed);
    is_limited
}

/// Makes sure that there is room for small blocks, and for `bytes` more that others will allocate.
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub fn check_room(bytes: usize) -> Result<()> {
    if !is_limited() || Vec::<u8>::new().try_reserve_exact(bytes.saturating_add(ROOM)).is_ok() {
        return Ok(());
    }
    Err(Error::OutOfMemory)
}

/// Whether a limit was seen: then calls for a few short texts are worth a question to the system too.
static SEEN_LIMIT: AtomicBool = AtomicBool::new(false);

/// Makes sure that there is room for what a batch of so many bytes needs.
pub(crate) fn check_batch(bytes: usize) -> Result<()> {
    if bytes < SMALL && !SEEN_LIMIT.load(Ordering::Relaxed) { Ok(()) } else { check_room(0) }
}

/// A collection that grows only where there is memory.
pub trait Grow {
    /// Makes room for this many more elements, as `reserve` does; unwinds to [`tried`] where there is none.
    fn grow(&mut self, additional: usize);
}

impl<T> Grow for Vec<T> {
    #[inline]
    fn grow(&mut self, additional: usize) {
        if self.try_reserve(additional).is_err() {
            refuse()
        }
    }
}

impl Grow for String {
    #[inline]
    fn grow(&mut self, additional: usize) {
        if self.try_reserve(additional).is_err() {
            refuse()
        }
    }
}

/// A vector with room for so many elements.
#[must_use]
pub fn room<T>(capacity: usize) -> Vec<T> {
    let mut vector = Vec::new();
    if vector.try_reserve_exact(capacity).is_err() {
        refuse()
    }
    vector
}

/// A string with the bytes of another.
#[must_use]
pub fn text_of(text: &str) -> String {
    let mut copy = String::new();
    copy.grow(text.len());
    copy.push_str(text);
    copy
}

/// Strings with the bytes of others: small blocks, of which there may be any number.
#[must_use]
pub fn texts_of<'a>(texts: impl ExactSizeIterator<Item = &'a str> + Clone) -> Vec<String> {
    if check_room(texts.clone().map(|text| text.len() + SMALL_BLOCK).sum()).is_err() {
        refuse()
    }
    collected(texts.map(text_of))
}

/// A vector of elements whose number is known.
#[must_use]
pub fn collected<T>(elements: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let mut vector = room(elements.len());
    vector.extend(elements);
    vector
}

/// A vector of one value.
#[must_use]
pub fn filled<T: Clone>(value: T, len: usize) -> Vec<T> {
    let mut vector = room(len);
    vector.resize(len, value);
    vector
}

/// A number whose bytes are 0 when it is.
///
/// # Safety
///
/// A value of zero bytes is valid.
pub unsafe trait Zero {}

// SAFETY: any bytes are a number.
unsafe impl Zero for i32 {}
// SAFETY: as above.
unsafe impl Zero for f32 {}

/// A vector of zeros, whose pages the system makes when they are first used.
#[must_use]
pub fn zeros<T: Zero>(len: usize) -> Vec<T> {
    let Ok(layout) = Layout::array::<T>(len) else { refuse() };
    if layout.size() == 0 {
        return Vec::new();
    }
    // SAFETY: the size is not 0.
    let Some(block) = NonNull::new(unsafe { alloc_zeroed(layout) }) else { refuse() };
    let values = ptr::slice_from_raw_parts_mut(block.cast().as_ptr(), len);
    // SAFETY: a block of the global allocator with this layout, of `len` values that zero bytes are.
    unsafe { Box::from_raw(values) }.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused<T>(work: impl FnOnce() -> T) -> bool {
        matches!(tried(|| Ok::<_, Error>(work())), Err(Error::OutOfMemory))
    }

    #[test]
    fn a_refusal_is_an_error_and_a_panic_stays_one() {
        const MUCH: usize = isize::MAX as usize / 8;
        let (mut numbers, mut text) = (vec![1_u8], "kite".to_owned());
        assert!(is_refused(|| numbers.grow(MUCH)) && is_refused(|| text.grow(MUCH)));
        assert_eq!((&*numbers, &*text), (&[1][..], "kite"));
        assert!(is_refused(|| room::<f64>(MUCH)) && is_refused(|| room::<f64>(usize::MAX)));
        assert!(is_refused(|| filled(1_u8, MUCH)) && is_refused(|| zeros::<f32>(MUCH)));
        assert!(is_refused(|| zeros::<f32>(usize::MAX)));
        assert!(matches!(tried(|| Err::<(), _>(Error::Cancelled)), Err(Error::Cancelled)));
        let panicking = || tried(|| -> Result<()> { resume_unwind(Box::new("another")) });
        assert_eq!(catch_unwind(panicking).unwrap_err().downcast_ref(), Some(&"another"));
    }

    #[test]
    fn what_there_is_memory_for_is_made() {
        assert_eq!((zeros::<i32>(3), zeros::<f32>(0)), (vec![0; 3], vec![]));
        assert_eq!((filled('k', 2), collected(0..3)), (vec!['k', 'k'], vec![0, 1, 2]));
        assert_eq!((text_of("kite"), room::<u8>(0)), ("kite".to_owned(), vec![]));
        assert!(check_room(0).is_ok());
    }
}
