"""Rerankers of every server that speaks Cohere's or Jina's protocol.

References: https://docs.cohere.com/reference/rerank, https://api.jina.ai/redoc; vLLM names both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._http import Limits, Provider, Secret
from elanus._service import listed
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions

__all__ = ["CompatibleRerankFunction"]


class CompatibleRerankFunction(ServiceRerankFunction):
    """A reranker on a server that speaks Cohere's or Jina's protocol.

    Parameters
    ----------
    base_url : str
        What stands before ``/rerank``. vLLM and LM Studio's kin: ``http://localhost:8000/v1``; infinity:
        ``http://localhost:7997``; a proxy of litellm: ``http://localhost:4000/v1``; SiliconFlow:
        ``https://api.siliconflow.cn/v1``; Together: ``https://api.together.ai/v1``.
    model_name : str
        The model.
    api_key : str, optional
        The key, if the server wants one.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Notes
    -----
    Sent are ``model``, ``query``, ``documents`` and ``top_n``, which is their number: the best are chosen
    here. Results are found under ``results`` or ``data``, scores as ``relevance_score`` or ``score``.

    Examples
    --------
    >>> from elanus.reranker import CompatibleRerankFunction
    >>> CompatibleRerankFunction("http://localhost:8000/v1", "bge-reranker-v2-m3")
    CompatibleRerankFunction('bge-reranker-v2-m3', at http://localhost:8000/v1/rerank)
    """

    provider = Provider("Rerank API", "/rerank", Limits(texts=64))
    ranks_all = True

    def __init__(
        self,
        base_url: str,
        model_name: str,
        api_key: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {"model": self.model_name, "query": query, "documents": documents, "top_n": len(documents)}

    def _items(self, reply: Reply) -> list[Any]:
        value = reply.json()
        name = "data" if isinstance(value, dict) and "results" not in value else "results"
        items = listed(reply) if isinstance(value, list) else listed(reply, name)
        return [_renamed(item, self.score_name) for item in items]


def _renamed(item: object, name: str) -> object:
    if isinstance(item, dict) and name not in item and "score" in item:
        return {**item, name: item["score"]}
    return item
