"""The life of an index beside searching it: building, opening, the command, updates, tuning.

Functions that take JSON and return JSON run in fresh processes (`measure.in_fresh_process`).
"""

import gc
import gzip
import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
from collection import K1, B, Collection, analyzer
from engines import ENGINES
from measure import in_fresh_process

#: Runs of each update.
UPDATES = 21
START = """
import sys, time
start = time.perf_counter()
from elanus import Index
index = Index.open(sys.argv[1])
opened = time.perf_counter()
results = index.search(sys.argv[2])
done = time.perf_counter()
assert results.counts[0] > 0
print(opened - start, done - opened)
"""
COMMAND = "import sys; from elanus.cli import main; sys.exit(main())"


def milliseconds(call):
    """How long a call takes, and what it returns."""
    start = time.perf_counter()
    result = call()
    return (time.perf_counter() - start) * 1e3, result


def build(folder, documents, threads, runs, seconds, store_text=True):
    """Seconds of each `Index.build` from a list of texts."""
    import elanus
    from elanus import Index

    elanus.set_num_threads(threads)
    texts = Collection(folder).texts(documents)
    given = {"analyzer": analyzer(), "method": "lucene", "k1": K1, "b": B, "store_text": store_text}
    small = Index.build(texts[:200], **given)
    assert len(small) == len(texts[:200])
    times, processor = [], []
    while not times or (len(times) < runs and sum(times) < seconds):
        gc.collect()
        start, started = time.perf_counter(), time.process_time()
        index = Index.build(texts, **given)
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - started)
        assert len(index) == len(texts)
        del index
    return {"seconds": times, "processor": processor}


def builds(folder, documents, options):
    """Seconds of building, by engine and number of threads: of a clock, and of all processors together."""
    shared = {"documents": documents, "runs": options.runs, "seconds": options.seconds}
    tasks = {}
    if not ENGINES["elanus"].missing():
        for threads in (1, 2):
            for stored in (True, False):
                name = f"elanus, {threads} thread{'s' * (threads > 1)}{'' if stored else ', no texts stored'}"
                given = {"folder": str(folder), "threads": threads, "store_text": stored, **shared}
                tasks[name] = ("index_life:build", given)
    texts = str(Path(folder, "texts"))
    for label, peer, operation, threads in (
        ("bm25s (numba), tokenize and index, 1 thread", "bm25s-numba", "fit_encode", 1),
        ("tantivy (en_stem), 1 thread", "tantivy", "fit", 1),
        ("tantivy (en_stem), 2 threads", "tantivy", "fit", 2),
    ):
        given = {"peer": peer, "operation": operation, "texts": texts, "threads": threads, **shared}
        tasks[label] = ("speed", given)
    found = {name: {"seconds": [], "processor": []} for name in tasks}
    for _ in range(options.rounds):  # all take turns
        for name, (task, given) in tasks.items():
            part = in_fresh_process(task, **given)
            for clock, times in found[name].items():
                times += part[clock]
    return {
        name: {clock: statistics.median(times) for clock, times in clocks.items()}
        for name, clocks in found.items()
    }


def question(folder):
    """A query that finds something in a collection."""
    return Collection(folder).queries("short", 1)["texts"][0]


def start(folder, rounds):
    """Milliseconds of a fresh process that opens an index and answers; and of its parts."""
    file = ENGINES["elanus"](Collection(folder)).file
    whole, opened, answered = [], [], []
    for turn in range(rounds + 1):
        command = [sys.executable, "-c", START, str(file), question(folder)]
        spent, done = milliseconds(lambda command=command: run(command))
        if turn:  # the first fills the page cache
            first, second = map(float, done.split())
            whole.append(spent)
            opened.append(first * 1e3)
            answered.append(second * 1e3)
    return {
        "whole": statistics.median(whole),
        "import and open": statistics.median(opened),
        "first answer": statistics.median(answered),
    }


def run(command):
    """What a command prints; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def command(folder, rounds):
    """Milliseconds of `elanus index` on a file and of `elanus search` after it, whole processes."""
    indexing, searching = [], []
    with tempfile.TemporaryDirectory() as place:
        corpus_file = compressed(folder, Path(place))
        for turn in range(rounds):
            index = Path(place, f"{turn}.elanus")
            elanus = [sys.executable, "-c", COMMAND]
            spent, _ = milliseconds(
                lambda index=index, elanus=elanus: run([*elanus, "index", str(corpus_file), "-o", str(index)])
            )
            indexing.append(spent)
            asked = [*elanus, "search", str(index), question(folder), "-k", "3", "--json"]
            spent, printed = milliseconds(lambda asked=asked: run(asked))
            assert printed.strip(), asked
            searching.append(spent)
            shutil.rmtree(index)
    return {"index": statistics.median(indexing), "search": statistics.median(searching)}


def compressed(folder, place):
    """The texts of a collection as a BEIR corpus, compressed."""
    file = place / "corpus.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=6) as stream:
        for number, text in enumerate(Collection(folder).texts()):
            stream.write(json.dumps({"_id": str(number), "title": "", "text": text}) + "\n")
    return file


def has_tuning():
    """Whether this version can tune."""
    return importlib.util.find_spec("elanus.evaluation") is not None


def updates(folder):
    """Milliseconds until a change is seen by the next search, and until it is on disk."""
    from elanus import Index

    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place, "copy.elanus")
        shutil.copytree(ENGINES["elanus"](Collection(folder)).file, file)
        index = Index.open(file)
        size, asked = len(index), question(folder)

        def score():
            return float(index.search(asked, 1).scores[0, 0])

        times = {
            name: []
            for name in ("search", "parameters", "add", "save an addition", "delete", "save a deletion")
        }
        times["statistics"] = []
        for turn in range(UPDATES):
            spent, before = milliseconds(score)
            times["search"].append(spent)
            k1 = 1.2 + 0.1 * (1 + turn % 2)

            def changed(k1=k1):
                index.set_parameters(k1=k1)
                return score()

            spent, after = milliseconds(changed)
            times["parameters"].append(spent)
            assert after != before
            name = size + turn
            text = f"{asked} newcomer{turn}"  # a word that nothing else has
            spent, found = milliseconds(
                lambda name=name, text=text: index.add([text], [name]).search(text, 1)
            )
            times["add"].append(spent)
            assert found.ids[0, 0] == name
            assert len(index) == size + 1
            spent, _ = milliseconds(index.save)
            times["save an addition"].append(spent)
            spent, found = milliseconds(lambda name=name, text=text: index.delete([name]).search(text, 1))
            times["delete"].append(spent)
            assert found.ids[0, 0] != name
            assert len(index) == size
            spent, _ = milliseconds(index.save)
            times["save a deletion"].append(spent)
            # The statistics change with a document that no query of this process matches.
            index.add([f"unrelated{turn}"], [name])
            spent, _ = milliseconds(score)
            times["statistics"].append(spent)
            index.delete([name])
        again = Index.open(file)
        assert len(again) == size
    # The first of each is not like the others: what it opens or builds stays.
    found = {name: statistics.median(spent) for name, spent in times.items()}
    found["first"] = {name: spent[0] for name, spent in times.items()}
    return found


def tuning(folder, runs):
    """Seconds of a grid of 11 values of k1 and 11 of b on a judged collection, and what it finds."""
    from elanus import Index, evaluation

    folder = Path(folder)
    ids = [json.loads(line)["_id"] for line in corpus.lines(folder / "corpus.jsonl.gz")]
    index = Index.build(list(corpus.beir(folder / "corpus.jsonl.gz")), ids, analyzer=analyzer())
    k1s, bs = [0.4 + 0.2 * step for step in range(11)], [step / 10 for step in range(11)]
    times = []
    for _ in range(runs):
        spent, tuned = milliseconds(
            lambda: evaluation.tune(
                index, folder / "queries.jsonl", folder / "qrels" / "test.tsv", k1=k1s, b=bs
            )
        )
        times.append(spent)
    return {"ms": statistics.median(times), "found": str(tuned).splitlines()}
