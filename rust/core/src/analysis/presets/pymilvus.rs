//! The analyzers of `pymilvus.model`, token for token.

use super::spec;
use crate::analysis::filters::{
    CaseRules, FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec,
};
use crate::analysis::spec::AnalyzerSpec;
use crate::analysis::stemmers::StemmerRevision;
use crate::analysis::tokenizers::{JiebaMode, JiebaRevision, JiebaSpec, NltkSpec, TokenizerSpec};

/// The languages: each by its code of ISO 639, and the original's if it has another.
pub(super) const NAMES: &[&str] = &["en", "de", "fr", "ru", "es", "sp", "it", "pt", "zh"];

/// What the original calls punctuation in Chinese besides ASCII's: its `lang.yaml`.
const CHINESE_PUNCTUATION: &str = " 、＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､〃〈〉《》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰–—‘’‛“”„‟…‧﹏﹑﹔·．！？｡。";

pub(super) fn named(name: &str) -> Option<AnalyzerSpec> {
    Some(match name {
        "en" => nltk("english", ""),
        "de" => {
            // It drops stop words before punctuation.
            let mut german = nltk("german", "");
            german.filters.swap(1, 2);
            german
        }
        "fr" => nltk("french", ""),
        "ru" => nltk("russian", ""),
        "es" | "sp" => nltk("spanish", "¡¿"),
        "it" => nltk("italian", ""),
        "pt" => nltk("portuguese", ""),
        "zh" => chinese(),
        _ => return None,
    })
}

fn nltk(language: &str, extras: &str) -> AnalyzerSpec {
    spec(
        TokenizerSpec::Nltk(NltkSpec {}),
        vec![
            FilterSpec::Lowercase(LowercaseSpec { revision: CaseRules::Python }),
            punctuation(extras),
            stop(language),
            FilterSpec::Stemmer(StemmerSpec {
                language: language.to_owned(),
                revision: StemmerRevision::Nltk,
            }),
        ],
    )
}

fn chinese() -> AnalyzerSpec {
    let jieba =
        JiebaSpec { mode: JiebaMode::Exact, revision: JiebaRevision::V0_42_1, ..JiebaSpec::default() };
    spec(TokenizerSpec::Jieba(jieba), vec![stop("chinese"), punctuation(CHINESE_PUNCTUATION)])
}

fn stop(language: &str) -> FilterSpec {
    FilterSpec::Stop(StopSpec { stop_words: vec![format!("_nltk_{language}_")] })
}

/// Each character that is dropped, in canonical form.
fn punctuation(extras: &str) -> FilterSpec {
    let mut extras: Vec<char> = extras.chars().collect();
    extras.sort_unstable();
    extras.dedup();
    FilterSpec::Punctuation(PunctuationSpec { extras: extras.into_iter().collect() })
}
