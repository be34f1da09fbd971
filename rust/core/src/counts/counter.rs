//! Counting a corpus: which terms there are, and how many documents hold each.

use super::numbering::{Numbering, NumberingId};
use super::raw_rows::Recorder;
use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::batch::{Documents, TextBatch};
use crate::error::{Error, Result};
use crate::hash::Probe;
use crate::memory::{Grow, check_batch, collected};
use crate::parallel::Cancel;
use crate::simd::prefetch;
use crate::vocabulary::{TermId, Vocabulary};
use std::sync::Arc;

/// One worker's count of the slices it was given.
///
/// A worker may be given any slices as long as their numbers ascend; [`CorpusCounter::merge`] restores the
/// order of the documents. Each worker interns new terms in a vocabulary of its own, under provisional ids.
/// So that the workers do not each come to hold the whole vocabulary, the terms get their final ids from time
/// to time ([`CorpusCounter::assign_final_ids`]), in a vocabulary that all workers share and none changes.
///
/// `R` says what else is made of the documents: nothing (`()`), or their rows ([`super::RowRecorder`]).
#[derive(Debug)]
pub struct CorpusCounter<R = ()> {
    pub(super) worker: usize,
    pub(super) stream: TermStream,
    pub(super) terms: Terms,
    recorder: R,
    /// For each slice with new terms since final ids were assigned: its number, and how many there were at
    /// its end.
    pub(super) slices: Vec<(usize, TermId)>,
    /// What its provisional ids became, each time that final ids were assigned.
    pub(super) numberings: Vec<Numbering>,
    /// Whether the latest of these is still to be applied.
    pub(super) is_outdated: bool,
    /// Whether rows with provisional ids were given away since: they will ask for the numbering.
    gave_rows: bool,
}

/// The part of the counter that sees each token.
#[derive(Debug)]
pub(super) struct Terms {
    /// The terms with final ids, of all workers.
    pub(super) shared: Arc<Vocabulary>,
    /// This worker's others, whose ids follow.
    pub(super) new: Vocabulary,
    /// For each id.
    pub(super) seen: Vec<Seen>,
    pub(super) documents: u32,
    pub(super) total_length: u64,
}

/// The last document in which a term was seen, counted from 1, and the number of all documents that hold it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    last: u32,
    pub(super) documents: u32,
}

/// The terms, and what else is done with each occurrence.
struct Occurrences<'a, R> {
    terms: &'a mut Terms,
    recorder: &'a mut R,
}

impl Terms {
    /// Orders what is known of each term by final ids, those of all other workers included.
    fn renumber(&mut self, numbering: &Numbering) {
        let new = collected(self.seen.drain(numbering.shared as usize..));
        self.seen.grow(self.shared.len() - self.seen.len());
        self.seen.resize(self.shared.len(), Seen::default());
        for (&id, seen) in numbering.new.iter().zip(new) {
            self.seen[id as usize] = seen;
        }
        self.new.clear_with_seed(self.shared.seed());
    }

    fn next_document(&mut self) -> Result<()> {
        self.documents = self.documents.checked_add(1).ok_or(Error::TooManyDocuments)?;
        Ok(())
    }
}

impl<R: Recorder> Consumer for Occurrences<'_, R> {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        let Terms { shared, new, seen, .. } = &mut *self.terms;
        // Often it is empty, and then there is no need to hash the token for it.
        if !shared.is_empty()
            && let Some(id) = shared.get_probe(token)
        {
            return Ok(id);
        }
        let id = shared.len() as TermId + new.intern_probe(token)?;
        if id as usize == seen.len() {
            shared.check_room(new.len())?;
            seen.grow(1);
            seen.push(Seen::default());
        }
        Ok(id)
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        if !self.terms.shared.is_empty() {
            self.terms.shared.prefetch(token);
        }
        self.terms.new.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, id: TermId) {
        // A prefetch far out of bounds costs a page walk.
        prefetch(&self.terms.seen, (id as usize).min(self.terms.seen.len()));
    }

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        let Terms { seen, documents, total_length, .. } = &mut *self.terms;
        let (seen, documents) = (seen.as_mut_slice(), *documents);
        *total_length += ids.len() as u64;
        let mut new = 0;
        for &id in ids {
            let seen = &mut seen[id as usize];
            let is_new = seen.last != documents;
            seen.last = documents;
            seen.documents += u32::from(is_new);
            new += usize::from(is_new);
        }
        self.recorder.record(ids, new);
    }
}

impl<R: Recorder> CorpusCounter<R> {
    /// Counters for `workers` threads, one at least.
    #[must_use]
    pub fn for_workers(workers: usize) -> Vec<Self> {
        let shared = Arc::new(Vocabulary::new());
        // With one seed, the shared table takes in terms without hashing them again. Each time that final ids
        // are assigned, the workers begin anew with its seed, should it or one of theirs have changed.
        let seed = shared.seed();
        let counter = |worker| Self {
            worker,
            stream: TermStream::new(),
            terms: Terms {
                shared: Arc::clone(&shared),
                new: Vocabulary::with_seed(seed),
                seen: Vec::new(),
                documents: 0,
                total_length: 0,
            },
            recorder: R::default(),
            slices: Vec::new(),
            numberings: Vec::new(),
            is_outdated: false,
            gave_rows: false,
        };
        (0..workers.max(1)).map(counter).collect()
    }

    /// How many terms of this worker have provisional ids.
    #[must_use]
    pub fn provisional(&self) -> usize {
        if self.is_outdated { 0 } else { self.terms.new.len() }
    }

    /// Applies the latest numbering, as each worker's own thread does.
    pub(super) fn renumber(&mut self) {
        if !std::mem::take(&mut self.is_outdated) {
            return;
        }
        let gave_rows = std::mem::take(&mut self.gave_rows);
        let Some(numbering) = self.numberings.last_mut() else { return };
        self.terms.renumber(numbering);
        self.stream.renumber(|id| numbering.final_id(id));
        if !gave_rows {
            *numbering = Numbering::default();
        }
    }

    /// Counts slice number `slice`: consecutive documents, of which texts need an analyzer.
    ///
    /// # Errors
    ///
    /// [`Error::NoAnalyzer`] for texts without one, [`Error::Cancelled`] when `cancel` was set,
    /// [`Error::TooManyTerms`] and [`Error::TooManyDocuments`]. The counter is then of no further use.
    pub fn count(
        &mut self,
        slice: usize,
        analyzer: Option<&Analyzer>,
        documents: &Documents,
        cancel: &Cancel,
    ) -> Result<R::Output> {
        check_batch(documents.bytes())?;
        self.renumber();
        match documents {
            Documents::Tokens(batch) => self.count_tokens(batch.iter())?,
            Documents::Texts(_) | Documents::Unread(_) => {
                let texts = documents.texts().map_or(&[][..], TextBatch::texts);
                self.count_texts(analyzer.ok_or(Error::NoAnalyzer)?, texts, cancel)?;
            }
        }
        let end = self.terms.new.len() as TermId;
        if end > self.slices.last().map_or(0, |&(_, end)| end) {
            self.slices.grow(1);
            self.slices.push((slice, end));
        }
        self.gave_rows |= R::KEEPS_IDS;
        Ok(self.recorder.take(NumberingId { worker: self.worker, round: self.numberings.len() }))
    }

    fn count_texts(&mut self, analyzer: &Analyzer, texts: &[&str], cancel: &Cancel) -> Result<()> {
        let Self { stream, terms, recorder, .. } = self;
        for text in texts {
            if cancel.is_set() {
                return Err(Error::Cancelled);
            }
            let before = terms.total_length;
            terms.next_document()?;
            stream.text(analyzer, text, cancel, &mut Occurrences { terms, recorder })?;
            recorder.end_row(terms.total_length - before);
        }
        Ok(())
    }

    fn count_tokens<'a>(
        &mut self,
        documents: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> Result<()> {
        let Self { terms, recorder, .. } = self;
        for tokens in documents {
            let before = terms.total_length;
            terms.next_document()?;
            let mut occurrences = Occurrences { terms, recorder };
            for token in tokens {
                let id = occurrences.id(Probe::new(token.as_bytes()))?;
                occurrences.take(&[id]);
            }
            recorder.end_row(terms.total_length - before);
        }
        Ok(())
    }
}
