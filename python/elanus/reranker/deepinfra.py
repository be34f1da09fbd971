"""DeepInfra's rerankers.

Reference: https://deepinfra.com/Qwen/Qwen3-Reranker-8B/api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._http import Limits, Provider, Secret
from elanus._service import listed
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions

__all__ = ["DeepInfraRerankFunction"]


class DeepInfraRerankFunction(ServiceRerankFunction):
    """A reranker of DeepInfra, which is not Cohere's kind: the model is in its address, and scores come bare.

    Parameters
    ----------
    model_name : str
        The model.
    api_key : str, optional
        The key. Default: the environment variable ``DEEPINFRA_API_KEY`` or ``DEEPINFRA_TOKEN``.
    base_url : str, optional
        Another address than ``https://api.deepinfra.com/v1``.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Examples
    --------
    >>> from elanus.reranker import DeepInfraRerankFunction
    >>> DeepInfraRerankFunction(api_key="key-0123456789")  # doctest: +NORMALIZE_WHITESPACE
    DeepInfraRerankFunction('Qwen/Qwen3-Reranker-8B', at
    https://api.deepinfra.com/v1/inference/Qwen/Qwen3-Reranker-8B)
    """

    # No limit is documented.
    provider = Provider(
        "DeepInfra",
        "/inference/{model}",
        Limits(texts=100),
        base_url="https://api.deepinfra.com/v1",
        key_variables=("DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"),
        prompt_tokens=("input_tokens",),
    )
    ranks_all = True

    def __init__(
        self,
        model_name: str = "Qwen/Qwen3-Reranker-8B",
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {"queries": [query] * len(documents), "documents": documents}  # as many of both

    def _items(self, reply: Reply) -> list[Any]:
        scores = listed(reply, "scores")
        return [{"index": index, self.score_name: score} for index, score in enumerate(scores)]
