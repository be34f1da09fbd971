//! From rows of term frequencies to rows of weights.

use super::{
    Method, Parameters, bm25_plus_saturation, bm25l_saturation, length_ratio, lucene_saturation,
    okapi_saturation,
};
use crate::counts::{TermRow, TermRows};
use crate::csr::{CsrPart, RowBlock};
use crate::memory::{Grow, room};
use crate::vocabulary::TermId;

/// From the terms of a row to their weights.
pub trait Weighting {
    /// Appends the weights of a row's terms.
    fn weigh(&self, row: TermRow<'_>, weights: &mut Vec<f32>);

    /// The rows as a block of a matrix.
    fn block(&self, rows: &TermRows) -> RowBlock {
        let mut block =
            RowBlock { ends: room(rows.len()), columns: room(rows.entries()), values: room(rows.entries()) };
        for row in rows.iter() {
            block.columns.extend(row.terms.iter().map(|&(term, _)| term.cast_signed()));
            self.weigh(row, &mut block.values);
            block.ends.push(block.columns.len() as u32);
        }
        block
    }

    /// Writes the rows to where they stand in a matrix.
    ///
    /// # Panics
    ///
    /// When there is not room for just as many entries.
    fn write(&self, rows: &TermRows, CsrPart { mut columns, mut values }: CsrPart<'_>) {
        let mut weights = Vec::new();
        for row in rows.iter() {
            weights.clear();
            weights.grow(row.terms.len());
            self.weigh(row, &mut weights);
            let (row_columns, row_values);
            (row_columns, columns) = columns.split_at_mut(row.terms.len());
            (row_values, values) = values.split_at_mut(row.terms.len());
            row_columns
                .iter_mut()
                .zip(row.terms)
                .for_each(|(column, (term, _))| *column = term.cast_signed());
            row_values.copy_from_slice(&weights);
        }
        assert!(columns.is_empty() && values.is_empty(), "room for more entries than there are");
    }
}

/// The weights of documents' terms.
#[derive(Clone, Copy, Debug)]
pub struct DocumentWeighting<'a> {
    pub(crate) parameters: Parameters,
    pub(crate) average_length: f64,
    /// For TF-IDF only.
    pub(crate) idf: &'a [f64],
}

impl DocumentWeighting<'_> {
    /// What the formula divides a document's frequencies by: its length against the average, or the
    /// Euclidean norm of TF-IDF's weights. 1 when the corpus has no token.
    #[must_use]
    pub fn length_norm(&self, length: u64, terms: &[(TermId, u32)]) -> f64 {
        if self.parameters.method == Method::TfIdf {
            euclidean_norm(|term| self.idf[term as usize], terms)
        } else if self.average_length > 0.0 {
            length_ratio(length as f64, self.average_length, self.parameters.b)
        } else {
            1.0
        }
    }
}

impl Weighting for DocumentWeighting<'_> {
    fn weigh(&self, TermRow { length, terms }: TermRow<'_>, weights: &mut Vec<f32>) {
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
            Method::TfIdf => push_normalised(|term| self.idf[term as usize], terms, weights),
        }
    }
}

/// The weights of queries' terms.
#[derive(Clone, Copy, Debug)]
pub struct QueryWeighting<'a> {
    pub(crate) method: Method,
    pub(crate) idf: TermIdf<'a>,
}

/// The idf of each term.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TermIdf<'a> {
    Computed(&'a [f64]),
    /// Computed when it is asked for.
    Counted {
        method: Method,
        documents: f64,
        document_frequency: &'a [u32],
    },
}

impl TermIdf<'_> {
    #[inline]
    fn get(&self, term: TermId) -> f64 {
        match *self {
            Self::Computed(idf) => idf[term as usize],
            Self::Counted { method, documents, document_frequency } => {
                match document_frequency[term as usize] {
                    0 => 0.0,
                    df => method.idf(documents, f64::from(df)),
                }
            }
        }
    }
}

impl Weighting for QueryWeighting<'_> {
    fn weigh(&self, TermRow { terms, .. }: TermRow<'_>, weights: &mut Vec<f32>) {
        let entries = terms.iter().map(|&(term, frequency)| (self.idf.get(term), frequency));
        match self.method {
            // The reference adds the idf once for each occurrence; a product rounds differently.
            Method::Okapi => weights
                .extend(entries.map(|(idf, frequency)| (1..frequency).fold(idf, |sum, _| sum + idf) as f32)),
            Method::TfIdf => push_normalised(|term| self.idf.get(term), terms, weights),
            _ => weights.extend(entries.map(|(idf, frequency)| (f64::from(frequency) * idf) as f32)),
        }
    }
}

/// TF-IDF's weights: tf·idf, divided by their Euclidean norm.
fn push_normalised(idf: impl Fn(TermId) -> f64, terms: &[(TermId, u32)], weights: &mut Vec<f32>) {
    let norm = euclidean_norm(&idf, terms);
    let weight = |&(term, frequency): &(TermId, u32)| f64::from(frequency) * idf(term);
    weights.extend(terms.iter().map(|entry| (weight(entry) / norm) as f32));
}

fn euclidean_norm(idf: impl Fn(TermId) -> f64, terms: &[(TermId, u32)]) -> f64 {
    let square = |&(term, frequency): &(TermId, u32)| (f64::from(frequency) * idf(term)).powi(2);
    // From 0: the sum of no numbers is -0.0, and a fold from 0.0 is the same for all others.
    terms.iter().map(square).fold(0.0, |sum: f64, square| sum + square).sqrt()
}
