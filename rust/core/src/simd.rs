//! Instructions of the processor that the language has no word for. All `unsafe` of this crate is
//! here; each function has a portable twin that the tests compare it with, but for the prefetch, which
//! computes nothing.
#![expect(
    unsafe_code,
    reason = "vector instructions and a prefetch, none of which touches memory that is not ours"
)]

/// Prefetches the cache line at an address, whatever the address; does nothing on a processor that this
/// is not written for.
///
/// ```
/// let texts = ["black", "kite"];
/// elanus_core::prefetch_address(texts[1].as_ptr());
/// ```
#[inline]
pub fn prefetch_address<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the instruction reads nothing that the program sees, and never faults: any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// Prefetches `slice[index]`, or the memory where it would be. There is no branch for an index beyond the slice:
/// it could not be predicted.
#[inline]
pub(crate) fn prefetch<T>(slice: &[T], index: usize) {
    prefetch_address(slice.as_ptr().wrapping_add(index));
}

/// What sixteen bytes are, one bit a byte in each mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Classes {
    /// The bytes with ASCII letters in lower case.
    pub(crate) folded: [u64; 2],
    /// ASCII letters.
    pub(crate) letters: u32,
    /// Apostrophes, and bytes beyond ASCII.
    pub(crate) keeps_case: u32,
}

/// Classifies sixteen bytes given as two little-endian words.
#[inline]
pub(crate) fn classify(words: [u64; 2]) -> Classes {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe {
        classify_sse2(words)
    }
    #[cfg(not(target_arch = "x86_64"))]
    classify_portably(words)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn classify_sse2(words: [u64; 2]) -> Classes {
    use std::arch::x86_64::{
        _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_cvtsi128_si64, _mm_movemask_epi8,
        _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_unpackhi_epi64,
    };
    let each = |byte: u8| _mm_set1_epi8(byte.cast_signed());
    let bytes = _mm_set_epi64x(words[1].cast_signed(), words[0].cast_signed());
    // Signed comparisons: bytes beyond ASCII are negative and in no range.
    let within = |bytes, first: u8, last: u8| {
        _mm_and_si128(_mm_cmpgt_epi8(bytes, each(first - 1)), _mm_cmplt_epi8(bytes, each(last + 1)))
    };
    let letters = within(_mm_or_si128(bytes, each(0x20)), b'a', b'z');
    let folded = _mm_or_si128(bytes, _mm_and_si128(letters, each(0x20)));
    let mask = |bytes| _mm_movemask_epi8(bytes).cast_unsigned();
    Classes {
        folded: [
            _mm_cvtsi128_si64(folded).cast_unsigned(),
            _mm_cvtsi128_si64(_mm_unpackhi_epi64(folded, folded)).cast_unsigned(),
        ],
        letters: mask(letters),
        keeps_case: mask(_mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, each(b'\'')))),
    }
}

/// [`classify`] for any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn classify_portably(words: [u64; 2]) -> Classes {
    let mut bytes: [u8; 16] = (u128::from(words[0]) | u128::from(words[1]) << 64).to_le_bytes();
    let mask = |test: fn(u8) -> bool| {
        bytes.iter().enumerate().fold(0, |mask, (at, &byte)| mask | u32::from(test(byte)) << at)
    };
    let keeps_case = mask(|byte| byte == b'\'' || !byte.is_ascii());
    let letters = mask(|byte| byte.is_ascii_alphabetic());
    bytes.make_ascii_lowercase();
    let folded = u128::from_le_bytes(bytes);
    Classes { folded: [folded as u64, (folded >> 64) as u64], letters, keeps_case }
}

/// Where `byte` stands among sixteen, given as two little-endian words: one bit each.
#[inline]
pub(crate) fn places_of(byte: u8, words: [u64; 2]) -> u32 {
    places_of_any([byte], words)
}

/// Where one of `aeiouy` stands among sixteen bytes, as for [`places_of`].
#[inline]
pub(crate) fn vowels(words: [u64; 2]) -> u32 {
    places_of_any(*b"aeiouy", words)
}

/// Where one of Python's `string.whitespace` stands among sixteen bytes, as for [`places_of`].
#[inline]
pub(crate) fn ascii_spaces(words: [u64; 2]) -> u32 {
    places_of_any(*b" \t\n\x0b\x0c\r", words)
}

#[inline]
fn places_of_any<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe {
        places_of_any_sse2(bytes, words)
    }
    #[cfg(not(target_arch = "x86_64"))]
    places_of_any_portably(bytes, words)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn places_of_any_sse2<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_setzero_si128,
    };
    let words = _mm_set_epi64x(words[1].cast_signed(), words[0].cast_signed());
    let found = bytes.into_iter().fold(_mm_setzero_si128(), |found, byte| {
        _mm_or_si128(found, _mm_cmpeq_epi8(words, _mm_set1_epi8(byte.cast_signed())))
    });
    _mm_movemask_epi8(found).cast_unsigned()
}

/// [`places_of_any`] for any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn places_of_any_portably<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    let text = (u128::from(words[0]) | u128::from(words[1]) << 64).to_le_bytes();
    text.iter().enumerate().fold(0, |places, (at, byte)| places | u32::from(bytes.contains(byte)) << at)
}

/// The place of `key` among three others, or 3. Which one it is, is as good as random to the caller's text: no
/// branch is taken, which would be mispredicted.
#[inline]
pub(crate) fn place_of(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe {
        place_of_sse2(key, keys)
    }
    #[cfg(not(target_arch = "x86_64"))]
    place_of_portably(key, keys)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn place_of_sse2(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    use std::arch::x86_64::{
        _mm_cmpeq_epi32, _mm_loadu_si128, _mm_movemask_epi8, _mm_packs_epi16, _mm_packs_epi32,
    };
    // SAFETY: sixteen bytes are read, which the array has; the address need not be aligned.
    let load = |words: &[u64; 2]| unsafe { _mm_loadu_si128(words.as_ptr().cast()) };
    let key = load(&key);
    let [first, second, third] = [0, 1, 2].map(|way| _mm_cmpeq_epi32(load(&keys[way]), key));
    // One byte for each quarter of a key: four bits in the mask.
    let quarters = _mm_packs_epi16(_mm_packs_epi32(first, second), _mm_packs_epi32(third, third));
    let quarters = _mm_movemask_epi8(quarters).cast_unsigned();
    let halves = quarters & quarters >> 1;
    let whole = halves & halves >> 2 & 0x111;
    (whole | 0x1000).trailing_zeros() as usize / 4
}

/// [`place_of`] for any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn place_of_portably(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    keys.iter().position(|&other| other == key).unwrap_or(keys.len())
}

/// Bytes per block: one bit each in a mask.
pub(crate) const BLOCK: usize = 64;

/// What the bytes of a block are, one bit a byte in each mask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BlockClasses {
    /// ASCII white space: a plain space, and tab to carriage return.
    pub(crate) spaces: u64,
    /// ASCII letters and digits.
    pub(crate) alphanumeric: u64,
    /// `,;:!?)`
    pub(crate) closing: u64,
    /// `(`
    pub(crate) opening: u64,
    /// C2, E1, E2 and E3, one of which begins each white space beyond ASCII.
    pub(crate) space_leads: u64,
}

/// Classifies the bytes of a block.
#[inline]
pub(crate) fn classify_block(block: &[u8; BLOCK]) -> BlockClasses {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe {
        classify_block_sse2(block)
    }
    #[cfg(not(target_arch = "x86_64"))]
    classify_block_portably(block)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn classify_block_sse2(block: &[u8; BLOCK]) -> BlockClasses {
    use std::arch::x86_64::{
        _mm_add_epi8, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8,
    };
    let each = |byte: u8| _mm_set1_epi8(byte.cast_signed());
    // Whether a byte is one of the `count` from `first` on: moved to the lowest signed numbers.
    let among = |bytes, first: u8, count: u8| {
        _mm_cmplt_epi8(_mm_add_epi8(bytes, each(0x80_u8.wrapping_sub(first))), each(0x80 + count))
    };
    let mask = |bytes| u64::from(_mm_movemask_epi8(bytes).cast_unsigned());
    let is = |bytes, byte: u8| _mm_cmpeq_epi8(bytes, each(byte));
    let mut classes = BlockClasses::default();
    let (quarters, _) = block.as_chunks::<16>();
    for (at, quarter) in quarters.iter().enumerate() {
        // SAFETY: sixteen bytes are read, which the array has; the address need not be aligned.
        let bytes = unsafe { _mm_loadu_si128(quarter.as_ptr().cast()) };
        let spaces = _mm_or_si128(is(bytes, b' '), among(bytes, b'\t', 5));
        let letters = among(_mm_or_si128(bytes, each(0x20)), b'a', 26);
        let words = _mm_or_si128(letters, among(bytes, b'0', 10));
        classes.spaces |= mask(spaces) << (16 * at);
        classes.alphanumeric |= mask(words) << (16 * at);
        // `!` is `)`, and `;` is `?`, but for one bit.
        let first = _mm_or_si128(is(_mm_or_si128(bytes, each(8)), b')'), is(bytes, b','));
        let others = _mm_or_si128(is(_mm_or_si128(bytes, each(4)), b'?'), is(bytes, b':'));
        classes.closing |= mask(_mm_or_si128(first, others)) << (16 * at);
        classes.opening |= mask(is(bytes, b'(')) << (16 * at);
        if mask(bytes) != 0 {
            let leads = _mm_or_si128(is(bytes, 0xc2), among(bytes, 0xe1, 3));
            classes.space_leads |= mask(leads) << (16 * at);
        }
    }
    classes
}

/// [`classify_block`] for any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn classify_block_portably(block: &[u8; BLOCK]) -> BlockClasses {
    let mask = |test: fn(u8) -> bool| {
        block.iter().enumerate().fold(0, |mask, (at, &byte)| mask | u64::from(test(byte)) << at)
    };
    BlockClasses {
        spaces: mask(|byte| matches!(byte, b' ' | b'\t'..=b'\r')),
        alphanumeric: mask(|byte| byte.is_ascii_alphanumeric()),
        closing: mask(|byte| b",;:!?)".contains(&byte)),
        opening: mask(|byte| byte == b'('),
        space_leads: mask(|byte| matches!(byte, 0xc2 | 0xe1..=0xe3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_twin() {
        let mut state = 5u64;
        for round in 0..200_000u64 {
            let mut word = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Any bytes in half of the rounds, mostly ASCII in the others.
                if round % 2 == 0 {
                    state ^ state >> 29
                } else {
                    (state ^ state >> 29) & 0x7f7f_7fff_7f7f_7f7f
                }
            };
            let words = [word(), word()];
            assert_eq!(classify(words), classify_portably(words), "{words:x?}");
            assert_eq!(places_of(b'y', words), places_of_any_portably([b'y'], words), "{words:x?}");
            assert_eq!(vowels(words), places_of_any_portably(*b"aeiouy", words), "{words:x?}");
        }
        for byte in 0..=255u8 {
            let words = [u64::from_le_bytes([byte; 8]); 2];
            assert_eq!(classify(words), classify_portably(words), "{byte}");
            assert_eq!(vowels(words), places_of_any_portably(*b"aeiouy", words), "{byte}");
            let is_space = matches!(byte, b' ' | b'\t'..=b'\r');
            assert_eq!(ascii_spaces(words), if is_space { 0xffff } else { 0 }, "{byte}");
        }
    }

    #[test]
    fn places_are_those_of_the_twin() {
        // Keys that differ in one byte only, and the same one several times.
        for at in 0..128 {
            let other = |bit: u32| {
                let mut key = [u64::MAX / 3, 7];
                key[bit as usize / 64] ^= 1 << (bit % 64);
                key
            };
            let keys = [other(at), other((at + 1) % 128), other(at)];
            for key in [other(at), other((at + 1) % 128), other((at + 2) % 128), [u64::MAX / 3, 7]] {
                assert_eq!(place_of(key, &keys), place_of_portably(key, &keys), "{at}");
                let keys = [keys[2], keys[0], key];
                assert_eq!(place_of(key, &keys), place_of_portably(key, &keys), "{at}");
            }
        }
    }

    #[test]
    fn classes_of_blocks_are_those_of_the_twin() {
        for round in 0..256usize {
            // Every byte comes to every place.
            let block = std::array::from_fn(|at| ((at * 29 + round) % 256) as u8);
            assert_eq!(classify_block(&block), classify_block_portably(&block), "{block:x?}");
            let block = std::array::from_fn(|at| ((at * 29 + round) % 128) as u8);
            assert_eq!(classify_block(&block), classify_block_portably(&block), "{block:x?}");
        }
    }

    #[test]
    fn a_prefetch_changes_nothing() {
        let slice = [1, 2, 3];
        prefetch(&slice, 1);
        prefetch(&slice, 3);
        assert_eq!(slice, [1, 2, 3]);
    }
}
