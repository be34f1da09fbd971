"""A block of ids and vectors as the bytes of a file, and back: Parquet, or NumPy's own ``.npz``."""

from __future__ import annotations

import io
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from elanus._optional import require
from elanus.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["Block", "Kind", "as_kind", "block_bytes", "read_block"]

#: What the files of blocks are.
Kind: TypeAlias = Literal["parquet", "npz"]

_PURPOSE = "Parquet"


class Block(NamedTuple):
    """The arrays of a block, as the core gives them: `n` documents with `m` entries.

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


def block_bytes(kind: Kind, block: Block, width: int) -> memoryview:
    """Return the bytes of the file of a block, whose matrix has so many columns."""
    if kind == "npz":
        stream = io.BytesIO()
        # The first five are those of `scipy.sparse.save_npz`, so that `load_npz` reads the matrix.
        np.savez(
            stream,
            format=np.array(b"csr"),
            shape=np.array([block.rows, width]),
            data=block.values,
            indices=block.columns,
            indptr=block.offsets,
            _is_array=np.array(True),
            id_offsets=block.id_offsets,
            id_bytes=block.id_bytes,
        )
        return stream.getbuffer()
    pa = require("pyarrow", "arrow", _PURPOSE)
    pq = require("pyarrow.parquet", "arrow", _PURPOSE)

    def column(kind: Any, array: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
        return pa.Array.from_buffers(kind, len(array), [None, pa.py_buffer(array)])

    ids = [None, pa.py_buffer(block.id_offsets), pa.py_buffer(block.id_bytes)]
    offsets = column(pa.int32(), block.offsets)
    lists = [
        pa.ListArray.from_arrays(offsets, column(pa.uint32(), block.columns)),
        pa.ListArray.from_arrays(offsets, column(pa.float32(), block.values)),
    ]
    vector = pa.StructArray.from_arrays(lists, ["indices", "values"])
    table = pa.table({"id": pa.Array.from_buffers(pa.string(), block.rows, ids), "vector": vector})
    sink = pa.BufferOutputStream()
    # Numbers that hardly repeat make no dictionary. The fastest Zstandard makes the file a third as large:
    # less is to be written than it costs to pack.
    pq.write_table(
        table,
        sink,
        row_group_size=max(block.rows, 1),
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        write_statistics=False,
    )
    return memoryview(sink.getvalue())


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
