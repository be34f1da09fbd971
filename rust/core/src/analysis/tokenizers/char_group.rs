//! `char_group` of Milvus: what stands between characters that one names.

use std::marker::PhantomData;
use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::runs::{self, RunTokenizer};
use super::whitespace::AsciiWhitespace;
use super::words64::Marks;
use super::{PieceVisitor, Tokenize, TokenizerScratch};
use crate::analysis::data::Data;
use crate::analysis::parts::{Build, did_you_mean};
use crate::analysis::tokenizers::nltk::Flags;
use crate::analysis::traits::Traits;
use crate::error::{Error, Result};
use crate::memory::Grow;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::{BlockClasses, ByteSet};
use crate::unicode::words::{PUNCTUATION, Properties, SYMBOL};

/// `{"type": "char_group", "delimiters": ["whitespace", "-"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharGroupSpec {
    /// Single characters, and names of groups of them: `whitespace`, `letter`, `digit` (0 to 9),
    /// `punctuation`, `symbol`, and `ascii_whitespace`, `ascii_letter`, `ascii_digit`, `ascii_punctuation`.
    /// In canonical form: sorted, each once.
    pub delimiters: Vec<String>,
}

/// Whether a character is in a group.
type Group = fn(char) -> bool;

/// The groups that have a name.
const GROUPS: [(&str, Group); 9] = [
    ("whitespace", char::is_whitespace),
    ("letter", char::is_alphabetic),
    ("digit", |c| c.is_ascii_digit()),
    ("punctuation", |c| Properties::of(c).has(PUNCTUATION)),
    ("symbol", |c| Properties::of(c).has(SYMBOL)),
    ("ascii_whitespace", |c| c.is_ascii_whitespace()),
    ("ascii_letter", |c| c.is_ascii_alphabetic()),
    ("ascii_digit", |c| c.is_ascii_digit()),
    ("ascii_punctuation", |c| c.is_ascii_punctuation()),
];

impl Build for CharGroupSpec {
    type Part = CharGroup;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<CharGroup> {
        self.delimiters.sort_unstable();
        self.delimiters.dedup();
        let (mut chars, mut groups) = (Vec::new(), Vec::new());
        for delimiter in &self.delimiters {
            let mut rest = delimiter.chars();
            if let (Some(c), None) = (rest.next(), rest.next()) {
                chars.grow(1);
                chars.push(c);
            } else if let Some(&(_, group)) = GROUPS.iter().find(|(name, _)| name == delimiter) {
                groups.push(group);
            } else {
                let names = GROUPS.map(|(name, _)| name);
                return Err(Error::AnalyzerSpec(format!(
                    "char_group: a delimiter is a character or the name of a group, got {delimiter:?}{}; the groups are: {}",
                    did_you_mean(delimiter, names),
                    names.join(", ")
                )));
            }
        }
        chars.sort_unstable();
        let is_delimiter = |c| chars.contains(&c) || groups.iter().any(|group| group(c));
        let ascii: [bool; 128] = std::array::from_fn(|byte| is_delimiter(char::from(byte as u8)));
        let is_among = |chars: &[u8]| chars.iter().all(|&byte| ascii[usize::from(byte)]);
        Ok(CharGroup {
            cuts_at_spaces: is_among(b" \t\n\x0c\r"),
            keeps_words: ('\0'..='\x7f').all(|c| !c.is_ascii_alphanumeric() || !ascii[c as usize]),
            ascii,
            chars,
            groups,
        })
    }
}

/// Splits at delimiters.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct CharGroup {
    /// Which characters of ASCII are delimiters.
    ascii: [bool; 128],
    /// Single ones, sorted.
    chars: Vec<char>,
    groups: Vec<Group>,
    /// Whether all white space of ASCII is among them.
    cuts_at_spaces: bool,
    /// Whether no letter or digit of ASCII is.
    keeps_words: bool,
}

impl CharGroup {
    #[inline]
    fn is_delimiter(&self, c: char) -> bool {
        match self.ascii.get(c as usize) {
            Some(&is_delimiter) => is_delimiter,
            None => self.chars.binary_search(&c).is_ok() || self.groups.iter().any(|group| group(c)),
        }
    }
}

/// Nothing ends a run.
struct Nothing;

impl Marks for Nothing {
    const BEFORE: ByteSet = ByteSet(&[]);
    const AFTER: ByteSet = ByteSet(&[]);

    #[inline]
    fn spaces(text: &str, start: usize, _: &BlockClasses) -> u64 {
        // What follows the text does.
        u64::MAX.checked_shl((text.len().saturating_sub(start)).min(64) as u32).unwrap_or(0)
    }
}

/// The tokenizer, with what cuts a text into runs.
struct Within<'a, M>(&'a CharGroup, PhantomData<M>);

impl<M: Marks> RunTokenizer for Within<'_, M> {
    type Separators = M;

    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        runs::spans(run, cancel, |c| !self.0.is_delimiter(c), token)
    }
}

impl Tokenize for CharGroup {
    #[inline]
    fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        // A letter may be a delimiter and its capital none.
        let traits = Traits { folds_case: traits.folds_case && self.keeps_words, ..traits };
        if self.cuts_at_spaces {
            runs::pieces(&Within(self, PhantomData::<AsciiWhitespace>), text, traits, cancel, visitor)
        } else {
            runs::pieces(&Within(self, PhantomData::<Nothing>), text, traits, cancel, visitor)
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
        runs::split(&Within(self, PhantomData::<Nothing>), piece, flags, cancel, token);
    }

    #[inline]
    fn is_token(&self, _: Short) -> bool {
        self.keeps_words
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check_pieces, tokens};
    use super::*;

    #[test]
    fn tokens_stand_between_delimiters() {
        let group = |delimiters: &str| format!(r#"{{"type":"char_group","delimiters":{delimiters}}}"#);
        let letters = group(r#"["o","punctuation","digit"]"#);
        assert_eq!(tokens(&letters, "testotest,test1test tOst"), ["test", "test", "test", "test tOst"]);
        assert_eq!(tokens(&group("[]"), " a-b c "), [" a-b c "]);
        let usual = group(r#"["whitespace","-","。"]"#);
        assert_eq!(tokens(&usual, "RULE-A002\u{3000}鳶。 d'or"), ["RULE", "A002", "鳶", "d'or"]);
        for (delimiters, is_delimiter) in [
            (
                r#"["o","punctuation","digit"]"#,
                (|c| matches!(c, 'o' | '0'..='9') || punctuation(c)) as fn(char) -> bool,
            ),
            (r#"["whitespace","-","。"]"#, |c| c.is_whitespace() || matches!(c, '-' | '。')),
            (r#"["ascii_whitespace","letter"]"#, |c| c.is_ascii_whitespace() || c.is_alphabetic()),
            (r#"["symbol","ascii_punctuation"," "]"#, |c| {
                c.is_ascii_punctuation() || c == ' ' || Properties::of(c).has(SYMBOL)
            }),
            ("[]", |_| false),
        ] {
            check_pieces(&group(delimiters), |text| {
                text.split(is_delimiter).filter(|token| !token.is_empty()).collect()
            });
        }
    }

    fn punctuation(c: char) -> bool {
        Properties::of(c).has(PUNCTUATION)
    }

    #[test]
    fn the_case_of_a_delimiter_matters_beside_a_filter_that_folds_it() {
        use crate::analysis::{Analyzer, AnalyzerSpec};
        let json = r#"{"tokenizer":{"type":"char_group","delimiters":[" ","o"]},"filter":["lowercase"]}"#;
        let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(json).unwrap()).unwrap();
        assert_eq!(analyzer.tokens("FOo foo FOO"), ["fo", "f", "foo"]);
    }

    #[test]
    fn groups_are_named() {
        let build = |delimiter: &str| {
            CharGroupSpec { delimiters: vec!["-".to_owned(), delimiter.to_owned()] }
                .build(&mut Data::new(None))
        };
        let error = build("white_space").unwrap_err().to_string();
        assert!(
            error.contains("(did you mean \"whitespace\"?); the groups are: whitespace, letter"),
            "{error}"
        );
        assert!(build("").is_err() && build("--").is_err() && build("e\u{301}").is_err());
    }
}
