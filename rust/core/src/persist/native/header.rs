//! The beginning of a native file: which sections follow, how long each is, and its digest.

use blake3::Hash;

/// The first bytes of every native file. The first is no text in any encoding we read, the last is a
/// line end that a transfer in text mode would change.
pub(in super::super) const MAGIC: [u8; 8] = *b"\x89ELANUS\n";

/// The format of a model without bounds of document frequencies, and that of one with them, which is the newest that
/// this code reads.
pub(super) const PLAIN: u32 = 1;
pub(super) const PRUNED: u32 = 2;

/// The sections in their order, which is their place in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Numbers of fixed size, then the method's name.
    Model,
    /// The analyzer's JSON, or nothing.
    Analyzer,
    /// For each term, where it ends in the text.
    Ends,
    /// The terms, one after the other.
    Text,
    /// Each term's idf.
    Idf,
    /// Each term's document frequency, or nothing.
    Frequencies,
}

/// The names in the file, filled up with zeros.
const NAMES: [[u8; 8]; SECTIONS] = [
    *b"model\0\0\0",
    *b"analyzer",
    *b"ends\0\0\0\0",
    *b"text\0\0\0\0",
    *b"idf\0\0\0\0\0",
    *b"df\0\0\0\0\0\0",
];

const SECTIONS: usize = 6;

/// The bytes of one entry: name, length, digest.
const ENTRY: usize = 8 + 8 + 32;

/// The bytes of magic, format and number of sections.
const PREAMBLE: usize = 8 + 4 + 4;

/// The lengths and digests of the sections.
#[derive(Clone, Debug)]
pub(super) struct Header {
    format: u32,
    lengths: [u64; SECTIONS],
    digests: [Hash; SECTIONS],
}

impl Header {
    /// The bytes of a header.
    pub(super) const LEN: usize = PREAMBLE + SECTIONS * ENTRY + 32;

    /// The header of sections with these bytes.
    pub(super) fn of(format: u32, sections: [&[u8]; SECTIONS]) -> Self {
        let lengths = sections.map(|section| section.len() as u64);
        Self { format, lengths, digests: sections.map(blake3::hash) }
    }

    /// The format of the file.
    pub(super) fn format(&self) -> u32 {
        self.format
    }

    /// The length of a section.
    pub(super) fn len(&self, section: Section) -> u64 {
        self.lengths[section as usize]
    }

    /// The digest of a section.
    pub(super) fn digest(&self, section: Section) -> Hash {
        self.digests[section as usize]
    }

    /// The bytes of the header in the file.
    pub(super) fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&self.format.to_le_bytes());
        bytes[12..16].copy_from_slice(&(SECTIONS as u32).to_le_bytes());
        let entries = bytes[PREAMBLE..].chunks_exact_mut(ENTRY);
        for (((entry, name), length), digest) in entries.zip(&NAMES).zip(&self.lengths).zip(&self.digests) {
            entry[..8].copy_from_slice(name);
            entry[8..16].copy_from_slice(&length.to_le_bytes());
            entry[16..].copy_from_slice(digest.as_bytes());
        }
        let own = blake3::hash(&bytes[..Self::LEN - 32]);
        bytes[Self::LEN - 32..].copy_from_slice(own.as_bytes());
        bytes
    }

    /// The header in the first bytes of a file of `size` bytes: believed only if its digest fits and
    /// the sections fill the file exactly.
    pub(super) fn from_bytes(bytes: &[u8; Self::LEN], size: u64) -> Result<Self, String> {
        if bytes[..8] != MAGIC {
            return Err("it does not begin as a model file does".to_owned());
        }
        let format = u32::from_le_bytes(array(&bytes[8..12]));
        if format > PRUNED {
            return Err(format!(
                "it was written by a newer version of Elanus (format {format}; this release reads {PRUNED})"
            ));
        }
        let (content, own) = bytes.split_at(Self::LEN - 32);
        if blake3::hash(content) != Hash::from_bytes(array(own)) {
            return Err("the digest of its header does not fit: it was edited or damaged".to_owned());
        }
        let digests = [Hash::from_bytes([0; 32]); SECTIONS];
        let mut header = Self { format, lengths: [0; SECTIONS], digests };
        let count = u32::from_le_bytes(array(&bytes[12..16]));
        if format < PLAIN || count as usize != SECTIONS {
            return Err(format!("it has format {format} with {count} sections; there is no such format"));
        }
        for (index, entry) in bytes[PREAMBLE..Self::LEN - 32].chunks_exact(ENTRY).enumerate() {
            if entry[..8] != NAMES[index] {
                return Err(format!("its section {} has another name than it must", index + 1));
            }
            header.lengths[index] = u64::from_le_bytes(array(&entry[8..16]));
            header.digests[index] = Hash::from_bytes(array(&entry[16..]));
        }
        let sum = header.lengths.iter().try_fold(Self::LEN as u64, |sum, &length| sum.checked_add(length));
        if sum != Some(size) {
            return Err(format!(
                "its size is {size} bytes, but its header tells of another: it was cut short"
            ));
        }
        Ok(header)
    }

    /// The digest of the header, and so of everything in the file.
    pub(super) fn own_digest(bytes: &[u8; Self::LEN]) -> String {
        Hash::from_bytes(array(&bytes[Self::LEN - 32..])).to_hex().to_string()
    }
}

/// A slice whose length its caller has checked, as an array.
pub(super) fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}
