"""Writes rust/core/src/unicode/word_tables.rs: what characters are to the tokenizers that follow UAX #29.

The properties are those of the ``regex`` package 2026.11.15, of the characters that Unicode 17 assigns:
the version of the package ``unicodedata2`` 17, of Rust, and of the crate that Milvus' server has its words
from. Run it with a Python that has both packages::

    /path/to/oracle/bin/python tools/generate_word_tables.py rust/core/src/unicode/word_tables.rs
"""

from __future__ import annotations

import sys
from pathlib import Path

import regex  # type: ignore[import-untyped, unused-ignore]
import unicodedata2  # type: ignore[import-not-found, unused-ignore]

BLOCK = 64

# Word_Break; what is none of them is "Other", whose number is 0.
WORD_BREAKS = [
    "CR",
    "LF",
    "Newline",
    "Extend",
    "ZWJ",
    "Format",
    "Regional_Indicator",
    "Katakana",
    "Hebrew_Letter",
    "ALetter",
    "Single_Quote",
    "Double_Quote",
    "MidNumLet",
    "MidLetter",
    "MidNum",
    "Numeric",
    "ExtendNumLet",
    "WSegSpace",
]

FLAGS = {
    "ALPHANUMERIC": (r"[\p{Alphabetic}\p{N}]", "`char::is_alphanumeric`."),
    "EMOJI": (
        r"[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}\u20e3]",
        "Makes a word of an emoji.",
    ),
    "PICTOGRAPHIC": (r"\p{Extended_Pictographic}", "`Extended_Pictographic`."),
    "PUNCTUATION": (r"\p{P}", "General category P."),
    "SYMBOL": (r"\p{S}", "General category S."),
    "TAIL": (
        r"[\p{GCB=SpacingMark}\p{GCB=V}\p{GCB=T}]",
        "Continues a user-perceived character, though it begins a word of its own or is a letter of it.",
    ),
}

# Scripts whose runs a tokenizer treats by themselves, and marks that it may split at: the first that matches.
GROUPS = {
    "DOT": (r"[.\u2024\uFE52\uFF0E]", "Full stops that join letters and digits."),
    "APOSTROPHE": (r"['\u2018\u2019\uFF07]", "Apostrophes that join letters and digits."),
    "COLON": (r"[:\uFE13\uFE55\uFF1A]", "Colons that join letters."),
    "UNDERSCORE": (r"(?=\p{WB=ExtendNumLet})[^\u202F]", "Connectors but the narrow no-break space."),
    "HAN": (r"(?=\p{Script=Han})[\p{Alphabetic}\p{N}]", "Ideographs of Chinese."),
    "KANA": (
        r"(?:\p{WB=Katakana}|(?=[\p{Script=Hiragana}\p{Script=Katakana}])[\p{Alphabetic}])",
        "Hiragana and Katakana.",
    ),
    "HANGUL": (r"(?=\p{Script=Hangul})[\p{Alphabetic}]", "Hangul."),
    "THAI": (r"(?=\p{LB=SA})\p{Script=Thai}", "Letters of Thai, and so on for scripts without spaces."),
    "LAO": (r"(?=\p{LB=SA})\p{Script=Lao}", ""),
    "KHMER": (r"(?=\p{LB=SA})\p{Script=Khmer}", ""),
    "MYANMAR": (r"(?=\p{LB=SA})\p{Script=Myanmar}", ""),
    "OTHER_COMPLEX": (r"\p{LB=SA}", "Letters of other scripts without spaces."),
}
# Marks that never begin a word belong to whatever they follow.
IGNORED = regex.compile(r"[\p{WB=Extend}\p{WB=ZWJ}\p{WB=Format}]")

# What a code point may be before it is assigned.
RESERVED = ("EMOJI", "PICTOGRAPHIC")

FLAG_BITS = {name: 1 << 5 + at for at, name in enumerate(FLAGS)}
GROUP_SHIFT = 5 + len(FLAGS)


def properties() -> list[int]:
    """Return the property bits of every code point; surrogates have none."""
    breaks = [(at + 1, regex.compile(rf"\p{{WB={name}}}")) for at, name in enumerate(WORD_BREAKS)]
    flags = [(FLAG_BITS[name], regex.compile(pattern)) for name, (pattern, _) in FLAGS.items()]
    groups = [(at + 1, regex.compile(pattern)) for at, (pattern, _) in enumerate(GROUPS.values())]
    table = [0] * 0x110000
    for point in range(0x110000):
        if 0xD800 <= point <= 0xDFFF:
            continue
        char = chr(point)
        if unicodedata2.category(char) == "Cn":
            # Reserved ones may be emoji already.
            table[point] = sum(FLAG_BITS[name] for name in RESERVED if regex.match(FLAGS[name][0], char))
            continue
        bits = next((at for at, pattern in breaks if pattern.match(char)), 0)
        bits |= sum(bit for bit, pattern in flags if pattern.match(char))
        if not IGNORED.match(char):
            bits |= next((at for at, pattern in groups if pattern.match(char)), 0) << GROUP_SHIFT
        else:
            bits &= ~FLAG_BITS["TAIL"]
        table[point] = bits
    return table


def rows(values: list[int], width: int) -> str:
    """Format the values of an array, as lines of at most 100 columns."""
    texts = [f"0x{value:0{width}x}," for value in values]
    per_line = 92 // (width + 4)
    lines = (texts[at : at + per_line] for at in range(0, len(texts), per_line))
    return "".join("    " + " ".join(line) + "\n" for line in lines)


def render() -> str:
    """Write the text of word_tables.rs."""
    table = properties()
    # ASCII's kinds first, so that a tailored table of kinds keeps them in few cache lines.
    kinds: dict[int, int] = {}
    kind = bytes(kinds.setdefault(bits, len(kinds)) for bits in [0, *table])[1:]
    assert len(kinds) <= 128
    blocks: dict[bytes, int] = {}
    index = [
        blocks.setdefault(kind[start : start + BLOCK], len(blocks)) for start in range(0, len(kind), BLOCK)
    ]
    empty = blocks.setdefault(bytes(BLOCK), len(blocks))
    while index[-1] == empty:
        index.pop()
    print(f"{len(kinds)} kinds, {len(blocks)} blocks, {len(index)} of them named", file=sys.stderr)
    flat = [value for block in blocks for value in block]

    word_breaks = "".join(
        f"pub(crate) const {name.upper()}: u8 = {at + 1};\n" for at, name in enumerate(WORD_BREAKS)
    )
    flags = "".join(
        f"/// {about}\npub(crate) const {name}: u16 = 0x{FLAG_BITS[name]:x};\n"
        for name, (_, about) in FLAGS.items()
    )
    groups = "".join(
        (f"/// {about}\n" if about else "") + f"pub(crate) const {name}: u8 = {at + 1};\n"
        for at, (name, (_, about)) in enumerate(GROUPS.items())
    )
    return f"""//! Generated by `tools/generate_word_tables.py`; do not edit.
//!
//! Unicode {unicodedata2.unidata_version}; regex {regex.__version__}.

/// Values of `Word_Break`, the lowest five bits of a character's properties; the others are 0.
pub(crate) mod word_break {{
{"".join("    " + line + chr(10) for line in word_breaks.splitlines())}}}

{flags}
/// Groups of characters, the bits from this one on.
pub(super) const GROUP_SHIFT: u32 = {GROUP_SHIFT};

/// Scripts and marks that tokenizers treat by themselves; the others are 0.
pub(crate) mod group {{
{"".join("    " + line + chr(10) for line in groups.splitlines())}}}

/// Code points per block of [`BLOCKS`].
pub(super) const BLOCK: usize = {BLOCK};

/// The properties of each kind of character.
#[rustfmt::skip]
pub(crate) static KINDS: [u16; {len(kinds)}] = [
{rows(list(kinds), 4)}];

/// Which block of [`BLOCKS`] a code point is in; beyond the end all are of kind 0.
#[rustfmt::skip]
pub(super) static INDEX: [u16; {len(index)}] = [
{rows(index, 3)}];

/// Kinds of characters, in blocks of [`BLOCK`] code points.
#[rustfmt::skip]
pub(super) static BLOCKS: [u8; {len(flat)}] = [
{rows(flat, 2)}];
"""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
