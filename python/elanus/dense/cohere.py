"""Cohere's embeddings.

Reference: https://docs.cohere.com/reference/embed (v2).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Secret
from elanus._service import listed
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.reranker.cohere import CohereRerankFunction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["CohereEmbeddingFunction"]

_INPUT_TYPES = {"queries": "search_query", "documents": "search_document"}
_V5 = (2048, (256, 512, 768, 1024, 1536, 2048))
_V3, _V3_LIGHT = (1024, (1024,)), (384, (384,))


class CohereEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Cohere.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: the environment variable ``CO_API_KEY`` or ``COHERE_API_KEY``.
    input_type : str
        What ``__call__`` embeds; `encode_queries` and `encode_documents` use "search_query" and
        "search_document".
    embedding_types : list of str, optional
        A list of one: "float", "int8", "binary" or "ubinary". Rows of "int8" are what Milvus' ``Int8Vector``
        takes; a row of the binary ones is the ``bytes`` of a ``BinaryVector``, as Cohere packs them: do not
        mix the two in a collection. The default, None, gives what "float" does and asks for it in base64, a
        quarter of the bytes; ``["float"]`` asks for decimal numbers, as a server that refuses base64 wants.
    truncate : str, optional
        Where a text beyond the model's context is cut, "START" or "END", or "NONE": it is refused. The
        default, None, is Cohere's: "END".
    dimensions : int, optional
        Another dimension than the model's own, from embed-v4.0 on; an answer of another one is refused.
    base_url : str, optional
        Another address than ``https://api.cohere.com``. Default: the environment variable ``CO_API_URL``,
        if set.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key, for a dimension that the model does not have, or several types.

    Examples
    --------
    >>> from elanus.dense import CohereEmbeddingFunction
    >>> ef = CohereEmbeddingFunction("embed-v4.0", "co-0123456789")
    >>> ef.dim
    1536
    >>> ef
    CohereEmbeddingFunction('embed-v4.0', at https://api.cohere.com/v2/embed)
    """

    provider = replace(CohereRerankFunction.provider, path="/v2/embed", limits=Limits(texts=96))
    dimensions_of: ClassVar[Dimensions] = {
        "embed-v5.0-pro": _V5,
        "embed-v5.0-fast": _V5,
        "embed-v4.0": (1536, (256, 512, 1024, 1536)),
        "embed-english-v3.0": _V3,
        "embed-multilingual-v3.0": _V3,
        "embed-english-light-v3.0": _V3_LIGHT,
        "embed-multilingual-light-v3.0": _V3_LIGHT,
    }

    def __init__(
        self,
        model_name: str = "embed-english-light-v3.0",
        api_key: str | None = None,
        input_type: str = "search_document",
        embedding_types: Sequence[str] | None = None,
        truncate: str | None = None,
        *,
        dimensions: int | None = None,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(
            model_name, key, base_url, options, dimensions=dimensions, embedding_type=embedding_types
        )
        self.input_type, self.truncate = input_type, truncate
        self._packing = "base64" if embedding_types is None else self._embedding_type

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "texts": texts,
            "input_type": _INPUT_TYPES.get(role, self.input_type),
            "embedding_types": [self._packing],
            "truncate": self.truncate,
            "output_dimension": self._asked,
        }

    def _items(self, reply: Reply, count: int) -> list[Any]:
        value = reply.json()
        found = value.get("embeddings") if isinstance(value, dict) else None
        # Numbers are understood as well where base64 was asked for.
        is_base64 = self._packing == "base64" and isinstance(found, dict) and found.get("base64")
        return listed(reply, "embeddings", "base64" if is_base64 else self._embedding_type)
