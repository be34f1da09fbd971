//! The structures of Arrow's C data interface, as the specification declares them, and who frees them.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{self, NonNull};

use super::Unreadable;

/// A structure that its producer frees through a callback in it, which is `None` once that is done
/// or the structure has moved elsewhere.
pub trait Interface: Sized + private::Release {
    /// The name of the `PyCapsule` that holds one.
    const CAPSULE: &'static CStr;
}

mod private {
    pub trait Release: Sized {
        /// The callback.
        fn release(&mut self) -> &mut Option<unsafe extern "C" fn(*mut Self)>;
    }
}

use private::Release;

macro_rules! interface {
    ($(#[$doc:meta])* $name:ident in $capsule:literal { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[repr(C)]
        pub struct $name {
            $(pub(super) $field: $type,)*
            pub(super) release: Option<unsafe extern "C" fn(*mut Self)>,
            pub(super) private_data: *mut c_void,
        }

        impl Interface for $name {
            const CAPSULE: &'static CStr = $capsule;
        }

        impl Release for $name {
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

/// The only owner of a structure, which it releases when it is dropped.
#[derive(Debug)]
#[repr(transparent)]
pub struct Owned<T: Interface>(pub(super) T);

impl<T: Interface> Owned<T> {
    /// An empty structure for a producer to fill.
    pub(super) fn empty() -> Self {
        // SAFETY: each structure is made of integers, raw pointers and optional functions, for all
        // of which zero bits are a value.
        Self(unsafe { std::mem::zeroed() })
    }

    /// Moves a structure out of where its producer left it; `None` if it was released or moved before.
    ///
    /// # Safety
    ///
    /// The pointer is to a structure that a producer made as the specification says, and that no other
    /// thread uses meanwhile.
    #[must_use]
    pub unsafe fn take(pointer: NonNull<T>) -> Option<Self> {
        // SAFETY: the caller's. A structure whose callback is cleared has moved, so it is released once.
        unsafe {
            let mut taken = Self(ptr::read(pointer.as_ptr()));
            *(*pointer.as_ptr()).release() = None;
            taken.0.release().is_some().then_some(taken)
        }
    }
}

impl<T: Interface> Drop for Owned<T> {
    fn drop(&mut self) {
        if let Some(release) = *self.0.release() {
            // SAFETY: the callback is still there, so the structure has not been released or moved.
            unsafe { release(&raw mut self.0) }
        }
    }
}

// SAFETY: the specification lets structures be used and released by any thread, one at a time.
unsafe impl<T: Interface> Send for Owned<T> {}

impl Owned<ArrowArrayStream> {
    /// The type of the column.
    pub(super) fn schema(&mut self) -> Result<Owned<ArrowSchema>, Unreadable> {
        let mut schema = Owned::empty();
        self.call(self.0.get_schema, &mut schema.0)?;
        Ok(schema)
    }

    /// The next rows, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Owned<ArrowArray>>, Unreadable> {
        let mut array = Owned::<ArrowArray>::empty();
        self.call(self.0.get_next, &mut array.0)?;
        Ok(array.0.release.is_some().then_some(array))
    }

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

impl Owned<ArrowArray> {
    /// A column of a table, whose others are released.
    pub(super) fn into_column(self, number: usize) -> Result<Self, Unreadable> {
        let table = &self.0;
        if number >= size(table.n_children) || table.children.is_null() {
            return Err(Unreadable::Malformed("a table without its columns"));
        }
        if table.null_count != 0 && table.n_buffers > 0 && !table.buffer(0).is_null() {
            return Err(Unreadable::Malformed("a table with null rows"));
        }
        let (offset, length) = (table.offset, table.length);
        // SAFETY: the table owns as many columns as it says, and lets them be moved out.
        let column =
            unsafe { NonNull::new(*table.children.add(number)).and_then(|column| Self::take(column)) };
        let mut column = column.ok_or(Unreadable::Malformed("a table without its columns"))?;
        let fits = offset >= 0
            && length >= 0
            && offset.checked_add(length).is_some_and(|end| end <= column.0.length);
        if !fits {
            return Err(Unreadable::Malformed("columns of other lengths than their table"));
        }
        column.0.offset = column.0.offset.checked_add(offset).unwrap_or(-1);
        column.0.length = length;
        Ok(column)
    }
}

impl ArrowArray {
    /// One of the buffers, of which there are more than `number`.
    pub(super) fn buffer(&self, number: usize) -> *const u8 {
        debug_assert!(number < size(self.n_buffers));
        // SAFETY: `check` has counted the buffers.
        unsafe { *self.buffers.add(number) }.cast()
    }
}

/// A value at any address: the specification recommends alignment but does not demand it.
///
/// # Safety
///
/// As many bytes as a `T` has can be read there, and any bytes are a value.
pub(super) unsafe fn read<T: Copy>(from: *const u8) -> T {
    // SAFETY: the caller's.
    unsafe { ptr::read_unaligned(from.cast()) }
}

/// A number that was checked not to be negative.
pub(super) fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// The bytes of a C string, none for NULL.
pub(super) fn bytes_of<'a>(text: *const c_char) -> &'a [u8] {
    if text.is_null() {
        return b"";
    }
    // SAFETY: the strings of the interface end in NUL, and callers use them before anything else
    // can free them.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}
