//! The analyzers that a Milvus server has built in, as the parts that it makes them of.

use serde_json::{Map, Value};

use super::spec;
use crate::analysis::filters::{
    ArabicNormalizationSpec, CnAlphanumOnlySpec, DecimalDigitSpec, FilterSpec, LowercaseSpec, StemmerSpec,
    StopSpec,
};
use crate::analysis::parts::{abridged, did_you_mean, unknown};
use crate::analysis::spec::AnalyzerSpec;
use crate::analysis::tokenizers::{JiebaSpec, StandardSpec, TokenizerSpec};

/// Their `"type"`s.
pub const BUILT_IN: &[&str] = &["standard", "english", "chinese", "arabic"];

pub(super) fn named(name: &str) -> Option<AnalyzerSpec> {
    let standard = || TokenizerSpec::Standard(StandardSpec::default());
    let lowercase = || FilterSpec::Lowercase(LowercaseSpec::default());
    let stemmer = |language: &str| {
        FilterSpec::Stemmer(StemmerSpec { language: language.to_owned(), ..StemmerSpec::default() })
    };
    let stop = |list: &str| FilterSpec::Stop(StopSpec { stop_words: vec![list.to_owned()] });
    Some(match name {
        "standard" => spec(standard(), vec![lowercase()]),
        // Stop words after stems, as there: `this` is `thi` by then, and stays.
        "english" => spec(standard(), vec![lowercase(), stemmer("english"), stop("_english_")]),
        "chinese" => spec(
            TokenizerSpec::Jieba(JiebaSpec::default()),
            vec![FilterSpec::CnAlphanumOnly(CnAlphanumOnlySpec {})],
        ),
        "arabic" => spec(
            standard(),
            vec![
                lowercase(),
                FilterSpec::DecimalDigit(DecimalDigitSpec {}),
                FilterSpec::ArabicNormalization(ArabicNormalizationSpec {}),
                stemmer("arabic"),
                stop("_arabic_"),
            ],
        ),
        _ => return None,
    })
}

/// A built-in analyzer by its `"type"` and what stands beside it, which can be further stop words. Other
/// parts have no effect beside a type, as on the server.
pub(in crate::analysis) fn built_in(
    name: &Value,
    mut object: Map<String, Value>,
) -> Result<AnalyzerSpec, String> {
    let Value::String(name) = name else {
        return Err(format!("the \"type\" of an analyzer is its name, got {}", abridged(name)));
    };
    for key in ["char_filter", "tokenizer", "filter"] {
        object.remove(key);
    }
    let stop_words = object.remove("stop_words");
    if let Some(key) = object.keys().next() {
        let proposal = did_you_mean(key, ["stop_words"]);
        return Err(format!("unknown key {key:?}{proposal} of the analyzer {name:?}"));
    }
    let Some(mut spec) = named(name) else {
        return Err(if super::named(name).is_ok() {
            let there_are = BUILT_IN.join(", ");
            format!("{name:?} is the name of a preset, and no analyzer of Milvus; there are: {there_are}")
        } else {
            unknown("analyzer", name, BUILT_IN)
        });
    };
    match stop_words.map(serde_json::from_value::<Vec<String>>) {
        None => {}
        Some(Ok(stop_words)) if stop_words.is_empty() => {}
        Some(Ok(stop_words)) => spec.filters.push(FilterSpec::Stop(StopSpec { stop_words })),
        Some(Err(error)) => return Err(format!("stop_words: expected a list of strings: {error}")),
    }
    Ok(spec)
}
