//! Columns of text from the Arrow C data interface, read where they lie.
//!
//! The three structures are those of <https://arrow.apache.org/docs/format/CDataInterface.html> and
//! its stream interface. They are moved out of their `PyCapsule`s, as the specification asks of a
//! consumer, and released exactly once: the stream at the end of the call, each chunk with the last
//! batch that borrows text from it. An Arrow crate would bring some forty packages for this file.
//!
//! What a producer says is checked as far as it can be: lengths, buffers and offsets, the extent of
//! views, and the UTF-8 of each text. The size of a data buffer is not part of the interface, so
//! ascending offsets are believed, as every consumer has to.
#![expect(unsafe_code, reason = "foreign memory is read while the GIL is free; see Chunk")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Arc;
use std::{fmt, ptr, slice, str};

use elanus_core::batch::TextBatch;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::texts::nearer;

/// A structure that its producer frees through a callback in it, which is `None` once that is done
/// or the structure has moved elsewhere.
trait Released: Sized {
    /// What the capsule that holds one is called.
    const CAPSULE: &'static CStr;
    /// The callback.
    fn release(&mut self) -> &mut Option<unsafe extern "C" fn(*mut Self)>;
}

macro_rules! interface {
    ($(#[$doc:meta])* $name:ident in $capsule:literal { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[repr(C)]
        struct $name {
            $($field: $type,)*
            release: Option<unsafe extern "C" fn(*mut Self)>,
            private_data: *mut c_void,
        }

        impl Released for $name {
            const CAPSULE: &'static CStr = $capsule;

            fn release(&mut self) -> &mut Option<unsafe extern "C" fn(*mut Self)> {
                &mut self.release
            }
        }
    };
}

interface! {
    /// The type of a column.
    ArrowSchema in c"arrow_schema" {
        format: *const c_char,
        name: *const c_char,
        metadata: *const c_char,
        flags: i64,
        n_children: i64,
        children: *mut *mut ArrowSchema,
        dictionary: *mut ArrowSchema,
    }
}

interface! {
    /// Some rows of a column.
    ArrowArray in c"arrow_array" {
        length: i64,
        null_count: i64,
        offset: i64,
        n_buffers: i64,
        n_children: i64,
        buffers: *mut *const c_void,
        children: *mut *mut ArrowArray,
        dictionary: *mut ArrowArray,
    }
}

interface! {
    /// A column, chunk by chunk.
    ArrowArrayStream in c"arrow_array_stream" {
        get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
        get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
        get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    }
}

/// A structure of which this is the only owner.
struct Owned<T: Released>(T);

impl<T: Released> Owned<T> {
    /// An empty structure for a producer to fill.
    fn empty() -> Self {
        // SAFETY: each structure is made of integers, raw pointers and optional functions, for all
        // of which zero bits are a value.
        Self(unsafe { std::mem::zeroed() })
    }

    /// Moves the structure out of its capsule; `None` if that was done before.
    fn from_capsule(capsule: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let pointer = capsule.cast::<PyCapsule>()?.pointer_checked(Some(T::CAPSULE))?.cast::<T>();
        // SAFETY: a capsule of this name points to such a structure, which belongs to whoever takes
        // it; the GIL keeps others away. Clearing the callback tells the capsule that it has moved.
        Ok(unsafe {
            let mut taken = Self(ptr::read(pointer.as_ptr()));
            *(*pointer.as_ptr()).release() = None;
            taken.0.release().is_some().then_some(taken)
        })
    }
}

impl<T: Released> Drop for Owned<T> {
    fn drop(&mut self) {
        if let Some(release) = *self.0.release() {
            // SAFETY: the callback is still there, so the structure has not been released or moved.
            unsafe { release(&raw mut self.0) }
        }
    }
}

// SAFETY: the specification lets structures be used and released by any thread, one at a time.
unsafe impl<T: Released> Send for Owned<T> {}

/// Why a column cannot be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// Its capsules were used before.
    Consumed,
    /// It is no text but of this type.
    Type(String),
    /// It is a table, or another struct, of columns with these names.
    Struct(Vec<String>),
    /// What its producer says contradicts itself.
    Malformed(&'static str),
    /// Its producer fails with this message.
    Producer(String),
}

/// What is wrong with one row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadRow {
    /// There is none.
    Null,
    /// The text is not UTF-8 from this byte on.
    Utf8(usize),
    /// What its producer says contradicts itself.
    Malformed(&'static str),
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("is null; expected a str: drop the nulls or fill them first"),
            Self::Utf8(at) => write!(f, "is not valid UTF-8 at its byte {at}"),
            Self::Malformed(what) => write!(f, "cannot be read, its Arrow data is malformed: {what}"),
        }
    }
}

/// How texts are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Offsets of 32 bits into one buffer.
    Utf8,
    /// Offsets of 64 bits into one buffer.
    LargeUtf8,
    /// Views of 16 bytes: up to 12 bytes of text, or a place in one of several buffers.
    View,
    /// Nothing: all are null.
    Null,
}

/// How the rows of a dictionary-encoded column number its texts.
#[derive(Clone, Copy, Debug)]
struct Index {
    bytes: usize,
    signed: bool,
}

#[derive(Clone, Copy, Debug)]
struct TextType {
    layout: Layout,
    index: Option<Index>,
}

impl TextType {
    fn new(schema: &ArrowSchema) -> Result<Self, Unreadable> {
        let format = bytes_of(schema.format);
        // SAFETY: where there is a dictionary, the schema owns it.
        let Some(dictionary) = (unsafe { schema.dictionary.as_ref() }) else {
            return match Layout::new(format) {
                Some(layout) => Ok(Self { layout, index: None }),
                None if format == b"+s" => Err(Unreadable::Struct(children(schema))),
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

/// A column of text that a Python object exports.
pub(crate) struct ArrowColumn {
    text_type: TextType,
    stream: Option<Owned<ArrowArrayStream>>,
    chunk: Option<Arc<Chunk>>,
    /// The next row of the chunk.
    row: usize,
}

impl ArrowColumn {
    /// The column that an object with `__arrow_c_stream__` or `__arrow_c_array__` exports; `None`
    /// for an object with neither.
    pub(crate) fn open(object: &Bound<'_, PyAny>) -> PyResult<Option<Result<Self, Unreadable>>> {
        if object.hasattr("__arrow_c_stream__")? {
            let capsule = object.call_method0("__arrow_c_stream__")?;
            let Some(mut stream) = Owned::<ArrowArrayStream>::from_capsule(&capsule)? else {
                return Ok(Some(Err(Unreadable::Consumed)));
            };
            Ok(Some(object.py().detach(move || {
                let mut schema = Owned::<ArrowSchema>::empty();
                let get_schema = stream.0.get_schema;
                stream.call(get_schema, &mut schema.0)?;
                Ok(Self { text_type: TextType::new(&schema.0)?, stream: Some(stream), chunk: None, row: 0 })
            })))
        } else if object.hasattr("__arrow_c_array__")? {
            let (schema, array) = object
                .call_method0("__arrow_c_array__")?
                .extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            let schema = Owned::<ArrowSchema>::from_capsule(&schema)?;
            let array = Owned::<ArrowArray>::from_capsule(&array)?;
            let (Some(schema), Some(array)) = (schema, array) else {
                return Ok(Some(Err(Unreadable::Consumed)));
            };
            Ok(Some(TextType::new(&schema.0).and_then(|text_type| {
                let chunk = Some(Arc::new(Chunk::new(array, text_type)?));
                Ok(Self { text_type, stream: None, chunk, row: 0 })
            })))
        } else {
            Ok(None)
        }
    }

    /// Makes sure that there is a row to read; false at the end. A producer may take its time, and
    /// may need the GIL in another thread, so it is asked without.
    pub(crate) fn advance(&mut self, py: Python<'_>) -> Result<bool, Unreadable> {
        loop {
            if self.chunk.as_ref().is_some_and(|chunk| self.row < chunk.len()) {
                return Ok(true);
            }
            self.chunk = None;
            self.row = 0;
            let Some(stream) = &mut self.stream else { return Ok(false) };
            let text_type = self.text_type;
            self.chunk = py.detach(|| {
                let mut array = Owned::<ArrowArray>::empty();
                let get_next = stream.0.get_next;
                stream.call(get_next, &mut array.0)?;
                let more = array.0.release.is_some();
                more.then(|| Chunk::new(array, text_type).map(Arc::new)).transpose()
            })?;
            if self.chunk.is_none() {
                self.stream = None;
            }
        }
    }

    /// Borrows texts of the current chunk into `batch`: at most `rows` of them, and only until the
    /// batch holds `bytes`. Returns how many those were, and what is wrong with the next one.
    pub(crate) fn borrow(
        &mut self,
        batch: &mut TextBatch,
        rows: usize,
        bytes: usize,
    ) -> (usize, Option<BadRow>) {
        let Some(chunk) = &self.chunk else { return (0, None) };
        let end = chunk.len().min(self.row.saturating_add(rows));
        let mut left = bytes.saturating_sub(batch.bytes());
        let (start, mut wrong) = (self.row, None);
        let texts = (start..end).map_while(|row| {
            if left == 0 {
                return None;
            }
            chunk.prefetch(row);
            match chunk.text(row) {
                Ok(text) => {
                    left = left.saturating_sub(text.len());
                    Some(text)
                }
                Err(error) => {
                    wrong = Some(error);
                    None
                }
            }
        });
        // SAFETY: the texts lie in buffers of the chunk, which neither move nor change until it is dropped.
        let taken = unsafe { batch.push_borrowed(Arc::clone(chunk) as _, texts) };
        self.row += taken;
        (taken, wrong)
    }
}

impl Owned<ArrowArrayStream> {
    /// Lets the producer fill `into`.
    fn call<T>(
        &mut self,
        function: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut T) -> c_int>,
        into: &mut T,
    ) -> Result<(), Unreadable> {
        let function = function.ok_or(Unreadable::Malformed("a stream without its functions"))?;
        let stream = &raw mut self.0;
        // SAFETY: the stream has not been released, only this thread uses it, and `into` is an
        // empty structure.
        let code = unsafe { function(stream, into) };
        if code == 0 {
            return Ok(());
        }
        let message = self.0.get_last_error.map_or(ptr::null(), |last_error| {
            // SAFETY: the latest call failed, which is when the message may be asked for; it is
            // valid until the next call.
            unsafe { last_error(stream) }
        });
        let message = String::from_utf8_lossy(bytes_of(message)).into_owned();
        Err(Unreadable::Producer(if message.is_empty() { format!("error {code}") } else { message }))
    }
}

/// Some rows of a column; their memory stays as it is until this is dropped.
pub(crate) struct Chunk {
    array: Owned<ArrowArray>,
    text_type: TextType,
}

// SAFETY: nothing in a chunk is changed after `Chunk::new`, and dropping it needs the only owner.
unsafe impl Sync for Chunk {}

impl Chunk {
    fn new(array: Owned<ArrowArray>, text_type: TextType) -> Result<Self, Unreadable> {
        if text_type.index.is_none() {
            check(&array.0, text_type.layout)?;
        } else {
            check_buffers(&array.0, 2..=2, true)?;
            // SAFETY: an array owns its dictionary.
            let dictionary = unsafe { array.0.dictionary.as_ref() };
            let missing = Unreadable::Malformed("an array without its dictionary");
            check(dictionary.ok_or(missing)?, text_type.layout)?;
        }
        Ok(Self { array, text_type })
    }

    fn len(&self) -> usize {
        size(self.array.0.length)
    }

    /// The text of a row below `len`.
    fn text(&self, row: usize) -> Result<&str, BadRow> {
        let Some((dictionary, number)) = self.numbered(row) else {
            return text(&self.array.0, self.text_type.layout, row);
        };
        if is_null(&self.array.0, row) {
            return Err(BadRow::Null);
        }
        if number < 0 || number >= dictionary.length {
            return Err(BadRow::Malformed("an index outside of the dictionary"));
        }
        text(dictionary, self.text_type.layout, size(number))
    }

    /// The dictionary, if there is one, and the number in it that stands in a row below `len`.
    fn numbered(&self, row: usize) -> Option<(&ArrowArray, i64)> {
        let index = self.text_type.index?;
        let at = (size(self.array.0.offset) + row) * index.bytes;
        // SAFETY: `check_buffers` has seen the indices, of which there are offset + length; and an
        // array owns its dictionary, which `new` has checked.
        unsafe {
            let indices = buffer(&self.array.0, 1).add(at);
            let number = match (index.bytes, index.signed) {
                (1, true) => i64::from(read::<i8>(indices)),
                (1, false) => i64::from(read::<u8>(indices)),
                (2, true) => i64::from(read::<i16>(indices)),
                (2, false) => i64::from(read::<u16>(indices)),
                (4, true) => i64::from(read::<i32>(indices)),
                (4, false) => i64::from(read::<u32>(indices)),
                _ => read::<i64>(indices),
            };
            Some((&*self.array.0.dictionary, number))
        }
    }

    /// Brings nearer what `text` will read a few rows after this one. The texts of a dictionary lie in any
    /// order: of 100,000 short ones that differ, waiting for each took a third of the whole time. At 8 rows
    /// ahead they did not arrive in time.
    fn prefetch(&self, row: usize) {
        const AHEAD: usize = 32;
        let offsets = |row: usize| {
            let (dictionary, number) = (row < self.len()).then(|| self.numbered(row))??;
            let width = match self.text_type.layout {
                Layout::Utf8 => 4,
                Layout::LargeUtf8 => 8,
                Layout::View => 16,
                Layout::Null => return None,
            };
            let is_inside = (0..dictionary.length).contains(&number);
            // SAFETY: `check` has seen this buffer, which has an offset or a view for each text.
            is_inside.then(|| unsafe {
                (dictionary, buffer(dictionary, 1).add((size(dictionary.offset) + size(number)) * width))
            })
        };
        if let Some((_, offset)) = offsets(row + 2 * AHEAD) {
            nearer(offset);
        }
        if let Some((dictionary, offset)) = offsets(row + AHEAD) {
            // SAFETY: as above.
            let start = match self.text_type.layout {
                Layout::Utf8 => i64::from(unsafe { read::<i32>(offset) }),
                Layout::LargeUtf8 => unsafe { read::<i64>(offset) },
                Layout::View | Layout::Null => return,
            };
            // What the offset says is checked when its turn comes: nothing is read here.
            // A short text often reaches into the next cache line.
            nearer(buffer(dictionary, 2).wrapping_add(size(start)));
            nearer(buffer(dictionary, 2).wrapping_add(size(start) + 32));
        }
    }
}

/// Makes sure that the numbers of an array of texts make sense.
fn check(array: &ArrowArray, layout: Layout) -> Result<(), Unreadable> {
    match layout {
        Layout::Null => check_buffers(array, 0..=i64::MAX, false),
        Layout::Utf8 | Layout::LargeUtf8 => check_buffers(array, 3..=3, true),
        Layout::View => {
            check_buffers(array, 3..=i64::MAX, true)?;
            if array.n_buffers > 3 && buffer(array, size(array.n_buffers) - 1).is_null() {
                return Err(Unreadable::Malformed("views without the sizes of their buffers"));
            }
            Ok(())
        }
    }
}

fn check_buffers(
    array: &ArrowArray,
    expected: std::ops::RangeInclusive<i64>,
    has_rows: bool,
) -> Result<(), Unreadable> {
    // A byte per row at least, and 16 at most: no product of these can overflow.
    let rows = array.length.checked_add(array.offset).filter(|&rows| rows < i64::MAX / 32);
    if array.length < 0 || array.offset < 0 || rows.is_none() {
        return Err(Unreadable::Malformed("its length or offset is out of range"));
    }
    if !expected.contains(&array.n_buffers) || (array.n_buffers > 0 && array.buffers.is_null()) {
        return Err(Unreadable::Malformed("it has another number of buffers than its type"));
    }
    if !has_rows || array.length == 0 {
        return Ok(());
    }
    if buffer(array, 1).is_null() {
        return Err(Unreadable::Malformed("a buffer is missing"));
    }
    if array.null_count > 0 && buffer(array, 0).is_null() {
        return Err(Unreadable::Malformed("it counts nulls but does not say which"));
    }
    Ok(())
}

/// The text of a row of an array that `check` has seen.
fn text(array: &ArrowArray, layout: Layout, row: usize) -> Result<&str, BadRow> {
    if layout == Layout::Null || is_null(array, row) {
        return Err(BadRow::Null);
    }
    let at = size(array.offset) + row;
    // SAFETY: `check` has seen this buffer; it has offset + length views, or one offset more.
    let bytes = unsafe {
        match layout {
            Layout::Utf8 => {
                let offsets = buffer(array, 1).add(at * 4);
                between(array, i64::from(read::<i32>(offsets)), i64::from(read::<i32>(offsets.add(4))))?
            }
            Layout::LargeUtf8 => {
                let offsets = buffer(array, 1).add(at * 8);
                between(array, read::<i64>(offsets), read::<i64>(offsets.add(8)))?
            }
            Layout::View | Layout::Null => view(array, buffer(array, 1).add(at * 16))?,
        }
    };
    str::from_utf8(bytes).map_err(|error| BadRow::Utf8(error.valid_up_to()))
}

/// The bytes of the data buffer from one offset to the next.
fn between(array: &ArrowArray, start: i64, end: i64) -> Result<&[u8], BadRow> {
    if start < 0 || end < start {
        return Err(BadRow::Malformed("its offsets do not ascend"));
    }
    if start == end {
        return Ok(&[]);
    }
    let data = buffer(array, 2);
    if data.is_null() {
        return Err(BadRow::Malformed("a buffer is missing"));
    }
    // SAFETY: an array owns its data buffer, which reaches to its last offset.
    Ok(unsafe { slice::from_raw_parts(data.add(size(start)), size(end - start)) })
}

/// The bytes that a view shows.
///
/// # Safety
///
/// `view` points to 16 bytes that live as long as `array`, which `check` has seen.
unsafe fn view(array: &ArrowArray, view: *const u8) -> Result<&[u8], BadRow> {
    // SAFETY: the caller's.
    let [length, _, number, start] = unsafe { [0, 4, 8, 12].map(|at| read::<i32>(view.add(at))) };
    let Ok(length) = usize::try_from(length) else {
        return Err(BadRow::Malformed("a view of a negative length"));
    };
    if length <= 12 {
        // SAFETY: so short a text follows its length.
        return Ok(unsafe { slice::from_raw_parts(view.add(4), length) });
    }
    let outside = BadRow::Malformed("a view of something outside of its buffers");
    let data_buffers = size(array.n_buffers) - 3;
    let (Ok(number), Ok(start)) = (usize::try_from(number), usize::try_from(start)) else {
        return Err(outside);
    };
    if number >= data_buffers {
        return Err(outside);
    }
    let data = buffer(array, 2 + number);
    // SAFETY: the last buffer has the size of each data buffer, and `check` has seen it.
    let bytes = unsafe { read::<i64>(buffer(array, data_buffers + 2).add(number * 8)) };
    if data.is_null() || size(bytes) < start + length {
        return Err(outside);
    }
    // SAFETY: it lies inside of a buffer that the array owns.
    Ok(unsafe { slice::from_raw_parts(data.add(start), length) })
}

/// Whether a row's bit says that it is null.
fn is_null(array: &ArrowArray, row: usize) -> bool {
    let bits = buffer(array, 0);
    let at = size(array.offset) + row;
    // SAFETY: where there is such a buffer it has a bit for each of offset + length rows.
    array.null_count != 0 && !bits.is_null() && unsafe { read::<u8>(bits.add(at / 8)) } >> (at % 8) & 1 == 0
}

/// One of the buffers, of which there are more than `number`.
fn buffer(array: &ArrowArray, number: usize) -> *const u8 {
    debug_assert!(number < size(array.n_buffers));
    // SAFETY: `check` has counted the buffers.
    unsafe { *array.buffers.add(number) }.cast()
}

/// A value that may lie anywhere: the specification recommends alignment but does not demand it.
///
/// # Safety
///
/// As many bytes as a `T` has can be read there, and any are a value.
unsafe fn read<T: Copy>(from: *const u8) -> T {
    // SAFETY: the caller's.
    unsafe { ptr::read_unaligned(from.cast()) }
}

/// A number that was checked not to be negative.
fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn bytes_of<'a>(text: *const c_char) -> &'a [u8] {
    if text.is_null() {
        return b"";
    }
    // SAFETY: the strings of the interface end in NUL, and callers use them before anything else
    // can free them.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

fn children(schema: &ArrowSchema) -> Vec<String> {
    if schema.children.is_null() {
        return Vec::new();
    }
    // SAFETY: a schema owns as many children as it says.
    let children = unsafe { slice::from_raw_parts(schema.children, size(schema.n_children)) };
    // SAFETY: as above.
    let children = children.iter().filter_map(|&child| unsafe { child.as_ref() });
    children.map(|child| String::from_utf8_lossy(bytes_of(child.name)).into_owned()).collect()
}

/// What Arrow calls the type with this format string.
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

#[cfg(test)]
mod tests;
