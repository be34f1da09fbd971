//! Updates of a model take turns: a gate lets one in at a time.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use elanus_core::parallel::POLL;
use pyo3::prelude::*;

use crate::state::Updater;
use crate::{drivers, errors};

/// Lets one update in at a time. Whoever comes while the gate is open goes in, so that a thread may make many small
/// updates one after the other, unless somebody has lost patience: then it is the turn of those who wait.
#[derive(Default)]
pub(crate) struct Gate {
    /// Locked for moments.
    queue: Mutex<Queue>,
}

/// Who is at the gate.
struct Queue {
    /// Away while somebody updates.
    updater: Option<Box<Updater>>,
    /// Who waits, in the order of their places.
    waiting: VecDeque<Place>,
    places: u64,
}

/// A place in the queue: whoever leaves it for a while finds it again.
#[derive(Clone)]
struct Place {
    number: u64,
    since: Instant,
    is_called: Arc<Condvar>,
}

/// How long somebody waits before others may not go first: hundreds of small updates.
const PATIENCE: Duration = Duration::from_millis(1);

impl Default for Queue {
    fn default() -> Self {
        Self { updater: Some(Box::default()), waiting: VecDeque::new(), places: 0 }
    }
}

impl Gate {
    fn enter(&self) -> Option<Updating<'_>> {
        let mut queue = lock(&self.queue);
        if queue.waiting.front().is_some_and(|first| first.since.elapsed() > PATIENCE) {
            return None;
        }
        queue.updater.take().map(|updater| Updating { gate: self, updater: Some(updater) })
    }

    /// A place behind all others.
    fn line_up(&self) -> Place {
        let mut queue = lock(&self.queue);
        queue.places += 1;
        Place { number: queue.places, since: Instant::now(), is_called: Arc::default() }
    }

    /// Waits for the turn of `place`, not longer than [`POLL`]. Nobody waits for it before it is back.
    fn wait(&self, place: &Place) -> Option<Updating<'_>> {
        let end = Instant::now() + POLL;
        let mut queue = lock(&self.queue);
        let at = queue.waiting.partition_point(|other| other.number < place.number);
        queue.waiting.insert(at, place.clone());
        loop {
            let is_first = queue.waiting.front().is_some_and(|first| first.number == place.number);
            let entered = if is_first { queue.updater.take() } else { None };
            let left = end.saturating_duration_since(Instant::now());
            if entered.is_some() || left.is_zero() {
                queue.waiting.retain(|other| other.number != place.number);
                return entered.map(|updater| Updating { gate: self, updater: Some(updater) });
            }
            queue = place.is_called.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// An update under way; the gate opens when it is dropped.
pub(crate) struct Updating<'a> {
    gate: &'a Gate,
    /// There until it goes back.
    updater: Option<Box<Updater>>,
}

const THERE: &str = "the updater is there while the update goes on";

impl Deref for Updating<'_> {
    type Target = Updater;

    fn deref(&self) -> &Updater {
        self.updater.as_deref().expect(THERE)
    }
}

impl DerefMut for Updating<'_> {
    fn deref_mut(&mut self) -> &mut Updater {
        self.updater.as_deref_mut().expect(THERE)
    }
}

impl Drop for Updating<'_> {
    fn drop(&mut self) {
        let mut queue = lock(&self.gate.queue);
        queue.updater = self.updater.take();
        if let Some(first) = queue.waiting.front() {
            first.is_called.notify_one();
        }
    }
}

thread_local! {
    /// Whether this thread updates a model and runs signal handlers meanwhile.
    static IS_UPDATING: Cell<bool> = const { Cell::new(false) };
}

/// As [`drivers::aside`], while an update keeps others out.
pub(crate) fn aside<T: Send + 'static>(
    py: Python<'_>,
    is_brief: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    /// Also when the work panics, or the thread could change no model any more.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            IS_UPDATING.set(false);
        }
    }
    IS_UPDATING.set(true);
    let _reset = Reset;
    drivers::aside(py, is_brief, work)
}

/// Waits for other updates to end and keeps further ones out. Others wait without the GIL, so that whoever
/// updates may ask for it. An interrupt meanwhile ends the wait.
///
/// A signal handler that interrupts an update may not begin one: it would wait for itself.
pub(crate) fn begin_update<'a>(py: Python<'_>, gate: &'a Gate) -> PyResult<Updating<'a>> {
    if IS_UPDATING.get() {
        let message = "a signal handler changes a model while its thread is changing one; do it after that";
        return Err(errors::input(py, message.to_owned()));
    }
    if let Some(updating) = gate.enter() {
        return Ok(updating);
    }
    let place = gate.line_up();
    loop {
        if let Some(updating) = py.detach(|| gate.wait(&place)) {
            return Ok(updating);
        }
        py.check_signals()?;
    }
}

/// As [`begin_update`], for whoever was interrupted: after 20 ms in vain others are at work on what was done.
pub(crate) fn begin_withdrawal<'a>(py: Python<'_>, gate: &'a Gate) -> Option<Updating<'a>> {
    gate.enter().or_else(|| py.detach(|| gate.wait(&gate.line_up())))
}

/// Locks, also after a panic: nothing that is locked here is ever half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn holding(gate: &Gate) -> Updating<'_> {
        gate.enter().expect("the gate is open")
    }

    #[test]
    fn who_waits_is_called() {
        let gate = Gate::default();
        let lateness = |round: u64| {
            let updating = holding(&gate);
            thread::scope(|scope| {
                let opening = scope.spawn(move || {
                    thread::sleep(Duration::from_millis(1 + round % 5));
                    let opened = Instant::now();
                    drop(updating);
                    opened
                });
                let entered = gate.wait(&gate.line_up());
                let at = Instant::now();
                drop(entered);
                at.saturating_duration_since(opening.join().unwrap())
            })
        };
        let mut late: Vec<Duration> = (0..15).map(lateness).collect();
        late.sort_unstable();
        assert!(late[7] < POLL / 4, "{late:?}");
    }

    #[test]
    fn nobody_goes_before_who_has_waited_long() {
        let gate = Gate::default();
        let updating = holding(&gate);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let place = gate.line_up();
                let entered = loop {
                    if let Some(entered) = gate.wait(&place) {
                        break entered;
                    }
                };
                thread::sleep(PATIENCE);
                drop(entered);
            });
            thread::sleep(10 * PATIENCE);
            drop(updating);
            // It is not awake yet, or is in.
            assert!(gate.enter().is_none());
            waiting.join().unwrap();
        });
        assert!(lock(&gate.queue).waiting.is_empty());
        drop(holding(&gate));
    }

    #[test]
    fn who_comes_back_has_kept_the_place() {
        let gate = Gate::default();
        let updating = holding(&gate);
        let places = [gate.line_up(), gate.line_up(), gate.line_up()];
        // Nobody called one of them while it was away.
        assert!(gate.wait(&places[0]).is_none());
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for place in places.iter().rev() {
                scope.spawn(|| {
                    let entered = loop {
                        if let Some(entered) = gate.wait(place) {
                            break entered;
                        }
                    };
                    lock(&order).push(place.number);
                    drop(entered);
                });
            }
            while lock(&gate.queue).waiting.len() < places.len() {
                thread::yield_now();
            }
            drop(updating);
        });
        assert_eq!(*lock(&order), [1, 2, 3]);
    }
}
