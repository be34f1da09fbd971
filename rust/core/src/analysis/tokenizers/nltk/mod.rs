//! NLTK's `word_tokenize`.

pub(in crate::analysis) mod chunks;
pub(in crate::analysis) mod flags;
mod keys;
mod long_chunks;
pub(in crate::analysis) mod punkt_parameters;
mod sentence_break;
mod sentences;
pub(in crate::analysis) mod word_tokenizer;

pub use chunks::Chunk;
pub(crate) use chunks::{ChunkVisitor, Words};
pub use flags::Flags;
pub(crate) use keys::{Key, Keys, Piece};
