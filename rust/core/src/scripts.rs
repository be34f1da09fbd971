//! The scripts that the letters of a corpus belong to.

pub use crate::script::Script;
use crate::vocabulary::{TermId, Vocabulary};

/// The terms that are looked at: enough to tell, and few enough for no fit to notice.
const TERMS: usize = 4_096;

/// The characters of a term that are looked at: a text without white space can be one term.
const CHARACTERS: usize = 64;

/// One letter of Kana for so many of Han is no sign of Japanese: Chinese texts have them in names. Japanese
/// has about as many of both.
const STRAY: u64 = 20;

/// The script that more letters of a corpus belong to than to any other but Latin, if fewer than half of all
/// letters are Latin. A letter counts once for each document that has its term. Some thousand terms are
/// looked at, from all over the vocabulary, and what they begin with. Japanese is written in Kana and Han,
/// Chinese in Han alone, so Han with more than some stray Kana is told as Kana.
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
