//! The threads that share documents, slices of work and cancellation.
//!
//! The calling thread is one of them: it hands out jobs, and does some itself while enough are waiting for
//! the others. The others live for one call only. Starting one costs some 20 µs, which only calls that take
//! milliseconds pay, and a forked child finds no pool whose threads are gone.

mod ending;
mod host;
mod in_order;
mod jobs;
mod placement;
mod share;
mod spawn;
mod watch;

pub use ending::Visits;
pub use host::{Aside, Host, Unhosted, aside, aside_with};
pub use in_order::InOrder;
pub(crate) use jobs::Jobs;
pub(crate) use share::share;
pub(crate) use watch::{STRIDE, Watch};

use spawn::{Handed, hand_over};
use std::collections::VecDeque;
use std::panic::resume_unwind;
#[cfg(test)]
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a calling thread waits before it looks for an interrupt again.
pub const POLL: Duration = Duration::from_millis(20);

/// Jobs that usually may wait for each worker: enough to keep it busy while the caller makes more.
pub const WAITING_PER_WORKER: usize = 4;

/// Less work than this is done sooner by the calling thread than by threads that have to be started for it;
/// and as many jobs are looked at to tell.
const WORTH_THREADS: usize = 256 << 10;
const LOOKED_AT: usize = 4;

/// Bytes that take some ten milliseconds: too long to leave an interrupt unnoticed.
pub const LONG_BYTES: usize = 1 << 20;

/// Tells workers to stop. They look at it at least every few milliseconds of work.
#[derive(Debug, Default)]
pub struct Cancel {
    is_set: AtomicBool,
    /// How often the flag was looked at.
    #[cfg(test)]
    looks: AtomicUsize,
}

impl Cancel {
    /// A flag that is not set.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            is_set: AtomicBool::new(false),
            #[cfg(test)]
            looks: AtomicUsize::new(0),
        }
    }

    /// Asks every worker to stop.
    pub fn set(&self) {
        self.is_set.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    #[must_use]
    #[inline]
    pub fn is_set(&self) -> bool {
        #[cfg(test)]
        if self.looks.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.set();
        }
        self.is_set.load(Ordering::Relaxed)
    }
}

/// For tests that count looks instead of time.
#[cfg(test)]
impl Cancel {
    /// A flag that is set at this look, counted from 1.
    pub(crate) fn at_look(look: usize) -> Self {
        Self { is_set: AtomicBool::new(false), looks: AtomicUsize::new(look) }
    }

    /// How many looks there were after the one at which [`Self::at_look`] set the flag, or how many
    /// there were if it was made by [`Self::new`].
    pub(crate) fn looks(&self) -> usize {
        self.looks.load(Ordering::Relaxed).wrapping_neg()
    }
}

/// The calling thread's part of a parallel run: it hands out jobs and takes back what came of them.
pub trait Driver {
    /// A slice of the input.
    type Job: Send;
    /// What a worker makes of a job.
    type Output: Send;
    /// Why the run ends early.
    type Error;

    /// The next job, or `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the input; the run ends with it.
    fn next(&mut self) -> Result<Option<Self::Job>, Self::Error>;

    /// Jobs that may wait for each worker. When as many wait, the caller does some itself.
    fn waiting_per_worker(&self) -> usize {
        WAITING_PER_WORKER
    }

    /// How much work a job is, in bytes of text or what takes as long. The calling thread, which looks for
    /// interrupts, does none of more than [`LONG_BYTES`].
    fn bytes(&self, job: &Self::Job) -> usize;

    /// Takes what a worker made of job number `index`, in the order in which jobs end.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the output; the run ends with it.
    fn done(&mut self, index: usize, output: Self::Output) -> Result<(), Self::Error>;

    /// Runs `work` without holding what other threads need (Python's GIL), then looks for an
    /// interrupt.
    ///
    /// # Errors
    ///
    /// The interrupt; the run ends with it.
    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), Self::Error>;
}

/// Does two things, at the same time if they take milliseconds and there is a thread for the first.
///
/// # Panics
///
/// With the panic of either.
pub(crate) fn join<A: Send, B>(
    are_long: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    if !are_long {
        return (first(), second());
    }
    let caller = placement::processor();
    thread::scope(|scope| {
        let first = hand_over(first, |first| {
            thread::Builder::new().spawn_scoped(scope, move || {
                placement::leave(caller);
                first.take()()
            })
        });
        thread::yield_now();
        let second = second();
        let join = |first: thread::ScopedJoinHandle<'_, A>| {
            first.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        (first.map_or_else(|first| first(), join), second)
    })
}

/// What the caller and the workers share.
struct Shared<J, R> {
    queue: Mutex<Queue<J, R>>,
    job_ready: Condvar,
    output_ready: Condvar,
    /// Jobs that may wait.
    capacity: usize,
}

struct Queue<J, R> {
    jobs: VecDeque<(usize, J)>,
    outputs: Vec<(usize, R)>,
    closed: bool,
    /// Workers that wait for a job, and whether the caller waits for an output. To wake nobody is a call of
    /// the system too.
    idle: usize,
    caller_waits: bool,
}

impl<J, R> Shared<J, R> {
    fn new(capacity: usize) -> Self {
        let queue =
            Queue { jobs: VecDeque::new(), outputs: Vec::new(), closed: false, idle: 0, caller_waits: false };
        Self { queue: Mutex::new(queue), job_ready: Condvar::new(), output_ready: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Queue<J, R>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a job wait; whether more are wanted. Workers may take jobs faster than they can be made: the
    /// queue is then never full, and outputs, which hold their inputs, would pile up.
    fn push(&self, index: usize, job: J) -> bool {
        let mut queue = self.lock();
        queue.jobs.push_back((index, job));
        let wants_more = queue.jobs.len() < self.capacity && queue.outputs.is_empty();
        let wakes = queue.idle > 0;
        drop(queue);
        if wakes {
            self.job_ready.notify_one();
        }
        wants_more
    }

    /// The next job, once there is one; `None` when the run is over.
    fn take(&self) -> Option<(usize, J)> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            if queue.closed {
                return None;
            }
            queue.idle += 1;
            queue = self.job_ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }

    /// The next job, if more than `least` wait.
    fn take_if_more(&self, least: usize) -> Option<(usize, J)> {
        let mut queue = self.lock();
        if queue.jobs.len() > least { queue.jobs.pop_front() } else { None }
    }

    /// Gives an output to the caller. To be woken costs it microseconds: it waits until there is more to do.
    fn put(&self, index: usize, output: R) {
        let mut queue = self.lock();
        queue.outputs.push((index, output));
        let wakes = queue.caller_waits && queue.jobs.len() <= self.capacity / 2;
        drop(queue);
        if wakes {
            self.output_ready.notify_one();
        }
    }

    /// The outputs since the last call, and how many jobs wait.
    fn take_outputs(&self) -> (Vec<(usize, R)>, usize) {
        let mut queue = self.lock();
        (std::mem::take(&mut queue.outputs), queue.jobs.len())
    }

    /// Waits for an output if there is nothing else to do, not longer than this.
    fn wait_for_output(&self, exhausted: bool, most: Duration) {
        let mut queue = self.lock();
        if queue.outputs.is_empty() && (exhausted || queue.jobs.len() >= self.capacity) {
            queue.caller_waits = true;
            let waited = self.output_ready.wait_timeout(queue, most);
            waited.unwrap_or_else(PoisonError::into_inner).0.caller_waits = false;
        }
    }
}

/// Runs every job that `driver` hands out, on one thread for each of `states`, the caller's among them, and
/// gives the outputs back to it. Jobs are numbered from 0 in the order they are handed out. Where the system has
/// fewer threads, these do them all; without any, the caller does long ones too.
///
/// # Errors
///
/// The driver's first error; the workers are cancelled and have ended when it is returned.
///
/// # Panics
///
/// Without a state, and with a worker's own panic, which is a bug in `work`.
pub fn run<D: Driver, S: Send>(
    driver: &mut D,
    states: &mut [S],
    work: impl Fn(&mut S, usize, D::Job, &Cancel) -> D::Output + Sync,
) -> Result<(), D::Error> {
    let cancel = Cancel::new();
    let (mut first, mut bytes) = (VecDeque::new(), 0);
    while first.len() < LOOKED_AT && bytes < WORTH_THREADS {
        let Some(job) = driver.next()? else {
            return run_here(driver, &mut states[0], &work, &cancel, first);
        };
        bytes += driver.bytes(&job);
        first.push_back(job);
    }
    run_threads(driver, states, &work, &cancel, first)
}

/// Runs a few jobs that are not long, and all that there are, on the calling thread.
fn run_here<D: Driver, S: Send>(
    driver: &mut D,
    state: &mut S,
    work: &(impl Fn(&mut S, usize, D::Job, &Cancel) -> D::Output + Sync),
    cancel: &Cancel,
    jobs: VecDeque<D::Job>,
) -> Result<(), D::Error> {
    for (index, job) in jobs.into_iter().enumerate() {
        let mut output = None;
        driver.wait(|| output = Some(work(state, index, job, cancel)))?;
        if let Some(output) = output {
            driver.done(index, output)?;
        }
    }
    Ok(())
}

fn run_threads<D: Driver, S: Send>(
    driver: &mut D,
    states: &mut [S],
    work: &(impl Fn(&mut S, usize, D::Job, &Cancel) -> D::Output + Sync),
    cancel: &Cancel,
    mut first: VecDeque<D::Job>,
) -> Result<(), D::Error> {
    let shared = Shared::new(states.len() * driver.waiting_per_worker());
    thread::scope(|scope| {
        // Also when the caller panics, or the workers would wait for jobs forever.
        let close = CloseOnDrop { shared: &shared, cancel };
        let (shared, caller) = (&shared, placement::processor());
        let spawn = |state| {
            hand_over(state, |state: Handed<&mut S>| {
                thread::Builder::new().spawn_scoped(scope, move || {
                    let state = state.take();
                    placement::leave(caller);
                    // Also when `work` panics, or the caller would wait for this worker forever.
                    let _wake = WakeOnDrop { shared };
                    while let Some((index, job)) = shared.take() {
                        shared.put(index, work(state, index, job, cancel));
                    }
                })
            })
        };
        let mut states = states.iter_mut();
        // With a long job it becomes another worker's.
        let mut own = states.next();
        // As many as the system has.
        let mut workers: Vec<_> = states.map_while(|state| spawn(state).ok()).collect();
        if !workers.is_empty() {
            // One that is on this processor now gets to run, and leaves it.
            thread::yield_now();
        }
        let mut drive = || {
            let mut next = first.pop_front();
            let mut handed_out = 0;
            let mut pending = 0usize;
            let mut looked = Instant::now();
            loop {
                while let Some(job) = next.take() {
                    if driver.bytes(&job) > LONG_BYTES
                        && let Some(state) = own.take()
                    {
                        match spawn(state) {
                            Ok(worker) => workers.push(worker),
                            Err(state) => own = Some(state),
                        }
                    }
                    let wants_more = shared.push(handed_out, job);
                    handed_out += 1;
                    pending += 1;
                    next = match first.pop_front() {
                        Some(job) => Some(job),
                        None => driver.next()?,
                    };
                    if !wants_more || looked.elapsed() >= POLL {
                        break;
                    }
                }
                let (outputs, waiting) = shared.take_outputs();
                let idle = outputs.is_empty();
                pending -= outputs.len();
                hand_back(driver, outputs)?;
                let exhausted = next.is_none();
                if exhausted && pending == 0 {
                    // An interrupt that came last must not let the result be taken.
                    return driver.wait(|| ());
                }
                if workers.iter().any(thread::ScopedJoinHandle::is_finished) {
                    return Ok(()); // It panicked: joining it tells.
                }
                let late = looked.elapsed() >= POLL;
                if let Some(state) = &mut own
                    && waiting > 0
                    && (exhausted || late || waiting >= shared.capacity)
                {
                    let mut outputs = Vec::new();
                    let least = if exhausted { 0 } else { shared.capacity / 2 };
                    driver.wait(|| {
                        let start = Instant::now();
                        while start.elapsed() < POLL
                            && let Some((index, job)) = shared.take_if_more(least)
                        {
                            outputs.push((index, work(state, index, job, cancel)));
                        }
                    })?;
                    looked = Instant::now();
                    pending -= outputs.len();
                    hand_back(driver, outputs)?;
                } else if idle || late {
                    driver.wait(|| shared.wait_for_output(exhausted, POLL))?;
                    looked = Instant::now();
                }
            }
        };
        let result = drive();
        if result.is_err() {
            cancel.set();
        }
        drop(close);
        for worker in workers {
            if let Err(panic) = worker.join() {
                resume_unwind(panic);
            }
        }
        result
    })
}

fn hand_back<D: Driver>(driver: &mut D, outputs: Vec<(usize, D::Output)>) -> Result<(), D::Error> {
    outputs.into_iter().try_for_each(|(index, output)| driver.done(index, output))
}

/// Ends the workers. Jobs that wait are not done when the run was cancelled, or the caller panics.
struct CloseOnDrop<'a, J, R> {
    shared: &'a Shared<J, R>,
    cancel: &'a Cancel,
}

impl<J, R> Drop for CloseOnDrop<'_, J, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.cancel.set();
        }
        let mut queue = self.shared.lock();
        queue.closed = true;
        if self.cancel.is_set() {
            queue.jobs.clear();
        }
        drop(queue);
        self.shared.job_ready.notify_all();
    }
}

struct WakeOnDrop<'a, J, R> {
    shared: &'a Shared<J, R>,
}

impl<J, R> Drop for WakeOnDrop<'_, J, R> {
    fn drop(&mut self) {
        drop(self.shared.lock());
        self.shared.output_ready.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    struct Numbers {
        left: std::ops::Range<u64>,
        sums: Vec<(usize, u64)>,
        fail_at: Option<u64>,
        waits_left: usize,
        /// From this job on all are long.
        long_from: u64,
    }

    impl Numbers {
        fn new(count: u64) -> Self {
            Self {
                left: 0..count,
                sums: Vec::new(),
                fail_at: None,
                waits_left: usize::MAX,
                long_from: u64::MAX,
            }
        }
    }

    impl Driver for Numbers {
        type Job = u64;
        type Output = u64;
        type Error = &'static str;

        fn next(&mut self) -> Result<Option<u64>, Self::Error> {
            let next = self.left.next();
            if next.is_some() && next == self.fail_at { Err("bad input") } else { Ok(next) }
        }

        fn bytes(&self, job: &u64) -> usize {
            if *job >= self.long_from { LONG_BYTES + 1 } else { 1 }
        }

        fn done(&mut self, index: usize, output: u64) -> Result<(), Self::Error> {
            self.sums.push((index, output));
            Ok(())
        }

        fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), Self::Error> {
            work();
            if self.waits_left == 0 {
                return Err("interrupted");
            }
            self.waits_left -= 1;
            Ok(())
        }
    }

    #[test]
    fn every_job_is_done_once_whatever_the_threads() {
        for threads in [1, 2, 7] {
            for long_from in [1_000, 0, 1, 2, 500] {
                let mut driver = Numbers { long_from, ..Numbers::new(1_000) };
                let mut states = vec![0u64; threads];
                run(&mut driver, &mut states, |state, index, job, _| {
                    assert_eq!(index as u64, job);
                    *state += 1;
                    job * job
                })
                .unwrap();
                driver.sums.sort_unstable();
                assert!(driver.sums.iter().enumerate().all(|(at, &(i, s))| at == i && s == (at * at) as u64));
                assert_eq!(states.iter().sum::<u64>(), 1_000);
            }
        }
    }

    #[test]
    fn every_job_is_done_with_the_threads_that_there_are() {
        for left in [0, 1, 3] {
            for long_from in [1_000, 500, 0] {
                spawn::LEFT.set(left);
                let mut driver = Numbers { long_from, ..Numbers::new(1_000) };
                let mut states = [0u64; 5];
                let caller = thread::current().id();
                let of_caller = AtomicUsize::new(0);
                run(&mut driver, &mut states, |state, _, job, _| {
                    *state += 1;
                    of_caller.fetch_add(usize::from(thread::current().id() == caller), Ordering::Relaxed);
                    job
                })
                .unwrap();
                assert_eq!(driver.sums.len(), 1_000);
                assert_eq!(states.iter().sum::<u64>(), 1_000);
                assert!(states.iter().filter(|&&jobs| jobs > 0).count() <= left + 1);
                assert!(left > 0 || of_caller.into_inner() == 1_000);
            }
        }
        spawn::LEFT.set(0);
        assert_eq!(join(true, || 1, || 2), (1, 2));
        assert_eq!(aside(&Unhosted, false, || thread::current().id()).unwrap(), thread::current().id());
        spawn::LEFT.set(usize::MAX);
        let other = thread::current().id();
        assert_ne!(join(true, || thread::current().id(), || ()).0, other);
        assert_ne!(aside(&Unhosted, false, || thread::current().id()).unwrap(), other);
    }

    #[test]
    fn one_thread_is_the_callers_while_jobs_are_short() {
        let caller = thread::current().id();
        let mut driver = Numbers { long_from: 900, ..Numbers::new(1_000) };
        run(&mut driver, &mut [()], |(), _, job, _| {
            // Up to four that are short wait together with the first long one.
            assert!(job >= 900 - WAITING_PER_WORKER as u64 || thread::current().id() == caller);
            assert!(job < 900 || thread::current().id() != caller);
            job
        })
        .unwrap();
        assert_eq!(driver.sums.len(), 1_000);
    }

    /// Takes longer to make a job than a worker to do it.
    struct Slow {
        numbers: Numbers,
        handed_out: usize,
        most_pending: usize,
    }

    impl Driver for Slow {
        type Job = u64;
        type Output = u64;
        type Error = &'static str;

        fn next(&mut self) -> Result<Option<u64>, Self::Error> {
            thread::sleep(Duration::from_micros(100));
            self.handed_out += 1;
            self.most_pending = self.most_pending.max(self.handed_out - self.numbers.sums.len());
            self.numbers.next()
        }

        fn bytes(&self, _: &u64) -> usize {
            1
        }

        fn done(&mut self, index: usize, output: u64) -> Result<(), Self::Error> {
            self.numbers.done(index, output)
        }

        fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), Self::Error> {
            self.numbers.wait(work)
        }
    }

    #[test]
    fn a_slow_input_piles_nothing_up_and_can_be_interrupted() {
        let slow = |waits_left| Slow {
            numbers: Numbers { waits_left, ..Numbers::new(2_000) },
            handed_out: 0,
            most_pending: 0,
        };
        let mut driver = slow(usize::MAX);
        run(&mut driver, &mut [(), ()], |(), _, job, _| job).unwrap();
        assert_eq!(driver.numbers.sums.len(), 2_000);
        // Those that wait, those being done, and those done since the caller last looked.
        assert!(driver.most_pending <= 4 * 2 * WAITING_PER_WORKER, "{}", driver.most_pending);
        assert_eq!(run(&mut slow(2), &mut [(), ()], |(), _, job, _| job), Err("interrupted"));
    }

    #[test]
    fn a_few_large_jobs_are_shared_and_a_few_small_ones_are_not() {
        struct Sized(Numbers, usize);
        impl Driver for Sized {
            type Job = u64;
            type Output = thread::ThreadId;
            type Error = &'static str;

            fn next(&mut self) -> Result<Option<u64>, Self::Error> {
                self.0.next()
            }

            fn bytes(&self, _: &u64) -> usize {
                self.1
            }

            fn done(&mut self, index: usize, by: thread::ThreadId) -> Result<(), Self::Error> {
                self.0.done(index, u64::from(by == thread::current().id()))
            }

            fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), Self::Error> {
                self.0.wait(work)
            }
        }
        let by_caller = |jobs, bytes| {
            let mut driver = Sized(Numbers::new(jobs), bytes);
            run(&mut driver, &mut [(), ()], |(), _, _, _| {
                thread::sleep(Duration::from_millis(50));
                thread::current().id()
            })
            .unwrap();
            driver.0.sums.iter().map(|&(_, by)| by).sum::<u64>()
        };
        assert_eq!(by_caller(3, 80 << 10), 3);
        assert!(by_caller(3, 90 << 10) < 3);
        assert!(by_caller(2, 900 << 10) < 2);
    }

    #[test]
    fn bad_input_ends_the_run() {
        let mut driver = Numbers { fail_at: Some(500), ..Numbers::new(1_000) };
        assert_eq!(run(&mut driver, &mut [(), ()], |(), _, job, _| job), Err("bad input"));
        assert!(driver.sums.len() <= 500);
    }

    #[test]
    fn an_interrupt_cancels_the_workers() {
        for threads in [1, 2, 5] {
            // The caller has done two jobs before it meets one that only an interrupt ends.
            let mut driver = Numbers { waits_left: 3, long_from: 2, ..Numbers::new(40) };
            let result = run(&mut driver, &mut vec![(); threads], |(), _, job, cancel| {
                while job >= 2 && !cancel.is_set() {
                    thread::sleep(Duration::from_millis(1));
                }
                job
            });
            assert_eq!(result, Err("interrupted"));
        }
    }

    #[test]
    fn an_interrupt_is_seen_while_the_queue_is_never_full() {
        struct Slow(Numbers);
        impl Driver for Slow {
            type Job = u64;
            type Output = u64;
            type Error = &'static str;

            fn next(&mut self) -> Result<Option<u64>, Self::Error> {
                thread::sleep(Duration::from_millis(1));
                self.0.next()
            }

            fn bytes(&self, _: &u64) -> usize {
                1
            }

            fn done(&mut self, index: usize, output: u64) -> Result<(), Self::Error> {
                self.0.done(index, output)
            }

            fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), Self::Error> {
                self.0.wait(work)
            }
        }
        let mut driver = Slow(Numbers { waits_left: 0, ..Numbers::new(10_000) });
        assert_eq!(run(&mut driver, &mut [(), ()], |(), _, job, _| job), Err("interrupted"));
        assert!(driver.0.sums.len() < 1_000);
    }

    #[test]
    fn the_caller_is_woken_when_the_work_is_done() {
        // So long that no busy machine makes others as late.
        const LONG: Duration = Duration::from_secs(20);
        let shared = Shared::<u64, u64>::new(WAITING_PER_WORKER);
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| {
                while !shared.lock().caller_waits {
                    thread::yield_now();
                }
                shared.put(0, 7);
            });
            // It may wake by itself, too.
            while shared.take_outputs().0.is_empty() {
                shared.wait_for_output(true, LONG);
            }
        });
        assert!(start.elapsed() < LONG / 2);
    }

    #[test]
    fn an_interrupt_at_the_very_end_is_seen() {
        // The first wait is for the only job's output, or comes after it.
        let mut driver = Numbers { waits_left: 0, ..Numbers::new(1) };
        assert_eq!(run(&mut driver, &mut [(), ()], |(), _, job, _| job), Err("interrupted"));
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        // The caller's own job, or a worker's.
        for (threads, long_from) in [(1, 100), (1, 0), (2, 100), (2, 0)] {
            let mut driver = Numbers { long_from, ..Numbers::new(100) };
            let run = || {
                run(&mut driver, &mut vec![(); threads], |(), _, job, _| {
                    assert_ne!(job, 50, "the job's own message");
                    job
                })
            };
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        }
    }
}
