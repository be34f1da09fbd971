//! Views: texts of `string_view` columns.

use std::slice;

use super::BadRow;
use super::abi::{ArrowArray, read, size};

/// The bytes that a view shows.
///
/// # Safety
///
/// `view` points to 16 bytes that live as long as `array`, which [`super::chunk`] has checked.
pub(super) unsafe fn view(array: &ArrowArray, view: *const u8) -> Result<&[u8], BadRow> {
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
    let data = array.buffer(2 + number);
    // SAFETY: the last buffer has the size of each data buffer, and was checked to be there.
    let bytes = unsafe { read::<i64>(array.buffer(data_buffers + 2).add(number * 8)) };
    if data.is_null() || size(bytes) < start + length {
        return Err(outside);
    }
    // SAFETY: it lies inside of a buffer that the array owns.
    Ok(unsafe { slice::from_raw_parts(data.add(start), length) })
}
