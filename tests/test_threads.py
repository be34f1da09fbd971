"""Threads that share a model: readers see published states, updates take turns."""

import copy
import threading
import time

import numpy as np
import pytest

import elanus
from elanus.sparse import BM25EmbeddingFunction


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


def fingerprint(matrix):
    return matrix.shape, matrix.data.tobytes(), matrix.indices.tobytes()


def test_eight_threads_encode_at_once(library_texts):
    model = BM25EmbeddingFunction(method="lucene").fit(library_texts[:2_000])
    expected = fingerprint(model.encode_documents(library_texts))
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(fingerprint(model.encode_documents(library_texts))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_gil_is_free_while_encoding(library_texts):
    model = BM25EmbeddingFunction(method="lucene").fit(library_texts[:2_000])
    text = " ".join(library_texts) * 4
    worker = threading.Thread(target=model.encode_documents, args=([text],))
    worker.start()
    steps = 0
    while worker.is_alive():
        steps += 1
    assert steps > 100  # with the GIL held there would be none


def test_readers_go_on_while_a_large_update_is_made():
    """They never block, with the GIL or without: they see the state before, then the one after."""
    documents = [" ".join(f"w{n}" for n in range(at, at + 500)) for at in range(0, 500_000, 500)]
    model = BM25EmbeddingFunction(str.split, method="lucene").fit(["red kite"])
    other = BM25EmbeddingFunction(str.split, method="lucene").fit(documents)
    merging = threading.Thread(target=model.merge, args=(other,))
    merging.start()
    seen = []
    while merging.is_alive():
        seen.append(model.corpus_size)
    merging.join()
    assert set(seen) <= {1, 1_001}
    assert seen.count(1) > 50  # it takes some 100 ms: a reader that waits sees the state before once
    assert model.corpus_size == 1_001


@pytest.mark.timeout(600)
def test_every_result_is_that_of_one_published_state(library_texts, tmp_path, deep):
    """Eight threads encode, explain and look terms up while others update, load, save and copy.

    Each update adds one copy of the same documents, or takes one away. So a state is known by the number
    of copies, and so is each result.
    """
    base, part = library_texts[:300], [*library_texts[300:340], "an unheard-ofword"]
    large = part * 40  # several batches, the way of many threads
    documents = [*library_texts[320:330], "unheard-ofword"]
    elanus.set_num_threads(2)

    states, sizes = {}, {}
    model = BM25EmbeddingFunction(method="lucene").fit(base)
    model.partial_fit(part)
    model.forget(part)
    known = copy.copy(model)
    for copies in range(0, 46):
        states[fingerprint(known.encode_documents(documents))] = copies
        sizes[known.corpus_size] = (known.avgdl, known.average_idf)
        queries = fingerprint(known.encode_queries(documents))
        states[queries] = copies
        known.partial_fit(part)
    model.save(tmp_path / "model.json")
    stop, failures, counts = threading.Event(), [], [0] * 12

    def run(number, step):
        def loop():
            try:
                while not stop.is_set():
                    step()
                    counts[number] += 1
            except Exception as error:  # noqa: BLE001 - what it was is asserted below
                failures.append(error)
                stop.set()

        return threading.Thread(target=loop)

    def encode():
        for found in (model.encode_documents(documents), model.encode_queries(documents)):
            assert fingerprint(found) in states

    def iterate():
        rows = [fingerprint(block) for block in copy.copy(model).encode_iter(documents, 100)]
        assert set(rows) <= states.keys()

    updating = threading.Lock()  # so that no more than 45 copies ever are there

    def update():
        with updating:
            model.partial_fit(part)
            model.partial_fit(iter(part))
            model.forget(part + part)

    def update_much():
        with updating:
            model.partial_fit(large)
            model.forget(large)

    def save():
        twin = copy.copy(model)
        twin.save(tmp_path / "saved.json")
        loaded = BM25EmbeddingFunction().load(tmp_path / "saved.json")
        assert sizes[loaded.corpus_size] == (loaded.avgdl, loaded.average_idf)
        assert fingerprint(loaded.encode_queries(documents)) in states

    def load():
        with updating:
            model.load(tmp_path / "model.json")

    steps = [encode] * 7 + [iterate, update, update_much, save, load]
    threads = [run(number, step) for number, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    stop.wait(30 if deep else 2)
    while not all(counts) and not stop.is_set():
        stop.wait(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_every_search_is_of_one_published_state(tmp_path, deep):
    """While threads add, delete, update, compact, save and set parameters, others search, read and copy.

    Each document holds `all` once, and each update takes as many away as it brings, in one step, or adds
    or deletes `part`: so a state is known by its number of documents.
    """
    part = [f"all part{n}" for n in range(40)]
    index = elanus.Index.build([f"all w{n % 50}" for n in range(300)], analyzer={"tokenizer": "whitespace"})
    index.save(tmp_path / "birds.elanus")
    sizes = range(300, 300 + 2 * len(part) + 1, len(part))
    stop, failures = threading.Event(), []
    updating = threading.Lock()

    def search():
        found = index.search(["all", "all w3"], 1_000, threads=2)
        for count, row, scores in zip(found.counts, found.ids, found.scores, strict=True):
            assert count in sizes
            assert len(set(row[:count].tolist())) == count
            assert (np.diff(scores[:count]) <= 0).all()
        assert len(set(found.scores[0, : found.counts[0]].tolist())) == 1
        # Terms that compaction renumbers.
        for term, hits in zip(("changed", "part3"), index.search(["changed", "part3"], 1_000), strict=True):
            assert {hit.text for hit in hits} <= {f"all {term}"}
        assert found.counts[0] == found.counts[1]

    def read():
        ids = index.ids
        assert len(ids) in sizes
        assert index.bm25.corpus_size in sizes
        twin = copy.copy(index)
        assert twin.search("all", 1_000).counts[0] == len(twin)
        assert all(text.startswith("all ") for text in twin.get(twin.ids))

    def add_and_delete():
        with updating:
            index.add(part)
            index.add(part, range(10**6 + index.ids.max(), 10**6 + index.ids.max() + len(part)))
            index.delete(index.ids[-2 * len(part) :])

    def update():
        with updating:
            index.update(["all changed"] * 20, index.ids[:20])

    def compact():
        index.compact()

    def save():
        with updating:
            index.save()
        assert len(elanus.Index.open(tmp_path / "birds.elanus")) == 300

    def set_parameters():
        index.set_parameters(k1=0.5, method="lucene")
        index.set_parameters(k1=1.2, method="bm25+")

    steps = [search] * 3 + [read, add_and_delete, update, compact, save, set_parameters]
    counts = [0] * len(steps)

    def run(number, step):
        try:
            while not stop.is_set():
                step()
                counts[number] += 1
        except Exception as error:  # noqa: BLE001 - what it was is asserted below
            failures.append(error)
            stop.set()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    stop.wait(30 if deep else 2)
    while min(counts) < 3 and not stop.is_set():
        stop.wait(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(index) == 300


def test_the_gil_is_free_while_searching(library_texts):
    index = elanus.Index.build(library_texts)
    rows = index.bm25.encode_queries([text[:500] for text in library_texts] * 3)
    worker = threading.Thread(target=index.search, args=(rows, 100))
    worker.start()
    steps = 0
    while worker.is_alive():
        steps += 1
    assert steps > 100  # with the GIL held there would be none


@pytest.mark.parametrize("words", [3, 2_500])
@pytest.mark.parametrize("updaters", [1, 2])
def test_no_thread_waits_long_for_others_that_update_in_a_loop(words, updaters):
    """Between two of their updates the gate is open for a moment only, and they come back with the GIL."""
    document = " ".join(f"w{n}" for n in range(words))
    model = BM25EmbeddingFunction(str.split, method="lucene").fit([document] * 20)
    end = threading.Event()

    def update():
        while not end.is_set():
            model.partial_fit([document])

    threads = [threading.Thread(target=update) for _ in range(updaters)]
    for thread in threads:
        thread.start()
    waits = []
    try:
        for number in range(20):
            for call in (lambda k1=number: setattr(model, "k1", k1), lambda: model.forget([document])):
                time.sleep(0.001)  # the others go on
                start = time.process_time()  # what the others work meanwhile, however busy the machine is
                call()
                waits.append(time.process_time() - start)
    finally:
        end.set()
        for thread in threads:
            thread.join()
    # Without a gate one took a second by itself, up to twenty; with one, all forty take some milliseconds.
    assert sum(waits) < 20
    assert model.k1 == 19
