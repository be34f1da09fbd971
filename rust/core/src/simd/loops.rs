//! Loops that the compiler makes vector instructions of; with wider registers where the processor has them.
#![expect(clippy::inline_always, reason = "each is compiled for several kinds of processor")]

/// What a byte adds to a sum: its product with 256ths, rounded up.
#[inline(always)]
fn scaled(byte: u8, factor: u16) -> u16 {
    ((u32::from(u16::from(byte) << 8) * u32::from(factor)) >> 16) as u16 + 1
}

#[inline(always)]
pub(crate) fn add_scaled(sums: &mut [u16], bytes: &[u8], factor: u16) {
    for (sum, &byte) in sums.iter_mut().zip(bytes) {
        *sum = sum.saturating_add(scaled(byte, factor));
    }
}

#[inline(always)]
pub(crate) fn highest(numbers: &[u16]) -> u16 {
    numbers.iter().fold(0, |highest, &number| highest.max(number))
}

#[inline(always)]
pub(crate) fn count_at_least(numbers: &[u16], least: u16) -> usize {
    // Counts of few numbers fit into u16, of which a register holds many.
    let of_part = |part: &[u16]| part.iter().fold(0_u16, |count, &number| count + u16::from(number >= least));
    numbers.chunks(1 << 15).map(|part| usize::from(of_part(part))).sum()
}

#[inline(always)]
pub(crate) fn any_at_least(numbers: &[f32], least: f32) -> bool {
    numbers.iter().map(|&number| u32::from(number >= least)).sum::<u32>() > 0
}

#[inline(always)]
pub(crate) fn scores_at_least(numbers: &[f32], least: f32) -> u64 {
    numbers.iter().enumerate().fold(0, |places, (at, &number)| places | u64::from(number >= least) << at)
}

#[inline(always)]
pub(crate) fn places_at_least(numbers: &[u16], least: u16) -> u64 {
    numbers.iter().enumerate().fold(0, |places, (at, &number)| places | u64::from(number >= least) << at)
}

#[inline(always)]
pub(crate) fn pick(numbers: &[u32], groups: &[u64; 8], bits: u32, into: &mut Vec<u32>) {
    let start = into.len();
    into.resize(start + numbers.len(), 0);
    let mut end = start;
    for &number in numbers {
        let group = number >> bits & 0x1ff;
        into[end] = number;
        end += (groups[group as usize / 64] >> (group % 64) & 1) as usize;
    }
    into.truncate(end);
}
