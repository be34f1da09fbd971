"""A set that says whether it was changed, for the cost of reading an attribute."""

from __future__ import annotations

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["WatchedSet"]


class WatchedSet(set[str]):
    """A set of strings whose `version` is a new object after each change.

    An analyzer asks its parts before each text whether they are what they were; comparing two hundred stop
    words would take longer than a short text's encoding.

    Examples
    --------
    >>> words = WatchedSet(["the", "a"])
    >>> before = words.version
    >>> words -= {"a"}
    >>> words.version is before
    False
    """

    version: object = None


def _versioned(name: str) -> Callable[..., Any]:
    change = getattr(set, name)

    def versioned(self: WatchedSet, *others: Any) -> Any:  # noqa: ANN401 - as the method it stands for
        # Afterwards: a version that was read during the change must count as old.
        try:
            return change(self, *others)
        finally:
            self.version = object()

    versioned.__name__, versioned.__doc__ = name, change.__doc__
    return versioned


for _name in (
    *("__init__", "add", "clear", "discard", "pop", "remove", "update"),
    *("difference_update", "intersection_update", "symmetric_difference_update"),
    *("__iand__", "__ior__", "__isub__", "__ixor__"),
):
    setattr(WatchedSet, _name, _versioned(_name))
