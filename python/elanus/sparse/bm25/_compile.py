"""Which parts of an analyzer Rust can run, and whether they are still what was compiled."""

from elanus.sparse.bm25._changes import WatchedSet

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    import elanus._core as _core
    from elanus._foreign import Foreign

__all__ = ["Compiled", "mapping_rules", "mapping_spec", "part_spec"]


def part_spec(part: "Foreign") -> "str | dict[str, object] | None":
    """Return what a tokenizer or filter is in an analyzer's JSON, or None if only Python can run it.

    A class with a Rust form has the method `_rust_spec`. Exact types only: a subclass may do anything.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import PunctuationFilter, StandardTokenizer, TextFilter
    >>> part_spec(StandardTokenizer()), part_spec(PunctuationFilter("¿")), part_spec(TextFilter())
    ('nltk', {'type': 'punctuation', 'extras': '¿'}, None)
    """
    if "_rust_spec" not in vars(type(part)) or {"apply", "tokenize"} & vars(part).keys():
        return None
    spec: str | dict[str, object] | None = part._rust_spec()
    return spec


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = {written[1]: char for char, written in _ESCAPES.items()}


def _escaped(side: str) -> str:
    """Return one side of a rule of the char filter ``mapping``, as Rust writes it."""
    written = []
    for at, char in enumerate(side):
        if char in _ESCAPES:
            written.append(_ESCAPES[char])
        elif (
            char == ">" and side[at - 1 : at] == "="
        ):  # only the last `=>` of a rule stands between its sides
            written.append("\\>")
        elif char < " " or (char == " " and at in (0, len(side) - 1)):
            written.append(f"\\u{ord(char):04x}")
        else:
            written.append(char)
    return "".join(written)


def mapping_spec(rules: "dict[str, str]") -> "dict[str, object] | None":
    r"""Return the char filter that replaces the keys, of which the first at a place wins; None if none does.

    Rust takes the longest at a place. That is the first as well once those are left out that never are found
    because the beginning of theirs comes before them.

    Examples
    --------
    >>> mapping_spec({"b": " ", "a": "x", "ab": "y"})
    {'type': 'mapping', 'mappings': ['a => x', 'b => \\u0020']}
    """
    found: dict[str, str] = {}
    # The empty string is found everywhere. What Rust is given has U+FFFD for each lone surrogate.
    if any(not old or "\ufffd" in old for old in rules):
        return None
    for old, new in rules.items():
        if not any(old[:length] in found for length in range(1, len(old))):
            found[old] = new
    # Strings are ordered as their UTF-8 is.
    return {
        "type": "mapping",
        "mappings": [f"{_escaped(old)} => {_escaped(new)}".rstrip(" ") for old, new in sorted(found.items())],
    }


def mapping_rules(mappings: "list[str]") -> "dict[str, str]":
    r"""Return what a ``mapping`` in its canonical form replaces; the longer strings come first.

    Examples
    --------
    >>> mapping_rules(["a => x", "ab => \\u0020", "b =>"])
    {'ab': ' ', 'a': 'x', 'b': ''}
    """
    import re

    def char(match: "re.Match[str]") -> str:
        escape = match[1]
        return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPED.get(escape, escape)

    def side(text: str) -> str:
        return re.sub(r"\\(u[0-9a-f]{4}|.)", char, text.strip(" "), flags=re.DOTALL)

    sides = [rule.rpartition("=>") for rule in mappings]
    return {side(old): side(new) for old, _, new in sorted(sides, key=lambda sides: -len(side(sides[0])))}


class Compiled:
    """An analyzer's Rust form (None if it has none) and the parts it was made from.

    A part may be changed after it was compiled in the attributes that its class names in `_changeable`.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import build_default_analyzer
    >>> analyzer = build_default_analyzer("en")
    >>> compiled = Compiled(analyzer)
    >>> compiled.is_of(analyzer)
    True
    >>> analyzer.filters[2].stopwords.add("kite")
    >>> compiled.is_of(analyzer)
    False
    """

    rust: "_core.Analyzer | None" = None

    def __init__(self, analyzer: "Foreign") -> None:
        self.preprocessors = list(analyzer.preprocessors or ())
        self.tokenizer = analyzer.tokenizer
        self.filters = list(analyzer.filters or ())
        # Of each part that may be changed: its attributes, the name and value of one. Of values that may be
        # changed themselves: what they were.
        self.values: list[tuple[dict[str, object], str, object]] = []
        self.watched: list[tuple[WatchedSet, object]] = []
        self.sets: list[tuple[set[str], frozenset[str]]] = []
        self.dicts: list[tuple[dict[object, object], dict[object, object]]] = []
        parts: list[object] = [*self.preprocessors, self.tokenizer, *self.filters]
        # Such parts are equal if they are the same, and lists of them are quickly compared.
        self.are_plain = all(type(part).__eq__ is object.__eq__ for part in parts)
        for part in parts:
            names = vars(type(part)).get("_changeable", ())
            for name in (names,) if isinstance(names, str) else names:
                value = getattr(part, name)
                self.values.append((vars(part), name, value))
                if type(value) is WatchedSet:
                    self.watched.append((value, value.version))
                elif isinstance(value, set):
                    self.sets.append((value, frozenset(value)))
                elif type(value) is dict:
                    self.dicts.append((value, value.copy()))

    def is_of(self, analyzer: "Foreign") -> bool:
        """Tell whether these are the analyzer's parts, unchanged. Asked before each text: about 0.3 µs."""
        filters, preprocessors = analyzer.filters, analyzer.preprocessors
        if not self.are_plain:
            parts = [*(preprocessors or ()), analyzer.tokenizer, *(filters or ())]
            if [*map(id, parts)] != [*map(id, (*self.preprocessors, self.tokenizer, *self.filters))]:
                return False
        elif (
            analyzer.tokenizer is not self.tokenizer
            or (filters if type(filters) is list else list(filters or ())) != self.filters
            or (preprocessors if type(preprocessors) is list else list(preprocessors or ()))
            != self.preprocessors
        ):
            return False
        for attributes, name, value in self.values:
            if attributes.get(name) is not value:
                return False
        for words, version in self.watched:
            if words.version is not version:
                return False
        if self.dicts and not all(rules == before for rules, before in self.dicts):
            return False
        return not self.sets or all(words == before for words, before in self.sets)
