//! Indexes that are saved, changed, opened, and damaged in every way.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::batch::Tokens;
use crate::csr::Csr;
use crate::index::{
    Array, Documents, DocumentsBuilder, Entries, Facts, Filters, Id, Postings, SharedIndex, WINDOW_BITS,
};
use crate::parallel::Unhosted;
use crate::persist::simulated::{DIRECTORY, Files, Simulated};
use crate::random::Random;
use crate::weighting::{Method, Parameters};

/// Ids of each form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ids {
    Consecutive,
    Numbers,
    Names,
}

/// The documents of some numbers, as they would be stored.
fn stored(numbers: std::ops::Range<usize>, ids: Ids, has_texts: bool) -> Documents {
    let mut builder = DocumentsBuilder::new(has_texts);
    for number in numbers {
        let text = text(number);
        let name = format!("ü{number}");
        let id = match ids {
            Ids::Consecutive => Id::Number(i64::try_from(number).unwrap()),
            Ids::Numbers => Id::Number(i64::try_from(number * 7 % 1_000).unwrap() - 300),
            Ids::Names => Id::Text(&name),
        };
        builder.push(id, (!number.is_multiple_of(5)).then_some(&*text)).unwrap();
    }
    builder.finish()
}

fn text(number: usize) -> String {
    let mut words = vec![format!("w{}", number % 7), "kite".to_owned(), format!("only{number}")];
    words.resize(3 + number % 4, "kite".to_owned());
    words.join(" ")
}

pub(super) fn add(index: &SharedIndex, numbers: std::ops::Range<usize>, ids: Ids, has_texts: bool) {
    let documents: Vec<Vec<String>> =
        numbers.clone().map(|number| text(number).split(' ').map(str::to_owned).collect()).collect();
    let mut source = Tokens::new(documents.iter());
    let store = |_: &mut _, _, _| Ok(stored(numbers, ids, has_texts));
    index.add(&Unhosted, &mut source, None, 1, false, store).unwrap();
}

pub(super) fn delete(index: &SharedIndex, documents: &[u32]) {
    index.delete(&Unhosted, |_| Ok(documents.to_vec())).unwrap();
}

/// An index of texts in two segments, with a deleted document in the first.
pub(super) fn texts() -> SharedIndex {
    let index = SharedIndex::new(Parameters::of(Method::Lucene)).unwrap();
    add(&index, 0..12, Ids::Consecutive, true);
    // Too few to be merged with the first.
    add(&index, 12..15, Ids::Consecutive, true);
    delete(&index, &[3]);
    index
}

pub(super) fn vectors(distinct: usize) -> SharedIndex {
    let index = SharedIndex::of_vectors(50).unwrap();
    let mut random = Random::new(4);
    let (mut ends, mut columns, mut weights) = (vec![0], Vec::new(), Vec::new());
    for _ in 0..20 {
        for column in 0..50 {
            if random.below(10) == 0 {
                columns.push(column);
                weights.push(random.below(distinct) as f32);
            }
        }
        ends.push(columns.len() as u64);
    }
    let matrix = Csr::new(ends, columns, weights, 50).unwrap();
    index.add_vectors(&Unhosted, matrix, false, |_, _| Ok(stored(0..20, Ids::Names, false))).unwrap();
    index
}

/// Vectors whose weights stand beside the postings, as those do of which there are too many for codes.
pub(super) fn weighed() -> SharedIndex {
    let state = vectors(1 << 20).snapshot();
    let member = |member: &Member| {
        let Segment { count, postings, facts, lengths, documents } = &*member.segment;
        let (Entries::Coded(coded), Facts::Weights(weights)) = (&postings.entries, facts) else {
            panic!("{facts:?}")
        };
        let documents_of: Vec<u16> =
            (0..coded.len()).map(|at| postings.entries.document(at) as u16).collect();
        let weights: Vec<f32> =
            coded.iter().map(|posting| weights[(posting >> WINDOW_BITS) as usize]).collect();
        let entries = Entries::Weighed { documents: documents_of.into(), weights: weights.into() };
        let segment = Segment {
            count: *count,
            postings: Postings { entries, ..postings.clone() },
            facts: Facts::Weights(Array::default()),
            lengths: lengths.clone(),
            documents: documents.clone(),
        };
        Member::new(Arc::new(segment), None)
    };
    let members = state.members().iter().map(member).collect();
    SharedIndex::of(State::new(state.weighing.clone(), members, state.next_id).unwrap())
}

pub(super) fn analyzer() -> Value {
    json!({"analyzer": "grün", "list": [1, 0.1, null]})
}

/// Saves to a system of one directory.
pub(super) fn save_to(system: &Simulated, index: &SharedIndex, saved: Option<&Saved>) -> Result<Saved> {
    let state = index.snapshot();
    let content = Content { state: &state, analyzer: &analyzer(), store_text: true };
    save_on(system, Path::new(DIRECTORY), content, saved, 2, &Cancel::new())
}

pub(super) fn open_from(system: &impl FileSystem) -> Result<Opened> {
    open_on(system, Path::new(DIRECTORY), None, true, 2)
}

pub(super) fn files_of(index: &SharedIndex) -> Files {
    let system = Simulated::sound(&Files::new());
    save_to(&system, index, None).unwrap();
    system.files()
}

fn note(facts: &mut String, fact: std::fmt::Arguments<'_>) {
    writeln!(facts, "{fact}").unwrap();
}

/// Everything that can be asked of a state, as text; an error for a text that cannot be read.
pub(super) fn facts(state: &State) -> Result<String> {
    let mut facts = format!("{} of {}, next {}\n", state.len(), state.postings(), state.next_id);
    note(&mut facts, format_args!("texts as ids: {}", state.has_text_ids));
    match &state.weighing {
        Weighing::Vectors { width } => note(&mut facts, format_args!("{width} columns")),
        Weighing::Bm25 { model, parameters, follows } => {
            note(&mut facts, format_args!("{parameters:?} {follows}"));
            if let Some(model) = model {
                assert_eq!(model.parameters(), *parameters);
                let bits: Vec<u64> = model.idf().iter().map(|idf| idf.to_bits()).collect();
                let terms: Vec<&str> = model.vocabulary().iter().collect();
                note(
                    &mut facts,
                    format_args!("{:?} {} {bits:?} {terms:?}", model.statistics(), model.documents()),
                );
            }
        }
    }
    for document in state.documents() {
        let (member, at) = state.place(document);
        let terms: Vec<_> = (0..state.weighing.width() as u32)
            .filter_map(|term| Some((term, state.look_up(term, document)?)))
            .collect();
        let id = state.id(document);
        let text = member.segment.documents.text(at as u32)?;
        let length = member.segment.lengths.get(at);
        note(&mut facts, format_args!("{id:?} {:?} {length:?} {text:?} {terms:?}", state.find(id).is_some()));
    }
    // A query of each column, and one of all.
    let width = state.weighing.width();
    let columns: Vec<i32> = (0..2 * width).map(|at| ((at % width) as u32).cast_signed()).collect();
    let ends = (0..=width as u64).chain([2 * width as u64]).collect();
    let queries = Csr::new(ends, columns, vec![0.7; 2 * width], width)?;
    let found = state.search(&Unhosted, &queries, 5, &Filters::None, 1)?;
    let bits: Vec<u32> = found.scores.iter().map(|score| score.to_bits()).collect();
    note(&mut facts, format_args!("{:?} {:?} {bits:?}", found.counts, found.documents));
    Ok(facts)
}

fn same(opened: &Opened, index: &SharedIndex) {
    assert_eq!(facts(&opened.state).unwrap(), facts(&index.snapshot()).unwrap());
    assert_eq!((&opened.analyzer, opened.store_text), (&analyzer(), true));
}

/// Indexes of all kinds.
fn indexes() -> Vec<SharedIndex> {
    let mut indexes = vec![texts(), vectors(3), vectors(1 << 20), weighed()];
    for ids in [Ids::Consecutive, Ids::Numbers, Ids::Names] {
        for has_texts in [true, false] {
            let index = SharedIndex::new(Parameters::of(Method::Okapi)).unwrap();
            add(&index, 0..40, ids, has_texts);
            add(&index, 40..45, ids, has_texts);
            delete(&index, &[1, 2, 41]);
            indexes.push(index);
        }
    }
    for method in Method::ALL {
        let index = texts();
        index.set_parameters(&Unhosted, |parameters| *parameters = Parameters::of(method)).unwrap();
        indexes.push(index);
    }
    // Without a document: never one, and none left.
    indexes.push(SharedIndex::new(Parameters::default()).unwrap());
    indexes.push(SharedIndex::of_vectors(7).unwrap());
    for ids in [Ids::Consecutive, Ids::Names] {
        let emptied = SharedIndex::new(Parameters::default()).unwrap();
        add(&emptied, 0..4, ids, true);
        delete(&emptied, &[0, 1, 2, 3]);
        indexes.push(emptied);
    }
    // Statistics of another collection, and of a model without document frequencies.
    let model = Arc::clone(texts().snapshot().weighing.model().unwrap());
    let given = br#"{"version": "v1", "corpus_size": 2, "avgdl": 2.5, "idf_word": ["kite", "w1"],
        "idf_value": [0.5, -0.0], "k1": 1.5, "b": 0.75, "epsilon": 0.25}"#;
    let given = Arc::new(persist::from_bytes(Path::new("model"), given).unwrap().model);
    for model in [model, given] {
        let index = SharedIndex::with_model(model).unwrap();
        add(&index, 3..20, Ids::Names, true);
        indexes.push(index);
    }
    indexes
}

#[test]
fn what_is_saved_comes_back() {
    let folder = std::env::temp_dir().join(format!("elanus-index-{}", std::process::id()));
    let mut earlier: Option<(Opened, String)> = None;
    for index in indexes() {
        let state = index.snapshot();
        let content = Content { state: &state, analyzer: &analyzer(), store_text: true };
        let saved = save(&folder, content, None, 2, &Cancel::new()).unwrap();
        if let Some((opened, expected)) = &earlier {
            // Its files are gone, and still mapped.
            assert!(opened.saved.segments.iter().all(|(_, entry)| !folder.join(&entry.name).exists()));
            assert_eq!(&facts(&opened.state).unwrap(), expected);
        }
        earlier = open(&folder, true, 1)
            .map(|opened| {
                let expected = facts(&opened.state).unwrap();
                (opened, expected)
            })
            .ok();
        for (mapped, threads) in [(true, 1), (true, 2), (false, 2)] {
            let opened = open(&folder, mapped, threads).unwrap();
            same(&opened, &index);
            assert_eq!(opened.saved.digest(), saved.digest());
            assert_eq!(opened.saved.generation(), saved.generation());
            // What was opened is saved as it was.
            let content = Content { state: &opened.state, ..content };
            let system = Simulated::sound(&Files::new());
            save_on(&system, Path::new(DIRECTORY), content, None, 1, &Cancel::new()).unwrap();
            assert!(system.files() == files_of(&index));
        }
        // What was opened is not opened anew, and nothing has changed since.
        let opened = open(&folder, true, 1).unwrap();
        assert!(reopen(&opened.saved, &opened.state, 1).unwrap().is_none());
        // The next index takes the place of this one.
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn only_what_is_new_is_written() {
    let system = Simulated::sound(&Files::new());
    let index = SharedIndex::new(Parameters::default()).unwrap();
    add(&index, 0..2_000, Ids::Names, true);
    let mut saved = save_to(&system, &index, None).unwrap();
    let mut reader = open_from(&system).unwrap();
    let mut names: Vec<PathBuf> = system.files().into_keys().collect();
    assert_eq!(names, ["manifest", "model-1", "segment-1-0"].map(|name| Path::new(DIRECTORY).join(name)));
    let mut change = |change: &dyn Fn(&SharedIndex), added: &[&str], removed: &[&str]| {
        change(&index);
        let before = facts(&reader.state).unwrap();
        saved = save_to(&system, &index, Some(&saved)).unwrap();
        names.retain(|name| !removed.iter().any(|removed| name.ends_with(removed)));
        names.extend(added.iter().map(|name| Path::new(DIRECTORY).join(name)));
        names.sort();
        let files = system.files();
        assert!(files.keys().eq(&names), "{:?}", files.keys());
        same(&open_from(&system).unwrap(), &index);
        // A reader has what it has, and then what is new.
        assert_eq!(facts(&reader.state).unwrap(), before);
        let since = Some((&reader.saved, &reader.state));
        let after = open_on(&system, Path::new(DIRECTORY), since, true, 1).unwrap();
        same(&after, &index);
        let shared = after.state.members().iter().filter(|member| {
            reader.state.members().iter().any(|other| Arc::ptr_eq(&other.segment, &member.segment))
        });
        let shared = shared.count();
        reader = after;
        (shared, files[&Path::new(DIRECTORY).join("manifest")].len())
    };
    let (shared, manifest) =
        change(&|index| add(index, 2_000..2_001, Ids::Names, true), &["segment-2-1"], &[]);
    assert!(shared == 1 && manifest < 4_096, "{shared} {manifest}");
    let (shared, _) = change(&|index| delete(index, &[7]), &[], &[]);
    assert_eq!(shared, 2);
    let set = |index: &SharedIndex| {
        index.set_parameters(&Unhosted, |parameters| parameters.k1 = 1.7).unwrap();
    };
    assert_eq!(change(&set, &[], &[]).0, 2);
    assert_eq!(change(&|_| (), &[], &[]).0, 2);
    // Many new terms are another base.
    let many = |index: &SharedIndex| add(index, 3_000..3_900, Ids::Names, true);
    // The segment before it was small, and is merged with it.
    assert_eq!(change(&many, &["model-6", "segment-6-1"], &["model-1", "segment-2-1"]).0, 1);
    // Terms have other ids now.
    let compact = |index: &SharedIndex| index.compact(&Unhosted).unwrap();
    let old = ["model-6", "segment-1-0", "segment-6-1"];
    assert_eq!(change(&compact, &["model-7", "segment-7-0"], &old).0, 0);
}

#[test]
fn every_flipped_bit_every_cut_and_every_appended_byte_is_noticed() {
    for index in [texts(), vectors(3), weighed()] {
        let files = files_of(&index);
        let expected = facts(&index.snapshot()).unwrap();
        let is_noticed = |files: &Files| {
            let opened = open_from(&Simulated::sound(files));
            let refusal = match opened {
                // A block of texts is looked at when it is read.
                Ok(opened) => facts(&opened.state).unwrap_err(),
                Err(refusal) => refusal,
            };
            matches!(refusal, Error::CorruptIndex { .. } | Error::CorruptFile { .. })
        };
        assert_eq!(facts(&open_from(&Simulated::sound(&files)).unwrap().state).unwrap(), expected);
        let mut damaged = files.clone();
        for (path, content) in &files {
            for at in 0..content.len() {
                // All bits of a file that is mostly zeros would take minutes without optimization.
                for bit in [at % 8, (at + 3) % 8] {
                    damaged.get_mut(path).unwrap()[at] ^= 1 << bit;
                    assert!(is_noticed(&damaged), "bit {bit} of byte {at} of {}", path.display());
                    damaged.get_mut(path).unwrap()[at] ^= 1 << bit;
                }
                if at.is_multiple_of(7) {
                    damaged.insert(path.clone(), content[..at].to_vec());
                    assert!(is_noticed(&damaged), "{} cut at {at}", path.display());
                    damaged.insert(path.clone(), content.clone());
                }
            }
            for more in [&[0][..], &[0; 64], content] {
                damaged.insert(path.clone(), [content, more].concat());
                assert!(is_noticed(&damaged), "{} with more", path.display());
            }
            damaged.insert(path.clone(), content.clone());
            // Another file in its place, or none.
            for other in files.keys().filter(|other| *other != path) {
                let mut swapped = files.clone();
                swapped.insert(path.clone(), files[other].clone());
                assert!(is_noticed(&swapped), "{} for {}", other.display(), path.display());
                swapped.insert(other.clone(), content.clone());
                assert!(is_noticed(&swapped));
            }
            let mut without = files.clone();
            without.remove(path);
            let refusal = open_from(&Simulated::sound(&without)).unwrap_err().to_string();
            assert!(refusal.contains("missing") || path.ends_with("manifest"), "{refusal}");
        }
    }
}

#[test]
fn a_newer_format_says_so() {
    let files = files_of(&texts());
    for path in files.keys() {
        let mut newer = files.clone();
        newer.get_mut(path).unwrap()[8] = 3;
        let refusal = open_from(&Simulated::sound(&newer)).unwrap_err().to_string();
        assert!(refusal.contains("newer version of Elanus (format 3"), "{refusal}");
    }
}

#[test]
fn a_writer_that_has_not_seen_the_last_save_is_refused() {
    let system = Simulated::sound(&Files::new());
    let (index, other) = (texts(), texts());
    let first = save_to(&system, &index, None).unwrap();
    let opened = open_from(&system).unwrap();
    let second = save_to(&system, &other, Some(&opened.saved)).unwrap();
    assert_eq!((first.generation(), second.generation()), (1, 2));
    let before = system.files();
    let refusal = save_to(&system, &index, Some(&first)).unwrap_err();
    assert!(matches!(refusal, Error::ChangedIndex { opened: 1, now: Some(2), .. }), "{refusal}");
    assert!(system.files() == before);
    let gone = Simulated::sound(&Files::new());
    let refusal = save_to(&gone, &index, Some(&first)).unwrap_err();
    assert!(matches!(refusal, Error::ChangedIndex { now: None, .. }), "{refusal}");
    assert!(gone.files().is_empty());
}

#[test]
fn what_others_left_is_cleared_and_what_is_not_ours_stays() {
    let mut files = files_of(&texts());
    let others = [
        ".manifest.x.tmp",
        "model-1-2",
        "model-of-birds",
        "notes.txt",
        "segment-1",
        "segment-1-",
        "segments",
    ];
    for name in ["segment-2-0", "model-9", ".manifest.77.0.tmp"].iter().chain(&others) {
        files.insert(Path::new(DIRECTORY).join(name), b"left".to_vec());
    }
    let system = Simulated::sound(&files);
    let opened = open_from(&system).unwrap();
    let index = SharedIndex::of(opened.state);
    add(&index, 20..40, Ids::Consecutive, true);
    save_to(&system, &index, Some(&opened.saved)).unwrap();
    let names: Vec<String> =
        system.files().keys().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let ours = names.iter().filter(|name| !others.contains(&name.as_str()));
    // What was small is merged with what is added.
    assert!(ours.eq(["manifest", "model-1", "segment-2-0"]), "{names:?}");
    assert!(others.iter().all(|other| names.iter().any(|name| name == other)), "{names:?}");
    // Where there is no index, they are not joined by one.
    let mut foreign = system.files();
    foreign.remove(&Path::new(DIRECTORY).join("manifest"));
    let empty = Simulated::sound(&foreign);
    let refusal = save_to(&empty, &index, None).unwrap_err().to_string();
    assert!(refusal.contains("it is no index, and holds"), "{refusal}");
    assert!(empty.files() == foreign);
    same(&open_from(&system).unwrap(), &index);
}

#[test]
fn an_interrupted_save_leaves_what_was_there() {
    let index = texts();
    let files = files_of(&index);
    let state = index.snapshot();
    let content = Content { state: &state, analyzer: &analyzer(), store_text: true };
    let mut cancelled = 0;
    for look in 1.. {
        let system = Simulated::sound(&files);
        let saved = save_on(&system, Path::new(DIRECTORY), content, None, 1, &Cancel::at_look(look));
        match saved {
            Err(Error::Cancelled) => cancelled += 1,
            other => {
                other.unwrap();
                break;
            }
        }
        assert!(system.files() == files, "look {look}");
    }
    assert!(cancelled > 10, "{cancelled}");
}
