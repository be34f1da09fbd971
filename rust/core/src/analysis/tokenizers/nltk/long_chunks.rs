//! Where a very long chunk may be cut in two.
//!
//! A chunk of 100 MB would take buffers of several times its size and could not be stopped. Between some
//! characters no rule of the word tokenizer sees both sides, so that the tokens of both parts, one after
//! the other, are the whole's. A chunk has nearly as many such places as tokens; a chunk without any
//! stays whole.

use crate::parallel::{Cancel, Watch};
use crate::unicode::{self, char_at};
use std::ops::Range;

/// The bytes after which a piece may end.
pub(in crate::analysis) const PIECE: usize = 16 << 10;

/// Where to end the piece that begins with `chunk`: at the first place that allows it, after at least
/// `least` bytes, or with the chunk.
///
/// The chunk is a part of its text that begins where the last piece ended.
pub(in crate::analysis) fn piece_end(
    text: &str,
    chunk: &Range<usize>,
    least: usize,
    cancel: &Cancel,
) -> usize {
    let piece = &text[chunk.clone()];
    let mut watch = Watch::new(cancel);
    let end = (least..piece.len()).find(|&at| is_cut(piece, at) || watch.stops_at(at));
    end.map_or(chunk.end, |at| chunk.start + at)
}

/// Whether no rule looks across byte `at` of a chunk, or of the rest of it after such a place.
fn is_cut(chunk: &str, at: usize) -> bool {
    is_cut_before(chunk.as_bytes(), at) || is_cut_after(chunk, at)
}

/// Whether that is so because of what follows.
fn is_cut_before(chunk: &[u8], at: usize) -> bool {
    match chunk[at] {
        b'*' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'<' | b'>' => true,
        // Set apart before the closing single quotes' rule, which looks for white space.
        b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' => chunk[at - 1] != b'\'',
        b':' | b',' => {
            !matches!(chunk[at - 1], b':' | b',' | b'\'')
                && chunk.get(at + 1).is_some_and(|next| next.is_ascii() && !next.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether that is so because of what stands before.
fn is_cut_after(chunk: &str, at: usize) -> bool {
    let bytes = chunk.as_bytes();
    let after = bytes[at];
    // How often a byte of this kind stands directly before `at`.
    let run = |is_same: fn(u8) -> bool| bytes[..at].iter().rev().take_while(|&&byte| is_same(byte)).count();
    match bytes[at - 1] {
        // Tokens of their own, whatever surrounds them.
        b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' | b'*' | b']' | b')' | b'}' | b'>' => true,
        // A quote that follows depends on them.
        b'[' | b'(' | b'{' | b'<' => !matches!(after, b'"' | b'\''),
        // A second one depends on one that begins the sentence.
        b'"' => at > 1,
        // White space in the end, but to the rules like a letter.
        0x1c..=0x1f => after != b'\'',
        // Taken in pairs, from the first one of a run.
        b'\'' => run(|byte| byte == b'\'').is_multiple_of(2),
        b'-' => run(|byte| byte == b'-').is_multiple_of(2),
        b'`' if after == b'`' => run(|byte| byte == b'`').is_multiple_of(2),
        b'`' => !matches!(after, b'"' | b'\''),
        // A token of its own, and the second one of a run belongs to what comes next.
        b':' | b',' => {
            let is_even = run(|byte| matches!(byte, b':' | b',')).is_multiple_of(2);
            match after {
                b':' | b',' => is_even && matches!(bytes.get(at + 1), Some(b':' | b',')),
                _ => !is_even && !char_at(chunk, at).is_some_and(unicode::is_regex_digit),
            }
        }
        // A run of two or more is a token.
        b'.' => after != b'.' && at > 1 && bytes[at - 2] == b'.',
        0x80.. => match bytes[..at] {
            // ’ ” » and dashes
            [.., 0xe2, 0x80, 0x92..=0x95 | 0x99 | 0x9d] | [.., 0xc2, 0xbb] => true,
            // ‘ “ „ «
            [.., 0xe2, 0x80, 0x98 | 0x9c | 0x9e] | [.., 0xc2, 0xab] => !matches!(after, b'"' | b'\''),
            _ => false,
        },
        _ => false,
    }
}
