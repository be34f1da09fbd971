"""A quick run of every benchmark, so that none of them rots. The numbers mean nothing here.

What a benchmark measures in a fresh process of its own runs in this one, where the peers are imported once;
`test_scaling` has the processes.
"""

import gzip
import importlib
import importlib.util
import json
import math
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import elanus

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    "bm25s": ("bm25s", "numba", "Stemmer"),
    "bm25s-numba": ("bm25s", "numba", "Stemmer"),
    "tantivy": ("tantivy",),
    "scikit-learn": ("sklearn",),
    "fastembed": ("fastembed",),
}
# The packages warn when they are imported.
others_warn = pytest.mark.filterwarnings("ignore")
QUICK = ("--rounds", 1, "--runs", 1, "--seconds", 0.1, "--startup-rounds", 1)


def installed(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


def run(script, *arguments):
    """What a script prints; it must succeed."""
    command = [sys.executable, str(ROOT / "benches" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def corpus(library_texts, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    with path.open("w") as stream:
        for number, text in enumerate(library_texts[:30]):
            stream.write(json.dumps({"_id": str(number), "title": "", "text": text}) + "\n")
    return path


@pytest.fixture
def here(monkeypatch, capsys):
    """Run a function of the benchmarks' `table` in this process; return what it prints."""
    monkeypatch.syspath_prepend(ROOT / "benches")

    def in_this_process(task, **arguments):
        module, _, function = task.rpartition(":")
        measured = getattr(importlib.import_module(module or "measure"), function)
        return json.loads(json.dumps(measured(**json.loads(json.dumps(arguments)))))

    for name in ("measure", "table", "scaling", "query_speed"):
        monkeypatch.setattr(importlib.import_module(name), "in_fresh_process", in_this_process)
    monkeypatch.setattr("query_speed.SECONDS", 0.1)

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["table.py", *map(str, arguments)])
        importlib.import_module("table").main()
        return capsys.readouterr().out

    yield run
    elanus.set_num_threads(None)


@others_warn
@pytest.mark.parametrize("peer", MODULES)
def test_speed_of_a_peer(here, corpus, tmp_path, peer):
    """Each has its answers asserted before it is timed. The corpus is repeated to be large enough."""
    results = tmp_path / "bench.json"
    options = ("--documents", 40, "--sections", "speed", "--peers", peer, "--json", results)
    if not installed(*MODULES[peer]):
        pytest.skip(f"{peer} is not installed: `make bench` has it")
    printed = here(corpus, *QUICK, *options)
    numbers = json.loads(results.read_text())
    assert set(numbers["versions"]) == {"elanus", peer}
    assert {record["peer"] for record in numbers["speed"]} == {"elanus", peer}
    assert all(record["mb_s"] > 0 for record in numbers["speed"])
    assert "Speed on 2 threads" in printed


@others_warn
def test_speed_of_the_reference(here, corpus, tmp_path):
    """It asserts that our vectors are pymilvus.model's, bit for bit."""
    texts, measure = importlib.import_module("corpus"), importlib.import_module("measure")
    texts.write(texts.documents(corpus, 30)[0], tmp_path / "texts")
    what = {"texts": str(tmp_path / "texts"), "documents": 20, "threads": 2}
    part = measure.in_fresh_process(
        "speed", peer="pymilvus.model", operation="encode_documents", runs=2, seconds=0, **what
    )
    assert part["documents"] == 20
    assert len(part["seconds"]) == 1


@others_warn
def test_the_other_sections(here, corpus, tmp_path):
    results = tmp_path / "bench.json"
    sections = ("threads", "memory", "startup", "queries")
    options = ("--documents", 20, "--sections", *sections, "--peers", "tantivy", "--json", results)
    printed = here(corpus, *QUICK, *options)
    numbers = json.loads(results.read_text())
    assert numbers["string_growth"] == 0
    assert {record["documents"] for record in numbers["memory"]} == {20}
    assert {record["threads"] for record in numbers["threads"]} == {1, 2}
    for heading in ("Speed against threads", "Peak memory", "Import and first call", "What it must reach"):
        assert heading in printed


def test_plots(tmp_path):
    if not installed("matplotlib"):
        pytest.skip("matplotlib is not installed: `make bench-plots` has it")
    shared = {"operation": "fit", "peer": "elanus"}
    sizes = (1_000, 10_000)
    numbers = {
        "threads_used": 2,
        "speed": [{**shared, "documents": n, "measured_documents": n, "mb_s": n} for n in sizes],
        "memory": [{**shared, "documents": n, "above": n / 1e4} for n in sizes],
        "threads": [{"operation": "fit", "threads": n, "mb_s": 9.0 * n} for n in (1, 2)],
        "startup": [{"peer": "elanus", "what": "construct", "milliseconds": 20.0}],
    }
    results = tmp_path / "bench.json"
    results.write_text(json.dumps(numbers))
    drawn = [Path(path) for path in run("plots.py", results, "--into", tmp_path).splitlines()]
    assert [path.name for path in drawn] == [
        f"bench-{name}.svg" for name in ("speed", "threads", "memory", "startup")
    ]
    assert all(path.stat().st_size > 5_000 for path in drawn)


@pytest.mark.skipif(not installed("ir_measures"), reason="ir-measures is not installed: `make bench` has it")
def test_quality(tmp_path):
    """One query finds its document first; the other has one third, and one without its words."""
    folder = tmp_path / "kites"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d0": "red kites", "d1": "black kites", "d2": "a black kite's black nest", "d3": "swifts"}
    documents = [{"_id": name, "title": "", "text": text} for name, text in texts.items()]
    queries = [
        {"_id": "q0", "text": "red"},
        {"_id": "q1", "text": "kites"},
        {"_id": "q2", "text": "unjudged"},
    ]
    for name, records in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq0\td0\t1\nq1\td2\t1\nq1\td3\t1\n"
    )
    printed = run("quality.py", folder, "--analyzer", "en")
    third = (1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert f"| 4 | 2 | `en` | 0.000 | {(1 + third) / 2:.4f} |" in printed


def test_analysis_parts(corpus):
    printed = run("analysis_parts.py", corpus, "--documents", 20, "--rounds", 1)
    assert "| `standard` and `lowercase` |" in printed
    assert printed.count("| `") == 1 + 8 + 2 + 24


@others_warn
def test_languages(here, corpus, tmp_path, monkeypatch):
    languages = importlib.import_module("languages")
    for name in ("xquad_de", "en_wiki_100k"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "corpus.jsonl.gz").write_bytes(gzip.compress(corpus.read_bytes()))
    monkeypatch.setattr("corpus.SHARED", tmp_path)
    monkeypatch.setattr(languages, "in_fresh_process", importlib.import_module("table").in_fresh_process)
    monkeypatch.setattr(languages.measure, "__defaults__", (tmp_path, languages.ROWS))
    printed = here(*QUICK, corpus, "--documents", 20, "--sections", "languages", "--peers", "elanus")
    assert "de on xquad_de, of English there" in printed
    assert "unicode on en_wiki_100k, one thread" in printed
    assert "not measured:" in printed


def test_scaling(corpus):
    printed = run("scaling.py", corpus, "--documents", 20, "--rounds", 1, "--no-million")
    assert "the caller's strings grow by 0 bytes" in printed


def test_columns(corpus):
    """It asserts that each column gives the list's matrix, to the last bit."""
    printed = run("columns.py", corpus, "--documents", 30, "--rounds", 1)
    assert printed.startswith("30 texts")
    for name in ("list, scattered", "numpy <U", "pandas category", "pandas category, object", "polars"):
        assert f"\n{name} " in printed


def test_corpora(corpus):
    """It asserts that each format and packing gives the list's model, to the last bit."""
    printed = run("corpora.py", corpus, "--documents", 30, "--rounds", 1)
    for way in ("list", "jsonl", "jsonl.gz", "jsonl.bz2", "jsonl.xz", "jsonl.zst", "csv", "arrow", "parquet"):
        assert f"\n| {way} | " in printed


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux' /proc")
@others_warn
def test_plan(corpus, tmp_path):
    printed = run("plan.py", corpus, "--sizes", 20, 40, "--folder", tmp_path)
    for job in ("fit", "encode", "fit_encode"):
        assert len(re.findall(rf"^\| \d+ \| {job} \| ", printed, re.MULTILINE)) == 2
    assert re.search(r"^\| 1,000 \| \d", printed, re.MULTILINE)


@pytest.mark.unsanitized  # AddressSanitizer keeps what was freed
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux' /proc")
def test_updates(tmp_path, monkeypatch):
    """The memory that `make measure-updates` asks for, at small sizes; two processes at a time."""
    monkeypatch.syspath_prepend(ROOT / "benches")
    part = importlib.import_module("updates").run
    chance = random.Random(1)
    path = tmp_path / "corpus.jsonl.gz"
    with gzip.open(path, "wt") as stream:
        for _ in range(1_000):
            text = " ".join(f"w{chance.randrange(5_000):x}" for _ in range(12))
            stream.write(json.dumps({"text": text}) + "\n")
    with ThreadPoolExecutor(2) as pool:
        # Just above a growth of the table, where a term has the most of it.
        large = pool.submit(part, "vocabulary", path, 198_000, 2)
        small = pool.submit(part, "vocabulary", path, 100_000, 1)
        peaks = {
            method: [pool.submit(part, "method", method, path, size) for size in (1_000_000, 3_000_000)]
            for method in ("fit", "partial_fit", "encode_iter")
        }
        updates = pool.submit(part, "updates", path, 1_000)  # asserts that many small updates equal one fit
    assert small.result()["bytes"] <= 64
    # Some 1.5 MB of what two threads' allocators keep, which a million terms hide.
    assert large.result()["bytes"] <= 64 + 1.5e6 / 198_000
    for method, (first, second) in peaks.items():
        # Threads that help only now and then move peaks of this size by some megabytes.
        assert second.result()["peak"] <= 1.3 * first.result()["peak"], method
    assert set(updates.result()) == {"fit", "partial_fit"}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux' /proc")
def test_jobs(corpus, tmp_path):
    """It asserts that the vectors of one pass are those of two."""
    printed = run("jobs.py", corpus, "--megabytes", 1, "--runs", 1, "--folder", tmp_path)
    assert "one pass is" in printed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads Linux' /proc")
def test_services(corpus, tmp_path, monkeypatch, capsys):
    """It asserts every vector. The providers' clients are measured where they are installed."""
    monkeypatch.syspath_prepend(ROOT / "benches")
    services = importlib.import_module("services")

    def in_this_process(task, **arguments):
        module, _, function = task.partition(":")
        measured = getattr(importlib.import_module(module), function)
        return measured(**json.loads(json.dumps(arguments)))

    monkeypatch.setattr(services, "in_fresh_process", in_this_process)
    results = tmp_path / "services.json"
    arguments = ("services.py", corpus, "--documents", 200, "--rounds", 1, "--json", results)
    monkeypatch.setattr("sys.argv", list(map(str, arguments)))
    services.main()
    printed, numbers = capsys.readouterr().out, json.loads(results.read_text())
    for name, service in services.SERVICES.items():
        records = {record["way"]: record for record in numbers["records"] if record["service"] == name}
        assert all(record["seconds"] > 0 and record["server"] > 0 for record in records.values())
        # As many texts a request on each side; Cohere takes 96.
        assert len({record["requests"] for record in records.values()}) == 1
        assert name != "cohere" or records["elanus"]["requests"] == 3
        assert ("its client" in records) is installed(service.module)
        assert (f"{service.label}: {name} is not installed" in printed) is not installed(service.module)


def test_the_suites(corpus):
    command = [sys.executable, "-m", "pytest", "benches", "-q", "-p", "no:cacheprovider"]
    command += ["--override-ini", "addopts=-ra", "--benchmark-disable"]
    command += ["--corpus", str(corpus), "--documents", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
