//! Documents and queries to rows of the terms that a vocabulary has.

use super::rows::{MOST_COLLECTED, TermRows, count};
use super::term_stream::{Consumer, TermStream, UNKNOWN};
use crate::analysis::Analyzer;
use crate::batch::{Documents, TextBatch};
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::memory::{Grow, check_batch};
use crate::parallel::Cancel;
use crate::statistics::{Kept, Lexicon};
use crate::vocabulary::TermId;

/// One worker's encoder. What it remembers holds for one analyzer and one vocabulary.
#[derive(Clone, Debug, Default)]
pub struct RowEncoder {
    stream: TermStream,
    /// Room for the tokens of a row that are not counted yet, and for its terms that are.
    ids: Vec<TermId>,
    counted: Vec<(TermId, u32)>,
    /// The rows of the latest documents.
    rows: TermRows,
    /// What it remembers is of this vocabulary and these terms.
    version: u64,
    kept: Kept,
}

/// One row, while its document is read.
struct Row<'a> {
    lexicon: Lexicon<'a>,
    ids: &'a mut Vec<TermId>,
    counted: &'a mut Vec<(TermId, u32)>,
    length: u64,
}

impl Consumer for Row<'_> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        Ok(self.lexicon.get(token).unwrap_or(UNKNOWN))
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        self.lexicon.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, _: TermId) {}

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.length += ids.len() as u64;
        self.ids.grow(ids.len());
        self.ids.extend(ids.iter().filter(|&&id| id != UNKNOWN));
        if self.ids.len() >= MOST_COLLECTED.max(self.counted.len()) {
            count(self.ids, self.counted);
            self.ids.clear();
        }
    }
}

impl RowEncoder {
    /// An encoder that remembers nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows of some documents, of which texts need an analyzer. What was remembered of another `version`
    /// of the vocabulary, or of other terms that are known, is forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::NoAnalyzer`] for texts without one, and [`Error::Cancelled`] when `cancel` was set.
    pub fn encode(
        &mut self,
        lexicon: Lexicon<'_>,
        version: u64,
        analyzer: Option<&Analyzer>,
        documents: &Documents,
        cancel: &Cancel,
    ) -> Result<&TermRows> {
        check_batch(documents.bytes())?;
        if (self.version, self.kept) != (version, lexicon.kept) {
            self.stream.clear();
            (self.version, self.kept) = (version, lexicon.kept);
        }
        self.rows.clear(MOST_COLLECTED);
        let Self { stream, ids, counted, rows, .. } = self;
        match documents {
            Documents::Texts(_) | Documents::Unread(_) => {
                let analyzer = analyzer.ok_or(Error::NoAnalyzer)?;
                for text in documents.texts().map_or(&[][..], TextBatch::texts) {
                    if cancel.is_set() {
                        return Err(Error::Cancelled);
                    }
                    ids.clear();
                    counted.clear();
                    let mut row = Row { lexicon, ids, counted, length: 0 };
                    stream.text(analyzer, text, cancel, &mut row)?;
                    let length = row.length;
                    end_row(length, ids, counted, rows);
                }
            }
            Documents::Tokens(batch) => {
                for tokens in batch.iter() {
                    ids.clear();
                    counted.clear();
                    let mut row = Row { lexicon, ids, counted, length: 0 };
                    for token in tokens {
                        let id = row.id(Probe::new(token.as_bytes()))?;
                        row.take(&[id]);
                    }
                    let length = row.length;
                    end_row(length, ids, counted, rows);
                }
            }
        }
        Ok(rows)
    }
}

fn end_row(length: u64, ids: &mut Vec<TermId>, counted: &mut Vec<(TermId, u32)>, rows: &mut TermRows) {
    rows.push_ids(length, ids, counted);
    // An encoder may live as long as its model: it keeps no room for the one huge document.
    counted.shrink_to(MOST_COLLECTED);
    ids.clear();
    ids.shrink_to(2 * MOST_COLLECTED);
}
