//! The model of an index: a model file, the base, and what has changed since, in the manifest. So little is written
//! when a document is added to an index of many terms.

use std::sync::Arc;

use super::sections::{Sections, u64_at};
use crate::bm25::Bm25Model;
use crate::index::array::Array;
use crate::memory::{Grow, collected, room};
use crate::persist::{FileBytes, to_native};
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::Parameters;

/// A base is written anew when what has changed since takes more than this part of it, and these bytes.
const LARGEST_PART: usize = 8;
const SMALL: usize = 4 << 10;

/// What a model has beyond its base.
#[derive(Clone, Debug, Default)]
pub(super) struct Delta {
    /// Documents and tokens, those of the base included; 0 of a model without document frequencies.
    pub(super) documents: u64,
    pub(super) total_length: u64,
    /// The terms of the base whose document frequency is another now, ascending, and what it is.
    ids: Array<u32>,
    frequencies: Array<u32>,
    /// New terms: one after the other, where each ends, and their document frequencies.
    text: Array<u8>,
    ends: Array<u64>,
    new_frequencies: Array<u32>,
}

impl Delta {
    /// That of a model whose base was written just now.
    pub(super) fn none(model: &Bm25Model) -> Self {
        let totals = model.statistics().map(|statistics| (statistics.documents, statistics.total_length));
        let (documents, total_length) = totals.unwrap_or_default();
        Self { documents, total_length, ..Self::default() }
    }

    /// Its sections.
    pub(super) const SECTIONS: usize = 5;

    pub(super) fn sections(&self) -> [(&'static str, &[u8]); Self::SECTIONS] {
        [
            ("df.ids", self.ids.bytes()),
            ("df.changed", self.frequencies.bytes()),
            ("terms.ends", self.ends.bytes()),
            ("terms.text", self.text.bytes()),
            ("terms.df", self.new_frequencies.bytes()),
        ]
    }

    /// As it was written.
    ///
    /// # Errors
    ///
    /// For a section that is missing.
    pub(super) fn of_sections(
        documents: u64,
        total_length: u64,
        sections: &Sections,
    ) -> Result<Self, String> {
        Ok(Self {
            documents,
            total_length,
            ids: sections.needed("df.ids")?,
            frequencies: sections.needed("df.changed")?,
            ends: sections.needed("terms.ends")?,
            text: sections.needed("terms.text")?,
            new_frequencies: sections.needed("terms.df")?,
        })
    }

    fn bytes(&self) -> usize {
        self.sections().iter().map(|(_, section)| section.len()).sum()
    }

    /// The model that has this beyond `base`, and weighs by `parameters`.
    ///
    /// # Errors
    ///
    /// Why it cannot be.
    pub(super) fn apply(&self, mut base: Bm25Model, parameters: Parameters) -> Result<Bm25Model, String> {
        let (documents, total_length) =
            base.statistics().map_or((0, 0), |statistics| (statistics.documents, statistics.total_length));
        if self.bytes() == 0 && (documents, total_length) == (self.documents, self.total_length) {
            // The idfs of the file stay, to the last bit.
            base.set_parameters(parameters).map_err(|error| error.to_string())?;
            return Ok(base);
        }
        let corpus = base.into_corpus().ok_or("a model without document frequencies has changed")?;
        let (vocabulary, CorpusStatistics { document_frequency, .. }) = corpus.into_parts();
        self.model_of(vocabulary, document_frequency, 0, parameters)
    }

    /// The same, given a model that has `earlier` beyond the base, if that is a part of this: terms need not be
    /// interned anew. `None` if it is not, or where the base's own idfs may hold.
    pub(super) fn apply_to(
        &self,
        base: &Base,
        model: &Bm25Model,
        parameters: Parameters,
    ) -> Option<Result<Bm25Model, String>> {
        let earlier = base.delta(model)?;
        let begins_with_it = self.text.starts_with(&earlier.text) && self.ends.starts_with(&earlier.ends);
        if !begins_with_it || self.bytes() == 0 || model.statistics().is_none() {
            return None;
        }
        let document_frequency = collected(base.frequencies());
        Some(self.model_of(model.vocabulary().clone(), document_frequency, earlier.ends.len(), parameters))
    }

    /// The model of a vocabulary that has the terms of the base, whose document frequencies these are, and the first
    /// `known` new ones.
    fn model_of(
        &self,
        mut vocabulary: Vocabulary,
        mut document_frequency: Vec<u32>,
        known: usize,
        parameters: Parameters,
    ) -> Result<Bm25Model, String> {
        let reason = |error: crate::Error| error.to_string();
        if self.ids.len() != self.frequencies.len() || !self.ids.is_sorted_by(|a, b| a < b) {
            return Err("the changed document frequencies are none".to_owned());
        }
        for (&id, &frequency) in self.ids.iter().zip(self.frequencies.iter()) {
            let of_term = document_frequency.get_mut(id as usize);
            *of_term.ok_or("a document frequency has changed of a term that there is not")? = frequency;
        }
        let text = str::from_utf8(&self.text).map_err(|_| "a new term is no UTF-8")?;
        if self.ends.len() != self.new_frequencies.len() {
            return Err("there are not as many document frequencies as new terms".to_owned());
        }
        document_frequency.grow(self.ends.len());
        document_frequency.extend_from_slice(&self.new_frequencies);
        let mut start = 0;
        for (number, &end) in self.ends.iter().enumerate() {
            let end = usize::try_from(end).unwrap_or(usize::MAX);
            let term = text.get(start..end).ok_or("a new term does not end where one can")?;
            let terms = vocabulary.len();
            if number >= known && vocabulary.intern(term).map_err(reason)? as usize != terms {
                return Err("a new term is one that there was".to_owned());
            }
            start = end;
        }
        if start != text.len() {
            return Err("the new terms do not span their text".to_owned());
        }
        let statistics = CorpusStatistics {
            documents: self.documents,
            total_length: self.total_length,
            document_frequency,
        };
        Bm25Model::from_statistics(parameters, vocabulary, statistics, None).map_err(reason)
    }
}

/// The bytes of a sound model file that has been written or read.
#[derive(Clone, Debug)]
pub(super) struct Base(pub(super) Arc<FileBytes>);

/// The sections that are looked at, by their number in the header of the file.
const ENDS: usize = 2;
const TEXT: usize = 3;
const FREQUENCIES: usize = 5;

impl Base {
    fn bytes(&self) -> &[u8] {
        (*self.0).as_ref()
    }

    fn section(&self, number: usize) -> &[u8] {
        let length = |number: usize| u64_at(self.bytes(), 24 + 48 * number) as usize;
        let start = 336 + (0..number).map(length).sum::<usize>();
        &self.bytes()[start..start + length(number)]
    }

    fn frequencies(&self) -> impl ExactSizeIterator<Item = u32> {
        self.section(FREQUENCIES).as_chunks().0.iter().map(|&bytes| u32::from_le_bytes(bytes))
    }

    /// What a model has beyond this base; `None` where it does not begin with it, or has so much that another
    /// base is to be written.
    pub(super) fn delta(&self, model: &Bm25Model) -> Option<Delta> {
        let Some(statistics) = model.statistics() else {
            // It never changes.
            return (to_native(model, &serde_json::Value::Null) == self.bytes()).then(Delta::default);
        };
        let (vocabulary, text) = (model.vocabulary(), self.section(TEXT));
        let known = self.frequencies().len();
        let ends = vocabulary.ends();
        let begins_with_it = known * 8 == self.section(ENDS).len()
            && known <= vocabulary.len()
            && vocabulary.text().as_bytes().starts_with(text)
            && self
                .section(ENDS)
                .as_chunks()
                .0
                .iter()
                .zip(ends)
                .all(|(&end, &own)| u64::from_le_bytes(end) == own);
        if !begins_with_it {
            return None;
        }
        let most = SMALL.max(self.bytes().len() / LARGEST_PART);
        let frequencies = &statistics.document_frequency;
        let new_text = &vocabulary.text().as_bytes()[text.len()..];
        if new_text.len() + (vocabulary.len() - known) * 12 > most {
            return None;
        }
        let changed = || {
            let pairs = self.frequencies().zip(&frequencies[..known]).zip(0..);
            pairs.filter(|((old, new), _)| old != *new).map(|((_, &new), id): (_, TermId)| (id, new))
        };
        let number = changed().count();
        let (mut ids, mut now) = (room(number), room(number));
        for (id, frequency) in changed() {
            ids.push(id);
            now.push(frequency);
        }
        let delta = Delta {
            documents: statistics.documents,
            total_length: statistics.total_length,
            ids: ids.into(),
            frequencies: now.into(),
            text: collected(new_text.iter().copied()).into(),
            ends: collected(ends[known..].iter().map(|&end| end - text.len() as u64)).into(),
            new_frequencies: collected(frequencies[known..].iter().copied()).into(),
        };
        (delta.bytes() <= most).then_some(delta)
    }
}
