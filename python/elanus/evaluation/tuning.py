"""Better k1, b and method: a grid on one tokenization, and what the choice is worth on other queries."""

from __future__ import annotations

import contextlib
import io
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from elanus._foreign import Foreign
from elanus._optional import require
from elanus.errors import ElanusWarning, InputError, InputTypeError
from elanus.evaluation.files import replaced
from elanus.evaluation.measures import (
    Judged,
    Qrels,
    Queries,
    judged,
    measured,
    ndcg,
    own_ids,
    parsed_measures,
)
from elanus.evaluation.run import Run
from elanus.evaluation.significance import Comparison, compared
from elanus.sparse.bm25._arguments import METHODS, as_whole

__all__ = ["K1", "B", "Fold", "Parameters", "Tuning", "check_picture", "tune"]

#: The grid unless another is given: from early saturation to late, and from no normalization to full.
K1 = tuple(step * 3 / 10 for step in range(1, 12))
B = tuple(step / 10 for step in range(11))
#: Of measures that look at every answer.
_DEPTH = 1_000
#: Queries that are searched at a time.
_AT_A_TIME = 1_000


class Parameters(NamedTuple):
    """A method and its parameters.

    Examples
    --------
    >>> from elanus.evaluation import Parameters
    >>> str(Parameters("lucene", 1.2, 0.75))
    'lucene k1=1.2 b=0.75'
    """

    method: str
    k1: float
    b: float

    def __str__(self) -> str:
        return f"{self.method} k1={self.k1:g} b={self.b:g}"


@dataclass(frozen=True)
class Fold:
    """A part of the queries, and the parameters that the others have chosen for it.

    Attributes
    ----------
    parameters : Parameters
        The best for the queries of all other folds.
    queries : tuple of str
        The queries of this fold.
    chosen_at : float
        What the parameters reach on the queries that chose them.
    value : float
        What they reach on this fold's.
    """

    parameters: Parameters
    queries: tuple[str, ...]
    chosen_at: float
    value: float


@dataclass(frozen=True, eq=False)
class Tuning:
    """What `tune` has found; printed, it is a table.

    Attributes
    ----------
    measure : str
    methods : tuple of str
    k1, b : tuple of float
        The grid.
    queries : tuple of str
        The judged queries.
    values : ndarray of float64, shape (len(methods), len(k1), len(b), len(queries))
        What each query reaches with each setting.
    before : Parameters
        Those of the index.
    before_value : float
        What the index reaches with them.
    best : Parameters
        Those with the highest mean over all queries, of the grid and those of the index, which need not stand
        in it; of equal ones those of the index, else the first.
    best_value : float
        That mean. It is too good: the same queries have chosen the parameters.
    folds : tuple of Fold
    cross_validated : float
        What the tuning is worth: the mean over all queries, each with the parameters that the other folds'
        queries have chosen.
    comparison : Comparison
        `cross_validated` against `before_value`.
    """

    measure: str
    methods: tuple[str, ...]
    k1: tuple[float, ...]
    b: tuple[float, ...]
    queries: tuple[str, ...]
    values: NDArray[np.float64]
    before: Parameters
    before_value: float
    best: Parameters
    best_value: float
    folds: tuple[Fold, ...]
    cross_validated: float
    comparison: Comparison

    @property
    def means(self) -> NDArray[np.float64]:
        """The mean over the queries for each setting: float64 of shape (len(methods), len(k1), len(b))."""
        return np.asarray(self.values.mean(axis=-1))

    @property
    def at_edge(self) -> tuple[str, ...]:
        """Which of k1 and b are best at an end of their grid, and better there than anywhere else.

        Beyond it may lie better ones; but nothing lies below 0, nor above a b of 1.
        """
        place = self._place(self.best)
        if place is None:
            return ()
        means = self.means[place[0]].round(12)
        found = []
        for axis, (name, grid, most) in enumerate((("k1", self.k1, np.inf), ("b", self.b, 1.0))):
            best = getattr(self.best, name)
            if len(grid) > 1 and best in (min(grid), max(grid)) and 0 < best < most:
                others = np.delete(means, grid.index(best), axis=axis)
                if others.max() < means.max():
                    found.append(name)
        return tuple(found)

    def _place(self, of: Parameters) -> tuple[int, int, int] | None:
        """Return where parameters stand in the grid, None if they do not."""
        with contextlib.suppress(ValueError):
            return self.methods.index(of.method), self.k1.index(of.k1), self.b.index(of.b)
        return None

    def __str__(self) -> str:
        count = f"{len(self.folds)} folds"
        rows = [
            ("before", str(self.before), self.before_value, ""),
            ("best", str(self.best), self.best_value, "the same queries chose it: too good"),
            (
                "tuned",
                f"cross-validated, {count}",
                self.cross_validated,
                "other queries chose it: what to expect",
            ),
        ]
        rows += [
            (f"fold {number}", str(fold.parameters), fold.value, f"{fold.chosen_at:.4f} where it was chosen")
            for number, fold in enumerate(self.folds, 1)
        ]
        width = max(len(row[1]) for row in rows)
        lines = [
            f"{name:<8}  {what:<{width}}  {value:.4f}  {note}".rstrip() for name, what, value, note in rows
        ]
        return "\n".join([*self._grids(), "", *lines, "", f"tuned against before: {self.comparison}"])

    def _grids(self) -> list[str]:
        lines: list[str] = []
        for method, means in zip(self.methods, self.means, strict=True):
            lines += ["", f"{self.measure}, {method}"] if lines else [f"{self.measure}, {method}"]
            if method == "tfidf":
                lines.append(f"{means[0, 0]:.4f} (it has neither k1 nor b)")
                continue
            lines.append("  k1 \\ b" + "".join(f"{b:>8g}" for b in self.b))
            for k1, row in zip(self.k1, means, strict=True):
                lines.append(f"{k1:>8g}" + "".join(f"{value:>8.4f}" for value in row))
        return lines

    def plot(self, path: str | os.PathLike[str]) -> None:
        """Draw the grid as a heat map, one for each method.

        Parameters
        ----------
        path : str or path
            The picture; its ending says in which format: ``.png``, ``.svg``, ``.pdf``, ….

        Raises
        ------
        InputError
            There is no such format, or no method with k1 and b.
        MissingPackageError
            matplotlib is not installed: the extra ``evaluation`` brings it.
        OSError
            The file cannot be written.
        """
        check_picture(path)
        shown = [place for place, method in enumerate(self.methods) if method != "tfidf"]
        if not shown:
            raise InputError("there is nothing to draw: tfidf has neither k1 nor b")
        figure = _figures().Figure(figsize=(1.5 + 4.5 * len(shown), 4.5), layout="constrained")
        means, best = self.means[shown], self._place(self.best)
        for axes, place in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True):
            image = axes.imshow(
                self.means[place], origin="lower", aspect="auto", vmin=means.min(), vmax=means.max()
            )
            axes.set_xticks(range(len(self.b)), [f"{b:g}" for b in self.b])
            axes.set_yticks(range(len(self.k1)), [f"{k1:g}" for k1 in self.k1])
            axes.set_xlabel("b")
            axes.set_ylabel("k1")
            axes.set_title(self.methods[place])
            if best is not None and best[0] == place:
                _, k1, b = best
                axes.plot(b, k1, marker="o", markersize=10, markerfacecolor="none", markeredgecolor="red")
        figure.colorbar(image, ax=figure.axes, label=f"{self.measure}, {len(self.queries):,} queries")
        picture = io.BytesIO()
        figure.savefig(picture, format=_ending(path))
        with replaced(Path(path)) as file:
            file.write(picture.getvalue())


def check_picture(path: str | os.PathLike[str]) -> None:
    """Refuse a path that no picture can be saved to, before anything is computed.

    Raises
    ------
    InputError
        Its ending names no format.
    MissingPackageError
        matplotlib is not installed.
    """
    kinds = _figures().Figure().canvas.get_supported_filetypes()
    if _ending(path) not in kinds:
        raise InputError(f"{path} has no ending of a picture; expected one of {', '.join(sorted(kinds))}")


def _ending(path: str | os.PathLike[str]) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def _figures() -> Any:  # noqa: ANN401 - a module, imported where it is used
    # Not through pyplot, which keeps figures and may open a display.
    return require("matplotlib.figure", "evaluation", "The heat map")


def tune(
    index: Foreign,
    queries: Queries,
    qrels: Qrels,
    *,
    k1: Iterable[float] = K1,
    b: Iterable[float] = B,
    methods: Sequence[str] | None = None,
    measure: str = "nDCG@10",
    folds: int = 5,
    seed: int = 0,
    threads: int | None = None,
) -> Tuning:
    """Try a grid of parameters on judged queries, and the index's own, and tell what the best are worth.

    Documents are not read again and queries are encoded once for a method: all that changes are the weights.
    Whatever ends the call, the index has its own parameters after it; `Index.set_parameters` takes what is
    found.

    The best of many settings is partly the luckiest, so its own figure promises too much. Hence
    cross-validation: the queries are dealt into folds, each fold is answered with the parameters that are
    best for the others, and the mean over all queries is what to expect of new ones.

    Parameters
    ----------
    index : Index
        An index of texts.
    queries : mapping of str to str, or path
    qrels : mapping of str to mapping of str to int, or path
        See `evaluate`.
    k1, b : iterable of float
        The values to try.
    methods : sequence of str, optional
        The methods to try; by default the index's.
    measure : str
        What to maximise, by a name of ir-measures. nDCG at a cutoff is computed for the whole grid at a time
        and needs no further package; others are measured one setting after the other.
    folds : int
        Into how many parts the queries are dealt.
    seed : int
        What the random numbers begin with: the same deals the same folds.
    threads : int, optional
        See `Index.search`.

    Returns
    -------
    Tuning

    Raises
    ------
    InputError
        A value is out of range, the index has no parameters, there are fewer queries than folds, or as
        `evaluate` has it.
    InputTypeError
        An argument is of another type.
    MissingPackageError
        ir-measures is not installed, and the measure needs it: the extra ``evaluation`` brings it.

    Examples
    --------
    >>> from elanus import Index
    >>> from elanus.evaluation import tune
    >>> index = Index.build(["Kites soar.", "A kite dives, and dives, and dives.", "Swifts scream."])
    >>> queries = {"1": "dives", "2": "kites", "3": "swifts"}
    >>> qrels = {"1": {"1": 1}, "2": {"0": 1}, "3": {"2": 1}}
    >>> found = tune(index, queries, qrels, k1=[0.5, 1.5], b=[0, 1], folds=3)
    >>> found.values.shape, found.best_value
    ((1, 2, 2, 3), 1.0)
    """
    k1s, bs, measure = _grid("k1", k1), _grid("b", b), str(measure)
    if not all(hasattr(index, name) for name in ("search", "set_parameters", "method")):
        raise InputTypeError(f"{type(index).__name__} has no parameters to tune; expected an Index")
    if index.method is None:
        raise InputError("the index holds vectors, which have no parameters to tune")
    before = Parameters(index.method, float(index.k1), float(index.b))
    names = _methods(methods, before.method)
    folds, seed = as_whole("folds", folds, 2), as_whole("seed", seed, 0)
    known = judged(queries, qrels, index)
    ids = list(known.qrels)
    if len(ids) < folds:
        there = "is 1 judged query" if len(ids) == 1 else f"are {len(ids):,} judged queries"
        raise InputError(f"there {there} for {folds} folds; expected one query a fold at least")
    scale = _Scale(index, known, measure)
    settings = [Parameters(method, k, weight) for method in names for k in k1s for weight in bs]
    # The last are the index's own, whether or not they stand in the grid.
    settings.append(before)
    flat = np.empty((len(settings), len(ids)))
    size = len(k1s) * len(bs)
    flat[-1:] = scale.of(index, [before], threads)
    for start in range(0, len(settings) - 1, size):
        some = settings[start : start + size]
        with _trial(index) as tried:
            # One row of values for all where k1 and b have no part in the weights.
            flat[start : start + size] = scale.of(
                tried, some[:1] if some[0].method == "tfidf" else some, threads
            )
    best = _best(flat.mean(axis=1))
    parts = np.array_split(np.random.default_rng(seed).permutation(len(ids)), folds)
    held_out = np.empty(len(ids))
    done = []
    for part in parts:
        part = np.sort(part)
        others = np.delete(flat, part, axis=1).mean(axis=1)
        chosen = _best(others)
        held_out[part] = flat[chosen, part]
        done.append(
            Fold(
                settings[chosen],
                tuple(ids[query] for query in part),
                float(others[chosen]),
                float(held_out[part].mean()),
            )
        )
    return Tuning(
        measure=measure,
        methods=names,
        k1=k1s,
        b=bs,
        queries=tuple(ids),
        values=flat[:-1].reshape(len(names), len(k1s), len(bs), len(ids)),
        before=before,
        before_value=float(flat[-1].mean()),
        best=settings[best],
        best_value=float(flat[best].mean()),
        folds=tuple(done),
        cross_validated=float(held_out.mean()),
        comparison=compared(measure, held_out, flat[-1], seed=seed),
    )


def _best(means: NDArray[np.float64]) -> int:
    """Return where the highest mean is: of those that only rounding tells apart the last, else the first."""
    rounded = means.round(12)
    best = int(rounded.argmax())
    return len(means) - 1 if rounded[-1] == rounded[best] else best


def _grid(name: str, values: Foreign) -> tuple[float, ...]:
    wrong = InputTypeError(f"{name} is {values!r}; expected a list of numbers to try")
    if isinstance(values, str | bytes):  # not its digits, one by one
        raise wrong
    try:
        grid = tuple(float(value) for value in values)
    except (TypeError, ValueError):
        raise wrong from None
    if not grid:
        raise InputError(f"{name} is empty; expected at least one number to try")
    if len(set(grid)) < len(grid):
        raise InputError(f"{name} holds a number twice: {', '.join(f'{value:g}' for value in grid)}")
    return grid


def _methods(methods: Foreign, own: str) -> tuple[str, ...]:
    if methods is None:
        return (own,)
    if isinstance(methods, str) or not isinstance(methods, Iterable):
        raise InputTypeError(f"methods is {type(methods).__name__}; expected a list of names of methods")
    names = tuple(methods)
    for name in names:
        if name not in METHODS:
            raise InputError(f"methods holds {name!r}; expected some of {', '.join(METHODS)}")
    if not names or len(set(names)) < len(names):
        raise InputError("methods is empty or holds a name twice")
    return names


@contextlib.contextmanager
def _trial(index: Foreign) -> Iterator[Foreign]:
    """Give an index to try parameters on: a copy, or where there can be none itself, restored at the end."""
    if hasattr(type(index), "__copy__"):
        yield copy(index)
        return
    own = {name: getattr(index, name) for name in ("method", "k1", "b", "epsilon", "delta")}
    try:
        yield index
    finally:
        index.set_parameters(**own)


class _Scale:
    """Measures settings of an index on the same queries."""

    def __init__(self, index: Foreign, known: Judged, measure: str) -> None:
        self._known = known
        self._texts = [known.texts[query] for query in known.qrels]
        # By its spelling, ir-measures' or trec_eval's: it needs no further package.
        cut = re.fullmatch(r"(?:ndcg@|ndcg_cut[._])([1-9]\d{0,17})", measure, re.IGNORECASE)
        self._measures = None if cut else [*parsed_measures([measure], _DEPTH).values()]
        # Nothing stands further down than all documents, found or judged.
        most = max(len(index), *map(len, known.qrels.values()))
        self._depth = min(int(cut[1]), most) if cut else _DEPTH
        documents = {document for found in known.qrels.values() for document in found}
        own = own_ids(documents, index)
        self._gains = [
            {own[document]: gain for document, gain in found.items() if document in own}
            for found in known.qrels.values()
        ]
        self._ideal = np.zeros((len(known.qrels), self._depth))
        for row, found in enumerate(known.qrels.values()):
            best = sorted((gain for gain in found.values() if gain > 0), reverse=True)[: self._depth]
            self._ideal[row, : len(best)] = best

    def of(self, index: Foreign, settings: list[Parameters], threads: int | None) -> NDArray[np.float64]:
        """Return the values, shape (settings, queries), of settings that have the same method."""
        if index.method != settings[0].method:  # else it keeps a delta of its own
            index.set_parameters(method=settings[0].method)
        with warnings.catch_warnings():
            # Of weights that are 0 or negative, for programs that multiply vectors.
            warnings.filterwarnings("ignore", "a query weight is 0 or negative", ElanusWarning)
            vectors = index.bm25.encode_queries(self._texts)
        values = np.empty((len(settings), len(self._texts)))
        for row, setting in enumerate(settings):
            if (index.k1, index.b) != (setting.k1, setting.b):
                index.set_parameters(k1=setting.k1, b=setting.b)
            for start in range(0, len(self._texts), _AT_A_TIME):
                some = slice(start, min(start + _AT_A_TIME, len(self._texts)))
                results = index.search(vectors[some], self._depth, threads=threads)
                values[row, some] = self._values(results, some)
        return values

    def _values(self, results: Any, some: slice) -> NDArray[np.float64]:  # noqa: ANN401 - elanus.Results
        if self._measures is None:
            return ndcg(self._found(results, some), self._ideal[some])
        names = list(self._known.qrels)[some]
        run = Run()
        run.add_results(names, results)
        return measured(self._measures, {name: self._known.qrels[name] for name in names}, run)[:, 0]

    def _found(self, results: Any, some: slice) -> NDArray[np.float64]:  # noqa: ANN401 - elanus.Results
        """Return how relevant what stands at each rank is."""
        width = results.ids.shape[1]
        gains = np.zeros((len(results.ids), self._depth))
        gains[:, :width] = [
            [of_query.get(document, 0) for document in row]
            for of_query, row in zip(self._gains[some], results.ids.tolist(), strict=True)
        ]
        # Beyond a row's hits stands what may be a document's id.
        gains[:, :width][np.arange(width) >= results.counts[:, None]] = 0
        return gains
