//! Changing a model: adding and removing counted documents, merging, renumbering.

use std::sync::{Arc, OnceLock};

use super::{Bm25Model, Corpus, Statistics};
use crate::counts::{CorpusDelta, Update};
use crate::error::{Error, Result};
use crate::statistics::CorpusStatistics;
use crate::vocabulary::{TermId, Vocabulary};

/// A renumbered model.
#[derive(Clone, Debug)]
pub struct Compacted {
    /// The model without the terms that no document holds.
    pub model: Bm25Model,
    /// For each old id the new one, or `None` where the term is gone.
    pub new_ids: Vec<Option<TermId>>,
}

/// What a removal asks of all document frequencies: kept up to date, so that forgetting one document does not take
/// longer the more terms there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    /// The sum of all document frequencies.
    postings: u64,
    /// No document frequency is larger. Removals do not lower it by themselves.
    most: u32,
}

impl Totals {
    fn of(document_frequency: &[u32]) -> Self {
        let postings = document_frequency.iter().map(|&df| u64::from(df)).sum();
        Self { postings, most: document_frequency.iter().copied().max().unwrap_or(0) }
    }

    /// A document frequency has become larger by so many.
    fn add(&mut self, more: u32, df: u32) {
        self.postings += u64::from(more);
        self.most = self.most.max(df);
    }
}

impl Bm25Model {
    /// Adds counted documents. New terms are appended, every id keeps its meaning.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], [`Error::TooManyDocuments`], [`Error::TooManyTokens`] and
    /// [`Error::TooManyTerms`];
    /// the model is then as it was.
    pub fn add(&mut self, counts: &CorpusDelta) -> Result<()> {
        self.add_counts(&counts.vocabulary, &counts.statistics, "partial_fit")
    }

    fn add_counts(
        &mut self,
        terms: &Vocabulary,
        counts: &CorpusStatistics,
        wanted: &'static str,
    ) -> Result<()> {
        self.counted(wanted)?.check_room(counts.documents, counts.total_length)?;
        self.vocabulary().check_room(terms.len())?;
        let Changing { vocabulary, statistics, totals } = self.change(wanted)?;
        let ids = vocabulary.absorb(terms)?;
        statistics.document_frequency.resize(vocabulary.len(), 0);
        for (id, &df) in ids.into_iter().zip(&counts.document_frequency) {
            let sum = &mut statistics.document_frequency[id as usize];
            *sum += df;
            if let Some(totals) = totals {
                totals.add(df, *sum);
            }
        }
        statistics.documents += counts.documents;
        statistics.total_length += counts.total_length;
        Ok(())
    }

    /// Adds a few documents that were counted against this model's vocabulary as it is.
    ///
    /// # Errors
    ///
    /// As for [`Self::add`].
    pub fn add_update(&mut self, update: &Update) -> Result<()> {
        let wanted = "partial_fit";
        self.counted(wanted)?.check_room(update.documents, update.total_length)?;
        self.vocabulary().check_room(update.new_terms.len())?;
        let Changing { vocabulary, statistics, totals } = self.change(wanted)?;
        for term in update.new_terms.iter() {
            vocabulary.intern(term)?;
        }
        statistics.document_frequency.resize(vocabulary.len(), 0);
        for &id in &update.terms {
            let sum = &mut statistics.document_frequency[id as usize];
            *sum += 1;
            if let Some(totals) = totals {
                totals.add(1, *sum);
            }
        }
        statistics.documents += update.documents;
        statistics.total_length += update.total_length;
        Ok(())
    }

    /// Takes counted documents away. A term without a document left keeps its id.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], [`Error::NotContained`] when any count would fall below
    /// zero, and [`Error::ImpossibleRest`]; the model is then as it was.
    pub fn remove(&mut self, counts: &CorpusDelta) -> Result<()> {
        self.remove_counts(&counts.vocabulary, &counts.statistics)
    }

    fn remove_counts(&mut self, terms: &Vocabulary, counts: &CorpusStatistics) -> Result<()> {
        let wanted = "forget";
        let statistics = self.counted(wanted)?;
        // The counts under this model's ids. A term that is unknown here stands in no document.
        let mut ids = Vec::with_capacity(terms.len());
        for (term, &df) in terms.iter().zip(&counts.document_frequency) {
            let id = self.vocabulary().get(term);
            let have = id.map_or(0, |id| statistics.document_frequency[id as usize]);
            if df > have {
                let what = "documents with one of their terms";
                return Err(Error::NotContained { what, have: have.into(), remove: df.into() });
            }
            ids.extend(id.map(|id| (id, df)));
        }
        statistics.check_contains(&CorpusStatistics { document_frequency: Vec::new(), ..*counts })?;
        let Changing { statistics, totals: kept, .. } = self.change(wanted)?;
        let mut totals = kept.unwrap_or_else(|| Totals::of(&statistics.document_frequency));
        totals.postings -= ids.iter().map(|&(_, df)| u64::from(df)).sum::<u64>();
        for &(id, df) in &ids {
            statistics.document_frequency[id as usize] -= df;
        }
        statistics.documents -= counts.documents;
        statistics.total_length -= counts.total_length;
        if u64::from(totals.most) > statistics.documents {
            // Once in a while: no document frequency may be so large any more.
            totals.most = Totals::of(&statistics.document_frequency).most;
        }
        if !statistics.is_possible_with(totals.postings, totals.most) {
            for (id, df) in ids {
                statistics.document_frequency[id as usize] += df;
            }
            statistics.documents += counts.documents;
            statistics.total_length += counts.total_length;
            return Err(Error::ImpossibleRest);
        }
        *kept = Some(totals);
        Ok(())
    }

    /// Takes back the latest [`Self::add`], of these counts, to a model that had `terms` terms.
    ///
    /// # Errors
    ///
    /// As for [`Self::remove`], when it was not the latest change.
    pub fn undo_add(&mut self, counts: &CorpusDelta, terms: usize) -> Result<()> {
        self.remove(counts)?;
        self.truncate(terms)
    }

    /// Takes back the latest [`Self::merge`], of this model, to one that had `terms` terms.
    ///
    /// # Errors
    ///
    /// As for [`Self::undo_add`].
    pub fn undo_merge(&mut self, other: &Self, terms: usize) -> Result<()> {
        self.remove_counts(other.vocabulary(), other.counted("merge")?)?;
        self.truncate(terms)
    }

    /// Takes back the latest [`Self::add_update`], of this update.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`].
    pub fn undo_update(&mut self, update: &Update) -> Result<()> {
        let Changing { statistics, totals, .. } = self.change("partial_fit")?;
        for &id in &update.terms {
            statistics.document_frequency[id as usize] -= 1;
        }
        statistics.documents -= update.documents;
        statistics.total_length -= update.total_length;
        *totals = None;
        self.truncate(self.vocabulary().len() - update.new_terms.len())
    }

    /// Forgets the latest terms, which no document holds any more.
    fn truncate(&mut self, terms: usize) -> Result<()> {
        let Changing { vocabulary, statistics, .. } = self.change("partial_fit")?;
        statistics.document_frequency.truncate(terms);
        vocabulary.truncate(terms);
        Ok(())
    }

    /// Adds the documents of another model.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`] naming the parameter that differs, and those of [`Self::add`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.parameters.check_equal(&other.parameters)?;
        let wanted = "merge";
        self.add_counts(other.vocabulary(), other.counted(wanted)?, wanted)
    }

    /// The same model without the terms that no document holds, its terms renumbered.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`].
    pub fn compacted(&self) -> Result<Compacted> {
        let statistics = self.counted("compact")?;
        let (mut text, mut ends) = (String::new(), Vec::new());
        let mut document_frequency = Vec::new();
        let mut new_ids = Vec::with_capacity(self.vocabulary().len());
        for (term, &df) in self.vocabulary().iter().zip(&statistics.document_frequency) {
            new_ids.push((df > 0).then_some(ends.len() as TermId));
            if df > 0 {
                text.push_str(term);
                ends.push(text.len() as u64);
                document_frequency.push(df);
            }
        }
        // A third of the time that interning them one by one takes.
        let vocabulary = Vocabulary::from_parts(text, ends)?;
        let statistics = Statistics::Counted(CorpusStatistics { document_frequency, ..*statistics });
        let corpus = Corpus { vocabulary, statistics, totals: None, version: self.version() + 1 };
        Ok(Compacted { model: Self::of(self.parameters, corpus), new_ids })
    }

    /// The statistics, which `wanted` needs.
    fn counted(&self, wanted: &'static str) -> Result<&CorpusStatistics> {
        self.statistics().ok_or(Error::NoDocumentFrequencies { wanted })
    }

    /// The corpus, to be changed: copied if a clone has it too. What was computed from it is forgotten.
    fn change(&mut self, wanted: &'static str) -> Result<Changing<'_>> {
        self.counted(wanted)?;
        self.idf = OnceLock::new();
        let Corpus { vocabulary, statistics, totals, version } = Arc::make_mut(&mut self.corpus);
        *version += 1;
        match statistics {
            Statistics::Counted(statistics) => Ok(Changing { vocabulary, statistics, totals }),
            Statistics::Given { .. } => Err(Error::NoDocumentFrequencies { wanted }),
        }
    }
}

/// What a change changes.
struct Changing<'a> {
    vocabulary: &'a mut Vocabulary,
    statistics: &'a mut CorpusStatistics,
    totals: &'a mut Option<Totals>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    use crate::analysis::{Analyzer, AnalyzerSpec};
    use crate::counts::{CorpusCounter, CorpusDelta, UpdateCounter};
    use crate::parallel::Cancel;
    use crate::weighting::Parameters;

    fn counted(documents: &[Vec<String>]) -> CorpusDelta {
        let mut counters = CorpusCounter::for_workers(1);
        let documents = documents.iter().map(|document| document.iter().map(String::as_str));
        counters[0].count_tokens(0, documents).unwrap();
        CorpusCounter::merge(counters).unwrap().counts
    }

    /// A few documents, and the same counted as a small update of the model.
    fn update_of(model: &Bm25Model, documents: &[Vec<String>]) -> UpdateCounter {
        static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| {
            let spec = AnalyzerSpec::from_json(r#"{"tokenizer": "nltk"}"#).unwrap();
            Analyzer::from_spec(&spec).unwrap()
        });
        let texts: Vec<_> = documents.iter().map(|words| words.join(" ")).collect();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let mut counter = UpdateCounter::default();
        counter.count(model.vocabulary(), &ANALYZER, &texts, &Cancel::new()).unwrap();
        counter
    }

    /// All that a model knows of its documents.
    fn known(model: &Bm25Model) -> (Vec<String>, CorpusStatistics, Vec<f64>) {
        let terms = model.vocabulary().iter().map(str::to_owned).collect();
        (terms, model.statistics().unwrap().clone(), model.idf().to_vec())
    }

    #[test]
    fn what_is_undone_was_never_done() {
        let words = |from: usize, to: usize| -> Vec<Vec<String>> {
            (from..to).map(|n| vec![format!("w{n}"), format!("w{}", n / 2), "kite".to_owned()]).collect()
        };
        let mut model = Bm25Model::from_counts(counted(&words(0, 40)), Parameters::default()).unwrap();
        // From now on it keeps totals.
        model.remove(&counted(&words(0, 1))).unwrap();
        let more = words(30, 90);
        let counts = counted(&more);
        let other = Bm25Model::from_counts(counts.clone(), Parameters::default()).unwrap();
        let (before, terms) = (known(&model), model.vocabulary().len());
        let mut after = Vec::new();
        for _ in 0..2 {
            model.add(&counts).unwrap();
            after.push(known(&model));
            assert_ne!(known(&model), before);
            model.undo_add(&counts, terms).unwrap();
            assert_eq!(known(&model), before);

            model.merge(&other).unwrap();
            after.push(known(&model));
            model.undo_merge(&other, terms).unwrap();
            assert_eq!(known(&model), before);

            let counter = update_of(&model, &more);
            model.add_update(counter.latest()).unwrap();
            after.push(known(&model));
            model.undo_update(counter.latest()).unwrap();
            assert_eq!(known(&model), before);
            assert!(model.vocabulary().get("w89").is_none());
        }
        assert!(after.iter().all(|known| *known == after[0]));
        // What removals keep in mind is right again.
        assert!(model.clone().remove(&counted(&words(39, 41))).is_err());
        model.remove(&counted(&words(1, 40))).unwrap();
        assert_eq!((model.documents(), model.live_terms()), (0, 0));
    }

    #[test]
    fn clones_share_their_corpus_until_one_is_changed() {
        let documents = [vec!["red".to_owned(), "kite".to_owned()], vec!["owl".to_owned()]];
        let mut model = Bm25Model::from_counts(counted(&documents), Parameters::default()).unwrap();
        let idf = model.idf().to_vec();
        let mut twin = model.clone();
        twin.set_parameters(Parameters { k1: 1.2, epsilon: 0.5, ..Parameters::default() }).unwrap();
        assert!(!model.owns_corpus() && !twin.owns_corpus());
        assert_eq!((model.parameters(), model.idf()), (Parameters::default(), &*idf));
        // What is refused copies nothing.
        assert!(twin.remove(&counted(&[vec!["swift".to_owned()]])).is_err());
        assert!(!twin.owns_corpus());
        twin.add(&counted(&documents)).unwrap();
        assert!(model.owns_corpus() && twin.owns_corpus());
        assert_eq!((model.documents(), twin.documents()), (2, 4));
        assert_eq!(model.version() + 1, twin.version());
        model.remove(&counted(&documents[..1])).unwrap();
        assert_eq!((model.documents(), twin.documents()), (1, 4));
    }

    /// What is left of the statistics, every count looked at, or `None` if no documents have it.
    fn naive_rest(model: &Bm25Model, counts: &CorpusDelta) -> Option<CorpusStatistics> {
        let mut rest = model.statistics()?.clone();
        for (term, df) in counts.vocabulary.iter().zip(&counts.statistics.document_frequency) {
            let sum = &mut rest.document_frequency[model.vocabulary().get(term)? as usize];
            *sum = sum.checked_sub(*df)?;
        }
        rest.documents = rest.documents.checked_sub(counts.statistics.documents)?;
        rest.total_length = rest.total_length.checked_sub(counts.statistics.total_length)?;
        rest.is_possible().then_some(rest)
    }

    #[test]
    fn what_removals_keep_in_mind_tells_what_all_counts_tell() {
        let mut state = 5u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        let (mut removed, mut refused) = (0, 0);
        for _ in 0..300 {
            // Few terms, one of them in most documents: often the rest is nearly impossible, or is.
            let mut documents = |most: u64| -> Vec<Vec<String>> {
                let document = |_| (0..next(4)).map(|_| format!("t{}", next(3) * next(2))).collect();
                (0..=most).map(document).collect()
            };
            let Ok(mut model) = Bm25Model::from_counts(counted(&documents(8)), Parameters::default()) else {
                continue;
            };
            for step in 0..12 {
                let added = documents(step % 3);
                let counts = counted(&added);
                if step % 4 == 1 {
                    if step % 8 == 1 {
                        model.add(&counts).unwrap();
                    } else {
                        model.add_update(update_of(&model, &added).latest()).unwrap();
                    }
                    continue;
                }
                let before = model.statistics().cloned();
                let rest = naive_rest(&model, &counts);
                assert_eq!(model.remove(&counts).is_ok(), rest.is_some(), "{before:?} {counts:?}");
                removed += usize::from(rest.is_some());
                refused += usize::from(rest.is_none());
                assert_eq!(model.statistics().cloned(), rest.or(before));
            }
        }
        assert!(removed > 500 && refused > 500, "{removed} {refused}");
    }
}
