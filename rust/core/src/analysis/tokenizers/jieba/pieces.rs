//! The parts of a text whose tokens do not depend on what stands around them.
//!
//! Those are blocks, and what stands between two of them. A short one is remembered with all of its tokens.
//! The tokens of a longer one are pieces of their own: cut by themselves they could become others, so a flag
//! says that they are tokens.

use std::ops::{ControlFlow, Range};

use super::characters::{in_block, width};
use super::{Jieba, JiebaScratch};
use crate::analysis::tokenizers::key::{Key, LONGEST, WordKeys};
use crate::analysis::tokenizers::nltk::Flags;
use crate::analysis::tokenizers::words64::HEAD;
use crate::analysis::tokenizers::{Piece, PieceVisitor, Tokenize, TokenizerScratch};
use crate::analysis::traits::Traits;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

impl Tokenize for Jieba {
    /// As on the server.
    fn counts_characters(&self) -> bool {
        true
    }

    fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        mut visitor: V,
    ) -> ControlFlow<V::Break> {
        let words = WordKeys::new(traits.folds_case);
        let mut scratch = JiebaScratch::default();
        self.parts(text, cancel, |range, is_word| {
            if is_word {
                let key = words.key(&head_at(text.as_bytes(), range.start), range.len());
                return visitor.piece(Piece { key, range, flags: Flags::NONE, is_word });
            }
            if range.len() <= LONGEST {
                return visitor.piece(piece(text, range, Flags::NONE));
            }
            let mut result = ControlFlow::Continue(());
            let begin = text.as_ptr().addr();
            self.tokens(&text[range], &mut scratch, cancel, &mut |token| {
                if result.is_continue() {
                    let start = token.as_ptr().addr() - begin;
                    result = visitor.piece(piece(text, start..start + token.len(), Flags::TOKEN));
                }
            });
            result
        })
    }

    #[inline]
    fn split(
        &self,
        piece: &str,
        flags: Flags,
        scratch: &mut TokenizerScratch,
        cancel: &Cancel,
        mut token: impl FnMut(&str),
    ) {
        if flags.has(Flags::TOKEN) {
            token(piece);
        } else {
            self.tokens(piece, &mut scratch.jieba, cancel, &mut token);
        }
    }

    #[inline]
    fn is_token(&self, _: Short) -> bool {
        !self.has_latin
    }
}

/// A piece whose case matters.
fn piece(text: &str, range: Range<usize>, flags: Flags) -> Piece {
    let key = Key::of_chunk(text.as_bytes(), range.clone(), flags, |_| false);
    Piece { key, range, flags, is_word: false }
}

/// The bytes that a word's key is made of.
fn head_at(text: &[u8], at: usize) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    let rest = &text[at..];
    let length = rest.len().min(HEAD);
    head[..length].copy_from_slice(&rest[..length]);
    head
}

impl Jieba {
    /// Visits the blocks of a text and what stands between them, in order. Says of each whether it is a word
    /// of ASCII letters and digits that is one token.
    fn parts<B>(
        &self,
        text: &str,
        cancel: &Cancel,
        mut visit: impl FnMut(Range<usize>, bool) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut watch = Watch::new(cancel);
        while at < bytes.len() {
            let from = at;
            let is_block = in_block(&bytes[at..], self.revision, self.dictionary).is_some();
            let mut is_word = !self.has_latin;
            while at < bytes.len() {
                let width = match in_block(&bytes[at..], self.revision, self.dictionary) {
                    Some((width, _)) if is_block => width,
                    None if !is_block => width(bytes[at]),
                    _ => break,
                };
                is_word &= bytes[at].is_ascii_alphanumeric();
                at += width;
                if watch.stops_at(at) {
                    return ControlFlow::Continue(());
                }
            }
            visit(from..at, is_word)?;
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ALPHABET, built, numbers, tokens};
    use super::*;

    /// Collects the tokens of the pieces, each split with its flags.
    struct Collector<'a> {
        jieba: &'a Jieba,
        text: &'a str,
        tokens: Vec<String>,
    }

    impl PieceVisitor for &mut Collector<'_> {
        type Break = ();

        fn words(&mut self, _: &mut crate::analysis::Words<'_>, _: WordKeys) -> ControlFlow<()> {
            unreachable!("all are pieces")
        }

        fn piece(&mut self, piece: Piece) -> ControlFlow<()> {
            let Piece { key, range, flags, is_word } = piece;
            assert!(key.is_some() || range.len() > LONGEST);
            let text = &self.text[range];
            let (before, mut scratch) = (self.tokens.len(), TokenizerScratch::default());
            self.jieba.split(text, flags, &mut scratch, &Cancel::new(), |token| {
                self.tokens.push(token.to_owned());
            });
            if is_word {
                assert_eq!(self.tokens[before..], [text]);
                assert_eq!(key.and_then(Key::as_word), key.and_then(|_| Short::new(text.as_bytes())));
            }
            ControlFlow::Continue(())
        }
    }

    #[test]
    fn the_tokens_of_the_pieces_are_those_of_the_text() {
        let alphabet: Vec<char> = ALPHABET.chars().collect();
        let mut draw = numbers(3);
        for json in [
            r#"{"mode":"exact","revision":"0.42.1"}"#,
            r#"{"hmm":false}"#,
            r#"{"dict":["_default_","ab","有和人","ab有"]}"#,
            r#"{"dict":["1K","中"]}"#,
        ] {
            let jieba = built(json);
            for round in 0..2000 {
                let length = draw(if round % 50 == 0 { 400 } else { 20 });
                let (from, some) = (draw(alphabet.len()), 1 + draw(alphabet.len()));
                let text: String =
                    (0..length).map(|_| alphabet[(from + draw(some)) % alphabet.len()]).collect();
                let mut collector = Collector { jieba: &jieba, text: &text, tokens: vec![] };
                let traits = Traits { folds_case: false, ..Traits::NONE };
                let done = jieba.pieces(&text, traits, &Cancel::new(), &mut collector);
                assert!(done.is_continue());
                assert_eq!(collector.tokens, tokens(&jieba, &text), "{json} {text:?}");
            }
        }
    }
}
