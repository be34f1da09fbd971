//! `alphanumonly`: drops tokens with anything but letters and digits of ASCII, as Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

/// `"alphanumonly"`, which has no parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlphanumOnlySpec {}

impl Build for AlphanumOnlySpec {
    type Part = AlphanumOnly;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<AlphanumOnly> {
        Ok(AlphanumOnly)
    }
}

/// Keeps tokens of ASCII letters and digits alone, and the empty one.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct AlphanumOnly;

impl Filter for AlphanumOnly {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let mut watch = Watch::new(cancel);
        let stays = |(at, byte): (usize, u8)| byte.is_ascii_alphanumeric() && !watch.stops_at(at);
        Some(token.bytes().enumerate().all(stays))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if token.as_bytes().iter().all(u8::is_ascii_alphanumeric) {
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
    fn one_other_character_drops_a_token() {
        for token in ["kite", "A7", "7", ""] {
            assert_eq!(run(&["alphanumonly"], token), [token]);
        }
        for token in ["café", "black-kite", "中", "a_b", " "] {
            assert_eq!(run(&["alphanumonly"], token), [""; 0]);
        }
    }
}
