"""Whether systems differ, and which parameters are better."""

import copy
import itertools
import math
import random

import numpy as np
import pytest
from scipy import stats

from elanus import Index
from elanus.errors import InputError, InputTypeError
from elanus.evaluation import (
    Parameters,
    compare,
    evaluate,
    tune,
)
from elanus.evaluation.measures import ndcg
from elanus.evaluation.significance import compared

pytest.importorskip("ir_measures")


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
@pytest.mark.parametrize("measure", ["nDCG@10", "ndcg@3", "map", "R@20"])
def test_a_grid_is_what_single_evaluations_say(measure, judged, index):
    texts, queries, qrels = judged
    single = Index.build(texts.values(), list(texts), analyzer="unicode")
    found = tune(index, queries, qrels, k1=[0.4, 2], b=[0, 0.5, 1], methods=METHODS, measure=measure)
    assert found.values.shape == (7, 2, 3, len(queries))
    for (m, method), (i, k1), (j, b) in itertools.product(
        enumerate(METHODS), enumerate(found.k1), enumerate(found.b)
    ):
        single.set_parameters(method=method, k1=k1, b=b)
        wanted = evaluate(single, queries, qrels, measures=[measure])
        assert found.values[m, i, j] == pytest.approx(list(wanted.per_query(measure).values()), abs=1e-12)
        assert found.means[m, i, j] == pytest.approx(wanted[measure], abs=1e-12)
    assert found.before == Parameters("lucene", 1.2, 0.75)
    assert found.before_value == pytest.approx(evaluate(index, queries, qrels, measures=[measure])[measure])
    assert found.best_value == max(found.means.max(), found.before_value)
    if found.best != found.before:
        best = (METHODS.index(found.best.method), found.k1.index(found.best.k1), found.b.index(found.best.b))
        assert found.means[best] == found.best_value
    assert len(np.unique(found.means.round(12))) > 8


@pytest.mark.filterwarnings("ignore:.* relevant documents are not in the index")
@pytest.mark.parametrize("measure", ["nDCG@999999", "ndcg_cut_10"])
def test_ndcg_takes_no_more_room_than_there_are_documents(measure, judged, index, monkeypatch):
    """And no tool, whatever it is called."""
    _, queries, qrels = judged
    # One has more judgments than the index has documents.
    query = next(iter(qrels))
    qrels = qrels | {query: qrels[query] | {f"not-{n}": 1 for n in range(len(index) + 5)}}
    wanted = evaluate(index, queries, qrels, measures=[measure], k=10**6)
    shapes = set()

    def watched(gains, ideal):
        shapes.add((gains.shape[-1], ideal.shape[-1]))
        return ndcg(gains, ideal)

    monkeypatch.setattr("elanus.evaluation.tuning.ndcg", watched)
    found = tune(index, queries, qrels, k1=[index.k1], b=[index.b], measure=measure)
    width = min(10 if measure.endswith("_10") else 10**6, len(qrels[query]))
    assert shapes == {(width, width)}
    assert found.values[0, 0, 0] == pytest.approx(list(wanted.per_query(measure).values()), abs=1e-12)


def test_the_figure_of_a_fold_is_not_of_the_queries_that_chose(judged, index):
    texts, queries, qrels = judged
    found = tune(index, queries, qrels, k1=[0.2, 1, 3], b=[0, 0.5, 1], folds=4, seed=2)
    names = list(found.queries)
    assert sorted(query for fold in found.folds for query in fold.queries) == sorted(names)
    assert sorted(len(fold.queries) for fold in found.folds) == [6, 6, 6, 7]
    held_out = {}
    single = Index.build(texts.values(), list(texts), analyzer="unicode")
    own = np.array(list(evaluate(single, queries, qrels, measures=["nDCG@10"]).per_query("nDCG@10").values()))
    for fold in found.folds:
        inside = [names.index(query) for query in fold.queries]
        others = [place for place in range(len(names)) if place not in inside]
        means = {
            Parameters("lucene", k1, b): found.values[0, i, j, others].mean()
            for (i, k1), (j, b) in itertools.product(enumerate(found.k1), enumerate(found.b))
        }
        means[found.before] = own[others].mean()
        best = max(means, key=means.get)
        assert (fold.parameters, fold.chosen_at) == (best, pytest.approx(means[best]))
        values = own[inside]
        if best != found.before:
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


def test_an_index_that_can_be_copied_is_not_touched(judged, monkeypatch):
    texts, queries, qrels = judged
    index, other = (Index.build(texts.values(), list(texts), analyzer="unicode") for _ in range(2))
    changed = []
    set_parameters = Index.set_parameters

    def watched(self, **given):
        changed.append(self)
        return set_parameters(self, **given)

    monkeypatch.setattr(Index, "__copy__", lambda self: other, raising=False)
    monkeypatch.setattr(Index, "set_parameters", watched)
    tune(index, queries, qrels, k1=[0.1, 3], b=[0, 1])
    assert changed
    assert all(touched is other for touched in changed)


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
    # Also where it stands in no grid.
    for methods in (None, ["bm25+"]):
        found = tune(index, queries, qrels, k1=[0.5, 2], b=[0.4, 0.6], methods=methods, folds=2)
        assert {found.best, *(fold.parameters for fold in found.folds)} == {Parameters("lucene", 1.2, 0.75)}
        assert (found.values.shape, found.at_edge) == ((1, 2, 2, 2), ())
        assert f"best      {found.before}" in str(found)


def test_an_index_that_is_better_than_the_grid_is_best(judged, index, tmp_path):
    _, queries, qrels = judged
    better = copy.copy(index).set_parameters(k1=0.01, b=0.02)
    found = tune(better, queries, qrels, k1=[1.2, 1.5], b=[0.75, 0.8])
    assert found.means.max() < found.before_value
    assert (found.best, found.best_value, found.at_edge) == (found.before, found.before_value, ())
    assert found.cross_validated <= found.before_value
    pytest.importorskip("matplotlib")
    found.plot(tmp_path / "heat.png")


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
    assert index.delta == 0.01
    index.set_parameters(delta=1.0)
    assert evaluate(index, queries, qrels)["nDCG@10"] != pytest.approx(found.before_value)


@pytest.mark.filterwarnings("ignore:1 of 2 judged queries")
@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"index": 5}, InputTypeError, "int has no parameters to tune; expected an Index"),
        ({"k1": []}, InputError, "k1 is empty"),
        ({"b": [0, 1, 0]}, InputError, "b holds a number twice: 0, 1, 0"),
        ({"k1": 1.2}, InputTypeError, "k1 is 1.2; expected a list of numbers"),
        ({"k1": ["x"]}, InputTypeError, "k1 is .*; expected a list of numbers"),
        ({"k1": "15"}, InputTypeError, "k1 is '15'; expected a list of numbers"),
        ({"measure": "nDCG@0"}, InputError, "nDCG@0 looks at 0 documents"),
        ({"b": [0.5, 2]}, InputError, "b is 2"),
        ({"methods": "lucene"}, InputTypeError, "methods is str"),
        ({"methods": ["bm26"]}, InputError, "methods holds 'bm26'; expected some of okapi, lucene"),
        ({"methods": []}, InputError, "methods is empty"),
        ({"measure": "nDGC@10"}, InputError, "'nDGC@10' is no measure"),
        ({"folds": 1}, InputError, "folds is 1; expected 2 or more"),
        ({"folds": 3}, InputError, "there are 2 judged queries for 3 folds"),
        ({"queries": {"1": "kite"}}, InputError, "there is 1 judged query for 2 folds"),
        ({"seed": -1}, InputError, "seed is -1"),
    ],
)
def test_what_cannot_be_tuned(changed, error, message, index):
    arguments = {"index": index, "k1": [1], "b": [0.5], "folds": 2} | changed
    arguments = {"queries": {"1": "kite", "2": "owl"}} | arguments
    with pytest.raises(error, match=message):
        tune(qrels={"1": {"d1": 1}, "2": {"d2": 1}}, **arguments)
