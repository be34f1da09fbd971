"""Scores to results: best first, earlier first among equals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from elanus.base import RerankResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ranked"]


def ranked(documents: Sequence[str], scores: NDArray[np.float32], top_k: int) -> list[RerankResult]:
    """Return the `top_k` documents of the highest scores.

    Examples
    --------
    >>> import numpy as np
    >>> ranked(["a", "b", "c"], np.array([0.25, 0.5, 0.25], dtype=np.float32), 2)
    [RerankResult(text='b', score=0.5, index=1), RerankResult(text='a', score=0.25, index=0)]
    """
    order = np.argsort(-scores, kind="stable")[:top_k]
    return [RerankResult(documents[i], float(scores[i]), int(i)) for i in order]
