"""Model files of both formats: what comes back, and everything that can happen to them."""

import copy
import itertools
import json
import math
import os
import pickle
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from blake3 import blake3
from hypothesis import given, settings, strategies as st

import elanus
from elanus import _core, errors
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS, build_default_analyzer
from model_file_reader import encode, read_model

# Three sentences make terms that half of the documents hold.
pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0 or negative")

DEEP = bool(os.environ.get("ELANUS_DEEP_FAULTS"))
"""Set by `make test-faults`: every bit, every system call, half a minute each."""

SENTENCES = [
    "Artificial intelligence was founded as an academic discipline in 1956.",
    "Alan Turing was the first person to conduct substantial research in AI.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
]
SUFFIXES = (".bm25", ".json")


def split(text):
    return text.split(" ")


def saved(model, path):
    model.save(path)
    return path.read_bytes()


def bits(matrix):
    return matrix.shape, matrix.indptr.tobytes(), matrix.indices.tobytes(), matrix.data.tobytes()


def assert_same(one, other, texts=SENTENCES):
    assert list(one.idf.items()) == list(other.idf.items())
    for name in ("corpus_size", "avgdl", "average_idf", "dim", "k1", "b", "epsilon", "method", "delta"):
        assert getattr(one, name) == getattr(other, name), name
    assert bits(one.encode_documents(texts)) == bits(other.encode_documents(texts))
    assert bits(one.encode_queries(texts)) == bits(other.encode_queries(texts))


@pytest.fixture(params=SUFFIXES)
def suffix(request):
    return request.param


@pytest.fixture
def path(tmp_path, suffix):
    return tmp_path / f"model{suffix}"


@pytest.fixture(scope="module")
def files(tmp_path_factory, library_texts):
    """The bytes of one model of 64 KiB, and a little more, in either format."""
    folder = tmp_path_factory.mktemp("models")
    model, texts = BM25EmbeddingFunction(), iter(library_texts)
    while not model.dim or len(saved(model, folder / "model.bm25")) < 65_536:
        model.partial_fit([next(texts) for _ in range(20)])
    return {suffix: saved(model, folder / f"model{suffix}") for suffix in SUFFIXES}


class TestRoundTrip:
    @pytest.mark.parametrize("method", METHODS)
    def test_every_method(self, path, method):
        model = BM25EmbeddingFunction(k1=1.1, b=0.3, epsilon=0.1, method=method).fit(SENTENCES)
        model.forget(SENTENCES[:1])
        data = saved(model, path)
        loaded = BM25EmbeddingFunction().load(path)
        assert_same(loaded, model)
        assert saved(loaded, path) == data
        both = loaded.partial_fit(SENTENCES[:1]), model.partial_fit(SENTENCES[:1])
        assert_same(*both)

    def test_the_content_says_the_format(self, tmp_path):
        model = BM25EmbeddingFunction().fit(SENTENCES)
        for name in ("model", "model.json.gz", "model.bm25", "json", ".json", "ein modell.päckchen"):
            assert saved(model, tmp_path / name)[:8] == b"\x89ELANUS\n", name
        for name in ("model.json", "MODEL.JSON"):
            assert json.loads(saved(model, tmp_path / name))["version"] == "v1", name
        (tmp_path / "model").rename(tmp_path / "a.json")
        (tmp_path / "model.json").rename(tmp_path / "b.bm25")
        for name in ("a.json", "b.bm25"):
            assert_same(BM25EmbeddingFunction().load(tmp_path / name), model)

    def test_a_pipe(self, tmp_path, path):
        data = saved(BM25EmbeddingFunction().fit(SENTENCES), path)
        os.mkfifo(tmp_path / "pipe")
        writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(data,))
        writer.start()
        assert BM25EmbeddingFunction().load(tmp_path / "pipe").corpus_size == 3
        writer.join()

    def test_the_originals_file_natively(self, oracle, tmp_path):
        theirs = oracle.BM25EmbeddingFunction(corpus=SENTENCES)
        theirs.save(str(tmp_path / "theirs.json"))
        model = BM25EmbeddingFunction().load(tmp_path / "theirs.json")
        model.save(tmp_path / "ours.bm25")
        loaded = BM25EmbeddingFunction().load(tmp_path / "ours.bm25")
        assert_same(loaded, model)
        for change in (loaded.partial_fit, loaded.forget):
            with pytest.raises(errors.InputError, match="document frequencies"):
                change(SENTENCES)
        with pytest.raises(errors.InputError, match="document frequencies"):
            BM25EmbeddingFunction().fit(SENTENCES).merge(loaded)
        loaded.save(tmp_path / "again.json")
        again = oracle.BM25EmbeddingFunction()
        again.load(str(tmp_path / "again.json"))
        assert {term: list(entry) for term, entry in again.idf.items()} == {
            term: list(entry) for term, entry in theirs.idf.items()
        }

    @pytest.mark.parametrize("name", ["k1", "b", "epsilon"])
    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -2.5, True, 3])
    def test_numbers_that_the_original_does_not_check(self, oracle, tmp_path, name, value):
        with np.errstate(invalid="ignore"):
            theirs = oracle.BM25EmbeddingFunction(corpus=[*SENTENCES, "Turing"], **{name: value})
        theirs.save(str(tmp_path / "theirs.json"))
        model = BM25EmbeddingFunction().load(tmp_path / "theirs.json")
        again = {"copied": copy.copy(model), "pickled": pickle.loads(pickle.dumps(model))}
        for suffix in SUFFIXES:
            path = tmp_path / f"ours{suffix}"
            data = saved(model, path)
            again[suffix] = BM25EmbeddingFunction().load(path)
            assert saved(again[suffix], path) == data
        # The reader written from the specification reads it, too.
        read = read_model((tmp_path / "ours.bm25").read_bytes())
        assert read["df"] is None
        for found in (model, *again.values()):
            assert found.corpus_size == theirs.corpus_size
            assert repr(getattr(found, name)) == repr(float(getattr(theirs, name)))
            expected = {term: list(entry) for term, entry in theirs.idf.items()}
            assert repr(dict(found.idf)) == repr(expected)
            for method in ("encode_documents", "encode_queries"):
                with np.errstate(all="ignore"):
                    rows = getattr(theirs, method)(SENTENCES).toarray()
                np.testing.assert_array_equal(getattr(found, method)(SENTENCES).toarray(), rows)
        back = oracle.BM25EmbeddingFunction()
        back.load(str(tmp_path / "ours.json"))
        assert repr(back.idf) == repr({term: list(entry) for term, entry in theirs.idf.items()})
        # The other parameters can be changed; a fit needs all of them in their range.
        before = saved(model, tmp_path / "before.json")
        other = "b" if name == "k1" else "k1"
        setattr(model, other, 0.5)
        setattr(model, other, getattr(theirs, other))
        if not math.isfinite(value) or (name, value) in [("k1", -2.5), ("b", -2.5), ("b", 3)]:
            with pytest.raises(errors.InputError, match=f"{name} is"):
                model.fit(SENTENCES)
        assert saved(model, tmp_path / "before.json") == before

    def test_lone_surrogates_of_the_original(self, oracle, tmp_path):
        corpus = ["a\ud800 b \udfff", "\ud801 \ufffd b", "a\ud801 🪁", "\ud83d \ude00"]
        theirs = oracle.BM25EmbeddingFunction(str.split, corpus)
        theirs.save(str(tmp_path / "theirs.json"))
        assert rb"\ud800" in (tmp_path / "theirs.json").read_bytes()
        model = BM25EmbeddingFunction(str.split).load(tmp_path / "theirs.json")
        terms = [model.vocabulary.term(column) for column in range(model.dim)]
        # Each keeps its column. What the file has as it is keeps its name, of the others the first.
        assert terms == [
            "a\ufffd", "b", "\\udfff", "\\ud801", "\ufffd", "a\\ud801", "🪁", "\\ud83d", "\\ude00",
        ]  # fmt: skip
        assert list(model.idf.values()) == list(theirs.idf.values())
        texts = ["a\ud800 b 🪁 \ufffd", "b b 🪁"]
        for method in ("encode_documents", "encode_queries"):
            rows = getattr(theirs, method)(texts).toarray()
            assert (getattr(model, method)(texts).toarray() == rows).all()
        for suffix in SUFFIXES:
            model.save(tmp_path / f"ours{suffix}")
            assert_same(BM25EmbeddingFunction(str.split).load(tmp_path / f"ours{suffix}"), model, texts)

    def test_what_the_original_saves_without_a_fit(self, oracle, tmp_path):
        theirs = oracle.BM25EmbeddingFunction()
        for corpus in (None, [], ["", "!"]):
            if corpus is not None:
                with pytest.raises(ZeroDivisionError):
                    theirs.fit(corpus)
            theirs.save(str(tmp_path / "theirs.json"))
            model = BM25EmbeddingFunction().load(tmp_path / "theirs.json")
            assert (model.corpus_size, model.dim, model.avgdl) == (theirs.corpus_size, 0, theirs.avgdl)
            assert model.encode_documents(SENTENCES).shape == theirs.encode_documents(SENTENCES).shape
            model.save(tmp_path / "ours.bm25")
            assert BM25EmbeddingFunction().load(tmp_path / "ours.bm25").corpus_size == theirs.corpus_size

    def test_the_originals_json_is_read_strictly(self, oracle, tmp_path):
        theirs = oracle.BM25EmbeddingFunction(corpus=SENTENCES, epsilon=math.nan)
        theirs.save(str(tmp_path / "theirs.json"))
        text = (tmp_path / "theirs.json").read_text()
        word = json.dumps(next(iter(theirs.idf)))
        changes = [
            ('"epsilon": NaN', '"epsilon": nan'),
            ('"epsilon": NaN', '"epsilon": +Infinity'),
            ('"epsilon": NaN', '"epsilon": "NaN"'),
            ('"epsilon": NaN', '"epsilon": null'),
            ('"epsilon": NaN', '"epsilon": NaN, "mine": NaN'),  # a further key, and no checksum
            ('"idf_word": [', '"idf_word": [NaN, '),
            (word, '"\\ud8"'),
            (word, "NaN"),
            ("]", ""),
        ]
        for old, new in changes:
            assert old in text
            refuses(text.replace(old, new, 1).encode(), tmp_path / "changed.json")

    def test_a_term_without_a_document_is_out_of_vocabulary(self, oracle, tmp_path, path):
        model = BM25EmbeddingFunction().fit([*SENTENCES, "kite kite"]).forget(["kite kite"])
        assert model.dim == len(model.idf) + 1
        data = saved(model, path)
        loaded = BM25EmbeddingFunction().load(path)
        assert loaded.dim == model.dim
        assert "kite" not in loaded.idf
        assert_same(loaded, model, [*SENTENCES, "kite"])
        assert loaded.encode_documents(["kite"]).nnz == loaded.encode_queries(["kite"]).nnz == 0
        if path.suffix == ".json":
            file = json.loads(data)
            at = file["idf_word"].index("kite")
            assert file["idf_value"][at] == file["elanus"]["document_frequency"][at] == 0
            theirs = oracle.BM25EmbeddingFunction()
            theirs.load(str(path))
            query, documents = ["kite Turing"], ["kite in London", *SENTENCES]
            scores = theirs.encode_queries(query) @ theirs.encode_documents(documents).T
            ours = loaded.encode_queries(query) @ loaded.encode_documents(documents).T
            # What the original says of the dead term is 0 times something: scores differ by the length alone.
            assert ours[:, 1:].toarray().tolist() == scores[:, 1:].toarray().tolist()

    def test_the_analyzer_comes_back(self, path):
        BM25EmbeddingFunction(build_default_analyzer("de")).fit(["Der Milan kreist."]).save(path)
        assert BM25EmbeddingFunction().load(path).encode_queries(["Milane"]).nnz == 1
        BM25EmbeddingFunction(split).fit(["a b"]).save(path)
        with pytest.raises(errors.InputError, match=r"the Python callable .*split"):
            BM25EmbeddingFunction().load(path)
        assert BM25EmbeddingFunction(split).load(path).dim == 2

    def test_threads_and_groupings_of_merges_change_no_byte(self, library_texts, tmp_path, suffix):
        texts = library_texts[:1_500]
        before, found = elanus.get_num_threads(), []
        parts = [texts[:100], texts[100:900], texts[900:]]
        path = tmp_path / f"model{suffix}"
        try:
            for threads in (1, 2, 3, 4):
                elanus.set_num_threads(threads)
                found.append(saved(BM25EmbeddingFunction().fit(texts), path))
                a, b, c = (BM25EmbeddingFunction().fit(part) for part in parts)
                found.append(saved(BM25EmbeddingFunction.merged([a, b, c]), path))
                bc = BM25EmbeddingFunction.merged([b, c])
                found.append(saved(BM25EmbeddingFunction.merged([a, bc]), path))
                found.append(saved(a.merge(b).merge(c), path))
                found.append(saved(BM25EmbeddingFunction().load(path), path))
        finally:
            elanus.set_num_threads(before)
        assert len(set(found)) == 1

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.text(), min_size=1), st.data())
    def test_any_terms(self, tmp_path_factory, documents, data):
        model = BM25EmbeddingFunction(split).fit([*documents, "one"])
        model.forget(data.draw(st.lists(st.sampled_from(documents), unique=True)))
        path = tmp_path_factory.mktemp("any") / f"model{data.draw(st.sampled_from(SUFFIXES))}"
        first = saved(model, path)
        loaded = BM25EmbeddingFunction(split).load(path)
        assert_same(loaded, model, documents)
        assert saved(loaded, path) == first


class TestIndependentReader:
    def test_reads_what_we_write(self, tmp_path):
        model = BM25EmbeddingFunction(k1=1.2, method="bm25+").fit([*SENTENCES, "Rotmilan 🪁"])
        model.forget(["Rotmilan 🪁"])
        found = read_model(saved(model, tmp_path / "model"))
        assert (found["documents"], found["avgdl"], found["average_idf"]) == (
            3,
            model.avgdl,
            model.average_idf,
        )
        assert (found["k1"], found["delta"], found["method"]) == (1.2, 1.0, "bm25+")
        entries = enumerate(zip(found["terms"], found["idf"], strict=True))
        live = [(term, idf, at) for at, (term, idf) in entries if found["df"][at]]
        assert live == [(term, *entry) for term, entry in model.idf.items()]
        assert found["terms"][-2:] == ["rotmilan", "🪁"]
        assert found["analyzer"]["name"] == "en"
        file = json.loads(saved(model, tmp_path / "model.json"))
        assert file["elanus"]["document_frequency"] == found["df"]
        assert file["elanus"]["total_length"] == found["tokens"]

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("parameters", [{}, {"k1": 0.9, "b": 0.4, "epsilon": 0.1, "delta": 0.7}])
    def test_encodes_as_we_do(self, path, library_texts, method, parameters):
        """Every weight to the last bit, from nothing but the file and the tokens."""
        texts = library_texts[:150]
        model = BM25EmbeddingFunction(method=method, **parameters).fit(texts).forget(texts[100:])
        found, analyze = read_model(saved(model, path)), build_default_analyzer("en")
        others = ["", "unseen zebras", "the list, a list and the lists list zebra", " ".join(texts[:40])]
        texts = [*texts[50:], *others]
        rows = [encode(found, analyze(text)) for text in texts]
        assert rows == entries(model.encode_documents(texts))
        queries = [encode(found, analyze(text), as_query=True) for text in texts]
        assert queries == entries(model.encode_queries(texts))
        assert max(len(row) for row in rows) > 100

    @pytest.mark.parametrize("epsilon", [-0.25, math.nan, 1e300])
    def test_encodes_as_we_do_with_the_originals_file(self, oracle, tmp_path, epsilon):
        theirs = oracle.BM25EmbeddingFunction(corpus=[*SENTENCES, "Turing"], epsilon=epsilon)
        theirs.save(str(tmp_path / "theirs.json"))
        model = BM25EmbeddingFunction().load(tmp_path / "theirs.json")
        found, analyze = read_model((tmp_path / "theirs.json").read_bytes()), build_default_analyzer("en")
        for text in [*SENTENCES, "Turing, Turing, London"]:
            row = encode(found, analyze(text))
            assert repr([row]) == repr(entries(model.encode_documents([text])))
            row = encode(found, analyze(text), as_query=True)
            assert repr([row]) == repr(entries(model.encode_queries([text])))

    @pytest.mark.filterwarnings("ignore:pymilvus.model reads")
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(
        "bounds",
        [{"min_df": 2}, {"max_df": 0.1}, {"max_terms": 77}, {"min_df": 0.02, "max_df": 9, "max_terms": 80}],
    )
    def test_encodes_as_we_do_what_is_not_left_out(self, path, library_texts, method, bounds):
        texts = library_texts[:150]
        model = BM25EmbeddingFunction(method=method, **bounds).fit(texts).forget(texts[100:])
        found, analyze = read_model(saved(model, path)), build_default_analyzer("en")
        texts = [*texts[50:], "", "unseen zebras", " ".join(texts[:40])]
        rows = [encode(found, analyze(text)) for text in texts]
        assert rows == entries(model.encode_documents(texts))
        assert [encode(found, analyze(text), as_query=True) for text in texts] == entries(
            model.encode_queries(texts)
        )
        whole = BM25EmbeddingFunction(method=method).fit(library_texts[:150])
        assert 0 < sum(map(len, rows)) < whole.encode_documents(texts).nnz

    @pytest.mark.parametrize("kind", SUFFIXES)
    def test_refuses_what_we_refuse(self, files, tmp_path, kind):
        data, choose = files[kind], random.Random(5)
        for _ in range(300 if kind == ".bm25" else 30):
            damaged = bytearray(data)
            damaged[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
            with pytest.raises(ValueError, match=r".+"):
                read_model(bytes(damaged))

    @pytest.mark.parametrize(
        ("taken", "section", "at", "value"),
        [
            (True, "model", 0, struct.pack("<QQd", 3, 4, 4 / 3)),  # as it is
            (True, "model", 0, struct.pack("<QQd", 2**32 - 1, 4, 4 / (2**32 - 1))),
            (False, "model", 0, struct.pack("<QQd", 2**32, 4, 4 / 2**32)),
            (False, "model", 0, struct.pack("<QQd", 1, 4, 4.0)),
            (True, "model", 0, struct.pack("<QQd", 3, 3, 1.0)),
            (False, "model", 0, struct.pack("<QQd", 3, 2, 2 / 3)),
            (True, "model", 0, struct.pack("<QQd", 3, 2**53, 2**53 / 3)),
            (False, "model", 0, struct.pack("<QQd", 3, 2**53 + 2, (2**53 + 2) / 3)),
            (False, "model", 0, struct.pack("<QQd", 3, 4, 1.5)),
            (True, "model", 32, struct.pack("<4d", 1e30, 1, -1e30, 1e30)),
            (False, "model", 32, struct.pack("<d", 1.1e30)),
            (False, "model", 40, struct.pack("<d", 1.1)),
            (False, "model", 48, struct.pack("<d", -1.1e30)),
            (False, "model", 56, struct.pack("<d", -1)),
            (False, "idf", 0, struct.pack("<d", math.inf)),
            (False, "df", 0, struct.pack("<II", 0, 0)),
            (False, "df", 0, struct.pack("<I", 4)),
            (True, "analyzer", 0, b""),
            (False, "analyzer", 0, b"null"),
            (False, "analyzer", 0, b"7"),
            (False, "analyzer", 0, b"[]"),
            (False, "analyzer", 0, b"{"),
            (True, "bounds", 2, struct.pack("<QdQdQ", 2, 0.0, 0, 1.0, 0)),
            (True, "bounds", 2, struct.pack("<QdQdQ", 0, 0.0, 2**32 - 1, 0.0, 2**32 - 1)),
            (False, "bounds", 1, struct.pack("<QdQdQ", 2, 0.0, 0, 1.0, 0)),
            (False, "bounds", 3, struct.pack("<QdQdQ", 2, 0.0, 0, 1.0, 0)),
            (False, "bounds", 2, b""),
            (False, "bounds", 2, struct.pack("<QdQdQ", 1, 0.0, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 2, 0.5, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 2, -0.0, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 0, -0.0, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 0, math.nan, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 0, 0.0, 0, 1.5, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 3, 0.0, 2, 0.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 2**32, 0.0, 0, 1.0, 0)),
            (False, "bounds", 2, struct.pack("<QdQdQ", 1, 0.0, 0, 1.0, 2**32)),
        ],
    )
    def test_takes_what_we_take(self, tmp_path, taken, section, at, value):
        """Files whose digests are right, and whose numbers are not always."""
        model = BM25EmbeddingFunction(method="lucene").fit(["kites kite perch", "kite", ""])
        data = bytearray(saved(model, tmp_path / "model.bm25"))
        parts, start = [], 336
        for index in range(6):
            length = struct.unpack_from("<Q", data, 16 + 48 * index + 8)[0]
            parts.append(data[start : start + length])
            start += length
        index = (
            ["model", "analyzer", "ends", "text", "idf", "df"].index(section) if section != "bounds" else 0
        )
        if section == "analyzer":
            parts[index] = bytearray(value)
        elif section == "bounds":  # `at` is the format
            data[8] = at
            parts[0][72:72] = value
        else:
            parts[index][at : at + len(value)] = value
        for index, part in enumerate(parts):
            data[16 + 48 * index + 8 : 16 + 48 * (index + 1)] = (
                struct.pack("<Q", len(part)) + blake3(part).digest()
            )
        data[304:] = blake3(data[:304]).digest() + b"".join(parts)
        agree(taken, bytes(data), tmp_path / "forged.bm25")

    @pytest.mark.parametrize(
        ("taken", "changes"),
        [
            (True, {}),
            (True, {"avgdl": 2, "k1": True, "zebra": [1]}),
            (True, {"k1": 1e30, "b": 0, "epsilon": -1e30}),
            (False, {"avgdl": 1.5}),
            (False, {"avgdl": math.nan}),
            (False, {"avgdl": None}),
            (False, {"version": "v2"}),
            (False, {"version": ...}),
            (False, {"corpus_size": 1}),
            (False, {"corpus_size": 2.0}),
            (False, {"corpus_size": -2}),
            (False, {"idf_word": ["kite", "kite", "owl"]}),
            (False, {"idf_word": ["kite", "perch", 5]}),
            (False, {"idf_word": ["kite", "perch"]}),
            (True, {"idf_word": ["kite", "perch", "\ud800"]}),
            (False, {"idf_value": [0.5, math.inf, 0.0]}),
            (False, {"idf_value": [0.5, 0.25, 0.1]}),
            (False, {"idf_value": [0.5, 0.25, -0.0]}),
            (True, {"idf_value": [0.5, 0.25, 0]}),
            (False, {"idf_value": [0.5, "0.25", 0.0]}),
            (False, {"k1": 1.1e30}),
            (False, {"b": 1.1}),
            (False, {"epsilon": -math.inf}),
            (False, {"elanus": None}),
            (True, {"elanus": ...}),
            (False, {"elanus": ..., "avgdl": -0.0}),
            (True, {"elanus": ..., "avgdl": -0.0, "idf_word": [], "idf_value": []}),
            (True, {"elanus": ..., "k1": math.nan, "idf_value": [math.nan, -math.inf, 0.1]}),
            (True, {"further": {"delta": ..., "average_idf": ..., "analyzer": ..., "zebra": 1}}),
            (True, {"further": {"analyzer": None, "delta": 1}}),
            (False, {"further": {"analyzer": 7}}),
            (False, {"further": {"analyzer": []}}),
            (False, {"further": {"format": 0}}),
            (False, {"further": {"format": 2}}),
            (False, {"further": {"format": 3, "min_df": 2, "max_df": 1.0}}),
            (True, {"further": {"min_df": [], "max_terms": 0}}),
            (True, {"further": {"format": 2, "min_df": 2, "max_df": 1.0}}),
            (True, {"further": {"format": 2, "min_df": 0.0, "max_df": 1.0, "max_terms": 2**32 - 1}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 1.0}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 1.0, "max_terms": None}}),
            (False, {"further": {"format": 2, "min_df": 2}}),
            (False, {"further": {"format": 2, "min_df": 2, "max_df": 1}}),
            (False, {"further": {"format": 2, "min_df": 0.5, "max_df": 0.25}}),
            (True, {"further": {"format": 2, "min_df": 0.5, "max_df": 1}}),
            (False, {"further": {"format": 2, "min_df": -0.0, "max_df": 1}}),
            (False, {"further": {"format": 2, "min_df": 0, "max_df": 1}}),
            (False, {"further": {"format": 2, "min_df": 1.5, "max_df": 1}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": True}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 2**32}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 1, "max_terms": 0}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 1, "max_terms": 1.0}}),
            (False, {"further": {"format": 2, "min_df": 1, "max_df": 1, "document_frequency": None}}),
            (False, {"further": {"format": 1.0}}),
            (False, {"further": {"format": ...}}),
            (False, {"further": {"method": "bm26"}}),
            (False, {"further": {"method": ["okapi"]}}),
            (False, {"further": {"method": ...}}),
            (False, {"further": {"delta": -1}}),
            (False, {"further": {"delta": None}}),
            (False, {"further": {"delta": math.nan}}),
            (False, {"further": {"average_idf": True}}),
            (False, {"further": {"total_length": ...}}),
            (False, {"further": {"total_length": 5}}),
            (False, {"further": {"document_frequency": [3, 1, 0]}}),
            (False, {"further": {"document_frequency": [2, 1, 1, 1]}}),
            (False, {"further": {"document_frequency": [2, 1.0, 0]}}),
            (False, {"further": {"document_frequency": ...}}),
            (True, {"further": {"document_frequency": ..., "total_length": None, "method": "okapi"}}),
        ],
    )
    def test_takes_the_json_that_we_take(self, tmp_path, taken, changes):
        """Files whose checksum is right, and whose content is not always."""
        file = self.as_json(tmp_path)
        changes = {**changes}
        for object_, values in ((file["elanus"], changes.pop("further", {})), (file, changes)):
            object_.update(values)
            for key in [key for key, value in values.items() if value is ...]:
                del object_[key]
        agree(taken, sealed(json.dumps(file)), tmp_path / "forged.json")

    @pytest.mark.parametrize(
        ("taken", "old", "new"),
        [
            (True, "{", " \n{"),
            (True, '"kite"', '"\\u006bite"'),
            (True, '"perch"', '"Düne 🪁"'),
            (True, '"elanus": {', '"zebra": 1, "zebra": 2, "elanus": {'),
            (False, "{", "\ufeff{"),
            (False, '"version"', '"k1": 1.5, "version"'),
            (False, '"method"', '"delta": 0.0, "method"'),
            (False, '"k1": 1.5', '"k1": 1e999'),
            (False, '"k1": 1.5', '"k1": 1.5,'),
            (False, ', 0.0], "k1"', ', -0], "k1"'),
        ],
    )
    def test_takes_the_text_that_we_take(self, tmp_path, taken, old, new):
        text = json.dumps(self.as_json(tmp_path))
        assert old in text
        agree(taken, sealed(text.replace(old, new, 1)), tmp_path / "forged.json")

    def test_the_end_of_a_file_is_taken_literally(self, tmp_path):
        file = self.as_json(tmp_path)
        good = sealed(json.dumps(file))
        agree(True, good, tmp_path / "good.json")
        upper = good[:-66] + good[-66:-2].upper() + good[-2:]
        tight = good.replace(b', "checksum": "', b',"checksum":"')
        for bad in (good + b"\n", upper, tight, json.dumps(file).encode()):
            agree(False, bad, tmp_path / "bad.json")
        del file["elanus"]
        agree(True, json.dumps(file).encode(), tmp_path / "theirs.json")

    @staticmethod
    def as_json(tmp_path):
        model = BM25EmbeddingFunction(method="lucene").fit(["kites kite perch", "kite", "owl"])
        file = json.loads(saved(model.forget(["owl"]), tmp_path / "model.json"))
        del file["checksum"]
        return file

    @pytest.mark.parametrize("counted", [True, False])
    def test_an_average_of_minus_0(self, tmp_path, counted):
        path = tmp_path / "model.bm25"
        if counted:
            model = BM25EmbeddingFunction().fit(["kite"]).forget(["kite"])
        else:
            file = {key: value for key, value in self.as_json(tmp_path).items() if key != "elanus"}
            path.write_text(json.dumps(file | {"idf_word": [], "idf_value": [], "avgdl": 0}))
            model = BM25EmbeddingFunction().load(path)
        data = bytearray(saved(model, path))
        agree(True, bytes(data), path)
        data[352 : 352 + 8] = struct.pack("<d", -0.0)
        data[32:64] = blake3(data[336 : 336 + struct.unpack_from("<Q", data, 24)[0]]).digest()
        data[304:336] = blake3(data[:304]).digest()
        agree(not counted, bytes(data), path)


def entries(matrix):
    """The rows of a matrix as the independent reader gives them."""
    rows = itertools.pairwise(matrix.indptr)
    return [list(zip(matrix.indices[a:b].tolist(), matrix.data[a:b].tolist(), strict=True)) for a, b in rows]


def sealed(text):
    """A file of JSON with the checksum that fits."""
    begin = f'{text[:-1]}, "checksum": "'.encode()
    return begin + blake3(begin + b'"}').hexdigest().encode() + b'"}'


def agree(taken, data, path):
    """The independent reader and ours both take a file, or neither does."""
    if taken:
        read_model(data)
        path.write_bytes(data)
        BM25EmbeddingFunction().load(path)
    else:
        with pytest.raises(ValueError, match=r".+"):
            read_model(data)
        refuses(data, path)


def refuses(data, path, error=errors.CorruptModelError):
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        _core.Bm25.read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestDamage:
    @pytest.mark.timeout(3_600 if DEEP else 300)
    def test_flipped_bits(self, files, suffix):
        """All flips on demand, 524,288 and more of either file; else a sample."""
        data = files[suffix]
        count = len(data) * 8
        assert count >= 524_288
        flips = range(count) if DEEP else sorted(random.Random(3).sample(range(count), 1_500))
        damaged = bytearray(data)
        restore = _core.Bm25._restore
        parameters = (1.5, 0.75, 0.25, "okapi", None)
        for flip in flips:
            damaged[flip // 8] ^= 1 << flip % 8
            with pytest.raises(errors.CorruptModelError):
                restore(parameters, bytes(damaged))
            damaged[flip // 8] = data[flip // 8]
        assert damaged == data

    @pytest.mark.timeout(3_600 if DEEP else 300)
    def test_cuts_and_additions(self, files, path, suffix):
        data = files[suffix]
        cuts = {0, 1, 7, 8, 11, 12, 335, 336, 337, len(data) - 1}
        cuts.update(range(len(data)) if DEEP else random.Random(4).sample(range(len(data)), 100))
        for cut in sorted(cuts):
            refuses(data[:cut], path)
        for more in (b"\0", b"\n", data):
            refuses(data + more, path)

    def test_other_files(self, path, tmp_path):
        for data in (
            b"",
            b"kite",
            b"\x89PNG\r\n\x1a\n",
            b"[]",
            b"{}",
            b"null",
            b"\xff" * 400,
            b"\x89ELANUS\n",
        ):
            message = refuses(data, path)
            assert str(path) in message
        for wrong in (tmp_path, tmp_path / "none"):
            with pytest.raises(errors.ModelFileError, match="cannot read"):
                _core.Bm25.read(wrong)

    def test_a_newer_format_says_so(self, files, path):
        data = bytearray(files[".bm25"])
        data[8] = 3
        for newer in (data, data[:12], data[:20]):
            assert "newer version of Elanus" in refuses(bytes(newer), path)

    def test_a_newer_format_of_json_says_so(self, files, path):
        text = files[".json"].decode().replace('"format": 1', '"format": 3')
        head, tail = text[: text.index('"checksum": "') + 13], '"}'
        newer = head + blake3((head + tail).encode()).hexdigest() + tail
        assert "newer version of Elanus" in refuses(newer.encode(), path)

    def test_swapped_sections(self, files, path):
        data = files[".bm25"]
        lengths = [int.from_bytes(data[24 + 48 * index : 32 + 48 * index], "little") for index in range(6)]
        sections, at = [], 336
        for length in lengths:
            sections.append(data[at : at + length])
            at += length
        for one in range(6):
            for other in range(one):
                swapped = sections.copy()
                swapped[one], swapped[other] = swapped[other], swapped[one]
                refuses(data[:336] + b"".join(swapped), path)
                header = bytearray(data[:336])
                first, second = (slice(16 + 48 * index, 64 + 48 * index) for index in (one, other))
                header[first], header[second] = header[second], header[first]
                header[304:] = blake3(header[:304]).digest()
                refuses(bytes(header) + b"".join(swapped), path)

    def test_a_failed_load_leaves_the_object(self, files, path, suffix):
        model = BM25EmbeddingFunction(method="lucene").fit(SENTENCES)
        before = _core.Bm25.__reduce__(model._state[0])[1]
        path.write_bytes(files[suffix][:-1])
        with pytest.raises(errors.CorruptModelError):
            model.load(path)
        assert _core.Bm25.__reduce__(model._state[0])[1] == before

    # AddressSanitizer reserves terabytes of addresses.
    @pytest.mark.unsanitized
    def test_forged_lengths_allocate_at_most_twice_the_file(self, tmp_path):
        """The digests fit: only the size of the file shows that a length is wrong."""
        words = [f"{number:x}" for number in range(300_000)]
        BM25EmbeddingFunction(split).fit([" ".join(words)]).save(tmp_path / "model")
        code = """
            import sys
            from pathlib import Path
            from blake3 import blake3
            from elanus import _core, errors

            def status(name):
                lines = Path("/proc/self/status").read_text().splitlines()
                return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

            path, forged = Path(sys.argv[1]), Path(sys.argv[1] + ".forged")
            data = path.read_bytes()
            del path
            size, cases = len(data), 0
            for section in range(6):
                at = 24 + 48 * section
                length = int.from_bytes(data[at : at + 8], "little")
                for lie in (0, 1, length + 8, length * 2, 10 * size, 2**32, 2**40, 2**64 - size, 2**64 - 1):
                    for other in range(6):  # a section that makes up for it where it can
                        header = bytearray(data[:336])
                        header[at : at + 8] = lie.to_bytes(8, "little")
                        if other != section:
                            there = 24 + 48 * other
                            rest = int.from_bytes(data[there : there + 8], "little") + length - lie
                            header[there : there + 8] = (rest % 2**64).to_bytes(8, "little")
                        header[304:] = blake3(header[:304]).digest()
                        if bytes(header) == data[:336]:
                            continue
                        with forged.open("wb") as file:
                            file.write(header)
                            file.write(memoryview(data)[336:])
                        Path("/proc/self/clear_refs").write_text("5")
                        before = status("VmRSS")
                        try:
                            _core.Bm25.read(forged)
                        except errors.CorruptModelError:
                            pass
                        else:
                            raise AssertionError((section, lie, other))
                        assert status("VmHWM") - before <= 2 * size, (section, lie, other)
                        cases += 1
            limit = status("VmPeak")
            assert limit < 40 * size + 2**30, limit  # nothing was reserved either
            print(cases)
        """
        assert int(run(code, tmp_path / "model")) > 250


def run(code, *arguments, check=True, **options):
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


SAVE = """
    import sys
    from elanus.errors import ModelFileError
    from elanus.sparse import BM25EmbeddingFunction
    model = BM25EmbeddingFunction().load(sys.argv[1])
    print("ready", flush=True)
    try:
        model.save(sys.argv[2])
    except ModelFileError as error:
        print(error)
"""


class TestFaults:
    """The simulated file system of the core's tests goes through every step; these are real ones."""

    def test_a_full_disk(self, files, tmp_path, suffix):
        """A limit on the size of files fails writes midway, as a full disk does."""
        (tmp_path / "new").write_bytes(files[suffix])
        old = saved(BM25EmbeddingFunction().fit(SENTENCES), tmp_path / f"model{suffix}")
        model = BM25EmbeddingFunction().load(tmp_path / "new")
        size = len(saved(model, tmp_path / f"model{suffix}"))
        (tmp_path / f"model{suffix}").write_bytes(old)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        for limit in (0, 1, 4_096, 40_000, size - 1):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
            try:
                with pytest.raises(errors.ModelFileError, match=r"cannot write .*model"):
                    model.save(tmp_path / f"model{suffix}")
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
            assert (tmp_path / f"model{suffix}").read_bytes() == old
            assert len(list(tmp_path.iterdir())) == 2

    def test_a_file_that_is_not_there_is_named(self, tmp_path, suffix):
        with pytest.raises(errors.ModelFileError, match=rf"no\{suffix}"):
            BM25EmbeddingFunction().load(tmp_path / f"no{suffix}")
        with pytest.raises(errors.ModelFileError):
            BM25EmbeddingFunction().fit(SENTENCES).save(tmp_path / "no" / f"model{suffix}")
        with pytest.raises(errors.ElanusError, match=r"bm25_msmarco_v1\.json"):
            BM25EmbeddingFunction().load()

    def test_what_is_no_file_is_not_replaced(self, tmp_path, path):
        model = BM25EmbeddingFunction().fit(SENTENCES)
        os.mkfifo(path)
        (tmp_path / "folder").mkdir()
        links = {"to-pipe": path.name, "to-folder": "folder", "circle": f"circle{path.suffix}"}
        for name, end in links.items():
            (tmp_path / f"{name}{path.suffix}").symlink_to(end)
        before = sorted(tmp_path.iterdir())
        for wrong in (path, tmp_path / "folder", *(tmp_path / f"{name}{path.suffix}" for name in links)):
            with pytest.raises(errors.ModelFileError, match=f"cannot write .*{wrong.name}: "):
                model.save(wrong)
        assert sorted(tmp_path.iterdir()) == before
        assert path.is_fifo()

    def test_links_are_followed(self, tmp_path, path):
        model = BM25EmbeddingFunction()
        (tmp_path / "elsewhere").mkdir()
        path.symlink_to("elsewhere/file")
        for corpus in (SENTENCES, ["a new one"]):
            model.fit(corpus)
            model.save(path)  # the first time the link leads nowhere
            assert path.is_symlink()
            assert BM25EmbeddingFunction().load(tmp_path / "elsewhere" / "file").dim == model.dim

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_directory_that_may_not_be_written(self, tmp_path, path):
        model = BM25EmbeddingFunction().fit(SENTENCES)
        old = saved(model, path)
        tmp_path.chmod(0o500)
        try:
            with pytest.raises(errors.ModelFileError, match="Permission denied"):
                model.fit(["other"]).save(path)
        finally:
            tmp_path.chmod(0o700)
        assert path.read_bytes() == old

    @pytest.mark.skipif(not DEEP, reason="on demand: make test-faults")
    @pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
    @pytest.mark.parametrize("fault", ["error=ENOSPC", "error=EIO", "error=EINTR", "signal=SIGKILL"])
    @pytest.mark.parametrize("call", ["openat", "write", "fsync", "rename", "close"])
    def test_injected(self, files, tmp_path, suffix, call, fault):
        if fault == "error=EINTR" and call != "write":
            pytest.skip("only writes are interrupted")
        target = tmp_path / f"model{suffix}"
        (tmp_path / "new").write_bytes(files[suffix])
        BM25EmbeddingFunction().load(tmp_path / "new").save(tmp_path / f"new{suffix}")
        new = (tmp_path / f"new{suffix}").read_bytes()
        old = saved(BM25EmbeddingFunction().fit(SENTENCES), target)
        # How often the call is made; those of the save are among the last.
        count = len(self.strace(tmp_path, target, call, None).splitlines())
        hits = 0
        for when in range(max(1, count - 12), count + 1):
            target.write_bytes(old)
            for litter in tmp_path.glob(".*.tmp"):
                litter.unlink()
            out = self.strace(tmp_path, target, call, f"{call}:{fault}:when={when}")
            hits += "INJECTED" in out or "SIGKILL" in out
            assert target.read_bytes() in (old, new), when
            if "SIGKILL" not in fault:
                assert not list(tmp_path.glob(".*.tmp")), when
            BM25EmbeddingFunction().load(target)
        assert hits

    @staticmethod
    def strace(tmp_path, target, call, inject):
        log = tmp_path / "log"
        command = ["strace", "-f", "-o", log, "-e", f"trace={call}"]
        if inject:
            command += ["-e", f"inject={inject}"]
        python = [sys.executable, "-B", "-c", textwrap.dedent(SAVE), tmp_path / "new", target]
        environment = {**os.environ, "ELANUS_NUM_THREADS": "1"}
        subprocess.run([*command, *python], capture_output=True, check=False, env=environment)
        return "\n".join(line for line in log.read_text().splitlines() if f"{call}(" in line or "SIG" in line)

    def test_kill_9(self, files, tmp_path, suffix):
        """A process that saves two models in turn is killed at random moments."""
        target = tmp_path / f"model{suffix}"
        code = """
            import sys
            from elanus.sparse import BM25EmbeddingFunction
            models = [BM25EmbeddingFunction().fit(["one"]), BM25EmbeddingFunction().load(sys.argv[1])]
            models[0].save(sys.argv[2])
            print("ready", flush=True)
            while True:
                for model in reversed(models):
                    model.save(sys.argv[2])
        """
        (tmp_path / "new").write_bytes(files[suffix])
        choose, sizes = random.Random(8), set()
        for _ in range(200 if DEEP else 3):
            command = [sys.executable, "-c", textwrap.dedent(code), tmp_path / "new", target]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
                child.stdout.readline()
                time.sleep(choose.random() * 0.05)
                child.send_signal(signal.SIGKILL)
            sizes.add(BM25EmbeddingFunction().load(target).corpus_size)
        assert sizes <= {1, BM25EmbeddingFunction().load(tmp_path / "new").corpus_size}

    def test_two_savers_and_two_readers_see_no_torn_file(self, files, tmp_path, suffix):
        (tmp_path / "new").write_bytes(files[suffix])
        target = tmp_path / f"model{suffix}"
        # Each goes on until all have made their steps: `least` of them.
        loop = """
            import sys, threading
            from elanus import _core
            from elanus.sparse import BM25EmbeddingFunction
            new, target, least, kind = sys.argv[1:]
            sizes, model = set(), BM25EmbeddingFunction()
            if kind != "reader":
                model = model.load(new) if kind == "large" else model.fit(["one"])
            end = threading.Event()
            threading.Thread(target=lambda: (sys.stdin.read(), end.set()), daemon=True).start()
            count = 0
            while not end.is_set():
                if kind == "reader":
                    sizes.add(_core.Bm25.read(target)[0].dim)
                else:
                    model.save(target)
                count += 1
                if count == int(least):
                    print("ready", flush=True)
            assert len(sizes) <= 2
        """
        BM25EmbeddingFunction().load(tmp_path / "new").save(target)
        command = [sys.executable, "-c", textwrap.dedent(loop), tmp_path / "new", target]
        children = [
            subprocess.Popen(
                [*command, "500" if DEEP else "10", kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for kind in ("large", "small", "reader", "reader")
        ]
        said = [child.stdout.readline() for child in children]
        for child in children:
            child.communicate()
        assert [child.returncode for child in children] == [0] * 4
        assert said == ["ready\n"] * 4
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_million_terms_load_at_once(self, tmp_path):
        """Within 100 ms of a release build on an idle machine: `make test-faults`.

        Here within a second of all processors, which does not tell how busy the machine is.
        """
        clock = time.perf_counter if DEEP else time.process_time
        words = [f"{number * 2_654_435_761 % 2**32:08x}" for number in range(1_000_000)]
        documents = [" ".join(words[at : at + 1_000]) for at in range(0, len(words), 1_000)]
        BM25EmbeddingFunction(split).fit(documents).save(tmp_path / "model")
        times = []
        for _ in range(8):
            model = BM25EmbeddingFunction(split)
            start = clock()
            model.load(tmp_path / "model")
            times.append(clock() - start)
        assert model.dim == 1_000_000
        assert min(times) < (0.1 if DEEP else 1), times
