//! What a tokenizer may rely on.

/// What a tokenizer's short cuts may rely on, because of the filters after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    /// Tokens of ASCII that differ only in case become the same tokens.
    pub(crate) folds_case: bool,
    /// The punctuation that the tokenizer can leave out is dropped where it is a token of its own.
    pub(crate) drops_punctuation: bool,
}

impl Traits {
    /// Nothing.
    pub(crate) const NONE: Self = Self { folds_case: false, drops_punctuation: false };
}
