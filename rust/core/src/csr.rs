//! The one matrix type: compressed sparse rows of f32 with sorted columns.

use crate::memory::{Grow, zeros};
use std::collections::VecDeque;

use crate::error::{Error, Result};

/// The rows of some consecutive documents, as one worker makes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowBlock {
    /// For each row, the number of entries up to its end.
    pub ends: Vec<u32>,
    /// The columns, ascending strictly within each row.
    pub columns: Vec<i32>,
    /// One value a column.
    pub values: Vec<f32>,
}

/// A sparse matrix by rows. In each row the columns ascend strictly.
#[derive(Clone, Debug, PartialEq)]
pub struct Csr {
    offsets: Vec<u64>,
    columns: Vec<i32>,
    values: Vec<f32>,
    width: usize,
}

/// Blocks that are appended in one call: few enough for an interrupt or another thread to wait.
const MOST_AT_ONCE: usize = 64;

/// Puts a matrix together while its blocks are made, in whatever order they come.
#[derive(Debug)]
pub struct CsrBuilder {
    matrix: Csr,
    /// The next block and those after it, as far as they are here.
    waiting: VecDeque<Option<RowBlock>>,
    /// The number of the next one.
    next: usize,
}

impl Default for CsrBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl CsrBuilder {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        let matrix = Csr { offsets: vec![0], columns: Vec::new(), values: Vec::new(), width: 0 };
        Self { matrix, waiting: VecDeque::new(), next: 0 }
    }

    /// Takes the rows of block number `number`, counted from 0 without a gap.
    ///
    /// However many blocks waited for this one, it takes about as long as for any other.
    ///
    /// # Panics
    ///
    /// When that block was already given.
    ///
    /// ```
    /// use elanus_core::csr::{CsrBuilder, RowBlock};
    /// let mut builder = CsrBuilder::new();
    /// builder.put(1, RowBlock { ends: vec![1], columns: vec![2], values: vec![0.5] });
    /// builder.put(0, RowBlock { ends: vec![0], ..RowBlock::default() });
    /// let (offsets, columns, _) = builder.finish(3).into_parts();
    /// assert_eq!((offsets, columns), (vec![0, 0, 1], vec![2]));
    /// ```
    pub fn put(&mut self, number: usize, block: RowBlock) {
        assert!(number >= self.next, "block {number} was already given");
        let place = number - self.next;
        if place >= self.waiting.len() {
            self.waiting.resize(place + 1, None);
        }
        assert!(self.waiting[place].is_none(), "block {number} was already given");
        self.waiting[place] = Some(block);
        for _ in 0..MOST_AT_ONCE {
            if !self.append_next() {
                break;
            }
        }
    }

    /// Appends the next block if it is here.
    fn append_next(&mut self) -> bool {
        let Some(block) = self.waiting.front_mut().and_then(Option::take) else { return false };
        self.append(block);
        self.waiting.pop_front();
        self.next += 1;
        true
    }

    fn append(&mut self, block: RowBlock) {
        let Csr { offsets, columns, values, .. } = &mut self.matrix;
        let base = columns.len() as u64;
        offsets.grow(block.ends.len());
        offsets.extend(block.ends.iter().map(|&end| base + u64::from(end)));
        if columns.is_empty() {
            (*columns, *values) = (block.columns, block.values);
        } else {
            columns.grow(block.columns.len());
            values.grow(block.values.len());
            columns.extend_from_slice(&block.columns);
            values.extend_from_slice(&block.values);
        }
    }

    /// The matrix of all rows, `width` columns wide. The blocks are our own work: their invariants are
    /// checked in debug builds only.
    ///
    /// # Panics
    ///
    /// When a block is missing.
    #[must_use]
    pub fn finish(mut self, width: usize) -> Csr {
        while self.append_next() {}
        assert!(self.waiting.is_empty(), "block {} is missing", self.next);
        let mut matrix = Csr { width, ..self.matrix };
        matrix.columns.shrink_to_fit();
        matrix.values.shrink_to_fit();
        debug_assert!(matrix.rows().all(|(columns, _)| ascend_below(columns, width)));
        matrix
    }
}

/// Where the entries of some consecutive rows of a matrix stand.
#[derive(Debug)]
pub struct CsrPart<'a> {
    /// Their columns, which must ascend strictly within each row in the end.
    pub columns: &'a mut [i32],
    /// Their values.
    pub values: &'a mut [f32],
}

impl Csr {
    /// A matrix `width` columns wide of rows of these numbers of entries, which are to be written to
    /// [`Self::parts_mut`]: those who write them, side by side, are the first to touch their memory.
    #[must_use]
    pub fn with_lengths(lengths: impl IntoIterator<Item = usize>, width: usize) -> Self {
        let mut entries = 0;
        let ends = lengths.into_iter().map(|length| {
            entries += length;
            entries as u64
        });
        let mut offsets = vec![0];
        for end in ends {
            offsets.grow(1);
            offsets.push(end);
        }
        Self { offsets, columns: zeros(entries), values: zeros(entries), width }
    }

    /// The rows in parts of so many.
    ///
    /// # Panics
    ///
    /// When there are fewer rows.
    ///
    /// ```
    /// use elanus_core::csr::Csr;
    /// let mut matrix = Csr::with_lengths([1, 0, 2], 4);
    /// for (part, columns) in matrix.parts_mut([2, 1]).into_iter().zip([&[3][..], &[0, 2]]) {
    ///     part.columns.copy_from_slice(columns);
    ///     part.values.fill(0.5);
    /// }
    /// assert_eq!(matrix.rows().map(|(columns, _)| columns).collect::<Vec<_>>(), [&[3][..], &[], &[0, 2]]);
    /// ```
    pub fn parts_mut(&mut self, rows: impl IntoIterator<Item = usize>) -> Vec<CsrPart<'_>> {
        let (mut columns, mut values) = (self.columns.as_mut_slice(), self.values.as_mut_slice());
        let mut first = 0;
        let part = |rows| {
            let entries = (self.offsets[first + rows] - self.offsets[first]) as usize;
            first += rows;
            CsrPart {
                columns: columns.split_off_mut(..entries).unwrap_or_default(),
                values: values.split_off_mut(..entries).unwrap_or_default(),
            }
        };
        rows.into_iter().map(part).collect()
    }

    /// A matrix from its rows' offsets (a leading 0, then each row's end), columns and values.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidMatrix`] when the parts do not fit together: offsets that do not begin at 0,
    /// descend or end elsewhere than the columns do, another number of values than of columns, a
    /// column beyond the width, or columns that do not ascend within a row.
    ///
    /// ```
    /// use elanus_core::csr::Csr;
    /// let matrix = Csr::new(vec![0, 2, 2], vec![1, 4], vec![0.5, 2.0], 5)?;
    /// assert_eq!(matrix.shape(), (2, 5));
    /// assert!(Csr::new(vec![0, 2], vec![4, 1], vec![0.5, 2.0], 5).is_err());
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn new(offsets: Vec<u64>, columns: Vec<i32>, values: Vec<f32>, width: usize) -> Result<Self> {
        let invalid = |reason: &str| Err(Error::InvalidMatrix(reason.to_owned()));
        if offsets.first() != Some(&0) || offsets.last() != Some(&(columns.len() as u64)) {
            return invalid("the row offsets do not span the columns");
        }
        if columns.len() != values.len() {
            return invalid("columns and values differ in number");
        }
        if offsets.windows(2).any(|pair| pair[0] > pair[1]) {
            return invalid("the row offsets descend");
        }
        let matrix = Self { offsets, columns, values, width };
        if matrix.rows().any(|(columns, _)| !ascend_below(columns, width)) {
            return invalid("the columns of a row do not ascend below the width");
        }
        Ok(matrix)
    }

    /// The number of rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.offsets.len() - 1, self.width)
    }

    /// The rows in order: columns and values.
    pub fn rows(&self) -> impl Iterator<Item = (&[i32], &[f32])> {
        self.offsets.windows(2).map(|pair| {
            let range = pair[0] as usize..pair[1] as usize;
            (&self.columns[range.clone()], &self.values[range])
        })
    }

    /// The parts: offsets, columns, values.
    #[must_use]
    pub fn into_parts(self) -> (Vec<u64>, Vec<i32>, Vec<f32>) {
        (self.offsets, self.columns, self.values)
    }
}

fn ascend_below(columns: &[i32], width: usize) -> bool {
    columns.windows(2).all(|pair| pair[0] < pair[1])
        && columns.first().is_none_or(|column| !column.is_negative())
        && columns.last().is_none_or(|&column| usize::try_from(column).is_ok_and(|column| column < width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let new = |offsets: &[u64], columns: &[i32], values: usize| {
            Csr::new(offsets.to_vec(), columns.to_vec(), vec![1.0; values], 4)
        };
        assert!(new(&[0, 1, 3], &[3, 0, 3], 3).is_ok());
        assert!(new(&[], &[], 0).is_err());
        assert!(new(&[1, 3], &[0, 1, 2], 3).is_err());
        assert!(new(&[0, 2], &[0, 1, 2], 3).is_err());
        assert!(new(&[0, 3, 1, 3], &[0, 1, 2], 3).is_err());
        assert!(new(&[0, 2], &[0, 1], 3).is_err());
        assert!(new(&[0, 2], &[1, 1], 2).is_err());
        assert!(new(&[0, 2], &[1, 4], 2).is_err());
        assert!(new(&[0, 2], &[-1, 2], 2).is_err());
    }

    #[test]
    fn blocks_follow_one_another_in_whatever_order_they_come() {
        let block = |ends: &[u32], columns: &[i32]| RowBlock {
            ends: ends.to_vec(),
            columns: columns.to_vec(),
            values: columns.iter().map(|&column| column as f32).collect(),
        };
        let blocks =
            [block(&[2, 2], &[0, 3]), block(&[], &[]), block(&[1, 3], &[2, 1, 2]), block(&[1], &[0])];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            let mut builder = CsrBuilder::new();
            for number in order {
                builder.put(number, blocks[number].clone());
            }
            let matrix = builder.finish(4);
            let rows: Vec<_> = matrix.rows().map(|(columns, _)| columns.to_vec()).collect();
            assert_eq!(rows, [vec![0, 3], vec![], vec![2], vec![1, 2], vec![0]]);
        }
        assert_eq!(CsrBuilder::new().finish(4).shape(), (0, 4));
        // Some hundred that waited for the first one.
        let mut builder = CsrBuilder::new();
        for (number, column) in (0..300).zip(0..300_i32).rev() {
            builder.put(number, block(&[1], &[column]));
        }
        assert!(builder.next < 300);
        let columns = builder.finish(300).into_parts().1;
        assert!(columns.into_iter().eq(0..300));
    }
}
