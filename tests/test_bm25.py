"""BM25EmbeddingFunction: the original's numbers, whatever the threads; errors that change nothing."""

import itertools
import json
import math
import pickle
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.sparse import csr_array

import elanus
import naive_bm25
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer
from interrupts import interrupt

SENTENCES = [
    "Artificial intelligence was founded as an academic discipline in 1956.",
    "Alan Turing was the first person to conduct substantial research in AI.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
]


def bits(matrix):
    """A matrix as comparable bytes; the reference's indices are int64."""
    indices = (array.astype(np.int32).tobytes() for array in (matrix.indptr, matrix.indices))
    return matrix.shape, *indices, matrix.data.tobytes()


def state(model):
    """Everything that a model knows, as the bytes of its file."""
    with tempfile.NamedTemporaryFile() as file:
        model.save(file.name)
        return Path(file.name).read_bytes()


def assert_equal_to_oracle(ours, theirs, texts, queries):
    assert list(ours.idf) == list(theirs.idf)
    assert {term: list(entry) for term, entry in ours.idf.items()} == dict(theirs.idf)
    for name in ("corpus_size", "avgdl", "dim", "k1", "b", "epsilon"):
        assert getattr(ours, name) == getattr(theirs, name), name
    for encode, batch in (("encode_documents", texts), ("encode_queries", queries)):
        expected = getattr(theirs, encode)(batch)
        expected.sort_indices()
        found = getattr(ours, encode)(batch)
        assert isinstance(found, csr_array)
        assert found.dtype == np.float32
        assert found.indices.dtype == found.indptr.dtype == np.int32
        assert bits(found) == bits(expected)


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


@pytest.mark.filterwarnings("ignore:a query weight is 0")
@pytest.mark.parametrize("parameters", [{}, {"k1": 1.2, "b": 0.4, "epsilon": 0.1}])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 600])
def test_equals_the_original(oracle, library_texts, tmp_path, count, parameters):
    texts = SENTENCES + library_texts[:: len(library_texts) // 700]
    documents, unseen = texts[:count], [*texts[count : count + 60], "", "\ud800 kites", "kite kite kite kite"]
    readable = [text.replace("\ud800", "\ufffd") for text in unseen]
    theirs = oracle.BM25EmbeddingFunction(**parameters)
    theirs.fit(documents)
    ours = BM25EmbeddingFunction(**parameters)
    assert ours.fit(documents) is ours
    assert ours.average_idf == theirs.average_idf
    assert_equal_to_oracle(ours, theirs, documents[:100] + readable, readable + documents[:50])
    assert bits(ours.encode_documents(unseen)) == bits(ours.encode_documents(readable))

    ours.save(tmp_path / "ours.json")
    theirs.save(tmp_path / "theirs.json")
    loaded_ours, loaded_theirs = BM25EmbeddingFunction(), oracle.BM25EmbeddingFunction()
    loaded_ours.load(tmp_path / "theirs.json")
    loaded_theirs.load(tmp_path / "ours.json")
    assert_equal_to_oracle(loaded_ours, loaded_theirs, readable, readable)
    restored = BM25EmbeddingFunction().load(tmp_path / "ours.json")
    assert state(restored) == state(ours)
    assert (tmp_path / "ours.json").read_bytes().isascii()
    theirs_text, ours_text = (tmp_path / "theirs.json").read_text(), (tmp_path / "ours.json").read_text()
    assert ours_text.startswith(theirs_text[:-1] + ", ")


tokens = st.lists(st.sampled_from(["a", "b", "c", "dd", "é", "", "kite", "\U0001f985"]), max_size=12)


@settings(deadline=None)
@given(
    st.lists(tokens, min_size=1, max_size=8), st.lists(tokens, max_size=4), st.floats(0, 3), st.floats(0, 1)
)
def test_equals_the_naive_twin(corpus, unseen, k1, b):
    count, length, frequencies = naive_bm25.fit(corpus)
    documents = [json.dumps(document) for document in corpus + unseen]
    analyzer = json.loads
    for method in ("okapi", "lucene"):
        model = BM25EmbeddingFunction(analyzer, k1=k1, b=b, method=method)
        if not frequencies:
            with pytest.raises(errors.InputError, match="no token"):
                model.fit(documents[:count])
            continue
        model.fit(documents[:count])
        idf = (
            naive_bm25.okapi_idf(count, frequencies, 0.25)
            if method == "okapi"
            else naive_bm25.lucene_idf(count, frequencies)
        )
        assert {term: value for term, (value, _) in model.idf.items()} == idf
        columns = {term: column for column, term in enumerate(frequencies)}
        weigh = naive_bm25.okapi_document if method == "okapi" else naive_bm25.lucene_document
        expected = np.zeros((len(documents), len(columns)), np.float32)
        for row, document in enumerate(corpus + unseen):
            for term, weight in weigh(document, length / count, k1, b).items():
                if term in columns:
                    expected[row, columns[term]] = weight
        assert np.array_equal(model.encode_documents(documents).toarray(), expected)


@pytest.mark.filterwarnings("ignore:a query weight is 0")
def test_threads_and_slices_change_nothing(library_texts):
    texts = library_texts[:4_000]
    results = set()
    for threads in (1, 2, 7):
        elanus.set_num_threads(threads)
        for source in (texts, tuple(texts), iter(texts), (text for text in texts)):
            model = BM25EmbeddingFunction().fit(source)
            results.add(
                (state(model), *map(bits, (model.encode_documents(texts), model.encode_queries(texts))))
            )
    assert len(results) == 1
    matrix = model.encode_documents(texts)
    for step in (1, 3, 1_000):
        parts = [model.encode_documents(texts[at : at + step]) for at in range(0, 300, step)]
        values = np.concatenate([part.data for part in parts])
        assert np.array_equal(values, matrix.data[: len(values)])


def test_lucene_scores_as_bm25s_does(library_texts):
    import bm25s

    analyzer = build_default_analyzer()
    texts = library_texts[:500]
    queries = library_texts[500:520]
    model = BM25EmbeddingFunction(analyzer, k1=1.2, b=0.75, method="lucene").fit(texts)
    encoded = model.encode_queries(queries), model.encode_documents(texts)
    assert all((matrix.data > 0).all() for matrix in encoded)
    scores = (encoded[0] @ encoded[1].T).toarray()
    peer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    peer.index([analyzer(text) for text in texts], show_progress=False)
    for row, query in enumerate(queries):
        # bm25s counts a repeated query term once for each occurrence too.
        expected = peer.get_scores([token for token in analyzer(query) if token in model.idf])
        assert np.allclose(scores[row], expected, rtol=1e-5, atol=0)


def test_parameters_change_without_fitting_again():
    model = BM25EmbeddingFunction().fit(SENTENCES)
    model.k1, model.b, model.epsilon, model.method = 2.0, 0.1, 0.3, "lucene"
    fresh = BM25EmbeddingFunction(k1=2.0, b=0.1, epsilon=0.3, method="lucene").fit(SENTENCES)
    assert state(model) == state(fresh)
    with pytest.raises(errors.InputError, match="b is 2"):
        model.b = 2
    assert state(model) == state(fresh)


def test_one_warning_per_model_for_weights_that_are_not_positive():
    model = BM25EmbeddingFunction().fit(["kite", "kite red", "kite"])
    with pytest.warns(errors.ElanusWarning, match="method='lucene'"):
        found = model.encode_queries(["kite"])
    assert found.data[0] < 0
    model.encode_queries(["kite"])  # a second warning would be an error
    BM25EmbeddingFunction(method="lucene").fit(["kite", "kite red", "kite"]).encode_queries(["kite"])


@pytest.mark.parametrize(
    ("texts", "script"),
    [
        (["Red kites dive."], None),
        (["黑鸢在天空盘旋。", "Black kites soar."], None),
        (["黑鸢在天空盘旋。", "kite"], "Han"),
        (["Чёрный коршун парит."], "Cyrillic"),
        (iter(["เหยี่ยวดำ"]), "Thai"),
    ],
)
def test_the_script_of_most_letters_is_known_where_it_is_not_latin(texts, script):
    model = BM25EmbeddingFunction(str.split)  # the English analyzer warns
    assert model._state[0].dominant_script() is None
    model.fit(texts)
    assert model._state[0].dominant_script() == script


def test_empty_input():
    model = BM25EmbeddingFunction(corpus=[*SENTENCES, "", "the"])
    assert model.corpus_size == 5
    assert model.encode_documents([]).shape == model.encode_queries([]).shape == (0, model.dim)
    assert model.encode_documents(["", "the", "unheard-of"]).nnz == 0


def test_idf_is_a_read_only_mapping():
    idf = BM25EmbeddingFunction().fit(SENTENCES).idf
    assert idf["ture"][1] == list(idf).index("ture")
    assert "ture" in idf
    assert not {"absent", 3, "\ud800"} & idf.keys()
    assert 3 not in idf
    assert "\ud800" not in idf
    with pytest.raises(TypeError):
        idf["ture"] = [0.0, 0]
    idf["ture"][0] = 17.0
    assert idf["ture"][0] != 17.0


BAD_DOCUMENTS = [
    ("a bare string", errors.InputTypeError, "bare str"),
    (b"bytes", errors.InputTypeError, "bare bytes"),
    (None, errors.InputTypeError, "NoneType"),
    (17, errors.InputTypeError, "int"),
    (["good", None, "good"], errors.InputTypeError, r"\[1\] is None"),
    (["good"] * 5_000 + [3.5], errors.InputTypeError, r"\[5000\] is float"),
    ([b"bytes"], errors.InputTypeError, r"\[0\] is bytes"),
    (iter(["good", ["nested"]]), errors.InputTypeError, r"\[1\] is list"),
]


@pytest.mark.parametrize("analyzer", [None, str.split])
@pytest.mark.parametrize("call", ["fit", "encode_documents", "encode_queries"])
@pytest.mark.parametrize(("documents", "error", "message"), BAD_DOCUMENTS)
def test_bad_documents_change_nothing(call, documents, error, message, analyzer):
    model = BM25EmbeddingFunction(analyzer, method="lucene").fit(SENTENCES)
    before = state(model) if analyzer is None else dict(model.idf)
    if not isinstance(documents, (str, bytes, list)) and documents not in (None, 17):
        documents = iter(["good", ["nested"]])
    with pytest.raises(error, match=message):
        getattr(model, call)(documents)
    assert (state(model) if analyzer is None else dict(model.idf)) == before


@pytest.mark.parametrize("documents", [[], [""], ["the", "!"]])
def test_nothing_to_fit_on(documents):
    model = BM25EmbeddingFunction().fit(SENTENCES)
    before = state(model)
    with pytest.raises(errors.InputError, match="empty" if not documents else "no token"):
        model.fit(documents)
    assert state(model) == before


def test_encoding_before_fitting(tmp_path):
    model = BM25EmbeddingFunction()
    for call in (lambda: model.encode_documents(["x"]), lambda: model.encode_queries(["x"])):
        with pytest.raises(errors.NotFittedError, match="fit or load"):
            call()
    with pytest.raises(errors.NotFittedError):
        model.save(tmp_path / "x.json")
    assert not any(tmp_path.iterdir())
    assert (model.corpus_size, model.avgdl, model.average_idf, model.dim, dict(model.idf)) == (0, 0, 0, 0, {})
    with pytest.raises(ValueError, match="encode_documents"):
        model(["x"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"k1": -0.1}, "k1"),
        ({"k1": math.inf}, "k1"),
        ({"b": 1.5}, "b"),
        ({"b": math.nan}, "b"),
        ({"epsilon": math.nan}, "epsilon"),
        ({"num_workers": 0}, "num_workers"),
        ({"method": "bm26"}, "method"),
    ],
)
def test_parameters_out_of_range(arguments, name):
    with pytest.raises(errors.InputError, match=name):
        BM25EmbeddingFunction(**arguments)


@pytest.mark.parametrize("result", ["a string", None, [b"bytes"], [1]])
def test_an_analyzer_that_returns_something_else(result):
    with pytest.raises(errors.InputTypeError, match=r"the analyzer returned .* for documents\[0\]"):
        BM25EmbeddingFunction(lambda text: result).fit(["x"])


def test_an_analyzer_that_raises():
    model = BM25EmbeddingFunction(str.split).fit(SENTENCES)
    before = dict(model.idf)
    model.analyzer = lambda text: 1 / 0
    with pytest.raises(ZeroDivisionError):
        model.fit(SENTENCES)
    assert dict(model.idf) == before
    with pytest.raises(errors.InputTypeError, match="analyzer"):
        BM25EmbeddingFunction(analyzer=3)


def forever(text):
    while True:
        yield text


# Lists that take a second and more to go through, at 20 ns and more a document; and iterators without an end.
ENDLESS = {
    "a list of short documents": lambda: ["red kite"] * 25_000_000,
    "a list of empty documents": lambda: [""] * 25_000_000,
    "a generator": lambda: forever("red kite"),
    "a generator of empty documents": lambda: forever(""),
    "an iterator in C": lambda: itertools.repeat("red kite"),
    "an iterator in C of empty documents": lambda: itertools.repeat(""),
}


class TestInterrupts:
    @pytest.mark.parametrize("shape", ["list", "document"])
    def test_ctrl_c_returns_soon_and_changes_nothing(self, library_texts, shape):
        # Long enough on any machine that the signal always finds it at work.
        if shape == "list":
            documents = library_texts * 400
        else:
            text = "\n".join(library_texts)
            documents = [text * (200_000_000 * 2 // len(text))]
        model = BM25EmbeddingFunction().fit(SENTENCES)
        before = state(model)
        # The bound is 200 ms; twice as much for a machine that runs other tests.
        assert interrupt(lambda: model.fit(documents), after=0.5) < 0.4
        assert state(model) == before

    @pytest.mark.parametrize("analyzer", [None, str.split])
    @pytest.mark.parametrize("shape", ENDLESS)
    def test_ctrl_c_among_short_documents(self, shape, analyzer):
        """Many documents and little text: what is looked at after so many bytes comes late here."""
        model = BM25EmbeddingFunction(analyzer).fit(SENTENCES)
        before = state(model)
        for call in (model.fit, model.partial_fit, model.forget):
            documents = ENDLESS[shape]()
            assert interrupt(partial(call, documents), after=0.1) < 2
            assert state(model) == before


@pytest.mark.filterwarnings("ignore:much of these documents is written in Japanese")
@pytest.mark.skipif(sys.implementation.name != "cpython", reason="counts CPython's objects")
def test_the_callers_strings_do_not_grow():
    texts = [
        "Der Rotmilan – Milvus milvus – gleitet über Felder " * 20,
        "鳶が空を飛ぶ" * 50,
        "\U0001f985 soars",
    ]
    before = [sys.getsizeof(text) for text in texts]
    model = BM25EmbeddingFunction(method="lucene").fit(texts)
    model.encode_documents(texts)
    model.encode_queries(texts)
    assert [sys.getsizeof(text) for text in texts] == before


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    ).stdout


def test_importing_loads_and_opens_nothing():
    code = """
import sys
events = []
def hook(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.posix_spawn", "os.fork")) or (
        event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    ):
        events.append((event, arguments))
sys.addaudithook(hook)
import elanus
from elanus.sparse import BM25EmbeddingFunction
heavy = [name for name in ("numpy", "scipy", "pymilvus", "yaml", "nltk") if name in sys.modules]
BM25EmbeddingFunction()
import logging
print(heavy, events, logging.getLogger().handlers, logging.getLogger("elanus").handlers)
"""
    assert run(code).strip() == "[] [] [] []"


def test_updates_need_no_scipy():
    code = """
import sys
from elanus.sparse import BM25EmbeddingFunction
parts = [BM25EmbeddingFunction().fit([text]) for text in ("red kite", "owl")]
merged = BM25EmbeddingFunction.merged(parts).partial_fit(["swift"]).forget(["owl"])
print(merged.dim, {"numpy", "scipy"} & sys.modules.keys())
"""
    assert run(code).strip() == "4 set()"


class Strange(str):
    """A str whose own methods must not be asked for its text."""

    def encode(self, *_):
        return b"\xff\xfe"

    def isascii(self):
        return True

    def __str__(self):
        return "another"

    def __len__(self):
        return 0


def test_a_subclass_of_str_is_read_as_str_reads_it():
    texts = ["a kite", "ein Rotmilan über", "鳶が 飛ぶ", "lone \ud800 surrogate", "\udfff"]
    strange = [Strange(text) for text in texts]
    for analyzer in (None, lambda text: str.split(text)):
        expected, model = (BM25EmbeddingFunction(analyzer, method="lucene") for _ in range(2))
        assert bits(model.fit_encode(strange)) == bits(expected.fit_encode(texts))
        assert list(model.idf) == list(expected.idf)
        assert bits(model.encode_documents(iter(strange))) == bits(expected.encode_documents(texts))
        assert bits(model.encode_queries(strange)) == bits(expected.encode_queries(texts))
        assert model.explain(strange[1], strange[1]).score == expected.explain(texts[1], texts[1]).score
    # An analyzer's tokens may be such strings, too.
    model = BM25EmbeddingFunction(lambda text: [Strange(token) for token in text.split()]).fit(texts)
    assert list(model.idf) == list(BM25EmbeddingFunction(str.split).fit(texts).idf)


@pytest.mark.parametrize("false", ["__bool__", "__len__"])
def test_an_analyzer_that_is_false_is_used(false, tmp_path):
    """The default is taken where no analyzer is given, not where one looks empty."""
    falsy = type(
        "Falsy", (), {"__call__": lambda _, text: [text], false: lambda _: 0 if false == "__len__" else False}
    )
    model = BM25EmbeddingFunction(falsy(), corpus=["The kites"])
    assert isinstance(model.analyzer, falsy)
    assert list(model.idf) == ["The kites"]
    model.save(tmp_path / "model")
    assert list(BM25EmbeddingFunction(falsy()).load(tmp_path / "model").idf) == ["The kites"]
    model.analyzer = other = falsy()
    assert model.analyzer is other


def test_pickle_and_copy():
    import copy

    model = BM25EmbeddingFunction(k1=1.1, method="lucene").fit(SENTENCES)
    for twin in (pickle.loads(pickle.dumps(model)), copy.copy(model), copy.deepcopy(model)):
        assert bits(twin.encode_queries(SENTENCES)) == bits(model.encode_queries(SENTENCES))
        twin.fit(["something else"])
        assert model.corpus_size == 3
    assert pickle.loads(pickle.dumps(BM25EmbeddingFunction(b=0.5))).b == 0.5
