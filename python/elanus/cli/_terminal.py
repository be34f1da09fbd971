"""What the command writes: notes, a progress bar, and text that fits the terminal."""

import contextlib
import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from types import TracebackType


def note(message: str) -> None:
    """Say something beside the results, on stderr."""
    print(f"elanus: {message}", file=sys.stderr)


def step(verb: str, what: str, seconds: float | None = None) -> None:
    """Print one line of a summary: what was done, and how long it took.

    Examples
    --------
    >>> from elanus.cli._terminal import step
    >>> step("read", "3 documents", 0.25)
    read      3 documents (0.2 s)
    """
    print(f"{verb:<9} {what}" + (f" ({seconds:.1f} s)" if seconds is not None else ""), flush=True)


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> from elanus.cli._terminal import count
    >>> count(1, "document"), count(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Progress:
    """A bar on stderr while something long runs; nothing at all where stderr is no terminal.

    Examples
    --------
    >>> from elanus.cli._terminal import Progress
    >>> with Progress("inserting", 100) as progress:
    ...     progress.show(50)
    """

    #: Seconds between two drawings: often enough to look alive, too seldom to cost anything.
    INTERVAL = 0.1

    def __init__(self, label: str, total: int | None = None) -> None:
        self._label = label
        self._total = total
        self._visible = sys.stderr.isatty()
        self._started = time.monotonic()
        self._drawn = 0.0

    def __enter__(self) -> "Progress":
        self.show(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._visible:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, done: int) -> None:
        """Draw the bar for `done` of all; where the total is not known, a count."""
        now = time.monotonic()
        if not self._visible or now - self._drawn < self.INTERVAL:
            return
        self._drawn = now
        line = f"{self._label} {done:,}"
        if self._total:
            share = min(done / self._total, 1.0)
            bar = "#" * round(30 * share)
            line = f"{self._label} [{bar:.<30}] {done:,} of {self._total:,}"
            if share:
                line += f", {(now - self._started) * (1 / share - 1):.0f} s left"
        print(f"\r{cut(line, width() - 1)}\x1b[K", end="", file=sys.stderr, flush=True)


def width() -> int:
    """Return the columns of the terminal: ``COLUMNS``, else what it says, else 80."""
    try:
        columns = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):  # no terminal, or no file at all
            columns = 0
    return columns if columns > 0 else 80


def one_line(text: str) -> str:
    r"""Put a text on one line that is safe to print.

    White space becomes one space, and whatever does not print (a text may hold a terminal's
    control sequences) is left out.

    Examples
    --------
    >>> from elanus.cli._terminal import one_line
    >>> one_line("Red\tkites\n\x1b[2J soar")
    'Red kites [2J soar'
    """
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def cut(text: str, columns: int) -> str:
    """Put the beginning of a text on one line of at most so many columns.

    It is cleaned as by `one_line`. East Asian wide characters count two columns.

    Examples
    --------
    >>> from elanus.cli._terminal import cut
    >>> cut("Kites are birds of prey", 12), cut("鳶は鷹の仲間", 8)
    ('Kites are b…', '鳶は鷹…')
    """
    # A few thousand characters fill any terminal: no need to look at the other megabytes.
    line = one_line(text[: 8 * columns + 64])
    used = 0
    for position, character in enumerate(line):
        used += _columns(character)
        if used > columns:
            end = position
            used -= _columns(character)
            while end and used + 1 > columns:
                end -= 1
                used -= _columns(line[end])
            return line[:end] + "…" if columns > 0 else ""
    return line


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@contextlib.contextmanager
def quiet(*, debug: bool) -> Iterator[None]:
    """Keep what pymilvus and Milvus Lite log off the screen: each of it is also an exception."""
    if debug:
        yield
        return
    import logging

    with contextlib.suppress(ImportError):
        import pymilvus  # noqa: F401 - it sets its loggers up when imported, over what we would set
    loggers = [
        logging.getLogger(name)
        for name in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
