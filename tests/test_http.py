"""The service layer against a server that misbehaves: time, retries, secrets, loops.

What the providers say is in `test_services.py`.
"""

import asyncio
import copy
import email.utils
import gc
import io
import json
import logging
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import traceback
import warnings
from itertools import pairwise

import numpy as np
import pytest

from elanus._batching import batches
from elanus._http import Clock, Limits, Options, Secret, ServiceOptions
from elanus._http.retry import parse_retry_after, pause
from elanus._texts import check_texts
from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import (
    AuthenticationError,
    ElanusError,
    InputError,
    InputTypeError,
    InvalidResponseError,
    ServiceError,
    ServiceTimeoutError,
)
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from http_server import Answer, Server, full_backlog, zipped

DEADLINE = 0.2
GRACE = 0.25


def embeddings(request):
    """TEI's answer: each vector is (length of the text, position in the request)."""
    texts = request.json["input"]
    data = [
        {"object": "embedding", "index": i, "embedding": [float(len(t)), float(i)]}
        for i, t in enumerate(texts)
    ]
    tokens = sum(map(len, texts))
    return Answer(
        {
            "object": "list",
            "data": data,
            "model": "m",
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


class FakeClock(Clock):
    """A clock whose time passes only by sleeping in it."""

    def __init__(self, start=1_800_000_000.0, jitter=0.0):
        self.time, self.pauses, self._jitter = start, [], jitter

    def now(self):
        return self.time

    def monotonic(self):
        return self.time

    async def sleep(self, seconds):
        self.pauses.append(seconds)
        self.time += seconds

    def jitter(self):
        return self._jitter


def in_turn(*answers):
    """Give each request the next of the answers, and the last to all further ones."""
    left = list(answers)

    def respond(request):
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer(request) if answer is embeddings else answer

    return respond


# --- Stalls -------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GOOD = b'{"data": [{"index": 0, "embedding": [1.0, 2.0]}]}'


def silent(connection):
    connection.stall()


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


def body_drip(connection):
    connection.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    connection.drip(b" " * 1000)


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
        ef = TEIEmbeddingFunction(server.url, deadline=DEADLINE, max_retries=100)
        error = ends_by_the_deadline(lambda: ef(["kite"]))
    if stall is not busy_for_ever:
        assert isinstance(error, ServiceTimeoutError)
        assert isinstance(error, TimeoutError)


def test_a_stall_at_connect_ends_by_the_deadline():
    with full_backlog() as url:
        ef = TEIEmbeddingFunction(url, deadline=DEADLINE, max_retries=100)
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


# --- Retries ------------------------------------------------------------------------------------


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


def reset(connection):
    connection.reset()


def hang_up(connection):
    connection.close()


def lie_about_the_length(connection):
    connection.send(HEAD + b"Content-Length: 5000\r\n\r\n" + GOOD)
    connection.close()


def garbage(connection):
    connection.send(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
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


def test_nobody_there():
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


# --- What is sent, and where ----------------------------------------------------------------------


def test_redirects_are_not_followed():
    with (
        Server(embeddings) as other,
        Server(lambda r: Answer(b"", 307, {"Location": f"{other.url}/v1/embeddings"})) as server,
    ):
        with pytest.raises(ServiceError, match=r"redirects \(307\)"):
            TEIEmbeddingFunction(server.url, api_key="secret-key")(["kite"])
        assert other.requests == []
        assert len(server.requests) == 1


def test_cookies_are_neither_kept_nor_sent():
    with Server(lambda r: Answer(embeddings(r).body, headers={"Set-Cookie": "id=1; Path=/"})) as server:
        ef = TEIEmbeddingFunction(server.url)
        ef(["kite"])
        ef(["kite"])
        assert all("cookie" not in request.headers for request in server.requests)


def test_netrc_is_not_read(tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login kite password planted\n")
    (tmp_path / ".netrc").chmod(0o600)
    with Server(embeddings) as server:
        script = "import sys; from elanus.dense import TEIEmbeddingFunction as E; E(sys.argv[1])(['a'])"
        env = {**os.environ, "HOME": str(tmp_path), "NETRC": str(tmp_path / ".netrc")}
        subprocess.run([sys.executable, "-c", script, server.url], env=env, check=True, timeout=30)
        assert len(server.requests) == 1
        assert "authorization" not in server.requests[0].headers


def test_a_proxy_from_the_environment_is_used():
    """As `requests` did for pymilvus.model; documented in `elanus._http.loop`."""
    with Server(embeddings) as proxy:
        script = (
            "import sys; from elanus.dense import TEIEmbeddingFunction as E; E('http://tei.invalid')(['a'])"
        )
        env = {**os.environ, "HTTP_PROXY": proxy.url, "http_proxy": proxy.url, "NO_PROXY": "", "no_proxy": ""}
        subprocess.run([sys.executable, "-c", script], env=env, check=True, timeout=30)
        assert proxy.requests[0].path == "http://tei.invalid/v1/embeddings"


@pytest.mark.parametrize("proxy", ["socks5://u:pwpw@127.0.0.1:9", "http://u:pwpw@[::1", "gopher://u:pwpw@x"])
def test_a_proxy_that_cannot_be_used_is_reported_without_its_password(proxy):
    script = """
        from elanus.dense import TEIEmbeddingFunction
        from elanus.errors import ServiceError
        for _ in range(2):
            try:
                TEIEmbeddingFunction("http://tei.invalid")(["a"])
            except ServiceError as error:
                print(error)
    """
    done = run_script(script, env={**os.environ, "ALL_PROXY": proxy, "all_proxy": proxy})
    assert done.stderr == ""
    assert done.stdout.count("HTTPS_PROXY, HTTP_PROXY, ALL_PROXY") == 2
    assert "pwpw" not in done.stdout


def test_an_address_that_only_the_client_refuses_is_reported():
    with pytest.raises(ServiceError, match="TEI could not be called: InvalidURL"):
        TEIEmbeddingFunction("http://999.1.1.1", max_retries=0)(["a"])


def test_headers_are_added_and_replace():
    with Server(embeddings) as server:
        ef = TEIEmbeddingFunction(
            server.url, api_key="k-12345", headers={"X-Team": "kites", "authorization": "Basic abc"}
        )
        ef(["kite"])
        headers = server.requests[0].headers
    assert headers["x-team"] == "kites"
    assert headers["authorization"] == "Basic abc"
    assert headers["user-agent"].startswith("elanus/")


def test_batches_run_together_within_the_bound_and_stay_in_order():
    def slow(request):
        time.sleep(0.02 if len(request.json["input"][0]) % 2 else 0.001)
        return embeddings(request)

    texts = ["k" * (n + 1) for n in range(60)]
    with Server(slow) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=2, concurrency=3)
        assert ef(texts).array[:, 0].tolist() == list(range(1, 61))
        assert server.most_active == 3
        assert len(server.requests) == 30
    assert ef.usage.requests == 30
    assert ef.usage.total_tokens == sum(range(1, 61))


def test_batches_keep_within_count_and_tokens():
    rng = np.random.default_rng(5)
    texts = ["é" * int(n) for n in rng.integers(0, 60, 300)]
    for limits in (Limits(7), Limits(1000, 100), Limits(5, 100), Limits(1)):
        cut = batches(texts, limits)
        assert [n for start, end in cut for n in range(start, end)] == list(range(300))
        for start, end in cut:
            assert end - start <= limits.texts
            tokens = sum(len(text.encode()) + 3 for text in texts[start:end])
            assert limits.tokens is None or tokens <= limits.tokens or end - start == 1
        # Greedy: no batch could have taken the next one's first text.
        for (start, end), _ in pairwise(cut):
            more = sum(len(text.encode()) + 3 for text in texts[start : end + 1])
            assert end - start == limits.texts or more > limits.tokens


def test_lone_surrogates_become_replacement_characters():
    with Server(embeddings) as server:
        TEIEmbeddingFunction(server.url)(["kite \ud83e", "\ud83e\udd85", "é"])
        assert server.requests[0].json["input"] == ["kite �", "��", "é"]


# --- Threads, loops, forks, interrupts -------------------------------------------------------------


def test_plain_calls_work_inside_a_running_loop_and_awaited_ones_beside_each_other():
    async def both(ef):
        plain = ef(["kite"])
        together = await asyncio.gather(*(ef.aencode_documents(["k" * n]) for n in range(1, 20)))
        queries = await ef.aencode_queries(["kite"])
        return plain, together, queries

    with Server(embeddings) as server:
        ef = TEIEmbeddingFunction(server.url)
        for _ in range(2):  # each asyncio.run is another loop
            plain, together, queries = asyncio.run(both(ef))
            assert plain.array.tolist() == queries.array.tolist() == [[4.0, 0.0]]
            assert [float(v[0][0]) for v in together] == list(range(1, 20))


def test_many_threads_share_one_function():
    results = {}
    with Server(embeddings) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=3)

        def work(n):
            results[n] = ef(["k" * n] * 10).array[:, 0].tolist()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 17)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == {n: [float(n)] * 10 for n in range(1, 17)}
    assert ef.usage.requests == 16 * 4


def test_cancelling_an_awaited_call_cancels_the_request():
    with Server(lambda request: silent) as server:
        ef = TEIEmbeddingFunction(server.url)

        async def cancelled():
            await asyncio.wait_for(ef.acall(["kite"]), 0.1)

        start = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(cancelled())
        assert time.monotonic() - start < 0.5


def run_script(script, *args, **kwargs):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(script), *args],
        capture_output=True,
        text=True,
        timeout=30,
        **kwargs,
    )


def test_a_forked_child_has_a_loop_of_its_own_and_the_parent_keeps_its():
    script = """
        import os, sys, warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: forking beside a thread
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        assert len(ef(["kite"])) == 1
        for _ in range(3):
            pid = os.fork()
            if pid == 0:
                os._exit(0 if ef(["kite"]).array.tolist() == [[4.0, 0.0]] else 1)
            assert len(ef(["kite"])) == 1
            assert os.waitpid(pid, 0)[1] == 0
            assert len(ef(["kite"])) == 1
        print("fine")
    """
    with Server(embeddings) as server:
        done = run_script(script, server.url)
    assert (done.stdout, done.stderr) == ("fine\n", "")


def test_an_interrupt_ends_a_plain_call():
    script = """
        import sys, time
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        try:
            ef(["kite"])
        except KeyboardInterrupt:
            print("interrupted", time.time())
    """
    with Server(lambda request: silent) as server:
        process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(script), server.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not server.requests:
            time.sleep(0.01)
        sent = time.time()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert err == ""
    word, caught = out.split()
    assert word == "interrupted"
    assert float(caught) - sent < 0.2


def test_a_process_that_has_made_calls_ends_quietly():
    script = """
        import asyncio, sys
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        ef(["kite"])
        asyncio.run(ef.acall(["kite"]))
    """
    with Server(embeddings) as server:
        done = run_script(script, server.url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- Secrets --------------------------------------------------------------------------------------

KEYS = {"JINAAI_API_KEY": "planted", "OPENAI_API_KEY": "planted"}


def planted():
    """The key; never in a local variable, since tracebacks with locals are searched for it."""
    return "plntd/" + "Kq7" * 9


@pytest.fixture
def plant(monkeypatch):
    for name in KEYS:
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
        lines += [f"{f.filename} {f.locals}" for f in shown.stack if f.filename != __file__]
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
    said = request.headers.get("authorization", "") + " " + request.headers.get("api-key", "")
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


def test_nobody_there_does_not_show_the_key(plant):
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


@pytest.mark.parametrize("construct", [JinaEmbeddingFunction, JinaRerankFunction, OpenAIEmbeddingFunction])
def test_a_missing_key_names_its_variable(construct, monkeypatch):
    name = "OPENAI_API_KEY" if construct is OpenAIEmbeddingFunction else "JINAAI_API_KEY"
    for value in (None, "", "  "):
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        for key in (None, "", " "):
            with pytest.raises(InputError, match=name):
                construct(api_key=key)


def test_a_key_is_stripped():
    with Server(embeddings) as server:
        TEIEmbeddingFunction(server.url, api_key=" k-12345\n")(["kite"])
        assert server.requests[0].headers["authorization"] == "Bearer k-12345"


# --- Options --------------------------------------------------------------------------------------


def test_unknown_keywords_are_type_errors(monkeypatch):
    monkeypatch.setenv("JINAAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    for construct in (JinaEmbeddingFunction, JinaRerankFunction, OpenAIEmbeddingFunction):
        with pytest.raises(TypeError, match="unexpected keyword argument 'proxies'"):
            construct(proxies={})
        construct(base_url="http://localhost", timeout=3, max_retries=0, headers={"A": "b"}, deadline=None)
    for construct in (TEIEmbeddingFunction, TEIRerankFunction):
        with pytest.raises(TypeError, match="unexpected keyword argument 'model_name'"):
            construct("http://localhost", model_name="m")


@pytest.mark.parametrize(
    ("option", "value", "kind"),
    [
        ("timeout", 0, InputError),
        ("timeout", -1.0, InputError),
        ("timeout", float("nan"), InputError),
        ("timeout", float("inf"), InputError),
        ("timeout", None, InputTypeError),
        ("timeout", "3", InputTypeError),
        ("timeout", True, InputTypeError),
        ("deadline", 0, InputError),
        ("max_retries", -1, InputError),
        ("max_retries", 1.0, InputTypeError),
        ("max_retries", True, InputTypeError),
        ("concurrency", 0, InputError),
        ("batch_size", 0, InputError),
        ("show_progress", 1, InputTypeError),
        ("headers", "A: b", InputTypeError),
        ("headers", {"A": 3}, InputTypeError),
        ("headers", {"": "b"}, InputError),
    ],
)
def test_options_out_of_range_are_refused(option, value, kind):
    with pytest.raises(kind, match=option if option != "headers" else "header"):
        Options.of({option: value})


def test_the_options_documented_are_the_options_taken():
    documented = set(re.findall(r"^ *(\w+) : ", ServiceOptions.__doc__, re.M))
    assert documented == set(ServiceOptions.__annotations__) == set(Options.__slots__)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8080", "ftp://x", "http://", "http://[::1", "http://x:99999", "http://u:p@x", "http://x/?a=b",
     "http://x/#a", "http://x y", "http://x\n", 3, None],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url):
    if url == "http://x\n":  # white space around it is removed
        assert TEIEmbeddingFunction(url).api_url == "http://x/v1/embeddings"
        return
    with pytest.raises((InputError, InputTypeError), match="base_url") as caught:
        TEIEmbeddingFunction(url)
    assert "u:p" not in str(caught.value)


# --- Limits on the answer -------------------------------------------------------------------------


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


def test_foreign_words_cannot_steer_a_terminal():
    with Server(lambda r: Answer({"error": "a\x1b[2J\nb"}, 400, {"X-Request-Id": "r\x1b1"})) as server:
        with pytest.raises(ServiceError) as caught:
            TEIEmbeddingFunction(server.url)(["kite"])
        assert str(caught.value).isprintable()


# --- Import and construction ----------------------------------------------------------------------


def test_import_and_construction_open_no_socket_start_no_process_and_write_no_file():
    script = """
        import os, sys, threading
        AWAY = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.mkdir",
                "os.rename", "os.remove", "shutil.", "urllib.", "http.", "ssl.")
        WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        seen = []
        def hook(event, args):
            if event.startswith(AWAY):
                seen.append((event, args))
            if event == "open" and (set(str(args[1] or "")) & set("wax+") or int(args[2] or 0) & WRITING):
                seen.append((event, args))
        sys.addaudithook(hook)
        import elanus, elanus.dense, elanus.reranker, elanus._batching, elanus._vectors
        assert "httpx2" not in sys.modules
        os.environ.update(JINAAI_API_KEY="k-12345", OPENAI_API_KEY="k-12345")
        made = [
            elanus.dense.JinaEmbeddingFunction(), elanus.dense.OpenAIEmbeddingFunction(),
            elanus.dense.TEIEmbeddingFunction("http://127.0.0.1:9"),
            elanus.reranker.JinaRerankFunction(), elanus.reranker.TEIRerankFunction("http://127.0.0.1:9"),
        ]
        [repr(one) for one in made]
        made[0].dim, made[1].dim, made[0].usage
        made[0]([]), made[3]("q", [])
        assert threading.active_count() == 1
        print(seen)
    """
    done = run_script(script, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_listing_the_classes_imports_none_of_them():
    script = """
        import sys
        from elanus import dense, reranker
        assert "JinaEmbeddingFunction" in dir(dense) and "TEIRerankFunction" in dir(reranker)
        assert set(dense.__all__) <= set(dir(dense)) and set(reranker.__all__) <= set(dir(reranker))
        heavy = ("elanus.dense.", "elanus.reranker.", "numpy", "httpx2")
        print(sorted(name for name in sys.modules if name.startswith(heavy)))
    """
    done = run_script(script)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_without_httpx2_the_error_names_the_extra():
    script = """
        import sys
        sys.modules["httpx2"] = None
        from elanus.dense import TEIEmbeddingFunction
        from elanus.errors import MissingPackageError
        try:
            TEIEmbeddingFunction("http://localhost")
        except MissingPackageError as error:
            print(error)
    """
    assert 'pip install "elanus[services]"' in run_script(script).stdout


# --- Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("kite", "texts is a bare str; expected a list of str"),
        (b"kite", "texts is a bare bytes"),
        (None, "texts is NoneType; expected a list of str"),
        (3, "texts is int; expected a list of str"),
        ({"a": 1}, r"texts is dict, a mapping; .*list\(texts.values\(\)\)"),
        (["a", None], r"texts\[1\] is None; expected a str"),
        (["a", "b", 3.5], r"texts\[2\] is float; expected a str"),
        ([["a"]], r"texts\[0\] is list; expected a str"),
        ([b"a"], r"texts\[0\] is bytes; expected a str"),
        (np.array([1.0]), r"texts\[0\] is float64; expected a str"),
    ],
)
def test_texts_that_are_none_are_refused_with_their_position(texts, message):
    ef = TEIEmbeddingFunction("http://127.0.0.1:9")
    for call in (ef, lambda t: asyncio.run(ef.acall(t))):
        with pytest.raises(InputTypeError, match=message):
            call(texts)


def test_texts_may_come_from_any_iterable():
    class Column:
        def __iter__(self):
            raise AssertionError

        def to_pylist(self):
            return ["a"]

    assert check_texts((t for t in ("a", "b")), "t") == ["a", "b"]
    assert check_texts(np.array(["a", "b"]), "t") == ["a", "b"]
    assert check_texts(Column(), "t") == ["a"]


def test_secret_words_too_short_to_mask_are_left():
    assert Secret("a", "api_key").mask("a banana") == "a banana"
    assert Secret("", "api_key").mask("a banana") == "a banana"
