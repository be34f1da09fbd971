//! Which language a collection is written in, where that is beyond doubt.
//!
//! Some scripts belong to one language. In the others, short words tell: `the` and `of`, `der` and `und`.
//! Each language has a list of some forty; the one with most of a text's words is that text's, if it has
//! enough of them, enough different ones, and if no other language explains the rest. Languages without an
//! analyzer are listed as well: a Galician text is not Portuguese, though it has most of its short words.

mod words;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::script::Script;
use words::{LANGUAGES, NEIGHBOURS};

/// The documents that are looked at.
pub const DOCUMENTS: usize = 1_000;

/// The bytes of a document that are looked at, so that a long one does not speak for the others.
pub const DOCUMENT_BYTES: usize = 2_048;

/// Fewer letters tell nothing, even where they are all Greek.
const LEAST_LETTERS: u64 = 50;

/// A script must have three letters in five.
const SCRIPT: (u64, u64) = (3, 5);

/// A letter of Han, Kana or Hangul says as much as three of an alphabet.
const LETTERS_OF_A_SYLLABLE: u64 = 3;

/// One letter of Kana to so many of Han: at least in Japanese, at most in Chinese, where names have some.
/// Between them is a mix.
const KANA_OF_JAPANESE: u64 = 5;
const KANA_OF_CHINESE: u64 = 20;

/// A language's list must have one word in so many. English and Spanish have one in three, Turkish one in
/// six.
const ONE_WORD_IN: u64 = 8;

/// And so many of its words must occur. The short words of Samoan are Italian, but only a few of them.
const LEAST_WORDS: usize = 12;

/// What one list has and another has not must be seen so many times as often as the reverse. It is 15 to 300
/// times as often in a collection of one language; four times where one document in six is of another.
const AGAINST_A_RIVAL: u64 = 4;

/// The bit of a language among those that have a word.
type Languages = u128;

const _: () = assert!(LANGUAGES.len() + NEIGHBOURS.len() <= Languages::BITS as usize, "one bit for each");

/// A word that is in some list.
#[derive(Default)]
struct Known {
    languages: Languages,
    seen: u64,
}

/// The ISO 639-1 code of the language that a collection is in, if it is one of [`languages`] and there is no
/// doubt. The first [`DOCUMENTS`] documents are looked at, [`DOCUMENT_BYTES`] of each. Letters with accents
/// are expected to be composed, as nearly all texts have them.
///
/// ```
/// use elanus_core::analysis::language;
/// let text = "Der Schwarzmilan ist ein Greifvogel, der auch an Seen und in der Nähe von Städten zu sehen \
///             ist. Sein Nest wird nicht selten über dem Wasser gebaut, und die Jungen werden mit Fischen \
///             gefüttert.";
/// assert_eq!(language::detect([text]), Some("de"));
/// assert_eq!(language::detect(["Milvus migrans"]), None);
/// ```
#[must_use]
pub fn detect<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    let mut reading = Reading::new();
    for text in texts.into_iter().take(DOCUMENTS) {
        reading.read(start(text));
    }
    reading.by_script().unwrap_or_else(|| reading.by_words())
}

/// The languages that [`detect`] can tell.
///
/// ```
/// use elanus_core::analysis::language;
/// assert!(language::languages().any(|code| code == "hu"));
/// ```
pub fn languages() -> impl Iterator<Item = &'static str> {
    let by_words = LANGUAGES.iter().map(|&(code, _)| code);
    by_words.chain(["el", "ja", "ko", "ta", "th", "zh"])
}

/// What of a document is looked at.
fn start(text: &str) -> &str {
    let mut end = text.len().min(DOCUMENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a character belongs to a word: Indic vowel signs and viramas do, which are no letters.
fn is_of_a_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}')
        || matches!(c, '\u{900}'..='\u{dff}') && !c.is_numeric() && !matches!(c, '\u{964}' | '\u{965}')
}

/// Counts of letters and words.
struct Reading {
    /// Of every script that [`Script`] has, and of Tamil beside them.
    letters: [u64; Script::ALL.len()],
    tamil: u64,
    known: BTreeMap<&'static str, Known>,
    words: u64,
}

impl Reading {
    fn new() -> Self {
        let mut known: BTreeMap<_, Known> = BTreeMap::new();
        for (language, (_, words)) in LANGUAGES.iter().chain(NEIGHBOURS).enumerate() {
            for word in words.split_ascii_whitespace() {
                known.entry(word).or_default().languages |= 1 << language;
            }
        }
        Self { letters: [0; Script::ALL.len()], tamil: 0, known, words: 0 }
    }

    fn read(&mut self, text: &str) {
        let mut word = String::new();
        for c in text.chars() {
            if let Some(script) = Script::of(c) {
                let syllables = matches!(script, Script::Han | Script::Kana | Script::Hangul);
                let weight = if syllables { LETTERS_OF_A_SYLLABLE } else { 1 };
                self.letters[script as usize] += weight;
                self.tamil += u64::from(matches!(c, '\u{b80}'..='\u{bff}'));
            }
            if is_of_a_word(c) {
                word.extend(c.to_lowercase());
            } else {
                self.see(&mut word);
            }
        }
        self.see(&mut word);
    }

    /// Counts a word, and empties it.
    fn see(&mut self, word: &mut String) {
        if !word.is_empty() {
            self.words += 1;
            if let Some(known) = self.known.get_mut(word.as_str()) {
                known.seen += 1;
            }
            word.clear();
        }
    }

    /// Whether so many letters are of one script.
    fn is_most(&self, letters: u64) -> bool {
        letters * SCRIPT.1 >= self.letters.iter().sum::<u64>() * SCRIPT.0
    }

    /// The language of a script that has only one, or that none can be told. `None` where words have to tell.
    #[expect(clippy::option_option, reason = "nothing to be told is an answer too")]
    fn by_script(&self) -> Option<Option<&'static str>> {
        let of = |script: Script| self.letters[script as usize];
        if self.letters.iter().sum::<u64>() < LEAST_LETTERS {
            return Some(None);
        }
        let (han, kana) = (of(Script::Han), of(Script::Kana));
        if self.is_most(han + kana) {
            let japanese = (kana * KANA_OF_JAPANESE > han).then_some("ja");
            return Some(japanese.or((kana * KANA_OF_CHINESE <= han).then_some("zh")));
        }
        let scripts = [
            ("el", of(Script::Greek)),
            ("ko", of(Script::Hangul)),
            ("ta", self.tamil),
            ("th", of(Script::Thai)),
        ];
        scripts.into_iter().find(|&(_, letters)| self.is_most(letters)).map(|(code, _)| Some(code))
    }

    /// How many words are in the lists that `take` chooses by the languages that have them.
    fn seen(&self, take: impl Fn(Languages) -> bool) -> u64 {
        self.known.values().filter(|known| take(known.languages)).map(|known| known.seen).sum()
    }

    fn by_words(&self) -> Option<&'static str> {
        let all = 0..LANGUAGES.len() + NEIGHBOURS.len();
        let hits = |language: usize| self.seen(|languages| languages >> language & 1 == 1);
        let best = all.clone().max_by_key(|&language| (hits(language), Reverse(language)))?;
        let &(code, words) = LANGUAGES.get(best)?;
        let different = words.split_ascii_whitespace().filter(|word| self.known[word].seen > 0).count();
        let script = words.chars().find_map(Script::of)?;
        if hits(best) * ONE_WORD_IN < self.words
            || different < LEAST_WORDS
            || !self.is_most(self.letters[script as usize])
        {
            return None;
        }
        let is_clear = |rival: usize| {
            let only = |one: usize, other: usize| {
                self.seen(|languages| languages >> one & 1 == 1 && languages >> other & 1 == 0)
            };
            only(best, rival) >= AGAINST_A_RIVAL * only(rival, best).max(1)
        };
        all.clone().all(|rival| rival == best || is_clear(rival)).then_some(code)
    }
}

#[cfg(test)]
mod tests;
