"""Embeddings of Hugging Face's Text Embeddings Inference, which one runs oneself.

Reference: https://huggingface.github.io/text-embeddings-inference (``POST /v1/embeddings``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from elanus._http import Secret
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.reranker.tei import TEIRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import ServiceOptions

__all__ = ["TEIEmbeddingFunction"]


class TEIEmbeddingFunction(ServiceEmbeddingFunction):
    """Embeddings of a Text Embeddings Inference server.

    Parameters
    ----------
    api_url : str
        The server's address, for instance ``http://localhost:8080``.
    dimensions : int, optional
        The dimension of the server's model; an answer of another one is refused.
    api_key : str, optional
        The key the server was started with (``--api-key``), or that of an inference endpoint.
    query_prompt, document_prompt : str, optional
        What is put before each query and each document, as the model's card says.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`. Where the server was started with another
        ``--max-client-batch-size`` than 32, `batch_size` may say so.

    Examples
    --------
    >>> from elanus.dense import TEIEmbeddingFunction
    >>> TEIEmbeddingFunction("http://localhost:8080", dimensions=768).dim
    768
    """

    provider = replace(TEIRerankFunction.provider, path="/v1/embeddings")

    def __init__(
        self,
        api_url: str,
        dimensions: int | None = None,
        *,
        api_key: str | None = None,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(
            None,
            key,
            api_url,
            options,
            dimensions=dimensions,
            query_prompt=query_prompt,
            document_prompt=document_prompt,
        )
        self.api_url = self._service.url

    @property
    def dim(self) -> int:
        """The vectors' dimension.

        Where it is not known yet, one short text is embedded to find it: the server is one's own,
        and does not tell it otherwise.
        """
        if not (self._dimensions or self._seen_dimension):
            self(["get dim"])
        return super().dim

    def _content(self, texts: list[str], role: str) -> dict[str, Any]:
        return {"input": texts}
