"""TypeSafe's Jev as a reranker: how probable it is that a document bears on a claim.

Reference: https://typesafe.ai (``POST /v1/systemone``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from elanus._http import Limits, Provider, Secret
from elanus.reranker._service import ServiceRerankFunction

if TYPE_CHECKING:
    from typing import Unpack

    from elanus._http import Reply, ServiceOptions

__all__ = ["JevRerankFunction"]

_QUESTION = "— Does this document provide evidence relevant to the claim?"


class JevRerankFunction(ServiceRerankFunction):
    """A reranker on TypeSafe's model Jev, which answers a question about each document.

    Parameters
    ----------
    model_name : str
        The model; "jev-latest" moves with TypeSafe's releases.
    api_key : str, optional
        The key. Default: the environment variable ``TYPESAFE_API_KEY``.
    base_url : str, optional
        Another address than ``https://api.typesafe.ai``. Default: the environment variable
        ``TYPESAFE_BASE_URL``, if set.
    **options
        `timeout`, `deadline`, `max_retries`, `headers`, `concurrency`, `batch_size`, `show_progress`,
        `extra_body`: see `elanus._http.ServiceOptions`.

    Raises
    ------
    InputError
        If there is no key.

    Notes
    -----
    The score is the probability that the document has evidence about the query, which the model is told is a
    scientific claim: the wording is that of ``pymilvus.model``.

    Examples
    --------
    >>> from elanus.reranker import JevRerankFunction
    >>> JevRerankFunction(api_key="ts-0123456789")
    JevRerankFunction('jev-latest', at https://api.typesafe.ai/v1/systemone)
    """

    # No limit is documented. Every question is judged alone, so requests may be cut.
    provider = Provider(
        "TypeSafe",
        "/v1/systemone",
        Limits(texts=100),
        base_url="https://api.typesafe.ai",
        base_url_variable="TYPESAFE_BASE_URL",
        key_variables=("TYPESAFE_API_KEY",),
        prompt_tokens=("usage", "input_tokens"),
    )
    score_name: ClassVar[str] = "noul"
    ranks_all = True

    def __init__(
        self,
        model_name: str = "jev-latest",
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        **options: Unpack[ServiceOptions],
    ) -> None:
        key, api_key = Secret.hide(api_key), None
        super().__init__(model_name, key, base_url, options)

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        return {
            "state": f"Scientific claim: {query}",
            "model": self.model_name,
            "questions": {
                f"d{position}": {"type": "noul", "instructions": f"Document: {text} {_QUESTION}"}
                for position, text in enumerate(documents)
            },
        }

    def _items(self, reply: Reply) -> list[Any]:
        value = reply.json()
        answers = value.get("answers") if isinstance(value, dict) else None
        if not isinstance(answers, dict):
            reply.refuse(f'it has no object "answers": {reply.message()}')
        return [
            {"index": _position(name), **answer} if isinstance(answer, dict) else None
            for name, answer in answers.items()
        ]


def _position(name: str) -> int | None:
    number = name.removeprefix("d")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None
