//! Rows in few bytes, to wait on a disk until the final ids of their terms are known.

use super::numbering::{NumberingId, Numberings};
use super::raw_rows::Recorder;
use super::rows::{MOST_COLLECTED, TermRows, count};
use crate::memory::{Grow, collected};
use crate::spool::numbers::{Reader, put};
use crate::vocabulary::TermId;

/// The rows of one slice, under the provisional ids of the worker that counted it.
#[derive(Clone, Debug)]
pub struct PackedRows {
    /// Of each row its length, the number of its terms, and for each term how far its id is from the one before, with
    /// a bit that says whether its frequency, above 1, follows. Of an ordinary text, a term takes about two bytes.
    pub units: Vec<u16>,
    /// What is needed to unpack them.
    pub packed: Packed,
}

/// What the ids of some packed rows belong to, and how many there are.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    numbering: NumberingId,
    rows: u32,
    entries: u32,
}

/// Records rows, and packs each when it ends: there its ids are still in the processor's caches.
#[derive(Debug, Default)]
pub struct RowPacker {
    units: Vec<u16>,
    /// The row's tokens, as far as they are not counted.
    ids: Vec<TermId>,
    /// The row's terms that were counted before it ended.
    counted: Vec<(TermId, u32)>,
    /// The number of the row's terms.
    distinct: usize,
    rows: u32,
    entries: u32,
}

impl Recorder for RowPacker {
    type Output = PackedRows;

    #[inline]
    fn record(&mut self, ids: &[TermId], new: usize) {
        self.distinct += new;
        self.ids.grow(ids.len());
        self.ids.extend_from_slice(ids);
        if self.ids.len() >= MOST_COLLECTED.max(self.counted.len()) {
            count(&mut self.ids, &mut self.counted);
            self.ids.clear();
        }
    }

    fn end_row(&mut self, length: u64) {
        let Self { units, ids, counted, .. } = self;
        let distinct = std::mem::take(&mut self.distinct);
        if !counted.is_empty() && !ids.is_empty() {
            count(ids, counted);
            ids.clear();
        }
        put(units, length);
        put(units, distinct as u64);
        units.grow(2 * distinct);
        let mut before = 0;
        let mut push = |term: TermId, frequency: u32| {
            put(units, u64::from(term - before) << 1 | u64::from(frequency > 1));
            before = term;
            if frequency > 1 {
                put(units, u64::from(frequency));
            }
        };
        // A row has either the ones or the others.
        for &(term, frequency) in &*counted {
            push(term, frequency);
        }
        ids.sort_unstable();
        ids.chunk_by(|a, b| a == b).for_each(|equal| push(equal[0], equal.len() as u32));
        self.rows += 1;
        self.entries += distinct as u32;
        ids.clear();
        ids.shrink_to(2 * MOST_COLLECTED);
        counted.clear();
        counted.shrink_to(MOST_COLLECTED);
    }

    fn take(&mut self, numbering: NumberingId) -> PackedRows {
        let packed = Packed {
            numbering,
            rows: std::mem::take(&mut self.rows),
            entries: std::mem::take(&mut self.entries),
        };
        let units = collected(self.units.iter().copied());
        self.units.clear();
        self.units.shrink_to(MOST_COLLECTED);
        PackedRows { units, packed }
    }

    const KEEPS_IDS: bool = true;
}

impl Packed {
    /// The number of rows.
    #[must_use]
    pub fn rows(self) -> usize {
        self.rows as usize
    }

    /// The rows under their final ids; `None` if these units are no packed rows.
    #[must_use]
    pub fn unpack(self, units: &[u16], numberings: &Numberings) -> Option<TermRows> {
        let numbering = numberings.get(self.numbering);
        let mut rows = TermRows::with_capacity(self.rows as usize, self.entries as usize);
        let mut reader = Reader::new(units);
        let mut terms: Vec<(TermId, u32)> = Vec::new();
        for _ in 0..self.rows {
            let (length, distinct) = (reader.next()?, reader.next()? as usize);
            terms.clear();
            terms.grow(distinct);
            let mut id = 0;
            // Those with final ids ascend already, and all others will get greater ones.
            let mut sorted = 0;
            for _ in 0..distinct {
                let step = reader.next()?;
                id += (step >> 1) as TermId;
                let frequency = if step & 1 == 1 { reader.next()? as u32 } else { 1 };
                sorted += usize::from(id < numbering.shared);
                terms.push((numbering.final_id(id), frequency));
            }
            if sorted < distinct {
                terms[sorted..].sort_unstable_by_key(|&(term, _)| term);
            }
            rows.push(length, &terms);
        }
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CorpusCounter, RowRecorder};
    use super::*;
    use crate::batch::Documents;
    use crate::parallel::Cancel;
    use crate::random::Random;

    fn counted<R: Recorder>(
        documents: &[Vec<String>],
        workers: usize,
        pauses: &[usize],
    ) -> (Vec<R::Output>, Numberings) {
        let mut counters = CorpusCounter::<R>::for_workers(workers);
        let mut rows = Vec::new();
        for (slice, documents) in documents.chunks(7).enumerate() {
            let documents = Documents::Tokens(documents.iter().collect());
            let counter = &mut counters[slice * slice % workers];
            rows.push(counter.count(slice, None, &documents, &Cancel::new()).unwrap());
            if pauses.contains(&slice) {
                CorpusCounter::assign_final_ids(&mut counters).unwrap();
            }
        }
        (rows, CorpusCounter::merge(counters).unwrap().1)
    }

    /// Rows packed by several workers, with final ids assigned in between, are those that are not packed.
    #[test]
    fn packed_rows_are_the_rows() {
        let mut random = Random::new(5);
        let mut documents: Vec<Vec<String>> = (0..300)
            .map(|number| {
                let terms = 20 + number * 300;
                let length = if number % 50 == 7 { 2_000 } else { random.below(40) };
                (0..length).map(|_| format!("t{}", random.below(terms))).collect()
            })
            .collect();
        // More tokens than are collected before they are counted, and once just as many.
        documents[100] = vec![documents[57].clone(); 700].concat();
        documents[101] = vec!["kite".to_owned(); MOST_COLLECTED];
        for (workers, pauses) in [(1, &[][..]), (2, &[]), (3, &[2, 9, 10, 31]), (2, &[0, 1, 2, 3])] {
            let (raw, numberings) = counted::<RowRecorder>(&documents, workers, pauses);
            let (packed, others) = counted::<RowPacker>(&documents, workers, pauses);
            for (raw, PackedRows { units, packed }) in raw.into_iter().zip(packed) {
                let rows = packed.unpack(&units, &others).unwrap();
                assert_eq!(packed.rows(), rows.len());
                assert_eq!(rows, raw.into_rows(&numberings));
                for end in (0..units.len()).step_by(1 + units.len() / 50) {
                    assert!(packed.unpack(&units[..end], &others).is_none());
                }
            }
        }
    }
}
