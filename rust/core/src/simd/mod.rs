//! Instructions of the processor that the language has no word for: a file for each kind of processor, and
//! one for any.
//!
//! What bytes mean is not known here: sets of them are arguments. Each function has a portable twin that the
//! tests compare it with, but for the prefetch, which computes nothing.

mod loops;
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(not(target_arch = "x86_64"))]
use portable as native;
#[cfg(target_arch = "x86_64")]
use x86_64 as native;

#[cfg(not(target_arch = "x86_64"))]
use loops as wide;
#[cfg(target_arch = "x86_64")]
use x86_64 as wide;

/// Classifies sixteen bytes given as two little-endian words.
pub(crate) use native::classify;

/// Where one of some bytes stands among sixteen, given as two little-endian words: one bit each.
pub(crate) use native::places_of_any;

/// The place of `key` among three others, or 3. The hit is unpredictable, so there is no branch.
pub(crate) use native::place_of;

/// Classifies the bytes of a block, by two sets of bytes besides.
pub(crate) use native::classify_block;

/// Adds to each sum a byte's product with `factor` 256ths, rounded up, or a little more.
pub(crate) use wide::add_scaled;

/// The highest of some numbers; 0 of none.
pub(crate) use wide::highest;

/// How many numbers are `least` at least.
pub(crate) use wide::count_at_least;

/// Whether any number is `least` at least.
pub(crate) use wide::any_at_least;

/// Which of at most 64 numbers are `least` at least: one bit each.
pub(crate) use wide::places_at_least;

/// The same of scores.
pub(crate) use wide::scores_at_least;

/// Appends the numbers whose group is in a set of 512: the nine bits from `bits` on. There must be room for
/// all of them, and for [`PICKED_BEYOND`] more.
pub(crate) use wide::pick;

/// What [`pick`] may write beyond the numbers that it picks.
pub(crate) const PICKED_BEYOND: usize = 16;

/// Prefetches the cache line at an address, whatever the address; does nothing on processors without a file
/// here.
///
/// ```
/// let texts = ["black", "kite"];
/// elanus_core::prefetch_address(texts[1].as_ptr());
/// ```
#[inline]
pub fn prefetch_address<T>(address: *const T) {
    native::prefetch_address(address);
}

/// Prefetches `slice[index]`, or the memory where it would be. There is no branch for an index beyond the
/// slice: it could not be predicted.
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
    /// Bytes beyond ASCII.
    pub(crate) non_ascii: u32,
}

/// Where `byte` stands among sixteen, given as two little-endian words: one bit each.
#[inline]
pub(crate) fn places_of(byte: u8, words: [u64; 2]) -> u32 {
    places_of_any([byte], words)
}

/// A set of bytes, by pairs of bits and a byte: those that are this byte once these bits are set. So two
/// bytes that differ in one bit take one comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByteSet(pub(crate) &'static [(u8, u8)]);

impl ByteSet {
    #[cfg(any(test, not(target_arch = "x86_64")))]
    pub(crate) fn contains(self, byte: u8) -> bool {
        self.0.iter().any(|&(bits, other)| byte | bits == other)
    }
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
    /// The first set's bytes.
    pub(crate) before: u64,
    /// The second set's bytes.
    pub(crate) after: u64,
    /// C2, E1, E2 and E3, one of which begins each white space beyond ASCII.
    pub(crate) space_leads: u64,
    /// Bytes beyond ASCII.
    pub(crate) non_ascii: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn classes_are_those_of_the_twin() {
        let mut random = Random::new(5);
        for round in 0..200_000u64 {
            let mut word = || {
                let any = (0..3).fold(0, |word, _| word << 24 ^ u64::from(random.next()));
                // Any bytes in half of the rounds, mostly ASCII in the others.
                if round % 2 == 0 { any } else { any & 0x7f7f_7fff_7f7f_7f7f }
            };
            let words = [word(), word()];
            assert_eq!(classify(words), portable::classify(words), "{words:x?}");
            assert_eq!(places_of(b'y', words), portable::places_of_any([b'y'], words), "{words:x?}");
            let vowels = *b"aeiouy";
            assert_eq!(places_of_any(vowels, words), portable::places_of_any(vowels, words), "{words:x?}");
        }
        for byte in 0..=255u8 {
            let words = [u64::from_le_bytes([byte; 8]); 2];
            assert_eq!(classify(words), portable::classify(words), "{byte}");
            let is_vowel = b"aeiouy".contains(&byte);
            assert_eq!(places_of_any(*b"aeiouy", words), if is_vowel { 0xffff } else { 0 }, "{byte}");
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
                assert_eq!(place_of(key, &keys), portable::place_of(key, &keys), "{at}");
                let keys = [keys[2], keys[0], key];
                assert_eq!(place_of(key, &keys), portable::place_of(key, &keys), "{at}");
            }
        }
    }

    #[test]
    fn classes_of_blocks_are_those_of_the_twin() {
        let sets =
            [ByteSet(&[]), ByteSet(&[(0, b'(')]), ByteSet(&[(8, b')'), (0, b','), (4, b'?'), (0, 0xe2)])];
        for round in 0..256usize {
            // Every byte stands at every place.
            for bytes in [256, 128] {
                let block = std::array::from_fn(|at| ((at * 29 + round) % bytes) as u8);
                for (before, after) in [(sets[0], sets[1]), (sets[1], sets[2]), (sets[2], sets[0])] {
                    let twin = portable::classify_block(&block, before, after);
                    assert_eq!(classify_block(&block, before, after), twin, "{block:x?}");
                }
            }
        }
    }

    #[test]
    fn sums_and_picks_are_those_of_the_twin() {
        let mut random = Random::new(7);
        for round in 0..3_000usize {
            let len = round % 70;
            let bytes: Vec<u8> = (0..len).map(|_| random.next() as u8).collect();
            let mut sums: Vec<u16> = (0..len).map(|_| random.next() as u16).collect();
            let (factor, least) = (random.next() as u16, random.next() as u16);
            let mut twin = sums.clone();
            add_scaled(&mut sums, &bytes, factor);
            loops::add_scaled(&mut twin, &bytes, factor);
            assert_eq!(sums, twin);
            for (&sum, &byte) in sums.iter().zip(&bytes) {
                assert!(
                    u32::from(sum) * 256 >= u32::from(byte) * u32::from(factor).min(1 << 15)
                        || sum == u16::MAX
                );
            }
            assert_eq!(highest(&sums), sums.iter().copied().max().unwrap_or(0));
            assert_eq!(count_at_least(&sums, least), sums.iter().filter(|&&sum| sum >= least).count());
            let (floats, most): (Vec<f32>, _) =
                (sums.iter().map(|&sum| sum.into()).collect(), f32::from(highest(&sums)));
            assert_eq!((any_at_least(&floats, most), any_at_least(&floats, most + 1.0)), (len > 0, false));
            let few = &sums[..len.min(64)];
            assert_eq!(places_at_least(few, least), loops::places_at_least(few, least));
            let (few, least) = (&floats[..len.min(64)], f32::from(least));
            assert_eq!(scores_at_least(few, least), loops::scores_at_least(few, least));
            let numbers: Vec<u32> = (0..len).map(|_| random.next()).collect();
            let mut groups = || u64::from(random.next()) << 32 | u64::from(random.next());
            let groups = [groups() & groups(), 0, u64::MAX, groups(), groups(), 1, 1 << 63, groups()];
            let mut picked = Vec::with_capacity(3 + len + PICKED_BEYOND);
            picked.extend([1, 2, 3]);
            let mut twin = picked.clone();
            pick(&numbers, &groups, 5, &mut picked);
            loops::pick(&numbers, &groups, 5, &mut twin);
            assert_eq!(picked, twin);
            let is_in = |&&number: &&u32| groups[(number >> 11 & 7) as usize] >> (number >> 5 & 63) & 1 == 1;
            assert!(twin[3..].iter().eq(numbers.iter().filter(is_in)));
        }
        let many = vec![9; 100_000];
        assert_eq!(count_at_least(&many, 9), many.len());
    }

    #[test]
    fn a_prefetch_changes_nothing() {
        let slice = [1, 2, 3];
        prefetch(&slice, 1);
        prefetch(&slice, 3);
        assert_eq!(slice, [1, 2, 3]);
    }
}
