//! The stop word lists of NLTK, and words of one's own.

use super::data::Data;
use super::string_table::StringTable;
use super::unicode;
use crate::{Error, Result};

/// A set of words that are no terms.
#[derive(Clone, Debug)]
pub(super) struct StopWords(StringTable);

impl StopWords {
    /// NLTK's list for a language, and more words.
    pub(super) fn read(language: &str, words: &[String], data: &mut Data<'_>) -> Result<Self> {
        // The name becomes a path: no separators, and not the README beside the lists.
        if language.is_empty()
            || !language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            return Err(unknown(language));
        }
        let name = format!("corpora/stopwords/{language}");
        if language == "README"
            || (!data.is_directory() && !Data::embedded_stop_word_languages().any(|known| known == language))
        {
            return Err(unknown(language));
        }
        let text = data.read(&name)?;
        Ok(Self(StringTable::new(lines(&text).chain(words.iter().map(String::as_str)).map(|word| (word, 1)))))
    }

    /// Whether the word is in the set, exactly as written.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.get(word.as_bytes()) != 0
    }
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
        assert!(english.contains("the") && english.contains("zzz") && english.contains("don't"));
        assert!(!english.contains("The") && !english.contains("") && !english.contains("kite"));
    }

    #[test]
    fn refuses_what_is_no_language() {
        for language in ["", "klingon", "../english", "README"] {
            let error = StopWords::read(language, &[], &mut Data::new(None)).unwrap_err();
            assert!(error.to_string().contains("english"), "{error}");
        }
    }
}
