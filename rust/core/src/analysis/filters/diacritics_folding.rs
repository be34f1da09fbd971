//! `diacritics_folding`: letters lose their diacritics. A server lacks it.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::short::Short;
use crate::unicode::{Form, Letter, SCRIPTS, ScriptSet, has_marks, letter, push_without_marks};

/// `{"type": "diacritics_folding"}`. It is ours: a server lacks it.
///
/// Letters of some scripts lose what they have beside the letter itself: `é` becomes `e`, `ά` becomes `α`,
/// `ё` becomes `е`, and the points of Hebrew and the vowel signs, hamza and tatweel of Arabic are left out.
/// So do Latin letters whose stroke or hook is no mark to Unicode: `ø` becomes `o`, `ł` becomes `l`, `ı`
/// becomes `i`; those that [`AsciiFoldingSpec`](super::AsciiFoldingSpec) knows become what it makes of them:
/// `œ` becomes `oe`, `þ` becomes `th`. In all other scripts marks are letters to a reader, and stay: the
/// vowel signs of India, tones of Thai, voiced kana.
///
/// A token with such a letter or mark is in the normalization form NFC afterwards, others stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiacriticsFoldingSpec {
    /// The scripts whose letters lose their marks: `latin`, `greek`, `cyrillic`, `hebrew`, `arabic`, which is
    /// all of them unless some are given. In canonical form: in this order, each once.
    pub scripts: Vec<String>,
    /// Letters that stay as they are, such as `åäö` for Swedish; unless given, those of Cyrillic that no one
    /// writes without their mark. In canonical form: sorted, each once, in NFC.
    pub keep: String,
}

impl Default for DiacriticsFoldingSpec {
    fn default() -> Self {
        Self { scripts: SCRIPTS.map(str::to_owned).into(), keep: "ЃЇЌЎЙйѓїќў".to_owned() }
    }
}

impl Build for DiacriticsFoldingSpec {
    type Part = DiacriticsFolding;

    fn build(&mut self, _: &mut Data<'_>) -> Result<DiacriticsFolding> {
        if let Some(script) = self.scripts.iter().find(|script| !SCRIPTS.contains(&script.as_str())) {
            return Err(Error::AnalyzerSpec(format!(
                "diacritics_folding: no script {script:?}; there are: {}",
                SCRIPTS.join(", ")
            )));
        }
        let numbers = (0..SCRIPTS.len()).filter(|&number| self.scripts.iter().any(|s| s == SCRIPTS[number]));
        let numbers: Vec<usize> = numbers.collect();
        self.scripts = numbers.iter().map(|&number| SCRIPTS[number].to_owned()).collect();
        let composed = Form::Nfc.of(&self.keep, &Cancel::new());
        if let Some(mark) = composed.chars().find(|&c| letter(c) == Letter::Mark) {
            return Err(Error::AnalyzerSpec(format!(
                "diacritics_folding: \"keep\" has the mark U+{:04X} by itself; only letters can stay that are \
                 one character with their mark",
                u32::from(mark)
            )));
        }
        let mut keep: Vec<char> = composed.chars().filter(|&c| letter(c) == Letter::Marked).collect();
        keep.sort_unstable();
        keep.dedup();
        self.keep = keep.iter().collect();
        Ok(DiacriticsFolding { scripts: ScriptSet::new(numbers), keep })
    }
}

/// Leaves out the marks of letters of these scripts.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct DiacriticsFolding {
    scripts: ScriptSet,
    /// Sorted.
    keep: Vec<char>,
}

impl Filter for DiacriticsFolding {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, cancel: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        if token.is_ascii() || !has_marks(token, cancel) {
            return out.push(token);
        }
        let normal = Form::Nfc.of(token, cancel);
        out.push_with(|text| push_without_marks(&normal, self.scripts, &self.keep, cancel, text));
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        ShortTokens::One(token)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};

    #[test]
    fn letters_lose_their_marks() {
        for (given, expected) in [
            ("café", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("Łódź", "Lodz"),
            ("Sørensen", "Sorensen"),
            ("Việt", "Viet"),
            ("Đặng", "Dang"),
            ("ısı", "isi"),
            ("ǿæþŋ Œuvre", "oaethn OEuvre"),
            ("άᾳϋ", "ααυ"),
            ("ещё мои\u{306} й", "еще мой й"),
            ("за\u{301}мок", "замок"),
            ("שָׁלוֹם", "שלום"),
            ("أَحْمَدُ كتــاب", "احمد كتاب"),
            // Other scripts.
            ("हिन्दी", "हिन्दी"),
            ("ที่นี่", "ที่นี่"),
            ("が한글", "が한글"),
            ("か\u{3099}", "か\u{3099}"),
            ("\u{301}", "\u{301}"),
            ("中é", "中e"),
            ("", ""),
        ] {
            assert_eq!(run(&["diacritics_folding"], given), [expected]);
        }
    }

    #[test]
    fn letters_are_kept_by_script_and_by_name() {
        let latin = r#"{"type":"diacritics_folding","scripts":["latin"]}"#;
        assert_eq!(run(&[latin], "éά\u{301}ё"), ["eά\u{301}ё"]);
        let swedish = r#"{"type":"diacritics_folding","keep":"åäö"}"#;
        assert_eq!(run(&[swedish], "smörgåsé"), ["smörgåse"]);
        assert_eq!(run(&[swedish], "o\u{308}\u{301}Ö"), ["öO"]);
    }

    #[test]
    fn the_canonical_form_is_sorted() {
        assert_eq!(
            canonical(
                r#"{"type":"diacritics_folding","scripts":["greek","latin","greek"],"keep":"xöa\u030a"}"#
            ),
            r#"{"type":"diacritics_folding","scripts":["latin","greek"],"keep":"åö"}"#
        );
        assert_eq!(
            canonical("diacritics_folding"),
            concat!(
                r#"{"type":"diacritics_folding","scripts":["latin","greek","cyrillic","hebrew","arabic"],"#,
                r#""keep":"ЃЇЌЎЙйѓїќў"}"#
            )
        );
        let error = fails(r#"{"type":"diacritics_folding","scripts":["thai"]}"#);
        assert!(error.contains("no script \"thai\"; there are: latin, greek"), "{error}");
        let error = fails(r#"{"type":"diacritics_folding","keep":"x\u0301"}"#);
        assert!(error.contains("the mark U+0301 by itself"), "{error}");
    }
}
