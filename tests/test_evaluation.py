"""What an index finds, by the measures of ir-measures, and as the harnesses ask for it."""

import json
import re
import runpy
import shutil
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from conftest import ROOT
from elanus import Index
from elanus.errors import ElanusWarning, InputError, InputTypeError, MissingPackageError, NotFittedError
from elanus.evaluation import (
    BeirRetriever,
    MtebRetriever,
    evaluate,
    tune,
)
from elanus.evaluation.measures import measured, ndcg
from elanus.sparse import BM25EmbeddingFunction

ir_measures = pytest.importorskip("ir_measures")


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
    ("own", "others"),
    [
        ("AP", ["ap", "map", "MAP", "Map"]),
        ("AP(rel=2)@2", ["map(rel=2)@2"]),
        ("RR", ["rr", "mrr", "MRR", "recip_rank"]),
        ("nDCG@10", ["ndcg@10", "NDCG@10", "ndcg_cut_10", "ndcg_cut.10"]),
        ("R@100", ["r@100", "recall@100", "Recall@100", "recall_100"]),
        ("P@5", ["p@5", "precision@5", "P_5"]),
        ("AP@10", ["map@10", "map_cut_10"]),
        ("Success@1", ["success@1", "success_1"]),
    ],
)
def test_a_measure_is_known_by_all_its_names(own, others):
    run, qrels = {"q": {"a": 3.0, "b": 2.0, "c": 1.0}}, {"q": {"b": 1, "c": 2}}
    wanted = evaluate(run, None, qrels, measures=[own])
    for other in others:
        found = evaluate(run, None, qrels, measures=[other])
        assert found.measures == (other,)
        assert found[other] == found[own] == wanted[own] == wanted[other]
        assert found.per_query(own) == wanted.per_query(other)
    with pytest.raises(InputError, match=f"ERR was not measured; there are {re.escape(own)}"):
        wanted["ERR"]
    with pytest.raises(InputError, match="owl was not measured"):
        wanted["owl"]


def test_a_measure_can_be_asked_for_by_two_names():
    found = evaluate({"q": {"a": 2.0, "b": 1.0}}, None, {"q": {"b": 1}}, measures=["map", "P@1", "AP", "map"])
    assert found.measures == ("map", "P@1", "AP")
    assert found.means == {"map": 0.5, "P@1": 0.0, "AP": 0.5}
    assert found.values.tolist() == [[0.5, 0.0, 0.5]]


@pytest.mark.skipif(shutil.which("perl") is None, reason="ir-measures runs a script of Perl")
@pytest.mark.parametrize("measure", ["ERR@10", "nDCG(dcg='exp-log2')@10"])
def test_queries_need_no_numbers_for_a_tool_that_knows_no_others(measure):
    run = {"kites": {"a": 3.0, "b": 2.0}, "topic-7": {"a": 1.0}}
    qrels = {"kites": {"b": 2}, "topic-7": {"a": 1}}
    found = evaluate(run, None, qrels, measures=[measure])
    numbers = {"kites": "3", "topic-7": "7"}
    same = evaluate(
        {numbers[query]: of for query, of in run.items()},
        None,
        {numbers[query]: of for query, of in qrels.items()},
        measures=[measure],
    )
    assert found.values.tolist() == same.values.tolist()
    assert found.values.min() > 0
    for wrong in ({"kites": {"a b": 1}}, {"kites": {"a": 5}}):
        with pytest.raises(
            InputError, match="has failed: it takes grades of 4 at most, and ids of documents without"
        ):
            evaluate(run, None, wrong, measures=[measure])


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
        (
            {"qrels": {"1": {"d1": 2**31}}},
            InputError,
            "'d1' to query '1' is 2147483648; expected at most 1,000,000",
        ),
        ({"measures": "nDCG@10"}, InputTypeError, "measures is str; expected a list of names"),
        ({"measures": []}, InputError, "measures is empty"),
        (
            {"measures": ["nDGC@10"]},
            InputError,
            r"'nDGC@10' is no measure that ir-measures can compute; did you mean nDCG@10\?$",
        ),
        (
            {"measures": ["nDCG@"]},
            InputError,
            "'nDCG@' is no measure that .* compute; expected such as nDCG@10",
        ),
        ({"measures": ["official"]}, InputError, "'official' is no measure"),
        ({"measures": ["recal@100"]}, InputError, r"did you mean R@100\?$"),
        ({"measures": ["recall_100"], "k": 99}, InputError, "recall_100 looks at 100 documents, and k is 99"),
        ({"measures": ["nDCG(rel=9)@10"]}, InputError, "is no measure"),
        *(
            ({"measures": [none]}, InputError, f"{none} looks at 0 documents; expected 1 or more")
            for none in ("nDCG@0", "P@0", "R@0", "AP@0", "map_cut_0", "P_0", "success_0")
        ),
        (
            {"measures": ["P@1000000000000"]},
            InputError,
            "looks at 1,000,000,000,000 documents, and k is 1,000",
        ),
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
