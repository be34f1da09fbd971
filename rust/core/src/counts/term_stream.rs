//! A text as a stream of term ids, through the chunk memo.

use std::ops::{ControlFlow, Range};

use super::memo::{Memo, NOT_REMEMBERED};
use crate::analysis::{
    Analyzer, Chunk, ChunkVisitor, Flags, Key, Keys, Piece, Scratch, ShortTokens, TokenBuffer, Words,
};
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

/// The "id" of a token that is not in the vocabulary: one that no vocabulary gives.
pub(super) const UNKNOWN: TermId = LIST - 2;

/// Ids that the memo's lists may hold before those are dropped that the memo has forgotten: 1 MB.
const MOST_LISTED: usize = 1 << 18;

/// The ids of a list at most: a chunk that the memo takes has fewer bytes. Beside such a length there is room
/// for a place among all lists, and a bit.
const LONGEST_LIST: u32 = 0xFF;
const _: () = assert!(MOST_LISTED as u64 * (LONGEST_LIST as u64 + 1) < LIST as u64);

/// Chunks of more bytes leave no buffers of their size behind.
const LONGEST_KEPT: usize = 1 << 20;

/// Where the terms of a text go.
pub(super) trait Consumer {
    /// The id of `token`, or [`UNKNOWN`].
    fn id(&mut self, token: Probe<'_>) -> Result<TermId>;

    /// Brings nearer what [`Self::id`] will read for `token`.
    fn prefetch(&self, token: Probe<'_>);

    /// Brings nearer what [`Self::take`] will read for `id`.
    fn prefetch_id(&self, id: TermId);

    /// Takes the ids of the text's next tokens.
    fn take(&mut self, ids: &[TermId]);
}

/// What a chunk comes to, in 32 bits: no token, one term, or a list of terms.
#[derive(Clone, Copy, Debug)]
struct Terms(u32);

impl Terms {
    const NOTHING: Self = Self(0);

    fn one(id: TermId) -> Self {
        Self(id + 1)
    }

    /// The list that these terms are.
    fn of(self, lists: &[TermId]) -> &[TermId] {
        let at = (self.0 & !LIST) as usize;
        let length = lists[at] as usize;
        &lists[at + 1..at + 1 + length]
    }
}

/// The bit that marks a list; the others say where it begins.
const LIST: u32 = 1 << 31;

/// A chunk that waits for the memory of its memo entry.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    key: Key,
    hash: u32,
    length: u16,
    flags: Flags,
    /// Whether it consists of ASCII letters and digits.
    is_word: bool,
    start: usize,
}

impl Waiting {
    const NOTHING: Self =
        Self { key: Key::NONE, hash: 0, length: 0, flags: Flags::NONE, is_word: false, start: 0 };

    /// Brings nearer what the memo knows of the chunk; of one without a key, nothing.
    #[inline]
    fn new(memo: &Memo, key: Option<Key>, start: usize, length: usize, flags: Flags, is_word: bool) -> Self {
        debug_assert!(length <= LONGEST_WAITING);
        let key = key.unwrap_or(Key::NONE);
        Self { key, hash: memo.prepare(key), length: length as u16, flags, is_word, start }
    }
}

const _: () = assert!(LONGEST_WAITING <= u16::MAX as usize);

/// A waiting chunk that the memo does not know.
#[derive(Clone, Copy, Debug)]
struct Unknown {
    /// Its place among the waiting.
    at: usize,
    /// What it comes to if it is a word; of others the end of their tokens.
    word: ShortTokens,
    tokens: usize,
}

impl Unknown {
    const NOTHING: Self = Self { at: 0, word: ShortTokens::None, tokens: 0 };
}

/// Chunks that wait together. The terms of those that the memo does not know wait for each other's memory,
/// so it takes more than the cache misses that a core keeps under way.
const WAITING: usize = 96;

/// The longest chunk that waits with others, in bytes: it bounds their tokens.
const LONGEST_WAITING: usize = 4096;

/// Turns texts into term ids. What it remembers holds for one analyzer and one vocabulary to which
/// terms are only appended by this stream itself.
#[derive(Clone, Debug)]
pub(super) struct TermStream {
    memo: Memo,
    /// The chunks that wait, as many as `length` says.
    waiting: Box<[Waiting; WAITING]>,
    length: usize,
    /// What the waiting chunks come to.
    found: Box<[Terms; WAITING]>,
    /// Those that the memo does not know.
    unknown: Box<[Unknown; WAITING]>,
    /// Room for the ids of the chunks that waited.
    ids: Vec<TermId>,
    /// Lists of ids, each after its length.
    lists: Vec<TermId>,
    /// As `lists`, of waiting chunks that are not remembered.
    passing: Vec<TermId>,
    tokens: TokenBuffer,
    scratch: Scratch,
}

/// One text on its way through a stream.
struct TextVisitor<'a, 't, C> {
    stream: &'a mut TermStream,
    keys: Keys,
    analyzer: &'a Analyzer,
    text: &'t str,
    cancel: &'a Cancel,
    consumer: &'a mut C,
}

impl<C: Consumer> TextVisitor<'_, '_, C> {
    /// Lets a chunk wait; one without a key too, for the order's sake.
    #[inline(never)]
    fn wait(&mut self, piece: Piece) -> ControlFlow<Error> {
        if self.stream.length == WAITING {
            self.flush()?;
        }
        let TermStream { memo, waiting, length, .. } = &mut *self.stream;
        let Piece { key, range, flags, is_word } = piece;
        waiting[*length] = Waiting::new(memo, key, range.start, range.len(), flags, is_word);
        *length += 1;
        ControlFlow::Continue(())
    }

    /// Gives the consumer the terms of the waiting chunks.
    #[inline(never)]
    fn flush(&mut self) -> ControlFlow<Error> {
        broken(self.stream.flush(self.analyzer, self.text, self.cancel, self.consumer))
    }
}

impl<'t, C: Consumer> ChunkVisitor<'t> for TextVisitor<'_, 't, C> {
    type Break = Error;

    fn leaves_out_marks(&self) -> bool {
        self.analyzer.traits().drops_marks
    }

    #[inline(never)]
    fn words(&mut self, words: &mut Words<'t, '_>) -> ControlFlow<Error> {
        let (keys, mut length) = (self.keys, self.stream.length);
        let taken = words.try_for_each(|word| {
            if length >= WAITING {
                self.stream.length = length;
                self.flush()?;
                length = 0;
            }
            let TermStream { memo, waiting, .. } = &mut *self.stream;
            let key = keys.word(word.head, word.length);
            waiting[length] = Waiting::new(memo, key, word.start, word.length, Flags::NONE, true);
            length += 1;
            ControlFlow::Continue(())
        });
        self.stream.length = length;
        taken
    }

    #[inline(never)]
    fn chunk(&mut self, chunk: Chunk<'t>) -> ControlFlow<Error> {
        if chunk.range().len() > LONGEST_WAITING {
            self.flush()?;
            let Self { stream, analyzer, cancel, consumer, .. } = self;
            return broken(stream.long_chunk(analyzer, chunk, cancel, *consumer));
        }
        self.keys.pieces(self.text.as_bytes(), &chunk, |piece| self.wait(piece))
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
            waiting: Box::new([Waiting::NOTHING; WAITING]),
            length: 0,
            found: Box::new([Terms::NOTHING; WAITING]),
            unknown: Box::new([Unknown::NOTHING; WAITING]),
            ids: Vec::with_capacity(2 * WAITING),
            lists: Vec::new(),
            passing: Vec::new(),
            tokens: TokenBuffer::new(),
            scratch: Scratch::default(),
        }
    }

    /// Forgets every chunk, as after a change of the vocabulary.
    pub(super) fn clear(&mut self) {
        self.memo.clear();
        self.lists.clear();
    }

    /// Replaces every id that is remembered.
    pub(super) fn renumber(&mut self, new: impl Fn(TermId) -> TermId) {
        let is_one = |value| value != Terms::NOTHING.0 && value & LIST == 0;
        self.memo.replace_values(|value| if is_one(value) { Terms::one(new(value - 1)).0 } else { value });
        let mut at = 0;
        while at < self.lists.len() {
            let length = self.lists[at] as usize;
            self.lists[at + 1..at + 1 + length].iter_mut().for_each(|id| *id = new(*id));
            at += 1 + length;
        }
    }

    /// Makes room for lists. If more than half of them are still remembered, everything is forgotten,
    /// so that this is not done again soon.
    fn drop_forgotten_lists(&mut self) {
        let Self { memo, lists, .. } = self;
        // All in place: each length stands for a while beside a mark that its list is remembered, and where it
        // will begin.
        memo.replace_values(|value| {
            if value & LIST != 0 {
                lists[(value & !LIST) as usize] |= LIST;
            }
            value
        });
        let (mut at, mut end) = (0, 0);
        while at < lists.len() {
            let length = lists[at] & LONGEST_LIST;
            if lists[at] & LIST != 0 {
                lists[at] |= end << LONGEST_LIST.count_ones();
                end += 1 + length;
            }
            at += 1 + length as usize;
        }
        memo.replace_values(|value| {
            if value & LIST == 0 {
                return value;
            }
            LIST | (lists[(value & !LIST) as usize] & !LIST) >> LONGEST_LIST.count_ones()
        });
        let (mut at, mut end) = (0, 0);
        while at < lists.len() {
            let (is_kept, length) = (lists[at] & LIST != 0, lists[at] & LONGEST_LIST);
            let next = at + 1 + length as usize;
            if is_kept {
                lists[at] = length;
                lists.copy_within(at..next, end);
                end += next - at;
            }
            at = next;
        }
        lists.truncate(end);
        if self.lists.len() > MOST_LISTED / 2 {
            self.clear();
        }
    }

    /// Gives `consumer` the id of each token of `text`, in order.
    pub(super) fn text(
        &mut self,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        let keys = Keys::new(analyzer.traits());
        self.length = 0;
        match analyzer.visit(
            text,
            cancel,
            TextVisitor { stream: self, keys, analyzer, text, cancel, consumer },
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
        chunk: Chunk<'_>,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        self.tokens.clear();
        analyzer.chunk_tokens(chunk.as_str(), chunk.flags(), cancel, &mut self.scratch, &mut self.tokens);
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
        if chunk.range().len() > LONGEST_KEPT {
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
        if self.lists.len() >= MOST_LISTED {
            self.drop_forgotten_lists();
        }
        let (memo, waiting) = (self.memo.sets(), &self.waiting[..self.length]);
        for (waiting, terms) in waiting.iter().zip(&mut *self.found) {
            *terms = Terms(memo.get(waiting.hash, waiting.key));
        }
        self.found[self.length..].fill(Terms::NOTHING);
        let unknown_chunks = note_unknown(&self.found, &mut self.unknown);
        self.passing.clear();
        if unknown_chunks > 0 {
            self.analyse_unknown(unknown_chunks, analyzer, text, cancel, consumer)?;
        }
        let found = &self.found[..self.length];
        self.ids.resize(self.ids.len().max(found.len()), 0);
        let (mut ids, mut length) = (self.ids.as_mut_slice(), 0);
        for &terms in found {
            // Meaningless for lists, whose terms come rarely, and for nothing: at most the line after the last
            // id's is brought nearer then.
            consumer.prefetch_id(terms.0.wrapping_sub(1));
            if terms.0 & LIST == 0 {
                // A stop word or a term, as good as random: written in either case, then kept or not.
                ids[length] = terms.0.wrapping_sub(1);
                length += usize::from(terms.0 != Terms::NOTHING.0);
            } else {
                let list = terms.of(&self.lists);
                let room = length + list.len() + found.len();
                self.ids.resize(self.ids.len().max(room), 0);
                ids = self.ids.as_mut_slice();
                ids[length..length + list.len()].copy_from_slice(list);
                length += list.len();
            }
        }
        self.lists.truncate(self.lists.len() - self.passing.len());
        self.length = 0;
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
        let unknown = &mut self.unknown[..unknown];
        for unknown in &mut *unknown {
            let waiting = &self.waiting[unknown.at];
            let before = self.tokens.len();
            unknown.word = ShortTokens::Unknown;
            if waiting.is_word && waiting.key != Key::NONE {
                unknown.word = analyzer.word_tokens(waiting.key.as_word());
                if let ShortTokens::One(word) = &unknown.word {
                    consumer.prefetch(Probe::of(word));
                }
            }
            if let ShortTokens::Unknown = unknown.word {
                let chunk = &text[waiting.start..waiting.start + usize::from(waiting.length)];
                analyzer.chunk_tokens(chunk, waiting.flags, cancel, &mut self.scratch, &mut self.tokens);
                self.tokens.probes(before..self.tokens.len()).for_each(|token| consumer.prefetch(token));
            }
            unknown.tokens = self.tokens.len();
        }
        if cancel.is_set() {
            // Some tokens may be missing.
            return Err(Error::Cancelled);
        }
        let mut start = 0;
        for &Unknown { at, ref word, tokens: end } in &*unknown {
            let Waiting { key, hash, .. } = self.waiting[at];
            let tokens = start..end;
            start = end;
            // One that waited twice is remembered by now.
            let remembered = self.memo.get(hash, key);
            if remembered != NOT_REMEMBERED {
                self.found[at] = Terms(remembered);
                continue;
            }
            self.found[at] = match word {
                ShortTokens::None => Terms::NOTHING,
                ShortTokens::One(word) => Terms::one(consumer.id(Probe::of(word))?),
                ShortTokens::Unknown if key == Key::NONE => {
                    let list = self.passing.len() as u32;
                    push_list(&mut self.passing, &self.tokens, tokens, consumer)?;
                    Terms(LIST | list)
                }
                ShortTokens::Unknown => {
                    debug_assert!(tokens.len() <= LONGEST_LIST as usize);
                    intern(&mut self.lists, &self.tokens, tokens, consumer)?
                }
            };
            if key != Key::NONE {
                self.memo.insert(hash, key, self.found[at].0);
            }
        }
        // Only now, for the others are to stay where they are when these go.
        let moved = self.lists.len() as u32;
        self.lists.extend_from_slice(&self.passing);
        for unknown in &*unknown {
            if self.waiting[unknown.at].key == Key::NONE {
                self.found[unknown.at].0 += moved;
            }
        }
        Ok(())
    }
}

/// Notes where the chunks are that the memo does not know; how many.
fn note_unknown(found: &[Terms; WAITING], unknown: &mut [Unknown; WAITING]) -> usize {
    const STEP: usize = 8;
    let mut count = 0;
    let (steps, _) = found.as_chunks::<STEP>();
    for (step, terms) in steps.iter().enumerate() {
        // One in forty: eight are looked at together.
        if terms.iter().fold(0, |any, terms| any | u32::from(terms.0 == NOT_REMEMBERED)) != 0 {
            for (at, terms) in terms.iter().enumerate() {
                if terms.0 == NOT_REMEMBERED {
                    unknown[count].at = step * STEP + at;
                    count += 1;
                }
            }
        }
    }
    count
}

const _: () = assert!(WAITING.is_multiple_of(8));

/// The terms of these tokens; if they are many, as a new list in `lists`.
fn intern(
    lists: &mut Vec<TermId>,
    tokens: &TokenBuffer,
    range: Range<usize>,
    consumer: &mut impl Consumer,
) -> Result<Terms> {
    if range.len() > 1 {
        let list = lists.len() as u32;
        push_list(lists, tokens, range, consumer)?;
        return Ok(Terms(LIST | list));
    }
    tokens.probes(range).next().map_or(Ok(Terms::NOTHING), |token| consumer.id(token).map(Terms::one))
}

/// Appends the ids of these tokens after their number.
fn push_list(
    lists: &mut Vec<TermId>,
    tokens: &TokenBuffer,
    range: Range<usize>,
    consumer: &mut impl Consumer,
) -> Result<()> {
    lists.push(range.len() as u32);
    for token in tokens.probes(range) {
        lists.push(consumer.id(token)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::AnalyzerSpec;
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

    fn analyzers() -> Vec<Analyzer> {
        let specs = [
            r#"{"tokenizer": "nltk"}"#,
            r#"{"tokenizer": "nltk", "filter": ["lowercase"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["punctuation"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["stop", "lowercase", "punctuation", "stemmer"]}"#,
            r#"{"tokenizer": "nltk", "filter": ["punctuation", {"type": "repeat", "times": 2}, "lowercase"]}"#,
            r#"{"tokenizer": "nltk", "filter": [{"type": "repeat", "times": 1}, "punctuation", "stemmer"]}"#,
        ];
        let specs = specs.into_iter().map(|spec| AnalyzerSpec::from_json(spec).unwrap());
        specs.map(|spec| Analyzer::from_spec(&spec).unwrap()).chain([Analyzer::english()]).collect()
    }

    /// All strings of up to four of these characters, and some words with marks around them.
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
        for word in ["Cannot", "wanna", "gimme", "the", "U", "Kite2", "a—b", "1–2–c", "averyveryverylongword"]
        {
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
        // Words of each length around a key's that differ in one byte or in case only; twice, so that the memo is
        // asked.
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
        for analyzer in analyzers() {
            let mut stream = TermStream::new();
            let mut collected = Collected::default();
            stream.text(&analyzer, &words, &Cancel::new(), &mut collected).unwrap();
            assert_eq!(collected.tokens(), analyzer.tokens(&words));
            for (before, after) in surroundings {
                let mut collected = Collected::default();
                let mut expected = Vec::new();
                stream.clear();
                // Many documents: the memo knows most of what it is asked.
                for chunk in chunks.iter().filter(|chunk| !chunk.is_empty()) {
                    let text = format!("{before}{chunk}{after}");
                    stream.text(&analyzer, &text, &Cancel::new(), &mut collected).unwrap();
                    expected.extend(analyzer.tokens(&text));
                    assert_eq!(collected.tokens(), expected, "{text:?}");
                    collected.ids.clear();
                    expected.clear();
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
    fn lists_may_be_dropped_at_any_time() {
        let analyzer = Analyzer::english();
        let text: Vec<_> = (0..60_000u32).map(|n| format!("a{}!b{} x{}", n % 997, n % 31, n % 53)).collect();
        let texts: Vec<_> = text.chunks(100).map(|chunk| chunk.join(" ")).collect();
        let (mut plain, mut dropping) = (Collected::default(), Collected::default());
        let (mut stream, cancel) = (TermStream::new(), Cancel::new());
        for text in &texts {
            TermStream::new().text(&analyzer, text, &cancel, &mut plain).unwrap();
            stream.text(&analyzer, text, &cancel, &mut dropping).unwrap();
            let before = stream.lists.len();
            let mut remembered = 0;
            let TermStream { memo, lists, .. } = &mut stream;
            memo.replace_values(|value| {
                if value & LIST != 0 {
                    remembered += 1 + lists[(value & !LIST) as usize] as usize;
                }
                value
            });
            stream.drop_forgotten_lists();
            assert!(stream.lists.len() <= before);
            assert_eq!(stream.lists.len(), remembered);
        }
        assert!(!stream.lists.is_empty());
        assert_eq!(plain.ids, dropping.ids);
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
            let most = MOST_LISTED + WAITING * (LONGEST_LIST as usize + 1);
            assert!(stream.lists.len() <= most, "{}", stream.lists.len());
            assert_eq!(collected.tokens(), analyzer.tokens(&text));
            ids += collected.ids.len();
            collected.ids.clear();
            longest = longest.max(stream.lists.len());
        }
        assert!(ids > 2 * MOST_LISTED && longest > MOST_LISTED / 2, "{ids} {longest}");
    }
}
