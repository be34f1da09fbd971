//! Documents to term counts: the chunk memo, the counting of document frequencies, the rows of
//! term frequencies.

mod corpus_counter;
mod memo;
mod row_encoder;
mod term_stream;

pub use corpus_counter::{CorpusCounter, CorpusDelta};
pub use row_encoder::{RowEncoder, Weigher};
