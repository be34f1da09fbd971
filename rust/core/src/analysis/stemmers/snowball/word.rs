//! A word as Snowball's algorithms see it: letters, and places among them.
//!
//! A letter is one number of 16 bits: a code point of the Basic Multilingual Plane, or in the place of any
//! other character one of the surrogates, which no text has; which it is stands beside the word.
//! Names are those of the Snowball language.
#![expect(clippy::cast_sign_loss, reason = "a place before the word is beyond its end, too")]
#![expect(clippy::cast_possible_wrap, reason = "words and strings are short")]

use super::tables::{Among, Entry, Grouping};

/// A word, a cursor in it, and the slice that is to be replaced.
///
/// Places are counted in letters. No rule can leave the word: what is beyond it is the letter 0, and a slice
/// that is none, or for whose replacement there is no room, is remembered as a failure.
pub(super) struct Word<'w> {
    letters: &'w mut [u16],
    /// How many of the letters are the word.
    pub(super) length: i32,
    pub(super) cursor: i32,
    pub(super) limit: i32,
    pub(super) limit_backward: i32,
    pub(super) bra: i32,
    pub(super) ket: i32,
    /// The first letter that may have changed; beyond the word if none has.
    unchanged: i32,
    failed: bool,
}

impl<'w> Word<'w> {
    /// The word of the first `length` letters; it may grow into the others.
    #[inline]
    pub(super) fn new(letters: &'w mut [u16], length: usize) -> Self {
        let length = length.min(letters.len()) as i32;
        Self {
            letters,
            length,
            cursor: 0,
            limit: length,
            limit_backward: 0,
            bra: 0,
            ket: length,
            unchanged: i32::MAX,
            failed: false,
        }
    }

    /// The letters that stayed as they were, and those that come after them; `None` if all did.
    #[inline]
    pub(super) fn changed(&self) -> Option<(&[u16], &[u16])> {
        if self.failed || self.unchanged == i32::MAX {
            return None;
        }
        self.letters.get(..self.length as usize)?.split_at_checked(self.unchanged as usize)
    }

    /// Whether a rule failed: then the word is to be left as it was.
    #[inline]
    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    #[inline]
    fn letter(&self, at: i32) -> u16 {
        self.letters.get(at as usize).copied().unwrap_or(0)
    }

    /// Letters from one place to another; none if there are no such.
    #[inline]
    fn between(&self, from: i32, to: i32) -> &[u16] {
        self.letters.get(from as usize..to as usize).unwrap_or(&[])
    }

    #[inline]
    pub(super) fn in_grouping<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        let goes = self.cursor < self.limit && set.has(self.letter(self.cursor));
        self.cursor += i32::from(goes);
        goes
    }

    #[inline]
    pub(super) fn in_grouping_b<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        let goes = self.cursor > self.limit_backward && set.has(self.letter(self.cursor - 1));
        self.cursor -= i32::from(goes);
        goes
    }

    #[inline]
    pub(super) fn out_grouping<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        let goes = self.cursor < self.limit && !set.has(self.letter(self.cursor));
        self.cursor += i32::from(goes);
        goes
    }

    #[inline]
    pub(super) fn out_grouping_b<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        let goes = self.cursor > self.limit_backward && !set.has(self.letter(self.cursor - 1));
        self.cursor -= i32::from(goes);
        goes
    }

    /// Goes to the next letter that is not in the set.
    #[inline]
    pub(super) fn go_in_grouping<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        while self.cursor < self.limit {
            if !set.has(self.letter(self.cursor)) {
                return true;
            }
            self.cursor += 1;
        }
        false
    }

    #[inline]
    pub(super) fn go_in_grouping_b<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        while self.cursor > self.limit_backward {
            if !set.has(self.letter(self.cursor - 1)) {
                return true;
            }
            self.cursor -= 1;
        }
        false
    }

    /// Goes to the next letter that is in the set.
    #[inline]
    pub(super) fn go_out_grouping<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        while self.cursor < self.limit {
            if set.has(self.letter(self.cursor)) {
                return true;
            }
            self.cursor += 1;
        }
        false
    }

    #[inline]
    pub(super) fn go_out_grouping_b<const N: usize>(&mut self, set: &Grouping<N>) -> bool {
        while self.cursor > self.limit_backward {
            if set.has(self.letter(self.cursor - 1)) {
                return true;
            }
            self.cursor -= 1;
        }
        false
    }

    /// Steps over these letters if they come next.
    #[inline]
    pub(super) fn eq_s(&mut self, letters: &[u16]) -> bool {
        let end = self.cursor + letters.len() as i32;
        let goes = end <= self.limit && self.between(self.cursor, end) == letters;
        if goes {
            self.cursor = end;
        }
        goes
    }

    #[inline]
    pub(super) fn eq_s_b(&mut self, letters: &[u16]) -> bool {
        let start = self.cursor - letters.len() as i32;
        let goes = start >= self.limit_backward && self.between(start, self.cursor) == letters;
        if goes {
            self.cursor = start;
        }
        goes
    }

    /// The longest of these strings that come next.
    #[inline]
    pub(super) fn beginning<'t, const N: usize, const U: usize>(
        &self,
        among: &'t Among<N, U>,
    ) -> Option<&'t Entry> {
        among.first_of(self.between(self.cursor, self.limit))
    }

    /// The longest of these strings that end here.
    #[inline]
    pub(super) fn ending<'t, const N: usize, const U: usize>(
        &self,
        among: &'t Among<N, U>,
    ) -> Option<&'t Entry> {
        among.last_of(self.between(self.limit_backward, self.cursor))
    }

    /// Steps over the longest of these strings, and says which it is; 0 for none.
    #[inline]
    pub(super) fn find_among<const N: usize, const U: usize>(&mut self, among: &Among<N, U>) -> u8 {
        let Some(found) = self.beginning(among) else { return 0 };
        self.cursor += found.length();
        found.result
    }

    #[inline]
    pub(super) fn find_among_b<const N: usize, const U: usize>(&mut self, among: &Among<N, U>) -> u8 {
        let Some(found) = self.ending(among) else { return 0 };
        self.cursor -= found.length();
        found.result
    }

    #[inline]
    pub(super) fn slice_del(&mut self) {
        self.replace(self.bra, self.ket, &[]);
    }

    #[inline]
    pub(super) fn slice_from(&mut self, letters: &[u16]) {
        self.replace(self.bra, self.ket, letters);
    }

    /// The one letter of the slice; 0 if it is empty. No algorithm asks for longer ones.
    #[inline]
    pub(super) fn slice_to(&mut self) -> u16 {
        match self.between(self.bra, self.ket) {
            [] => 0,
            &[letter] => letter,
            _ => {
                self.failed = true;
                0
            }
        }
    }

    pub(super) fn insert(&mut self, bra: i32, ket: i32, letters: &[u16]) {
        let added = self.replace(bra, ket, letters);
        if bra <= self.bra {
            self.bra += added;
        }
        if bra <= self.ket {
            self.ket += added;
        }
    }

    /// Puts letters in the place of others, and says by how many the word has grown.
    fn replace(&mut self, bra: i32, ket: i32, letters: &[u16]) -> i32 {
        let added = letters.len() as i32 - (ket - bra);
        let length = self.length + added;
        let is_slice = 0 <= bra && bra <= ket && ket <= self.limit && self.limit <= self.length;
        let has_room = self.letters.len() >= length.max(self.length) as usize;
        if !is_slice || !has_room {
            self.failed = true;
            return 0;
        }
        let end = bra as usize + letters.len();
        if ket < self.length {
            self.letters.copy_within(ket as usize..self.length as usize, end);
        }
        if let Some(place) = self.letters.get_mut(bra as usize..end) {
            place.copy_from_slice(letters);
        }
        self.unchanged = self.unchanged.min(bra);
        self.length = length;
        self.limit += added;
        if self.cursor >= ket {
            self.cursor += added;
        } else if self.cursor > bra {
            self.cursor = bra;
        }
        added
    }
}
