"""The speed of every column beside that of a list of the same texts.

Prints MB of UTF-8 per second, the best of several rounds in which the containers take turns, so
that a busy moment of the machine meets them all. Asserts first that each gives the list's matrix.

    python benches/columns.py                       the standard library's docstrings
    python benches/columns.py corpus.jsonl.gz       the field "text" of each line
"""

import argparse
import ast
import gzip
import json
import random
import sysconfig
import time
from itertools import islice
from pathlib import Path

import numpy as np

import elanus
from elanus.sparse import BM25EmbeddingFunction

#: What `--non-ascii` puts before each text.
OTHER_SCRIPTS = "Ärmelkanal — 鳶が空を飛ぶ "


def docstrings():
    """The docstrings of the standard library: some 10,000 English texts."""
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if {"site-packages", "test"}.intersection(path.parts):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield text


def lines(path):
    """The texts of a file of JSON lines."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)["text"]


def scattered(texts):
    """Strings of their own that lie in memory in any order, as a program of some age has them."""
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)
    result = [""] * len(texts)
    for at in order:
        result[at] = texts[at].encode().decode()
    return result


def containers(texts):
    """Every container of the same texts, by name."""
    yield "list", texts
    yield "list, scattered", scattered(texts)
    yield "numpy object", np.array(texts, dtype=object)
    if hasattr(np.dtypes, "StringDType"):
        yield "numpy StringDType", np.array(texts, dtype=np.dtypes.StringDType())
    if max(map(len, texts)) * len(texts) < 500_000_000:
        yield "numpy <U", np.array(texts)
    try:
        import pandas as pd
    except ImportError:
        pass
    else:
        yield "pandas object", pd.Series(texts, dtype=object)
        yield "pandas str (default)", pd.Series(texts)
        yield "pandas string[python]", pd.Series(texts, dtype="string[python]")
        yield "pandas category", pd.Series(texts, dtype="category")
        yield "pandas category, object", pd.Series(pd.Series(texts, dtype=object), dtype="category")
    try:
        import pyarrow as pa
    except ImportError:
        pass
    else:
        yield "pyarrow string", pa.array(texts, pa.string())
        yield "pyarrow large_string", pa.array(texts, pa.large_string())
        yield "pyarrow string_view", pa.array(texts, pa.string_view())
        yield "pyarrow dictionary", pa.array(texts).dictionary_encode()
        yield "pyarrow chunks of 10", pa.chunked_array([texts[i : i + 10] for i in range(0, len(texts), 10)])
    try:
        import polars as pl
    except ImportError:
        pass
    else:
        yield "polars", pl.Series(texts)


def main():
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--non-ascii", action="store_true", help="put other scripts before every text")
    parser.add_argument("--cpu", action="store_true", help="count CPU time, on a machine that others use")
    arguments = parser.parse_args()
    clock = time.process_time if arguments.cpu else time.perf_counter
    source = lines(arguments.file) if arguments.file else docstrings()
    texts = list(islice(source, arguments.documents))
    if arguments.non_ascii:
        texts = [OTHER_SCRIPTS + text for text in texts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    model = BM25EmbeddingFunction(method="lucene").fit(texts)
    expected = model.encode_documents(texts)
    columns = dict(containers(texts))
    for name, column in columns.items():
        found = model.encode_documents(column)
        assert found.shape == expected.shape, name
        for part in ("data", "indices", "indptr"):
            assert np.array_equal(getattr(found, part), getattr(expected, part)), name
    calls = {"fit": BM25EmbeddingFunction(method="lucene").fit, "encode": model.encode_documents}
    best = {}
    for _ in range(arguments.rounds):
        for name, column in columns.items():
            for label, call in calls.items():
                start = clock()
                call(column)
                seconds = clock() - start
                best[name, label] = min(seconds, best.get((name, label), seconds))
    print(
        f"{len(texts):,} texts, {size:.1f} MB, {elanus.get_num_threads()} threads; "
        f"MB per second{' of CPU time' if arguments.cpu else ''}, and against the list"
    )
    print(" " * 24 + " ".join(f"{label:>16}" for label in calls))
    for name in columns:
        cells = (
            f"{size / best[name, label]:9.1f} {best['list', label] / best[name, label]:5.2f}x"
            for label in calls
        )
        print(f"{name:24}" + " ".join(cells))


if __name__ == "__main__":
    main()
