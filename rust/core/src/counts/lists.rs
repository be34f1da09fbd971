//! The term ids of a chunk in 32 bits, as the memo remembers them: none, one, or a place in a vector of
//! lists.

use crate::memory::Grow;
use crate::vocabulary::TermId;

/// Ids that the lists hold together before all are forgotten: 1 MB.
pub(super) const MOST_LISTED: usize = 1 << 18;

/// The ids of a list at most: longer ones are not remembered.
pub(super) const LONGEST_LIST: usize = 0xFF;

/// The "id" of a token that is not in the vocabulary: one that no vocabulary gives.
pub(super) const UNKNOWN: TermId = LIST - 2;

/// The bit of a list.
const LIST: u32 = 1 << 31;

/// Beside [`LIST`] the bit of a list that is not remembered.
const PASSING: u32 = 1 << 30;

const _: () = assert!(MOST_LISTED < PASSING as usize / 2);

/// The ids of a chunk's tokens: none, one, or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms(pub(super) u32);

/// The ids of several tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Among the [`Lists`] that are remembered, from this place on.
    Remembered(usize),
    /// The one with this number among those that are not.
    Passing(usize),
}

impl Terms {
    pub(super) const NOTHING: Self = Self(0);

    #[inline]
    pub(super) fn one(id: TermId) -> Self {
        Self(id + 1)
    }

    /// A list that is not remembered, by a number below 2^30 of the caller's.
    pub(super) fn passing(number: usize) -> Self {
        debug_assert!(number < PASSING as usize);
        Self(LIST | PASSING | number as u32)
    }

    /// The list, or the only id, which is meaningless for [`Self::NOTHING`].
    #[inline]
    pub(super) fn list_or_id(self) -> std::result::Result<List, TermId> {
        if self.0 & LIST == 0 {
            return Err(self.0.wrapping_sub(1));
        }
        let place = (self.0 & !(LIST | PASSING)) as usize;
        Ok(if self.0 & PASSING == 0 { List::Remembered(place) } else { List::Passing(place) })
    }

    /// The same terms by their new ids; of a list, whose ids are in [`Lists`], only its place.
    pub(super) fn renumbered(self, new: impl Fn(TermId) -> TermId) -> Self {
        match self.list_or_id() {
            Err(id) if self != Self::NOTHING => Self::one(new(id)),
            _ => self,
        }
    }
}

/// Lists of ids, each after its length.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists(Vec<TermId>);

impl Lists {
    /// Whether it is time to forget them all.
    #[inline]
    pub(super) fn are_full(&self) -> bool {
        self.0.len() >= MOST_LISTED
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Appends a list of at most [`LONGEST_LIST`] ids.
    pub(super) fn push(&mut self, ids: &[TermId]) -> Terms {
        debug_assert!(ids.len() <= LONGEST_LIST);
        let place = self.0.len() as u32;
        self.0.grow(1 + ids.len());
        self.0.push(ids.len() as u32);
        self.0.extend_from_slice(ids);
        Terms(LIST | place)
    }

    /// The list at this place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> &[TermId] {
        let length = self.0[place] as usize;
        &self.0[place + 1..place + 1 + length]
    }

    /// Replaces every id.
    pub(super) fn renumber(&mut self, new: impl Fn(TermId) -> TermId) {
        let mut at = 0;
        while at < self.0.len() {
            let end = at + 1 + self.0[at] as usize;
            self.0[at + 1..end].iter_mut().for_each(|id| *id = new(*id));
            at = end;
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_told_apart() {
        let mut lists = Lists::default();
        let (none, long) = (lists.push(&[]), lists.push(&[7; LONGEST_LIST]));
        let place = |terms: Terms| match terms.list_or_id() {
            Ok(List::Remembered(place)) => place,
            other => panic!("{other:?}"),
        };
        assert_eq!((lists.get(place(none)), lists.get(place(long))), (&[][..], &[7; LONGEST_LIST][..]));
        assert_eq!(Terms::passing(95).list_or_id(), Ok(List::Passing(95)));
        for id in [0, 1, UNKNOWN - 1, UNKNOWN] {
            assert_eq!(Terms::one(id).list_or_id(), Err(id));
            assert_ne!(Terms::one(id), Terms::NOTHING);
        }
    }

    #[test]
    fn every_id_is_renumbered_once() {
        let mut lists = Lists::default();
        let terms = [lists.push(&[1, 2]), Terms::NOTHING, Terms::one(3), lists.push(&[3])];
        let renumbered = terms.map(|terms| terms.renumbered(|id| id * 10));
        lists.renumber(|id| id * 10);
        assert_eq!(renumbered, [terms[0], Terms::NOTHING, Terms::one(30), terms[3]]);
        assert_eq!((lists.get(0), lists.get(3)), (&[10, 20][..], &[30][..]));
    }
}
