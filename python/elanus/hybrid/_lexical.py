"""From a weight for each token to a weight for each term of a text: the largest one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from elanus._foreign import Foreign

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["lexical_weights", "unused_terms"]


def unused_terms(tokenizer: Foreign) -> list[int]:
    """Return the ids of the special tokens that are no terms of a text."""
    names = ("cls_token_id", "eos_token_id", "pad_token_id", "unk_token_id")
    ids = (getattr(tokenizer, name, None) for name in names)
    return [i for i in ids if i is not None]


def lexical_weights(
    ids: NDArray[np.int64], weights: NDArray[np.floating], mask: NDArray[np.int64], unused: Iterable[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return row, term and weight of a batch's non-zeros, ascending by row and term.

    Parameters
    ----------
    ids : array, shape (texts, tokens)
        The tokens' terms.
    weights : array, shape (texts, tokens)
        The tokens' weights; those that are not positive do not count.
    mask : array, shape (texts, tokens)
        0 where a token is padding.
    unused : iterable of int
        Terms that do not count.

    Examples
    --------
    >>> import numpy as np
    >>> ids, mask = np.array([[1, 7, 5, 7, 2]]), np.ones((1, 5), dtype=np.int64)
    >>> rows, terms, values = lexical_weights(ids, np.array([[9.0, 0.25, 0.5, 0.75, 9.0]]), mask, [1, 2])
    >>> rows.tolist(), terms.tolist(), values.tolist()
    ([0, 0], [5, 7], [0.5, 0.75])
    """
    counted = (mask != 0) & (weights > 0) & ~np.isin(ids, list(unused))
    rows, places = np.nonzero(counted)
    terms = ids[rows, places]
    values = weights[rows, places].astype(np.float32)
    order = np.lexsort((terms, rows))
    rows, terms, values = rows[order], terms[order], values[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (terms[1:] != terms[:-1])
    starts = np.flatnonzero(first)
    largest = np.maximum.reduceat(values, starts) if len(starts) else values
    return rows[starts], terms[starts], largest
