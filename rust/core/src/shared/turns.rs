//! A gate that a forked child replaces.

use super::gate::{Gate, lock};
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// How many forks lie between this process and the one that loaded the library.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// To be called in each forked child: its updates do not wait for threads that it does not have. (To ask for
/// the process's number takes longer than to add a short document.)
pub fn forked() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}

/// Keeps updates apart, which let go of the host's lock meanwhile.
#[derive(Debug)]
pub struct Turns<T>(Mutex<Turn<T>>);

#[derive(Debug)]
struct Turn<T> {
    generation: u32,
    gate: Arc<Gate<T>>,
}

impl<T: Default + Send> Turn<T> {
    fn new() -> Self {
        Self { generation: GENERATION.load(Ordering::Relaxed), gate: Arc::new(Gate::new(T::default())) }
    }
}

impl<T: Default + Send> Default for Turns<T> {
    fn default() -> Self {
        Self(Mutex::new(Turn::new()))
    }
}

impl<T: Default + Send> Turns<T> {
    /// The gate of this process.
    pub fn gate(&self) -> Arc<Gate<T>> {
        let mut turn = lock(&self.0);
        if turn.generation != GENERATION.load(Ordering::Relaxed) {
            // Another thread may have been inside when the process forked. What it left must not be dropped.
            mem::forget(mem::replace(&mut *turn, Turn::new()));
        }
        Arc::clone(&turn.gate)
    }
}
