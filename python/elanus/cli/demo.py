"""``elanus demo``: index the docstrings of Python's library and ask three questions."""

import argparse
import contextlib
import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from elanus._terminal import say
from elanus.cli._analyzer import Choice, show_analyzer
from elanus.cli._answers import Answer, show as show_hits
from elanus.cli._target import address, index_folder
from elanus.cli._terminal import note, quiet, step
from elanus.cli.fit import DEFAULT_METHOD

if TYPE_CHECKING:
    import ast

DESCRIPTION = """\
Index the docstrings of Python's own library (Python 3.11 has 6,600 public modules, classes and
functions with one), and ask three questions."""

EPILOG = """\
It leaves the index elanus-demo.elanus in the working directory, to ask more questions of; or with
--uri ./elanus-demo.db, a database of Milvus Lite and its model."""

COLLECTION = "docstrings"
QUESTIONS = (
    "How do I shuffle a list?",
    "How do I measure the execution time of a code snippet?",
    "What is the median of a list of numbers?",
)
#: Directories of the library that are tests, or other people's packages.
_SKIPPED = frozenset({"test", "tests", "idle_test", "site-packages", "dist-packages", "turtledemo"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus demo``."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="INDEX",
        type=index_folder,
        default=Path("elanus-demo.elanus"),
        help="where to put the index (default: %(default)s)",
    )
    parser.add_argument(
        "--uri", type=address, help="put a collection into Milvus instead, such as ./elanus-demo.db"
    )
    parser.add_argument("--token", help="user:password or an API key, for a server")


def run(arguments: argparse.Namespace) -> int:
    """Index and ask."""
    import sysconfig

    from elanus.errors import InputError

    show = _in_index if arguments.uri is None else _in_milvus
    with show(arguments) as ask:
        start = time.monotonic()
        root = Path(sysconfig.get_path("stdlib"))
        documents = dict(docstrings(root))
        if not documents:
            raise InputError(f"Python's library has no source files in {root}: there is nothing to show")
        step("read", f"{len(documents):,} docstrings from {root}", time.monotonic() - start)
        command, answers = ask(list(documents), list(documents.values()))
        for question, answer in zip(QUESTIONS, answers, strict=True):
            say(f"\n{question}", sys.stdout)
            show_hits(answer.hits)
    say(f'\nAsk more:\n  {_command()} search {command} "your question"', sys.stdout)
    if arguments.uri is None:
        say(f"\nThe same in Milvus Lite:\n  {_command()} demo --uri ./elanus-demo.db", sys.stdout)
    return 0


#: Takes ids and texts; returns the options to search them with, and the answers to the questions.
_Ask = Callable[[list[str], list[str]], tuple[str, list[Answer]]]


@contextlib.contextmanager
def _in_index(arguments: argparse.Namespace) -> Iterator[_Ask]:
    """Look at the place of an index; give what makes the index there and asks it."""
    from elanus.analysis import Analyzer
    from elanus.cli._index import alone
    from elanus.cli._index_build import build, check_output
    from elanus.cli._index_search import Searcher
    from elanus.corpus import Batch

    output: Path = arguments.output

    def ask(ids: list[str], texts: list[str]) -> tuple[str, list[Answer]]:
        analyzer = Analyzer.preset("unicode:en")
        show_analyzer(Choice(analyzer, "unicode:en"))
        build(output, iter([Batch(ids, texts)]), analyzer=analyzer)
        return shlex.quote(str(output)), Searcher(output).find(list(QUESTIONS), limit=3)

    check_output(output, replace=True)
    with alone(output, None):
        yield ask


@contextlib.contextmanager
def _in_milvus(arguments: argparse.Namespace) -> Iterator[_Ask]:
    """Look at the place of a collection; give what makes the collection there and asks it."""
    from elanus import milvus
    from elanus.analysis import Analyzer
    from elanus.cli import _indexing, _milvus_search, _model

    class Job(_indexing.Job):
        _INSTEAD_OF_MODEL = _INSTEAD_OF_FILE = "--uri names another place for both"

    uri, token = arguments.uri, arguments.token or ""
    milvus.check_uri(uri)
    model_path = _model.default_path(uri, COLLECTION)
    # A model whose database has been deleted is of no use: only the demo gives it this name.
    left_alone = milvus.is_local(uri) and not Path(uri).exists()
    job = Job(uri, COLLECTION, model_path, replace=True, note=note, refit=left_alone)
    job.check()

    def ask(ids: list[str], texts: list[str]) -> tuple[str, list[Answer]]:
        analyzer = Analyzer.preset("unicode:en")
        show_analyzer(Choice(analyzer, "unicode:en"))
        _indexing.build(ids, texts, DEFAULT_METHOD, job, token, analyzer)
        model = _model.load(model_path)
        with milvus.connect(uri, token=token) as client:
            searcher = _milvus_search.Searcher(client, uri, COLLECTION, model, model_path)
            answers = searcher.find(list(QUESTIONS), limit=3)
        return f"--uri {shlex.quote(uri)} --collection {COLLECTION}", answers

    with quiet(debug=arguments.debug), job.alone():
        yield ask


def _command() -> str:
    """Return what to type where the shell does not find the command: its path, as after ``make demo``."""
    called = Path(sys.argv[0])
    found = shutil.which("elanus")
    if called.name == "elanus" and (found is None or not Path(found).samefile(called)):
        return shlex.quote(sys.argv[0])
    if called.name == "__main__.py" and found is None:
        return f"{shlex.quote(sys.executable)} -m elanus"
    return "elanus"


def docstrings(root: Path) -> Iterator[tuple[str, str]]:
    """Find the docstrings of all public modules, classes and functions below a directory.

    Parameters
    ----------
    root : pathlib.Path
        The directory of the top-level modules.

    Yields
    ------
    name, text : str
        The dotted name, and the name's docstring, in the order of the files' names.
    """
    import concurrent.futures
    import multiprocessing

    from elanus.cli._signals import unsignalled

    files = sorted(path for path in root.rglob("*.py") if _module(root, path) is not None)
    # Parsing takes the time, and holds the GIL. Spawned, because a fork could inherit threads of gRPC.
    workers = min(os.cpu_count() or 1, 8)
    with unsignalled():
        pool = concurrent.futures.ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent
        )
    with pool:
        with unsignalled():  # again: what the executor has started takes some of it back
            parts = pool.map(_read, [root] * len(files), files, chunksize=16)
        for part in parts:
            yield from part


def _end_with_parent() -> None:
    """End this process when the one that started it does, however that ends."""
    import multiprocessing
    import threading

    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _module(root: Path, path: Path) -> str | None:
    """Return the dotted name of a public module's file."""
    parts = path.relative_to(root).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    public = parts and all(
        part.isidentifier() and _is_public(part) and part not in _SKIPPED for part in parts
    )
    return ".".join(parts) if public else None


def _is_public(name: str) -> bool:
    """Tell a public name, as PEP 8 does: ``__future__`` and ``__enter__`` are, ``_pydecimal`` is not.

    Examples
    --------
    >>> from elanus.cli.demo import _is_public
    >>> [_is_public(name) for name in ("shuffle", "__enter__", "_shuffle", "__mangled")]
    [True, True, False, False]
    """
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _read(root: Path, path: Path) -> list[tuple[str, str]]:
    """Return the names and docstrings of one file; of one that does not parse, none."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's own invalid escapes
            tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    return list(_walk(tree, str(_module(root, path))))


def _walk(node: "ast.AST", name: str) -> Iterator[tuple[str, str]]:
    import ast

    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        text = ast.get_docstring(node)
        if text:
            yield name, text
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if _is_public(child.name):
                yield from _walk(child, f"{name}.{child.name}")
        elif isinstance(child, ast.If | ast.Try):  # what one platform has and another has not
            yield from _walk(child, name)
