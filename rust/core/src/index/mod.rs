//! An exact index: the documents of the highest scores, to the last bit.
//!
//! A [`Segment`] holds facts of documents: which terms they hold, how often, and how long they are. What a posting
//! weighs is derived from these for the statistics and the parameters in force, in a small table. A query goes through
//! all postings of its terms, window by window ([`windows`]).

mod array;
mod bits;
mod bounds;
mod build;
mod documents;
mod filtered;
pub mod folder;
mod postings;
mod pruned;
mod segment;
mod shared;
mod state;
#[cfg(test)]
mod tests;
mod top_k;
mod weights;
mod windows;

pub use array::{Array, Plain};
pub use bits::Bits;
pub use documents::{Documents, DocumentsBuilder, Id};
pub use postings::{CODES, Entries, Postings, WINDOW, WINDOW_BITS};
pub use segment::{Fact, Segment};
pub use shared::SharedIndex;
pub use state::{Filter, Filters, Found, Member, State, Weighing};
pub use top_k::Hit;
pub use weights::{Facts, Pair};
