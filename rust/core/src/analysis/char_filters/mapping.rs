//! `mapping`: Milvus' char filter that replaces strings by others.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use memchr::{memchr, memchr2, memchr3};
use serde::{Deserialize, Serialize};

use super::{Changes, CharFilter};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::{Error, Result};
use crate::memory::Grow;
use crate::parallel::{Cancel, STRIDE, Watch};

/// `{"type": "mapping", "mappings": ["ph => f", "- => \\u0020"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingSpec {
    /// What to replace, `=>`, and by what, which may be nothing. White space around both is no part of
    /// them; the escapes `\\ \n \r \t \b \f \uXXXX` are, and after any other character `\` stands for that
    /// character itself. In canonical form: sorted by what is replaced.
    pub mappings: Vec<String>,
}

impl Build for MappingSpec {
    type Part = Mapping;

    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Mapping> {
        let mut rules = BTreeMap::new();
        for (at, rule) in self.mappings.iter().enumerate() {
            let fault =
                |fault: &str| Error::AnalyzerSpec(format!("mapping: mappings[{at}], {rule:?}: {fault}"));
            let (source, target) = read(rule).map_err(|what| fault(&what))?;
            if source.is_empty() {
                return Err(fault("nothing stands before `=>`"));
            }
            if rules.insert(source, target).is_some() {
                return Err(fault("another rule replaces the same"));
            }
        }
        self.mappings = rules.iter().map(|(source, target)| written(source, target)).collect();
        Mapping::new(&rules)
    }
}

/// Replaces strings from left to right: at each place the longest that stands there. What was written is not
/// looked at again.
#[derive(Clone, Debug)]
pub(in crate::analysis) enum Mapping {
    /// One character of ASCII by another, each.
    Bytes(Bytes),
    /// Anything by anything.
    Strings(Strings),
}

#[derive(Clone, Debug)]
pub(in crate::analysis) struct Bytes {
    /// What each byte becomes.
    table: Box<[u8; 256]>,
    /// Those that become another.
    needles: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(in crate::analysis) struct Strings {
    sources: AhoCorasick,
    /// By the sources' numbers.
    targets: Vec<String>,
    /// The longest source's length in bytes.
    longest: usize,
}

impl Mapping {
    fn new(rules: &BTreeMap<String, String>) -> Result<Self> {
        let as_byte = |text: &str| if let [byte @ 0..0x80] = text.as_bytes() { Some(*byte) } else { None };
        let bytes = rules.iter().map(|(source, target)| Some((as_byte(source)?, as_byte(target)?)));
        if let Some(bytes) = bytes.collect::<Option<Vec<_>>>() {
            let mut table = Box::new(std::array::from_fn(|byte| byte as u8));
            let needles = bytes.iter().filter(|(from, to)| from != to).map(|(from, _)| *from).collect();
            for (from, to) in bytes {
                table[usize::from(from)] = to;
            }
            return Ok(Self::Bytes(Bytes { table, needles }));
        }
        let sources = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(rules.keys())
            .map_err(|error| Error::AnalyzerSpec(format!("mapping: `mappings` is too long: {error}")))?;
        let longest = rules.keys().map(String::len).max().unwrap_or_default();
        Ok(Self::Strings(Strings { sources, targets: rules.values().cloned().collect(), longest }))
    }
}

impl CharFilter for Mapping {
    fn apply(&self, text: &str, cancel: &Cancel, out: &mut String, changes: &mut impl Changes) -> bool {
        match self {
            // A byte for a byte: no place changes.
            Self::Bytes(bytes) => bytes.apply(text, cancel, out),
            Self::Strings(strings) => strings.apply(text, cancel, out, changes),
        }
    }
}

impl Bytes {
    fn apply(&self, text: &str, cancel: &Cancel, out: &mut String) -> bool {
        let bytes = text.as_bytes();
        let Some(first) = self.find(bytes, cancel) else { return false };
        let mut made = std::mem::take(out).into_bytes();
        made.grow(bytes.len());
        made.extend_from_slice(&bytes[..first]);
        for chunk in bytes[first..].chunks(STRIDE) {
            if cancel.is_set() {
                break;
            }
            made.extend(chunk.iter().map(|&byte| self.table[usize::from(byte)]));
        }
        // ASCII stands for ASCII, so it is UTF-8 unless a cancellation cut it.
        *out = String::from_utf8(made).unwrap_or_default();
        true
    }

    /// Where the first byte stands that becomes another.
    fn find(&self, bytes: &[u8], cancel: &Cancel) -> Option<usize> {
        let find = |chunk: &[u8]| match *self.needles {
            [] => None,
            [one] => memchr(one, chunk),
            [one, two] => memchr2(one, two, chunk),
            [one, two, three] => memchr3(one, two, three, chunk),
            _ => chunk.iter().position(|&byte| self.table[usize::from(byte)] != byte),
        };
        for (at, chunk) in bytes.chunks(STRIDE).enumerate() {
            if cancel.is_set() {
                return None;
            }
            if let Some(found) = find(chunk) {
                return Some(at * STRIDE + found);
            }
        }
        None
    }
}

impl Strings {
    fn apply(&self, text: &str, cancel: &Cancel, out: &mut String, changes: &mut impl Changes) -> bool {
        self.replace(text, STRIDE.max(self.longest), cancel, out, changes)
    }

    /// Searches window by window, so that it can be cancelled: what begins in a window's first `stride` bytes
    /// ends in it.
    fn replace(
        &self,
        text: &str,
        stride: usize,
        cancel: &Cancel,
        out: &mut String,
        changes: &mut impl Changes,
    ) -> bool {
        let (mut at, mut copied, mut read, mut watch) = (0_usize, 0, 0, Watch::new(cancel));
        let mut is_changed = false;
        let push = |out: &mut String, piece: &str| {
            out.grow(piece.len());
            out.push_str(piece);
        };
        while !watch.stops_at(read) {
            let begin = at;
            let end = text.len().min(at.saturating_add(stride).saturating_add(self.longest));
            match self.sources.find(Input::new(text).range(at..end)) {
                Some(found) if found.start() < at + stride || end == text.len() => {
                    push(out, &text[copied..found.start()]);
                    let start = out.len();
                    push(out, &self.targets[found.pattern().as_usize()]);
                    changes.replaced(found.range(), start..out.len());
                    (at, copied, is_changed) = (found.end(), found.end(), true);
                }
                None if end == text.len() => break,
                // What was found further on may be longer, or come after one that ends beyond the window.
                _ => at += stride,
            }
            // A source is known to be the longest only when no longer one can stand there.
            read += at - begin + self.longest;
        }
        if is_changed {
            push(out, &text[copied..]);
        }
        is_changed
    }
}

/// The two sides of a rule.
fn read(rule: &str) -> std::result::Result<(String, String), String> {
    let Some((source, target)) = rule.rsplit_once("=>") else {
        return Err("expected `what => by what`".to_owned());
    };
    // As Elasticsearch does: before the escapes are read.
    let is_white = |c: char| c <= ' ';
    Ok((unescaped(source.trim_matches(is_white))?, unescaped(target.trim_matches(is_white))?))
}

/// One side of a rule as it is meant.
fn unescaped(side: &str) -> std::result::Result<String, String> {
    let mut text = String::with_capacity(side.len());
    let mut rest = side;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let Some(escaped) = after.chars().next() else {
            return Err(format!("`\\` at the end of {side:?}"));
        };
        rest = &after[escaped.len_utf8()..];
        match escaped {
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => {
                let (c, length) = unicode_escape(rest).ok_or_else(|| {
                    format!("`\\u` in {side:?} is not followed by a character's four digits")
                })?;
                text.push(c);
                rest = &rest[length..];
            }
            other => text.push(other),
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// The character that the digits after `\u` mean, two of them for a surrogate pair, and what it takes.
fn unicode_escape(digits: &str) -> Option<(char, usize)> {
    const DIGITS: usize = 4;
    let unit = |at: usize| {
        let digits =
            digits.get(at..at + DIGITS).filter(|unit| unit.bytes().all(|c| c.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    let mut units = vec![first];
    if (0xd800..0xdc00).contains(&first) && digits[DIGITS..].starts_with("\\u") {
        units.push(unit(DIGITS + 2)?);
    }
    let mut chars = char::decode_utf16(units.iter().copied());
    match (chars.next(), chars.next()) {
        (Some(Ok(c)), None) => Some((c, DIGITS + (units.len() - 1) * (DIGITS + 2))),
        _ => None,
    }
}

/// A rule in its canonical form.
fn written(source: &str, target: &str) -> String {
    let (source, target) = (escaped(source), escaped(target));
    if target.is_empty() { format!("{source} =>") } else { format!("{source} => {target}") }
}

/// One side of a rule as it is written.
fn escaped(side: &str) -> String {
    let mut written = String::with_capacity(side.len());
    let last = side.chars().count().saturating_sub(1);
    let mut before = ' ';
    for (at, c) in side.chars().enumerate() {
        match c {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\u{8}' => written.push_str("\\b"),
            '\u{c}' => written.push_str("\\f"),
            // The last `=>` of a rule is the one between its sides.
            '>' if before == '=' => written.push_str("\\>"),
            ' ' if (1..last).contains(&at) => written.push(' '),
            '\0'..=' ' => written.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            _ => written.push(c),
        }
        before = c;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run_with_offsets};
    use super::*;
    use crate::random::Random;

    fn filter(rules: &[impl AsRef<str>]) -> String {
        let rules: Vec<&str> = rules.iter().map(AsRef::as_ref).collect();
        serde_json::json!({"type": "mapping", "mappings": rules}).to_string()
    }

    fn map(rules: &[impl AsRef<str>], text: &str) -> String {
        run_with_offsets(&[&filter(rules)], text).0
    }

    /// The same by looking at each place for each rule.
    fn naive(rules: &[(String, String)], text: &str) -> String {
        let (mut made, mut rest) = (String::new(), text);
        while let Some(c) = rest.chars().next() {
            let found = rules.iter().filter(|(source, _)| rest.starts_with(source.as_str()));
            if let Some((source, target)) = found.max_by_key(|(source, _)| source.len()) {
                made.push_str(target);
                rest = &rest[source.len()..];
            } else {
                made.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        made
    }

    #[test]
    fn replaces_as_milvus_does() {
        for (rules, text, result) in [
            (&["&=>and", "--=>-"][..], "a&b--c", "aandb-c"),
            (&["a=>x", "aa=>y"], "aa", "y"),
            (&["& => and", ":) => _happy_"], "a&b :)", "aandb _happy_"),
            (&["-=>"], "中-文", "中文"),
            (&["-=>\\u0020", "\\u0020=>_"], "a-b c", "a b_c"),
            (&["\\t=>\\u0020", "\\=\\>=>arrow"], "\t=>", " arrow"),
            (&["a=>b=>c"], "a=>b", "c"),
            (&["a => b", "-=> "], "a-", "b"),
            (&["\\u4e2d=>zhong", "\\ud83d\\ude00=>smile"], "中😀", "zhongsmile"),
            // What the escapes mean, and what is replaced by itself.
            (&["\\\\=>\\n\\r\\t\\b\\f\\x"], "a\\", "a\n\r\t\u{8}\u{c}x"),
            (&["a => a", "b => c"], "ab", "ac"),
            (&["a => a"], "ab", "ab"),
            (&["a == > b=>c"], "a == > b", "c"),
            (&["ph => f"], "Philosophie, phph", "Philosofie, ff"),
            (&["é => e", "É => E"], "été École", "ete Ecole"),
            (&["e\\u0301 => é"], "cafe\u{301}", "café"),
            (&[], "kite", "kite"),
        ] {
            assert_eq!(map(rules, text), result, "{rules:?}");
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_is_shown() {
        for (rule, message) in [
            ("a", "mappings[1], \"a\": expected `what => by what`"),
            ("a=>b\\=>c", "`\\` at the end of \"a=>b\\\\\""),
            ("\\u0078=>y", "\"\\\\u0078=>y\": another rule replaces the same"),
            ("\\u123=>x", "`\\u` in \"\\\\u123\" is not followed by a character's four digits"),
            ("\\u12é4=>x", "is not followed by a character's four digits"),
            ("\\u+123=>x", "is not followed by a character's four digits"),
            ("\\ud83d=>x", "is not followed by a character's four digits"),
            ("\\ude00=>x", "is not followed by a character's four digits"),
            ("\\ud83d\\u0041=>x", "is not followed by a character's four digits"),
            ("a=>b\\", "`\\` at the end of \"b\\\\\""),
            (" => b", "nothing stands before `=>`"),
        ] {
            let error = fails(&filter(&["x=>y", rule]));
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn rules_are_written_in_one_way() {
        assert_eq!(
            canonical(&filter(&["b=>  c d ", "\\u0061b=>", "\\u00e9 => =\\> =>\\u0020"])),
            r#"{"type":"mapping","mappings":["ab =>","b => c d","é =\\> =\\> => \\u0020"]}"#
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut random = Random::new(5);
        let chars: Vec<char> = "ab \\=>\n\t\u{0}\u{1f}\u{7f}é😀u0".chars().collect();
        for _ in 0..20_000 {
            let mut side = |least| -> String {
                (0..least + random.below(5)).map(|_| chars[random.below(chars.len())]).collect()
            };
            let (source, target) = (side(1), side(0));
            let rule = written(&source, &target);
            assert_eq!(read(&rule), Ok((source, target)), "{rule}");
        }
    }

    #[test]
    fn replaces_as_the_obvious_loop_does() {
        let mut random = Random::new(4);
        let letters = ['a', 'b', 'c', 'é', ' ', '😀'];
        for round in 0..3_000 {
            let mut string = |least: usize, most: usize| -> String {
                (0..least + random.below(most - least + 1))
                    .map(|_| letters[random.below(letters.len())])
                    .collect()
            };
            // Among them rules of single characters of ASCII.
            let rules: BTreeMap<String, String> = match round % 3 {
                0 => [("a", "b"), ("b", " "), (" ", "a")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
                _ => (0..5).map(|_| (string(1, 3), string(0, 3))).collect(),
            };
            let text = string(0, 40);
            let written: Vec<String> = rules.iter().map(|(from, to)| written(from, to)).collect();
            let mapping = Mapping::new(&rules).unwrap();
            let rules: Vec<(String, String)> = rules.into_iter().collect();
            let expected = naive(&rules, &text);
            assert_eq!(map(&written, &text), expected, "{rules:?} {text:?}");
            if let Mapping::Strings(strings) = mapping {
                for stride in 1..5 {
                    let (mut made, cancel) = (String::new(), Cancel::new());
                    let is_changed = strings.replace(&text, stride, &cancel, &mut made, &mut ());
                    assert_eq!(
                        if is_changed { &made } else { &text },
                        &expected,
                        "{rules:?} {text:?} {stride}"
                    );
                }
            }
        }
    }

    #[test]
    fn strings_across_windows_are_found() {
        let rules = ["ab => x", "abcdefgh => y", "é => e"];
        for before in STRIDE - 12..STRIDE + 12 {
            let mut text = "é-".repeat(before / 3);
            text.push_str("abcdefgh, ab, é");
            text.push_str(&"-".repeat(2 * STRIDE));
            let expected = text.replace("abcdefgh", "y").replace("ab", "x").replace('é', "e");
            assert_eq!(map(&rules, &text), expected);
        }
    }

    #[test]
    fn a_huge_text_is_cancelled_soon() {
        for rules in [["- => \\u0020", "/ => \\u0020"], ["- => xx", "aaaaaaaa => y"]] {
            let (mut spec, text) =
                (MappingSpec { mappings: rules.map(str::to_owned).into() }, "aé".repeat(1 << 20));
            let mapping = spec.build(&mut Data::new(None)).unwrap();
            for text in [&text, &text.replace('a', "-")] {
                let cancel = Cancel::new();
                mapping.apply(text, &cancel, &mut String::new(), &mut ());
                assert!(cancel.looks() >= text.len() / STRIDE - 1, "{rules:?} {}", cancel.looks());
                let cancel = Cancel::at_look(3);
                mapping.apply(text, &cancel, &mut String::new(), &mut ());
                assert!(cancel.looks() < 3);
            }
        }
        // One that is tried in vain at each place.
        let long = ["a".repeat(STRIDE), "b => y".to_owned()].concat();
        let mut spec = MappingSpec { mappings: vec!["a => x".to_owned(), long] };
        let (mapping, cancel) = (spec.build(&mut Data::new(None)).unwrap(), Cancel::new());
        mapping.apply(&"a".repeat(4_096), &cancel, &mut String::new(), &mut ());
        assert!(cancel.looks() >= 2_048, "{}", cancel.looks());
    }
}
