//! `asciifolding`: letters, digits and signs beyond ASCII become those of ASCII, as on Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode::ASCII_FOLDING;

/// `"asciifolding"`, which has no parameters.
///
/// The table is that of Lucene's `ASCIIFoldingFilter`, which is tantivy's and the server's: `é` becomes `e`,
/// `Æ` becomes `AE`, `⑽` becomes `(10)`. It knows composed letters only, and no script but Latin's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsciiFoldingSpec {}

impl Build for AsciiFoldingSpec {
    type Part = AsciiFolding;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<AsciiFolding> {
        Ok(AsciiFolding)
    }
}

/// Replaces each character that the table has.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct AsciiFolding;

impl Filter for AsciiFolding {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if token.is_ascii() || !ASCII_FOLDING.may_change(token, cancel) {
            out.push(token);
        } else {
            out.push_with(|text| ASCII_FOLDING.push(token, cancel, text));
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(token)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn letters_become_those_of_ascii() {
        let fold = |token: &str| run(&["asciifolding"], token).join(" ");
        assert_eq!(fold("Ångström"), "Angstrom");
        assert_eq!(fold("Æßŉ⑽ﬁ"), "AEssn(10)fi");
        assert_eq!(fold("кайт中文"), "кайт中文");
        // It knows nothing of marks.
        assert_eq!(fold("cafe\u{301}é"), "cafe\u{301}e");
        assert_eq!(run(&["asciifolding"], ""), [""]);
    }
}
