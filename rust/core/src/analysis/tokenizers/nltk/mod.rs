//! NLTK's `word_tokenize`.

mod chunks;
mod flags;
mod keys;
mod long_chunks;
mod punkt_parameters;
mod sentence_break;
mod sentences;
mod word_tokenizer;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

pub use chunks::Chunk;
pub(crate) use chunks::{ChunkVisitor, Words};
pub use flags::Flags;
pub(crate) use keys::{Key, Keys, Piece};
pub(in crate::analysis) use word_tokenizer::{WordScratch, is_contraction};

use crate::analysis::data::Data;
use crate::analysis::spec::Build;
use crate::error::Result;
use crate::parallel::Cancel;
use punkt_parameters::PunktParameters;

/// `"nltk"`, which has no parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NltkSpec {}

impl Build for NltkSpec {
    type Part = Nltk;

    fn build(&mut self, data: &mut Data<'_>) -> Result<Nltk> {
        PunktParameters::read(data).map(|punkt| Nltk { punkt })
    }
}

/// The marks that may be left out of a text where they are tokens of their own and all filters drop them.
pub(in crate::analysis) const MARKS_LEFT_OUT: &[u8] = b"(),;:!?.";

/// The tokenizer.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Nltk {
    punkt: PunktParameters,
}

impl Nltk {
    /// Visits the chunks of `text` in order, until the visitor breaks or `cancel` is set.
    #[inline]
    pub(in crate::analysis) fn visit<'t, V: ChunkVisitor<'t>>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        chunks::visit_chunks(text, &self.punkt, cancel, visitor)
    }
}

/// Calls `token` with each of a chunk's tokens in order; not with all of them when it is cancelled.
#[inline]
pub(in crate::analysis) fn split(
    chunk: &str,
    flags: Flags,
    scratch: &mut WordScratch,
    cancel: &Cancel,
    mut token: impl FnMut(&str),
) {
    if !word_tokenizer::split_plainly(chunk, flags, &mut token) {
        word_tokenizer::split(chunk, flags, scratch, cancel, token);
    }
}
