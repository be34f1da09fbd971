//! Analyzers with a name, as specs.
//!
//! `pymilvus` has those of `pymilvus.model`, `milvus` those that a server has built in, and `search` those
//! for new work.

mod milvus;
mod pymilvus;
mod search;

pub use milvus::BUILT_IN;
pub(super) use milvus::built_in;

use super::filters::FilterSpec;
use super::parts::{absent, did_you_mean};
use super::spec::AnalyzerSpec;
use super::tokenizers::TokenizerSpec;
use crate::error::{Error, Result};

/// `en` of `pymilvus.model`: NLTK's tokens, lower-cased, without punctuation and stop words, stemmed.
///
/// # Panics
///
/// Never: it is one of the presets.
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
    #[expect(clippy::expect_used, reason = "a constant name, covered by every test")]
    pymilvus::named("en").expect("it is one of the presets")
}

/// The names of all presets: of `pymilvus.model`'s languages the code of ISO 639 and the original's, Milvus'
/// built-in analyzers, and those for new work, with a language and without.
///
/// ```
/// use elanus_core::analysis::presets;
///
/// let names = presets::names();
/// assert!(["en", "sp", "chinese", "unicode", "unicode:hi", "cjk_bigram", "auto:ja"]
///     .iter()
///     .all(|name| names.iter().any(|known| known == name)));
/// ```
#[must_use]
pub fn names() -> Vec<String> {
    let fixed = pymilvus::NAMES.iter().chain(BUILT_IN).chain(&["unicode", "cjk_bigram", "auto"]);
    let kinds = ["unicode", "auto"];
    let languages =
        kinds.into_iter().flat_map(|kind| search::languages().map(move |code| format!("{kind}:{code}")));
    fixed.map(|&name| name.to_owned()).chain(languages).collect()
}

/// A preset by its name.
///
/// # Errors
///
/// [`Error::AnalyzerSpec`] for a name that is none of [`names`]; it proposes the nearest one.
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
    let found = pymilvus::named(name).or_else(|| milvus::named(name)).or_else(|| search::named(name));
    found.ok_or_else(|| Error::AnalyzerSpec(unknown(name)))
}

/// Languages of the original that are cut by packages of Python.
const IN_PYTHON: [(&str, &str); 4] = [("ja", "jp"), ("jp", "jp"), ("ko", "kr"), ("kr", "kr")];

fn unknown(name: &str) -> String {
    let names = names();
    if let Some((kind @ ("unicode" | "auto"), code)) = name.split_once(':') {
        let proposal =
            search::meant(code).map_or(String::new(), |meant| format!(" (did you mean {meant:?}?)"));
        let languages: Vec<&str> = search::languages().collect();
        let languages = languages.join(", ");
        return format!("no language {code:?}{proposal}; {kind} is there with one of {languages}");
    }
    if let Some((_, code)) = IN_PYTHON.iter().find(|(other, _)| *other == name) {
        return format!(
            "no preset {name:?}: its words are cut by a package of Python, and build_default_analyzer({code:?}) is \
             the analyzer; the preset cjk_bigram finds them by bigrams"
        );
    }
    if let Some(reason) = absent("analyzer", name) {
        return reason;
    }
    let proposal = did_you_mean(name, names.iter().map(String::as_str));
    let alone: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.contains(':')).collect();
    let languages: Vec<&str> = search::languages().collect();
    format!(
        "no preset {name:?}{proposal}; there are: {}, and unicode: or auto: with one of {}",
        alone.join(", "),
        languages.join(", ")
    )
}

/// The name of the first preset that is this spec, which is in canonical form.
///
/// ```
/// use elanus_core::analysis::presets;
///
/// assert_eq!(presets::name_of(&presets::named("sp")?).as_deref(), Some("es"));
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[must_use]
pub fn name_of(spec: &AnalyzerSpec) -> Option<String> {
    names().into_iter().find(|name| named(name).is_ok_and(|preset| preset == *spec))
}

fn spec(tokenizer: TokenizerSpec, filters: Vec<FilterSpec>) -> AnalyzerSpec {
    AnalyzerSpec { char_filters: Vec::new(), tokenizer, filters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;

    #[test]
    fn every_preset_is_built_in_canonical_form() {
        for name in names() {
            let spec = named(&name).unwrap();
            assert_eq!(*Analyzer::from_spec(&spec).unwrap().spec(), spec, "{name}");
            let first = name_of(&spec).unwrap();
            assert_eq!(named(&first).unwrap(), spec);
        }
        assert_eq!(named("es").unwrap(), named("sp").unwrap());
        let error = named("standart").unwrap_err().to_string();
        assert!(
            error.starts_with("analyzer: no preset \"standart\" (did you mean \"standard\"?)"),
            "{error}"
        );
        let error = named("unicode:klingon").unwrap_err().to_string();
        assert!(
            error.contains("no language \"klingon\"; unicode is there with one of ar, ca, da, "),
            "{error}"
        );
        for (given, meant) in [
            ("unicode:german", "de"),
            ("auto:DE", "de"),
            ("auto:pt-BR", "pt"),
            ("auto:zh_TW", "zh"),
            ("auto:Japanese", "ja"),
            ("unicode:SP", "es"),
        ] {
            let error = named(given).unwrap_err().to_string();
            assert!(error.contains(&format!("(did you mean {meant:?}?)")), "{error}");
        }
        for (name, message) in [
            ("auto:xx", "no language \"xx\"; auto is there"),
            ("auto:", "no language \"\"; auto"),
            ("jp", "build_default_analyzer(\"jp\")"),
            ("ko", "build_default_analyzer(\"kr\")"),
            ("thai", "the analyzer \"thai\" of Milvus is not here"),
        ] {
            let error = named(name).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn the_original_s_codes_are_known_too() {
        for (other, code) in [("sp", "es"), ("jp", "ja"), ("kr", "ko"), ("nb", "no")] {
            for kind in ["unicode", "auto"] {
                let [other, code] = [other, code].map(|code| named(&format!("{kind}:{code}")).unwrap());
                assert_eq!(other, code);
            }
        }
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

    fn tokens(name: &str, text: &str) -> String {
        Analyzer::from_spec(&named(name).unwrap()).unwrap().tokens(text).join(" ")
    }

    #[test]
    fn presets_for_new_work_find_what_is_written_in_another_way() {
        // Composed and decomposed, with accents and without.
        assert_eq!(tokens("unicode:fr", "l'eau des cafés"), "eau caf");
        assert_eq!(tokens("unicode:fr", "Cafe\u{301}s"), "caf");
        assert_eq!(tokens("unicode:de", "Straße STRASSE"), "strass strass");
        assert_eq!(tokens("unicode:en", "The RULE-A002's snake_case, don’t"), "rule 002 s snake case");
        assert_eq!(tokens("unicode", "ＡＢＣ ﬁne naïve"), "abc fine naïve");
        assert_eq!(tokens("unicode:vi", "Việt Nam"), "việt nam");
        assert_eq!(tokens("unicode:hi", "हिन्दी में"), "हिन्द म");
        // Bigrams within each script, words elsewhere.
        assert_eq!(tokens("cjk_bigram", "黑鸢BM25が"), "黑 鸢 黑鸢 bm 25 が");
        assert_eq!(tokens("cjk_bigram", "เหยี่ยว kites"), "เห หยี่ ยี่ย ยว kites");
        assert_eq!(tokens("auto:de", "die Häuser 黑鸢"), "haus 黑 鸢 黑鸢");
    }

    #[test]
    fn built_in_analyzers_do_what_the_server_does() {
        // Stop words after stems: what a stem hides stays.
        assert_eq!(tokens("english", "During this Kites' wing"), "dure kite wing");
        assert_eq!(tokens("standard", "The Kites' wing"), "the kites wing");
        assert_eq!(tokens("chinese", "系统安全;,'';lxyz密码"), "系统 安全 系统安全 lxyz 密码");
        let from = |json: &str| AnalyzerSpec::from_json(json).map(|spec| spec.to_json());
        assert_eq!(
            from(r#"{"type":"standard","stop_words":["the","_english_"],"filter":["asciifolding"]}"#)
                .unwrap(),
            r#"{"tokenizer":"standard","filter":["lowercase",{"type":"stop","stop_words":["the","_english_"]}]}"#
        );
        assert_eq!(
            from(r#"{"type":"english","stop_words":[]}"#).unwrap(),
            named("english").unwrap().to_json()
        );
        let error = from(r#"{"type":"standard","stop_words":"the"}"#).unwrap_err().to_string();
        assert!(error.contains("stop_words: expected a list of strings"), "{error}");
        let error = from(r#"{"type":"auto:de"}"#).unwrap_err().to_string();
        assert!(error.contains("\"auto:de\" is the name of a preset"), "{error}");
        let error = from(r#"{"type":"thai"}"#).unwrap_err().to_string();
        assert!(error.contains("cjk_bigram"), "{error}");
    }
}
