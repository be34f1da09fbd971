//! The published state of a model object, and the ways to change it.

use super::encoders::EncoderPool;
use super::gate::lock;
use super::turns::Turns;
use crate::allocator::{TRIM_TERMS, trim};
use crate::analysis::Analyzer;
use crate::batch::{Documents, Resumed, Source};
use crate::bm25::{Bm25Model, Compacted};
use crate::counts::{IncrementCounter, count};
use crate::csr::Csr;
use crate::error::{Error, Result};
use crate::parallel::{Cancel, Host, aside};
use crate::statistics::TermOrder;
use crate::vocabulary::TermId;
use crate::weighting::Parameters;
use std::mem;
use std::sync::{Arc, Mutex};

/// One published state. A clone is a snapshot: what is published later does not change it.
#[derive(Clone, Debug)]
pub struct Published {
    /// What the model weighs by, or will after the first fit.
    pub parameters: Parameters,
    /// None before the first fit.
    pub model: Option<Arc<Bm25Model>>,
    encoders: Arc<EncoderPool>,
}

/// The state of a model object.
///
/// What is published is locked while the host's lock is held (Python's GIL), and for moments. A thread that
/// forks holds that lock, so no child finds the state locked by a thread that it does not have.
///
/// ```
/// use elanus_core::Error;
/// use elanus_core::analysis::Analyzer;
/// use elanus_core::batch::Texts;
/// use elanus_core::bm25::Bm25Model;
/// use elanus_core::parallel::Unhosted;
/// use elanus_core::shared::SharedModel;
/// use elanus_core::weighting::Parameters;
/// use std::sync::Arc;
/// let (host, analyzer) = (Unhosted, Arc::new(Analyzer::english()));
/// let shared = SharedModel::new(Parameters::default(), None);
/// shared.fit(&host, &mut Texts::new(["Black kites soar."]), Some(&analyzer), 2, |_| Ok(()))?;
/// shared.partial_fit(&host, &mut Texts::new(["A kite dives."]), Some(&analyzer), || Ok(2), |_| Ok(()))?;
/// assert_eq!(shared.fitted()?.documents(), 2);
///
/// let refuse = |model: &Bm25Model| match model.documents() {
///     1 => Err(Error::Cancelled),
///     _ => Ok(()),
/// };
/// shared.fit(&host, &mut Texts::new(["Swifts scream."]), Some(&analyzer), 2, refuse).unwrap_err();
/// assert_eq!(shared.fitted()?.documents(), 2);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct SharedModel {
    published: Mutex<Published>,
    updates: Turns<Updater>,
}

/// What updates keep from one to the next.
#[derive(Debug, Default)]
struct Updater {
    counter: IncrementCounter,
    /// The analyzer and the vocabulary that the counter's memo holds for.
    of: Option<(Arc<Analyzer>, Arc<EncoderPool>)>,
}

/// An update in place changes this many terms at most, mostly in about a millisecond, or one in so many of
/// the model's: copying them all would take longer.
const BRIEF_TERMS: usize = 8_192;
const BRIEF_SHARE: usize = 64;

/// Terms of a model that can be gone through in some milliseconds.
pub const SMALL_MODEL: usize = 50_000;

impl SharedModel {
    /// A model object, fitted or not.
    #[must_use]
    pub fn new(parameters: Parameters, model: Option<Bm25Model>) -> Self {
        let model = model.map(Arc::new);
        Self::of(Published { parameters, model, encoders: Arc::default() })
    }

    fn of(published: Published) -> Self {
        Self { published: Mutex::new(published), updates: Turns::default() }
    }

    /// The state as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Published {
        lock(&self.published).clone()
    }

    /// Another object with the same state.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        // Encoders of its own: from now on the vocabularies may grow apart.
        Self::of(Published { encoders: Arc::default(), ..self.snapshot() })
    }

    /// The model as it is now.
    ///
    /// # Errors
    ///
    /// [`Error::NotFitted`].
    pub fn fitted(&self) -> Result<Arc<Bm25Model>> {
        self.snapshot().model.ok_or(Error::NotFitted)
    }

    /// Refuses early what a model from a file without document frequencies cannot do.
    fn require_counts(&self, wanted: &'static str) -> Result<()> {
        match self.snapshot().model {
            Some(model) if model.statistics().is_none() => Err(Error::NoDocumentFrequencies { wanted }),
            _ => Ok(()),
        }
    }

    /// Replaces the model by one fitted on the documents of a source. `before_commit` sees the new model first, and
    /// its error leaves the old one.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::fit`] and of `before_commit`, and the interrupt; the state is then as it was, as it is
    /// after an error of any other change.
    pub fn fit<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
        before_commit: impl FnOnce(&Bm25Model) -> Result<(), H::Error>,
    ) -> Result<(), H::Error> {
        let parameters = self.snapshot().parameters;
        let analyzer = analyzer.map(Arc::as_ref);
        let model = Bm25Model::fit(host, source, analyzer, threads, parameters)?;
        before_commit(&model)?;
        self.replace(host, model)
    }

    /// As [`Self::fit`]; returns what `make` makes of the rows of the same documents.
    ///
    /// # Errors
    ///
    /// As for [`Self::fit`], and those of `make`.
    pub fn fit_encode<H: Host, S: Source<Error: Into<H::Error>>, T>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
        make: impl FnOnce(Csr) -> Result<T, H::Error>,
        before_commit: impl FnOnce(&Bm25Model) -> Result<(), H::Error>,
    ) -> Result<T, H::Error> {
        let parameters = self.snapshot().parameters;
        let analyzer = analyzer.map(Arc::as_ref);
        let (model, matrix) = Bm25Model::fit_encode(host, source, analyzer, threads, parameters)?;
        let result = make(matrix)?;
        before_commit(&model)?;
        self.replace(host, model)?;
        Ok(result)
    }

    /// Adds documents; terms are only appended. `threads` is asked for when there are more than a few, and
    /// `before_commit` is called as in [`Self::fit`] if they are the first.
    ///
    /// # Errors
    ///
    /// Those of [`count`] and [`Bm25Model::add`], and before the first fit of [`Bm25Model::from_counts`] and
    /// `before_commit`.
    pub fn partial_fit<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: impl FnOnce() -> Result<usize, H::Error>,
        before_commit: impl FnOnce(&Bm25Model) -> Result<(), H::Error>,
    ) -> Result<(), H::Error> {
        self.require_counts("partial_fit")?;
        let mut source = Resumed::new(source);
        let Some(first) = source.peek().map_err(Into::into)? else {
            return source.end().map_err(Into::into);
        };
        if let (Documents::Texts(_), Some(analyzer)) = (first, analyzer)
            && first.is_small()
            && self.snapshot().model.is_some()
            && let Some(only) = source.take_only().map_err(Into::into)?
        {
            return self.add_few(host, &only, analyzer);
        }
        let corpus = count::<(), _, _>(host, &mut source, analyzer.map(Arc::as_ref), threads()?)?.corpus;
        let gate = self.updates.gate();
        let mut updater = gate.enter(host)?;
        let Published { parameters, model, .. } = self.snapshot();
        if model.is_none() {
            let model = host.release(|| Bm25Model::from_counts(corpus, parameters))?;
            before_commit(&model)?;
            return self.publish_other(host, &mut updater, model);
        }
        drop(model);
        self.change_aside(host, corpus.vocabulary().len(), move |model| model.add(&corpus))
    }

    /// Adds a small batch at a cost that does not depend on the vocabulary.
    fn add_few<H: Host>(
        &self,
        host: &H,
        documents: &Documents,
        analyzer: &Arc<Analyzer>,
    ) -> Result<(), H::Error> {
        let Documents::Texts(batch) = documents else { return Ok(()) };
        let gate = self.updates.gate();
        let mut updater = gate.enter(host)?;
        let Published { model, encoders, .. } = self.snapshot();
        let model = model.ok_or(Error::NotFitted)?;
        let Updater { counter, of } = &mut *updater;
        // What the counter remembers is valid only after a count that was added: set again at the end.
        let before = of.take();
        let now = (Arc::clone(analyzer), encoders);
        if !before.is_some_and(|of| Arc::ptr_eq(&of.0, &now.0) && Arc::ptr_eq(&of.1, &now.1)) {
            counter.forget();
        }
        let count = || counter.count(model.vocabulary(), analyzer, batch.texts(), &Cancel::new()).map(drop);
        host.release(count)?;
        // While this snapshot lives, the change below would have to copy the model.
        drop(model);
        let increment = counter.latest();
        self.change(
            host,
            increment.terms.len(),
            |model| model.add_increment(increment),
            |model, change| Ok(host.release(|| changed(model, change))),
        )?;
        *of = Some(now);
        Ok(())
    }

    /// Takes documents away.
    ///
    /// # Errors
    ///
    /// Those of [`count`] and [`Bm25Model::remove`], and [`Error::NotFitted`].
    pub fn forget<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
    ) -> Result<(), H::Error> {
        self.fitted()?;
        self.require_counts("forget")?;
        let corpus = count::<(), _, _>(host, source, analyzer.map(Arc::as_ref), threads)?.corpus;
        let gate = self.updates.gate();
        let _updating = gate.enter(host)?;
        self.change_aside(host, corpus.vocabulary().len(), move |model| model.remove(&corpus))
    }

    /// Adds the documents of another model.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::merge`], and [`Error::NotFitted`].
    pub fn merge<H: Host>(&self, host: &H, other: &Self) -> Result<(), H::Error> {
        let theirs = other.fitted()?;
        self.fitted()?;
        let gate = self.updates.gate();
        let _updating = gate.enter(host)?;
        self.change_aside(host, theirs.vocabulary().len(), move |model| model.merge(&theirs))
    }

    /// Renumbers the terms that stand in some document; returns what `make` makes of each old id's new one.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::compacted`] and of `make`, and [`Error::NotFitted`].
    pub fn compact<H: Host, T>(
        &self,
        host: &H,
        order: TermOrder,
        make: impl FnOnce(Vec<Option<TermId>>) -> Result<T, H::Error>,
    ) -> Result<T, H::Error> {
        self.fitted()?;
        let gate = self.updates.gate();
        let mut updater = gate.enter(host)?;
        let model = self.fitted()?;
        let is_small = model.vocabulary().len() < SMALL_MODEL;
        let Compacted { model, new_ids } = aside(host, is_small, move || model.compacted(order))??;
        let result = make(new_ids)?;
        self.publish_other(host, &mut updater, model)?;
        Ok(result)
    }

    /// Weighs by other parameters from now on, by the same statistics. They are set when no other update
    /// runs, so that two threads that set two of them do not undo each other.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::set_parameters`].
    pub fn set_parameters<H: Host>(
        &self,
        host: &H,
        set: impl FnOnce(&mut Parameters),
    ) -> Result<(), H::Error> {
        let gate = self.updates.gate();
        let _updating = gate.enter(host)?;
        let done = lock(&self.published).set_parameters(set);
        Ok(done?)
    }

    /// The rows of the documents or queries of a source.
    ///
    /// # Errors
    ///
    /// Those of [`Bm25Model::encode`], and [`Error::NotFitted`].
    pub fn encode<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        analyzer: Option<&Arc<Analyzer>>,
        threads: usize,
        as_queries: bool,
    ) -> Result<Csr, H::Error> {
        let Published { model, encoders: pool, .. } = self.snapshot();
        let model = model.ok_or(Error::NotFitted)?;
        let mut encoders = pool.take(analyzer, threads);
        let matrix = model.encode(host, source, &mut encoders, analyzer.map(Arc::as_ref), as_queries)?;
        pool.give_back(analyzer, encoders);
        Ok(matrix)
    }

    fn replace<H: Host>(&self, host: &H, model: Bm25Model) -> Result<(), H::Error> {
        let gate = self.updates.gate();
        let mut updater = gate.enter(host)?;
        self.publish_other(host, &mut updater, model)
    }

    /// Publishes a model with a vocabulary of another origin, weighed by the parameters of this moment.
    fn publish_other<H: Host>(
        &self,
        host: &H,
        updater: &mut Updater,
        mut model: Bm25Model,
    ) -> Result<(), H::Error> {
        host.check()?;
        let terms = model.vocabulary().len();
        // All changes of the parameters pass the gate, which this one has.
        let parameters = self.snapshot().parameters;
        model.set_parameters(parameters)?;
        let after = Published { parameters, model: Some(Arc::new(model)), encoders: Arc::default() };
        let before = mem::replace(&mut *lock(&self.published), after);
        // It keeps the encoders of the vocabulary that is gone.
        let remembered = updater.of.take().map(|of| (of, mem::take(&mut updater.counter)));
        host.release(|| {
            drop((before, remembered));
            if terms >= TRIM_TERMS {
                trim();
            }
        });
        Ok(())
    }

    /// Changes about `terms` terms of the model; a large model on a thread of its own.
    fn change_aside<H: Host>(
        &self,
        host: &H,
        terms: usize,
        change: impl FnOnce(&mut Bm25Model) -> Result<()> + Send + 'static,
    ) -> Result<(), H::Error> {
        self.change(host, terms, change, |model, change| aside(host, false, || changed(model, change)))
    }

    /// Changes about `terms` terms of the model: in place if that is brief and no other thread reads it, else
    /// in a copy, made by `copy`, that is then published.
    fn change<H: Host, F: FnOnce(&mut Bm25Model) -> Result<()>>(
        &self,
        host: &H,
        terms: usize,
        change: F,
        copy: impl FnOnce(Arc<Bm25Model>, F) -> Result<Result<Bm25Model>, H::Error>,
    ) -> Result<(), H::Error> {
        host.check()?;
        let done = lock(&self.published).change_in_place(terms, change);
        let (snapshot, change) = match done? {
            InPlace::Done => return Ok(()),
            InPlace::NotNow(snapshot, change) => (snapshot, change),
        };
        let after = Some(Arc::new(copy(snapshot, change)??));
        host.check()?;
        let before = mem::replace(&mut lock(&self.published).model, after);
        host.release(|| drop(before));
        Ok(())
    }
}

/// What came of changing a model in place.
enum InPlace<F> {
    Done,
    /// Others read it, or the change takes long.
    NotNow(Arc<Bm25Model>, F),
}

/// What is done to the state while it is locked. These return the core's errors: to make the host's of them
/// may run Python code, which may read the state, and would wait for itself.
impl Published {
    fn set_parameters(&mut self, set: impl FnOnce(&mut Parameters)) -> Result<()> {
        let mut parameters = self.parameters;
        set(&mut parameters);
        match &mut self.model {
            // A model that others read is copied for that, but for its documents.
            Some(model) => Arc::make_mut(model).set_parameters(parameters)?,
            None => parameters.validate()?,
        }
        self.parameters = parameters;
        Ok(())
    }

    fn change_in_place<F: FnOnce(&mut Bm25Model) -> Result<()>>(
        &mut self,
        terms: usize,
        change: F,
    ) -> Result<InPlace<F>> {
        let model = self.model.as_mut().ok_or(Error::NotFitted)?;
        let is_brief = terms <= BRIEF_TERMS.max(model.vocabulary().len() / BRIEF_SHARE);
        match Arc::get_mut(model) {
            Some(model) if is_brief && model.owns_documents() => change(model).map(|()| InPlace::Done),
            _ => Ok(InPlace::NotNow(Arc::clone(model), change)),
        }
    }
}

/// A changed copy of the model.
fn changed(model: Arc<Bm25Model>, change: impl FnOnce(&mut Bm25Model) -> Result<()>) -> Result<Bm25Model> {
    let mut copy = Bm25Model::clone(&model);
    drop(model);
    change(&mut copy)?;
    Ok(copy)
}
