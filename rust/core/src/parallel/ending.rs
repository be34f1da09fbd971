//! The end of a host while threads are still inside of calls.
//!
//! When Python's interpreter ends, it ends every other thread that asks for the GIL, by unwinding its stack.
//! Where such a thread has come to Python's code through ours, the unwinding meets functions that cannot
//! unwind, and the process aborts. So the interpreter is told who is inside ([`Visits`]), and asks for a
//! moment before its end: threads inside go on to where they let go of the GIL, and nobody enters any more.
//! Whoever waits for the GIL out there is held for ever, as PyO3 does it.

use std::cell::Cell;
use std::sync::atomic::{
    AtomicBool, AtomicIsize,
    Ordering::{Relaxed, SeqCst},
};
use std::time::{Duration, Instant};
use std::{mem, thread};

/// How long a thread waits at the door before it enters after all: something else that runs at the
/// interpreter's end may be waiting for this thread.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the end waits for those inside, who need some milliseconds, and how long between two looks.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(1);

/// The threads inside of calls, as often as they have entered.
#[derive(Debug)]
pub struct Visits {
    /// Below 0 in a child whose fork was inside. It is changed only by who holds the host's lock, one thread at a
    /// time: a load and a store do, at a tenth of the cost of one that is atomic as a whole.
    inside: AtomicIsize,
    ends: AtomicBool,
    /// Has the calling thread do nothing for this long, without what others need.
    rest: fn(Duration),
}

thread_local! {
    /// Whether this thread enters without a pause.
    static IS_EXCUSED: Cell<bool> = const { Cell::new(false) };
}

impl Visits {
    /// Nobody is inside. `rest` has the calling thread do nothing for a while, without what others need.
    #[must_use]
    pub const fn new(rest: fn(Duration)) -> Self {
        Self { inside: AtomicIsize::new(0), ends: AtomicBool::new(false), rest }
    }

    /// Work inside.
    #[inline]
    pub fn inside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.enter();
        let _leave = OnDrop(|| self.leave());
        work()
    }

    /// Work outside, by a thread that is inside.
    #[inline]
    pub fn outside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.leave();
        let _enter = OnDrop(|| self.enter());
        work()
    }

    /// A call of the host's, outside, which may unwind if the host ends. `call` must have nothing to drop: then
    /// the unwinding meets nothing but what is here.
    #[inline]
    pub fn outside_or_held<T>(&self, call: impl FnOnce() -> T) -> T {
        self.outside(|| {
            let hold = OnDrop(|| {
                loop {
                    thread::park();
                }
            });
            let result = call();
            mem::forget(hold);
            result
        })
    }

    /// At the end each thread has a rest first, once.
    #[inline]
    fn enter(&self) {
        self.count(1);
        if self.ends.load(Relaxed) && !IS_EXCUSED.replace(true) {
            self.wait_at_the_door();
        }
    }

    #[cold]
    fn wait_at_the_door(&self) {
        self.leave();
        (self.rest)(PAUSE);
        self.count(1);
    }

    #[inline]
    fn leave(&self) {
        self.count(-1);
    }

    #[inline]
    fn count(&self, more: isize) {
        self.inside.store(self.inside.load(Relaxed) + more, Relaxed);
    }

    /// In a forked child there is one thread, which is going on.
    pub fn forked(&self) {
        self.inside.store(0, SeqCst);
        self.ends.store(false, SeqCst);
    }

    /// Has other threads rest at the door, and waits until none is inside.
    pub fn end(&self) {
        IS_EXCUSED.set(true);
        self.ends.store(true, SeqCst);
        let start = Instant::now();
        while self.inside.load(SeqCst) > 0 && start.elapsed() < PATIENCE {
            (self.rest)(LOOK);
        }
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::sync::mpsc;

    #[test]
    fn the_end_waits_for_those_inside_and_the_others_rest_once() {
        static RESTS: AtomicUsize = AtomicUsize::new(0);
        static VISITS: Visits = Visits::new(|pause| {
            assert!(pause == LOOK || VISITS.inside.load(SeqCst) == 0);
            RESTS.fetch_add(usize::from(pause == PAUSE), SeqCst);
            thread::yield_now();
        });
        let rests_of = |work: fn()| {
            let before = RESTS.load(SeqCst);
            VISITS.inside(work);
            VISITS.inside(|| VISITS.outside(work));
            RESTS.load(SeqCst) - before
        };
        assert_eq!(rests_of(|| ()), 0);
        let (go, goes) = mpsc::channel::<()>();
        let ending = VISITS.inside(|| {
            let ending = thread::spawn(move || {
                VISITS.end();
                goes.try_recv().expect("the end came before the visit was over");
                // It never waits at its own door.
                rests_of(|| ())
            });
            while !VISITS.ends.load(SeqCst) {
                thread::yield_now();
            }
            go.send(()).unwrap();
            ending
        });
        assert_eq!(ending.join().unwrap(), 0);
        assert_eq!(rests_of(|| ()), 1);
        assert_eq!(rests_of(|| ()), 0);
        assert_eq!(VISITS.outside_or_held(|| 7), 7);
    }

    #[test]
    fn a_forked_child_has_none_of_the_others() {
        let visits = Visits::new(|pause| panic!("a wait of {pause:?}"));
        visits.enter();
        visits.ends.store(true, SeqCst);
        IS_EXCUSED.set(true);
        visits.inside(|| visits.forked());
        assert!(!visits.ends.load(SeqCst));
        visits.end();
        assert_eq!(visits.inside.load(SeqCst), -1);
    }

    #[test]
    fn a_panic_leaves_and_comes_back() {
        let visits = Visits::new(|_| ());
        let panics = || visits.inside(|| visits.outside(|| panic!("in a call")));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
        assert_eq!(visits.inside.load(SeqCst), 0);
    }
}
