//! Giving memory back to the system.
#![expect(unsafe_code, reason = "one call of the C library")]

/// Returns what was freed to the system. glibc keeps it: after a fit of a million terms 30 bytes a
/// term, for the tables that the vocabulary has outgrown.
pub(crate) fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn malloc_trim(pad: usize) -> std::ffi::c_int;
        }
        // SAFETY: glibc's malloc_trim has no preconditions and may be called from any thread.
        unsafe { malloc_trim(0) };
    }
}
