r"""Files of documents: any format, packed or not, read by all threads straight into the analysis.

``.jsonl``, ``.ndjson``, ``.json``
    One JSON object a line.
``.csv``
    Cells between commas, in quotes where they hold commas, quotes or ends of lines (RFC 4180); the first
    record names the columns.
``.tsv``, ``.tab``
    Cells between tabs. A cell that is in quotes as a whole, with others in it that are all doubled, is what
    they hold, as pandas writes it; so is any cell of a line where all are in quotes. The first line is a
    header if it names the text, or an id. Without one, one column is the text and two are id and text.
``.parquet``, ``.pq``, ``.arrow``, ``.feather``, ``.ipc``
    Tables of Arrow, read with pyarrow (``pip install elanus[arrow]``).
anything else
    Plain lines, each a document. Standard input and a pipe, whose names say nothing, are JSON where the first
    line begins with ``{``; `format` says what else they are.

Any of the formats of text may be packed by gzip, Zstandard, bzip2 or xz, which its first bytes tell. Blank
lines are left out, and a byte order mark.

The text is the field ``text``, after the ``title`` of a document that has one (so BEIR joins them), unless
other fields are named, by their names or in JSON by a path such as ``doc.body``; several are joined by a
space. The id is the field named, else ``_id`` or ``id``, else the number of the line, so that
``sed -n 17p FILE`` finds document 17, after the name of the file where there are several. Either all
documents of a file have an id or none has.

Examples
--------
>>> import pathlib, tempfile
>>> from elanus import corpus
>>> from elanus.sparse import BM25EmbeddingFunction
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "birds.jsonl")
...     _ = path.write_text('{"_id": "k", "text": "A kite"}\n{"_id": "h", "text": "A hawk"}\n')
...     birds = corpus.open(path)
...     [batch] = birds.batches()
...     bm25 = BM25EmbeddingFunction().fit(birds)
>>> batch.ids, batch.texts, bm25.corpus_size
(['k', 'h'], ['A kite', 'A hawk'], 2)
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import elanus._core as _core
from elanus._corpus_batch import Batch as Batch
from elanus._corpus_paths import STANDARD_INPUT as STANDARD_INPUT, file_label, found
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from elanus._table_corpus import TableCorpus

__all__ = ["Batch", "Corpus", "Format", "open", "read", "read_lines"]

#: What a file of documents is, where its name does not say it.
Format: TypeAlias = Literal["jsonl", "csv", "tsv", "lines", "parquet", "arrow"]

_FORMATS = ("jsonl", "csv", "tsv", "lines")
_BATCH = 10_000


class Corpus:
    """Documents in files; made by `elanus.corpus.open`.

    It is read anew each time that it is used, and can be given wherever texts are taken: to `fit`, to
    `encode_documents`, to ``Index.build``. There the files are parsed by the threads that analyse them,
    without Python strings. It iterates over its texts, and is an Arrow stream of the columns ``id`` and
    ``text``.

    Attributes
    ----------
    files : list of Path
        The files, in the order in which they are read.
    size : int or None
        Their bytes, as they lie there; ``None`` if one of them is a pipe.
    """

    def __init__(self, files: list[Path], options: dict[str, Any]) -> None:
        self.files = files
        self._options = options
        self._latest: _core.Files | None = None

    @property
    def size(self) -> int | None:
        """The bytes of all files, `None` if one of them has no size."""
        total = 0
        for file in self.files:
            if file == STANDARD_INPUT or not file.is_file():
                return None
            total += file.stat().st_size
        return total

    @property
    def skipped(self) -> tuple[int, list[str]]:
        """How many records the latest reading has left out, and what was wrong with the first ten."""
        return (0, []) if self._latest is None else self._latest.skipped

    @property
    def bytes_read(self) -> int:
        """The bytes that the latest reading has read so far, as they lie in the files."""
        return 0 if self._latest is None else self._latest.bytes_read

    @property
    def joins_titles(self) -> bool:
        """Whether the latest reading has found titles, which stand before their texts."""
        return self._latest is not None and self._latest.titles > 0

    def __elanus_files__(self, **options: Any) -> _core.Files:  # noqa: ANN401 - those of `_core.Files`
        """Open the files anew, as the core takes them."""
        if STANDARD_INPUT in self.files and sys.stdin is None:
            raise InputError(f"{STANDARD_INPUT} cannot be read: standard input is closed")
        paths = [None if file == STANDARD_INPUT else file for file in self.files]
        self._latest = _core.Files(paths, **self._options | options)
        return self._latest

    def batches(self, batch_size: int = _BATCH, *, named: bool = False) -> Iterator[Batch]:
        """Read the documents as Python strings, with their ids, which are unique.

        Parameters
        ----------
        batch_size : int
            Documents in a batch; the last one holds the rest.
        named : bool
            Whether a line's number, where it is the id, follows the name of its file, as in
            ``notes.txt:17``. It always does where there are several files.

        Yields
        ------
        Batch

        Raises
        ------
        InputError
            As `open` says.
        """
        prefix = f"{file_label(self.files[0])}:" if named and len(self.files) == 1 else ""
        files = self.__elanus_files__(ids=prefix)
        return _batched(_unique(files, skips=self._options["skip"]), batch_size)

    def __iter__(self) -> Iterator[str]:
        files = self.__elanus_files__()
        while (block := files.next()) is not None:
            yield from block[1]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule of an Arrow stream of the columns ``id`` and ``text``, both ``large_string``."""
        return self.__elanus_files__(ids="").__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        names = ", ".join(str(file) for file in self.files[:3])
        more = f", … ({len(self.files)} files)" if len(self.files) > 3 else ""
        return f"Corpus({names}{more})"


def open(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Any,  # noqa: ANN401 - a table of Arrow
    *,
    text_field: str | Sequence[str] | None = None,
    id_field: str | None = None,
    titles: bool = True,
    format: Format | None = None,
    delimiter: str | None = None,
    header: bool | None = None,
    on_error: Literal["raise", "skip"] = "raise",
    skipped_list: str | os.PathLike[str] | None = None,
    max_text_bytes: int | None = None,
    max_id_bytes: int | None = None,
) -> "Corpus | TableCorpus":
    r"""Open files of documents. Nothing is read before it is used.

    Parameters
    ----------
    source : str, path or sequence of them
        A file; a directory, of which all files are read but those whose names begin with ``.`` or ``_``, in
        the order of their paths; a pattern such as ``"part-*.jsonl.gz"``; ``"-"`` for standard input; or
        several.
        Or a table: what exports an Arrow stream (pyarrow, Polars, DuckDB), or a data set of Hugging
        Face.
    text_field : str or sequence of str, optional
        The field of the text; or several, in a list or with commas between them, whose texts are joined by
        a space. Those that are empty or null are left out, and in JSON those that a document lacks, if it has
        one of them. In JSON a name with dots is also a path into objects. By default ``text``, and before it
        ``title`` where a document has one.
    id_field : str, optional
        The field of the id; by default ``_id``, ``id`` or the line's number.
    titles : bool
        Whether titles count where no text field is named.
    format : {"jsonl", "csv", "tsv", "lines", "parquet", "arrow"}, optional
        What the files are; by default their names say it (see the module).
    delimiter : str, optional
        What stands between the cells of CSV, an ASCII character; by default a comma.
    header : bool, optional
        Whether a table's first record names its columns; by default it does where it looks so.
    on_error : {"raise", "skip"}
        Whether a record that is not what it should be is an error, or left out and counted
        (`Corpus.skipped`).
    skipped_list : path, optional
        A file into which all that is left out is written, a line each with the file, the line and what is
        wrong.
    max_text_bytes, max_id_bytes : int, optional
        The longest text and id, in bytes of UTF-8; by default any length will do.

    Returns
    -------
    Corpus or TableCorpus
        What can be given wherever texts are taken; the latter for Parquet and Arrow files.

    Raises
    ------
    InputError
        There is no such file, or the options contradict each other. When it is read: a file cannot be read,
        changes meanwhile, is of another kind or damaged, or holds a record that is not what it should be; or
        there is no document. The message names the file, the line, and what it holds instead.
    InputTypeError
        If `source` is no path.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus import corpus
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, row in [("a.csv", '1,"Kites, red"'), ("b.csv", "2,Swifts")]:
    ...         _ = pathlib.Path(folder, name).write_text(f"id,text\n{row}\n")
    ...     list(corpus.open(f"{folder}/*.csv"))
    ['Kites, red', 'Swifts']
    """
    names = _names(text_field)
    options: dict[str, Any] = {
        "titles": titles,
        "longest_text": max_text_bytes,
        "longest_id": max_id_bytes,
        "skip": on_error == "skip",
        "skipped_list": None if skipped_list is None else Path(skipped_list),
    }
    if on_error not in ("raise", "skip"):
        raise InputError(f'on_error is {on_error!r}; expected "raise" or "skip"')
    if skipped_list is not None and on_error != "skip":
        raise InputError('skipped_list is for on_error="skip": nothing is left out otherwise')
    if hasattr(source, "__arrow_c_stream__") or (
        hasattr(source, "with_format") and hasattr(source, "features")  # a data set of Hugging Face
    ):
        from elanus._table_corpus import TableCorpus

        return TableCorpus(source, names, id_field, **options)
    if isinstance(source, dict) and hasattr(source, "with_format"):
        split = next(iter(source), "train")
        raise InputTypeError(
            f"source is {type(source).__name__}, several data sets; give one, as source[{split!r}]"
        )
    files = found(source)
    _check_list(skipped_list, files)
    if format in ("parquet", "arrow") or (format is None and (tables := _tables(files))):
        if format is None and len(tables) < len(files):
            other = next(file for file in files if file not in tables)
            raise InputError(
                f"{tables[0]} is a table of Arrow and {other} is not; read them one after the other"
            )
        from elanus._table_corpus import TableCorpus

        return TableCorpus(files, names, id_field, **options, format=format)
    return Corpus(
        files,
        {
            **options,
            **_format(format, delimiter),
            "text_fields": names,
            "id_field": id_field,
            "header": header,
        },
    )


def _format(name: str | None, delimiter: str | None) -> dict[str, str | None]:
    """Check what a format is called, and what stands between its cells."""
    if name is not None and name not in _FORMATS:
        raise InputError(f"format is {name!r}; expected one of {', '.join(_FORMATS)}, parquet, arrow")
    if delimiter is not None:
        if name not in (None, "csv"):
            raise InputError(f"a delimiter is for the format csv, not for {name}")
        if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n':
            raise InputError(f"delimiter is {delimiter!r}; expected one ASCII character that is no quote")
        name = "csv"
    return {"format": name, "delimiter": delimiter}


def _check_list(skipped_list: str | os.PathLike[str] | None, files: list[Path]) -> None:
    """Refuse to write what is left out over what is read."""
    if skipped_list is None or not Path(skipped_list).exists():
        return
    for file in files:
        if file.is_file() and file.samefile(skipped_list):
            raise InputError(f"what is left out cannot be listed in {file}, which is read: name another file")


def _tables(files: list[Path]) -> list[Path]:
    """Return those of the files that are tables of Arrow, by their names."""
    return [
        file for file in files if file.suffix.lower() in (".parquet", ".pq", ".arrow", ".feather", ".ipc")
    ]


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str | Sequence[str] | None = None,
    id_field: str | None = None,
    titles: bool = True,
    on_title: Callable[[], object] = lambda: None,
    max_text_bytes: int | None = None,
    max_id_bytes: int | None = None,
    batch_size: int = _BATCH,
    line_prefix: str = "",
    eager: bool = False,
    **options: Any,  # noqa: ANN401 - those of `open`
) -> Iterator[Batch]:
    r"""Read one file of documents as Python strings, checking every line.

    Parameters
    ----------
    path : str or path
        The file. It is opened once and read from beginning to end, so that it may be a pipe.
    text_field, id_field, titles, max_text_bytes, max_id_bytes
        As `open` takes them.
    on_title : callable, optional
        What is called, once or more often, where a title stands before a text.
    batch_size : int
        Documents in a batch; the last one holds the rest.
    line_prefix : str
        What stands before the number of a line where that is the id, such as ``"birds.txt:"``.
    eager : bool
        Whether what has been read is given at once, in smaller batches, as for questions from a pipe.
    **options
        What else `open` takes.

    Yields
    ------
    Batch
        Ids and texts. Ids are unique in the whole file; lone surrogates have become U+FFFD.

    Raises
    ------
    InputError
        As `open` says.
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
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    if Path(path).is_dir():
        raise InputError(f"{path} cannot be read: Is a directory")
    corpus = open(
        [Path(path)],
        text_field=text_field,
        id_field=id_field,
        titles=titles,
        max_text_bytes=max_text_bytes,
        max_id_bytes=max_id_bytes,
        **options,
    )
    if not isinstance(corpus, Corpus):
        yield from corpus.batches(batch_size)
        return
    files = corpus.__elanus_files__(ids=line_prefix, eager=eager)
    blocks = _unique(files, skips=options.get("on_error") == "skip")
    for batch in _batched(blocks, batch_size, eager=eager):
        if files.titles:
            on_title()
        yield batch


def _batched(
    blocks: Iterator[tuple[list[str], list[str]]], batch_size: int, *, eager: bool = False
) -> Iterator[Batch]:
    """Give the ids and texts of blocks in batches of one size, or at once if `eager`."""
    ids: list[str] = []
    texts: list[str] = []
    for some_ids, some_texts in blocks:
        ids += some_ids
        texts += some_texts
        while len(ids) >= batch_size:
            yield Batch(ids[:batch_size], texts[:batch_size])
            del ids[:batch_size], texts[:batch_size]
        if eager and ids:
            yield Batch(ids, texts)
            ids, texts = [], []
    if ids:
        yield Batch(ids, texts)


def _unique(files: _core.Files, *, skips: bool) -> Iterator[tuple[list[str], list[str]]]:
    """Give ids and texts block by block; an id that came before is refused, or its document left out."""
    seen: dict[str, tuple[str, int]] = {}
    while (block := files.next()) is not None:
        ids, texts, lines, file = block
        doubled: set[int] = set()
        for place, (identity, line) in enumerate(zip(ids, lines, strict=True)):
            known = seen.setdefault(identity, (file, line))
            if known == (file, line):
                continue
            first = f"line {known[1]}" if known[0] == file else f"{known[0]}, line {known[1]},"
            shown = identity if len(identity) <= 60 else identity[:59] + "…"
            what = f"has the id {shown!r}, which {first} has already"
            if not skips:
                raise InputError(f"{file}: line {line} {what}")
            files.skip(file, line, what)
            doubled.add(place)
        if doubled:
            ids = [identity for place, identity in enumerate(ids) if place not in doubled]
            texts = [text for place, text in enumerate(texts) if place not in doubled]
        yield ids, texts


def _names(text_field: str | Sequence[str] | None) -> list[str] | None:
    """Return the names of the fields of the text, None where the caller leaves them to us.

    Examples
    --------
    >>> from elanus.corpus import _names
    >>> _names("title, text"), _names(["title, with a comma", "text"])
    (['title', 'text'], ['title, with a comma', 'text'])
    """
    if text_field is None:
        return None
    if isinstance(text_field, str):
        names = [name.strip() for name in text_field.split(",")]
    elif isinstance(text_field, list | tuple) and all(isinstance(name, str) for name in text_field):
        names = list(text_field)
    else:
        raise InputTypeError(f"text_field is {text_field!r}; expected a str or a list of str")
    if not names or not all(names):
        raise InputError(f"text_field is {text_field!r}; expected the name of a field, or several")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the text's field {twice!r} is named twice")
    return names


def read_lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    r"""Read the lines of a file of any format, unpacked; blank ones are left out.

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
    files = Corpus([Path(path)], {"format": "lines", "may_be_empty": True}).__elanus_files__(ids="")
    while (block := files.next()) is not None:
        yield from zip(block[2], block[1], strict=True)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
