//! The texts of documents: in blocks, raw where they were made, compressed where they come from a file.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};
use crate::index::array::Array;
use crate::memory::{Grow, collected, filled, tried};

/// The bytes of a block, about: what is decompressed when a text is read. A longer text has a block of its own.
pub(super) const BLOCK: usize = 16 << 10;

/// What tells that a document has no text, in its end; a document without one ends where the one before it does.
const ABSENT: u32 = 1 << 31;

/// The longest text, in bytes: ends have 31 bits.
const LONGEST: usize = (ABSENT - 1) as usize;

/// Blocks that are kept after they were decompressed: those that the hits of a query lie in.
const KEPT: usize = 8;

/// The bytes that one byte of LZ4 becomes at most.
const LARGEST_RATIO: u64 = 255;

/// The texts of a segment's documents, in their order.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    blocks: Vec<Block>,
    /// Where each document's text ends in its block, and whether it has none.
    ends: Array<u32>,
    /// What was decompressed last, by the number of the block.
    kept: [Mutex<Option<Kept>>; KEPT],
}

/// A block that was decompressed: its number and its texts.
type Kept = (usize, Arc<Vec<u8>>);

/// Some consecutive documents' texts.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The first document.
    pub(super) first: u32,
    /// The bytes of the texts.
    pub(super) raw: u32,
    pub(super) place: Place,
}

/// Where the texts of a block are.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Memory(Arc<Vec<u8>>),
    File { file: Arc<TextFile>, start: u64, stored: Stored },
}

/// The compressed texts of a file.
#[derive(Debug)]
pub(crate) struct TextFile {
    /// For messages.
    pub(crate) path: PathBuf,
    /// All blocks, one after the other.
    pub(crate) bytes: Array<u8>,
}

/// What is known of a block in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// The bytes that it takes there: as many as its texts where they are not compressed.
    pub(crate) len: u32,
    /// The first half of the digest of these bytes.
    pub(crate) digest: [u8; 16],
}

impl Stored {
    /// What is to be known of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { len: bytes.len() as u32, digest: digest_of(bytes) }
    }
}

fn digest_of(bytes: &[u8]) -> [u8; 16] {
    let digest = *blake3::hash(bytes).as_bytes();
    *digest.first_chunk().unwrap_or(&[0; 16])
}

/// A block as the table of a file tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The first document.
    pub(crate) first: u32,
    /// The bytes of the texts.
    pub(crate) raw: u32,
    pub(crate) stored: Stored,
}

impl Texts {
    /// The texts of a file's blocks; the table and the ends come from the file too, verified. The blocks are
    /// verified when they are read.
    ///
    /// # Errors
    ///
    /// Why they cannot be texts.
    pub(crate) fn of_file(
        file: &Arc<TextFile>,
        entries: impl ExactSizeIterator<Item = Entry>,
        ends: Array<u32>,
    ) -> Result<Self, &'static str> {
        let mut blocks = crate::memory::room(entries.len());
        let mut start = 0;
        for Entry { first, raw, stored } in entries {
            if raw & ABSENT != 0 || u64::from(raw) > u64::from(stored.len) * LARGEST_RATIO || stored.len > raw
            {
                return Err("a block of texts has a length that it cannot have");
            }
            blocks.push(Block { first, raw, place: Place::File { file: Arc::clone(file), start, stored } });
            start += u64::from(stored.len);
        }
        if start != file.bytes.len() as u64 {
            return Err("the blocks of texts do not fill their section");
        }
        let texts = Self { blocks, ends, ..Self::default() };
        texts.check()?;
        Ok(texts)
    }

    /// Each block begins with a document, and the ends in it ascend to its length.
    fn check(&self) -> Result<(), &'static str> {
        let first = self.blocks.first().map_or(self.ends.len() as u32, |block| block.first);
        if first != 0 || !self.blocks.is_sorted_by(|a, b| a.first < b.first) {
            return Err("the blocks of texts do not span the documents");
        }
        for (at, block) in self.blocks.iter().enumerate() {
            let ends = self.ends.get(self.documents(at));
            let ends = ends.filter(|ends| !ends.is_empty()).ok_or("a block of texts has no document")?;
            let mut start = 0;
            for &end in ends {
                let is_absent = end & ABSENT != 0;
                let end = end & !ABSENT;
                if end < start || is_absent && end != start {
                    return Err("a text ends before it begins");
                }
                start = end;
            }
            if start != block.raw {
                return Err("the texts of a block do not fill it");
            }
        }
        Ok(())
    }

    /// The documents of a block.
    fn documents(&self, block: usize) -> std::ops::Range<usize> {
        let next = self.blocks.get(block + 1).map_or(self.ends.len(), |next| next.first as usize);
        self.blocks[block].first as usize..next
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Where each text ends in its block.
    pub(crate) fn ends(&self) -> &Array<u32> {
        &self.ends
    }

    /// The text of a document, if it has one.
    pub(crate) fn get(&self, document: u32) -> Result<Option<Cow<'_, str>>> {
        let at = document as usize;
        let end = self.ends[at];
        if end & ABSENT != 0 {
            return Ok(None);
        }
        let number = self.blocks.partition_point(|block| block.first <= document) - 1;
        let block = &self.blocks[number];
        let start = if document == block.first { 0 } else { self.ends[at - 1] & !ABSENT };
        let range = start as usize..end as usize;
        match &block.place {
            Place::Memory(bytes) => {
                let text = str::from_utf8(&bytes[range]);
                debug_assert!(text.is_ok());
                Ok(Some(Cow::Borrowed(text.unwrap_or_default())))
            }
            Place::File { file, .. } => {
                let text = tried(|| {
                    let bytes = self.decompressed(number)?;
                    let mut text = Vec::new();
                    text.grow(range.len());
                    text.extend_from_slice(&bytes[range]);
                    Ok::<_, Error>(text)
                })?;
                let no_text = |_| file.damaged(number, "a text is no UTF-8");
                Ok(Some(Cow::Owned(String::from_utf8(text).map_err(no_text)?)))
            }
        }
    }

    /// The bytes of a block, verified and decompressed.
    fn decompressed(&self, number: usize) -> Result<Arc<Vec<u8>>> {
        let block = &self.blocks[number];
        let (file, start, stored) = match &block.place {
            Place::Memory(bytes) => return Ok(Arc::clone(bytes)),
            Place::File { file, start, stored } => (file, *start, stored),
        };
        // Whoever finds it locked decompresses the block again. To wait could last forever in a forked process.
        let kept = &self.kept[number % KEPT];
        if let Ok(kept) = kept.try_lock()
            && let Some((of, bytes)) = &*kept
            && *of == number
        {
            return Ok(Arc::clone(bytes));
        }
        let bytes = Arc::new(file.block(number, start, stored, block.raw)?);
        if bytes.len() <= 2 * BLOCK
            && let Ok(mut kept) = kept.try_lock()
        {
            *kept = Some((number, Arc::clone(&bytes)));
        }
        Ok(bytes)
    }

    /// The bytes of the texts, as they are in memory or in the file, and of what leads to them.
    pub(crate) fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| match &block.place {
            Place::Memory(bytes) => bytes.len(),
            Place::File { stored, .. } => stored.len as usize,
        });
        blocks.sum::<usize>() + self.blocks.len() * size_of::<Block>() + self.ends.bytes().len()
    }
}

impl TextFile {
    /// The bytes that a block takes in the file, verified.
    pub(super) fn stored(&self, number: usize, start: u64, stored: &Stored) -> Result<&[u8]> {
        let bytes = &self.bytes[start as usize..][..stored.len as usize];
        if digest_of(bytes) != stored.digest {
            return Err(self.damaged(number, "its digest does not fit: it was edited or damaged"));
        }
        Ok(bytes)
    }

    fn block(&self, number: usize, start: u64, stored: &Stored, raw: u32) -> Result<Vec<u8>> {
        let bytes = self.stored(number, start, stored)?;
        if stored.len == raw {
            return Ok(collected(bytes.iter().copied()));
        }
        let mut texts = filled(0, raw as usize);
        match lz4_flex::block::decompress_into(bytes, &mut texts) {
            Ok(length) if length == texts.len() => Ok(texts),
            _ => Err(self.damaged(number, "it cannot be decompressed")),
        }
    }

    fn damaged(&self, block: usize, reason: &str) -> Error {
        Error::CorruptIndex {
            path: self.path.clone(),
            reason: format!("block {block} of its texts: {reason}"),
        }
    }
}

/// Collects texts.
#[derive(Debug, Default)]
pub(crate) struct TextsBuilder {
    blocks: Vec<Block>,
    ends: Vec<u32>,
    /// The texts of the block that is being filled, and its first document.
    current: Vec<u8>,
    first: u32,
}

impl TextsBuilder {
    /// Appends a document's text, if it has one.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Result<()> {
        let bytes = text.unwrap_or_default().as_bytes();
        if bytes.len() > LONGEST {
            return Err(Error::TextTooLong { bytes: bytes.len() as u64, most: LONGEST as u64 });
        }
        if !self.current.is_empty() && self.current.len() + bytes.len() > BLOCK {
            self.close();
        }
        self.ends.grow(1);
        self.current.grow(bytes.len());
        self.current.extend_from_slice(bytes);
        self.ends.push(self.current.len() as u32 | if text.is_some() { 0 } else { ABSENT });
        Ok(())
    }

    /// Appends the texts of some other documents; blocks of which all stay are not decompressed.
    pub(crate) fn append(&mut self, other: &Texts, keeps: &impl Fn(u32) -> bool) -> Result<()> {
        for (number, block) in other.blocks.iter().enumerate() {
            let documents = other.documents(number);
            // Many small blocks would take more memory than a copy.
            let is_full = block.raw as usize >= BLOCK / 2;
            if is_full && documents.clone().all(|document| keeps(document as u32)) {
                self.close();
                self.blocks.grow(1);
                self.blocks.push(Block { first: self.first, ..block.clone() });
                self.ends.grow(documents.len());
                self.ends.extend_from_slice(&other.ends[documents]);
                self.first = self.ends.len() as u32;
                continue;
            }
            for document in documents.filter(|&document| keeps(document as u32)) {
                self.push(other.get(document as u32)?.as_deref())?;
            }
        }
        Ok(())
    }

    /// Closes the block that is being filled, if it has a document.
    fn close(&mut self) {
        if self.first as usize == self.ends.len() {
            return;
        }
        let mut texts = std::mem::take(&mut self.current);
        texts.shrink_to_fit();
        self.blocks.grow(1);
        let raw = texts.len() as u32;
        self.blocks.push(Block { first: self.first, raw, place: Place::Memory(Arc::new(texts)) });
        self.first = self.ends.len() as u32;
    }

    pub(crate) fn finish(mut self) -> Texts {
        self.close();
        self.blocks.shrink_to_fit();
        let texts = Texts { blocks: self.blocks, ends: self.ends.into(), ..Texts::default() };
        debug_assert_eq!(texts.check(), Ok(()));
        texts
    }
}
