//! NumPy's variable-width text (`StringDType`), through NumPy's C API.
//!
//! The text is copied, batch by batch: assigning to an element frees the text that it had, so nothing can be
//! borrowed once the GIL or the array's lock is released. Copying takes a hundredth of the analysis.
#![expect(unsafe_code, reason = "NumPy's C API is how StringDType is read; see Packed")]

use std::ffi::{c_char, c_int, c_void};
use std::mem::transmute;
use std::ptr::NonNull;
use std::{ptr, slice};

use elanus_core::batch::{BATCH_BYTES, TextBatch};
use elanus_core::memory::Grow;
use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyString};

use super::{NULL, Rows};
use crate::arrays::require_numpy;
use crate::errors;

/// A `StringDType` array that is no subclass.
pub(super) struct StringArray {
    array: Py<PyUntypedArray>,
    /// What stands for a null if that is a `str`, which NumPy then calls a text like others.
    null: Option<String>,
    /// The next row.
    row: usize,
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

/// The lock of an array's arena, released when dropped.
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
    pub(super) fn new(array: &Bound<'_, PyUntypedArray>) -> PyResult<Self> {
        let null = match array.getattr("dtype")?.getattr("na_object") {
            Ok(object) if object.is_instance_of::<PyString>() => {
                Some(object.str()?.to_string_lossy().into_owned())
            }
            _ => None,
        };
        Ok(Self { array: array.clone().unbind(), null, row: 0 })
    }
}

impl Rows for StringArray {
    fn next_texts(&mut self, py: Python<'_>, name: &str, most: usize) -> PyResult<TextBatch> {
        const UNREADABLE: &str = "cannot be read: it is not valid in its StringDType array";
        let packed = Packed::new(py)?;
        let array = self.array.bind(py);
        let (start, end) = (self.row, array.len().min(self.row.saturating_add(most)));
        if end <= start {
            return Ok(TextBatch::new());
        }
        let stride = array.strides()[0];
        let (mut buffer, mut ends) = (Vec::with_capacity(BATCH_BYTES), Vec::new());
        let mut wrong = None;
        {
            // SAFETY: the array is alive, and of a StringDType. The GIL is held from here to the end
            // of this block, and no Python code runs in it, as NumPy asks while the lock is held:
            // the array's memory stays, and its strings do not change.
            let (data, descriptor) = unsafe {
                let object = array.as_array_ptr();
                ((*object).fields.data.cast::<u8>(), (*object).fields.descr.cast::<c_void>())
            };
            // SAFETY: as above.
            let arena = Arena { packed: &packed, allocator: unsafe { (packed.acquire)(descriptor) } };
            while start + ends.len() < end && buffer.len() < BATCH_BYTES {
                let mut text = StaticString { size: 0, text: ptr::null() };
                // SAFETY: the row is below the array's length, so the element is inside of it.
                let code = unsafe {
                    let element = data.offset(stride * (start + ends.len()).cast_signed());
                    (packed.load)(arena.allocator, element.cast(), &raw mut text)
                };
                match (code, &self.null) {
                    (0, _) if text.size == 0 => {}
                    (0, _) => {
                        buffer.grow(text.size);
                        // SAFETY: the text stays where it is while the lock is held.
                        buffer
                            .extend_from_slice(unsafe { slice::from_raw_parts(text.text.cast(), text.size) });
                    }
                    (1, Some(null)) => buffer.extend_from_slice(null.as_bytes()),
                    (1, None) => wrong = Some(NULL),
                    _ => wrong = Some(UNREADABLE),
                }
                if wrong.is_some() {
                    break;
                }
                ends.push(buffer.len());
            }
        }
        // NumPy checks UTF-8 whenever a text is stored; checking again costs little.
        let buffer = String::from_utf8(buffer).unwrap_or_default();
        if ends.iter().any(|&end| !buffer.is_char_boundary(end)) {
            (wrong, ends) = (Some(UNREADABLE), Vec::new());
        }
        self.row += ends.len();
        if let Some(wrong) = wrong {
            return Err(errors::input(py, format!("{name}[{}] {wrong}", self.row)));
        }
        let mut batch = TextBatch::new();
        batch.push_buffer(buffer, &ends);
        Ok(batch)
    }
}
