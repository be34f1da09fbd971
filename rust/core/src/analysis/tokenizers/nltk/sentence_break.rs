//! Whether the surroundings of a full stop hold a sentence break: Punkt's `text_contains_sentbreak`.
//!
//! The context is cut into Punkt's own tokens (not those of the word tokenizer), each token is annotated by
//! itself, then together with the one after it; a break after the last token does not count.

use super::punkt_parameters as parameters;
use super::punkt_parameters::PunktParameters;
use crate::hash::Probe;
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::short::{self, Short, words_within};
use crate::simd::{Classes, classify};
use crate::unicode::{self, char_at};
use std::ops::Range;

/// Decides about contexts; owns the buffers of lower-cased words.
#[derive(Debug)]
pub(in crate::analysis) struct SentenceBreak<'p> {
    punkt: &'p PunktParameters,
    cancel: &'p Cancel,
    longest: usize,
    first: String,
    second: String,
}

/// Characters that cannot appear within a word, apart from the full stop: `_re_non_word_chars`.
pub(in crate::analysis) fn is_non_word(c: char) -> bool {
    matches!(
        c,
        ')' | '"'
            | ';'
            | '}'
            | ']'
            | '*'
            | ':'
            | '@'
            | '\''
            | '('
            | '{'
            | '['
            | '?'
            | '!'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '«'
            | '»'
    )
}

/// A Punkt token with what the first pass says of it.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    text: &'t str,
    is_break: bool,
    is_abbreviation: bool,
    is_ellipsis: bool,
}

/// Whether a word begins a sentence, by its orthography.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Starts {
    Yes,
    No,
    Unknown,
}

impl<'p> SentenceBreak<'p> {
    pub(in crate::analysis) fn new(punkt: &'p PunktParameters, cancel: &'p Cancel) -> Self {
        // Lower-casing shortens no character to less than a third (the Kelvin sign).
        let longest = punkt.longest() * 3 + 3;
        Self { punkt, cancel, longest, first: String::new(), second: String::new() }
    }

    /// Whether a break follows some token of `context` but its last. Anything when it is cancelled.
    #[inline(never)]
    pub(in crate::analysis) fn contains_break(&mut self, context: &str) -> bool {
        let cancel = self.cancel;
        let mut watch = Watch::new(cancel);
        let mut read = 0;
        let mut before: Option<Token<'_>> = None;
        for line in context.split('\n') {
            // Python's str.strip also takes U+001C to U+001F for white space, the tokens' `\S` does not.
            read += line.len() + 1;
            if is_blank(line, cancel) {
                if watch.stops_at(read) {
                    return false;
                }
                continue;
            }
            for text in (Tokens { line, at: 0, cancel }) {
                read += text.len();
                if watch.stops_at(read) {
                    return false;
                }
                let token = self.annotate(text);
                if before.is_some_and(|before| self.is_break(before, token)) {
                    return true;
                }
                before = Some(token);
            }
        }
        false
    }

    /// Whether the word in this range and then a full stop are always followed by a break, whatever comes
    /// after.
    #[inline]
    pub(in crate::analysis) fn is_plain_word(&self, text: &[u8], word: Range<usize>) -> bool {
        let length = word.len();
        if !(2..=short::LONGEST).contains(&length) {
            return length > short::LONGEST && self.is_plain_long_word(&text[word]);
        }
        let Classes { folded, letters, .. } = classify(words_within(text, word));
        letters == !(u32::MAX << length) && self.is_unlisted(Probe::of(&Short::from_words(folded, length)))
    }

    #[cold]
    fn is_plain_long_word(&self, word: &[u8]) -> bool {
        const LONGEST: usize = 32;
        if word.len() > LONGEST || !word.iter().all(u8::is_ascii_alphabetic) {
            return false;
        }
        let mut lowered = [0; LONGEST];
        let lowered = &mut lowered[..word.len()];
        lowered.copy_from_slice(word);
        lowered.make_ascii_lowercase();
        self.is_unlisted(Probe::new(lowered))
    }

    /// Whether a full stop that begins a token, after punctuation, is always followed by a break.
    #[inline]
    pub(in crate::analysis) fn breaks_after_lone_stop(&self) -> bool {
        self.punkt.breaks_after_lone_stop()
    }

    /// Whether a lower-cased word is neither an abbreviation nor one whose follower matters.
    fn is_unlisted(&self, word: Probe<'_>) -> bool {
        self.punkt.word(word) & (parameters::ABBREVIATION | parameters::COLLOCATION_FIRST) == 0
    }

    /// The first pass.
    #[inline(never)]
    fn annotate<'t>(&mut self, text: &'t str) -> Token<'t> {
        let mut token = Token { text, is_break: false, is_abbreviation: false, is_ellipsis: false };
        if matches!(text, "." | "?" | "!") {
            token.is_break = true;
        } else if text.len() >= 2 && is_all_stops(text, self.cancel) {
            token.is_ellipsis = true;
        } else if let Some(word) = text.strip_suffix('.')
            && !word.ends_with('.')
        {
            let last = word.rsplit_once('-').map(|(_, last)| last);
            token.is_abbreviation =
                self.is_abbreviation(word) || last.is_some_and(|last| self.is_abbreviation(last));
            token.is_break = !token.is_abbreviation;
        }
        token
    }

    fn is_abbreviation(&mut self, word: &str) -> bool {
        let word_type = lower_type(word, self.longest, &mut self.first);
        self.punkt.word(word_type.probe()) & parameters::ABBREVIATION != 0
    }

    /// The second pass: whether a break follows `token`, which `next` follows.
    #[inline(never)]
    fn is_break(&mut self, token: Token<'_>, next: Token<'_>) -> bool {
        if !token.text.ends_with('.') {
            return token.is_break;
        }
        let is_initial = is_initial(token.text);
        let is_number = is_number(token.text, self.cancel);
        let first = if is_number {
            WordType::number()
        } else {
            lower_type(token.text, self.longest, &mut self.first).without_stop()
        };
        let second = if self::is_number(next.text, self.cancel) {
            WordType::number()
        } else {
            let lowered = lower_type(next.text, self.longest, &mut self.second);
            if next.is_break { lowered.without_stop() } else { lowered }
        };
        if self.punkt.is_collocation(first.probe(), second.probe()) {
            return false;
        }
        let contexts = self.punkt.contexts(second.probe());
        let starts = starts_sentence(next.text, contexts);
        let upper = char_at(next.text, 0).is_some_and(unicode::is_upper);
        if (token.is_abbreviation || token.is_ellipsis) && !is_initial {
            if starts == Starts::Yes {
                return true;
            }
            if upper && self.punkt.word(second.probe()) & parameters::SENTENCE_STARTER != 0 {
                return true;
            }
        }
        if is_initial || is_number {
            if starts == Starts::No {
                return false;
            }
            let seen_lower = contexts & parameters::ANY_LOWER != 0;
            if starts == Starts::Unknown && is_initial && upper && !seen_lower {
                return false;
            }
        }
        token.is_break
    }
}

/// The orthographic heuristic for a token whose type was seen in these contexts.
fn starts_sentence(token: &str, contexts: u16) -> Starts {
    if matches!(token, ";" | ":" | "," | "." | "!" | "?") {
        return Starts::No;
    }
    let first = char_at(token, 0);
    if first.is_some_and(unicode::is_upper)
        && contexts & parameters::ANY_LOWER != 0
        && contexts & parameters::INTERNAL_UPPER == 0
    {
        return Starts::Yes;
    }
    if first.is_some_and(unicode::is_lower)
        && (contexts & parameters::ANY_UPPER != 0 || contexts & parameters::INITIAL_LOWER == 0)
    {
        return Starts::No;
    }
    Starts::Unknown
}

/// The type of a token, as it stands in tables: lower-cased, `##number##` for a number.
#[derive(Clone, Copy, Debug)]
enum WordType<'a> {
    Short(Short),
    Any(&'a str),
}

impl WordType<'_> {
    fn number() -> Self {
        Self::Short(Short::new(b"##number##").unwrap_or_default())
    }

    fn probe(&self) -> Probe<'_> {
        match self {
            Self::Short(short) => Probe::of(short),
            Self::Any(text) => Probe::new(text.as_bytes()),
        }
    }

    /// Without its final full stop, if there is more.
    fn without_stop(self) -> Self {
        match self {
            Self::Short(short) => match short.as_bytes() {
                [rest @ .., b'.'] if !rest.is_empty() => Self::Short(Short::new(rest).unwrap_or_default()),
                _ => self,
            },
            Self::Any(text) => match text.strip_suffix('.') {
                Some(rest) if !rest.is_empty() => Self::Any(rest),
                _ => self,
            },
        }
    }
}

/// Lower-cases a word, in `out` if it has to; one too long to be in any table becomes one that is in none.
#[inline(never)]
fn lower_type<'a>(word: &str, longest: usize, out: &'a mut String) -> WordType<'a> {
    if let Some(short) = Short::new(word.as_bytes())
        && let Classes { folded, non_ascii: 0, .. } = classify(short.words())
    {
        return WordType::Short(Short::from_words(folded, short.len()));
    }
    out.clear();
    if word.len() <= longest {
        unicode::push_lower(word, &Cancel::new(), out);
    } else {
        // No table holds a line end.
        out.push('\n');
    }
    WordType::Any(out)
}

/// `[^\W\d]\.$`: one letter and a full stop.
fn is_initial(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(unicode::is_regex_letter) && chars.next() == Some('.') && chars.next().is_none()
}

/// Whether a line is white space.
fn is_blank(line: &str, cancel: &Cancel) -> bool {
    let mut watch = Watch::new(cancel);
    line.char_indices().all(|(at, c)| unicode::is_str_space(c) && !watch.stops_at(at))
}

fn is_all_stops(token: &str, cancel: &Cancel) -> bool {
    token.as_bytes().chunks(STRIDE).all(|block| block.iter().all(|&byte| byte == b'.') && !cancel.is_set())
}

/// `^-?[\.,]?\d[\d,\.-]*\.?$`
fn is_number(token: &str, cancel: &Cancel) -> bool {
    let mut watch = Watch::new(cancel);
    let rest = token.strip_prefix('-').unwrap_or(token);
    let rest = rest.strip_prefix(['.', ',']).unwrap_or(rest);
    let mut chars = rest.char_indices();
    chars.next().is_some_and(|(_, c)| unicode::is_regex_digit(c))
        && chars.all(|(at, c)| {
            (matches!(c, ',' | '.' | '-') || unicode::is_regex_digit(c)) && !watch.stops_at(at)
        })
}

/// Punkt's word tokens of a line.
struct Tokens<'t, 'c> {
    line: &'t str,
    at: usize,
    cancel: &'c Cancel,
}

impl<'t> Iterator for Tokens<'t, '_> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let line = self.line;
        let mut start = self.at;
        let mut watch = Watch::new(self.cancel);
        let first = loop {
            if watch.stops_at(start - self.at) {
                return None;
            }
            let c = char_at(line, start)?;
            if !unicode::is_regex_space(c) {
                break c;
            }
            start += c.len_utf8();
        };
        let mut end = multi_char_end(line, start, self.cancel).unwrap_or(start);
        if end == start {
            end += first.len_utf8();
            if !matches!(
                first,
                '(' | '"' | '`' | '{' | '[' | ':' | ';' | '&' | '#' | '*' | '@' | ')' | '}' | ']' | '-' | ','
            ) {
                let bytes = line.as_bytes();
                loop {
                    while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
                        end += 1;
                    }
                    if is_word_end(line, end) || watch.stops_at(end - start) {
                        break;
                    }
                    end += char_at(line, end).map_or(1, char::len_utf8);
                }
            }
        }
        self.at = end;
        Some(&line[start..end])
    }
}

/// Whether a word that reaches to byte `at` ends there.
#[inline(never)]
fn is_word_end(line: &str, at: usize) -> bool {
    let Some(c) = char_at(line, at) else { return true };
    ends_word(line, at, c)
        || (c == ',' && char_at(line, at + 1).is_none_or(|next| ends_word(line, at + 1, next)))
}

/// Whether white space, a character that no word has, or a run of dashes or dots stands at byte `at`.
fn ends_word(line: &str, at: usize, c: char) -> bool {
    if c.is_ascii_alphanumeric() {
        return false;
    }
    unicode::is_regex_space(c) || is_non_word(c) || begins_multi_char(line, at)
}

/// Whether `(?:\-{2,}|\.{2,}|(?:\.\s){2,}\.)` matches at byte `at`; looks at five characters at most.
fn begins_multi_char(line: &str, at: usize) -> bool {
    let rest = &line.as_bytes()[at..];
    if rest.starts_with(b"--") || rest.starts_with(b"..") {
        return true;
    }
    rest.first() == Some(&b'.') && spaced_dot(line, at).and_then(|second| spaced_dot(line, second)).is_some()
}

/// Where `\-{2,}|\.{2,}|(?:\.\s){2,}\.` ends if it matches at byte `at`.
fn multi_char_end(line: &str, at: usize, cancel: &Cancel) -> Option<usize> {
    if !begins_multi_char(line, at) {
        return None;
    }
    let rest = &line.as_bytes()[at..];
    if rest[1] == rest[0] {
        let mut end = at;
        for block in rest.chunks(STRIDE) {
            let same = block.iter().take_while(|&&byte| byte == rest[0]).count();
            end += same;
            if same < block.len() || cancel.is_set() {
                break;
            }
        }
        return Some(end);
    }
    let mut watch = Watch::new(cancel);
    let mut dot = at;
    while let Some(next) = spaced_dot(line, dot) {
        dot = next;
        if watch.stops_at(dot - at) {
            break;
        }
    }
    Some(dot + 1)
}

/// The dot that follows the dot at byte `at` and one white space.
fn spaced_dot(line: &str, at: usize) -> Option<usize> {
    let space = char_at(line, at + 1).filter(|&c| unicode::is_regex_space(c))?;
    let next = at + 1 + space.len_utf8();
    (line.as_bytes().get(next) == Some(&b'.')).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::data::Data;

    fn tokens(line: &str) -> Vec<&str> {
        Tokens { line, at: 0, cancel: &Cancel::new() }.collect()
    }

    #[test]
    fn punkt_tokens() {
        assert_eq!(
            tokens("Mr. Smith, (b) 1,000 x--y."),
            ["Mr.", "Smith", ",", "(", "b", ")", "1,000", "x", "--", "y."]
        );
        assert_eq!(tokens("a. . . b"), ["a", ". . .", "b"]);
        assert_eq!(tokens(". . b"), [".", ".", "b"]);
        assert_eq!(tokens("?abc ... ,a, -x"), ["?abc", "...", ",", "a", ",", "-", "x"]);
    }

    #[test]
    fn breaks() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        let cancel = Cancel::new();
        let mut decide = SentenceBreak::new(&punkt, &cancel);
        assert!(decide.contains_break("word. Next"));
        assert!(!decide.contains_break("Mr. Smith"));
        assert!(!decide.contains_break("J. Bach"));
        assert!(decide.contains_break("acting!!! I"));
        assert!(!decide.contains_break("word.\n\u{1c}"));
        let is_plain = |word: &str| decide.is_plain_word(format!("a {word}.").as_bytes(), 2..2 + word.len());
        assert!(["Word", "Incomprehensibilities"].iter().all(|word| is_plain(word)));
        assert!(!["Mr", "x", "", "U.S", "n0", "averyvery-verylongword"].iter().any(|word| is_plain(word)));
    }
}
