//! `cnalphanumonly`: drops tokens without a Chinese character, an ASCII letter or a digit, as Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::unicode::is_han;

/// `"cnalphanumonly"`, which has no parameters.
///
/// The server looks for `[\p{Han}a-zA-Z0-9]+` anywhere in a token, so one such character is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CnAlphanumOnlySpec {}

impl Build for CnAlphanumOnlySpec {
    type Part = CnAlphanumOnly;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<CnAlphanumOnly> {
        Ok(CnAlphanumOnly)
    }
}

/// Keeps tokens with a Chinese character or an ASCII letter or digit.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct CnAlphanumOnly;

impl Filter for CnAlphanumOnly {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let mut watch = Watch::new(cancel);
        let is_enough = |(at, c): (usize, char)| c.is_ascii_alphanumeric() || is_han(c) || watch.stops_at(at);
        Some(token.char_indices().any(is_enough))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if token.as_bytes().iter().any(u8::is_ascii_alphanumeric) {
            ShortTokens::One(token)
        } else {
            ShortTokens::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn one_such_character_keeps_a_token() {
        for token in ["中文", "kite", "7", "中。", "-a-", "カ中", "〇", "々"] {
            assert_eq!(run(&["cnalphanumonly"], token), [token]);
        }
        for token in ["", " ", "。", "カイト", "кайт", "é", "７"] {
            assert_eq!(run(&["cnalphanumonly"], token), [""; 0]);
        }
    }
}
