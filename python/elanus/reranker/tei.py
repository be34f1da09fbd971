"""Rerankers on Hugging Face's Text Embeddings Inference, which one runs oneself.

Reference: https://huggingface.github.io/text-embeddings-inference (``POST /rerank``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Provider, Secret
from elanus._service import listed
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions

__all__ = ["TEIRerankFunction"]


class TEIRerankFunction(ServiceRerankFunction):
    """A reranker on a Text Embeddings Inference server.

    Parameters
    ----------
    api_url : str
        The server's address, for instance ``http://localhost:8080``.
    api_key : str, optional
        The key the server was started with (``--api-key``), or that of an inference endpoint.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`. Where the server was started with another
        ``--max-client-batch-size`` than 32, `batch_size` may say so.

    Examples
    --------
    >>> from elanus.reranker import TEIRerankFunction
    >>> TEIRerankFunction("http://localhost:8080")("kites", [])
    []
    """

    # --max-client-batch-size is 32 by default; --payload-limit, 2 MB.
    provider = Provider("TEI", "/rerank", Limits(texts=32, bytes=1_000_000), one_model=True)
    score_name: ClassVar[str] = "score"
    ranks_all = True

    def __init__(
        self, api_url: str, *, api_key: str | None = None, **options: Unpack[ServiceOptions]
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(None, key, api_url, options)
        self.api_url = self._service.url

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {"query": query, "texts": documents, "return_text": False}

    def _items(self, reply: Reply) -> list[Any]:
        return listed(reply)
