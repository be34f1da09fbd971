//! Runs over documents, on all threads: fitting a model, and encoding.

use super::Bm25Model;
use crate::Result;
use crate::analysis::Analyzer;
use crate::batch::{Documents, Source};
use crate::counts::{Batches, Counts, Numberings, RawRows, RowEncoder, RowRecorder, TermRows, count};
use crate::csr::{Csr, CsrBuilder, RowBlock};
use crate::memory::{collected, tried};
use crate::parallel::{self, Host, Jobs};
use crate::vocabulary::TermId;
use crate::weighting::{Parameters, Weighting};
use std::ops::ControlFlow;

impl Bm25Model {
    /// The model of the documents of a source. Texts need an analyzer.
    ///
    /// # Errors
    ///
    /// Those of [`count`] and [`Self::from_counts`].
    ///
    /// ```
    /// use elanus_core::analysis::Analyzer;
    /// use elanus_core::batch::Texts;
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::parallel::Unhosted;
    /// use elanus_core::weighting::Parameters;
    /// let (analyzer, mut texts) = (Analyzer::english(), Texts::new(["Black kites soar.", "A kite dives."]));
    /// let model = Bm25Model::fit(&Unhosted, &mut texts, Some(&analyzer), 2, Parameters::default())?;
    /// assert_eq!(model.statistics().map(|statistics| statistics.total_length), Some(5));
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn fit<H: Host, S: Source<Error: Into<H::Error>>>(
        host: &H,
        source: &mut S,
        analyzer: Option<&Analyzer>,
        threads: usize,
        parameters: Parameters,
    ) -> Result<Self, H::Error> {
        let Counts { corpus, .. } = count::<(), _, _>(host, source, analyzer, threads)?;
        Ok(host.release(|| Self::from_counts(corpus, parameters))?)
    }

    /// As [`Self::fit`], and the rows of the same documents, which are analysed once.
    ///
    /// # Errors
    ///
    /// As for [`Self::fit`].
    pub fn fit_encode<H: Host, S: Source<Error: Into<H::Error>>>(
        host: &H,
        source: &mut S,
        analyzer: Option<&Analyzer>,
        threads: usize,
        parameters: Parameters,
    ) -> Result<(Self, Csr), H::Error> {
        let Counts { corpus, recorded, numberings } =
            count::<RowRecorder, _, _>(host, source, analyzer, threads)?;
        let model = host.release(|| Self::from_counts(corpus, parameters))?;
        if !parameters.pruning.is_none() {
            let matrix = tried(|| model.pruned_matrix(host, recorded, &numberings, threads))?;
            return Ok((model, matrix));
        }
        let matrix = tried(|| {
            let weighting = model.document_weighting();
            // The number of entries in each row is known: the matrix is there before its rows are written.
            let mut matrix =
                Csr::with_lengths(recorded.iter().flat_map(RawRows::lengths), model.vocabulary().len());
            let rows = collected(recorded.iter().map(|rows| rows.lengths().len()));
            let parts = matrix.parts_mut(rows);
            let bytes = |rows: &RawRows| rows.entries() * size_of::<TermId>();
            let jobs = recorded.into_iter().zip(parts).map(|(rows, part)| (bytes(&rows), (rows, part)));
            let mut jobs = Jobs::new(host, jobs);
            parallel::run(&mut jobs, &mut vec![(); threads], |(), _, (_, (rows, part)), _| {
                weighting.write(&rows.into_rows(&numberings), part);
                Ok(())
            })?;
            Ok::<_, H::Error>(matrix)
        })?;
        Ok((model, matrix))
    }

    /// The matrix of recorded rows without the terms that are not known: how long they are is not known before.
    fn pruned_matrix<H: Host>(
        &self,
        host: &H,
        recorded: Vec<RawRows>,
        numberings: &Numberings,
        threads: usize,
    ) -> Result<Csr, H::Error> {
        let (lexicon, weighting) = host.release(|| (self.lexicon(), self.document_weighting()));
        let mut blocks = collected(recorded.iter().map(|_| RowBlock::default()));
        let bytes = |rows: &RawRows| rows.entries() * size_of::<TermId>();
        let jobs = recorded.into_iter().zip(&mut blocks).map(|(rows, into)| (bytes(&rows), (rows, into)));
        let mut jobs = Jobs::new(host, jobs);
        parallel::run(&mut jobs, &mut vec![(); threads], |(), _, (_, (rows, into)), _| {
            let mut rows = rows.into_rows(numberings);
            rows.retain(|term| lexicon.is_live(term));
            *into = weighting.block(&rows);
            Ok(())
        })?;
        let mut matrix = CsrBuilder::new();
        blocks.into_iter().enumerate().for_each(|(number, block)| matrix.put(number, block));
        Ok(host.release(|| matrix.finish(self.vocabulary().len())))
    }

    /// The rows of documents or queries, with an encoder for each thread.
    ///
    /// # Errors
    ///
    /// Those of the source, the interrupt, and those of [`RowEncoder::encode`].
    ///
    /// ```
    /// use elanus_core::batch::Tokens;
    /// use elanus_core::bm25::Bm25Model;
    /// use elanus_core::counts::RowEncoder;
    /// use elanus_core::parallel::Unhosted;
    /// use elanus_core::weighting::Parameters;
    /// let tokens = || Tokens::new([&["black", "kite"][..], &["red", "kite"]]);
    /// let model = Bm25Model::fit(&Unhosted, &mut tokens(), None, 1, Parameters::default())?;
    /// let matrix = model.encode(&Unhosted, &mut tokens(), &mut [RowEncoder::new()], None, false)?;
    /// assert_eq!(matrix.rows().map(|(columns, _)| columns).collect::<Vec<_>>(), [[0, 1], [1, 2]]);
    /// # Ok::<(), elanus_core::Error>(())
    /// ```
    pub fn encode<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        encoders: &mut [RowEncoder],
        analyzer: Option<&Analyzer>,
        as_queries: bool,
    ) -> Result<Csr, H::Error> {
        tried(|| {
            if as_queries {
                let block = |rows: &TermRows| self.query_weighting(rows.entries()).block(rows);
                self.encode_by(host, source, encoders, analyzer, block)
            } else {
                let weighting = self.document_weighting();
                self.encode_by(host, source, encoders, analyzer, |rows| weighting.block(rows))
            }
        })
    }

    fn encode_by<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        encoders: &mut [RowEncoder],
        analyzer: Option<&Analyzer>,
        block: impl Fn(&TermRows) -> RowBlock + Sync,
    ) -> Result<Csr, H::Error> {
        let mut matrix = CsrBuilder::new();
        let make = |_: &Documents, rows: &TermRows| Ok(block(rows));
        self.encode_rows(host, source, encoders, analyzer, make, |index, block| {
            matrix.put(index, block);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(host.release(|| matrix.finish(self.vocabulary().len())))
    }

    /// Gives `take` each batch's number and what `make` makes of it and its rows, in the order in which they are done.
    /// When it breaks, no more is read before all that was is done.
    ///
    /// # Errors
    ///
    /// As for [`Self::encode`], and those of `make` and `take`.
    pub(crate) fn encode_rows<H: Host, S: Source<Error: Into<H::Error>>, T: Send>(
        &self,
        host: &H,
        source: &mut S,
        encoders: &mut [RowEncoder],
        analyzer: Option<&Analyzer>,
        make: impl Fn(&Documents, &TermRows) -> Result<T> + Sync,
        mut take: impl FnMut(usize, T) -> Result<ControlFlow<()>, H::Error>,
    ) -> Result<(), H::Error> {
        let (lexicon, version) = (self.lexicon(), self.version());
        let mut batches = Batches::new(host, source, |index, _, output| take(index, output));
        loop {
            parallel::run(&mut batches, encoders, |encoder, _, mut batch, cancel| {
                batch.read();
                let rows = encoder.encode(lexicon, version, analyzer, &batch, cancel);
                let output = rows.and_then(|rows| make(&batch, rows));
                (batch, output)
            })?;
            if !batches.resume() {
                return batches.end();
            }
        }
    }
}
