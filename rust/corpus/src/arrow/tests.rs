//! Arrays made by hand, laid out as the specification says, against the rows they were made from.
#![expect(clippy::cast_possible_wrap, reason = "the numbers of tests are small")]

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{ptr, str};

use elanus_core::batch::BATCH_BYTES;

use super::layout::{Index, Layout};
use super::*;
use crate::random::Random;

/// A row: its bytes, which need not be UTF-8, or a null.
type Row = Option<Vec<u8>>;

/// An array's buffers, of which some may be missing.
type Buffers = Vec<Option<Vec<u8>>>;

/// What an array owns, and where to count its release.
struct Held {
    _buffers: Buffers,
    pointers: Vec<*const c_void>,
    dictionary: Option<Box<Owned<ArrowArray>>>,
    released: Arc<AtomicUsize>,
}

unsafe extern "C" fn release(array: *mut ArrowArray) {
    // SAFETY: `array` made the private data, and the callback is cleared so that it is not called again.
    unsafe {
        let held = Box::from_raw((*array).private_data.cast::<Held>());
        (*array).release = None;
        held.released.fetch_add(1, Ordering::Relaxed);
    }
}

fn array(
    (length, null_count, offset): (i64, i64, i64),
    buffers: Buffers,
    dictionary: Option<Owned<ArrowArray>>,
    released: &Arc<AtomicUsize>,
) -> Owned<ArrowArray> {
    let mut made = Owned::<ArrowArray>::empty();
    let dictionary = dictionary.map(Box::new);
    let pointer =
        |buffer: &Option<Vec<u8>>| buffer.as_ref().map_or(ptr::null(), |buffer| buffer.as_ptr().cast());
    let pointers = buffers.iter().map(pointer).collect();
    let mut held = Box::new(Held { _buffers: buffers, pointers, dictionary, released: Arc::clone(released) });
    made.0.length = length;
    made.0.null_count = null_count;
    made.0.offset = offset;
    made.0.n_buffers = held.pointers.len() as i64;
    made.0.buffers = held.pointers.as_mut_ptr();
    made.0.dictionary = held.dictionary.as_mut().map_or(ptr::null_mut(), |dictionary| &raw mut dictionary.0);
    made.0.private_data = Box::into_raw(held).cast();
    made.0.release = Some(release);
    made
}

impl Random {
    fn row(&mut self) -> Row {
        let text = match self.below(9) {
            0 => return None,
            1 => Vec::new(),
            2 => b"twelve bytes".to_vec(),
            3 => b"thirteen byte".to_vec(),
            4 => "Überflieger 鳶".repeat(1 + self.below(3)).into_bytes(),
            // Cut inside of a character, or bytes that are none.
            5 => "a kite 鳶".as_bytes()[..8 + self.below(2)].to_vec(),
            6 => vec![0xFF; self.below(20)],
            _ => "kite ".repeat(self.below(8)).into_bytes(),
        };
        Some(text)
    }
}

/// Offsets and one data buffer; the data begins anywhere.
fn with_offsets(rows: &[Row], wide: bool, skip: usize) -> Buffers {
    let mut data = vec![b'#'; skip];
    let mut offsets = Vec::new();
    let mut push = |offset: usize| {
        if wide {
            offsets.extend_from_slice(&(offset as i64).to_le_bytes());
        } else {
            offsets.extend_from_slice(&(offset as i32).to_le_bytes());
        }
    };
    push(skip);
    for row in rows {
        data.extend_from_slice(row.as_deref().unwrap_or_default());
        push(data.len());
    }
    vec![Some(bits(rows)), Some(offsets), Some(data)]
}

/// Views into two data buffers in turn.
fn with_views(rows: &[Row]) -> Buffers {
    let mut data = [b"#".to_vec(), b"##".to_vec()];
    let mut views = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let text = row.as_deref().unwrap_or_default();
        views.extend_from_slice(&(text.len() as i32).to_le_bytes());
        if text.len() <= 12 {
            views.extend_from_slice(text);
            views.resize((at + 1) * 16, 0);
        } else {
            let buffer = &mut data[at % 2];
            views.extend_from_slice(&text[..4]);
            views.extend_from_slice(&((at % 2) as i32).to_le_bytes());
            views.extend_from_slice(&(buffer.len() as i32).to_le_bytes());
            buffer.extend_from_slice(text);
        }
    }
    let sizes = data.iter().flat_map(|buffer| (buffer.len() as i64).to_le_bytes()).collect();
    let [first, second] = data;
    vec![Some(bits(rows)), Some(views), Some(first), Some(second), Some(sizes)]
}

/// One bit a row: whether there is one.
fn bits(rows: &[Row]) -> Vec<u8> {
    let bit = |at: usize| u8::from(rows.get(at).is_some_and(Option::is_some)) << (at % 8);
    (0..rows.len().div_ceil(8)).map(|byte| (byte * 8..byte * 8 + 8).map(bit).sum()).collect()
}

fn buffers(rows: &[Row], layout: Layout, skip: usize) -> Buffers {
    match layout {
        Layout::Utf8 => with_offsets(rows, false, skip),
        Layout::LargeUtf8 => with_offsets(rows, true, skip),
        Layout::View => with_views(rows),
        Layout::Null => Vec::new(),
    }
}

/// The result that a row must have.
fn expected(row: &Row) -> Result<&str, BadRow> {
    match row {
        None => Err(BadRow::Null),
        Some(bytes) => str::from_utf8(bytes).map_err(|error| BadRow::Utf8(error.valid_up_to())),
    }
}

const LAYOUTS: [Layout; 3] = [Layout::Utf8, Layout::LargeUtf8, Layout::View];

const fn plain(layout: Layout) -> TextType {
    TextType { layout, index: None }
}

#[test]
fn every_layout_offset_and_bitmap_gives_the_rows_it_was_made_from() {
    let mut random = Random::new(7);
    let released = Arc::default();
    let mut chunks = 0;
    for layout in LAYOUTS {
        for count in [0, 1, 7, 8, 9, 40] {
            for offset in [0, 1, 7, 8, 13] {
                let rows: Vec<Row> = (0..offset + count).map(|_| random.row()).collect();
                let nulls = rows[offset..].iter().filter(|row| row.is_none()).count() as i64;
                // A producer may leave the counting to us.
                for nulls in [nulls, -1] {
                    let made = buffers(&rows, layout, random.below(5));
                    let made = array((count as i64, nulls, offset as i64), made, None, &released);
                    let chunk = Chunk::new(made, plain(layout)).unwrap();
                    assert_eq!(chunk.len(), count);
                    for (row, twin) in rows[offset..].iter().enumerate() {
                        assert_eq!(chunk.text(row), expected(twin), "{layout:?} {count} {offset} {row}");
                    }
                    chunks += 1;
                }
            }
        }
    }
    assert_eq!(released.load(Ordering::Relaxed), chunks);
}

#[test]
fn without_a_bitmap_there_are_no_nulls() {
    let rows: Vec<Row> = ["a", "", "black kites soar"].map(|text| Some(text.as_bytes().to_vec())).to_vec();
    for layout in LAYOUTS {
        let mut made = buffers(&rows, layout, 0);
        made[0] = None;
        let chunk = Chunk::new(array((3, -1, 0), made, None, &Arc::default()), plain(layout)).unwrap();
        assert!(rows.iter().enumerate().all(|(row, twin)| chunk.text(row) == expected(twin)));
    }
    let chunk = Chunk::new(array((2, 2, 0), Vec::new(), None, &Arc::default()), plain(Layout::Null)).unwrap();
    assert_eq!((chunk.len(), chunk.text(1)), (2, Err(BadRow::Null)));
}

#[test]
fn dictionaries_of_every_index_type() {
    let mut random = Random::new(11);
    let released = Arc::default();
    let texts: Vec<Row> = (0..100).map(|_| random.row()).collect();
    for layout in LAYOUTS {
        for (bytes, signed) in [1, 2, 4, 8].into_iter().flat_map(|bytes| [(bytes, true), (bytes, false)]) {
            let numbers: Vec<Option<usize>> =
                (0..50).map(|_| (random.below(5) > 0).then(|| random.below(100))).collect();
            let mut indices = Vec::new();
            for number in &numbers {
                indices.extend_from_slice(&number.unwrap_or(0).to_le_bytes()[..bytes]);
            }
            let present: Vec<Row> = numbers.iter().map(|number| number.map(|_| Vec::new())).collect();
            let dictionary = array((97, -1, 3), buffers(&texts, layout, 2), None, &released);
            let made =
                array((45, -1, 5), vec![Some(bits(&present)), Some(indices)], Some(dictionary), &released);
            let chunk = Chunk::new(made, TextType { layout, index: Some(Index { bytes, signed }) }).unwrap();
            for (row, number) in numbers[5..].iter().enumerate() {
                let twin = match number {
                    None => Err(BadRow::Null),
                    Some(number) if *number >= 97 => {
                        Err(BadRow::Malformed("an index outside of the dictionary"))
                    }
                    Some(number) => expected(&texts[number + 3]),
                };
                assert_eq!(chunk.text(row), twin, "{layout:?} {bytes} {row}");
            }
        }
    }
    assert_eq!(released.load(Ordering::Relaxed), 2 * LAYOUTS.len() * 8);
}

#[test]
fn an_index_outside_of_the_dictionary_is_refused() {
    for (index, signed, fits) in
        [(1u8, true, true), (2, true, false), (0xFF, true, false), (0xFF, false, false)]
    {
        let texts = vec![Some(b"kite".to_vec()), Some(b"swift".to_vec())];
        let dictionary = array((2, 0, 0), buffers(&texts, Layout::Utf8, 0), None, &Arc::default());
        let made = array((1, 0, 0), vec![None, Some(vec![index])], Some(dictionary), &Arc::default());
        let index = Some(Index { bytes: 1, signed });
        let chunk = Chunk::new(made, TextType { layout: Layout::Utf8, index }).unwrap();
        assert_eq!(chunk.text(0).is_ok(), fits);
    }
    let made = array((1, 0, 0), vec![None, Some(vec![0])], None, &Arc::default());
    let index = Some(Index { bytes: 1, signed: true });
    assert!(Chunk::new(made, TextType { layout: Layout::Utf8, index }).is_err());
}

#[test]
fn numbers_that_contradict_each_other_are_refused_at_once() {
    let rows = vec![Some(b"kite".to_vec()), None];
    for layout in LAYOUTS {
        let refused = |numbers, change: &dyn Fn(&mut Buffers)| {
            let mut made = buffers(&rows, layout, 0);
            change(&mut made);
            Chunk::new(array(numbers, made, None, &Arc::default()), plain(layout)).is_err()
        };
        assert!(!refused((2, 1, 0), &|_| ()));
        for numbers in [(-1, 0, 0), (2, 0, -1), (i64::MAX, 0, 1), (1, 0, i64::MAX), (i64::MAX / 16, 0, 0)] {
            assert!(refused(numbers, &|_| ()), "{layout:?} {numbers:?}");
        }
        assert!(refused((2, 1, 0), &|made| made.truncate(2)));
        assert!(refused((2, 1, 0), &|made| made[0] = None), "nulls, but not which");
        assert!(refused((2, 1, 0), &|made| made[1] = None));
        assert!(!refused((0, 0, 0), &|made| made[1] = None), "no rows need no buffer");
    }
    let sizeless = |made: &mut Buffers| made[4] = None;
    let mut made = buffers(&rows, Layout::View, 0);
    sizeless(&mut made);
    assert!(Chunk::new(array((2, 1, 0), made, None, &Arc::default()), plain(Layout::View)).is_err());
}

#[test]
fn offsets_must_ascend_from_zero() {
    for (offsets, is_text) in [
        ([0, 4], true),
        ([2, 2], true),
        ([-1, 3], false),
        ([3, 1], false),
        ([-4, -1], false),
        ([i32::MAX, i32::MIN], false),
    ] {
        let narrow = offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect();
        let wide = offsets.iter().flat_map(|&offset| i64::from(offset).to_le_bytes()).collect();
        for (layout, offsets) in [(Layout::Utf8, narrow), (Layout::LargeUtf8, wide)] {
            let made = vec![None, Some(offsets), Some(b"kite".to_vec())];
            let chunk = Chunk::new(array((1, 0, 0), made, None, &Arc::default()), plain(layout)).unwrap();
            assert_eq!(chunk.text(0).is_ok(), is_text);
        }
    }
    let made = vec![None, Some(vec![0, 0, 0, 0, 1, 0, 0, 0]), None];
    let chunk = Chunk::new(array((1, 0, 0), made, None, &Arc::default()), plain(Layout::Utf8)).unwrap();
    assert_eq!(chunk.text(0), Err(BadRow::Malformed("a buffer is missing")));
}

#[test]
fn views_show_nothing_outside_of_their_buffers() {
    let text = b"black kites soar";
    for (length, number, start, is_text) in [
        (16, 0, 0, true),
        (13, 0, 3, true),
        (14, 0, 3, false),
        (16, 1, 0, false),
        (16, -1, 0, false),
        (16, 0, -1, false),
        (-1, 0, 0, false),
        (i32::MAX, 0, i32::MAX, false),
    ] {
        let view: [i32; 4] = [length, 0, number, start];
        let view = view.iter().flat_map(|number| number.to_le_bytes()).collect();
        let sizes = (text.len() as i64).to_le_bytes().to_vec();
        let made = vec![None, Some(view), Some(text.to_vec()), Some(sizes)];
        let chunk = Chunk::new(array((1, 0, 0), made, None, &Arc::default()), plain(Layout::View)).unwrap();
        assert_eq!(chunk.text(0).is_ok(), is_text, "{length} {number} {start}");
    }
}

fn column(chunk: Owned<ArrowArray>, layout: Layout) -> ArrowColumn {
    let chunk = Some(Arc::new(Chunk::new(chunk, plain(layout)).unwrap()));
    ArrowColumn { text_type: plain(layout), has_ids: false, stream: None, chunk, row: 0, position: 0 }
}

#[test]
fn batches_end_at_their_limits_and_keep_the_chunk() {
    let mut random = Random::new(5);
    let released = Arc::<AtomicUsize>::default();
    for (most_rows, longest) in [(1, 9), (7, 9), (100, 9), (5, 4_000), (100, 4_000), (100, 40_000)] {
        let rows: Vec<Row> =
            (0..60).map(|_| Some("kite ".repeat(random.below(longest)).into_bytes())).collect();
        let before = released.load(Ordering::Relaxed);
        let made = array((55, 0, 5), buffers(&rows, Layout::View, 0), None, &released);
        let mut column = column(made, Layout::View);
        let (mut batches, mut position) = (Vec::new(), 5);
        while position < 60 {
            let mut batch = TextBatch::new();
            let taken = column.borrow(&mut batch, most_rows).unwrap();
            assert!(taken > 0 && taken <= most_rows);
            let twin = &rows[position..position + taken];
            assert!(batch.texts().iter().map(|text| Some(text.as_bytes().to_vec())).eq(twin.iter().cloned()));
            // The last text may reach beyond the limit, none may begin there.
            let last = batch.texts().last().map_or(0, |text| text.len());
            assert!(batch.bytes() - last < BATCH_BYTES);
            assert!(taken == most_rows || position + taken == 60 || batch.bytes() >= BATCH_BYTES);
            position += taken;
            batches.push(batch);
        }
        drop(column);
        assert_eq!(released.load(Ordering::Relaxed), before, "batches still borrow from it");
        drop(batches);
        assert_eq!(released.load(Ordering::Relaxed), before + 1);
    }
}

#[test]
fn a_bad_row_ends_the_batch_before_it() {
    let rows = vec![Some(b"kite".to_vec()), Some(b"\xFF".to_vec()), Some(b"swift".to_vec())];
    let made = array((3, 0, 0), buffers(&rows, Layout::Utf8, 0), None, &Arc::default());
    let mut column = column(made, Layout::Utf8);
    let mut batch = TextBatch::new();
    assert_eq!(column.borrow(&mut batch, 10), Err(Unreadable::Row(1, BadRow::Utf8(0))));
    assert_eq!(batch.texts(), ["kite"]);
}

/// A producer of arrays that fails behind them.
struct Arrays(Vec<Owned<ArrowArray>>);

fn stream(mut arrays: Vec<Owned<ArrowArray>>) -> Owned<ArrowArrayStream> {
    unsafe extern "C" fn get_schema(_: *mut ArrowArrayStream, schema: *mut ArrowSchema) -> c_int {
        // SAFETY: the consumer gives an empty structure. A literal lives forever.
        unsafe { (*schema).format = c"u".as_ptr() };
        0
    }
    unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, array: *mut ArrowArray) -> c_int {
        // SAFETY: the stream's private data is `Arrays` until it is released; the array is an empty
        // structure.
        unsafe {
            match (*(*stream).private_data.cast::<Arrays>()).0.pop() {
                Some(next) => array.cast::<Owned<ArrowArray>>().write(next),
                None => return 5,
            }
        }
        0
    }
    unsafe extern "C" fn get_last_error(_: *mut ArrowArrayStream) -> *const c_char {
        c"the disk is gone".as_ptr()
    }
    unsafe extern "C" fn release(stream: *mut ArrowArrayStream) {
        // SAFETY: it was made by `Box::into_raw`, and this is called once.
        drop(unsafe { Box::from_raw((*stream).private_data.cast::<Arrays>()) });
    }
    arrays.reverse();
    let mut stream = Owned::<ArrowArrayStream>::empty();
    stream.0.get_schema = Some(get_schema);
    stream.0.get_next = Some(get_next);
    stream.0.get_last_error = Some(get_last_error);
    stream.0.private_data = Box::into_raw(Box::new(Arrays(arrays))).cast();
    stream.0.release = Some(release);
    stream
}

#[test]
fn a_stream_is_a_source_of_its_chunks_until_it_fails() {
    let released = Arc::<AtomicUsize>::default();
    let chunk = |texts: &[&str]| {
        let rows: Vec<Row> = texts.iter().map(|text| Some(text.as_bytes().to_vec())).collect();
        array((rows.len() as i64, 0, 0), buffers(&rows, Layout::Utf8, 0), None, &released)
    };
    let large = "kite ".repeat(BATCH_BYTES / 5 + 1);
    let chunks = vec![chunk(&["red", "black"]), chunk(&[]), chunk(&[&large, "swift"])];
    let mut column = ArrowColumn::from_stream(stream(chunks)).unwrap();
    let Some(Documents::Texts(batch)) = column.next().unwrap() else { panic!("texts were expected") };
    assert_eq!(batch.texts(), ["red", "black", &large]);
    assert_eq!(released.load(Ordering::Relaxed), 1, "the empty chunk");
    assert_eq!(column.next().unwrap_err(), Unreadable::Producer("the disk is gone".to_owned()));
    drop((column, batch));
    assert_eq!(released.load(Ordering::Relaxed), 3);
}

#[test]
fn a_structure_is_taken_once() {
    let released = Arc::<AtomicUsize>::default();
    let made = array((0, 0, 0), vec![None, None, None], None, &released);
    let mut left = std::mem::ManuallyDrop::new(made);
    let pointer = ptr::NonNull::from(&mut left.0);
    // SAFETY: the structure is there, and nothing else uses it.
    let (first, second) = unsafe { (Owned::take(pointer), Owned::take(pointer)) };
    assert!(first.is_some() && second.is_none());
    drop(first);
    assert_eq!(released.load(Ordering::Relaxed), 1);
}

#[test]
fn types_are_told_by_their_formats() {
    let of = |format: &str, dictionary: Option<&str>| {
        let (mut schema, mut inner) = (Owned::<ArrowSchema>::empty(), Owned::<ArrowSchema>::empty());
        let format = CString::new(format).unwrap();
        let inner_format = CString::new(dictionary.unwrap_or_default()).unwrap();
        schema.0.format = format.as_ptr();
        inner.0.format = inner_format.as_ptr();
        if dictionary.is_some() {
            schema.0.dictionary = &raw mut inner.0;
        }
        TextType::new(&schema.0)
            .map(|found| (found.layout, found.index.map(|index| (index.bytes, index.signed))))
    };
    assert_eq!(of("u", None).unwrap(), (Layout::Utf8, None));
    assert_eq!(of("U", None).unwrap(), (Layout::LargeUtf8, None));
    assert_eq!(of("vu", None).unwrap(), (Layout::View, None));
    assert_eq!(of("n", None).unwrap(), (Layout::Null, None));
    assert_eq!(of("c", Some("u")).unwrap(), (Layout::Utf8, Some((1, true))));
    assert_eq!(of("S", Some("U")).unwrap(), (Layout::LargeUtf8, Some((2, false))));
    assert_eq!(of("i", Some("vu")).unwrap(), (Layout::View, Some((4, true))));
    assert_eq!(of("L", Some("u")).unwrap(), (Layout::Utf8, Some((8, false))));
    assert!(matches!(of("z", None), Err(Unreadable::Type(name)) if name == "binary"));
    assert!(matches!(of("tsu:UTC", None), Err(Unreadable::Type(name)) if name == "timestamp"));
    assert!(matches!(of("?", None), Err(Unreadable::Type(name)) if name.contains('?')));
    assert!(matches!(of("i", Some("l")), Err(Unreadable::Type(name)) if name == "dictionary of int64"));
    assert!(matches!(of("u", Some("u")), Err(Unreadable::Malformed(_))));
    assert!(matches!(of("+s", None), Err(Unreadable::Struct(names)) if names.is_empty()));
}
