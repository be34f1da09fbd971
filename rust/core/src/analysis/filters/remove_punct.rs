//! `removepunct`: drops tokens with a punctuation mark or white space, as Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::unicode::{is_punctuation, is_space};

/// `"removepunct"`, which has no parameters.
///
/// The server looks for `[\p{Punct}\s]+` anywhere in a token: `don't` is dropped as a whole. Symbols, such as
/// `$`, `+` and `|`, are no punctuation there. [`PunctuationSpec`](super::PunctuationSpec), which is ours,
/// drops tokens that are one mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovePunctSpec {}

impl Build for RemovePunctSpec {
    type Part = RemovePunct;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<RemovePunct> {
        Ok(RemovePunct)
    }
}

/// Drops tokens with a punctuation mark or white space.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct RemovePunct;

impl Filter for RemovePunct {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let mut watch = Watch::new(cancel);
        let drops = |(at, c): (usize, char)| is_punctuation(c) || is_space(c) || watch.stops_at(at);
        Some(!token.char_indices().any(drops))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        let drops = |&byte: &u8| is_punctuation(byte.into()) || is_space(byte.into());
        if token.as_bytes().iter().any(drops) { ShortTokens::None } else { ShortTokens::One(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn one_mark_drops_a_token() {
        for token in ["中文标点", "kite", "", "C++", "$5", "a|b", "^"] {
            assert_eq!(run(&["removepunct"], token), [token]);
        }
        for token in ["，", "。", "don't", "kite.", " ", "a b", "_", "中。", "«", "\u{3000}"] {
            assert_eq!(run(&["removepunct"], token), [""; 0]);
        }
    }
}
