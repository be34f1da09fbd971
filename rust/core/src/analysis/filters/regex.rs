//! `regex`: Milvus' filter that keeps the tokens in which an expression matches.

use std::sync::Arc;

use regex_automata::meta;
use regex_automata::nfa::thompson::{self, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::{Hir, translate::TranslatorBuilder};
use serde::{Deserialize, Serialize};

use super::{Case, Filter, ShortTokens};
use crate::analysis::data::Data;
use crate::analysis::parts::Build;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::parallel::{Cancel, Watch};
use crate::short::Short;

/// `{"type": "regex", "expr": "^[a-z]+$"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegexSpec {
    /// The expression, in the syntax of Rust's crate `regex`. It may match anywhere in a token. As on a
    /// server, `(?!…)` and `(?=…)` may follow a `^` at its beginning.
    pub expr: String,
}

/// The most bytes of an expression.
const LONGEST: usize = 16 << 10;

/// The most bytes of a compiled expression: a byte of a token takes no longer than a walk through it. `\w`
/// takes up to 36 KB, which a repetition up to a number multiplies; `^\w{2,20}$` fits in.
const LARGEST: usize = 1 << 20;

/// The most `(?!…)` and `(?=…)` of an expression: each is a search of its own, with buffers of its own.
const MOST_LOOKS: usize = 16;

/// The most steps of a search that does not look for a cancellation: some milliseconds.
const MOST_STEPS: usize = 4 << 20;

impl Build for RegexSpec {
    type Part = Regex;

    const IS_ON_SERVER: bool = true;

    fn build(&mut self, _: &mut Data<'_>) -> Result<Regex> {
        if self.expr.len() > LONGEST {
            let length = self.expr.len();
            return Err(Error::AnalyzerSpec(format!(
                "regex: the expression has {length} bytes, at most {LONGEST} can be"
            )));
        }
        let conditions = conditions(&self.expr)
            .map_err(|fault| Error::AnalyzerSpec(format!("regex: {:?}: {fault}", self.expr)))?;
        Ok(Regex(conditions.into()))
    }
}

/// Keeps the tokens that fulfil all of these conditions.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Regex(Arc<[Condition]>);

/// An expression that is to match or not.
#[derive(Debug)]
struct Condition {
    matches: bool,
    regex: meta::Regex,
    nfa: NFA,
}

impl Filter for Regex {
    fn case(&self) -> Case {
        Case::Decides
    }

    fn keeps(&self, token: &str, cancel: &Cancel) -> Option<bool> {
        Some(self.0.iter().all(|condition| condition.is_met(token, cancel)))
    }

    #[inline]
    fn apply_short(&self, token: Short) -> ShortTokens {
        match str::from_utf8(token.as_bytes()) {
            Ok(text)
                if self.0.iter().all(|condition| condition.regex.is_match(text) == condition.matches) =>
            {
                ShortTokens::One(token)
            }
            _ => ShortTokens::None,
        }
    }
}

impl Condition {
    /// The expression of this syntax tree, which may take so many bytes.
    fn new(expr: &str, ast: &Ast, matches: bool, room: usize) -> std::result::Result<Self, Fault> {
        let hir = TranslatorBuilder::new().build().translate(expr, ast);
        let hir = hir.map_err(|error| Fault::new(error.kind().to_string(), error.span()))?;
        let too_large = || Fault::whole(format!("it takes more than {} MiB", LARGEST >> 20));
        let regex = Self::meta(&hir, room).ok_or_else(too_large)?;
        let config = thompson::Config::new().nfa_size_limit(Some(room)).which_captures(WhichCaptures::None);
        let nfa = thompson::Compiler::new().configure(config).build_from_hir(&hir);
        Ok(Self { matches, regex, nfa: nfa.map_err(|_| too_large())? })
    }

    fn meta(hir: &Hir, room: usize) -> Option<meta::Regex> {
        let config = meta::Config::new().nfa_size_limit(Some(room)).which_captures(WhichCaptures::None);
        meta::Builder::new().configure(config).build_from_hir(hir).ok()
    }

    fn is_met(&self, token: &str, cancel: &Cancel) -> bool {
        let is_match = if token.len().saturating_mul(self.nfa.states().len()) <= MOST_STEPS {
            self.regex.is_match(token)
        } else {
            is_match(&self.nfa, token.as_bytes(), cancel)
        };
        is_match == self.matches
    }
}

/// Whether there is a match, found by following all ways through the automaton at once. It takes longer than
/// the crate's own searches, but can be cancelled.
fn is_match(nfa: &NFA, text: &[u8], cancel: &Cancel) -> bool {
    let mut watch = Watch::new(cancel);
    let [mut now, mut next] = [(); 2].map(|()| Places::new(nfa));
    let mut steps = 0;
    for at in 0..=text.len() {
        if now.enter(nfa, nfa.start_anchored(), text, at) {
            return true;
        }
        steps += now.list.len() + 1;
        if at == text.len()
            || watch.stops_at(steps)
            || (now.list.is_empty() && nfa.is_always_start_anchored())
        {
            break;
        }
        for &place in &now.list {
            let after = match nfa.state(place) {
                State::ByteRange { trans } if trans.matches(text, at) => Some(trans.next),
                State::Sparse(transitions) => transitions.matches(text, at),
                State::Dense(transitions) => transitions.matches(text, at),
                _ => None,
            };
            if after.is_some_and(|after| next.enter(nfa, after, text, at + 1)) {
                return true;
            }
        }
        std::mem::swap(&mut now, &mut next);
        next.clear();
    }
    false
}

/// Where the ways through an automaton have got to.
struct Places {
    list: Vec<StateID>,
    /// The round in which each was entered last.
    entered: Vec<u64>,
    round: u64,
    stack: Vec<StateID>,
}

impl Places {
    fn new(nfa: &NFA) -> Self {
        let entered = filled(0, nfa.states().len());
        Self { list: Vec::new(), entered, round: 1, stack: Vec::new() }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.round += 1;
    }

    /// Goes to this place and on to all those that take no byte. Whether the end is among them.
    fn enter(&mut self, nfa: &NFA, place: StateID, text: &[u8], at: usize) -> bool {
        self.stack.push(place);
        while let Some(place) = self.stack.pop() {
            if std::mem::replace(&mut self.entered[place.as_usize()], self.round) == self.round {
                continue;
            }
            match nfa.state(place) {
                State::Match { .. } => return true,
                State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) => self.list.push(place),
                State::Look { look, next } => {
                    if nfa.look_matcher().matches(*look, text, at) {
                        self.stack.push(*next);
                    }
                }
                State::Union { alternates } => self.stack.extend(alternates.iter().copied()),
                State::BinaryUnion { alt1, alt2 } => self.stack.extend([*alt1, *alt2]),
                State::Capture { next, .. } => self.stack.push(*next),
                State::Fail => {}
            }
        }
        false
    }
}

/// What is wrong with an expression, and at which of its characters.
struct Fault {
    reason: String,
    /// Counted from 0.
    at: Option<usize>,
}

impl Fault {
    fn new(reason: String, span: &ast::Span) -> Self {
        Self { reason, at: Some(span.start.offset) }
    }

    fn whole(reason: String) -> Self {
        Self { reason, at: None }
    }

    /// The same, said of the expression that this one stands in.
    fn said_of(self, expr: &str, moved: impl Fn(usize) -> usize) -> String {
        match self.at {
            Some(at) => format!("column {}: {}", expr[..moved(at)].chars().count() + 1, self.reason),
            None => self.reason,
        }
    }
}

fn parsed(expr: &str) -> std::result::Result<Ast, Box<ast::Error>> {
    ast::parse::ParserBuilder::new().nest_limit(100).build().parse(expr).map_err(Box::new)
}

/// What a token has to fulfil for the expression to match in it.
fn conditions(expr: &str) -> std::result::Result<Vec<Condition>, String> {
    match parsed(expr) {
        Ok(ast) => {
            let condition = Condition::new(expr, &ast, true, LARGEST);
            Ok(vec![condition.map_err(|fault| fault.said_of(expr, |at| at))?])
        }
        Err(error) if *error.kind() == ast::ErrorKind::UnsupportedLookAround => looking_ahead(expr)
            .unwrap_or_else(|| {
                Err(Fault::new(
                    "look-around is possible only as `(?!…)` or `(?=…)` after a `^` that begins the \
                     expression, and not before a `|` outside of brackets"
                        .to_owned(),
                    error.span(),
                )
                .said_of(expr, |at| at))
            }),
        Err(error) => Err(Fault::new(error.kind().to_string(), error.span()).said_of(expr, |at| at)),
    }
}

/// The conditions of an expression such as `^(?!a)(?=b)c`. All of its parts begin where the token does, so
/// that each is a condition of its own: `^b` and `^c` match, `^a` does not. None for other expressions.
fn looking_ahead(expr: &str) -> Option<std::result::Result<Vec<Condition>, String>> {
    let flags = flags(expr);
    let anchored = &expr[flags.len()..];
    let mut rest = anchored.strip_prefix('^').or_else(|| anchored.strip_prefix("\\A"))?;
    let mut parts = Vec::new();
    while let Some((matches, inner)) = [("(?!", false), ("(?=", true)]
        .iter()
        .find_map(|(open, matches)| Some((*matches, rest.strip_prefix(open)?)))
    {
        let end = closing(inner)?;
        if parts.len() == MOST_LOOKS {
            return Some(Err(format!("it has more than {MOST_LOOKS} `(?!…)` and `(?=…)`")));
        }
        parts.push((matches, &inner[..end]));
        rest = &inner[end + 1..];
    }
    // `^(?!a)b|c` would match `c` anywhere.
    if matches!(parsed(rest), Ok(Ast::Alternation(_))) {
        return None;
    }
    parts.push((true, rest));
    // All of them together may take no more than one.
    let mut room = LARGEST;
    let condition = |(matches, part): (bool, &str)| {
        // Where the part stands in the expression.
        let start = part.as_ptr() as usize - expr.as_ptr() as usize;
        let moved = |before: usize| move |at: usize| start + at.saturating_sub(before).min(part.len());
        // By itself first: within brackets it could close them.
        let syntax = |error: Box<ast::Error>| Fault::new(error.kind().to_string(), error.span());
        parsed(&format!("{flags}{part}")).map_err(|error| syntax(error).said_of(expr, moved(flags.len())))?;
        let before = format!("{flags}^(?:");
        let whole = format!("{before}{part})");
        let ast = parsed(&whole).map_err(syntax);
        let condition = ast
            .and_then(|ast| Condition::new(&whole, &ast, matches, room))
            .map_err(|fault| fault.said_of(expr, moved(before.len())))?;
        room = room.saturating_sub(condition.nfa.memory_usage());
        Ok(condition)
    };
    Some(parts.into_iter().map(condition).collect())
}

/// Flags such as `(?i)` at the beginning of an expression, unless they change what `^` or a bracket is.
fn flags(expr: &str) -> &str {
    let letters = expr.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
    match letters {
        Some((letters, _)) if letters.chars().all(|c| "isuU-".contains(c)) => &expr[..letters.len() + 3],
        _ => "",
    }
}

/// Where the bracket closes whose inner part this is.
fn closing(inner: &str) -> Option<usize> {
    let (mut depth, mut class) = (0, 0);
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => {
                class += 1;
                chars.next_if(|&(_, c)| c == '^');
                chars.next_if(|&(_, c)| c == ']');
            }
            ']' if class > 0 => class -= 1,
            '(' if class == 0 => depth += 1,
            ')' if class == 0 && depth == 0 => return Some(at),
            ')' if class == 0 => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canonical, fails, run};
    use super::*;
    use crate::random::Random;
    use std::time::{Duration, Instant};

    fn filter(expr: &str) -> String {
        serde_json::json!({"type": "regex", "expr": expr}).to_string()
    }

    fn keeps(expr: &str, token: &str) -> bool {
        !run(&[&filter(expr)], token).is_empty()
    }

    #[test]
    fn tokens_are_kept_in_which_the_expression_matches() {
        for (expr, kept, dropped) in [
            ("^[a-z]+$", &["kite"][..], &["Kite", "kites7", ""][..]),
            ("it", &["kite", "it"], &["IT", "hawk"]),
            ("", &["", "kite"], &[]),
            (r"^\w{2,5}$", &["मैं", "été", "kites"], &["a", "kites!"]),
            (r"\p{Han}", &["a鳶"], &["とび"]),
            (r"(?i)^k", &["kite", "Kite", "K"], &["hawk"]),
            (r"^\w{2,20}$", &["kites"], &["a"]),
            (r"\bé", &["é", "a é"], &["aé"]),
            (r"^\p{Lu}|\d$", &["Éa", "a7"], &["a"]),
            // The server's own example, and what follows from it.
            ("^(?!test)", &["milvus", "atest", ""], &["test", "tests"]),
            ("(?i)^(?!test|x)", &["milvus"], &["TEST", "Xa"]),
            (r"^(?!\d+$)(?=.*[(\])]).{3,}$", &["a(b", "12)", "]]]"], &["123", "a(", "abc"]),
            (r"^(?![)(]|\()b", &["b"], &["(b", "c"]),
            (r"\A(?!a)(?:b|c)", &["b", "c"], &["a", "xb"]),
        ] {
            for token in kept {
                assert!(keeps(expr, token), "{expr} {token}");
            }
            for token in dropped {
                assert!(!keeps(expr, token), "{expr} {token}");
            }
        }
    }

    #[test]
    fn an_expression_that_does_not_compile_shows_the_column() {
        for (expr, message) in [
            ("a[b", "regex: \"a[b\": column 2: unclosed character class"),
            ("é(b", "column 2: unclosed group"),
            ("a)", "column 2: unopened group"),
            ("*", "column 1: repetition operator missing expression"),
            (r"ab\p{Klingon}", "column 3: Unicode property not found"),
            (r"(a)\1", "column 4: backreferences are not supported"),
            ("(?!a)", "column 1: look-around is possible only as `(?!…)` or `(?=…)` after a `^`"),
            ("a(?<!b)$", "column 2: look-around is possible only"),
            ("^(?!a)b|c", "column 2: look-around is possible only"),
            ("^(?!a(?=b))", "column 6: look-around"),
            ("^(?!ab[)c", "column 2: look-around"),
            ("^(?!a*)é(", "column 9: unclosed group"),
            ("^(?!é{2,1})b", "column 6: invalid repetition count range"),
            ("(?m)^(?!a)", "column 6: look-around"),
            (r"^(?!a)\p{Klingon}", "column 7: Unicode property not found"),
            (&"(".repeat(10_000), "unclosed group"),
            (&["^", &"(?!a)".repeat(17)].concat(), "it has more than 16 `(?!…)` and `(?=…)`"),
            (&"a?".repeat(10_000), "regex: the expression has 20000 bytes, at most 16384 can be"),
            (&["(".repeat(200), ")".repeat(200)].concat(), "exceed the maximum number of nested"),
        ] {
            let error = fails(&filter(expr));
            assert!(error.contains(message), "{expr:.80}: {error:.300}");
        }
        assert!(fails("regex").contains("regex: missing field `expr`"));
        assert_eq!(canonical(&filter("a|b")), r#"{"type":"regex","expr":"a|b"}"#);
    }

    #[test]
    fn a_catastrophic_expression_is_refused_or_bounded() {
        for expr in [
            r"(\w{1,1000}){1,1000}",
            r"\w{1000}",
            "((a{100}){100}){100}",
            "(?:(?:a{1000}){1000}){1000}",
            r"^\w{1,64}$",
            &r"\w?".repeat(5_000),
            // Each by itself fits.
            &["^", &r"(?!\w{9})".repeat(9)].concat(),
        ] {
            let began = Instant::now();
            let error = fails(&filter(expr));
            assert!(error.contains("it takes more than 1 MiB"), "{error:.300}");
            assert!(began.elapsed() < Duration::from_secs(30), "{expr:.80} {:?}", began.elapsed());
        }
        let token = "a".repeat(1 << 18) + "b";
        for expr in ["(a|aa)+$", "(.*)*x", "^(a*)*$", "(a|a|a)*c", "(a?){50}a{50}$", "^(a+)+$", "(x+x+)+y"] {
            assert!(keeps(expr, "aaaa") != expr.contains(['x', 'c', '5']));
            let began = Instant::now();
            assert!(!keeps(expr, &token), "{expr}");
            assert!(began.elapsed() < Duration::from_mins(1), "{expr} {:?}", began.elapsed());
        }
    }

    #[test]
    fn the_search_that_can_be_cancelled_finds_the_same() {
        let expressions = [
            "a",
            "^a",
            "a$",
            "^a*b$",
            "(a|aa)+$",
            r"\bé\b",
            r"\Bb",
            r"\w\W",
            "(?i)É",
            "[^a]",
            "a{2,3}b?",
            "",
            r"^\s*$",
            r"\b",
            r"\B",
            r"(?m)^b$",
            r"\x{1F600}|\p{Lu}+",
            "a.b",
            "(?s).b",
            r"\b{start}a",
            r"b\b{end-half}",
        ];
        let letters = ['a', 'b', 'é', 'É', ' ', '\n', '😀'];
        let mut random = Random::new(7);
        let (mut matched, mut failed) = (0, 0);
        for expr in expressions {
            let condition = Condition::new(expr, &parsed(expr).unwrap(), true, LARGEST).ok().unwrap();
            for _ in 0..2_000 {
                let text: String =
                    (0..random.below(9)).map(|_| letters[random.below(letters.len())]).collect();
                let expected = condition.regex.is_match(&text);
                assert_eq!(
                    is_match(&condition.nfa, text.as_bytes(), &Cancel::new()),
                    expected,
                    "{expr} {text:?}"
                );
                *if expected { &mut matched } else { &mut failed } += 1;
            }
        }
        assert!(matched > 5_000 && failed > 5_000, "{matched} {failed}");
    }

    #[test]
    fn a_search_in_a_huge_token_is_cancelled_soon() {
        let (filter, token) = (conditions("(a|aa)+$").ok().unwrap(), "a".repeat(2 << 20) + "b");
        let cancel = Cancel::new();
        assert!(!filter[0].is_met(&token, &cancel) && cancel.looks() > token.len() >> 16);
        let cancel = Cancel::at_look(2);
        filter[0].is_met(&token, &cancel);
        assert!(cancel.looks() < 2);
    }
}
