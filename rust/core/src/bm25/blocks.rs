//! Vectors of any number of documents, in blocks of a size that fits into memory.

use crate::csr::RowBlock;
use crate::memory::{Grow, collected, room};

/// Bytes of ids at which a block ends: with offsets of 32 bits, no more than 2 GiB fit, and one id may have 1 GiB.
const MOST_ID_BYTES: usize = 1 << 26;

/// Where blocks end, and the parts in which they are given: at the row that makes either number full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockLimits {
    /// Rows of a block.
    pub rows: usize,
    /// Entries of all rows of a block together.
    pub entries: usize,
    /// Rows of a part.
    pub part_rows: usize,
    /// Entries of a part.
    pub part_entries: usize,
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
        into.grow(ids.iter().map(|id| id.len() + size_of::<u32>()).sum());
        into.extend(ids.iter().flat_map(|id| (id.len() as u32).to_le_bytes()));
        for id in ids {
            into.extend_from_slice(id.as_bytes());
        }
    }

    /// So many ids, behind `start` bytes of something else; `None` if they are none.
    pub(super) fn unpack(bytes: &[u8], count: usize, start: usize) -> Option<Self> {
        let (lengths, texts) = bytes.get(start..)?.split_at_checked(count * size_of::<u32>())?;
        let (lengths, _) = lengths.as_chunks();
        let mut end = 0_u64;
        let ends = collected(lengths.iter().map(|&length| {
            end += u64::from(u32::from_le_bytes(length));
            end as u32
        }));
        let mut column = Self { ends, bytes: room(texts.len()) };
        column.bytes.extend_from_slice(texts);
        (end == texts.len() as u64).then_some(column)
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

    /// Rows, entries and bytes of ids.
    fn sizes(&self) -> [usize; 3] {
        [self.len(), self.rows.columns.len(), self.ids.bytes.len()]
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

/// Makes blocks of documents that come in any numbers.
#[derive(Debug)]
pub(crate) struct VectorBlocks {
    limits: BlockLimits,
    /// The part that is not full yet.
    part: VectorBlock,
    /// Rows, entries and bytes of ids in the parts of the block before it.
    given: [usize; 3],
    /// Rows that are left out before the first.
    skipped: u64,
}

impl VectorBlocks {
    /// Of the rows that will come, the first ones are left out.
    pub(crate) fn new(limits: BlockLimits, skipped: u64) -> Self {
        Self { limits, part: VectorBlock::default(), given: [0; 3], skipped }
    }

    /// Takes the next documents, and writes the parts that they make full, each with whether it ends a block.
    pub(crate) fn push<E>(
        &mut self,
        rows: &VectorBlock,
        write: &mut impl FnMut(VectorBlock, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = self.skipped.min(rows.len() as u64) as usize;
        self.skipped -= from as u64;
        while from < rows.len() {
            let to = self.room(rows, from);
            self.part.append(rows, from, to);
            from = to;
            let room = self.left();
            if room.contains(&0) {
                let is_end = self.left_of_block().contains(&0);
                for (given, new) in self.given.iter_mut().zip(self.part.sizes()) {
                    *given = if is_end { 0 } else { *given + new };
                }
                write(std::mem::take(&mut self.part), is_end)?;
            }
        }
        Ok(())
    }

    /// Writes the last part, unless it is empty.
    pub(crate) fn finish<E>(
        self,
        write: &mut impl FnMut(VectorBlock, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.part.is_empty() { Ok(()) } else { write(self.part, false) }
    }

    /// Rows, entries and bytes of ids that make the block full.
    fn left_of_block(&self) -> [usize; 3] {
        let limits = [self.limits.rows, self.limits.entries, MOST_ID_BYTES];
        let sizes = self.part.sizes();
        std::array::from_fn(|at| limits[at].saturating_sub(self.given[at] + sizes[at]))
    }

    /// Those that make the part full.
    fn left(&self) -> [usize; 3] {
        let limits = [self.limits.part_rows, self.limits.part_entries, MOST_ID_BYTES];
        let (of_block, sizes) = (self.left_of_block(), self.part.sizes());
        std::array::from_fn(|at| limits[at].saturating_sub(sizes[at]).min(of_block[at]))
    }

    /// Up to which row rows belong into this part: to that which makes it full.
    fn room(&self, rows: &VectorBlock, from: usize) -> usize {
        let [most_rows, most_entries, most_bytes] = self.left();
        let until = |ends: &[u32], most: usize| {
            let full = VectorBlock::end(ends, from) + most;
            from + ends[from..].partition_point(|&end| (end as usize) < full) + 1
        };
        let by_entries = until(&rows.rows.ends, most_entries);
        let by_ids = until(&rows.ids.ends, most_bytes);
        (from + most_rows).min(by_entries).min(by_ids).min(rows.len())
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
            .map(|n| ("x".repeat(n % 7), (0..random.next().cast_signed() % 9).map(|c| c * 3).collect()))
            .collect();
        for (most_rows, entries, part_rows, part_entries, skipped) in [
            (10, 1_000, 10, 1_000, 0),
            (1_000, 17, 3, 1_000, 3),
            (7, 30, 70, 8, 250),
            (1, 1, 1, 1, 0),
            (900, 9_000, 100, 150, 0),
            (10, 10, 4, 5, 500),
        ] {
            // The twin: row by row.
            let (mut expected, mut block, mut part) = (Vec::new(), Vec::new(), Vec::new());
            let size = |rows: &Rows| rows.iter().map(|(_, columns)| columns.len()).sum::<usize>();
            for row in &rows[skipped..] {
                block.push(row.clone());
                part.push(row.clone());
                let is_end = block.len() == most_rows || size(&block) >= entries;
                if is_end || part.len() == part_rows || size(&part) >= part_entries {
                    expected.push((block_of(&std::mem::take(&mut part)), is_end));
                }
                if is_end {
                    block.clear();
                }
            }
            if !part.is_empty() {
                expected.push((block_of(&part), false));
            }
            for _ in 0..5 {
                let limits = BlockLimits { rows: most_rows, entries, part_rows, part_entries };
                let mut blocks = VectorBlocks::new(limits, skipped as u64);
                let (mut found, mut at) = (Vec::new(), 0);
                let mut write = |part, is_end| {
                    found.push((part, is_end));
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
        assert_eq!(IdColumn::unpack(&bytes, 4, 4), Some(IdColumn::of(&ids)));
        for end in 0..bytes.len() {
            assert_eq!(IdColumn::unpack(&bytes[..end], 4, 4), None);
        }
    }
}
