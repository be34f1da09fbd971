//! What can go wrong, one variant per violation. Each message says what was given, what was
//! expected and what to do.

use std::path::PathBuf;
use std::{fmt, io};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refused input, a damaged file or an interrupted call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The analyzer's JSON cannot be read, or names a part this crate does not have.
    AnalyzerSpec(String),
    /// A word list or parameter file is missing or malformed.
    AnalyzerData {
        /// The file, as looked for.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Texts were to be counted or encoded without an analyzer.
    NoAnalyzer,
    /// A vocabulary beyond what int32 columns can name.
    TooManyTerms,
    /// More documents than a model can count.
    TooManyDocuments,
    /// More tokens than a model can count.
    TooManyTokens,
    /// The parts of a sparse matrix do not fit together.
    InvalidMatrix(String),
    /// A parameter of BM25 is out of its range.
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// What was given.
        given: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Bounds of document frequencies between which there is none.
    CrossedBounds {
        /// The lower bound.
        min_df: String,
        /// The upper one.
        max_df: String,
    },
    /// No document to fit on.
    EmptyCorpus,
    /// Documents without a single token that survives the analyzer.
    NoTokens {
        /// How many documents there were.
        documents: u64,
    },
    /// Documents that were never counted cannot be forgotten.
    NotContained {
        /// What would fall below zero.
        what: &'static str,
        /// How many there are.
        have: u64,
        /// How many would go.
        remove: u64,
    },
    /// Documents whose removal would leave counts that no corpus has.
    ImpossibleRest,
    /// Two models that do not weigh alike cannot be merged or compared.
    DifferentModels {
        /// What differs.
        what: &'static str,
        /// This model's.
        ours: String,
        /// The other's.
        theirs: String,
    },
    /// The parts of a model do not fit together.
    InvalidModel(String),
    /// Encoding before fitting or loading.
    NotFitted,
    /// A model without document frequencies was asked for more than encoding.
    NoDocumentFrequencies {
        /// What was asked for.
        wanted: &'static str,
    },
    /// A model file that cannot be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// A model file whose bytes cannot be believed.
    CorruptFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of an index whose bytes cannot be believed.
    CorruptIndex {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An index on disk is not the one that was opened.
    ChangedIndex {
        /// The folder.
        path: PathBuf,
        /// How often the index had been saved when it was opened or saved last.
        opened: u64,
        /// How often it has been by now, unless it is gone.
        now: Option<u64>,
    },
    /// An index with changes that are not saved cannot be refreshed.
    UnsavedIndex,
    /// Ids of documents of which some are numbers and some texts.
    MixedIds,
    /// A text that an index cannot store.
    TextTooLong {
        /// Its bytes.
        bytes: u64,
        /// How many there may be.
        most: u64,
    },
    /// A document has this id already.
    KnownId(String),
    /// No document has this id.
    UnknownId(String),
    /// Another number of ids than of documents.
    OtherIds {
        /// The ids.
        ids: u64,
        /// The documents.
        documents: u64,
    },
    /// Documents without ids, and no number after the highest id.
    NoFreeIds,
    /// Two new documents have this id.
    DoubledId(String),
    /// Another number of filters than of queries.
    OtherFilters {
        /// The filters.
        filters: u64,
        /// The queries.
        queries: u64,
    },
    /// An index of the other kind was meant: of texts, or of vectors. What it holds, and what follows.
    WrongIndex(&'static str),
    /// A signal handler that changes a model has interrupted a change of the same model, or a source of documents
    /// changes what they are added to.
    NestedUpdate,
    /// Statistics that are shipped cannot be used.
    Statistics(StatisticsError),
    /// The call was interrupted; nothing was changed.
    Cancelled,
    /// The system has no more memory for the call; nothing was changed.
    OutOfMemory,
}

fn crossed(f: &mut fmt::Formatter<'_>, min_df: &str, max_df: &str) -> fmt::Result {
    write!(
        f,
        "min_df is {min_df} and max_df is {max_df}: no term could be kept; lower min_df or raise max_df"
    )
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnalyzerSpec(reason) => write!(f, "analyzer: {reason}"),
            Self::AnalyzerData { path, reason } => write!(f, "analyzer data {path}: {reason}"),
            Self::NoAnalyzer => {
                f.write_str("texts need an analyzer; without one, documents are lists of tokens")
            }
            Self::TooManyTerms => {
                f.write_str("more than 2,147,483,646 distinct terms: int32 columns end there")
            }
            Self::TooManyDocuments => {
                f.write_str("more than 4,294,967,295 documents: document frequencies end there")
            }
            Self::TooManyTokens => {
                f.write_str("more than 9,007,199,254,740,992 tokens: exact average lengths end there")
            }
            Self::InvalidMatrix(reason) => write!(f, "the matrix cannot be used: {reason}"),
            Self::Parameter { name, given, expected } => write!(f, "{name} is {given}; expected {expected}"),
            Self::CrossedBounds { min_df, max_df } => crossed(f, min_df, max_df),
            Self::EmptyCorpus => f.write_str("the corpus is empty: expected at least one document"),
            Self::NoTokens { documents } => write!(
                f,
                "no token survives the analyzer in any of the {documents} documents: nothing is left of them"
            ),
            Self::InvalidModel(reason) => write!(f, "not a model: {reason}"),
            Self::NotContained { what, have, remove } => write!(
                f,
                "cannot forget {remove} {what}: the model counts {have}; these documents were not all fitted"
            ),
            Self::ImpossibleRest => f.write_str(
                "cannot forget these documents: no documents have the counts that would be left; \
                 these documents were not all fitted",
            ),
            Self::DifferentModels { what, ours, theirs } => {
                write!(
                    f,
                    "the models differ in {what}, {ours} and {theirs}: they cannot be merged or compared"
                )
            }
            Self::NotFitted => f.write_str("the model has no statistics yet: call fit or load first"),
            Self::NoDocumentFrequencies { wanted } => write!(
                f,
                "this model was loaded from a file without document frequencies, as pymilvus.model writes it: \
                 it can encode, but {wanted} needs them; fit on the documents instead"
            ),
            Self::File { path, action, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::CorruptFile { path, reason } => {
                write!(f, "{} is not a sound model file: {reason}", path.display())
            }
            Self::CorruptIndex { path, reason } => {
                write!(f, "{} is no sound file of an index: {reason}", path.display())
            }
            Self::ChangedIndex { path, opened, now: Some(now) } => write!(
                f,
                "another process has saved the index {} since: generation {now} is there, {opened} was opened; \
                 open it anew and make the change again",
                path.display()
            ),
            Self::ChangedIndex { path, opened, now: None } => write!(
                f,
                "the index {} is gone since generation {opened} of it was opened; save it to another path",
                path.display()
            ),
            Self::UnsavedIndex => f.write_str(
                "the index has changes that are not saved, which refreshing would lose: open it anew, and make them \
                 there",
            ),
            Self::MixedIds => f.write_str(
                "some ids are numbers and some are texts: an index has ids of one kind; give all as texts",
            ),
            Self::TextTooLong { bytes, most } => write!(
                f,
                "a text has {bytes} bytes; an index stores texts of up to {most}: cut it, or store no texts"
            ),
            Self::KnownId(id) => {
                write!(
                    f,
                    "a document with the id {id} is there already: update replaces it, delete deletes it"
                )
            }
            Self::UnknownId(id) => write!(f, "no document has the id {id}"),
            Self::OtherIds { ids, documents } => {
                write!(f, "there are {ids} ids for {documents} documents: each has its own")
            }
            Self::NoFreeIds => f.write_str(
                "the numbers after the highest id, which end at 9,223,372,036,854,775,807, are too few for the new \
                 documents: give them ids",
            ),
            Self::DoubledId(id) => write!(f, "the id {id} is given twice: each document has its own"),
            Self::OtherFilters { filters, queries } => {
                write!(f, "filters for each query: there are {filters}, and of queries {queries}")
            }
            Self::WrongIndex(what) => write!(f, "the index holds {what}"),
            Self::NestedUpdate => f.write_str(
                "a signal handler changes a model or an index while its thread is changing it, or what gives the \
                 documents does; do it after that",
            ),
            Self::Statistics(error) => error.fmt(f),
            Self::Cancelled => f.write_str("interrupted"),
            Self::OutOfMemory => f.write_str("out of memory"),
        }
    }
}

/// What is wrong with statistics of parts of a corpus.
#[derive(Debug)]
#[non_exhaustive]
pub enum StatisticsError {
    /// Bytes of statistics that cannot be believed.
    Corrupt(String),
    /// Statistics that cannot be merged, and why.
    Unlike(&'static str),
    /// Two documents have this rank.
    DoubledRank(i64),
    /// Another number of ranks than of documents.
    OtherRanks {
        /// The ranks.
        ranks: u64,
        /// The documents.
        documents: u64,
    },
}

impl fmt::Display for StatisticsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt(reason) => write!(f, "the bytes are no sound statistics: {reason}"),
            Self::Unlike(reason) => write!(f, "the statistics cannot be merged: {reason}"),
            Self::DoubledRank(rank) => write!(
                f,
                "two documents have the rank {rank}: each needs its own, or the order of the terms would depend on \
                 chance; or statistics of the same documents were given twice"
            ),
            Self::OtherRanks { ranks, documents } => {
                write!(f, "there are {ranks} ranks for {documents} documents: each has its own")
            }
        }
    }
}

impl From<StatisticsError> for Error {
    fn from(error: StatisticsError) -> Self {
        Self::Statistics(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
