"""A quick run of the comparison of engines: their answers are asserted, the numbers mean nothing here.

What is measured in fresh processes runs in this one, but for what a process by itself is.
"""

import importlib
import importlib.util
import json
import logging
from pathlib import Path

import numpy as np
import pytest

import elanus

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = 300
QUICK = ("--rounds", 1, "--runs", 1, "--seconds", 0.01, "--vectors", 400)
MODULES = {
    "elanus": (),
    "bm25s": ("bm25s", "numba"),
    "tantivy": ("tantivy",),
    "pisa-maxscore": ("pyterrier_pisa",),
}
# The packages warn when they are imported.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def files(library_texts, tmp_path_factory):
    """A corpus and queries in BEIR's layout."""
    folder = tmp_path_factory.mktemp("engines")
    texts = [text for text in library_texts if len(text.split()) > 20][:DOCUMENTS]
    queries = [" ".join(text.split()[3:7]) for text in texts[:40]]
    for name, values in (("corpus", texts), ("queries", queries)):
        records = [{"_id": str(number), "title": "", "text": text} for number, text in enumerate(values)]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.fixture
def here(monkeypatch, capsys, caplog, files):
    """Run `index.py` in this process; return what it prints and its numbers."""
    monkeypatch.syspath_prepend(ROOT / "benches")
    # bm25s lets everything through to pytest, and what numba says takes minutes.
    caplog.set_level(logging.WARNING, "numba")

    def in_this_process(task, **arguments):
        module, _, function = task.rpartition(":")
        measured = getattr(importlib.import_module(module or "measure"), function)
        return json.loads(json.dumps(measured(**json.loads(json.dumps(arguments)))))

    index = importlib.import_module("index")
    for name in ("index", "index_life"):
        monkeypatch.setattr(importlib.import_module(name), "in_fresh_process", in_this_process)
    monkeypatch.setattr(index, "QUERIES", dict.fromkeys(index.QUERIES, 20))
    monkeypatch.setattr("index_life.UPDATES", 2)

    def run(*arguments):
        given = [files / "corpus.jsonl", "--queries", files / "queries.jsonl", *QUICK]
        given += ["--documents", DOCUMENTS, "--cache", files / "cache", "--json", files / "found.json"]
        monkeypatch.setattr("sys.argv", ["index.py", *map(str, [*given, *arguments])])
        index.main()
        return capsys.readouterr().out, json.loads((files / "found.json").read_text())

    yield run
    elanus.set_num_threads(None)


@pytest.mark.parametrize("engine", MODULES)
def test_answers_of_an_engine(here, engine):
    """Each must find the best documents, of texts and of vectors, before it is timed."""
    engines = importlib.import_module("engines").ENGINES
    if not all(importlib.util.find_spec(name) for name in MODULES[engine]):
        pytest.skip(f"{engine} is not installed: `make bench-index` has it")
    if engines[engine].missing():
        pytest.skip(engines[engine].missing())
    printed, numbers = here("--sections", "search", "--engines", engine)
    kinds = {record["kind"] for record in numbers["search"]}
    assert kinds == ({"short", "long"} if engine == "tantivy" else {"short", "long", "vectors"})
    for record in numbers["search"]:
        assert record["engine"] == engine
        assert record["right"]["10"] >= engines[engine].right
        assert min(record["per_second"].values()) > 0
    assert f"{DOCUMENTS} passages, short queries" in printed


def test_a_broken_engine_is_noticed(here, files, monkeypatch):
    """An engine that leaves out the best document is not measured."""
    here("--sections", "threads", "--engines", "tantivy")
    tasks, engines = importlib.import_module("engine_tasks"), importlib.import_module("engines")
    collection = importlib.import_module("collection")
    folder = collection.passages(
        files / "cache", DOCUMENTS, 1, files / "corpus.jsonl", files / "queries.jsonl"
    )

    class Plain(engines.Engine):
        """The plain arithmetic itself, which leaves out the first `skipped`."""

        label = place = "plain"
        skipped = 0

        def asking(self, queries, k):
            scores = collection.Truth(self.collection).scores(queries, 0)
            order = np.argsort(-scores, kind="stable")[: np.count_nonzero(scores)][self.skipped :][:k]
            return lambda: (order, scores[order])

        def answers(self, result, k):
            ids, scores = np.full((1, k), -1), np.full((1, k), -np.inf)
            ids[0, : len(result[0])], scores[0, : len(result[0])] = result
            return ids, scores

    engine = Plain(collection.Collection(folder))
    queries = engine.collection.queries("short", 20)
    assert tasks.check(engine, queries, 10) == 1.0
    engine.skipped = 1
    with pytest.raises(AssertionError):
        tasks.check(engine, queries, 10)


def test_copies_change_a_tenth_of_the_words(here):
    """The first copy is the collection; a tenth of the others' words is drawn from it, always the same."""
    copies = importlib.import_module("collection").copies
    texts = [" ".join(f"w{(17 * number + word) % 700}" for word in range(100)) for number in range(200)]
    made = list(copies(texts, 3))
    assert made[:200] == texts
    assert made == list(copies(texts, 3))
    words = {word for text in texts for word in text.split()}
    for start in (200, 400):
        new = made[start : start + 200]
        pairs = [
            (ours, theirs)
            for one, other in zip(texts, new, strict=True)
            for ours, theirs in zip(one.split(), other.split(), strict=True)
        ]
        assert {theirs for _, theirs in pairs} <= words
        assert 0.08 < sum(ours != theirs for ours, theirs in pairs) / len(pairs) < 0.12
    assert made[200:400] != made[400:]


@pytest.mark.skipif(not hasattr(elanus, "Index"), reason="this version has no elanus.Index")
def test_what_has_no_peer(here):
    """Exact answers, threads, memory, a fresh process, the command and updates."""
    sections = ("exact", "threads", "memory", "start", "command", "updates")
    printed, numbers = here("--sections", *sections, "--engines", "elanus")
    assert len(numbers["exact"]) == 4
    assert min(numbers["exact"].values()) >= 20
    for section in ("threads", "memory", "start", "updates"):
        assert set(numbers[section]) == {f"{DOCUMENTS} passages"}
    assert "What it must reach" in printed
