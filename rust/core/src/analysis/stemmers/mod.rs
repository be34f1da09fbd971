//! Stemmers of two revisions: NLTK's, a file each, and those of Snowball 3.0.0 in `snowball`.
//!
//! A new one of NLTK's is a file with a function `stem` and a line in the list below.

mod english_nltk;
mod french_nltk;
mod german_nltk;
mod italian_nltk;
mod letters;
mod portuguese_nltk;
mod russian_letters;
mod russian_nltk;
mod snowball;
mod spanish_nltk;

use serde::{Deserialize, Serialize};

pub(super) use english_nltk::stem_short as stem_english_short;
pub(super) use snowball::Language as SnowballLanguage;

use super::parts;
use crate::error::{Error, Result};
use crate::memory::text_of;
use crate::parallel::Cancel;
use crate::short::Short;

/// Buffers of the stemmers, reused from word to word.
#[derive(Clone, Debug, Default)]
pub(super) struct StemmerScratch {
    english: english_nltk::EnglishScratch,
    letters: letters::LettersScratch,
    russian: russian_nltk::RussianScratch,
    snowball: snowball::SnowballScratch,
}

/// Whose stemmers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum StemmerRevision {
    /// Snowball 3.0.0's, as Milvus' server has them. They do not lower-case a word.
    #[default]
    #[serde(rename = "3.0")]
    Snowball3,
    /// NLTK's: Snowball 2.2 with some words of its own. They lower-case a word first.
    #[serde(rename = "nltk")]
    Nltk,
}

impl StemmerRevision {
    /// The revision of this name, as JSON spells it.
    ///
    /// ```
    /// use elanus_core::analysis::StemmerRevision;
    /// assert_eq!(StemmerRevision::named("nltk")?, StemmerRevision::Nltk);
    /// assert!(StemmerRevision::named("2.2").is_err());
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`]: there is none.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "3.0" => Ok(Self::Snowball3),
            "nltk" => Ok(Self::Nltk),
            _ => Err(Error::AnalyzerSpec(format!("stemmer: no revision {name:?}; there are: 3.0, nltk"))),
        }
    }
}

/// A stemmer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stemmer {
    Snowball(SnowballLanguage),
    Nltk(Language),
}

impl Stemmer {
    /// The stemmer of a language, and the language's own name.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`]: it has no stemmer.
    pub(super) fn find(revision: StemmerRevision, language: &str) -> Result<(Self, &'static str)> {
        match revision {
            StemmerRevision::Snowball3 => SnowballLanguage::named(language)
                .map(|found| (Self::Snowball(found), found.name()))
                .ok_or_else(|| unknown(language, SnowballLanguage::NAMES)),
            StemmerRevision::Nltk => Language::find(language)
                .map(|(found, name)| (Self::Nltk(found), name))
                .ok_or_else(|| unknown(language, STEMMERS)),
        }
    }

    /// Replaces `text[start..]` by its stem; by anything when it is cancelled.
    #[inline]
    pub(super) fn stem(self, text: &mut String, start: usize, cancel: &Cancel, scratch: &mut StemmerScratch) {
        match self {
            Self::Snowball(language) => language.stem(text, start, &mut scratch.snowball),
            Self::Nltk(language) => language.stem(text, start, cancel, scratch),
        }
    }
}

fn unknown(language: &str, names: &[&str]) -> Error {
    Error::AnalyzerSpec(format!("stemmer: {}", parts::unknown("stemmer of the language", language, names)))
}

/// Defines [`Language`] by one line a language: its name, its file and the buffers that it needs.
macro_rules! languages {
    ($($Language:ident $name:literal => $file:ident($scratch:ident),)+) => {
        /// The languages that have a stemmer of NLTK's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Language {
            $($Language,)+
        }

        /// The names of the languages that have a stemmer of NLTK's.
        pub const STEMMERS: &[&str] = &[$($name),+];

        impl Language {
            /// The language of this name, if it has a stemmer.
            fn find(name: &str) -> Option<(Self, &'static str)> {
                match name {
                    $($name => Some((Self::$Language, $name)),)+
                    _ => None,
                }
            }

            /// Replaces `text[start..]` by its stem; by anything when it is cancelled.
            #[inline]
            pub(super) fn stem(
                self,
                text: &mut String,
                start: usize,
                cancel: &Cancel,
                scratch: &mut StemmerScratch,
            ) {
                match self {
                    $(Self::$Language => $file::stem(text, start, cancel, &mut scratch.$scratch),)+
                }
            }
        }
    };
}

languages! {
    English "english" => english_nltk(english),
    French "french" => french_nltk(letters),
    German "german" => german_nltk(letters),
    Italian "italian" => italian_nltk(letters),
    Portuguese "portuguese" => portuguese_nltk(letters),
    Russian "russian" => russian_nltk(russian),
    Spanish "spanish" => spanish_nltk(letters),
}

impl Language {
    /// A short cut of [`Self::stem`] for a token of ASCII whose stem is one, too. English has its own.
    #[inline]
    pub(super) fn stem_short(self, token: Short) -> Option<Short> {
        match self {
            Self::English => None,
            Self::French => french_nltk::stem_short(token),
            Self::German => german_nltk::stem_short(token),
            Self::Italian => italian_nltk::stem_short(token),
            Self::Portuguese => portuguese_nltk::stem_short(token),
            // It leaves words of Latin-1 as they are.
            Self::Russian => Some(token),
            Self::Spanish => spanish_nltk::stem_short(token),
        }
    }
}

/// One word's stem. NLTK's `SnowballStemmer(language)` lower-cases it first, and the Russian one leaves a
/// word of Latin-1 as it is. Those of Snowball 3.0.0 expect it in lower case, and leave one of more than
/// 1,024 bytes as it is.
///
/// ```
/// use elanus_core::analysis::{StemmerRevision, stem};
/// assert_eq!(stem(StemmerRevision::Nltk, "german", "Drachenflüge")?, "drachenflug");
/// assert_eq!(stem(StemmerRevision::Snowball3, "german", "drachenflüge")?, "drachenflug");
/// assert_eq!(stem(StemmerRevision::Snowball3, "greek", "αετοί")?, "αετ");
/// # Ok::<(), elanus_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::AnalyzerSpec`]: the revision has no stemmer for the language.
pub fn stem(revision: StemmerRevision, language: &str, word: &str) -> Result<String> {
    let (stemmer, _) = Stemmer::find(revision, language)?;
    let mut text = text_of(word);
    stemmer.stem(&mut text, 0, &Cancel::new(), &mut StemmerScratch::default());
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word's stem, made behind other text with buffers that were used before.
    fn stemmed(language: Language, word: &str) -> String {
        let (mut text, mut scratch) = ("before Wörter 中文".to_owned(), StemmerScratch::default());
        language.stem(&mut text, 7, &Cancel::new(), &mut scratch);
        text.truncate(7);
        text.push_str(word);
        language.stem(&mut text, 7, &Cancel::new(), &mut scratch);
        text.strip_prefix("before ").unwrap().to_owned()
    }

    /// Compares stems with NLTK's: pairs of a word and its stem.
    pub(super) fn check_stems(language: Language, pairs: &str) {
        for pair in pairs.split(", ") {
            let (word, expected) = pair.split_once(' ').unwrap();
            assert_eq!(stemmed(language, word), expected, "{word}");
        }
        assert_eq!(stemmed(language, ""), "");
    }

    #[test]
    fn a_long_word_takes_linear_time() {
        for name in STEMMERS {
            let language = Language::find(name).unwrap().0;
            for part in ["a", "y", "ß", "中", "issent", "uiu", "'", "ç", "щ"] {
                let long = part.repeat(1 << 16);
                for end in ["", "issemment", "ando", "ungen", "s", "ующая"] {
                    let stem = stemmed(language, &format!("{long}{end}"));
                    // Every stemmer removes a few letters, only `ß` becomes two others, and only two
                    // apostrophes become one.
                    let least = if part == "'" { long.len() / 2 } else { long.chars().count() };
                    assert!(stem.chars().count() + 10 >= least, "{name} {part} {end}");
                }
            }
        }
    }
}
