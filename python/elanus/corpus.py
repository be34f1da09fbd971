r"""Files of documents, read and checked into batches of ids and texts.

Every format is one document a line; any of them may be compressed with gzip (noticed by its
first two bytes, whatever the name):

``.jsonl``, ``.ndjson``, ``.json``
    One JSON object a line. Blank lines are skipped.
``.tsv``, ``.tab``
    Columns separated by tabs, taken literally: TSV has no quotes. The first line is a header if it
    names the text field (always, when a field was asked for by name). Without a header, one column
    is the text and two are id and text.
anything else
    Plain lines, each a document. Blank lines are skipped. Standard input (``/dev/stdin``) and a pipe,
    whose names say nothing, are JSON where the first line begins with ``{``.

The text is the field ``text`` unless another is named. The id is the field named, else ``_id`` or
``id`` where the first document has one, else the number of the line, so that ``sed -n 17p FILE``
finds document 17.

Examples
--------
>>> import pathlib, tempfile
>>> from elanus.corpus import read
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "birds.jsonl")
...     _ = path.write_text('{"_id": "k", "text": "A kite"}\n{"_id": "h", "text": "A hawk"}\n')
...     [batch] = read(path)
>>> batch.ids, batch.texts
(['k', 'h'], ['A kite', 'A hawk'])
"""

import contextlib
import gzip
import io
import json
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Batch", "read", "read_lines"]

#: The id fields tried in this order when none is named: BEIR's first.
DEFAULT_ID_FIELDS = ("_id", "id")
DEFAULT_TEXT_FIELD = "text"

STANDARD_INPUT = Path("/dev/stdin")
_GZIP_MAGIC = b"\x1f\x8b"
_BUFFER = 1 << 16
#: Where the names of open files are numbers.
_DESCRIPTORS = {Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd")}
#: What UTF-8 cannot hold: `json.loads` leaves a lone surrogate wherever a line escapes one.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_TYPES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


class Batch(NamedTuple):
    """Documents in the file's order: their ids, and their texts.

    Attributes
    ----------
    ids : list of str
    texts : list of str
    """

    ids: list[str]
    texts: list[str]


class _LineError(Exception):
    """What is wrong with one line; `read` adds the file and the line's number."""


#: One line to its id (None: the line's number) and text.
_Parse = Callable[[str], tuple[str | None, str]]


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str | None = None,
    id_field: str | None = None,
    max_text_bytes: int | None = None,
    max_id_bytes: int | None = None,
    batch_size: int = 10_000,
) -> Iterator[Batch]:
    r"""Read a file of documents, checking every line.

    Parameters
    ----------
    path : str or path
        The file; its name says the format (see the module), gzip is noticed by itself. It is opened
        once and read from beginning to end, so that it may be a pipe.
    text_field, id_field : str, optional
        The fields of text and id. By default ``text``, and ``_id``, ``id`` or the line's number.
    max_text_bytes, max_id_bytes : int, optional
        The longest text and id, in bytes of UTF-8; by default any length will do.
    batch_size : int
        Documents in a batch; the last one holds the rest.

    Yields
    ------
    Batch
        Ids and texts. Ids are unique in the whole file; lone surrogates have become U+FFFD.

    Raises
    ------
    InputError
        If the file cannot be read, holds no document, or a line is not what it should be: the
        message names the file, the line, and what it holds instead.
    InputTypeError
        If `path` is no path.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.corpus import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "birds.tsv")
    ...     _ = path.write_text("name\tcall\nkite\tkew-wi\n")
    ...     list(read(path, text_field="call", id_field="name"))
    [Batch(ids=['kite'], texts=['kew-wi'])]
    """
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"path is {type(path).__name__}; expected a str or a path: one file at a time")
    path = Path(path)
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    seen: dict[str, int] = {}
    ids: list[str] = []
    texts: list[str] = []
    number = 0
    try:
        with _open(path) as (stream, named):
            parse: _Parse | None = None
            for number, raw in enumerate(stream, 1):
                line = _decode(raw, first=number == 1)
                if not line or line.isspace():
                    continue
                if parse is None:
                    parse, is_header = _parser(path, line, text_field, id_field, named=named)
                    if is_header:
                        continue
                identity, text = parse(line)
                if identity is None:
                    identity = str(number)
                elif max_id_bytes is not None:
                    _check_id(identity, max_id_bytes)
                first = seen.setdefault(identity, number)
                if first != number:
                    _refuse_duplicate(identity, first)
                # A character takes at most four bytes: most texts need no counting.
                if max_text_bytes is not None and 4 * len(text) > max_text_bytes:
                    _check_text(text, max_text_bytes)
                ids.append(identity)
                texts.append(text)
                if len(ids) == batch_size:
                    yield Batch(ids, texts)
                    ids, texts = [], []
    except _LineError as error:
        raise InputError(f"{path}: line {number} {error}") from error.__cause__
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path}: the gzip data is damaged after line {number} ({error})") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not seen:
        raise InputError(f"{path} holds no document")
    if ids:
        yield Batch(ids, texts)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[tuple[io.BufferedIOBase, bool]]:
    """Open the file's bytes, decompressed if they are gzip's; tell whether its name says what they are."""
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError(f"{path} cannot be read: standard input is closed")
        # Not by its name: a socket cannot be opened again, nor what belongs to another user.
        raw = io.FileIO(0, closefd=False)
    else:
        raw = io.FileIO(path)
    with raw:
        named = stat.S_ISREG(os.fstat(raw.fileno()).st_mode) and path.parent not in _DESCRIPTORS
        source = _Source(raw)
        stream = io.BufferedReader(source, _BUFFER)
        if source.magic == _GZIP_MAGIC:
            with gzip.GzipFile(fileobj=stream) as decompressed:
                yield decompressed, named
        elif path.suffix == ".gz" and source.magic:
            raise InputError(f"{path} is named .gz but is not gzip data")
        else:
            yield stream, named


class _Source(io.RawIOBase):
    """The bytes of a file that cannot go back, after a look at the first two."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        first = bytearray(2)
        length = 0
        # A pipe gives what is there, which may be one byte.
        while length < 2 and (count := self._read(memoryview(first)[length:])):
            length += count
        self.magic = self._unread = bytes(first[:length])

    def _read(self, buffer: "WriteableBuffer") -> int:
        while (count := self._raw.readinto(buffer)) is None:
            import select

            select.select([self._raw], [], [])  # whoever shares this standard input has made it not wait
        return count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._unread:
            return self._read(buffer)
        view = memoryview(buffer)
        count = min(len(view), len(self._unread))
        view[:count] = self._unread[:count]
        self._unread = self._unread[count:]
        return count


def _decode(raw: bytes, *, first: bool) -> str:
    """One line without its end; a byte order mark is dropped."""
    try:
        line = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "; is it UTF-16?" if first and raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        raise _LineError(
            f"is not UTF-8: byte 0x{raw[error.start]:02x} at position {error.start + 1}{hint}"
        ) from error
    if first:
        line = line.removeprefix("\ufeff")
    return line.rstrip("\r\n")


def _parser(
    path: Path, first_line: str, text_field: str | None, id_field: str | None, *, named: bool
) -> tuple[_Parse, bool]:
    """Find what parses the lines of this file, and whether the first one is a header."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return _json_parser(first_line, text_field, id_field), False
    if name.endswith((".tsv", ".tab")):
        return _tsv_parser(first_line, text_field, id_field)
    if name.endswith(".csv"):
        raise InputError(f"{path}: CSV is not read; convert it to TSV or to JSONL")
    if not named and first_line.lstrip().startswith("{"):
        return _json_parser(first_line, text_field, id_field), False
    if text_field is not None or id_field is not None:
        raise InputError(f"{path} is read as plain lines, which have no fields; JSONL and TSV have")
    return _parse_plain, False


def _parse_plain(line: str) -> tuple[None, str]:
    return None, line


def _json_parser(first_line: str, text_field: str | None, id_field: str | None) -> _Parse:
    text_key = DEFAULT_TEXT_FIELD if text_field is None else text_field
    first = _json_object(first_line)
    id_key = id_field
    if id_key is None:
        id_key = next((field for field in DEFAULT_ID_FIELDS if field in first), None)
    # Looked up once, not for each line: 100,000 documents take half a second.
    decode = json.JSONDecoder().decode

    def parse(line: str) -> tuple[str | None, str]:
        try:
            record = decode(line)
            text = record[text_key]
            identity = None if id_key is None else record[id_key]
        except (ValueError, RecursionError, TypeError, KeyError, IndexError):
            record = _json_object(line)
            text = _member(record, text_key)
            identity = None if id_key is None else _member(record, id_key)
        if type(text) is not str:
            _json_object(line)
            raise _LineError(f'holds {_describe(text)} in the field "{text_key}", not a string')
        if "\\u" in line:
            # Only an escape can bring a lone surrogate: raw ones are not UTF-8.
            text = _LONE_SURROGATE.sub("\ufffd", text)
        if type(identity) is str or identity is None:
            if identity is not None and "\\u" in line:
                identity = _LONE_SURROGATE.sub("\ufffd", identity)
            return identity, text
        if type(identity) is int:
            return str(identity), text
        raise _LineError(
            f'holds {_describe(identity)} in the id field "{id_key}", not a string or a whole number'
        )

    return parse


def _json_object(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"is not JSON ({error.msg} at column {error.colno}): {_excerpt(line)}") from error
    except (ValueError, RecursionError) as error:
        raise _LineError(f"is not JSON that can be read ({error}): {_excerpt(line)}") from error
    if type(record) is not dict:
        hint = "; for one array, try: jq -c '.[]'" if type(record) is list else ""
        raise _LineError(f"is {_describe(record)}, not a JSON object{hint}")
    return record


def _member(record: dict[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    if key in record:
        return record[key]
    fields = ", ".join(f'"{field}"' for field in list(record)[:8]) or "nothing"
    raise _LineError(f'lacks the field "{key}"; it has {fields}{", …" if len(record) > 8 else ""}')


def _describe(value: object) -> str:
    kind = _JSON_TYPES[type(value)]
    return kind if value is None or type(value) is bool else f"{kind} ({_excerpt(json.dumps(value))})"


def _excerpt(line: str) -> str:
    return line if len(line) <= 60 else line[:59] + "…"


def _tsv_parser(first_line: str, text_field: str | None, id_field: str | None) -> tuple[_Parse, bool]:
    columns = first_line.split("\t")
    text_key = DEFAULT_TEXT_FIELD if text_field is None else text_field
    is_header = text_key in columns or text_field is not None or id_field is not None
    text_column: int
    id_column: int | None
    if is_header:
        text_column = _column(columns, text_key)
        if id_field is not None:
            id_column = _column(columns, id_field)
        else:
            id_column = next((columns.index(field) for field in DEFAULT_ID_FIELDS if field in columns), None)
    elif len(columns) == 1:
        text_column, id_column = 0, None
    elif len(columns) == 2:
        text_column, id_column = 1, 0
    else:
        raise _LineError(
            f'has {len(columns)} columns, none of them named "{text_key}": '
            "a first line with the names of the columns must say which is the text"
        )
    width = len(columns)

    def parse(line: str) -> tuple[str | None, str]:
        cells = line.split("\t")
        if len(cells) != width:
            raise _LineError(f"has {len(cells)} columns, not {width} as the first line: {_excerpt(line)}")
        return None if id_column is None else cells[id_column], cells[text_column]

    return parse, is_header


def _column(columns: list[str], field: str) -> int:
    if field in columns:
        return columns.index(field)
    names = ", ".join(f'"{name}"' for name in columns[:8])
    raise _LineError(f'lacks the column "{field}"; it has {_excerpt(names)}')


def _refuse_duplicate(identity: str, first: int) -> NoReturn:
    raise _LineError(f"has the id {_excerpt(identity)!r}, which line {first} has already")


def _check_text(text: str, limit: int) -> None:
    size = len(text.encode())
    if size > limit:
        raise _LineError(
            f"holds a text of {size:,} bytes; a collection takes at most {limit:,}: cut it into passages"
        )


def _check_id(identity: str, limit: int) -> None:
    if not identity:
        raise _LineError("has an empty id")
    if 4 * len(identity) > limit and len(identity.encode()) > limit:
        raise _LineError(
            f"has an id of {len(identity.encode()):,} bytes, more than {limit:,}: {_excerpt(identity)!r}"
        )


def read_lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    r"""Read the lines of a file of any format, decompressed where it is gzip's.

    Parameters
    ----------
    path : str or path
        The file; it is opened once and read from beginning to end, so that it may be a pipe.

    Yields
    ------
    tuple of int and str
        The number of each line, from 1 on, and the line without its end.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is not UTF-8.
    InputTypeError
        If `path` is no path.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.corpus import read_lines
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "qrels")
    ...     _ = path.write_text("1 0 kite 1\n2 0 swift 1\n")
    ...     list(read_lines(path))
    [(1, '1 0 kite 1'), (2, '2 0 swift 1')]
    """
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"path is {type(path).__name__}; expected a str or a path: one file at a time")
    path = Path(path)
    number = 0
    try:
        with _open(path) as (stream, _):
            for number, raw in enumerate(stream, 1):
                yield number, _decode(raw, first=number == 1)
    except _LineError as error:
        raise InputError(f"{path}: line {number} {error}") from error.__cause__
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path}: the gzip data is damaged after line {number} ({error})") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
