//! `stemmer`: puts each token's stem in its place.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::lowercase::lowercase_short;
use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::{Build, OnServer};
use crate::analysis::stemmers::{self, Language, StemmerRevision, stem_english_short};
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
    /// The language, in canonical form by its name in lower case.
    pub language: String,
    /// Whose stemmer. NLTK has those of [`STEMMERS`](crate::analysis::STEMMERS).
    pub revision: StemmerRevision,
}

impl Default for StemmerSpec {
    fn default() -> Self {
        Self { language: "english".to_owned(), revision: StemmerRevision::default() }
    }
}

impl Build for StemmerSpec {
    type Part = Stemmer;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Stemmer> {
        let (stemmer, name) = stemmers::Stemmer::find(self.revision, &self.language)?;
        name.clone_into(&mut self.language);
        Ok(Stemmer(stemmer))
    }

    fn on_server(&self, _: &mut Data<'_>) -> Result<OnServer> {
        Ok(match self.revision {
            StemmerRevision::Nltk => OnServer::Nothing(
                "a Milvus server has no stemmer of NLTK's; without \"revision\" it is Snowball's, as there",
            ),
            StemmerRevision::Snowball3 if ON_SERVER.contains(&&*self.language) => {
                OnServer::As(json!({"type": "stemmer", "language": self.language}))
            }
            StemmerRevision::Snowball3 => {
                OnServer::Nothing("a Milvus server has no stemmer of this language")
            }
        })
    }
}

/// The languages that a server has a stemmer of.
const ON_SERVER: &[&str] = &[
    "arabic",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hungarian",
    "italian",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
];

/// NLTK's `SnowballStemmer` of a language, which lower-cases a token first (the Russian one leaves tokens
/// of Latin-1 as they are), or Snowball's, which does not: to most a capital letter is none that they know.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Stemmer(stemmers::Stemmer);

impl Filter for Stemmer {
    fn case(&self) -> Case {
        match self.0 {
            stemmers::Stemmer::Snowball(language) if language.is_latin() => Case::Decides,
            stemmers::Stemmer::Snowball(_) | stemmers::Stemmer::Nltk(Language::Russian) => Case::Kept,
            stemmers::Stemmer::Nltk(_) => Case::Folded,
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
        let language = match self.0 {
            stemmers::Stemmer::Snowball(language) => return language.stem_short(token),
            stemmers::Stemmer::Nltk(language) => language,
        };
        match language {
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
    use super::super::tests::{canonical, fails, run};

    #[test]
    fn tokens_become_stems() {
        let nltk = |language| format!(r#"{{"type":"stemmer","language":"{language}","revision":"nltk"}}"#);
        assert_eq!(run(&[&nltk("english")], "Running"), ["run"]);
        assert_eq!(run(&[&nltk("english")], "Naïvely"), ["naïv"]);
        assert_eq!(run(&[&nltk("german")], "Häuser"), ["haus"]);
        // Without lower-casing, as on the server.
        assert_eq!(run(&["stemmer"], "Running"), ["Run"]);
        assert_eq!(run(&["stemmer"], "RUNNING"), ["RUNNING"]);
        assert_eq!(run(&["lowercase", r#"{"type":"stemmer","language":"greek"}"#], "ΑΕΤΟΣ"), ["αετ"]);
    }

    #[test]
    fn names_are_those_of_the_server() {
        let spec = r#"{"type":"stemmer","language":"arabic","revision":"3.0"}"#;
        for language in ["arabic", "Arabic", "arabig"] {
            assert_eq!(canonical(&format!(r#"{{"type":"stemmer","language":"{language}"}}"#)), spec);
        }
    }

    #[test]
    fn an_unknown_language_or_revision_is_refused() {
        let error = fails(r#"{"type":"stemmer","language":"klingon"}"#);
        assert!(
            error.contains("no stemmer of the language \"klingon\"; there are: arabic, armenian, "),
            "{error}"
        );
        let error = fails(r#"{"type":"stemmer","language":"germna"}"#);
        assert!(
            error.contains("no stemmer of the language \"germna\" (did you mean \"german\"?)"),
            "{error}"
        );
        let error = fails(r#"{"type":"stemmer","language":"greek","revision":"nltk"}"#);
        assert!(
            error.contains("no stemmer of the language \"greek\"; there are: english, french, "),
            "{error}"
        );
        let error = fails(r#"{"type":"stemmer","revision":"2.2"}"#);
        assert!(error.contains("`3.0` or `nltk`"), "{error}");
    }
}
