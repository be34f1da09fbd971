//! Tokenizers whose tokens never contain certain characters of ASCII: a text is cut there, 64 bytes at a
//! time, and each run of other characters has the tokens that it would have by itself.
//!
//! A run of ASCII letters and digits is a word, and handed over with its neighbours. Any other run with a key
//! is a piece; the tokens of one that is too long for a key are pieces of their own, as sentences are in
//! scripts without spaces.

use std::ops::{ControlFlow, Range};

use super::key::{Key, WordKeys};
use super::words64::{Block, Marks, PaddedEnd};
use super::{Piece, PieceVisitor};
use crate::analysis::tokenizers::nltk::Flags;
use crate::analysis::traits::Traits;
use crate::parallel::{Cancel, Watch};

/// From a run to its tokens, which do not depend on what stands around the run.
///
/// Words of ASCII letters and digits between separators are tokens, and the case of ASCII letters does not
/// matter. A token alone may have other tokens than itself.
pub(super) trait RunTokenizer {
    /// Says which characters end a run: all of them of ASCII, and none a letter or digit.
    type Separators: Marks;

    /// Where a run begins that was found at byte `run` of the text: before it, if its first character belongs
    /// to a separator.
    #[inline]
    fn start(&self, text: &str, run: usize, cancel: &Cancel) -> usize {
        let _ = (text, cancel);
        run
    }

    /// Calls `piece` with the place of each piece of a run that is too long for a key, in order: by default
    /// its tokens. Not with all of them when it is cancelled.
    #[inline]
    fn parts<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        piece: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.tokens(run, cancel, piece)
    }

    /// Whether [`Self::parts`] are tokens, which are not split again: a bigram beside single characters would
    /// be three.
    const PARTS_ARE_TOKENS: bool = true;

    /// Calls `token` with the place of each token in `run`, in order. Not with all of them when it is
    /// cancelled.
    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B>;
}

/// Visits the pieces of `text` in order.
#[inline]
pub(super) fn pieces<T: RunTokenizer, V: PieceVisitor>(
    tokenizer: &T,
    text: &str,
    traits: Traits,
    cancel: &Cancel,
    mut visitor: V,
) -> ControlFlow<V::Break> {
    let keys = WordKeys::new(traits.folds_case);
    let end_of_text = PaddedEnd::new(text.as_bytes());
    let mut block: Block<'_, '_, T::Separators> = Block::new(text, &end_of_text, cancel);
    let mut watch = Watch::new(cancel);
    let mut at = 0;
    while at < text.len() && !watch.stops_at(at) {
        let mut words = block.words(at, text.len(), false, None);
        visitor.words(&mut words, keys)?;
        while let Some((run, _)) = words.next_chunk() {
            pieces_of_run(tokenizer, text, run, traits, cancel, &mut visitor)?;
            visitor.words(&mut words, keys)?;
        }
        if let Some(end) = words.end_of_blank() {
            at = end;
            continue;
        }
        let rest = words.rest(text, at);
        if rest != at {
            at = rest;
        } else if let Some(length) = block.chunk(at, text.len()) {
            // A run that does not end in its block. The search for its end is broken off when cancelled.
            let run = at..(at + length).min(text.len());
            if cancel.is_set() {
                break;
            }
            at = run.end;
            pieces_of_run(tokenizer, text, run, traits, cancel, &mut visitor)?;
        } else {
            at += 1;
        }
    }
    ControlFlow::Continue(())
}

/// Visits the pieces of a run.
#[inline(never)]
fn pieces_of_run<T: RunTokenizer, V: PieceVisitor>(
    tokenizer: &T,
    text: &str,
    run: Range<usize>,
    traits: Traits,
    cancel: &Cancel,
    visitor: &mut V,
) -> ControlFlow<V::Break> {
    let run = tokenizer.start(text, run.start, cancel)..run.end;
    let key = key_of(text, &run, Flags::NONE, traits);
    if key.is_some() {
        return visitor.piece(Piece { key, range: run, flags: Flags::NONE, is_word: false });
    }
    let flags = if T::PARTS_ARE_TOKENS { Flags::TOKEN } else { Flags::NONE };
    tokenizer.parts(&text[run.clone()], cancel, |token| {
        let range = run.start + token.start..run.start + token.end;
        let key = key_of(text, &range, flags, traits);
        visitor.piece(Piece { key, range, flags, is_word: false })
    })
}

/// The key of a piece, unless it is too long for one.
#[inline]
fn key_of(text: &str, range: &Range<usize>, flags: Flags, traits: Traits) -> Option<Key> {
    Key::of_chunk(text.as_bytes(), range.clone(), flags, |_| traits.folds_case)
}

/// Calls `token` with the place of each longest run of characters that may stand in one.
#[inline]
pub(super) fn spans<B>(
    run: &str,
    cancel: &Cancel,
    is_within: impl Fn(char) -> bool,
    mut token: impl FnMut(Range<usize>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut watch = Watch::new(cancel);
    let mut start = None;
    for (at, c) in run.char_indices() {
        if watch.stops_at(at) {
            return ControlFlow::Continue(());
        }
        if is_within(c) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            token(start..at)?;
        }
    }
    start.map_or(ControlFlow::Continue(()), |start| token(start..run.len()))
}

/// Calls `token` with each token of a piece.
#[inline]
pub(super) fn split<T: RunTokenizer>(
    tokenizer: &T,
    piece: &str,
    flags: Flags,
    cancel: &Cancel,
    mut token: impl FnMut(&str),
) {
    if flags.has(Flags::TOKEN) {
        return token(piece);
    }
    let _: ControlFlow<()> = tokenizer.tokens(piece, cancel, |range| {
        token(&piece[range]);
        ControlFlow::Continue(())
    });
}

/// Makes a [`RunTokenizer`] a tokenizer.
macro_rules! run_tokenizer {
    ($Tokenizer:ty) => {
        impl crate::analysis::tokenizers::Tokenize for $Tokenizer {
            #[inline]
            fn pieces<V: crate::analysis::tokenizers::PieceVisitor>(
                &self,
                text: &str,
                traits: crate::analysis::traits::Traits,
                cancel: &crate::parallel::Cancel,
                visitor: V,
            ) -> std::ops::ControlFlow<V::Break> {
                crate::analysis::tokenizers::runs::pieces(self, text, traits, cancel, visitor)
            }

            #[inline]
            fn split(
                &self,
                piece: &str,
                flags: crate::analysis::tokenizers::nltk::Flags,
                _: &mut crate::analysis::tokenizers::TokenizerScratch,
                cancel: &crate::parallel::Cancel,
                token: impl FnMut(&str),
            ) {
                crate::analysis::tokenizers::runs::split(self, piece, flags, cancel, token);
            }
        }
    };
}
pub(super) use run_tokenizer;
