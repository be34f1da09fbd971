"""Writes tests/vectors/stems.tsv: words of each language of Snowball 3.0.0 with the stems of PyStemmer 3.0.0.

The words are made of the strings that an algorithm's rules look at, so that every rule has some. Run it in an
environment of its own, with the package that `generate_snowball.py` translates::

    pip install pystemmer==3.0.0
    python tools/make_stems.py sb/snowballstemmer
"""

from __future__ import annotations

import ast
import random
import sys
from importlib.metadata import version
from pathlib import Path

OUT = Path("tests/vectors/stems.tsv")
WORDS = 200


def rules(path: Path) -> list[str]:
    """Return the strings that the rules of a stemmer written in Python look at."""
    tree = ast.walk(ast.parse(path.read_text()))
    texts = (node.value for node in tree if isinstance(node, ast.Constant))
    return sorted({text for text in texts if isinstance(text, str) and text and " " not in text})


def made_up(language: str, strings: list[str], number: int) -> list[str]:
    """Return words of letters and of the rules' strings, the same ones in each run."""
    choose = random.Random(f"stems of {language}")
    letters = sorted({letter for string in strings for letter in string})
    letters += ["'", "’", "é", "ß", "Z", "中", "😀"]
    words: dict[str, None] = {}
    while len(words) < number:
        root = "".join(choose.choices(letters, k=choose.randint(0, 7)))
        ends = "".join(choose.choices(strings, k=choose.choice((0, 1, 1, 1, 2, 3))))
        word = choose.choice(("", "", "", choose.choice(strings))) + root + ends
        words[choose.choice((word,) * 15 + (word.upper(),))] = None
    words.pop("", None)
    return list(words)


def main() -> None:
    """Write lines of a language, a word and its stem."""
    import Stemmer  # type: ignore[import-not-found, unused-ignore]

    assert version("PyStemmer") == "3.0.0"
    lines = []
    for path in sorted(Path(sys.argv[1]).glob("*_stemmer.py")):
        language = path.name.removesuffix("_stemmer.py")
        stemmer = Stemmer.Stemmer(language)
        words = made_up(language, rules(path), WORDS)
        lines += [f"{language}\t{word}\t{stemmer.stemWord(word)}\n" for word in words]
    OUT.write_text("".join(lines))


if __name__ == "__main__":
    main()
