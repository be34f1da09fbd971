//! What a model that threads share promises: a call that ends with an error or an interrupt has changed nothing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::Cell;
use std::sync::Arc;

use elanus_core::analysis::Analyzer;
use elanus_core::batch::{Texts, Tokens};
use elanus_core::bm25::Bm25Model;
use elanus_core::parallel::{Host, Unhosted};
use elanus_core::shared::SharedModel;
use elanus_core::statistics::{CorpusStatistics, TermOrder};
use elanus_core::vocabulary::Vocabulary;
use elanus_core::weighting::Parameters;

/// A host that is interrupted at one of its looks.
struct InterruptedAt(Cell<usize>);

#[derive(Debug)]
struct Interrupt;

impl From<elanus_core::Error> for Interrupt {
    fn from(_: elanus_core::Error) -> Self {
        Self
    }
}

impl Host for InterruptedAt {
    type Error = Interrupt;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    fn check(&self) -> Result<(), Interrupt> {
        let left = self.0.get();
        self.0.set(left.wrapping_sub(1));
        if left == 0 { Err(Interrupt) } else { Ok(()) }
    }
}

/// All that a model knows: terms, statistics, idfs.
fn state(shared: &SharedModel) -> (Vec<String>, Option<CorpusStatistics>, Vec<f64>) {
    let model = shared.fitted().unwrap();
    let terms = model.vocabulary().iter().map(str::to_owned).collect();
    (terms, model.statistics().cloned(), model.idf().to_vec())
}

#[test]
fn an_interrupt_at_any_look_changes_nothing() {
    let analyzer = Arc::new(Analyzer::english());
    let shared = SharedModel::new(Parameters::default(), None);
    let texts = ["Black kites soar.", "A kite dives."];
    shared.fit(&Unhosted, &mut Texts::new(texts), Some(&analyzer), 2, |_| Ok(())).unwrap();
    let (mut changed, mut unchanged) = (0, 0);
    for round in 0..120 {
        for operation in 0..5 {
            let before = state(&shared);
            // While it lives, changes are made in a copy.
            let reader = (round % 3 == 0).then(|| shared.snapshot());
            let host = InterruptedAt(Cell::new(round % 5));
            let text = [format!("Owl number{round} hoots{operation} kite.")];
            let many: Vec<String> =
                (0..600).map(|at| format!("many number{at} kites{round} {}", "x ".repeat(20))).collect();
            let done = match operation {
                0 => shared.partial_fit(
                    &host,
                    &mut Texts::new(text.iter()),
                    Some(&analyzer),
                    || Ok(2),
                    |_| Ok(()),
                ),
                1 => shared.partial_fit(
                    &host,
                    &mut Texts::new(many.iter()),
                    Some(&analyzer),
                    || Ok(2),
                    |_| Ok(()),
                ),
                2 => shared.forget(&host, &mut Texts::new(text.iter()), Some(&analyzer), 2),
                3 => shared.fit(&host, &mut Texts::new(many[..50].iter()), Some(&analyzer), 2, |_| Ok(())),
                _ => shared.compact(&host, TermOrder::Id, |_| Ok(())),
            };
            if done.is_err() {
                assert_eq!(state(&shared), before, "operation {operation}, round {round}");
            }
            *(if done.is_ok() { &mut changed } else { &mut unchanged }) += 1;
            drop(reader);
            // What the updates' counter and the encoders remember is what a new analyzer finds.
            let query = ["kite owl number7 hoots kites"];
            let rows = |shared: &SharedModel, analyzer| {
                let matrix =
                    shared.encode(&Unhosted, &mut Texts::new(query), Some(analyzer), 1, false).unwrap();
                matrix.into_parts()
            };
            let twin = Arc::new(Analyzer::english());
            assert_eq!(rows(&shared, &analyzer), rows(&shared.duplicate(), &twin));
        }
    }
    assert!(changed > 100 && unchanged > 100, "{changed} {unchanged}");
}

/// A host that reads the model when it makes an error of its own, as Python may.
struct Reading<'a>(&'a SharedModel);

std::thread_local! {
    static DOCUMENTS: Cell<Option<fn() -> u64>> = const { Cell::new(None) };
}

struct ReadingError(u64);

impl From<elanus_core::Error> for ReadingError {
    fn from(_: elanus_core::Error) -> Self {
        Self(DOCUMENTS.get().map_or(0, |documents| documents()))
    }
}

impl Host for Reading<'_> {
    type Error = ReadingError;

    fn release<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    fn check(&self) -> Result<(), ReadingError> {
        let _documents = self.0.snapshot();
        Ok(())
    }
}

#[test]
fn an_error_may_read_the_model_while_it_is_made() {
    static SHARED: std::sync::LazyLock<SharedModel> =
        std::sync::LazyLock::new(|| SharedModel::new(Parameters::default(), None));
    let documents = || SHARED.snapshot().model.map_or(0, |model| model.documents());
    DOCUMENTS.set(Some(documents));
    let host = Reading(&SHARED);
    SHARED
        .fit(&Unhosted, &mut Tokens::new([["red", "kite"], ["black", "kite"]]), None, 1, |_| Ok(()))
        .unwrap();
    let refused = [
        SHARED.set_parameters(&host, |parameters| parameters.k1 = -1.0),
        SHARED.forget(&host, &mut Tokens::new([["owl", "owl"]]), None, 1),
        SHARED.forget(&host, &mut Tokens::new([["kite", "kite"]; 3]), None, 1),
        SHARED.merge(&host, &SharedModel::new(Parameters::default(), None)),
    ];
    for refused in refused {
        assert_eq!(refused.err().map(|ReadingError(documents)| documents), Some(2));
    }
}

#[test]
fn a_refused_removal_keeps_the_idfs_of_a_file() {
    let mut vocabulary = Vocabulary::new();
    vocabulary.intern("kite").unwrap();
    let statistics = CorpusStatistics { documents: 2, total_length: 2, document_frequency: vec![2] };
    let idf = Some((vec![7.25], 7.25));
    let model = Bm25Model::from_statistics(Parameters::default(), vocabulary, statistics, idf).unwrap();
    let (version, shared) = (model.version(), SharedModel::new(model.parameters(), Some(model)));
    // One document less and two tokens: the other would have none, and the term.
    let refused = shared.forget(&Unhosted, &mut Tokens::new([["kite", "kite"]]), None, 1);
    assert!(matches!(refused, Err(elanus_core::Error::ImpossibleRest)));
    let model = shared.fitted().unwrap();
    assert_eq!((model.idf(), model.version()), (&[7.25][..], version));
}

#[test]
fn no_threads_are_one() {
    let fit = |threads| {
        let mut documents = Tokens::new([["red", "kite"]]);
        Bm25Model::fit(&Unhosted, &mut documents, None, threads, Parameters::default()).unwrap().documents()
    };
    assert_eq!((fit(0), fit(1)), (1, 1));
}
