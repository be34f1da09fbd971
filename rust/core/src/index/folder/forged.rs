//! Files that say wrong things, with digests that fit.

use std::path::Path;

use super::manifest::{Manifest, WeighingEntry};
use super::sections::{Kind, Sections, Table};
use super::tests::{Ids, add, delete, facts, files_of, open_from, save_to, texts, vectors, weighed};
use super::*;
use crate::batch::Tokens;
use crate::csr::Csr;
use crate::index::{Bits, DocumentsBuilder, Filters, Id, SharedIndex};
use crate::parallel::Unhosted;
use crate::persist::simulated::{DIRECTORY, Files, Simulated};
use crate::random::Random;
use crate::weighting::Parameters;

/// The name of a section, its content, and whether it has a digest.
type Section = (String, Vec<u8>, bool);

/// A file with other sections, and digests that fit.
fn forged(kind: Kind, bytes: &[u8], change: &mut dyn FnMut(&mut Vec<Section>)) -> Vec<u8> {
    let sections = Sections::new(kind, FileBytes::from(bytes)).unwrap();
    let mut all = sections.contents();
    change(&mut all);
    let (mut table, head) = Table::new(kind, sections.format());
    let mut bytes = head.to_vec();
    for (name, content, is_proven) in &all {
        bytes.extend_from_slice(table.padding());
        let digest = if *is_proven { *blake3::hash(content).as_bytes() } else { sections::ELSEWHERE };
        table.note(name, content.len() as u64, &digest);
        bytes.extend_from_slice(content);
    }
    bytes.extend(table.finish().0);
    bytes
}

/// The folder with other contents of a segment's sections, whose digests all fit.
fn with_forged_segment(files: &Files, name: &str, change: &mut dyn FnMut(&mut Vec<Section>)) -> Files {
    let (path, manifest) = (Path::new(DIRECTORY).join(name), Path::new(DIRECTORY).join("manifest"));
    let segment = forged(Kind::Segment, &files[&path], change);
    let digest =
        Sections::new(Kind::Segment, FileBytes::from(&segment[..])).map(|sections| sections.digest());
    let (mut now, _) = Manifest::from_bytes(FileBytes::from(&files[&manifest][..])).unwrap();
    for entry in now.segments.iter_mut().filter(|entry| entry.file.name == name) {
        entry.file.size = segment.len() as u64;
        entry.file.digest =
            digest.as_ref().map_or_else(|_| String::new(), |digest| digest.to_hex().to_string());
    }
    let mut files = files.clone();
    files.insert(path, segment);
    files.insert(manifest, now.to_bytes().0);
    files
}

/// The folder with another manifest.
fn with_manifest(files: &Files, change: impl FnOnce(&mut Manifest)) -> Files {
    let (mut files, path) = (files.clone(), Path::new(DIRECTORY).join("manifest"));
    let (mut manifest, _) = Manifest::from_bytes(FileBytes::from(&files[&path][..])).unwrap();
    change(&mut manifest);
    files.insert(path, manifest.to_bytes().0);
    files
}

fn refusal(files: &Files) -> String {
    match open_from(&Simulated::sound(files)) {
        Err(Error::CorruptIndex { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

/// The folder with a segment of so many documents without a term, counted from 0.
fn with_documents(files: &Files, documents: u32) -> Files {
    let files = with_forged_segment(files, "segment-1-0", &mut |sections| {
        sections.retain(|(name, _, _)| !name.starts_with("ids.") && !name.starts_with("texts"));
        for (name, content, _) in sections.iter_mut() {
            *content = match &**name {
                "segment" => u64::from(documents).to_le_bytes().to_vec(),
                "lists.starts" => vec![0; 4],
                _ => Vec::new(),
            };
        }
        sections.push(("ids.first".to_owned(), vec![0; 8], true));
    });
    with_manifest(&files, |manifest| {
        manifest.segments.truncate(1);
        manifest.segments[0].documents = documents as usize;
        manifest.segments[0].live = None;
    })
}

#[test]
fn segments_hold_as_many_documents_as_they_can() {
    let files = files_of(&vectors(3));
    for documents in [1, 1 << 22] {
        let opened = open_from(&Simulated::sound(&with_documents(&files, documents))).unwrap();
        assert_eq!(opened.state.len(), documents as usize);
    }
    for documents in [0, (1 << 22) + 1, u32::MAX] {
        let reason = refusal(&with_documents(&files, documents));
        assert!(reason.contains("no documents, or more than"), "{reason}");
    }
    // What no document is left of counts for nothing.
    let emptied = with_manifest(&files, |manifest| {
        let entry = &mut manifest.segments[0];
        entry.live = Some(Bits::none(entry.documents));
    });
    let opened = open_from(&Simulated::sound(&emptied)).unwrap();
    assert!(opened.state.is_empty() && opened.state.members().is_empty());
}

#[test]
fn statistics_of_other_documents_are_refused() {
    let whole = SharedIndex::new(Parameters::default()).unwrap();
    add(&whole, 0..12, Ids::Consecutive, true);
    let (whole, with_deletion) = (files_of(&whole), files_of(&texts()));
    for files in [&whole, &with_deletion] {
        assert!(open_from(&Simulated::sound(&with_manifest(files, |_| ()))).is_ok());
        for (documents, tokens) in [(1, 0), (0, 1)] {
            let reason = refusal(&with_manifest(files, |manifest| match &mut manifest.weighing {
                WeighingEntry::Bm25 { model: Some(model), .. } => {
                    model.1.documents += documents;
                    model.1.total_length += tokens;
                }
                other => panic!("{other:?}"),
            }));
            assert!(reason.contains("statistics are not those of its documents"), "{reason}");
        }
        let reason = refusal(&with_manifest(files, |manifest| match &mut manifest.weighing {
            WeighingEntry::Bm25 { model, .. } => *model = None,
            WeighingEntry::Vectors { .. } => {}
        }));
        assert!(reason.contains("are not those of the index"), "{reason}");
    }
    // The second term stands in every document of the first segment, of which one may be deleted.
    let path = Path::new(DIRECTORY).join("manifest");
    for (files, frequency, is_sound) in
        [(&whole, 12, true), (&whole, 11, false), (&with_deletion, 14, true), (&with_deletion, 13, false)]
    {
        let mut changed = files.clone();
        let manifest = forged(Kind::Manifest, &files[&path], &mut |sections| {
            for (name, content, _) in sections {
                match &**name {
                    "df.ids" => *content = vec![1, 0, 0, 0],
                    "df.changed" => *content = vec![frequency, 0, 0, 0],
                    _ => {}
                }
            }
        });
        changed.insert(path.clone(), manifest);
        assert_eq!(open_from(&Simulated::sound(&changed)).is_ok(), is_sound, "{frequency}");
    }
    // Documents without a term need none of a model; they have no statistics, though.
    let unweighed = with_manifest(&with_documents(&files_of(&vectors(3)), 3), |manifest| {
        let parameters = Parameters::default();
        manifest.weighing = WeighingEntry::Bm25 { parameters, follows: true, model: None };
    });
    let pairs = with_forged_segment(&unweighed, "segment-1-0", &mut |sections| {
        for (name, content, _) in sections {
            match &**name {
                "facts.weights" => "facts.pairs".clone_into(name),
                "lengths" => *content = vec![0; 12],
                _ => {}
            }
        }
    });
    let reason = refusal(&pairs);
    assert!(reason.contains("nothing that they are weighed by"), "{reason}");
}

#[test]
fn wrong_files_whose_digests_fit_do_no_harm() {
    let mut random = Random::new(21);
    let (mut refused, mut opened) = (0, 0);
    let name = "segment-1-0";
    for index in [texts(), vectors(3), weighed()] {
        let files = files_of(&index);
        for _ in 0..1_500 {
            let changed = with_forged_segment(&files, name, &mut |sections| {
                for _ in 0..=random.below(2) {
                    let number = random.below(sections.len());
                    let (name, content, _) = &mut sections[number];
                    // What lies in a block of texts has digests of its own.
                    if name == "texts" || content.is_empty() {
                        continue;
                    }
                    match random.below(8) {
                        0 => content.truncate(random.below(content.len())),
                        1 => content.extend_from_slice(&[1; 8]),
                        2 => {
                            sections.remove(number);
                        }
                        _ => {
                            let at = random.below(content.len());
                            let values =
                                [0, 1, 0x7f, 0x80, 0xff, content[at].wrapping_add(1), content[at] ^ 16];
                            content[at] = values[random.below(values.len())];
                        }
                    }
                }
            });
            // Refused, or as good as another index: nothing that is asked of it fails but by an error.
            match open_from(&Simulated::sound(&changed)) {
                Err(Error::CorruptIndex { .. }) => refused += 1,
                Err(refusal) => panic!("{refusal}"),
                Ok(index) => {
                    opened += 1;
                    drop(facts(&index.state));
                    let other = SharedIndex::of(index.state);
                    other.compact(&Unhosted).ok();
                }
            }
        }
    }
    assert!(refused > 1_000 && opened > 200, "{refused} {opened}");
}

#[test]
fn wrong_windows_whose_digests_fit_do_no_harm() {
    let index = SharedIndex::new(Parameters::default()).unwrap();
    let documents: Vec<Vec<&str>> = (0..40_000)
        .map(|number| match number {
            _ if number % 16_000 == 0 => vec!["often", "sometimes", "rare"],
            _ if number % 40 == 0 => vec!["often", "sometimes"],
            _ if number % 2 == 0 => vec!["often"],
            _ => vec![],
        })
        .collect();
    let store = |_: &mut _, _, _| {
        let mut builder = DocumentsBuilder::new(false);
        (0..40_000).try_for_each(|id: i64| builder.push(Id::from(id), None))?;
        Ok(builder.finish())
    };
    index.add(&Unhosted, &mut Tokens::new(documents.iter()), None, 1, false, store).unwrap();
    let (files, mut random) = (files_of(&index), Random::new(23));
    let (mut refused, mut opened) = (0, 0);
    for round in 0..400 {
        let changed = with_forged_segment(&files, "segment-1-0", &mut |sections| {
            let names =
                ["lists.starts", "lists.places", "lists.ends", "lists.windows", "postings", "facts.pairs"];
            let name = names[random.below(names.len())];
            for (_, content, _) in sections.iter_mut().filter(|(other, _, _)| other == name) {
                for _ in 0..=random.below(3) {
                    let at = random.below(content.len());
                    content[at] = [0, 1, 0xff, content[at] ^ 1, content[at] ^ 0x40][random.below(5)];
                }
            }
        });
        match open_from(&Simulated::sound(&changed)) {
            Err(Error::CorruptIndex { .. }) => refused += 1,
            Err(refusal) => panic!("{refusal}"),
            Ok(index) => {
                opened += 1;
                let queries = Csr::new(vec![0, 3, 4], vec![0, 1, 2, 2], vec![1.0; 4], 3).unwrap();
                // Often enough that bounds are made, and used.
                for _ in 0..5 {
                    index.state.search(&Unhosted, &queries, 10, &Filters::None, 1).unwrap();
                }
                if round % 10 == 0 {
                    let other = SharedIndex::of(index.state);
                    delete(&other, &[0, 80, 39_999]);
                    other.compact(&Unhosted).ok();
                }
            }
        }
    }
    assert!(refused > 50 && opened > 50, "{refused} {opened}");
}

#[test]
fn wrong_manifests_whose_digests_fit_do_no_harm() {
    let mut random = Random::new(22);
    let system = Simulated::sound(&Files::new());
    let index = SharedIndex::new(Parameters::default()).unwrap();
    add(&index, 0..30, Ids::Consecutive, true);
    let saved = save_to(&system, &index, None).unwrap();
    add(&index, 30..33, Ids::Consecutive, true);
    delete(&index, &[4]);
    save_to(&system, &index, Some(&saved)).unwrap();
    let files = system.files();
    let path = Path::new(DIRECTORY).join("manifest");
    let (mut refused, mut opened) = (0, 0);
    for _ in 0..4_000 {
        let manifest = forged(Kind::Manifest, &files[&path], &mut |sections| {
            let number = random.below(sections.len());
            let content = &mut sections[number].1;
            match random.below(12) {
                0 => content.truncate(random.below(content.len().max(1))),
                1 => content.extend_from_slice(&[1; 8]),
                2 => drop(sections.remove(number)),
                _ if content.is_empty() => {}
                _ => {
                    let at = random.below(content.len());
                    content[at] = [0, 1, b'0', b'9', b'-', b'.', 0xff, content[at] ^ 1][random.below(8)];
                }
            }
        });
        let mut changed = files.clone();
        changed.insert(path.clone(), manifest);
        match open_from(&Simulated::sound(&changed)) {
            Ok(index) => {
                opened += 1;
                drop(facts(&index.state));
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 1_000 && opened > 100, "{refused} {opened}");
}
