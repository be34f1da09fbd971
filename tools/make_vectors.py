"""Write the golden files of tests/vectors, which the tests of Python and of Rust share.

Each file holds its own texts: add one, run ``python tools/make_vectors.py``, and what the oracles answer is
written beside it. The oracles are pymilvus.model with NLTK for tokens, statistics and ``okapi``, and
tests/naive_bm25.py, BM25 written plainly, for the other methods. Weights are float32, written exactly.
"""

import importlib.util
import json
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "tests" / "vectors"

# Before anything imports nltk: the oracle reads the files that we ship.
os.environ["NLTK_DATA"] = str(ROOT / "rust" / "core" / "data")

Row = list[tuple[int, float]]


def naive_bm25() -> Any:
    """Return the module tests/naive_bm25.py."""
    spec = importlib.util.spec_from_file_location("naive_bm25", ROOT / "tests" / "naive_bm25.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def oracle() -> Any:
    """Return pymilvus.model's BM25 module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymilvus.model.sparse.bm25 import bm25, tokenizers
    bm25.build_default_analyzer = tokenizers.build_default_analyzer
    return bm25


def english_tokens(texts: list[str]) -> list[dict[str, Any]]:
    """Return each text with its tokens."""
    analyzer = oracle().build_default_analyzer("en")
    return [{"text": text, "tokens": analyzer(text)} for text in texts]


def bm25(documents: list[str], queries: list[str]) -> dict[str, Any]:
    """Return documents and queries with their statistics and their weights by every method."""
    naive = naive_bm25()
    analyzer = oracle().build_default_analyzer("en")
    tokens, asked = [analyzer(text) for text in documents], [analyzer(text) for text in queries]
    original = oracle().BM25EmbeddingFunction(analyzer=analyzer, num_workers=1)
    original.fit(documents)
    size, length, frequencies = naive.fit(tokens)
    assert (original.corpus_size, original.avgdl) == (size, length / size)
    assert list(original.idf) == list(frequencies)
    methods = {}
    for method in naive.IDF:
        model = naive.Model(method)
        model.add(tokens)
        idf, _ = model.idf()
        rows = [
            [sparse(model.encode(row, as_query, idf)) for row in many]
            for many, as_query in ((tokens, False), (asked, True))
        ]
        if method == "okapi":
            matrices = original.encode_documents(documents), original.encode_queries(queries)
            assert rows == [[dense(matrix[[row]]) for row in range(matrix.shape[0])] for matrix in matrices]
        methods[method] = {
            "parameters": {"k1": model.k1, "b": model.b, "epsilon": model.epsilon, "delta": model.delta},
            "documents": rows[0],
            "queries": rows[1],
        }
    return {
        "documents": documents,
        "queries": queries,
        "statistics": {
            "documents": size,
            "total_length": length,
            "document_frequency": list(frequencies.items()),
        },
        "methods": methods,
    }


def sparse(row: dict[int, float]) -> Row:
    """Return a row as its columns, ascending, and their weights rounded to float32."""
    return [(column, float(np.float32(weight))) for column, weight in sorted(row.items())]


def dense(matrix: Any) -> Row:
    """Return a matrix of one row like `sparse`."""
    matrix.sort_indices()
    return list(zip(matrix.indices.tolist(), map(float, matrix.data), strict=True))


def lines(value: Any, indent: str = "") -> str:
    """Return JSON with one text, term or row a line."""
    if isinstance(value, dict) and indent.count("  ") < 3 and "text" not in value and "k1" not in value:
        items = [f"{json.dumps(key)}: {lines(item, indent + '  ')}" for key, item in value.items()]
        return "{\n" + ",\n".join(f"{indent}  {item}" for item in items) + f"\n{indent}}}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"{indent}  {json.dumps(item)}" for item in value) + f"\n{indent}]"
    return json.dumps(value)


def contents() -> dict[Path, str]:
    """Return what each file should hold, from the texts that it holds."""
    tokens, model = VECTORS / "english_tokens.json", VECTORS / "bm25.json"
    texts = [entry["text"] for entry in json.loads(tokens.read_text("utf-8"))]
    given = json.loads(model.read_text("utf-8"))
    return {
        tokens: lines(english_tokens(texts)) + "\n",
        model: lines(bm25(given["documents"], given["queries"])) + "\n",
    }


if __name__ == "__main__":
    for path, text in contents().items():
        path.write_text(text, "utf-8")
