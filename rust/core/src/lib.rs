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
//! use elanus_core::batch::Texts;
//! use elanus_core::bm25::Bm25Model;
//! use elanus_core::counts::RowEncoder;
//! use elanus_core::parallel::Unhosted;
//! use elanus_core::weighting::Parameters;
//!
//! let (host, analyzer) = (Unhosted, Analyzer::english());
//! let mut documents = Texts::new(["Black kites soar.", "A kite dives."]);
//! let model = Bm25Model::fit(&host, &mut documents, Some(&analyzer), 1, Parameters::default())?;
//! let mut queries = Texts::new(["The black kite"]);
//! let matrix = model.encode(&host, &mut queries, &mut [RowEncoder::new()], Some(&analyzer), true)?;
//! assert_eq!(matrix.rows().map(|(columns, _)| columns).collect::<Vec<_>>(), [[0, 1]]);
//! # Ok::<(), elanus_core::Error>(())
//! ```

pub mod allocator;
pub mod analysis;
pub mod batch;
pub mod bm25;
pub mod bug;
pub mod counts;
pub mod csr;
pub mod error;
pub mod hash;
pub mod index;
pub mod memory;
pub mod parallel;
pub mod persist;
#[cfg(test)]
mod random;
pub mod script;
pub mod scripts;
pub mod shared;
mod short;
mod simd;
pub mod spool;
pub mod statistics;
mod unicode;
pub mod vocabulary;
pub mod weighting;

pub use error::{Error, Result};
pub use simd::prefetch_address;
