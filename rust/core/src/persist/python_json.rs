//! Python's extensions of JSON: NaN and the infinities by name, and lone surrogates as
//! escapes. The original writes both.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use memchr::{memchr2, memchr3};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

/// The numbers that Python's JSON has and the standard has not.
const CONSTANTS: [(&str, f64); 3] =
    [("NaN", f64::NAN), ("-Infinity", f64::NEG_INFINITY), ("Infinity", f64::INFINITY)];

/// Puts Python's names of numbers into `["..."]`, where [`Number`] looks for them.
pub(super) fn wrap_constants(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut wrapped = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr3(b'"', b'N', b'I', &bytes[at..]) {
        at += found;
        if bytes[at] == b'"' {
            at = end_of_string(bytes, at + 1);
            continue;
        }
        let start = if at > copied && bytes[at - 1] == b'-' { at - 1 } else { at };
        match CONSTANTS.iter().find(|(name, _)| json[start..].starts_with(name)) {
            Some((name, _)) => {
                wrapped.extend([&json[copied..start], "[\"", name, "\"]"]);
                copied = start + name.len();
                at = copied;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    wrapped.push_str(&json[copied..]);
    Cow::Owned(wrapped)
}

/// The end of the string whose content begins at `at`.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at..]) {
        at += found + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at = (at + 1).min(bytes.len());
    }
    bytes.len()
}

/// A number of Python's JSON.
pub(super) struct Number(pub(super) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Value;

        impl<'de> Visitor<'de> for Value {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_f64<E>(self, value: f64) -> std::result::Result<Number, E> {
                Ok(Number(value))
            }

            fn visit_u64<E>(self, value: u64) -> std::result::Result<Number, E> {
                Ok(Number(value as f64))
            }

            fn visit_i64<E>(self, value: i64) -> std::result::Result<Number, E> {
                Ok(Number(value as f64))
            }

            // `True` is a number in Python.
            fn visit_bool<E>(self, value: bool) -> std::result::Result<Number, E> {
                Ok(Number(f64::from(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Number, A::Error> {
                let name = list.next_element::<Cow<'de, str>>()?;
                let constant = CONSTANTS.iter().find(|(constant, _)| name.as_deref() == Some(*constant));
                match constant {
                    Some(&(_, value)) => Ok(Number(value)),
                    None => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
                }
            }
        }

        deserializer.deserialize_any(Value)
    }
}

/// A term of Python's JSON.
pub(super) enum Term {
    Text(String),
    /// With lone surrogates, each as the three bytes that UTF-8 would have for it.
    WithSurrogates(Vec<u8>),
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Value;

        impl Visitor<'_> for Value {
            type Value = Term;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> std::result::Result<Term, E> {
                // The file is UTF-8: only an escape can give a lone surrogate.
                Ok(match String::from_utf8(bytes.to_vec()) {
                    Ok(text) => Term::Text(text),
                    Err(error) => Term::WithSurrogates(error.into_bytes()),
                })
            }
        }

        deserializer.deserialize_bytes(Value)
    }
}

/// The terms as text: lone surrogates become U+FFFD. Where that gives a term which the file has already,
/// the later one keeps its place among the columns under a name of its own, with its surrogates spelt out.
pub(super) fn into_text(terms: Vec<Term>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    if terms.iter().any(|term| matches!(term, Term::WithSurrogates(_))) {
        taken.extend(terms.iter().filter_map(|term| match term {
            Term::Text(text) => Some(text.clone()),
            Term::WithSurrogates(_) => None,
        }));
    }
    let name = |term| match term {
        Term::Text(text) => text,
        Term::WithSurrogates(bytes) => {
            let mut name = replace_surrogates(&bytes, |name, _| name.push('\u{FFFD}'));
            if taken.contains(&name) {
                name = replace_surrogates(&bytes, |name, surrogate| {
                    // Writing to a String cannot fail.
                    let _ = write!(name, "\\u{surrogate:04x}");
                });
            }
            if taken.insert(name.clone()) {
                return name;
            }
            // Numbered, because a file may have one name a thousand times.
            let next = numbers.entry(name.clone()).or_insert(1);
            loop {
                let numbered = format!("{name}\u{FFFD}{next}");
                *next += 1;
                if taken.insert(numbered.clone()) {
                    return numbered;
                }
            }
        }
    };
    terms.into_iter().map(name).collect()
}

/// UTF-8 with lone surrogates to UTF-8.
fn replace_surrogates(mut bytes: &[u8], mut push: impl FnMut(&mut String, u32)) -> String {
    let mut text = String::with_capacity(bytes.len());
    loop {
        let error = match str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return text;
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        text.push_str(&String::from_utf8_lossy(valid));
        let (surrogate, rest) = rest.split_at(rest.len().min(3));
        let bits = |unit: u32, &byte: &u8| unit << 6 | u32::from(byte & 0x3F);
        push(&mut text, surrogate.iter().fold(0, bits) & 0xFFFF);
        bytes = rest;
    }
}
