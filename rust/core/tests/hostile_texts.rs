//! Texts made to be slow: each takes time in proportion to its length, or this test never ends.

use elanus_core::analysis::{Analyzer, TokenBuffer};
use elanus_core::parallel::Cancel;
use std::ops::ControlFlow;

/// What the texts repeat.
const PATTERNS: [&str; 44] = [
    "a", ".", " ", "\n", "\u{1c}", "\u{a0}", "'", "\"", "`", "(", ")", "[", ",", "-", "?", "!", "é", "Σ",
    "中", "\0", ". ", "? ", "a.", "a. ", "a.\u{a0}", ".\u{a0}", ". . ", ".)", ".\" ", "' ", "\" ", "'' ",
    "a' ", "?!", ".?", "!\n", "aб", "Σ.", "a-", "a.b", "cannot ", "'tis ", "U.S. ", "\"'”)",
];

fn count(analyzer: &Analyzer, text: &str) -> usize {
    let mut buffer = TokenBuffer::new();
    let mut count = 0;
    let _: ControlFlow<()> = analyzer.chunks(text, &Cancel::new(), |chunk| {
        buffer.clear();
        analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), &Cancel::new(), &mut buffer);
        count += buffer.len();
        ControlFlow::Continue(())
    });
    count
}

#[test]
fn every_text_takes_linear_time() {
    let megabytes: usize = std::env::var("ELANUS_TEST_MEGABYTES").map_or(1, |value| value.parse().unwrap());
    let analyzer = Analyzer::english();
    for pattern in PATTERNS {
        for (before, after) in [("", ""), ("Mr.", " x"), ("a. ", ". b"), ("(", "\n.")] {
            let text = [before, &pattern.repeat((megabytes << 20) / pattern.len()), after].concat();
            let started = std::time::Instant::now();
            let tokens = count(&analyzer, &text);
            let speed = text.len() as f64 / started.elapsed().as_secs_f64() / 1e6;
            println!("{before:?} {pattern:?} {after:?}: {tokens} tokens, {speed:.0} MB/s");
        }
    }
}
