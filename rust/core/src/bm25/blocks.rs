//! Vectors of any number of documents, in blocks of a size that fits into memory.

use crate::csr::RowBlock;
use crate::memory::{Grow, collected};
use crate::spool::numbers::{Reader, put};

/// Bytes of ids at which a block ends: with offsets of 32 bits, no more than 2 GiB fit, and one id may have 1 GiB.
const MOST_ID_BYTES: usize = 1 << 26;

/// Where blocks end: at the row that makes either number full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockLimits {
    /// Rows of a block.
    pub rows: usize,
    /// Entries of all rows of a block together.
    pub entries: usize,
}

/// Strings, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdColumn {
    /// For each, the bytes up to its end.
    pub ends: Vec<u32>,
    /// Their UTF-8.
    pub bytes: Vec<u8>,
}

impl IdColumn {
    /// Some ids.
    #[must_use]
    pub fn of(ids: &[&str]) -> Self {
        let mut column = Self::default();
        column.bytes.grow(ids.iter().map(|id| id.len()).sum());
        column.ends = collected(ids.iter().map(|id| {
            column.bytes.extend_from_slice(id.as_bytes());
            column.bytes.len() as u32
        }));
        column
    }

    /// Appends ids as [`Self::unpack`] reads them.
    pub(super) fn pack(ids: &[&str], into: &mut Vec<u8>) {
        into.grow(ids.iter().map(|id| id.len() + 10).sum());
        for id in ids {
            put(into, id.len() as u64);
            into.extend_from_slice(id.as_bytes());
        }
    }

    /// So many ids, `None` if these are none.
    pub(super) fn unpack(bytes: &[u8], count: usize) -> Option<Self> {
        let mut column = Self::default();
        column.bytes.grow(bytes.len());
        column.ends.grow(count);
        let mut reader = Reader::new(bytes);
        for _ in 0..count {
            let length = reader.next()?;
            column.bytes.extend_from_slice(reader.bytes(length as usize)?);
            column.ends.push(column.bytes.len() as u32);
        }
        Some(column)
    }
}

/// The ids and vectors of consecutive documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VectorBlock {
    /// The ids.
    pub ids: IdColumn,
    /// The vectors.
    pub rows: RowBlock,
}

impl VectorBlock {
    /// The number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.ends.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The end of row `at` among these ends, which may be of the row before the first.
    fn end(ends: &[u32], at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| ends[before] as usize)
    }

    /// Appends rows of another block.
    fn append(&mut self, other: &Self, from: usize, to: usize) {
        let append_ends = |ends: &mut Vec<u32>, others: &[u32], before: usize| {
            let start = Self::end(others, from);
            ends.grow(to - from);
            ends.extend(others[from..to].iter().map(|&end| (before + end as usize - start) as u32));
            start..Self::end(others, to)
        };
        let bytes = append_ends(&mut self.ids.ends, &other.ids.ends, self.ids.bytes.len());
        self.ids.bytes.grow(bytes.len());
        self.ids.bytes.extend_from_slice(&other.ids.bytes[bytes]);
        let entries = append_ends(&mut self.rows.ends, &other.rows.ends, self.rows.columns.len());
        self.rows.columns.grow(entries.len());
        self.rows.columns.extend_from_slice(&other.rows.columns[entries.clone()]);
        self.rows.values.grow(entries.len());
        self.rows.values.extend_from_slice(&other.rows.values[entries]);
    }
}

/// Makes blocks of parts of any size.
#[derive(Debug)]
pub(crate) struct VectorBlocks {
    limits: BlockLimits,
    block: VectorBlock,
    /// Rows that are left out before the first.
    skipped: u64,
}

impl VectorBlocks {
    /// Of the rows that will come, the first ones are left out.
    pub(crate) fn new(limits: BlockLimits, skipped: u64) -> Self {
        Self { limits, block: VectorBlock::default(), skipped }
    }

    /// Takes the next documents, and writes the blocks that they make full.
    pub(crate) fn push<E>(
        &mut self,
        part: &VectorBlock,
        write: &mut impl FnMut(VectorBlock) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = self.skipped.min(part.len() as u64) as usize;
        self.skipped -= from as u64;
        while from < part.len() {
            let to = self.room(part, from);
            self.block.append(part, from, to);
            if self.is_full() {
                write(std::mem::take(&mut self.block))?;
            }
            from = to;
        }
        Ok(())
    }

    /// Writes the last block, unless it is empty.
    pub(crate) fn finish<E>(self, write: &mut impl FnMut(VectorBlock) -> Result<(), E>) -> Result<(), E> {
        if self.block.is_empty() { Ok(()) } else { write(self.block) }
    }

    fn is_full(&self) -> bool {
        self.block.len() >= self.limits.rows
            || self.block.rows.columns.len() >= self.limits.entries
            || self.block.ids.bytes.len() >= MOST_ID_BYTES
    }

    /// Up to which row a part belongs into this block: to that which makes it full.
    fn room(&self, part: &VectorBlock, from: usize) -> usize {
        let until = |ends: &[u32], have: usize, most: usize| {
            let full = VectorBlock::end(ends, from) + most.saturating_sub(have);
            from + ends[from..].partition_point(|&end| (end as usize) < full) + 1
        };
        let by_rows = from + (self.limits.rows - self.block.len()).max(1);
        let by_entries = until(&part.rows.ends, self.block.rows.columns.len(), self.limits.entries);
        let by_ids = until(&part.ids.ends, self.block.ids.bytes.len(), MOST_ID_BYTES);
        by_rows.min(by_entries).min(by_ids).min(part.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Rows as `(id, columns)`; the values are the columns' halves.
    type Rows = Vec<(String, Vec<i32>)>;

    fn block_of(rows: &[(String, Vec<i32>)]) -> VectorBlock {
        let ids: Vec<_> = rows.iter().map(|(id, _)| id.as_str()).collect();
        let columns = rows.iter().flat_map(|(_, columns)| columns).copied().collect::<Vec<_>>();
        let mut end = 0;
        let ends = rows.iter().map(|(_, columns)| {
            end += columns.len() as u32;
            end
        });
        let ends = ends.collect();
        let values = columns.iter().map(|&column| column as f32 / 2.0).collect();
        VectorBlock { ids: IdColumn::of(&ids), rows: RowBlock { ends, columns, values } }
    }

    #[test]
    fn blocks_end_at_their_limits_wherever_parts_do() {
        let mut random = Random::new(17);
        let rows: Rows = (0..500)
            .map(|n| ("x".repeat(n % 7), (0..random.below(9) as i32).map(|c| c * 3).collect()))
            .collect();
        for (most_rows, entries, skipped) in
            [(10, 1_000, 0), (1_000, 17, 3), (7, 30, 250), (1, 1, 0), (900, 9_000, 0), (10, 10, 500)]
        {
            // The twin: row by row.
            let (mut expected, mut block) = (Vec::new(), Vec::new());
            for row in &rows[skipped..] {
                block.push(row.clone());
                let size: usize = block.iter().map(|(_, columns)| columns.len()).sum();
                if block.len() == most_rows || size >= entries {
                    expected.push(block_of(&std::mem::take(&mut block)));
                }
            }
            if !block.is_empty() {
                expected.push(block_of(&block));
            }
            for _ in 0..5 {
                let limits = BlockLimits { rows: most_rows, entries };
                let mut blocks = VectorBlocks::new(limits, skipped as u64);
                let (mut found, mut at) = (Vec::new(), 0);
                let mut write = |block| {
                    found.push(block);
                    Ok::<_, ()>(())
                };
                while at < rows.len() {
                    let to = (at + random.below(40)).min(rows.len());
                    blocks.push(&block_of(&rows[at..to]), &mut write).unwrap();
                    at = to;
                }
                blocks.finish(&mut write).unwrap();
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn packed_ids_come_back() {
        let ids = ["", "kite", "鳶", &"long".repeat(200)];
        let mut bytes = b"rows".to_vec();
        IdColumn::pack(&ids, &mut bytes);
        assert_eq!(IdColumn::unpack(&bytes[4..], 4), Some(IdColumn::of(&ids)));
        assert_eq!(IdColumn::unpack(&bytes[4..bytes.len() - 1], 4), None);
    }
}
