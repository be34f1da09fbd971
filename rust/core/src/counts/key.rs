//! The keys of the chunk memo: chunks that come to the same tokens, under one name of 16 bytes.

use std::ops::Range;

use crate::analysis::{Analyzer, Flags};

/// The longest chunk that fits into a key, in bytes. Longer ones are 1 in 400 in English.
const LONGEST: usize = 14;

/// Every byte of a word set to this one.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The uppermost bit of every byte.
const TOP: u64 = each(0x80);

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

    /// The key of the chunk at `range` of `text`, or `None` when it is too long.
    #[inline]
    pub(super) fn key(self, text: &[u8], range: Range<usize>, flags: Flags) -> Option<Key> {
        let last = text[range.end - 1];
        if self.drops_punctuation
            && !(last.is_ascii_alphanumeric() && text[range.start] != b'(')
            && let Some(key) = self.trimmed(text, range.clone(), flags)
        {
            return Some(key);
        }
        let words = Words::read(text, range)?;
        let letters = words.ascii_letters();
        let [low, high] = match letters {
            Some(letters) if self.folds_case => words.lowercase(letters),
            _ => words.0,
        };
        // Length and flags keep apart what padding with zeros would confuse; the length is never 0,
        // so an empty entry of the memo is no key.
        Some(Key([low, high | (words.1 as u64) << 48 | u64::from(flags.bits()) << 56]))
    }

    /// The key of a word without the marks around it that are tokens of their own and dropped.
    #[inline(never)]
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
        if start == end || !text[start..end].iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        self.key(text, start..end, Flags::NONE)
    }
}

/// A chunk's bytes as two little-endian words padded with zeros, and its length.
#[derive(Clone, Copy)]
struct Words([u64; 2], usize);

impl Words {
    #[inline]
    fn read(text: &[u8], range: Range<usize>) -> Option<Self> {
        let length = range.len();
        let mask = MASKS.get(length)?;
        let mut padded = [0; 16];
        let block: &[u8; 16] = if let Some(block) = text[range.start..].first_chunk() {
            block
        } else {
            padded[..length].copy_from_slice(&text[range]);
            &padded
        };
        let (words, _) = block.as_chunks::<8>();
        Some(Self([u64::from_le_bytes(words[0]) & mask[0], u64::from_le_bytes(words[1]) & mask[1]], length))
    }

    /// The top bit of every byte that is an ASCII letter; `None` for chunks whose case may matter:
    /// with an apostrophe or beyond ASCII.
    #[inline]
    fn ascii_letters(self) -> Option<[u64; 2]> {
        let [low, high] = self.0;
        let apostrophe = |word: u64| {
            let word = word ^ each(b'\'');
            word.wrapping_sub(each(1)) & !word
        };
        if (low | high | apostrophe(low) | apostrophe(high)) & TOP != 0 {
            return None;
        }
        let letters = |word: u64| {
            let word = word | each(0x20);
            (word + each(0x80 - b'a')) & !(word + each(0x80 - b'z' - 1)) & TOP
        };
        Some([letters(low), letters(high)])
    }

    #[inline]
    fn lowercase(self, letters: [u64; 2]) -> [u64; 2] {
        [self.0[0] | letters[0] >> 2, self.0[1] | letters[1] >> 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{AnalyzerSpec, TokenBuffer};
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
                    let padded = format!(" {chunk} and more");
                    let key = keys.key(padded.as_bytes(), 1..1 + chunk.len(), flags);
                    assert_eq!(key, keys.key(chunk.as_bytes(), 0..chunk.len(), flags), "{chunk:?}");
                    let Some(key) = key else {
                        assert!(chunk.len() > LONGEST);
                        continue;
                    };
                    let mut buffer = TokenBuffer::new();
                    analyzer.chunk_tokens(chunk, flags, &mut buffer);
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
