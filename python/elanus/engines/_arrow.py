"""Tables of pyarrow, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elanus._threads import get_num_threads

if TYPE_CHECKING:
    from elanus.engines._counting import Plan
    from elanus.engines._encoding import Encoding

__all__ = ["counted", "encoded"]


def counted(table: Any, plan: Plan, fan_in: int, num_cpus: int) -> list[bytes]:  # noqa: ANN401
    """Return the statistics of a table."""
    counter = plan.counter(get_num_threads())
    counter.add(table)
    return [counter.finish()]


def encoded(table: Any, encoding: Encoding, num_cpus: int) -> Any:  # noqa: ANN401
    """Return a table with the column of vectors."""
    return encoding.table(table, encoding.model)
