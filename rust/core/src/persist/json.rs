//! The JSON of `pymilvus.model`, with two further keys that it ignores.
//!
//! `elanus` holds what the original does not store: the method, the document frequencies, the
//! analyzer. `checksum` ends the file: 64 hexadecimal digits, the BLAKE3 digest of every other byte.
//! A file with exactly the original's keys is the original's and is taken as it is.

use std::fmt::{self, Write as _};
use std::path::Path;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::Serialize as _;

use super::python_json::{List, Number, Terms, wrap_constants};
use super::{Format, LoadedModel, Origin};
use crate::bm25::Bm25Model;
use crate::error::{Error, Result};
use crate::memory::Grow;
use crate::statistics::{CorpusStatistics, DfBound, Pruning};
use crate::vocabulary::Vocabulary;
use crate::weighting::{Method, Parameters};

/// The layout of the `elanus` key of a model without bounds of document frequencies, and that of one with them, which
/// is the newest that this code reads.
const PLAIN: u64 = 1;
const PRUNED: u64 = 2;

/// The text before and after the checksum's digits, at the end of the file.
const CHECKSUM: (&str, &str) = (", \"checksum\": \"", "\"}");

/// More bytes than a number and what separates it from others take.
const LONGEST_NUMBER: usize = 64;

/// The digits of a BLAKE3 digest.
const DIGITS: usize = 64;

/// The bytes of a model's file, all ASCII. `analyzer` is kept as it is.
#[must_use]
pub fn to_json(model: &Bm25Model, analyzer: &serde_json::Value) -> Vec<u8> {
    let Parameters { k1, b, epsilon, delta, method, pruning } = model.parameters();
    let mut json = String::new();
    json.grow(model.vocabulary().text_len() * 2 + model.idf().len() * 32 + 512);
    json.push_str("{\"version\": \"v1\"");
    push_member(&mut json, "corpus_size", |json| write!(json, "{}", model.documents()));
    push_member(&mut json, "avgdl", |json| push_float(json, model.average_length()));
    push_list(&mut json, "idf_word", model.vocabulary().iter(), push_string);
    push_list(&mut json, "idf_value", model.idf(), |json, &idf| push_float(json, idf));
    push_member(&mut json, "k1", |json| push_float(json, k1));
    push_member(&mut json, "b", |json| push_float(json, b));
    push_member(&mut json, "epsilon", |json| push_float(json, epsilon));
    push_member(&mut json, "elanus", |json| {
        write!(json, "{{\"format\": {}", if pruning.is_none() { PLAIN } else { PRUNED })
    });
    push_member(&mut json, "method", |json| push_string(json, method.name()));
    push_member(&mut json, "delta", |json| push_float(json, delta));
    if !pruning.is_none() {
        push_member(&mut json, "min_df", |json| push_bound(json, pruning.min_df));
        push_member(&mut json, "max_df", |json| push_bound(json, pruning.max_df));
        if let Some(most) = pruning.max_terms {
            push_member(&mut json, "max_terms", |json| write!(json, "{most}"));
        }
    }
    push_member(&mut json, "average_idf", |json| push_float(json, model.average_idf()));
    if let Some(statistics) = model.statistics() {
        push_member(&mut json, "total_length", |json| write!(json, "{}", statistics.total_length));
        push_list(&mut json, "document_frequency", &statistics.document_frequency, |json, df| {
            write!(json, "{df}")
        });
    }
    push_member(&mut json, "analyzer", |json| push_value(json, analyzer));
    json.push('}');
    json.push_str(CHECKSUM.0);
    let mut hasher = blake3::Hasher::new();
    hasher.update(json.as_bytes()).update(CHECKSUM.1.as_bytes());
    json.push_str(&hasher.finalize().to_hex());
    json.push_str(CHECKSUM.1);
    json.into_bytes()
}

/// The model in the bytes of a file; `path` is for messages only.
///
/// # Errors
///
/// [`Error::CorruptFile`] for anything that neither library writes.
pub fn from_json(path: &Path, bytes: &[u8]) -> Result<LoadedModel> {
    let corrupt = |reason: String| Error::CorruptFile { path: path.to_owned(), reason };
    // The checksum, if there is one, is verified before anything is parsed.
    let digest = verify(bytes).map_err(|reason| corrupt(reason.to_owned()))?;
    let text = str::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))?;
    let file: ModelFile =
        serde_json::from_str(&wrap_constants(text)).map_err(|error| corrupt(error.to_string()))?;
    let format = match (file.has_further_keys, &digest) {
        (false, _) => Format::Original,
        (true, Some(_)) => Format::Json,
        (true, None) => {
            return Err(corrupt(
                "it has keys beyond pymilvus.model's but does not end in a checksum: it was edited, or cut short"
                    .to_owned(),
            ));
        }
    };
    file.into_model(Origin { format, size: bytes.len() as u64, digest }).map_err(corrupt)
}

/// Verifies the checksum at the end of the file, if there is one, and returns it.
fn verify(bytes: &[u8]) -> std::result::Result<Option<String>, &'static str> {
    let content = bytes.strip_suffix(CHECKSUM.1.as_bytes()).and_then(|content| {
        let (content, digits) = content.split_last_chunk::<DIGITS>()?;
        content.ends_with(CHECKSUM.0.as_bytes()).then_some((content, digits))
    });
    let Some((content, digits)) = content else { return Ok(None) };
    let mut hasher = blake3::Hasher::new();
    hasher.update(content).update(CHECKSUM.1.as_bytes());
    let digest = hasher.finalize().to_hex();
    if digest.as_bytes() == digits {
        Ok(Some(digest.to_string()))
    } else {
        Err("its checksum does not fit its content: it was edited or damaged")
    }
}

/// The keys of a file. Absent ones are `None`.
#[derive(Default)]
struct ModelFile {
    version: Option<String>,
    corpus_size: Option<u64>,
    avgdl: Option<Number>,
    idf_word: Option<Terms>,
    idf_value: Option<List<Number>>,
    k1: Option<Number>,
    b: Option<Number>,
    epsilon: Option<Number>,
    elanus: Option<Further>,
    has_further_keys: bool,
}

/// The value of the key `elanus`.
#[derive(serde::Deserialize)]
struct Further {
    format: u64,
    #[serde(default)]
    method: String,
    #[serde(default)]
    delta: f64,
    #[serde(default)]
    min_df: serde_json::Value,
    #[serde(default)]
    max_df: serde_json::Value,
    #[serde(default)]
    max_terms: serde_json::Value,
    #[serde(default)]
    average_idf: f64,
    total_length: Option<u64>,
    document_frequency: Option<List<u32>>,
    analyzer: Option<serde_json::Map<String, serde_json::Value>>,
}

impl<'de> Deserialize<'de> for ModelFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = ModelFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the object of a BM25 model")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<ModelFile, A::Error> {
                let mut file = ModelFile::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "version" => set(&mut file.version, &key, &mut map)?,
                        "corpus_size" => set(&mut file.corpus_size, &key, &mut map)?,
                        "avgdl" => set(&mut file.avgdl, &key, &mut map)?,
                        "idf_word" => set(&mut file.idf_word, &key, &mut map)?,
                        "idf_value" => set(&mut file.idf_value, &key, &mut map)?,
                        "k1" => set(&mut file.k1, &key, &mut map)?,
                        "b" => set(&mut file.b, &key, &mut map)?,
                        "epsilon" => set(&mut file.epsilon, &key, &mut map)?,
                        "elanus" => {
                            file.has_further_keys = true;
                            set(&mut file.elanus, &key, &mut map)?;
                        }
                        _ => {
                            file.has_further_keys = true;
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(file)
            }
        }

        deserializer.deserialize_map(Keys)
    }
}

fn set<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    place: &mut Option<T>,
    key: &str,
    map: &mut A,
) -> std::result::Result<(), A::Error> {
    if place.replace(map.next_value()?).is_some() {
        return Err(de::Error::custom(format_args!("the key {key:?} occurs twice")));
    }
    Ok(())
}

impl ModelFile {
    fn into_model(self, origin: Origin) -> std::result::Result<LoadedModel, String> {
        let version = required(self.version, "version")?;
        if version != "v1" {
            return Err(format!("its version is {version:?}; this release reads \"v1\""));
        }
        let (text, ends) = required(self.idf_word, "idf_word")?.into_text();
        let idf = required(self.idf_value, "idf_value")?.0;
        // The same allocation.
        let idf: Vec<f64> = idf.into_iter().map(|Number(idf)| idf).collect();
        if ends.len() != idf.len() {
            return Err(format!("idf_word has {} entries and idf_value {}", ends.len(), idf.len()));
        }
        let vocabulary = Vocabulary::from_parts(text, ends).map_err(|error| error.to_string())?;
        let mut parameters = Parameters {
            k1: required(self.k1, "k1")?.0,
            b: required(self.b, "b")?.0,
            epsilon: required(self.epsilon, "epsilon")?.0,
            ..Parameters::of(Method::Okapi)
        };
        let documents = required(self.corpus_size, "corpus_size")?;
        let average_length = required(self.avgdl, "avgdl")?.0;
        let mut analyzer = None;
        let mut statistics = None;
        let mut average_idf = 0.0;
        if let Some(further) = self.elanus {
            let format = further.format;
            if format > PRUNED {
                return Err(format!(
                    "it was written by a newer version of Elanus (format {format}; this release reads {PRUNED})"
                ));
            }
            if format < PLAIN {
                return Err(format!("it has format {format}; there is no such format"));
            }
            parameters.method = Method::from_name(&further.method).ok_or_else(|| {
                format!("its method is {:?}, which this release does not know", further.method)
            })?;
            parameters.delta = further.delta;
            if format == PRUNED {
                parameters.pruning = pruning(further.min_df, further.max_df, further.max_terms)?;
            }
            average_idf = further.average_idf;
            analyzer = further.analyzer.map(serde_json::Value::Object);
            if let Some(List(document_frequency)) = further.document_frequency {
                if document_frequency.len() != vocabulary.len() {
                    return Err("document_frequency and idf_word differ in length".to_owned());
                }
                let total_length = required(further.total_length, "total_length")?;
                let counts = CorpusStatistics { documents, total_length, document_frequency };
                if counts.average_length().to_bits() != average_length.to_bits() {
                    return Err("avgdl is not total_length over corpus_size".to_owned());
                }
                statistics = Some(counts);
            }
        }
        let model = match statistics {
            Some(statistics) => {
                Bm25Model::from_statistics(parameters, vocabulary, statistics, Some((idf, average_idf)))
            }
            None => Bm25Model::from_idf(parameters, vocabulary, documents, average_length, idf),
        };
        Ok(LoadedModel { model: model.map_err(|error| error.to_string())?, analyzer, origin })
    }
}

/// What a model is pruned of.
fn pruning(
    min_df: serde_json::Value,
    max_df: serde_json::Value,
    max_terms: serde_json::Value,
) -> std::result::Result<Pruning, String> {
    fn read<T: serde::de::DeserializeOwned>(key: &str, value: serde_json::Value) -> Result<T, String> {
        serde_json::from_value(value).map_err(|error| format!("its {key}: {error}"))
    }
    let (min_df, max_df) = (read("min_df", min_df)?, read("max_df", max_df)?);
    let pruning = Pruning { min_df, max_df, max_terms: read("max_terms", max_terms)? };
    if pruning.is_none() {
        return Err("it has bounds that bound nothing".to_owned());
    }
    Ok(pruning)
}

fn required<T>(value: Option<T>, key: &str) -> std::result::Result<T, String> {
    value.ok_or_else(|| format!("it has no {key:?}"))
}

fn push_member(json: &mut String, key: &str, value: impl FnOnce(&mut String) -> fmt::Result) {
    json.push_str(", \"");
    json.push_str(key);
    json.push_str("\": ");
    // Writing to a String cannot fail.
    let _ = value(json);
}

fn push_list<T>(
    json: &mut String,
    key: &str,
    items: impl IntoIterator<Item = T>,
    mut push: impl FnMut(&mut String, T) -> fmt::Result,
) {
    push_member(json, key, |json| {
        json.push('[');
        for (position, item) in items.into_iter().enumerate() {
            json.grow(LONGEST_NUMBER);
            if position > 0 {
                json.push_str(", ");
            }
            push(json, item)?;
        }
        json.push(']');
        Ok(())
    });
}

/// A string as Python's `json.dumps` writes it: everything beyond printable ASCII escaped.
fn push_string(json: &mut String, text: &str) -> fmt::Result {
    // Six bytes for one of UTF-8 at the most.
    json.grow(6 * text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            ' '..='\u{7e}' => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(json, "\\u{unit:04x}")?;
                }
            }
        }
    }
    json.push('"');
    Ok(())
}

/// A number as Python's `repr` writes it: the shortest digits that parse to the same number, with an exponent
/// below 1e-4 and from 1e16 on.
fn push_float(json: &mut String, value: f64) -> fmt::Result {
    if !value.is_finite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return write!(json, "{sign}{}", if value.is_nan() { "NaN" } else { "Infinity" });
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let scientific = format!("{value:e}");
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
        return write!(json, "{mantissa}e{sign}{exponent:0>2}");
    }
    write!(json, "{value:?}")
}

fn push_bound(json: &mut String, bound: DfBound) -> fmt::Result {
    match bound {
        DfBound::Count(count) => write!(json, "{count}"),
        DfBound::Share(share) => push_float(json, share),
    }
}

/// Any JSON, escaped to ASCII.
fn push_value(json: &mut String, value: &serde_json::Value) -> fmt::Result {
    let mut plain = Vec::new();
    value.serialize(&mut serde_json::Serializer::new(&mut plain)).map_err(|_| fmt::Error)?;
    for character in String::from_utf8_lossy(&plain).chars() {
        if character.is_ascii() {
            json.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(json, "\\u{unit:04x}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Tokens;
    use crate::parallel::Unhosted;

    fn model(method: Method) -> Bm25Model {
        let documents: [&[&str]; 3] =
            [&["black", "kite", "kite"], &["ru\u{df}", "\u{1f985}"], &["\"q\"\\\n", "kite"]];
        Bm25Model::fit(&Unhosted, &mut Tokens::new(documents), None, 1, Parameters::of(method)).unwrap()
    }

    fn load(bytes: &[u8]) -> Result<LoadedModel> {
        from_json(Path::new("model.json"), bytes)
    }

    #[test]
    fn what_is_saved_comes_back() {
        for method in Method::ALL {
            let model = model(method);
            let analyzer = serde_json::json!({"name": "gr\u{fc}n"});
            let json = to_json(&model, &analyzer);
            assert!(json.is_ascii());
            let loaded = load(&json).unwrap();
            assert_eq!(loaded.analyzer, Some(analyzer.clone()));
            assert_eq!(loaded.model.statistics(), model.statistics());
            assert_eq!(loaded.model.idf(), model.idf());
            assert!(loaded.model.vocabulary().iter().eq(model.vocabulary().iter()));
            assert_eq!(to_json(&loaded.model, &analyzer), json);
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let json = to_json(&model(Method::Okapi), &serde_json::json!({"name": "en"}));
        let mut flipped = json.clone();
        for at in 0..json.len() {
            for bit in 0..8 {
                flipped[at] ^= 1 << bit;
                assert!(load(&flipped).is_err(), "bit {bit} of byte {at}");
                flipped[at] = json[at];
            }
            assert!(load(&json[..at]).is_err(), "cut at {at}");
        }
        for more in [" ", "\n", "{}"] {
            assert!(load(&[&json, more.as_bytes()].concat()).is_err());
        }
    }

    /// A file with other content and the checksum that fits.
    fn forged(json: &[u8], from: &str, to: &str) -> Vec<u8> {
        let text = str::from_utf8(json).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        let mut text = text[..text.len() - DIGITS - CHECKSUM.1.len()].replacen(from, to, 1);
        let digest = blake3::hash([&text, CHECKSUM.1].concat().as_bytes());
        text.extend([digest.to_hex().as_str(), CHECKSUM.1]);
        text.into_bytes()
    }

    #[test]
    fn numbers_that_contradict_each_other_are_refused() {
        let mut tokens = Tokens::new([&["kite", "kite"][..], &["owl"]]);
        let mut model =
            Bm25Model::fit(&Unhosted, &mut tokens, None, 1, Parameters::of(Method::Okapi)).unwrap();
        let statistics = CorpusStatistics { documents: 1, total_length: 2, document_frequency: vec![1, 0] };
        model = Bm25Model::from_statistics(model.parameters(), model.vocabulary().clone(), statistics, None)
            .unwrap();
        let json = to_json(&model, &serde_json::json!({"name": "en"}));
        let idf = format!("\"idf_value\": [{:?}, 0.0]", model.idf()[0]);
        assert!(load(&forged(&json, &idf, &idf)).is_ok());
        // Keys that the format does not have are ignored.
        let others = forged(&json, "\"format\": 1", "\"format\": 1, \"min_df\": [7], \"max_terms\": 0");
        assert!(load(&others).unwrap().model.parameters().pruning.is_none());
        for (from, to, expected) in [
            ("\"avgdl\": 2.0", "\"avgdl\": 2.5", "avgdl is not"),
            ("\"avgdl\": 2.0", "\"avgdl\": NaN", "avgdl is not"),
            (&idf, "\"idf_value\": [NaN, 0.0]", "an idf is no finite"),
            (&idf, "\"idf_value\": [0.5, 0.5]", "without a document"),
            (&idf, "\"idf_value\": [0.5, -0.0]", "without a document"),
            ("\"format\": 1", "\"format\": 0", "format 0; there is no such"),
            ("\"format\": 1", "\"format\": 3", "newer version"),
            ("\"format\": 1", "\"format\": 2", "its min_df"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": 1, \"max_df\": 1.0", "bound nothing"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": 2, \"max_df\": 1", "min_df is 2 and max_df is 1"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": 0, \"max_df\": 1", "min_df is 0"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": 2.0, \"max_df\": 1", "min_df is 2.0"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": true, \"max_df\": 1", "its min_df"),
            ("\"format\": 1", "\"format\": 2, \"min_df\": 1, \"max_df\": null", "its max_df"),
            (
                "\"format\": 1",
                "\"format\": 2, \"min_df\": 1, \"max_df\": 1, \"max_terms\": 0",
                "max_terms is 0",
            ),
            (
                "\"format\": 1",
                "\"format\": 2, \"min_df\": 1, \"max_df\": 1, \"max_terms\": 1.0",
                "its max_terms",
            ),
            ("{\"name\": \"en\"}", "7", "expected a map"),
            ("{\"name\": \"en\"}", "[]", "expected a map"),
            ("\"total_length\": 2", "\"total_length\": 0", "avgdl is not"),
            ("[1, 0]", "[2, 0]", "no documents have its counts"),
            ("[1, 0]", "[1]", "differ in length"),
        ] {
            // The writer puts no space into the analyzer.
            let from = from.replace("{\"name\": ", "{\"name\":");
            let refusal = load(&forged(&json, &from, to)).unwrap_err().to_string();
            assert!(refusal.contains(expected), "{to}: {refusal}");
        }
        for (analyzer, expected) in [("null", None), ("{}", Some(serde_json::json!({})))] {
            let loaded = load(&forged(&json, "{\"name\":\"en\"}", analyzer)).unwrap();
            assert_eq!(loaded.analyzer, expected);
        }
    }

    #[test]
    fn the_originals_file_needs_no_checksum() {
        let theirs = br#"{"version": "v1", "corpus_size": 2, "avgdl": 2.0, "idf_word": ["a", "\u00e9"],
            "idf_value": [0.5, -0], "k1": 1.5, "b": 0.75, "epsilon": 0.25}"#;
        let loaded = load(theirs).unwrap();
        assert_eq!(loaded.analyzer, None);
        assert_eq!(loaded.model.statistics(), None);
        assert_eq!(loaded.model.vocabulary().get("\u{e9}"), Some(1));
        assert!(
            load(&theirs.to_vec().iter().map(|b| if *b == b'k' { b'q' } else { *b }).collect::<Vec<_>>())
                .is_err()
        );
    }

    fn originals(words: &str, idf: &str, epsilon: &str) -> Vec<u8> {
        format!(
            r#"{{"version": "v1", "corpus_size": 2, "avgdl": 2.0, "idf_word": [{words}], "idf_value": [{idf}],
            "k1": 1.5, "b": 0.75, "epsilon": {epsilon}}}"#
        )
        .into_bytes()
    }

    #[test]
    fn pythons_numbers_are_read() {
        let words = r#""NaN", "a \"-Infinity", "Infinity\\", "n""#;
        let model = load(&originals(words, "NaN, -Infinity, Infinity,true", "NaN")).unwrap().model;
        assert!(model.vocabulary().iter().eq(["NaN", "a \"-Infinity", "Infinity\\", "n"]));
        assert!(model.idf()[0].is_nan() && model.parameters().epsilon.is_nan());
        assert_eq!(model.idf()[1..], [f64::NEG_INFINITY, f64::INFINITY, 1.0]);
        let json = to_json(&model, &serde_json::Value::Null);
        let ours = String::from_utf8(json.clone()).unwrap();
        assert!(ours.contains("\"idf_value\": [NaN, -Infinity, Infinity, 1.0]"), "{ours}");
        let again = load(&json).unwrap().model;
        assert_eq!(to_json(&again, &serde_json::Value::Null), json);
        for wrong in ["-NaN", "nan", "NaNN", "--Infinity", "+Infinity", "\"NaN\"", "[]", "[\"kite\"]", "null"]
        {
            assert!(load(&originals(r#""a""#, "0.5", wrong)).is_err(), "{wrong}");
        }
        assert!(load(&originals("NaN", "0.5", "1")).is_err(), "a number among the terms");
        assert!(load(br#"{"version": "v1", "idf_word": ["NaN"#).is_err());
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let read = |words: &str| {
            let idf = vec!["0.5"; words.matches(',').count() + 1].join(", ");
            let model = load(&originals(words, &idf, "1"))?.model;
            Ok::<_, Error>(model.vocabulary().iter().map(str::to_owned).collect::<Vec<_>>())
        };
        // A pair is one character.
        assert_eq!(
            read(r#""a\ud800z", "\ud83e\udd85", "\udc00\ud800\ud83e\udd85", "\u00e9""#).unwrap(),
            ["a\u{FFFD}z", "\u{1f985}", "\u{FFFD}\u{FFFD}\u{1f985}", "\u{e9}"]
        );
        // A term that the file has as it is keeps its name; so does the first of several.
        assert_eq!(
            read(r#""\ud800", "\ud801", "\ufffd", "x\udfff", "x\ud800", "\\ud801""#).unwrap(),
            ["\\ud800", "\\ud801\u{FFFD}1", "\u{FFFD}", "x\u{FFFD}", "x\\ud800", "\\ud801"]
        );
        assert!(read(r#""\ud800", "\ud800""#).is_ok_and(|terms| terms[0] != terms[1]));
        assert!(read(r#""a", "a""#).is_err());
        for wrong in [r#""\ud8""#, r#""\ud80g""#, r#""\ud800"#, "5", "[5]"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let mut surrogate = originals("\"?\"", "0.5", "1");
        let at = surrogate.iter().position(|&byte| byte == b'?').unwrap();
        surrogate.splice(at..=at, *b"\xed\xa0\x80");
        assert!(load(&surrogate).unwrap_err().to_string().contains("utf-8"));
    }

    #[test]
    fn what_the_original_saves_before_a_fit_is_read() {
        let empty = r#"{"version": "v1", "corpus_size": 2, "avgdl": 0, "idf_word": [], "idf_value": [],
            "k1": -1, "b": 2, "epsilon": 0.25}"#;
        let mut model = load(empty.as_bytes()).unwrap().model;
        assert_eq!((model.documents(), model.parameters().k1), (2, -1.0));
        // What is changed must be in its range; the rest may be anything.
        assert!(model.set_parameters(Parameters { b: 0.5, ..model.parameters() }).is_ok());
        assert!(model.set_parameters(Parameters { b: 3.0, ..model.parameters() }).is_err());
        for length in ["0", "-1", "NaN"] {
            let theirs = String::from_utf8(originals(r#""a""#, "0.5", "1")).unwrap();
            let theirs = theirs.replace("\"avgdl\": 2.0", &format!("\"avgdl\": {length}"));
            assert!(load(theirs.as_bytes()).unwrap_err().to_string().contains("avgdl is"), "{length}");
        }
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (value, expected) in [
            (0.1, "0.1"),
            (2.0, "2.0"),
            (-0.0, "-0.0"),
            (1e-4, "0.0001"),
            (1.5e-5, "1.5e-05"),
            (1e-7, "1e-07"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (-1.25e300, "-1.25e+300"),
            (5e-324, "5e-324"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            let mut json = String::new();
            push_float(&mut json, value).unwrap();
            assert_eq!(json, expected);
        }
    }
}
