//! The configuration of an analyzer: the JSON of Milvus' `analyzer_params`, with tokenizers and filters of
//! our own.
//!
//! Besides parts, the document may name one of Milvus' built-in analyzers ([`BUILT_IN`](super::presets::BUILT_IN)):
//! `{"type": "english"}` is what its parts would be.
//!
//! A part is a bare name or an object with `"type"` and parameters. Each part's spec stands beside its code;
//! here are the document around them and the rules that all parts share. A spec is written in its canonical
//! form: a part without parameters as its name, any other as an object with all of its parameters but those
//! that a server does not know and that say what it does anyway.

use serde::Serialize;
use serde_json::{Map, Value};

use super::char_filters::CharFilterSpec;
use super::filters::FilterSpec;
use super::parts::{Unambiguous, abridged, did_you_mean};
use super::presets;
use super::tokenizers::TokenizerSpec;
use crate::error::{Error, Result};

/// Char filters, a tokenizer and the filters after it, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnalyzerSpec {
    /// What changes a text before it is cut, in this order.
    #[serde(rename = "char_filter", skip_serializing_if = "Vec::is_empty")]
    pub char_filters: Vec<CharFilterSpec>,
    /// What cuts a text into tokens.
    pub tokenizer: TokenizerSpec,
    /// The filters, applied in this order.
    #[serde(rename = "filter")]
    pub filters: Vec<FilterSpec>,
}

impl AnalyzerSpec {
    /// Reads a spec.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`] for what is no JSON, and for a part or parameter that does not exist. The
    /// message says where it stands and what there is.
    ///
    /// ```
    /// use elanus_core::analysis::AnalyzerSpec;
    ///
    /// let spec = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lowercase", "stemmer"]}"#)?;
    /// assert_eq!(
    ///     spec.to_json(),
    ///     concat!(
    ///         r#"{"tokenizer":"nltk","filter":["lowercase","#,
    ///         r#"{"type":"stemmer","language":"english","revision":"3.0"}]}"#,
    ///     ),
    /// );
    /// let error = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lower"]}"#).unwrap_err();
    /// let message = r#"analyzer: filter[0]: no filter "lower" (did you mean "lowercase"?); there are: "#;
    /// assert!(error.to_string().starts_with(message));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self> {
        let Unambiguous(value) = serde_json::from_str(json).map_err(|error| {
            let beginning: String = json.chars().take(80).collect();
            let fault = if error.is_data() { "cannot be used" } else { "is not JSON" };
            Error::AnalyzerSpec(format!("{beginning:?} {fault}: {error}"))
        })?;
        let Value::Object(object) = value else {
            return Err(Error::AnalyzerSpec(format!(
                "expected an object with the keys \"tokenizer\" and \"filter\", got {}",
                abridged(&value)
            )));
        };
        Self::read(object).map_err(Error::AnalyzerSpec)
    }

    fn read(mut object: Map<String, Value>) -> std::result::Result<Self, String> {
        const KEYS: [&str; 3] = ["char_filter", "tokenizer", "filter"];
        if let Some(name) = object.remove("type") {
            return presets::built_in(&name, object);
        }
        let [char_filters, tokenizer, filters] = KEYS.map(|key| object.remove(key));
        if let Some(key) = object.keys().next() {
            let proposal = did_you_mean(key, KEYS);
            return Err(format!("unknown key {key:?}{proposal}; there are: {}, type", KEYS.join(", ")));
        }
        let tokenizer =
            tokenizer.ok_or("it needs a \"tokenizer\", or the \"type\" of a built-in analyzer")?;
        Ok(Self {
            char_filters: read_list("char_filter", char_filters, CharFilterSpec::read)?,
            tokenizer: TokenizerSpec::read(tokenizer).map_err(|reason| format!("tokenizer: {reason}"))?,
            filters: read_list("filter", filters, FilterSpec::read)?,
        })
    }

    /// The spec as JSON without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and lists of them can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reads a list of parts, which may be missing.
fn read_list<T>(
    key: &str,
    list: Option<Value>,
    read: impl Fn(Value) -> std::result::Result<T, String>,
) -> std::result::Result<Vec<T>, String> {
    let parts = match list {
        None => Vec::new(),
        Some(Value::Array(parts)) => parts,
        Some(value) => return Err(format!("{key}: expected a list, got {}", abridged(&value))),
    };
    let read = |(at, part)| read(part).map_err(|reason| format!("{key}[{at}]: {reason}"));
    parts.into_iter().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_is_written_in_its_canonical_form() {
        for (given, canonical) in [
            (r#"{"tokenizer":"nltk"}"#, r#"{"tokenizer":"nltk","filter":[]}"#),
            (
                r#"{"filter": [{"type": "lowercase"}, "stemmer"], "tokenizer": {"type": "nltk"}}"#,
                concat!(
                    r#"{"tokenizer":"nltk","filter":["lowercase","#,
                    r#"{"type":"stemmer","language":"english","revision":"3.0"}]}"#
                ),
            ),
            (
                r#"{"tokenizer":"nltk","filter":["punctuation",{"stop_words":["b\n\u0007é"],"type":"stop"}]}"#,
                "{\"tokenizer\":\"nltk\",\"filter\":[{\"type\":\"punctuation\",\"extras\":\"\"},\
                 {\"type\":\"stop\",\"stop_words\":[\"b\\n\\u0007é\"]}]}",
            ),
            (r#"{"char_filter":[],"tokenizer":"nltk"}"#, r#"{"tokenizer":"nltk","filter":[]}"#),
            (
                r#"{"tokenizer":"nltk","char_filter":[{"type":"mapping","mappings":["a => b"]}]}"#,
                r#"{"char_filter":[{"type":"mapping","mappings":["a => b"]}],"tokenizer":"nltk","filter":[]}"#,
            ),
        ] {
            let spec = AnalyzerSpec::from_json(given).unwrap();
            assert_eq!(spec.to_json(), canonical);
            assert_eq!(AnalyzerSpec::from_json(canonical).unwrap(), spec);
        }
    }

    #[test]
    fn errors_say_where_and_what_there_is() {
        let deep = "[".repeat(100_000);
        for (json, message) in [
            ("", "\"\" is not JSON"),
            (r#"{"tokenizer":"nltk""#, "is not JSON"),
            (&deep, "is not JSON"),
            ("[]", "expected an object with the keys \"tokenizer\" and \"filter\", got []"),
            (r#"{"filter":[]}"#, "it needs a \"tokenizer\", or the \"type\" of a built-in analyzer"),
            (
                r#"{"tokenizer":"nltk","filters":[]}"#,
                "unknown key \"filters\" (did you mean \"filter\"?); there are: char_filter, tokenizer, filter, type",
            ),
            (
                r#"{"tokenizer":"standart"}"#,
                "tokenizer: no tokenizer \"standart\" (did you mean \"standard\"?); there are: jieba, nltk, standard",
            ),
            (r#"{"type":"standart"}"#, "no analyzer \"standart\" (did you mean \"standard\"?); there"),
            (r#"{"type":["standard"]}"#, "is its name, got [\"standard\"]"),
            (r#"{"type":"standard","stop_word":[]}"#, "(did you mean \"stop_words\"?) of the analyzer"),
            (
                r#"{"tokenizer":null}"#,
                "tokenizer: a tokenizer is a name or an object with a \"type\", got null",
            ),
            (r#"{"tokenizer":{"type":"nltk","x":1}}"#, "tokenizer: nltk: unknown field `x`"),
            (r#"{"tokenizer":"nltk","filter":"lowercase"}"#, "filter: expected a list, got \"lowercase\""),
            (r#"{"tokenizer":"nltk","filter":["stemmer",7]}"#, "filter[1]: a filter is a name or an object"),
            (
                r#"{"tokenizer":"nltk","filter":["asciifold"]}"#,
                "filter[0]: no filter \"asciifold\" (did you mean \"asciifolding\"?); there",
            ),
            (
                r#"{"tokenizer":"nltk","filter":[{"language":"german"}]}"#,
                "filter[0]: the filter {\"language\"",
            ),
            (r#"{"tokenizer":"nltk","filter":[{"type":["stop"]}]}"#, "is its name, got [\"stop\"]"),
            (
                r#"{"tokenizer":"nltk","filter":["stemmer",{"type":"stop","lang":"german"}]}"#,
                "filter[1]: stop: unknown field `lang`, expected `stop_words`",
            ),
            (
                r#"{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":"kite"}]}"#,
                "filter[0]: stop: invalid type",
            ),
            (r#"{"tokenizer":"nltk","filter":[{"type":"lowercase","x":1}]}"#, "unknown field `x`"),
            (r#"{"tokenizer":"bogus","tokenizer":"nltk"}"#, "the key \"tokenizer\" stands there twice"),
            (
                r#"{"tokenizer":"nltk","filter":[{"type":"stop","type":"lowercase"}]}"#,
                "the key \"type\" stands",
            ),
        ] {
            let error = AnalyzerSpec::from_json(json).unwrap_err();
            assert!(matches!(error, Error::AnalyzerSpec(_)));
            assert!(error.to_string().contains(message), "{json:.60}: {error:.300}");
        }
    }
}
