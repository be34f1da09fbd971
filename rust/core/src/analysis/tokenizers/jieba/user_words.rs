//! The words that a spec adds to the dictionary, in a trie of their bytes.

use crate::memory::Grow;

/// A place in the trie. The root is [`UserWords::ROOT`].
pub(super) type UserNode = u32;

/// Words with frequencies. They count instead of the dictionary's.
#[derive(Clone, Debug, Default)]
pub(super) struct UserWords {
    nodes: Vec<Prefix>,
}

/// A text that words begin with.
#[derive(Clone, Debug, Default)]
struct Prefix {
    /// The next bytes, ascending, and where they lead.
    next: Vec<(u8, UserNode)>,
    /// If it is a word, its frequency and the logarithm of that.
    word: Option<(u64, f64)>,
}

impl UserWords {
    /// The empty text.
    pub(super) const ROOT: UserNode = 0;

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Where a byte leads.
    #[inline]
    pub(super) fn next(&self, node: UserNode, byte: u8) -> Option<UserNode> {
        let next = &self.nodes.get(node as usize)?.next;
        next.binary_search_by_key(&byte, |&(byte, _)| byte).ok().map(|at| next[at].1)
    }

    /// Where a character leads: its bytes, one after the other.
    #[inline]
    pub(super) fn next_char(&self, node: UserNode, bytes: &[u8]) -> Option<UserNode> {
        bytes.iter().try_fold(node, |node, &byte| self.next(node, byte))
    }

    /// The frequency of the word that a text is, and its logarithm.
    #[inline]
    pub(super) fn word(&self, node: UserNode) -> Option<(u64, f64)> {
        self.nodes.get(node as usize).and_then(|prefix| prefix.word)
    }

    /// Adds a word, or changes its frequency.
    pub(super) fn insert(&mut self, word: &str, frequency: u64) {
        if self.nodes.is_empty() {
            self.nodes.grow(1);
            self.nodes.push(Prefix::default());
        }
        let mut node = Self::ROOT as usize;
        for byte in word.bytes() {
            let new = self.nodes.len();
            let next = &mut self.nodes[node].next;
            node = match next.binary_search_by_key(&byte, |&(byte, _)| byte) {
                Ok(at) => next[at].1 as usize,
                Err(at) => {
                    next.grow(1);
                    next.insert(at, (byte, new as UserNode));
                    self.nodes.grow(1);
                    self.nodes.push(Prefix::default());
                    new
                }
            };
        }
        self.nodes[node].word = Some((frequency, (frequency as f64).ln()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_prefixes_are_found() {
        let mut words = UserWords::default();
        assert!(words.is_empty() && words.next(UserWords::ROOT, b'k').is_none());
        for (word, frequency) in [("鸢", 3), ("kite", 2), ("kit", 5), ("鸢", 7)] {
            words.insert(word, frequency);
        }
        let find = |text: &str| words.next_char(UserWords::ROOT, text.as_bytes());
        assert_eq!(find("鸢").and_then(|node| words.word(node)), Some((7, 7_f64.ln())));
        assert_eq!(find("kit").and_then(|node| words.word(node)).unwrap().0, 5);
        assert!(find("ki").is_some_and(|node| words.word(node).is_none()) && find("kites").is_none());
    }
}
