"""Spark, classic and Connect: Arrow batches through Python workers, and grouped merges.

RDDs, and so Spark's own tree of merges, are not there under Connect. So statistics are grouped by the number
of their partition: sixteen make one, until sixteen are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus._threads import set_num_threads
from elanus.engines._encoding import unpacked
from elanus.engines._tables import Place, arrow

if TYPE_CHECKING:
    from elanus.engines._counting import Plan
    from elanus.engines._encoding import Encoding

__all__ = ["counted", "encoded"]

_SCHEMA = "part long, statistics binary"


def counted(frame: Any, plan: Plan, fan_in: int, num_cpus: int) -> list[bytes]:  # noqa: ANN401
    """Return the statistics of a DataFrame, in at most `fan_in` parts."""
    from pyspark.sql import functions

    names = [plan.column] if plan.order_by in (None, plan.column) else [plan.column, plan.order_by]
    rows = frame.select(*(frame[name].alias(name) for name in names))
    # Kept, because the number of partitions decides how often to merge: rows are counted once.
    counts = rows.mapInArrow(_counting(plan), _SCHEMA).persist()
    try:
        last = counts.agg(functions.max("part")).head()[0]
        merged, number = counts, 0 if last is None else last + 1
        while number > fan_in:
            group = functions.floor(functions.col("part") / fan_in).cast("long")
            merged = merged.withColumn("part", group).groupBy("part").applyInArrow(_merge, _SCHEMA)
            number = -(-number // fan_in)
        return [bytes(row["statistics"]) for row in merged.collect()]
    finally:
        counts.unpersist()


def encoded(frame: Any, encoding: Encoding, num_cpus: int) -> Any:  # noqa: ANN401
    """Return a DataFrame with the column of vectors."""
    from pyspark import cloudpickle
    from pyspark.sql import types

    encoding.check_names(frame.columns)
    digest, packed = encoding.packed(cloudpickle.dumps)
    vector = types.StructType(
        [
            types.StructField("indices", types.ArrayType(types.IntegerType())),
            types.StructField("values", types.ArrayType(types.FloatType())),
        ]
    )
    schema = types.StructType([*frame.schema.fields, types.StructField(encoding.into, vector)])
    return frame.mapInArrow(_encoding(encoding, digest, _sent(frame.sparkSession, digest, packed)), schema)


def _sent(session: Any, digest: str, packed: bytes) -> Callable[[], bytes]:  # noqa: ANN401
    """Send a model to the workers, and return what they fetch it by."""
    if not type(session).__module__.startswith("pyspark.sql.connect"):
        broadcast = session.sparkContext.broadcast(packed)
        return lambda: bytes(broadcast.value)
    # Connect has no broadcasts: a file that the session keeps, by the digest of what is in it.
    from tempfile import TemporaryDirectory

    name = f"elanus-{digest}.model"
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(packed)
        session.addArtifacts(str(path), file=True)

    def fetch() -> bytes:
        from pyspark import SparkFiles

        return Path(SparkFiles.get(name)).read_bytes()

    return fetch


def _task() -> tuple[int, int]:
    """Return the number of this task's partition, and how many processors it has."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.partitionId(), context.cpus()


def _counting(plan: Plan) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def count(batches: Iterator[Any]) -> Iterator[Any]:
        pa = arrow()
        part, threads = _task()
        counter = plan.counter(threads)
        for batch in batches:
            counter.add(batch, f" of partition {part}")
        columns = [pa.array([part], pa.int64()), pa.array([counter.finish()], pa.binary())]
        yield pa.RecordBatch.from_arrays(columns, ["part", "statistics"])

    return count


def _merge(table: Any) -> Any:  # noqa: ANN401
    from elanus.engines._counting import merge

    part = table.column("part").slice(0, 1)
    statistics = arrow().array([merge(table.column("statistics").to_pylist())], "binary")
    return arrow().table({"part": part, "statistics": statistics})


def _encoding(
    encoding: Encoding, digest: str, fetch: Callable[[], bytes]
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def encode(batches: Iterator[Any]) -> Iterator[Any]:
        part, threads = _task()
        set_num_threads(threads)
        model = unpacked(digest, fetch)
        rows = 0
        for batch in batches:
            yield encoding.table(batch, model, Place(rows, f" of partition {part}"), signed=True)
            rows += batch.num_rows

    return encode
