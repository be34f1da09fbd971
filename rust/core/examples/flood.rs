//! Measures a vocabulary of a million terms chosen against it, beside as many random ones of the same
//! lengths.

use elanus_core::hash::Seed;
use elanus_core::vocabulary::Vocabulary;
use std::time::Instant;

const TERMS: usize = 1_000_000;
const ROUNDS: usize = 9;

/// The hash of `rustc-hash` 1, which hash maps are often used with.
fn fx(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let hash = words.iter().fold(0, |hash, word| step(hash, u64::from_le_bytes(*word)));
    step(rest.iter().fold(hash, |hash, &byte| step(hash, byte.into())), 0xff)
}

/// Different terms of eight to eleven characters, as many as are asked for.
fn candidates() -> impl Iterator<Item = String> {
    (0_u64..)
        .map(|number| format!("{:08x}{}", number.wrapping_mul(0x9e37_79b9) & 0xffff_ffff, number >> 32 & 7))
}

/// The seconds of interning these terms into a vocabulary with this seed.
fn seconds(seed: Seed, terms: &[String]) -> f64 {
    let started = Instant::now();
    let mut vocabulary = Vocabulary::with_seed(seed);
    for term in terms {
        vocabulary.intern(term).map_err(drop).unwrap_or_default();
    }
    assert_eq!(vocabulary.len(), terms.len());
    started.elapsed().as_secs_f64()
}

/// The median of the ratios of both, which take turns: what slows the machine slows both.
fn ratio(seed: Seed, chosen: &[String], random: &[String]) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| seconds(seed, chosen) / seconds(seed, random)).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

fn main() {
    let seed = Seed::random();
    let random: Vec<String> = candidates().take(TERMS).collect();
    let against = |is_chosen: &dyn Fn(&[u8]) -> bool| -> Vec<String> {
        candidates().filter(|term| is_chosen(term.as_bytes())).take(TERMS).collect()
    };
    let mut fine = true;
    let chosen: [(&str, Vec<String>); 6] = [
        (
            "every 16th slot of the current seed",
            against(&|term| (seed.hash(term) >> 43).trailing_zeros() >= 4),
        ),
        (
            "every 64th slot of the current seed",
            against(&|term| (seed.hash(term) >> 43).trailing_zeros() >= 6),
        ),
        ("one slot in 64 of the current seed", against(&|term| seed.hash(term) >> 58 == 0)),
        ("one half of the current seed's slots", against(&|term| seed.hash(term) >> 63 == 0)),
        ("the same low bits under rustc-hash", against(&|term| fx(term).trailing_zeros() >= 6)),
        ("the same high bits under rustc-hash", against(&|term| fx(term) >> 58 == 0)),
    ];
    for (name, terms) in &chosen {
        assert!(terms.iter().map(String::len).eq(random.iter().map(String::len)));
        let ratio = ratio(seed, terms, &random);
        fine &= ratio <= 1.25;
        println!("{name:40} {ratio:5.2} times as many random ones");
    }
    std::process::exit(i32::from(!fine));
}
