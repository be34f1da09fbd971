//! Looking for a cancellation within one text, however long its sentences, chunks and tokens are.
//!
//! A loop that is told to stop breaks off and leaves something unfinished behind. Its caller looks at the
//! [`Cancel`] too, and drops that. So no loop has to return an error.

use super::Cancel;

/// Bytes between two looks: less than a millisecond's work, and more than an ordinary chunk.
pub(crate) const STRIDE: usize = 64 << 10;

/// Looks at a [`Cancel`] once every [`STRIDE`] bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch<'c> {
    cancel: &'c Cancel,
    next: usize,
}

impl<'c> Watch<'c> {
    pub(crate) const fn new(cancel: &'c Cancel) -> Self {
        Self { cancel, next: STRIDE }
    }

    /// Whether a loop is to stop that has reached byte `at`, counted from where it began.
    #[inline]
    pub(crate) fn stops_at(&mut self, at: usize) -> bool {
        at >= self.next && self.look(at)
    }

    #[cold]
    fn look(&mut self, at: usize) -> bool {
        self.next = at + STRIDE;
        self.cancel.is_set()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_once_in_a_stride() {
        let cancel = Cancel::new();
        let mut watch = Watch::new(&cancel);
        assert!(!watch.stops_at(STRIDE));
        cancel.set();
        assert!(!watch.stops_at(0) && !watch.stops_at(2 * STRIDE - 1));
        assert!(watch.stops_at(2 * STRIDE));
    }
}
