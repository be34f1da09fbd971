"""The vectors that a job has written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from elanus.errors import InputError
from elanus.jobs._blocks import read_block
from elanus.jobs._folder import read_manifest

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["VectorFiles"]


class VectorFiles:
    r"""The folder of vectors that `encode_files` or `fit_encode_files` has written.

    It iterates over its blocks: of each the ids, a list of str, and the vectors, a `csr_array` of float32 of
    as many rows. A block is read when it is its turn, and compared with its digest.

    Parameters
    ----------
    folder : str or path

    Attributes
    ----------
    folder : Path
    kind : {"parquet", "npz"}
        What the files are.
    documents, entries : int
        The rows and the entries of all blocks.
    columns : int
        The columns: the model's `dim`.
    blocks : list of dict
        Of each block its ``file``, ``rows``, ``entries``, ``bytes`` and ``sha256``.
    model : Path
        The file of the model that they are of.

    Raises
    ------
    InputError
        The folder holds no job that is done; or, when it is read, a block is not what was written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.jobs import VectorFiles, encode_files
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> model = BM25EmbeddingFunction(method="lucene").fit(["A red kite", "A hawk"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "birds.txt")
    ...     _ = path.write_text("A red hawk\nA swift\n")
    ...     _ = encode_files(path, model, pathlib.Path(folder, "vectors"))
    ...     vectors = VectorFiles(pathlib.Path(folder, "vectors"))
    ...     [(ids, matrix)] = vectors
    >>> vectors.documents, ids, matrix.nnz
    (2, ['1', '2'], 2)
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        manifest = read_manifest(self.folder)
        self.kind = manifest["kind"]
        self.documents: int = manifest["documents"]
        self.entries: int = manifest["entries"]
        self.columns: int = manifest["columns"]
        self.blocks = manifest["blocks"]
        self.model = self.folder / manifest["model"]["file"]

    def __len__(self) -> int:
        return len(self.blocks)

    def __iter__(self) -> Iterator[tuple[list[str], csr_array]]:
        for block in self.blocks:
            path = self.folder / block["file"]
            try:
                data = path.read_bytes()
            except OSError as error:
                raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
            if hashlib.sha256(data).hexdigest() != block["sha256"]:
                raise InputError(f"{path} is not the block that was written: its digest differs")
            yield read_block(self.kind, data, self.columns)

    def __repr__(self) -> str:
        return f"VectorFiles({str(self.folder)!r}: {self.documents:,} documents, {self.columns:,} columns)"
