//! The terms of documents while the final ids of their terms are not yet known.

use super::corpus_counter::Numberings;
use super::row_encoder::{MOST_COLLECTED, Weigher, count};
use crate::csr::CsrPart;
use crate::vocabulary::TermId;

/// A row is kept as its tokens' ids, which are quicker written than counted. One that repeats its terms more
/// often than this is counted: rows take at most twice the memory that their entries will take in the matrix, and
/// some bytes each.
const MOST_REPEATED: usize = 4;

/// Tokens that any row may have before it is counted.
const FEW: usize = 8;

/// Bytes of a slice that are not worth a copy of the right size.
const LARGE: usize = 1 << 20;

/// The rows of one slice, under the ids that the worker that counted it had for its terms.
#[derive(Clone, Debug, Default)]
pub struct RawRows {
    ids: Vec<TermId>,
    /// Terms with their number.
    counted: Vec<(TermId, u32)>,
    rows: Vec<RawRow>,
    /// The worker, and which of its numberings the ids belong to.
    pub(super) numbering: (usize, usize),
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
    pub fn lengths(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| row.distinct)
    }

    /// Writes the rows under their final ids, sorted and weighed, to where they stand in the matrix.
    ///
    /// # Panics
    ///
    /// When there is not room for just as many entries.
    pub fn write(
        mut self,
        numberings: &Numberings,
        weigher: &impl Weigher,
        CsrPart { mut columns, mut values }: CsrPart<'_>,
    ) {
        let numbering = numberings.of(&self);
        self.ids.iter_mut().for_each(|id| *id = numbering.final_id(*id));
        self.counted.iter_mut().for_each(|(id, _)| *id = numbering.final_id(*id));
        let (mut distinct, mut weights) = (Vec::new(), Vec::new());
        let (mut ids, mut counted) = (0, 0);
        for row in self.rows {
            // A row has either the ones or the others.
            let terms = if row.counted > counted {
                let terms = &mut self.counted[counted..row.counted];
                terms.sort_unstable_by_key(|&(term, _)| term);
                terms
            } else {
                distinct.clear();
                count(&mut self.ids[ids..row.ids], &mut distinct);
                &mut distinct
            };
            (ids, counted) = (row.ids, row.counted);
            weights.clear();
            weigher.weigh(row.length, terms, &mut weights);
            let (row_columns, row_values);
            (row_columns, columns) = columns.split_at_mut(row.distinct);
            (row_values, values) = values.split_at_mut(row.distinct);
            row_columns.iter_mut().zip(terms).for_each(|(column, (term, _))| *column = term.cast_signed());
            row_values.copy_from_slice(&weights);
        }
        assert!(columns.is_empty() && values.is_empty(), "room for more entries than there are");
    }
}

/// What a counter does with the occurrences it counts, besides counting.
pub(super) trait Recorder {
    /// The next terms of the document, of which this many are new in it.
    fn record(&mut self, ids: &[TermId], new: usize);

    /// The document of this many tokens is over.
    fn end_row(&mut self, length: u64);
}

/// Records nothing.
impl Recorder for () {
    fn record(&mut self, _: &[TermId], _: usize) {}

    fn end_row(&mut self, _: u64) {}
}

/// Records rows.
#[derive(Debug, Default)]
pub(super) struct RowRecorder {
    rows: RawRows,
    /// The row's tokens, as far as they are not counted.
    ids: Vec<TermId>,
    /// The row's terms that were counted before it ended.
    counted: Vec<(TermId, u32)>,
    /// The number of the row's terms.
    distinct: usize,
}

impl RowRecorder {
    /// The rows recorded since the last call, under ids of this numbering.
    pub(super) fn take(&mut self, numbering: (usize, usize)) -> RawRows {
        let RawRows { ids, counted, rows, .. } = &mut self.rows;
        RawRows { ids: exactly(ids), counted: exactly(counted), rows: exactly(rows), numbering }
    }

    #[cold]
    fn count(&mut self) {
        count(&mut self.ids, &mut self.counted);
        self.ids.clear();
    }
}

/// Takes what is in a vector, of which slice after slice makes use, without the room that it has beyond that.
fn exactly<T: Copy>(vector: &mut Vec<T>) -> Vec<T> {
    if size_of_val(vector.as_slice()) < LARGE {
        let exact = vector.clone();
        vector.clear();
        return exact;
    }
    let mut exact = std::mem::take(vector);
    exact.shrink_to_fit();
    exact
}

impl Recorder for RowRecorder {
    #[inline]
    fn record(&mut self, ids: &[TermId], new: usize) {
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
        self.rows.ids.extend_from_slice(&self.ids);
        if self.rows.counted.is_empty() {
            // No copy of a document's millions of terms.
            std::mem::swap(&mut self.rows.counted, &mut self.counted);
        } else {
            self.rows.counted.append(&mut self.counted);
        }
        self.ids.clear();
        self.ids.shrink_to(2 * MOST_COLLECTED);
        self.counted.shrink_to(MOST_COLLECTED);
        let distinct = std::mem::take(&mut self.distinct);
        let (ids, counted) = (self.rows.ids.len(), self.rows.counted.len());
        self.rows.rows.push(RawRow { ids, counted, length, distinct });
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus_counter::Numbering;
    use super::*;
    use crate::csr::Csr;

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
                let rows = recorder.take((0, 0));
                let bytes = rows.ids.capacity() * 4 + rows.counted.capacity() * 8;
                assert!(bytes <= 4 * FEW + 16 * distinct as usize, "{bytes} bytes for {distinct} terms");
                let numberings = Numberings::of_one(Numbering::new(0, (0..distinct).rev().collect()));
                let mut matrix = Csr::with_lengths(rows.lengths(), distinct as usize);
                let part = matrix.parts_mut([1]).pop().unwrap();
                rows.write(&numberings, &Repeats, part);
                let (columns, values) = matrix.rows().next().unwrap();
                assert!(columns.iter().copied().eq(0..distinct.cast_signed()));
                assert!(values.iter().all(|value| value.to_bits() == (repeats as f32).to_bits()));
                if repeats > 1_000_000 {
                    break; // Enough of it.
                }
            }
        }
        assert!(recorder.ids.capacity() + recorder.counted.capacity() <= 4 * MOST_COLLECTED);
    }

    struct Repeats;

    impl Weigher for Repeats {
        fn weigh(&self, _: u64, terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
            weights.extend(terms.iter().map(|&(_, count)| count as f32));
        }
    }
}
