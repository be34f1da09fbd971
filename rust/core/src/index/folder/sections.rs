//! The layout that a manifest and a segment's file have in common: sections, then a table of them with their
//! digests, then the digest of the table. The table comes last, so that a file is written from its beginning to
//! its end.

use std::ops::Range;
use std::sync::Arc;

use blake3::Hash;

use crate::error::{Error, Result};
use crate::index::array::{Array, Plain};
use crate::memory::{Grow, room};
use crate::persist::FileBytes;

/// The format of all files but a [`PRUNED`] manifest.
pub(super) const PLAIN: u32 = 1;

/// The format of a manifest with bounds of document frequencies.
pub(super) const PRUNED: u32 = 2;

/// Where each section begins, and the bytes of an entry, of the head and of the tail.
pub(super) const LINE: usize = 64;

/// The bytes of the tail, before its digest, that say something; zeros follow.
const SAID: usize = 16;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The one that names the others.
    Manifest,
    /// The documents that were added together.
    Segment,
}

impl Kind {
    /// The first bytes of a file. The first is no text in any encoding, the last is a line end that a transfer in
    /// text mode would change.
    pub(super) fn magic(self) -> &'static [u8; 8] {
        match self {
            Self::Manifest => b"\x89ELINDX\n",
            Self::Segment => b"\x89ELSEGM\n",
        }
    }

    /// The newest format that this code reads.
    fn newest(self) -> u32 {
        match self {
            Self::Manifest => PRUNED,
            Self::Segment => PLAIN,
        }
    }

    fn head(self, format: u32) -> [u8; LINE] {
        let mut head = [0; LINE];
        head[..8].copy_from_slice(self.magic());
        head[8..12].copy_from_slice(&format.to_le_bytes());
        head
    }
}

/// What the digest of a section that is proven in another way is said to be.
pub(super) const ELSEWHERE: [u8; 32] = [0; 32];

/// The table of a file that is being written.
#[derive(Debug)]
pub(super) struct Table {
    head: [u8; LINE],
    /// Where the next section would begin, but for zeros.
    at: u64,
    entries: Vec<u8>,
}

impl Table {
    /// The table of a file, and how it begins.
    pub(super) fn new(kind: Kind, format: u32) -> (Self, [u8; LINE]) {
        let head = kind.head(format);
        (Self { head, at: LINE as u64, entries: Vec::new() }, head)
    }

    /// The zeros before the next section.
    pub(super) fn padding(&self) -> &'static [u8] {
        &[0; LINE][..(self.at.next_multiple_of(LINE as u64) - self.at) as usize]
    }

    /// Notes a section, whose bytes follow the zeros.
    pub(super) fn note(&mut self, name: &str, length: u64, digest: &[u8; 32]) {
        let offset = self.at.next_multiple_of(LINE as u64);
        debug_assert!(name.len() <= 16);
        self.entries.grow(LINE);
        self.entries.extend_from_slice(name.as_bytes());
        self.entries.resize(self.entries.len().next_multiple_of(LINE) - LINE + 16, 0);
        self.entries.extend(offset.to_le_bytes());
        self.entries.extend(length.to_le_bytes());
        self.entries.extend(digest);
        self.at = offset + length;
    }

    /// What follows the last section: zeros, the table, the tail. And the digest, and the size of the file.
    pub(super) fn finish(self) -> (Vec<u8>, Hash, u64) {
        let mut bytes = room(3 * LINE + self.entries.len());
        bytes.extend_from_slice(self.padding());
        let size = self.at.next_multiple_of(LINE as u64) + self.entries.len() as u64 + LINE as u64;
        let table = bytes.len();
        bytes.extend_from_slice(&self.entries);
        bytes.extend((self.entries.len() as u64 / LINE as u64).to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend([0; 32 - SAID]);
        let digest = digest_of(&self.head, &bytes[table..]);
        bytes.extend(digest.as_bytes());
        (bytes, digest, size)
    }
}

/// The digest of a file: of its head, its table and what the tail says.
fn digest_of(head: &[u8], table: &[u8]) -> Hash {
    blake3::Hasher::new().update(head).update(table).finalize()
}

/// All bytes of a file whose sections are small.
pub(super) fn to_bytes(kind: Kind, format: u32, sections: &[(&str, &[u8])]) -> (Vec<u8>, Hash) {
    let (mut table, head) = Table::new(kind, format);
    let mut bytes = Vec::new();
    let all = sections.iter().map(|(_, section)| section.len() + 2 * LINE).sum::<usize>();
    bytes.grow(all + 4 * LINE);
    bytes.extend(head);
    for (name, section) in sections {
        bytes.extend_from_slice(table.padding());
        table.note(name, section.len() as u64, blake3::hash(section).as_bytes());
        bytes.extend_from_slice(section);
    }
    let (end, digest, _) = table.finish();
    bytes.extend(end);
    (bytes, digest)
}

/// A section of a file that was opened.
#[derive(Clone, Debug)]
struct Entry {
    name: [u8; 16],
    range: Range<usize>,
    digest: [u8; 32],
}

/// A file whose table is believed; the sections are not before their digests were compared.
#[derive(Clone, Debug)]
pub(super) struct Sections {
    bytes: Arc<FileBytes>,
    format: u32,
    entries: Vec<Entry>,
    digest: Hash,
}

impl Sections {
    /// The sections of a file's bytes.
    ///
    /// # Errors
    ///
    /// Why these are not the bytes of such a file.
    pub(super) fn new(kind: Kind, bytes: FileBytes) -> Result<Self, String> {
        let bytes = Arc::new(bytes);
        let file = (*bytes).as_ref();
        if file.len() < 12 || file[..8] != *kind.magic() {
            return Err("it does not begin as such a file does".to_owned());
        }
        let format = u32_at(file, 8);
        let newest = kind.newest();
        if format > newest {
            return Err(format!(
                "it was written by a newer version of Elanus (format {format}; this release reads {newest})"
            ));
        }
        if file.len() < 2 * LINE || !file.len().is_multiple_of(LINE) {
            return Err("it is cut short".to_owned());
        }
        let tail = file.len() - LINE;
        let table = (u64_at(file, tail) as usize).checked_mul(LINE).and_then(|table| tail.checked_sub(table));
        let Some(table) = table.filter(|&table| table >= LINE && u64_at(file, tail + 8) == file.len() as u64)
        else {
            return Err("it was cut short, or its end was edited or damaged".to_owned());
        };
        let digest = digest_of(&file[..LINE], &file[table..tail + 32]);
        if digest.as_bytes()[..] != file[tail + 32..] {
            return Err("the digest of its table does not fit: it was edited or damaged".to_owned());
        }
        if format < PLAIN
            || file[..LINE] != kind.head(format)
            || file[tail + SAID..tail + 32] != [0; 32 - SAID]
        {
            return Err(format!("it has format {format} in a form that there is not"));
        }
        let mut entries: Vec<Entry> = room((tail - table) / LINE);
        let mut at = LINE;
        for entry in file[table..tail].chunks_exact(LINE) {
            let (offset, length) = (u64_at(entry, 16), u64_at(entry, 24));
            let start = at.next_multiple_of(LINE);
            let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
            let end = end.filter(|&end| offset == start as u64 && end <= table);
            let end = end.ok_or("its sections do not follow each other")?;
            zeros(&file[at..start])?;
            let (mut name, mut digest) = ([0; 16], [0; 32]);
            name.copy_from_slice(&entry[..16]);
            digest.copy_from_slice(&entry[32..]);
            if entries.iter().any(|other| other.name == name) {
                return Err("two of its sections have one name".to_owned());
            }
            entries.push(Entry { name, range: start..end, digest });
            at = end;
        }
        if at.next_multiple_of(LINE) != table {
            return Err("its sections do not fill it".to_owned());
        }
        zeros(&file[at..table])?;
        Ok(Self { bytes, format, entries, digest })
    }

    /// The format of the file.
    pub(super) fn format(&self) -> u32 {
        self.format
    }

    /// The digest of the table, and so of everything in the file.
    pub(super) fn digest(&self) -> Hash {
        self.digest
    }

    /// The bytes of the file.
    pub(super) fn size(&self) -> u64 {
        (*self.bytes).as_ref().len() as u64
    }

    /// The number of sections.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The bytes of the sections that have a digest, and these.
    pub(super) fn proven(&self) -> impl Iterator<Item = (&[u8], &[u8; 32])> {
        let entries = self.entries.iter().filter(|entry| entry.digest != ELSEWHERE);
        entries.map(|entry| (&(*self.bytes).as_ref()[entry.range.clone()], &entry.digest))
    }

    /// The names of the sections without a digest.
    pub(super) fn unproven(&self) -> impl Iterator<Item = &[u8]> {
        let entries = self.entries.iter().filter(|entry| entry.digest == ELSEWHERE);
        entries.map(|entry| entry.name.trim_suffix_zeros())
    }

    /// The numbers of a section, if there is one of that name.
    ///
    /// # Errors
    ///
    /// For a section that is no whole number of numbers.
    #[expect(unsafe_code, reason = "numbers are used where the file is mapped")]
    pub(super) fn array<T: Plain>(&self, name: &str) -> Result<Option<Array<T>>, String> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name.trim_suffix_zeros() == name.as_bytes())
        else {
            return Ok(None);
        };
        // SAFETY: the bytes of a file of an index stay as they are; the owner keeps them where they are.
        let array = unsafe { Array::within(&self.bytes, entry.range.clone()) };
        array.map(Some).ok_or_else(|| format!("its section {name} has a length that it cannot have"))
    }

    /// As [`Self::array`], of a section that there must be.
    ///
    /// # Errors
    ///
    /// As there, and where there is none.
    pub(super) fn needed<T: Plain>(&self, name: &str) -> Result<Array<T>, String> {
        self.array(name)?.ok_or_else(|| format!("it has no section {name}"))
    }

    /// The name and the content of each section, and whether it has a digest.
    #[cfg(test)]
    pub(super) fn contents(&self) -> Vec<(String, Vec<u8>, bool)> {
        let content = |entry: &Entry| {
            let name = String::from_utf8_lossy(entry.name.trim_suffix_zeros()).into_owned();
            (name, (*self.bytes).as_ref()[entry.range.clone()].to_vec(), entry.digest != ELSEWHERE)
        };
        self.entries.iter().map(content).collect()
    }

    /// Refuses a section whose digest does not fit.
    ///
    /// # Errors
    ///
    /// Which it is.
    pub(super) fn compare(&self, digests: &[Hash]) -> Result<(), String> {
        let entries = self.entries.iter().filter(|entry| entry.digest != ELSEWHERE);
        for (entry, digest) in entries.zip(digests) {
            if *digest != Hash::from_bytes(entry.digest) {
                let name = String::from_utf8_lossy(entry.name.trim_suffix_zeros());
                return Err(format!(
                    "the digest of its section {name} does not fit: it was edited or damaged"
                ));
            }
        }
        Ok(())
    }
}

trait TrimZeros {
    /// Without the zeros at the end.
    fn trim_suffix_zeros(&self) -> &[u8];
}

impl TrimZeros for [u8] {
    fn trim_suffix_zeros(&self) -> &[u8] {
        &self[..self.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)]
    }
}

fn zeros(bytes: &[u8]) -> Result<(), String> {
    if bytes.iter().all(|&byte| byte == 0) {
        return Ok(());
    }
    Err("something stands between its sections: it was edited or damaged".to_owned())
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |&bytes| u32::from_le_bytes(bytes))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |&bytes| u64::from_le_bytes(bytes))
}

/// What is wrong with a file of an index.
pub(super) fn corrupt(path: &std::path::Path, reason: impl Into<String>) -> Error {
    Error::CorruptIndex { path: path.to_owned(), reason: reason.into() }
}
