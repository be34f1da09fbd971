"""Elanus against its peers, in one table.

    python benches/table.py [CORPUS] [--million] [--json FILE]

Speed at several numbers of documents, on several threads; memory; import and first call; queries.
Every number is a median. All peers of a row take turns, each in fresh processes, and each has its
answers asserted before the clock runs. A row that a peer wins says so.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import core_examples
import corpus
import languages
import query_speed
import scaling
import startup
from measure import in_fresh_process
from peers import PEERS

#: Each operation, and the peers that do something like it.
OPERATIONS = {
    "fit": ("elanus", "tantivy", "pymilvus.model"),
    "fit_encode": ("elanus", "bm25s", "bm25s-numba"),
    "encode_documents": ("elanus", "scikit-learn", "fastembed", "pymilvus.model"),
}
SIZES = (1_000, 10_000, 100_000)
#: Units that other load on the machine changes, and those of which the goals are upper limits.
TIMED = ("×", "/s", "MB/s", "µs", "ms")
LESS_IS_BETTER = ("µs", "MB", "bytes", "ms")
#: Cores that others may keep busy before no verdict is given.
MOST_INTERFERENCE = 0.1
SECTIONS = ("speed", "threads", "memory", "startup", "queries", "floor", "languages")


def note(text):
    """Say on stderr what is being measured."""
    print(f"measuring {text} …", file=sys.stderr, flush=True)


def measure_speed(texts, sizes, options):
    """One record for each operation, number of documents and peer."""
    records = []
    for size in sizes:
        for operation, peers in OPERATIONS.items():
            peers = [peer for peer in peers if peer in options.peers]
            if len(peers) == 1 < len(options.peers):
                continue  # others were asked for, and none of them does this
            parts = {peer: [] for peer in peers}
            rounds = options.rounds if size <= max(options.documents) else 1
            for turn in range(rounds):
                for peer in peers:
                    note(f"{operation} of {size:,} documents by {peer}, {turn + 1} of {rounds}")
                    part = in_fresh_process(
                        "speed",
                        peer=peer,
                        operation=operation,
                        texts=str(texts),
                        documents=size,
                        threads=options.threads,
                        runs=options.runs,
                        seconds=options.seconds,
                    )
                    parts[peer].append(part)
            for peer in peers:
                seconds = [time for part in parts[peer] for time in part["seconds"]]
                first = parts[peer][0]
                records.append(
                    {
                        "operation": operation,
                        "documents": size,
                        "peer": peer,
                        "measured_documents": first["documents"],
                        "mb_s": first["megabytes"] / statistics.median(seconds),
                        "seconds": seconds,
                    }
                )
    return records


def measure_memory(texts, sizes, options):
    """One record for each peer, operation and number of documents."""
    records = []
    for size in sizes:
        for operation, peers in OPERATIONS.items():
            for peer in peers:
                if peer not in options.peers or (PEERS[peer].limit or size) < size:
                    continue
                if peer != "elanus" and size > max(options.documents):
                    continue  # their time would be most of the benchmark's
                note(f"memory of {operation} of {size:,} documents by {peer}")
                records.append(scaling.memory(texts, size, options.threads, peer, operation))
    return records


def measure_floor(texts, documents):
    """MB/s of only splitting the same bytes into words and hashing these; None without cargo."""
    if shutil.which("cargo") is None:
        return None
    command = core_examples.command("floor", str(texts), str(documents))
    done = subprocess.run(command, cwd=corpus.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(command)} failed:\n{done.stderr}")
    return float(done.stdout)


def machine():
    """The processor, its cores, the system and the interpreter."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*: (.+)", cpuinfo.read_text())
        model = found[1] if found else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    return (
        f"{model}, {cores} cores, {platform.system()} {platform.release()}, "
        f"CPython {platform.python_version()}; load average {load:.1f} at the start"
    )


def processor_seconds():
    """Seconds on a clock, of all processors' work, and of our own processes' (Linux)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")  # idle, iowait
    return time.perf_counter(), busy, sum(os.times()[:4])


def interference(before):
    """How many cores others have kept busy since `before`, the hypervisor's other guests among them."""
    clock, busy, own = (now - then for now, then in zip(processor_seconds(), before, strict=True))
    return max(0.0, busy - own) / clock


def measure(options):
    """All numbers, as they go into the JSON file."""
    before = processor_seconds()
    results = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "command": shlex.join(["python", *sys.argv]),
        "threads_used": options.threads,
        "rounds": options.rounds,
        "versions": {name: PEERS[name].version() for name in options.peers},
        "missing": {
            name: peer.missing() or "not asked for"
            for name, peer in PEERS.items()
            if name not in options.peers
        },
    }
    sizes = [*options.documents, *([10 * max(options.documents)] if options.million else [])]
    largest = max(options.documents)
    with tempfile.TemporaryDirectory() as folder:
        texts, queries = Path(folder, "texts"), Path(folder, "queries")
        note("nothing yet: preparing the documents")
        documents, results["corpus"] = corpus.documents(options.corpus, max(sizes))
        results["bytes_per_document"] = corpus.megabytes(documents[:largest]) * 1e6 / largest
        corpus.write(documents, texts)
        some, results["queries_from"] = corpus.queries(options.queries, documents)
        corpus.write(some, queries)
        results["query_count"] = len(some)
        del documents, some
        if "speed" in options.sections:
            results["speed"] = measure_speed(texts, sizes, options)
        if "threads" in options.sections:
            note(f"{largest:,} documents on one thread and more")
            results["threads"] = scaling.threads(texts, largest, options.threads, options.rounds)
        if "memory" in options.sections:
            results["memory"] = measure_memory(texts, sizes, options)
            results["string_growth"] = scaling.string_growth(texts, min(largest, 10_000), options.threads)
        if "queries" in options.sections:
            note("queries")
            results["queries"] = query_speed.measure(texts, queries, largest, options.threads, options.peers)
        if "floor" in options.sections:
            note("the hardware's floor")
            results["floor"] = measure_floor(texts, largest)
    if "startup" in options.sections:
        note("imports and first calls")
        results["startup"] = startup.measure(options.startup_rounds, options.peers)
    if "languages" in options.sections:
        note("the analyzers of other languages")
        results["languages"] = languages.measure(options)
    results["others"] = interference(before)
    results["goals"] = goals(results, largest)
    return results


def goals(results, size):
    """What must be reached, and what was: name, measured, at least (or at most), beyond, unit."""
    rows = []
    speed = {(r["operation"], r["documents"], r["peer"]): r["mb_s"] for r in results.get("speed", ())}

    def row(what, measured, least, beyond, unit):
        rows.append({"what": what, "measured": measured, "least": least, "beyond": beyond, "unit": unit})

    for operation, peer, least, beyond in (
        ("fit", "pymilvus.model", 500, 1_000),
        ("encode_documents", "pymilvus.model", 500, 1_000),
        ("fit_encode", "bm25s", 25, 50),
        ("fit_encode", "bm25s-numba", 25, 50),
        ("fit", "tantivy", 6, 10),
        ("encode_documents", "scikit-learn", 12, 25),
    ):
        if (operation, size, peer) in speed:
            ratio = speed[operation, size, "elanus"] / speed[operation, size, peer]
            row(f"{operation} against {PEERS[peer].label}", ratio, least, beyond, "×")
    if "queries" in results:
        ours = results["queries"]["elanus"]
        row(f"{results['query_count']:,} queries in one call", ours["cold"], 1e6, 2e6, "/s")
        row(f"one query (SciPy's constructor: {ours['scipy_us']:.1f} µs)", ours["one_us"], 25, 15, "µs")
    for record in results.get("threads", ()):
        if record["threads"] == 2:
            alone = next(
                r["mb_s"]
                for r in results["threads"]
                if r["threads"] == 1 and r["operation"] == record["operation"]
            )
            row(f"{record['operation']}, two threads against one", record["mb_s"] / alone, 1.8, 1.9, "×")
    if ("fit", 10 * size, "elanus") in speed:
        ratio = speed["fit", 10 * size, "elanus"] / speed["fit", size, "elanus"]
        row(f"fit, {10 * size:,} documents against {size:,}", ratio, 0.8, 0.95, "×")
    for record in results.get("memory", ()):
        if (record["peer"], record["operation"], record["documents"]) == ("elanus", "fit", size):
            row(f"peak memory of fit on {size:,} documents, above the list", record["above"], 150, 80, "MB")
    if "string_growth" in results:
        row("growth of the caller's strings", results["string_growth"], 0, 0, "bytes")
    for goal in languages.goals(results.get("languages", ())):
        row(*goal)
    for record in results.get("startup", ()):
        if record["target"]:
            row(record["what"].replace("`", ""), record["milliseconds"], record["target"], None, "ms")
    return rows


def verdict(goal):
    """Whether a goal was reached."""

    def reached(limit):
        less = goal["unit"] in LESS_IS_BETTER
        return goal["measured"] <= limit if less else goal["measured"] >= limit

    if goal["beyond"] is not None and reached(goal["beyond"]):
        return "beyond"
    return "reached" if reached(goal["least"]) else "MISSED"


def number(value):
    """A number in three digits or so."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def comparison(ours, theirs):
    """How many times faster we are, or that we are not."""
    ratio = ours / theirs
    return f"({number(ratio)}×)" if ratio >= 1 else f"({ratio:.2f}× PEER WINS)"


def heading(text):
    return ["", text, "-" * len(text)]


def speed_lines(results):
    sizes = sorted({record["documents"] for record in results["speed"]})
    speed = {(r["operation"], r["documents"], r["peer"]): r for r in results["speed"]}
    title = f"Speed on {results['threads_used']} threads, MB/s (in brackets: how many times faster Elanus is)"
    yield from heading(title)
    yield f"{'':<18}{'':<26}" + "".join(f"{f'{size:,} documents':>26}" for size in sizes)
    cut = []
    for operation, peers in OPERATIONS.items():
        if (operation, sizes[0], "elanus") not in speed:
            continue
        for peer in peers:
            if (operation, sizes[0], peer) not in speed:
                yield f"{operation:<18}{PEERS[peer].label:<26}   not measured: {results['missing'][peer]}"
                continue
            cells = []
            for size in sizes:
                record = speed[operation, size, peer]
                cell = number(record["mb_s"])
                if peer != "elanus":
                    cell += " " + comparison(speed[operation, size, "elanus"]["mb_s"], record["mb_s"])
                if record["measured_documents"] < size:
                    cell += "*"
                    cut.append(peer)
                cells.append(f"{cell:>26}")
            yield f"{operation:<18}{PEERS[peer].label:<26}" + "".join(cells)
    if "floor" in results:
        floor = results["floor"]
        text = "not measured: cargo is not here" if floor is None else f"{number(floor)} MB/s"
        yield f"the hardware's floor: the same bytes only split and hashed, in Rust on one thread: {text}"
    for peer in dict.fromkeys(cut):
        yield f"* {PEERS[peer].label}: on the first {PEERS[peer].limit:,} documents only, being so slow"


def goal_lines(results):
    yield from heading("What it must reach")
    yield f"{'':<80}{'measured':>14}{'at least':>12}{'beyond':>12}"
    noisy = results["others"] > MOST_INTERFERENCE
    for goal in results["goals"]:
        judged = "no verdict" if noisy and goal["unit"] in TIMED else verdict(goal)
        least = "at most " if goal["unit"] in LESS_IS_BETTER else ""
        yield (
            f"{goal['what']:<80}{number(goal['measured']) + ' ' + goal['unit']:>14}"
            f"{least + number(goal['least']):>12}{number(goal['beyond']):>12}   {judged}"
        )


def thread_lines(results):
    yield from heading("Speed against threads, MB/s")
    for record in results["threads"]:
        yield f"{record['operation']:<18}{record['threads']:>3} threads{number(record['mb_s']):>10}"


def memory_lines(results):
    yield from heading("Peak memory above the list of documents, MB (in brackets: the documents themselves)")
    for record in results["memory"]:
        if record["peer"] == "elanus":
            ours = record["above"]  # it is the first of its operation
        yield (
            f"{record['operation']:<18}{PEERS[record['peer']].label:<26}{record['documents']:>10,} documents"
            f"{number(record['above']):>9} ({number(record['megabytes'])})"
            f"{'   PEER WINS' if record['above'] < ours else ''}"
        )


def query_lines(results):
    yield from heading(f"Queries ({results['queries_from']}, {results['query_count']:,})")
    ours, theirs = results["queries"]["elanus"], results["queries"].get("pymilvus.model")
    yield f"{'in one call, by a model that has seen none':<50}{number(ours['cold']):>12} queries/s"
    yield f"{'in one call, by a model that has seen them':<50}{number(ours['warm']):>12} queries/s"
    yield f"{'one, median':<50}{number(ours['one_us']):>12} µs"
    yield f"{'one, the constructor of SciPy alone':<50}{number(ours['scipy_us']):>12} µs"
    if theirs:
        yield f"{'500 in one call, pymilvus.model':<50}{number(theirs['cold']):>12} queries/s"
        yield f"{'one, pymilvus.model':<50}{number(theirs['one_us']):>12} µs"


def lines(results):
    """The table."""
    yield f"Elanus {results['versions']['elanus']} and its peers, {results['date']}"
    yield f"machine:  {results['machine']}"
    yield f"others:   kept {results['others']:.2f} cores busy meanwhile"
    if results["others"] > MOST_INTERFERENCE:
        yield "          THE MACHINE WAS NOT QUIET: quote no speed or ratio; none is judged"
    yield f"command:  {results['command']}"
    yield f"corpus:   {results['corpus']}, {results['bytes_per_document']:.0f} bytes a document"
    yield "versions: " + ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    for name, reason in results["missing"].items():
        yield f"missing:  {PEERS[name].label}: {reason}"
    if "speed" in results:
        yield from speed_lines(results)
    if "threads" in results:
        yield from thread_lines(results)
    if "memory" in results:
        yield from memory_lines(results)
    if "startup" in results:
        yield from heading("Import and first call, medians of fresh processes")
        yield from startup.lines(results["startup"])
    if "queries" in results:
        yield from query_lines(results)
    if "languages" in results:
        yield from heading(
            "Analyzers: fit on one thread (in brackets: of English on the same texts; times the original)"
        )
        yield from languages.lines(results["languages"])
    yield from goal_lines(results)
    yield from heading("How each is used")
    for name in results["versions"]:
        yield f"{PEERS[name].label}: {PEERS[name].how}"
    yield f"Medians over {results['rounds']} fresh processes each; answers were asserted first, on 200 texts."


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--queries", help="queries in BEIR's layout")
    parser.add_argument("--documents", type=int, nargs="+", default=SIZES, help="numbers of documents")
    parser.add_argument("--million", action="store_true", help="ten times the largest number, too, once")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="fresh processes for each number")
    parser.add_argument("--runs", type=int, default=5, help="runs in each process, at most")
    parser.add_argument("--seconds", type=float, default=3.0, help="no new run begins after this long")
    parser.add_argument("--startup-rounds", type=int, default=15)
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--json", type=Path, help="write the numbers here, for plots.py")
    options = parser.parse_args()
    options.peers = [
        peer for peer in PEERS if peer in {"elanus", *options.peers} and not PEERS[peer].missing()
    ]
    return options


def show(results, printed, path):
    """Print the lines of some results, and write the numbers to a file if one is named."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(printed))


def main():
    options = parse()
    results = measure(options)
    show(results, lines(results), options.json)


if __name__ == "__main__":
    main()
