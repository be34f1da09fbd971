//! What the files of an index say together. Each may be sound, and yet none that was written with the others.

use crate::index::postings::Postings;
use crate::index::segment::Segment;
use crate::index::state::{State, Weighing};
use crate::index::weights::Facts;
use crate::memory::filled;
use crate::statistics::CorpusStatistics;

/// Whether a segment holds what is weighed so, and no term beyond.
pub(super) fn fits(segment: &Segment, weighing: &Weighing) -> bool {
    let Postings { terms, starts, .. } = &segment.postings;
    let lists = match terms {
        Some(terms) => terms.last().map_or(0, |&last| last as usize + 1),
        None => starts.len() - 1,
    };
    let is_counted = matches!(segment.facts, Facts::Pairs(_));
    lists <= weighing.width() && is_counted == matches!(weighing, Weighing::Bm25 { .. })
}

/// Why segments, each of which fits, cannot be those of one index, if they cannot.
pub(super) fn of_state(state: &State) -> Result<(), &'static str> {
    for member in state.members() {
        state.check_kind(member.segment.documents.id(0)).map_err(|_| "its ids are of two kinds")?;
    }
    let Weighing::Bm25 { model, follows, .. } = &state.weighing else { return Ok(()) };
    match model {
        None if state.is_empty() => Ok(()),
        None => Err("it has documents, and nothing that they are weighed by"),
        Some(_) if !follows => Ok(()),
        Some(model) => {
            let statistics = model.statistics().ok_or("its statistics do not tell what holds a term")?;
            if are_of(statistics, state) {
                Ok(())
            } else {
                Err("its statistics are not those of its documents")
            }
        }
    }
}

/// Whether statistics are those of all documents, as far as lengths and the sizes of lists tell. Which postings
/// are of deleted documents would take as long as all other checks to find out.
fn are_of(statistics: &CorpusStatistics, state: &State) -> bool {
    // For each term the postings of live documents, at least and at most.
    let mut bounds = filled([0_u32; 2], statistics.document_frequency.len());
    let mut total_length = 0;
    for member in state.members() {
        let segment = &*member.segment;
        total_length += match &member.live {
            None => segment.lengths.iter().map(|&length| u64::from(length)).sum(),
            Some(live) => segment.total_length(live),
        };
        let dead = (segment.count - member.live_count()) as u32;
        for (term, list) in segment.postings.lists() {
            let number = segment.postings.starts[list + 1] - segment.postings.starts[list];
            let [least, most] = &mut bounds[term as usize];
            // Lists may name a document twice in a file that is none.
            *least = least.saturating_add(number.saturating_sub(dead));
            *most = most.saturating_add(number);
        }
    }
    let is_within = |(&frequency, &[least, most]): (&u32, &[u32; 2])| least <= frequency && frequency <= most;
    statistics.documents == state.len() as u64
        && statistics.total_length == total_length
        && statistics.document_frequency.iter().zip(&bounds).all(is_within)
}
