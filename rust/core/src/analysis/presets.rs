//! Analyzers with a name, as specs.

use serde_json::{Map, Value};

use super::filters::{CaseRules, FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec};
use super::parts::{abridged, did_you_mean, unknown};
use super::spec::AnalyzerSpec;
use super::stemmers::StemmerRevision;
use super::tokenizers::{NltkSpec, StandardSpec, TokenizerSpec};

/// `en` of `pymilvus.model`: NLTK's tokens, lower-cased, without punctuation and stop words, stemmed.
///
/// ```
/// use elanus_core::analysis::{Analyzer, presets};
///
/// let analyzer = Analyzer::from_spec(&presets::english())?;
/// assert_eq!(analyzer.tokens("Where was Turing born?"), ["ture", "born"]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[must_use]
pub fn english() -> AnalyzerSpec {
    AnalyzerSpec {
        char_filters: Vec::new(),
        tokenizer: TokenizerSpec::Nltk(NltkSpec {}),
        filters: vec![
            FilterSpec::Lowercase(LowercaseSpec { revision: CaseRules::Python }),
            FilterSpec::Punctuation(PunctuationSpec::default()),
            FilterSpec::Stop(StopSpec { stop_words: vec!["_nltk_english_".to_owned()] }),
            FilterSpec::Stemmer(StemmerSpec { revision: StemmerRevision::Nltk, ..StemmerSpec::default() }),
        ],
    }
}

/// The analyzers that Milvus has built in, by their `"type"`.
pub const BUILT_IN: &[&str] = &["standard"];

/// One of Milvus' built-in analyzers, by its `"type"` and what stands beside it. A tokenizer or filters have no
/// effect beside a type, as on the server.
pub(super) fn built_in(
    name: &Value,
    mut object: Map<String, Value>,
) -> std::result::Result<AnalyzerSpec, String> {
    let Value::String(name) = name else {
        return Err(format!("the \"type\" of an analyzer is its name, got {}", abridged(name)));
    };
    for key in ["char_filter", "tokenizer", "filter"] {
        object.remove(key);
    }
    if let Some(key) = object.keys().next() {
        let proposal = did_you_mean(key, ["stop_words"]);
        return Err(format!("unknown key {key:?}{proposal} of the analyzer {name:?}"));
    }
    match name.as_str() {
        "standard" => Ok(AnalyzerSpec {
            char_filters: Vec::new(),
            tokenizer: TokenizerSpec::Standard(StandardSpec::default()),
            filters: vec![FilterSpec::Lowercase(LowercaseSpec::default())],
        }),
        _ => Err(unknown("analyzer", name, BUILT_IN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;

    #[test]
    fn english_is_the_spec_in_model_files() {
        let json = concat!(
            r#"{"tokenizer":"nltk","filter":[{"type":"lowercase","revision":"python"},"#,
            r#"{"type":"punctuation","extras":""},"#,
            r#"{"type":"stop","stop_words":["_nltk_english_"]},"#,
            r#"{"type":"stemmer","language":"english","revision":"nltk"}]}"#,
        );
        assert_eq!(english().to_json(), json);
        assert_eq!(Analyzer::from_spec(&english()).unwrap().spec().to_json(), json);
    }
}
