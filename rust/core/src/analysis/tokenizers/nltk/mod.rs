//! NLTK's `word_tokenize`, in floors: the definition first, then short cuts to the same tokens.
//!
//! 1. `sentences` cuts a text into Punkt's sentences; `sentence_break` decides, by `punkt_parameters`.
//! 2. `chunks` cuts a sentence at white space; [`Flags`] say what stands around a chunk, as far as it can
//!    matter.
//! 3. `passes` is the definition of a chunk's tokens: NLTK's substitutions in their order, with
//!    `contractions`.
//! 4. `plain` finds the tokens of most chunks by one look at each byte, and `letters` knows words
//!    beyond ASCII.
//! 5. `long_chunks` cuts a very long chunk where no rule looks across.
//! 6. `keys` says which chunks have equal tokens. Where the filters drop punctuation, what is left of a chunk
//!    without it is nearly always a word.
//! 7. `chunks::NltkMarks`: the punctuation that is not even looked at: the scan for words takes it for white
//!    space.
//!
//! "A comma before a digit belongs to the word" thus stands in `passes`, and again, as seen from there, in
//! each short cut. To change a rule, change `passes` first; the tests hold every floor against the one
//! before: `plain` against `passes` on all strings of five characters, pieces of long chunks against the
//! whole, keys and left-out punctuation against the analyzer without a memo (`counts::term_stream`).

mod chunks;
mod contractions;
mod flags;
mod keys;
mod letters;
mod long_chunks;
mod passes;
mod plain;
mod punkt_parameters;
mod scratch;
mod sentence_break;
mod sentences;

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

pub use flags::Flags;
pub(super) use scratch::WordScratch;

use super::words64::Words;
use super::{Piece, PieceVisitor, Tokenize, TokenizerScratch};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::traits::Traits;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use chunks::{Chunk, ChunkVisitor, Sentence};
use contractions::is_contraction;
use keys::Keys;
use punkt_parameters::PunktParameters;

/// Longer chunks are given as they are: nothing looks at all of their bytes without a look at `cancel`.
const LONGEST_KEYED: usize = 4096;

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

/// The punctuation that may be left out of a text where it is a token of its own, if the filters drop it.
const LEFT_OUT: &[u8] = b"(),;:!?.";

/// The tokenizer.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Nltk {
    punkt: PunktParameters,
}

impl Tokenize for Nltk {
    fn left_out(&self) -> &'static [u8] {
        LEFT_OUT
    }

    #[inline]
    fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        chunks::visit_chunks(text, &self.punkt, cancel, Pieces { text, keys: Keys::new(traits), visitor })
    }

    #[inline]
    fn chunks<'t, B>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        mut visit: impl FnMut(super::Chunk<'t>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        chunks::visit_chunks(text, &self.punkt, cancel, |chunk: Chunk<'t>| {
            let Range { start, .. } = chunk.range();
            visit(super::Chunk { text: chunk.as_str(), start, flags: chunk.flags() })
        })
    }

    #[inline]
    fn split(
        &self,
        chunk: &str,
        flags: Flags,
        scratch: &mut TokenizerScratch,
        cancel: &Cancel,
        mut token: impl FnMut(&str),
    ) {
        if !plain::split_plainly(chunk, flags, &mut token) {
            passes::split(chunk, flags, &mut scratch.nltk, cancel, token);
        }
    }

    #[inline]
    fn is_token(&self, word: Short) -> bool {
        !is_contraction(word)
    }
}

/// From chunks to pieces with keys.
struct Pieces<'t, V> {
    text: &'t str,
    keys: Keys,
    visitor: V,
}

impl<'t, V: PieceVisitor> ChunkVisitor<'t> for Pieces<'t, V> {
    type Break = V::Break;

    fn leaves_out_marks(&self) -> bool {
        self.keys.traits.drops_punctuation
    }

    #[inline]
    fn words(&mut self, words: &mut Words<'_>, _: Sentence<'t>) -> ControlFlow<V::Break> {
        self.visitor.words(words, self.keys.words)
    }

    #[inline(never)]
    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<V::Break> {
        let range = chunk.range();
        if range.len() > LONGEST_KEYED {
            return self.visitor.piece(Piece { key: None, range, flags: chunk.flags(), is_word: false });
        }
        self.keys.pieces(self.text.as_bytes(), &chunk, |piece| self.visitor.piece(piece))
    }
}
