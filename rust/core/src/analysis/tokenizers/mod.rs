//! Tokenizers, a folder or file each.
//!
//! A tokenizer gives the pieces of a text, in order: words and other [`Piece`]s, whose tokens depend on
//! nothing but the piece and its [`Flags`]. Of each it says by a [`Key`] which others have equal tokens: a
//! memo of tokens then needs to know none of its rules. A tokenizer whose tokens depend on more than that,
//! such as one that segments by a dictionary, gives each token as a piece of its own.
//!
//! A new tokenizer is a file or folder with its spec, its code and its tests, its `mod` and `use` lines here
//! and a line in the list below. One whose tokens never contain certain characters of ASCII is a
//! [`runs::RunTokenizer`], which is one function: from a run of other characters to its tokens.

mod char_group;
mod jieba;
mod key;
pub(super) mod nltk;
mod runs;
mod standard;
mod unicode;
mod whitespace;
mod word_breaks;
mod words64;

pub use char_group::CharGroupSpec;
pub use jieba::{JiebaSpec, Mode as JiebaMode, Revision as JiebaRevision};
pub(crate) use key::{Key, WordKeys};
pub use nltk::NltkSpec;
pub use standard::StandardSpec;
pub use unicode::{BigramScript, SplitMark, UnicodeSpec};
pub use whitespace::WhitespaceSpec;
pub(crate) use words64::Words;

use std::ops::{ControlFlow, Range};

use super::data::Data;
use super::parts::{Build, part_specs};
use super::traits::Traits;
use crate::error::Result;
use crate::parallel::Cancel;
use crate::short::Short;
use char_group::CharGroup;
use jieba::Jieba;
use nltk::{Flags, Nltk};
use standard::Standard;
use unicode::Unicode;
use whitespace::Whitespace;

/// Buffers that tokenizers need, reused from chunk to chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenizerScratch {
    nltk: nltk::WordScratch,
    jieba: jieba::JiebaScratch,
}

/// From a text to its pieces, and from a piece to its tokens.
pub(super) trait Tokenize {
    /// The punctuation that it can leave out, where it is a token of its own, if the filters drop it.
    fn left_out(&self) -> &'static [u8] {
        b""
    }

    /// Visits the pieces of `text` in order.
    fn pieces<V: PieceVisitor>(
        &self,
        text: &str,
        traits: Traits,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break>;

    /// As [`Self::pieces`], with nothing left out and no keys.
    #[inline]
    fn chunks<'t, B>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.pieces(text, Traits::NONE, cancel, Chunks { text, visit })
    }

    /// Calls `token` with each token of a piece in order; not with all of them when it is cancelled.
    fn split(
        &self,
        piece: &str,
        flags: Flags,
        scratch: &mut TokenizerScratch,
        cancel: &Cancel,
        token: impl FnMut(&str),
    );

    /// Whether a word of ASCII letters and digits is one token, itself.
    #[inline]
    fn is_token(&self, word: Short) -> bool {
        let _ = word;
        true
    }

    /// Whether a token's position is its place in characters, and not its number.
    fn counts_characters(&self) -> bool {
        false
    }
}

/// Defines [`TokenizerSpec`] and [`Tokenizer`] by one line a tokenizer.
macro_rules! tokenizers {
    ($($(#[doc = $about:literal])+ $name:literal => $Tokenizer:ident($Spec:ident),)+) => {
        part_specs! {
            /// The tokenizer of an [`AnalyzerSpec`](super::AnalyzerSpec).
            "tokenizer" TokenizerSpec;
            $($(#[doc = $about])+ $name => $Tokenizer($Spec),)+
        }

        impl Build for TokenizerSpec {
            type Part = Tokenizer;

            fn build(&mut self, data: &mut Data<'_>) -> Result<Tokenizer> {
                match self {
                    $(Self::$Tokenizer(spec) => spec.build(data).map(Tokenizer::$Tokenizer),)+
                }
            }
        }

        /// A tokenizer, ready to run.
        #[derive(Clone, Debug)]
        #[expect(clippy::large_enum_variant, reason = "an analyzer has one, and what it reads stands in it")]
        pub(super) enum Tokenizer {
            $($(#[doc = $about])+ $Tokenizer($Tokenizer),)+
        }

        impl Tokenize for Tokenizer {
            fn left_out(&self) -> &'static [u8] {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.left_out(),)+
                }
            }

            #[inline]
            fn pieces<V: PieceVisitor>(
                &self,
                text: &str,
                traits: Traits,
                cancel: &Cancel,
                visitor: V,
            ) -> ControlFlow<V::Break> {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.pieces(text, traits, cancel, visitor),)+
                }
            }

            #[inline]
            fn chunks<'t, B>(
                &self,
                text: &'t str,
                cancel: &Cancel,
                visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
            ) -> ControlFlow<B> {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.chunks(text, cancel, visit),)+
                }
            }

            #[inline]
            fn split(
                &self,
                piece: &str,
                flags: Flags,
                scratch: &mut TokenizerScratch,
                cancel: &Cancel,
                token: impl FnMut(&str),
            ) {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.split(piece, flags, scratch, cancel, token),)+
                }
            }

            #[inline]
            fn is_token(&self, word: Short) -> bool {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.is_token(word),)+
                }
            }

            fn counts_characters(&self) -> bool {
                match self {
                    $(Self::$Tokenizer(tokenizer) => tokenizer.counts_characters(),)+
                }
            }
        }
    };
}

tokenizers! {
    /// jieba: Chinese words by a dictionary.
    "jieba" => Jieba(JiebaSpec),
    /// NLTK's `word_tokenize`.
    "nltk" => Nltk(NltkSpec),
    /// Milvus' `standard`: what stands between characters that are neither letters nor numbers.
    "standard" => Standard(StandardSpec),
    /// Milvus' `whitespace`: what stands between white space of ASCII.
    "whitespace" => Whitespace(WhitespaceSpec),
    /// Milvus' `char_group`: what stands between characters that one names.
    "char_group" => CharGroup(CharGroupSpec),
    /// Words of UAX #29, and bigrams of scripts without spaces.
    "unicode" => Unicode(UnicodeSpec),
}

/// A part of a text that has the tokens that it would have by itself, with these flags.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'t> {
    text: &'t str,
    start: usize,
    flags: Flags,
}

impl<'t> Chunk<'t> {
    /// The chunk's byte range in the text.
    #[must_use]
    #[inline]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The chunk itself.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &'t str {
        self.text
    }

    /// What stands around the chunk, as far as it matters.
    #[must_use]
    #[inline]
    pub fn flags(&self) -> Flags {
        self.flags
    }
}

/// Pieces as chunks.
struct Chunks<'t, F> {
    text: &'t str,
    visit: F,
}

impl<'t, B, F: FnMut(Chunk<'t>) -> ControlFlow<B>> PieceVisitor for Chunks<'t, F> {
    type Break = B;

    fn words(&mut self, words: &mut Words<'_>, _: WordKeys) -> ControlFlow<B> {
        words.try_for_each(|word| {
            let range = word.range();
            (self.visit)(Chunk { start: range.start, text: &self.text[range], flags: Flags::NONE })
        })
    }

    fn piece(&mut self, Piece { range, flags, .. }: Piece) -> ControlFlow<B> {
        (self.visit)(Chunk { start: range.start, text: &self.text[range], flags })
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::analysis::{Analyzer, AnalyzerSpec, Scratch, TokenBuffer};
    use crate::random::Random;
    use std::sync::LazyLock;

    fn analyzer(tokenizer: &str, filters: &str) -> Analyzer {
        let json = format!(r#"{{"tokenizer":{tokenizer},"filter":[{filters}]}}"#);
        Analyzer::from_spec(&AnalyzerSpec::from_json(&json).unwrap()).unwrap()
    }

    /// The tokens of a text by a tokenizer, given as JSON.
    pub(super) fn tokens(tokenizer: &str, text: &str) -> Vec<String> {
        analyzer(tokenizer, "").tokens(text)
    }

    /// The places of a visited text's pieces.
    #[derive(Default)]
    struct Places(Vec<(Range<usize>, Flags)>);

    impl PieceVisitor for &mut Places {
        type Break = ();

        fn words(&mut self, words: &mut Words<'_>, _: WordKeys) -> ControlFlow<()> {
            words.try_for_each(|word| {
                self.0.push((word.range(), Flags::NONE));
                ControlFlow::Continue(())
            })
        }

        fn piece(&mut self, piece: Piece) -> ControlFlow<()> {
            self.0.push((piece.range, piece.flags));
            ControlFlow::Continue(())
        }
    }

    /// Texts of few characters of every kind, short ones and some of several blocks, and one with every
    /// character.
    pub(crate) fn texts() -> &'static [String] {
        static TEXTS: LazyLock<Vec<String>> = LazyLock::new(make_texts);
        &TEXTS
    }

    fn make_texts() -> Vec<String> {
        let kinds = [
            "a",
            "B",
            "7",
            " ",
            "  ",
            "\n",
            "\u{b}",
            ".",
            ",",
            "'",
            "’",
            "-",
            "_",
            ":",
            "@",
            "é",
            "É",
            "ß",
            "e\u{301}",
            "½",
            "к",
            "Σ",
            "ー",
            "カ",
            "あ",
            "中",
            "文",
            "한",
            "ก",
            "ำ",
            "न",
            "ि",
            "ا",
            "א",
            "\u{200d}",
            "\u{ad}",
            "👩",
            "🇩",
            "\u{a0}",
            "\u{3000}",
            "。",
            "«",
            "\0",
            "word",
            "WORDS",
            "verylongwordofmanyletters",
        ];
        let mut random = Random::new(21);
        let mut texts: Vec<String> = (0..30_000)
            .map(|round| {
                let few = 1 + random.below(6);
                let length = if round % 50 == 0 { random.below(400) } else { random.below(9) };
                let from: Vec<&str> = (0..few).map(|_| kinds[random.below(kinds.len())]).collect();
                (0..length).map(|_| from[random.below(few)]).collect()
            })
            .collect();
        texts.push(('\0'..=char::MAX).collect());
        texts.push(('\0'..=char::MAX).flat_map(|c| [c, ' ']).collect());
        texts.push(('\0'..=char::MAX).flat_map(|c| ['a', c, 'b', ' ']).collect());
        texts
    }

    /// Tokenizers of every kind, with parameters and without, as JSON.
    pub(crate) fn examples() -> Vec<String> {
        let more = [
            r#"{"type":"jieba","mode":"exact","revision":"0.42.1"}"#,
            r#"{"type":"jieba","dict":["_default_","kite","鸢"],"hmm":false}"#,
            r#"{"type":"standard","uax29":true}"#,
            r#"{"type":"standard","uax29":true,"max_token_length":3}"#,
            r#"{"type":"char_group","delimiters":["whitespace","-","。"]}"#,
            r#"{"type":"char_group","delimiters":["o","punctuation","digit"]}"#,
            r#"{"type":"char_group","delimiters":[]}"#,
            r#"{"type":"unicode","split_on":[]}"#,
            r#"{"type":"unicode","split_on":["dot","apostrophe","dot"],"bigrams":["thai","han","kana"]}"#,
            r#"{"type":"unicode","bigrams":["han","hangul","kana","khmer","lao","myanmar","thai"]}"#,
            r#"{"type":"unicode","bigrams":["han","kana","thai"],"unigrams":["kana","han"]}"#,
        ];
        // `char_group` needs its parameter.
        let named = TokenizerSpec::NAMES.iter().filter(|&&name| name != "char_group");
        let named = named.map(|name| format!("{name:?}"));
        named.chain(more.into_iter().map(str::to_owned)).collect()
    }

    #[test]
    fn every_spec_survives_its_json() {
        for example in examples() {
            let mut spec = TokenizerSpec::read(serde_json::from_str(&example).unwrap()).unwrap();
            spec.build(&mut Data::new(None)).unwrap();
            let mut again = TokenizerSpec::read(serde_json::to_value(&spec).unwrap()).unwrap();
            assert_eq!(again, spec);
            // Its canonical form stays.
            again.build(&mut Data::new(None)).unwrap();
            assert_eq!(again, spec);
        }
    }

    /// Holds tokens against those of a twin. Of a text with every character only the difference is shown.
    fn check_tokens(text: &str, tokens: &TokenBuffer, expected: &[&str]) {
        if tokens.iter().ne(expected.iter().copied()) {
            let tokens: Vec<&str> = tokens.iter().collect();
            let same = tokens.iter().zip(expected).take_while(|(token, expected)| token == expected).count();
            let near = same.saturating_sub(2);
            let shown = |tokens: &[&str]| {
                format!("{:?}", &tokens[near.min(tokens.len())..(near + 6).min(tokens.len())])
            };
            panic!("{text:.300?}: token {same}:\n{:.500}\n{:.500}", shown(&tokens), shown(expected));
        }
    }

    /// Holds a tokenizer against its naive twin, and the tokens of a text against those of its pieces.
    pub(super) fn check_pieces(tokenizer: &str, naive: impl Fn(&str) -> Vec<&str>) {
        let (cancel, mut scratch) = (Cancel::new(), Scratch::default());
        let plain = analyzer(tokenizer, "");
        let (mut places, mut tokens) = (Places::default(), TokenBuffer::new());
        for text in texts() {
            let expected = naive(text);
            tokens.clear();
            let _: ControlFlow<()> = plain.chunks(text, &cancel, |chunk| {
                plain.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, &mut scratch, &mut tokens);
                ControlFlow::Continue(())
            });
            check_tokens(text, &tokens, &expected);
            let _ = plain.visit_pieces(text, &cancel, &mut places);
            tokens.clear();
            for (place, flags) in places.0.drain(..) {
                plain.chunk_tokens(&text[place], flags, &cancel, &mut scratch, &mut tokens);
            }
            check_tokens(text, &tokens, &expected);
        }
    }
}
