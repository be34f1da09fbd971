//! What is wrong with files of documents.

use std::fmt;
use std::io;
use std::sync::Arc;

/// What is wrong with a file, or with a record in it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The system does not read it.
    Unreadable {
        /// The file.
        file: Arc<str>,
        /// What the system says.
        error: io::Error,
    },
    /// The system does not write the list of what is skipped.
    Unwritable {
        /// The list.
        file: Arc<str>,
        /// What the system says.
        error: io::Error,
    },
    /// Compressed data that cannot be unpacked.
    Damaged {
        /// The file.
        file: Arc<str>,
        /// What the data is called, such as "gzip".
        kind: &'static str,
        /// The last line that could be read.
        line: u64,
        /// What is wrong with it.
        error: io::Error,
    },
    /// A record is not what it should be: the message goes on after "line 7".
    Record {
        /// The file.
        file: Arc<str>,
        /// The line at which the record begins, from 1 on.
        line: u64,
        /// What it is instead.
        what: String,
    },
    /// The file is of another kind: the message goes on after its name.
    Kind {
        /// The file.
        file: Arc<str>,
        /// What it is instead.
        what: String,
    },
    /// There is no document.
    Empty {
        /// The file.
        file: Arc<str>,
        /// How many others are read with it.
        others: usize,
    },
    /// Who waits for input has stopped it, and knows why.
    Stopped(Box<dyn std::error::Error + Send + Sync>),
}

/// What reading gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(super) fn record(file: &Arc<str>, line: u64, what: impl Into<String>) -> Self {
        Self::Record { file: Arc::clone(file), line, what: what.into() }
    }

    pub(super) fn kind(file: &Arc<str>, what: impl Into<String>) -> Self {
        Self::Kind { file: Arc::clone(file), what: what.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, error } => write!(f, "{file} cannot be read: {}", reason(error)),
            Self::Unwritable { file, error } => {
                write!(f, "{file}, the list of what is left out, cannot be written: {}", reason(error))
            }
            Self::Damaged { file, kind, line, error } => {
                write!(f, "{file}: the {kind} data is damaged after line {line} ({})", reason(error))
            }
            Self::Record { file, line, what } => write!(f, "{file}: line {line} {what}"),
            Self::Kind { file, what } => write!(f, "{file} {what}"),
            Self::Empty { file, others: 0 } => write!(f, "{file} holds no document"),
            Self::Empty { file, others } => {
                write!(
                    f,
                    "{file} and {others} other file{} hold no document",
                    if *others == 1 { "" } else { "s" }
                )
            }
            Self::Stopped(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// What the system says, without the number that Rust adds to it.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
