//! From text to tokens: an [`AnalyzerSpec`] becomes an [`Analyzer`], which cuts text into
//! whitespace-delimited chunks with [`Flags`] and turns one chunk into tokens.

mod chunk;
mod spec;
mod token_buffer;

pub use chunk::Flags;
pub use spec::AnalyzerSpec;
pub use token_buffer::TokenBuffer;
