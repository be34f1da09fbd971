//! The golden files of `tests/vectors`, which the Python tests read too: what the oracles answer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use elanus_core::Result;
use elanus_core::analysis::Analyzer;
use elanus_core::batch::Texts;
use elanus_core::bm25::Bm25Model;
use elanus_core::counts::RowEncoder;
use elanus_core::parallel::Unhosted;
use elanus_core::weighting::{Method, Parameters};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A model of some documents, as the crate's example makes it.
fn fitted(texts: &[&str], parameters: Parameters) -> Result<Bm25Model> {
    Bm25Model::fit(&Unhosted, &mut Texts::new(texts), Some(&Analyzer::english()), 2, parameters)
}

/// The rows of documents, or of queries.
fn encoded(model: &Bm25Model, texts: &[&str], as_queries: bool) -> Result<Rows> {
    let (analyzer, mut encoders) = (Analyzer::english(), [RowEncoder::new()]);
    let matrix =
        model.encode(&Unhosted, &mut Texts::new(texts), &mut encoders, Some(&analyzer), as_queries)?;
    let row =
        |(columns, values): (&[i32], &[f32])| columns.iter().copied().zip(values.iter().copied()).collect();
    Ok(matrix.rows().map(row).collect())
}

/// The columns and weights of each row.
type Rows = Vec<Vec<(i32, f32)>>;

#[derive(Deserialize)]
struct Tokens {
    text: String,
    tokens: Vec<String>,
}

#[derive(Deserialize)]
struct Bm25 {
    documents: Vec<String>,
    queries: Vec<String>,
    statistics: Statistics,
    methods: BTreeMap<String, Weights>,
}

#[derive(Deserialize)]
struct Statistics {
    documents: u64,
    total_length: u64,
    document_frequency: Vec<(String, u32)>,
}

#[derive(Deserialize)]
struct Weights {
    parameters: Given,
    documents: Rows,
    queries: Rows,
}

#[derive(Deserialize)]
struct Given {
    k1: f64,
    b: f64,
    epsilon: f64,
    delta: f64,
}

fn golden<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[test]
fn the_english_analyzer_gives_the_golden_tokens() {
    let (analyzer, golden) = (Analyzer::english(), golden::<Vec<Tokens>>("english_tokens.json"));
    assert!(golden.len() > 300);
    for Tokens { text, tokens } in golden {
        assert_eq!(analyzer.tokens(&text), tokens, "{text:?}");
    }
}

#[test]
fn a_fit_gives_the_golden_statistics() {
    let Bm25 { documents, statistics, .. } = golden("bm25.json");
    let model = fitted(&borrowed(&documents), Parameters::default()).unwrap();
    assert_eq!(model.documents(), statistics.documents);
    assert_eq!(model.statistics().unwrap().total_length, statistics.total_length);
    assert_eq!(model.vocabulary().len(), statistics.document_frequency.len());
    for (id, (term, frequency)) in (0..).zip(&statistics.document_frequency) {
        assert_eq!(model.live_term(term), Some(id), "{term:?}");
        assert_eq!(model.document_frequency(id), Some(*frequency), "{term:?}");
    }
}

#[test]
fn each_method_gives_the_golden_weights() {
    let Bm25 { documents, queries, methods, .. } = golden("bm25.json");
    assert_eq!(methods.len(), Method::ALL.len());
    let (documents, queries) = (borrowed(&documents), borrowed(&queries));
    for (name, Weights { parameters: Given { k1, b, epsilon, delta }, documents: rows, queries: asked }) in
        methods
    {
        let method = Method::ALL.into_iter().find(|method| method.name() == name).unwrap();
        let model =
            fitted(&documents, Parameters { k1, b, epsilon, delta, ..Parameters::of(method) }).unwrap();
        assert_eq!(encoded(&model, &documents, false).unwrap(), rows, "documents, {name}");
        assert_eq!(encoded(&model, &queries, true).unwrap(), asked, "queries, {name}");
    }
}
