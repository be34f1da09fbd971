//! What BM25 knows of a corpus: integers that can be added, merged and subtracted exactly.

/// The counts of a corpus: its documents, its tokens, and for each term the documents that hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorpusStatistics {
    /// The number of documents, the empty ones included.
    pub documents: u64,
    /// The number of tokens in all documents together.
    pub total_length: u64,
    /// For each term id, the number of documents that hold the term.
    pub document_frequency: Vec<u32>,
}

impl CorpusStatistics {
    /// The mean number of tokens in a document, 0 for an empty corpus.
    ///
    /// ```
    /// use elanus_core::statistics::CorpusStatistics;
    /// let corpus = CorpusStatistics { documents: 4, total_length: 10, ..Default::default() };
    /// assert_eq!(corpus.average_length(), 2.5);
    /// ```
    #[must_use]
    pub fn average_length(&self) -> f64 {
        if self.documents == 0 { 0.0 } else { self.total_length as f64 / self.documents as f64 }
    }
}
