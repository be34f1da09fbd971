"""What the tests share: NLTK's data as we ship it, real text that every machine has, the oracle."""

import ast
import os
import signal
import sysconfig
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# `make test-deep` sets it: the long forms of the tests that have one.
DEEP = bool(os.environ.get("ELANUS_DEEP"))
settings.register_profile("fast", deadline=None, max_examples=100)
settings.register_profile("deep", deadline=None, max_examples=10_000)
settings.load_profile("deep" if DEEP else "fast")

# Before anything imports nltk: the oracle reads the files that we ship.
os.environ["NLTK_DATA"] = str(ROOT / "rust" / "core" / "data")

# A shell's background jobs begin with the signal ignored; tests of Ctrl-C need it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def docstrings(folders):
    """Every docstring in the Python sources below these folders, in a fixed order."""
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.py")):
            try:
                tree = ast.parse(path.read_bytes())
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                    text = ast.get_docstring(node, clean=False)
                    if text:
                        yield text


@pytest.fixture(scope="session")
def library_texts():
    """The standard library's docstrings: about 10,000 real English texts."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    modules = [path for path in stdlib.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    texts = []
    for path in sorted(modules):
        if path.name in {"test", "site-packages", "idlelib", "lib2to3"}:
            continue
        folder = path if path.is_dir() else None
        if folder:
            texts.extend(docstrings([folder]))
        else:
            tree = ast.parse(path.read_bytes())
            for node in ast.walk(tree):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                    text = ast.get_docstring(node, clean=False)
                    if text:
                        texts.append(text)
    assert len(texts) > 5_000
    return texts


@pytest.fixture(scope="session")
def shared_data():
    """The folder of test collections, which are for measuring and never copied."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"the test collections are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def oracle():
    """pymilvus.model's BM25 module, the reference for every number."""
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymilvus.model.sparse.bm25 import bm25, tokenizers
    # It attaches a handler of its own at import.
    logging.getLogger("pymilvus.model.sparse.bm25.bm25").handlers.clear()
    bm25.build_default_analyzer = tokenizers.build_default_analyzer
    return bm25


@pytest.fixture(scope="module")
def judged():
    """Documents, queries and judgments."""
    from judged import collection

    return collection()


@pytest.fixture(scope="module")
def index(judged):
    """The index of the judged documents; modules about other indexes have their own."""
    from elanus import Index

    texts, _, _ = judged
    return Index.build(texts.values(), list(texts), analyzer="unicode")


@pytest.fixture
def provider_keys(monkeypatch):
    """Keys of all providers, in place of the machine's."""
    from provider_answers import ADDRESS_VARIABLES, KEY_VARIABLES

    for name in KEY_VARIABLES:
        monkeypatch.setenv(name, f"{name}-0123456789")
    monkeypatch.setenv("JINAAI_API_KEY", "jina_0123456789")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    for name in ADDRESS_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("VOYAGE_API_KEY_PATH", raising=False)


@pytest.fixture
def deep():
    """Whether to run the long form of a test."""
    return DEEP


@pytest.fixture
def saved(tmp_path):
    """The bytes of a model's file."""

    def save(model):
        model.save(tmp_path / "state.json")
        return (tmp_path / "state.json").read_bytes()

    return save
