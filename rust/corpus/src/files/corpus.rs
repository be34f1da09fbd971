//! The files of a corpus, one after the other.

use super::block::{Block, Manner, is_blank, not_text};
use super::cut::{Cutter, Ends};
use super::error::{Error, Result};
use super::fields::Fields;
use super::findings::Findings;
use super::input::{Input, Packing, Place, Wait};
use super::json::Node;
use super::table::{Columns, Format, split};
use elanus_core::batch::{Documents, Source, Unread};
use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// How a corpus is read.
#[derive(Clone, Default)]
pub struct Options {
    /// The format of all files; by default each file's name says it, and of a stream its first line.
    pub format: Option<Format>,
    /// Whether a table's first record is a header; by default it is where it looks like one.
    pub header: Option<bool>,
    /// Whether ids are read; what stands before the number of a line that is one. Where that is nothing and there
    /// are several files, it is the name of the line's file.
    pub ids: Option<String>,
    /// The longest text and id, in bytes.
    pub longest_text: Option<usize>,
    /// As for texts.
    pub longest_id: Option<usize>,
    /// Whether records that are wrong are left out.
    pub skips: bool,
    /// Whether it is no error if there is no document.
    pub may_be_empty: bool,
    /// Whether what has been read is given at once, in smaller batches.
    pub is_eager: bool,
    /// Called while a pipe has nothing to read.
    pub wait: Option<Wait>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("format", &self.format)
            .field("skips", &self.skips)
            .finish_non_exhaustive()
    }
}

/// Documents in files.
///
/// ```
/// use elanus_core::batch::Source;
/// use elanus_corpus::files::{Corpus, Fields, Options, Place};
///
/// let path = std::env::temp_dir().join(format!("elanus-{}.jsonl", std::process::id()));
/// std::fs::write(&path, "{\"text\": \"Black kites soar.\"}\n{\"text\": \"A kite dives.\"}\n")?;
/// let mut corpus = Corpus::new(vec![Place::Path(path.clone())], Fields::new(None, None, true), Options::default());
/// let mut batch = corpus.next()?.unwrap();
/// batch.read();
/// assert_eq!(batch.texts().unwrap().texts(), ["Black kites soar.", "A kite dives."]);
/// assert!(corpus.next()?.is_none());
/// corpus.end()?;
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Corpus {
    places: std::vec::IntoIter<Place>,
    first: Option<Arc<str>>,
    others: usize,
    fields: Arc<Fields>,
    options: Options,
    open: Option<Open>,
    /// Blocks that were looked at.
    waiting: VecDeque<Block>,
    findings: Arc<Findings>,
    blocks: usize,
    /// The files that were opened.
    files: Vec<Arc<str>>,
    bytes: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Open {
    cutter: Cutter,
    ends: Ends,
    manner: Arc<Manner>,
}

impl Corpus {
    /// The documents of files, which are opened when it is their turn.
    #[must_use]
    pub fn new(places: Vec<Place>, fields: Fields, options: Options) -> Self {
        let (first, others) = (places.first().map(Place::name), places.len().saturating_sub(1));
        Self {
            places: places.into_iter(),
            first,
            others,
            fields: Arc::new(fields),
            options,
            open: None,
            waiting: VecDeque::new(),
            findings: Arc::default(),
            blocks: 0,
            files: Vec::new(),
            bytes: Arc::default(),
        }
    }

    /// Writes what is skipped into this file too, a line each.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn list_skipped_in(&self, path: &Path) -> Result<()> {
        let file = File::create(path)
            .map_err(|error| Error::Unwritable { file: path.to_string_lossy().into(), error })?;
        self.findings.list_in(path.to_string_lossy().into(), file);
        Ok(())
    }

    /// What was found so far.
    #[must_use]
    pub fn findings(&self) -> &Arc<Findings> {
        &self.findings
    }

    /// The bytes read so far, as they lie in the files; it may be looked at from any thread.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// The next records.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or is of another kind.
    pub fn next_block(&mut self) -> Result<Option<Block>> {
        match self.waiting.pop_front() {
            Some(block) => Ok(Some(block)),
            None => self.read_block(),
        }
    }

    /// The next block with a document in it, which is read; what is wrong is told as soon as it is found.
    ///
    /// # Errors
    ///
    /// What is wrong with a file or a record, and the end of the waiting for a pipe.
    pub fn next_read(&mut self) -> Result<Option<Block>> {
        loop {
            match self.next_block() {
                Ok(Some(mut block)) => {
                    block.read();
                    if !block.texts().texts().is_empty() {
                        return Ok(Some(block));
                    }
                }
                Ok(None) => return self.end().map(|()| None),
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(error) => self.findings.fail(self.blocks, error),
            }
        }
    }

    /// The first texts, at least this many if there are: they stay the next ones.
    ///
    /// # Errors
    ///
    /// If the waiting for a pipe was stopped.
    pub fn peek(&mut self, least: usize) -> Result<Vec<&str>> {
        let texts_of = |block: &Block| block.texts().texts().len();
        while self.waiting.iter().map(texts_of).sum::<usize>() < least {
            match self.read_block() {
                Ok(Some(mut block)) => {
                    block.read();
                    self.waiting.push_back(block);
                }
                Ok(None) => break,
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(error) => {
                    self.findings.fail(self.blocks, error);
                    break;
                }
            }
        }
        Ok(self.waiting.iter().flat_map(|block| block.texts().texts()).copied().collect())
    }

    fn read_block(&mut self) -> Result<Option<Block>> {
        loop {
            if self.findings.is_failed() {
                return Ok(None);
            }
            let Some(open) = &mut self.open else {
                let Some(place) = self.places.next() else { return Ok(None) };
                self.open = self.opened(&place)?;
                continue;
            };
            if let Some(piece) = open.cutter.next(open.ends)? {
                let number = self.blocks;
                self.blocks += 1;
                let (manner, findings) = (Arc::clone(&open.manner), Arc::clone(&self.findings));
                return Ok(Some(Block::new(number, piece, manner, findings)));
            }
            self.open = None;
        }
    }

    /// The next records, as a batch. An error comes last of all, from [`Source::end`]: what is wrong with an
    /// earlier record is told first.
    ///
    /// # Errors
    ///
    /// If the waiting for a pipe was stopped.
    pub fn next_unread(&mut self) -> Result<Option<Box<dyn Unread>>> {
        match self.next_block() {
            Ok(block) => Ok(block.map(|block| Box::new(block) as Box<dyn Unread>)),
            Err(error @ Error::Stopped(_)) => Err(error),
            Err(error) => {
                self.findings.fail(self.blocks, error);
                Ok(None)
            }
        }
    }

    /// Opens a file; `None` if it holds no record.
    fn opened(&mut self, place: &Place) -> Result<Option<Open>> {
        let file = place.name();
        let file_number = self.files.len();
        self.files.push(Arc::clone(&file));
        let options = &self.options;
        let input = Input::open(place, options.wait.clone(), &self.bytes)?;
        let mut cutter = Cutter::new(input, Arc::clone(&file), options.is_eager);
        let lower = file.to_ascii_lowercase();
        let name = lower.strip_suffix(Packing::promised(&lower).name().1).unwrap_or(&lower);
        let known = options.format.or_else(|| {
            if cutter.is_named() {
                Some(Format::of_name(name).unwrap_or(Format::Lines))
            } else {
                Format::of_name(name)
            }
        });
        let ends = |format| match format {
            Format::Csv { delimiter } => Ends::Quoted { delimiter },
            _ => Ends::Lines,
        };
        // The first record that is not blank says what a stream is, and which columns a table has.
        let (piece, at, line) = loop {
            let Some(piece) = cutter.next(ends(known.unwrap_or(Format::Lines)))? else { return Ok(None) };
            if let Some((at, lines)) = first_record(&piece.bytes) {
                let line = piece.line + lines;
                break (piece, at, line);
            }
        };
        let record = &piece.bytes[at..];
        let format = known.unwrap_or(if begins_json(record) { Format::JsonLines } else { Format::Lines });
        let mut from = at;
        let mut columns = None;
        match format {
            Format::Csv { .. } | Format::Tsv => {
                let mut cells = Vec::new();
                let end = split(&piece.bytes, at, format, &mut cells)
                    .ok_or_else(|| Error::record(&file, line, "opens a quote that is never closed"))?;
                let first = &piece.bytes[at..end];
                let names: Vec<_> = cells.iter().map(|cell| cell.name(&piece.bytes)).collect();
                let (found, is_header) = match Columns::of(&names, format, &self.fields, options.header) {
                    Ok((found, is_header)) if !is_header => Ok((found, is_header)),
                    found => not_text(first).map_or(found, Err),
                }
                .map_err(|what| Error::record(&file, line, what))?;
                columns = Some(found);
                if is_header {
                    from = end;
                }
            }
            Format::Lines if self.fields.is_any_named() => {
                let what = "is read as plain lines, which have no fields; JSONL, CSV and TSV have";
                return Err(Error::kind(&file, what));
            }
            Format::Lines | Format::JsonLines => {}
        }
        let skipped = memchr::memchr_iter(b'\n', &piece.bytes[..from]).count() as u64;
        cutter.put_back(piece.bytes[from..].to_vec(), piece.line + skipped);
        let tree = if format == Format::JsonLines {
            self.fields.tree(options.ids.is_some())
        } else {
            Node::default()
        };
        let label = if *place == Place::StandardInput { "-" } else { &*file };
        let by_file = |ids: String| if ids.is_empty() && self.others > 0 { format!("{label}:") } else { ids };
        let ids = options.ids.clone().map(by_file);
        let manner = Arc::new(Manner {
            file,
            file_number,
            fields: Arc::clone(&self.fields),
            format,
            tree,
            columns,
            ids,
            longest_text: options.longest_text,
            longest_id: options.longest_id,
            skips: options.skips,
        });
        Ok(Some(Open { cutter, ends: ends(format), manner }))
    }

    /// The error for a file of which some documents have an id and others none.
    fn mixed_ids(&self) -> Option<Error> {
        let (file, with, without) = self.findings.mixed_ids()?;
        let ids: Vec<_> = self.fields.ids().iter().map(|name| format!("\"{name}\"")).collect();
        let hint =
            if self.options.skips { ": name the id's field, and such documents are left out" } else { "" };
        let what = format!("lacks an id, in the field {}, which line {with} has{hint}", ids.join(" or "));
        Some(Error::record(&self.files[file], without, what))
    }
}

/// Whether a stream's first line is JSON's: of an object, or of an array of them, which is told to be none.
fn begins_json(record: &[u8]) -> bool {
    let line = record.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
    line.starts_with(b"{") || line == b"[" || line.starts_with(b"[{")
}

/// Where the first record begins that is not blank, and how many lines stand before it.
fn first_record(bytes: &[u8]) -> Option<(usize, u64)> {
    let (mut at, mut lines) = (0, 0);
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
        if !str::from_utf8(&bytes[at..end]).is_ok_and(is_blank) {
            return Some((at, lines));
        }
        (at, lines) = (end, lines + 1);
    }
    None
}

impl Source for Corpus {
    type Error = Error;

    fn next(&mut self) -> Result<Option<Documents>> {
        Ok(self.next_unread()?.map(Documents::Unread))
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn end(&mut self) -> Result<()> {
        if let Some(error) = self.findings.take_error() {
            return Err(error);
        }
        if let Some(error) = self.mixed_ids() {
            return Err(error);
        }
        match &self.first {
            Some(file) if self.findings.documents() == 0 && !self.options.may_be_empty => {
                Err(Error::Empty { file: Arc::clone(file), others: self.others })
            }
            _ => Ok(()),
        }
    }
}
