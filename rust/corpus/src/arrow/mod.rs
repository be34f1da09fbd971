//! Columns of text from the Arrow C data interface, read where they lie.
//!
//! The structures are those of <https://arrow.apache.org/docs/format/CDataInterface.html> and its stream
//! interface. They are moved out of where their producer left them (in Python, a `PyCapsule`), as the
//! specification asks of a consumer, and released exactly once: the stream at its end, each chunk with the
//! last batch that borrows text from it. An Arrow crate would bring some forty packages for this.
//!
//! What a producer says is checked as far as it can be: lengths, buffers and offsets, the extent of
//! views, and the UTF-8 of each text. The size of a data buffer is not part of the interface, so
//! ascending offsets are believed, as every consumer has to.
#![expect(unsafe_code, reason = "foreign memory is read while others run; see Chunk")]

mod abi;
mod chunk;
mod dictionary;
mod export;
mod layout;
mod views;

pub use abi::{ArrowArray, ArrowArrayStream, ArrowSchema, Interface, Owned};
pub use export::{Columns, Next, export};

use std::fmt;
use std::sync::Arc;

use chunk::Chunk;
use elanus_core::batch::{Documents, Source, TextBatch};
use layout::{TextType, texts_of_documents};

/// Why a column cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It has another type, with this name.
    Type(String),
    /// It is a table, or another struct, of columns with these names.
    Struct(Vec<String>),
    /// What its producer says contradicts itself.
    Malformed(&'static str),
    /// Its producer fails with this message.
    Producer(String),
    /// One row has no text; which one, counted from 0.
    Row(usize, BadRow),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(name) => write!(f, "the column is of type {name}; expected text"),
            Self::Struct(columns) => write!(f, "a table of {columns:?}; expected a single column of text"),
            Self::Malformed(what) => write!(f, "the Arrow data is malformed: {what}"),
            Self::Producer(what) => write!(f, "the Arrow stream fails: {what}"),
            Self::Row(row, wrong) => write!(f, "row {row} {wrong}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// What is wrong with one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRow {
    /// It is null.
    Null,
    /// The text is not UTF-8 from this byte on.
    Utf8(usize),
    /// What its producer says contradicts itself.
    Malformed(&'static str),
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("is null; expected a str: drop the nulls or fill them first"),
            Self::Utf8(at) => write!(f, "is not valid UTF-8 at its byte {at}"),
            Self::Malformed(what) => write!(f, "cannot be read, its Arrow data is malformed: {what}"),
        }
    }
}

/// A column of text that a producer exports.
#[derive(Debug)]
pub struct ArrowColumn {
    text_type: TextType,
    /// Whether the texts come with their ids, in a table of the two.
    has_ids: bool,
    stream: Option<Owned<ArrowArrayStream>>,
    chunk: Option<Arc<Chunk>>,
    /// The next row of the chunk.
    row: usize,
    /// The rows before that, in all chunks together.
    position: usize,
}

impl ArrowColumn {
    /// The column that a stream exports; of a table with the columns `id` and `text`, the latter.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for a column of anything but text, and when the producer fails.
    pub fn from_stream(mut stream: Owned<ArrowArrayStream>) -> Result<Self, Unreadable> {
        let schema = stream.schema()?;
        let documents = texts_of_documents(&schema.0);
        let has_ids = documents.is_some();
        let text_type = documents.unwrap_or_else(|| TextType::new(&schema.0))?;
        Ok(Self { text_type, has_ids, stream: Some(stream), chunk: None, row: 0, position: 0 })
    }

    /// The column of a single array.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for a column of anything but text, and for numbers that contradict each other.
    #[expect(clippy::needless_pass_by_value, reason = "the schema is released here")]
    pub fn from_array(schema: Owned<ArrowSchema>, array: Owned<ArrowArray>) -> Result<Self, Unreadable> {
        let text_type = TextType::new(&schema.0)?;
        let chunk = Some(Arc::new(Chunk::new(array, text_type)?));
        Ok(Self { text_type, has_ids: false, stream: None, chunk, row: 0, position: 0 })
    }

    /// Whether the current chunk has a row left.
    #[must_use]
    pub fn has_row(&self) -> bool {
        self.chunk.as_ref().is_some_and(|chunk| self.row < chunk.len())
    }

    /// Makes sure that there is a row to borrow; false at the end. A producer may take its time, and
    /// may wait for other threads.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub fn advance(&mut self) -> Result<bool, Unreadable> {
        while !self.has_row() {
            (self.chunk, self.row) = (None, 0);
            let Some(stream) = &mut self.stream else { return Ok(false) };
            match stream.next()? {
                Some(array) => {
                    let array = if self.has_ids { array.into_column(1)? } else { array };
                    self.chunk = Some(Arc::new(Chunk::new(array, self.text_type)?));
                }
                None => self.stream = None,
            }
        }
        Ok(true)
    }

    /// Borrows texts of the current chunk into `batch`: at most `rows` of them, and only until the
    /// batch is full by its bytes. Returns how many.
    ///
    /// # Errors
    ///
    /// What is wrong with the row after those. They are in the batch nevertheless.
    pub fn borrow(&mut self, batch: &mut TextBatch, rows: usize) -> Result<usize, Unreadable> {
        let Some(chunk) = &self.chunk else { return Ok(0) };
        let end = chunk.len().min(self.row.saturating_add(rows));
        let mut left = batch.bytes_left();
        let mut wrong = None;
        let texts = (self.row..end).map_while(|row| {
            if left == 0 {
                return None;
            }
            chunk.prefetch(row);
            match chunk.text(row) {
                Ok(text) => {
                    left = left.saturating_sub(text.len());
                    Some(text)
                }
                Err(error) => {
                    wrong = Some(error);
                    None
                }
            }
        });
        // SAFETY: the texts lie in buffers of the chunk, which neither move nor change until it is dropped.
        let taken = unsafe { batch.push_borrowed(Arc::clone(chunk) as _, texts) };
        self.row += taken;
        self.position += taken;
        wrong.map_or(Ok(taken), |wrong| Err(Unreadable::Row(self.position, wrong)))
    }
}

impl Source for ArrowColumn {
    type Error = Unreadable;

    fn next(&mut self) -> Result<Option<Documents>, Unreadable> {
        let mut batch = TextBatch::new();
        while let rows @ 1.. = batch.room()
            && self.advance()?
        {
            self.borrow(&mut batch, rows)?;
        }
        Ok((!batch.texts().is_empty()).then_some(Documents::Texts(batch)))
    }
}

#[cfg(test)]
mod tests;
