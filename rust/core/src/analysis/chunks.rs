//! Cuts a text into sentences and those into white-space-delimited chunks, with what stands around each.

use super::chunk::Flags;
use super::pieces::{PIECE, piece_end};
use super::punkt_parameters::PunktParameters;
use super::sentences::Sentences;
use super::unicode::{self, char_at, char_before, is_ascii_space};
use super::watch::{STRIDE, Watch};
use super::word_tokenizer::{is_closer, relevant_flags};
use crate::parallel::Cancel;
use std::ops::{ControlFlow, Range};

/// A chunk, or a piece of a very long one: where it stands in its text, and what it takes to tell its flags.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'t> {
    text: &'t str,
    start: usize,
    end: usize,
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
        if self.tail <= self.end {
            flags = flags.with(Flags::CLOSERS_FOLLOW);
        }
        relevant_flags(self.as_str(), flags)
    }
}

/// Visits the chunks of `text` in order, one sentence after the other. Stops early when `cancel` is set.
#[inline]
pub(super) fn visit_chunks<'t, B>(
    text: &'t str,
    punkt: &PunktParameters,
    cancel: &Cancel,
    visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    visit_pieces(text, punkt, PIECE, cancel, visit)
}

/// As [`visit_chunks`], chunks of more than twice `piece` bytes in pieces of at least as many.
#[inline]
fn visit_pieces<'t, B>(
    text: &'t str,
    punkt: &PunktParameters,
    piece: usize,
    cancel: &Cancel,
    mut visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let bytes = text.as_bytes();
    let mut spaces = Spaces::new(text, cancel);
    for Range { start, end: sentence_end } in Sentences::new(text, punkt, cancel) {
        let tail = closing_tail(text, &(start..sentence_end), cancel);
        if cancel.is_set() {
            break;
        }
        let mut watch = Watch::new(cancel);
        let mut at = start;
        while at < sentence_end {
            let byte = bytes[at];
            if byte.is_ascii() {
                if is_ascii_space(byte) {
                    at += 1;
                    if watch.stops_at(at - start) {
                        return ControlFlow::Continue(());
                    }
                    continue;
                }
            } else if let Some(c) = char_at(text, at)
                && unicode::is_regex_space(c)
            {
                at += c.len_utf8();
                if watch.stops_at(at - start) {
                    return ControlFlow::Continue(());
                }
                continue;
            }
            let end = spaces.next(at + 1).min(sentence_end);
            while end - at > 2 * piece {
                let cut = piece_end(text, &(at..end), piece, cancel);
                if cancel.is_set() {
                    return ControlFlow::Continue(());
                }
                if cut == end {
                    break;
                }
                visit(Chunk { text, start: at, end: cut, sentence: (start, sentence_end), tail })?;
                at = cut;
            }
            visit(Chunk { text, start: at, end, sentence: (start, sentence_end), tail })?;
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

/// Finds white space, block by block.
struct Spaces<'t, 'c> {
    text: &'t str,
    cancel: &'c Cancel,
    /// Where the current block begins.
    block: usize,
    /// One bit per byte of the block: it may begin a white space that is still to come.
    mask: u64,
}

/// Bytes per block: one bit each.
const BLOCK: usize = 64;

impl<'t, 'c> Spaces<'t, 'c> {
    fn new(text: &'t str, cancel: &'c Cancel) -> Self {
        Self { text, cancel, block: 0, mask: mask_at(text.as_bytes(), 0) }
    }

    /// The first white space of the `regex` package at byte `from` or later, or the text's end. `from` must not
    /// decrease from call to call. When it is cancelled, perhaps the end.
    #[inline]
    fn next(&mut self, from: usize) -> usize {
        // Nearly always the next one is ASCII and in the block at hand.
        if from.wrapping_sub(self.block) < BLOCK {
            let rest = self.mask >> (from - self.block);
            let at = from + rest.trailing_zeros() as usize;
            if rest != 0 && self.text.as_bytes()[at].is_ascii() {
                return at;
            }
        }
        self.next_anywhere(from)
    }

    #[inline(never)]
    fn next_anywhere(&mut self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        if from >= bytes.len() {
            return bytes.len();
        }
        if from >= self.block + BLOCK {
            self.block = from;
            self.mask = mask_at(bytes, from);
        } else if from > self.block {
            self.mask &= u64::MAX << (from - self.block);
        }
        loop {
            while self.mask != 0 {
                let at = self.block + self.mask.trailing_zeros() as usize;
                // The bit stays set while it is the answer: the next call asks from beyond it.
                if bytes[at].is_ascii() || char_at(self.text, at).is_some_and(unicode::is_regex_space) {
                    return at;
                }
                self.mask &= self.mask - 1;
            }
            self.block += BLOCK;
            if self.block >= bytes.len() || (self.block - from > STRIDE && self.cancel.is_set()) {
                return bytes.len();
            }
            self.mask = mask_at(bytes, self.block);
        }
    }
}

/// A bit for each of the 64 bytes from `start` on that is ASCII white space or the first byte of another one.
fn mask_at(bytes: &[u8], start: usize) -> u64 {
    let rest = &bytes[start.min(bytes.len())..];
    let mut padded = [0; BLOCK];
    let block = if let Some(block) = rest.first_chunk::<BLOCK>() {
        block
    } else {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    };
    // Comparisons byte by byte, which the compiler makes vector instructions of, then eight bits at a time.
    let mut found = [0; BLOCK];
    for (found, &byte) in found.iter_mut().zip(block) {
        *found = u8::from(byte == b' ')
            | u8::from(byte.wrapping_sub(b'\t') < 5)
            // C2, E1, E2 and E3 begin all white space outside ASCII.
            | u8::from(byte == 0xc2)
            | u8::from(byte.wrapping_sub(0xe1) < 3);
    }
    let (words, _) = found.as_chunks::<8>();
    let mut mask = 0;
    for (at, word) in words.iter().enumerate() {
        // Gathers the eight lowest bits in the uppermost byte.
        mask |= u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * at);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::super::data::Data;
    use super::super::word_tokenizer::{WordScratch, split};
    use super::*;

    fn chunks(text: &str) -> Vec<(String, Flags)> {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let mut chunks = Vec::new();
        let done: ControlFlow<()> = visit_chunks(text, &punkt, &Cancel::new(), |chunk| {
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
        let mut spaces = Spaces::new(&text, &cancel);
        let mut at = 0;
        for (expected, c) in text.char_indices().filter(|&(_, c)| unicode::is_regex_space(c)) {
            at = spaces.next(at);
            assert_eq!(at, expected, "{c:?}");
            at += 1;
        }
        assert_eq!(spaces.next(at), text.len());
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
        let _: ControlFlow<()> = visit_pieces(text, punkt, piece, &cancel, |chunk| {
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
        let stopped = visit_chunks("a b c", &punkt, &Cancel::new(), |chunk| match chunk.as_str() {
            "b" => ControlFlow::Break(7),
            _ => ControlFlow::Continue(()),
        });
        assert_eq!(stopped, ControlFlow::Break(7));
    }
}
