"""The golden files of tests/vectors, which rust/core/tests/vectors.rs reads too."""

import importlib.util
import json

import numpy as np
import pytest

from code_lines import ROOT
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS, build_default_analyzer

VECTORS = ROOT / "tests" / "vectors"
TOKENS = json.loads((VECTORS / "english_tokens.json").read_text("utf-8"))
BM25 = json.loads((VECTORS / "bm25.json").read_text("utf-8"))


def rows(matrix):
    """Columns and weights of each row."""
    pairs = list(zip(matrix.indices.tolist(), matrix.data.tolist(), strict=True))
    return [
        [list(pair) for pair in pairs[start:end]]
        for start, end in zip(matrix.indptr, matrix.indptr[1:], strict=False)
    ]


def test_the_english_analyzer_gives_the_golden_tokens():
    analyzer = build_default_analyzer("en")
    assert len(TOKENS) > 300
    assert [entry["text"] for entry in TOKENS if analyzer(entry["text"]) != entry["tokens"]] == []


def test_a_fit_gives_the_golden_statistics():
    model = BM25EmbeddingFunction().fit(BM25["documents"])
    expected = BM25["statistics"]
    assert model.corpus_size == expected["documents"]
    assert model.avgdl == expected["total_length"] / expected["documents"]
    assert [list(item) for item in model.document_frequency.items()] == expected["document_frequency"]


@pytest.mark.filterwarnings("ignore:a query weight is 0")
@pytest.mark.parametrize("method", METHODS)
def test_each_method_gives_the_golden_weights(method):
    expected = BM25["methods"][method]
    model = BM25EmbeddingFunction(method=method, **expected["parameters"]).fit(BM25["documents"])
    assert rows(model.encode_documents(BM25["documents"])) == expected["documents"]
    assert rows(model.encode_queries(BM25["queries"])) == expected["queries"]
    assert rows(model.fit_encode(BM25["documents"])) == expected["documents"]


def test_a_golden_weight_is_a_float32():
    weights = [
        weight for method in BM25["methods"].values() for row in method["documents"] for _, weight in row
    ]
    assert weights == np.array(weights, np.float32).tolist()


@pytest.mark.skipif(importlib.util.find_spec("pymilvus") is None, reason="the oracle is not installed")
def test_the_golden_files_are_what_the_oracles_say(oracle):
    spec = importlib.util.spec_from_file_location("make_vectors", ROOT / "tools" / "make_vectors.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for path, text in script.contents().items():
        assert path.read_text("utf-8") == text, (
            f"run tools/make_vectors.py: {path.name} is not what it writes"
        )
