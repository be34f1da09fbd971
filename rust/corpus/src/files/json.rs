//! One JSON object a line.

use super::fields::{Fields, Slot};
use super::repair::repaired;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The fields to look for at one level of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    children: Vec<(String, Node)>,
    slots: Vec<Slot>,
}

impl Node {
    /// Adds a field by its name, and if that has dots by its path too.
    pub(super) fn add(&mut self, path: &str, slot: Slot) {
        self.child(path).slots.push(slot);
        if path.contains('.') {
            let node = path.split('.').fold(self, |node, name| node.child(name));
            node.slots.push(slot);
        }
    }

    fn child(&mut self, name: &str) -> &mut Self {
        let place = self.children.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.children.push((name.to_owned(), Self::default()));
            self.children.len() - 1
        });
        &mut self.children[place].1
    }
}

/// The value of a field.
#[derive(Clone, Debug, Default)]
pub(super) enum Value<'a> {
    #[default]
    Missing,
    Null,
    Text(Cow<'a, str>),
    Whole(i128),
    /// Anything else, of which only messages tell.
    Other,
}

/// The values of one object.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    pub(super) text: Vec<Value<'a>>,
    pub(super) title: Value<'a>,
    pub(super) ids: [Value<'a>; 2],
}

impl<'a> Values<'a> {
    fn clear(&mut self, texts: usize) {
        self.text.clear();
        self.text.resize_with(texts, Value::default);
        self.title = Value::Missing;
        self.ids = [Value::Missing, Value::Missing];
    }

    fn slot(&mut self, slot: Slot) -> &mut Value<'a> {
        match slot {
            Slot::Text(number) => &mut self.text[number],
            Slot::Title => &mut self.title,
            Slot::Id(number) => &mut self.ids[number],
        }
    }
}

/// Reads the object in a line.
pub(super) fn read<'a>(
    line: &'a str,
    tree: &Node,
    fields: &Fields,
    values: &mut Values<'a>,
) -> Result<(), serde_json::Error> {
    values.clear(fields.text().len());
    let mut deserializer = serde_json::Deserializer::from_str(line);
    Level { node: tree, values }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// An object, of which some fields are wanted.
struct Level<'n, 'v, 'a> {
    node: &'n Node,
    values: &'v mut Values<'a>,
}

impl<'a> DeserializeSeed<'a> for Level<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Level<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(child) = map.next_key_seed(Key(self.node))? {
            match child {
                Some(node) => map.next_value_seed(Member { node, values: &mut *self.values })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A key, which becomes what is known of it.
struct Key<'n>(&'n Node);

impl<'a, 'n> DeserializeSeed<'a> for Key<'n> {
    type Value = Option<&'n Node>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'n> Visitor<'_> for Key<'n> {
    type Value = Option<&'n Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.children.iter().find(|(name, _)| name == key).map(|(_, node)| node))
    }
}

/// The value of a field that is wanted, or in which one is.
struct Member<'n, 'v, 'a> {
    node: &'n Node,
    values: &'v mut Values<'a>,
}

impl<'a> Member<'_, '_, 'a> {
    fn set(self, value: &Value<'a>) {
        for &slot in &self.node.slots {
            *self.values.slot(slot) = value.clone();
        }
    }

    fn set_text(self, text: Cow<'a, str>) {
        // Most values have one place: it takes the text as it is.
        if let [slot] = self.node.slots[..] {
            *self.values.slot(slot) = Value::Text(text);
        } else {
            self.set(&Value::Text(text));
        }
    }
}

impl<'a> DeserializeSeed<'a> for Member<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Member<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.set_text(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.set_text(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.set(&Value::Null);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.set(&Value::Other);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.set(&Value::Whole(value.into()));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.set(&Value::Whole(value.into()));
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.set(&Value::Other);
        Ok(())
    }

    fn visit_seq<A: serde::de::SeqAccess<'a>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        self.set(&Value::Other);
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        let Self { node, values } = self;
        for &slot in &node.slots {
            *values.slot(slot) = Value::Other;
        }
        Level { node, values }.visit_map(map)
    }
}

/// What is wrong with a line that is no object, or not JSON at all: what follows "line 7".
pub(super) fn problem(line: &str, error: &serde_json::Error) -> String {
    let text = line.trim();
    let whole = repaired(line);
    let value = match serde_json::from_str::<&RawValue>(&whole) {
        Ok(value) => value,
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            let hint = match text {
                "{" => "; each document stands in one line; try: jq -c .",
                "[" | "[{" => {
                    "; each document stands in one line, without an array around them; try: jq -c '.[]'"
                }
                _ => "",
            };
            return format!("is not JSON ({reason} at column {}): {}{hint}", error.column(), excerpt(text));
        }
    };
    if value.get().starts_with('{') {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        return format!("is not JSON that can be read ({reason}): {}", excerpt(text));
    }
    let hint = if value.get().starts_with('[') { "; for one array, try: jq -c '.[]'" } else { "" };
    format!("is {}, not a JSON object{hint}", described(value.get()))
}

/// A value as messages show it: "a number (7)".
pub(super) fn described(raw: &str) -> String {
    let kind = match raw.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => return "a boolean".to_owned(),
        Some(b'n') | None => return "null".to_owned(),
        Some(_) => "a number",
    };
    format!("{kind} ({})", excerpt(raw))
}

/// Not more than a message can hold.
pub(super) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().nth(MOST).is_none() {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

/// The fields of an object with their values as they are written, for messages.
pub(super) fn members(line: &str) -> Vec<(String, String)> {
    struct Members;

    impl<'a> Visitor<'a> for Members {
        type Value = Vec<(String, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members: Self::Value = Vec::new();
            while let Some((key, value)) = map.next_entry::<String, &RawValue>().map_err(A::Error::custom)? {
                let value = value.get().to_owned();
                match members.iter_mut().find(|(known, _)| *known == key) {
                    Some(member) => member.1 = value,
                    None => members.push((key, value)),
                }
            }
            Ok(members)
        }
    }

    serde_json::Deserializer::from_str(line).deserialize_map(Members).unwrap_or_default()
}

/// The value at a path, as it is written.
pub(super) fn member(line: &str, path: &str) -> Option<String> {
    let members = members(line);
    let find = |name: &str| members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    find(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        member(&find(first)?, rest)
    })
}

/// What a message says of an object without a field.
pub(super) fn lacking(line: &str, what: &str) -> String {
    const SHOWN: usize = 8;
    let members = members(line);
    let mut names =
        members.iter().take(SHOWN).map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    if members.is_empty() {
        names.push_str("nothing");
    } else if members.len() > SHOWN {
        names.push_str(", …");
    }
    format!("lacks the field {what}; it has {names}")
}
