"""Sparse vectors as a column of an Arrow table, and the model that a worker keeps."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from threading import Lock
from typing import Any

from elanus._foreign import Foreign
from elanus.engines._tables import Place, arrow, check_on_error, refuse_null, texts_of
from elanus.errors import InputError, InputTypeError
from elanus.sparse.bm25 import BM25EmbeddingFunction

__all__ = ["Encoding", "unpacked"]

#: Rows that are encoded at a time: their entries are counted by 32 bits.
_ROWS = 1 << 16
#: Models that a worker keeps: the tasks of one job have one.
_MOST_KEPT = 2
_FIRST = Place()

_KEPT: OrderedDict[str, BM25EmbeddingFunction] = OrderedDict()
_KEEPING = Lock()


class Encoding:
    """What a task needs besides the model.

    Parameters
    ----------
    column, into, on_error
        As for `elanus.engines.encode`.
    """

    model: BM25EmbeddingFunction

    def __init__(self, column: str, into: str, on_error: str) -> None:
        for name, given in {"column": column, "into": into}.items():
            if not isinstance(given, str):
                raise InputTypeError(f"{name} is {type(given).__qualname__}; expected the name of a column")
        self.column = column
        self.into = into
        self.on_error = check_on_error(on_error)

    @classmethod
    def of(cls, model: Foreign, column: str, into: str, on_error: str) -> Encoding:
        """Return the encoding by a model as it is now."""
        if not isinstance(model, BM25EmbeddingFunction):
            raise InputTypeError(f"model is {type(model).__qualname__}; expected a BM25EmbeddingFunction")
        made = cls(column, into, on_error)
        made.model = copy(model)
        made.model._state[0].require_fitted()
        return made

    def check_names(self, names: list[str]) -> None:
        """Refuse a new column that is there already."""
        if self.into in names:
            raise InputError(f"the data has a column {self.into!r} already; name the new one by into=…")

    def packed(self, dumps: Callable[[object], bytes] = pickle.dumps) -> tuple[str, bytes]:
        """Return the digest and the bytes of the model."""
        packed = dumps(self.model)
        return hashlib.blake2b(packed, digest_size=16).hexdigest(), packed

    def __getstate__(self) -> dict[str, Any]:
        """Return what a task is sent: the model has its own way."""
        return {name: value for name, value in vars(self).items() if name != "model"}

    def table(
        self,
        table: Any,  # noqa: ANN401
        model: BM25EmbeddingFunction,
        place: Place = _FIRST,
        *,
        signed: bool = False,
    ) -> Any:  # noqa: ANN401
        """Return an Arrow table or batch with the column of vectors, numbered by int32 if `signed`."""
        pa = arrow()
        self.check_names(table.schema.names)
        texts = texts_of(table, self.column)
        if texts.null_count and self.on_error == "raise":
            remedy = "drop the nulls, or have null vectors for them with on_error='skip'"
            refuse_null(texts, self.column, place, remedy)
        chunks = [
            _vectors(texts.slice(start, _ROWS), model, signed) for start in range(0, len(texts), _ROWS)
        ] or [_vectors(texts, model, signed)]
        if isinstance(table, pa.RecordBatch):
            vectors = chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)
        else:
            vectors = pa.chunked_array(chunks)
        return table.append_column(pa.field(self.into, vectors.type), vectors)


def _vectors(texts: Any, model: BM25EmbeddingFunction, signed: bool) -> Any:  # noqa: ANN401
    pa = arrow()
    nulls = texts.is_null() if texts.null_count else None
    if nulls is not None:
        texts = texts.cast("large_string").fill_null("")
        nulls = nulls.combine_chunks() if isinstance(nulls, pa.ChunkedArray) else nulls
    matrix = model.encode_documents(texts)
    numbers = "int32" if signed else "uint32"
    lists = (
        pa.ListArray.from_arrays(pa.array(matrix.indptr.astype("int32", copy=False)), pa.array(values))
        for values in (matrix.indices.astype("int32", copy=False).view(numbers), matrix.data)
    )
    return pa.StructArray.from_arrays(list(lists), ["indices", "values"], mask=nulls)


def unpacked(digest: str, fetch: Callable[[], bytes | BM25EmbeddingFunction]) -> BM25EmbeddingFunction:
    """Return the model of this digest, which is fetched once in the life of a process.

    Parameters
    ----------
    digest : str
        Of the packed model.
    fetch : callable
        Returns the packed model, or the model.
    """
    with _KEEPING:
        model = _KEPT.get(digest)
        if model is None:
            fetched = fetch()
            model = pickle.loads(fetched) if isinstance(fetched, bytes) else fetched  # noqa: S301 - our own
            _KEPT[digest] = model
            while len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        _KEPT.move_to_end(digest)
        return model
