//! `case_folding`: what differs in case only becomes the same. A server lacks it.

use serde::{Deserialize, Serialize};

use super::lowercase::lowercase_short;
use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode::fold_case;

/// `"case_folding"`, which has no parameters. It is ours: a server lacks it.
///
/// Unicode's full case folding, of version 18, which is `str.casefold` of a Python that knows as many
/// characters. Beside lower case, `ß` becomes `ss`, and a final sigma becomes a plain one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFoldingSpec {}

impl Build for CaseFoldingSpec {
    type Part = CaseFolding;

    fn build(&mut self, _: &mut Data<'_>) -> Result<CaseFolding> {
        Ok(CaseFolding)
    }
}

/// Folds the case of each token.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct CaseFolding;

impl Filter for CaseFolding {
    fn case(&self) -> Case {
        Case::Folded
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        out.push(&fold_case(token.into(), cancel));
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(lowercase_short(token))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn spellings_meet() {
        let fold = |token: &str| run(&["case_folding"], token).join(" ");
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
        assert_eq!(fold("ÉCOLE Ꭰ"), "école Ꭰ");
        assert_eq!(fold("İ"), "i\u{307}");
        assert_eq!(fold("I中KITE"), "i中kite");
        assert_eq!(run(&["case_folding"], ""), [""]);
    }
}
