//! A file's bytes, cut into pieces of whole records.

use super::error::{Error, Result};
use super::input::Input;
use std::sync::Arc;

/// What a piece holds about: twice what a thread analyses at once, since JSON is more than its text.
pub(super) const PIECE: usize = 2 * elanus_core::batch::BATCH_BYTES;

/// No record is longer: a file without ends of lines would fill the memory.
const LONGEST: usize = 1 << 30;

/// Where records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// At every end of a line.
    Lines,
    /// At the ends of lines that are not in quotes, which open after this delimiter or at a record's beginning.
    Quoted {
        /// Between cells.
        delimiter: u8,
    },
}

/// Some whole records.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The number of its first line, from 1 on.
    pub(super) line: u64,
}

/// Cuts the bytes of a file.
#[derive(Debug)]
pub(super) struct Cutter {
    input: Input,
    file: Arc<str>,
    /// What was read after the last end of a record.
    rest: Vec<u8>,
    line: u64,
    is_ended: bool,
    /// What ended the reading before the end of the file: records before that are given first.
    error: Option<Error>,
    /// Whether a byte order mark may come.
    is_begin: bool,
    /// Whether what has been read is given at once.
    is_eager: bool,
}

const BOM: &[u8] = "\u{FEFF}".as_bytes();

impl Cutter {
    pub(super) fn new(input: Input, file: Arc<str>, is_eager: bool) -> Self {
        Self {
            input,
            file,
            rest: Vec::new(),
            line: 1,
            is_ended: false,
            error: None,
            is_begin: true,
            is_eager,
        }
    }

    pub(super) fn is_named(&self) -> bool {
        self.input.is_named
    }

    /// The next records, `None` at the end.
    pub(super) fn next(&mut self, ends: Ends) -> Result<Option<Piece>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut scan = Scan::default();
        scan.read(&bytes, ends);
        // A rest that was put back holds records already.
        let mut is_enough = scan.end > 0 && (self.is_eager || bytes.len() >= PIECE);
        while !self.is_ended && self.error.is_none() && !is_enough {
            let length = bytes.len();
            if length > LONGEST && scan.end == 0 {
                return Err(Error::record(&self.file, self.line, "is longer than 1 GiB, and without an end"));
            }
            bytes.resize((2 * length).max(PIECE), 0);
            let read = match self.input.read(&mut bytes[length..], self.line + scan.lines - 1) {
                Ok(read) => read,
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(error) => {
                    bytes.truncate(length);
                    self.error = Some(error);
                    break;
                }
            };
            bytes.truncate(length + read);
            self.is_ended = read == 0;
            scan.read(&bytes, ends);
            is_enough = scan.end > 0 && (self.is_eager || bytes.len() >= PIECE);
        }
        if self.is_ended && scan.end < bytes.len() {
            // The last line may lack its end.
            scan.lines_to_end = scan.lines + 1;
            scan.end = bytes.len();
        }
        if scan.end == 0 {
            return self.error.take().map_or(Ok(None), Err);
        }
        self.rest = bytes[scan.end..].to_vec();
        bytes.truncate(scan.end);
        if std::mem::take(&mut self.is_begin) && bytes.starts_with(BOM) {
            bytes.drain(..BOM.len());
        }
        let piece = Piece { bytes, line: self.line };
        self.line += scan.lines_to_end;
        Ok(Some(piece))
    }

    /// Gives back the end of the latest piece, to be read again: it begins at this line.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>, line: u64) {
        bytes.append(&mut self.rest);
        self.rest = bytes;
        self.line = line;
    }
}

/// How far a piece was looked at.
#[derive(Debug, Default)]
struct Scan {
    at: usize,
    /// The end of the last whole record, and the ends of lines up to there and up to `at`.
    end: usize,
    lines_to_end: u64,
    lines: u64,
    in_quotes: bool,
    /// Whether a quote that seems to close a cell is the last byte: another one after it does not.
    may_close: bool,
}

impl Scan {
    /// Looks at what is new.
    fn read(&mut self, bytes: &[u8], ends: Ends) {
        match ends {
            Ends::Lines => {
                let new = &bytes[self.at..];
                self.lines += memchr::memchr_iter(b'\n', new).count() as u64;
                if let Some(last) = memchr::memrchr(b'\n', new) {
                    self.end = self.at + last + 1;
                    self.lines_to_end = self.lines;
                }
            }
            Ends::Quoted { delimiter } => self.read_quoted(bytes, delimiter),
        }
        self.at = bytes.len();
    }

    fn read_quoted(&mut self, bytes: &[u8], delimiter: u8) {
        let mut at = self.at;
        if std::mem::take(&mut self.may_close) && at < bytes.len() {
            if bytes[at] == b'"' {
                at += 1;
            } else {
                self.in_quotes = false;
            }
        }
        while let Some(found) = memchr::memchr2(b'"', b'\n', &bytes[at..]) {
            let place = at + found;
            at = place + 1;
            if bytes[place] == b'\n' {
                self.lines += 1;
                if !self.in_quotes {
                    self.end = at;
                    self.lines_to_end = self.lines;
                }
            } else if self.in_quotes {
                match bytes.get(at) {
                    Some(b'"') => at += 1,
                    Some(_) => self.in_quotes = false,
                    None => self.may_close = true,
                }
            } else {
                let before = place.checked_sub(1).map(|before| bytes[before]);
                self.in_quotes = before.is_none_or(|before| before == delimiter || before == b'\n')
                    || &bytes[..place] == BOM;
            }
        }
    }
}
