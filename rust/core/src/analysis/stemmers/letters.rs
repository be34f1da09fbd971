//! A word on its way to its stem, as NLTK's Snowball stemmers see it: its letters, its suffixes and its
//! regions.
//!
//! NLTK's rules look at letters of Latin-1 only, so a word is written in Latin-1, one byte a letter, [`OTHER`]
//! standing for whatever else there is. Rules remove letters at the end of the word alone, so that the others
//! can be put back.
//!
//! Where NLTK keeps a region as a string of its own that is shortened together with the word, it is here the
//! place where it begins: it ends where the word ends, and is empty when the word has become shorter. NLTK's
//! `region[:-n]` of a region shorter than `n` is empty, too.

use std::mem::take;
use std::ops::Range;

use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::unicode;

/// Stands for a character outside Latin-1, and for the control character with this number.
pub(super) const OTHER: u8 = 0x80;

/// Zeros before the word, so that there are always so many bytes before its end: the longest suffix.
const BEFORE: usize = 16;

/// A word's letters. It is reused from word to word.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    /// [`BEFORE`] zeros and the letters.
    bytes: Vec<u8>,
    /// What [`OTHER`] stands for, in its order.
    others: Vec<char>,
    lowered: String,
}

impl Letters {
    /// Takes a word in Python's lower case. What `spell` gives for a character is written in its place.
    pub(super) fn read(
        &mut self,
        word: &str,
        cancel: &Cancel,
        spell: impl Fn(char) -> Option<&'static [u8]>,
    ) {
        let mut lowered = take(&mut self.lowered);
        lowered.clear();
        unicode::push_lower(word, cancel, &mut lowered);
        self.read_as_is(&lowered, cancel, spell);
        self.lowered = lowered;
    }

    /// Takes a word as it is. What `spell` gives for a character is written in its place.
    pub(super) fn read_as_is(
        &mut self,
        word: &str,
        cancel: &Cancel,
        spell: impl Fn(char) -> Option<&'static [u8]>,
    ) {
        self.others.clear();
        self.bytes.clear();
        self.bytes.grow(BEFORE + word.len());
        self.bytes.resize(BEFORE, 0);
        let mut watch = Watch::new(cancel);
        for (at, c) in word.char_indices() {
            if watch.stops_at(at) {
                return;
            }
            if let Some(letters) = spell(c) {
                self.bytes.grow(letters.len());
                self.bytes.extend_from_slice(letters);
                continue;
            }
            let letter = u8::try_from(c).unwrap_or(OTHER);
            self.bytes.push(letter);
            if letter == OTHER {
                self.others.grow(1);
                self.others.push(c);
            }
        }
    }

    /// Appends the word to a text.
    pub(super) fn write(&self, cancel: &Cancel, text: &mut String) {
        text.grow(2 * self.len() + self.others.len() * 2);
        let mut others = self.others.iter();
        for at in watched(0..self.len(), cancel) {
            match self.word()[at] {
                OTHER => text.extend(others.next()),
                letter => text.push(char::from(letter)),
            }
        }
    }

    /// What [`OTHER`] stands for, in its order; some at the end may have been cut off.
    pub(super) fn others(&self) -> &[char] {
        &self.others
    }

    pub(super) fn word(&self) -> &[u8] {
        &self.bytes[BEFORE..]
    }

    pub(super) fn word_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[BEFORE..]
    }

    pub(super) fn len(&self) -> usize {
        self.word().len()
    }

    /// The region that begins there.
    pub(super) fn region(&self, start: usize) -> &[u8] {
        self.word().get(start..).unwrap_or_default()
    }

    /// Whether the region that begins there ends with a suffix.
    pub(super) fn ends(&self, start: usize, suffix: &[u8]) -> bool {
        self.region(start).ends_with(suffix)
    }

    /// Whether the region that begins there ends with a suffix when its last letters are left off:
    /// `region[:-count].endswith(suffix)`.
    pub(super) fn ends_before(&self, start: usize, count: usize, suffix: &[u8]) -> bool {
        let region = self.region(start);
        region[..region.len().saturating_sub(count)].ends_with(suffix)
    }

    /// The letter at this distance from the end: `word[-distance]`, or 0 where the word is shorter.
    pub(super) fn back(&self, distance: usize) -> u8 {
        self.word().iter().nth_back(distance - 1).copied().unwrap_or(0)
    }

    /// The first suffix of a list with which the region that begins there ends.
    #[inline]
    pub(super) fn first<A: Copy>(&self, start: usize, suffixes: &[Suffix<A>]) -> Option<Suffix<A>> {
        let tail = self.bytes.last_chunk().map_or(0, |letters| u128::from_le_bytes(*letters));
        let region = self.len().saturating_sub(start);
        let is_one = |suffix: &&Suffix<A>| tail & suffix.mask == suffix.letters && suffix.length <= region;
        suffixes.iter().find(is_one).copied()
    }

    /// Removes the last `count` letters: `word[:-count]`.
    pub(super) fn cut(&mut self, count: usize) {
        let length = self.len().saturating_sub(count);
        self.bytes.truncate(BEFORE + length);
    }

    /// Removes a suffix if it lies in the region that begins there; whether it did.
    pub(super) fn cut_if(&mut self, start: usize, suffix: &[u8]) -> bool {
        let ends = self.ends(start, suffix);
        if ends {
            self.cut(suffix.len());
        }
        ends
    }

    /// Replaces the last `count` letters: NLTK's `suffix_replace`. The place where the new ones begin: a
    /// region in which NLTK replaces them as well begins there at the latest.
    pub(super) fn replace(&mut self, count: usize, by: &[u8]) -> usize {
        self.cut(count);
        let start = self.len();
        self.bytes.grow(by.len());
        self.bytes.extend_from_slice(by);
        start
    }

    /// Where NLTK's `_r1r2_standard` lets R1 and R2 begin.
    pub(super) fn r1_r2(&self, vowels: &Letterset, cancel: &Cancel) -> (usize, usize) {
        let word = self.word();
        let after_first = |start: usize| {
            watched(start + 1..word.len(), cancel)
                .find(|&at| !vowels.has(word[at]) && vowels.has(word[at - 1]))
                .map_or(word.len(), |at| at + 1)
        };
        let r1 = after_first(0);
        (r1, after_first(r1))
    }

    /// Where NLTK's `_rv_standard` lets RV begin.
    pub(super) fn rv(&self, vowels: &Letterset, cancel: &Cancel) -> usize {
        let word = self.word();
        let [first, second, ..] = *word else { return word.len() };
        let (first, second) = (vowels.has(first), vowels.has(second));
        if first != second && second {
            return word.len().min(3);
        }
        // After two vowels the next consonant counts, else the next vowel.
        watched(2..word.len(), cancel)
            .find(|&at| vowels.has(word[at]) != second)
            .map_or(word.len(), |at| at + 1)
    }
}

/// Places in a word; it ends early when it is cancelled.
pub(super) fn watched(places: Range<usize>, cancel: &Cancel) -> impl Iterator<Item = usize> {
    let (mut watch, start) = (Watch::new(cancel), places.start);
    places.take_while(move |at| !watch.stops_at(at - start))
}

/// A set of letters of Latin-1.
pub(super) struct Letterset([bool; 256]);

impl Letterset {
    pub(super) const fn new(letters: &[u8]) -> Self {
        let (mut set, mut at) = ([false; 256], 0);
        while at < letters.len() {
            set[letters[at] as usize] = true;
            at += 1;
        }
        Self(set)
    }

    #[inline]
    pub(super) const fn has(&self, letter: u8) -> bool {
        self.0[letter as usize]
    }
}

/// A suffix of at most 16 letters, and what a step does with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suffix<A> {
    /// Its letters, the last one in the highest byte, and the bits of all of them.
    letters: u128,
    mask: u128,
    pub(super) length: usize,
    pub(super) action: A,
}

impl<A: Copy> Suffix<A> {
    pub(super) const fn new(suffix: &[u8], action: A) -> Self {
        let (mut letters, mut at) = (0, 0);
        while at < suffix.len() {
            letters |= (suffix[at] as u128) << (8 * (BEFORE - suffix.len() + at));
            at += 1;
        }
        let mask = u128::MAX << (8 * (BEFORE - suffix.len()));
        Self { letters, mask, length: suffix.len(), action }
    }
}

/// A step's suffixes in NLTK's order, each with what is done with it, or first what is done with all.
macro_rules! suffixes {
    ($action:expr; $($suffix:literal),+ $(,)?) => {
        [$($crate::analysis::stemmers::letters::Suffix::new($suffix, $action)),+]
    };
    ($($suffix:literal $action:expr),+ $(,)?) => {
        [$($crate::analysis::stemmers::letters::Suffix::new($suffix, $action)),+]
    };
}
pub(super) use suffixes;

#[cfg(test)]
mod tests {
    use super::*;

    const VOWELS: Letterset = Letterset::new(b"aeiouy\xe4\xf6\xfc");

    fn letters(word: &str) -> Letters {
        let mut letters = Letters::default();
        letters.read("of another word 中", &Cancel::new(), |_| None);
        letters.read(word, &Cancel::new(), |c| (c == 'ß').then_some(b"ss"));
        letters
    }

    fn written(letters: &Letters) -> String {
        let mut text = "before ".to_owned();
        letters.write(&Cancel::new(), &mut text);
        text.strip_prefix("before ").unwrap().to_owned()
    }

    #[test]
    fn words_are_read_in_lower_case_and_written_back() {
        for (word, expected) in [
            ("", ""),
            ("Größe", "grösse"),
            ("ÄÖÜ", "äöü"),
            ("数\u{80}学X\u{0}", "数\u{80}学x\u{0}"),
            ("İ", "i\u{307}"),
            ("ΟΔΟΣ", "οδος"),
        ] {
            assert_eq!(written(&letters(word)), expected);
        }
        let mut word = letters("数aß学e");
        assert_eq!((word.len(), word.back(1), word.back(2), word.back(7)), (6, b'e', OTHER, 0));
        word.cut(3);
        assert_eq!(written(&word), "数as");
        assert_eq!(word.replace(1, b"xyz"), 2);
        assert_eq!(written(&word), "数axyz");
        word.cut(9);
        assert_eq!((written(&word).as_str(), word.len()), ("", 0));
        word.read_as_is("Größe", &Cancel::new(), |_| None);
        assert_eq!(written(&word), "Größe");
    }

    #[test]
    fn suffixes_are_looked_for_in_regions() {
        let word = letters("häusern");
        let suffixes = suffixes![b"ausern" 0, b"sern" 1, b"ern" 2, b"n" 3];
        let first = |start| word.first(start, &suffixes).map(|suffix| (suffix.length, suffix.action));
        assert_eq!(
            [first(0), first(3), first(4), first(5)],
            [Some((4, 1)), Some((4, 1)), Some((3, 2)), Some((1, 3))]
        );
        assert_eq!([first(7), first(8)], [None; 2]);
        assert!(word.ends(4, b"ern") && !word.ends(5, b"ern") && !word.ends(9, b"n") && word.ends(9, b""));
        let mut cut = word.clone();
        assert!(!cut.cut_if(5, b"ern") && cut.cut_if(4, b"ern") && cut.cut_if(0, b"s") && cut.len() == 3);
        assert!(word.ends_before(1, 3, b"\xe4us") && !word.ends_before(2, 3, b"\xe4us"));
        assert!(!word.ends_before(5, 3, b"s") && letters("").first(0, &suffixes).is_none());
        assert!(letters("dontdontdontdont").first(0, &[Suffix::new(b"dontdontdontdont", ())]).is_some());
    }

    #[test]
    fn regions_are_nltks() {
        let cancel = Cancel::new();
        for (word, r1, r2, rv) in [
            ("", 0, 0, 0),
            ("a", 1, 1, 1),
            ("ab", 2, 2, 2),
            ("beautiful", 5, 7, 3),
            ("beauty", 5, 6, 3),
            ("eucharist", 3, 6, 3),
            ("macho", 3, 5, 3),
            ("oliva", 2, 4, 3),
            ("trabajo", 4, 6, 3),
            ("áureo", 3, 5, 3),
            ("aurora", 3, 5, 3),
            ("中文中文", 4, 4, 4),
        ] {
            let letters = letters(word);
            let vowels = Letterset::new(b"aeiou\xe1");
            assert_eq!(
                (letters.r1_r2(&vowels, &cancel), letters.rv(&vowels, &cancel)),
                ((r1, r2), rv),
                "{word}"
            );
        }
        assert!(VOWELS.has(0xfc) && !VOWELS.has(OTHER));
    }
}
