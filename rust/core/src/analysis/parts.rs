//! What the specs of all parts have in common: names and parameters in JSON, and from a spec to its part.

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;

use super::data::Data;
use crate::error::{Error, Result};

/// A value's JSON, or the beginning of it.
pub(super) fn abridged(value: &Value) -> String {
    const LONGEST: usize = 80;
    let json = value.to_string();
    match json.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &json[..end]),
        None => json,
    }
}

/// The name of a part and its parameters.
pub(super) fn name_and_parameters(kind: &str, value: Value) -> std::result::Result<(String, Value), String> {
    match value {
        Value::String(name) => Ok((name, Value::Object(Map::new()))),
        Value::Object(mut object) => match object.remove("type") {
            Some(Value::String(name)) => Ok((name, Value::Object(object))),
            Some(name) => Err(format!("the \"type\" of a {kind} is its name, got {}", abridged(&name))),
            None => Err(format!("the {kind} {} needs a \"type\"", abridged(&Value::Object(object)))),
        },
        value => Err(format!("a {kind} is a name or an object with a \"type\", got {}", abridged(&value))),
    }
}

/// The parameters of the part with this name.
pub(super) fn parameters<T: DeserializeOwned>(name: &str, value: Value) -> std::result::Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
}

/// Writes a part: its name alone if it has no parameters.
pub(super) fn write_part<T: Serialize, S: Serializer>(
    name: &str,
    parameters: &T,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Part<'a, T> {
        r#type: &'a str,
        #[serde(flatten)]
        parameters: &'a T,
    }
    if size_of::<T>() == 0 {
        return serializer.serialize_str(name);
    }
    Part { r#type: name, parameters }.serialize(serializer)
}

/// From the spec of a part to the part.
pub(super) trait Build {
    type Part;

    /// Builds the part, and brings the spec into its canonical form.
    fn build(&mut self, data: &mut Data<'_>) -> Result<Self::Part>;
}

/// Defines the enum of the specs of one kind of part, with a variant for each name.
macro_rules! part_specs {
    (
        $(#[doc = $about_kind:literal])+
        $kind:literal $Spec:ident;
        $(
            $(#[doc = $about:literal])+ $(#[cfg($condition:meta)])?
            $name:literal => $Part:ident($Parameters:ty),
        )+
    ) => {
        $(#[doc = $about_kind])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $Spec {
            $($(#[doc = $about])+ $(#[cfg($condition)])? $Part($Parameters),)+
        }

        impl $Spec {
            /// The names that there are.
            const NAMES: &[&str] = &[$($(#[cfg($condition)])? $name),+];

            /// Reads a name, or an object with `"type"` and parameters.
            pub(in crate::analysis) fn read(value: serde_json::Value) -> std::result::Result<Self, String> {
                let (name, parameters) = crate::analysis::parts::name_and_parameters($kind, value)?;
                match name.as_str() {
                    $($(#[cfg($condition)])? $name => {
                        crate::analysis::parts::parameters(&name, parameters).map(Self::$Part)
                    })+
                    _ => {
                        let are = if Self::NAMES.len() == 1 { "is" } else { "are" };
                        Err(format!("no {} {name:?}; there {are}: {}", $kind, Self::NAMES.join(", ")))
                    }
                }
            }
        }

        impl serde::Serialize for $Spec {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                match self {
                    $($(#[cfg($condition)])? Self::$Part(parameters) => {
                        crate::analysis::parts::write_part($name, parameters, serializer)
                    })+
                }
            }
        }
    };
}
pub(super) use part_specs;

/// A JSON value in which no object has a key twice: the last one would win silently.
pub(super) struct Unambiguous(pub(super) Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(UnambiguousVisitor).map(Self)
    }
}

struct UnambiguousVisitor;

impl<'de> Visitor<'de> for UnambiguousVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> std::result::Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Unambiguous(value))) = entries.next_entry::<String, _>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {key:?} stands there twice")));
            }
            object.insert(key, value);
        }
        Ok(object.into())
    }
}

/// Says which part an error is about.
pub(super) fn in_part(place: &str, error: Error) -> Error {
    match error {
        Error::AnalyzerSpec(reason) => Error::AnalyzerSpec(format!("{place}: {reason}")),
        error => error,
    }
}
