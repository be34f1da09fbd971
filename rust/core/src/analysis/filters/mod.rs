//! What happens to a token after the tokenizer: it is changed, dropped, or becomes several. A file for each
//! filter.
//!
//! A new filter is a file with its spec, its code and its tests, its `mod` and `use` lines here and a line in
//! the list below. What it says of case is tested for every filter alike; [`Filter::apply_short`] may be left
//! out.

mod alphanum_only;
mod arabic_normalization;
mod ascii_folding;
mod case_folding;
mod cn_alphanum_only;
mod cn_char_only;
mod decimal_digit;
mod decompounder;
mod diacritics_folding;
mod elision;
mod length;
mod lowercase;
mod ngram;
mod punctuation;
mod regex;
mod remove_punct;
#[cfg(test)]
mod repeat;
mod stemmer;
mod stop;
mod synonym;
mod unicode_normalization;
#[cfg(test)]
mod vectors;
mod word_delimiter;

pub use alphanum_only::AlphanumOnlySpec;
pub use arabic_normalization::ArabicNormalizationSpec;
pub use ascii_folding::AsciiFoldingSpec;
pub use case_folding::CaseFoldingSpec;
pub use cn_alphanum_only::CnAlphanumOnlySpec;
pub use cn_char_only::CnCharOnlySpec;
pub use decimal_digit::DecimalDigitSpec;
pub use decompounder::DecompounderSpec;
pub use diacritics_folding::DiacriticsFoldingSpec;
pub use elision::ElisionSpec;
pub use length::LengthSpec;
pub use lowercase::{CaseRules, LowercaseSpec};
pub use ngram::{EdgeNgramSpec, NgramSpec};
pub use punctuation::PunctuationSpec;
pub use regex::RegexSpec;
pub use remove_punct::RemovePunctSpec;
pub use stemmer::StemmerSpec;
pub use stop::{StopSpec, stop_words};
pub use synonym::SynonymSpec;
pub use unicode_normalization::{NormalizationForm, UnicodeNormalizationSpec};
pub use word_delimiter::WordDelimiterSpec;

use alphanum_only::AlphanumOnly;
use arabic_normalization::ArabicNormalization;
use ascii_folding::AsciiFolding;
use case_folding::CaseFolding;
use cn_alphanum_only::CnAlphanumOnly;
use cn_char_only::CnCharOnly;
use decimal_digit::DecimalDigit;
use decompounder::Decompounder;
use diacritics_folding::DiacriticsFolding;
use elision::Elision;
use length::Length;
use lowercase::Lowercase;
use ngram::{EdgeNgram, Ngram};
use punctuation::Punctuation;
use regex::Regex;
use remove_punct::RemovePunct;
#[cfg(test)]
use repeat::{Repeat, RepeatSpec};
use stemmer::Stemmer;
use stop::Stop;
use synonym::Synonym;
use unicode_normalization::UnicodeNormalization;
use word_delimiter::WordDelimiter;

use super::data::Data;
use super::parts::{Build, part_specs};
use super::stemmers::StemmerScratch;
use super::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;

/// What a filter does. What it makes of a token depends on the token alone.
pub(in crate::analysis) trait Filter {
    /// What it does with the case of letters in tokens of ASCII.
    fn case(&self) -> Case;

    /// Appends the tokens that `token` becomes: none, one or many. Anything when it is cancelled. A filter that
    /// only keeps tokens or drops them needs no more than [`Self::keeps`].
    fn apply(&self, token: &str, cancel: &Cancel, scratch: &mut FilterScratch, out: &mut TokenBuffer) {
        let _ = scratch;
        if self.keeps(token, cancel) == Some(true) {
            out.push(token);
        }
    }

    /// A short cut of [`Self::apply`] for a token that it keeps as it is or drops: whether it keeps it.
    #[inline]
    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let _ = (token, cancel);
        None
    }

    /// A short cut of [`Self::apply`] for a token of at most 16 bytes of ASCII that becomes at most one,
    /// which is of that kind, too.
    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        let _ = token;
        ShortTokens::Unknown
    }
}

/// What a filter does with the case of ASCII letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum Case {
    /// Tokens that differ in nothing else become the same tokens.
    Folded,
    /// Tokens that differ in nothing else become tokens that differ in nothing else.
    Kept,
    /// It may decide what becomes of a token.
    Decides,
}

/// The tokens that a short one becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShortTokens {
    /// No token.
    None,
    /// One token, of ASCII where a filter or a word's key says it.
    One(Short),
    /// Any number of tokens, which only [`Filter::apply`] makes.
    Unknown,
}

/// Buffers that filters need, reused from token to token.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct FilterScratch {
    /// What one filter made and what the next one makes of it.
    stages: [TokenBuffer; 2],
    stemmer: StemmerScratch,
}

/// Defines [`FilterSpec`] and [`AnyFilter`] by one line a filter.
macro_rules! filters {
    ($(
        $(#[doc = $about:literal])+ $(#[cfg($condition:meta)])? $name:literal => $Filter:ident($Spec:ident),
    )+) => {
        part_specs! {
            /// A filter of an [`AnalyzerSpec`](super::AnalyzerSpec).
            "filter" FilterSpec;
            $($(#[doc = $about])+ $(#[cfg($condition)])? $name => $Filter($Spec),)+
        }

        impl Build for FilterSpec {
            type Part = AnyFilter;

            fn build(&mut self, data: &mut Data<'_>) -> Result<AnyFilter> {
                match self {
                    $($(#[cfg($condition)])? Self::$Filter(spec) => {
                        spec.build(data).map(AnyFilter::$Filter)
                    })+
                }
            }
        }

        /// One filter, ready to run.
        #[derive(Clone, Debug)]
        pub(in crate::analysis) enum AnyFilter {
            $($(#[doc = $about])+ $(#[cfg($condition)])? $Filter($Filter),)+
        }

        impl Filter for AnyFilter {
            fn case(&self) -> Case {
                match self {
                    $($(#[cfg($condition)])? Self::$Filter(filter) => filter.case(),)+
                }
            }

            #[inline]
            fn apply(
                &self,
                token: &str,
                cancel: &Cancel,
                scratch: &mut FilterScratch,
                out: &mut TokenBuffer,
            ) {
                match self {
                    $($(#[cfg($condition)])? Self::$Filter(filter) => {
                        filter.apply(token, cancel, scratch, out);
                    })+
                }
            }

            #[inline]
            fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
                match self {
                    $($(#[cfg($condition)])? Self::$Filter(filter) => filter.keeps(token, cancel),)+
                }
            }

            #[inline]
            fn apply_short(&self, token: Short) -> ShortTokens {
                match self {
                    $($(#[cfg($condition)])? Self::$Filter(filter) => filter.apply_short(token),)+
                }
            }
        }
    };
}

filters! {
    /// Lower-cases.
    "lowercase" => Lowercase(LowercaseSpec),
    /// Drops tokens that are one punctuation mark.
    "punctuation" => Punctuation(PunctuationSpec),
    /// Drops stop words.
    "stop" => Stop(StopSpec),
    /// A Snowball stemmer.
    "stemmer" => Stemmer(StemmerSpec),
    /// Milvus' server's: letters and signs beyond ASCII become those of ASCII.
    "asciifolding" => AsciiFolding(AsciiFoldingSpec),
    /// Milvus' server's: drops tokens with anything but letters and digits of ASCII.
    "alphanumonly" => AlphanumOnly(AlphanumOnlySpec),
    /// Milvus' server's: drops tokens without a Chinese character, an ASCII letter or a digit.
    "cnalphanumonly" => CnAlphanumOnly(CnAlphanumOnlySpec),
    /// Milvus' server's: drops tokens without a Chinese character.
    "cncharonly" => CnCharOnly(CnCharOnlySpec),
    /// Milvus' server's: drops tokens with a punctuation mark or white space.
    "removepunct" => RemovePunct(RemovePunctSpec),
    /// Milvus' server's, and a parameter of ours: drops tokens that are too long or too short.
    "length" => Length(LengthSpec),
    /// Milvus' server's: decimal digits become those of ASCII.
    "decimaldigit" => DecimalDigit(DecimalDigitSpec),
    /// Milvus' server's: spellings of Arabic letters become one.
    "arabic_normalization" => ArabicNormalization(ArabicNormalizationSpec),
    /// Unicode's normalization forms. A server lacks it.
    "unicode_normalization" => UnicodeNormalization(UnicodeNormalizationSpec),
    /// Unicode's full case folding. A server lacks it.
    "case_folding" => CaseFolding(CaseFoldingSpec),
    /// Letters lose their diacritics. A server lacks it.
    "diacritics_folding" => DiacriticsFolding(DiacriticsFoldingSpec),
    /// Leaves out articles before an apostrophe. A server lacks it.
    "elision" => Elision(ElisionSpec),
    /// Splits compounds into the words of a list.
    "decompounder" => Decompounder(DecompounderSpec),
    /// Keeps the tokens in which an expression matches.
    "regex" => Regex(RegexSpec),
    /// Replaces words by others, or joins them.
    "synonym" => Synonym(SynonymSpec),
    /// Finds tokens by their parts. Not of Milvus.
    "word_delimiter" => WordDelimiter(WordDelimiterSpec),
    /// Runs of characters. Not of Milvus.
    "ngram" => Ngram(NgramSpec),
    /// Beginnings of tokens. Not of Milvus.
    "edge_ngram" => EdgeNgram(EdgeNgramSpec),
    /// Repeats tokens.
    #[cfg(test)] "repeat" => Repeat(RepeatSpec),
}

/// Appends what a token becomes after all filters.
pub(in crate::analysis) fn apply(
    filters: &[AnyFilter],
    token: &str,
    cancel: &Cancel,
    scratch: &mut FilterScratch,
    out: &mut TokenBuffer,
) {
    let Some(rest) = after_keepers(filters, token, cancel) else { return };
    let [first, middle @ .., last] = rest else {
        match rest {
            [only] => only.apply(token, cancel, scratch, out),
            _ => out.push(token),
        }
        return;
    };
    let [mut given, mut made] = std::mem::take(&mut scratch.stages);
    given.clear();
    first.apply(token, cancel, scratch, &mut given);
    for filter in middle {
        if let Some(token) = given.only()
            && let Some(keeps) = filter.keeps(token, cancel)
        {
            if !keeps {
                given.clear();
            }
            continue;
        }
        made.clear();
        apply_to_each(filter, &given, cancel, scratch, &mut made);
        std::mem::swap(&mut given, &mut made);
    }
    apply_to_each(last, &given, cancel, scratch, out);
    scratch.stages = [given, made];
}

/// Appends what a filter makes of some tokens. There may be very many: each of several filters that make
/// many of one multiplies them.
fn apply_to_each(
    filter: &AnyFilter,
    tokens: &TokenBuffer,
    cancel: &Cancel,
    scratch: &mut FilterScratch,
    out: &mut TokenBuffer,
) {
    const TOKENS: usize = 1024;
    for (number, token) in tokens.iter().enumerate() {
        if number % TOKENS == TOKENS - 1 && cancel.is_set() {
            return;
        }
        filter.apply(token, cancel, scratch, out);
    }
}

/// The filters that are left after those at first that keep the token as it is; none if one drops it.
fn after_keepers<'f>(mut filters: &'f [AnyFilter], token: &str, cancel: &Cancel) -> Option<&'f [AnyFilter]> {
    while let [filter, rest @ ..] = filters
        && let Some(keeps) = filter.keeps(token, cancel)
    {
        if !keeps {
            return None;
        }
        filters = rest;
    }
    Some(filters)
}

/// What a short token of ASCII becomes after all filters.
#[inline(never)]
pub(in crate::analysis) fn apply_short(filters: &[AnyFilter], mut token: Short) -> ShortTokens {
    for filter in filters {
        match filter.apply_short(token) {
            ShortTokens::One(next) => token = next,
            other => return other,
        }
    }
    ShortTokens::One(token)
}

/// Whether tokens of ASCII that differ only in case become the same tokens.
pub(in crate::analysis) fn fold_case(filters: &[AnyFilter]) -> bool {
    let decisive = filters.iter().map(Filter::case).find(|&case| case != Case::Kept);
    decisive == Some(Case::Folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::stemmers::{STEMMERS, SnowballLanguage};
    use crate::random::Random;

    /// A filter by its name or JSON, with its canonical spec.
    pub(super) fn build(filter: &str) -> Result<(AnyFilter, FilterSpec)> {
        let json = serde_json::from_str(filter).unwrap_or_else(|_| filter.into());
        let mut spec = FilterSpec::read(json).map_err(crate::Error::AnalyzerSpec)?;
        Ok((spec.build(&mut Data::new(None))?, spec))
    }

    pub(super) fn canonical(filter: &str) -> String {
        serde_json::to_string(&build(filter).unwrap().1).unwrap()
    }

    pub(super) fn fails(filter: &str) -> String {
        build(filter).unwrap_err().to_string()
    }

    pub(super) fn apply_all(filters: &[AnyFilter], token: &str, cancel: &Cancel) -> Vec<String> {
        let mut out = TokenBuffer::new();
        apply(filters, token, cancel, &mut FilterScratch::default(), &mut out);
        out.iter().map(str::to_owned).collect()
    }

    fn tokens(filters: &[AnyFilter], token: &str) -> Vec<String> {
        apply_all(filters, token, &Cancel::new())
    }

    /// One filter after the other, without short cuts.
    fn naive_tokens(filters: &[AnyFilter], token: &str) -> Vec<String> {
        let mut tokens = vec![token.to_owned()];
        for filter in filters {
            let (mut out, mut scratch) = (TokenBuffer::new(), FilterScratch::default());
            for token in &tokens {
                filter.apply(token, &Cancel::new(), &mut scratch, &mut out);
            }
            tokens = out.iter().map(str::to_owned).collect();
        }
        tokens
    }

    /// What the filters make of a token.
    pub(super) fn run(filters: &[&str], token: &str) -> Vec<String> {
        let filters: Vec<AnyFilter> = filters.iter().map(|filter| build(filter).unwrap().0).collect();
        tokens(&filters, token)
    }

    /// NLTK's stop words and stemmer for English.
    const STOP: &str = r#"{"type":"stop","stop_words":["_nltk_english_"]}"#;
    const STEMMER: &str = r#"{"type":"stemmer","revision":"nltk"}"#;

    #[test]
    fn filters_run_in_their_order() {
        assert_eq!(run(&["lowercase", STOP], "The"), [""; 0]);
        assert_eq!(run(&[STOP, "lowercase"], "The"), ["the"]);
        assert_eq!(run(&[], "Running"), ["Running"]);
    }

    #[test]
    fn a_filter_may_make_none_one_or_many_tokens() {
        let repeat = |times| format!(r#"{{"type":"repeat","times":{times}}}"#);
        assert_eq!(run(&[&repeat(0)], "A"), [""; 0]);
        assert_eq!(run(&["lowercase", &repeat(0), STEMMER], "A"), [""; 0]);
        assert_eq!(run(&[&repeat(1), "lowercase"], "A"), ["0a"]);
        assert_eq!(run(&["lowercase", &repeat(3)], "A"), ["0a", "1a", "2a"]);
        let twice = repeat(2);
        assert_eq!(run(&[&twice, "lowercase", &twice], "A"), ["00a", "10a", "01a", "11a"]);
        // A filter drops one of several.
        let stop = r#"{"type":"stop","stop_words":["1a"]}"#;
        assert_eq!(run(&[&repeat(3), "lowercase", stop], "A"), ["0a", "2a"]);
        assert_eq!(run(&["lowercase", &repeat(3), stop, STEMMER], "A"), ["0a", "2a"]);
    }

    /// Filters that must be told what to do.
    const NEED_PARAMETERS: [&str; 5] = ["stop", "length", "elision", "decompounder", "regex"];

    /// Filters of every kind, with parameters and without.
    pub(super) fn examples() -> Vec<(AnyFilter, FilterSpec)> {
        let more = [
            r#"{"type":"punctuation","extras":"¡A"}"#,
            STOP,
            r#"{"type":"stop","stop_words":["_nltk_german_","_english_","Kite","a","."]}"#,
            r#"{"type":"repeat","times":2}"#,
            r#"{"type":"lowercase","revision":"python"}"#,
            r#"{"type":"decompounder","word_list":["a","b","S","ing","the"]}"#,
            r#"{"type":"regex","expr":"^(?!A)[a-z]"}"#,
            r#"{"type":"synonym","synonyms":["a, b, the","Kite => und, a"]}"#,
            r#"{"type":"synonym","synonyms":["a, b, the","Kite => und, a"],"expand":false}"#,
            r#"{"type":"word_delimiter","preserve_original":false,"split_on_case_change":false}"#,
            r#"{"type":"word_delimiter","split_on_numerics":false,"catenate_all":true}"#,
            r#"{"type":"ngram","min":3,"max":5,"preserve_original":true}"#,
            r#"{"type":"edge_ngram","min":3,"max":3}"#,
            r#"{"type":"edge_ngram","min":2,"max":9,"preserve_original":true}"#,
            r#"{"type":"length","max":5}"#,
            r#"{"type":"word_delimiter","split_on_apostrophes":false,"split_on_case_change":false}"#,
            r#"{"type":"length","min":3,"max":12}"#,
            r#"{"type":"unicode_normalization","form":"NFD"}"#,
            r#"{"type":"unicode_normalization","form":"NFKC_CF"}"#,
            r#"{"type":"diacritics_folding","scripts":["latin"],"keep":"åäö"}"#,
            r#"{"type":"elision","language":"italian","articles":["the","an"]}"#,
        ];
        let stemmer = |language: &&str, revision: &str| {
            format!(r#"{{"type":"stemmer","language":"{language}","revision":"{revision}"}}"#)
        };
        let stemmers = STEMMERS
            .iter()
            .map(|language| stemmer(language, "nltk"))
            .chain(SnowballLanguage::NAMES.iter().map(|language| stemmer(language, "3.0")));
        let alone = FilterSpec::NAMES.iter().copied().filter(|name| !NEED_PARAMETERS.contains(name));
        let examples = alone.chain(more).map(str::to_owned).chain(stemmers);
        examples.map(|filter| build(&filter).unwrap()).collect()
    }

    #[test]
    fn every_spec_survives_its_json() {
        for (_, spec) in examples() {
            let json = serde_json::to_value(&spec).unwrap();
            let mut again = FilterSpec::read(json).unwrap();
            assert_eq!(again, spec);
            // Its canonical form stays.
            again.build(&mut Data::new(None)).unwrap();
            assert_eq!(again, spec);
        }
    }

    #[test]
    fn every_filter_does_what_it_says() {
        let filters: Vec<AnyFilter> = examples().into_iter().map(|(filter, _)| filter).collect();
        let mut random = Random::new(8);
        let (mut shorts, mut folded) = (0, 0);
        let letters = b"aAbsSeEdDiInNgGtThHeE.,;-\"10'";
        let words = ["a", "the", "The", "AND", "und", "Kite", "running", "."];
        for round in 0..6_000 {
            let token = if round % 4 == 0 {
                words[random.below(words.len())].to_owned()
            } else {
                (0..=random.below(16)).map(|_| char::from(letters[random.below(letters.len())])).collect()
            };
            for filter in &filters {
                let expected = naive_tokens(std::slice::from_ref(filter), &token);
                match filter.keeps(&token, &Cancel::new()) {
                    Some(true) => assert_eq!(expected, [token.as_str()], "{filter:?} {token}"),
                    Some(false) => assert_eq!(expected, [""; 0], "{filter:?} {token}"),
                    None => {}
                }
                match filter.apply_short(Short::new(token.as_bytes()).unwrap()) {
                    ShortTokens::None => assert_eq!(expected, [""; 0], "{filter:?} {token}"),
                    ShortTokens::One(short) => {
                        assert_eq!(
                            expected,
                            [str::from_utf8(short.as_bytes()).unwrap()],
                            "{filter:?} {token}"
                        );
                        shorts += 1;
                    }
                    ShortTokens::Unknown => {}
                }
                let mut other = tokens(std::slice::from_ref(filter), &token.to_ascii_uppercase());
                let mut expected = expected;
                match filter.case() {
                    Case::Decides => continue,
                    Case::Folded => folded += 1,
                    Case::Kept => {
                        for token in expected.iter_mut().chain(&mut other) {
                            token.make_ascii_lowercase();
                        }
                    }
                }
                assert_eq!(other, expected, "{filter:?} {token}");
            }
        }
        assert!(shorts > 50_000 && folded > 20_000, "{shorts} {folded}");
    }

    #[test]
    fn short_cuts_change_no_token() {
        let filters: Vec<AnyFilter> = examples().into_iter().map(|(filter, _)| filter).collect();
        let words =
            ["The", "und", "Häuser", "É", "¡", "при", "ПРИ", "общественного", "kite", ".", "", "ſ", "中"];
        let mut random = Random::new(6);
        for _ in 0..20_000 {
            let chain: Vec<AnyFilter> =
                (0..random.below(6)).map(|_| filters[random.below(filters.len())].clone()).collect();
            let token = words[random.below(words.len())];
            assert_eq!(tokens(&chain, token), naive_tokens(&chain, token), "{chain:?} {token}");
        }
    }

    #[test]
    fn many_tokens_are_cancelled_soon() {
        let filters = [r#"{"type":"ngram","min":1,"max":8}"#, "ngram", "lowercase", STOP];
        let filters = filters.map(|filter| build(filter).unwrap().0);
        let token = "ab".repeat(2_000);
        let cancel = Cancel::new();
        let all = apply_all(&filters, &token, &cancel).len();
        assert!(cancel.looks() > 3 * all / 1024 - 100, "{all} {}", cancel.looks());
        let cancel = Cancel::at_look(40);
        assert!(
            apply_all(&filters, &token, &cancel).len() < 1024 && cancel.looks() < 4,
            "{}",
            cancel.looks()
        );
    }

    #[test]
    fn case_is_folded_unless_it_decides_before() {
        let folds = |filters: &[&str]| {
            let filters: Vec<AnyFilter> = filters.iter().map(|filter| build(filter).unwrap().0).collect();
            fold_case(&filters)
        };
        assert!(folds(&["lowercase"]) && folds(&[STEMMER, STOP]) && folds(&["punctuation", "lowercase"]));
        assert!(folds(&[r#"{"type":"repeat","times":2}"#, "lowercase"]));
        assert!(!folds(&[]) && !folds(&["punctuation"]) && !folds(&[STOP, "lowercase"]));
        assert!(!folds(&["stemmer", "lowercase"]));
        assert!(folds(&[r#"{"type":"stemmer","language":"greek"}"#, "lowercase"]));
        assert!(!folds(&[r#"{"type":"punctuation","extras":"A"}"#, "lowercase"]));
    }
}
