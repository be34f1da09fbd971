//! Stemmers, a file each.

pub(super) mod english_nltk;

pub use english_nltk::stem_english;
