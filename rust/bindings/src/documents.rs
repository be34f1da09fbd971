//! Whatever a caller gives as documents, as batches of text or tokens.

use std::sync::Arc;

use elanus_core::analysis;
use elanus_core::batch::{Source, TokenDocuments};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::analyzer::Analyzer;
use crate::columns::Reader;
use crate::errors::Outcome;
use crate::interpreter::{Interpreter, enter};
use crate::{errors, interpreter, texts};

pub(crate) use elanus_core::batch::Documents as Batch;

/// What batches of documents are turned into before the core sees them.
#[derive(Clone)]
pub(crate) enum DocumentAnalyzer<'py> {
    /// Text, which a core analyzer cuts on its threads.
    Core(Bound<'py, Analyzer>),
    /// Tokens, which a Python callable makes of each text here.
    Callable(Bound<'py, PyAny>),
}

impl<'py> DocumentAnalyzer<'py> {
    /// A core analyzer, or any callable from `str` to a sequence of `str`.
    pub(crate) fn new(analyzer: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(analyzer) = analyzer.cast::<Analyzer>() {
            Ok(Self::Core(analyzer.clone()))
        } else if analyzer.is_callable() {
            Ok(Self::Callable(analyzer.clone()))
        } else {
            let message = format!(
                "the analyzer is {}; expected an Analyzer or a callable that takes a str and returns a list of str",
                analyzer.get_type().qualname()?
            );
            Err(errors::input_type(analyzer.py(), message))
        }
    }
}

impl DocumentAnalyzer<'_> {
    /// The core's analyzer, unless it is a callable.
    pub(crate) fn core(&self) -> Option<&Arc<analysis::Analyzer>> {
        match self {
            Self::Core(analyzer) => Some(analyzer.get().core()),
            Self::Callable(_) => None,
        }
    }
}

/// The documents of a call, batch by batch.
pub(crate) struct Documents<'py> {
    py: Python<'py>,
    rows: Reader,
    analyzer: DocumentAnalyzer<'py>,
    name: &'static str,
}

impl<'py> Documents<'py> {
    /// The documents of a list, a column or another iterable; `name` is what messages call them.
    pub(crate) fn new(
        documents: &Bound<'py, PyAny>,
        analyzer: DocumentAnalyzer<'py>,
        name: &'static str,
    ) -> PyResult<Self> {
        Ok(Self { py: documents.py(), rows: Reader::new(documents, name)?, analyzer, name })
    }

    /// The next document as a Python string, with its number.
    fn next_string(&mut self) -> PyResult<Option<(Bound<'py, PyString>, usize)>> {
        let py = self.py;
        self.rows.with(|rows| Ok(rows.next_string(py)?.map(|string| (string, rows.position() - 1))))?
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
        let Ok(iterator) = interpreter::iterate(tokens) else {
            return Err(wrong(tokens.get_type().qualname()?.to_string()));
        };
        while let Some(token) = interpreter::next(&iterator) {
            let token = token?;
            match token.cast::<PyString>() {
                Ok(token) => texts::with_text(token, |token| batch.push_token(token))?,
                Err(_) => return Err(wrong(format!("a token of type {}", token.get_type().qualname()?))),
            }
        }
        batch.end_document();
        Ok(())
    }
}

/// Enters the core with the documents of a call, and the core's analyzer unless it is a callable.
pub(crate) fn enter_with<'py, T>(
    documents: &Bound<'py, PyAny>,
    analyzer: &Bound<'py, PyAny>,
    name: &'static str,
    work: impl FnOnce(&Interpreter<'py>, &mut Documents<'py>, Option<&Arc<analysis::Analyzer>>) -> Outcome<T>,
) -> Outcome<T> {
    enter(|| {
        let analyzer = DocumentAnalyzer::new(analyzer)?;
        let mut documents = Documents::new(documents, analyzer.clone(), name)?;
        work(&Interpreter(documents.py), &mut documents, analyzer.core())
    })
}

impl Source for Documents<'_> {
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        let batch = match self.analyzer.clone() {
            DocumentAnalyzer::Core(_) => {
                let py = self.py;
                Batch::Texts(self.rows.with(|rows| rows.next_texts(py))??)
            }
            DocumentAnalyzer::Callable(analyzer) => {
                let mut batch = TokenDocuments::new();
                while !batch.is_full()
                    && let Some((document, number)) = self.next_string()?
                {
                    self.push_tokens(&interpreter::call(&analyzer, (document,))?, number, &mut batch)?;
                }
                Batch::Tokens(batch)
            }
        };
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn is_stream(&self) -> bool {
        // A column that calls read by blocks is none.
        matches!(&self.rows, Reader::Own(rows) if rows.is_stream())
    }
}
