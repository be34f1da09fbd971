//! Some consecutive records of a file, which the thread that analyses them reads.

use super::cut::Piece;
use super::fields::Fields;
use super::findings::{Findings, Of};
use super::json::{self, Node, Value, Values, described, excerpt, lacking};
use super::repair::repaired;
use super::table::{Cell, Columns, Format, split};
use elanus_core::batch::{Names, TextBatch, Unread};
use std::any::Any;
use std::borrow::Cow;
use std::str::from_utf8;
use std::sync::Arc;

/// What is the same for all blocks of a file.
#[derive(Debug)]
pub(super) struct Manner {
    pub(super) file: Arc<str>,
    /// Which of the files it is.
    pub(super) file_number: usize,
    pub(super) fields: Arc<Fields>,
    pub(super) format: Format,
    /// Of JSON.
    pub(super) tree: Node,
    /// Of a table.
    pub(super) columns: Option<Columns>,
    /// Whether ids are wanted, and what stands before a line's number that is one.
    pub(super) ids: Option<String>,
    pub(super) longest_text: Option<usize>,
    pub(super) longest_id: Option<usize>,
    pub(super) skips: bool,
}

/// A piece of a file, then its documents.
#[derive(Debug)]
pub struct Block {
    number: usize,
    piece: Piece,
    bytes: usize,
    manner: Arc<Manner>,
    findings: Arc<Findings>,
    texts: TextBatch,
    ids: TextBatch,
    lines: Vec<u64>,
}

/// A record that was read, in places of [`Owner`].
#[derive(Debug, Default)]
pub struct Record {
    text: Span,
    id: Span,
    line: u64,
}

/// A text: in the file's bytes, or in what was made of them.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    is_made: bool,
    start: usize,
    end: usize,
}

/// Where the texts of a block lie.
#[derive(Debug)]
struct Owner {
    raw: String,
    made: String,
}

impl Owner {
    fn get(&self, span: Span) -> &str {
        let whole = if span.is_made { &self.made } else { &self.raw };
        &whole[span.start..span.end]
    }
}

impl Block {
    pub(super) fn new(number: usize, piece: Piece, manner: Arc<Manner>, findings: Arc<Findings>) -> Self {
        let bytes = piece.bytes.len();
        let (texts, ids) = (TextBatch::new(), TextBatch::new());
        Self { number, piece, bytes, manner, findings, texts, ids, lines: Vec::new() }
    }

    /// The ids, where they are wanted.
    #[must_use]
    pub fn ids(&self) -> &TextBatch {
        &self.ids
    }

    /// The line at which each record begins.
    #[must_use]
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }

    /// What messages call the file.
    #[must_use]
    pub fn file(&self) -> &Arc<str> {
        &self.manner.file
    }
}

impl Unread for Block {
    fn read(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if piece.bytes.is_empty() {
            return;
        }
        let (manner, mut of) = (Arc::clone(&self.manner), Of::default());
        let (owner, records) = match String::from_utf8(piece.bytes) {
            Ok(raw) => {
                let mut reader = Reader::new(&manner, &raw, piece.line, &mut of);
                reader.read_all(raw.as_bytes(), |range| Ok(&raw[range]));
                let (records, made) = (reader.records, reader.made);
                (Owner { raw, made }, records)
            }
            Err(error) => {
                let raw = error.into_bytes();
                let mut reader = Reader::new(&manner, "", piece.line, &mut of);
                reader.read_all(&raw, |range| from_utf8(&raw[range]));
                (Owner { raw: String::new(), made: reader.made }, reader.records)
            }
        };
        of.documents = records.len() as u64;
        let owner = Arc::new(owner);
        let shared = || Arc::clone(&owner) as Arc<dyn Any + Send + Sync>;
        push(&mut self.texts, shared(), records.iter().map(|record| owner.get(record.text)));
        if manner.ids.is_some() {
            push(&mut self.ids, shared(), records.iter().map(|record| owner.get(record.id)));
            self.lines = records.iter().map(|record| record.line).collect();
        }
        self.findings.add(self.number, (manner.file_number, &manner.file), of, manner.skips);
    }

    fn texts(&self) -> &TextBatch {
        &self.texts
    }

    fn names(&self) -> Option<Names<'_>> {
        let Manner { file, file_number, ids, .. } = &*self.manner;
        ids.as_ref().map(|_| Names { ids: &self.ids, lines: &self.lines, file, place: *file_number })
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

#[expect(unsafe_code, reason = "the texts lie in their owner")]
fn push<'a>(batch: &mut TextBatch, owner: Arc<dyn Any + Send + Sync>, texts: impl Iterator<Item = &'a str>) {
    // SAFETY: they lie in the owner's two strings, which nobody changes.
    unsafe { batch.push_borrowed(owner, texts) };
}

/// Reads the records of a piece.
struct Reader<'m, 'a, 'o> {
    manner: &'m Manner,
    /// The whole piece, where it is text.
    raw: &'a str,
    line: u64,
    of: &'o mut Of,
    records: Vec<Record>,
    made: String,
}

impl<'m, 'a, 'o> Reader<'m, 'a, 'o> {
    fn new(manner: &'m Manner, raw: &'a str, line: u64, of: &'o mut Of) -> Self {
        Self { manner, raw, line, of, records: Vec::new(), made: String::new() }
    }

    fn read_all<'t>(
        &mut self,
        bytes: &'t [u8],
        text_of: impl Fn(std::ops::Range<usize>) -> Result<&'t str, std::str::Utf8Error>,
    ) {
        let mut values = Values::default();
        let (mut at, mut cells) = (0, Vec::new());
        while at < bytes.len() {
            let next = match &self.manner.columns {
                Some(columns) => split(bytes, at, columns.format, &mut cells),
                None => Some(memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1)),
            };
            let range = at..next.unwrap_or(bytes.len());
            let record = text_of(range.clone());
            let (before, made) = (self.records.len(), self.made.len());
            let outcome = match (record, next) {
                (Err(error), _) => Err(not_utf8(&bytes[range.clone()], error.valid_up_to())),
                (Ok(_), None) => Err("opens a quote that is never closed".to_owned()),
                (Ok(record), Some(_)) => self.read_one(record, range.start, &mut values, &cells),
            };
            if let Err(what) = outcome {
                self.records.truncate(before);
                self.made.truncate(made);
                self.of.wrong.push((self.line, what));
                if !self.manner.skips {
                    return;
                }
            }
            // Only cells in quotes hold ends of lines.
            let lines = match self.manner.format {
                Format::Csv { .. } => memchr::memchr_iter(b'\n', &bytes[range.clone()]).count() as u64,
                _ => 1,
            };
            self.line += lines;
            at = range.end;
        }
    }

    /// Reads the record that begins at this place of the piece, unless it is blank.
    fn read_one<'t>(
        &mut self,
        whole: &'t str,
        start: usize,
        values: &mut Values<'t>,
        cells: &[Cell],
    ) -> Result<(), String> {
        let line = whole.trim_end_matches(['\r', '\n']);
        if is_blank(line) {
            return Ok(());
        }
        if let Some(what) = holds_nul(line.as_bytes()) {
            return Err(what);
        }
        match &self.manner.columns {
            Some(columns) => self.read_cells(columns, start, whole, cells),
            None if self.manner.format == Format::JsonLines => self.read_object(line, values),
            None => {
                let text = self.keep(line);
                self.push(text, None)
            }
        }
    }

    fn read_cells(
        &mut self,
        columns: &Columns,
        start: usize,
        whole: &str,
        cells: &[Cell],
    ) -> Result<(), String> {
        if cells.len() != columns.width {
            let hint = if columns.format == Format::Tsv && whole.contains('"') {
                "; where cells in quotes hold ends of lines, read it with the format csv and a tab as the delimiter"
            } else {
                ""
            };
            let line = whole.trim_end_matches(['\r', '\n']);
            return Err(format!(
                "has {} columns, not {} as the first line: {}{hint}",
                cells.len(),
                columns.width,
                excerpt(line)
            ));
        }
        let cell = |column: usize| cells[column].moved(start).text(whole);
        let title = columns.title.map(cell).filter(|title| !title.is_empty());
        let text = if let ([column], None) = (&columns.text[..], &title) {
            self.keep(&cell(*column))
        } else {
            self.of.titles += u64::from(title.is_some());
            self.join(title.into_iter().chain(columns.text.iter().map(|&column| cell(column))))
        };
        let id = if self.manner.ids.is_some() { columns.id.map(cell) } else { None };
        self.push(text, id)
    }

    fn read_object<'t>(&mut self, line: &'t str, values: &mut Values<'t>) -> Result<(), String> {
        let manner = self.manner;
        let fields = &*manner.fields;
        if json::read(line, &manner.tree, fields, values).is_ok() {
            return self.read_values(line, values);
        }
        // What Python writes and JSON does not know.
        let line = repaired(line);
        let mut values = Values::default();
        match json::read(&line, &manner.tree, fields, &mut values) {
            Ok(()) => self.read_values(&line, &mut values),
            Err(error) => Err(json::problem(&line, &error)),
        }
    }

    fn read_values(&mut self, line: &str, values: &mut Values<'_>) -> Result<(), String> {
        let fields = &*self.manner.fields;
        let names = fields.text();
        let wrong = |name: &str| match json::member(line, name) {
            Some(raw) => format!("holds {} in the field \"{name}\", not a string", described(&raw)),
            None => lacking(line, &format!("\"{name}\"")),
        };
        let title = match std::mem::take(&mut values.title) {
            Value::Missing | Value::Null => None,
            Value::Text(title) => Some(title).filter(|title| !title.is_empty()),
            Value::Whole(_) | Value::Other => return Err(wrong(super::fields::TITLE_FIELD)),
        };
        let text = if let ([name], None) = (names, &title) {
            match std::mem::take(&mut values.text[0]) {
                Value::Text(text) => self.keep(&text),
                _ => return Err(wrong(name)),
            }
        } else {
            let mut parts = Vec::with_capacity(names.len() + 1);
            self.of.titles += u64::from(title.is_some());
            parts.extend(title);
            let (mut is_there, is_one) = (false, names.len() == 1);
            for (value, name) in values.text.iter_mut().zip(names) {
                match std::mem::take(value) {
                    Value::Text(text) => parts.push(text),
                    // Of several, a null is a part that is not there.
                    Value::Null if !is_one => {}
                    Value::Missing if !is_one => continue,
                    _ => return Err(wrong(name)),
                }
                is_there = true;
            }
            if !is_there {
                let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
                return Err(lacking(line, &names.join(" or ")));
            }
            self.join(parts.into_iter())
        };
        if self.manner.ids.is_none() {
            return self.push(text, None);
        }
        let mut id = None;
        for (value, name) in values.ids.iter_mut().zip(fields.ids()) {
            id = match std::mem::take(value) {
                Value::Missing => continue,
                Value::Text(text) => Some(text),
                Value::Whole(number) => Some(Cow::Owned(number.to_string())),
                Value::Null | Value::Other => {
                    let raw = json::member(line, name).unwrap_or_default();
                    let digits = raw.strip_prefix('-').unwrap_or(&raw);
                    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                        return Err(format!(
                            "holds {} in the id field \"{name}\", not a string or a whole number",
                            described(&raw)
                        ));
                    }
                    Some(Cow::Owned(raw))
                }
            };
            break;
        }
        if id.is_none() && fields.is_id_named() {
            return Err(lacking(line, &format!("\"{}\"", fields.ids()[0])));
        }
        self.push(text, id)
    }

    /// Takes a record; without an id, the number of its line is one.
    fn push(&mut self, text: Span, id: Option<Cow<'_, str>>) -> Result<(), String> {
        let size = text.end - text.start;
        if let Some(most) = self.manner.longest_text
            && size > most
        {
            return Err(format!(
                "holds a text of {} bytes; a collection takes at most {}: cut it into passages",
                grouped(size),
                grouped(most)
            ));
        }
        let line = self.line;
        let Some(prefix) = &self.manner.ids else {
            self.records.push(Record { text, id: Span::default(), line });
            return Ok(());
        };
        let first = if id.is_some() { &mut self.of.with_id } else { &mut self.of.without_id };
        first.get_or_insert(line);
        let id = match id {
            Some(id) => {
                self.check_id(&id)?;
                self.keep(&id)
            }
            None => self.keep(&format!("{prefix}{line}")),
        };
        self.records.push(Record { text, id, line });
        Ok(())
    }

    fn check_id(&self, id: &str) -> Result<(), String> {
        match self.manner.longest_id {
            Some(_) if id.is_empty() => Err("has an empty id".to_owned()),
            Some(most) if id.len() > most => Err(format!(
                "has an id of {} bytes, more than {}: '{}'",
                grouped(id.len()),
                grouped(most),
                excerpt(id)
            )),
            _ => Ok(()),
        }
    }

    /// Where a text lies; what is no part of the piece is kept beside it.
    fn keep(&mut self, text: &str) -> Span {
        let (whole, part) = (self.raw.as_bytes().as_ptr_range(), text.as_bytes().as_ptr_range());
        if whole.start <= part.start && part.end <= whole.end {
            let start = part.start as usize - whole.start as usize;
            return Span { is_made: false, start, end: start + text.len() };
        }
        let start = self.made.len();
        self.made.push_str(text);
        Span { is_made: true, start, end: self.made.len() }
    }

    /// The parts that are not empty, with a space between them, as BEIR joins them.
    fn join<'t>(&mut self, parts: impl Iterator<Item = Cow<'t, str>>) -> Span {
        let start = self.made.len();
        for part in parts.filter(|part| !part.is_empty()) {
            if self.made.len() > start {
                self.made.push(' ');
            }
            self.made.push_str(&part);
        }
        Span { is_made: true, start, end: self.made.len() }
    }
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(line: &str) -> bool {
    // Most lines begin with something else.
    !matches!(line.as_bytes().first(), Some(b'!'..=b'~')) && line.trim().is_empty()
}

/// What is wrong with bytes that are not text.
pub(super) fn not_text(record: &[u8]) -> Option<String> {
    let wrong = from_utf8(record).err().map(|error| not_utf8(record, error.valid_up_to()));
    wrong.or_else(|| holds_nul(record))
}

fn holds_nul(record: &[u8]) -> Option<String> {
    memchr::memchr(0, record).map(|_| "holds a NUL byte; is the file UTF-16, or no text?".to_owned())
}

/// What is said of a record that is not UTF-8.
fn not_utf8(record: &[u8], valid: usize) -> String {
    let lines = memchr::memrchr(b'\n', &record[..valid]).map_or(0, |end| end + 1);
    format!("is not UTF-8: byte 0x{:02x} at position {}", record[valid], valid - lines + 1)
}

/// A number with commas.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
