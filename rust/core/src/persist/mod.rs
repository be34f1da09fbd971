//! Model files: written whole or not at all, and believed only when every byte is accounted for.

mod atomic;
mod json;

pub use atomic::{read, write};
pub use json::{LoadedModel, from_json, to_json};
