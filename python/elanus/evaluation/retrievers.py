"""Indexes as the harnesses of BEIR and MTEB ask for them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from elanus._foreign import Foreign
from elanus._version import __version__
from elanus.errors import InputTypeError, NotFittedError
from elanus.evaluation.run import Run

if TYPE_CHECKING:
    from elanus.index import Index

__all__ = ["BeirRetriever", "MtebRetriever"]

#: Queries that are searched at a time.
_AT_A_TIME = 1_000


class _Retriever:
    """What both have: the options of the index that is built of the corpus that comes."""

    def __init__(self, *, threads: int | None = None, **options: Any) -> None:  # noqa: ANN401 - `Index.build`'s
        self.threads = threads
        self.options = options
        self._index: Index | None = None

    def _build(self, ids: list[str], texts: list[str]) -> None:
        from elanus.index import Index

        self._index = Index.build(texts, ids, **{"store_text": False, **self.options})

    def _find(
        self, ids: list[str], texts: list[str], k: int, candidates: Mapping[str, Iterable[str]] | None = None
    ) -> dict[str, dict[str, float]]:
        index = self._index
        if index is None:
            raise NotFittedError("there is no corpus yet: call index first")
        run = Run()  # whose scores lead trec_eval, which the harnesses ask, to the index's order
        for start in range(0, len(ids), _AT_A_TIME):
            some = ids[start : start + _AT_A_TIME]
            allowed = None
            if candidates is not None:
                allowed = [[own for own in candidates.get(query, ()) if own in index] for query in some]
            results = index.search(texts[start : start + _AT_A_TIME], k, filter=allowed, threads=self.threads)
            run.add_results(some, results)
        return dict(run)


class BeirRetriever(_Retriever):
    """An index as a retriever of BEIR: ``EvaluateRetrieval(BeirRetriever())``.

    Parameters
    ----------
    threads : int, optional
        See `Index.search`.
    **options
        Those of `Index.build`: ``analyzer``, ``method``, ``k1``, ``b``, ….

    Examples
    --------
    >>> from elanus.evaluation import BeirRetriever
    >>> corpus = {
    ...     "k": {"title": "Kites", "text": "They soar."},
    ...     "s": {"title": "", "text": "Swifts scream."},
    ... }
    >>> found = BeirRetriever().search(corpus, {"1": "What do swifts do?"}, 10)
    >>> list(found["1"])
    ['s']
    """

    def search(
        self,
        corpus: Mapping[str, Mapping[str, str]],
        queries: Mapping[str, str],
        top_k: int,
        score_function: object = None,
        **_: object,
    ) -> dict[str, dict[str, float]]:
        """Index a corpus and answer queries.

        Parameters
        ----------
        corpus : mapping of str to mapping
            The documents; ``title`` and ``text`` of each are joined.
        queries : mapping of str to str
            The queries.
        top_k : int
            The most documents for a query; one more where a document with the query's own id is among them,
            because BEIR leaves it out: in some of its collections queries are documents.
        score_function : str, optional
            Accepted, and of no effect: it is for dense vectors.

        Returns
        -------
        dict of str to dict of str to float
            Ids and scores of the documents of each query, best first.

        Raises
        ------
        InputTypeError
            Corpus or queries are no mapping.
        """
        for name, given in (("corpus", corpus), ("queries", queries)):
            if not isinstance(given, Mapping):
                raise InputTypeError(
                    f"{name} is {type(given).__name__}; expected a mapping from ids, as BEIR has it"
                )
        self._build(list(corpus), [_joined(document) for document in corpus.values()])
        found = self._find(list(queries), list(queries.values()), top_k + 1)
        return {
            query: hits if query in hits else dict(islice(hits.items(), top_k))
            for query, hits in found.items()
        }


class MtebRetriever(_Retriever):
    """An index as a search model of MTEB 2: ``mteb.evaluate(MtebRetriever(), tasks)``.

    Parameters
    ----------
    threads : int, optional
        See `Index.search`.
    **options
        Those of `Index.build`: ``analyzer``, ``method``, ``k1``, ``b``, ….

    Examples
    --------
    >>> from elanus.evaluation import MtebRetriever
    >>> retriever = MtebRetriever()
    >>> retriever.index([{"id": "k", "text": "Kites soar."}, {"id": "s", "text": "Swifts scream."}])
    >>> found = retriever.search([{"id": "1", "text": "What do swifts do?"}], top_k=10)
    >>> list(found["1"])
    ['s']
    """

    def index(self, corpus: Iterable[Mapping[str, Any]], **_: object) -> None:
        """Index a corpus.

        Parameters
        ----------
        corpus : iterable of mapping
            The documents, of which ``id``, ``title`` and ``text`` are read: MTEB gives a dataset of the
            Hugging Face hub.
        """
        rows = [(str(row["id"]), _joined(row)) for row in corpus]
        self._build([own for own, _ in rows], [text for _, text in rows])

    def search(
        self,
        queries: Iterable[Mapping[str, Any]],
        *,
        top_k: int,
        top_ranked: Mapping[str, Iterable[str]] | None = None,
        **_: object,
    ) -> dict[str, dict[str, float]]:
        """Answer queries.

        Parameters
        ----------
        queries : iterable of mapping
            The queries, of which ``id``, ``text`` and ``instruction``, if there is one, are read.
        top_k : int
            The most documents for a query.
        top_ranked : mapping of str to iterable of str, optional
            Which documents may answer each query, in tasks of reranking.

        Returns
        -------
        dict of str to dict of str to float
            Ids and scores of the documents of each query, best first.

        Raises
        ------
        NotFittedError
            `index` has not been called.
        """
        rows = [(str(row["id"]), f"{row['text']} {row.get('instruction') or ''}".strip()) for row in queries]
        return self._find([own for own, _ in rows], [text for _, text in rows], top_k, top_ranked)

    @property
    def mteb_model_meta(self) -> Foreign:
        """What MTEB notes of the model; ``None`` where MTEB is not loaded, which alone asks."""
        module = sys.modules.get("mteb.models.model_meta")
        if module is None:
            return None
        return module.ModelMeta.create_empty(
            {"name": "elanus/bm25", "revision": __version__, "model_type": ["sparse"]}
        )


def _joined(document: Mapping[str, Any]) -> str:
    """Return title and text of a document."""
    return f"{document.get('title') or ''} {document.get('text') or ''}".strip()
