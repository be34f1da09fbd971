//! The manifest: the one file of an index that is ever replaced. It names all others, and holds what is small.

use std::ops::Not;

use blake3::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model_file::Delta;
use super::sections::{Kind, PLAIN, PRUNED, Sections, to_bytes};
use crate::index::array::Array;
use crate::index::bits::Bits;
use crate::memory::collected;
use crate::persist::FileBytes;
use crate::statistics::Pruning;
use crate::weighting::{Method, Parameters};

/// The name of the file.
pub(super) const NAME: &str = "manifest";

/// How the names of segments and models begin.
pub(super) const SEGMENT: &str = "segment-";
pub(super) const MODEL: &str = "model-";

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileEntry {
    #[serde(rename = "file")]
    pub(super) name: String,
    pub(super) size: u64,
    /// 64 hexadecimal digits.
    pub(super) digest: String,
}

/// What is written as JSON; the rest is sections.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    analyzer: Value,
    generation: u64,
    next_id: i64,
    segments: Vec<SegmentHead>,
    store_text: bool,
    /// Written only where no document tells.
    #[serde(default, skip_serializing_if = "Not::not")]
    text_ids: bool,
    weighing: WeighingHead,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentHead {
    documents: u64,
    file: String,
    size: u64,
    digest: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum WeighingHead {
    Bm25 {
        method: String,
        k1: f64,
        b: f64,
        epsilon: f64,
        delta: f64,
        /// Written only where it leaves terms out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pruning: Option<Pruning>,
        follows: bool,
        model: Option<ModelHead>,
    },
    Vectors {
        width: u64,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelHead {
    base: FileEntry,
    documents: u64,
    total_length: u64,
}

/// A segment, and those of its documents that are not deleted, unless none is.
#[derive(Clone, Debug)]
pub(super) struct SegmentEntry {
    pub(super) file: FileEntry,
    pub(super) documents: usize,
    pub(super) live: Option<Bits>,
}

/// What the index weighs by.
#[derive(Clone, Debug)]
pub(super) enum WeighingEntry {
    Bm25 { parameters: Parameters, follows: bool, model: Option<Box<(FileEntry, Delta)>> },
    Vectors { width: usize },
}

/// Everything that a manifest says.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub(super) generation: u64,
    pub(super) next_id: i64,
    pub(super) store_text: bool,
    /// Whether ids were texts, where no document is left.
    pub(super) text_ids: bool,
    pub(super) analyzer: Value,
    pub(super) segments: Vec<SegmentEntry>,
    pub(super) weighing: WeighingEntry,
}

impl Manifest {
    /// The names of all other files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let model = match &self.weighing {
            WeighingEntry::Bm25 { model: Some(model), .. } => Some(&*model.0.name),
            _ => None,
        };
        self.segments.iter().map(|segment| &*segment.file.name).chain(model)
    }

    /// The bytes of the file, and its digest.
    pub(super) fn to_bytes(&self) -> (Vec<u8>, Hash) {
        let segment = |segment: &SegmentEntry| SegmentHead {
            documents: segment.documents as u64,
            file: segment.file.name.clone(),
            size: segment.file.size,
            digest: segment.file.digest.clone(),
        };
        let mut format = PLAIN;
        let (weighing, delta) = match &self.weighing {
            WeighingEntry::Vectors { width } => (WeighingHead::Vectors { width: *width as u64 }, None),
            WeighingEntry::Bm25 { parameters, follows, model } => {
                let Parameters { k1, b, epsilon, delta, method, pruning } = *parameters;
                let pruning = Some(pruning).filter(|pruning| !pruning.is_none());
                format = if pruning.is_some() { PRUNED } else { PLAIN };
                let model = model.as_deref();
                let head = model.map(|(base, delta)| ModelHead {
                    base: base.clone(),
                    documents: delta.documents,
                    total_length: delta.total_length,
                });
                let method = method.name().to_owned();
                let follows = *follows;
                let weighing =
                    WeighingHead::Bm25 { method, k1, b, epsilon, delta, pruning, follows, model: head };
                (weighing, model.map(|(_, delta)| delta))
            }
        };
        let head = Head {
            analyzer: self.analyzer.clone(),
            generation: self.generation,
            next_id: self.next_id,
            segments: self.segments.iter().map(segment).collect(),
            store_text: self.store_text,
            text_ids: self.text_ids,
            weighing,
        };
        // By way of a value, whose keys are ascending.
        let head = serde_json::to_value(&head).map_or_else(|_| String::new(), |head| head.to_string());
        let mut sections: Vec<(String, &[u8])> = vec![("index".to_owned(), head.as_bytes())];
        if let Some(delta) = delta {
            sections.extend(delta.sections().map(|(name, bytes)| (name.to_owned(), bytes)));
        }
        let live = collected(self.segments.iter().map(|segment| {
            segment.live.as_ref().map(|live| Array::from(collected(live.words().iter().copied())))
        }));
        for (number, live) in live.iter().enumerate() {
            sections.extend(live.as_ref().map(|live| (live_name(number), live.bytes())));
        }
        let sections: Vec<_> = sections.iter().map(|(name, bytes)| (&**name, *bytes)).collect();
        to_bytes(Kind::Manifest, format, &sections)
    }

    /// What the bytes of a manifest say, and their digest.
    ///
    /// # Errors
    ///
    /// Why they are none.
    pub(super) fn from_bytes(bytes: FileBytes) -> Result<(Self, Hash), String> {
        let sections = Sections::new(Kind::Manifest, bytes)?;
        if sections.unproven().next().is_some() {
            return Err("a section has no digest".to_owned());
        }
        let digests = collected(
            sections.proven().map(|(bytes, _)| blake3::hash(bytes)).collect::<Vec<_>>().into_iter(),
        );
        sections.compare(&digests)?;
        let head: Array<u8> = sections.needed("index")?;
        let head: Head =
            serde_json::from_slice(&head).map_err(|error| format!("its section index: {error}"))?;
        let (mut read, mut is_pruned) = (1, false);
        let weighing = match head.weighing {
            WeighingHead::Vectors { width } => {
                let width = usize::try_from(width).ok().filter(|&width| i32::try_from(width).is_ok());
                WeighingEntry::Vectors {
                    width: width.ok_or("its vectors have more columns than can be named")?,
                }
            }
            WeighingHead::Bm25 { method, k1, b, epsilon, delta, pruning, follows, model } => {
                let method = Method::from_name(&method)
                    .ok_or_else(|| format!("its method is {method:?}, which this release does not know"))?;
                is_pruned = pruning.is_some();
                let pruning = pruning.unwrap_or_default();
                if is_pruned && pruning.is_none() {
                    return Err("it has bounds that bound nothing".to_owned());
                }
                let parameters = Parameters { k1, b, epsilon, delta, method, pruning };
                let model = match model {
                    None => {
                        parameters.validate().map_err(|error| error.to_string())?;
                        None
                    }
                    Some(ModelHead { base, documents, total_length }) => {
                        check_name(&base, MODEL)?;
                        read += Delta::SECTIONS;
                        Some(Box::new((base, Delta::of_sections(documents, total_length, &sections)?)))
                    }
                };
                WeighingEntry::Bm25 { parameters, follows, model }
            }
        };
        let mut segments = Vec::new();
        for (number, segment) in head.segments.into_iter().enumerate() {
            let SegmentHead { documents, file, size, digest } = segment;
            let file = FileEntry { name: file, size, digest };
            check_name(&file, SEGMENT)?;
            if segments.iter().any(|other: &SegmentEntry| other.file.name == file.name) {
                return Err(format!("it names {} twice", file.name));
            }
            let documents = usize::try_from(documents).ok().filter(|&count| u32::try_from(count).is_ok());
            let documents = documents.ok_or("a segment has more documents than can be counted")?;
            let live = match sections.array::<u64>(&live_name(number))? {
                Some(words) => {
                    read += 1;
                    let live = Bits::from_words(collected(words.iter().copied()), documents);
                    Some(live.ok_or("a segment has not as many live documents as it can")?)
                }
                None => None,
            };
            segments.push(SegmentEntry { file, documents, live });
        }
        if (sections.format() == PRUNED) != is_pruned {
            return Err("it has not the format of what it says".to_owned());
        }
        if sections.len() != read {
            return Err("it has sections that no manifest has".to_owned());
        }
        let Head { analyzer, generation, next_id, store_text, text_ids, .. } = head;
        let manifest = Self { generation, next_id, store_text, text_ids, analyzer, segments, weighing };
        Ok((manifest, sections.digest()))
    }
}

/// The section of the live documents of a segment.
fn live_name(segment: usize) -> String {
    format!("live.{segment}")
}

/// Refuses a name that leads elsewhere.
fn check_name(file: &FileEntry, kind: &str) -> Result<(), String> {
    let rest = file.name.strip_prefix(kind).unwrap_or_default();
    if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(format!("it names a file {:?}, as no writer does", file.name));
    }
    Ok(())
}
