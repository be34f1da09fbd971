"""The analyzer that a command is told to use."""

import argparse
import itertools
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

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


class Choice(NamedTuple):
    """An analyzer, and how a command calls it."""

    analyzer: "Analyzer"
    shown: str


def add_analyzer(parser: argparse._ActionsContainer) -> None:
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
    from elanus.errors import InputError

    if name.lstrip().startswith("{"):
        return Analyzer(name)
    if name.endswith(".json") or os.sep in name:
        try:
            # Editors of Windows begin a file with a byte order mark.
            spec = Path(name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise InputError(f"the analyzer {name} cannot be read: {reason}") from error
        try:
            return Analyzer(spec)
        except InputError as error:
            raise InputError(f"{name}: {error}") from error
    return Analyzer.preset(name)


def given(name: str | None, language: str | None) -> Choice | None:
    """Return the analyzer that the options name; None where the texts decide.

    Parameters
    ----------
    name : str or None
        The option ``--analyzer``; None is ``auto``.
    language : str or None
        The option ``--language``.

    Raises
    ------
    InputError
        There is no such analyzer or language, or a language was named that nothing asks for.
    """
    from elanus.analysis import Analyzer
    from elanus.errors import InputError

    if name is not None and name != "auto":
        if language is not None:
            raise InputError(f"--language {language} is for --analyzer auto; {name} says itself what it does")
        return chosen(named(name))
    if language is None:
        return None
    return Choice(Analyzer.auto((), language=language), f"auto:{language}")


def chosen(analyzer: "Analyzer") -> Choice:
    """Return an analyzer with its name, or its JSON if it has none."""
    return Choice(analyzer, analyzer.name or json.dumps(analyzer.spec, ensure_ascii=False))


def by_texts(texts: Iterable[_Item]) -> tuple[Choice, Iterable[_Item]]:
    """Return what ``auto`` chooses for some texts, or for pairs of an id and a text, and all of these."""
    from elanus.analysis import SAMPLE, Analyzer, language_of, sampled
    from elanus.corpus import Corpus

    files = sampled(texts) if isinstance(texts, Corpus) else None
    rest = iter(()) if files else iter(texts)
    sample: list[Any] = list(files[0] if files else itertools.islice(rest, SAMPLE))
    language = language_of(item if isinstance(item, str) else item[1] for item in sample)
    if language is None:
        choice = Choice(Analyzer.preset("auto"), "auto (no language is sure: --language names one)")
    else:
        choice = Choice(Analyzer.auto((), language=language), f"auto:{language}")
    return choice, files[1] if files else itertools.chain(sample, rest)


def analyzer_of(
    name: str | None, language: str | None, texts: Iterable[_Item]
) -> tuple[Choice, Iterable[_Item]]:
    """Return the analyzer of the options, and all of the texts; the parameters are those of the above."""
    choice = given(name, language)
    return by_texts(texts) if choice is None else (choice, texts)


def show_analyzer(choice: Choice) -> None:
    """Print what a new model's analyzer is: a preset's name, else its JSON."""
    step("analyzer", cut(one_line(choice.shown), max(width() - 10, 60)))
