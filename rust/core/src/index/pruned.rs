//! The best documents of a segment without most of its postings: only blocks of documents whose bounds reach the
//! threshold are scored, as [`windows`](super::windows) would score them.
//!
//! 1. The bounds of the terms are added, block by block, in whole units of which all terms together have
//!    [`UNITS`] at most.
//! 2. The blocks of the highest sums are scored, for a threshold.
//! 3. Window by window, the postings of the blocks that reach the threshold are picked out of the lists, and
//!    scored.

use super::bits::Ones;
use super::bounds::{BLOCK, BLOCK_BITS, Bounds, WINDOW_BLOCKS, whole};
use super::postings::{WINDOW, WINDOW_BITS};
use super::top_k::TopK;
use super::windows::{QueryTerm, Scratch, Search, add_coded};
use crate::memory::Grow;
use crate::simd;

/// What the bounds of all terms add up to, in units, at most.
const UNITS: f64 = 60_000.0;

/// Whether so many postings of a segment are worth it, for the best `k` documents. To add the bounds of all blocks takes
/// as long as some postings for each, and the threshold of more documents is lower.
pub(super) fn is_worth(postings: usize, documents: usize, k: usize) -> bool {
    // Measured at 100,000 and 1,000,000 documents.
    k <= MOST_HITS && postings * 16 >= documents + documents / 50 * k
}

/// Up to this many documents are looked for this way.
const MOST_HITS: usize = 200;

/// Terms that a query has at most: the bounds of more add up to what no document scores.
pub(super) const MOST_TERMS: usize = 20;

/// The share of all blocks, in percent, that may be left: to pick the postings of more takes longer than it spares.
const MOST_LEFT: usize = 30;

/// Blocks that are scored for a threshold, at least.
const LEAST_SEEDS: usize = 16;

/// What one thread needs besides.
#[derive(Debug, Default)]
pub(super) struct Pruning {
    /// The sum of the bounds of each block; 0 when it is scored.
    sums: Vec<u16>,
    /// The postings of a window that were picked.
    picked: Vec<u32>,
}

/// Some blocks of a window, a bit each.
struct Blocks {
    words: [u64; WINDOW_BLOCKS / 64],
    number: usize,
}

impl Blocks {
    /// Those whose sums are `least` at least.
    fn of(sums: &[u16], least: u16) -> Self {
        let mut blocks = Self { words: [0; WINDOW_BLOCKS / 64], number: 0 };
        for (word, sums) in blocks.words.iter_mut().zip(sums.chunks(64)) {
            *word = simd::places_at_least(sums, least);
            blocks.number += word.count_ones() as usize;
        }
        blocks
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(word, &blocks)| Ones(blocks).map(move |at| word * 64 + at))
    }
}

impl Search<'_> {
    /// As [`Search::run`], where all weights are above 0. Where too many blocks may hold one of the best, it only
    /// sets a threshold, and returns false.
    pub(super) fn pruned(
        &self,
        coded: (&[u32], &[f32]),
        bounds: (&Bounds, f32),
        terms: &mut [QueryTerm<'_>],
        scratch: &mut Scratch,
        top: &mut TopK,
    ) -> bool {
        let mut pruning = std::mem::take(&mut scratch.pruning);
        let unit = self.add_bounds(coded, bounds, terms, &mut pruning.sums);
        // The blocks of the highest sums first: with their threshold, few others are left.
        let seeds = highest_sums(&pruning.sums, LEAST_SEEDS.max(top.k()));
        self.score_sums(&mut pruning, |_| seeds, coded, terms, scratch, top);
        let left = simd::count_at_least(&pruning.sums, least_sum(top.threshold(), unit));
        let is_worth = left * 100 <= pruning.sums.len() * MOST_LEFT;
        if is_worth {
            self.score_sums(&mut pruning, |top| least_sum(top.threshold(), unit), coded, terms, scratch, top);
        } else {
            top.forget_from(self.first);
        }
        scratch.pruning = pruning;
        is_worth
    }

    /// Scores the blocks whose sums are as high as `least` says, and which are not scored yet.
    fn score_sums(
        &self,
        Pruning { sums, picked }: &mut Pruning,
        least: impl Fn(&TopK) -> u16,
        coded: (&[u32], &[f32]),
        terms: &[QueryTerm<'_>],
        scratch: &mut Scratch,
        top: &mut TopK,
    ) {
        for (window, sums) in sums.chunks_mut(WINDOW_BLOCKS).enumerate() {
            let words = WINDOW / 64;
            if self.allowed.is_some_and(|allowed| !allowed.any_within(window * words, words)) {
                continue;
            }
            let blocks = Blocks::of(sums, least(top));
            if blocks.number > 0 {
                blocks.iter().for_each(|block| sums[block] = 0);
                self.score_blocks(window, &blocks, coded, terms, (scratch, picked), top);
            }
        }
    }

    /// Adds the bounds of all terms, and returns the score of a unit.
    fn add_bounds(
        &self,
        (entries, table): (&[u32], &[f32]),
        (bounds, growth): (&Bounds, f32),
        terms: &[QueryTerm<'_>],
        sums: &mut Vec<u16>,
    ) -> f64 {
        let most = |term: &QueryTerm<'_>| match bounds.of(&term.list) {
            Some((most, _)) => most * growth,
            None => self.weights.most,
        };
        let total: f64 = terms.iter().map(|term| f64::from(term.weight) * f64::from(most(term))).sum();
        // A float32 sum of n products is above the real one by less than n·2⁻²³ of it.
        let unit = total / UNITS / (1.0 + terms.len() as f64 * 2.0_f64.powi(-22));
        sums.clear();
        sums.grow(self.segment.count.div_ceil(BLOCK));
        sums.resize(self.segment.count.div_ceil(BLOCK), 0);
        for term in terms {
            let units = f64::from(term.weight) / unit;
            if let Some((most, maxima)) = bounds.of(&term.list) {
                let factor = units * f64::from(most * growth) / 255.0;
                simd::add_scaled(sums, maxima, whole((factor * 256.0).ceil()) as u16);
            } else {
                term.list.for_each_run(|window, run| {
                    let sums = &mut sums[window * WINDOW_BLOCKS..];
                    for &posting in &entries[run] {
                        let bound =
                            whole(units * f64::from(table[(posting >> WINDOW_BITS) as usize])) as u16 + 1;
                        let sum = &mut sums[posting as usize % WINDOW / BLOCK];
                        *sum = sum.saturating_add(bound);
                    }
                });
            }
        }
        unit
    }

    /// Scores the documents of some blocks of a window.
    fn score_blocks(
        &self,
        window: usize,
        blocks: &Blocks,
        (entries, table): (&[u32], &[f32]),
        terms: &[QueryTerm<'_>],
        (scratch, picked): (&mut Scratch, &mut Vec<u32>),
        top: &mut TopK,
    ) {
        // Postings that are looked through sooner than a block is searched for among them.
        const SEARCHED: usize = 128;
        let scores = &mut *scratch.scores;
        picked.clear();
        for term in terms {
            let run = &entries[term.list.within(window)];
            let start = picked.len();
            if run.len() > blocks.number * SEARCHED {
                pick_by_search(run, blocks, picked);
            } else {
                picked.grow(run.len() + simd::PICKED_BEYOND);
                simd::pick(run, &blocks.words, BLOCK_BITS, picked);
            }
            add_coded(&picked[start..], table, term.weight, scores);
        }
        let mut threshold = top.threshold().max(f32::MIN_POSITIVE);
        for &posting in &*picked {
            let document = posting as usize % WINDOW;
            let score = std::mem::take(&mut scores[document]);
            if score >= threshold {
                self.take(window, document, score, top);
                threshold = top.threshold().max(f32::MIN_POSITIVE);
            }
        }
    }
}

/// Picks the postings of some blocks out of a long run, block by block.
fn pick_by_search(run: &[u32], blocks: &Blocks, picked: &mut Vec<u32>) {
    for block in blocks.iter() {
        let first = block * BLOCK;
        let start = seek(run, first);
        let within = run[start..].iter().take_while(|&&posting| (posting as usize % WINDOW) < first + BLOCK);
        let number = within.count();
        picked.grow(number);
        picked.extend_from_slice(&run[start..start + number]);
    }
}

/// The first posting of a window's run whose document is `first` or later. Documents lie about evenly: it is near
/// to where it would be if they did, and a step to a far place waits for memory.
fn seek(run: &[u32], first: usize) -> usize {
    let is_before = |at: usize| (run[at] as usize % WINDOW) < first;
    let guess = run.len() * first / WINDOW;
    let mut step = 16;
    let (low, high) = if guess < run.len() && is_before(guess) {
        let mut low = guess;
        while low + step < run.len() && is_before(low + step) {
            low += step;
            step *= 2;
        }
        (low + 1, run.len().min(low + step))
    } else {
        let mut high = guess.min(run.len());
        while high >= step && !is_before(high - step) {
            high -= step;
            step *= 2;
        }
        (high.saturating_sub(step), high)
    };
    low + run[low..high].partition_point(|&posting| (posting as usize % WINDOW) < first)
}

/// A sum that about so many blocks have at least, 1 or more.
fn highest_sums(sums: &[u16], wanted: usize) -> u16 {
    let (mut low, mut high) = (0, simd::highest(sums));
    for _ in 0..6 {
        let middle = low + (high - low) / 2;
        if simd::count_at_least(sums, middle) >= wanted { low = middle } else { high = middle }
    }
    high.max(1)
}

/// The lowest sum of bounds that a block has if a document of it reaches the threshold; of a block without a
/// posting it is 0, and is not enough.
fn least_sum(threshold: f32, unit: f64) -> u16 {
    let units = f64::from(threshold.max(0.0)) / unit;
    whole(units).clamp(1, u16::MAX.into()) as u16
}
