//! Analyzers with a name, as specs.

use serde_json::{Map, Value};

use super::filters::{CaseRules, FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec};
use super::parts::{abridged, did_you_mean, unknown};
use super::spec::AnalyzerSpec;
use super::stemmers::StemmerRevision;
use super::tokenizers::{NltkSpec, StandardSpec, TokenizerSpec};
use crate::error::{Error, Result};

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
    nltk("english", "", false)
}

/// The presets' names, each language's code of ISO 639 first and then the original's, if it has another.
pub const NAMES: &[&str] = &["en", "de", "fr", "ru", "es", "sp", "it", "pt", "standard"];

/// A preset: one of `pymilvus.model`'s languages, or one of Milvus' built-in analyzers.
///
/// # Errors
///
/// [`Error::AnalyzerSpec`] for a name that is none of [`NAMES`]; it proposes the nearest one.
///
/// ```
/// use elanus_core::analysis::{Analyzer, presets};
///
/// let german = Analyzer::from_spec(&presets::named("de")?)?;
/// assert_eq!(german.tokens("Der Milan kreist über den Häusern."), ["milan", "kreist", "haus"]);
/// assert!(presets::named("english, please").is_err());
/// # Ok::<(), elanus_core::Error>(())
/// ```
pub fn named(name: &str) -> Result<AnalyzerSpec> {
    match name {
        "en" => Ok(english()),
        "de" => Ok(nltk("german", "", true)),
        "fr" => Ok(nltk("french", "", false)),
        "ru" => Ok(nltk("russian", "", false)),
        "es" | "sp" => Ok(nltk("spanish", "¡¿", false)),
        "it" => Ok(nltk("italian", "", false)),
        "pt" => Ok(nltk("portuguese", "", false)),
        _ if BUILT_IN.contains(&name) => built_in(&name.into(), Map::new()).map_err(Error::AnalyzerSpec),
        _ => Err(Error::AnalyzerSpec(unknown("preset", name, NAMES))),
    }
}

/// The name of the preset that is this spec, which is in canonical form.
///
/// ```
/// use elanus_core::analysis::presets;
///
/// assert_eq!(presets::name_of(&presets::named("sp")?), Some("es"));
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[must_use]
pub fn name_of(spec: &AnalyzerSpec) -> Option<&'static str> {
    NAMES.iter().copied().find(|name| named(name).is_ok_and(|preset| preset == *spec))
}

/// A language of `pymilvus.model`; German drops stop words before punctuation.
fn nltk(language: &str, extras: &str, is_stop_first: bool) -> AnalyzerSpec {
    let mut spec = AnalyzerSpec {
        char_filters: Vec::new(),
        tokenizer: TokenizerSpec::Nltk(NltkSpec {}),
        filters: vec![
            FilterSpec::Lowercase(LowercaseSpec { revision: CaseRules::Python }),
            FilterSpec::Punctuation(PunctuationSpec { extras: extras.to_owned() }),
            FilterSpec::Stop(StopSpec { stop_words: vec![format!("_nltk_{language}_")] }),
            FilterSpec::Stemmer(StemmerSpec {
                language: language.to_owned(),
                revision: StemmerRevision::Nltk,
            }),
        ],
    };
    if is_stop_first {
        spec.filters.swap(1, 2);
    }
    spec
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
    fn every_preset_is_built_in_canonical_form() {
        for name in NAMES {
            let spec = named(name).unwrap();
            assert_eq!(*Analyzer::from_spec(&spec).unwrap().spec(), spec, "{name}");
            let first = name_of(&spec).unwrap();
            assert_eq!((named(first).unwrap(), *name == "sp"), (spec, first != *name));
        }
        assert_eq!(named("es").unwrap(), named("sp").unwrap());
        let error = named("standart").unwrap_err().to_string();
        assert!(
            error.starts_with("analyzer: no preset \"standart\" (did you mean \"standard\"?)"),
            "{error}"
        );
    }

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
