//! What the threads of a process share of one model: a published state that readers take as it is
//! and writers replace.

use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{RowEncoder, UpdateCounter};
use elanus_core::weighting::Parameters;
use elanus_core::{Result, analysis};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyCFunction, PyDict, PyTuple};

use crate::errors;
use crate::gate::{Gate, aside, begin_withdrawal, lock};

/// One published state. A clone is a snapshot: what is published later does not change it.
#[derive(Clone)]
pub(crate) struct Published {
    pub(crate) parameters: Parameters,
    /// None before the first fit.
    pub(crate) model: Option<Arc<Bm25Model>>,
    pub(crate) encoders: Arc<EncoderPool>,
}

/// The state of a model object.
///
/// What is published is locked with the GIL only, and for moments. A thread that forks has the GIL, so no child
/// finds it locked by a thread that is not there; and nobody who holds the GIL ever waits.
pub(crate) struct SharedModel {
    published: Mutex<Published>,
    updates: Mutex<Updates>,
}

/// Who may update. An update takes long and lets go of the GIL, so its gate is one process' alone.
struct Updates {
    generation: u32,
    gate: Arc<Gate>,
}

impl Updates {
    fn new() -> Self {
        Self { generation: GENERATION.load(Ordering::Relaxed), gate: Arc::default() }
    }
}

/// How many forks lie between this process and the one that imported the module.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// Has Python tell of forks. To ask for the process' number takes longer than to add a short document.
pub(crate) fn watch_forks(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? else { return Ok(()) };
    let count = |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        GENERATION.fetch_add(1, Ordering::Relaxed);
    };
    let arguments =
        [("after_in_child", PyCFunction::new_closure(py, None, None, count)?)].into_py_dict(py)?;
    register.call((), Some(&arguments)).map(drop)
}

/// An update with the GIL changes this many terms at most, mostly in about a millisecond, or one in so many of
/// the model's: copying them all would take longer.
const BRIEF_TERMS: usize = 8_192;
const BRIEF_SHARE: usize = 64;

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
    parameters: Parameters,
    /// The state that another was put in place of; None if it was changed in place.
    before: Option<Published>,
}

impl SharedModel {
    pub(crate) fn new(parameters: Parameters, model: Option<Bm25Model>) -> Self {
        Self { published: Mutex::new(Published::new(parameters, model)), updates: Mutex::new(Updates::new()) }
    }

    /// The state as it is now.
    pub(crate) fn snapshot(&self) -> Published {
        lock(&self.published).clone()
    }

    /// Another object with the same state.
    pub(crate) fn duplicate(&self) -> Self {
        // Encoders of its own: from now on the vocabularies may grow apart.
        let state = Published { encoders: Arc::default(), ..self.snapshot() };
        Self { published: Mutex::new(state), updates: Mutex::new(Updates::new()) }
    }

    /// Replaces the whole state by a vocabulary of another origin, weighed by the parameters of this
    /// moment.
    pub(crate) fn replace(&self, mut model: Bm25Model) -> Result<Change> {
        let mut published = lock(&self.published);
        model.set_parameters(published.parameters)?;
        let after = Published::new(published.parameters, Some(model));
        let before = mem::replace(&mut *published, after);
        Ok(Change { before: Some(before), ..Change::latest(&published) })
    }

    /// Takes a change back, unless something was built on it since, or is being built: nobody who was interrupted
    /// waits for that to end. Where the state was changed in place, `undo` undoes it.
    pub(crate) fn withdraw(
        &self,
        py: Python<'_>,
        change: Change,
        undo: impl FnOnce(&mut Updater, &mut Bm25Model) -> Result<()> + Send,
    ) -> PyResult<()> {
        let gate = self.gate();
        let Some(mut updater) = begin_withdrawal(py, &gate) else { return Ok(()) };
        if !change.is_latest(&self.snapshot()) {
            return Ok(());
        }
        let Some(before) = change.before else {
            // It remembers ids of terms that will be gone.
            updater.counter.forget();
            let state = &mut *updater;
            let undone = self.update_wholly(py, 0, |model| undo(state, model));
            return undone.map(drop).map_err(|error| errors::to_python(py, &error));
        };
        // What encoders have come to know of the change does not hold.
        let mut before = Published { encoders: Arc::default(), ..before };
        let mut published = lock(&self.published);
        if published.parameters != change.parameters {
            // They were set since, and nobody takes that back. A model without document frequencies refuses some.
            let _kept = before.set_parameters(published.parameters);
        }
        let withdrawn = mem::replace(&mut *published, before);
        drop(published);
        py.detach(|| drop(withdrawn));
        Ok(())
    }

    /// What [`begin_update`] waits for.
    pub(crate) fn gate(&self) -> Arc<Gate> {
        let mut updates = lock(&self.updates);
        if updates.generation != GENERATION.load(Ordering::Relaxed) {
            // Another thread may have been updating when the process forked. What it left is in no state to be
            // dropped.
            mem::forget(mem::replace(&mut *updates, Updates::new()));
        }
        Arc::clone(&updates.gate)
    }

    /// Changes about `terms` terms of the model: in place if that is brief and nobody reads it, else a copy that
    /// is then published. An interrupt meanwhile leaves the model as it was.
    pub(crate) fn update(
        &self,
        py: Python<'_>,
        terms: usize,
        change: impl FnOnce(&mut Bm25Model) -> Result<()> + Send + 'static,
    ) -> PyResult<Change> {
        let changed = match self.change_in_place(terms, change) {
            InPlace::Done(result) => result,
            InPlace::NotNow(snapshot, change) => {
                aside(py, false, || copied(snapshot, change))?.map(|model| self.publish(model))
            }
        };
        changed.map_err(|error| errors::to_python(py, &error))
    }

    /// As [`Self::update`], to its end.
    pub(crate) fn update_wholly(
        &self,
        py: Python<'_>,
        terms: usize,
        change: impl FnOnce(&mut Bm25Model) -> Result<()> + Send,
    ) -> Result<Change> {
        match self.change_in_place(terms, change) {
            InPlace::Done(result) => result,
            InPlace::NotNow(snapshot, change) => {
                py.detach(|| copied(snapshot, change)).map(|model| self.publish(model))
            }
        }
    }

    fn change_in_place<F: FnOnce(&mut Bm25Model) -> Result<()>>(
        &self,
        terms: usize,
        change: F,
    ) -> InPlace<F> {
        let mut published = lock(&self.published);
        let Some(model) = &mut published.model else { return InPlace::Done(Ok(Change::latest(&published))) };
        let is_brief = terms <= BRIEF_TERMS.max(model.vocabulary().len() / BRIEF_SHARE);
        match Arc::get_mut(model) {
            Some(model) if is_brief && model.owns_corpus() => {
                InPlace::Done(change(model).map(|()| Change::latest(&published)))
            }
            _ => InPlace::NotNow(Arc::clone(model), change),
        }
    }

    /// Puts a changed copy in place of the model.
    fn publish(&self, model: Bm25Model) -> Change {
        let mut published = lock(&self.published);
        let after = Published { model: Some(Arc::new(model)), ..published.clone() };
        let before = mem::replace(&mut *published, after);
        Change { before: Some(before), ..Change::latest(&published) }
    }

    /// Weighs by other parameters from now on.
    pub(crate) fn set_parameters(&self, parameters: Parameters) -> Result<()> {
        lock(&self.published).set_parameters(parameters)
    }
}

/// What came of changing a model in place.
enum InPlace<F> {
    Done(Result<Change>),
    /// Somebody reads it, or the change takes long.
    NotNow(Arc<Bm25Model>, F),
}

/// A changed copy of the model.
fn copied(snapshot: Arc<Bm25Model>, change: impl FnOnce(&mut Bm25Model) -> Result<()>) -> Result<Bm25Model> {
    let mut model = Bm25Model::clone(&snapshot);
    drop(snapshot);
    change(&mut model)?;
    Ok(model)
}

impl Change {
    /// Whatever led to this state, in place.
    fn latest(published: &Published) -> Self {
        let Published { parameters, model, encoders } = published;
        let version = model.as_ref().map_or(0, |model| model.version());
        Self { encoders: Arc::clone(encoders), version, parameters: *parameters, before: None }
    }

    /// Whether the state was changed in place: it takes an undoing then.
    pub(crate) fn is_in_place(&self) -> bool {
        self.before.is_none()
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Has a thread drop a large state before, once what is returned is dropped. That takes milliseconds, and
    /// whoever has looked at the signals for the last time should return at once.
    pub(crate) fn drop_aside(&self) -> Option<Sender<()>> {
        let before = self.before.as_ref()?.model.clone()?;
        if before.vocabulary().len() <= BRIEF_TERMS {
            return None;
        }
        let (sender, receiver) = mpsc::channel();
        let wait = move || {
            let _closed = receiver.recv();
            drop(before);
        };
        // Without a thread the last owner drops it.
        thread::Builder::new().spawn(wait).is_ok().then_some(sender)
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

    /// Weighs by other parameters. A model that others read is copied for that, but for its corpus.
    fn set_parameters(&mut self, parameters: Parameters) -> Result<()> {
        match &mut self.model {
            Some(model) => Arc::make_mut(model).set_parameters(parameters)?,
            None => parameters.validate()?,
        }
        self.parameters = parameters;
        Ok(())
    }
}

/// Encoders that remember chunks, for one vocabulary to which terms are only appended. Locked with the GIL only.
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
