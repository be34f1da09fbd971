"""Columns: the numbers of a list of the same texts, whatever holds them; and nothing leaks."""

import gc
import importlib
import random
import struct
import subprocess
import sys
import threading
import tracemalloc

import numpy as np
import pytest

import arrow_producer
from arrow_producer import Chunk, Producer, utf8, view
from elanus import errors
from elanus.sparse import BM25EmbeddingFunction
from interrupts import interrupt, sparing

TEXTS = [
    "Black kites soar over the river.",
    "Überflieger — Milvus milvus, 鳶が飛ぶ",
    "",
    "kite kites",  # fits into a view
    "a red kite 12",  # one byte too long for that
    "\U0001f985 soars; Bussarde und Rötelmilane auch",
    "kite kites",
    "The kite, the kite's nest and the kite's chicks: 3 of them.",
]


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


pd, pl, pa = optional("pandas"), optional("polars"), optional("pyarrow")
StringDType = getattr(getattr(np, "dtypes", None), "StringDType", None)


def needs(condition, what):
    return pytest.mark.skipif(not condition, reason=f"{what} is not installed")


NUMPY2, PANDAS, POLARS = needs(StringDType, "NumPy 2"), needs(pd, "pandas"), needs(pl, "Polars")
PYARROW, BOTH = needs(pa, "pyarrow"), needs(pa and pd, "pandas with pyarrow")


class Exported:
    """Another library's column: it has Arrow's interface and nothing else."""

    def __init__(self, column):
        for name in ("__arrow_c_stream__", "__arrow_c_array__"):
            if hasattr(column, name):
                setattr(self, name, getattr(column, name))


def unaligned(array):
    memory = np.empty(array.nbytes + 1, "u1")[1:]
    memory[:] = np.frombuffer(array.tobytes(), "u1")
    return memory.view(array.dtype) if array.nbytes else array


def swapped(array):
    return array.astype(array.dtype.newbyteorder("S"))


def of_categories(texts, dtype):
    """A Series of categories of this type; one of them is in no row."""
    known = sorted({text for text in texts if text is not None} | {"in no row"})
    return pd.Series(pd.Categorical(texts, pd.Index(known, dtype=dtype)))


CONTAINERS = {
    "tuple": (tuple, ()),
    "generator": (lambda texts: (text for text in texts), ()),
    "numpy object": (lambda texts: np.array(texts, object), ()),
    "numpy object strided": (lambda texts: np.repeat(np.array(texts, object), 2)[::2], ()),
    "numpy <U": (lambda texts: np.array(texts, "U"), ()),
    "numpy <U other byte order": (lambda texts: swapped(np.array(texts, "U")), ()),
    "numpy <U backwards": (lambda texts: np.array(texts[::-1], "U")[::-1], ()),
    "numpy <U unaligned": (lambda texts: unaligned(np.array(texts, "U")), ()),
    "numpy <U wide": (lambda texts: np.array(texts, "U5000"), ()),
    "numpy masked": (lambda texts: np.ma.array(texts), ()),
    "numpy StringDType": (lambda texts: np.array(texts, StringDType()), NUMPY2),
    "numpy StringDType backwards": (lambda texts: np.array(texts[::-1], StringDType())[::-1], NUMPY2),
    "numpy StringDType strided": (lambda texts: np.repeat(np.array(texts, StringDType()), 3)[1::3], NUMPY2),
    "numpy StringDType nullable": (lambda texts: np.array(texts, StringDType(na_object=None)), NUMPY2),
    "pandas": (lambda texts: pd.Series(texts), PANDAS),
    "pandas object": (lambda texts: pd.Series(texts, dtype=object), PANDAS),
    "pandas string[python]": (lambda texts: pd.Series(texts, dtype="string[python]"), PANDAS),
    "pandas string[pyarrow]": (lambda texts: pd.Series(texts, dtype="string[pyarrow]"), BOTH),
    "pandas ArrowDtype": (lambda texts: pd.Series(texts, dtype=pd.ArrowDtype(pa.string())), BOTH),
    "pandas category": (lambda texts: pd.Series(texts, dtype="category"), PANDAS),
    "pandas category of objects": (lambda texts: of_categories(texts, object), PANDAS),
    "pandas category of Arrow": (lambda texts: of_categories(texts, pd.ArrowDtype(pa.string())), BOTH),
    "pandas category, a slice": (
        lambda texts: pd.Series(["x", *texts, "y"], dtype="category").iloc[1:-1],
        PANDAS,
    ),
    "pandas CategoricalIndex": (lambda texts: pd.CategoricalIndex(texts), PANDAS),
    "pandas Categorical": (lambda texts: pd.Categorical(texts), PANDAS),
    "pandas array": (lambda texts: pd.array(texts, dtype="string[pyarrow]"), BOTH),
    "pandas array of Python strings": (lambda texts: pd.array(texts, dtype="string[python]"), PANDAS),
    "pandas array of objects": (lambda texts: pd.array(texts, dtype=object), PANDAS),
    "pandas slice": (
        lambda texts: pd.Series(["x", *texts, "x"], index=range(9, 11 + len(texts)))[1:-1],
        PANDAS,
    ),
    "pandas concatenated": (lambda texts: pd.concat([pd.Series(texts[:3]), pd.Series(texts[3:])]), PANDAS),
    "pandas Index": (lambda texts: pd.Index(texts), PANDAS),
    "polars": (lambda texts: pl.Series(texts, dtype=pl.String), POLARS),
    "polars Categorical": (lambda texts: pl.Series(texts, dtype=pl.Categorical), POLARS),
    "polars slice": (lambda texts: pl.Series(["x", *texts, "x"])[1:-1], POLARS),
    "polars chunks": (
        lambda texts: pl.concat([pl.Series(texts[:3]), pl.Series(texts[3:])], rechunk=False),
        POLARS,
    ),
    "pyarrow string": (lambda texts: pa.array(texts, pa.string()), PYARROW),
    "pyarrow large_string": (lambda texts: pa.array(texts, pa.large_string()), PYARROW),
    "pyarrow string_view": (lambda texts: pa.array(texts, pa.string_view()), PYARROW),
    "pyarrow dictionary": (lambda texts: pa.array(texts, pa.string()).dictionary_encode(), PYARROW),
    "pyarrow slice": (lambda texts: pa.array(["x"] * 9 + texts + ["y"]).slice(9, len(texts)), PYARROW),
    "pyarrow slice of views": (
        lambda texts: pa.array(["x"] * 9 + texts + ["y"], pa.string_view()).slice(9, len(texts)),
        PYARROW,
    ),
    "pyarrow slice beside nulls": (lambda texts: pa.array([None] * 9 + texts + [None])[9:-1], PYARROW),
    "pyarrow chunks": (
        lambda texts: pa.chunked_array([[], texts[:1], [], texts[1:6], texts[6:], []], pa.string()),
        PYARROW,
    ),
    "pyarrow tiny chunks": (lambda texts: pa.chunked_array([[text] for text in texts], pa.string()), PYARROW),
    "capsule of a stream": (
        lambda texts: Exported(pa.chunked_array([texts[:3], texts[3:]], pa.string())),
        PYARROW,
    ),
    "capsules of an array": (lambda texts: Exported(pa.array(texts, pa.string())), PYARROW),
    "our producer": (lambda texts: Producer([utf8(texts[:2]), utf8([]), utf8(texts[2:])]), ()),
    "our producer of one array": (lambda texts: Producer([utf8(texts)], as_array=True), ()),
}
CONTAINER = [pytest.param(make, id=name, marks=marks) for name, (make, marks) in CONTAINERS.items()]


def bits(matrix):
    return matrix.shape, matrix.indptr.tobytes(), matrix.indices.tobytes(), matrix.data.tobytes()


def knowledge(model):
    return (
        model.corpus_size,
        model.avgdl,
        model.dim,
        {term: tuple(entry) for term, entry in model.idf.items()},
    )


def new(analyzer=None):
    return BM25EmbeddingFunction(analyzer, method="lucene")


@pytest.fixture(scope="module")
def many():
    chance = random.Random(3)
    words = " ".join(TEXTS).split()
    return [" ".join(chance.choices(words, k=chance.randrange(60))) for _ in range(5_000)]


@pytest.mark.parametrize("analyzer", [None, str.split], ids=["core", "callable"])
@pytest.mark.parametrize("make", CONTAINER)
def test_every_method_equals_the_list(make, analyzer):
    expected, model = new(analyzer).fit(TEXTS), new(analyzer)
    assert knowledge(model.fit(make(TEXTS))) == knowledge(expected)
    for method in ("encode_documents", "encode_queries", "fit_encode"):
        assert bits(getattr(model, method)(make(TEXTS))) == bits(getattr(expected, method)(TEXTS))
    assert knowledge(model.partial_fit(make(TEXTS))) == knowledge(expected.partial_fit(TEXTS))
    assert knowledge(model.forget(make(TEXTS))) == knowledge(expected.forget(TEXTS))
    for size in (1, 3, 100):
        blocks = map(bits, model.encode_iter(make(TEXTS), size))
        assert list(blocks) == [bits(block) for block in expected.encode_iter(TEXTS, size)]


@pytest.mark.parametrize("make", CONTAINER)
def test_many_batches_equal_the_list(make, many):
    expected = new().fit(many)
    model = new().fit(make(many))
    assert knowledge(model) == knowledge(expected)
    assert bits(model.encode_documents(make(many))) == bits(expected.encode_documents(many))
    blocks = list(model.encode_iter(make(many), 1_024))
    assert [block.shape[0] for block in blocks] == [1_024] * 4 + [904]
    assert (
        b"".join(block.data.tobytes() for block in blocks) == expected.encode_documents(many).data.tobytes()
    )


@pytest.mark.parametrize("make", CONTAINER)
def test_empty_columns(make):
    model = new().fit(TEXTS)
    assert model.encode_documents(make([])).shape == (0, model.dim)
    assert list(model.encode_iter(make([]))) == []
    assert knowledge(model.partial_fit(make([]))) == knowledge(new().fit(TEXTS))
    with pytest.raises(errors.InputError, match="empty"):
        model.fit(make([]))


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="counts CPython's objects")
@pytest.mark.parametrize("make", CONTAINER)
def test_the_callers_strings_do_not_grow(make):
    # Strings of this test's own: others may have been asked for their UTF-8, and keep it.
    texts = [text.encode().decode() for text in TEXTS * 3]
    column = make(texts)
    held = texts
    if isinstance(column, np.ndarray | (pd.Series if pd else tuple)) and column.dtype == object:
        held = [*texts, *column]
    before = [sys.getsizeof(text) for text in held]
    for name in ("fit", "fit_encode", "partial_fit", "encode_documents", "encode_queries", "forget"):
        model = BM25EmbeddingFunction(method="lucene").fit(texts).partial_fit(texts)
        getattr(model, name)(make(texts) if name != "fit" else column)
        assert [sys.getsizeof(text) for text in held] == before, name
    assert BM25EmbeddingFunction(str.split).fit(make(texts)).dim
    assert [sys.getsizeof(text) for text in held] == before


@PYARROW
def test_random_slices_equal_the_naive_twin(many):
    """`to_pylist` is the obvious way to read a column."""
    chance = random.Random(7)
    model = new().fit(many)
    types = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
    for _ in range(150):
        texts = chance.choices(many[:60], k=chance.randrange(1, 40))
        parts = []
        column_type = chance.choice(types)
        for _ in range(chance.randrange(1, 4)):
            start = chance.randrange(len(texts) + 1)
            parts.append(pa.array(texts, pa.string()).cast(column_type)[start : chance.randrange(start, 41)])
        column = pa.chunked_array(parts, column_type)
        assert bits(model.encode_documents(column)) == bits(model.encode_documents(column.to_pylist()))


NULLS = {
    "numpy StringDType": (lambda texts: np.array(texts, StringDType(na_object=None)), NUMPY2),
    "numpy StringDType NaN": (
        lambda texts: np.array(
            [np.nan if text is None else text for text in texts], StringDType(na_object=np.nan)
        ),
        NUMPY2,
    ),
    "pandas": (lambda texts: pd.Series(texts), PANDAS),
    "pandas object": (lambda texts: pd.Series(texts, dtype=object), PANDAS),
    "pandas NaN": (lambda texts: pd.Series(texts, dtype=object).fillna(np.nan), PANDAS),
    "pandas string[python]": (lambda texts: pd.Series(texts, dtype="string[python]"), PANDAS),
    "pandas string[pyarrow]": (lambda texts: pd.Series(texts, dtype="string[pyarrow]"), BOTH),
    "pandas category": (lambda texts: pd.Series(texts, dtype="category"), PANDAS),
    "pandas category of objects": (lambda texts: of_categories(texts, object), PANDAS),
    "pandas Categorical": (lambda texts: pd.Categorical(texts), PANDAS),
    "pandas array": (lambda texts: pd.array(texts, dtype="string[pyarrow]"), BOTH),
    "pandas array of Python strings": (lambda texts: pd.array(texts, dtype="string[python]"), PANDAS),
    "pandas array of Arrow": (lambda texts: pd.array(texts, pd.ArrowDtype(pa.string())), BOTH),
    "polars": (lambda texts: pl.Series(texts), POLARS),
    "polars Categorical": (lambda texts: pl.Series(texts, dtype=pl.Categorical), POLARS),
    "pyarrow": (lambda texts: pa.array(texts), PYARROW),
    "pyarrow views": (lambda texts: pa.array(texts, pa.string_view()), PYARROW),
    "pyarrow chunks": (lambda texts: pa.chunked_array([texts[:3], texts[3:]]), PYARROW),
    "pyarrow dictionary": (lambda texts: pa.array(texts).dictionary_encode(), PYARROW),
    "pyarrow null in the dictionary": (
        lambda texts: pa.DictionaryArray.from_arrays(pa.array(range(len(texts))), pa.array(texts)),
        PYARROW,
    ),
}
METHODS = ["fit", "partial_fit", "forget", "fit_encode", "encode_documents", "encode_queries", "encode_iter"]


def refused(model, method, documents):
    before = knowledge(model)
    try:
        result = getattr(model, method)(documents)
        if method == "encode_iter":
            list(result)
    finally:
        assert knowledge(model) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "make", [pytest.param(make, id=name, marks=marks) for name, (make, marks) in NULLS.items()]
)
def test_nulls_name_their_position_and_change_nothing(make, method):
    for analyzer in (None, str.split):
        with pytest.raises(errors.InputError, match=r"\[5\] is null"):
            refused(new(analyzer).fit(TEXTS), method, make([*TEXTS[:5], None, *TEXTS[5:]]))


@PYARROW
def test_positions_count_from_the_start_of_the_column(many):
    column = pa.array([*many, None])
    model = new().fit(many)
    with pytest.raises(errors.InputError, match=r"documents\[5000\] is null"):
        model.fit(column)
    blocks = model.encode_iter(column, 999)
    assert [next(blocks).shape[0] for _ in range(5)] == [999] * 5
    with pytest.raises(errors.InputError, match=r"documents\[5000\] is null"):
        next(blocks)


@NUMPY2
def test_a_null_that_is_a_text():
    """NumPy calls a null whose object is a `str` a text like others."""
    column = np.array([*TEXTS, "the kite"], StringDType(na_object="the kite"))
    assert bits(new().fit_encode(column)) == bits(new().fit_encode([*TEXTS, "the kite"]))


def test_what_is_no_str_in_an_array_of_objects():
    for item, kind in ((None, "None"), (3, "int"), (b"x", "bytes"), (float("nan"), "float")):
        with pytest.raises(errors.InputTypeError, match=rf"documents\[1\] is {kind}"):
            refused(new().fit(TEXTS), "fit", np.array(["x", item], object))


def table():
    return {"id": [1, 2], "text": ["a", "b"]}


WRONG = {
    "numpy int": (lambda: np.array([1]), "int64", ()),
    "numpy bytes": (lambda: np.array([b"x"]), "S1", ()),
    "numpy float": (lambda: np.array([1.0]), "float64", ()),
    "numpy two dimensions": (lambda: np.array([["x"]]), "2 dimensions", ()),
    "numpy no dimension": (lambda: np.array("x"), "0 dimensions", ()),
    "numpy struct": (lambda: np.zeros(1, [("text", "U3")]), "text", ()),
    "pandas int": (lambda: pd.Series([1]), "int64", PANDAS),
    "pandas Int64": (lambda: pd.Series([1], dtype="Int64"), "Int64", PANDAS),
    "pandas time": (lambda: pd.Series(pd.to_datetime(["2020-02-02"])), "datetime64", PANDAS),
    "pandas number": (lambda: pd.Series(["x", 3], dtype=object), r"\[1\] is int|\[0\]", PANDAS),
    "pandas category": (lambda: pd.Series([1, 2], dtype="category"), r"\[0\] is int", PANDAS),
    "pandas category of Int64": (
        lambda: pd.Series(pd.Categorical([1, 2], pd.Index([1, 2], dtype="int64[pyarrow]"))),
        "int64",
        BOTH,
    ),
    "pandas array of numbers": (lambda: pd.array([1, 2], dtype="Int64"), r"\[0\] is int", PANDAS),
    "pandas DataFrame": (lambda: pd.DataFrame(table()), r'"id", "text".*\["text"\]', PANDAS),
    "pandas MultiIndex": (lambda: pd.MultiIndex.from_tuples([("a", "b")]), "MultiIndex", PANDAS),
    "pandas int[pyarrow]": (lambda: pd.Series([1], dtype="int64[pyarrow]"), "int64", BOTH),
    "polars int": (lambda: pl.Series([1]), "int64", POLARS),
    "polars binary": (lambda: pl.Series([b"x"]), "binary", POLARS),
    "polars list": (lambda: pl.Series([["x"]]), "list", POLARS),
    "polars struct": (lambda: pl.Series([{"a": "x"}]), r'"a".*\["a"\]', POLARS),
    "polars LazyFrame": (lambda: pl.LazyFrame({"a": ["x"]}), r"LazyFrame.*collect\(\)", POLARS),
    "polars DataFrame": (lambda: pl.DataFrame({"a": ["x"]}), r'DataFrame.*"a".*\["a"\]', POLARS),
    "pyarrow int": (lambda: pa.array([1]), "Int64Array of type int64", PYARROW),
    "pyarrow binary": (lambda: pa.array([b"x"]), "binary", PYARROW),
    "pyarrow time": (lambda: pa.array([0], pa.timestamp("s")), "timestamp", PYARROW),
    "pyarrow dictionary": (lambda: pa.array([1, 1]).dictionary_encode(), "dictionary of int64", PYARROW),
    "pyarrow runs": (lambda: pa.RunEndEncodedArray.from_arrays([2], ["x"]), "run_end_encoded", PYARROW),
    "pyarrow Table": (lambda: pa.table(table()), r'Table .*"id", "text".*\["text"\]', PYARROW),
    "pyarrow RecordBatch": (lambda: pa.RecordBatch.from_pydict({"text": ["x"]}), r'\["text"\]', PYARROW),
    "one of our own": (lambda: Producer([], b"+q"), r'"\+q"', ()),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("make", "message"),
    [pytest.param(make, message, id=name, marks=marks) for name, (make, message, marks) in WRONG.items()],
)
def test_columns_of_another_type_are_refused(make, message, method):
    with pytest.raises(errors.InputTypeError, match=message):
        refused(new().fit(TEXTS), method, make())


@PYARROW
def test_an_empty_column_of_nulls_is_no_documents():
    assert new().fit(TEXTS).encode_documents(pa.array([])).shape[0] == 0
    with pytest.raises(errors.InputError, match=r"\[0\] is null"):
        new().fit(pa.array([None]))
    assert new().fit(TEXTS).encode_documents(np.array([])).shape[0] == 0


class TestTheInterface:
    """Whatever a producer says or does: an error, never a crash, and everything released once."""

    @pytest.mark.parametrize("as_array", [False, True])
    def test_all_is_released_and_only_after_it_was_read(self, many, as_array):
        chunks = [utf8(many)] if as_array else [utf8(many[at : at + 7]) for at in range(0, len(many), 7)]
        expected = new().fit(many)
        for method in ("fit_encode", "encode_documents"):
            producer = Producer(chunks, as_array=as_array)
            assert bits(getattr(expected, method)(producer)) == bits(getattr(expected, method)(many))
            assert not producer.alive
            assert producer.released == len(chunks) + 1 + (not as_array)
            assert all(not moved.release for moved in producer.moved)

    @pytest.mark.parametrize("method", METHODS)
    def test_released_after_an_error_midway(self, many, method):
        chunks = [utf8(many[at : at + 500]) for at in range(0, 4_000, 500)]
        producer = Producer([*chunks, utf8(["good", b"bad \xed\xa0\x80"]), *chunks])
        with pytest.raises(errors.InputError, match=r"\[4001\] is not valid UTF-8 at its byte 4"):
            refused(new().fit(many), method, producer)
        assert not producer.alive
        assert producer.given == 9

    @pytest.mark.parametrize("method", METHODS)
    def test_a_producer_that_fails(self, many, method):
        producer = Producer([utf8(many)] * 3, fail_at=2)
        with pytest.raises(errors.InputError, match="out of feathers"):
            refused(new().fit(many), method, producer)
        assert not producer.alive

    def test_released_after_a_callable_raises(self, many):
        producer = Producer([utf8(many)] * 3)
        left = iter(range(6_000))

        def analyzer(text):
            if next(left, None) is None:
                raise ZeroDivisionError
            return text.split()

        model = new(str.split).fit(many)
        model.analyzer = analyzer
        with pytest.raises(ZeroDivisionError):
            refused(model, "fit", producer)
        assert not producer.alive
        assert producer.given == 2

    def test_released_when_a_generator_is_closed(self, many):
        producer = Producer([utf8(many[:2_000]), utf8(many[2_000:])])
        blocks = new().fit(many).encode_iter(producer, 700)
        next(blocks)
        assert producer.alive
        del blocks
        gc.collect()
        assert not producer.alive

    def test_capsules_that_were_used_before(self):
        capsule = Producer([utf8(TEXTS)])
        once = capsule.__arrow_c_stream__()
        capsule.__arrow_c_stream__ = lambda: once
        model = new().fit(capsule)
        with pytest.raises(errors.InputError, match="used before"):
            refused(model, "fit", capsule)
        assert not capsule.alive

    def test_capsules_of_another_kind(self):
        producer = Producer([utf8(TEXTS)])
        other = Producer([utf8(TEXTS)], as_array=True)
        producer.__arrow_c_stream__ = lambda: other.__arrow_c_array__()[0]
        with pytest.raises(ValueError, match="name"):
            new().fit(producer)
        producer.__arrow_c_stream__ = lambda: "no capsule"
        with pytest.raises(TypeError):
            new().fit(producer)

    OFFSETS = struct.pack("=3i", 0, 2, 4)
    LONG = b"a text of more than twelve bytes"
    MALFORMED = (
        (b"u", Chunk(-1, [None, OFFSETS, b"abcd"]), "length or offset"),
        (b"u", Chunk(2, [None, OFFSETS, b"abcd"], offset=-1), "length or offset"),
        (b"u", Chunk(1 << 62, [None, OFFSETS, b"abcd"]), "length or offset"),
        (b"u", Chunk((1 << 63) - 1, [None, OFFSETS, b"abcd"], offset=5), "length or offset"),
        (b"u", Chunk(2, [None, OFFSETS]), "number of buffers"),
        (b"u", Chunk(2, [None, None, b"abcd"]), "missing"),
        (b"u", Chunk(2, [None, OFFSETS, None]), "missing"),
        (b"u", Chunk(2, [None, OFFSETS, b"abcd"], null_count=1), "does not say which"),
        (b"u", Chunk(2, [None, struct.pack("=3i", 0, 4, 2), b"abcd"]), r"\[1\].*ascend"),
        (b"u", Chunk(2, [None, struct.pack("=3i", -2, 2, 4), b"abcd"]), r"\[0\].*ascend"),
        (b"u", Chunk(2, [None, struct.pack("=3i", 0, 1, 3), "é!".encode()]), r"\[0\] is not valid UTF-8"),
        (b"U", Chunk(2, [None, struct.pack("=3q", 0, -1, 4), b"abcd"]), r"\[0\].*ascend"),
        (b"vu", Chunk(1, [None, view(-3), b""]), "negative"),
        (b"vu", Chunk(1, [None, view(32), LONG, None]), "without the sizes"),
        (b"vu", Chunk(1, [None, view(32, number=1), LONG, struct.pack("=q", 32)]), "outside"),
        (b"vu", Chunk(1, [None, view(32, number=-1), LONG, struct.pack("=q", 32)]), "outside"),
        (b"vu", Chunk(1, [None, view(32, start=1), LONG, struct.pack("=q", 32)]), "outside"),
        (b"vu", Chunk(1, [None, view(32, start=-1), LONG, struct.pack("=q", 32)]), "outside"),
        (b"vu", Chunk(1, [None, view(32), None, struct.pack("=q", 32)]), "outside"),
        (b"vu", Chunk(1, [None, view(4, inline=b"a\xff")]), "number of buffers"),
        (
            b"vu",
            Chunk(1, [None, view(4, inline=b"abc\xff"), None]),
            r"\[0\] is not valid UTF-8 at its byte 3",
        ),
    )

    @pytest.mark.parametrize("as_array", [False, True])
    @pytest.mark.parametrize(("form", "chunk", "message"), MALFORMED)
    def test_malformed_arrays(self, form, chunk, message, as_array):
        producer = Producer([chunk], form, as_array=as_array)
        with pytest.raises(errors.InputError, match=message):
            refused(new().fit(TEXTS), "fit", producer)
        assert not producer.alive

    def test_well_formed_arrays_of_every_detail(self):
        offsets = struct.pack("=5i", 3, 7, 7, 11, 12)
        # The second of four rows is null; the slice begins after it.
        column = Producer([Chunk(2, [bytes([0b1101]), offsets, b"...kite soarX"], null_count=-1, offset=2)])
        assert bits(new(str.split).fit_encode(column)) == bits(new(str.split).fit_encode([" soa", "r"]))
        views = view(4, inline=b"kite") + view(32, start=0) + view(13, number=1, start=2)
        sizes = struct.pack("=2q", 32, 15)
        column = Producer([Chunk(3, [None, views, self.LONG, b"..a red kite 12", sizes])], b"vu")
        expected = new().fit_encode(["kite", self.LONG.decode(), "a red kite 12"])
        assert bits(new().fit_encode(column)) == bits(expected)

    def test_ctrl_c_midway_releases_everything(self, many):
        producer = Producer([utf8(many)] * 1_000)
        model = new().fit(TEXTS)
        before = knowledge(model)
        with sparing(arrow_producer.__file__):
            # The bound is 200 ms; more for a machine that runs other tests.
            assert interrupt(lambda: model.fit(producer), after=0.5) < 1
        assert knowledge(model) == before
        gc.collect()
        assert not producer.alive
        assert producer.given < 1_000


class TestConcurrency:
    @PYARROW
    def test_eight_threads_read_one_column(self, many):
        column = pa.chunked_array([many[:1_000], many[1_000:]])
        model = new().fit(column)
        expected = bits(model.encode_documents(many))
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(bits(model.encode_documents(column))))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [expected] * 8

    def test_other_threads_run_while_a_producer_waits(self):
        """A producer may need the GIL elsewhere: the thread that asks it must not hold it."""
        go = threading.Event()
        helper = threading.Thread(target=go.set)

        def wait(given):
            if given == 1:
                helper.start()
                assert go.wait(20)

        assert new().fit(Producer([utf8(TEXTS)] * 2, on_next=wait)).corpus_size == 2 * len(TEXTS)

    @NUMPY2
    def test_a_string_array_that_changes_meanwhile(self, many):
        """What is read is some text that stood there: never freed memory."""
        column = np.array(many, StringDType())
        model = new().fit(many)
        done = threading.Event()

        def change():
            at = 0
            while not done.is_set():
                column[at % len(many)] = "kite " * (at % 300)
                at += 1

        thread = threading.Thread(target=change)
        thread.start()
        for _ in range(10):
            assert model.encode_documents(column).shape[0] == len(many)
        done.set()
        thread.join()


class TestMemory:
    @pytest.mark.parametrize("kind", ["pyarrow", "polars", "pandas", "pandas category", "StringDType", "<U"])
    def test_no_python_strings_are_made(self, many, kind):
        texts = [text + "x" * 500 for text in many]
        size = sum(map(len, texts))
        if kind == "pyarrow":
            column = pytest.importorskip("pyarrow").array(texts)
        elif kind == "polars":
            column = pytest.importorskip("polars").Series(texts)
        elif kind.startswith("pandas"):
            pytest.importorskip("pyarrow")
            column = pytest.importorskip("pandas").Series(texts, dtype="string[pyarrow]")
            column = column.astype("category") if "category" in kind else column
        elif kind == "<U":
            column = np.array(texts)
        elif StringDType is None:
            pytest.skip("NumPy 2 is not installed")
        else:
            column = np.array(texts, StringDType())
        model = new().fit(column)  # imports and caches
        del texts
        gc.collect()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            model.fit(column)
            peak = tracemalloc.get_traced_memory()[1] - before
            list_of_it = column.to_list() if hasattr(column, "to_list") else column.tolist()
            listed = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
        assert len(list_of_it) == 5_000
        # A copy of one slice of an <U array is NumPy's to make; a list is as large as the texts.
        assert peak < (600_000 if kind == "<U" else 60_000) < size // 4 < listed

    def test_objects_are_not_copied(self, many):
        column = np.array(many, object)
        model = new().fit(column)
        gc.collect()
        before = sys.getallocatedblocks()
        model.fit(column)
        gc.collect()
        assert abs(sys.getallocatedblocks() - before) < 100


def test_a_list_loads_neither_numpy_nor_pandas():
    code = """
import sys
from elanus.sparse import BM25EmbeddingFunction
BM25EmbeddingFunction().fit(["a kite"]).fit(text for text in ["a kite"])
print({"numpy", "pandas", "pyarrow", "polars"} & set(sys.modules))
"""
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == "set()"


def test_encode_iter_refuses_at_once():
    model = new().fit(TEXTS)
    for documents in ("text", 17, np.array([1])):
        with pytest.raises(errors.InputTypeError, match="documents is"):
            model.encode_iter(documents)
