//! `word_delimiter`: finds `RULE-A002`, `camelCase` and `snake_case` by their parts. Milvus' server has
//! none.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;
use crate::unicode;

/// `{"type": "word_delimiter"}`. Not of Milvus: a server lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the parameters that there are")]
pub struct WordDelimiterSpec {
    /// Whether the token itself stays, before its parts.
    pub preserve_original: bool,
    /// Whether a part begins at a capital letter after a small one.
    pub split_on_case_change: bool,
    /// Whether a part begins between a letter and a digit.
    pub split_on_numerics: bool,
    /// Whether an apostrophe after a letter or digit is cut away, `'` or `’`: else `don't` has no parts.
    pub split_on_apostrophes: bool,
    /// Whether the parts, one after the other, are a token too: after them.
    pub catenate_all: bool,
}

impl Default for WordDelimiterSpec {
    fn default() -> Self {
        Self {
            preserve_original: true,
            split_on_case_change: true,
            split_on_numerics: true,
            split_on_apostrophes: true,
            catenate_all: false,
        }
    }
}

impl Build for WordDelimiterSpec {
    type Part = WordDelimiter;

    fn build(&mut self, _: &mut Data<'_>) -> Result<WordDelimiter> {
        Ok(WordDelimiter(self.clone()))
    }
}

/// Cuts tokens where Lucene's `WordDelimiterGraphFilter` does: at all that is no letter, mark or digit,
/// which is dropped, and where the kind of character changes. A mark is of the kind of its letter, so that
/// composed and decomposed letters are cut alike; there Lucene differs. No token comes twice for these
/// reasons.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct WordDelimiter(WordDelimiterSpec);

/// What a character is to this filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Delimiter,
    Digit,
    Lower,
    Upper,
    /// A letter without case.
    Letter,
    /// What belongs to the character before it.
    Mark,
}

impl Kind {
    #[inline]
    fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Lower,
            'A'..='Z' => Self::Upper,
            '0'..='9' => Self::Digit,
            '\0'..='\x7f' => Self::Delimiter,
            _ => Self::beyond_ascii(c),
        }
    }

    fn beyond_ascii(c: char) -> Self {
        // Most of what is written without spaces: no table needs to be asked.
        if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        {
            return Self::Letter;
        }
        // Unicode's connectors are word characters, and delimiters as the underscore is.
        let is_connector = matches!(
            c,
            '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
                ..='\u{fe4f}' | '\u{ff3f}'
        );
        if c.is_numeric() {
            Self::Digit
        } else if unicode::is_upper(c) {
            Self::Upper
        } else if unicode::is_lower(c) {
            Self::Lower
        } else if unicode::is_re_word(c) {
            Self::Letter
        } else if unicode::is_regex_word(c) && !is_connector {
            Self::Mark
        } else {
            Self::Delimiter
        }
    }

    fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Letter | Self::Mark)
    }
}

impl WordDelimiter {
    /// Whether a part ends between characters of these kinds, neither of them a delimiter.
    #[inline]
    fn cuts(&self, before: Kind, after: Kind) -> bool {
        if before.is_letter() && after.is_letter() {
            return self.0.split_on_case_change && before == Kind::Lower && after == Kind::Upper;
        }
        self.0.split_on_numerics && before != after
    }

    /// Whether a character belongs to what is before it although it is no letter, mark or digit.
    #[inline]
    fn joins(&self, c: char) -> bool {
        !self.0.split_on_apostrophes && matches!(c, '\'' | '’')
    }

    /// Visits the parts of a token in order.
    fn visit<'t>(&self, token: &'t str, cancel: &Cancel, mut visit: impl FnMut(&'t str)) {
        let (mut before, mut start, mut watch) = (Kind::Delimiter, 0, Watch::new(cancel));
        let mut is_joined = false;
        for (at, c) in token.char_indices() {
            let mut kind = Kind::of(c);
            let was_joined = is_joined && kind != Kind::Delimiter;
            is_joined = before != Kind::Delimiter && self.joins(c);
            if before != Kind::Delimiter && (kind == Kind::Mark || is_joined) {
                kind = before;
            }
            let ends = match (before, kind) {
                (Kind::Delimiter, _) => {
                    start = at;
                    false
                }
                (_, Kind::Delimiter) => true,
                _ => !was_joined && self.cuts(before, kind),
            };
            if ends {
                visit(&token[start..at]);
                start = at;
            }
            before = kind;
            if watch.stops_at(at) {
                return;
            }
        }
        if before != Kind::Delimiter {
            visit(&token[start..]);
        }
    }
}

impl Filter for WordDelimiter {
    fn case(&self) -> Case {
        if self.0.split_on_case_change { Case::Decides } else { Case::Kept }
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if self.0.preserve_original {
            out.push(token);
        }
        let (mut parts, mut bytes) = (0, 0);
        self.visit(token, cancel, |part| {
            parts += 1;
            bytes += part.len();
            if !self.0.preserve_original || part.len() < token.len() {
                out.push(part);
            }
        });
        // Without a delimiter the parts together are the token.
        if self.0.catenate_all && parts > 1 && (!self.0.preserve_original || bytes < token.len()) {
            out.push_with(|text| {
                text.grow(bytes);
                self.visit(token, cancel, |part| text.push_str(part));
            });
        }
    }

    #[inline]
    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        let mut is_whole = false;
        self.visit(token, cancel, |part| is_whole = part.len() == token.len());
        is_whole.then_some(true)
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        let mut bytes = token.as_bytes().iter().map(|&byte| char::from(byte));
        let Some(mut before) = bytes.next().map(Kind::of) else {
            return if self.0.preserve_original { ShortTokens::One(token) } else { ShortTokens::None };
        };
        for c in bytes {
            if self.joins(c) {
                return ShortTokens::Unknown;
            }
            let kind = Kind::of(c);
            if before == Kind::Delimiter || kind == Kind::Delimiter || self.cuts(before, kind) {
                return ShortTokens::Unknown;
            }
            before = kind;
        }
        if before == Kind::Delimiter { ShortTokens::Unknown } else { ShortTokens::One(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    /// A filter that does not keep the original, with these parameters besides.
    fn parts(more: &str, token: &str) -> Vec<String> {
        run(&[&format!(r#"{{"type":"word_delimiter","preserve_original":false{more}}}"#)], token)
    }

    #[test]
    fn a_token_stays_before_its_parts() {
        for (token, tokens) in [
            ("RULE-A002", &["RULE-A002", "RULE", "A", "002"][..]),
            ("camelCase", &["camelCase", "camel", "Case"]),
            ("snake_case", &["snake_case", "snake", "case"]),
            ("PowerShot500-42", &["PowerShot500-42", "Power", "Shot", "500", "42"]),
            ("Wi-Fi", &["Wi-Fi", "Wi", "Fi"]),
            ("kite", &["kite"]),
            ("kite,", &["kite,", "kite"]),
            ("--", &["--"]),
            ("", &[""]),
        ] {
            assert_eq!(run(&["word_delimiter"], token), tokens);
        }
    }

    #[test]
    fn parts_are_cut_as_lucene_cuts_them() {
        for (token, tokens) in [
            ("Super-Duper-XL500-42-AutoCoder!", &["Super", "Duper", "XL", "500", "42", "Auto", "Coder"][..]),
            // A capital letter after another begins no part, nor does a small one after a capital.
            ("XMLHttpRequest", &["XMLHttp", "Request"]),
            ("j2se", &["j", "2", "se"]),
            ("--Kite__", &["Kite"]),
            ("o'neil's", &["o", "neil", "s"]),
            ("--", &[]),
            ("", &[]),
            ("ÉcoleNormale", &["École", "Normale"]),
            ("straßeÜber", &["straße", "Über"]),
            // Marks belong to their letters, connectors to nobody.
            ("cafe\u{301}Noir", &["cafe\u{301}", "Noir"]),
            ("\u{301}Noir", &["\u{301}Noir"]),
            ("e\u{301}te\u{301}-ici", &["e\u{301}te\u{301}", "ici"]),
            ("鳶＿鷹3羽", &["鳶", "鷹", "3", "羽"]),
            ("हिन्दी-में", &["हिन्दी", "में"]),
            ("١٢٣abc", &["١٢٣", "abc"]),
        ] {
            assert_eq!(parts("", token), tokens);
        }
        assert_eq!(parts(r#","split_on_case_change":false"#, "camelCase-2x"), ["camelCase", "2", "x"]);
        assert_eq!(parts(r#","split_on_numerics":false"#, "camelCase-2x"), ["camel", "Case", "2x"]);
        let joined = r#","split_on_apostrophes":false"#;
        assert_eq!(parts(joined, "o'neil’s2-x'"), ["o'neil’s", "2", "x'"]);
        assert_eq!(parts(joined, "a2's5'5"), ["a", "2's", "5'5"]);
        assert_eq!(parts(joined, "''tis"), ["tis"]);
    }

    #[test]
    fn the_parts_together_are_a_token_on_demand() {
        let together = r#","catenate_all":true"#;
        assert_eq!(parts(together, "Wi-Fi"), ["Wi", "Fi", "WiFi"]);
        assert_eq!(parts(together, "camelCase"), ["camel", "Case", "camelCase"]);
        assert_eq!(parts(together, "kite-"), ["kite"]);
        let with_original = r#"{"type":"word_delimiter","catenate_all":true}"#;
        assert_eq!(run(&[with_original], "Wi-Fi"), ["Wi-Fi", "Wi", "Fi", "WiFi"]);
        // It is there already.
        assert_eq!(run(&[with_original], "camelCase"), ["camelCase", "camel", "Case"]);
    }

    #[test]
    fn parameters_are_read_and_written() {
        assert_eq!(
            canonical(r#"{"type":"word_delimiter","split_on_numerics":false}"#),
            r#"{"type":"word_delimiter","preserve_original":true,"split_on_case_change":true,"split_on_numerics":false,"split_on_apostrophes":true,"catenate_all":false}"#
        );
        let error = fails(r#"{"type":"word_delimiter","splitOnCase":1}"#);
        assert!(
            error.contains("unknown field `splitOnCase`, expected one of `preserve_original`"),
            "{error}"
        );
    }

    #[test]
    fn letters_that_are_known_at_once_are_letters() {
        let known = ['\u{3041}'..='\u{3096}', '\u{30a1}'..='\u{30fa}', '\u{ac00}'..='\u{d7a3}'];
        for c in known.into_iter().flatten().chain('\u{3400}'..='\u{4dbf}').chain('\u{4e00}'..='\u{9fff}') {
            assert!(c.is_alphabetic() && !c.is_numeric(), "{c}");
        }
    }

    #[test]
    fn no_character_is_too_much_and_no_token_too_long() {
        let all: String = ('\0'..=char::MAX).collect();
        let kept: usize = parts("", &all).iter().map(String::len).sum();
        assert!(kept > 300_000 && kept < all.len(), "{kept}");
        assert_eq!(parts("", &"aB".repeat(5 << 20)).len(), (5 << 20) + 1);
    }
}
