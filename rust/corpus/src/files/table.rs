//! Tables of text: CSV with the quotes of RFC 4180, and TSV.

use super::fields::{Fields, TEXT_FIELD, TITLE_FIELD};
use super::json::excerpt;
use std::borrow::Cow;

/// What the records of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// Cells between delimiters, which may be in quotes and then hold delimiters and ends of lines.
    Csv {
        /// An ASCII character, such as `b','`.
        delimiter: u8,
    },
    /// Cells between tabs, in a line. A cell that is in quotes as a whole, with other quotes in it that are all
    /// doubled, is what the outer ones hold, as pandas writes it; and so is one in a line where all cells are in
    /// quotes. Any other quote is a character as others are.
    Tsv,
    /// Each line a document.
    Lines,
}

impl Format {
    /// What the end of a file's name says, without that of its packing.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".jsonl", ".ndjson", ".json"]) {
            Some(Self::JsonLines)
        } else if ends(&[".tsv", ".tab"]) {
            Some(Self::Tsv)
        } else {
            ends(&[".csv"]).then_some(Self::Csv { delimiter: b',' })
        }
    }
}

/// A cell of a record: where it lies, and whether it has to be taken out of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    is_quoted: bool,
}

impl Cell {
    /// The same cell, counted from the place at which its record begins.
    pub(super) fn moved(&self, by: usize) -> Self {
        Self { start: self.start - by, end: self.end - by, is_quoted: self.is_quoted }
    }

    /// What a first record's cell says, whether or not it is text.
    pub(super) fn name(&self, bytes: &[u8]) -> String {
        let raw = String::from_utf8_lossy(&bytes[self.start..self.end]);
        Self { start: 0, end: raw.len(), is_quoted: self.is_quoted }.text(&raw).into_owned()
    }

    pub(super) fn text<'a>(&self, record: &'a str) -> Cow<'a, str> {
        let raw = &record[self.start..self.end];
        if !self.is_quoted {
            return Cow::Borrowed(raw);
        }
        let mut rest = &raw[1..];
        if memchr::memchr(b'"', rest.as_bytes()).is_some_and(|quote| quote + 1 == rest.len()) {
            return Cow::Borrowed(&rest[..rest.len() - 1]);
        }
        let mut text = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('"') {
            text.push_str(before);
            let Some(after) = after.strip_prefix('"') else {
                // What stands after the quotes is kept, as others do.
                text.push_str(after);
                return Cow::Owned(text);
            };
            text.push('"');
            rest = after;
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

/// Splits the record that begins at `at` into its cells; returns where the next one begins, or nothing if the
/// record has no end: a quote stays open.
pub(super) fn split(bytes: &[u8], at: usize, format: Format, cells: &mut Vec<Cell>) -> Option<usize> {
    cells.clear();
    if let Format::Csv { delimiter } = format {
        return split_quoted(bytes, at, delimiter, cells);
    }
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
    let line = without_return(bytes, at, end);
    let (mut start, mut are_all_quoted) = (at, true);
    for tab in memchr::memchr_iter(b'\t', &bytes[at..line]).chain([line - at]) {
        let end = at + tab;
        let quotes = doubled_quotes(&bytes[start..end]);
        are_all_quoted &= quotes.is_some();
        cells.push(Cell { start, end, is_quoted: quotes.is_some_and(|quotes| quotes > 0) });
        start = end + 1;
    }
    if are_all_quoted && cells.len() > 1 {
        for cell in cells {
            cell.is_quoted = true;
        }
    }
    Some((end + 1).min(bytes.len()))
}

/// The end of a line without the carriage return before it.
fn without_return(bytes: &[u8], start: usize, end: usize) -> usize {
    if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

/// How many doubled quotes are in a cell that is in quotes as a whole, and has no others.
fn doubled_quotes(cell: &[u8]) -> Option<usize> {
    let [b'"', inside @ .., b'"'] = cell else { return None };
    let mut quotes = memchr::memchr_iter(b'"', inside);
    let mut doubled = 0;
    while let Some(first) = quotes.next() {
        if quotes.next() != Some(first + 1) {
            return None;
        }
        doubled += 1;
    }
    Some(doubled)
}

fn split_quoted(bytes: &[u8], at: usize, delimiter: u8, cells: &mut Vec<Cell>) -> Option<usize> {
    let mut start = at;
    loop {
        let is_quoted = bytes.get(start) == Some(&b'"');
        let mut from = start;
        if is_quoted {
            from += 1;
            loop {
                from += memchr::memchr(b'"', &bytes[from..])? + 1;
                if bytes.get(from) != Some(&b'"') {
                    break;
                }
                from += 1;
            }
        }
        let found = memchr::memchr2(delimiter, b'\n', &bytes[from..]);
        let end = found.map_or(bytes.len(), |found| from + found);
        if end < bytes.len() && bytes[end] == delimiter {
            cells.push(Cell { start, end, is_quoted });
            start = end + 1;
            continue;
        }
        cells.push(Cell { start, end: without_return(bytes, from, end), is_quoted });
        return Some((end + 1).min(bytes.len()));
    }
}

/// Which columns of a table are wanted.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) format: Format,
    pub(super) width: usize,
    pub(super) text: Vec<usize>,
    pub(super) title: Option<usize>,
    pub(super) id: Option<usize>,
    /// The name of the id's column.
    pub(super) id_name: String,
}

/// Names of columns that only a header has.
const NAMES_OF_IDS: [&str; 7] = ["_id", "id", "docid", "doc_id", "docno", "pid", "qid"];
const NAMES_OF_TEXTS: [&str; 6] = ["text", "contents", "content", "body", "passage", "document"];

impl Columns {
    /// Finds the columns by the first record. Also whether that is a header.
    pub(super) fn of(
        first: &[String],
        format: Format,
        fields: &Fields,
        header: Option<bool>,
    ) -> Result<(Self, bool), String> {
        let place = |name: &str| first.iter().position(|cell| cell == name);
        let is_one_of = |names: &[&str]| {
            first.iter().any(|cell| names.contains(&cell.trim().to_ascii_lowercase().as_str()))
        };
        let looks_like_one = matches!(format, Format::Csv { .. }) && first.len() > 1
            || place(TEXT_FIELD).is_some()
            || first.len() > 1 && is_one_of(&NAMES_OF_IDS)
            || is_one_of(&NAMES_OF_TEXTS);
        let is_header = header.unwrap_or(fields.is_any_named() || looks_like_one);
        let mut columns = Self {
            format,
            width: first.len(),
            text: Vec::new(),
            title: None,
            id: None,
            id_name: String::new(),
        };
        if !is_header {
            if fields.is_any_named() {
                return Err("is no header, so that no column has a name".to_owned());
            }
            match first.len() {
                1 => columns.text.push(0),
                2 => (columns.text, columns.id) = (vec![1], Some(0)),
                width => {
                    return Err(format!(
                        "has {width} columns, none of them named \"{TEXT_FIELD}\": \
                         a first line with the names of the columns must say which is the text"
                    ));
                }
            }
            return Ok((columns, false));
        }
        let column = |name: &str| {
            place(name).ok_or_else(|| {
                let names: Vec<_> = first.iter().take(8).map(|name| format!("\"{name}\"")).collect();
                format!("lacks the column \"{name}\"; it has {}", excerpt(&names.join(", ")))
            })
        };
        let id = fields.ids().into_iter().find_map(|name| Some((place(name)?, name)));
        if let Some((place, name)) = id {
            (columns.id, columns.id_name) = (Some(place), name.to_owned());
        } else if fields.is_id_named() {
            column(fields.ids()[0])?;
        }
        // Of two columns one of which is the id, the other is the text, whatever its name.
        let other = (first.len() == 2 && !fields.are_named() && place(TEXT_FIELD).is_none())
            .then(|| columns.id.map(|id| 1 - id))
            .flatten();
        columns.text = match other {
            Some(other) => vec![other],
            None => fields.text().iter().map(|name| column(name)).collect::<Result<_, _>>()?,
        };
        if fields.joins_titles() {
            columns.title = place(TITLE_FIELD).filter(|title| !columns.text.contains(title));
        }
        Ok((columns, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, format: Format) -> Vec<Vec<String>> {
        let (mut at, mut cells, mut records) = (0, Vec::new(), Vec::new());
        while at < text.len() {
            at = split(text.as_bytes(), at, format, &mut cells).unwrap();
            records.push(cells.iter().map(|cell| cell.text(text).into_owned()).collect());
        }
        records
    }

    #[test]
    fn quotes_are_those_of_rfc_4180() {
        let csv = Format::Csv { delimiter: b',' };
        let text = "a,\"b,\"\"c\"\"\nd\",e\r\n,\"\",5\"x\n\"q\"r,\"\"\"\",\"\"\"s\"\n";
        let expected = [vec!["a", "b,\"c\"\nd", "e"], vec!["", "", "5\"x"], vec!["qr", "\"", "\"s"]];
        assert_eq!(records(text, csv), expected);
        assert_eq!(split(b"a,\"b\n", 0, csv, &mut Vec::new()), None);
    }

    #[test]
    fn a_tab_separated_cell_in_quotes_is_what_they_hold() {
        let text = "\"a \"\"b\"\"\"\t\"c\"d\"\t\"e\r\n\"\t\"\"\t\"f\"\n\"a\"\t\"b\"\"\"\t\"\"\n";
        let expected =
            [vec!["a \"b\"", "\"c\"d\"", "\"e"], vec!["\"", "\"\"", "\"f\""], vec!["a", "b\"", ""]];
        assert_eq!(records(text, Format::Tsv), expected);
    }
}
