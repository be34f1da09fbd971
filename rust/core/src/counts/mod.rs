//! Documents to term counts: the chunk memo, the counting of document frequencies, the rows of
//! term frequencies.

mod batch;
mod corpus_counter;
mod lists;
mod memo;
mod raw_rows;
mod row_encoder;
mod term_stream;
mod update_counter;

pub use corpus_counter::{CorpusCounter, CorpusDelta, Merged, Numberings};
pub use raw_rows::RawRows;
pub use row_encoder::{KnownTerms, RowEncoder, Weigher};
pub use update_counter::{Update, UpdateCounter};
