//! `stop`: drops the words of one of NLTK's lists, and further ones.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::{Build, OnServer};
use crate::analysis::string_table::StringTable;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode;

/// `{"type": "stop"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StopSpec {
    /// NLTK's name of the list.
    pub language: String,
    /// Further stop words. In canonical form: sorted, each once, none that is in the list.
    pub words: Vec<String>,
}

impl Default for StopSpec {
    fn default() -> Self {
        Self { language: "english".to_owned(), words: Vec::new() }
    }
}

impl Build for StopSpec {
    type Part = Stop;

    fn build(&mut self, data: &mut Data<'_>) -> Result<Stop> {
        let text = list(&self.language, data)?;
        let listed = StringTable::new(lines(&text).map(|word| (word, 1)));
        self.words.retain(|word| listed.get(Probe::new(word.as_bytes())) == 0);
        self.words.sort_unstable();
        self.words.dedup();
        if self.words.is_empty() {
            return Ok(Stop(listed));
        }
        let words = self.words.iter().map(String::as_str);
        Ok(Stop(StringTable::new(lines(&text).chain(words).map(|word| (word, 1)))))
    }

    /// A server has lists of its own: it is given the words.
    fn on_server(&self, data: &mut Data<'_>) -> Result<OnServer> {
        let text = list(&self.language, data)?;
        let words: Vec<&str> = lines(&text).chain(self.words.iter().map(String::as_str)).collect();
        Ok(OnServer::As(json!({"type": "stop", "stop_words": words})))
    }
}

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

/// Drops these words, exactly as written.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Stop(StringTable);

impl Stop {
    #[inline]
    fn drops(&self, word: Probe<'_>) -> bool {
        self.0.get(word) != 0
    }
}

impl Filter for Stop {
    fn case(&self) -> Case {
        Case::Decides
    }

    fn apply(&self, token: &str, _: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if !self.drops(Probe::new(token.as_bytes())) {
            out.push(token);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.drops(Probe::of(&token)) { ShortTokens::None } else { ShortTokens::One(token) }
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
    use super::super::tests::{canonical, fails, run};
    use super::*;

    #[test]
    fn reads_every_list() {
        for language in Data::embedded_stop_word_languages() {
            StopSpec { language: language.to_owned(), words: vec![] }.build(&mut Data::new(None)).unwrap();
        }
        let filter = r#"{"type":"stop","words":["zzz"]}"#;
        for word in ["the", "zzz", "don't"] {
            assert_eq!(run(&[filter], word), [""; 0]);
        }
        for word in ["The", "", "kite"] {
            assert_eq!(run(&[filter], word), [word]);
        }
    }

    #[test]
    fn further_words_are_sorted_and_each_stands_once() {
        assert_eq!(
            canonical(r#"{"type":"stop","words":["straße","the","kite","straße"]}"#),
            r#"{"type":"stop","language":"english","words":["kite","straße"]}"#
        );
    }

    #[test]
    fn refuses_what_is_no_language() {
        for language in ["", "klingon", "../english", "README"] {
            let error = fails(&format!(r#"{{"type":"stop","language":"{language}"}}"#));
            assert!(error.contains("english"), "{error}");
        }
    }
}
