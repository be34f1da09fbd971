//! `jieba.finalseg`: words that the dictionary does not have, by a hidden Markov model over characters.

use super::Revision;
use super::characters::{is_han, width};
use super::dictionary::{Dictionary, STATES};
use super::trie::Code;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// The states, as numbered in the tables.
const BEGINS: u8 = 0;
const ENDS: u8 = 1;
const WITHIN: u8 = 2;
const SINGLE: u8 = 3;

/// Calls `token` with the words of a part of a block that is not in the dictionary, of more than one
/// character.
pub(super) fn cut(
    dictionary: &Dictionary,
    revision: Revision,
    text: &str,
    codes: &[Code],
    states: &mut Vec<u8>,
    cancel: &Cancel,
    token: &mut impl FnMut(&str),
) {
    let bytes = text.as_bytes();
    let (mut at, mut place) = (0, 0);
    let mut watch = Watch::new(cancel);
    while at < bytes.len() {
        let (from, first) = (at, place);
        let han = is_han(&bytes[at..]);
        while at < bytes.len() && is_han(&bytes[at..]) == han && !watch.stops_at(at) {
            at += width(bytes[at]);
            place += 1;
        }
        if cancel_seen(at, from) {
            return;
        }
        match (han, codes.get(first..place)) {
            (true, Some(codes)) if codes.len() > 1 => {
                find_states(dictionary, revision, codes, states, cancel);
                cut_by_states(&text[from..at], states, cancel, token);
            }
            (true, _) => token(&text[from..at]),
            (false, _) => cut_others(&text[from..at], revision, cancel, token),
        }
    }
}

/// Whether a loop ended before its first step, because of the cancellation.
fn cancel_seen(at: usize, from: usize) -> bool {
    at == from
}

/// Viterbi's algorithm: sets `states` to the most probable ones.
fn find_states(
    dictionary: &Dictionary,
    revision: Revision,
    codes: &[Code],
    states: &mut Vec<u8>,
    cancel: &Cancel,
) {
    let emissions = dictionary.emissions(revision == Revision::Milvus);
    let emission = |code: Code| emissions.get(usize::from(code)).unwrap_or(&emissions[0]);
    let [begin, end, within, single] = [BEGINS, ENDS, WITHIN, SINGLE].map(usize::from);
    let steps = &dictionary.steps;

    states.clear();
    states.grow(codes.len());
    let Some((&first, others)) = codes.split_first() else { return };
    let mut now = [0.0; STATES];
    for (state, now) in now.iter_mut().enumerate() {
        *now = dictionary.begin[state] + emission(first)[state];
    }
    // Of each character, one bit a state: which of its two predecessors is the more probable one.
    states.push(0);
    let mut watch = Watch::new(cancel);
    for (at, &code) in others.iter().enumerate() {
        if watch.stops_at(at) {
            states.resize(codes.len(), 0);
            return;
        }
        let emission = emission(code);
        let to = |from: usize, to: usize| now[from] + steps[from][to] + emission[to];
        // Where both are equal, as after a character that the model does not know: the later letter of B, E,
        // M, S.
        let (into_begin, from_single) = later(to(end, begin), to(single, begin));
        let (into_end, from_within) = later(to(begin, end), to(within, end));
        let (into_within, stays) = later(to(begin, within), to(within, within));
        let (into_single, repeats) = later(to(end, single), to(single, single));
        states.push(
            u8::from(from_single) << BEGINS
                | u8::from(from_within) << ENDS
                | u8::from(stays) << WITHIN
                | u8::from(repeats) << SINGLE,
        );
        now = [into_begin, into_end, into_within, into_single];
    }
    let mut state = if now[single] >= now[end] { SINGLE } else { ENDS };
    for slot in states.iter_mut().rev() {
        let later = *slot >> state & 1 == 1;
        *slot = state;
        state = match (state, later) {
            (BEGINS | SINGLE, true) => SINGLE,
            (BEGINS | SINGLE, false) => ENDS,
            (_, true) => WITHIN,
            (_, false) => BEGINS,
        };
    }
}

/// The greater number, and whether it is the second; also where they are equal.
#[inline]
fn later(first: f64, second: f64) -> (f64, bool) {
    if second >= first { (second, true) } else { (first, false) }
}

/// Cuts where the states say so.
fn cut_by_states(text: &str, states: &[u8], cancel: &Cancel, token: &mut impl FnMut(&str)) {
    let (mut at, mut begin, mut cut) = (0, 0, 0);
    let mut watch = Watch::new(cancel);
    for &state in states {
        let end = at + 3;
        match state {
            BEGINS => begin = at,
            WITHIN => {}
            state => {
                token(&text[if state == ENDS { begin } else { at }..end]);
                cut = end;
            }
        }
        at = end;
        if watch.stops_at(at) {
            return;
        }
    }
    if cut < text.len() {
        token(&text[cut..]);
    }
}

/// Cuts what is not Han: into numbers and words of ASCII, and what stands between them.
fn cut_others(text: &str, revision: Revision, cancel: &Cancel, token: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let skip = |from: usize, is: fn(&u8) -> bool| {
        from + bytes[from..].iter().position(|byte| !is(byte)).unwrap_or(bytes.len() - from)
    };
    let (mut at, mut cut) = (0, 0);
    let mut watch = Watch::new(cancel);
    while at < bytes.len() {
        if watch.stops_at(at) {
            return;
        }
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        if cut < at {
            token(&text[cut..at]);
        }
        let mut end = skip(at, u8::is_ascii_alphanumeric);
        // The pattern is `\.\d+`, which jieba-rs writes without the backslash.
        let point = match (bytes.get(end), revision) {
            (Some(b'.'), _) => end + 1,
            (Some(&first), Revision::Milvus) => end + width(first),
            _ => bytes.len(),
        };
        if bytes.get(point).is_some_and(u8::is_ascii_digit) {
            end = skip(point, u8::is_ascii_digit);
        }
        if bytes.get(end) == Some(&b'%') {
            end += 1;
        }
        token(&text[at..end]);
        (at, cut) = (end, end);
    }
    if cut < bytes.len() {
        token(&text[cut..]);
    }
}
