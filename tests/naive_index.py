"""An index as plainly as it can be written: documents in a list, and a loop over their rows for each query.

`Index` is what a reader can check by eye. `Columns` gives the same for collections for which a loop in Python
would take hours; a test compares the two.
"""

import copy

import numpy as np

from elanus.sparse import BM25EmbeddingFunction

NOTHING = np.float32(-np.inf)


class Index:
    """Documents with their ids, in the order in which they were added, and a model fitted on them.

    With `bm25` that model weighs, and stays as it is.
    """

    def __init__(self, documents, ids=None, *, analyzer=None, bm25=None, **parameters):
        self.frozen = bm25 is not None
        self.model = bm25
        self.entries, self.next = [], 0  # of (id, text), the oldest first
        if not self.frozen:
            self.model = BM25EmbeddingFunction(analyzer, **{"method": "lucene", "k1": 1.2, **parameters})
            self.model.fit(documents)
        self._append(documents, ids)

    def _append(self, documents, ids):
        documents = list(documents)
        ids = range(self.next, self.next + len(documents)) if ids is None else ids
        self.entries += zip(ids, documents, strict=True)
        # The next number is one more than the largest that ever was.
        self.next = max([self.next, *(id + 1 for id in ids if not isinstance(id, str))])

    @property
    def ids(self):
        return [id for id, _ in self.entries]

    @property
    def texts(self):
        return dict(self.entries)

    def add(self, documents, ids=None):
        if not self.frozen:
            self.model.partial_fit(documents)
        self._append(documents, ids)

    def delete(self, ids):
        gone = set(ids)
        if not self.frozen:
            self.model.forget([text for id, text in self.entries if id in gone])
        self.entries = [entry for entry in self.entries if entry[0] not in gone]

    def update(self, documents, ids):
        self.delete(ids)
        self.add(documents, ids)

    def compact(self):
        """Terms without a document lose their columns; the order of the others stays."""
        if not self.frozen:
            self.model.compact()

    def set_parameters(self, **parameters):
        self.model = copy.copy(self.model)
        if "method" in parameters:  # which sets its own delta
            self.model.method = parameters.pop("method")
        if "min_df" in parameters:
            self.model.min_df = 1  # below any max_df that comes with it
        for name in sorted(parameters):  # max_df before min_df
            setattr(self.model, name, parameters[name])

    def rows(self):
        return rows_of(self.model.encode_documents([text for _, text in self.entries]))

    def postings(self):
        """How many there are, also those of terms that are not searched for."""
        whole = copy.copy(self)
        whole.set_parameters(min_df=1, max_df=1.0, max_terms=None)
        return sum(map(len, whole.rows()))

    def search(self, queries, k, filter=None):
        """The hits of each query, the best first: a list of (id, score) for each."""
        matrix = self.model.encode_queries(queries) if isinstance(queries, list) else queries
        return search(self.ids, self.rows(), rows_of(matrix), k, filter)

    def rebuilt(self):
        """A model of what is left alone, with the same order of the terms.

        Of an analyzer that finds each term in itself.
        """
        old, texts = self.model, [text for _, text in self.entries]
        seed = " ".join(old.document_frequency)  # in the order of the ids
        names = ("method", "k1", "b", "epsilon", "delta", "min_df", "max_df", "max_terms")
        model = BM25EmbeddingFunction(old.analyzer, **{name: getattr(old, name) for name in names})
        return model.fit([seed]).partial_fit(texts).forget([seed])


class Vectors:
    """Rows of a matrix with their ids."""

    def __init__(self, matrix, ids=None):
        self.entries = list(zip(range(matrix.shape[0]) if ids is None else ids, rows_of(matrix), strict=True))

    @property
    def ids(self):
        return [id for id, _ in self.entries]

    def add(self, matrix, ids):
        self.entries += zip(ids, rows_of(matrix), strict=True)

    def delete(self, ids):
        self.entries = [entry for entry in self.entries if entry[0] not in set(ids)]

    def update(self, matrix, ids):
        self.delete(ids)
        self.add(matrix, ids)

    def search(self, queries, k, filter=None):
        return search(self.ids, [row for _, row in self.entries], rows_of(queries), k, filter)


def rows_of(matrix):
    """Rows as lists of (column, weight), in ascending order of the columns; stored zeros are there."""
    bounds = zip(matrix.indptr[:-1].tolist(), matrix.indptr[1:].tolist(), strict=True)
    return [
        sorted(zip(matrix.indices[start:end].tolist(), matrix.data[start:end], strict=True))
        for start, end in bounds
    ]


def search(ids, rows, queries, k, filter=None):
    """The hits of each query: a document that shares no column with it is none."""
    found = []
    for number, query in enumerate(queries):
        passes = passing(filter, ids, number)
        hits = []
        for position, (id, row) in enumerate(zip(ids, map(dict, rows), strict=True)):
            shared = [(weight, row[column]) for column, weight in query if column in row]
            if shared and passes[position]:
                hits.append((-score(shared), position, id))
        found.append([(id, -negative) for negative, _, id in sorted(hits)[:k]])
    return found


def score(pairs):
    """The float32 sum of products, each rounded, in the order given."""
    total = np.float32(0)
    for query_weight, document_weight in pairs:
        total = np.float32(total + np.float32(query_weight * document_weight))
    return total


def passing(filter, ids, number):
    """Whether each document may be found by the query of this number."""
    if filter is None:
        return [True] * len(ids)
    if isinstance(filter, list) and filter and isinstance(filter[0], (set, list, np.ndarray)):
        filter = filter[number]
    if isinstance(filter, np.ndarray) and filter.dtype == bool:
        return filter.tolist()
    chosen = set(filter)
    return [id in chosen for id in ids]


class Columns:
    """A matrix of documents by its columns: brute force for whole collections."""

    def __init__(self, matrix):
        order = np.argsort(matrix.indices, kind="stable")
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        self.size = matrix.shape[0]
        self.documents, self.weights = rows[order], matrix.data[order]
        counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
        self.ends = np.concatenate([[0], np.cumsum(counts)])

    def search(self, query, passes=None):
        """All hits of one row of (column, weight): their positions and scores, the best first."""
        sums, touched = np.zeros(self.size, np.float32), np.zeros(self.size, bool)
        for column, weight in query:
            postings = slice(self.ends[column], self.ends[column + 1])
            documents = self.documents[postings]
            sums[documents] += np.float32(weight) * self.weights[postings]
            touched[documents] = True
        if passes is not None:
            touched &= passes
        [hits] = np.nonzero(touched)
        hits = hits[np.argsort(-sums[hits], kind="stable")]
        return hits, sums[hits]


def assert_found(results, expected, k, twin):
    """Compare the results of a search with the twin's hits, scores to the last bit."""
    ids, texts = twin.ids, getattr(twin, "texts", {})
    width = min(k, len(ids))
    rows = [[(id, score.tobytes()) for id, score in hits] for hits in expected]
    is_text = bool(ids) and isinstance(ids[0], str)
    nobody = None if is_text else -1
    if ids:
        assert results.ids.dtype == (object if is_text else np.int64)
    assert len(results) == len(rows)
    assert results.scores.shape == results.ids.shape == (len(rows), width)
    assert (results.scores.dtype, results.counts.dtype) == (np.float32, np.int64)
    assert results.counts.tolist() == [len(hits) for hits in rows]
    for number, hits in enumerate(rows):
        found = zip(results.ids[number].tolist(), results.scores[number], strict=True)
        found = [(id, score.tobytes()) for id, score in found]
        count = len(hits)
        assert found[:count] == hits, number
        assert found[count:] == [(nobody, NOTHING.tobytes())] * (width - count), number
        assert [(hit.id, hit.score) for hit in results[number]] == [
            (id, np.frombuffer(score, np.float32)[0].item()) for id, score in hits
        ]
        assert [hit.text for hit in results[number]] == [texts.get(id) for id, _ in hits]
