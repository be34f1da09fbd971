//! A model that threads share: they read what is published, and take turns to change it.
//!
//! A change is made aside; then the host is asked for an interrupt for the last time; then it is committed,
//! in a step that cannot fail. So a call that ends with an interrupt has changed nothing, and an interrupt
//! that falls into the commit arrives after the call.

mod encoders;
mod gate;
mod model;
mod turns;

pub use encoders::EncoderPool;
pub(crate) use gate::lock;
pub use gate::{Entered, Gate};
pub use model::{Published, SMALL_MODEL, SharedModel};
pub use turns::{Turns, forked};
