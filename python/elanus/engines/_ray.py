"""Ray Data: tasks that map blocks, and a tree of tasks that merge what these have counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._threads import set_num_threads
from elanus.engines._encoding import unpacked
from elanus.engines._tables import Place, arrow

if TYPE_CHECKING:
    from elanus.engines._counting import Plan
    from elanus.engines._encoding import Encoding

__all__ = ["counted", "encoded"]

_BLOB = "statistics"
_WITHIN = " of a block"


def counted(dataset: Any, plan: Plan, fan_in: int, num_cpus: int) -> list[bytes]:  # noqa: ANN401
    """Return the statistics of a dataset, in at most `fan_in` parts."""
    import ray

    names = [plan.column] if plan.order_by in (None, plan.column) else [plan.column, plan.order_by]
    parts = dataset.select_columns(names).map_batches(
        _count,
        fn_kwargs={"plan": plan, "threads": num_cpus},
        batch_format="pyarrow",
        batch_size=None,
        zero_copy_batch=True,
        num_cpus=num_cpus,
    )
    merge = ray.remote(num_cpus=1)(_merge)
    blocks = parts.to_arrow_refs()
    while len(blocks) > fan_in:
        groups = [blocks[start : start + fan_in] for start in range(0, len(blocks), fan_in)]
        blocks = [merge.remote(*group) for group in groups]
    return [part for block in ray.get(blocks) for part in _parts(block)]


def encoded(dataset: Any, encoding: Encoding, num_cpus: int) -> Any:  # noqa: ANN401
    """Return a dataset with the column of vectors."""
    import ray

    digest, packed = encoding.packed(ray.cloudpickle.dumps)
    return dataset.map_batches(
        _encode,
        fn_kwargs={"encoding": encoding, "digest": digest, "packed": ray.put(packed), "threads": num_cpus},
        batch_format="pyarrow",
        batch_size=None,
        zero_copy_batch=True,
        num_cpus=num_cpus,
    )


def _count(block: Any, plan: Plan, threads: int) -> Any:  # noqa: ANN401
    counter = plan.counter(threads)
    if block.num_rows:
        counter.add(block, _WITHIN)
    return arrow().table({_BLOB: [counter.finish()]})


def _parts(block: Any) -> list[bytes]:  # noqa: ANN401
    return block.column(_BLOB).to_pylist() if block.num_rows else []


def _merge(*blocks: Any) -> Any:  # noqa: ANN401
    from elanus.engines._counting import merge

    return arrow().table({_BLOB: [merge(part for block in blocks for part in _parts(block))]})


def _encode(block: Any, encoding: Encoding, digest: str, packed: Any, threads: int) -> Any:  # noqa: ANN401
    import ray

    set_num_threads(threads)
    return encoding.table(block, unpacked(digest, lambda: ray.get(packed)), Place(0, _WITHIN))
