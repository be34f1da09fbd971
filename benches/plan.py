"""What a job takes on many machines, computed from rates that are measured here, and the computation checked.

    python benches/plan.py [--sizes 100000 1000000 10000000] [--json plan.json]

The two smallest sizes give what a job takes to start and for each byte; the times of the larger ones are
predicted from that and measured, and both are printed. Then comes the plan of docs/scale.md for a thousand
million documents.
"""

import argparse
import json
import math
import os
import tempfile
from itertools import islice
from pathlib import Path

import corpus
import jobs
from measure import in_fresh_process

#: What the plan is of, and what is assumed of the machines.
DOCUMENTS = 1_000_000_000
CORES = (10, 100, 1_000)
PER_CORE_HOUR = 0.04  # dollars, of a general machine on demand
NETWORK = 100e6  # bytes a second and machine of 8 cores
CORES_OF_A_MACHINE = 8
FAN_IN = 16
#: Of a term: in a partial that is sent, in a counter, and merged in a second by one core.
SENT, HELD, MERGED = 10.5, 64, 3_000_000


def heaps(texts):
    """K and β of V = K·n^β, by least squares over prefixes of real texts."""
    from elanus.sparse import BM25EmbeddingFunction

    points = []
    size = 1_000
    while size <= len(texts):
        dim = BM25EmbeddingFunction("en", method="lucene").fit(texts[:size]).dim
        points.append((math.log(size), math.log(dim)))
        size *= 2
    if len(points) < 2:
        return 1.0, 0.5
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    beta = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return math.exp(mean_y - beta * mean_x), beta


def run(texts, documents, folder):
    """Fit, and fit and encode, so many documents from a file."""
    source = Path(folder, "corpus.jsonl")
    wanted = sum(len(json.dumps({"_id": "1", "text": text})) for text in texts) / len(texts) * documents
    count = jobs.write(source, texts, wanted / 1e6)
    found = {
        job: in_fresh_process(f"jobs:{job}", source=str(source), output=str(folder)) for job in jobs.JOBS
    }
    found |= {"documents": count, "bytes": source.stat().st_size}
    manifest = json.loads(Path(folder, "one", "manifest.json").read_text())
    found["vectors"] = sum(block["bytes"] for block in manifest["blocks"])
    return found


def table(found):
    """The rows of the latest size: what the first two foretell, and what it took."""
    latest, rows = found[-1], []
    for job in jobs.JOBS:
        predicted, share = "–", "–"
        if len(found) > 2:
            (x0, y0), (x1, y1) = ((one["bytes"], one[job]["seconds"]) for one in found[:2])
            foretold = y0 + (y1 - y0) * (latest["bytes"] - x0) / (x1 - x0)
            predicted, share = f"{foretold:.1f} s", f"{latest[job]['seconds'] / foretold:.2f}"
        seconds, peak = latest[job]["seconds"], latest[job]["peak"]
        rows.append(
            f"| {latest['documents']:,} | {job} | {predicted} | {seconds:.1f} s | {share} | {peak:.0f} MB |"
        )
    return "\n".join(rows)


def plan(first, vocabulary):
    """A row for each number of cores: hours of each job, memory, bytes that are sent, dollars."""
    here = os.cpu_count() or 1
    size = first["bytes"] / first["documents"] * DOCUMENTS
    k, beta = vocabulary
    terms = k * DOCUMENTS**beta
    rows = []
    for cores in CORES:
        tasks = cores * 4
        of_task = k * (DOCUMENTS / tasks) ** beta
        sent = tasks * of_task * SENT * math.ceil(math.log(tasks, FAN_IN))
        machines = max(1, cores // CORES_OF_A_MACHINE)
        hours = {}
        for job in ("fit", "encode"):
            rate = first["bytes"] / first[job]["seconds"] / here
            hours[job] = size / rate / cores / 3600
        # Each level of the tree waits for its largest merge; the last one is one core's, of all terms.
        merge = sum(min(terms, of_task * FAN_IN**level) for level in range(1, 9)) / MERGED
        hours["fit"] += (sent / NETWORK / machines + merge) / 3600
        rows.append(
            {
                "cores": cores,
                "fit": hours["fit"],
                "encode": hours["encode"],
                "task": of_task * HELD,
                "sent": sent,
                "model": terms * 60,
                "dollars": (hours["fit"] + hours["encode"]) * cores * PER_CORE_HOUR,
                "merge": merge,
            }
        )
    return rows


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", nargs="?", help="BEIR's JSON Lines; by default the benchmarks' own")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, help="where files are made; by default that of temporary ones")
    parser.add_argument("--json", type=Path, help="where the numbers are written")
    arguments = parser.parse_args(argv)
    texts, name = corpus.source(arguments.corpus)
    texts = list(islice(texts, 100_000))
    print(f"{name}; {os.cpu_count()} cores")
    vocabulary = heaps(texts)
    print(f"vocabulary of n documents: {vocabulary[0]:.0f} × n^{vocabulary[1]:.3f}\n")
    print("| documents | job | predicted | measured | measured ÷ predicted | peak of memory |")
    print("|---|---|---|---|---|---|")
    found = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="elanus-plan-", dir=arguments.folder) as folder:
            found.append(run(texts, size, folder))
        print(table(found), flush=True)
    rows = plan(found[-1], vocabulary)
    print(
        "\n| cores | fit | encode | memory of a task | sent | model | cost |\n|---|---|---|---|---|---|---|"
    )
    for row in rows:
        print(
            f"| {row['cores']:,} | {row['fit'] * 60:.0f} min | {row['encode'] * 60:.0f} min | "
            f"{row['task'] / 1e9:.2f} GB | {row['sent'] / 1e9:.0f} GB | {row['model'] / 1e9:.1f} GB | "
            f"{row['dollars']:.2f} $ |"
        )
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"runs": found, "plan": rows, "vocabulary": vocabulary}, indent=1)
        )


if __name__ == "__main__":
    main()
