//! Numbers that are owned, or that lie in a file that is mapped into memory.
#![expect(unsafe_code, reason = "numbers are read where a file is mapped; see Array::within")]

use std::any::Any;
use std::fmt;
use std::ops::{Deref, Range};
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;

/// A type of which any bytes are a value.
///
/// # Safety
///
/// They are, it has no padding, and its bytes mean the same to every little-endian machine.
pub unsafe trait Plain: Copy + Send + Sync + 'static {}

// SAFETY: integers and floats.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for u16 {}
// SAFETY: as above.
unsafe impl Plain for u32 {}
// SAFETY: as above.
unsafe impl Plain for u64 {}
// SAFETY: as above.
unsafe impl Plain for f32 {}
// SAFETY: two numbers of the same size have no padding.
unsafe impl Plain for [u32; 2] {}

/// A slice together with what owns its memory. A clone shares it.
///
/// ```
/// use elanus_core::index::Array;
/// let array = Array::from(vec![3_u32, 5]);
/// assert_eq!(array.clone()[..], [3, 5]);
/// ```
#[derive(Clone)]
pub struct Array<T: Plain> {
    start: NonNull<T>,
    len: usize,
    #[expect(dead_code, reason = "it is kept as long as the array, and dropped with it")]
    owner: Arc<dyn Any + Send + Sync>,
}

// SAFETY: the memory is never written, and its owner may be dropped by any thread.
unsafe impl<T: Plain> Send for Array<T> {}
// SAFETY: as above.
unsafe impl<T: Plain> Sync for Array<T> {}

impl<T: Plain> Array<T> {
    /// The numbers that lie in a range of the bytes of `owner`, or `None` where that is not within them, not a
    /// whole number of numbers, or where they would not be aligned.
    ///
    /// # Safety
    ///
    /// The bytes stay where they are and as they are until `owner` is dropped.
    #[must_use]
    pub unsafe fn within<O: AsRef<[u8]> + Send + Sync + 'static>(
        owner: &Arc<O>,
        range: Range<usize>,
    ) -> Option<Self> {
        let bytes = (**owner).as_ref().get(range)?;
        let start = NonNull::new(bytes.as_ptr().cast_mut())?.cast::<T>();
        if !bytes.len().is_multiple_of(size_of::<T>()) || !start.is_aligned() {
            return None;
        }
        let owner = Arc::clone(owner);
        Some(Self { start, len: bytes.len() / size_of::<T>(), owner })
    }

    /// The bytes in memory or in the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: a plain type has no padding.
        unsafe { slice::from_raw_parts(self.start.as_ptr().cast(), self.len * size_of::<T>()) }
    }
}

impl<T: Plain> From<Vec<T>> for Array<T> {
    fn from(mut numbers: Vec<T>) -> Self {
        numbers.shrink_to_fit();
        let owner = Arc::new(numbers);
        let (start, len) = (NonNull::from(owner.as_slice()).cast(), owner.len());
        Self { start, len, owner }
    }
}

impl<T: Plain> Default for Array<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T: Plain> Deref for Array<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the numbers lie in memory of the owner, which is never written.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

impl<T: Plain + fmt::Debug> fmt::Debug for Array<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_where_they_lie() {
        let owner = Arc::new(vec![7_u8, 0, 0, 0, 9, 0, 0, 0]);
        // SAFETY: nobody has a way to change the vector.
        let within = |range| unsafe { Array::<u32>::within(&owner, range) };
        let whole = within(0..8).unwrap();
        assert_eq!(&*whole, [7, 9]);
        assert_eq!((whole.bytes(), whole.as_ptr().cast()), (owner.as_slice(), owner.as_ptr()));
        for refused in [0..7, 1..5, 4..12, 9..13] {
            assert!(within(refused).is_none());
        }
        assert!(within(8..8).unwrap().is_empty());
        assert!(Array::<f32>::default().is_empty());
    }
}
