//! From the terms of one row to its weights.

use crate::counts::Weigher;
use crate::vocabulary::TermId;
use crate::weighting::{
    Method, Parameters, bm25_plus_saturation, bm25l_saturation, length_ratio, lucene_saturation,
    okapi_saturation,
};

/// How the terms of a document weigh.
#[derive(Clone, Copy, Debug)]
pub struct DocumentWeigher<'a> {
    pub(super) parameters: Parameters,
    pub(super) average_length: f64,
    pub(super) idf: &'a [f64],
}

impl DocumentWeigher<'_> {
    /// What the formula divides a document's frequencies by: its length against the average, or the
    /// Euclidean norm of TF-IDF's weights. 1 when the corpus has no token.
    #[must_use]
    pub fn length_norm(&self, length: u64, terms: &[(TermId, u32)]) -> f64 {
        if self.parameters.method == Method::TfIdf {
            euclidean_norm(self.idf, terms)
        } else if self.average_length > 0.0 {
            length_ratio(length as f64, self.average_length, self.parameters.b)
        } else {
            1.0
        }
    }
}

impl Weigher for DocumentWeigher<'_> {
    fn weigh(&self, length: u64, terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
        let Parameters { k1, b, delta, method, .. } = self.parameters;
        let ratio = length_ratio(length as f64, self.average_length, b);
        let frequencies = terms.iter().map(|&(_, frequency)| f64::from(frequency));
        match method {
            Method::Okapi | Method::Atire => {
                weights.extend(frequencies.map(|tf| okapi_saturation(tf, ratio, k1) as f32));
            }
            Method::Lucene | Method::Robertson => {
                weights.extend(frequencies.map(|tf| lucene_saturation(tf, ratio, k1) as f32));
            }
            Method::Bm25L => {
                weights.extend(frequencies.map(|tf| bm25l_saturation(tf, ratio, k1, delta) as f32));
            }
            Method::Bm25Plus => {
                weights.extend(frequencies.map(|tf| bm25_plus_saturation(tf, ratio, k1, delta) as f32));
            }
            Method::TfIdf => push_normalised(self.idf, terms, weights),
        }
    }
}

/// How the terms of a query weigh.
#[derive(Clone, Copy, Debug)]
pub struct QueryWeigher<'a> {
    pub(super) method: Method,
    pub(super) idf: &'a [f64],
}

impl Weigher for QueryWeigher<'_> {
    fn weigh(&self, _: u64, terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
        let entries = terms.iter().map(|&(term, frequency)| (self.idf[term as usize], frequency));
        match self.method {
            // The reference adds the idf once for each occurrence; a product rounds differently.
            Method::Okapi => weights
                .extend(entries.map(|(idf, frequency)| (1..frequency).fold(idf, |sum, _| sum + idf) as f32)),
            Method::TfIdf => push_normalised(self.idf, terms, weights),
            _ => weights.extend(entries.map(|(idf, frequency)| (f64::from(frequency) * idf) as f32)),
        }
    }
}

/// TF-IDF's weights: tf·idf, divided by their Euclidean norm.
fn push_normalised(idf: &[f64], terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
    let norm = euclidean_norm(idf, terms);
    let weight = |&(term, frequency): &(TermId, u32)| f64::from(frequency) * idf[term as usize];
    weights.extend(terms.iter().map(|entry| (weight(entry) / norm) as f32));
}

fn euclidean_norm(idf: &[f64], terms: &[(TermId, u32)]) -> f64 {
    let square = |&(term, frequency): &(TermId, u32)| (f64::from(frequency) * idf[term as usize]).powi(2);
    // From 0: the sum of no numbers is -0.0, and a fold from 0.0 is the same for all others.
    terms.iter().map(square).fold(0.0, |sum: f64, square| sum + square).sqrt()
}
