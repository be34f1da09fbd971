"""Answers that are too large or steer a terminal."""

import io

import pytest

from elanus.dense import TEIEmbeddingFunction
from elanus.errors import InvalidResponseError, ServiceError
from http_answers import HEAD, run_script
from http_server import Answer, Server


def test_a_gzip_bomb_is_refused_before_it_unfolds():
    """4 GiB of zeros, gzipped twice to 60 kB: refused at 64 MiB, in less than 160 MiB of memory."""
    script = """
        import resource, sys
        from elanus.dense import TEIEmbeddingFunction
        from elanus.errors import InvalidResponseError
        ef = TEIEmbeddingFunction(sys.argv[1], timeout=20)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            ef(["kite"])
        except InvalidResponseError as error:
            print(error)
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    buffer = io.BytesIO()
    import gzip

    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1) as stream:
        for _ in range(16):
            stream.write(bytes(1 << 24))
    with Server(lambda request: Answer(buffer.getvalue(), headers={"Content-Encoding": "gzip"})) as server:
        done = run_script(script, server.url)
    message, kilobytes = done.stdout.splitlines()
    assert "larger than 64 MiB" in message
    assert int(kilobytes) < 160 << 10


def test_an_endless_body_is_refused():
    def endless(connection):
        connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        while not connection.server.closing.is_set():
            connection.send(piece)

    with (
        Server(lambda request: endless) as server,
        pytest.raises(InvalidResponseError, match="larger than 64 MiB"),
    ):
        TEIEmbeddingFunction(server.url)(["kite"])


def test_a_huge_error_body_is_cut():
    with Server(lambda request: Answer(b"no such model " * 1_000_000, 404)) as server:
        with pytest.raises(ServiceError, match="404") as caught:
            TEIEmbeddingFunction(server.url)(["kite"])
        assert len(str(caught.value)) < 600


@pytest.mark.parametrize("words", ["String should have at most 9 characters", 'it is "too long" \u2013 9'])
def test_what_is_wrong_is_found_in_json_that_is_cut(words):
    """FastAPI quotes the request after its message: infinity answers so to a text that is too long."""
    body = {"detail": [{"type": "string_too_long", "loc": ["body"], "msg": words, "input": "kite" * 100_000}]}
    with (
        Server(lambda request: Answer(body, 422)) as server,
        pytest.raises(ServiceError, match="422") as caught,
    ):
        TEIEmbeddingFunction(server.url)(["kite"])
    assert caught.value.provider_message == words


def test_words_in_json_that_is_cut_hide_the_key():
    body = b'{"detail": [{"msg": "no \\u0073k-planted-1234 here", "input": "' + b"k" * 100_000
    with (
        Server(lambda request: Answer(body, 422)) as server,
        pytest.raises(ServiceError, match="422") as caught,
    ):
        TEIEmbeddingFunction(server.url, api_key="sk-planted-1234")(["kite"])
    assert caught.value.provider_message == "no *** here"


def test_foreign_words_cannot_steer_a_terminal():
    with Server(lambda r: Answer({"error": "a\x1b[2J\nb"}, 400, {"X-Request-Id": "r\x1b1"})) as server:
        with pytest.raises(ServiceError) as caught:
            TEIEmbeddingFunction(server.url)(["kite"])
        assert str(caught.value).isprintable()
