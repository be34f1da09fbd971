//! The best documents so far.

use crate::memory::Grow;

/// A document that answers a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its number among all documents of the index, deleted ones included.
    pub document: u32,
    /// Its score.
    pub score: f32,
}

/// Up to this many are kept in order; more are sorted when there are enough of them.
const FEW: usize = 32;

/// The `k` documents of the highest scores; of equal ones those that were added first.
#[derive(Debug, Default)]
pub(super) struct TopK {
    k: usize,
    /// In descending order for a small `k`; for a larger one the first `k` may be in any order after those
    /// that came since.
    keys: Vec<u64>,
    /// A document below this score is none of the best; one of this score may be.
    threshold: f32,
    /// The lowest key of `k`, 0 while there are fewer.
    least: u64,
}

/// Orders by score, then by age: a larger key is a better hit.
fn key(score: f32, document: u32) -> u64 {
    let bits = score.to_bits();
    // Negative numbers descend as their bits ascend.
    let ordered = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
    u64::from(ordered) << 32 | u64::from(!document)
}

fn hit(key: u64) -> Hit {
    let ordered = (key >> 32) as u32;
    let bits = if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered };
    Hit { document: !(key as u32), score: f32::from_bits(bits) }
}

impl TopK {
    /// Forgets the documents, and looks for this many.
    pub(super) fn start(&mut self, k: usize) {
        self.keys.clear();
        *self = Self { k, keys: std::mem::take(&mut self.keys), threshold: f32::NEG_INFINITY, least: 0 };
    }

    /// How many are looked for.
    pub(super) fn k(&self) -> usize {
        self.k
    }

    /// What a document must score at least to be one of the best.
    #[inline]
    pub(super) fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Takes a document that scores the threshold at least.
    #[inline]
    pub(super) fn push(&mut self, score: f32, document: u32) {
        let key = key(score, document);
        if key <= self.least {
            return;
        }
        if self.k <= FEW { self.insert(key) } else { self.collect(key) }
    }

    fn insert(&mut self, key: u64) {
        if self.keys.len() == self.k {
            self.keys.pop();
        } else {
            self.keys.grow(1);
        }
        let place = self.keys.iter().rposition(|&better| better > key).map_or(0, |worse| worse + 1);
        self.keys.insert(place, key);
        if self.keys.len() == self.k {
            self.set_least(self.keys[self.k - 1]);
        }
    }

    fn collect(&mut self, key: u64) {
        self.keys.grow(1);
        self.keys.push(key);
        if self.keys.len() >= self.k.saturating_mul(3) {
            self.cut();
        }
    }

    /// Drops all but the best `k`.
    fn cut(&mut self) {
        if self.keys.len() > self.k {
            self.keys.select_nth_unstable_by(self.k - 1, |a, b| b.cmp(a));
            self.keys.truncate(self.k);
            self.set_least(self.keys[self.k - 1]);
        }
    }

    fn set_least(&mut self, least: u64) {
        self.least = least;
        self.threshold = hit(least).score;
    }

    /// Forgets the documents from `first` on, which will come again, but not what a document must score.
    pub(super) fn forget_from(&mut self, first: u32) {
        self.keys.retain(|&key| hit(key).document < first);
        if self.threshold > f32::NEG_INFINITY {
            self.least = key(self.threshold, u32::MAX) - 1;
        }
    }

    /// Makes sure that the threshold is as high as the documents that were pushed allow.
    pub(super) fn settle(&mut self) {
        if self.k > FEW && self.keys.len() > self.k + self.k / 2 {
            self.cut();
        }
    }

    /// The documents, the best first.
    pub(super) fn finish(&mut self) -> impl ExactSizeIterator<Item = Hit> {
        if self.k > FEW {
            self.cut();
            self.keys.sort_unstable_by(|a, b| b.cmp(a));
        }
        self.keys.iter().copied().map(hit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_best_are_those_of_a_sort() {
        let mut random = Random::new(17);
        let mut top = TopK::default();
        for k in [1, 2, 10, FEW, FEW + 1, 100, 5_000] {
            for documents in [0, 1, k, 3 * k + 1, 1_000] {
                // Few distinct scores, some negative: many ties.
                let scores: Vec<f32> =
                    (0..documents).map(|_| (random.below(40) as f32 - 10.0) / 8.0).collect();
                let mut order: Vec<u32> = (0..documents as u32).collect();
                // Pushed in any order.
                for at in (1..order.len()).rev() {
                    order.swap(at, random.below(at + 1));
                }
                top.start(k);
                for &document in &order {
                    let score = scores[document as usize];
                    if score >= top.threshold() {
                        top.push(score, document);
                    }
                    if document % 7 == 0 {
                        top.settle();
                    }
                }
                // Half of them again.
                let again = documents as u32 / 2;
                top.forget_from(again);
                for &document in order.iter().filter(|&&document| document >= again) {
                    top.push(scores[document as usize], document);
                }
                order.sort_unstable();
                order.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
                let expected = order.iter().take(k).map(|&document| (document, scores[document as usize]));
                assert!(top.finish().map(|hit| (hit.document, hit.score)).eq(expected), "{k} of {documents}");
            }
        }
    }
}
