//! NLTK's `SnowballStemmer("russian")`.
//!
//! Ported rule by rule from `nltk/stem/snowball.py`, which writes a word in Latin letters, removes suffixes,
//! and writes what is left in Cyrillic letters again. So capitals become small letters and `ё` becomes `е`; a
//! Latin `k` within the word comes back as `к`, and `кh` as `х`. A word without a character above U+00FF is
//! left as it is, capitals included.
//!
//! NLTK finds its regions RV and R2 with `A`, `U` and `E` in the place of `i^a`, `i^u` and ``e` ``,
//! and puts these back afterwards, so that the regions have them for a word's own Latin capitals, too. So
//! regions are ends of the word with these capitals written so, which mostly is the word itself.
//!
//! In NLTK's tables a suffix comes before all that it ends in. The one of adjectives has 234, which are
//! endings after what participles have before them.

use super::letters::OTHER;
use super::russian_letters::Cyrillic;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// The letters from `а` to `я`.
const ROMAN: [&[u8]; 32] = [
    b"a", b"b", b"v", b"g", b"d", b"e", b"zh", b"z", b"i", b"i`", b"k", b"l", b"m", b"n", b"o", b"p", b"r",
    b"s", b"t", b"u", b"f", b"kh", b"t^s", b"ch", b"sh", b"shch", b"''", b"y", b"'", b"e`", b"i^u", b"i^a",
];

/// Buffers of the stemmer, reused from word to word.
#[derive(Clone, Debug, Default)]
pub(super) struct RussianScratch {
    /// A word in Latin letters.
    letters: Vec<u8>,
    /// What [`OTHER`] stands for in it, in its order.
    others: Vec<char>,
}

/// Replaces `text[start..]` by its stem; by anything when it is cancelled.
pub(super) fn stem(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut RussianScratch) {
    let Some(mut word) = Cyrillic::read(&text[start..]) else {
        return stem_in_latin(text, start, cancel, scratch);
    };
    word.stem();
    word.write(text, start);
}

/// As [`stem`], as NLTK does it.
pub(super) fn stem_in_latin(text: &mut String, start: usize, cancel: &Cancel, scratch: &mut RussianScratch) {
    // U+0100 is the first character that begins with this byte.
    let mut watch = Watch::new(cancel);
    if text.as_bytes()[start..].iter().enumerate().all(|(at, &byte)| byte < 0xc4 && !watch.stops_at(at)) {
        return;
    }
    scratch.read(&text[start..], cancel);
    let length = stem_roman(&scratch.letters, cancel);
    text.truncate(start);
    text.grow(2 * length + 4 * scratch.others.len());
    push_cyrillic(&scratch.letters[..length], &scratch.others, cancel, text);
}

impl RussianScratch {
    /// Writes a word in Latin letters.
    fn read(&mut self, word: &str, cancel: &Cancel) {
        let Self { letters, others } = self;
        letters.clear();
        others.clear();
        // Four letters of two bytes are the most.
        letters.grow(2 * word.len());
        let mut watch = Watch::new(cancel);
        for (at, c) in word.char_indices() {
            if watch.stops_at(at) {
                return;
            }
            if let Some(roman) = roman(c) {
                letters.extend_from_slice(roman);
                continue;
            }
            let letter = u8::try_from(c).unwrap_or(OTHER);
            letters.push(letter);
            if letter == OTHER {
                others.grow(1);
                others.push(c);
            }
        }
    }
}

/// A Russian letter in Latin ones.
fn roman(c: char) -> Option<&'static [u8]> {
    match c {
        'А'..='Я' => Some(ROMAN[c as usize - 'А' as usize]),
        'а'..='я' => Some(ROMAN[c as usize - 'а' as usize]),
        'Ё' | 'ё' => Some(b"e"),
        _ => None,
    }
}

/// Appends a word in Cyrillic letters.
fn push_cyrillic(word: &[u8], others: &[char], cancel: &Cancel, text: &mut String) {
    let mut others = others.iter().copied();
    let mut watch = Watch::new(cancel);
    let mut rest = word;
    while let [first, ..] = rest {
        if watch.stops_at(word.len() - rest.len()) {
            return;
        }
        // NLTK replaces all of one letter, then all of the next one: `shch` comes before `t^s`.
        let (length, letter) = match rest {
            [b'i', b'^', b'u', ..] => (3, 'ю'),
            [b'i', b'^', b'a', ..] => (3, 'я'),
            [b's', b'h', b'c', b'h', ..] => (4, 'щ'),
            [b'k', b'h', ..] => (2, 'х'),
            [b't', b'^', b's', b'h', b'c', b'h', ..] => (1, 'т'),
            [b't', b'^', b's', ..] => (3, 'ц'),
            [b'c', b'h', ..] => (2, 'ч'),
            [b'e', b'`', ..] => (2, 'э'),
            [b'i', b'`', ..] => (2, 'й'),
            [b's', b'h', ..] => (2, 'ш'),
            [b'z', b'h', ..] => (2, 'ж'),
            [b'\'', b'\'', ..] => (2, 'ъ'),
            [b'k', ..] => (1, 'к'),
            [b'e', ..] => (1, 'е'),
            [b'a', ..] => (1, 'а'),
            [b'b', ..] => (1, 'б'),
            [b'v', ..] => (1, 'в'),
            [b'g', ..] => (1, 'г'),
            [b'd', ..] => (1, 'д'),
            [b'z', ..] => (1, 'з'),
            [b'i', ..] => (1, 'и'),
            [b'l', ..] => (1, 'л'),
            [b'm', ..] => (1, 'м'),
            [b'n', ..] => (1, 'н'),
            [b'o', ..] => (1, 'о'),
            [b'p', ..] => (1, 'п'),
            [b'r', ..] => (1, 'р'),
            [b's', ..] => (1, 'с'),
            [b't', ..] => (1, 'т'),
            [b'u', ..] => (1, 'у'),
            [b'f', ..] => (1, 'ф'),
            [b'y', ..] => (1, 'ы'),
            [b'\'', ..] => (1, 'ь'),
            [OTHER, ..] => (1, others.next().unwrap_or_default()),
            _ => (1, char::from(*first)),
        };
        text.push(letter);
        rest = &rest[length..];
    }
}

/// The length of the stem of a word in Latin letters.
fn stem_roman(word: &[u8], cancel: &Cancel) -> usize {
    let expanded;
    let text = if word.iter().any(|byte| matches!(byte, b'A' | b'U' | b'E')) {
        expanded = expand(word, cancel);
        expanded.as_slice()
    } else {
        word
    };
    let (rv, r2) = regions(text, cancel);
    Stem { word, text, rv, r2 }.stem()
}

/// Writes the Latin capitals that stand for vowels as these.
fn expand(word: &[u8], cancel: &Cancel) -> Vec<u8> {
    let mut expanded = Vec::new();
    expanded.grow(3 * word.len());
    let mut watch = Watch::new(cancel);
    for (_, byte) in word.iter().enumerate().take_while(|&(at, _)| !watch.stops_at(at)) {
        match byte {
            b'A' => expanded.extend_from_slice(b"i^a"),
            b'U' => expanded.extend_from_slice(b"i^u"),
            b'E' => expanded.extend_from_slice(b"e`"),
            byte => expanded.push(*byte),
        }
    }
    expanded
}

/// The lengths of RV, which begins after the first vowel, and of R2: R1 begins after the first consonant that
/// follows a vowel, and R2 is R1's R1.
fn regions(text: &[u8], cancel: &Cancel) -> (usize, usize) {
    let (mut rv, mut r1) = (0, 0);
    let mut after_vowel = false;
    let mut watch = Watch::new(cancel);
    let mut rest = text;
    while let [first, ..] = rest {
        if watch.stops_at(text.len() - rest.len()) {
            break;
        }
        let (length, is_vowel) = match rest {
            [b'i', b'^', b'a' | b'u', ..] => (3, true),
            [b'e', b'`', ..] => (2, true),
            _ => (1, matches!(first, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')),
        };
        rest = &rest[length..];
        if is_vowel && rv == 0 {
            rv = rest.len();
        }
        let is_end = after_vowel && !is_vowel;
        after_vowel = is_vowel;
        if is_end && r1 == 0 {
            r1 = rest.len();
        } else if is_end {
            return (rv, rest.len());
        }
    }
    (rv, 0)
}

const PERFECTIVE_GERUND: [&str; 6] = ["ivshis'", "yvshis'", "ivshi", "yvshi", "iv", "yv"];
const PERFECTIVE_GERUND_AFTER_A: [&str; 3] = ["vshis'", "vshi", "v"];

const ADJECTIVE: [&str; 26] = [
    "i^ui^u", "i^ai^a", "ui^u", "ai^a", "oi^u", "ei^u", "imi", "ymi", "ego", "ogo", "emu", "omu", "ikh",
    "ykh", "ei`", "ii`", "yi`", "oi`", "ee", "ie", "ye", "oe", "em", "im", "ym", "om",
];
const PARTICIPLE: [&str; 3] = ["ui^ushch", "ivsh", "yvsh"];
const PARTICIPLE_AFTER_A: [&str; 5] = ["i^ushch", "shch", "vsh", "em", "nn"];

const REFLEXIVE: [&str; 2] = ["si^a", "s'"];

const VERB: [&str; 29] = [
    "ei`te", "ui`te", "ui^ut", "ish'", "i^at", "ila", "yla", "ena", "ite", "ili", "yli", "ilo", "ylo", "eno",
    "uet", "eny", "it'", "yt'", "ui^u", "ei`", "ui`", "i^u", "il", "yl", "im", "ym", "en", "it", "yt",
];
const VERB_AFTER_A: [&str; 17] = [
    "esh'", "i`te", "i^ut", "ete", "nno", "la", "na", "li", "em", "lo", "no", "et", "ny", "t'", "i`", "l",
    "n",
];

const NOUN: [&str; 36] = [
    "ii^ami", "ii^akh", "i^ami", "ii^am", "i^akh", "iei`", "i^am", "ii^u", "'i^u", "ii^a", "'i^a", "ami",
    "iem", "akh", "ei`", "oi`", "ii`", "i^u", "i^a", "ev", "ov", "ie", "'e", "ei", "ii", "em", "am", "om",
    "i`", "a", "e", "i", "o", "u", "y", "'",
];

const SUPERLATIVE: [&str; 2] = ["ei`she", "ei`sh"];
const DERIVATIONAL: [&str; 2] = ["ost'", "ost"];

/// The length of the first of these suffixes that a text has.
fn first(text: &[u8], suffixes: &[&str]) -> Option<usize> {
    suffixes.iter().find(|suffix| text.ends_with(suffix.as_bytes())).map(|suffix| suffix.len())
}

/// The length of the longest suffix: one of the first ones, or one of the second ones after an `а` or `я`.
fn longest(text: &[u8], suffixes: &[&str], after_a: &[&str]) -> Option<usize> {
    let fits = |suffix: &&&str| {
        let before = text.strip_suffix(suffix.as_bytes());
        before.is_some_and(|before| before.ends_with(b"a"))
    };
    first(text, suffixes).max(after_a.iter().find(fits).map(|suffix| suffix.len()))
}

/// The length of an adjective's ending, with the participle's before it.
fn adjectival(text: &[u8]) -> Option<usize> {
    // This stands in NLTK's table by mistake, in the place of the other.
    if text.ends_with(b"ui^ushchaia") {
        return Some(11);
    }
    if text.ends_with(b"ui^ushchai^a") {
        return Some(4);
    }
    let ending = first(text, &ADJECTIVE)?;
    let rest = &text[..text.len() - ending];
    Some(ending + longest(rest, &PARTICIPLE, &PARTICIPLE_AFTER_A).unwrap_or(0))
}

/// A word on its way to its stem. Nothing is done but to remove its last letters.
struct Stem<'w> {
    word: &'w [u8],
    /// The word with its capitals expanded: the regions are its ends.
    text: &'w [u8],
    rv: usize,
    r2: usize,
}

impl Stem<'_> {
    /// All steps; the stem's length.
    fn stem(mut self) -> usize {
        self.step_1();
        if self.rv().ends_with(b"i") {
            self.cut(1);
        }
        let r2 = &self.text[self.text.len() - self.r2..];
        if let Some(length) = first(r2, &DERIVATIONAL) {
            self.cut(length);
        }
        self.step_4();
        self.word.len()
    }

    fn rv(&self) -> &[u8] {
        &self.text[self.text.len() - self.rv..]
    }

    /// Removes the last `count` letters from the word and its regions.
    fn cut(&mut self, count: usize) {
        self.word = &self.word[..self.word.len().saturating_sub(count)];
        self.text = &self.text[..self.text.len().saturating_sub(count)];
        self.rv = self.rv.saturating_sub(count);
        self.r2 = self.r2.saturating_sub(count);
    }

    fn step_1(&mut self) {
        if let Some(length) = longest(self.rv(), &PERFECTIVE_GERUND, &PERFECTIVE_GERUND_AFTER_A) {
            self.cut(length);
            return;
        }
        if let Some(length) = first(self.rv(), &REFLEXIVE) {
            self.cut(length);
        }
        let rv = self.rv();
        let ending =
            adjectival(rv).or_else(|| longest(rv, &VERB, &VERB_AFTER_A)).or_else(|| first(rv, &NOUN));
        if let Some(length) = ending {
            self.cut(length);
        }
    }

    fn step_4(&mut self) {
        if self.word.ends_with(b"nn") {
            self.cut(1);
            return;
        }
        if let Some(length) = first(self.word, &SUPERLATIVE) {
            self.cut(length);
            if self.word.ends_with(b"nn") {
                self.cut(1);
            }
        } else if self.word.ends_with(b"'") {
            self.cut(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::super::tests::check_stems;

    #[test]
    fn golden_words() {
        check_stems(
            Language::Russian,
            "Важность важност, бегавшись бега, говоривши говор, прочитав прочита, смеялась смея, \
            интересующиеся интерес, интересующую интерес, интересующаиа интерес, читающего чита, \
            строящимися строя, сделанный сдела, любимому любим, пишешь пишеш, говорите говор, \
            читала чита, пойдёт пойдет, ещё ещ, ЁЛКА елк, ёж еж, объявление объявлен, съешь съеш, \
            мальчики мальчик, семьями сем, россией росс, здание здан, имений имен, новейшая нов, \
            сильнейше сильн, временный времен, деревянн деревян, длинность длинност, \
            способность способн, Гость гост, щётки щетк, подъезд подъезд, этот этот, юношами юнош, \
            яблоня яблон, Moscow Moscow, café café, naïve naïve, Кот кот, ОБЩЕСТВЕННОГО обществен, \
            хорошo хорош, кhан хан, тсар тсар, щель щел, шч щ, мiр мир, побегA поб, побегU поб, \
            ЭE эE, дочь доч, ночью ноч, из из, б б, я я, ьь ь, сделанныйй сделанный, \
            москва-река москва-рек, XIXв XIXв, 中文 中文, 中文ами 中文ам, İстанбул İстанбул, стрелял стреля, \
            улыбнувшись улыбнувш",
        );
    }
}
