//! Analyzers for new work: words by Unicode's rules, what is written in different ways folded together, and
//! the stop words and stems of a language. Each choice was measured by what it finds: docs/quality.md.

use super::spec;
use crate::analysis::filters::{
    DiacriticsFoldingSpec, FilterSpec, NormalizationForm, StemmerSpec, StopSpec, UnicodeNormalizationSpec,
    WordDelimiterSpec,
};
use crate::analysis::spec::AnalyzerSpec;
use crate::analysis::tokenizers::{BigramScript, SplitMark, TokenizerSpec, UnicodeSpec};

/// What there is for a language.
struct Language {
    /// Its code of ISO 639-1.
    code: &'static str,
    stop_words: Option<&'static str>,
    /// Snowball 3.0's name of its stemmer.
    stemmer: Option<&'static str>,
    /// Whether apostrophes stand between words, as in `l'eau`.
    elides: bool,
    /// Whether letters lose their marks after stemming.
    folds: bool,
}

const fn language(code: &'static str, stop_words: &'static str, stemmer: &'static str) -> Language {
    let stop_words = if stop_words.is_empty() { None } else { Some(stop_words) };
    let stemmer = if stemmer.is_empty() { None } else { Some(stemmer) };
    Language { code, stop_words, stemmer, elides: false, folds: true }
}

impl Language {
    const fn eliding(self) -> Self {
        Self { elides: true, ..self }
    }
}

/// The languages with words. Where no stop words are named, none that may be shipped makes more found.
const LANGUAGES: &[Language] = &[
    language("ar", "_arabic_", "arabic"),
    language("ca", "", "catalan").eliding(),
    language("da", "_danish_", "danish"),
    language("de", "_german_", "german"),
    language("el", "", "greek"),
    language("en", "_snowball_english_", "english"),
    language("eo", "", "esperanto"),
    language("es", "_spanish_", "spanish"),
    language("et", "", "estonian"),
    language("eu", "", "basque"),
    language("fi", "_finnish_", "finnish"),
    language("fr", "_french_", "french").eliding(),
    language("ga", "", "irish").eliding(),
    language("hi", "", "hindi"),
    language("hu", "_hungarian_", "hungarian"),
    language("hy", "", "armenian"),
    language("id", "", "indonesian"),
    language("it", "_italian_", "italian").eliding(),
    language("lt", "", "lithuanian"),
    language("ne", "", "nepali"),
    language("nl", "_dutch_", "dutch"),
    language("no", "_norwegian_", "norwegian"),
    language("pt", "_portuguese_", "portuguese"),
    language("ro", "", "romanian"),
    language("ru", "_russian_", "russian"),
    language("sr", "", "serbian"),
    language("sv", "_swedish_", "swedish"),
    language("ta", "", "tamil"),
    language("tr", "", "turkish").eliding(),
    // Its marks are what tells its words apart: without them nDCG@10 falls from 0.959 to 0.935.
    Language { folds: false, ..language("vi", "", "") },
    language("yi", "", "yiddish"),
];

/// The languages whose words are found by bigrams.
const BIGRAM_LANGUAGES: [&str; 4] = ["ja", "ko", "th", "zh"];

/// Other codes: the original's, and that of the Norwegian that most write.
const OTHER_CODES: [(&str, &str); 4] = [("jp", "ja"), ("kr", "ko"), ("nb", "no"), ("sp", "es")];

/// The code of ISO 639-1 for one of the original's.
fn current(code: &str) -> &str {
    OTHER_CODES.iter().find(|(other, _)| *other == code).map_or(code, |&(_, code)| code)
}

/// The code that is meant by a language's name, or by a code in capitals or with a region.
pub(super) fn meant(given: &str) -> Option<&'static str> {
    let given = given.to_lowercase();
    let code = current(given.split(['-', '_']).next().unwrap_or_default());
    let name = match given.as_str() {
        "chinese" => "zh",
        "japanese" => "ja",
        "korean" => "ko",
        "thai" => "th",
        "vietnamese" => "vi",
        _ => "",
    };
    let of_stemmer = LANGUAGES.iter().find(|language| language.stemmer == Some(&given));
    of_stemmer
        .map(|language| language.code)
        .or_else(|| languages().find(|&known| known == code || known == name))
}

/// The codes of all languages.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|language| language.code).chain(BIGRAM_LANGUAGES)
}

/// `unicode`, `unicode:LANGUAGE`, `cjk_bigram`, `auto` or `auto:LANGUAGE`.
pub(super) fn named(name: &str) -> Option<AnalyzerSpec> {
    match name {
        "unicode" => return Some(chain(None, false)),
        "cjk_bigram" | "auto" => return Some(chain(None, true)),
        _ => {}
    }
    let (kind, code) = name.split_once(':')?;
    let has_bigrams = match kind {
        "unicode" => false,
        "auto" => true,
        _ => return None,
    };
    let code = current(code);
    if BIGRAM_LANGUAGES.contains(&code) {
        return Some(chain(None, true));
    }
    let language = LANGUAGES.iter().find(|language| language.code == code)?;
    Some(chain(Some(language), has_bigrams))
}

fn chain(language: Option<&Language>, has_bigrams: bool) -> AnalyzerSpec {
    let mut tokenizer = UnicodeSpec::default();
    if language.is_some_and(|language| language.elides) {
        tokenizer.split_on.insert(0, SplitMark::Apostrophe);
    }
    tokenizer.split_on.push(SplitMark::Number);
    tokenizer.split_on.sort_unstable();
    if has_bigrams {
        tokenizer.bigrams =
            vec![BigramScript::Han, BigramScript::Hangul, BigramScript::Kana, BigramScript::Thai];
        // Many of its words are one character.
        tokenizer.unigrams = vec![BigramScript::Han];
    }
    let normalization = UnicodeNormalizationSpec { form: NormalizationForm::NfkcCf };
    // Letters and digits apart: `bm25` meets `BM 25`. There is no case left to split at, and an apostrophe
    // that is still there is the stemmer's.
    let delimiter = WordDelimiterSpec {
        preserve_original: false,
        split_on_case_change: false,
        split_on_apostrophes: false,
        ..WordDelimiterSpec::default()
    };
    let mut filters =
        vec![FilterSpec::UnicodeNormalization(normalization), FilterSpec::WordDelimiter(delimiter)];
    if let Some(language) = language {
        if let Some(list) = language.stop_words {
            filters.push(FilterSpec::Stop(StopSpec { stop_words: vec![list.to_owned()] }));
        }
        if let Some(stemmer) = language.stemmer {
            let stemmer = StemmerSpec { language: stemmer.to_owned(), ..StemmerSpec::default() };
            filters.push(FilterSpec::Stemmer(stemmer));
        }
        // Stemmers know words by their marks.
        if language.folds {
            filters.push(FilterSpec::DiacriticsFolding(DiacriticsFoldingSpec::default()));
        }
    }
    spec(TokenizerSpec::Unicode(tokenizer), filters)
}
