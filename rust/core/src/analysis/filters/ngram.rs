//! `ngram` and `edge_ngram`: each run of so many characters of a token, or each of its beginnings. Milvus'
//! server has neither.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

/// The most characters of a gram: what a token becomes stays linear in its length.
const LONGEST: usize = 64;

/// The most lengths of grams that begin at one character.
const LENGTHS: usize = 8;

/// `{"type": "ngram", "min": 2, "max": 3}`. Not of Milvus: a server lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NgramSpec {
    /// The fewest characters of a gram, at least 1.
    pub min: usize,
    /// The most, at most 64, and at most 7 more than `min`.
    pub max: usize,
    /// Whether a token of fewer or more characters is kept beside its grams.
    pub preserve_original: bool,
}

/// `{"type": "edge_ngram", "min": 1, "max": 8}`. Not of Milvus: a server lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EdgeNgramSpec {
    /// The fewest characters of a gram, at least 1.
    pub min: usize,
    /// The most, at most 64.
    pub max: usize,
    /// Whether a token of fewer or more characters is kept beside its grams.
    pub preserve_original: bool,
}

impl Default for NgramSpec {
    fn default() -> Self {
        Self { min: 1, max: 2, preserve_original: false }
    }
}

impl Default for EdgeNgramSpec {
    fn default() -> Self {
        Self { min: 1, max: 2, preserve_original: false }
    }
}

impl Build for NgramSpec {
    type Part = Ngram;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Ngram> {
        let Self { min, max, preserve_original } = *self;
        check("ngram", min, max)?;
        if max - min >= LENGTHS {
            return Err(Error::AnalyzerSpec(format!(
                "ngram: {min} to {max} characters are {} lengths, at most {LENGTHS} are possible",
                max - min + 1
            )));
        }
        Ok(Ngram { min, max, preserve_original })
    }
}

impl Build for EdgeNgramSpec {
    type Part = EdgeNgram;

    fn build(&mut self, _: &mut Data<'_>) -> Result<EdgeNgram> {
        let Self { min, max, preserve_original } = *self;
        check("edge_ngram", min, max)?;
        Ok(EdgeNgram(Ngram { min, max, preserve_original }))
    }
}

fn check(name: &str, min: usize, max: usize) -> Result<()> {
    if min == 0 || min > max || max > LONGEST {
        return Err(Error::AnalyzerSpec(format!(
            "{name}: min is {min} and max {max}; expected 1 <= min <= max <= {LONGEST}"
        )));
    }
    Ok(())
}

/// Each run of `min` to `max` characters: by where it begins, then by length.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Ngram {
    min: usize,
    max: usize,
    preserve_original: bool,
}

/// Each beginning of `min` to `max` characters.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct EdgeNgram(Ngram);

impl Ngram {
    /// The place after the character that begins at `at`.
    fn next(token: &str, at: usize) -> usize {
        at + token[at..].chars().next().map_or(0, char::len_utf8)
    }

    /// Pushes the grams that begin at `start`, given where the shortest of them ends. Whether the longest was
    /// among them.
    fn push_from(self, token: &str, start: usize, mut end: usize, out: &mut TokenBuffer) -> bool {
        out.push(&token[start..end]);
        for _ in self.min..self.max {
            if end == token.len() {
                return false;
            }
            end = Self::next(token, end);
            out.push(&token[start..end]);
        }
        end < token.len()
    }

    /// The end of the shortest gram at the token's beginning, if it is as long as that.
    fn first_end(self, token: &str) -> Option<usize> {
        token.char_indices().nth(self.min - 1).map(|(at, c)| at + c.len_utf8())
    }

    /// What becomes of a token that is too short.
    fn push_short_one(self, token: &str, out: &mut TokenBuffer) {
        if self.preserve_original {
            out.push(token);
        }
    }

    /// The one gram, or none, of a token of `length` characters.
    fn only(self, token: Short, length: usize) -> ShortTokens {
        if length < self.min {
            return if self.preserve_original { ShortTokens::One(token) } else { ShortTokens::None };
        }
        if length == self.min { ShortTokens::One(token) } else { ShortTokens::Unknown }
    }
}

impl Filter for Ngram {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let Some(mut end) = self.first_end(token) else { return self.push_short_one(token, out) };
        let (mut start, mut watch, mut is_longer) = (0, Watch::new(cancel), false);
        loop {
            is_longer |= self.push_from(token, start, end, out);
            if end == token.len() || watch.stops_at(start.saturating_mul(self.max)) {
                break;
            }
            (start, end) = (Self::next(token, start), Self::next(token, end));
        }
        if is_longer && self.preserve_original {
            out.push(token);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        self.only(token, token.len())
    }
}

impl Filter for EdgeNgram {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, _: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let Some(end) = self.0.first_end(token) else { return self.0.push_short_one(token, out) };
        if self.0.push_from(token, 0, end, out) && self.0.preserve_original {
            out.push(token);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.0.min == self.0.max && token.len() > self.0.min && !self.0.preserve_original {
            let beginning = Short::new(&token.as_bytes()[..self.0.min]);
            return beginning.map_or(ShortTokens::Unknown, ShortTokens::One);
        }
        self.0.only(token, token.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    fn ngram(kind: &str, min: usize, max: usize, preserve: bool) -> String {
        format!(r#"{{"type":"{kind}","min":{min},"max":{max},"preserve_original":{preserve}}}"#)
    }

    /// All grams by their definition.
    fn naive(token: &str, min: usize, max: usize, preserve: bool, is_edge: bool) -> Vec<String> {
        let chars: Vec<char> = token.chars().collect();
        let mut grams = vec![];
        for start in 0..chars.len() {
            for length in min..=max {
                if start + length <= chars.len() && (start == 0 || !is_edge) {
                    grams.push(chars[start..start + length].iter().collect());
                }
            }
        }
        if preserve && !(min..=max).contains(&chars.len()) {
            grams.push(token.to_owned());
        }
        grams
    }

    #[test]
    fn grams_are_as_defined() {
        for token in ["", "k", "ki", "kite", "é", "鳶が空", "a😀b", "e\u{301}e\u{301}"] {
            for (min, max) in [(1, 1), (1, 2), (2, 2), (2, 4), (3, 8), (8, 8)] {
                for preserve in [false, true] {
                    for (kind, is_edge) in [("ngram", false), ("edge_ngram", true)] {
                        let filter = ngram(kind, min, max, preserve);
                        let grams = naive(token, min, max, preserve, is_edge);
                        assert_eq!(run(&[&filter], token), grams, "{filter} {token:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn grams_in_order() {
        assert_eq!(run(&["ngram"], "fox"), ["f", "fo", "o", "ox", "x"]);
        assert_eq!(run(&[&ngram("ngram", 2, 3, true)], "kite"), ["ki", "kit", "it", "ite", "te", "kite"]);
        assert_eq!(run(&[&ngram("edge_ngram", 2, 3, true)], "kite"), ["ki", "kit", "kite"]);
        assert_eq!(run(&[&ngram("edge_ngram", 2, 3, false)], "k"), [""; 0]);
    }

    #[test]
    fn the_amount_is_bounded() {
        for (filter, message) in [
            (ngram("ngram", 0, 2, false), "ngram: min is 0 and max 2; expected 1 <= min <= max <= 64"),
            (ngram("edge_ngram", 3, 2, false), "edge_ngram: min is 3 and max 2"),
            (ngram("edge_ngram", 1, 65, false), "edge_ngram: min is 1 and max 65"),
            (ngram("ngram", 1, 9, false), "ngram: 1 to 9 characters are 9 lengths, at most 8 are possible"),
            (r#"{"type":"ngram","min":-1}"#.to_owned(), "ngram: invalid value: integer `-1`"),
            (r#"{"type":"ngram","maximum":3}"#.to_owned(), "unknown field `maximum`, expected one of `min`"),
        ] {
            let error = fails(&filter);
            assert!(error.contains(message), "{error}");
        }
        assert_eq!(canonical("edge_ngram"), ngram("edge_ngram", 1, 2, false));
        assert_eq!(run(&[&ngram("ngram", 7, 8, false)], &"é".repeat(1 << 20)).len(), 2 * (1 << 20) - 13);
        assert_eq!(run(&[&ngram("edge_ngram", 1, 64, false)], &"é".repeat(5 << 20)).len(), 64);
    }
}
