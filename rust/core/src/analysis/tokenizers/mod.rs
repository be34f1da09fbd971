//! Tokenizers, a folder or file each.

pub(super) mod nltk;

pub use nltk::NltkSpec;

use super::data::Data;
use super::spec::{Build, part_specs};
use crate::error::Result;
use nltk::Nltk;

part_specs! {
    /// The tokenizer of an [`AnalyzerSpec`](super::AnalyzerSpec).
    "tokenizer" TokenizerSpec;
    /// NLTK's `word_tokenize`.
    "nltk" => Nltk(NltkSpec),
}

impl Build for TokenizerSpec {
    type Part = Tokenizer;

    fn build(&mut self, data: &mut Data<'_>) -> Result<Tokenizer> {
        match self {
            Self::Nltk(spec) => spec.build(data).map(Tokenizer::Nltk),
        }
    }
}

/// A tokenizer, ready to run.
#[derive(Clone, Debug)]
pub(super) enum Tokenizer {
    /// NLTK's `word_tokenize`.
    Nltk(Nltk),
}
