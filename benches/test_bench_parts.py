"""What stands around the model: the analyzer, reading files, the rows that Milvus takes."""

import json

from elanus import corpus as reader, milvus
from elanus.sparse.bm25.tokenizers import build_default_analyzer


def test_analyzer(benchmark, texts):
    """The tokens of one text after the other, as Python strings."""
    analyzer = build_default_analyzer("en")
    some = texts[:1_000]
    tokens = benchmark(lambda: [analyzer(text) for text in some])
    assert tokens[0] == analyzer(texts[0])
    assert sum(map(len, tokens)) > len(some)


def test_read_jsonl(benchmark, texts, tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps({"_id": str(i), "text": text}) + "\n" for i, text in enumerate(texts)))
    read = benchmark(lambda: [text for batch in reader.read(path) for text in batch.texts])
    assert read == texts


def test_milvus_rows(benchmark, texts, fitted):
    matrix = fitted.encode_documents(texts[:1_000])
    rows = benchmark(milvus.rows, matrix)
    assert sum(map(len, rows)) == matrix.nnz
