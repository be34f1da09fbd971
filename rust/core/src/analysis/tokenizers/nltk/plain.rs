//! The short cut for most chunks: their tokens are found by one look at each byte, as slices of the chunk.

use super::contractions::{is_whole_contraction, may_contract};
use super::flags::{Flags, is_closer};
use super::letters::is_all_letters;
use crate::parallel::STRIDE;

/// How [`split_plainly`] takes a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plain {
    /// Part of a word.
    Word,
    /// A token of its own wherever it stands.
    Alone,
    /// A comma or colon: part of a word before a digit, else a token of its own.
    Comma,
    /// Part of a word unless another one follows, or it is the final stop.
    Stop,
    /// Part of a word unless another one follows.
    Dash,
    /// Begins a character outside ASCII: part of a word unless it is a quote or a dash.
    Other,
    /// Takes the passes.
    Hard,
}

/// [`Plain`] of each byte.
static PLAIN: [Plain; 256] = {
    let mut table = [Plain::Word; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'`' | b'"' | b'\'' | 0x1c..=0x1f => Plain::Hard,
            b'.' => Plain::Stop,
            b':' | b',' => Plain::Comma,
            b'-' => Plain::Dash,
            b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' | b'*' | b'[' | b']' | b'(' | b')'
            | b'{' | b'}' | b'<' | b'>' => Plain::Alone,
            0xc2 | 0xe2 => Plain::Other,
            _ => Plain::Word,
        };
        byte += 1;
    }
    table
};

/// Longer chunks take the passes, which can be cancelled.
const LONGEST_PLAIN: usize = STRIDE;

/// Finds the tokens of a chunk without quotes, runs of stops or dashes, and contractions: they are slices of
/// it. Returns false, having called nothing, if the chunk is not of that kind.
pub(super) fn split_plainly(chunk: &str, flags: Flags, mut token: impl FnMut(&str)) -> bool {
    let bytes = chunk.as_bytes();
    if bytes.len() > LONGEST_PLAIN {
        return false;
    }
    if flags == Flags::NONE && bytes.iter().all(u8::is_ascii_alphanumeric) {
        // Only a whole chunk can be a contraction here: none begins or ends inside a word.
        if is_whole_contraction(bytes) {
            return false;
        }
        token(chunk);
        return true;
    }
    if flags == Flags::NONE && is_all_letters(bytes) {
        token(chunk);
        return true;
    }
    let mut is_word = true;
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = PLAIN[usize::from(byte)];
        if plain == Plain::Word {
            continue;
        }
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match plain {
            Plain::Alone => is_word = false,
            Plain::Comma if next == b',' || next == b':' || !next.is_ascii() => return false,
            Plain::Comma => is_word &= next.is_ascii_digit(),
            Plain::Stop | Plain::Dash if next == byte => return false,
            Plain::Other
                if (byte == 0xc2 && matches!(next, 0xab | 0xbb)) || (byte == 0xe2 && next == 0x80) =>
            {
                return false;
            }
            Plain::Hard => return false,
            Plain::Word | Plain::Stop | Plain::Dash | Plain::Other => {}
        }
    }
    if may_contract(bytes) {
        return false;
    }
    if is_word && flags == Flags::NONE {
        token(chunk);
        return true;
    }
    let final_stop = if flags.has(Flags::CLOSERS_FOLLOW) {
        let closers = chunk.trim_end_matches(is_closer).len();
        if chunk[..closers].ends_with('.') { closers - 1 } else { bytes.len() }
    } else {
        bytes.len()
    };
    let mut start = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let alone = match PLAIN[usize::from(byte)] {
            Plain::Alone => true,
            Plain::Comma => !bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            _ => at == final_stop,
        };
        if alone {
            if start < at {
                token(&chunk[start..at]);
            }
            token(&chunk[at..=at]);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        token(&chunk[start..]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::flags::relevant_flags;
    use super::super::passes::tests::tokens;
    use super::*;

    #[test]
    fn contractions_take_the_passes() {
        assert!(
            !split_plainly("wanna!", Flags::NONE, |_| {})
                && !split_plainly("gonna", Flags::NONE, |_| {})
                && split_plainly("agonna", Flags::NONE, |_| {})
        );
    }

    #[test]
    fn plain_chunks_are_split_as_by_the_passes() {
        let alphabet: Vec<char> = "a1.,:-(;)é—_".chars().collect();
        let mut plain = 0;
        for number in 0..alphabet.len().pow(5) {
            let chunk: String =
                (0..5).map(|digit| alphabet[number / alphabet.len().pow(digit) % alphabet.len()]).collect();
            for flags in
                [Flags::NONE, relevant_flags(&chunk, Flags::CLOSERS_FOLLOW.with(Flags::SENTENCE_START))]
            {
                let mut found = Vec::new();
                if split_plainly(&chunk, flags, |token| found.push(token.to_owned())) {
                    assert_eq!(found, tokens(&chunk, flags), "{chunk}");
                    plain += 1;
                }
            }
        }
        assert!(plain > 10_000);
    }
}
