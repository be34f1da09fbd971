//! The keys of the chunk memo: chunks that come to the same tokens, under one name of 16 bytes.

use std::ops::Range;

use crate::analysis::{Analyzer, Flags};
use crate::simd::{Classes, classify};

/// The longest chunk that fits into a key, in bytes. Longer ones are 1 in 400 in English.
const LONGEST: usize = 14;

/// For each length, the bytes of a chunk of that length within its two words.
static MASKS: [[u64; 2]; LONGEST + 1] = {
    let mut masks = [[0; 2]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        masks[length] = if length <= 8 {
            [u64::MAX >> (64 - 8 * length), 0]
        } else {
            [u64::MAX, u64::MAX >> (128 - 8 * length)]
        };
        length += 1;
    }
    masks
};

/// A chunk and its flags in 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Key(pub(super) [u64; 2]);

impl Key {
    /// Length and flags keep apart what padding with zeros would confuse; the length is never 0, so
    /// an empty entry of the memo is no key.
    #[inline]
    fn new([low, high]: [u64; 2], length: usize, flags: Flags) -> Self {
        Self([low, high | (length as u64) << 48 | u64::from(flags.bits()) << 56])
    }
}

/// Makes keys for one analyzer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    folds_case: bool,
    drops_punctuation: bool,
}

impl Keys {
    pub(super) fn new(analyzer: &Analyzer) -> Self {
        Self { folds_case: analyzer.folds_case(), drops_punctuation: analyzer.drops_punctuation() }
    }

    /// The key of the chunk at `range` of `text` if it is a short word of ASCII letters and digits:
    /// whatever stands around it.
    #[inline]
    pub(super) fn word(self, text: &[u8], range: Range<usize>) -> Option<Key> {
        let length = range.len();
        let words = read(text, range.start, length)?;
        let Classes { folded, alphanumeric, .. } = classify(words);
        let is_word = alphanumeric == (1 << length) - 1;
        is_word.then(|| Key::new(if self.folds_case { folded } else { words }, length, Flags::NONE))
    }

    /// The key of any other chunk, or `None` when it is too long.
    pub(super) fn other(self, text: &[u8], range: Range<usize>, flags: Flags) -> Option<Key> {
        if self.drops_punctuation
            && let Some(key) = self.trimmed(text, range.clone(), flags)
        {
            return Some(key);
        }
        let words = read(text, range.start, range.len())?;
        let Classes { folded, keeps_case, .. } = classify(words);
        let words = if self.folds_case && keeps_case == 0 { folded } else { words };
        Some(Key::new(words, range.len(), flags))
    }

    /// The key of a word without the marks around it that are tokens of their own and dropped.
    fn trimmed(self, text: &[u8], range: Range<usize>, flags: Flags) -> Option<Key> {
        let Range { mut start, mut end } = range;
        let mut right = b' ';
        let mut stop = flags.has(Flags::CLOSERS_FOLLOW);
        while end > start {
            let last = text[end - 1];
            match last {
                b';' | b'!' | b'?' | b')' => {}
                // Two of these in a row are tokens of their own only sometimes.
                b',' | b':' if !matches!(right, b',' | b':') => {}
                // The sentence's final stop; at another place it belongs to the word.
                b'.' if stop => stop = false,
                _ => break,
            }
            right = last;
            end -= 1;
        }
        if end > start && text[start] == b'(' {
            start += 1;
        }
        if start < end { self.word(text, start..end) } else { None }
    }
}

/// The `length` bytes at `start` as two little-endian words padded with zeros, unless they are too
/// many.
#[inline]
fn read(text: &[u8], start: usize, length: usize) -> Option<[u64; 2]> {
    let mask = MASKS.get(length)?;
    let rest = text.get(start..)?;
    let mut padded = [0; 16];
    let block: &[u8; 16] = if let Some(block) = rest.first_chunk() {
        block
    } else {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    };
    let (words, _) = block.as_chunks::<8>();
    Some([u64::from_le_bytes(words[0]) & mask[0], u64::from_le_bytes(words[1]) & mask[1]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{AnalyzerSpec, TokenBuffer};
    use crate::parallel::Cancel;
    use std::collections::BTreeMap;

    fn analyzers() -> Vec<Analyzer> {
        let specs = [
            r#"{"tokenizer": "nltk"}"#,
            r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["punctuation"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["stop", "lowercase", "punctuation", "stemmer"]}"#,
        ];
        let specs = specs.into_iter().map(|spec| serde_json::from_str::<AnalyzerSpec>(spec).unwrap());
        specs.map(|spec| Analyzer::from_spec(&spec).unwrap()).chain([Analyzer::english()]).collect()
    }

    /// All strings of up to four of these characters, and some words with marks around them.
    fn chunks() -> Vec<String> {
        let alphabet = ['a', 'S', '1', '.', ',', ':', ')', '(', '?', '\'', '"', '-', 'é', '\0'];
        let mut chunks = vec![String::new()];
        let mut longest = 0..1;
        for _ in 0..4 {
            let next = longest.end..chunks.len().max(longest.end);
            let from: Vec<String> = chunks[longest.clone()].to_vec();
            chunks.extend(from.iter().flat_map(|chunk| alphabet.iter().map(move |c| format!("{chunk}{c}"))));
            longest = next.start..chunks.len();
        }
        for word in ["Cannot", "wanna", "gimme", "the", "U", "Kite2", "averyveryverylongword"] {
            for before in ["", "(", "((", "\""] {
                for after in ["", ",", ".", ").", ".)", ",,", ":)", "...", "!?", ");", "'s", "'S"] {
                    chunks.push(format!("{before}{word}{after}"));
                    chunks.push(format!("{before}{}{after}", word.to_uppercase()));
                }
            }
        }
        chunks
    }

    #[test]
    fn chunks_with_one_key_have_the_same_tokens() {
        for analyzer in analyzers() {
            let keys = Keys::new(&analyzer);
            let mut tokens_of: BTreeMap<[u64; 2], Vec<String>> = BTreeMap::new();
            let mut shared = 0;
            for chunk in chunks().iter().filter(|chunk| !chunk.is_empty()) {
                let closing = !chunk.trim_end_matches([')', '\'', '"']).ends_with("..")
                    && chunk.trim_end_matches([')', '\'', '"']).ends_with('.');
                for flags in [Flags::NONE, if closing { Flags::CLOSERS_FOLLOW } else { Flags::NONE }] {
                    let key = |text: &str, range: Range<usize>| {
                        let word = keys.word(text.as_bytes(), range.clone());
                        word.or_else(|| keys.other(text.as_bytes(), range, flags))
                    };
                    let padded = format!(" {chunk} and more");
                    let padded = key(&padded, 1..1 + chunk.len());
                    let key = key(chunk, 0..chunk.len());
                    assert_eq!(key, padded, "{chunk:?}");
                    let Some(key) = key else {
                        assert!(chunk.len() > LONGEST);
                        continue;
                    };
                    let mut buffer = TokenBuffer::new();
                    analyzer.chunk_tokens(chunk, flags, &Cancel::new(), &mut buffer);
                    let tokens: Vec<String> = buffer.iter().map(str::to_owned).collect();
                    match tokens_of.get(&key.0) {
                        Some(before) => {
                            assert_eq!(*before, tokens, "{chunk:?} {flags:?} {:?}", analyzer.spec());
                            shared += 1;
                        }
                        None => drop(tokens_of.insert(key.0, tokens)),
                    }
                }
            }
            assert!(shared > 100);
        }
    }
}
