//! Documents as an Arrow stream: `struct<id: large_string, text: large_string>`, a batch at a time.

use super::abi::{ArrowArray, ArrowArrayStream, ArrowSchema, Owned};
use std::any::Any;
use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr;

/// The names of the columns, in their order.
pub(super) const COLUMNS: [&str; 2] = ["id", "text"];

/// Ids and texts of some documents, each as all of them in one buffer with the offsets between.
#[derive(Debug, Default)]
pub struct Columns([(Vec<i64>, Vec<u8>); 2]);

impl Columns {
    /// Copies ids and texts, of which there are as many.
    #[must_use]
    pub fn new(ids: &[&str], texts: &[&str]) -> Self {
        debug_assert_eq!(ids.len(), texts.len());
        Self([ids, texts].map(|rows| {
            let mut offsets = Vec::with_capacity(rows.len() + 1);
            let mut bytes = Vec::with_capacity(rows.iter().map(|row| row.len()).sum());
            offsets.push(0);
            for row in rows {
                bytes.extend_from_slice(row.as_bytes());
                offsets.push(bytes.len().cast_signed() as i64);
            }
            (offsets, bytes)
        }))
    }
}

/// Gives the next documents, `None` at the end, or says what is wrong.
pub type Next = Box<dyn FnMut() -> Result<Option<Columns>, String> + Send>;

/// What a stream needs.
struct Producer {
    next: Next,
    last_error: CString,
}

/// The stream of what `next` gives.
///
/// ```
/// use elanus_core::batch::Source;
/// use elanus_corpus::arrow::{ArrowColumn, Columns, export};
/// let mut batches = vec![Columns::new(&["1", "2"], &["red kite", "owl"])].into_iter();
/// let stream = export(Box::new(move || Ok(batches.next())));
/// let mut column = ArrowColumn::from_stream(stream)?;
/// assert_eq!(column.next()?.unwrap().texts().unwrap().texts(), ["red kite", "owl"]);
/// assert!(column.next()?.is_none());
/// # Ok::<(), elanus_corpus::arrow::Unreadable>(())
/// ```
#[must_use]
pub fn export(next: Next) -> Owned<ArrowArrayStream> {
    let producer = Box::new(Producer { next, last_error: CString::default() });
    Owned(ArrowArrayStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release_stream),
        private_data: Box::into_raw(producer).cast(),
    })
}

/// The number of an error of input or output.
const EIO: c_int = 5;

unsafe extern "C" fn get_schema(_: *mut ArrowArrayStream, into: *mut ArrowSchema) -> c_int {
    let columns = COLUMNS.map(|name| schema(c"U", name, Vec::new()));
    // SAFETY: the consumer gives room for a schema, as the interface says.
    unsafe { into.write(schema(c"+s", "", columns.into())) };
    0
}

unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, into: *mut ArrowArray) -> c_int {
    // SAFETY: the stream was made by `export` and is not released, and one thread uses it at a time.
    let producer = unsafe { &mut *(*stream).private_data.cast::<Producer>() };
    let array = match (producer.next)() {
        Ok(Some(columns)) => table(columns),
        Ok(None) => Owned::empty(),
        Err(what) => {
            producer.last_error = CString::new(what.replace('\0', " ")).unwrap_or_default();
            return EIO;
        }
    };
    // SAFETY: the consumer gives room for an array. It moves there: it is not dropped here.
    unsafe { into.write(ptr::read(&raw const array.0)) };
    std::mem::forget(array);
    0
}

unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: as in `get_next`.
    unsafe { &*(*stream).private_data.cast::<Producer>() }.last_error.as_ptr()
}

unsafe extern "C" fn release_stream(stream: *mut ArrowArrayStream) {
    // SAFETY: a structure is released once; the producer was boxed by `export`.
    unsafe {
        drop(Box::from_raw((*stream).private_data.cast::<Producer>()));
        (*stream).release = None;
    }
}

/// What a schema points to.
struct SchemaParts {
    _name: CString,
    _children: Vec<ArrowSchema>,
    _pointers: Vec<*mut ArrowSchema>,
}

fn schema(format: &'static std::ffi::CStr, name: &str, mut children: Vec<ArrowSchema>) -> ArrowSchema {
    let name = CString::new(name).unwrap_or_default();
    // They stay where they are: the list is not changed any more.
    let mut pointers: Vec<_> = children.iter_mut().map(|child| &raw mut *child).collect();
    let (text, count, list) = (name.as_ptr(), pointers.len().cast_signed() as i64, pointers.as_mut_ptr());
    let parts = Box::new(SchemaParts { _name: name, _children: children, _pointers: pointers });
    ArrowSchema {
        format: format.as_ptr(),
        name: text,
        metadata: ptr::null(),
        flags: 0,
        n_children: count,
        children: list,
        dictionary: ptr::null_mut(),
        release: Some(release_schema),
        private_data: Box::into_raw(parts).cast(),
    }
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: a structure is released once; a child that the consumer has moved has no callback any more.
    unsafe {
        for number in 0..usize::try_from((*schema).n_children).unwrap_or(0) {
            let child = *(*schema).children.add(number);
            if let Some(release) = (*child).release {
                release(child);
            }
        }
        drop(Box::from_raw((*schema).private_data.cast::<SchemaParts>()));
        (*schema).release = None;
    }
}

/// What an array points to.
struct ArrayParts {
    _owner: Box<dyn Any + Send>,
    _buffers: Vec<*const c_void>,
    _children: Vec<ArrowArray>,
    _pointers: Vec<*mut ArrowArray>,
}

fn array(
    length: usize,
    owner: Box<dyn Any + Send>,
    mut buffers: Vec<*const c_void>,
    mut children: Vec<ArrowArray>,
) -> ArrowArray {
    // They stay where they are: the list is not changed any more.
    let mut pointers: Vec<_> = children.iter_mut().map(|child| &raw mut *child).collect();
    let (buffer_count, child_count) =
        (buffers.len().cast_signed() as i64, pointers.len().cast_signed() as i64);
    let (buffer_list, child_list) = (buffers.as_mut_ptr(), pointers.as_mut_ptr());
    let parts =
        Box::new(ArrayParts { _owner: owner, _buffers: buffers, _children: children, _pointers: pointers });
    ArrowArray {
        length: length.cast_signed() as i64,
        null_count: 0,
        offset: 0,
        n_buffers: buffer_count,
        n_children: child_count,
        buffers: buffer_list,
        children: child_list,
        dictionary: ptr::null_mut(),
        release: Some(release_array),
        private_data: Box::into_raw(parts).cast(),
    }
}

fn table(Columns(columns): Columns) -> Owned<ArrowArray> {
    let rows = columns[0].0.len().saturating_sub(1);
    let columns = columns.map(|(offsets, bytes)| {
        let buffers = vec![ptr::null(), offsets.as_ptr().cast(), bytes.as_ptr().cast()];
        array(rows, Box::new((offsets, bytes)), buffers, Vec::new())
    });
    Owned(array(rows, Box::new(()), vec![ptr::null()], columns.into()))
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: as for schemas.
    unsafe {
        for number in 0..usize::try_from((*array).n_children).unwrap_or(0) {
            let child = *(*array).children.add(number);
            if let Some(release) = (*child).release {
                release(child);
            }
        }
        drop(Box::from_raw((*array).private_data.cast::<ArrayParts>()));
        (*array).release = None;
    }
}
