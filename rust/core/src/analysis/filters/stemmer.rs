//! `stemmer`: puts each token's stem in its place.

use serde::{Deserialize, Serialize};

use super::lowercase::lowercase_short;
use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::stemmers::english_nltk;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::memory::Grow;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::places_of;

/// `{"type": "stemmer"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StemmerSpec {
    /// Whose stemmer: `english`, which is NLTK's.
    pub language: String,
}

impl Default for StemmerSpec {
    fn default() -> Self {
        Self { language: "english".to_owned() }
    }
}

impl Build for StemmerSpec {
    type Part = Stemmer;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Stemmer> {
        if self.language != "english" {
            let reason = format!("stemmer: no stemmer for {:?}; there is: english", self.language);
            return Err(Error::AnalyzerSpec(reason));
        }
        Ok(Stemmer)
    }
}

/// NLTK's `SnowballStemmer("english")`, which lower-cases a token first.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Stemmer;

impl Filter for Stemmer {
    fn case(&self) -> Case {
        Case::Folded
    }

    fn apply(&self, token: &str, cancel: &Cancel, scratch: &mut FilterScratch, out: &mut TokenBuffer) {
        out.push_with(|text| {
            let start = text.len();
            text.grow(token.len());
            text.push_str(token);
            english_nltk::stem(text, start, cancel, &mut scratch.stemmer);
        });
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        // The short way has no rules for apostrophes.
        if places_of(b'\'', token.words()) != 0 {
            return ShortTokens::Unknown;
        }
        ShortTokens::One(english_nltk::stem_short(lowercase_short(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fails, run};

    #[test]
    fn tokens_become_stems() {
        assert_eq!(run(&["stemmer"], "Running"), ["run"]);
        assert_eq!(run(&["stemmer"], "Naïvely"), ["naïv"]);
    }

    #[test]
    fn an_unknown_language_is_refused() {
        assert!(fails(r#"{"type":"stemmer","language":"german"}"#).contains("\"german\"; there is: english"));
    }
}
