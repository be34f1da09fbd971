"""Files of documents to a fitted model: every format and packing beside the same texts in a list.

    python benches/corpora.py [corpus] [--documents N] [--rounds N] [--peers]

Each round measures every way once, in turn; a way's share is the median of its rounds' ratios to the list
of the same round. Texts are checked first: each way's model is the same file as the list's. `--peers` adds
bm25s and tantivy, which read the same file.
"""

import argparse
import bz2
import csv
import gzip
import json
import lzma
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

import corpus as texts_of
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from elanus import corpus
from elanus.sparse import BM25EmbeddingFunction


def fit(documents):
    """The model that the command fits."""
    return BM25EmbeddingFunction("en", method="lucene").fit(documents)


def write(folder, texts):
    """Write the texts in every format; return what to open by the names of the ways."""
    records = ({"_id": str(number), "text": text} for number, text in enumerate(texts))
    plain = "".join(json.dumps(record) + "\n" for record in records).encode()
    made = {}
    for name, packed in (
        ("jsonl", plain),
        ("jsonl.gz", gzip.compress(plain, 6)),
        ("jsonl.bz2", bz2.compress(plain)),
        ("jsonl.xz", lzma.compress(plain, preset=1)),
    ):
        made[name] = folder / f"x.{name}"
        made[name].write_bytes(packed)
    made["jsonl.zst"] = folder / "x.jsonl.zst"
    with pa.CompressedOutputStream(str(made["jsonl.zst"]), "zstd") as stream:
        stream.write(plain)
    made["csv"] = folder / "x.csv"
    with made["csv"].open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["_id", "text"])
        writer.writerows(enumerate(texts))
    made["lines"] = folder / "x.txt"
    made["lines"].write_text("".join(" ".join(text.split()) + "\n" for text in texts), encoding="utf-8")
    table = pa.table({"_id": [str(number) for number in range(len(texts))], "text": texts})
    made["arrow"] = folder / "x.arrow"
    with pa.OSFile(str(made["arrow"]), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=65_536)
    made["parquet"] = folder / "x.parquet"
    pa.parquet.write_table(table, made["parquet"], compression="zstd", row_group_size=65_536)
    return made


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bm25s_fit(path):
    """Read the file as its users do, and index it."""
    import bm25s

    with path.open(encoding="utf-8") as stream:
        read = [json.loads(line)["text"] for line in stream]
    tokens = bm25s.tokenize(read, stopwords="en", show_progress=False)
    bm25s.BM25(method="lucene").index(tokens, show_progress=False)


def tantivy_fit(path):
    """Read the file as its users do, and index it in memory."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=512 << 20, num_threads=2)
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            writer.add_document(tantivy.Document(text=json.loads(line)["text"]))
    writer.commit()
    writer.wait_merging_threads()


def parquet_alone(path):
    """Read the column of texts, and do nothing with it."""
    with pa.parquet.ParquetFile(path) as file:
        for _ in file.iter_batches(65_536, columns=["text"]):
            pass


def gzip_alone(path):
    """Unpack with zlib, as Python does."""
    with gzip.open(path) as stream:
        while stream.read(1 << 20):
            pass


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", action="store_true", help="bm25s and tantivy too")
    arguments = parser.parse_args(argv)
    documents, name = texts_of.source(arguments.corpus)
    texts = list(islice(documents, arguments.documents))
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts):,} texts of {name}, {megabytes:.1f} MB\n")
    with tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder), texts)
        expected = Path(folder, "expected.bm25")
        fit(texts).save(expected)
        for way, path in files.items():
            found = Path(folder, "found.bm25")
            if way == "lines":  # white space is another, and so are the positions of some terms in time
                assert fit(corpus.open(path)).dim > 0
                continue
            fit(corpus.open(path)).save(found)
            assert found.read_bytes() == expected.read_bytes(), way
        times = {"list": []} | {way: [] for way in files} | {"gzip alone": [], "parquet alone": []}
        peers = {"bm25s": bm25s_fit, "tantivy": tantivy_fit} if arguments.peers else {}
        times |= {peer: [] for peer in peers}
        for _ in range(arguments.rounds):
            times["list"].append(seconds(lambda: fit(texts)))
            for way, path in files.items():
                times[way].append(seconds(lambda path=path: fit(corpus.open(path))))
            times["gzip alone"].append(seconds(lambda: gzip_alone(files["jsonl.gz"])))
            times["parquet alone"].append(seconds(lambda: parquet_alone(files["parquet"])))
            for peer, work in peers.items():
                times[peer].append(seconds(lambda work=work: work(files["jsonl"])))
    print("| way | MB/s of text | share of the list | share of the same alone |\n|---|---|---|---|")
    alone = {"jsonl.gz": "gzip alone", "parquet": "parquet alone"}
    for way, taken in times.items():
        share = statistics.median(a / b for a, b in zip(times["list"], taken, strict=True))
        of_alone = "–"
        if way in alone:
            ratios = [a / b for a, b in zip(times[alone[way]], taken, strict=True)]
            of_alone = f"{statistics.median(ratios):.2f}"
        print(f"| {way} | {megabytes / statistics.median(taken):.0f} | {share:.2f} | {of_alone} |")


if __name__ == "__main__":
    main()
