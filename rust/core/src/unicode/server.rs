//! What a character is to Milvus' server: classes of the crate `regex`, and a list of its own.

use super::filter_tables::{HAN, PUNCTUATION};

fn is_in(ranges: &[(u32, u32)], c: char) -> bool {
    let point = u32::from(c);
    let at = ranges.partition_point(|&(_, last)| last < point);
    ranges.get(at).is_some_and(|&(first, _)| first <= point)
}

/// `\p{Han}`.
#[inline]
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || !c.is_ascii() && is_in(&HAN, c)
}

/// `\p{Punct}`: the category P. The symbols of ASCII, such as `$`, `+` and `|`, are not among it.
#[inline]
pub(crate) fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        _ if c.is_ascii() => c.is_ascii_punctuation(),
        '\u{4e00}'..='\u{9fff}' => false,
        _ => is_in(&PUNCTUATION, c),
    }
}

/// `\s`.
#[inline]
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// The digits 0 of the server's `decimaldigit`, sorted: ten digits follow from each. Unicode has more of
/// them.
const ZEROS: [u32; 34] = [
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

/// What a digit beyond ASCII becomes on the server.
#[inline]
pub(crate) fn server_digit(c: char) -> Option<char> {
    let point = u32::from(c);
    let zero = ZEROS.get(ZEROS.partition_point(|&zero| zero <= point).checked_sub(1)?)?;
    char::from_digit(point - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::hir::{Class, HirKind};

    /// The ranges of a class of the crate.
    fn class(pattern: &str) -> Vec<(char, char)> {
        let hir = regex_syntax::parse(pattern).unwrap();
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else { panic!("{hir:?}") };
        class.iter().map(|range| (range.start(), range.end())).collect()
    }

    #[test]
    fn classes_are_those_of_the_crate() {
        let classes =
            [(is_han as fn(char) -> bool, r"\p{Han}"), (is_punctuation, r"\p{Punct}"), (is_space, r"\s")];
        for (is, pattern) in classes {
            let ranges = class(pattern);
            for c in '\0'..=char::MAX {
                let is_there = ranges.iter().any(|&(first, last)| (first..=last).contains(&c));
                assert_eq!(is(c), is_there, "{pattern} {c:?}");
            }
        }
    }

    #[test]
    fn digits_are_decimal_digits() {
        let digits = class(r"\d");
        let mut known = 0;
        for c in '\0'..=char::MAX {
            let Some(digit) = server_digit(c) else { continue };
            known += 1;
            let &(first, _) = digits.iter().find(|&&(first, last)| (first..=last).contains(&c)).unwrap();
            // Two scripts may stand side by side.
            assert_eq!((u32::from(c) - u32::from(first)) % 10, digit.to_digit(10).unwrap(), "{c:?}");
        }
        assert_eq!(known, 10 * ZEROS.len());
    }
}
