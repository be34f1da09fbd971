"""The three services against a server that speaks their documented protocol, and against corrupt answers."""

import asyncio
import base64
import inspect
import json
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from elanus._vectors import DenseVectors
from elanus.base import RerankResult
from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import (
    AuthenticationError,
    ElanusError,
    InputError,
    InputTypeError,
    InvalidResponseError,
    Partial,
    ServiceError,
)
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from http_server import Answer, Server, zipped

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "rerank_jina.py"
DIM = 4


def vector(text, dim=DIM):
    """Numbers that a text always gets, all of them exact in float32."""
    return [float(np.float32(random.Random(text).random())) for _ in range(dim)]


def openai_shape(request, dim=DIM, **extra):
    content = request.json
    numbers = [vector(text, content.get("dimensions", dim)) for text in content["input"]]
    if content.get("encoding_format") == "base64":
        numbers = [base64.b64encode(struct.pack(f"<{len(row)}f", *row)).decode() for row in numbers]
    tokens = sum(len(text.split()) for text in content["input"])
    return {
        "object": "list",
        "data": [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(numbers)],
        "model": content.get("model", "served"),
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        **extra,
    }


def speaks_openai(request):
    return Answer(openai_shape(request))


def score(query, text):
    return len(set(query.lower().split()) & set(text.lower().split())) / (1 + len(text.split()))


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


def speaks_tei_rerank(request):
    content = request.json
    ranks = [{"index": n, "score": score(content["query"], text)} for n, text in enumerate(content["texts"])]
    return Answer(sorted(ranks, key=lambda rank: -rank["score"]))


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv("JINAAI_API_KEY", "jina_0123456789")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def assert_one_shape(vectors, texts, dim=DIM):
    assert isinstance(vectors, DenseVectors)
    assert isinstance(vectors, list)
    assert len(vectors) == len(texts)
    assert vectors.array.shape == (len(texts), dim)
    assert vectors.array.dtype == np.float32
    assert vectors.array.flags.c_contiguous
    for row, text in zip(vectors, texts, strict=True):
        assert row.shape == (dim,)
        assert np.shares_memory(row, vectors.array)
        assert row.tolist() == vector(text, dim)


def all_calls(function, texts):
    """The three plain calls and the three awaited ones, in pairs."""

    async def awaited():
        return [
            await function.aencode_documents(texts),
            await function.aencode_queries(texts),
            await function.acall(texts),
        ]

    plain = [function.encode_documents(texts), function.encode_queries(texts), function(texts)]
    return plain + asyncio.run(awaited())


# --- Jina AI --------------------------------------------------------------------------------------


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
        assert_one_shape(JinaEmbeddingFunction(base_url=server.url)(texts), texts)
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


@pytest.mark.parametrize("construct", [JinaRerankFunction, TEIRerankFunction])
def test_rerankers_order_documents_of_several_requests_together(construct):
    rng = random.Random(3)
    documents = [
        " ".join(rng.choices(["red", "black", "kite", "hawk", "owl", "of", "the"], k=9)) for _ in range(101)
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


# --- OpenAI ---------------------------------------------------------------------------------------


def test_openai_embeddings():
    """POST /v1/embeddings with input, model, dimensions, encoding_format "float" or "base64".

    https://platform.openai.com/docs/api-reference/embeddings/create: "any array must be 2048 dimensions or
    less", "all embedding models enforce a maximum of 300,000 tokens summed across all inputs in a single
    request" (quoted in https://docs.dedaluslabs.ai/api-reference/v1/create-embeddings as well).
    """
    texts = ["Alan Turing", "naïve 🦅"]
    with Server(speaks_openai) as server:
        ef = OpenAIEmbeddingFunction("text-embedding-3-small", "sk-planted", server.url + "/v1", DIM)
        for vectors in all_calls(ef, texts):
            assert_one_shape(vectors, texts)
        request = server.requests[0]
        assert request.path == "/v1/embeddings"
        assert request.headers["authorization"] == "Bearer sk-planted"
        assert request.json == {
            "model": "text-embedding-3-small",
            "input": texts,
            "encoding_format": "base64",
            "dimensions": DIM,
        }
        assert ef.dim == DIM
    assert ef.usage.prompt_tokens == 6 * 4


def test_openai_requests_keep_within_its_limits():
    texts = [f"t{n}" for n in range(5000)] + ["k" * 100_000] * 7
    with Server(speaks_openai) as server:
        assert_one_shape(OpenAIEmbeddingFunction(base_url=server.url)(texts), texts)
        for request in server.requests:
            sent = request.json["input"]
            assert len(sent) <= 2048
            assert sum(len(text.encode()) for text in sent) <= 300_000
        assert len(server.requests) <= 7


def test_azure():
    """POST .../openai/deployments/DEPLOYMENT/embeddings?api-version=... with the header api-key.

    https://learn.microsoft.com/azure/ai-services/openai/reference#embeddings.
    """
    with Server(speaks_openai) as server:
        base = server.url + "/openai/deployments/my-deployment"
        ef = OpenAIEmbeddingFunction("text-embedding-3-large", base_url=base, api_version="2024-10-21")
        assert_one_shape(ef(["a"]), ["a"])
        request = server.requests[0]
    assert request.path == "/openai/deployments/my-deployment/embeddings?api-version=2024-10-21"
    assert request.headers["api-key"] == "sk-0123456789"
    assert "authorization" not in request.headers


def test_vllm_and_ollama_answer_with_decimal_numbers():
    """They speak OpenAI's protocol: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html,
    https://github.com/ollama/ollama/blob/main/docs/openai.md; older ones do not know "base64"."""

    def decimal(request):
        content = {**request.json, "encoding_format": "float"}
        request.body = json.dumps(content).encode()
        return Answer(openai_shape(request))

    with Server(decimal) as server:
        ef = OpenAIEmbeddingFunction("bge-m3", "none", server.url)
        with pytest.raises(ElanusError, match="dimension of bge-m3 is not known"):
            _ = ef.dim
        assert ef([]).array.shape == (0, 0)
        assert_one_shape(ef(["a", "b"]), ["a", "b"])
        assert ef.dim == DIM
        assert ef([]).array.shape == (0, DIM)


def test_openai_base_url_from_the_environment(monkeypatch):
    """As OpenAI's client reads it: https://github.com/openai/openai-python (README)."""
    with Server(speaks_openai) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/v1")
        assert len(OpenAIEmbeddingFunction()(["a"])) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            401,
            {"error": {"message": "Incorrect API key provided: sk-0123456789. You can find your API key at "
                                  "https://platform.openai.com/account/api-keys.",
                       "type": "invalid_request_error", "param": None, "code": "invalid_api_key"}},
            AuthenticationError,
            "Incorrect API key provided: ***. You can find your API key",
        ),
        (
            404,
            {"error": {"message": "The model `gpt-9` does not exist or you do not have access to it.",
                       "type": "invalid_request_error", "param": None, "code": "model_not_found"}},
            ServiceError,
            "The model `gpt-9` does not exist or you do not have access to it. [model_not_found]",
        ),
        (
            400,
            {"error": {"message": "Invalid value for 'dimensions' = 9999. Must be at most 1536.",
                       "type": "invalid_request_error", "param": None, "code": None}},
            ServiceError,
            "Invalid value for 'dimensions' = 9999",
        ),
    ],
)  # fmt: skip
def test_a_wrong_key_model_or_dimension_shows_openais_words_and_request_id(status, body, kind, words):
    """Shape and header: https://platform.openai.com/docs/guides/error-codes, .../debugging-requests."""
    with Server(lambda request: Answer(body, status, {"x-request-id": "req_42"})) as server:
        with pytest.raises(kind) as caught:
            OpenAIEmbeddingFunction("gpt-9", base_url=server.url)(["a"])
        assert len(server.requests) == 1
    assert words in str(caught.value)
    assert "req_42" in str(caught.value)
    assert "sk-0123456789" not in str(caught.value)
    assert words in caught.value.provider_message
    assert (caught.value.status, caught.value.request_id) == (status, "req_42")


# --- Text Embeddings Inference --------------------------------------------------------------------


def test_tei_embeddings():
    """POST /v1/embeddings with input; at most 32 inputs (--max-client-batch-size).

    OpenAICompatRequest and OpenAICompatResponse in
    https://github.com/huggingface/text-embeddings-inference/blob/main/docs/openapi.json, the limit in
    docs/source/en/cli_arguments.md.
    """
    texts = [f"text {n}" for n in range(70)]
    with Server(speaks_openai) as server:
        ef = TEIEmbeddingFunction(server.url)
        for vectors in all_calls(ef, texts):
            assert_one_shape(vectors, texts)
        assert max(len(request.json["input"]) for request in server.requests) == 32
        assert len(server.requests) == 6 * 3
        assert set(server.requests[0].json) == {"input"}
        assert "authorization" not in server.requests[0].headers
        assert ef.api_url == server.url + "/v1/embeddings"
        TEIEmbeddingFunction(server.url + "/", api_key="k-12345")(["a"])
        assert server.requests[-1].headers["authorization"] == "Bearer k-12345"
        TEIEmbeddingFunction(server.url, batch_size=70)(texts)
        assert len(server.requests[-1].json["input"]) == 70


def test_tei_finds_its_dimension_with_one_short_text():
    with Server(speaks_openai) as server:
        ef = TEIEmbeddingFunction(server.url)
        assert ef.dim == DIM
        assert ef.dim == DIM
        assert len(server.requests) == 1
        assert TEIEmbeddingFunction(server.url, 7).dim == 7
        assert len(server.requests) == 1


def test_tei_reranker():
    """POST /rerank with query, texts, return_text; a list of {index, score}.

    RerankRequest and Rank in openapi.json (see `test_tei_embeddings`).
    """
    documents = ["trains", "a red kite", "kites of Africa", "the red kite flies"]
    with Server(speaks_tei_rerank) as server:
        rf = TEIRerankFunction(server.url)
        got = rf("red kite", documents, top_k=2)
        assert [(r.index, r.text) for r in got] == [(1, "a red kite"), (3, "the red kite flies")]
        assert asyncio.run(rf.acall("red kite", documents, 2)) == got
        assert len(rf("red kite", documents)) == 4
        assert server.requests[0].path == "/rerank"
        assert server.requests[0].json == {"query": "red kite", "texts": documents, "return_text": False}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (413, {"error": "batch size 33 > maximum allowed batch size 32", "error_type": "validation"}),
        (422, {"error": "Tokenization error", "error_type": "tokenizer"}),
        (424, {"error": "Inference failed", "error_type": "backend"}),
        (
            413,
            {
                "message": "batch size 33 > maximum allowed batch size 32",
                "code": 413,
                "error_type": "validation",
            },
        ),
    ],
)
def test_tei_says_what_is_wrong(status, body):
    """ErrorResponse and OpenAICompatErrorResponse in openapi.json."""
    with Server(lambda request: Answer(body, status)) as server:
        for call in (
            lambda: TEIEmbeddingFunction(server.url)(["a"]),
            lambda: TEIRerankFunction(server.url)("q", ["a"]),
        ):
            with pytest.raises(ServiceError, match=body.get("error", body.get("message"))) as caught:
                call()
            assert caught.value.status == status


# --- Corrupt answers ------------------------------------------------------------------------------

TEXTS = ["red kite", "black kite", "brahminy kite"]


def good(dim=DIM):
    return {
        "object": "list",
        "model": "m",
        "data": [
            {"object": "embedding", "index": n, "embedding": vector(text, dim)}
            for n, text in enumerate(TEXTS)
        ],
        "usage": {"prompt_tokens": 6, "total_tokens": 6},
    }


def with_item(position, **changes):
    answer = good()
    answer["data"][position].update(changes)
    return answer


def without(position, name):
    answer = good()
    del answer["data"][position][name]
    return answer


def with_data(data):
    return {**good(), "data": data}


def raw(answer, old, new):
    text = json.dumps(answer)
    assert old in text
    return text.replace(old, new, 1).encode()


ROW = vector(TEXTS[1])
NUMBER = json.dumps(ROW[0])
CORRUPT = {
    "one missing": with_data(good()["data"][:2]),
    "all missing": with_data([]),
    "one extra": with_data([*good()["data"], {"index": 3, "embedding": ROW}]),
    "one twice": with_data([good()["data"][0], *good()["data"][:2]]),
    "reordered without indices": with_data(
        [{"embedding": item["embedding"]} for item in good()["data"][::-1]]
    ),
    "reordered to the same index": with_item(1, index=0),
    "index from one": with_data([{**item, "index": item["index"] + 1} for item in good()["data"]]),
    "index negative": with_item(0, index=-1),
    "index a float": with_item(1, index=1.0),
    "index a bool": with_item(1, index=True),
    "index a str": with_item(1, index="1"),
    "index null": with_item(1, index=None),
    "ragged": with_item(1, embedding=[*ROW, 1.0]),
    "ragged short": with_item(2, embedding=ROW[:-1]),
    "empty vector": with_item(1, embedding=[]),
    "empty vectors": with_data([{"index": n, "embedding": []} for n in range(3)]),
    "no vector": without(1, "embedding"),
    "null vector": with_item(1, embedding=None),
    "nested vector": with_item(1, embedding=[ROW]),
    "vector an object": with_item(1, embedding={"0": 1.0}),
    "null in a vector": with_item(1, embedding=[None, *ROW[1:]]),
    "str in a vector": with_item(1, embedding=["0.5", *ROW[1:]]),
    "bool in a vector": with_item(1, embedding=[True, *ROW[1:]]),
    "NaN": raw(good(), NUMBER, "NaN"),
    "infinity": raw(good(), NUMBER, "-Infinity"),
    "beyond float64": raw(good(), NUMBER, "1e999"),
    "beyond float32": raw(good(), NUMBER, "1e39"),
    "integer of 400 digits": raw(good(), NUMBER, "9" * 400),
    "integer of 5000 digits": raw(good(), NUMBER, "9" * 5000),
    "base64 not whole": with_item(1, embedding="AACAPwA="),
    "base64 broken": with_item(1, embedding="not base64!"),
    "base64 of NaN": with_item(
        1, embedding=base64.b64encode(struct.pack("<4f", 1, 2, 3, float("nan"))).decode()
    ),
    "base64 of another dimension": with_item(
        1, embedding=base64.b64encode(struct.pack("<3f", 1, 2, 3)).decode()
    ),
    "truncated": json.dumps(good()).encode()[:-20],
    "truncated to half": json.dumps(good()).encode()[:150],
    "empty body": b"",
    "white space": b"  \n",
    "two answers": json.dumps(good()).encode() * 2,
    "HTML": Answer(b"<!doctype html><html><body><h1>It works!</h1></body></html>", content_type="text/html"),
    "plain text": Answer(b"upstream connect error", content_type="text/plain"),
    "broken UTF-8": json.dumps(good()).encode().replace(b"list", b"li\xff\xfe"),
    "UTF-16 without its mark cut": json.dumps(good()).encode("utf-16")[:-1],
    "nested too deep": b"[" * 100_000,
    "a list": [1, 2, 3],
    "a number": 3,
    "null": None,
    "no data": {"object": "list"},
    "data an object": with_data({"0": ROW}),
    "data null": with_data(None),
    "data of lists": with_data([vector(text) for text in TEXTS]),
    "error body of OpenAI": {"error": {"message": "The server had an error", "type": "server_error"}},
    "error body of Jina": {"detail": "Something went wrong"},
    "error body of TEI": {"error": "Inference failed", "error_type": "backend"},
    "error beside data": {**good(), "error": {"message": "half of it failed"}},
    "gzip bomb": zipped(b" " * (80 << 20)),
    "gzip bomb twice": zipped(b" " * (80 << 20), times=2),
    "gzip broken": Answer(b"\x1f\x8b\x08\x00broken", headers={"Content-Encoding": "gzip"}),
    "gzip that is none": Answer(json.dumps(good()).encode(), headers={"Content-Encoding": "gzip"}),
    "gzip truncated": Answer(zipped(good()).body[:40], headers={"Content-Encoding": "gzip"}),
    "status 204": Answer(b"", 204, {"Content-Length": None}),
    "status 202": Answer(good(), 202),
    "status 206": Answer(good(), 206),
}


def test_there_are_forty_corrupt_answers():
    assert len(CORRUPT) >= 40


@pytest.mark.parametrize("name", CORRUPT)
def test_a_corrupt_answer_is_refused_by_each_embedding_class(name):
    answer = CORRUPT[name] if isinstance(CORRUPT[name], Answer) else Answer(CORRUPT[name])
    with Server(lambda request: answer) as server:
        for ef in (
            TEIEmbeddingFunction(server.url, max_retries=1),
            JinaEmbeddingFunction(base_url=server.url),
            OpenAIEmbeddingFunction(base_url=server.url),
        ):
            with pytest.raises(InvalidResponseError) as caught:
                ef(TEXTS)
            assert ef._service.provider.name in str(caught.value)
            assert len(str(caught.value)) < 900
            assert str(caught.value).isprintable()
            assert caught.value.partial.pending == [0, 1, 2]
        assert len(server.requests) == 3  # never again: it was paid for


def test_the_words_of_an_error_with_status_200_are_shown():
    answer = Answer({"error": {"message": "The server had an error"}}, headers={"x-request-id": "req_7"})
    with Server(lambda request: answer) as server, pytest.raises(InvalidResponseError) as caught:
        OpenAIEmbeddingFunction(base_url=server.url)(TEXTS)
    assert "The server had an error (request id req_7)" in str(caught.value)
    assert caught.value.provider_message == "The server had an error"


def test_the_good_answer_is_not_refused():
    shuffled = with_data([good()["data"][n] for n in (2, 0, 1)])  # with indices it is no damage
    marked = b"\xef\xbb\xbf" + json.dumps(good()).encode()
    for answer in (good(), shuffled, zipped(good()), zipped(good(), times=3), marked):
        with Server(lambda request, a=answer: a if isinstance(a, Answer) else Answer(a)) as server:
            assert_one_shape(TEIEmbeddingFunction(server.url)(TEXTS), TEXTS)


@pytest.mark.parametrize("construct", ["TEI", "Jina", "OpenAI"])
def test_another_dimension_than_asked_for_is_refused(construct):
    with Server(lambda request: Answer(good(DIM + 1))) as server:
        ef = {
            "TEI": lambda: TEIEmbeddingFunction(server.url, DIM),
            "Jina": lambda: JinaEmbeddingFunction(base_url=server.url, dimensions=DIM),
            "OpenAI": lambda: OpenAIEmbeddingFunction(base_url=server.url, dimensions=DIM),
        }[construct]()
        with pytest.raises(InvalidResponseError, match=r"has 5 dimensions, but the model's dimension is 4"):
            ef(TEXTS)


def test_another_dimension_than_before_is_refused():
    dims = iter([4, 4, 5])
    with Server(lambda request: Answer(openai_shape(request, next(dims)))) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef(TEXTS)
        with pytest.raises(InvalidResponseError, match="embedding 0 has 5 dimensions"):
            TEIEmbeddingFunction(server.url, batch_size=2, concurrency=1)(TEXTS)


def ranks(name, **changes):
    items = [{"index": n, name: value} for n, value in ((1, 0.9), (0, 0.5), (2, 0.1))]
    for position, change in changes.items():
        items[int(position[1:])].update(change)
    return items


def corrupt_ranks(name):
    return {
        "missing": ranks(name)[:2],
        "none": [],
        "extra": [*ranks(name), {"index": 3, name: 0.0}],
        "twice": ranks(name, _1={"index": 1}),
        "outside": ranks(name, _1={"index": 7}),
        "negative": ranks(name, _1={"index": -1}),
        "index a str": ranks(name, _1={"index": "0"}),
        "index a bool": ranks(name, _0={"index": True}),
        "no index": [{name: 0.5}] * 3,
        "no score": [{"index": n} for n in range(3)],
        "score a str": ranks(name, _1={name: "0.5"}),
        "score null": ranks(name, _1={name: None}),
        "score a bool": ranks(name, _1={name: True}),
        "NaN": b'[{"index": 0, "%s": NaN}]' % name.encode(),
        "infinite": json.dumps(ranks(name)).replace("0.9", "1e999").encode(),
        "huge": json.dumps(ranks(name)).replace("0.9", "9" * 400).encode(),
        "not items": [1, 2, 3],
        "not a list": {"0": 0.5},
        "null": None,
    }


@pytest.mark.parametrize("name", corrupt_ranks("score"))
def test_a_corrupt_answer_is_refused_by_each_reranker(name):
    tei = corrupt_ranks("score")[name]
    jina = corrupt_ranks("relevance_score")[name]
    jina = b'{"results": ' + jina + b"}" if isinstance(jina, bytes) else {"results": jina}
    with Server(lambda request: Answer(tei if request.path == "/rerank" else jina)) as server:
        for rf in (TEIRerankFunction(server.url), JinaRerankFunction(base_url=server.url + "/v1")):
            with pytest.raises(InvalidResponseError):
                rf("q", TEXTS)


@pytest.mark.parametrize(
    "body",
    [b"", b"[1", b"<html>", {"error": "no", "error_type": "backend"}, {"detail": "no"}, {"results": None}, 3],
)
def test_rerankers_refuse_what_is_not_their_protocol(body):
    with Server(lambda request: Answer(body)) as server:
        for rf in (TEIRerankFunction(server.url), JinaRerankFunction(base_url=server.url)):
            with pytest.raises(InvalidResponseError):
                rf("q", TEXTS)


def test_rerankers_put_results_in_order_themselves():
    with Server(lambda request: Answer(ranks("score")[::-1])) as server:
        assert [result.index for result in TEIRerankFunction(server.url)("q", TEXTS)] == [1, 0, 2]


# --- Failures and resuming ------------------------------------------------------------------------

NINETY = [f"text {n}" for n in range(90)]


def fails_at(first, broken):
    def respond(request):
        if request.json["input"][0] == first and broken:
            return Answer({"detail": "poisoned"}, 400, {"x-request-id": "r-7"})
        return speaks_openai(request)

    return respond


@pytest.mark.parametrize("concurrency", [1, 3, 9])
@pytest.mark.parametrize("awaited", [False, True])
def test_a_failure_in_batch_7_of_9_says_what_succeeded_and_can_be_resumed(concurrency, awaited):
    broken = [True]
    with Server(fails_at("text 60", broken)) as server:
        ef = JinaEmbeddingFunction(base_url=server.url, batch_size=10, concurrency=concurrency)

        def encode(resume=None):
            if awaited:
                return asyncio.run(ef.aencode_documents(NINETY, resume=resume))
            return ef.encode_documents(NINETY, resume=resume)

        with pytest.raises(ServiceError) as caught:
            encode()
        error, partial = caught.value, caught.value.partial
        assert str(error).startswith(
            "Jina AI refused the request (400, request id r-7): poisoned; this was batch 7 of 9"
        )
        assert "texts 60 to 69" in str(error)
        assert f"{len(partial.indices)} of 90 texts have succeeded: pass resume=error.partial" in str(error)
        assert set(range(60)) <= set(partial.indices)
        assert sorted(partial.indices + partial.pending) == list(range(90))
        assert set(range(60, 70)) <= set(partial.pending)
        if concurrency == 1:
            assert partial.pending == list(range(60, 90))
        if concurrency == 9:
            assert partial.pending == list(range(60, 70))
        assert_one_shape(partial.vectors, [NINETY[n] for n in partial.indices])
        before = ef.usage

        with pytest.raises(ServiceError) as again:  # still broken: nothing of what succeeded is lost
            encode(resume=partial)
        assert set(partial.indices) <= set(again.value.partial.indices)

        broken.clear()
        del server.requests[:]
        assert_one_shape(encode(resume=again.value.partial), NINETY)
        resent = sorted(int(text.split()[1]) for request in server.requests for text in request.json["input"])
        assert resent == again.value.partial.pending
    assert (ef.usage - before).requests == len(server.requests) + len(
        set(again.value.partial.indices) - set(partial.indices)
    ) // 10


def test_a_reranker_can_be_resumed():
    broken = [True]

    def respond(request):
        if broken and request.json["texts"][0] == "text 60":
            return Answer({"error": "overloaded", "error_type": "overloaded"}, 424)
        return speaks_tei_rerank(request)

    with Server(respond) as server:
        rf = TEIRerankFunction(server.url, batch_size=10, concurrency=1)
        with pytest.raises(ServiceError, match="batch 7 of 9") as caught:
            rf("text 33", NINETY)
        assert caught.value.partial.indices == list(range(60))
        broken.clear()
        done = rf("text 33", NINETY, resume=caught.value.partial)
        assert len(server.requests) == 7 + 3
        assert done == TEIRerankFunction(server.url)("text 33", NINETY)


def test_only_the_same_call_is_resumed():
    with Server(fails_at("text 60", [True])) as server:
        ef = JinaEmbeddingFunction(base_url=server.url, batch_size=10)
        with pytest.raises(ServiceError) as caught:
            ef.encode_documents(NINETY)
        partial = caught.value.partial
        other = JinaEmbeddingFunction("jina-embeddings-v4", base_url=server.url)
        for call in (
            lambda: ef.encode_queries(NINETY, resume=partial),
            lambda: ef.encode_documents(NINETY[:-1], resume=partial),
            lambda: ef.encode_documents([*NINETY[:-1], "x"], resume=partial),
            lambda: other.encode_documents(NINETY, resume=partial),
        ):
            with pytest.raises(InputError, match="resume belongs to another call"):
                call()
        with pytest.raises(InputTypeError, match="resume is the partial of a ServiceError"):
            ef.encode_documents(NINETY, resume=[1])
        assert isinstance(partial, Partial)


def test_no_batch_is_begun_after_a_failure():
    with Server(lambda request: Answer({"detail": "wrong key"}, 401)) as server:
        with pytest.raises(AuthenticationError) as caught:
            JinaEmbeddingFunction(base_url=server.url, batch_size=1, concurrency=4)(NINETY)
        assert len(server.requests) <= 4
    assert caught.value.partial.indices == []
    assert caught.value.partial.vectors.array.shape == (0, 0)


# --- Input and signatures -------------------------------------------------------------------------


@pytest.mark.parametrize("construct", [JinaRerankFunction, TEIRerankFunction])
@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ((None, ["a"]), InputTypeError, "query must be a str, not NoneType"),
        ((["q"], ["a"]), InputTypeError, "query must be a str, not list"),
        ((3, ["a"]), InputTypeError, "query must be a str, not int"),
        (("q", "a"), InputTypeError, "documents must be a list of str, not a single str"),
        (("q", None), InputTypeError, "documents must be a list of str, not NoneType"),
        (("q", ["a", None]), InputTypeError, r"documents\[1\] must be a str, not NoneType"),
        (("q", ["a", "b", 3]), InputTypeError, r"documents\[2\] must be a str, not int"),
        (("q", ["a"], 0), InputError, "top_k must be at least 1, not 0"),
        (("q", [], -1), InputError, "top_k must be at least 1, not -1"),
        (("q", ["a"], 2.0), InputTypeError, "top_k must be an int, not float"),
        (("q", ["a"], True), InputTypeError, "top_k must be an int, not bool"),
    ],
)
def test_rerankers_refuse_bad_input(construct, arguments, kind, words):
    rf = construct("http://127.0.0.1:9") if construct is TEIRerankFunction else construct()
    with pytest.raises(kind, match=words):
        rf(*arguments)
    with pytest.raises(kind, match=words):
        asyncio.run(rf.acall(*arguments))


@pytest.mark.parametrize("show", [True, None, False])
def test_progress_bars(show, capsys):
    """One switch as in the local classes: None shows none here, where standard error is no terminal."""
    texts = [f"text {n}" for n in range(70)]
    with Server(speaks_openai) as server:
        TEIEmbeddingFunction(server.url, show_progress=show)(texts)
    with Server(speaks_tei_rerank) as server:
        asyncio.run(TEIRerankFunction(server.url, show_progress=show).acall("q", texts))
    shown = capsys.readouterr().err
    if show:
        assert shown.count("70/70\n") == 2
        assert "Embedding at TEI [" in shown
        assert "Reranking at TEI [" in shown
    else:
        assert shown == ""


def test_progress_counts_what_is_resumed(capsys):
    broken = True

    def speak(request):
        bad = broken and "text 64" in request.json["input"]
        return Answer({"error": "no"}, 400) if bad else speaks_openai(request)

    texts = [f"text {n}" for n in range(70)]
    with Server(speak) as server:
        ef = TEIEmbeddingFunction(server.url, show_progress=True, concurrency=1)
        with pytest.raises(ServiceError) as caught:
            ef(texts)
        assert capsys.readouterr().err.endswith("64/70\n")
        broken = False
        assert len(ef(texts, resume=caught.value.partial)) == 70
        shown = capsys.readouterr().err
        assert "64/70" in shown.split("\r")[1]
        assert shown.endswith("70/70\n")


def test_top_k_may_be_a_numpy_number_or_none():
    with Server(speaks_tei_rerank) as server:
        assert len(TEIRerankFunction(server.url)("q", TEXTS, np.int64(2))) == 2
        assert len(TEIRerankFunction(server.url)("q", TEXTS, None)) == len(TEXTS)


def test_an_empty_list_makes_no_call():
    with Server(speaks_openai) as server:
        for ef in (
            JinaEmbeddingFunction(base_url=server.url),
            OpenAIEmbeddingFunction(base_url=server.url),
            TEIEmbeddingFunction(server.url, 3),
        ):
            for vectors in all_calls(ef, []):
                assert vectors == []
                assert vectors.array.shape == (0, ef.dim)
        assert server.requests == []


def test_dim_is_known_without_a_call():
    assert JinaEmbeddingFunction().dim == 1024
    assert JinaEmbeddingFunction(dimensions=64).dim == 64
    assert OpenAIEmbeddingFunction().dim == 1536
    assert OpenAIEmbeddingFunction("text-embedding-3-large").dim == 3072
    with pytest.raises(ElanusError, match="pass dimensions="):
        _ = JinaEmbeddingFunction("jina-embeddings-v99").dim


@pytest.mark.parametrize(
    ("value", "kind"), [(0, InputError), (-1, InputError), (1.5, InputTypeError), (True, InputTypeError)]
)
def test_dimensions_that_are_none_are_refused(value, kind):
    with pytest.raises(kind, match="dimensions"):
        OpenAIEmbeddingFunction(dimensions=value)


@pytest.mark.parametrize(
    ("ours", "path"),
    [
        (JinaEmbeddingFunction, "dense.jinaai"),
        (OpenAIEmbeddingFunction, "dense.openai"),
        (TEIEmbeddingFunction, "dense.tei"),
        (JinaRerankFunction, "reranker.jinaai"),
        (TEIRerankFunction, "reranker.tei"),
    ],
)
def test_constructors_and_calls_begin_as_the_originals(ours, path):
    import ast
    import importlib.util

    spec = importlib.util.find_spec("pymilvus.model")
    assert spec is not None, "the oracle is missing: pip install pymilvus.model==0.3.4"
    source = Path(spec.origin).parent / (path.replace(".", "/") + ".py")
    original = next(n for n in ast.parse(source.read_text()).body if isinstance(n, ast.ClassDef))
    assert original.name == ours.__name__
    methods = {n.name: n for n in original.body if isinstance(n, ast.FunctionDef)}
    for name in ("__init__", "__call__", "encode_documents", "encode_queries"):
        if name not in methods:
            continue
        node = methods[name].args
        theirs = [arg.arg for arg in node.args]
        defaults = [ast.literal_eval(default) for default in node.defaults]
        positional = [
            p
            for p in inspect.signature(getattr(ours, name)).parameters.values()
            if p.kind is p.POSITIONAL_OR_KEYWORD
        ]
        assert [p.name for p in positional] == theirs
        assert [p.default for p in positional if p.default is not p.empty] == defaults
    assert ours.__module__ == f"elanus.{path}"
