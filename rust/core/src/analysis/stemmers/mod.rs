//! Stemmers, a file each.

pub(super) mod english_nltk;
#[allow(dead_code)]
mod letters;

pub use english_nltk::stem_english;
