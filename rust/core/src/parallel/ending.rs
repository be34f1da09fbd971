//! The end of a host while threads are still inside of calls.
//!
//! When Python's interpreter ends, it ends every other thread that asks for the GIL, by unwinding its stack.
//! Where such a thread has come to Python's code through ours, the unwinding meets functions that cannot
//! unwind, and the process aborts. So the interpreter is told who is inside ([`Visits`]), and asks for a
//! moment before its end: threads inside go on to where they let go of the GIL, and nobody enters any more.
//! Whoever waits for the GIL out there is held for ever, as PyO3 does it.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// How long a thread waits at the door before it enters after all: something else that runs at the
/// interpreter's end may be waiting for this thread.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the end waits for those inside, who need some milliseconds, and how long between two looks.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(1);

/// The threads inside of calls, as often as they have entered.
#[derive(Debug, Default)]
pub struct Visits {
    inside: AtomicUsize,
    ends: AtomicBool,
}

thread_local! {
    /// Whether this thread enters without a pause.
    static IS_EXCUSED: Cell<bool> = const { Cell::new(false) };
}

impl Visits {
    /// Nobody is inside.
    #[must_use]
    pub const fn new() -> Self {
        Self { inside: AtomicUsize::new(0), ends: AtomicBool::new(false) }
    }

    /// Counts this thread in. At the end each thread does `pause` once, for this long, before that.
    #[inline]
    pub fn enter(&self, pause: impl FnOnce(Duration)) {
        self.inside.fetch_add(1, SeqCst);
        if self.ends.load(SeqCst) && !IS_EXCUSED.replace(true) {
            self.leave();
            pause(PAUSE);
            self.inside.fetch_add(1, SeqCst);
        }
    }

    /// Counts this thread out.
    #[inline]
    pub fn leave(&self) {
        self.inside.fetch_sub(1, SeqCst);
    }

    /// Nobody is inside of a forked child: it has one thread, which has forked outside.
    pub fn forked(&self) {
        self.inside.store(0, SeqCst);
    }

    /// Has other threads wait at the door, then does `wait` again and again, until none is inside.
    pub fn end(&self, wait: impl Fn(Duration)) {
        IS_EXCUSED.set(true);
        self.ends.store(true, SeqCst);
        let start = Instant::now();
        while self.inside.load(SeqCst) > 0 && start.elapsed() < PATIENCE {
            wait(LOOK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;

    #[test]
    fn the_end_waits_for_those_inside_and_the_others_wait_once() {
        let visits = Visits::new();
        let pauses = AtomicUsize::new(0);
        let pause = |_| {
            pauses.fetch_add(1, SeqCst);
        };
        visits.enter(pause);
        let (ends, has_begun) = mpsc::channel();
        thread::scope(|scope| {
            let looks = scope.spawn(|| {
                let looks = Cell::new(0);
                visits.end(|_| {
                    looks.set(looks.get() + 1);
                    let _ = ends.send(());
                    thread::yield_now();
                });
                // The thread that ends the host never waits at its door.
                visits.enter(|_| panic!("it would wait for itself"));
                visits.leave();
                looks.get()
            });
            has_begun.recv().unwrap();
            assert_eq!(pauses.load(SeqCst), 0);
            visits.leave();
            assert!(looks.join().unwrap() > 0);
        });
        for _ in 0..2 {
            visits.enter(|_| {
                assert_eq!(visits.inside.load(SeqCst), 0);
                pause(PAUSE);
            });
            visits.leave();
        }
        assert_eq!(pauses.load(SeqCst), 1);
    }
}
