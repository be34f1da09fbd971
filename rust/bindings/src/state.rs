//! What the threads of a process share of one model: a published state that readers take as it is
//! and writers replace.

use std::cell::Cell;
use std::collections::VecDeque;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

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

/// Lets one update in at a time. Whoever comes while the gate is open goes in, so that a thread may make many small
/// updates one after the other, unless somebody has lost patience: then it is the turn of those who wait.
#[derive(Default)]
pub(crate) struct Gate {
    /// Locked for moments.
    queue: Mutex<Queue>,
}

/// Who is at the gate.
struct Queue {
    /// Away while somebody updates.
    updater: Option<Box<Updater>>,
    /// Who waits, in the order of their places.
    waiting: VecDeque<Place>,
    places: u64,
}

/// A place in the queue: whoever leaves it for a while finds it again.
#[derive(Clone)]
pub(crate) struct Place {
    number: u64,
    since: Instant,
    is_called: Arc<Condvar>,
}

/// How long somebody waits before others may not go first: hundreds of small updates.
const PATIENCE: Duration = Duration::from_millis(1);

impl Default for Queue {
    fn default() -> Self {
        Self { updater: Some(Box::default()), waiting: VecDeque::new(), places: 0 }
    }
}

impl Gate {
    fn enter(&self) -> Option<Updating<'_>> {
        let mut queue = lock(&self.queue);
        if queue.waiting.front().is_some_and(|first| first.since.elapsed() > PATIENCE) {
            return None;
        }
        queue.updater.take().map(|updater| Updating { gate: self, updater: Some(updater) })
    }

    /// A place behind all others.
    fn line_up(&self) -> Place {
        let mut queue = lock(&self.queue);
        queue.places += 1;
        Place { number: queue.places, since: Instant::now(), is_called: Arc::default() }
    }

    /// Waits for the turn of `place`, not longer than [`POLL`]. Nobody waits for it before it is back.
    fn wait(&self, place: &Place) -> Option<Updating<'_>> {
        let end = Instant::now() + POLL;
        let mut queue = lock(&self.queue);
        let at = queue.waiting.partition_point(|other| other.number < place.number);
        queue.waiting.insert(at, place.clone());
        loop {
            let is_first = queue.waiting.front().is_some_and(|first| first.number == place.number);
            let entered = if is_first { queue.updater.take() } else { None };
            let left = end.saturating_duration_since(Instant::now());
            if entered.is_some() || left.is_zero() {
                queue.waiting.retain(|other| other.number != place.number);
                return entered.map(|updater| Updating { gate: self, updater: Some(updater) });
            }
            queue = place.is_called.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
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
        if let Some(first) = queue.waiting.front() {
            first.is_called.notify_one();
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
        let entered = gate.enter().or_else(|| py.detach(|| gate.wait(&gate.line_up())));
        let Some(mut updater) = entered else { return Ok(()) };
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

/// Waits for other updates to end and keeps further ones out. Others wait without the GIL, so that whoever
/// updates may ask for it. An interrupt meanwhile ends the wait.
///
/// A signal handler that interrupts an update may not begin one: it would wait for itself.
pub(crate) fn begin_update<'a>(py: Python<'_>, gate: &'a Gate) -> PyResult<Updating<'a>> {
    if IS_UPDATING.get() {
        let message = "a signal handler changes a model while its thread is changing one; do it after that";
        return Err(errors::input(py, message.to_owned()));
    }
    if let Some(updating) = gate.enter() {
        return Ok(updating);
    }
    let place = gate.line_up();
    loop {
        if let Some(updating) = py.detach(|| gate.wait(&place)) {
            return Ok(updating);
        }
        py.check_signals()?;
    }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(gate: &Gate) -> Updating<'_> {
        gate.enter().expect("the gate is open")
    }

    #[test]
    fn who_waits_is_called() {
        let gate = Gate::default();
        let lateness = |round: u64| {
            let updating = holding(&gate);
            thread::scope(|scope| {
                let opening = scope.spawn(move || {
                    thread::sleep(Duration::from_millis(1 + round % 5));
                    let opened = Instant::now();
                    drop(updating);
                    opened
                });
                let entered = gate.wait(&gate.line_up());
                let at = Instant::now();
                drop(entered);
                at.saturating_duration_since(opening.join().unwrap())
            })
        };
        let mut late: Vec<Duration> = (0..15).map(lateness).collect();
        late.sort_unstable();
        assert!(late[7] < POLL / 4, "{late:?}");
    }

    #[test]
    fn nobody_goes_before_who_has_waited_long() {
        let gate = Gate::default();
        let updating = holding(&gate);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let place = gate.line_up();
                let entered = loop {
                    if let Some(entered) = gate.wait(&place) {
                        break entered;
                    }
                };
                thread::sleep(PATIENCE);
                drop(entered);
            });
            thread::sleep(10 * PATIENCE);
            drop(updating);
            // It is not awake yet, or is in.
            assert!(gate.enter().is_none());
            waiting.join().unwrap();
        });
        assert!(lock(&gate.queue).waiting.is_empty());
        drop(holding(&gate));
    }

    #[test]
    fn who_comes_back_has_kept_the_place() {
        let gate = Gate::default();
        let updating = holding(&gate);
        let places = [gate.line_up(), gate.line_up(), gate.line_up()];
        // Nobody called one of them while it was away.
        assert!(gate.wait(&places[0]).is_none());
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for place in places.iter().rev() {
                scope.spawn(|| {
                    let entered = loop {
                        if let Some(entered) = gate.wait(place) {
                            break entered;
                        }
                    };
                    lock(&order).push(place.number);
                    drop(entered);
                });
            }
            while lock(&gate.queue).waiting.len() < places.len() {
                thread::yield_now();
            }
            drop(updating);
        });
        assert_eq!(*lock(&order), [1, 2, 3]);
    }
}
