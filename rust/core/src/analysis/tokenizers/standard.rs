//! `standard` of Milvus: the longest runs of letters and numbers.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::runs::{RunTokenizer, run_tokenizer};
use super::words64::Marks;
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::Result;
use crate::parallel::{Cancel, Watch};
use crate::simd::{BlockClasses, ByteSet};

/// `"standard"`, which has no parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardSpec {}

impl Build for StandardSpec {
    type Part = Standard;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Standard> {
        Ok(Standard)
    }
}

/// Splits at each character that is neither a letter nor a number: tantivy's `SimpleTokenizer`.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Standard;

/// Every other character of ASCII ends a run.
pub(super) struct NotAlphanumeric;

impl Marks for NotAlphanumeric {
    const BEFORE: ByteSet = ByteSet(&[]);
    const AFTER: ByteSet = ByteSet(&[]);

    #[inline]
    fn spaces(_: &str, _: usize, classes: &BlockClasses) -> u64 {
        !(classes.alphanumeric | classes.non_ascii)
    }
}

impl RunTokenizer for Standard {
    type Separators = NotAlphanumeric;

    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        mut token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut watch = Watch::new(cancel);
        let mut start = None;
        for (at, c) in run.char_indices() {
            if watch.stops_at(at) {
                return ControlFlow::Continue(());
            }
            if c.is_alphanumeric() {
                start.get_or_insert(at);
            } else if let Some(start) = start.take() {
                token(start..at)?;
            }
        }
        start.map_or(ControlFlow::Continue(()), |start| token(start..run.len()))
    }
}

run_tokenizer!(Standard);

#[cfg(test)]
mod tests {
    use super::super::tests::{check_pieces, tokens};

    #[test]
    fn tokens_are_letters_and_numbers() {
        let standard = r#""standard""#;
        assert_eq!(
            tokens(standard, "The kite's 3.5 m_wide («été») ½ x²"),
            ["The", "kite", "s", "3", "5", "m", "wide", "été", "½", "x²"]
        );
        assert_eq!(tokens(standard, "鳶が空を飛ぶ。鷹も、飛ぶ"), ["鳶が空を飛ぶ", "鷹も", "飛ぶ"]);
        // A vowel sign is not alphanumeric to Rust: it splits the word, as on the server.
        assert_eq!(tokens(standard, "e\u{301}t"), ["e", "t"]);
        assert_eq!(tokens(standard, " \n-"), [""; 0]);
        check_pieces(standard, |text| {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
        });
    }
}
