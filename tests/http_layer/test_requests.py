"""What is sent, and where."""

import os
import random
import subprocess
import sys
import threading
from itertools import pairwise

import pytest

from elanus._batching import Plan, estimate_tokens
from elanus._http import Limits
from elanus.dense import TEIEmbeddingFunction
from elanus.errors import ServiceError
from http_answers import embeddings, run_script
from http_server import Answer, Server


def test_redirects_are_not_followed():
    with (
        Server(embeddings) as other,
        Server(lambda r: Answer(b"", 307, {"Location": f"{other.url}/v1/embeddings"})) as server,
    ):
        with pytest.raises(ServiceError, match=r"redirects \(307\)"):
            TEIEmbeddingFunction(server.url, api_key="secret-key")(["kite"])
        assert other.requests == []
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [404, 405])
def test_where_nothing_is_found_the_address_is_named(status):
    with Server(lambda request: Answer({"detail": "Not Found"}, status)) as server:
        with pytest.raises(ServiceError) as caught:
            TEIEmbeddingFunction(server.url + "/kite")(["kite"])
        assert f"refused the request at {server.url}/kite/v1/embeddings" in str(caught.value)
        assert f"({status}): Not Found" in str(caught.value)


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


def test_a_proxy_that_wants_a_password_is_named():
    script = """
        from elanus.dense import TEIEmbeddingFunction
        from elanus.errors import ServiceError
        try:
            TEIEmbeddingFunction("https://tei.invalid")(["a"])
        except ServiceError as error:
            print(error)
    """
    with Server(lambda request: Answer(b"", 407)) as proxy:
        env = {
            **os.environ,
            "HTTPS_PROXY": proxy.url,
            "https_proxy": proxy.url,
            "NO_PROXY": "",
            "no_proxy": "",
        }
        done = run_script(script, env=env)
        assert [request.method for request in proxy.requests] == ["CONNECT"]
    assert done.stdout.startswith(
        "TEI cannot be reached through the proxy of the environment: ProxyError: 407"
    )
    assert "name and password go into the address of HTTPS_PROXY" in done.stdout


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
    together, later = threading.Barrier(3), threading.Event()

    def held(request):
        number = len(request.json["input"][0]) // 2
        if number < 3:
            together.wait(30)
        if number == 0:  # the first batch's answer comes after that of the sixth
            assert later.wait(30)
        if number == 5:
            later.set()
        return embeddings(request)

    texts = ["k" * (n + 1) for n in range(60)]
    with Server(held) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=2, concurrency=3)
        assert ef(texts).array[:, 0].tolist() == list(range(1, 61))
        assert server.most_active == 3
        assert len(server.requests) == 30
    assert ef.usage.requests == 30
    assert ef.usage.total_tokens == sum(range(1, 61))


def test_batches_keep_within_count_and_tokens():
    chance = random.Random(5)
    texts = ["é" * chance.randrange(60) for _ in range(300)]
    for limits in (Limits(7), Limits(1000, 100), Limits(5, 100), Limits(1)):
        cut = list(Plan(texts, limits))
        assert [n for start, end in cut for n in range(start, end)] == list(range(300))
        for start, end in cut:
            assert end - start <= limits.texts
            tokens = sum(estimate_tokens(text) for text in texts[start:end])
            assert limits.tokens is None or tokens <= limits.tokens or end - start == 1
        # Greedy: no batch could have taken the next one's first text.
        for (start, end), _ in pairwise(cut):
            more = sum(estimate_tokens(text) for text in texts[start : end + 1])
            assert end - start == limits.texts or more > limits.tokens


def test_lone_surrogates_become_replacement_characters():
    with Server(embeddings) as server:
        TEIEmbeddingFunction(server.url)(["kite \ud83e", "\ud83e\udd85", "é"])
        assert server.requests[0].json["input"] == ["kite �", "��", "é"]
