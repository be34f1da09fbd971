//! Encoders that are kept from one call to the next.

use super::gate::lock;
use crate::analysis::Analyzer;
use crate::counts::RowEncoder;
use std::sync::{Arc, Mutex};

/// Encoders that remember chunks, for one vocabulary to which terms are only appended. Locked while the
/// host's lock is held, and for moments.
#[derive(Debug, Default)]
pub struct EncoderPool(Mutex<Vec<(Arc<Analyzer>, RowEncoder)>>);

impl EncoderPool {
    /// Encoders for as many threads, one at least, warm ones where there are any for this analyzer.
    pub(crate) fn take(&self, analyzer: Option<&Arc<Analyzer>>, threads: usize) -> Vec<RowEncoder> {
        let threads = threads.max(1);
        let mut encoders = Vec::with_capacity(threads);
        if let Some(analyzer) = analyzer {
            let mut kept = lock(&self.0);
            kept.retain(|(kept, _)| Arc::ptr_eq(kept, analyzer));
            let rest = kept.len().saturating_sub(threads);
            encoders.extend(kept.drain(rest..).map(|(_, encoder)| encoder));
        }
        encoders.resize_with(threads, RowEncoder::new);
        encoders
    }

    /// Takes encoders back, as many as one call needs.
    pub(crate) fn give_back(&self, analyzer: Option<&Arc<Analyzer>>, encoders: Vec<RowEncoder>) {
        if let Some(analyzer) = analyzer {
            let mut kept = lock(&self.0);
            let room = encoders.len().saturating_sub(kept.len());
            kept.extend(encoders.into_iter().take(room).map(|encoder| (Arc::clone(analyzer), encoder)));
        }
    }
}
