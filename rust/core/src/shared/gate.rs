//! A lock that is taken in turns, by threads that look for interrupts while they wait.

use crate::error::Error;
use crate::parallel::{Host, POLL};
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// Guards a value. A thread that finds the gate open enters at once, so that it may enter many times in a
/// row, unless another thread has waited for longer than [`PATIENCE`]: then the waiting ones go first.
#[derive(Debug)]
pub struct Gate<T> {
    /// Locked for moments.
    queue: Mutex<Queue<T>>,
    /// Some thread has left.
    opened: Condvar,
}

#[derive(Debug)]
struct Queue<T> {
    /// None while a thread is inside.
    value: Option<Box<T>>,
    holder: Option<ThreadId>,
    /// The threads that wait right now, in the order of their tickets.
    waiting: VecDeque<Ticket>,
    tickets: u64,
}

/// A place in the queue: a thread that leaves it to look for interrupts finds it again.
#[derive(Clone, Copy, Debug)]
struct Ticket {
    number: u64,
    since: Instant,
}

/// How long a thread waits before others may not overtake it: hundreds of small updates.
const PATIENCE: Duration = Duration::from_millis(1);

impl<T: Send> Gate<T> {
    /// An open gate.
    #[must_use]
    pub fn new(value: T) -> Self {
        let queue =
            Queue { value: Some(Box::new(value)), holder: None, waiting: VecDeque::new(), tickets: 0 };
        Self { queue: Mutex::new(queue), opened: Condvar::new() }
    }

    /// Waits until no other thread is inside, and keeps others out.
    ///
    /// # Errors
    ///
    /// An interrupt while it waits, and [`Error::NestedUpdate`] in a signal handler that has interrupted the
    /// thread inside: it would wait for itself.
    pub fn enter<H: Host>(&self, host: &H) -> Result<Entered<'_, T>, H::Error> {
        if let Some(entered) = self.try_enter()? {
            return Ok(entered);
        }
        let ticket = self.draw_ticket();
        loop {
            if let Some(entered) = host.release(|| self.wait(ticket)) {
                return Ok(entered);
            }
            host.check()?;
        }
    }

    fn try_enter(&self) -> Result<Option<Entered<'_, T>>, Error> {
        let mut queue = lock(&self.queue);
        if queue.holder == Some(thread::current().id()) {
            return Err(Error::NestedUpdate);
        }
        if queue.waiting.front().is_some_and(|first| first.since.elapsed() > PATIENCE) {
            return Ok(None);
        }
        Ok(self.take(&mut queue))
    }

    fn take(&self, queue: &mut Queue<T>) -> Option<Entered<'_, T>> {
        let value = queue.value.take()?;
        queue.holder = Some(thread::current().id());
        Some(Entered { gate: self, value: Some(value) })
    }

    fn draw_ticket(&self) -> Ticket {
        let mut queue = lock(&self.queue);
        queue.tickets += 1;
        Ticket { number: queue.tickets, since: Instant::now() }
    }

    /// Waits for the ticket's turn, not longer than [`POLL`]. A thread that is not waiting has no turn.
    fn wait(&self, ticket: Ticket) -> Option<Entered<'_, T>> {
        let end = Instant::now() + POLL;
        let mut queue = lock(&self.queue);
        let at = queue.waiting.partition_point(|other| other.number < ticket.number);
        queue.waiting.insert(at, ticket);
        loop {
            let is_first = queue.waiting.front().is_some_and(|first| first.number == ticket.number);
            let entered = if is_first { self.take(&mut queue) } else { None };
            let left = end.saturating_duration_since(Instant::now());
            if entered.is_some() || left.is_zero() {
                queue.waiting.retain(|other| other.number != ticket.number);
                return entered;
            }
            queue = self.opened.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A thread's stay inside; the gate opens when it is dropped.
#[derive(Debug)]
pub struct Entered<'a, T> {
    gate: &'a Gate<T>,
    /// There until it goes back.
    value: Option<Box<T>>,
}

const THERE: &str = "the value is there until the gate opens";

impl<T> Deref for Entered<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_deref().expect(THERE)
    }
}

impl<T> DerefMut for Entered<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_deref_mut().expect(THERE)
    }
}

impl<T> Drop for Entered<'_, T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.gate.queue);
        queue.value = self.value.take();
        queue.holder = None;
        if !queue.waiting.is_empty() {
            self.gate.opened.notify_all();
        }
    }
}

/// Locks, also after a panic: nothing that is locked here is ever half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::Unhosted;

    fn enter(gate: &Gate<u64>) -> Entered<'_, u64> {
        gate.enter(&Unhosted).unwrap()
    }

    fn wait_until(gate: &Gate<u64>, waiting: usize) {
        while lock(&gate.queue).waiting.len() < waiting {
            thread::yield_now();
        }
    }

    #[test]
    fn only_one_thread_is_inside() {
        let gate = Gate::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1_000).for_each(|_| *enter(&gate) += 1));
            }
        });
        assert_eq!(*enter(&gate), 4_000);
    }

    #[test]
    fn a_thread_that_is_inside_is_refused_and_not_locked_up() {
        let gate = Gate::new(0);
        let entered = enter(&gate);
        assert!(matches!(gate.enter(&Unhosted), Err(Error::NestedUpdate)));
        drop(entered);
        drop(enter(&gate));
    }

    #[test]
    fn nobody_overtakes_a_thread_that_has_waited_long() {
        let gate = Gate::new(0);
        let ticket = gate.draw_ticket();
        lock(&gate.queue).waiting.push_back(ticket);
        thread::sleep(2 * PATIENCE);
        assert!(gate.try_enter().unwrap().is_none());
        lock(&gate.queue).waiting[0].since = Instant::now() + Duration::from_hours(1);
        assert!(gate.try_enter().unwrap().is_some());
    }

    #[test]
    fn a_thread_that_comes_back_has_kept_its_place() {
        let gate = Gate::new(0);
        let entered = enter(&gate);
        let tickets = [gate.draw_ticket(), gate.draw_ticket(), gate.draw_ticket()];
        // Its turn does not come, and it leaves the queue.
        assert!(gate.wait(tickets[0]).is_none());
        assert!(lock(&gate.queue).waiting.is_empty());
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for ticket in tickets.into_iter().rev() {
                let (gate, order) = (&gate, &order);
                scope.spawn(move || {
                    let entered = loop {
                        if let Some(entered) = gate.wait(ticket) {
                            break entered;
                        }
                    };
                    lock(order).push(ticket.number);
                    drop(entered);
                });
            }
            wait_until(&gate, tickets.len());
            drop(entered);
        });
        assert_eq!(*lock(&order), [1, 2, 3]);
    }
}
