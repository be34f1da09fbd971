//! The one matrix type: compressed sparse rows of f32 with sorted columns.

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

impl Csr {
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

    /// The blocks' rows one after the other. The blocks are our own work: their invariants are
    /// checked in debug builds only.
    #[must_use]
    pub fn from_blocks(blocks: Vec<RowBlock>, width: usize) -> Self {
        let rows = blocks.iter().map(|block| block.ends.len()).sum::<usize>();
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        let mut base = 0;
        for block in &blocks {
            offsets.extend(block.ends.iter().map(|&end| base + u64::from(end)));
            base += block.columns.len() as u64;
        }
        let matrix = match <[RowBlock; 1]>::try_from(blocks) {
            Ok([block]) => Self { offsets, columns: block.columns, values: block.values, width },
            Err(blocks) => {
                let mut columns = Vec::with_capacity(base as usize);
                let mut values = Vec::with_capacity(base as usize);
                for block in blocks {
                    columns.extend_from_slice(&block.columns);
                    values.extend_from_slice(&block.values);
                }
                Self { offsets, columns, values, width }
            }
        };
        debug_assert!(matrix.rows().all(|(columns, _)| ascend_below(columns, width)));
        matrix
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
    fn blocks_follow_one_another() {
        let block = |ends: &[u32], columns: &[i32]| RowBlock {
            ends: ends.to_vec(),
            columns: columns.to_vec(),
            values: columns.iter().map(|&column| column as f32).collect(),
        };
        let blocks = vec![block(&[2, 2], &[0, 3]), block(&[], &[]), block(&[1, 3], &[2, 1, 2])];
        let matrix = Csr::from_blocks(blocks, 4);
        let rows: Vec<_> = matrix.rows().map(|(columns, _)| columns.to_vec()).collect();
        assert_eq!(rows, [vec![0, 3], vec![], vec![2], vec![1, 2]]);
        assert_eq!(Csr::from_blocks(vec![], 4).shape(), (0, 4));
    }
}
