"""How Elanus scales: with threads, from 100,000 to 1,000,000 documents, and in memory.

python benches/scaling.py [CORPUS] [--documents 100000] [--no-million]
"""

import argparse
import statistics
import tempfile
from pathlib import Path

import corpus
from measure import in_fresh_process

OPERATIONS = ("fit", "encode_documents")


def median_speed(operation, texts, documents, threads, rounds, runs=5, seconds=3.0):
    """MB/s: the median of the runs in a few fresh processes."""
    parts = [
        in_fresh_process(
            "speed",
            peer="elanus",
            operation=operation,
            texts=str(texts),
            documents=documents,
            threads=threads,
            runs=runs,
            seconds=seconds,
        )
        for _ in range(rounds)
    ]
    return parts[0]["megabytes"] / statistics.median(time for part in parts for time in part["seconds"])


def threads(texts, documents, most, rounds):
    """MB/s of each operation on 1, 2, 4, … threads up to `most`, which take turns."""
    counts = sorted({most} | {1 << power for power in range(most.bit_length()) if 1 << power <= most})
    numbers = {(operation, count): [] for operation in OPERATIONS for count in counts}
    for _ in range(rounds):
        for (operation, count), speeds in numbers.items():
            speeds.append(median_speed(operation, texts, documents, count, rounds=1))
    return [
        {"operation": operation, "threads": count, "mb_s": statistics.median(speeds)}
        for (operation, count), speeds in numbers.items()
    ]


def memory(texts, documents, count, peer="elanus", operation="fit"):
    """MB of resident memory at the peak of one run, above the list of documents."""
    part = in_fresh_process(
        "memory", peer=peer, operation=operation, texts=str(texts), documents=documents, threads=count
    )
    return {"peer": peer, "operation": operation, **part}


def string_growth(texts, documents, count):
    """Bytes by which the caller's own strings grow."""
    part = in_fresh_process("string_growth", texts=str(texts), documents=documents, threads=count)
    return part["bytes"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--no-million", action="store_true", help="leave out ten times the documents")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts")
        many = arguments.documents * (1 if arguments.no_million else 10)
        texts, name = corpus.documents(arguments.corpus, many)
        corpus.write(texts, path)
        del texts
        print(f"corpus: {name}")
        speeds = threads(path, arguments.documents, arguments.threads, arguments.rounds)
        alone = {record["operation"]: record["mb_s"] for record in speeds if record["threads"] == 1}
        for record in speeds:
            ratio = record["mb_s"] / alone[record["operation"]]
            name = f"{record['operation']}, {record['threads']} threads:"
            print(f"{name:<30}{record['mb_s']:8.1f} MB/s {ratio:6.2f}×")
        if not arguments.no_million:
            one, ten = (
                median_speed("fit", path, size, arguments.threads, arguments.rounds)
                for size in (arguments.documents, many)
            )
            print(f"fit at {arguments.documents:,} documents: {one:.1f} MB/s")
            print(f"fit at {many:,} documents: {ten:.1f} MB/s, {ten / one:.2f}×")
        above = memory(path, arguments.documents, arguments.threads)["above"]
        print(f"peak memory of fit on {arguments.documents:,} documents, above the list: {above:.1f} MB")
        grown = string_growth(path, min(arguments.documents, 10_000), arguments.threads)
        print(f"the caller's strings grow by {grown} bytes")


if __name__ == "__main__":
    main()
