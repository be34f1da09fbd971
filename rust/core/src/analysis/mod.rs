//! From text to tokens: an [`AnalyzerSpec`] becomes an [`Analyzer`], which cuts text into
//! whitespace-delimited chunks with [`Flags`] and turns one chunk into tokens.

mod chunk;
mod spec;
mod token_buffer;

pub use chunk::Flags;
pub use spec::AnalyzerSpec;
pub use token_buffer::TokenBuffer;

use std::ops::ControlFlow;
/// Stand-in.
#[derive(Debug)]
pub struct Analyzer;
#[allow(missing_docs, clippy::all, clippy::pedantic, clippy::allow_attributes)]
impl Analyzer {
    pub fn from_spec_with_data(_spec: &AnalyzerSpec, _d: Option<&std::path::Path>) -> crate::Result<Self> {
        Ok(Self)
    }
    pub fn english() -> Self {
        Self
    }
    pub fn data_digest(&self) -> String {
        String::new()
    }
    pub fn chunks<B>(
        &self,
        text: &str,
        mut visit: impl FnMut(&str, Flags) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        for c in text.split_ascii_whitespace() {
            visit(c, Flags::NONE)?;
        }
        ControlFlow::Continue(())
    }
    pub fn chunk_tokens(&self, chunk: &str, _flags: Flags, out: &mut TokenBuffer) {
        out.push(&chunk.to_lowercase());
    }
    pub fn tokens(&self, text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_lowercase).collect()
    }
}
