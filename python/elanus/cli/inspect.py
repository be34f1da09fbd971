"""``elanus inspect``: verify an index or a model and say what it holds."""

import argparse
import json
from pathlib import Path
from typing import Any

from elanus._terminal import cut, one_line, width
from elanus.cli._parameters import terms
from elanus.cli._terminal import count, show_json, step
from elanus.errors import InputError

DESCRIPTION = """\
Verify an index, which is a folder, or a model, which is a file, and print what it holds: format and
size, documents and terms, method and parameters, the analyzer, and the terms that stand in the most
documents."""

EPILOG = """\
examples:
  elanus inspect birds.elanus
  elanus inspect corpus.bm25
  elanus inspect --json corpus.bm25 | jq .analyzer"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus inspect``."""
    parser.add_argument(
        "file", metavar="INDEX|MODEL", type=Path, help="an index, or a model file of either format"
    )
    parser.add_argument(
        "-k", type=_number, default=10, metavar="N", help="the most frequent terms to show (default: 10)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 999999999")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Verify and print."""
    if arguments.file.is_dir():
        from elanus.cli._index_inspect import inspect_index, lines

        found = inspect_index(arguments.file, arguments.k)
    else:
        from elanus.sparse.bm25 import inspect_model

        if not arguments.file.exists():
            raise InputError(
                f"there is no index or model {arguments.file}; `elanus index` and `elanus fit` make them"
            )
        lines = _lines
        found = inspect_model(arguments.file, arguments.k)
    if arguments.json:
        show_json(found)
        return 0
    for name, value in lines(found):
        # Terms can be very long, and are cut; the digest and the analyzer are shown whole.
        step(name, cut(value, max(width() - 10, 60)) if name == "frequent" else one_line(value))
    return 0


def _lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    # A file of pymilvus.model may hold NaN; JSON's way to say it is a string.
    parameters = ", ".join(f"{name} {float(found[name]):g}" for name in ("k1", "b", "epsilon", "delta"))
    frequent = found["most_frequent"]
    return [
        ("format", f"{found['format']}, version {found['version']}, {count(found['bytes'], 'byte')}"),
        ("digest", f"{found['digest']} verified" if found["digest"] else "none: nothing can be verified"),
        ("documents", f"{found['documents']:,}, of {found['average_length']:.2f} tokens on average"),
        *terms(found),
        ("method", f"{found['method']}: {parameters}"),
        (
            "analyzer",
            json.dumps(found["analyzer"], ensure_ascii=False) if found["analyzer"] else "not stored",
        ),
        (
            "frequent",
            "not known: the file has no document frequencies"
            if frequent is None
            else ", ".join(f"{entry['term']} {entry['df']:,}" for entry in frequent) or "none",
        ),
    ]
