//! The run over documents that counts their terms, on all threads.

use super::batches::Batches;
use super::counter::CorpusCounter;
use super::numbering::Numberings;
use super::raw_rows::Recorder;
use crate::analysis::Analyzer;
use crate::batch::{Documents, Source};
use crate::memory::{Grow, collected, tried};
use crate::parallel::{self, Host};
use crate::statistics::Corpus;
use std::cell::Cell;
use std::ops::ControlFlow;

/// What counting has made of documents.
#[derive(Debug)]
pub struct Counts<T> {
    /// Their terms and statistics.
    pub corpus: Corpus,
    /// What was recorded of each batch, in their order.
    pub recorded: Vec<T>,
    /// What the ids in it mean.
    pub numberings: Numberings,
}

/// Counts all documents of a source.
///
/// Texts need an analyzer. Terms are numbered as one thread would number them, whatever the threads.
///
/// # Errors
///
/// Those of the source, the interrupt, and those of [`CorpusCounter::count`] and [`CorpusCounter::merge`].
///
/// ```
/// use elanus_core::analysis::Analyzer;
/// use elanus_core::batch::Texts;
/// use elanus_core::counts::count;
/// use elanus_core::parallel::Unhosted;
/// let mut texts = Texts::new(["Black kites soar.", "A kite dives."]);
/// let counts = count::<(), _, _>(&Unhosted, &mut texts, Some(&Analyzer::english()), 2)?;
/// assert!(counts.corpus.vocabulary().iter().eq(["black", "kite", "soar", "dive"]));
/// assert_eq!(counts.corpus.statistics().document_frequency, [1, 2, 1, 1]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
pub fn count<R: Recorder, H: Host, S: Source<Error: Into<H::Error>>>(
    host: &H,
    source: &mut S,
    analyzer: Option<&Analyzer>,
    threads: usize,
) -> Result<Counts<R::Output>, H::Error> {
    count_into::<R, H, S, _>(host, source, analyzer, threads, |_, recorded| Ok(recorded))
}

/// As [`count`], with what `make` makes of each batch and of what was recorded of it, on the thread that has
/// counted it.
///
/// # Errors
///
/// As for [`count`], and those of `make`.
pub fn count_into<R: Recorder, H: Host, S: Source<Error: Into<H::Error>>, T: Send>(
    host: &H,
    source: &mut S,
    analyzer: Option<&Analyzer>,
    threads: usize,
    make: impl Fn(&Documents, R::Output) -> crate::Result<T> + Sync,
) -> Result<Counts<T>, H::Error> {
    tried(|| count_all::<R, H, S, T>(host, source, analyzer, threads, &make))
}

fn count_all<R: Recorder, H: Host, S: Source<Error: Into<H::Error>>, T: Send>(
    host: &H,
    source: &mut S,
    analyzer: Option<&Analyzer>,
    threads: usize,
    make: &(impl Fn(&Documents, R::Output) -> crate::Result<T> + Sync),
) -> Result<Counts<T>, H::Error> {
    let mut counters = CorpusCounter::<R>::for_workers(threads);
    let mut recorded = Vec::new();
    // Terms with provisional ids, and how many there may be.
    let provisional = Cell::new(0);
    let is_stream = source.is_stream();
    let most = Cell::new(CorpusCounter::most_provisional(&counters, is_stream));
    let mut batches = Batches::new(host, source, |index, _, (new_terms, output)| {
        recorded.grow(1);
        recorded.push((index, output));
        provisional.set(provisional.get() + new_terms);
        let is_enough = provisional.get() >= most.get();
        Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    loop {
        parallel::run(&mut batches, &mut counters, |counter, index, mut batch, cancel| {
            batch.read();
            let known = counter.provisional();
            let output = counter.count(index, analyzer, &batch, cancel);
            let new_terms = counter.provisional() - known;
            let output = output.and_then(|output| make(&batch, output));
            (batch, output.map(|output| (new_terms, output)))
        })?;
        if !batches.resume() {
            break;
        }
        host.release(|| CorpusCounter::assign_final_ids(&mut counters))?;
        provisional.set(0);
        most.set(CorpusCounter::most_provisional(&counters, is_stream));
    }
    batches.end()?;
    let (corpus, numberings) = host.release(|| CorpusCounter::merge(counters))?;
    recorded.sort_unstable_by_key(|&(index, _)| index);
    let recorded = collected(recorded.into_iter().map(|(_, output)| output));
    Ok(Counts { corpus, recorded, numberings })
}
