"""The base classes of embedding and reranking functions, and a reranker's result.

Examples
--------
>>> from elanus.base import BaseRerankFunction, RerankResult
>>> class Longest(BaseRerankFunction):
...     def __call__(self, query, documents, top_k=3):
...         order = sorted(range(len(documents)), key=lambda i: -len(documents[i]))
...         return [RerankResult(documents[i], float(len(documents[i])), i) for i in order[:top_k]]
>>> Longest()("any", ["kite", "black kite"], top_k=1)
[RerankResult(text='black kite', score=10.0, index=1)]
"""

from abc import abstractmethod

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

__all__ = ["BaseEmbeddingFunction", "BaseRerankFunction", "RerankResult"]


# Without ABCMeta, as in the original: a subclass with only one of the methods can be made.
class BaseEmbeddingFunction:
    """What every embedding function offers.

    Examples
    --------
    >>> from elanus.base import BaseEmbeddingFunction
    >>> class Lengths(BaseEmbeddingFunction):
    ...     def __call__(self, texts):
    ...         return [[float(len(text))] for text in texts]
    >>> Lengths()(["kite"])
    [[4.0]]
    """

    @abstractmethod
    def __call__(self, texts: list[str]) -> object:
        """Embed texts, one vector each."""
        raise NotImplementedError(f"{type(self).__name__} does not implement '__call__'.")

    @abstractmethod
    def encode_queries(self, queries: list[str]) -> object:
        """Embed search queries, one vector each."""
        raise NotImplementedError(f"{type(self).__name__} does not implement 'encode_queries'.")


class BaseRerankFunction:
    """What every reranker offers.

    Examples
    --------
    >>> from elanus.base import BaseRerankFunction
    >>> BaseRerankFunction()("query", ["document"], 1)
    Traceback (most recent call last):
    NotImplementedError: BaseRerankFunction does not implement '__call__'.
    """

    @abstractmethod
    def __call__(self, query: str, documents: list[str], top_k: int) -> "list[RerankResult]":
        """Order documents by their relevance to the query and return the first `top_k`."""
        raise NotImplementedError(f"{type(self).__name__} does not implement '__call__'.")


class RerankResult:
    """One document with the score that a reranker gave it.

    Parameters
    ----------
    text : str
        The document.
    score : float
        Its relevance; the scale is the reranker's.
    index : int
        Its position in the list that was given to the reranker.

    Examples
    --------
    >>> from elanus.base import RerankResult
    >>> result = RerankResult("Black kite", 0.5, 2)
    >>> result
    RerankResult(text='Black kite', score=0.5, index=2)
    >>> result.to_dict()
    {'text': 'Black kite', 'score': 0.5, 'index': 2}
    >>> result == RerankResult("Black kite", 0.5, 2)
    True
    """

    __slots__ = ("index", "score", "text")

    def __init__(self, text: str, score: float, index: int) -> None:
        self.text = text
        self.score = score
        self.index = index

    def to_dict(self) -> "dict[str, Any]":
        """Return text, score and index as a dictionary.

        Examples
        --------
        >>> from elanus.base import RerankResult
        >>> RerankResult("Black kite", 0.5, 2).to_dict()
        {'text': 'Black kite', 'score': 0.5, 'index': 2}
        """
        return {"text": self.text, "score": self.score, "index": self.index}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RerankResult):
            return NotImplemented
        return (self.text, self.score, self.index) == (other.text, other.score, other.index)

    # The original's results can stand in a set; so can these.
    def __hash__(self) -> int:
        return hash((self.text, self.score, self.index))

    def __repr__(self) -> str:
        return f"RerankResult(text={self.text!r}, score={self.score}, index={self.index})"


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
