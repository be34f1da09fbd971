//! `unicode_normalization`: one spelling of what Unicode can spell in several ways. A server lacks it.

use serde::{Deserialize, Serialize};

use super::lowercase::lowercase_short;
use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode::{Form, nfkc_casefold};

/// `{"type": "unicode_normalization", "form": "NFKC"}`. It is ours: a server lacks it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnicodeNormalizationSpec {
    /// The normalization form.
    pub form: NormalizationForm,
}

/// A normalization form of Unicode, of version 18.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NormalizationForm {
    /// Letters with their marks in one character, where there is one.
    #[serde(rename = "NFC")]
    Nfc,
    /// Letters and marks as characters of their own.
    #[serde(rename = "NFD")]
    Nfd,
    /// As `NFC`, and ligatures, full-width letters and other presentations become plain letters.
    #[default]
    #[serde(rename = "NFKC")]
    Nfkc,
    /// As `NFKC`, letters and marks as characters of their own.
    #[serde(rename = "NFKD")]
    Nfkd,
    /// Unicode's `toNFKC_Casefold`: as `NFKC`, with case folded, and without what is not seen: soft hyphens,
    /// joiners, variation selectors.
    #[serde(rename = "NFKC_CF")]
    NfkcCf,
}

impl Build for UnicodeNormalizationSpec {
    type Part = UnicodeNormalization;

    fn build(&mut self, _: &mut Data<'_>) -> Result<UnicodeNormalization> {
        Ok(UnicodeNormalization(match self.form {
            NormalizationForm::Nfc => Some(Form::Nfc),
            NormalizationForm::Nfd => Some(Form::Nfd),
            NormalizationForm::Nfkc => Some(Form::Nfkc),
            NormalizationForm::Nfkd => Some(Form::Nfkd),
            NormalizationForm::NfkcCf => None,
        }))
    }
}

/// Brings tokens into this form, or without one into that of `toNFKC_Casefold`.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct UnicodeNormalization(Option<Form>);

impl Filter for UnicodeNormalization {
    fn case(&self) -> Case {
        if self.0.is_some() { Case::Kept } else { Case::Folded }
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let normal = match self.0 {
            Some(form) => form.of(token, cancel),
            None => nfkc_casefold(token, cancel),
        };
        // A token of nothing that is seen is none.
        if !normal.is_empty() || token.is_empty() {
            out.push(&normal);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(if self.0.is_some() { token } else { lowercase_short(token) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    fn normal(form: &str, token: &str) -> String {
        run(&[&format!(r#"{{"type":"unicode_normalization","form":"{form}"}}"#)], token).join(" ")
    }

    #[test]
    fn spellings_meet() {
        assert_eq!(normal("NFC", "cafe\u{301}"), "café");
        assert_eq!(normal("NFD", "café"), "cafe\u{301}");
        assert_eq!(normal("NFC", "ﬁ①Ｋ"), "ﬁ①Ｋ");
        assert_eq!(normal("NFKC", "ﬁ①Ｋｶﾞ"), "fi1Kガ");
        assert_eq!(normal("NFKD", "ﬁé"), "fie\u{301}");
        assert_eq!(normal("NFKC", "Kite"), "Kite");
        assert_eq!(normal("NFKC_CF", "CO\u{ad}OPÉRATION"), "coopération");
        assert_eq!(normal("NFKC_CF", "Straße"), normal("NFKC_CF", "STRASSE"));
        assert_eq!(run(&["unicode_normalization"], "ﬁ"), ["fi"]);
    }

    #[test]
    fn what_is_not_seen_is_no_token() {
        let filter = r#"{"type":"unicode_normalization","form":"NFKC_CF"}"#;
        assert_eq!(run(&[filter], "\u{ad}\u{200d}"), [""; 0]);
        assert_eq!(run(&[filter], ""), [""]);
    }

    #[test]
    fn forms_have_names() {
        let spec = r#"{"type":"unicode_normalization","form":"NFKC_CF"}"#;
        assert_eq!(canonical(spec), spec);
        let error = fails(r#"{"type":"unicode_normalization","form":"NFX"}"#);
        assert!(error.contains("unknown variant `NFX`, expected one of `NFC`, `NFD`"), "{error}");
    }
}
