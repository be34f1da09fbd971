"""The published example of BM25EmbeddingFunction, with only the import changed; then Milvus.

From "Introducing PyMilvus Integrations with Embedding Models" (milvus.io, 2024), example 2.
"""

import runpy
from pathlib import Path

import pytest

from elanus import milvus

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def test_the_published_example_and_milvus(tmp_path, monkeypatch, capsys):
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")
    monkeypatch.chdir(tmp_path)

    # fmt: off
    from elanus.sparse import BM25EmbeddingFunction

    # 1. Prepare a small corpus to search
    docs = [
       "Artificial intelligence was founded as an academic discipline in 1956.",
       "Alan Turing was the first person to conduct substantial research in AI.",
       "Born in Maida Vale, London, Turing was raised in southern England.",
    ]
    query = "Where was Turing born?"
    bm25_ef = BM25EmbeddingFunction()

    # 2. Fit the corpus to get BM25 model parameters on your documents.
    bm25_ef.fit(docs)

    # 3. Store the fitted parameters to expedite future processing.
    bm25_ef.save("bm25_params.json")

    # 4. Load the saved params
    new_bm25_ef = BM25EmbeddingFunction()
    new_bm25_ef.load("bm25_params.json")

    docs_embeddings = new_bm25_ef.encode_documents(docs)
    query_embeddings = new_bm25_ef.encode_queries([query])
    print("Dim:", new_bm25_ef.dim, list(docs_embeddings)[0].shape)  # noqa: RUF015 - as published
    # fmt: on

    # What the original prints, with SciPy 1.15's and newer ones' rows of one axis.
    assert capsys.readouterr().out in ("Dim: 21 (21,)\n", "Dim: 21 (1, 21)\n")

    with milvus.connect("./turing.db") as client:
        milvus.create_collection(client, "docs")
        columns = {"id": ["0", "1", "2"], "text": docs}
        assert milvus.insert(client, "docs", columns, docs_embeddings) == (3, 0)
        [hits] = milvus.search(client, "docs", query_embeddings, output_fields=["text"])
    assert hits[0]["entity"]["text"] == docs[2]


def test_the_same_rows_go_through_the_client_itself(tmp_path):
    """`rows` is what ``client.insert`` and ``client.search`` take."""
    pytest.importorskip("milvus_lite")
    from elanus.sparse import BM25EmbeddingFunction

    docs = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
    bm25 = BM25EmbeddingFunction(method="lucene").fit(docs)
    with milvus.connect(str(tmp_path / "x.db")) as client:
        milvus.create_collection(client, "docs")
        vectors = milvus.rows(bm25.encode_documents(docs))
        client.insert(
            "docs", [{"id": str(i), "text": docs[i], "sparse": row} for i, row in enumerate(vectors)]
        )
        found = client.search("docs", data=milvus.rows(bm25.encode_queries(["red"])), anns_field="sparse")
    assert [hit["id"] for hit in found[0]] == ["1"]


def test_the_ten_line_example(tmp_path, monkeypatch, capsys):
    pytest.importorskip("milvus_lite")
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        runpy.run_path(str(EXAMPLES / "bm25_milvus.py"))
        out = capsys.readouterr().out
        assert [line.split("  ")[1] for line in out.splitlines()] == [
            "Black kites soar over the lake.",
            "A red kite dives.",
        ]
