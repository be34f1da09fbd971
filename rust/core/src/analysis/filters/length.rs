//! `length`: drops tokens that are too long, as Milvus' server, or too short.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::{Build, OnServer};
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::short::Short;

/// `{"type": "length", "max": 40}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LengthSpec {
    /// The least number of bytes of a token. It is ours: a server has no such parameter.
    #[serde(skip_serializing_if = "is_zero")]
    pub min: u64,
    /// The greatest number of bytes of a token in UTF-8, as on Milvus' server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Build for LengthSpec {
    type Part = Length;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Length> {
        let (min, max) = (self.min, self.max.unwrap_or(u64::MAX));
        if min == 0 && self.max.is_none() {
            return Err(Error::AnalyzerSpec(
                "length: expected \"max\" or \"min\", the most or the fewest bytes of a token; got neither"
                    .into(),
            ));
        }
        if min > max {
            return Err(Error::AnalyzerSpec(format!(
                "length: \"min\" is {min} and \"max\" is {max}: no token is that long and that short"
            )));
        }
        Ok(Length { min, max })
    }

    fn on_server(&self, _: &mut Data<'_>) -> Result<OnServer> {
        Ok(if self.min == 0 { OnServer::Same } else { OnServer::Nothing("a Milvus server knows no \"min\"") })
    }
}

/// Keeps tokens of so many bytes.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Length {
    min: u64,
    max: u64,
}

impl Length {
    fn allows(self, bytes: usize) -> bool {
        (self.min..=self.max).contains(&(bytes as u64))
    }
}

impl Filter for Length {
    fn case(&self) -> Case {
        Case::Kept
    }

    #[inline]
    fn keeps(&self, token: &str, _: &Cancel) -> Option<bool> {
        Some(self.allows(token.len()))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.allows(token.len()) { ShortTokens::One(token) } else { ShortTokens::None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    #[test]
    fn bytes_are_counted() {
        let three = r#"{"type":"length","max":3}"#;
        for token in ["", "abc", "中", "aé"] {
            assert_eq!(run(&[three], token), [token]);
        }
        for token in ["abcd", "中文", "éé"] {
            assert_eq!(run(&[three], token), [""; 0]);
        }
        assert_eq!(run(&[r#"{"type":"length","max":0}"#], "a"), [""; 0]);
        let two = r#"{"type":"length","min":2}"#;
        assert_eq!(run(&[two], "a"), [""; 0]);
        assert_eq!(run(&[two], "ab"), ["ab"]);
        assert_eq!(run(&[r#"{"type":"length","min":2,"max":2}"#], "abc"), [""; 0]);
        assert_eq!(run(&[r#"{"type":"length","max":18446744073709551615}"#], "abc"), ["abc"]);
    }

    #[test]
    fn what_is_not_given_is_not_written() {
        assert_eq!(canonical(r#"{"type":"length","max":3,"min":0}"#), r#"{"type":"length","max":3}"#);
        assert_eq!(canonical(r#"{"type":"length","min":2,"max":null}"#), r#"{"type":"length","min":2}"#);
    }

    #[test]
    fn refuses_what_is_no_length() {
        for (json, message) in [
            ("length", "expected \"max\" or \"min\""),
            (r#"{"type":"length","min":0}"#, "expected \"max\" or \"min\""),
            (r#"{"type":"length","min":3,"max":2}"#, "\"min\" is 3 and \"max\" is 2"),
            (r#"{"type":"length","max":"3"}"#, "invalid type: string \"3\", expected u64"),
            (r#"{"type":"length","max":-1}"#, "invalid value: integer `-1`"),
            (r#"{"type":"length","max":2.5}"#, "invalid type: floating point `2.5`"),
            (r#"{"type":"length","maximum":2}"#, "unknown field `maximum`, expected `min` or `max`"),
        ] {
            let error = fails(json);
            assert!(error.contains(message), "{json}: {error}");
        }
    }
}
