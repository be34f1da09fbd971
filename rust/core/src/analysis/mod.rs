//! From text to tokens: an [`AnalyzerSpec`] becomes an [`Analyzer`], which cuts text into
//! whitespace-delimited chunks with [`Flags`] and turns one chunk into tokens.
//!
//! The tokenizer `nltk` gives exactly the tokens of NLTK's `word_tokenize`:
//!
//! 1. `sentences`: Punkt cuts the text into sentences (`sentence_break` decides, by `punkt_parameters`);
//! 2. `chunks`: white space cuts a sentence into chunks; flags tell what stands around each;
//! 3. `word_tokenizer`: a chunk becomes tokens, by NLTK's substitutions;
//! 4. `filters`: each token is lower-cased, dropped or stemmed.
//!
//! What a character is comes from `unicode`, generated from the oracle. Word lists come from `data`.
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
pub mod presets;
mod spec;
mod stemmers;
mod string_table;
mod token_buffer;
mod tokenizers;

pub(crate) use analyzer::Traits;
pub use analyzer::{Analyzer, Scratch};
pub(crate) use filters::ShortTokens;
pub use filters::{FilterSpec, LowercaseSpec, PunctuationSpec, StemmerSpec, StopSpec, stop_words};
pub use spec::AnalyzerSpec;
pub use stemmers::stem_english;
pub use token_buffer::TokenBuffer;
pub use tokenizers::nltk::{Chunk, Flags};
pub(crate) use tokenizers::nltk::{ChunkVisitor, Key, Keys, Piece, Words};
pub use tokenizers::{NltkSpec, TokenizerSpec};
