"""Write tests/vectors/filters.json: what the oracles of token filters make of tokens.

The oracles are tantivy-py for what is Milvus' server's, ``unicodedata2`` for normalization, ``str.casefold``
and ``regex`` for folded case, and the rules of ``diacritics_folding`` written plainly. Beside tokens there is
a digest over what becomes of every scalar value. Run it with a Python that has these packages, of one
Unicode version::

    pip install tantivy==0.27.0 regex==2026.11.15 unicodedata2==18.0.0 blake3
    python tools/make_filter_vectors.py
"""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import blake3  # type: ignore[import-not-found, unused-ignore]
import regex  # type: ignore[import-untyped, unused-ignore]
import tantivy  # type: ignore[import-not-found, unused-ignore]
import unicodedata2  # type: ignore[import-not-found, unused-ignore]

ROOT = Path(__file__).resolve().parent.parent
KEEP = "ЃЇЌЎЙйѓїќў"

WORDS = [
    "kite",
    "Kite",
    "KITE",
    "7",
    "a_b",
    "don't",
    "café",
    "cafe\u0301",
    "CAFÉ",
    "Ångström",
    "A\u030angstro\u0308m",
    "Łódź",
    "Sørensen",
    "Straße",
    "STRASSE",
    "ẞ",
    "Việt",
    "Đặng",
    "İstanbul",
    "ISI",
    "ısı",
    "ŉ",
    "ǰ",
    "ﬃ",
    "Ⅷ",
    "①",
    "½",
    "ｋｉｔｅ",
    "ｶﾞ",
    "が",
    "か\u3099",
    "한글",
    "\u1112\u1161\u11ab",
    "ΟΔΟΣ",
    "οδος",
    "ᾳ",
    "ᾼ",
    "ά\u0301",
    "ΐ",
    "ещё",
    "мой",
    "мои\u0306",
    "за\u0301мок",
    "ї",
    "שָׁלוֹם",
    "أَحْمَدُ",
    "كتــاب",
    "مدرسة",
    "हिन्दी",
    "ที่นี่",
    "中文",
    "卡拉OK",
    "٣",
    "๔",
    "co\u00adoperate",
    "a\u200db",
    "\u00ad",
    "x\U000e0100",
    "ﷺ",
    "\U0001d54f",
    "🙂",
    "\u0301",
    "e\u0323\u0301",
    "e\u0301\u0323",
    "ǿ",
    "æ",
    "þ",
    "ŋ",
    "ſt",
    "\u212b",
    "\u2126",
    "\u1e9b\u0323",
]
ALPHABETS = (
    "aAzZ09'-_ ",
    "éÉüÜßẞøØłŁđıİſǆǅﬁﬃªŉǰẛ",
    "\u0300\u0301\u0307\u0308\u0323\u0328\u0345\u034f\u00ad\u200d\ufe0f\u20dd",
    "αάᾳΣςΐЁёЙйїא\u05b8שׁأإآةىـ\u064e",
    "①Ⅷ½ｋｶﾞがか\u3099한\u1112\u1161\u11ab中हि\u094dที่",
)


def generator() -> Any:
    """Return the module generate_filter_tables."""
    path = ROOT / "tools" / "generate_filter_tables.py"
    spec = importlib.util.spec_from_file_location("generate_filter_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LETTERS = generator().Letters()


def fold_case(text: str) -> str:
    """Fold case fully, by ``regex``, which knows more characters than this Python."""
    flags = int(regex.FULLCASE | regex.IGNORECASE | regex.UNICODE)
    fold = regex._regex.fold_case  # type: ignore[attr-defined, unused-ignore]
    return "".join(char.casefold() if char in "Iİ" else fold(flags, char) for char in text)


def nfkc_casefold(text: str) -> str:
    """Fold as ``toNFKC_Casefold`` does."""
    seen = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", text)
    return nfkc(fold_case(nfkc(seen)))


def nfkc(text: str) -> str:
    """Return the text in NFKC."""
    return str(unicodedata2.normalize("NFKC", text))


def without_diacritics(text: str) -> str:
    """Leave out marks, as docs of ``diacritics_folding`` say it."""
    if not any(LETTERS.is_mark(char) or LETTERS.is_marked(char) for char in text):
        return text
    out, after_letter = [], False
    for char in unicodedata2.normalize("NFC", text):
        if not LETTERS.is_mark(char):
            after_letter = LETTERS.script(char) != 0
            out.append(LETTERS.base(char) if after_letter and char not in KEEP else char)
        elif not after_letter:
            out.append(char)
    return "".join(out)


def server(filter_: Any) -> Callable[[str], list[str]]:
    """Return what a filter of tantivy makes of a token."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(filter_).build()
    return lambda token: list(analyzer.analyze(token))


def normal(form: str) -> Callable[[str], list[str]]:
    """Return what a normalization form makes of a token."""
    return lambda token: [unicodedata2.normalize(form, token)]


def unless_empty(folded: str) -> list[str]:
    """Return a token, or none if nothing is left."""
    return [folded] if folded else []


def main() -> None:
    """Write the file."""
    forms = {
        form: {"type": "unicode_normalization", "form": form}
        for form in ("NFC", "NFD", "NFKC", "NFKD", "NFKC_CF")
    }
    filters: list[tuple[Any, Callable[[str], list[str]]]] = [
        ("asciifolding", server(tantivy.Filter.ascii_fold())),
        ("alphanumonly", server(tantivy.Filter.alphanum_only())),
        ({"type": "length", "max": 3}, server(tantivy.Filter.remove_long(4))),
        *((forms[form], normal(form)) for form in ("NFC", "NFD", "NFKC", "NFKD")),
        (forms["NFKC_CF"], lambda token: unless_empty(nfkc_casefold(token))),
        ("case_folding", lambda token: [fold_case(token)]),
        ("diacritics_folding", lambda token: [without_diacritics(token)]),
    ]
    rng = random.Random(20)
    tokens = list(WORDS)
    while len(tokens) < 300:
        tokens.append("".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.randint(1, 7))))
    scalars = [chr(point) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
    golden = []
    for spec, oracle in filters:
        digest = blake3.blake3()
        for char in scalars:
            digest.update(("\0".join(oracle(char)) + "\n").encode())
        golden.append(
            {
                "filter": spec,
                "scalars": digest.hexdigest(),
                "made": [oracle(token) for token in tokens],
            }
        )
    text = json.dumps({"tokens": tokens, "filters": golden}, ensure_ascii=True, indent=None)
    text = text.replace('}, {"filter"', '},\n{"filter"').replace('"filters": [', '"filters": [\n')
    (ROOT / "tests" / "vectors" / "filters.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
