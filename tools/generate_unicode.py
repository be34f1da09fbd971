"""Writes rust/core/src/unicode/tables.rs from the running interpreter.

The analyzer's oracle decides about characters with CPython 3.11's ``str`` and ``re`` (Unicode 14)
and with the ``regex`` package 2026.11.15 (newer Unicode); Rust's tables are of yet another version. So
every property is asked of the oracle itself, for every scalar value. Run it with the oracle's Python::

    /path/to/oracle/bin/python tools/generate_unicode.py rust/core/src/unicode/tables.rs
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

REGEX_WORD = 1
RE_WORD = 2
REGEX_DIGIT = 4
UPPER = 8
LOWER = 16
CASED = 32
CASE_IGNORABLE = 64
LOWER_CHANGES = 128

NAMES = {
    "REGEX_WORD": (REGEX_WORD, r"`\w` of the `regex` package."),
    "RE_WORD": (RE_WORD, r"`\w` of the standard library's `re`."),
    "REGEX_DIGIT": (REGEX_DIGIT, r"`\d` of the `regex` package."),
    "UPPER": (UPPER, "`str.isupper` of the one character."),
    "LOWER": (LOWER, "`str.islower` of the one character."),
    "CASED": (
        CASED,
        "Decides about a following or preceding capital sigma: a cased letter that is not ignored.",
    ),
    "CASE_IGNORABLE": (
        CASE_IGNORABLE,
        "Is skipped when `str.lower` looks for the letters around a capital sigma.",
    ),
    "LOWER_CHANGES": (LOWER_CHANGES, "`str.lower` of the one character is another string."),
}
BLOCK = 128


def scalars() -> list[int]:
    """All code points that a Rust ``&str`` can hold."""
    return [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]


def properties() -> bytearray:
    """One byte of property bits per code point; surrogates have none."""
    import regex  # type: ignore[import-untyped, unused-ignore]

    matchers = (
        (REGEX_WORD, regex.compile(r"\w").match),
        (RE_WORD, re.compile(r"\w").match),
        (REGEX_DIGIT, regex.compile(r"\d").match),
        (UPPER, str.isupper),
        (LOWER, str.islower),
        # CPython skips ignorable characters, then asks whether the next one is cased: seen from outside,
        # "." before the character is never cased and "A" always is.
        (CASED, lambda char: ("." + char + "\u03a3").lower()[-1] == "\u03c2"),
        (
            CASE_IGNORABLE,
            lambda char: (
                ("A" + char + "\u03a3").lower()[-1] == "\u03c2"
                and ("." + char + "\u03a3").lower()[-1] != "\u03c2"
            ),
        ),
        (LOWER_CHANGES, lambda char: char.lower() != char),
    )
    table = bytearray(0x110000)
    for point in scalars():
        char = chr(point)
        table[point] = sum(bit for bit, matches in matchers if matches(char))
    return table


def lower_ranges() -> list[tuple[int, int, int, int]]:
    """``str.lower`` of single characters but U+0130 (which becomes two): first, last, stride, delta."""
    ranges: list[tuple[int, int, int, int]] = []
    for point in scalars():
        lowered = chr(point).lower()
        if point == 0x130:
            assert lowered == "i\u0307"
            continue
        if lowered == chr(point):
            continue
        assert len(lowered) == 1, hex(point)
        delta = ord(lowered) - point
        if ranges:
            first, last, stride, known = ranges[-1]
            step = point - last
            if known == delta and (step == stride or (first == last and step <= 2)):
                ranges[-1] = (first, point, step, delta)
                continue
        ranges.append((point, point, 1, delta))
    return ranges


def whitespace() -> tuple[list[int], list[int]]:
    """White space of ``regex`` and of ``str.isspace``, which is also that of ``re``."""
    import regex  # type: ignore[import-untyped, unused-ignore]

    space = re.compile(r"\s")
    by_regex = [point for point in scalars() if regex.match(r"\s", chr(point))]
    by_str = [point for point in scalars() if chr(point).isspace()]
    assert by_str == [point for point in scalars() if space.match(chr(point))]
    return by_regex, by_str


def unassigned() -> list[int]:
    """First and last code points of the ranges that this Python's Unicode version leaves unassigned."""
    ends: list[int] = []
    for point in scalars():
        if unicodedata.category(chr(point)) == "Cn":
            if ends and ends[-1] == point - 1:
                ends[-1] = point
            else:
                ends += [point, point]
    return ends


def rows(values: list[int], width: int) -> str:
    """Format the values of an array, as lines of at most 100 columns."""
    texts = [
        f"{value >> 16:04x}_{value & 0xFFFF:04x}" if width == 8 else f"{value:0{width}x}" for value in values
    ]
    per_line = 92 // (width + 4)
    lines = (texts[at : at + per_line] for at in range(0, len(texts), per_line))
    return "".join("    " + " ".join(f"0x{text}," for text in line) + "\n" for line in lines)


def render() -> str:
    """Write the text of tables.rs."""
    import regex  # type: ignore[import-untyped, unused-ignore]

    table = properties()
    blocks: dict[bytes, int] = {}
    index = []
    for start in range(0, len(table), BLOCK):
        index.append(blocks.setdefault(bytes(table[start : start + BLOCK]), len(blocks)))
    assert len(blocks) <= 256
    # Above the last block with any property all are alike: the index stops there.
    empty = blocks.setdefault(bytes(BLOCK), len(blocks))
    while index[-1] == empty:
        index.pop()
    flat = [value for block in blocks for value in block]
    by_regex, by_str = whitespace()
    lower = lower_ranges()
    later = unassigned()
    constants = "".join(
        f"/// {text}\npub(super) const {name}: u8 = 0x{bit:02x};\n" for name, (bit, text) in NAMES.items()
    )
    return f"""//! Generated by `tools/generate_unicode.py`; do not edit.
//!
//! Python {sys.version.split()[0]} (Unicode {unicodedata.unidata_version}), regex {regex.__version__}.

{constants}
/// Code points per block of [`BLOCKS`].
pub(super) const BLOCK: usize = {BLOCK};

/// The whitespace (`\\s`) of the `regex` package.
#[cfg(test)]
#[rustfmt::skip]
pub(super) const REGEX_SPACE: [u32; {len(by_regex)}] = [
{rows(by_regex, 4)}];

/// `str.isspace`, which is also `\\s` of `re`.
#[cfg(test)]
#[rustfmt::skip]
pub(super) const STR_SPACE: [u32; {len(by_str)}] = [
{rows(by_str, 4)}];

/// Ranges of code points that Unicode {unicodedata.unidata_version} does not assign, as first and last: other
/// versions of Python may differ from these tables there, and nowhere else.
#[cfg(test)]
#[rustfmt::skip]
pub(super) const UNASSIGNED: [u32; {len(later)}] = [
{rows(later, 8)}];

/// `str.lower` of single characters: (first, last, stride, delta). Only U+0130 becomes two and is not here.
#[rustfmt::skip]
pub(super) static LOWER_RANGES: [(u32, u32, u32, i32); {len(lower)}] = [
{"".join(f"    (0x{a:x}, 0x{b:x}, {c}, {d}),{chr(10)}" for a, b, c, d in lower)}];

/// Which block of [`BLOCKS`] a code point is in; beyond the end no property is set.
#[rustfmt::skip]
pub(super) static INDEX: [u8; {len(index)}] = [
{rows(index, 2)}];

/// Property bits, in blocks of [`BLOCK`] code points.
#[rustfmt::skip]
pub(super) static BLOCKS: [u8; {len(flat)}] = [
{rows(flat, 2)}];
"""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
