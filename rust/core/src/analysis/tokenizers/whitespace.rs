//! `whitespace` of Milvus: what stands between white space of ASCII.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::runs::{RunTokenizer, run_tokenizer};
use super::words64::Marks;
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::simd::{BlockClasses, ByteSet};

/// `"whitespace"`, which has no parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhitespaceSpec {}

impl Build for WhitespaceSpec {
    type Part = Whitespace;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Whitespace> {
        Ok(Whitespace)
    }
}

/// Splits at white space of ASCII, which for Rust has no vertical tab: tantivy's `WhitespaceTokenizer`.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Whitespace;

pub(super) struct AsciiWhitespace;

impl Marks for AsciiWhitespace {
    const BEFORE: ByteSet = ByteSet(&[]);
    /// The vertical tab.
    const AFTER: ByteSet = ByteSet(&[(0, 0x0b)]);

    #[inline]
    fn spaces(_: &str, _: usize, classes: &BlockClasses) -> u64 {
        classes.spaces & !classes.after
    }
}

impl RunTokenizer for Whitespace {
    type Separators = AsciiWhitespace;

    fn tokens<B>(
        &self,
        run: &str,
        _: &Cancel,
        mut token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        token(0..run.len())
    }
}

run_tokenizer!(Whitespace);

#[cfg(test)]
mod tests {
    use super::super::tests::{check_pieces, tokens};

    #[test]
    fn tokens_stand_between_white_space() {
        let whitespace = r#""whitespace""#;
        assert_eq!(
            tokens(whitespace, " The kite's\u{b}tail\n\u{3000}été, "),
            ["The", "kite's\u{b}tail", "\u{3000}été,"]
        );
        check_pieces(whitespace, |text| text.split_ascii_whitespace().collect());
    }
}
