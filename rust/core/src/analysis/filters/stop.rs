//! `stop`: drops words, some of them by the names of lists.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::{self, Build, OnServer};
use crate::analysis::string_table::StringTable;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode;

/// `{"type": "stop", "stop_words": ["_english_", "kite"]}`.
///
/// A word that begins and ends with `_` is the name of a list: `_english_` of Milvus' server, `_nltk_english_` of
/// NLTK, and likewise for other languages; `_snowball_english_`, `_hindi_` and `_vietnamese_` a server does not
/// have. Where none is of that name, a server takes it for a word; here it is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopSpec {
    /// The words to drop. In canonical form: names of lists first, then words, both sorted, each once, and no
    /// word that is in a list.
    pub stop_words: Vec<String>,
}

impl Build for StopSpec {
    type Part = Stop;

    fn build(&mut self, data: &mut Data<'_>) -> Result<Stop> {
        self.stop_words.sort_unstable_by(|a, b| (!is_name(a), a).cmp(&(!is_name(b), b)));
        self.stop_words.dedup();
        let lists = self.stop_words.iter().take_while(|word| is_name(word));
        let lists = lists.map(|name| named_list(name, data)).collect::<Result<Vec<_>>>()?;
        let listed = StringTable::new(lists.iter().flat_map(|text| lines(text)).map(|word| (word, 1)));
        self.stop_words.retain(|word| is_name(word) || listed.get(Probe::new(word.as_bytes())) == 0);
        if self.stop_words.len() == lists.len() {
            return Ok(Stop(listed));
        }
        let words = self.stop_words.iter().skip(lists.len()).map(String::as_str);
        let all = lists.iter().flat_map(|text| lines(text)).chain(words);
        Ok(Stop(StringTable::new(all.map(|word| (word, 1)))))
    }

    /// A server is given the words of lists that it does not have.
    fn on_server(&self, data: &mut Data<'_>) -> Result<OnServer> {
        let mut words = Vec::new();
        for word in &self.stop_words {
            if is_name(word) && !is_on_server(word) {
                words.extend(lines(&named_list(word, data)?).map(str::to_owned));
            } else {
                words.push(word.clone());
            }
        }
        Ok(OnServer::As(json!({"type": "stop", "stop_words": words})))
    }
}

/// Whether a server has a list of this name.
fn is_on_server(name: &str) -> bool {
    !name.starts_with("_nltk_") && !["_hindi_", "_snowball_english_", "_vietnamese_"].contains(&name)
}

/// Whether a word is written like the name of a list.
fn is_name(word: &str) -> bool {
    word.len() > 2 && word.starts_with('_') && word.ends_with('_')
}

/// The file of a list by its name.
fn named_list(name: &str, data: &mut Data<'_>) -> Result<Cow<'static, str>> {
    let language = name.trim_start_matches('_').trim_end_matches('_');
    let found = match language.strip_prefix("nltk_") {
        Some(language) => list(language, data).map(Some),
        None if Data::other_stop_word_languages().any(|known| known == language) => {
            data.read_built_in(&format!("stopwords/{language}")).map(|text| Some(text.into()))
        }
        None => Ok(None),
    };
    match found {
        Ok(Some(text)) if name == format!("_{language}_") => Ok(text),
        Err(error @ Error::AnalyzerData { .. }) => Err(error),
        _ => Err(unknown_name(name)),
    }
}

fn unknown_name(name: &str) -> Error {
    let others = Data::other_stop_word_languages().map(|language| format!("_{language}_"));
    let nltks = Data::embedded_stop_word_languages().map(|language| format!("_nltk_{language}_"));
    let names: Vec<String> = others.chain(nltks).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Error::AnalyzerSpec(format!("stop_words: {}", parts::unknown("list", name, &names)))
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

    #[inline]
    fn keeps(&self, token: &str, _: &Cancel) -> Option<bool> {
        Some(!self.drops(Probe::new(token.as_bytes())))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.drops(Probe::of(&token)) { ShortTokens::None } else { ShortTokens::One(token) }
    }
}

/// The file of NLTK's list for a language.
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
        let others = Data::other_stop_word_languages().map(|language| format!("_{language}_"));
        let nltks = Data::embedded_stop_word_languages().map(|language| format!("_nltk_{language}_"));
        for name in others.chain(nltks) {
            let mut spec = StopSpec { stop_words: vec![name.clone()] };
            let Stop(words) = spec.build(&mut Data::new(None)).unwrap();
            assert_eq!(spec.stop_words, [name]);
            assert_eq!(words.get(Probe::new(b"")), 0);
        }
        let filter = r#"{"type":"stop","stop_words":["_nltk_english_","zzz"]}"#;
        for word in ["the", "zzz", "don't"] {
            assert_eq!(run(&[filter], word), [""; 0]);
        }
        for word in ["The", "", "kite", "_nltk_english_"] {
            assert_eq!(run(&[filter], word), [word]);
        }
    }

    #[test]
    fn lists_of_the_server_are_short_or_long() {
        // The server's list for English has 33 words, NLTK's 198.
        let servers = r#"{"type":"stop","stop_words":["_english_"]}"#;
        assert_eq!(run(&[servers], "the"), [""; 0]);
        assert_eq!(run(&[servers], "don't"), ["don't"]);
        for (name, words) in [
            ("english", 33),
            ("arabic", 119),
            ("chinese", 840),
            ("danish", 94),
            ("dutch", 101),
            ("french", 154),
            ("spanish", 308),
            ("swedish", 114),
            ("thai", 115),
        ] {
            let text = named_list(&format!("_{name}_"), &mut Data::new(None)).unwrap();
            assert_eq!(lines(&text).count(), words, "{name}");
        }
        // It has no list of this name.
        assert_eq!(run(&[r#"{"type":"stop","stop_words":["_hindi_"]}"#, "lowercase"], "और"), [""; 0]);
    }

    #[test]
    fn names_come_first_and_words_are_sorted_and_each_stands_once() {
        assert_eq!(
            canonical(
                r#"{"type":"stop","stop_words":["straße","the","_german_","kite","straße","_","_english_","_german_"]}"#
            ),
            r#"{"type":"stop","stop_words":["_english_","_german_","_","kite","straße"]}"#
        );
        assert_eq!(canonical(r#"{"type":"stop","stop_words":[]}"#), r#"{"type":"stop","stop_words":[]}"#);
        assert_eq!(run(&[r#"{"type":"stop","stop_words":["_","__","_a"]}"#], "_a"), [""; 0]);
    }

    #[test]
    fn refuses_what_is_no_list() {
        for name in
            ["_klingon_", "_nltk__", "_nltk_../english_", "_nltk_README_", "__english_", "_nltk_english__"]
        {
            let error = fails(&format!(r#"{{"type":"stop","stop_words":["{name}"]}}"#));
            assert!(error.contains(&format!("no list {name:?}")) && error.contains("_english_, "), "{error}");
        }
        let error = fails(r#"{"type":"stop","stop_words":["_englsh_"]}"#);
        assert!(error.contains("did you mean \"_english_\"?"), "{error}");
        assert!(fails(r#""stop""#).contains("missing field `stop_words`"));
        assert!(fails(r#"{"type":"stop","stop_words":"_english_"}"#).contains("expected a sequence"));
        for language in ["", "klingon", "../english", "README"] {
            assert!(stop_words(language, None).unwrap_err().to_string().contains("english"));
        }
    }
}
