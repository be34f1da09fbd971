"""The speed of encoding queries: one at a time, and thousands in one call."""

import statistics
import time

import corpus
from measure import in_fresh_process
from peers import PEERS

#: Seconds to spend on each measurement.
SECONDS = 0.5


def repeated(call, seconds=SECONDS):
    """The median of the seconds that a call takes."""
    times = []
    while not times or sum(times) < seconds:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def elanus(texts, queries, documents, threads):
    """Queries a second in one call, by a model that has seen none and by one that has; µs for one."""
    import numpy as np
    from scipy.sparse import csr_array

    peer = PEERS["elanus"](threads)
    texts, queries = corpus.read(texts, documents), corpus.read(queries)
    peer.check(texts[:200])
    model = peer.fitted(texts)
    model.method = "lucene"  # no weight is 0 or negative, so no warning
    matrix = model.encode_queries(queries)
    singles = [model.encode_queries([query]) for query in queries[:50]]
    assert all((matrix[[row], :] != single).nnz == 0 for row, single in enumerate(singles))

    cold = []
    for _ in range(5):
        model = peer.fitted(texts)
        model.method = "lucene"
        start = time.perf_counter()
        model.encode_queries(queries)
        cold.append(time.perf_counter() - start)
    warm = repeated(lambda: model.encode_queries(queries))

    singles, spent = [], time.perf_counter()
    while time.perf_counter() - spent < SECONDS:
        for query in queries:
            start = time.perf_counter_ns()
            model.encode_queries([query])
            singles.append(time.perf_counter_ns() - start)
    data, indices, indptr = np.ones(3, np.float32), np.array([1, 2, 3], np.int32), np.array([0, 3], np.int32)
    scipys = []
    for _ in range(20_000):
        start = time.perf_counter_ns()
        csr_array((data, indices, indptr), shape=(1, 100))
        scipys.append(time.perf_counter_ns() - start)
    return {
        "cold": len(queries) / statistics.median(cold),
        "warm": len(queries) / warm,
        "one_us": statistics.median(singles) / 1e3,
        "scipy_us": statistics.median(scipys) / 1e3,
    }


def pymilvus_model(texts, queries, documents, threads):
    """Queries a second in one call, on fewer queries and documents."""
    peer = PEERS["pymilvus.model"](threads)
    texts, queries = corpus.read(texts, min(documents, peer.limit)), corpus.read(queries, 500)
    peer.check(texts[:200])
    model = peer.new()
    model.fit(texts)
    seconds = repeated(lambda: model.encode_queries(queries))
    return {
        "cold": len(queries) / seconds,
        "one_us": repeated(lambda: model.encode_queries(queries[:1])) * 1e6,
    }


def measure(texts, queries, documents, threads, peers):
    """All peers' numbers, each in a fresh process."""
    arguments = {"texts": str(texts), "queries": str(queries), "documents": documents, "threads": threads}
    numbers = {"elanus": in_fresh_process("query_speed:elanus", **arguments)}
    if "pymilvus.model" in peers:
        numbers["pymilvus.model"] = in_fresh_process("query_speed:pymilvus_model", **arguments)
    return numbers
