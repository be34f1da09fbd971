//! `decompounder`: Milvus' filter that splits compound words into the words of a list.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

/// `{"type": "decompounder", "word_list": ["bank", "note"]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Given")]
pub struct DecompounderSpec {
    /// What compounds are made of. In canonical form: sorted, each once.
    pub word_list: Vec<String>,
}

/// What may stand in the JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    word_list: Vec<String>,
    word_list_file: Option<Value>,
}

impl TryFrom<Given> for DecompounderSpec {
    type Error = &'static str;

    fn try_from(given: Given) -> std::result::Result<Self, Self::Error> {
        match given.word_list_file {
            None => Ok(Self { word_list: given.word_list }),
            Some(_) => {
                Err("`word_list_file` names a file of a Milvus server, which cannot be read here; give \
                            its lines as `word_list`")
            }
        }
    }
}

impl Build for DecompounderSpec {
    type Part = Decompounder;

    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Decompounder> {
        if self.word_list.is_empty() {
            return Err(Error::AnalyzerSpec("decompounder: `word_list` needs at least one word".to_owned()));
        }
        if let Some(at) = self.word_list.iter().position(String::is_empty) {
            return Err(Error::AnalyzerSpec(format!(
                "decompounder: word_list[{at}] is empty; no compound has an empty part"
            )));
        }
        self.word_list.sort_unstable();
        self.word_list.dedup();
        let longest = self.word_list.iter().map(String::len).max().unwrap_or_default();
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored).prefilter(false);
        let words = builder.build(&self.word_list).map_err(|error| {
            Error::AnalyzerSpec(format!("decompounder: `word_list` is too long: {error}"))
        })?;
        Ok(Decompounder { words, longest })
    }
}

/// Puts in the place of a token the words that it consists of: at each place the longest that stands there.
/// A token that does not consist of them to its end is left as it is.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Decompounder {
    words: AhoCorasick,
    /// The longest word's length in bytes.
    longest: usize,
}

impl Decompounder {
    /// Visits the words at the beginning of `token`, and returns where the last one ends.
    fn visit<'t>(&self, token: &'t str, cancel: &Cancel, mut visit: impl FnMut(&'t str)) -> usize {
        let (mut at, mut read, mut watch) = (0, 0, Watch::new(cancel));
        while at < token.len() {
            let rest = Input::new(token).range(at..).anchored(Anchored::Yes);
            let Some(word) = self.words.find(rest) else { break };
            visit(&token[word.range()]);
            at = word.end();
            // It is known to be the longest only when no longer one can stand there.
            read += self.longest;
            if watch.stops_at(read) {
                break;
            }
        }
        at
    }

    /// How many words a token consists of, at least two.
    fn parts(&self, token: &str, cancel: &Cancel) -> Option<usize> {
        let mut parts = 0;
        (self.visit(token, cancel, |_| parts += 1) == token.len() && parts > 1).then_some(parts)
    }
}

impl Filter for Decompounder {
    fn case(&self) -> Case {
        Case::Decides
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if self.parts(token, cancel).is_some() {
            self.visit(token, cancel, |word| out.push(word));
        } else {
            out.push(token);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        match str::from_utf8(token.as_bytes()) {
            Ok(text) if self.parts(text, &Cancel::new()).is_none() => ShortTokens::One(token),
            _ => ShortTokens::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};
    use crate::random::Random;

    const BANK: &str = r#"{"type":"decompounder","word_list":["note","bank"]}"#;
    const FOO: &str = r#"{"type":"decompounder","word_list":["foo","bar"]}"#;
    const SHIP: &str =
        r#"{"type":"decompounder","word_list":["dampf","schiff","fahrt","brot","backen","automat"]}"#;

    #[test]
    fn splits_as_milvus_does() {
        for (filter, token, parts) in [
            (BANK, "banknote", &["bank", "note"][..]),
            (FOO, "", &[""]),
            (FOO, "foo", &["foo"]),
            (FOO, "foobar", &["foo", "bar"]),
            (FOO, "barfoo", &["bar", "foo"]),
            (FOO, "foobarbaz", &["foobarbaz"]),
            (FOO, "foobazbar", &["foobazbar"]),
            (FOO, "Foobar", &["Foobar"]),
            (SHIP, "dampfschifffahrt", &["dampf", "schiff", "fahrt"]),
            (SHIP, "brotbackautomat", &["brotbackautomat"]),
        ] {
            assert_eq!(run(&[filter], token), parts, "{token}");
        }
        // The longest word at a place is taken, even where only a shorter one would have let the rest fit.
        let greedy = r#"{"type":"decompounder","word_list":["a","ab","bc"]}"#;
        assert_eq!(run(&[greedy], "abc"), ["abc"]);
        assert_eq!(run(&[greedy], "abbc"), ["ab", "bc"]);
    }

    #[test]
    fn splits_as_the_obvious_loop_does() {
        let words = ["a", "ab", "abb", "ba", "é", "éa", "bbbbbbbb"];
        let filter = format!(r#"{{"type":"decompounder","word_list":{words:?}}}"#);
        let mut random = Random::new(3);
        let mut split = 0;
        for _ in 0..3_000 {
            let token: String = (0..random.below(12)).map(|_| ['a', 'b', 'é'][random.below(3)]).collect();
            let (mut rest, mut parts) = (token.as_str(), vec![]);
            while let Some(word) =
                words.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len())
            {
                parts.push((*word).to_owned());
                rest = &rest[word.len()..];
            }
            if !rest.is_empty() || parts.is_empty() {
                parts = vec![token.clone()];
            }
            split += usize::from(parts.len() > 1);
            assert_eq!(run(&[&filter], &token), parts);
        }
        assert!(split > 300, "{split}");
    }

    #[test]
    fn the_list_is_sorted_and_each_word_stands_once() {
        assert_eq!(
            canonical(r#"{"type":"decompounder","word_list":["note","bank","note"]}"#),
            r#"{"type":"decompounder","word_list":["bank","note"]}"#
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for (filter, message) in [
            ("decompounder", "`word_list` needs at least one word"),
            (r#"{"type":"decompounder","word_list":[]}"#, "`word_list` needs at least one word"),
            (r#"{"type":"decompounder","word_list":["a",""]}"#, "word_list[1] is empty"),
            (
                r#"{"type":"decompounder","word_list_file":{"type":"local","path":"/words"}}"#,
                "decompounder: `word_list_file` names a file of a Milvus server",
            ),
            (r#"{"type":"decompounder","words":["a"]}"#, "unknown field `words`, expected `word_list`"),
            (r#"{"type":"decompounder","word_list":"a"}"#, "decompounder: invalid type: string"),
        ] {
            let error = fails(filter);
            assert!(error.contains(message), "{filter}: {error}");
        }
    }

    #[test]
    fn a_huge_token_is_split_in_linear_time() {
        let filter = r#"{"type":"decompounder","word_list":["a","aaaaaaab"]}"#;
        assert_eq!(run(&[filter], &"a".repeat(1 << 20)).len(), 1 << 20);
        assert_eq!(run(&[filter], &("a".repeat(10 << 20) + "x")).len(), 1);
    }
}
