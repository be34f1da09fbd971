//! A part as bytes, and back: `docs/engines.md` has the layout.
//!
//! Numbers are small (most terms stand in one document, most documents bring in a few), so they take as many
//! bytes as they need, seven bits each: 11 bytes a term, of which 8 are its text. Everything is under a digest. No
//! length allocates anything: all are lengths of what is there.

use super::{Partial, Rank};
use crate::error::{Error, Result, StatisticsError};
use crate::memory::{Grow, room, text_of};

/// The first bytes: no text, and with a line end that a transfer in text mode would change.
const MAGIC: [u8; 8] = *b"\x89ELPART\n";

/// The newest layout that this code reads, and the one it writes.
const FORMAT: u32 = 1;

/// The sections in their order: the analyzer, the terms' text, and as numbers the lengths of the terms, their
/// document frequencies, and the sights.
const SECTIONS: usize = 5;

/// Magic, format, flags; documents, tokens, skipped texts, terms, sights; the sections' lengths; the digest.
const NUMBERS: usize = 5 + SECTIONS;
const HASHED: usize = 8 + 4 + 4 + NUMBERS * 8;
const HEADER: usize = HASHED + 32;

/// The flag of ranks.
const RANKED: u32 = 1;

/// The most bytes of a number.
const LONGEST: usize = 10;

/// Appends a number, seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
fn push(bytes: &mut Vec<u8>, mut number: u64) {
    bytes.grow(LONGEST);
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes the first number off.
#[inline]
pub(super) fn pop(bytes: &mut &[u8]) -> Result<u64> {
    if let [first @ ..0x80, rest @ ..] = *bytes {
        *bytes = rest;
        return Ok((*first).into());
    }
    pop_long(bytes)
}

fn pop_long(bytes: &mut &[u8]) -> Result<u64> {
    let mut number = 0;
    for (at, &byte) in bytes.iter().take(LONGEST).enumerate() {
        if at == LONGEST - 1 && byte > 1 {
            break;
        }
        number |= u64::from(byte & 0x7F) << (7 * at);
        if byte < 0x80 {
            *bytes = &bytes[at + 1..];
            return Ok(number);
        }
    }
    Err(unsound("a number in it is cut short or too large"))
}

pub(super) fn unsound(reason: &str) -> Error {
    StatisticsError::Corrupt(reason.to_owned()).into()
}

impl Partial {
    /// The bytes of this part. Equal parts have equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (vocabulary, statistics) = (self.corpus.vocabulary(), self.corpus.statistics());
        let terms = vocabulary.len();
        let (mut lengths, mut frequencies) = (room(terms + LONGEST), room(terms + LONGEST));
        let mut start = 0;
        for &end in vocabulary.ends() {
            push(&mut lengths, end - start);
            start = end;
        }
        statistics.document_frequency.iter().for_each(|&df| push(&mut frequencies, df.into()));
        let sights = self.sights.as_deref().unwrap_or_default();
        let mut seen = room(2 * sights.len() + LONGEST);
        let (mut rank, mut start) = (Rank::MIN, 0);
        for sight in sights {
            push(&mut seen, sight.rank.wrapping_sub(rank).cast_unsigned());
            push(&mut seen, u64::from(sight.end - start));
            (rank, start) = (sight.rank, sight.end);
        }
        let sections: [&[u8]; SECTIONS] =
            [self.analyzer.as_bytes(), vocabulary.text().as_bytes(), &lengths, &frequencies, &seen];
        let mut bytes = room(HEADER + sections.iter().map(|section| section.len()).sum::<usize>());
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(if self.sights.is_some() { RANKED } else { 0 }.to_le_bytes());
        let counts = [statistics.documents, statistics.total_length, self.skipped];
        let counts = counts.into_iter().chain([terms as u64, sights.len() as u64]);
        let counts = counts.chain(sections.iter().map(|section| section.len() as u64));
        bytes.extend(counts.flat_map(u64::to_le_bytes));
        bytes.extend([0; 32]);
        for section in sections {
            bytes.extend_from_slice(section);
        }
        let digest = digest(&bytes);
        bytes[HASHED..HEADER].copy_from_slice(digest.as_bytes());
        bytes
    }
}

/// The digest of everything but itself.
fn digest(bytes: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..HASHED]).update(&bytes[HEADER..]);
    hasher.finalize()
}

/// The bytes of a part whose digest fits. What they hold is verified when it is merged.
#[derive(Clone, Copy, Debug)]
pub struct PartialView<'a> {
    pub(super) documents: u64,
    pub(super) total_length: u64,
    pub(super) skipped: u64,
    pub(super) terms: u64,
    pub(super) sights: u64,
    pub(super) is_ranked: bool,
    pub(super) analyzer: &'a str,
    pub(super) text: &'a str,
    pub(super) lengths: &'a [u8],
    pub(super) frequencies: &'a [u8],
    pub(super) seen: &'a [u8],
}

impl<'a> PartialView<'a> {
    /// The part in these bytes.
    ///
    /// # Errors
    ///
    /// [`StatisticsError::Corrupt`].
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() < 12 || bytes[..8] != MAGIC {
            return Err(unsound("they do not begin as statistics do"));
        }
        let half =
            |at: usize| bytes[at..at + 4].iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
        let format = half(8);
        if format > FORMAT {
            return Err(unsound(&format!(
                "they were made by a newer version of Elanus (format {format}; this release reads {FORMAT})"
            )));
        }
        if bytes.len() < HEADER {
            return Err(unsound("they are cut short"));
        }
        let word = |number: usize| u64::from(half(16 + 8 * number)) | u64::from(half(20 + 8 * number)) << 32;
        let mut rest = &bytes[HEADER..];
        let mut sections = [&[][..]; SECTIONS];
        for (number, section) in sections.iter_mut().enumerate() {
            let length = usize::try_from(word(5 + number)).unwrap_or(usize::MAX);
            (*section, rest) = rest.split_at_checked(length).ok_or_else(|| unsound("they are cut short"))?;
        }
        if !rest.is_empty() {
            return Err(unsound("they are longer than they say"));
        }
        if digest(bytes).as_bytes() != &bytes[HASHED..HEADER] {
            return Err(unsound("their digest does not fit: they were edited or damaged"));
        }
        if format != FORMAT || half(12) & !RANKED != 0 {
            return Err(unsound("there is no such format"));
        }
        let text = |bytes| str::from_utf8(bytes).map_err(|_| unsound("their text is no UTF-8"));
        let [analyzer, terms, lengths, frequencies, seen] = sections;
        Ok(Self {
            documents: word(0),
            total_length: word(1),
            skipped: word(2),
            terms: word(3),
            sights: word(4),
            is_ranked: half(12) & RANKED != 0,
            analyzer: text(analyzer)?,
            text: text(terms)?,
            lengths,
            frequencies,
            seen,
        })
    }

    /// The description of the analyzer.
    #[must_use]
    pub fn analyzer(&self) -> String {
        text_of(self.analyzer)
    }
}

/// The sights, for [`super::merge`].
#[inline]
pub(super) fn pop_sight(seen: &mut &[u8], rank: Option<Rank>, end: u64) -> Result<(Rank, u64)> {
    let (step, terms) = (pop(seen)?, pop(seen)?);
    let before = rank.unwrap_or(Rank::MIN);
    let next = before.wrapping_add_unsigned(step);
    if (rank.is_some() && next <= before) || next < before || terms == 0 {
        return Err(unsound("their ranks do not ascend"));
    }
    let end = end.checked_add(terms).ok_or_else(|| unsound("they have more terms than they say"))?;
    Ok((next, end))
}
