//! NLTK's `SnowballStemmer("english")`: Snowball 2.2's English stemmer with some words of its own.
//!
//! Ported rule by rule from `nltk/stem/snowball.py`. There R1 and R2 are strings of their own that each rule
//! shortens or lengthens together with the word; in every rule they stay suffixes of the word, so that here
//! they are lengths. (Where NLTK sets R2 to `"e"` the word ends in `e`.)
//!
//! Rules look at ASCII letters only, so the word is first written with one byte per character, [`OTHER`]
//! standing for whatever is not ASCII. Only ASCII letters are ever removed, so that the others can be put
//! back.

use crate::memory::Grow;
use crate::parallel::{Cancel, STRIDE, Watch};
use crate::short::{Short, padded_words, words_of};
use crate::simd::{places_of, places_of_any};
use crate::unicode;

/// Stands for a character outside ASCII.
const OTHER: u8 = 0xff;

/// Buffers of the stemmer, reused from word to word.
#[derive(Clone, Debug, Default)]
pub(super) struct EnglishScratch {
    word: Vec<u8>,
    lowered: String,
}

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut EnglishScratch) {
    let EnglishScratch { word, lowered } = scratch;
    if text[start..].is_ascii() {
        text[start..].make_ascii_lowercase();
        if text.len() - start <= 2 {
            return;
        }
        word.clear();
        word.grow(text.len() - start);
        word.extend_from_slice(&text.as_bytes()[start..]);
        if let Some(stem) = special(word) {
            text.truncate(start);
            text.push_str(stem);
            return;
        }
        stem_lowered(word, cancel);
        if cancel.is_set() {
            return;
        }
        text.truncate(start);
        text.push_str(std::str::from_utf8(word).unwrap_or_default());
        return;
    }
    lowered.clear();
    unicode::push_lower(&text[start..], cancel, lowered);
    text.truncate(start);
    text.grow(lowered.len());
    if lowered.chars().nth(2).is_none() {
        text.push_str(lowered);
        return;
    }
    // The Kelvin sign becomes an ASCII letter.
    if let Some(stem) = special(lowered.as_bytes()) {
        text.push_str(stem);
        return;
    }
    word.clear();
    word.grow(lowered.len());
    let mut watch = Watch::new(cancel);
    let others = |&(at, _): &(usize, char)| !watch.stops_at(at);
    word.extend(lowered.char_indices().take_while(others).map(|(_, c)| match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' => b'\'',
        _ if c.is_ascii() => c as u8,
        _ => OTHER,
    }));
    stem_lowered(word, cancel);
    let mut watch = Watch::new(cancel);
    let mut others =
        lowered.chars().filter(|c| !matches!(c, '\0'..='\x7f' | '\u{2018}' | '\u{2019}' | '\u{201b}'));
    for (at, &byte) in word.iter().enumerate() {
        if watch.stops_at(at) {
            return;
        }
        if byte == OTHER {
            text.extend(others.next());
        } else {
            text.push(char::from(byte));
        }
    }
}

/// Words that NLTK stems by a list, by their length and then alphabetically, with their stems.
static SPECIAL: [(&[u8], &str); 40] = [
    (b"sky", "sky"),
    (b"bias", "bias"),
    (b"howe", "howe"),
    (b"idly", "idl"),
    (b"news", "news"),
    (b"only", "onli"),
    (b"skis", "ski"),
    (b"ugly", "ugli"),
    (b"andes", "andes"),
    (b"atlas", "atlas"),
    (b"dying", "die"),
    (b"early", "earli"),
    (b"lying", "lie"),
    (b"skies", "sky"),
    (b"tying", "tie"),
    (b"cosmos", "cosmos"),
    (b"exceed", "exceed"),
    (b"gently", "gentl"),
    (b"inning", "inning"),
    (b"outing", "outing"),
    (b"singly", "singl"),
    (b"canning", "canning"),
    (b"earring", "earring"),
    (b"exceeds", "exceed"),
    (b"herring", "herring"),
    (b"innings", "inning"),
    (b"outings", "outing"),
    (b"proceed", "proceed"),
    (b"succeed", "succeed"),
    (b"cannings", "canning"),
    (b"earrings", "earring"),
    (b"exceeded", "exceed"),
    (b"herrings", "herring"),
    (b"proceeds", "proceed"),
    (b"succeeds", "succeed"),
    (b"exceeding", "exceed"),
    (b"proceeded", "proceed"),
    (b"succeeded", "succeed"),
    (b"proceeding", "proceed"),
    (b"succeeding", "succeed"),
];

/// What the words of [`SPECIAL`] begin with.
const SPECIAL_BEGINNINGS: [[u8; 2]; 23] = [
    *b"sk", *b"dy", *b"ly", *b"ty", *b"id", *b"ge", *b"ug", *b"ea", *b"on", *b"si", *b"ne", *b"ho", *b"at",
    *b"co", *b"bi", *b"an", *b"in", *b"ou", *b"ca", *b"he", *b"pr", *b"ex", *b"su",
];

fn special(word: &[u8]) -> Option<&'static str> {
    // Searching takes longer than all the rules do.
    let may_be = (3..=10).contains(&word.len())
        && matches!(word[word.len() - 1], b's' | b'y' | b'g' | b'd' | b'e')
        && SPECIAL_BEGINNINGS.contains(&[word[0], word[1]]);
    if !may_be {
        return None;
    }
    let found = SPECIAL.binary_search_by(|(other, _)| (other.len(), *other).cmp(&(word.len(), word)));
    found.ok().map(|at| SPECIAL[at].1)
}

const fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether the rules may change a word with this last letter: of the others they leave all as they are.
const fn may_change(last: u8) -> bool {
    matches!(last, b'c' | b'd' | b'e' | b'g' | b'i' | b'l' | b'm' | b'n' | b'r' | b's' | b't' | b'y' | b'\'')
}

/// The stem of a lower-cased ASCII word without an apostrophe.
pub(in crate::analysis) fn stem_short(word: Short) -> Short {
    let length = word.len();
    let mut bytes = *word.padded();
    if length <= 2 || !may_change(bytes[length - 1]) {
        return word;
    }
    if let Some(stem) = special(&bytes[..length]) {
        return Short::new(stem.as_bytes()).unwrap_or(word);
    }
    // One bit a letter.
    let mut vowels = places_of_any(*b"aeiouy", word.words()) & !(u32::MAX << length);
    let mut ys = vowels & places_of(b'y', word.words());
    while ys != 0 {
        let at = ys.trailing_zeros();
        if at == 0 || vowels >> (at - 1) & 1 == 1 {
            bytes[at as usize] = b'Y';
            vowels &= !(1 << at);
        }
        ys &= ys - 1;
    }
    // Consonants after vowels; the first of them ends what stands before R1, the first one in R1 that before
    // R2.
    let ends = !vowels & vowels << 1 & !(u32::MAX << length);
    let before_r1 = match known_start(&bytes[..length]) {
        Some(start) => start,
        None => after_first(ends, length),
    };
    // The vowel too must stand in R1.
    let before_r2 = after_first(ends & (u32::MAX << before_r1) << 1, length);
    let (r1, r2) = (length - before_r1, length - before_r2);
    let word = &mut bytes[..length];
    let length = Stem { word, length, cancel: &Cancel::new(), r1, r2 }.stem();
    bytes[length..].fill(0);
    Short::from_words(words_of(&bytes), length)
}

/// The place after the first of these, or the word's length without one.
fn after_first(places: u32, length: usize) -> usize {
    length.min(places.trailing_zeros() as usize + 1)
}

/// Makes a stem of a lower-cased word.
fn stem_lowered(word: &mut Vec<u8>, cancel: &Cancel) {
    if word.first() == Some(&b'\'') {
        word.remove(0);
    }
    if !word.last().is_some_and(|&last| may_change(last)) {
        return;
    }
    if word.first() == Some(&b'y') {
        word[0] = b'Y';
    }
    for block in (1..word.len()).step_by(STRIDE) {
        for at in block..word.len().min(block + STRIDE) {
            if word[at] == b'y' && is_vowel(word[at - 1]) {
                word[at] = b'Y';
            }
        }
        if cancel.is_set() {
            return;
        }
    }
    let length = word.len();
    let r1 = known_start(word).map_or_else(|| region(word, cancel), |start| length - start);
    let r2 = region(&word[length - r1..], cancel);
    let length = Stem { word, length, cancel, r1, r2 }.stem();
    word.truncate(length);
}

/// The length of what stands before R1 in words whose vowels do not decide it.
fn known_start(word: &[u8]) -> Option<usize> {
    match word {
        [b'g', b'e', b'n', b'e', b'r', ..] | [b'a', b'r', b's', b'e', b'n', ..] => Some(5),
        [b'c', b'o', b'm', b'm', b'u', b'n', ..] => Some(6),
        _ => None,
    }
}

/// A word on its way to its stem, with the lengths of its regions R1 and R2. It never becomes longer.
struct Stem<'a> {
    word: &'a mut [u8],
    /// How many of its letters are left.
    length: usize,
    cancel: &'a Cancel,
    r1: usize,
    r2: usize,
}

/// The length of the region after the first consonant that follows a vowel.
fn region(word: &[u8], cancel: &Cancel) -> usize {
    for block in (1..word.len()).step_by(STRIDE) {
        let mut block = block..word.len().min(block + STRIDE);
        if let Some(at) = block.find(|&at| !is_vowel(word[at]) && is_vowel(word[at - 1])) {
            return word.len() - at - 1;
        }
        if cancel.is_set() {
            break;
        }
    }
    0
}

fn has_vowel(word: &[u8], cancel: &Cancel) -> bool {
    word.chunks(STRIDE).any(|block| block.iter().any(|&byte| is_vowel(byte)) || cancel.is_set())
}

/// A suffix and what is done with it.
struct Suffix {
    /// Its letters, the last one in the highest byte, and the bits of all of them.
    letters: u64,
    mask: u64,
    length: usize,
    action: Action,
}

/// What a step does with a suffix that lies in its region.
#[derive(Clone, Copy)]
enum Action {
    /// Removes so many letters.
    Cut(usize),
    /// Removes it if it lies in R2, too.
    CutInR2,
    /// Removes so many letters if one of these stands before the suffix.
    CutAfter(&'static [u8], usize),
    /// Makes its last letter an `e`.
    LastE,
    /// Puts another one in its place.
    By(&'static [u8]),
    /// So too, but R2 becomes `"e"` where it is too short: NLTK's rules for `ate` and `ive`.
    ByKeepingE(&'static [u8]),
}

impl Suffix {
    const fn new(suffix: &[u8], action: Action) -> Self {
        let (mut letters, mut at) = (0, 0);
        while at < suffix.len() {
            letters |= (suffix[at] as u64) << (8 * (8 - suffix.len() + at));
            at += 1;
        }
        let mask = u64::MAX << (64 - 8 * suffix.len());
        Self { letters, mask, length: suffix.len(), action }
    }

    #[inline]
    const fn ends(&self, tail: u64) -> bool {
        tail & self.mask == self.letters
    }
}

/// Whether a word with this [`Stem::tail`] has a suffix.
macro_rules! ends {
    ($tail:expr, $suffix:literal) => {{
        const SUFFIX: Suffix = Suffix::new($suffix, Action::Cut(0));
        SUFFIX.ends($tail)
    }};
}

/// The suffixes of a step by their last letter, in the order in which they are tried.
type Step = [&'static [Suffix]; 26];

/// A step from its suffixes and actions.
macro_rules! step {
    ($($last:literal: [$($suffix:literal $action:expr),+ $(,)?]),+ $(,)?) => {{
        let mut step: Step = [&[]; 26];
        $(step[($last - b'a') as usize] = &[$(Suffix::new($suffix, $action)),+];)+
        step
    }};
}

static STEP_2: Step = {
    use Action::{By, ByKeepingE, Cut, CutAfter, LastE};
    step! {
        b'n': [b"ization" By(b"ize"), b"ation" ByKeepingE(b"ate")],
        b'l': [b"ational" ByKeepingE(b"ate"), b"tional" Cut(2)],
        b's': [b"fulness" Cut(4), b"ousness" By(b"ous"), b"iveness" ByKeepingE(b"ive")],
        b'm': [b"alism" By(b"al")],
        b'r': [b"izer" By(b"ize"), b"ator" ByKeepingE(b"ate")],
        b'i': [
            b"biliti" By(b"ble"),
            b"lessli" Cut(2),
            b"entli" Cut(2),
            b"aliti" By(b"al"),
            b"ousli" By(b"ous"),
            b"iviti" ByKeepingE(b"ive"),
            b"fulli" Cut(2),
            b"enci" LastE,
            b"anci" LastE,
            b"abli" LastE,
            b"alli" By(b"al"),
            b"bli" By(b"ble"),
            b"ogi" CutAfter(b"l", 1),
            b"li" CutAfter(b"cdeghkmnrt", 2),
        ],
    }
};

static STEP_3: Step = {
    use Action::{By, Cut, CutInR2};
    step! {
        b'l': [b"ational" By(b"ate"), b"tional" Cut(2), b"ical" By(b"ic"), b"ful" Cut(3)],
        b'e': [b"alize" Cut(3), b"icate" By(b"ic"), b"ative" CutInR2],
        b'i': [b"iciti" By(b"ic")],
        b's': [b"ness" Cut(4)],
    }
};

/// Its region is R2.
static STEP_4: Step = {
    use Action::{Cut, CutAfter};
    step! {
        b't': [b"ement" Cut(5), b"ment" Cut(4), b"ant" Cut(3), b"ent" Cut(3)],
        b'e': [
            b"ance" Cut(4),
            b"ence" Cut(4),
            b"able" Cut(4),
            b"ible" Cut(4),
            b"ate" Cut(3),
            b"ive" Cut(3),
            b"ize" Cut(3),
        ],
        b'm': [b"ism" Cut(3)],
        b'i': [b"iti" Cut(3)],
        b's': [b"ous" Cut(3)],
        b'n': [b"ion" CutAfter(b"st", 3)],
        b'l': [b"al" Cut(2)],
        b'r': [b"er" Cut(2)],
        b'c': [b"ic" Cut(2)],
    }
};

impl Stem<'_> {
    /// All steps; the stem's length.
    fn stem(mut self) -> usize {
        self.step_0();
        self.step_1a();
        self.step_1b();
        self.step_1c();
        self.take(&STEP_2, self.r1);
        self.take(&STEP_3, self.r1);
        self.take(&STEP_4, self.r2);
        self.step_5();
        for byte in &mut self.word[..self.length] {
            if *byte == b'Y' {
                *byte = b'y';
            }
        }
        self.length
    }

    /// What is left of the word.
    #[inline]
    fn letters(&self) -> &[u8] {
        &self.word[..self.length]
    }

    /// Appends the letter that a rule puts in the place of some it has removed.
    fn push(&mut self, letter: u8) {
        self.word[self.length] = letter;
        self.length += 1;
    }

    /// Removes the last `count` characters from the word and its regions.
    fn cut(&mut self, count: usize) {
        self.length = self.length.saturating_sub(count);
        self.r1 = self.r1.saturating_sub(count);
        self.r2 = self.r2.saturating_sub(count);
    }

    /// Replaces a suffix of `length` letters. A region shorter than the suffix becomes empty.
    fn replace(&mut self, length: usize, by: &[u8]) {
        let change = |region: usize| if region >= length { region - length + by.len() } else { 0 };
        (self.r1, self.r2) = (change(self.r1), change(self.r2));
        let start = self.length - length;
        self.length = start + by.len();
        self.word[start..self.length].copy_from_slice(by);
    }

    /// The last eight letters, the last one in the highest byte; zeros before the first.
    #[inline]
    fn tail(&self) -> u64 {
        match self.letters().last_chunk() {
            Some(letters) => u64::from_le_bytes(*letters),
            None => padded_words(self.letters())[0].checked_shl(64 - 8 * self.length as u32).unwrap_or(0),
        }
    }

    /// Does what a step does with the first of its suffixes that the word has, if it lies in a region of this
    /// length.
    #[inline(never)]
    fn take(&mut self, step: &Step, region: usize) {
        let tail = self.tail();
        let Some(suffixes) = step.get(usize::from(((tail >> 56) as u8).wrapping_sub(b'a'))) else { return };
        let Some(suffix) = suffixes.iter().find(|suffix| suffix.ends(tail)) else { return };
        let length = suffix.length;
        if region < length {
            return;
        }
        match suffix.action {
            Action::Cut(count) => self.cut(count),
            Action::CutInR2 if self.r2 >= length => self.cut(length),
            Action::CutInR2 => {}
            Action::CutAfter(letters, count) => {
                if letters.contains(&self.back(length + 1)) {
                    self.cut(count);
                }
            }
            Action::LastE => self.word[self.length - 1] = b'e',
            Action::By(other) => self.replace(length, other),
            Action::ByKeepingE(other) => {
                let short = self.r2 < length;
                self.replace(length, other);
                if short {
                    self.r2 = 1;
                }
            }
        }
    }

    /// The character at this distance from the end, counted from 1.
    fn back(&self, distance: usize) -> u8 {
        self.letters().iter().nth_back(distance - 1).copied().unwrap_or(0)
    }

    fn step_0(&mut self) {
        let tail = self.tail();
        if ends!(tail, b"'s'") {
            self.cut(3);
        } else if ends!(tail, b"'s") {
            self.cut(2);
        } else if ends!(tail, b"'") {
            self.cut(1);
        }
    }

    fn step_1a(&mut self) {
        let tail = self.tail();
        if ends!(tail, b"sses") {
            self.cut(2);
        } else if ends!(tail, b"ied") || ends!(tail, b"ies") {
            self.cut(if self.length > 4 { 2 } else { 1 });
        } else if ends!(tail, b"s") && !ends!(tail, b"us") && !ends!(tail, b"ss") {
            let before = self.length.saturating_sub(2);
            if has_vowel(&self.word[..before], self.cancel) {
                self.cut(1);
            }
        }
    }

    fn step_1b(&mut self) {
        let tail = self.tail();
        let suffix = match self.back(1) {
            b'd' if ends!(tail, b"eed") => return self.replace_eed(3),
            b'd' if ends!(tail, b"ed") => 2,
            b'g' if ends!(tail, b"ing") => 3,
            b'y' if ends!(tail, b"eedly") => return self.replace_eed(5),
            b'y' if ends!(tail, b"ingly") => 5,
            b'y' if ends!(tail, b"edly") => 4,
            _ => return,
        };
        if !has_vowel(&self.word[..self.length - suffix], self.cancel) {
            return;
        }
        self.cut(suffix);
        let length = self.length;
        let (last, before) = (self.back(1), self.back(2));
        if matches!((before, last), (b'a', b't') | (b'b', b'l') | (b'i', b'z')) {
            self.push(b'e');
            self.r1 += 1;
            if self.length > 5 || self.r1 >= 3 {
                self.r2 += 1;
            }
        } else if last == before
            && matches!(last, b'b' | b'd' | b'f' | b'g' | b'm' | b'n' | b'p' | b'r' | b't')
        {
            self.cut(1);
        } else if self.r1 == 0 {
            let short_syllable = length >= 3
                && !is_vowel(last)
                && !matches!(last, b'w' | b'x' | b'Y')
                && is_vowel(before)
                && !is_vowel(self.back(3));
            if short_syllable || (length == 2 && is_vowel(before) && !is_vowel(last)) {
                self.push(b'e');
                // R1 is empty here; R2, which then is empty too, stays so.
                self.r2 += usize::from(self.r2 > 0);
            }
        }
    }

    /// Replaces a suffix of `length` letters that begins with `eed`.
    fn replace_eed(&mut self, length: usize) {
        if self.r1 >= length {
            self.replace(length, b"ee");
        }
    }

    fn step_1c(&mut self) {
        let length = self.length;
        if length > 2 && matches!(self.word[length - 1], b'y' | b'Y') && !is_vowel(self.word[length - 2]) {
            self.word[length - 1] = b'i';
        }
    }

    fn step_5(&mut self) {
        let last = self.back(1);
        let remove = if self.r2 > 0 && (last == b'e' || (last == b'l' && self.back(2) == b'l')) {
            true
        } else {
            self.r1 > 0
                && last == b'e'
                && self.length >= 4
                && (is_vowel(self.back(2))
                    || matches!(self.back(2), b'w' | b'x' | b'Y')
                    || !is_vowel(self.back(3))
                    || is_vowel(self.back(4)))
        };
        if remove {
            self.length -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn stemmed(word: &str) -> String {
        let mut text = format!("before {word}");
        stem(&mut text, 7, &Cancel::new(), &mut EnglishScratch::default());
        text.strip_prefix("before ").unwrap().to_owned()
    }

    #[test]
    fn golden_words() {
        for (word, expected) in [
            ("running", "run"),
            ("generously", "generous"),
            ("Communities", "communiti"),
            ("happily", "happili"),
            ("dying", "die"),
            ("inning", "inning"),
            ("national", "nation"),
            ("relational", "relat"),
            ("sky", "sky"),
            ("by", "by"),
            ("say", "say"),
            ("youth", "youth"),
            ("ties", "tie"),
            ("cries", "cri"),
            ("gas", "gas"),
            ("kiwis", "kiwi"),
            ("'em's'", "em"),
            ("fluently", "fluentli"),
            ("ÉCLAIRS", "éclair"),
            ("naïvely", "naïv"),
            ("don’t", "don't"),
            ("数学ing", "数学ing"),
            ("", ""),
            ("'''", "'"),
        ] {
            assert_eq!(stemmed(word), expected, "{word}");
        }
    }

    /// NLTK's `_EnglishStemmer__special_words`, as they stand there.
    const NLTKS: [(&str, &str); 40] = [
        ("skis", "ski"),
        ("skies", "sky"),
        ("dying", "die"),
        ("lying", "lie"),
        ("tying", "tie"),
        ("idly", "idl"),
        ("gently", "gentl"),
        ("ugly", "ugli"),
        ("early", "earli"),
        ("only", "onli"),
        ("singly", "singl"),
        ("sky", "sky"),
        ("news", "news"),
        ("howe", "howe"),
        ("atlas", "atlas"),
        ("cosmos", "cosmos"),
        ("bias", "bias"),
        ("andes", "andes"),
        ("inning", "inning"),
        ("innings", "inning"),
        ("outing", "outing"),
        ("outings", "outing"),
        ("canning", "canning"),
        ("cannings", "canning"),
        ("herring", "herring"),
        ("herrings", "herring"),
        ("earring", "earring"),
        ("earrings", "earring"),
        ("proceed", "proceed"),
        ("proceeds", "proceed"),
        ("proceeded", "proceed"),
        ("proceeding", "proceed"),
        ("exceed", "exceed"),
        ("exceeds", "exceed"),
        ("exceeded", "exceed"),
        ("exceeding", "exceed"),
        ("succeed", "succeed"),
        ("succeeds", "succeed"),
        ("succeeded", "succeed"),
        ("succeeding", "succeed"),
    ];

    /// The stem of an ASCII word of at most 16 bytes in lower case, by the other way.
    fn stemmed_short(word: &str) -> String {
        let stem = stem_short(Short::new(word.as_bytes()).unwrap());
        std::str::from_utf8(stem.as_bytes()).unwrap().to_owned()
    }

    #[test]
    fn special_words_are_nltks() {
        let key = |word: &'static [u8]| (word.len(), word);
        assert!(SPECIAL.is_sorted_by(|(a, _), (b, _)| key(a) < key(b)));
        assert_eq!(SPECIAL.len(), NLTKS.len());
        for (word, expected) in NLTKS {
            assert_eq!(special(word.as_bytes()), Some(expected), "{word}");
            assert_eq!(stemmed(word), expected);
            assert_eq!(stemmed_short(word), expected);
            // Nothing near is special: a letter less, one more, or another one.
            let bytes = word.as_bytes();
            for at in 0..=bytes.len() {
                for letter in b'a'..=b'z' {
                    let (before, after) = bytes.split_at(at);
                    let more = [before, &[letter], after].concat();
                    let rest = after.get(1..).unwrap_or_default();
                    for near in [more, [before, &[letter], rest].concat(), [before, rest].concat()] {
                        let is_known = NLTKS.iter().any(|(word, _)| word.as_bytes() == near);
                        assert_eq!(special(&near).is_some(), is_known, "{}", near.escape_ascii());
                    }
                }
            }
        }
    }

    #[test]
    fn short_words_are_stemmed_as_all_are() {
        const SUFFIXES: [&str; 54] = [
            "", "s", "es", "ies", "ied", "us", "ss", "sses", "ed", "edly", "ing", "ingly", "eed", "eedly",
            "y", "ly", "li", "ogi", "bli", "abli", "ization", "ational", "ation", "tional", "fulness",
            "ousness", "iveness", "alism", "izer", "ator", "biliti", "lessli", "entli", "iviti", "enci",
            "alize", "icate", "ative", "iciti", "ical", "ful", "ness", "ement", "ment", "ance", "ible",
            "sion", "tion", "ous", "er", "ic", "al", "e", "ll",
        ];
        const BEGINNINGS: [&str; 4] = ["gener", "arsen", "commun", "y"];
        let mut random = Random::new(19);
        let mut next = |bound: usize| random.below(bound);
        let (mut lengths, mut changed) = ([0; 17], 0);
        for round in 0..300_000 {
            let mut word = String::new();
            if round % 16 == 0 {
                word.push_str(BEGINNINGS[next(BEGINNINGS.len())]);
            }
            (0..next(11)).for_each(|_| word.push(char::from(b"aeiouybdlstgnrc"[next(15)])));
            word.push_str(SUFFIXES[next(SUFFIXES.len())]);
            word.push_str(SUFFIXES[next(3 * SUFFIXES.len()).saturating_sub(2 * SUFFIXES.len())]);
            word.truncate(16);
            let stem = stemmed_short(&word);
            assert_eq!(stem, stemmed(&word), "{word}");
            lengths[word.len()] += 1;
            changed += usize::from(stem != word);
        }
        assert!(lengths[0] > 0 && lengths[1..].iter().all(|&words| words > 1_000), "{lengths:?}");
        assert!(changed > 100_000, "{changed}");
    }
}
