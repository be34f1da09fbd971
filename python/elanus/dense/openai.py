"""OpenAI's embeddings, and every server that speaks their protocol: vLLM, Ollama, Azure.

Reference: https://platform.openai.com/docs/api-reference/embeddings/create.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from elanus._http import Limits, Provider, Secret
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from elanus._http import ServiceOptions
    from elanus.dense._service import Dimensions

__all__ = ["OpenAIEmbeddingFunction"]

_DECIMAL_TEXTS = 512  # of 3,072 decimal numbers are 35 MiB, of the 64 that are read of an answer


class OpenAIEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of OpenAI, or of a server that speaks its protocol.

    Parameters
    ----------
    model_name : str
        The model; for Azure with `api_version`, the deployment in `base_url` decides.
    api_key : str, optional
        The key. Default: the environment variable ``OPENAI_API_KEY``. A server that needs none takes
        any, for instance "none".
    base_url : str, optional
        Another address than ``https://api.openai.com/v1``. Default: the environment variable
        ``OPENAI_BASE_URL``, if set. vLLM: ``http://localhost:8000/v1``; Ollama:
        ``http://localhost:11434/v1``; Azure: ``https://NAME.openai.azure.com/openai/v1``, or
        ``https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT`` together with `api_version`.
    dimensions : int, optional
        A smaller dimension than the model's own; an answer of another one is refused.
    api_version : str, optional
        Azure's ``api-version``, for instance "2024-10-21". With it the key is sent in Azure's header
        ``api-key``.
    encoding_format : str
        "base64", or "float" for a server that refuses it; a request then has 512 texts at most, unless
        `batch_size` says more.
    send_dimensions : bool
        False only declares `dimensions`: vLLM refuses them for a model that has not several.
    query_prompt, document_prompt : str, optional
        What is put before each query and each document, as the model's card says.
    query_body, document_body : mapping, optional
        Fields to add to requests of queries and of documents, such as ``{"input_type": "query"}``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Notes
    -----
    Vectors are asked for in base64, as OpenAI's own client does: a quarter of the bytes, and exactly
    the model's ``float32``. A server that answers with decimal numbers is understood as well.

    Examples
    --------
    >>> from elanus.dense import OpenAIEmbeddingFunction
    >>> OpenAIEmbeddingFunction("text-embedding-3-large", "sk-0123456789").dim
    3072
    >>> OpenAIEmbeddingFunction("bge-m3", "none", base_url="http://localhost:8000/v1")
    OpenAIEmbeddingFunction('bge-m3', at http://localhost:8000/v1/embeddings)
    """

    # "any array must be 2048 dimensions or less", and "a maximum of 300,000 tokens summed across all inputs".
    provider = Provider(
        "OpenAI",
        "/embeddings",
        Limits(texts=2048, tokens=300_000),
        base_url="https://api.openai.com/v1",
        key_variables=("OPENAI_API_KEY",),
        base_url_variable="OPENAI_BASE_URL",
        refuses_empty=True,
    )
    dimensions_of: ClassVar[Dimensions] = {
        "text-embedding-3-small": (1536, range(1, 1537)),
        "text-embedding-3-large": (3072, range(1, 3073)),
        "text-embedding-ada-002": 1536,
    }

    def __init__(
        self,
        model_name: str = "text-embedding-ada-002",
        api_key: str | None = None,
        base_url: str | None = None,
        dimensions: int | None = None,
        *,
        api_version: str | None = None,
        encoding_format: str = "base64",
        send_dimensions: bool = True,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        query_body: Mapping[str, Any] | None = None,
        document_body: Mapping[str, Any] | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(
            model_name,
            key,
            base_url,
            options,
            dimensions=dimensions,
            send_dimensions=send_dimensions,
            query_prompt=query_prompt,
            document_prompt=document_prompt,
            query_body=query_body,
            document_body=document_body,
            key_header=None if api_version is None else "api-key",
            key_prefix=None if api_version is None else "",
            query="" if api_version is None else urlencode({"api-version": api_version}),
        )
        if encoding_format not in ("base64", "float"):
            raise InputError(f"encoding_format is 'base64' or 'float', not {encoding_format!r}")
        self.encoding_format = encoding_format

    def _limits(self) -> Limits:
        limits = super()._limits()
        if self.encoding_format == "base64" or self._service.options.batch_size:
            return limits
        return replace(limits, texts=min(limits.texts, _DECIMAL_TEXTS))

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "input": texts,
            "encoding_format": self.encoding_format,
            "dimensions": self._asked,
        }
