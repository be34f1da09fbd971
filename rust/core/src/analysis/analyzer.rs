//! The analyzer: a tokenizer and filters, built once from a spec and shared by all threads.

use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::Arc;

use super::char_filters::{self, AnyCharFilter, FilteredText, Offsets};
use super::data::Data;
use super::detail::{Aligner, DetailedToken, Details};
use super::filters::{self, AnyFilter, FilterScratch, ShortTokens};
use super::presets;
use super::spec::AnalyzerSpec;
use super::token_buffer::TokenBuffer;
use super::tokenizers::nltk::Flags;
use super::tokenizers::{Chunk, Key, PieceVisitor, Tokenize, Tokenizer, TokenizerScratch};
use super::traits::Traits;
use super::word_cache::{Kept, WordCache};
use crate::error::Result;
use crate::memory::texts_of;
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::classify;

/// Turns text into tokens, as its [`AnalyzerSpec`] says.
///
/// ```
/// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
///
/// let spec = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#)?;
/// let analyzer = Analyzer::from_spec(&spec)?;
/// assert_eq!(analyzer.tokens("We met Mr. Smith."), ["we", "met", "mr.", "smith", "."]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Analyzer {
    spec: AnalyzerSpec,
    char_filters: Vec<AnyCharFilter>,
    tokenizer: Tokenizer,
    filters: Vec<AnyFilter>,
    traits: Traits,
    data_digest: String,
    words: Arc<WordCache>,
}

/// A piece with a key.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<'t> {
    pub(crate) key: Key,
    /// The text that it stands in, and where.
    pub(crate) text: &'t str,
    pub(crate) range: Range<usize>,
    pub(crate) flags: Flags,
    /// Whether it is a word of ASCII letters and digits.
    pub(crate) is_word: bool,
}

/// Buffers that an analyzer needs, reused from chunk to chunk.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    tokenizer: TokenizerScratch,
    filters: FilterScratch,
}

impl Analyzer {
    /// Builds what the spec describes, on the data files built in.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`](crate::Error::AnalyzerSpec) if the spec names a language that does not exist.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
    ///
    /// let json = r#"{"tokenizer": "nltk", "filter": [{"type": "stop", "stop_words": ["_klingon_"]}]}"#;
    /// let error = Analyzer::from_spec(&AnalyzerSpec::from_json(json)?).unwrap_err();
    /// assert!(error.to_string().contains("english"));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn from_spec(spec: &AnalyzerSpec) -> Result<Self> {
        Self::from_spec_with_data(spec, None)
    }

    /// As [`Self::from_spec`], on data files from a directory in NLTK's layout if one is given.
    ///
    /// # Errors
    ///
    /// As [`Self::from_spec`], and [`Error::AnalyzerData`](crate::Error::AnalyzerData) if a file is missing
    /// or malformed.
    pub fn from_spec_with_data(spec: &AnalyzerSpec, nltk_data: Option<&Path>) -> Result<Self> {
        let mut spec = spec.clone();
        let mut data = Data::new(nltk_data);
        let (char_filters, tokenizer, filters) = spec.build(&mut data)?;
        let traits = Traits {
            folds_case: filters::fold_case(&filters),
            drops_punctuation: tokenizer.left_out().iter().all(|&byte| drops(&filters, byte)),
        };
        let words = Arc::new(WordCache::new());
        Ok(Self { spec, char_filters, tokenizer, filters, traits, data_digest: data.digest(), words })
    }

    /// The analyzer of `pymilvus.model` for English: [`presets::english`].
    ///
    /// # Panics
    ///
    /// Never: the spec and its data are built in, and tested.
    ///
    /// ```
    /// use elanus_core::analysis::Analyzer;
    ///
    /// assert_eq!(Analyzer::english().tokens("Where was Turing born?"), ["ture", "born"]);
    /// ```
    #[must_use]
    pub fn english() -> Self {
        #[expect(clippy::expect_used, reason = "a constant spec on constant data, covered by every test")]
        Self::from_spec(&presets::english()).expect("the built-in analyzer")
    }

    /// What the analyzer was built from, in canonical form: with all parameters, each in one way to write it.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
    ///
    /// let json = r#"{"tokenizer": "nltk", "filter": [{"type": "stop", "stop_words": ["kite", "the", "_english_"]}]}"#;
    /// let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(json)?)?;
    /// assert_eq!(
    ///     analyzer.spec().to_json(),
    ///     r#"{"tokenizer":"nltk","filter":[{"type":"stop","stop_words":["_english_","kite"]}]}"#,
    /// );
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    #[must_use]
    pub fn spec(&self) -> &AnalyzerSpec {
        &self.spec
    }

    /// 32 hexadecimal digits that differ when the data files this analyzer uses differ.
    #[must_use]
    pub fn data_digest(&self) -> String {
        self.data_digest.clone()
    }

    /// What the filters allow the tokenizer.
    #[cfg(test)]
    pub(crate) fn traits(&self) -> Traits {
        self.traits
    }

    /// The text as the tokenizer is given it: after all char filters. It is `text` itself where they change
    /// nothing, as when there are none. When `cancel` is set, it is of no use.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec, FilteredText};
    /// use elanus_core::parallel::Cancel;
    ///
    /// let json = r#"{"char_filter": [{"type": "mapping", "mappings": ["& => and"]}], "tokenizer": "nltk"}"#;
    /// let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(json)?)?;
    /// assert_eq!(analyzer.filtered("R&D", &Cancel::new(), &mut FilteredText::default()), "RandD");
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    #[inline]
    pub fn filtered<'t>(&self, text: &'t str, cancel: &Cancel, buffer: &'t mut FilteredText) -> &'t str {
        char_filters::apply(&self.char_filters, text, cancel, buffer)
    }

    /// Whether a text may be changed before it is cut.
    pub(crate) fn has_char_filters(&self) -> bool {
        !self.char_filters.is_empty()
    }

    /// As [`Self::filtered`], with the places in `text` that its parts came from.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec, FilteredText};
    /// use elanus_core::parallel::Cancel;
    ///
    /// let json = r#"{"char_filter": [{"type": "mapping", "mappings": ["& => and"]}], "tokenizer": "nltk"}"#;
    /// let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(json)?)?;
    /// let mut buffer = FilteredText::default();
    /// let (text, offsets) = analyzer.filtered_with_offsets("R&D", &Cancel::new(), &mut buffer);
    /// assert_eq!((text, offsets.original(1..4)), ("RandD", 1..2));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn filtered_with_offsets<'t>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        buffer: &'t mut FilteredText,
    ) -> (&'t str, Offsets) {
        char_filters::apply_with_offsets(&self.char_filters, text, cancel, buffer)
    }

    /// Visits the chunks of `text` in order, until the visitor breaks or `cancel` is set. The text is taken
    /// as it is: char filters come before, by [`Self::filtered`].
    ///
    /// Lazy: besides the text only the current sentence is known. A chunk of more than 32 KiB comes in
    /// pieces whose tokens, one after the other, are the chunk's.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, Scratch, TokenBuffer};
    /// use elanus_core::parallel::Cancel;
    /// use std::ops::ControlFlow;
    ///
    /// let analyzer = Analyzer::english();
    /// let (mut tokens, mut scratch, cancel) = (TokenBuffer::new(), Scratch::default(), Cancel::new());
    /// let _: ControlFlow<()> = analyzer.chunks("Elanus scriptus hunts at night.", &cancel, |chunk| {
    ///     analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, &mut scratch, &mut tokens);
    ///     ControlFlow::Continue(())
    /// });
    /// assert_eq!(tokens.iter().collect::<Vec<_>>(), ["elanus", "scriptus", "hunt", "night"]);
    /// ```
    #[inline]
    pub fn chunks<'t, B>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        visit: impl FnMut(Chunk<'t>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.tokenizer.chunks(text, cancel, visit)
    }

    /// Visits the pieces of `text` in order, until the visitor breaks or `cancel` is set. Their tokens, one
    /// after the other, are the text's.
    #[inline]
    pub(crate) fn visit_pieces<V: PieceVisitor>(
        &self,
        text: &str,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        self.tokenizer.pieces(text, self.traits, cancel, visitor)
    }

    /// Appends the tokens of one chunk, after all filters. The same chunk and flags give the same tokens.
    ///
    /// A chunk may be as long as its text. When `cancel` is set, what was appended is of no use.
    pub fn chunk_tokens(
        &self,
        chunk: &str,
        flags: Flags,
        cancel: &Cancel,
        scratch: &mut Scratch,
        out: &mut TokenBuffer,
    ) {
        let Scratch { tokenizer, filters } = scratch;
        self.tokenizer
            .split(chunk, flags, tokenizer, cancel, |token| self.filter(token, cancel, filters, out));
    }

    /// Appends what the filters make of a token. Too large to be inlined at its several calls.
    #[inline(never)]
    fn filter(&self, token: &str, cancel: &Cancel, scratch: &mut FilterScratch, out: &mut TokenBuffer) {
        if let Some(token) = Short::new(token.as_bytes())
            && classify(token.words()).non_ascii == 0
        {
            match filters::apply_short(&self.filters, token) {
                ShortTokens::None => return,
                ShortTokens::One(token) => return out.push_short(token),
                ShortTokens::Unknown => {}
            }
        }
        filters::apply(&self.filters, token, cancel, scratch, out);
    }

    /// The tokens of a piece: as by [`Self::chunk_tokens`], or without it, if its key says them.
    pub(crate) fn piece_tokens(
        &self,
        piece: &Keyed<'_>,
        cancel: &Cancel,
        scratch: &mut Scratch,
        out: &mut TokenBuffer,
    ) -> ShortTokens {
        if piece.is_word
            && let Some(word) = piece.key.as_word()
            && self.tokenizer.is_token(word)
        {
            let tokens = filters::apply_short(&self.filters, word);
            if tokens != ShortTokens::Unknown {
                return tokens;
            }
        }
        self.chunk_tokens(&piece.text[piece.range.clone()], piece.flags, cancel, scratch, out);
        ShortTokens::Unknown
    }

    /// As [`Self::piece_tokens`], remembered for all threads and calls.
    pub(crate) fn kept_piece_tokens(
        &self,
        piece: &Keyed<'_>,
        cancel: &Cancel,
        scratch: &mut Scratch,
        out: &mut TokenBuffer,
    ) -> ShortTokens {
        let hash = self.words.hash(piece.key);
        match self.words.get(hash, piece.key) {
            Some(Kept::None) => return ShortTokens::None,
            Some(Kept::One(token)) => {
                if let Some(token) = token.as_word() {
                    return ShortTokens::One(token);
                }
                out.push_with(|text| token.push_text(text));
                return ShortTokens::Unknown;
            }
            None => {}
        }
        let before = out.len();
        let tokens = self.piece_tokens(piece, cancel, scratch, out);
        let kept = match &tokens {
            ShortTokens::None => Some(Kept::None),
            ShortTokens::One(token) => Key::of_short(token).map(Kept::One),
            // Some may be missing.
            ShortTokens::Unknown if cancel.is_set() => None,
            ShortTokens::Unknown => match out.len() - before {
                0 => Some(Kept::None),
                1 => out.last().and_then(Key::of_token).map(Kept::One),
                _ => None,
            },
        };
        if let Some(kept) = kept {
            self.words.insert(hash, piece.key, kept);
        }
        tokens
    }

    /// The tokens of a text.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<String> {
        let cancel = Cancel::new();
        let (mut tokens, mut scratch) = (TokenBuffer::new(), Scratch::default());
        let mut buffer = FilteredText::default();
        let text = self.filtered(text, &cancel, &mut buffer);
        let _: ControlFlow<()> = self.chunks(text, &cancel, |chunk| {
            self.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, &mut scratch, &mut tokens);
            ControlFlow::Continue(())
        });
        texts_of(tokens.iter())
    }

    /// The tokens of a text, with where they come from. Not all of them when it is cancelled.
    ///
    /// ```
    /// use elanus_core::analysis::Analyzer;
    /// use elanus_core::parallel::Cancel;
    ///
    /// let text = "«The» kites";
    /// let tokens = Analyzer::english().detailed_tokens(text, &Cancel::new());
    /// assert_eq!((&*tokens[2].text, &text[tokens[2].bytes.clone()]), ("kite", "kites"));
    /// ```
    #[must_use]
    pub fn detailed_tokens(&self, text: &str, cancel: &Cancel) -> Vec<DetailedToken> {
        let (mut made, mut details) =
            (TokenBuffer::new(), Details::new(text, self.tokenizer.counts_characters()));
        let Scratch { mut tokenizer, mut filters } = Scratch::default();
        let mut buffer = FilteredText::default();
        let (text, offsets) = self.filtered_with_offsets(text, cancel, &mut buffer);
        let _: ControlFlow<()> = self.chunks(text, cancel, |chunk| {
            let mut aligner = Aligner::new(&chunk);
            self.tokenizer.split(chunk.as_str(), chunk.flags(), &mut tokenizer, cancel, |token| {
                made.clear();
                self.filter(token, cancel, &mut filters, &mut made);
                details.push(offsets.original(aligner.place(token)), made.iter());
            });
            if cancel.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        details.into_tokens()
    }

    /// 32 hexadecimal digits that differ when the tokens of any text may differ: a digest of the canonical
    /// spec and of the data files.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
    ///
    /// let [one, same, other] = [r#""standard""#, r#"{"type": "standard"}"#, r#""whitespace""#].map(|tokenizer| {
    ///     let json = format!(r#"{{"tokenizer": {tokenizer}}}"#);
    ///     AnalyzerSpec::from_json(&json).and_then(|spec| Analyzer::from_spec(&spec)).unwrap().fingerprint()
    /// });
    /// assert!(one == same && one != other);
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // The digest has always as many digits: no two pairs are the same text.
        let text = [self.data_digest.as_str(), &self.spec.to_json()].concat();
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// Whether the filters drop a token that is this one ASCII character.
fn drops(filters: &[AnyFilter], token: u8) -> bool {
    let (mut tokens, mut scratch) = (TokenBuffer::new(), FilterScratch::default());
    filters::apply(
        filters,
        char::from(token).encode_utf8(&mut [0; 4]),
        &Cancel::new(),
        &mut scratch,
        &mut tokens,
    );
    tokens.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tokenizers;

    fn with_filters(filters: &str) -> Analyzer {
        let spec = AnalyzerSpec::from_json(&format!(r#"{{"tokenizer":"nltk","filter":{filters}}}"#)).unwrap();
        Analyzer::from_spec(&spec).unwrap()
    }

    fn words(text: &str) -> Vec<String> {
        with_filters("[]").tokens(text)
    }

    #[test]
    fn the_final_stop_is_split_where_only_closers_follow() {
        assert_eq!(words("We met Mr. ' >"), ["We", "met", "Mr", ".", "'", ">"]);
        assert_eq!(words("We met Mr. Smith )"), ["We", "met", "Mr.", "Smith", ")"]);
    }

    #[test]
    fn muffins() {
        let text = "Good muffins cost $3.88\nin New York.  Please buy me\ntwo of them.\n\nThanks.";
        let expected = "Good muffins cost $ 3.88 in New York . Please buy me two of them . Thanks .";
        assert_eq!(words(text), expected.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn punctuation_is_left_out_where_all_of_it_is_dropped() {
        let drops_punctuation = |filters: &str| with_filters(filters).traits().drops_punctuation;
        assert!(drops_punctuation(r#"["lowercase","punctuation"]"#));
        assert!(drops_punctuation(
            r#"["lowercase",{"type":"stop","stop_words":["(",")",",",".",":",";","!","?"]}]"#
        ));
        assert!(!drops_punctuation(
            r#"["lowercase",{"type":"stop","stop_words":["(",")",",",".",":","!","?"]}]"#
        ));
        assert!(
            !drops_punctuation(r#"["lowercase",{"type":"stop","stop_words":["_english_"]},"stemmer"]"#)
                && !drops_punctuation("[]")
        );
        // A filter that makes another token of a comma keeps it from the filter after it.
        assert!(!drops_punctuation(r#"[{"type":"repeat","times":1},"punctuation"]"#));
        assert!(drops_punctuation(r#"["punctuation",{"type":"repeat","times":1}]"#));
    }

    /// The number of a text's tokens, until the analysis is cancelled.
    fn count(analyzer: &Analyzer, text: &str, cancel: &Cancel) -> usize {
        let (mut count, mut buffer, mut scratch) = (0, TokenBuffer::new(), Scratch::default());
        let _: ControlFlow<()> = analyzer.chunks(text, cancel, |chunk| {
            buffer.clear();
            analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), cancel, &mut scratch, &mut buffer);
            count += buffer.len();
            if cancel.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        count
    }

    /// What stands around a pattern. Five bytes, so that no step of many bytes ends between two characters by
    /// chance.
    const ENDS: [(&str, &str); 2] = [("Σa. ", " x."), ("", "")];

    /// Cancels the analysis of a text at some of the looks, and sees how many come after.
    fn check_cancelling(analyzer: &Analyzer, patterns: &[&str], ends: &[(&str, &str)], some: usize) {
        const BYTES: usize = 192 << 10;
        for pattern in patterns {
            for &(before, after) in ends {
                let text = [before, &pattern.repeat(BYTES / pattern.len()), after].concat();
                let cancel = Cancel::new();
                count(analyzer, &text, &cancel);
                let looks = cancel.looks();
                let spec = analyzer.spec().to_json();
                assert!(looks + 1 >= BYTES / (64 << 10), "{spec} {before:?} {pattern:?}: {looks} looks");
                for look in (1..=looks).step_by(looks.div_ceil(some)) {
                    let cancel = Cancel::at_look(look);
                    count(analyzer, &text, &cancel);
                    // Each loop ends at its next look; the loops around it look once more each.
                    assert!(
                        cancel.looks() < 32,
                        "{spec} {before:?} {pattern:?}: {} looks after look {look}",
                        cancel.looks()
                    );
                }
            }
        }
    }

    #[test]
    fn a_huge_text_of_any_kind_is_cancelled_soon() {
        let patterns = [
            "a",
            "Y",
            "1",
            ".",
            " ",
            "\n",
            "\u{1c}",
            "\u{a0}",
            "'",
            "\"",
            "`",
            ")",
            ",",
            "-",
            "?",
            "é",
            "É",
            "Σ",
            "Σ.",
            "\u{301}",
            "e\u{301}\u{300}",
            "\0",
            ". ",
            "? ",
            "a.",
            ". . ",
            ".\" ",
            "'' ",
            "a'",
            "a'b",
            "'ll",
            "Mr. ",
            ",,a",
            "cannot_",
            "“a”’",
            "1,000,",
            "?!",
        ];
        check_cancelling(&Analyzer::english(), &patterns, &ENDS, 10);
        let more = [
            "中",
            "か",
            "한",
            "กำ",
            "क्षि",
            "\u{200d}",
            "👩\u{200d}",
            "🇩",
            "\u{ad}",
            "'\u{301}",
            "a'\u{301}",
            "א\"",
            "1,",
            "_",
            "\u{2003}",
            " \u{93f}",
            "\r\n",
            "word ",
        ];
        for tokenizer in tokenizers::tests::examples() {
            let spec = AnalyzerSpec::from_json(&format!(r#"{{"tokenizer":{tokenizer}}}"#)).unwrap();
            let analyzer = Analyzer::from_spec(&spec).unwrap();
            check_cancelling(&analyzer, &[&patterns[..], &more].concat(), &ENDS[..1], 2);
        }
    }

    #[test]
    fn the_preset_knows_its_data() {
        let analyzer = Analyzer::english();
        assert_eq!(analyzer.data_digest().len(), 32);
        let again = AnalyzerSpec::from_json(&analyzer.spec().to_json()).unwrap();
        assert_eq!(Analyzer::from_spec(&again).unwrap().data_digest(), analyzer.data_digest());
    }

    #[test]
    fn a_directory_with_the_same_files_has_the_same_digest() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let english = Analyzer::english();
        let read = Analyzer::from_spec_with_data(english.spec(), Some(&directory)).unwrap();
        assert_eq!(read.data_digest(), english.data_digest());
        assert!(Analyzer::from_spec_with_data(english.spec(), Some(Path::new("/nowhere"))).is_err());
    }
}
