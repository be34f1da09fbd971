//! `standard` of Milvus: the longest runs of letters and numbers, or the words of UAX #29.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::runs::{self, RunTokenizer};
use super::word_breaks::{Rules, Separators};
use super::words64::Marks;
use super::{PieceVisitor, Tokenize, TokenizerScratch};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::tokenizers::nltk::Flags;
use crate::analysis::traits::Traits;
use crate::error::{Error, Result};
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::simd::{BlockClasses, ByteSet};
use crate::unicode::words::{ALPHANUMERIC, EMOJI, Properties, word_break};

/// The longest token of UAX #29, in characters, where nothing else is said, and where anything is.
const LONGEST: u32 = 255;
const LONGEST_ALLOWED: u32 = 1 << 20;

/// `{"type": "standard"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandardSpec {
    /// Whether tokens are the words and emoji of UAX #29 instead of runs of letters and numbers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub uax29: bool,
    /// With `uax29`: longer tokens are cut to pieces of so many characters. 255 if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_token_length: Option<u32>,
}

impl Build for StandardSpec {
    type Part = Standard;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Standard> {
        if !self.uax29 {
            return match self.max_token_length {
                None => Ok(Standard::Alphanumeric(Alphanumeric)),
                Some(_) => Err(Error::AnalyzerSpec(
                    "standard: \"max_token_length\" needs \"uax29\": true, as on the server".to_owned(),
                )),
            };
        }
        let longest = self.max_token_length.unwrap_or(LONGEST);
        if !(1..=LONGEST_ALLOWED).contains(&longest) {
            return Err(Error::AnalyzerSpec(format!(
                "standard: \"max_token_length\" is between 1 and {LONGEST_ALLOWED}, got {longest}"
            )));
        }
        self.max_token_length = self.max_token_length.filter(|&longest| longest != LONGEST);
        Ok(Standard::Uax29(Uax29 { rules: Rules::uax29(ALPHANUMERIC | EMOJI), longest: longest as usize }))
    }
}

/// From a text to its letters and numbers, or words.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) enum Standard {
    Alphanumeric(Alphanumeric),
    Uax29(Uax29),
}

impl Tokenize for Standard {
    #[inline]
    fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        match self {
            Self::Alphanumeric(tokenizer) => runs::pieces(tokenizer, text, traits, cancel, visitor),
            Self::Uax29(tokenizer) => runs::pieces(tokenizer, text, traits, cancel, visitor),
        }
    }

    #[inline]
    fn split(
        &self,
        piece: &str,
        flags: Flags,
        _: &mut TokenizerScratch,
        cancel: &Cancel,
        token: impl FnMut(&str),
    ) {
        match self {
            Self::Alphanumeric(tokenizer) => runs::split(tokenizer, piece, flags, cancel, token),
            Self::Uax29(tokenizer) => runs::split(tokenizer, piece, flags, cancel, token),
        }
    }

    #[inline]
    fn is_token(&self, word: Short) -> bool {
        match self {
            Self::Alphanumeric(_) => true,
            Self::Uax29(tokenizer) => word.len() <= tokenizer.longest,
        }
    }
}

/// Splits at each character that is neither a letter nor a number: tantivy's `SimpleTokenizer`.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Alphanumeric;

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

impl RunTokenizer for Alphanumeric {
    type Separators = NotAlphanumeric;

    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        runs::spans(run, cancel, |c| Properties::of(c).has(ALPHANUMERIC), token)
    }
}

/// The segments of UAX #29 that have a letter, a number or an emoji.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Uax29 {
    rules: Rules,
    /// The most characters of a token.
    longest: usize,
}

impl RunTokenizer for Uax29 {
    type Separators = Separators;
    /// They are words, which may have to be cut.
    const PARTS_ARE_TOKENS: bool = false;

    /// A mark belongs to the separator before it, be it all white space: with a vowel sign that is a word.
    #[inline]
    fn start(&self, text: &str, run: usize, cancel: &Cancel) -> usize {
        match text.get(run..).and_then(|rest| rest.chars().next()) {
            Some(c) if !c.is_ascii() && is_mark_or_space(c) => start_of_segment(&text[..run], cancel),
            _ => run,
        }
    }

    fn parts<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        piece: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.rules.words(run, cancel, piece)
    }

    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        mut token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut watch = Watch::new(cancel);
        self.rules.words(run, cancel, |word| {
            if word.len() <= self.longest {
                return token(word);
            }
            let mut start = word.start;
            for (count, (at, _)) in run[word.clone()].char_indices().enumerate().skip(1) {
                let at = word.start + at;
                if watch.stops_at(at) {
                    return ControlFlow::Continue(());
                }
                if count.is_multiple_of(self.longest) {
                    token(start..at)?;
                    start = at;
                }
            }
            token(start..word.end)
        })
    }
}

fn is_mark_or_space(c: char) -> bool {
    let properties = Properties::of(c);
    properties.is_ignorable() || properties.word_break() == word_break::WSEGSPACE
}

/// Where the segment begins that `before` ends with and that a mark belongs to.
#[cold]
fn start_of_segment(before: &str, cancel: &Cancel) -> usize {
    let mut watch = Watch::new(cancel);
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        let word_break = Properties::of(c).word_break();
        if word_break == word_break::WSEGSPACE && !watch.stops_at(before.len() - at) {
            start = at;
            continue;
        }
        let is_newline = matches!(word_break, word_break::CR | word_break::LF | word_break::NEWLINE);
        // Any other separator is a segment of its own.
        return if start == before.len() && !is_newline { at } else { start };
    }
    start
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check_pieces, tokens};
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn tokens_are_letters_and_numbers() {
        let standard = r#""standard""#;
        assert_eq!(
            tokens(standard, "The kite's 3.5 m_wide («été») ½ x²"),
            ["The", "kite", "s", "3", "5", "m", "wide", "été", "½", "x²"]
        );
        assert_eq!(tokens(standard, "鳶が空を飛ぶ。鷹も、飛ぶ"), ["鳶が空を飛ぶ", "鷹も", "飛ぶ"]);
        // A combining mark is not alphanumeric to Rust: it splits the word, as on the server.
        assert_eq!(tokens(standard, "e\u{301}t"), ["e", "t"]);
        assert_eq!(tokens(standard, " \n-"), [""; 0]);
        check_pieces(standard, |text| {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
        });
    }

    /// The server's tokens, by the crate that it uses.
    fn uax29(text: &str, longest: usize) -> Vec<&str> {
        let is_word = |c| Properties::of(c).has(EMOJI) || c.is_alphanumeric();
        let mut tokens = Vec::new();
        for mut segment in text.split_word_bounds().filter(|segment| segment.chars().any(is_word)) {
            while !segment.is_empty() {
                let end = segment.char_indices().nth(longest).map_or(segment.len(), |(at, _)| at);
                tokens.push(&segment[..end]);
                segment = &segment[end..];
            }
        }
        tokens
    }

    #[test]
    fn words_are_those_of_uax29() {
        let standard = r#"{"type":"standard","uax29":true}"#;
        assert_eq!(
            tokens(standard, "O'Reilly can't jump 32.3 feet from 216.239.63.104."),
            ["O'Reilly", "can't", "jump", "32.3", "feet", "from", "216.239.63.104"]
        );
        assert_eq!(
            tokens(standard, "中文 仮名遣い カタカナ 한국어 👩🔬 🇨🇳 1️⃣ snake_case RULE-A002"),
            [
                "中",
                "文",
                "仮",
                "名",
                "遣",
                "い",
                "カタカナ",
                "한국어",
                "👩",
                "🔬",
                "🇨🇳",
                "1️⃣",
                "snake_case",
                "RULE",
                "A002"
            ]
        );
        assert_eq!(tokens(standard, "שלום צה\"ל א' \"b\""), ["שלום", "צה\"ל", "א'", "b"]);
        // A vowel sign after white space takes it along.
        assert_eq!(
            tokens(standard, "x  \u{93f} \n\u{93f} -\u{93f}"),
            ["x", "  \u{93f}", "\u{93f}", "-\u{93f}"]
        );
        check_pieces(standard, |text| uax29(text, 255));
    }

    #[test]
    fn long_tokens_are_cut() {
        for longest in [1, 3, 15] {
            let standard = format!(r#"{{"type":"standard","uax29":true,"max_token_length":{longest}}}"#);
            check_pieces(&standard, |text| uax29(text, longest));
        }
        let standard = r#"{"type":"standard","uax29":true}"#;
        let text = ["a".repeat(300), "é".repeat(600)].join(" ");
        assert_eq!(
            tokens(standard, &text).iter().map(String::len).collect::<Vec<_>>(),
            [255, 45, 510, 510, 180]
        );
    }

    #[test]
    fn a_length_without_uax29_is_refused_as_on_the_server() {
        let build = |mut spec: StandardSpec| spec.build(&mut Data::new(None)).map(|_| spec);
        for (uax29, length, message) in [
            (false, Some(5), "needs \"uax29\": true"),
            (true, Some(0), "between 1 and 1048576, got 0"),
            (true, Some(LONGEST_ALLOWED + 1), "got 1048577"),
        ] {
            let error = build(StandardSpec { uax29, max_token_length: length }).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
        let spec = build(StandardSpec { uax29: true, max_token_length: Some(255) }).unwrap();
        assert_eq!(serde_json::to_string(&spec).unwrap(), r#"{"uax29":true}"#);
    }
}
