//! Getting a new thread away from the processor of the thread that started it.
//!
//! Linux may leave a new thread on its creator's processor, although others are idle, until a timer looks at
//! it: for two to four milliseconds, in which the two share one. That is half of the time of a small call. So
//! a new thread that finds itself there moves; everywhere else this does nothing.
#![expect(unsafe_code, reason = "calls of the C library")]

/// The processor that this thread runs on, where that can be told.
#[cfg(target_os = "linux")]
pub(super) fn processor() -> Option<usize> {
    // SAFETY: it takes no arguments and writes nothing.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

/// Moves this thread if it runs on `processor`, and may run on another one.
#[cfg(target_os = "linux")]
pub(super) fn leave(processor: Option<usize>) {
    let Some(here) = processor.filter(|_| processor == self::processor()) else { return };
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: a set of processors is plain bits, of which all zeros are none. Its functions read and write
    // within the set, whose size is given, and 0 means this thread. `here` is checked to be in the set before
    // it is cleared.
    unsafe {
        let mut allowed: libc::cpu_set_t = std::mem::zeroed();
        if libc::sched_getaffinity(0, size, &raw mut allowed) != 0
            || here >= 8 * size
            || !libc::CPU_ISSET(here, &allowed)
            || libc::CPU_COUNT(&allowed) < 2
        {
            return;
        }
        let mut others = allowed;
        libc::CPU_CLR(here, &mut others);
        if libc::sched_setaffinity(0, size, &raw const others) == 0 {
            // It has moved, and may go anywhere again.
            libc::sched_setaffinity(0, size, &raw const allowed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn processor() -> Option<usize> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(super) fn leave(_: Option<usize>) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::thread;

    fn allowed() -> Vec<usize> {
        // SAFETY: as in `leave`.
        let set = unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            assert_eq!(libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut set), 0);
            set
        };
        // SAFETY: the numbers are below the size of the set.
        (0..8 * size_of::<libc::cpu_set_t>()).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).collect()
    }

    #[test]
    fn a_thread_that_has_moved_may_run_where_it_might_before() {
        thread::spawn(|| {
            let before = allowed();
            for _ in 0..20 {
                leave(processor());
                assert_eq!(allowed(), before);
            }
            leave(None);
            leave(Some(usize::MAX));
            assert_eq!(allowed(), before);
        })
        .join()
        .unwrap();
    }

    #[test]
    fn a_thread_with_one_processor_stays_there() {
        thread::spawn(|| {
            let here = allowed()[0];
            // SAFETY: as in `leave`; the thread ends with this test.
            unsafe {
                let mut one: libc::cpu_set_t = std::mem::zeroed();
                libc::CPU_SET(here, &mut one);
                assert_eq!(libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const one), 0);
            }
            leave(processor());
            assert_eq!((allowed(), processor()), (vec![here], Some(here)));
        })
        .join()
        .unwrap();
    }
}
