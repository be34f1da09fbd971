"""What reading documents gives at a time."""

from typing import NamedTuple

__all__ = ["Batch"]


class Batch(NamedTuple):
    """Documents in the file's order: their ids, and their texts.

    Attributes
    ----------
    ids : list of str
    texts : list of str
    """

    ids: list[str]
    texts: list[str]
