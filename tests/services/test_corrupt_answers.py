"""Answers that are not their protocol's are refused."""

import base64
import json
import struct

import numpy as np
import pytest

from elanus._http import Usage
from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import InvalidResponseError
from elanus.reranker import DeepInfraRerankFunction, JevRerankFunction, TEIRerankFunction
from http_server import Answer, Server, zipped
from provider_answers import (
    CLASSES,
    DENSE,
    DIM,
    RERANKERS,
    TEXTS,
    assert_one_shape,
    construct,
    openai_rows,
    openai_shape,
    ranks_of,
    rows_of,
    speaks,
    vector,
)  # fmt: skip

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


def packed(*numbers):
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


BOMBS = {f"gzip bomb of {n}": zipped(b" " * (80 << 20), times=n) for n in (1, 2)}


def corrupt_rows(wrap):
    """What is wrong whatever the shape: `wrap` makes an answer of rows."""
    rows = [vector(text) for text in TEXTS]
    whole = wrap(rows)
    body = json.dumps(whole).encode()
    holder = next(name for name in ("data", "embeddings") if name in whole)

    def second(row):
        return wrap([rows[0], row, rows[2]])

    return {
        "one missing": wrap(rows[:2]),
        "all missing": wrap([]),
        "one extra": wrap([*rows, ROW]),
        "ragged": second([*ROW, 1.0]),
        "ragged short": wrap([*rows[:2], rows[2][:-1]]),
        "empty vector": second([]),
        "empty vectors": wrap([[]] * 3),
        "null vector": second(None),
        "nested vector": second([ROW]),
        "vector an object": second({"0": 1.0}),
        "vector a number": second(1.0),
        "null in a vector": second([None, *ROW[1:]]),
        "str in a vector": second(["0.5", *ROW[1:]]),
        "bool in a vector": second([True, *ROW[1:]]),
        "NaN": raw(whole, NUMBER, "NaN"),
        "infinity": raw(whole, NUMBER, "-Infinity"),
        "beyond float64": raw(whole, NUMBER, "1e999"),
        "beyond float32": raw(whole, NUMBER, "1e39"),
        "integer of 400 digits": raw(whole, NUMBER, "9" * 400),
        "integer of 5000 digits": raw(whole, NUMBER, "9" * 5000),
        "base64 not whole": second("AACAPwA="),
        "base64 broken": second("not base64!"),
        "base64 of NaN": second(packed(1, 2, 3, float("nan"))),
        "base64 of another dimension": second(packed(1, 2, 3)),
        "truncated": body[:-20],
        "truncated to half": body[:150],
        "empty body": b"",
        "white space": b"  \n",
        "two answers": body * 2,
        "HTML": Answer(
            b"<!doctype html><html><body><h1>It works!</h1></body></html>", content_type="text/html"
        ),
        "plain text": Answer(b"upstream connect error", content_type="text/plain"),
        "broken UTF-8": body.replace(holder.encode(), b"li\xff\xfe"),
        "UTF-16 without its mark cut": json.dumps(whole).encode("utf-16")[:-1],
        "nested too deep": b"[" * 100_000,
        "a list": [1, 2, 3],
        "a number": 3,
        "null": None,
        "no list": {"object": "list"},
        "list an object": {**whole, holder: {"0": ROW}},
        "list null": {**whole, holder: None},
        "list of numbers": {**whole, holder: [1, 2, 3]},
        "error body of OpenAI": {"error": {"message": "The server had an error", "type": "server_error"}},
        "error body of Jina": {"detail": "Something went wrong"},
        "error body of TEI": {"error": "Inference failed", "error_type": "backend"},
        "error body of Cohere": {"message": "internal error"},
        "error body of Gemini": [{"error": {"code": 500, "message": "Internal", "status": "INTERNAL"}}],
        "error beside data": {**whole, "error": {"message": "half of it failed"}},
        **BOMBS,
        "gzip broken": Answer(b"\x1f\x8b\x08\x00broken", headers={"Content-Encoding": "gzip"}),
        "gzip that is none": Answer(body, headers={"Content-Encoding": "gzip"}),
        "gzip truncated": Answer(zipped(whole).body[:40], headers={"Content-Encoding": "gzip"}),
        "status 204": Answer(b"", 204, {"Content-Length": None}),
        "status 202": Answer(whole, 202),
        "status 206": Answer(whole, 206),
    }


# What is wrong with items that have an index each.
CORRUPT_ITEMS = {
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
    "no vector": without(1, "embedding"),
    "data of lists": with_data([vector(text) for text in TEXTS]),
}
CORRUPT = [*corrupt_rows(openai_rows), *CORRUPT_ITEMS]


def test_there_are_forty_corrupt_answers_for_each_shape():
    for cls in DENSE:
        assert len(corrupt_rows(rows_of(cls))) >= 40


@pytest.mark.parametrize("name", CORRUPT)
def test_a_corrupt_answer_is_refused_by_each_embedding_class(name):
    answers = {cls: {**corrupt_rows(rows_of(cls)), **CORRUPT_ITEMS}[name] for cls in DENSE}
    for cls in DENSE:
        if name in CORRUPT_ITEMS and rows_of(cls) is not openai_rows:
            continue
        answer = answers[cls] if isinstance(answers[cls], Answer) else Answer(answers[cls])
        with Server(lambda request, answer=answer: answer) as server:
            ef = construct(cls, server.url, max_retries=1)
            with pytest.raises(InvalidResponseError) as caught:
                ef(TEXTS)
            assert ef._service.provider.name in str(caught.value)
            assert len(str(caught.value)) < 900
            assert str(caught.value).isprintable()
            assert caught.value.partial.pending == [0, 1, 2]
            # Never again, since it was paid for; but less of it where it was too large.
            assert len(server.requests) == 1 or name in BOMBS


@pytest.mark.parametrize("cls", CLASSES)
def test_the_good_answer_of_each_class_is_not_refused(cls):
    with Server(speaks(cls)) as server:
        function = construct(cls, server.url)
        if cls in DENSE:
            assert_one_shape(function(TEXTS), TEXTS)
        else:
            assert sorted(result.index for result in function("black kite", TEXTS)) == [0, 1, 2]


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


def test_another_dimension_than_that_of_an_answer_read_meanwhile_is_refused(monkeypatch):
    """A large answer is read in a thread, and a small one beside it: neither knows the other's dimension."""
    function = TEIEmbeddingFunction("http://127.0.0.1:9", batch_size=1, concurrency=2)

    async def post(content, call, read, *, divisible):
        return np.zeros((1, {"red kite": DIM, "kite": 1}[content["input"][0]]), np.float32), Usage(1)

    monkeypatch.setattr(function._service, "post", post)
    with pytest.raises(InvalidResponseError, match=f"have 1 numbers, but the others have {DIM}") as caught:
        function.encode_documents(["red kite", "kite"])
    assert caught.value.partial.indices == [0]


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


# Of an object of answers, whose names are unique and text; and of a list of numbers, which have no index.
NOT_OF = {
    JevRerankFunction: {"twice", "index a str", "index a bool", "not items", "not a list"},
    DeepInfraRerankFunction: {"twice", "outside", "negative", "no index", "not items"}
    | {"index a str", "index a bool", "not a list", "null"},
}


@pytest.mark.parametrize(
    ("cls", "name"),
    [(cls, name) for cls in RERANKERS for name in corrupt_ranks("score") if name not in NOT_OF.get(cls, ())],
)
def test_a_corrupt_answer_is_refused_by_each_reranker(name, cls):
    items = corrupt_ranks(cls.score_name)[name]
    if cls is JevRerankFunction and name in ("no index", "null", "NaN", "infinite", "huge"):
        answer = {
            "no index": {"answers": {"a": {"noul": 0.5}, "b": {"noul": 0.5}, "dd": {"noul": 0.5}}},
            "null": {"answers": None},
            "NaN": b'{"answers": {"d0": {"noul": NaN}}}',
            "infinite": b'{"answers": {"d0": {"noul": 1e999}, "d1": {"noul": 0}, "d2": {"noul": 1}}}',
            "huge": b'{"answers": {"d0": {"noul": %s}, "d1": {"noul": 0}, "d2": {"noul": 1}}}' % (b"9" * 400),
        }[name]
    elif cls is DeepInfraRerankFunction and name in ("NaN", "infinite", "huge"):
        number = {"NaN": b"NaN", "infinite": b"1e999", "huge": b"9" * 400}[name]
        answer = b'{"scores": [0.5, %s, 0.1]}' % number
    elif isinstance(items, bytes):
        answer = json.dumps(ranks_of(cls)("HERE")).encode().replace(b'"HERE"', items)
    else:
        answer = ranks_of(cls)(items)
    with Server(lambda request: Answer(answer)) as server, pytest.raises(InvalidResponseError):
        construct(cls, server.url)("q", TEXTS)


@pytest.mark.parametrize("cls", RERANKERS)
@pytest.mark.parametrize(
    "body",
    [b"", b"[1", b"<html>", {"error": "no", "error_type": "backend"}, {"detail": "no"}, {"results": None}, 3],
)
def test_rerankers_refuse_what_is_not_their_protocol(body, cls):
    with Server(lambda request: Answer(body)) as server, pytest.raises(InvalidResponseError):
        construct(cls, server.url)("q", TEXTS)


def test_rerankers_put_results_in_order_themselves():
    with Server(lambda request: Answer(ranks("score")[::-1])) as server:
        assert [result.index for result in TEIRerankFunction(server.url)("q", TEXTS)] == [1, 0, 2]
