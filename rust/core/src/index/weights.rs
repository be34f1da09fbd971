//! What postings weigh: derived from facts, for the statistics and parameters in force.

use super::bounds::Bounds;
use super::postings::{Entries, Postings};
use super::segment::Segment;
use crate::bm25::Bm25Model;
use crate::counts::TermRow;
use crate::memory::{collected, filled, room};
use crate::weighting::{Method, Weighting};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// The facts that a code stands for: a term's frequency in a document, and the document's length.
pub type Pair = [u32; 2];

/// What the codes of a segment mean.
#[derive(Clone, Debug)]
pub enum Facts {
    /// A frequency and a length each: their weight depends on the collection.
    Pairs(super::Array<Pair>),
    /// Weights as they were given; none where postings hold theirs.
    Weights(super::Array<f32>),
}

impl Facts {
    /// The number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.len(),
            Self::Weights(weights) => weights.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that they take.
    #[must_use]
    pub fn memory(&self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.bytes().len(),
            Self::Weights(weights) => weights.bytes().len(),
        }
    }
}

/// What the postings of a segment weigh.
#[derive(Debug)]
pub(super) struct SegmentWeights {
    pub(super) kind: Kind,
    /// No posting weighs less.
    pub(super) least: f32,
    /// None weighs more.
    pub(super) most: f32,
    bounds: BoundsCell,
}

/// Bounds that are made when so much was searched that they pay.
#[derive(Debug, Default)]
struct BoundsCell {
    /// And by how much weights have grown since.
    made: OnceLock<(Arc<Bounds>, f32)>,
    /// Postings that were looked at without them.
    searched: AtomicUsize,
}

/// Bounds are made when each posting was looked at so often, on the average: making them takes about as long as
/// looking at all once.
const SEARCHED: usize = 3;

/// Documents of a segment that has bounds, at least.
const BOUNDED_DOCUMENTS: usize = 8_192;

#[derive(Debug)]
pub(super) enum Kind {
    /// A weight for each code.
    Table(Vec<f32>),
    /// Of TF-IDF, which divides by the norm of the whole document: a frequency for each code, and a norm for
    /// each document.
    Normalised { frequencies: Vec<f64>, norms: Vec<f64> },
    /// Beside the postings.
    Given,
}

impl SegmentWeights {
    /// By a model, or as they were given.
    pub(super) fn new(
        facts: &Facts,
        postings: &Postings,
        documents: usize,
        model: Option<&Bm25Model>,
        inherited: Option<&Arc<Bounds>>,
    ) -> Self {
        let weights = Self::of_facts(facts, postings, documents, model);
        if let (Kind::Table(table), Some(bounds)) = (&weights.kind, inherited)
            && let Some(growth) = bounds.growth(table)
        {
            weights.bounds.made.get_or_init(|| (Arc::clone(bounds), growth));
        }
        weights
    }

    /// Bounds for a query that looks at so many postings of `all`, if they are there, or worth to be made.
    pub(super) fn bounds(&self, segment: &Segment, looked_at: usize) -> Option<(&Bounds, f32)> {
        let (Entries::Coded(entries), Kind::Table(table)) = (&segment.postings.entries, &self.kind) else {
            return None;
        };
        if self.bounds.made.get().is_none() {
            let enough = SEARCHED * entries.len();
            let before = self.bounds.searched.fetch_add(looked_at, Ordering::Relaxed);
            // Only the one who steps over the line makes them.
            if before >= enough || before + looked_at < enough || segment.count < BOUNDED_DOCUMENTS {
                return None;
            }
            let bounds = Arc::new(Bounds::new(&segment.postings, entries, segment.count, table));
            self.bounds.made.get_or_init(|| (bounds, 1.0));
        }
        self.bounds.made.get().map(|(bounds, growth)| (&**bounds, *growth))
    }

    /// The bounds, if they were made.
    pub(super) fn made_bounds(&self) -> Option<&Arc<Bounds>> {
        self.bounds.made.get().map(|(bounds, _)| bounds)
    }

    fn of_facts(facts: &Facts, postings: &Postings, documents: usize, model: Option<&Bm25Model>) -> Self {
        let (bounds, extremes_of) = (BoundsCell::default(), |weights: &[f32]| {
            let least = weights.iter().copied().fold(f32::MAX, f32::min);
            (least, weights.iter().copied().fold(0.0, f32::max))
        });
        match (facts, model) {
            (Facts::Pairs(pairs), Some(model)) if model.parameters().method == Method::TfIdf => {
                let frequencies = collected(pairs.iter().map(|&[frequency, _]| f64::from(frequency)));
                let norms = norms(&frequencies, postings, documents, model);
                // A weight is a frequency, 1 at least, times an idf above 1, by the norm.
                let least = norms.iter().fold(f64::MAX, |least, norm| least.min(1.0 / norm)) as f32;
                Self { kind: Kind::Normalised { frequencies, norms }, least, most: f32::MAX, bounds }
            }
            (Facts::Pairs(pairs), model) => {
                let mut table = room(pairs.len());
                if let Some(weighting) = model.map(Bm25Model::document_weighting) {
                    for &[frequency, length] in pairs.iter() {
                        let terms = &[(0, frequency)];
                        weighting.weigh(TermRow { length: u64::from(length), terms }, &mut table);
                    }
                }
                let (least, most) = extremes_of(&table);
                Self { least, most, bounds, kind: Kind::Table(table) }
            }
            (Facts::Weights(weights), _) => {
                let (weights, kind) = match &postings.entries {
                    Entries::Coded(_) => (weights, Kind::Table(collected(weights.iter().copied()))),
                    Entries::Weighed { weights, .. } => (weights, Kind::Given),
                };
                let (least, most) = extremes_of(weights);
                Self { kind, least, most, bounds }
            }
        }
    }
}

/// The Euclidean norm of each document's tf·idf, summed as the encoder of documents does: by ascending term, of those
/// that it knows.
fn norms(frequencies: &[f64], postings: &Postings, documents: usize, model: &Bm25Model) -> Vec<f64> {
    let (idf, lexicon) = (model.idf(), model.lexicon());
    let mut norms = filled(0.0, documents);
    if let Entries::Coded(entries) = &postings.entries {
        for (term, list) in postings.lists().filter(|&(term, _)| lexicon.is_live(term)) {
            let idf = idf[term as usize];
            postings.for_each(&postings.list_at(list), |document, posting| {
                let frequency = frequencies[(entries[posting] >> super::postings::WINDOW_BITS) as usize];
                norms[document] += (frequency * idf).powi(2);
            });
        }
    }
    for norm in &mut norms {
        *norm = f64::sqrt(*norm);
    }
    norms
}
