//! The stemmers of Snowball 3.0.0, which Milvus' server uses.
//!
//! The algorithms in `languages` are Snowball's own, translated by a tool; `word` is the runtime that they
//! need and `tables` what they look up. They do not lower-case a word, and most know lower-case letters only.
//!
//! Nothing in the algorithms promises linear time: some look for what they replace from the beginning, again and
//! again. So a word of more than [`LONGEST`] bytes is left as it is. No language has such words.

mod tables;
mod word;

/// Defines [`Language`] by one line an algorithm: its name, its file, and whether it looks at letters of
/// ASCII.
macro_rules! algorithms {
    ($($Language:ident $name:literal => $file:ident($is_latin:literal),)+) => {
        /// An algorithm of Snowball.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::analysis) enum Language {
            $($Language,)+
        }

        impl Language {
            /// The names that there are.
            pub(in crate::analysis) const NAMES: &[&str] = &[$($name),+];

            /// The algorithm of this name.
            pub(super) fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$Language),)+
                    _ => None,
                }
            }

            /// Its name.
            pub(in crate::analysis) const fn name(self) -> &'static str {
                match self {
                    $(Self::$Language => $name,)+
                }
            }

            /// Whether any of its rules looks at letters of ASCII.
            pub(in crate::analysis) const fn is_latin(self) -> bool {
                match self {
                    $(Self::$Language => $is_latin,)+
                }
            }

            /// Puts the stem in a word's place.
            pub(super) fn run(self, word: Word<'_>) -> Word<'_> {
                match self {
                    $(Self::$Language => $file::stem(word),)+
                }
            }
        }
    };
}

mod languages;

pub(in crate::analysis) use languages::Language;

use crate::analysis::filters::ShortTokens;
use crate::memory::{Grow, filled};
use crate::short::Short;
use word::Word;

/// Words of more bytes are left as they are.
const LONGEST: usize = 1024;

/// Letters that a word of [`LONGEST`] bytes may have become between two rules: none makes four of one.
const ROOM: usize = 4 * LONGEST;

/// The first of the surrogates, which stand for characters beyond the Basic Multilingual Plane: a word has at
/// most a quarter as many of these as bytes.
const FIRST_OTHER: u16 = 0xd800;

/// Buffers, reused from word to word.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct SnowballScratch {
    letters: Vec<u16>,
    /// The characters that surrogates stand for, in their order.
    others: Vec<char>,
}

impl SnowballScratch {
    /// Reads a word that is not too long, and says how many letters it has.
    fn read(&mut self, text: &str) -> usize {
        if self.letters.is_empty() {
            self.letters = filled(0, ROOM);
        }
        if text.is_ascii() {
            for (letter, byte) in self.letters.iter_mut().zip(text.bytes()) {
                *letter = u16::from(byte);
            }
            return text.len();
        }
        self.others.clear();
        let mut length = 0;
        for (letter, c) in self.letters.iter_mut().zip(text.chars()) {
            *letter = u16::try_from(u32::from(c)).unwrap_or_else(|_| {
                self.others.grow(1);
                self.others.push(c);
                FIRST_OTHER + self.others.len() as u16 - 1
            });
            length += 1;
        }
        length
    }
}

impl Language {
    /// The algorithm of this name in any case, which Milvus' server takes, with one misspelling.
    pub(in crate::analysis) fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::find(if name == "arabig" { "arabic" } else { &name })
    }

    /// Replaces `text[start..]` by its stem.
    pub(in crate::analysis) fn stem(self, text: &mut String, start: usize, scratch: &mut SnowballScratch) {
        let word = text.get(start..).unwrap_or_default();
        if word.len() > LONGEST {
            return;
        }
        let length = scratch.read(word);
        let stemmed = self.run(Word::new(&mut scratch.letters, length));
        let Some((kept, letters)) = stemmed.changed() else { return };
        // What these letters take in the text.
        let bytes = |&letter: &u16| match letter {
            ..0x80 => 1,
            0x80..0x800 => 2,
            FIRST_OTHER..0xe000 => 4,
            _ => 3,
        };
        text.truncate(start + kept.iter().map(bytes).sum::<usize>());
        text.grow(4 * letters.len());
        for &letter in letters {
            let other = || scratch.others.get(usize::from(letter.wrapping_sub(FIRST_OTHER))).copied();
            if let Some(c) = char::from_u32(u32::from(letter)).or_else(other) {
                text.push(c);
            }
        }
    }

    /// The stem of a short word of ASCII, where it is one too.
    #[inline]
    pub(in crate::analysis) fn stem_short(self, word: Short) -> ShortTokens {
        let mut letters = [0; 64];
        for (letter, &byte) in letters.iter_mut().zip(word.padded()) {
            *letter = u16::from(byte);
        }
        let stemmed = self.run(Word::new(&mut letters, word.len()));
        if stemmed.failed() {
            return ShortTokens::Unknown;
        }
        let Some((kept, letters)) = stemmed.changed() else { return ShortTokens::One(word) };
        let kept = kept.len();
        let mut bytes = *word.padded();
        let Some(places) = bytes.get_mut(kept..kept + letters.len()) else { return ShortTokens::Unknown };
        let mut all = 0;
        for (byte, &letter) in places.iter_mut().zip(letters) {
            *byte = letter as u8;
            all |= letter;
        }
        let stem = bytes.get(..kept + letters.len()).and_then(Short::new);
        stem.filter(|_| all < 0x80).map_or(ShortTokens::Unknown, ShortTokens::One)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// A word's stem, made behind other text with buffers that were used before.
    fn stemmed(language: Language, word: &str, scratch: &mut SnowballScratch) -> String {
        let mut text = format!("before {word}");
        language.stem(&mut text, 7, scratch);
        text.strip_prefix("before ").unwrap().to_owned()
    }

    /// The stem where it takes the way of short words, too.
    fn stem(language: Language, word: &str, scratch: &mut SnowballScratch) -> String {
        let stem = stemmed(language, word, scratch);
        if let Some(short) = Short::new(word.as_bytes()).filter(|_| word.is_ascii()) {
            match language.stem_short(short) {
                ShortTokens::One(found) => {
                    assert_eq!(found.as_bytes(), stem.as_bytes(), "{language:?} {word}");
                }
                ShortTokens::Unknown => assert!(!stem.is_ascii() || stem.len() > 16, "{language:?} {word}"),
                ShortTokens::None => unreachable!(),
            }
        }
        stem
    }

    #[test]
    fn stems_are_those_of_pystemmer() {
        let vectors = include_str!("../../../../../../tests/vectors/stems.tsv");
        let mut scratch = SnowballScratch::default();
        let (mut seen, mut changed) = (0, 0);
        for line in vectors.lines() {
            let [name, word, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let language = Language::named(name).unwrap();
            assert_eq!(stem(language, word, &mut scratch), expected, "{name} {word}");
            seen += 1;
            changed += usize::from(word != expected);
        }
        assert!(seen > 190 * Language::NAMES.len() && changed > seen / 3, "{seen} {changed}");
    }

    #[test]
    fn no_word_makes_a_rule_fail() {
        let strings: Vec<&str> = include_str!("../../../../../../tests/vectors/stems.tsv")
            .lines()
            .filter_map(|line| line.split('\t').nth(1))
            .collect();
        let mut random = Random::new(30);
        let mut scratch = SnowballScratch::default();
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        let scalars = all.chunks(150).map(|chars| chars.iter().collect::<String>());
        let made_up = (0..3_000).map(|_| {
            let (one, other) = (strings[random.below(strings.len())], strings[random.below(strings.len())]);
            // As long as a word may be, of the same letters again and again.
            let mut word =
                if random.below(2) == 0 { one.repeat(LONGEST / one.len()) } else { one.to_owned() };
            word.push_str(other);
            word
        });
        let words: Vec<String> = scalars.chain(made_up).filter(|word| word.len() <= LONGEST).collect();
        assert!(words.len() > 8_000);
        for name in Language::NAMES {
            let language = Language::named(name).unwrap();
            for word in &words {
                let length = scratch.read(word);
                let run = language.run(Word::new(&mut scratch.letters, length));
                assert!(!run.failed(), "{name} {word}");
            }
        }
    }

    #[test]
    fn characters_beyond_the_plane_come_back() {
        let mut scratch = SnowballScratch::default();
        for (word, expected) in
            [("𝄞running", "𝄞run"), ("😀𐐀𐐁ß中ies", "😀𐐀𐐁ß中i"), ("", ""), ("\0", "\0"), ("İ", "İ")]
        {
            assert_eq!(stem(Language::English, word, &mut scratch), expected);
        }
        let word = "😀".repeat(LONGEST / 4 - 1) + "'s";
        assert_eq!(stem(Language::English, &word, &mut scratch), word.strip_suffix("'s").unwrap());
    }

    #[test]
    fn a_word_that_no_language_has_is_left_as_it_is() {
        let mut scratch = SnowballScratch::default();
        let longest = "a".repeat(LONGEST - 3) + "ing";
        assert_eq!(stem(Language::English, &longest, &mut scratch).len(), LONGEST - 3);
        for word in [format!("b{longest}"), "ing".repeat(1 << 20)] {
            for name in Language::NAMES {
                assert!(stem(Language::named(name).unwrap(), &word, &mut scratch) == word);
            }
        }
    }

    #[test]
    fn names_are_found_in_any_case() {
        for &name in Language::NAMES {
            assert_eq!(Language::named(&name.to_uppercase()).unwrap().name(), name);
        }
        assert_eq!(Language::named("arabig"), Some(Language::Arabic));
        assert_eq!(Language::named("klingon"), None);
    }
}
