"""A quick run of every benchmark, so that none of them rots. The numbers mean nothing here."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("bm25s", "tantivy", "scikit-learn", "fastembed")
INSTALLED = [
    peer
    for peer, modules in {
        "bm25s": ("bm25s", "numba", "Stemmer"),
        "tantivy": ("tantivy",),
        "scikit-learn": ("sklearn",),
        "fastembed": ("fastembed",),
    }.items()
    if all(importlib.util.find_spec(module) for module in modules)
]


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
        for number, text in enumerate(library_texts[:40]):
            stream.write(json.dumps({"_id": str(number), "title": "", "text": text}) + "\n")
    return path


def test_the_table(corpus, tmp_path):
    """Every section, on a corpus repeated for the larger size; pymilvus.model is slow to import."""
    results = tmp_path / "bench.json"
    quick = ("--rounds", 1, "--runs", 1, "--startup-rounds", 1, "--json", results)
    sections = ("speed", "threads", "memory", "startup", "queries")
    printed = run(
        "table.py", corpus, "--documents", 6, "--million", *quick, "--peers", *PEERS, "--sections", *sections
    )
    numbers = json.loads(results.read_text())
    assert set(numbers["versions"]) == {"elanus", *INSTALLED}
    assert {record["documents"] for record in numbers["speed"]} == {6, 60}
    for peer in ("elanus", *INSTALLED):
        assert all(record["mb_s"] > 0 for record in numbers["speed"] if record["peer"] == peer)
    assert numbers["string_growth"] == 0
    for heading in ("Speed on 2 threads", "Peak memory", "Import and first call", "What it must reach"):
        assert heading in printed
    if importlib.util.find_spec("matplotlib") is None:
        pytest.skip("matplotlib is not installed: nothing is drawn")
    drawn = run("plots.py", results, "--into", tmp_path).splitlines()
    assert [Path(path).name for path in drawn] == [f"bench-{name}.svg" for name in sections[:4]]


def test_the_reference_in_the_table(corpus):
    """It asserts that our vectors are pymilvus.model's, bit for bit."""
    quick = (
        "--rounds",
        1,
        "--runs",
        1,
        "--documents",
        20,
        "--sections",
        "speed",
        "--peers",
        "pymilvus.model",
    )
    printed = run("table.py", corpus, *quick)
    assert "fit against pymilvus.model" in printed


def test_scaling(corpus):
    printed = run("scaling.py", corpus, "--documents", 20, "--rounds", 1)
    assert "the caller's strings grow by 0 bytes" in printed
    assert "fit at 20 documents" in printed


def test_the_suites(corpus):
    command = [sys.executable, "-m", "pytest", "benches", "-q", "-p", "no:cacheprovider"]
    options = [
        "--override-ini",
        "addopts=-ra",
        "--benchmark-disable",
        "--corpus",
        str(corpus),
        "--documents",
        "40",
    ]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
