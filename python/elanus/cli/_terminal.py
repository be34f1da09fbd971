"""What the command writes: notes on stderr, a summary on stdout."""

import contextlib
import os
import sys
from collections.abc import Iterator


def note(message: str) -> None:
    """Say something beside the results, on stderr."""
    clear = "\r\x1b[K" if sys.stderr.isatty() else ""  # a progress bar may stand on the line
    print(f"{clear}elanus: {message}", file=sys.stderr)


def close_output() -> None:
    """Send standard output nowhere, after its reader has closed it; Python flushes it once more at exit."""
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
        print(f"{verb:<9} {what}" + (f" ({seconds:.1f} s)" if seconds is not None else ""), flush=True)
    except BrokenPipeError:
        close_output()  # the work goes on: a model is saved though `head` has read enough of its summary


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
