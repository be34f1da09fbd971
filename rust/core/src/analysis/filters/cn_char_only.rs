//! `cncharonly`: drops tokens without a Chinese character, as Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::unicode::is_han;

/// `"cncharonly"`, which has no parameters.
///
/// The server looks for `\p{Han}+` anywhere in a token, so one such character is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CnCharOnlySpec {}

impl Build for CnCharOnlySpec {
    type Part = CnCharOnly;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<CnCharOnly> {
        Ok(CnCharOnly)
    }
}

/// Keeps tokens with a Chinese character.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct CnCharOnly;

impl Filter for CnCharOnly {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let mut watch = Watch::new(cancel);
        Some(token.char_indices().any(|(at, c)| is_han(c) || watch.stops_at(at)))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        let _ = token;
        ShortTokens::None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn one_chinese_character_keeps_a_token() {
        for token in ["中文", "中。", "卡拉OK", "々"] {
            assert_eq!(run(&["cncharonly"], token), [token]);
        }
        for token in ["", "kite", "7", "。", "カイト", "한"] {
            assert_eq!(run(&["cncharonly"], token), [""; 0]);
        }
    }
}
