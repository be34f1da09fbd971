//! The stages of the core, one by one and on one thread, against the floor that the hardware sets.
//!
//! `cargo bench -p elanus-core`, on `ELANUS_BENCH_DOCUMENTS` (10,000) documents of `ELANUS_BENCH_CORPUS`.
//! Speeds are those of the text that the stage stands for. Each benchmark asserts its answer first.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use elanus_core::analysis::{Analyzer, Flags, Scratch, TokenBuffer};
use elanus_core::batch::{Documents, TextBatch};
use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{CorpusCounter, RowEncoder};
use elanus_core::hash::Seed;
use elanus_core::parallel::Cancel;
use elanus_core::statistics::Corpus;
use elanus_core::vocabulary::Vocabulary;
use elanus_core::weighting::{Parameters, Weighting};
use shared::{bytes, split_and_hash, texts};

/// Enough for a test of the benchmarks themselves.
const FEW: usize = 100;

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let asked = std::env::var("ELANUS_BENCH_DOCUMENTS").ok();
    let default = if std::env::args().any(|argument| argument == "--bench") { 10_000 } else { FEW };
    texts(asked.map_or(default, |count| count.parse().expect("ELANUS_BENCH_DOCUMENTS is a number")))
});

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::english);

#[expect(dead_code, reason = "the floor reads a file instead")]
mod shared;

fn main() {
    divan::main();
}

fn counted_texts() -> (Vec<&'static str>, BytesCount) {
    (TEXTS.iter().map(String::as_str).collect(), BytesCount::new(bytes(&TEXTS)))
}

/// What no tokenizer can be faster than.
#[divan::bench]
fn floor_split_and_hash(bencher: Bencher) {
    let (texts, size) = counted_texts();
    let seed = Seed::random();
    let hashes = ["The", "kite", "s", "Élanion", "2"].map(|word| seed.hash(word.as_bytes()));
    let sum = hashes.into_iter().fold(0, u64::wrapping_add);
    assert_eq!(split_and_hash(" The kite's (Élanion) 2.", seed), (5, sum));
    bencher
        .counter(size)
        .bench(|| texts.iter().map(|text| split_and_hash(text, seed).1).fold(0, u64::wrapping_add));
}

fn scan(texts: &[&str]) -> (usize, usize) {
    let (mut count, mut length) = (0, 0);
    for text in texts {
        let _: ControlFlow<()> = ANALYZER.chunks(text, &Cancel::new(), |chunk| {
            count += 1;
            length += chunk.range().len() + usize::from(chunk.flags().bits());
            ControlFlow::Continue(())
        });
    }
    (count, length)
}

/// White space, sentence ends and flags; no tokens.
#[divan::bench]
fn scan_chunks(bencher: Bencher) {
    let (texts, size) = counted_texts();
    assert_eq!(scan(&["Black kites soar."]).0, 3);
    bencher.counter(size).bench(|| scan(&texts));
}

/// Every distinct chunk with its flags.
fn distinct_chunks(texts: &[&str]) -> Vec<(String, Flags)> {
    let mut seen = BTreeSet::new();
    let mut chunks = Vec::new();
    for text in texts {
        let _: ControlFlow<()> = ANALYZER.chunks(text, &Cancel::new(), |chunk| {
            if seen.insert((chunk.as_str().to_owned(), chunk.flags().bits())) {
                chunks.push((chunk.as_str().to_owned(), chunk.flags()));
            }
            ControlFlow::Continue(())
        });
    }
    chunks
}

/// Tokens of the distinct chunks: what the memo does not save. Counted in chunks.
#[divan::bench]
fn tokenize_distinct_chunks(bencher: Bencher) {
    let (texts, _) = counted_texts();
    let chunks = distinct_chunks(&texts);
    let (mut tokens, mut scratch) = (TokenBuffer::new(), Scratch::default());
    ANALYZER.chunk_tokens("Soaring", Flags::NONE, &Cancel::new(), &mut scratch, &mut tokens);
    assert_eq!(tokens.iter().collect::<Vec<_>>(), ["soar"]);
    bencher.counter(ItemsCount::new(chunks.len())).bench_local(|| {
        let mut count = 0;
        for (chunk, flags) in &chunks {
            tokens.clear();
            ANALYZER.chunk_tokens(chunk, *flags, &Cancel::new(), &mut scratch, &mut tokens);
            count += tokens.len();
        }
        count
    });
}

/// Every token of the corpus, interned one after the other. Counted in tokens.
#[divan::bench]
fn intern_tokens(bencher: Bencher) {
    let (texts, _) = counted_texts();
    let tokens: Vec<String> = texts.iter().flat_map(|text| ANALYZER.tokens(text)).collect();
    let intern = || {
        let mut vocabulary = Vocabulary::new();
        for token in &tokens {
            vocabulary.intern(token).expect("few terms");
        }
        vocabulary
    };
    assert_eq!(intern().len(), tokens.iter().collect::<BTreeSet<_>>().len());
    bencher.counter(ItemsCount::new(tokens.len())).bench(intern);
}

fn batch(texts: &[&'static str]) -> Documents {
    Documents::Texts(TextBatch::of_static(texts.iter().copied()))
}

fn count(texts: &[&'static str]) -> Corpus {
    let mut counters = CorpusCounter::<()>::for_workers(1);
    counters[0].count(0, Some(&ANALYZER), &batch(texts), &Cancel::new()).expect("nobody cancels");
    CorpusCounter::merge(counters).expect("few documents").0
}

/// Text to vocabulary and document frequencies: all of fit but the idfs.
#[divan::bench]
fn count_corpus(bencher: Bencher) {
    let (texts, size) = counted_texts();
    let corpus = count(&["Black kites soar.", "A kite dives."]);
    assert_eq!(corpus.vocabulary().iter().collect::<Vec<_>>(), ["black", "kite", "soar", "dive"]);
    assert_eq!(corpus.statistics().document_frequency, [1, 2, 1, 1]);
    bencher.counter(size).bench(|| count(&texts));
}

/// Text to weighted rows with sorted columns, by an encoder that remembers nothing at first.
#[divan::bench]
fn encode_rows(bencher: Bencher) {
    let (texts, size) = counted_texts();
    let model = Bm25Model::from_counts(count(&texts), Parameters::default()).expect("there are tokens");
    let encode = |texts: &[&'static str]| {
        let (mut encoder, documents) = (RowEncoder::new(), batch(texts));
        let (lexicon, cancel) = (model.lexicon(), Cancel::new());
        let rows = encoder.encode(lexicon, 0, Some(&ANALYZER), &documents, &cancel).expect("nobody cancels");
        model.document_weighting().block(rows)
    };
    let rows = encode(&texts);
    assert_eq!(rows.ends.len(), texts.len());
    let first: BTreeSet<_> =
        ANALYZER.tokens(texts[0]).iter().filter_map(|token| model.vocabulary().get(token)).collect();
    let columns = rows.columns[..rows.ends[0] as usize].iter().map(|column| column.cast_unsigned());
    assert!(columns.eq(first));
    bencher.counter(size).bench(|| encode(&texts));
}
