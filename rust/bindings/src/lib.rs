//! The Python module `elanus._core`: conversions between Python objects and elanus-core.

use pyo3::prelude::*;

/// The Rust core of Elanus.
#[pymodule]
mod _core {
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
