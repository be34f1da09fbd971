//! Which characters stand in a block that is cut by the dictionary, and how texts are walked.

use std::ops::ControlFlow;
use std::ops::Range;

use super::Revision;
use super::dictionary::{Dictionary, HAN};
use super::trie::Code;

/// Whether an ASCII character stands in blocks: `[a-zA-Z0-9+#&._%-]`.
static ASCII: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'#' | b'&' | b'.' | b'_' | b'%' | b'-');
        byte += 1;
    }
    table
};

/// Bytes of the character that begins with this byte.
#[inline]
pub(super) const fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

/// Whether bytes begin with one of jieba's [`HAN`].
#[inline]
pub(super) fn is_han(bytes: &[u8]) -> bool {
    matches!(bytes, [first @ 0xe4..=0xe9, second, third, ..] if HAN.contains(&three_bytes(*first, *second, *third)))
}

/// The character that three bytes of UTF-8 are.
#[inline]
fn three_bytes(first: u8, second: u8, third: u8) -> char {
    let char = u32::from(first & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f);
    char::from_u32(char).unwrap_or('\0')
}

/// If the character that bytes of UTF-8 begin with stands in blocks: its bytes, and its code.
#[inline]
pub(super) fn in_block(bytes: &[u8], revision: Revision, dictionary: &Dictionary) -> Option<(usize, Code)> {
    match *bytes {
        [byte @ 0..0x80, ..] => ASCII[usize::from(byte)].then(|| (1, dictionary.ascii_code(byte))),
        [first @ 0xe3..=0xef, second, third, ..] => {
            let char = three_bytes(first, second, third);
            let place = (char as usize).wrapping_sub(0x4e00);
            if place <= 0x9fd5 - 0x4e00 {
                return Some((3, dictionary.han_code(place)));
            }
            let further =
                matches!(char, '\u{9fd6}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}');
            (further && revision == Revision::Milvus).then_some((3, 0))
        }
        [first @ 0xf0..=0xf4, second, third, fourth, ..] if revision == Revision::Milvus => {
            let char = [second, third, fourth]
                .iter()
                .fold(u32::from(first & 7), |char, byte| char << 6 | u32::from(byte & 0x3f));
            // Extensions B to F (without the last characters of some), and the compatibility supplement.
            let further = matches!(char,
                0x2_0000..=0x2_a6df | 0x2_a700..=0x2_b73f | 0x2_b740..=0x2_b81f | 0x2_b820..=0x2_ceaf
                | 0x2_ceb0..=0x2_ebef | 0x2_f800..=0x2_fa1f);
            further.then_some((4, 0))
        }
        _ => None,
    }
}

/// Calls `token` with what of a text is no block: each character, but `\r\n` at once.
pub(super) fn each_character<B>(
    text: &str,
    mut token: impl FnMut(Range<usize>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + if bytes[at..].starts_with(b"\r\n") { 2 } else { width(bytes[at]) };
        token(at..end)?;
        at = end;
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::dictionary;
    use super::*;

    #[test]
    fn blocks_are_of_the_characters_of_the_two_patterns() {
        let dictionary = dictionary().unwrap();
        let ranges = [
            ('\u{3400}', '\u{4DBF}'),
            ('\u{4E00}', '\u{9FFF}'),
            ('\u{F900}', '\u{FAFF}'),
            ('\u{20000}', '\u{2A6DF}'),
            ('\u{2A700}', '\u{2B73F}'),
            ('\u{2B740}', '\u{2B81F}'),
            ('\u{2B820}', '\u{2CEAF}'),
            ('\u{2CEB0}', '\u{2EBEF}'),
            ('\u{2F800}', '\u{2FA1F}'),
        ];
        for char in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let bytes = char.encode_utf8(&mut buffer).as_bytes();
            let both = char.is_ascii_alphanumeric() || "+#&._%-".contains(char);
            for (revision, expected) in [
                (Revision::V0_42_1, both || ('\u{4E00}'..='\u{9FD5}').contains(&char)),
                (Revision::Milvus, both || ranges.iter().any(|&(from, to)| (from..=to).contains(&char))),
            ] {
                let found = in_block(bytes, revision, dictionary);
                assert_eq!(
                    found.map(|(width, _)| width),
                    expected.then_some(bytes.len()),
                    "{char:?} {revision:?}"
                );
            }
            assert_eq!(is_han(bytes), ('\u{4E00}'..='\u{9FD5}').contains(&char), "{char:?}");
            assert_eq!(width(bytes[0]), bytes.len());
        }
    }
}
