//! The documents of a segment: their ids, and their texts where these are stored. Immutable once made.

mod compress;
mod ids;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use compress::write as write_texts;
pub use ids::Id;
pub(crate) use ids::Names;
use ids::{Ids, IdsBuilder};
use texts::TextsBuilder;
pub(crate) use texts::{Entry, Stored, TextFile, Texts};

use crate::error::Result;

/// The ids and texts of documents, which are numbered from 0. A clone shares them.
///
/// ```
/// use elanus_core::index::{DocumentsBuilder, Id};
/// let mut builder = DocumentsBuilder::new(true);
/// builder.push(Id::from("milvus"), Some("Black kites soar."))?;
/// builder.push(Id::from("elanus"), None)?;
/// let documents = builder.finish();
/// assert_eq!(documents.find(Id::from("elanus")), Some(1));
/// assert_eq!(documents.text(0)?.as_deref(), Some("Black kites soar."));
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Documents {
    ids: Arc<Ids>,
    texts: Option<Arc<Texts>>,
}

impl Documents {
    /// The parts of a file.
    ///
    /// # Errors
    ///
    /// Why they do not fit together.
    pub(crate) fn of_parts(names: Names, texts: Option<Texts>) -> Result<Self, &'static str> {
        names.check()?;
        if names.len() > u32::MAX as usize {
            return Err("there are more documents than can be counted");
        }
        if texts.as_ref().is_some_and(|texts| texts.ends().len() != names.len()) {
            return Err("there are not as many texts as documents");
        }
        Ok(Self { ids: Arc::new(Ids::new(names)), texts: texts.map(Arc::new) })
    }

    /// The names of all documents.
    pub(crate) fn names(&self) -> &Names {
        self.ids.names()
    }

    /// The texts, where they are stored.
    pub(crate) fn texts(&self) -> Option<&Texts> {
        self.texts.as_deref()
    }

    /// The number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a document.
    ///
    /// # Panics
    ///
    /// For a number that no document has.
    #[must_use]
    pub fn id(&self, document: u32) -> Id<'_> {
        assert!((document as usize) < self.len(), "document {document} of {}", self.len());
        self.ids.get(document)
    }

    /// The last document with this id. Those before it are dead: a document is added under an id that a live
    /// one has only when that one dies.
    ///
    /// The first few ids are looked for one by one; then a table is made, under [`crate::memory::tried`].
    #[must_use]
    pub fn find(&self, id: Id<'_>) -> Option<u32> {
        self.ids.find(id)
    }

    /// The first document that has the id of one before it, under [`crate::memory::tried`].
    #[must_use]
    pub fn doubled(&self) -> Option<u32> {
        self.ids.doubled()
    }

    /// The text of a document, if it has one and it is stored. The block that it lies in is verified if it
    /// comes from a file.
    ///
    /// # Errors
    ///
    /// [`crate::Error::CorruptIndex`] and [`crate::Error::OutOfMemory`].
    ///
    /// # Panics
    ///
    /// For a number that no document has.
    pub fn text(&self, document: u32) -> Result<Option<Cow<'_, str>>> {
        self.texts.as_ref().map_or(Ok(None), |texts| texts.get(document))
    }

    /// Whether texts are stored.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        self.texts.is_some()
    }

    /// The bytes of ids, texts and what leads to them, in memory or in a file.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.ids.bytes() + self.texts().map_or(0, Texts::bytes)
    }
}

/// Collects documents, whose memory is asked for under [`crate::memory::tried`].
#[derive(Debug)]
pub struct DocumentsBuilder {
    ids: IdsBuilder,
    texts: Option<TextsBuilder>,
}

impl DocumentsBuilder {
    /// No documents; whether their texts are stored.
    #[must_use]
    pub fn new(store_text: bool) -> Self {
        Self { ids: IdsBuilder::default(), texts: store_text.then(TextsBuilder::default) }
    }

    /// The number of documents so far: those with an id.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a document.
    ///
    /// # Errors
    ///
    /// [`crate::Error::MixedIds`] and [`crate::Error::TextTooLong`]. What was begun is then good for nothing.
    pub fn push(&mut self, id: Id<'_>, text: Option<&str>) -> Result<()> {
        self.push_id(id)?;
        self.push_text(text)
    }

    /// Appends an id; the text of its document is pushed before or after.
    ///
    /// # Errors
    ///
    /// [`crate::Error::MixedIds`].
    pub fn push_id(&mut self, id: Id<'_>) -> Result<()> {
        self.ids.push(id)
    }

    /// Appends a text, or that a document has none; nothing where no texts are stored.
    ///
    /// # Errors
    ///
    /// [`crate::Error::TextTooLong`].
    pub fn push_text(&mut self, text: Option<&str>) -> Result<()> {
        self.texts.as_mut().map_or(Ok(()), |texts| texts.push(text))
    }

    /// Appends those of other documents that `keeps` names by their number. Blocks of texts of which all stay
    /// are shared, not decompressed.
    ///
    /// # Errors
    ///
    /// As for [`Self::push`], and [`crate::Error::CorruptIndex`].
    ///
    /// ```
    /// use elanus_core::index::{DocumentsBuilder, Id};
    /// let mut builder = DocumentsBuilder::new(true);
    /// for (id, text) in [(3, "Black kites soar."), (5, "A kite dives.")] {
    ///     builder.push(Id::from(id), Some(text))?;
    /// }
    /// let documents = builder.finish();
    /// let mut rest = DocumentsBuilder::new(true);
    /// rest.append(&documents, |document| document != 0)?;
    /// let rest = rest.finish();
    /// assert_eq!((rest.len(), rest.text(0)?.as_deref()), (1, Some("A kite dives.")));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn append(&mut self, other: &Documents, keeps: impl Fn(u32) -> bool) -> Result<()> {
        for document in (0..other.len() as u32).filter(|&document| keeps(document)) {
            self.ids.push(other.ids.get(document))?;
            if other.texts.is_none() {
                self.push_text(None)?;
            }
        }
        match (&mut self.texts, &other.texts) {
            (Some(texts), Some(others)) => texts.append(others, &keeps),
            _ => Ok(()),
        }
    }

    /// The documents.
    ///
    /// # Panics
    ///
    /// Where there are not as many texts as ids.
    #[must_use]
    pub fn finish(self) -> Documents {
        let ids = self.ids.finish();
        let texts = self.texts.map(TextsBuilder::finish);
        let is_whole = texts.as_ref().is_none_or(|texts| texts.ends().len() == ids.len());
        assert!(is_whole, "each document has an id and a text");
        Documents { ids: Arc::new(ids), texts: texts.map(Arc::new) }
    }
}
