"""Requests that come too fast: all wait at one gate, and none of them is a failed try."""

import email.utils
import json
import threading
import time

import pytest

from elanus.dense import GeminiEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import ServiceError
from http_answers import FakeClock, embeddings, in_turn
from http_server import Answer, Server
from provider_answers import speaks

pytestmark = pytest.mark.usefixtures("provider_keys")


def limited(most, seconds, refusal):
    """A server that answers so many requests in so many seconds."""
    taken, lock = [], threading.Lock()

    def respond(request):
        with lock:
            now = time.monotonic()
            taken[:] = [moment for moment in taken if moment > now - seconds]
            if len(taken) >= most:
                return refusal(taken[0] + seconds - now)
            taken.append(now)
        return embeddings(request)

    return respond


@pytest.mark.parametrize("hinted", [True, False])
def test_many_batches_finish_against_a_limit(hinted):
    """Three requests in 0.3 s. Without a hint, the pauses are half a second and more."""

    def refusal(left):
        hint = {"retry-after-ms": str(int(left * 1000) + 1)} if hinted else {}
        return Answer({"detail": "slow down"}, 429, hint)

    count = 40 if hinted else 20
    with Server(limited(3, 0.3, refusal)) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=1, concurrency=8, max_retries=1)
        assert ef(["k" * n for n in range(1, count + 1)]).array[:, 0].tolist() == list(range(1, count + 1))
    assert ef.usage.requests == count


def test_all_requests_of_a_call_wait_at_one_gate():
    opened = []

    def respond(request):
        if not opened:
            opened.append(time.monotonic() + 0.5)
            return Answer({"detail": "slow down"}, 429, {"Retry-After": "0.5"})
        return embeddings(request)

    with Server(respond) as server:
        TEIEmbeddingFunction(server.url, batch_size=1, concurrency=2)(["k"] * 20)
        # Those that were under way are answered; from then on nobody comes before the gate opens.
        early = [request for request in server.requests if request.time < opened[0] - 0.1]
    assert len(server.requests) == 21
    assert len(early) <= 4


HINTS = {
    "retry-after-ms": ({"retry-after-ms": "1500", "Retry-After": "9"}, {}, 1.5),
    "Retry-After": ({"Retry-After": "7"}, {}, 7.0),
    "date": ({"Retry-After": email.utils.formatdate(1_800_000_030, usegmt=True)}, {}, 30.0),
    "units": ({"x-ratelimit-reset-requests": "1m2s"}, {}, 62.0),
    "hours": ({"x-ratelimit-reset-tokens": "3h0m0s"}, {}, 120.0),
    "seconds": ({"x-ratelimit-reset": "12"}, {}, 12.0),
    "Unix": ({"x-ratelimit-reset": "1800000020"}, {}, 20.0),
    "what is empty": (
        {
            "x-ratelimit-reset-requests": "1s",
            "x-ratelimit-remaining-requests": "10",
            "x-ratelimit-reset-tokens": "40s",
            "x-ratelimit-remaining-tokens": "0",
        },
        {},
        40.0,
    ),
    "body": (
        {},
        {
            "error": {
                "code": 429,
                "status": "RESOURCE_EXHAUSTED",
                "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37s"}],
            }
        },
        37.0,
    ),
    "none": ({}, {}, 0.5),
    "nought": ({"Retry-After": "0"}, {}, 0.5),
}


@pytest.mark.parametrize("hint", HINTS)
def test_the_hint_is_waited_for_in_each_of_its_dresses(hint):
    headers, body, seconds = HINTS[hint]
    with Server(in_turn(Answer(body, 429, headers), embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite"])) == 1
    assert ef._service.clock.pauses == [pytest.approx(seconds)]


def test_a_limit_is_no_failed_try_until_the_deadline():
    clock = FakeClock()
    with Server(lambda request: Answer({"detail": "slow down"}, 429)) as server:
        ef = TEIEmbeddingFunction(server.url, max_retries=1, deadline=600.0)
        ef._service.clock = clock
        with pytest.raises(ServiceError, match="slow down") as caught:
            ef(["kite"])
    assert clock.pauses[:9] == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    assert sum(clock.pauses) > 500
    assert caught.value.status == 429


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}},
        {"error": {"details": [{"violations": [{"quotaId": "EmbedContentRequestsPerDayPerUser"}]}]}},
        {"message": "You are using a Trial key, which is limited to 1000 API calls / month."},
    ],
)
def test_what_is_spent_is_not_waited_for(body):
    with Server(lambda request: Answer(body, 429)) as server:
        with pytest.raises(ServiceError, match=r"for its quota, which is spent \(429\)"):
            OpenAIEmbeddingFunction(base_url=server.url)(["kite"])
        assert len(server.requests) == 1


def test_a_minutes_limit_that_is_spent_already_is_waited_for():
    """Cohere's of a trial key, for one minute."""
    words = "You are using a Trial key, which is limited to 40 API calls / minute."
    with Server(in_turn(Answer({"message": words}, 429), embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite"])) == 1


@pytest.mark.parametrize(
    ("words", "pauses"),
    [
        ("Request too large on tokens per min (TPM): Limit 8, Requested 20. Tokens must be reduced.", 0),
        ("You have reduced rate limits of 3 RPM and 8 TPM.", 8),
    ],
    ids=["OpenAI", "Voyage"],
)
def test_a_request_above_a_minutes_limit_is_halved(words, pauses):
    """At once where that is said, else when minutes of waiting have let nothing pass."""

    def respond(request):
        refused = len(request.json["input"]) > 8
        return Answer({"error": {"message": words}}, 429) if refused else embeddings(request)

    with Server(respond) as server:
        ef = TEIEmbeddingFunction(server.url, concurrency=1)
        ef._service.clock = FakeClock()
        assert ef(["k" * (4000 + n) for n in range(16)]).array[:, 0].tolist() == list(range(4000, 4016))
    assert len(ef._service.clock.pauses) == pauses


def test_a_short_request_is_not_halved_however_long_the_limit_lasts():
    refusals = [Answer({"detail": "slow down"}, 429)] * 12
    with Server(in_turn(*refusals, embeddings)) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite", "owl", "hawk"])) == 3
        assert [len(request.json["input"]) for request in server.requests] == [3] * 13


def test_a_hint_beyond_the_deadline_is_an_error_at_once():
    clock = FakeClock()
    with Server(lambda request: Answer({"detail": "slow down"}, 429, {"Retry-After": "60"})) as server:
        ef = TEIEmbeddingFunction(server.url, deadline=50.0)
        ef._service.clock = clock
        with pytest.raises(ServiceError, match=r"slow down \(it asks to wait 60 s\)") as caught:
            ef(["kite"])
        assert len(server.requests) == 1
    assert clock.pauses == []
    assert caught.value.retry_after == 60.0


def test_who_wants_no_second_try_gets_none():
    with Server(lambda request: Answer({"detail": "slow down"}, 429)) as server:
        with pytest.raises(ServiceError, match="slow down"):
            TEIEmbeddingFunction(server.url, max_retries=0)(["kite"])
        assert len(server.requests) == 1


def test_gemini_says_in_the_body_how_long():
    refusal = {"error": {"code": 429, "message": "Quota exceeded", "details": [{"retryDelay": "3.5s"}]}}
    answers = iter([Answer(json.dumps([refusal]).encode(), 429)])
    with Server(lambda request: next(answers, None) or speaks(GeminiEmbeddingFunction)(request)) as server:
        ef = GeminiEmbeddingFunction(base_url=server.url)
        ef._service.clock = FakeClock()
        assert len(ef(["kite"])) == 1
    assert ef._service.clock.pauses == [3.5]
