"""The speed of analyzers of many languages: `fit` on a list of texts, on one thread.

    python benches/languages.py

Each row is measured in fresh processes, in which Elanus' analyzer, its analyzer for English on the
same texts, and the original's take turns.
"""

import gc
import importlib.util
import itertools
import os
import statistics
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import corpus
from measure import in_fresh_process

#: The original is so slow that only so many bytes of text are measured.
SLOW_BYTES = 100_000
MOST_DOCUMENTS = 30_000


@dataclass(frozen=True)
class Row:
    """An analyzer, the collection to measure it on, and what it must reach: at least, and beyond."""

    analyzer: str
    collection: str
    #: Of the analyzer for English on the same texts.
    of_english: tuple[float, float] | None = None
    #: MB/s.
    speed: tuple[float, float] | None = None
    #: Times the original's speed.
    original: tuple[float, float] | None = None

    @property
    def needs(self):
        """What the original needs beside itself."""
        return ("jieba",) if self.analyzer == "zh" else ("nltk",)


ROWS = (
    *(
        Row(language, collection, of_english=(0.6, 0.9), original=(100, 300))
        for language, collection in (
            *(("de", "xquad_de"), ("fr", "fr_pydocs"), ("sp", "xquad_es"), ("it", "fr_pydocs")),
            ("pt", "xquad_es"),
        )
    ),
    Row("ru", "xquad_ru", speed=(60, 120), original=(100, 300)),
    Row("zh", "drcd_zh", original=(15, 40)),
    Row("standard", "en_wiki_100k", speed=(150, 250)),
    Row("unicode", "en_wiki_100k", speed=(150, 250)),
    Row("unicode:en", "en_wiki_100k"),
    Row("unicode:de", "xquad_de"),
    Row("unicode:ru", "xquad_ru"),
    Row("cjk_bigram", "drcd_zh", speed=(60, None)),
    Row("cjk_bigram", "jaquad_ja", speed=(60, None)),
    Row("chinese", "drcd_zh"),
)


def missing(row, folder):
    """Why a row cannot be measured, or None."""
    path = folder / row.collection / "corpus.jsonl.gz"
    return None if path.exists() else f"{path} is not there"


def fits(analyzers, texts, documents, runs, seconds):
    """Seconds of fits with each analyzer, which take turns; of the original's on fewer texts."""
    import elanus
    from elanus.sparse import BM25EmbeddingFunction

    elanus.set_num_threads(1)
    texts = corpus.read(texts, documents)
    few = list(itertools.takewhile(_Room(SLOW_BYTES), texts)) or texts[:1]
    made = {name: _original(name) if _is_original(name) else _ours(name) for name in analyzers}
    for name in analyzers:
        if _is_original(name):
            ours = made[name.removeprefix("original ")]
            assert [list(made[name](text)) for text in few[:20]] == [ours.tokens(text) for text in few[:20]]
    times = {name: [] for name in analyzers}
    warnings.simplefilter("ignore")  # of scripts that the analyzer for English does not know
    while not all(times.values()) or (len(times[analyzers[0]]) < runs and sum(times[analyzers[0]]) < seconds):
        for name in analyzers:
            if _is_original(name):
                if times[name]:
                    continue
                from pymilvus.model.sparse import BM25EmbeddingFunction as Original

                model, given = Original(made[name], num_workers=1), few
            else:
                model, given = BM25EmbeddingFunction(made[name]), texts
            gc.collect()
            start = time.perf_counter()
            model.fit(given)
            times[name].append(time.perf_counter() - start)
    return {
        name: {
            "seconds": seconds,
            "megabytes": corpus.megabytes(few if _is_original(name) else texts),
        }
        for name, seconds in times.items()
    }


class _Room:
    """Tells whether a text still fits."""

    def __init__(self, size):
        self.left = size

    def __call__(self, text):
        self.left -= len(text.encode())
        return self.left >= 0


def _is_original(name):
    return name.startswith("original ")


def _original(name):
    os.environ.setdefault("NLTK_DATA", str(corpus.ROOT / "rust" / "core" / "data"))
    from pymilvus.model.sparse.bm25.tokenizers import build_default_analyzer

    return build_default_analyzer(name.removeprefix("original "))


def _ours(name):
    from elanus import Analyzer

    return Analyzer.preset(name)


def measure(options, folder=corpus.SHARED, rows=ROWS):
    """One record a row."""
    records = []
    for row in rows:
        reason = missing(row, folder)
        if reason is not None:
            records.append({"analyzer": row.analyzer, "collection": row.collection, "missing": reason})
            continue
        has_original = row.original and all(
            importlib.util.find_spec(name) for name in ("pymilvus.model", *row.needs)
        )
        analyzers = dict.fromkeys(
            [row.analyzer, "en", *([f"original {row.analyzer}"] if has_original else [])]
        )
        parts = {name: [] for name in analyzers}
        with tempfile.TemporaryDirectory() as place:
            texts = Path(place, "texts")
            documents = list(
                itertools.islice(corpus.beir(folder / row.collection / "corpus.jsonl.gz"), MOST_DOCUMENTS)
            )
            corpus.write(documents, texts)
            for _ in range(options.rounds):
                found = in_fresh_process(
                    "languages:fits",
                    analyzers=list(analyzers),
                    texts=str(texts),
                    documents=len(documents),
                    runs=20 * options.runs,
                    seconds=min(options.seconds, 1.0),  # of each of some forty
                )
                for name, part in found.items():
                    parts[name].append(part)
        speeds = {
            name: measured[0]["megabytes"]
            / statistics.median(s for part in measured for s in part["seconds"])
            for name, measured in parts.items()
        }
        records.append(
            {
                "analyzer": row.analyzer,
                "collection": row.collection,
                "mb_s": speeds[row.analyzer],
                "english_mb_s": speeds["en"],
                "original_mb_s": speeds.get(f"original {row.analyzer}"),
            }
        )
    return records


def goals(records, rows=ROWS):
    """What must be reached: name, measured, at least, beyond, unit."""
    wanted = {(row.analyzer, row.collection): row for row in rows}
    for record in records:
        row = wanted[record["analyzer"], record["collection"]]
        if "missing" in record:
            continue
        name = f"{row.analyzer} on {row.collection}"
        if row.of_english:
            yield f"{name}, of English there", record["mb_s"] / record["english_mb_s"], *row.of_english, "×"
        if row.speed:
            yield f"{name}, one thread", record["mb_s"], *row.speed, "MB/s"
        if row.original and record["original_mb_s"]:
            yield (
                f"{name} against pymilvus.model",
                record["mb_s"] / record["original_mb_s"],
                *row.original,
                "×",
            )


def lines(records):
    """The table."""
    yield f"{'analyzer':<14}{'collection':<16}{'MB/s':>8}{'English':>10}{'pymilvus.model':>16}"
    for record in records:
        start = f"{record['analyzer']:<14}{record['collection']:<16}"
        if "missing" in record:
            yield f"{start}   not measured: {record['missing']}"
            continue
        original = record["original_mb_s"]
        theirs = "" if original is None else f"{original:.3g} ({record['mb_s'] / original:,.0f}×)"
        english = f"{record['english_mb_s']:.0f} ({record['mb_s'] / record['english_mb_s']:.0%})"
        yield f"{start}{record['mb_s']:>8.1f}{english:>12}{theirs:>18}"


if __name__ == "__main__":
    import argparse

    print("\n".join(lines(measure(argparse.Namespace(rounds=3, runs=5, seconds=3.0)))))
