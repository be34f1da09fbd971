//! `unicode`: the words of UAX #29 for search, and bigrams of scripts that are written without spaces.
//!
//! The words are those of the standard, with these differences: nothing that has no letter or number is a
//! token, be it an emoji; marks between letters split where [`UnicodeSpec::split_on`] says so; a run of a
//! script without spaces such as Thai is one token, not one a letter.

use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};

use super::runs::{RunTokenizer, run_tokenizer};
use super::word_breaks::{Kind, Rules, Separators, class};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::unicode::words::{ALPHANUMERIC, Properties, TAIL, group, word_break};

/// `{"type": "unicode"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnicodeSpec {
    /// Marks that split a word although UAX #29 keeps them in it: by default colons, full stops between
    /// letters, and underscores. In canonical form: sorted, each once.
    pub split_on: Vec<SplitMark>,
    /// Scripts whose runs become overlapping bigrams, each script's by themselves: better found than bigrams
    /// across Han and Kana. In canonical form: sorted, each once.
    pub bigrams: Vec<BigramScript>,
    /// Those of them whose characters are tokens, too. In canonical form: sorted, each once.
    pub unigrams: Vec<BigramScript>,
}

impl Default for UnicodeSpec {
    fn default() -> Self {
        Self {
            split_on: vec![SplitMark::Colon, SplitMark::Dot, SplitMark::Underscore],
            bigrams: Vec::new(),
            unigrams: Vec::new(),
        }
    }
}

/// A mark that UAX #29 keeps in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SplitMark {
    /// `'` and `’` between letters, as in `l'eau`; not between digits.
    Apostrophe,
    /// `:` between letters, as in `std::vec`.
    Colon,
    /// `.` between letters, as in `example.com`; not between digits.
    Dot,
    /// `.`, `,`, `;` and apostrophes between digits, as in `3.14` and `1,000`.
    Number,
    /// `_` anywhere, as in `snake_case`.
    Underscore,
}

/// A script whose words are found by their bigrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BigramScript {
    /// Chinese characters.
    Han,
    /// Korean.
    Hangul,
    /// Hiragana and Katakana.
    Kana,
    /// Khmer.
    Khmer,
    /// Lao.
    Lao,
    /// Burmese.
    Myanmar,
    /// Thai.
    Thai,
}

impl Build for UnicodeSpec {
    type Part = Unicode;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Unicode> {
        self.split_on.sort_unstable();
        self.split_on.dedup();
        self.bigrams.sort_unstable();
        self.bigrams.dedup();
        self.unigrams.sort_unstable();
        self.unigrams.dedup();
        if let Some(script) = self.unigrams.iter().find(|script| !self.bigrams.contains(script)) {
            return Err(Error::AnalyzerSpec(format!(
                "unicode: \"unigrams\" are of scripts that \"bigrams\" has, got {}",
                serde_json::to_string(script).unwrap_or_default()
            )));
        }
        Ok(Unicode(Rules::new(|properties| self.kind(properties))))
    }
}

impl UnicodeSpec {
    /// What a kind of character is to the rules.
    fn kind(&self, properties: Properties) -> Kind {
        let word_break = properties.word_break();
        let is_word = properties.has(ALPHANUMERIC) && !properties.is_ignorable();
        // A mark that joins letters and digits, where it still does.
        let joining = |mark| match (self.split_on.contains(&mark), self.split_on.contains(&SplitMark::Number))
        {
            (false, false) => word_break,
            (false, true) => word_break::MIDLETTER,
            (true, false) => word_break::MIDNUM,
            (true, true) => 0,
        };
        let unless_split = |mark| if self.split_on.contains(&mark) { 0 } else { word_break };
        let script = script_of(properties.group()).filter(|_| is_word);
        let class = match properties.group() {
            group::DOT => joining(SplitMark::Dot),
            group::APOSTROPHE => joining(SplitMark::Apostrophe),
            group::COLON => unless_split(SplitMark::Colon),
            group::UNDERSCORE => unless_split(SplitMark::Underscore),
            _ if word_break == word_break::MIDNUM => unless_split(SplitMark::Number),
            group => match script {
                Some(script) if self.bigrams.contains(&script) => class::GRAM + script as u8,
                _ if (group::THAI..=group::OTHER_COMPLEX).contains(&group) && is_word => {
                    class::COMPLEX + group - group::THAI
                }
                _ => word_break,
            },
        };
        let word = if is_word { Kind::WORD } else { 0 };
        let tail = if class >= class::GRAM && properties.has(TAIL) { Kind::TAIL } else { 0 };
        let is_unigram = script.is_some_and(|script| self.unigrams.contains(&script));
        Kind::new(class, word | tail | if is_unigram { Kind::UNIGRAM } else { 0 })
    }
}

/// The script of a group.
fn script_of(group: u8) -> Option<BigramScript> {
    Some(match group {
        group::HAN => BigramScript::Han,
        group::HANGUL => BigramScript::Hangul,
        group::KANA => BigramScript::Kana,
        group::THAI => BigramScript::Thai,
        group::LAO => BigramScript::Lao,
        group::KHMER => BigramScript::Khmer,
        group::MYANMAR => BigramScript::Myanmar,
        _ => return None,
    })
}

/// From a text to its words and bigrams.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Unicode(Rules);

impl RunTokenizer for Unicode {
    type Separators = Separators;

    fn tokens<B>(
        &self,
        run: &str,
        cancel: &Cancel,
        token: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.0.words(run, cancel, token)
    }
}

run_tokenizer!(Unicode);

#[cfg(test)]
mod tests {
    use super::super::tests::{check_pieces, tokens};
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    const PLAIN: &str = r#""unicode""#;
    const CJK: &str = r#"{"type":"unicode","bigrams":["han","hangul","kana","thai"]}"#;

    #[test]
    fn words_keep_their_marks() {
        assert_eq!(
            tokens(PLAIN, "«e\u{301}tat» हिन्दी में العَرَبِيَّة, Việt-Nam don’t 3.14 1,000 12:30"),
            ["e\u{301}tat", "हिन्दी", "में", "العَرَبِيَّة", "Việt", "Nam", "don’t", "3.14", "1,000", "12", "30"]
        );
        assert_eq!(
            tokens(PLAIN, "the end.Next U.S.A. example.com std::vec snake_case _a_ and/or RULE-A002 v1.2"),
            [
                "the", "end", "Next", "U", "S", "A", "example", "com", "std", "vec", "snake", "case", "a",
                "and", "or", "RULE", "A002", "v1.2"
            ]
        );
        assert_eq!(tokens(PLAIN, "👩🔬 🇨🇳 1️⃣ ∑ ½ x²"), ["1️⃣", "½", "x", "²"]);
        // A mark alone is no word.
        assert_eq!(tokens(PLAIN, "x \u{93f} \u{301}"), ["x"]);
        assert_eq!(
            tokens(PLAIN, "中文と仮名 カタカナ 한국어 ภาษาไทย-กำ"),
            ["中", "文", "と", "仮", "名", "カタカナ", "한국어", "ภาษาไทย", "กำ"]
        );
    }

    #[test]
    fn marks_split_where_the_spec_says_so() {
        let of = |marks: &str, text| tokens(&format!(r#"{{"type":"unicode","split_on":{marks}}}"#), text);
        let text = "l'eau aujourd’hui 1'000 U.S.A. 3.14 a:b foo_bar";
        assert_eq!(of("[]", text), ["l'eau", "aujourd’hui", "1'000", "U.S.A", "3.14", "a:b", "foo_bar"]);
        assert_eq!(of(r#"["apostrophe"]"#, text)[..5], ["l", "eau", "aujourd", "hui", "1'000"]);
        assert_eq!(of(r#"["dot"]"#, text)[3..7], ["U", "S", "A", "3.14"]);
        assert_eq!(of(r#"["colon"]"#, text)[5..7], ["a", "b"]);
        assert_eq!(of(r#"["number"]"#, text)[2..7], ["1", "000", "U.S.A", "3", "14"]);
        assert_eq!(of(r#"["underscore"]"#, text)[6..], ["foo", "bar"]);
    }

    #[test]
    fn runs_of_scripts_without_spaces_become_bigrams() {
        assert_eq!(
            tokens(CJK, "鳶が飛ぶ。鷹、東京都Python3は2年 한국어와"),
            [
                "鳶", "が", "飛", "ぶ", "鷹", "東京", "京都", "Python3", "は", "2", "年", "한국", "국어",
                "어와"
            ]
        );
        let both = r#"{"type":"unicode","bigrams":["han","kana"],"unigrams":["han"]}"#;
        assert_eq!(
            tokens(both, "東京都とみなと"),
            ["東", "京", "東京", "都", "京都", "とみ", "みな", "なと"]
        );
        // Vowel signs and half-width voicing marks belong to what they follow.
        assert_eq!(tokens(CJK, "กำกินที่ ｶﾞｷﾞ"), ["กำกิ", "กิน", "นที่", "ｶﾞｷﾞ"]);
        // Decomposed Hangul: the same syllables.
        let decomposed = "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}";
        assert_eq!(tokens(CJK, decomposed), [&decomposed[..18], &decomposed[9..]]);
        assert_eq!(tokens(r#"{"type":"unicode","bigrams":["kana"]}"#, "鳶がとぶ"), ["鳶", "がと", "とぶ"]);
    }

    /// The group of a character, if it is one of these.
    fn among(c: char, groups: &[u8]) -> Option<u8> {
        let properties = Properties::of(c);
        let is_among = properties.has(ALPHANUMERIC) && groups.contains(&properties.group());
        is_among.then_some(properties.group())
    }

    /// The tokens by the crate: of a text in which each character that is treated differently is replaced by
    /// one as long that UAX #29 treats so, between runs of scripts without spaces.
    fn naive<'t>(text: &'t str, split_on: &[SplitMark], scripts: &[u8], unigrams: &[u8]) -> Vec<&'t str> {
        let complex = [group::THAI, group::LAO, group::KHMER, group::MYANMAR, group::OTHER_COMPLEX];
        let run_of = |c| among(c, scripts).or_else(|| among(c, &complex));
        let splits = |mark| split_on.contains(&mark);
        let by_length = |c: char, chars: [char; 3]| chars[c.len_utf8() - 1];
        let replace = |c: char| {
            let properties = Properties::of(c);
            let is_letter = properties.has(ALPHANUMERIC);
            let joining = |mark| match (splits(mark), splits(SplitMark::Number)) {
                (false, false) => c,
                (false, true) => by_length(c, [':', '·', '：']),
                (true, false) => by_length(c, [',', ';', '，']),
                (true, true) => by_length(c, ['-', '§', '—']),
            };
            let unless_split = |mark| if splits(mark) { by_length(c, ['-', '§', '—']) } else { c };
            match properties.group() {
                group::DOT => joining(SplitMark::Dot),
                group::APOSTROPHE => joining(SplitMark::Apostrophe),
                group::COLON => unless_split(SplitMark::Colon),
                group::UNDERSCORE => unless_split(SplitMark::Underscore),
                _ if properties.word_break() == word_break::MIDNUM => unless_split(SplitMark::Number),
                // Emoji are none.
                _ if !properties.has(crate::unicode::words::PICTOGRAPHIC) => c,
                _ => match (c.len_utf8(), is_letter) {
                    (2, _) => '§',
                    (3, true) => 'ᴀ',
                    (3, false) => '—',
                    (_, true) => '𐐀',
                    (_, false) => '𝄀',
                },
            }
        };
        let mut tokens = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let run = run_of(text[start..].chars().next().unwrap());
            let belongs = |c| run_of(c) == run || Properties::of(c).is_ignorable();
            let end = text[start..].find(|c| !belongs(c)).map_or(text.len(), |at| start + at);
            let part = &text[start..end];
            match run {
                None => {
                    let replaced: String = part.chars().map(replace).collect();
                    assert_eq!(replaced.len(), part.len());
                    let is_word =
                        |c| Properties::of(c).has(ALPHANUMERIC) && !Properties::of(c).is_ignorable();
                    let words =
                        replaced.split_word_bound_indices().filter(|(_, word)| word.chars().any(is_word));
                    tokens.extend(words.map(|(at, word)| &part[at..at + word.len()]));
                }
                Some(run)
                    if scripts.contains(&run) || scripts.contains(&group::KANA) && run == group::HAN =>
                {
                    let begins = |(at, c): (usize, char)| {
                        let is_tail = Properties::of(c).is_ignorable() || Properties::of(c).has(TAIL);
                        (at == 0 || !is_tail).then_some(at)
                    };
                    let mut ends: Vec<usize> = part.char_indices().filter_map(begins).collect();
                    ends.push(part.len());
                    let is_unigram = |at: usize| {
                        let group = Properties::of(part[at..].chars().next().unwrap()).group();
                        unigrams.contains(&group)
                    };
                    if ends.len() == 2 {
                        tokens.push(part);
                    } else {
                        for at in 1..ends.len() {
                            if is_unigram(ends[at - 1]) {
                                tokens.push(&part[ends[at - 1]..ends[at]]);
                            }
                            if at > 1 {
                                tokens.push(&part[ends[at - 2]..ends[at]]);
                            }
                        }
                    }
                }
                Some(_) => tokens.push(part),
            }
            start = end;
        }
        tokens
    }

    #[test]
    fn words_and_bigrams_are_those_of_the_twin() {
        use SplitMark::{Apostrophe, Colon, Dot, Number, Underscore};
        let usual = [Colon, Dot, Underscore];
        check_pieces(PLAIN, |text| naive(text, &usual, &[], &[]));
        check_pieces(CJK, |text| {
            naive(text, &usual, &[group::HAN, group::HANGUL, group::KANA, group::THAI], &[])
        });
        check_pieces(
            r#"{"type":"unicode","split_on":["apostrophe"],"bigrams":["kana","lao","khmer","myanmar"]}"#,
            |text| naive(text, &[Apostrophe], &[group::KANA, group::LAO, group::KHMER, group::MYANMAR], &[]),
        );
        check_pieces(
            r#"{"type":"unicode","split_on":["number"],"bigrams":["han","kana","thai"],"unigrams":["han","thai"]}"#,
            |text| {
                let (bigrams, unigrams) = ([group::HAN, group::KANA, group::THAI], [group::HAN, group::THAI]);
                naive(text, &[Number], &bigrams, &unigrams)
            },
        );
        check_pieces(
            r#"{"type":"unicode","split_on":["apostrophe","colon","dot","number","underscore"]}"#,
            |text| naive(text, &[Apostrophe, Colon, Dot, Number, Underscore], &[], &[]),
        );
    }

    #[test]
    fn a_spec_is_written_with_all_that_it_says() {
        let canonical = |json: &str| {
            let mut spec: UnicodeSpec = serde_json::from_str(json).unwrap();
            spec.build(&mut Data::new(None)).unwrap();
            serde_json::to_string(&spec).unwrap()
        };
        assert_eq!(
            canonical("{}"),
            r#"{"split_on":["colon","dot","underscore"],"bigrams":[],"unigrams":[]}"#
        );
        assert_eq!(
            canonical(r#"{"split_on":[],"bigrams":["thai","han","thai"],"unigrams":["han"]}"#),
            r#"{"split_on":[],"bigrams":["han","thai"],"unigrams":["han"]}"#
        );
        let mut spec = UnicodeSpec { unigrams: vec![BigramScript::Kana], ..UnicodeSpec::default() };
        let error = spec.build(&mut Data::new(None)).unwrap_err().to_string();
        assert!(error.contains("of scripts that \"bigrams\" has, got \"kana\""), "{error}");
    }
}
