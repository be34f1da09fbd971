//! NumPy's own text: fixed-width (`<U`) and variable-width (`StringDType`) arrays, without Python
//! strings in between.
//!
//! The text is copied, batch by batch: a fixed-width array holds UTF-32, and whoever assigns to an
//! element of a `StringDType` array frees the text that stood there, so nothing can be borrowed once
//! the GIL or the array's lock is let go. Copying costs a hundredth of analysing.
#![expect(unsafe_code, reason = "NumPy's C API is how StringDType is read; see Packed")]

use std::ffi::{c_char, c_int, c_void};
use std::mem::transmute;
use std::ptr::NonNull;
use std::{ptr, slice};

use elanus_core::batch::TextBatch;
use numpy::{PyArray1, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PySlice, PyString};

use crate::arrays::require_numpy;

/// What is wrong with a row.
pub(crate) enum BadText {
    /// There is none.
    Null,
    /// NumPy cannot read it.
    Unreadable,
}

/// A fixed-width array. What is no character becomes U+FFFD, as lone surrogates do.
pub(crate) struct FixedWidth {
    array: Py<PyUntypedArray>,
    /// The characters of a row, padding included.
    width: usize,
    /// The array's memory, if it can be read as it is: row after row, in this machine's byte order.
    characters: Option<Py<PyArray1<u32>>>,
}

impl FixedWidth {
    pub(crate) fn new(array: &Bound<'_, PyUntypedArray>) -> PyResult<Self> {
        let dtype = array.getattr("dtype")?;
        let width = dtype.getattr("itemsize")?.extract::<usize>()? / 4;
        let as_it_is = width > 0
            && array.is_c_contiguous()
            && array.getattr("flags")?.getattr("aligned")?.is_truthy()?
            && dtype.getattr("isnative")?.is_truthy()?;
        let characters = if as_it_is { Some(characters(array)?.unbind()) } else { None };
        Ok(Self { array: array.clone().unbind(), width, characters })
    }

    /// Copies rows from `start` on until there are `bytes` of text or none are left, at most `most` rows.
    /// Returns how many.
    pub(crate) fn push(
        &self,
        py: Python<'_>,
        start: usize,
        most: usize,
        bytes: usize,
        batch: &mut TextBatch,
    ) -> PyResult<usize> {
        let array = self.array.bind(py);
        let mut end = array.len().min(start.saturating_add(most));
        let (mut buffer, mut ends) = (Vec::with_capacity(bytes * 5 / 4), Vec::new());
        if end <= start {
            return Ok(0);
        } else if self.width == 0 {
            ends.resize(end - start, 0);
        } else if let Some(characters) = &self.characters {
            let characters = characters.bind(py).readonly();
            let rows = &characters.as_slice()?[start * self.width..end * self.width];
            push_rows(rows, self.width, bytes, &mut buffer, &mut ends);
        } else {
            end = end.min(start + (bytes / self.width).max(1));
            let native = array.getattr("dtype")?.call_method1("newbyteorder", ("=",))?;
            let rows = slice_of(array, start, end)?.call_method1("astype", (native,))?;
            let rows = py.import("numpy")?.call_method1("ascontiguousarray", (rows,))?;
            let characters = characters(&rows)?.readonly();
            push_rows(characters.as_slice()?, self.width, usize::MAX, &mut buffer, &mut ends);
        }
        batch.push_buffer(String::from_utf8(buffer).map_err(PyErr::from)?, &ends);
        Ok(ends.len())
    }
}

/// An array's memory as the code points that it is made of.
fn characters<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<u32>>> {
    Ok(array.call_method1("view", ("u4",))?.cast_into::<PyArray1<u32>>()?)
}

/// Appends the UTF-8 of rows of `width` code points, and where each ends, until there are `bytes`.
fn push_rows(rows: &[u32], width: usize, bytes: usize, buffer: &mut Vec<u8>, ends: &mut Vec<usize>) {
    for row in rows.chunks_exact(width) {
        // Sixteen at a time: most are ASCII, and then nothing is decided one by one.
        let (blocks, rest) = row[..unpadded(row)].as_chunks::<16>();
        for block in blocks {
            if block.iter().fold(0, |all, code| all | code) < 0x80 {
                buffer.extend_from_slice(&block.map(|code| code as u8));
            } else {
                push_one_by_one(block, buffer);
            }
        }
        push_one_by_one(rest, buffer);
        ends.push(buffer.len());
        if buffer.len() >= bytes {
            return;
        }
    }
}

fn push_one_by_one(codes: &[u32], buffer: &mut Vec<u8>) {
    for &code in codes {
        if code < 0x80 {
            buffer.push(code as u8);
        } else {
            let character = char::from_u32(code).unwrap_or('\u{FFFD}');
            buffer.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// How many characters stand before the NULs at the end of a row, which NumPy takes for padding. All
/// of it has to be looked at, and there can be ten times as much of it as of text: so in the order in
/// which it comes from memory, and many at a time.
fn unpadded(row: &[u32]) -> usize {
    const STEP: usize = 64;
    let (blocks, rest) = row.as_chunks::<STEP>();
    let mut end = 0;
    for (at, block) in blocks.iter().enumerate() {
        if block.iter().fold(0, |all, code| all | code) != 0 {
            end = (at + 1) * STEP;
        }
    }
    if rest.iter().any(|&code| code != 0) {
        end = row.len();
    }
    row[..end].iter().rposition(|&code| code != 0).map_or(0, |last| last + 1)
}

/// `array[start..end]`.
pub(crate) fn slice_of<'py>(
    array: &Bound<'py, PyAny>,
    start: usize,
    end: usize,
) -> PyResult<Bound<'py, PyAny>> {
    array.get_item(PySlice::new(array.py(), start.cast_signed(), end.cast_signed(), 1))
}

/// A `StringDType` array.
pub(crate) struct StringArray {
    /// What stands for a null if that is a `str`, which NumPy then calls a text like others.
    null: Option<String>,
}

/// `npy_static_string`: a text in the array's arena.
#[repr(C)]
struct StaticString {
    size: usize,
    text: *const c_char,
}

/// The functions of NumPy's C API that the limited API of `numpy` does not declare, by their places
/// in its table: those never change within NumPy 2.
struct Packed {
    load: Load,
    acquire: Acquire,
    release: Release,
}

type Load = unsafe extern "C" fn(*mut c_void, *const c_void, *mut StaticString) -> c_int;
type Acquire = unsafe extern "C" fn(*const c_void) -> *mut c_void;
type Release = unsafe extern "C" fn(*mut c_void);

impl Packed {
    fn new(py: Python<'_>) -> PyResult<Self> {
        static TABLE: PyOnceLock<Py<PyCapsule>> = PyOnceLock::new();
        let table = TABLE.get_or_try_init(py, || {
            // It checks the version of the table.
            require_numpy(py)?;
            let module = py.import("numpy._core.multiarray")?;
            Ok::<_, PyErr>(module.getattr("_ARRAY_API")?.cast_into::<PyCapsule>()?.unbind())
        })?;
        let table: NonNull<*const c_void> = table.bind(py).pointer_checked(None)?.cast();
        // SAFETY: NumPy has StringDType, so its table has NpyString_load at 313,
        // NpyString_acquire_allocator at 316 and NpyString_release_allocator at 318, of these types.
        Ok(unsafe {
            Self {
                load: transmute::<*const c_void, Load>(*table.add(313).as_ref()),
                acquire: transmute::<*const c_void, Acquire>(*table.add(316).as_ref()),
                release: transmute::<*const c_void, Release>(*table.add(318).as_ref()),
            }
        })
    }
}

/// The lock of an array's arena; let go when dropped.
struct Arena<'a> {
    packed: &'a Packed,
    allocator: *mut c_void,
}

impl Drop for Arena<'_> {
    fn drop(&mut self) {
        // SAFETY: it was acquired once and is released once.
        unsafe { (self.packed.release)(self.allocator) }
    }
}

impl StringArray {
    /// Knows what a `StringDType` says of nulls.
    pub(crate) fn new(array: &Bound<'_, PyUntypedArray>) -> PyResult<Self> {
        let null = match array.getattr("dtype")?.getattr("na_object") {
            Ok(object) if object.is_instance_of::<PyString>() => {
                Some(object.str()?.to_string_lossy().into_owned())
            }
            _ => None,
        };
        Ok(Self { null })
    }

    /// Copies rows from `start` on until `end` or until there are `bytes` of text. Returns the row
    /// to go on with, and what is wrong with it.
    pub(crate) fn push(
        &self,
        array: &Bound<'_, PyUntypedArray>,
        start: usize,
        end: usize,
        bytes: usize,
        batch: &mut TextBatch,
    ) -> PyResult<(usize, Option<BadText>)> {
        let packed = Packed::new(array.py())?;
        let stride = array.strides()[0];
        let mut buffer = Vec::with_capacity(bytes);
        let mut ends = Vec::new();
        let mut row = start;
        let mut wrong = None;
        {
            // SAFETY: the array is alive, and of a StringDType. The GIL is held from here to the end
            // of this block, and no Python code runs in it, as NumPy asks while the lock is held:
            // the array's memory stays, and nobody changes its strings.
            let (data, descriptor) = unsafe {
                let object = array.as_array_ptr();
                ((*object).fields.data.cast::<u8>(), (*object).fields.descr.cast::<c_void>())
            };
            // SAFETY: as above.
            let arena = Arena { packed: &packed, allocator: unsafe { (packed.acquire)(descriptor) } };
            while row < end && buffer.len() < bytes {
                let mut text = StaticString { size: 0, text: ptr::null() };
                // SAFETY: `row` is below the array's length, so the element is inside of it.
                let code = unsafe {
                    let element = data.offset(stride * row.cast_signed());
                    (packed.load)(arena.allocator, element.cast(), &raw mut text)
                };
                match (code, &self.null) {
                    (0, _) if text.size == 0 => {}
                    // SAFETY: the text stays where it is while the lock is held.
                    (0, _) => buffer
                        .extend_from_slice(unsafe { slice::from_raw_parts(text.text.cast(), text.size) }),
                    (1, Some(null)) => buffer.extend_from_slice(null.as_bytes()),
                    (1, None) => wrong = Some(BadText::Null),
                    _ => wrong = Some(BadText::Unreadable),
                }
                if wrong.is_some() {
                    break;
                }
                ends.push(buffer.len());
                row += 1;
            }
        }
        // NumPy makes sure of UTF-8 whenever a text is stored; this costs little and trusts nobody.
        match String::from_utf8(buffer) {
            Ok(buffer) if ends.iter().all(|&end| buffer.is_char_boundary(end)) => {
                batch.push_buffer(buffer, &ends);
                Ok((row, wrong))
            }
            _ => Ok((start, Some(BadText::Unreadable))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_the_utf8_that_one_by_one_gives() {
        let codes = [0, 0, 0x61, 0x7F, 0x80, 0xE9, 0x9CF6, 0x1_F985, 0xD800, 0x11_0000, u32::MAX];
        let mut state = 3u64;
        let mut next = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % bound
        };
        for width in [1, 2, 15, 16, 17, 63, 64, 65, 128, 200, 1_000] {
            let rows: Vec<Vec<u32>> = (0..30)
                .map(|row| {
                    // Some rows of ASCII, some of anything, NULs among both; padding behind.
                    let length = next(width + 1);
                    let ascii = |next: &mut dyn FnMut(usize) -> usize| (next(20) * 6) as u32;
                    let text =
                        (0..length).map(|_| if row % 2 == 0 { ascii(&mut next) } else { codes[next(11)] });
                    let mut text: Vec<u32> = text.collect();
                    text.resize(width, 0);
                    text
                })
                .collect();
            let twin: Vec<String> = rows
                .iter()
                .map(|row| {
                    let text = row.iter().map(|&code| char::from_u32(code).unwrap_or('\u{FFFD}'));
                    text.collect::<String>().trim_end_matches('\0').to_owned()
                })
                .collect();
            for bytes in [1, 100, usize::MAX] {
                let (mut buffer, mut ends) = (Vec::new(), Vec::new());
                push_rows(&rows.concat(), width, bytes, &mut buffer, &mut ends);
                let text = String::from_utf8(buffer).unwrap();
                let starts = std::iter::once(&0).chain(&ends);
                let found: Vec<_> = starts.zip(&ends).map(|(&start, &end)| &text[start..end]).collect();
                assert!(found.iter().eq(twin[..found.len()].iter()), "{width}");
                // It ends with the row that fills it, and not before.
                assert!(found.len() == twin.len() || text.len() >= bytes);
                assert!(found.len() == 1 || ends[ends.len() - 2] < bytes);
            }
        }
    }
}
