//! Reads JSON strings, one a line, from stdin and prints a JSON array of tokens for each.
//!
//! `tokens` uses the English preset, `tokens words` no filters, `tokens '{…}'` that spec.

use elanus_core::analysis::{Analyzer, AnalyzerSpec};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let analyzer = match std::env::args().nth(1).as_deref() {
        None => Analyzer::english(),
        Some("words") => Analyzer::from_spec(&AnalyzerSpec::from_json(r#"{"tokenizer": "nltk"}"#)?)?,
        Some(spec) => Analyzer::from_spec(&AnalyzerSpec::from_json(spec)?)?,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &analyzer.tokens(&text))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
