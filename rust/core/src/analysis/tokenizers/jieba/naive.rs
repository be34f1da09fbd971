//! jieba as its Python code says it, over a map of words: what the tests hold the tokenizer against.

use std::collections::BTreeMap;

use super::Revision;
use super::dictionary::{Dictionary, NEVER};

/// The words with their frequencies, and 0 for what words begin with.
pub(super) struct Naive<'d> {
    pub(super) words: BTreeMap<String, u64>,
    pub(super) total: u64,
    pub(super) revision: Revision,
    pub(super) dictionary: &'d Dictionary,
}

impl<'d> Naive<'d> {
    /// The dictionary's words that are made of some characters.
    pub(super) fn of(alphabet: &[char], revision: Revision, dictionary: &'d Dictionary) -> Self {
        let mut words = BTreeMap::new();
        let mut prefixes = vec![String::new()];
        while let Some(prefix) = prefixes.pop() {
            for &char in alphabet {
                let longer = format!("{prefix}{char}");
                let node = dictionary.find(&longer);
                if node != super::Node::NONE {
                    words.insert(longer.clone(), dictionary.frequency(node));
                    prefixes.push(longer);
                }
            }
        }
        let twice = if revision == Revision::V0_42_1 { dictionary.twice } else { 0 };
        Self { words, total: dictionary.total + twice, revision, dictionary }
    }

    fn is_in_block(&self, char: char) -> bool {
        super::in_block(char.encode_utf8(&mut [0; 4]).as_bytes(), self.revision, self.dictionary).is_some()
    }

    pub(super) fn cut(&self, text: &str, hmm: bool) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let is_block = self.is_in_block(chars[at]);
            let end = (at..chars.len())
                .find(|&end| self.is_in_block(chars[end]) != is_block)
                .unwrap_or(chars.len());
            let part = &chars[at..end];
            if is_block {
                self.cut_block(part, hmm, &mut tokens);
            } else {
                let text: String = part.iter().collect();
                for (place, line) in text.split("\r\n").enumerate() {
                    if place > 0 {
                        tokens.push("\r\n".to_owned());
                    }
                    tokens.extend(line.chars().map(String::from));
                }
            }
            at = end;
        }
        tokens
    }

    fn cut_block(&self, chars: &[char], hmm: bool, tokens: &mut Vec<String>) {
        let count = chars.len();
        let text = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let mut dag = Vec::new();
        for from in 0..count {
            let mut ends = Vec::new();
            for end in from + 1..=count {
                match self.words.get(&text(from, end)) {
                    None => break,
                    Some(0) => {}
                    Some(_) => ends.push(end),
                }
            }
            if ends.is_empty() {
                ends.push(from + 1);
            }
            dag.push(ends);
        }
        let log_total = (self.total as f64).ln();
        let mut route = vec![(0.0, 0); count + 1];
        for from in (0..count).rev() {
            let ways = dag[from].iter().map(|&end| {
                let frequency = self.words.get(&text(from, end)).copied().unwrap_or(0).max(1);
                ((frequency as f64).ln() - log_total + route[end].0, end)
            });
            route[from] = ways.max_by(|one, two| one.partial_cmp(two).unwrap()).unwrap();
        }
        let (mut at, mut singles) = (0, Vec::new());
        loop {
            let end = route[at].1;
            let single = end == at + 1 && (hmm || chars[at].is_ascii_alphanumeric());
            if single && at < count {
                singles.push(chars[at]);
            } else {
                let joined: String = singles.iter().collect();
                if singles.len() == 1 || !hmm && !singles.is_empty() {
                    tokens.push(joined);
                } else if self.words.get(&joined).is_some_and(|&frequency| frequency > 0) {
                    tokens.extend(singles.iter().map(|&char| char.to_string()));
                } else {
                    self.cut_again(&singles, tokens);
                }
                singles.clear();
                if at == count {
                    return;
                }
                tokens.push(text(at, end));
            }
            at = end;
        }
    }

    /// `finalseg.cut`.
    fn cut_again(&self, chars: &[char], tokens: &mut Vec<String>) {
        let is_han = |char: char| ('\u{4e00}'..='\u{9fd5}').contains(&char);
        let mut at = 0;
        while at < chars.len() {
            let han = is_han(chars[at]);
            let end = (at..chars.len()).find(|&end| is_han(chars[end]) != han).unwrap_or(chars.len());
            if han {
                self.viterbi(&chars[at..end], tokens);
            } else {
                self.cut_signs(&chars[at..end], tokens);
            }
            at = end;
        }
    }

    fn viterbi(&self, chars: &[char], tokens: &mut Vec<String>) {
        // The states in the order of their letters, B E M S, and from which each can be reached.
        let before = [[1, 3], [0, 2], [0, 2], [1, 3]];
        let emissions = self.dictionary.emissions(self.revision == Revision::Milvus);
        let emission = |char: char, state: usize| {
            let code = self.dictionary.han_code(char as usize - 0x4e00);
            if code == 0 { NEVER } else { emissions[usize::from(code)][state] }
        };
        let mut ways: Vec<(f64, Vec<usize>)> = (0..4)
            .map(|state| (self.dictionary.begin[state] + emission(chars[0], state), vec![state]))
            .collect();
        for &char in &chars[1..] {
            ways = (0..4)
                .map(|state| {
                    let sum = |from: usize| {
                        ways[from].0 + self.dictionary.steps[from][state] + emission(char, state)
                    };
                    let best = before[state]
                        .into_iter()
                        .max_by(|&one, &two| sum(one).partial_cmp(&sum(two)).unwrap());
                    let best = best.unwrap();
                    (sum(best), [ways[best].1.clone(), vec![state]].concat())
                })
                .collect();
        }
        let states = if ways[3].0 >= ways[1].0 { &ways[3].1 } else { &ways[1].1 };
        let (mut begin, mut next) = (0, 0);
        for (at, state) in states.iter().enumerate() {
            match state {
                0 => begin = at,
                1 | 3 => {
                    let from = if *state == 1 { begin } else { at };
                    tokens.push(chars[from..=at].iter().collect());
                    next = at + 1;
                }
                _ => {}
            }
        }
        if next < chars.len() {
            tokens.push(chars[next..].iter().collect());
        }
    }

    /// Splits by `([a-zA-Z0-9]+(?:\.\d+)?%?)`, or jieba-rs' `([a-zA-Z0-9]+(?:.\d+)?%?)`.
    fn cut_signs(&self, chars: &[char], tokens: &mut Vec<String>) {
        let is = |at: usize, kind: fn(&char) -> bool| chars.get(at).is_some_and(kind);
        let mut between = String::new();
        let mut at = 0;
        while at < chars.len() {
            let mut end = at;
            while is(end, char::is_ascii_alphanumeric) {
                end += 1;
            }
            if end == at {
                between.push(chars[at]);
                at += 1;
                continue;
            }
            if is(end, |&char| char == '.') || self.revision == Revision::Milvus {
                let mut digits = end + 1;
                while is(digits, char::is_ascii_digit) {
                    digits += 1;
                }
                if digits > end + 1 {
                    end = digits;
                }
            }
            end += usize::from(is(end, |&char| char == '%'));
            tokens.extend(Some(std::mem::take(&mut between)).filter(|text| !text.is_empty()));
            tokens.push(chars[at..end].iter().collect());
            at = end;
        }
        tokens.extend(Some(between).filter(|text| !text.is_empty()));
    }

    /// `cut_for_search`.
    pub(super) fn cut_for_search(&self, text: &str, hmm: bool) -> Vec<String> {
        let mut tokens = Vec::new();
        for word in self.cut(text, hmm) {
            let chars: Vec<char> = word.chars().collect();
            for length in [2, 3] {
                if chars.len() > length {
                    let parts = chars.windows(length).map(|part| part.iter().collect::<String>());
                    tokens.extend(parts.filter(|part| self.words.get(part).is_some_and(|&count| count > 0)));
                }
            }
            tokens.push(word);
        }
        tokens
    }
}
