//! From text to tokens: an [`AnalyzerSpec`] becomes an [`Analyzer`], which cuts text into chunks with
//! [`Flags`] and turns one chunk into tokens.
//!
//! 1. `spec` reads the JSON; [`presets`] has specs with names.
//! 2. `tokenizers` cut a text into tokens. `nltk` gives exactly those of NLTK's `word_tokenize`.
//! 3. `filters` change a token, drop it, or make several of it.
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
mod data;
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

pub use analyzer::{Analyzer, Scratch};
pub(crate) use filters::ShortTokens;
pub use filters::{CaseRules, FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec, stop_words};
pub use spec::AnalyzerSpec;
pub use stemmers::{STEMMERS, stem};
pub use token_buffer::TokenBuffer;
pub use tokenizers::nltk::Flags;
#[cfg(test)]
pub(crate) use tokenizers::tests as tokenizer_tests;
pub use tokenizers::{Chunk, NltkSpec, StandardSpec, TokenizerSpec, WhitespaceSpec};
pub(crate) use tokenizers::{Key, Piece, PieceVisitor, WordKeys, Words};
