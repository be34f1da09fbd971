"""The keyword arguments that every service takes."""

import re

import pytest

from elanus._http import Options, ServiceOptions
from elanus.dense import JinaEmbeddingFunction, OpenAIEmbeddingFunction, TEIEmbeddingFunction
from elanus.errors import InputError, InputTypeError
from elanus.reranker import JinaRerankFunction, TEIRerankFunction
from provider_answers import CLASSES, construct


def test_unknown_keywords_are_type_errors(monkeypatch):
    monkeypatch.setenv("JINAAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    for kind in (JinaEmbeddingFunction, JinaRerankFunction, OpenAIEmbeddingFunction):
        with pytest.raises(TypeError, match="unexpected keyword argument 'proxies'"):
            kind(proxies={})
        kind(base_url="http://localhost", timeout=3, max_retries=0, headers={"A": "b"}, deadline=None)
    for kind in (TEIEmbeddingFunction, TEIRerankFunction):
        with pytest.raises(TypeError, match="unexpected keyword argument 'model_name'"):
            kind("http://localhost", model_name="m")


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


@pytest.mark.parametrize("cls", CLASSES)
def test_a_full_endpoint_as_the_address_is_told_what_to_pass(cls, provider_keys):
    url = construct(cls, "http://localhost:8080/v1")._service.url
    with pytest.raises(InputError, match=r"base_url ends with .* which is added to it: pass") as caught:
        construct(cls, url)
    told = re.search(r"pass '(.*)'", str(caught.value)).group(1)
    assert construct(cls, told)._service.url == url
    assert construct(cls, told + "/")._service.url == url
