"""Any iterable, with memory bounded by the vocabulary and a few batches."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from elanus.sparse import BM25EmbeddingFunction

CODE = """
import itertools, json, random
from elanus.sparse import BM25EmbeddingFunction

chance = random.Random(1)
words = [f"w{number:x}" for number in range(20_000)]
texts = [" ".join(chance.choices(words, k=600)) for _ in range(200)]

def stream(size):
    for text in itertools.cycle(texts):
        yield text + " again"  # a new string each time
        size -= len(text)
        if size <= 0:
            return

def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

peaks = []
for size in (4_000_000, 30_000_000):
    model = BM25EmbeddingFunction(method="lucene").fit(stream(size))
    model.partial_fit(stream(size))
    model.forget(stream(size // 4))
    rows = sum(block.shape[0] for block in model.encode_iter(stream(size), batch_size=200))
    peaks.append(peak())
print(json.dumps([rows, *peaks]))
"""


# AddressSanitizer keeps what was freed, to notice who still uses it.
@pytest.mark.unsanitized
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux' /proc")
def test_memory_does_not_grow_with_the_stream():
    finished = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    rows, small, large = json.loads(finished.stdout)
    assert rows > 8_000
    # 30 MB of text went by, three times over. `make measure-updates` does it with 2 GB.
    # Kilobytes; threads' own pools of freed memory differ by some megabytes from run to run.
    assert large - small < 20_000, (small, large)


def test_any_iterable_is_the_same(library_texts):
    texts = library_texts[:500]
    expected = BM25EmbeddingFunction(method="lucene")
    matrix = expected.fit_encode(texts)
    sources = [
        tuple(texts),
        iter(texts),
        (text for text in texts),
        dict.fromkeys(texts).keys() if len(set(texts)) == len(texts) else iter(texts),
        np.array(texts, dtype=object),
        map(str, texts),
    ]
    for source in sources:
        model = BM25EmbeddingFunction(method="lucene")
        found = model.fit_encode(source)
        assert found.data.tobytes() == matrix.data.tobytes()
        assert list(model.idf.items()) == list(expected.idf.items())


class Counted:
    """An iterator that counts how often it is asked after its end."""

    def __init__(self, texts):
        self.texts = iter(texts)
        self.asked = 0

    def __iter__(self):
        return self

    def __next__(self):
        for text in self.texts:
            return text
        self.asked += 1
        raise StopIteration


@pytest.mark.parametrize("analyzer", [None, str.split])
@pytest.mark.parametrize("method", ["fit", "fit_encode", "partial_fit", "encode_documents", "encode_queries"])
def test_a_stream_that_has_ended_is_not_asked_again(method, analyzer):
    """A terminal would wait for another end of its input."""
    model = BM25EmbeddingFunction(analyzer, method="lucene").fit(["a red kite"])
    for texts in (["a red kite"], ["a red kite"] * 20_000, []):
        stream = Counted(texts)
        if texts or method not in ("fit", "fit_encode"):
            getattr(model, method)(stream)
            assert stream.asked == 1
