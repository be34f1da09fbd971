//! A text as a stream of term ids, through the chunk memo.

use std::ops::ControlFlow;

use super::key::{Key, Keys};
use super::memo::Memo;
use crate::analysis::{Analyzer, Flags, TokenBuffer};
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

/// The "id" of a token that is not in the vocabulary: one that no vocabulary gives.
pub(super) const UNKNOWN: TermId = LIST - 2;

/// Ids that the memo's lists may hold before those are dropped that the memo has forgotten: 2 MB.
const MOST_LISTED: usize = 1 << 19;

/// Chunks of more bytes leave no buffers of their size behind.
const LONGEST_KEPT: usize = 1 << 20;

/// Where the terms of a text go.
pub(super) trait Consumer {
    /// The id of `token`, or [`UNKNOWN`].
    fn id(&mut self, token: &str) -> Result<TermId>;

    /// Takes the ids of the text's next tokens.
    fn take(&mut self, ids: &[TermId]);
}

/// What a chunk comes to, in 32 bits: no token, one term, or a list of terms.
#[derive(Clone, Copy)]
struct Terms(u32);

impl Terms {
    const NOTHING: Self = Self(0);

    fn one(id: TermId) -> Self {
        Self(id + 1)
    }
}

/// Appends the ids that `terms` stands for.
#[inline]
fn emit(terms: Terms, lists: &[TermId], ids: &mut Vec<TermId>) {
    if terms.0 & LIST != 0 {
        let at = (terms.0 & !LIST) as usize;
        let length = lists[at] as usize;
        ids.extend_from_slice(&lists[at + 1..at + 1 + length]);
    } else {
        // A stop word or a term, as good as random: written in either case, then kept or not.
        let length = ids.len();
        ids.push(terms.0.wrapping_sub(1));
        ids.truncate(length + usize::from(terms.0 != Terms::NOTHING.0));
    }
}

/// The bit that marks a list; the others say where it begins.
const LIST: u32 = 1 << 31;

/// A chunk that waits for the memory of its memo entry.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    key: Key,
    hash: u32,
    flags: Flags,
    start: usize,
    end: usize,
}

/// Chunks that wait together: as many cache misses as a core keeps under way, and more.
const WAITING: usize = 48;

/// Turns texts into term ids. What it remembers holds for one analyzer and one vocabulary to which
/// terms are only appended by this stream itself.
#[derive(Clone, Debug)]
pub(super) struct TermStream {
    memo: Memo,
    waiting: Vec<Waiting>,
    /// The ids of the chunks that waited.
    ids: Vec<TermId>,
    /// Lists of ids, each after its length.
    lists: Vec<TermId>,
    tokens: TokenBuffer,
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
            waiting: Vec::with_capacity(WAITING),
            ids: Vec::with_capacity(2 * WAITING),
            lists: Vec::new(),
            tokens: TokenBuffer::new(),
        }
    }

    /// Forgets every chunk, as after a change of the vocabulary.
    pub(super) fn clear(&mut self) {
        self.memo.clear();
        self.lists.clear();
    }

    /// Makes room for lists. If more than half of them are still remembered, everything is forgotten,
    /// so that this is not done again soon.
    fn drop_forgotten_lists(&mut self) {
        let mut kept = Vec::with_capacity(MOST_LISTED);
        self.memo.replace_values(|value| {
            if value & LIST == 0 {
                return value;
            }
            let at = (value & !LIST) as usize;
            let length = self.lists[at] as usize;
            let new = kept.len() as u32;
            kept.extend_from_slice(&self.lists[at..=at + length]);
            LIST | new
        });
        self.lists = kept;
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
        let keys = Keys::new(analyzer);
        self.waiting.clear();
        let flow = analyzer.chunks(text, cancel, |chunk| {
            let range = chunk.range();
            let (key, flags) = if let Some(key) = keys.word(text.as_bytes(), range.clone()) {
                (key, Flags::NONE)
            } else {
                let flags = chunk.flags();
                // A chunk without a key waits too, for the order's sake.
                (keys.other(text.as_bytes(), range.clone(), flags).unwrap_or_default(), flags)
            };
            let hash = self.memo.prepare(key);
            self.waiting.push(Waiting { key, hash, flags, start: range.start, end: range.end });
            if self.waiting.len() < WAITING {
                return ControlFlow::Continue(());
            }
            match self.flush(analyzer, text, cancel, consumer) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(error),
            }
        });
        match flow {
            ControlFlow::Continue(()) => self.flush(analyzer, text, cancel, consumer),
            ControlFlow::Break(error) => Err(error),
        }
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
        self.ids.clear();
        for at in 0..self.waiting.len() {
            let waiting = self.waiting[at];
            match self.memo.get(waiting.hash, waiting.key) {
                Some(terms) if waiting.key != Key::default() => {
                    emit(Terms(terms), &self.lists, &mut self.ids);
                }
                _ => self.analyse(analyzer, &text[waiting.start..waiting.end], waiting, cancel, consumer)?,
            }
        }
        self.waiting.clear();
        consumer.take(&self.ids);
        Ok(())
    }

    /// Analyses a chunk and remembers its terms.
    #[inline(never)]
    fn analyse(
        &mut self,
        analyzer: &Analyzer,
        chunk: &str,
        waiting: Waiting,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        self.tokens.clear();
        analyzer.chunk_tokens(chunk, waiting.flags, cancel, &mut self.tokens);
        if waiting.key == Key::default() {
            // One chunk may be as long as the text.
            if cancel.is_set() {
                return Err(Error::Cancelled);
            }
            for token in self.tokens.iter() {
                self.ids.push(consumer.id(token)?);
            }
            if chunk.len() > LONGEST_KEPT {
                // A stream may live as long as its model: it keeps no room for the one huge chunk.
                self.tokens = TokenBuffer::new();
            }
            return Ok(());
        }
        if self.lists.len() + self.tokens.len() >= MOST_LISTED {
            self.drop_forgotten_lists();
        }
        let mut tokens = self.tokens.iter();
        let terms = match (tokens.next(), tokens.next()) {
            (None, _) => Terms::NOTHING,
            (Some(token), None) => Terms::one(consumer.id(token)?),
            _ => {
                let at = self.lists.len() as u32;
                self.lists.push(self.tokens.len() as u32);
                for token in self.tokens.iter() {
                    let id = consumer.id(token)?;
                    self.lists.push(id);
                }
                Terms(LIST | at)
            }
        };
        self.memo.insert(waiting.hash, waiting.key, terms.0);
        emit(terms, &self.lists, &mut self.ids);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[derive(Default)]
    struct Collected {
        vocabulary: Vocabulary,
        ids: Vec<TermId>,
    }

    impl Consumer for Collected {
        fn id(&mut self, token: &str) -> Result<TermId> {
            self.vocabulary.intern(token)
        }

        fn take(&mut self, ids: &[TermId]) {
            self.ids.extend_from_slice(ids);
        }
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
            stream.drop_forgotten_lists();
            assert!(stream.lists.len() <= before);
        }
        assert!(!stream.lists.is_empty());
        assert_eq!(plain.ids, dropping.ids);
    }
}
