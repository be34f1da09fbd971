//! The scripts that the letters of a corpus belong to.

use crate::vocabulary::{TermId, Vocabulary};

/// The terms that are looked at: enough to tell, and few enough for no fit to notice.
const TERMS: usize = 4_096;

/// The characters of a term that are looked at: a text without white space can be one term.
const CHARACTERS: usize = 64;

/// One letter of Kana for so many of Han is no sign of Japanese: Chinese texts have them in names. Japanese has
/// about as many of both.
const STRAY: u64 = 20;

/// The script of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Script {
    /// With its accented letters and ligatures, full-width ones too.
    Latin,
    /// Chinese characters, the kanji and hanja of Japanese and Korean among them.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean syllables and their parts.
    Hangul,
    /// Thai.
    Thai,
    /// Arabic, with the letters of Persian, Urdu and others.
    Arabic,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// The script of Hindi, Marathi and Nepali.
    Devanagari,
    /// Hebrew.
    Hebrew,
    /// Any other.
    Other,
}

impl Script {
    pub(crate) const ALL: [Self; 11] = [
        Self::Latin,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Thai,
        Self::Arabic,
        Self::Cyrillic,
        Self::Greek,
        Self::Devanagari,
        Self::Hebrew,
        Self::Other,
    ];

    /// The name that Unicode has for it; `Kana` is Hiragana and Katakana.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Han => "Han",
            Self::Kana => "Kana",
            Self::Hangul => "Hangul",
            Self::Thai => "Thai",
            Self::Arabic => "Arabic",
            Self::Cyrillic => "Cyrillic",
            Self::Greek => "Greek",
            Self::Devanagari => "Devanagari",
            Self::Hebrew => "Hebrew",
            Self::Other => "other",
        }
    }

    /// The script of a letter, by its block; `None` for a character that is none.
    ///
    /// ```
    /// use elanus_core::scripts::Script;
    /// assert_eq!(Script::of('é'), Some(Script::Latin));
    /// assert_eq!(Script::of('鳶'), Some(Script::Han));
    /// assert_eq!(Script::of('7'), None);
    /// ```
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        c.is_alphabetic().then_some(match c as u32 {
            0xAA..=0x2FF
            | 0x1D00..=0x1DBF
            | 0x1E00..=0x1EFF
            | 0x2C60..=0x2C7F
            | 0xA720..=0xA7FF
            | 0xAB30..=0xAB6F
            | 0xFB00..=0xFB06
            | 0xFF21..=0xFF5A => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x590..=0x5FF | 0xFB1D..=0xFB4F => Self::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Self::Arabic,
            0x900..=0x97F | 0xA8E0..=0xA8FF => Self::Devanagari,
            0xE00..=0xE7F => Self::Thai,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xFFA0..=0xFFDC => {
                Self::Hangul
            }
            0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F | 0x1_AFF0..=0x1_B16F => Self::Kana,
            0x2E80..=0x2FDF
            | 0x3005..=0x3029
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x2_0000..=0x3_FFFF => Self::Han,
            _ => Self::Other,
        })
    }
}

/// The script that more letters of a corpus belong to than to any other but Latin, if fewer than half of all
/// letters are Latin. A letter counts once for each document that has its term. Some thousand terms are looked at, from
/// all over the vocabulary, and what they begin with. Japanese is written in Kana and Han, Chinese in Han alone, so
/// Han with more than some stray Kana is told as Kana.
///
/// ```
/// use elanus_core::scripts::{Script, dominant_script};
/// use elanus_core::vocabulary::Vocabulary;
/// let mut terms = Vocabulary::new();
/// terms.intern("kite")?;
/// terms.intern("коршун")?;
/// assert_eq!(dominant_script(&terms, Some(&[1, 1])), Some(Script::Cyrillic));
/// assert_eq!(dominant_script(&terms, Some(&[2, 1])), None);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[must_use]
pub fn dominant_script(terms: &Vocabulary, document_frequency: Option<&[u32]>) -> Option<Script> {
    let mut letters = [0_u64; Script::ALL.len()];
    let step = terms.len().div_ceil(TERMS).max(1);
    for id in (0..terms.len()).step_by(step) {
        let Some(term) = terms.term(id as TermId) else { break };
        let documents = document_frequency.map_or(1, |frequencies| frequencies.get(id).copied().unwrap_or(0));
        for script in term.chars().take(CHARACTERS).filter_map(Script::of) {
            letters[script as usize] += u64::from(documents);
        }
    }
    let [latin, others @ ..] = letters;
    let most = (1..letters.len()).max_by_key(|&script| (letters[script], letters.len() - script))?;
    let of_all = match Script::ALL[most] {
        Script::Han if letters[Script::Kana as usize] > letters[most] / STRAY => Script::Kana,
        script => script,
    };
    (others.iter().sum::<u64>() > latin).then_some(of_all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dominant(terms: &[(&str, u32)]) -> Option<Script> {
        let mut vocabulary = Vocabulary::new();
        for (term, _) in terms {
            vocabulary.intern(term).unwrap();
        }
        let frequencies: Vec<_> = terms.iter().map(|&(_, df)| df).collect();
        dominant_script(&vocabulary, Some(&frequencies))
    }

    #[test]
    fn each_script_is_told_by_its_words() {
        for (script, word) in [
            (Script::Han, "黑鸢在天空盘旋"),
            (Script::Kana, "とびがそらをまう"),
            (Script::Kana, "ﾄﾋﾞ"),
            (Script::Hangul, "솔개가"),
            (Script::Hangul, "\u{1109}\u{1169}\u{11af}\u{1100}\u{1162}"),
            (Script::Thai, "เหยี่ยวดำ"),
            (Script::Arabic, "الحدأة"),
            (Script::Cyrillic, "коршун"),
            (Script::Greek, "τσίφτης"),
            (Script::Devanagari, "काली"),
            (Script::Hebrew, "דיה"),
            (Script::Other, "ცქვიტი"),
        ] {
            assert_eq!(dominant(&[(word, 1), ("kite", 0)]), Some(script), "{word}");
            assert_eq!(Script::ALL[script as usize], script);
        }
    }

    #[test]
    fn latin_letters_and_what_is_no_letter_tell_nothing() {
        for words in ["Kite", "Überflieger", "ﬁnch", "ｋｉｔｅ", "ælfrīc", "diều", "1984", "🪁", "…", ""]
        {
            assert_eq!(dominant(&[(words, 3)]), None, "{words}");
        }
        assert_eq!(dominant(&[]), None);
    }

    #[test]
    fn letters_count_for_each_document_of_their_term() {
        assert_eq!(dominant(&[("abc", 10), ("鸢", 29)]), None);
        assert_eq!(dominant(&[("abc", 10), ("鸢", 31)]), Some(Script::Han));
        // Latin letters are the most of one script, but not of all.
        assert_eq!(dominant(&[("abc", 10), ("鸢", 20), ("коршун", 3)]), Some(Script::Han));
        let mut terms = Vocabulary::new();
        terms.intern("鸢飞").unwrap();
        terms.intern("a").unwrap();
        assert_eq!(dominant_script(&terms, None), Some(Script::Han), "without frequencies");
    }

    #[test]
    fn han_with_kana_is_japanese_and_with_a_stray_one_chinese() {
        assert_eq!(dominant(&[("黒い鳶が湖の上を飛翔中", 1)]), Some(Script::Kana));
        assert_eq!(dominant(&[("黑鸢在天空盘旋", 3), ("鲜の每日", 1)]), Some(Script::Han));
    }

    #[test]
    fn no_more_is_looked_at_than_tells() {
        let mut terms = Vocabulary::new();
        for number in 0..TERMS {
            terms.intern(&format!("a{number}")).unwrap();
        }
        let frequencies = vec![1; TERMS + 1];
        terms.intern(&"鸢".repeat(CHARACTERS)).unwrap();
        assert_eq!(dominant_script(&terms, Some(&frequencies)), None);
        let long = format!("{}{}", "a".repeat(CHARACTERS), "鸢".repeat(10 * CHARACTERS));
        assert_eq!(dominant(&[(&long, 1)]), None);
    }
}
