"""Elanus' index against other engines, in one table: exact answers, memory, building, opening, updates.

    python benches/index.py [CORPUS] [--million] [--json FILE]

All engines of a row take turns, each in fresh processes, on the same tokens and one thread; each has its
answers asserted before the clock runs. Every number is a median. A row that a peer wins says so.
"""

import argparse
import datetime
import json
import shlex
import statistics
import sys
from pathlib import Path

import collection
import corpus
import index_life
from engines import ENGINES
from measure import CLOCKS, in_fresh_process
from table import MOST_INTERFERENCE, heading, interference, machine, note, number, processor_seconds, show

KS = (10, 100, 1_000)
SECTIONS = ("search", "exact", "threads", "memory", "build", "start", "command", "updates", "tuning")
#: Queries of each kind, at most.
QUERIES = {"short": 2_000, "long": 300, "vectors": 300}
CACHE = corpus.ROOT / "target" / "bench-index"


def folders(options):
    """The collections to search: a name, the kind of their queries, the folder."""
    source = {"source": options.corpus, "queries": options.queries}
    found = []
    for times in (1, 10) if options.million else (1,):
        folder = collection.passages(options.cache, options.documents, times, **source)
        size = f"{options.documents * times:,}"
        found += [(f"{size} passages", "short", folder), (f"{size} passages", "long", folder)]
    for half in (False, True):
        folder = collection.vectors(options.cache, options.vectors, half)
        name = f"{options.vectors:,} vectors{', rounded to float16' if half else ''}"
        found.append((name, "vectors", folder))
    return found


def search(options, collections):
    """One record for each collection, kind of queries and engine."""
    records = []
    for name, kind, folder in collections:
        fits = "vectors" if kind == "vectors" else "text"
        engines = [engine for engine in options.engines if fits in ENGINES[engine].kinds]
        ks = [k for k in KS if k <= collection.Collection(folder).size]
        ways = [(engine, False) for engine in engines]
        if kind == "vectors" and "elanus" in engines:
            ways.append(("elanus", True))  # what bm25s does
        parts = {way: [] for way in ways}
        for turn in range(options.rounds):
            for engine, unit in ways:
                note(f"{kind} queries, {name}, {engine}, {turn + 1} of {options.rounds}")
                part = in_fresh_process(
                    "engine_tasks:search",
                    engine=engine,
                    folder=str(folder),
                    kind=kind,
                    ks=ks,
                    count=QUERIES[kind],
                    runs=options.runs,
                    seconds=options.seconds,
                    singles=kind == "short",
                    unit=unit or (kind == "vectors" and engine == "bm25s"),
                    clock=options.clock,
                )
                parts[engine, unit].append(part)
        for (engine, unit), found in parts.items():
            records.append(
                {"collection": name, "kind": kind, "engine": engine, "unit": unit, **medians(found)}
            )
    return records


def medians(parts):
    """Queries a second, right hits and latencies of some processes."""
    count = parts[0]["queries"]
    per_second = {
        int(k): count / statistics.median(time for part in parts for time in part["seconds"][k])
        for k in parts[0]["seconds"]
    }
    record = {"queries": count, "per_second": per_second, "right": parts[0]["right"]}
    if "µs" in parts[0]:
        record["µs"] = {
            name: statistics.median(part["µs"][name] for part in parts) for name in ("median", "99th")
        }
    return record


def measure(options):
    """All numbers, as they go into the JSON file."""
    before = processor_seconds()
    results = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "command": shlex.join(["python", *sys.argv]),
        "rounds": options.rounds,
        "clock": options.clock,
        "versions": {name: ENGINES[name].version() for name in options.engines},
        "missing": {name: engine.missing() for name, engine in ENGINES.items() if engine.missing()},
    }
    note("nothing yet: preparing collections and indexes")
    collections = folders(options)
    for _, kind, folder in collections:
        for engine in options.engines:
            if ("vectors" if kind == "vectors" else "text") in ENGINES[engine].kinds:
                note(f"nothing yet: the index of {engine} in {folder}")
                in_fresh_process("engine_tasks:build", engine=engine, folder=str(folder))
    passages = {name: folder for name, kind, folder in collections if kind == "short"}
    results["about"] = json.loads((next(iter(passages.values())) / "about.json").read_text())
    wanted = set(options.sections)
    if "search" in wanted:
        results["search"] = search(options, collections)
    if "build" in wanted:
        note("building")
        folder = next(iter(passages.values()))
        results["build"] = index_life.builds(folder, options.documents, options)
    if "elanus" in options.engines:
        results |= ours(options, wanted, collections, passages)
    results["others"] = interference(before)
    results["goals"] = goals(results)
    return results


def ours(options, wanted, collections, passages):
    """What has no peer here."""
    results = {}
    if "exact" in wanted:
        results["exact"] = {}
        for name, kind, folder in collections:
            note(f"nothing: that answers are exact, {kind} queries, {name}")
            count = 100 if kind == "short" else 20
            given = {"folder": str(folder), "kind": kind, "ks": [1, *KS], "count": count}
            results["exact"][f"{name}, {kind}"] = in_fresh_process("engine_tasks:exact", **given)["queries"]
    for section, task in (
        (
            "threads",
            lambda folder: in_fresh_process(
                "engine_tasks:two_threads", folder=str(folder), count=6_000, rounds=4 * options.rounds + 1
            ),
        ),
        ("memory", lambda folder: in_fresh_process("engine_tasks:memory", folder=str(folder))),
        ("start", lambda folder: index_life.start(folder, 5 * options.rounds)),
        ("updates", lambda folder: in_fresh_process("index_life:updates", folder=str(folder))),
    ):
        if section in wanted:
            results[section] = {}
            for name, folder in passages.items():
                note(f"{section}, {name}")
                results[section][name] = task(folder)
    if "command" in wanted:
        note("the command")
        results["the command"] = index_life.command(next(iter(passages.values())), options.rounds)
    judged = corpus.SHARED / "scifact"
    if "tuning" in wanted and index_life.has_tuning() and judged.exists():
        note("tuning")
        results["tuning"] = in_fresh_process("index_life:tuning", folder=str(judged), runs=options.runs)
    return results


def goals(results):
    """What must be reached: name, measured, the limit, the better limit, unit, and whether less is better."""
    rows = []

    def row(what, measured, least, beyond, unit, less=False):
        rows.append(
            {"what": what, "measured": measured, "least": least, "beyond": beyond, "unit": unit, "less": less}
        )

    found = {(r["collection"], r["kind"], r["engine"], r["unit"]): r for r in results.get("search", ())}

    def ratio(name, kind, engine, k, ours_unit=False):
        ours, theirs = found.get((name, kind, "elanus", ours_unit)), found.get((name, kind, engine, False))
        if ours is None or theirs is None or k not in ours["per_second"]:
            return None
        return ours["per_second"][k] / theirs["per_second"][k]

    names = list(dict.fromkeys(r["collection"] for r in results.get("search", ()) if r["kind"] == "short"))
    for at, name in enumerate(names):
        for engine, k, limits in (
            ("bm25s", 10, ((8, 15), (7, 15))[min(at, 1)]),
            ("tantivy", 10, (50, 100)),
            ("tantivy-en_stem", 10, (50, 100)),
            ("pisa-maxscore", 10, (2.5, 5)),
        ):
            measured = ratio(name, "short", engine, k)
            if measured is not None:
                row(f"top {k}, {name}, against {ENGINES[engine].label}", measured, *limits, "×")
        for k, limits in ((100, (3, 6)), (1_000, (2, 4))):
            measured = [ratio(name, "short", engine, k) for engine in ("bm25s", "pisa-maxscore", "pisa-wand")]
            if any(measured):
                measured = min(filter(None, measured))
                row(f"top {k}, {name}, against the better of bm25s and PISA", measured, *limits, "×")
    for (name, kind, engine, _), record in found.items():
        if kind != "short" and engine == "bm25s":
            measured = ratio(name, kind, engine, 10, ours_unit=kind == "vectors")
            if measured is not None:
                row(f"top 10, {kind} queries, {name}, against {ENGINES[engine].label}", measured, 3, 6, "×")
        if kind == "short" and engine == "elanus":
            µs = record["µs"]
            row(f"99th percentile over the median, {name}", µs["99th"] / µs["median"], 10, 5, "×", True)
            if name == names[0]:
                row(f"one query through Python, {name}", µs["median"], 50, 30, "µs", True)
    for name, record in results.get("threads", {}).items():
        row(f"two threads against one, {name}", record["ratio"], 1.85, 1.95, "×")
    built = results.get("build", {})
    if "elanus, 1 thread" in built:
        # bm25s has one thread and so has the same time on both clocks; tantivy has one more than it says.
        alone = "processor" if results["clock"] == "processor" else "seconds"
        for theirs, mine, clock, limits in (
            ("bm25s (numba), tokenize and index, 1 thread", "elanus, 1 thread", alone, (15, 25)),
            ("tantivy (en_stem), 1 thread", "elanus, 1 thread", "seconds", (5, 8)),
            ("tantivy (en_stem), 2 threads", "elanus, 2 threads", "seconds", (5, 8)),
        ):
            row(f"Index.build against {theirs}", built[theirs][clock] / built[mine][clock], *limits, "×")
    for name, record in results.get("memory", {}).items():
        row(f"bytes a posting, {name}", record["said"], 8, 5, "bytes", True)
        row(f"bytes a posting by which a process grows, {name}", record["grown"], 8, 5, "bytes", True)
    for name, record in results.get("start", {}).items():
        row(f"a fresh process to its first answer, {name}", record["whole"], 400, 150, "ms", True)
    if "the command" in results:
        row("elanus index on a .jsonl.gz", results["the command"]["index"], 3_000, 2_000, "ms", True)
        row("elanus search after it", results["the command"]["search"], 300, 150, "ms", True)
    for name, record in results.get("updates", {}).items():
        row(f"k1 changed and searched, {name}", record["parameters"], 20, 2, "ms", True)
        row(f"statistics changed and searched, {name}", record["statistics"], 20, 2, "ms", True)
        for what in ("add", "delete"):
            row(f"{what} one document and search, {name}", record[what], 10, 1, "ms", True)
        for what in ("save an addition", "save a deletion"):
            row(f"{what}, {name}", record[what], 60, 30, "ms", True)
    if "tuning" in results:
        row("the 11 × 11 grid on scifact", results["tuning"]["ms"], 5_000, 2_000, "ms", True)
    return rows


def verdict(goal):
    """Whether a goal was reached."""

    def reached(limit):
        return goal["measured"] <= limit if goal["less"] else goal["measured"] >= limit

    return "beyond" if reached(goal["beyond"]) else "reached" if reached(goal["least"]) else "MISSED"


def lines(results):
    """The table."""
    yield f"Elanus' index and its peers, {results['date']}"
    yield f"machine:  {results['machine']}"
    yield f"others:   kept {results['others']:.2f} cores busy meanwhile"
    noisy = results["others"] > MOST_INTERFERENCE
    if noisy:
        yield "          THE MACHINE WAS NOT QUIET: read ratios with care, absolute numbers with more"
    yield f"command:  {results['command']}"
    yield f"corpus:   {results['about']['corpus']}, queries: {results['about']['queries']}"
    yield "versions: " + ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    for name, reason in results["missing"].items():
        yield f"missing:  {ENGINES[name].label}: {reason}"
    if "search" in results:
        yield from search_lines(results["search"])
    for name, count in results.get("exact", {}).items():
        yield f"exact to the last bit against a plain loop, k of 1, 10, 100, 1,000: {name}: {count} queries"
    if "build" in results:
        yield from heading(
            "Building an index of a list of texts, seconds: of a clock, of all processors together"
        )
        for name, found in results["build"].items():
            yield f"{name:<60}{found['seconds']:>9.2f}{found['processor']:>9.2f}"
    for section, title in (
        ("memory", "Memory, bytes a posting"),
        ("start", "A fresh process, ms"),
        ("updates", "Updates, ms"),
    ):
        for name, record in results.get(section, {}).items():
            yield from heading(f"{title}, {name}")
            for what, value in record.items():
                if not isinstance(value, dict):
                    yield f"{what:<60}{number(value):>9}"
    if "tuning" in results:
        yield from heading("What tuning finds on scifact")
        yield from results["tuning"]["found"][:6]
    yield from heading("What it must reach")
    yield f"{'':<86}{'measured':>14}{'limit':>16}{'beyond':>10}"
    for goal in results["goals"]:
        limit = f"at {'most' if goal['less'] else 'least'} {number(goal['least'])}"
        yield (
            f"{goal['what']:<86}{number(goal['measured']) + ' ' + goal['unit']:>14}{limit:>16}"
            f"{number(goal['beyond']):>10}   {verdict(goal)}"
        )
    yield from heading("How each is used")
    for name in results["versions"]:
        yield f"{ENGINES[name].label}: {ENGINES[name].how}"
    clock = {"wall": "a clock's", "processor": "the processor's"}[results["clock"]]
    yield f"Medians over {results['rounds']} fresh processes each; searches in {clock} time."


def search_lines(records):
    """Queries a second and latencies."""
    for name, kind in dict.fromkeys((record["collection"], record["kind"]) for record in records):
        chosen = [r for r in records if (r["collection"], r["kind"]) == (name, kind)]
        yield from heading(
            f"{name}, {kind} queries, one thread, queries/s (in brackets: how many times faster Elanus is)"
        )
        ks = list(chosen[0]["per_second"])
        end = f"{'median µs':>12}{'99th':>9}{'right at 10':>13}"
        yield f"{'':<34}{'queries':>8}" + "".join(f"{f'top {k:,}':>20}" for k in ks) + end
        for record in chosen:
            unit = kind == "vectors" and record["engine"] == "bm25s"
            alike = [r for r in chosen if r["engine"] == "elanus" and r["unit"] == unit]
            cells = []
            for k in ks:
                cell = number(record["per_second"][k])
                if record["engine"] != "elanus" and alike:
                    times = alike[0]["per_second"][k] / record["per_second"][k]
                    cell += f" ({number(times)}×)" if times >= 1 else f" ({times:.2f}× PEER WINS)"
                cells.append(f"{cell:>20}")
            label = ENGINES[record["engine"]].label + (", weights of 1" if record["unit"] else "")
            µs = record.get("µs")
            singles = f"{number(µs['median']):>12}{number(µs['99th']):>9}" if µs else " " * 21
            right = f"{record['right']['10']:>12.1%}"
            yield f"{label:<34}{record['queries']:>8,}" + "".join(cells) + singles + right


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--queries", help="queries in BEIR's layout")
    parser.add_argument("--documents", type=int, default=100_000, help="documents of the corpus")
    parser.add_argument("--vectors", type=int, default=100_000, help="synthetic vectors")
    parser.add_argument("--million", action="store_true", help="ten changed copies, too")
    parser.add_argument("--rounds", type=int, default=3, help="fresh processes for each number")
    parser.add_argument("--runs", type=int, default=5, help="runs in each process, at most")
    parser.add_argument("--seconds", type=float, default=2.0, help="no new run begins after this long")
    parser.add_argument(
        "--clock",
        choices=CLOCKS,
        default="wall",
        help="for searches; the processor's time where others use the machine, too",
    )
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--cache", type=Path, default=CACHE, help="where collections and indexes are kept")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    options = parser.parse_args()
    options.engines = [engine for engine in options.engines if not ENGINES[engine].missing()]
    return options


def main():
    options = parse()
    results = measure(options)
    show(results, lines(results), options.json)


if __name__ == "__main__":
    main()
