//! Analyzers with a name, as specs.

use super::filters::{FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec};
use super::spec::AnalyzerSpec;
use super::stemmers::StemmerRevision;
use super::tokenizers::{NltkSpec, TokenizerSpec};

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
        tokenizer: TokenizerSpec::Nltk(NltkSpec {}),
        filters: vec![
            FilterSpec::Lowercase(LowercaseSpec {}),
            FilterSpec::Punctuation(PunctuationSpec::default()),
            FilterSpec::Stop(StopSpec { stop_words: vec!["_nltk_english_".to_owned()] }),
            FilterSpec::Stemmer(StemmerSpec { revision: StemmerRevision::Nltk, ..StemmerSpec::default() }),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;

    #[test]
    fn english_is_the_spec_in_model_files() {
        let json = concat!(
            r#"{"tokenizer":"nltk","filter":["lowercase",{"type":"punctuation","extras":""},"#,
            r#"{"type":"stop","stop_words":["_nltk_english_"]},"#,
            r#"{"type":"stemmer","language":"english","revision":"nltk"}]}"#,
        );
        assert_eq!(english().to_json(), json);
        assert_eq!(Analyzer::from_spec(&english()).unwrap().spec().to_json(), json);
    }
}
