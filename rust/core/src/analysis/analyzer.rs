//! The analyzer: a tokenizer and filters, built once from a spec and shared by all threads.

use super::data::Data;
use super::filters::{Filter, finish_short_token, finish_token};
use super::spec::AnalyzerSpec;
use super::token_buffer::TokenBuffer;
use super::tokenizers::nltk::chunks::{Chunk, ChunkVisitor, visit_chunks};
use super::tokenizers::nltk::flags::Flags;
use super::tokenizers::nltk::punkt_parameters::PunktParameters;
use super::tokenizers::nltk::word_tokenizer;
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::short::Short;
use crate::simd::classify;
use std::ops::ControlFlow;
use std::path::Path;

/// Turns text into tokens, as its [`AnalyzerSpec`] says.
///
/// ```
/// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
///
/// let spec: AnalyzerSpec = serde_json::from_str(r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#).unwrap();
/// let analyzer = Analyzer::from_spec(&spec)?;
/// assert_eq!(analyzer.tokens("We met Mr. Smith."), ["we", "met", "mr.", "smith", "."]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Analyzer {
    spec: AnalyzerSpec,
    punkt: PunktParameters,
    filters: Vec<Filter>,
    data_digest: String,
}

impl Analyzer {
    /// Builds what the spec describes, on the data files built in.
    ///
    /// # Errors
    ///
    /// [`Error::AnalyzerSpec`] if the spec names a part, language or option that does not exist.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, AnalyzerSpec};
    ///
    /// let spec: AnalyzerSpec = serde_json::from_str(r#"{"tokenizer": "magic"}"#).unwrap();
    /// assert!(Analyzer::from_spec(&spec).unwrap_err().to_string().contains("nltk"));
    /// ```
    pub fn from_spec(spec: &AnalyzerSpec) -> Result<Self> {
        Self::from_spec_with_data(spec, None)
    }

    /// As [`Self::from_spec`], on data files from a directory in NLTK's layout if one is given.
    ///
    /// # Errors
    ///
    /// As [`Self::from_spec`], and [`Error::AnalyzerData`] if a file is missing or malformed.
    pub fn from_spec_with_data(spec: &AnalyzerSpec, nltk_data: Option<&Path>) -> Result<Self> {
        if spec.tokenizer != "nltk" {
            return Err(Error::AnalyzerSpec(format!("no tokenizer {:?}; there is: nltk", spec.tokenizer)));
        }
        let mut data = Data::new(nltk_data);
        let punkt = PunktParameters::read(&mut data)?;
        let filters =
            spec.filters.iter().map(|filter| Filter::from_json(filter, &mut data)).collect::<Result<_>>()?;
        Ok(Self { spec: spec.clone(), punkt, filters, data_digest: data.digest() })
    }

    /// The analyzer of `pymilvus.model` for English: NLTK's tokens, lower-cased, without punctuation and stop
    /// words, stemmed.
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
        let spec = AnalyzerSpec {
            tokenizer: "nltk".to_owned(),
            filters: vec![
                serde_json::json!("lowercase"),
                serde_json::json!({"type": "punctuation", "extras": ""}),
                serde_json::json!({"type": "stop", "language": "english", "words": []}),
                serde_json::json!({"type": "stemmer", "language": "english"}),
            ],
        };
        #[expect(clippy::expect_used, reason = "a constant spec on constant data, covered by every test")]
        Self::from_spec(&spec).expect("the built-in analyzer")
    }

    /// What the analyzer was built from.
    #[must_use]
    pub fn spec(&self) -> &AnalyzerSpec {
        &self.spec
    }

    /// 32 hexadecimal digits that differ when the data files this analyzer uses differ.
    #[must_use]
    pub fn data_digest(&self) -> String {
        self.data_digest.clone()
    }

    /// Whether two chunks of ASCII without an apostrophe that differ only in case have the same
    /// tokens: the first filter lower-cases, and no rule of the tokenizer looks at case but those of
    /// clitics.
    #[must_use]
    pub fn folds_case(&self) -> bool {
        matches!(self.filters.first(), Some(Filter::Lowercase))
    }

    /// Whether a token that is one ASCII punctuation mark is dropped: then a word and the word with
    /// a comma after it have the same tokens.
    #[must_use]
    pub fn drops_punctuation(&self) -> bool {
        self.filters.iter().any(|filter| matches!(filter, Filter::Punctuation(_)))
    }

    /// Visits the chunks of `text` in order, until the visitor breaks or `cancel` is set.
    ///
    /// Lazy: besides the text only the sentence at hand is known. A chunk of more than 32 KiB comes in
    /// pieces whose tokens, one after the other, are the chunk's.
    ///
    /// ```
    /// use elanus_core::analysis::{Analyzer, TokenBuffer};
    /// use elanus_core::parallel::Cancel;
    /// use std::ops::ControlFlow;
    ///
    /// let analyzer = Analyzer::english();
    /// let (mut tokens, cancel) = (TokenBuffer::new(), Cancel::new());
    /// let _: ControlFlow<()> = analyzer.chunks("Elanus scriptus hunts at night.", &cancel, |chunk| {
    ///     analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, &mut tokens);
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
        self.visit(text, cancel, visit)
    }

    /// As [`Self::chunks`], for visitors that tell words from other chunks.
    #[inline]
    pub(crate) fn visit<'t, V: ChunkVisitor<'t>>(
        &self,
        text: &'t str,
        cancel: &Cancel,
        visitor: V,
    ) -> ControlFlow<V::Break> {
        visit_chunks(text, &self.punkt, cancel, visitor)
    }

    /// Appends the tokens of one chunk, after all filters. The same chunk and flags give the same tokens.
    ///
    /// A chunk may be as long as its text. When `cancel` is set, what was appended is of no use.
    pub fn chunk_tokens(&self, chunk: &str, flags: Flags, cancel: &Cancel, out: &mut TokenBuffer) {
        if word_tokenizer::split_plainly(chunk, flags, |token| self.finish(token, cancel, out)) {
            return;
        }
        let mut words = std::mem::take(&mut out.scratch.words);
        word_tokenizer::split(chunk, flags, &mut words, cancel, |token| self.finish(token, cancel, out));
        out.scratch.words = words;
    }

    /// Appends what the filters make of a token. Called from several places, which it would fill.
    #[inline(never)]
    fn finish(&self, token: &str, cancel: &Cancel, out: &mut TokenBuffer) {
        if let Some(token) = Short::new(token.as_bytes())
            && classify(token.words()).keeps_case == 0
        {
            if let Some(token) = finish_short_token(&self.filters, token) {
                out.push_short(token);
            }
            return;
        }
        let start = out.text.len();
        out.text.push_str(token);
        finish_token(&self.filters, start, cancel, out);
    }

    /// What a word of ASCII letters and digits comes to: the tokens that [`Self::chunk_tokens`] would append, or
    /// that it has to be asked. Words that differ in case only come to the same if [`Self::folds_case`].
    pub(crate) fn word_tokens(&self, word: Short) -> WordTokens {
        if word_tokenizer::is_contraction(word) {
            return WordTokens::Several;
        }
        finish_short_token(&self.filters, word).map_or(WordTokens::Nothing, WordTokens::One)
    }

    /// The tokens of a text.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<String> {
        let cancel = Cancel::new();
        let mut tokens = Vec::new();
        let mut buffer = TokenBuffer::new();
        let _: ControlFlow<()> = self.chunks(text, &cancel, |chunk| {
            buffer.clear();
            self.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, &mut buffer);
            tokens.extend(buffer.iter().map(str::to_owned));
            ControlFlow::Continue(())
        });
        tokens
    }
}

/// What a word comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WordTokens {
    /// No token.
    Nothing,
    /// One token.
    One(Short),
    /// More.
    Several,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let spec = AnalyzerSpec { tokenizer: "nltk".to_owned(), filters: vec![] };
        Analyzer::from_spec(&spec).unwrap().tokens(text)
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

    /// A text as far as a cancelled analysis comes with it; its number of tokens.
    fn count(analyzer: &Analyzer, text: &str, cancel: &Cancel) -> usize {
        let (mut count, mut buffer) = (0, TokenBuffer::new());
        let _: ControlFlow<()> = analyzer.chunks(text, cancel, |chunk| {
            buffer.clear();
            analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), cancel, &mut buffer);
            count += buffer.len();
            if cancel.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        count
    }

    #[test]
    fn a_huge_text_of_any_kind_is_cancelled_soon() {
        const BYTES: usize = 256 << 10;
        let analyzer = Analyzer::english();
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
        for pattern in patterns {
            // Five bytes, so that no step of many bytes ends between two characters by chance.
            for (before, after) in [("", ""), ("Σa. ", " x.")] {
                let text = [before, &pattern.repeat(BYTES / pattern.len()), after].concat();
                let cancel = Cancel::new();
                count(&analyzer, &text, &cancel);
                let looks = cancel.looks();
                assert!(looks >= BYTES / (64 << 10), "{before:?} {pattern:?}: {looks} looks");
                for look in (1..=looks).step_by(looks.div_ceil(10)) {
                    let cancel = Cancel::at_look(look);
                    count(&analyzer, &text, &cancel);
                    // What is going on ends at its next look; some that hold it in hand look once more each.
                    assert!(
                        cancel.looks() < 32,
                        "{before:?} {pattern:?}: {} looks after look {look}",
                        cancel.looks()
                    );
                }
            }
        }
    }

    #[test]
    fn the_preset_knows_its_data() {
        let analyzer = Analyzer::english();
        assert_eq!(analyzer.data_digest().len(), 32);
        let json = serde_json::to_string(analyzer.spec()).unwrap();
        assert!(json.starts_with(r#"{"tokenizer":"nltk","filter":["lowercase",{"#), "{json}");
        let again: AnalyzerSpec = serde_json::from_str(&json).unwrap();
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
