"""The recipes of docs/adapters.md, each against a server that wants and answers what the named one does.

What a server does is recorded in its documentation or in the issues that each function names.
"""

import json
import re
from pathlib import Path

import pytest

from elanus.dense import OpenAIEmbeddingFunction
from elanus.errors import ServiceError
from http_server import Answer, Server
from provider_answers import assert_one_shape, openai_shape, score

DOCS = Path(__file__).resolve().parents[2] / "docs" / "adapters.md"
TEXTS = [f"red kite {n}" for n in range(150)]
_RECIPE = re.compile(r"^\*\*([^*]+)\*\*.*?\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"https?://[^/\"]+")


def recipes():
    page = DOCS.read_text("utf-8")
    section = page.split("## Servers that speak another's protocol")[1].split("\n## ")[0]
    imports = re.search(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[1]
    return {name: imports + block for name, block in _RECIPE.findall(section)}


RECIPES = recipes()


class Refused(Exception):
    """What a server says of a request that it does not take."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


def want_key(request, name, value):
    """The header, and no other that holds a key."""
    if request.headers.get(name) != value:
        raise Refused(401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}})
    assert [other for other in ("authorization", "api-key") if other in request.headers] == [name]


def decimal(request, **changes):
    """OpenAI's answer in decimal numbers, whatever was asked for, of the dimension that this model has."""
    content = {**request.json, "encoding_format": "float", **changes}
    request.body = json.dumps(content).encode()
    return openai_shape(request)


def azure(request):
    """https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle."""
    assert request.path == "/openai/v1/embeddings"
    want_key(request, "authorization", "Bearer key-0123456789")
    assert request.json["model"] == "DEPLOYMENT"
    if len(request.json["input"]) > 2048:
        raise Refused(400, {"error": {"message": "'$.input' is invalid."}})
    return openai_shape(request)


def azure_deployment(request):
    """https://learn.microsoft.com/azure/ai-services/openai/reference#embeddings."""
    assert request.path == "/openai/deployments/DEPLOYMENT/embeddings?api-version=2024-10-21"
    want_key(request, "api-key", "key-0123456789")
    return openai_shape(request)


def ollama(request):
    """https://github.com/ollama/ollama/blob/main/docs/openai.md; older ones do not know base64."""
    assert request.path == "/v1/embeddings"
    words = {text.split(": ")[0] for text in request.json["input"]}
    assert words in ({"search_query"}, {"search_document"})
    return decimal(request, input=[text.split(": ", 1)[1] for text in request.json["input"]])


def vllm(request):
    """https://github.com/vllm-project/vllm/pull/16331: what has not several dimensions refuses the field."""
    assert request.path == "/v1/embeddings"
    if "dimensions" in request.json:
        words = (
            'Model "BAAI/bge-m3" does not support matryoshka representation, changing output dimensions will'
        )
        raise Refused(400, {"object": "error", "message": words, "type": "BadRequestError", "code": 400})
    return openai_shape(request, dim=1024)


def lm_studio(request):
    """https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/756: base64 is not honoured."""
    assert request.path == "/v1/embeddings"
    assert request.json["encoding_format"] == "float"
    return decimal(request)


def dashscope(request):
    """The refusal as in https://github.com/memodb-io/memobase/issues/142."""
    assert request.path == "/compatible-mode/v1/embeddings"
    want_key(request, "authorization", "Bearer sk-0123456789")
    if len(request.json["input"]) > 10:
        words = "Value error, batch size is invalid, it should not be larger than 10.: input.contents"
        said = f"<400> InternalError.Algo.InvalidParameter: {words}"
        error = {"message": said, "type": "InvalidParameter", "param": None, "code": "InvalidParameter"}
        raise Refused(400, {"error": error, "id": "d-1", "request_id": "d-1"})
    if request.json["encoding_format"] != "float":
        raise Refused(400, {"error": {"message": "encoding_format", "code": "InvalidParameter"}})
    assert request.json["dimensions"] == 1024
    return {**openai_shape(request), "id": "d-2"}


def siliconflow(request):
    """https://github.com/OpenSPG/KAG/issues/232 has the refusal; some models take 64 texts."""
    assert request.path == "/v1/embeddings"
    want_key(request, "authorization", "Bearer sk-0123456789")
    count = len(request.json["input"])
    if count > 32:
        said = f"input batch size {count} > maximum allowed batch size 32"
        raise Refused(413, {"code": 20042, "message": said, "data": None})
    return openai_shape(request)


def gemini(request):
    """https://ai.google.dev/gemini-api/docs/openai: errors come in a list, a number that is 0 is left out."""
    assert request.path == "/v1beta/openai/embeddings"
    want_key(request, "authorization", "Bearer AIza-0123456789")
    if len(request.json["input"]) > 100:
        said = "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n"
        raise Refused(400, [{"error": {"code": 400, "message": said, "status": "INVALID_ARGUMENT"}}])
    answer = decimal(request)
    del answer["data"][0]["index"]
    return answer


def nim(request):
    """https://docs.nvidia.com/nim/nemo-retriever/text-embedding: models for retrieval want `input_type`."""
    assert request.path == "/v1/embeddings"
    want_key(request, "authorization", "Bearer nvapi-0123456789")
    if request.json.get("input_type") not in ("query", "passage"):
        raise Refused(400, {"error": "'input_type' parameter is required"})
    assert request.json["truncate"] == "END"
    return openai_shape(request)


def infinity(request):
    """infinity 0.0.78, as it was measured."""
    assert request.path in ("/embeddings", "/rerank")
    if request.path == "/embeddings":
        return openai_shape(request)
    usage = {"prompt_tokens": 9, "total_tokens": 9}
    return {"object": "rerank", **ranked(request, document=None), "model": "m", "usage": usage, "created": 1}


def litellm(request):
    """The proxy of litellm 1.110.2, as it was measured."""
    if request.headers.get("authorization") != "Bearer sk-0123456789":
        raise Refused(
            400, {"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}}
        )
    if request.path == "/v1/embeddings":
        return openai_shape(request)
    assert request.path == "/v1/rerank"
    meta = {"billed_units": {"total_tokens": 9}, "tokens": {"input_tokens": 9, "output_tokens": 0}}
    return {"id": "l-1", **ranked(request), "meta": meta}


def ranked(request, **more):
    content = request.json
    assert set(content) == {"model", "query", "documents", "top_n"}
    items = [
        {"index": n, "relevance_score": score(content["query"], text), **more}
        for n, text in enumerate(content["documents"])
    ]
    return {"results": sorted(items, key=lambda item: -item["relevance_score"])[: content["top_n"]]}


def vllm_rerank(request):
    """https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html, "Re-rank API"."""
    assert request.path == "/v1/rerank"
    return {
        "id": "rerank-1",
        "model": "m",
        "usage": {"total_tokens": 56},
        **ranked(request, document={"text": "k"}),
    }


def siliconflow_rerank(request):
    """https://docs.siliconflow.cn/cn/api-reference/rerank/create-rerank."""
    assert request.path == "/v1/rerank"
    want_key(request, "authorization", "Bearer sk-0123456789")
    count = len(request.json["documents"])
    if count > 32:
        said = f"input batch size {count} > maximum allowed batch size 32"
        raise Refused(413, {"code": 20042, "message": said, "data": None})
    return {"id": "s-1", **ranked(request), "meta": {"tokens": {"input_tokens": 9, "output_tokens": 0}}}


def together_rerank(request):
    """https://docs.together.ai/docs/together-and-llamarank: compatible with Cohere's."""
    assert request.path == "/v1/rerank"
    want_key(request, "authorization", "Bearer tgp-0123456789")
    usage = {"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}
    return {"object": "rerank", "id": "t-1", "model": "m", **ranked(request, document={}), "usage": usage}


SERVERS = {
    "Azure OpenAI": azure,
    "Azure OpenAI by its older address": azure_deployment,
    "Ollama": ollama,
    "vLLM": vllm,
    "LM Studio": lm_studio,
    "DashScope (Qwen)": dashscope,
    "SiliconFlow": siliconflow,
    "Gemini": gemini,
    "NVIDIA NIM": nim,
    "infinity": infinity,
    "litellm": litellm,
    "vLLM, a reranker": vllm_rerank,
    "SiliconFlow, a reranker": siliconflow_rerank,
    "Together, a reranker": together_rerank,
}


def speaks(server):
    """The server; what it asserts in vain is said to the client, whose call then fails."""

    def respond(request):
        try:
            return Answer(server(request))
        except Refused as refused:
            return Answer(refused.body, refused.status)
        except AssertionError as error:
            return Answer({"error": f"asserted in vain: {error}"}, 404)

    return respond


def made(name, url):
    """What a recipe makes, its address swapped for another."""
    names = {}
    exec(compile(_ADDRESS.sub(url, RECIPES[name]), name, "exec"), names)
    return names


def test_each_recipe_has_its_server():
    assert list(RECIPES) == list(SERVERS)


@pytest.mark.parametrize("name", SERVERS)
def test_a_recipe(name):
    with Server(speaks(SERVERS[name])) as server:
        names = made(name, server.url)
        if "ef" in names:
            ef = names["ef"]
            dim = 1024 if name in ("vLLM", "DashScope (Qwen)") else 4
            assert_one_shape(ef.encode_documents(TEXTS), TEXTS, dim)
            assert_one_shape(ef.encode_queries(TEXTS[:2]), TEXTS[:2], dim)
            assert ef.dim == dim
            assert ef.usage.total_tokens > 0
            if "batch_size" in RECIPES[name]:  # nothing was refused on the way
                assert ef.usage.requests == len(server.requests)
        if "rerank" in names:
            results = names["rerank"]("red kite 7", TEXTS, 3)
            assert results[0].text == "red kite 7"
            assert [result.score for result in results] == sorted((r.score for r in results), reverse=True)
            assert len(results) == 3
            assert names["rerank"].usage.prompt_tokens > 0


@pytest.mark.parametrize(
    "name", ["Azure OpenAI", "DashScope (Qwen)", "SiliconFlow", "Gemini", "SiliconFlow, a reranker"]
)
def test_without_its_limit_a_recipe_still_works(name):
    """A limit that the caller does not know is found out, by what the server says when it refuses."""
    with Server(speaks(SERVERS[name])) as server:
        recipe = _ADDRESS.sub(server.url, re.sub(r"batch_size=\d+", "batch_size=150", RECIPES[name]))
        names = {}
        exec(compile(recipe, name, "exec"), names)
        if "ef" in names:
            assert len(names["ef"].encode_documents(TEXTS)) == 150
        else:
            assert len(names["rerank"]("red kite 7", TEXTS, None)) == 150


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("vLLM", {"dimensions": 512}, "does not support matryoshka representation"),
        ("NVIDIA NIM", {"api_key": "nvapi-0123456789"}, "'input_type' parameter is required"),
        ("litellm", {"api_key": "wrong-key"}, "refused the key .*No connected db"),
        ("DashScope (Qwen)", {"api_key": "sk-0123456789", "batch_size": 1}, "encoding_format"),
    ],
)
def test_without_its_recipe_the_servers_words_are_shown(name, options, words):
    with Server(speaks(SERVERS[name])) as server:
        base = _ADDRESS.sub(server.url, re.search(r"https?://[^\"]+", RECIPES[name])[0])
        with pytest.raises(ServiceError, match=words):
            OpenAIEmbeddingFunction("m", base_url=base, **{"api_key": "none", **options})(TEXTS)
