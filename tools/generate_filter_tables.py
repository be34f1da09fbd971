r"""Write rust/core/src/unicode/filter_tables.rs: what token filters know of characters.

Each table is asked of an oracle for every scalar value:

- what the server's ``asciifolding`` makes of a character: ``tantivy`` (tantivy-py);
- full case folding, scripts and marks: ``regex``, and ``str.casefold`` where both know a character;
- canonical decompositions and names: ``unicodedata2``;
- ``\p{Han}`` and ``\p{Punct}`` of the server: the tables in the source of the crate ``regex-syntax``,
  of the Unicode version of the server's.

Run it with a Python that has these packages, of one Unicode version::

    pip install tantivy==0.27.0 regex==2026.11.15 unicodedata2==18.0.0
    python tools/generate_filter_tables.py ~/.cargo/registry/src/*/regex-syntax-0.8.12 \
        rust/core/src/unicode/filter_tables.rs
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

BLOCK = 64
SCRIPTS = ("Latin", "Greek", "Cyrillic", "Hebrew", "Arabic")
MARK = len(SCRIPTS) + 1
# Tone marks and voiced sound marks, which no letter of these scripts has.
EAST_ASIAN = (*range(0x302A, 0x302E), 0x3099, 0x309A)
# Far beyond all others; code knows them.
MORE_SELECTORS = range(0xE0100, 0xE01F0)
TATWEEL = "\u0640"
# Far beyond all others, too.
FAR_IGNORABLE = range(0xE0000, 0xE1000)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")
STROKE = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:([A-Z]) WITH .*|DOTLESS ([A-Z]))")


def scalars() -> list[int]:
    """All code points that a Rust ``&str`` can hold."""
    return [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]


def ascii_folding() -> dict[int, str]:
    """Characters that tantivy's ASCII folding changes."""
    import tantivy  # type: ignore[import-not-found, unused-ignore]

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    analyzer = builder.filter(tantivy.Filter.ascii_fold()).build()
    folded = {point: analyzer.analyze(chr(point))[0] for point in scalars()}
    return {point: text for point, text in folded.items() if text != chr(point)}


def case_folding() -> dict[int, str]:
    """Characters that full case folding changes; those of Turkic languages as in all others."""
    import regex  # type: ignore[import-untyped, unused-ignore]
    from regex import _regex  # type: ignore[attr-defined, unused-ignore]

    flags = int(regex.FULLCASE | regex.IGNORECASE | regex.UNICODE)
    folded = {}
    for point in scalars():
        char = chr(point)
        text = char.casefold() if point in (0x49, 0x130) else _regex.fold_case(flags, char)
        assert text == char.casefold() or unicodedata.category(char) == "Cn", hex(point)
        if text != char:
            folded[point] = text
    return folded


class Letters:
    """What ``diacritics_folding`` makes of letters, as far as that depends on a character alone."""

    def __init__(self) -> None:
        import regex

        scripts = "".join(rf"\p{{Script={script}}}" for script in SCRIPTS)
        self._scripts = [regex.compile(rf"\p{{Script={script}}}").match for script in SCRIPTS]
        self._is_letter = regex.compile(rf"(?=[\p{{L}}\p{{Nl}}])[{scripts}]").match
        self._is_mark = regex.compile(
            rf"(?=\p{{Mn}})[{scripts}\p{{Script=Inherited}}\p{{Script=Common}}]"
        ).match
        self._ascii = ascii_folding()

    def script(self, char: str) -> int:
        """Give the number of a letter's script, or 0."""
        if not self._is_letter(char):
            return 0
        return next(number for number, of in enumerate(self._scripts, 1) if of(char))

    def is_mark(self, char: str) -> bool:
        """Whether a letter of these scripts loses it."""
        return char == TATWEEL or bool(self._is_mark(char) and ord(char) not in EAST_ASIAN)

    def base(self, char: str) -> str:
        """Give a letter without its mark: ASCII's, if asciifolding or its name says so."""
        import unicodedata2  # type: ignore[import-not-found, unused-ignore]

        first = str(unicodedata2.normalize("NFD", char)[0])
        for known in (char, first):
            if self.script(char) == 1 and ord(known) in self._ascii:
                return self._ascii[ord(known)]
        match = STROKE.fullmatch(unicodedata2.name(first, ""))
        if not match:
            return first
        letter = match[2] or match[3]
        return str(letter if match[1] == "CAPITAL" else letter.lower())

    def is_marked(self, char: str) -> bool:
        """Whether it is a letter with a mark, and not only another letter's second code point."""
        import unicodedata2

        return self.script(char) != 0 and self.base(char) != unicodedata2.normalize("NFC", char)

    def table(self) -> dict[int, int | str]:
        """Give the number of a letter's script, MARK, or what a letter with a mark becomes."""
        table: dict[int, int | str] = {}
        for point in scalars():
            char = chr(point)
            if self.is_mark(char):
                if point not in MORE_SELECTORS:
                    table[point] = MARK
            elif self.is_marked(char):
                table[point] = self.base(char)
            elif self.script(char):
                table[point] = self.script(char)
        return table


def lead(point: int) -> int:
    """Give the first byte of a character in UTF-8."""
    return chr(point).encode()[0]


def mask(bits: int) -> str:
    """Write 64 bits."""
    digits = f"{bits:016x}"
    return "Leads(0x" + "_".join(digits[at : at + 4] for at in range(0, 16, 4)) + ")"


def leads(points: Any) -> int:
    """Give the first bytes of these characters beyond ASCII, one bit each from 0xc0 on."""
    return sum({1 << (lead(point) - 0xC0) for point in points if point > 0x7F})


def unstable(form: str) -> list[int]:
    """Characters that are not themselves in a normalization form wherever they stand."""
    import unicodedata2

    follows = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)} if form.endswith("C") else set()
    for point in scalars() if form.endswith("C") else ():
        parts = unicodedata2.decomposition(chr(point)).split()
        # Some are never composed.
        is_composed = unicodedata2.normalize("NFC", chr(point)) == chr(point)
        if len(parts) == 2 and "<" not in parts[0] and is_composed:
            follows.add(int(parts[1], 16))
    return [
        point
        for point in scalars()
        if ord(unicodedata2.normalize("NFD", chr(point))[0]) in follows
        or unicodedata2.combining(chr(point))
        or unicodedata2.normalize(form, chr(point)) != chr(point)
    ]


def blocks(codes: dict[int, int]) -> tuple[list[int], list[int]]:
    """Make the index and the blocks of a table with two levels."""
    known: dict[tuple[int, ...], int] = {(0,) * BLOCK: 0}
    index = []
    for start in range(0, max(codes) + 1, BLOCK):
        block = tuple(codes.get(point, 0) for point in range(start, start + BLOCK))
        index.append(known.setdefault(block, len(known)))
    assert len(known) <= 256
    assert max(codes.values()) <= 255
    return index, [code for block in known for code in block]


def rows(values: list[Any], show: Callable[[Any], str] = str) -> str:
    """Format the values of an array, as lines of at most 110 columns."""
    lines = ["   "]
    for value in values:
        text = f" {show(value)},"
        if len(lines[-1]) + len(text) > 110:
            lines.append("   ")
        lines[-1] += text
    return "\n".join(lines) + "\n"


def array(name: str, kind: str, values: list[Any], show: Callable[[Any], str] = str) -> str:
    """Declare an array."""
    return (
        f"#[rustfmt::skip]\nstatic {name}: [{kind}; {len(values)}] = [\n"
        f"{rows(values, show) if values else ''}];\n"
    )


def escaped(text: str) -> str:
    """Write a text in the escapes of a Rust string."""
    return "".join(
        {'"': '\\"', "\\": "\\\\"}.get(c, c) if " " <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in text
    )


def joined(ends_name: str, name: str, texts: list[str]) -> str:
    """Declare texts as one string, and where each ends in it."""
    ends, end = [], 0
    for text in texts:
        end += len(text.encode())
        ends.append(end)
    pieces = [""]
    for char in "".join(texts):
        if len(pieces[-1]) > 90:
            pieces.append("")
        pieces[-1] += escaped(char)
    # A line that begins with spaces would lose them.
    assert not any(piece.startswith(" ") for piece in pieces)
    lines = "\\\n     ".join(pieces)
    return array(ends_name, "u16", ends) + f'#[rustfmt::skip]\nstatic {name}: &str = "\\\n     {lines}";\n'


def char_map(name: str, about: str, entries: dict[int, str]) -> str:
    """Declare a ``CharMap``: first the differences to other characters, then texts."""
    single = {point: ord(text) - point for point, text in entries.items() if len(text) == 1}
    if len(set(single.values())) > 128:
        # As many differences as characters: their texts are fewer.
        single = {}
    deltas = sorted(set(single.values()))
    texts = sorted({text for point, text in entries.items() if point not in single})
    codes = {
        point: 1 + (deltas.index(single[point]) if point in single else len(deltas) + texts.index(text))
        for point, text in entries.items()
        if point > 0x7F
    }
    index, flat = blocks(codes)
    size = len(index) + len(flat) + 4 * len(deltas) + sum(2 + len(text.encode()) for text in texts)
    print(f"{name}: {len(codes)} characters, {len(deltas)} differences, {len(texts)} texts, {size} bytes")
    return (
        f"/// {about}\npub(crate) static {name}: CharMap = CharMap {{\n    leads: {mask(leads(codes))},\n"
        f"    index: &{name}_INDEX,\n    codes: &{name}_CODES,\n    deltas: &{name}_DELTAS,\n"
        f"    ends: &{name}_ENDS,\n    texts: {name}_TEXTS,\n}};\n\n"
        + array(f"{name}_INDEX", "u8", index)
        + array(f"{name}_CODES", "u8", flat)
        + array(f"{name}_DELTAS", "i32", deltas)
        + joined(f"{name}_ENDS", f"{name}_TEXTS", texts)
    )


def letter_table(entries: dict[int, int | str]) -> str:
    """Declare ``LETTERS``."""
    targets = sorted({text for text in entries.values() if isinstance(text, str)})
    codes = {
        point: entry if isinstance(entry, int) else MARK + 1 + targets.index(entry)
        for point, entry in entries.items()
    }
    index, flat = blocks(codes)
    changing = [*(point for point, code in codes.items() if code >= MARK), *MORE_SELECTORS]
    print(f"LETTERS: {len(codes)} characters, {len(targets)} targets, {len(index) + len(flat)} bytes")
    return (
        "/// Scripts, marks, and letters with marks.\n"
        "pub(super) static LETTERS: LetterTable = LetterTable {\n"
        f"    leads: {mask(leads(changing))},\n    index: &LETTERS_INDEX,\n    codes: &LETTERS_CODES,\n"
        "    ends: &LETTERS_ENDS,\n    bases: LETTERS_BASES,\n};\n\n"
        + array("LETTERS_INDEX", "u8", index)
        + array("LETTERS_CODES", "u8", flat)
        + joined("LETTERS_ENDS", "LETTERS_BASES", targets)
    )


def stability_table() -> str:
    """Declare ``STABILITY``: a bit for each form, and one for what needs more than folding case."""
    import regex

    forms = [set(unstable(form)) for form in FORMS]
    is_ignorable = regex.compile(r"\p{Default_Ignorable_Code_Point}").match
    folded = case_folding()
    long = {
        point
        for point in scalars()
        if is_ignorable(chr(point))
        or any(ord(char) in forms[2] for char in chr(point) + folded.get(point, ""))
    }
    codes: dict[int, int] = {}
    for bit, points in enumerate((*forms, long)):
        for point in points:
            codes[point] = codes.get(point, 0) | 1 << bit
    near = {point: code for point, code in codes.items() if point not in FAR_IGNORABLE}
    assert all(point in long for point in FAR_IGNORABLE)
    index, flat = blocks(near)
    print(f"STABILITY: {len(codes)} characters, {len(index) + len(flat)} bytes")
    return (
        "/// Which characters are not stable in NFC, NFD, NFKC and NFKD; the last bit is of those that are\n"
        "/// ignorable, or whose folded case is not stable in NFKC.\n"
        "pub(super) static STABILITY: StabilityTable = StabilityTable {\n"
        "    leads: [\n"
        + "".join(f"        {mask(leads(points))},\n" for points in (*forms, long))
        + "    ],\n    index: &STABILITY_INDEX,\n    codes: &STABILITY_CODES,\n};\n\n"
        + array("STABILITY_INDEX", "u8", index)
        + array("STABILITY_CODES", "u8", flat)
    )


def crate_ranges(crate: Path, file: str, name: str) -> list[tuple[int, int]]:
    """Read a table of the crate regex-syntax, as ranges of code points."""
    source = (crate / "src" / "unicode_tables" / file).read_text(encoding="utf-8")
    table = re.search(rf"pub const {name}: [^=]*=\s*&\[(.*?)\];", source, re.DOTALL)
    assert table
    pairs = re.findall(r"\('((?:\\u\{\w+\}|\\.|[^'\\]|'))',\s*'((?:\\u\{\w+\}|\\.|[^'\\]|'))'\)", table[1])

    def point(literal: str) -> int:
        match = re.fullmatch(r"\\u\{(\w+)\}", literal)
        return int(match[1], 16) if match else ord(literal.removeprefix("\\"))

    ranges = [(point(first), point(last)) for first, last in pairs]
    assert table[1].count("(") - table[1].count("'('") == len(ranges)
    return ranges


def ranges(name: str, about: str, values: list[tuple[int, int]]) -> str:
    """Declare a set of characters as ranges."""
    print(f"{name}: {len(values)} ranges, {8 * len(values)} bytes")
    return (
        f"/// {about}\n#[rustfmt::skip]\npub(super) static {name}: [(u32, u32); {len(values)}] = [\n"
        f"{rows(values, lambda pair: f'({pair[0]:#x}, {pair[1]:#x})')}];\n"
    )


def render(crate: Path) -> str:
    """Write the text of filter_tables.rs."""
    import regex
    import unicodedata2

    version = unicodedata2.unidata_version
    return "\n".join(
        [
            "//! Generated by `tools/generate_filter_tables.py`; do not edit.\n//!\n"
            f"//! tantivy-py 0.27.0, regex {regex.__version__}, unicodedata2 {version} (Unicode {version}), "
            + f"{crate.name}\n//! (Unicode 16.0.0).\n\nuse super::char_map::CharMap;\n"
            + "use super::leads::Leads;\nuse super::letters::LetterTable;\n"
            + "use super::normalization::StabilityTable;\n",
            char_map(
                "ASCII_FOLDING", "What tantivy's `AsciiFoldingFilter` makes of characters.", ascii_folding()
            ),
            char_map("CASE_FOLDING", "Full case folding beyond ASCII.", case_folding()),
            letter_table(Letters().table()),
            stability_table(),
            ranges("HAN", r"`\p{Han}` of the crate `regex`.", crate_ranges(crate, "script.rs", "HAN")),
            ranges(
                "PUNCTUATION",
                r"`\p{Punct}` of the crate `regex`: the category P, not the symbols.",
                crate_ranges(crate, "general_category.rs", "PUNCTUATION"),
            ),
        ]
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(render(Path(sys.argv[1])), encoding="utf-8")
