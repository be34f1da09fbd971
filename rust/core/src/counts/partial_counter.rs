//! Counting a part of a corpus, call after call, for statistics that are shipped.

use super::term_stream::{Consumer, TermStream};
use crate::analysis::Analyzer;
use crate::batch::{Documents, Source, TextBatch};
use crate::error::{Error, Result, StatisticsError};
use crate::hash::Probe;
use crate::memory::{Grow, check_batch, collected, room, tried};
use crate::parallel::{self, Cancel, Driver, Host, WAITING_PER_WORKER};
use crate::simd::prefetch;
use crate::statistics::{Corpus, CorpusStatistics, Partial, PartialView, Rank, Sight};
use crate::vocabulary::{TermId, Vocabulary};

/// The ranks of the documents of a call.
#[derive(Clone, Copy, Debug)]
pub enum Ranks<'a> {
    /// They have none.
    None,
    /// The first one's; each further document has the next one.
    From(Rank),
    /// Of each.
    Of(&'a [Rank]),
}

impl Ranks<'_> {
    /// The rank of a document.
    fn of(self, document: usize) -> Option<Rank> {
        match self {
            Self::None => None,
            Self::From(first) => first.checked_add_unsigned(document as u64),
            Self::Of(ranks) => ranks.get(document).copied(),
        }
    }
}

/// Counts documents as they come, in any number of calls, and remembers chunks from one to the next.
///
/// Where the ranks of documents ascend, all that is kept of them is how many terms there were after each: that
/// costs nothing but for a document with new terms. From the first document on that comes after a later one, each
/// term's first sight is compared.
#[derive(Debug)]
pub struct PartialCounter {
    workers: Vec<Worker>,
    is_ranked: Option<bool>,
}

#[derive(Debug, Default)]
struct Worker {
    stream: TermStream,
    terms: Terms,
}

#[derive(Debug, Default)]
struct Terms {
    vocabulary: Vocabulary,
    /// For each term the latest document that holds it, counted from 1, and the number of all.
    seen: Vec<(u32, u32)>,
    documents: u32,
    total_length: u64,
    sights: Sights,
    /// The document's rank.
    rank: Rank,
    /// How many of its terms were met, as far as [`Sights::Each`] counts them.
    place: u32,
}

/// Where terms were first seen.
#[derive(Debug)]
enum Sights {
    /// Documents came in the order of their ranks, the latest of which is the last one.
    Ascending(Vec<Sight>, Option<Rank>),
    /// For each term.
    Each(Vec<(Rank, u32)>),
}

impl Default for Sights {
    fn default() -> Self {
        Self::Ascending(Vec::new(), None)
    }
}

/// What comes after every sight.
const NEVER: (Rank, u32) = (Rank::MAX, u32::MAX);

impl Terms {
    fn begin_document(&mut self, rank: Option<Rank>) -> Result<()> {
        self.documents = self.documents.checked_add(1).ok_or(Error::TooManyDocuments)?;
        let Some(rank) = rank else { return Ok(()) };
        (self.rank, self.place) = (rank, 0);
        if let Sights::Ascending(sights, latest) = &mut self.sights {
            match *latest {
                Some(before) if before == rank => return Err(StatisticsError::DoubledRank(rank).into()),
                Some(before) if before > rank => {
                    let mut each = room(self.seen.len());
                    let mut start = 0;
                    for &Sight { rank, end } in &*sights {
                        each.extend((0..end - start).map(|place| (rank, place)));
                        start = end;
                    }
                    self.sights = Sights::Each(each);
                }
                _ => *latest = Some(rank),
            }
        }
        Ok(())
    }

    /// Ends a document before which there were `before` terms.
    fn end_document(&mut self, rank: Option<Rank>, before: usize) {
        let end = self.vocabulary.len();
        if let (Some(rank), Sights::Ascending(sights, _)) = (rank, &mut self.sights)
            && end > before
        {
            sights.grow(1);
            sights.push(Sight { rank, end: end as TermId });
        }
    }
}

impl Consumer for Terms {
    #[inline]
    fn id(&mut self, token: Probe<'_>) -> Result<TermId> {
        let id = self.vocabulary.intern_probe(token)?;
        if id as usize == self.seen.len() {
            self.seen.grow(1);
            self.seen.push((0, 0));
            if let Sights::Each(each) = &mut self.sights {
                each.grow(1);
                each.push(NEVER);
            }
        }
        Ok(id)
    }

    #[inline]
    fn prefetch(&self, token: Probe<'_>) {
        self.vocabulary.prefetch(token);
    }

    #[inline]
    fn prefetch_id(&self, id: TermId) {
        // A prefetch far out of bounds costs a page walk.
        let place = (id as usize).min(self.seen.len());
        prefetch(&self.seen, place);
        if let Sights::Each(each) = &self.sights {
            prefetch(each, place);
        }
    }

    #[inline]
    fn take(&mut self, ids: &[TermId]) {
        self.total_length += ids.len() as u64;
        let (seen, document) = (self.seen.as_mut_slice(), self.documents);
        if let Sights::Each(each) = &mut self.sights {
            for &id in ids {
                let (latest, documents) = &mut seen[id as usize];
                if *latest != document {
                    (*latest, *documents) = (document, *documents + 1);
                    let first = &mut each[id as usize];
                    *first = (*first).min((self.rank, self.place));
                    self.place += 1;
                }
            }
            return;
        }
        for &id in ids {
            let (latest, documents) = &mut seen[id as usize];
            *documents += u32::from(*latest != document);
            *latest = document;
        }
    }
}

impl Worker {
    /// Counts documents, the first of which is number `first` of the call.
    fn count(
        &mut self,
        analyzer: Option<&Analyzer>,
        documents: &Documents,
        ranks: Ranks<'_>,
        first: usize,
        cancel: &Cancel,
    ) -> Result<()> {
        check_batch(documents.bytes())?;
        let Self { stream, terms } = self;
        match documents {
            Documents::Texts(_) | Documents::Unread(_) => {
                let analyzer = analyzer.ok_or(Error::NoAnalyzer)?;
                let texts = documents.texts().map_or(&[][..], TextBatch::texts);
                for (number, text) in (first..).zip(texts) {
                    if cancel.is_set() {
                        return Err(Error::Cancelled);
                    }
                    let (rank, before) = (ranks.of(number), terms.vocabulary.len());
                    terms.begin_document(rank)?;
                    stream.text(analyzer, text, cancel, terms)?;
                    terms.end_document(rank, before);
                }
            }
            Documents::Tokens(batch) => {
                for (number, tokens) in (first..).zip(batch.iter()) {
                    let (rank, before) = (ranks.of(number), terms.vocabulary.len());
                    terms.begin_document(rank)?;
                    for token in tokens {
                        let id = terms.id(Probe::new(token.as_bytes()))?;
                        terms.take(&[id]);
                    }
                    terms.end_document(rank, before);
                }
            }
        }
        Ok(())
    }

    fn partial(&self, is_ranked: bool, analyzer: String) -> Result<Partial> {
        let Terms { vocabulary, seen, documents, total_length, sights, .. } = &self.terms;
        let statistics = CorpusStatistics {
            documents: u64::from(*documents),
            total_length: *total_length,
            document_frequency: collected(seen.iter().map(|&(_, documents)| documents)),
        };
        statistics.check_room(0, 0)?;
        match sights {
            Sights::Each(each) => Partial::of_sights(vocabulary.clone(), &statistics, each, analyzer),
            Sights::Ascending(sights, _) => {
                let sights = is_ranked.then(|| collected(sights.iter().copied()));
                Ok(Partial::new(Corpus::of_counts(vocabulary.clone(), statistics), sights, analyzer))
            }
        }
    }
}

impl PartialCounter {
    /// A counter that uses so many threads, one at least.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self { workers: (0..threads.max(1)).map(|_| Worker::default()).collect(), is_ranked: None }
    }

    /// Counts the documents of a source, and returns how many they were. Texts need an analyzer, the same in every
    /// call.
    ///
    /// # Errors
    ///
    /// Those of the source, the interrupt, [`Error::NoAnalyzer`], [`Error::TooManyTerms`],
    /// [`Error::TooManyDocuments`]; [`StatisticsError::OtherRanks`] when there are not as many ranks as documents,
    /// [`StatisticsError::DoubledRank`] when a document has the rank of the one before, and [`StatisticsError::Unlike`] when
    /// documents of one call have ranks and others have none. The counter is then of no further use.
    pub fn count<H: Host, S: Source<Error: Into<H::Error>>>(
        &mut self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Analyzer>,
        ranks: Ranks<'_>,
    ) -> Result<u64, H::Error> {
        let is_ranked = !matches!(ranks, Ranks::None);
        let mut batches = RankedBatches { host, source, ranks, documents: 0 };
        let count = |worker: &mut Worker, _, (first, batch): (usize, Documents), cancel: &Cancel| {
            let counted = worker.count(analyzer, &batch, ranks, first, cancel);
            (batch, counted)
        };
        tried(|| parallel::run(&mut batches, &mut self.workers, count))?;
        let documents = batches.documents;
        source.end().map_err(Into::into)?;
        if let Ranks::Of(ranks) = ranks
            && ranks.len() != documents
        {
            return Err(other_ranks(ranks, documents).into());
        }
        if documents > 0 && *self.is_ranked.get_or_insert(is_ranked) != is_ranked {
            let reason = "some have ranks of documents and others have none";
            return Err(Error::from(StatisticsError::Unlike(reason)).into());
        }
        Ok(documents as u64)
    }

    /// What was counted so far. `analyzer` describes what the texts were cut by.
    ///
    /// # Errors
    ///
    /// [`StatisticsError::DoubledRank`], and those of too many documents, tokens and terms.
    pub fn partial(&self, analyzer: String) -> Result<Partial> {
        tried(|| {
            let is_ranked = self.is_ranked.unwrap_or_default();
            let mut busy = self.workers.iter().filter(|worker| worker.terms.documents > 0);
            let first = busy.next().unwrap_or(&self.workers[0]).partial(is_ranked, analyzer)?;
            let mut parts = vec![first.to_bytes()];
            for worker in busy {
                parts.push(worker.partial(is_ranked, first.analyzer.clone())?.to_bytes());
            }
            if parts.len() == 1 {
                return Ok(first);
            }
            let views: Vec<_> = parts.iter().map(|part| PartialView::new(part)).collect::<Result<_>>()?;
            Partial::merged(&views)
        })
    }
}

fn other_ranks(ranks: &[Rank], documents: usize) -> Error {
    StatisticsError::OtherRanks { ranks: ranks.len() as u64, documents: documents as u64 }.into()
}

/// Hands out batches of documents, each with the number of its first one.
struct RankedBatches<'a, H, S> {
    host: &'a H,
    source: &'a mut S,
    ranks: Ranks<'a>,
    documents: usize,
}

impl<H: Host, S: Source<Error: Into<H::Error>>> Driver for RankedBatches<'_, H, S> {
    type Job = (usize, Documents);
    /// The batch comes back: what owns its texts may have to be dropped by the calling thread.
    type Output = (Documents, Result<()>);
    type Error = H::Error;

    fn next(&mut self) -> Result<Option<Self::Job>, H::Error> {
        let Some(mut batch) = self.source.next().map_err(Into::into)? else { return Ok(None) };
        // The ranks of the next batch begin where this one's documents end.
        batch.read();
        let first = self.documents;
        self.documents += batch.len();
        if let Ranks::Of(ranks) = self.ranks
            && self.documents > ranks.len()
        {
            return Err(other_ranks(ranks, self.documents).into());
        }
        Ok(Some((first, batch)))
    }

    fn waiting_per_worker(&self) -> usize {
        if self.source.is_stream() { 4 * WAITING_PER_WORKER } else { WAITING_PER_WORKER }
    }

    fn bytes(&self, (_, batch): &Self::Job) -> usize {
        batch.bytes()
    }

    fn done(&mut self, _: usize, (_, counted): Self::Output) -> Result<(), H::Error> {
        Ok(counted?)
    }

    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), H::Error> {
        self.host.release(work);
        self.host.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Tokens;
    use crate::parallel::Unhosted;
    use crate::random::Random;
    use crate::statistics::TermOrder;
    use std::collections::{BTreeMap, BTreeSet};

    type Document = (Rank, Vec<String>);

    /// Some documents over a small alphabet, of which some are empty.
    fn documents(random: &mut Random, count: usize) -> Vec<Document> {
        let mut rank = -50;
        let mut document = |_| {
            rank += 1 + Rank::from(random.next() % 9);
            (rank, (0..random.below(7)).map(|_| format!("t{}", random.below(40))).collect())
        };
        (0..count).map(&mut document).collect()
    }

    fn counted(documents: &[Document], calls: usize, has_ranks: bool) -> Vec<u8> {
        let mut counter = PartialCounter::new(2);
        for documents in documents.chunks(documents.len().div_ceil(calls).max(1)) {
            let ranks: Vec<_> = documents.iter().map(|&(rank, _)| rank).collect();
            let ranks = if has_ranks { Ranks::Of(&ranks) } else { Ranks::None };
            let mut tokens = Tokens::new(documents.iter().map(|(_, tokens)| tokens.clone()));
            let number = counter.count(&Unhosted, &mut tokens, None, ranks).unwrap();
            assert_eq!(number, documents.len() as u64);
        }
        counter.partial("{}".to_owned()).unwrap().to_bytes()
    }

    fn merged(parts: &[Vec<u8>]) -> Result<Partial> {
        let views: Vec<_> = parts.iter().map(|part| PartialView::new(part)).collect::<Result<_>>()?;
        Partial::merged(&views)
    }

    #[test]
    fn parts_in_any_order_are_the_whole() {
        let mut random = Random::new(17);
        for round in 0..300 {
            let all = documents(&mut random, 1 + round % 40);
            let mut parts = vec![Vec::new(); 1 + random.below(5)];
            for document in &all {
                let number = random.below(parts.len());
                // In order, the other way round, or mixed.
                let at = [parts[number].len(), 0, random.below(parts[number].len() + 1)][round % 3];
                parts[number].insert(at, document.clone());
            }
            let whole = counted(&all, 1, true);
            let shipped: Vec<_> = parts.iter().map(|part| counted(part, 1 + round % 3, true)).collect();
            assert_eq!(merged(&shipped).unwrap().to_bytes(), whole);
            let (first, rest) = shipped.split_at(random.below(shipped.len() + 1));
            let halves = [rest, first].map(|parts| merged(parts).unwrap());
            let halves: Vec<_> =
                halves.iter().filter(|half| half.documents() > 0).map(Partial::to_bytes).collect();
            let corpus = merged(&halves).unwrap().into_corpus(TermOrder::Id).unwrap();

            // The naive twin.
            let (mut order, mut frequency) = (Vec::new(), BTreeMap::new());
            for (_, tokens) in &all {
                let distinct: BTreeSet<_> = tokens.iter().collect();
                for term in distinct {
                    *frequency.entry(term.clone()).or_insert(0) += 1;
                }
                order.extend(tokens.iter().cloned());
            }
            let mut known = BTreeSet::new();
            order.retain(|term| known.insert(term.clone()));
            assert!(corpus.vocabulary().iter().eq(order.iter()));
            let statistics = corpus.statistics();
            assert_eq!(statistics.documents, all.len() as u64);
            assert!(
                order.iter().map(|term| frequency[term]).eq(statistics.document_frequency.iter().copied())
            );

            let plain: Vec<_> = parts.iter().map(|part| counted(part, 2, false)).collect();
            let corpus = merged(&plain).unwrap().into_corpus(TermOrder::Term).unwrap();
            assert!(corpus.vocabulary().iter().eq(frequency.keys()));
            assert!(corpus.statistics().document_frequency.iter().eq(frequency.values()));
        }
    }

    #[test]
    fn a_rank_stands_for_one_document() {
        let document = |rank, token: &str| (rank, vec![token.to_owned()]);
        let part = counted(&[document(3, "red")], 1, true);
        let doubled = |result: Result<Partial>| {
            assert!(matches!(result, Err(Error::Statistics(StatisticsError::DoubledRank(3)))));
        };
        doubled(merged(&[part.clone(), part.clone()]));
        doubled(merged(&[part, counted(&[document(1, "kite"), document(3, "owl")], 1, true)]));
        let mut counter = PartialCounter::new(1);
        let mut tokens = Tokens::new([["red"], ["kite"], ["owl"]]);
        counter.count(&Unhosted, &mut tokens, None, Ranks::Of(&[3, 9, 3])).unwrap();
        doubled(counter.partial(String::new()));
    }

    #[test]
    fn ranks_may_be_any_numbers() {
        for ranks in [[Rank::MIN, Rank::MAX], [Rank::MAX, Rank::MIN], [-1, 0]] {
            let document = |number: usize| (ranks[number], vec![format!("t{number}")]);
            let both = counted(&[document(0), document(1)], 1, true);
            let parts = [1, 0].map(|number| counted(&[document(number)], 1, true));
            let corpus = merged(&parts).unwrap();
            assert_eq!(corpus.to_bytes(), both);
            let first = usize::from(ranks[1] < ranks[0]);
            let corpus = corpus.into_corpus(TermOrder::Id).unwrap();
            assert_eq!(corpus.vocabulary().term(0), Some(&*format!("t{first}")));
        }
    }
}
