//! An exact search engine: an inverted index.

mod array;
mod bits;
mod documents;

pub use array::Array;
pub use bits::Bits;
pub use documents::{Documents, DocumentsBuilder, Id};
