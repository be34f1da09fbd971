//! The bytes of a native file to a model.
//!
//! A file is read once, in pieces that stay in the processor's cache: each is hashed and decoded into
//! its final array. No length is believed before it fits the size of the file, so a file
//! can cause no allocation larger than itself.

use std::io::{self, ErrorKind, Read};

use super::header::{Header, PRUNED, Section, array};
use crate::bm25::Bm25Model;
use crate::memory::{filled, room};
use crate::persist::{Format, LoadedModel, Origin};
use crate::statistics::{CorpusStatistics, DfBound, Pruning};
use crate::vocabulary::Vocabulary;
use crate::weighting::{Method, Parameters};

/// The bytes read at a time; a multiple of every element's size.
const PIECE: usize = 128 << 10;

/// The bytes of the numbers before the method's name, and before the bounds that follow them in a file of a pruned
/// model.
const NUMBERS: usize = 9 * 8;
const BOUNDS: usize = 5 * 8;

/// The longest name of a method.
const LONGEST_NAME: u64 = 64;

/// Why there is no model.
#[derive(Debug)]
pub(in super::super) enum Damage {
    /// The bytes cannot be read.
    Unreadable(io::Error),
    /// The bytes cannot be believed.
    Unsound(String),
}

impl From<String> for Damage {
    fn from(reason: String) -> Self {
        Self::Unsound(reason)
    }
}

impl From<io::Error> for Damage {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof => Self::Unsound("it is cut short".to_owned()),
            _ => Self::Unreadable(error),
        }
    }
}

type Result<T> = std::result::Result<T, Damage>;

/// The model in a file of `size` bytes.
pub(in super::super) fn read(reader: &mut impl Read, size: u64) -> Result<LoadedModel> {
    let mut first = [0; Header::LEN];
    // The magic and the format come first: a newer file may have a shorter header.
    reader.read_exact(&mut first[..12])?;
    let format = u32::from_le_bytes(array(&first[8..12]));
    if format <= PRUNED {
        reader.read_exact(&mut first[12..])?;
    }
    let header = Header::from_bytes(&first, size)?;
    let terms = terms(&header)?;

    let mut source = Source { reader, header, piece: filled(0, PIECE.min(size as usize & !7)) };
    let is_pruned = source.header.format() == PRUNED;
    let numbers = Numbers::read(&source.bytes(Section::Model)?, is_pruned)?;
    let counted = numbers.counted;
    if source.header.len(Section::Frequencies) != if counted { terms * 4 } else { 0 } {
        return Err(unsound("there are not as many document frequencies as terms"));
    }
    let analyzer = source.bytes(Section::Analyzer)?;
    let analyzer = if analyzer.is_empty() {
        None
    } else {
        let parsed = serde_json::from_slice::<serde_json::Map<_, _>>(&analyzer);
        let object =
            parsed.map_err(|error| Damage::Unsound(format!("its analyzer is no JSON object: {error}")))?;
        Some(serde_json::Value::Object(object))
    };
    let ends = source.elements(Section::Ends, u64::from_le_bytes)?;
    let text = String::from_utf8(source.bytes(Section::Text)?);
    let text = text.map_err(|error| Damage::Unsound(format!("its text is no UTF-8: {error}")))?;
    let vocabulary = Vocabulary::from_parts(text, ends).map_err(|error| error.to_string())?;
    let idf = source.elements(Section::Idf, f64::from_le_bytes)?;
    let document_frequency = source.elements(Section::Frequencies, u32::from_le_bytes)?;
    let model = numbers.into_model(vocabulary, idf, document_frequency)?;
    let digest = Some(Header::own_digest(&first));
    Ok(LoadedModel { model, analyzer, origin: Origin { format: Format::Native, size, digest } })
}

/// The number of terms, if the lengths of the sections agree on it.
fn terms(header: &Header) -> Result<u64> {
    let ends = header.len(Section::Ends);
    if !ends.is_multiple_of(8) || header.len(Section::Idf) != ends {
        return Err(unsound("there are not as many idfs as terms"));
    }
    let numbers = (NUMBERS + if header.format() == PRUNED { BOUNDS } else { 0 }) as u64;
    if !(numbers..=numbers + LONGEST_NAME).contains(&header.len(Section::Model)) {
        return Err(unsound("its section \"model\" has a length that it cannot have"));
    }
    Ok(ends / 8)
}

/// The sections, read in their order.
struct Source<'a, R> {
    reader: &'a mut R,
    header: Header,
    piece: Vec<u8>,
}

impl<R: Read> Source<'_, R> {
    /// Hands the pieces of a section over and then compares the digest.
    fn pieces(&mut self, section: Section, mut take: impl FnMut(&[u8])) -> Result<()> {
        let mut hasher = blake3::Hasher::new();
        let mut left = self.header.len(section) as usize;
        while left > 0 {
            let length = left.min(self.piece.len());
            let piece = &mut self.piece[..length];
            self.reader.read_exact(piece)?;
            hasher.update(piece);
            take(piece);
            left -= length;
        }
        if hasher.finalize() == self.header.digest(section) {
            return Ok(());
        }
        Err(Damage::Unsound(format!(
            "the digest of its section {section:?} does not fit: it was edited or damaged"
        )))
    }

    fn bytes(&mut self, section: Section) -> Result<Vec<u8>> {
        let mut bytes = room(self.header.len(section) as usize);
        self.pieces(section, |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }

    fn elements<T, const N: usize>(
        &mut self,
        section: Section,
        decode: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>> {
        let mut elements = room(self.header.len(section) as usize / N);
        self.pieces(section, |piece| {
            elements.extend(piece.as_chunks().0.iter().map(|&bytes| decode(bytes)));
        })?;
        Ok(elements)
    }
}

/// The section "model".
struct Numbers {
    documents: u64,
    total_length: u64,
    average_length: f64,
    average_idf: f64,
    counted: bool,
    parameters: Parameters,
}

impl Numbers {
    fn read(bytes: &[u8], is_pruned: bool) -> Result<Self> {
        let (numbers, rest) = bytes.split_at(NUMBERS);
        let (bounds, name) = rest.split_at(if is_pruned { BOUNDS } else { 0 });
        let words: [u64; NUMBERS / 8] = std::array::from_fn(|index| word(numbers, index));
        let pruning = if is_pruned { pruning(bounds)? } else { Pruning::NONE };
        let [k1, b, epsilon, delta] = [words[4], words[5], words[6], words[7]].map(f64::from_bits);
        let method = str::from_utf8(name).ok().and_then(Method::from_name).ok_or_else(|| {
            let name = String::from_utf8_lossy(name);
            Damage::Unsound(format!("its method is {name:?}, which this release does not know"))
        })?;
        if words[8] > 1 {
            return Err(unsound("it neither has document frequencies nor says that it has none"));
        }
        Ok(Self {
            documents: words[0],
            total_length: words[1],
            average_length: f64::from_bits(words[2]),
            average_idf: f64::from_bits(words[3]),
            counted: words[8] == 1,
            parameters: Parameters { k1, b, epsilon, delta, method, pruning },
        })
    }

    fn into_model(
        self,
        vocabulary: Vocabulary,
        idf: Vec<f64>,
        document_frequency: Vec<u32>,
    ) -> Result<Bm25Model> {
        let Self { documents, total_length, average_length, average_idf, counted, parameters } = self;
        let model = if counted {
            let statistics = CorpusStatistics { documents, total_length, document_frequency };
            if statistics.average_length().to_bits() != average_length.to_bits() {
                return Err(unsound("the average length is not the total length over the documents"));
            }
            Bm25Model::from_statistics(parameters, vocabulary, statistics, Some((idf, average_idf)))
        } else {
            if total_length != 0 || average_idf.to_bits() != 0 {
                return Err(unsound("it has totals but no document frequencies"));
            }
            Bm25Model::from_idf(parameters, vocabulary, documents, average_length, idf)
        };
        Ok(model.map_err(|error| error.to_string())?)
    }
}

/// What a model is pruned of.
fn pruning(bounds: &[u8]) -> Result<Pruning> {
    let bound = |at: usize| match (u32::try_from(word(bounds, at)), word(bounds, at + 1)) {
        (Ok(0), share) => Ok(DfBound::Share(f64::from_bits(share))),
        (Ok(count), 0) => Ok(DfBound::Count(count)),
        _ => Err(unsound("a bound is neither a number of documents nor a share of them")),
    };
    let max_terms = u32::try_from(word(bounds, 4)).map_err(|_| unsound("it has too many terms"))?;
    let max_terms = Some(max_terms).filter(|&most| most > 0);
    let pruning = Pruning { min_df: bound(0)?, max_df: bound(2)?, max_terms };
    if pruning.is_none() {
        return Err(unsound("it has bounds that bound nothing"));
    }
    Ok(pruning)
}

fn word(bytes: &[u8], index: usize) -> u64 {
    u64::from_le_bytes(array(&bytes[index * 8..index * 8 + 8]))
}

fn unsound(reason: &str) -> Damage {
    Damage::Unsound(reason.to_owned())
}
