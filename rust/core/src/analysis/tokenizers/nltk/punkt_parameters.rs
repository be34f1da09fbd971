//! The parameters of Punkt's English model: abbreviations, collocations, words that begin sentences, and in
//! which positions and cases words were seen.

use crate::analysis::data::{Data, text_lines};
use crate::analysis::string_table::StringTable;
use crate::error::Result;
use crate::hash::Probe;

/// A word type that NLTK calls an abbreviation.
pub(in crate::analysis) const ABBREVIATION: u16 = 1;
/// A word type that frequently begins a sentence.
pub(in crate::analysis) const SENTENCE_STARTER: u16 = 1 << 1;
/// The first half of some collocation.
pub(in crate::analysis) const COLLOCATION_FIRST: u16 = 1 << 2;

/// Seen with an upper-case first letter inside a sentence.
pub(in crate::analysis) const INTERNAL_UPPER: u16 = 1 << 2;
/// Seen with a lower-case first letter at a sentence's beginning.
pub(in crate::analysis) const INITIAL_LOWER: u16 = 1 << 4;
/// Seen with an upper-case first letter anywhere.
pub(in crate::analysis) const ANY_UPPER: u16 = 1 << 1 | 1 << 2 | 1 << 3;
/// Seen with a lower-case first letter anywhere.
pub(in crate::analysis) const ANY_LOWER: u16 = 1 << 4 | 1 << 5 | 1 << 6;

/// The tables of one language's Punkt model.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct PunktParameters {
    /// [`ABBREVIATION`], [`SENTENCE_STARTER`] and [`COLLOCATION_FIRST`] of word types.
    words: StringTable,
    /// The orthographic contexts of word types.
    contexts: StringTable,
    /// Pairs of word types, the first of which ends in a full stop, sorted.
    collocations: Vec<(Box<str>, Box<str>)>,
    breaks_after_lone_stop: bool,
}

impl PunktParameters {
    /// Reads the four files of the English model.
    pub(in crate::analysis) fn read(data: &mut Data<'_>) -> Result<Self> {
        let name = |file: &str| format!("tokenizers/punkt_tab/english/{file}");
        let pairs =
            |data: &mut Data<'_>, name: &str| -> Result<Vec<(Box<str>, Box<str>)>> {
                let text = data.read(name)?;
                text_lines(&text)
                    .enumerate()
                    .map(|(at, line)| match line.split_once('\t') {
                        Some((first, second)) if !second.contains('\t') => Ok((first.into(), second.into())),
                        _ => Err(data
                            .malformed(name, format!("line {}: two columns expected, got {line:?}", at + 1))),
                    })
                    .collect()
            };
        let mut collocations = pairs(data, &name("collocations.tab"))?;
        collocations.sort_unstable();
        let starters = data.read(&name("sent_starters.txt"))?;
        let abbreviations = data.read(&name("abbrev_types.txt"))?;
        let context_file = name("ortho_context.tab");
        // A later line replaces an earlier one for the same word, as in NLTK's dictionary.
        let mut contexts = Vec::new();
        for (at, (word, bits)) in pairs(data, &context_file)?.into_iter().enumerate() {
            let Ok(bits) = bits.trim().parse::<u16>() else {
                let reason = format!("line {}: a small number expected, got {bits:?}", at + 1);
                return Err(data.malformed(&context_file, reason));
            };
            contexts.push((word, bits));
        }
        contexts.sort_by(|one, other| one.0.cmp(&other.0));
        contexts.dedup_by(|second, first| {
            let same = first.0 == second.0;
            if same {
                first.1 = second.1;
            }
            same
        });
        let words = text_lines(&abbreviations)
            .map(|word| (word, ABBREVIATION))
            .chain(text_lines(&starters).map(|word| (word, SENTENCE_STARTER)))
            .chain(collocations.iter().map(|(first, _)| (&**first, COLLOCATION_FIRST)));
        Ok(Self {
            breaks_after_lone_stop: !collocations.iter().any(|(first, _)| &**first == "."),
            words: StringTable::new(words),
            contexts: StringTable::new(contexts.iter().map(|(word, bits)| (&**word, *bits))),
            collocations,
        })
    }

    /// Which lists a word type is in.
    pub(in crate::analysis) fn word(&self, word_type: Probe<'_>) -> u16 {
        self.words.get(word_type)
    }

    /// In which positions and cases a word type was seen.
    pub(in crate::analysis) fn contexts(&self, word_type: Probe<'_>) -> u16 {
        self.contexts.get(word_type)
    }

    /// Whether two word types are a known collocation.
    pub(in crate::analysis) fn is_collocation(&self, first: Probe<'_>, second: Probe<'_>) -> bool {
        let pair = (first.bytes(), second.bytes());
        self.word(first) & COLLOCATION_FIRST != 0
            && self.collocations.binary_search_by(|(a, b)| (a.as_bytes(), b.as_bytes()).cmp(&pair)).is_ok()
    }

    /// Whether no collocation begins with a full stop, which is then always followed by a break.
    pub(in crate::analysis) fn breaks_after_lone_stop(&self) -> bool {
        self.breaks_after_lone_stop
    }

    /// The length in bytes beyond which no word type is known.
    pub(in crate::analysis) fn longest(&self) -> usize {
        let of_pairs = self.collocations.iter().map(|(_, second)| second.len()).max().unwrap_or(0);
        self.words.longest().max(self.contexts.longest()).max(of_pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_english_model() {
        let punkt = PunktParameters::read(&mut Data::new(None)).unwrap();
        assert_eq!(punkt.word(Probe::new(b"mr")) & ABBREVIATION, ABBREVIATION);
        assert_eq!(punkt.word(Probe::new(b"since")), SENTENCE_STARTER);
        let probe = |word: &'static str| Probe::new(word.as_bytes());
        assert!(punkt.is_collocation(probe("##number##"), probe("international")));
        assert!(!punkt.is_collocation(probe("##number##"), probe("mr")));
        assert_eq!(punkt.contexts(probe("coverage")), 36);
        assert_eq!(punkt.contexts(probe("no such word")), 0);
        assert!(punkt.breaks_after_lone_stop());
        assert!(punkt.longest() >= 10);
    }
}
