"""What a search of an index has found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    import elanus._core as _core

__all__ = ["Hit", "Results"]

#: Hits that are printed; the others are counted.
_SHOWN = 100


class Hit(NamedTuple):
    """A document that answers a query.

    Attributes
    ----------
    id : str or int
    score : float
    text : str or None
        None where no text is stored.
    """

    id: str | int
    score: float
    text: str | None


class Results:
    """The best documents of some queries: arrays with a row for each query, the best first.

    It keeps the state of the index that was searched: what is added or deleted later changes nothing here.

    Examples
    --------
    >>> import elanus
    >>> birds = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
    >>> index = elanus.Index.build(birds, analyzer="unicode:en")
    >>> results = index.search(["red kites", "swifts", "owls"], k=2)
    >>> results.ids
    array([[ 1,  0],
           [ 2, -1],
           [-1, -1]])
    >>> results.counts
    array([2, 1, 0])
    >>> results[1]
    [Hit(id=2, score=0.4966..., text='Swifts scream.')]
    >>> results[:2]
    <Results: 2 queries, 3 hits, k=2>
    >>> print(index.search("red kites"))
    1  0.627  1  A red kite dives.
    2  0.203  0  Black kites soar.
    """

    def __init__(
        self,
        k: int,
        counts: NDArray[np.uint32],
        documents: NDArray[np.uint32],
        scores: NDArray[np.float32],
        snapshot: _core.Snapshot,
    ) -> None:
        #: None after unpickling: ids and texts are there then.
        self._snapshot: _core.Snapshot | None = snapshot
        self._documents = documents.reshape(len(counts), k)
        self._counts = counts
        self._ids: NDArray[Any] | None = None
        self._texts: NDArray[np.object_] | None = None
        #: float32 of shape (queries, k): beyond the hits of a query −inf.
        self.scores = scores.reshape(len(counts), k)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Ndarray of int64, shape (queries,): the hits of each query."""
        return self._counts.astype("int64")

    @property
    def ids(self) -> NDArray[Any]:
        """Ndarray of int64 or of str objects, shape (queries, k): beyond a query's hits −1, or None."""
        if self._ids is None:
            import numpy as np

            assert self._snapshot is not None
            found = self._snapshot.ids(self._documents[self._are_hits()])
            if isinstance(found, list):
                self._ids = self._spread(found)
            else:
                self._ids = np.full(self._documents.shape, -1, np.int64)
                self._ids[self._are_hits()] = found
        return self._ids

    @property
    def texts(self) -> NDArray[np.object_]:
        """Ndarray of str objects, shape (queries, k): None beyond a query's hits, and where none is stored.

        Raises
        ------
        CorruptModelError
            A text lies in a file that was damaged since.
        """
        if self._texts is None:
            assert self._snapshot is not None
            self._texts = self._spread(self._snapshot.texts(self._documents[self._are_hits()]))
        return self._texts

    def _are_hits(self) -> NDArray[np.bool_]:
        import numpy as np

        return np.arange(self._documents.shape[1]) < self._counts[:, None]

    def _spread(self, found: list[Any]) -> NDArray[np.object_]:
        import numpy as np

        values = np.full(self._documents.shape, None, object)
        values[self._are_hits()] = np.fromiter(found, object, len(found))
        return values

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickle keeps: the arrays, with all ids and texts."""
        return {**vars(self), "_ids": self.ids, "_texts": self.texts, "_snapshot": None}

    def __len__(self) -> int:
        return len(self._counts)

    @overload
    def __getitem__(self, query: int) -> list[Hit]: ...
    @overload
    def __getitem__(self, query: slice) -> Results: ...
    def __getitem__(self, query: int | slice) -> list[Hit] | Results:
        """Return the hits of a query by its number, or the results of some queries by a slice."""
        return self._part(query) if isinstance(query, slice) else self._hits(query, int(self._counts[query]))

    def _part(self, queries: slice) -> Results:
        part = type(self).__new__(type(self))
        part._snapshot = self._snapshot
        part._documents, part._counts = self._documents[queries], self._counts[queries]
        part._ids = None if self._ids is None else self._ids[queries]
        part._texts = None if self._texts is None else self._texts[queries]
        part.scores = self.scores[queries]
        return part

    def _hits(self, query: int, count: int) -> list[Hit]:
        """Return so many of the hits of a query."""
        scores = self.scores[query, :count].tolist()
        if self._snapshot is None:
            ids: NDArray[Any] | list[str] = self.ids[query, :count]
            texts: list[str | None] = self.texts[query, :count].tolist()
        else:
            documents = self._documents[query, :count]
            ids, texts = self._snapshot.ids(documents), self._snapshot.texts(documents)
        names = ids if isinstance(ids, list) else ids.tolist()
        return [Hit(*hit) for hit in zip(names, scores, texts, strict=True)]

    def __iter__(self) -> Iterator[list[Hit]]:
        return (self[query] for query in range(len(self)))

    def __str__(self) -> str:
        """Return the first hits as people read them: rank, score, id and the beginning of the text."""
        from elanus._terminal import cut, width

        blocks: list[str] = []
        left = _SHOWN
        for query, count in enumerate(self._counts.tolist()):
            if not left:
                more = len(self) - query
                blocks.append(f"… and {more:,} more {'query' if more == 1 else 'queries'}")
                break
            hits = self._hits(query, min(count, left))
            left -= max(len(hits), 1)
            ids = [cut(str(hit.id), 40) for hit in hits]
            id_width = max(map(len, ids), default=0)
            lines = []
            for rank, (hit, name) in enumerate(zip(hits, ids, strict=True), 1):
                start = f"{rank:>{len(str(len(hits)))}}  {hit.score:.3f}  {name:<{id_width}}"
                text = cut(hit.text, max(width() - len(start) - 2, 20)) if hit.text is not None else ""
                lines.append(f"{start}  {text}".rstrip())
            if len(hits) < count:
                lines.append(f"… and {count - len(hits):,} more of this query")
            blocks.append("\n".join(lines) or "nothing found")
        return "\n\n".join(blocks)

    def __repr__(self) -> str:
        queries, k = self._documents.shape
        hits = int(self._counts.sum())
        return (
            f"<Results: {queries:,} {'query' if queries == 1 else 'queries'}, "
            f"{hits:,} {'hit' if hits == 1 else 'hits'}, k={k}>"
        )
