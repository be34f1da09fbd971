"""Certificates and open files."""

import asyncio
import os
import shutil
import subprocess
import time

import pytest

from elanus._http import loop
from elanus.dense import TEIEmbeddingFunction
from http_answers import embeddings, run_script
from http_server import Server

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


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The file of a certificate of 127.0.0.1, signed by itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: it makes the certificate")
    folder = tmp_path_factory.mktemp("certificate")
    key, made, both = folder / "key.pem", folder / "made.pem", folder / "both.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", *kind, *name, "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


def call(server, **variables):
    env = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return run_script(CALL, server.url, env={**env, **variables}).stdout


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_come_from_the_environment(variable, certificate):
    with Server(embeddings, tls=certificate) as server:
        assert call(server, **{variable: str(certificate)}) == "1\n"


def test_a_certificate_that_is_not_trusted_names_the_remedy(certificate):
    with Server(embeddings, tls=certificate) as server:
        said = call(server)
    assert "certificate verify failed" in said
    assert "name the file of its certificate in the environment variable SSL_CERT_FILE" in said


def test_a_bundle_that_cannot_be_read_is_reported(certificate, tmp_path):
    with Server(embeddings, tls=certificate) as server:
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
