//! Letters without their diacritics.

use super::char_map::{code, grow_and_push, nth_text};
use super::filter_tables::LETTERS;
use super::leads::Leads;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// What is known of letters of some scripts and of marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct LetterTable {
    /// The first bytes of marks, and of letters with a mark.
    pub(super) leads: Leads,
    pub(super) index: &'static [u8],
    /// In blocks: 0 for what is none of these, the number of a letter's script from 1 on, [`MARK`], or beyond
    /// it the place of the letter that one with a mark becomes.
    pub(super) codes: &'static [u8],
    /// Where each of those letters ends in `bases`. Some become two or three.
    pub(super) ends: &'static [u16],
    pub(super) bases: &'static str,
}

/// The code of a mark.
const MARK: u8 = SCRIPTS.len() as u8 + 1;

/// The scripts whose letters have diacritics, in their order in the table.
pub(crate) const SCRIPTS: [&str; 5] = ["latin", "greek", "cyrillic", "hebrew", "arabic"];

/// Some of [`SCRIPTS`], one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScriptSet(u8);

impl ScriptSet {
    /// The scripts of these numbers.
    pub(crate) fn new(numbers: impl IntoIterator<Item = usize>) -> Self {
        Self(numbers.into_iter().fold(0, |set, number| set | 1 << number))
    }

    /// Whether a letter with this code is of one of them.
    #[inline]
    fn has(self, code: u8) -> bool {
        code != 0 && code < MARK && self.0 >> (code - 1) & 1 != 0
    }
}

/// What folding does with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// It loses its mark.
    Marked,
    /// It is a mark itself.
    Mark,
    /// It stays.
    Plain,
}

/// What folding does with a character.
pub(crate) fn letter(c: char) -> Letter {
    match code_of(c) {
        ..MARK => Letter::Plain,
        MARK => Letter::Mark,
        _ => Letter::Marked,
    }
}

/// Whether a text has marks, or letters with a mark, of whatever scripts. Anything when it is cancelled.
pub(crate) fn has_marks(text: &str, cancel: &Cancel) -> bool {
    // Most texts of scripts that have none are told by their bytes.
    let mut watch = Watch::new(cancel);
    LETTERS.leads.begin_any(text, cancel)
        && text.char_indices().any(|(at, c)| code_of(c) >= MARK || watch.stops_at(at))
}

/// Appends a text in NFC, without the marks of letters of these scripts. A letter with a mark that is among
/// `keep`, which is sorted, stays as it is.
pub(crate) fn push_without_marks(
    text: &str,
    scripts: ScriptSet,
    keep: &[char],
    cancel: &Cancel,
    out: &mut String,
) {
    out.grow(text.len());
    let mut watch = Watch::new(cancel);
    let mut copied = 0;
    // Whether the letter before is of these scripts.
    let mut is_after_letter = false;
    for (at, c) in text.char_indices() {
        if watch.stops_at(at) {
            return;
        }
        let code = code_of(c);
        if code < MARK {
            is_after_letter = scripts.has(code);
            continue;
        }
        let base = if code == MARK {
            if !is_after_letter {
                continue;
            }
            None
        } else {
            let base = nth_text(LETTERS.ends, LETTERS.bases, usize::from(code - MARK) - 1);
            is_after_letter = base.chars().next().is_some_and(|first| scripts.has(code_of(first)));
            if !is_after_letter || keep.binary_search(&c).is_ok() {
                continue;
            }
            Some(base)
        };
        grow_and_push(&text[copied..at], out);
        copied = at + c.len_utf8();
        if let Some(base) = base {
            grow_and_push(base, out);
        }
    }
    grow_and_push(&text[copied..], out);
}

#[inline]
fn code_of(c: char) -> u8 {
    match c {
        // Variation selectors: a table that reached so far would be three times as large.
        '\u{e0100}'..='\u{e01ef}' => MARK,
        _ => code(LETTERS.index, LETTERS.codes, c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

    fn without_marks(text: &str, scripts: ScriptSet) -> String {
        let mut out = String::new();
        push_without_marks(text, scripts, &[], &Cancel::new(), &mut out);
        out
    }

    #[test]
    fn letters_lose_their_marks_and_nothing_else() {
        let all = ScriptSet::new(0..SCRIPTS.len());
        let mut changed = 0;
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let folded = without_marks(&text, all);
            assert_eq!(without_marks(&text, ScriptSet::default()), text);
            assert!(folded.chars().count() == 1 || folded.is_ascii(), "{c:?}");
            if folded != text {
                changed += 1;
                assert!(has_marks(&text, &Cancel::new()), "{c:?}");
                // What stays is no letter with a mark, and it is in the normalization form.
                assert_eq!(without_marks(&folded, all), folded, "{c:?}");
                assert!(folded.chars().eq(folded.nfd()), "{c:?}");
                // A base that normalization tells is the one that stays, but for strokes.
                let base = text.nfd().next().unwrap();
                assert!(folded.starts_with(base) || folded.is_ascii(), "{c:?} {folded}");
            }
            let marked = format!("a{c}");
            if without_marks(&marked, all) == "a" && c != '\u{640}' {
                assert!(is_combining_mark(c), "{c:?}");
                assert!(has_marks(&text, &Cancel::new()), "{c:?}");
            } else if ('\u{300}'..'\u{370}').contains(&c) {
                assert_eq!(canonical_combining_class(c), 0, "{c:?}");
            }
        }
        assert!(changed > 900, "{changed}");
    }
}
