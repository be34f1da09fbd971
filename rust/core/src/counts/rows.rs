//! Rows of term frequencies: what counting makes of documents. Weights and postings are made of them.

use crate::memory::{Grow, collected, room};
use crate::vocabulary::TermId;

/// Ids that are collected before they are counted. A document may have any number of tokens: of an ordinary
/// one all are counted at once.
pub(super) const MOST_COLLECTED: usize = 1 << 20;

/// The rows of some consecutive documents: each document's distinct terms in ascending order, with their
/// frequencies, and its length.
///
/// ```
/// use elanus_core::counts::TermRows;
/// let mut rows = TermRows::default();
/// rows.push(3, &[(0, 1), (4, 2)]);
/// rows.push(7, &[]);
/// let found: Vec<_> = rows.iter().map(|row| (row.length, row.terms.len())).collect();
/// assert_eq!(found, [(3, 2), (7, 0)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermRows {
    /// Each term with its number in the document.
    terms: Vec<(TermId, u32)>,
    /// For each row, the number of terms up to its end.
    ends: Vec<usize>,
    /// For each row, the number of tokens in the document, out-of-vocabulary ones included.
    lengths: Vec<u64>,
}

/// One document's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermRow<'a> {
    /// The number of tokens, out-of-vocabulary ones included.
    pub length: u64,
    /// The distinct terms, ascending, with their frequencies.
    pub terms: &'a [(TermId, u32)],
}

impl TermRows {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The number of terms of all rows together.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.terms.len()
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = TermRow<'_>> {
        let mut start = 0;
        self.ends.iter().zip(&self.lengths).map(move |(&end, &length)| {
            let terms = &self.terms[start..end];
            start = end;
            TermRow { length, terms }
        })
    }

    /// Appends a row of terms that ascend.
    pub fn push(&mut self, length: u64, terms: &[(TermId, u32)]) {
        self.terms.grow(terms.len());
        self.terms.extend_from_slice(terms);
        self.end_row(length);
    }

    /// Appends a row of `counted` terms, which ascend, and of `ids`, which are counted, and sorted for that.
    pub(super) fn push_ids(&mut self, length: u64, ids: &mut [TermId], counted: &mut Vec<(TermId, u32)>) {
        if counted.is_empty() {
            append_counts(ids, &mut self.terms);
        } else {
            count(ids, counted);
            self.terms.grow(counted.len());
            self.terms.append(counted);
        }
        self.end_row(length);
    }

    /// Gives the terms other ids: for each old one the new one.
    ///
    /// # Panics
    ///
    /// For a term without a new id.
    pub fn renumber(&mut self, new_ids: &[TermId]) {
        let mut start = 0;
        for &end in &self.ends {
            let row = &mut self.terms[start..end];
            for (term, _) in row.iter_mut() {
                *term = new_ids[*term as usize];
            }
            row.sort_unstable_by_key(|&(term, _)| term);
            start = end;
        }
    }

    /// Keeps the terms of these ids only; the lengths stay what they are.
    pub fn retain(&mut self, mut keeps: impl FnMut(TermId) -> bool) {
        let (mut start, mut kept) = (0, 0);
        for end in &mut self.ends {
            for at in start..*end {
                if keeps(self.terms[at].0) {
                    self.terms[kept] = self.terms[at];
                    kept += 1;
                }
            }
            (start, *end) = (*end, kept);
        }
        self.terms.truncate(kept);
    }

    fn end_row(&mut self, length: u64) {
        self.ends.grow(1);
        self.ends.push(self.terms.len());
        self.lengths.grow(1);
        self.lengths.push(length);
    }

    /// Room for so many rows and terms.
    pub(super) fn with_capacity(rows: usize, terms: usize) -> Self {
        Self { terms: room(terms), ends: room(rows), lengths: room(rows) }
    }

    /// Forgets the rows. Room for more than `most` terms is given back.
    pub(super) fn clear(&mut self, most: usize) {
        self.terms.clear();
        self.terms.shrink_to(most);
        self.ends.clear();
        self.lengths.clear();
    }
}

/// Appends the distinct ids, ascending, with their numbers.
#[inline]
fn append_counts(ids: &mut [TermId], terms: &mut Vec<(TermId, u32)>) {
    ids.sort_unstable();
    terms.grow(ids.len());
    terms.extend(ids.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)));
}

/// Counts ids, which it sorts, into terms, which stay sorted.
#[inline]
pub(super) fn count(ids: &mut [TermId], terms: &mut Vec<(TermId, u32)>) {
    let old = terms.len();
    append_counts(ids, terms);
    if old > 0 {
        // Merged from the end. A stable sort would do that too, but in memory that is not tried.
        let new = collected(terms[old..].iter().copied());
        let (mut left, mut at) = (old, terms.len());
        for &next in new.iter().rev() {
            while left > 0 && terms[left - 1].0 > next.0 {
                (left, at) = (left - 1, at - 1);
                terms[at] = terms[left];
            }
            at -= 1;
            terms[at] = next;
        }
        terms.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            // The weight of a term that occurs more than four thousand million times grows no more.
            kept.1 = kept.1.saturating_add(if is_same { next.1 } else { 0 });
            is_same
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    #[test]
    fn ids_counted_bit_by_bit_are_counted_as_at_once() {
        let mut random = Random::new(11);
        let ids: Vec<TermId> = (0..5_000).map(|_| random.below(700) as TermId).collect();
        let mut twin = BTreeMap::new();
        for &id in &ids {
            *twin.entry(id).or_insert(0) += 1;
        }
        for part in [1, 7, 900, 5_000] {
            let mut terms = Vec::new();
            ids.chunks(part).for_each(|part| count(&mut part.to_vec(), &mut terms));
            assert!(terms.iter().copied().eq(twin.clone()));
            let mut rows = TermRows::default();
            rows.push(1, &[(3, 1)]);
            rows.push_ids(7, &mut ids.clone(), &mut Vec::new());
            rows.push_ids(8, &mut [], &mut terms);
            for (row, length) in rows.iter().skip(1).zip([7, 8]) {
                assert_eq!(row.length, length);
                assert!(row.terms.iter().copied().eq(twin.clone()));
            }
        }
    }

    #[test]
    fn some_terms_are_retained() {
        let mut rows = TermRows::default();
        rows.push(5, &[(1, 1), (2, 3), (4, 1)]);
        rows.push(0, &[]);
        rows.push(2, &[(1, 1), (3, 1)]);
        rows.push(9, &[(2, 9)]);
        rows.retain(|term| term != 1 && term != 4);
        let mut expected = TermRows::default();
        expected.push(5, &[(2, 3)]);
        expected.push(0, &[]);
        expected.push(2, &[(3, 1)]);
        expected.push(9, &[(2, 9)]);
        assert_eq!(rows, expected);
    }

    #[test]
    fn the_number_of_a_term_does_not_wrap() {
        let mut terms = vec![(3, u32::MAX - 1), (5, 7)];
        count(&mut [3, 5, 3, 3, 4], &mut terms);
        assert_eq!(terms, [(3, u32::MAX), (4, 1), (5, 8)]);
    }
}
