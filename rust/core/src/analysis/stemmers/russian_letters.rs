//! A short cut to the stems of NLTK's `SnowballStemmer("russian")`, for words of Russian letters alone,
//! letter by letter.
//!
//! NLTK looks for suffixes in Latin letters, of which a Russian one may be several. A suffix then may begin
//! within a letter: `ь` within `ъ`, `сь` and `ся` within `ць` and `ця`, `ует` within `юет`. And some letters
//! together are another one: `шч` is `щ`, `ьь` is `ъ`. Words with these are left to `russian_nltk`, which
//! says what all others become; here the same is found with a byte a letter.

use super::letters::{self, Letters, Suffix, Suffixes};

/// Longer words take NLTK's way.
const LONGEST: usize = 48;

/// A word's letters, from 1 (`а`) to 32 (`я`).
pub(super) struct Cyrillic {
    bytes: [u8; letters::BEFORE + LONGEST],
    length: usize,
    /// Whether the word is these letters, small ones without an `ё`.
    is_same: bool,
}

/// The number of a small letter.
const fn number(letter: char) -> u8 {
    (letter as u32 - 'а' as u32) as u8 + 1
}

const I: u8 = number('и');
const SHORT_I: u8 = number('й');
const N: u8 = number('н');
const SOFT: u8 = number('ь');

/// One bit for each letter of these.
const fn set(letters: &[char]) -> u64 {
    let (mut set, mut at) = (0, 0);
    while at < letters.len() {
        set |= 1 << number(letters[at]);
        at += 1;
    }
    set
}

const VOWELS: u64 = set(&['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я']);

/// For each letter those that may not follow it.
static NOT_BEFORE: [u64; 33] = {
    let mut pairs = [0; 33];
    pairs[number('ш') as usize] = set(&['ч']);
    pairs[number('ь') as usize] = set(&['ь']);
    pairs[number('ц') as usize] = set(&['ь', 'я']);
    pairs[number('ю') as usize] = set(&['ю', 'й', 'е']);
    pairs
};

/// The suffix after a letter or none: with how many letters are cut off.
const fn suffix(after: Option<char>, suffix: &str) -> Suffix<usize> {
    let (bytes, mut at) = (suffix.as_bytes(), 0);
    let (mut letters, mut length) = ([0; letters::BEFORE], 0);
    if let Some(after) = after {
        letters[0] = number(after);
        length = 1;
    }
    while at < bytes.len() {
        let point = (bytes[at] as u32 & 0x1f) << 6 | bytes[at + 1] as u32 & 0x3f;
        letters[length] = (point - 'а' as u32) as u8 + 1;
        length += 1;
        at += 2;
    }
    Suffix::new(letters.split_at(length).0, bytes.len() / 2)
}

/// Suffixes, each before all that it ends in; then those that are cut off after an `а` or `я` only.
macro_rules! endings {
    ($($suffix:literal)+ $(; $($after_a:literal)+)?) => {
        Suffixes::new([
            $(suffix(None, $suffix),)+
            $($(suffix(Some('а'), $after_a), suffix(Some('я'), $after_a),)+)?
        ])
    };
}

static PERFECTIVE_GERUND: Suffixes<usize, 12> = endings![
    "ившись" "ывшись" "ивши" "ывши" "ив" "ыв"; "вшись" "вши" "в"
];
static REFLEXIVE: Suffixes<usize, 2> = endings!["ся" "сь"];
static ADJECTIVE: Suffixes<usize, 26> = endings![
    "юю" "яя" "ую" "ая" "ою" "ею" "ими" "ыми" "его" "ого" "ему" "ому" "их" "ых" "ей" "ий" "ый" "ой" "ее" "ие"
    "ые" "ое" "ем" "им" "ым" "ом"
];
static PARTICIPLE: Suffixes<usize, 13> = endings!["ующ" "ивш" "ывш"; "ющ" "щ" "вш" "ем" "нн"];
static VERB: Suffixes<usize, 63> = endings![
    "ейте" "уйте" "уют" "ишь" "ят" "ила" "ыла" "ена" "ите" "или" "ыли" "ило" "ыло" "ено" "ует" "ены" "ить"
    "ыть" "ую" "ей" "уй" "ю" "ил" "ыл" "им" "ым" "ен" "ит" "ыт";
    "ешь" "йте" "ют" "ете" "нно" "ла" "на" "ли" "ем" "ло" "но" "ет" "ны" "ть" "й" "л" "н"
];
static NOUN: Suffixes<usize, 36> = endings![
    "иями" "иях" "ями" "иям" "ях" "ией" "ям" "ию" "ью" "ия" "ья" "ами" "ием" "ах" "ей" "ой" "ий" "ю" "я" "ев"
    "ов" "ие" "ье" "еи" "ии" "ем" "ам" "ом" "й" "а" "е" "и" "о" "у" "ы" "ь"
];
static SUPERLATIVE: Suffixes<usize, 2> = endings!["ейше" "ейш"];
static DERIVATIONAL: Suffixes<usize, 2> = endings!["ость" "ост"];

impl Cyrillic {
    /// Reads a word, if this short cut is for it.
    pub(super) fn read(word: &str) -> Option<Self> {
        let (pairs, rest) = word.as_bytes().as_chunks::<2>();
        if pairs.len() > LONGEST || !rest.is_empty() {
            return None;
        }
        let mut bytes = [0; letters::BEFORE + LONGEST];
        let (mut forbidden, mut is_same) = (set(&['ъ']), true);
        for (letter, &[first, second]) in bytes[letters::BEFORE..].iter_mut().zip(pairs) {
            let point = u32::from(first) << 6 ^ u32::from(second) ^ (0xc0 << 6 ^ 0x80);
            *letter = match point.wrapping_sub('А' as u32) {
                offset @ 32..64 => offset as u8 - 31,
                offset => {
                    is_same = false;
                    match offset {
                        0..32 => offset as u8 + 1,
                        _ if point == 'Ё' as u32 || point == 'ё' as u32 => number('е'),
                        _ => return None,
                    }
                }
            };
            if forbidden >> *letter & 1 != 0 {
                return None;
            }
            forbidden = NOT_BEFORE[usize::from(*letter)] | set(&['ъ']);
        }
        Some(Self { bytes, length: pairs.len(), is_same })
    }

    /// Makes the word its stem.
    pub(super) fn stem(&mut self) {
        let mut word = Letters::new(&mut self.bytes, self.length);
        let (rv, r2) = regions(word.word());
        step_1(&mut word, rv);
        word.cut_if(rv, &[I]);
        cut_first(&mut word, r2, &DERIVATIONAL);
        let is_double = |word: &Letters<'_>| word.ends(0, &[N, N]);
        if is_double(&word) || cut_first(&mut word, 0, &SUPERLATIVE) {
            word.cut(usize::from(is_double(&word)));
        } else {
            word.cut_if(0, &[SOFT]);
        }
        self.length = word.len();
    }

    /// Writes the stem in the place of `text[start..]`, the word that was read.
    pub(super) fn write(&self, text: &mut String, start: usize) {
        if self.is_same {
            text.truncate(start + 2 * self.length);
            return;
        }
        text.truncate(start);
        let letters = &self.bytes[letters::BEFORE..][..self.length];
        text.extend(letters.iter().filter_map(|&letter| char::from_u32('а' as u32 - 1 + u32::from(letter))));
    }
}

/// Where RV and R2 begin.
fn regions(word: &[u8]) -> (usize, usize) {
    let (mut rv, mut r1) = (None, false);
    let mut after_vowel = false;
    for (at, &letter) in word.iter().enumerate() {
        // An `й` is an `и` and a consonant.
        let is_both = letter == SHORT_I;
        let is_vowel = VOWELS >> letter & 1 != 0;
        if is_vowel || is_both {
            rv = rv.or(Some(at + 1));
        }
        if (after_vowel || is_both) && !is_vowel {
            if r1 {
                return (rv.unwrap_or(word.len()), at + 1);
            }
            r1 = true;
        }
        after_vowel = is_vowel;
    }
    (rv.unwrap_or(word.len()), word.len())
}

/// Cuts off the first of these suffixes that a region has, but for what it stands after; whether there was
/// one.
fn cut_first<const N: usize>(word: &mut Letters<'_>, region: usize, suffixes: &Suffixes<usize, N>) -> bool {
    let suffix = word.first(region, suffixes);
    word.cut(suffix.map_or(0, |suffix| suffix.action));
    suffix.is_some()
}

/// These stand in NLTK's table of adjectives, one by mistake in the place of the other.
const MISTAKEN: Suffix<usize> = suffix(None, "ующаиа");
const MISSING: Suffix<usize> = suffix(None, "ующая");

fn step_1(word: &mut Letters<'_>, rv: usize) {
    if cut_first(word, rv, &PERFECTIVE_GERUND) {
        return;
    }
    cut_first(word, rv, &REFLEXIVE);
    if word.has(rv, &MISTAKEN) {
        word.cut(6);
    } else if word.has(rv, &MISSING) {
        word.cut(2);
    } else if cut_first(word, rv, &ADJECTIVE) {
        cut_first(word, rv, &PARTICIPLE);
    } else if !cut_first(word, rv, &VERB) {
        cut_first(word, rv, &NOUN);
    }
}

#[cfg(test)]
mod tests {
    use super::super::russian_nltk::{RussianScratch, stem_in_latin};
    use super::*;
    use crate::parallel::Cancel;
    use crate::random::Random;

    #[test]
    fn words_have_the_stems_that_nltk_finds() {
        let letters: Vec<char> = "АЯЁабвгдежзийклмнопрстуфхцчшщъыьэюяё".chars().collect();
        let parts = concat!(
            "ившись ывши ив вшись вши в ся сь юю яя ую ая ою ими его ому их ей ий ее ем ующ ивш ющ щ вш ем нн ",
            "ейте уют ишь ят ила ует ить ей ю ешь йте ют ете нно ла ть й н иями иях ией ью ья ами ах ев ов ие ье а е ",
            "и о у ы ь ейше ейш ость ост ующаиа ующая ющая нная ш ч ц ъ ь шч ьь ця ць юет юй ю я й йо"
        );
        let parts: Vec<&str> = parts.split(' ').collect();
        let mut random = Random::new(33);
        let (mut taken, mut scratch, cancel) = (0, RussianScratch::default(), Cancel::new());
        for round in 0..400_000 {
            let mut word = String::new();
            for _ in 0..random.below(if round % 50 == 0 { 60 } else { 7 }) {
                word.push(letters[random.below(letters.len())]);
            }
            for _ in 0..random.below(5) {
                word.push_str(parts[random.below(parts.len())]);
            }
            let mut expected = word.clone();
            stem_in_latin(&mut expected, 0, &cancel, &mut scratch);
            let Some(mut letters) = Cyrillic::read(&word) else { continue };
            letters.stem();
            let mut stem = format!("é{word}");
            letters.write(&mut stem, 2);
            assert_eq!(stem["é".len()..], expected, "{word}");
            taken += 1;
        }
        assert!(taken > 200_000, "{taken}");
    }

    #[test]
    fn other_words_are_left_alone() {
        let long = "ж".repeat(LONGEST);
        for word in ["", "Ёлка", "подзыв", "XIX", "é", &long] {
            let is_russian = word.chars().all(|c| matches!(c, 'А'..='я' | 'Ё' | 'ё'));
            assert_eq!(Cyrillic::read(word).is_some(), is_russian, "{word}");
        }
        for word in ["подъезд", "шчи", "ьь", "ць", "воюет", "мiр", "при-", "їжак", "жж1", &format!("{long}ж")]
        {
            assert!(Cyrillic::read(word).is_none(), "{word}");
        }
    }
}
