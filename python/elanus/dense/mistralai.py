"""Mistral AI's embeddings.

Reference: https://docs.mistral.ai/api/#tag/embeddings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Provider, Secret
from elanus.dense._service import ServiceEmbeddingFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["MistralAIEmbeddingFunction"]

_FIXED, _FREE = (1024, (1024,)), (1536, range(1, 3073))


class MistralAIEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of Mistral AI.

    Parameters
    ----------
    api_key : str or None
        The key. None: the environment variable ``MISTRALAI_API_KEY`` or ``MISTRAL_API_KEY``.
    model_name : str
        The model.
    output_dimension : int, optional
        Another dimension than the model's own, for codestral-embed; an answer of another one is refused.
    output_dtype : str
        "float", or for codestral-embed "int8", "binary" or "ubinary". Rows of "int8" are what Milvus'
        ``Int8Vector`` takes; a row of the binary ones is the ``bytes`` of a ``BinaryVector``, the same for
        both.
    base_url : str, optional
        Another address than ``https://api.mistral.ai/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key, for a dimension that the model does not have, or an unknown type.

    Examples
    --------
    >>> from elanus.dense import MistralAIEmbeddingFunction
    >>> ef = MistralAIEmbeddingFunction("key-0123456789")
    >>> ef.dim
    1024
    >>> ef
    MistralAIEmbeddingFunction('mistral-embed', at https://api.mistral.ai/v1/embeddings)
    """

    # Both limits are answered with 400 and the code 3210; its documentation has neither.
    provider = Provider(
        "Mistral AI",
        "/embeddings",
        Limits(texts=512, tokens=16_384),
        base_url="https://api.mistral.ai/v1",
        key_variables=("MISTRALAI_API_KEY", "MISTRAL_API_KEY"),
    )
    dimensions_of: ClassVar[Dimensions] = {
        "mistral-embed": _FIXED,
        "mistral-embed-2312": _FIXED,
        "codestral-embed": _FREE,
        "codestral-embed-2505": _FREE,
    }
    offset_binary: ClassVar[bool] = True

    def __init__(
        self,
        api_key: str | None,
        model_name: str = "mistral-embed",
        *,
        output_dimension: int | None = None,
        output_dtype: str = "float",
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(
            model_name, key, base_url, options, dimensions=output_dimension, embedding_type=output_dtype
        )

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "input": texts,
            "output_dimension": self._asked,
            "output_dtype": self._dtype,
            "encoding_format": None if self._dtype else "base64",
        }
