//! Cuts a text into sentences and those into white-space-delimited chunks, with what stands around each.

use std::ops::{ControlFlow, Range};

use super::flags::{Flags, is_closer, relevant_flags};
use super::long_chunks::{PIECE, piece_end};
use super::punkt_parameters::PunktParameters;
use super::sentences::Sentences;
use crate::analysis::tokenizers::words64::{Block, Marks, PaddedEnd, Words};
use crate::parallel::{Cancel, Watch};
use crate::simd::{BLOCK, ByteSet};
use crate::unicode::{char_at, char_before};

/// [`LEFT_OUT`](super::LEFT_OUT) but the full stop, which is a token only at a sentence's end.
pub(super) struct NltkMarks;

impl Marks for NltkMarks {
    /// `(`
    const BEFORE: ByteSet = ByteSet(&[(0, b'(')]);
    /// `,;:!?)`: `!` is `)` but for one bit, and so is `;` `?`.
    const AFTER: ByteSet = ByteSet(&[(8, b')'), (0, b','), (4, b'?'), (0, b':')]);
}

/// A sentence, and where it stands in its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// From where on it consists of closers.
    tail: usize,
}

/// A chunk, or a piece of a very long one: where it stands in its text, and what its flags depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'t> {
    sentence: Sentence<'t>,
    start: usize,
    end: usize,
    marks: u64,
}

impl<'t> Chunk<'t> {
    /// The chunk's byte range in the text.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// One bit for each byte of the chunk that is no ASCII letter or digit, if they are known: if it has
    /// fewer than 64.
    #[inline]
    pub(super) fn marks(&self) -> Option<u64> {
        (self.marks != u64::MAX).then_some(self.marks)
    }

    /// Whether nothing but closing brackets, quotes and plain spaces follows in the sentence.
    #[inline]
    pub(super) fn closers_follow(&self) -> bool {
        self.sentence.tail <= self.end
    }

    /// The chunk itself.
    #[inline]
    pub(super) fn as_str(&self) -> &'t str {
        &self.sentence.text[self.start..self.end]
    }

    /// What stands around the chunk, as far as it matters. Chunks that begin and end with an ASCII
    /// letter or digit have [`Flags::NONE`].
    pub(super) fn flags(&self) -> Flags {
        let bytes = self.sentence.text.as_bytes();
        if bytes[self.start].is_ascii_alphanumeric() && bytes[self.end - 1].is_ascii_alphanumeric() {
            return Flags::NONE;
        }
        let mut flags = Flags::NONE;
        if self.start == self.sentence.start {
            flags = flags.with(Flags::SENTENCE_START);
        } else if bytes[self.start - 1] == b' ' {
            flags = flags.with(Flags::SPACE_BEFORE);
        }
        if self.end < self.sentence.end && bytes[self.end] == b' ' {
            flags = flags.with(Flags::SPACE_AFTER);
        }
        if self.closers_follow() {
            flags = flags.with(Flags::CLOSERS_FOLLOW);
        }
        relevant_flags(self.as_str(), flags)
    }
}

/// What is done with each chunk of a text.
pub(super) trait ChunkVisitor<'t> {
    /// Why the visit ends early.
    type Break;

    /// Whether marks may be left out that are tokens of their own: those of [`NltkMarks`], and the sentence's
    /// final stop, where nothing else stands between them and white space. The chunk is then what is left of
    /// it: nearly always a word.
    fn leaves_out_marks(&self) -> bool {
        false
    }

    /// Some words one after the other, all of which must be taken.
    fn words(&mut self, words: &mut Words<'_>, sentence: Sentence<'t>) -> ControlFlow<Self::Break>;

    /// A chunk that is no word of fewer than 64 bytes, or one where a sentence ends before white space does.
    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<Self::Break>;
}

/// A function that is called with words and other chunks alike.
impl<'t, B, F: FnMut(Chunk<'t>) -> ControlFlow<B>> ChunkVisitor<'t> for F {
    type Break = B;

    fn words(&mut self, words: &mut Words<'_>, sentence: Sentence<'t>) -> ControlFlow<B> {
        words
            .try_for_each(|word| self(Chunk { sentence, start: word.start, end: word.range().end, marks: 0 }))
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
    let leaves_out_marks = visitor.leaves_out_marks();
    let end_of_text = PaddedEnd::new(bytes);
    let mut block: Block<'_, '_, NltkMarks> = Block::new(text, &end_of_text, cancel);
    for Range { start, end: sentence_end } in Sentences::new(text, punkt, cancel) {
        let tail = closing_tail(text, &(start..sentence_end), cancel);
        if cancel.is_set() {
            break;
        }
        let stop = (leaves_out_marks && ends_in_word_and_stop(&bytes[start..sentence_end]))
            .then_some(sentence_end.wrapping_sub(1));
        let mut watch = Watch::new(cancel);
        let mut at = start;
        // The end of a very long chunk, while its pieces are visited.
        let mut long_end = start;
        let sentence = Sentence { text, start, end: sentence_end, tail };
        while at < sentence_end {
            // Tests take shorter pieces.
            if at >= long_end && piece >= BLOCK {
                let mut words = block.words(at, sentence_end, leaves_out_marks, stop);
                visitor.words(&mut words, sentence)?;
                while let Some((Range { start, end }, marks)) = words.next_chunk() {
                    visitor.chunk(Chunk { sentence, start, end, marks })?;
                    visitor.words(&mut words, sentence)?;
                }
                let rest = words.rest(text, at);
                if rest != at {
                    at = rest;
                    continue;
                }
            }
            let whole = if at < long_end {
                long_end
            } else if let Some(length) = block.chunk(at, sentence_end) {
                at + length
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
                // The search for the chunk's end was broken off then, perhaps within a character.
                if cancel.is_set() {
                    return ControlFlow::Continue(());
                }
                long_end = end;
                end = piece_end(text, &(at..end), piece, cancel);
                if cancel.is_set() {
                    return ControlFlow::Continue(());
                }
            }
            visitor.chunk(Chunk { sentence, start: at, end, marks: u64::MAX })?;
            // Between most words stands one plain space.
            at = end + usize::from(end < sentence_end && bytes[end] == b' ');
        }
    }
    ControlFlow::Continue(())
}

/// Whether a sentence's last characters are a letter or digit and a full stop.
fn ends_in_word_and_stop(sentence: &[u8]) -> bool {
    matches!(sentence, [.., before, b'.'] if before.is_ascii_alphanumeric())
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

#[cfg(test)]
mod tests {
    use super::super::passes::split;
    use super::super::scratch::WordScratch;
    use super::*;
    use crate::analysis::data::Data;
    use crate::analysis::tokenizers::words64::HEAD;
    use crate::random::Random;
    use crate::unicode;

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

    /// What was visited.
    struct Notes {
        leaves_out_marks: bool,
        chunks: Vec<Range<usize>>,
        words: usize,
    }

    impl<'t> ChunkVisitor<'t> for &mut Notes {
        type Break = ();

        fn leaves_out_marks(&self) -> bool {
            self.leaves_out_marks
        }

        fn words(&mut self, words: &mut Words<'_>, sentence: Sentence<'t>) -> ControlFlow<()> {
            let whole = sentence.text;
            words.try_for_each(|word| {
                let text = &whole[word.range()];
                assert!(
                    text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.len() < BLOCK,
                    "{text:?}"
                );
                let mut head = [b' '; HEAD];
                let rest = &whole.as_bytes()[word.start..];
                let length = rest.len().min(HEAD);
                head[..length].copy_from_slice(&rest[..length]);
                assert_eq!(*word.head, head);
                self.chunks.push(word.range());
                self.words += 1;
                ControlFlow::Continue(())
            })
        }

        fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<()> {
            self.chunks.push(chunk.range());
            ControlFlow::Continue(())
        }
    }

    /// What is left of a chunk of the sentence without the punctuation that may be left out.
    fn without_marks(text: &str, sentence: &Range<usize>, chunk: Range<usize>) -> Range<usize> {
        let bytes = text.as_bytes();
        let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let Range { mut start, mut end } = chunk;
        let follows_space = text[end..].chars().next().is_none_or(unicode::is_regex_space);
        if bytes[start] == b'(' && start + 1 < end && is_word(start + 1) {
            start += 1;
        }
        let last = bytes[end - 1];
        let is_closing = b",;:!?)".contains(&last) && follows_space;
        let is_stop = last == b'.' && end == sentence.end;
        if end - start > 1 && is_word(end - 2) && (is_closing || is_stop) {
            end -= 1;
        }
        start..end
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
            " (",
            ") ",
            "; ",
            ":\n",
            "B?\u{a0}",
        ];
        let parts: Vec<&str> = parts.into_iter().chain(long.iter().map(String::as_str)).collect();
        let cancel = Cancel::new();
        let (mut random, mut words, mut cut) = (Random::new(9), 0, 0);
        for round in 0..40_000 {
            let mut text = String::new();
            for _ in 0..round % 90 {
                text.push_str(parts[random.below(parts.len())]);
            }
            let leaves_out_marks = round % 2 == 0;
            let mut twins = Vec::new();
            for sentence in Sentences::new(&text, &punkt, &cancel) {
                let chunks = text[sentence.clone()].split(unicode::is_regex_space);
                for chunk in chunks.filter(|chunk| !chunk.is_empty()) {
                    let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
                    let chunk = start..start + chunk.len();
                    let left = without_marks(&text, &sentence, chunk.clone());
                    twins.push((chunk, left));
                }
            }
            let mut notes = Notes { leaves_out_marks, chunks: Vec::new(), words: 0 };
            assert!(visit_chunks(&text, &punkt, &cancel, &mut notes).is_continue());
            assert_eq!(notes.chunks.len(), twins.len(), "{text:?}");
            for (visited, (whole, left)) in notes.chunks.into_iter().zip(twins) {
                let left = if leaves_out_marks { left } else { whole.clone() };
                cut += usize::from(visited != whole);
                if whole.len() < BLOCK - 2 {
                    assert_eq!(visited, left, "{text:?}");
                } else {
                    // Of a chunk about as long as a block nothing need be left out.
                    let is_one_of = [left.start, whole.start].contains(&visited.start);
                    assert!(is_one_of && [left.end, whole.end].contains(&visited.end), "{text:?}");
                }
            }
            words += notes.words;
        }
        assert!(words > 60_000 && cut > 20_000, "{words} {cut}");
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

    /// The tokens of a text whose chunks are cut after so many bytes, and the number of pieces.
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
