//! From places in a filtered text to those in the text that it was made of.

use std::ops::Range;

use crate::memory::Grow;

/// What is told of each change, in the order of the text.
pub(in crate::analysis) trait Changes {
    /// The next filter begins.
    fn begin(&mut self);

    /// `original` of the text that the filter was given became `filtered` of what it made. What lies between
    /// two changes was copied.
    fn replaced(&mut self, original: Range<usize>, filtered: Range<usize>);
}

/// Nobody asks.
impl Changes for () {
    #[inline]
    fn begin(&mut self) {}

    #[inline]
    fn replaced(&mut self, _: Range<usize>, _: Range<usize>) {}
}

/// What a filter replaced.
#[derive(Clone, Debug)]
struct Change {
    filtered: Range<usize>,
    original: Range<usize>,
}

/// From places in a filtered text to those that they came from.
///
/// See [`Analyzer::filtered_with_offsets`](crate::analysis::Analyzer::filtered_with_offsets).
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// The changes that each filter made.
    filters: Vec<Vec<Change>>,
}

impl Changes for Offsets {
    fn begin(&mut self) {
        self.filters.push(Vec::new());
    }

    fn replaced(&mut self, original: Range<usize>, filtered: Range<usize>) {
        if let Some(changes) = self.filters.last_mut() {
            changes.grow(1);
            changes.push(Change { filtered, original });
        }
    }
}

impl Offsets {
    /// The bytes of the original text that became these of the filtered one, as Milvus' server has them: a
    /// part of a replacement stands for all that was replaced.
    #[must_use]
    pub fn original(&self, filtered: Range<usize>) -> Range<usize> {
        self.filters.iter().rev().fold(filtered, |range, changes| {
            let start = start(changes, range.start);
            if range.is_empty() { start..start } else { start..end(changes, range.end) }
        })
    }
}

/// The last of these changes, if any, that begin before what the text says.
fn last(changes: &[Change], is_before: impl Fn(&Change) -> bool) -> Option<&Change> {
    changes[..changes.partition_point(is_before)].last()
}

/// Where the character after this place began.
fn start(changes: &[Change], at: usize) -> usize {
    match last(changes, |change| change.filtered.start <= at) {
        Some(change) if at < change.filtered.end => change.original.start,
        Some(change) => change.original.end + (at - change.filtered.end),
        None => at,
    }
}

/// Where the character before this place ended.
fn end(changes: &[Change], at: usize) -> usize {
    match last(changes, |change| change.filtered.start < at) {
        Some(change) if at <= change.filtered.end => change.original.end,
        Some(change) => change.original.end + (at - change.filtered.end),
        None => at,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run_with_offsets;
    use crate::random::Random;
    use std::ops::Range;

    fn check(rules: &[&[&str]], text: &str, filtered: &str, places: &[(Range<usize>, Range<usize>)]) {
        let filters: Vec<String> = rules
            .iter()
            .map(|rules| serde_json::json!({"type": "mapping", "mappings": rules}).to_string())
            .collect();
        let (result, offsets) =
            run_with_offsets(&filters.iter().map(String::as_str).collect::<Vec<_>>(), text);
        assert_eq!(result, filtered);
        for (range, original) in places {
            assert_eq!(offsets.original(range.clone()), *original, "{text:?} {range:?}");
        }
    }

    #[test]
    fn places_are_those_of_milvus() {
        check(
            &[&["&=>and", "--=>-"]],
            "a&b--c",
            "aandb-c",
            &[(1..4, 1..2), (4..5, 2..3), (5..6, 3..5), (0..7, 0..6)],
        );
        check(&[&["a=>x", "aa=>y"]], "aa", "y", &[(0..1, 0..2)]);
        check(&[&["-=>"]], "中-文", "中文", &[(0..3, 0..3), (3..6, 4..7), (0..6, 0..7)]);
        let and: &[&str] = &["-=>\\u0020and\\u0020"];
        check(&[and], "a-b", "a and b", &[(0..1, 0..1), (2..5, 1..2), (6..7, 2..3)]);
        check(&[&["ab=>x y"]], "ab", "x y", &[(0..1, 0..2), (2..3, 0..2), (0..3, 0..2)]);
        check(&[&["--=>"]], "a--b", "ab", &[(0..1, 0..1), (1..2, 3..4), (0..2, 0..4)]);
        // One filter after the other.
        let join: &[&str] = &["\\u0020and\\u0020=>_"];
        check(&[and, join], "a-b", "a_b", &[(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)]);
        check(
            &[&["a=>x y"], &["x=>p q"]],
            "ab",
            "p q yb",
            &[(0..1, 0..1), (2..3, 0..1), (4..5, 0..1), (5..6, 1..2)],
        );
        check(
            &[&["a=>x y", "b=>u v"]],
            "ab",
            "x yu v",
            &[(0..1, 0..1), (2..3, 0..1), (3..4, 1..2), (5..6, 1..2), (0..4, 0..2)],
        );
        check(
            &[&["b=>", "c=>x y"]],
            "abc",
            "ax y",
            &[(0..1, 0..1), (1..2, 2..3), (3..4, 2..3), (0..4, 0..3)],
        );
        check(&[&["b=>"]], "abb", "a", &[(0..1, 0..1), (1..1, 3..3)]);
    }

    /// The original ends of each byte of a text after replacements, as a table: the obvious twin.
    #[test]
    fn places_are_those_of_a_table() {
        let rules = [("a", "xyz"), ("bc", "é"), ("d", ""), ("ee", "ff"), ("xy", "q"), ("f", "fa")];
        let mappings: Vec<String> = rules.iter().map(|(from, to)| format!("{from}=>{to}")).collect();
        let filter = serde_json::json!({"type": "mapping", "mappings": mappings}).to_string();
        let mut random = Random::new(6);
        for _ in 0..2_000 {
            let text: String =
                (0..random.below(10)).map(|_| char::from(b"abcdefx"[random.below(7)])).collect();
            let mut table: Vec<(u8, Range<usize>)> =
                text.bytes().enumerate().map(|(at, byte)| (byte, at..at + 1)).collect();
            for _ in 0..2 {
                let (mut made, mut at) = (vec![], 0);
                while at < table.len() {
                    let bytes: Vec<u8> = table[at..].iter().map(|(byte, _)| *byte).collect();
                    let Some((from, to)) = rules.iter().find(|(from, _)| bytes.starts_with(from.as_bytes()))
                    else {
                        made.push(table[at].clone());
                        at += 1;
                        continue;
                    };
                    let original = table[at].1.start..table[at + from.len() - 1].1.end;
                    made.extend(to.bytes().map(|byte| (byte, original.clone())));
                    at += from.len();
                }
                table = made;
            }
            let (result, offsets) = run_with_offsets(&[&filter, &filter], &text);
            assert_eq!(result.as_bytes(), table.iter().map(|(byte, _)| *byte).collect::<Vec<_>>());
            for start in 0..table.len() {
                for end in start + 1..=table.len() {
                    let original = table[start].1.start..table[end - 1].1.end;
                    assert_eq!(offsets.original(start..end), original, "{text} {start} {end}");
                }
            }
        }
    }
}
