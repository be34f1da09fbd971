//! The file of a segment.

use std::path::Path;
use std::sync::Arc;

use super::digest::digests;
use super::sections::{ELSEWHERE, Kind, PLAIN, Sections, Table, u32_at, u64_at};
use crate::error::{Error, Result};
use crate::index::array::Array;
use crate::index::documents::{Documents, Entry, Names, Stored, TextFile, Texts, write_texts};
use crate::index::postings::{Entries, Postings, WINDOW};
use crate::index::segment::Segment;
use crate::index::weights::Facts;
use crate::memory::{collected, room};
use crate::parallel::Cancel;

/// The bytes of an entry of the table of texts.
const BLOCK_ENTRY: usize = 32;

/// The names of the sections, in their order.
mod name {
    pub(super) const SEGMENT: &str = "segment";
    pub(super) const TERMS: &str = "lists.terms";
    pub(super) const STARTS: &str = "lists.starts";
    pub(super) const PLACES: &str = "lists.places";
    pub(super) const ENDS: &str = "lists.ends";
    pub(super) const WINDOWS: &str = "lists.windows";
    pub(super) const CODED: &str = "postings";
    pub(super) const DOCUMENTS: &str = "posted.documents";
    pub(super) const WEIGHTS: &str = "posted.weights";
    pub(super) const FACT_PAIRS: &str = "facts.pairs";
    pub(super) const FACT_WEIGHTS: &str = "facts.weights";
    pub(super) const LENGTHS: &str = "lengths";
    pub(super) const ID_FIRST: &str = "ids.first";
    pub(super) const ID_NUMBERS: &str = "ids.numbers";
    pub(super) const ID_ENDS: &str = "ids.ends";
    pub(super) const ID_TEXT: &str = "ids.text";
    pub(super) const TEXT_ENDS: &str = "texts.ends";
    pub(super) const TEXT_BLOCKS: &str = "texts.blocks";
    pub(super) const TEXTS: &str = "texts";
}

/// Writes a segment; gives the digest and the size of the file.
pub(super) fn write(
    segment: &Segment,
    threads: usize,
    cancel: &Cancel,
    mut write: impl FnMut(&[u8]) -> Result<()>,
) -> Result<(blake3::Hash, u64)> {
    let Segment { count, postings, facts, lengths, documents } = segment;
    let count = (*count as u64).to_le_bytes();
    let mut sections: Vec<(&str, &[u8])> = vec![(name::SEGMENT, &count)];
    sections.extend(postings.terms.as_ref().map(|terms| (name::TERMS, terms.bytes())));
    let Postings { starts, places, ends, windows, .. } = postings;
    let lists = [(name::STARTS, starts), (name::PLACES, places), (name::ENDS, ends)];
    sections.extend(lists.map(|(name, array)| (name, array.bytes())));
    sections.push((name::WINDOWS, windows.bytes()));
    match &postings.entries {
        Entries::Coded(postings) => sections.push((name::CODED, postings.bytes())),
        Entries::Weighed { documents, weights } => {
            sections.extend([(name::DOCUMENTS, documents.bytes()), (name::WEIGHTS, weights.bytes())]);
        }
    }
    sections.push(match facts {
        Facts::Pairs(pairs) => (name::FACT_PAIRS, pairs.bytes()),
        Facts::Weights(weights) => (name::FACT_WEIGHTS, weights.bytes()),
    });
    sections.push((name::LENGTHS, lengths.bytes()));
    let first;
    match documents.names() {
        Names::Consecutive { first: of, .. } => {
            first = of.to_le_bytes();
            sections.push((name::ID_FIRST, &first));
        }
        Names::Numbers(numbers) => sections.push((name::ID_NUMBERS, numbers.bytes())),
        Names::Texts { text, ends } => {
            sections.extend([(name::ID_ENDS, ends.bytes()), (name::ID_TEXT, text.bytes())]);
        }
    }
    let texts = documents.texts();
    sections.extend(texts.map(|texts| (name::TEXT_ENDS, texts.ends().bytes())));

    let (mut table, head) = Table::new(Kind::Segment, PLAIN);
    write(&head)?;
    let digests = digests(&collected(sections.iter().map(|(_, bytes)| *bytes)), threads);
    for ((name, bytes), digest) in sections.iter().zip(&digests) {
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        write(table.padding())?;
        table.note(name, bytes.len() as u64, digest.as_bytes());
        write(bytes)?;
    }
    if let Some(texts) = texts {
        write(table.padding())?;
        let mut length = 0;
        let entries = write_texts(texts, threads, cancel, |bytes| {
            length += bytes.len() as u64;
            write(bytes)
        })?;
        table.note(name::TEXTS, length, &ELSEWHERE);
        let blocks = block_table(&entries);
        write(table.padding())?;
        table.note(name::TEXT_BLOCKS, blocks.len() as u64, blake3::hash(&blocks).as_bytes());
        write(&blocks)?;
    }
    let (end, digest, size) = table.finish();
    write(&end)?;
    Ok((digest, size))
}

/// The table of texts: of each block its first document, the bytes of its texts, the bytes that it takes, 0, and
/// half a digest.
fn block_table(entries: &[Entry]) -> Vec<u8> {
    let mut blocks = room(entries.len() * BLOCK_ENTRY);
    for &Entry { first, raw, stored } in entries {
        for number in [first, raw, stored.len, 0] {
            blocks.extend(number.to_le_bytes());
        }
        blocks.extend(stored.digest);
    }
    blocks
}

/// The segment of a file whose sections, but for the texts, are verified.
///
/// # Errors
///
/// Why they are no segment.
pub(super) fn read(path: &Path, sections: &Sections) -> Result<Segment, String> {
    let number: Array<u64> = sections.needed(name::SEGMENT)?;
    let [count] = number[..] else { return Err("its section segment has another length".to_owned()) };
    let count = usize::try_from(count).ok().filter(|&count| u32::try_from(count).is_ok());
    let count = count.ok_or("it has more documents than can be counted")?;
    let mut read = 1;
    let mut has = |is_there: bool, sections: usize| {
        read += if is_there { sections } else { 0 };
        is_there
    };
    let terms = sections.array(name::TERMS)?;
    has(terms.is_some(), 1);
    let entries = match sections.array(name::CODED)? {
        Some(postings) if has(true, 1) => Entries::Coded(postings),
        _ => {
            has(true, 2);
            let (documents, weights) = (sections.needed(name::DOCUMENTS)?, sections.needed(name::WEIGHTS)?);
            Entries::Weighed { documents, weights }
        }
    };
    let facts = match sections.array(name::FACT_PAIRS)? {
        Some(pairs) => Facts::Pairs(pairs),
        None => Facts::Weights(sections.needed(name::FACT_WEIGHTS)?),
    };
    has(true, 1);
    let postings = Postings {
        entries,
        terms,
        starts: sections.needed(name::STARTS)?,
        places: sections.needed(name::PLACES)?,
        ends: sections.needed(name::ENDS)?,
        windows: sections.needed(name::WINDOWS)?,
        window_count: count.div_ceil(WINDOW),
    };
    let lengths = sections.needed(name::LENGTHS)?;
    has(true, 5);

    let names = if let Some(first) = sections.array::<u64>(name::ID_FIRST)? {
        has(true, 1);
        let [first] = first[..] else { return Err("its section ids.first has another length".to_owned()) };
        Names::Consecutive { first: first.cast_signed(), len: count }
    } else if let Some(numbers) = sections.array(name::ID_NUMBERS)? {
        has(true, 1);
        Names::Numbers(numbers)
    } else {
        has(true, 2);
        Names::Texts { text: sections.needed(name::ID_TEXT)?, ends: sections.needed(name::ID_ENDS)? }
    };
    let texts = match sections.array::<u8>(name::TEXTS)? {
        Some(bytes) => {
            has(true, 3);
            let blocks: Array<u8> = sections.needed(name::TEXT_BLOCKS)?;
            let ends = sections.needed(name::TEXT_ENDS)?;
            let file = Arc::new(TextFile { path: path.to_owned(), bytes });
            Some(Texts::of_file(&file, blocks_of(&blocks)?.into_iter(), ends)?)
        }
        None => None,
    };
    let unproven = if texts.is_some() { &[name::TEXTS.as_bytes()][..] } else { &[] };
    if !sections.unproven().eq(unproven.iter().copied()) {
        return Err("a section has no digest".to_owned());
    }
    if sections.len() != read {
        return Err("it has sections that no segment has".to_owned());
    }
    let documents = Documents::of_parts(names, texts)?;
    if documents.len() != count {
        return Err("there are not as many ids as documents".to_owned());
    }
    let segment = Segment { count, postings, facts, lengths, documents };
    segment.check()?;
    Ok(segment)
}

fn blocks_of(blocks: &[u8]) -> Result<Vec<Entry>, String> {
    let (blocks, rest) = blocks.as_chunks::<BLOCK_ENTRY>();
    if !rest.is_empty() || blocks.iter().any(|block| u32_at(block, 12) != 0) {
        return Err("its table of texts is none".to_owned());
    }
    Ok(collected(blocks.iter().map(|block| {
        let [low, high] = [u64_at(block, 16), u64_at(block, 24)].map(u64::to_le_bytes);
        let mut digest = [0; 16];
        digest[..8].copy_from_slice(&low);
        digest[8..].copy_from_slice(&high);
        Entry {
            first: u32_at(block, 0),
            raw: u32_at(block, 4),
            stored: Stored { len: u32_at(block, 8), digest },
        }
    })))
}
