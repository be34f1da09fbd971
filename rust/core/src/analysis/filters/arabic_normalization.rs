//! `arabic_normalization`: spellings of Arabic letters become one, as on Milvus' server.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

/// `"arabic_normalization"`, which has no parameters.
///
/// Alef with hamza or madda becomes alef, teh marbuta heh, alef maksura yeh; tatweel and the vowel signs
/// U+064B to U+065F are left out. A token of these alone becomes an empty one, as there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArabicNormalizationSpec {}

impl Build for ArabicNormalizationSpec {
    type Part = ArabicNormalization;
    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<ArabicNormalization> {
        Ok(ArabicNormalization)
    }
}

/// Replaces these letters.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct ArabicNormalization;

impl Filter for ArabicNormalization {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        let mut watch = Watch::new(cancel);
        let changes = |(at, c): (usize, char)| normalized(c) != Some(c) || watch.stops_at(at);
        if token.is_ascii() || !token.char_indices().any(changes) {
            return out.push(token);
        }
        out.push_with(|text| {
            // All of these letters are of two bytes.
            text.grow(token.len());
            let mut watch = Watch::new(cancel);
            let chars = token.char_indices().take_while(|&(at, _)| !watch.stops_at(at));
            text.extend(chars.filter_map(|(_, c)| normalized(c)));
        });
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(token)
    }
}

/// What becomes of a character, if it stays at all.
#[inline]
fn normalized(c: char) -> Option<char> {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' => Some('\u{627}'),
        '\u{629}' => Some('\u{647}'),
        '\u{649}' => Some('\u{64a}'),
        '\u{640}' | '\u{64b}'..='\u{65f}' => None,
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;

    #[test]
    fn spellings_become_one() {
        // As the tests of the server.
        for (given, expected) in [
            ("أحمد", "احمد"),
            ("إسلام", "اسلام"),
            ("آمن", "امن"),
            ("مدرسة", "مدرسه"),
            ("كِتَابٌ", "كتاب"),
            ("عـــربي", "عربي"),
            ("على", "علي"),
            ("ـ", ""),
            // Hamza above waw and yeh stays, and so does what is beyond U+065F.
            ("مؤمن", "مؤمن"),
            ("\u{670}", "\u{670}"),
            ("kite", "kite"),
        ] {
            assert_eq!(run(&["arabic_normalization"], given), [expected]);
        }
    }
}
