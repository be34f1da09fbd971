//! Rows of fixed width in UTF-32, as NumPy's `<U` arrays have them.

use elanus_core::batch::TextBatch;
use elanus_core::memory::{Grow, room};

/// Adds rows of `width` code points to a batch, as UTF-8, until it is full. Returns how many.
///
/// NULs at the end of a row are padding. What is no character becomes U+FFFD, as lone surrogates do.
///
/// ```
/// use elanus_core::batch::TextBatch;
///
/// let rows = ["kite", "鳶\0\0\0"].map(|row| row.chars().map(u32::from).collect::<Vec<_>>()).concat();
/// let mut batch = TextBatch::new();
/// assert_eq!(elanus_corpus::utf32::push_rows(&rows, 4, &mut batch), 2);
/// assert_eq!(batch.texts(), ["kite", "鳶"]);
/// ```
pub fn push_rows(rows: &[u32], width: usize, batch: &mut TextBatch) -> usize {
    let bytes = batch.bytes_left();
    let (mut buffer, mut ends) = (room(bytes * 5 / 4), Vec::new());
    transcode(rows, width, bytes, &mut buffer, &mut ends);
    let text = String::from_utf8(buffer);
    debug_assert!(text.is_ok());
    batch.push_buffer(text.unwrap_or_default(), &ends);
    ends.len()
}

/// Appends the UTF-8 of rows of `width` code points, and where each ends, until there are `bytes`.
fn transcode(rows: &[u32], width: usize, bytes: usize, buffer: &mut Vec<u8>, ends: &mut Vec<usize>) {
    for row in rows.chunks_exact(width) {
        let length = unpadded(row);
        buffer.grow(length);
        // Sixteen at a time: most are ASCII, and then nothing is decided one by one.
        let (blocks, rest) = row[..length].as_chunks::<16>();
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
    buffer.grow(4 * codes.len());
    for &code in codes {
        if code < 0x80 {
            buffer.push(code as u8);
        } else {
            let character = char::from_u32(code).unwrap_or('\u{FFFD}');
            buffer.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// The number of characters before the padding. All of a row has to be read, and there can be ten times as
/// much padding as text: so it is read forwards, and many code points at a time.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn rows_become_the_utf8_that_one_by_one_gives() {
        let codes = [0, 0, 0x61, 0x7F, 0x80, 0xE9, 0x9CF6, 0x1_F985, 0xD800, 0x11_0000, u32::MAX];
        let mut random = Random::new(3);
        for width in [1, 2, 15, 16, 17, 63, 64, 65, 128, 200, 1_000] {
            let rows: Vec<Vec<u32>> = (0..30)
                .map(|row| {
                    // Some rows of ASCII, some of anything, NULs among both; padding behind.
                    let length = random.below(width + 1);
                    let mut code = || match row % 2 {
                        0 => random.below(20) as u32 * 6,
                        _ => codes[random.below(11)],
                    };
                    let mut text: Vec<u32> = (0..length).map(|_| code()).collect();
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
                transcode(&rows.concat(), width, bytes, &mut buffer, &mut ends);
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
