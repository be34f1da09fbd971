"""Text Embeddings Inference, against a server that speaks its documented protocol."""

import asyncio

import pytest

from elanus.dense import TEIEmbeddingFunction
from elanus.errors import ServiceError
from elanus.reranker import TEIRerankFunction
from http_server import Answer, Server
from provider_answers import DIM, all_calls, assert_one_shape, speaks_openai, speaks_tei_rerank

pytestmark = pytest.mark.usefixtures("provider_keys")


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
