use std::sync::Arc;

use super::texts::BLOCK;
use super::{Documents, DocumentsBuilder, Entry, Id, TextFile, Texts, write_texts};
use crate::error::Error;
use crate::index::Array;
use crate::parallel::Cancel;
use crate::random::Random;

/// Texts of all sizes, some absent, some empty, some longer than a block.
fn texts(count: usize, seed: u64) -> Vec<Option<String>> {
    let mut random = Random::new(seed);
    let word = |random: &mut Random| ["black", "kite ", "é", "\u{1f985}", "", "0123456789"][random.below(6)];
    (0..count)
        .map(|_| {
            let words = match random.below(20) {
                0 => return None,
                1 => 0,
                2 => 9_000,
                _ => random.below(200),
            };
            Some((0..words).map(|_| word(&mut random)).collect())
        })
        .collect()
}

fn documents(texts: &[Option<String>]) -> Documents {
    let mut builder = DocumentsBuilder::new(true);
    for (number, text) in (0..).zip(texts) {
        builder.push(Id::Number(number), text.as_deref()).unwrap();
    }
    builder.finish()
}

/// What a file would have of the texts.
struct Written {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    ends: Array<u32>,
}

fn written(documents: &Documents, threads: usize) -> Written {
    let texts = documents.texts().unwrap();
    let mut bytes = Vec::new();
    let write = |part: &[u8]| {
        bytes.extend_from_slice(part);
        Ok(())
    };
    let entries = write_texts(texts, threads, &Cancel::new(), write).unwrap();
    Written { bytes, entries, ends: texts.ends().clone() }
}

fn read(written: &Written, documents: &Documents) -> Result<Documents, &'static str> {
    let file = TextFile { path: "segment".into(), bytes: written.bytes.clone().into() };
    let texts = Texts::of_file(&Arc::new(file), written.entries.iter().copied(), written.ends.clone())?;
    Documents::of_parts(documents.names().clone(), Some(texts))
}

fn same(documents: &Documents, expected: &[Option<String>]) {
    assert_eq!(documents.len(), expected.len());
    let mut order: Vec<usize> = (0..expected.len()).collect();
    order.sort_by_key(|document| document * 7_919 % 1_009);
    for document in order.into_iter().chain(0..expected.len()) {
        assert_eq!(documents.text(document as u32).unwrap().as_deref(), expected[document].as_deref());
    }
}

#[test]
fn texts_come_back_from_memory_and_from_a_file() {
    for count in [0, 1, 7, 400] {
        let expected = texts(count, 3);
        let documents = documents(&expected);
        same(&documents, &expected);
        let one = written(&documents, 1);
        for threads in [2, 3] {
            let other = written(&documents, threads);
            assert!(other.bytes == one.bytes && other.entries == one.entries);
        }
        let loaded = read(&one, &documents).unwrap();
        same(&loaded, &expected);
        if count > 100 {
            assert!(one.bytes.len() < documents.bytes() / 2, "not compressed");
            assert!(loaded.bytes() < documents.bytes() / 2);
        }
        // Blocks of a file are written as they are.
        let again = written(&loaded, 2);
        assert!(again.bytes == one.bytes && again.entries == one.entries);
    }
}

#[test]
fn what_cannot_be_compressed_stays_as_it_is() {
    let mut random = Random::new(1);
    let noise: String = (0..50_000).map(|_| char::from(33 + random.below(94) as u8)).collect();
    let expected = [Some(noise.clone()), Some(String::new()), Some(noise[..10].to_owned())];
    let documents = documents(&expected);
    let written = written(&documents, 1);
    assert_eq!(written.entries[0].stored.len as usize, noise.len());
    same(&read(&written, &documents).unwrap(), &expected);
}

#[test]
fn documents_without_texts_take_nothing_for_them() {
    let mut builder = DocumentsBuilder::new(false);
    builder.push(Id::Number(4), Some("kite")).unwrap();
    let documents = builder.finish();
    assert_eq!((documents.text(0).unwrap(), documents.has_texts(), documents.bytes()), (None, false, 0));
    // They become documents without a text among others.
    let mut builder = DocumentsBuilder::new(true);
    builder.append(&documents, |_| true).unwrap();
    builder.push(Id::Number(5), Some("owl")).unwrap();
    same(&builder.finish(), &[None, Some("owl".to_owned())]);
}

#[test]
fn what_is_kept_of_several_is_what_a_builder_would_have_made() {
    let mut random = Random::new(5);
    for _ in 0..20 {
        let (mut merged, mut expected, mut ids) = (DocumentsBuilder::new(true), Vec::new(), Vec::new());
        for part in 0..3 {
            let texts = texts(random.below(300), random.next().into());
            let mut documents = documents(&texts);
            if random.below(2) == 0 {
                documents = read(&written(&documents, 2), &documents).unwrap();
            }
            // All, few, or all but a run.
            let (rule, run) = (random.below(3), random.below(300));
            let keeps = |document: u32| match rule {
                0 => true,
                1 => document % 5 == part,
                _ => !(run..run + 40).contains(&(document as usize)),
            };
            merged.append(&documents, keeps).unwrap();
            for (document, text) in (0..).zip(texts).filter(|&(document, _)| keeps(document)) {
                ids.push(documents.id(document).to_string());
                expected.push(text);
            }
        }
        let merged = merged.finish();
        same(&merged, &expected);
        assert!((0..merged.len() as u32).map(|document| merged.id(document).to_string()).eq(ids));
        same(&read(&written(&merged, 1), &merged).unwrap(), &expected);
    }
}

#[test]
fn whole_blocks_are_shared_when_documents_are_merged() {
    let expected: Vec<_> = (0..200).map(|number| Some(format!("{number:0500}"))).collect();
    let documents = documents(&expected);
    let mut loaded = read(&written(&documents, 1), &documents).unwrap();
    let mut merged = DocumentsBuilder::new(true);
    merged.append(&loaded, |document| document != 100).unwrap();
    let merged = merged.finish();
    // All but the block of document 100 and the last one, which may be too small, are still compressed.
    assert!(merged.bytes() < loaded.bytes() + 3 * BLOCK);
    loaded = Documents::default();
    drop(loaded);
    same(&merged, &[&expected[..100], &expected[101..]].concat());
}

#[test]
fn every_flipped_bit_of_a_block_is_refused_when_a_text_is_read() {
    let expected = [Some("Black kites soar. ".repeat(20)), Some("kite".to_owned())];
    let documents = documents(&expected);
    let mut written = written(&documents, 1);
    for at in 0..written.bytes.len() {
        for bit in 0..8 {
            written.bytes[at] ^= 1 << bit;
            let damaged = read(&written, &documents).unwrap();
            for document in 0..2 {
                let refusal = damaged.text(document).unwrap_err();
                assert!(matches!(refusal, Error::CorruptIndex { .. }), "bit {bit} of byte {at}: {refusal}");
            }
            written.bytes[at] ^= 1 << bit;
        }
    }
    // A damaged block is not taken over by a merge or a save.
    written.bytes[3] ^= 1;
    let damaged = read(&written, &documents).unwrap();
    assert!(DocumentsBuilder::new(true).append(&damaged, |_| true).is_err());
    assert!(write_texts(damaged.texts().unwrap(), 1, &Cancel::new(), |_| Ok(())).is_err());
}

#[test]
fn bytes_that_no_encoder_makes_do_not_panic() {
    let documents = documents(&[Some("Black kites soar over the black hill. ".repeat(30))]);
    let written = written(&documents, 1);
    let raw = written.entries[0].raw as usize;
    let mut random = Random::new(9);
    let (mut texts, mut refused) = (vec![0; raw], 0);
    for _ in 0..100_000 {
        let mut bytes = written.bytes.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            bytes[at] = random.next() as u8;
        }
        bytes.truncate(1 + random.below(bytes.len()));
        refused += usize::from(lz4_flex::block::decompress_into(&bytes, &mut texts).ok() != Some(raw));
    }
    assert!(refused > 50_000);
}

#[test]
fn tables_that_cannot_be_are_refused() {
    let expected = texts(300, 8);
    let documents = documents(&expected);
    let sound = written(&documents, 1);
    let refusal = |change: &dyn Fn(&mut Vec<Entry>, &mut Vec<u32>)| {
        let (mut entries, mut ends) = (sound.entries.clone(), sound.ends.to_vec());
        change(&mut entries, &mut ends);
        let written = Written { bytes: sound.bytes.clone(), entries, ends: ends.into() };
        read(&written, &documents).unwrap_err()
    };
    assert!(sound.entries.len() > 4);
    refusal(&|entries, _| entries[1].raw = u32::MAX);
    refusal(&|entries, _| entries[1].raw = (1 << 31) - 1);
    refusal(&|entries, _| entries[1].raw = 0);
    refusal(&|entries, _| entries[1].raw += 1);
    refusal(&|entries, _| entries[1].stored.len += 1);
    refusal(&|entries, _| entries[1].stored.len = u32::MAX);
    refusal(&|entries, _| entries[0].first = 1);
    refusal(&|entries, _| entries[2].first = entries[1].first);
    refusal(&|entries, _| entries[2].first = u32::MAX);
    refusal(&|entries, _| entries.truncate(entries.len() - 1));
    refusal(&|entries, _| entries.clear());
    refusal(&|_, ends| ends[0] += 1 << 20);
    refusal(&|_, ends| *ends.last_mut().unwrap() ^= 1);
    refusal(&|_, ends| ends.truncate(ends.len() - 1));
    refusal(&|_, ends| ends.push(0));
    // An absent text that is as long as a text.
    let long = sound.ends.windows(2).position(|ends| ends[0] < ends[1] && ends[1] < 1 << 31).unwrap() + 1;
    refusal(&|_, ends| ends[long] |= 1 << 31);
    // One byte becomes 255 at most.
    refusal(&|entries, _| {
        let more = entries[0].stored.len * 255 + 1 - entries[0].raw;
        entries[0].raw += more;
    });
}

#[test]
fn an_interrupted_write_ends() {
    let documents = documents(&texts(10, 2));
    let cancel = Cancel::new();
    cancel.set();
    let written = write_texts(documents.texts().unwrap(), 1, &cancel, |_| Ok(()));
    assert!(matches!(written, Err(Error::Cancelled)));
}
