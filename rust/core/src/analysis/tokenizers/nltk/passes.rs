//! The definition of a chunk's tokens: NLTK's substitutions, one pass after the other.
//!
//! `NLTKWordTokenizer.tokenize` is a sequence of substitutions over a sentence. Each rule looks at characters
//! within a chunk, but for what [`Flags`] say of the chunk's surroundings, so that the substitutions can be
//! made chunk by chunk. Here they are passes over two buffers in the original's order; neighbouring rules
//! that cannot see each other's spaces share a pass, and a pass whose characters do not occur is left out.
//!
//! A pass that is cancelled leaves the rest of the chunk out.

use super::contractions::contractions;
use super::flags::{Flags, is_closer};
use super::scratch::{WordScratch, pad};
use crate::memory::Grow;
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::unicode::{self, char_at, char_before};

/// Which passes a byte calls for.
mod needs {
    /// Quotes that stand before a word, or may: the starting quotes' rules.
    pub(super) const OPENING: u8 = 1;
    /// An apostrophe: clitics, closing single quotes.
    pub(super) const APOSTROPHE: u8 = 1 << 1;
    /// Punctuation that is set apart before the closing quotes.
    pub(super) const PUNCTUATION: u8 = 1 << 2;
    /// Brackets, asterisks, double dashes and closing quotes.
    pub(super) const BRACKETS: u8 = 1 << 3;
    /// A full stop, which may be the sentence's last.
    pub(super) const STOP: u8 = 1 << 4;
    /// White space of `str.split` that is none to the rules.
    pub(super) const CONTROL: u8 = 1 << 5;
    /// Not ASCII: may be a quote or a dash.
    pub(super) const OTHER: u8 = 1 << 6;
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

/// Calls `token` with each of the chunk's tokens in order; with none of them when it is cancelled.
pub(super) fn split(
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
    // Each character may become a token of up to twice its bytes between two spaces.
    scratch.from.grow(4 * chunk.len());
    scratch.to.grow(4 * chunk.len());
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
        // One of several characters is looked for one by one; a single one by a search that takes longer
        // between short tokens.
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
                    // Consumed by the match: a second comma is not matched itself, but for the chunk's last
                    // one.
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

/// `([^' ])(a clitic) `; `clitic` gives where the one with this apostrophe begins and ends, if it is one.
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

#[cfg(test)]
pub(super) mod tests {
    use super::super::flags::relevant_flags;
    use super::*;
    use crate::random::Random;

    pub(in super::super) fn tokens(chunk: &str, flags: Flags) -> Vec<String> {
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
        let (mut found, mut random) = ([0, 0], Random::new(1));
        let mut next = |below: usize| random.below(below);
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
    fn punctuation_marks() {
        assert_eq!(tokens("1,000,a", Flags::NONE), ["1,000", ",", "a"]);
        assert_eq!(tokens(",,a", Flags::NONE), [",", ",a"]);
        assert_eq!(tokens("a---b", Flags::NONE), ["a", "--", "-b"]);
        assert_eq!(tokens("x\u{1c}y", Flags::NONE), ["x", "y"]);
        assert_eq!(tokens("$5%", Flags::NONE), ["$", "5", "%"]);
    }
}
