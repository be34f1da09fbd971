"""Tables of Arrow as documents: Parquet and Arrow files, and whatever exports an Arrow stream."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from elanus._corpus_batch import Batch
from elanus._corpus_paths import STANDARD_INPUT
from elanus._optional import require
from elanus.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TableCorpus"]

_TEXT, _TITLE, _IDS = "text", "title", ("_id", "id")
_ROWS = 1 << 16

#: A table's name in messages, and its batches.
_Table = tuple[str, Iterator["pa.RecordBatch"]]


class TableCorpus:
    """Documents in tables of Arrow; made by `elanus.corpus.open`.

    It can be given wherever texts are taken, and is an Arrow stream of the columns ``id`` and ``text``. Files
    are read a piece at a time.

    Attributes
    ----------
    files : list of Path
        The files, in the order in which they are read; none of a table in memory.
    """

    def __init__(
        self,
        source: list[Path] | Any,  # noqa: ANN401 - whatever exports an Arrow stream
        text_fields: list[str] | None,
        id_field: str | None,
        *,
        titles: bool,
        skip: bool,
        longest_text: int | None,
        longest_id: int | None,
        skipped_list: Path | None,
        format: str | None = None,
    ) -> None:
        self._pa = require("pyarrow", "arrow", "A table of Arrow")
        self._source = source
        self.files: list[Path] = source if isinstance(source, list) else []
        self._text_fields = text_fields
        self._id_field = id_field
        self._titles = titles
        self._skips = skip
        self._longest = (longest_id, longest_text)
        self._skipped_list = skipped_list
        self._list: TextIO | None = None
        self._format = format
        self.skipped: tuple[int, list[str]] = (0, [])
        #: The bytes of the files that the latest reading has come to the end of.
        self.bytes_read = 0

    @property
    def size(self) -> int | None:
        """The bytes of all files, `None` of a table in memory."""
        return sum(file.stat().st_size for file in self.files) if self.files else None

    def batches(self, batch_size: int = 10_000, *, named: bool = False) -> Iterator[Batch]:
        """Read the documents as Python strings, with their ids, which are unique.

        Parameters
        ----------
        batch_size : int
            Documents in a batch, at most.
        named : bool
            As for `elanus.corpus.Corpus.batches`, of a row's number.

        Yields
        ------
        Batch

        Raises
        ------
        InputError
            As `elanus.corpus.open` says.
        """
        seen: dict[str, str] = {}
        ids: list[str] = []
        texts: list[str] = []
        for name, rows, table in self._columns(named=named):
            columns = (column.to_pylist() for column in table.columns)
            for row, identity, text in zip(rows, *columns, strict=True):
                place = f"{name}: row {row}"
                if (known := seen.setdefault(identity, place)) != place:
                    self._leave_out(f"{place} has the id {identity!r}, which {known} has already")
                    continue
                ids.append(identity)
                texts.append(text)
                if len(ids) == batch_size:
                    yield Batch(ids, texts)
                    ids, texts = [], []
        if ids:
            yield Batch(ids, texts)

    def __iter__(self) -> Iterator[str]:
        for _, _, table in self._columns():
            yield from table.column(1).to_pylist()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule of an Arrow stream of the columns ``id`` and ``text``, both ``large_string``."""
        batches = (batch for _, _, batch in self._columns())
        return self._pa.RecordBatchReader.from_batches(self._schema, batches).__arrow_c_stream__(
            requested_schema
        )

    @property
    def _schema(self) -> "pa.Schema":
        text = self._pa.large_string()
        return self._pa.schema([("id", text), ("text", text)])

    def _columns(self, *, named: bool = False) -> "Iterator[tuple[str, Sequence[int], pa.RecordBatch]]":
        """Give for each batch its table's name, the numbers of its rows, and its ids and texts."""
        self.skipped, self.bytes_read = (0, []), 0
        is_empty = True
        with self._listing():
            for name, batches in self._tables():
                first = 1
                for batch in batches:
                    rows, found = self._documents(name, first, batch, named or len(self.files) > 1)
                    if rows:
                        is_empty = False
                        yield name, rows, found
                    first += batch.num_rows
        if is_empty:
            raise InputError(f"{self._name} holds no document")

    @contextlib.contextmanager
    def _listing(self) -> Iterator[None]:
        """Keep the list of what is left out open."""
        path = self._skipped_list
        if path is None:
            yield
            return
        try:
            self._list = path.open("w", encoding="utf-8")
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            yield
        finally:
            try:
                self._list.close()
            except OSError as error:  # a full disk
                raise _unwritable(path, error) from error

    def _leave_out(self, message: str) -> None:
        """Count and list a row, or raise."""
        if not self._skips:
            raise InputError(message)
        count, examples = self.skipped
        self.skipped = (count + 1, [*examples, message][:10])
        if self._list is not None:
            self._list.write(f"{message}\n")

    def _documents(
        self, name: str, first: int, batch: "pa.RecordBatch", is_named: bool
    ) -> "tuple[Sequence[int], pa.RecordBatch]":
        """Return the numbers of the rows that are documents, and their ids and texts."""
        pa = self._pa
        columns = batch.schema.names
        wanted = self._text_fields or [_TEXT]
        texts = [self._text(name, batch, column) for column in wanted]
        if self._text_fields is None and self._titles and _TITLE in columns:
            texts.insert(0, self._text(name, batch, _TITLE))
        identity = self._id_field or next((column for column in _IDS if column in columns), None)
        if identity is None:
            prefix = f"{name}:" if is_named else ""
            numbers = [f"{prefix}{row}" for row in range(first, first + batch.num_rows)]
            ids = pa.array(numbers, pa.large_string())
        else:
            ids = self._ids(name, batch, identity)
        text = texts[0] if len(texts) == 1 else self._joined(texts)
        table = pa.RecordBatch.from_arrays([ids, text], schema=self._schema)
        rows = range(first, first + batch.num_rows)
        wrong = self._wrong(ids, identity, texts[-1] if len(wanted) == 1 else None, wanted[0], text)
        for at in sorted(wrong):
            self._leave_out(f"{name}: row {rows[at]} {wrong[at]}")
        if not wrong:
            return rows, table
        kept = [at for at in range(batch.num_rows) if at not in wrong]
        return [rows[at] for at in kept], table.take(pa.array(kept, pa.int64()))

    def _column(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        """Return a column, which with dots in its name may lie in a struct."""
        if column in batch.schema.names:
            return batch.column(column)
        head, *rest = column.split(".")
        if rest and head in batch.schema.names and self._pa.types.is_struct(batch.schema.field(head).type):
            compute = require("pyarrow.compute", "arrow", "A path into a struct")
            with contextlib.suppress(self._pa.ArrowInvalid):
                return compute.struct_field(batch.column(head), rest)
        raise self._lacking(name, column, batch.schema.names)

    @staticmethod
    def _lacking(name: str, column: str, columns: list[str]) -> InputError:
        names = ", ".join(f'"{known}"' for known in columns[:8]) + (", …" if len(columns) > 8 else "")
        return InputError(f'{name} lacks the column "{column}"; it has {names or "none"}')

    def _text(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        pa = self._pa
        array = self._column(name, batch, column)
        if self._is_text(array.type):
            return array.cast(pa.large_string())
        if pa.types.is_null(array.type):
            return pa.nulls(len(array), pa.large_string())
        raise InputError(f'{name}: the column "{column}" is of type {array.type}, not of text')

    def _is_text(self, kind: "pa.DataType") -> bool:
        types = self._pa.types
        kind = kind.value_type if types.is_dictionary(kind) else kind
        return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))

    def _ids(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        pa = self._pa
        array = self._column(name, batch, column)
        if pa.types.is_integer(array.type) or self._is_text(array.type):
            return array.cast(pa.large_string())
        if pa.types.is_null(array.type):
            return pa.nulls(len(array), pa.large_string())
        raise InputError(
            f'{name}: the id column "{column}" is of type {array.type}, not of text or whole numbers'
        )

    def _wrong(
        self,
        ids: "pa.Array",
        identity: str | None,
        needed: "pa.Array | None",
        column: str,
        texts: "pa.Array",
    ) -> dict[int, str]:
        """Return the places in a batch that are no documents, with what is wrong with them."""
        wrong: dict[int, str] = {}
        # Of several fields a null is a part that is not there, and so is a title's.
        for array, what in ((needed, f'the column "{column}"'), (ids, f'the id column "{identity}"')):
            if array is not None and array.null_count:
                nulls = (at for at, is_null in enumerate(array.is_null().to_pylist()) if is_null)
                wrong |= dict.fromkeys(nulls, f"holds null in {what}")
        longest_id, longest_text = self._longest
        for array, most, what, hint in (
            (texts, longest_text, "holds a text", "; a collection takes at most {:,}: cut it into passages"),
            (ids, longest_id, "has an id", ", more than {:,}"),
        ):
            if most is None or not len(array):
                continue
            compute = require("pyarrow.compute", "arrow", "Limits of size")
            sizes = compute.binary_length(array)
            if (compute.max(sizes).as_py() or 0) <= most and (array is texts or compute.min(sizes).as_py()):
                continue
            for at, size in enumerate(sizes.to_pylist()):
                if size is not None and size > most:
                    wrong.setdefault(at, f"{what} of {size:,} bytes{hint.format(most)}")
                elif size == 0 and array is ids:
                    wrong.setdefault(at, "has an empty id")
        return wrong

    def _joined(self, texts: "list[pa.Array]") -> "pa.Array":
        """Join the parts of each text that are not empty, with a space between."""
        pa, compute = self._pa, require("pyarrow.compute", "arrow", "Joining fields")
        empty = pa.scalar(None, pa.large_string())
        parts = [compute.if_else(compute.equal(text, ""), empty, text) for text in texts]
        joined = compute.binary_join_element_wise(
            *parts, pa.scalar(" ", pa.large_string()), null_handling="skip"
        )
        return joined.cast(pa.large_string())

    def _tables(self) -> Iterator[_Table]:
        if not self.files:
            yield self._name, self._batches_in_memory()
            return
        for file in self.files:
            yield str(file), self._batches_of(file)
            self.bytes_read += file.stat().st_size

    @property
    def _name(self) -> str:
        """What messages call all of it."""
        if not self.files:
            return "the table"
        more = len(self.files) - 1
        return f"{self.files[0]}{f' and {more} others' if more else ''}"

    def _batches_in_memory(self) -> "Iterator[pa.RecordBatch]":
        if hasattr(self._source, "with_format"):  # a data set of Hugging Face, which lies in files
            for table in self._source.with_format("arrow").iter(_ROWS):
                yield from table.to_batches()
            return
        yield from self._pa.RecordBatchReader.from_stream(self._source)

    def _batches_of(self, file: Path) -> "Iterator[pa.RecordBatch]":
        if file == STANDARD_INPUT:
            raise InputError("a table of Arrow is not read from standard input: name its file")
        is_parquet = self._format == "parquet" or (
            self._format is None and file.suffix.lower() in (".parquet", ".pq")
        )
        read = self._parquet if is_parquet else self._arrow
        what = "Parquet" if is_parquet else "Arrow"
        try:
            yield from read(str(file))
        except self._pa.ArrowInvalid as error:
            raise InputError(f"{file} cannot be read as {what}: {error}") from error
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror or error}") from error

    def _parquet(self, file: str) -> "Iterator[pa.RecordBatch]":
        parquet = require("pyarrow.parquet", "arrow", "Parquet")
        with parquet.ParquetFile(file) as opened:
            names = opened.schema_arrow.names
            columns = self._needed(names)
            # Of a file of which no column is read, nothing could be said.
            for column in [*(self._text_fields or [_TEXT]), *([self._id_field] if self._id_field else [])]:
                if column not in names and column.split(".")[0] not in names:
                    raise self._lacking(file, column, names)
            yield from opened.iter_batches(_ROWS, columns=columns)

    def _arrow(self, file: str) -> "Iterator[pa.RecordBatch]":
        ipc = require("pyarrow.ipc", "arrow", "Arrow files")
        with self._pa.memory_map(file) as source:
            if source.size() and source.read(6) == b"ARROW1":
                opened = ipc.open_file(source)
                yield from (opened.get_batch(number) for number in range(opened.num_record_batches))
                return
        with self._pa.OSFile(file) as source:
            yield from ipc.open_stream(source)

    def _needed(self, columns: list[str]) -> list[str]:
        """Return which columns have to be read."""
        wanted = [*(self._text_fields or [_TEXT])]
        if self._text_fields is None and self._titles:
            wanted.append(_TITLE)
        wanted += [self._id_field] if self._id_field else _IDS
        heads = [column for column in columns if column in wanted]
        return heads + [column for column in wanted if "." in column and column not in columns]

    def __repr__(self) -> str:
        names = ", ".join(str(file) for file in self.files[:3]) or type(self._source).__name__
        more = f", … ({len(self.files)} files)" if len(self.files) > 3 else ""
        return f"TableCorpus({names}{more})"


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or error
    return InputError(f"{path}, the list of what is left out, cannot be written: {reason}")
