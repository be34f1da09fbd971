"""What the embedding functions of all services share.

A provider's class sets `provider`, its models' dimensions, builds a request in `_content` and, where
its answers are not OpenAI's, reads one in `_items`. Everything else is here, once for plain calls and
for ``await``.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast, get_args

import numpy as np

from elanus._http.options import json_fields
from elanus._service import ServiceFunction, listed
from elanus._texts import check_texts
from elanus._vectors import DenseVectors, vectors_of
from elanus.base import BaseEmbeddingFunction
from elanus.errors import ElanusError, InputError, InputTypeError, InvalidResponseError, Partial

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from elanus._http import Options, Reply, Secret, ServiceOptions
    from elanus._service import Connection, Post, _Work

    Dimensions = Mapping[str, int | tuple[int, Collection[int]]]

EmbeddingType = Literal["float", "int8", "binary", "ubinary"]
_NUMBERS = {float, int}  # what JSON's numbers become; a bool is neither


class ServiceEmbeddingFunction(ServiceFunction, BaseEmbeddingFunction):
    """An embedding function that runs at a provider.

    Parameters
    ----------
    model_name, api_key, base_url, options, **connection
        As in `ServiceFunction`.
    dimensions : int or None
        The dimension of the embeddings.
    send_dimensions : bool
        Whether it is asked of the model, or only declared. It never is of a model that has one.
    embedding_type : str or list of one str, optional
        What an embedding is made of: "float", the default, "int8", or a bit for each dimension: "binary",
        "ubinary".
    query_prompt, document_prompt : str, optional
        What is put before each query and each document.
    query_body, document_body : mapping, optional
        Fields to add to requests of queries and of documents.

    Examples
    --------
    >>> from elanus.dense import TEIEmbeddingFunction
    >>> from elanus.dense._service import ServiceEmbeddingFunction
    >>> issubclass(TEIEmbeddingFunction, ServiceEmbeddingFunction)
    True
    """

    # The dimensions of a provider's models, the default one first; a range stands for a model that takes any
    # in it. A model that is not among them works: its dimension is that of its first result.
    dimensions_of: ClassVar[Dimensions] = {}
    # What becomes of a row.
    normalises: bool = False
    offset_binary: ClassVar[bool] = False

    def __init__(
        self,
        model_name: str | None,
        api_key: Secret | None,
        base_url: str | None,
        options: ServiceOptions | Options,
        *,
        dimensions: int | None = None,
        send_dimensions: bool = True,
        embedding_type: str | Sequence[str] | None = None,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        query_body: Mapping[str, Any] | None = None,
        document_body: Mapping[str, Any] | None = None,
        **connection: Unpack[Connection],
    ) -> None:
        super().__init__(model_name, api_key, base_url, options, **connection)
        known = self.dimensions_of.get(model_name or "")
        default, allowed = known if isinstance(known, tuple) else (known, None)
        self._known_dimension: int | None = default
        self._dimensions = _check_dimensions(dimensions, model_name, allowed)
        # What a request says, of the dimension and of the type.
        self._asked = None if allowed == (default,) or not send_dimensions else self._dimensions
        self._embedding_type = _check_type(embedding_type)
        if self._embedding_type.endswith("binary") and (self._dimensions or 0) % 8:
            raise InputError(f"dimensions of {self._embedding_type} is a multiple of 8, not {dimensions}")
        self._dtype = None if self._embedding_type == "float" else self._embedding_type
        self._prompts = {
            "queries": _check_prompt("query_prompt", query_prompt),
            "documents": _check_prompt("document_prompt", document_prompt),
        }
        self._bodies = {
            "queries": json_fields("query_body", query_body),
            "documents": json_fields("document_body", document_body),
        }
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
            One ``float32`` vector each, in order; `DenseVectors.array` is their matrix. Where another type
            than "float" was asked for, they are what Milvus' ``Int8Vector`` and ``BinaryVector`` take:
            arrays of ``int8``, or ``bytes``.

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
        """Return the JSON of a request; `role` is "documents", "queries" or "texts".

        A field that is None is not sent.
        """
        raise NotImplementedError

    def _items(self, reply: Reply, count: int) -> list[Any]:
        """Return the `count` embeddings of an answer in the order of the texts, still unchecked."""
        return openai_items(reply, count)

    # The way of a call.

    def _encode(self, texts: Iterable[str], role: str, resume: Partial | None) -> DenseVectors:
        checked = self._checked(texts, role)
        return self._whole(self._work(checked, role, resume).run()) if checked else self._nothing()

    async def _aencode(self, texts: Iterable[str], role: str, resume: Partial | None) -> DenseVectors:
        checked = self._checked(texts, role)
        return self._whole(await self._work(checked, role, resume).arun()) if checked else self._nothing()

    def _checked(self, texts: Iterable[str], role: str) -> list[str]:
        checked = check_texts(texts, role)
        if not self._prompts.get(role):
            self._refuse_empty(checked, role)
        return checked

    def _nothing(self) -> DenseVectors:
        dim = self._dimensions or self._seen_dimension or self._known_dimension or 0
        return vectors_of(_numbers(np.empty((0, self._width(dim) or 0)), self._embedding_type))

    def _width(self, dim: int | None) -> int | None:
        """Return the numbers of a row: a byte of bits has those of eight dimensions."""
        return dim // 8 if dim and self._embedding_type.endswith("binary") else dim

    def _request(self, texts: list[str], role: str) -> dict[str, Any]:
        prompt = self._prompts.get(role, "")
        prompted = [prompt + text for text in texts] if prompt else texts
        return self._json(self._content(prompted, role), self._bodies.get(role))

    def _work(self, texts: list[str], role: str, resume: Partial | None) -> _Work:
        # A request of some text holds the task, which some providers repeat beside each text.
        identity = (role, self._dimensions, self._embedding_type, self._request(["-"], role))
        width = self._width(self._dimensions or self._seen_dimension)
        if isinstance(resume, Partial) and resume.results:
            width = resume.results[0].shape[1]

        whole: NDArray[Any] | None = None

        async def encode(start: int, end: int, post: Post) -> NDArray[Any]:
            nonlocal width, whole
            content = self._request(texts[start:end], role)
            rows: NDArray[Any] = await post(content, lambda reply: self._rows(reply, end - start, width))
            if width is not None and rows.shape[1] != width:  # read while the first answer was
                raise InvalidResponseError(
                    f"the answer of {self.provider.name} cannot be used: its embeddings have {rows.shape[1]} "
                    f"numbers, but the others have {width}"
                )
            width = rows.shape[1]
            if len(rows) == len(texts):
                return rows
            # All go into one array at once: put together in the end, they would be held twice.
            if whole is None:
                whole = np.empty((len(texts), width), rows.dtype)
            whole[start:end] = rows
            return whole[start:end]

        return self._prepare("Embedding", texts, resume, identity, encode)

    def _whole(self, rows: list[NDArray[Any]]) -> DenseVectors:
        array = rows[0] if len(rows) == 1 else rows[0].base
        if array is None or any(part.base is not array for part in rows[1:]):  # some of an earlier call
            array = np.concatenate(rows)
        self._seen_dimension = array.shape[1] * (8 if self._embedding_type.endswith("binary") else 1)
        return vectors_of(array)

    def _rows(self, reply: Reply, count: int, width: int | None) -> NDArray[Any]:
        items = self._items(reply, count)
        if len(items) != count:
            reply.refuse(f"it has {len(items)} embeddings for {count} texts")
        rows = dense_rows(reply, items, width, self._embedding_type)
        if self._embedding_type == "binary" and self.offset_binary:
            rows ^= 0x80  # what is sent is 128 less than the byte of bits
        if self.normalises:
            lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
            rows = np.divide(rows, lengths, out=rows, where=lengths > 0, casting="same_kind")
        return rows


def _check_prompt(name: str, prompt: object) -> str:
    if prompt is not None and not isinstance(prompt, str):
        raise InputTypeError(f"{name} is a str or None, not {type(prompt).__name__}")
    return prompt or ""


def _check_type(given: str | Sequence[str] | None) -> EmbeddingType:
    known = get_args(EmbeddingType)
    kind = given[0] if isinstance(given, list | tuple) and len(given) == 1 else given
    kind = "float" if given is None else kind
    if kind not in known:
        raise InputError(f"an embedding is of one of the types {', '.join(known)}, not of {given!r}")
    return cast("EmbeddingType", kind)


def _check_dimensions(
    dimensions: int | None, model: str | None, allowed: Collection[int] | None
) -> int | None:
    if dimensions is None:
        return None
    if isinstance(dimensions, bool) or not isinstance(dimensions, int):
        raise InputTypeError(f"dimensions is a whole number, not {type(dimensions).__name__}")
    if dimensions < 1 and allowed is None:
        raise InputError(f"dimensions is at least 1, not {dimensions}")
    if allowed is not None and dimensions not in allowed:
        known = (
            f"from {allowed[0]} to {allowed[-1]}"
            if isinstance(allowed, range)
            else f"one of {', '.join(map(str, sorted(allowed)))}"
        )
        raise InputError(f"dimensions of {model} is {known}, not {dimensions}")
    return dimensions


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
    data = listed(reply, "data")
    if len(data) != count:
        reply.refuse(f"it has {len(data)} embeddings for {count} texts")
    return in_order(reply, data, count, "embedding")


def in_order(reply: Reply, data: list[Any], count: int, name: str) -> list[Any]:
    """Put the items of an answer in the order of their indices.

    The first item may lack its index: Gemini's OpenAI-compatible address leaves a 0 out.

    Raises
    ------
    InvalidResponseError
        If another item has no index, or one no value, or indices repeat or lie outside.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> from elanus.dense._service import in_order
    >>> in_order(Reply("Example", 200, {}, b""), [{"index": 1, "v": "b"}, {"index": 0, "v": "a"}], 2, "v")
    ['a', 'b']
    """
    found: dict[int, Any] = {}
    for place, item in enumerate(data):
        index = item.get("index", None if place else 0) if isinstance(item, dict) else None
        if type(index) is not int or name not in item:
            reply.refuse(f'an item of it has no "index" or no "{name}"')
        if not 0 <= index < count or index in found:
            reply.refuse(f"its index {index} is {'given twice' if index in found else 'outside the texts'}")
        found[index] = item[name]
    return [found[index] for index in sorted(found)]


def dense_rows(
    reply: Reply, items: list[Any], width: int | None, embedding_type: EmbeddingType = "float"
) -> NDArray[Any]:
    """Turn the embeddings of an answer into rows, or refuse the answer.

    Parameters
    ----------
    reply : Reply
        The answer, for the message.
    items : list
        Lists of numbers; of "float" also base64 of little-endian ``float32``.
    width : int or None
        How many numbers each must have.
    embedding_type : str
        What the numbers are. Of "binary" and "ubinary" each is a byte of bits, signed and unsigned.

    Returns
    -------
    numpy.ndarray, shape (n, width)
        Of ``float32``, ``int8``, or ``uint8`` for bytes of bits.

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
    is_float = embedding_type == "float"
    rows: list[Any] = [
        _decoded(reply, item) if is_float and isinstance(item, str) else item for item in items
    ]
    known, kinds = width, _NUMBERS if is_float else {int}
    for position, row in enumerate(rows):
        is_numbers = isinstance(row, np.ndarray) or (isinstance(row, list) and set(map(type, row)) <= kinds)
        if not is_numbers:
            reply.refuse(f"embedding {position} is not a list of {'' if is_float else 'whole '}numbers")
        width = width or len(row)
        if len(row) != width or not width:
            is_bits = embedding_type.endswith("binary")
            expected = (
                "the others have" if not known else "it should be" if is_bits else "the model's dimension is"
            )
            unit = "bytes" if is_bits else "dimensions"
            reply.refuse(f"embedding {position} has {len(row)} {unit}, but {expected} {width}")
    array: NDArray[Any] = np.empty((len(rows), width or 0), np.float32 if is_float else np.int64)
    too_large = False
    try:
        with np.errstate(over="ignore"):
            for position, row in enumerate(rows):  # one by one, so that other threads run in between
                array[position] = row
    except OverflowError:  # an integer of hundreds of digits
        too_large = True
    least, most = (0, 255) if embedding_type == "ubinary" else (-128, 127)
    if too_large or not (np.isfinite(array) if is_float else (array >= least) & (array <= most)).all():
        kind = "finite" if is_float else f"of {embedding_type}"
        reply.refuse(f"an embedding has numbers that are not {kind}")
    return _numbers(array, embedding_type)


def _numbers(array: NDArray[Any], embedding_type: EmbeddingType) -> NDArray[Any]:
    if embedding_type.endswith("binary"):  # a signed byte has the bits of the unsigned one
        return array.astype(np.int64).astype(np.uint8)
    return array.astype(np.int8 if embedding_type == "int8" else np.float32, copy=False)


def _decoded(reply: Reply, text: str) -> NDArray[np.float32]:
    data: bytes | None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    if data is None or len(data) % 4:
        reply.refuse("an embedding is neither a list of numbers nor base64 of float32")
    return np.frombuffer(data, dtype="<f4")
