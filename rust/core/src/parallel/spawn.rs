//! Starting threads where the system may have none left: whoever wants one then does its work.

use crate::memory::check_room;
#[cfg(test)]
use std::cell::Cell;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// What a new thread is given.
#[derive(Debug)]
pub(super) struct Handed<T>(Arc<Mutex<Option<T>>>);

impl<T> Handed<T> {
    /// By the new thread, or by the one that could not start it.
    pub(super) fn take(&self) -> T {
        let mut there = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        there.take().expect("one of two takes it")
    }
}

/// Has `spawn` start a thread that takes what is handed over; gives it back if there is no thread to be had.
pub(super) fn hand_over<T, H>(value: T, spawn: impl FnOnce(Handed<T>) -> io::Result<H>) -> Result<H, T> {
    #[cfg(test)]
    if LEFT.replace(LEFT.get().saturating_sub(1)) == 0 {
        return Err(value);
    }
    // A thread that finds no memory for what is its own ends the process.
    if check_room(0).is_err() {
        return Err(value);
    }
    let handed = Handed(Arc::new(Mutex::new(Some(value))));
    spawn(Handed(Arc::clone(&handed.0))).map_err(|_| handed.take())
}

#[cfg(test)]
thread_local! {
    /// How many threads this one may start: tests know no other way to have the system refuse some.
    pub(super) static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_value_is_handed_over_or_given_back() {
        let thread = hand_over(7, |handed| thread::Builder::new().spawn(move || handed.take()));
        assert_eq!(thread.unwrap().join().unwrap(), 7);
        let refused = hand_over(7, |_| Err::<(), _>(io::ErrorKind::WouldBlock.into()));
        assert_eq!(refused, Err(7));
    }
}
