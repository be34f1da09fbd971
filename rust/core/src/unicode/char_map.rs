//! Maps from characters to other characters and short texts.

use super::leads::Leads;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// Code points in a block.
const BLOCK: usize = 64;

/// A table with two levels of one byte for each code point, zero where none is given.
#[inline]
pub(super) fn code(index: &[u8], codes: &[u8], c: char) -> u8 {
    let point = c as usize;
    let block = index.get(point / BLOCK).copied().unwrap_or_default();
    codes.get(usize::from(block) * BLOCK + point % BLOCK).copied().unwrap_or_default()
}

/// What characters beyond ASCII become. Most stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CharMap {
    /// The first bytes of those that change.
    pub(super) leads: Leads,
    pub(super) index: &'static [u8],
    /// In blocks: 0 for a character that stays, one more than the place of its difference, and after the
    /// differences its text's.
    pub(super) codes: &'static [u8],
    /// From a character to the one that it becomes.
    pub(super) deltas: &'static [i32],
    /// Where each text ends in `texts`.
    pub(super) ends: &'static [u16],
    pub(super) texts: &'static str,
}

/// What a character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mapped {
    Same,
    Char(char),
    Text(&'static str),
}

impl CharMap {
    /// Whether a text may change. False for most texts of scripts that have nothing to change.
    pub(crate) fn may_change(&self, text: &str, cancel: &Cancel) -> bool {
        self.leads.begin_any(text, cancel)
    }

    /// Appends the text with its characters mapped.
    pub(crate) fn push(&self, text: &str, cancel: &Cancel, out: &mut String) {
        out.grow(text.len());
        let mut watch = Watch::new(cancel);
        let mut copied = 0;
        for (at, c) in text.char_indices() {
            if watch.stops_at(at) {
                return;
            }
            let mapped = self.get(c);
            if mapped == Mapped::Same {
                continue;
            }
            grow_and_push(&text[copied..at], out);
            copied = at + c.len_utf8();
            match mapped {
                Mapped::Same => {}
                Mapped::Char(c) => grow_and_push(c.encode_utf8(&mut [0; 4]), out),
                Mapped::Text(text) => grow_and_push(text, out),
            }
        }
        grow_and_push(&text[copied..], out);
    }

    #[inline]
    fn get(&self, c: char) -> Mapped {
        let Some(at) = usize::from(code(self.index, self.codes, c)).checked_sub(1) else {
            return Mapped::Same;
        };
        match self.deltas.get(at) {
            Some(&delta) => {
                Mapped::Char(u32::from(c).checked_add_signed(delta).and_then(char::from_u32).unwrap_or(c))
            }
            None => Mapped::Text(nth_text(self.ends, self.texts, at - self.deltas.len())),
        }
    }
}

/// The text of this number among some that stand in one string.
#[inline]
pub(super) fn nth_text(ends: &[u16], texts: &'static str, number: usize) -> &'static str {
    let end = |number: usize| ends.get(number).copied().map_or(0, usize::from);
    texts.get(number.checked_sub(1).map_or(0, end)..end(number)).unwrap_or_default()
}

/// Appends a text.
#[inline]
pub(super) fn grow_and_push(text: &str, out: &mut String) {
    out.grow(text.len());
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::super::filter_tables::{ASCII_FOLDING, CASE_FOLDING};
    use super::*;

    #[test]
    fn first_bytes_are_those_of_characters_that_change() {
        for map in [ASCII_FOLDING, CASE_FOLDING] {
            let mut changing = 0;
            for c in '\0'..=char::MAX {
                let text = c.to_string();
                let mut mapped = String::new();
                map.push(&text, &Cancel::new(), &mut mapped);
                if mapped != text {
                    changing += 1;
                    assert!(map.may_change(&text, &Cancel::new()), "{c:?}");
                }
            }
            assert!(changing > 1_000);
            assert!(!map.may_change("kite", &Cancel::new()));
            assert!(!map.may_change("中文 हिन्दी ไทย", &Cancel::new()));
        }
    }
}
