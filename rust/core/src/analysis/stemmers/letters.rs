//! A word on its way to its stem, as NLTK's Snowball stemmers see it: its letters, its suffixes and its
//! regions.
//!
//! NLTK's rules look at letters of Latin-1 only, so a word is written in Latin-1, one byte a letter,
//! [`OTHER`] standing for whatever else there is. Rules remove letters at the end of the word alone, so that
//! the others can be put back.
//!
//! Where NLTK keeps a region as a string of its own that is shortened together with the word, it is here the
//! place where it begins: it ends where the word ends, and is empty when the word has become shorter. NLTK's
//! `region[:-n]` of a region shorter than `n` is empty, too.

use std::ops::Range;

use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::short::{self, MASKS, Short, words_of};
use crate::simd::classify;
use crate::unicode;

/// Stands for a character outside Latin-1, and for the control character with this number.
pub(super) const OTHER: u8 = 0x80;

/// Zeros before the word, so that there are always so many bytes before its end: the longest suffix.
pub(super) const BEFORE: usize = 16;

/// Buffers for words, reused from word to word.
#[derive(Clone, Debug, Default)]
pub(super) struct LettersScratch {
    /// [`BEFORE`] zeros and the letters.
    bytes: Vec<u8>,
    /// What [`OTHER`] stands for, in its order.
    others: Vec<char>,
    lowered: String,
}

impl LettersScratch {
    /// Replaces `text[start..]` by what `stem` makes of its letters in Python's lower case. What `spell`
    /// gives for a character is written in its place: as many letters as it has bytes, at most.
    pub(super) fn replace(
        &mut self,
        text: &mut String,
        start: usize,
        cancel: &Cancel,
        spell: impl Fn(u8) -> Option<&'static [u8]> + Copy,
        stem: impl Fn(&mut Letters<'_>, &Cancel),
    ) {
        if self.read(&text[start..], cancel, spell).is_none() {
            let mut lowered = std::mem::take(&mut self.lowered);
            lowered.clear();
            unicode::push_lower(&text[start..], cancel, &mut lowered);
            self.read(&lowered, cancel, spell);
            self.lowered = lowered;
        }
        let Self { bytes, others, .. } = self;
        let length = bytes.len() - BEFORE;
        let mut word = Letters::new(bytes, length);
        stem(&mut word, cancel);
        text.truncate(start);
        word.write(others, cancel, text);
    }

    /// Reads a word in lower case, unless one of its characters outside Latin-1 has another one.
    fn read(
        &mut self,
        word: &str,
        cancel: &Cancel,
        spell: impl Fn(u8) -> Option<&'static [u8]>,
    ) -> Option<()> {
        let Self { bytes, others, .. } = self;
        others.clear();
        bytes.clear();
        bytes.grow(BEFORE + word.len());
        bytes.resize(BEFORE, 0);
        let mut watch = Watch::new(cancel);
        for (at, c) in word.char_indices() {
            if watch.stops_at(at) {
                break;
            }
            let Ok(letter) = u8::try_from(c) else {
                if unicode::char_lower_changes(c) {
                    return None;
                }
                bytes.push(OTHER);
                others.grow(1);
                others.push(c);
                continue;
            };
            let letter = LOWER[usize::from(letter)];
            if letter.is_ascii() {
                bytes.push(letter);
            } else if let Some(letters) = spell(letter) {
                debug_assert!(letters.len() <= c.len_utf8());
                bytes.extend_from_slice(letters);
            } else {
                bytes.push(letter);
                if letter == OTHER {
                    others.grow(1);
                    others.push(c);
                }
            }
        }
        Some(())
    }
}

/// The lower case of each letter of Latin-1.
static LOWER: [u8; 256] = {
    let (mut lower, mut letter) = ([0; 256], 0);
    while letter < 256 {
        lower[letter] = match letter as u8 {
            capital @ (b'A'..=b'Z' | 0xc0..=0xd6 | 0xd8..=0xde) => capital + 0x20,
            other => other,
        };
        letter += 1;
    }
    lower
};

/// What `stem` makes of a token of ASCII, if it is one, too.
#[inline]
pub(super) fn stem_short(token: Short, stem: impl Fn(&mut Letters<'_>, &Cancel)) -> Option<Short> {
    let mut bytes = [0; BEFORE + short::LONGEST];
    let lowered = Short::from_words(classify(token.words()).folded, token.len());
    bytes[BEFORE..].copy_from_slice(lowered.padded());
    let mut word = Letters::new(&mut bytes, token.len());
    // It is too short for a look at it.
    stem(&mut word, &Cancel::new());
    let length = word.len();
    let (words, mask) = (words_of(bytes.last_chunk()?), MASKS[length]);
    let words = [words[0] & mask[0], words[1] & mask[1]];
    (classify(words).non_ascii == 0).then(|| Short::from_words(words, length))
}

/// A word's letters. It never becomes longer.
#[derive(Debug)]
pub(super) struct Letters<'b> {
    /// [`BEFORE`] zeros, the letters, and others.
    bytes: &'b mut [u8],
    /// Where the letters end.
    end: usize,
}

impl<'b> Letters<'b> {
    /// The word of `length` letters after [`BEFORE`] zeros.
    pub(super) fn new(bytes: &'b mut [u8], length: usize) -> Self {
        Self { bytes, end: BEFORE + length }
    }

    /// Appends the word to a text.
    fn write(&self, others: &[char], cancel: &Cancel, text: &mut String) {
        if let Ok(word) = str::from_utf8(self.word())
            && word.is_ascii()
        {
            text.grow(word.len());
            text.push_str(word);
            return;
        }
        text.grow(2 * self.len() + 2 * others.len());
        let mut others = others.iter();
        for at in watched(0..self.len(), cancel) {
            match self.word()[at] {
                OTHER => text.extend(others.next()),
                letter => text.push(char::from(letter)),
            }
        }
    }

    #[inline]
    pub(super) fn word(&self) -> &[u8] {
        &self.bytes[BEFORE..self.end]
    }

    #[inline]
    pub(super) fn word_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[BEFORE..self.end]
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.end - BEFORE
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
    pub(super) fn first<A: Copy, const N: usize>(
        &self,
        start: usize,
        suffixes: &Suffixes<A, N>,
    ) -> Option<Suffix<A>> {
        let (tail, region) = (self.tail(), self.len().saturating_sub(start));
        let with_last = suffixes.with_last((tail >> (u128::BITS - 8)) as u8);
        with_last.iter().find(|suffix| suffix.ends(tail, region)).copied()
    }

    /// Whether the region that begins there ends with a suffix.
    pub(super) fn has<A: Copy>(&self, start: usize, suffix: &Suffix<A>) -> bool {
        suffix.ends(self.tail(), self.len().saturating_sub(start))
    }

    /// The last letters, the last one in the highest byte.
    #[inline]
    fn tail(&self) -> u128 {
        self.bytes[..self.end].last_chunk().map_or(0, |letters| u128::from_le_bytes(*letters))
    }

    /// Removes the last `count` letters: `word[:-count]`.
    #[inline]
    pub(super) fn cut(&mut self, count: usize) {
        self.end = BEFORE + self.len().saturating_sub(count);
    }

    /// Removes a suffix if it lies in the region that begins there; whether it did.
    pub(super) fn cut_if(&mut self, start: usize, suffix: &[u8]) -> bool {
        let ends = self.ends(start, suffix);
        if ends {
            self.cut(suffix.len());
        }
        ends
    }

    /// Replaces the last `count` letters by as many or fewer: NLTK's `suffix_replace`. The place where the
    /// new ones begin: a region in which NLTK replaces them as well begins there at the latest.
    pub(super) fn replace(&mut self, count: usize, by: &[u8]) -> usize {
        debug_assert!(by.len() <= count && count <= self.len());
        self.cut(count);
        let start = self.end;
        self.end += by.len();
        self.bytes[start..self.end].copy_from_slice(by);
        start - BEFORE
    }

    /// Where NLTK's `_r1r2_standard` lets R1 and R2 begin.
    pub(super) fn r1_r2(&self, vowels: &Letterset, cancel: &Cancel) -> (usize, usize) {
        let word = self.word();
        if let Some(vowels) = self.vowels(vowels) {
            // A consonant after a vowel ends a region's beginning.
            let ends = vowels << 1 & !vowels & ones(word.len());
            let after_first = |start: usize| {
                let ends = ends & u64::MAX.checked_shl(start as u32 + 1).unwrap_or(0);
                if ends == 0 { word.len() } else { ends.trailing_zeros() as usize + 1 }
            };
            let r1 = after_first(0);
            return (r1, after_first(r1));
        }
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

    /// Which letters are vowels, one bit each, of a word of at most 64 letters.
    fn vowels(&self, vowels: &Letterset) -> Option<u64> {
        let word = self.word();
        let bit = |(at, &letter): (usize, &u8)| u64::from(vowels.has(letter)) << at;
        (word.len() <= 64).then(|| word.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit))
    }
}

/// As many ones, at most 64, in the lowest bits.
fn ones(count: usize) -> u64 {
    u64::MAX.checked_shr(64 - count as u32).unwrap_or(0)
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

    /// Whether letters, the last one in the highest byte, end with it, in a region of this length.
    #[inline]
    fn ends(&self, tail: u128, region: usize) -> bool {
        tail & self.mask == self.letters && self.length <= region
    }
}

/// A step's suffixes in NLTK's order, those with the same last letter together.
#[derive(Debug)]
pub(super) struct Suffixes<A, const N: usize> {
    suffixes: [Suffix<A>; N],
    /// For each last letter, where its suffixes begin and end.
    places: [[u8; 2]; 256],
}

impl<A: Copy, const N: usize> Suffixes<A, N> {
    pub(super) const fn new(list: [Suffix<A>; N]) -> Self {
        let (mut suffixes, mut places) = (list, [[0; 2]; 256]);
        let (mut letter, mut count) = (0, 0);
        while letter < 256 {
            places[letter][0] = count as u8;
            let mut at = 0;
            while at < N {
                if (list[at].letters >> (u128::BITS - 8)) as usize == letter {
                    suffixes[count] = list[at];
                    count += 1;
                }
                at += 1;
            }
            places[letter][1] = count as u8;
            letter += 1;
        }
        assert!(count == N && N < 256);
        Self { suffixes, places }
    }

    #[inline]
    fn with_last(&self, letter: u8) -> &[Suffix<A>] {
        let [start, end] = self.places[usize::from(letter)];
        self.suffixes.get(usize::from(start)..usize::from(end)).unwrap_or_default()
    }
}

/// A step's suffixes in NLTK's order, each with what is done with it, or first what is done with all.
macro_rules! suffixes {
    ($action:expr; $($suffix:literal),+ $(,)?) => {
        $crate::analysis::stemmers::letters::Suffixes::new([
            $($crate::analysis::stemmers::letters::Suffix::new($suffix, $action)),+
        ])
    };
    ($($suffix:literal $action:expr),+ $(,)?) => {
        $crate::analysis::stemmers::letters::Suffixes::new([
            $($crate::analysis::stemmers::letters::Suffix::new($suffix, $action)),+
        ])
    };
}
pub(super) use suffixes;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const VOWELS: Letterset = Letterset::new(b"aeiouy\xe4\xf6\xfc");

    /// What is made of a word with `ß` spelled in two letters, with buffers that were used before.
    fn changed(word: &str, change: impl Fn(&mut Letters<'_>)) -> String {
        let mut scratch = LettersScratch::default();
        let spell = |letter| (letter == b'\xdf').then_some(&b"ss"[..]);
        let mut text = "before of another word 中".to_owned();
        scratch.replace(&mut text, 7, &Cancel::new(), spell, |_, _| {});
        text.truncate(7);
        text.push_str(word);
        scratch.replace(&mut text, 7, &Cancel::new(), spell, |letters, _| change(letters));
        text.strip_prefix("before ").unwrap().to_owned()
    }

    #[test]
    fn words_are_read_in_lower_case_and_written_back() {
        for (word, expected) in [
            ("", ""),
            ("Größe", "grösse"),
            ("GRÖẞE", "grösse"),
            ("ÄÖÜ", "äöü"),
            ("数\u{80}学X\u{0}", "数\u{80}学x\u{0}"),
            ("İ", "i\u{307}"),
            ("ΟΔΟΣ", "οδος"),
        ] {
            assert_eq!(changed(word, |_| {}), expected);
        }
        for c in ('\0'..='\u{ff}').filter(|&c| c != 'ß') {
            let mut lower = String::new();
            unicode::push_lower(&c.to_string(), &Cancel::new(), &mut lower);
            assert_eq!(changed(&c.to_string(), |_| {}), lower);
        }
        let word = "数aß学e";
        changed(word, |word| {
            assert_eq!((word.len(), word.back(1), word.back(2), word.back(7)), (6, b'e', OTHER, 0));
        });
        assert_eq!(changed(word, |word| word.cut(3)), "数as");
        assert_eq!(changed(word, |word| assert_eq!(word.replace(4, b"xyz"), 2)), "数axyz");
        assert_eq!(changed(word, |word| word.cut(9)), "");
    }

    #[test]
    fn short_tokens_are_those_of_ascii() {
        let cut = |word: &mut Letters<'_>, _: &Cancel| word.cut(2);
        for (token, expected) in
            [("Kites", "kit"), ("", ""), ("a", ""), ("abcdefghijKLMNOP", "abcdefghijklmn")]
        {
            let stem = stem_short(Short::new(token.as_bytes()).unwrap(), cut).unwrap();
            assert_eq!(stem.as_bytes(), expected.as_bytes());
        }
        let accent = |word: &mut Letters<'_>, _: &Cancel| word.word_mut()[0] = b'\xe9';
        assert_eq!(stem_short(Short::new(b"e").unwrap(), accent), None);
    }

    #[test]
    fn suffixes_are_looked_for_in_regions() {
        static LONGEST: Suffixes<(), 1> = suffixes![(); b"dontdontdontdont"];
        static SUFFIXES: Suffixes<usize, 6> =
            suffixes![b"xs" 4, b"ausern" 0, b"sern" 1, b"ern" 2, b"n" 3, b"zzz" 5];
        changed("häusern", |word| {
            let first = |start| word.first(start, &SUFFIXES).map(|suffix| (suffix.length, suffix.action));
            assert_eq!(
                [first(0), first(3), first(4), first(5)],
                [Some((4, 1)), Some((4, 1)), Some((3, 2)), Some((1, 3))]
            );
            assert_eq!([first(7), first(8)], [None; 2]);
            assert!(word.ends(4, b"ern") && !word.ends(5, b"ern") && !word.ends(9, b"n"));
            assert!(
                word.ends(9, b"") && word.ends_before(1, 3, b"\xe4us") && !word.ends_before(2, 3, b"\xe4us")
            );
            assert!(!word.ends_before(5, 3, b"s"));
        });
        changed("häusern", |word| {
            assert!(
                !word.cut_if(5, b"ern") && word.cut_if(4, b"ern") && word.cut_if(0, b"s") && word.len() == 3
            );
        });
        changed("", |word| assert!(word.first(0, &SUFFIXES).is_none()));
        changed("dontdontdontdont", |word| assert!(word.first(0, &LONGEST).is_some()));
    }

    /// [`Letters::first`] by a search through the list.
    #[test]
    fn the_first_suffix_is_the_first_in_the_list() {
        static SUFFIXES: Suffixes<usize, 8> =
            suffixes![b"ab" 0, b"a" 1, b"ba" 2, b"b" 3, b"bb" 4, b"cab" 5, b"c" 6, b"bc" 7];
        let list: [&[u8]; 8] = [b"ab", b"a", b"ba", b"b", b"bb", b"cab", b"c", b"bc"];
        for number in 0..4_usize.pow(5) {
            let word: String = (0..5).map(|at| char::from(b"abcd"[number / 4_usize.pow(at) % 4])).collect();
            changed(&word, |word| {
                for start in 0..7 {
                    let naive = list.iter().position(|suffix| word.ends(start, suffix));
                    assert_eq!(word.first(start, &SUFFIXES).map(|suffix| suffix.action), naive);
                }
            });
        }
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
            let vowels = Letterset::new(b"aeiou\xe1");
            changed(word, |letters| {
                let regions = (letters.r1_r2(&vowels, &cancel), letters.rv(&vowels, &cancel));
                assert_eq!(regions, ((r1, r2), rv), "{word}");
            });
        }
        assert!(VOWELS.has(0xfc) && !VOWELS.has(OTHER));
        // Those of a long word take another way, and are where they would be in a short one.
        let mut random = Random::new(64);
        for length in (0..64).chain([62, 63, 64, 65, 66]) {
            for _ in 0..20 {
                let word: String = (0..length)
                    .map(|_| char::from(b"abctzttttttttttttttttttttttt"[random.below(28)]))
                    .collect();
                let regions = |word: &str| {
                    let found = std::cell::Cell::new((0, 0));
                    changed(word, |letters| found.set(letters.r1_r2(&VOWELS, &cancel)));
                    found.get()
                };
                let (short, long) = (regions(&word), regions(&format!("{word}{}", "t".repeat(64))));
                let is_same = |short: usize, long: usize| short == long || short == length && long > length;
                assert!(is_same(short.0, long.0) && is_same(short.1, long.1), "{word}");
            }
        }
    }
}
