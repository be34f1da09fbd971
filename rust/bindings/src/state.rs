//! What the threads of a process share of one model: a published state that readers take as it is
//! and writers replace.

use std::cell::Cell;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use elanus_core::bm25::Bm25Model;
use elanus_core::counts::{RowEncoder, UpdateCounter};
use elanus_core::parallel::POLL;
use elanus_core::weighting::Parameters;
use elanus_core::{Result, analysis};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyCFunction, PyDict, PyTuple};

use crate::{drivers, errors};

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

/// Lets one update in at a time.
#[derive(Default)]
pub(crate) struct Gate {
    /// Locked for moments.
    queue: Mutex<Queue>,
    is_open: Condvar,
}

/// Who is at the gate.
struct Queue {
    /// Away while somebody updates.
    updater: Option<Box<Updater>>,
    /// How many wait. To wake nobody would take as long as adding a word.
    waiting: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Self { updater: Some(Box::default()), waiting: 0 }
    }
}

impl Gate {
    fn enter(&self) -> Option<Updating<'_>> {
        lock(&self.queue).updater.take().map(|updater| Updating { gate: self, updater: Some(updater) })
    }

    /// Waits until the gate is open, not longer than [`POLL`].
    fn wait(&self) {
        let mut queue = lock(&self.queue);
        if queue.updater.is_none() {
            queue.waiting += 1;
            let waited = self.is_open.wait_timeout(queue, POLL);
            waited.unwrap_or_else(PoisonError::into_inner).0.waiting -= 1;
        }
    }
}

/// An update under way; the gate opens when it is dropped.
pub(crate) struct Updating<'a> {
    gate: &'a Gate,
    /// There until it goes back.
    updater: Option<Box<Updater>>,
}

const THERE: &str = "the updater is there while the update goes on";

impl Deref for Updating<'_> {
    type Target = Updater;

    fn deref(&self) -> &Updater {
        self.updater.as_deref().expect(THERE)
    }
}

impl DerefMut for Updating<'_> {
    fn deref_mut(&mut self) -> &mut Updater {
        self.updater.as_deref_mut().expect(THERE)
    }
}

impl Drop for Updating<'_> {
    fn drop(&mut self) {
        let mut queue = lock(&self.gate.queue);
        queue.updater = self.updater.take();
        if queue.waiting > 0 {
            self.gate.is_open.notify_one();
        }
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
        let Published { parameters, model, .. } = self.snapshot();
        Self {
            // Encoders of its own: from now on the vocabularies may grow apart.
            published: Mutex::new(Published { parameters, model, encoders: Arc::default() }),
            updates: Mutex::new(Updates::new()),
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
    pub(crate) fn withdraw_replacement(
        &self,
        py: Python<'_>,
        change: &Change,
        before: Published,
    ) -> PyResult<()> {
        let gate = self.gate();
        let _updating = begin_withdrawal(py, &gate)?;
        let mut published = lock(&self.published);
        if change.is_latest(&published) {
            let withdrawn = mem::replace(&mut *published, before);
            drop(published);
            py.detach(|| drop(withdrawn));
        }
        Ok(())
    }

    /// Undoes a change of `terms` terms, unless something was built on it since.
    pub(crate) fn withdraw(
        &self,
        py: Python<'_>,
        change: &Change,
        terms: usize,
        undo: impl FnOnce(&mut Updater, &mut Bm25Model) -> Result<()> + Send,
    ) -> PyResult<()> {
        let gate = self.gate();
        let mut updater = begin_withdrawal(py, &gate)?;
        if !change.is_latest(&self.snapshot()) {
            return Ok(());
        }
        // It remembers ids of terms that will be gone.
        updater.counter.forget();
        let state = &mut *updater;
        self.update_wholly(py, terms, |model| undo(state, model))
            .map_err(|error| errors::to_python(py, &error))
    }

    /// The latest change.
    pub(crate) fn latest(&self) -> Change {
        let Published { model, encoders, .. } = self.snapshot();
        Change { encoders, version: model.map_or(0, |model| model.version()) }
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
    ) -> PyResult<()> {
        let changed = match self.change_in_place(terms, change) {
            InPlace::Done(result) => result,
            InPlace::NotNow(snapshot, change) => {
                let changed = aside(py, false, || copied(snapshot, change))?;
                changed.map(|model| self.publish(py, model))
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
    ) -> Result<()> {
        match self.change_in_place(terms, change) {
            InPlace::Done(result) => result,
            InPlace::NotNow(snapshot, change) => {
                py.detach(|| copied(snapshot, change)).map(|model| self.publish(py, model))
            }
        }
    }

    fn change_in_place<F: FnOnce(&mut Bm25Model) -> Result<()>>(
        &self,
        terms: usize,
        change: F,
    ) -> InPlace<F> {
        let mut published = lock(&self.published);
        let Some(model) = &mut published.model else { return InPlace::Done(Ok(())) };
        let is_brief = terms <= BRIEF_TERMS.max(model.vocabulary().len() / BRIEF_SHARE);
        match Arc::get_mut(model) {
            Some(model) if is_brief => {
                let changed = change(model);
                published.parameters = model.parameters();
                InPlace::Done(changed)
            }
            _ => InPlace::NotNow(Arc::clone(model), change),
        }
    }

    fn publish(&self, py: Python<'_>, model: Bm25Model) {
        let mut published = lock(&self.published);
        published.parameters = model.parameters();
        let before = published.model.replace(Arc::new(model));
        drop(published);
        py.detach(|| drop(before));
    }

    /// Chooses the parameters of a model that is not fitted yet.
    pub(crate) fn set_parameters(&self, parameters: Parameters) {
        lock(&self.published).parameters = parameters;
    }
}

thread_local! {
    /// Whether this thread updates a model and runs signal handlers meanwhile.
    static IS_UPDATING: Cell<bool> = const { Cell::new(false) };
}

/// As [`drivers::aside`], while an update keeps others out.
pub(crate) fn aside<T: Send + 'static>(
    py: Python<'_>,
    is_brief: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    /// Also when the work panics, or the thread could change no model any more.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            IS_UPDATING.set(false);
        }
    }
    IS_UPDATING.set(true);
    let _reset = Reset;
    drivers::aside(py, is_brief, work)
}

/// What came of changing a model in place.
enum InPlace<F> {
    Done(Result<()>),
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

/// Waits for other updates to end and keeps further ones out. Others wait without the GIL, so that whoever
/// updates may ask for it. An interrupt meanwhile ends the wait.
pub(crate) fn begin_update<'a>(py: Python<'_>, gate: &'a Gate) -> PyResult<Updating<'a>> {
    enter(py, gate, || py.check_signals())
}

/// As [`begin_update`], for whoever was interrupted already and undoes what it has done.
fn begin_withdrawal<'a>(py: Python<'_>, gate: &'a Gate) -> PyResult<Updating<'a>> {
    enter(py, gate, || Ok(()))
}

/// A signal handler that interrupts an update may not begin one: it would wait for itself.
fn enter<'a>(py: Python<'_>, gate: &'a Gate, look: impl Fn() -> PyResult<()>) -> PyResult<Updating<'a>> {
    if IS_UPDATING.get() {
        let message = "a signal handler changes a model while its thread is changing one; do it after that";
        return Err(errors::input(py, message.to_owned()));
    }
    loop {
        if let Some(updating) = gate.enter() {
            return Ok(updating);
        }
        py.detach(|| gate.wait());
        look()?;
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
