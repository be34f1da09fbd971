//! Tokens with what a search needs to know of them: where they come from, and where they stand.

use std::ops::Range;

use super::tokenizers::Chunk;
use crate::memory::{Grow, text_of};
use crate::unicode;

/// A token, where in the text it comes from, and the number that it has there: what Milvus' `run_analyzer`
/// tells of one, and more.
///
/// ```
/// use elanus_core::analysis::{Analyzer, DetailedToken};
/// use elanus_core::parallel::Cancel;
///
/// let [kite, hunt]: [DetailedToken; 2] =
///     Analyzer::english().detailed_tokens("Élan: the kite hunts", &Cancel::new())[1..].to_vec().try_into().unwrap();
/// assert_eq!((&*kite.text, kite.bytes, kite.characters, kite.position), ("kite", 11..15, 10..14, 3));
/// assert_eq!((&*hunt.text, hunt.position, hunt.kind()), ("hunt", 4, "word"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailedToken {
    /// The token, after all filters.
    pub text: String,
    /// The bytes of the text that the tokenizer made it of.
    pub bytes: Range<usize>,
    /// The same place in characters.
    pub characters: Range<usize>,
    /// The number of the tokenizer's token, counted from 0: one that a filter drops leaves a gap, and several
    /// that filters make of one have the same. Of jieba's words, which may lie in each other, as on the
    /// server the first character.
    pub position: usize,
    /// How many positions it takes up: one, or jieba's word as many as it has characters.
    pub position_length: usize,
}

impl DetailedToken {
    /// The term's column in the vectors that a server makes: the CRC-32 of its first 100 bytes.
    ///
    /// ```
    /// use elanus_core::analysis::Analyzer;
    /// use elanus_core::parallel::Cancel;
    ///
    /// let tokens = Analyzer::english().detailed_tokens("123456789", &Cancel::new());
    /// assert_eq!(tokens[0].hash(), 0xcbf4_3926);
    /// ```
    #[must_use]
    pub fn hash(&self) -> u32 {
        let bytes = self.text.as_bytes();
        // The server's columns are below the largest number.
        crc32(&bytes[..bytes.len().min(100)]) % u32::MAX
    }

    /// `"word"` for a token with a letter, `"number"` for one with a number, else `"symbol"`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.text.chars().any(char::is_alphabetic) {
            "word"
        } else if self.text.chars().any(char::is_numeric) {
            "number"
        } else {
            "symbol"
        }
    }
}

/// The checksum of Ethernet and zip.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

/// Collects the tokens of a text.
#[derive(Debug)]
pub(super) struct Details<'t> {
    text: &'t str,
    tokens: Vec<DetailedToken>,
    /// A place in bytes and in characters: the start of the latest token.
    at: (usize, usize),
    /// The latest place, in bytes and in characters.
    place: (Range<usize>, Range<usize>),
    /// How many tokens of the tokenizer's there were.
    given: usize,
    counts_characters: bool,
}

impl<'t> Details<'t> {
    /// None yet. Whether positions are counted in characters, the tokenizer says.
    pub(super) fn new(text: &'t str, counts_characters: bool) -> Self {
        Self { text, tokens: Vec::new(), at: (0, 0), place: (0..0, 0..0), given: 0, counts_characters }
    }

    /// Adds what the filters made of the tokenizer's next token, which stands at this place.
    pub(super) fn push<'a>(&mut self, bytes: Range<usize>, made: impl ExactSizeIterator<Item = &'a str>) {
        let number = self.given;
        self.given += 1;
        if made.len() == 0 {
            return;
        }
        let characters = self.characters(&bytes);
        let (position, position_length) =
            if self.counts_characters { (characters.start, characters.len()) } else { (number, 1) };
        self.tokens.grow(made.len());
        self.tokens.extend(made.map(|token| DetailedToken {
            text: text_of(token),
            bytes: bytes.clone(),
            characters: characters.clone(),
            position,
            position_length,
        }));
    }

    /// A place in characters. Counted from the latest place, so that all together take one walk over the
    /// text.
    fn characters(&mut self, bytes: &Range<usize>) -> Range<usize> {
        if *bytes == self.place.0 {
            return self.place.1.clone();
        }
        let (before, mut start) = self.at;
        if before <= bytes.start {
            start += self.text[before..bytes.start].chars().count();
        } else {
            start -= self.text[bytes.start..before].chars().count();
        }
        self.at = (bytes.start, start);
        let characters = start..start + self.text[bytes.clone()].chars().count();
        self.place = (bytes.clone(), characters.clone());
        characters
    }

    /// All of them.
    pub(super) fn into_tokens(self) -> Vec<DetailedToken> {
        self.tokens
    }
}

/// Finds the places of a chunk's tokens.
#[derive(Debug)]
pub(super) struct Aligner<'t> {
    chunk: &'t str,
    start: usize,
    /// Where the latest token ends.
    end: usize,
    is_lost: bool,
}

impl<'t> Aligner<'t> {
    /// Before its first token.
    pub(super) fn new(chunk: &Chunk<'t>) -> Self {
        Self { chunk: chunk.as_str(), start: chunk.range().start, end: 0, is_lost: false }
    }

    /// The place in the text of the chunk's next token.
    ///
    /// A token that is no slice of its chunk is NLTK's, and found after the one before it: nothing but white
    /// space is left out between tokens, and the quotes alone are written in another way. Should a token not
    /// be found, then it and those after it are given what is left of the chunk.
    pub(super) fn place(&mut self, token: &str) -> Range<usize> {
        let range = self.slice(token).unwrap_or_else(|| self.find(token));
        self.end = if self.is_lost { self.end } else { range.end };
        self.start + range.start..self.start + range.end
    }

    fn slice(&self, token: &str) -> Option<Range<usize>> {
        let start = token.as_ptr().addr().checked_sub(self.chunk.as_ptr().addr())?;
        let end = start + token.len();
        (end <= self.chunk.len()).then_some(start..end)
    }

    fn find(&mut self, token: &str) -> Range<usize> {
        let mut at = self.end;
        while !self.is_lost {
            let rest = &self.chunk[at..];
            let length = match token {
                "``" | "''" if rest.starts_with('"') => Some(1),
                "``" if rest.starts_with("''") => Some(2),
                _ => rest.starts_with(token).then_some(token.len()),
            };
            if let Some(length) = length {
                return at..at + length;
            }
            match rest.chars().next() {
                Some(c) if unicode::is_str_space(c) => at += c.len_utf8(),
                _ => self.is_lost = true,
            }
        }
        self.end..self.chunk.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, AnalyzerSpec, presets, tokenizer_tests};
    use crate::parallel::Cancel;

    fn analyzer(json: &str) -> Analyzer {
        Analyzer::from_spec(&AnalyzerSpec::from_json(json).unwrap()).unwrap()
    }

    fn details(json: &str, text: &str) -> Vec<DetailedToken> {
        analyzer(json).detailed_tokens(text, &Cancel::new())
    }

    /// Texts, the slices that they come from, and positions.
    fn places(json: &str, text: &str) -> Vec<(String, String, usize)> {
        let details = details(json, text);
        details.into_iter().map(|token| (token.text, text[token.bytes].to_owned(), token.position)).collect()
    }

    #[test]
    fn quotes_are_found_where_they_stand() {
        let found = places(r#"{"tokenizer":"nltk"}"#, "\"Ο κήτος\", ''he'' said\u{1c}``can't''. \"(\"a\")\"");
        let expected = [
            ("``", "\""),
            ("Ο", "Ο"),
            ("κήτος", "κήτος"),
            ("''", "\""),
            (",", ","),
            ("``", "''"),
            ("he", "he"),
            ("''", "''"),
            ("said", "said"),
            ("``", "``"),
            ("ca", "ca"),
            ("n't", "n't"),
            ("''", "''"),
            (".", "."),
            ("``", "\""),
            ("(", "("),
            ("``", "\""),
            ("a", "a"),
            ("''", "\""),
            (")", ")"),
            ("''", "\""),
        ];
        let found: Vec<_> = found.iter().map(|(token, slice, _)| (&**token, &**slice)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn filters_leave_gaps_and_share_positions() {
        let stop =
            r#"{"tokenizer":"standard","filter":["lowercase",{"type":"stop","stop_words":["_english_"]}]}"#;
        let found = places(stop, "The kite and the Élan");
        assert_eq!(found, [("kite".into(), "kite".into(), 1), ("élan".into(), "Élan".into(), 4)]);
        let twice = r#"{"tokenizer":"whitespace","filter":[{"type":"repeat","times":2}]}"#;
        let found = places(twice, "a ¿b");
        let expected = [("0a", "a", 0), ("1a", "a", 0), ("0¿b", "¿b", 1), ("1¿b", "¿b", 1)];
        assert_eq!(found, expected.map(|(token, slice, at)| (token.into(), slice.into(), at)));
    }

    #[test]
    fn positions_of_words_in_words_are_characters() {
        let tokens = details(r#"{"tokenizer":"jieba"}"#, "a 中华人民共和国万岁");
        let places: Vec<_> = tokens
            .iter()
            .map(|token| (&*token.text, token.bytes.start, token.position, token.position_length))
            .collect();
        let expected = [
            ("a", 0, 0, 1),
            (" ", 1, 1, 1),
            ("中华", 2, 2, 2),
            ("华人", 5, 3, 2),
            ("人民", 8, 4, 2),
            ("共和", 14, 6, 2),
            ("共和国", 14, 6, 3),
            ("中华人民共和国", 2, 2, 7),
            ("万岁", 23, 9, 2),
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn kinds_and_hashes() {
        let tokens = details(r#"{"tokenizer":"whitespace"}"#, "x2 3.5 ½ -- 中 ");
        let kinds: Vec<&str> = tokens.iter().map(DetailedToken::kind).collect();
        assert_eq!(kinds, ["word", "number", "number", "symbol", "word"]);
        assert_eq!(crc32(b""), 0);
        // Of what is longer than 100 bytes, the first 100 count.
        let [a, b] =
            ["x".repeat(100), "x".repeat(1000)].map(|text| details(r#"{"tokenizer":"nltk"}"#, &text));
        assert_eq!(a[0].hash(), b[0].hash());
    }

    /// Whether the tokenizer makes this token of this slice of a text.
    fn is_of(token: &str, slice: &str) -> bool {
        token == slice || (matches!(token, "``" | "''") && matches!(slice, "\"" | "''"))
    }

    #[test]
    fn the_details_are_those_of_the_tokens() {
        let with = |tokenizer: &str, filters| format!(r#"{{"tokenizer":{tokenizer},"filter":[{filters}]}}"#);
        let mut specs: Vec<String> =
            tokenizer_tests::examples().iter().map(|tokenizer| with(tokenizer, "")).collect();
        let filters = r#""lowercase",{"type":"stop","stop_words":["a"]},{"type":"repeat","times":2}"#;
        specs.extend([
            with("\"standard\"", filters),
            with("\"nltk\"", filters),
            presets::english().to_json(),
        ]);
        // With the one that has every character.
        let texts: Vec<&String> = tokenizer_tests::texts().iter().step_by(8).collect();
        assert!(texts.last().unwrap().len() > 1 << 20);
        let mut aligned = 0;
        for spec in specs {
            let analyzer = analyzer(&spec);
            for text in texts.iter().copied() {
                let details = analyzer.detailed_tokens(text, &Cancel::new());
                let tokens: Vec<&str> = details.iter().map(|token| &*token.text).collect();
                assert!(tokens == analyzer.tokens(text), "{spec} {text:.100?}");
                let mut before = (0, 0);
                for token in &details {
                    let slice = &text[token.bytes.clone()];
                    // Linear only because most texts are short.
                    if text.len() < 4096 {
                        assert_eq!(token.characters.start, text[..token.bytes.start].chars().count());
                    }
                    assert_eq!(token.characters.len(), slice.chars().count());
                    // These two give words within words, and then the next.
                    let goes_back = spec.contains("jieba") || spec.contains("unigrams");
                    assert!(goes_back || token.bytes.start >= before.0, "{spec} {text:.100?}");
                    assert!(spec.contains("jieba") || token.position >= before.1, "{spec} {text:.100?}");
                    before = (token.bytes.start, token.position);
                    if spec.ends_with(r#""filter":[]}"#) {
                        assert!(is_of(&token.text, slice), "{spec} {text:.100?} {:.100?}", token.text);
                        aligned += 1;
                    }
                }
            }
        }
        assert!(aligned > 100_000, "{aligned}");
    }

    #[test]
    fn quotes_of_every_kind_are_aligned() {
        let analyzer = analyzer(r#"{"tokenizer":"nltk"}"#);
        let mut random = crate::random::Random::new(3);
        let kinds =
            ["\"", "'", "`", "a", " ", ".", ",", "(", ")", "-", "\u{1c}", "\u{a0}", "é", "s", "cannot", "«"];
        for _ in 0..100_000 {
            let text: String = (0..random.below(12)).map(|_| kinds[random.below(kinds.len())]).collect();
            let mut end = 0;
            for token in analyzer.detailed_tokens(&text, &Cancel::new()) {
                assert!(text[end..token.bytes.start].chars().all(unicode::is_str_space), "{text:?}");
                end = token.bytes.end;
                assert!(is_of(&token.text, &text[token.bytes]), "{text:?}");
            }
            assert!(text[end..].chars().all(unicode::is_str_space), "{text:?}");
        }
    }

    #[test]
    fn a_token_that_is_not_found_takes_the_rest_of_its_chunk() {
        let mut aligner = Aligner { chunk: "abc", start: 5, end: 1, is_lost: false };
        assert_eq!(aligner.place("x"), 6..8);
        assert_eq!(aligner.place("b"), 6..8);
    }
}
