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

The text is the field ``text``, after the ``title`` of a document that has one (so BEIR joins them),
unless other fields are named; several are joined by a space. The id is the field named, else ``_id``
or ``id`` where the first document has one, else the number of the line, so that ``sed -n 17p FILE``
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
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from elanus._lines import STANDARD_INPUT as STANDARD_INPUT, LineError, blocks, lines
from elanus.errors import InputError, InputTypeError

__all__ = ["Batch", "read", "read_lines"]

#: The id fields tried in this order when none is named: BEIR's first.
DEFAULT_ID_FIELDS = ("_id", "id")
DEFAULT_TEXT_FIELD = "text"
#: What stands before the text unless fields are named.
TITLE_FIELD = "title"

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


#: One line to its id (None: the line's number) and text.
_Parse = Callable[[str], tuple[str | None, str]]
#: Lines to their ids (None: the lines' numbers) and texts, unless there is something special about one.
_ParseBlock = Callable[[list[str]], tuple[list[str] | None, list[str]] | None]


class _TextFields(NamedTuple):
    """The fields that make up a document's text."""

    #: None where the caller has named none.
    named: tuple[str, ...] | None
    #: What is called for each title that stands before a text, as none does where fields are named.
    on_title: Callable[[], object] | None

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields of the text: a table has a column for each, a JSON object one of them at least."""
        return (DEFAULT_TEXT_FIELD,) if self.named is None else self.named

    def text_of(self, record: dict[str, Any]) -> str:
        """Return the text of a JSON object."""
        if self.named is not None and len(self.named) > 1:
            there = [key for key in self.named if key in record]
            if not there:
                raise _lacking(record, " or ".join(f'"{key}"' for key in self.named))
            # A null is a part that is not there.
            return _joined([_string(record[key], key) for key in there if record[key] is not None])
        [key] = self.needed
        text = _string(record[key], key)
        return text if self.on_title is None else self.titled(record.get(TITLE_FIELD), text)

    def titled(self, title: object, text: str) -> str:
        """Return a text with its title before it, where it has one."""
        if title is None or title == "" or self.on_title is None:
            return text
        joined = _joined([_string(title, TITLE_FIELD), text])
        self.on_title()
        return joined


def _joined(parts: list[str]) -> str:
    """Join the parts of a text, as BEIR does."""
    return " ".join(filter(None, parts))


def _string(value: Any, key: str) -> str:  # noqa: ANN401 - whatever JSON holds
    if type(value) is not str:
        raise LineError(f'holds {_describe(value)} in the field "{key}", not a string')
    return value


class _Parser(NamedTuple):
    """What parses the lines of a file."""

    line: _Parse
    block: _ParseBlock | None = None
    is_header: bool = False

    def documents(self, lines: list[str], first: int, prefix: str) -> tuple[list[str], list[str]] | None:
        """Return ids and texts of lines that are numbered from `first`, where all of them are as usual."""
        parsed = self.block(lines) if self.block else None
        if parsed is None:
            return None
        ids, texts = parsed
        return ids or [f"{prefix}{number}" for number in range(first, first + len(lines))], texts


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str | Sequence[str] | None = None,
    id_field: str | None = None,
    titles: bool = True,
    on_title: Callable[[], object] = lambda: None,
    max_text_bytes: int | None = None,
    max_id_bytes: int | None = None,
    batch_size: int = 10_000,
    line_prefix: str = "",
    eager: bool = False,
) -> Iterator[Batch]:
    r"""Read a file of documents, checking every line.

    Parameters
    ----------
    path : str or path
        The file; its name says the format (see the module), gzip is noticed by itself. It is opened
        once and read from beginning to end, so that it may be a pipe.
    text_field : str or sequence of str, optional
        The field of the text; or several, in a list or with commas between them, whose texts are joined by
        a space. Those that are empty or null are left out, and in JSON those that a document lacks, if it has
        one of them. By default ``text``, and before it ``title`` where a document has one.
    id_field : str, optional
        The field of the id; by default ``_id``, ``id`` or the line's number.
    titles : bool
        Whether titles count where no text field is named. Those of queries do not.
    on_title : callable, optional
        What is called, once or more often, where one does.
    max_text_bytes, max_id_bytes : int, optional
        The longest text and id, in bytes of UTF-8; by default any length will do.
    batch_size : int
        Documents in a batch; the last one holds the rest.
    line_prefix : str
        What stands before the number of a line where that is the id, such as ``"birds.txt:"``.
    eager : bool
        Whether what has been read is given at once, in smaller batches, as for questions from a pipe.

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
    names = _names(text_field)
    fields = _TextFields(names, on_title if titles and names is None else None)
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"path is {type(path).__name__}; expected a str or a path: one file at a time")
    path = Path(path)
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    seen: dict[str, int] = {}
    ids: list[str] = []
    texts: list[str] = []
    read_before = number = 0
    # Limits are looked at line by line.
    in_blocks = max_text_bytes is None and max_id_bytes is None
    with _reported(path, lambda: number), blocks(path) as (found, named):
        parser: _Parser | None = None
        for block, wrong in lines(found):
            size = len(block)
            if in_blocks and parser and (parsed := parser.documents(block, read_before + 1, line_prefix)):
                own_ids, own_texts = parsed
                if len(set(own_ids)) == len(own_ids) and seen.keys().isdisjoint(own_ids):
                    seen.update(zip(own_ids, count(read_before + 1), strict=False))
                    number = read_before + size
                    ids += own_ids
                    texts += own_texts
                    while len(ids) >= batch_size:
                        yield Batch(ids[:batch_size], texts[:batch_size])
                        del ids[:batch_size], texts[:batch_size]
                    block = []
            for number, line in enumerate(block, read_before + 1):
                if not line or line.isspace():
                    continue
                if parser is None:
                    parser = _parser(path, line, fields, id_field, named=named)
                    if parser.is_header:
                        continue
                identity, text = parser.line(line)
                if identity is None:
                    identity = f"{line_prefix}{number}"
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
            read_before += size
            if wrong is not None:
                number += 1
                raise wrong
            if eager and ids:
                yield Batch(ids, texts)
                ids, texts = [], []
    if not seen:
        raise InputError(f"{path} holds no document")
    if ids:
        yield Batch(ids, texts)


def _names(text_field: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the names of the fields of the text, None where the caller leaves them to us.

    Examples
    --------
    >>> from elanus.corpus import _names
    >>> _names("title, text"), _names(["title, with a comma", "text"])
    (('title', 'text'), ('title, with a comma', 'text'))
    """
    if text_field is None:
        return None
    if isinstance(text_field, str):
        names = tuple(name.strip() for name in text_field.split(","))
    elif isinstance(text_field, list | tuple) and all(isinstance(name, str) for name in text_field):
        names = tuple(text_field)
    else:
        raise InputTypeError(f"text_field is {text_field!r}; expected a str or a list of str")
    if not names or not all(names):
        raise InputError(f"text_field is {text_field!r}; expected the name of a field, or several")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the text's field {twice!r} is named twice")
    return names


def _parser(
    path: Path, first_line: str, fields: _TextFields, id_field: str | None, *, named: bool
) -> _Parser:
    """Find what parses the lines of this file."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return _json_parser(first_line, fields, id_field)
    if name.endswith((".tsv", ".tab")):
        return _tsv_parser(first_line, fields, id_field)
    if name.endswith(".csv"):
        raise InputError(f"{path}: CSV is not read; convert it to TSV or to JSONL")
    if not named and first_line.lstrip().startswith("{"):
        return _json_parser(first_line, fields, id_field)
    if fields.named is not None or id_field is not None:
        raise InputError(f"{path} is read as plain lines, which have no fields; JSONL and TSV have")
    return _Parser(_parse_plain)


def _parse_plain(line: str) -> tuple[None, str]:
    return None, line


def _json_parser(first_line: str, fields: _TextFields, id_field: str | None) -> _Parser:
    first = _json_object(first_line)
    id_key = id_field
    if id_key is None:
        id_key = next((field for field in DEFAULT_ID_FIELDS if field in first), None)
    # It does not look for white space around an object, which hardly a line has.
    decode = json.JSONDecoder().raw_decode

    def parse(line: str) -> tuple[str | None, str]:
        try:
            record, end = decode(line)
            if end != len(line):
                record = _json_object(line)
            text = fields.text_of(record)
            identity = None if id_key is None else record[id_key]
        except (LineError, ValueError, RecursionError, TypeError, KeyError, IndexError):
            record = _json_object(line)
            if len(fields.needed) == 1:
                _member(record, fields.needed[0])
            identity = None if id_key is None else _member(record, id_key)
            text = fields.text_of(record)
        if "\\u" in line:
            # Only an escape can bring a lone surrogate: raw ones are not UTF-8.
            text = _LONE_SURROGATE.sub("\ufffd", text)
        if type(identity) is str or identity is None:
            if identity is not None and "\\u" in line:
                identity = _LONE_SURROGATE.sub("\ufffd", identity)
            return identity, text
        if type(identity) is int:
            return str(identity), text
        raise LineError(
            f'holds {_describe(identity)} in the id field "{id_key}", not a string or a whole number'
        )

    def parse_block(block: list[str]) -> tuple[list[str] | None, list[str]] | None:
        try:
            found = list(map(decode, block))
            texts = [fields.text_of(record) for record, _ in found]
            ids = None if id_key is None else [record[id_key] for record, _ in found]
            # A lone surrogate cannot be encoded.
            if any("\\u" in line for line in block):
                "".join((*texts, *(ids or ()))).encode()
        except (LineError, ValueError, RecursionError, TypeError, KeyError, IndexError):
            return None
        if [end for _, end in found] != list(map(len, block)):
            return None
        return (ids, texts) if ids is None or {*map(type, ids)} == {str} else None

    return _Parser(parse, parse_block)


def _json_object(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError(f"is not JSON ({error.msg} at column {error.colno}): {_excerpt(line)}") from error
    except (ValueError, RecursionError) as error:
        raise LineError(f"is not JSON that can be read ({error}): {_excerpt(line)}") from error
    if type(record) is not dict:
        hint = "; for one array, try: jq -c '.[]'" if type(record) is list else ""
        raise LineError(f"is {_describe(record)}, not a JSON object{hint}")
    return record


def _member(record: dict[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    if key in record:
        return record[key]
    raise _lacking(record, f'"{key}"')


def _lacking(record: dict[str, Any], what: str) -> LineError:
    fields = ", ".join(f'"{field}"' for field in list(record)[:8]) or "nothing"
    return LineError(f"lacks the field {what}; it has {fields}{', …' if len(record) > 8 else ''}")


def _describe(value: object) -> str:
    kind = _JSON_TYPES[type(value)]
    return kind if value is None or type(value) is bool else f"{kind} ({_excerpt(json.dumps(value))})"


def _excerpt(line: str) -> str:
    return line if len(line) <= 60 else line[:59] + "…"


def _tsv_parser(first_line: str, fields: _TextFields, id_field: str | None) -> _Parser:
    columns = first_line.split("\t")
    is_header = DEFAULT_TEXT_FIELD in columns or fields.named is not None or id_field is not None
    text_columns: list[int]
    id_column: int | None
    title_column: int | None = None
    if is_header:
        text_columns = [_column(columns, key) for key in fields.needed]
        if fields.on_title is not None and TITLE_FIELD in columns:
            title_column = columns.index(TITLE_FIELD)
        if id_field is not None:
            id_column = _column(columns, id_field)
        else:
            id_column = next((columns.index(field) for field in DEFAULT_ID_FIELDS if field in columns), None)
    elif len(columns) == 1:
        text_columns, id_column = [0], None
    elif len(columns) == 2:
        text_columns, id_column = [1], 0
    else:
        raise LineError(
            f'has {len(columns)} columns, none of them named "{DEFAULT_TEXT_FIELD}": '
            "a first line with the names of the columns must say which is the text"
        )
    width = len(columns)

    def parse(line: str) -> tuple[str | None, str]:
        cells = line.split("\t")
        if len(cells) != width:
            raise LineError(f"has {len(cells)} columns, not {width} as the first line: {_excerpt(line)}")
        text = _joined([cells[column] for column in text_columns])
        if title_column is not None:
            text = fields.titled(cells[title_column], text)
        return None if id_column is None else cells[id_column], text

    return _Parser(parse, is_header=is_header)


def _column(columns: list[str], field: str) -> int:
    if field in columns:
        return columns.index(field)
    names = ", ".join(f'"{name}"' for name in columns[:8])
    raise LineError(f'lacks the column "{field}"; it has {_excerpt(names)}')


def _refuse_duplicate(identity: str, first: int) -> NoReturn:
    raise LineError(f"has the id {_excerpt(identity)!r}, which line {first} has already")


def _check_text(text: str, limit: int) -> None:
    size = len(text.encode())
    if size > limit:
        raise LineError(
            f"holds a text of {size:,} bytes; a collection takes at most {limit:,}: cut it into passages"
        )


def _check_id(identity: str, limit: int) -> None:
    if not identity:
        raise LineError("has an empty id")
    if 4 * len(identity) > limit and len(identity.encode()) > limit:
        raise LineError(
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
    with _reported(path, lambda: number), blocks(path) as (found, _):
        for block, wrong in lines(found):
            for line in block:
                number += 1
                yield number, line
            if wrong is not None:
                number += 1
                raise wrong


@contextlib.contextmanager
def _reported(path: Path, number: Callable[[], int]) -> Iterator[None]:
    """Let errors of a file name it, and the line that is wrong or the last one that was read."""
    try:
        yield
    except LineError as error:
        raise InputError(f"{path}: line {number()} {error}") from error.__cause__
    except (EOFError, zlib.error) as error:
        raise InputError(f"{path}: the gzip data is damaged after line {number()} ({error})") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
