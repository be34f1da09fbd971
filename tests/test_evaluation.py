"""Measures, tuning and significance, on files of BEIR and TREC."""

import copy
import gzip
import itertools
import json
import math
import os
import random
import runpy
import stat
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from conftest import ROOT
from elanus import Index
from elanus.errors import ElanusWarning, InputError, InputTypeError, MissingPackageError, NotFittedError
from elanus.evaluation import (
    BeirRetriever,
    MtebRetriever,
    Parameters,
    Run,
    compare,
    evaluate,
    read_qrels,
    read_queries,
    read_run,
    tune,
    write_run,
)
from elanus.evaluation.measures import measured, ndcg
from elanus.evaluation.run import _decreasing
from elanus.evaluation.significance import compared
from elanus.sparse import BM25EmbeddingFunction

ir_measures = pytest.importorskip("ir_measures")

WORDS = ["red", "black", "kite", "swift", "owl", "dives", "soars", "screams", "hunts", "lake", "dusk"]
WORDS += ["night", "over", "under", "by", "the"]


def collection(documents=60, queries=25, seed=7):
    """Documents, queries and judgments of random words; the judged are near to what is asked."""
    chance = random.Random(seed)
    texts = {f"d{n}": " ".join(chance.choices(WORDS, k=chance.randint(2, 25))) for n in range(documents)}
    asked = {f"q{n}": " ".join(chance.choices(WORDS, k=3)) for n in range(queries)}
    qrels = {}
    for query, text in asked.items():
        shared = {name: len(set(text.split()) & set(document.split())) for name, document in texts.items()}
        near = sorted(shared, key=lambda name: (-shared[name], name))[:12]
        qrels[query] = {name: chance.randint(-1, 3) for name in chance.sample(near, 6)}
    return texts, asked, qrels


@pytest.fixture(scope="module")
def judged():
    return collection()


@pytest.fixture(scope="module")
def index(judged):
    texts, _, _ = judged
    return Index.build(texts.values(), list(texts), analyzer="unicode")


# Files


def test_queries_of_every_format(tmp_path):
    expected = {"1": "Where do kites soar?", "q 2": "Who dives?"}
    lines = "".join(json.dumps({"_id": i, "text": t, "metadata": {}}) + "\n" for i, t in expected.items())
    (tmp_path / "queries.jsonl").write_text(lines)
    with gzip.open(tmp_path / "queries.jsonl.gz", "wt") as file:
        file.write(lines)
    (tmp_path / "queries.tsv").write_text("".join(f"{i}\t{t}\n" for i, t in expected.items()))
    for name in ("queries.jsonl", "queries.jsonl.gz", "queries.tsv"):
        assert read_queries(tmp_path / name) == expected
    (tmp_path / "asked.tsv").write_text("number\tquestion\n7\tWho?\n")
    assert read_queries(tmp_path / "asked.tsv", text_field="question", id_field="number") == {"7": "Who?"}


@pytest.mark.parametrize(
    "text",
    [
        "query-id\tcorpus-id\tscore\n1\ta b\t2\n\n1\tc\t0\n2\ta b\t1\n",
        "\ufeffcorpus-id\tscore\tQuery-ID\tby\r\na b\t2\t1\tx\r\nc\t0\t1\tx\r\na b\t1\t2\tx\r\n",
        "1\ta b\t2\n1\tc\t0\n2\ta b\t1\n",
        "1\t0\ta b\t2\n1\t0\tc\t0\n2\tQ0\ta b\t1\n1\t0\tc\t0\n",
    ],
    ids=["beir", "beir-columns", "beir-without-header", "trec"],
)
def test_judgments_of_every_format(text, tmp_path):
    expected = {"1": {"a b": 2, "c": 0}, "2": {"a b": 1}}
    (tmp_path / "qrels").write_text(text, encoding="utf-8")
    assert read_qrels(tmp_path / "qrels") == expected
    with gzip.open(tmp_path / "qrels.gz", "wt", encoding="utf-8") as file:
        file.write(text)
    assert read_qrels(str(tmp_path / "qrels.gz")) == expected


def test_judgments_in_columns_of_spaces(tmp_path):
    (tmp_path / "qrels").write_text("1 0  kite   2\n1 0 owl -1\n")
    assert read_qrels(tmp_path / "qrels") == {"1": {"kite": 2, "owl": -1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "qrels holds no judgment; expected BEIR's"),
        ("query-id\tcorpus-id\tscore\n", "qrels holds no judgment; expected BEIR's"),
        ('{"_id": "1", "text": "Kites"}\n', r"""holds no judgments: its first line is '\{"_id":"""),
        (
            "query\tdocument\trelevance\n1\ta\t1\n",
            r"its first line is 'query\\tdocument\\trelevance'; expected",
        ),
        ("1\tWhere do kites soar?\n", r"its first line is '1\\tWhere do kites soar\?'; expected"),
        ("1 Q0 kite 1 2.5 elanus\n", "its first line is '1 Q0 kite 1 2.5 elanus'; expected"),
        ("1 0 kite 1\n1 0 kite\n", "line 2 has 3 columns, not 4 as the first"),
        ("1 0 kite 1\n\n1 0 owl 0.5\n", "line 3 has the relevance '0.5', no whole number"),
        ("1 0 kite 1\n1 0 kite 2\n", "line 2 judges document 'kite' for query '1' as 2, an earlier one as 1"),
    ],
)
def test_files_that_hold_no_judgments(text, message, tmp_path):
    (tmp_path / "qrels").write_text(text)
    with pytest.raises(InputError, match=message):
        read_qrels(tmp_path / "qrels")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="none cannot be read: No such file"):
        read_qrels(tmp_path / "none")
    (tmp_path / "latin").write_bytes(b"1 0 k\xefte 1\n")
    with pytest.raises(InputError, match="line 1 is not UTF-8"):
        read_run(tmp_path / "latin")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"1 0 kite 1\n" * 1000)[:-20])
    with pytest.raises(InputError, match="the gzip data is damaged"):
        read_qrels(tmp_path / "cut.gz")
    with pytest.raises(InputTypeError, match="path is list"):
        read_run(["run.txt"])


def test_a_run_is_read_as_trec_eval_ranks_it(tmp_path):
    (tmp_path / "run").write_text("1 Q0 a 1 1.0 x\n1 Q0 c 2 1.0 x\n1\tQ0\tb\t3\t2e0\tx\n2 Q0 a 1 -3 x\n")
    run = read_run(tmp_path / "run")
    assert {query: list(found.items()) for query, found in run.items()} == {
        "1": [("b", 2.0), ("c", 1.0), ("a", 1.0)],
        "2": [("a", -3.0)],
    }
    assert ("1" in run, "3" in run, len(run), repr(run)) == (True, False, 2, "<Run: 2 queries, 4 answers>")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "run holds no answer; expected TREC's"),
        ("1 0 kite 1\n", "line 1 has 4 columns, not 6"),
        ("1 Q0 kite 1 high x\n", "line 1 has the score 'high', no finite number"),
        ("1 Q0 kite 1 nan x\n", "line 1 has the score 'nan', no finite number"),
        ("1 Q0 kite 1 2 x\n1 Q0 kite 2 1 x\n", "line 2 has document 'kite' once more for query '1'"),
    ],
)
def test_files_that_hold_no_run(text, message, tmp_path):
    (tmp_path / "run").write_text(text)
    with pytest.raises(InputError, match=message):
        read_run(tmp_path / "run")


def test_a_run_that_is_written_is_read_again(judged, index, tmp_path):
    _, queries, qrels = judged
    found = evaluate(index, queries, qrels)
    write_run(tmp_path / "run.txt", found.run, tag="kites")
    first = (tmp_path / "run.txt").read_text().splitlines()[0].split()
    assert (first[1], first[3], first[5]) == ("Q0", "1", "kites")
    again = read_run(tmp_path / "run.txt")
    assert [(query, list(hits)) for query, hits in again.items()] == [
        (query, list(hits)) for query, hits in found.run.items()
    ]
    for query, hits in again.items():
        assert np.float32(list(hits.values())).tolist() == list(found.run[query].values())
    assert evaluate(again, None, qrels).means == evaluate(again, queries, qrels).means == found.means


def test_float64_scores_are_written_in_full(tmp_path):
    run = {"1": {"a": 0.1, "b": 0.1 - 1e-17, "c": 1 / 3}}
    write_run(tmp_path / "run", run)
    assert read_run(tmp_path / "run")["1"] == run["1"]


def test_a_run_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "run.txt"
    path.write_text("old")
    path.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    with pytest.raises(InputError, match="the document 'a b' is no single word"):
        write_run(link, {"1": {"a": 2.0, "a b": 1.0}})
    assert (path.read_text(), set(tmp_path.iterdir())) == ("old", {link, path})
    write_run(link, {"1": {"a": 2.0}})
    assert path.read_text() == "1 Q0 a 1 2 elanus\n"
    assert (stat.S_IMODE(path.stat().st_mode), link.is_symlink()) == (0o600, True)
    for run, tag in (({"q 1": {"a": 1.0}}, "x"), ({"1": {"a": 1.0}}, "two words"), ({"": {"a": 1.0}}, "x")):
        with pytest.raises(InputError, match="no single word"):
            write_run(path, run, tag=tag)
    with pytest.raises(FileNotFoundError):
        write_run(tmp_path / "none" / "run.txt", {"1": {"a": 1.0}})


def test_a_run_goes_into_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_run(tmp_path / "pipe", {"1": {"a": 2.0}})
    reader.join(timeout=30)
    assert got == ["1 Q0 a 1 2 elanus\n"]


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        ([("1", "a", 1.0)], InputTypeError, "the run is list; expected a mapping"),
        ({"1": ["a"]}, InputTypeError, "the answers to query '1' are list; expected a mapping"),
        ({"1": {"a": "high"}}, InputTypeError, "a score of query '1' is no number"),
        (
            {"1": {"b": 1.0, "a": math.inf}},
            InputError,
            "the score of document 'a' for query '1' is not finite",
        ),
    ],
)
def test_what_is_no_run(run, error, message):
    with pytest.raises(error, match=message):
        Run(run)


FLOATS = st.floats(-1e6, 1e6, width=32) | st.sampled_from([0.0, -0.0, 1.0, 2.0**-149, -(2.0**-149)])


@given(st.lists(st.lists(FLOATS, max_size=6), min_size=1, max_size=3))
def test_scores_of_a_run_fall_by_as_little_as_possible(rows):
    width = max(map(len, rows))
    scores = np.full((len(rows), width), -np.inf, dtype=np.float32)
    for row, values in enumerate(rows):
        scores[row, : len(values)] = sorted(values, reverse=True)
    counts = np.array([len(values) for values in rows])
    found = _decreasing(scores, counts)
    for row, count in enumerate(counts):
        last = np.float32(np.inf)
        for given_score, made in zip(scores[row, :count], found[row, :count], strict=True):
            assert made == min(given_score, np.nextafter(last, np.float32(-np.inf)))
            last = made
        assert (found[row, count:] == -np.inf).all()


# Measures


def test_the_figures_are_those_of_ir_measures(judged, index):
    _, queries, qrels = judged
    found = evaluate(index, queries, qrels, measures=["nDCG@10", "AP", "R@100", "RR", "P@5", "nDCG"])
    results = index.search(list(queries.values()), 1000)
    # By rank, so that ties stay as the index has them.
    run = {
        query: {own: -float(rank) for rank, own in enumerate(results.ids[row, : results.counts[row]])}
        for row, query in enumerate(queries)
    }
    wanted = ir_measures.calc([ir_measures.parse_measure(name) for name in found.measures], qrels, run)
    assert found.means == {str(measure): value for measure, value in wanted.aggregated.items()}
    assert 0.2 < found["nDCG@10"] < 0.95
    for metric in wanted.per_query:
        assert found.per_query(str(metric.measure))[metric.query_id] == metric.value
    assert found.values.shape == (len(queries), 6)
    assert {query: list(hits) for query, hits in found.run.items()} == {
        q: list(hits) for q, hits in run.items()
    }
    assert str(found).splitlines()[0] == f"nDCG@10  {found['nDCG@10']:.4f}"


def test_a_query_that_finds_nothing_counts_and_one_without_judgments_does_not(index):
    qrels = {"a": {"d0": 1}, "b": {"d1": 1}, "c": {}}
    queries = {"a": "kite", "b": "zebra", "c": "owl", "d": "owl"}
    found = evaluate(index, queries, qrels, measures=["RR"])
    assert found.queries == ("a", "b")
    assert found.per_query("RR")["b"] == 0
    assert found["RR"] == found.per_query("RR")["a"] / 2
    answers = evaluate({"a": {"d0": 1.0}}, None, qrels, measures=["RR"])
    assert answers.per_query("RR") == {"a": 1.0, "b": 0.0}


def test_measures_keep_the_names_that_they_are_given(index, judged):
    _, queries, qrels = judged
    found = evaluate(index, queries, qrels, measures=["MAP", ir_measures.nDCG @ 5])
    assert found.measures == ("MAP", "nDCG@5")
    assert found["MAP"] == evaluate(index, queries, qrels)["AP"]
    assert found[ir_measures.nDCG @ 5] == found["nDCG@5"]
    with pytest.raises(InputError, match="RR was not measured; there are MAP, nDCG@5"):
        found["RR"]


def test_numbers_are_ids_too(judged):
    texts, queries, qrels = judged
    named = Index.build(texts.values(), list(texts), analyzer="unicode")
    numbered = Index.build(texts.values(), analyzer="unicode")
    renamed = {query: {own[1:]: gain for own, gain in found.items()} for query, found in qrels.items()}
    assert numbered.ids.dtype.kind == "i"
    found = evaluate(numbered, queries, renamed)
    assert found.means == evaluate(named, queries, qrels).means
    assert all(isinstance(own, str) for own in found.run["q0"])
    grids = [
        tune(index, queries, q, k1=[1], b=[0, 1]).values for index, q in ((numbered, renamed), (named, qrels))
    ]
    assert (grids[0] == grids[1]).all()
    for own in ("007", "1.0", "", "d1", "9" * 40, "-1"):
        with pytest.raises(InputError, match="no relevant document is in the index"):
            evaluate(numbered, {"1": "kite"}, {"1": {own: 1}})


def test_an_index_of_vectors_is_told_how_queries_become_them(judged, index):
    texts, queries, qrels = judged
    model = BM25EmbeddingFunction("unicode", method="lucene", k1=1.2).fit(texts.values())
    vectors = Index.from_vectors(model.encode_documents(texts.values()), list(texts))
    found = evaluate(vectors, queries, qrels, encode=model.encode_queries)
    assert dict(found.run) == dict(evaluate(index, queries, qrels).run)
    with pytest.raises(InputTypeError, match="this index holds vectors"):
        evaluate(vectors, queries, qrels)
    with pytest.raises(InputError, match="the index holds vectors, which have no parameters to tune"):
        tune(vectors, queries, qrels)


def test_files_serve_as_well(judged, index, tmp_path):
    _, queries, qrels = judged
    (tmp_path / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": query, "text": text}) + "\n" for query, text in queries.items())
    )
    (tmp_path / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n"
        + "".join(
            f"{query}\t{own}\t{gain}\n" for query, found in qrels.items() for own, gain in found.items()
        )
    )
    found = evaluate(index, tmp_path / "queries.jsonl", str(tmp_path / "test.tsv"))
    assert found.means == evaluate(index, queries, qrels).means


def test_what_is_left_out_is_said(index):
    with pytest.warns(ElanusWarning, match="2 of 3 judged queries have no text and are left out: 'b', 'c'"):
        evaluate(index, {"a": "kite"}, {"a": {"d1": 1}, "b": {"d1": 1}, "c": {"d2": 1}})
    with pytest.warns(ElanusWarning, match="1 of 2 relevant documents are not in the index, so .*: 'x'"):
        evaluate(index, {"a": "kite"}, {"a": {"d1": 1, "x": 1, "y": 0}})


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        (
            {"1": "kite"},
            {"a": {"d1": 1}},
            "no query has a judgment: the queries' ids are '1', those of .* 'a'$",
        ),
        ({}, {"a": {"d1": 1}}, "there is no judged query"),
        ({"1": "kite"}, {}, "there is no judged query"),
        ({"1": "kite"}, {"1": {}}, "there is no judged query"),
        ({"1": "kite"}, {"1": {"d1": 0}}, "no judged document is relevant"),
        (
            {"1": "kite"},
            {"1": {"11": 1, "12": 1, "13": 1, "14": 2, "d1": 0}},
            "no relevant document is in the index: the judgments name '11', '12', '13', …, .* has 'd0',",
        ),
    ],
)
@pytest.mark.parametrize("call", [evaluate, tune])
def test_queries_and_judgments_that_do_not_fit(call, queries, qrels, message, index):
    with pytest.raises(InputError, match=message):
        call(index, queries, qrels)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"system": 5}, InputTypeError, "int answers no queries; expected an Index, or a run"),
        ({"queries": None}, InputTypeError, "queries is None; expected ids and texts"),
        (
            {"queries": ["kite"]},
            InputTypeError,
            "queries is list; expected a mapping from a query's id to its text",
        ),
        ({"queries": {"1": None}}, InputTypeError, "query '1' is NoneType; expected a str"),
        ({"qrels": [("1", "d1", 1)]}, InputTypeError, "qrels is list; expected a mapping from a query's id"),
        ({"qrels": {"1": ["d1"]}}, InputTypeError, "the judgments of query '1' are list; expected a mapping"),
        (
            {"qrels": {"1": {"d1": 0.5}}},
            InputTypeError,
            "relevance of document 'd1' to query '1' is 0.5; expected",
        ),
        ({"measures": "nDCG@10"}, InputTypeError, "measures is str; expected a list of names"),
        ({"measures": []}, InputError, "measures is empty"),
        (
            {"measures": ["nDGC@10"]},
            InputError,
            "'nDGC@10' is no measure that ir-measures can compute; expected",
        ),
        ({"measures": ["nDCG@"]}, InputError, "'nDCG@' is no measure"),
        ({"measures": ["nDCG(rel=9)@10"]}, InputError, "is no measure"),
        ({"k": 10}, InputError, "R@100 looks at 100 documents, and k is 10; expected k of 100 or more"),
        ({"k": 0}, InputError, "k is 0; expected 1 or more"),
        ({"k": 2.5}, InputTypeError, "k is float; expected an int"),
    ],
)
def test_arguments_that_are_none(changed, error, message, index):
    arguments = {"system": index, "queries": {"1": "kite"}, "qrels": {"1": {"d1": 1}}} | changed
    with pytest.raises(error, match=message):
        evaluate(**arguments)


def test_the_extra_is_named_where_ir_measures_is_missing(index, monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(MissingPackageError, match=r'needs the package ir-measures, .*"elanus\[evaluation\]"'):
        evaluate(index, {"1": "kite"}, {"1": {"d1": 1}})
    found = tune(index, {"1": "kite", "2": "owl"}, {"1": {"d1": 1}, "2": {"d2": 1}}, k1=[1], b=[0], folds=2)
    assert found.values.shape == (1, 1, 1, 2)


RELEVANCE = st.integers(-2, 4)


@given(
    st.lists(
        st.tuples(st.lists(RELEVANCE, max_size=8), st.lists(RELEVANCE, max_size=4)), min_size=1, max_size=4
    ),
    st.integers(1, 6),
)
def test_ndcg_in_arrays_is_that_of_ir_measures(cases, k):
    """Each case is what stands at the ranks, and what was judged but not found."""
    qrels, run = {}, {}
    gains, ideal = np.zeros((2, len(cases), k)), np.zeros((len(cases), k))
    for row, (ranked, missed) in enumerate(cases):
        judged = [*ranked, *missed] or [0]
        qrels[str(row)] = {str(place): gain for place, gain in enumerate(judged)}
        run[str(row)] = {str(place): -float(place) for place in range(len(ranked))} or {"unjudged": 1.0}
        gains[:, row, : len(ranked[:k])] = ranked[:k]
        best = sorted((max(gain, 0) for gain in judged), reverse=True)[:k]
        ideal[row, : len(best)] = best
    wanted = measured([ir_measures.nDCG @ k], qrels, run)
    found = ndcg(gains, ideal)
    assert found.shape == (2, len(cases))
    assert found[0] == pytest.approx(wanted[:, 0], abs=1e-12)
    assert (found[1] == found[0]).all()


# Significance


def results(*values, measure="RR"):
    """An evaluation in which the queries reach these reciprocal ranks."""
    qrels = {str(query): {"right": 1} for query in range(len(values))}
    run = {}
    for query, value in enumerate(values):
        wrong = {f"wrong{place}": 10.0 - place for place in range(round(1 / value) - 1 if value else 3)}
        run[str(query)] = wrong | ({"right": 0.0} if value else {})
    found = evaluate(run, None, qrels, measures=[measure])
    assert list(found.per_query(measure).values()) == pytest.approx(list(values))
    return found


def naive_randomization(differences):
    """Fisher's test in full: the share of all signs that give a mean as far from zero."""
    observed = abs(sum(differences))
    extreme = total = 0
    for signs in itertools.product((1, -1), repeat=len(differences)):
        total += 1
        extreme += abs(sum(sign * d for sign, d in zip(signs, differences, strict=True))) >= observed - 1e-12
    return extreme / total


def test_the_randomization_test_is_exact_for_few_queries():
    a, b = (1, 1, 0.5, 1, 0.25, 1, 0.5, 1), (0.5, 1, 0.25, 0.5, 0.5, 0.25, 0.5, 0)
    found = compare(results(*a), results(*b))
    assert found.p_randomization == pytest.approx(
        naive_randomization([x - y for x, y in zip(a, b, strict=True)])
    )
    assert 0 < found.p_randomization < 1
    assert (found.better, found.worse, found.same) == (5, 1, 2)
    assert (found.a, found.b) == (np.mean(a), np.mean(b))
    assert found.difference == pytest.approx(found.a - found.b)


def test_the_t_test_is_student_s():
    a, b = (1, 1, 0.5, 1, 0.25, 1), (0.5, 1, 0.25, 0.5, 0.5, 0.25)
    found = compare(results(*a), results(*b))
    differences = np.subtract(a, b)
    error = differences.std(ddof=1) / math.sqrt(6)
    # 2.5706 is the 97.5th percentile of Student's t with 5 degrees of freedom.
    assert found.low == pytest.approx(differences.mean() - 2.570582 * error, abs=1e-5)
    assert found.high == pytest.approx(differences.mean() + 2.570582 * error, abs=1e-5)
    assert found.p_t == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert f"p = {found.p_randomization:.4f} (randomization), {found.p_t:.4f} (t-test)" in str(found)


def test_a_comparison_is_the_same_each_time_and_turned_round():
    chance = random.Random(1)
    a = results(*(chance.choice((1, 0.5, 0.25, 0)) for _ in range(60)))
    b = results(*(chance.choice((1, 0.5, 0.25, 0)) for _ in range(60)))
    first = compare(a, b, seed=3)
    assert first == compare(a, b, seed=3)
    assert first.p_randomization != compare(a, b, seed=4).p_randomization
    turned = compare(b, a, seed=3)
    assert turned.p_randomization == pytest.approx(first.p_randomization, abs=0.03)
    assert first.p_randomization == pytest.approx(first.p_t, abs=0.05)
    assert (turned.difference, turned.better) == (-first.difference, first.worse)


def test_systems_that_do_not_differ_or_always_by_as_much():
    same = compare(results(1, 0.5, 0), results(1, 0.5, 0))
    assert (same.difference, same.p_randomization, same.p_t, same.same) == (0, 1, 1, 3)
    always = compare(results(1, 1, 1, 1), results(0.5, 0.5, 0.5, 0.5))
    assert (always.p_t, always.low, always.high, always.p_randomization) == (0, 0.5, 0.5, 2 / 16)


@pytest.mark.parametrize("seed", range(3))
def test_both_tests_agree_with_scipy_s(seed):
    chance = random.Random(seed)
    a, b = (np.array([chance.choice((1, 0.5, 0.25, 0)) for _ in range(40)]) for _ in range(2))
    b[:6] = np.minimum(b[:6], a[:6])
    found = compared("RR", a, b, resamples=20_000)
    test = stats.ttest_rel(a, b)
    assert found.p_t == pytest.approx(test.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(test.confidence_interval(0.95)))
    wanted = stats.permutation_test((a - b,), np.mean, permutation_type="samples", n_resamples=20_000)
    assert found.p_randomization == pytest.approx(wanted.pvalue, abs=0.02)


def test_no_p_of_random_signs_is_zero():
    a, b = np.linspace(0.5, 1, 40), np.linspace(0, 0.1, 40)
    assert compared("RR", a, b, resamples=999).p_randomization == 1 / 1000


def test_what_cannot_be_compared():
    one = results(1, 0.5)
    with pytest.raises(InputTypeError, match="b is dict; expected what `evaluate` returns"):
        compare(one, {"RR": 1.0})
    with pytest.raises(InputError, match="the queries differ: 0 are only in the first evaluation, 1 only in"):
        compare(one, results(1, 0.5, 1))
    with pytest.raises(InputError, match="no measure is common: one has RR, the other RR@10"):
        compare(one, results(1, 0.5, measure="RR@10"))
    with pytest.raises(InputError, match="AP was not measured; there are RR"):
        compare(one, one, measure="AP")
    with pytest.raises(InputError, match="a test needs at least two queries; there is 1"):
        compare(results(1), results(0.5))
    with pytest.raises(InputError, match="resamples is 0"):
        compare(one, one, resamples=0)


# Tuning

METHODS = ["lucene", "okapi", "robertson", "atire", "bm25l", "bm25+", "tfidf"]


@pytest.mark.filterwarnings("ignore:a query weight is 0 or negative")
@pytest.mark.parametrize("measure", ["nDCG@10", "nDCG@3", "AP", "R@20"])
def test_a_grid_is_what_single_evaluations_say(measure, judged, index):
    _, queries, qrels = judged
    found = tune(index, queries, qrels, k1=[0.4, 2], b=[0, 0.5, 1], methods=METHODS, measure=measure)
    assert found.values.shape == (7, 2, 3, len(queries))
    for (m, method), (i, k1), (j, b) in itertools.product(
        enumerate(METHODS), enumerate(found.k1), enumerate(found.b)
    ):
        single = copy.copy(index)
        single.set_parameters(method=method, k1=k1, b=b)
        wanted = evaluate(single, queries, qrels, measures=[measure])
        assert found.values[m, i, j] == pytest.approx(list(wanted.per_query(measure).values()), abs=1e-12)
        assert found.means[m, i, j] == pytest.approx(wanted[measure], abs=1e-12)
    assert found.before == Parameters("lucene", 1.2, 0.75)
    assert found.before_value == pytest.approx(evaluate(index, queries, qrels, measures=[measure])[measure])
    assert found.best_value == found.means.max()
    best = (METHODS.index(found.best.method), found.k1.index(found.best.k1), found.b.index(found.best.b))
    assert found.means[best] == found.best_value
    assert len(np.unique(found.means.round(12))) > 8


def test_the_figure_of_a_fold_is_not_of_the_queries_that_chose(judged, index):
    _, queries, qrels = judged
    found = tune(index, queries, qrels, k1=[0.2, 1, 3], b=[0, 0.5, 1], folds=4, seed=2)
    names = list(found.queries)
    assert sorted(query for fold in found.folds for query in fold.queries) == sorted(names)
    assert sorted(len(fold.queries) for fold in found.folds) == [6, 6, 6, 7]
    held_out = {}
    for fold in found.folds:
        inside = [names.index(query) for query in fold.queries]
        others = [place for place in range(len(names)) if place not in inside]
        means = {
            Parameters("lucene", k1, b): found.values[0, i, j, others].mean()
            for (i, k1), (j, b) in itertools.product(enumerate(found.k1), enumerate(found.b))
        }
        best = max(means, key=means.get)
        assert (fold.parameters, fold.chosen_at) == (best, pytest.approx(means[best]))
        values = found.values[0, found.k1.index(best.k1), found.b.index(best.b), inside]
        assert fold.value == pytest.approx(values.mean())
        held_out |= dict(zip(fold.queries, values, strict=True))
    assert found.cross_validated == pytest.approx(np.mean(list(held_out.values())))
    assert found.cross_validated <= found.best_value
    assert found.comparison.a == found.cross_validated
    assert found.comparison.b == found.before_value
    again = tune(index, queries, qrels, k1=[0.2, 1, 3], b=[0, 0.5, 1], folds=4, seed=2)
    assert (again.folds, again.comparison) == (found.folds, found.comparison)
    dealt = tune(index, queries, qrels, k1=[0.2, 1, 3], b=[0, 0.5, 1], folds=4, seed=3).folds
    assert [fold.queries for fold in dealt] != [fold.queries for fold in found.folds]


def test_the_index_is_as_it_was_also_after_an_error(judged, index, monkeypatch):
    _, queries, qrels = judged
    before = evaluate(index, queries, qrels)
    tune(index, queries, qrels, k1=[0.1, 3], b=[0, 1], methods=["okapi", "bm25l"])
    assert (index.method, index.k1, index.b) == ("lucene", 1.2, 0.75)
    calls = []

    def interrupted(*arguments, **options):
        calls.append(1)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return search(*arguments, **options)

    search = type(index).search
    monkeypatch.setattr(type(index), "search", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tune(index, queries, qrels, k1=[0.1, 3], b=[0, 1], methods=["okapi"])
    monkeypatch.undo()
    assert (index.method, index.k1, index.b) == ("lucene", 1.2, 0.75)
    after = evaluate(index, queries, qrels)
    assert after.means == before.means
    assert dict(after.run) == dict(before.run)


def test_a_tuning_is_a_table(judged, index):
    _, queries, qrels = judged
    found = tune(index, queries, qrels, k1=[0.5, 1], b=[0, 0.5], methods=["lucene", "tfidf"], folds=3)
    lines = str(found).splitlines()
    assert lines[0] == "nDCG@10, lucene"
    assert lines[1].split() == ["k1", "\\", "b", "0", "0.5"]
    assert lines[2].split() == ["0.5", *(f"{value:.4f}" for value in found.means[0, 0])]
    assert f"{found.means[1, 0, 0]:.4f} (it has neither k1 nor b)" in lines
    assert any(line.startswith("before    lucene k1=1.2 b=0.75") for line in lines)
    assert sum(line.startswith("fold ") for line in lines) == 3
    assert lines[-1].startswith("tuned against before: nDCG@10 ")


def test_a_best_value_at_the_edge_is_noticed(judged, index):
    _, queries, qrels = judged
    alone = tune(index, queries, qrels, k1=[1.2], b=[0.75])
    assert alone.at_edge == ()
    whole = tune(index, queries, qrels, k1=[1.2], b=[0, 1])
    assert whole.at_edge == ()  # nothing lies beyond 0 and 1
    part = tune(index, queries, qrels, k1=[1.2], b=[0.4, 0.6])
    assert part.means[0, 0, 0] != part.means[0, 0, 1]
    assert part.at_edge == ("b",)


def test_of_equal_settings_the_index_s_own_is_best():
    index = Index.build(["kite", "owl"], ["k", "o"], analyzer="standard")
    queries, qrels = {"1": "kite", "2": "owl"}, {"1": {"k": 1}, "2": {"o": 1}}
    found = tune(index, queries, qrels, k1=[0.5, 1.2, 2], b=[0.4, 0.75], folds=2)
    assert (found.means == 1).all()
    assert {found.best, *(fold.parameters for fold in found.folds)} == {Parameters("lucene", 1.2, 0.75)}
    assert found.at_edge == ()
    assert tune(index, queries, qrels, k1=[0.5, 2], b=[0.4, 0.6], folds=2).best == ("lucene", 0.5, 0.4)


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_heat_map_shows_every_method_that_has_one(ending, judged, index, tmp_path):
    pytest.importorskip("matplotlib")
    _, queries, qrels = judged
    found = tune(index, queries, qrels, k1=[0.5, 1], b=[0, 0.25], methods=["lucene", "bm25+", "tfidf"])
    path = tmp_path / f"heat.{ending}"
    found.plot(path)
    content = path.read_bytes()
    if ending == "png":
        assert content.startswith(b"\x89PNG")
    else:
        for text in (b"lucene", b"bm25+", b"k1", b"0.25", b"nDCG@10, 25 queries"):
            assert b"<!-- " + text + b" -->" in content
        assert b"<!-- tfidf -->" not in content
    with pytest.raises(InputError, match=r"heat.xyz has no ending of a picture; expected one of .*png"):
        found.plot(tmp_path / "heat.xyz")
    with pytest.raises(InputError, match="tfidf has neither k1 nor b"):
        tune(index, queries, qrels, methods=["tfidf"], k1=[1], b=[1]).plot(path)


def test_a_delta_of_the_index_s_own_is_kept(judged):
    texts, queries, qrels = judged
    index = Index.build(texts.values(), list(texts), analyzer="unicode", method="bm25+", delta=0.01)
    found = tune(index, queries, qrels, k1=[1.2], b=[0.75], methods=["lucene", "bm25+"])
    assert found.before_value == pytest.approx(evaluate(index, queries, qrels)["nDCG@10"])
    assert found.means[1, 0, 0] == pytest.approx(found.before_value)
    default = copy.copy(index).set_parameters(delta=1.0)
    assert evaluate(default, queries, qrels)["nDCG@10"] != pytest.approx(found.before_value)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"index": 5}, InputTypeError, "int has no parameters to tune; expected an Index"),
        ({"k1": []}, InputError, "k1 is empty"),
        ({"b": [0, 1, 0]}, InputError, "b holds a number twice: 0, 1, 0"),
        ({"k1": 1.2}, InputTypeError, "k1 is 1.2; expected a list of numbers"),
        ({"k1": ["x"]}, InputTypeError, "k1 is .*; expected a list of numbers"),
        ({"b": [0.5, 2]}, InputError, "b is 2"),
        ({"methods": "lucene"}, InputTypeError, "methods is str"),
        ({"methods": ["bm26"]}, InputError, "methods holds 'bm26'; expected some of okapi, lucene"),
        ({"methods": []}, InputError, "methods is empty"),
        ({"measure": "nDGC@10"}, InputError, "'nDGC@10' is no measure"),
        ({"folds": 1}, InputError, "folds is 1; expected 2 or more"),
        ({"folds": 3}, InputError, "there are 2 judged queries for 3 folds"),
        ({"seed": -1}, InputError, "seed is -1"),
    ],
)
def test_what_cannot_be_tuned(changed, error, message, index):
    arguments = {"index": index, "k1": [1], "b": [0.5], "folds": 2} | changed
    with pytest.raises(error, match=message):
        tune(queries={"1": "kite", "2": "owl"}, qrels={"1": {"d1": 1}, "2": {"d2": 1}}, **arguments)


# Harnesses


def test_the_example_of_the_harnesses_runs_without_them(capsys):
    runpy.run_path(str(ROOT / "examples" / "beir_retriever.py"))
    assert capsys.readouterr().out.splitlines() == [
        "Which kites fish in lakes?  black, red",
        "hunting for voles  owl, red",
        "nDCG@10  1.0000",
        "R@100    1.0000",
    ]


def test_beir_gets_what_it_asks_for():
    corpus = {
        "a": {"title": "Red kites", "text": "dive."},
        "b": {"text": "A red swift."},
        "c": {"title": None, "text": "Red, red owls."},
        "q": {"title": "", "text": "Red kites"},
    }
    retriever = BeirRetriever(analyzer="unicode", method="bm25+", threads=1)
    # As EvaluateRetrieval.retrieve calls it.
    found = retriever.search(corpus, {"q": "red kites", "z": "zebras"}, 2, "cos_sim", ignored=True)
    assert list(found) == ["q", "z"]
    assert found["z"] == {}
    # One more than asked for, because BEIR leaves out what has the query's own id.
    assert list(found["q"]) == ["q", "a", "c"]
    assert len(retriever.search(corpus, {"x": "red kites"}, 2)["x"]) == 2
    assert all(type(score) is float for score in found["q"].values())
    with pytest.raises(InputTypeError, match="corpus is list; expected a mapping from ids"):
        retriever.search([], {}, 10)


def test_mteb_gets_what_it_asks_for():
    rows = [{"id": f"d{n}", "title": "Red" if n % 2 else "", "text": "kites " * (n + 1)} for n in range(6)]
    common = {
        "task_metadata": None,
        "hf_split": "test",
        "hf_subset": "default",
        "encode_kwargs": {},
        "num_proc": 1,
    }
    retriever = MtebRetriever(analyzer="unicode")
    with pytest.raises(NotFittedError, match="call index first"):
        retriever.search([{"id": "1", "text": "kites"}], top_k=3, **common)
    retriever.index(corpus=rows, **common)
    queries = [{"id": "1", "text": "kites"}, {"id": "2", "text": "none", "instruction": "red"}]
    found = retriever.search(queries=queries, top_k=4, top_ranked=None, **common)
    assert [len(hits) for hits in found.values()] == [4, 3]
    assert set(found["2"]) == {"d1", "d3", "d5"}
    ranked = retriever.search(queries, top_k=4, top_ranked={"1": ["d5", "d4", "gone"]}, **common)
    assert set(ranked["1"]) == {"d4", "d5"}
    assert ranked["2"] == {}


def test_mteb_is_told_what_the_model_is(monkeypatch):
    assert MtebRetriever().mteb_model_meta is None  # nobody asks where MTEB is not loaded

    class ModelMeta:
        @staticmethod
        def create_empty(overwrites):
            return overwrites

    monkeypatch.setitem(sys.modules, "mteb.models.model_meta", SimpleNamespace(ModelMeta=ModelMeta))
    assert MtebRetriever().mteb_model_meta["name"] == "elanus/bm25"
