//! The published formulas, as pure functions in f64. The order of the operations is part of the
//! contract: it is the order of the reference, so that results agree to the last bit.

/// BM25's free parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// How soon repetitions of a term stop counting; 0 or more.
    pub k1: f64,
    /// How much a document's length counts, from 0 (not at all) to 1.
    pub b: f64,
    /// The floor of negative idfs, as a fraction of the average idf.
    pub epsilon: f64,
    /// Which formula weighs.
    pub method: Method,
}

impl Default for Parameters {
    /// The defaults of pymilvus.model 0.3.4.
    fn default() -> Self {
        Self { k1: 1.5, b: 0.75, epsilon: 0.25, method: Method::Okapi }
    }
}

/// A variant of BM25.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `rank_bm25`'s BM25Okapi, which pymilvus.model 0.3.4 takes over: Robertson's idf with a floor.
    #[default]
    Okapi,
    /// Lucene's BM25, whose idf is always positive.
    Lucene,
}

impl Method {
    /// All methods, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::Okapi, Self::Lucene];

    /// The name that users write and files keep.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Okapi => "okapi",
            Self::Lucene => "lucene",
        }
    }

    /// The method of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// Robertson's idf before the floor, ln(N − df + ½) − ln(df + ½): negative once a term stands in
/// more than half of the documents.
///
/// Robertson and Sparck Jones, *Relevance weighting of search terms* (1976),
/// <https://doi.org/10.1002/asi.4630270302>; the form of two logarithms is `rank_bm25`'s.
#[must_use]
#[inline]
pub fn okapi_idf(documents: f64, document_frequency: f64) -> f64 {
    (documents - document_frequency + 0.5).ln() - (document_frequency + 0.5).ln()
}

/// Okapi's saturation, tf·(k1 + 1) / (tf + k1·(1 − b + b·length/average)).
///
/// Robertson et al., *Okapi at TREC-3* (1994), <https://trec.nist.gov/pubs/trec3/papers/city.ps.gz>.
#[must_use]
#[inline]
pub fn okapi_saturation(frequency: f64, norm: f64, k1: f64) -> f64 {
    frequency * (k1 + 1.0) / (frequency + norm)
}

/// Lucene's idf, ln(1 + (N − df + ½)/(df + ½)): positive for every term.
///
/// Kamphuis et al., *Which BM25 do you mean?* (2020), <https://doi.org/10.1007/978-3-030-45442-5_4>.
#[must_use]
#[inline]
pub fn lucene_idf(documents: f64, document_frequency: f64) -> f64 {
    (1.0 + (documents - document_frequency + 0.5) / (document_frequency + 0.5)).ln()
}

/// Lucene's saturation, tf / (tf + k1·(1 − b + b·length/average)), without the constant k1 + 1.
#[must_use]
#[inline]
pub fn lucene_saturation(frequency: f64, norm: f64) -> f64 {
    frequency / (frequency + norm)
}

/// The share of k1 that a document's length leaves, k1·(1 − b + b·length/average).
#[must_use]
#[inline]
pub fn length_norm(length: f64, average_length: f64, k1: f64, b: f64) -> f64 {
    k1 * (1.0 - b + b * length / average_length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idf_changes_sign_at_half_of_the_documents() {
        assert!(okapi_idf(10.0, 4.0) > 0.0);
        assert!(okapi_idf(10.0, 5.0).abs() < 1e-15);
        assert!(okapi_idf(10.0, 6.0) < 0.0);
        assert!((1..=10).all(|df| lucene_idf(10.0, f64::from(df)) > 0.0));
    }

    #[test]
    fn saturation_of_an_average_document_is_one_for_one_occurrence() {
        let norm = length_norm(8.0, 8.0, 1.5, 0.75);
        assert_eq!(norm.to_bits(), 1.5f64.to_bits());
        assert_eq!(okapi_saturation(1.0, norm, 1.5).to_bits(), 1.0f64.to_bits());
        assert!(okapi_saturation(1e9, norm, 1.5) < 2.5);
    }
}
