//! `stemmer`: puts each token's stem in its place.

use serde::{Deserialize, Serialize};

use super::lowercase::lowercase_short;
use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::stemmers::{Language, stem_english_short};
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::memory::Grow;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::places_of;

/// `{"type": "stemmer"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StemmerSpec {
    /// Whose stemmer: one of [`STEMMERS`](crate::analysis::STEMMERS), which are NLTK's.
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
        Language::named(&self.language).map(Stemmer)
    }
}

/// NLTK's `SnowballStemmer` of a language, which lower-cases a token first; the Russian one leaves tokens
/// of Latin-1 as they are.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Stemmer(Language);

impl Filter for Stemmer {
    fn case(&self) -> Case {
        match self.0 {
            Language::Russian => Case::Kept,
            _ => Case::Folded,
        }
    }

    fn apply(&self, token: &str, cancel: &Cancel, scratch: &mut FilterScratch, out: &mut TokenBuffer) {
        out.push_with(|text| {
            let start = text.len();
            text.grow(token.len());
            text.push_str(token);
            self.0.stem(text, start, cancel, &mut scratch.stemmer);
        });
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        match self.0 {
            // This short way has no rules for apostrophes.
            Language::English if places_of(b'\'', token.words()) == 0 => {
                ShortTokens::One(stem_english_short(lowercase_short(token)))
            }
            language => language.stem_short(token).map_or(ShortTokens::Unknown, ShortTokens::One),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fails, run};

    #[test]
    fn tokens_become_stems() {
        assert_eq!(run(&["stemmer"], "Running"), ["run"]);
        assert_eq!(run(&["stemmer"], "Naïvely"), ["naïv"]);
        let german = r#"{"type":"stemmer","language":"german"}"#;
        assert_eq!(run(&[german], "Häuser"), ["haus"]);
    }

    #[test]
    fn an_unknown_language_is_refused() {
        let error = fails(r#"{"type":"stemmer","language":"klingon"}"#);
        assert!(error.contains("no stemmer for \"klingon\"; there are: english, french, "), "{error}");
    }
}
