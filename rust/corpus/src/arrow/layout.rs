//! How the texts of a column are laid out, as its schema's format string tells.

use std::slice;

use super::Unreadable;
use super::abi::{ArrowSchema, bytes_of, size};
use super::export::COLUMNS;

/// How texts are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Offsets of 32 bits into one buffer.
    Utf8,
    /// Offsets of 64 bits into one buffer.
    LargeUtf8,
    /// Views of 16 bytes: up to 12 bytes of text, or a place in one of several buffers.
    View,
    /// Nothing: all are null.
    Null,
}

impl Layout {
    fn new(format: &[u8]) -> Option<Self> {
        match format {
            b"u" => Some(Self::Utf8),
            b"U" => Some(Self::LargeUtf8),
            b"vu" => Some(Self::View),
            b"n" => Some(Self::Null),
            _ => None,
        }
    }
}

/// How the rows of a dictionary-encoded column number its texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Index {
    pub(super) bytes: usize,
    pub(super) signed: bool,
}

/// The type of a column of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextType {
    /// Of the column, or of its dictionary.
    pub(super) layout: Layout,
    /// `None` without a dictionary.
    pub(super) index: Option<Index>,
}

impl TextType {
    pub(super) fn new(schema: &ArrowSchema) -> Result<Self, Unreadable> {
        let format = bytes_of(schema.format);
        // SAFETY: where there is a dictionary, the schema owns it.
        let Some(dictionary) = (unsafe { schema.dictionary.as_ref() }) else {
            return match Layout::new(format) {
                Some(layout) => Ok(Self { layout, index: None }),
                None if format == b"+s" => Err(Unreadable::Struct(names(schema))),
                None => Err(Unreadable::Type(type_name(format))),
            };
        };
        let (bytes, signed) = match format {
            [code @ (b'c' | b's' | b'i' | b'l' | b'C' | b'S' | b'I' | b'L')] => {
                let bytes = match code.to_ascii_lowercase() {
                    b'c' => 1,
                    b's' => 2,
                    b'i' => 4,
                    _ => 8,
                };
                (bytes, code.is_ascii_lowercase())
            }
            _ => return Err(Unreadable::Malformed("a dictionary whose indices are no integers")),
        };
        match Layout::new(bytes_of(dictionary.format)) {
            Some(layout) if dictionary.dictionary.is_null() => {
                Ok(Self { layout, index: Some(Index { bytes, signed }) })
            }
            _ => Err(Unreadable::Type(format!("dictionary of {}", type_name(bytes_of(dictionary.format))))),
        }
    }
}

/// The type of the texts of documents that come with their ids, as [`super::export`] gives them.
pub(super) fn texts_of_documents(schema: &ArrowSchema) -> Option<Result<TextType, Unreadable>> {
    let is_struct = bytes_of(schema.format) == b"+s" && schema.dictionary.is_null();
    let columns = if is_struct { children(schema) } else { return None };
    let [_, text] = columns[..] else { return None };
    let are_documents =
        columns.iter().zip(COLUMNS).all(|(column, name)| bytes_of(column.name) == name.as_bytes());
    are_documents.then(|| TextType::new(text))
}

/// The columns of a struct.
fn children(schema: &ArrowSchema) -> Vec<&ArrowSchema> {
    if schema.children.is_null() {
        return Vec::new();
    }
    // SAFETY: a schema owns as many children as it says.
    let children = unsafe { slice::from_raw_parts(schema.children, size(schema.n_children)) };
    // SAFETY: as above.
    children.iter().filter_map(|&child| unsafe { child.as_ref() }).collect()
}

/// Their names.
fn names(schema: &ArrowSchema) -> Vec<String> {
    children(schema).iter().map(|child| String::from_utf8_lossy(bytes_of(child.name)).into_owned()).collect()
}

/// Arrow's name of the type with this format string.
fn type_name(format: &[u8]) -> String {
    let name = match format {
        b"n" => "null",
        b"b" => "bool",
        b"c" => "int8",
        b"C" => "uint8",
        b"s" => "int16",
        b"S" => "uint16",
        b"i" => "int32",
        b"I" => "uint32",
        b"l" => "int64",
        b"L" => "uint64",
        b"e" => "float16",
        b"f" => "float32",
        b"g" => "float64",
        b"z" => "binary",
        b"Z" => "large_binary",
        b"vz" => "binary_view",
        b"u" | b"U" | b"vu" => "string",
        b"+s" => "struct",
        b"+m" => "map",
        b"+r" => "run_end_encoded",
        b"+l" | b"+L" | b"+vl" | b"+vL" => "list",
        _ => match format {
            [b'+', b'w', ..] => "fixed_size_list",
            [b'+', b'u', ..] => "union",
            [b'w', ..] => "fixed_size_binary",
            [b'd', ..] => "decimal",
            [b't', b'd', ..] => "date",
            [b't', b't', ..] => "time",
            [b't', b's', ..] => "timestamp",
            [b't', b'D', ..] => "duration",
            [b't', b'i', ..] => "interval",
            _ => return format!("Arrow's format {:?}", String::from_utf8_lossy(format)),
        },
    };
    name.to_owned()
}
