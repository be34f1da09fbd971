//! Ids that must not be repeated, of more documents than fit into memory.

use super::Spool;
use crate::batch::Names;
use crate::error::Result;
use crate::hash::Seed;
use crate::memory::{Grow, collected, filled, room};
use crate::parallel::{self, Host, Jobs};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ids that are sorted and spooled together, some 2 MB: so many there are soon, and memory grows no more.
const RUN: usize = 1 << 16;

/// The first bits of a hash say its part: those of one part are compared together.
const PART_BITS: u32 = 10;
const PARTS: usize = 1 << PART_BITS;

/// Notes the ids of documents, and finds out at the end whether one stands twice: in memory that does not grow with
/// the documents, but for sixty bytes a thousand.
///
/// An id is known by 128 bits of a seeded hash. That two ids share them by chance is less probable, for a million
/// million documents, than one in a million million.
///
/// ```
/// use elanus_core::batch::{Names, TextBatch};
/// use elanus_core::parallel::Unhosted;
/// use elanus_core::spool::IdLog;
/// let mut ids = TextBatch::new();
/// ids.push_buffer("kite hawk kite ".to_owned(), &[5, 10, 15]);
/// let log = IdLog::new(&std::env::temp_dir());
/// log.add(Names { ids: &ids, lines: &[1, 2, 4], file: &"birds.jsonl".into(), place: 0 })?;
/// let repeated = log.repeated(&Unhosted, 2)?.unwrap();
/// assert_eq!((repeated.first.1, repeated.second.1), (1, 4));
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Debug)]
pub struct IdLog {
    folder: PathBuf,
    seeds: [Seed; 2],
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    /// Those that are in no run yet.
    ids: Vec<Id>,
    runs: Vec<Run>,
    spool: Option<Arc<Spool>>,
    /// The names of the files, by their numbers.
    files: Vec<Option<Arc<str>>>,
}

/// Ids in the order of their hashes.
#[derive(Debug)]
struct Run {
    offset: u64,
    /// Where each part begins, and the end.
    starts: Vec<u32>,
}

/// The hash of an id, and where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    hash: [u64; 2],
    place: u32,
    line: u64,
}

/// An id that stands twice: the files and lines where it stands first, and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The file and line of the first document.
    pub first: (Arc<str>, u64),
    /// Those of the second one.
    pub second: (Arc<str>, u64),
}

impl Id {
    const BYTES: usize = 28;

    fn write(self, into: &mut Vec<u8>) {
        into.extend(self.hash.iter().flat_map(|word| word.to_le_bytes()));
        into.extend(self.line.to_le_bytes());
        into.extend(self.place.to_le_bytes());
    }

    fn read(bytes: &[u8; Self::BYTES]) -> Self {
        let (words, place) = bytes.split_at(24);
        let (words, _) = words.as_chunks();
        let word = |at: usize| u64::from_le_bytes(words[at]);
        let place = place.try_into().map_or(0, u32::from_le_bytes);
        Self { hash: [word(0), word(1)], line: word(2), place }
    }

    fn part(self) -> usize {
        (self.hash[0] >> (u64::BITS - PART_BITS)) as usize
    }
}

impl IdLog {
    /// Notes no id yet. What does not fit into memory goes to a spool in this folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        let seeds = [Seed::random(), Seed::random()];
        Self { folder: folder.to_owned(), seeds, noted: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the ids of some documents.
    ///
    /// # Errors
    ///
    /// Those of the spool.
    pub fn add(&self, Names { ids, lines, file, place }: Names<'_>) -> Result<()> {
        let id = |(id, &line): (&&str, &u64)| {
            let hash = self.seeds.map(|seed| seed.hash(id.as_bytes()));
            Id { hash, place: place as u32, line }
        };
        let ids = collected(ids.texts().iter().zip(lines).map(id));
        let mut noted = self.lock();
        if noted.files.len() <= place {
            noted.files.resize(place + 1, None);
        }
        noted.files[place].get_or_insert_with(|| Arc::clone(file));
        noted.ids.grow(ids.len());
        noted.ids.extend(ids);
        if noted.ids.len() < RUN {
            return Ok(());
        }
        let ids = std::mem::replace(&mut noted.ids, room(RUN + RUN / 8));
        let spool = match &noted.spool {
            Some(spool) => Arc::clone(spool),
            None => Arc::clone(noted.spool.insert(Arc::new(Spool::new(&self.folder)?))),
        };
        drop(noted);
        let run = write_run(ids, &spool)?;
        self.lock().runs.push(run);
        Ok(())
    }

    /// An id that stands twice: the first to do so, in the order of files and lines.
    ///
    /// # Errors
    ///
    /// Those of the spool, and the interrupt.
    pub fn repeated<H: Host>(&self, host: &H, threads: usize) -> Result<Option<Repeated>, H::Error> {
        let noted = self.lock();
        let mut sizes = filled(0, PARTS);
        noted.ids.iter().for_each(|id| sizes[id.part()] += 1);
        for run in &noted.runs {
            for (size, ends) in sizes.iter_mut().zip(run.starts.windows(2)) {
                *size += (ends[1] - ends[0]) as usize;
            }
        }
        // As many parts together as one run has ids.
        let (mut jobs, mut from) = (Vec::new(), 0);
        while from < PARTS {
            let (mut to, mut size) = (from + 1, sizes[from]);
            while to < PARTS && size + sizes[to] <= RUN {
                size += sizes[to];
                to += 1;
            }
            jobs.push((size * Id::BYTES, from..to));
            from = to;
        }
        let found = Mutex::new(None);
        let noted = &*noted;
        parallel::run(
            &mut Jobs::new(host, jobs.into_iter()),
            &mut vec![(); threads.max(1)],
            |(), _, (_, parts), _| {
                let Some(pair) = noted.repeated_in(parts)? else { return Ok(()) };
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                let order = |&[_, second]: &[Id; 2]| (second.place, second.line);
                if found.as_ref().is_none_or(|known| order(&pair) < order(known)) {
                    *found = Some(pair);
                }
                Ok(())
            },
        )?;
        let place = |id: Id| Some((noted.files.get(id.place as usize)?.clone()?, id.line));
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(found.and_then(|[first, second]| Some(Repeated { first: place(first)?, second: place(second)? })))
    }
}

impl Noted {
    /// The first id of some parts that stands twice, in the order of the second place.
    fn repeated_in(&self, parts: std::ops::Range<usize>) -> Result<Option<[Id; 2]>> {
        let mut ids: Vec<Id> = Vec::new();
        ids.extend(self.ids.iter().filter(|id| parts.contains(&id.part())));
        for run in &self.runs {
            let Some(spool) = &self.spool else { break };
            let (start, end) = (run.starts[parts.start] as usize, run.starts[parts.end] as usize);
            let mut bytes = filled(0, (end - start) * Id::BYTES);
            spool.read_at(run.offset + (start * Id::BYTES) as u64, &mut bytes)?;
            let (chunks, _) = bytes.as_chunks();
            ids.grow(chunks.len());
            ids.extend(chunks.iter().map(Id::read));
        }
        ids.sort_unstable();
        let pairs = ids.windows(2).filter(|pair| pair[0].hash == pair[1].hash);
        let pair = pairs.min_by_key(|pair| (pair[1].place, pair[1].line));
        Ok(pair.map(|pair| [pair[0], pair[1]]))
    }
}

/// Sorts ids and spools them.
fn write_run(mut ids: Vec<Id>, spool: &Spool) -> Result<Run> {
    ids.sort_unstable();
    let mut starts = room(PARTS + 1);
    starts.extend((0..PARTS).map(|part| ids.partition_point(|id| id.part() < part) as u32));
    starts.push(ids.len() as u32);
    let mut bytes = room(ids.len() * Id::BYTES);
    for id in ids {
        id.write(&mut bytes);
    }
    Ok(Run { offset: spool.append(&bytes)?.offset, starts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::TextBatch;
    use crate::parallel::Unhosted;
    use crate::random::Random;

    /// Notes ids, file by file, in batches of which none follows the order.
    fn log_of(files: &[Vec<String>]) -> IdLog {
        let log = IdLog::new(&std::env::temp_dir());
        let names: Vec<Arc<str>> = (0..files.len()).map(|place| format!("{place}.jsonl").into()).collect();
        let mut batches: Vec<_> = files
            .iter()
            .enumerate()
            .flat_map(|(place, ids)| ids.chunks(997).enumerate().map(move |(at, ids)| (place, at, ids)))
            .collect();
        batches.reverse();
        for (place, at, ids) in batches {
            let mut batch = TextBatch::new();
            let mut end = 0;
            let ends: Vec<_> = ids
                .iter()
                .map(|id| {
                    end += id.len();
                    end
                })
                .collect();
            batch.push_buffer(ids.concat(), &ends);
            let lines: Vec<u64> = (0..ids.len()).map(|n| (at * 997 + n + 1) as u64).collect();
            log.add(Names { ids: &batch, lines: &lines, file: &names[place], place }).unwrap();
        }
        log
    }

    #[test]
    fn the_first_repeated_id_is_found_in_memory_and_on_disk() {
        for size in [3, 900, 200_000] {
            let ids = |prefix: &str| (0..size).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
            let mut files = vec![ids("a"), ids("b")];
            let log = log_of(&files);
            assert_eq!(log.lock().runs.is_empty(), size < RUN);
            assert_eq!(log.repeated(&Unhosted, 2).unwrap(), None);
            let mut random = Random::new(size as u64);
            // Some are repeated: that which is repeated first in the order of the files counts.
            let last = files[1][size - 1].clone();
            for _ in 0..4 {
                let (from, to) = (random.below(size), random.below(size));
                files[1][to] = files[0][from].clone();
            }
            files[1][size - 1] = if size > 3 { files[0][1].clone() } else { last };
            let mut seen = std::collections::BTreeMap::new();
            let mut expected = None;
            'files: for (place, ids) in files.iter().enumerate() {
                for (line, id) in (1..).zip(ids) {
                    if let Some(first) = seen.insert(id, (place, line)) {
                        expected = Some((first, (place, line)));
                        break 'files;
                    }
                }
            }
            let found = log_of(&files).repeated(&Unhosted, 2).unwrap().unwrap();
            let name = |(place, line): (usize, u64)| (Arc::from(format!("{place}.jsonl")), line);
            let (first, second) = expected.unwrap();
            assert_eq!((found.first, found.second), (name(first), name(second)));
        }
    }
}
