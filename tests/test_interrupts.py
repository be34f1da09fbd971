"""Ctrl-C and other signals: what was interrupted has changed nothing, to the byte, and ends soon.

A call looks for signals for the last time before it commits its change. One that falls into the commit
arrives when the call is done: Python raises it then. So where the moment is left to chance, the state is that
before the call or that after it, whole.
"""

import copy
import itertools
import operator
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from scipy.sparse import csr_array

from elanus import Index, errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25.tokenizers import Analyzer, LowercaseFilter, StandardTokenizer
from interrupts import interrupt, interrupted

PLAIN = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter()])


def words(text):
    return text.split()


def calls_of(texts):
    other = BM25EmbeddingFunction(PLAIN).fit(texts[3_000:])
    documents = [text.replace("e", "ea") for text in texts] * 2
    return {
        "fit": lambda model: model.fit(documents),
        "fit_encode": lambda model: model.fit_encode(documents),
        "partial_fit": lambda model: model.partial_fit(documents),
        "forget": lambda model: model.forget(texts[:3_000]),
        "merge": lambda model: model.merge(other),
        "compact": lambda model: model.compact(),
        "encode_documents": lambda model: model.encode_documents(documents),
        "encode_iter": lambda model: list(model.encode_iter(documents, 500)),
        "a callable": lambda model: (setattr(model, "analyzer", words), model.partial_fit(documents)),
    }


@pytest.mark.timeout(3_600)
def test_at_random_moments(library_texts, saved, deep):
    texts = library_texts[:6_000]
    calls = calls_of(texts)
    model = BM25EmbeddingFunction(PLAIN).fit(texts)
    before, chance = saved(model), random.Random(os.urandom(8))
    times, after = {}, {}
    for name, call in calls.items():
        twin = copy.copy(model)
        start = time.perf_counter()
        call(twin)
        times[name] = time.perf_counter() - start
        twin.analyzer = PLAIN
        after[name] = saved(twin)
    unchanged, slowest = 0, 0.0
    for number in range(4_000):
        if unchanged >= (200 if deep else 12):
            break
        name = list(calls)[number % len(calls)]
        twin = copy.copy(model)
        delay = chance.random() * times[name] * 1.2
        seconds = interrupted(lambda call=calls[name], twin=twin: call(twin), after=delay)
        if seconds is not None:
            slowest = max(slowest, seconds)
            twin.analyzer = PLAIN
            state = saved(twin)
            assert state in (before, after[name]), name
            unchanged += state == before
    assert unchanged >= (200 if deep else 12)
    # The bound is 200 ms of the clock; this is the time of two processors.
    assert slowest < 0.5
    assert saved(model) == before


def hits_of(index):
    """What an index finds: its state, as far as a search can tell."""
    found = index.search(["the name of a file", "returns a value", "x"], 50)
    return index.ids.tobytes(), found.ids.tobytes(), found.scores.tobytes(), index.k1, index.nnz, index.dim


@pytest.mark.timeout(3_600)
def test_of_an_index_at_random_moments(library_texts, tmp_path, deep):
    texts = library_texts[:4_000]
    index = Index.build(texts, analyzer=PLAIN)
    saved, rows = tmp_path / "birds.elanus", index.bm25.encode_queries(texts * 2)
    copy.copy(index).save(saved)
    documents = [text.replace("e", "ea") for text in texts] * 2
    calls = {
        "build": lambda _: Index.build(documents, analyzer=PLAIN),
        "add": lambda twin: twin.add(documents),
        "delete": lambda twin: twin.delete(range(0, 4_000, 2)),
        "update": lambda twin: twin.update(texts[::-1], range(4_000)),
        "compact": lambda twin: twin.compact(),
        "search": lambda twin: twin.search(rows, 1_000),
        "search for texts": lambda twin: twin.search(texts, 100).texts,
        "set_parameters": lambda twin: twin.set_parameters(k1=0.5, method="tfidf"),
        "save": lambda twin: twin.save(tmp_path / "new.elanus", replace=True),
        "open": lambda _: Index.open(saved),
        "get": lambda twin: twin.get(range(4_000)),
        "pickle": lambda twin: pickle.loads(pickle.dumps(twin)),
    }
    before, chance, times, after = hits_of(index), random.Random(os.urandom(8)), {}, {}
    for name, call in calls.items():
        twin = copy.copy(index)
        start = time.perf_counter()
        call(twin)
        times[name] = time.perf_counter() - start
        after[name] = hits_of(twin)
    count, slowest = 0, 0.0
    for number in range(4_000):
        if count >= (400 if deep else 24):
            break
        name = list(calls)[number % len(calls)]
        twin = copy.copy(index)
        delay = chance.random() * times[name]
        seconds = interrupted(lambda call=calls[name], twin=twin: call(twin), after=delay)
        if seconds is not None:
            slowest = max(slowest, seconds)
            assert hits_of(twin) in (before, after[name]), name
            count += 1
    assert count >= (400 if deep else 24)
    assert slowest < 0.5
    assert hits_of(index) == before
    assert hits_of(Index.open(saved)) == before


def test_of_a_large_model(tmp_path):
    """What goes through all terms at once is not waited for: it would take some hundred milliseconds."""

    def documents(letter):
        return [" ".join(f"{letter}{n}" for n in range(at, at + 1_000)) for at in range(0, 800_000, 1_000)]

    model = BM25EmbeddingFunction(words, method="lucene").fit(documents("a"))
    other = BM25EmbeddingFunction(words, method="lucene").fit(documents("b"))
    path = tmp_path / "model.json"
    model.save(path)
    before = path.read_bytes()
    calls = {
        "merge": lambda: model.merge(other),
        "compact": model.compact,
        "save": lambda: model.save(path),
        "load": lambda: model.load(path),
    }
    for name, call in calls.items():
        assert interrupt(call, after=0.01) < 0.5, name
        assert (model.corpus_size, model.dim) == (800, 800_000), name
    assert path.read_bytes() == before
    assert [*tmp_path.iterdir()] == [path]


def test_while_another_thread_updates():
    """A call that waits for the end of another update stops waiting after Ctrl-C."""
    documents = [" ".join(f"w{n}" for n in range(at, at + 1_000)) for at in range(0, 2_000_000, 1_000)]
    model = BM25EmbeddingFunction(words, method="lucene").fit(documents)
    start = time.process_time()
    model.compact()
    whole = time.process_time() - start

    def ends_at_once(call):
        twin = copy.copy(model)
        other = threading.Thread(target=twin.compact)
        other.start()
        time.sleep(0.01)  # by now it renumbers two million terms
        try:
            at_once = interrupt(lambda: call(twin), after=0.02) < whole / 4 and other.is_alive()
        except AssertionError:  # the other update was over, and then the call: a busy machine
            return False
        finally:
            other.join()
        assert (twin.corpus_size, twin.dim, twin.k1) == (2_000, 2_000_000, 1.5)
        return at_once

    for call in (
        lambda twin: twin.partial_fit(["red kite"]),
        lambda twin: setattr(twin, "k1", 1.2),
        lambda twin: twin.compact(),
    ):
        assert any(ends_at_once(call) for _ in range(20))


@pytest.mark.parametrize(("name", "after"), [("compact", 0.005), ("add", 0.05)])
def test_a_large_change_of_an_index_is_interrupted_within(name, after):
    rows, terms = 100_000, 100
    row = np.arange(terms, dtype=np.int32)
    vectors = csr_array(
        (np.ones(rows * terms, np.float32), np.tile(row, rows), np.arange(0, rows * terms + 1, terms)),
        (rows, terms),
    )
    index = Index.from_vectors(vectors)
    index.delete([0])
    twin = copy.copy(index)
    arguments = (vectors,) if name == "add" else ()
    start, before = time.process_time(), (len(index), index.nnz)
    getattr(twin, name)(*arguments)
    whole = time.process_time() - start
    assert interrupt(lambda: getattr(index, name)(*arguments), after=after) < whole / 2
    assert (len(index), index.nnz) == before


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers")
def test_a_signal_handler_cannot_change_what_it_interrupts():
    documents = [" ".join(f"w{n}" for n in range(at, at + 1_000)) for at in range(0, 800_000, 1_000)]
    model = BM25EmbeddingFunction(words, method="lucene").fit(["red kite"])
    other = BM25EmbeddingFunction(words, method="lucene").fit(documents)
    refused = []

    def change(*_):
        for call in (lambda: setattr(model, "k1", 1.2), lambda: model.partial_fit(["x"]), model.compact):
            try:
                call()
            except errors.InputError as error:
                refused.append(str(error))

    before = signal.signal(signal.SIGALRM, change)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        model.merge(other)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert [message[:33] for message in refused] == ["a signal handler changes a model "] * 3
    assert (model.corpus_size, model.k1) == (801, 1.5)
    model.k1 = 1.2


@pytest.fixture
def alarm():
    """Set a timer that raises KeyboardInterrupt, after a call of `first`, unless it is set anew before."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("this system has no timers")
    armed = []

    def handle(*_):
        for first in armed:
            first()
            raise KeyboardInterrupt

    def set_timer(seconds, first=lambda: None):
        armed[:] = [first] if seconds else []
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, handle)
    yield set_timer
    set_timer(0)
    signal.signal(signal.SIGALRM, before)


def is_interrupted(alarm, seconds, call, *first):
    """Tell whether a call was interrupted, so long after its begin."""
    try:
        alarm(seconds, *first)
        call()
        alarm(0)
    except KeyboardInterrupt:
        return True
    return False


def test_around_a_change_in_place(saved, alarm):
    """The same change can be made after it was interrupted."""
    base = [" ".join(f"w{n}" for n in range(at, at + 100)) for at in range(0, 6_000, 50)]
    documents = [" ".join(f"w{n} new{n}" for n in range(at, at + 100)) for at in range(0, 6_000, 100)]
    other = BM25EmbeddingFunction(PLAIN).fit(documents)
    calls = {
        "partial_fit": lambda model: model.partial_fit(documents),
        "a small partial_fit": lambda model: model.partial_fit(documents[:20]),
        "forget": lambda model: model.forget(base[:60]),
        "merge": lambda model: model.merge(other),
    }
    stored = pickle.dumps(BM25EmbeddingFunction(PLAIN).fit(base))
    before = saved(pickle.loads(stored))
    chance = random.Random(7)
    for name, call in calls.items():
        times = []
        for _ in range(3):
            model = pickle.loads(stored)
            start = time.perf_counter()
            call(model)
            times.append(time.perf_counter() - start)
        after = saved(model)
        unchanged = 0
        for _ in range(4_000):
            model = pickle.loads(stored)
            seconds = max(1e-6, min(times) * chance.random())
            if is_interrupted(alarm, seconds, lambda call=call, model=model: call(model)):
                state = saved(model)
                assert state in (before, after), name
                unchanged += state == before
                if state == before:
                    call(model)
            assert saved(model) == after, name
            if unchanged == 20:
                break
        assert unchanged == 20, name


def test_at_the_last_moment(saved, alarm):
    """A signal that comes with the last document is seen before the change is made."""

    def with_a_signal(documents):
        # Nothing here is Python code, which would look at signals itself.
        fired = map(operator.not_, map(signal.setitimer, [signal.ITIMER_REAL], [1e-6]))
        return itertools.chain(documents, filter(None, fired))

    # Together they are a small update.
    documents = [" ".join(f"w{n} new{n}" for n in range(at, at + 30)) for at in range(0, 600, 30)]
    model = BM25EmbeddingFunction(PLAIN).fit(documents)
    model.forget(documents[:1])
    states = [saved(model)]
    for number in range(20):
        reader = model.idf if number % 2 else None  # while it reads, a copy is changed
        more = [f"{text} more{number} more{number}-{n}" for n, text in enumerate(documents)]
        alarm(60)
        with pytest.raises(KeyboardInterrupt):
            model.partial_fit(with_a_signal(more))
        alarm(0)
        assert saved(model) == states[-1]
        del reader
        model.partial_fit(more[4::-1])  # the new words get other ids: nobody remembers those they had
        states.append(saved(model))
    naive = BM25EmbeddingFunction(PLAIN).fit(documents).forget(documents[:1])
    for number in range(20):
        naive.partial_fit([f"{documents[n]} more{number} more{number}-{n}" for n in reversed(range(5))])
    assert saved(naive) == states[-1]


@pytest.mark.parametrize("call", ["fit", "fit_encode", "partial_fit", "forget", "compact", "merge"])
def test_a_parameter_that_was_set_meanwhile_stays(alarm, call):
    """By a signal handler, for example: setting it was not interrupted."""
    documents = [" ".join(f"w{n}" for n in range(at, at + 100)) for at in range(0, 200_000, 100)]
    model = BM25EmbeddingFunction(PLAIN).fit(documents)
    other = BM25EmbeddingFunction(PLAIN).fit(documents)
    set_k1 = []

    def set_parameter():
        try:
            model.k1 += 1
            set_k1.append(model.k1)
        except errors.InputError:  # while this thread updates the model
            pass

    arguments = {"compact": [], "merge": [other]}.get(call, [documents[:1_000]])
    for _ in range(2):  # the first call imports SciPy
        start = time.perf_counter()
        twin = copy.copy(model)
        getattr(twin, call)(*arguments)
        duration = time.perf_counter() - start
    after = twin.corpus_size
    chance, unchanged = random.Random(3), 0
    for _ in range(1_000):
        k1 = other.k1 = model.k1
        set_k1.clear()
        seconds = max(1e-6, duration * chance.random())
        if is_interrupted(alarm, seconds, lambda: getattr(model, call)(*arguments), set_parameter):
            assert model.k1 == (set_k1[-1] if set_k1 else k1)
            assert model.corpus_size in (2_000, after)
            unchanged += model.corpus_size == 2_000
            if unchanged == 5:
                break
        if model.corpus_size != 2_000:
            model.fit(documents)
    assert unchanged == 5


@pytest.mark.parametrize("call", ["fit_encode(['an eagle'])", "compact()", "encode_documents(['kite'])"])
@pytest.mark.parametrize("number", [1, 2, 20, 60])
def test_while_numpy_and_scipy_are_imported(call, number):
    """They are loaded when first needed, in Python code that a signal may interrupt anywhere."""
    script = f"""
import signal, sys
from elanus.sparse import BM25EmbeddingFunction
model = BM25EmbeddingFunction(method="lucene").fit(["red kite", "owl"]).forget(["owl"])
assert not {{"numpy", "scipy"}} & sys.modules.keys()
class Finder:
    seen = 0
    def find_spec(self, name, *_):
        self.seen += name.partition(".")[0] in ("numpy", "scipy")
        if self.seen == {number}:
            self.seen += 1
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
try:
    model.{call}
except (KeyboardInterrupt, ImportError):  # NumPy's C code makes the latter of the former, at some moments
    print("interrupted")
print(model.corpus_size, model.dim)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "interrupted\n1 3\n"), run.stderr
    assert "anic" not in run.stderr
