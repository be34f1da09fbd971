//! A source whose first batches were looked at already.

use super::{Documents, Source};
use std::collections::VecDeque;

/// Gives the batches that were looked at, then the rest.
///
/// ```
/// use elanus_core::batch::{Resumed, Source, Texts};
/// let mut texts = Texts::new(["Black kites soar."]);
/// let mut source = Resumed::new(&mut texts);
/// assert_eq!(source.peek()?.map(|documents| documents.len()), Some(1));
/// assert_eq!(source.take_only()?.map(|documents| documents.len()), Some(1));
/// assert!(source.next()?.is_none());
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Resumed<'a, S> {
    waiting: VecDeque<Documents>,
    rest: &'a mut S,
}

impl<'a, S: Source> Resumed<'a, S> {
    /// All of a source.
    pub fn new(rest: &'a mut S) -> Self {
        Self { waiting: VecDeque::new(), rest }
    }

    /// The next batch, which stays the next one.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub fn peek(&mut self) -> Result<Option<&Documents>, S::Error> {
        if self.waiting.is_empty() {
            self.waiting.extend(self.rest.next()?);
        }
        Ok(self.waiting.front())
    }

    /// The next batch, if it is the last one.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub fn take_only(&mut self) -> Result<Option<Documents>, S::Error> {
        while self.waiting.len() < 2 {
            let Some(next) = self.rest.next()? else { return Ok(self.waiting.pop_front()) };
            self.waiting.push_back(next);
        }
        Ok(None)
    }
}

impl<S: Source> Source for Resumed<'_, S> {
    type Error = S::Error;

    fn next(&mut self) -> Result<Option<Documents>, S::Error> {
        match self.waiting.pop_front() {
            Some(batch) => Ok(Some(batch)),
            None => self.rest.next(),
        }
    }

    fn is_stream(&self) -> bool {
        self.rest.is_stream()
    }
}
