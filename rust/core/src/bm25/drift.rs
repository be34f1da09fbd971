//! How far a model has moved from an earlier state of it.

use super::Bm25Model;
use crate::error::Result;

/// What became of the weights that an earlier model gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// |average length now / then − 1|: with unchanged parameters no weight of a stored document is
    /// further off than this, relatively. (TF-IDF's documents depend on the idfs instead.)
    pub length_change: f64,
    /// The largest absolute change of an idf, among the terms that both models know.
    pub idf_change: f64,
    /// The term with this change, the one of the smallest id if there are several.
    pub term: Option<String>,
    /// The share of the terms known to both whose idf changed by more than a tenth.
    pub changed_share: f64,
    /// The number of terms known to both.
    pub common_terms: usize,
}

impl Bm25Model {
    /// How far this model has moved from `since`.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentModels`](crate::Error::DifferentModels) naming the parameter that differs.
    ///
    /// ```
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::batch::Tokens;
    /// use elanus_core::parallel::Unhosted;
    /// use elanus_core::weighting::Parameters;
    /// let fit = |documents: &[&[&str]]| {
    ///     let mut documents = Tokens::new(documents.iter().copied());
    ///     Bm25Model::fit(&Unhosted, &mut documents, None, 1, Parameters::default())
    /// };
    /// let then = fit(&[&["black", "kite"]])?;
    /// let now = fit(&[&["black", "kite"], &["red", "red", "red", "kite"]])?;
    /// let drift = now.drift(&then)?;
    /// assert_eq!((drift.length_change, drift.common_terms), (0.5, 2));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn drift(&self, since: &Self) -> Result<Drift> {
        self.parameters.check_equal(&since.parameters)?;
        let (now, then) = (self.average_length(), since.average_length());
        // Two corpora without a token have not moved apart.
        let length_change = if now.to_bits() == then.to_bits() { 0.0 } else { (now / then - 1.0).abs() };
        let (lexicon, earlier_lexicon) = (self.lexicon(), since.lexicon());
        let (mut idf_change, mut term, mut changed, mut common_terms) = (0.0, None, 0usize, 0usize);
        for ((id, name), &idf) in (0..).zip(self.vocabulary().iter()).zip(self.idf()) {
            // Usually one model came from the other, and the ids are the same.
            let same = since.vocabulary().term(id) == Some(name);
            let earlier = if same { Some(id) } else { since.vocabulary().get(name) };
            let Some(earlier) = earlier.filter(|&id| earlier_lexicon.is_live(id)) else { continue };
            if !lexicon.is_live(id) {
                continue;
            }
            common_terms += 1;
            let earlier = since.idf()[earlier as usize];
            let change = (idf - earlier).abs();
            changed += usize::from(change > 0.1 * earlier.abs());
            if change > idf_change {
                (idf_change, term) = (change, Some(name));
            }
        }
        let changed_share = if common_terms == 0 { 0.0 } else { changed as f64 / common_terms as f64 };
        Ok(Drift { length_change, idf_change, term: term.map(str::to_owned), changed_share, common_terms })
    }
}
