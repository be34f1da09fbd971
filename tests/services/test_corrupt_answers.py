"""Answers that are not their protocol's are refused."""

import base64
import json
import struct

import pytest

from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import InvalidResponseError
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from http_server import Answer, Server, zipped
from provider_answers import DIM, TEXTS, assert_one_shape, openai_shape, vector

pytestmark = pytest.mark.usefixtures("provider_keys")


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
