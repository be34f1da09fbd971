//! `elanus._core.Analyzer`: the core's analyzer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use elanus_core::analysis::{self, AnalyzerSpec, DetailedToken, FilterSpec, StemmerRevision};
use elanus_core::memory::text_of;
use elanus_core::parallel::{Cancel, Host, LONG_BYTES, aside};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::errors::Outcome;
use crate::interpreter::{Interpreter, Returned, enter, enter_for};
use crate::texts;

/// NLTK's list of stop words for a language, from `nltk_data` if it is given.
#[pyfunction]
#[pyo3(signature = (language, nltk_data=None))]
#[expect(clippy::needless_pass_by_value, reason = "PyO3 converts a path into its owner")]
pub(crate) fn stop_words<'py>(py: Python<'py>, language: &str, nltk_data: Option<PathBuf>) -> Returned<'py> {
    enter_for(py, || Ok(analysis::stop_words(language, nltk_data.as_deref())?))
}

/// A word's stem by the Snowball stemmer of a language and revision.
#[pyfunction]
#[pyo3(signature = (language, word, revision="3.0"))]
pub(crate) fn stem<'py>(language: &str, word: &Bound<'py, PyString>, revision: &str) -> Returned<'py> {
    enter_for(word.py(), || {
        let revision = StemmerRevision::named(revision)?;
        Ok(texts::with_text(word, |word| analysis::stem(revision, language, word))??)
    })
}

/// The names of all presets.
#[pyfunction(name = "presets")]
pub(crate) fn presets(py: Python<'_>) -> Returned<'_> {
    enter_for(py, || Ok(analysis::presets::names()))
}

/// The code of the language that most of these texts are surely in, or `None`.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "PyO3 extracts a list into its owner")]
pub(crate) fn detect_language(py: Python<'_>, texts: Vec<String>) -> Returned<'_> {
    enter_for(py, || {
        Ok(Interpreter(py).release(|| analysis::language::detect(texts.iter().map(String::as_str))))
    })
}

/// The JSON of a preset.
#[pyfunction]
pub(crate) fn preset<'py>(py: Python<'py>, name: &str) -> Returned<'py> {
    enter_for(py, || Ok(analysis::presets::named(name)?.to_json()))
}

/// An analyzer that runs in Rust, from its JSON. `spec` is its canonical JSON, whatever was given.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct Analyzer {
    core: Arc<analysis::Analyzer>,
    spec: String,
    nltk_data: Option<PathBuf>,
}

impl Analyzer {
    /// The core's analyzer.
    pub(crate) fn core(&self) -> &Arc<analysis::Analyzer> {
        &self.core
    }
}

/// The latest analyzer made from the data built in, with its JSON. Making one takes some 10 ms, and a program
/// makes the same again and again.
fn latest() -> MutexGuard<'static, Option<(String, Arc<analysis::Analyzer>)>> {
    static LATEST: Mutex<Option<(String, Arc<analysis::Analyzer>)>> = Mutex::new(None);
    LATEST.lock().unwrap_or_else(PoisonError::into_inner)
}

fn built_in(spec: &str) -> Option<Arc<analysis::Analyzer>> {
    latest().as_ref().filter(|(latest, _)| latest == spec).map(|(_, core)| Arc::clone(core))
}

#[pymethods]
impl Analyzer {
    #[new]
    #[pyo3(signature = (spec, nltk_data=None))]
    fn new(spec: &str, nltk_data: Option<PathBuf>) -> Outcome<Self> {
        enter(|| {
            let core = match (built_in(spec), &nltk_data) {
                (Some(core), None) => core,
                (_, None) => {
                    // Whatever its spelling, and the order of its keys.
                    let parsed = AnalyzerSpec::from_json(spec)?;
                    let spelled = parsed.to_json();
                    let core = match built_in(&spelled) {
                        Some(core) => core,
                        None => Arc::new(analysis::Analyzer::from_spec(&parsed)?),
                    };
                    *latest() = Some((spelled, Arc::clone(&core)));
                    core
                }
                (_, Some(_)) => {
                    let parsed = AnalyzerSpec::from_json(spec)?;
                    Arc::new(analysis::Analyzer::from_spec_with_data(&parsed, nltk_data.as_deref())?)
                }
            };
            Ok(Self { spec: core.spec().to_json(), core, nltk_data })
        })
    }

    /// The tokens of one text.
    fn tokens<'py>(&self, text: &Bound<'py, PyString>) -> Returned<'py> {
        let py = text.py();
        let tokens = |text: &str| Interpreter(py).release(|| self.core.tokens(text));
        enter_for(py, || Ok(texts::with_text(text, tokens)?))
    }

    /// The tokens of one text, with all that is known of them: the token, its place in bytes and in
    /// characters, its position, how many positions it takes up, its hash and its kind.
    fn detailed_tokens<'py>(&self, text: &Bound<'py, PyString>) -> Returned<'py> {
        let py = text.py();
        let work = |text: &str| {
            let (text, core, cancel) = (text_of(text), Arc::clone(&self.core), Arc::new(Cancel::new()));
            let (is_brief, stop) = (text.len() < LONG_BYTES, Arc::clone(&cancel));
            let tokens = aside(&Interpreter(py), is_brief, move || core.detailed_tokens(&text, &cancel));
            tokens.inspect_err(|_| stop.set())
        };
        let row = |token: DetailedToken| {
            let (hash, kind, bytes, characters) = (token.hash(), token.kind(), token.bytes, token.characters);
            let place = (bytes.start, bytes.end, characters.start, characters.end);
            (token.text, place, token.position, token.position_length, hash, kind)
        };
        enter_for(py, || {
            let tokens = texts::with_text(text, work)??;
            Ok(PyList::new(py, tokens.into_iter().map(row))?)
        })
    }

    /// The JSON with which a Milvus server makes the same tokens.
    fn for_server<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.core.spec().for_server(self.nltk_data.as_deref())?))
    }

    /// A digest of its JSON and of the data files that it uses, as hexadecimal digits.
    #[getter]
    fn fingerprint<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.core.fingerprint()))
    }

    /// The name of the preset that it is.
    #[getter]
    fn preset_name<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(analysis::presets::name_of(self.core.spec())))
    }

    /// Its JSON.
    #[getter]
    fn spec<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(&self.spec))
    }

    /// Where its data are, unless it uses those built in.
    #[getter]
    fn nltk_data<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(&self.nltk_data))
    }

    /// Whether its stop words or its stemmer are English.
    #[getter]
    fn is_english(&self) -> Outcome<bool> {
        let is_english_list =
            |word: &str| matches!(word, "_english_" | "_snowball_english_" | "_nltk_english_");
        let is_english = |filter: &FilterSpec| match filter {
            FilterSpec::Stop(stop) => stop.stop_words.iter().any(|word| is_english_list(word)),
            FilterSpec::Stemmer(stemmer) => matches!(&*stemmer.language, "english" | "porter"),
            _ => false,
        };
        enter(|| Ok(self.core.spec().filters.iter().any(is_english)))
    }

    /// A digest of the data files that the analyzer uses, as hexadecimal digits.
    #[getter]
    fn data_digest<'py>(&self, py: Python<'py>) -> Returned<'py> {
        enter_for(py, || Ok(self.core.data_digest()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Returned<'py> {
        let this = slf.get();
        enter_for(slf.py(), || Ok((slf.get_type(), (&this.spec, &this.nltk_data))))
    }
}

/// An analyzer in Python that takes a list of texts and returns the list of their tokens.
#[pyclass(frozen, module = "elanus._core")]
pub(crate) struct BatchAnalyzer(Py<PyAny>);

impl BatchAnalyzer {
    /// What makes the tokens.
    pub(crate) fn callable<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.0.bind(py).clone()
    }
}

#[pymethods]
impl BatchAnalyzer {
    #[new]
    fn new(callable: Py<PyAny>) -> Outcome<Self> {
        enter(|| Ok(Self(callable)))
    }
}
