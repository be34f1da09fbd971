"""A server that stalls at any point: every call ends by its deadline."""

import asyncio
import time

import pytest

from elanus.dense import TEIEmbeddingFunction
from elanus.errors import ServiceError, ServiceTimeoutError
from http_answers import GOOD, HEAD, FakeClock, body_drip, embeddings, in_turn, silent
from http_server import Answer, Server, full_backlog, zipped
from provider_answers import CLASSES, call, construct

DEADLINE = 0.2


# What a busy machine may take besides; without a deadline, a stall would last 30 s.
GRACE = 10


def half_a_status_line(connection):
    connection.send(b"HTTP/1.1 20")
    connection.stall()


def header_drip(connection):
    connection.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000)


def header_without_end(connection):
    connection.send(HEAD)
    connection.stall()


def body_missing(connection):
    connection.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(GOOD))
    connection.stall()


def body_half(connection):
    connection.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD[:20])
    connection.stall()


def chunk_missing(connection):
    connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n")
    connection.stall()


def chunk_drip(connection):
    connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    connection.drip(b"1\r\n \r\n" * 300, every=0.01)


def last_chunk_missing(connection):
    connection.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(GOOD), GOOD))
    connection.stall()


def gzip_drip(connection):
    data = zipped(GOOD).body
    connection.send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n")
    connection.drip(data)


def endless_hints(connection):
    while not connection.server.closing.wait(0.01):
        connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


def error_body_drip(connection):
    connection.send(b"HTTP/1.1 500 Bad\r\nContent-Length: 100000\r\n\r\n")
    connection.drip(b"x" * 1000)


def busy_for_ever(connection):
    Answer({"detail": "busy"}, 503, {"Retry-After": "0.05"})(connection)


STALLS = [
    silent,
    half_a_status_line,
    header_drip,
    header_without_end,
    body_missing,
    body_half,
    body_drip,
    chunk_missing,
    chunk_drip,
    last_chunk_missing,
    gzip_drip,
    endless_hints,
    error_body_drip,
    busy_for_ever,
]


def ends_by_the_deadline(call, *, slack=GRACE):
    start = time.monotonic()
    with pytest.raises(ServiceError) as caught:
        call()
    elapsed = time.monotonic() - start
    assert elapsed <= DEADLINE + slack, f"{elapsed:.3f} s"
    return caught.value


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Import the client and build its certificates' store before anything is timed."""
    with Server(embeddings) as server:
        TEIEmbeddingFunction(server.url)(["a"])


@pytest.mark.parametrize("stall", STALLS, ids=lambda stall: stall.__name__)
def test_a_stall_ends_by_the_deadline(stall):
    with Server(lambda request: stall) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=DEADLINE, max_retries=1000)
        error = ends_by_the_deadline(lambda: ef(["kite"]))
    if stall is not busy_for_ever:
        assert isinstance(error, ServiceTimeoutError)
        assert isinstance(error, TimeoutError)


@pytest.mark.parametrize("cls", CLASSES)
def test_twelve_stalls_end_by_the_deadline_in_each_class(cls, provider_keys):
    stalls = [stall for stall in STALLS if stall is not busy_for_ever][:12]
    assert len(stalls) == 12
    for stall in stalls:
        with Server(lambda request, stall=stall: stall) as server:
            function = construct(cls, server.url, deadline=0.05, max_retries=0)
            with pytest.raises(ServiceTimeoutError):
                call(function)


def test_a_stall_at_connect_ends_by_the_deadline():
    with full_backlog() as url:
        ef = TEIEmbeddingFunction(url, deadline=DEADLINE, max_retries=1000)
        error = ends_by_the_deadline(lambda: ef(["kite"]))
    assert isinstance(error, ServiceTimeoutError)


def test_a_stall_in_the_tls_handshake_ends_by_the_deadline():
    with Server(lambda request: silent, reads=False) as server:
        ef = TEIEmbeddingFunction(server.url.replace("http:", "https:"), deadline=DEADLINE)
        assert isinstance(ends_by_the_deadline(lambda: ef(["kite"])), ServiceTimeoutError)


def test_a_stall_while_sending_ends_by_the_deadline():
    """The server never reads: the request of 8 MB does not fit into the sockets' buffers."""
    with Server(lambda request: silent, reads=False) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=DEADLINE)
        assert isinstance(ends_by_the_deadline(lambda: ef(["k" * 8_000_000])), ServiceTimeoutError)


def test_a_stall_in_the_second_batch_ends_by_the_deadline():
    with Server(in_turn(embeddings, silent)) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=DEADLINE, batch_size=1, concurrency=1)
        error = ends_by_the_deadline(lambda: ef(["a", "b", "c"]))
    assert error.partial.indices == [0]


def test_a_stall_ends_an_awaited_call_by_the_deadline():
    with Server(lambda request: body_drip) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=DEADLINE)
        ends_by_the_deadline(lambda: asyncio.run(ef.acall(["kite"])))


@pytest.mark.parametrize("stall", [silent, header_drip, body_drip], ids=lambda stall: stall.__name__)
def test_the_timeout_bounds_one_attempt_drips_included(stall):
    with Server(in_turn(stall, embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url, timeout=DEADLINE, max_retries=1)
        ef._service.clock = FakeClock()
        assert ef(["kite"]).array.tolist() == [[4.0, 0.0]]
        assert len(server.requests) == 2


def test_a_timeout_without_retries_says_how_long_it_waited():
    with Server(lambda request: silent) as server:
        ef = TEIEmbeddingFunction(server.url, timeout=DEADLINE, max_retries=0)
        assert f"TEI did not answer within {DEADLINE} s" in str(ends_by_the_deadline(lambda: ef(["kite"])))
