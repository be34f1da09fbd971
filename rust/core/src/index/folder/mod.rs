//! An index on disk: a folder of files that never change, and a manifest that names them.
//!
//! `docs/index-file.md` is the specification. A save writes the segments that are not there yet, and a manifest,
//! which takes the place of the old one by a rename. A reader keeps what it has opened; what no manifest names any
//! more is removed.

mod checks;
mod digest;
#[cfg(test)]
mod forged;
mod manifest;
mod model_file;
#[cfg(test)]
mod racing;
mod sections;
mod segment_file;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use blake3::Hash;
use serde_json::Value;

use super::segment::Segment;
use super::state::{Member, State, Weighing};
use crate::bm25::Bm25Model;
use crate::error::{Error, Result};
use crate::memory::{collected, tried};
use crate::parallel::{Cancel, join};
use crate::persist::{self, Disk, FileBytes, FileSystem, to_native, write_on};
use digest::digests;
use manifest::{FileEntry, MODEL, Manifest, NAME, SEGMENT, SegmentEntry, WeighingEntry};
use model_file::{Base, Delta};
use sections::{Kind, Sections, corrupt};

/// An index that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Its documents and what they weigh.
    pub state: State,
    /// What [`Content::analyzer`] was.
    pub analyzer: Value,
    /// Whether texts of documents are stored.
    pub store_text: bool,
    /// Where it was opened, for [`save`] and [`reopen`].
    pub saved: Saved,
}

/// What is saved.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The documents and what they weigh.
    pub state: &'a State,
    /// How texts become terms; anything.
    pub analyzer: &'a Value,
    /// Whether texts of documents are stored.
    pub store_text: bool,
}

/// What is known of a folder: what was opened or saved there last.
#[derive(Clone, Debug)]
pub struct Saved {
    path: PathBuf,
    digest: Hash,
    generation: u64,
    /// The segments that are files there. What is not used any more does not stay because of it.
    segments: Vec<(Weak<Segment>, FileEntry)>,
    base: Option<(Base, FileEntry)>,
    mapped: bool,
}

impl Saved {
    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How often the index was saved there.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The digest of everything that was saved, 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.to_hex().to_string()
    }
}

/// How often an index is opened anew because another process saved it meanwhile.
const TRIES: usize = 100;

/// Opens the index in a folder: all of it is verified but the texts of documents, which are when they are read.
/// With `mapped`, files are mapped into memory, not read.
///
/// # Errors
///
/// [`Error::File`], also where there is no index; [`Error::CorruptIndex`] for a file that cannot be believed, and
/// [`Error::OutOfMemory`].
pub fn open(path: &Path, mapped: bool, threads: usize) -> Result<Opened> {
    open_on(&Disk, path, None, mapped, threads)
}

/// What another process has saved since: `None` if nothing. What `state` has of it already is not opened anew.
///
/// # Errors
///
/// Those of [`open`].
pub fn reopen(saved: &Saved, state: &State, threads: usize) -> Result<Option<Opened>> {
    let (_, digest) = manifest_of(&Disk, &saved.path)?;
    if digest == saved.digest {
        return Ok(None);
    }
    open_on(&Disk, &saved.path, Some((saved, state)), saved.mapped, threads).map(Some)
}

/// Saves an index to a folder, which is made if need be: what is not there yet, and last the manifest. With `saved`
/// the index was opened or saved there; else one that is there is replaced.
///
/// Two writers must not do this at once: the caller has a lock.
///
/// # Errors
///
/// [`Error::ChangedIndex`] when another process has saved the index since; [`Error::File`],
/// [`Error::CorruptIndex`] for texts that were opened and are damaged, or where the index that is to be replaced
/// cannot be read, [`Error::Cancelled`] and [`Error::OutOfMemory`]. The folder then holds what it held.
pub fn save(
    path: &Path,
    content: Content<'_>,
    saved: Option<&Saved>,
    threads: usize,
    cancel: &Cancel,
) -> Result<Saved> {
    save_on(&Disk, path, content, saved, threads, cancel)
}

fn failed(path: &Path, action: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| match source.kind() {
        ErrorKind::OutOfMemory => Error::OutOfMemory,
        _ => Error::File { path: path.to_owned(), action, source },
    }
}

/// The manifest of a folder, and its digest.
fn manifest_of<F: FileSystem>(system: &F, folder: &Path) -> Result<(Manifest, Hash)> {
    let path = folder.join(NAME);
    let bytes = system.bytes(&path, false).map_err(failed(&path, "read"))?;
    Manifest::from_bytes(bytes).map_err(|reason| corrupt(&path, reason))
}

fn open_on<F: FileSystem>(
    system: &F,
    path: &Path,
    since: Option<(&Saved, &State)>,
    mapped: bool,
    threads: usize,
) -> Result<Opened> {
    let mut found = manifest_of(system, path)?;
    for _ in 1..TRIES {
        let opened = tried(|| open_manifest(system, path, &found, since, mapped, threads));
        let Err(error) = opened else { return opened };
        // A file that is gone, or another, may be one that another process has replaced.
        let now = manifest_of(system, path)?;
        if now.1 == found.1 {
            return Err(error);
        }
        found = now;
    }
    tried(|| open_manifest(system, path, &found, since, mapped, threads))
}

/// The bytes of a file that a manifest names.
fn file<F: FileSystem>(system: &F, path: &Path, entry: &FileEntry, mapped: bool) -> Result<FileBytes> {
    let bytes = system.bytes(path, mapped).map_err(|error| match error.kind() {
        ErrorKind::NotFound => corrupt(path, "it is missing"),
        _ => failed(path, "read")(error),
    })?;
    let size = bytes.as_ref().len() as u64;
    if size != entry.size {
        return Err(corrupt(path, format!("its size is {size} bytes; the manifest says {}", entry.size)));
    }
    Ok(bytes)
}

const ANOTHER: &str = "it is not the file that the manifest names";

fn open_manifest<F: FileSystem>(
    system: &F,
    folder: &Path,
    (manifest, digest): &(Manifest, Hash),
    since: Option<(&Saved, &State)>,
    mapped: bool,
    threads: usize,
) -> Result<Opened> {
    let known = |entry: &FileEntry| {
        let segments = since.iter().flat_map(|(saved, _)| &saved.segments);
        segments.filter(|(_, other)| other == entry).find_map(|(segment, _)| segment.upgrade())
    };
    let segments = || {
        let mut segments = collected(manifest.segments.iter().map(|segment| known(&segment.file)));
        let new = segments.iter().zip(&manifest.segments).filter(|(known, _)| known.is_none());
        let new: Vec<&FileEntry> = new.map(|(_, segment)| &segment.file).collect();
        let mut opened = read_segments(system, folder, &new, mapped, threads)?.into_iter();
        segments.iter_mut().filter(|known| known.is_none()).for_each(|segment| *segment = opened.next());
        Ok(segments.into_iter().flatten().collect::<Vec<_>>())
    };
    let model = match &manifest.weighing {
        WeighingEntry::Bm25 { parameters, model: Some(model), .. } => {
            let (entry, delta) = &**model;
            let known = since.and_then(|(saved, state)| {
                let (base, _) = saved.base.as_ref().filter(|(_, known)| known == entry)?;
                let model = delta.apply_to(base, state.weighing.model()?, *parameters)?;
                Some((base.clone(), model))
            });
            let source = match known {
                Some((base, model)) => ModelSource::Known(base, model),
                None => ModelSource::File(file(system, &folder.join(&entry.name), entry, mapped)?),
            };
            Some((source, entry, delta, *parameters))
        }
        _ => None,
    };
    let model = || {
        let Some((source, entry, delta, parameters)) = model else { return Ok(None) };
        let (base, model) = match source {
            ModelSource::Known(base, model) => (base, model),
            ModelSource::File(bytes) => {
                let path = folder.join(&entry.name);
                let loaded = persist::from_bytes(&path, bytes.as_ref())?;
                if loaded.origin.digest.as_deref() != Some(&*entry.digest) {
                    return Err(corrupt(&path, ANOTHER));
                }
                (Base(Arc::new(bytes)), delta.apply(loaded.model, parameters))
            }
        };
        let model = model.map_err(|reason| corrupt(&folder.join(NAME), reason))?;
        Ok(Some((model, (base, entry.clone()))))
    };
    let (model, segments): (Result<Option<(Bm25Model, _)>>, Result<Vec<_>>) =
        join(threads > 1, || tried(model), segments);
    let (model, segments) = (model?, segments?);
    let (model, base) = model.map_or((None, None), |(model, base)| (Some(Arc::new(model)), Some(base)));
    let weighing = match &manifest.weighing {
        WeighingEntry::Bm25 { parameters, follows, .. } => {
            Weighing::Bm25 { model, parameters: *parameters, follows: *follows }
        }
        WeighingEntry::Vectors { width } => Weighing::Vectors { width: *width },
    };
    let known = collected(
        segments
            .iter()
            .zip(&manifest.segments)
            .map(|(segment, entry)| (Arc::downgrade(segment), entry.file.clone())),
    );
    let mut members = Vec::new();
    for (segment, SegmentEntry { file, documents, live }) in segments.into_iter().zip(&manifest.segments) {
        let refuse = |reason| Err(corrupt(&folder.join(&file.name), reason));
        if segment.count != *documents {
            return refuse("it has another number of documents than the manifest says");
        }
        if !checks::fits(&segment, &weighing) {
            return refuse("its postings are not those of the index");
        }
        members.push(Member::new(segment, live.clone().map(Arc::new)));
    }
    // As a change of the index leaves it: what has no document left is none of its segments.
    members.retain(|member| member.live_count() > 0);
    let mut state = State::new(weighing, members, manifest.next_id)?;
    if state.members().is_empty() {
        state.has_text_ids = manifest.text_ids;
    }
    checks::of_state(&state).map_err(|reason| corrupt(&folder.join(NAME), reason))?;
    let saved = Saved {
        path: folder.to_owned(),
        digest: *digest,
        generation: manifest.generation,
        segments: known,
        base,
        mapped,
    };
    let Manifest { analyzer, store_text, .. } = manifest;
    Ok(Opened { state, analyzer: analyzer.clone(), store_text: *store_text, saved })
}

/// Where a model comes from.
enum ModelSource {
    /// From the one that there was.
    Known(Base, Result<Bm25Model, String>),
    File(FileBytes),
}

/// Opens and verifies some files of segments.
fn read_segments<F: FileSystem>(
    system: &F,
    folder: &Path,
    entries: &[&FileEntry],
    mapped: bool,
    threads: usize,
) -> Result<Vec<Arc<Segment>>> {
    let mut files = Vec::new();
    for &entry in entries {
        let path = folder.join(&entry.name);
        let bytes = file(system, &path, entry, mapped)?;
        let sections = Sections::new(Kind::Segment, bytes).map_err(|reason| corrupt(&path, reason))?;
        if sections.digest().to_hex().as_str() != entry.digest {
            return Err(corrupt(&path, ANOTHER));
        }
        files.push((path, sections));
    }
    let bytes: Vec<&[u8]> =
        files.iter().flat_map(|(_, sections)| sections.proven().map(|(bytes, _)| bytes)).collect();
    let size: u64 = files.iter().map(|(_, sections)| sections.size()).sum();
    let is_long = threads > 1 && size > 1 << 20;
    // What they say is looked at while they are verified; no bytes can do harm there.
    let (digests, segments) = join(
        is_long,
        || digests(&bytes, if is_long { threads - 1 } else { 1 }),
        || {
            let read = |(path, sections): &(PathBuf, Sections)| {
                let segment = segment_file::read(path, sections).map_err(|reason| corrupt(path, reason))?;
                Ok::<_, Error>(Arc::new(segment))
            };
            files.iter().map(read).collect::<Result<Vec<_>>>()
        },
    );
    let mut rest = &digests[..];
    for (path, sections) in &files {
        let (own, others) = rest.split_at(sections.proven().count());
        sections.compare(own).map_err(|reason| corrupt(path, reason))?;
        rest = others;
    }
    segments
}

fn save_on<F: FileSystem>(
    system: &F,
    path: &Path,
    content: Content<'_>,
    saved: Option<&Saved>,
    threads: usize,
    cancel: &Cancel,
) -> Result<Saved> {
    let saved = saved.filter(|saved| saved.path == path);
    let there = match manifest_of(system, path) {
        Err(Error::File { source, .. }) if source.kind() == ErrorKind::NotFound => None,
        manifest => Some(manifest?),
    };
    let there_digest = there.as_ref().map(|(_, digest)| *digest);
    if let Some(saved) = saved
        && there_digest != Some(saved.digest)
    {
        let now = there.map(|(manifest, _)| manifest.generation);
        return Err(Error::ChangedIndex { path: path.to_owned(), opened: saved.generation, now });
    }
    let there = there.map(|(manifest, _)| manifest);
    make_folder(system, path)?;
    if there.is_none() {
        check_folder(system, path)?;
    }
    clear(system, path, there.as_ref())?;
    let generation = there.as_ref().map_or(0, |manifest| manifest.generation) + 1;
    let mut written = Vec::new();
    let writer = Writer { system, folder: path, generation, threads, cancel };
    let result = tried(|| writer.write(content, saved, &mut written));
    if result.is_err() {
        // Unless what they belong to is what the folder holds now: only the last step has failed then.
        let is_as_before = match manifest_of(system, path) {
            Ok((_, digest)) => there_digest == Some(digest),
            Err(Error::File { source, .. }) => there_digest.is_none() && source.kind() == ErrorKind::NotFound,
            Err(_) => false,
        };
        if is_as_before {
            for name in &written {
                drop(system.remove(&path.join(name)));
            }
        }
    }
    let (saved, manifest) = result?;
    // What cannot be removed now is removed by the next save.
    drop(clear(system, path, Some(&manifest)));
    Ok(saved)
}

fn make_folder<F: FileSystem>(system: &F, path: &Path) -> Result<()> {
    match system.create_directory(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        made => made.map_err(failed(path, "make the folder"))?,
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    sync_directory(system, parent)
}

/// Waits until the names in a directory survive a power failure. Some file systems cannot.
fn sync_directory<F: FileSystem>(system: &F, path: &Path) -> Result<()> {
    match system.sync_directory(path) {
        Err(error) if error.kind() != ErrorKind::InvalidInput => Err(failed(path, "write")(error)),
        _ => Ok(()),
    }
}

/// Whether a file may be one that a save has left.
fn is_ours(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = name.strip_prefix(SEGMENT) {
        return rest
            .split_once('-')
            .is_some_and(|(generation, number)| is_number(generation) && is_number(number));
    }
    let temporary = name.strip_prefix(".manifest.").and_then(|rest| rest.strip_suffix(".tmp"));
    name.strip_prefix(MODEL).is_some_and(is_number)
        || temporary.is_some_and(|rest| rest.split('.').all(is_number))
}

/// Refuses a folder without an index that holds anything else: nothing of it may be taken for ours.
fn check_folder<F: FileSystem>(system: &F, folder: &Path) -> Result<()> {
    let names = system.names(folder).map_err(failed(folder, "read"))?;
    match names.iter().find(|name| !name.to_str().is_some_and(is_ours)) {
        None => Ok(()),
        Some(other) => {
            let reason = format!("it is no index, and holds {}: name another folder", other.display());
            Err(failed(folder, "save an index to")(io::Error::other(reason)))
        }
    }
}

/// Removes what other saves have left, and what no manifest names any more.
fn clear<F: FileSystem>(system: &F, folder: &Path, manifest: Option<&Manifest>) -> Result<()> {
    let mut is_synced = false;
    for name in system.names(folder).map_err(failed(folder, "read"))? {
        let Some(name) = name.to_str().filter(|name| is_ours(name)) else { continue };
        if manifest.is_some_and(|manifest| manifest.names().any(|named| named == name)) {
            continue;
        }
        // The last save may have failed to make sure that its manifest stays: then the files of the one
        // before it may be needed.
        if !is_synced {
            sync_directory(system, folder)?;
            is_synced = true;
        }
        let path = folder.join(name);
        match system.remove(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&path, "remove")(error)),
            _ => {}
        }
    }
    Ok(())
}

/// One save.
struct Writer<'a, F> {
    system: &'a F,
    folder: &'a Path,
    generation: u64,
    threads: usize,
    cancel: &'a Cancel,
}

impl<F: FileSystem> Writer<'_, F> {
    fn write(
        &self,
        content: Content<'_>,
        saved: Option<&Saved>,
        written: &mut Vec<String>,
    ) -> Result<(Saved, Manifest)> {
        let state = content.state;
        let mut segments = Vec::new();
        for (number, member) in state.members().iter().enumerate() {
            let weak = Arc::downgrade(&member.segment);
            let known = saved.and_then(|saved| saved.segments.iter().find(|(other, _)| other.ptr_eq(&weak)));
            let file = match known {
                Some((_, entry)) => entry.clone(),
                None => self.write_segment(number, &member.segment, written)?,
            };
            let live = member.live.as_ref().map(|live| (**live).clone());
            segments.push(SegmentEntry { file, documents: member.segment.count, live });
        }
        let mut base = None;
        let weighing = match &state.weighing {
            Weighing::Bm25 { model, parameters, follows } => {
                let model = match model {
                    Some(model) => {
                        let (of_model, entry, delta) = self.base(model, saved, written)?;
                        base = Some((of_model, entry.clone()));
                        Some(Box::new((entry, delta)))
                    }
                    None => None,
                };
                WeighingEntry::Bm25 { parameters: *parameters, follows: *follows, model }
            }
            Weighing::Vectors { width } => WeighingEntry::Vectors { width: *width },
        };
        let known = collected(
            state
                .members()
                .iter()
                .zip(&segments)
                .map(|(member, entry)| (Arc::downgrade(&member.segment), entry.file.clone())),
        );
        let manifest = Manifest {
            generation: self.generation,
            next_id: state.next_id,
            text_ids: state.has_text_ids && state.members().is_empty(),
            store_text: content.store_text,
            analyzer: content.analyzer.clone(),
            segments,
            weighing,
        };
        if !written.is_empty() {
            sync_directory(self.system, self.folder)?;
        }
        let (bytes, digest) = manifest.to_bytes();
        if self.cancel.is_set() {
            return Err(Error::Cancelled);
        }
        write_on(self.system, &self.folder.join(NAME), &bytes)?;
        let mapped = saved.is_none_or(|saved| saved.mapped);
        let path = self.folder.to_owned();
        Ok((Saved { path, digest, generation: self.generation, segments: known, base, mapped }, manifest))
    }

    /// The base of a model, written if there is none that it has little beyond.
    fn base(
        &self,
        model: &Bm25Model,
        saved: Option<&Saved>,
        written: &mut Vec<String>,
    ) -> Result<(Base, FileEntry, Delta)> {
        if let Some((base, entry)) = saved.and_then(|saved| saved.base.as_ref())
            && let Some(delta) = base.delta(model)
        {
            return Ok((base.clone(), entry.clone(), delta));
        }
        // What terms are left out is said by the manifest alone.
        let bytes = to_native(&model.unpruned(), &Value::Null);
        let name = format!("{MODEL}{}", self.generation);
        self.write_file(&name, written, |write| write(&bytes))?;
        let digest = bytes.get(304..336).and_then(<[u8]>::first_chunk).map_or([0; 32], |digest| *digest);
        let digest = Hash::from_bytes(digest).to_hex().to_string();
        let entry = FileEntry { name, size: bytes.len() as u64, digest };
        let path = self.folder.join(&entry.name);
        let mapped = self.system.bytes(&path, true).map_err(failed(&path, "read"))?;
        let base = Base(Arc::new(mapped));
        Ok((base, entry, Delta::none(model)))
    }

    fn write_segment(
        &self,
        number: usize,
        segment: &Segment,
        written: &mut Vec<String>,
    ) -> Result<FileEntry> {
        let name = format!("{SEGMENT}{}-{number}", self.generation);
        let (digest, size) = self.write_file(&name, written, |write| {
            segment_file::write(segment, self.threads, self.cancel, write)
        })?;
        Ok(FileEntry { name, size, digest: digest.to_hex().to_string() })
    }

    /// Makes a file, and waits until its content survives a power failure.
    fn write_file<T>(
        &self,
        name: &str,
        written: &mut Vec<String>,
        content: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<()>) -> Result<T>,
    ) -> Result<T> {
        let path = self.folder.join(name);
        let mut file = self.system.create(&path).map_err(failed(&path, "write"))?;
        written.push(name.to_owned());
        let value = content(&mut |mut bytes: &[u8]| {
            while !bytes.is_empty() {
                match self.system.write(&mut file, bytes) {
                    Ok(0) => return Err(failed(&path, "write")(ErrorKind::WriteZero.into())),
                    Ok(written) => bytes = &bytes[written..],
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(failed(&path, "write")(error)),
                }
            }
            Ok(())
        })?;
        self.system.sync(&mut file).map_err(failed(&path, "write"))?;
        Ok(value)
    }
}
