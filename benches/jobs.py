"""Jobs on files: how fast they fit and encode, and that their memory does not grow with the text.

Each measurement is a process of its own, whose peak of resident memory the kernel keeps. The corpus is copies
of the benchmarks' own, in which each text begins at another of its words: more text of one vocabulary.

    python benches/jobs.py --megabytes 100 1000 4000
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import corpus
from measure import in_fresh_process, status

JOBS = ("fit", "encode", "fit_encode")


def write(path, texts, megabytes):
    """Write so many megabytes of documents with ids to a file of JSON Lines; how many they are."""
    size = number = turn = 0
    with path.open("w", encoding="utf-8") as stream:
        while size < megabytes * 1e6:
            for text in texts:
                at = text.find(" ", (turn * 131) % max(1, len(text))) + 1
                record = {"_id": str(number), "text": f"{text[at:]} {text[:at]}"}
                line = json.dumps(record, ensure_ascii=False)
                stream.write(line + "\n")
                size += len(line.encode())
                number += 1
                if size >= megabytes * 1e6:
                    break
            turn += 1
    return number


def fit(source, output):
    """Seconds and peak of ``elanus fit``."""
    return _command("fit", source, "--analyzer", "en", "-o", f"{output}/model.bm25", "--force")


def encode(source, output):
    """Those of ``elanus encode`` with that model."""
    model = ["--model", f"{output}/model.bm25"]
    return _command("encode", source, *model, "-o", f"{output}/two", "--overwrite", "--spool", output)


def fit_encode(source, output):
    """Those of ``elanus encode --fit``."""
    analyzer = ["--fit", "--analyzer", "en"]
    return _command("encode", source, *analyzer, "-o", f"{output}/one", "--overwrite", "--spool", output)


def _command(*words):
    from elanus.cli import main

    start, started = time.perf_counter(), time.process_time()
    code = main(list(words))
    seconds, processor = time.perf_counter() - start, time.process_time() - started
    assert code == 0, words
    return {"seconds": seconds, "processor": processor, "peak": status("VmHWM")}


def measured(source, output, runs):
    """The medians of the runs, in which one kind of job follows the other."""
    found = {name: [] for name in JOBS}
    for _ in range(runs):
        for name, results in found.items():
            results.append(in_fresh_process(f"jobs:{name}", source=str(source), output=str(output)))
    one, two = (json.loads(Path(output, name, "manifest.json").read_text()) for name in ("one", "two"))
    assert [block["sha256"] for block in one["blocks"]] == [block["sha256"] for block in two["blocks"]]
    medians = {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in found.items()
    }
    ratios = {
        f"ratio of {key}": statistics.median(
            (fitted[key] + encoded[key]) / both[key]
            for fitted, encoded, both in zip(*found.values(), strict=True)
        )
        for key in ("seconds", "processor")
    }
    size = sum(block["bytes"] for block in one["blocks"])
    return medians | ratios | {"bytes": size}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", help="BEIR's JSON Lines to copy; by default the benchmarks' own")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[100, 400], help="sizes of the corpus")
    parser.add_argument("--runs", type=int, default=3, help="of which the medians are shown")
    parser.add_argument("--documents", type=int, default=100_000, help="of the corpus that is copied")
    parser.add_argument("--folder", type=Path, help="where files are made; by default that of temporary ones")
    parser.add_argument("--json", type=Path, help="where the numbers are written")
    arguments = parser.parse_args()
    texts, name = corpus.documents(arguments.corpus, arguments.documents)
    print(f"{name}; {os.cpu_count()} cores; medians of {arguments.runs}")
    rows = {}
    with tempfile.TemporaryDirectory(prefix="elanus-jobs-", dir=arguments.folder) as folder:
        for megabytes in arguments.megabytes:
            source = Path(folder, "corpus.jsonl")
            documents = write(source, texts, megabytes)
            found = measured(source, folder, arguments.runs)
            rows[megabytes] = found | {"documents": documents}
            print(f"{megabytes:,} MB, {documents:,} documents")
            for job in JOBS:
                seconds, processor, peak = found[job].values()
                print(
                    f"  {job:<10} {seconds:7.2f} s {megabytes / seconds:6.0f} MB/s, {processor:7.2f} s of "
                    f"processors, at most {peak:.0f} MB of memory"
                )
            print(
                f"  one pass is {found['ratio of seconds']:.2f} times as fast, and takes "
                f"{found['ratio of processor']:.2f} times less of processors; "
                f"{found['bytes'] / 1e6:,.0f} MB of vectors",
                flush=True,
            )
            for left in ("one", "two"):
                shutil.rmtree(Path(folder, left))
    for job in JOBS:
        peaks = [row[job]["peak"] for row in rows.values()]
        print(f"peaks of {job}: {min(peaks):.0f} to {max(peaks):.0f} MB")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
