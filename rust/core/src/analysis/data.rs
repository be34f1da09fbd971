//! Where word lists and Punkt parameters come from: the files built in, or for NLTK's a directory in its
//! layout.

use crate::error::{Error, Result};
use std::borrow::Cow;
use std::path::Path;

/// A file's name and text, built in.
macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../data/", $path)))),*]
    };
}

/// Everything in `rust/core/data` that an analyzer reads.
static EMBEDDED: [(&str, &str); 56] = embedded![
    "tokenizers/punkt_tab/english/abbrev_types.txt",
    "tokenizers/punkt_tab/english/collocations.tab",
    "tokenizers/punkt_tab/english/ortho_context.tab",
    "tokenizers/punkt_tab/english/sent_starters.txt",
    "corpora/stopwords/albanian",
    "corpora/stopwords/arabic",
    "corpora/stopwords/azerbaijani",
    "corpora/stopwords/basque",
    "corpora/stopwords/belarusian",
    "corpora/stopwords/bengali",
    "corpora/stopwords/catalan",
    "corpora/stopwords/chinese",
    "corpora/stopwords/danish",
    "corpora/stopwords/dutch",
    "corpora/stopwords/english",
    "corpora/stopwords/finnish",
    "corpora/stopwords/french",
    "corpora/stopwords/german",
    "corpora/stopwords/greek",
    "corpora/stopwords/hebrew",
    "corpora/stopwords/hinglish",
    "corpora/stopwords/hungarian",
    "corpora/stopwords/indonesian",
    "corpora/stopwords/italian",
    "corpora/stopwords/kazakh",
    "corpora/stopwords/nepali",
    "corpora/stopwords/norwegian",
    "corpora/stopwords/portuguese",
    "corpora/stopwords/romanian",
    "corpora/stopwords/russian",
    "corpora/stopwords/slovene",
    "corpora/stopwords/spanish",
    "corpora/stopwords/swedish",
    "corpora/stopwords/tajik",
    "corpora/stopwords/tamil",
    "corpora/stopwords/turkish",
    "corpora/stopwords/uzbek",
    "stopwords/arabic",
    "stopwords/chinese",
    "stopwords/danish",
    "stopwords/dutch",
    "stopwords/english",
    "stopwords/finnish",
    "stopwords/french",
    "stopwords/german",
    "stopwords/hindi",
    "stopwords/hungarian",
    "stopwords/italian",
    "stopwords/norwegian",
    "stopwords/portuguese",
    "stopwords/russian",
    "stopwords/snowball_english",
    "stopwords/spanish",
    "stopwords/swedish",
    "stopwords/thai",
    "stopwords/vietnamese",
];

/// Reads files, and keeps a digest over all it has read.
pub(super) struct Data<'a> {
    directory: Option<&'a Path>,
    hasher: blake3::Hasher,
}

impl<'a> Data<'a> {
    /// The files of a directory in NLTK's layout, or without one those built in.
    pub(super) fn new(directory: Option<&'a Path>) -> Self {
        Self { directory, hasher: blake3::Hasher::new() }
    }

    /// The text of a file, named by its path below the directory.
    pub(super) fn read(&mut self, name: &str) -> Result<Cow<'static, str>> {
        let text: Cow<'static, str> = match self.directory {
            Some(directory) => {
                let path = directory.join(name);
                match std::fs::read_to_string(&path) {
                    Ok(text) => text.into(),
                    Err(error) => return Err(self.malformed(name, error.to_string())),
                }
            }
            None => self.built_in(name)?.into(),
        };
        self.add_to_digest(name, text.as_bytes());
        Ok(text)
    }

    /// The text of a file that is built in, whatever the directory: one that NLTK does not have.
    pub(super) fn read_built_in(&mut self, name: &str) -> Result<&'static str> {
        let text = self.built_in(name)?;
        self.add_to_digest(name, text.as_bytes());
        Ok(text)
    }

    fn built_in(&self, name: &str) -> Result<&'static str> {
        match EMBEDDED.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(text),
            None => Err(self.malformed(name, "not among the files built in".to_owned())),
        }
    }

    /// Takes a file into the digest; one that is no text is read by whoever has it.
    pub(super) fn add_to_digest(&mut self, name: &str, file: &[u8]) {
        // With both lengths: no two sequences of files feed the hasher the same bytes.
        for part in [name.as_bytes(), file] {
            self.hasher.update(&(part.len() as u64).to_le_bytes());
            self.hasher.update(part);
        }
    }

    /// Whether the files come from a directory.
    pub(super) fn is_directory(&self) -> bool {
        self.directory.is_some()
    }

    /// The error for a file that cannot be used.
    pub(super) fn malformed(&self, name: &str, reason: String) -> Error {
        let path = self.directory.map_or_else(|| name.to_owned(), |dir| dir.join(name).display().to_string());
        Error::AnalyzerData { path, reason }
    }

    /// Hexadecimal digits of the digest over all files read so far.
    pub(super) fn digest(&self) -> String {
        self.hasher.finalize().to_hex()[..32].to_owned()
    }

    /// NLTK's stop word lists built in.
    pub(super) fn embedded_stop_word_languages() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().filter_map(|(name, _)| name.strip_prefix("corpora/stopwords/"))
    }

    /// The stop word lists built in that are not NLTK's.
    pub(super) fn other_stop_word_languages() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().filter_map(|(name, _)| name.strip_prefix("stopwords/"))
    }
}

/// The lines of a text file as Python's text mode reads it: ended by `\n`, `\r\n` or `\r`.
pub(super) fn text_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(end) = rest.find(['\n', '\r']) else { return Some(std::mem::take(&mut rest)) };
        let (line, tail) = rest.split_at(end);
        rest = tail.strip_prefix("\r\n").unwrap_or(&tail[1..]);
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_follows_the_files() {
        let mut one = Data::new(None);
        let mut two = Data::new(None);
        assert!(one.read("corpora/stopwords/english").unwrap().starts_with("a\nabout\n"));
        two.read("corpora/stopwords/german").unwrap();
        assert_ne!(one.digest(), two.digest());
        assert_eq!(one.digest().len(), 32);
    }

    #[test]
    fn a_missing_file_is_an_error_that_names_it() {
        let error = Data::new(Some(Path::new("/nowhere"))).read("corpora/stopwords/english").unwrap_err();
        assert!(error.to_string().contains("/nowhere/corpora/stopwords/english"), "{error}");
        assert!(Data::new(None).read("corpora/stopwords/klingon").is_err());
    }

    #[test]
    fn lines_end_as_in_python() {
        assert_eq!(text_lines("a\r\nb\rc\n\nd").collect::<Vec<_>>(), ["a", "b", "c", "", "d"]);
        assert_eq!(text_lines("a\n").collect::<Vec<_>>(), ["a"]);
    }
}
