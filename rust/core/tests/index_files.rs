//! The indexes of `tests/vectors`, which the Python reader reads too: what this release writes means the same, and what
//! was written once is read. `ELANUS_WRITE_VECTORS=1 cargo test --test index_files` writes them anew, for a new format.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use elanus_core::batch::Tokens;
use elanus_core::csr::Csr;
use elanus_core::index::folder::{Content, Saved, open, save};
use elanus_core::index::{DocumentsBuilder, Id, SharedIndex, State};
use elanus_core::parallel::{Cancel, Unhosted};
use elanus_core::weighting::{Method, Parameters};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Expected {
    texts: Documents,
    vectors: Rows,
    windows: Windows,
}

#[derive(Deserialize)]
struct Documents {
    first: Vec<Document>,
    later: Vec<Document>,
    deleted: Vec<String>,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    text: Option<String>,
    /// Of a document without a text.
    #[serde(default)]
    tokens: Vec<String>,
}

#[derive(Deserialize)]
struct Rows {
    width: usize,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    columns: Vec<i32>,
    weights: Vec<f32>,
}

#[derive(Deserialize)]
struct Windows {
    documents: usize,
    often_every: usize,
    rare: Vec<usize>,
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// Saves an index under a folder of that name.
fn saved(folder: &Path, index: &SharedIndex, store_text: bool, saved: Option<&Saved>) -> Saved {
    let state = index.snapshot();
    let content = Content { state: &state, analyzer: &json!({"callable": "split"}), store_text };
    save(folder, content, saved, 2, &Cancel::new()).unwrap()
}

fn add(index: &SharedIndex, documents: &[Document]) {
    let tokens: Vec<Vec<String>> = documents
        .iter()
        .map(|document| match &document.text {
            Some(text) => text.split_whitespace().map(str::to_owned).collect(),
            None => document.tokens.clone(),
        })
        .collect();
    let mut builder = DocumentsBuilder::new(true);
    for document in documents {
        builder.push(Id::from(&*document.id), document.text.as_deref()).unwrap();
    }
    let stored = |_: &mut _, _, _| Ok(builder.finish());
    index.add(&Unhosted, &mut Tokens::new(tokens.iter()), None, 1, false, stored).unwrap();
}

/// What is saved twice: with documents that came later and some that were deleted.
fn write_texts(folder: &Path, texts: &Documents) -> SharedIndex {
    let index = SharedIndex::new(Parameters::of(Method::Lucene)).unwrap();
    add(&index, &texts.first);
    let first = saved(folder, &index, true, None);
    add(&index, &texts.later);
    let deleted =
        |state: &State| Ok(texts.deleted.iter().map(|id| state.find(Id::from(&**id)).unwrap()).collect());
    index.delete(&Unhosted, deleted).unwrap();
    saved(folder, &index, true, Some(&first));
    index
}

fn write_vectors(folder: &Path, vectors: &Rows) -> SharedIndex {
    let index = SharedIndex::of_vectors(vectors.width).unwrap();
    let ends = vectors.rows.iter().scan(0, |end, row| {
        *end += row.columns.len() as u64;
        Some(*end)
    });
    let ends = [0].into_iter().chain(ends).collect();
    let columns = vectors.rows.iter().flat_map(|row| row.columns.clone()).collect();
    let weights = vectors.rows.iter().flat_map(|row| row.weights.clone()).collect();
    let matrix = Csr::new(ends, columns, weights, vectors.width).unwrap();
    let mut builder = DocumentsBuilder::new(false);
    vectors.rows.iter().for_each(|row| builder.push(Id::from(row.id), None).unwrap());
    index.add_vectors(&Unhosted, matrix, false, |_, _| Ok(builder.finish())).unwrap();
    saved(folder, &index, false, None);
    index
}

fn write_windows(folder: &Path, windows: &Windows) -> SharedIndex {
    let index = SharedIndex::new(Parameters::of(Method::Okapi)).unwrap();
    let tokens: Vec<Vec<&str>> = (0..windows.documents)
        .map(|number| {
            let often = number.is_multiple_of(windows.often_every).then_some("often");
            often.into_iter().chain(windows.rare.contains(&number).then_some("rare")).collect()
        })
        .collect();
    let mut builder = DocumentsBuilder::new(false);
    (0..).take(windows.documents).for_each(|id: i64| builder.push(Id::from(id), None).unwrap());
    let stored = |_: &mut _, _, _| Ok(builder.finish());
    index.add(&Unhosted, &mut Tokens::new(tokens.iter()), None, 1, false, stored).unwrap();
    saved(folder, &index, false, None);
    index
}

/// Everything that is stored.
fn facts(state: &State) -> Vec<String> {
    let model = state.weighing.model().map(|model| {
        let terms: Vec<_> = model.vocabulary().iter().collect();
        format!("{:?} {:?} {terms:?}", model.parameters(), model.statistics())
    });
    let document = |document| {
        let (member, at) = state.place(document);
        let terms = (0..state.weighing.width() as u32).map(|term| state.look_up(term, document));
        let text = member.segment.documents.text(at as u32).unwrap();
        format!("{:?} {text:?} {:?}", state.id(document), terms.collect::<Vec<_>>())
    };
    model.into_iter().chain(state.documents().map(document)).collect()
}

#[test]
fn indexes_that_were_written_once_are_read() {
    let stored: Expected =
        serde_json::from_str(&fs::read_to_string(vectors().join("index.json")).unwrap()).unwrap();
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("index_files");
    let written = std::env::var_os("ELANUS_WRITE_VECTORS").is_some();
    let into = if written { vectors().join("index") } else { temporary };
    drop(fs::remove_dir_all(&into));
    fs::create_dir_all(&into).unwrap();
    let indexes = [
        ("texts", write_texts(&into.join("texts"), &stored.texts)),
        ("vectors", write_vectors(&into.join("vectors"), &stored.vectors)),
        ("windows", write_windows(&into.join("windows"), &stored.windows)),
    ];
    for (name, index) in indexes {
        let expected = facts(&index.snapshot());
        for folder in [vectors().join("index"), into.clone()] {
            for mapped in [true, false] {
                let opened = open(&folder.join(name), mapped, 2).unwrap();
                assert!(facts(&opened.state) == expected, "{name}");
                assert_eq!(opened.analyzer, json!({"callable": "split"}));
            }
        }
    }
    if !written {
        fs::remove_dir_all(into).unwrap();
    }
}
