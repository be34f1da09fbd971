//! `lowercase`: the letters of a token in lower case.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::{Build, OnServer};
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::simd::classify;
use crate::unicode;

/// `"lowercase"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LowercaseSpec {
    /// Whose rules. Not written if they are the server's, which knows no such parameter.
    #[serde(skip_serializing_if = "CaseRules::is_default")]
    pub revision: CaseRules,
}

/// Whose rules lower-case letters beyond ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CaseRules {
    /// Milvus' server: each character by itself, by Rust's tables.
    #[default]
    Milvus,
    /// Python's `str.lower`: a capital sigma at a word's end becomes a final one; by Python's tables.
    Python,
}

impl CaseRules {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Build for LowercaseSpec {
    type Part = Lowercase;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Lowercase> {
        Ok(Lowercase(self.revision))
    }

    fn on_server(&self, _: &mut Data<'_>) -> Result<OnServer> {
        Ok(match self.revision {
            CaseRules::Milvus => OnServer::Same,
            CaseRules::Python => OnServer::Nothing(
                "a Milvus server does not lower-case as Python does; leave the revision out",
            ),
        })
    }
}

/// Lower-cases each token.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Lowercase(CaseRules);

impl Filter for Lowercase {
    fn case(&self) -> Case {
        Case::Folded
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if self.0 == CaseRules::Milvus && !token.is_ascii() {
            return out.push_with(|text| push_lower(token, cancel, text));
        }
        out.push_with(|text| unicode::push_lower(token, cancel, text));
    }

    #[inline]
    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let changes = match self.0 {
            CaseRules::Milvus if !token.is_ascii() => lower_changes(token, cancel),
            _ => unicode::lower_changes(token, cancel),
        };
        (!changes).then_some(true)
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(lowercase_short(token))
    }
}

/// Scripts without case, for which no table needs to be asked.
const CASELESS: [RangeInclusive<char>; 3] =
    ['\u{590}'..='\u{109f}', '\u{2e80}'..='\u{a63f}', '\u{ac00}'..='\u{d7ff}'];

fn is_caseless(c: char) -> bool {
    CASELESS.iter().any(|range| range.contains(&c))
}

/// Whether a character has a lower case of its own; true when it is cancelled.
fn lower_changes(token: &str, cancel: &Cancel) -> bool {
    let mut watch = Watch::new(cancel);
    token.char_indices().any(|(at, c)| {
        watch.stops_at(at) || !is_caseless(c) && (c.is_ascii_uppercase() || !c.is_ascii() && !is_lower(c))
    })
}

fn is_lower(c: char) -> bool {
    let mut lower = c.to_lowercase();
    lower.next() == Some(c) && lower.next().is_none()
}

/// Appends a token, each character in lower case by itself.
fn push_lower(token: &str, cancel: &Cancel, out: &mut String) {
    // A character of two bytes becomes one of three at the most.
    out.grow(token.len() / 2 * 3 + 2);
    let mut watch = Watch::new(cancel);
    for (at, c) in token.char_indices() {
        if watch.stops_at(at) {
            return;
        }
        if is_caseless(c) {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

/// An ASCII string in lower case.
#[inline]
pub(super) fn lowercase_short(token: Short) -> Short {
    Short::from_words(classify(token.words()).folded, token.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;

    const PYTHON: &str = r#"{"type":"lowercase","revision":"python"}"#;

    #[test]
    fn letters_of_any_script_become_small() {
        for filter in ["lowercase", PYTHON] {
            assert_eq!(run(&[filter], "ÉCLAIR's"), ["éclair's"]);
            assert_eq!(run(&[filter], "КОРШУН中文ǅ"), ["коршун中文ǆ"]);
            assert_eq!(run(&[filter], "İ"), ["i\u{307}"]);
            assert_eq!(run(&[filter], "NASA"), ["nasa"]);
            assert_eq!(run(&[filter], ""), [""]);
        }
        assert_eq!(run(&["lowercase"], "ΟΔΟΣ"), ["οδοσ"]);
        assert_eq!(run(&[PYTHON], "ΟΔΟΣ"), ["οδος"]);
    }

    #[test]
    fn each_character_is_lower_cased_as_rust_does() {
        let (mut out, mut scratch) = (TokenBuffer::new(), FilterScratch::default());
        for c in '\0'..=char::MAX {
            for before in ["A", ""] {
                out.clear();
                let filter = Lowercase(CaseRules::Milvus);
                filter.apply(&format!("{before}{c}"), &Cancel::new(), &mut scratch, &mut out);
                let lower = format!("{}{}", before.to_lowercase(), c.to_lowercase());
                assert_eq!(out.only(), Some(&*lower));
            }
        }
    }

    #[test]
    fn an_unknown_revision_is_refused() {
        let error = super::super::tests::fails(r#"{"type":"lowercase","revision":"pyton"}"#);
        assert!(error.contains("lowercase: unknown variant `pyton`"), "{error}");
        assert!(error.ends_with("(did you mean \"python\"?)"), "{error}");
    }
}
