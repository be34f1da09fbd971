//! Words beyond ASCII that are one token whatever stands around them.

use super::contractions::may_contract_at;
use crate::short::{LONGEST, padded_words};
use crate::simd::{Classes, classify, places_of_any};

/// Whether a chunk, or a part of one, consists of ASCII letters and of characters beyond ASCII that no rule
/// is about, and no contraction may begin in it. Most of the characters that rules are about begin with the
/// byte E2 or C2; these are taken for such.
pub(super) fn is_all_letters(text: &[u8]) -> bool {
    let mut after_letter = 0;
    for (number, block) in text.chunks(LONGEST).enumerate() {
        let words = padded_words(block);
        let Classes { folded, letters, non_ascii } = classify(words);
        if letters | non_ascii != (1 << block.len()) - 1 || places_of_any([0xc2, 0xe2], words) != 0 {
            return false;
        }
        // A contraction without an apostrophe begins with one of these, not within a word of ASCII.
        let mut begins = places_of_any(*b"cglmw", folded) & !(letters << 1 | after_letter);
        while begins != 0 {
            if may_contract_at(text, number * LONGEST + begins.trailing_zeros() as usize) {
                return false;
            }
            begins &= begins - 1;
        }
        after_letter = letters >> (LONGEST - 1);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::flags::Flags;
    use super::super::passes::tests::tokens;
    use super::*;
    use crate::random::Random;

    #[test]
    fn letters_are_one_token() {
        for word in ["größe", "объявление", "kite", "añoranza", "प्रकाश", "中文", "œuvre", "Gödel", "ĳs", ""]
        {
            assert!(is_all_letters(word.as_bytes()), "{word}");
        }
        for word in
            ["l'eau", "1é", "é-é", "«é", "é…", "cannoté", "égimme", "gımmeé", "lemmeä", "é–é", "a\u{a0}"]
        {
            assert!(!is_all_letters(word.as_bytes()), "{word}");
        }
        let alphabet: Vec<char> = "aäcdglmwnotaeiıſskжя×中🙂\u{301}".chars().collect();
        let parts = ["gonna", "gotta", "cannot", "lemme", "gimme", "wanna", "more"];
        let (mut random, mut letters) = (Random::new(3), 0);
        for _ in 0..50_000 {
            let mut text = String::new();
            for _ in 0..random.below(12) {
                text.push(alphabet[random.below(alphabet.len())]);
                if random.below(8) == 0 {
                    text.push_str(parts[random.below(parts.len())]);
                }
            }
            if !text.is_empty() && is_all_letters(text.as_bytes()) {
                assert_eq!(tokens(&text, Flags::NONE), [text]);
                letters += 1;
            }
        }
        assert!(letters > 20_000, "{letters}");
    }
}
