"""What the command writes: notes on stderr, a summary on stdout."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from elanus._terminal import say


def note(message: str) -> None:
    """Say something beside the results, on stderr."""
    # A progress bar may stand on the line.
    clear = "\r\x1b[K" if sys.stderr is not None and sys.stderr.isatty() else ""
    say(f"{clear}elanus: {' '.join(message.split())}", sys.stderr)


def close_output() -> None:
    """Send standard output nowhere, after its reader has closed it; Python flushes it once more at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def step(verb: str, what: str, seconds: float | None = None) -> None:
    """Print one line of a summary: what was done, and how long it took.

    Examples
    --------
    >>> from elanus.cli._terminal import step
    >>> step("read", "3 documents", 0.25)
    read      3 documents (0.2 s)
    """
    try:
        took = f" ({seconds:.1f} s)" if seconds is not None else ""
        say(f"{verb:<9} {what}{took}", sys.stdout, flush=True)
    except BrokenPipeError:
        close_output()  # the work goes on: a model is saved though `head` has read enough of its summary


def show_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on a line.

    Examples
    --------
    >>> from elanus.cli._terminal import show_json
    >>> show_json({"rank": 1, "id": "kite"})
    {"rank": 1, "id": "kite"}
    """
    # Escapes where the output is not UTF-8: the same JSON, which any encoding can hold.
    encoding = getattr(sys.stdout, "encoding", None) or ""
    say(json.dumps(value, ensure_ascii=encoding.lower().replace("-", "") != "utf8"), sys.stdout)


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> from elanus.cli._terminal import count
    >>> count(1, "document"), count(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextlib.contextmanager
def quiet(*, debug: bool) -> Iterator[None]:
    """Keep what pymilvus and Milvus Lite log off the screen, unless it is asked for."""
    if debug:
        yield
        return
    from elanus.milvus._lite import silenced

    with silenced():
        yield
