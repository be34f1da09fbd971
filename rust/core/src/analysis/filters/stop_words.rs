//! The stop word lists of NLTK, and words of one's own.

use crate::analysis::data::Data;
use crate::analysis::string_table::StringTable;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::unicode;
use std::borrow::Cow;
use std::path::Path;

/// NLTK's list of stop words for a language, in its order; from `nltk_data` if a directory is given.
///
/// # Errors
///
/// [`Error::AnalyzerSpec`] for a language without a list, [`Error::AnalyzerData`] for a list that
/// cannot be read.
///
/// ```
/// use elanus_core::analysis::stop_words;
/// assert!(stop_words("german", None)?.contains(&"weil".to_owned()));
/// assert!(stop_words("klingon", None).is_err());
/// # Ok::<(), elanus_core::Error>(())
/// ```
pub fn stop_words(language: &str, nltk_data: Option<&Path>) -> Result<Vec<String>> {
    Ok(lines(&list(language, &mut Data::new(nltk_data))?).map(str::to_owned).collect())
}

/// A set of words that are no terms.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct StopWords(StringTable);

impl StopWords {
    /// NLTK's list for a language, and more words.
    pub(super) fn read(language: &str, words: &[String], data: &mut Data<'_>) -> Result<Self> {
        let text = list(language, data)?;
        Ok(Self(StringTable::new(lines(&text).chain(words.iter().map(String::as_str)).map(|word| (word, 1)))))
    }

    /// Whether the word is in the set, exactly as written.
    #[inline]
    pub(super) fn contains(&self, word: Probe<'_>) -> bool {
        self.0.get(word) != 0
    }
}

/// The file of a language's list.
fn list(language: &str, data: &mut Data<'_>) -> Result<Cow<'static, str>> {
    // The name becomes a path: no separators, and not the README beside the lists.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let known = || data.is_directory() || Data::embedded_stop_word_languages().any(|known| known == language);
    if language.is_empty() || !language.bytes().all(is_name) || language == "README" || !known() {
        return Err(unknown(language));
    }
    data.read(&format!("corpora/stopwords/{language}"))
}

fn unknown(language: &str) -> Error {
    let known: Vec<&str> = Data::embedded_stop_word_languages().collect();
    Error::AnalyzerSpec(format!("no stop word list for {language:?}; there are: {}", known.join(", ")))
}

/// The lines that are not blank, as Python's `str.splitlines` cuts them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c| matches!(c, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.split(ends).filter(|line| !line.chars().all(unicode::is_str_space))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_list() {
        for language in Data::embedded_stop_word_languages() {
            StopWords::read(language, &[], &mut Data::new(None)).unwrap();
        }
        let english = StopWords::read("english", &["zzz".to_owned()], &mut Data::new(None)).unwrap();
        let contains = |word: &str| english.contains(Probe::new(word.as_bytes()));
        assert!(["the", "zzz", "don't"].into_iter().all(contains));
        assert!(!["The", "", "kite"].into_iter().any(contains));
    }

    #[test]
    fn refuses_what_is_no_language() {
        for language in ["", "klingon", "../english", "README"] {
            let error = StopWords::read(language, &[], &mut Data::new(None)).unwrap_err();
            assert!(error.to_string().contains("english"), "{error}");
        }
    }
}
