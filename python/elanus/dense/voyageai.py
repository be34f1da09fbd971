"""Voyage AI's embeddings.

Reference: https://docs.voyageai.com/reference/embeddings-api.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Secret
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.reranker.voyageai import VoyageRerankFunction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from elanus._http import ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["VoyageEmbeddingFunction"]

_ANY_OF_FOUR = (1024, (256, 512, 1024, 2048))
_ONE = (1024, (1024,))
_INPUT_TYPES = {"queries": "query", "documents": "document"}


class VoyageEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Voyage AI.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: that in the file which the environment variable ``VOYAGE_API_KEY_PATH`` names, or
        the variable ``VOYAGE_API_KEY``. One that begins with ``al-`` belongs to MongoDB's address,
        ``https://ai.mongodb.com/v1``, and is sent there.
    embedding_type : str, optional
        "float" (the default), or "int8", "binary" or "ubinary" where the model has them. Rows of "int8" are
        what Milvus' ``Int8Vector`` takes; a row of the binary ones is the ``bytes`` of a ``BinaryVector``,
        the same for both.
    truncate : bool, optional
        Whether a text beyond the model's context is cut, or refused. The default, None, is Voyage's: cut.
    dimension : int, optional
        Another dimension than the model's own; an answer of another one is refused.
    base_url : str, optional
        Another address than ``https://api.voyageai.com/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key, for a dimension that the model does not have, or an unknown type.

    Examples
    --------
    >>> from elanus.dense import VoyageEmbeddingFunction
    >>> ef = VoyageEmbeddingFunction("voyage-4-lite", "pa-0123456789", dimension=256)
    >>> ef.dim
    256
    >>> ef
    VoyageEmbeddingFunction('voyage-4-lite', at https://api.voyageai.com/v1/embeddings)
    """

    provider = replace(
        VoyageRerankFunction.provider,
        path="/embeddings",
        limits=Limits(texts=1000, tokens=120_000),
        refuses_empty=True,
    )
    tokens_of: ClassVar[Mapping[str, int]] = {
        "voyage-4-lite": 1_000_000,
        "voyage-3.5-lite": 1_000_000,
        "voyage-4": 320_000,
        "voyage-3.5": 320_000,
        "voyage-2": 320_000,
    }
    dimensions_of: ClassVar[Dimensions] = {
        "voyage-4-large": _ANY_OF_FOUR,
        "voyage-4": _ANY_OF_FOUR,
        "voyage-4-lite": _ANY_OF_FOUR,
        "voyage-3-large": _ANY_OF_FOUR,
        "voyage-3.5": _ANY_OF_FOUR,
        "voyage-3.5-lite": _ANY_OF_FOUR,
        "voyage-code-3": _ANY_OF_FOUR,
        "voyage-code-4": 1024,
        "voyage-3": _ONE,
        "voyage-3-lite": (512, (512,)),
        "voyage-finance-2": _ONE,
        "voyage-law-2": _ONE,
        "voyage-multilingual-2": _ONE,
        "voyage-code-2": (1536, (1536,)),
        "voyage-large-2": (1536, (1536,)),
        "voyage-large-2-instruct": _ONE,
        "voyage-2": _ONE,
        "voyage-lite-02-instruct": _ONE,
    }
    offset_binary: ClassVar[bool] = True

    def __init__(
        self,
        model_name: str = "voyage-3-large",
        api_key: str | None = None,
        embedding_type: str | None = None,
        truncate: bool | None = None,
        dimension: int | None = None,
        *,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(
            model_name, key, base_url, options, dimensions=dimension, embedding_type=embedding_type
        )
        self.truncate = truncate

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "input": texts,
            "input_type": _INPUT_TYPES.get(role),
            "truncation": self.truncate,
            "output_dimension": self._asked,
            "output_dtype": self._dtype,
            "encoding_format": None if self._dtype else "base64",
        }
