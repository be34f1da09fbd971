//! Columns of text as [batches of documents](elanus_core::batch): what a source of documents needs that is
//! neither analysis nor Python.
//!
//! - [`files`]: JSON Lines, CSV, TSV and plain lines, packed or not, which all threads parse;
//! - [`arrow`]: columns from Arrow's C data interface, borrowed where they lie;
//! - [`utf32`]: rows of fixed width in UTF-32, as NumPy's `<U` arrays have them.

pub mod arrow;
pub mod files;
#[cfg(test)]
#[path = "../../core/src/random.rs"]
mod random;
pub mod utf32;
