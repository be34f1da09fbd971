"""A key is found nowhere but in the request."""

import asyncio
import base64
import copy
import gc
import json
import logging
import pickle
import struct
import traceback
import warnings
from pathlib import Path

import pytest

from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import AuthenticationError, ElanusError, InputError, ServiceError
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from http_answers import FakeClock, body_drip, embeddings, garbage, lie_about_the_length, reset, silent
from http_server import Answer, Server
from provider_answers import CLASSES, DENSE, KEY_VARIABLES, call, construct, openai_rows, ranks_of, rows_of

TESTS = str(Path(__file__).resolve().parents[1])


def planted():
    """The key; never in a local variable, since tracebacks with locals are searched for it."""
    return "plntd/" + "Kq7" * 9


@pytest.fixture
def plant(monkeypatch):
    for name in KEY_VARIABLES:
        monkeypatch.setenv(name, planted())


def reachable(root, limit=5000):
    """Every object that attributes, slots and containers lead to."""
    seen, stack = {}, [root]
    while stack and len(seen) < limit:
        item = stack.pop()
        if id(item) in seen or isinstance(item, type | str | bytes | int | float):
            if isinstance(item, str | bytes):
                yield item
            continue
        seen[id(item)] = item
        yield item
        if isinstance(item, BaseException):
            stack += [item.args, item.__cause__, item.__context__]
        if isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple | set):
            stack += item
        stack += vars(item).values() if hasattr(item, "__dict__") else []
        for cls in type(item).__mro__:
            slots = getattr(cls, "__slots__", ())
            stack += [
                getattr(item, n) for n in ([slots] if isinstance(slots, str) else slots) if hasattr(item, n)
            ]


def frames_beyond_this_file(error):
    """A traceback with locals, of the library's frames and its dependencies'."""
    chain, lines = [error], []
    while chain:
        one = chain.pop()
        if one is None:
            continue
        shown = traceback.TracebackException(type(one), one, one.__traceback__, capture_locals=True)
        lines += [f"{f.filename} {f.locals}" for f in shown.stack if not f.filename.startswith(TESTS)]
        lines += list(shown.format_exception_only())
        chain += [one.__cause__, one.__context__]
    return "\n".join(lines)


def assert_hidden(thing):
    shown = [repr(thing), str(thing), repr(getattr(thing, "__dict__", ""))]
    for item in reachable(thing):
        if isinstance(item, bytes):
            shown.append(item.decode("latin-1"))
        elif not isinstance(item, type):
            shown.append(repr(item) if not isinstance(item, str) else item)
    assert planted() not in "\n".join(shown)


def echo(request):
    """A refusal that quotes the whole request back, key included, plainly and with JSON's escapes."""
    said = " ".join(request.headers.get(name, "") for name in ("authorization", "api-key", "x-goog-api-key"))
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {said}"}}).replace("/", "\\/")
    return Answer(body.encode(), 401, {"X-Request-Id": f"r-{said}", "Location": said})


def echo_as_result(request):
    return Answer(json.dumps({"data": request.headers["authorization"]}))


def echo_as_text(request):
    return Answer(b"<html>" + request.headers["authorization"].encode(), content_type="text/html")


def echo_as_a_broken_header(request):
    return lambda c: (
        c.send(b"HTTP/1.1 200 OK\r\nBad " + request.headers["authorization"].encode() + b"\r\n\r\n"),
        c.close(),
    )


LEAKS = {
    "refused": echo,
    "result": echo_as_result,
    "text": echo_as_text,
    "broken header": echo_as_a_broken_header,
    "reset": lambda request: reset,
    "garbage": lambda request: garbage,
    "short": lambda request: lie_about_the_length,
    "stall": lambda request: silent,
    "drip": lambda request: body_drip,
    "redirect": lambda request: Answer(
        b"", 302, {"Location": "http://x/?" + request.headers["authorization"]}
    ),
    "bad gzip": lambda request: Answer(b"not gzip", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("awaited", [False, True], ids=["plain", "awaited"])
def test_a_planted_key_is_found_nowhere(leak, awaited, plant, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with Server(LEAKS[leak]) as server, warnings.catch_warnings(record=True) as warned:
        ef = JinaEmbeddingFunction(base_url=server.url, max_retries=1, timeout=0.2)
        ef._service.clock = FakeClock()
        try:
            asyncio.run(ef.acall(["kite"])) if awaited else ef(["kite"])
        except ServiceError as caught:
            error = caught
        assert planted() in server.requests[0].headers["authorization"]
    assert_hidden(ef)
    assert_hidden(error)
    assert planted() not in frames_beyond_this_file(error)
    assert planted().encode() not in pickle.dumps(error)
    assert planted().encode() not in pickle.dumps(ef)
    assert planted() not in caplog.text
    assert planted() not in "".join(str(w.message) for w in warned)
    assert planted() not in "".join(capfd.readouterr())


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("leak", ["refused", "result", "list"])
def test_a_planted_key_is_found_nowhere_in_any_class(leak, cls, plant):
    def respond(request):
        if leak == "refused":
            return echo(request)
        said = request.headers.get("authorization") or request.headers["x-goog-api-key"]
        if leak == "result":
            return Answer({"data": said, "embeddings": said, "results": said, "answers": said})
        return Answer(rows_of(cls)([said]) if cls in DENSE else ranks_of(cls)([{"index": 0, said: 1}]))

    with Server(respond) as server:
        function = construct(
            cls, server.url, **({} if cls.provider.key_variables else {"api_key": planted()})
        )
        with pytest.raises(ServiceError) as caught:
            call(function)
        assert planted() in str(server.requests[0].headers)
    assert isinstance(caught.value, AuthenticationError) == (leak == "refused")
    assert_hidden(function)
    assert_hidden(caught.value)
    assert planted() not in frames_beyond_this_file(caught.value)


@pytest.mark.parametrize("cls", CLASSES)
def test_a_misspelt_key_is_not_shown_beside_whatever_else_is_wrong(cls):
    wrong = {
        "CohereEmbeddingFunction": {"embedding_types": 3},
        "GeminiEmbeddingFunction": {"config": 3},
        "NomicEmbeddingFunction": {"inference_mode": "local"},
    }
    for options in ({}, wrong.get(cls.__name__, {})):
        with pytest.raises(ElanusError) as caught:
            construct(cls, "http://127.0.0.1:9", apikey=planted(), **options)
        assert_hidden(caught.value)
        assert planted() not in frames_beyond_this_file(caught.value)


def test_a_refused_connection_does_not_show_the_key(plant):
    for url in ("http://127.0.0.1:9", "https://127.0.0.1:9", "http://nowhere.invalid"):
        ef = OpenAIEmbeddingFunction(base_url=url, max_retries=0, timeout=2)
        with pytest.raises(ServiceError) as caught:
            ef(["kite"])
        assert_hidden(caught.value)
        assert planted() not in frames_beyond_this_file(caught.value)


def test_a_key_in_a_header_or_for_azure_is_hidden_as_well(plant):
    with Server(echo) as server:
        for ef in (
            OpenAIEmbeddingFunction(base_url=server.url, api_version="2024-10-21"),
            TEIEmbeddingFunction(server.url, headers={"Authorization": "Bearer " + planted()}),
            TEIEmbeddingFunction(server.url, headers={"api-key": planted()}),
            TEIEmbeddingFunction(server.url, api_key=planted()),
            TEIRerankFunction(server.url, api_key=planted()),
        ):
            call = (
                (lambda ef=ef: ef("q", ["d"]))
                if isinstance(ef, TEIRerankFunction)
                else (lambda ef=ef: ef(["d"]))
            )
            with pytest.raises(AuthenticationError) as caught:
                call()
            assert "***" in str(caught.value)
            assert_hidden(ef)
            assert_hidden(caught.value)
            assert planted() not in frames_beyond_this_file(caught.value)


BAD_CONSTRUCTIONS = {
    "line break": lambda: JinaEmbeddingFunction(api_key=planted() + "\nX"),
    "not ascii": lambda: OpenAIEmbeddingFunction("m", planted() + "é"),
    "bytes": lambda: JinaRerankFunction("m", planted().encode()),
    "option": lambda: JinaRerankFunction("m", planted(), tiemout=3),
    "misspelt": lambda: JinaEmbeddingFunction("m", apikey=planted()),
    "header": lambda: TEIEmbeddingFunction("http://x", headers={"A": planted() + "\n\n1"}),
    "header name": lambda: TEIEmbeddingFunction("http://x", headers={"A b": planted()}),
    "headers": lambda: TEIEmbeddingFunction("http://x", headers=[("A", planted())]),
    "computed": lambda: TEIEmbeddingFunction("http://x", headers={"Content-Length": planted()}),
    "other": lambda: TEIEmbeddingFunction("http://x", headers={"A": planted()}, timeout=-1),
    "url": lambda: JinaRerankFunction("m", planted(), base_url="ftp://x"),
    "model": lambda: JinaRerankFunction(3, planted()),
    "dimensions": lambda: OpenAIEmbeddingFunction("m", planted(), None, -1),
}


@pytest.mark.parametrize("construction", BAD_CONSTRUCTIONS)
def test_a_refused_construction_does_not_show_the_key(construction):
    with pytest.raises(ElanusError) as caught:
        BAD_CONSTRUCTIONS[construction]()
    assert_hidden(caught.value)
    assert planted() not in frames_beyond_this_file(caught.value)


def test_a_key_from_the_environment_survives_a_pickle_and_one_from_an_argument_does_not(plant, monkeypatch):
    with Server(embeddings) as server:
        data = pickle.dumps(OpenAIEmbeddingFunction("m", base_url=server.url))
        assert planted().encode() not in data
        monkeypatch.setenv("OPENAI_API_KEY", "another-key")
        pickle.loads(data)(["kite"])
        assert server.requests[0].headers["authorization"] == "Bearer another-key"
        monkeypatch.delenv("OPENAI_API_KEY")
        with pytest.raises(InputError, match="OPENAI_API_KEY cannot be used: it is empty"):
            pickle.loads(data)(["kite"])
        given = OpenAIEmbeddingFunction("m", planted(), server.url)
        with pytest.raises(pickle.PicklingError, match="api_key was passed as an argument"):
            pickle.dumps(given)
        copy.deepcopy(given)(["kite"])
        assert server.requests[-1].headers["authorization"] == "Bearer " + planted()


def test_no_garbage_holds_the_key_after_a_failure(plant):
    """The client's requests, whose headers hold the key, are gone with the call."""
    with Server(echo) as server, pytest.raises(AuthenticationError):
        JinaEmbeddingFunction(base_url=server.url)(["kite"])
    gc.collect()
    requests = [
        item
        for item in gc.get_objects()
        if str(type(item).__module__).startswith("httpx2") and type(item).__name__ == "Request"
    ]
    assert requests == []


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls.provider.key_variables])
def test_a_missing_key_names_its_variables(cls, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))  # where a provider's own client may keep one
    monkeypatch.delenv("VOYAGE_API_KEY_PATH", raising=False)
    names = cls.provider.key_variables
    for value in (None, "", "  "):
        for name in names:
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        for key in (None, "", " "):
            with pytest.raises(InputError, match=" or ".join(names)):
                construct(cls, "http://127.0.0.1:9", api_key=key)
    for name in names:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(names[-1], "k-12345")
    construct(cls, "http://127.0.0.1:9")


@pytest.mark.parametrize("key", ["none", "1234", "AAAA", "data", "index"])
def test_a_key_that_stands_in_a_good_answer_does_not_break_it(key):
    """Masked is what is shown, never what is parsed."""

    def respond(request):
        answer = openai_rows([[1.0, 1234.0], [2.0, 4.0]])
        return Answer(answer, headers={"x-request-id": f"r-{key}"})

    with Server(respond) as server:
        ef = OpenAIEmbeddingFunction("m", key, server.url, headers={"X-Team": "list"})
        assert ef(["a", "b"]).array.tolist() == [[1.0, 1234.0], [2.0, 4.0]]
    encoded = base64.b64encode(struct.pack("<2f", 0.0, 2.0)).decode()
    with Server(lambda request: Answer(openai_rows([encoded]))) as server:
        assert OpenAIEmbeddingFunction("m", encoded[:4], server.url)(["a"]).array.tolist() == [[0.0, 2.0]]


def test_a_key_is_masked_before_a_message_is_cut():
    """A message is cut at 500 characters: no half of a key is left there."""

    def respond(request):
        words = "x" * 480 + request.headers["authorization"]
        return Answer({"error": {"message": words}}, 404, {"x-request-id": request.headers["authorization"]})

    with Server(respond) as server, pytest.raises(ServiceError) as caught:
        OpenAIEmbeddingFunction("m", planted(), server.url)(["a"])
    assert "plntd" not in str(caught.value)
    assert caught.value.request_id == "Bearer ***"


REFUSED_KEYS = {
    "Gemini": (400, {"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.",
                               "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}}),
    "Gemini in a list": (400, [{"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}]),
    "Cohere": (498, {"message": "invalid token"}),
    "litellm": (400, {"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}}),
    "gateway": (403, b"<html>Forbidden</html>"),
    "Mistral": (401, {"detail": "Unauthorized"}),
}  # fmt: skip


@pytest.mark.parametrize("provider", REFUSED_KEYS)
def test_a_key_that_is_refused_in_other_dress(provider, plant):
    status, body = REFUSED_KEYS[provider]
    with Server(lambda request: Answer(body, status)) as server:
        with pytest.raises(AuthenticationError, match=f"refused the key \\({status}") as caught:
            OpenAIEmbeddingFunction("m", base_url=server.url)(["a", "b"])
        assert len(server.requests) == 1
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("You do not have access to the model rerank-9", "access to the model"),
        ("Monthly quota reached", "the request for its quota"),
        ("Insufficient account balance", "the request for its quota"),
        ("Your API key may not use this model", "the key"),
    ],
)
def test_a_403_says_what_it_was(words, what):
    expected = f"TEI refused {what} \\(403; no key was sent\\): {words}"
    with (
        Server(lambda request: Answer({"message": words}, 403)) as server,
        pytest.raises(AuthenticationError, match=expected),
    ):
        TEIEmbeddingFunction(server.url)(["a"])


def test_a_request_id_may_stand_in_the_body():
    for body in ({"request_id": "r-8", "message": "no"}, {"error": {"requestId": "r-8", "message": "no"}}):
        with (
            Server(lambda request, body=body: Answer(body, 404)) as server,
            pytest.raises(ServiceError, match="request id r-8") as caught,
        ):
            TEIEmbeddingFunction(server.url)(["a"])
        assert caught.value.request_id == "r-8"


def test_a_key_is_stripped():
    with Server(embeddings) as server:
        TEIEmbeddingFunction(server.url, api_key=" k-12345\n")(["kite"])
        assert server.requests[0].headers["authorization"] == "Bearer k-12345"
