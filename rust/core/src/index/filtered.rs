//! A search among so few documents that looking each up is shorter than going through the postings.

use super::postings::{Entries, WINDOW_BITS};
use super::top_k::TopK;
use super::weights::Kind;
use super::windows::{QueryTerm, Search};

/// Postings that are gone through in the time in which a document is looked up in a list.
const LOOK_UP: usize = 64;

/// Those of some documents, ascending, that a segment has.
pub(super) fn within(documents: &[u32], first: u32, count: usize) -> &[u32] {
    let start = documents.partition_point(|&document| document < first);
    let of_segment = |&document: &u32| ((document - first) as usize) < count;
    &documents[start..][..documents[start..].partition_point(of_segment)]
}

/// Whether to look up so many documents takes less time than to go through the postings of the terms.
pub(super) fn is_shorter(documents: &[u32], terms: &[QueryTerm<'_>]) -> bool {
    let postings: usize = terms.iter().map(|term| term.list.range.len()).sum();
    documents.len() * terms.len() * LOOK_UP < postings
}

impl Search<'_> {
    /// As [`Search::run`], among these documents of the segment.
    pub(super) fn look_up(&self, documents: &[u32], terms: &[QueryTerm<'_>], top: &mut TopK) {
        let entries = &self.segment.postings.entries;
        for &document in documents {
            let at = (document - self.first) as usize;
            let (mut score, mut is_hit) = (0.0, false);
            for term in terms {
                if let Some(posting) = term.list.find(entries, at) {
                    is_hit = true;
                    score += term.weight * self.weight(posting, at, term.idf);
                }
            }
            if is_hit && score >= top.threshold() {
                top.push(score, document);
            }
        }
    }

    /// What a posting weighs.
    fn weight(&self, posting: usize, document: usize, idf: f64) -> f32 {
        match (&self.segment.postings.entries, &self.weights.kind) {
            (Entries::Weighed { weights, .. }, _) => weights[posting],
            (Entries::Coded(postings), kind) => {
                let code = (postings[posting] >> WINDOW_BITS) as usize;
                match kind {
                    Kind::Table(table) => table[code],
                    Kind::Normalised { frequencies, norms } => {
                        (frequencies[code] * idf / norms[document]) as f32
                    }
                    Kind::Given => 0.0,
                }
            }
        }
    }
}
