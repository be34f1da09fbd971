//! Tokenizers, a folder or file each.

pub(super) mod nltk;
