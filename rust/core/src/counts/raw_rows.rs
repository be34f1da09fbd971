//! The terms of documents while the final ids of their terms are not yet known.

use super::row_encoder::{MOST_COLLECTED, Weigher, count};
use crate::csr::RowBlock;
use crate::vocabulary::TermId;

/// A row is kept as its tokens' ids, which are quicker written than counted. One that repeats its terms more
/// often than this is counted, so that no row takes much more memory than it will in the matrix.
const MOST_REPEATED: usize = 4;

/// Tokens that any row may have before it is counted.
const FEW: usize = 64;

/// The rows of one slice, under the ids of the worker that counted it.
#[derive(Clone, Debug, Default)]
pub struct RawRows {
    ids: Vec<TermId>,
    /// Terms with their number.
    counted: Vec<(TermId, u32)>,
    rows: Vec<RawRow>,
}

#[derive(Clone, Copy, Debug)]
struct RawRow {
    /// The end of its tokens among the ids.
    ids: usize,
    /// The end of its terms among those counted.
    counted: usize,
    /// The number of all its tokens.
    length: u64,
}

impl RawRows {
    /// How many ids there are to sort.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.ids.len() + self.counted.len()
    }

    /// The rows under their final ids, sorted and weighed.
    #[must_use]
    pub fn into_block(mut self, final_ids: &[TermId], weigher: &impl Weigher) -> RowBlock {
        let entries = self.entries();
        let mut block = RowBlock {
            ends: Vec::with_capacity(self.rows.len()),
            columns: Vec::with_capacity(entries),
            values: Vec::with_capacity(entries),
        };
        self.ids.iter_mut().for_each(|id| *id = final_ids[*id as usize]);
        self.counted.iter_mut().for_each(|(id, _)| *id = final_ids[*id as usize]);
        let mut terms = Vec::new();
        let (mut ids, mut counted) = (0, 0);
        for row in self.rows {
            terms.clear();
            // A row has either the ones or the others.
            terms.extend_from_slice(&self.counted[counted..row.counted]);
            terms.sort_unstable_by_key(|&(term, _)| term);
            count(&mut self.ids[ids..row.ids], &mut terms);
            (ids, counted) = (row.ids, row.counted);
            block.columns.extend(terms.iter().map(|&(term, _)| term.cast_signed()));
            weigher.weigh(row.length, &terms, &mut block.values);
            block.ends.push(block.columns.len() as u32);
        }
        block
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
    /// Where the row's tokens begin.
    start: usize,
    /// The row's terms.
    distinct: usize,
    /// The row's terms that were counted before it ended.
    counted: Vec<(TermId, u32)>,
}

impl RowRecorder {
    /// The rows recorded since the last call.
    pub(super) fn take(&mut self) -> RawRows {
        self.start = 0;
        std::mem::take(&mut self.rows)
    }

    #[cold]
    fn count(&mut self) {
        count(&mut self.rows.ids[self.start..], &mut self.counted);
        self.rows.ids.truncate(self.start);
    }
}

impl Recorder for RowRecorder {
    #[inline]
    fn record(&mut self, ids: &[TermId], new: usize) {
        self.rows.ids.extend_from_slice(ids);
        self.distinct += new;
        if self.rows.ids.len() - self.start >= MOST_COLLECTED.max(self.counted.len()) {
            self.count();
        }
    }

    fn end_row(&mut self, length: u64) {
        let tokens = self.rows.ids.len() - self.start;
        if !self.counted.is_empty() || tokens > FEW + MOST_REPEATED * self.distinct {
            self.count();
            self.rows.counted.append(&mut self.counted);
            self.counted.shrink_to(MOST_COLLECTED);
        }
        self.start = self.rows.ids.len();
        self.distinct = 0;
        self.rows.rows.push(RawRow { ids: self.start, counted: self.rows.counted.len(), length });
    }
}
