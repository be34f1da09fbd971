//! The published formulas, as pure functions in f64. The order of the operations is part of the
//! contract: it is the order of the reference, so that results agree to the last bit.
//!
//! A score is the sum over the matching terms of idf (in the query's vector) times saturation (in
//! the document's). Kamphuis et al., *Which BM25 do you mean?* (2020),
//! <https://doi.org/10.1007/978-3-030-45442-5_4>, compare the variants.

mod rows;

pub(crate) use rows::TermIdf;
pub use rows::{DocumentWeighting, QueryWeighting, Weighting};

use crate::error::{Error, Result};
use crate::statistics::Pruning;

/// BM25's free parameters, and which terms it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// How late repetitions of a term stop counting; 0 or more.
    pub k1: f64,
    /// How much a document's length counts, from 0 (not at all) to 1.
    pub b: f64,
    /// The floor of Okapi's negative idfs, as a fraction of the average idf.
    pub epsilon: f64,
    /// What BM25L and BM25+ add for each term that occurs at all; 0 or more.
    pub delta: f64,
    /// Which formula weighs.
    pub method: Method,
    /// Which terms are encoded. It changes no weight of theirs, but for the norms of TF-IDF.
    pub pruning: Pruning,
}

impl Default for Parameters {
    /// The defaults of pymilvus.model 0.3.4.
    fn default() -> Self {
        Self::of(Method::Okapi)
    }
}

impl Parameters {
    /// The defaults for a method.
    #[must_use]
    pub const fn of(method: Method) -> Self {
        let (delta, pruning) = (method.default_delta(), Pruning::NONE);
        Self { k1: 1.5, b: 0.75, epsilon: 0.25, delta, method, pruning }
    }

    /// Checks every parameter's range.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a `k1` or `delta` below 0, a `b` outside of 0 to 1, and what is not
    /// finite; and those of [`Pruning::validate`].
    pub fn validate(&self) -> Result<()> {
        self.validate_where(|_| true)?;
        self.pruning.validate()
    }

    /// Checks the range of every parameter that is another one than in `before`.
    ///
    /// # Errors
    ///
    /// As [`Self::validate`].
    pub fn validate_change(&self, before: &Self) -> Result<()> {
        self.validate_where(|of| of(self).to_bits() != of(before).to_bits())?;
        if self.pruning == before.pruning { Ok(()) } else { self.pruning.validate() }
    }

    fn validate_where(&self, is_checked: impl Fn(fn(&Self) -> f64) -> bool) -> Result<()> {
        type Check = (&'static str, fn(&Parameters) -> f64, fn(f64) -> bool, &'static str);
        // What weighs more could not be told from infinity, as float32.
        const MOST: f64 = 1e30;
        let positive = "a number from 0 to 1e30";
        let checks: [Check; 4] = [
            ("k1", |of| of.k1, |k1| (0.0..=MOST).contains(&k1), positive),
            ("b", |of| of.b, |b| (0.0..=1.0).contains(&b), "a number from 0 to 1"),
            ("epsilon", |of| of.epsilon, |epsilon| epsilon.abs() <= MOST, "a number from -1e30 to 1e30"),
            ("delta", |of| of.delta, |delta| (0.0..=MOST).contains(&delta), positive),
        ];
        for (name, of, fits, expected) in checks {
            let value = of(self);
            if is_checked(of) && !fits(value) {
                return Err(Error::Parameter { name, given: value.to_string(), expected });
            }
        }
        Ok(())
    }

    /// Checks that `other` weighs alike.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`] naming the parameter that differs.
    pub fn check_equal(&self, other: &Self) -> Result<()> {
        let different = |what, ours, theirs| Err(Error::DifferentModels { what, ours, theirs });
        if self.method != other.method {
            return different("method", self.method.name().to_owned(), other.method.name().to_owned());
        }
        let numbers = [
            ("k1", self.k1, other.k1),
            ("b", self.b, other.b),
            ("epsilon", self.epsilon, other.epsilon),
            ("delta", self.delta, other.delta),
        ];
        for (what, ours, theirs) in numbers {
            if ours.to_bits() != theirs.to_bits() {
                return different(what, ours.to_string(), theirs.to_string());
            }
        }
        let (ours, theirs) = (self.pruning, other.pruning);
        if ours.min_df != theirs.min_df {
            return different("min_df", ours.min_df.to_string(), theirs.min_df.to_string());
        }
        if ours.max_df != theirs.max_df {
            return different("max_df", ours.max_df.to_string(), theirs.max_df.to_string());
        }
        if ours.max_terms != theirs.max_terms {
            let named = |most: Option<u32>| most.map_or_else(|| "None".to_owned(), |most| most.to_string());
            return different("max_terms", named(ours.max_terms), named(theirs.max_terms));
        }
        Ok(())
    }
}

/// A variant of BM25, or TF-IDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `rank_bm25`'s BM25Okapi, which pymilvus.model 0.3.4 takes over: Robertson's idf with a floor.
    #[default]
    Okapi,
    /// Lucene's BM25, whose idf is always positive.
    Lucene,
    /// Robertson's idf, clamped at 0 as bm25s does.
    Robertson,
    /// ATIRE's BM25.
    Atire,
    /// BM25L, which helps long documents.
    Bm25L,
    /// BM25+, which gives every occurrence a least weight.
    Bm25Plus,
    /// TF-IDF as scikit-learn's `TfidfVectorizer` computes it.
    TfIdf,
}

impl Method {
    /// All methods, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Okapi, Self::Lucene, Self::Robertson, Self::Atire, Self::Bm25L, Self::Bm25Plus, Self::TfIdf];

    /// The name that users write and files keep.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Okapi => "okapi",
            Self::Lucene => "lucene",
            Self::Robertson => "robertson",
            Self::Atire => "atire",
            Self::Bm25L => "bm25l",
            Self::Bm25Plus => "bm25+",
            Self::TfIdf => "tfidf",
        }
    }

    /// The method of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The `delta` of the method's paper, 0 for methods without one.
    #[must_use]
    pub const fn default_delta(self) -> f64 {
        match self {
            Self::Bm25L => 0.5,
            Self::Bm25Plus => 1.0,
            _ => 0.0,
        }
    }

    /// The idf of a term that stands in `frequency` of `documents` documents, before any floor.
    #[must_use]
    #[inline]
    pub fn idf(self, documents: f64, frequency: f64) -> f64 {
        match self {
            Self::Okapi => okapi_idf(documents, frequency),
            Self::Lucene => lucene_idf(documents, frequency),
            Self::Robertson => robertson_idf(documents, frequency),
            Self::Atire => atire_idf(documents, frequency),
            Self::Bm25L => bm25l_idf(documents, frequency),
            Self::Bm25Plus => bm25_plus_idf(documents, frequency),
            Self::TfIdf => tfidf_idf(documents, frequency),
        }
    }
}

/// Robertson's idf before the floor, ln(N − df + ½) − ln(df + ½): negative once a term stands in
/// more than half of the documents.
///
/// Robertson and Sparck Jones, *Relevance weighting of search terms* (1976),
/// <https://doi.org/10.1002/asi.4630270302>; the form of two logarithms is `rank_bm25`'s.
#[must_use]
#[inline]
pub fn okapi_idf(documents: f64, frequency: f64) -> f64 {
    (documents - frequency + 0.5).ln() - (frequency + 0.5).ln()
}

/// Robertson's idf, max(0, ln((N − df + ½)/(df + ½))). The clamp is bm25s', not the paper's.
///
/// Robertson et al., *Okapi at TREC-3* (1994); as one logarithm in Kamphuis et al., *Which BM25 do you mean?*
/// (2020), <https://doi.org/10.1007/978-3-030-45442-5_4>.
#[must_use]
#[inline]
pub fn robertson_idf(documents: f64, frequency: f64) -> f64 {
    ((documents - frequency + 0.5) / (frequency + 0.5)).max(1.0).ln()
}

/// Lucene's idf, ln(1 + (N − df + ½)/(df + ½)): positive for every term.
///
/// Kamphuis et al., *Which BM25 do you mean?* (2020), <https://doi.org/10.1007/978-3-030-45442-5_4>.
#[must_use]
#[inline]
pub fn lucene_idf(documents: f64, frequency: f64) -> f64 {
    (1.0 + (documents - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// ATIRE's idf, ln(N/df).
///
/// Trotman et al., *Towards an efficient and effective search engine* (2012).
#[must_use]
#[inline]
pub fn atire_idf(documents: f64, frequency: f64) -> f64 {
    (documents / frequency).ln()
}

/// BM25L's idf, ln((N + 1)/(df + ½)).
///
/// Lv and Zhai, *When documents are very long, BM25 fails!* (2011),
/// <https://doi.org/10.1145/2009916.2010070>.
#[must_use]
#[inline]
pub fn bm25l_idf(documents: f64, frequency: f64) -> f64 {
    ((documents + 1.0) / (frequency + 0.5)).ln()
}

/// BM25+'s idf, ln((N + 1)/df).
///
/// Lv and Zhai, *Lower-bounding term frequency normalization* (2011),
/// <https://doi.org/10.1145/2063576.2063584>.
#[must_use]
#[inline]
pub fn bm25_plus_idf(documents: f64, frequency: f64) -> f64 {
    ((documents + 1.0) / frequency).ln()
}

/// scikit-learn's smoothed idf, ln((1 + N)/(1 + df)) + 1.
///
/// Pedregosa et al., *Scikit-learn: machine learning in Python* (2011); its `TfidfVectorizer` with the
/// defaults.
#[must_use]
#[inline]
pub fn tfidf_idf(documents: f64, frequency: f64) -> f64 {
    ((1.0 + documents) / (1.0 + frequency)).ln() + 1.0
}

/// What a document's length leaves of a term's frequency, 1 − b + b·length/average.
///
/// Robertson et al., *Okapi at TREC-3* (1994).
#[must_use]
#[inline]
pub fn length_ratio(length: f64, average_length: f64, b: f64) -> f64 {
    1.0 - b + b * length / average_length
}

/// Okapi's and ATIRE's saturation, tf·(k1 + 1)/(tf + k1·ratio).
///
/// Robertson et al., *Okapi at TREC-3* (1994).
#[must_use]
#[inline]
pub fn okapi_saturation(frequency: f64, ratio: f64, k1: f64) -> f64 {
    frequency * (k1 + 1.0) / (frequency + k1 * ratio)
}

/// Lucene's and Robertson's saturation, tf/(tf + k1·ratio), without the constant k1 + 1.
///
/// Kamphuis et al., *Which BM25 do you mean?* (2020), <https://doi.org/10.1007/978-3-030-45442-5_4>.
#[must_use]
#[inline]
pub fn lucene_saturation(frequency: f64, ratio: f64, k1: f64) -> f64 {
    frequency / (frequency + k1 * ratio)
}

/// BM25L's saturation, (k1 + 1)·(c + δ)/(k1 + c + δ) with c = tf/ratio.
///
/// Lv and Zhai, *When documents are very long, BM25 fails!* (2011), as for [`bm25l_idf`].
#[must_use]
#[inline]
pub fn bm25l_saturation(frequency: f64, ratio: f64, k1: f64, delta: f64) -> f64 {
    let shifted = frequency / ratio + delta;
    (k1 + 1.0) * shifted / (k1 + shifted)
}

/// BM25+'s saturation, tf·(k1 + 1)/(tf + k1·ratio) + δ.
///
/// Lv and Zhai, *Lower-bounding term frequency normalization* (2011), as for [`bm25_plus_idf`].
#[must_use]
#[inline]
pub fn bm25_plus_saturation(frequency: f64, ratio: f64, k1: f64, delta: f64) -> f64 {
    okapi_saturation(frequency, ratio, k1) + delta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idf_changes_sign_at_half_of_the_documents() {
        assert!(okapi_idf(10.0, 4.0) > 0.0);
        assert!(okapi_idf(10.0, 5.0).abs() < 1e-15);
        assert!(okapi_idf(10.0, 6.0) < 0.0);
        for method in Method::ALL.into_iter().filter(|&method| method != Method::Okapi) {
            assert!((1..=10).all(|df| method.idf(10.0, f64::from(df)) >= 0.0), "{method:?}");
        }
    }

    #[test]
    fn saturation_of_an_average_document_is_one_for_one_occurrence() {
        let ratio = length_ratio(8.0, 8.0, 0.75);
        assert_eq!(ratio.to_bits(), 1.0f64.to_bits());
        assert_eq!(okapi_saturation(1.0, ratio, 1.5).to_bits(), 1.0f64.to_bits());
        assert!(okapi_saturation(1e9, ratio, 1.5) < 2.5);
        assert!(lucene_saturation(1e9, ratio, 1.5) < 1.0);
        assert!(bm25l_saturation(1.0, ratio, 1.5, 0.5) > okapi_saturation(1.0, ratio, 1.5));
        assert_eq!(bm25_plus_saturation(1.0, ratio, 1.5, 1.0).to_bits(), 2.0f64.to_bits());
    }

    #[test]
    fn names_come_back() {
        for method in Method::ALL {
            assert_eq!(Method::from_name(method.name()), Some(method));
            assert!(Parameters::of(method).validate().is_ok());
        }
        assert_eq!(Method::from_name("bm26"), None);
    }
}
