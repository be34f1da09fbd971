//! `decimaldigit`: decimal digits of other scripts become 0 to 9, as on Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::unicode::server_digit;

/// `"decimaldigit"`, which has no parameters.
///
/// The server has a list of 34 scripts' digits. Those that Unicode has beside them stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecimalDigitSpec {}

impl Build for DecimalDigitSpec {
    type Part = DecimalDigit;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<DecimalDigit> {
        Ok(DecimalDigit)
    }
}

/// Replaces each digit of the server's list.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct DecimalDigit;

impl Filter for DecimalDigit {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let mut watch = Watch::new(cancel);
        let is_digit = |(at, c): (usize, char)| server_digit(c).is_some() || watch.stops_at(at);
        if token.is_ascii() || !token.char_indices().any(is_digit) {
            return out.push(token);
        }
        out.push_with(|text| {
            // A digit of ASCII is the shorter one.
            text.grow(token.len());
            let mut watch = Watch::new(cancel);
            let chars = token.char_indices().take_while(|&(at, _)| !watch.stops_at(at));
            text.extend(chars.map(|(_, c)| server_digit(c).unwrap_or(c)));
        });
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
    fn digits_of_other_scripts_become_those_of_ascii() {
        // As the tests of the server.
        assert_eq!(run(&["decimaldigit"], "١٢٣"), ["123"]);
        assert_eq!(run(&["decimaldigit"], "๔๕๖"), ["456"]);
        assert_eq!(run(&["decimaldigit"], "123"), ["123"]);
        assert_eq!(run(&["decimaldigit"], "hello"), ["hello"]);
        assert_eq!(run(&["decimaldigit"], "a٣－９é"), ["a3－9é"]);
        // No decimal digits, and one that the server does not know.
        assert_eq!(run(&["decimaldigit"], "②½三𝟡"), ["②½三𝟡"]);
    }
}
