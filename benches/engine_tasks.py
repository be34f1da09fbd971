"""What `index.py` measures, each in a fresh process of its own (`measure.in_fresh_process`)."""

import gc
import statistics
import time

import numpy as np
from collection import Collection, Truth, made
from engines import ENGINES
from measure import CLOCKS, status

#: Queries whose answers are asserted before anything is timed.
CHECKED = 20
#: Relative error allowed for scores in float32.
CLOSE = 1e-5


def build(engine, folder):
    """Make an engine's index of a collection unless it is there."""
    engine = ENGINES[engine](Collection(folder))

    def make(aside):
        engine.path = aside
        engine.build()

    made(engine.path, make)
    return {}


def check(engine, queries, k, count=CHECKED, unit=False):
    """Assert that an engine finds the best documents; return the share of its hits that are among these.

    A hit is right if its score by plain arithmetic is at least the k-th best score. Documents of equal score
    may be in any order here, and engines may use formulas whose scores differ by a factor.
    """
    truth = Truth(engine.collection, unit=unit)
    right = total = 0
    for row in range(min(count, rows_of(queries))):
        ids, scores = engine.answers(engine.asking(engine.one(queries, row), k)(), k)
        scored = truth.scores(queries, row)
        matching = np.flatnonzero(scored)
        best = np.sort(scored[matching])[::-1][:k]
        found = ids[0][ids[0] >= 0]
        assert len(found) == len(np.unique(found)), (engine.label, row)
        assert len(found) == len(best) or not engine.same_tokens, (engine.label, row, len(found), len(best))
        assert np.all(np.diff(scores[0][: len(found)]) <= 0), (engine.label, row)
        right += int(np.count_nonzero(scored[found] >= best[-1] * (1 - CLOSE)))
        total += len(found)
        if engine.right == 1.0 and len(found):
            factor = scores[0][0] / best[0]
            np.testing.assert_allclose(scores[0][: len(found)], best * factor, rtol=CLOSE)
    share = right / max(total, 1)
    assert share >= engine.right, f"{engine.label} finds {share:.1%} of the best {k}"
    return share


def rows_of(queries):
    """The number of queries."""
    values = next(iter(queries.values()))
    return values.shape[0] if hasattr(values, "shape") else len(values)


def search(engine, folder, kind, ks, count, runs, seconds, singles, unit=False, clock="wall"):
    """Seconds of each run of all queries for each k, the share of right hits, and µs of one query at a time.

    With `unit` every weight of a query is 1, for engines that know no other.
    """
    now = CLOCKS[clock]
    engine = ENGINES[engine](Collection(folder))
    engine.open()
    count = min(count, engine.limit or count)
    queries = engine.collection.queries(kind, count)
    if unit:
        queries["vectors"].data[:] = 1
    count = rows_of(queries)
    found = {"queries": count, "seconds": {}, "right": {}}
    for k in ks:
        found["right"][k] = check(engine, queries, k, unit=unit)
        call = engine.asking(queries, k)
        call()
        found["seconds"][k] = times = []
        while not times or (len(times) < runs and sum(times) < seconds):
            gc.collect()
            start = now()
            call()
            times.append((now() - start) / 1e9)
    if singles:
        found["µs"] = one_by_one(engine, queries, count, seconds, now)
    return found


def one_by_one(engine, queries, count, seconds, now, k=10):
    """The median and the 99th percentile of the µs of single queries; of each query the median of some."""
    calls = [engine.asking(engine.one(queries, row), k) for row in range(count)]
    times = [[] for _ in calls]
    until, rounds = time.perf_counter() + seconds, 0
    while rounds < 3 or (rounds < 9 and time.perf_counter() < until):
        for call, each in zip(calls, times, strict=True):
            start = now()
            call()
            each.append(now() - start)
        rounds += 1
    each = [statistics.median(of_one) / 1e3 for of_one in times]
    return {"median": statistics.median(each), "99th": float(np.quantile(each, 0.99))}


def exact(folder, kind, ks, count):
    """Assert that Elanus' answers are, to the last bit, what a plain loop over its own matrices gives."""
    collection = Collection(folder)
    engine = ENGINES["elanus"](collection)
    engine.open()
    queries = collection.queries(kind, count)
    if collection.is_text:
        # The model reads the texts anew, so that nothing of the index takes part but its statistics.
        model = engine.index.bm25
        matrix = model.encode_documents(collection.texts()).tocsc()
        asked = model.encode_queries(queries["texts"])
    else:
        matrix, asked = collection.matrix().tocsc(), queries["vectors"]
    matrix.sort_indices()
    for row in range(asked.shape[0]):
        scores = np.zeros(collection.size, dtype=np.float32)
        touched = np.zeros(collection.size, dtype=bool)
        span = slice(*asked.indptr[row : row + 2])
        order = np.argsort(asked.indices[span])
        for column, weight in zip(asked.indices[span][order], asked.data[span][order], strict=True):
            stored = slice(*matrix.indptr[column : column + 2])
            scores[matrix.indices[stored]] += np.float32(weight) * matrix.data[stored]
            touched[matrix.indices[stored]] = True
        hits = np.flatnonzero(touched)
        hits = hits[np.lexsort((hits, -scores[hits]))]
        for k in ks:
            ids, found = engine.answers(engine.asking(engine.one(queries, row), k)(), k)
            wanted = hits[:k]
            assert np.array_equal(ids[0][: len(wanted)], wanted), (row, k)
            assert np.all(ids[0][len(wanted) :] == -1), (row, k)
            assert np.array_equal(found[0][: len(wanted)].view(np.uint32), scores[wanted].view(np.uint32))
    return {"queries": asked.shape[0]}


def memory(folder):
    """Bytes a posting: as the index says, and by which the process grows when it is opened into memory.

    Of an index without texts; the ids and the vocabulary are in the growth.
    """
    engine = ENGINES["elanus"](Collection(folder))
    from elanus import Index

    # A small search loads the code that the large one needs.
    Index.build(["red kites", "black kites"]).search("kites")
    gc.collect()
    before = status("VmRSS")
    index = Index.open(engine.textless, mmap=False)
    index.search("kites")
    grown = (status("VmRSS") - before) * 1e6
    return {"postings": index.nnz, "said": index.nbytes / index.nnz, "grown": grown / index.nnz}


def two_threads(folder, count, rounds):
    """How many times as fast two threads are as one, in turns; both give the same."""
    engine = ENGINES["elanus"](Collection(folder))
    engine.open()
    queries = engine.collection.queries("short", count)["texts"]
    times, answers = {1: [], 2: []}, {}
    for turn in range(rounds + 1):
        for threads, spent in times.items():
            start = time.perf_counter()
            results = engine.index.search(queries, 10, threads=threads)
            if turn:
                spent.append(time.perf_counter() - start)
            answers[threads] = results.scores
    assert np.array_equal(answers[1].view(np.uint32), answers[2].view(np.uint32))
    return {"ratio": statistics.median(times[1]) / statistics.median(times[2])}
