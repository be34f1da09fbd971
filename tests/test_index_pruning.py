"""Searches that leave most postings out: nobody can tell by their hits.

An index derives bounds of blocks when so much was searched that they pay; `nbytes` tells that they are there.
They are kept while statistics and parameters change little.
"""

import copy
import random

import numpy as np
import pytest
from scipy.sparse import csr_array

import elanus
from conftest import DEEP
from naive_index import Columns, rows_of

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")

WORDS = {"tokenizer": "whitespace"}
KS = (1, 2, 10, 50, 200, 201, 1_000)


def zipf(chance, number, length):
    """Texts of words as frequent as those of a language: the n-th has a share of 1/n."""
    words = [f"w{n}" for n in range(3_000)]
    shares = np.cumsum([1 / (n + 1) for n in range(3_000)]).tolist()
    return [
        " ".join(chance.choices(words, cum_weights=shares, k=chance.randrange(length))) for _ in range(number)
    ]


@pytest.fixture(scope="module")
def texts():
    found = zipf(random.Random(11), 20_000, 25)
    # A topic: documents beside each other share its words, so that blocks differ.
    for start in range(0, 20_000, 1_000):
        for at in range(start, start + 40):
            found[at] += f" topic{start}" * (at % 7 + 1) + " w0 w1"
    return found


@pytest.fixture(scope="module")
def queries():
    chance = random.Random(12)
    found = zipf(chance, 150, 9)
    found += ["w0", "w0 w1 w2", "w0 w0 w0 w2999", "w1 w100 topic5000", "topic0 topic1000", "w0 nothing", ""]
    # Long ones, too.
    return found + zipf(chance, 20, 80)


def warm(index, queries):
    """Search until the index has its bounds."""
    before = index.nbytes
    for _ in range(50):
        index.search(queries, 10)
        if index.nbytes > before:
            return
    raise AssertionError("no bounds were made")


class Brute:
    """All hits of some queries, for each k and filter that is asked for."""

    def __init__(self, index, texts, queries):
        model = index.bm25
        self.columns = Columns(model.encode_documents(texts))
        self.queries, self.rows = queries, rows_of(model.encode_queries(queries))

    def check(self, index, ks=KS, passes=None):
        ids, filter = index.ids, passes
        expected = [self.columns.search(row, passes) for row in self.rows]
        for k in ks:
            found = index.search(self.queries, k, filter=filter, threads=2)
            for number, (hits, scores) in enumerate(expected):
                count = min(k, len(hits))
                where = (k, self.queries[number])
                assert found.counts[number] == count, where
                assert found.ids[number, :count].tolist() == ids[hits[:count]].tolist(), where
                assert found.scores[number, :count].tobytes() == scores[:count].tobytes(), where


@pytest.mark.parametrize("method", ["lucene", "atire", "bm25l", "bm25+", "okapi"])
def test_every_k(texts, queries, method):
    index = elanus.Index.build(texts, analyzer=WORDS, method=method, store_text=False)
    warm(index, queries)
    Brute(index, texts, queries).check(index)


@pytest.mark.parametrize("share", [0.9, 0.3, 0.01, 0.0005])
def test_filters(texts, queries, share):
    index = elanus.Index.build(texts, analyzer=WORDS, store_text=False)
    warm(index, queries)
    passes = np.random.default_rng(int(share * 100)).random(len(texts)) < share
    Brute(index, texts, queries).check(index, (1, 10, 200), passes)


def test_bounds_that_other_weights_have_outgrown(texts, queries):
    """Parameters and statistics move a little, then much, and back."""
    index = elanus.Index.build(texts, analyzer=WORDS, store_text=False)
    warm(index, queries)
    steps = [
        {"k1": 1.19},
        {"k1": 1.1},
        {"b": 0.7},
        {"k1": 0.3, "b": 0.1},
        {"k1": 3, "b": 1},
        {"method": "bm25+"},
    ]
    steps += [{"method": "tfidf"}, {"method": "lucene", "k1": 1.2, "b": 0.75}, {"k1": 0}, {"k1": 1.2, "b": 0}]
    for parameters in steps:
        index.set_parameters(**parameters)
        Brute(index, texts, queries).check(index, (1, 10, 200))


@pytest.mark.timeout(7_200)
def test_after_random_changes(texts, queries):
    """Documents come and go, a few or many; long ones move the average."""
    chance = random.Random(13)
    index = elanus.Index.build(texts, analyzer=WORDS, store_text=False)
    warm(index, queries)
    entries = dict(enumerate(texts))
    for step in range(60 if DEEP else 8):
        gone = chance.sample([*entries], chance.choice([1, 10, 2_000]))
        index.delete(gone)
        for id in gone:
            del entries[id]
        more = zipf(chance, chance.choice([1, 30, 2_500]), chance.choice([3, 25, 60]))
        first = max([*entries, *gone]) + 1
        index.add(more, range(first, first + len(more)))
        entries |= zip(range(first, first + len(more)), more, strict=True)
        if step % 4 == 3:
            changed = chance.sample([*entries], 50)
            new = zipf(chance, 50, 20)
            index.update(new, changed)
            for id, text in zip(changed, new, strict=True):
                del entries[id]
                entries[id] = text
        assert index.ids.tolist() == [*entries]
        Brute(index, [*entries.values()], queries).check(index, (1, 10, 200))
        index.search(queries, 10)
    index = copy.copy(index).compact()
    warm(index, queries)
    Brute(index, [*entries.values()], queries).check(index, (1, 10, 200))


def test_many_equal_scores(queries):
    """Documents of the same score fill blocks: those that were added first are found."""
    texts = [f"w0 w1 {'w2 ' * (n % 3)}" for n in range(20_000)]
    index = elanus.Index.build(texts, analyzer=WORDS, store_text=False)
    warm(index, ["w0 w1", "w2"])
    Brute(index, texts, ["w0", "w1 w0", "w2", "w2 w0", "w2 w2 w1"]).check(index)


@pytest.mark.parametrize("scale", [1.0, 1e-30, 1e30])
def test_vectors_of_few_and_of_any_values(scale):
    """Weights in 255ths and as they come, long queries as of learned models."""
    chance = np.random.default_rng(14)
    ends = np.arange(0, 20_000 * 12 + 1, 12)
    columns = np.concatenate([np.sort(chance.choice(300, 12, replace=False)) for _ in range(20_000)])
    steps = (chance.integers(1, 256, len(columns)) / 255).astype(np.float32)
    for weights in (steps, chance.random(len(columns), np.float32) + np.float32(1e-3)):
        vectors = csr_array(((weights * np.float32(scale)), columns, ends), shape=(20_000, 300))
        dense = chance.random((40, 300), np.float32) * (chance.random((40, 300)) < 0.1)
        queries = csr_array(dense.astype(np.float32))
        index, brute = elanus.Index.from_vectors(vectors), Columns(vectors)
        for _ in range(5):
            index.search(queries, 10)
        for k in (1, 10, 200):
            found = index.search(queries, k)
            for number, query in enumerate(rows_of(queries)):
                hits, scores = brute.search(query)
                assert found.ids[number].tolist() == hits[:k].tolist()
                assert found.scores[number].tobytes() == scores[:k].tobytes()
