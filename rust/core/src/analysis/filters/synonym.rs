//! `synonym`: Milvus' filter that puts words in the place of others, or beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::string_table::StringTable;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::short::Short;

/// The most words that may be united where several rules have the same word: each of them has a list of its
/// own then, so two rules of the same 100,000 words would take ten billion.
const MOST_UNITED: usize = 1 << 22;

/// `{"type": "synonym", "synonyms": ["tv, television", "pc => computer"], "expand": true}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Given")]
pub struct SynonymSpec {
    /// The rules. `a, b` says that the words mean the same, `a, b => c, d` that the words on the right stand
    /// for those on the left. `\` stands before a comma, a space, a `\` or `=>` that belongs to a word.
    pub synonyms: Vec<String>,
    /// Whether a word of a rule is kept and joined by all the others. If not, those that mean the same
    /// become the first of them, and the words on the left of `=>` go.
    pub expand: bool,
}

impl Default for SynonymSpec {
    fn default() -> Self {
        Self { synonyms: Vec::new(), expand: true }
    }
}

/// What may stand in the JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    synonyms: Vec<String>,
    expand: Option<bool>,
    synonyms_file: Option<Value>,
}

impl TryFrom<Given> for SynonymSpec {
    type Error = &'static str;

    fn try_from(given: Given) -> std::result::Result<Self, Self::Error> {
        match given.synonyms_file {
            None => Ok(Self { synonyms: given.synonyms, expand: given.expand.unwrap_or(true) }),
            Some(_) => {
                Err("`synonyms_file` names a file of a Milvus server, which cannot be read here; give \
                            its lines as `synonyms`")
            }
        }
    }
}

impl Build for SynonymSpec {
    type Part = Synonym;

    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Synonym> {
        let mut synonyms: BTreeMap<String, Words> = BTreeMap::new();
        let mut united = 0;
        for (at, rule) in self.synonyms.iter().enumerate() {
            let (left, right) = Rule::read(rule).map_err(|fault| {
                Error::AnalyzerSpec(format!("synonym: synonyms[{at}], {rule:?}: {fault}"))
            })?;
            let words = match right {
                Some(right) => right,
                None if self.expand => left.clone(),
                None => left.first().cloned().into_iter().collect(),
            };
            let words = sorted(words);
            for key in left {
                let Some(known) = synonyms.get_mut(&key) else {
                    synonyms.insert(key, Arc::clone(&words));
                    continue;
                };
                united += known.len() + words.len();
                if united > MOST_UNITED {
                    return Err(Error::AnalyzerSpec(format!(
                        "synonym: synonyms[{at}]: this rule and those before it have too many words in common, \
                         with more than {MOST_UNITED} synonyms together"
                    )));
                }
                *known = sorted(known.iter().chain(&*words).cloned().collect());
            }
        }
        let keys = StringTable::new(synonyms.keys().map(|key| (key.as_str(), 1)));
        Ok(Synonym { keys, synonyms: Arc::new(synonyms), expand: self.expand })
    }
}

/// What a word becomes: sorted, each once. The words of one rule share them.
type Words = Arc<[String]>;

fn sorted(mut words: Vec<String>) -> Words {
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// Puts in the place of each word of the rules what they say: first the word itself if it is kept, then the
/// others in the order of their bytes. (A server gives them in any order.)
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Synonym {
    /// Tells quickly that a token is in no rule.
    keys: StringTable,
    synonyms: Arc<BTreeMap<String, Words>>,
    expand: bool,
}

impl Synonym {
    /// Visits what a token becomes.
    #[inline]
    fn visit<'t>(&'t self, token: &'t str, probe: Probe<'_>, mut visit: impl FnMut(&'t str)) {
        let words = if self.keys.get(probe) == 0 { None } else { self.synonyms.get(token) };
        let words = words.map_or(&[][..], |words| words);
        // A word with an empty right side stays, whatever `expand` says.
        let stays = self.expand || words.is_empty();
        if stays {
            visit(token);
        }
        words.iter().filter(|word| !stays || *word != token).for_each(|word| visit(word));
    }
}

impl Filter for Synonym {
    fn case(&self) -> Case {
        Case::Decides
    }

    fn apply(&self, token: &str, _: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        self.visit(token, Probe::new(token.as_bytes()), |word| out.push(word));
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        if self.keys.get(Probe::of(&token)) == 0 { ShortTokens::One(token) } else { ShortTokens::Unknown }
    }
}

/// A rule on its way to its words.
#[derive(Default)]
struct Rule {
    word: String,
    /// Whether spaces followed the word: then only a comma, `=>` or the end may.
    is_ended: bool,
    left: Vec<String>,
    right: Option<Vec<String>>,
}

impl Rule {
    /// The words before `=>`, and those after it.
    fn read(rule: &str) -> std::result::Result<(Vec<String>, Option<Vec<String>>), String> {
        let mut read = Self::default();
        let mut rest = rule;
        while let Some(c) = rest.chars().next() {
            // Counted only where it is told: a rule may be long.
            let (before, length) = (&rule[..rule.len() - rest.len()], rest.len());
            let column = || before.chars().count() + 1;
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' => {
                    let escaped = [",", "\\", " ", "=>"].into_iter().find(|what| rest.starts_with(what));
                    let Some(escaped) = escaped else {
                        let next = rest.chars().next();
                        return Err(match next {
                            None => format!("column {}: `\\` at the end", column()),
                            Some(next) => {
                                format!(
                                    "column {}: `\\{next}`; `\\` stands before `,` ` ` `\\` or `=>`",
                                    column()
                                )
                            }
                        });
                    };
                    read.word.push_str(escaped);
                    rest = &rest[escaped.len()..];
                }
                ' ' => read.is_ended |= !read.word.is_empty(),
                ',' => read.end_word(),
                '=' if rest.starts_with('>') => {
                    read.end_word();
                    if read.right.is_some() {
                        return Err(format!("column {}: a second `=>`", column()));
                    }
                    read.right = Some(Vec::new());
                    rest = &rest[1..];
                }
                _ if read.is_ended => {
                    return Err(format!(
                        "column {}: {c:?} after a space; synonyms are single tokens, write `\\ ` for a space \
                         within one",
                        column()
                    ));
                }
                _ => read.word.push(c),
            }
            debug_assert!(rest.len() < length);
        }
        read.end_word();
        Ok((read.left, read.right))
    }

    /// Takes the word, if there is one.
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if !word.is_empty() {
            self.right.as_mut().unwrap_or(&mut self.left).push(word);
        }
        self.is_ended = false;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    fn synonyms(rules: &[&str], expand: bool, token: &str) -> Vec<String> {
        let filter = serde_json::json!({"type": "synonym", "synonyms": rules, "expand": expand});
        run(&[&filter.to_string()], token)
    }

    #[test]
    fn expands_as_milvus_does() {
        let rules = ["trans => translate, \\=>", "\\\\test, test, tests"];
        for (token, words) in
            [("test", &["\\test"][..]), ("trans", &["=>", "translate"]), ("synonym", &["synonym"])]
        {
            assert_eq!(synonyms(&rules, false, token), words);
        }
        // The lines of the server's file of its tests.
        let lines = ["distance, range, span, length", "interval => gap"];
        for (token, words) in [
            ("distance", &["distance", "length", "range", "span"][..]),
            ("interval", &["interval", "gap"]),
            ("gap", &["gap"]),
        ] {
            assert_eq!(synonyms(&lines, true, token), words);
        }
    }

    #[test]
    fn what_a_word_becomes() {
        for (rules, expand, token, words) in [
            (&["a,b,c"][..], true, "b", &["b", "a", "c"][..]),
            (&["a,b,c"], false, "b", &["a"]),
            (&["a,b,c"], false, "a", &["a"]),
            // The words of two rules.
            (&["a,b", "c,b"], true, "b", &["b", "a", "c"]),
            (&["a,b", "c,b"], false, "b", &["a", "c"]),
            (&["a,b", "b => d"], true, "b", &["b", "a", "d"]),
            (&["a => b"], true, "a", &["a", "b"]),
            (&["a => b"], false, "a", &["b"]),
            (&["a => b, a"], false, "a", &["a", "b"]),
            (&["a, b => c"], false, "b", &["c"]),
            // Without words on the right the token stays; without any on the left the rule says nothing.
            (&["a =>"], true, "a", &["a"]),
            (&["a =>"], false, "a", &["a"]),
            (&["=> a"], false, "a", &["a"]),
            (&["", " , ,"], true, "", &[""]),
            (&["a"], true, "a", &["a"]),
            // Spaces and commas.
            (&["  a  ,  b  "], true, "a", &["a", "b"]),
            (&["new\\ york, ny"], true, "ny", &["ny", "new york"]),
            (&["a\\,b, c"], true, "c", &["c", "a,b"]),
            (&["a=b, c"], true, "c", &["c", "a=b"]),
            (&["a=>b"], false, "a", &["b"]),
            (&["a\t, b"], true, "b", &["b", "a\t"]),
            (&["é=>e"], false, "é", &["e"]),
        ] {
            assert_eq!(synonyms(rules, expand, token), words, "{rules:?} {expand} {token}");
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_is_shown() {
        for (rule, message) in [
            ("a => b => c", "synonyms[1], \"a => b => c\": column 8: a second `=>`"),
            ("new york, ny", "\"new york, ny\": column 5: 'y' after a space; synonyms are single tokens"),
            ("é\\x", "column 2: `\\x`; `\\` stands before"),
            ("a\\=", "column 2: `\\=`; `\\` stands before"),
            ("a\\", "column 2: `\\` at the end"),
        ] {
            let filter = serde_json::json!({"type": "synonym", "synonyms": ["x, y", rule]});
            let error = fails(&filter.to_string());
            assert!(error.contains(message), "{error}");
        }
        for (filter, message) in [
            (r#"{"type":"synonym","synonyms_file":{}}"#, "synonym: `synonyms_file` names a file of a Milvus"),
            (r#"{"type":"synonym","synonyms":"a, b"}"#, "synonym: invalid type: string"),
            (r#"{"type":"synonym","synonym":[]}"#, "unknown field `synonym`, expected one of `synonyms`"),
        ] {
            let error = fails(filter);
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn rules_with_many_words_in_common_are_refused() {
        let rule = |count: usize| (0..count).map(|number| format!("w{number}")).collect::<Vec<_>>().join(",");
        let twice = |count| serde_json::json!({"type": "synonym", "synonyms": [rule(count), rule(count)]});
        assert_eq!(run(&[&twice(1_000).to_string()], "w7").len(), 1_000);
        let error = fails(&twice(20_000).to_string());
        assert!(error.contains("synonyms[1]: this rule and those before it have too many words"), "{error}");
    }

    #[test]
    fn a_long_rule_is_read_in_linear_time() {
        let rule = ["a", &"\\ ,".repeat(500_000)].concat();
        let began = std::time::Instant::now();
        assert_eq!(synonyms(&[&rule], false, "a"), ["a"]);
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
    }

    #[test]
    fn rules_stay_as_they_were_written() {
        assert_eq!(
            canonical(r#"{"type":"synonym","synonyms":["b,a "]}"#),
            r#"{"type":"synonym","synonyms":["b,a "],"expand":true}"#
        );
    }

    #[test]
    fn the_words_of_one_rule_share_their_synonyms() {
        // 400 million strings otherwise.
        let words: Vec<String> = (0..20_000).map(|number| format!("w{number}")).collect();
        assert_eq!(synonyms(&[&words.join(",")], true, "w7").len(), words.len());
    }
}
