//! From the provisional ids that a worker gives to new terms to their final ones.

use crate::vocabulary::TermId;

/// The final ids of one worker's terms, as it numbered them between two assignments of final ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    /// Ids below this one were final already.
    pub(super) shared: TermId,
    /// The final ids of the others.
    pub(super) new: Vec<TermId>,
}

impl Numbering {
    /// The final id of a term.
    #[inline]
    pub(super) fn final_id(&self, id: TermId) -> TermId {
        if id < self.shared { id } else { self.new[(id - self.shared) as usize] }
    }
}

/// All workers' numberings, each worker's in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Numberings(Vec<Vec<Numbering>>);

/// Which numbering the ids of some rows belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberingId {
    pub(super) worker: usize,
    pub(super) round: usize,
}

impl Numberings {
    pub(super) fn new(numberings: Vec<Vec<Numbering>>) -> Self {
        Self(numberings)
    }

    pub(super) fn get(&self, NumberingId { worker, round }: NumberingId) -> &Numbering {
        &self.0[worker][round]
    }
}
