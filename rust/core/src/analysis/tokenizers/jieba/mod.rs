//! jieba: Chinese words by a dictionary, and by a hidden Markov model where it has none.
//!
//! 1. `characters` says which characters stand in blocks: Han, letters, digits and a few signs. What stands
//!    between them is cut into single characters.
//! 2. `dictionary` unpacks jieba's words, into a `trie`; `user_words` are those of the spec.
//! 3. `route` finds the most probable way through a block, from its end to its beginning.
//! 4. `hmm` cuts again where that way goes by single characters.
//! 5. `pieces`: blocks are cut each by itself, and short ones are remembered.
//!
//! Two revisions are told apart: jieba 0.42.1 for Python, and what Milvus' server runs, jieba-rs 0.6.8 (its
//! dictionary and rules are those of later versions too). Their words and frequencies are the same.
//! They differ in the sum of the frequencies (`dict.txt` once had a word twice), in which characters are Han,
//! in the model's digits, and in a pattern for numbers.

mod characters;
mod dictionary;
mod hmm;
#[cfg(test)]
mod naive;
mod pieces;
mod route;
mod trie;
mod user_words;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::analysis::data::Data;
use crate::analysis::parts::{Build, OnServer};
use crate::error::{Error, Result};
use crate::memory::{Grow, text_of};
use crate::parallel::{Cancel, STRIDE, Watch};
use characters::{each_character, in_block, width};
use dictionary::{Dictionary, FILES, dictionary};
use trie::{Code, Node};
use user_words::UserWords;

/// The dictionary's name among words.
const DEFAULT: &str = "_default_";

/// The longest word that a spec may add, in characters: a look for words goes on from every character of a
/// text for as long as a word does.
const LONGEST: usize = 128;

/// Blocks of so many characters leave buffers behind that are not kept.
const KEPT: usize = 1 << 20;

/// `{"type": "jieba"}`: Chinese words by jieba's dictionary.
///
/// ```
/// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
///
/// let spec = AnalyzerSpec::from_json(r#"{"tokenizer": {"type": "jieba", "mode": "exact"}}"#)?;
/// let analyzer = Analyzer::from_spec(&spec)?;
/// assert_eq!(analyzer.tokens("黑鸢在空中盘旋。"), ["黑鸢", "在", "空中", "盘旋", "。"]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JiebaSpec {
    /// `"_default_"`, jieba's dictionary, and further words. In canonical form the dictionary is first.
    pub dict: Vec<String>,
    /// Whether words within longer words are tokens too.
    pub mode: Mode,
    /// Whether words that are not in the dictionary are looked for.
    pub hmm: bool,
    /// Whose rules.
    pub revision: Revision,
}

/// Whether words within longer words are tokens too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// No: each character is in one token.
    Exact,
    /// Yes: before a word of more than two characters come the words of two that are in it, and before one of
    /// more than three also those of three.
    #[default]
    Search,
}

/// Whose rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Revision {
    /// Those of Milvus' server: jieba-rs 0.6.8.
    #[default]
    #[serde(rename = "milvus")]
    Milvus,
    /// Those of Python's jieba 0.42.1.
    #[serde(rename = "0.42.1")]
    V0_42_1,
}

impl Default for JiebaSpec {
    fn default() -> Self {
        Self {
            dict: vec![DEFAULT.to_owned()],
            mode: Mode::default(),
            hmm: true,
            revision: Revision::default(),
        }
    }
}

impl Build for JiebaSpec {
    type Part = Jieba;

    fn build(&mut self, data: &mut Data<'_>) -> Result<Jieba> {
        for (name, bytes) in FILES {
            data.add_to_digest(name, bytes);
        }
        let Some(dictionary) = dictionary() else {
            let reason = "the file built in is damaged".to_owned();
            return Err(Error::AnalyzerData { path: FILES[0].0.to_owned(), reason });
        };
        let defaults = self.dict.iter().filter(|word| *word == DEFAULT).count();
        if defaults > 1 {
            return Err(Error::AnalyzerSpec(format!(
                "dict: {DEFAULT:?} stands there {defaults} times; expected once"
            )));
        }
        if defaults == 0 && self.revision == Revision::V0_42_1 {
            return Err(Error::AnalyzerSpec(format!("dict: revision \"0.42.1\" needs {DEFAULT:?}")));
        }
        self.dict.retain(|word| !word.is_empty() && word != DEFAULT);
        let mut jieba = Jieba {
            dictionary,
            has_default: defaults == 1,
            user: UserWords::default(),
            total: if defaults == 1 { dictionary.total } else { 0 },
            log_total: 0.0,
            has_latin: false,
            mode: self.mode,
            hmm: self.hmm,
            revision: self.revision,
        };
        if self.revision == Revision::V0_42_1 {
            jieba.total += dictionary.twice;
        }
        jieba.log_total = (jieba.total as f64).ln();
        let mut scratch = JiebaScratch::default();
        for word in &self.dict {
            if word == "_extend_default_" {
                let reason = format!("dict: no dictionary {word:?} is built in; there is: {DEFAULT}");
                return Err(Error::AnalyzerSpec(reason));
            }
            if word.chars().nth(LONGEST).is_some() {
                let beginning: String = word.chars().take(20).collect();
                return Err(Error::AnalyzerSpec(format!(
                    "dict: the word {beginning:?}… has more than {LONGEST} characters"
                )));
            }
            jieba.add(word, &mut scratch);
        }
        if defaults == 1 {
            self.dict.grow(1);
            self.dict.insert(0, text_of(DEFAULT));
        }
        Ok(jieba)
    }

    fn on_server(&self, _: &mut Data<'_>) -> Result<OnServer> {
        Ok(match self.revision {
            Revision::Milvus => OnServer::As(json!(
                {"type": "jieba", "dict": self.dict, "mode": self.mode, "hmm": self.hmm}
            )),
            Revision::V0_42_1 => OnServer::Nothing("a Milvus server does not cut as Python's jieba does"),
        })
    }
}

/// The tokenizer.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Jieba {
    dictionary: &'static Dictionary,
    /// Whether the dictionary's words count. Its model always does.
    has_default: bool,
    user: UserWords,
    /// The sum of the frequencies, and its logarithm.
    total: u64,
    log_total: f64,
    /// Whether a word of the dictionary can be part of a word of ASCII letters and digits.
    has_latin: bool,
    mode: Mode,
    hmm: bool,
    revision: Revision,
}

/// Buffers of one block, reused for the next.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct JiebaScratch {
    /// Of each character.
    codes: Vec<Code>,
    /// From each character on, the logarithm of the probability of the best way.
    route: Vec<f64>,
    /// Of each character, how many characters the word on that way has that begins with it.
    lengths: Vec<u8>,
    states: Vec<u8>,
}

/// What the dictionary knows of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Nothing,
    /// Words that begin with it.
    Prefix,
    /// Its frequency.
    Word(u64),
}

impl Jieba {
    /// Calls `token` with the tokens of a text in order; not with all of them when it is cancelled. In search
    /// mode they overlap.
    fn tokens(&self, text: &str, scratch: &mut JiebaScratch, cancel: &Cancel, token: &mut impl FnMut(&str)) {
        match self.mode {
            Mode::Exact => self.cut(text, self.hmm, scratch, cancel, token),
            Mode::Search => {
                self.cut(text, self.hmm, scratch, cancel, &mut |word| self.search(word, cancel, token));
            }
        }
    }

    /// Cuts a text: each block by the dictionary, and what stands between them into characters.
    fn cut(
        &self,
        text: &str,
        hmm: bool,
        scratch: &mut JiebaScratch,
        cancel: &Cancel,
        token: &mut impl FnMut(&str),
    ) {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut watch = Watch::new(cancel);
        while at < bytes.len() {
            let from = at;
            scratch.codes.clear();
            'block: loop {
                // Room for as many characters as there can be before the next look.
                let stride = STRIDE.min(bytes.len() - at);
                scratch.codes.grow(stride);
                let end = at + stride;
                while at < end {
                    let Some((width, code)) = in_block(&bytes[at..], self.revision, self.dictionary) else {
                        break 'block;
                    };
                    scratch.codes.push(code);
                    at += width;
                }
                if at >= bytes.len() {
                    break;
                }
                if watch.stops_at(at) {
                    return;
                }
            }
            if from < at {
                self.cut_block(&text[from..at], hmm, scratch, cancel, token);
            }
            let from = at;
            while at < bytes.len() && in_block(&bytes[at..], self.revision, self.dictionary).is_none() {
                at += width(bytes[at]);
                if watch.stops_at(at) {
                    return;
                }
            }
            let between = &text[from..at];
            let mut between_watch = Watch::new(cancel);
            let _: ControlFlow<()> = each_character(between, |range| {
                let end = range.end;
                token(&between[range]);
                if between_watch.stops_at(end) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
    }

    /// Cuts a block whose codes are known.
    fn cut_block(
        &self,
        block: &str,
        hmm: bool,
        scratch: &mut JiebaScratch,
        cancel: &Cancel,
        token: &mut impl FnMut(&str),
    ) {
        self.find_route(block, scratch, cancel);
        let JiebaScratch { codes, lengths, states, .. } = scratch;
        let bytes = block.as_bytes();
        let (mut at, mut place) = (0, 0);
        // Where single characters began that are one after the other.
        let mut singles = None;
        let mut watch = Watch::new(cancel);
        while let Some(&length) = lengths.get(place) {
            let mut end = at;
            for _ in 0..length {
                end += bytes.get(end).map_or(0, |&first| width(first));
            }
            if length == 1 && (hmm || bytes[at].is_ascii_alphanumeric()) {
                singles = singles.or(Some((at, place)));
            } else {
                if let Some((from, first)) = singles.take() {
                    self.cut_singles(&block[from..at], &codes[first..place], hmm, states, cancel, token);
                }
                token(&block[at..end]);
            }
            at = end;
            place += usize::from(length);
            if watch.stops_at(at) {
                return;
            }
        }
        if let Some((from, first)) = singles {
            self.cut_singles(&block[from..at], &codes[first..place], hmm, states, cancel, token);
        }
        if codes.capacity() > KEPT {
            *scratch = JiebaScratch::default();
        }
    }

    /// Cuts characters that are single on the best way: with the model again, else not at all.
    fn cut_singles(
        &self,
        text: &str,
        codes: &[Code],
        hmm: bool,
        states: &mut Vec<u8>,
        cancel: &Cancel,
        token: &mut impl FnMut(&str),
    ) {
        if codes.len() == 1 || !hmm {
            return token(text);
        }
        if let Known::Word(_) = self.find(text) {
            // Less probable as a word than as its characters.
            let _: ControlFlow<()> = each_character(text, |range| {
                token(&text[range]);
                ControlFlow::Continue(())
            });
            return;
        }
        hmm::cut(self.dictionary, self.revision, text, codes, states, cancel, token);
    }

    /// Calls `token` with the words of two and three characters within a word, and with the word.
    fn search(&self, word: &str, cancel: &Cancel, token: &mut impl FnMut(&str)) {
        for length in [2, 3] {
            if word.chars().nth(length).is_none() {
                break;
            }
            let mut watch = Watch::new(cancel);
            let ends = word.char_indices().map(|(at, _)| at).skip(length).chain([word.len()]);
            for ((from, _), to) in word.char_indices().zip(ends) {
                if watch.stops_at(from) {
                    return;
                }
                if let Known::Word(_) = self.find(&word[from..to]) {
                    token(&word[from..to]);
                }
            }
        }
        token(word);
    }

    /// What the dictionary knows of a text.
    fn find(&self, text: &str) -> Known {
        if !self.user.is_empty()
            && let Some(node) = self.user.next_char(UserWords::ROOT, text.as_bytes())
        {
            match (self.user.word(node), self.find_default(text)) {
                (Some((frequency, _)), _) => return Known::Word(frequency),
                (None, Known::Nothing) => return Known::Prefix,
                (None, known) => return known,
            }
        }
        self.find_default(text)
    }

    /// What jieba's own dictionary knows of a text.
    fn find_default(&self, text: &str) -> Known {
        match if self.has_default { self.dictionary.find(text) } else { Node::NONE } {
            Node::NONE => Known::Nothing,
            node if node.value() == 0 => Known::Prefix,
            node => Known::Word(self.dictionary.frequency(node)),
        }
    }

    /// Adds a word as if it was as frequent as its parts together.
    fn add(&mut self, word: &str, scratch: &mut JiebaScratch) {
        let known = self.find(word);
        let frequency = self.suggested_frequency(word, known, scratch);
        if self.revision == Revision::Milvus
            && let Known::Word(before) = known
        {
            self.total -= before;
        }
        self.total += frequency;
        self.log_total = (self.total as f64).ln();
        self.user.insert(word, frequency);
        self.has_latin |= word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    }

    /// `suggest_freq` of either revision.
    fn suggested_frequency(&self, word: &str, known: Known, scratch: &mut JiebaScratch) -> u64 {
        // A part that is not known counts once; in Python a beginning of words does not count at all.
        let is_python = self.revision == Revision::V0_42_1;
        let frequency = |known| match known {
            Known::Word(frequency) => frequency,
            Known::Prefix if is_python => 0,
            _ => 1,
        };
        let total = self.total as f64;
        let cancel = Cancel::new();
        let together = if is_python {
            let mut share = 1.0;
            self.cut(word, false, scratch, &cancel, &mut |part| {
                share *= frequency(self.find(part)) as f64 / total;
            });
            share * total
        } else {
            let mut log_share = 0.0;
            self.cut(word, false, scratch, &cancel, &mut |part| {
                log_share = log_share + (frequency(self.find(part)) as f64).ln() - self.log_total;
            });
            (log_share + self.log_total).exp()
        };
        // Not a number, and what is less than 1, become 0.
        #[expect(clippy::cast_sign_loss, reason = "shares are positive")]
        let together = together as u64;
        together.saturating_add(1).max(frequency(known))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::naive::Naive;
    use super::*;

    pub(super) fn built(json: &str) -> Jieba {
        let mut spec: JiebaSpec = serde_json::from_str(json).unwrap();
        spec.build(&mut Data::new(None)).unwrap()
    }

    pub(super) fn tokens(jieba: &Jieba, text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        let cancel = Cancel::new();
        jieba.tokens(text, &mut JiebaScratch::default(), &cancel, &mut |token| tokens.push(token.to_owned()));
        tokens
    }

    /// Numbers below a bound, the same in every run.
    pub(super) fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
        move |below| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as usize % below
        }
    }

    /// Frequent characters with words among them, rare and unknown ones, signs, and what ends blocks.
    pub(super) const ALPHABET: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年\
        動學氣龜鬱耀蘄喆㐀㐁豈\u{9fd5}\u{9fd6}\u{20000}abT恤BK1234.%+#&-_，。 \r\n\u{3000}é👪";

    #[test]
    fn tokens_are_those_of_the_naive_twin() {
        let dictionary = dictionary().unwrap();
        let alphabet: Vec<char> = ALPHABET.chars().collect();
        let mut draw = numbers(1);
        for (name, revision) in [("milvus", Revision::Milvus), ("0.42.1", Revision::V0_42_1)] {
            let naive = Naive::of(&alphabet, revision, dictionary);
            assert!(naive.words.len() > 500);
            for hmm in [true, false] {
                let built = |mode| built(&format!(r#"{{"mode":"{mode}","hmm":{hmm},"revision":"{name}"}}"#));
                let (exact, search) = (built("exact"), built("search"));
                for round in 0..4000 {
                    let length = 1 + draw(if round % 100 == 0 { 300 } else { 12 });
                    // Some texts are of few different characters.
                    let (from, some) = (draw(alphabet.len()), 1 + draw(alphabet.len()));
                    let text: String =
                        (0..length).map(|_| alphabet[(from + draw(some)) % alphabet.len()]).collect();
                    assert_eq!(tokens(&exact, &text), naive.cut(&text, hmm), "{text:?} {revision:?} {hmm}");
                    assert_eq!(
                        tokens(&search, &text),
                        naive.cut_for_search(&text, hmm),
                        "{text:?} {revision:?}"
                    );
                }
            }
        }
    }

    /// Texts of our own with the tokens of jieba 0.42.1, and of jieba-rs 0.6.8 in its search mode.
    const GOLDEN: [(&str, &str, &str); 7] = [
        (
            "红隼悬停在田野上空，等待田鼠露面。",
            "红|隼|悬停|在|田野|上空|，|等待|田鼠|露面|。",
            "红|隼|悬停|在|田野|上空|，|等待|田鼠|露面|。",
        ),
        (
            "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
            "小明|硕士|毕业|于|中国科学院|计算所|，|后|在|日本京都大学|深造",
            "小明|硕士|毕业|于|中国|科学|学院|科学院|中国科学院|计算|计算所|，|后|在|日本|京都|大学|日本京都大学|深造",
        ),
        (
            "這隻鳶飛過臺北的天空；孩子們大聲歡呼",
            "這|隻|鳶|飛過|臺|北|的|天空|；|孩子|們|大聲|歡呼",
            "這|隻|鳶|飛過|臺|北|的|天空|；|孩子|們|大聲|歡呼",
        ),
        (
            "他来到了网易杭研大厦，买了3.5%的股份和C++教程",
            "他|来到|了|网易|杭研|大厦|，|买|了|3.5%|的|股份|和|C++|教程",
            "他|来到|了|网易|杭研|大厦|，|买|了|3.5%|的|股份|和|C++|教程",
        ),
        (
            "我买了iPhone15和AT&T的卡，花了1,299.00元。\r\n很贵！",
            "我|买|了|iPhone15|和|AT&T|的|卡|，|花|了|1|,|299.00|元|。|\r\n|很|贵|！",
            "我|买|了|iPhone15|和|AT&T|的|卡|，|花|了|1|,|299.00|元|。|\r\n|很|贵|！",
        ),
        (
            "龘靐齉在㐀㐁里，鿖也在\u{20000}里",
            "龘|靐|齉|在|㐀|㐁|里|，|鿖|也|在|\u{20000}|里",
            "龘|靐|齉|在|㐀㐁|里|，|鿖|也|在|\u{20000}|里",
        ),
        (
            "这件T恤1a2、b-3都不错，B超c#也行",
            "这件|T恤|1a2|、|b|-|3|都|不错|，|B超|c#|也|行",
            "这件|T恤|1a2|、|b-3|都|不错|，|B超|c#|也|行",
        ),
    ];

    #[test]
    fn tokens_are_those_of_jieba_and_of_jieba_rs() {
        let (python, milvus) = (built(r#"{"mode":"exact","revision":"0.42.1"}"#), built("{}"));
        for (text, exact, search) in GOLDEN {
            assert_eq!(tokens(&python, text).join("|"), exact);
            assert_eq!(tokens(&milvus, text).join("|"), search);
        }
    }

    #[test]
    fn words_of_the_spec_are_as_frequent_as_their_parts() {
        // Each with the frequency that both give it after those before it.
        let words = ["杭研大厦", "的学者", "红隼", "中国", "iPhone15", "龘靐", "中国", "田野上空"];
        let frequencies = [1, 23, 1, 129_471, 2, 1, 129_472, 1];
        for (revision, total) in [("milvus", 60_101_964 + 1 + 23 + 1 + 2 + 2 + 1 + 1), ("0.42.1", 60_360_939)]
        {
            let with = |count: usize| {
                let dict = [&["_default_"], &words[..count]].concat();
                built(&serde_json::json!({"dict": dict, "mode": "exact", "revision": revision}).to_string())
            };
            for (at, frequency) in frequencies.into_iter().enumerate() {
                assert_eq!(with(at + 1).find(words[at]), Known::Word(frequency), "{revision} {}", words[at]);
            }
            let jieba = with(words.len());
            assert_eq!(jieba.total, total);
            let text = "红隼悬停在田野上空，他来到了网易杭研大厦。";
            let expected = "红隼|悬停|在|田野上空|，|他|来到|了|网易|杭研大厦|。";
            assert_eq!(tokens(&jieba, text).join("|"), expected);
        }
        let search = built(r#"{"dict":["的学者","_default_","杭研大厦"],"hmm":false}"#);
        let text = "研究生命起源的学者不多，网易杭研大厦，3.5%";
        let expected = "研究|生命|起源|学者|的学者|不|多|，|网易|大厦|杭研大厦|，|3|.|5|%";
        assert_eq!(tokens(&search, text).join("|"), expected);
        // Without jieba's dictionary, single characters and the model are left.
        assert_eq!(tokens(&built(r#"{"dict":["网易"],"hmm":false}"#), "买网易cd").join("|"), "买|网易|cd");
        assert_eq!(tokens(&built(r#"{"dict":[]}"#), "研究生命起源").join("|"), "研究|生命|起源");
    }

    #[test]
    fn words_of_latin_letters_change_those_they_are_in() {
        let jieba = built(r#"{"dict":["_default_","milvus"],"mode":"exact"}"#);
        assert_eq!(
            tokens(&jieba, "milvus").join("|"),
            tokens(&jieba, "milvus2").join("|").trim_end_matches("|2")
        );
        assert!(jieba.has_latin && !built("{}").has_latin && !built(r#"{"dict":["a","c++"]}"#).has_latin);
    }

    fn spec_error(json: &str) -> String {
        let mut spec: JiebaSpec = serde_json::from_str(json).unwrap();
        spec.build(&mut Data::new(None)).unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_be_built_is_said() {
        for (json, expected) in [
            (r#"{"dict":["_default_","_default_"]}"#, "stands there 2 times"),
            (r#"{"dict":["_extend_default_"]}"#, "no dictionary \"_extend_default_\" is built in"),
            (r#"{"dict":["鸢"],"revision":"0.42.1"}"#, "needs \"_default_\""),
            (&format!(r#"{{"dict":["{}"]}}"#, "鸢".repeat(129)), "has more than 128 characters"),
        ] {
            assert!(spec_error(json).contains(expected), "{json}: {}", spec_error(json));
        }
        assert!(serde_json::from_str::<JiebaSpec>(r#"{"mode":"all"}"#).is_err());
        assert!(serde_json::from_str::<JiebaSpec>(r#"{"user_dict":[]}"#).is_err());
    }

    #[test]
    fn the_canonical_form_has_the_dictionary_first() {
        let mut spec: JiebaSpec = serde_json::from_str(r#"{"dict":["鸢","","_default_","隼"]}"#).unwrap();
        spec.build(&mut Data::new(None)).unwrap();
        assert_eq!(
            serde_json::to_string(&spec).unwrap(),
            r#"{"dict":["_default_","鸢","隼"],"mode":"search","hmm":true,"revision":"milvus"}"#
        );
    }

    #[test]
    fn a_huge_text_of_any_kind_is_cut_in_linear_time_and_cancelled_soon() {
        const BYTES: usize = 192 << 10;
        let longest = "鸢".repeat(LONGEST);
        let jieba = built(&format!(r#"{{"dict":["_default_","{longest}"]}}"#));
        let texts =
            ["的", "中国人民", "龘", "鸢", "鸢隼", "a", "1.", "c++", "。", " ", "\r\n", "㐀", "👪", "中a。"];
        for pattern in texts {
            let text = pattern.repeat(BYTES / pattern.len());
            let count = |cancel: &Cancel| {
                let (mut bytes, mut scratch) = (0, JiebaScratch::default());
                jieba.tokens(&text, &mut scratch, cancel, &mut |token| bytes += token.len());
                bytes
            };
            let cancel = Cancel::new();
            assert!(count(&cancel) >= text.len());
            let looks = cancel.looks();
            assert!(looks >= text.len() / STRIDE, "{pattern:?}: {looks} looks");
            for look in (1..=looks).step_by(looks.div_ceil(4)) {
                let cancel = Cancel::at_look(look);
                count(&cancel);
                assert!(cancel.looks() < 32, "{pattern:?}: {} looks after look {look}", cancel.looks());
            }
        }
    }
}
