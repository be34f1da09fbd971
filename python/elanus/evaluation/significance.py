"""Whether two systems differ by more than chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from elanus.errors import InputError, InputTypeError
from elanus.evaluation.measures import Evaluation
from elanus.sparse.bm25._arguments import as_whole

__all__ = ["Comparison", "compare", "compared"]

#: Floats that a batch of randomizations takes at most.
_MOST_FLOATS = 1 << 21
#: What rounding alone may make of equal differences.
_LEAST_SPREAD = 1e-12


@dataclass(frozen=True)
class Comparison:
    """Two systems on the same queries; printed, it is a sentence.

    Attributes
    ----------
    measure : str
    a, b : float
        What each system reaches on average.
    difference : float
        a − b.
    low, high : float
        The 95 % confidence interval of the difference, by Student's t.
    better, worse, same : int
        For how many queries the first is better than the second, worse, and neither.
    p_randomization : float
        How likely a difference at least as large, either way, is by chance: the paired randomization test.
    p_t : float
        The same by the paired t-test.
    """

    measure: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    better: int
    worse: int
    same: int
    p_randomization: float
    p_t: float

    def __str__(self) -> str:
        return (
            f"{self.measure} {self.a:.4f} against {self.b:.4f}: {self.difference:+.4f} "
            f"(95 %: {self.low:+.4f} to {self.high:+.4f}), "
            f"p = {self.p_randomization:.4f} (randomization), {self.p_t:.4f} (t-test); "
            f"{self.better:,} better, {self.worse:,} worse, {self.same:,} the same"
        )


def compare(
    a: Evaluation, b: Evaluation, *, measure: str | None = None, resamples: int = 10_000, seed: int = 0
) -> Comparison:
    """Test whether two systems, evaluated on the same queries, differ by more than chance.

    Two tests, both two-sided and of the differences of single queries: Fisher's paired randomization test,
    which assumes no distribution, and the paired t-test. On measures of retrieval they mostly agree
    [1]_ [2]_; Wilcoxon's and the sign test, which look at less than the mean, are better left out.

    Parameters
    ----------
    a, b : Evaluation
        What `evaluate` has found for each.
    measure : str, optional
        What to compare; by default the first measure that both have.
    resamples : int
        How many random signs of the differences are drawn; all there are where that is no more. The
        smallest p that random signs can give is 1/(resamples + 1).
    seed : int
        What the random numbers begin with: the same gives the same p.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        The queries differ, there are fewer than two, or the measure is missing.
    InputTypeError
        An argument is of another type.

    References
    ----------
    .. [1] Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
       retrieval evaluation", CIKM 2007.
    .. [2] Urbano, Lima and Hanjalic, "Statistical significance testing in information retrieval: an empirical
       analysis of type I, type II and type III errors", SIGIR 2019.

    Examples
    --------
    >>> from elanus.evaluation import compare, evaluate
    >>> qrels = {str(n): {"kite": 1} for n in range(8)}
    >>> first = evaluate({query: {"kite": 2, "swift": 1} for query in qrels}, None, qrels)
    >>> second = evaluate({query: {"kite": 1, "swift": 2} for query in qrels}, None, qrels)
    >>> found = compare(first, second, measure="RR")
    >>> found.difference, found.p_randomization
    (0.5, 0.0078125)
    """
    for name, system in (("a", a), ("b", b)):
        if not isinstance(system, Evaluation):
            raise InputTypeError(f"{name} is {type(system).__name__}; expected what `evaluate` returns")
    if measure is None:
        measure = next((name for name in a.measures if name in b.measures), None)
        if measure is None:
            raise InputError(
                f"no measure is common: one has {', '.join(a.measures)}, the other {', '.join(b.measures)}"
            )
    first, second = a.per_query(measure), b.per_query(measure)
    if first.keys() != second.keys():
        raise InputError(
            f"the queries differ: {len(first.keys() - second.keys()):,} are only in the first evaluation, "
            f"{len(second.keys() - first.keys()):,} only in the second; evaluate both on the same"
        )
    values = np.array([[first[query], second[query]] for query in first])
    return compared(measure, values[:, 0], values[:, 1], resamples=resamples, seed=seed)


def compared(
    measure: str,
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    *,
    resamples: int = 10_000,
    seed: int = 0,
) -> Comparison:
    """Compare the values of two systems, a query each."""
    resamples, seed = as_whole("resamples", resamples, 1), as_whole("seed", seed, 0)
    if len(a) < 2:
        raise InputError(f"a test needs at least two queries; there is {len(a)}")
    differences = a - b
    mean = float(differences.mean())
    low, high, p_t = _student(differences)
    return Comparison(
        measure,
        float(a.mean()),
        float(b.mean()),
        mean,
        low,
        high,
        int((differences > 0).sum()),
        int((differences < 0).sum()),
        int((differences == 0).sum()),
        _randomized(differences, resamples, seed),
        p_t,
    )


def _student(differences: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the 95 % interval of the mean and the p of the paired t-test."""
    # Not of scipy.stats, which takes longer to import than a tuning takes.
    from scipy.special import stdtr, stdtrit

    mean, freedom = float(differences.mean()), len(differences) - 1
    if float(np.ptp(differences)) <= _LEAST_SPREAD:  # nothing to divide by
        return mean, mean, 1.0 if abs(mean) <= _LEAST_SPREAD else 0.0
    error = float(differences.std(ddof=1)) / len(differences) ** 0.5
    reach = error * float(stdtrit(freedom, 0.975))
    return mean - reach, mean + reach, 2 * float(stdtr(freedom, -abs(mean) / error))


def _randomized(differences: NDArray[np.float64], resamples: int, seed: int) -> float:
    """Return the p of the paired randomization test: how often random signs give a sum as far from 0.

    Of all signs where they are no more than `resamples`; else of random ones and, so that no p is 0, those
    observed.
    """
    count = len(differences)
    # Rounding, which depends on the order of a sum, must not tell equal sums apart.
    least = abs(float(differences.sum())) - count * _LEAST_SPREAD
    exact = count < 63 and 1 << count <= resamples
    total = 1 << count if exact else resamples
    random = np.random.default_rng(seed)
    extreme = 0
    step = max(1, _MOST_FLOATS // count)
    for start in range(0, total, step):
        rows = min(step, total - start)
        if exact:
            flipped = np.arange(start, start + rows)[:, None] >> np.arange(count) & 1
        else:
            flipped = random.integers(0, 2, (rows, count), dtype=np.int8)
        sums = (1.0 - 2.0 * flipped) @ differences
        extreme += int((np.abs(sums) >= least).sum())
    return extreme / total if exact else (extreme + 1) / (total + 1)
