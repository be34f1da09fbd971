"""A block of ids and vectors as the bytes of a file, and back: Parquet, or NumPy's own ``.npz``."""

from __future__ import annotations

import io
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, cast

import numpy as np

from elanus._optional import require
from elanus.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["BlockFile", "Kind", "Part", "as_kind", "read_block"]

#: What the files of blocks are.
Kind: TypeAlias = Literal["parquet", "npz"]

_PURPOSE = "Parquet"
#: Entries of a row group, some ten thousand documents.
_GROUP_ENTRIES = 1 << 20


class Part(NamedTuple):
    """The arrays of a part of a block, as the core gives them: `n` documents with `m` entries.

    Attributes
    ----------
    id_offsets : array of int32, shape (n + 1,)
        Where each id begins in `id_bytes`, and the end.
    id_bytes : array of uint8
        The ids' UTF-8.
    offsets : array of int32, shape (n + 1,)
        Where each row begins in `columns` and `values`, and the end.
    columns : array of int32, shape (m,)
        Ascending in each row.
    values : array of float32, shape (m,)
    """

    id_offsets: NDArray[np.int32]
    id_bytes: NDArray[np.uint8]
    offsets: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]

    @property
    def rows(self) -> int:
        """The number of documents."""
        return len(self.offsets) - 1


def as_kind(kind: str | None) -> Kind:
    """Return the kind of file that was asked for, by default Parquet where pyarrow is installed.

    Examples
    --------
    >>> from elanus.jobs._blocks import as_kind
    >>> as_kind("npz")
    'npz'
    """
    if kind is None:
        return "npz" if find_spec("pyarrow") is None else "parquet"
    if kind not in ("parquet", "npz"):
        raise InputError(f'kind is {kind!r}; expected "parquet" or "npz"')
    if kind == "parquet":
        require("pyarrow", "arrow", _PURPOSE)
        return "parquet"
    return "npz"


class BlockFile:
    """The file of a block, while its parts come: written at once as Parquet, kept as they are for ``.npz``.

    Parameters
    ----------
    kind : {"parquet", "npz"}
    stream : file
        Where its bytes go, one after the other.

    Attributes
    ----------
    rows, entries : int
        Of all parts.
    """

    def __init__(self, kind: Kind, stream: io.RawIOBase) -> None:
        self.rows = self.entries = 0
        self._kind = kind
        self._stream = stream
        self._parts: list[Part] = []
        #: Those of a row group that are not packed yet, and their entries.
        self._tables: list[Any] = []
        self._waiting = 0
        self._writer: Any = None

    def add(self, part: Part) -> None:
        """Take the next part."""
        self.rows += part.rows
        self.entries += len(part.columns)
        if self._kind == "npz":
            self._parts.append(part)
            return
        self._tables.append(_table(part))
        self._waiting += len(part.columns)
        if self._waiting >= _GROUP_ENTRIES:
            self._pack()

    def _pack(self) -> None:
        """Pack what waits, as a row group."""
        pa = require("pyarrow", "arrow", _PURPOSE)
        if self._writer is None:
            pq = require("pyarrow.parquet", "arrow", _PURPOSE)
            # Numbers that hardly repeat make no dictionary. The fastest Zstandard makes the file a quarter as
            # large: less is to be written than it costs to pack.
            self._writer = pq.ParquetWriter(
                self._stream,
                self._tables[0].schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=False,
                write_statistics=False,
                # Arrow's own allocator keeps more, the longer a job runs.
                memory_pool=pa.system_memory_pool(),
            )
        table = pa.concat_tables(self._tables)
        self._writer.write_table(table, row_group_size=len(table))
        self._tables, self._waiting = [], 0

    def close(self, width: int) -> None:
        """Write what is left of the file, of a matrix of so many columns."""
        if self._kind == "parquet":
            if self._tables:
                self._pack()
            self._writer.close()
            return
        parts = self._parts
        # The first ones are those of `scipy.sparse.save_npz`, so that `load_npz` reads the matrix.
        np.savez(
            cast("Any", self._stream),
            format=np.array(b"csr"),
            shape=np.array([self.rows, width]),
            data=np.concatenate([part.values for part in parts]),
            indices=np.concatenate([part.columns for part in parts]),
            indptr=_joined([part.offsets for part in parts]),
            _is_array=np.array(True),
            id_offsets=_joined([part.id_offsets for part in parts]),
            id_bytes=np.concatenate([part.id_bytes for part in parts]),
        )


def _joined(offsets: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Return the offsets of parts one after the other."""
    starts = np.cumsum([0, *(part[-1] for part in offsets)], dtype=np.int32)
    ends = [part[1:] + start for part, start in zip(offsets, starts[:-1], strict=True)]
    return np.concatenate([np.zeros(1, np.int32), *ends])


def _table(part: Part) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a part as a table of Arrow, which has its arrays."""
    pa = require("pyarrow", "arrow", _PURPOSE)

    def column(kind: Any, array: NDArray[Any]) -> Any:  # noqa: ANN401
        return pa.Array.from_buffers(kind, len(array), [None, pa.py_buffer(array)])

    ids = [None, pa.py_buffer(part.id_offsets), pa.py_buffer(part.id_bytes)]
    offsets = column(pa.int32(), part.offsets)
    lists = [
        pa.ListArray.from_arrays(offsets, column(pa.uint32(), part.columns)),
        pa.ListArray.from_arrays(offsets, column(pa.float32(), part.values)),
    ]
    vector = pa.StructArray.from_arrays(lists, ["indices", "values"])
    return pa.table({"id": pa.Array.from_buffers(pa.string(), part.rows, ids), "vector": vector})


def read_block(kind: Kind, data: bytes, width: int) -> tuple[list[str], csr_array]:
    """Return the ids and the matrix of a block from the bytes of its file."""
    from scipy.sparse import csr_array

    if kind == "npz":
        with np.load(io.BytesIO(data)) as arrays:
            ends, text = arrays["id_offsets"], arrays["id_bytes"].tobytes()
            ids = [text[start:end].decode() for start, end in pairwise(ends)]
            parts = (arrays["data"], arrays["indices"], arrays["indptr"])
            return ids, csr_array(parts, shape=(len(ids), width))
    pa = require("pyarrow", "arrow", _PURPOSE)
    pq = require("pyarrow.parquet", "arrow", _PURPOSE)
    table = pq.read_table(pa.BufferReader(data)).combine_chunks()
    vector = table["vector"].chunk(0)
    columns, values = vector.field("indices"), vector.field("values")
    indices = columns.values.to_numpy(zero_copy_only=True).view(np.int32)
    parts = (values.values.to_numpy(zero_copy_only=True), indices, columns.offsets.to_numpy())
    matrix = csr_array(parts, shape=(len(table), width))
    return table["id"].to_pylist(), matrix
