//! Documents in batches: what a source of documents hands to the threads that analyse them.
//!
//! A [`Source`] is a list, a column, a file. Counting and encoding use nothing but this trait, so a source
//! may be written in Python or in Rust.
#![expect(unsafe_code, reason = "texts are borrowed beside their owners; see TextBatch")]

mod in_memory;
mod resumed;

pub use in_memory::{Texts, Tokens};
pub use resumed::Resumed;

use crate::analysis::TokenBuffer;
use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// The text of one batch: small enough to keep every thread busy with a few hundred documents and
/// to stay in a core's cache, large enough to make handing it over cheap.
pub const BATCH_BYTES: usize = 64 << 10;

/// The documents of one batch at most: empty ones add no bytes.
pub const BATCH_DOCUMENTS: usize = 16 << 10;

/// Text that takes less time to analyse than a thread takes to start.
pub const SMALL_BYTES: usize = BATCH_BYTES / 4;

/// Documents, batch by batch.
///
/// ```
/// use elanus_core::batch::{Documents, Source, TextBatch};
/// use std::convert::Infallible;
///
/// /// The lines of a string.
/// struct Lines(Option<String>);
///
/// impl Source for Lines {
///     type Error = Infallible;
///
///     fn next(&mut self) -> Result<Option<Documents>, Infallible> {
///         let Some(text) = self.0.take() else { return Ok(None) };
///         let ends: Vec<_> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
///         let mut batch = TextBatch::new();
///         batch.push_buffer(text, &ends);
///         Ok(Some(Documents::Texts(batch)))
///     }
/// }
///
/// let mut lines = Lines(Some("Black kites soar.\nA kite dives.\n".to_owned()));
/// assert_eq!(lines.next()?.map(|documents| documents.len()), Some(2));
/// assert!(lines.next()?.is_none());
/// # Ok::<(), Infallible>(())
/// ```
pub trait Source {
    /// Why there are no more documents.
    type Error;

    /// The next documents, or `None` at the end. A batch that is handed out holds one document at least.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the source.
    fn next(&mut self) -> Result<Option<Documents>, Self::Error>;

    /// Whether the documents are made while they are asked for, at a pace of their own.
    fn is_stream(&self) -> bool {
        false
    }

    /// Called once all batches were used, before anything is made of them.
    ///
    /// # Errors
    ///
    /// What using them has shown: see [`Unread`].
    fn end(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Documents as they lie in a file: the thread that analyses them reads them first.
pub trait Unread: Debug + Send {
    /// Makes texts of them, when it is called first. What is wrong with one of them is told by the source, in
    /// [`Source::end`]: of several threads' findings the first in the file counts.
    fn read(&mut self);

    /// The texts, once they were read.
    fn texts(&self) -> &TextBatch;

    /// Their bytes as they lie there.
    fn bytes(&self) -> usize;

    /// Their ids and where each stands, once they were read, where the source gives ids.
    fn names(&self) -> Option<Names<'_>> {
        None
    }
}

/// The ids of some documents of a file, and where they stand.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// One for each document.
    pub ids: &'a TextBatch,
    /// The line at which each begins, from 1 on.
    pub lines: &'a [u64],
    /// What messages call the file.
    pub file: &'a Arc<str>,
    /// The number of the file among those that are read.
    pub place: usize,
}

/// Some consecutive documents.
#[derive(Debug)]
pub enum Documents {
    /// As texts, for an analyzer.
    Texts(TextBatch),
    /// As tokens.
    Tokens(TokenDocuments),
    /// As what still has to be read, into texts.
    Unread(Box<dyn Unread>),
}

impl Documents {
    /// Reads what is [`Unread`].
    pub fn read(&mut self) {
        if let Self::Unread(documents) = self {
            documents.read();
        }
    }

    /// The texts, unless they are tokens; none before they are read.
    #[must_use]
    pub fn texts(&self) -> Option<&TextBatch> {
        match self {
            Self::Texts(texts) => Some(texts),
            Self::Tokens(_) => None,
            Self::Unread(documents) => Some(documents.texts()),
        }
    }

    /// The number of documents, of which those that are [`Unread`] are none.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.texts().len(),
            Self::Tokens(documents) => documents.len(),
            Self::Unread(documents) => documents.texts().texts().len(),
        }
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of all texts, or of all tokens, or of what is read.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.bytes(),
            Self::Tokens(documents) => documents.bytes(),
            Self::Unread(documents) => documents.bytes(),
        }
    }

    /// Their ids, where their source gives them: see [`Unread::names`].
    #[must_use]
    pub fn names(&self) -> Option<Names<'_>> {
        match self {
            Self::Texts(_) => None,
            Self::Tokens(documents) => documents.origin.as_ref().and_then(|origin| origin.names()),
            Self::Unread(documents) => documents.names(),
        }
    }

    /// Whether the work on them takes less time than starting a thread. Tokens need no analysis.
    #[must_use]
    pub fn is_small(&self) -> bool {
        matches!(self, Self::Tokens(_)) || self.bytes() < SMALL_BYTES
    }
}

/// Texts that lie in memory of other owners, which the batch keeps alive.
///
/// ```
/// use elanus_core::batch::TextBatch;
/// let mut batch = TextBatch::new();
/// batch.push_buffer("black kite".to_owned(), &[5, 10]);
/// assert_eq!(batch.texts(), ["black", " kite"]);
/// assert_eq!(batch.bytes(), 10);
/// ```
#[derive(Debug, Default)]
pub struct TextBatch {
    /// They lie in objects of `owner` and `others`, and are handed out with the lifetime of the batch only.
    texts: Vec<&'static str>,
    /// The first owner: most batches have no other.
    owner: Option<Arc<dyn Any + Send + Sync>>,
    others: Vec<Arc<dyn Any + Send + Sync>>,
    bytes: usize,
}

impl TextBatch {
    /// A batch without texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The texts.
    #[must_use]
    pub fn texts(&self) -> &[&str] {
        &self.texts
    }

    /// The bytes of all texts together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many more texts belong into this batch at most; 0 once it is full.
    #[must_use]
    pub fn room(&self) -> usize {
        if self.bytes >= BATCH_BYTES { 0 } else { BATCH_DOCUMENTS.saturating_sub(self.texts.len()) }
    }

    /// How many bytes of text this batch still takes: once they are there, it is full.
    #[must_use]
    pub fn bytes_left(&self) -> usize {
        BATCH_BYTES.saturating_sub(self.bytes)
    }

    /// Adds the texts of one buffer, given where each of them ends.
    ///
    /// # Panics
    ///
    /// If the ends do not ascend, pass the buffer's end or lie inside of a character.
    pub fn push_buffer(&mut self, buffer: String, ends: &[usize]) {
        let buffer = Arc::new(buffer);
        let owner = Arc::clone(&buffer);
        let starts = std::iter::once(&0).chain(ends);
        let texts = starts.zip(ends).map(|(&start, &end)| &buffer[start..end]);
        // SAFETY: the texts lie in the string's own allocation, and `owner` gives no way to change it.
        unsafe { self.push_borrowed(owner, texts) };
    }

    /// Adds texts that lie in memory of `owner`, and returns how many they are.
    ///
    /// # Safety
    ///
    /// Each text stays where it is and as it is until `owner` is dropped.
    pub unsafe fn push_borrowed<'a>(
        &mut self,
        owner: Arc<dyn Any + Send + Sync>,
        texts: impl Iterator<Item = &'a str>,
    ) -> usize {
        match self.owner {
            None => self.owner = Some(owner),
            Some(_) => self.others.push(owner),
        }
        let (before, mut bytes) = (self.texts.len(), 0);
        self.texts.extend(texts.map(|text| {
            bytes += text.len();
            // SAFETY: the text is valid until its owner is dropped, which happens with this batch, and no
            // reference that the batch gives out lives longer than the batch.
            unsafe { extended(text) }
        }));
        self.bytes += bytes;
        self.texts.len() - before
    }

    /// Adds a text that nothing has to keep alive.
    fn push_static(&mut self, text: &'static str) {
        self.texts.push(text);
        self.bytes += text.len();
    }
}

/// Collects texts that have an owner each, for one batch: all owners become one.
///
/// ```
/// use elanus_core::batch::TextBatchBuilder;
/// use std::sync::Arc;
///
/// let mut builder = TextBatchBuilder::new();
/// let text: Arc<str> = "black kite".into();
/// // SAFETY: the owner of the text can neither move nor change it.
/// unsafe { builder.push(Arc::clone(&text), &text) };
/// assert_eq!(builder.finish().texts(), ["black kite"]);
/// ```
#[derive(Debug)]
pub struct TextBatchBuilder<O> {
    /// Each lies in memory of the owner at its place.
    texts: Vec<&'static str>,
    owners: Vec<O>,
    bytes: usize,
}

impl<O> Default for TextBatchBuilder<O> {
    fn default() -> Self {
        Self { texts: Vec::new(), owners: Vec::new(), bytes: 0 }
    }
}

impl<O: Send + Sync + 'static> TextBatchBuilder<O> {
    /// A builder without texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text with its owner.
    ///
    /// # Safety
    ///
    /// The text stays where it is and as it is until `owner` is dropped, also if `owner` is moved.
    #[inline]
    pub unsafe fn push(&mut self, owner: O, text: &str) {
        self.owners.push(owner);
        // SAFETY: the owner is dropped with this builder or the batch made of it; the builder gives out no
        // reference.
        self.texts.push(unsafe { extended(text) });
        self.bytes += text.len();
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether no further text belongs into this batch.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.len() >= BATCH_DOCUMENTS
    }

    /// The batch of all texts.
    #[must_use]
    pub fn finish(self) -> TextBatch {
        let Self { texts, owners, bytes } = self;
        if owners.is_empty() {
            return TextBatch::new();
        }
        TextBatch { texts, owner: Some(Arc::new(owners)), others: Vec::new(), bytes }
    }
}

/// A text for as long as its owner lives.
///
/// # Safety
///
/// The result is not used once the text's owner is dropped.
#[inline]
unsafe fn extended(text: &str) -> &'static str {
    // SAFETY: the caller's.
    unsafe { &*std::ptr::from_ref(text) }
}

/// Documents that are already lists of tokens.
///
/// ```
/// use elanus_core::batch::TokenDocuments;
/// let mut documents = TokenDocuments::new();
/// documents.push_token("black");
/// documents.push_token("kite");
/// documents.end_document();
/// documents.end_document();
/// let lengths: Vec<_> = documents.iter().map(Iterator::count).collect();
/// assert_eq!(lengths, [2, 0]);
/// ```
#[derive(Debug, Default)]
pub struct TokenDocuments {
    tokens: TokenBuffer,
    /// For each document, the number of tokens up to its end.
    ends: Vec<usize>,
    bytes: usize,
    /// What the tokens were made of, which knows the ids.
    origin: Option<Box<dyn Unread>>,
}

impl TokenDocuments {
    /// No documents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a token to the document that has not ended yet.
    pub fn push_token(&mut self, token: &str) {
        self.tokens.push(token);
        self.bytes += token.len();
    }

    /// Ends a document: further tokens belong to the next one.
    pub fn end_document(&mut self) {
        self.ends.push(self.tokens.len());
    }

    /// Keeps what the tokens were made of, for the ids that it knows.
    pub fn set_origin(&mut self, origin: Box<dyn Unread>) {
        self.origin = Some(origin);
    }

    /// The number of documents that have ended.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no document has ended.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of all tokens together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether no further document belongs into this batch.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.len() >= BATCH_DOCUMENTS
    }

    /// The documents in order, each as its tokens.
    pub fn iter(&self) -> impl Iterator<Item = impl ExactSizeIterator<Item = &str> + Clone> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let document = self.tokens.range(start..end);
            start = end;
            document
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    /// An owner that counts how many of its kind have been dropped.
    struct Owner(Box<str>, Arc<AtomicUsize>);

    impl Drop for Owner {
        fn drop(&mut self) {
            self.1.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn texts_live_until_their_batch_is_dropped_on_whatever_thread() {
        let dropped = Arc::<AtomicUsize>::default();
        let mut builder = TextBatchBuilder::new();
        for number in 0..100 {
            let owner = Owner(format!("kite {number}").into(), Arc::clone(&dropped));
            let text = &raw const *owner.0;
            // SAFETY: the text lies in the owner's box, which moving the owner does not move.
            unsafe { builder.push(owner, &*text) };
        }
        let mut batch = builder.finish();
        batch.push_buffer("red kite".to_owned(), &[3, 3, 8]);
        let shared = Arc::new(Owner("black kite".into(), Arc::clone(&dropped)));
        // SAFETY: as above.
        assert_eq!(unsafe { batch.push_borrowed(Arc::clone(&shared) as _, [&*shared.0].into_iter()) }, 1);
        drop(shared);
        assert_eq!(dropped.load(Ordering::Relaxed), 0);
        let found = thread::spawn(move || {
            let texts = batch.texts().iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
            assert_eq!(batch.bytes(), texts.concat().len());
            texts
        });
        let found = found.join().unwrap();
        assert_eq!(dropped.load(Ordering::Relaxed), 101);
        assert_eq!(found[100..], ["red", "", " kite", "black kite"]);
        assert!((0..100).all(|number| found[number] == format!("kite {number}")));
    }

    #[test]
    #[should_panic(expected = "char boundary")]
    fn a_buffer_is_cut_between_characters_only() {
        TextBatch::new().push_buffer("é".to_owned(), &[1, 2]);
    }

    #[test]
    fn batches_are_full_by_their_bytes_or_their_documents() {
        let (mut texts, mut tokens) = (TextBatch::new(), TokenDocuments::new());
        assert!(texts.room() == BATCH_DOCUMENTS && !tokens.is_full());
        texts.push_buffer(" ".repeat(BATCH_BYTES - 1), &[BATCH_BYTES - 1]);
        assert_eq!((texts.room(), texts.bytes_left()), (BATCH_DOCUMENTS - 1, 1));
        texts.push_buffer("  ".to_owned(), &[2]);
        assert_eq!((texts.room(), texts.bytes_left()), (0, 0));
        let mut empty = TextBatch::new();
        empty.push_buffer(String::new(), &vec![0; BATCH_DOCUMENTS]);
        assert!(empty.room() == 0 && empty.bytes() == 0);
        (0..BATCH_DOCUMENTS).for_each(|_| tokens.end_document());
        assert!(tokens.is_full());
    }

    #[test]
    fn tokens_are_always_small_and_texts_up_to_a_limit() {
        let texts = |bytes: usize| {
            let mut batch = TextBatch::new();
            batch.push_buffer(" ".repeat(bytes), &[bytes]);
            Documents::Texts(batch)
        };
        assert!(texts(SMALL_BYTES - 1).is_small() && !texts(SMALL_BYTES).is_small());
        let mut tokens = TokenDocuments::new();
        tokens.push_token(&"a".repeat(2 * BATCH_BYTES));
        tokens.end_document();
        let tokens = Documents::Tokens(tokens);
        assert!(tokens.is_small() && tokens.bytes() >= 2 * BATCH_BYTES && tokens.len() == 1);
    }
}
