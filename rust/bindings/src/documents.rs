//! Whatever a caller gives as documents, as batches of text or tokens.

use std::sync::{Arc, Mutex};

use elanus_core::analysis;
use elanus_core::batch::{Source, TokenDocuments};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyList, PyString};

use crate::analyzer::Analyzer;
use crate::columns::{self, Blocks, Column};
use crate::errors;
use crate::texts::{self, Strings};

pub(crate) use elanus_core::batch::Documents as Batch;

/// How many documents of a list are on their way from memory while one is read.
const AHEAD: usize = 8;

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

/// What to say of documents that do not iterate: an error of their own code comes through.
fn not_iterable(documents: &Bound<'_, PyAny>, name: &str, error: PyErr) -> PyErr {
    let py = documents.py();
    // The interpreter's own error has passed no Python code yet.
    if !error.is_instance_of::<PyTypeError>(py) || error.traceback(py).is_some() {
        return error;
    }
    match documents.get_type().qualname() {
        Ok(kind) => errors::input_type(py, format!("{name} is {kind}; expected a list of str")),
        Err(error) => error,
    }
}

/// The documents of a call, batch by batch.
pub(crate) struct Documents<'py> {
    py: Python<'py>,
    source: Rows<'py>,
    position: usize,
    analyzer: DocumentAnalyzer<'py>,
    name: &'static str,
}

enum Rows<'py> {
    List(Bound<'py, PyList>),
    Iterator(Bound<'py, PyIterator>),
    Column(Arc<Mutex<Column>>),
}

impl<'py> Documents<'py> {
    /// The documents of a list, a column or another iterable; `name` is what messages call them.
    pub(crate) fn new(
        documents: &Bound<'py, PyAny>,
        analyzer: DocumentAnalyzer<'py>,
        name: &'static str,
    ) -> PyResult<Self> {
        let py = documents.py();
        if documents.is_instance_of::<PyString>() || documents.is_instance_of::<PyBytes>() {
            let kind = documents.get_type().qualname()?;
            let message = format!("{name} is a bare {kind}; expected a list of str, such as [{name}]");
            return Err(errors::input_type(py, message));
        }
        let source = if let Ok(list) = documents.cast_exact::<PyList>() {
            Rows::List(list.clone())
        } else if let Ok(blocks) = documents.cast::<Blocks>() {
            Rows::Column(blocks.get().next()?)
        } else if let Some(column) = Column::open(documents, name)? {
            Rows::Column(Arc::new(Mutex::new(column)))
        } else {
            Rows::Iterator(documents.try_iter().map_err(|error| not_iterable(documents, name, error))?)
        };
        Ok(Self { py, source, position: 0, analyzer, name })
    }

    fn next_document(&mut self) -> PyResult<Option<Bound<'py, PyString>>> {
        let item = match &mut self.source {
            // The list may change while the GIL is free: its length is asked for each time.
            Rows::List(list) if self.position < list.len() => {
                texts::prefetch(list, self.position + AHEAD);
                list.get_item(self.position)?
            }
            Rows::List(_) => return Ok(None),
            Rows::Iterator(iterator) => match iterator.next() {
                Some(item) => item?,
                None => return Ok(None),
            },
            Rows::Column(column) => {
                let (string, position) =
                    columns::locked(column, |column| (column.next_string(self.py), column.position()))?;
                self.position = position;
                return string;
            }
        };
        let position = self.position;
        self.position += 1;
        columns::expect_str(item, self.name, position).map(Some)
    }

    /// Adds the tokens that a callable returned for the latest document.
    fn push_tokens(&self, tokens: &Bound<'py, PyAny>, batch: &mut TokenDocuments) -> PyResult<()> {
        let py = tokens.py();
        let wrong = |what: String| {
            let position = self.position - 1;
            errors::input_type(
                py,
                format!("the analyzer returned {what} for {}[{position}]; expected a list of str", self.name),
            )
        };
        if tokens.is_instance_of::<PyString>() {
            return Err(wrong("a bare str".to_owned()));
        }
        let Ok(iterator) = tokens.try_iter() else {
            return Err(wrong(tokens.get_type().qualname()?.to_string()));
        };
        for token in iterator {
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

impl Source for Documents<'_> {
    type Error = PyErr;

    fn next(&mut self) -> PyResult<Option<Batch>> {
        let batch = match (self.analyzer.clone(), &self.source) {
            (DocumentAnalyzer::Core(_), Rows::Column(column)) => {
                Batch::Texts(columns::locked(column, |column| column.next_texts(self.py))??)
            }
            (DocumentAnalyzer::Core(_), _) => {
                let mut strings = Strings::new();
                while !strings.is_full()
                    && let Some(document) = self.next_document()?
                {
                    texts::push(&mut strings, &document)?;
                }
                Batch::Texts(strings.finish())
            }
            (DocumentAnalyzer::Callable(analyzer), _) => {
                let mut batch = TokenDocuments::new();
                while !batch.is_full()
                    && let Some(document) = self.next_document()?
                {
                    self.push_tokens(&analyzer.call1((document,))?, &mut batch)?;
                }
                Batch::Tokens(batch)
            }
        };
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn is_stream(&self) -> bool {
        matches!(self.source, Rows::Iterator(_))
    }
}
