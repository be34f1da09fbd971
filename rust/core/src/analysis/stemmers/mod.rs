//! Stemmers, a file each.

pub(super) mod english_nltk;
#[allow(dead_code)]
mod letters;
#[allow(dead_code)]
pub(super) mod portuguese_nltk;
#[allow(dead_code)]
pub(super) mod russian_nltk;
#[allow(dead_code)]
pub(super) mod spanish_nltk;

pub use english_nltk::stem_english;
