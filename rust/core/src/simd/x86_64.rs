//! SSE2, which is part of every x86-64 processor; AVX2 and AVX-512 where the processor has them.
#![expect(
    unsafe_code,
    reason = "vector instructions and a prefetch, none of which touches memory that is not ours"
)]

use std::arch::x86_64::{
    __m128i, _CMP_GE_OQ, _MM_HINT_T0, _mm_add_epi8, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpeq_epi32,
    _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_cvtsi32_si128, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_movemask_epi8,
    _mm_or_si128, _mm_packs_epi16, _mm_packs_epi32, _mm_prefetch, _mm_set_epi64x, _mm_set1_epi8,
    _mm_setzero_si128, _mm_unpackhi_epi64, _mm512_and_si512, _mm512_cmp_ps_mask, _mm512_loadu_ps,
    _mm512_loadu_si512, _mm512_maskz_compress_epi32, _mm512_permutexvar_epi32, _mm512_set1_epi32,
    _mm512_set1_ps, _mm512_srl_epi32, _mm512_srlv_epi32, _mm512_storeu_si512, _mm512_test_epi32_mask,
};

use super::{BLOCK, BlockClasses, ByteSet, Classes, PICKED_BEYOND, loops};

#[inline]
pub(crate) fn prefetch_address<T>(address: *const T) {
    // SAFETY: the instruction reads nothing that the program sees, and never faults: any address will do.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
}

#[inline]
pub(crate) fn classify(words: [u64; 2]) -> Classes {
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { classify_sse2(words) }
}

#[inline]
pub(crate) fn places_of_any<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { places_of_any_sse2(bytes, words) }
}

#[inline]
pub(crate) fn place_of(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { place_of_sse2(key, keys) }
}

#[inline]
pub(crate) fn classify_block(block: &[u8; BLOCK], before: ByteSet, after: ByteSet) -> BlockClasses {
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { classify_block_sse2(block, before, after) }
}

/// Sixteen times the same byte.
#[inline]
#[target_feature(enable = "sse2")]
fn each(byte: u8) -> __m128i {
    _mm_set1_epi8(byte.cast_signed())
}

/// The highest bit of each byte.
#[inline]
#[target_feature(enable = "sse2")]
fn mask(bytes: __m128i) -> u32 {
    _mm_movemask_epi8(bytes).cast_unsigned()
}

/// The bytes that are in the set.
#[inline]
#[target_feature(enable = "sse2")]
fn in_set(bytes: __m128i, set: ByteSet) -> __m128i {
    set.0.iter().fold(_mm_setzero_si128(), |found, &(bits, byte)| {
        let bytes = if bits == 0 { bytes } else { _mm_or_si128(bytes, each(bits)) };
        _mm_or_si128(found, _mm_cmpeq_epi8(bytes, each(byte)))
    })
}

#[inline]
#[target_feature(enable = "sse2")]
fn classify_sse2(words: [u64; 2]) -> Classes {
    let bytes = _mm_set_epi64x(words[1].cast_signed(), words[0].cast_signed());
    // Signed comparisons: bytes beyond ASCII are negative and in no range.
    let within = |bytes, first: u8, last: u8| {
        _mm_and_si128(_mm_cmpgt_epi8(bytes, each(first - 1)), _mm_cmplt_epi8(bytes, each(last + 1)))
    };
    let letters = within(_mm_or_si128(bytes, each(0x20)), b'a', b'z');
    let folded = _mm_or_si128(bytes, _mm_and_si128(letters, each(0x20)));
    Classes {
        folded: [
            _mm_cvtsi128_si64(folded).cast_unsigned(),
            _mm_cvtsi128_si64(_mm_unpackhi_epi64(folded, folded)).cast_unsigned(),
        ],
        letters: mask(letters),
        non_ascii: mask(bytes),
    }
}

#[inline]
#[target_feature(enable = "sse2")]
fn places_of_any_sse2<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    let words = _mm_set_epi64x(words[1].cast_signed(), words[0].cast_signed());
    let found = bytes
        .into_iter()
        .fold(_mm_setzero_si128(), |found, byte| _mm_or_si128(found, _mm_cmpeq_epi8(words, each(byte))));
    mask(found)
}

#[inline]
#[target_feature(enable = "sse2")]
fn place_of_sse2(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    // SAFETY: sixteen bytes are read, which the array has; the address need not be aligned.
    let load = |words: &[u64; 2]| unsafe { _mm_loadu_si128(words.as_ptr().cast()) };
    let key = load(&key);
    let [first, second, third] = [0, 1, 2].map(|way| _mm_cmpeq_epi32(load(&keys[way]), key));
    // One byte for each quarter of a key: four bits in the mask.
    let quarters = mask(_mm_packs_epi16(_mm_packs_epi32(first, second), _mm_packs_epi32(third, third)));
    let halves = quarters & quarters >> 1;
    let whole = halves & halves >> 2 & 0x111;
    (whole | 0x1000).trailing_zeros() as usize / 4
}

#[inline]
#[target_feature(enable = "sse2")]
fn classify_block_sse2(block: &[u8; BLOCK], before: ByteSet, after: ByteSet) -> BlockClasses {
    // Whether a byte is one of the `count` from `first` on: moved to the lowest signed numbers.
    let among = |bytes, first: u8, count: u8| {
        _mm_cmplt_epi8(_mm_add_epi8(bytes, each(0x80_u8.wrapping_sub(first))), each(0x80 + count))
    };
    let mut classes = BlockClasses::default();
    let (quarters, _) = block.as_chunks::<16>();
    for (at, quarter) in quarters.iter().enumerate() {
        // SAFETY: sixteen bytes are read, which the array has; the address need not be aligned.
        let bytes = unsafe { _mm_loadu_si128(quarter.as_ptr().cast()) };
        let spaces = _mm_or_si128(_mm_cmpeq_epi8(bytes, each(b' ')), among(bytes, b'\t', 5));
        let letters = among(_mm_or_si128(bytes, each(0x20)), b'a', 26);
        let words = _mm_or_si128(letters, among(bytes, b'0', 10));
        let put = |bytes| u64::from(mask(bytes)) << (16 * at);
        classes.spaces |= put(spaces);
        classes.alphanumeric |= put(words);
        classes.before |= put(in_set(bytes, before));
        classes.after |= put(in_set(bytes, after));
        if mask(bytes) != 0 {
            let leads = _mm_or_si128(_mm_cmpeq_epi8(bytes, each(0xc2)), among(bytes, 0xe1, 3));
            classes.space_leads |= put(leads);
            classes.non_ascii |= put(bytes);
        }
    }
    classes
}

/// The loops of the portable twin, compiled for wider registers where the processor has them.
macro_rules! wider {
    ($($wide:ident = fn $name:ident($($argument:ident: $kind:ty),*) $(-> $result:ty)?;)*) => {$(
        #[inline]
        pub(crate) fn $name($($argument: $kind),*) $(-> $result)? {
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the processor has AVX2.
                unsafe { $wide($($argument),*) }
            } else {
                loops::$name($($argument),*)
            }
        }

        #[target_feature(enable = "avx2")]
        fn $wide($($argument: $kind),*) $(-> $result)? {
            loops::$name($($argument),*)
        }
    )*};
}

wider! {
    add_scaled_avx2 = fn add_scaled(sums: &mut [u16], bytes: &[u8], factor: u16);
    highest_avx2 = fn highest(numbers: &[u16]) -> u16;
    count_at_least_avx2 = fn count_at_least(numbers: &[u16], least: u16) -> usize;
    any_at_least_avx2 = fn any_at_least(numbers: &[f32], least: f32) -> bool;
    places_at_least_avx2 = fn places_at_least(numbers: &[u16], least: u16) -> u64;
}

#[inline]
pub(crate) fn scores_at_least(numbers: &[f32], least: f32) -> u64 {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has AVX-512.
        unsafe { scores_at_least_avx512(numbers, least) }
    } else {
        loops::scores_at_least(numbers, least)
    }
}

#[target_feature(enable = "avx512f")]
fn scores_at_least_avx512(numbers: &[f32], least: f32) -> u64 {
    let (chunks, rest) = numbers.as_chunks::<16>();
    let leasts = _mm512_set1_ps(least);
    let mut places = 0;
    for (at, chunk) in chunks.iter().enumerate() {
        // SAFETY: 64 bytes are read, which the chunk has.
        let sixteen = unsafe { _mm512_loadu_ps(chunk.as_ptr()) };
        places |= u64::from(_mm512_cmp_ps_mask::<_CMP_GE_OQ>(sixteen, leasts)) << (16 * at);
    }
    if rest.is_empty() {
        return places;
    }
    places | loops::scores_at_least(rest, least) << (16 * chunks.len())
}

#[inline]
pub(crate) fn pick(numbers: &[u32], groups: &[u64; 8], bits: u32, into: &mut Vec<u32>) {
    let has_room = into.capacity() - into.len() >= numbers.len() + PICKED_BEYOND;
    if has_room && is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has AVX-512, and there is room for what is written.
        unsafe { pick_avx512(numbers, groups, bits, into) };
    } else {
        loops::pick(numbers, groups, bits, into);
    }
}

/// # Safety
///
/// There must be room for all numbers and sixteen more.
#[target_feature(enable = "avx512f")]
unsafe fn pick_avx512(numbers: &[u32], groups: &[u64; 8], bits: u32, into: &mut Vec<u32>) {
    // SAFETY: 64 bytes are read, which the array has.
    let groups_512 = unsafe { _mm512_loadu_si512(groups.as_ptr().cast()) };
    let (shift, nine) = (_mm_cvtsi32_si128(bits.cast_signed()), _mm512_set1_epi32(0x1ff));
    let (word, place) = (_mm_cvtsi32_si128(5), _mm512_set1_epi32(31));
    let (chunks, rest) = numbers.as_chunks::<16>();
    let mut end = into.len();
    for chunk in chunks {
        // SAFETY: 64 bytes are read, which the chunk has.
        let sixteen = unsafe { _mm512_loadu_si512(chunk.as_ptr().cast()) };
        let group = _mm512_and_si512(_mm512_srl_epi32(sixteen, shift), nine);
        let words = _mm512_permutexvar_epi32(_mm512_srl_epi32(group, word), groups_512);
        let bit = _mm512_srlv_epi32(words, _mm512_and_si512(group, place));
        let is_in = _mm512_test_epi32_mask(bit, _mm512_set1_epi32(1));
        let picked = _mm512_maskz_compress_epi32(is_in, sixteen);
        // SAFETY: no more were picked than were read, so that there is room for sixteen.
        unsafe { _mm512_storeu_si512(into.as_mut_ptr().add(end).cast(), picked) };
        end += is_in.count_ones() as usize;
    }
    // SAFETY: so many were written.
    unsafe { into.set_len(end) };
    loops::pick(rest, groups, bits, into);
}
