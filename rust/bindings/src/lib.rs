//! The Python module `elanus._core`: conversions between Python objects and elanus-core.

mod analyzer;
mod arrays;
mod bm25;
mod columns;
mod documents;
mod errors;
mod index;
mod interpreter;
mod parameters;
mod statistics;
mod texts;

use elanus_core::allocator::LargeBlocks;
use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: LargeBlocks = LargeBlocks;

/// The Rust core of Elanus.
#[pymodule]
mod _core {
    use super::{Bound, PyModule, PyResult};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The commit it was built from, empty outside of a checkout.
    #[pymodule_export]
    const BUILD: &str = env!("ELANUS_BUILD");

    #[pymodule_export]
    const STEMMERS: &[&str] = elanus_core::analysis::STEMMERS;

    #[pymodule_export]
    #[pymodule_export]
    use super::{
        analyzer::{Analyzer, BatchAnalyzer, detect_language, preset, presets, stem, stop_words},
        bm25::Bm25,
        columns::{Blocks, files::Files, refused::refuse_containers},
        errors::panic,
        index::{Index, Snapshot},
        statistics::Statistics,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        elanus_core::bug::keep();
        super::interpreter::watch(module)
    }
}
