"""The same fit and encode on Ray, on Spark, and on engines that we do not know.

`fit` and `encode` take a Ray dataset, a Spark DataFrame (classic or Connect) or a table of pyarrow, and
import nothing but what that object comes from. `statistics` and `merge` are the two functions that any other
engine can call; `model` makes the model of what they return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus.engines._counting import merge, model, statistics
from elanus.errors import InputTypeError

if TYPE_CHECKING:
    from types import ModuleType

    from elanus.analysis import AnalyzerLike
    from elanus.sparse.bm25 import BM25EmbeddingFunction

__all__ = ["encode", "fit", "merge", "model", "statistics"]


def fit(
    data: Any,  # noqa: ANN401 - of a package that need not be installed
    column: str,
    *,
    order_by: str | None = None,
    analyzer: AnalyzerLike | None = None,
    k1: float = 1.5,
    b: float = 0.75,
    epsilon: float = 0.25,
    method: str = "okapi",
    delta: float | None = None,
    min_df: int | float = 1,
    max_df: int | float = 1.0,
    max_terms: int | None = None,
    on_error: str = "raise",
    fan_in: int = 16,
    num_cpus: int = 1,
) -> BM25EmbeddingFunction:
    """Fit a model on a column of a data set, where the data is.

    Each task counts its rows once and yields statistics, 11 bytes a term; tasks merge `fan_in` of them at a
    time, and the last `fan_in` come to this process. No rows do.

    Parameters
    ----------
    data : ray.data.Dataset, pyspark.sql.DataFrame, pyarrow.Table or pyarrow.RecordBatch
        The documents.
    column : str
        The column of text.
    order_by : str, optional
        A column of integers, dates or timestamps, different for each row. The model is then the same file,
        bit for bit, as one that is fitted here on the documents in this order. Without it, terms are numbered
        in the order of their bytes: as a model that is fitted here on them in any order, after
        ``compact(order="term")``. Either way partitions, retries and the order of merges change nothing.
    analyzer, k1, b, epsilon, method, delta, min_df, max_df, max_terms
        As for `BM25EmbeddingFunction`, except that the analyzer ``"auto"`` is refused.
    on_error : {"raise", "skip"}
        What a null in `column` is: an error that names the row, or a row that is left out and counted.
    fan_in : int
        How many statistics are merged at a time, 2 or more.
    num_cpus : int
        On Ray, the processors and threads of each task that counts. Spark has ``spark.task.cpus``.

    Returns
    -------
    BM25EmbeddingFunction
        The model, in this process.

    Raises
    ------
    InputTypeError
        `data` is none of these, or a column has another type.
    InputError
        There is no such column, a null in one, no document, or a value of `order_by` twice (found where both
        documents brought in new terms). The engine wraps what a task raises in an error of its own.
    MissingPackageError
        pyarrow is not installed.

    Warns
    -----
    ElanusWarning
        Rows were left out; and what ``BM25EmbeddingFunction.fit`` warns of.

    Examples
    --------
    >>> import pyarrow
    >>> from elanus import engines
    >>> table = pyarrow.table({"n": [2, 1], "text": ["Black kites soar.", "A red kite dives."]})
    >>> list(engines.fit(table, "text", order_by="n").vocabulary)
    ['red', 'kite', 'dive', 'black', 'soar']
    >>> list(engines.fit(table, "text").vocabulary)
    ['black', 'dive', 'kite', 'red', 'soar']
    """
    from elanus.engines._counting import Plan
    from elanus.sparse.bm25._arguments import as_whole

    engine = _engine_of(data)
    parameters = {"k1": k1, "b": b, "epsilon": epsilon, "method": method, "delta": delta}
    parameters |= {"min_df": min_df, "max_df": max_df, "max_terms": max_terms}
    plan = Plan(column, order_by, analyzer, on_error, parameters)
    parts = engine.counted(data, plan, as_whole("fan_in", fan_in, 2), as_whole("num_cpus", num_cpus, 1))
    return plan.model(parts)


def encode(
    data: Any,  # noqa: ANN401 - of a package that need not be installed
    model: BM25EmbeddingFunction,
    column: str,
    *,
    into: str = "vector",
    on_error: str = "raise",
    num_cpus: int = 1,
) -> Any:  # noqa: ANN401 - of the kind that was given
    """Add a column of sparse vectors to a data set, where the data is.

    Parameters
    ----------
    data : ray.data.Dataset, pyspark.sql.DataFrame, pyarrow.Table or pyarrow.RecordBatch
        The documents.
    model : BM25EmbeddingFunction
        A fitted model, as it is now. It is sent to each worker once, and unpacked there once.
    column : str
        The column of text.
    into : str
        The name of the new column.
    on_error : {"raise", "skip"}
        What a null in `column` is: an error that names the row, or a null in the new column.
    num_cpus : int
        On Ray, the processors and threads of each task. Spark has ``spark.task.cpus``.

    Returns
    -------
    of the kind of `data`
        The same rows with one more column, ``struct<indices: list<uint32>, values: list<float>>``: the rows
        of ``encode_documents``, columns ascending. Spark has no unsigned integers: ``array<int>`` holds every
        column's number too. On Ray and Spark nothing is encoded before the result is asked for.

    Raises
    ------
    InputTypeError, InputError, MissingPackageError
        As `fit`; and the model is none, or there is a column of the name `into`.
    NotFittedError
        The model has no statistics yet.

    Examples
    --------
    >>> import pyarrow
    >>> from elanus import engines
    >>> table = pyarrow.table({"text": ["Black kites soar.", "A red kite dives."]})
    >>> engines.encode(table, engines.fit(table, "text"), "text")["vector"][1].as_py()
    {'indices': [1, 2, 3], 'values': [1.0, 1.0, 1.0]}
    """
    from elanus.engines._encoding import Encoding
    from elanus.sparse.bm25._arguments import as_whole

    engine = _engine_of(data)
    encoding = Encoding.of(model, column, into, on_error)

    return engine.encoded(data, encoding, as_whole("num_cpus", num_cpus, 1))


def _engine_of(data: object) -> ModuleType:
    """Return the module that knows this kind of data, told by the package that its class comes from."""
    from importlib import import_module

    kinds = {"ray": "_ray", "pyspark": "_spark", "pyarrow": "_arrow"}
    names = [(cls.__module__.partition(".")[0], cls.__name__) for cls in type(data).__mro__]
    wanted = {("ray", "Dataset"), ("pyspark", "DataFrame"), ("pyarrow", "Table"), ("pyarrow", "RecordBatch")}
    for package, name in names:
        if (package, name) in wanted:
            return import_module(f"elanus.engines.{kinds[package]}")
    raise InputTypeError(
        f"data is {type(data).__module__}.{type(data).__qualname__}; expected a ray.data.Dataset, a "
        "pyspark.sql.DataFrame or a pyarrow.Table. Tasks of other engines can call elanus.engines.statistics "
        "and merge"
    )
