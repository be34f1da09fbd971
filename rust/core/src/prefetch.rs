//! Asking the processor for memory before it is needed. All `unsafe` of this crate is here.
#![expect(unsafe_code, reason = "a prefetch instruction takes a pointer; it cannot fault")]

/// Brings the cache line of `slice[index]` nearer; does nothing for an index beyond the slice, or
/// on a processor that this is not written for.
#[inline]
pub(crate) fn prefetch<T>(slice: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(element) = slice.get(index) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the pointer is a valid reference's; the instruction reads nothing that the
        // program sees.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(element).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (slice, index);
}
