"""What is particular to each provider: its address, its key, its requests, its limits.

Addresses and fields are those of the providers' references, which each module names; answers are in
provider_answers.py.
"""

import base64
import inspect
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from code_lines import statements
from elanus.dense import (
    CohereEmbeddingFunction,
    GeminiEmbeddingFunction,
    JinaEmbeddingFunction,
    MistralAIEmbeddingFunction,
    NomicEmbeddingFunction,
    OpenAIEmbeddingFunction,
    TEIEmbeddingFunction,
    VoyageEmbeddingFunction,
)
from elanus.errors import InputError, InputTypeError, InvalidResponseError
from elanus.reranker import (
    CohereRerankFunction,
    CompatibleRerankFunction,
    DeepInfraRerankFunction,
    JevRerankFunction,
    VoyageRerankFunction,
)
from http_server import Answer, Server
from provider_answers import (
    CLASSES,
    DENSE,
    TEXTS,
    all_calls,
    assert_one_shape,
    call,
    cohere_rows,
    construct,
    gemini_rows,
    openai_rows,
    speaks,
    speaks_openai,
    vector,
)

pytestmark = pytest.mark.usefixtures("provider_keys")


def sent(cls, texts=("red kite",), **options):
    """The requests of documents, queries and the call itself."""
    with Server(speaks(cls)) as server:
        function = construct(cls, server.url, **options)
        for vectors in all_calls(function, list(texts)):
            assert_one_shape(vectors, list(texts))
        return server.requests[:3], function


def test_voyage():
    requests, ef = sent(VoyageEmbeddingFunction, truncate=False)
    assert [request.json.get("input_type") for request in requests] == ["document", "query", None]
    assert requests[1].path == "/embeddings"
    assert requests[1].headers["authorization"] == "Bearer VOYAGE_API_KEY-0123456789"
    assert requests[1].json == {
        "model": "voyage-3-large",
        "input": ["red kite"],
        "input_type": "query",
        "truncation": False,
        "encoding_format": "base64",
    }
    assert ef.usage.total_tokens == 6 * 6
    with Server(speaks(VoyageEmbeddingFunction)) as server, pytest.raises(InvalidResponseError):
        VoyageEmbeddingFunction(dimension=256, base_url=server.url)(TEXTS)
    assert server.requests[0].json["output_dimension"] == 256


def test_voyage_keys_of_mongodb_go_to_its_address():
    assert "https://api.voyageai.com/v1/embeddings" in repr(VoyageEmbeddingFunction(api_key="pa-0123"))
    assert "https://ai.mongodb.com/v1/embeddings" in repr(VoyageEmbeddingFunction(api_key="al-0123"))
    assert "https://ai.mongodb.com/v1/rerank" in repr(VoyageRerankFunction(api_key="al-0123"))
    assert "127.0.0.1" in repr(VoyageEmbeddingFunction(api_key="al-0123", base_url="http://127.0.0.1:9"))


def test_voyages_limit_of_tokens_is_the_models():
    assert VoyageEmbeddingFunction()._limits().tokens == 120_000
    assert VoyageEmbeddingFunction("voyage-4-lite")._limits().tokens == 1_000_000
    assert VoyageRerankFunction("rerank-1")._limits().tokens == 300_000


def test_cohere():
    requests, ef = sent(CohereEmbeddingFunction, input_type="clustering", truncate="NONE")
    kinds = [request.json["input_type"] for request in requests]
    assert kinds == ["search_document", "search_query", "clustering"]
    assert requests[0].path == "/v2/embed"
    assert requests[0].json == {
        "model": "embed-english-light-v3.0",
        "texts": ["red kite"],
        "input_type": "search_document",
        "embedding_types": ["base64"],
        "truncate": "NONE",
    }
    assert ef.usage.prompt_tokens == 6 * 6  # meta.billed_units.input_tokens


def test_cohere_answers_in_base64_and_in_numbers():
    rows = [base64.b64encode(struct.pack("<4f", *vector(text))).decode() for text in TEXTS]
    with Server(lambda request: Answer(cohere_rows(rows, "base64"))) as server:
        assert_one_shape(CohereEmbeddingFunction(base_url=server.url + "/v1")(TEXTS), TEXTS)
        assert server.requests[0].path == "/v2/embed"  # as Cohere's client, it takes /v1 away


def test_mistral():
    requests, _ = sent(MistralAIEmbeddingFunction)
    for request in requests:  # no other field, which Mistral refuses
        assert request.json == {"model": "mistral-embed", "input": ["red kite"], "encoding_format": "base64"}
    assert requests[0].path == "/embeddings"
    assert requests[0].headers["authorization"] == "Bearer MISTRALAI_API_KEY-0123456789"
    with Server(speaks(MistralAIEmbeddingFunction)) as server:
        ef = MistralAIEmbeddingFunction("k-1234", "codestral-embed", output_dimension=4, base_url=server.url)
        assert_one_shape(ef(TEXTS), TEXTS)
        assert server.requests[0].json["output_dimension"] == 4


def test_nomic_embeds_queries_as_queries():
    requests, _ = sent(NomicEmbeddingFunction, task_type="clustering", long_text_mode="mean")
    tasks = [request.json["task_type"] for request in requests]
    assert tasks == ["search_document", "search_query", "clustering"]
    assert requests[0].path == "/v1/embedding/text"
    assert requests[0].json == {
        "model": "nomic-embed-text-v1.5",
        "texts": ["red kite"],
        "task_type": "search_document",
        "long_text_mode": "mean",
    }
    assert NomicEmbeddingFunction().dim == 768
    assert NomicEmbeddingFunction(dimensionality=64).dim == 64
    with pytest.raises(InputError, match="SentenceTransformerEmbeddingFunction"):
        NomicEmbeddingFunction(inference_mode="local")


def test_gemini():
    requests, ef = sent(GeminiEmbeddingFunction, TEXTS)
    tasks = [[item.get("taskType") for item in request.json["requests"]] for request in requests]
    assert tasks == [["RETRIEVAL_DOCUMENT"] * 3, ["RETRIEVAL_QUERY"] * 3, [None] * 3]
    assert requests[0].path == "/models/gemini-embedding-001:batchEmbedContents"
    assert requests[0].headers["x-goog-api-key"] == "GOOGLE_API_KEY-0123456789"
    assert "authorization" not in requests[0].headers
    assert requests[2].json["requests"][1] == {
        "model": "models/gemini-embedding-001",
        "content": {"parts": [{"text": "black kite"}]},
    }
    assert ef.usage.prompt_tokens == 6 * 6


class EmbedContentConfig:
    """As google-genai's, a pydantic model."""

    def __init__(self, **fields):
        self.fields = fields

    def model_dump(self, exclude_none):
        return {name: value for name, value in self.fields.items() if value is not None}


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (None, ["RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY", None]),
        ("RETRIEVAL_DOCUMENT", ["RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT"]),
        ("RETRIEVAL_QUERY", ["RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY", "RETRIEVAL_QUERY"]),
        ("FACT_VERIFICATION", ["RETRIEVAL_DOCUMENT", "FACT_VERIFICATION", "FACT_VERIFICATION"]),
        ("SEMANTIC_SIMILARITY", ["SEMANTIC_SIMILARITY"] * 3),
    ],
)
def test_geminis_tasks(task, expected):
    for config in (EmbedContentConfig(task_type=task, title="Kites"), {"task_type": task, "title": "Kites"}):
        requests, _ = sent(GeminiEmbeddingFunction, config=config)
        items = [request.json["requests"][0] for request in requests]
        assert [item.get("taskType") for item in items] == expected
        titled = [item.get("title") for item in items]
        assert titled == ["Kites" if kind == "RETRIEVAL_DOCUMENT" else None for kind in expected]


def test_a_model_of_gemini_without_tasks_is_told_in_the_text():
    def texts(**options):
        with Server(lambda request: Answer(gemini_rows([[1.0, 2.0]]))) as server:
            ef = GeminiEmbeddingFunction("models/gemini-embedding-2", base_url=server.url, **options)
            ef.encode_documents(["kite"]), ef.encode_queries(["kite"]), ef(["kite"])
            assert server.requests[0].path == "/models/gemini-embedding-2:batchEmbedContents"
            items = [request.json["requests"][0] for request in server.requests]
        assert not any("taskType" in item for item in items)
        return [item["content"]["parts"][0]["text"] for item in items]

    assert texts() == ["title: none | text: kite", "task: search result | query: kite", "kite"]
    assert texts(query_prompt="q: ", document_prompt="") == ["kite", "q: kite", "kite"]


def test_shorter_vectors_of_gemini_are_normalised():
    with Server(lambda request: Answer(gemini_rows([[3.0] + [0.0] * 126 + [4.0], [0.0] * 128]))) as server:
        ef = GeminiEmbeddingFunction(base_url=server.url, config={"output_dimensionality": 128})
        rows = ef(["a", "b"]).array
    assert rows[0, [0, -1]].tolist() == [np.float32(0.6), np.float32(0.8)]
    assert not rows[1].any()
    with pytest.raises(InputError, match="config has auto_truncate: it takes task_type, title"):
        GeminiEmbeddingFunction(config={"auto_truncate": True})
    with pytest.raises(InputTypeError, match="config is a mapping"):
        GeminiEmbeddingFunction(config=3)


BITS = np.random.default_rng(7).integers(0, 256, (3, 4), dtype=np.uint8)


@pytest.mark.parametrize(
    ("cls", "options", "wrap"),
    [
        (
            VoyageEmbeddingFunction,
            lambda kind: {"embedding_type": kind},
            lambda rows, kind: openai_rows(rows),
        ),
        (
            MistralAIEmbeddingFunction,
            lambda kind: {"output_dtype": kind},
            lambda rows, kind: openai_rows(rows),
        ),
        (CohereEmbeddingFunction, lambda kind: {"embedding_types": [kind]}, cohere_rows),
    ],
    ids=["Voyage", "Mistral", "Cohere"],
)
@pytest.mark.parametrize("kind", ["int8", "binary", "ubinary"])
def test_int8_and_bits_come_as_milvus_takes_them(kind, cls, options, wrap):
    signed = BITS.astype(np.int64)
    if kind == "binary":  # Cohere's are two's complement as its client packs them, the others' less 128
        signed = BITS.view(np.int8) if cls is CohereEmbeddingFunction else signed - 128
    elif kind == "int8":
        signed = BITS.view(np.int8)
    with Server(lambda request: Answer(wrap(signed.tolist(), kind))) as server:
        ef = construct(cls, server.url, **options(kind))
        got = ef.encode_documents(TEXTS)
        assert kind in str(server.requests[0].json)
        assert "base64" not in str(server.requests[0].json)
    if kind == "int8":
        assert [row.dtype for row in got] == [np.int8] * 3
        assert np.array_equal(np.stack(got), BITS.view(np.int8))
        assert ef.dim == 4
    else:
        assert list(got) == [row.tobytes() for row in BITS]
        assert ef.dim == 32
    assert ef.encode_documents([]) == []
    wrong = {"int8": [1, 2, 3, 128], "binary": [1, 2, 3, -129], "ubinary": [1, 2, 3, -1]}[kind]
    for row in (wrong, [1, 2, 3, 0.5], [1, 2, 3, True], "AAAA"):
        with (
            Server(lambda request, row=row: Answer(wrap([row], kind))) as server,
            pytest.raises(InvalidResponseError),
        ):
            construct(cls, server.url, **options(kind))(["a"])


def test_bits_of_another_dimension_than_asked_for_are_refused():
    with Server(lambda request: Answer(openai_rows([[1] * 32]))) as server:
        options = {"embedding_type": "binary", "base_url": server.url}
        assert len(VoyageEmbeddingFunction(dimension=256, **options)(["a"])[0]) == 32
        with pytest.raises(InvalidResponseError, match="embedding 0 has 32 bytes, but it should be 64"):
            VoyageEmbeddingFunction(dimension=512, **options)(["a"])


@pytest.mark.parametrize(
    "construction",
    [
        lambda: VoyageEmbeddingFunction(embedding_type="uint8"),
        lambda: CohereEmbeddingFunction(embedding_types=["uint8"]),
        lambda: CohereEmbeddingFunction(embedding_types=["float", "int8"]),
        lambda: CohereEmbeddingFunction(embedding_types=[]),
        lambda: CohereEmbeddingFunction(embedding_types={}),
        lambda: MistralAIEmbeddingFunction(None, output_dtype="uint8"),
    ],
)
def test_types_that_milvus_has_not_are_refused(construction):
    with pytest.raises(InputError, match=r"embedding.* of"):
        construction()


@pytest.mark.parametrize(
    ("construction", "words"),
    [
        (lambda: VoyageEmbeddingFunction(dimension=300), "one of 256, 512, 1024, 2048, not 300"),
        (
            lambda: CohereEmbeddingFunction("embed-v4.0", dimensions=300),
            "one of 256, 512, 1024, 1536, not 300",
        ),
        (lambda: NomicEmbeddingFunction(dimensions=100), "one of 64, 128, 256, 512, 768, not 100"),
        (lambda: GeminiEmbeddingFunction(config={"output_dimensionality": 64}), "from 128 to 3072, not 64"),
        (lambda: GeminiEmbeddingFunction(config={"output_dimensionality": 0}), "from 128 to 3072, not 0"),
        (lambda: JinaEmbeddingFunction(dimensions=2000), "from 1 to 1024, not 2000"),
        (
            lambda: MistralAIEmbeddingFunction(
                None, "codestral-embed", output_dimension=250, output_dtype="ubinary"
            ),
            "dimensions of ubinary is a multiple of 8, not 250",
        ),
        (
            lambda: MistralAIEmbeddingFunction(None, "codestral-embed", output_dimension=4000),
            "from 1 to 3072",
        ),
    ],
)
def test_a_dimension_out_of_range_names_the_range(construction, words):
    with pytest.raises(InputError, match=words):
        construction()


@pytest.mark.parametrize("cls", DENSE)
def test_a_model_that_is_newer_than_this_works(cls):
    if cls.provider.name == "TEI":
        options = {}
    elif cls is MistralAIEmbeddingFunction:
        options = {"model_name": "new", "output_dimension": 4}
    else:
        options = {"model_name": "new"}
    with Server(speaks(cls)) as server:
        ef = construct(cls, server.url, **options)
        ef(TEXTS)
        assert ef.dim == 4


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls.provider.refuses_empty])
def test_an_empty_text_is_found_before_the_request(cls):
    ef = construct(cls, None)
    with pytest.raises(InputError, match=r"documents\[1\] is empty, which .* refuses"):
        ef.encode_documents(["kite", "", "owl"])
    with Server(speaks(cls)) as server:  # another server may take it
        assert len(construct(cls, server.url)(["kite", ""])) == 2
    if cls is OpenAIEmbeddingFunction:  # with a prompt it is none
        with pytest.raises(InputError, match=r"queries\[0\] is empty"):
            cls(document_prompt="passage: ").encode_queries([""])
        assert cls(document_prompt="passage: ")._checked([""], "documents") == [""]


def test_cohere_reranker():
    with Server(speaks(CohereRerankFunction)) as server:
        rf = CohereRerankFunction(base_url=server.url, max_tokens_per_doc=100, return_documents=False)
        got = rf("red kite", TEXTS, 2)
        assert server.requests[0].path == "/v2/rerank"
        assert server.requests[0].json == {
            "model": "rerank-english-v3.0",
            "query": "red kite",
            "documents": TEXTS,
            "top_n": 2,
            "max_tokens_per_doc": 100,
        }
    assert [(result.index, result.text) for result in got] == [(0, "red kite"), (1, "black kite")]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda items: {"results": items},
        lambda items: {"data": items},
        lambda items: items,
        lambda items: {"results": [{"index": i["index"], "score": i["relevance_score"]} for i in items]},
        lambda items: {"results": [{**item, "document": {"text": "kite"}} for item in items], "meta": {}},
    ],
)
def test_the_neutral_reranker_understands_its_kin(wrap):
    items = [{"index": n, "relevance_score": value} for n, value in ((1, 0.9), (0, 0.5), (2, 0.1))]
    with Server(lambda request: Answer(wrap(items))) as server:
        rf = CompatibleRerankFunction(server.url + "/v1", "m", "k-1234")
        assert [(result.index, result.score) for result in rf("q", TEXTS, 2)] == [(1, 0.9), (0, 0.5)]
        assert server.requests[0].path == "/v1/rerank"
        assert server.requests[0].json == {"model": "m", "query": "q", "documents": TEXTS, "top_n": 3}


def refuses(*names):
    """A server of OpenAI's protocol that refuses some fields, or values."""

    def respond(request):
        found = [name for name in names if name in json.dumps(request.json)]
        return Answer({"error": {"message": f"unknown: {found}"}}, 400) if found else speaks_openai(request)

    return respond


@pytest.mark.parametrize(
    ("refused", "options"),
    [
        (("base64",), {"encoding_format": "float"}),
        (("dimensions",), {"send_dimensions": False, "dimensions": 4}),
        (("dimensions", "base64"), {"encoding_format": "float"}),
    ],
    ids=["LM Studio", "vLLM", "Ollama"],
)
def test_servers_of_openais_protocol_that_refuse_some_of_it(refused, options):
    with Server(refuses(*refused)) as server:
        ef = OpenAIEmbeddingFunction("m", "none", server.url + "/v1", **options)
        assert_one_shape(ef(TEXTS), TEXTS)
        assert ef.dim == 4


def test_fields_and_prompts_of_queries_and_documents():
    with Server(speaks_openai) as server:
        ef = OpenAIEmbeddingFunction(
            "m",
            base_url=server.url,
            query_prompt="q: ",
            query_body={"input_type": "query"},
            document_body={"input_type": "passage"},
            extra_body={"truncate": "END"},
        )
        ef.encode_documents(["kite"]), ef.encode_queries(["kite"]), ef(["kite"])
        said = [request.json for request in server.requests]
    assert [(content["input"], content.get("input_type"), content["truncate"]) for content in said] == [
        (["kite"], "passage", "END"),
        (["q: kite"], "query", "END"),
        (["kite"], None, "END"),
    ]


def test_what_a_caller_says_of_queries_or_documents_goes_before_what_it_says_of_all():
    with Server(speaks_openai) as server:
        ef = OpenAIEmbeddingFunction(
            "m", base_url=server.url, query_body={"truncate": "START"}, extra_body={"truncate": "END"}
        )
        ef.encode_documents(["kite"]), ef.encode_queries(["kite"])
        assert [request.json["truncate"] for request in server.requests] == ["END", "START"]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_null_that_the_caller_gives_is_sent(cls):
    with Server(speaks(cls)) as server:
        call(construct(cls, server.url, extra_body={"user": None, "model": "another"}))
        content = server.requests[0].json
    for item in content.get("requests", [content]):  # where Gemini looks for fields
        assert item["user"] is None
        assert item["model"] == "another"
        assert None not in [value for name, value in item.items() if name != "user"]


@pytest.mark.parametrize(
    ("construction", "field"),
    [
        (
            lambda url: VoyageEmbeddingFunction("voyage-law-2", dimension=1024, base_url=url),
            "output_dimension",
        ),
        (lambda url: CohereEmbeddingFunction(dimensions=384, base_url=url), "output_dimension"),
        (
            lambda url: MistralAIEmbeddingFunction(None, output_dimension=1024, base_url=url),
            "output_dimension",
        ),
        (lambda url: NomicEmbeddingFunction("nomic-embed-text-v1", base_url=url), "dimensionality"),
    ],
)
def test_the_one_dimension_of_a_model_is_declared_and_not_sent(construction, field):
    """A model that has not several may refuse the field."""
    with Server(lambda request: Answer({})) as server:
        ef = construction(server.url)
        with pytest.raises(InvalidResponseError):
            ef(TEXTS)
        assert field not in server.requests[0].json
    assert ef.dim == ef._known_dimension


def test_a_server_of_coheres_protocol_may_refuse_base64():
    def respond(request):
        refused = "base64" in request.json["embedding_types"]
        return Answer({"message": "no base64"}, 422) if refused else speaks(CohereEmbeddingFunction)(request)

    with Server(respond) as server:
        assert_one_shape(
            CohereEmbeddingFunction(embedding_types=["float"], base_url=server.url)(TEXTS), TEXTS
        )
        assert server.requests[0].json["embedding_types"] == ["float"]


@pytest.mark.parametrize("cls", [VoyageEmbeddingFunction, MistralAIEmbeddingFunction])
def test_base64_may_be_taken_back(cls):
    with Server(refuses("base64")) as server:
        assert_one_shape(construct(cls, server.url, extra_body={"encoding_format": None})(TEXTS), TEXTS)


def test_prompts_at_text_embeddings_inference():
    with Server(speaks_openai) as server:
        ef = TEIEmbeddingFunction(server.url, query_prompt="query: ", document_prompt="passage: ")
        ef.encode_documents(["kite"]), ef.encode_queries(["kite"]), ef(["kite"])
        said = [request.json["input"] for request in server.requests]
    assert said == [["passage: kite"], ["query: kite"], ["kite"]]


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"encoding_format": "base32"}, InputError, "encoding_format is 'base64' or 'float', not 'base32'"),
        ({"model_name": None}, InputTypeError, "model_name is a str, not NoneType"),
        ({"query_prompt": 3}, InputTypeError, "query_prompt is a str or None, not int"),
        ({"query_body": 3}, InputTypeError, "query_body is a mapping of names to values, not int"),
        ({"document_body": {"a": {1}}}, InputTypeError, "document_body cannot be sent as JSON"),
        ({"extra_body": {"a": float("nan")}}, InputTypeError, "extra_body cannot be sent as JSON"),
    ],
)
def test_fields_that_cannot_be_sent_are_refused(options, kind, words):
    with pytest.raises(kind, match=words):
        OpenAIEmbeddingFunction(**options)


def test_what_cannot_be_sent_as_json_is_said_so():
    with pytest.raises(
        InputTypeError, match="a request to Jina AI cannot be sent as JSON: Object of type set"
    ):
        JinaEmbeddingFunction(task={1}, base_url="http://127.0.0.1:9")(["kite"])


def test_geminis_openai_compatible_address_leaves_index_0_out():
    """https://ai.google.dev/gemini-api/docs/openai: its JSON leaves out numbers that are 0."""

    def respond(request):
        answer = openai_rows([vector(text) for text in request.json["input"]])
        del answer["data"][0]["index"]
        return Answer(answer)

    with Server(respond) as server:
        ef = OpenAIEmbeddingFunction("gemini-embedding-001", base_url=server.url)
        assert_one_shape(ef(TEXTS), TEXTS)
        assert_one_shape(ef(TEXTS[:1]), TEXTS[:1])


def test_voyage_reranker():
    with Server(speaks(VoyageRerankFunction)) as server:
        assert [
            result.index for result in VoyageRerankFunction(base_url=server.url)("red kite", TEXTS, 2)
        ] == [0, 1]
        assert server.requests[0].path == "/rerank"
        assert server.requests[0].json == {
            "model": "rerank-2",
            "query": "red kite",
            "documents": TEXTS,
            "top_k": 2,
            "truncation": True,
        }


def test_voyages_reranker_counts_the_query_with_each_document():
    query, documents = "q" * 12_000, ["d" * 4000] * 300
    with Server(speaks(VoyageRerankFunction)) as server:
        VoyageRerankFunction(base_url=server.url)(query, documents)
        sizes = [len(request.json["documents"]) for request in server.requests]
    assert sum(sizes) == 300
    assert max(sizes) * (len(query) + 4000) / 4 <= 600_000


def test_deepinfra_reranker():
    with Server(speaks(DeepInfraRerankFunction)) as server:
        rf = DeepInfraRerankFunction(base_url=server.url + "/v1", batch_size=2)
        got = rf("red kite", TEXTS, 2)
        paths = {request.path for request in server.requests}
        sent = sorted((request.json for request in server.requests), key=str)
        assert server.requests[0].headers["authorization"] == "Bearer DEEPINFRA_API_KEY-0123456789"
    assert paths == {"/v1/inference/Qwen/Qwen3-Reranker-8B"}
    assert sent == [
        {"queries": ["red kite"] * 2, "documents": TEXTS[:2]},
        {"queries": ["red kite"], "documents": TEXTS[2:]},
    ]
    assert [(result.index, result.text) for result in got] == [(0, "red kite"), (1, "black kite")]
    assert rf.usage.prompt_tokens == 2 * 6


def test_jev_reranker():
    with Server(speaks(JevRerankFunction)) as server:
        got = JevRerankFunction(base_url=server.url + "/v1")("Kites soar.", TEXTS, 2)
        assert server.requests[0].path == "/v1/systemone"
        content = server.requests[0].json
    assert content["state"] == "Scientific claim: Kites soar."
    assert content["model"] == "jev-latest"
    assert content["questions"]["d1"] == {
        "type": "noul",
        "instructions": "Document: black kite — Does this document provide evidence relevant to the claim?",
    }
    assert len(got) == 2


@pytest.mark.parametrize("cls", CLASSES)
def test_a_provider_is_short(cls):
    """What they share is in the base. Gemini has tasks that its models know or do not, and a config."""
    most = 50 if cls is GeminiEmbeddingFunction else 20
    assert 5 < statements(Path(inspect.getfile(cls))) <= most


def test_the_table_of_classes_in_the_docs_is_the_registry():
    text = (Path(__file__).resolve().parents[2] / "docs" / "adapters.md").read_text("utf-8")
    rows = [
        line.split("|")[1:-1] for line in text.splitlines() if line.startswith(("| `dense.", "| `reranker."))
    ]
    rows = {cells[0].strip(" `"): cells[1:] for cells in rows if len(cells) == 4}
    assert sorted(rows) == sorted(f"{cls.__module__.split('.')[1]}.{cls.__name__}" for cls in CLASSES)
    for cls in CLASSES:
        address, keys, limit = rows[f"{cls.__module__.split('.')[1]}.{cls.__name__}"]
        provider = cls.provider
        assert (provider.base_url or "api_url") in address
        assert (provider.base_url_variable or "") in address
        path = [provider.key_path_variable] if provider.key_path_variable else []
        assert re.findall(r"`([A-Z_]+)`", keys) == [*path, *provider.key_variables]
        numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", limit)]
        tokens = provider.limits.tokens if provider.base_url and "tokens" in limit else None
        assert numbers == [provider.limits.texts, *([tokens] if tokens else [])]
