//! The blocks of texts on their way to a file: compressed by several threads, written in their order.

use lz4_flex::block::{CompressTable, compress_into_with_table, get_maximum_output_size};

use super::texts::{BLOCK, Block, Entry, Place, Stored, Texts};
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, filled, room};
use crate::parallel::{Cancel, share};

/// The bytes of texts that are compressed before they are written: some ten milliseconds of work.
const BATCH: usize = 256 * BLOCK;

/// Compresses the blocks of some texts and hands them to `write`, one after the other; gives the table of them.
/// Blocks that come from a file are verified, and handed over as they are.
///
/// # Errors
///
/// Those of `write`, [`Error::CorruptIndex`] for a block that is no more what it was, and [`Error::Cancelled`].
pub(crate) fn write(
    texts: &Texts,
    threads: usize,
    cancel: &Cancel,
    mut write: impl FnMut(&[u8]) -> Result<()>,
) -> Result<Vec<Entry>> {
    let blocks = texts.blocks();
    let mut entries = room(blocks.len());
    while entries.len() < blocks.len() {
        let (from, mut to, mut bytes) = (entries.len(), entries.len(), 0);
        while to < blocks.len() && (to == from || bytes < BATCH) {
            bytes += blocks[to].raw as usize;
            to += 1;
        }
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        let parts =
            share(bytes >= BATCH / 2, threads, &blocks[from..to], |at, blocks| compress(from + at, blocks));
        for part in parts {
            let (bytes, stored) = part?;
            write(&bytes)?;
            let of = entries.len();
            entries.extend(blocks[of..].iter().zip(stored).map(|(block, stored)| Entry {
                first: block.first,
                raw: block.raw,
                stored,
            }));
        }
    }
    Ok(entries)
}

/// The bytes of some blocks in a file, and what is to be known of each.
fn compress(first: usize, blocks: &[Block]) -> Result<(Vec<u8>, Vec<Stored>)> {
    crate::memory::tried(|| {
        let (mut bytes, mut stored) = (Vec::new(), room(blocks.len()));
        let mut table = CompressTable::default();
        let mut buffer = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let start = bytes.len();
            match &block.place {
                Place::File { file, start, stored: of } => {
                    let there = file.stored(first + at, *start, of)?;
                    bytes.grow(there.len());
                    bytes.extend_from_slice(there);
                }
                Place::Memory(texts) => {
                    let most = get_maximum_output_size(texts.len());
                    if buffer.len() < most {
                        buffer = filled(0, most);
                    }
                    let length = compress_into_with_table(texts, &mut buffer, &mut table);
                    // What does not get shorter stays as it is.
                    let compressed = length.ok().filter(|&length| length < texts.len());
                    let compressed = compressed.map_or(&texts[..], |length| &buffer[..length]);
                    bytes.grow(compressed.len());
                    bytes.extend_from_slice(compressed);
                }
            }
            stored.push(Stored::of(&bytes[start..]));
        }
        Ok((bytes, collected(stored.into_iter())))
    })
}
