//! Documents to term counts: integers, from which weights, postings and statistics are made above.

mod batches;
mod counter;
mod encoder;
mod fit;
mod increment_counter;
mod lists;
mod memo;
mod merge;
mod numbering;
mod partial_counter;
mod raw_rows;
mod rows;
mod term_stream;
mod waiting;

pub(crate) use batches::Batches;
pub use counter::CorpusCounter;
pub use encoder::RowEncoder;
pub use fit::{Counts, count};
pub use increment_counter::IncrementCounter;
pub use numbering::Numberings;
pub use partial_counter::{PartialCounter, Ranks};
pub use raw_rows::{RawRows, Recorder, RowRecorder};
pub use rows::{TermRow, TermRows};
