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
    /// The batches that were looked at.
    first: VecDeque<Documents>,
    rest: &'a mut S,
}

impl<'a, S: Source> Resumed<'a, S> {
    /// All of a source.
    pub fn new(rest: &'a mut S) -> Self {
        Self::after(VecDeque::new(), rest)
    }

    /// Batches that were taken from a source, and the rest of it.
    pub fn after(first: VecDeque<Documents>, rest: &'a mut S) -> Self {
        Self { first, rest }
    }

    /// The next batch, which stays the next one.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub fn peek(&mut self) -> Result<Option<&Documents>, S::Error> {
        if self.first.is_empty() {
            self.first.extend(self.rest.next()?);
        }
        Ok(self.first.front())
    }

    /// The next batch, if it is the last one.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub fn take_only(&mut self) -> Result<Option<Documents>, S::Error> {
        if self.peek()?.is_some() && self.first.len() == 1 {
            self.first.extend(self.rest.next()?);
        }
        Ok(if self.first.len() == 1 { self.first.pop_front() } else { None })
    }
}

impl<S: Source> Source for Resumed<'_, S> {
    type Error = S::Error;

    fn next(&mut self) -> Result<Option<Documents>, S::Error> {
        match self.first.pop_front() {
            Some(batch) => Ok(Some(batch)),
            None => self.rest.next(),
        }
    }

    fn is_stream(&self) -> bool {
        self.rest.is_stream()
    }

    fn end(&mut self) -> Result<(), S::Error> {
        self.rest.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BATCH_DOCUMENTS, Texts};
    use super::*;

    #[test]
    fn what_was_looked_at_comes_first_and_once() {
        for batches in 0..4 {
            let count = batches * BATCH_DOCUMENTS;
            let all = |look: fn(&mut Resumed<'_, Texts<_>>) -> usize| {
                let mut texts = Texts::new((0..count).map(|_| ""));
                let mut source = Resumed::new(&mut texts);
                let mut taken = look(&mut source);
                while let Some(batch) = source.next().unwrap() {
                    taken += batch.len();
                }
                taken
            };
            assert_eq!(all(|_| 0), count);
            assert_eq!(all(|source| source.peek().unwrap().map_or(0, |_| 0)), count);
            let only = |source: &mut Resumed<'_, Texts<_>>| {
                source.take_only().unwrap().map_or(0, |documents| documents.len())
            };
            assert_eq!(all(only), count);
            let mut texts = Texts::new((0..count).map(|_| ""));
            assert_eq!(Resumed::new(&mut texts).take_only().unwrap().is_some(), batches == 1);
        }
    }
}
