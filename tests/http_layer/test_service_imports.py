"""Importing and constructing does nothing else; texts are checked."""

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest

from elanus._http import Secret
from elanus._texts import check_texts
from elanus.dense import TEIEmbeddingFunction
from elanus.errors import InputTypeError
from http_answers import run_script
from provider_answers import KEY_VARIABLES


def test_import_and_construction_open_no_socket_start_no_process_and_write_no_file():
    script = """
        import os, sys, threading
        TESTS, *KEYS = sys.argv[1:]
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
        os.environ.update(dict.fromkeys(KEYS, "k-12345"))
        sys.path.append(TESTS)
        from provider_answers import CLASSES, call, construct
        for cls in CLASSES:
            made = construct(cls, "http://127.0.0.1:9")
            repr(made), made.usage
            call(made, [])
        assert threading.active_count() == 1
        print(seen)
    """
    tests = str(Path(__file__).resolve().parents[1])
    done = run_script(script, tests, *KEY_VARIABLES, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
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


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("kite", "texts is a bare str; expected a list of str"),
        (b"kite", "texts is a bare bytes"),
        (None, "texts is NoneType; expected a list of str"),
        (3, "texts is int; expected a list of str"),
        ({"a": 1}, r"texts is dict, which iterates over its keys; .*list\(texts.values\(\)\)"),
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
