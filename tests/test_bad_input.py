"""Every call that fails says why and leaves the model's saved bytes what they were."""

import copy
import math
import operator
import pickle
import re
from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

import elanus
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25._description import same_analyzer
from elanus.sparse.bm25.tokenizers import Analyzer, LowercaseFilter, StandardTokenizer

CORPUS = ["Black kites soar.", "A red kite dives.", "Swifts scream.", "the", ""]
PLAIN = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter()])


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


@pytest.fixture
def model():
    # One term without a document among the others.
    return BM25EmbeddingFunction(PLAIN).fit([*CORPUS, "gone"]).forget(["gone"])


@pytest.fixture
def theirs(oracle, tmp_path):
    """A model from the original's own file."""
    oracle.BM25EmbeddingFunction(corpus=CORPUS).save(tmp_path / "theirs.json")
    return BM25EmbeddingFunction().load(tmp_path / "theirs.json")


class Raising:
    """A generator's error, after a few or after many documents."""

    def __init__(self, count):
        self.count = count

    def __iter__(self):
        for number in range(self.count):
            yield f"a new term{number} " * 5
        raise LookupError("midway")


class NoIterator:
    """An iterable whose own code fails before the first document."""

    def __init__(self, error):
        self.error = error

    def __iter__(self):
        raise self.error


class Uniterable:
    __iter__ = None


class BytesPath:
    def __fspath__(self):
        return b"model.json"


DOCUMENTS = {
    "a bare str": (lambda: "a bare string", errors.InputTypeError, "bare str"),
    "bytes": (lambda: b"bytes", errors.InputTypeError, "bare bytes"),
    "None": (lambda: None, errors.InputTypeError, "NoneType"),
    "a number": (lambda: 17, errors.InputTypeError, "int"),
    "None among them": (lambda: ["new words", None], errors.InputTypeError, r"\[1\] is None"),
    "a float, late": (
        lambda: ["new words " * 9] * 5_000 + [0.5],
        errors.InputTypeError,
        r"\[5000\] is float",
    ),
    "bytes among them": (lambda: iter([b"bytes"]), errors.InputTypeError, r"\[0\] is bytes"),
    "a list among them": (lambda: ("new", ["words"]), errors.InputTypeError, r"\[1\] is list"),
    "a mapping": (
        lambda: {"d1": "new words"},
        errors.InputTypeError,
        "is dict, which iterates over its keys",
    ),
    "a mapping's keys": (lambda: {"new words": 1}.keys(), errors.InputTypeError, "is dict_keys"),
    "a set": (lambda: {"new words"}, errors.InputTypeError, "is set, which has no order"),
    "nothing that iterates": (Uniterable, errors.InputTypeError, "Uniterable"),
    "a scalar array": (lambda: np.array("a text", dtype=object), errors.InputTypeError, "array|ndarray|0"),
    "an iterable that raises": (lambda: NoIterator(LookupError("its own")), LookupError, "its own"),
    "one with a TypeError": (lambda: NoIterator(TypeError("its own")), TypeError, "^its own$"),
    "a generator that raises": (lambda: Raising(3), LookupError, "midway"),
    "one that raises late": (lambda: Raising(20_000), LookupError, "midway"),
    "one that raises at once": (lambda: Raising(0), LookupError, "midway"),
}
METHODS = ["fit", "fit_encode", "partial_fit", "forget", "encode_documents", "encode_queries", "encode_iter"]


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("method", METHODS)
def test_documents_of_another_type(model, saved, method, kind):
    make, error, message = DOCUMENTS[kind]
    before = saved(model)
    call = getattr(model, method) if method != "encode_iter" else lambda found: list(model.encode_iter(found))
    with pytest.raises(error, match=message):
        call(make())
    assert saved(model) == before
    # It works as before, too: nothing is remembered of what was refused.
    model.partial_fit(["new words"])
    assert model.vocabulary["new"] == model.dim - 2


def test_the_values_of_a_mapping_have_an_order_and_one_meaning_so_they_are_documents():
    texts = {text: text.upper() for text in ["a red kite", "swifts", "black kite"]}
    expected = BM25EmbeddingFunction(PLAIN).fit(list(texts.values()))
    found = BM25EmbeddingFunction(PLAIN).fit(texts.values())
    assert dict(found.vocabulary) == dict(expected.vocabulary)
    assert found.corpus_size == 3


@pytest.mark.parametrize("method", ["fit", "fit_encode"])
@pytest.mark.parametrize(
    ("documents", "message"), [([], "empty"), (iter(()), "empty"), (["", "!"], "no token")]
)
def test_nothing_to_fit_on(saved, method, documents, message):
    model = BM25EmbeddingFunction().fit(CORPUS)
    before = saved(model)
    with pytest.raises(errors.InputError, match=message):
        getattr(model, method)(documents)
    assert saved(model) == before


FORGET = {
    "an unknown term": (["bat"], "1 documents with one of their terms: the model counts 0"),
    "once too often": (["kites kites", "kite", "kite"], "forget 2 documents with one of their terms"),
    "a term that is gone": (["gone"], "counts 0"),
    "too many documents": ([""] * 6, "forget 6 documents: the model counts 5"),
    "too many tokens": (["kites " * 50], "forget 50 tokens"),
    "a rest that no corpus has": (
        ["", "", "", "", "."],
        "no documents have the counts that would be left",
    ),
    "many": (["unheard of"] * 3_000, "these documents were not all fitted"),
}


@pytest.mark.parametrize("kind", FORGET)
def test_documents_that_were_not_fitted(model, saved, kind):
    documents, message = FORGET[kind]
    before = saved(model)
    with pytest.raises(errors.InputError, match=message):
        model.forget(documents)
    assert saved(model) == before


def words(text):
    return text.split()


@pytest.mark.parametrize("documents", [["a a"], ["a a", ""], ["a a", "a"]])
def test_no_tokens_are_left_without_a_term(saved, documents):
    model = BM25EmbeddingFunction(words).fit(documents)
    before = saved(model)
    with pytest.raises(errors.InputError, match="no documents have the counts that would be left"):
        model.forget([*documents[1:], "a"])
    assert saved(model) == before


OTHERS = {
    "method": (lambda: BM25EmbeddingFunction(PLAIN, method="atire"), "differ in method, okapi and atire"),
    "k1": (lambda: BM25EmbeddingFunction(PLAIN, k1=1.2), "differ in k1, 1.5 and 1.2"),
    "b": (lambda: BM25EmbeddingFunction(PLAIN, b=0.5), "differ in b, 0.75 and 0.5"),
    "epsilon": (lambda: BM25EmbeddingFunction(PLAIN, epsilon=0.5), "differ in epsilon"),
    "delta": (lambda: BM25EmbeddingFunction(PLAIN, delta=0.5), "differ in delta"),
    "analyzer": (BM25EmbeddingFunction, "differ in their analyzers"),
    "callable": (lambda: BM25EmbeddingFunction(words), "differ in their analyzers"),
}


@pytest.mark.parametrize("call", ["merge", "drift"])
@pytest.mark.parametrize("kind", OTHERS)
def test_models_that_differ(model, saved, call, kind):
    make, message = OTHERS[kind]
    other = make().fit(["some new words"])
    before = saved(model)
    with pytest.raises(errors.InputError, match=message):
        getattr(model, call)(other)
    with pytest.raises(errors.InputError, match=message):
        BM25EmbeddingFunction.merged([model, other])
    assert saved(model) == before


@pytest.mark.parametrize("call", ["merge", "drift"])
def test_something_else_than_a_model(model, saved, call):
    before = saved(model)
    for other in (None, "model.json", {"k1": 1}):
        with pytest.raises(errors.InputTypeError, match=f"{call} takes a BM25EmbeddingFunction"):
            getattr(model, call)(other)
    with pytest.raises(errors.NotFittedError, match="fit or load"):
        getattr(model, call)(BM25EmbeddingFunction(PLAIN))
    assert saved(model) == before
    with pytest.raises(errors.InputError, match="no model"):
        BM25EmbeddingFunction.merged([])
    with pytest.raises(errors.InputTypeError, match="not int"):
        BM25EmbeddingFunction.merged([3])
    with pytest.raises(errors.NotFittedError, match="fit or load"):
        BM25EmbeddingFunction.merged([BM25EmbeddingFunction()])


def test_a_model_without_document_frequencies_is_not_merged(model, oracle, tmp_path):
    oracle.BM25EmbeddingFunction(corpus=["red kite soars", "owl"]).save(tmp_path / "theirs.json")
    theirs = BM25EmbeddingFunction(PLAIN).load(tmp_path / "theirs.json")
    for models in ([theirs], [theirs, theirs], [theirs, model], [model, theirs]):
        with pytest.raises(errors.InputError, match="document frequencies"):
            BM25EmbeddingFunction.merged(models)


def test_analyzers_are_compared_as_far_as_can_be_known():
    class Splitter:
        def __init__(self, by):
            self.by = by

        def __call__(self, text):
            return text.split(self.by)

        def cut(self, text):
            return self(text)

    class Slotted:
        __slots__ = ("by", "unset")

        def __init__(self, by):
            self.by = by

        def __call__(self, text):
            return text.split(self.by)

    class Unwilling(Splitter):
        def __reduce_ex__(self, protocol):
            raise TypeError("this cannot be pickled")

    def cut(text, *options, **named):
        return text.split()

    pattern = re.compile(r"\w+")
    re.purge()  # or the same pattern comes from its memory
    comma, space = operator.methodcaller("split", ","), operator.methodcaller("split")
    cyclic = [Splitter(None), Splitter(None)]
    for splitter in cyclic:
        splitter.itself = splitter
    same = [
        (words, words),
        (Splitter(" "), Splitter(" ")),
        (Splitter(np.array([1, 2])), Splitter(np.array([1, 2]))),
        (Splitter([{"kite", "owl"}, 1.5]), Splitter([{"owl", "kite"}, 1.5])),
        (Splitter({"a": 1, "b": 2}), Splitter({"b": 2, "a": 1})),
        (Slotted(" "), Slotted(" ")),
        (partial(cut, ",", key=[1]), partial(cut, ",", key=[1])),
        (partial(Splitter(" ")), partial(Splitter(" "))),
        (comma, operator.methodcaller("split", ",")),
        (operator.methodcaller("split", sep=","), operator.methodcaller("split", sep=",")),
        (Splitter(",").cut, copy.deepcopy(Splitter(",")).cut),
        (pattern.findall, re.compile(r"\w+").findall),
        (pattern.findall, pickle.loads(pickle.dumps(pattern.findall))),
        ("red".split, "".join("red").split),
        (PLAIN, Analyzer("another name", StandardTokenizer(), filters=[LowercaseFilter()])),
    ]
    for first, second in same:
        assert same_analyzer(first, second)
        assert same_analyzer(second, first)
    different = [
        (lambda text: [text], lambda text: text.split()),
        (Splitter(" "), Splitter(",")),
        (Splitter(1), Splitter(True)),
        (Splitter(np.array([1, 2])), Splitter(np.array([1, 3]))),
        (Splitter(np.array([1, 2])), Splitter([1, 2])),
        (Splitter({"a": 1}), Splitter({"a": 1, "b": 2})),
        (Splitter(words), Splitter(cut)),
        (Slotted(" "), Slotted(",")),
        (Splitter(",").cut, Splitter(" ").cut),
        (Splitter(",").cut, Splitter(",").__call__),
        (pattern.findall, re.compile(r"\S+").findall),
        (pattern.findall, pattern.split),
        (str.split, "red".split),
        (Slotted(" "), Splitter(" ")),
        (Unwilling(" "), Unwilling(" ")),
        tuple(cyclic),
        (partial(cut, sep=","), partial(cut, sep=" ")),
        (partial(cut, ","), partial(cut, " ")),
        (partial(cut, ","), partial(words, ",")),
        (partial(cut, ","), cut),
        (comma, space),
        (comma, operator.methodcaller("rsplit", ",")),
    ]
    for first, second in different:
        assert not same_analyzer(first, second)
        assert not same_analyzer(second, first)
    fitted = [BM25EmbeddingFunction(analyzer).fit(["red kite"]) for analyzer in (comma, space)]
    with pytest.raises(errors.InputError, match=r"analyzers.*methodcaller\('split', ','\).*\('split'\)"):
        fitted[0].merge(fitted[1])
    fitted = [BM25EmbeddingFunction(Splitter(by)).fit(["red,kite owl"]) for by in (" ", ",", ",")]
    with pytest.raises(errors.InputError, match=r"analyzers, two .*Splitter.* that are not the same"):
        fitted[0].merge(fitted[1])
    assert fitted[1].merge(fitted[2]).corpus_size == 2


NOT_FITTED = {
    "forget": lambda model: model.forget(["x"]),
    "merge": lambda model: model.merge(BM25EmbeddingFunction().fit(CORPUS)),
    "compact": lambda model: model.compact(),
    "drift": lambda model: model.drift(BM25EmbeddingFunction().fit(CORPUS)),
    "explain": lambda model: model.explain("x", "x"),
    "encode_documents": lambda model: model.encode_documents(["x"]),
    "encode_queries": lambda model: model.encode_queries(["x"]),
    "encode_iter": lambda model: model.encode_iter(["x"]),
    "encode_iter, a column": lambda model: model.encode_iter(np.array(["x"], dtype=object)),
}


@pytest.mark.parametrize("call", NOT_FITTED)
def test_before_fitting(call):
    model = BM25EmbeddingFunction()
    with pytest.raises(errors.NotFittedError, match="fit or load"):
        NOT_FITTED[call](model)
    assert (model.corpus_size, model.dim) == (0, 0)


NEED_FREQUENCIES = {
    "partial_fit": lambda model: model.partial_fit(["new"]),
    "partial_fit, many": lambda model: model.partial_fit(["new words"] * 9_000),
    "forget": lambda model: model.forget(["kite"]),
    "merge": lambda model: model.merge(BM25EmbeddingFunction(model.analyzer).fit(CORPUS)),
    "merge into": lambda model: BM25EmbeddingFunction(model.analyzer).fit(CORPUS).merge(model),
    "compact": lambda model: model.compact(),
    "document_frequency": lambda model: model.document_frequency,
    "most_common": lambda model: model.most_common(1),
    "method": lambda model: setattr(model, "method", "lucene"),
    "epsilon": lambda model: setattr(model, "epsilon", 0.5),
}


@pytest.mark.parametrize("call", NEED_FREQUENCIES)
def test_the_originals_file_has_no_document_frequencies(theirs, saved, call):
    before = saved(theirs)
    with pytest.raises(errors.InputError, match="without document frequencies, as pymilvus"):
        NEED_FREQUENCIES[call](theirs)
    assert saved(theirs) == before
    # What it can do still works.
    assert theirs.encode_documents(["kite"]).nnz == 1
    assert theirs.explain("kite", "kite").terms[0].document_frequency is None
    assert "?" in str(theirs.explain("kite", "kite"))
    theirs.k1 = 2


PARAMETERS = [
    ("k1", -1),
    ("k1", math.inf),
    ("k1", math.nan),
    ("k1", 10**400),
    ("b", 1.1),
    ("b", math.nan),
    ("epsilon", math.nan),
    ("epsilon", -(10**400)),
    ("delta", -0.5),
    ("method", "bm26"),
    ("method", "\ud800"),
]
PARAMETER_TYPES = [
    *(
        (name, value)
        for name in ("k1", "b", "epsilon")
        for value in ("1", None, b"1", 1j, [1], np.array([1, 2]))
    ),
    ("delta", "1"),
    ("method", None),
    ("method", b"okapi"),
    ("method", 5),
]


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        *((errors.InputError, *parameter) for parameter in PARAMETERS),
        *((errors.InputTypeError, *parameter) for parameter in PARAMETER_TYPES),
    ],
)
def test_parameters_that_cannot_be(model, saved, error, name, value):
    before = saved(model)
    with pytest.raises(error, match=f"^{name} is .*; expected "):
        setattr(model, name, value)
    with pytest.raises(error, match=f"^{name} is .*; expected "):
        BM25EmbeddingFunction(**{name: value})
    assert saved(model) == before


def test_numbers_of_every_type():
    for one in (1, True, 1.0, np.float32(1), np.int64(1), Fraction(1), Decimal(1)):
        model = BM25EmbeddingFunction(k1=one, b=one, epsilon=one, delta=one)
        model.k1 = one
        assert (model.k1, model.b, model.epsilon, model.delta) == (1, 1, 1, 1)


def test_num_workers(oracle):
    """What the original takes: a positive number of processes, or None for as many as there are cores."""
    for number in (1, None, 7, True, 1.0, np.int64(2)):
        assert oracle.BM25EmbeddingFunction(num_workers=number).num_workers is number
        assert BM25EmbeddingFunction(num_workers=number).num_workers is number
    for number in (0, -1, -(10**40)):
        with pytest.raises(errors.InputError, match="num_workers is"):
            BM25EmbeddingFunction(num_workers=number)
    for number in ("1", math.nan, 1.5, [2], b"1"):
        with pytest.raises(errors.InputTypeError, match="num_workers is"):
            BM25EmbeddingFunction(num_workers=number)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda model: model.encode_iter(CORPUS, batch_size=0), errors.InputError, "batch_size is 0"),
        (lambda model: list(model.encode_iter(["a", "b", 3], 2)), errors.InputTypeError, r"\[2\] is int"),
        (lambda model: model.most_common(-1), errors.InputError, "n is -1"),
        (lambda model: model.explain(None, "x"), errors.InputTypeError, r"query\[0\] is None"),
        (lambda model: model.explain("x", 3), errors.InputTypeError, r"document\[0\] is int"),
        (lambda model: model.vocabulary.term(99), IndexError, "no column 99"),
        (lambda model: model(["x"]), errors.InputError, "encode_documents"),
        (lambda model: model.load(), errors.InputError, "bm25_msmarco"),
        (lambda model: model.encode_iter(CORPUS, "2"), errors.InputTypeError, "batch_size is str"),
        (lambda model: model.encode_iter(CORPUS, None), errors.InputTypeError, "batch_size is NoneType"),
        (lambda model: model.encode_iter(CORPUS, 1.5), errors.InputTypeError, "batch_size is float"),
        (lambda model: model.most_common("2"), errors.InputTypeError, "n is str"),
        (lambda model: model.vocabulary.term("kite"), errors.InputTypeError, "a column is an int"),
        (lambda model: model.merged(None), errors.InputTypeError, "models is NoneType"),
        (lambda model: model.merged(NoIterator(TypeError("its own"))), TypeError, "^its own$"),
        (lambda model: model.save(b"model.json"), errors.InputTypeError, "the path is bytes"),
        (lambda model: model.save(None), errors.InputTypeError, "the path is NoneType"),
        (lambda model: model.save(3), errors.InputTypeError, "the path is int"),
        (lambda model: model.save(BytesPath()), errors.InputTypeError, "the path is BytesPath"),
        (lambda model: model.save(""), errors.ModelFileError, "path .*is empty"),
        (lambda model: model.save("a\0b"), errors.ModelFileError, "no file can have the path"),
        (lambda model: model.save("\ud800"), errors.ModelFileError, "no file can have the path"),
        (lambda model: model.load(b"model.json"), errors.InputTypeError, "the path is bytes"),
        (lambda model: model.load(3), errors.InputTypeError, "the path is int"),
        (lambda model: model.load(""), errors.ModelFileError, "path .*is empty"),
        (lambda model: model.load("a\0b"), errors.ModelFileError, "no file can have the path"),
        (lambda model: model.load("\ud800"), errors.ModelFileError, "no file can have the path"),
        (lambda model: model.load("/nowhere/model.json"), errors.ModelFileError, "nowhere"),
        (lambda model: model.save("/nowhere/model.json"), errors.ModelFileError, "nowhere"),
        (lambda model: setattr(model, "analyzer", 3), errors.InputTypeError, "analyzer is int"),
    ],
)
def test_other_arguments(model, saved, call, error, message):
    before = saved(model)
    with pytest.raises(error, match=message):
        call(model)
    assert saved(model) == before


@pytest.mark.parametrize("method", ["fit", "fit_encode", "partial_fit", "forget", "encode_documents"])
@pytest.mark.parametrize("result", ["a string", None, [b"bytes"], LookupError])
def test_an_analyzer_that_fails(model, saved, method, result):
    def analyzer(text):
        if text != "bad":
            return text.split()
        if result is LookupError:
            raise LookupError
        return result

    model.analyzer = analyzer
    before = saved(model)
    with pytest.raises((errors.InputTypeError, LookupError)):
        getattr(model, method)(["kite", "bad"])
    assert saved(model) == before


def test_a_model_that_is_updated_while_its_documents_come():
    """A generator may use the model that reads it: no lock is held while Python is asked."""
    model = BM25EmbeddingFunction(PLAIN).fit(["red kite"])

    def documents():
        model.partial_fit(["owl"])
        yield "swift"
        assert model.encode_documents(["owl"]).nnz == 1
        yield from ["swift"] * 20_000

    assert model.partial_fit(documents()).corpus_size == 20_003
    assert dict(model.vocabulary) == {"red": 0, "kite": 1, "owl": 2, "swift": 3}
