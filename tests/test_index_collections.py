"""Every query of the collections to try it on: brute force's ids, and its scores to the last bit.

The short form takes the small collections and a sample of the queries of the large ones; `make test-deep`
takes all.
"""

import copy
import gzip
import json
import random

import numpy as np
import pytest

import elanus
from conftest import DEEP
from elanus.cli import main
from elanus.evaluation import evaluate
from naive_index import Columns, rows_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:a query weight is 0"),
    pytest.mark.filterwarnings("ignore:the analyzer is for English"),
    pytest.mark.timeout(14_400 if DEEP else 600),
]

LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh"]
SMALL = ["cranfield", "scifact", *(f"xquad_{language}" for language in LANGUAGES)]
LARGE = ["npl", "jaquad_ja", "drcd_zh", "en_wiki_100k", "zh_wiki_20k", "fr_pydocs", "ko_pydocs"]
SHORT = ["cranfield", "scifact", "npl", "xquad_en", "xquad_zh", "xquad_ar"]
COLLECTIONS = SMALL + LARGE if DEEP else SHORT
METHODS = ["lucene", "okapi", "robertson", "atire", "bm25l", "bm25+", "tfidf"]


def lines(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(folder, name):
    """The documents, their ids, and the queries; where there are none MS MARCO's, or parts of documents."""
    if not (folder / name / "corpus.jsonl.gz").exists():
        pytest.skip(f"the collection {name} is not in {folder}")
    corpus = lines(folder / name / "corpus.jsonl.gz")
    texts = [f"{entry.get('title', '')} {entry['text']}".strip() for entry in corpus]
    ids = [entry["_id"] for entry in corpus]
    path = folder / name / "queries.jsonl"
    if path.exists():
        queries = [entry["text"] for entry in lines(path)]
    elif name.startswith("en_"):
        queries = [entry["text"] for entry in lines(folder / "msmarco_dev_queries.jsonl")]
    else:
        queries = [text[start : start + 30] for start, text in enumerate(texts[:2_000])]
    return texts, ids, queries


def check(index, matrix, queries, ks, threads=None, passes=None):
    """Compare all hits of these queries with brute force over the columns of the documents' matrix."""
    columns, ids = Columns(matrix), index.ids
    for start in range(0, len(queries), 50):
        some = queries[start : start + 50]
        expected = [columns.search(query, passes) for query in rows_of(index.bm25.encode_queries(some))]
        for k in ks:
            found = index.search(some, k, threads=threads, filter=passes)
            assert found.scores.shape == (len(some), min(k, len(ids)))
            for number, (hits, scores) in enumerate(expected):
                count = min(k, len(hits))
                where = (start + number, k)
                assert found.counts[number] == count, where
                assert found.scores[number, :count].tobytes() == scores[:count].tobytes(), where
                assert np.array_equal(found.ids[number, :count], ids[hits[:count]]), where
                assert np.isneginf(found.scores[number, count:]).all(), where


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_query_equals_brute_force(name, shared_data):
    texts, ids, queries = read(shared_data, name)
    if not DEEP and len(queries) > 300:
        queries = random.Random(5).sample(queries, 300)
    index = elanus.Index.build(texts, ids)
    # The sums of 100,000 documents are looked at for a few; the best of them for all.
    matrix = index.bm25.encode_documents(texts)
    check(index, matrix, queries, (1, 10, 100))
    check(index, matrix, queries if DEEP else queries[:40], (len(texts),))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["scifact", "npl", "xquad_de", "drcd_zh"] if DEEP else ["cranfield"])
def test_every_method_any_threads_and_filters(name, method, shared_data):
    texts, ids, queries = read(shared_data, name)
    queries = queries if DEEP else queries[:60]
    chance = np.random.default_rng(len(method))
    index = elanus.Index.build(texts, ids, method=method, epsilon=-0.1)
    for share, threads in ((None, 1), (0.5, 2), (0.01, 3), (0.9, 4)):
        passes = None if share is None else chance.random(len(texts)) < share
        matrix = index.bm25.encode_documents(texts)
        check(index, matrix, queries, (1, 10, len(texts)), threads, passes)


@pytest.mark.parametrize("name", COLLECTIONS if DEEP else ["cranfield", "xquad_zh"])
def test_after_changes(name, shared_data, tmp_path):
    """Half of the documents come later, some change, others go; it is saved and opened in between."""
    texts, ids, queries = read(shared_data, name)
    if name == "en_wiki_100k":
        queries = queries[:1_000]
    half, chance = len(texts) // 2, random.Random(2)
    index = elanus.Index.build(texts[:half], ids[:half])
    index.save(tmp_path / "birds.elanus")
    entries = dict(zip(ids, texts, strict=True))
    index.add(texts[half:], ids[half:])
    gone = chance.sample(ids, len(ids) // 5)
    index.delete(gone)
    for id in gone:
        del entries[id]
    changed = chance.sample([*entries], len(ids) // 10)
    new = [f"{entries.pop(id)} {chance.choice(texts)[:100]}" for id in changed]
    index.update(new, changed)
    entries |= zip(changed, new, strict=True)
    index.save()
    opened = elanus.Index.open(tmp_path / "birds.elanus")
    some = queries if DEEP else queries[:50]
    for each in (index, opened, copy.copy(opened).compact()):
        assert each.ids.tolist() == [*entries]
        matrix = each.bm25.encode_documents([*entries.values()])  # compaction renumbers columns
        check(each, matrix, some, (1, 10, 100, len(entries)))
    opened.set_parameters(method="bm25+", k1=0.7)
    check(opened, opened.bm25.encode_documents([*entries.values()]), some, (10,))


def test_the_quality_of_scifact_is_that_of_lucene(shared_data):
    """nDCG@10 of at least 0.6789, which Anserini's flat BM25 has, with the defaults."""
    texts, ids, _ = read(shared_data, "scifact")
    entries = {entry["_id"]: entry["text"] for entry in lines(shared_data / "scifact" / "queries.jsonl")}
    judged = {}
    for line in (shared_data / "scifact" / "qrels" / "test.tsv").read_text().splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    found = elanus.Index.build(texts, ids).search([entries[query] for query in judged], 10)
    gains = []
    for row, grades in zip(found.ids, judged.values(), strict=True):
        discounts = 1 / np.log2(np.arange(2, 12))
        gained = sum(grades.get(id, 0) * discount for id, discount in zip(row, discounts, strict=True))
        ideal = sorted(grades.values(), reverse=True)[:10]
        gains.append(
            gained / sum(grade * discount for grade, discount in zip(ideal, discounts, strict=False))
        )
    assert np.mean(gains) >= 0.6789


def test_the_command_reaches_it_by_the_files_alone(shared_data, tmp_path, capsys):
    """With the titles, which are worth 0.015."""
    pytest.importorskip("ir_measures")
    folder = shared_data / "scifact"
    read(shared_data, "scifact")
    output = tmp_path / "scifact.elanus"
    assert main(["index", str(folder / "corpus.jsonl.gz"), "-o", str(output), "--language", "en"]) == 0
    found = evaluate(elanus.Index.open(output), folder / "queries.jsonl", folder / "qrels" / "test.tsv")
    assert found["nDCG@10"] == pytest.approx(0.6994, abs=5e-4)
    assert "title and text, joined" in capsys.readouterr().out
