//! Files of documents, as a [source](elanus_core::batch::Source) of batches.
//!
//! ```text
//! input     the bytes of a file, decompressed                 the thread that asks for documents
//! cut       pieces of whole records                           the same
//! block     a piece, which becomes ids and texts:             the thread that analyses them
//!   lines, json, table
//! corpus    all files, and what is wrong with a record of them
//! ```
//!
//! Nothing but whole records is handed to a thread, so all of them parse at the same time; which lines they
//! are is known before. What is wrong with one is kept in [`Findings`] until every record before it was read.

mod block;
mod corpus;
mod cut;
mod error;
mod fields;
mod findings;
mod input;
mod json;
mod repair;
mod table;

pub use block::{Block, Record};
pub use corpus::{Corpus, Options};
pub use error::{Error, Result};
pub use fields::Fields;
pub use findings::{Findings, Skipped};
pub use input::{Place, Wait};
pub use table::Format;
