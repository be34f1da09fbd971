//! The words of a dictionary in a double array: from a prefix to a longer one is one look into memory.

use crate::memory::{Grow, collected, filled};

/// A character in words, numbered from 1 by how many prefixes end with it. 0 is any other.
pub(super) type Code = u16;

/// A prefix of words, or [`Node::NONE`]. From the low bits on: what is added to the code of a next character
/// to find its node (32 bits), what the prefix has if it is a word (16), the code of its own last character
/// (16). No two prefixes have the same base, so that a code is enough to tell whose child a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node(u64);

impl Node {
    /// No prefix of any word.
    pub(super) const NONE: Self = Self(0);

    fn new(code: Code, value: u16, base: u32) -> Self {
        Self(u64::from(code) << 48 | u64::from(value) << 32 | u64::from(base))
    }

    #[inline]
    fn code(self) -> Code {
        (self.0 >> 48) as Code
    }

    #[inline]
    fn base(self) -> usize {
        self.0 as u32 as usize
    }

    /// What the prefix has as a word: 0 if it is none.
    #[inline]
    pub(super) fn value(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Whether no word is longer.
    #[inline]
    pub(super) fn is_leaf(self) -> bool {
        self.base() == 0
    }
}

/// Families of at most so many siblings look for room from the beginning again, once a size. If all did, the
/// trie would be smaller by a seventh, and take three times as long to lay out.
const SMALL: usize = 64;

/// The prefixes of all words.
#[derive(Debug)]
pub(super) struct Trie(Vec<Node>);

impl Trie {
    /// The prefix of one character.
    #[inline]
    pub(super) fn first(&self, code: Code) -> Node {
        self.at(usize::from(code), code)
    }

    /// The prefix that a prefix and a further character are. [`Node::NONE`] has none.
    #[inline]
    pub(super) fn next(&self, node: Node, code: Code) -> Node {
        if node.is_leaf() {
            return Node::NONE;
        }
        self.at(node.base() + usize::from(code), code)
    }

    /// A free place has the code 0, and is [`Node::NONE`].
    #[inline]
    fn at(&self, place: usize, code: Code) -> Node {
        match self.0.get(place) {
            Some(&node) if node.code() == code => node,
            _ => Node::NONE,
        }
    }

    /// Bytes of memory.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Node>()
    }
}

/// The tree to be laid out: nodes level by level, so that the children of one stand together, and those of
/// the node after it follow. The root is first.
pub(super) struct Levels {
    /// Of each node, how many children it has.
    pub(super) children: Vec<u32>,
    /// Of each node, the code of its last character; ascending among siblings. The root's is of no use.
    pub(super) codes: Vec<Code>,
    /// Of each node, its value.
    pub(super) values: Vec<u16>,
}

impl Levels {
    /// Lays the tree out: the largest families first, while there is room for them.
    pub(super) fn lay_out(&self) -> Trie {
        let nodes = self.children.len();
        let mut first_children = filled(0_u32, nodes);
        let mut next = 1;
        for (first, children) in first_children.iter_mut().zip(&self.children) {
            *first = next;
            next += children;
        }
        let family = |node: u32| {
            let first = first_children[node as usize] as usize;
            first..first + self.children[node as usize] as usize
        };
        let mut parents: Vec<u32> = collected(0..nodes as u32);
        parents.retain(|&node| self.children[node as usize] != 0);
        // The root keeps its place: codes are those of its children without a sum.
        let (_, others) = parents.split_first_mut().unwrap_or((&mut 0, &mut []));
        others.sort_by_key(|&node| std::cmp::Reverse(self.children[node as usize]));

        let mut places = Places::default();
        let mut bases = filled(0_u32, nodes);
        let mut siblings = 0;
        for &parent in &parents {
            let codes = &self.codes[family(parent)];
            if codes.len() != siblings {
                siblings = codes.len();
                if siblings <= SMALL {
                    // Into the gaps that larger families have left.
                    places.from = 0;
                }
            }
            bases[parent as usize] = places.take(codes, parent == 0);
        }
        let mut trie = filled(Node::NONE, places.end());
        for &parent in &parents {
            for child in family(parent) {
                let place = bases[parent as usize] as usize + usize::from(self.codes[child]);
                trie[place] = Node::new(self.codes[child], self.values[child], bases[child]);
            }
        }
        Trie(trie)
    }
}

/// Which places and which bases are taken, a bit each.
#[derive(Default)]
struct Places {
    taken: Vec<u64>,
    bases: Vec<u64>,
    /// The word of bases to look at first. Families of one size take them in ascending order.
    from: usize,
}

impl Places {
    /// Finds and takes places for a family, and its base.
    fn take(&mut self, codes: &[Code], is_root: bool) -> u32 {
        let last = codes.last().map_or(0, |&code| usize::from(code));
        let mut word = self.from;
        loop {
            let end = (word + 2 + last / 64) + 1;
            if end > self.taken.len() {
                self.taken.grow(end - self.taken.len());
                self.taken.resize(end, 0);
                self.bases.grow(end - self.bases.len());
                self.bases.resize(end, 0);
            }
            // 64 bases at once: of each, whether it is free, and the place of each child is.
            let mut free = !self.bases[word];
            // Base 0 is the root's, and a leaf's.
            free &= if word > 0 {
                u64::MAX
            } else if is_root {
                1
            } else {
                u64::MAX - 1
            };
            for &code in codes {
                if free == 0 {
                    break;
                }
                let (at, shift) = (word + usize::from(code) / 64, u32::from(code) % 64);
                let taken = u128::from(self.taken[at]) | u128::from(self.taken[at + 1]) << 64;
                free &= !((taken >> shift) as u64);
            }
            if free != 0 {
                let base = word * 64 + free.trailing_zeros() as usize;
                self.bases[base / 64] |= 1 << (base % 64);
                for &code in codes {
                    let place = base + usize::from(code);
                    self.taken[place / 64] |= 1 << (place % 64);
                }
                self.from = word;
                return base as u32;
            }
            word += 1;
        }
    }

    /// Where the places end.
    fn end(&self) -> usize {
        self.taken.iter().rposition(|&word| word != 0).map_or(0, |word| (word + 1) * 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The trie of some words, and their values.
    fn laid_out(words: &BTreeMap<Vec<Code>, u16>) -> Trie {
        let mut prefixes: Vec<Vec<Code>> = vec![vec![]];
        prefixes.extend(words.keys().flat_map(|word| (1..=word.len()).map(|end| word[..end].to_vec())));
        prefixes.sort_by_key(|prefix| (prefix.len(), prefix.clone()));
        prefixes.dedup();
        let children = |of: &Vec<Code>| {
            prefixes.iter().filter(|prefix| prefix.split_last().is_some_and(|(_, start)| start == of)).count()
        };
        Levels {
            children: prefixes.iter().map(|prefix| children(prefix) as u32).collect(),
            codes: prefixes.iter().map(|prefix| prefix.last().copied().unwrap_or(0)).collect(),
            values: prefixes.iter().map(|prefix| words.get(prefix).copied().unwrap_or(0)).collect(),
        }
        .lay_out()
    }

    #[test]
    fn words_and_no_others_are_found() {
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) % below
        };
        for codes in [3, 70, 900] {
            let mut word = || (0..=draw(4)).map(|_| 1 + draw(codes) as Code).collect::<Vec<_>>();
            let words: BTreeMap<_, _> = (1..400).map(|value| (word(), value)).collect();
            let trie = laid_out(&words);
            let others: Vec<_> = (0..4000).map(|_| word()).collect();
            for word in words.keys().chain(&others) {
                let mut node = trie.first(word[0]);
                for &code in &word[1..] {
                    node = trie.next(node, code);
                }
                assert_eq!(node.value(), words.get(word).copied().unwrap_or(0), "{word:?}");
                let is_prefix = words.keys().any(|longer| longer.starts_with(word));
                assert_eq!(node != Node::NONE, is_prefix, "{word:?}");
                assert_eq!(trie.next(node, 0), Node::NONE);
            }
        }
    }

    #[test]
    fn an_empty_trie_has_no_words() {
        let trie = laid_out(&BTreeMap::new());
        assert_eq!((trie.first(0), trie.first(1), trie.bytes()), (Node::NONE, Node::NONE, 0));
    }
}
