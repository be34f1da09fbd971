"""Voyage AI's rerankers.

Reference: https://docs.voyageai.com/reference/reranker-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Provider, Secret
from elanus._service import listed
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions

__all__ = ["VoyageRerankFunction"]


class VoyageRerankFunction(ServiceRerankFunction):
    """A reranker of Voyage AI.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: that in the file which the environment variable ``VOYAGE_API_KEY_PATH`` names, or
        the variable ``VOYAGE_API_KEY``. One that begins with ``al-`` belongs to MongoDB's address,
        ``https://ai.mongodb.com/v1``, and is sent there.
    truncate : bool
        Whether a query or document beyond the model's context is cut, or refused.
    base_url : str, optional
        Another address than ``https://api.voyageai.com/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Examples
    --------
    >>> from elanus.reranker import VoyageRerankFunction
    >>> VoyageRerankFunction("rerank-2.5", "pa-0123456789")
    VoyageRerankFunction('rerank-2.5', at https://api.voyageai.com/v1/rerank)
    """

    # "(the number of query tokens × the number of documents) + sum of the number of tokens in all documents".
    provider = Provider(
        "Voyage AI",
        "/rerank",
        Limits(texts=1000, tokens=600_000, query_with_each=True),
        base_url="https://api.voyageai.com/v1",
        key_variables=("VOYAGE_API_KEY",),
        key_path_variable="VOYAGE_API_KEY_PATH",
        key_addresses={"al-": "https://ai.mongodb.com/v1"},
    )
    tokens_of: ClassVar[Mapping[str, int]] = {"rerank-1": 300_000, "rerank-lite-1": 300_000}

    def __init__(
        self,
        model_name: str = "rerank-2",
        api_key: str | None = None,
        *,
        truncate: bool = True,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)
        self.truncate = truncate

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {
            "model": self.model_name,
            "query": query,
            "documents": documents,
            "top_k": top_k,
            "truncation": self.truncate,
        }

    def _items(self, reply: Reply) -> list[Any]:
        return listed(reply, "data")
