//! Results of threads, in the order of their jobs.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Results that may wait for an earlier one.
const MOST: usize = 64;

/// Keeps results until all earlier ones are there.
///
/// ```
/// use elanus_core::parallel::InOrder;
/// let mut order = InOrder::new();
/// order.put(1, 'b');
/// assert_eq!(order.next(), None);
/// order.put(0, 'a');
/// assert_eq!((order.next(), order.next(), order.next()), (Some('a'), Some('b'), None));
/// ```
#[derive(Debug)]
pub struct InOrder<T> {
    next: usize,
    waiting: BTreeMap<usize, T>,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { next: 0, waiting: BTreeMap::new() }
    }
}

impl<T> InOrder<T> {
    /// Nothing yet; the first result will be number 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes result number `index`.
    pub fn put(&mut self, index: usize, result: T) {
        self.waiting.insert(index, result);
    }

    /// The next result, if it is there.
    #[expect(clippy::should_implement_trait, reason = "after None there may be more")]
    pub fn next(&mut self) -> Option<T> {
        let result = self.waiting.remove(&self.next)?;
        self.next += 1;
        Some(result)
    }

    /// Breaks where so many results wait that no more jobs should be handed out before they are taken.
    pub fn flow(&self) -> ControlFlow<()> {
        if self.waiting.len() < MOST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
