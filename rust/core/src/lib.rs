//! Text to BM25 sparse vectors, bit for bit as `pymilvus.model` 0.3.4 computes them.
//!
//! A [`batch::Source`] hands out documents in batches. The way of a text from there, one module a stage:
//!
//! 1. [`analysis`] cuts it into chunks and turns each chunk into tokens.
//! 2. [`vocabulary`] numbers the distinct tokens: the terms.
//! 3. [`counts`] counts terms in documents, in slices on several threads.
//! 4. [`statistics`] holds what is known of the corpus: integers only.
//! 5. [`weighting`] has the published formulas.
//! 6. [`bm25`] puts them together; [`csr`] is the matrix that leaves.
//!
//! ```
//! use elanus_core::analysis::Analyzer;
//! use elanus_core::bm25::Bm25Model;
//! use elanus_core::counts::{CorpusCounter, RowEncoder};
//! use elanus_core::parallel::Cancel;
//! use elanus_core::weighting::Parameters;
//!
//! let (analyzer, cancel) = (Analyzer::english(), Cancel::new());
//! let mut counters = CorpusCounter::for_workers(1);
//! counters[0].count_texts(0, &analyzer, &["Black kites soar.", "A kite dives."], &cancel)?;
//! let model = Bm25Model::from_counts(CorpusCounter::merge(counters)?.counts, Parameters::default())?;
//! let rows = model.encode_documents(&mut RowEncoder::new(), &analyzer, &["The black kite"], &cancel)?;
//! assert_eq!(rows.columns, [0, 1]);
//! # Ok::<(), elanus_core::Error>(())
//! ```

pub mod allocator;
pub mod analysis;
pub mod batch;
pub mod bm25;
pub mod counts;
pub mod csr;
pub mod error;
pub mod hash;
pub mod parallel;
pub mod persist;
#[cfg(test)]
mod random;
pub mod scripts;
mod short;
mod simd;
pub mod statistics;
mod unicode;
pub mod vocabulary;
pub mod weighting;

pub use error::{Error, Result};
pub use simd::prefetch_address;
