//! Texts made to be slow: one that is longer takes longer in proportion, whatever it repeats.

use elanus_core::analysis::{Analyzer, AnalyzerSpec, Scratch, TokenBuffer};
use elanus_core::batch::Documents;
use elanus_core::counts::CorpusCounter;
use elanus_core::parallel::Cancel;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// What the texts repeat.
const PATTERNS: [&str; 44] = [
    "a", ".", " ", "\n", "\u{1c}", "\u{a0}", "'", "\"", "`", "(", ")", "[", ",", "-", "?", "!", "é", "Σ",
    "中", "\0", ". ", "? ", "a.", "a. ", "a.\u{a0}", ".\u{a0}", ". . ", ".)", ".\" ", "' ", "\" ", "'' ",
    "a' ", "?!", ".?", "!\n", "aб", "Σ.", "a-", "a.b", "cannot ", "'tis ", "U.S. ", "\"'”)",
];

/// What besides matters to tokenizers that follow Unicode.
const MORE_PATTERNS: [&str; 21] = [
    "a",
    "_",
    "か",
    "한",
    "กำ",
    "क्षि",
    "\u{301}",
    "\u{200d}",
    "👩\u{200d}",
    "🇩",
    "\u{ad}",
    "a'\u{301}",
    "a'a'",
    "א\"",
    "1,",
    "\u{2003}",
    " \u{93f}",
    "\r\n",
    "中、",
    "a.中",
    "0'\u{301}",
];

/// Tokenizers, with parameters that change how they work.
const TOKENIZERS: [&str; 11] = [
    r#""jieba""#,
    r#"{"type":"jieba","mode":"exact","dict":["_default_","a.b","中a","ка"]}"#,
    r#""whitespace""#,
    r#""standard""#,
    r#"{"type":"standard","uax29":true}"#,
    r#"{"type":"standard","uax29":true,"max_token_length":1}"#,
    r#"{"type":"char_group","delimiters":["whitespace","punctuation","symbol"]}"#,
    r#"{"type":"char_group","delimiters":["a","。"]}"#,
    r#""unicode""#,
    r#"{"type":"unicode","split_on":[]}"#,
    r#"{"type":"unicode","bigrams":["han","hangul","kana","thai"],"unigrams":["han","thai"]}"#,
];

/// What stands around it.
const ENDS: [(&str, &str); 4] = [("", ""), ("Mr.", " x"), ("a. ", ". b"), ("(", "\n.")];

/// The shorter text's bytes. The longer one still fits into the first cache, and into memory that need not be
/// asked for: beyond, a byte takes up to five times as long. Quadratic work, be it of 32 bytes a cycle,
/// outweighs the rest already.
const BYTES: usize = 6 << 10;

/// How many times as long the longer text is, and how many times the shorter one's time it may take: twice
/// what is linear, half of what is quadratic.
const TIMES: usize = 4;
const MOST: f64 = 8.0;

/// Rounds of which the fastest counts, at least and before a ratio is believed to be too large: whatever else
/// the machine does, it does not do it in all of them.
const FEWEST_ROUNDS: usize = 5;
const MOST_ROUNDS: usize = 200;

fn count_tokens(analyzer: &Analyzer, text: &str) -> u64 {
    let (mut buffer, mut scratch) = (TokenBuffer::new(), Scratch::default());
    let mut count = 0;
    let _: ControlFlow<()> = analyzer.chunks(text, &Cancel::new(), |chunk| {
        buffer.clear();
        analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), &Cancel::new(), &mut scratch, &mut buffer);
        count += buffer.len() as u64;
        ControlFlow::Continue(())
    });
    count
}

fn count_corpus(analyzer: &Analyzer, text: &str) -> u64 {
    let mut counters = CorpusCounter::<()>::for_workers(1);
    let documents = Documents::Texts([text].iter().collect());
    counters[0].count(0, Some(analyzer), &documents, &Cancel::new()).expect("nobody cancels");
    CorpusCounter::merge(counters).expect("few documents").0.statistics().total_length
}

/// How many times as long a text with more of the pattern takes.
fn ratio(pattern: &str, (before, after): (&str, &str), count: impl Fn(&str) -> u64) -> f64 {
    let text = |bytes: usize| [before, &pattern.repeat(bytes / pattern.len()), after].concat();
    let texts = [text(BYTES), text(TIMES * BYTES)];
    let mut least = [Duration::MAX; 2];
    let mut ratio = f64::INFINITY;
    for round in 1..=MOST_ROUNDS {
        for (text, least) in texts.iter().zip(&mut least) {
            let started = Instant::now();
            std::hint::black_box(count(text));
            *least = started.elapsed().min(*least);
        }
        ratio = least[1].as_secs_f64() / least[0].as_secs_f64();
        if round >= FEWEST_ROUNDS && ratio < MOST {
            break;
        }
    }
    ratio
}

fn check_linear(analyzer: &Analyzer, patterns: &[&str]) {
    for pattern in patterns {
        for ends @ (before, after) in ENDS {
            for (way, ratio) in [
                ("analysed", ratio(pattern, ends, |text| count_tokens(analyzer, text))),
                ("counted", ratio(pattern, ends, |text| count_corpus(analyzer, text))),
            ] {
                let spec = analyzer.spec().to_json();
                assert!(
                    ratio < MOST,
                    "{spec} {before:?} {pattern:?} {after:?} {way}: {ratio:.2} times the time"
                );
            }
        }
    }
}

#[test]
fn every_text_takes_linear_time() {
    check_linear(&Analyzer::english(), &PATTERNS);
}

#[test]
fn every_text_takes_linear_time_by_any_tokenizer() {
    for tokenizer in TOKENIZERS {
        let spec = AnalyzerSpec::from_json(&format!(r#"{{"tokenizer":{tokenizer},"filter":["lowercase"]}}"#));
        let analyzer = Analyzer::from_spec(&spec.expect("a spec")).expect("a tokenizer");
        check_linear(&analyzer, &[&PATTERNS[..], &MORE_PATTERNS].concat());
    }
}
