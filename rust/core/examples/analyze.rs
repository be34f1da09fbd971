//! Measures the analyzer alone on text from stdin: the chunk scan, then the tokens of the distinct chunks.

use elanus_core::analysis::{Analyzer, Flags, Scratch, TokenBuffer};
use elanus_core::parallel::Cancel;
use std::collections::BTreeSet;
use std::io::Read;
use std::ops::ControlFlow;

/// Seconds this thread has run on a processor: other load on the machine does not count (Linux only).
fn seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let texts: Vec<&str> = text.split('\0').collect();
    let analyzer = Analyzer::english();
    for _ in 0..3 {
        let started = seconds();
        let (mut count, mut bytes) = (0_usize, 0_usize);
        for text in &texts {
            let _: ControlFlow<()> = analyzer.chunks(text, &Cancel::new(), |chunk| {
                count += 1;
                bytes += chunk.range().len() + usize::from(chunk.flags().bits());
                ControlFlow::Continue(())
            });
        }
        let seconds = seconds() - started;
        println!(
            "chunks: {count} in {seconds:.3} s, {:.0} MB/s ({bytes})",
            text.len() as f64 / seconds / 1e6
        );
    }
    let mut distinct: BTreeSet<(&str, u8)> = BTreeSet::new();
    let mut order: Vec<(&str, Flags)> = Vec::new();
    for text in &texts {
        let _: ControlFlow<()> = analyzer.chunks(text, &Cancel::new(), |chunk| {
            if distinct.insert((chunk.as_str(), chunk.flags().bits())) {
                order.push((chunk.as_str(), chunk.flags()));
            }
            ControlFlow::Continue(())
        });
    }
    // Side by side, so that the cache holds them: in the text each would cost a miss.
    let arena: String = order.iter().map(|&(chunk, _)| chunk).collect();
    let mut start = 0;
    for (chunk, _) in &mut order {
        start += chunk.len();
        *chunk = &arena[start - chunk.len()..start];
    }
    let (mut out, mut scratch) = (TokenBuffer::new(), Scratch::default());
    for _ in 0..30 {
        let started = seconds();
        let mut tokens = 0;
        for &(chunk, flags) in &order {
            out.clear();
            analyzer.chunk_tokens(chunk, flags, &Cancel::new(), &mut scratch, &mut out);
            tokens += out.len();
        }
        let seconds = seconds() - started;
        let nanos = seconds * 1e9 / order.len() as f64;
        println!("distinct chunks: {} in {seconds:.3} s, {nanos:.0} ns each ({tokens})", order.len());
    }
    Ok(())
}
