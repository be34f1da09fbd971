//! Digests of many bytes by several threads: BLAKE3 is a tree, whose parts are hashed on their own.

use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root,
};
use blake3::{Hash, Hasher};

use crate::memory::{Grow, collected};
use crate::parallel::share;

/// The bytes of a part: a power of two, as the tree wants it.
const PART: usize = 1 << 20;

/// Bytes that are hashed sooner than a thread is started.
const FEW: usize = 256 << 10;

/// The BLAKE3 digest of each section.
pub(super) fn digests(sections: &[&[u8]], threads: usize) -> Vec<Hash> {
    let mut parts = Vec::new();
    for &section in sections {
        parts.grow(section.len() / PART + 1);
        if section.len() <= PART {
            parts.push((None, section));
        } else {
            parts.extend(section.chunks(PART).enumerate().map(|(at, part)| (Some((at * PART) as u64), part)));
        }
    }
    let bytes: usize = sections.iter().map(|section| section.len()).sum();
    let hashed = share(bytes > FEW, threads, &parts, |_, parts| {
        collected(parts.iter().map(|&(offset, part)| match offset {
            None => *blake3::hash(part).as_bytes(),
            Some(offset) => Hasher::new().set_input_offset(offset).update(part).finalize_non_root(),
        }))
    });
    let hashed = hashed.concat();
    let mut rest = &hashed[..];
    let digest = |&section: &&[u8]| {
        let (own, others) = rest.split_at(section.len().div_ceil(PART).max(1));
        rest = others;
        match own {
            [whole] => Hash::from_bytes(*whole),
            parts => {
                let (left, right) = halves(parts, section.len() as u64);
                merge_subtrees_root(&left, &right, Mode::Hash)
            }
        }
    };
    collected(sections.iter().map(digest).collect::<Vec<_>>().into_iter())
}

/// What the two halves of a tree over so many bytes come to, given its parts.
fn halves(parts: &[ChainingValue], bytes: u64) -> (ChainingValue, ChainingValue) {
    let left = left_subtree_len(bytes);
    let (first, second) = parts.split_at(left as usize / PART);
    (whole(first, left), whole(second, bytes - left))
}

fn whole(parts: &[ChainingValue], bytes: u64) -> ChainingValue {
    if let [part] = parts {
        return *part;
    }
    let (left, right) = halves(parts, bytes);
    merge_subtrees_non_root(&left, &right, Mode::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_to_the_digest_of_the_whole() {
        let bytes: Vec<u8> = (0..7 * PART + 12_345).map(|at| (at * 31 % 253) as u8).collect();
        let lengths = [
            0,
            1,
            1_024,
            1_025,
            PART - 1,
            PART,
            PART + 1,
            2 * PART,
            3 * PART,
            3 * PART + 1,
            5 * PART - 1,
            bytes.len(),
        ];
        let sections: Vec<&[u8]> = lengths.iter().map(|&length| &bytes[..length]).collect();
        let expected: Vec<Hash> = sections.iter().map(|section| blake3::hash(section)).collect();
        for threads in [1, 2, 3, 8] {
            assert_eq!(digests(&sections, threads), expected);
        }
        assert!(digests(&[], 2).is_empty());
    }
}
