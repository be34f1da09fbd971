//! The index against its naive twin: every document scored by a plain loop over the rows of the encoders.

use super::state::Passing;
use super::*;
use crate::batch::Tokens;
use crate::bm25::Bm25Model;
use crate::counts::RowEncoder;
use crate::csr::Csr;
use crate::error::Error;
use crate::parallel::Unhosted;
use crate::random::Random;
use crate::weighting::{Method, Parameters};

type Document = Vec<String>;

/// A document's id, its columns and its weights.
type Row = (i64, (Vec<i32>, Vec<f32>));

/// Few frequent terms, many rare ones, and some documents without any.
fn document(random: &mut Random, most: usize) -> Document {
    let term = |random: &mut Random| {
        let bound = [2, 8, 50, 3_000][random.below(4)];
        format!("t{}", random.below(bound))
    };
    (0..random.below(most + 1)).map(|_| term(random)).collect()
}

fn documents(random: &mut Random, number: usize, most: usize) -> Vec<Document> {
    (0..number).map(|_| document(random, most)).collect()
}

type Twin<'a> = Tokens<std::slice::Iter<'a, Document>>;

fn tokens(documents: &[Document]) -> Twin<'_> {
    Tokens::new(documents)
}

/// Ids from the first free number on, or these.
fn store(
    ids: Option<Vec<i64>>,
) -> impl for<'a, 'b> FnOnce(&'a mut Twin<'b>, usize, i64) -> Result<Documents, Error> {
    move |_, number, next| {
        let mut builder = DocumentsBuilder::new(false);
        let ids = ids.unwrap_or_else(|| (next..).take(number).collect());
        ids.into_iter().try_for_each(|id| builder.push(Id::from(id), None))?;
        Ok(builder.finish())
    }
}

fn add(index: &SharedIndex, documents: &[Document], threads: usize) {
    index.add(&Unhosted, &mut tokens(documents), None, threads, false, store(None)).unwrap();
}

fn queries(index: &SharedIndex, texts: &[Document]) -> Csr {
    index.snapshot().encode(&Unhosted, &mut tokens(texts), None, 1).unwrap()
}

fn found(
    index: &SharedIndex,
    queries: &Csr,
    k: usize,
    filters: &Filters,
    threads: usize,
) -> Vec<Vec<(i64, u32)>> {
    let state = index.snapshot();
    let found = state.search(&Unhosted, queries, k, filters, threads).unwrap();
    let row = |(row, &count): (usize, &u32)| {
        let range = row * found.k..row * found.k + count as usize;
        let hits = found.documents[range.clone()].iter().zip(&found.scores[range]);
        hits.map(|(&document, score)| (number(state.id(document)), score.to_bits())).collect()
    };
    found.counts.iter().enumerate().map(row).collect()
}

fn number(id: Id<'_>) -> i64 {
    match id {
        Id::Number(number) => number,
        Id::Text(text) => panic!("{text}"),
    }
}

/// The best of some rows for each query, each row with its id.
fn naive(rows: &[Row], queries: &Csr, k: usize) -> Vec<Vec<(i64, u32)>> {
    let best = |(columns, weights): (&[i32], &[f32])| {
        let mut hits: Vec<(i64, f32)> = Vec::new();
        for (id, (own, values)) in rows {
            let (mut score, mut is_hit) = (0.0_f32, false);
            for (column, weight) in columns.iter().zip(weights) {
                if let Ok(at) = own.binary_search(column) {
                    is_hit = true;
                    let product = weight * values[at];
                    score += product;
                }
            }
            if is_hit {
                hits.push((*id, score));
            }
        }
        hits.sort_by(|a, b| b.1.total_cmp(&a.1));
        hits.truncate(k);
        hits.into_iter().map(|(id, score)| (id, score.to_bits())).collect()
    };
    queries.rows().map(best).collect()
}

fn encoded(model: &Bm25Model, documents: &[(i64, Document)]) -> Vec<Row> {
    let texts: Vec<_> = documents.iter().map(|(_, document)| document.clone()).collect();
    let rows = model.encode(&Unhosted, &mut tokens(&texts), &mut [RowEncoder::new()], None, false).unwrap();
    let rows = rows.rows().map(|(columns, values)| (columns.to_vec(), values.to_vec()));
    documents.iter().map(|&(id, _)| id).zip(rows).collect()
}

fn model(index: &SharedIndex) -> Bm25Model {
    Bm25Model::clone(index.snapshot().weighing.model().unwrap())
}

#[test]
fn all_methods_answer_as_a_plain_loop_does() {
    let mut random = Random::new(29);
    // More than one window, with few terms each.
    let texts = documents(&mut random, WINDOW + 3_000, 8);
    let asked = documents(&mut random, 30, 5);
    for method in Method::ALL {
        let index = SharedIndex::new(Parameters::of(method)).unwrap();
        add(&index, &texts, 2);
        let rows = encoded(&model(&index), &(0..).zip(texts.iter().cloned()).collect::<Vec<_>>());
        let queries = queries(&index, &asked);
        for k in [1, 10, 100, texts.len()] {
            let expected = naive(&rows, &queries, k);
            for threads in 1..4 {
                assert_eq!(found(&index, &queries, k, &Filters::None, threads), expected, "{method:?} {k}");
            }
        }
        // Half of the documents, and of one window none.
        let passes = |document: i64| document % 2 == 1 && document > 1 << WINDOW_BITS;
        let state = index.snapshot();
        let filter = state.filter(state.documents().filter(|&document| passes(document.into())));
        assert!(matches!(filter.0, Passing::Many(_)));
        let rest: Vec<_> = rows.iter().filter(|&&(id, _)| passes(id)).cloned().collect();
        let filtered = found(&index, &queries, 10, &Filters::All(filter.clone()), 1);
        assert_eq!(filtered, naive(&rest, &queries, 10));
        let each = (0..asked.len()).map(|row| (row % 2 == 0).then(|| filter.clone())).collect();
        let expected = naive(&rest, &queries, 10).into_iter().zip(naive(&rows, &queries, 10)).enumerate();
        let expected: Vec<_> =
            expected.map(|(row, (rest, all))| if row % 2 == 0 { rest } else { all }).collect();
        assert_eq!(found(&index, &queries, 10, &Filters::Each(each), 2), expected);
    }
}

#[test]
fn a_filter_of_few_documents_answers_as_one_of_many_does() {
    let mut random = Random::new(30);
    let texts = documents(&mut random, WINDOW + 3_000, 8);
    let mut asked = documents(&mut random, 30, 5);
    asked.push(vec!["t0".to_owned(), "t1".to_owned()]);
    for method in Method::ALL {
        let index = SharedIndex::new(Parameters::of(method)).unwrap();
        add(&index, &texts, 2);
        // Two segments, with some documents deleted.
        add(&index, &texts[..900], 1);
        let dying: Vec<u32> = (0..400).map(|_| random.below(texts.len()) as u32).collect();
        index.delete(&Unhosted, |_| Ok(dying.clone())).unwrap();
        let numbered = texts.iter().chain(&texts[..900]).cloned();
        let rows = encoded(&model(&index), &(0..).zip(numbered).collect::<Vec<_>>());
        let queries = queries(&index, &asked);
        let state = index.snapshot();
        // Looked up one by one, or not.
        for number in [0, 1, 5, 20, 250] {
            let mut passing: Vec<u32> = (0..number).map(|_| random.below(rows.len()) as u32).collect();
            passing.extend(passing.clone());
            let filter = state.filter(passing.iter().copied());
            assert!(matches!(filter.0, Passing::Few(_)));
            let is_found = |row: &&Row| {
                let number = u32::try_from(row.0).unwrap();
                passing.contains(&number) && !dying.contains(&number)
            };
            let rest: Vec<_> = rows.iter().filter(is_found).cloned().collect();
            for k in [1, 10, 100] {
                let expected = naive(&rest, &queries, k);
                let each = vec![Some(filter.clone()); asked.len()];
                assert_eq!(found(&index, &queries, k, &Filters::Each(each), 2), expected, "{method:?}");
                assert_eq!(found(&index, &queries, k, &Filters::All(filter.clone()), 1), expected);
            }
        }
    }
}

#[test]
fn pairs_that_no_live_document_has_are_dropped() {
    let index = SharedIndex::new(Parameters::default()).unwrap();
    let texts: Vec<Document> = (1..40).map(|length| vec!["kite".to_owned(); length]).collect();
    add(&index, &texts, 1);
    index.delete(&Unhosted, |_| Ok((3..39).collect())).unwrap();
    assert_eq!(index.snapshot().members()[0].segment.facts.len(), 39);
    index.compact(&Unhosted).unwrap();
    assert_eq!(index.snapshot().members()[0].segment.facts.len(), 3);
}

/// An index of documents that another one has, weighed by statistics of others.
fn misfitted(documents: &[Document], counted: &[Document]) -> SharedIndex {
    let index = SharedIndex::new(Parameters::default()).unwrap();
    let (many, last) = documents.split_at(documents.len() - 1);
    add(&index, many, 1);
    add(&index, last, 1);
    let parameters = Parameters::default();
    let model = Bm25Model::fit(&Unhosted, &mut tokens(counted), None, 1, parameters).unwrap();
    let weighing = Weighing::Bm25 { model: Some(model.into()), parameters, follows: true };
    let state = index.snapshot();
    SharedIndex::of(State::new(weighing, state.members().to_vec(), state.next_id).unwrap())
}

fn text(text: &str) -> Document {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
fn statistics_of_other_documents_are_left_as_they_were() {
    let documents = ["red kite", "black kite", "owl", "kite"].map(text);
    let delete = |index: &SharedIndex, dying: &[u32]| index.delete(&Unhosted, |_| Ok(dying.to_vec()));
    // What goes was not counted: what comes is not, either.
    let index = misfitted(&documents, &["swift".to_owned()].map(|word| vec![word]));
    let added = store(Some(vec![0]));
    let new = [text("a tern")];
    let refused = index.add(&Unhosted, &mut tokens(&new), None, 1, true, added);
    assert!(matches!(refused, Err(Error::ImpossibleRest)), "{refused:?}");
    let counts = model(&index).statistics().cloned().unwrap();
    assert_eq!((counts.documents, counts.total_length, &*counts.document_frequency), (1, 1, &[1][..]));
    // A term that each of two segments may lose, but not both.
    let index = misfitted(&documents, &["red kite black", "owl owl", "owl tern"].map(text));
    assert_eq!(index.snapshot().members().len(), 2);
    assert!(matches!(delete(&index, &[0, 3]), Err(Error::ImpossibleRest)));
    assert_eq!(index.snapshot().len(), 4);
    delete(&index, &[0]).unwrap();
    // Terms without a document that documents hold.
    assert!(matches!(index.compact(&Unhosted), Err(Error::InvalidModel(_))));
    assert_eq!(index.snapshot().len(), 3);
}

#[test]
fn documents_are_read_while_others_may_change_the_index() {
    let index = SharedIndex::new(Parameters::default()).unwrap();
    let nested = |index: &SharedIndex, documents: &[Document], inner: &dyn Fn()| {
        let mut source = Tokens::new(documents.iter().inspect(|_| inner()));
        let stored = |_: &mut _, number, next| store(None)(&mut tokens(&[]), number, next);
        index.add(&Unhosted, &mut source, None, 1, false, stored)
    };
    let documents = [text("red kite")];
    nested(&index, &documents, &|| add(&index, &[text("owl")], 1)).unwrap();
    let state = index.snapshot();
    let kite = model(&index).live_term("kite").unwrap();
    assert_eq!((state.len(), number(state.id(1)), state.look_up(kite, 1)), (2, 1, Some(Fact::Frequency(1))));
    // Documents that a model knows the terms of are encoded while others wait.
    let fixed = SharedIndex::with_model(model(&index).into()).unwrap();
    let inner = || {
        let refused = nested(&fixed, &documents, &|| ());
        assert!(matches!(refused, Err(Error::NestedUpdate)), "{refused:?}");
    };
    nested(&fixed, &documents, &inner).unwrap();
    assert_eq!(fixed.snapshot().len(), 1);
}

#[test]
fn what_goes_with_a_state_is_asked_for_and_set_in_one_turn() {
    let index = SharedIndex::new(Parameters::default()).unwrap();
    add(&index, &[text("red kite")], 1);
    let is_alone = || assert!(matches!(index.numbered(&Unhosted, || ()), Err(Error::NestedUpdate)));
    let (state, changes, ()) = index.numbered(&Unhosted, is_alone).unwrap();
    index.replace(&Unhosted, (*state).clone(), changes, is_alone).unwrap();
    let refused = index.replace(&Unhosted, (*state).clone(), changes + 1, || panic!("it was changed"));
    assert!(matches!(refused, Err(Error::UnsavedIndex)));
}

#[test]
fn an_updated_index_answers_as_one_that_is_built_anew() {
    let mut random = Random::new(31);
    for round in 0..40 {
        let method = Method::ALL[round % Method::ALL.len()];
        let index = SharedIndex::new(Parameters::of(method)).unwrap();
        let mut twin: Vec<(i64, Document)> = Vec::new();
        let mut next = 0;
        for step in 0..12 {
            match random.below(if twin.is_empty() { 1 } else { 6 }) {
                0 | 1 => {
                    let mut new = documents(&mut random, 1 + step % 5 * 40, 12);
                    new.push(vec!["t0".to_owned()]);
                    add(&index, &new, 1 + step % 2);
                    twin.extend((next..).zip(new.clone()));
                    next += new.len().cast_signed() as i64;
                }
                2 => {
                    let dying: Vec<i64> =
                        twin.iter().filter(|_| random.below(4) == 0).map(|&(id, _)| id).collect();
                    let find = |state: &State| {
                        Ok(dying.iter().filter_map(|&id| state.find(Id::from(id))).collect::<Vec<_>>())
                    };
                    index.delete(&Unhosted, find).unwrap();
                    twin.retain(|(id, _)| !dying.contains(id));
                }
                3 => {
                    let ids: Vec<i64> = twin.iter().take(5).map(|&(id, _)| id).collect();
                    let new = documents(&mut random, ids.len(), 9);
                    let added = store(Some(ids.clone()));
                    index.add(&Unhosted, &mut tokens(&new), None, 1, true, added).unwrap();
                    twin.retain(|(id, _)| !ids.contains(id));
                    twin.extend(ids.into_iter().zip(new));
                }
                4 => index.compact(&Unhosted).unwrap(),
                _ => {
                    let k1 = random.below(30) as f64 / 10.0;
                    index.set_parameters(&Unhosted, |parameters| parameters.k1 = k1).unwrap();
                }
            }
            let state = index.snapshot();
            assert_eq!(state.len(), twin.len());
            assert!(
                state
                    .documents()
                    .map(|document| number(state.id(document)))
                    .eq(twin.iter().map(|&(id, _)| id))
            );
            let model = model(&index);
            let counts = model.statistics().unwrap();
            assert_eq!(counts.documents, twin.len() as u64);
            assert_eq!(
                counts.total_length,
                twin.iter().map(|(_, document)| document.len() as u64).sum::<u64>()
            );
            let queries = queries(&index, &documents(&mut random, 8, 5));
            let rows = encoded(&model, &twin);
            for k in [1, 7, 1_000] {
                assert_eq!(found(&index, &queries, k, &Filters::None, 1), naive(&rows, &queries, k));
            }
            // The same documents counted anew, under the same vocabulary.
            let texts: Vec<_> = twin.iter().map(|(_, document)| document.clone()).collect();
            if texts.iter().any(|text| !text.is_empty()) {
                let fitted =
                    Bm25Model::fit(&Unhosted, &mut tokens(&texts), None, 1, model.parameters()).unwrap();
                for (term, id) in fitted.vocabulary().iter().zip(0..) {
                    let ours = model.live_term(term).unwrap();
                    assert_eq!(model.document_frequency(ours), fitted.document_frequency(id));
                }
                assert_eq!(fitted.live_terms(), model.live_terms());
            }
        }
    }
}

#[test]
fn vectors_answer_as_a_plain_loop_does() {
    let mut random = Random::new(37);
    let width = 300;
    // Few distinct weights, some of them 0; and more than there are codes, in more than one window.
    for (rows, distinct) in [(500, 40), (WINDOW + 9_000, 1 << 30)] {
        let matrix = |random: &mut Random, rows: usize| {
            let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
            for _ in 0..rows {
                let row = (0..300).filter(|_| random.below(10) == 0).collect::<Vec<_>>();
                values.extend(row.iter().map(|_| random.below(distinct) as f32 / 8.0));
                columns.extend(row);
                offsets.push(columns.len() as u64);
            }
            Csr::new(offsets, columns, values, width).unwrap()
        };
        let (given, queries) = (matrix(&mut random, rows), matrix(&mut random, 9));
        let index = SharedIndex::of_vectors(width).unwrap();
        let stored = |number, next: i64| store(None)(&mut tokens(&[]), number, next);
        index.add_vectors(&Unhosted, given.clone(), false, stored).unwrap();
        let is_coded = matches!(index.snapshot().members()[0].segment.postings.entries, Entries::Coded(_));
        assert_eq!(is_coded, distinct < CODES);
        let given = given.rows().map(|(columns, values)| (columns.to_vec(), values.to_vec()));
        let mut twin: Vec<_> = (0..).zip(given).collect();
        for k in [1, 10, 40, rows] {
            assert_eq!(found(&index, &queries, k, &Filters::None, 2), naive(&twin, &queries, k));
        }
        index.delete(&Unhosted, |state| Ok(state.documents().step_by(3).collect())).unwrap();
        twin.retain(|(id, _)| id % 3 != 0);
        for _ in 0..2 {
            assert_eq!(found(&index, &queries, 10, &Filters::None, 1), naive(&twin, &queries, 10));
            index.compact(&Unhosted).unwrap();
        }
    }
}
