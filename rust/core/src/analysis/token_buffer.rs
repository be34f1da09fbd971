//! Tokens of one chunk or text, in one reused string instead of a `Vec<String>`.

use std::ops::Range;

use crate::hash::Probe;
use crate::memory::Grow;
use crate::short::Short;

/// A list of tokens that keeps its allocations when it is cleared.
///
/// ```
/// use elanus_core::analysis::TokenBuffer;
///
/// let mut tokens = TokenBuffer::new();
/// tokens.push("kite");
/// tokens.push("perch");
/// assert_eq!(tokens.iter().collect::<Vec<_>>(), ["kite", "perch"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct TokenBuffer {
    text: String,
    ends: Vec<usize>,
}

impl TokenBuffer {
    /// An empty buffer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the tokens, keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Appends one token.
    pub fn push(&mut self, token: &str) {
        self.text.grow(token.len());
        self.text.push_str(token);
        self.end_token();
    }

    /// Appends one token, which `write` appends to a string.
    pub(super) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.end_token();
    }

    fn end_token(&mut self) {
        self.ends.grow(1);
        self.ends.push(self.text.len());
    }

    /// Appends one token of ASCII.
    pub(super) fn push_short(&mut self, token: Short) {
        let token = str::from_utf8(token.as_bytes());
        debug_assert!(token.is_ok());
        self.push(token.unwrap_or_default());
    }

    /// The token, if it is the only one.
    pub(super) fn only(&self) -> Option<&str> {
        (self.len() == 1).then_some(&self.text)
    }

    /// The last token.
    pub(super) fn last(&self) -> Option<&str> {
        self.range(self.len().saturating_sub(1)..self.len()).next()
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The tokens in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.range(0..self.len())
    }

    /// The tokens of this range in order.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.places(range).map(|place| &self.text[place])
    }

    /// As [`Self::range`], ready to be looked up in a table.
    pub(crate) fn probes(&self, range: Range<usize>) -> impl Iterator<Item = Probe<'_>> {
        self.places(range).map(|place| Probe::within(self.text.as_bytes(), place))
    }

    /// Where they stand in the text.
    fn places(&self, range: Range<usize>) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
        let mut start = if range.start == 0 { 0 } else { self.ends[range.start - 1] };
        self.ends[range].iter().map(move |&end| {
            let place = start..end;
            start = end;
            place
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_tokens_are_tokens() {
        let mut tokens = TokenBuffer::new();
        tokens.push("");
        tokens.push("a");
        assert_eq!((tokens.len(), tokens.iter().collect::<Vec<_>>()), (2, vec!["", "a"]));
        tokens.clear();
        assert!(tokens.is_empty());
    }
}
