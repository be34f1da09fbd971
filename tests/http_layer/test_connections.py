"""Certificates and open files."""

import asyncio
import os
import time

import pytest

from elanus._http import loop
from elanus.dense import TEIEmbeddingFunction
from http_answers import embeddings, run_script
from http_server import CERTIFICATE, Server

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
CALL = """
    import sys
    from elanus.dense import TEIEmbeddingFunction
    from elanus.errors import ServiceError
    try:
        print(len(TEIEmbeddingFunction(sys.argv[1], max_retries=0)(["kite"])))
    except ServiceError as error:
        print(error)
"""


def call(server, **variables):
    env = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return run_script(CALL, server.url, env={**env, **variables}).stdout


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_come_from_the_environment(variable):
    with Server(embeddings, tls=True) as server:
        assert call(server, **{variable: str(CERTIFICATE)}) == "1\n"


def test_a_certificate_that_is_not_trusted_names_the_remedy():
    with Server(embeddings, tls=True) as server:
        said = call(server)
    assert "certificate verify failed" in said
    assert "name the file of its certificate in the environment variable SSL_CERT_FILE" in said


def test_a_bundle_that_cannot_be_read_is_reported(tmp_path):
    with Server(embeddings, tls=True) as server:
        assert "REQUESTS_CA_BUNDLE" in call(server, REQUESTS_CA_BUNDLE=str(tmp_path / "none.pem"))


def test_all_calls_together_have_a_bound_of_connections():
    most, seen = loop._MOST_CONNECTIONS, []

    def respond(request):
        seen.append(server.active)
        time.sleep(0.1)
        return embeddings(request)

    with Server(respond) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=1, concurrency=60)

        async def many():
            return await asyncio.gather(*(ef.acall(["kite"] * 60) for _ in range(4)))

        assert [len(vectors) for vectors in asyncio.run(many())] == [60] * 4
    assert most // 2 < max(seen) <= most


def test_the_limit_of_open_files_is_named():
    script = """
        import os, resource, sys
        from elanus.dense import TEIEmbeddingFunction
        from elanus.errors import ServiceError
        ef = TEIEmbeddingFunction(sys.argv[1], max_retries=0)
        ef(["kite"])
        most = max(map(int, os.listdir("/proc/self/fd"))) + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        while True:
            try:
                os.dup(0)
            except OSError:
                break
        try:
            TEIEmbeddingFunction("http://127.0.0.1:9", max_retries=0)(["kite"])
        except ServiceError as error:
            print(error)
    """
    with Server(embeddings) as server:
        assert "no file left to open: raise its limit (ulimit -n)" in run_script(script, server.url).stdout
