"""Cohere's embeddings.

Reference: https://docs.cohere.com/reference/embed (v2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Options, Provider, Secret
from elanus._service import listed
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["CohereEmbeddingFunction"]

_INPUT_TYPES = {"queries": "search_query", "documents": "search_document"}


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
        A list of one: "float" (the default), "int8", "binary" or "ubinary". Rows of "int8" are what Milvus'
        ``Int8Vector`` takes; a row of the binary ones is the ``bytes`` of a ``BinaryVector``, as Cohere packs
        them: do not mix the two in a collection.
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

    Notes
    -----
    Vectors of "float" are asked for in base64, a quarter of the bytes.

    Examples
    --------
    >>> from elanus.dense import CohereEmbeddingFunction
    >>> ef = CohereEmbeddingFunction("embed-v4.0", "co-0123456789")
    >>> ef.dim
    1536
    >>> ef
    CohereEmbeddingFunction('embed-v4.0', at https://api.cohere.com/v2/embed)
    """

    provider: ClassVar[Provider] = Provider(
        "Cohere",
        "/v2/embed",
        Limits(texts=96),
        base_url="https://api.cohere.com",
        base_url_variable="CO_API_URL",
        key_variables=("CO_API_KEY", "COHERE_API_KEY"),
        prompt_tokens=("meta", "billed_units", "input_tokens"),
    )
    dimensions_of: ClassVar[Dimensions] = {
        "embed-v5.0-pro": (2048, (256, 512, 768, 1024, 1536, 2048)),
        "embed-v5.0-fast": (2048, (256, 512, 768, 1024, 1536, 2048)),
        "embed-v4.0": (1536, (256, 512, 1024, 1536)),
        "embed-english-v3.0": (1024, (1024,)),
        "embed-multilingual-v3.0": (1024, (1024,)),
        "embed-english-light-v3.0": (384, (384,)),
        "embed-multilingual-light-v3.0": (384, (384,)),
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
        checked = Options.of(options)
        super().__init__(
            model_name,
            key,
            base_url,
            checked,
            dimensions=dimensions,
            embedding_type=_only(embedding_types),
        )
        self.input_type = input_type
        self.truncate = truncate

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        content: dict[str, Any] = {
            "model": self.model_name,
            "texts": texts,
            "input_type": _INPUT_TYPES.get(role, self.input_type),
            "embedding_types": ["base64" if self._embedding_type == "float" else self._embedding_type],
            "truncate": self.truncate,
            "output_dimension": self._dimensions,
        }
        return {name: value for name, value in content.items() if value is not None}

    def _items(self, reply: Reply, count: int) -> list[Any]:
        value = reply.json()
        found = value.get("embeddings") if isinstance(value, dict) else None
        # Who asks for float in `extra_body` gets numbers, which are understood as well.
        is_base64 = self._embedding_type == "float" and isinstance(found, dict) and found.get("base64")
        return listed(reply, "embeddings", "base64" if is_base64 else self._embedding_type)


def _only(types: Sequence[str] | None) -> str:
    if types is None:
        return "float"
    if isinstance(types, str) or not isinstance(types, list | tuple):
        raise InputTypeError(f"embedding_types is a list of one type, not {type(types).__name__}")
    if len(types) != 1:
        raise InputError(f"embedding_types is a list of one type, not of {len(types)}")
    return str(types[0])
