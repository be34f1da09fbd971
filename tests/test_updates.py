"""Updates, merges and removals: every sequence of them equals one fit."""

import copy
import pickle
import shutil
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import elanus
import naive_bm25
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25.tokenizers import Analyzer, StandardTokenizer

# Long ones are not remembered by the chunk memo, and make a batch of few documents large.
WORDS = ["red", "kite", "swift", "über", "owl", "a", "\u9cf6", "\U0001f985", "kestrels", "b" * 40, "é" * 30]
OPERATIONS = [
    "partial_fit",
    "forget",
    "merge",
    "compact",
    "fit_encode",
    "encode",
    "method",
    "parameters",
    "bounds",
    "copy",
    "save",
]
PLAIN = Analyzer("plain", StandardTokenizer())

documents = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), max_size=5)
some_tokens = documents.filter(lambda found: any(found))
methods = st.sampled_from(list(naive_bm25.IDF))
counts, shares = st.integers(1, 4), st.floats(0, 1)
bounds = st.tuples(
    st.one_of(
        st.tuples(counts, counts).map(sorted),
        st.tuples(shares, shares).map(sorted),
        st.tuples(counts, shares),
        st.tuples(shares, counts),
        st.tuples(st.just(1), st.just(1.0)),
    ),
    st.one_of(st.none(), st.integers(1, 6)),
)


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


@pytest.fixture
def quick_switches():
    """Threads take turns more often than they would."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def set_bounds(model, bounds):
    """Set all three, by way of values that do not contradict each other."""
    (min_df, max_df), max_terms = bounds
    model.min_df, model.max_df, model.min_df, model.max_terms = 1, max_df, min_df, max_terms


def texts(documents):
    return [" ".join(tokens) for tokens in documents]


def assert_equal(model, twin, probes):
    """Compare everything that a model tells, to the last bit."""
    ids, known, (idf, average) = twin.ids(), twin.known(), twin.idf()
    assert (model.corpus_size, model.avgdl, model.dim) == (twin.size, twin.average, len(twin.terms))
    assert [(term, *entry) for term, entry in model.idf.items()] == [
        (term, value, ids[term]) for term, value in idf.items() if term in known
    ]
    assert model.average_idf == average
    assert list(model.vocabulary.items()) == list(known.items())
    assert (len(model.idf), len(model.document_frequency)) == (len(known), len(ids))
    assert [model.vocabulary.term(column) for column in range(model.dim)] == twin.terms
    assert list(model.document_frequency.items()) == [(term, twin.frequencies[term]) for term in ids]
    by_frequency = sorted(ids, key=lambda term: (-twin.frequencies[term], ids[term]))
    assert model.most_common() == [(term, twin.frequencies[term]) for term in by_frequency]
    assert model.most_common(3) == model.most_common()[:3]
    for as_query, encode in ((False, model.encode_documents), (True, model.encode_queries)):
        expected = np.zeros((len(probes), len(twin.terms)), np.float32)
        for row, tokens in enumerate(probes):
            for column, weight in twin.encode(tokens, as_query, idf).items():
                expected[row, column] = weight
        found = encode(texts(probes))
        # A weight of 0 that is stored and one that is not are the same here; `nnz` tells them apart.
        assert np.array_equal(found.toarray(), expected)
        assert found.nnz == sum(len(set(tokens) & known.keys()) for tokens in probes)


@pytest.mark.timeout(7_200)
@pytest.mark.filterwarnings("ignore:a query weight is 0")
@settings(suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("path", ["inline", "batches", "callable"])
@given(data=st.data())
def test_any_sequence_of_updates_equals_one_fit(path, data, tmp_path_factory):
    elanus.set_num_threads(data.draw(st.integers(1, 4)))
    analyzer = str.split if path == "callable" else PLAIN
    # At 2,000 times a few documents make several batches of 64 KB.
    times = st.sampled_from([1, 1, 2_000] if path == "batches" else [1, 3])
    method = data.draw(methods)
    model, twin = BM25EmbeddingFunction(analyzer, method=method), naive_bm25.Model(method)

    def draw(strategy=documents):
        return data.draw(strategy) * data.draw(times)

    def fitted(model, twin):
        first = draw(some_tokens)
        getattr(model, data.draw(st.sampled_from(["fit", "partial_fit"])))(texts(first))
        twin.add(first)
        return model, twin

    def forget(model, twin):
        if data.draw(st.booleans()):
            gone = list(twin.documents)
        else:
            kinds = sorted({tuple(tokens) for tokens in twin.documents})
            chosen = data.draw(st.sets(st.sampled_from(kinds))) if kinds else ()
            gone = [list(tokens) for tokens in chosen]
        model.forget(texts(gone))
        twin.forget(gone)

    fitted(model, twin)
    for _ in range(data.draw(st.integers(1, 6))):
        match data.draw(st.sampled_from(OPERATIONS)):
            case "partial_fit":
                more = draw()
                model.partial_fit(iter(texts(more)))
                twin.add(more)
            case "forget":
                forget(model, twin)
            case "merge":
                other = fitted(
                    BM25EmbeddingFunction(
                        analyzer, method=twin.method, delta=twin.delta, k1=twin.k1, b=twin.b
                    ),
                    naive_bm25.Model(),
                )
                set_bounds(other[0], ((twin.min_df, twin.max_df), twin.max_terms))
                if data.draw(st.booleans()):
                    forget(*other)  # its terms without a document get ids too
                model.merge(other[0])
                twin.merge(other[1])
            case "compact":
                assert model.compact().tolist() == twin.compact()
            case "fit_encode":
                fresh = draw(some_tokens)
                twin.documents, twin.terms = [], []
                twin.add(fresh)
                found = model.fit_encode(texts(fresh))
                expected = model.encode_documents(texts(fresh))
                for name in ("data", "indices", "indptr"):
                    assert np.array_equal(getattr(found, name), getattr(expected, name))
            case "encode":
                assert_equal(model, twin, data.draw(documents))
            case "method":
                twin.method = model.method = data.draw(methods)
                twin.delta = naive_bm25.Model(twin.method).delta
                assert model.delta == twin.delta
            case "parameters":
                twin.k1 = model.k1 = data.draw(st.floats(0, 3))
                twin.b = model.b = data.draw(st.floats(0, 1))
                twin.delta = model.delta = data.draw(st.floats(0, 2))
            case "bounds":
                chosen = data.draw(bounds)
                for each in (model, twin):
                    set_bounds(each, chosen)
            case "save":
                file = tmp_path_factory.mktemp("saved") / data.draw(st.sampled_from(["a.bm25", "a.json"]))
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", errors.ElanusWarning)  # what the original does not know
                    model.save(file)
                given, model = model, BM25EmbeddingFunction(analyzer).load(file)
                for name in ("min_df", "max_df", "max_terms", "k1", "delta"):
                    assert repr(getattr(model, name)) == repr(getattr(given, name))
                shutil.rmtree(file.parent)
            case "copy":
                before = model
                model = data.draw(
                    st.sampled_from([copy.copy, lambda model: pickle.loads(pickle.dumps(model))])
                )(model)
                before.partial_fit(["only in the other"])
    assert_equal(model, twin, [*data.draw(documents), WORDS, ["unknown"], []])


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(some_tokens, min_size=2, max_size=5), st.data())
def test_the_grouping_of_merges_changes_nothing(parts, data):
    def fit(part):
        model = BM25EmbeddingFunction(PLAIN).fit(texts(part))
        return model.forget(texts(part[:1])) if len(part) > 1 else model

    whole = BM25EmbeddingFunction.merged(map(fit, parts))
    at = data.draw(st.integers(1, len(parts) - 1))
    halves = [BM25EmbeddingFunction.merged(map(fit, half)) for half in (parts[:at], parts[at:])]
    halves[0].merge(halves[1])
    assert dict(halves[0].vocabulary) == dict(whole.vocabulary)
    assert dict(halves[0].document_frequency) == dict(whole.document_frequency)
    assert halves[0].dim == whole.dim
    assert halves[0].average_idf == whole.average_idf


def test_everything_may_be_forgotten_and_come_back(tmp_path):
    model = BM25EmbeddingFunction(PLAIN).fit(["red kite", "", "owl"])
    for forgotten, left in ((["owl", "red kite"], 1), ([""], 0)):
        model.forget(forgotten)
        assert (model.corpus_size, model.dim, dict(model.idf), model.avgdl) == (left, 3, {}, 0.0)
        assert model.encode_documents(["red kite"]).nnz == model.encode_queries(["owl"]).nnz == 0
        model.save(tmp_path / "model.json")
        loaded = BM25EmbeddingFunction(PLAIN).load(tmp_path / "model.json")
        assert (loaded.corpus_size, loaded.dim) == (left, 3)
    assert model.explain("red kite", "red").score == 0
    model.partial_fit(["swift kite"])
    assert dict(model.vocabulary) == {"kite": 1, "swift": 3}
    assert model.compact().tolist() == [-1, 0, -1, 1]


def test_the_one_without_a_fit_is_the_first(library_texts):
    parts = [library_texts[:10], library_texts[10:2_000], library_texts[2_000:2_001], []]
    model = BM25EmbeddingFunction(method="lucene")
    for part in parts:
        model.partial_fit(part)
    whole = BM25EmbeddingFunction(method="lucene").fit(library_texts[:2_001])
    assert list(model.idf.items()) == list(whole.idf.items())
    assert model.partial_fit([]).corpus_size == 2_001
    with pytest.raises(errors.InputError, match="no token"):
        BM25EmbeddingFunction().partial_fit(["the"])
    unfitted = BM25EmbeddingFunction().partial_fit([])
    assert (unfitted.corpus_size, unfitted.dim) == (0, 0)


def test_encode_iter(library_texts):
    model = BM25EmbeddingFunction(method="lucene").fit(library_texts[:1_000])
    whole = model.encode_documents(library_texts[:1_000])
    blocks = model.encode_iter(iter(library_texts[:1_000]), batch_size=300)
    model.partial_fit(["red kite"])  # the blocks keep the model of the call
    first = next(blocks)
    model.fit(["another"])
    blocks = [first, *blocks]
    assert [block.shape for block in blocks] == [(300, whole.shape[1])] * 3 + [(100, whole.shape[1])]
    assert np.array_equal(np.concatenate([block.data for block in blocks]), whole.data)
    assert list(model.encode_iter([])) == []


class TestViews:
    def test_they_show_the_model_as_it_was(self, tmp_path):
        model = BM25EmbeddingFunction(PLAIN).fit(["red kite", "kite"])
        before = model.idf, model.vocabulary, model.document_frequency
        idf = dict(model.idf)
        model.partial_fit(["owl kite"]).forget(["red kite"])
        vocabulary, frequency = model.vocabulary, model.document_frequency
        model.compact()
        model.method = "bm25+"
        model.fit(["swift"]).save(tmp_path / "swift")
        model.load(tmp_path / "swift")
        assert tuple(map(dict, before)) == (idf, {"red": 0, "kite": 1}, {"red": 1, "kite": 2})
        assert dict(vocabulary) == {"kite": 1, "owl": 2}
        assert dict(frequency) == {"kite": 2, "owl": 1}
        assert [vocabulary.term(column) for column in range(3)] == ["red", "kite", "owl"]
        assert vocabulary.term(np.int32(1)) == "kite"
        for column in (-1, 3, 2**40):
            with pytest.raises(IndexError, match="no column"):
                vocabulary.term(column)
        for absent in ("red", "bat", 3, None, "\ud800"):
            assert absent not in vocabulary
            assert absent not in frequency
        assert (repr(vocabulary), repr(frequency)) == (
            "<ids of 2 terms>",
            "<document frequencies of 2 terms>",
        )
        for view in (vocabulary, frequency):
            with pytest.raises(TypeError):
                view["kite"] = 3

    def test_each_is_of_one_state_while_another_thread_updates(self, quick_switches):
        states = [" ".join(f"{letter}{number}" for number in range(200)) for letter in "ab"]
        model = BM25EmbeddingFunction(PLAIN, method="atire").fit([states[0], ""])
        stop = threading.Event()

        def update():
            while not stop.is_set():
                for state in states:
                    model.fit([state, ""]).partial_fit([""] * 2)

        with ThreadPoolExecutor(1) as pool:
            updates = pool.submit(update)
            try:
                for _ in range(200):
                    frequency, idf, vocabulary = model.document_frequency, model.idf, model.vocabulary
                    assert len(frequency) == len(dict(frequency)) == 200
                    # Two documents or four, of which one holds each term.
                    assert {weight for weight, _ in idf.values()} in ({np.log(2)}, {np.log(4)})
                    assert [vocabulary[term] for term in vocabulary] == list(range(200))
            finally:
                stop.set()
        updates.result()

    @pytest.mark.unsanitized  # it compares times, of which the sanitizer adds another multiple to each
    def test_a_look_up_does_not_depend_on_the_number_of_terms(self):
        model = BM25EmbeddingFunction(PLAIN).fit(
            " ".join(map(str, range(at, at + 100))) for at in range(0, 400_000, 100)
        )

        def best(call):
            times = []
            for _ in range(5):
                model.partial_fit(["owl"])
                start = time.process_time()
                call()
                times.append(time.process_time() - start)
            return min(times)

        computing = best(lambda: model.idf["owl"])
        for look in (
            lambda: model.vocabulary["owl"],
            lambda: model.document_frequency["owl"],
            lambda: len(model.document_frequency),
            lambda: next(iter(model.vocabulary)),
        ):
            assert best(look) < computing / 4
        model.forget(["0 1 2"])
        assert list(model.vocabulary) == [*map(str, range(3, 400_000)), "owl"]

    def test_of_a_model_that_is_not_fitted(self):
        model = BM25EmbeddingFunction()
        assert (dict(model.vocabulary), dict(model.document_frequency), model.most_common()) == ({}, {}, [])

    def test_most_common(self):
        model = BM25EmbeddingFunction(PLAIN).fit(["red kite", "owl kite", "owl swift"])
        assert model.most_common(0) == []
        assert model.most_common(3) == [("kite", 2), ("owl", 2), ("red", 1)]
        assert model.most_common(1_000) == model.most_common()
        with pytest.raises(errors.InputError, match="n is -1"):
            model.most_common(-1)


def test_threads_that_set_two_parameters_do_not_undo_each_other(quick_switches):
    model = BM25EmbeddingFunction(PLAIN)

    def set_each(name):
        for value in range(2_000):
            setattr(model, name, value)
            assert getattr(model, name) == value

    for _ in ("before a fit", "after it"):
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(set_each, ["k1", "epsilon", "delta"]))
        model.fit(["red kite", "kite"])


class TestDrift:
    @settings(suppress_health_check=list(HealthCheck))
    @pytest.mark.parametrize("method", naive_bm25.IDF)
    @given(before=some_tokens, more=documents, probes=documents)
    def test_equals_the_naive_twin_and_bounds_every_weight(self, method, before, more, probes):
        then = BM25EmbeddingFunction(PLAIN, method=method).fit(texts(before))
        now = copy.copy(then).partial_fit(texts(more))
        drift = now.drift(since=then)
        change = abs(now.avgdl / then.avgdl - 1)
        assert drift.length_change == change
        idfs = {term: (now.idf[term][0], then.idf[term][0]) for term in then.vocabulary}
        assert drift.common_terms == len(idfs)
        assert drift.idf_change == max(abs(new - old) for new, old in idfs.values())
        assert drift.term == next(
            (t for t, (new, old) in idfs.items() if new != old and abs(new - old) == drift.idf_change), None
        )
        changed = sum(abs(new - old) > 0.1 * abs(old) for new, old in idfs.values())
        assert drift.changed_share == changed / len(idfs)
        if method != "tfidf":
            old, new = (model.encode_documents(texts(before + probes)) for model in (then, now))
            old, new = old.toarray(), new.toarray()[:, : old.shape[1]]
            assert (abs(new - old) <= old * (change + 1e-6)).all()

    def test_terms_are_compared_by_name(self):
        then = BM25EmbeddingFunction(PLAIN).fit(["owl", "red kite", "swift"])
        now = BM25EmbeddingFunction(PLAIN).fit(["kite red", "swift", "owl"])
        drift = now.drift(then)
        assert (drift.idf_change, drift.term, drift.changed_share, drift.common_terms) == (0, None, 0, 4)
        now.forget(["owl"])
        assert now.drift(then).common_terms == 3
        assert now.forget(["kite red", "swift"]).drift(then).common_terms == 0

    def test_a_model_without_document_frequencies_can_be_compared(self, oracle, tmp_path):
        theirs = oracle.BM25EmbeddingFunction(corpus=["red kite soars", "owl"])
        theirs.save(tmp_path / "theirs.json")
        then = BM25EmbeddingFunction().load(tmp_path / "theirs.json")
        now = BM25EmbeddingFunction().fit(["red kite soars", "owl"])
        assert now.drift(then).changed_share == 0
        assert now.drift(then).length_change == 0


class TestExplain:
    @pytest.mark.filterwarnings("ignore:a query weight is 0")
    @settings(suppress_health_check=list(HealthCheck))
    @pytest.mark.parametrize("analyzer", [PLAIN, str.split])
    @given(corpus=some_tokens, query=st.lists(st.sampled_from([*WORDS, "bat"])), data=st.data())
    def test_sums_to_the_product_of_the_encodings(self, analyzer, corpus, query, data):
        model = BM25EmbeddingFunction(analyzer, method=data.draw(methods)).fit(texts(corpus))
        document = data.draw(st.lists(st.sampled_from([*WORDS, "bat"])))
        explanation = model.explain(" ".join(query), " ".join(document))
        row, column = model.encode_queries([" ".join(query)]), model.encode_documents([" ".join(document)])
        product = (row @ column.T).toarray()[0, 0]
        magnitude = sum(abs(term.contribution) for term in explanation.terms)
        assert abs(explanation.score - product) <= 1e-6 * magnitude
        assert explanation.score == naive_bm25.sum_in_order(term.contribution for term in explanation.terms)
        assert explanation.document_length == len(document)
        assert [term.term for term in explanation.terms] == list(dict.fromkeys(query))
        row, column = row.toarray()[0], column.toarray()[0]
        for term in explanation.terms:
            assert term.query_frequency == query.count(term.term)
            assert term.frequency == document.count(term.term)
            assert term.document_frequency == model.document_frequency.get(term.term, 0)
            assert term.index == model.vocabulary.get(term.term)
            assert term.idf == model.idf.get(term.term, [0.0])[0]
            weights = (0, 0) if term.index is None else (row[term.index], column[term.index])
            assert (term.query_weight, term.document_weight) == weights
            assert term.contribution == term.query_weight * term.document_weight

    def test_can_be_printed_and_written_as_json(self):
        import json

        model = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])
        explanation = model.explain("red bats", "Red kites")
        assert "bat " in str(explanation)
        assert str(explanation).startswith("score 0.")
        again = json.loads(json.dumps(explanation.to_dict()))
        assert again["score"] == explanation.score
        assert [term["term"] for term in again["terms"]] == ["red", "bat"]
        assert str(model.explain("", "")).count("\n") == 1

    def test_the_norm_of_no_known_term_is_zero(self):
        model = BM25EmbeddingFunction(method="tfidf").fit(["Red kites."])
        assert str(model.explain("bat", "bat")).splitlines()[0].endswith("norm 0.0000")
