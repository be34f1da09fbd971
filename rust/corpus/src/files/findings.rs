//! What the threads that read records find wrong with them.

use super::error::Error;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Messages that are kept in memory.
const KEPT: usize = 10;

/// What is wrong with the records of a corpus: the first of them ends the reading, unless they are skipped.
#[derive(Debug, Default)]
pub struct Findings(Mutex<Found>);

#[derive(Debug, Default)]
struct Found {
    /// The error of the block with the lowest number.
    first: Option<(usize, Error)>,
    documents: u64,
    titles: u64,
    /// For each file, by its number.
    ids: BTreeMap<usize, Ids>,
    skipped: u64,
    /// The first of them: block, line, message.
    examples: Vec<(usize, u64, String)>,
    /// The last block that was read.
    latest: usize,
    list: Option<(Arc<str>, BufWriter<File>)>,
    /// What is still to be written into it, as blocks before are not read yet, and the first of these.
    unlisted: BTreeMap<usize, Vec<String>>,
    next_listed: usize,
    list_error: Option<std::io::Error>,
}

/// The first record of a file that has an id, and the first that has none, by block and line.
#[derive(Debug, Default)]
struct Ids {
    with: Option<(usize, u64)>,
    without: Option<(usize, u64)>,
}

/// Records that were skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub count: u64,
    /// What was wrong with the first ten.
    pub examples: Vec<String>,
}

/// What a block has found.
#[derive(Debug, Default)]
pub(super) struct Of {
    pub(super) documents: u64,
    pub(super) titles: u64,
    pub(super) with_id: Option<u64>,
    pub(super) without_id: Option<u64>,
    /// The lines of wrong records with what is wrong; one, unless they are skipped.
    pub(super) wrong: Vec<(u64, String)>,
}

impl Findings {
    fn lock(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is skipped into this file too, a line each.
    pub(super) fn list_in(&self, name: Arc<str>, file: File) {
        self.lock().list = Some((name, BufWriter::new(file)));
    }

    /// Takes what was found in block number `block`, of this file with this number.
    pub(super) fn add(&self, block: usize, (number, file): (usize, &Arc<str>), of: Of, skips: bool) {
        let mut found = self.lock();
        found.documents += of.documents;
        found.titles += of.titles;
        if of.with_id.is_some() || of.without_id.is_some() {
            let ids = found.ids.entry(number).or_default();
            for (known, new) in [(&mut ids.with, of.with_id), (&mut ids.without, of.without_id)] {
                let new = new.map(|line| (block, line));
                *known = known.iter().copied().chain(new).min();
            }
        }
        for (line, what) in of.wrong {
            let error = Error::record(file, line, what);
            if !skips {
                found.fail(block, error);
                continue;
            }
            found.skip(block, line, error.to_string());
        }
        found.latest = found.latest.max(block);
        found.list(block);
    }

    /// Counts a record that a caller leaves out who reads the blocks in their order: it is one of the latest.
    pub fn skip(&self, file: &Arc<str>, line: u64, what: &str) {
        let mut found = self.lock();
        let block = found.latest;
        found.documents -= 1;
        found.skip(block, line, Error::record(file, line, what).to_string());
        found.write(block);
    }

    /// Whether reading on is of no use.
    pub(super) fn is_failed(&self) -> bool {
        self.lock().first.is_some()
    }

    /// Ends the reading with the error of a block, if no earlier one has any.
    pub(super) fn fail(&self, block: usize, error: Error) {
        self.lock().fail(block, error);
    }

    /// The error to end with.
    pub(super) fn take_error(&self) -> Option<Error> {
        let mut found = self.lock();
        if let Some((_, error)) = found.first.take() {
            return Some(error);
        }
        while let Some(&block) = found.unlisted.keys().next() {
            found.write(block);
        }
        let (name, flushed) = found.list.as_mut().map(|(name, list)| (Arc::clone(name), list.flush()))?;
        let error = found.list_error.take().or(flushed.err())?;
        Some(Error::Unwritable { file: name, error })
    }

    /// The first file of which some records have an id and others none: its number, and the lines of the first
    /// record with and without one.
    pub(super) fn mixed_ids(&self) -> Option<(usize, u64, u64)> {
        let found = self.lock();
        found.ids.iter().find_map(|(&file, ids)| Some((file, ids.with?.1, ids.without?.1)))
    }

    /// How many documents were read.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.lock().documents
    }

    /// How many titles stand before their texts.
    #[must_use]
    pub fn titles(&self) -> u64 {
        self.lock().titles
    }

    /// What was skipped.
    #[must_use]
    pub fn skipped(&self) -> Skipped {
        let found = self.lock();
        let examples = found.examples.iter().map(|(_, _, message)| message.clone()).collect();
        Skipped { count: found.skipped, examples }
    }
}

impl Found {
    fn skip(&mut self, block: usize, line: u64, message: String) {
        self.skipped += 1;
        if self.list.is_some() {
            self.unlisted.entry(block).or_default().push(message.clone());
        }
        let at = self.examples.partition_point(|known| (known.0, known.1) < (block, line));
        if at < KEPT {
            self.examples.insert(at, (block, line, message));
            self.examples.truncate(KEPT);
        }
    }

    /// Writes what was skipped in this block, and what had to wait for it.
    fn list(&mut self, block: usize) {
        if self.list.is_none() {
            return;
        }
        self.unlisted.entry(block).or_default();
        while self.unlisted.contains_key(&self.next_listed) {
            self.write(self.next_listed);
            self.next_listed += 1;
        }
    }

    fn write(&mut self, block: usize) {
        let Some((_, list)) = &mut self.list else { return };
        for message in self.unlisted.remove(&block).unwrap_or_default() {
            if let Err(error) = writeln!(list, "{message}") {
                self.list_error.get_or_insert(error);
            }
        }
    }

    fn fail(&mut self, block: usize, error: Error) {
        if self.first.as_ref().is_none_or(|&(known, _)| block < known) {
            self.first = Some((block, error));
        }
    }
}
