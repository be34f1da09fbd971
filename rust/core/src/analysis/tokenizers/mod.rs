//! Tokenizers, a folder or file each.
//!
//! A tokenizer gives the pieces of a text, in order: words and other [`Piece`]s, whose tokens depend on
//! nothing but the piece and its [`Flags`]. Of each it says by a [`Key`] which others have equal tokens: a
//! memo of tokens then needs to know none of its rules. A tokenizer whose tokens depend on more than that,
//! such as one that segments by a dictionary, gives each token as a piece of its own.

#[cfg(test)]
mod jieba;
mod key;
pub(super) mod nltk;
mod words64;

pub(crate) use key::{Key, WordKeys};
pub use nltk::NltkSpec;
pub(crate) use words64::Words;

use std::ops::{ControlFlow, Range};

use super::data::Data;
use super::parts::{Build, part_specs};
use super::traits::Traits;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use nltk::{Chunk, Flags, Nltk};

/// Buffers that tokenizers need, reused from chunk to chunk.
pub(super) type TokenizerScratch = nltk::WordScratch;

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

impl Tokenizer {
    /// The punctuation that it can leave out, where it is a token of its own, if the filters drop it.
    pub(super) fn left_out(&self) -> &'static [u8] {
        match self {
            Self::Nltk(_) => nltk::LEFT_OUT,
        }
    }

    /// Visits the chunks of `text` in order.
    #[inline]
    pub(super) fn chunks<'t, B>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        match self {
            Self::Nltk(nltk) => nltk.visit(text, cancel, visit),
        }
    }

    /// Visits the pieces of `text` in order.
    #[inline]
    pub(super) fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        match self {
            Self::Nltk(nltk) => nltk.visit_pieces(text, traits, cancel, visitor),
        }
    }

    /// Calls `token` with each token of a chunk or piece in order; not with all of them when it is cancelled.
    #[inline]
    pub(super) fn split(
        &self,
        chunk: &str,
        flags: Flags,
        scratch: &mut TokenizerScratch,
        cancel: &Cancel,
        token: impl FnMut(&str),
    ) {
        match self {
            Self::Nltk(_) => nltk::split(chunk, flags, scratch, cancel, token),
        }
    }

    /// Whether a word of ASCII letters and digits is one token, itself.
    #[inline]
    pub(super) fn is_token(&self, word: Short) -> bool {
        match self {
            Self::Nltk(_) => !nltk::is_contraction(word),
        }
    }
}

/// A part of a text that has the tokens that it would have by itself.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its key, unless it is too long for one.
    pub(crate) key: Option<Key>,
    /// Where it stands in the text.
    pub(crate) range: Range<usize>,
    pub(crate) flags: Flags,
    /// Whether it is a word of ASCII letters and digits: its tokens may be known by its key.
    pub(crate) is_word: bool,
}

/// What is done with the pieces of a text.
pub(crate) trait PieceVisitor {
    /// Why the visit ends early.
    type Break;

    /// Some words one after the other, all of which must be taken, and what makes their keys.
    fn words(&mut self, words: &mut Words<'_>, keys: WordKeys) -> ControlFlow<Self::Break>;

    /// Any other piece. It may be as long as the text.
    fn piece(&mut self, piece: Piece) -> ControlFlow<Self::Break>;
}
