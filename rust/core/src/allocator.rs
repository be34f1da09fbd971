//! An allocator that gives memory back to the system, for a program to install.
//!
//! glibc keeps what is freed for later use: after a fit of a million terms on two threads up to 40 bytes a
//! term, of outgrown tables in the heaps of threads that have ended. So large blocks come from the
//! system itself, which takes them back at once and grows them without a copy. Smaller ones are returned by
//! [`trim`]. `mallopt` would change the allocations of the whole process, other libraries' too.
//!
//! ```standalone_crate
//! use elanus_core::allocator::LargeBlocks;
//!
//! #[global_allocator]
//! static ALLOCATOR: LargeBlocks = LargeBlocks;
//!
//! let matrix = vec![0.0_f32; 1 << 20];
//! assert!(matrix.iter().all(|&weight| weight == 0.0));
//! ```
#![expect(unsafe_code, reason = "an allocator, and calls of the C library")]

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, but for large blocks on Linux, which are mappings of their own.
#[derive(Clone, Copy, Debug, Default)]
pub struct LargeBlocks;

/// Terms of a model after whose fit [`trim`] pays: it takes some milliseconds.
pub const TRIM_TERMS: usize = 100_000;

/// From here on a block's page faults cost less than the work on it, and most calls need no such block.
const LARGE: usize = 1 << 20;

/// From here on a block may have large pages: matrices are filled a twentieth faster, and the unused end of
/// the last page is small beside the block.
const HUGE: usize = 16 << 20;

/// Whether a block is a mapping of its own. Pages are of 4 KiB at least, so the alignment fits.
fn is_large(layout: Layout) -> bool {
    cfg!(target_os = "linux") && layout.size() >= LARGE && layout.align() <= 4096
}

// SAFETY: a block's layout tells how it was made, and each function handles it so: as a mapping, or by the
// system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for LargeBlocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's layout, of which the size is not 0.
        if is_large(layout) { mapping::new(layout.size()) } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above; new pages are zero.
        if is_large(layout) { mapping::new(layout.size()) } else { unsafe { System.alloc_zeroed(layout) } }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_large(layout) {
            // SAFETY: the block is a mapping of this size, which is not used any more.
            unsafe { mapping::free(block, layout.size()) }
        } else {
            // SAFETY: the block is the system's.
            unsafe { System.dealloc(block, layout) }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size is not 0 and does not overflow.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (is_large(layout), is_large(new)) {
            // SAFETY: the block is the system's.
            (false, false) => unsafe { System.realloc(block, layout, size) },
            // SAFETY: the block is a mapping of this size.
            (true, true) => unsafe { mapping::resize(block, layout.size(), size) },
            // SAFETY: two different blocks of at least as many bytes as are copied; the old one is
            // freed once and not when there is no new one.
            _ => unsafe {
                let moved = self.alloc(new);
                if !moved.is_null() {
                    block.copy_to_nonoverlapping(moved, layout.size().min(size));
                    self.dealloc(block, layout);
                }
                moved
            },
        }
    }
}

#[cfg(target_os = "linux")]
mod mapping {
    use libc::{
        MADV_HUGEPAGE, MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, MREMAP_MAYMOVE, PROT_READ, PROT_WRITE, c_void,
    };
    use std::ptr;

    /// Pages of zeros, NULL if there are none.
    pub(super) fn new(size: usize) -> *mut u8 {
        // SAFETY: a new mapping changes no memory.
        let block = or_null(unsafe {
            libc::mmap(ptr::null_mut(), size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        });
        if size >= super::HUGE && !block.is_null() {
            // SAFETY: the mapping is ours. A hint, which changes no byte; a system without such pages refuses
            // it.
            unsafe { libc::madvise(block.cast(), size, MADV_HUGEPAGE) };
        }
        block
    }

    /// # Safety
    ///
    /// `block` is a mapping of `size` that is not used any more.
    pub(super) unsafe fn free(block: *mut u8, size: usize) {
        // SAFETY: the caller's.
        unsafe { libc::munmap(block.cast(), size) };
    }

    /// # Safety
    ///
    /// `block` is a mapping of `old`, used by the caller alone; unless NULL is returned, it is freed.
    pub(super) unsafe fn resize(block: *mut u8, old: usize, new: usize) -> *mut u8 {
        // SAFETY: the caller's.
        or_null(unsafe { libc::mremap(block.cast(), old, new, MREMAP_MAYMOVE) })
    }

    fn or_null(block: *mut c_void) -> *mut u8 {
        if block == MAP_FAILED { ptr::null_mut() } else { block.cast() }
    }
}

/// Never called: on other systems no block is large.
#[cfg(not(target_os = "linux"))]
mod mapping {
    pub(super) fn new(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub(super) unsafe fn free(_: *mut u8, _: usize) {}

    pub(super) unsafe fn resize(_: *mut u8, _: usize, _: usize) -> *mut u8 {
        std::ptr::null_mut()
    }
}

/// Returns what was freed of smaller blocks to the system, where that is glibc.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: glibc's malloc_trim has no preconditions and may be called from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_their_bytes_through_every_size() {
        let sizes = [1, LARGE - 1, LARGE, LARGE + 1, 5 * LARGE, 3, 2 * LARGE, LARGE, LARGE - 1, 9 * LARGE, 7];
        for align in [1, 64, 4096, 8192] {
            let layout = |size| Layout::from_size_align(size, align).unwrap();
            // SAFETY: each block is used within its size, and freed once with the layout it then has.
            unsafe {
                let mut size = 100;
                let mut block = LargeBlocks.alloc_zeroed(layout(size));
                for new in sizes {
                    (0..size).for_each(|at| *block.add(at) = (at * 7 % 251) as u8);
                    block = LargeBlocks.realloc(block, layout(size), new);
                    assert_eq!(block as usize % align, 0);
                    assert!((0..size.min(new)).all(|at| *block.add(at) == (at * 7 % 251) as u8));
                    size = new;
                }
                LargeBlocks.dealloc(block, layout(size));
                let block = LargeBlocks.alloc_zeroed(layout(3 * LARGE));
                assert!((0..3 * LARGE).all(|at| *block.add(at) == 0));
                LargeBlocks.dealloc(block, layout(3 * LARGE));
                assert!(LargeBlocks.alloc(layout(isize::MAX as usize / 2 + 1)).is_null());
            }
        }
    }
}
