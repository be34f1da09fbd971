"""Files of documents read by hand: the modules json and csv, a line at a time, all in memory."""

import bz2
import csv
import gzip
import io
import json
import lzma
import re
import sys
from typing import NamedTuple

import pyarrow as pa

csv.field_size_limit(sys.maxsize)

PACKINGS = ("", ".gz", ".zst", ".bz2", ".xz")
# What Unicode calls white space; str.isspace takes four control characters for it too.
_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_SPACE += "\u2028\u2029\u202f\u205f\u3000"


class Wrong(NamedTuple):
    """A record that is not what it should be."""

    file: str
    line: int


class Read(NamedTuple):
    """The documents of files, up to the first that is wrong; or all but those."""

    documents: list[tuple[str, str]]
    wrong: list[Wrong]
    #: The first without an id in a file in which others have one.
    mixed: Wrong | None


def pack(data, packing):
    """One member, frame or stream."""
    if packing == ".gz":
        return gzip.compress(data, 1)
    if packing == ".bz2":
        return bz2.compress(data, 1)
    if packing == ".xz":
        return lzma.compress(data, preset=0)
    if packing == ".zst":
        stream = pa.BufferOutputStream()
        with pa.CompressedOutputStream(stream, "zstd") as packed:
            packed.write(data)
        return stream.getvalue().to_pybytes()
    return data


def unpack(data, packing):
    """All of them; EOFError or another if the last is not whole."""
    if packing == ".gz":
        return gzip.decompress(data)
    if packing == ".bz2":
        return bz2.decompress(data)
    if packing == ".xz":
        return lzma.decompress(data)
    if packing == ".zst":
        return pa.input_stream(io.BytesIO(data), "zstd").read()
    return data


def read(
    files,
    *,
    format,
    packing="",
    text_field=None,
    id_field=None,
    titles=True,
    delimiter=",",
    header=True,
    skips=False,
    ids="unique",
):
    """Read files of one format and packing.

    An id that is a line's number has the file's name before it, if there are several files. Ids are "unique",
    or only "checked", or not looked at.
    """
    documents, wrong, seen, mixed = [], [], set(), []
    for file in files:
        kinds = {}
        data = unpack(file.read_bytes(), packing)
        prefix = f"{file}:" if len(files) > 1 else ""
        for line, record in _records(data, format, delimiter, header):
            found = (
                None
                if record is None
                else _document(record, text_field, id_field if ids else None, titles, ids)
            )
            if found is not None and (id_of := found[0]) is None:
                kinds.setdefault("without", (str(file), line))
                found = (f"{prefix}{line}", found[1])
            elif found is not None:
                kinds.setdefault("with", id_of)
            if found is None or (ids == "unique" and found[0] in seen):
                wrong.append(Wrong(str(file), line))
                if skips:
                    continue
                return Read(documents, wrong, None)
            seen.add(found[0])
            documents.append(found)
        if len(kinds) == 2:
            mixed.append(Wrong(*kinds["without"]))
    return Read(documents, wrong, mixed[0] if mixed else None)


def _records(data, format, delimiter, header):
    """Give the first line of each record, and the record as a dict; None if it is none."""
    data = data.removeprefix("\ufeff".encode())
    rows = _csv(data, delimiter) if format == "csv" else _lines(data)
    names = None
    for number, text, cells in rows:
        if text is None or "\0" in text:
            yield number, None
        elif not text.strip(_SPACE):
            continue
        elif format == "lines":
            yield number, {"text": text.rstrip("\r\n")}
        elif format == "jsonl":
            try:
                record = json.loads(text)
            except ValueError:
                record = None
            yield number, record if isinstance(record, dict) else None
        else:
            cells = _tsv(text) if cells is None else cells
            if names is None:
                if header:
                    names = cells
                    continue
                names = ["text"] if len(cells) == 1 else ["id", "text"]
            yield number, dict(zip(names, cells, strict=True)) if len(names) == len(cells) else None


def _lines(data):
    for number, line in enumerate(data.split(b"\n"), 1):
        yield number, _decoded(line), None


def _csv(data, delimiter):
    text = data.decode("utf-8", "surrogateescape")
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    if not lines[-1]:
        lines.pop()
    reader = csv.reader(iter(lines), delimiter=delimiter)
    start = 0
    for cells in reader:
        record = lines[start : reader.line_num]
        whole = _decoded("".join(record).encode("utf-8", "surrogateescape"))
        if reader.line_num == len(lines) and _is_open(record, delimiter):
            whole = None
        yield start + 1, whole, cells
        start = reader.line_num


def _is_open(record, delimiter):
    """Whether a quote of the last record is never closed."""
    try:
        list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _tsv(line):
    cells = line.removesuffix("\r").split("\t")
    as_pandas = [re.fullmatch(r'"((?:[^"]|"")*)"', cell, re.DOTALL) for cell in cells]
    are_all = len(cells) > 1 and all(as_pandas)
    return [
        match[1].replace('""', '"') if match and (are_all or '""' in match[1]) else cell
        for cell, match in zip(cells, as_pandas, strict=True)
    ]


def _decoded(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _document(record, text_field, id_field, titles, ids):
    """The id, None if there is none, and the text; None if it is wrong."""
    if not isinstance(record, dict):
        return None
    names = [text_field] if isinstance(text_field, str) else text_field
    parts = [_at(record, name) for name in names or ["text"]]
    if len(parts) == 1 and not isinstance(parts[0], str):
        return None
    if any(part is not None and part is not ... and not isinstance(part, str) for part in parts):
        return None
    if all(part is ... for part in parts):
        return None
    if names is None and titles:
        title = record.get("title")
        if title is not None and not isinstance(title, str):
            return None
        parts.insert(0, title)
    text = parts[0] if len(parts) == 1 else _joined(parts)
    identity = None
    if not ids:
        return None, _clean(text)
    for name in [id_field] if id_field else ["_id", "id"]:
        value = _at(record, name)
        if value is ...:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            return None
        identity = _clean(str(value))
        break
    if identity is None and id_field:
        return None
    return identity, _clean(text)


def _joined(parts):
    return " ".join(part for part in parts if isinstance(part, str) and part)


def _at(record, path):
    """The value at a path, `...` if there is none."""
    if path in record:
        return record[path]
    head, _, rest = path.partition(".")
    inner = record.get(head)
    return _at(inner, rest) if rest and isinstance(inner, dict) else ...


def _clean(text):
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
