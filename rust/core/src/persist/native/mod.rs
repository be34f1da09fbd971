//! The native model file: arrays that are read as they are, every byte under a digest.
//!
//! `docs/model-file.md` is the specification. A header names the sections with their lengths and
//! digests and ends with its own digest; the sections follow without a gap. The file holds no hash
//! table: building one from a million terms takes less time than reading and proving a stored one.

mod header;
mod reader;
mod writer;

pub(super) use header::MAGIC;
pub(super) use reader::{Damage, read};
pub use writer::to_native;

#[cfg(test)]
mod tests;
