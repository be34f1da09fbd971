//! Python's extensions of JSON: NaN and the infinities by name, and lone surrogates as
//! escapes. The original writes both.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::marker::PhantomData;

use memchr::{memchr2, memchr3};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use crate::memory::Grow;

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
                wrapped.grow(start - copied + name.len() + 4);
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
    wrapped.grow(json.len() - copied);
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

/// A list that is grown as [`crate::memory`] does it; serde's own is not.
pub(super) struct List<T>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Elements<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = List<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<List<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(element) = seq.next_element()? {
                    list.grow(1);
                    list.push(element);
                }
                Ok(List(list))
            }
        }

        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

/// Terms of Python's JSON, one after the other, and where each ends. Lone surrogates are the three bytes that
/// UTF-8 would have for each.
#[derive(Default)]
pub(super) struct Terms {
    bytes: Vec<u8>,
    ends: Vec<u64>,
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Sequence;

        impl<'de> Visitor<'de> for Sequence {
            type Value = Terms;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Terms, A::Error> {
                let mut terms = Terms::default();
                while seq.next_element_seed(&mut terms)?.is_some() {}
                Ok(terms)
            }
        }

        deserializer.deserialize_seq(Sequence)
    }
}

/// Reads one more term.
impl<'de> DeserializeSeed<'de> for &mut Terms {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for &mut Terms {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, term: &[u8]) -> std::result::Result<(), E> {
        self.push(term);
        Ok(())
    }
}

impl Terms {
    fn push(&mut self, term: &[u8]) {
        self.bytes.grow(term.len());
        self.bytes.extend_from_slice(term);
        self.ends.grow(1);
        self.ends.push(self.bytes.len() as u64);
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.bytes[start as usize..end as usize])
    }

    /// The terms as text, and where each ends: lone surrogates become U+FFFD. Where that gives a term which
    /// the file has already, the later one keeps its place among the columns under a name of its own, with
    /// its surrogates spelt out.
    pub(super) fn into_text(self) -> (String, Vec<u64>) {
        let Self { bytes, ends } = self;
        // The file is UTF-8: only an escape can give a lone surrogate.
        match String::from_utf8(bytes) {
            Ok(text) => (text, ends),
            Err(error) => Self { bytes: error.into_bytes(), ends }.renamed().into_text(),
        }
    }

    #[cold]
    fn renamed(&self) -> Self {
        let mut taken: BTreeSet<String> =
            self.iter().filter_map(|term| str::from_utf8(term).ok()).map(str::to_owned).collect();
        let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
        let mut name = |bytes| {
            let mut name = replace_surrogates(bytes, |name, _| name.push('\u{FFFD}'));
            if taken.contains(&name) {
                name = replace_surrogates(bytes, |name, surrogate| {
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
        };
        let mut renamed = Self::default();
        for term in self.iter() {
            match str::from_utf8(term) {
                Ok(_) => renamed.push(term),
                Err(_) => renamed.push(name(term).as_bytes()),
            }
        }
        renamed
    }
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
