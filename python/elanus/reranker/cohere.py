"""Cohere's rerankers.

Reference: https://docs.cohere.com/reference/rerank (v2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._http import Limits, Provider, Secret
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import ServiceOptions

__all__ = ["CohereRerankFunction"]


class CohereRerankFunction(ServiceRerankFunction):
    """A reranker of Cohere.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: the environment variable ``CO_API_KEY`` or ``COHERE_API_KEY``.
    return_documents : bool
        Without effect: the texts are here, and results have them.
    max_tokens_per_doc : int, optional
        Where a longer document is cut. Default: Cohere's, 4,096.
    base_url : str, optional
        Another address than ``https://api.cohere.com``. Default: the environment variable ``CO_API_URL``,
        if set.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Examples
    --------
    >>> from elanus.reranker import CohereRerankFunction
    >>> CohereRerankFunction("rerank-v3.5", "co-0123456789")
    CohereRerankFunction('rerank-v3.5', at https://api.cohere.com/v2/rerank)
    """

    # 10,000 documents are the most, 1,000 what is recommended.
    provider = Provider(
        "Cohere",
        "/v2/rerank",
        Limits(texts=1000),
        base_url="https://api.cohere.com",
        base_url_variable="CO_API_URL",
        key_variables=("CO_API_KEY", "COHERE_API_KEY"),
        prompt_tokens=("meta", "billed_units", "input_tokens"),
    )

    def __init__(
        self,
        model_name: str = "rerank-english-v3.0",
        api_key: str | None = None,
        return_documents: bool = True,
        *,
        max_tokens_per_doc: int | None = None,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)
        self.max_tokens_per_doc = max_tokens_per_doc

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "query": query,
            "documents": documents,
            "top_n": top_k,
            "max_tokens_per_doc": self.max_tokens_per_doc,
        }
