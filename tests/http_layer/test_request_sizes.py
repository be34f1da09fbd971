"""Requests that are too large become two; a text that is refused alone is named."""

import pytest

from elanus._batching import Plan, estimate_tokens
from elanus._http import Limits
from elanus.dense import (
    JinaEmbeddingFunction,
    MistralAIEmbeddingFunction,
    OpenAIEmbeddingFunction,
    TEIEmbeddingFunction,
)
from elanus.errors import InvalidResponseError, ServiceError
from elanus.reranker import CompatibleRerankFunction
from http_answers import HEAD, embeddings, silent
from http_server import Answer, Server
from provider_answers import openai_rows, speaks, texts_in, vector

pytestmark = pytest.mark.usefixtures("provider_keys")

TEXTS = ["k" * n for n in range(1, 201)]
REFUSALS = {
    "413": Answer(b"", 413),
    "Mistral": Answer({"message": "Too many inputs: split into more batches", "code": "3210"}, 400),
    "FastAPI": Answer({"detail": [{"msg": "List should have at most 10 items after validation"}]}, 422),
    "OpenAI": Answer({"error": {"message": "This model's maximum context length is 8192 tokens"}}, 400),
    "litellm": Answer(
        {"error": {"message": "litellm.BadRequestError: OpenAIException - Error code: 422", "code": "422"}},
        422,
    ),
    "Gemini": Answer({"error": {"message": "at most 100 requests can be in one batch"}}, 400),
}


def at_most(count, refusal):
    return lambda request: refusal if len(texts_in(request)) > count else embeddings(request)


def endless(connection):
    connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    piece = b"800000\r\n" + b" " * (8 << 20) + b"\r\n"
    while not connection.server.closing.is_set():
        connection.send(piece)


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_request_that_is_refused_for_its_size_is_halved(refusal, concurrency):
    with Server(at_most(10, REFUSALS[refusal])) as server:
        ef = TEIEmbeddingFunction(server.url, concurrency=concurrency)
        assert ef(TEXTS).array[:, 0].tolist() == list(range(1, 201))
        refused = [request for request in server.requests if len(texts_in(request)) > 10]
    assert len(refused) <= 2 * concurrency + 4  # what is learned from one holds for the next ones


def test_an_answer_above_the_cap_is_asked_for_in_halves():
    with Server(at_most(2, endless)) as server:
        ef = TEIEmbeddingFunction(server.url, concurrency=1)
        assert ef(TEXTS[:4]).array[:, 0].tolist() == [1, 2, 3, 4]
        assert [len(texts_in(request)) for request in server.requests] == [4, 2, 2]


def test_a_request_that_is_too_slow_is_halved_and_not_tried_again():
    with Server(at_most(2, silent)) as server:
        ef = TEIEmbeddingFunction(server.url, timeout=0.5, concurrency=1)
        assert ef(TEXTS[:4]).array[:, 0].tolist() == [1, 2, 3, 4]
        assert [len(texts_in(request)) for request in server.requests] == [4, 2, 2]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_texts_that_are_refused_alone_are_named_and_the_others_succeed(concurrency):
    bad = {"k" * 1, "k" * 70, "k" * 150}

    def respond(request):
        if bad & set(texts_in(request)):
            return Answer({"error": "a text exceeds the maximum length"}, 400, {"x-request-id": "r-9"})
        return embeddings(request)

    with Server(respond) as server:
        ef = TEIEmbeddingFunction(server.url, concurrency=concurrency)
        with pytest.raises(ServiceError) as caught:
            ef(TEXTS)
        assert len(server.requests) < 80
    partial = caught.value.partial
    assert partial.pending == [0, 69, 149]
    assert "this was text 0; so were 69, 149. 197 of 200 texts have succeeded" in str(caught.value)
    assert caught.value.status == 400
    assert partial.vectors.array[:, 0].tolist() == [n for n in range(1, 201) if n not in (1, 70, 150)]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_first_texts_may_all_be_refused(concurrency):
    """As they are where the longest come first."""
    longest_first = TEXTS[::-1]

    def respond(request):
        too_long = any(len(text) > 150 for text in texts_in(request))
        return (
            Answer({"error": "a text exceeds the maximum length"}, 400) if too_long else embeddings(request)
        )

    with Server(respond) as server, pytest.raises(ServiceError, match="text 0; so were 1, 2") as caught:
        TEIEmbeddingFunction(server.url, concurrency=concurrency)(longest_first)
    assert caught.value.partial.pending == list(range(50))


def test_all_of_two_texts_may_be_refused():
    with Server(lambda request: REFUSALS["OpenAI"]) as server:
        with pytest.raises(ServiceError, match="maximum context length") as caught:
            TEIEmbeddingFunction(server.url)(TEXTS[:2])
        assert len(server.requests) == 3
    assert caught.value.partial.pending == [0, 1]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_server_that_refuses_every_text_is_not_asked_for_each(concurrency):
    with Server(lambda request: REFUSALS["OpenAI"]) as server:
        with pytest.raises(ServiceError, match="maximum context length") as caught:
            TEIEmbeddingFunction(server.url, concurrency=concurrency)(TEXTS)
        assert len(server.requests) < 12 * concurrency
    assert caught.value.partial.indices == []


def test_an_error_without_a_word_says_so():
    with Server(lambda request: Answer(b"", 400)) as server, pytest.raises(ServiceError) as caught:
        TEIEmbeddingFunction(server.url)(["kite"])
    assert str(caught.value) == "TEI refused the request (400): without a word"


def test_a_refusal_that_is_not_about_size_is_not_halved():
    with Server(lambda request: Answer({"error": {"message": "no such model"}}, 400)) as server:
        with pytest.raises(ServiceError, match="no such model"):
            OpenAIEmbeddingFunction(base_url=server.url)(TEXTS[:64])
        assert len(server.requests) == 1


def test_late_chunking_is_not_halved():
    with Server(lambda request: REFUSALS["OpenAI"]) as server:
        with pytest.raises(ServiceError, match="maximum context length"):
            JinaEmbeddingFunction(base_url=server.url, late_chunking=True)(TEXTS)
        assert [len(texts_in(request)) for request in server.requests] == [200]


def test_a_rerankers_request_is_halved_too():
    refusal = REFUSALS["413"]
    speak = speaks(CompatibleRerankFunction)
    with Server(lambda request: refusal if len(texts_in(request)) > 10 else speak(request)) as server:
        got = CompatibleRerankFunction(server.url, "m")("kk", TEXTS, None)
    assert sorted(result.index for result in got) == list(range(200))


def test_64_texts_go_to_an_address_that_is_not_the_providers():
    with Server(embeddings) as server:
        OpenAIEmbeddingFunction("m", base_url=server.url)(TEXTS)
        assert sorted(len(texts_in(request)) for request in server.requests) == [8, 64, 64, 64]
    assert OpenAIEmbeddingFunction("m")._limits().texts == 2048
    assert OpenAIEmbeddingFunction("m", encoding_format="float")._limits().texts == 512
    assert OpenAIEmbeddingFunction("m", encoding_format="float", batch_size=600)._limits().texts == 600
    assert 512 * 3072 * 24 < 64 << 20
    # What an answer of decimals would take, for the most texts by default, of the longest vectors there.
    assert 64 * 4096 * 24 < 64 << 20


def mistral(count):
    """Its limit of tokens, by its own count."""

    def respond(request):
        texts = texts_in(request)
        tokens = sum(map(count, texts))
        if tokens > 16_384:
            return Answer({"message": "Too many tokens in batch", "code": "3210"}, 400)
        answer = openai_rows([vector(text) for text in texts])
        return Answer({**answer, "usage": {"prompt_tokens": tokens, "total_tokens": tokens}})

    return respond


@pytest.mark.parametrize(("bytes_a_token", "most"), [(4.5, 10), (4.0, 11), (3.0, 22), (6.0, 10)])
def test_tokens_are_estimated_from_text_and_corrected(bytes_a_token, most):
    """640 texts of 1,000 bytes; by their bytes these were 40 requests."""
    with Server(mistral(lambda text: int(len(text) / bytes_a_token))) as server:
        ef = MistralAIEmbeddingFunction("k-1234", base_url=server.url, batch_size=512, concurrency=1)
        assert len(ef(["kite " * 200] * 640)) == 640
    assert len(server.requests) <= most


def test_the_estimate_is_near_for_every_script():
    assert 5 < estimate_tokens("The red kite soars.") < 10  # five tokens and an end
    assert 4 <= estimate_tokens("赤い鳶が舞う") <= 12
    assert 3 < estimate_tokens("Красный коршун") < 14


def test_bytes_bound_a_request_to_tei():
    plan = Plan(["é" * 250_000] * 5, Limits(texts=32, bytes=1_000_000))
    assert list(plan) == [(0, 2), (2, 4), (4, 5)]


def test_one_text_above_the_cap_is_not_asked_for_again():
    with Server(lambda request: endless) as server:
        with pytest.raises(InvalidResponseError, match="larger than 64 MiB"):
            TEIEmbeddingFunction(server.url)(["kite"])
        assert len(server.requests) == 1
