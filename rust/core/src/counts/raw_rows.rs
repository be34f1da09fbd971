//! Term frequencies of documents while the final ids of their terms are not yet known.

use super::row_encoder::Weigher;
use crate::csr::RowBlock;
use crate::vocabulary::TermId;

/// The rows of one slice, under the ids of the worker that counted it.
#[derive(Clone, Debug, Default)]
pub struct RawRows {
    entries: Vec<(TermId, u32)>,
    /// For each row, the number of entries up to its end and the number of its tokens.
    rows: Vec<(u32, u64)>,
}

impl RawRows {
    /// The rows under their final ids, sorted and weighed.
    #[must_use]
    pub fn into_block(mut self, final_ids: &[TermId], weigher: &impl Weigher) -> RowBlock {
        for (term, _) in &mut self.entries {
            *term = final_ids[*term as usize];
        }
        let mut block = RowBlock {
            ends: Vec::with_capacity(self.rows.len()),
            columns: Vec::with_capacity(self.entries.len()),
            values: Vec::with_capacity(self.entries.len()),
        };
        let mut start = 0;
        for &(end, length) in &self.rows {
            let terms = &mut self.entries[start..end as usize];
            terms.sort_unstable_by_key(|&(term, _)| term);
            block.columns.extend(terms.iter().map(|&(term, _)| term.cast_signed()));
            weigher.weigh(length, terms, &mut block.values);
            block.ends.push(end);
            start = end as usize;
        }
        block
    }
}

/// What a counter does with the occurrences it counts, besides counting.
pub(super) trait Recorder {
    /// An occurrence of a term: the first one in the document, or a further one.
    fn record(&mut self, id: TermId, is_first: bool);

    /// The document of this many tokens is over.
    fn end_row(&mut self, length: u64);
}

/// Records nothing.
impl Recorder for () {
    fn record(&mut self, _: TermId, _: bool) {}

    fn end_row(&mut self, _: u64) {}
}

/// Records rows.
#[derive(Debug, Default)]
pub(super) struct RowRecorder {
    rows: RawRows,
    /// For each term, where its entry of the current document is.
    positions: Vec<u32>,
}

impl RowRecorder {
    /// The rows recorded since the last call.
    pub(super) fn take(&mut self) -> RawRows {
        std::mem::take(&mut self.rows)
    }
}

impl Recorder for RowRecorder {
    #[inline]
    fn record(&mut self, id: TermId, is_first: bool) {
        if !is_first {
            self.rows.entries[self.positions[id as usize] as usize].1 += 1;
            return;
        }
        if id as usize >= self.positions.len() {
            self.positions.resize(id as usize + 1, 0);
        }
        self.positions[id as usize] = self.rows.entries.len() as u32;
        self.rows.entries.push((id, 1));
    }

    fn end_row(&mut self, length: u64) {
        self.rows.rows.push((self.rows.entries.len() as u32, length));
    }
}
