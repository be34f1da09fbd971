//! One state of an index: its segments, what is deleted, and what it weighs by. It is searched by any number of
//! threads, and never changes while one of them has it.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, OnceLock};

use super::bits::Bits;
use super::bounds::Bounds;
use super::documents::Id;
use super::filtered;
use super::segment::{Fact, Segment};
use super::top_k::{Hit, TopK};
use super::weights::SegmentWeights;
use super::windows::{QueryTerm, Scratch, Search};
use crate::analysis::Analyzer;
use crate::batch::Source;
use crate::bm25::Bm25Model;
use crate::csr::Csr;
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, filled, tried};
use crate::parallel::{self, Host, Jobs};
use crate::shared::{EncoderPool, lock};
use crate::vocabulary::TermId;
use crate::weighting::{Method, Parameters};

/// What the vectors of an index are.
#[derive(Clone, Debug)]
pub enum Weighing {
    /// Counts of terms, weighed by a model.
    Bm25 {
        /// None before the first document.
        model: Option<Arc<Bm25Model>>,
        /// What the model weighs by, or will.
        parameters: Parameters,
        /// Whether its statistics are those of the index's documents. Else they stay what they are.
        follows: bool,
    },
    /// Vectors of this many columns, with weights of their own.
    Vectors {
        /// The columns.
        width: usize,
    },
}

impl Weighing {
    /// The model of terms, if there is one.
    #[must_use]
    pub fn model(&self) -> Option<&Arc<Bm25Model>> {
        match self {
            Self::Bm25 { model, .. } => model.as_ref(),
            Self::Vectors { .. } => None,
        }
    }

    /// The number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Bm25 { model, .. } => model.as_ref().map_or(0, |model| model.vocabulary().len()),
            Self::Vectors { width } => *width,
        }
    }
}

/// A segment in a state.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its documents.
    pub segment: Arc<Segment>,
    /// Those that are not deleted, unless none is.
    pub live: Option<Arc<Bits>>,
    /// The number of its first document among all.
    pub(super) first: u32,
    /// Computed when first asked for.
    weights: OnceLock<Arc<SegmentWeights>>,
    /// Bounds of an earlier state.
    inherited: Option<Arc<Bounds>>,
}

impl Member {
    /// A segment, all of whose documents are alive unless `live` says otherwise.
    #[must_use]
    pub fn new(segment: Arc<Segment>, live: Option<Arc<Bits>>) -> Self {
        Self { segment, live, first: 0, weights: OnceLock::new(), inherited: None }
    }

    /// The same, to be weighed anew.
    pub(super) fn unweighed(&self) -> Self {
        let made = self.weights.get().and_then(|weights| weights.made_bounds());
        let inherited = made.or(self.inherited.as_ref()).cloned();
        Self { inherited, ..Self::new(Arc::clone(&self.segment), self.live.clone()) }
    }

    /// Whether a document is not deleted.
    #[must_use]
    #[inline]
    pub fn is_live(&self, document: usize) -> bool {
        self.live.as_ref().is_none_or(|live| live.contains(document))
    }

    /// The number of documents that are not deleted.
    #[must_use]
    pub fn live_count(&self) -> usize {
        self.live.as_ref().map_or(self.segment.count, |live| live.count())
    }

    fn weights(&self, model: Option<&Bm25Model>) -> &SegmentWeights {
        if let Some(weights) = self.weights.get() {
            return weights;
        }
        let Segment { facts, postings, count, .. } = &*self.segment;
        // Made before the lock is taken: a process that forks meanwhile would wait for it forever.
        let inherited = self.inherited.as_ref();
        let weights = Arc::new(SegmentWeights::new(facts, postings, *count, model, inherited));
        self.weights.get_or_init(|| weights)
    }
}

/// The documents that a search may find; none of them is deleted.
#[derive(Clone, Debug)]
pub struct Filter(pub(super) Passing);

#[derive(Clone, Debug)]
pub(super) enum Passing {
    /// Their numbers, ascending, where these take less memory: there may be a filter for each of many queries.
    Few(Vec<u32>),
    /// A set for each segment.
    Many(Vec<Bits>),
}

/// What filters a search has.
#[derive(Clone, Debug)]
pub enum Filters {
    /// None: every document may be found.
    None,
    /// One for all queries.
    All(Filter),
    /// One for each query, or none for it.
    Each(Vec<Option<Filter>>),
}

/// What some queries have found: the rows of two matrices, `k` columns wide.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The columns.
    pub k: usize,
    /// The hits of each query.
    pub counts: Vec<u32>,
    /// The numbers of the documents, of each query the best first; what lies beyond its hits is 0.
    pub documents: Vec<u32>,
    /// Their scores; what lies beyond a query's hits is negative infinity.
    pub scores: Vec<f32>,
}

/// The columns and weights of a query.
type Row<'a> = (&'a [i32], &'a [f32]);

/// Queries that one job answers.
const JOB_QUERIES: usize = 32;

/// Postings that take as long as a byte of text.
const POSTINGS_PER_BYTE: usize = 4;

/// What one thread needs to search.
#[derive(Debug, Default)]
struct Searcher {
    scratch: Scratch,
    top: TopK,
}

/// Searchers that are kept from one call to the next. Locked while the host's lock is held, and for moments.
#[derive(Debug, Default)]
struct SearcherPool(Mutex<Vec<Searcher>>);

impl SearcherPool {
    fn take(&self, threads: usize) -> Vec<Searcher> {
        let mut kept = lock(&self.0);
        let rest = kept.len().saturating_sub(threads.max(1));
        let mut searchers: Vec<_> = kept.drain(rest..).collect();
        drop(kept);
        searchers.resize_with(threads.max(1), Searcher::default);
        searchers
    }

    /// Takes searchers back, as many as one call needs.
    fn give_back(&self, searchers: Vec<Searcher>) {
        let mut kept = lock(&self.0);
        let room = searchers.len().saturating_sub(kept.len());
        kept.extend(searchers.into_iter().take(room));
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct State {
    /// What its vectors are.
    pub weighing: Weighing,
    /// The segments, in the order in which their documents were added.
    members: Vec<Member>,
    live: usize,
    /// For documents without an id of their own.
    pub next_id: i64,
    /// Whether ids are texts, or were, where no document is left.
    pub has_text_ids: bool,
    searchers: Arc<SearcherPool>,
    /// For queries, while terms are only appended.
    encoders: Arc<EncoderPool>,
}

impl State {
    /// A state of these segments.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyDocuments`] beyond 2³² − 1, deleted ones included.
    pub fn new(weighing: Weighing, mut members: Vec<Member>, next_id: i64) -> Result<Self> {
        let (mut first, mut live) = (0, 0);
        for member in &mut members {
            member.first = first;
            let count = u32::try_from(member.segment.count).map_err(|_| Error::TooManyDocuments)?;
            first = first.checked_add(count).ok_or(Error::TooManyDocuments)?;
            live += member.live_count();
        }
        let first = members.first().map(|member| member.segment.documents.id(0));
        let has_text_ids = matches!(first, Some(Id::Text(_)));
        let (searchers, encoders) = (Arc::default(), Arc::default());
        Ok(Self { weighing, members, live, next_id, has_text_ids, searchers, encoders })
    }

    /// The same state for another index. From now on their vocabularies may grow apart, so it has encoders of its own.
    #[must_use]
    pub fn separate(&self) -> Self {
        Self { encoders: Arc::default(), searchers: Arc::default(), ..self.clone() }
    }

    /// Another state of the same index, whose terms have the same ids.
    pub(super) fn with(&self, weighing: Weighing, members: Vec<Member>, next_id: i64) -> Result<Self> {
        Ok(Self { encoders: Arc::clone(&self.encoders), ..self.renumbered(weighing, members, next_id)? })
    }

    /// Another state of the same index, whose terms have other ids.
    pub(super) fn renumbered(&self, weighing: Weighing, members: Vec<Member>, next_id: i64) -> Result<Self> {
        let mut state = Self::new(weighing, members, next_id)?;
        if state.members.is_empty() {
            state.has_text_ids = self.has_text_ids;
        }
        Ok(Self { searchers: Arc::clone(&self.searchers), ..state })
    }

    /// The rows of queries.
    ///
    /// # Errors
    ///
    /// [`Error::NotFitted`] of vectors and before the first document, and those of [`Bm25Model::encode`].
    pub fn encode<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        queries: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
    ) -> Result<Csr, H::Error> {
        let model = self.weighing.model().ok_or(Error::NotFitted)?;
        let mut encoders = self.encoders.take(analyzer, threads);
        let matrix = model.encode(host, queries, &mut encoders, analyzer.map(Arc::as_ref), true)?;
        self.encoders.give_back(analyzer, encoders);
        Ok(matrix)
    }

    /// Refuses an id of another kind than those of the documents.
    ///
    /// # Errors
    ///
    /// [`Error::MixedIds`].
    pub fn check_kind(&self, id: Id<'_>) -> Result<()> {
        let is_text = matches!(id, Id::Text(_));
        if self.is_empty() || is_text == self.has_text_ids { Ok(()) } else { Err(Error::MixedIds) }
    }

    /// The segments.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The number of documents that are not deleted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether all documents are deleted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The numbers of the documents that are not deleted, in the order in which they were added.
    pub fn documents(&self) -> impl Iterator<Item = u32> + '_ {
        self.members.iter().flat_map(|member| {
            let live = (0..member.segment.count).filter(|&document| member.is_live(document));
            live.map(|document| member.first + document as u32)
        })
    }

    /// The segment of a document, and its number there.
    ///
    /// # Panics
    ///
    /// For a number that no document has.
    #[must_use]
    pub fn place(&self, document: u32) -> (&Member, usize) {
        let after = self.members.partition_point(|member| member.first <= document);
        let member = &self.members[after - 1];
        (member, (document - member.first) as usize)
    }

    /// The id of a document.
    ///
    /// # Panics
    ///
    /// For a number that no document has.
    #[must_use]
    pub fn id(&self, document: u32) -> Id<'_> {
        let (member, at) = self.place(document);
        member.segment.documents.id(at as u32)
    }

    /// The number of the document with an id, unless there is none that is not deleted.
    #[must_use]
    pub fn find(&self, id: Id<'_>) -> Option<u32> {
        // The last one that was added has the id; those before it are dead.
        let found = self.members.iter().rev().find_map(|member| {
            let at = member.segment.documents.find(id)?;
            Some((member, at))
        });
        found.filter(|&(member, at)| member.is_live(at as usize)).map(|(member, at)| member.first + at)
    }

    /// What a term is to a document, if that holds it.
    #[must_use]
    pub fn look_up(&self, term: TermId, document: u32) -> Option<Fact> {
        let (member, at) = self.place(document);
        member.segment.look_up(term, at)
    }

    /// The number of postings, those of deleted documents included.
    #[must_use]
    pub fn postings(&self) -> usize {
        self.members.iter().map(|member| member.segment.postings.entries.len()).sum()
    }

    /// The bytes of everything but ids, texts and the model.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.members
            .iter()
            .map(|member| {
                let bounds = member.weights.get().and_then(|weights| weights.made_bounds());
                member.segment.memory()
                    + member.live.as_ref().map_or(0, |live| size_of_val(live.words()))
                    + bounds.map_or(0, |bounds| bounds.memory())
            })
            .sum()
    }

    /// A filter of the documents with these numbers; of deleted ones none is found.
    #[must_use]
    pub fn filter(&self, documents: impl IntoIterator<Item = u32>) -> Filter {
        let mut documents = documents.into_iter();
        let all = self.members.last().map_or(0, |last| last.first as usize + last.segment.count);
        let mut few = Vec::new();
        for document in documents.by_ref().take(all / u32::BITS as usize) {
            few.grow(1);
            few.push(document);
        }
        match documents.next() {
            None => {
                few.retain(|&document| {
                    let (member, at) = self.place(document);
                    member.is_live(at)
                });
                few.sort_unstable();
                few.dedup();
                Filter(Passing::Few(few))
            }
            next => Filter(Passing::Many(self.sets(few.into_iter().chain(next).chain(documents)))),
        }
    }

    /// For each segment a set of those of some documents that are not deleted.
    pub(super) fn sets(&self, documents: impl IntoIterator<Item = u32>) -> Vec<Bits> {
        let mut sets = collected(self.members.iter().map(|member| Bits::none(member.segment.count)));
        for document in documents {
            let after = self.members.partition_point(|member| member.first <= document);
            let (member, set) = (&self.members[after - 1], &mut sets[after - 1]);
            let at = (document - member.first) as usize;
            if member.is_live(at) {
                set.insert(at);
            }
        }
        sets
    }

    /// The best `k` documents of each query: a row of weights by ascending columns. The result is the same for
    /// any number of threads.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidMatrix`] for a matrix of another width or with a weight that is not finite,
    /// [`Error::OtherFilters`], the interrupt, and [`Error::OutOfMemory`].
    pub fn search<H: Host>(
        &self,
        host: &H,
        queries: &Csr,
        k: usize,
        filters: &Filters,
        threads: usize,
    ) -> Result<Found, H::Error> {
        let (rows, width) = queries.shape();
        let own = self.weighing.width();
        // Terms are only appended: rows that were made before some were still mean what they meant.
        if width > own || (width < own && matches!(self.weighing, Weighing::Vectors { .. })) {
            return Err(Error::InvalidMatrix(format!("{width} columns; the index has {own}")).into());
        }
        for (row, (_, weights)) in queries.rows().enumerate() {
            if let Some(weight) = weights.iter().find(|weight| !weight.is_finite()) {
                let reason = format!("the weight {weight} in row {row}; expected a finite number");
                return Err(Error::InvalidMatrix(reason).into());
            }
        }
        if let Filters::Each(each) = filters
            && each.len() != rows
        {
            let (filters, queries) = (each.len() as u64, rows as u64);
            return Err(Error::OtherFilters { filters, queries }.into());
        }
        tried(|| {
            let k = k.min(self.live);
            let size = rows.checked_mul(k).ok_or(Error::OutOfMemory)?;
            let mut found = Found {
                k,
                counts: filled(0, rows),
                documents: filled(0, size),
                scores: filled(f32::NEG_INFINITY, size),
            };
            if k == 0 {
                return Ok(found);
            }
            let of_all = match filters {
                Filters::All(Filter(Passing::Few(few))) => Some(self.sets(few.iter().copied())),
                _ => None,
            };
            let all: Vec<_> = queries.rows().enumerate().collect();
            let outputs =
                found.counts.iter_mut().zip(found.documents.chunks_mut(k)).zip(found.scores.chunks_mut(k));
            let mut outputs: Vec<_> =
                outputs.map(|((count, documents), scores)| (count, documents, scores)).collect();
            let jobs = all.chunks(JOB_QUERIES).zip(outputs.chunks_mut(JOB_QUERIES));
            let jobs = jobs.map(|(queries, outputs)| (self.work(queries), (queries, outputs)));
            // Each has a window's scores of its own.
            let mut searchers = self.searchers.take(threads.min(rows.div_ceil(JOB_QUERIES)));
            parallel::run(
                &mut Jobs::new(host, jobs),
                &mut searchers,
                |searcher, _, (_, (queries, outputs)), cancel| {
                    for (&(row, (columns, weights)), (count, documents, scores)) in
                        queries.iter().zip(outputs)
                    {
                        if cancel.is_set() {
                            return Err(Error::Cancelled);
                        }
                        let filter = match filters {
                            Filters::None => None,
                            Filters::All(filter) => Some(filter),
                            Filters::Each(each) => each[row].as_ref(),
                        };
                        let filter = filter.map(|filter| (filter, of_all.as_deref()));
                        let hits = self.answer(searcher, columns, weights, k, filter);
                        for (hit, (document, score)) in hits.zip(documents.iter_mut().zip(scores.iter_mut()))
                        {
                            (*document, *score) = (hit.document, hit.score);
                            **count += 1;
                        }
                    }
                    Ok(())
                },
            )?;
            // After an error, scores may be left in them.
            self.searchers.give_back(searchers);
            Ok(found)
        })
    }

    /// How much work some queries are, in bytes of text.
    fn work(&self, queries: &[(usize, Row<'_>)]) -> usize {
        let of_term = |&column: &i32| {
            let frequency = |member: &Member| member.segment.postings.frequency(column.cast_unsigned());
            self.members.iter().map(frequency).sum::<usize>()
        };
        let postings: usize = queries.iter().flat_map(|(_, (columns, _))| *columns).map(of_term).sum();
        postings / POSTINGS_PER_BYTE
    }

    /// The best documents of one query. With a filter of few documents come its sets, where others need them too.
    fn answer<'s>(
        &self,
        searcher: &'s mut Searcher,
        columns: &[i32],
        weights: &[f32],
        k: usize,
        filter: Option<(&Filter, Option<&[Bits]>)>,
    ) -> impl ExactSizeIterator<Item = Hit> + use<'s> {
        let Searcher { scratch, top } = searcher;
        top.start(k);
        let model = self.weighing.model().map(Arc::as_ref);
        let idf = match model {
            Some(model) if model.parameters().method == Method::TfIdf => model.idf(),
            _ => &[],
        };
        for (number, member) in self.members.iter().enumerate() {
            let mut terms: Vec<_> = columns
                .iter()
                .zip(weights)
                .filter_map(|(&column, &weight)| {
                    let idf = idf.get(column.cast_unsigned() as usize).copied().unwrap_or_default();
                    let list = member.segment.postings.list(column.cast_unsigned())?;
                    Some(QueryTerm::new(weight, idf, list))
                })
                .collect();
            if terms.is_empty() {
                continue;
            }
            let (segment, weights) = (&*member.segment, member.weights(model));
            let (of_few, first) = (OnceCell::new(), member.first);
            let allowed = match filter {
                None => member.live.as_deref(),
                Some((Filter(Passing::Many(sets)), _)) => Some(&sets[number]),
                Some((Filter(Passing::Few(few)), sets)) => {
                    let few = filtered::within(few, first, segment.count);
                    if few.is_empty() {
                        continue;
                    }
                    if filtered::is_shorter(few, &terms) {
                        Search { segment, weights, allowed: None, first }.look_up(few, &terms, top);
                        continue;
                    }
                    let set = || {
                        let mut set = Bits::none(segment.count);
                        for &document in few {
                            set.insert((document - first) as usize);
                        }
                        set
                    };
                    Some(sets.map_or_else(|| of_few.get_or_init(set), |sets| &sets[number]))
                }
            };
            Search { segment, weights, allowed, first }.run(&mut terms, scratch, top);
        }
        top.finish()
    }
}
