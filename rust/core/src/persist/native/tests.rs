use std::path::Path;

use super::header::{Header, PLAIN, PRUNED, Section, array};
use super::to_native;
use crate::batch::Tokens;
use crate::bm25::Bm25Model;
use crate::error::Error;
use crate::parallel::Unhosted;
use crate::persist::{Format, LoadedModel, from_bytes, to_json};
use crate::statistics::{DfBound, Pruning};
use crate::weighting::{Method, Parameters};

fn model(method: Method) -> Bm25Model {
    let documents: [&[&str]; 3] = [&["black", "kite", "kite"], &["ru\u{df}", "\u{1f985}"], &["", "kite"]];
    Bm25Model::fit(&Unhosted, &mut Tokens::new(documents), None, 1, Parameters::of(method)).unwrap()
}

fn analyzer() -> serde_json::Value {
    serde_json::json!({"name": "gr\u{fc}n", "spec": [1, null]})
}

fn load(bytes: &[u8]) -> Result<LoadedModel, Error> {
    from_bytes(Path::new("model"), bytes)
}

fn refusal(bytes: &[u8]) -> String {
    load(bytes).unwrap_err().to_string()
}

/// The sections of a file, to be changed and put together with the digests that fit.
fn sections(bytes: &[u8]) -> [Vec<u8>; 6] {
    let mut at = Header::LEN;
    std::array::from_fn(|index| {
        let length = u64::from_le_bytes(array(&bytes[16 + index * 48 + 8..][..8])) as usize;
        at += length;
        bytes[at - length..at].to_vec()
    })
}

fn file(sections: &[Vec<u8>; 6]) -> Vec<u8> {
    file_of(PLAIN, sections)
}

fn file_of(format: u32, sections: &[Vec<u8>; 6]) -> Vec<u8> {
    let header = Header::of(format, std::array::from_fn(|index| &sections[index][..]));
    [&header.to_bytes()[..], &sections.concat()].concat()
}

/// The file with other bytes in its header, whose digest fits.
fn forged(bytes: &[u8], at: usize, change: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + change.len()].copy_from_slice(change);
    let digest = blake3::hash(&bytes[..Header::LEN - 32]);
    bytes[Header::LEN - 32..Header::LEN].copy_from_slice(digest.as_bytes());
    bytes
}

#[test]
fn what_is_saved_comes_back() {
    for method in Method::ALL {
        let model = model(method);
        for analyzer in [analyzer(), serde_json::Value::Null] {
            let bytes = to_native(&model, &analyzer);
            let LoadedModel { model: loaded, analyzer: stored, origin } = load(&bytes).unwrap();
            assert_eq!(stored.unwrap_or_default(), analyzer);
            assert_eq!((origin.format, origin.size), (Format::Native, bytes.len() as u64));
            assert_eq!(loaded.parameters(), model.parameters());
            assert_eq!(loaded.statistics(), model.statistics());
            assert_eq!(loaded.average_idf().to_bits(), model.average_idf().to_bits());
            assert!(loaded.idf().iter().map(|f| f.to_bits()).eq(model.idf().iter().map(|f| f.to_bits())));
            assert!(loaded.vocabulary().iter().eq(model.vocabulary().iter()));
            assert_eq!(loaded.vocabulary().get("kite"), model.vocabulary().get("kite"));
            assert_eq!(to_native(&loaded, &analyzer), bytes);
            assert_eq!(to_json(&loaded, &analyzer), to_json(&model, &analyzer));
        }
    }
}

#[test]
fn the_originals_model_can_be_saved_natively() {
    let theirs = br#"{"version": "v1", "corpus_size": 2, "avgdl": 2.5, "idf_word": ["a", "\u00e9"],
        "idf_value": [0.5, -0.0], "k1": 1.5, "b": 0.75, "epsilon": 0.25}"#;
    let model = load(theirs).unwrap().model;
    let bytes = to_native(&model, &serde_json::Value::Null);
    let loaded = load(&bytes).unwrap().model;
    assert!(loaded.statistics().is_none());
    assert_eq!((loaded.documents(), loaded.average_length()), (2, 2.5));
    assert_eq!(loaded.idf()[1].to_bits(), (-0.0f64).to_bits());
    assert_eq!(to_native(&loaded, &serde_json::Value::Null), bytes);
}

#[test]
fn every_flipped_bit_every_cut_and_every_appended_byte_is_noticed() {
    let bytes = to_native(&model(Method::Okapi), &analyzer());
    let mut flipped = bytes.clone();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            assert!(matches!(load(&flipped), Err(Error::CorruptFile { .. })), "bit {bit} of byte {at}");
            flipped[at] = bytes[at];
        }
        assert!(matches!(load(&bytes[..at]), Err(Error::CorruptFile { .. })), "cut at {at}");
    }
    for more in [&b"\0"[..], b"\n", &bytes] {
        assert!(load(&[&bytes, more].concat()).is_err());
    }
}

fn pruned(pruning: Pruning) -> Bm25Model {
    let mut model = model(Method::Lucene);
    model.set_parameters(Parameters { pruning, ..model.parameters() }).unwrap();
    model
}

#[test]
fn what_a_model_is_pruned_of_comes_back_and_is_another_format() {
    let (min_df, max_df, max_terms) = (DfBound::Count(2), DfBound::Share(0.5), Some(7));
    for pruning in [
        Pruning { min_df, ..Pruning::NONE },
        Pruning { max_df, ..Pruning::NONE },
        Pruning { max_terms, ..Pruning::NONE },
        Pruning { min_df: DfBound::Share(0.0), max_df: DfBound::Count(u32::MAX), max_terms },
    ] {
        let model = pruned(pruning);
        let (native, json) = (to_native(&model, &analyzer()), to_json(&model, &analyzer()));
        assert_eq!(native[8], 2);
        assert!(str::from_utf8(&json).unwrap().contains("\"format\": 2"));
        for bytes in [native, json] {
            let loaded = load(&bytes).unwrap().model;
            assert_eq!(loaded.parameters(), model.parameters());
            assert_eq!(loaded.live_terms(), model.live_terms());
            let again = if bytes[0] == b'{' { to_json } else { to_native };
            assert_eq!(again(&loaded, &analyzer()), bytes);
        }
        // Nothing else is other.
        let plain = to_native(&model.unpruned(), &analyzer());
        assert_eq!(plain[8], 1);
        assert_eq!(plain, to_native(&self::model(Method::Lucene), &analyzer()));
    }
}

#[test]
fn bounds_that_no_model_has_are_refused() {
    let bytes = to_native(&pruned(Pruning { min_df: DfBound::Count(2), ..Pruning::NONE }), &analyzer());
    let sections = sections(&bytes);
    assert_eq!(file_of(PRUNED, &sections), bytes);
    let with = |words: &[(usize, u64)]| {
        let mut sections = sections.clone();
        for &(word, value) in words {
            let at = 72 + 8 * word;
            sections[0][at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        file_of(PRUNED, &sections)
    };
    let share = |share: f64| share.to_bits();
    let refused = |words: &[(usize, u64)], expected: &str| {
        let refusal = refusal(&with(words));
        assert!(refusal.contains(expected), "{refusal}");
    };
    assert!(load(&with(&[(4, 9)])).is_ok());
    refused(&[(0, 1)], "bound nothing");
    refused(&[(0, 1 << 32)], "neither a number");
    refused(&[(1, share(0.5))], "neither a number");
    refused(&[(0, 0), (1, share(-0.0))], "min_df is");
    refused(&[(0, 0), (1, share(1.5))], "min_df is");
    refused(&[(3, share(f64::NAN))], "max_df is");
    refused(&[(2, 1), (3, 0)], "min_df is 2 and max_df is 1");
    refused(&[(4, 1 << 32)], "too many terms");
    // A file of the other format than it says.
    assert!(load(&file_of(PLAIN, &sections)).is_err());
    assert!(
        load(&file_of(PRUNED, &self::sections(&to_native(&model(Method::Lucene), &analyzer())))).is_err()
    );
    // Without document frequencies.
    let theirs = br#"{"version": "v1", "corpus_size": 2, "avgdl": 2.5, "idf_word": ["a"], "idf_value": [0.5],
        "k1": 1.5, "b": 0.75, "epsilon": 0.25}"#;
    let mut given = self::sections(&to_native(&load(theirs).unwrap().model, &serde_json::Value::Null));
    given[0].splice(72..72, sections[0][72..112].iter().copied());
    let refusal = refusal(&file_of(PRUNED, &given));
    assert!(refusal.contains("document frequencies"), "{refusal}");
}

#[test]
fn swapped_sections_are_noticed() {
    let bytes = to_native(&model(Method::Okapi), &analyzer());
    let sections = sections(&bytes);
    assert_eq!(file(&sections), bytes);
    for one in 0..6 {
        for other in 0..one {
            let mut swapped = sections.clone();
            swapped.swap(one, other);
            // With their old digests, and with digests that fit.
            let as_they_are = [&bytes[..Header::LEN], &swapped.concat()].concat();
            assert!(load(&as_they_are).is_err(), "{one} and {other}");
            assert!(load(&file(&swapped)).is_err(), "{one} and {other}, with their digests");
            // The entries of the header with them.
            let mut entries = bytes[..Header::LEN].to_vec();
            for at in 0..48 {
                entries.swap(16 + one * 48 + at, 16 + other * 48 + at);
            }
            assert!(load(&forged(&[&entries, &swapped.concat()[..]].concat(), 0, b"")).is_err());
        }
    }
}

#[test]
fn a_newer_format_says_so() {
    let bytes = to_native(&model(Method::Okapi), &analyzer());
    for newer in [forged(&bytes, 8, &[3]), bytes[..8].iter().copied().chain([9, 0, 0, 0]).collect()] {
        assert!(refusal(&newer).contains("newer version of Elanus"), "{}", refusal(&newer));
    }
    assert!(refusal(&forged(&bytes, 8, &[0])).contains("format 0"));
    assert!(refusal(&forged(&bytes, 12, &[7])).contains("7 sections"));
    assert!(refusal(&forged(&bytes, 16, b"M")).contains("section 1"));
}

#[test]
fn forged_lengths_are_refused_before_they_are_believed() {
    let bytes = to_native(&model(Method::Okapi), &analyzer());
    for section in 0..6 {
        let at = 16 + section * 48 + 8;
        for length in [0, 1, 8, 1 << 20, 1 << 40, u64::MAX >> 1, u64::MAX - 335, u64::MAX] {
            assert!(load(&forged(&bytes, at, &length.to_le_bytes())).is_err(), "{section}: {length}");
        }
    }
    // One section a byte longer and another a byte shorter: the sum fits the file.
    for (longer, shorter) in (0..6).flat_map(|one| (0..6).map(move |other| (one, other))) {
        if longer == shorter {
            continue;
        }
        let length = |index: usize| u64::from_le_bytes(array(&bytes[16 + index * 48 + 8..][..8]));
        for by in [1, 8] {
            let Some(less) = length(shorter).checked_sub(by) else { continue };
            let first = forged(&bytes, 16 + longer * 48 + 8, &(length(longer) + by).to_le_bytes());
            assert!(load(&forged(&first, 16 + shorter * 48 + 8, &less.to_le_bytes())).is_err());
        }
    }
}

#[test]
fn sections_that_contradict_each_other_are_refused() {
    let sections = sections(&to_native(&model(Method::Okapi), &analyzer()));
    let refused = |section: Section, at: usize, bytes: &[u8], expected: &str| {
        let mut sections = sections.clone();
        sections[section as usize][at..at + bytes.len()].copy_from_slice(bytes);
        let refusal = refusal(&file(&sections));
        assert!(refusal.contains(expected), "{refusal}");
    };
    let number = |number: f64| number.to_le_bytes();
    refused(Section::Model, 0, &[1], "average length");
    refused(Section::Model, 8, &[99], "average length");
    refused(Section::Model, 16, &number(f64::NAN), "average");
    refused(Section::Model, 24, &number(f64::INFINITY), "average");
    refused(Section::Model, 32, &number(-1.0), "k1");
    refused(Section::Model, 40, &number(2.0), "b is");
    refused(Section::Model, 48, &number(f64::NAN), "epsilon");
    refused(Section::Model, 56, &number(-1.0), "delta");
    refused(Section::Model, 64, &[0], "document frequencies");
    refused(Section::Model, 64, &[2], "document frequencies");
    refused(Section::Model, 72, b"X", "method");
    refused(Section::Analyzer, 0, b"[", "analyzer");
    refused(Section::Ends, 0, &[255], "a term does not end");
    refused(Section::Ends, 32, &[255; 8], "a term does not end");
    refused(Section::Ends, 32, &[1], "a term does not end");
    refused(Section::Text, 0, &[0xff], "UTF-8");
    refused(Section::Idf, 0, &number(f64::NAN), "idf");
    refused(Section::Frequencies, 0, &[0], "without a document");
    refused(Section::Frequencies, 0, &[4], "no documents have its counts");
    let mut twice = sections.clone();
    twice[Section::Text as usize] = b"aaaaaaaaaaaaaaaaaaa".to_vec();
    assert!(load(&file(&twice)).is_err());
}
