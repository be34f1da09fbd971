"""``elanus analyze``: show the tokens of texts, and where two analyzers differ."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from elanus._terminal import one_line, say
from elanus.cli._analyzer import PARTS, analyzer_of, named
from elanus.cli._terminal import count, show_json, step
from elanus.cli.fit import add_text_field, document_file

if TYPE_CHECKING:
    from elanus.analysis import Analyzer

DESCRIPTION = """\
Show the tokens that an analyzer makes of a text or of each document of a file, and where two
analyzers differ."""

EPILOG = f"""\
{PARTS}

A table has a token a line: its position, where it stands in the text in characters, and the token.
--jsonl prints one JSON object a text, with the tokens in detail.

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

    if arguments.compare and (arguments.analyzer or arguments.spec or arguments.language):
        raise InputError("--compare names both analyzers: leave --analyzer, --language and --spec out")
    if arguments.text and arguments.file:
        raise InputError("give either a TEXT or a --file, not both")
    if not (arguments.text or arguments.file or arguments.spec):
        raise InputError("there is nothing to analyse: give a TEXT or a --file")
    if arguments.compare:
        first, second = (named(name) for name in arguments.compare)
        return _compare(_texts(arguments), arguments.compare, (first, second), as_json=arguments.jsonl)
    analyzer, texts = analyzer_of(arguments.analyzer, arguments.language, _texts(arguments))
    if arguments.spec:
        say(json.dumps(analyzer.spec, ensure_ascii=False), sys.stdout)
        return 0
    if arguments.jsonl:
        for name, text in texts:
            show_json({"id": name, "tokens": [_detail(token) for token in _tokens(analyzer, text)]})
    else:
        for name, text in texts:
            if arguments.file or len(arguments.text) > 1:
                step("document", one_line(name))
            for token in _tokens(analyzer, text):
                where = f"{token.position:>5}  {token.start_char:>5}-{token.end_char:<5}"
                say(f"{where}  {one_line(token.token)}", sys.stdout)
    return 0


def _texts(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Give the texts with what they are called."""
    if arguments.file is None:
        yield from ((str(number), text) for number, text in enumerate(arguments.text, start=1))
        return
    from elanus.corpus import read

    for batch in read(arguments.file, text_field=arguments.text_field):
        yield from zip(batch.ids, batch.texts, strict=True)


def _tokens(analyzer: "Analyzer", text: str) -> list[Any]:
    return analyzer.tokens(text, detail=True)


def _detail(token: Any) -> dict[str, Any]:  # noqa: ANN401 - a token in detail
    return dict(token._asdict())


def _compare(
    texts: Iterable[tuple[str, str]],
    names: Sequence[str],
    analyzers: "tuple[Analyzer, Analyzer]",
    *,
    as_json: bool,
) -> int:
    """Print where the tokens of two analyzers differ; the exit code says whether they do, as `diff`'s."""
    analysed = different = 0
    for name, text in texts:
        analysed += 1
        first, second = ([*_tokens(analyzer, text)] for analyzer in analyzers)
        differences = _differences(first, second, text)
        if not differences:
            continue
        different += 1
        if as_json:
            show_json(
                {
                    "id": name,
                    "differences": [dict(zip(("text", "a", "b"), d, strict=True)) for d in differences],
                }
            )
            continue
        step("document", one_line(name))
        for stretch, ours, theirs in differences:
            say(f"  {one_line(stretch)}", sys.stdout)
            say(f"    {names[0]}: {one_line(' '.join(ours)) or '-'}", sys.stdout)
            say(f"    {names[1]}: {one_line(' '.join(theirs)) or '-'}", sys.stdout)
    if not as_json:
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
