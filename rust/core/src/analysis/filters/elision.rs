//! `elision`: `l'avion` becomes `avion`. A server lacks it.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::short::Short;

/// The articles and other words that a language shortens before a vowel, as Lucene's analyzers have them.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("catalan", &["d", "l", "m", "n", "s", "t"]),
    ("french", &["c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"]),
    ("irish", &["b", "d", "m"]),
    (
        "italian",
        &[
            "agl", "all", "c", "coll", "d", "dagl", "dall", "degl", "dell", "gl", "l", "m", "negl", "nell",
            "pell", "s", "sugl", "sull", "t", "un", "v",
        ],
    ),
];

/// `{"type": "elision", "language": "french"}`, or with articles of one's own. It is ours: a server lacks it.
///
/// A token that begins with one of these words, in any case, and an apostrophe, `'` or `’`, loses both. One
/// that has nothing after it is dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElisionSpec {
    /// Whose articles these are: `catalan`, `french`, `irish` or `italian`. In canonical form they are among
    /// `articles`, and no language is named.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Further ones, without the apostrophe. In canonical form: in lower case, sorted, each once.
    pub articles: Vec<String>,
}

impl Build for ElisionSpec {
    type Part = Elision;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Elision> {
        if !self.language.is_empty() {
            let Some((_, known)) = LANGUAGES.iter().find(|(language, _)| *language == self.language) else {
                let languages: Vec<&str> = LANGUAGES.iter().map(|&(language, _)| language).collect();
                return Err(Error::AnalyzerSpec(format!(
                    "elision: no articles for the language {:?}; there are: {}",
                    self.language,
                    languages.join(", ")
                )));
            };
            self.articles.extend(known.iter().map(|&article| article.to_owned()));
            self.language = String::new();
        }
        if self.articles.is_empty() {
            return Err(Error::AnalyzerSpec(
                "elision: expected a \"language\" or \"articles\"; got neither".to_owned(),
            ));
        }
        let is_bad = |article: &&String| article.is_empty() || article.contains(APOSTROPHES);
        if let Some(article) = self.articles.iter().find(is_bad) {
            return Err(Error::AnalyzerSpec(format!(
                "elision: an article is what stands before the apostrophe, got {article:?}"
            )));
        }
        self.articles = self.articles.iter().map(|article| lower(article).collect()).collect();
        self.articles.sort_unstable();
        self.articles.dedup();
        let longest = self.articles.iter().map(|article| article.chars().count()).max().unwrap_or_default();
        Ok(Elision { articles: self.articles.clone(), longest })
    }
}

const APOSTROPHES: [char; 2] = ['\'', '’'];

/// Each character in lower case by itself.
fn lower(article: &str) -> impl Iterator<Item = char> + Clone {
    article.chars().flat_map(char::to_lowercase)
}

/// Leaves out these articles.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Elision {
    /// In lower case, sorted.
    articles: Vec<String>,
    /// The characters of the longest.
    longest: usize,
}

impl Elision {
    /// What stays of a token.
    fn rest<'t>(&self, token: &'t str) -> &'t str {
        let mut chars = token.char_indices().take(self.longest + 1);
        let Some((at, apostrophe)) = chars.find(|&(_, c)| APOSTROPHES.contains(&c)) else { return token };
        let article = lower(&token[..at]);
        if self.articles.binary_search_by(|known| known.chars().cmp(article.clone())).is_ok() {
            &token[at + apostrophe.len_utf8()..]
        } else {
            token
        }
    }
}

impl Filter for Elision {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, _: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let rest = self.rest(token);
        if !rest.is_empty() || token.is_empty() {
            out.push(rest);
        }
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        let bytes = token.as_bytes();
        if !bytes.contains(&b'\'') {
            return ShortTokens::One(token);
        }
        let rest = self.rest(str::from_utf8(bytes).unwrap_or_default());
        match Short::new(rest.as_bytes()) {
            Some(rest) if rest.len() > 0 => ShortTokens::One(rest),
            _ => ShortTokens::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};
    use super::*;

    #[test]
    fn articles_are_left_out() {
        let french = r#"{"type":"elision","language":"french"}"#;
        for (given, expected) in [
            ("l'avion", "avion"),
            ("L’Avion", "Avion"),
            ("QU'IL", "IL"),
            ("jusqu'à", "à"),
            ("d'l'eau", "l'eau"),
            ("aujourd'hui", "aujourd'hui"),
            ("'l", "'l"),
            ("avion", "avion"),
            ("l''eau", "'eau"),
            ("quelqu’un", "quelqu’un"),
            ("", ""),
        ] {
            assert_eq!(run(&[french], given), [expected]);
        }
        assert_eq!(run(&[french], "l'"), [""; 0]);
        assert_eq!(run(&[r#"{"type":"elision","language":"italian"}"#], "dell'arte"), ["arte"]);
        assert_eq!(run(&[r#"{"type":"elision","articles":["É"]}"#], "é'a"), ["a"]);
        // A final sigma is one of a word, not of an article.
        assert_eq!(run(&[r#"{"type":"elision","articles":["ΑΣ"]}"#], "ας'ασ"), ["ας'ασ"]);
        assert_eq!(run(&[r#"{"type":"elision","articles":["ΑΣ"]}"#], "ΑΣ'ασ"), ["ασ"]);
    }

    #[test]
    fn many_articles_take_no_longer() {
        let articles: Vec<String> = (0..100_000).map(|number| format!("a{number}")).collect();
        let filter = serde_json::json!({"type": "elision", "articles": articles}).to_string();
        let (filter, _) = super::super::tests::build(&filter).unwrap();
        let began = std::time::Instant::now();
        for number in 0..100_000 {
            let mut out = TokenBuffer::new();
            let token = format!("A{number}'kite");
            filter.apply(&token, &Cancel::new(), &mut FilterScratch::default(), &mut out);
            assert_eq!(out.only(), Some("kite"));
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
    }

    #[test]
    fn the_canonical_form_names_the_articles() {
        assert_eq!(
            canonical(r#"{"type":"elision","language":"irish","articles":["Q","b"]}"#),
            r#"{"type":"elision","articles":["b","d","m","q"]}"#
        );
    }

    #[test]
    fn refuses_what_is_no_article() {
        for (json, message) in [
            ("elision", "expected a \"language\" or \"articles\""),
            (r#"{"type":"elision","language":"german"}"#, "there are: catalan, french, irish, italian"),
            (r#"{"type":"elision","articles":["l'"]}"#, "what stands before the apostrophe, got \"l'\""),
            (r#"{"type":"elision","articles":[""]}"#, "got \"\""),
            (r#"{"type":"elision","articles":"l"}"#, "invalid type: string"),
        ] {
            let error = fails(json);
            assert!(error.contains(message), "{json}: {error}");
        }
    }
}
