//! Memory that is refused, at each growing allocation in turn: the call says so, and has changed nothing.
//!
//! The blocks that are refused are those of at least [`LARGE`]; what is smaller is always there, as
//! `memory::check_room` makes sure where the system has a limit. An allocation that is not tried ends this process.
#![expect(unsafe_code, reason = "an allocator")]

use std::alloc::{GlobalAlloc, Layout};
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use elanus_core::Error;
use elanus_core::allocator::LargeBlocks;
use elanus_core::analysis::{Analyzer, AnalyzerSpec};
use elanus_core::batch::{Texts, Tokens};
use elanus_core::memory::tried;
use elanus_core::parallel::{Cancel, Unhosted};
use elanus_core::persist::{self, Format};
use elanus_core::shared::SharedModel;
use elanus_core::statistics::TermOrder;
use elanus_core::weighting::Parameters;

/// Bytes of the smallest block that may be refused. The buffers of a fixed size are smaller.
const LARGE: usize = 64 << 10;

/// How many large blocks there are yet before one is refused.
static LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Whose blocks are refused: one test's at a time.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Refusing;

impl Refusing {
    fn refuses(size: usize) -> bool {
        size >= LARGE && LEFT.fetch_sub(1, Ordering::Relaxed) == 0
    }
}

// SAFETY: what is not refused is the other allocator's.
unsafe impl GlobalAlloc for Refusing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        if Self::refuses(layout.size()) { ptr::null_mut() } else { unsafe { LargeBlocks.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        if Self::refuses(layout.size()) {
            ptr::null_mut()
        } else {
            unsafe { LargeBlocks.alloc_zeroed(layout) }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { LargeBlocks.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // A block that shrinks is never refused.
        if size > layout.size() && Self::refuses(size) {
            return ptr::null_mut();
        }
        // SAFETY: the caller's.
        unsafe { LargeBlocks.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Refusing = Refusing;

/// Documents of which each has some terms of its own.
fn texts(documents: std::ops::Range<usize>) -> Vec<String> {
    let words = ["Kites", "soar", "over", "lakes.", "They", "don't", "dive", "(often)", "naïve", "ΟΔΟΣ"];
    documents
        .map(|document| {
            let word =
                |at: usize| format!("{} t{}x{} ", words[(document + at) % words.len()], document, at % 9);
            (0..60).map(word).collect()
        })
        .collect()
}

/// Does `work` again and again, each time with another large block refused, until none is; how often. `same` is
/// asked after each refusal.
fn at_each_block<T>(
    name: &str,
    mut work: impl FnMut() -> Result<T, Error>,
    mut same: impl FnMut() -> bool,
) -> usize {
    for block in 0.. {
        LEFT.store(block, Ordering::Relaxed);
        let done = tried(&mut work);
        LEFT.store(usize::MAX, Ordering::Relaxed);
        match done {
            Ok(_) => return block,
            Err(Error::OutOfMemory) => assert!(same(), "{name}, block {block}"),
            Err(error) => panic!("{name}, block {block}: {error}"),
        }
    }
    unreachable!()
}

/// Texts of scripts without spaces, and what a char filter replaces.
fn texts_without_spaces() -> Vec<String> {
    let words = ["黑鸢", "在", "空中", "盘旋", "、", "とび", "R&D", " ", "kites—", "नदी"];
    (0..600)
        .map(|document| (0..90).map(|at| words[(document * at + at) % words.len()]).collect::<String>())
        .chain(["鸢隼".repeat(40_000), "a&b ".repeat(40_000), "é".repeat(80_000)])
        .collect()
}

#[test]
fn every_kind_of_analyzer_says_that_it_gets_no_memory() {
    let _turn = turn();
    let texts = texts_without_spaces();
    let text = texts.concat();
    for json in [
        concat!(
            r#"{"char_filter":[{"type":"mapping","mappings":["& => \\u0020and\\u0020"]}],"#,
            r#""tokenizer":{"type":"unicode","bigrams":["han","kana"],"unigrams":["han"]},"#,
            r#""filter":[{"type":"unicode_normalization","form":"NFKC_CF"},"word_delimiter","diacritics_folding"]}"#,
        ),
        r#"{"tokenizer":"jieba","filter":["cnalphanumonly"]}"#,
        concat!(
            r#"{"char_filter":[{"type":"mapping","mappings":["& => _"]}],"#,
            r#""tokenizer":{"type":"char_group","delimiters":["、"]},"#,
            r#""filter":["asciifolding",{"type":"ngram","min":2,"max":3},{"type":"regex","expr":"[^_]"}]}"#,
        ),
    ] {
        let spec = AnalyzerSpec::from_json(json).unwrap();
        let analyzer = Arc::new(Analyzer::from_spec(&spec).unwrap());
        let shared = SharedModel::new(Parameters::default(), None);
        let fit =
            |texts: &[String]| shared.fit(&Unhosted, &mut Texts::new(texts), Some(&analyzer), 1, |_| Ok(()));
        fit(&texts[..10]).unwrap();
        let bytes = || persist::to_bytes(Format::Native, &shared.fitted().unwrap(), &serde_json::Value::Null);
        let before = bytes();
        let refused = [
            at_each_block("fit", || fit(&texts), || bytes() == before),
            at_each_block(
                "tokens",
                || {
                    drop(analyzer.detailed_tokens(&text, &Cancel::new()));
                    Ok(())
                },
                || true,
            ),
        ];
        assert!(refused.iter().all(|&blocks| blocks > 5), "{json}: {refused:?}");
    }
}

#[test]
fn a_call_that_gets_no_memory_says_so_and_changes_nothing() {
    let _turn = turn();
    let english = Arc::new(Analyzer::english());
    let spec = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#).unwrap();
    let plain = Arc::new(Analyzer::from_spec(&spec).unwrap());
    for (core, threads) in [(&english, 1), (&english, 2), (&plain, 1), (&plain, 3)] {
        let (all, more) = (texts(0..1_200), texts(1_000..2_200));
        let few = [more[1_190..1_192].join(" "), "x".repeat(300_000), "(!)".repeat(60_000)];
        let analyzer = Some(core);
        let refit = |shared: &SharedModel, texts: &[String]| {
            shared.fit(&Unhosted, &mut Texts::new(texts), analyzer, threads, |_| Ok(())).unwrap();
        };
        let shared = SharedModel::new(Parameters::default(), None);
        refit(&shared, &all);
        let bytes = |shared: &SharedModel| {
            persist::to_bytes(Format::Native, &shared.fitted().unwrap(), &serde_json::Value::Null)
        };
        let before = bytes(&shared);
        let is_same = || bytes(&shared) == before;
        let mut refused = Vec::new();
        let mut each = |name: &'static str, work: &mut dyn FnMut() -> Result<(), Error>| {
            refused.push((name, at_each_block(name, work, is_same)));
            refit(&shared, &all);
        };
        each("fit", &mut || shared.fit(&Unhosted, &mut Texts::new(&more), analyzer, threads, |_| Ok(())));
        each("fit_encode", &mut || {
            let mut source = Texts::new(&more);
            let keep = |matrix| Ok(matrix);
            shared.fit_encode(&Unhosted, &mut source, analyzer, threads, keep, |_| Ok(())).map(drop)
        });
        let partial_fit = |texts: &[String]| {
            shared.partial_fit(&Unhosted, &mut Texts::new(texts), analyzer, || Ok(threads), |_| Ok(()))
        };
        each("partial_fit", &mut || partial_fit(&more));
        each("partial_fit of few", &mut || partial_fit(&few[..1]));
        each("partial_fit of long words", &mut || partial_fit(&few));
        each("partial_fit in a copy", &mut || {
            let _reader = shared.fitted()?;
            partial_fit(&more[..300])
        });
        each("forget", &mut || shared.forget(&Unhosted, &mut Texts::new(&all[..500]), analyzer, threads));
        let other = SharedModel::new(Parameters::default(), None);
        refit(&other, &more);
        each("merge", &mut || shared.merge(&Unhosted, &other));
        each("compact", &mut || shared.compact(&Unhosted, TermOrder::Id, |_| Ok(())));
        for as_queries in [false, true] {
            each("encode", &mut || {
                let mut source = Texts::new(all.iter().chain(&few));
                shared.encode(&Unhosted, &mut source, analyzer, threads, as_queries).map(drop)
            });
        }
        let tokens: Vec<Vec<&str>> = all.iter().map(|text| text.split(' ').collect()).collect();
        each("encode of tokens", &mut || {
            let mut source = Tokens::new(tokens.iter().map(|tokens| tokens.iter()));
            shared.encode(&Unhosted, &mut source, None, threads, false).map(drop)
        });
        if threads == 3 {
            // More tokens than are collected before they are counted, then more documents than a large block has.
            let long = tokens.iter().flatten().cycle().take((1 << 20) + 1).collect::<Vec<_>>();
            each("fit_encode of a long document and many short ones", &mut || {
                let short = std::iter::repeat_n(&long[..4], 9_000);
                let mut source = Tokens::new(std::iter::once(&long[..]).chain(short).map(<[_]>::iter));
                shared.fit_encode(&Unhosted, &mut source, None, 1, Ok, |_| Ok(())).map(drop)
            });
        }
        let text = all.concat();
        each("tokens", &mut || {
            drop(core.tokens(&text));
            Ok(())
        });
        each("explain", &mut || {
            let words = || tokens.iter().flatten().copied();
            shared.fitted()?.explain(words(), words()).map(drop)
        });
        each("most_common", &mut || shared.fitted().map(|model| model.most_common(10)).map(drop));
        for format in [Format::Native, Format::Json] {
            let model = shared.fitted().unwrap();
            let save = || persist::to_bytes(format, &model, &serde_json::Value::Null);
            each("save", &mut || {
                drop(save());
                Ok(())
            });
            let saved = save();
            each("load", &mut || persist::from_bytes(Path::new("saved"), &saved).map(drop));
        }
        let none: Vec<_> = refused.iter().filter(|&&(_, blocks)| blocks == 0).collect();
        assert!(none.is_empty(), "{none:?} of {refused:?}");
    }
}
