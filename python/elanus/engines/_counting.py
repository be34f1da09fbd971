"""Statistics of parts of a corpus as bytes: counted by a task, merged by others, made a model at the end."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import elanus._core as _core
from elanus._texts import outside
from elanus._threads import as_threads
from elanus.engines._tables import Place, batches_of, check_on_error, ranks_of, without_nulls
from elanus.errors import ElanusWarning, InputError, InputTypeError

if TYPE_CHECKING:
    from elanus._columns import Texts
    from elanus.analysis import AnalyzerLike
    from elanus.sparse.bm25 import BM25EmbeddingFunction
    from elanus.sparse.bm25._description import AnyAnalyzer

__all__ = ["Counter", "Plan", "merge", "model", "statistics"]


class Plan:
    """What is counted, and what becomes of it: what a task is sent.

    Parameters
    ----------
    column, order_by, analyzer, on_error
        As for `elanus.engines.fit`.
    parameters : dict, optional
        Of the model.
    """

    def __init__(
        self,
        column: str,
        order_by: str | None = None,
        analyzer: AnalyzerLike | None = None,
        on_error: str = "raise",
        parameters: dict[str, Any] | None = None,
    ) -> None:
        for name, given in {"column": column, "order_by": order_by}.items():
            if not isinstance(given, str) and (name == "column" or given is not None):
                raise InputTypeError(f"{name} is {type(given).__qualname__}; expected the name of a column")
        self.column = column
        self.order_by = order_by
        self.on_error = check_on_error(on_error)
        self.parameters = parameters or {}
        self.analyzer = _fixed(analyzer)
        # Refuses what is out of its range before anything runs.
        _empty(self.analyzer, self.parameters)

    def counter(self, threads: int) -> Counter:
        """Return a counter for one task."""
        return Counter(self, threads)

    def model(self, parts: list[bytes]) -> BM25EmbeddingFunction:
        """Return the model of statistics that were counted by this plan."""
        return _model_of(parts, self.order_by is None, self.analyzer, self.parameters)


def _empty(analyzer: AnyAnalyzer, parameters: dict[str, Any]) -> BM25EmbeddingFunction:
    from elanus.sparse.bm25 import BM25EmbeddingFunction

    return BM25EmbeddingFunction(analyzer, **parameters)


def _model_of(
    parts: list[bytes], by_term: bool, analyzer: AnyAnalyzer, parameters: dict[str, Any]
) -> BM25EmbeddingFunction:
    from elanus.sparse.bm25._description import engine_of
    from elanus.sparse.bm25._scripts import warning_for

    empty = _empty(analyzer, parameters)
    model, skipped, _ = _core.Statistics.model(parts, empty._state[0], by_term)
    warn = warning_for(engine_of(analyzer))
    script = model.dominant_script() if warn else None
    if warn and script:
        warn(script)
    if skipped:
        warnings.warn(
            f"{skipped:,} rows were left out: their text is null", ElanusWarning, stacklevel=outside()
        )
    return empty._of(model, analyzer)


def _fixed(analyzer: AnalyzerLike | None) -> AnyAnalyzer:
    """Return an analyzer that does not depend on what it will see."""
    from elanus.analysis import as_analyzer
    from elanus.sparse.bm25 import build_default_analyzer

    if isinstance(analyzer, str) and analyzer == "auto":
        raise InputError(
            "the analyzer is 'auto', which looks at the documents first; choose one by a sample of them: "
            "elanus.Analyzer.auto(texts)"
        )
    return build_default_analyzer("en") if analyzer is None else as_analyzer(analyzer)


class Counter:
    """Counts the rows of one task, batch by batch.

    Parameters
    ----------
    plan : Plan
        What to count.
    threads : int
        How many the task may use.
    """

    def __init__(self, plan: Plan, threads: int) -> None:
        from elanus.sparse.bm25._description import describe, engine_of

        self._plan = plan
        self._core = _core.Statistics(threads)
        self._engine = engine_of(plan.analyzer)
        self._description = json.dumps(describe(plan.analyzer))
        self._rows = 0
        self._skipped = 0

    def add(self, table: Any, within: str = "", first: int | None = None) -> None:  # noqa: ANN401
        """Count the rows of an Arrow table or batch.

        `within` is what an error says after the number of a row, `first` the rank of the first row of all.
        """
        plan, place = self._plan, Place(self._rows, within)
        texts, kept, skipped = without_nulls(table, plan.column, place, plan.on_error)
        ranks: Any = None
        if plan.order_by is not None:
            ranks = ranks_of(kept, plan.order_by, place)
        elif first is not None:
            ranks = first + self._rows - self._skipped
        self._core.count(texts, self._engine, ranks)
        self._rows += table.num_rows
        self._skipped += skipped

    def add_texts(self, texts: Texts, first: int | None = None) -> None:
        """Count texts that are in no table; `first` is the rank of the first of these."""
        self._rows += self._core.count(texts, self._engine, first)

    def finish(self) -> bytes:
        """Return the statistics of all rows."""
        return self._core.to_bytes(self._description, self._skipped)


def statistics(
    data: Any,  # noqa: ANN401 - whatever speaks Arrow's interface
    column: str | None = None,
    *,
    order_by: str | None = None,
    first: int | None = None,
    analyzer: AnalyzerLike | None = None,
    on_error: str = "raise",
    threads: int = 1,
) -> bytes:
    """Count a part of a corpus: what a task of any engine can call.

    Parameters
    ----------
    data : table, iterable of tables, or texts
        With `column`, a table or record batch of pyarrow, pandas, Polars or anything else with Arrow's
        interface, or an iterable of them, such as what the task is given; one call for all of a task's
        batches is the fastest. Without it, texts as ``BM25EmbeddingFunction.fit`` takes them.
    column : str, optional
        The column of text.
    order_by : str, optional
        The column of integers, dates or timestamps that says where each document stands among all.
    first : int, optional
        Instead of `order_by`: where the first document stands; the others follow. ``file << 40`` orders
        documents by the number of their file.
    analyzer : optional
        As for `BM25EmbeddingFunction`, the same in every call; ``"auto"`` is refused.
    on_error : {"raise", "skip"}
        What a null in `column` is: an error that names the row, or a row that is left out and counted.
    threads : int
        How many threads to use: as many as the engine gives the task.

    Returns
    -------
    bytes
        The statistics, some 11 bytes a term, under a digest.

    Raises
    ------
    InputError, InputTypeError
        As `fit`.

    Examples
    --------
    >>> from elanus import engines
    >>> early = engines.statistics(["Black kites."], first=2)
    >>> late = engines.statistics(["A red kite."], first=7)
    >>> list(engines.model([late, early]).vocabulary)
    ['black', 'kite', 'red']
    """
    if order_by is not None and first is not None:
        raise InputError("order_by and first both say where documents stand; give one of them")
    plan = Plan("" if column is None else column, order_by, analyzer, on_error)
    counter = plan.counter(as_threads(threads))
    if column is None:
        if order_by is not None:
            raise InputError("order_by names a column, and texts have none; give first, or tables and column")
        counter.add_texts(data, first)
    else:
        for batch in batches_of(data):
            counter.add(batch, first=first)
    return counter.finish()


def merge(parts: Iterable[bytes]) -> bytes:
    """Merge statistics, in any order and in any grouping.

    Parameters
    ----------
    parts : iterable of bytes
        What `statistics` and `merge` returned, of the same analyzer. Each document must be in one of them
        only: with ranks, one that is in two is an error where it brought in terms.

    Returns
    -------
    bytes
        The statistics of all.

    Raises
    ------
    InputError
        Analyzers differ, some have ranks and others have none, or two documents have the same rank.
    CorruptModelError
        The bytes were cut short, edited, damaged or made by a newer version.

    Examples
    --------
    >>> from elanus import engines
    >>> parts = [engines.statistics(["A red kite dives."]), engines.statistics(["Black kites."])]
    >>> engines.model([engines.merge(parts)]).corpus_size
    2
    """
    return _core.Statistics.merged(_as_parts(parts))


def model(
    parts: Iterable[bytes],
    *,
    order: str | None = None,
    analyzer: AnalyzerLike | None = None,
    k1: float = 1.5,
    b: float = 0.75,
    epsilon: float = 0.25,
    method: str = "okapi",
    delta: float | None = None,
    min_df: int | float = 1,
    max_df: int | float = 1.0,
    max_terms: int | None = None,
) -> BM25EmbeddingFunction:
    """Return the model of all documents that were counted.

    Parameters
    ----------
    parts : iterable of bytes
        What `statistics` and `merge` returned.
    order : {"id", "term"}, optional
        How terms are numbered: ``"id"`` in the order in which they were first seen, by the ranks of documents
        or else by the order of the parts; ``"term"`` in the order of their bytes. The default is ``"id"``
        where documents have ranks, and else ``"term"``.
    analyzer : optional
        The one that was counted by; by default it is made of its description, unless it is a callable.
    k1, b, epsilon, method, delta, min_df, max_df, max_terms
        As for `BM25EmbeddingFunction`.

    Returns
    -------
    BM25EmbeddingFunction
        The model.

    Raises
    ------
    InputError, CorruptModelError
        As `merge`; or the analyzer is a callable and is not given, or another one is.

    Warns
    -----
    ElanusWarning
        Rows were left out.

    Examples
    --------
    >>> from elanus import engines
    >>> parts = [engines.statistics(["A red kite dives."]), engines.statistics(["Black kites."])]
    >>> [list(engines.model(parts, order=order).vocabulary) for order in ("id", "term")]
    [['red', 'kite', 'dive', 'black'], ['black', 'dive', 'kite', 'red']]
    """
    from elanus.sparse.bm25._description import describe, rebuild

    given = _as_parts(parts)
    if not given:
        raise InputError("model() was given no statistics")
    if order not in (None, "id", "term"):
        raise InputError(f"order is {order!r}; expected 'id' or 'term'")
    merged = _core.Statistics.merged(given)
    _, _, is_ranked, described = _core.Statistics.describe(merged)
    description = json.loads(described) if described else {}
    if analyzer is not None:
        cut_by = _fixed(analyzer)
        if describe(cut_by) != description:
            raise InputError("the statistics were counted by another analyzer than the one that is given")
    elif "callable" in description:
        raise InputError(
            f"the statistics were counted by the callable {description['callable']}: give it as analyzer"
        )
    else:
        cut_by = rebuild(description, "the statistics")
    parameters = {"k1": k1, "b": b, "epsilon": epsilon, "method": method, "delta": delta}
    parameters |= {"min_df": min_df, "max_df": max_df, "max_terms": max_terms}
    return _model_of([merged], order == "term" or (order is None and not is_ranked), cut_by, parameters)


def _as_parts(parts: Iterable[bytes]) -> list[bytes]:
    if isinstance(parts, (bytes, bytearray)):
        raise InputTypeError("parts is bare bytes; expected a list of them, such as [parts]")
    listed = list(parts)
    for number, part in enumerate(listed):
        if not isinstance(part, (bytes, bytearray)):
            raise InputTypeError(f"parts[{number}] is {type(part).__qualname__}; expected bytes")
    return listed
