"""Jina AI's embeddings and reranker, against a server that speaks their documented protocol."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from elanus.base import RerankResult
from elanus.dense import JinaEmbeddingFunction
from elanus.errors import InputError, ServiceError
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from http_server import Answer, Server
from provider_answers import DIM, all_calls, assert_one_shape, score, speaks_openai, speaks_tei_rerank

pytestmark = pytest.mark.usefixtures("provider_keys")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "rerank_jina.py"


def speaks_jina_rerank(request):
    content = request.json
    scores = [(score(content["query"], text), n) for n, text in enumerate(content["documents"])]
    best = sorted(scores, key=lambda pair: -pair[0])[: content["top_n"]]
    results = [{"index": n, "relevance_score": value} for value, n in best]
    if content.get("return_documents", True):
        for result in results:
            result["document"] = {"text": content["documents"][result["index"]]}
    return Answer(
        {"model": content["model"], "usage": {"total_tokens": 38, "prompt_tokens": 38}, "results": results}
    )


def test_jina_embeddings():
    """POST /v1/embeddings with model, input, task, dimensions, late_chunking; the answer is OpenAI's.

    Fields and answer: https://api.jina.ai/redoc and https://github.com/jina-ai/meta-prompt (v0.txt,
    section 1). Inputs: at most 2,048 for v3 (https://github.com/refly-ai/refly/issues/831: "input length
    is larger than the largest allowed size 2048"), at most 512 for v4
    (https://github.com/langgenius/dify-official-plugins/issues/1997).
    """
    texts = ["Alan Turing", "", "naïve 🦅"]
    with Server(speaks_openai) as server:
        ef = JinaEmbeddingFunction(base_url=server.url + "/v1", task="text-matching")
        for vectors in all_calls(ef, texts):
            assert_one_shape(vectors, texts)
        sent = [request.json for request in server.requests]
        assert [request["task"] for request in sent] == [
            "retrieval.passage", "retrieval.query", "text-matching",
        ] * 2  # fmt: skip
        assert all(
            request.path == "/v1/embeddings"
            and request.method == "POST"
            and request.headers["authorization"] == "Bearer jina_0123456789"
            and request.headers["content-type"] == "application/json"
            for request in server.requests
        )
        assert sent[0] == {"model": "jina-embeddings-v3", "input": texts, "task": "retrieval.passage"}
        JinaEmbeddingFunction("m", "k-1234", "separation", 2, True, base_url=server.url)(["a"])
        assert server.requests[-1].json == {
            "model": "m", "input": ["a"], "task": "separation", "dimensions": 2, "late_chunking": True,
        }  # fmt: skip
    assert ef.usage.requests == 6
    assert ef.usage.total_tokens == 6 * 4
    assert ef.dim == DIM  # what it has seen


def test_jina_embeddings_of_more_texts_than_a_request_takes():
    texts = [f"text {n}" for n in range(1100)]
    with Server(speaks_openai) as server:
        assert JinaEmbeddingFunction()._limits().texts == 512
        assert_one_shape(JinaEmbeddingFunction(base_url=server.url, batch_size=512)(texts), texts)
        assert sorted(len(request.json["input"]) for request in server.requests) == [76, 512, 512]


def test_late_chunking_is_never_cut_into_requests():
    """api.jina.ai/redoc: with late_chunking all inputs are joined into one text for the model."""
    with Server(speaks_openai) as server:
        ef = JinaEmbeddingFunction(base_url=server.url, late_chunking=True)
        assert len(ef(["k" * 1000] * 500)) == 500
        assert len(server.requests) == 1
        with pytest.raises(InputError, match="late_chunking embeds all texts in one request, of at most 512"):
            ef(["a"] * 513)
        assert len(server.requests) == 1


def test_jina_says_what_is_wrong():
    """Its errors are {"detail": "[RID: ...] ..."}: https://github.com/langgenius/dify-official-plugins/issues/1997."""
    words = "[RID: ec422fa8b74c3c20] Validation error: 'body -> model' Input tag 'x' found using 'model'"
    refusal = Answer({"detail": words}, 422, {"x-request-id": "r-77"})
    with Server(lambda request: refusal) as server, pytest.raises(ServiceError) as caught:
        JinaEmbeddingFunction("x", base_url=server.url)(["a"])
    assert str(caught.value) == f"Jina AI refused the request (422, request id r-77): {words}"
    assert (caught.value.status, caught.value.request_id) == (422, "r-77")
    assert caught.value.provider_message == words


def test_jina_reranker():
    """POST /v1/rerank with model, query, documents, top_n, return_documents; "results" of index and score.

    https://api.jina.ai/redoc and https://github.com/jina-ai/meta-prompt (v0.txt, "RERANKER API").
    """
    documents = ["kites of Africa", "a red kite", "the red kite flies", "trains"]
    with Server(speaks_jina_rerank) as server:
        rf = JinaRerankFunction(base_url=server.url + "/v1")
        expected = sorted(
            (RerankResult(text, score("red kite", text), n) for n, text in enumerate(documents)),
            key=lambda result: -result.score,
        )
        assert rf("red kite", documents) == expected
        assert rf("red kite", documents, 2) == rf("red kite", documents, top_k=2) == expected[:2]
        assert asyncio.run(rf.acall("red kite", documents, top_k=1)) == expected[:1]
        assert rf("red kite", documents, top_k=100) == expected
        assert rf("red kite", []) == []
        assert server.requests[0].path == "/v1/rerank"
        assert server.requests[1].json == {
            "model": "jina-reranker-v2-base-multilingual",
            "query": "red kite",
            "documents": documents,
            "top_n": 2,
            "return_documents": False,
        }
        assert len(server.requests) == 5
    assert rf.usage.total_tokens == 5 * 38
    assert expected[0].to_dict() == {"text": "a red kite", "score": 0.5, "index": 1}


@pytest.mark.parametrize(
    ("extra", "counted"),
    [
        ({"meta": {"billed_units": {"total_tokens": 38}, "tokens": {"input_tokens": 38}}}, 38),
        ({"meta": {"tokens": {"input_tokens": 99}}, "usage": {"total_tokens": 38}}, 38),
        ({"meta": {"tokens": {"input_tokens": "many"}}}, 0),
        ({"meta": [], "usage": None}, 0),
    ],
)
def test_tokens_are_read_where_litellm_tells_them(extra, counted):
    """A proxy of litellm answers a reranking as Cohere does: measured in tests/models/test_servers.py."""
    results = [{"index": 0, "relevance_score": 0.5}]
    with Server(lambda request: Answer({"results": results, **extra})) as server:
        rf = JinaRerankFunction(base_url=server.url + "/v1")
        assert len(rf("red kite", ["a red kite"])) == 1
    assert (rf.usage.prompt_tokens, rf.usage.total_tokens) == (counted, counted)


@pytest.mark.parametrize("construct", [JinaRerankFunction, TEIRerankFunction])
def test_rerankers_order_documents_of_several_requests_together(construct):
    chance = random.Random(3)
    documents = [
        " ".join(chance.choices(["red", "black", "kite", "hawk", "owl", "of", "the"], k=9))
        for _ in range(101)
    ]
    speaks = speaks_jina_rerank if construct is JinaRerankFunction else speaks_tei_rerank
    with Server(speaks) as server:
        options = {"batch_size": 10}
        rf = construct(server.url, **options) if construct is TEIRerankFunction else construct(
            base_url=server.url, **options
        )  # fmt: skip
        got = rf("red kite", documents, top_k=23)
        assert len(server.requests) == 11
    whole = sorted(range(101), key=lambda n: (-score("red kite", documents[n]), n))[:23]
    scores = [score("red kite", documents[n]) for n in whole]
    assert [result.score for result in got] == scores
    assert all(result.text == documents[result.index] for result in got)
    if construct is TEIRerankFunction:  # Jina breaks ties itself where it cuts at top_n
        assert [result.index for result in got] == whole


def test_the_published_example():
    """The blog's third example, as a program, against a server that answers with the blog's scores."""
    scores = [0.349866, 0.937096, 0.272896, 0.354210]

    def speak(request):
        content = request.json
        assert content["model"] == "jina-reranker-v1-base-en"
        assert content["documents"][1].startswith("The Dartmouth Conference")
        order = sorted(range(4), key=lambda n: -scores[n])[: content["top_n"]]
        return Answer({"results": [{"index": n, "relevance_score": scores[n]} for n in order]})

    with Server(speak) as server:
        env = {**os.environ, "JINAAI_API_KEY": "jina_example"}
        done = subprocess.run(
            [sys.executable, "-W", "error", EXAMPLE, server.url],
            env=env, check=True, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        assert server.requests[0].headers["authorization"] == "Bearer jina_example"
    lines = done.stdout.splitlines()
    assert lines[0::4] == ["Index: 1", "Index: 3", "Index: 0", "Index: 2"]
    assert lines[1::4] == ["Score: 0.937096", "Score: 0.354210", "Score: 0.349866", "Score: 0.272896"]
    assert lines[2].startswith("Text: The Dartmouth Conference in 1956 is considered the birthplace")
