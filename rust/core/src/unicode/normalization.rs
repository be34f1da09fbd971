//! Unicode's normalization forms, by the crate `unicode-normalization`, in time and memory that no text can
//! blow up.

use std::borrow::Cow;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical, decompose_compatible};
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfd_quick, is_nfkc_quick, is_nfkd_quick,
};

use super::char_map::{code, grow_and_push};
use super::filter_tables::{CASE_FOLDING, STABILITY};
use super::leads::Leads;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

/// Bytes that are normalized at once: more than almost any token has.
const PIECE: usize = 4096;

/// Which characters are themselves in a form wherever they stand: a text of these alone is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct StabilityTable {
    /// The first bytes of those that are not, by the number of the form; those of [`Form::of`] and
    /// [`CASEFOLD`].
    pub(super) leads: [Leads; 5],
    pub(super) index: &'static [u8],
    /// In blocks: a bit for each form in which the character is not.
    pub(super) codes: &'static [u8],
}

/// The number, in [`STABILITY`], of what folding case is not enough for.
const CASEFOLD: usize = 4;

impl StabilityTable {
    /// Whether a text has only characters that are stable. Anything when it is cancelled.
    fn is_stable(&self, form: usize, text: &str, cancel: &Cancel) -> bool {
        // Most texts are told by their bytes.
        let mut watch = Watch::new(cancel);
        let is_unstable = |(at, c): (usize, char)| self.code_of(c) >> form & 1 != 0 || watch.stops_at(at);
        !self.leads[form].begin_any(text, cancel) || !text.char_indices().any(is_unstable)
    }

    #[inline]
    fn code_of(&self, c: char) -> u8 {
        match c {
            // Ignorable: a table that reached so far would be twice as large.
            '\u{e0000}'..='\u{e0fff}' => 1 << CASEFOLD | code(self.index, self.codes, c),
            _ => code(self.index, self.codes, c),
        }
    }
}

/// A normalization form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
}

impl Form {
    /// The text in this form; borrowed if it is seen at once to be in it.
    ///
    /// A run of more than 4,096 bytes of marks, or of other characters that belong to the one before, is cut:
    /// marks on both sides of a cut are not sorted.
    pub(crate) fn of<'t>(self, text: &'t str, cancel: &Cancel) -> Cow<'t, str> {
        let is_in_form = |piece: &str| {
            STABILITY.is_stable(self as usize, piece, cancel) || self.check(piece) == IsNormalized::Yes
        };
        if STABILITY.is_stable(self as usize, text, cancel) || text.len() <= PIECE && is_in_form(text) {
            return text.into();
        }
        let mut out = String::new();
        out.grow(text.len());
        let mut rest = text;
        while !rest.is_empty() && !cancel.is_set() {
            let (piece, tail) = rest.split_at(self.cut(rest));
            if is_in_form(piece) {
                grow_and_push(piece, &mut out);
            } else {
                self.push(piece, &mut out);
            }
            rest = tail;
        }
        out.into()
    }

    fn check(self, text: &str) -> IsNormalized {
        let chars = text.chars();
        match self {
            Self::Nfc => is_nfc_quick(chars),
            Self::Nfd => is_nfd_quick(chars),
            Self::Nfkc => is_nfkc_quick(chars),
            Self::Nfkd => is_nfkd_quick(chars),
        }
    }

    fn push(self, text: &str, out: &mut String) {
        match self {
            Self::Nfc => text.nfc().for_each(|c| push_char(c, out)),
            Self::Nfd => text.nfd().for_each(|c| push_char(c, out)),
            Self::Nfkc => text.nfkc().for_each(|c| push_char(c, out)),
            Self::Nfkd => text.nfkd().for_each(|c| push_char(c, out)),
        }
    }

    /// Where to cut off a piece that is normalized by itself.
    fn cut(self, text: &str) -> usize {
        if text.len() <= PIECE {
            return text.len();
        }
        let first = text.ceil_char_boundary(PIECE);
        let mut rest = text[first..].char_indices().take_while(|&(at, _)| at < PIECE);
        let place = rest.find(|&(_, c)| self.begins_piece(c));
        place.map_or(if text.len() - first <= PIECE { text.len() } else { first }, |(at, _)| first + at)
    }

    /// Whether nothing of this character goes before, or into, the one before it.
    fn begins_piece(self, c: char) -> bool {
        let mut first = None;
        let see = |part| first = first.or(Some(part));
        match self {
            Self::Nfc | Self::Nfd => decompose_canonical(c, see),
            Self::Nfkc | Self::Nfkd => decompose_compatible(c, see),
        }
        let first = first.unwrap_or(c);
        canonical_combining_class(first) == 0 && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
    }
}

/// The first bytes of [`is_ignorable`] characters.
const IGNORABLE: Leads = Leads(
    1 << 0x02 | 1 << 0x0d | 1 << 0x18 | 1 << 0x21 | 1 << 0x22 | 1 << 0x23 | 1 << 0x2f | 1 << 0x30 | 1 << 0x33,
);

/// Unicode's property `Default_Ignorable_Code_Point`: soft hyphens, joiners, variation selectors and others
/// that are not seen.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Unicode's `toNFKC_Casefold`: NFKC of the text with its case folded, without what is ignorable.
pub(crate) fn nfkc_casefold<'t>(text: &'t str, cancel: &Cancel) -> Cow<'t, str> {
    if STABILITY.is_stable(CASEFOLD, text, cancel) {
        return fold_case(text.into(), cancel);
    }
    // To fold what NFKC makes, and to normalize what folding makes, is what the fixed point of the definition
    // comes to.
    let seen = without_ignorable(text, cancel);
    let normal = Form::Nfkc.of(&seen, cancel);
    let folded = match fold_case(Cow::Borrowed(&normal), cancel) {
        Cow::Owned(folded) => Some(folded),
        Cow::Borrowed(_) => None,
    };
    match (folded, normal) {
        (Some(folded), _) => match Form::Nfkc.of(&folded, cancel) {
            Cow::Owned(normal) => normal.into(),
            Cow::Borrowed(_) => folded.into(),
        },
        (None, Cow::Owned(normal)) => normal.into(),
        (None, Cow::Borrowed(_)) => seen,
    }
}

/// Full case folding, as Python's `str.casefold`.
pub(crate) fn fold_case<'t>(text: Cow<'t, str>, cancel: &Cancel) -> Cow<'t, str> {
    if text.is_ascii() || !CASE_FOLDING.may_change(&text, cancel) {
        return fold_ascii(text);
    }
    let mut out = String::new();
    CASE_FOLDING.push(&text, cancel, &mut out);
    fold_ascii(out.into())
}

/// The ASCII letters of a text in lower case.
fn fold_ascii(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return text;
    }
    let mut text = match text {
        Cow::Borrowed(text) => crate::memory::text_of(text),
        Cow::Owned(text) => text,
    };
    text.make_ascii_lowercase();
    text.into()
}

fn without_ignorable<'t>(text: &'t str, cancel: &Cancel) -> Cow<'t, str> {
    if !IGNORABLE.begin_any(text, cancel) {
        return text.into();
    }
    let mut out = String::new();
    let mut copied = 0;
    let mut watch = Watch::new(cancel);
    for (at, c) in text.char_indices() {
        if watch.stops_at(at) {
            break;
        }
        if is_ignorable(c) {
            out.grow(text.len() - copied);
            out.push_str(&text[copied..at]);
            copied = at + c.len_utf8();
        }
    }
    if copied == 0 {
        return text.into();
    }
    grow_and_push(&text[copied..], &mut out);
    out.into()
}

fn push_char(c: char, out: &mut String) {
    grow_and_push(c.encode_utf8(&mut [0; 4]), out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const FORMS: [Form; 4] = [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd];

    /// Without looking whether it is needed, and without cutting.
    fn twin(form: Form, text: &str) -> String {
        match form {
            Form::Nfc => text.nfc().collect(),
            Form::Nfd => text.nfd().collect(),
            Form::Nfkc => text.nfkc().collect(),
            Form::Nfkd => text.nfkd().collect(),
        }
    }

    #[test]
    fn stable_characters_are_those_of_the_crate() {
        for form in FORMS {
            let mut needed = 0;
            for c in '\0'..=char::MAX {
                let text = c.to_string();
                let is_stable = canonical_combining_class(c) == 0 && form.check(&text) == IsNormalized::Yes;
                let is_known = STABILITY.is_stable(form as usize, &text, &Cancel::new());
                assert_eq!(is_known, is_stable, "{form:?} {c:?}");
                if !is_stable {
                    needed |= 1 << (text.as_bytes()[0] - 0xc0);
                }
            }
            assert_eq!(STABILITY.leads[form as usize].0, needed, "{form:?} {needed:#x}");
        }
        let mut needed = 0;
        for c in ('\u{80}'..=char::MAX).filter(|&c| is_ignorable(c)) {
            needed |= 1 << (c.to_string().as_bytes()[0] - 0xc0);
        }
        assert_eq!(IGNORABLE.0, needed);
    }

    #[test]
    fn every_text_is_normalized_as_the_crate_does() {
        let mut random = Random::new(3);
        let letters: Vec<char> =
            "aeo\u{212b}Åéñ가\u{1100}\u{1161}\u{11a8}각ｶﾞﬁ①ſẛǆѐй中か\u{301}\u{302}\u{323}\u{345}\u{3099}\
             \u{5b0}\u{94d}\u{f73}\u{344}ﷺ🙂"
                .chars()
                .collect();
        for round in 0..4_000 {
            // Some are longer than a piece.
            let length = if round % 50 == 0 { 5_000 } else { random.below(8) };
            let text: String = (0..length).map(|_| letters[random.below(letters.len())]).collect();
            for form in FORMS {
                assert_eq!(form.of(&text, &Cancel::new()), twin(form, &text), "{form:?} {text:?}");
            }
        }
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            for form in FORMS {
                assert_eq!(form.of(&text, &Cancel::new()), twin(form, &text), "{form:?} {text:?}");
            }
        }
    }

    #[test]
    fn no_run_of_marks_is_sorted_at_once() {
        let marks = "e".to_owned() + &"\u{301}\u{323}".repeat(50_000);
        for form in FORMS {
            let normal = form.of(&marks, &Cancel::new());
            assert_eq!(
                normal.chars().filter(|&c| c == '\u{323}').count() + 1 - usize::from(form as u8 % 2),
                50_000
            );
        }
        let cancel = Cancel::at_look(3);
        assert!(Form::Nfc.of(&marks, &cancel).len() < marks.len());
    }

    /// Its definition, but for the order of what is ignorable: by whole texts, without looking first.
    fn casefold_twin(text: &str) -> String {
        let fold = |text: String| -> String {
            let mut out = String::new();
            CASE_FOLDING.push(&text, &Cancel::new(), &mut out);
            out.to_ascii_lowercase()
        };
        let seen: String = text.chars().filter(|&c| !is_ignorable(c)).collect();
        let mut normal: String = fold(seen.nfkc().collect()).nfkc().collect();
        loop {
            let again: String = fold(normal.clone()).nfkc().collect();
            if again == normal {
                return normal;
            }
            normal = again;
        }
    }

    #[test]
    fn case_is_folded_to_the_fixed_point() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(nfkc_casefold(&text, &Cancel::new()), casefold_twin(&text), "{c:?}");
        }
        let mut random = Random::new(4);
        let letters: Vec<char> =
            "aAéÉßẞſẛᾳΣςÅ①ﬁİıŉǰ\u{ad}\u{34f}\u{200d}\u{301}\u{345}\u{307}中が가".chars().collect();
        for _ in 0..20_000 {
            let text: String = (0..random.below(8)).map(|_| letters[random.below(letters.len())]).collect();
            assert_eq!(nfkc_casefold(&text, &Cancel::new()), casefold_twin(&text), "{text:?}");
        }
    }
}
