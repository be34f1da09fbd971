//! An index that threads share: they search what is published, and take turns to change it.
//!
//! As with models, a change is made aside, interrupts are looked for, and then it is committed.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::bits::Bits;
use super::build;
use super::documents::{Documents, DocumentsBuilder, Id};
use super::segment::{Segment, sum_by_term};
use super::state::{Member, State, Weighing};
use crate::analysis::Analyzer;
use crate::batch::Source;
use crate::bm25::Bm25Model;
use crate::counts::{Counts, RawRows, RowEncoder, RowRecorder, TermRows, count};
use crate::csr::Csr;
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, room, tried};
use crate::parallel::{self, Aside, Host, Jobs, aside_with};
use crate::shared::{SMALL_MODEL, Turns, lock};
use crate::statistics::{Corpus, Removal, TermOrder};
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::Parameters;

/// Postings, and documents, that can be gone through in some milliseconds.
const BRIEF_POSTINGS: usize = 1 << 20;
const BRIEF_DOCUMENTS: usize = 1 << 14;

/// Documents of a segment that grows no more by merging: a window's.
const MERGED_DOCUMENTS: usize = super::postings::WINDOW;

/// See the module.
#[derive(Debug)]
pub struct SharedIndex {
    published: Mutex<Arc<State>>,
    turns: Turns<()>,
    /// How often it was changed.
    changes: AtomicU64,
}

/// What a change of the documents does to the statistics.
enum Counted {
    /// Nothing.
    Unchanged,
    /// Documents come and go.
    Changed { added: Option<Corpus>, removed: Option<Removal> },
}

impl SharedIndex {
    /// An index without a document, which is weighed by its own statistics.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub fn new(parameters: Parameters) -> Result<Self> {
        parameters.validate()?;
        Self::of_weighing(Weighing::Bm25 { model: None, parameters, follows: true })
    }

    /// An index without a document, which is weighed by the statistics of a model, whatever is added.
    ///
    /// # Errors
    ///
    /// None that can be met.
    pub fn with_model(model: Arc<Bm25Model>) -> Result<Self> {
        let parameters = model.parameters();
        Self::of_weighing(Weighing::Bm25 { model: Some(model), parameters, follows: false })
    }

    /// An index of vectors of this many columns, without one yet.
    ///
    /// # Errors
    ///
    /// None that can be met.
    pub fn of_vectors(width: usize) -> Result<Self> {
        Self::of_weighing(Weighing::Vectors { width })
    }

    fn of_weighing(weighing: Weighing) -> Result<Self> {
        Ok(Self::of(State::new(weighing, Vec::new(), 0)?))
    }

    /// An index in this state.
    #[must_use]
    pub fn of(state: State) -> Self {
        Self { published: Mutex::new(Arc::new(state)), turns: Turns::default(), changes: AtomicU64::new(0) }
    }

    /// The state as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Arc<State> {
        Arc::clone(&lock(&self.published))
    }

    /// The state as it is now, how often it was changed, and what `with` makes meanwhile. Asked while no change is
    /// being made.
    ///
    /// # Errors
    ///
    /// The interrupt.
    pub fn numbered<H: Host, T>(
        &self,
        host: &H,
        with: impl FnOnce() -> T,
    ) -> Result<(Arc<State>, u64, T), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        Ok((self.snapshot(), self.changes.load(Ordering::Relaxed), with()))
    }

    /// Replaces the state, as one from a file, if it was changed just so often. Where it is, `with` is called before
    /// any change, and any [`Self::numbered`], can follow.
    ///
    /// # Errors
    ///
    /// [`Error::UnsavedIndex`], and the interrupt.
    pub fn replace<H: Host>(
        &self,
        host: &H,
        state: State,
        changes: u64,
        with: impl FnOnce(),
    ) -> Result<(), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        if self.changes.load(Ordering::Relaxed) != changes {
            return Err(Error::UnsavedIndex.into());
        }
        host.check()?;
        let before = mem::replace(&mut *lock(&self.published), Arc::new(state));
        with();
        host.release(|| drop(before));
        Ok(())
    }

    /// Adds the documents of a source. `store` is given the source and how many documents it had, and the first
    /// free number; what it returns are their ids and texts. With `replaces` they take the place of those that have
    /// their ids.
    ///
    /// # Errors
    ///
    /// Those of [`count`] and of `store`; [`Error::KnownId`] for an id that a document has, or where
    /// documents are replaced [`Error::UnknownId`]; and [`Error::DoubledId`] for one that comes twice.
    pub fn add<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
        replaces: bool,
        store: impl FnOnce(&mut S, usize, i64) -> Result<Documents, H::Error>,
    ) -> Result<(), H::Error> {
        // Counted before others are kept out: the source may take any time, and may change this very index.
        let counts = match &self.snapshot().weighing {
            Weighing::Bm25 { follows: true, .. } => {
                Some(count::<RowRecorder, _, _>(host, source, analyzer.map(Arc::as_ref), threads)?)
            }
            _ => None,
        };
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        let state = self.snapshot();
        let Weighing::Bm25 { model, follows, .. } = &state.weighing else {
            return Err(Error::WrongIndex("vectors, and takes no texts").into());
        };
        let (rows, corpus) = match counts {
            Some(counts) if *follows => {
                let vocabulary = model.as_ref().map(|model| model.vocabulary());
                let (rows, corpus) = final_rows(host, counts, vocabulary, threads)?;
                (rows, Some(corpus))
            }
            None if !follows => {
                let model = model.as_ref().ok_or(Error::NotFitted)?;
                (encoded_rows(host, model, source, analyzer, threads)?, None)
            }
            _ => return Err(Error::WrongIndex("documents of another kind by now").into()),
        };
        let number = rows.iter().map(TermRows::len).sum();
        if number == 0 {
            return if model.is_none() { Err(Error::EmptyCorpus.into()) } else { Ok(()) };
        }
        let documents = store(source, number, state.next_id)?;
        let known = model.as_ref().map_or(0, |model| model.vocabulary().len());
        let width = known + corpus.as_ref().map_or(0, |corpus| corpus.vocabulary().len());
        let is_brief = rows.iter().map(TermRows::entries).sum::<usize>() < BRIEF_POSTINGS;
        let segments =
            aside_with(host, is_brief, move |aside| tried(|| build::segments(aside, &rows, width, threads)))?;
        self.add_segments(host, state, segments, documents, corpus, replaces)
    }

    /// Adds vectors: rows of finite weights, none negative.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidMatrix`] for another number of columns or such a weight, and those of [`Self::add`].
    pub fn add_vectors<H: Host>(
        &self,
        host: &H,
        matrix: Csr,
        replaces: bool,
        store: impl FnOnce(usize, i64) -> Result<Documents, H::Error>,
    ) -> Result<(), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        let state = self.snapshot();
        let Weighing::Vectors { width } = state.weighing else {
            return Err(Error::WrongIndex("texts, and takes no vectors").into());
        };
        let (rows, columns) = matrix.shape();
        if columns != width {
            let reason = format!("{columns} columns; the vectors of the index have {width}");
            return Err(Error::InvalidMatrix(reason).into());
        }
        for (row, (_, weights)) in matrix.rows().enumerate() {
            if let Some(weight) = weights.iter().find(|weight| !weight.is_finite() || **weight < 0.0) {
                let reason = format!("the weight {weight} in row {row}; expected a finite number, 0 or more");
                return Err(Error::InvalidMatrix(reason).into());
            }
        }
        if rows == 0 {
            return Ok(());
        }
        let documents = store(rows, state.next_id)?;
        let is_brief = matrix.rows().map(|(columns, _)| columns.len()).sum::<usize>() < BRIEF_POSTINGS;
        let segments =
            aside_with(host, is_brief, move |aside| tried(|| build::vector_segments(aside, &matrix)))?;
        self.add_segments(host, state, segments, documents, None, replaces)
    }

    /// Deletes documents by their number in a state, which must be the one that is published.
    ///
    /// # Errors
    ///
    /// The interrupt.
    pub fn delete<H: Host>(
        &self,
        host: &H,
        find: impl FnOnce(&State) -> Result<Vec<u32>, H::Error>,
    ) -> Result<(), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        let state = self.snapshot();
        let documents = find(&state)?;
        let (is_brief, before) = (state.postings() < BRIEF_POSTINGS, Arc::clone(&state));
        let (members, removed) =
            aside_with(host, is_brief, move |_| tried(|| Ok(without(&before, &documents))))?;
        let next_id = state.next_id;
        let counted = match &state.weighing {
            Weighing::Bm25 { follows: true, .. } => Counted::Changed { added: None, removed: Some(removed) },
            _ => Counted::Unchanged,
        };
        self.commit(host, state, members, next_id, counted)
    }

    /// Weighs by other parameters from now on.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::set_parameters`], and [`Error::WrongIndex`] of vectors.
    pub fn set_parameters<H: Host>(
        &self,
        host: &H,
        set: impl FnOnce(&mut Parameters),
    ) -> Result<(), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        let state = self.snapshot();
        let Weighing::Bm25 { model, mut parameters, follows } = state.weighing.clone() else {
            return Err(Error::WrongIndex("vectors, whose weights are their own").into());
        };
        set(&mut parameters);
        // A copy but for its documents.
        let mut model = model.map(|model| Bm25Model::clone(&model));
        model.as_mut().map_or_else(|| parameters.validate(), |model| model.set_parameters(parameters))?;
        let model = model.map(Arc::new);
        let weighing = Weighing::Bm25 { model, parameters, follows };
        let members = collected(state.members().iter().map(Member::unweighed));
        let after = state.with(weighing, members, state.next_id)?;
        drop(state);
        self.publish(host, after)
    }

    /// One segment of the documents that are alive, and terms without a document left renumbered.
    ///
    /// # Errors
    ///
    /// The interrupt, and those of reading stored texts.
    pub fn compact<H: Host>(&self, host: &H) -> Result<(), H::Error> {
        let gate = self.turns.gate();
        let _changing = gate.enter(host)?;
        let state = self.snapshot();
        let is_brief = state.postings() < BRIEF_POSTINGS;
        let after = aside_with(host, is_brief, move |aside| tried(|| compacted(&state, aside)))?;
        self.publish(host, after)
    }

    fn add_segments<H: Host>(
        &self,
        host: &H,
        state: Arc<State>,
        segments: Vec<Segment>,
        documents: Documents,
        corpus: Option<Corpus>,
        replaces: bool,
    ) -> Result<(), H::Error> {
        let next_id = next_number(&documents).max(state.next_id);
        let (is_brief, before) = (documents.len() < BRIEF_DOCUMENTS, Arc::clone(&state));
        let width = state.weighing.width() + corpus.as_ref().map_or(0, |corpus| corpus.vocabulary().len());
        let (members, removed) = aside_with(host, is_brief, move |aside| {
            tried(|| {
                check_distinct(&documents)?;
                let dying = known_ids(&before, &documents, replaces)?;
                let (mut members, removed) = without(&before, &dying);
                members.grow(segments.len());
                members.extend(with_documents(segments, &documents)?);
                merge_small(&mut members, width, aside)?;
                Ok((members, removed))
            })
        })?;
        let counted = match corpus {
            Some(added) => {
                let removed = (removed.documents > 0).then_some(removed);
                Counted::Changed { added: Some(added), removed }
            }
            None => Counted::Unchanged,
        };
        self.commit(host, state, members, next_id, counted)
    }

    /// Publishes a state with these members.
    fn commit<H: Host>(
        &self,
        host: &H,
        state: Arc<State>,
        members: Vec<Member>,
        next_id: i64,
        counted: Counted,
    ) -> Result<(), H::Error> {
        let (added, removed) = match counted {
            Counted::Unchanged => {
                let after = state.with(state.weighing.clone(), members, next_id)?;
                drop(state);
                return self.publish(host, after);
            }
            Counted::Changed { added, removed } => (added, removed),
        };
        let members = collected(members.iter().map(Member::unweighed));
        // Its weighing comes when the statistics are changed.
        let after = state.with(Weighing::Vectors { width: 0 }, members, next_id)?;
        let terms = added.as_ref().map_or(0, |added| added.vocabulary().len())
            + removed.as_ref().map_or(0, |removed| removed.terms.len());
        host.check()?;
        drop(state);
        let change = Change { added, removed };
        let done = change_in_place(&mut lock(&self.published), after, terms, change);
        match done? {
            InPlace::Done(before) => {
                self.changes.fetch_add(1, Ordering::Relaxed);
                host.release(|| drop(before));
                Ok(())
            }
            InPlace::NotNow(mut after, change) => {
                let weighing = self.snapshot().weighing.clone();
                let is_brief = weighing.width() < SMALL_MODEL && terms < SMALL_MODEL;
                after.weighing = aside_with(host, is_brief, |_| tried(|| change.applied(weighing)))?;
                self.publish(host, after)
            }
        }
    }

    fn publish<H: Host>(&self, host: &H, after: State) -> Result<(), H::Error> {
        host.check()?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        let before = mem::replace(&mut *lock(&self.published), Arc::new(after));
        host.release(|| drop(before));
        Ok(())
    }
}

/// Statistics that come, and others that go.
struct Change {
    added: Option<Corpus>,
    removed: Option<Removal>,
}

impl Change {
    /// Both, or neither where one is refused.
    fn apply(self, model: &mut Bm25Model) -> Result<()> {
        let Self { added, removed } = self;
        match (added, removed) {
            (Some(added), Some(removed)) => model.replace(&removed, &added),
            (Some(added), None) => model.add(&added),
            (None, Some(removed)) => model.remove_counted(&removed),
            (None, None) => Ok(()),
        }
    }

    /// What a changed copy of the model weighs.
    fn applied(self, weighing: Weighing) -> Result<Weighing> {
        let Weighing::Bm25 { model, parameters, follows } = weighing else { return Ok(weighing) };
        let model = match (model, self.added.as_ref()) {
            (Some(model), _) => {
                let mut copy = Bm25Model::clone(&model);
                drop(model);
                self.apply(&mut copy)?;
                copy
            }
            (None, Some(_)) => Bm25Model::from_counts(self.added.unwrap_or_default(), parameters)?,
            (None, None) => return Ok(Weighing::Bm25 { model: None, parameters, follows }),
        };
        Ok(Weighing::Bm25 { model: Some(Arc::new(model)), parameters, follows })
    }
}

/// What came of changing a state in place.
enum InPlace {
    /// The state before.
    Done(State),
    /// Others read it, or the change takes long.
    NotNow(State, Change),
}

/// A change in place is of this many terms at most: it is brief.
const BRIEF_TERMS: usize = 8_192;

/// Changes the model where it is if no other thread reads it, and takes everything else from `after`.
fn change_in_place(
    published: &mut Arc<State>,
    mut after: State,
    terms: usize,
    change: Change,
) -> Result<InPlace> {
    if terms <= BRIEF_TERMS
        && let Some(state) = Arc::get_mut(published)
        && let Weighing::Bm25 { model: Some(model), .. } = &mut state.weighing
        && let Some(model) = Arc::get_mut(model)
        && model.owns_documents()
    {
        // What is refused is refused whole.
        change.apply(model)?;
        mem::swap(&mut state.weighing, &mut after.weighing);
        mem::swap(state, &mut after);
        return Ok(InPlace::Done(after));
    }
    Ok(InPlace::NotNow(after, change))
}

/// The number after the highest of the ids, where these are numbers.
fn next_number(documents: &Documents) -> i64 {
    let numbers = (0..documents.len() as u32).map_while(|document| match documents.id(document) {
        Id::Number(number) => Some(number.saturating_add(1)),
        Id::Text(_) => None,
    });
    numbers.max().unwrap_or(0)
}

/// Refuses ids that stand twice among new documents.
fn check_distinct(documents: &Documents) -> Result<()> {
    let doubled = documents.doubled();
    doubled.map_or(Ok(()), |document| Err(Error::DoubledId(documents.id(document).to_string())))
}

/// The documents of a state that have ids of new ones.
fn known_ids(state: &State, documents: &Documents, replaces: bool) -> Result<Vec<u32>> {
    let mut known = Vec::new();
    if state.is_empty() && !replaces {
        return Ok(known);
    }
    for document in 0..documents.len() as u32 {
        let id = documents.id(document);
        if document == 0 {
            state.check_kind(id)?;
        }
        match state.find(id) {
            Some(_) if !replaces => return Err(Error::KnownId(id.to_string())),
            Some(found) => {
                known.grow(1);
                known.push(found);
            }
            None if replaces => return Err(Error::UnknownId(id.to_string())),
            None => {}
        }
    }
    Ok(known)
}

/// The segments, each with its own of all documents.
fn with_documents(segments: Vec<Segment>, documents: &Documents) -> Result<Vec<Member>> {
    let (whole, mut start) = (segments.len() == 1, 0);
    let own = |segment: Segment| {
        let range = start..start + segment.count as u32;
        start = range.end;
        let documents = if whole {
            documents.clone()
        } else {
            let mut builder = DocumentsBuilder::new(documents.has_texts());
            builder.append(documents, |document| range.contains(&document))?;
            builder.finish()
        };
        Ok(Member::new(Arc::new(Segment { documents, ..segment }), None))
    };
    segments.into_iter().map(own).collect()
}

/// The segments without some documents, and what these take from the statistics.
fn without(state: &State, documents: &[u32]) -> (Vec<Member>, Removal) {
    let mut members = room(state.members().len() + 1);
    members.extend(state.members().iter().cloned());
    let mut removal = Removal::default();
    if documents.is_empty() {
        return (members, removal);
    }
    let is_counted = matches!(state.weighing, Weighing::Bm25 { follows: true, .. });
    for (member, dying) in members.iter_mut().zip(&state.sets(documents.iter().copied())) {
        let number = dying.count();
        if number == 0 {
            continue;
        }
        if is_counted {
            removal.documents += number as u64;
            removal.total_length += member.segment.total_length(dying);
            let terms = member.segment.terms_of(dying);
            removal.terms.grow(terms.len());
            removal.terms.extend(terms);
        }
        let mut live =
            member.live.as_ref().map_or_else(|| Bits::all(member.segment.count), |live| (**live).clone());
        for document in dying.iter() {
            live.remove(document);
        }
        member.live = Some(Arc::new(live));
    }
    members.retain(|member| member.live_count() > 0);
    sum_by_term(&mut removal.terms);
    (members, removal)
}

/// Merges the last segments while they are small and the last one is not much smaller than the one before: so a
/// document is merged a few times, however many are added one by one.
fn merge_small(members: &mut Vec<Member>, width: usize, aside: &Aside) -> Result<()> {
    while let [.., before, last] = &members[..]
        && 2 * last.segment.count >= before.segment.count
        && before.segment.count + last.segment.count <= MERGED_DOCUMENTS
        && Segment::fit_together(&[&before.segment, &last.segment])
    {
        let start = members.len() - 2;
        let merged = merged(&members[start..], width, aside)?;
        members.truncate(start);
        members.push(Member::new(Arc::new(merged), None));
    }
    Ok(())
}

/// One segment of the documents of several that are alive.
fn merged(members: &[Member], width: usize, aside: &Aside) -> Result<Segment> {
    let parts = collected(members.iter().map(|member| (&*member.segment, member.live.as_deref())));
    Segment::merged(&parts, width, aside)
}

/// The state with as few segments as can be, and only the terms that some document holds.
fn compacted(state: &State, aside: &Aside) -> Result<State> {
    let (weighing, new_ids) = match &state.weighing {
        Weighing::Bm25 { model: Some(model), parameters, follows: true } => {
            let compacted = model.compacted(TermOrder::Id)?;
            let model = Some(Arc::new(compacted.model));
            (Weighing::Bm25 { model, parameters: *parameters, follows: true }, Some(compacted.new_ids))
        }
        other => (other.clone(), None),
    };
    let mut members: Vec<Member> = Vec::new();
    let mut rest = state.members();
    while !rest.is_empty() {
        let fits = |number: usize| {
            let parts = collected(rest[..number].iter().map(|member| &*member.segment));
            Segment::fit_together(&parts)
        };
        let number = (2..=rest.len()).take_while(|&number| fits(number)).last().unwrap_or(1);
        let mut segment = merged(&rest[..number], state.weighing.width(), aside)?;
        if let Some(new_ids) = &new_ids {
            segment.renumber(new_ids, weighing.width())?;
        }
        members.push(Member::new(Arc::new(segment), None));
        rest = &rest[number..];
    }
    members.retain(|member| member.segment.count > 0);
    state.renumbered(weighing, members, state.next_id)
}

/// The rows of counted documents under the ids that their terms have, or get when they are added, in a vocabulary.
fn final_rows<H: Host>(
    host: &H,
    counts: Counts<RawRows>,
    vocabulary: Option<&Vocabulary>,
    threads: usize,
) -> Result<(Vec<TermRows>, Corpus), H::Error> {
    let Counts { corpus, recorded, numberings } = counts;
    tried(|| {
        let new_ids = vocabulary.map(|vocabulary| {
            let mut next = vocabulary.len() as TermId;
            let mut new_id = |term| {
                vocabulary.get(term).unwrap_or_else(|| {
                    next += 1;
                    next - 1
                })
            };
            host.release(|| {
                let mut new_ids = room(corpus.vocabulary().len());
                new_ids.extend(corpus.vocabulary().iter().map(&mut new_id));
                new_ids
            })
        });
        let mut rows: Vec<TermRows> = room(recorded.len());
        rows.resize_with(recorded.len(), TermRows::default);
        let bytes = |rows: &RawRows| rows.entries() * size_of::<TermId>();
        let jobs = recorded.into_iter().zip(&mut rows).map(|(raw, into)| (bytes(&raw), (raw, into)));
        parallel::run(
            &mut Jobs::new(host, jobs),
            &mut vec![(); threads.max(1)],
            |(), _, (_, (raw, into)), _| {
                *into = raw.into_rows(&numberings);
                if let Some(new_ids) = &new_ids {
                    into.renumber(new_ids);
                }
                Ok(())
            },
        )?;
        Ok((rows, corpus))
    })
}

/// The rows of documents, of the terms that a model has, whether encoders know them: they may later.
fn encoded_rows<H: Host, S: Source<Error: Into<H::Error>>>(
    host: &H,
    model: &Bm25Model,
    source: &mut S,
    analyzer: Option<&Arc<Analyzer>>,
    threads: usize,
) -> Result<Vec<TermRows>, H::Error> {
    let mut rows = Vec::new();
    tried(|| {
        let mut encoders = vec![RowEncoder::new(); threads.max(1)];
        let (model, analyzer) = (model.unpruned(), analyzer.map(Arc::as_ref));
        model.encode_rows(host, source, &mut encoders, analyzer, TermRows::clone, |index, of_batch| {
            rows.grow(1);
            rows.push((index, of_batch));
        })
    })?;
    rows.sort_unstable_by_key(|&(index, _)| index);
    Ok(collected(rows.into_iter().map(|(_, rows)| rows)))
}
