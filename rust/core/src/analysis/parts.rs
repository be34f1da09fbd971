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
    serde_json::from_value(value).map_err(|error| {
        let reason = error.to_string();
        // "unknown field `lang`, expected `language` or `words`", and the same of a variant.
        let mut quoted = reason.split('`').skip(1).step_by(2);
        let proposal = match quoted.next() {
            Some(given) if reason.starts_with("unknown ") => did_you_mean(given, quoted),
            _ => String::new(),
        };
        format!("{name}: {reason}{proposal}")
    })
}

/// What a Milvus server has and this library has not: of which kind, its name, and why.
const ABSENT: [(&str, &str, &str); 7] = [
    (
        "analyzer",
        "thai",
        "its words come from a dictionary that is not here yet; cjk_bigram finds Thai by bigrams",
    ),
    ("tokenizer", "grpc", "it asks a service on the network, which is called for every text"),
    ("tokenizer", "icu", "its dictionaries are not here yet; unicode has the words of UAX #29, and bigrams"),
    ("tokenizer", "language_identifier", "it is not here yet; give each language an analyzer of its own"),
    (
        "tokenizer",
        "lindera",
        "its dictionaries are not here yet; unicode finds Japanese and Korean by bigrams",
    ),
    ("tokenizer", "thai", "its dictionary is not here yet; unicode finds Thai by bigrams"),
    ("filter", "pinyin", "its table of pronunciations is not here yet"),
];

/// What to say of a part or analyzer that only a Milvus server has.
pub(super) fn absent(kind: &str, given: &str) -> Option<String> {
    let (.., reason) = ABSENT.iter().find(|&&(of, name, _)| (of, name) == (kind, given))?;
    Some(format!("the {kind} {given:?} of Milvus is not here: {reason}"))
}

/// The error for a name that is none of these; `kind` says what it would have been.
pub(super) fn unknown(kind: &str, given: &str, names: &[&str]) -> String {
    if let Some(reason) = absent(kind, given) {
        return reason;
    }
    let proposal = did_you_mean(given, names.iter().copied());
    let are = if names.len() == 1 { "is" } else { "are" };
    format!("no {kind} {given:?}{proposal}; there {are}: {}", names.join(", "))
}

/// A question after the name that is nearest to the one given, if one is near.
pub(super) fn did_you_mean<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = names.into_iter().map(|name| (distance(given, name), name)).min_by_key(|&(far, _)| far);
    match nearest {
        // A third of the letters may be wrong; a name that continues the given one is as near.
        Some((far, name)) if far <= name.chars().count().div_ceil(3) || is_beginning(given, name) => {
            format!(" (did you mean {name:?}?)")
        }
        _ => String::new(),
    }
}

fn is_beginning(given: &str, name: &str) -> bool {
    given.len() > 2 && name.starts_with(given)
}

/// Letters to insert, delete, replace or exchange with their neighbours: Damerau's distance, in the
/// restricted form. Of very long names nothing is near.
fn distance(given: &str, name: &str) -> usize {
    const LONGEST: usize = 64;
    let (given, name): (Vec<char>, Vec<char>) = (
        given.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect(),
        name.chars().take(LONGEST + 1).collect(),
    );
    // The names are ours, but for what an error of serde's quotes.
    if given.len().max(name.len()) > LONGEST {
        return usize::MAX;
    }
    let mut rows = [vec![0; name.len() + 1], (0..=name.len()).collect(), vec![0; name.len() + 1]];
    for (i, &from) in given.iter().enumerate() {
        let [before, above, row] = &mut rows;
        row[0] = i + 1;
        for (j, &to) in name.iter().enumerate() {
            row[j + 1] = (above[j] + usize::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from == name[j - 1] && given[i - 1] == to {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        rows.rotate_left(1);
    }
    rows[1][name.len()]
}

/// Writes a part: its name alone if it has no parameters, or none that need to be said.
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
    let is_bare =
        serde_json::to_value(parameters).is_ok_and(|value| value.as_object().is_some_and(Map::is_empty));
    if is_bare {
        return serializer.serialize_str(name);
    }
    Part { r#type: name, parameters }.serialize(serializer)
}

/// From the spec of a part to the part.
pub(super) trait Build {
    type Part;

    /// Whether a Milvus server has the part, with whatever parameters.
    const IS_ON_SERVER: bool = false;

    /// Builds the part, and brings the spec into its canonical form.
    fn build(&mut self, data: &mut Data<'_>) -> Result<Self::Part>;

    /// What a Milvus server has that gives the same tokens. The spec is in its canonical form.
    fn on_server(&self, data: &mut Data<'_>) -> Result<OnServer> {
        let _ = data;
        Ok(if Self::IS_ON_SERVER {
            OnServer::Same
        } else {
            OnServer::Nothing("there is none on a Milvus server")
        })
    }
}

/// What a Milvus server has for a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OnServer {
    /// The part as it is written.
    Same,
    /// Another part, or one that is written in another way.
    As(Value),
    /// Nothing that gives the same tokens, and why.
    Nothing(&'static str),
}

/// A part's JSON for a Milvus server.
pub(super) fn for_server<T: Serialize>(part: &T, name: &str, on_server: OnServer) -> Result<Value> {
    match on_server {
        OnServer::Same => serde_json::to_value(part).map_err(|error| Error::AnalyzerSpec(error.to_string())),
        OnServer::As(value) => Ok(value),
        OnServer::Nothing(reason) => Err(Error::AnalyzerSpec(format!("{name}: {reason}"))),
    }
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
                    _ => Err(crate::analysis::parts::unknown($kind, &name, Self::NAMES)),
                }
            }

            /// Its JSON for a Milvus server, if one has it.
            pub(in crate::analysis) fn for_server(
                &self,
                data: &mut crate::analysis::data::Data<'_>,
            ) -> crate::error::Result<serde_json::Value> {
                match self {
                    $($(#[cfg($condition)])? Self::$Part(parameters) => {
                        let on_server = crate::analysis::parts::Build::on_server(parameters, data)?;
                        crate::analysis::parts::for_server(self, $name, on_server)
                    })+
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_server_has_is_refused_by_its_name() {
        use crate::analysis::{AnalyzerSpec, FilterSpec, TokenizerSpec};
        for (kind, name, reason) in ABSENT {
            let json = match kind {
                "analyzer" => format!(r#"{{"type":"{name}"}}"#),
                "tokenizer" => format!(r#"{{"tokenizer":{{"type":"{name}","address":"http://kite"}}}}"#),
                _ => format!(r#"{{"tokenizer":"standard","filter":["{name}"]}}"#),
            };
            let error = AnalyzerSpec::from_json(&json).unwrap_err().to_string();
            let place = match kind {
                "analyzer" => "",
                "tokenizer" => "tokenizer: ",
                _ => "filter[0]: ",
            };
            assert_eq!(
                error,
                format!("analyzer: {place}the {kind} \"{name}\" of Milvus is not here: {reason}")
            );
        }
        // A name is of one kind.
        assert!(FilterSpec::read("icu".into()).unwrap_err().starts_with("no filter \"icu\"; there are"));
        let error = TokenizerSpec::read("pinyin".into()).unwrap_err();
        assert!(error.starts_with("no tokenizer \"pinyin\"; there are"), "{error}");
    }

    #[test]
    fn the_nearest_name_is_proposed() {
        let names = ["lowercase", "asciifolding", "stop", "stemmer", "alphanumonly"];
        for (given, proposed) in [
            ("lowecase", Some("lowercase")),
            ("lower", Some("lowercase")),
            ("ascii_folding", Some("asciifolding")),
            ("stpo", Some("stop")),
            ("stopwords", None),
            ("", None),
            ("klingon", None),
            ("nfkc", None),
            ("Stemmer", Some("stemmer")),
        ] {
            let expected = proposed.map_or(String::new(), |name| format!(" (did you mean {name:?}?)"));
            assert_eq!(did_you_mean(given, names), expected, "{given}");
        }
        assert_eq!(did_you_mean(&"x".repeat(1 << 20), names), "");
        assert_eq!(did_you_mean("kite", [&*"k".repeat(1 << 20)]), "");
        assert_eq!((distance("ab", "ba"), distance("kite", "bite"), distance("", "ab")), (1, 1, 2));
    }
}
