//! NLTK's contractions: words that are two tokens, such as `cannot`.

use std::ops::Range;

use super::scratch::{WordScratch, pad};
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::short::Short;
use crate::unicode::{self, char_at, char_before};

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
pub(super) fn contractions(scratch: &mut WordScratch, cancel: &Cancel) {
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

pub(super) fn is_whole_contraction(word: &[u8]) -> bool {
    matches!(word.len(), 5 | 6)
        && beginning(word)
            .iter()
            .any(|contraction| contraction.halves(word, 0).is_some_and(|(_, end)| end == word.len()))
}

/// Whether some contraction may match, now or once other rules have split the text: its letters stand there.
pub(super) fn may_contract(text: &[u8]) -> bool {
    may_begin_contraction(text, 0..text.len())
}

/// Whether one may that begins in this part.
#[inline]
fn may_begin_contraction(bytes: &[u8], part: Range<usize>) -> bool {
    let mut before = if part.start == 0 { 0 } else { bytes[part.start - 1] };
    bytes[part.clone()].iter().enumerate().any(|(at, &byte)| {
        // None begins inside a word.
        let inside = std::mem::replace(&mut before, byte).is_ascii_alphanumeric();
        !inside && may_contract_at(bytes, part.start + at)
    })
}

/// Whether the letters of a contraction stand at byte `at`.
#[inline]
pub(super) fn may_contract_at(bytes: &[u8], at: usize) -> bool {
    beginning(&bytes[at..]).iter().any(|contraction| contraction.halves(bytes, at).is_some())
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

/// Where `letters` end that begin at byte `at`, ignoring case as `re` does: `i` is also U+0130 and U+0131,
/// `s` is also U+017F.
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

    #[test]
    fn contractions_are_found_by_their_beginning() {
        for contraction in &CONTRACTIONS {
            let word = [contraction.first, contraction.second].concat();
            for word in [word.to_ascii_uppercase(), word] {
                assert!(beginning(&word).iter().any(|found| std::ptr::eq(found, contraction)));
            }
        }
    }
}
