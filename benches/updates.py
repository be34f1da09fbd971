"""Memory of streams and of the vocabulary, and the speed of small updates, beside what was asked.

    python benches/updates.py [--corpus corpus.jsonl.gz] [--gigabytes 2] [--calls 1000000]

`make measure-updates` runs it. Every part runs in a process of its own, whose peak of resident memory the
kernel counts (VmHWM). The corpus is en_wiki_100k (BEIR layout), which a generator repeats as
often as is wished; without it, generated text stands in. Prints one line a measure; exits with 1
if one misses what was asked.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "en_wiki_100k" / "corpus.jsonl.gz"


def texts(corpus: Path) -> Iterator[str]:
    """The corpus' texts, or generated ones."""
    if corpus.is_file():
        with gzip.open(corpus, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]
        return
    chance = random.Random(1)
    for _ in range(100_000):
        yield " ".join(f"t{int(chance.paretovariate(0.4)) % 2_000_000}" for _ in range(90))


def repeated(corpus: Path, size: int) -> Iterator[str]:
    """Texts of `size` bytes together; never more than one of them in memory."""
    while size > 0:
        for text in texts(corpus):
            yield text
            size -= len(text)
            if size <= 0:
                return


def memory(key: str) -> int:
    """A number of /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def method(name: str, corpus: Path, size: int) -> dict[str, float]:
    """The peak and the time of one stream of `size` bytes through a method."""
    from elanus.sparse import BM25EmbeddingFunction

    model = BM25EmbeddingFunction(method="lucene").fit(["warm"])
    if name == "encode_iter":
        model.fit(texts(corpus))
    start = time.perf_counter()
    if name == "encode_iter":
        rows = sum(block.shape[0] for block in model.encode_iter(repeated(corpus, size)))
    else:
        rows = getattr(model, name)(repeated(corpus, size)).corpus_size
    return {"seconds": time.perf_counter() - start, "peak": memory("VmHWM"), "rows": rows}


def resident() -> int:
    """Bytes of resident memory, once the allocator has returned what it can.

    Pages of files are left out: which code of the library is read in depends on where the linker has put it.
    """
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
    return memory("RssAnon")


def vocabulary(corpus: Path, count: int, threads: int) -> dict[str, float]:
    """What a fitted model of `count` terms holds, beyond the terms' text, for each term.

    That is the resident memory after the call above that before it. A smaller model has come and gone
    before, so that what the first call of all loads is not counted.
    """
    import numpy  # noqa: F401 - the first fit would load it
    import scipy.sparse  # noqa: F401

    import elanus
    from elanus.sparse import BM25EmbeddingFunction
    from elanus.sparse.bm25.tokenizers import Analyzer, StandardTokenizer

    elanus.set_num_threads(threads)
    analyzer = Analyzer("plain", StandardTokenizer())

    def documents() -> Iterator[str]:
        # Twice, far apart: workers meet each other's terms, and have to agree on their ids.
        for at in (*range(0, count, 100), *range(0, count, 100)):
            yield " ".join(f"term{number:x}x" for number in range(at, min(at + 100, count)))

    BM25EmbeddingFunction(analyzer).fit(islice(documents(), 200)).average_idf  # noqa: B018
    before = resident()
    model = BM25EmbeddingFunction(analyzer).fit(documents())
    model.encode_queries(["term1x"])
    after = resident()
    text = sum(len(f"term{number:x}x") for number in range(count))
    if model.dim != count:
        raise AssertionError(model.dim)
    return {"bytes": (after - before - text) / count, "terms": count}


def updates(corpus: Path, calls: int) -> dict[str, float]:
    """One fit of `calls` documents against as many calls of partial_fit."""
    from elanus.sparse import BM25EmbeddingFunction

    known = list(islice(texts(corpus), 100_000))
    documents = list(islice(cycle(known), calls))
    start = time.perf_counter()
    whole = BM25EmbeddingFunction().fit(documents)
    fit = time.perf_counter() - start
    model = BM25EmbeddingFunction()
    start = time.perf_counter()
    for document in documents:
        model.partial_fit([document])
    partial = time.perf_counter() - start
    if list(model.idf.items()) != list(whole.idf.items()) or model.avgdl != whole.avgdl:
        raise AssertionError("partial_fit and fit differ")
    return {"fit": fit, "partial_fit": partial}


def run(part: str, *arguments: object) -> dict[str, float]:
    """Run a part in a process of its own."""
    command = [sys.executable, __file__, "--part", part, *map(str, arguments)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(finished.stderr)
    return json.loads(finished.stdout)


def main() -> int:
    """Measure everything, or one part for the process that does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--part", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        name, *arguments = options.part
        parts = {
            "method": lambda name, corpus, size: method(name, Path(corpus), int(size)),
            "vocabulary": lambda corpus, count, threads: vocabulary(Path(corpus), int(count), int(threads)),
            "updates": lambda corpus, calls: updates(Path(corpus), int(calls)),
        }
        print(json.dumps(parts[name](*arguments)))
        return 0
    corpus = options.corpus
    print(f"{len(os.sched_getaffinity(0))} cores; corpus: {corpus if corpus.is_file() else 'generated'}")
    missed = 0

    def report(what: str, measured: float, asked: float, unit: str) -> None:
        nonlocal missed
        missed += measured > asked
        verdict = "ok" if measured <= asked else "MISSED"
        print(f"{what:<58} {measured:8.3f} {unit}  (asked: at most {asked:g})  {verdict}", flush=True)

    large = int(options.gigabytes * 1e9)
    for name in ("fit", "partial_fit", "encode_iter"):
        first, second = (run("method", name, corpus, size) for size in (100_000_000, large))
        label = f"{name}: peak, {large / 1e6:,.0f} MB against 100 MB"
        report(label, second["peak"] / first["peak"], 1.1, "times")
        print(f"    {first['peak'] / 1e6:.0f} and {second['peak'] / 1e6:.0f} MB, {second['seconds']:.1f} s")
    for count in (1_000_000, 1_600_000):  # just below and just above a growth of the table
        for threads in (1, 2):
            label = f"vocabulary of {count:,} terms, {threads} thread{'s' * (threads > 1)}"
            report(label, run("vocabulary", corpus, count, threads)["bytes"], 64, "bytes a term")
    times = run("updates", corpus, options.calls)
    report(
        f"{options.calls:,} partial_fit calls against one fit",
        times["partial_fit"] / times["fit"],
        3,
        "times",
    )
    print(f"    {times['partial_fit']:.1f} s and {times['fit']:.1f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
