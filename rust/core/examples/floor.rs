//! Prints how many MB/s one thread can split and hash, for the table: `floor FILE DOCUMENTS`, with a file of
//! `benches/corpus.py`'s.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use elanus_core::hash::Seed;
use shared::{bytes, read_texts, split_and_hash};

#[expect(dead_code, reason = "the benchmarks ask a script for their texts")]
#[path = "../benches/shared/mod.rs"]
mod shared;

const RUNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, documents] = arguments.as_slice() else { panic!("expected a file and a number of documents") };
    let count = documents.parse().unwrap_or_else(|error| panic!("{documents:?}: {error}"));
    let texts = read_texts(Path::new(file), count);
    let seed = Seed::random();
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            for text in &texts {
                black_box(split_and_hash(black_box(text), seed));
            }
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{:.1}", bytes(&texts) as f64 / seconds[RUNS / 2] / 1e6);
}
