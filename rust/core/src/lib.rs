//! Text to BM25 sparse vectors, bit for bit as `pymilvus.model` 0.3.4 computes them.

pub mod analysis;
pub mod error;

pub use error::{Error, Result};
