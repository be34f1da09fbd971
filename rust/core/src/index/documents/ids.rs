//! The names of documents: numbers or texts, one kind in an index.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Error, Result};
use crate::hash::Seed;
use crate::index::array::Array;
use crate::memory::{Grow, collected, filled, room};

/// The name of a document.
///
/// ```
/// use elanus_core::index::Id;
/// assert_eq!(Id::from("kite"), Id::Text("kite"));
/// assert_eq!(Id::from(7).to_string(), "7");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id<'a> {
    /// A number.
    Number(i64),
    /// A text.
    Text(&'a str),
}

impl From<i64> for Id<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Id<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl std::fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Ids that are looked for one by one, before a table of all is made, which takes as long as these.
const LOOKED_THROUGH: u32 = 32;

/// The ids of a segment's documents, in their order.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    names: Names,
    table: OnceLock<Table>,
    /// How often an id was looked for without the table.
    asked: AtomicU32,
}

/// The ids themselves.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// Numbers that follow each other.
    Consecutive {
        /// The first.
        first: i64,
        /// How many there are.
        len: usize,
    },
    /// Any numbers, each as its two's complement.
    Numbers(Array<u64>),
    /// Texts: one after the other, and where each ends.
    Texts {
        /// UTF-8.
        text: Array<u8>,
        /// They ascend, and cut no character.
        ends: Array<u64>,
    },
}

impl Default for Names {
    fn default() -> Self {
        Self::Consecutive { first: 0, len: 0 }
    }
}

impl Names {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Consecutive { len, .. } => *len,
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { ends, .. } => ends.len(),
        }
    }

    /// The name of a document.
    fn get(&self, document: u32) -> Id<'_> {
        match self {
            Self::Consecutive { first, .. } => Id::Number(first + i64::from(document)),
            Self::Numbers(numbers) => Id::Number(numbers[document as usize].cast_signed()),
            Self::Texts { text, ends } => {
                let at = document as usize;
                let start = if at == 0 { 0 } else { ends[at - 1] as usize };
                let name = str::from_utf8(&text[start..ends[at] as usize]);
                debug_assert!(name.is_ok());
                Id::Text(name.unwrap_or_default())
            }
        }
    }

    /// Why these are no names of documents, if they are not.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Consecutive { first, len } => {
                let last = i64::try_from(len.saturating_sub(1)).ok().and_then(|last| first.checked_add(last));
                last.map(drop).ok_or("there are more numbers than ids can have")
            }
            Self::Numbers(_) => Ok(()),
            Self::Texts { text, ends } => {
                let text = str::from_utf8(text).map_err(|_| "an id is no UTF-8")?;
                let mut start = 0;
                for &end in ends.iter() {
                    if end < start || !text.is_char_boundary(usize::try_from(end).unwrap_or(usize::MAX)) {
                        return Err("an id does not end where one can");
                    }
                    start = end;
                }
                if start == text.len() as u64 { Ok(()) } else { Err("the ids do not span their text") }
            }
        }
    }
}

impl Ids {
    /// The ids with these names, which were checked.
    pub(crate) fn new(names: Names) -> Self {
        Self { names, ..Self::default() }
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn get(&self, document: u32) -> Id<'_> {
        self.names.get(document)
    }

    /// The last document of this name.
    pub(crate) fn find(&self, id: Id<'_>) -> Option<u32> {
        let len = self.len() as u32;
        match (&self.names, id) {
            (Names::Consecutive { first, .. }, Id::Number(number)) => {
                let document = number.checked_sub(*first).and_then(|at| u32::try_from(at).ok());
                return document.filter(|&document| document < len);
            }
            (Names::Numbers(_), Id::Number(_)) | (Names::Texts { .. }, Id::Text(_)) => {}
            _ => return None,
        }
        if let Some(table) = self.table.get() {
            return table.find(&self.names, id);
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) < LOOKED_THROUGH {
            return self.look_through(id);
        }
        // Made before the lock is taken: a process that forks meanwhile would wait for it forever.
        let (table, _) = Table::of(&self.names);
        self.table.get_or_init(|| table).find(&self.names, id)
    }

    /// The first document with the name of one before it.
    pub(crate) fn doubled(&self) -> Option<u32> {
        match &self.names {
            Names::Consecutive { .. } => None,
            names => Table::of(names).1,
        }
    }

    fn look_through(&self, id: Id<'_>) -> Option<u32> {
        let document = match (&self.names, id) {
            (Names::Numbers(numbers), Id::Number(number)) => {
                numbers.iter().rposition(|&other| other == number.cast_unsigned())
            }
            (Names::Texts { text, ends }, Id::Text(name)) => {
                let (name, mut end) = (name.as_bytes(), text.len());
                let starts = ends.iter().rev().skip(1).map(|&start| start as usize).chain([0]);
                let mut names = starts.map(|start| (start, std::mem::replace(&mut end, start)));
                let from_end =
                    names.position(|(start, end)| end - start == name.len() && text[start..end] == *name);
                from_end.filter(|&at| at < ends.len()).map(|at| ends.len() - 1 - at)
            }
            _ => None,
        };
        document.map(|document| document as u32)
    }

    /// The bytes that they take.
    pub(crate) fn bytes(&self) -> usize {
        let names = match &self.names {
            Names::Consecutive { .. } => 0,
            Names::Numbers(numbers) => numbers.bytes().len(),
            Names::Texts { text, ends } => text.len() + ends.bytes().len(),
        };
        names + self.table.get().map_or(0, |table| table.slots.len() * size_of::<Slot>())
    }
}

/// Where a document with an id is: the upper half of the id's hash, and the document's number plus one. The
/// all-zero slot is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    tag: u32,
    document: u32,
}

/// A hash table over the ids, at a load of at most three quarters.
#[derive(Debug)]
struct Table {
    slots: Vec<Slot>,
    seed: Seed,
}

impl Table {
    /// The table, and the first document with the id of one before it.
    fn of(names: &Names) -> (Self, Option<u32>) {
        let size = (names.len() * 4).div_ceil(3).next_power_of_two().max(16);
        let mut table = Self { slots: Vec::new(), seed: Seed::random() };
        let order = table.by_home(names);
        table.slots = filled(Slot::default(), size);
        let mut doubled: Option<u32> = None;
        for slot in order {
            let at = table.place(slot.tag, |document| names.get(document) == names.get(slot.document - 1));
            if table.slots[at].document != 0 {
                let document = slot.document - 1;
                doubled = Some(doubled.map_or(document, |first| first.min(document)));
            }
            // The last document of a name takes the place of those before it.
            table.slots[at] = slot;
        }
        (table, doubled)
    }

    /// The slots of all documents, ordered by the upper bits of their tags, and else by document: the table is
    /// then filled part by part, each in the cache. Else a million take five times as long.
    fn by_home(&self, names: &Names) -> Vec<Slot> {
        const PARTS: usize = 256;
        let documents = 0..names.len() as u32;
        let tags = collected(documents.clone().map(|document| self.tag(names.get(document))));
        let mut next = [0; PARTS + 1];
        for tag in &tags {
            next[(tag >> 24) as usize + 1] += 1;
        }
        for part in 1..next.len() {
            next[part] += next[part - 1];
        }
        let mut slots = filled(Slot::default(), tags.len());
        for (&tag, document) in tags.iter().zip(documents) {
            let at = &mut next[(tag >> 24) as usize];
            slots[*at] = Slot { tag, document: document + 1 };
            *at += 1;
        }
        slots
    }

    fn tag(&self, id: Id<'_>) -> u32 {
        let hash = match id {
            Id::Number(number) => self.seed.hash(&number.to_le_bytes()),
            Id::Text(text) => self.seed.hash(text.as_bytes()),
        };
        (hash >> 32) as u32
    }

    fn find(&self, names: &Names, id: Id<'_>) -> Option<u32> {
        let at = self.place(self.tag(id), |document| names.get(document) == id);
        self.slots[at].document.checked_sub(1)
    }

    /// The slot of the document with this tag that is looked for, or the one that it would get.
    fn place(&self, tag: u32, is_it: impl Fn(u32) -> bool) -> usize {
        let mut at = ((u64::from(tag) * self.slots.len() as u64) >> 32) as usize;
        loop {
            let slot = self.slots[at];
            if slot.document == 0 || slot.tag == tag && is_it(slot.document - 1) {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Collects ids.
#[derive(Debug)]
pub(crate) enum IdsBuilder {
    Consecutive { first: i64, len: usize },
    Numbers(Vec<u64>),
    Texts { text: Vec<u8>, ends: Vec<u64> },
}

impl Default for IdsBuilder {
    fn default() -> Self {
        Self::Consecutive { first: 0, len: 0 }
    }
}

impl IdsBuilder {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Consecutive { len, .. } => *len,
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { ends, .. } => ends.len(),
        }
    }

    pub(crate) fn push(&mut self, id: Id<'_>) -> Result<()> {
        match (&mut *self, id) {
            (Self::Consecutive { first, len }, Id::Number(number)) => {
                if *len == 0 {
                    *first = number;
                } else if first.checked_add_unsigned(*len as u64) != Some(number) {
                    let mut numbers = room(*len + 1);
                    numbers.extend((0..*len as u64).map(|at| first.cast_unsigned().wrapping_add(at)));
                    numbers.push(number.cast_unsigned());
                    *self = Self::Numbers(numbers);
                    return Ok(());
                }
                *len += 1;
            }
            (Self::Numbers(numbers), Id::Number(number)) => {
                numbers.grow(1);
                numbers.push(number.cast_unsigned());
            }
            (Self::Texts { text, ends }, Id::Text(name)) => {
                text.grow(name.len());
                ends.grow(1);
                text.extend_from_slice(name.as_bytes());
                ends.push(text.len() as u64);
            }
            (Self::Consecutive { len: 0, .. }, Id::Text(_)) => {
                *self = Self::Texts { text: Vec::new(), ends: Vec::new() };
                return self.push(id);
            }
            _ => return Err(Error::MixedIds),
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Ids {
        Ids::new(match self {
            Self::Consecutive { first, len } => Names::Consecutive { first, len },
            Self::Numbers(numbers) => Names::Numbers(numbers.into()),
            Self::Texts { text, ends } => Names::Texts { text: text.into(), ends: ends.into() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    fn ids<'a>(names: impl IntoIterator<Item = Id<'a>>) -> Ids {
        let mut builder = IdsBuilder::default();
        names.into_iter().for_each(|id| builder.push(id).unwrap());
        let ids = builder.finish();
        assert_eq!(ids.names().check(), Ok(()));
        ids
    }

    #[test]
    fn the_last_document_of_a_name_is_found_with_and_without_a_table() {
        let mut random = Random::new(11);
        for len in [0, 1, 2, 50, 3_000] {
            let numbers: Vec<i64> = (0..len).map(|_| i64::from(random.below(2 * len) as u32) - 700).collect();
            let texts: Vec<String> = numbers
                .iter()
                .map(|number| "é".repeat(number.unsigned_abs() as usize % 7) + &number.to_string())
                .collect();
            let consecutive: Vec<i64> = (0..len as u32).map(|number| i64::from(number) - 5).collect();
            let of_numbers =
                |numbers: &'static [i64]| numbers.iter().map(|&number| Id::Number(number)).collect();
            let lists: [Vec<Id<'_>>; 3] = [
                of_numbers(numbers.clone().leak()),
                of_numbers(consecutive.leak()),
                texts.iter().map(|text| Id::Text(text)).collect(),
            ];
            for list in lists {
                let ids = ids(list.iter().copied());
                assert_eq!(ids.len(), len);
                let last: BTreeMap<Id<'_>, u32> = list.iter().copied().zip(0..).collect();
                let is_doubled = |at: &usize| list[..*at].contains(&list[*at]);
                assert_eq!(ids.doubled(), (0..len).find(is_doubled).map(|at| at as u32));
                // The table is there from the 33rd on.
                for (&id, &document) in &last {
                    assert_eq!(
                        (ids.find(id), ids.look_through(id).unwrap_or(document)),
                        (Some(document), document)
                    );
                    assert_eq!(ids.get(document), id);
                }
                for absent in [Id::Number(i64::MIN), Id::Number(i64::MAX), Id::Text(""), Id::Text("absent")] {
                    assert_eq!((ids.find(absent), ids.look_through(absent)), (None, None));
                }
            }
        }
    }

    #[test]
    fn numbers_that_follow_each_other_take_no_memory() {
        let dense = ids((-3..1_000).map(Id::Number));
        assert_eq!((dense.bytes(), dense.find(Id::Number(999))), (0, Some(1_002)));
        let broken = ids([7, 8, 10].map(Id::Number));
        assert_eq!(
            (broken.bytes(), broken.find(Id::Number(10)), broken.find(Id::Number(9))),
            (24, Some(2), None)
        );
        let end = ids([i64::MAX, i64::MIN].map(Id::Number));
        assert_eq!((end.get(0), end.get(1)), (Id::Number(i64::MAX), Id::Number(i64::MIN)));
    }

    #[test]
    fn one_kind_of_ids_is_not_mixed_with_the_other() {
        for pair in [[Id::Number(1), Id::Text("1")], [Id::Text("1"), Id::Number(1)]] {
            let mut builder = IdsBuilder::default();
            builder.push(pair[0]).unwrap();
            assert!(matches!(builder.push(pair[1]), Err(Error::MixedIds)));
            assert_eq!(builder.len(), 1);
        }
    }

    #[test]
    fn names_that_cannot_be_are_refused() {
        let texts = |text: &str, ends: &[u64]| Names::Texts {
            text: text.as_bytes().to_vec().into(),
            ends: ends.to_vec().into(),
        };
        assert!(texts("aéb", &[1, 3, 4, 4]).check().is_ok());
        for ends in [&[1, 2, 4][..], &[3, 1, 4], &[1, 3], &[1, 5], &[1, u64::MAX], &[]] {
            assert!(texts("aéb", ends).check().is_err(), "{ends:?}");
        }
        assert!(Names::Texts { text: vec![0xff].into(), ends: vec![1].into() }.check().is_err());
        assert!(Names::Consecutive { first: i64::MAX - 1, len: 3 }.check().is_err());
        assert!(Names::Consecutive { first: i64::MAX - 2, len: 3 }.check().is_ok());
        assert!(Names::Consecutive { first: 0, len: usize::MAX }.check().is_err());
    }
}
