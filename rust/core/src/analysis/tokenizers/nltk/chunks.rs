//! Cuts a text into sentences and those into white-space-delimited chunks, with what stands around each.

use super::flags::Flags;
use super::long_chunks::{PIECE, piece_end};
use super::punkt_parameters::PunktParameters;
use super::sentences::Sentences;
use super::word_tokenizer::{is_closer, relevant_flags};
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::simd::{BLOCK, BlockClasses, classify_block};
use crate::unicode::{self, char_at, char_before};
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

    /// One bit for each byte of the chunk that is no ASCII letter or digit, if it has fewer than 64; `None` if it was
    /// not looked at so closely.
    #[inline]
    pub(crate) fn marks(&self) -> Option<u64> {
        (self.marks != u64::MAX).then_some(self.marks)
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

    /// Whether marks may be left out that are tokens of their own: an opening bracket before a word, one of
    /// `,;:!?)` after it, and the sentence's final stop, where nothing else stands between them and white space.
    /// The chunk is then what is left of it: nearly always a word.
    fn leaves_out_marks(&self) -> bool {
        false
    }

    /// Some words one after the other, all of which must be taken.
    fn words(&mut self, words: &mut Words<'t, '_>) -> ControlFlow<Self::Break>;

    /// A chunk that is no word of fewer than 64 bytes, or one where a sentence ends before white space does.
    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<Self::Break>;
}

/// A function that does not tell them apart.
impl<'t, B, F: FnMut(Chunk<'t>) -> ControlFlow<B>> ChunkVisitor<'t> for F {
    type Break = B;

    fn words(&mut self, words: &mut Words<'t, '_>) -> ControlFlow<B> {
        let (text, sentence, tail) = (words.text, words.sentence, words.tail);
        words.try_for_each(|word| {
            self(Chunk { text, start: word.start, end: word.range().end, marks: 0, sentence, tail })
        })
    }

    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<B> {
        self(chunk)
    }
}

/// Visits the chunks of `text` in order, one sentence after the other. Stops early when `cancel` is set.
#[inline]
pub(in crate::analysis) fn visit_chunks<'t, V: ChunkVisitor<'t>>(
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
    let mut block = Block::new(text, &end_of_text, cancel);
    for Range { start, end: sentence_end } in Sentences::new(text, punkt, cancel) {
        let tail = closing_tail(text, &(start..sentence_end), cancel);
        if cancel.is_set() {
            break;
        }
        let stop = (leaves_out_marks && ends_in_word_and_stop(&bytes[start..sentence_end]))
            .then_some(sentence_end.wrapping_sub(1));
        let mut watch = Watch::new(cancel);
        let mut at = start;
        // The end of a very long chunk, while its pieces are told.
        let mut long_end = start;
        let sentence = (start, sentence_end);
        while at < sentence_end {
            // Tests take shorter pieces.
            if at >= long_end && piece >= BLOCK {
                let mut words = block.words(at, sentence, tail, leaves_out_marks, stop);
                visitor.words(&mut words)?;
                while let Some(chunk) = words.next_chunk() {
                    visitor.chunk(chunk)?;
                    visitor.words(&mut words)?;
                }
                let rest = words.rest(at);
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
            visitor.chunk(Chunk { text, start: at, end, marks: u64::MAX, sentence, tail })?;
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

/// Bytes of a text from a word's first one on that a visitor sees: two machine words.
pub(crate) const HEAD: usize = 16;

/// The bytes of a block, and those of the heads that begin in it.
const WINDOW: usize = BLOCK + HEAD;

/// A text's last bytes with white space after them, as what follows the text counts as such: a window can be had
/// anywhere.
struct PaddedEnd {
    bytes: [u8; 2 * WINDOW],
    /// Where in the text they begin.
    start: usize,
}

impl PaddedEnd {
    fn new(text: &[u8]) -> Self {
        let start = text.len().saturating_sub(WINDOW);
        let mut bytes = [b' '; 2 * WINDOW];
        bytes[..text.len() - start].copy_from_slice(&text[start..]);
        Self { bytes, start }
    }

    /// The window at byte `at` of the text, which may be its end or beyond.
    #[inline]
    fn window<'a>(&'a self, text: &'a [u8], at: usize) -> &'a [u8; WINDOW] {
        if let Some(window) = text.get(at..).and_then(<[u8]>::first_chunk) {
            return window;
        }
        self.bytes[(at - self.start).min(WINDOW)..].first_chunk().unwrap_or(&[b' '; WINDOW])
    }
}

/// The 64 bytes at hand, one bit a byte in each mask.
struct Block<'t, 'c> {
    text: &'t str,
    end_of_text: &'c PaddedEnd,
    cancel: &'c Cancel,
    /// Where the block begins.
    start: usize,
    /// White space of the `regex` package, and what follows the text's end.
    spaces: u64,
    classes: BlockClasses,
}

/// The chunks of a sentence that white space ends within a block, one bit a byte in each mask. Most are words: of
/// ASCII letters and digits only, and their tokens depend on nothing else.
#[derive(Debug)]
pub(crate) struct Words<'t, 'b> {
    text: &'t str,
    /// The bytes of the block and those after it.
    window: &'b [u8; WINDOW],
    /// Where the block begins.
    block: usize,
    /// The first bytes of chunks, and the bytes after chunks: in turns, from a first one on.
    starts: u64,
    ends: u64,
    /// Bytes that are no ASCII letters or digits, and for each first byte the first such one from there on.
    marks: u64,
    word_ends: u64,
    /// The bytes after chunks, as they were at first.
    all_ends: u64,
    sentence: (usize, usize),
    tail: usize,
}

/// One word.
#[derive(Debug)]
pub(crate) struct Word<'b> {
    /// Where it begins in the text.
    pub(crate) start: usize,
    /// Its bytes: fewer than 64.
    pub(crate) length: usize,
    /// The text's bytes from its first one on, padded with white space.
    pub(crate) head: &'b [u8; HEAD],
}

impl Word<'_> {
    /// Where it stands in the text.
    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.length
    }
}

impl<'t, 'b> Words<'t, 'b> {
    /// Calls `take` with each word up to the next chunk that is none.
    #[inline]
    pub(crate) fn try_for_each<B>(
        &mut self,
        mut take: impl FnMut(Word<'b>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (window, block, word_ends) = (self.window, self.block, self.word_ends);
        // In registers.
        let (mut starts, mut ends) = (self.starts, self.ends);
        let mut result = ControlFlow::Continue(());
        loop {
            let next = ends & ends.wrapping_neg();
            if next & word_ends == 0 || result.is_break() {
                break;
            }
            let start = starts.trailing_zeros() as usize;
            let length = next.trailing_zeros() as usize - start;
            (starts, ends) = (starts & (starts - 1), ends ^ next);
            // The mask tells the compiler what a block is.
            let head = window[start & (BLOCK - 1)..].first_chunk().unwrap_or(&[b' '; HEAD]);
            result = take(Word { start: block + start, length, head });
        }
        (self.starts, self.ends) = (starts, ends);
        result
    }

    /// The next chunk, whatever it is.
    #[inline]
    fn next_chunk(&mut self) -> Option<Chunk<'t>> {
        if self.ends == 0 {
            return None;
        }
        let Self { text, block, starts, ends, sentence, tail, .. } = *self;
        let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
        // A block's last byte ends no chunk that begins with it.
        let marks = self.marks >> start & !(u64::MAX << (end - start));
        self.starts &= starts - 1;
        self.ends &= ends - 1;
        let (start, end) = (block + start as usize, block + end as usize);
        Some(Chunk { text, start, end, marks, sentence, tail })
    }

    /// Where to go on after the chunks from byte `from` on: at the next chunk, if it begins in the block.
    #[inline]
    fn rest(&self, from: usize) -> usize {
        if self.starts != 0 {
            return self.block + self.starts.trailing_zeros() as usize;
        }
        let Some(end) = self.all_ends.checked_ilog2() else { return from };
        // White space of one byte, or a mark that was left out, is behind us.
        let end = self.block + end as usize;
        end + usize::from(self.text.as_bytes().get(end).is_some_and(u8::is_ascii))
    }
}

impl<'t, 'c> Block<'t, 'c> {
    fn new(text: &'t str, end_of_text: &'c PaddedEnd, cancel: &'c Cancel) -> Self {
        let mut block =
            Self { text, end_of_text, cancel, start: 0, spaces: 0, classes: BlockClasses::default() };
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

    /// The length of the chunk at byte `at`; of a chunk that does not end before byte `limit`, any length up to
    /// there or beyond. `None` if there is white space. `at` must not decrease from call to call.
    #[inline]
    fn chunk(&mut self, at: usize, limit: usize) -> Option<usize> {
        let offset = self.reach(at);
        let length = (self.spaces >> offset).trailing_zeros() as usize;
        if length >= BLOCK {
            return Some(self.long_chunk(limit));
        }
        (length > 0).then_some(length)
    }

    /// The chunks from byte `at` on that end in the block and in the sentence, which consists of closers from
    /// byte `tail` on. `at`, where a chunk begins or white space, must not decrease from call to call. Marks are left out
    /// as [`ChunkVisitor::leaves_out_marks`] says; `stop` is where the sentence's final stop stands after a word.
    #[inline]
    fn words(
        &mut self,
        at: usize,
        sentence: (usize, usize),
        tail: usize,
        leaves_out_marks: bool,
        stop: Option<usize>,
    ) -> Words<'t, '_> {
        let offset = self.reach(at);
        let from = u64::MAX << offset;
        let to = u64::MAX >> (BLOCK - 1 - (sentence.1 - self.start).min(BLOCK - 1));
        let BlockClasses { alphanumeric: words, closing, opening, .. } = self.classes;
        let mut spaces = self.spaces | !from;
        if leaves_out_marks {
            let stop = stop.map_or(BLOCK, |stop| stop.wrapping_sub(self.start));
            let stop = if stop < BLOCK { 1 << stop } else { 0 };
            spaces |= closing & words << 1 & spaces >> 1 | opening & words >> 1 & (spaces << 1 | 1) | stop;
        }
        let after_spaces = spaces << 1 | 1;
        let starts = !spaces & after_spaces;
        let ends = spaces & !after_spaces & to;
        Words {
            text: self.text,
            window: self.end_of_text.window(self.text.as_bytes(), self.start),
            block: self.start,
            starts,
            ends,
            marks: !words,
            // A carry runs through each word to the byte after it.
            word_ends: starts.wrapping_add(words) & !words,
            all_ends: ends,
            sentence,
            tail,
        }
    }

    /// The length of the chunk that begins with the block and does not end in it. When it is cancelled, any of
    /// more than [`STRIDE`], whose end may lie within a character.
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
        let window = self.end_of_text.window(self.text.as_bytes(), start);
        let classes = classify_block(window.first_chunk().unwrap_or(&[b' '; BLOCK]));
        (self.start, self.spaces, self.classes) = (start, classes.spaces, classes);
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
    use super::super::word_tokenizer::{WordScratch, split};
    use super::*;
    use crate::analysis::data::Data;

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
        let (cancel, end_of_text) = (Cancel::new(), PaddedEnd::new(text.as_bytes()));
        let mut block = Block::new(&text, &end_of_text, &cancel);
        let mut at = 0;
        let mut chunks = 0;
        while at < text.len() {
            let expected = text[at..].find(unicode::is_regex_space).unwrap_or(text.len() - at);
            match block.chunk(at, text.len()) {
                None => {
                    assert_eq!(expected, 0);
                    at += char_at(&text, at).unwrap().len_utf8();
                }
                Some(length) => {
                    assert_eq!(length, expected);
                    at += length;
                    chunks += 1;
                }
            }
        }
        assert!(chunks > 20);
    }

    /// Notes what it visits.
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

        fn words(&mut self, words: &mut Words<'t, '_>) -> ControlFlow<()> {
            let whole = words.text;
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

    /// What is left of a chunk of the sentence without the marks that may be left out.
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
        let (mut state, mut words, mut cut) = (9u64, 0, 0);
        for round in 0..40_000 {
            let mut text = String::new();
            for _ in 0..round % 90 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(parts[(state >> 33) as usize % parts.len()]);
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
