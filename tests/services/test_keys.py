"""Where a provider's key is looked for: as its own client does."""

import json
import pickle

import pytest

from elanus.dense import NomicEmbeddingFunction, VoyageEmbeddingFunction
from elanus.errors import InputError
from elanus.reranker import VoyageRerankFunction
from http_server import Server
from provider_answers import CLASSES, construct, speaks

VOYAGE = [VoyageEmbeddingFunction, VoyageRerankFunction]


@pytest.fixture(autouse=True)
def no_keys(monkeypatch, tmp_path):
    """A machine without any key."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for cls in CLASSES:
        for name in (*cls.provider.key_variables, cls.provider.key_path_variable):
            monkeypatch.delenv(name or "NONE", raising=False)


def sent_key(cls, make=None):
    with Server(speaks(cls)) as server:
        function = make(server.url) if make else construct(cls, server.url)
        function("kite", ["a"]) if cls is VoyageRerankFunction else function(["a"])
        return server.requests[0].headers["authorization"]


@pytest.mark.parametrize("cls", VOYAGE)
def test_voyages_key_may_stand_in_a_file(cls, monkeypatch, tmp_path):
    """As its client reads it, the file is asked before VOYAGE_API_KEY."""
    file = tmp_path / "key"
    file.write_text("pa-of-the-file\n")
    monkeypatch.setenv("VOYAGE_API_KEY", "pa-of-the-variable")
    assert sent_key(cls) == "Bearer pa-of-the-variable"
    monkeypatch.setenv("VOYAGE_API_KEY_PATH", str(file))
    assert sent_key(cls) == "Bearer pa-of-the-file"
    assert sent_key(cls, lambda url: construct(cls, url, api_key="pa-given")) == "Bearer pa-given"
    data = pickle.dumps(cls())
    assert b"of-the-file" not in data
    file.write_text("al-another")
    assert "ai.mongodb.com" in repr(cls())
    assert pickle.loads(data)._service._key.reveal() == "al-another"


@pytest.mark.parametrize("cls", VOYAGE)
def test_a_file_of_a_key_that_cannot_be_used_is_named(cls, monkeypatch, tmp_path):
    for content, words in ((None, r"cannot be read \(FileNotFoundError\)"), ("", "it is empty")):
        file = tmp_path / "key"
        if content is not None:
            file.write_text(content)
        monkeypatch.setenv("VOYAGE_API_KEY_PATH", str(file))
        with pytest.raises(InputError, match=f"the key in {file} cannot be used: .*{words}"):
            cls()


def test_nomics_key_may_be_that_of_its_login(monkeypatch, tmp_path):
    """The file that `nomic login` writes: nomic 3.9.0, cli.py."""
    (tmp_path / ".nomic").mkdir()
    file = tmp_path / ".nomic" / "credentials"
    saved = {"refresh_token": None, "token": "nk-of-login", "tenant": "production", "expires": None}
    file.write_text(json.dumps(saved))
    assert sent_key(NomicEmbeddingFunction) == "Bearer nk-of-login"
    data = pickle.dumps(NomicEmbeddingFunction())
    assert b"nk-of-login" not in data
    assert pickle.loads(data)._service._key.reveal() == "nk-of-login"
    assert "nk-of-login" not in repr(NomicEmbeddingFunction()._service._key)
    monkeypatch.setenv("NOMIC_API_KEY", "nk-of-the-variable")
    assert sent_key(NomicEmbeddingFunction) == "Bearer nk-of-the-variable"
    monkeypatch.delenv("NOMIC_API_KEY")
    for content in ("{", "[]", "{}", '{"token": null}', '{"token": ""}', "nk-of-login"):
        file.write_text(content)
        with pytest.raises(InputError, match=r"or have it in ~/\.nomic/credentials, or pass api_key="):
            NomicEmbeddingFunction()


def test_a_missing_key_names_every_place():
    with pytest.raises(InputError) as caught:
        VoyageEmbeddingFunction()
    assert str(caught.value) == (
        "Voyage AI needs a key: set the environment variable VOYAGE_API_KEY, or VOYAGE_API_KEY_PATH to its "
        "file, or pass api_key="
    )
    with pytest.raises(InputError) as caught:
        NomicEmbeddingFunction()
    assert str(caught.value) == (
        "Nomic needs a key: set the environment variable NOMIC_API_KEY, or have it in ~/.nomic/credentials, "
        "or pass api_key="
    )
