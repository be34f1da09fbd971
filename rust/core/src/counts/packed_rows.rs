//! Rows in few bytes, to wait on a disk until the final ids of their terms are known.

use super::numbering::{Numbering, NumberingId, Numberings};
use super::raw_rows::RawRows;
use super::rows::TermRows;
use crate::memory::Grow;
use crate::spool::numbers::{Reader, put};
use crate::vocabulary::TermId;

/// What the ids of some packed rows belong to, and how large the rows are.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    numbering: NumberingId,
    rows: u32,
    entries: u32,
}

impl RawRows {
    /// Appends the rows: of each its length, the number of its terms, and for each term how far its id is from the
    /// one before, with a bit that says whether its frequency, above 1, follows. All are numbers of seven bits a
    /// byte; of an ordinary text, a term takes about two bytes.
    pub fn pack(mut self, into: &mut Vec<u8>) -> Packed {
        let mut entries = 0;
        let (mut ids, mut counted) = (0, 0);
        for row in &self.rows {
            into.grow(20 + 10 * row.distinct);
            put(into, row.length);
            put(into, row.distinct as u64);
            let mut before = 0;
            let mut push = |term: TermId, frequency: u32| {
                let step = u64::from(term - before);
                before = term;
                put(into, step << 1 | u64::from(frequency > 1));
                if frequency > 1 {
                    put(into, u64::from(frequency));
                }
            };
            // A row has either the ones or the others.
            if row.counted > counted {
                let terms = &mut self.counted[counted..row.counted];
                terms.sort_unstable_by_key(|&(term, _)| term);
                terms.iter().for_each(|&(term, frequency)| push(term, frequency));
            } else {
                let ids = &mut self.ids[ids..row.ids];
                ids.sort_unstable();
                ids.chunk_by(|a, b| a == b).for_each(|equal| push(equal[0], equal.len() as u32));
            }
            entries += row.distinct;
            (ids, counted) = (row.ids, row.counted);
        }
        Packed { numbering: self.numbering, rows: self.rows.len() as u32, entries: entries as u32 }
    }
}

impl Packed {
    /// The rows under their final ids, and how many of the bytes they took; `None` if these are no packed rows.
    #[must_use]
    pub fn unpack(self, bytes: &[u8], numberings: &Numberings) -> Option<(TermRows, usize)> {
        let numbering: &Numbering = numberings.get(self.numbering);
        let mut rows = TermRows::with_capacity(self.rows as usize, self.entries as usize);
        let mut reader = Reader::new(bytes);
        let mut terms: Vec<(TermId, u32)> = Vec::new();
        for _ in 0..self.rows {
            let (length, distinct) = (reader.next()?, reader.next()?);
            terms.clear();
            terms.grow(distinct as usize);
            let mut id = 0;
            // Those with final ids ascend already, and all others will get greater ones.
            let mut sorted = 0;
            for at in 1..=distinct as usize {
                let step = reader.next()?;
                id += (step >> 1) as TermId;
                let frequency = if step & 1 == 1 { reader.next()? as u32 } else { 1 };
                if id < numbering.shared {
                    sorted = at;
                }
                terms.push((numbering.final_id(id), frequency));
            }
            terms[sorted..].sort_unstable_by_key(|&(term, _)| term);
            rows.push(length, &terms);
        }
        Some((rows, reader.taken()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CorpusCounter, RowRecorder};
    use crate::batch::Documents;
    use crate::parallel::Cancel;
    use crate::random::Random;

    /// Rows packed by several workers, with final ids assigned in between, are those that are not packed.
    #[test]
    fn packed_rows_are_the_rows() {
        let mut random = Random::new(5);
        let documents: Vec<Vec<String>> = (0..300)
            .map(|number| {
                let terms = 20 + number * 3;
                let length = if number % 50 == 7 { 2_000 } else { random.below(40) };
                (0..length).map(|_| format!("t{}", random.below(terms))).collect()
            })
            .collect();
        for (workers, pauses) in [(1, &[][..]), (2, &[]), (3, &[2, 9, 10, 31]), (2, &[0, 1, 2, 3])] {
            let mut counters = CorpusCounter::<RowRecorder>::for_workers(workers);
            let (mut raw, mut packed) = (Vec::new(), Vec::new());
            for (slice, documents) in documents.chunks(7).enumerate() {
                let documents = Documents::Tokens(documents.iter().collect());
                let counter = &mut counters[slice * slice % workers];
                let rows = counter.count(slice, None, &documents, &Cancel::new()).unwrap();
                let mut bytes = b"before".to_vec();
                packed.push((rows.clone().pack(&mut bytes), bytes));
                raw.push(rows);
                if pauses.contains(&slice) {
                    CorpusCounter::assign_final_ids(&mut counters).unwrap();
                }
            }
            let (_, numberings) = CorpusCounter::merge(counters).unwrap();
            for (raw, (packed, mut bytes)) in raw.into_iter().zip(packed) {
                let length = bytes.len() - 6;
                bytes.extend(b"after");
                let (rows, taken) = packed.unpack(&bytes[6..], &numberings).unwrap();
                assert_eq!(taken, length);
                assert_eq!(rows, raw.into_rows(&numberings));
                for end in 0..length {
                    assert!(packed.unpack(&bytes[6..6 + end], &numberings).is_none());
                }
            }
        }
    }
}
