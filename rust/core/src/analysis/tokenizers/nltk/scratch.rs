//! The buffers of the passes.

/// The text before a pass and after it, reused from chunk to chunk.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct WordScratch {
    pub(super) from: String,
    pub(super) to: String,
}

impl WordScratch {
    /// Makes one pass's output the next one's input.
    pub(super) fn next_pass(&mut self) {
        std::mem::swap(&mut self.from, &mut self.to);
        self.to.clear();
    }
}

/// Appends `text` between two spaces.
#[inline]
pub(super) fn pad(text: &str, out: &mut String) {
    out.push(' ');
    out.push_str(text);
    out.push(' ');
}
