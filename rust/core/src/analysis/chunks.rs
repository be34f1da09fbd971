//! Cuts a text into sentences and those into white-space-delimited chunks, with what stands around each.

use super::chunk::Flags;
use super::pieces::{PIECE, piece_end};
use super::punkt_parameters::PunktParameters;
use super::sentences::Sentences;
use super::unicode::{self, char_at, char_before};
use super::watch::{STRIDE, Watch};
use super::word_tokenizer::{is_closer, relevant_flags};
use crate::parallel::Cancel;
use crate::simd::{BLOCK, classify_block};
use std::ops::{ControlFlow, Range};

/// A chunk, or a piece of a very long one: where it stands in its text, and what it takes to tell its flags.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    marks: u64,
    sentence: (usize, usize),
    /// From where on the sentence consists of closers.
    tail: usize,
}

impl<'t> Chunk<'t> {
    /// The chunk's byte range in the text.
    #[must_use]
    #[inline]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// One bit for each byte of the chunk that is no ASCII letter or digit; of a chunk that white space delimits
    /// only after 64 bytes or more, and of its parts, all that there may be.
    #[must_use]
    #[inline]
    pub fn marks(&self) -> u64 {
        self.marks
    }

    /// Whether nothing but closing brackets, quotes and plain spaces follows in the sentence.
    #[must_use]
    #[inline]
    pub fn closers_follow(&self) -> bool {
        self.tail <= self.end
    }

    /// The chunk itself.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// What stands around the chunk, as far as it matters. Chunks that begin and end with an ASCII
    /// letter or digit have [`Flags::NONE`].
    #[must_use]
    pub fn flags(&self) -> Flags {
        let bytes = self.text.as_bytes();
        if bytes[self.start].is_ascii_alphanumeric() && bytes[self.end - 1].is_ascii_alphanumeric() {
            return Flags::NONE;
        }
        let mut flags = Flags::NONE;
        if self.start == self.sentence.0 {
            flags = flags.with(Flags::SENTENCE_START);
        } else if bytes[self.start - 1] == b' ' {
            flags = flags.with(Flags::SPACE_BEFORE);
        }
        if self.end == self.sentence.1 {
            flags = flags.with(Flags::SENTENCE_END);
        } else if bytes[self.end] == b' ' {
            flags = flags.with(Flags::SPACE_AFTER);
        }
        if self.closers_follow() {
            flags = flags.with(Flags::CLOSERS_FOLLOW);
        }
        relevant_flags(self.as_str(), flags)
    }
}

/// What is done with each chunk of a text.
pub(crate) trait ChunkVisitor<'t> {
    /// Why the visit ends early.
    type Break;

    /// A chunk of ASCII letters and digits only, as three quarters are, and of fewer than 64 bytes. Its tokens
    /// depend on nothing else. Where a sentence ends before white space does, it comes to [`Self::chunk`].
    fn word(&mut self, chunk: Chunk<'t>) -> ControlFlow<Self::Break>;

    /// Any other chunk.
    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<Self::Break>;
}

/// A function that does not tell them apart.
impl<'t, B, F: FnMut(Chunk<'t>) -> ControlFlow<B>> ChunkVisitor<'t> for F {
    type Break = B;

    fn word(&mut self, chunk: Chunk<'t>) -> ControlFlow<B> {
        self(chunk)
    }

    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<B> {
        self(chunk)
    }
}

/// Visits the chunks of `text` in order, one sentence after the other. Stops early when `cancel` is set.
#[inline]
pub(super) fn visit_chunks<'t, V: ChunkVisitor<'t>>(
    text: &'t str,
    punkt: &PunktParameters,
    cancel: &Cancel,
    visitor: V,
) -> ControlFlow<V::Break> {
    visit_pieces(text, punkt, PIECE, cancel, visitor)
}

/// As [`visit_chunks`], chunks of more than twice `piece` bytes in pieces of at least as many.
#[inline]
fn visit_pieces<'t, V: ChunkVisitor<'t>>(
    text: &'t str,
    punkt: &PunktParameters,
    piece: usize,
    cancel: &Cancel,
    mut visitor: V,
) -> ControlFlow<V::Break> {
    let bytes = text.as_bytes();
    let mut block = Block::new(text, cancel);
    for Range { start, end: sentence_end } in Sentences::new(text, punkt, cancel) {
        let tail = closing_tail(text, &(start..sentence_end), cancel);
        if cancel.is_set() {
            break;
        }
        let mut watch = Watch::new(cancel);
        let mut at = start;
        // The end of a very long chunk, while its pieces are told.
        let mut long_end = start;
        let sentence = (start, sentence_end);
        while at < sentence_end {
            // Tests take shorter pieces.
            if at >= long_end && piece >= BLOCK {
                let mut inner = block.inner(at, sentence_end);
                while let Some((start, end, marks)) = inner.next() {
                    if marks == 0 {
                        visitor.word(Chunk { text, start, end, marks: 0, sentence, tail })?;
                    } else {
                        visitor.chunk(Chunk { text, start, end, marks, sentence, tail })?;
                    }
                }
                let rest = inner.rest(at);
                if rest != at {
                    at = rest;
                    continue;
                }
            }
            let (whole, marks) = if at < long_end {
                (long_end, u64::MAX)
            } else if let Some((length, marks)) = block.chunk(at, sentence_end) {
                (at + length, marks)
            } else {
                at += char_at(text, at).map_or(1, char::len_utf8);
                if watch.stops_at(at - start) {
                    return ControlFlow::Continue(());
                }
                continue;
            };
            // A sentence may end before the white space.
            let mut end = whole.min(sentence_end);
            if end - at > 2 * piece {
                long_end = end;
                end = piece_end(text, &(at..end), piece, cancel);
                if cancel.is_set() {
                    return ControlFlow::Continue(());
                }
            }
            let marks = if end < whole { marks_until(end - at, marks) } else { marks };
            visitor.chunk(Chunk { text, start: at, end, marks, sentence, tail })?;
            // Between most words stands one plain space.
            at = end + usize::from(end < sentence_end && bytes[end] == b' ');
        }
    }
    ControlFlow::Continue(())
}

/// From where on a sentence consists of closing brackets, quotes and plain spaces only.
///
/// A quote that an earlier rule takes for an opening one is no closer: a double one after a plain space.
fn closing_tail(text: &str, sentence: &Range<usize>, cancel: &Cancel) -> usize {
    let bytes = text.as_bytes();
    let mut watch = Watch::new(cancel);
    let mut tail = sentence.end;
    while tail > sentence.start
        && let Some(c) = char_before(text, tail)
        && is_closer(c)
        && !watch.stops_at(sentence.end - tail)
    {
        let at = tail - c.len_utf8();
        let after_space = at > sentence.start && bytes[at - 1] == b' ';
        if after_space && (c == '"' || (c == '\'' && tail < sentence.end && bytes[tail] == b'\'')) {
            break;
        }
        tail = at;
    }
    tail
}

/// The [`Chunk::marks`] of the first `length` bytes of a chunk.
fn marks_until(length: usize, marks: u64) -> u64 {
    if length < BLOCK { marks & !(u64::MAX << length) } else { u64::MAX }
}

/// The 64 bytes at hand, one bit a byte in each mask.
struct Block<'t, 'c> {
    text: &'t str,
    cancel: &'c Cancel,
    /// Where the block begins.
    start: usize,
    /// White space of the `regex` package, and what follows the text's end.
    spaces: u64,
    /// ASCII letters and digits.
    words: u64,
}

/// The chunks that white space ends within a block, one bit a byte in each mask.
struct Inner {
    /// Where the block begins.
    block: usize,
    /// The first bytes of chunks, and the bytes after chunks: in turns, from a first one on.
    starts: u64,
    ends: u64,
    /// Bytes that are no ASCII letters or digits.
    marks: u64,
    /// Where the latest chunk ended; 0 before the first.
    end: usize,
}

impl Inner {
    /// The next chunk's start and end, and its [`Chunk::marks`].
    #[inline]
    fn next(&mut self) -> Option<(usize, usize, u64)> {
        if self.ends == 0 {
            return None;
        }
        let (start, end) = (self.starts.trailing_zeros(), self.ends.trailing_zeros());
        // The lowest bits: their difference has the bits of the chunk.
        let bits = (self.ends & self.ends.wrapping_neg()) - (self.starts & self.starts.wrapping_neg());
        self.starts &= self.starts - 1;
        self.ends &= self.ends - 1;
        self.end = self.block + end as usize;
        Some((self.block + start as usize, self.end, (self.marks & bits) >> start))
    }

    /// Where to go on after the chunks from byte `from` on: at the next chunk, if it begins in the block.
    #[inline]
    fn rest(&self, from: usize) -> usize {
        if self.starts == 0 { self.end.max(from) } else { self.block + self.starts.trailing_zeros() as usize }
    }
}

impl<'t, 'c> Block<'t, 'c> {
    fn new(text: &'t str, cancel: &'c Cancel) -> Self {
        let mut block = Self { text, cancel, start: 0, spaces: 0, words: 0 };
        block.load(0);
        block
    }

    /// Goes to byte `at` if it is beyond the block, or if no white space follows it there; where it is in the
    /// block.
    #[inline]
    fn reach(&mut self, at: usize) -> usize {
        // A long chunk that ended with its sentence has led beyond.
        let offset = at.wrapping_sub(self.start);
        if offset < BLOCK && (offset == 0 || self.spaces >> offset != 0) {
            return offset;
        }
        self.load(at);
        0
    }

    /// The length of the chunk at byte `at`, and its [`Chunk::marks`]; of a chunk that does not end before
    /// byte `limit`, any length up to there or beyond. `None` if there is white space. `at` must not decrease
    /// from call to call.
    #[inline]
    fn chunk(&mut self, at: usize, limit: usize) -> Option<(usize, u64)> {
        let offset = self.reach(at);
        let length = (self.spaces >> offset).trailing_zeros() as usize;
        if length >= BLOCK {
            return Some((self.long_chunk(limit), u64::MAX));
        }
        let others = !self.words >> offset & !(u64::MAX << length);
        (length > 0).then_some((length, others))
    }

    /// The chunks from byte `at` on that end in the block, not after byte `limit`. `at`, where a chunk begins or
    /// white space, must not decrease from call to call.
    #[inline]
    fn inner(&mut self, at: usize, limit: usize) -> Inner {
        let offset = self.reach(at);
        let from = u64::MAX << offset;
        let to = u64::MAX >> (BLOCK - 1 - (limit - self.start).min(BLOCK - 1));
        let spaces = self.spaces | !from;
        let after_spaces = spaces << 1 | 1;
        Inner {
            block: self.start,
            starts: !spaces & after_spaces,
            ends: spaces & !after_spaces & to,
            marks: !self.words,
            end: 0,
        }
    }

    /// The length of the chunk that begins with the block and does not end in it. When it is cancelled, any.
    #[cold]
    fn long_chunk(&mut self, limit: usize) -> usize {
        let start = self.start;
        while self.spaces == 0 && self.start < limit {
            if self.start - start > STRIDE && self.cancel.is_set() {
                break;
            }
            self.load(self.start + BLOCK);
        }
        self.start + self.spaces.trailing_zeros() as usize - start
    }

    /// Goes to byte `start`, which may lie within a character.
    fn load(&mut self, start: usize) {
        let rest = &self.text.as_bytes()[start.min(self.text.len())..];
        // What follows the text counts as white space.
        let mut padded = [b' '; BLOCK];
        let bytes = if let Some(bytes) = rest.first_chunk() {
            bytes
        } else {
            padded[..rest.len()].copy_from_slice(rest);
            &padded
        };
        let classes = classify_block(bytes);
        (self.start, self.spaces, self.words) = (start, classes.spaces, classes.alphanumeric);
        let mut leads = classes.space_leads;
        while leads != 0 {
            let bit = leads.trailing_zeros();
            if let Some(c) = char_at(self.text, start + bit as usize)
                && unicode::is_regex_space(c)
            {
                self.spaces |= u64::MAX >> (BLOCK - c.len_utf8()) << bit;
            }
            leads &= leads - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::Data;
    use super::super::word_tokenizer::{WordScratch, split};
    use super::*;

    fn chunks(text: &str) -> Vec<(String, Flags)> {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let mut chunks = Vec::new();
        let done: ControlFlow<()> = visit_chunks(text, &punkt, &Cancel::new(), |chunk: Chunk<'_>| {
            chunks.push((chunk.as_str().to_owned(), chunk.flags()));
            ControlFlow::Continue(())
        });
        assert!(done.is_continue());
        chunks
    }

    #[test]
    fn finds_the_white_space_of_the_oracle() {
        let text: String = ('\0'..='\u{3100}').flat_map(|c| [c, 'a']).collect();
        let cancel = Cancel::new();
        let mut block = Block::new(&text, &cancel);
        let mut at = 0;
        let mut chunks = 0;
        while at < text.len() {
            let expected = text[at..].find(unicode::is_regex_space).unwrap_or(text.len() - at);
            match block.chunk(at, text.len()) {
                None => {
                    assert_eq!(expected, 0);
                    at += char_at(&text, at).unwrap().len_utf8();
                }
                Some((length, marks)) => {
                    assert_eq!(length, expected);
                    let bytes = text[at..at + length].bytes().take(BLOCK).enumerate();
                    let expected = bytes
                        .fold(0, |marks, (at, byte)| marks | u64::from(!byte.is_ascii_alphanumeric()) << at);
                    assert_eq!(marks, if length < BLOCK { expected } else { u64::MAX });
                    at += length;
                    chunks += 1;
                }
            }
        }
        assert!(chunks > 20);
    }

    #[test]
    fn chunks_are_those_of_a_naive_split() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let long =
            ["b".repeat(62), "c".repeat(63), "d".repeat(64), "e".repeat(65), format!("{}.", "f".repeat(130))];
        let parts = [
            " ",
            "\n",
            "\u{85}",
            "\u{a0}",
            "\u{2003}",
            "\u{3000}",
            "a",
            "Zz9",
            ".",
            ". ",
            "?) ",
            "\"",
            "é",
            "\u{2019}",
            "thirteenbytes",
            " The",
            ", ",
            "\u{1c}",
            "\u{200b}",
            "\0",
            "! ",
        ];
        let parts: Vec<&str> = parts.into_iter().chain(long.iter().map(String::as_str)).collect();
        let cancel = Cancel::new();
        let (mut state, mut words) = (9u64, 0);
        for round in 0..20_000 {
            let mut text = String::new();
            for _ in 0..round % 90 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            let mut twins = Vec::new();
            for sentence in Sentences::new(&text, &punkt, &cancel) {
                for chunk in text[sentence].split(unicode::is_regex_space).filter(|chunk| !chunk.is_empty()) {
                    let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
                    twins.push(start..start + chunk.len());
                }
            }
            let mut visited = Vec::new();
            let _: ControlFlow<()> = visit_chunks(&text, &punkt, &cancel, |chunk: Chunk<'_>| {
                let marks = chunk.as_str().bytes().take(BLOCK).enumerate();
                let marks =
                    marks.fold(0, |marks, (at, byte)| marks | u64::from(!byte.is_ascii_alphanumeric()) << at);
                // Of a chunk that white space ends after a block or more they are not known, nor of its parts.
                let all = marks_until(chunk.as_str().len(), u64::MAX);
                assert!([marks, all].contains(&chunk.marks()), "{text:?} {chunk:?}");
                words += usize::from(chunk.marks() == 0);
                visited.push(chunk.range());
                ControlFlow::Continue(())
            });
            assert_eq!(visited, twins, "{text:?}");
        }
        assert!(words > 30_000, "{words}");
    }

    #[test]
    fn a_sentence_may_end_within_a_long_chunk() {
        for length in 1..200 {
            let word = "a".repeat(length);
            let text = format!("{word}.\"{word}?)){word}!\" x");
            let parts: Vec<String> = chunks(&text).into_iter().map(|(chunk, _)| chunk).collect();
            let ends = [format!("{word}.\"{word}?)){word}!\""), "x".to_owned()];
            assert_eq!(parts.concat(), ends.concat());
            assert!(parts.len() >= 2 && parts.last().unwrap() == "x", "{parts:?}");
        }
    }

    #[test]
    fn plain_words_have_no_flags() {
        let chunks = chunks("One two, three.\nFour");
        assert_eq!(chunks[0], ("One".to_owned(), Flags::NONE));
        assert_eq!(chunks[1], ("two,".to_owned(), Flags::NONE));
        assert_eq!(chunks[2], ("three.".to_owned(), Flags::CLOSERS_FOLLOW));
        assert_eq!(chunks[3], ("Four".to_owned(), Flags::NONE));
    }

    #[test]
    fn closers_reach_over_plain_spaces_only() {
        let flags = |text: &str| chunks(text)[2].1;
        assert_eq!(flags("We met Mr. ' >"), Flags::CLOSERS_FOLLOW);
        assert_eq!(flags("We met Mr. Smith )"), Flags::NONE);
        assert_eq!(flags("We met Mr. \t>"), Flags::NONE);
        assert_eq!(flags("We met Mr. \" >"), Flags::NONE);
        assert_eq!(flags("We met Mr. '' >"), Flags::NONE);
    }

    /// The tokens of a text whose chunks are cut after so many bytes, each with a mark where its sentence ends.
    fn tokens(text: &str, punkt: &PunktParameters, piece: usize) -> (Vec<String>, usize) {
        let (cancel, mut words) = (Cancel::new(), WordScratch::default());
        let (mut tokens, mut pieces) = (Vec::new(), 0);
        let _: ControlFlow<()> = visit_pieces(text, punkt, piece, &cancel, |chunk: Chunk<'_>| {
            split(chunk.as_str(), chunk.flags(), &mut words, &cancel, |token| tokens.push(token.to_owned()));
            pieces += 1;
            ControlFlow::Continue(())
        });
        (tokens, pieces)
    }

    #[test]
    fn the_tokens_of_pieces_are_those_of_the_chunk() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let alphabets = [
            "a'\"(`",
            "a.,)\"'",
            ",:1a'.",
            "-'a\"`.",
            "“”'\"a.",
            "a;'.*`",
            "\u{1c}'tis\"",
            "«»—'\".",
            "sa'n.",
        ];
        let mut cut = 0;
        for alphabet in alphabets {
            let alphabet: Vec<char> = alphabet.chars().collect();
            for number in 0..alphabet.len().pow(5) {
                let digit = |digit| alphabet[number / alphabet.len().pow(digit) % alphabet.len()];
                let chunk: String = (0..5).map(digit).collect();
                // Within a sentence between plain spaces, at its beginning, and at its end.
                for text in [
                    format!("x {chunk} x"),
                    format!("{chunk}\tx"),
                    format!("x\t{chunk}"),
                    format!("x {chunk} )"),
                ] {
                    let (whole, pieces) = tokens(&text, &punkt, usize::MAX / 2);
                    for piece in 1..=2 {
                        let (found, more) = tokens(&text, &punkt, piece);
                        assert_eq!(found, whole, "{text:?} in pieces of {piece}");
                        cut += usize::from(more > pieces);
                    }
                }
            }
        }
        assert!(cut > 100_000, "{cut}");
    }

    #[test]
    fn a_cancelled_visit_ends() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let cancel = Cancel::new();
        let mut chunks = 0;
        let text = "One two. Three four.";
        let _: ControlFlow<()> = visit_chunks(text, &punkt, &cancel, |_| {
            chunks += 1;
            cancel.set();
            ControlFlow::Continue(())
        });
        assert_eq!(chunks, 2, "the first sentence only");
    }

    #[test]
    fn a_visitor_can_stop() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let stopped =
            visit_chunks("a b c", &punkt, &Cancel::new(), |chunk: Chunk<'_>| match chunk.as_str() {
                "b" => ControlFlow::Break(7),
                _ => ControlFlow::Continue(()),
            });
        assert_eq!(stopped, ControlFlow::Break(7));
    }
}
