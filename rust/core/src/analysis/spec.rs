//! The configuration of an analyzer: the JSON of Milvus' `analyzer_params`, with tokenizers and filters of
//! our own.
//!
//! A part is a bare name or an object with `"type"` and parameters. Each part's spec stands beside its code;
//! here are the document around them and the rules that all parts share. A spec is written in its canonical
//! form: a part without parameters as its name, any other as an object with all of its parameters.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::filters::FilterSpec;
use super::parts::{Unambiguous, abridged};
use super::tokenizers::TokenizerSpec;
use crate::error::{Error, Result};

/// A tokenizer and the filters after it, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalyzerSpec {
    /// What cuts a text into tokens.
    #[serde(deserialize_with = "tokenizer")]
    pub tokenizer: TokenizerSpec,
    /// The filters, applied in this order.
    #[serde(default, rename = "filter", deserialize_with = "filters")]
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
    /// let spec = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lowercase", "stop"]}"#)?;
    /// assert_eq!(
    ///     spec.to_json(),
    ///     r#"{"tokenizer":"nltk","filter":["lowercase",{"type":"stop","language":"english","words":[]}]}"#,
    /// );
    /// let error = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lower"]}"#).unwrap_err();
    /// let message = "analyzer: filter[0]: no filter \"lower\"; there are: lowercase, ";
    /// assert!(error.to_string().starts_with(message));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self> {
        let Unambiguous(value) = serde_json::from_str(json).map_err(|error| {
            let beginning: String = json.chars().take(80).collect();
            let fault = if error.is_data() { "cannot be used" } else { "is not JSON" };
            Error::AnalyzerSpec(format!("{beginning:?} {fault}: {error}"))
        })?;
        if !value.is_object() {
            return Err(Error::AnalyzerSpec(format!(
                "expected an object with the keys \"tokenizer\" and \"filter\", got {}",
                abridged(&value)
            )));
        }
        // From the value, not from the text: the error then says nothing of lines and columns.
        serde_json::from_value(value).map_err(|error| Error::AnalyzerSpec(error.to_string()))
    }

    /// The spec as JSON without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and lists of them can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn tokenizer<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<TokenizerSpec, D::Error> {
    let value = Value::deserialize(deserializer)?;
    TokenizerSpec::read(value).map_err(|reason| D::Error::custom(format!("tokenizer: {reason}")))
}

fn filters<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<FilterSpec>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let Value::Array(parts) = value else {
        return Err(D::Error::custom(format!("filter: expected a list, got {}", abridged(&value))));
    };
    let read = |(at, part)| {
        FilterSpec::read(part).map_err(|reason| D::Error::custom(format!("filter[{at}]: {reason}")))
    };
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
                r#"{"tokenizer":"nltk","filter":["lowercase",{"type":"stemmer","language":"english"}]}"#,
            ),
            (
                r#"{"tokenizer":"nltk","filter":["punctuation",{"words":["b\n\u0007é"],"type":"stop"}]}"#,
                "{\"tokenizer\":\"nltk\",\"filter\":[{\"type\":\"punctuation\",\"extras\":\"\"},\
                 {\"type\":\"stop\",\"language\":\"english\",\"words\":[\"b\\n\\u0007é\"]}]}",
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
            (r#"{"filter":[]}"#, "missing field `tokenizer`"),
            (
                r#"{"tokenizer":"nltk","filters":[]}"#,
                "unknown field `filters`, expected `tokenizer` or `filter`",
            ),
            (r#"{"tokenizer":"standard"}"#, "tokenizer: no tokenizer \"standard\"; there is: nltk"),
            (
                r#"{"tokenizer":null}"#,
                "tokenizer: a tokenizer is a name or an object with a \"type\", got null",
            ),
            (r#"{"tokenizer":{"type":"nltk","x":1}}"#, "tokenizer: nltk: unknown field `x`"),
            (r#"{"tokenizer":"nltk","filter":"lowercase"}"#, "filter: expected a list, got \"lowercase\""),
            (r#"{"tokenizer":"nltk","filter":["stop",7]}"#, "filter[1]: a filter is a name or an object"),
            (
                r#"{"tokenizer":"nltk","filter":["asciifolding"]}"#,
                "filter[0]: no filter \"asciifolding\"; there",
            ),
            (
                r#"{"tokenizer":"nltk","filter":[{"language":"german"}]}"#,
                "filter[0]: the filter {\"language\"",
            ),
            (r#"{"tokenizer":"nltk","filter":[{"type":["stop"]}]}"#, "is its name, got [\"stop\"]"),
            (
                r#"{"tokenizer":"nltk","filter":["stemmer",{"type":"stop","lang":"german"}]}"#,
                "filter[1]: stop: unknown field `lang`, expected `language` or `words`",
            ),
            (
                r#"{"tokenizer":"nltk","filter":[{"type":"stop","words":"kite"}]}"#,
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
