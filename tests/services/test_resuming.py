"""What a failed call had achieved, and the rest of it."""

import asyncio

import pytest

from elanus._http import Limits, Provider
from elanus._service import listed
from elanus.dense import JinaEmbeddingFunction
from elanus.dense._service import ServiceEmbeddingFunction
from elanus.errors import AuthenticationError, InputError, InputTypeError, Partial, ServiceError
from elanus.reranker import TEIRerankFunction
from http_server import Answer, Server
from provider_answers import (
    CLASSES,
    DENSE,
    assert_one_shape,
    call,
    construct,
    speaks,
    speaks_openai,
    speaks_tei_rerank,
    texts_in,
    vector,
)

pytestmark = pytest.mark.usefixtures("provider_keys")

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


@pytest.mark.parametrize("cls", CLASSES)
def test_each_class_can_be_resumed(cls):
    broken = [True]

    def respond(request):
        if broken and any("text 60" in text for text in texts_in(request)):
            return Answer({"detail": "poisoned"}, 400)
        return speaks(cls)(request)

    with Server(respond) as server:
        function = construct(cls, server.url, batch_size=10, concurrency=1)
        with pytest.raises(ServiceError, match="batch 7 of 9") as caught:
            call(function, NINETY)
        assert caught.value.partial.indices == list(range(60))
        broken.clear()
        del server.requests[:]
        done = call(function, NINETY, resume=caught.value.partial)
        assert len(server.requests) == 3
        if cls in DENSE:
            assert_one_shape(done, NINETY)
        else:
            assert done == call(construct(cls, server.url), NINETY)


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


class Nested(ServiceEmbeddingFunction):
    """A provider whose request says everything beside each text, and so nothing without any."""

    provider = Provider("Nested", "/v1", Limits(texts=10))

    def __init__(self, url, model="m", **options):
        super().__init__(model, None, url, options)

    def _content(self, texts, role):
        return {"requests": [{"text": text, "task": role} for text in texts]}

    def _items(self, reply, count):
        return listed(reply, "rows")


class Renamed(Nested):
    pass


def test_a_call_is_known_by_class_model_role_dimensions_and_address():
    def respond(request):
        texts = [item["text"] for item in request.json["requests"]]
        if "text 60" in texts:
            return Answer({"detail": "poisoned"}, 400)
        return Answer({"rows": [vector(text) for text in texts]})

    with Server(respond) as server, Server(respond) as elsewhere:
        ef = Nested(server.url)
        with pytest.raises(ServiceError) as caught:
            ef.encode_documents(NINETY)
        partial = caught.value.partial
        assert len(partial.indices) >= 60
        shorter = Nested(server.url)
        shorter._dimensions = 2
        for call in (
            lambda: ef.encode_queries(NINETY, resume=partial),
            lambda: ef(NINETY, resume=partial),
            lambda: Renamed(server.url).encode_documents(NINETY, resume=partial),
            lambda: Nested(server.url, "n").encode_documents(NINETY, resume=partial),
            lambda: Nested(elsewhere.url).encode_documents(NINETY, resume=partial),
            lambda: Nested(server.url, extra_body={"a": 1}).encode_documents(NINETY, resume=partial),
            lambda: shorter.encode_documents(NINETY, resume=partial),
        ):
            with pytest.raises(InputError, match="resume belongs to another call"):
                call()


def test_no_batch_is_begun_after_a_failure():
    with Server(lambda request: Answer({"detail": "wrong key"}, 401)) as server:
        with pytest.raises(AuthenticationError) as caught:
            JinaEmbeddingFunction(base_url=server.url, batch_size=1, concurrency=4)(NINETY)
        assert len(server.requests) <= 4
    assert caught.value.partial.indices == []
    assert caught.value.partial.vectors.array.shape == (0, 0)
