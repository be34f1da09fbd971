//! `lowercase`: Python's `str.lower`.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::classify;
use crate::unicode;

/// `"lowercase"`, which has no parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowercaseSpec {}

impl Build for LowercaseSpec {
    type Part = Lowercase;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Lowercase> {
        Ok(Lowercase)
    }
}

/// Lower-cases each token.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Lowercase;

impl Filter for Lowercase {
    fn case(&self) -> Case {
        Case::Folded
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        out.push_with(|text| unicode::push_lower(token, cancel, text));
    }

    #[inline]
    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        (!unicode::lower_changes(token, cancel)).then_some(true)
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(lowercase_short(token))
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

    #[test]
    fn letters_of_any_script_become_small() {
        assert_eq!(run(&["lowercase"], "ÉCLAIR's"), ["éclair's"]);
        assert_eq!(run(&["lowercase"], "ΟΔΟΣ"), ["οδος"]);
        assert_eq!(run(&["lowercase"], "NASA"), ["nasa"]);
        assert_eq!(run(&["lowercase"], ""), [""]);
    }
}
