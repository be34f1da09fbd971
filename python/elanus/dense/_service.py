"""What the embedding functions of all services share.

A provider's class sets `provider`, builds a request in `_content` and, where its answers are not
OpenAI's, reads one in `_items`. Everything else is here, once for plain calls and for ``await``.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import numpy as np

from elanus._batching import fingerprint
from elanus._http.loop import arun, run
from elanus._service import ServiceFunction
from elanus._texts import check_texts
from elanus._vectors import DenseVectors
from elanus.base import BaseEmbeddingFunction
from elanus.errors import ElanusError, InputError, InputTypeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from elanus._http import Reply, Service
    from elanus.errors import Partial

_NUMBERS = {float, int}  # what JSON's numbers become; a bool is neither


class ServiceEmbeddingFunction(ServiceFunction, BaseEmbeddingFunction):
    """An embedding function that runs at a provider.

    Parameters
    ----------
    model_name : str
        The model.
    service : Service
        How to reach the provider.
    dimensions : int or None
        The dimension that is asked of the model.
    known_dimension : int or None
        The model's dimension, from the provider's documentation.

    Examples
    --------
    >>> from elanus.dense import TEIEmbeddingFunction
    >>> from elanus.dense._service import ServiceEmbeddingFunction
    >>> issubclass(TEIEmbeddingFunction, ServiceEmbeddingFunction)
    True
    """

    def __init__(
        self,
        model_name: str | None,
        service: Service,
        dimensions: int | None,
        known_dimension: int | None = None,
    ) -> None:
        super().__init__(model_name, service)
        if dimensions is not None:
            if isinstance(dimensions, bool) or not isinstance(dimensions, int):
                raise InputTypeError(f"dimensions is a whole number, not {type(dimensions).__name__}")
            if dimensions < 1:
                raise InputError(f"dimensions is at least 1, not {dimensions}")
        self._dimensions = dimensions
        self._known_dimension = known_dimension
        self._seen_dimension: int | None = None

    @property
    def dim(self) -> int:
        """The vectors' dimension, without a paid call.

        It is `dimensions` if given, else that of the last result, else the model's documented one.

        Raises
        ------
        ElanusError
            If none of them is known yet.
        """
        dim = self._dimensions or self._seen_dimension or self._known_dimension
        if dim is None:
            raise ElanusError(
                f"the dimension of {self.model_name} is not known before its first result: pass dimensions=, "
                "or encode something first"
            )
        return dim

    def encode_documents(self, documents: Iterable[str], *, resume: Partial | None = None) -> DenseVectors:
        """Embed documents.

        Parameters
        ----------
        documents : iterable of str
            The texts. An empty list gives an empty result without a call.
        resume : Partial, optional
            `ServiceError.partial` of the same call, to send only what had not succeeded.

        Returns
        -------
        DenseVectors
            One ``float32`` vector each, in order; `DenseVectors.array` is their matrix.

        Raises
        ------
        InputTypeError
            For a bare str, or an item that is not a str; its position is in the message.
        ServiceError
            If the service fails; what had succeeded by then is in its `partial`.

        Examples
        --------
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> TEIEmbeddingFunction("http://localhost:8080").encode_documents([])
        []
        """
        return self._encode(documents, "documents", resume)

    def encode_queries(self, queries: Iterable[str], *, resume: Partial | None = None) -> DenseVectors:
        """Embed search queries; like `encode_documents`.

        Examples
        --------
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> TEIEmbeddingFunction("http://localhost:8080").encode_queries([])
        []
        """
        return self._encode(queries, "queries", resume)

    def __call__(self, texts: Iterable[str], *, resume: Partial | None = None) -> DenseVectors:
        """Embed texts; like `encode_documents`."""
        return self._encode(texts, "texts", resume)

    async def aencode_documents(
        self, documents: Iterable[str], *, resume: Partial | None = None
    ) -> DenseVectors:
        """Embed documents; `encode_documents` to be awaited.

        Examples
        --------
        >>> import asyncio
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> asyncio.run(TEIEmbeddingFunction("http://localhost:8080").aencode_documents([]))
        []
        """
        return await self._aencode(documents, "documents", resume)

    async def aencode_queries(self, queries: Iterable[str], *, resume: Partial | None = None) -> DenseVectors:
        """Embed search queries; `encode_queries` to be awaited.

        Examples
        --------
        >>> import asyncio
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> asyncio.run(TEIEmbeddingFunction("http://localhost:8080").aencode_queries([]))
        []
        """
        return await self._aencode(queries, "queries", resume)

    async def acall(self, texts: Iterable[str], *, resume: Partial | None = None) -> DenseVectors:
        """Embed texts; ``__call__`` to be awaited.

        Examples
        --------
        >>> import asyncio
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> asyncio.run(TEIEmbeddingFunction("http://localhost:8080").acall([]))
        []
        """
        return await self._aencode(texts, "texts", resume)

    # What a provider's module says.

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        """Return the JSON of a request; `role` is "documents", "queries" or "texts"."""
        raise NotImplementedError

    def _items(self, reply: Reply, count: int) -> list[Any]:
        """Return the `count` embeddings of an answer in the order of the texts, still unchecked."""
        return openai_items(reply, count)

    # The way of a call.

    def _encode(self, texts: Iterable[str], role: str, resume: Partial | None) -> DenseVectors:
        checked = check_texts(texts, role)
        return run(self._work(checked, role, resume)) if checked else self._nothing()

    async def _aencode(self, texts: Iterable[str], role: str, resume: Partial | None) -> DenseVectors:
        checked = check_texts(texts, role)
        return await arun(self._work(checked, role, resume)) if checked else self._nothing()

    def _nothing(self) -> DenseVectors:
        return DenseVectors.empty(self._dimensions or self._seen_dimension or self._known_dimension or 0)

    async def _work(self, texts: list[str], role: str, resume: Partial | None) -> DenseVectors:
        def identify() -> str:
            return fingerprint(texts, self._service.url, self._content([], role))

        spans = self._to_send(texts, resume, identify)
        deadline = self._service.deadline()
        dim = self._dimensions or self._seen_dimension
        if resume is not None and resume.results:
            dim = resume.results[0].shape[1]

        async def encode(start: int, end: int) -> NDArray[np.float32]:
            nonlocal dim
            content = self._content(texts[start:end], role)
            reply = await self._service.post(content, deadline)
            rows = dense_rows(reply, self._items(reply, end - start), dim)
            dim = rows.shape[1]
            return rows

        rows = await self._in_batches("Embedding", texts, spans, encode, identify, resume)
        array = rows[0] if len(rows) == 1 else np.concatenate(rows)
        self._seen_dimension = array.shape[1]
        return DenseVectors(array)


def openai_items(reply: Reply, count: int) -> list[Any]:
    """Read the answer that OpenAI defined: ``{"data": [{"index": 0, "embedding": [...]}, ...]}``.

    Parameters
    ----------
    reply : Reply
        The answer.
    count : int
        How many texts were sent.

    Returns
    -------
    list
        The embeddings, put in order by their indices.

    Raises
    ------
    InvalidResponseError
        If the indices are not those of the texts, each once.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> from elanus.dense._service import openai_items
    >>> body = b'{"data": [{"index": 1, "embedding": [2.0]}, {"index": 0, "embedding": [1.0]}]}'
    >>> openai_items(Reply("Example", 200, {}, body), 2)
    [[1.0], [2.0]]
    """
    value = reply.json()
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        reply.refuse(f'it has no list "data": {reply.message()}')
    data = value["data"]
    if len(data) != count:
        reply.refuse(f"it has {len(data)} embeddings for {count} texts")
    return in_order(reply, data, count, "embedding")


def in_order(reply: Reply, data: list[Any], count: int, name: str) -> list[Any]:
    """Put the items of an answer in the order of their indices.

    Raises
    ------
    InvalidResponseError
        If an item has no index or no value, or indices repeat or lie outside.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> from elanus.dense._service import in_order
    >>> in_order(Reply("Example", 200, {}, b""), [{"index": 1, "v": "b"}, {"index": 0, "v": "a"}], 2, "v")
    ['a', 'b']
    """
    found: dict[int, Any] = {}
    for item in data:
        index = item.get("index") if isinstance(item, dict) else None
        if type(index) is not int or name not in item:
            reply.refuse(f'an item of it has no "index" or no "{name}"')
        if not 0 <= index < count or index in found:
            reply.refuse(f"its index {index} is {'given twice' if index in found else 'outside the texts'}")
        found[index] = item[name]
    return [found[index] for index in sorted(found)]


def dense_rows(reply: Reply, items: list[Any], dim: int | None) -> NDArray[np.float32]:
    """Turn the embeddings of an answer into rows, or refuse the answer.

    Parameters
    ----------
    reply : Reply
        The answer, for the message.
    items : list
        Lists of numbers, or base64 of little-endian ``float32``.
    dim : int or None
        The dimension they must have.

    Returns
    -------
    numpy.ndarray, shape (n, dim), float32

    Raises
    ------
    InvalidResponseError
        If one is ragged, empty, of another dimension, or holds anything but finite numbers.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> from elanus.dense._service import dense_rows
    >>> dense_rows(Reply("Example", 200, {}, b""), [[1.0, 2], "AACAPwAAAEA="], 2)
    array([[1., 2.],
           [1., 2.]], dtype=float32)
    """
    rows: list[Any] = [_decoded(reply, item) if isinstance(item, str) else item for item in items]
    width = dim
    for position, row in enumerate(rows):
        is_numbers = isinstance(row, np.ndarray) or (
            isinstance(row, list) and set(map(type, row)) <= _NUMBERS
        )
        if not is_numbers:
            reply.refuse(f"embedding {position} is not a list of numbers")
        width = width or len(row)
        if len(row) != width or not width:
            expected = "the model's dimension is" if dim else "the others have"
            reply.refuse(f"embedding {position} has {len(row)} dimensions, but {expected} {width}")
    array: NDArray[np.float32] | None
    try:
        with np.errstate(over="ignore"):
            array = np.array(rows, dtype=np.float32)
    except OverflowError:  # an integer of hundreds of digits
        array = None
    if array is None or not np.isfinite(array).all():
        reply.refuse("an embedding has numbers that are not finite")
    return array


def _decoded(reply: Reply, text: str) -> NDArray[np.float32]:
    data: bytes | None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None or len(data) % 4:
        reply.refuse("an embedding is neither a list of numbers nor base64 of float32")
    return np.frombuffer(data, dtype="<f4")
