//! For any processor; where there is a way with vector instructions, the twin that tests compare it with.

use super::{BLOCK, BlockClasses, ByteSet, Classes};

#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn prefetch_address<T>(_: *const T) {}

fn bytes_of(words: [u64; 2]) -> [u8; 16] {
    (u128::from(words[0]) | u128::from(words[1]) << 64).to_le_bytes()
}

pub(crate) fn classify(words: [u64; 2]) -> Classes {
    let mut bytes = bytes_of(words);
    let mask = |test: fn(&u8) -> bool| {
        bytes.iter().enumerate().fold(0, |mask, (at, byte)| mask | u32::from(test(byte)) << at)
    };
    let non_ascii = mask(|byte| !byte.is_ascii());
    let letters = mask(u8::is_ascii_alphabetic);
    bytes.make_ascii_lowercase();
    let folded = u128::from_le_bytes(bytes);
    Classes { folded: [folded as u64, (folded >> 64) as u64], letters, non_ascii }
}

pub(crate) fn places_of_any<const N: usize>(bytes: [u8; N], words: [u64; 2]) -> u32 {
    let places = bytes_of(words).into_iter().enumerate();
    places.fold(0, |places, (at, byte)| places | u32::from(bytes.contains(&byte)) << at)
}

pub(crate) fn place_of(key: [u64; 2], keys: &[[u64; 2]; 3]) -> usize {
    keys.iter().position(|&other| other == key).unwrap_or(keys.len())
}

pub(crate) fn classify_block(block: &[u8; BLOCK], before: ByteSet, after: ByteSet) -> BlockClasses {
    let mut classes = BlockClasses::default();
    for (at, &byte) in block.iter().enumerate() {
        classes.spaces |= u64::from(matches!(byte, b' ' | b'\t'..=b'\r')) << at;
        classes.alphanumeric |= u64::from(byte.is_ascii_alphanumeric()) << at;
        classes.before |= u64::from(before.contains(byte)) << at;
        classes.after |= u64::from(after.contains(byte)) << at;
        classes.space_leads |= u64::from(matches!(byte, 0xc2 | 0xe1..=0xe3)) << at;
        classes.non_ascii |= u64::from(!byte.is_ascii()) << at;
    }
    classes
}
