//! What happens to a token after the tokenizer: lower-casing, punctuation, stop words, stemming.

mod stop_words;

pub use stop_words::stop_words;

use super::data::Data;
use super::stemmers::english_nltk as english_stemmer;
use super::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::classify;
use crate::unicode;
use serde::Deserialize;
use serde_json::Value;
use stop_words::StopWords;

/// The filters an analyzer may name.
const KNOWN: &str = "lowercase, punctuation, stop, stemmer";

/// One filter, ready to run.
#[derive(Clone, Debug)]
pub(in crate::analysis) enum Filter {
    /// Python's `str.lower`.
    Lowercase,
    /// Drops tokens that are one character of Python's `string.punctuation`, which is all of ASCII's, or one of these others, sorted.
    Punctuation(Vec<char>),
    /// Drops these tokens.
    Stop(StopWords),
    /// NLTK's `SnowballStemmer("english")`.
    EnglishStemmer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoOptions {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PunctuationOptions {
    #[serde(default)]
    extras: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StopOptions {
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StemmerOptions {
    #[serde(default = "english")]
    language: String,
}

fn english() -> String {
    "english".to_owned()
}

impl Filter {
    /// Reads one entry of an analyzer's `filter`: a name, or an object with a `type` and options.
    pub(in crate::analysis) fn from_json(value: &Value, data: &mut Data<'_>) -> Result<Self> {
        let (name, options) = match value {
            Value::String(name) => (name.clone(), serde_json::Map::new()),
            Value::Object(object) => {
                let mut options = object.clone();
                match options.remove("type") {
                    Some(Value::String(name)) => (name, options),
                    _ => {
                        return Err(invalid(format!("the filter {value} needs a \"type\", one of: {KNOWN}")));
                    }
                }
            }
            _ => {
                return Err(invalid(format!("a filter is a name or an object with a \"type\", got {value}")));
            }
        };
        let options = Value::Object(options);
        match name.as_str() {
            "lowercase" => parse::<NoOptions>(&name, options).map(|_| Self::Lowercase),
            "punctuation" => {
                let PunctuationOptions { extras } = parse(&name, options)?;
                let mut extras: Vec<char> = extras.chars().collect();
                extras.sort_unstable();
                Ok(Self::Punctuation(extras))
            }
            "stop" => {
                let StopOptions { language, words } = parse(&name, options)?;
                StopWords::read(&language, &words, data).map(Self::Stop)
            }
            "stemmer" => {
                let StemmerOptions { language } = parse(&name, options)?;
                if language == "english" {
                    Ok(Self::EnglishStemmer)
                } else {
                    Err(invalid(format!("no stemmer for {language:?}; there is: english")))
                }
            }
            _ => Err(invalid(format!("no filter {name:?}; there are: {KNOWN}"))),
        }
    }
}

fn invalid(reason: String) -> Error {
    Error::AnalyzerSpec(reason)
}

fn parse<T: for<'de> Deserialize<'de>>(name: &str, options: Value) -> Result<T> {
    serde_json::from_value(options).map_err(|error| invalid(format!("filter {name:?}: {error}")))
}

/// What a token becomes, or nothing if it is dropped: as by [`finish_token`]. It must be ASCII and without an
/// apostrophe.
#[inline(never)]
pub(in crate::analysis) fn finish_short_token(filters: &[Filter], token: Short) -> Option<Short> {
    filters.iter().try_fold(token, |token, filter| match filter {
        Filter::Lowercase => Some(lowercase_short(token)),
        Filter::Punctuation(extras) => (!is_punctuation_byte(token.as_bytes(), extras)).then_some(token),
        Filter::Stop(words) => (!words.contains(Probe::of(&token))).then_some(token),
        Filter::EnglishStemmer => Some(english_stemmer::stem_short(lowercase_short(token))),
    })
}

/// An ASCII string with its letters made small.
#[inline]
fn lowercase_short(token: Short) -> Short {
    Short::from_words(classify(token.words()).folded, token.len())
}

/// Runs a token, which stands at the end of the buffer from `start` on, through the filters; keeps or drops it.
/// When it is cancelled, whatever then stands there is no token.
pub(in crate::analysis) fn finish_token(
    filters: &[Filter],
    start: usize,
    cancel: &Cancel,
    out: &mut TokenBuffer,
) {
    for filter in filters {
        match filter {
            Filter::Lowercase => lowercase(start, cancel, out),
            Filter::Punctuation(extras) => {
                if is_punctuation(&out.text[start..], extras) {
                    out.text.truncate(start);
                    return;
                }
            }
            Filter::Stop(words) => {
                if words.contains(Probe::within(out.text.as_bytes(), start..out.text.len())) {
                    out.text.truncate(start);
                    return;
                }
            }
            Filter::EnglishStemmer => {
                english_stemmer::stem(&mut out.text, start, cancel, &mut out.scratch.stemmer);
            }
        }
    }
    out.ends.push(out.text.len());
}

fn lowercase(start: usize, cancel: &Cancel, out: &mut TokenBuffer) {
    if out.text[start..].is_ascii() {
        out.text[start..].make_ascii_lowercase();
    } else if unicode::lower_changes(&out.text[start..], cancel) {
        let lowered = &mut out.scratch.lowered;
        lowered.clear();
        unicode::push_lower(&out.text[start..], cancel, lowered);
        out.text.truncate(start);
        out.text.push_str(lowered);
    }
}

#[inline]
fn is_punctuation_byte(token: &[u8], extras: &[char]) -> bool {
    matches!(token, [byte] if byte.is_ascii_punctuation() || extras.binary_search(&char::from(*byte)).is_ok())
}

fn is_punctuation(token: &str, extras: &[char]) -> bool {
    match token.as_bytes() {
        [] | [_] => is_punctuation_byte(token.as_bytes(), extras),
        _ if extras.is_empty() || token.len() > 4 => false,
        _ => {
            let mut chars = token.chars();
            chars.next().is_some_and(|c| extras.binary_search(&c).is_ok()) && chars.next().is_none()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(json: &str) -> Result<Filter> {
        Filter::from_json(&serde_json::from_str(json).unwrap(), &mut Data::new(None))
    }

    fn run(filters: &[&str], token: &str) -> Vec<String> {
        let filters: Vec<Filter> = filters.iter().map(|json| filter(json).unwrap()).collect();
        let mut out = TokenBuffer::new();
        out.text.push_str(token);
        finish_token(&filters, 0, &Cancel::new(), &mut out);
        out.iter().map(str::to_owned).collect()
    }

    #[test]
    fn filters_run_in_their_order() {
        assert_eq!(run(&["\"lowercase\"", "\"stop\""], "The"), [""; 0]);
        assert_eq!(run(&["\"stop\"", "\"lowercase\""], "The"), ["the"]);
        assert_eq!(run(&["\"stemmer\""], "Running"), ["run"]);
        assert_eq!(run(&[], "Running"), ["Running"]);
    }

    #[test]
    fn punctuation_is_one_character() {
        assert_eq!(run(&["\"punctuation\""], "~"), [""; 0]);
        assert_eq!(run(&["\"punctuation\""], "~~"), ["~~"]);
        assert_eq!(run(&["\"punctuation\""], "¿"), ["¿"]);
        assert_eq!(run(&[r#"{"type":"punctuation","extras":"¡¿a"}"#], "¿"), [""; 0]);
        assert_eq!(run(&[r#"{"type":"punctuation","extras":"¡¿a"}"#], "a"), [""; 0]);
    }

    #[test]
    fn errors_name_what_there_is() {
        for (json, named) in [
            ("\"asciifolding\"", "lowercase"),
            (r#"{"type":"stemmer","language":"german"}"#, "english"),
            (r#"{"type":"stop","lang":"german"}"#, "language"),
            (r#"{"language":"german"}"#, "type"),
            (r#"{"type":"stop","language":"klingon"}"#, "english"),
            ("7", "object"),
            (r#"{"type":"lowercase","x":1}"#, "x"),
        ] {
            let error = filter(json).unwrap_err().to_string();
            assert!(error.contains(named), "{json}: {error}");
        }
    }
}
