"""What a system has answered: a run, as TREC calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from elanus._foreign import Foreign
from elanus.errors import InputError, InputTypeError

__all__ = ["Run"]


class Run(Mapping[str, dict[str, float]]):
    """Queries and the documents found for each, best first.

    A mapping in the shape that BEIR, ir-measures and pytrec_eval take, from the id of a query to ids and
    scores of documents, but in the memory of a list and an array a query.

    Parameters
    ----------
    answers : mapping of str to mapping of str to float, optional
        Ids and scores of the documents of each query, in any order. Equal scores are put in the order in
        which trec_eval ranks them: the greater id first.

    Raises
    ------
    InputTypeError
        It is no such mapping.
    InputError
        A score is not finite.

    Examples
    --------
    >>> from elanus.evaluation import Run
    >>> run = Run({"q1": {"a": 0.5, "b": 2.0}})
    >>> run["q1"]
    {'b': 2.0, 'a': 0.5}
    >>> run
    <Run: 1 query, 2 answers>
    """

    def __init__(self, answers: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self._answers: dict[str, tuple[Sequence[str], NDArray[Any]]] = {}
        #: Each id once, however many queries find it: an index gives new strings for every search.
        self._ids: dict[str, str] = {}
        if answers is None:
            return
        if not isinstance(answers, Mapping):
            raise InputTypeError(
                f"the run is {type(answers).__name__}; expected a mapping from a query's id to ids and "
                "scores of documents"
            )
        for query, found in answers.items():
            if not isinstance(found, Mapping):
                raise InputTypeError(
                    f"the answers to query {query!r} are {type(found).__name__}; expected a mapping from a "
                    "document's id to its score"
                )
            self.add(str(query), [str(document) for document in found], list(found.values()))

    def add(self, query: str, documents: Sequence[str], scores: Sequence[float]) -> None:
        """Add the answers to one more query, in any order.

        Raises
        ------
        InputError
            A score is not finite.
        InputTypeError
            A score is no number.

        Examples
        --------
        >>> from elanus.evaluation import Run
        >>> run = Run()
        >>> run.add("q1", ["a", "b"], [1.0, 1.0])
        >>> list(run["q1"])
        ['b', 'a']
        """
        try:
            values = np.asarray(scores, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputTypeError(f"a score of query {query!r} is no number") from None
        if not np.isfinite(values).all():
            worst = documents[int(np.flatnonzero(~np.isfinite(values))[0])]
            raise InputError(f"the score of document {worst!r} for query {query!r} is not finite")
        order = sorted(range(len(documents)), key=documents.__getitem__, reverse=True)
        order.sort(key=lambda place: -values[place])
        self._answers[query] = ([documents[place] for place in order], values[order])

    def add_results(self, queries: Sequence[str], results: Foreign) -> None:
        """Add what an index has found, in its own order.

        trec_eval sorts a run by score, and equal scores by id. So that it sees the order of the index, each
        score that is not below the one before becomes the next smaller float32.

        Parameters
        ----------
        queries : sequence of str
            The queries' ids.
        results : Results
            What `Index.search` has given for them.
        """
        counts, ids = results.counts, results.ids
        scores = _decreasing(results.scores, counts)
        for row, query in enumerate(queries):
            found = map(str, ids[row, : counts[row]].tolist())
            documents = [self._ids.setdefault(document, document) for document in found]
            self._answers[query] = (documents, scores[row, : counts[row]].copy())

    def __getitem__(self, query: str) -> dict[str, float]:
        documents, scores = self._answers[query]
        return dict(zip(documents, scores.tolist(), strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __contains__(self, query: object) -> bool:
        return query in self._answers

    def __repr__(self) -> str:
        answers = sum(len(documents) for documents, _ in self._answers.values())
        queries = f"{len(self):,} {'query' if len(self) == 1 else 'queries'}"
        return f"<Run: {queries}, {answers:,} answer{'' if answers == 1 else 's'}>"


def _decreasing(scores: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return scores of which each is below the one before, changed by as few steps of float32 as possible.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus.evaluation.run import _decreasing
    >>> scores = np.array([[2, 1, 1, 0.5]], dtype=np.float32)
    >>> _decreasing(scores, np.array([4])).tolist()
    [[2.0, 1.0, 0.9999999403953552, 0.5]]
    """
    if scores.size == 0:
        return scores
    # As whole numbers in the order of the floats, neighbours differ by one.
    bits = np.ascontiguousarray(scores, dtype=np.float32).view(np.int32).astype(np.int64)
    places = np.where(bits < 0, -(bits & 0x7FFFFFFF), bits)
    steps = np.arange(scores.shape[1])
    found = steps < np.asarray(counts)[:, None]
    places = np.minimum.accumulate(np.where(found, places, 0) + steps, axis=1) - steps
    bits = np.where(places < 0, -places | 0x80000000, places)
    return np.where(found, bits.astype(np.uint32).view(np.float32), scores)
