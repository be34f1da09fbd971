//! Whatever a caller gives as documents, as batches of text or tokens.

use std::sync::Arc;

use elanus_core::analysis;
use elanus_core::batch::{BATCH_BYTES, Source, TokenDocuments, Unread};
use elanus_core::index::DocumentsBuilder;
use elanus_core::parallel::Host;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::analyzer::{Analyzer, BatchAnalyzer};
use crate::columns::Reader;
use crate::errors::{Failure, Outcome};
use crate::interpreter::{Interpreter, enter};
use crate::{errors, interpreter, texts};

pub(crate) use elanus_core::batch::Documents as Batch;

/// The documents of a call, batch by batch.
pub(crate) struct Documents<'py> {
    py: Python<'py>,
    rows: Reader,
    /// What makes tokens of texts here, unless a core analyzer cuts them on its threads.
    callable: Option<Callable<'py>>,
    name: &'static str,
    /// The texts as they are read, for who stores them.
    kept: Option<DocumentsBuilder>,
    /// Documents of files that a callable was given.
    from_files: usize,
}

/// What makes tokens in Python.
#[derive(Clone)]
enum Callable<'py> {
    /// Of a text.
    OfText(Bound<'py, PyAny>),
    /// Of a list of texts, of each its own.
    OfTexts(Bound<'py, PyAny>),
}

/// Texts that are given to Python at once, at most: so many take a while.
const MOST_AT_ONCE: usize = 256;

/// Enters the core with the documents of a call (a list, a column or another iterable; `name` is what
/// messages call them), and with its analyzer if that is the core's, else any callable from `str` to a
/// sequence of `str`.
pub(crate) fn enter_with<'py, T>(
    documents: &Bound<'py, PyAny>,
    analyzer: &Bound<'py, PyAny>,
    name: &'static str,
    work: impl FnOnce(&Interpreter<'py>, &mut Documents<'py>, Option<&Arc<analysis::Analyzer>>) -> Outcome<T>,
) -> Outcome<T> {
    enter(|| {
        let py = documents.py();
        let core = analyzer.cast::<Analyzer>().ok().map(|analyzer| analyzer.get().core());
        if core.is_none() && !analyzer.is_callable() && !analyzer.is_instance_of::<BatchAnalyzer>() {
            let message = format!(
                "the analyzer is {}; expected an Analyzer or a callable that takes a str and returns a list of str",
                analyzer.get_type().qualname()?
            );
            return Err(errors::input_type(py, message).into());
        }
        let callable = core.is_none().then(|| match analyzer.cast::<BatchAnalyzer>() {
            Ok(batch) => Callable::OfTexts(batch.get().callable(py)),
            Err(_) => Callable::OfText(analyzer.clone()),
        });
        let rows = Reader::new(documents, name)?;
        let mut documents = Documents { py, rows, callable, name, kept: None, from_files: 0 };
        work(&Interpreter(py), &mut documents, core)
    })
}

impl<'py> Documents<'py> {
    /// Keeps the texts that are read from now on, if they are wanted.
    pub(crate) fn keep(&mut self, are_wanted: bool) {
        self.kept = Some(DocumentsBuilder::new(are_wanted));
    }

    /// The texts that were kept.
    pub(crate) fn take_kept(&mut self) -> DocumentsBuilder {
        self.kept.take().unwrap_or_else(|| DocumentsBuilder::new(false))
    }

    /// The next document as a Python string, with its number.
    fn next_string(&mut self) -> PyResult<Option<(Bound<'py, PyString>, usize)>> {
        let py = self.py;
        let next = self.rows.with(|rows| {
            let string = rows.next_string(py)?;
            PyResult::Ok(string.map(|string| (string, rows.position() - 1)))
        })??;
        if let (Some(kept), Some((string, _))) = (&mut self.kept, &next) {
            texts::with_text(string, |text| kept.push_text(Some(text)))?.map_err(Failure::from)?;
        }
        Ok(next)
    }

    /// The tokens of documents of files, by an analyzer in Python.
    fn file_tokens(
        &mut self,
        callable: &Callable<'py>,
        mut documents: Box<dyn Unread>,
    ) -> PyResult<TokenDocuments> {
        let py = self.py;
        Interpreter(py).release(|| documents.read());
        let strings = documents.texts().texts().iter().map(|text| PyString::from_bytes(py, text.as_bytes()));
        let mut batch = TokenDocuments::new();
        for texts in strings.collect::<PyResult<Vec<_>>>()?.chunks(MOST_AT_ONCE) {
            match callable {
                Callable::OfText(analyzer) => {
                    for text in texts {
                        let tokens = interpreter::call(analyzer, (text,))?;
                        self.push_tokens(&tokens, self.from_files + batch.len(), &mut batch)?;
                    }
                }
                Callable::OfTexts(analyzer) => {
                    let first = self.from_files + batch.len();
                    self.push_all_tokens(analyzer, PyList::new(py, texts)?, first, &mut batch)?;
                }
            }
        }
        self.from_files += batch.len();
        batch.set_origin(documents);
        Ok(batch)
    }

    /// The tokens of some documents, by an analyzer that takes them at once.
    fn next_tokens(&mut self, analyzer: &Bound<'py, PyAny>) -> PyResult<TokenDocuments> {
        let (texts, mut bytes, mut first) = (PyList::empty(self.py), 0, None);
        while bytes < BATCH_BYTES
            && texts.len() < MOST_AT_ONCE
            && let Some((text, number)) = self.next_string()?
        {
            first.get_or_insert(number);
            bytes += text.len()?;
            texts.append(text)?;
        }
        let mut batch = TokenDocuments::new();
        if let Some(first) = first {
            self.push_all_tokens(analyzer, texts, first, &mut batch)?;
        }
        Ok(batch)
    }

    /// Adds the tokens that a callable returns for a list of texts, of which the first has this number.
    fn push_all_tokens(
        &self,
        analyzer: &Bound<'py, PyAny>,
        texts: Bound<'py, PyList>,
        first: usize,
        batch: &mut TokenDocuments,
    ) -> PyResult<()> {
        let count = texts.len();
        let tokens = interpreter::call(analyzer, (texts,))?.cast_into::<PyList>()?;
        if tokens.len() != count {
            let message =
                format!("the tokenizer returned tokens of {} texts for {count} texts", tokens.len());
            return Err(errors::input_type(self.py, message));
        }
        tokens.iter().enumerate().try_for_each(|(at, tokens)| self.push_tokens(&tokens, first + at, batch))
    }

    /// Adds the tokens that a callable returned for a document.
    fn push_tokens(
        &self,
        tokens: &Bound<'py, PyAny>,
        document: usize,
        batch: &mut TokenDocuments,
    ) -> PyResult<()> {
        let wrong = |what: String| {
            let name = self.name;
            let message =
                format!("the analyzer returned {what} for {name}[{document}]; expected a list of str");
            errors::input_type(self.py, message)
        };
        if tokens.is_instance_of::<PyString>() {
            return Err(wrong("a bare str".to_owned()));
        }
        let mut push = |token: Bound<'py, PyAny>| match token.cast::<PyString>() {
            Ok(token) => texts::with_text(token, |token| batch.push_token(token)),
            Err(_) => Err(wrong(format!("a token of type {}", token.get_type().qualname()?))),
        };
        if let Ok(list) = tokens.cast_exact::<PyList>() {
            list.iter().try_for_each(&mut push)?;
        } else if let Ok(iterator) = interpreter::iterate(tokens) {
            while let Some(token) = interpreter::next(&iterator) {
                push(token?)?;
            }
        } else {
            return Err(wrong(tokens.get_type().qualname()?.to_string()));
        }
        batch.end_document();
        Ok(())
    }
}

impl Source for Documents<'_> {
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        let py = self.py;
        let callable = self.callable.clone();
        if self.kept.is_none()
            && let Some(unread) = self.rows.with(|rows| rows.next_unread(py))?
        {
            return match (unread?, callable) {
                (Some(documents), Some(callable)) => {
                    self.file_tokens(&callable, documents).map(|tokens| Some(Batch::Tokens(tokens)))
                }
                (documents, _) => Ok(documents.map(Batch::Unread)),
            };
        }
        let batch = match callable {
            Some(Callable::OfText(analyzer)) => {
                let mut batch = TokenDocuments::new();
                while !batch.is_full()
                    && let Some((document, number)) = self.next_string()?
                {
                    self.push_tokens(&interpreter::call(&analyzer, (document,))?, number, &mut batch)?;
                }
                Batch::Tokens(batch)
            }
            Some(Callable::OfTexts(analyzer)) => Batch::Tokens(self.next_tokens(&analyzer)?),
            None => {
                let batch = self.rows.with(|rows| rows.next_texts(py))??;
                if let Some(kept) = &mut self.kept {
                    let keep = |text: &&str| kept.push_text(Some(text));
                    batch.texts().iter().try_for_each(keep).map_err(Failure::from)?;
                }
                Batch::Texts(batch)
            }
        };
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn is_stream(&self) -> bool {
        // A column that calls read by blocks is none.
        matches!(&self.rows, Reader::Own(rows) if rows.is_stream())
    }

    fn end(&mut self) -> PyResult<()> {
        if self.kept.is_some() {
            return Ok(());
        }
        let py = self.py;
        self.rows.with(|rows| rows.end(py))?
    }
}
