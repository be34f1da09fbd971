//! Parts to one: a walk over the documents of all, in the order of their ranks.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bytes::{pop, pop_sight, unsound};
use super::{Partial, PartialView, Rank, Sight};
use crate::error::{Result, StatisticsError};
use crate::hash::Probe;
use crate::memory::{Grow, collected, room};
use crate::statistics::{Corpus, CorpusStatistics};
use crate::vocabulary::{TermId, Vocabulary};

/// Terms that are looked up together: their slots are prefetched first.
const TOGETHER: usize = 32;

/// The documents that a part's terms are read up to.
struct Cursor<'a> {
    view: PartialView<'a>,
    /// Where the next term begins.
    start: usize,
    /// Terms that were read, and those up to the end of the document.
    terms: u64,
    end: u64,
    rank: Option<Rank>,
    sights: u64,
    /// The sum of the document frequencies that were read.
    postings: u64,
}

impl<'a> Cursor<'a> {
    fn new(view: PartialView<'a>) -> Self {
        Self { view, start: 0, terms: 0, end: 0, rank: None, sights: 0, postings: 0 }
    }

    /// Goes on to the next document that brought in terms, or to all terms where there are no ranks; `None` at the end,
    /// where everything has to fit.
    fn next_document(&mut self) -> Result<Option<Rank>> {
        let view = &mut self.view;
        if self.terms == view.terms {
            self.check_end()?;
            return Ok(None);
        }
        let mut rank = Rank::MIN;
        if view.is_ranked {
            (rank, self.end) = pop_sight(&mut view.seen, self.rank, self.end)?;
            self.sights += 1;
        } else {
            self.end = view.terms;
        }
        if self.end > view.terms {
            return Err(unsound("they have more terms than they say"));
        }
        self.rank = Some(rank);
        Ok(self.rank)
    }

    fn check_end(&self) -> Result<()> {
        let view = &self.view;
        let is_read = view.lengths.is_empty() && view.frequencies.is_empty() && view.seen.is_empty();
        if !is_read || self.start != view.text.len() || self.sights != view.sights {
            return Err(unsound("their sections do not fit together"));
        }
        let (documents, total_length) = (view.documents, view.total_length);
        let counts = CorpusStatistics { documents, total_length, document_frequency: Vec::new() };
        // That no frequency passes the documents was looked at term by term.
        if !counts.is_possible_with(self.postings, 0) {
            return Err(unsound("no documents have their counts"));
        }
        Ok(())
    }

    /// The next term, and the documents that hold it.
    #[inline]
    fn next_term(&mut self) -> Result<(&'a str, u32)> {
        let (length, df) = (pop(&mut self.view.lengths)?, pop(&mut self.view.frequencies)?);
        let rest = (self.view.text.len() - self.start) as u64;
        let end = self.start + length.min(rest) as usize;
        let text = self.view.text;
        let term = text.get(self.start..end).filter(|_| length <= rest);
        let term = term.ok_or_else(|| unsound("a term does not end where one can"))?;
        if df == 0 || df > self.view.documents {
            return Err(unsound("no documents have their counts"));
        }
        self.start = end;
        self.terms += 1;
        self.postings += df;
        Ok((term, df as u32))
    }
}

/// A term on its way into the sum.
struct Entry<'a> {
    term: Probe<'a>,
    df: u32,
    part: u32,
    rank: Rank,
}

/// What was merged so far.
#[derive(Default)]
struct Sum {
    vocabulary: Vocabulary,
    /// For each term its document frequency, and the latest part that has it, counted from 1.
    seen: Vec<(u32, u32)>,
    sights: Vec<Sight>,
}

impl Sum {
    fn add(&mut self, entries: &mut Vec<Entry<'_>>) -> Result<()> {
        for entry in &*entries {
            self.vocabulary.prefetch(entry.term);
        }
        for Entry { term, df, part, rank } in entries.drain(..) {
            let id = self.vocabulary.intern_probe(term)? as usize;
            if id == self.seen.len() {
                self.seen.grow(1);
                self.seen.push((0, 0));
                match self.sights.last_mut() {
                    Some(last) if last.rank == rank => last.end += 1,
                    _ => {
                        self.sights.grow(1);
                        self.sights.push(Sight { rank, end: id as TermId + 1 });
                    }
                }
            }
            let (sum, latest) = &mut self.seen[id];
            if *latest == part {
                return Err(unsound("they have a term twice"));
            }
            // There are no more documents than a `u32` counts.
            *sum += df;
            *latest = part;
        }
        Ok(())
    }
}

impl Partial {
    /// All parts as one. Where documents have ranks, the order of the parts changes nothing; else the terms are in
    /// the order in which the parts have them.
    ///
    /// # Errors
    ///
    /// [`StatisticsError::Corrupt`], [`StatisticsError::Unlike`], [`StatisticsError::DoubledRank`] when two documents that
    /// brought in terms have the same rank, and those of too many documents, tokens and terms.
    pub fn merged(views: &[PartialView<'_>]) -> Result<Self> {
        let mut statistics = CorpusStatistics::default();
        let mut skipped = 0_u64;
        for view in views {
            statistics.check_room(view.documents, view.total_length)?;
            statistics.documents += view.documents;
            statistics.total_length += view.total_length;
            skipped = skipped.saturating_add(view.skipped);
        }
        // A part without documents says nothing of ranks.
        let known = |view: &&PartialView<'_>| view.documents > 0;
        let is_ranked = views.iter().find(known).is_some_and(|view| view.is_ranked);
        if views.iter().filter(known).any(|view| view.is_ranked != is_ranked) {
            return Err(StatisticsError::Unlike("some have ranks of documents and others have none").into());
        }
        let analyzer = views.first().map_or("", |view| view.analyzer);
        if views.iter().any(|view| view.analyzer != analyzer) {
            return Err(
                StatisticsError::Unlike("their texts were cut into tokens by different analyzers").into()
            );
        }
        let Sum { vocabulary, seen, sights } = sum_of(views, is_ranked)?;
        statistics.document_frequency = collected(seen.into_iter().map(|(df, _)| df));
        let corpus = Corpus::of_counts(vocabulary, statistics);
        let sights = is_ranked.then_some(sights);
        Ok(Self { skipped, ..Self::new(corpus, sights, crate::memory::text_of(analyzer)) })
    }
}

fn sum_of(views: &[PartialView<'_>], is_ranked: bool) -> Result<Sum> {
    let mut cursors = room(views.len());
    cursors.extend(views.iter().copied().map(Cursor::new));
    // The documents that the cursors stand at, the first one on top. Without ranks, the parts one after the other.
    let mut next = BinaryHeap::with_capacity(cursors.len());
    for (part, cursor) in cursors.iter_mut().enumerate() {
        if let Some(rank) = cursor.next_document()? {
            next.push(Reverse((rank, part)));
        }
    }
    let (mut sum, mut entries) = (Sum::default(), room(TOGETHER));
    let mut latest = None;
    while let Some(Reverse((mut rank, part))) = next.pop() {
        let (cursor, others) = (&mut cursors[part], next.peek().map(|&Reverse((rank, _))| rank));
        // As long as no other part has an earlier document: often a part is a range of them.
        loop {
            if is_ranked && latest == Some(rank) {
                return Err(StatisticsError::DoubledRank(rank).into());
            }
            latest = Some(rank);
            while cursor.terms < cursor.end {
                let (term, df) = cursor.next_term()?;
                entries.push(Entry { term: Probe::new(term.as_bytes()), df, part: part as u32 + 1, rank });
                if entries.len() == TOGETHER {
                    sum.add(&mut entries)?;
                }
            }
            let Some(following) = cursor.next_document()? else { break };
            rank = following;
            if others.is_some_and(|others| others <= rank) {
                next.push(Reverse((rank, part)));
                break;
            }
        }
    }
    sum.add(&mut entries)?;
    Ok(sum)
}
