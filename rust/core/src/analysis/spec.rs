//! The configuration of an analyzer: the JSON of Milvus' `analyzer_params`, with tokenizers and filters of
//! our own.
//!
//! Besides parts, the document may name one of Milvus' built-in analyzers
//! ([`BUILT_IN`](super::presets::BUILT_IN)): `{"type": "english"}` is what its parts would be.
//!
//! A part is a bare name or an object with `"type"` and parameters. Each part's spec stands beside its code;
//! here are the document around them and the rules that all parts share. A spec is written in its canonical
//! form: a part without parameters as its name, any other as an object with all of its parameters but those
//! that a server does not know and that say what it does anyway.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::char_filters::{AnyCharFilter, CharFilterSpec};
use super::data::Data;
use super::filters::{AnyFilter, FilterSpec};
use super::parts::{Build, Unambiguous, abridged, did_you_mean, in_part};
use super::presets;
use super::tokenizers::{Tokenizer, TokenizerSpec};
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

impl AnalyzerSpec {
    /// The `analyzer_params` with which a Milvus server makes the same tokens: the spec without what a server
    /// does not know. `nltk_data` is where the analyzer's word lists come from, unless they are built in.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`] for a part that no server has, and as
    /// [`Analyzer::from_spec_with_data`](super::Analyzer::from_spec_with_data).
    ///
    /// ```
    /// use elanus_core::analysis::AnalyzerSpec;
    ///
    /// let spec = AnalyzerSpec::from_json(r#"{"type": "standard"}"#)?;
    /// assert_eq!(spec.for_server(None)?, r#"{"tokenizer":"standard","filter":["lowercase"]}"#);
    /// let error = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk"}"#)?.for_server(None).unwrap_err();
    /// assert_eq!(error.to_string(), "analyzer: tokenizer: nltk: there is none on a Milvus server");
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn for_server(&self, nltk_data: Option<&Path>) -> Result<String> {
        #[derive(Serialize)]
        struct Parameters {
            #[serde(skip_serializing_if = "Vec::is_empty")]
            char_filter: Vec<Value>,
            tokenizer: Value,
            filter: Vec<Value>,
        }
        let mut spec = self.clone();
        let data = &mut Data::new(nltk_data);
        spec.build(data)?;
        let char_filter = |(at, filter): (usize, &CharFilterSpec)| {
            filter.for_server(data).map_err(|error| in_part(&format!("char_filter[{at}]"), error))
        };
        let char_filter = spec.char_filters.iter().enumerate().map(char_filter).collect::<Result<_>>()?;
        let tokenizer = spec.tokenizer.for_server(data).map_err(|error| in_part("tokenizer", error))?;
        let filter = |(at, filter): (usize, &FilterSpec)| {
            filter.for_server(data).map_err(|error| in_part(&format!("filter[{at}]"), error))
        };
        let filter = spec.filters.iter().enumerate().map(filter).collect::<Result<_>>()?;
        let json = serde_json::to_string(&Parameters { char_filter, tokenizer, filter });
        json.map_err(|error| Error::AnalyzerSpec(error.to_string()))
    }

    /// Builds the parts, and brings the spec into its canonical form.
    pub(super) fn build(
        &mut self,
        data: &mut Data<'_>,
    ) -> Result<(Vec<AnyCharFilter>, Tokenizer, Vec<AnyFilter>)> {
        let build = |(at, filter): (usize, &mut CharFilterSpec)| {
            filter.build(data).map_err(|error| in_part(&format!("char_filter[{at}]"), error))
        };
        let char_filters = self.char_filters.iter_mut().enumerate().map(build).collect::<Result<_>>()?;
        let tokenizer = self.tokenizer.build(data).map_err(|error| in_part("tokenizer", error))?;
        let build = |(at, filter): (usize, &mut FilterSpec)| {
            filter.build(data).map_err(|error| in_part(&format!("filter[{at}]"), error))
        };
        let filters = self.filters.iter_mut().enumerate().map(build).collect::<Result<_>>()?;
        Ok((char_filters, tokenizer, filters))
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
    fn a_server_gets_what_it_has() {
        let names = "lowercase asciifolding alphanumonly cnalphanumonly cncharonly removepunct decimaldigit";
        let mut filters: Vec<Value> = names.split(' ').map(Value::from).collect();
        filters.extend(["arabic_normalization".into(), serde_json::json!({"type": "length", "max": 9})]);
        let json = serde_json::json!({"tokenizer": "standard", "filter": filters}).to_string();
        let given = AnalyzerSpec::from_json(&json).unwrap().for_server(None).unwrap();
        let [given, expected] = [given, json].map(|json| serde_json::from_str::<Value>(&json).unwrap());
        assert_eq!(given, expected);
        let stop = r#"{"type":"stop","stop_words":["kite","_english_","_nltk_tajik_"]}"#;
        let stemmer = r#"{"type":"stemmer","language":"Tamil"}"#;
        let jieba = r#"{"type":"jieba","hmm":false}"#;
        let json = format!(r#"{{"tokenizer":{jieba},"filter":["lowercase",{stop},{stemmer}]}}"#);
        let given = AnalyzerSpec::from_json(&json).unwrap().for_server(None).unwrap();
        let mut words = vec!["_english_".to_owned()];
        words.extend(super::super::stop_words("tajik", None).unwrap());
        words.push("kite".to_owned());
        let expected = serde_json::json!({
            "tokenizer": {"type": "jieba", "dict": ["_default_"], "mode": "search", "hmm": false},
            "filter": [
                "lowercase",
                {"type": "stop", "stop_words": words},
                {"type": "stemmer", "language": "tamil"},
            ],
        });
        assert_eq!(serde_json::from_str::<Value>(&given).unwrap(), expected);
        // A server would take the name for a word.
        let json =
            r#"{"tokenizer":"standard","filter":[{"type":"stop","stop_words":["_snowball_english_"]}]}"#;
        let given = AnalyzerSpec::from_json(json).unwrap().for_server(None).unwrap();
        assert!(given.contains(r#""ourselves""#) && !given.contains("_snowball_english_"), "{given}");
        for (filter, reason) in [
            (r#"{"type":"lowercase","revision":"python"}"#, "filter[1]: lowercase: a Milvus server does not"),
            (r#""punctuation""#, "filter[1]: punctuation: there is none on a Milvus server"),
            (
                r#"{"type":"stemmer","revision":"nltk"}"#,
                "filter[1]: stemmer: a Milvus server has no stemmer of NL",
            ),
            (
                r#"{"type":"stemmer","language":"irish"}"#,
                "filter[1]: stemmer: a Milvus server has no stemmer of th",
            ),
            (r#"{"type":"length","min":2,"max":9}"#, "filter[1]: length: a Milvus server knows no \"min\""),
        ] {
            let json = format!(r#"{{"tokenizer":"standard","filter":["lowercase",{filter}]}}"#);
            let error = AnalyzerSpec::from_json(&json).unwrap().for_server(None).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

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
            (r#"{"tokenizer":"icu"}"#, "tokenizer: the tokenizer \"icu\" of Milvus is not here: "),
            (r#"{"tokenizer":{"type":"grpc","x":1}}"#, "tokenizer \"grpc\" of Milvus is not here: "),
            (r#"{"tokenizer":"nltk","filter":["pinyin"]}"#, "filter[0]: the filter \"pinyin\" of Milvus is"),
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
