//! Vectors of documents that need not fit into memory, written block by block.

use super::Bm25Model;
use super::blocks::{BlockLimits, IdColumn, VectorBlock, VectorBlocks};
use crate::analysis::Analyzer;
use crate::batch::{Documents, Resumed, Source};
use crate::counts::{
    Batches, Counts, Numberings, Packed, PackedRows, RowEncoder, RowPacker, TermRows, count_into,
};
use crate::error::{Error, Result};
use crate::memory::tried;
use crate::parallel::{self, Host, InOrder, Jobs};
use crate::spool::numbers::{from_bytes, to_bytes};
use crate::spool::{IdLog, Piece, Repeated, Spool};
use crate::weighting::{Parameters, Weighting};
use std::cell::Cell;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;

/// How a job writes vectors.
#[derive(Clone, Copy, Debug)]
pub struct BlockJob<'a> {
    /// The folder of what does not fit into memory.
    pub folder: &'a Path,
    /// Where blocks end.
    pub limits: BlockLimits,
    /// Documents whose vectors are written already: the first ones.
    pub written: u64,
}

/// A model, and the rows of the documents that it was fitted on, on a disk.
#[derive(Debug)]
pub struct SpooledFit {
    /// The model.
    pub model: Bm25Model,
    spool: Spool,
    /// Of each batch its packed rows, where they lie, and how many units they are.
    pieces: Vec<(Packed, Piece, usize)>,
    numberings: Numberings,
}

impl Bm25Model {
    /// As [`Self::fit`], and the rows of the same documents wait on a disk for [`SpooledFit::write`].
    ///
    /// # Errors
    ///
    /// As for [`Self::fit`], [`Error::NoIds`], [`Error::RepeatedId`], and [`Error::Spool`], as on a full disk.
    pub fn fit_spooled<H: Host, S: Source<Error: Into<H::Error>>>(
        host: &H,
        source: &mut S,
        analyzer: Option<&Analyzer>,
        threads: usize,
        parameters: Parameters,
        folder: &Path,
    ) -> Result<SpooledFit, H::Error> {
        let (spool, ids) = (Spool::new(folder)?, IdLog::new(folder));
        let make = |documents: &Documents, PackedRows { units, packed }: PackedRows| {
            let names = documents.names().ok_or(Error::NoIds)?;
            ids.add(names)?;
            let mut bytes = Vec::new();
            to_bytes(&units, &mut bytes);
            IdColumn::pack(names.ids.texts(), &mut bytes);
            Ok((packed, spool.append(&bytes)?, units.len()))
        };
        let Counts { corpus, recorded, numberings } =
            count_into::<RowPacker, _, _, _>(host, source, analyzer, threads, make)?;
        check_ids(host, &ids, threads)?;
        let model = host.release(|| Self::from_counts(corpus, parameters))?;
        Ok(SpooledFit { model, spool, pieces: recorded, numberings })
    }

    /// Gives `write` the vectors of documents in their order: parts of blocks, each with whether it ends one.
    ///
    /// # Errors
    ///
    /// As for [`Self::encode`], those of `write`, and [`Error::NoIds`], [`Error::RepeatedId`] and [`Error::Spool`]. Of
    /// documents that are wrong, and of ids that stand twice, blocks that hold them may have been written.
    pub fn encode_blocks<H: Host, S: Source<Error: Into<H::Error>>>(
        &self,
        host: &H,
        source: &mut S,
        encoders: &mut [RowEncoder],
        analyzer: Option<&Analyzer>,
        job: BlockJob<'_>,
        mut write: impl FnMut(VectorBlock, bool) -> Result<(), H::Error>,
    ) -> Result<(), H::Error> {
        let ids = IdLog::new(job.folder);
        let weighting = self.document_weighting();
        let (first, left) = skip(host, source, encoders.len(), job.written, &ids)?;
        let mut source = Resumed::after(first, source);
        let (mut order, mut blocks) = (InOrder::new(), VectorBlocks::new(job.limits, left));
        let make = |documents: &Documents, rows: &TermRows| {
            let names = documents.names().ok_or(Error::NoIds)?;
            ids.add(names)?;
            Ok(VectorBlock { ids: IdColumn::of(names.ids.texts()), rows: weighting.block(rows) })
        };
        tried(|| {
            self.encode_rows(host, &mut source, encoders, analyzer, make, |index, part| {
                order.put(index, part);
                while let Some(part) = order.next() {
                    blocks.push(&part, &mut write)?;
                }
                Ok(order.flow())
            })
        })?;
        check_ids(host, &ids, encoders.len())?;
        blocks.finish(&mut write)
    }
}

impl SpooledFit {
    /// The bytes that wait on the disk.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.spool.size()
    }

    /// As [`Bm25Model::encode_blocks`], of the documents that the model was fitted on.
    ///
    /// # Errors
    ///
    /// [`Error::Spool`], the interrupt, and those of `write`.
    pub fn write<H: Host>(
        self,
        host: &H,
        threads: usize,
        job: BlockJob<'_>,
        mut write: impl FnMut(VectorBlock, bool) -> Result<(), H::Error>,
    ) -> Result<(), H::Error> {
        let Self { model, spool, pieces, numberings } = &self;
        let (lexicon, weighting) = host.release(|| (model.lexicon(), model.document_weighting()));
        let is_pruned = !model.parameters().pruning.is_none();
        let (mut order, mut blocks) = (InOrder::new(), VectorBlocks::new(job.limits, job.written));
        let jobs = pieces.iter().map(|&(packed, piece, units)| (piece.len(), (packed, piece, units)));
        let mut jobs = Jobs::taking(host, jobs, |index, part| {
            order.put(index, part);
            while let Some(part) = order.next() {
                blocks.push(&part, &mut write)?;
            }
            Ok(order.flow())
        });
        tried(|| {
            loop {
                parallel::run(&mut jobs, &mut vec![(); threads.max(1)], |(), _, (_, job), _| {
                    let (packed, piece, units) = job;
                    let bytes = spool.read(piece)?;
                    let start = units * size_of::<u16>();
                    let block = bytes.get(..start).and_then(|units| {
                        let mut rows = packed.unpack(&from_bytes(units), numberings)?;
                        let ids = IdColumn::unpack(&bytes, rows.len(), start)?;
                        if is_pruned {
                            rows.retain(|term| lexicon.is_live(term));
                        }
                        Some(VectorBlock { ids, rows: weighting.block(&rows) })
                    });
                    block.ok_or_else(|| spool.damaged())
                })?;
                if !jobs.resume() {
                    return Ok::<_, H::Error>(());
                }
            }
        })?;
        drop(jobs);
        blocks.finish(&mut write)
    }
}

fn check_ids<H: Host>(host: &H, ids: &IdLog, threads: usize) -> Result<(), H::Error> {
    match ids.repeated(host, threads)? {
        Some(Repeated { first, second }) => Err(Error::RepeatedId { first, second }.into()),
        None => Ok(()),
    }
}

/// Reads documents that need not be encoded. Those that were read beyond them come back, with how many of the first
/// of these belong to them.
fn skip<H: Host, S: Source<Error: Into<H::Error>>>(
    host: &H,
    source: &mut S,
    threads: usize,
    skipped: u64,
    ids: &IdLog,
) -> Result<(VecDeque<Documents>, u64), H::Error> {
    let (mut left, mut rest, mut order) = (skipped, VecDeque::new(), InOrder::new());
    if skipped == 0 {
        return Ok((rest, 0));
    }
    let is_over = Cell::new(false);
    let mut batches = Batches::new(host, source, |index, documents: Documents, ()| {
        order.put(index, documents);
        while let Some(documents) = order.next() {
            let length = documents.len() as u64;
            if !rest.is_empty() || length > left {
                rest.push_back(documents);
                continue;
            }
            left -= length;
            let names = documents.names().ok_or(Error::NoIds)?;
            host.release(|| ids.add(names))?;
        }
        is_over.set(!rest.is_empty() || left == 0);
        Ok(if is_over.get() { ControlFlow::Break(()) } else { order.flow() })
    });
    loop {
        parallel::run(&mut batches, &mut vec![(); threads.max(1)], |(), _, mut batch, _| {
            batch.read();
            (batch, Ok(()))
        })?;
        if !batches.resume() || is_over.get() {
            break;
        }
    }
    Ok((rest, left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Names, TextBatch, Texts, Unread};
    use crate::csr::Csr;
    use crate::parallel::Unhosted;
    use crate::random::Random;
    use crate::statistics::Pruning;
    use std::sync::Arc;

    /// Documents of a file, a batch of each, which are read when they are asked to be.
    #[derive(Debug)]
    struct Page {
        documents: Vec<(String, String)>,
        first: u64,
        file: Arc<str>,
        texts: TextBatch,
        ids: TextBatch,
        lines: Vec<u64>,
    }

    fn batch_of<'a>(texts: impl Iterator<Item = &'a String> + Clone) -> TextBatch {
        let mut batch = TextBatch::new();
        let mut end = 0;
        let ends = texts.clone().map(|text| {
            end += text.len();
            end
        });
        let ends: Vec<_> = ends.collect();
        batch.push_buffer(texts.map(String::as_str).collect(), &ends);
        batch
    }

    impl Unread for Page {
        fn read(&mut self) {
            if self.lines.is_empty() {
                self.texts = batch_of(self.documents.iter().map(|(_, text)| text));
                self.ids = batch_of(self.documents.iter().map(|(id, _)| id));
                self.lines = (self.first..).take(self.documents.len()).collect();
            }
        }

        fn texts(&self) -> &TextBatch {
            &self.texts
        }

        fn bytes(&self) -> usize {
            self.documents.iter().map(|(_, text)| text.len()).sum()
        }

        fn names(&self) -> Option<Names<'_>> {
            Some(Names { ids: &self.ids, lines: &self.lines, file: &self.file, place: 0 })
        }
    }

    struct Pages(VecDeque<Page>);

    impl Pages {
        fn of(documents: &[(String, String)], sizes: impl Fn(usize) -> usize) -> Self {
            let (mut pages, mut at) = (VecDeque::new(), 0);
            while at < documents.len() {
                let end = (at + sizes(pages.len())).min(documents.len());
                let documents = documents[at..end].to_vec();
                let (texts, ids, lines) = (TextBatch::new(), TextBatch::new(), Vec::new());
                let file = "birds.jsonl".into();
                pages.push_back(Page { documents, first: at as u64 + 1, file, texts, ids, lines });
                at = end;
            }
            Self(pages)
        }
    }

    impl Source for Pages {
        type Error = Error;

        fn next(&mut self) -> Result<Option<Documents>> {
            Ok(self.0.pop_front().map(|page| Documents::Unread(Box::new(page))))
        }

        fn is_stream(&self) -> bool {
            true
        }
    }

    fn documents() -> Vec<(String, String)> {
        let mut random = Random::new(23);
        let mut word = || format!("bird{} ", random.below(3_000));
        (0..3_000).map(|n| (format!("id{n}"), (0..n % 90).map(|_| word()).collect())).collect()
    }

    /// The rows of blocks, each with its id.
    fn rows_of(blocks: &[VectorBlock]) -> Vec<(String, Vec<i32>, Vec<u32>)> {
        let rows = blocks.iter().flat_map(|block| {
            let (mut id, mut entry) = (0, 0);
            block.ids.ends.iter().zip(&block.rows.ends).map(move |(&id_end, &end)| {
                let bits = block.rows.values[entry..end as usize].iter().map(|value| value.to_bits());
                let row = (
                    String::from_utf8(block.ids.bytes[id..id_end as usize].to_vec()).unwrap(),
                    block.rows.columns[entry..end as usize].to_vec(),
                    bits.collect(),
                );
                (id, entry) = (id_end as usize, end as usize);
                row
            })
        });
        rows.collect()
    }

    fn expected(documents: &[(String, String)], matrix: &Csr) -> Vec<(String, Vec<i32>, Vec<u32>)> {
        let rows = documents.iter().zip(matrix.rows()).map(|((id, _), (columns, values))| {
            (id.clone(), columns.to_vec(), values.iter().map(|value| value.to_bits()).collect())
        });
        rows.collect()
    }

    #[test]
    fn blocks_hold_the_vectors_that_a_matrix_does() {
        let (documents, analyzer, folder) = (documents(), Analyzer::english(), std::env::temp_dir());
        let pruning = Pruning { max_terms: Some(500), ..Pruning::NONE };
        for (parameters, threads, sizes) in [
            (Parameters::default(), 1, [1, 40]),
            (Parameters::of(crate::weighting::Method::TfIdf), 2, [700, 3]),
            (Parameters::of(crate::weighting::Method::Lucene), 3, [30, 31]),
            (Parameters { pruning, ..Parameters::default() }, 2, [64, 64]),
        ] {
            let pages = || Pages::of(&documents, |number| sizes[number % 2]);
            let mut texts = Texts::new(documents.iter().map(|(_, text)| text.as_str()));
            let (model, matrix) =
                Bm25Model::fit_encode(&Unhosted, &mut texts, Some(&analyzer), threads, parameters).unwrap();
            let expected = expected(&documents, &matrix);
            let fit = || {
                let mut pages = pages();
                Bm25Model::fit_spooled(&Unhosted, &mut pages, Some(&analyzer), threads, parameters, &folder)
                    .unwrap()
            };
            assert!(fit().model.vocabulary().iter().eq(model.vocabulary().iter()));
            assert_eq!(fit().model.statistics(), model.statistics());
            assert!(fit().size() > 10_000);
            for (rows, entries, written) in
                [(1_000, 1 << 20, 0), (7, 200, 7), (1 << 20, 5_000, 2_999), (64, 1 << 20, 3_000)]
            {
                let limits = BlockLimits { rows, entries, part_rows: 300, part_entries: 7_000 };
                let job = BlockJob { folder: &folder, limits, written };
                let mut blocks = Vec::new();
                let mut write = |block: VectorBlock, _| {
                    assert!(block.len() <= rows && !block.is_empty());
                    blocks.push(block);
                    Ok(())
                };
                fit().write(&Unhosted, threads, job, &mut write).unwrap();
                assert!(rows_of(&blocks) == expected[written as usize..]);
                let of_fit = std::mem::take(&mut blocks);
                let mut write = |block: VectorBlock, _| {
                    blocks.push(block);
                    Ok(())
                };
                let mut encoders = vec![RowEncoder::new(); threads];
                model
                    .encode_blocks(&Unhosted, &mut pages(), &mut encoders, Some(&analyzer), job, &mut write)
                    .unwrap();
                assert!(blocks == of_fit);
            }
        }
    }

    #[test]
    fn an_id_that_stands_twice_is_found_also_among_documents_that_are_written() {
        let mut documents = documents();
        documents[2_990].0 = documents[5].0.clone();
        let (analyzer, folder) = (Analyzer::english(), std::env::temp_dir());
        let mut texts = Texts::new(documents.iter().map(|(_, text)| text.as_str()));
        let parameters = Parameters::default();
        let model = Bm25Model::fit(&Unhosted, &mut texts, Some(&analyzer), 1, parameters).unwrap();
        let pages = || Pages::of(&documents, |_| 50);
        let message = |error: Error| error.to_string();
        let spooled =
            Bm25Model::fit_spooled(&Unhosted, &mut pages(), Some(&analyzer), 2, parameters, &folder);
        assert_eq!(message(spooled.unwrap_err()), "birds.jsonl: line 2991 has the id of line 6");
        for written in [0, 100, 2_995] {
            let limits =
                BlockLimits { rows: 1_001, entries: 1 << 20, part_rows: 1_001, part_entries: 1 << 20 };
            let job = BlockJob { folder: &folder, limits, written };
            let (mut encoders, mut rows) = (vec![RowEncoder::new(); 2], 0);
            let encoded = model.encode_blocks(
                &Unhosted,
                &mut pages(),
                &mut encoders,
                Some(&analyzer),
                job,
                |block, _| {
                    rows += block.len();
                    Ok(())
                },
            );
            assert_eq!(message(encoded.unwrap_err()), "birds.jsonl: line 2991 has the id of line 6");
            assert!(rows < 3_000);
        }
    }

    #[test]
    fn texts_without_ids_are_refused() {
        let texts = || Texts::new(["Red kites."]);
        let (analyzer, folder) = (Analyzer::english(), std::env::temp_dir());
        let parameters = Parameters::default();
        let fit = Bm25Model::fit_spooled(&Unhosted, &mut texts(), Some(&analyzer), 1, parameters, &folder);
        assert!(matches!(fit, Err(Error::NoIds)));
    }
}
