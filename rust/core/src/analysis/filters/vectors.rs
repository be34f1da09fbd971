//! The golden tokens of `tests/vectors/filters.json`, and texts made to be slow.

use serde::Deserialize;
use serde_json::Value;

use super::tests::{apply_all, build, examples};
use super::{Filter, FilterScratch, FilterSpec, StemmerSpec};
use crate::analysis::stemmers::StemmerRevision;
use crate::analysis::token_buffer::TokenBuffer;
use crate::parallel::Cancel;

#[derive(Deserialize)]
struct Golden {
    tokens: Vec<String>,
    filters: Vec<GoldenFilter>,
}

#[derive(Deserialize)]
struct GoldenFilter {
    filter: Value,
    /// A digest over what becomes of each scalar value.
    scalars: String,
    made: Vec<Vec<String>>,
}

#[test]
fn tokens_are_those_of_the_oracles() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/filters.json");
    let golden: Golden = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for GoldenFilter { filter: spec, scalars, made } in golden.filters {
        let (filter, _) = build(&spec.to_string()).unwrap();
        let apply = |token: &str| apply_all(std::slice::from_ref(&filter), token, &Cancel::new());
        for (token, made) in golden.tokens.iter().zip(made) {
            assert_eq!(apply(token), made, "{spec} {token:?}");
        }
        let (mut hasher, mut line) = (blake3::Hasher::new(), String::new());
        let (mut scratch, mut out) = (FilterScratch::default(), TokenBuffer::new());
        for c in '\0'..=char::MAX {
            out.clear();
            filter.apply(c.encode_utf8(&mut [0; 4]), &Cancel::new(), &mut scratch, &mut out);
            line.clear();
            for (number, token) in out.iter().enumerate() {
                line.push_str(if number > 0 { "\0" } else { "" });
                line.push_str(token);
            }
            line.push('\n');
            hasher.update(line.as_bytes());
        }
        assert_eq!(hasher.finalize().to_hex().as_str(), scalars, "{spec}");
    }
}

#[test]
fn no_token_is_too_long_or_too_strange() {
    const BYTES: usize = 256 << 10;
    let patterns = [
        "a",
        "E",
        "l'",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{323}\u{301}",
        "\u{ad}",
        "ﷺ",
        "中",
        "ｶﾞ",
        "한",
        "\u{1161}",
        "Σ",
        "İ",
        "ـ",
        "\u{1d160}",
        "\0",
    ];
    // All of Snowball's stemmers leave such a token as it is, before they are told apart.
    let snowball = |spec: &FilterSpec| match spec {
        FilterSpec::Stemmer(StemmerSpec { revision, language }) => {
            *revision == StemmerRevision::Snowball3 && language != "english"
        }
        _ => false,
    };
    let filters: Vec<_> = examples().into_iter().filter(|(_, spec)| !snowball(spec)).collect();
    for pattern in patterns {
        let token = pattern.repeat(BYTES / pattern.len());
        for (filter, _) in &filters {
            let filter = std::slice::from_ref(filter);
            let made: usize = apply_all(filter, &token, &Cancel::new()).iter().map(String::len).sum();
            assert!(made <= 20 * BYTES, "{filter:?} {pattern:?}");
            for look in [1, 2, 5] {
                let cancel = Cancel::at_look(look);
                apply_all(filter, &token, &cancel);
            }
        }
    }
}
