//! Why a document scores as it does: each query term's part in the score.

use super::Bm25Model;
use crate::counts::TermRow;
use crate::error::Result;
use crate::hash::Probe;
use crate::memory::{Grow, collected, room, texts_of};
use crate::vocabulary::{TermId, Vocabulary};
use crate::weighting::Weighting;

/// A score taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The inner product of the query's and the document's vectors: the sum of the contributions.
    pub score: f64,
    /// The number of the document's tokens, unknown ones included.
    pub document_length: u64,
    /// The mean number of tokens in the documents of the corpus.
    pub average_length: f64,
    /// 1 − b + b·length/average; for TF-IDF the Euclidean norm of the document's tf·idf.
    pub length_norm: f64,
    /// The query's distinct terms, in the order in which they first stand there.
    pub terms: Vec<ExplainedTerm>,
}

/// One query term's part in a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedTerm {
    /// The term.
    pub term: String,
    /// Its id, or `None` when encoders do not know it: no document of the corpus holds it, or it is pruned.
    pub id: Option<TermId>,
    /// How often it stands in the query.
    pub query_frequency: u32,
    /// How often it stands in the document.
    pub frequency: u32,
    /// How many documents of the corpus hold it; `None` when the model does not know.
    pub document_frequency: Option<u32>,
    /// Its idf, 0 for an unknown term.
    pub idf: f64,
    /// Its weight in the query's vector.
    pub query_weight: f32,
    /// Its weight in the document's vector.
    pub document_weight: f32,
    /// The product of the two weights.
    pub contribution: f64,
}

/// The distinct tokens of a text, and how often each stands there.
struct Bag {
    tokens: Vocabulary,
    frequencies: Vec<u32>,
    length: u64,
}

impl Bm25Model {
    /// Takes the score of a document for a query apart; both are lists of tokens.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTerms`](crate::Error::TooManyTerms).
    ///
    /// ```
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::batch::Tokens;
    /// use elanus_core::parallel::Unhosted;
    /// use elanus_core::weighting::Parameters;
    /// let mut documents = Tokens::new([&["black", "kite"][..], &["red", "kite"], &["swift"]]);
    /// let model = Bm25Model::fit(&Unhosted, &mut documents, None, 1, Parameters::default())?;
    /// let explanation = model.explain(["red", "bat"], ["red", "red", "kite"])?;
    /// let [red, bat] = &explanation.terms[..] else { panic!() };
    /// assert_eq!((red.frequency, red.document_frequency), (2, Some(1)));
    /// assert_eq!((bat.id, bat.contribution), (None, 0.0));
    /// assert_eq!(explanation.score, red.contribution);
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn explain<'a>(
        &self,
        query: impl IntoIterator<Item = &'a str>,
        document: impl IntoIterator<Item = &'a str>,
    ) -> Result<Explanation> {
        let document = Bag::new(document)?;
        let frequency =
            |term: &str| document.tokens.get(term).map_or(0, |at| document.frequencies[at as usize]);
        let query = Bag::new(query)?;
        Ok(self.explain_by(&query, document.length, &document.row(self), |term, _| frequency(term)))
    }

    /// As [`Self::explain`], of a document whose length and terms, ascending, are given; pruned ones may be among them.
    ///
    /// # Errors
    ///
    /// As for [`Self::explain`].
    pub fn explain_row<'a>(
        &self,
        query: impl IntoIterator<Item = &'a str>,
        document: TermRow<'_>,
    ) -> Result<Explanation> {
        let frequency = |_: &str, id: Option<TermId>| {
            let at = document.terms.binary_search_by_key(&id?, |&(id, _)| id).ok()?;
            Some(document.terms[at].1)
        };
        let frequency = |term: &str, id| frequency(term, id).unwrap_or(0);
        let lexicon = self.lexicon();
        let mut known = room(document.terms.len());
        known.extend(document.terms.iter().copied().filter(|&(id, _)| lexicon.is_live(id)));
        Ok(self.explain_by(&Bag::new(query)?, document.length, &known, frequency))
    }

    fn explain_by(
        &self,
        query: &Bag,
        length: u64,
        document_row: &[(TermId, u32)],
        frequency: impl Fn(&str, Option<TermId>) -> u32,
    ) -> Explanation {
        let query_row = query.row(self);
        let weighting = self.document_weighting();
        let (mut query_weights, mut document_weights) = (room(query_row.len()), room(document_row.len()));
        let row = TermRow { length: query.length, terms: &query_row };
        self.query_weighting(query_row.len()).weigh(row, &mut query_weights);
        weighting.weigh(TermRow { length, terms: document_row }, &mut document_weights);
        let weight = |row: &[(TermId, u32)], weights: &[f32], id: Option<TermId>| {
            let at = id.and_then(|id| row.binary_search_by_key(&id, |&(id, _)| id).ok());
            at.map_or(0.0, |at| weights[at])
        };
        let explain = |(term, &query_frequency): (String, &u32)| {
            let held = self.held_lexicon().get(Probe::new(term.as_bytes()));
            let id = held.filter(|&id| self.is_live(id));
            let query_weight = weight(&query_row, &query_weights, id);
            let document_weight = weight(document_row, &document_weights, id);
            ExplainedTerm {
                id,
                query_frequency,
                frequency: frequency(&term, held),
                document_frequency: match held {
                    Some(id) => self.document_frequency(id),
                    None => Some(0),
                },
                idf: id.map_or(0.0, |id| self.idf()[id as usize]),
                query_weight,
                document_weight,
                contribution: f64::from(query_weight) * f64::from(document_weight),
                term,
            }
        };
        let names = texts_of(query.tokens.iter()).into_iter();
        let terms = collected(names.zip(&query.frequencies).map(explain));
        Explanation {
            score: terms.iter().fold(0.0, |sum, term| sum + term.contribution),
            document_length: length,
            average_length: self.average_length(),
            length_norm: weighting.length_norm(length, document_row),
            terms,
        }
    }
}

impl Bag {
    fn new<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut bag = Self { tokens: Vocabulary::new(), frequencies: Vec::new(), length: 0 };
        for token in tokens {
            let at = bag.tokens.intern(token)? as usize;
            if at == bag.frequencies.len() {
                bag.frequencies.grow(1);
                bag.frequencies.push(0);
            }
            bag.frequencies[at] += 1;
            bag.length += 1;
        }
        Ok(bag)
    }

    /// The known terms by ascending id, as an encoder has them.
    fn row(&self, model: &Bm25Model) -> Vec<(TermId, u32)> {
        let entries = self.tokens.iter().zip(&self.frequencies);
        let mut row = room(entries.len());
        row.extend(entries.filter_map(|(name, &frequency)| Some((model.live_term(name)?, frequency))));
        row.sort_unstable_by_key(|&(id, _)| id);
        row
    }
}
