//! Sources whose documents are in memory already.

use super::{BATCH_DOCUMENTS, Documents, Source, TextBatch, TokenDocuments};
use crate::error::Error;
use crate::memory::Grow;
use std::fmt;

/// Documents that an iterator gives, as text.
///
/// ```
/// use elanus_core::batch::{Source, Texts};
/// let mut texts = Texts::new(["Black kites soar.", "A kite dives."]);
/// assert_eq!(texts.next()?.map(|documents| documents.len()), Some(2));
/// assert!(texts.next()?.is_none());
/// # Ok::<(), elanus_core::Error>(())
/// ```
pub struct Texts<I>(I);

/// Documents that an iterator gives, each as its tokens.
///
/// ```
/// use elanus_core::batch::{Source, Tokens};
/// let mut tokens = Tokens::new([["black", "kite"], ["red", "kite"]]);
/// assert_eq!(tokens.next()?.map(|documents| documents.len()), Some(2));
/// # Ok::<(), elanus_core::Error>(())
/// ```
pub struct Tokens<I>(I);

impl<S: AsRef<str>, I: Iterator<Item = S>> Texts<I> {
    /// The texts of an iterator.
    pub fn new(texts: impl IntoIterator<IntoIter = I>) -> Self {
        Self(texts.into_iter())
    }
}

impl<I: Iterator<Item: IntoIterator<Item: AsRef<str>>>> Tokens<I> {
    /// The documents of an iterator.
    pub fn new(documents: impl IntoIterator<IntoIter = I>) -> Self {
        Self(documents.into_iter())
    }
}

impl<S: AsRef<str>, I: Iterator<Item = S>> Source for Texts<I> {
    type Error = Error;

    fn next(&mut self) -> Result<Option<Documents>, Error> {
        let (mut buffer, mut ends) = (String::new(), Vec::new());
        while buffer.len() < super::BATCH_BYTES
            && ends.len() < BATCH_DOCUMENTS
            && let Some(text) = self.0.next()
        {
            buffer.grow(text.as_ref().len());
            buffer.push_str(text.as_ref());
            ends.push(buffer.len());
        }
        let mut batch = TextBatch::new();
        batch.push_buffer(buffer, &ends);
        Ok((!ends.is_empty()).then_some(Documents::Texts(batch)))
    }
}

impl<I: Iterator<Item: IntoIterator<Item: AsRef<str>>>> Source for Tokens<I> {
    type Error = Error;

    fn next(&mut self) -> Result<Option<Documents>, Error> {
        let mut batch = TokenDocuments::new();
        while !batch.is_full()
            && let Some(tokens) = self.0.next()
        {
            batch.push_document(tokens);
        }
        Ok((!batch.is_empty()).then_some(Documents::Tokens(batch)))
    }
}

impl TokenDocuments {
    /// Adds a document.
    pub fn push_document(&mut self, tokens: impl IntoIterator<Item: AsRef<str>>) {
        tokens.into_iter().for_each(|token| self.push_token(token.as_ref()));
        self.end_document();
    }
}

impl<D: IntoIterator<Item: AsRef<str>>> FromIterator<D> for TokenDocuments {
    fn from_iter<I: IntoIterator<Item = D>>(documents: I) -> Self {
        let mut batch = Self::new();
        documents.into_iter().for_each(|document| batch.push_document(document));
        batch
    }
}

impl<S: AsRef<str>> FromIterator<S> for TextBatch {
    /// A batch of copies of some texts.
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let (mut buffer, mut ends) = (String::new(), Vec::new());
        for text in texts {
            buffer.grow(text.as_ref().len());
            buffer.push_str(text.as_ref());
            ends.push(buffer.len());
        }
        let mut batch = Self::new();
        batch.push_buffer(buffer, &ends);
        batch
    }
}

impl TextBatch {
    /// A batch of texts that nothing has to keep alive.
    ///
    /// ```
    /// use elanus_core::batch::TextBatch;
    /// assert_eq!(TextBatch::of_static(["black kite"]).texts(), ["black kite"]);
    /// ```
    pub fn of_static(texts: impl IntoIterator<Item = &'static str>) -> Self {
        let mut batch = Self::new();
        for text in texts {
            batch.push_static(text);
        }
        batch
    }
}

impl<I> fmt::Debug for Texts<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").finish_non_exhaustive()
    }
}

impl<I> fmt::Debug for Tokens<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokens").finish_non_exhaustive()
    }
}
