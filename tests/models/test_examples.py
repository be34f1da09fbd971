"""The examples that need a model, as a user runs them."""

import os
import subprocess
import sys
from pathlib import Path

import transformers

from conftest import save_tiny

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name, *arguments):
    done = subprocess.run(
        [sys.executable, EXAMPLES / name, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_default_embedding(mini_onnx):
    output = run("default_embedding.py", mini_onnx)
    for number in ("-3.0939", "-1.8066", "1.3477", "2.7715", "9.0440", "-5.3667"):
        assert number in output
    assert output.endswith("Dim: 384 (384,)\n")


def test_rag_hybrid(mini_onnx, tmp_path):
    """Both searches and the fusion are real; the reranker's weights are random, and so its order."""
    ranker = save_tiny(tmp_path / "ranker", transformers.BertForSequenceClassification, num_labels=1)
    output = run("rag_hybrid.py", "--dense", mini_onnx, "--reranker", ranker)
    lines = output.splitlines()
    assert lines[0].startswith("Question: What event in 1956")
    scores = [float(line.split()[0]) for line in lines[2:]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_rag_hybrid_candidates_hold_the_answer_first(mini_onnx, tmp_path):
    """Before the reranker, fusion alone puts the answer first."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        import rag_hybrid as example
    finally:
        sys.path.remove(str(EXAMPLES))
    from pymilvus import MilvusClient

    from elanus.base import RerankResult
    from elanus.dense import DefaultEmbeddingFunction
    from elanus.sparse import BM25EmbeddingFunction

    dense, bm25 = DefaultEmbeddingFunction(mini_onnx), BM25EmbeddingFunction()
    bm25.fit(example.PASSAGES)
    client = MilvusClient(str(tmp_path / "rag.db"))
    example.index(client, example.PASSAGES, dense, bm25)

    def keep_order(query, documents, top_k):
        return [RerankResult(text, 0.0, i) for i, text in enumerate(documents[:top_k])]

    (first, *_) = example.retrieve(client, example.QUESTION, dense, bm25, keep_order)
    client.close()
    assert first.text == example.PASSAGES[1]
