"""Tables of Arrow as documents: Parquet and Arrow files, and whatever exports an Arrow stream."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        skips: bool,
        format: str | None = None,
    ) -> None:
        self._pa = require("pyarrow", "arrow", "A table of Arrow")
        self._source = source
        self.files: list[Path] = source if isinstance(source, list) else []
        self._text_fields = text_fields
        self._id_field = id_field
        self._titles = titles
        self._skips = skips
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
        for name, first, table in self._columns(named=named):
            for start in range(0, table.num_rows, batch_size):
                some = table.slice(start, batch_size)
                ids, texts = some.column(0).to_pylist(), some.column(1).to_pylist()
                for row, identity in enumerate(ids, first + start):
                    place = f"{name}: row {row}"
                    if (known := seen.setdefault(identity, place)) != place:
                        raise InputError(f"{place} has the id {identity!r}, which {known} has already")
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

    def _columns(self, *, named: bool = False) -> "Iterator[tuple[str, int, pa.RecordBatch]]":
        """Give for each batch its table's name, the number of its first row, and its ids and texts."""
        self.skipped, self.bytes_read = (0, []), 0
        is_empty = True
        for name, batches in self._tables():
            first = 1
            for batch in batches:
                ids_and_texts = self._documents(name, first, batch, named or len(self.files) > 1)
                if ids_and_texts.num_rows:
                    is_empty = False
                    yield name, first, ids_and_texts
                first += batch.num_rows
        if is_empty:
            raise InputError(f"{self!r} holds no document")

    def _documents(self, name: str, first: int, batch: "pa.RecordBatch", is_named: bool) -> "pa.RecordBatch":
        """Return the ids and texts of a batch."""
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
        whole = self._whole(name, first, ids, identity, texts, wanted)
        text = texts[0] if len(texts) == 1 else self._joined(texts)
        table = pa.RecordBatch.from_arrays([ids, text], schema=self._schema)
        return table if whole is None else table.filter(whole)

    def _column(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        """Return a column, which with dots in its name may lie in a struct."""
        if column in batch.schema.names:
            return batch.column(column)
        head, *rest = column.split(".")
        if rest and head in batch.schema.names and self._pa.types.is_struct(batch.schema.field(head).type):
            compute = require("pyarrow.compute", "arrow", "A path into a struct")
            try:
                return compute.struct_field(batch.column(head), rest)
            except self._pa.ArrowInvalid:
                pass
        names = ", ".join(f'"{known}"' for known in batch.schema.names[:8])
        raise InputError(f'{name} lacks the column "{column}"; it has {names or "none"}')

    def _text(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        pa = self._pa
        array = self._column(name, batch, column)
        kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
            if pa.types.is_null(kind):
                return pa.nulls(len(array), pa.large_string())
            raise InputError(f'{name}: the column "{column}" is of type {array.type}, not of text')
        return array.cast(pa.large_string())

    def _ids(self, name: str, batch: "pa.RecordBatch", column: str) -> "pa.Array":
        pa = self._pa
        array = self._column(name, batch, column)
        if pa.types.is_integer(array.type):
            return array.cast(pa.large_string())
        if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            return array.cast(pa.large_string())
        raise InputError(
            f'{name}: the id column "{column}" is of type {array.type}, not of text or whole numbers'
        )

    def _whole(
        self,
        name: str,
        first: int,
        ids: "pa.Array",
        identity: str | None,
        texts: "list[pa.Array]",
        wanted: list[str],
    ) -> "pa.Array | None":
        """Return which rows have an id and a text, None if all have; raise unless others are skipped."""
        # Of several fields a null is a part that is not there, and so is a title's.
        needed = [(ids, identity, "id ")] if ids.null_count else []
        if len(wanted) == 1 and texts[-1].null_count:
            needed.append((texts[-1], wanted[0], ""))
        if not needed:
            return None
        compute = require("pyarrow.compute", "arrow", "Leaving rows out")
        masks = [array.is_valid() for array, _, _ in needed]
        whole = masks[0] if len(masks) == 1 else compute.and_(*masks)
        count, examples = self.skipped
        for row, is_whole in enumerate(whole.to_pylist(), first):
            if is_whole:
                continue
            _, column, what = next(one for one in needed if not one[0][row - first].is_valid)
            message = f'{name}: row {row} holds null in the {what}column "{column}"'
            if not self._skips:
                raise InputError(message)
            count += 1
            if len(examples) < 10:
                examples.append(message)
        self.skipped = (count, examples)
        return whole

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
            reader = self._pa.RecordBatchReader.from_stream(self._source)
            yield "the table", iter(reader)
            return
        for file in self.files:
            yield str(file), self._batches_of(file)
            self.bytes_read += file.stat().st_size

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
            columns = self._needed(opened.schema_arrow.names)
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
