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

use numpy::{PY_ARRAY_API, PyReadonlyArray1, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PySlice, PyString};

use crate::texts::TextBatch;

/// What is wrong with a row.
pub(crate) enum BadText {
    /// There is none.
    Null,
    /// NumPy cannot read it.
    Unreadable,
}

/// The rows of `array[start..end]` of a fixed-width array, whatever its strides and byte order.
/// What is no character becomes U+FFFD, as lone surrogates do.
pub(crate) fn push_fixed_width(
    array: &Bound<'_, PyUntypedArray>,
    start: usize,
    end: usize,
    batch: &mut TextBatch,
) -> PyResult<()> {
    let py = array.py();
    let mut rows = slice_of(array, start, end)?;
    let dtype = array.getattr("dtype")?;
    if !dtype.getattr("isnative")?.is_truthy()? {
        rows = rows.call_method1("astype", (dtype.call_method1("newbyteorder", ("=",))?,))?;
    }
    let width = dtype.getattr("itemsize")?.extract::<usize>()? / 4;
    let mut buffer = Vec::new();
    let mut ends = Vec::with_capacity(end - start);
    if width == 0 {
        ends.resize(end - start, 0);
    } else {
        let rows = py.import("numpy")?.call_method1("ascontiguousarray", (rows,))?;
        let characters: PyReadonlyArray1<'_, u32> = rows.call_method1("view", ("u4",))?.extract()?;
        for row in characters.as_slice()?.chunks_exact(width) {
            let row = &row[..unpadded(row)];
            // Sixteen at a time: most are ASCII, and then nothing is decided one by one.
            for characters in row.chunks(16) {
                if characters.iter().fold(0, |all, character| all | character) < 0x80 {
                    buffer.extend(characters.iter().map(|&code| code as u8));
                } else {
                    for &code in characters {
                        let character = char::from_u32(code).unwrap_or('\u{FFFD}');
                        buffer.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                }
            }
            ends.push(buffer.len());
        }
    }
    batch.push_buffer(String::from_utf8(buffer).map_err(PyErr::from)?, &ends);
    Ok(())
}

/// How many characters stand before the NULs at the end of a row, which NumPy takes for padding. All
/// of it has to be looked at, and there can be ten times as much of it as of text.
fn unpadded(row: &[u32]) -> usize {
    const STEP: usize = 64;
    let mut end = row.len();
    while end >= STEP && row[end - STEP..end].iter().fold(0, |all, character| all | character) == 0 {
        end -= STEP;
    }
    row[..end].iter().rposition(|&character| character != 0).map_or(0, |last| last + 1)
}

/// How many rows of a fixed-width array hold about `characters`.
pub(crate) fn fixed_width_rows(array: &Bound<'_, PyUntypedArray>, characters: usize) -> PyResult<usize> {
    let width = array.getattr("dtype")?.getattr("itemsize")?.extract::<usize>()? / 4;
    Ok((characters / width.max(1)).max(1))
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
            // Asking the numpy crate anything makes it check the version of the table.
            // SAFETY: the function takes nothing and returns a number.
            let _version = unsafe { PY_ARRAY_API.PyArray_GetNDArrayCFeatureVersion(py) };
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
