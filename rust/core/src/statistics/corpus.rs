//! The terms of some documents with their statistics: what is added, merged, subtracted and shipped.

use super::CorpusStatistics;
use super::partial::sorted;
use crate::error::{Error, Result};
use crate::memory::{Grow, collected, filled, room, tried};
use crate::vocabulary::{TermId, Vocabulary};

/// A vocabulary and the statistics of its terms.
///
/// ```
/// use elanus_core::statistics::{Corpus, CorpusStatistics};
/// use elanus_core::vocabulary::Vocabulary;
/// let day = |terms: &[&str]| -> elanus_core::Result<Corpus> {
///     let mut vocabulary = Vocabulary::new();
///     for term in terms {
///         vocabulary.intern(term)?;
///     }
///     let document_frequency = vec![1; vocabulary.len()];
///     Corpus::new(vocabulary, CorpusStatistics { documents: 1, total_length: 2, document_frequency })
/// };
/// let mut week = day(&["black", "kite"])?;
/// week.add(&day(&["red", "kite"])?)?;
/// assert_eq!(week.statistics().document_frequency, [1, 2, 1]);
/// week.subtract(&day(&["black", "kite"])?)?;
/// // "black" keeps its id.
/// assert_eq!(week.statistics().document_frequency, [0, 1, 1]);
/// # Ok::<(), elanus_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    vocabulary: Vocabulary,
    statistics: CorpusStatistics,
    /// Kept up to date once a subtraction has asked for them.
    totals: Option<Totals>,
}

/// What some documents add to a corpus, counted against its vocabulary as it is.
#[derive(Clone, Debug, Default)]
pub struct Increment {
    /// The number of documents.
    pub documents: u64,
    /// The number of tokens in all of them.
    pub total_length: u64,
    /// The terms that the vocabulary does not have, in the order of the ids that they will get.
    pub new_terms: Vocabulary,
    /// The ids of each document's distinct terms, one document after the other.
    pub terms: Vec<TermId>,
}

/// What some documents take from a corpus, which has at least as much.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    /// The number of documents.
    pub documents: u64,
    /// The number of tokens in all of them.
    pub total_length: u64,
    /// Each of their terms once, with the number of them that hold it.
    pub terms: Vec<(TermId, u32)>,
}

/// The order in which terms are renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermOrder {
    /// Of their ids, which is that of their first documents.
    Id,
    /// Of their bytes.
    Term,
}

/// What a subtraction has to know of all document frequencies. Updating them takes constant time a term, so
/// that forgetting one document does not take longer the more terms there are.
#[derive(Clone, Copy, Debug)]
struct Totals {
    /// The sum of all document frequencies.
    postings: u64,
    /// An upper bound of the document frequencies: subtractions do not lower it by themselves.
    most: u32,
}

impl Totals {
    fn of(document_frequency: &[u32]) -> Self {
        let postings = document_frequency.iter().map(|&df| u64::from(df)).sum();
        Self { postings, most: document_frequency.iter().copied().max().unwrap_or(0) }
    }

    /// A document frequency has grown by `more`, to `df`.
    fn add(&mut self, more: u32, df: u32) {
        self.postings += u64::from(more);
        self.most = self.most.max(df);
    }
}

impl Corpus {
    /// Puts terms and their statistics together.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidModel`] when they do not fit together: another number of document frequencies than of
    /// terms, or counts that no documents have.
    pub fn new(vocabulary: Vocabulary, statistics: CorpusStatistics) -> Result<Self> {
        let invalid = |reason: &str| Err(Error::InvalidModel(reason.to_owned()));
        if statistics.document_frequency.len() != vocabulary.len() {
            return invalid("there are not as many document frequencies as terms");
        }
        if !statistics.is_possible() {
            return invalid("no documents have its counts");
        }
        Ok(Self::of_counts(vocabulary, statistics))
    }

    /// As [`Self::new`], of counts that were made here.
    pub(crate) fn of_counts(vocabulary: Vocabulary, statistics: CorpusStatistics) -> Self {
        Self { vocabulary, statistics, totals: None }
    }

    /// The terms, in the order in which they were first seen.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Their statistics.
    #[must_use]
    pub fn statistics(&self) -> &CorpusStatistics {
        &self.statistics
    }

    /// The terms and their statistics.
    pub(crate) fn into_parts(self) -> (Vocabulary, CorpusStatistics) {
        (self.vocabulary, self.statistics)
    }

    /// Gives back what memory is not needed.
    pub fn shrink_to_fit(&mut self) {
        self.vocabulary.shrink_to_fit();
        self.statistics.document_frequency.shrink_to_fit();
    }

    /// Adds the documents of another corpus. New terms are appended; every id keeps its meaning.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyDocuments`], [`Error::TooManyTokens`] and [`Error::TooManyTerms`]; the corpus is then
    /// as it was.
    pub fn add(&mut self, other: &Self) -> Result<()> {
        self.check_addition(other)?;
        let ids = self.append_terms(|vocabulary| vocabulary.absorb(&other.vocabulary))?;
        let frequencies = other.statistics.document_frequency.iter().copied();
        self.add_frequencies(ids.into_iter().zip(frequencies));
        self.add_documents(other.statistics.documents, other.statistics.total_length);
        Ok(())
    }

    /// Whether [`Self::add`] of this corpus succeeds.
    ///
    /// # Errors
    ///
    /// Those of [`Self::add`].
    pub fn check_addition(&self, other: &Self) -> Result<()> {
        self.statistics.check_room(other.statistics.documents, other.statistics.total_length)?;
        self.vocabulary.check_room(other.vocabulary.len())
    }

    /// Adds a few documents that were counted against this vocabulary as it is.
    ///
    /// # Errors
    ///
    /// As for [`Self::add`].
    pub fn add_increment(&mut self, increment: &Increment) -> Result<()> {
        self.statistics.check_room(increment.documents, increment.total_length)?;
        self.vocabulary.check_room(increment.new_terms.len())?;
        let new_terms = &increment.new_terms;
        self.append_terms(|vocabulary| {
            new_terms.iter().try_for_each(|term| vocabulary.intern(term).map(drop))
        })?;
        self.add_frequencies(increment.terms.iter().map(|&id| (id, 1)));
        self.add_documents(increment.documents, increment.total_length);
        Ok(())
    }

    /// Appends terms, or none of them where memory is refused.
    fn append_terms<T>(&mut self, append: impl FnOnce(&mut Vocabulary) -> Result<T>) -> Result<T> {
        let Self { vocabulary, statistics, .. } = self;
        let (terms, frequencies) = (vocabulary.len(), &mut statistics.document_frequency);
        let appended = tried(|| {
            let appended = append(vocabulary)?;
            frequencies.grow(vocabulary.len() - frequencies.len());
            Ok(appended)
        });
        if appended.is_err() {
            vocabulary.truncate(terms);
        }
        appended
    }

    fn add_frequencies(&mut self, more: impl Iterator<Item = (TermId, u32)>) {
        let frequencies = &mut self.statistics.document_frequency;
        frequencies.resize(self.vocabulary.len(), 0);
        for (id, more) in more {
            let df = &mut frequencies[id as usize];
            *df += more;
            if let Some(totals) = &mut self.totals {
                totals.add(more, *df);
            }
        }
    }

    fn add_documents(&mut self, documents: u64, tokens: u64) {
        self.statistics.documents += documents;
        self.statistics.total_length += tokens;
    }

    /// Takes the documents of another corpus away. A term without a document left keeps its id.
    ///
    /// # Errors
    ///
    /// [`Error::NotContained`] when any count would fall below zero, and [`Error::ImpossibleRest`]; the
    /// corpus is then as it was.
    pub fn subtract(&mut self, other: &Self) -> Result<()> {
        let removal = self.check_subtraction(other)?;
        self.subtract_checked(&removal)
    }

    /// What [`Self::subtract_checked`] of this corpus takes from which terms.
    ///
    /// # Errors
    ///
    /// [`Error::NotContained`].
    pub(crate) fn check_subtraction(&self, other: &Self) -> Result<Removal> {
        let less = &other.statistics;
        // The counts under this corpus's ids. A term that is unknown here stands in no document.
        let mut terms = room(other.vocabulary.len());
        for (term, &df) in other.vocabulary.iter().zip(&less.document_frequency) {
            let id = self.vocabulary.get(term);
            let have = id.map_or(0, |id| self.statistics.document_frequency[id as usize]);
            if df > have {
                let what = "documents with one of their terms";
                return Err(Error::NotContained { what, have: have.into(), remove: df.into() });
            }
            terms.extend(id.map(|id| (id, df)));
        }
        self.statistics.check_contains(&CorpusStatistics { document_frequency: Vec::new(), ..*less })?;
        Ok(Removal { documents: less.documents, total_length: less.total_length, terms })
    }

    /// Whether this corpus has as much as a removal takes.
    ///
    /// # Errors
    ///
    /// [`Error::ImpossibleRest`].
    pub(crate) fn check_removal(&self, less: &Removal) -> Result<()> {
        let CorpusStatistics { documents, total_length, document_frequency } = &self.statistics;
        let holds =
            |&(id, df): &(TermId, u32)| document_frequency.get(id as usize).is_some_and(|&have| df <= have);
        let is_contained = less.documents <= *documents && less.total_length <= *total_length;
        if is_contained && less.terms.iter().all(holds) { Ok(()) } else { Err(Error::ImpossibleRest) }
    }

    /// As [`Self::subtract`], once it was checked.
    pub(crate) fn subtract_checked(&mut self, less: &Removal) -> Result<()> {
        let statistics = &mut self.statistics;
        let mut totals = self.totals.unwrap_or_else(|| Totals::of(&statistics.document_frequency));
        totals.postings -= less.terms.iter().map(|&(_, df)| u64::from(df)).sum::<u64>();
        for &(id, df) in &less.terms {
            statistics.document_frequency[id as usize] -= df;
        }
        statistics.documents -= less.documents;
        statistics.total_length -= less.total_length;
        if u64::from(totals.most) > statistics.documents {
            // Once in a while: no document frequency may be so large any more.
            totals.most = Totals::of(&statistics.document_frequency).most;
        }
        let is_possible = statistics.is_possible_with(totals.postings, totals.most);
        self.totals = Some(totals);
        if !is_possible {
            self.put_back(less);
            return Err(Error::ImpossibleRest);
        }
        Ok(())
    }

    /// Undoes [`Self::subtract_checked`], which cannot fail.
    pub(crate) fn put_back(&mut self, less: &Removal) {
        self.add_frequencies(less.terms.iter().copied());
        self.add_documents(less.documents, less.total_length);
    }

    /// The same corpus without the terms that no document holds, renumbered in the order of their ids or of their
    /// bytes; and for each old id the new one, or `None` where the term is gone.
    ///
    /// # Errors
    ///
    /// None that can be met: the terms are distinct already.
    pub fn compacted(&self, order: TermOrder) -> Result<(Self, Vec<Option<TermId>>)> {
        let Self { vocabulary, statistics, .. } = self;
        let in_order = match order {
            TermOrder::Id => collected(0..vocabulary.len() as TermId),
            TermOrder::Term => sorted(vocabulary),
        };
        let mut text = String::new();
        text.grow(vocabulary.text_len());
        let (mut ends, mut document_frequency) = (room(vocabulary.len()), room(vocabulary.len()));
        let mut new_ids = filled(None, vocabulary.len());
        for id in in_order {
            let df = statistics.document_frequency[id as usize];
            if df > 0 {
                new_ids[id as usize] = Some(ends.len() as TermId);
                text.push_str(vocabulary.term(id).unwrap_or_default());
                ends.push(text.len() as u64);
                document_frequency.push(df);
            }
        }
        // A third of the time that interning them one by one takes.
        let vocabulary = Vocabulary::from_parts(text, ends)?;
        let statistics = CorpusStatistics { document_frequency, ..*statistics };
        Ok((Self::of_counts(vocabulary, statistics), new_ids))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeSet;

    fn counted(documents: &[Vec<String>]) -> Corpus {
        let mut corpus = Corpus::default();
        for document in documents {
            corpus.add_increment(&increment(&corpus, document)).unwrap();
        }
        corpus
    }

    /// One document, counted against the vocabulary as it is.
    fn increment(corpus: &Corpus, document: &[String]) -> Increment {
        let total_length = document.len() as u64;
        let mut increment = Increment { documents: 1, total_length, ..Increment::default() };
        for term in document.iter().collect::<BTreeSet<_>>() {
            let id = corpus.vocabulary.get(term).unwrap_or_else(|| {
                corpus.vocabulary.len() as TermId + increment.new_terms.intern(term).unwrap()
            });
            increment.terms.push(id);
        }
        increment
    }

    /// What is left of the statistics, every count looked at, or `None` if no documents have it.
    fn naive_rest(corpus: &Corpus, less: &Corpus) -> Option<CorpusStatistics> {
        let mut rest = corpus.statistics.clone();
        for (term, df) in less.vocabulary.iter().zip(&less.statistics.document_frequency) {
            let sum = &mut rest.document_frequency[corpus.vocabulary.get(term)? as usize];
            *sum = sum.checked_sub(*df)?;
        }
        rest.documents = rest.documents.checked_sub(less.statistics.documents)?;
        rest.total_length = rest.total_length.checked_sub(less.statistics.total_length)?;
        rest.is_possible().then_some(rest)
    }

    #[test]
    fn the_kept_totals_decide_as_a_pass_over_all_counts_does() {
        let mut random = Random::new(5);
        let (mut removed, mut refused) = (0, 0);
        for _ in 0..300 {
            // Few terms, one of them in most documents: often the rest is nearly impossible, or is.
            let mut documents = |most: usize| -> Vec<Vec<String>> {
                (0..=most)
                    .map(|_| {
                        (0..random.below(4))
                            .map(|_| format!("t{}", random.below(3) * random.below(2)))
                            .collect()
                    })
                    .collect()
            };
            let mut corpus = counted(&documents(8));
            for step in 0..12 {
                let added = documents(step % 3);
                let counts = counted(&added);
                if step % 8 == 1 {
                    corpus.add(&counts).unwrap();
                } else if step % 4 == 1 {
                    for document in &added {
                        corpus.add_increment(&increment(&corpus, document)).unwrap();
                    }
                } else {
                    let before = corpus.statistics.clone();
                    let rest = naive_rest(&corpus, &counts);
                    assert_eq!(corpus.subtract(&counts).is_ok(), rest.is_some(), "{before:?} {counts:?}");
                    removed += usize::from(rest.is_some());
                    refused += usize::from(rest.is_none());
                    assert_eq!(corpus.statistics, rest.unwrap_or(before));
                }
            }
        }
        assert!(removed > 500 && refused > 500, "{removed} {refused}");
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let mut vocabulary = Vocabulary::new();
        vocabulary.intern("kite").unwrap();
        let counts =
            |document_frequency| CorpusStatistics { documents: 2, total_length: 3, document_frequency };
        assert!(Corpus::new(vocabulary.clone(), counts(vec![2])).is_ok());
        assert!(Corpus::new(vocabulary.clone(), counts(vec![2, 1])).is_err());
        assert!(Corpus::new(vocabulary, counts(vec![3])).is_err());
    }
}
