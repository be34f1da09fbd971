"""What callers give, and what signatures promise."""

import asyncio
import copy
import inspect
import pickle
import threading
from pathlib import Path

import numpy as np
import pytest

from elanus._http import reply
from elanus.dense import (
    GeminiEmbeddingFunction,
    JinaEmbeddingFunction,
    OpenAIEmbeddingFunction,
    TEIEmbeddingFunction,
)
from elanus.errors import ElanusError, InputError, InputTypeError, ServiceError
from elanus.reranker import CompatibleRerankFunction, DeepInfraRerankFunction, TEIRerankFunction
from http_server import Answer, Server
from provider_answers import (
    CLASSES,
    DENSE,
    RERANKERS,
    TEXTS,
    all_calls,
    call,
    construct,
    openai_shape,
    speaks,
    speaks_openai,
    speaks_tei_rerank,
)

OURS = [CompatibleRerankFunction, DeepInfraRerankFunction]  # which the original has not

pytestmark = pytest.mark.usefixtures("provider_keys")


@pytest.mark.parametrize("cls", RERANKERS)
@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ((None, ["a"]), InputTypeError, "query is None; expected a str"),
        ((["q"], ["a"]), InputTypeError, "query is list; expected a str"),
        ((3, ["a"]), InputTypeError, "query is int; expected a str"),
        (("q", "a"), InputTypeError, "documents is a bare str; expected a list of str"),
        (("q", None), InputTypeError, "documents is NoneType; expected a list of str"),
        (("q", ["a", None]), InputTypeError, r"documents\[1\] is None; expected a str"),
        (("q", ["a", "b", 3]), InputTypeError, r"documents\[2\] is int; expected a str"),
        (("q", ["a"], 0), InputError, "top_k must be at least 1, not 0"),
        (("q", [], -1), InputError, "top_k must be at least 1, not -1"),
        (("q", ["a"], 2.0), InputTypeError, "top_k must be an int, not float"),
        (("q", ["a"], True), InputTypeError, "top_k must be an int, not bool"),
    ],
)
def test_rerankers_refuse_bad_input(cls, arguments, kind, words):
    rf = construct(cls, "http://127.0.0.1:9")
    with pytest.raises(kind, match=words):
        rf(*arguments)
    with pytest.raises(kind, match=words):
        asyncio.run(rf.acall(*arguments))


@pytest.mark.parametrize("show", [True, None, False])
def test_progress_bars(show, capsys):
    """One switch as in the local classes: None shows none here, where standard error is no terminal."""
    texts = [f"text {n}" for n in range(70)]
    with Server(speaks_openai) as server:
        TEIEmbeddingFunction(server.url, show_progress=show)(texts)
    with Server(speaks_tei_rerank) as server:
        asyncio.run(TEIRerankFunction(server.url, show_progress=show).acall("q", texts))
    shown = capsys.readouterr().err
    if show:
        assert shown.count("70/70\n") == 2
        assert "Embedding at TEI [" in shown
        assert "Reranking at TEI [" in shown
    else:
        assert shown == ""


def test_progress_counts_what_is_resumed(capsys):
    broken = True

    def speak(request):
        bad = broken and "text 64" in request.json["input"]
        return Answer({"error": "no"}, 400) if bad else speaks_openai(request)

    texts = [f"text {n}" for n in range(70)]
    with Server(speak) as server:
        ef = TEIEmbeddingFunction(server.url, show_progress=True, concurrency=1)
        with pytest.raises(ServiceError) as caught:
            ef(texts)
        assert capsys.readouterr().err.endswith("64/70\n")
        broken = False
        assert len(ef(texts, resume=caught.value.partial)) == 70
        shown = capsys.readouterr().err
        assert "64/70" in shown.split("\r")[1]
        assert shown.endswith("70/70\n")


def test_top_k_may_be_a_numpy_number_or_none():
    with Server(speaks_tei_rerank) as server:
        assert len(TEIRerankFunction(server.url)("q", TEXTS, np.int64(2))) == 2
        assert len(TEIRerankFunction(server.url)("q", TEXTS, None)) == len(TEXTS)


def test_an_empty_list_makes_no_call():
    with Server(speaks_openai) as server:
        for cls in DENSE:
            ef = (
                construct(cls, server.url, dimensions=3)
                if cls is TEIEmbeddingFunction
                else construct(cls, server.url)
            )
            for vectors in all_calls(ef, []):
                assert vectors == []
                assert vectors.array.shape == (0, ef._dimensions or ef._known_dimension or 0)
        assert server.requests == []


def test_dim_is_known_without_a_call():
    assert JinaEmbeddingFunction().dim == 1024
    assert JinaEmbeddingFunction(dimensions=64).dim == 64
    assert OpenAIEmbeddingFunction().dim == 1536
    assert OpenAIEmbeddingFunction("text-embedding-3-large").dim == 3072
    with pytest.raises(ElanusError, match="pass dimensions="):
        _ = JinaEmbeddingFunction("jina-embeddings-v99").dim


@pytest.mark.parametrize(
    ("value", "kind"), [(0, InputError), (-1, InputError), (1.5, InputTypeError), (True, InputTypeError)]
)
def test_dimensions_that_are_none_are_refused(value, kind):
    with pytest.raises(kind, match="dimensions"):
        OpenAIEmbeddingFunction(dimensions=value)


@pytest.mark.parametrize("ours", [cls for cls in CLASSES if cls not in OURS])
def test_constructors_and_calls_begin_as_the_originals(ours):
    import ast
    import importlib.util

    spec = importlib.util.find_spec("pymilvus.model")
    assert spec is not None, "the oracle is missing: pip install pymilvus.model==0.3.4"
    source = Path(spec.origin).parent.joinpath(*ours.__module__.split(".")[1:]).with_suffix(".py")
    original = next(n for n in ast.parse(source.read_text()).body if isinstance(n, ast.ClassDef))
    assert original.name == ours.__name__
    methods = {n.name: n for n in original.body if isinstance(n, ast.FunctionDef)}
    for name in ("__init__", "__call__", "encode_documents", "encode_queries"):
        if name not in methods:
            continue
        node = methods[name].args
        theirs = [arg.arg for arg in node.args]
        defaults = [ast.literal_eval(default) for default in node.defaults]
        positional = [
            p
            for p in inspect.signature(getattr(ours, name)).parameters.values()
            if p.kind is p.POSITIONAL_OR_KEYWORD
        ]
        assert [p.name for p in positional] == theirs
        given = [p.default for p in positional if p.default is not p.empty]
        if ours is GeminiEmbeddingFunction and name == "__init__":  # whose default model is shut down
            assert defaults[0] == "gemini-embedding-exp-03-07"
            defaults[0] = "gemini-embedding-001"
        assert given == defaults


@pytest.mark.parametrize("cls", CLASSES)
def test_each_class_can_be_pickled_and_copied(cls):
    with Server(speaks(cls)) as server:
        function = construct(cls, server.url)
        for other in (pickle.loads(pickle.dumps(function)), copy.deepcopy(function), copy.copy(function)):
            assert repr(other) == repr(function)
            assert len(call(other, TEXTS)) == len(TEXTS)


def test_a_large_answer_is_read_beside_the_thread_of_all_calls(monkeypatch):
    """Calls beside one of megabytes waited for seconds while it was parsed."""
    threads = []

    class Watched(OpenAIEmbeddingFunction):
        def _items(self, reply, count):
            threads.append(threading.current_thread().name)
            return super()._items(reply, count)

    breaths = []
    monkeypatch.setattr(reply, "_breathe", lambda value: breaths.append(1) or value)
    for dim, here in ((4, True), (100_000, False)):
        with Server(lambda request, dim=dim: Answer(openai_shape(request, dim))) as server:
            Watched("m", base_url=server.url, encoding_format="float")(["kite"])
        assert (threads.pop() == "elanus-http") == here
    # The interpreter is one: what reads it lets others run at each item.
    assert len(breaths) >= 4
