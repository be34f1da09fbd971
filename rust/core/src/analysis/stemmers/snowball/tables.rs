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

/// A string that words may begin or end with.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Where its letters begin.
    start: u16,
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
}

/// Strings of which a word may begin, or end, with several: the longest counts. In the order of their letters,
/// from the end where words end with them.
pub(super) struct Among<const ENTRIES: usize, const UNITS: usize> {
    entries: [Entry; ENTRIES],
    units: [u16; UNITS],
    /// The first letter looked at, modulo 64, of each string, as bits: most words are refused by it.
    first: u64,
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
        let empty = Entry { start: 0, shorter: 0, length: 0, result: NO_ACTION, condition: 0 };
        let mut among = Self { entries: [empty; ENTRIES], units: [0; UNITS], first: 0 };
        let (mut at, mut entry, mut filled) = (0, 0, 0);
        while entry < ENTRIES {
            let mut made = Entry { start: filled as u16, ..empty };
            while at < bytes.len() && !matches!(bytes[at], b' ' | b'=' | b'?') {
                (among.units[filled], at) = unit(bytes, at);
                filled += 1;
                made.length += 1;
            }
            if at < bytes.len() && bytes[at] == b'=' {
                (made.result, at) = number(bytes, at + 1);
            }
            if at < bytes.len() && bytes[at] == b'?' {
                (made.condition, at) = number(bytes, at + 1);
            }
            assert!(at == bytes.len() || bytes[at] == b' ', "a space between strings");
            at += 1;
            among.entries[entry] = made;
            among.first |= match made.length {
                0 => u64::MAX,
                length if backward => 1 << (among.units[made.start as usize + length as usize - 1] % 64),
                _ => 1 << (among.units[made.start as usize] % 64),
            };
            // The strings that it begins or ends with come before it; each is shorter than the next.
            let mut other = entry;
            while other > 0 && made.shorter == 0 {
                other -= 1;
                if among.contains(made, among.entries[other], backward) {
                    made.shorter = other as u16 + 1;
                    among.entries[entry] = made;
                }
            }
            entry += 1;
        }
        assert!(at == bytes.len() + 1 && filled == UNITS, "all strings are read");
        among
    }

    /// Whether a string ends (or begins) with another one.
    const fn contains(&self, long: Entry, short: Entry, backward: bool) -> bool {
        if short.length > long.length {
            return false;
        }
        let skipped = if backward { long.length - short.length } else { 0 };
        let mut at = 0;
        while at < short.length {
            let letter = self.units[long.start as usize + (skipped + at) as usize];
            if letter != self.units[short.start as usize + at as usize] {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The longest string that these letters end with.
    #[inline]
    pub(super) fn last_of(&self, letters: &[u16]) -> Option<&Entry> {
        let last = letters.last().copied().unwrap_or(0);
        // Where all strings have letters, a word without any is refused as well.
        if self.first >> (last % 64) & 1 == 0 {
            return None;
        }
        search(&self.entries, &self.units, |string, common| {
            let (mut common, length) = (common, letters.len());
            loop {
                let Some(at) = string.len().checked_sub(common + 1) else { return (common, false) };
                let Some(place) = length.checked_sub(common + 1) else { return (common, true) };
                let (Some(&letter), Some(&expected)) = (letters.get(place), string.get(at)) else {
                    return (common, false);
                };
                if letter != expected {
                    return (common, letter < expected);
                }
                common += 1;
            }
        })
    }

    /// The longest string that these letters begin with.
    #[inline]
    pub(super) fn first_of(&self, letters: &[u16]) -> Option<&Entry> {
        let first = letters.first().copied().unwrap_or(0);
        if self.first >> (first % 64) & 1 == 0 {
            return None;
        }
        search(&self.entries, &self.units, |string, common| {
            let mut common = common;
            loop {
                let Some(&expected) = string.get(common) else { return (common, false) };
                let Some(&letter) = letters.get(common) else { return (common, true) };
                if letter != expected {
                    return (common, letter < expected);
                }
                common += 1;
            }
        })
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

/// Binary search for the last string that is not behind the word, then for the longest that the word has.
/// `compare` is given a string and how many letters are known to agree; it says how many do, and whether the
/// word comes before the string.
#[inline]
fn search<'t>(
    entries: &'t [Entry],
    units: &[u16],
    compare: impl Fn(&[u16], usize) -> (usize, bool),
) -> Option<&'t Entry> {
    let (mut low, mut high) = (0, entries.len());
    // How many letters the word has in common with the strings before `low` and at `high`.
    let (mut common_low, mut common_high) = (0, 0);
    while low < high {
        let middle = low.midpoint(high);
        let entry = entries.get(middle)?;
        let start = usize::from(entry.start);
        let string = units.get(start..start + usize::from(entry.length))?;
        let (common, is_before) = compare(string, common_low.min(common_high));
        if is_before {
            (high, common_high) = (middle, common);
        } else {
            (low, common_low) = (middle + 1, common);
        }
    }
    let mut entry = entries.get(low.wrapping_sub(1))?;
    while usize::from(entry.length) > common_low {
        entry = entries.get(usize::from(entry.shorter).wrapping_sub(1))?;
    }
    Some(entry)
}
