//! The parameters of a model, from Python and back.

use elanus_core::statistics::{DfBound, Pruning};
use elanus_core::weighting::{Method, Parameters};
use pyo3::prelude::*;

use crate::errors::{self, Outcome};

/// `k1`, `b`, `epsilon`, the method's name and `delta`.
pub(crate) type ParameterTuple = (f64, f64, f64, String, Option<f64>);

/// `min_df`, `max_df` and `max_terms`.
pub(crate) type PruningTuple = (GivenBound, GivenBound, Option<u32>);

/// A [`DfBound`]: a number of documents is an int, a share a float.
#[derive(FromPyObject, IntoPyObject)]
pub(crate) enum GivenBound {
    Count(u32),
    Share(f64),
}

impl From<GivenBound> for DfBound {
    fn from(bound: GivenBound) -> Self {
        match bound {
            GivenBound::Count(count) => Self::Count(count),
            // Not -0.0, which is written otherwise.
            GivenBound::Share(share) => Self::Share(share + 0.0),
        }
    }
}

impl From<DfBound> for GivenBound {
    fn from(bound: DfBound) -> Self {
        match bound {
            DfBound::Count(count) => Self::Count(count),
            DfBound::Share(share) => Self::Share(share),
        }
    }
}

/// Sets one parameter.
pub(crate) type Setting = Box<dyn FnOnce(&mut Parameters)>;

/// What sets one parameter. A method brings its own `delta`, and `None` is a method's own.
pub(crate) fn setting(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Setting> {
    if name == "method" {
        let method = method(value.extract()?)?;
        return Ok(Box::new(move |set| (set.method, set.delta) = (method, method.default_delta())));
    }
    if name == "delta" {
        let delta: Option<f64> = value.extract()?;
        return Ok(Box::new(move |set| set.delta = delta.unwrap_or(set.method.default_delta())));
    }
    if name == "max_terms" {
        let max_terms = value.extract()?;
        return Ok(Box::new(move |set| set.pruning.max_terms = max_terms));
    }
    if matches!(name, "min_df" | "max_df") {
        let (is_min, bound) = (name == "min_df", DfBound::from(value.extract::<GivenBound>()?));
        return Ok(Box::new(move |set| {
            *if is_min { &mut set.pruning.min_df } else { &mut set.pruning.max_df } = bound;
        }));
    }
    let field: fn(&mut Parameters) -> &mut f64 = match name {
        "k1" => |set| &mut set.k1,
        "b" => |set| &mut set.b,
        "epsilon" => |set| &mut set.epsilon,
        _ => return Err(errors::input(value.py(), format!("{name:?} is no parameter"))),
    };
    let value = value.extract()?;
    Ok(Box::new(move |set| *field(set) = value))
}

pub(crate) fn parameters(
    (k1, b, epsilon, name, delta): &ParameterTuple,
    pruning: Option<PruningTuple>,
) -> Outcome<Parameters> {
    let method = method(name)?;
    let delta = delta.unwrap_or(method.default_delta());
    let pruning = pruning.map(|(min_df, max_df, max_terms)| Pruning {
        min_df: min_df.into(),
        max_df: max_df.into(),
        max_terms,
    });
    let pruning = pruning.unwrap_or_default();
    let parameters = Parameters { k1: *k1, b: *b, epsilon: *epsilon, delta, method, pruning };
    parameters.validate()?;
    Ok(parameters)
}

fn method(name: &str) -> PyResult<Method> {
    Method::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Method::ALL.iter().map(|method| method.name()).collect();
        let message = format!("method is {name:?}; expected one of {}", known.join(", "));
        Python::attach(|py| errors::input(py, message))
    })
}

pub(crate) fn tuple(parameters: Parameters) -> ParameterTuple {
    let Parameters { k1, b, epsilon, delta, method, .. } = parameters;
    (k1, b, epsilon, method.name().to_owned(), Some(delta))
}

pub(crate) fn pruning_tuple(Pruning { min_df, max_df, max_terms }: Pruning) -> PruningTuple {
    (min_df.into(), max_df.into(), max_terms)
}
