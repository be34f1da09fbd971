"""OpenAI's embeddings, and those who speak its protocol, against a server that does too."""

import json

import pytest

from elanus.dense import OpenAIEmbeddingFunction
from elanus.errors import AuthenticationError, ElanusError, ServiceError
from http_server import Answer, Server
from provider_answers import DIM, all_calls, assert_one_shape, openai_shape, speaks_openai

pytestmark = pytest.mark.usefixtures("provider_keys")


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
        assert OpenAIEmbeddingFunction()._limits().texts == 2048
        assert_one_shape(OpenAIEmbeddingFunction(base_url=server.url, batch_size=2048)(texts), texts)
        for request in server.requests:
            sent = request.json["input"]
            assert len(sent) <= 2048
            assert sum(len(text.encode()) for text in sent) / 4 <= 300_000
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
