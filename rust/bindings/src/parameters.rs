//! The parameters of a model, from Python and back.

use elanus_core::weighting::{Method, Parameters};
use pyo3::prelude::*;

use crate::errors;

/// `k1`, `b`, `epsilon`, the method's name and `delta`.
pub(crate) type ParameterTuple = (f64, f64, f64, String, Option<f64>);

/// One parameter's new value.
pub(crate) enum Setting {
    K1(f64),
    B(f64),
    Epsilon(f64),
    Method(Method),
    /// None is the method's own.
    Delta(Option<f64>),
}

impl Setting {
    pub(crate) fn new(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(match name {
            "k1" => Self::K1(value.extract()?),
            "b" => Self::B(value.extract()?),
            "epsilon" => Self::Epsilon(value.extract()?),
            "method" => Self::Method(method(value.py(), value.extract()?)?),
            "delta" => Self::Delta(value.extract()?),
            _ => return Err(errors::input(value.py(), format!("{name:?} is no parameter"))),
        })
    }

    pub(crate) fn apply(&self, parameters: &mut Parameters) {
        match *self {
            Self::K1(k1) => parameters.k1 = k1,
            Self::B(b) => parameters.b = b,
            Self::Epsilon(epsilon) => parameters.epsilon = epsilon,
            Self::Method(method) => (parameters.method, parameters.delta) = (method, method.default_delta()),
            Self::Delta(delta) => parameters.delta = delta.unwrap_or(parameters.method.default_delta()),
        }
    }
}

pub(crate) fn parameters(
    py: Python<'_>,
    (k1, b, epsilon, name, delta): &ParameterTuple,
) -> PyResult<Parameters> {
    let method = method(py, name)?;
    let delta = delta.unwrap_or(method.default_delta());
    let parameters = Parameters { k1: *k1, b: *b, epsilon: *epsilon, delta, method };
    parameters.validate().map_err(|error| errors::to_python(py, &error))?;
    Ok(parameters)
}

fn method(py: Python<'_>, name: &str) -> PyResult<Method> {
    Method::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Method::ALL.iter().map(|method| method.name()).collect();
        errors::input(py, format!("method is {name:?}; expected one of {}", known.join(", ")))
    })
}

pub(crate) fn tuple(parameters: Parameters) -> ParameterTuple {
    let Parameters { k1, b, epsilon, delta, method } = parameters;
    (k1, b, epsilon, method.name().to_owned(), Some(delta))
}
