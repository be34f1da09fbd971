"""A panic of the core is an error like others for whoever calls it."""

import re
import subprocess
import sys

import pytest

from code_lines import rust_code, rust_files
from elanus import _core
from elanus.errors import ElanusError, InternalError

# What Python calls goes through one of these: they catch panics, and count who is inside.
DOORS = re.compile(r"\b(?:enter|enter_for|enter_with|self\.look)\(")


def test_a_panic_is_an_internal_error_with_its_message_and_place(capfd, monkeypatch):
    monkeypatch.delenv("RUST_BACKTRACE", raising=False)
    with pytest.raises(InternalError) as caught:
        _core.panic("the kites are gone")
    assert isinstance(caught.value, (ElanusError, RuntimeError))
    assert re.fullmatch(
        r"a bug in Elanus, please report it: the kites are gone \(rust/bindings/src/errors\.rs:\d+\)",
        str(caught.value),
    )
    assert capfd.readouterr() == ("", "")


def test_a_panic_is_printed_where_a_backtrace_is_wanted(capfd, monkeypatch):
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    with pytest.raises(InternalError):
        _core.panic("the kites are gone")
    assert "the kites are gone" in capfd.readouterr().err


def test_where_python_lacks_memory_for_an_object_that_is_a_memory_error():
    """PyO3 panics there: while it converts a result, or raises an error that it has not made yet."""
    pytest.importorskip("_testcapi")
    code = """
import _testcapi
from elanus import _core
from elanus.sparse import BM25EmbeddingFunction

analyzer = _core.Analyzer('{"tokenizer": "nltk"}')
model = BM25EmbeddingFunction(method="lucene").fit(["red kite", "black kite"])
calls = [
    lambda: analyzer.tokens("Red kites soar."),
    lambda: _core.stop_words("english"),
    lambda: _core.Bm25(1.5, 0.75, 0.25, "unheard-of"),
    lambda: model.most_common(2),
    lambda: list(model.idf),
    lambda: model.fit([None]),
    lambda: model.explain("red", "kite"),
    lambda: analyzer.spec,
]
for call in calls:
    failed = 0
    for allocation in range(100):
        try:
            _testcapi.set_nomemory(allocation, allocation + 1)
            call()
        except MemoryError:
            failed += 1
        except Exception:  # its own, and CPython's SystemError where it forgets to set one
            pass
        finally:
            _testcapi.remove_mem_hooks()
    assert failed
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def block_after(text, position):
    """What stands between the next brace and the one that closes it."""
    start = end = text.index("{", position) + 1
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]


def called_by_python():
    """The name and the body of each function and method that Python sees."""
    for path in rust_files("bindings"):
        code = rust_code(path)
        blocks = [block_after(code, match.end()) for match in re.finditer(r"#\[pymethods\]", code)]
        blocks += [code[match.start() :] for match in re.finditer(r"#\[pyfunction\]", code)]
        for block in blocks:
            for match in re.finditer(r"\bfn (\w+)", block):
                yield f"{path.name}: {match.group(1)}", block_after(block, match.end())
                if block.startswith("#[pyfunction]"):
                    break


def test_whatever_python_calls_catches_panics():
    functions = dict(called_by_python())
    assert {
        "bm25.rs: fit",
        "bm25.rs: __reduce__",
        "analyzer.rs: stop_words",
        "mod.rs: of",
    } <= functions.keys()
    assert [name for name, body in functions.items() if not DOORS.search(body)] == []
    # What PyO3 would write for them does not.
    assert [path.name for path in rust_files("bindings") if "#[pyo3(get" in rust_code(path)] == []
