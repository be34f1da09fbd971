//! Word boundaries of UAX #29, in one pass: a table of states, and rules that may be tailored.
//!
//! Where a mark such as a full stop may join two letters, what follows decides; until then the boundary
//! before it is pending, so that nothing is read twice. Runs of scripts that are written without spaces may
//! become overlapping bigrams instead of words.
//!
//! Not a crate: `unicode-segmentation` has no way to stop within a word of 10 MB, to tailor the rules, or to
//! look at what a character is but once. It is the twin in the tests.

use std::ops::{ControlFlow, Range};

use super::words64::Marks;
use crate::parallel::{Cancel, Watch};
use crate::simd::{BLOCK, BlockClasses, ByteSet};
use crate::unicode::words::{KINDS, PICTOGRAPHIC, Properties, kind_of, word_break};

/// Classes of characters: the values of `Word_Break`, and those beyond them.
pub(super) mod class {
    /// The first of those whose runs are one word each: letters of scripts without spaces.
    pub(in super::super) const COMPLEX: u8 = 19;
    /// The first of those whose runs become bigrams.
    pub(in super::super) const GRAM: u8 = 24;
    /// One more than the last.
    pub(super) const END: u8 = GRAM + 7;
}
use class::{COMPLEX, GRAM};

/// States: the class of the last character that was not ignored, and these. A class that joins nothing to its
/// right is the state 0.
mod state {
    use super::class::END;

    /// A mark after a letter, which joins another letter.
    pub(super) const LETTER_MARK: u8 = END;
    /// An apostrophe after a Hebrew letter, to which it belongs.
    pub(super) const HEBREW_APOSTROPHE: u8 = END + 1;
    /// A double quote after a Hebrew letter, which joins another one.
    pub(super) const HEBREW_QUOTE: u8 = END + 2;
    /// A mark after a digit, which joins another digit.
    pub(super) const NUMBER_MARK: u8 = END + 3;
    /// The second of two regional indicators.
    pub(super) const FLAG: u8 = END + 4;
    pub(super) const COUNT: usize = END as usize + 5;
}

/// What comes before a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// No boundary.
    Join,
    /// A boundary.
    Break,
    /// A boundary, unless what comes next joins.
    Suspend,
    /// No boundary, neither here nor where it was pending.
    Resume,
    /// A boundary here and where it was pending.
    BreakBoth,
}

/// What comes before a character of a class, and the state after it.
const fn step(last: u8, class: u8) -> (Step, u8) {
    use state::{FLAG, HEBREW_APOSTROPHE, HEBREW_QUOTE, LETTER_MARK, NUMBER_MARK};
    use word_break::{
        ALETTER, CR, DOUBLE_QUOTE, EXTEND, EXTENDNUMLET, FORMAT, HEBREW_LETTER, KATAKANA, LF, MIDLETTER,
        MIDNUM, MIDNUMLET, NEWLINE, NUMERIC, REGIONAL_INDICATOR, SINGLE_QUOTE, WSEGSPACE, ZWJ,
    };
    let alone = match class {
        MIDLETTER | MIDNUM | MIDNUMLET | SINGLE_QUOTE | DOUBLE_QUOTE | EXTEND | FORMAT | ZWJ => 0,
        class => class,
    };
    match (last, class) {
        (CR, LF) => (Step::Join, LF),
        (CR | LF | NEWLINE, _) => (Step::Break, alone),
        // Only white space without marks joins white space.
        (WSEGSPACE, EXTEND | FORMAT | ZWJ) => (Step::Join, 0),
        (_, EXTEND | FORMAT | ZWJ) => (Step::Join, last),
        (WSEGSPACE, WSEGSPACE)
        | (
            ALETTER | HEBREW_LETTER | NUMERIC | EXTENDNUMLET,
            ALETTER | HEBREW_LETTER | NUMERIC | EXTENDNUMLET,
        )
        | (KATAKANA | EXTENDNUMLET, KATAKANA | EXTENDNUMLET)
        | (HEBREW_APOSTROPHE, ALETTER | HEBREW_LETTER) => (Step::Join, class),
        (HEBREW_LETTER, SINGLE_QUOTE) => (Step::Join, HEBREW_APOSTROPHE),
        (HEBREW_LETTER, DOUBLE_QUOTE) => (Step::Suspend, HEBREW_QUOTE),
        (ALETTER | HEBREW_LETTER, MIDLETTER | MIDNUMLET | SINGLE_QUOTE) => (Step::Suspend, LETTER_MARK),
        (NUMERIC, MIDNUM | MIDNUMLET | SINGLE_QUOTE) => (Step::Suspend, NUMBER_MARK),
        (LETTER_MARK, ALETTER | HEBREW_LETTER) | (HEBREW_QUOTE, HEBREW_LETTER) | (NUMBER_MARK, NUMERIC) => {
            (Step::Resume, class)
        }
        (LETTER_MARK | HEBREW_QUOTE | NUMBER_MARK, _) => (Step::BreakBoth, alone),
        (REGIONAL_INDICATOR, REGIONAL_INDICATOR) => (Step::Join, FLAG),
        (COMPLEX.., _) if last == class && class < GRAM => (Step::Join, class),
        _ => (Step::Break, alone),
    }
}

/// [`step`] of each state and class below [`GRAM`].
static STEPS: [[(Step, u8); GRAM as usize]; state::COUNT] = {
    let mut steps = [[(Step::Break, 0); GRAM as usize]; state::COUNT];
    let mut last = 0;
    while last < state::COUNT {
        let mut class = 0;
        while class < GRAM as usize {
            steps[last][class] = step(last as u8, class as u8);
            class += 1;
        }
        last += 1;
    }
    steps
};

/// What a kind of character is to the rules: its class in the lowest bits, and flags.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kind(u8);

impl Kind {
    const CLASS: u8 = 0x1f;
    /// Makes what contains it a word.
    pub(super) const WORD: u8 = 0x20;
    /// Belongs to the joiner before it: an emoji.
    const PICTOGRAPH: u8 = 0x40;
    /// Of a character of bigrams: is a token by itself, too.
    pub(super) const UNIGRAM: u8 = 0x40;
    /// Belongs to the character before it, if that is of its class.
    pub(super) const TAIL: u8 = 0x80;

    pub(super) const fn new(class: u8, flags: u8) -> Self {
        Self(class | flags)
    }
}

/// The rules: what each kind of character is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules([Kind; KINDS]);

impl Rules {
    pub(super) fn new(kind: impl Fn(Properties) -> Kind) -> Self {
        Self(Properties::of_kinds().map(kind))
    }

    /// Those of UAX #29; words are what has a character with one of these properties.
    pub(super) fn uax29(words: u16) -> Self {
        Self::new(|properties| {
            let word = if properties.has(words) { Kind::WORD } else { 0 };
            let pictograph = if properties.has(PICTOGRAPHIC) { Kind::PICTOGRAPH } else { 0 };
            Kind::new(properties.word_break(), word | pictograph)
        })
    }

    /// Calls `word` with the place of each word in `text`, with each bigram, and before each with its last
    /// character where that is a token, too. Not with all of them when it
    /// is cancelled.
    pub(super) fn words<B>(
        &self,
        text: &str,
        cancel: &Cancel,
        word: impl FnMut(Range<usize>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut cut = Cut { word, start: 0, is_word: 0, pending: None, grams: [0; 2], is_unigram: false };
        let mut watch = Watch::new(cancel);
        let mut last = 0;
        let mut after_joiner = false;
        for (at, c) in text.char_indices() {
            if watch.stops_at(at) {
                return ControlFlow::Continue(());
            }
            let Kind(kind) = self.0[kind_of(c)];
            let class = kind & Kind::CLASS;
            if class >= GRAM {
                if last != class {
                    cut.end(at, last)?;
                    (cut.grams, cut.is_unigram) = ([at; 2], kind & Kind::UNIGRAM != 0);
                } else if kind & Kind::TAIL == 0 {
                    cut.gram(at)?;
                    (cut.grams, cut.is_unigram) = ([cut.grams[1], at], kind & Kind::UNIGRAM != 0);
                }
                (last, after_joiner) = (class, false);
                continue;
            }
            let (step, mut next) = STEPS[usize::from(last)][usize::from(class)];
            // Branches instead of a jump by the step: nearly always it is one of two, predicted better so.
            if after_joiner && kind & Kind::PICTOGRAPH != 0 {
                // An emoji after a joiner; rules with bigrams have no emoji. After a mark that joins nothing
                // UAX #29 has a boundary, and an emoji that is a letter joins the next one: not so in the
                // crate, and so on the server.
                cut.resume();
                next = 0;
            } else if step == Step::Break {
                cut.end(at, last)?;
            } else if step != Step::Join {
                match step {
                    Step::Suspend => cut.pending = Some((at, std::mem::take(&mut cut.is_word))),
                    Step::Resume => cut.resume(),
                    _ => {
                        cut.end_pending()?;
                        cut.end(at, last)?;
                    }
                }
            }
            cut.is_word |= kind & Kind::WORD;
            (last, after_joiner) = (next, class == word_break::ZWJ);
        }
        cut.end(text.len(), last)
    }
}

/// Where the words begin that are not finished.
struct Cut<F> {
    word: F,
    start: usize,
    /// Not zero if there is a character since the last boundary, pending or not, that makes a word.
    is_word: u8,
    /// A boundary that is pending, and [`Self::is_word`] before it.
    pending: Option<(usize, u8)>,
    /// Where the last two characters of a run of bigrams begin, if there are two.
    grams: [usize; 2],
    /// Whether the last of them is a token by itself, too.
    is_unigram: bool,
}

impl<B, F: FnMut(Range<usize>) -> ControlFlow<B>> Cut<F> {
    /// Ends what began before byte `at`, with the last character of this class.
    #[inline]
    fn end(&mut self, at: usize, last: u8) -> ControlFlow<B> {
        if last >= GRAM {
            if last < class::END {
                (self.start, self.is_word) = (at, 0);
                if self.grams[0] == self.grams[1] {
                    return (self.word)(self.grams[0]..at);
                }
                return self.gram(at);
            }
            self.end_pending()?;
        }
        let start = std::mem::replace(&mut self.start, at);
        if std::mem::take(&mut self.is_word) != 0 {
            return (self.word)(start..at);
        }
        ControlFlow::Continue(())
    }

    /// The pending boundary is one.
    #[inline]
    fn end_pending(&mut self) -> ControlFlow<B> {
        if let Some((at, is_word)) = self.pending.take() {
            let start = std::mem::replace(&mut self.start, at);
            if is_word != 0 {
                return (self.word)(start..at);
            }
        }
        ControlFlow::Continue(())
    }

    /// The pending boundary is none.
    #[inline]
    fn resume(&mut self) {
        if let Some((_, is_word)) = self.pending.take() {
            self.is_word |= is_word;
        }
    }

    /// The last character of a run of bigrams ends before byte `at`.
    #[inline]
    fn gram(&mut self, at: usize) -> ControlFlow<B> {
        let [before, last] = self.grams;
        if self.is_unigram {
            (self.word)(last..at)?;
        }
        if before != last {
            return (self.word)(before..at);
        }
        ControlFlow::Continue(())
    }
}

/// Ends a run at each character of ASCII that ends a word whatever the rules make of it. Marks between
/// letters, digits and what is not ASCII do not, nor does an apostrophe after what may be Hebrew.
pub(super) struct Separators;

impl Marks for Separators {
    /// The underscore.
    const BEFORE: ByteSet = ByteSet(&[(0, b'_')]);
    /// Full stop and comma, semicolon and colon, and quotes.
    const AFTER: ByteSet = ByteSet(&[(2, b'.'), (1, b';'), (0, b'\''), (0, b'"')]);

    #[inline]
    fn spaces(text: &str, start: usize, classes: &BlockClasses) -> u64 {
        let &BlockClasses { alphanumeric, before, after, non_ascii, .. } = classes;
        let inside = alphanumeric | non_ascii;
        let mut spaces = !(inside | before);
        if after != 0 {
            let bytes = text.as_bytes();
            let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
            let first = start.checked_sub(1).and_then(|at| bytes.get(at));
            let next = bytes.get(start + BLOCK);
            let left = inside << 1 | u64::from(first.is_some_and(is_inside));
            let right = inside >> 1 | u64::from(next.is_some_and(is_inside)) << (BLOCK - 1);
            spaces &= !(after & left & right);
            let beyond = non_ascii << 1 | u64::from(first.is_some_and(|byte| !byte.is_ascii()));
            let mut ends = after & beyond & spaces;
            while ends != 0 {
                let bit = ends.trailing_zeros();
                if bytes.get(start + bit as usize) == Some(&b'\'') {
                    spaces &= !(1 << bit);
                }
                ends &= ends - 1;
            }
        }
        spaces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tokenizers::tests::texts;
    use unicode_segmentation::UnicodeSegmentation;

    fn segments<'t>(rules: &Rules, text: &'t str) -> Vec<&'t str> {
        let mut segments = Vec::new();
        let _: ControlFlow<()> = rules.words(text, &Cancel::new(), |range| {
            segments.push(&text[range]);
            ControlFlow::Continue(())
        });
        segments
    }

    /// Rules by which everything is a word.
    fn all() -> Rules {
        let Rules(kinds) = Rules::uax29(0);
        Rules(kinds.map(|Kind(kind)| Kind(kind | Kind::WORD)))
    }

    #[test]
    fn boundaries_are_those_of_unicodes_own_test() {
        let file = include_str!("../../../../../tests/vectors/word_break_test.txt");
        let mut tests = 0;
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let expected: Vec<String> = line
                .split('÷')
                .map(|segment| {
                    let points = segment.split('×').map(str::trim).filter(|point| !point.is_empty());
                    points
                        .map(|point| char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap())
                        .collect()
                })
                .filter(|segment: &String| !segment.is_empty())
                .collect();
            assert_eq!(segments(&all(), &expected.concat()), expected, "{line}");
            tests += 1;
        }
        assert!(tests > 1_800, "{tests}");
    }

    #[test]
    fn boundaries_are_those_of_the_twin() {
        for text in texts() {
            assert!(segments(&all(), text).into_iter().eq(text.split_word_bounds()), "{text:.300?}");
        }
    }

    #[test]
    fn boundaries_between_any_two_characters_of_any_kinds_are_those_of_the_twin() {
        // One character of each kind, and three of them with each other, with an emoji and Hebrew among them.
        let mut of_kind = [None; KINDS];
        for c in '\0'..=char::MAX {
            of_kind[kind_of(c)].get_or_insert(c);
        }
        let chars: Vec<char> = of_kind.into_iter().flatten().collect();
        for &first in &chars {
            for &second in &chars {
                for &third in &chars {
                    for fourth in ["", "a", "1", "א", "ᄀ", "😀", "\u{200d}😀", "\u{300}'a"] {
                        let text = format!("{first}{second}{third}{fourth}");
                        let twin: Vec<_> = text.split_word_bounds().collect();
                        assert_eq!(segments(&all(), &text), twin, "{text:?}");
                    }
                }
            }
        }
    }
}
