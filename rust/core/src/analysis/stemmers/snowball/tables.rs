//! What the algorithms look up: the strings that a word may begin or end with, and sets of letters.
//!
//! The tables are written as text and laid out by the compiler: 8 bytes a string and two a letter, without an
//! address that the loader would have to fill in.

/// Letters, one number each, for comparison with a word's.
pub(super) const fn units<const N: usize>(text: &str) -> [u16; N] {
    let (bytes, mut units) = (text.as_bytes(), [0; N]);
    let (mut at, mut filled) = (0, 0);
    while at < bytes.len() {
        (units[filled], at) = unit(bytes, at);
        filled += 1;
    }
    assert!(filled == N, "as many letters as there are places");
    units
}

/// How many letters a text has.
pub(super) const fn count(text: &str) -> usize {
    let (bytes, mut at, mut count) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        at = unit(bytes, at).1;
        count += 1;
    }
    count
}

/// The letter that begins at a place, and where it ends. Of the Basic Multilingual Plane, as all are.
const fn unit(bytes: &[u8], at: usize) -> (u16, usize) {
    const fn tail(byte: u8) -> u16 {
        byte as u16 & 0x3f
    }
    match bytes[at] {
        first @ ..0x80 => (first as u16, at + 1),
        first @ 0xc0..0xe0 => ((first as u16 & 0x1f) << 6 | tail(bytes[at + 1]), at + 2),
        first @ 0xe0..0xf0 => {
            ((first as u16 & 0xf) << 12 | tail(bytes[at + 1]) << 6 | tail(bytes[at + 2]), at + 3)
        }
        _ => panic!("a letter of the Basic Multilingual Plane"),
    }
}

/// A string's letters, made when the program is compiled.
macro_rules! letters {
    ($text:literal) => {
        const {
            &crate::analysis::stemmers::snowball::tables::units::<
                { crate::analysis::stemmers::snowball::tables::count($text) },
            >($text)
        }
    };
}
pub(super) use letters;

/// A set of letters, as bits from the least one on.
pub(super) struct Grouping<const BLOCKS: usize> {
    least: u16,
    bits: [u64; BLOCKS],
}

impl<const BLOCKS: usize> Grouping<BLOCKS> {
    /// The set of these letters, the least one first.
    pub(super) const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (least, mut at) = unit(bytes, 0);
        let mut bits = [0; BLOCKS];
        bits[0] = 1;
        while at < bytes.len() {
            let (letter, next) = unit(bytes, at);
            let bit = (letter - least) as usize;
            bits[bit / 64] |= 1 << (bit % 64);
            at = next;
        }
        Self { least, bits }
    }

    #[inline]
    pub(super) fn has(&self, letter: u16) -> bool {
        let bit = usize::from(letter.wrapping_sub(self.least));
        self.bits.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 != 0)
    }
}

/// What all strings of a table without actions of their own give.
const NO_ACTION: u8 = 255;

/// How many letters a key holds.
const KEYED: usize = 4;

/// A string that words may begin or end with.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// The four letters that are looked at first, the very first in the uppermost bits; zeros for those that a
    /// shorter string lacks.
    key: u64,
    /// Where the letters beyond these begin.
    rest: u16,
    /// One more than the number of the longest of the other strings that it begins or ends with; 0 for none.
    shorter: u16,
    length: u8,
    /// What it is for the algorithm; never 0.
    pub(super) result: u8,
    /// Which of the algorithm's conditions must hold, from 1 on; 0 for none.
    pub(super) condition: u8,
}

impl Entry {
    #[inline]
    pub(super) fn length(&self) -> i32 {
        i32::from(self.length)
    }

    /// Whether a word with this key has the string, or, of a longer one, the four letters that are in the key.
    #[inline]
    const fn agrees(&self, key: u64) -> bool {
        let beyond = KEYED.saturating_sub(self.length as usize);
        beyond == KEYED || (self.key ^ key) >> (16 * beyond) == 0
    }

    /// How many letters it has beyond its key.
    #[inline]
    const fn rest_length(&self) -> usize {
        (self.length as usize).saturating_sub(KEYED)
    }
}

/// Strings of which a word may begin, or end, with several: the longest counts. In the order of their letters,
/// from the end where words end with them.
pub(super) struct Among<const ENTRIES: usize, const UNITS: usize> {
    entries: [Entry; ENTRIES],
    /// The letters beyond the keys.
    units: [u16; UNITS],
    /// The letter looked at first of each string but the empty one, as [`bit`]s: most words are refused by it.
    first: u64,
}

/// One of 64 bits for a letter: another one for each of Latin-1's small letters, and of most scripts.
const fn bit(letter: u16) -> u64 {
    1 << ((letter ^ (letter >> 2 & 0x20)) % 64)
}

impl<const ENTRIES: usize, const UNITS: usize> Among<ENTRIES, UNITS> {
    /// Strings that words end with, as `string=result?condition` with a space between them; where all have the
    /// same result, that is left out.
    pub(super) const fn ending(text: &str) -> Self {
        Self::parsed(text, true)
    }

    /// Strings that words begin with, written likewise.
    pub(super) const fn beginning(text: &str) -> Self {
        Self::parsed(text, false)
    }

    const fn parsed(text: &str, backward: bool) -> Self {
        let bytes = text.as_bytes();
        let empty = Entry { key: 0, rest: 0, shorter: 0, length: 0, result: NO_ACTION, condition: 0 };
        let mut among = Self { entries: [empty; ENTRIES], units: [0; UNITS], first: 0 };
        let (mut at, mut number_of, mut filled) = (0, 0, 0);
        while number_of < ENTRIES {
            let mut entry = Entry { rest: filled as u16, ..empty };
            let (start, mut end) = (at, at);
            while end < bytes.len() && !matches!(bytes[end], b' ' | b'=' | b'?') {
                entry.length += 1;
                end = unit(bytes, end).1;
            }
            let mut place = 0;
            at = start;
            while at < end {
                let letter;
                (letter, at) = unit(bytes, at);
                // The place from where letters are looked at.
                let distance = if backward { entry.length as usize - 1 - place } else { place };
                if distance < KEYED {
                    entry.key |= (letter as u64) << (16 * (KEYED - 1 - distance));
                } else {
                    among.units[filled] = letter;
                    filled += 1;
                }
                place += 1;
            }
            if at < bytes.len() && bytes[at] == b'=' {
                (entry.result, at) = number(bytes, at + 1);
            }
            if at < bytes.len() && bytes[at] == b'?' {
                (entry.condition, at) = number(bytes, at + 1);
            }
            assert!(at == bytes.len() || bytes[at] == b' ', "a space between strings");
            at += 1;
            if entry.length > 0 {
                among.first |= bit((entry.key >> 48) as u16);
            }
            // The strings that it begins or ends with come before it; each is shorter than the next.
            let mut other = number_of;
            while other > 0 && entry.shorter == 0 {
                other -= 1;
                assert!(among.entries[other].key <= entry.key, "in the order of their letters");
                if among.contains(entry, among.entries[other], backward) {
                    entry.shorter = other as u16 + 1;
                } else if among.entries[other].key >> 48 != entry.key >> 48 {
                    // Only an empty string is contained yet.
                    other = if other == 0 { 0 } else { 1 };
                }
            }
            among.entries[number_of] = entry;
            number_of += 1;
        }
        assert!(at == bytes.len() + 1 && filled == UNITS, "all strings are read");
        among
    }

    /// Whether a string ends (or begins) with another one.
    const fn contains(&self, long: Entry, short: Entry, backward: bool) -> bool {
        if short.length > long.length || !short.agrees(long.key) {
            return false;
        }
        let skipped =
            if backward && short.rest_length() > 0 { (long.length - short.length) as usize } else { 0 };
        let mut at = 0;
        while at < short.rest_length() {
            if self.units[long.rest as usize + skipped + at] != self.units[short.rest as usize + at] {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The longest string that these letters end with.
    #[inline]
    pub(super) fn last_of(&self, letters: &[u16]) -> Option<&Entry> {
        let is_refused = letters.last().is_none_or(|&last| self.first & bit(last) == 0);
        if is_refused { self.empty() } else { last_of(&self.entries, &self.units, letters) }
    }

    /// The longest string that these letters begin with.
    #[inline]
    pub(super) fn first_of(&self, letters: &[u16]) -> Option<&Entry> {
        let is_refused = letters.first().is_none_or(|&first| self.first & bit(first) == 0);
        if is_refused { self.empty() } else { first_of(&self.entries, &self.units, letters) }
    }

    /// The empty string, if it is one of these.
    #[inline]
    fn empty(&self) -> Option<&Entry> {
        self.entries.first().filter(|entry| entry.length == 0)
    }

    /// The next shorter string that the word has where it has this one.
    #[inline]
    pub(super) fn shorter(&self, entry: &Entry) -> Option<&Entry> {
        self.entries.get(usize::from(entry.shorter).wrapping_sub(1))
    }
}

/// Reads a decimal number.
const fn number(bytes: &[u8], mut at: usize) -> (u8, usize) {
    let mut number = 0;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        number = number * 10 + (bytes[at] - b'0');
        at += 1;
    }
    (number, at)
}

/// See [`Among::last_of`].
#[inline(never)]
fn last_of<'t>(entries: &'t [Entry], units: &[u16], letters: &[u16]) -> Option<&'t Entry> {
    let key = if let Some(&[d, c, b, a]) = letters.last_chunk::<KEYED>() {
        key_of(a, b, c, d)
    } else {
        let before = |distance: usize| letters.iter().rev().nth(distance).copied().unwrap_or(0);
        key_of(before(0), before(1), before(2), 0)
    };
    search(entries, key, letters.len(), |entry, length| {
        let start = letters.len() - usize::from(entry.length);
        letters.get(start..start + length)
            == units.get(usize::from(entry.rest)..usize::from(entry.rest) + length)
    })
}

/// See [`Among::first_of`].
#[inline(never)]
fn first_of<'t>(entries: &'t [Entry], units: &[u16], letters: &[u16]) -> Option<&'t Entry> {
    let key = if let Some(&[a, b, c, d]) = letters.first_chunk::<KEYED>() {
        key_of(a, b, c, d)
    } else {
        let after = |distance: usize| letters.get(distance).copied().unwrap_or(0);
        key_of(after(0), after(1), after(2), 0)
    };
    search(entries, key, letters.len(), |entry, length| {
        letters.get(KEYED..KEYED + length)
            == units.get(usize::from(entry.rest)..usize::from(entry.rest) + length)
    })
}

#[inline]
fn key_of(a: u16, b: u16, c: u16, d: u16) -> u64 {
    u64::from(a) << 48 | u64::from(b) << 32 | u64::from(c) << 16 | u64::from(d)
}

/// Binary search for the last string that is not behind the word, as far as keys tell, then for the longest that
/// the word has: it is contained in that one, or of more letters than its key, which is the word's own.
/// `has_rest` says whether the word has the letters of a string that are beyond its key.
#[inline]
fn search(
    entries: &[Entry],
    key: u64,
    length: usize,
    has_rest: impl Fn(&Entry, usize) -> bool,
) -> Option<&Entry> {
    let mut at = entries.partition_point(|entry| entry.key <= key);
    loop {
        at = at.wrapping_sub(1);
        let entry = entries.get(at)?;
        if entry.agrees(key) && usize::from(entry.length) <= length {
            let rest = entry.rest_length();
            if rest == 0 || has_rest(entry, rest) {
                return Some(entry);
            }
        }
        // Of strings with the same key, each may be the one.
        if entries.get(at.wrapping_sub(1)).is_none_or(|before| before.key != key) {
            at = usize::from(entry.shorter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    static ENDING: Among<12, 5> =
        Among::ending("=9 a=1 aa=2 bcaaa=4?2 abcaaa=3 xbcaaa=8 ba=5 bb=6 é=7 caé=10 ю=11 ъю=12");
    static BEGINNING: Among<8, 5> = Among::beginning("a aa aaabb aaabbb b babaab ба эб");
    const ENDINGS: [&str; 12] =
        ["", "a", "aa", "bcaaa", "abcaaa", "xbcaaa", "ba", "bb", "é", "caé", "ю", "ъю"];
    const BEGINNINGS: [&str; 8] = ["a", "aa", "aaabb", "aaabbb", "b", "babaab", "ба", "эб"];

    #[test]
    fn the_longest_string_is_found() {
        let mut random = Random::new(7);
        let mut lengths = [0; 8];
        let letters = ['a', 'a', 'a', 'b', 'b', 'c', 'x', 'é', 'ю', 'ъ', 'б', 'а', 'э'];
        for round in 0..200_000 {
            let alphabet = if round % 2 == 0 { &letters[..6] } else { &letters[..] };
            let word: String = (0..random.below(9)).map(|_| alphabet[random.below(alphabet.len())]).collect();
            let units: Vec<u16> = word.encode_utf16().collect();
            let longest = |strings: &[&'static str], has: &dyn Fn(&str) -> bool| {
                strings.iter().filter(|string| has(string)).map(|string| string.chars().count()).max()
            };
            let length = |entry: Option<&Entry>| entry.map(|entry| usize::from(entry.length));
            let expected = longest(&ENDINGS, &|string| word.ends_with(string));
            assert_eq!(length(ENDING.last_of(&units)), expected, "{word}");
            let expected = longest(&BEGINNINGS, &|string| word.starts_with(string));
            assert_eq!(length(BEGINNING.first_of(&units)), expected, "{word}");
            lengths[expected.unwrap_or(0)] += 1;
        }
        assert!(lengths[0] > 0 && lengths[1] > 0 && lengths[2] > 0 && lengths[5] > 0 && lengths[6] > 0);
    }

    #[test]
    fn strings_have_results_conditions_and_shorter_ones() {
        let found = ENDING.last_of(letters!("abcaaa")).unwrap();
        assert_eq!((found.result, found.condition, found.length()), (3, 0, 6));
        let chain = std::iter::successors(Some(found), |entry| ENDING.shorter(entry));
        assert_eq!(
            chain.map(|entry| (entry.result, entry.condition)).collect::<Vec<_>>(),
            [(3, 0), (4, 2), (2, 0), (1, 0), (9, 0)]
        );
        assert_eq!(BEGINNING.first_of(letters!("b")).unwrap().result, NO_ACTION);
    }

    #[test]
    fn groupings_have_their_letters() {
        static LETTERS: Grouping<18> = Grouping::of("aeyéőа");
        for letter in 0..=u16::MAX {
            let c = char::from_u32(u32::from(letter));
            assert_eq!(LETTERS.has(letter), c.is_some_and(|c| "aeyéőа".contains(c)), "{letter}");
        }
    }

    #[test]
    fn bits_of_small_letters_differ() {
        let letters: Vec<u16> = (0x61..0x7b).chain(0xe0..0x100).collect();
        let all = letters.iter().fold(0, |all, &letter| all | bit(letter));
        assert_eq!(all.count_ones() as usize, letters.len());
    }
}
