//! What the threads of a process share of one model: a published state that readers take as it is
//! and writers replace.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{RowEncoder, UpdateCounter};
use elanus_core::weighting::Parameters;
use elanus_core::{Result, analysis};

/// One published state. A clone is a snapshot: what is published later does not change it.
#[derive(Clone)]
pub(crate) struct Published {
    pub(crate) parameters: Parameters,
    /// None before the first fit.
    pub(crate) model: Option<Arc<Bm25Model>>,
    pub(crate) encoders: Arc<EncoderPool>,
}

/// The state of a model object. Locks are held for moments and never while Python is asked for
/// anything, so a thread may take them with the GIL or without.
pub(crate) struct SharedModel {
    published: Mutex<Published>,
    /// Held through an update, by threads that do not hold the GIL.
    updates: Mutex<Updater>,
}

/// What updates keep from one to the next.
#[derive(Default)]
pub(crate) struct Updater {
    pub(crate) counter: UpdateCounter,
    /// The version of the model that the counter's latest count led to.
    pub(crate) version: Option<u64>,
    /// The analyzer and the vocabulary that the counter's memory holds for.
    pub(crate) of: Option<(Arc<analysis::Analyzer>, Arc<EncoderPool>)>,
}

/// A change that was published, by which it can be withdrawn.
pub(crate) struct Change {
    encoders: Arc<EncoderPool>,
    version: u64,
}

impl SharedModel {
    pub(crate) fn new(parameters: Parameters, model: Option<Bm25Model>) -> Self {
        Self {
            published: Mutex::new(Published::new(parameters, model)),
            updates: Mutex::new(Updater::default()),
        }
    }

    /// The state as it is now.
    pub(crate) fn snapshot(&self) -> Published {
        lock(&self.published).clone()
    }

    /// Another object with the same state.
    pub(crate) fn duplicate(&self) -> Self {
        let Published { parameters, model, .. } = self.snapshot();
        Self {
            // Encoders of its own: from now on the vocabularies may grow apart.
            published: Mutex::new(Published { parameters, model, encoders: Arc::default() }),
            updates: Mutex::new(Updater::default()),
        }
    }

    /// Replaces the whole state by a vocabulary of another origin, weighed by the parameters of this
    /// moment. What comes back is for [`Self::withdraw_replacement`].
    pub(crate) fn replace(&self, mut model: Bm25Model) -> Result<(Change, Published)> {
        let mut published = lock(&self.published);
        model.set_parameters(published.parameters)?;
        let change = Change { encoders: Arc::default(), version: model.version() };
        let state = Published {
            parameters: published.parameters,
            model: Some(Arc::new(model)),
            encoders: Arc::clone(&change.encoders),
        };
        Ok((change, mem::replace(&mut *published, state)))
    }

    /// Puts `before` back, unless something was built on the change since.
    pub(crate) fn withdraw_replacement(&self, change: &Change, before: Published) {
        let _updating = self.begin_update();
        let mut published = lock(&self.published);
        if change.is_latest(&published) {
            drop(mem::replace(&mut *published, before));
        }
    }

    /// Undoes a change, unless something was built on it since.
    pub(crate) fn withdraw(
        &self,
        change: &Change,
        undo: impl FnOnce(&mut Updater, &mut Bm25Model) -> Result<()>,
    ) -> Result<()> {
        let mut updater = self.begin_update();
        if !change.is_latest(&self.snapshot()) {
            return Ok(());
        }
        // It remembers ids of terms that will be gone.
        updater.counter.forget();
        self.update(|model| undo(&mut updater, model))
    }

    /// The latest change.
    pub(crate) fn latest(&self) -> Change {
        let Published { model, encoders, .. } = self.snapshot();
        Change { encoders, version: model.map_or(0, |model| model.version()) }
    }

    /// Waits for other updates to end and keeps further ones out.
    pub(crate) fn begin_update(&self) -> MutexGuard<'_, Updater> {
        lock(&self.updates)
    }

    /// Changes the model: in place while nobody reads it, else a copy that is then published.
    pub(crate) fn update(&self, change: impl FnOnce(&mut Bm25Model) -> Result<()>) -> Result<()> {
        let mut published = lock(&self.published);
        let Some(model) = &mut published.model else { return Ok(()) };
        if let Some(model) = Arc::get_mut(model) {
            change(model)?;
            published.parameters = model.parameters();
            return Ok(());
        }
        let snapshot = Arc::clone(model);
        drop(published);
        let mut model = Bm25Model::clone(&snapshot);
        change(&mut model)?;
        let mut published = lock(&self.published);
        published.parameters = model.parameters();
        published.model = Some(Arc::new(model));
        Ok(())
    }

    /// Chooses the parameters of a model that is not fitted yet.
    pub(crate) fn set_parameters(&self, parameters: Parameters) {
        lock(&self.published).parameters = parameters;
    }
}

impl Change {
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    fn is_latest(&self, published: &Published) -> bool {
        let version = published.model.as_ref().map(|model| model.version());
        Arc::ptr_eq(&self.encoders, &published.encoders) && version == Some(self.version)
    }
}

impl Published {
    fn new(parameters: Parameters, model: Option<Bm25Model>) -> Self {
        Self { parameters, model: model.map(Arc::new), encoders: Arc::default() }
    }
}

/// Encoders that remember chunks, for one vocabulary to which terms are only appended.
#[derive(Default)]
pub(crate) struct EncoderPool(Mutex<Vec<(Arc<analysis::Analyzer>, RowEncoder)>>);

impl EncoderPool {
    /// Encoders for as many threads, warm ones where there are any for this analyzer.
    pub(crate) fn take(&self, analyzer: Option<&Arc<analysis::Analyzer>>, threads: usize) -> Vec<RowEncoder> {
        let mut encoders = Vec::with_capacity(threads);
        if let Some(analyzer) = analyzer {
            let mut kept = lock(&self.0);
            kept.retain(|(kept, _)| Arc::ptr_eq(kept, analyzer));
            let rest = kept.len().saturating_sub(threads);
            encoders.extend(kept.drain(rest..).map(|(_, encoder)| encoder));
        }
        encoders.resize_with(threads, RowEncoder::new);
        encoders
    }

    /// Takes encoders back, as many as one call needs.
    pub(crate) fn give_back(&self, analyzer: Option<&Arc<analysis::Analyzer>>, encoders: Vec<RowEncoder>) {
        if let Some(analyzer) = analyzer {
            let mut kept = lock(&self.0);
            let room = encoders.len().saturating_sub(kept.len());
            kept.extend(encoders.into_iter().take(room).map(|encoder| (Arc::clone(analyzer), encoder)));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
