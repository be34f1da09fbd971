//! The most probable way through a block, by the frequencies of its words.

use super::trie::Node;
use super::user_words::UserWords;
use super::{Jieba, JiebaScratch};
use crate::memory::Grow;
use crate::parallel::{Cancel, Watch};

impl Jieba {
    /// Sets the lengths of the words on the best way through a block whose codes are known.
    pub(super) fn find_route(&self, block: &str, scratch: &mut JiebaScratch, cancel: &Cancel) {
        if self.user.is_empty() {
            self.find_best::<false>(block, scratch, cancel);
        } else {
            self.find_best::<true>(block, scratch, cancel);
        }
    }

    /// From the end of the block on, as the sums are rounded that way. Of ways that are equally probable the
    /// one with the longer first word is taken.
    fn find_best<const USER: bool>(&self, block: &str, scratch: &mut JiebaScratch, cancel: &Cancel) {
        let JiebaScratch { codes, route, lengths, .. } = scratch;
        let count = codes.len();
        route.clear();
        route.grow(count + 1);
        route.resize(count + 1, 0.0);
        lengths.clear();
        lengths.grow(count);
        lengths.resize(count, 1);

        let trie = &self.dictionary.trie;
        let bytes = block.as_bytes();
        // A character that is no word counts as one that was seen once.
        let unknown = 0.0 - self.log_total;
        let mut begin = bytes.len();
        let mut watch = Watch::new(cancel);
        for at in (0..count).rev() {
            if watch.stops_at(count - at) {
                return;
            }
            let mut best = f64::NEG_INFINITY;
            let mut length = 0;
            let mut node = if self.has_default { trie.first(codes[at]) } else { Node::NONE };
            if USER {
                begin = start_of_character(bytes, begin);
                let mut user = Some(UserWords::ROOT);
                let (mut from, mut end) = (begin, at + 1);
                loop {
                    let to = end_of_character(bytes, from);
                    user = user.and_then(|user| self.user.next_char(user, &bytes[from..to]));
                    if user.is_none() && node == Node::NONE {
                        break;
                    }
                    let log_frequency = match user.and_then(|user| self.user.word(user)) {
                        Some((_, log_frequency)) => Some(log_frequency),
                        None => (node.value() != 0).then(|| self.dictionary.log_frequency(node.value())),
                    };
                    if let Some(log_frequency) = log_frequency {
                        let sum = log_frequency - self.log_total + route[end];
                        if sum >= best {
                            (best, length) = (sum, end - at);
                        }
                    }
                    let Some(&code) = codes.get(end) else { break };
                    node = trie.next(node, code);
                    (from, end) = (to, end + 1);
                }
            } else {
                let mut end = at + 1;
                while node != Node::NONE {
                    if node.value() != 0 {
                        let sum = self.dictionary.log_frequency(node.value()) - self.log_total + route[end];
                        if sum >= best {
                            (best, length) = (sum, end - at);
                        }
                    }
                    let Some(&code) = codes.get(end) else { break };
                    node = trie.next(node, code);
                    end += 1;
                }
            }
            if length == 0 {
                (best, length) = (unknown + route[at + 1], 1);
            }
            route[at] = best;
            lengths[at] = length as u8;
        }
    }
}

/// Where the character begins that ends before a byte.
fn start_of_character(bytes: &[u8], end: usize) -> usize {
    bytes[..end].iter().rposition(|byte| byte & 0xc0 != 0x80).unwrap_or(0)
}

/// Where the character ends that begins at a byte.
fn end_of_character(bytes: &[u8], begin: usize) -> usize {
    (begin + super::width(bytes[begin])).min(bytes.len())
}
