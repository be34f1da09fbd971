//! What can go wrong, one variant per violation. Each message says what was given, what was
//! expected and what to do.

use std::fmt;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

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
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnalyzerSpec(reason) => write!(f, "analyzer: {reason}"),
            Self::AnalyzerData { path, reason } => write!(f, "analyzer data {path}: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
