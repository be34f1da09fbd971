"""Every call of an index that fails says why, and leaves the index what it was."""

import copy
import pickle

import numpy as np
import pytest
from scipy.sparse import coo_array, csc_array, csr_array, csr_matrix

import elanus
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer
from test_bad_input import DOCUMENTS as WRONG_DOCUMENTS

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")

WORDS = {"tokenizer": "whitespace"}
TEXTS = ["red kite", "black kite", "", "owl"]
NAMES = ["a", "b", "c", "d"]
EYE = csr_array(np.eye(4, dtype=np.float32))


def of_numbers():
    return elanus.Index.build(TEXTS, analyzer=WORDS)


def of_names():
    return elanus.Index.build(TEXTS, NAMES, analyzer=WORDS)


def of_vectors():
    return elanus.Index.from_vectors(EYE)


INDEXES = {"numbers": of_numbers, "names": of_names, "vectors": of_vectors}


def state(index):
    """What a call that is refused must not change."""
    queries = EYE if index.dim == 4 and not index.has_text else ["red kite", "owl", "new words"]
    found = index.search(queries, 10)
    return (
        *(index.ids.tolist(), len(index), index.dim, index.nnz, index.get(index.ids)),
        *(found.ids.tolist(), found.scores.tobytes(), found.counts.tolist()),
    )


def refused(index, call, error, message):
    before = state(index)
    with pytest.raises(error, match=message) as caught:
        call(index)
    assert isinstance(caught.value, errors.ElanusError)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert state(index) == before


@pytest.fixture(params=INDEXES)
def index(request):
    return INDEXES[request.param]()


@pytest.fixture
def numbers():
    return of_numbers()


def one_query(index):
    return "kite" if index.has_text else EYE[[0]]


class TestSearch:
    @pytest.mark.parametrize("k", [0, -1, -(2**70)])
    def test_k_below_1(self, index, k):
        refused(
            index, lambda it: it.search(one_query(it), k), errors.InputError, f"k is .*{str(k)[:5]}|k .*{k}"
        )

    @pytest.mark.parametrize("k", ["10", None, 1.5, [3], np.float32(3), b"3"])
    def test_k_of_another_type(self, index, k):
        refused(index, lambda it: it.search(one_query(it), k), errors.InputTypeError, "k ")

    def test_k_as_any_whole_number(self, numbers):
        for k in (np.int64(2), np.uint8(2), 2**62, 2**70):
            assert numbers.search("kite", k).counts == [2]

    @pytest.mark.parametrize(
        "queries", [None, 7, b"kite", {"kite"}, {"kite": 1}, ["kite", None], [7], [["kite"]]]
    )
    def test_queries_of_another_type(self, numbers, queries):
        if isinstance(queries, dict):
            pytest.skip("the values of a mapping: tested with those of models")
        refused(numbers, lambda it: it.search(queries), errors.InputTypeError, "quer")

    def test_texts_for_vectors(self):
        for queries in ("kite", ["kite"]):
            refused(of_vectors(), lambda it, q=queries: it.search(q), errors.ElanusError, "vectors|CSR|text")

    @pytest.mark.parametrize("width", [0, 1, 3, 5, 2**20])
    def test_rows_of_another_width(self, width):
        queries = csr_array((1, width), dtype=np.float32)
        refused(of_vectors(), lambda it: it.search(queries), errors.InputError, rf"{width:,}|{width}")

    def test_rows_wider_than_the_model(self, numbers):
        queries = csr_array((2, numbers.dim + 1), dtype=np.float32)
        refused(numbers, lambda it: it.search(queries), errors.InputError, f"{numbers.dim}")

    @pytest.mark.parametrize("weight", [np.nan, np.inf, -np.inf])
    def test_weights_of_queries_that_are_not_finite(self, index, weight):
        queries = csr_array(np.array([[0] * (index.dim - 1) + [weight]], np.float32))
        refused(
            index,
            lambda it: it.search(queries),
            errors.InputError,
            "^the matrix cannot be used: the weight .*finite",
        )

    @pytest.mark.parametrize("threads", [0, -1, 1_025, 10**30])
    def test_threads_that_no_machine_has(self, index, threads):
        refused(index, lambda it: it.search(one_query(it), threads=threads), errors.InputError, "threads")

    @pytest.mark.parametrize("threads", ["2", 1.5, [1]])
    def test_threads_of_another_type(self, index, threads):
        refused(index, lambda it: it.search(one_query(it), threads=threads), errors.InputTypeError, "threads")


class TestFilters:
    @pytest.mark.parametrize("length", [0, 1, 3, 5, 100])
    def test_another_length(self, index, length):
        mask = np.ones(length, bool)
        refused(index, lambda it: it.search(one_query(it), filter=mask), errors.InputError, f"{length}")

    def test_the_length_is_that_of_the_live(self, numbers):
        numbers.delete([1])
        refused(
            numbers, lambda it: it.search("kite", filter=np.ones(4, bool)), errors.InputError, "4.*3|3.*4"
        )
        assert numbers.search("kite", filter=np.ones(3, bool)).counts == [1]

    @pytest.mark.parametrize("shape", [(4, 1), (1, 4), (2, 2)])
    def test_another_shape(self, numbers, shape):
        mask = np.ones(shape, bool)
        refused(numbers, lambda it: it.search("kite", filter=mask), errors.ElanusError, "filter")

    @pytest.mark.parametrize("make", [of_numbers, of_names])
    def test_all_rows_of_results(self, make):
        index = make()
        ids = index.search(["kite", "owl"], 2).ids
        refused(
            index,
            lambda it: it.search(["kite", "owl"], filter=ids),
            errors.InputError,
            r"filter has 2 dimensions; expected .* list\(results.ids\) is a filter for each query",
        )
        assert index.search(["kite", "owl"], 2, filter=list(ids)).ids.tolist() == ids.tolist()

    @pytest.mark.parametrize("unknown", [{9}, [0, 9], {-2}, {2**70}, [[0], [9]]])
    def test_unknown_numbers(self, numbers, unknown):
        queries = ["kite", "owl"]
        refused(
            numbers,
            lambda it: it.search(queries, filter=unknown),
            errors.InputError,
            "9|below 0|int64",
        )

    @pytest.mark.parametrize("unknown", [{"z"}, ["a", "z"]])
    def test_unknown_names(self, unknown):
        refused(of_names(), lambda it: it.search("kite", filter=unknown), errors.InputError, "z")

    def test_deleted_ids(self, numbers):
        numbers.delete([1])
        refused(numbers, lambda it: it.search("kite", filter={1}), errors.InputError, "1")

    @pytest.mark.parametrize("wrong", [{"a"}, {1.5}, {b"a"}, "a", 7, b"abcd", np.ones(4), {1: 2}])
    def test_another_type(self, numbers, wrong):
        refused(numbers, lambda it: it.search("kite", filter=wrong), errors.ElanusError, "filter|id")

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_for_each_of_another_number_of_queries(self, numbers, count):
        each = [{0}] * count
        refused(
            numbers,
            lambda it: it.search(["kite", "owl"], filter=each),
            errors.InputError,
            f"{count}.*2|2.*{count}",
        )


class TestIds:
    @pytest.mark.parametrize("call", ["delete", "get", "update"])
    @pytest.mark.parametrize(
        ("make", "ids"),
        [
            (of_numbers, [9]),
            (of_numbers, [0, 4]),
            (of_numbers, [-1]),
            (of_names, ["z"]),
            (of_names, ["a", "A"]),
            (of_names, [""]),
        ],
    )
    def test_unknown(self, call, make, ids):
        if (call, ids) == ("get", [-1]):
            return  # what stands beyond the hits of a query
        texts = ["new words"] * len(ids)
        calls = {"delete": lambda it: it.delete(ids), "get": lambda it: it.get(ids)}
        calls["update"] = lambda it: it.update(texts, ids)
        refused(make(), calls[call], errors.InputError, "below 0" if ids == [-1] else str(ids[-1]) or "id")

    @pytest.mark.parametrize("call", ["delete", "update"])
    def test_doubled(self, call):
        for make, ids in ((of_numbers, [1, 2, 1]), (of_names, ["b", "b"])):
            texts = ["new words"] * len(ids)
            calls = {
                "delete": lambda it, i=ids: it.delete(i),
                "update": lambda it, i=ids, t=texts: it.update(t, i),
            }
            refused(make(), calls[call], errors.InputError, str(ids[0]))

    @pytest.mark.parametrize("call", ["delete", "get", "update", "filter"])
    @pytest.mark.parametrize("wrong", [[1.0], [None], [b"a"], [("a",)], [[0]], None, 3.5])
    def test_of_another_type(self, index, call, wrong):
        documents = ["x"] if index.has_text else EYE[[0]]
        calls = {
            "delete": lambda it: it.delete(wrong),
            "get": lambda it: it.get(wrong),
            "update": lambda it: it.update(documents, wrong),
            "filter": lambda it: it.search(one_query(it), filter=[wrong]),
        }
        if (call, wrong) in (("filter", None), ("filter", [None]), ("get", [None])):
            return  # no filter for the one query; what stands beyond the hits of one
        refused(index, calls[call], errors.ElanusError, "id|filter")

    def test_a_number_beyond_int64(self):
        calls = (lambda it: it.delete([2**70]), lambda it: it.get([2**70]), lambda it: it.add(["x"], [2**63]))
        for call in calls:
            refused(of_numbers(), call, errors.InputError, "int64")
        assert 2**70 not in of_numbers()

    def test_no_number_after_the_highest(self):
        full = elanus.Index.build(TEXTS[:2], [2**63 - 3, 5])
        full.add(["new words"])
        for documents in (["x"], ["x", "y"]):
            refused(full, lambda it, d=documents: it.add(d), errors.InputError, "give them ids")
        full.add(["new words"], [2**63 - 1])
        refused(full, lambda it: it.add(["x"]), errors.InputError, "give them ids")
        full.add(["x"], [7])
        assert full.ids.tolist() == [2**63 - 3, 5, 2**63 - 2, 2**63 - 1, 7]

    def test_of_the_other_kind(self):
        for make, ids, message in (
            (of_numbers, ["7"], "the id '7' is a text, and those of this index are whole numbers"),
            (of_names, [7], "the id 7 is a whole number, and those of this index are texts"),
        ):
            for call in (
                lambda it, i=ids: it.delete(i),
                lambda it, i=ids: it.get(i),
                lambda it, i=ids: it.explain("kite", i[0]),
                lambda it, i=ids: it.add(["new words"], i),
                lambda it, i=ids: it.update(["new words"], i),
                lambda it, i=ids: it.search("kite", filter={*i}),
                lambda it, i=ids: it.search(["kite", "owl"], filter=[None, i]),
            ):
                refused(make(), call, errors.InputError, message)

    def test_a_bare_str(self):
        for call in (
            lambda it: it.delete("ab"),
            lambda it: it.get("ab"),
            lambda it: it.update(["x", "y"], "ab"),
        ):
            refused(of_names(), call, errors.InputTypeError, "str")
        refused(of_names(), lambda it: it.add(["x", "y"], "ef"), errors.InputTypeError, "str")

    @pytest.mark.parametrize("ids", [["e", "e"], ["e", "a"], ["a", "f"]])
    def test_added_twice(self, ids):
        [double] = {id for id in ids if id == "a" or ids.count(id) > 1}
        refused(of_names(), lambda it: it.add(["new words", "owl"], ids), errors.InputError, f"{double}")

    def test_names_have_no_default(self):
        """No number can be the next of names."""
        refused(of_names(), lambda it: it.add(["new words"]), errors.InputError, "ids")

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_another_number_of_them(self, index, count):
        ids = [f"e{n}" for n in range(count)] if index.ids.dtype == object else [*range(50, 50 + count)]
        documents = ["new words"] * 2 if index.has_text else EYE[:2]
        refused(index, lambda it: it.add(documents, ids), errors.InputError, f"{count}")
        some = index.ids[:count].tolist()
        refused(index, lambda it: it.update(documents, some), errors.InputError, f"{count}")

    @pytest.mark.parametrize(
        ("ids", "error"),
        [
            ([0, 1, 2], errors.InputError),
            ([0, 1, 2, 3, 4], errors.InputError),
            ([0, 1, 2, 2], errors.InputError),
            (["a", "b", "c", "a"], errors.InputError),
            (["a", "b", "c", 3], errors.ElanusError),
            ([0, 1, 2, None], errors.InputTypeError),
            ([0, 1, 2, 3.0], errors.InputTypeError),
            ([0, 1, 2, -1], errors.InputError),
            ([0, 1, 2, 2**63], errors.InputError),
            ("abcd", errors.InputTypeError),
            ({0, 1, 2, 3}, errors.InputTypeError),
            (7, errors.InputTypeError),
            (np.arange(4.0), errors.InputTypeError),
            (np.arange(8).reshape(4, 2), errors.ElanusError),
        ],
    )
    def test_of_a_new_index(self, ids, error):
        for build in (lambda: elanus.Index.build(TEXTS, ids), lambda: elanus.Index.from_vectors(EYE, ids)):
            with pytest.raises(error, match="id") as caught:
                build()
            assert isinstance(caught.value, errors.ElanusError)


class TestDocuments:
    @pytest.mark.parametrize("kind", WRONG_DOCUMENTS)
    @pytest.mark.parametrize("call", ["build", "add", "update", "search"])
    def test_of_another_type(self, numbers, call, kind):
        make, error, message = WRONG_DOCUMENTS[kind]
        before = state(numbers)
        calls = {
            "build": lambda found: elanus.Index.build(found, analyzer=WORDS),
            "add": numbers.add,
            "update": lambda found: numbers.update(found, [0]),
            "search": numbers.search,
        }
        if call == "search" and kind == "a bare str":
            return  # it is one query
        with pytest.raises(error, match=message):
            calls[call](make())
        assert state(numbers) == before
        numbers.add(["new words"])
        assert numbers.search("new words").ids.tolist()[0][0] == 4

    @pytest.mark.parametrize("documents", [[], [""], ["", ""], iter([]), ["the"]])
    def test_an_empty_index(self, documents):
        """As a model cannot be fitted on it."""
        message = (
            r"^the corpus is empty: expected at least one document$|^no token survives .*: nothing is left"
        )
        with pytest.raises(errors.InputError, match=message):
            elanus.Index.build(documents, analyzer=build_default_analyzer())

    def test_an_index_of_no_vectors_finds_nothing(self):
        index = elanus.Index.from_vectors(csr_array((0, 4), dtype=np.float32))
        assert (len(index), index.search(EYE, 3).counts.tolist()) == (0, [0] * 4)
        assert index.add(EYE).search(EYE, 3).counts.tolist() == [1] * 4

    @pytest.mark.parametrize(
        "parameters",
        [
            {"k1": -1},
            {"b": 2},
            {"b": -0.1},
            {"epsilon": np.nan},
            {"delta": -1},
            {"method": "bm26"},
            {"k1": np.inf},
        ],
    )
    def test_parameters_out_of_their_range(self, numbers, parameters):
        [name] = parameters
        with pytest.raises(errors.InputError, match=name):
            elanus.Index.build(TEXTS, **parameters)
        refused(numbers, lambda it: it.set_parameters(**parameters), errors.InputError, name)
        both = {"k1": 0.5, **parameters} if "k1" not in parameters else {"b": 0.1, **parameters}
        refused(numbers, lambda it: it.set_parameters(**both), errors.InputError, name)
        assert (numbers.k1, numbers.b, numbers.method) == (1.2, 0.75, "lucene")

    @pytest.mark.parametrize("parameters", [{"k1": "1"}, {"b": None, "k1": []}, {"method": 3}])
    def test_parameters_of_another_type(self, numbers, parameters):
        with pytest.raises(errors.InputTypeError):
            elanus.Index.build(TEXTS, **parameters)
        refused(numbers, lambda it: it.set_parameters(**parameters), errors.InputTypeError, "k1|method")

    def test_an_analyzer_that_is_none(self):
        for analyzer in ("unicode:nowhere", {"tokenizer": "axe"}, 7):
            with pytest.raises(errors.ElanusError):
                elanus.Index.build(TEXTS, analyzer=analyzer)

    @pytest.mark.parametrize("model", [BM25EmbeddingFunction(), "model", 7, object()])
    def test_a_model_that_is_none_or_not_fitted(self, model):
        expected = (errors.NotFittedError, errors.InputTypeError)
        with pytest.raises(expected):
            elanus.Index.build(TEXTS, bm25=model)


class TestVectors:
    @pytest.mark.parametrize("weight", [-1.0, -1e-40, np.nan, np.inf, -np.inf])
    def test_weights(self, weight):
        dense = np.eye(4, dtype=np.float32)
        dense[2, 1] = weight
        for build in (elanus.Index.from_vectors, lambda found: of_vectors().add(found, range(10, 14))):
            with pytest.raises(errors.InputError, match=r"\b2\b"):
                build(csr_array(dense))
        refused(of_vectors(), lambda it: it.update(csr_array(dense), range(4)), errors.InputError, r"\b2\b")

    @pytest.mark.parametrize("width", [1, 3, 5])
    def test_another_width(self, width):
        more = csr_array((2, width), dtype=np.float32)
        refused(of_vectors(), lambda it: it.add(more, [8, 9]), errors.InputError, rf"\b{width}\b")
        refused(of_vectors(), lambda it: it.update(more, [1, 2]), errors.InputError, rf"\b{width}\b")

    @pytest.mark.parametrize("wrong", [TEXTS, None, "kite", 7, [[1.0]], {0: 1.0}])
    def test_another_type(self, wrong):
        with pytest.raises(errors.InputTypeError):
            elanus.Index.from_vectors(wrong)
        refused(
            of_vectors(), lambda it: it.add(wrong, range(9, 13)), errors.InputTypeError, "CSR|csr|vectors"
        )

    def test_texts_and_vectors_do_not_mix(self, numbers):
        refused(numbers, lambda it: it.add(EYE), errors.ElanusError, "text|str")
        for call in (lambda it: it.bm25, lambda it: it.set_parameters(k1=1), lambda it: it.explain("red", 0)):
            with pytest.raises(errors.ElanusError, match=r"vectors|model"):
                call(of_vectors())

    def test_other_layouts_are_taken_or_refused_but_never_misread(self):
        """SciPy's other classes, float64, columns in no order or twice."""
        expected = of_vectors().search(EYE, 4)
        dense = np.eye(4)
        for other in (
            csr_matrix(dense.astype(np.float32)),
            csr_array(dense),
            csc_array(dense),
            coo_array(dense),
        ):
            try:
                found = elanus.Index.from_vectors(other).search(EYE, 4)
            except errors.ElanusError:
                continue
            assert found.scores.tobytes() == expected.scores.tobytes()
            assert found.ids.tobytes() == expected.ids.tobytes()
        weights = np.array([1, 2, 3, 4], np.float32)
        disordered = csr_array((weights, [2, 0, 1, 0], [0, 2, 4]), shape=(2, 3))
        ordered = disordered.copy()
        ordered.sort_indices()
        queries = csr_array(np.array([[0.1, 0.7, 0.3]], np.float32))
        one, other = (elanus.Index.from_vectors(each).search(queries) for each in (disordered, ordered))
        assert one.scores.tobytes() == other.scores.tobytes()
        doubled = csr_array((weights, [1, 1, 2, 0], [0, 2, 4]), shape=(2, 3))
        try:
            found = elanus.Index.from_vectors(doubled).search(queries)
        except errors.InputError:
            return
        summed = doubled.copy()
        summed.sum_duplicates()
        assert found.scores.tobytes() == elanus.Index.from_vectors(summed).search(queries).scores.tobytes()

    def test_a_matrix_whose_parts_do_not_fit(self):
        """SciPy does not look at what is put in later."""
        for name, wrong in (
            ("indices", [0, 1, 2, 9]),
            ("indices", [0, 1, 2, -1]),
            ("indptr", [0, 3, 1, 2, 4]),
        ):
            matrix = csr_array(np.eye(4, dtype=np.float32))
            getattr(matrix, name)[:] = wrong
            with pytest.raises(errors.ElanusError):
                elanus.Index.from_vectors(matrix)
            refused(of_vectors(), lambda it, m=matrix: it.search(m), errors.ElanusError, None)

    @pytest.mark.parametrize("kind", [csr_array, csc_array])
    @pytest.mark.parametrize("offset", [99, -1])
    def test_offsets_that_lead_elsewhere(self, kind, offset):
        """SciPy follows them, and the process ends."""
        matrix = kind(np.eye(4, dtype=np.float32))
        matrix.indptr[1] = offset
        with pytest.raises(errors.InputError, match=r"row offsets that do not ascend|no matrix that SciPy"):
            elanus.Index.from_vectors(matrix)
        refused(of_vectors(), lambda it: it.search(matrix), errors.InputError, "queries ")

    @pytest.mark.parametrize("column", [2**32 + 1, -(2**32) + 1])
    def test_a_column_that_int32_would_make_another(self, column):
        matrix = csr_array(np.eye(4, dtype=np.float32))
        matrix.has_canonical_format = True
        matrix.indices = np.array([0, column, 2, 3])
        with pytest.raises(errors.InputError, match="vectors has a column beyond its 4"):
            elanus.Index.from_vectors(matrix)
        refused(of_vectors(), lambda it: it.search(matrix), errors.InputError, "queries has a column")

    def test_the_caller_may_change_the_matrix_later(self):
        matrix = csr_array(np.eye(4, dtype=np.float32))
        index = elanus.Index.from_vectors(matrix)
        matrix.data[:] = 7
        matrix.indices[:] = 0
        assert index.search(EYE, 4).scores[:, 0].tolist() == [1] * 4


class TestFiles:
    def test_no_path(self, index):
        refused(index, lambda it: it.save(), errors.InputError, "path")
        assert not index.refresh()

    @pytest.mark.parametrize("path", [7, None, b"birds", ["birds"], 1.5])
    def test_a_path_of_another_type(self, index, path):
        with pytest.raises(errors.InputTypeError):
            elanus.Index.open(path)
        if path is not None:
            refused(index, lambda it: it.save(path), errors.InputTypeError, "path")

    def test_a_path_that_cannot_be(self, index):
        for path in ("a\0b", ""):
            refused(index, lambda it, p=path: it.save(p), errors.ElanusError, None)
            with pytest.raises(errors.ElanusError):
                elanus.Index.open(path)

    def test_a_model_file_is_no_index(self, numbers, tmp_path):
        numbers.bm25.save(tmp_path / "model.bm25")
        with pytest.raises(errors.ModelFileError, match="model"):
            elanus.Index.open(tmp_path / "model.bm25")
        numbers.save(tmp_path / "birds.elanus")
        with pytest.raises(errors.ModelFileError, match="birds"):
            BM25EmbeddingFunction().load(tmp_path / "birds.elanus")

    def test_a_pickle_that_is_damaged(self, index):
        data = pickle.dumps(index)
        for at in range(len(data) // 3, len(data), max(1, len(data) // 40)):
            damaged = bytearray(data)
            damaged[at] ^= 4
            try:
                found = pickle.loads(bytes(damaged))
            except errors.InternalError:
                raise
            except Exception:  # noqa: BLE001 - pickle's own
                continue
            try:  # a text is verified when it is read
                assert state(found) == state(index)
            except errors.CorruptIndexError:
                continue

    def test_a_copy_of_what_was_refused_works(self, numbers):
        with pytest.raises(errors.InputError):
            numbers.add(["owl"], [0])
        twin = copy.copy(numbers).add(["owl"])
        assert twin.search("owl", 9).ids.tolist() == [[3, 4, -1, -1, -1]]
