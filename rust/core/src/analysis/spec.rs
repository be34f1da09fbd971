//! The configuration of an analyzer: the JSON of Milvus' `analyzer_params`, with our own
//! tokenizer `nltk` (NLTK's `word_tokenize`) and filters `punctuation` and NLTK's stemmer.

use serde::{Deserialize, Serialize};

/// A tokenizer and the filters after it, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalyzerSpec {
    /// The tokenizer's name.
    pub tokenizer: String,
    /// The filters, applied in this order.
    #[serde(default, rename = "filter")]
    pub filters: Vec<serde_json::Value>,
}
