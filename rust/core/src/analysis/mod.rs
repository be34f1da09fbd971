//! From text to tokens: an [`AnalyzerSpec`] becomes an [`Analyzer`], which cuts text into chunks with
//! [`Flags`] and turns one chunk into tokens.
//!
//! 1. `spec` reads the JSON; [`presets`] has specs with names.
//! 2. `char_filters` change a text before it is cut.
//! 3. `tokenizers` cut a text into tokens. `nltk` gives exactly those of NLTK's `word_tokenize`.
//! 4. `filters` change a token, drop it, or make several of it.
//!
//! An analyzer finds out when it is built what the filters allow the tokenizer to leave out: case, and
//! punctuation. Word lists come from `data`, stems from `stemmers`.
//!
//! ```
//! use elanus_core::analysis::Analyzer;
//!
//! let analyzer = Analyzer::english();
//! assert_eq!(analyzer.tokens("The kites weren't hunting."), ["kite", "n't", "hunt"]);
//! ```

mod analyzer;
mod char_filters;
mod data;
mod detail;
mod filters;
pub mod language;
mod parts;
pub mod presets;
mod spec;
mod stemmers;
mod string_table;
mod token_buffer;
mod tokenizers;
mod traits;
mod word_cache;

pub(crate) use analyzer::Keyed;
pub use analyzer::{Analyzer, Scratch};
pub use char_filters::{CharFilterSpec, FilteredText, MappingSpec, Offsets};
pub use detail::DetailedToken;
pub(crate) use filters::ShortTokens;
pub use filters::*;
pub use spec::AnalyzerSpec;
pub use stemmers::{STEMMERS, StemmerRevision, stem};
pub use token_buffer::TokenBuffer;
pub use tokenizers::nltk::Flags;
#[cfg(test)]
pub(crate) use tokenizers::tests as tokenizer_tests;
pub use tokenizers::{
    BigramScript, CharGroupSpec, Chunk, JiebaMode, JiebaRevision, JiebaSpec, NltkSpec, SplitMark,
    StandardSpec, TokenizerSpec, UnicodeSpec, WhitespaceSpec,
};
pub(crate) use tokenizers::{Key, Piece, PieceVisitor, WordKeys, Words};
