//! `repeat`: each token many times, or never. For tests only: the one filter that makes more tokens than it
//! is given.

use serde::{Deserialize, Serialize};

use super::{Case, Filter, FilterScratch};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::analysis::token_buffer::TokenBuffer;
use crate::error::Result;
use crate::parallel::Cancel;

/// `{"type": "repeat", "times": 2}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RepeatSpec {
    /// How many tokens become of one.
    pub times: usize,
}

impl Build for RepeatSpec {
    type Part = Repeat;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Repeat> {
        Ok(Repeat { times: self.times })
    }
}

/// Pushes a token so many times, each with its number before it.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Repeat {
    times: usize,
}

impl Filter for Repeat {
    fn case(&self) -> Case {
        Case::Kept
    }

    fn apply(&self, token: &str, _: &Cancel, _: &mut FilterScratch, out: &mut TokenBuffer) {
        (0..self.times).for_each(|number| out.push(&format!("{number}{token}")));
    }
}
