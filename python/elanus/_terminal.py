"""Text for people: lines printed wherever that is possible, and lines that fit a terminal."""

import os
import sys
import unicodedata
from typing import TextIO

__all__ = ["cut", "is_terminal", "one_line", "say", "width"]


def say(text: str, stream: TextIO | None, *, end: str = "\n", flush: bool = False) -> None:
    r"""Print a line; what is said beside the work must not make the work fail.

    Nothing is printed where the stream is ``None``, as Python sets it when a program starts with the
    stream closed; `print` would take standard output instead. Characters that the stream's encoding
    lacks are escaped, unless its own error handler does something else. Standard error may be closed,
    or full: what it does not take is lost.

    Examples
    --------
    >>> import io
    >>> from elanus._terminal import say
    >>> stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    >>> say("kite: коршун", stream, flush=True)
    >>> stream.buffer.getvalue()
    b'kite: \\u043a\\u043e\\u0440\\u0448\\u0443\\u043d\n'
    """
    if stream is None:
        return
    try:
        try:
            print(text, end=end, file=stream, flush=flush)
        except UnicodeEncodeError:
            encoding = stream.encoding or "utf-8"
            escaped = text.encode(encoding, "backslashreplace").decode(encoding)
            print(escaped, end=end, file=stream, flush=flush)
    except (OSError, ValueError):  # a ValueError where the program has closed it
        if stream is not sys.stderr:
            raise


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal; one that is closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def width(stream: TextIO | None = None) -> int:
    """Return the columns of the terminal of a stream, standard output by default.

    They are the variable ``COLUMNS``, else what the terminal says, else 80.
    """
    try:
        columns = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size((stream or sys.stdout).fileno()).columns
        except (AttributeError, OSError, ValueError):  # closed from the start, no terminal, or no file
            columns = 0
    return columns if columns > 0 else 80


def one_line(text: str) -> str:
    r"""Put a text on one line that is safe to print.

    White space becomes one space, and whatever does not print (a text may hold a terminal's
    control sequences) is left out.

    Examples
    --------
    >>> from elanus._terminal import one_line
    >>> one_line("Red\tkites\n\x1b[2J soar")
    'Red kites [2J soar'
    """
    if text.isprintable():  # most are
        return " ".join(text.split())
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def cut(text: str, columns: int) -> str:
    """Put the beginning of a text on one line of at most so many columns.

    It is cleaned as by `one_line`. East Asian wide characters count two columns.

    Examples
    --------
    >>> from elanus._terminal import cut
    >>> cut("Kites are birds of prey", 12), cut("鳶は鷹の仲間", 8)
    ('Kites are b…', '鳶は鷹…')
    """
    # A few thousand characters fill any terminal: the rest is not looked at.
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
