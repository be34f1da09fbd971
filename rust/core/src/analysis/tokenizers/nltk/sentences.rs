//! Punkt's sentences of a text, one after the other.
//!
//! As `PunktSentenceTokenizer.span_tokenize` finds them, but without ever holding more than the next one:
//! candidates (`_match_potential_end_contexts`), breaks (`_slices_from_text`), and the closing brackets and
//! quotes after a break that still belong to the sentence before it (`_realign_boundaries`).

use super::punkt_parameters::PunktParameters;
use super::sentence_break::{SentenceBreak, is_non_word};
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::short::{LONGEST, words_of};
use crate::simd::places_of_any;
use crate::unicode::{self, char_at, char_before, is_ascii_space};
use std::ops::Range;

/// Python's `string.whitespace`.
const ASCII_SPACES: [u8; 6] = *b" \t\n\x0b\x0c\r";

/// An iterator over the byte ranges of a text's sentences. It ends early when it is cancelled.
#[derive(Debug)]
pub(in crate::analysis) struct Sentences<'t, 'p> {
    text: &'t str,
    cancel: &'p Cancel,
    decide: SentenceBreak<'p>,
    /// Where the text ends but for white space: the end of its last sentence.
    end: usize,
    /// Where to look for the next candidate.
    scan: usize,
    /// The last candidate seen, and whether a later one in the same word may still replace it.
    last: Candidate,
    is_pending: bool,
    /// Where the next sentence begins, before and after realignment; `None` after the last.
    start: Option<usize>,
}

/// A character that may end a sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Candidate {
    /// Where the word before it begins. Candidates in one word share it.
    word: usize,
    /// Where it stands.
    at: usize,
    /// Where the next token begins if white space comes first, else 0.
    next: usize,
}

impl<'t, 'p> Sentences<'t, 'p> {
    pub(in crate::analysis) fn new(text: &'t str, punkt: &'p PunktParameters, cancel: &'p Cancel) -> Self {
        let mut watch = Watch::new(cancel);
        let mut end = text.len();
        while let Some(c) = char_before(text, end)
            && unicode::is_str_space(c)
            && !watch.stops_at(text.len() - end)
        {
            end -= c.len_utf8();
        }
        Self {
            text,
            cancel,
            decide: SentenceBreak::new(punkt, cancel),
            end,
            scan: 0,
            last: Candidate::default(),
            is_pending: false,
            start: Some(0),
        }
    }

    /// The next `[.?!]` from byte `from` on that is followed by a character that no word has, or by white
    /// space and another token; as (position, the next token's beginning or 0).
    fn find_from(&self, mut from: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let (start, mut watch) = (from, Watch::new(self.cancel));
        loop {
            let at = from + memchr::memchr3(b'.', b'?', b'!', &bytes[from..])?;
            if let Some(next) = self.follow(at) {
                return Some((at, next));
            }
            from = at + 1;
            if watch.stops_at(from - start) {
                return None;
            }
        }
    }

    /// What makes the character at `at` a candidate: the next token's beginning, or 0 for a character that no
    /// word has.
    #[inline]
    fn follow(&self, at: usize) -> Option<usize> {
        match self.text.as_bytes().get(at + 1..at + 3) {
            // Nearly always.
            Some([b' ', next]) if next.is_ascii_graphic() => Some(at + 2),
            _ => self.follow_any(at),
        }
    }

    fn follow_any(&self, at: usize) -> Option<usize> {
        let mut c = char_at(self.text, at + 1)?;
        if is_non_word(c) {
            return Some(0);
        }
        let mut next = at + 1;
        let mut watch = Watch::new(self.cancel);
        while unicode::is_regex_space(c) && !watch.stops_at(next - at) {
            next += c.len_utf8();
            c = char_at(self.text, next)?;
        }
        (next > at + 1).then_some(next)
    }

    /// The next candidate that no later one in the same word replaces.
    fn candidate(&mut self) -> Option<Candidate> {
        let bytes = self.text.as_bytes();
        loop {
            if self.cancel.is_set() {
                return None;
            }
            let last = self.last;
            if !self.is_pending {
                let (at, next) = self.find_from(self.scan)?;
                self.last = Candidate { word: self.word_start(last, at), at, next };
                self.is_pending = true;
                self.scan = at + 1;
                continue;
            }
            let mut at = last.at + 1;
            let mut watch = Watch::new(self.cancel);
            let next = loop {
                if watch.stops_at(at - last.at) {
                    return None;
                }
                match bytes.get(at) {
                    Some(b'.' | b'?' | b'!') => {
                        if let Some(next) = self.follow(at) {
                            break Some(next);
                        }
                    }
                    Some(&byte) if !is_ascii_space(byte) => {}
                    _ => break None,
                }
                at += 1;
            };
            self.scan = at;
            self.is_pending = false;
            let Some(next) = next else { return Some(last) };
            self.scan = at + 1;
            self.is_pending = true;
            self.last = Candidate { word: last.word, at, next };
            // An empty word cannot overlap the one that grows from it: both count.
            if last.word == last.at {
                return Some(last);
            }
        }
    }

    /// Where the word before byte `at` begins, after the candidate before it.
    #[inline]
    fn word_start(&self, last: Candidate, at: usize) -> usize {
        let before = &self.text.as_bytes()[last.at..at];
        // Nearly always a few bytes before. A space at the very beginning does not count, see below.
        if before.len() > LONGEST
            && let Some(end) = before.last_chunk()
            && let spaces @ 1.. = places_of_any(ASCII_SPACES, words_of(end))
        {
            return at - LONGEST + spaces.ilog2() as usize + 1;
        }
        match self.last_space(before) {
            // A space at the very beginning of what is searched does not count: NLTK takes its index 0 for
            // "not found". That can only be the text's first character.
            Some(space) if space > 0 => last.at + space + 1,
            _ => last.word,
        }
    }

    /// Where the last white space of these bytes is.
    fn last_space(&self, bytes: &[u8]) -> Option<usize> {
        let mut end = bytes.len();
        for block in bytes.rchunks(STRIDE) {
            end -= block.len();
            if let Some(at) = block.iter().rposition(|&byte| is_ascii_space(byte)) {
                return Some(end + at);
            }
            if self.cancel.is_set() {
                break;
            }
        }
        None
    }

    /// Where the token ends that begins at byte `from`.
    fn token_end(&self, from: usize) -> usize {
        let mut watch = Watch::new(self.cancel);
        let is_end = |&(at, c): &(usize, char)| unicode::is_regex_space(c) || watch.stops_at(at);
        let end = self.text[from..].char_indices().find(is_end);
        end.map_or(self.text.len(), |(length, _)| from + length)
    }

    fn is_break(&mut self, candidate: Candidate) -> bool {
        let Candidate { word, at, next } = candidate;
        let bytes = self.text.as_bytes();
        if next == 0 || bytes[next].is_ascii_graphic() {
            if bytes[at] == b'.' {
                if self.decide.is_plain_word(bytes, word..at) {
                    return true;
                }
                // Such a character is a token by itself, and then the stop is one.
                let after_mark = at > word
                    && matches!(
                        bytes[at - 1],
                        b'"' | b')' | b']' | b'}' | b'(' | b'[' | b'{' | b';' | b':' | b'*' | b'@'
                    );
                // If more stops follow, it takes three with white space between them to be one token, and the
                // context ends at the second.
                if after_mark && self.decide.breaks_after_lone_stop() {
                    return true;
                }
            } else if at > word && self.are_letters(&bytes[word..at]) {
                return true;
            }
        }
        self.contains_break(candidate)
    }

    /// As [`Self::is_break`], by the rules alone.
    fn contains_break(&mut self, Candidate { word, at, next }: Candidate) -> bool {
        let end = if next == 0 {
            at + 1 + char_at(self.text, at + 1).map_or(0, char::len_utf8)
        } else {
            self.token_end(next)
        };
        self.decide.contains_break(&self.text[word..end])
    }

    fn are_letters(&self, bytes: &[u8]) -> bool {
        bytes.chunks(STRIDE).all(|block| block.iter().all(u8::is_ascii_alphabetic) && !self.cancel.is_set())
    }

    /// The closing brackets and quotes at byte `from` that belong to the sentence before: where they end, and
    /// where the next sentence then begins. `re_boundary_realignment`
    fn realign(&self, from: usize) -> Option<(usize, usize)> {
        if self.text.as_bytes().get(from).is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        let mut watch = Watch::new(self.cancel);
        let mut closed = from;
        while closed < self.end
            && !watch.stops_at(closed - from)
            && let Some(c) = char_at(self.text, closed)
            && matches!(c, '"' | '\'' | ')' | ']' | '}' | '‘' | '’' | '“' | '”' | '«' | '»')
        {
            closed += c.len_utf8();
        }
        if closed == from {
            return None;
        }
        let mut start = closed;
        while start < self.end
            && !watch.stops_at(start - from)
            && let Some(c) = char_at(self.text, start)
            && unicode::is_regex_space(c)
        {
            start += c.len_utf8();
        }
        (start > closed || closed == self.end || self.text.as_bytes()[closed..].starts_with(b"--"))
            .then_some((closed, start))
    }
}

impl Iterator for Sentences<'_, '_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.start.take()?;
            let candidate = loop {
                match self.candidate() {
                    Some(candidate) if !self.is_break(candidate) => {}
                    candidate => break candidate,
                }
            };
            if self.cancel.is_set() {
                return None;
            }
            let Some(candidate) = candidate else {
                return (start < self.end).then_some(start..self.end);
            };
            let end = candidate.at + 1;
            let next = candidate.next.max(end);
            if let Some((closed, realigned)) = self.realign(next) {
                self.start = Some(realigned);
                return Some(start..closed);
            }
            self.start = Some(next);
            if start < end {
                return Some(start..end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::data::Data;

    fn sentences(text: &str) -> Vec<&str> {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        Sentences::new(text, &punkt, &Cancel::new()).map(|range| &text[range]).collect()
    }

    #[test]
    fn short_cuts_decide_as_the_rules_do() {
        const PIECES: [&str; 17] = [
            ".", "..", "?", " ", " .", "\n", "\u{a0}", "\u{a0}.", ")", "\"", "'", "-", ",", "1", "x", "Mr",
            "Word",
        ];
        const LONGEST: u32 = 5;
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let cancel = Cancel::new();
        let (mut text, mut breaks, mut others) = (String::new(), 0, 0);
        for number in 0..PIECES.len().pow(LONGEST) {
            text.clear();
            let digits = (0..LONGEST).map(|digit| number / PIECES.len().pow(digit) % PIECES.len());
            digits.for_each(|digit| text.push_str(PIECES[digit]));
            let mut sentences = Sentences::new(&text, &punkt, &cancel);
            while let Some(candidate) = sentences.candidate() {
                let is_break = sentences.is_break(candidate);
                assert_eq!(is_break, sentences.contains_break(candidate), "{text:?} {candidate:?}");
                *if is_break { &mut breaks } else { &mut others } += 1;
            }
        }
        assert!(breaks > 100_000 && others > 100_000, "{breaks} {others}");
    }

    #[test]
    fn golden_sentences() {
        assert_eq!(sentences(" Mr. Smith came. He left! \n"), [" Mr. Smith came.", "He left!"]);
        assert_eq!(sentences("(Sent one.) Sent two."), ["(Sent one.)", "Sent two."]);
        assert_eq!(sentences("a ?! b"), ["a ?", "!", "b"]);
        assert_eq!(sentences(" ?! b"), [" ?!", "b"]);
        assert_eq!(sentences("Very bad acting!!! I promise."), ["Very bad acting!!!", "I promise."]);
        assert_eq!(sentences(" \n"), [""; 0]);
        assert_eq!(sentences("He said \"No.\" Then."), ["He said \"No.\"", "Then."]);
    }
}
