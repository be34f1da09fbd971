"""Batches of texts of like length: little padding, and the largest batch first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["by_length", "check_batch_size"]


def check_batch_size(batch_size: int) -> int:
    """Return `batch_size`, which must be a positive whole number.

    Examples
    --------
    >>> check_batch_size(0)
    Traceback (most recent call last):
    elanus.errors.InputError: batch_size must be at least 1, not 0
    """
    if isinstance(batch_size, bool) or not hasattr(batch_size, "__index__"):
        raise InputTypeError(f"batch_size must be an int, not {type(batch_size).__name__}")
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    return int(batch_size)


def by_length(
    lengths: Sequence[int], batch_size: int, max_tokens: int | None = None
) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of the texts in batches, longest first.

    The longest batch runs first, so that memory that will not suffice is missed at once.

    Parameters
    ----------
    lengths : sequence of int
        A text's length, in tokens if they are known.
    batch_size : int
        At most so many texts in a batch.
    max_tokens : int, optional
        At most so many tokens in a batch, padding included; one text alone may exceed it.

    Examples
    --------
    >>> [batch.tolist() for batch in by_length([3, 9, 4, 8], batch_size=2)]
    [[1, 3], [2, 0]]
    >>> [batch.tolist() for batch in by_length([3, 9, 4, 8], batch_size=4, max_tokens=9)]
    [[1], [3], [2, 0]]
    """
    order = np.argsort(-np.asarray(lengths, dtype=np.int64), kind="stable")
    start = 0
    while start < len(order):
        count = batch_size
        if max_tokens is not None:
            count = min(count, max(1, max_tokens // max(1, lengths[order[start]])))
        yield order[start : start + count]
        start += count
