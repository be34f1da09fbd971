"""One sparse matrix from batches that finish in any order, without stacking rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["CsrBuilder"]


class CsrBuilder:
    """Collect the non-zeros of batches of rows; `build` copies each once into its place.

    Parameters
    ----------
    rows, columns : int
        The shape of the matrix.

    Examples
    --------
    >>> import numpy as np
    >>> builder = CsrBuilder(2, 4)
    >>> builder.add(np.array([1, 0]), np.array([0, 0, 1]), np.array([0, 3, 2]), np.array([1.0, 2.0, 3.0]))
    >>> builder.build().toarray().tolist()
    [[0.0, 0.0, 3.0, 0.0], [1.0, 0.0, 0.0, 2.0]]
    """

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = (rows, columns)
        self._counts = np.zeros(rows, dtype=np.int64)
        self._batches: list[
            tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
        ]
        self._batches = []

    def add(
        self,
        rows: NDArray[np.intp],
        local_rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        values: NDArray[np.floating],
    ) -> None:
        """Add a batch.

        Parameters
        ----------
        rows : array of int
            The batch's rows in the matrix; each row of the matrix comes in one batch.
        local_rows : array of int, ascending
            For each non-zero, the position in `rows` of its row.
        columns : array of int, ascending within a row
            For each non-zero, its column.
        values : array of float
            For each non-zero, its value.
        """
        counts = np.bincount(local_rows, minlength=len(rows)).astype(np.int64)
        self._counts[rows] = counts
        self._batches.append((rows, counts, columns.astype(np.int32), values.astype(np.float32)))

    def build(self) -> csr_array:
        """Return the matrix: float32, sorted indices, indices and indptr of one dtype."""
        from scipy.sparse import csr_array

        indptr = np.zeros(self.shape[0] + 1, dtype=np.int64)
        np.cumsum(self._counts, out=indptr[1:])
        total = int(indptr[-1])
        small = max(total, self.shape[1]) <= np.iinfo(np.int32).max
        indices = np.empty(total, dtype=np.int32 if small else np.int64)
        data = np.empty(total, dtype=np.float32)
        for rows, counts, columns, values in self._batches:
            starts = np.cumsum(counts) - counts
            places = np.repeat(indptr[rows] - starts, counts) + np.arange(len(values))
            indices[places] = columns
            data[places] = values
        matrix = csr_array((data, indices, indptr.astype(indices.dtype)), shape=self.shape)
        matrix.has_sorted_indices = True
        return matrix
