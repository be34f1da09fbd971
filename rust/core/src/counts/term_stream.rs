//! A text as a stream of term ids, through the chunk memo.

use std::ops::ControlFlow;

use super::lists::{LONGEST_LIST, List, Lists, Terms};
use super::memo::{Memo, NOT_REMEMBERED};
use super::waiting::{Batch, LONGEST_WAITING, Unknown, WAITING, Waiting};
use crate::analysis::{
    Analyzer, FilteredText, Flags, Key, Keyed, Piece, PieceVisitor, Scratch, ShortTokens, TokenBuffer,
    WordKeys, Words,
};
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

pub(super) use super::lists::UNKNOWN;

/// Chunks of more bytes leave no buffers of their size behind.
const LONGEST_KEPT: usize = 1 << 20;

/// Chunks new to the memo that the analyzer is asked for what it keeps: those after them are rare, and
/// looking them up would take as long as it saves.
const MOST_KEPT: usize = 1 << 16;

/// Where the terms of a text go.
pub(super) trait Consumer {
    /// The id of `token`, or [`UNKNOWN`].
    fn id(&mut self, token: Probe<'_>) -> Result<TermId>;

    /// Prefetches what [`Self::id`] will read for `token`.
    fn prefetch(&self, token: Probe<'_>);

    /// Prefetches what [`Self::take`] will read for `id`.
    fn prefetch_id(&self, id: TermId);

    /// Takes the ids of the text's next tokens.
    fn take(&mut self, ids: &[TermId]);
}

/// Turns texts into term ids. What it remembers holds for one analyzer and one vocabulary to which
/// terms are only appended by this stream itself.
#[derive(Clone, Debug)]
pub(super) struct TermStream {
    memo: Memo,
    /// The lists of ids that the memo's values name.
    lists: Lists,
    batch: Batch,
    /// The ids of waiting chunks that are not remembered.
    passing: Vec<TermId>,
    /// Room for the ids of the chunks that waited.
    ids: Vec<TermId>,
    tokens: TokenBuffer,
    scratch: Scratch,
    filtered: FilteredText,
    /// Chunks that were asked for among those that the analyzer keeps.
    words_kept: usize,
}

/// One text on its way through a stream.
struct TextVisitor<'a, 't, C> {
    stream: &'a mut TermStream,
    analyzer: &'a Analyzer,
    text: &'t str,
    cancel: &'a Cancel,
    consumer: &'a mut C,
}

impl<C: Consumer> TextVisitor<'_, '_, C> {
    /// Gives the consumer the terms of the waiting chunks.
    #[inline(never)]
    fn flush(&mut self) -> ControlFlow<Error> {
        broken(self.stream.flush(self.analyzer, self.text, self.cancel, self.consumer))
    }
}

impl<C: Consumer> PieceVisitor for TextVisitor<'_, '_, C> {
    type Break = Error;

    #[inline(never)]
    fn words(&mut self, words: &mut Words<'_>, keys: WordKeys) -> ControlFlow<Error> {
        let mut length = self.stream.batch.length;
        let taken = words.try_for_each(|word| {
            if length >= WAITING {
                self.stream.batch.length = length;
                self.flush()?;
                length = 0;
            }
            let TermStream { memo, batch, .. } = &mut *self.stream;
            let key = keys.key(word.head, word.length);
            batch.chunks[length] = Waiting::new(memo, key, word.start, word.length, Flags::NONE, true);
            length += 1;
            ControlFlow::Continue(())
        });
        self.stream.batch.length = length;
        taken
    }

    #[inline(never)]
    fn piece(&mut self, piece: Piece) -> ControlFlow<Error> {
        let Piece { key, range, flags, is_word } = piece;
        if range.len() > LONGEST_WAITING {
            self.flush()?;
            let Self { stream, analyzer, text, cancel, consumer } = self;
            return broken(stream.long_chunk(analyzer, &text[range], flags, cancel, *consumer));
        }
        if self.stream.batch.length == WAITING {
            self.flush()?;
        }
        // One without a key waits, too, to keep the order.
        let TermStream { memo, batch, .. } = &mut *self.stream;
        batch.chunks[batch.length] = Waiting::new(memo, key, range.start, range.len(), flags, is_word);
        batch.length += 1;
        ControlFlow::Continue(())
    }
}

fn broken(result: Result<()>) -> ControlFlow<Error> {
    result.map_or_else(ControlFlow::Break, ControlFlow::Continue)
}

impl Default for TermStream {
    fn default() -> Self {
        Self::new()
    }
}

impl TermStream {
    pub(super) fn new() -> Self {
        Self {
            memo: Memo::new(),
            lists: Lists::default(),
            batch: Batch::new(),
            passing: Vec::new(),
            ids: Vec::with_capacity(2 * WAITING),
            tokens: TokenBuffer::new(),
            scratch: Scratch::default(),
            filtered: FilteredText::default(),
            words_kept: 0,
        }
    }

    /// Forgets every chunk, as after a change of the vocabulary.
    pub(super) fn clear(&mut self) {
        self.memo.clear();
        self.lists.clear();
        self.words_kept = 0;
    }

    /// Replaces every id that is remembered.
    pub(super) fn renumber(&mut self, new: impl Fn(TermId) -> TermId) {
        self.memo.replace_values(|value| Terms(value).renumbered(&new).0);
        self.lists.renumber(new);
    }

    /// Gives `consumer` the id of each token of `text`, in order.
    pub(super) fn text(
        &mut self,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        if !analyzer.has_char_filters() {
            return self.filtered_text(analyzer, text, cancel, consumer);
        }
        let mut filtered = std::mem::take(&mut self.filtered);
        let text = analyzer.filtered(text, cancel, &mut filtered);
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        let result = self.filtered_text(analyzer, text, cancel, consumer);
        filtered.shrink(LONGEST_KEPT);
        self.filtered = filtered;
        result
    }

    /// The same of a text that went through the char filters.
    fn filtered_text(
        &mut self,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        self.batch.length = 0;
        match analyzer.visit_pieces(
            text,
            cancel,
            TextVisitor { stream: self, analyzer, text, cancel, consumer },
        ) {
            ControlFlow::Continue(()) => self.flush(analyzer, text, cancel, consumer),
            ControlFlow::Break(error) => Err(error),
        }
    }

    /// Gives `consumer` the terms of a chunk that may have very many.
    #[cold]
    fn long_chunk(
        &mut self,
        analyzer: &Analyzer,
        chunk: &str,
        flags: Flags,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        self.tokens.clear();
        analyzer.chunk_tokens(chunk, flags, cancel, &mut self.scratch, &mut self.tokens);
        // One chunk may be as long as the text.
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        self.ids.clear();
        for token in self.tokens.probes(0..self.tokens.len()) {
            self.ids.push(consumer.id(token)?);
            if self.ids.len() == LONGEST_WAITING {
                consumer.take(&self.ids);
                self.ids.clear();
            }
        }
        consumer.take(&self.ids);
        if chunk.len() > LONGEST_KEPT {
            // A stream may live as long as its model: it keeps no room for the one huge chunk.
            (self.tokens, self.scratch) = (TokenBuffer::new(), Scratch::default());
        }
        Ok(())
    }

    /// Gives `consumer` the terms of the waiting chunks.
    fn flush(
        &mut self,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        if cancel.is_set() {
            return Err(Error::Cancelled);
        }
        if self.lists.are_full() {
            self.clear();
        }
        let unknown = self.batch.look_up(&self.memo);
        if unknown > 0 {
            self.analyse_unknown(unknown, analyzer, text, cancel, consumer)?;
        }
        let found = &self.batch.found[..self.batch.length];
        self.ids.resize(self.ids.len().max(found.len()), 0);
        let (mut ids, mut length) = (self.ids.as_mut_slice(), 0);
        for &terms in found {
            // Meaningless for lists, which are rare, and for nothing: a prefetch of an address just beyond
            // the last id's.
            consumer.prefetch_id(terms.0.wrapping_sub(1));
            match terms.list_or_id() {
                Err(id) => {
                    // A stop word or a term, which cannot be predicted: written in either case, then kept or
                    // not.
                    ids[length] = id;
                    length += usize::from(terms != Terms::NOTHING);
                }
                Ok(list) => {
                    let list = match list {
                        List::Remembered(place) => self.lists.get(place),
                        List::Passing(number) => {
                            let start =
                                number.checked_sub(1).map_or(0, |before| self.batch.unknown[before].end);
                            &self.passing[start..self.batch.unknown[number].end]
                        }
                    };
                    let room = length + list.len() + found.len();
                    self.ids.resize(self.ids.len().max(room), 0);
                    ids = self.ids.as_mut_slice();
                    ids[length..length + list.len()].copy_from_slice(list);
                    length += list.len();
                }
            }
        }
        self.batch.length = 0;
        consumer.take(&self.ids[..length]);
        Ok(())
    }

    /// Analyses the waiting chunks that the memo does not know, and remembers their terms.
    #[inline(never)]
    fn analyse_unknown(
        &mut self,
        unknown: usize,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        self.tokens.clear();
        let Batch { chunks, found, unknown: all_unknown, .. } = &mut self.batch;
        let unknown = &mut all_unknown[..unknown];
        for unknown in &mut *unknown {
            let waiting = &chunks[unknown.at];
            let before = self.tokens.len();
            let Waiting { key, flags, is_word, .. } = *waiting;
            let piece = Keyed { key, text, range: waiting.range(), flags, is_word };
            let (scratch, tokens) = (&mut self.scratch, &mut self.tokens);
            unknown.word = if key == Key::NONE {
                analyzer.chunk_tokens(&text[waiting.range()], flags, cancel, scratch, tokens);
                ShortTokens::Unknown
            } else if self.words_kept < MOST_KEPT && !key.is_cjk() {
                self.words_kept += 1;
                analyzer.kept_piece_tokens(&piece, cancel, scratch, tokens)
            } else {
                analyzer.piece_tokens(&piece, cancel, scratch, tokens)
            };
            match &unknown.word {
                ShortTokens::None => {}
                ShortTokens::One(token) => consumer.prefetch(Probe::of(token)),
                ShortTokens::Unknown => {
                    self.tokens.probes(before..self.tokens.len()).for_each(|token| consumer.prefetch(token));
                }
            }
            unknown.end = self.tokens.len();
        }
        if cancel.is_set() {
            // Some tokens may be missing.
            return Err(Error::Cancelled);
        }
        self.passing.clear();
        let mut start = 0;
        for (number, Unknown { at, word, end }) in unknown.iter_mut().enumerate() {
            let Waiting { key, hash, .. } = chunks[*at];
            let tokens = start..*end;
            start = *end;
            *end = self.passing.len();
            // One that waited twice is remembered by now.
            let remembered = self.memo.get(hash, key);
            if remembered != NOT_REMEMBERED {
                found[*at] = Terms(remembered);
                continue;
            }
            let terms = match word {
                ShortTokens::None => Terms::NOTHING,
                ShortTokens::One(word) => Terms::one(consumer.id(Probe::of(word))?),
                ShortTokens::Unknown => {
                    let first = self.passing.len();
                    for token in self.tokens.probes(tokens) {
                        self.passing.push(consumer.id(token)?);
                    }
                    let terms = match self.passing[first..] {
                        [] => Terms::NOTHING,
                        [id] => Terms::one(id),
                        ref ids if key != Key::NONE && ids.len() <= LONGEST_LIST => self.lists.push(ids),
                        _ => {
                            // It stays where it is until all are taken.
                            *end = self.passing.len();
                            found[*at] = Terms::passing(number);
                            continue;
                        }
                    };
                    self.passing.truncate(first);
                    terms
                }
            };
            found[*at] = terms;
            if key != Key::NONE {
                self.memo.insert(hash, key, terms.0);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::lists::MOST_LISTED;
    use super::*;
    use crate::analysis::{AnalyzerSpec, presets, tokenizer_tests};
    use crate::vocabulary::Vocabulary;

    #[derive(Default)]
    struct Collected {
        vocabulary: Vocabulary,
        ids: Vec<TermId>,
    }

    impl Collected {
        fn tokens(&self) -> Vec<&str> {
            self.ids.iter().map(|&id| self.vocabulary.term(id).unwrap()).collect()
        }
    }

    impl Consumer for Collected {
        fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
            self.vocabulary.intern_probe(token)
        }

        fn prefetch(&self, token: Probe<'_>) {
            self.vocabulary.prefetch(token);
        }

        fn prefetch_id(&self, _: TermId) {}

        fn take(&mut self, ids: &[TermId]) {
            self.ids.extend_from_slice(ids);
        }
    }

    /// The tokens of a text without the memo, in buffers that are used again.
    #[derive(Default)]
    struct Twin {
        tokens: TokenBuffer,
        scratch: Scratch,
    }

    impl Twin {
        /// Holds what was collected against the text's tokens, and forgets it.
        fn check(&mut self, collected: &mut Collected, analyzer: &Analyzer, text: &str) {
            let Self { tokens, scratch } = self;
            tokens.clear();
            let cancel = Cancel::new();
            let _: ControlFlow<()> = analyzer.chunks(text, &cancel, |chunk| {
                analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), &cancel, scratch, tokens);
                ControlFlow::Continue(())
            });
            let found = collected.ids.iter().map(|&id| collected.vocabulary.term(id).unwrap());
            if !found.eq(tokens.iter()) {
                let spec = analyzer.spec().to_json();
                let [found, expected] = [collected.tokens(), tokens.iter().collect()]
                    .map(|tokens| tokens.into_iter().take(100).collect::<Vec<_>>());
                panic!("{spec} {text:.300?}:\n{found:?}\n{expected:?}");
            }
            collected.ids.clear();
        }
    }

    fn analyzers() -> Vec<Analyzer> {
        let specs = [
            r#"{"tokenizer": "nltk"}"#,
            r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["punctuation"]}"#,
            r#"{"tokenizer": "nltk", "filter": [{"type": "stop", "stop_words": ["_nltk_english_"]},
                "lowercase", "punctuation", "stemmer"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["punctuation", {"type": "repeat", "times": 2},
                {"type": "stemmer", "revision": "nltk"}]}"#,
            r#"{"tokenizer": "nltk", "filter": [{"type": "repeat", "times": 1}, "punctuation", "stemmer"]}"#,
        ];
        let specs = specs.into_iter().map(|spec| AnalyzerSpec::from_json(spec).unwrap());
        specs.map(|spec| Analyzer::from_spec(&spec).unwrap()).chain([Analyzer::english()]).collect()
    }

    /// All strings of up to four of these characters, and some words with punctuation around them.
    fn chunks() -> Vec<String> {
        let alphabet = ['a', 'S', '1', '.', ',', ':', ')', '(', '?', '\'', '"', '-', '–', 'é', '\0'];
        let mut chunks = vec![String::new()];
        let mut longest = 0..1;
        for _ in 0..4 {
            let next = longest.end..chunks.len().max(longest.end);
            let from: Vec<String> = chunks[longest.clone()].to_vec();
            chunks.extend(from.iter().flat_map(|chunk| alphabet.iter().map(move |c| format!("{chunk}{c}"))));
            longest = next.start..chunks.len();
        }
        for word in [
            "Cannot",
            "wanna",
            "gimme",
            "the",
            "U",
            "Kite2",
            "a—b",
            "1–2–c",
            "averyveryverylongword",
            "größe",
            "Объявление",
            "é",
            "cannoté",
            "l'été",
            "été—été",
            "中文",
        ] {
            for before in ["", "(", "((", "\"", "(\"", "\"(", "\"\"", "'"] {
                for after in [
                    "", ",", ".", ").", ".)", ",,", ":)", "...", "!?", ");", "'s", "'S", "'s.", "'s\",",
                    "\",", "\".", ".\"", ",\"", "\"\"", ".\".", ",\",", "s'", "'t", "—", "–\"",
                ] {
                    chunks.push(format!("{before}{word}{after}"));
                    chunks.push(format!("{before}{}{after}", word.to_uppercase()));
                }
            }
        }
        chunks
    }

    /// Each chunk in all surroundings that a rule may ask about, its tokens by way of the memo.
    #[test]
    fn the_memo_changes_no_token() {
        let chunks = chunks();
        let surroundings = [
            ("", ""),
            ("", " "),
            ("x ", " y"),
            ("x\n", "\ty"),
            ("Word. ", " y"),
            ("Word.\n", ""),
            ("x ", " )"),
            ("Word. ", " \" Next one."),
            ("x\t", "\n)"),
        ];
        // Words of each length around a key's that differ in one byte or in case only; twice, so that the
        // memo is asked.
        let words = |length: usize| {
            (0..length).flat_map(move |at| {
                let word = |byte: u8| {
                    let mut word = b"queryquirkquartz0".repeat(2)[..length].to_vec();
                    word[at] = byte;
                    String::from_utf8(word).unwrap()
                };
                [word(b'k'), word(b'K'), word(b'7')]
            })
        };
        let words: Vec<String> = (1..=20).flat_map(words).collect();
        let words = [words.join(" "), words.join(" ")].join("\n");
        let mut twin = Twin::default();
        for (number, analyzer) in analyzers().iter().enumerate() {
            let mut stream = TermStream::new();
            let mut collected = Collected::default();
            stream.text(analyzer, &words, &Cancel::new(), &mut collected).unwrap();
            twin.check(&mut collected, analyzer, &words);
            for (at, (before, after)) in surroundings.into_iter().enumerate() {
                let mut collected = Collected::default();
                stream.clear();
                // Many documents: the memo knows most of what it is asked. Of the longest of all strings each
                // is seen by every analyzer, and in all surroundings, but not by each in each.
                let is_seen = |&(place, chunk): &(usize, &String)| {
                    !chunk.is_empty() && (chunk.chars().count() != 4 || (place + number + at) % 4 == 0)
                };
                for (_, chunk) in chunks.iter().enumerate().filter(is_seen) {
                    let text = format!("{before}{chunk}{after}");
                    stream.text(analyzer, &text, &Cancel::new(), &mut collected).unwrap();
                    twin.check(&mut collected, analyzer, &text);
                }
            }
        }
    }

    #[test]
    fn char_filters_come_before_the_memo() {
        let analyzer = |char_filters: &str| {
            let json =
                format!(r#"{{"char_filter":[{char_filters}],"tokenizer":"nltk","filter":["lowercase"]}}"#);
            Analyzer::from_spec(&AnalyzerSpec::from_json(&json).unwrap()).unwrap()
        };
        let filtered = analyzer(
            r#"{"type":"mapping","mappings":["- => \\u0020","& => -and-"]},{"type":"mapping","mappings":["-=>_"]}"#,
        );
        let plain = analyzer("");
        let (mut stream, mut collected) = (TermStream::new(), Collected::default());
        for text in ["red-tailed kites", "R&D & kites", "kites", "", "Kites. R&D"] {
            stream.text(&filtered, text, &Cancel::new(), &mut collected).unwrap();
            let tokens = plain.tokens(&text.replace('-', " ").replace('&', "_and_"));
            assert_eq!(collected.tokens(), tokens);
            assert_eq!(filtered.tokens(text), tokens);
            collected.ids.clear();
        }
        let cancelled = stream.text(&filtered, "a-b", &Cancel::at_look(1), &mut collected);
        assert!(matches!(cancelled, Err(Error::Cancelled)));
    }

    /// Texts of every kind with every tokenizer, its tokens by way of the memo.
    #[test]
    fn the_memo_changes_no_token_of_any_tokenizer() {
        let (texts, mut twin) = (tokenizer_tests::texts(), Twin::default());
        let (short, characters) = texts.split_at(texts.len() - 3);
        let filters = ["", r#""lowercase""#, r#""lowercase",{"type":"repeat","times":2}"#];
        for tokenizer in tokenizer_tests::examples() {
            // Each tokenizer sees each text, with some filters; each character by itself with the first ones.
            for (number, filters) in filters.into_iter().enumerate() {
                let every_character = characters.get(1).filter(|_| number == 0);
                let json = format!(r#"{{"tokenizer":{tokenizer},"filter":[{filters}]}}"#);
                let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(&json).unwrap()).unwrap();
                let (mut stream, mut collected) = (TermStream::new(), Collected::default());
                for text in short.iter().skip(number).step_by(3).chain(every_character) {
                    stream.text(&analyzer, text, &Cancel::new(), &mut collected).unwrap();
                    twin.check(&mut collected, &analyzer, text);
                }
            }
        }
    }

    /// So with every preset: their filters are those that are used together.
    #[test]
    fn the_memo_changes_no_token_of_any_preset() {
        let (texts, mut twin) = (tokenizer_tests::texts(), Twin::default());
        let (short, _) = texts.split_at(texts.len() - 3);
        for (number, name) in presets::names().iter().enumerate() {
            let analyzer = Analyzer::from_spec(&presets::named(name).unwrap()).unwrap();
            let (mut stream, mut collected) = (TermStream::new(), Collected::default());
            for text in short.iter().skip(number % 8).step_by(8) {
                for text in [text, &text.to_uppercase()] {
                    stream.text(&analyzer, text, &Cancel::new(), &mut collected).unwrap();
                    twin.check(&mut collected, &analyzer, text);
                }
            }
        }
    }

    #[test]
    fn long_chunks_come_in_their_order() {
        let analyzer = Analyzer::english();
        let long = "kite,perch;".repeat(2_000);
        let text = format!("one {long} two \"{long}three\" four");
        let mut collected = Collected::default();
        TermStream::new().text(&analyzer, &text, &Cancel::new(), &mut collected).unwrap();
        assert_eq!(collected.tokens(), analyzer.tokens(&text));
    }

    #[test]
    fn a_chunk_of_very_many_tokens_is_not_remembered() {
        for (times, are_remembered) in [(LONGEST_LIST, true), (LONGEST_LIST + 1, false), (70_000, false)] {
            let spec = format!(r#"{{"tokenizer":"nltk","filter":[{{"type":"repeat","times":{times}}}]}}"#);
            let analyzer = Analyzer::from_spec(&AnalyzerSpec::from_json(&spec).unwrap()).unwrap();
            let text = "red kite red perch\tabc-def-ghi-jkl-mno red";
            let (mut stream, mut collected) = (TermStream::new(), Collected::default());
            let cancel = Cancel::new();
            (0..2).for_each(|_| stream.text(&analyzer, text, &cancel, &mut collected).unwrap());
            assert_eq!(stream.lists.len(), if are_remembered { 3 * (times + 1) } else { 0 });
            assert_eq!(collected.tokens(), [analyzer.tokens(text), analyzer.tokens(text)].concat());
        }
    }

    #[test]
    fn remembered_lists_take_bounded_memory() {
        let analyzer = Analyzer::english();
        let (mut stream, mut collected) = (TermStream::new(), Collected::default());
        // Of each chunk a list of terms is remembered: together many more than lists may hold.
        let chunk =
            |n: u32| format!("{}!{}!{}!{}!{}", n % 7, n / 7 % 11, n / 77 % 13, n / 1_001 % 17, n / 17_017);
        let numbers: Vec<u32> = (0..150_000).collect();
        let (mut ids, mut longest) = (0, 0);
        for numbers in numbers.chunks(500) {
            let text = numbers.iter().map(|&n| chunk(n)).collect::<Vec<_>>().join(" ");
            stream.text(&analyzer, &text, &Cancel::new(), &mut collected).unwrap();
            // Those of the chunks that waited together come on top.
            let most = MOST_LISTED + WAITING * (LONGEST_LIST + 1);
            assert!(stream.lists.len() <= most, "{}", stream.lists.len());
            assert_eq!(collected.tokens(), analyzer.tokens(&text));
            ids += collected.ids.len();
            collected.ids.clear();
            longest = longest.max(stream.lists.len());
        }
        assert!(ids > 2 * MOST_LISTED && longest > MOST_LISTED / 2, "{ids} {longest}");
    }
}
