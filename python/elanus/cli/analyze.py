"""``elanus analyze``: show the tokens of texts, and where two analyzers differ."""

import argparse
import itertools
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from elanus._terminal import one_line, say
from elanus.cli._analyzer import PARTS, Choice, analyzer_of, named, show_analyzer
from elanus.cli._terminal import count, show_json, step
from elanus.cli.fit import add_text_field, document_file, title_teller

#: Lines that are printed at a time.
_PAGE = 1_000
#: What stands in an argument for bytes that the locale does not know.
_SURROGATE = re.compile("[\ud800-\udfff]")

DESCRIPTION = """\
Show the tokens that an analyzer makes of a text or of each document of a file, and where two
analyzers differ."""

EPILOG = f"""\
{PARTS}

A table has a token a line: its position, where it stands in the text in characters, and the token.
--jsonl prints one JSON object a text, with the tokens in detail. With --compare the exit code is that
of diff: 0 where all tokens are the same, 1 where some differ, 2 for an error.

examples:
  elanus analyze "The kite's wings" --analyzer unicode:en
  elanus analyze "l'eau douce" --compare fr unicode:fr
  elanus analyze --file corpus.jsonl.gz --analyzer '{{"tokenizer": "standard"}}' --jsonl
  elanus analyze --file corpus.tsv --compare standard chinese.json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus analyze``."""
    parser.add_argument("text", metavar="TEXT", nargs="*", help="a text")
    parser.add_argument("--file", metavar="FILE", type=document_file, help="the documents of a file instead")
    add_text_field(parser)
    parser.add_argument(
        "--analyzer",
        metavar="A",
        default=None,
        help="a preset, JSON, or a file of JSON (default: auto, by what is analysed)",
    )
    parser.add_argument("--language", metavar="CODE", help="the language of the texts, for auto: de, zh, …")
    parser.add_argument(
        "--compare", nargs=2, metavar=("A", "B"), help="two analyzers: show only where their tokens differ"
    )
    parser.add_argument("--jsonl", action="store_true", help="print one JSON object a text")
    parser.add_argument("--spec", action="store_true", help="print the analyzer as JSON, and nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Analyse and print."""
    from elanus.errors import InputError

    if arguments.compare:
        arguments.error_code = 2  # 1 says that the tokens differ
        if arguments.analyzer is not None or arguments.spec:
            raise InputError("--compare names both analyzers: leave --analyzer and --spec out")
        if arguments.language is not None and "auto" not in arguments.compare:
            raise InputError(f"--language {arguments.language} is for auto, which --compare does not name")
    if arguments.text and arguments.file:
        raise InputError("give either a TEXT or a --file, not both")
    if not (arguments.text or arguments.file or arguments.spec):
        raise InputError("there is nothing to analyse: give a TEXT or a --file, - for standard input")
    if arguments.text_field is not None and not arguments.file:
        raise InputError("--text-field is for a --file")
    if arguments.compare:
        return _compare(arguments)
    choice, texts = analyzer_of(arguments.analyzer, arguments.language, _texts(arguments))
    if arguments.spec:
        say(json.dumps(choice.analyzer.spec, ensure_ascii=False), sys.stdout)
        return 0
    if arguments.jsonl:
        for name, text in texts:
            show_json({"id": name, "tokens": [_detail(token) for token in _tokens(choice, text)]})
        return 0
    if arguments.analyzer in (None, "auto"):
        show_analyzer(choice)
    for name, text in texts:
        if _is_one_of_several(arguments):
            _show_name(name)
        lines = (
            f"{token.position:>5}  {token.start_char:>5}-{token.end_char:<5}  {_shown(token.token)}"
            for token in _tokens(choice, text)
        )
        while page := "\n".join(itertools.islice(lines, _PAGE)):
            say(page, sys.stdout)
    return 0


def _texts(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Give the texts with what they are called."""
    if arguments.file is None:
        yield from ((str(number), _as_utf8(text)) for number, text in enumerate(arguments.text, start=1))
        return
    from elanus.corpus import read

    # Not in what a program reads.
    tell = (lambda: None) if arguments.jsonl or arguments.spec else title_teller()
    for batch in read(arguments.file, text_field=arguments.text_field, on_title=tell):
        yield from zip(batch.ids, batch.texts, strict=True)


def _as_utf8(text: str) -> str:
    """Return an argument as the UTF-8 that was typed, also where the locale knows only ASCII."""
    return os.fsencode(text).decode("utf-8", "replace") if _SURROGATE.search(text) else text


def _show_name(name: str) -> None:
    # A result and no step of work: a reader that has enough ends the command here, as at any other line.
    say(f"{'document':<9} {one_line(name)}", sys.stdout)


def _is_one_of_several(arguments: argparse.Namespace) -> bool:
    return arguments.file is not None or len(arguments.text) > 1


def _tokens(choice: Choice, text: str) -> list[Any]:
    return choice.analyzer.tokens(text, detail=True)


def _detail(token: Any) -> dict[str, Any]:  # noqa: ANN401 - a token in detail
    return dict(token._asdict())


def _shown(token: str) -> str:
    r"""Return a token as it is, or in quotes where it could not be seen or told from two.

    Examples
    --------
    >>> from elanus.cli.analyze import _shown
    >>> print(_shown("鳶"), _shown(" "), _shown("\u202ekite"), _shown(""))
    鳶 " " "\u202ekite" ""
    """
    return token if token.isprintable() and token and " " not in token else json.dumps(token)


def _compare(arguments: argparse.Namespace) -> int:
    """Print where the tokens of two analyzers differ; the exit code says whether they do, as `diff`'s."""
    texts: Iterable[tuple[str, str]] = _texts(arguments)
    names: list[str] = arguments.compare
    if "auto" in names:
        auto, texts = analyzer_of("auto", arguments.language, texts)
        if not arguments.jsonl:
            show_analyzer(auto)
    choices = [auto if name == "auto" else Choice(named(name), name) for name in names]
    # As wide as the longer, so that tokens stand below each other.
    labels = [f"    {name:<{max(map(len, names))}} " for name in map(one_line, names)]
    analysed = different = 0
    for name, text in texts:
        analysed += 1
        first, second = (_tokens(choice, text) for choice in choices)
        differences = _differences(first, second, text)
        if not differences:
            continue
        different += 1
        if arguments.jsonl:
            found = [dict(zip(("text", "a", "b"), difference, strict=True)) for difference in differences]
            show_json({"id": name, "differences": found})
            continue
        if _is_one_of_several(arguments):
            _show_name(name)
        for stretch, *both in differences:
            say(f"  {one_line(stretch)}", sys.stdout)
            for label, tokens in zip(labels, both, strict=True):
                say(f"{label} {' '.join(map(_shown, tokens)) or '-'}", sys.stdout)
    if not arguments.jsonl:
        step("compared", f"{count(analysed, 'text')}: {different:,} with different tokens")
    return int(different > 0)


def _differences(
    first: Sequence[Any], second: Sequence[Any], text: str
) -> list[tuple[str, list[str], list[str]]]:
    """Return the stretches of a text that two analyzers make different tokens of, with the tokens of each.

    Both lists are walked by where the tokens stand: a stretch ends where no token of either reaches beyond.

    Examples
    --------
    >>> from collections import namedtuple
    >>> from elanus.cli.analyze import _differences
    >>> Token = namedtuple("Token", "token start_char end_char")
    >>> whole = [Token("l'eau", 0, 5), Token("pure", 6, 10)]
    >>> parts = [Token("eau", 2, 5), Token("pure", 6, 10)]
    >>> _differences(whole, parts, "l'eau pure")
    [("l'eau", ["l'eau"], ['eau'])]
    """
    found = []
    lists = (first, second)
    at = [0, 0]
    while at[0] < len(first) or at[1] < len(second):
        ahead = [tokens[i] for tokens, i in zip(lists, at, strict=True) if i < len(tokens)]
        start = min(token.start_char for token in ahead)
        end = max(token.end_char for token in ahead if token.start_char == start)
        taken: tuple[list[str], list[str]] = ([], [])
        grown = True
        while grown:
            grown = False
            for side in (0, 1):
                tokens = lists[side]
                while at[side] < len(tokens) and tokens[at[side]].start_char < max(end, start + 1):
                    token = tokens[at[side]]
                    taken[side].append(token.token)
                    at[side] += 1
                    if token.end_char > end:
                        end, grown = token.end_char, True
                    grown = grown or side == 1
        if taken[0] != taken[1]:
            found.append((text[start:end], *taken))
    return found
