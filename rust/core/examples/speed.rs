//! Measures how fast one thread counts texts by several analyzers, in turns: `speed FILE DOCUMENTS SPEC…`,
//! with a file of `benches/corpus.py`'s. The first spec's speed is what the others' are compared with.

use elanus_core::analysis::{Analyzer, AnalyzerSpec};
use elanus_core::batch::Documents;
use elanus_core::counts::CorpusCounter;
use elanus_core::parallel::Cancel;
use shared::{bytes, read_texts};
use std::path::Path;

#[expect(dead_code, reason = "the benchmarks ask a script for their texts")]
#[path = "../benches/shared/mod.rs"]
mod shared;

const ROUNDS: usize = 5;

/// Texts that are counted together.
const BATCH: usize = 256;

/// Seconds this thread has run on a processor: other load on the machine does not count (Linux only).
fn seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, documents, specs @ ..] = arguments.as_slice() else {
        return Err("expected a file, a number of documents, and specs".into());
    };
    let texts = read_texts(Path::new(file), documents.parse()?);
    let batches: Vec<Documents> = texts
        .chunks(BATCH)
        .map(|batch| Documents::Texts(batch.iter().map(String::as_str).collect()))
        .collect();
    let analyzers = specs
        .iter()
        .map(|spec| Analyzer::from_spec(&AnalyzerSpec::from_json(spec)?))
        .collect::<Result<Vec<_>, _>>()?;
    let mut least = vec![f64::INFINITY; specs.len()];
    let mut counted = vec![(0, 0); specs.len()];
    for _ in 0..ROUNDS {
        for (at, analyzer) in analyzers.iter().enumerate() {
            let started = seconds();
            let mut counters = CorpusCounter::<()>::for_workers(1);
            for batch in &batches {
                counters[0].count(0, Some(analyzer), batch, &Cancel::new())?;
            }
            let corpus = CorpusCounter::merge(counters)?.0;
            least[at] = least[at].min(seconds() - started);
            counted[at] = (corpus.statistics().total_length, corpus.vocabulary().len());
        }
    }
    for (at, spec) in specs.iter().enumerate() {
        let (tokens, terms) = counted[at];
        println!(
            "{:7.1} MB/s, {:.2} of the first; {tokens} tokens, {terms} terms: {spec}",
            bytes(&texts) as f64 / least[at] / 1e6,
            least[0] / least[at],
        );
    }
    Ok(())
}
