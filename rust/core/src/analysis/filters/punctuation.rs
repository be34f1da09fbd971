//! `punctuation`: drops tokens that are one punctuation mark.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;

/// `{"type": "punctuation"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PunctuationSpec {
    /// Characters that are dropped, too. In canonical form: sorted, each once, none of ASCII's punctuation.
    pub extras: String,
}

impl Build for PunctuationSpec {
    type Part = Punctuation;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Punctuation> {
        let mut extras: Vec<char> = self.extras.chars().filter(|c| !c.is_ascii_punctuation()).collect();
        extras.sort_unstable();
        extras.dedup();
        self.extras = extras.iter().collect();
        Ok(Punctuation { extras })
    }
}

/// Drops tokens that are one character of Python's `string.punctuation`, which is ASCII's, or one of
/// `extras`.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Punctuation {
    /// Sorted.
    extras: Vec<char>,
}

impl Punctuation {
    #[inline]
    fn drops_short(&self, token: &[u8]) -> bool {
        matches!(token, [byte] if byte.is_ascii_punctuation() || self.is_extra(char::from(*byte)))
    }

    fn drops(&self, token: &str) -> bool {
        match token.as_bytes() {
            [] | [_] => self.drops_short(token.as_bytes()),
            _ if self.extras.is_empty() || token.len() > 4 => false,
            _ => {
                let mut chars = token.chars();
                chars.next().is_some_and(|c| self.is_extra(c)) && chars.next().is_none()
            }
        }
    }

    fn is_extra(&self, c: char) -> bool {
        self.extras.binary_search(&c).is_ok()
    }
}

impl Filter for Punctuation {
    fn case(&self) -> Case {
        if self.extras.iter().any(char::is_ascii_alphabetic) { Case::Decides } else { Case::Kept }
    }

    #[inline]
    fn keeps(&self, token: &str, _: &Cancel) -> Option<bool> {
        Some(!self.drops(token))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.drops_short(token.as_bytes()) { ShortTokens::None } else { ShortTokens::One(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, run};

    #[test]
    fn punctuation_is_one_character() {
        assert_eq!(run(&["punctuation"], "~"), [""; 0]);
        assert_eq!(run(&["punctuation"], "~~"), ["~~"]);
        assert_eq!(run(&["punctuation"], "¿"), ["¿"]);
        assert_eq!(run(&[r#"{"type":"punctuation","extras":"¡¿a"}"#], "¿"), [""; 0]);
        assert_eq!(run(&[r#"{"type":"punctuation","extras":"¡¿a"}"#], "a"), [""; 0]);
        assert_eq!(run(&[r#"{"type":"punctuation","extras":"¡¿a"}"#], "¿a"), ["¿a"]);
    }

    #[test]
    fn extras_are_sorted_and_each_stands_once() {
        assert_eq!(
            canonical(r#"{"type":"punctuation","extras":"¿b!¡…¡"}"#),
            r#"{"type":"punctuation","extras":"b¡¿…"}"#
        );
    }
}
