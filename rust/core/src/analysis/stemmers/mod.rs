//! Stemmers, a file each.
//!
//! A new one is a file with a function `stem` and a line in the list below.

mod english_nltk;
mod french_nltk;
mod german_nltk;
mod italian_nltk;
mod letters;
mod portuguese_nltk;
mod russian_letters;
mod russian_nltk;
mod spanish_nltk;

pub(super) use english_nltk::stem_short as stem_english_short;

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
}

/// Defines [`Language`] by one line a language: its name, its file and the buffers that it needs.
macro_rules! languages {
    ($($Language:ident $name:literal => $file:ident($scratch:ident),)+) => {
        /// The languages that have a stemmer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Language {
            $($Language,)+
        }

        /// The names of the languages that have a stemmer.
        pub const STEMMERS: &[&str] = &[$($name),+];

        impl Language {
            /// The language of this name, if it has a stemmer.
            fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$Language),)+
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

    /// The language of this name.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`]: it has no stemmer.
    pub(super) fn named(name: &str) -> Result<Self> {
        Self::find(name).ok_or_else(|| {
            let there_are = STEMMERS.join(", ");
            Error::AnalyzerSpec(format!("stemmer: no stemmer for {name:?}; there are: {there_are}"))
        })
    }
}

/// One word's stem by NLTK's `SnowballStemmer(language)`, which lower-cases it first. The Russian one
/// leaves a word of Latin-1 as it is.
///
/// ```
/// use elanus_core::analysis::stem;
/// assert_eq!(stem("english", "Hovering")?, "hover");
/// assert_eq!(stem("german", "Drachenflüge")?, "drachenflug");
/// # Ok::<(), elanus_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::AnalyzerSpec`]: the language is none of [`STEMMERS`].
pub fn stem(language: &str, word: &str) -> Result<String> {
    let language = Language::named(language)?;
    let mut text = text_of(word);
    language.stem(&mut text, 0, &Cancel::new(), &mut StemmerScratch::default());
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
            let language = Language::named(name).unwrap();
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
