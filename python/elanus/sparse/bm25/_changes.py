"""A set that says whether it was changed, for the cost of reading a number."""

from __future__ import annotations

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["CountingSet"]


class CountingSet(set[str]):
    """A set of strings that counts the calls that may change it.

    An analyzer asks its parts before each text whether they are what they were; comparing two hundred stop
    words would take longer than a short text's encoding.

    Examples
    --------
    >>> words = CountingSet(["the", "a"])
    >>> words.add("an")
    >>> words -= {"a"}
    >>> sorted(words), words.changes
    (['an', 'the'], 2)
    """

    changes = 0


def _counted(name: str) -> Callable[..., Any]:
    change = getattr(set, name)

    def counted(self: CountingSet, *others: Any) -> Any:  # noqa: ANN401 - as the method it stands for
        self.changes += 1
        return change(self, *others)

    counted.__name__, counted.__doc__ = name, change.__doc__
    return counted


for _name in (
    *("add", "clear", "discard", "pop", "remove", "update"),
    *("difference_update", "intersection_update", "symmetric_difference_update"),
    *("__iand__", "__ior__", "__isub__", "__ixor__"),
):
    setattr(CountingSet, _name, _counted(_name))
