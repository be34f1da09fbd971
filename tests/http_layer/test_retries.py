"""Which failures are tried again, and when."""

import email.utils
import socket
import time

import pytest

from elanus._http.retry import parse_retry_after, pause
from elanus.dense import TEIEmbeddingFunction
from elanus.errors import ServiceError
from http_answers import FakeClock, embeddings, garbage, in_turn, lie_about_the_length, reset
from http_server import Answer, Server


def test_retries_follow_the_schedule():
    """Retry-After in seconds and as a date (RFC 9110, section 10.2.3), else doubled from 0.5 s."""
    clock = FakeClock()
    date = email.utils.formatdate(clock.now() + 7 + 30, usegmt=True)
    busy = Answer({"error": {"message": "Rate limit reached"}}, 429, {"Retry-After": "7"})
    with Server(
        in_turn(busy, Answer(b"", 503, {"Retry-After": date}), Answer(b"", 503), Answer(b"", 429), embeddings)
    ) as server:
        ef = TEIEmbeddingFunction(server.url, max_retries=4)
        ef._service.clock = clock
        assert len(ef(["kite"])) == 1
        assert len(server.requests) == 5
    assert clock.pauses == [7.0, pytest.approx(30.0, abs=1), 2.0, 4.0]
    assert ef.usage.requests == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
def test_these_statuses_are_retried(status):
    with Server(in_turn(Answer(b"", status), embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite"])) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 424, 501])
def test_these_statuses_are_final(status):
    with Server(lambda request: Answer({"error": "no"}, status)) as server:
        ef = TEIEmbeddingFunction(server.url)
        with pytest.raises(ServiceError, match=str(status)) as caught:
            ef(["kite"])
        assert len(server.requests) == 1
    assert caught.value.status == status


def test_the_provider_knows_better_whether_to_retry():
    """OpenAI's client documents `x-should-retry`: https://github.com/openai/openai-python."""
    with Server(in_turn(Answer({"error": "quota"}, 429, {"x-should-retry": "false"}))) as server:
        with pytest.raises(ServiceError, match="quota"):
            TEIEmbeddingFunction(server.url)(["kite"])
        assert len(server.requests) == 1


def test_retries_end():
    clock = FakeClock()
    with Server(lambda request: Answer({"detail": "busy"}, 503)) as server:
        ef = TEIEmbeddingFunction(server.url, max_retries=3)
        ef._service.clock = clock
        with pytest.raises(ServiceError, match="after 4 attempts: busy"):
            ef(["kite"])
        assert len(server.requests) == 4
    assert clock.pauses == [0.5, 1.0, 2.0]


def test_no_pause_reaches_beyond_the_deadline():
    clock = FakeClock()
    with Server(lambda request: Answer({"detail": "busy"}, 429, {"Retry-After": "20"})) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=50.0, max_retries=10)
        ef._service.clock = clock
        with pytest.raises(ServiceError) as caught:
            ef(["kite"])
    assert clock.pauses == [20.0, 20.0]
    assert caught.value.retry_after == 20.0


def test_a_long_retry_after_is_reported_and_not_waited_for():
    clock = FakeClock()
    with Server(lambda request: Answer({"detail": "tomorrow"}, 429, {"Retry-After": "3000"})) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = clock
        with pytest.raises(ServiceError, match="it asks to wait 3000 s") as caught:
            ef(["kite"])
    assert clock.pauses == []
    assert caught.value.retry_after == 3000.0


def hang_up(connection):
    connection.close()


@pytest.mark.parametrize("fault", [reset, hang_up, lie_about_the_length, garbage], ids=lambda f: f.__name__)
def test_a_broken_connection_is_retried_and_then_reported(fault):
    with Server(in_turn(fault, embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite"])) == 1
    with Server(lambda request: fault) as server:
        ef = TEIEmbeddingFunction(server.url, max_retries=2)
        ef._service.clock = FakeClock()
        with pytest.raises(ServiceError, match=r"broke the connection off.*after 3 attempts"):
            ef(["kite"])
        assert len(server.requests) == 3


def test_a_connection_the_server_has_closed_in_between_is_replaced():
    def answer_and_close(request):
        def action(connection):
            embeddings(request)(connection)
            connection.close()

        return action

    with Server(answer_and_close) as server:
        ef = TEIEmbeddingFunction(server.url)
        for _ in range(3):
            assert len(ef(["kite"])) == 1
            time.sleep(0.02)


def test_a_refused_connection_is_reported():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ef = TEIEmbeddingFunction(f"http://127.0.0.1:{port}", max_retries=0)
    with pytest.raises(ServiceError, match=f"cannot be reached at http://127.0.0.1:{port}/v1/embeddings"):
        ef(["kite"])


def test_the_pause_grows_with_jitter_and_has_a_ceiling():
    assert [pause(n, None, 0.0) for n in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert pause(10**6, None, 0.0) == 30
    assert pause(3, None, 1.0) == 1.0
    assert pause(3, 5.0, 0.0) == 5.0  # never less than what is asked for
    assert pause(3, 5.0, 1.0) == 5.5


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("2.5", 2.5),
        ("-3", 0.0),
        ("nan", None),
        ("inf", None),
        ("", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
        ("Fri, 99 Dec 1999", None),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_read_with_suspicion(value, seconds):
    assert parse_retry_after(value, now=1e9) == seconds
