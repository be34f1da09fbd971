"""The analyzer that a command is told to use."""

import argparse
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from elanus._terminal import cut, one_line, width
from elanus.cli._terminal import step

if TYPE_CHECKING:
    from elanus.analysis import Analyzer

_Item = TypeVar("_Item", str, tuple[str, str])

PARTS = """\
analyzers:
  auto             what suits the texts: words, or bigrams in scripts without spaces, with the stop
                   words and stems of the language that --language names or most of the first 1,000
                   documents are surely in
  unicode:de …     words by Unicode's rules, with a language's stop words and stems
  cjk_bigram       bigrams of Chinese, Japanese, Korean and Thai, words elsewhere
  en, de, zh, …    those of pymilvus.model
  english, …       those that a Milvus server has built in
  {…}              JSON in the shape of Milvus' analyzer_params, or a file of it, NAME.json"""


def add_analyzer(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the analyzer of a new model."""
    parser.add_argument(
        "--analyzer",
        metavar="A",
        default=None,
        help="what cuts texts into terms: a preset, JSON, or a file of JSON (default: auto)",
    )
    parser.add_argument(
        "--language", metavar="CODE", help="the language of the documents, for auto: de, zh, …"
    )


def named(name: str) -> "Analyzer":
    """Return the analyzer of an option: a preset's name, JSON, or a file of JSON.

    Raises
    ------
    InputError
        There is no such preset or file, or the JSON is not an analyzer's.
    """
    from elanus.analysis import Analyzer

    if name.lstrip().startswith("{"):
        return Analyzer(name)
    if name.endswith(".json"):
        from elanus.errors import InputError

        try:
            return Analyzer(Path(name).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise InputError(f"the analyzer {name} cannot be read: {reason}") from error
    return Analyzer.preset(name)


def analyzer_of(
    name: str | None, language: str | None, texts: Iterable[_Item]
) -> "tuple[Analyzer, Iterator[_Item]]":
    """Return the analyzer of the options, and all of the texts.

    Parameters
    ----------
    name : str or None
        The option ``--analyzer``; None is ``auto``.
    language : str or None
        The option ``--language``.
    texts : iterable of str or of (str, str)
        What is to be analysed, or pairs of an id and that. The first 1,000 are looked at for ``auto``.

    Raises
    ------
    InputError
        There is no such analyzer or language, or a language was named that nothing asks for.
    """
    from elanus.analysis import SAMPLE, Analyzer
    from elanus.errors import InputError

    if name not in (None, "auto"):
        if language is not None:
            raise InputError(f"--language {language} is for --analyzer auto; {name} says itself what it does")
        return named(name or ""), iter(texts)
    if language is not None:
        return Analyzer.preset(f"auto:{language}"), iter(texts)
    rest = iter(texts)
    sample = list(itertools.islice(rest, SAMPLE))
    found = Analyzer.auto(item if isinstance(item, str) else item[1] for item in sample)
    return found, itertools.chain(sample, rest)


def show_analyzer(analyzer: "Analyzer") -> None:
    """Print what a new model's analyzer is: a preset's name, else its JSON."""
    shown = analyzer.name or json.dumps(analyzer.spec, ensure_ascii=False)
    step("analyzer", cut(one_line(shown), max(width() - 10, 60)))
