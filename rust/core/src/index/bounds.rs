//! What the documents of a block can score at most: a byte for each block and frequent term.
//!
//! A bound is derived from the weights of one moment. Under others it still holds when it is multiplied by the
//! largest growth of any weight; when that is much, new ones are made.

use super::postings::{List, Postings, WINDOW, WINDOW_BITS};
use crate::memory::{Grow, filled};

/// Bits of a document's number within its block.
pub(super) const BLOCK_BITS: u32 = 5;

/// Documents of a block.
pub(super) const BLOCK: usize = 1 << BLOCK_BITS;

/// Blocks of a window.
pub(super) const WINDOW_BLOCKS: usize = WINDOW / BLOCK;

/// A list has bounds if it has at least one posting for so many blocks: fewer are quicker looked at themselves.
const BLOCKS_PER_POSTING: usize = 4;

/// Growth of weights up to which bounds are not made anew.
const MOST_GROWTH: f32 = 1.05;

/// A number, which is not negative, without its fraction.
#[expect(clippy::cast_sign_loss, reason = "it is not negative")]
pub(super) fn whole(number: f64) -> u32 {
    number as u32
}

/// The bounds of a segment's long lists.
#[derive(Debug)]
pub(super) struct Bounds {
    /// The weights of the codes that they were made of.
    table: Vec<f32>,
    /// The lists that have bounds, ascending, with their highest weights.
    lists: Vec<(u32, f32)>,
    /// For each of these lists a byte for each block: its highest weight in 255ths of the list's, rounded up.
    maxima: Vec<u8>,
    blocks: usize,
}

impl Bounds {
    /// The bounds of postings that weigh by a table of their codes.
    pub(super) fn new(postings: &Postings, entries: &[u32], documents: usize, table: &[f32]) -> Self {
        let blocks = documents.div_ceil(BLOCK);
        let mut own_table = filled(0.0, table.len());
        own_table.copy_from_slice(table);
        let (mut lists, mut maxima) = (Vec::new(), Vec::new());
        for (_, number) in postings.lists() {
            let list = postings.list_at(number);
            if list.range.len() * BLOCKS_PER_POSTING < blocks {
                continue;
            }
            let weight = |posting: usize| table[(entries[posting] >> WINDOW_BITS) as usize];
            let most = list.range.clone().map(weight).fold(0.0, f32::max);
            let start = maxima.len();
            maxima.grow(blocks);
            maxima.resize(start + blocks, 0);
            let of_list = &mut maxima[start..];
            list.for_each_run(|window, run| {
                for posting in run {
                    let block = window * WINDOW_BLOCKS + (entries[posting] as usize % WINDOW) / BLOCK;
                    // A little more than what it is, so that no rounding makes it less.
                    let byte = (f64::from(weight(posting)) / f64::from(most) * 255.0 * (1.0 + 1e-9)).ceil();
                    of_list[block] = of_list[block].max(whole(byte).min(255) as u8);
                }
            });
            lists.grow(1);
            lists.push((number as u32, most));
        }
        Self { table: own_table, lists, maxima, blocks }
    }

    /// By how much the weights have grown at most since the bounds were made, unless that is too much.
    pub(super) fn growth(&self, table: &[f32]) -> Option<f32> {
        let growth = self.table.iter().zip(table).map(|(before, now)| now / before).fold(0.0, f32::max);
        (self.table.len() == table.len() && growth <= MOST_GROWTH).then_some(growth * (1.0 + 1e-6))
    }

    /// The highest weight of a list, when the bounds were made, and the bytes of its blocks.
    pub(super) fn of(&self, list: &List<'_>) -> Option<(f32, &[u8])> {
        let at = self.lists.binary_search_by_key(&(list.number as u32), |&(number, _)| number).ok()?;
        Some((self.lists[at].1, &self.maxima[at * self.blocks..][..self.blocks]))
    }

    /// The bytes that they take.
    pub(super) fn memory(&self) -> usize {
        self.maxima.len() + size_of_val(&*self.lists) + size_of_val(&*self.table)
    }
}
