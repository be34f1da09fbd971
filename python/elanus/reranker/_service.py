"""What the rerankers of all services share.

A provider's class sets `provider`, builds a request in `_content` and, where its answers are not
Cohere's, reads an answer's list of scored documents in `_items`. Everything else is here, once for
plain calls and for ``await``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from elanus._service import ServiceFunction, listed
from elanus._texts import check_text, check_texts, check_top_k
from elanus.base import BaseRerankFunction, RerankResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from elanus._http import Reply
    from elanus._service import Post, _Work
    from elanus.errors import Partial


class ServiceRerankFunction(ServiceFunction, BaseRerankFunction):
    """A reranker that runs at a provider.

    Parameters
    ----------
    model_name, api_key, base_url, options, **connection
        As in `ServiceFunction`.

    Examples
    --------
    >>> from elanus.reranker import TEIRerankFunction
    >>> from elanus.reranker._service import ServiceRerankFunction
    >>> issubclass(TEIRerankFunction, ServiceRerankFunction)
    True
    """

    score_name: ClassVar[str] = "relevance_score"
    # Whether an answer has all documents, of which the best are chosen here.
    ranks_all: ClassVar[bool] = False

    def __call__(
        self, query: str, documents: Iterable[str], top_k: int | None = 5, *, resume: Partial | None = None
    ) -> list[RerankResult]:
        """Order documents by their relevance to the query.

        Parameters
        ----------
        query : str
            The query.
        documents : iterable of str
            The documents. An empty list gives an empty result without a call.
        top_k : int or None
            How many of the best to return, at least 1; all, if there are fewer or it is ``None``.
        resume : Partial, optional
            `ServiceError.partial` of the same call, to send only what had not succeeded.

        Returns
        -------
        list of RerankResult
            Best first; documents with the same score in their own order.

        Raises
        ------
        InputTypeError
            If the query is not a str, for a bare str as documents, or a document that is not a str.
        InputError
            If `top_k` is less than 1.
        ServiceError
            If the service fails; what had succeeded by then is in its `partial`.
        """
        question, texts, most = self._checked(query, documents, top_k)
        parts = self._work(question, texts, most, resume).run() if texts else []
        return _best(parts, texts, most)

    async def acall(
        self, query: str, documents: Iterable[str], top_k: int | None = 5, *, resume: Partial | None = None
    ) -> list[RerankResult]:
        """Order documents by their relevance to the query; ``__call__`` to be awaited.

        Examples
        --------
        >>> import asyncio
        >>> from elanus.reranker import TEIRerankFunction
        >>> asyncio.run(TEIRerankFunction("http://localhost:8080").acall("kites", []))
        []
        """
        question, texts, most = self._checked(query, documents, top_k)
        parts = await self._work(question, texts, most, resume).arun() if texts else []
        return _best(parts, texts, most)

    # What a provider's module says.

    def _content(self, query: str, documents: list[str], top_k: int) -> dict[str, Any]:
        """Return the JSON of a request; a field that is None is not sent."""
        raise NotImplementedError

    def _items(self, reply: Reply) -> list[Any]:
        """Return the answer's list of objects with an index and a score, still unchecked."""
        return listed(reply, "results")

    # The way of a call.

    def _checked(self, query: str, documents: Iterable[str], top_k: int | None) -> tuple[str, list[str], int]:
        question, texts = check_text(query), check_texts(documents, "documents")
        self._refuse_empty([question], "query")
        self._refuse_empty(texts, "documents")
        return question, texts, check_top_k(top_k, len(texts))

    def _work(self, query: str, documents: list[str], top_k: int, resume: Partial | None) -> _Work:
        identity = (query, top_k, self._json(self._content(query, ["-"], top_k)))

        async def rerank(start: int, end: int, post: Post) -> list[tuple[float, int]]:
            content = self._json(self._content(query, documents[start:end], min(top_k, end - start)))
            scores = await post(content, lambda reply: self._scores(reply, end - start, top_k))
            return [(score, start + index) for index, score in scores.items()]

        return self._prepare("Reranking", documents, resume, identity, rerank, query)

    def _scores(self, reply: Reply, count: int, top_k: int) -> dict[int, float]:
        items = self._items(reply)
        expected = count if self.ranks_all else min(count, top_k)
        if len(items) != expected:
            reply.refuse(f"it has {len(items)} results, but {expected} were asked for")
        scores: dict[int, float] = {}
        for item in items:
            index = item.get("index") if isinstance(item, dict) else None
            score = item.get(self.score_name) if isinstance(item, dict) else None
            if type(index) is not int or not isinstance(score, float | int) or isinstance(score, bool):
                reply.refuse(f'a result has no "index" or no number "{self.score_name}"')
            if not 0 <= index < count or index in scores:
                reply.refuse(
                    f"its index {index} is {'given twice' if index in scores else 'outside the documents'}"
                )
            scores[index] = _as_float(score)
            if not math.isfinite(scores[index]):
                reply.refuse(f"the score of result {index} is not finite")
        return scores


def _best(parts: list[list[tuple[float, int]]], documents: list[str], top_k: int) -> list[RerankResult]:
    scored = sorted((pair for part in parts for pair in part), key=lambda pair: (-pair[0], pair[1]))
    return [RerankResult(documents[index], score, index) for score, index in scored[:top_k]]


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # an integer of hundreds of digits
        return math.inf
