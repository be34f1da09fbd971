//! Some rows of a column, checked, and the text of each.

use std::ops::RangeInclusive;
use std::{slice, str};

use super::abi::{ArrowArray, Owned, read, size};
use super::layout::{Layout, TextType};
use super::views::view;
use super::{BadRow, Unreadable};

/// Some rows of a column; their memory stays as it is until this is dropped.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) array: Owned<ArrowArray>,
    pub(super) text_type: TextType,
}

// SAFETY: nothing in a chunk is changed after `Chunk::new`, and dropping it needs the only owner.
unsafe impl Sync for Chunk {}

impl Chunk {
    pub(super) fn new(array: Owned<ArrowArray>, text_type: TextType) -> Result<Self, Unreadable> {
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

    pub(super) fn len(&self) -> usize {
        size(self.array.0.length)
    }

    /// The text of a row below `len`.
    pub(super) fn text(&self, row: usize) -> Result<&str, BadRow> {
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
}

/// Makes sure that the numbers of an array of texts make sense.
fn check(array: &ArrowArray, layout: Layout) -> Result<(), Unreadable> {
    match layout {
        Layout::Null => check_buffers(array, 0..=i64::MAX, false),
        Layout::Utf8 | Layout::LargeUtf8 => check_buffers(array, 3..=3, true),
        Layout::View => {
            check_buffers(array, 3..=i64::MAX, true)?;
            if array.n_buffers > 3 && array.buffer(size(array.n_buffers) - 1).is_null() {
                return Err(Unreadable::Malformed("views without the sizes of their buffers"));
            }
            Ok(())
        }
    }
}

fn check_buffers(
    array: &ArrowArray,
    expected: RangeInclusive<i64>,
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
    if array.buffer(1).is_null() {
        return Err(Unreadable::Malformed("a buffer is missing"));
    }
    if array.null_count > 0 && array.buffer(0).is_null() {
        return Err(Unreadable::Malformed("it counts nulls but does not say which"));
    }
    Ok(())
}

/// The text of a row of an array that was checked.
fn text(array: &ArrowArray, layout: Layout, row: usize) -> Result<&str, BadRow> {
    if layout == Layout::Null || is_null(array, row) {
        return Err(BadRow::Null);
    }
    let at = size(array.offset) + row;
    // SAFETY: this buffer was checked; it has offset + length views, or one offset more.
    let bytes = unsafe {
        match layout {
            Layout::Utf8 => {
                let offsets = array.buffer(1).add(at * 4);
                between(array, i64::from(read::<i32>(offsets)), i64::from(read::<i32>(offsets.add(4))))?
            }
            Layout::LargeUtf8 => {
                let offsets = array.buffer(1).add(at * 8);
                between(array, read::<i64>(offsets), read::<i64>(offsets.add(8)))?
            }
            Layout::View | Layout::Null => view(array, array.buffer(1).add(at * 16))?,
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
    let data = array.buffer(2);
    if data.is_null() {
        return Err(BadRow::Malformed("a buffer is missing"));
    }
    // SAFETY: an array owns its data buffer, which reaches to its last offset.
    Ok(unsafe { slice::from_raw_parts(data.add(size(start)), size(end - start)) })
}

/// Whether a row's bit says that it is null.
fn is_null(array: &ArrowArray, row: usize) -> bool {
    let at = size(array.offset) + row;
    if array.null_count == 0 || array.buffer(0).is_null() {
        return false;
    }
    // SAFETY: where there is such a buffer it has a bit for each of offset + length rows.
    let byte = unsafe { read::<u8>(array.buffer(0).add(at / 8)) };
    byte >> (at % 8) & 1 == 0
}
