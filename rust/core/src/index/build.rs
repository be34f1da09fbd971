//! From rows to the postings of segments.
//!
//! Rows come document by document, lists go term by term: it is known beforehand how long each list is, so that
//! every posting is written where it belongs. Threads share the terms, not the documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::array::Array;
use super::documents::Documents;
use super::postings::{CODES, Entries, PostingsBuilder, WINDOW, WINDOW_BITS};
use super::segment::Segment;
use super::weights::{Facts, Pair};
use crate::counts::TermRows;
use crate::csr::Csr;
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, filled, room};
use crate::parallel::{self, Host, Jobs};
use crate::vocabulary::TermId;

/// Postings that one job writes, about: an interrupt waits for as many.
const JOB_POSTINGS: usize = 1 << 21;

/// Postings of a segment at most: their places are u32.
const MOST_POSTINGS: usize = u32::MAX as usize;

/// Documents of a segment at most: their windows are u16.
pub(super) const MOST_DOCUMENTS: usize = 1 << 22;

/// The codes of the pairs of a segment, in the order in which they were met.
#[derive(Debug, Default)]
struct PairCodes {
    /// For each length the place of its frequencies' codes, or `NONE`.
    places: Vec<u32>,
    long: BTreeMap<u32, u32>,
    frequent: BTreeMap<Pair, u32>,
    /// The codes of the frequencies from 1 on.
    codes: Vec<[u32; Self::SMALL]>,
    /// The pairs, with the number of their postings.
    pairs: Vec<(Pair, u32)>,
}

impl PairCodes {
    const NONE: u32 = u32::MAX;

    /// Frequencies that most terms have at most.
    const SMALL: usize = 16;

    /// Lengths that most documents have at most.
    const SHORT: usize = 1 << 16;

    fn place(&self, length: u32) -> Option<u32> {
        if (length as usize) < Self::SHORT {
            self.places.get(length as usize).copied().filter(|&place| place != Self::NONE)
        } else {
            self.long.get(&length).copied()
        }
    }

    /// The code of a pair that was counted.
    #[inline]
    fn code(&self, small: &[u32; Self::SMALL], pair: Pair) -> u32 {
        match small.get(pair[0] as usize - 1) {
            Some(&code) => code,
            None => self.frequent[&pair],
        }
    }

    /// Counts the pairs of a row.
    fn count(&mut self, length: u32, frequencies: impl Iterator<Item = u32>) {
        let place = self.place(length).unwrap_or_else(|| {
            let place = self.codes.len() as u32;
            self.codes.grow(1);
            self.codes.push([Self::NONE; Self::SMALL]);
            let short = length as usize;
            if short < Self::SHORT {
                if self.places.len() <= short {
                    self.places.grow(short + 1 - self.places.len());
                    self.places.resize(short + 1, Self::NONE);
                }
                self.places[short] = place;
            } else {
                self.long.insert(length, place);
            }
            place
        });
        let Self { frequent, codes, pairs, .. } = self;
        for frequency in frequencies {
            let pair = [frequency, length];
            let code = match codes[place as usize].get_mut(frequency as usize - 1) {
                Some(code) => code,
                None => frequent.entry(pair).or_insert(Self::NONE),
            };
            if *code == Self::NONE {
                *code = pairs.len() as u32;
                pairs.grow(1);
                pairs.push((pair, 0));
            }
            pairs[*code as usize].1 += 1;
        }
    }

    /// Gives the pairs of most postings the lowest codes: their weights then share few cache lines. Returns the
    /// pairs by their codes.
    fn settle(&mut self) -> Vec<Pair> {
        let mut order: Vec<u32> = collected(0..self.pairs.len() as u32);
        order.sort_unstable_by_key(|&code| (Reverse(self.pairs[code as usize].1), code));
        let mut new = filled(0, order.len());
        (0..).zip(&order).for_each(|(to, &from): (u32, _)| new[from as usize] = to);
        let codes = self.codes.iter_mut().flatten().chain(self.frequent.values_mut());
        codes.filter(|code| **code != Self::NONE).for_each(|code| *code = new[*code as usize]);
        collected(order.iter().map(|&code| self.pairs[code as usize].0))
    }
}

/// A length as a segment keeps it.
fn length_of(length: u64) -> Result<u32> {
    u32::try_from(length).map_err(|_| Error::TooManyTokens)
}

/// The rows of some consecutive documents: those of each part, from the first row of the first on.
struct Rows<'a> {
    parts: &'a [TermRows],
    /// The rows of all parts that belong to the segment.
    range: Range<usize>,
}

impl Rows<'_> {
    /// The rows, each with its number in the segment.
    fn iter(&self) -> impl Iterator<Item = (usize, crate::counts::TermRow<'_>)> {
        let rows = self.parts.iter().flat_map(TermRows::iter);
        rows.skip(self.range.start).take(self.range.len()).enumerate()
    }
}

/// The segments of rows whose terms have their final ids, below `width`: one, unless there are more documents,
/// postings or pairs than a segment has room for.
pub(super) fn segments<H: Host>(
    host: &H,
    parts: &[TermRows],
    width: usize,
    threads: usize,
) -> Result<Vec<Segment>, H::Error> {
    let mut segments = Vec::new();
    let rows = parts.iter().map(TermRows::len).sum::<usize>();
    let mut start = 0;
    while start < rows {
        let rest = Rows { parts, range: start..rows };
        let (documents, mut codes) = host.release(|| counted(&rest))?;
        host.check()?;
        let taken = Rows { parts, range: start..start + documents };
        segments.grow(1);
        segments.push(segment(host, &taken, &mut codes, width, threads)?);
        start += documents;
    }
    Ok(segments)
}

/// Counts the pairs of as many rows as one segment takes.
fn counted(rows: &Rows<'_>) -> Result<(usize, PairCodes)> {
    let mut codes = PairCodes::default();
    let (mut documents, mut postings) = (0, 0);
    for (document, row) in rows.iter().take(MOST_DOCUMENTS) {
        let is_full =
            codes.pairs.len() + row.terms.len() > CODES || postings + row.terms.len() > MOST_POSTINGS;
        if is_full && document > 0 {
            break;
        }
        codes.count(length_of(row.length)?, row.terms.iter().map(|&(_, frequency)| frequency));
        postings += row.terms.len();
        documents = document + 1;
    }
    if codes.pairs.len() > CODES || postings > MOST_POSTINGS {
        return Err(Error::TooManyTokens);
    }
    Ok((documents, codes))
}

fn segment<H: Host>(
    host: &H,
    rows: &Rows<'_>,
    codes: &mut PairCodes,
    width: usize,
    threads: usize,
) -> Result<Segment, H::Error> {
    let documents = rows.range.len();
    let postings = codes.pairs.iter().map(|&(_, postings)| postings as usize).sum::<usize>();
    let pairs = codes.settle();
    let codes = &*codes;
    let (builder, lengths) = host.release(|| {
        let terms = rows.iter().flat_map(|(_, row)| row.terms.iter().map(|&(term, _)| term));
        let frequencies = frequencies(terms, postings, width);
        let lengths: Result<Vec<u32>> = rows.iter().map(|(_, row)| length_of(row.length)).collect();
        lengths.map(|lengths| (PostingsBuilder::new(&frequencies, width, documents), lengths))
    })?;
    let (mut entries, mut windows) = (filled(0_u32, postings), filled(0_u16, postings));
    let jobs = shares(&builder, (&mut entries, &mut windows));
    let mut jobs = Jobs::new(host, jobs.into_iter());
    let builder_ref = &builder;
    parallel::run(&mut jobs, &mut vec![(); threads.max(1)], |(), _, (_, share), cancel| {
        let Share { lists, mut cursors, entries, windows, first } = share;
        let terms = builder_ref.terms_of(&lists);
        for (document, row) in rows.iter() {
            if document.is_multiple_of(WINDOW) && cancel.is_set() {
                return Err(Error::Cancelled);
            }
            let from = row.terms.partition_point(|&(term, _)| term < terms.start);
            let row_terms = &row.terms[from..];
            if row_terms.first().is_none_or(|&(term, _)| term >= terms.end) {
                continue;
            }
            let length = length_of(row.length)?;
            let Some(place) = codes.place(length) else { continue };
            let small = &codes.codes[place as usize];
            for &(term, frequency) in row_terms {
                if term >= terms.end {
                    break;
                }
                let code = codes.code(small, [frequency, length]);
                let cursor = &mut cursors[builder_ref.list_of(term) - lists.start];
                let at = *cursor as usize - first;
                *cursor += 1;
                entries[at] = (document % WINDOW) as u32 | code << WINDOW_BITS;
                windows[at] = (document >> WINDOW_BITS) as u16;
            }
        }
        Ok(())
    })?;
    Ok(host.release(move || {
        let postings = builder.finish(Entries::Coded(entries.into()), &windows);
        Segment {
            count: documents,
            postings,
            facts: Facts::Pairs(pairs.into()),
            lengths: lengths.into(),
            documents: Documents::default(),
        }
    }))
}

/// The terms of postings, ascending, each with its number.
fn frequencies(terms: impl Iterator<Item = TermId>, postings: usize, width: usize) -> Vec<(TermId, u32)> {
    if postings < width / 8 {
        let mut sorted = room(postings);
        sorted.extend(terms);
        sorted.sort_unstable();
        return sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)).collect();
    }
    let mut frequencies = filled(0_u32, width);
    terms.for_each(|term| frequencies[term as usize] += 1);
    let mut present = room(frequencies.iter().filter(|&&frequency| frequency > 0).count());
    present.extend((0..).zip(frequencies).filter(|&(_, frequency)| frequency > 0));
    present
}

/// Some lists, and where their postings are written.
struct Share<'a> {
    lists: Range<usize>,
    /// Where the next posting of each list stands.
    cursors: Vec<u32>,
    entries: &'a mut [u32],
    windows: &'a mut [u16],
    /// Where the first posting stands.
    first: usize,
}

/// The lists in shares of about as many postings, each with how much work it is.
fn shares<'a>(
    builder: &PostingsBuilder,
    (mut entries, mut windows): (&'a mut [u32], &'a mut [u16]),
) -> Vec<(usize, Share<'a>)> {
    let starts = builder.starts();
    let mut shares = room(starts.len().min(entries.len() / JOB_POSTINGS + 2));
    let mut list = 0;
    while list + 1 < starts.len() {
        let first = starts[list] as usize;
        let end = starts
            .partition_point(|&start| (start as usize) < first + JOB_POSTINGS)
            .clamp(list + 1, starts.len() - 1);
        let postings = starts[end] as usize - first;
        let (own_entries, own_windows);
        (own_entries, entries) = entries.split_at_mut(postings);
        (own_windows, windows) = windows.split_at_mut(postings);
        let cursors = collected(starts[list..end].iter().copied());
        let share = Share { lists: list..end, cursors, entries: own_entries, windows: own_windows, first };
        shares.grow(1);
        shares.push((postings * size_of::<u32>(), share));
        list = end;
    }
    shares
}

/// The segments of the rows of a matrix, whose weights are the facts: no negative ones, and finite.
pub(super) fn vector_segments<H: Host>(host: &H, matrix: &Csr) -> Result<Vec<Segment>, H::Error> {
    let rows = matrix.shape().0;
    let mut segments = Vec::new();
    let mut start = 0;
    while start < rows {
        let mut postings = 0;
        let of_segment = matrix.rows().skip(start).take(MOST_DOCUMENTS).take_while(|(columns, _)| {
            postings += columns.len();
            postings <= MOST_POSTINGS
        });
        let end = start + of_segment.count();
        if end == start {
            return Err(Error::TooManyTokens.into());
        }
        segments.grow(1);
        segments.push(host.release(|| vector_segment(matrix, start..end)));
        host.check()?;
        start = end;
    }
    Ok(segments)
}

fn vector_segment(matrix: &Csr, rows: Range<usize>) -> Segment {
    let (documents, width) = (rows.len(), matrix.shape().1);
    let rows = || matrix.rows().skip(rows.start).take(rows.len());
    let postings = rows().map(|(columns, _)| columns.len()).sum();
    let terms = rows().flat_map(|(columns, _)| columns.iter().map(|column| column.cast_unsigned()));
    let builder = PostingsBuilder::new(&frequencies(terms, postings, width), width, documents);
    let mut cursors = collected(builder.starts().iter().copied());
    let (mut places, mut weights) = (filled(0_u16, postings), filled(0.0_f32, postings));
    let mut windows = filled(0_u16, postings);
    for (document, (columns, values)) in rows().enumerate() {
        for (&column, &value) in columns.iter().zip(values) {
            let cursor = &mut cursors[builder.list_of(column.cast_unsigned())];
            let at = *cursor as usize;
            *cursor += 1;
            places[at] = (document % WINDOW) as u16;
            weights[at] = value;
            windows[at] = (document >> WINDOW_BITS) as u16;
        }
    }
    let (entries, facts) = weighed(places, weights);
    let postings = builder.finish(entries, &windows);
    Segment { count: documents, postings, facts, lengths: Array::default(), documents: Documents::default() }
}

/// Postings of given weights: with codes where there are few distinct ones.
pub(super) fn weighed(documents: Vec<u16>, weights: Vec<f32>) -> (Entries, Facts) {
    let Some((codes, table)) = weight_codes(&weights) else {
        let entries = Entries::Weighed { documents: documents.into(), weights: weights.into() };
        return (entries, Facts::Weights(Array::default()));
    };
    let entries =
        documents.iter().zip(&codes).map(|(&document, code)| u32::from(document) | code << WINDOW_BITS);
    (Entries::Coded(collected(entries).into()), Facts::Weights(table.into()))
}

/// Distinct weights that have codes, at most: a table of more is slower to look up than weights beside their
/// postings are to read, which take half as much memory again.
const CODED_WEIGHTS: usize = 1 << 10;

/// A code for each weight, and the weights of the codes, the most frequent first.
fn weight_codes(weights: &[f32]) -> Option<(Vec<u32>, Vec<f32>)> {
    let mut sorted = collected(weights.iter().map(|weight| weight.to_bits()));
    sorted.sort_unstable();
    let distinct = sorted.chunk_by(|a, b| a == b).count();
    if distinct > CODED_WEIGHTS {
        return None;
    }
    let mut order: Vec<(Reverse<usize>, u32)> = room(distinct);
    order.extend(sorted.chunk_by(|a, b| a == b).map(|equal| (Reverse(equal.len()), equal[0])));
    drop(sorted);
    order.sort_unstable();
    let table = collected(order.iter().map(|&(_, bits)| f32::from_bits(bits)));
    let mut by_bits = collected((0..order.len() as u32).zip(&order).map(|(code, &(_, bits))| (bits, code)));
    by_bits.sort_unstable();
    let code = |weight: &f32| match by_bits.binary_search_by_key(&weight.to_bits(), |&(bits, _)| bits) {
        Ok(at) | Err(at) => by_bits[at].1,
    };
    Some((collected(weights.iter().map(code)), table))
}
