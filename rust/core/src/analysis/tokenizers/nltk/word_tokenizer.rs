//! NLTK's word tokenizer, for one white-space-delimited chunk.
//!
//! `NLTKWordTokenizer.tokenize` is a sequence of substitutions over a sentence. Each rule looks at characters
//! within a chunk, but for what [`Flags`] tell of the chunk's surroundings, so that the substitutions can be
//! made chunk by chunk. Here they are passes over two buffers in the original's order; neighbouring rules
//! that cannot see each other's spaces share a pass, and a pass whose characters do not occur is left out.
//! Most chunks need none of this: [`split_plainly`] finds their tokens by one look at each byte.
//!
//! A pass that is cancelled leaves the rest of the chunk out.

use super::flags::Flags;
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::short::Short;
use crate::unicode::{self, char_at, char_before};
use std::ops::Range;

/// The buffers of [`split`], reused from chunk to chunk.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct WordScratch {
    from: String,
    to: String,
}

impl WordScratch {
    /// Makes one pass's output the next one's input.
    fn next_pass(&mut self) {
        std::mem::swap(&mut self.from, &mut self.to);
        self.to.clear();
    }
}

/// Which passes a byte calls for.
mod needs {
    /// Quotes that stand before a word, or may: the starting quotes' rules.
    pub(in crate::analysis) const OPENING: u8 = 1;
    /// An apostrophe: clitics, closing single quotes.
    pub(in crate::analysis) const APOSTROPHE: u8 = 1 << 1;
    /// Punctuation that is set apart before the closing quotes.
    pub(in crate::analysis) const PUNCTUATION: u8 = 1 << 2;
    /// Brackets, asterisks, double dashes and closing quotes.
    pub(in crate::analysis) const BRACKETS: u8 = 1 << 3;
    /// A full stop, which may be the sentence's last.
    pub(in crate::analysis) const STOP: u8 = 1 << 4;
    /// White space of `str.split` that is none to the rules.
    pub(in crate::analysis) const CONTROL: u8 = 1 << 5;
    /// Not ASCII: may be a quote or a dash.
    pub(in crate::analysis) const OTHER: u8 = 1 << 6;
}

/// [`needs`] of each byte.
static NEEDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'`' => needs::OPENING,
            b'"' => needs::OPENING | needs::BRACKETS,
            b'\'' => needs::OPENING | needs::APOSTROPHE | needs::BRACKETS,
            b'.' => needs::STOP | needs::PUNCTUATION,
            b':' | b',' | b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' => needs::PUNCTUATION,
            b'*' | b'-' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'<' | b'>' => needs::BRACKETS,
            0x1c..=0x1f => needs::CONTROL,
            0x80.. => needs::OTHER,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Drops the flags that cannot change this chunk's tokens.
pub(in crate::analysis) fn relevant_flags(chunk: &str, flags: Flags) -> Flags {
    let bytes = chunk.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return Flags::NONE };
    let mut kept = Flags::NONE;
    if first == b'"' {
        kept = kept.with(flags.and(Flags::SENTENCE_START.with(Flags::SPACE_BEFORE)));
    } else if bytes.starts_with(b"''") {
        kept = kept.with(flags.and(Flags::SPACE_BEFORE));
    }
    if last == b'\'' {
        kept = kept.with(flags.and(Flags::SPACE_AFTER));
    }
    if flags.has(Flags::CLOSERS_FOLLOW) && !last.is_ascii_alphanumeric() && ends_in_final_stop(chunk) {
        kept = kept.with(Flags::CLOSERS_FOLLOW);
        if first == b'.' {
            // A full stop that begins the sentence is no final one.
            kept = kept.with(flags.and(Flags::SENTENCE_START));
        }
    }
    kept
}

/// A character of `[\]\)}>"'»”’ ]`, which may stand between the final full stop and the sentence's end.
pub(in crate::analysis) fn is_closer(c: char) -> bool {
    matches!(c, ']' | ')' | '}' | '>' | '"' | '\'' | '»' | '”' | '’' | ' ')
}

fn ends_in_final_stop(chunk: &str) -> bool {
    let rest = chunk.trim_end_matches(is_closer);
    rest.ends_with('.') && !rest.ends_with("..")
}

/// How [`split_plainly`] takes a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plain {
    /// Part of a word.
    Word,
    /// A token of its own wherever it stands.
    Alone,
    /// A comma or colon: part of a word before a digit, else a token of its own.
    Comma,
    /// Part of a word unless another one follows, or it is the final stop.
    Stop,
    /// Part of a word unless another one follows.
    Dash,
    /// Begins a character outside ASCII: part of a word unless it is a quote or a dash.
    Other,
    /// Takes the passes.
    Hard,
}

/// [`Plain`] of each byte.
static PLAIN: [Plain; 256] = {
    let mut table = [Plain::Word; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'`' | b'"' | b'\'' | 0x1c..=0x1f => Plain::Hard,
            b'.' => Plain::Stop,
            b':' | b',' => Plain::Comma,
            b'-' => Plain::Dash,
            b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' | b'*' | b'[' | b']' | b'(' | b')'
            | b'{' | b'}' | b'<' | b'>' => Plain::Alone,
            0xc2 | 0xe2 => Plain::Other,
            _ => Plain::Word,
        };
        byte += 1;
    }
    table
};

/// Longer chunks take the passes, which can be cancelled.
const LONGEST_PLAIN: usize = STRIDE;

/// Finds the tokens of a chunk without quotes, runs of stops or dashes, and contractions: they are slices of it.
/// Returns false, having called nothing, if the chunk is not of that kind.
pub(in crate::analysis) fn split_plainly(chunk: &str, flags: Flags, mut token: impl FnMut(&str)) -> bool {
    let bytes = chunk.as_bytes();
    if bytes.len() > LONGEST_PLAIN {
        return false;
    }
    if flags == Flags::NONE && bytes.iter().all(u8::is_ascii_alphanumeric) {
        // Only a whole chunk can be a contraction here: none begins or ends inside a word.
        if is_whole_contraction(bytes) {
            return false;
        }
        token(chunk);
        return true;
    }
    let mut is_word = true;
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = PLAIN[usize::from(byte)];
        if plain == Plain::Word {
            continue;
        }
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match plain {
            Plain::Alone => is_word = false,
            Plain::Comma if next == b',' || next == b':' || !next.is_ascii() => return false,
            Plain::Comma => is_word &= next.is_ascii_digit(),
            Plain::Stop | Plain::Dash if next == byte => return false,
            Plain::Other
                if (byte == 0xc2 && matches!(next, 0xab | 0xbb)) || (byte == 0xe2 && next == 0x80) =>
            {
                return false;
            }
            Plain::Hard => return false,
            Plain::Word | Plain::Stop | Plain::Dash | Plain::Other => {}
        }
    }
    if may_contract(chunk) {
        return false;
    }
    if is_word && flags == Flags::NONE {
        token(chunk);
        return true;
    }
    let final_stop = if flags.has(Flags::CLOSERS_FOLLOW) {
        let closers = chunk.trim_end_matches(is_closer).len();
        if chunk[..closers].ends_with('.') { closers - 1 } else { bytes.len() }
    } else {
        bytes.len()
    };
    let mut start = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let alone = match PLAIN[usize::from(byte)] {
            Plain::Alone => true,
            Plain::Comma => !bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            _ => at == final_stop,
        };
        if alone {
            if start < at {
                token(&chunk[start..at]);
            }
            token(&chunk[at..=at]);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        token(&chunk[start..]);
    }
    true
}

/// Calls `token` with each of the chunk's tokens in order; with none of them when it is cancelled.
pub(in crate::analysis) fn split(
    chunk: &str,
    flags: Flags,
    scratch: &mut WordScratch,
    cancel: &Cancel,
    mut token: impl FnMut(&str),
) {
    let mut needed = 0;
    for block in chunk.as_bytes().chunks(STRIDE) {
        if cancel.is_set() {
            return;
        }
        needed = block.iter().fold(needed, |bits, &byte| bits | NEEDS[usize::from(byte)]);
    }
    if needed & needs::OTHER != 0 && has_special(chunk, cancel) {
        needed |= needs::OPENING | needs::PUNCTUATION | needs::BRACKETS;
    }
    scratch.from.clear();
    scratch.to.clear();
    scratch.from.push_str(chunk);
    if needed & needs::OPENING != 0 {
        opening_quotes(flags, scratch, cancel);
    }
    if needed & needs::STOP != 0 && flags.has(Flags::CLOSERS_FOLLOW) {
        final_stop(flags, scratch);
    }
    if needed & needs::PUNCTUATION != 0 {
        punctuation(&scratch.from, cancel, &mut scratch.to);
        scratch.next_pass();
    }
    if needed & needs::APOSTROPHE != 0 {
        closing_apostrophe(&scratch.from, flags.has(Flags::SPACE_AFTER), cancel, &mut scratch.to);
        scratch.next_pass();
    }
    if needed & needs::BRACKETS != 0 {
        brackets(&scratch.from, cancel, &mut scratch.to);
        scratch.next_pass();
    }
    if needed & needs::APOSTROPHE != 0 {
        clitics(&scratch.from, |bytes, at| Some(short_clitic(bytes, at)), cancel, &mut scratch.to);
        scratch.next_pass();
        clitics(&scratch.from, long_clitic, cancel, &mut scratch.to);
        scratch.next_pass();
    }
    contractions(scratch, cancel);
    if cancel.is_set() {
        return;
    }
    let mut watch = Watch::new(cancel);
    let mut told = 0;
    let mut tell = |text: &str| {
        told += text.len() + 1;
        let goes_on = !watch.stops_at(told);
        if goes_on && !text.is_empty() {
            token(text);
        }
        goes_on
    };
    if needed & needs::CONTROL == 0 {
        // One of several characters is looked for one by one; a single one by a search that takes longer between
        // short tokens.
        scratch.from.split([' ']).all(&mut tell);
    } else {
        scratch.from.split(unicode::is_str_space).all(&mut tell);
    }
}

/// Whether one of the rules' characters outside ASCII occurs: « » or one of U+2012 to U+201E.
fn has_special(chunk: &str, cancel: &Cancel) -> bool {
    let bytes = chunk.as_bytes();
    let mut watch = Watch::new(cancel);
    bytes.windows(2).enumerate().any(|(at, pair)| match pair {
        [0xc2, 0xab | 0xbb] => true,
        [0xe2, 0x80] => matches!(bytes.get(at + 2), Some(0x92..=0x9e)),
        _ => watch.stops_at(at),
    })
}

/// Where the apostrophes stand. Between those of a run, a search for the next one takes longer than this.
fn apostrophes(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().enumerate().filter(|&(_, byte)| byte == b'\'').map(|(at, _)| at)
}

/// Appends `text` between two spaces.
#[inline]
fn pad(text: &str, out: &mut String) {
    out.push(' ');
    out.push_str(text);
    out.push(' ');
}

/// Appends `c` between two spaces.
fn pad_char(c: char, out: &mut String) {
    pad(c.encode_utf8(&mut [0; 4]), out);
}

/// `STARTING_QUOTES`
fn opening_quotes(flags: Flags, scratch: &mut WordScratch, cancel: &Cancel) {
    let watch = Watch::new(cancel);
    // ([«“‘„]|[`]+) and ^\" and (``)
    let WordScratch { from, to } = scratch;
    let mut rest = from.as_str();
    let mut watching = watch;
    if flags.has(Flags::SENTENCE_START) && rest.starts_with('"') {
        pad("``", to);
        rest = &rest[1..];
    }
    while let Some(c) = char_at(rest, 0)
        && !watching.stops_at(from.len() - rest.len())
    {
        if c == '`' {
            let run = rest.bytes().take_while(|&byte| byte == b'`').count();
            to.push(' ');
            for _ in 0..run / 2 {
                pad("``", to);
            }
            if run % 2 == 1 {
                to.push('`');
            }
            to.push(' ');
            rest = &rest[run..];
            continue;
        }
        if matches!(c, '«' | '“' | '‘' | '„') {
            pad_char(c, to);
        } else {
            to.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    scratch.next_pass();
    // ([ \(\[{<])(\"|\'{2})
    let WordScratch { from, to } = scratch;
    let mut before = flags.has(Flags::SPACE_BEFORE).then_some(' ');
    let mut at = 0;
    let mut watching = watch;
    while let Some(c) = char_at(from, at)
        && !watching.stops_at(at)
    {
        let rest = &from[at..];
        if matches!(before, Some(' ' | '(' | '[' | '{' | '<')) && (c == '"' || rest.starts_with("''")) {
            pad("``", to);
            at += if c == '"' { 1 } else { 2 };
            before = None;
            continue;
        }
        to.push(c);
        before = Some(c);
        at += c.len_utf8();
    }
    scratch.next_pass();
    // (?i)(?<!\w)(\')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)
    let WordScratch { from, to } = scratch;
    let mut copied = 0;
    let mut watching = watch;
    for at in apostrophes(from) {
        if watching.stops_at(at) {
            break;
        }
        let is_clitic =
            char_before(from, at).is_some_and(unicode::is_regex_word) || begins_clitic(&from[at + 1..]);
        if !is_clitic && char_at(from, at + 1).is_some_and(unicode::is_regex_word) {
            to.push_str(&from[copied..=at]);
            to.push(' ');
            copied = at + 1;
        }
    }
    to.push_str(&from[copied..]);
    scratch.next_pass();
}

/// `(?i)(?:re|ve|ll|m|t|s|d|n)\b` of the `regex` package
fn begins_clitic(text: &str) -> bool {
    let length = match text.as_bytes() {
        [b'r' | b'R' | b'v' | b'V', b'e' | b'E', ..] | [b'l' | b'L', b'l' | b'L', ..] | [0xc5, 0xbf, ..] => 2,
        [b'm' | b'M' | b't' | b'T' | b's' | b'S' | b'd' | b'D' | b'n' | b'N', ..] => 1,
        _ => return false,
    };
    !char_at(text, length).is_some_and(unicode::is_regex_word)
}

/// `([^\.])(\.)([\]\)}>"'»”’ ]*+)\s*$`, where what follows the chunk is known to match.
///
/// The later rule `([^\.])(\.)([\]\)}>"\']*)\s*$` then finds nothing that is not split already.
fn final_stop(flags: Flags, scratch: &mut WordScratch) {
    let WordScratch { from, to } = scratch;
    let closers = from.trim_end_matches(is_closer).len();
    let Some(before) = from[..closers].strip_suffix('.') else { return };
    if before.ends_with('.') || (before.is_empty() && flags.has(Flags::SENTENCE_START)) {
        return;
    }
    to.push_str(before);
    pad(".", to);
    to.push_str(&from[closers..]);
    to.push(' ');
    scratch.next_pass();
}

/// `([:,])([^\d])`, `([:,])$`, `\.{2,}`, `[;@#$%&]`, `[\u2012-\u2015]` and `[?!]`
///
/// A comma that ends the chunk is set apart either way: by the first rule before white space, by the second
/// at the sentence's end.
fn punctuation(from: &str, cancel: &Cancel, to: &mut String) {
    let mut watch = Watch::new(cancel);
    let mut at = 0;
    while let Some(c) = char_at(from, at)
        && !watch.stops_at(at)
    {
        at += c.len_utf8();
        match c {
            ':' | ',' => match char_at(from, at) {
                Some(next) if unicode::is_regex_digit(next) => to.push(c),
                next => {
                    pad_char(c, to);
                    // Consumed by the match: a second comma is not matched itself, but for the chunk's last one.
                    if let Some(next @ (':' | ',')) = next {
                        to.push(next);
                        at += 1;
                    }
                }
            },
            '.' => {
                let run = from[at..].bytes().take_while(|&byte| byte == b'.').count();
                if run == 0 {
                    to.push('.');
                } else {
                    pad(&from[at - 1..at + run], to);
                    at += run;
                }
            }
            ';' | '@' | '#' | '$' | '%' | '&' | '?' | '!' | '\u{2012}'..='\u{2015}' => pad_char(c, to),
            _ => to.push(c),
        }
    }
}

/// `([^'])' `
fn closing_apostrophe(from: &str, space_after: bool, cancel: &Cancel, to: &mut String) {
    let mut watch = Watch::new(cancel);
    let mut copied = 0;
    for at in apostrophes(from) {
        if watch.stops_at(at) {
            break;
        }
        let spaced = match from.as_bytes().get(at + 1) {
            Some(&byte) => byte == b' ',
            None => space_after,
        };
        if spaced && at > 0 && from.as_bytes()[at - 1] != b'\'' {
            to.push_str(&from[copied..at]);
            to.push(' ');
            copied = at;
        }
    }
    to.push_str(&from[copied..]);
}

/// `[*]`, `[\]\[\(\)\{\}\<\>]`, `--`, `([»”’])`, `''` and `"`
fn brackets(from: &str, cancel: &Cancel, to: &mut String) {
    let mut watch = Watch::new(cancel);
    let mut at = 0;
    while let Some(c) = char_at(from, at)
        && !watch.stops_at(at)
    {
        at += c.len_utf8();
        match c {
            '*' | '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '»' | '”' | '’' => pad_char(c, to),
            '-' | '\'' if char_at(from, at) == Some(c) => {
                pad(&from[at - 1..=at], to);
                at += 1;
            }
            '"' => pad("''", to),
            _ => to.push(c),
        }
    }
}

/// `([^' ])(a clitic) `; `clitic` tells where the one with this apostrophe begins and ends, if it is one.
fn clitics(
    from: &str,
    clitic: impl Fn(&[u8], usize) -> Option<(usize, usize)>,
    cancel: &Cancel,
    to: &mut String,
) {
    let mut watch = Watch::new(cancel);
    let bytes = from.as_bytes();
    let mut copied = 0;
    for apostrophe in apostrophes(from) {
        if watch.stops_at(apostrophe) {
            break;
        }
        if let Some((at, end)) = clitic(bytes, apostrophe)
            && at > copied
            && !matches!(bytes[at - 1], b'\'' | b' ')
            && bytes.get(end).is_none_or(|&byte| byte == b' ')
        {
            to.push_str(&from[copied..at]);
            to.push(' ');
            copied = at;
        }
    }
    to.push_str(&from[copied..]);
}

/// `'s|'S|'m|'M|'d|'D|'`
fn short_clitic(bytes: &[u8], apostrophe: usize) -> (usize, usize) {
    let letters = match bytes.get(apostrophe + 1) {
        Some(b's' | b'S' | b'm' | b'M' | b'd' | b'D') => 1,
        _ => 0,
    };
    (apostrophe, apostrophe + 1 + letters)
}

/// `'ll|'LL|'re|'RE|'ve|'VE|n't|N'T`
fn long_clitic(bytes: &[u8], apostrophe: usize) -> Option<(usize, usize)> {
    match &bytes[apostrophe + 1..] {
        [b'l', b'l', ..] | [b'L', b'L', ..] | [b'r' | b'v', b'e', ..] | [b'R' | b'V', b'E', ..] => {
            Some((apostrophe, apostrophe + 3))
        }
        [b't', ..] if bytes[..apostrophe].ends_with(b"n") => Some((apostrophe - 1, apostrophe + 2)),
        [b'T', ..] if bytes[..apostrophe].ends_with(b"N") => Some((apostrophe - 1, apostrophe + 2)),
        _ => None,
    }
}

/// One of NLTK's `CONTRACTIONS`: the two halves, and how the pattern begins and ends.
struct Contraction {
    first: &'static [u8],
    second: &'static [u8],
    /// ` ('t)(is)\b` begins with a space, the others with `\b`.
    after_space: bool,
    /// `\b(wan)(na)(?=\s)` ends before white space, the others with `\b`.
    before_space: bool,
}

impl Contraction {
    const fn new(first: &'static [u8], second: &'static [u8]) -> Self {
        Self { first, second, after_space: false, before_space: false }
    }
}

static CONTRACTIONS: [Contraction; 10] = [
    Contraction::new(b"can", b"not"),
    Contraction::new(b"d", b"'ye"),
    Contraction::new(b"gim", b"me"),
    Contraction::new(b"gon", b"na"),
    Contraction::new(b"got", b"ta"),
    Contraction::new(b"lem", b"me"),
    Contraction::new(b"more", b"'n"),
    Contraction { before_space: true, ..Contraction::new(b"wan", b"na") },
    Contraction { after_space: true, ..Contraction::new(b"'t", b"is") },
    Contraction { after_space: true, ..Contraction::new(b"'t", b"was") },
];

/// `CONTRACTIONS2` and `CONTRACTIONS3`, each over the whole chunk.
fn contractions(scratch: &mut WordScratch, cancel: &Cancel) {
    let bytes = scratch.from.as_bytes();
    let mut parts = (0..bytes.len()).step_by(STRIDE);
    let may_begin = |start: usize| {
        cancel.is_set() || may_begin_contraction(bytes, start..bytes.len().min(start + STRIDE))
    };
    if !parts.any(may_begin) {
        return;
    }
    for contraction in &CONTRACTIONS {
        let WordScratch { from, to } = &mut *scratch;
        let mut watch = Watch::new(cancel);
        let mut copied = 0;
        let mut at = 0;
        while at < from.len() && !watch.stops_at(at) {
            let Some((middle, end)) = contraction.matches(from, at) else {
                at += 1;
                continue;
            };
            to.push_str(&from[copied..at]);
            pad(&from[at..middle], to);
            to.push_str(&from[middle..end]);
            to.push(' ');
            (copied, at) = (end, end);
        }
        to.push_str(&from[copied..]);
        scratch.next_pass();
    }
}

/// Those of the contractions that may begin here.
#[inline]
fn beginning(bytes: &[u8]) -> &'static [Contraction] {
    let [first, rest @ ..] = bytes else { return &[] };
    match first | 0x20 {
        b'c' => &CONTRACTIONS[..1],
        b'd' => &CONTRACTIONS[1..2],
        b'g' => &CONTRACTIONS[2..5],
        b'l' => &CONTRACTIONS[5..6],
        b'm' => &CONTRACTIONS[6..7],
        b'w' => &CONTRACTIONS[7..8],
        // There may be very many apostrophes.
        b'\'' if matches!(rest, [b't' | b'T', ..]) => &CONTRACTIONS[8..],
        _ => &[],
    }
}

/// Whether a word of ASCII letters and digits is more than one token.
pub(in crate::analysis) fn is_contraction(word: Short) -> bool {
    is_whole_contraction(word.as_bytes())
}

fn is_whole_contraction(word: &[u8]) -> bool {
    matches!(word.len(), 5 | 6)
        && beginning(word)
            .iter()
            .any(|contraction| contraction.halves(word, 0).is_some_and(|(_, end)| end == word.len()))
}

/// Whether some contraction may match, now or once other rules have split the text: its letters stand there.
fn may_contract(text: &str) -> bool {
    may_begin_contraction(text.as_bytes(), 0..text.len())
}

/// Whether one may that begins in this part.
#[inline]
fn may_begin_contraction(bytes: &[u8], part: Range<usize>) -> bool {
    let mut before = if part.start == 0 { 0 } else { bytes[part.start - 1] };
    bytes[part.clone()].iter().enumerate().any(|(at, &byte)| {
        // None begins inside a word.
        let inside = std::mem::replace(&mut before, byte).is_ascii_alphanumeric();
        let at = part.start + at;
        !inside && beginning(&bytes[at..]).iter().any(|contraction| contraction.halves(bytes, at).is_some())
    })
}

impl Contraction {
    /// The ends of both halves if their letters stand at byte `at`.
    fn halves(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let middle = skip_ignoring_case(bytes, at, self.first)?;
        let end = skip_ignoring_case(bytes, middle, self.second)?;
        Some((middle, end))
    }

    /// The ends of both halves if the pattern matches at byte `at`.
    fn matches(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let (middle, end) = self.halves(text.as_bytes(), at)?;
        let begins = if self.after_space {
            at == 0 || text.as_bytes()[at - 1] == b' '
        } else {
            !char_before(text, at).is_some_and(unicode::is_re_word)
        };
        let after = char_at(text, end);
        let ends = if self.before_space {
            after.is_none_or(unicode::is_str_space)
        } else {
            !after.is_some_and(unicode::is_re_word)
        };
        (begins && ends).then_some((middle, end))
    }
}

/// Where `letters` end that begin at byte `at`, ignoring case as `re` does: `i` is also U+0130 and U+0131, `s`
/// is also U+017F.
fn skip_ignoring_case(bytes: &[u8], mut at: usize, letters: &[u8]) -> Option<usize> {
    for &letter in letters {
        at += match (letter, &bytes[at..]) {
            (_, [byte, ..]) if byte.to_ascii_lowercase() == letter => 1,
            (b'i', [0xc4, 0xb0 | 0xb1, ..]) | (b's', [0xc5, 0xbf, ..]) => 2,
            _ => return None,
        };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(chunk: &str, flags: Flags) -> Vec<String> {
        let mut tokens = Vec::new();
        split(chunk, relevant_flags(chunk, flags), &mut WordScratch::default(), &Cancel::new(), |token| {
            tokens.push(token.to_owned());
        });
        tokens
    }

    #[test]
    fn final_stops_are_split() {
        assert_eq!(tokens("Mr.", Flags::NONE), ["Mr."]);
        assert_eq!(tokens("Mr.", Flags::CLOSERS_FOLLOW), ["Mr", "."]);
        assert_eq!(tokens("U.S.)", Flags::CLOSERS_FOLLOW), ["U.S", ".", ")"]);
        assert_eq!(tokens("etc...", Flags::CLOSERS_FOLLOW), ["etc", "..."]);
    }

    #[test]
    fn quotes() {
        assert_eq!(tokens("\"a\"", Flags::SPACE_BEFORE), ["``", "a", "''"]);
        assert_eq!(tokens("\"a\"", Flags::NONE), ["''", "a", "''"]);
        assert_eq!(tokens("(\"a\")", Flags::NONE), ["(", "``", "a", "''", ")"]);
        assert_eq!(tokens("'a'", Flags::NONE), ["'", "a", "'"]);
        assert_eq!(tokens("«a»", Flags::NONE), ["«", "a", "»"]);
        assert_eq!(tokens("```a", Flags::NONE), ["``", "`", "a"]);
    }

    #[test]
    fn clitics_and_contractions() {
        assert_eq!(tokens("don't", Flags::NONE), ["do", "n't"]);
        assert_eq!(tokens("they'll", Flags::NONE), ["they", "'ll"]);
        assert_eq!(tokens("dog's", Flags::NONE), ["dog", "'s"]);
        assert_eq!(tokens("Cannot", Flags::NONE), ["Can", "not"]);
        assert_eq!(tokens("d'ye", Flags::NONE), ["d", "'ye"]);
        assert_eq!(tokens("wanna!", Flags::NONE), ["wan", "na", "!"]);
        assert!(
            !split_plainly("wanna!", Flags::NONE, |_| {})
                && !split_plainly("gonna", Flags::NONE, |_| {})
                && split_plainly("agonna", Flags::NONE, |_| {})
        );
    }

    #[test]
    fn contractions_are_found_by_their_beginning() {
        for contraction in &CONTRACTIONS {
            let word = [contraction.first, contraction.second].concat();
            for word in [word.to_ascii_uppercase(), word] {
                assert!(beginning(&word).iter().any(|found| std::ptr::eq(found, contraction)));
            }
        }
    }

    /// As the rule is written.
    fn naive_clitics(from: &str, alternatives: &[&str]) -> String {
        let (mut to, mut at) = (String::new(), 0);
        while let Some(c) = char_at(from, at) {
            to.push(c);
            at += c.len_utf8();
            let rest = &from[at..];
            let matches = |clitic: &&&str| {
                let after = rest.strip_prefix(**clitic);
                !matches!(c, '\'' | ' ')
                    && after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
            };
            if let Some(clitic) = alternatives.iter().find(matches) {
                to.push(' ');
                // The space belongs to the match.
                let end = rest.len().min(clitic.len() + 1);
                to.push_str(&rest[..end]);
                at += end;
            }
        }
        to
    }

    #[test]
    fn clitics_are_found_from_their_apostrophes() {
        let short = ["'s", "'S", "'m", "'M", "'d", "'D", "'"];
        let long = ["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"];
        let letters: Vec<char> = "''' aésSmMdDlLrRvVeEntNT".chars().collect();
        let (mut found, mut state) = ([0, 0], 1_u64);
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..100_000 {
            let mut text = String::new();
            for _ in 0..next(10) {
                match next(3) {
                    0 => text.push_str(long[next(long.len())]),
                    _ => text.push(letters[next(letters.len())]),
                }
            }
            let mut ours = [String::new(), String::new()];
            clitics(&text, |bytes, at| Some(short_clitic(bytes, at)), &Cancel::new(), &mut ours[0]);
            clitics(&text, long_clitic, &Cancel::new(), &mut ours[1]);
            assert_eq!(ours, [naive_clitics(&text, &short), naive_clitics(&text, &long)], "{text:?}");
            for (found, ours) in found.iter_mut().zip(&ours) {
                *found += usize::from(*ours != text);
            }
        }
        assert!(found.iter().all(|&found| found > 5_000), "{found:?}");
    }

    #[test]
    fn plain_chunks_are_split_as_by_the_passes() {
        let alphabet: Vec<char> = "a1.,:-(;)é—_".chars().collect();
        let mut plain = 0;
        for number in 0..alphabet.len().pow(5) {
            let chunk: String =
                (0..5).map(|digit| alphabet[number / alphabet.len().pow(digit) % alphabet.len()]).collect();
            for flags in
                [Flags::NONE, relevant_flags(&chunk, Flags::CLOSERS_FOLLOW.with(Flags::SENTENCE_START))]
            {
                let mut found = Vec::new();
                if split_plainly(&chunk, flags, |token| found.push(token.to_owned())) {
                    assert_eq!(found, tokens(&chunk, flags), "{chunk}");
                    plain += 1;
                }
            }
        }
        assert!(plain > 10_000);
    }

    #[test]
    fn punctuation_marks() {
        assert_eq!(tokens("1,000,a", Flags::NONE), ["1,000", ",", "a"]);
        assert_eq!(tokens(",,a", Flags::NONE), [",", ",a"]);
        assert_eq!(tokens("a---b", Flags::NONE), ["a", "--", "-b"]);
        assert_eq!(tokens("x\u{1c}y", Flags::NONE), ["x", "y"]);
        assert_eq!(tokens("$5%", Flags::NONE), ["$", "5", "%"]);
    }
}
