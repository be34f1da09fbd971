"""What the command writes: notes on stderr, a summary on stdout."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from elanus._terminal import is_terminal, say

#: Why lines of the summary could not be written.
_lost: list[OSError] = []


def note(message: str) -> None:
    """Say something beside the results, on stderr."""
    # A progress bar may stand on the line.
    clear = "\r\x1b[K" if is_terminal(sys.stderr) else ""
    say(f"{clear}elanus: {' '.join(message.split())}", sys.stderr)


def discard(stream: TextIO) -> None:
    """Send what a stream still holds nowhere: Python flushes it once more at exit, and fails if it cannot."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def finish(code: int) -> int:
    """Write out what the streams still hold; return the exit code, an error's where results were lost."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        discard(sys.stdout)
    except OSError as error:
        discard(sys.stdout)
        _lost.append(error)
    if _lost and code == 0:
        note(_lost[0].strerror or str(_lost[0]))
        code = 1
    _lost.clear()
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        discard(sys.stderr)
    return code


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
        discard(sys.stdout)  # the work goes on: a model is saved though `head` has read enough of its summary
    except OSError as error:
        _lost.append(error)  # as on a full disk: an error when the work is done


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
