"""Read-only views of a model's terms, as they were when the view was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from elanus.errors import InputTypeError

if TYPE_CHECKING:
    import elanus._core as _core

__all__ = ["DocumentFrequencyView", "IdfView", "VocabularyView"]

_Value = TypeVar("_Value")

# Terms that are fetched at once: enough to make the call cheap, few enough to be had in microseconds.
_RUN = 1024


class _TermView(Mapping[str, _Value], Generic[_Value]):
    """A mapping from each term that encoders know, in the order of the ids.

    It has a copy of the model that is never changed, so that all its answers are of one state, whatever other
    threads do. The copy shares everything with the original until that is changed.
    """

    __slots__ = ("_model",)
    _of = ""

    def __init__(self, model: _core.Bm25) -> None:
        self._model = model

    def _find(self, term: str) -> _Value | None:
        raise NotImplementedError

    def __getitem__(self, term: str) -> _Value:
        try:
            found = self._find(term)
        except (TypeError, UnicodeEncodeError):  # no term is a number or holds a lone surrogate
            found = None
        if found is None:
            raise KeyError(term)
        return found

    def __iter__(self) -> Iterator[str]:
        for start in range(0, self._model.dim, _RUN):
            yield from self._model.terms(start, start + _RUN)

    def __len__(self) -> int:
        return self._model.live_terms

    def __repr__(self) -> str:
        return f"<{self._of} of {len(self):,} terms>"


class IdfView(_TermView[list[float]]):
    """A read-only mapping from each term to ``[idf, index]``, in the order of the indices.

    It shows the model as it was when the attribute was read.

    Examples
    --------
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> idf = BM25EmbeddingFunction().fit(["red kite", "black kite", "swift"]).idf
    >>> list(idf)
    ['red', 'kite', 'black', 'swift']
    >>> idf["swift"]
    [0.5108256237659907, 3]
    """

    __slots__ = ()
    _of = "idf"

    def _find(self, term: str) -> list[float] | None:
        found = self._model.idf_of(term)
        return None if found is None else list(found)


class VocabularyView(_TermView[int]):
    """A read-only mapping from each term to its id, which is its column, and back.

    A term that no document holds any more, or that `min_df`, `max_df` or `max_terms` leaves out, is not in
    it, though `term` still tells what its column means.
    It shows the model as it was when the attribute was read.

    Examples
    --------
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> vocabulary = BM25EmbeddingFunction().fit(["red kite", "black kite", "swift"]).vocabulary
    >>> vocabulary["black"], vocabulary.term(2), "bat" in vocabulary
    (2, 'black', False)
    """

    __slots__ = ()
    _of = "ids"

    def _find(self, term: str) -> int | None:
        return self._model.id_of(term)

    def term(self, index: int) -> str:
        """Return the term of a column.

        Parameters
        ----------
        index : int
            From 0 to ``dim − 1``; NumPy's integers too.

        Returns
        -------
        str
            The term, also when encoders do not know it.

        Raises
        ------
        IndexError
            There is no such column.
        InputTypeError
            `index` is no int.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> BM25EmbeddingFunction().fit(["red kite"]).vocabulary.term(1)
        'kite'
        """
        try:
            found = self._model.term(index)
        except OverflowError:  # negative, or beyond any id
            found = None
        except TypeError:
            raise InputTypeError(f"a column is an int, not {type(index).__qualname__}") from None
        if found is None:
            raise IndexError(f"no column {index}: there are {self._model.dim:,}")
        return found


class DocumentFrequencyView(_TermView[int]):
    """A read-only mapping from each term to the number of documents that hold it, in the order of the ids.

    It has all terms that some document holds, whatever `min_df`, `max_df` and `max_terms` leave out.
    It shows the model as it was when the attribute was read.

    Examples
    --------
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> frequency = BM25EmbeddingFunction().fit(["red kite", "black kite", "swift"]).document_frequency
    >>> dict(frequency)
    {'red': 1, 'kite': 2, 'black': 1, 'swift': 1}
    """

    __slots__ = ()
    _of = "document frequencies"

    def _find(self, term: str) -> int | None:
        return self._model.document_frequency_of(term)
