//! Scores of a segment's documents, window by window: every posting of every query term is added to the score
//! of its document, and the scores that reach the threshold are candidates.
//!
//! A score is the float32 sum of query weight × document weight in the order of the terms, each product
//! rounded. A window's scores fit into the second cache.

use super::bits::{Bits, Ones};
use super::postings::{Entries, List, WINDOW, WINDOW_BITS};
use super::pruned::{self, Pruning};
use super::segment::Segment;
use super::top_k::TopK;
use super::weights::{Kind, SegmentWeights};
use crate::memory::filled;
use crate::simd;
use std::ops::Range;

/// Postings in a window from which on all its scores are looked at, in order, and not those of the postings.
const DENSE: usize = WINDOW / 8;

/// Scores that are looked at together.
const LANES: usize = 64;

/// What one thread needs to score: the scores of a window are 0 between two of them.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) scores: Box<[f32; WINDOW]>,
    /// The documents of the window that hold a term, where a score does not tell.
    touched: Box<[u64; WINDOW / 64]>,
    pub(super) pruning: Pruning,
}

impl Default for Scratch {
    fn default() -> Self {
        let scores = filled(0.0, WINDOW).into_boxed_slice().try_into().expect("a score for each document");
        Self { scores, touched: Box::new([0; WINDOW / 64]), pruning: Pruning::default() }
    }
}

/// A term of the query that the segment has.
#[derive(Debug)]
pub(super) struct QueryTerm<'a> {
    pub(super) weight: f32,
    /// For TF-IDF only.
    pub(super) idf: f64,
    pub(super) list: List<'a>,
    /// The postings of the window that is being scored.
    current: Range<usize>,
}

impl<'a> QueryTerm<'a> {
    /// Goes on to a later window; its postings.
    #[inline]
    fn go_to(&mut self, window: usize) -> Range<usize> {
        self.current = self.list.take(window, self.current.end);
        self.current.clone()
    }

    pub(super) fn new(weight: f32, idf: f64, list: List<'a>) -> Self {
        let start = list.range.start;
        Self { weight, idf, current: start..start, list }
    }
}

/// What the postings of a window weigh.
trait Impacts {
    /// Calls with the document and the weight of each posting in a range.
    fn for_each(&self, range: Range<usize>, idf: f64, window: usize, call: impl FnMut(usize, f32));

    /// Calls with the document of each posting in a range.
    fn for_each_document(&self, range: Range<usize>, call: impl FnMut(usize));

    /// Adds the product of each posting in a range with a weight to its document's score.
    #[inline]
    fn add(&self, range: Range<usize>, term: (f32, f64), window: usize, scores: &mut [f32; WINDOW]) {
        let (weight, idf) = term;
        self.for_each(range, idf, window, |document, impact| scores[document] += weight * impact);
    }
}

struct Coded<'a> {
    postings: &'a [u32],
    table: &'a [f32],
}

impl Impacts for Coded<'_> {
    #[inline]
    fn for_each(&self, range: Range<usize>, _: f64, _: usize, mut call: impl FnMut(usize, f32)) {
        for &posting in &self.postings[range] {
            call(posting as usize % WINDOW, self.table[(posting >> WINDOW_BITS) as usize]);
        }
    }

    #[inline]
    fn for_each_document(&self, range: Range<usize>, mut call: impl FnMut(usize)) {
        self.postings[range].iter().for_each(|&posting| call(posting as usize % WINDOW));
    }

    #[inline]
    fn add(&self, range: Range<usize>, (weight, _): (f32, f64), _: usize, scores: &mut [f32; WINDOW]) {
        add_coded(&self.postings[range], self.table, weight, scores);
    }
}

/// Adds what postings weigh by a table of their codes, times a weight, to the scores of their documents.
#[inline]
pub(super) fn add_coded(postings: &[u32], table: &[f32], weight: f32, scores: &mut [f32; WINDOW]) {
    // The documents of a list differ: four products may be made before the first is added.
    let product = |posting: &u32| weight * table[(posting >> WINDOW_BITS) as usize];
    let (fours, rest) = postings.as_chunks::<4>();
    for four in fours {
        let products = [product(&four[0]), product(&four[1]), product(&four[2]), product(&four[3])];
        for (posting, product) in four.iter().zip(products) {
            scores[*posting as usize % WINDOW] += product;
        }
    }
    for posting in rest {
        scores[*posting as usize % WINDOW] += product(posting);
    }
}

struct Normalised<'a> {
    postings: &'a [u32],
    frequencies: &'a [f64],
    norms: &'a [f64],
}

impl Impacts for Normalised<'_> {
    #[inline]
    fn for_each(&self, range: Range<usize>, idf: f64, window: usize, mut call: impl FnMut(usize, f32)) {
        for &posting in &self.postings[range] {
            let document = posting as usize % WINDOW;
            let frequency = self.frequencies[(posting >> WINDOW_BITS) as usize];
            call(document, (frequency * idf / self.norms[window << WINDOW_BITS | document]) as f32);
        }
    }

    #[inline]
    fn for_each_document(&self, range: Range<usize>, mut call: impl FnMut(usize)) {
        self.postings[range].iter().for_each(|&posting| call(posting as usize % WINDOW));
    }
}

struct Given<'a> {
    documents: &'a [u16],
    weights: &'a [f32],
}

impl Impacts for Given<'_> {
    #[inline]
    fn for_each(&self, range: Range<usize>, _: f64, _: usize, mut call: impl FnMut(usize, f32)) {
        for (&document, &weight) in self.documents[range.clone()].iter().zip(&self.weights[range]) {
            call(usize::from(document) % WINDOW, weight);
        }
    }

    #[inline]
    fn for_each_document(&self, range: Range<usize>, mut call: impl FnMut(usize)) {
        self.documents[range].iter().for_each(|&document| call(usize::from(document) % WINDOW));
    }

    #[inline]
    fn add(&self, range: Range<usize>, (weight, _): (f32, f64), _: usize, scores: &mut [f32; WINDOW]) {
        let (documents, rest) = self.documents[range.clone()].as_chunks::<4>();
        let (weights, rest_weights) = self.weights[range].as_chunks::<4>();
        for (documents, weights) in documents.iter().zip(weights) {
            let products = weights.map(|own| weight * own);
            for (&document, product) in documents.iter().zip(products) {
                scores[usize::from(document) % WINDOW] += product;
            }
        }
        for (&document, own) in rest.iter().zip(rest_weights) {
            scores[usize::from(document) % WINDOW] += weight * own;
        }
    }
}

/// Where the documents of a segment are looked for.
pub(super) struct Search<'a> {
    pub(super) segment: &'a Segment,
    pub(super) weights: &'a SegmentWeights,
    /// The documents that count, unless all do.
    pub(super) allowed: Option<&'a Bits>,
    /// The number of the segment's first document among all.
    pub(super) first: u32,
}

impl Search<'_> {
    /// Scores all documents of the segment that hold one of the terms, which ascend.
    pub(super) fn run(&self, terms: &mut [QueryTerm<'_>], scratch: &mut Scratch, top: &mut TopK) {
        let lowest = terms.iter().fold(f32::MAX, |lowest, term| lowest.min(term.weight));
        // Then a document's score is above 0 where it holds a term: no product can vanish.
        let is_positive =
            lowest > 0.0 && f64::from(lowest) * f64::from(self.weights.least) > f64::from(f32::MIN_POSITIVE);
        match (&self.segment.postings.entries, &self.weights.kind) {
            (Entries::Coded(postings), Kind::Table(table)) => {
                let looked_at = terms.iter().map(|term| term.list.range.len()).sum();
                // Bounds say nothing of scores that overflow.
                let highest = terms
                    .iter()
                    .map(|term| f64::from(term.weight) * f64::from(self.weights.most))
                    .sum::<f64>();
                if is_positive
                    && highest < f64::from(f32::MAX) / 2.0
                    && pruned::is_worth(looked_at, self.segment.count, top.k())
                    && terms.len() <= pruned::MOST_TERMS
                    && let Some(bounds) = self.weights.bounds(self.segment, looked_at)
                    && self.pruned((postings, table), bounds, terms, scratch, top)
                {
                    return;
                }
                self.windows(is_positive, &Coded { postings, table }, terms, scratch, top);
            }
            (Entries::Coded(postings), Kind::Normalised { frequencies, norms }) => {
                self.windows(is_positive, &Normalised { postings, frequencies, norms }, terms, scratch, top);
            }
            (Entries::Weighed { documents, weights }, _) => {
                self.windows(is_positive, &Given { documents, weights }, terms, scratch, top);
            }
            (Entries::Coded(_), Kind::Given) => {}
        }
    }

    fn windows(
        &self,
        is_positive: bool,
        impacts: &impl Impacts,
        terms: &mut [QueryTerm<'_>],
        scratch: &mut Scratch,
        top: &mut TopK,
    ) {
        for window in 0..self.segment.postings.window_count {
            let words = WINDOW / 64;
            if self.allowed.is_some_and(|allowed| !allowed.any_within(window * words, words)) {
                continue;
            }
            if is_positive {
                self.positive(window, impacts, terms, scratch, top);
            } else {
                self.any(window, impacts, terms, scratch, top);
            }
            top.settle();
        }
    }

    /// Takes a candidate of the window.
    #[inline]
    pub(super) fn take(&self, window: usize, document: usize, score: f32, top: &mut TopK) {
        let document = window << WINDOW_BITS | document;
        if self.allowed.is_none_or(|allowed| allowed.contains(document)) {
            top.push(score, self.first + document as u32);
        }
    }

    /// Where every score is above 0.
    #[inline]
    fn positive(
        &self,
        window: usize,
        impacts: &impl Impacts,
        terms: &mut [QueryTerm<'_>],
        scratch: &mut Scratch,
        top: &mut TopK,
    ) {
        let scores = &mut *scratch.scores;
        let mut postings = 0;
        for term in terms.iter_mut() {
            let range = term.go_to(window);
            postings += range.len();
            impacts.add(range, (term.weight, term.idf), window, scores);
        }
        if postings == 0 {
            return;
        }
        if postings > DENSE {
            for (block, lanes) in scores.chunks_exact_mut(LANES).enumerate() {
                let threshold = top.threshold().max(f32::MIN_POSITIVE);
                if simd::any_at_least(lanes, threshold) {
                    for lane in Ones(simd::scores_at_least(lanes, threshold)) {
                        if lanes[lane] >= top.threshold() {
                            self.take(window, block * LANES + lane, lanes[lane], top);
                        }
                    }
                }
                lanes.fill(0.0);
            }
            return;
        }
        let mut threshold = top.threshold().max(f32::MIN_POSITIVE);
        for term in terms.iter() {
            impacts.for_each_document(term.current.clone(), |document| {
                let score = scores[document];
                scores[document] = 0.0;
                if score >= threshold {
                    self.take(window, document, score, top);
                    threshold = top.threshold().max(f32::MIN_POSITIVE);
                }
            });
        }
    }

    /// Where a score may be 0 or negative: the documents that hold a term are remembered.
    fn any(
        &self,
        window: usize,
        impacts: &impl Impacts,
        terms: &mut [QueryTerm<'_>],
        scratch: &mut Scratch,
        top: &mut TopK,
    ) {
        let Scratch { scores, touched, .. } = scratch;
        for term in terms.iter_mut() {
            let (range, weight) = (term.go_to(window), term.weight);
            impacts.for_each(range, term.idf, window, |document, impact| {
                scores[document] += weight * impact;
                touched[document / 64] |= 1 << (document % 64);
            });
        }
        for (at, word) in touched.iter_mut().enumerate() {
            for bit in Ones(std::mem::take(word)) {
                let document = at * 64 + bit;
                let score = std::mem::take(&mut scores[document]);
                if score >= top.threshold() {
                    self.take(window, document, score, top);
                }
            }
        }
    }
}
