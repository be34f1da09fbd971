//! The key of a chunk: a tokenizer's claim of which chunks have equal tokens, in 16 bytes.
//!
//! Fourteen bytes are text: the chunk itself, if it has no more. Of a longer one they are its characters, if
//! it has no more of these and all beyond ASCII are of one block of 128, the *script*: a letter of Cyrillic
//! takes two bytes in UTF-8, but only seven bits within its block. So nearly all words of Russian, Greek,
//! Arabic, Hebrew, Hindi and Thai have keys, as have longer ones of Latin-1.
//!
//! The other sixteen bits are the length in characters or bytes (4), the flags (4) and the script (8): the
//! number of its block, which is 0 for ASCII. No block but ASCII's has this number, so that no chunk in
//! characters has the key of one in bytes. Scripts from U+8000 on have none: they have few characters a word
//! and many blocks.

use super::nltk::Flags;
use super::words64::HEAD;
use crate::memory::Grow;
use crate::short::{MASKS, Short, words_of, words_within};
use crate::simd::{Classes, classify};
use std::ops::Range;

/// The longest chunk that fits into a key, in bytes, or else in characters. Longer ones are 1 in 400 in
/// English.
pub(super) const LONGEST: usize = 14;

/// Bytes of the longest characters that have keys.
const LONGEST_CHARACTER: usize = 3;

/// Chunks with equal keys have equal tokens. Never all zeros, which an empty entry of a memo may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u64; 2]);

/// Bits of the second word from which on it holds these.
const LENGTH: u32 = 48;
const FLAGS: u32 = 52;
const SCRIPT: u32 = 56;

/// A one in each byte.
const EACH: u64 = u64::MAX / 0xff;

impl Key {
    /// No chunk's key.
    pub(crate) const NONE: Self = Self([u64::MAX; 2]);

    /// The key of the text in this range, if it has one. Text of ASCII gets the key of its lower case if
    /// `folds`, which is given its bytes, says so; other text keeps its case.
    #[inline]
    pub(super) fn of_chunk(
        text: &[u8],
        range: Range<usize>,
        flags: Flags,
        folds: impl FnOnce([u64; 2]) -> bool,
    ) -> Option<Self> {
        if range.len() > LONGEST {
            return Self::in_characters(&text[range], flags);
        }
        let words = words_within(text, range.clone());
        if text.get(range.start).is_none_or(u8::is_ascii) {
            let Classes { folded, non_ascii, .. } = classify(words);
            let words = if non_ascii == 0 && folds(words) { folded } else { words };
            return Some(Self::new(words, range.len(), flags));
        }
        Some(Self::new(words, range.len(), flags))
    }

    /// The key of a token, by which [`Self::push_text`] writes it. An empty one has none.
    pub(in crate::analysis) fn of_token(token: &str) -> Option<Self> {
        let key = Self::of_chunk(token.as_bytes(), 0..token.len(), Flags::NONE, |_| false);
        key.filter(|_| !token.is_empty())
    }

    /// The key of a token that is known to be short.
    #[inline]
    pub(in crate::analysis) fn of_short(token: &Short) -> Option<Self> {
        (1..=LONGEST).contains(&token.len()).then(|| Self::new(token.words(), token.len(), Flags::NONE))
    }

    /// The key of text of at most [`LONGEST`] bytes, padded with zeros. Its length and flags keep apart what
    /// the padding would confuse.
    #[inline]
    const fn new([low, high]: [u64; 2], length: usize, flags: Flags) -> Self {
        Self([low, high | (length as u64) << LENGTH | (flags.bits() as u64) << FLAGS])
    }

    /// The key of a text of more bytes than [`LONGEST`], by its characters.
    #[inline(never)]
    fn in_characters(text: &[u8], flags: Flags) -> Option<Self> {
        if text.len() > LONGEST * LONGEST_CHARACTER {
            return None;
        }
        if let Some(key) = Self::in_pairs(text, flags) {
            return Some(key);
        }
        let (mut bytes, mut length, mut script) = ([0; HEAD], 0, 0);
        let mut at = 0;
        while let Some(&first) = text.get(at) {
            let next = |offset| u32::from(text.get(at + offset).map_or(0, |byte| byte & 0x3f));
            let first = u32::from(first);
            let (size, point) = match first {
                0..0x80 => (1, first),
                0x80..0xe0 => (2, (first & 0x1f) << 6 | next(1)),
                0xe0..0xf0 => (3, (first & 0xf) << 12 | next(1) << 6 | next(2)),
                _ => return None,
            };
            let is_ascii = size == 1;
            if length == LONGEST || !(is_ascii || script == 0 || script == point >> 7) {
                return None;
            }
            script = if is_ascii { script } else { point >> 7 };
            bytes[length] = (point & 0x7f) as u8 | u8::from(!is_ascii) << 7;
            length += 1;
            at += size;
        }
        u8::try_from(script).ok().map(|script| Self::new(words_of(&bytes), length, flags).with_script(script))
    }

    /// So, if all characters are of two bytes each, as those of most words are.
    fn in_pairs(text: &[u8], flags: Flags) -> Option<Self> {
        let (pairs, rest) = text.as_chunks::<2>();
        let &[first @ 0xc2..0xe0, _] = pairs.first()? else { return None };
        if pairs.len() > LONGEST || !rest.is_empty() {
            return None;
        }
        let (mut bytes, mut differ) = ([0; HEAD], 0);
        for (unit, &[lead, next]) in bytes.iter_mut().zip(pairs) {
            *unit = 0x80 | lead << 6 & 0x40 | next & 0x3f;
            // All but the last bit is the script's.
            differ |= (lead ^ first) & !1;
        }
        let script = (first & 0x1f) >> 1;
        (differ == 0).then(|| Self::new(words_of(&bytes), pairs.len(), flags).with_script(script))
    }

    fn with_script(self, script: u8) -> Self {
        Self([self.0[0], self.0[1] | u64::from(script) << SCRIPT])
    }

    fn length(self) -> usize {
        (self.0[1] >> LENGTH & 0xf) as usize
    }

    /// The text, in bytes or characters.
    fn units(self) -> Short {
        Short::from_words([self.0[0], self.0[1] & u64::MAX >> (64 - LENGTH)], self.length())
    }

    /// The text that this is the key of, if it has no more than 14 bytes.
    #[inline]
    pub(in crate::analysis) fn as_word(self) -> Option<Short> {
        (self.0[1] >> SCRIPT == 0).then(|| self.units())
    }

    /// Whether the text begins with Kana, Han or Hangul: there are too many bigrams of these to keep.
    #[inline]
    pub(crate) fn is_cjk(self) -> bool {
        self.0[1] >> SCRIPT == 0 && matches!(self.0[0] as u8, 0xe3..)
    }

    /// Whether the text has a digit of ASCII.
    pub(in crate::analysis) fn has_digits(self) -> bool {
        // Eight bytes at once: one below 10 borrows from its highest bit. Zeros are none.
        self.units().words().iter().any(|word| {
            let values = word ^ (EACH * u64::from(b'0'));
            values.wrapping_sub(EACH * 10) & !values & (EACH << 7) != 0
        })
    }

    /// Appends the text that this is the key of.
    pub(in crate::analysis) fn push_text(self, out: &mut String) {
        let (units, script) = (self.units(), (self.0[1] >> SCRIPT) as u32);
        out.grow(units.len() * LONGEST_CHARACTER);
        if script == 0 {
            let text = str::from_utf8(units.as_bytes());
            debug_assert!(text.is_ok());
            out.push_str(text.unwrap_or_default());
            return;
        }
        out.extend(units.as_bytes().iter().map(|&unit| {
            let point = if unit.is_ascii() { unit.into() } else { script << 7 | u32::from(unit & 0x7f) };
            char::from_u32(point).unwrap_or_default()
        }));
    }
}

/// The key of a word is made of the 16 bytes of text from its first one on: of the bits in `text`, and those
/// in `set`.
#[derive(Clone, Copy, Debug)]
struct WordMask {
    text: [u64; 2],
    set: [u64; 2],
}

/// For each length of a word its mask: as it is, and lower-cased.
static WORD_MASKS: [[WordMask; LONGEST + 1]; 2] = {
    let mut masks = [[WordMask { text: [0; 2], set: [0; 2] }; LONGEST + 1]; 2];
    let mut length = 1;
    while length <= LONGEST {
        let text = MASKS[length];
        // The bit lower-cases letters, and digits have it.
        let small = [text[0] & 0x2020_2020_2020_2020, text[1] & 0x2020_2020_2020_2020];
        let [low, high] = Key::new([0; 2], length, Flags::NONE).0;
        masks[0][length] = WordMask { text, set: [low, high] };
        masks[1][length] = WordMask { text, set: [low | small[0], high | small[1]] };
        length += 1;
    }
    masks
};

/// Makes the keys of words of ASCII letters and digits, whose tokens depend on nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordKeys(&'static [WordMask; LONGEST + 1]);

impl WordKeys {
    /// For analyzers that fold case or do not.
    pub(super) fn new(folds_case: bool) -> Self {
        Self(&WORD_MASKS[usize::from(folds_case)])
    }

    /// The key of a word of `length` bytes that `head` begins with, unless it is too long.
    #[inline]
    pub(crate) fn key(self, head: &[u8; HEAD], length: usize) -> Option<Key> {
        let WordMask { text: mask, set } = self.0.get(length)?;
        let words = words_of(head);
        Some(Key([words[0] & mask[0] | set[0], words[1] & mask[1] | set[1]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    fn key(text: &str, flags: Flags) -> Option<Key> {
        // It stands within other text.
        let whole = format!("жé {text} (ж)");
        Key::of_chunk(whole.as_bytes(), 5..5 + text.len(), flags, |_| false)
    }

    /// Which texts have keys, by its definition.
    fn has_key(text: &str) -> bool {
        let mut scripts: Vec<u32> = text.chars().map(|c| u32::from(c) / 128).filter(|&n| n > 0).collect();
        scripts.dedup();
        text.len() <= 14
            || text.chars().count() <= 14 && scripts.len() <= 1 && scripts.iter().all(|&n| n < 256)
    }

    #[test]
    fn texts_have_equal_keys_only_if_they_are_equal() {
        let alphabets = [
            "abcABC019.,'-\0\u{7f}",
            "éèüßÿ\u{80}abc",
            "ёЁжшщАЯ\u{400}\u{47f},.",
            "\u{480}\u{4ff}ж",
            "αάώΣa",
            "שלום-",
            "مرحبا",
            "नमस्ते",
            "สวัสดี",
            "中文字\u{7fff}",
            "\u{8000}\u{80ff}\u{ffff}",
            "\u{10400}\u{10000}𝒳a",
            "aéжα中\u{10ffff}",
        ];
        let alphabets = alphabets.map(|alphabet| alphabet.chars().collect::<Vec<_>>());
        let flags = [Flags::NONE, Flags::SPACE_BEFORE, Flags::CLOSERS_FOLLOW.with(Flags::SENTENCE_START)];
        let mut random = Random::new(14);
        let (mut seen, mut keyed, mut long) = (BTreeMap::new(), 0, 0);
        for _ in 0..300_000 {
            let alphabet = &alphabets[random.below(alphabets.len())];
            let text: String =
                (0..=random.below(16)).map(|_| alphabet[random.below(alphabet.len())]).collect();
            let flags = flags[random.below(flags.len())];
            let key = key(&text, flags);
            assert_eq!(key.is_some(), has_key(&text), "{text:?}");
            let Some(key) = key else { continue };
            assert!(key != Key::NONE && key.0[1] != 0);
            keyed += 1;
            long += usize::from(text.len() > 14);
            let mut again = "ж".to_owned();
            key.push_text(&mut again);
            assert_eq!(again["ж".len()..], text);
            assert_eq!(
                key.as_word().map(|word| word.as_bytes() == text.as_bytes()),
                (text.len() <= 14).then_some(true)
            );
            assert_eq!(key.has_digits(), text.contains(|c: char| c.is_ascii_digit()));
            let same = seen.entry(key.0).or_insert_with(|| (text.clone(), flags));
            assert_eq!(*same, (text, flags));
        }
        assert!(keyed > 150_000 && long > 50_000, "{keyed} {long}");
    }

    #[test]
    fn case_is_folded_in_ascii_only() {
        let key = |text: &str, folds: bool| {
            Key::of_chunk(text.as_bytes(), 0..text.len(), Flags::NONE, |_| folds).unwrap()
        };
        assert_eq!(key("KITE-1", true), key("kite-1", false));
        assert_ne!(key("KITE-1", false), key("kite-1", false));
        for (large, small) in [("ÉA", "Éa"), ("A ОБЪЯВЛЕНИЕ", "a ОБЪЯВЛЕНИЕ")] {
            assert_ne!(key(large, true), key(small, true));
        }
    }

    #[test]
    fn words_have_the_keys_of_chunks() {
        let head = b"Kite2024Kite2024";
        for length in 1..=HEAD {
            for folds_case in [false, true] {
                let chunk = Key::of_chunk(head, 0..length, Flags::NONE, |_| folds_case);
                assert_eq!(WordKeys::new(folds_case).key(head, length), chunk);
            }
        }
    }
}
