//! A text as a stream of term ids, through the chunk memo.

use std::ops::ControlFlow;

use super::memo::{Key, Memo};
use crate::analysis::{Analyzer, Flags, TokenBuffer};
use crate::error::{Error, Result};
use crate::parallel::Cancel;
use crate::vocabulary::TermId;

/// The "id" of a token that is not in the vocabulary.
pub(super) const UNKNOWN: TermId = TermId::MAX;

/// Chunks between two looks at the cancel flag: well under a millisecond of work.
const CHUNKS_PER_LOOK: u32 = 1 << 12;

/// Ids that the memo's lists may hold before everything is forgotten: 4 MB.
const MOST_LISTED: usize = 1 << 20;

/// Where the terms of a text go.
pub(super) trait Consumer {
    /// The id of `token`, or [`UNKNOWN`].
    fn id(&mut self, token: &str) -> Result<TermId>;

    /// Takes the id of the text's next token.
    fn take(&mut self, id: TermId);
}

/// What a chunk comes to, in 32 bits: no token, one term, or a list of terms.
#[derive(Clone, Copy)]
struct Terms(u32);

impl Terms {
    const NOTHING: Self = Self(0);
    const ONE_UNKNOWN: Self = Self(LIST - 1);

    fn one(id: TermId) -> Self {
        if id == UNKNOWN { Self::ONE_UNKNOWN } else { Self(id + 1) }
    }
}

/// The bit that marks a list; the others say where it begins.
const LIST: u32 = 1 << 31;

/// Turns texts into term ids. What it remembers holds for one analyzer and one vocabulary to which
/// terms are only appended by this stream itself.
#[derive(Clone, Debug)]
pub(super) struct TermStream {
    memo: Memo,
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
        Self { memo: Memo::new(), lists: Vec::new(), tokens: TokenBuffer::new() }
    }

    /// Forgets every chunk, as after a change of the vocabulary.
    pub(super) fn clear(&mut self) {
        self.memo.clear();
        self.lists.clear();
    }

    /// Gives `consumer` the id of each token of `text`, in order.
    #[inline]
    pub(super) fn text(
        &mut self,
        analyzer: &Analyzer,
        text: &str,
        cancel: &Cancel,
        consumer: &mut impl Consumer,
    ) -> Result<()> {
        let mut left = CHUNKS_PER_LOOK;
        let flow = analyzer.chunks(text, |chunk, flags| {
            left -= 1;
            if left == 0 {
                if cancel.is_set() {
                    return ControlFlow::Break(Error::Cancelled);
                }
                left = CHUNKS_PER_LOOK;
            }
            let terms = match Key::new(chunk, flags) {
                Some(key) => match self.memo.get(key) {
                    Some(terms) => Terms(terms),
                    None => match self.remember(key, analyzer, chunk, flags, consumer) {
                        Ok(terms) => terms,
                        Err(error) => return ControlFlow::Break(error),
                    },
                },
                None => return self.analyse(analyzer, chunk, flags, consumer),
            };
            self.emit(terms, consumer);
            ControlFlow::Continue(())
        });
        match flow {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(error) => Err(error),
        }
    }

    #[inline]
    fn emit(&self, terms: Terms, consumer: &mut impl Consumer) {
        if terms.0 & LIST != 0 {
            let at = (terms.0 & !LIST) as usize;
            let length = self.lists[at] as usize;
            self.lists[at + 1..at + 1 + length].iter().for_each(|&id| consumer.take(id));
        } else if terms.0 == Terms::ONE_UNKNOWN.0 {
            consumer.take(UNKNOWN);
        } else if terms.0 != Terms::NOTHING.0 {
            consumer.take(terms.0 - 1);
        }
    }

    /// Analyses a chunk that is too long for the memo.
    #[inline(never)]
    fn analyse(
        &mut self,
        analyzer: &Analyzer,
        chunk: &str,
        flags: Flags,
        consumer: &mut impl Consumer,
    ) -> ControlFlow<Error> {
        self.tokens.clear();
        analyzer.chunk_tokens(chunk, flags, &mut self.tokens);
        for token in self.tokens.iter() {
            match consumer.id(token) {
                Ok(id) => consumer.take(id),
                Err(error) => return ControlFlow::Break(error),
            }
        }
        ControlFlow::Continue(())
    }

    /// Analyses a chunk and remembers its terms.
    #[inline(never)]
    fn remember(
        &mut self,
        key: Key,
        analyzer: &Analyzer,
        chunk: &str,
        flags: Flags,
        consumer: &mut impl Consumer,
    ) -> Result<Terms> {
        self.tokens.clear();
        analyzer.chunk_tokens(chunk, flags, &mut self.tokens);
        let mut tokens = self.tokens.iter();
        let terms = match (tokens.next(), tokens.next()) {
            (None, _) => Terms::NOTHING,
            (Some(token), None) => Terms::one(consumer.id(token)?),
            _ => {
                if self.lists.len() > MOST_LISTED {
                    self.memo.clear();
                    self.lists.clear();
                }
                let at = self.lists.len() as u32;
                self.lists.push(self.tokens.len() as u32);
                for token in self.tokens.iter() {
                    let id = consumer.id(token)?;
                    self.lists.push(id);
                }
                Terms(LIST | at)
            }
        };
        self.memo.insert(key, terms.0);
        Ok(terms)
    }
}
