//! The postings of a segment: for each term the documents that hold it, window by window.
//!
//! A window is [`WINDOW`] consecutive documents. A posting names its document by the lowest [`WINDOW_BITS`] bits
//! of its number. Which window it belongs to follows from where it stands in its list: long lists have a
//! directory, the end of each window; short ones the window of each posting.

use std::ops::Range;

use super::array::Array;
use crate::memory::{Grow, collected, filled, room};
use crate::vocabulary::TermId;

/// Bits of a document's number in its window.
pub const WINDOW_BITS: u32 = 14;

/// Documents in a window.
pub const WINDOW: usize = 1 << WINDOW_BITS;

/// Codes that fit into a posting beside its document.
pub const CODES: usize = 1 << (u32::BITS - WINDOW_BITS);

/// What a posting says of its document.
#[derive(Clone, Debug)]
pub enum Entries {
    /// A document in its window, and above it a code: a row of the segment's table of facts.
    Coded(Array<u32>),
    /// Documents in their window, and beside them weights of which there are too many for codes.
    Weighed {
        /// The documents.
        documents: Array<u16>,
        /// One weight each.
        weights: Array<f32>,
    },
}

impl Entries {
    /// The number of postings.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Coded(postings) => postings.len(),
            Self::Weighed { documents, .. } => documents.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The document of a posting, in its window.
    #[inline]
    #[must_use]
    pub fn document(&self, posting: usize) -> usize {
        match self {
            Self::Coded(postings) => postings[posting] as usize % WINDOW,
            Self::Weighed { documents, .. } => usize::from(documents[posting]) % WINDOW,
        }
    }
}

/// The lists of all terms of a segment.
#[derive(Clone, Debug)]
pub struct Postings {
    /// The postings, list by list; within a list their documents ascend.
    pub entries: Entries,
    /// The terms that have a list, ascending; none where every term below the number of lists has one.
    pub terms: Option<Array<u32>>,
    /// Where each list begins, and where the last ends.
    pub starts: Array<u32>,
    /// Where what is known of each list's windows stands: in `ends` for a long list, in `windows` for a short
    /// one. Empty where there is only one window.
    pub places: Array<u32>,
    /// For each long list the end of each window among the postings.
    pub ends: Array<u32>,
    /// For each posting of the short lists its window.
    pub windows: Array<u16>,
    /// The number of windows.
    pub window_count: usize,
}

/// One term's list.
#[derive(Clone, Debug)]
pub(super) struct List<'a> {
    /// Its number among all.
    pub(super) number: usize,
    pub(super) range: Range<usize>,
    windows: Windows<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Windows<'a> {
    /// There is only one.
    One,
    /// The end of each.
    Ends(&'a [u32]),
    /// That of each posting.
    Each(&'a [u16]),
}

/// Whether a list of so many postings has a directory: it takes no more memory than the windows of each.
fn is_long(postings: usize, windows: usize) -> bool {
    postings >= 2 * windows
}

impl Postings {
    /// The number of documents that hold a term.
    #[must_use]
    pub fn frequency(&self, term: TermId) -> usize {
        self.list(term).map_or(0, |list| list.range.len())
    }

    /// The terms that have a list, ascending, with the place of each list.
    pub fn lists(&self) -> impl Iterator<Item = (TermId, usize)> + '_ {
        (0..self.starts.len() - 1)
            .map(|list| (self.terms.as_ref().map_or(list as TermId, |terms| terms[list]), list))
    }

    /// A term's list.
    pub(super) fn list(&self, term: TermId) -> Option<List<'_>> {
        let list = match &self.terms {
            None => Some(term as usize).filter(|&list| list + 1 < self.starts.len()),
            Some(terms) => terms.binary_search(&term).ok(),
        };
        list.map(|list| self.list_at(list)).filter(|list| !list.range.is_empty())
    }

    pub(super) fn list_at(&self, list: usize) -> List<'_> {
        let number = list;
        let range = self.starts[list] as usize..self.starts[list + 1] as usize;
        let windows = if self.window_count <= 1 {
            Windows::One
        } else {
            let place = self.places[list] as usize;
            if is_long(range.len(), self.window_count) {
                Windows::Ends(&self.ends[place..place + self.window_count])
            } else {
                Windows::Each(&self.windows[place..place + range.len()])
            }
        };
        List { number, range, windows }
    }

    /// Calls with each posting of a list: the document's number in the segment, and the posting's place.
    pub(super) fn for_each(&self, list: &List<'_>, mut call: impl FnMut(usize, usize)) {
        list.for_each_run(|window, run| {
            for posting in run {
                call(window << WINDOW_BITS | self.entries.document(posting), posting);
            }
        });
    }

    /// Keeps these lists, which are all that are not empty, each under its new term; they ascend.
    pub(super) fn keep_lists(&mut self, lists: &[(TermId, usize)], width: usize) {
        let end = self.entries.len() as u32;
        let is_sparse = lists.len() < width / 4;
        let (mut starts, mut places) = (Vec::new(), Vec::new());
        for &(term, list) in lists {
            if !is_sparse {
                let missing = term as usize - starts.len();
                starts.grow(missing);
                starts.resize(term as usize, self.starts[list]);
                places.grow(missing);
                places.resize(term as usize, 0);
            }
            starts.grow(1);
            starts.push(self.starts[list]);
            places.grow(1);
            places.push(self.places.get(list).copied().unwrap_or(0));
        }
        starts.grow(1);
        starts.push(end);
        if self.window_count <= 1 {
            places = Vec::new();
        }
        self.terms = is_sparse.then(|| collected(lists.iter().map(|&(term, _)| term)).into());
        (self.starts, self.places) = (starts.into(), places.into());
    }

    /// The bytes that the lists take.
    #[must_use]
    pub fn memory(&self) -> usize {
        let entries = match &self.entries {
            Entries::Coded(postings) => postings.bytes().len(),
            Entries::Weighed { documents, weights } => documents.bytes().len() + weights.bytes().len(),
        };
        let terms = self.terms.as_ref().map_or(0, |terms| terms.bytes().len());
        [&self.starts, &self.places, &self.ends].iter().map(|array| array.bytes().len()).sum::<usize>()
            + entries
            + terms
            + self.windows.bytes().len()
    }

    /// Why these lists cannot be those of `documents` documents with `codes` codes, if they cannot: then
    /// nothing that is read by them lies outside of them.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn check(&self, documents: usize, codes: usize) -> Result<(), &'static str> {
        let entries = self.entries.len();
        if self.starts.first() != Some(&0) || self.starts.last().is_none_or(|&last| last as usize != entries)
        {
            return Err("the lists do not span the postings");
        }
        if !self.starts.is_sorted() {
            return Err("a list ends before it begins");
        }
        if self.window_count != documents.div_ceil(WINDOW) {
            return Err("there are not as many windows as the documents need");
        }
        let lists = self.starts.len() - 1;
        if let Some(terms) = &self.terms
            && (terms.len() != lists || !terms.is_sorted_by(|a, b| a < b))
        {
            return Err("the terms of the lists do not ascend");
        }
        match &self.entries {
            Entries::Coded(postings) => {
                let most = postings.iter().fold(0, |most, &posting| most.max(posting));
                if !postings.is_empty() && most as usize >> WINDOW_BITS >= codes {
                    return Err("a posting has a code that means nothing");
                }
            }
            Entries::Weighed { documents, weights } => {
                if documents.len() != weights.len() {
                    return Err("there are not as many weights as postings");
                }
                if documents.iter().any(|&document| usize::from(document) >= WINDOW) {
                    return Err("a posting's document is in no window");
                }
                if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
                    return Err("a weight is negative or no finite number");
                }
            }
        }
        if self.window_count > 1 {
            self.check_windows(lists)?;
        }
        self.check_documents(documents)
    }

    fn check_windows(&self, lists: usize) -> Result<(), &'static str> {
        if self.places.len() != lists {
            return Err("there are not as many directories as lists");
        }
        for list in 0..lists {
            let (start, end) = (self.starts[list], self.starts[list + 1]);
            let (postings, place) = ((end - start) as usize, self.places[list] as usize);
            if is_long(postings, self.window_count) {
                let ends = self.ends.get(place..).and_then(|ends| ends.get(..self.window_count));
                let ends = ends.ok_or("a directory lies outside of the file's")?;
                if !ends.is_sorted() || ends[0] < start || ends[self.window_count - 1] != end {
                    return Err("a directory does not span its list");
                }
            } else {
                let windows = self.windows.get(place..).and_then(|windows| windows.get(..postings));
                let windows = windows.ok_or("the windows of a list lie outside of the file's")?;
                if !windows.is_sorted()
                    || windows.last().is_some_and(|&last| usize::from(last) >= self.window_count)
                {
                    return Err("the windows of a list do not ascend");
                }
            }
        }
        Ok(())
    }

    /// No list may name a document beyond the last: only its postings in the last window could.
    fn check_documents(&self, documents: usize) -> Result<(), &'static str> {
        let last = self.window_count.saturating_sub(1);
        let beyond = |run: Range<usize>| {
            run.into_iter().any(|posting| last << WINDOW_BITS | self.entries.document(posting) >= documents)
        };
        for list in 0..self.starts.len() - 1 {
            let mut is_beyond = false;
            self.list_at(list).for_each_run(|window, run| is_beyond |= window == last && beyond(run));
            if is_beyond {
                return Err("a list names a document that is not there");
            }
        }
        Ok(())
    }
}

impl List<'_> {
    /// The postings of a window.
    pub(super) fn within(&self, window: usize) -> Range<usize> {
        let from = match self.windows {
            Windows::Each(windows) => windows.partition_point(|&other| usize::from(other) < window),
            _ => 0,
        };
        self.take(window, self.range.start + from)
    }

    /// The posting of a document, if it is one of the list's.
    pub(super) fn find(&self, entries: &Entries, document: usize) -> Option<usize> {
        let (run, document) = (self.within(document >> WINDOW_BITS), document % WINDOW);
        let (mut low, mut high) = (run.start, run.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if entries.document(middle) < document { low = middle + 1 } else { high = middle }
        }
        (low < run.end && entries.document(low) == document).then_some(low)
    }

    /// Calls with each window that holds some of the documents, and its postings.
    pub(super) fn for_each_run(&self, mut call: impl FnMut(usize, Range<usize>)) {
        let mut at = self.range.start;
        match self.windows {
            Windows::One => call(0, self.range.clone()),
            Windows::Ends(ends) => {
                for (window, &end) in ends.iter().enumerate() {
                    if end as usize > at {
                        call(window, at..end as usize);
                    }
                    at = end as usize;
                }
            }
            Windows::Each(windows) => {
                for run in windows.chunk_by(|a, b| a == b) {
                    call(usize::from(run[0]), at..at + run.len());
                    at += run.len();
                }
            }
        }
    }

    /// The postings of a window. `from` is where those of an earlier one ended, or where the list begins.
    #[inline]
    pub(super) fn take(&self, window: usize, from: usize) -> Range<usize> {
        match self.windows {
            Windows::One => self.range.clone(),
            Windows::Ends(ends) => {
                let start = if window == 0 { self.range.start } else { ends[window - 1] as usize };
                start..ends[window] as usize
            }
            Windows::Each(windows) => {
                let rest = &windows[from - self.range.start..];
                let before = rest.iter().take_while(|&&other| usize::from(other) < window).count();
                let within = rest[before..].iter().take_while(|&&other| usize::from(other) == window).count();
                from + before..from + before + within
            }
        }
    }
}

/// Puts the lists of a segment together, when it is known how many documents hold each term.
pub(super) struct PostingsBuilder {
    terms: Option<Vec<u32>>,
    starts: Vec<u32>,
    places: Vec<u32>,
    long: usize,
    short: usize,
    window_count: usize,
}

impl PostingsBuilder {
    /// For lists of these numbers of postings, by ascending term; of all terms below `width` only those that
    /// have postings are kept where they are few.
    pub(super) fn new(frequencies: &[(TermId, u32)], width: usize, documents: usize) -> Self {
        let window_count = documents.div_ceil(WINDOW);
        let is_sparse = frequencies.len() < width / 4;
        let lists = if is_sparse {
            frequencies.len()
        } else {
            frequencies.last().map_or(0, |&(term, _)| term as usize + 1)
        };
        let mut starts = room(lists + 1);
        let mut end = 0;
        starts.push(0);
        for &(term, frequency) in frequencies {
            if !is_sparse {
                while starts.len() <= term as usize {
                    starts.push(end);
                }
            }
            end += frequency;
            starts.push(end);
        }
        let (mut places, mut long, mut short) = (Vec::new(), 0, 0);
        if window_count > 1 {
            places.grow(lists);
            for bounds in starts.windows(2) {
                let postings = (bounds[1] - bounds[0]) as usize;
                if is_long(postings, window_count) {
                    places.push(long as u32);
                    long += window_count;
                } else {
                    places.push(short as u32);
                    short += postings;
                }
            }
        }
        let terms = is_sparse.then(|| collected(frequencies.iter().map(|&(term, _)| term)));
        Self { terms, starts, places, long, short, window_count }
    }

    /// The number of postings.
    pub(super) fn len(&self) -> usize {
        self.starts.last().map_or(0, |&last| last as usize)
    }

    /// Where each list begins.
    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The list of a term.
    pub(super) fn list_of(&self, term: TermId) -> usize {
        match &self.terms {
            None => term as usize,
            Some(terms) => terms.partition_point(|&other| other < term),
        }
    }

    /// The terms that have one of these lists, or may have.
    pub(super) fn terms_of(&self, lists: &Range<usize>) -> Range<TermId> {
        match &self.terms {
            None => lists.start as TermId..lists.end as TermId,
            Some(terms) => terms[lists.start]..terms[lists.end - 1] + 1,
        }
    }

    /// Puts the lists together: `window_of` tells each posting's window, within a list ascending.
    pub(super) fn finish(self, entries: Entries, window_of: &[u16]) -> Postings {
        let Self { terms, starts, places, long, short, window_count } = self;
        let (mut ends, mut windows) = (filled(0, long), filled(0, short));
        for (list, &place) in places.iter().enumerate() {
            let (start, end) = (starts[list] as usize, starts[list + 1] as usize);
            let of = &window_of[start..end];
            if is_long(of.len(), window_count) {
                let (mut at, mut window) = (0, 0);
                for end in &mut ends[place as usize..][..window_count] {
                    while at < of.len() && of[at] == window {
                        at += 1;
                    }
                    *end = (start + at) as u32;
                    window += 1;
                }
            } else {
                windows[place as usize..][..of.len()].copy_from_slice(of);
            }
        }
        Postings {
            entries,
            terms: terms.map(Array::from),
            starts: starts.into(),
            places: places.into(),
            ends: ends.into(),
            windows: windows.into(),
            window_count,
        }
    }
}
