//! jieba's dictionary and the tables of its hidden Markov model, as `tools/generate_jieba.py` packs them.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

use super::trie::{Code, Levels, Node, Trie};
use crate::memory::{Grow, filled, room};

/// The packed files: their sizes are what they cost.
pub(super) static FILES: [(&str, &[u8]); 2] = [
    ("jieba/dictionary.bin", include_bytes!("../../../../data/jieba/dictionary.bin")),
    ("jieba/hmm.bin", include_bytes!("../../../../data/jieba/hmm.bin")),
];

/// Unpacked sizes: the files are built in, and a test unpacks them.
const SIZES: [usize; 2] = [2_063_919, 152_117];

/// The range of characters that `jieba` calls Han.
pub(super) const HAN: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fd5}';

/// The states of a character: it begins a word, ends one, stands within one, is one.
pub(super) const STATES: usize = 4;

/// jieba's logarithm of a probability that is 0.
pub(super) const NEVER: f64 = -3.14e100;

/// The dictionary.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub(super) trie: Trie,
    /// The codes of the characters from U+4E00 on.
    han: Vec<Code>,
    ascii: [Code; 128],
    /// Other characters with their codes, ascending. Such words are in no text, but in the sum of
    /// frequencies.
    others: Vec<(char, Code)>,
    frequencies: Vec<u64>,
    /// Their logarithms.
    logs: Vec<f64>,
    /// The sum of the words' frequencies.
    pub(super) total: u64,
    /// What is added to it because `dict.txt` has a word twice.
    pub(super) twice: u64,
    /// The probabilities of a word's first state, from state to state, and of a state's characters by code.
    pub(super) begin: [f64; STATES],
    pub(super) steps: [[f64; STATES]; STATES],
    emissions: Vec<[f64; STATES]>,
    /// The same with six digits, as jieba-rs has them.
    rounded: Vec<[f64; STATES]>,
}

/// The dictionary, unpacked when it is first asked for; none if the files built in are damaged.
pub(super) fn dictionary() -> Option<&'static Dictionary> {
    static DICTIONARY: OnceLock<Option<Dictionary>> = OnceLock::new();
    DICTIONARY.get_or_init(Dictionary::unpack).as_ref()
}

impl Dictionary {
    pub(super) fn unpack() -> Option<Self> {
        let unpacked = unpack(FILES[0].1, SIZES[0])?;
        let mut file = File(&unpacked);
        let in_words = file.size()?;
        let chars = file.size()?;
        let different = file.size()?;
        let nodes = file.size()?;
        let twice = file.number()?;

        let mut han = filled(0, 0x9fff - 0x4e00 + 1);
        let mut ascii = [0; 128];
        let mut others = Vec::new();
        for (code, bytes) in (1..).zip(file.bytes(chars.checked_mul(2)?)?.as_chunks::<2>().0) {
            let char = char::from_u32(u16::from_le_bytes(*bytes).into())?;
            let place = (char as usize).checked_sub(0x4e00).and_then(|at| han.get_mut(at));
            match (place, ascii.get_mut(char as usize)) {
                (Some(place), _) | (_, Some(place)) => *place = code,
                _ => others.push((char, code)),
            }
        }
        others.sort_unstable();

        let frequencies = file.numbers(different)?;
        let mut children = room(nodes);
        for _ in 0..nodes {
            children.push(file.number()? as u32);
        }
        if children.iter().map(|&count| count as usize).sum::<usize>() + 1 != nodes {
            return None;
        }
        let low = file.bytes(nodes - 1)?;
        let high = file.bytes(nodes - 1)?;
        let mut codes: Vec<Code> = room(nodes);
        codes.push(0);
        for &count in &children {
            let mut before = 0;
            for _ in 0..count {
                let at = codes.len() - 1;
                before += u16::from_le_bytes([low[at], high[at]]).checked_add(1)?;
                codes.push(before);
            }
        }
        if codes.iter().any(|&code| usize::from(code) > in_words) {
            return None;
        }
        let mut values = room(nodes);
        values.push(0);
        let mut total = 0;
        for _ in 1..nodes {
            let value = file.number()?;
            if value != 0 {
                total += frequencies.get(value as usize - 1)?;
            }
            values.push(value as u16);
        }
        let trie = Levels { children, codes, values }.lay_out();
        // As Python's and Rust's logarithms of integers.
        let logs = frequencies.iter().map(|&frequency| (frequency as f64).ln()).collect();

        let unpacked = unpack(FILES[1].1, SIZES[1])?;
        let mut file = File(&unpacked);
        let different = file.size()?;
        let values: Vec<f64> = file
            .bytes(different * 8)?
            .as_chunks::<8>()
            .0
            .iter()
            .map(|bytes| f64::from_le_bytes(*bytes))
            .collect();
        let begin = file.probabilities(&values)?;
        let mut steps = [[NEVER; STATES]; STATES];
        for step in &mut steps {
            *step = file.probabilities(&values)?;
        }
        let mut emissions = filled([NEVER; STATES], chars + 1);
        for state in 0..STATES {
            for emission in &mut emissions[1..] {
                emission[state] = file.probability(&values)?;
            }
        }
        let mut rounded: Vec<[f64; STATES]> = room(emissions.len());
        rounded.extend(emissions.iter().map(|emission| emission.map(six_digits)));
        Some(Self {
            trie,
            han,
            ascii,
            others,
            frequencies,
            logs,
            total,
            twice,
            begin,
            steps,
            emissions,
            rounded,
        })
    }

    /// The code of a character from U+4E00 to U+9FFF, by its place after U+4E00.
    #[inline]
    pub(super) fn han_code(&self, place: usize) -> Code {
        self.han.get(place).copied().unwrap_or(0)
    }

    /// The code of an ASCII character.
    #[inline]
    pub(super) fn ascii_code(&self, byte: u8) -> Code {
        self.ascii.get(usize::from(byte)).copied().unwrap_or(0)
    }

    fn code(&self, char: char) -> Code {
        match char {
            '\0'..='\x7f' => self.ascii_code(char as u8),
            '\u{4e00}'..='\u{9fff}' => self.han_code(char as usize - 0x4e00),
            _ => {
                self.others.binary_search_by_key(&char, |&(other, _)| other).map_or(0, |at| self.others[at].1)
            }
        }
    }

    /// The prefix that a text is.
    pub(super) fn find(&self, text: &str) -> Node {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return Node::NONE };
        let mut node = self.trie.first(self.code(first));
        for char in chars {
            if node == Node::NONE {
                break;
            }
            node = self.trie.next(node, self.code(char));
        }
        node
    }

    /// The frequency of a word, 0 for what is none.
    pub(super) fn frequency(&self, node: Node) -> u64 {
        usize::from(node.value())
            .checked_sub(1)
            .and_then(|place| self.frequencies.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// The logarithm of the frequency that a word with this value has.
    #[inline]
    pub(super) fn log_frequency(&self, value: u16) -> f64 {
        self.logs.get(usize::from(value).wrapping_sub(1)).copied().unwrap_or(0.0)
    }

    /// The logarithms of a character's probabilities, by state.
    pub(super) fn emissions(&self, rounded: bool) -> &[[f64; STATES]] {
        if rounded { &self.rounded } else { &self.emissions }
    }

    /// Bytes of memory.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.trie.bytes()
            + self.han.capacity() * 2
            + self.frequencies.capacity() * 16
            + (self.emissions.capacity() + self.rounded.capacity()) * 32
    }
}

/// What the decimal digits of jieba-rs are read as: the nearest number to a whole number of millionths.
fn six_digits(probability: f64) -> f64 {
    if probability == NEVER { NEVER } else { (probability * 1e6).round() / 1e6 }
}

fn unpack(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut unpacked = filled(0, size);
    let length = decompress_slice_iter_to_slice(&mut unpacked, std::iter::once(packed), true, false).ok()?;
    (length == size).then_some(unpacked)
}

/// What is left of an unpacked file.
struct File<'a>(&'a [u8]);

impl<'a> File<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A number in LEB128.
    #[inline]
    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
            if shift > 56 {
                return None;
            }
        }
    }

    /// A number of things in this file, of at least a bit each.
    fn size(&mut self) -> Option<usize> {
        self.number()
            .and_then(|number| usize::try_from(number).ok())
            .filter(|&number| number > 0 && number < 1 << 24)
    }

    fn numbers(&mut self, count: usize) -> Option<Vec<u64>> {
        let mut numbers = Vec::new();
        numbers.grow(count);
        for _ in 0..count {
            numbers.push(self.number()?);
        }
        Some(numbers)
    }

    fn probability(&mut self, values: &[f64]) -> Option<f64> {
        match self.number()? {
            0 => Some(NEVER),
            place => values.get(place as usize - 1).copied(),
        }
    }

    fn probabilities(&mut self, values: &[f64]) -> Option<[f64; STATES]> {
        let mut probabilities = [NEVER; STATES];
        for probability in &mut probabilities {
            *probability = self.probability(values)?;
        }
        Some(probabilities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_built_in_can_be_read() {
        let dictionary = dictionary().unwrap();
        assert_eq!((dictionary.total, dictionary.twice), (60_101_964, 3));
        let frequency = |word| dictionary.frequency(dictionary.find(word));
        assert_eq!((frequency("的"), frequency("中国"), frequency("B超")), (318_825, 129_470, 3));
        assert_eq!(
            (frequency("γ射线"), frequency("c++"), frequency("不存在的词"), frequency("")),
            (3, 3, 0, 0)
        );
        assert!(dictionary.bytes() < 12 << 20, "{} bytes", dictionary.bytes());
    }

    #[test]
    fn damaged_files_are_no_dictionary() {
        assert_eq!(unpack(b"kite", 4), None);
        assert_eq!(unpack(FILES[1].1, SIZES[1] - 1), None);
        assert_eq!(
            (File(b"\x80").number(), File(&[0x80; 12]).number(), File(b"\x81\x01").number()),
            (None, None, Some(129))
        );
        assert!(File(b"\0").size().is_none());
    }
}
