"""What a search finds: the naive twin's hits, scores to the last bit."""

import asyncio
import copy
import itertools
import pickle
import random
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from scipy.sparse import csr_array

import elanus
import naive_index
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS, build_default_analyzer
from naive_index import Columns, assert_found, rows_of
from test_columns import BOTH, NUMPY2, PANDAS, POLARS, PYARROW, pa, pd, pl

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")

WORDS = {"tokenizer": "whitespace"}
DOCUMENTS = [
    "red kite",
    "black kite black kite",
    "",
    "owl",
    "red owl red owl red",
    "kite",
    "swift " * 3_000 + "kite",
    "red kite",
    "kite owl swift",
    "red",
]
QUERIES = ["red kite", "kite kite owl", "swift", "unknown", "", "kite unknown red", "black owl"]
KINDS = {"numbers": None, "strings": [f"d{n * 7 % 10}" for n in range(10)], "others": [*range(90, 100)]}
METHOD = pytest.mark.parametrize("method", METHODS)


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


def pair(documents=DOCUMENTS, ids=None, analyzer=WORDS, store_text=True, **parameters):
    """An index and its twin."""
    index = elanus.Index.build(documents, ids, analyzer=analyzer, store_text=store_text, **parameters)
    return index, naive_index.Index(documents, ids, analyzer=analyzer, **parameters)


def assert_equal(index, twin, queries=QUERIES, filter=None, ks=(1, 2, 3, 10, 1_000)):
    for k in ks:
        assert_found(index.search(queries, k, filter=filter), twin.search(queries, k, filter), k, twin)


class TestSearch:
    @METHOD
    @pytest.mark.parametrize("ids", KINDS.values(), ids=KINDS)
    def test_every_method(self, method, ids):
        index, twin = pair(ids=ids, method=method)
        assert_equal(index, twin)

    @METHOD
    @pytest.mark.parametrize("k1", [0, 1.2, 1e30])
    @pytest.mark.parametrize("b", [0, 0.75, 1])
    def test_parameters(self, method, k1, b):
        index, twin = pair(method=method, k1=k1, b=b, delta=0.3)
        assert_equal(index, twin)

    @pytest.mark.parametrize("epsilon", [-0.5, 0, -1e-30, 0.25])
    def test_negative_weights_of_a_query_are_hits(self, epsilon):
        documents = [*DOCUMENTS, "kite red", "kite", "kite red red"]
        index, twin = pair(documents, method="okapi", epsilon=epsilon)
        assert_equal(index, twin)
        found = index.search("kite", 100)
        assert found.counts == [9]
        assert (found.scores[0, :9] < 0).all() if epsilon < 0 else (found.scores[0, :9] >= 0).all()

    def test_a_score_of_0_is_a_hit(self):
        """Robertson's idf of a term that half of the documents hold."""
        index, twin = pair(["red kite", "red owl", "red"], method="robertson")
        assert_equal(index, twin, ["red", "red owl", "red unknown"])
        assert index.search("red").counts == [3]
        assert index.search("red").scores.tolist() == [[0, 0, 0]]

    @pytest.mark.parametrize("k", [1, 2, 5, 31, 32, 33, 100, 300, 301, 2**31, 2**62, 2**70])
    def test_ties_go_to_the_document_that_was_added_first(self, k):
        """All documents of a kind weigh the same."""
        documents = ["red kite", "red owl", "kite", "red kite"] * 75
        index, twin = pair(documents, [f"{n * 7 % 300}" for n in range(300)])
        assert_equal(index, twin, ["red", "kite", "owl red", "kite red owl"], ks=[k])

    def test_random_documents(self):
        """Words as frequent as in texts: the n-th has a share of 1/n."""
        chance = random.Random(7)
        words = [f"w{n}" for n in range(500)]
        shares = [1 / (n + 1) for n in range(500)]
        texts = [" ".join(chance.choices(words, shares, k=chance.randrange(30))) for _ in range(400)]
        for method in METHODS:
            index, twin = pair(texts, method=method)
            assert_equal(index, twin, [*texts[:8], "w0", "w0 w1 w2", "w499"], ks=[1, 10, 400])

    def test_an_analyzer_of_a_language_and_auto(self, library_texts):
        texts = library_texts[:300]
        for analyzer in (build_default_analyzer(), "auto", "unicode:en", str.split):
            index, twin = pair(texts, analyzer=analyzer)
            assert_equal(index, twin, ["the name of a file", "Return the value"], ks=[1, 10])

    def test_one_text_is_one_query(self):
        index, twin = pair()
        assert_found(index.search("red kite", 3), twin.search(["red kite"], 3), 3, twin)

    def test_no_query(self):
        results = pair()[0].search([], 3)
        assert (len(results), results.scores.shape, results.ids.shape) == (0, (0, 3), (0, 3))
        assert list(results) == []

    @pytest.mark.parametrize(
        "make",
        [
            tuple,
            iter,
            lambda texts: (text for text in texts),
            np.array,
            lambda texts: np.array(texts, object),
            pytest.param(lambda texts: np.array(texts, np.dtypes.StringDType()), marks=NUMPY2),
            pytest.param(lambda texts: pd.Series(texts), marks=PANDAS),
            pytest.param(lambda texts: pd.Series(texts, dtype="string[pyarrow]"), marks=BOTH),
            pytest.param(lambda texts: pl.Series(texts), marks=POLARS),
            pytest.param(lambda texts: pa.array(texts), marks=PYARROW),
            pytest.param(lambda texts: pa.chunked_array([texts[:3], texts[3:]]), marks=PYARROW),
        ],
    )
    def test_columns_of_documents_and_queries(self, make):
        index, twin = pair()
        assert_found(index.search(make(QUERIES), 4), twin.search(QUERIES, 4), 4, twin)
        found = index.search(make(QUERIES), 4, filter={1, 3, 7})
        assert_found(found, twin.search(QUERIES, 4, {1, 3, 7}), 4, twin)
        built = elanus.Index.build(make(DOCUMENTS), analyzer=WORDS)
        assert_equal(built, twin, ks=[4])
        assert built.get(range(10)) == DOCUMENTS

    def test_rows_of_queries(self):
        """Of the model, or any others of its columns, with zeros and weights that are negative."""
        index, twin = pair()
        queries = index.bm25.encode_queries(QUERIES)
        assert_found(index.search(queries, 5), twin.search(QUERIES, 5), 5, twin)
        weights = np.array([0, 1.5, -2, 0, 0.1, -0.0, 3], np.float32)
        columns, ends = np.array([0, 1, 0, 2, 1, 3, 2]), np.array([0, 2, 4, 4, 7])
        queries = csr_array((weights, columns, ends), shape=(4, index.dim))
        assert_equal(index, twin, queries, ks=[1, 3, 20])

    def test_the_width_of_wide_rows(self):
        """Columns that the model has not had when they were encoded are no error; see the bad input, too."""
        index, twin = pair()
        queries = index.bm25.encode_queries(QUERIES)
        index.add(["a new word"])
        twin.add(["a new word"])
        assert_found(index.search(queries, 5), twin.search(queries, 5), 5, twin)

    def test_threads(self, library_texts):
        texts = library_texts[:2_000]
        index = elanus.Index.build(texts)
        queries = [text[:80] for text in texts[:200]]
        first = index.search(queries, 20, threads=1)
        for threads in (2, 3, 4, None):
            again = index.search(queries, 20, threads=threads)
            assert again.scores.tobytes() == first.scores.tobytes()
            assert again.ids.tobytes() == first.ids.tobytes()
        elanus.set_num_threads(3)
        built = elanus.Index.build(texts).search(queries, 20)
        assert built.scores.tobytes() == first.scores.tobytes()

    def test_asearch(self):
        index, twin = pair()

        async def search():
            return await asyncio.gather(*(index.asearch(QUERIES, k) for k in (1, 5)))

        for k, found in zip((1, 5), asyncio.run(search()), strict=True):
            assert_found(found, twin.search(QUERIES, k), k, twin)


class TestFilters:
    @pytest.mark.parametrize("ids", KINDS.values(), ids=KINDS)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_k_hits_of_those_that_pass(self, ids, data):
        index, twin = pair(ids=ids)
        masks = st.lists(st.booleans(), min_size=10, max_size=10).map(np.array)
        one = st.one_of(
            masks, st.sets(st.sampled_from(twin.ids)), st.sets(st.sampled_from(twin.ids)).map(list)
        )
        each = st.lists(one, min_size=len(QUERIES), max_size=len(QUERIES))
        assert_equal(index, twin, filter=data.draw(st.one_of(one, each)), ks=[1, 3, 10])

    def test_they_are_aligned_to_the_ids(self):
        index, twin = pair()
        for each in (index, twin):
            each.delete([0, 4])
            each.update(["red red kite"], [5])
        assert index.ids.tolist() == twin.ids == [1, 2, 3, 6, 7, 8, 9, 5]
        assert_equal(index, twin, filter=index.ids > 5)
        assert index.search("red", 1, filter=index.ids == 5).ids.tolist() == [[5]]

    def test_of_nothing_and_of_everything(self):
        index, twin = pair()
        for nothing in (set(), np.zeros(10, bool)):
            assert index.search(QUERIES, 3, filter=nothing).counts.tolist() == [0] * len(QUERIES)
        for everything in (set(range(10)), np.ones(10, bool), list(range(10)), np.arange(10)):
            assert_found(index.search(QUERIES, 3, filter=everything), twin.search(QUERIES, 3), 3, twin)

    def test_a_few_of_many(self):
        """Where no document among the best passes."""
        texts = [f"red kite {'red ' * (n % 5)}" for n in range(40_000)]
        index, twin = pair(texts)
        few = {3, 16_383, 16_384, 39_999}
        columns = Columns(twin.model.encode_documents(texts))
        passes = np.isin(np.arange(40_000), list(few))
        for filter in (few, passes):
            found = index.search(["red kite"], 10, filter=filter)
            [query] = rows_of(twin.model.encode_queries(["red kite"]))
            hits, scores = columns.search(query, passes)
            assert found.counts == [4]
            assert found.ids[0, :4].tolist() == hits.tolist()
            assert found.scores[0, :4].tobytes() == scores.tobytes()


@pytest.fixture(scope="module", params=[16_383, 16_384, 16_385, 33_000])
def many_texts(request):
    """More than a window holds: short ones, with terms of every frequency."""
    chance = random.Random(request.param)
    texts = []
    for n in range(request.param):
        words = ["all"] if n % 1_000 else []
        words += [f"m{n % 7}", *["half"] * (n % 2), *[f"r{n}"] * chance.randrange(4)]
        words += [f"g{int(chance.paretovariate(0.7)) % 5_000}" for _ in range(chance.randrange(6))]
        texts.append(" ".join(words))
    texts[5_000] = "all " * 300_000  # a tf beyond 18 bits
    texts[16_000:16_100] = [""] * 100
    return texts


class TestWindows:
    @pytest.mark.parametrize("method", ["lucene", "okapi", "tfidf"])
    def test_equal_brute_force(self, many_texts, method):
        texts = many_texts
        index = elanus.Index.build(texts, analyzer=WORDS, method=method)
        last = len(texts) - 1
        queries = [
            "all",
            "half all",
            "m3 r16382 r16383 r16384",
            "g1 g2 g3 g4 all",
            f"r{last} m1",
            "r5 g4999 m0",
        ]
        queries += [*texts[16_380:16_384], "nothing", "", " ".join(f"g{n}" for n in range(40))]
        assert_brute_force(index, texts, queries, (1, 10, 100, 1_000, len(texts)))

    def test_in_segments(self, many_texts):
        """Each addition may begin anew; documents of all of them compete."""
        texts = many_texts
        index = elanus.Index.build(texts[:16_000], analyzer=WORDS)
        for start, end in itertools.pairwise([16_000, 16_001, 16_200, 16_300, len(texts)]):
            index.add(texts[start:end])
        queries = ["all", "half m3", "g1 g2 g3 all", "r16001 r16299", *texts[-2:]]
        assert_brute_force(index, texts, queries, (1, 10, 1_000, len(texts)))
        compacted = copy.copy(index).compact()
        assert_brute_force(compacted, texts, queries, (10, len(texts)))

    def test_more_kinds_of_postings_than_18_bits_name(self):
        """Each document has another length, and a hundred frequencies in it."""
        frequent = " ".join(f"t{tf} " * tf for tf in range(1, 101))
        texts = [frequent + "more " * n for n in range(2_700)]
        index = elanus.Index.build(texts, analyzer=WORDS, store_text=False)
        assert index.nnz > 1 << 18
        assert_brute_force(index, texts, ["t1", "t100 t7", "more", "more t50 t51 t52"], (1, 10, 2_700))


def assert_brute_force(index, texts, queries, ks):
    model = index.bm25
    columns = Columns(model.encode_documents(texts))
    expected = [columns.search(query) for query in rows_of(model.encode_queries(queries))]
    for k in ks:
        found = index.search(queries, k)
        for number, (hits, scores) in enumerate(expected):
            count = min(k, len(hits))
            assert found.counts[number] == count
            assert found.ids[number, :count].tobytes() == hits[:count].tobytes(), (k, number)
            assert found.scores[number, :count].tobytes() == scores[:count].tobytes(), (k, number)


def test_the_two_naive_searches_are_the_same(library_texts):
    twin = naive_index.Index(library_texts[:200], method="okapi", epsilon=-1)
    queries = library_texts[200:210]
    columns = Columns(twin.model.encode_documents(library_texts[:200]))
    for query, expected in zip(
        rows_of(twin.model.encode_queries(queries)), twin.search(queries, 200), strict=True
    ):
        hits, scores = columns.search(query)
        assert [(id, score) for id, score in expected] == list(zip(hits, scores, strict=True))


class TestVectors:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_any_weights(self, data):
        """Zeros that are stored, and denormals; queries of any sign."""
        width = data.draw(st.integers(1, 6))
        weights = st.floats(0, 2.0**60, width=32)
        signed = st.floats(-(2.0**60), 2.0**60, width=32)

        def matrix(rows, weights):
            row = st.dictionaries(st.integers(0, width - 1), weights, max_size=width)
            found = data.draw(st.lists(row, min_size=rows, max_size=12))
            ends = np.cumsum([0, *map(len, found)])
            columns = [column for row in found for column in sorted(row)]
            values = [row[column] for row in found for column in sorted(row)]
            return csr_array(
                (np.array(values, np.float32), np.array(columns, np.int32), ends), shape=(len(found), width)
            )

        vectors = matrix(1, weights)
        ids = data.draw(st.sampled_from([None, [f"v{n}" for n in range(vectors.shape[0])]]))
        index, twin = elanus.Index.from_vectors(vectors, ids), naive_index.Vectors(vectors, ids)
        queries = matrix(0, signed)
        for k in (1, 3, 100):
            assert_found(index.search(queries, k), twin.search(queries, k), k, twin)

    def test_many_values_and_long_queries(self):
        """As of learned vectors: more values than a table of 18 bits names, 44 terms a query."""
        chance = np.random.default_rng(3)
        ends = np.arange(0, 300_001, 100)
        columns = np.concatenate([np.sort(chance.choice(800, 100, replace=False)) for _ in range(3_000)])
        weights = chance.random(300_000, np.float32)
        vectors = csr_array((weights, columns, ends), shape=(3_000, 800))
        index, columns = elanus.Index.from_vectors(vectors), Columns(vectors)
        queries = csr_array(chance.random((20, 800), np.float32) * (chance.random((20, 800)) < 0.06))
        for k in (1, 10, 3_000):
            found = index.search(queries.astype(np.float32), k)
            for number, query in enumerate(rows_of(queries.astype(np.float32))):
                hits, scores = columns.search(query)
                assert found.counts[number] == min(k, len(hits))
                assert found.ids[number, : found.counts[number]].tolist() == hits[:k].tolist()
                assert found.scores[number, : found.counts[number]].tobytes() == scores[:k].tobytes()

    def test_scores_beyond_what_a_float_holds(self):
        vectors = csr_array(np.array([[1, 0], [3e38, 0], [2, 3e38], [3e38, 1]], np.float32))
        index, queries = elanus.Index.from_vectors(vectors), csr_array(np.array([[3e38, 0]], np.float32))
        found = index.search(queries, 4)
        assert found.ids.tolist() == [[1, 2, 3, 0]]
        assert found.scores.tolist() == [[np.inf, np.inf, np.inf, np.float32(3e38)]]

    def test_the_documents_of_a_model_are_vectors(self):
        index, _ = pair()
        vectors = elanus.Index.from_vectors(index.bm25.encode_documents(DOCUMENTS))
        queries = index.bm25.encode_queries(QUERIES)
        one, other = index.search(queries, 10), vectors.search(queries, 10)
        assert one.scores.tobytes() == other.scores.tobytes()
        assert one.ids.tobytes() == other.ids.tobytes()
        assert (len(vectors), vectors.dim, vectors.nnz) == (10, index.dim, index.nnz)
        assert not vectors.has_text
        assert vectors.get([3, 1]) == [None, None]


class TestModel:
    def test_a_fitted_model_weighs(self):
        """Its statistics, its order of the terms; what it does not know is found by nobody."""
        model = BM25EmbeddingFunction(WORDS, method="bm25+", k1=0.9).fit(["owl", "black owl", "kite red red"])
        before = pickle.dumps(model)
        index, twin = pair(bm25=model, analyzer="auto")
        assert_equal(index, twin)
        assert index.search("swift").counts == [0]
        assert (index.method, index.k1, index.dim) == ("bm25+", 0.9, 4)
        for each in (index, twin):
            each.add(["kite swift swift"])
            each.delete([1])
        assert_equal(index, twin)
        assert list(index.bm25.idf.items()) == list(model.idf.items())
        assert pickle.dumps(model) == before

    @METHOD
    def test_a_term_without_a_document_is_unknown(self, method):
        """As encoders take it: it has a column, and no document or query has a weight there."""
        model = (
            BM25EmbeddingFunction(WORDS, method=method).fit(["gone owl", "kite gone"]).forget(["gone owl"])
        )
        model.partial_fit(["owl", "red kite"]).forget(["kite gone"])
        index, twin = pair([*DOCUMENTS, "gone", "gone owl"], bm25=model, analyzer="auto")
        assert_equal(index, twin, [*QUERIES, "gone", "gone owl"])
        column = csr_array(np.eye(1, index.dim, dtype=np.float32))
        assert list(model.vocabulary) == ["owl", "kite", "red"]
        assert index.search(column, 20).counts == [0]

    def test_it_is_a_copy_of_the_one_now(self):
        index, twin = pair()
        then = index.bm25
        index.add(["peregrine"])
        twin.add(["peregrine"])
        assert (then.corpus_size, index.bm25.corpus_size) == (10, 11)
        assert list(index.bm25.idf.items()) == list(twin.model.idf.items())
        index.bm25.fit(["another"])
        assert_equal(index, twin)

    def test_what_it_tells(self):
        index, _ = pair(ids=KINDS["strings"], k1=0.5, b=0.1, delta=0.2, method="bm25l")
        assert (index.method, index.k1, index.b, index.epsilon, index.delta) == ("bm25l", 0.5, 0.1, 0.25, 0.2)
        assert (len(index), index.dim, index.nnz) == (10, 5, 16)
        assert (index.path, index.has_text) == (None, True)
        assert index.nbytes > 0
        assert index.ids.tolist() == KINDS["strings"]
        assert index.analyzer("Red kite") == ["Red", "kite"]
        assert "d7" in index
        for absent in ("d10", 7, None, 1.5, b"d7"):
            assert absent not in index
        numbered, _ = pair()
        assert (numbered.ids.dtype, numbered.ids.tolist()) == (np.int64, [*range(10)])
        for present in (3, np.int64(3), np.uint8(9)):
            assert present in numbered
        for absent in (10, -1, "3", 2**70):
            assert absent not in numbered
        assert "10" in repr(index)

    def test_the_defaults(self):
        index = elanus.Index.build(["Red kites soar."])
        assert (index.method, index.k1, index.b, index.epsilon) == ("lucene", 1.2, 0.75, 0.25)


class TestExplain:
    @METHOD
    def test_it_adds_up_to_the_score(self, method):
        for parameters in ({"epsilon": -0.5}, {}):
            index, _ = pair(method=method, **parameters)
            for query in QUERIES[:3]:
                for hit in index.search(query)[0]:
                    explanation = index.explain(query, hit.id)
                    terms = sorted((t for t in explanation.terms if t.frequency), key=lambda t: t.index)
                    pairs = [(np.float32(t.query_weight), np.float32(t.document_weight)) for t in terms]
                    assert naive_index.score(pairs) == np.float32(hit.score)
                    magnitude = sum(abs(t.contribution) for t in terms)
                    assert abs(explanation.score - hit.score) <= 1e-6 * magnitude
                    assert explanation.document_length == len(hit.text.split())

    def test_without_text_and_after_updates(self):
        index, _ = pair(store_text=False)
        whole, _ = pair()
        for each in (index, whole):
            each.delete([1]).update(["kite kite red"], [5])
        for id in index.ids.tolist():
            explained, expected = index.explain("red kite unknown", id), whole.explain("red kite unknown", id)
            assert explained == expected
            assert str(explained) == str(expected)
        with pytest.raises(errors.InputError, match="1"):
            index.explain("red", 1)


class TestText:
    @pytest.mark.parametrize("ids", [None, ["k", "r", "s", "o"]])
    def test_ids_of_results_are_asked_for_again(self, ids):
        """A row of them may be padded, and several rows together name a document more than once."""
        texts = ["black kite", "red kite", "swift", "owl"]
        index = elanus.Index.build(texts, ids, analyzer="standard")
        results = index.search(["kite", "swift"], 3)
        assert index.get(results.ids[0]) == ["black kite", "red kite", None]
        assert index.get(list(results.ids[1])) == ["swift", None, None]
        both = results.ids.ravel().tolist() * 2
        assert index.get(both) == ["black kite", "red kite", None, "swift", None, None] * 2
        own = results.ids[0, :2].tolist()
        for row in (results.ids[0], list(results.ids[0]), set(results.ids[0]), own * 2, (*own, own[0], None)):
            assert index.search("kite owl", filter=row).counts.tolist() == [2]
            assert index.search(["kite", "swift owl"], filter=[row, None]).counts.tolist() == [2, 2]
        nothing = index.search("eagle").ids[0]
        assert index.search("kite", filter=nothing).counts.tolist() == [0]
        assert index.search("kite", filter=[None]).counts.tolist() == [2]

    def test_get(self):
        index, _ = pair(ids=KINDS["strings"])
        assert index.get(["d0", "d4", "d7"]) == [DOCUMENTS[n] for n in (0, 2, 1)]
        assert index.get([]) == []
        assert index.get(index.ids) == DOCUMENTS

    def test_any_text_comes_back(self):
        texts = ["kite \ud800", "k\0ite", "鳶 kite", "\U0001f985" * 70_000, " kite\n\n", "x" * 1_000_000, ""]
        index = elanus.Index.build(texts, analyzer=WORDS)
        assert index.get(range(7)) == ["kite \ufffd", *texts[1:]]
        found = index.search("kite", 7).texts[0, :3].tolist()
        assert sorted(found) == sorted([" kite\n\n", "kite \ufffd", "鳶 kite"])

    def test_none_is_stored(self):
        index, twin = pair(store_text=False)
        for k in (1, 10):
            found, expected = index.search(QUERIES, k), pair()[0].search(QUERIES, k)
            assert found.scores.tobytes() == expected.scores.tobytes()
            assert found.ids.tobytes() == expected.ids.tobytes()
            assert set(found.texts.ravel()) == {None}
        assert not index.has_text
        assert index.get([0, 1]) == [None, None]
        index.delete([0]).update(["swift kite"], [4]).add(["owl"])
        twin.delete([0])
        twin.update(["swift kite"], [4])
        twin.add(["owl"])
        built = elanus.Index.build([text for _, text in twin.entries], twin.ids, bm25=twin.model)
        found, expected = index.search(QUERIES, 5), built.search(QUERIES, 5)
        assert found.scores.tobytes() == expected.scores.tobytes()
        assert found.ids.tobytes() == expected.ids.tobytes()


class TestResults:
    def test_rows_and_hits(self):
        results = pair()[0].search(["red kite", "unknown"], 3)
        assert len(results) == 2
        hits, none = results
        assert none == []
        assert results[-1] == []
        assert hits == results[0] == results[-2]
        best = hits[0]
        assert (type(best.id), type(best.score)) == (int, float)
        assert best == (best.id, best.score, best.text)
        assert results.texts.shape == (2, 3)
        assert results.texts[0].tolist() == [hit.text for hit in hits]
        assert results.texts[1].tolist() == [None] * 3
        for wrong in (2, -3):
            with pytest.raises(IndexError):
                results[wrong]

    @pytest.mark.parametrize("pickled", [False, True])
    @pytest.mark.parametrize("asked", [False, True])
    def test_a_slice_is_results(self, pickled, asked):
        index, queries = pair()[0], ["red kite", "unknown", "swift", "owl", "kite"]
        results = index.search(queries, 3)
        if asked:
            _ = results.ids, results.texts
        if pickled:
            results = pickle.loads(pickle.dumps(results))
        for some in (slice(1, 4), slice(-2, None), slice(None, None, -2), slice(4, 2), slice(None)):
            part, alone = results[some], index.search(queries[some], 3)
            assert isinstance(part, elanus.index.Results)
            assert list(part) == list(alone) == list(results)[some]
            assert part.ids.tolist() == alone.ids.tolist()
            assert part.texts.tolist() == alone.texts.tolist()
            assert part.scores.tolist() == alone.scores.tolist()
            assert part.counts.tolist() == alone.counts.tolist()
            assert (str(part), repr(part)) == (str(alone), repr(alone))
            assert list(pickle.loads(pickle.dumps(part))) == list(part)

    def test_what_is_printed_of_many_is_the_beginning(self):
        index = elanus.Index.build([f"kite {number}" for number in range(150)], analyzer="standard")
        lines = str(index.search("kite", 10**9)).splitlines()
        assert lines[99].startswith("100  ")
        assert lines[100:] == ["… and 50 more of this query"]
        assert str(index.search("kite", 100)).count("\n") == 99
        lines = str(index.search(["kite"] * 8, 30)).splitlines()
        assert lines[-3:] == ["… and 20 more of this query", "", "… and 4 more queries"]
        assert sum(bool(re.match(r" *\d+  ", line)) for line in lines) == 100
        nothing = str(index.search(["owl"] * 101)).split("\n\n")
        assert nothing == ["nothing found"] * 100 + ["… and 1 more query"]

    def test_they_can_be_printed(self):
        for ids in KINDS.values():
            results = pair(ids=ids)[0].search(["red kite", "unknown", "swift"], 3)
            printed = str(results)
            for hit in itertools.chain(*results):
                assert str(hit.id) in printed
                assert f"{hit.score:.4f}"[:4] in printed
            assert "red kite" in printed
            assert max(map(len, printed.splitlines())) < 500  # a text of 18,000 characters is among them
        assert isinstance(str(pair()[0].search([])), str)
        assert isinstance(str(pair(store_text=False)[0].search("kite")), str)

    @pytest.mark.parametrize(
        ("queries", "counts"),
        [("kite", "1 query, 1 hit"), (["kite", "x", "x"], "3 queries, 1 hit"), ([], "0 queries, 0 hits")],
    )
    def test_their_summary_counts(self, queries, counts):
        index = elanus.Index.build(["kite", "owl"], analyzer=WORDS)
        assert repr(index.search(queries, 2)) == f"<Results: {counts}, k=2>"

    def test_they_stay_as_they_are_when_the_index_changes(self):
        index, _ = pair()
        results = index.search(QUERIES, 5)
        before = str(results), list(pair()[0].search(QUERIES, 5))
        index.delete(range(9)).compact()
        assert (str(results), list(results)) == before


class TestCopies:
    @pytest.mark.parametrize(
        "twice",
        [
            copy.copy,
            copy.deepcopy,
            *(
                lambda index, p=p: pickle.loads(pickle.dumps(index, p))
                for p in range(2, pickle.HIGHEST_PROTOCOL + 1)
            ),
        ],
    )
    @pytest.mark.parametrize("ids", [None, KINDS["strings"]])
    def test_each_goes_its_own_way(self, twice, ids):
        index, twin = pair(ids=ids)
        some = twin.ids[:2]
        for each in (index, twin):
            each.delete(twin.ids[4:5])
        other, its = twice(index), copy.deepcopy(twin)
        assert_equal(other, twin)
        assert other.get(twin.ids) == [text for _, text in twin.entries]
        for each in (other, its):
            each.delete(some)
            each.add(["another red kite"], ["e"] if ids else [50])
        assert_equal(index, twin)
        assert_equal(other, its)
        index.set_parameters(k1=0.1)
        twin.set_parameters(k1=0.1)
        assert_equal(index, twin)
        assert_equal(other, its)

    def test_of_vectors(self):
        vectors = csr_array(np.eye(3, dtype=np.float32))
        index, twin = (
            elanus.Index.from_vectors(vectors, ["a", "b", "c"]),
            naive_index.Vectors(vectors, ["a", "b", "c"]),
        )
        for other in (copy.copy(index), pickle.loads(pickle.dumps(index))):
            assert_equal(other, twin, vectors)
