"""Jina AI's rerankers.

Reference: https://api.jina.ai/redoc (operation *Rerank documents*).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._http import Limits, Provider, Secret
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import ServiceOptions

__all__ = ["JinaRerankFunction"]


class JinaRerankFunction(ServiceRerankFunction):
    """A reranker of Jina AI.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: the environment variable ``JINAAI_API_KEY``.
    base_url : str, optional
        Another address than ``https://api.jina.ai/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Notes
    -----
    Up to 2,048 documents go in one request. More are scored in several and then ordered together,
    which is the same for a model that scores each document alone, as all but the listwise
    jina-reranker-v3 and v3.5 do.

    Examples
    --------
    >>> from elanus.reranker import JinaRerankFunction
    >>> JinaRerankFunction("jina-reranker-v2-base-multilingual", "jina_0123456789")
    JinaRerankFunction('jina-reranker-v2-base-multilingual', at https://api.jina.ai/v1/rerank)
    """

    provider = Provider(
        "Jina AI",
        "/rerank",
        Limits(texts=2048),
        base_url="https://api.jina.ai/v1",
        key_variables=("JINAAI_API_KEY",),
    )

    def __init__(
        self,
        model_name: str = "jina-reranker-v2-base-multilingual",
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        # The documents are here already; the answer need not repeat them.
        return {
            "model": self.model_name,
            "query": query,
            "documents": documents,
            "top_n": top_k,
            "return_documents": False,
        }
