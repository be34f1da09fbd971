//! The rows of documents while the final ids of their terms are not known yet.

use super::numbering::{NumberingId, Numberings};
use super::rows::{MOST_COLLECTED, TermRows, count};
use crate::memory::{Grow, collected};
use crate::vocabulary::TermId;

/// A row is kept as its tokens' ids, which are quicker written than counted. One that repeats its terms more
/// often than this is counted: rows take at most twice the memory that their entries will take in the matrix,
/// and some bytes each.
const MOST_REPEATED: usize = 4;

/// Tokens that any row may have before it is counted.
const FEW: usize = 8;

/// Bytes of a slice that are not worth a copy of the right size.
const LARGE: usize = 1 << 20;

/// The rows of one slice, under the provisional ids of the worker that counted it.
#[derive(Clone, Debug, Default)]
pub struct RawRows {
    ids: Vec<TermId>,
    /// Terms with their number.
    counted: Vec<(TermId, u32)>,
    rows: Vec<RawRow>,
    numbering: NumberingId,
}

#[derive(Clone, Copy, Debug)]
struct RawRow {
    /// The end of its tokens among the ids.
    ids: usize,
    /// The end of its terms among those counted.
    counted: usize,
    /// The number of all its tokens.
    length: u64,
    /// The number of its terms.
    distinct: usize,
}

impl RawRows {
    /// How many ids there are to sort.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.ids.len() + self.counted.len()
    }

    /// The number of terms in each row: of its entries in the matrix.
    #[must_use]
    pub fn lengths(&self) -> impl ExactSizeIterator<Item = usize> {
        self.rows.iter().map(|row| row.distinct)
    }

    /// The rows under their final ids.
    #[must_use]
    pub fn into_rows(mut self, numberings: &Numberings) -> TermRows {
        let numbering = numberings.get(self.numbering);
        self.ids.iter_mut().for_each(|id| *id = numbering.final_id(*id));
        self.counted.iter_mut().for_each(|(id, _)| *id = numbering.final_id(*id));
        let mut rows = TermRows::with_capacity(self.rows.len(), self.lengths().sum());
        let (mut ids, mut counted) = (0, 0);
        for row in &self.rows {
            // A row has either the ones or the others.
            if row.counted > counted {
                let terms = &mut self.counted[counted..row.counted];
                terms.sort_unstable_by_key(|&(term, _)| term);
                rows.push(row.length, terms);
            } else {
                rows.push_ids(row.length, &mut self.ids[ids..row.ids], &mut Vec::new());
            }
            (ids, counted) = (row.ids, row.counted);
        }
        rows
    }
}

/// What a counter does with the occurrences it counts, besides counting.
pub trait Recorder: Default + Send {
    /// What it has recorded of a slice.
    type Output: Send;

    /// Takes the next terms of the document, of which this many are new in it.
    fn record(&mut self, ids: &[TermId], new: usize);

    /// Ends the document, of this many tokens.
    fn end_row(&mut self, length: u64);

    /// Gives away what was recorded of the slice, under ids of this numbering.
    fn take(&mut self, numbering: NumberingId) -> Self::Output;

    /// Whether what it gives away holds provisional ids.
    const KEEPS_IDS: bool;
}

/// Records nothing.
impl Recorder for () {
    type Output = ();

    fn record(&mut self, _: &[TermId], _: usize) {}

    fn end_row(&mut self, _: u64) {}

    fn take(&mut self, _: NumberingId) {}

    const KEEPS_IDS: bool = false;
}

/// Records rows.
#[derive(Debug, Default)]
pub struct RowRecorder {
    rows: RawRows,
    /// The row's tokens, as far as they are not counted.
    ids: Vec<TermId>,
    /// The row's terms that were counted before it ended.
    counted: Vec<(TermId, u32)>,
    /// The number of the row's terms.
    distinct: usize,
}

impl RowRecorder {
    #[cold]
    fn count(&mut self) {
        count(&mut self.ids, &mut self.counted);
        self.ids.clear();
    }
}

/// Takes what is in a vector that one slice after the other uses, without the room that it has beyond that.
fn exactly<T: Copy>(vector: &mut Vec<T>) -> Vec<T> {
    if size_of_val(vector.as_slice()) < LARGE {
        let exact = collected(vector.iter().copied());
        vector.clear();
        return exact;
    }
    let mut exact = std::mem::take(vector);
    exact.shrink_to_fit();
    exact
}

impl Recorder for RowRecorder {
    type Output = RawRows;

    #[inline]
    fn record(&mut self, ids: &[TermId], new: usize) {
        self.ids.grow(ids.len());
        self.ids.extend_from_slice(ids);
        self.distinct += new;
        if self.ids.len() >= MOST_COLLECTED.max(self.counted.len()) {
            self.count();
        }
    }

    fn end_row(&mut self, length: u64) {
        let is_counted = !self.counted.is_empty();
        if (is_counted && !self.ids.is_empty()) || self.ids.len() > FEW + MOST_REPEATED * self.distinct {
            self.count();
        }
        self.rows.ids.grow(self.ids.len());
        self.rows.ids.extend_from_slice(&self.ids);
        if self.rows.counted.is_empty() {
            // No copy of a document's millions of terms.
            std::mem::swap(&mut self.rows.counted, &mut self.counted);
        } else {
            self.rows.counted.grow(self.counted.len());
            self.rows.counted.append(&mut self.counted);
        }
        self.ids.clear();
        self.ids.shrink_to(2 * MOST_COLLECTED);
        self.counted.shrink_to(MOST_COLLECTED);
        let distinct = std::mem::take(&mut self.distinct);
        let (ids, counted) = (self.rows.ids.len(), self.rows.counted.len());
        self.rows.rows.grow(1);
        self.rows.rows.push(RawRow { ids, counted, length, distinct });
    }

    fn take(&mut self, numbering: NumberingId) -> RawRows {
        let RawRows { ids, counted, rows, .. } = &mut self.rows;
        RawRows { ids: exactly(ids), counted: exactly(counted), rows: exactly(rows), numbering }
    }

    const KEEPS_IDS: bool = true;
}

#[cfg(test)]
mod tests {
    use super::super::numbering::Numbering;
    use super::*;

    #[test]
    fn rows_take_no_more_memory_than_their_entries() {
        let mut recorder = RowRecorder::default();
        for repeats in [1, 3, 40, 5_000, 3_000_000] {
            for distinct in [1, 7, 300] {
                for _ in 0..repeats {
                    let ids: Vec<TermId> = (0..distinct).collect();
                    recorder.record(&ids, 0);
                }
                recorder.distinct = distinct as usize;
                recorder.end_row(u64::from(distinct) * repeats);
                let rows = recorder.take(NumberingId::default());
                let bytes = rows.ids.capacity() * 4 + rows.counted.capacity() * 8;
                assert!(bytes <= 4 * FEW + 16 * distinct as usize, "{bytes} bytes for {distinct} terms");
                let numbering = Numbering { shared: 0, new: (0..distinct).rev().collect() };
                let rows = rows.into_rows(&Numberings::new(vec![vec![numbering]]));
                let row = rows.iter().next().unwrap();
                assert_eq!(row.length, u64::from(distinct) * repeats);
                assert!(row.terms.iter().copied().eq((0..distinct).map(|term| (term, repeats as u32))));
                if repeats > 1_000_000 {
                    break; // Enough of it.
                }
            }
        }
        assert!(recorder.ids.capacity() + recorder.counted.capacity() <= 4 * MOST_COLLECTED);
    }
}
