//! Changing a model: adding and removing counted documents, merging, renumbering.

use std::sync::{Arc, OnceLock};

use super::{Bm25Model, Documents, Known};
use crate::error::{Error, Result};
use crate::memory::tried;
use crate::statistics::{Corpus, Increment, Removal, TermOrder};
use crate::vocabulary::TermId;

/// A renumbered model.
#[derive(Clone, Debug)]
pub struct Compacted {
    /// The model without the terms that no document holds.
    pub model: Bm25Model,
    /// For each old id the new one, or `None` where the term is gone.
    pub new_ids: Vec<Option<TermId>>,
}

impl Bm25Model {
    /// Adds counted documents. New terms are appended, every id keeps its meaning.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], and those of [`Corpus::add`]; the model is then as it was.
    pub fn add(&mut self, corpus: &Corpus) -> Result<()> {
        self.corpus("partial_fit")?.check_addition(corpus)?;
        self.change("partial_fit", |mine| mine.add(corpus))
    }

    /// Adds a few documents that were counted against this model's vocabulary as it is.
    ///
    /// # Errors
    ///
    /// As for [`Self::add`].
    pub fn add_increment(&mut self, increment: &Increment) -> Result<()> {
        self.change("partial_fit", |corpus| corpus.add_increment(increment))
    }

    /// Takes counted documents away. A term without a document left keeps its id.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], and those of [`Corpus::subtract`]; the model is then as it was.
    pub fn remove(&mut self, corpus: &Corpus) -> Result<()> {
        let removal = self.corpus("forget")?.check_subtraction(corpus)?;
        self.change("forget", |mine| mine.subtract_checked(&removal))
    }

    /// Takes documents away whose terms are known by their ids.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`], and [`Error::ImpossibleRest`] where these documents were not all
    /// counted; the model is then as it was.
    pub fn remove_counted(&mut self, removal: &Removal) -> Result<()> {
        self.corpus("forget")?.check_removal(removal)?;
        self.change("forget", |mine| mine.subtract_checked(removal))
    }

    /// Takes documents away as [`Self::remove_counted`] does, and adds others.
    ///
    /// # Errors
    ///
    /// Those of [`Self::remove_counted`] and of [`Self::add`]; the model is then as it was.
    pub fn replace(&mut self, removal: &Removal, corpus: &Corpus) -> Result<()> {
        let mine = self.corpus("forget")?;
        mine.check_removal(removal)?;
        mine.check_addition(corpus)?;
        self.change("forget", |mine| {
            mine.subtract_checked(removal)?;
            mine.add(corpus).inspect_err(|_| mine.put_back(removal))
        })
    }

    /// Adds the documents of another model.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`] naming the parameter that differs, and those of [`Self::add`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.parameters.check_equal(&other.parameters)?;
        let theirs = other.corpus("merge")?;
        self.corpus("merge")?.check_addition(theirs)?;
        self.change("merge", |mine| mine.add(theirs))
    }

    /// The same model without the terms that no document holds, its terms renumbered in this order.
    ///
    /// # Errors
    ///
    /// [`Error::NoDocumentFrequencies`].
    pub fn compacted(&self, order: TermOrder) -> Result<Compacted> {
        let (corpus, new_ids) = tried(|| self.corpus("compact")?.compacted(order))?;
        let model = Self::new(self.parameters, Known::Counted(corpus), self.version() + 1);
        Ok(Compacted { model, new_ids })
    }

    /// The corpus, which `wanted` needs.
    fn corpus(&self, wanted: &'static str) -> Result<&Corpus> {
        match &self.documents.known {
            Known::Counted(corpus) => Ok(corpus),
            Known::Given { .. } => Err(Error::NoDocumentFrequencies { wanted }),
        }
    }

    /// Changes the corpus: a copy, if a clone has it too. What was computed from it is forgotten, unless the
    /// change is refused: idfs of a file may differ from ours in their last bits.
    fn change(&mut self, wanted: &'static str, change: impl FnOnce(&mut Corpus) -> Result<()>) -> Result<()> {
        self.corpus(wanted)?;
        let version = tried(|| {
            let Documents { known, version } = Arc::make_mut(&mut self.documents);
            let Known::Counted(corpus) = known else { return Err(Error::NoDocumentFrequencies { wanted }) };
            change(corpus).map(|()| version)
        })?;
        *version += 1;
        (self.idf, self.kept) = (OnceLock::new(), OnceLock::new());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Tokens;
    use crate::counts::{RowEncoder, count};
    use crate::parallel::Unhosted;
    use crate::weighting::{Method, Parameters};

    fn counted(documents: &[&[&str]]) -> Corpus {
        count::<(), _, _>(&Unhosted, &mut Tokens::new(documents.iter().copied()), None, 1).unwrap().corpus
    }

    #[test]
    fn a_few_queries_weigh_the_same_before_all_idfs_are_computed() {
        let documents: [&[&str]; 3] = [&["red", "kite", "kite"], &["black", "kite"], &["owl"]];
        let queries: [&[&str]; 2] = [&["kite", "kite", "owl"], &["red", "black", "swift"]];
        for method in Method::ALL {
            let mut model = Bm25Model::from_counts(counted(&documents), Parameters::of(method)).unwrap();
            model.remove(&counted(&documents[..1])).unwrap();
            let twin = model.clone();
            assert_eq!(twin.idf().len(), 4);
            let encode = |model: &Bm25Model| {
                let encoders = &mut [RowEncoder::new()];
                model.encode(&Unhosted, &mut Tokens::new(queries), encoders, None, true).unwrap()
            };
            assert_eq!(encode(&model), encode(&twin), "{method:?}");
            let needs_all = matches!(method, Method::Okapi | Method::TfIdf);
            assert_eq!(model.idf.get().is_some(), needs_all, "{method:?}");
        }
    }

    #[test]
    fn clones_share_their_documents_until_one_is_changed() {
        let documents: [&[&str]; 2] = [&["red", "kite"], &["owl"]];
        let mut model = Bm25Model::from_counts(counted(&documents), Parameters::default()).unwrap();
        let idf = model.idf().to_vec();
        let mut twin = model.clone();
        twin.set_parameters(Parameters { k1: 1.2, epsilon: 0.5, ..Parameters::default() }).unwrap();
        assert!(!model.owns_documents() && !twin.owns_documents());
        assert_eq!((model.parameters(), model.idf()), (Parameters::default(), &*idf));
        // What is refused copies nothing.
        assert!(twin.remove(&counted(&[&["swift"]])).is_err());
        assert!(!twin.owns_documents());
        twin.add(&counted(&documents)).unwrap();
        assert!(model.owns_documents() && twin.owns_documents());
        assert_eq!((model.documents(), twin.documents()), (2, 4));
        assert_eq!(model.version() + 1, twin.version());
        model.remove(&counted(&documents[..1])).unwrap();
        assert_eq!((model.documents(), twin.documents()), (1, 4));
    }
}
