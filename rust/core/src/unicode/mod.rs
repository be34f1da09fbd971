//! What a character is to the oracle: `CPython` 3.11's `str` and `re`, and the `regex` package.
//!
//! Rust's own tables are of another Unicode version, so the answers come from [`tables`],
//! which `tools/generate_unicode.py` generates from the oracle's.
//!
//! Beside it what token filters know: `server`, what a character is to Milvus' server; `char_map`, what it
//! becomes; `letters`, what it is without its marks; and `normalization`. Their tables are of Unicode 18, but
//! for the server's, which `tools/generate_filter_tables.py` generates.

mod char_map;
mod filter_tables;
mod leads;
mod letters;
mod normalization;
mod server;
mod tables;
mod word_tables;
pub(crate) mod words;

pub(crate) use filter_tables::ASCII_FOLDING;
pub(crate) use letters::{Letter, SCRIPTS, ScriptSet, has_marks, letter, push_without_marks};
pub(crate) use normalization::{Form, fold_case, nfkc_casefold};
pub(crate) use server::{is_han, is_punctuation, is_space, server_digit};

use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// The property bits of a character, see the constants of [`tables`].
fn properties(c: char) -> u8 {
    let point = c as usize;
    match tables::INDEX.get(point / tables::BLOCK) {
        Some(&block) => tables::BLOCKS[usize::from(block) * tables::BLOCK + point % tables::BLOCK],
        None => 0,
    }
}

/// `\w` of the `regex` package.
pub(crate) fn is_regex_word(c: char) -> bool {
    properties(c) & tables::REGEX_WORD != 0
}

/// `\w` of the standard library's `re`.
pub(crate) fn is_re_word(c: char) -> bool {
    properties(c) & tables::RE_WORD != 0
}

/// `\d` of the `regex` package.
pub(crate) fn is_regex_digit(c: char) -> bool {
    properties(c) & tables::REGEX_DIGIT != 0
}

/// `[^\W\d]` of the `regex` package: what NLTK takes for a letter.
pub(crate) fn is_regex_letter(c: char) -> bool {
    properties(c) & (tables::REGEX_WORD | tables::REGEX_DIGIT) == tables::REGEX_WORD
}

/// `str.isupper` of one character.
pub(crate) fn is_upper(c: char) -> bool {
    properties(c) & tables::UPPER != 0
}

/// `str.islower` of one character.
pub(crate) fn is_lower(c: char) -> bool {
    properties(c) & tables::LOWER != 0
}

/// `\s` of the `regex` package. Unlike [`is_str_space`] it leaves out U+001C to U+001F.
pub(crate) fn is_regex_space(c: char) -> bool {
    match c {
        '\t'..='\r' | ' ' => true,
        _ if c.is_ascii() => false,
        _ => matches!(
            c,
            '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'
                ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        ),
    }
}

/// `str.isspace` of one character, which is also `\s` of `re`.
pub(crate) fn is_str_space(c: char) -> bool {
    matches!(c, '\u{1c}'..='\u{1f}') || is_regex_space(c)
}

/// Whether a byte is one of Python's `string.whitespace`.
pub(crate) const fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// The character that begins at byte `at`, if the text does not end there.
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        None => None,
        Some(&byte) if byte < 0x80 => Some(char::from(byte)),
        Some(_) => text.get(at..).and_then(|rest| rest.chars().next()),
    }
}

/// The character that ends before byte `at`, if the text does not begin there.
pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at).and_then(|before| before.chars().next_back())
}

/// Whether `str.lower` gives another string. Exact: a capital sigma, too, always changes.
pub(crate) fn lower_changes(text: &str, cancel: &Cancel) -> bool {
    if text.is_ascii() {
        return text.bytes().any(|byte| byte.is_ascii_uppercase());
    }
    let mut watch = Watch::new(cancel);
    text.char_indices().any(|(at, c)| properties(c) & tables::LOWER_CHANGES != 0 || watch.stops_at(at))
}

/// Whether `str.lower` of one character is another one, or several.
pub(crate) fn char_lower_changes(c: char) -> bool {
    properties(c) & tables::LOWER_CHANGES != 0
}

/// Appends `str.lower` of `text`: character by character, but for the capital sigma, which becomes a final
/// one at a word's end, and for U+0130, which becomes two characters.
pub(crate) fn push_lower(text: &str, cancel: &Cancel, out: &mut String) {
    if text.is_ascii() {
        out.grow(text.len());
        let start = out.len();
        out.push_str(text);
        if let Some(copy) = out.get_mut(start..) {
            copy.make_ascii_lowercase();
        }
        return;
    }
    // A character of two bytes becomes one of three at the most.
    out.grow(text.len() / 2 * 3 + 2);
    // Whether the letters before, skipping ignorable characters, end in a cased one. Kept up to date instead
    // of looked for at each sigma: a text of sigmas and full stops alone would take quadratic time.
    let mut after_cased = false;
    // Where the next character that is not ignorable stands, and whether it is cased; as far as looked.
    let (mut looked_at, mut before_cased) = (0, false);
    let mut watch = Watch::new(cancel);
    for (at, c) in text.char_indices() {
        if watch.stops_at(at) {
            return;
        }
        let bits = properties(c);
        if c == '\u{3a3}' {
            let next = at + c.len_utf8();
            if looked_at < next {
                let mut watch = Watch::new(cancel);
                let mut ends = |at, c| properties(c) & tables::CASE_IGNORABLE == 0 || watch.stops_at(at);
                let rest = text[next..].char_indices().find(|&(at, c)| ends(at, c));
                looked_at = rest.map_or(text.len(), |(offset, _)| next + offset);
                before_cased = rest.is_some_and(|(_, c)| properties(c) & tables::CASED != 0);
            }
            out.push(if after_cased && !before_cased { '\u{3c2}' } else { '\u{3c3}' });
        } else if bits & tables::LOWER_CHANGES == 0 {
            out.push(c);
        } else if c == '\u{130}' {
            out.push_str("i\u{307}");
        } else {
            out.push(lower_of(c));
        }
        if bits & tables::CASE_IGNORABLE == 0 {
            after_cased = bits & tables::CASED != 0;
        }
    }
}

/// `str.lower` of one character other than U+0130 that changes.
fn lower_of(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let point = u32::from(c);
    // Nearly all of them: they are not searched for.
    if matches!(c, 'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ') {
        return char::from_u32(point + 0x20).unwrap_or(c);
    }
    let at = tables::LOWER_RANGES.partition_point(|&(_, last, _, _)| last < point);
    match tables::LOWER_RANGES.get(at) {
        Some(&(first, _, stride, delta)) if first <= point && (point - first).is_multiple_of(stride) => {
            point.checked_add_signed(delta).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(text: &str) -> String {
        let mut out = String::new();
        push_lower(text, &Cancel::new(), &mut out);
        out
    }

    #[test]
    fn whitespace_is_the_oracles() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_regex_space(c), tables::REGEX_SPACE.contains(&u32::from(c)), "{c:?}");
            assert_eq!(is_str_space(c), tables::STR_SPACE.contains(&u32::from(c)), "{c:?}");
        }
    }

    #[test]
    fn characters_either_change_or_do_not() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(lower(&text) != text, lower_changes(&text, &Cancel::new()), "{c:?}");
        }
    }

    #[test]
    fn sigma_is_final_only_at_the_end_of_a_word() {
        assert_eq!(lower("ΟΔΟΣ"), "οδος");
        assert_eq!(lower("Σ"), "σ");
        assert_eq!(lower("ΑΣ. ΣΑ"), "ας. σα");
        assert_eq!(lower("ΑΣ.Α"), "ασ.α");
        assert_eq!(lower("ΑΣΣ"), "ασς");
        assert_eq!(lower("İI"), "i̇i");
    }

    #[test]
    fn differs_from_rust_in_newer_code_points_only() {
        let is_newer =
            |c| tables::UNASSIGNED.as_chunks::<2>().0.iter().any(|&[a, b]| (a..=b).contains(&u32::from(c)));
        for c in ('\u{80}'..=char::MAX).filter(|&c| c != '\u{130}') {
            let mut lowered = c.to_lowercase();
            let rust = (lowered.next().unwrap(), lowered.next());
            let same = !lower_changes(c.encode_utf8(&mut [0; 4]), &Cancel::new()) && rust == (c, None)
                || rust == (lower_of(c), None);
            assert!(same || is_newer(c), "{c:?}");
        }
    }

    #[test]
    fn properties_of_well_known_characters() {
        assert!(is_regex_word('_') && is_regex_letter('é') && !is_regex_letter('7'));
        assert!(is_regex_digit('٣') && !is_regex_digit('½'));
        assert!(is_re_word('½') && !is_regex_word('½'));
        assert!(is_upper('É') && is_lower('é') && !is_upper('ǅ') && !is_lower('中'));
    }
}
