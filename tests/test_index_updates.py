"""Any sequence of changes to an index equals the naive twin and an index of what is left, to the last bit."""

import copy
import itertools
import pickle
import shutil
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from scipy.sparse import csr_array

import elanus
import naive_index
from conftest import DEEP
from elanus import errors
from elanus.sparse.bm25 import METHODS
from naive_index import assert_found

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")

ANALYZER = {"tokenizer": "whitespace"}
WORDS = ["red", "kite", "swift", "über", "owl", "a", "\u9cf6", "\U0001f985", "kestrels", "b" * 40, "é" * 30]
OPERATIONS = [
    "add",
    "add",
    "delete",
    "delete",
    "update",
    "compact",
    "parameters",
    "search",
    "save",
    "open",
    "refresh",
    "copy",
]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
documents = st.lists(texts, max_size=6)
some_documents = documents.filter(lambda found: any(found))


def _named(bounds):
    return dict(zip(("min_df", "max_df"), bounds, strict=True))


parameters = st.one_of(
    st.fixed_dictionaries({"method": st.sampled_from(METHODS)}),
    st.fixed_dictionaries({"method": st.sampled_from(METHODS), "delta": st.floats(0, 2)}),
    st.fixed_dictionaries({"k1": st.floats(0, 3), "b": st.floats(0, 1)}),
    st.fixed_dictionaries({"epsilon": st.floats(-1, 1), "delta": st.floats(0, 2)}),
    st.tuples(st.integers(1, 4), st.integers(1, 4)).map(sorted).map(_named),
    st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted).map(_named),
    st.tuples(st.integers(1, 4), st.floats(0, 1)).map(_named),
    st.just({"min_df": 1, "max_df": 1.0, "max_terms": None}),
    st.fixed_dictionaries({"max_terms": st.integers(1, 6)}),
)
FEW = settings(max_examples=10_000 if DEEP else 40, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


def assert_equal(index, twin, queries, filter=None):
    """Compare everything that an index tells."""
    assert (len(index), index.ids.tolist()) == (len(twin.ids), twin.ids)
    for name in ("method", "k1", "b", "epsilon", "delta", "min_df", "max_df", "max_terms"):
        assert getattr(index, name) == getattr(twin.model, name), name
    model = index.bm25
    assert list(model.idf.items()) == list(twin.model.idf.items())
    assert (model.corpus_size, model.avgdl) == (twin.model.corpus_size, twin.model.avgdl)
    assert index.nnz >= twin.postings()
    assert index.get(twin.ids) == [text for _, text in twin.entries]
    for k in (1, 3, 1_000):
        assert_found(index.search(queries, k, filter=filter), twin.search(queries, k, filter), k, twin)


def assert_rebuilt(index, twin, queries):
    """Compare with an index that is built on what is left, with the order of the terms as it was."""
    if not twin.model.document_frequency:
        return
    model = twin.rebuilt()
    built = elanus.Index.build([text for _, text in twin.entries], twin.ids, bm25=model)
    for k in (2, 1_000):
        found, expected = index.search(queries, k), built.search(queries, k)
        for name in ("scores", "counts"):
            assert getattr(found, name).tobytes() == getattr(expected, name).tobytes(), name
        assert found.ids.tolist() == expected.ids.tolist()


def filters(ids):
    """None, or any documents, named in each of the ways."""
    chosen = st.sets(st.sampled_from(ids)) if ids else st.just(set())
    masks = st.lists(st.booleans(), min_size=len(ids), max_size=len(ids)).map(
        lambda found: np.array(found, bool)
    )
    return st.one_of(st.none(), chosen, chosen.map(list), masks)


@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("kind", ["numbers", "strings"])
@FEW
@given(data=st.data())
def test_any_sequence_of_updates_equals_the_twin(kind, data, tmp_path_factory):
    elanus.set_num_threads(data.draw(st.integers(1, 4)))
    path = tmp_path_factory.mktemp("index", numbered=True) / "birds.elanus"
    times, numbers = st.sampled_from([1, 1, 20]), itertools.count()

    def draw(strategy=documents):
        found = data.draw(strategy)
        return found * (data.draw(times) if len(found) < 3 else 1)

    def new_ids(found):
        return [f"d{next(numbers)}" for _ in found] if kind == "strings" else None

    first = draw(some_documents)
    start = {"method": data.draw(st.sampled_from(METHODS)), "k1": data.draw(st.floats(0, 3))}
    ids = new_ids(first)
    index = elanus.Index.build(first, ids, analyzer=ANALYZER, **start)
    twin = naive_index.Index(first, ids, analyzer=ANALYZER, **start)
    saved = reader = None  # twins of what the folder holds, and of what the reader has
    opened = None

    def chosen():
        return data.draw(st.lists(st.sampled_from(twin.ids), unique=True, max_size=8)) if twin.ids else []

    for _ in range(data.draw(st.integers(1, 8))):
        match data.draw(st.sampled_from(OPERATIONS)):
            case "add":
                more = draw()
                ids = new_ids(more)
                for each in (index, twin):
                    each.add(more, ids)
            case "delete":
                gone = twin.ids if data.draw(st.integers(0, 9)) == 0 else chosen()
                for each in (index, twin):
                    each.delete(gone)
            case "update":
                ids = chosen()
                more = data.draw(st.lists(texts, min_size=len(ids), max_size=len(ids)))
                for each in (index, twin):
                    each.update(more, ids)
            case "compact":
                for each in (index, twin):
                    each.compact()
            case "parameters":
                chosen_ones = data.draw(parameters)
                for each in (index, twin):
                    each.set_parameters(**chosen_ones)
            case "search":
                assert_equal(index, twin, data.draw(documents), data.draw(filters(twin.ids)))
            case "save":
                index.save(path if saved is None or index.path is None else None, replace=True)
                saved = copy.deepcopy(twin)
            case "open" if saved is not None:
                index = elanus.Index.open(path, mmap=data.draw(st.booleans()))
                twin = copy.deepcopy(saved)
            case "refresh" if saved is not None:
                if opened is None:
                    opened, reader = elanus.Index.open(path), copy.deepcopy(saved)
                else:
                    assert_equal(opened, reader, data.draw(documents))
                    opened.refresh()
                    assert not opened.refresh()
                    reader = copy.deepcopy(saved)
                assert_equal(opened, reader, data.draw(documents), data.draw(filters(reader.ids)))
            case "copy":
                before = index
                index = data.draw(
                    st.sampled_from([copy.copy, lambda index: pickle.loads(pickle.dumps(index))])
                )(index)
                before.add(["only in the other"], new_ids([""]))
    queries = [*data.draw(documents), " ".join(WORDS), "unknown", ""]
    assert_equal(index, twin, queries, data.draw(filters(twin.ids)))
    assert_rebuilt(index, twin, queries)
    compacted = copy.copy(index).compact()
    twin.compact()
    assert compacted.nnz == twin.postings()
    assert_equal(compacted, twin, queries)
    assert_rebuilt(compacted, twin, queries)
    shutil.rmtree(path.parent)


def vectors_of(rows, width):
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in sorted(row)], np.int32)
    weights = np.array([row[column] for row in rows for column in sorted(row)], np.float32)
    return csr_array((weights, columns, ends), shape=(len(rows), width))


@pytest.mark.timeout(14_400)
@FEW
@given(data=st.data())
def test_any_sequence_of_vectors(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("vectors", numbered=True) / "birds.elanus"
    width, numbers = data.draw(st.integers(1, 5)), itertools.count()
    row = st.dictionaries(st.integers(0, width - 1), st.floats(0, 1e6, width=32))

    def draw(least, most=6):
        return vectors_of(data.draw(st.lists(row, min_size=least, max_size=most)), width)

    def new_ids(found):
        return [f"v{next(numbers)}" for _ in range(found.shape[0])]

    def chosen():
        return data.draw(st.lists(st.sampled_from(twin.ids), unique=True)) if twin.ids else []

    first = draw(1)
    ids = new_ids(first)
    index, twin = elanus.Index.from_vectors(first, ids), naive_index.Vectors(first, ids)
    for _ in range(data.draw(st.integers(1, 6))):
        match data.draw(st.sampled_from(["add", "delete", "update", "compact", "save"])):
            case "add":
                more = draw(0)
                ids = new_ids(more)
                for each in (index, twin):
                    each.add(more, ids)
            case "delete":
                gone = chosen()
                for each in (index, twin):
                    each.delete(gone)
            case "update":
                ids = chosen()
                more = draw(len(ids), len(ids))
                for each in (index, twin):
                    each.update(more, ids)
            case "compact":
                index.compact()
            case "save":
                index.save(path)
                index = elanus.Index.open(path)
        queries = draw(0)
        filter = data.draw(filters(twin.ids))
        for k in (1, 100):
            assert_found(index.search(queries, k, filter=filter), twin.search(queries, k, filter), k, twin)
        assert index.ids.tolist() == twin.ids
    assert index.compact().nnz == sum(len(row) for _, row in twin.entries)
    shutil.rmtree(path.parent, ignore_errors=True)


def build(documents=("red kite", "black kite", "owl"), ids=None):
    return elanus.Index.build(documents, ids, analyzer=ANALYZER), naive_index.Index(
        documents, ids, analyzer=ANALYZER
    )


def test_an_updated_document_counts_as_added_anew():
    index, _ = build(["kite owl"] * 4)
    assert index.search("owl", 4).ids.tolist() == [[0, 1, 2, 3]]
    index.update(["kite owl"], [1])
    assert index.search("owl", 4).ids.tolist() == [[0, 2, 3, 1]]
    index.update(["kite owl"] * 2, [3, 0])
    assert index.search("owl", 4).ids.tolist() == [[2, 1, 3, 0]]
    assert index.ids.tolist() == [2, 1, 3, 0]


def test_everything_may_be_deleted_and_come_back():
    index, twin = build()
    assert index.delete([0, 1, 2]) is index
    assert (len(index), index.ids.tolist(), index.nnz) == (0, [], 0)
    found = index.search(["kite", "owl"], 5)
    assert (len(found), found.scores.shape, found.counts.tolist()) == (2, (2, 0), [0, 0])
    assert index.compact().add(["swift kite", ""]) is index
    twin.delete([0, 1, 2])
    twin.compact()
    twin.add(["swift kite", ""])
    assert_equal(index, twin, ["kite", "owl", "swift"])
    assert_rebuilt(index, twin, ["kite", "owl", "swift"])


def test_ids_that_were_deleted_may_be_used_again():
    index, twin = build(ids=["a", "b", "c"])
    for each in (index, twin):
        each.delete(["a"])
        each.add(["black owl", "kite"], ["a", "d"])
    assert_equal(index, twin, ["kite", "owl"])
    assert "a" in index


def test_an_index_can_be_changed_while_documents_for_it_are_made():
    index, twin = build()
    other = threading.Thread(target=lambda: index.add(["swift"]))

    def documents():
        yield "owl kite"
        other.start()
        other.join(20)
        assert not other.is_alive()
        index.delete([1])
        yield "kite"

    index.add(documents())
    twin.add(["swift"])
    twin.delete([1])
    twin.add(["owl kite", "kite"])
    assert_equal(index, twin, ["kite", "owl", "swift"])


def test_an_index_of_a_fixed_model_cannot_be_changed_while_documents_for_it_are_made():
    index = elanus.Index.build(["red kite"], bm25=build()[0].bm25)

    def documents():
        yield "owl"
        with pytest.raises(errors.InputError, match="what gives the documents"):
            index.add(["red kite"])
        yield "kite"

    index.add(documents())
    assert index.ids.tolist() == [0, 1, 2]


def test_numbers_go_on():
    """An index gives no number twice, also after what had the largest one is deleted."""
    index, twin = build()
    for each in (index, twin):
        each.add(["owl kite"])
        each.delete([3, 0])
        each.add(["owl", "kite"])
    assert index.ids.tolist() == twin.ids == [1, 2, 4, 5]
    for each in (index, twin):
        each.add(["kite"], [100])
        each.add(["kite"])
    assert index.ids.tolist() == twin.ids
    assert_equal(index, twin, ["kite"])


def test_nothing_to_change_changes_nothing():
    index, twin = build()
    index.add([]).delete([]).update([], []).add(["", ""]).delete([3, 4]).set_parameters().compact()
    assert_equal(index, twin, ["kite", "owl"])
    index.delete([0, 1, 2]).add([])
    twin.delete([0, 1, 2])
    assert_equal(index, twin, ["kite", "owl"])


@pytest.mark.parametrize("method", METHODS)
def test_parameters_are_those_of_an_index_built_with_them(method, library_texts):
    documents, queries = library_texts[:500], [text[:60] for text in library_texts[:20]]
    index = elanus.Index.build(documents)
    for k1, b in ((0.9, 0.4), (2.5, 1.0), (0.0, 0.0)):
        index.set_parameters(method=method, k1=k1, b=b, epsilon=0.1)
        built = elanus.Index.build(documents, method=method, k1=k1, b=b, epsilon=0.1)
        found, expected = index.search(queries, 20), built.search(queries, 20)
        assert found.scores.tobytes() == expected.scores.tobytes()
        assert found.ids.tobytes() == expected.ids.tobytes()
        assert (index.k1, index.b, index.epsilon, index.delta) == (k1, b, 0.1, built.delta)


def test_one_document_at_a_time_and_many_segments(library_texts):
    documents, queries = library_texts[:300], [text[:60] for text in library_texts[:10]]
    index = elanus.Index.build(documents[:1], analyzer="standard")
    twin = naive_index.Index(documents[:1], analyzer="standard")
    for number, document in enumerate(documents[1:], 1):
        index.add([document])
        twin.add([document])
        if number % 10 == 0:
            gone = [number - 1, number - 7]
            index.delete(gone)
            twin.delete(gone)
    assert_equal(index, twin, queries)
    twin.compact()
    assert_equal(copy.copy(index).compact(), twin, queries)
