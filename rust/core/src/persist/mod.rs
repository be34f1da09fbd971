//! Model files: written whole or not at all, and believed only when every byte is accounted for.
//!
//! Two formats: the JSON of `pymilvus.model`, which both libraries read, and the native one of
//! `docs/model-file.md`, which is smaller and loads faster. A path ending in `.json` is saved as JSON,
//! any other natively. When a file is loaded, its first bytes tell its format.

mod atomic;
mod file_bytes;
mod file_system;
mod inspect;
mod json;
mod native;
mod python_json;
#[cfg(test)]
pub(crate) mod simulated;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use atomic::write;
pub(crate) use atomic::write_on;
pub(crate) use file_bytes::FileBytes;
pub(crate) use file_system::{Disk, FileSystem};
pub use inspect::inspect;
pub use json::{from_json, to_json};
pub use native::to_native;

use crate::bm25::Bm25Model;
use crate::error::{Error, Result};
use crate::memory::{check_room, tried};
use native::Damage;

/// A model from a file.
#[derive(Debug)]
pub struct LoadedModel {
    /// The model.
    pub model: Bm25Model,
    /// The analyzer as it was saved, which the original's files do not have.
    pub analyzer: Option<serde_json::Value>,
    /// The file.
    pub origin: Origin,
}

/// The kind of file that a model was loaded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The layout.
    pub format: Format,
    /// The bytes of the file.
    pub size: u64,
    /// The verified digest of everything in the file, 64 hexadecimal digits; the original's has none.
    pub digest: Option<String>,
}

/// The layout of a model file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `docs/model-file.md`.
    Native,
    /// The original's JSON with two further keys.
    Json,
    /// The JSON of `pymilvus.model` itself.
    Original,
}

impl Format {
    /// The format that a path asks for.
    ///
    /// ```
    /// use elanus_core::persist::Format;
    /// assert_eq!(Format::of_path("model.json".as_ref()), Format::Json);
    /// assert_eq!(Format::of_path("model.elanus".as_ref()), Format::Native);
    /// ```
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        let suffix = path.extension();
        if suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json")) {
            Self::Json
        } else {
            Self::Native
        }
    }
}

/// The bytes of a model file, for [`write`]; the original's has our two further keys.
#[must_use]
pub fn to_bytes(format: Format, model: &Bm25Model, analyzer: &serde_json::Value) -> Vec<u8> {
    match format {
        Format::Native => to_native(model, analyzer),
        Format::Json | Format::Original => to_json(model, analyzer),
    }
}

/// The model in the file at `path`, whatever its name.
///
/// # Errors
///
/// [`Error::File`], and [`Error::CorruptFile`] for anything that is no model file.
pub fn load(path: &Path) -> Result<LoadedModel> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::OutOfMemory => Error::OutOfMemory,
        _ => Error::File { path: path.to_owned(), action: "read", source },
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut first = Vec::with_capacity(native::MAGIC.len());
    file.by_ref().take(native::MAGIC.len() as u64).read_to_end(&mut first).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let mut whole = first.as_slice().chain(file);
    if metadata.is_file() && first == native::MAGIC {
        return tried(|| native::read(&mut whole, metadata.len()).map_err(|damage| damaged(path, damage)));
    }
    let mut bytes = Vec::new();
    whole.read_to_end(&mut bytes).map_err(failed)?;
    from_bytes(path, &bytes)
}

/// The model in the bytes of a file; `path` is for messages only.
///
/// # Errors
///
/// [`Error::CorruptFile`].
pub fn from_bytes(path: &Path, mut bytes: &[u8]) -> Result<LoadedModel> {
    if bytes.starts_with(&native::MAGIC) {
        let size = bytes.len() as u64;
        return tried(|| native::read(&mut bytes, size).map_err(|damage| damaged(path, damage)));
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|&first| first != b'{') {
        let reason = "it begins neither as a native file nor as JSON".to_owned();
        return Err(damaged(path, Damage::Unsound(reason)));
    }
    check_room(0)?;
    tried(|| from_json(path, bytes))
}

fn damaged(path: &Path, damage: Damage) -> Error {
    let path = path.to_owned();
    match damage {
        Damage::Unreadable(source) => Error::File { path, action: "read", source },
        Damage::Unsound(reason) => Error::CorruptFile { path, reason },
    }
}
