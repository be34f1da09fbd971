"""Ray and Spark on this machine, two workers, against one process with two threads.

    make bench-engines ENGINES_ARGS="--passages 100000"

The passages are a corpus in BEIR's layout (by default the collection of English Wikipedia beside the
checkout), repeated with each text turned by some words and with words of its own. All three have them in
memory: Arrow's, Ray's object store, Spark's cache. The start of a cluster and a first run are left out. Each
number is the median of the other runs; models are compared byte by byte, vectors by the number of their
entries.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "data" / "en_wiki_100k"
FILES = 16


def passages(corpus, count):
    """So many texts, of which no two are equal."""
    packed = corpus / "corpus.jsonl.gz"
    is_packed = packed.exists()
    plain = gzip.decompress(packed.read_bytes()) if is_packed else (corpus / "corpus.jsonl").read_bytes()
    texts = [json.loads(line)["text"] for line in plain.splitlines()]
    for number in range(count):
        turn, at = divmod(number, len(texts))
        text = texts[at]
        cut = text.find(" ", turn * len(text) // 16)
        yield f"{text[cut + 1 :]} {text[:cut]} turn{turn} {number}" if turn else text


def write(corpus, count, folder):
    """The passages in Parquet files; returns the bytes of their texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    source, size, total = passages(corpus, count), -(-count // FILES), 0
    for file, start in enumerate(range(0, count, size)):
        texts = pa.array([next(source) for _ in range(min(size, count - start))])
        total += texts.nbytes
        table = pa.table({"n": range(start, start + len(texts)), "text": texts})
        pq.write_table(table, folder / f"{file:02}.parquet", row_group_size=1 << 14)
    return total


def here(folder):
    """One process: its fit, its encode, what ends it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    import elanus
    from elanus.sparse import BM25EmbeddingFunction

    elanus.set_num_threads(2)
    pa.set_cpu_count(2)

    column = pq.read_table(folder, columns=["text"])["text"]

    def fit(order_by):
        model = BM25EmbeddingFunction().fit(column)
        if order_by is None:
            model.compact(order="term")
        return model

    def encode(model):
        return sum(block.nnz for block in model.encode_iter(column, 1 << 16))

    return fit, encode, lambda: None


def on_ray(folder):
    """Ray Data on two processors."""
    import logging

    import pyarrow as pa
    import ray

    from elanus import engines

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False

    # Reading files begins with processes that read their ends: seconds, whatever the files hold.
    dataset = ray.data.read_parquet(folder).materialize()

    def fit(order_by):
        return engines.fit(dataset, "text", order_by=order_by)

    def count(block):
        return pa.table({"entries": [len(block["vector"].combine_chunks().field("values").flatten())]})

    def encode(model):
        encoded = engines.encode(dataset.select_columns(["text"]), model, "text")
        counts = encoded.map_batches(count, batch_format="pyarrow", batch_size=None)
        return sum(row["entries"] for row in counts.take_all())

    return fit, encode, ray.shutdown


def on_spark(folder):
    """Spark's local master, with two tasks at a time."""
    from pyspark.sql import SparkSession, functions

    from elanus import engines

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "4g").config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")

    frame = session.read.parquet(folder).persist()
    frame.count()

    def fit(order_by):
        return engines.fit(frame, "text", order_by=order_by)

    def encode(model):
        encoded = engines.encode(frame.select("text"), model, "text")
        return encoded.select(functions.sum(functions.size("vector.indices"))).head()[0]

    return fit, encode, session.stop


KINDS = {"one process, 2 threads": here, "Ray, 2 workers": on_ray, "Spark, 2 workers": on_spark}


def measure(kind, folder, rounds):
    """Seconds of one kind's steps, with digests of what came out."""
    import hashlib

    fit, encode, end = KINDS[kind](folder)
    model = fit(None)  # workers start, Java compiles
    steps = {"fit": lambda: fit(None), "fit, order_by": lambda: fit("n"), "encode": lambda: encode(model)}
    found = {}
    for name, step in steps.items():
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            made = step()
            seconds.append(time.perf_counter() - start)
        if name != "encode":
            with tempfile.TemporaryDirectory() as place:
                made.save(Path(place, "model.bm25"))
                made = hashlib.sha256(Path(place, "model.bm25").read_bytes()).hexdigest()
        found[name] = {"seconds": statistics.median(seconds), "made": made}
    end()
    return found


def main():
    """Measure all kinds, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", choices=KINDS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.kind:
        print(json.dumps(measure(arguments.kind, str(arguments.corpus), arguments.rounds)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "passages")
        folder.mkdir()
        size = write(arguments.corpus, arguments.passages, folder)
        print(f"{arguments.passages:,} passages, {size / 1e6:,.0f} MB of text, load {os.getloadavg()[0]:.1f}")
        environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        found = {}
        for kind in KINDS:
            options = ["--kind", kind, "--rounds", str(arguments.rounds)]
            command = [sys.executable, __file__, str(folder), *options]
            run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            found[kind] = json.loads(run.stdout.splitlines()[-1])
    first = found["one process, 2 threads"]
    print(f"{'':24}" + "".join(f"{name:>24}" for name in first))
    for kind, steps in found.items():
        assert all(steps[name]["made"] == first[name]["made"] for name in first), f"{kind}: another result"
        line = f"{kind:24}"
        for name, step in steps.items():
            share = first[name]["seconds"] / step["seconds"]
            line += f"{step['seconds']:11.2f} s, share {share:.2f}"
        print(line)


if __name__ == "__main__":
    main()
