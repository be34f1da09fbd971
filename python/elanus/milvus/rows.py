"""Vectors as the client takes them: sparse matrices as rows, dense vectors as a list of arrays."""

from itertools import pairwise
from typing import Any

from elanus.errors import InputError, InputTypeError

__all__ = ["csr", "dense", "rows"]


def rows(matrix: Any, *, positive_only: bool = False) -> list[dict[int, float]]:  # noqa: ANN401
    """Turn a sparse matrix into what ``client.insert`` and ``client.search`` take.

    pymilvus 3 refuses a `csr_array` as search data ("sparse array length is ambiguous") and its
    slices on insertion. A list of dictionaries is what both verbs take, in every version since
    2.6.7, and the fastest of the forms they take (20,000 rows of 60 terms, with pymilvus' own
    packing: 1.1 s; rows of a `csr_matrix` 1.2 s; lists of pairs 1.7 s).

    Parameters
    ----------
    matrix : scipy sparse array or matrix, shape (n_texts, dim)
        In any format; an array with one axis is one row.
    positive_only : bool
        Leave out weights that are zero or negative. A query of ``method="okapi"`` can have some,
        which would only push its own matches down; Milvus Lite 3 refuses them.

    Returns
    -------
    list of dict
        Term id to weight, a dictionary for each row, ids ascending. An empty row gives an empty
        dictionary: servers take it on insertion since 2.4.12, Milvus Lite 3 refuses it, and a search
        with it finds nothing.

    Raises
    ------
    InputTypeError
        If `matrix` is not a SciPy sparse array or matrix.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from elanus.milvus import rows
    >>> rows(csr_array([[0.0, -0.5, 2.0], [0.0, 0.0, 0.0]]), positive_only=True)
    [{2: 2.0}, {}]
    """
    found = csr(matrix)
    indices, data, starts = found.indices.tolist(), found.data.tolist(), found.indptr.tolist()
    if positive_only and not (found.data > 0).all():
        return [
            {index: weight for index, weight in zip(indices[a:b], data[a:b], strict=True) if weight > 0}
            for a, b in pairwise(starts)
        ]
    return [dict(zip(indices[a:b], data[a:b], strict=True)) for a, b in pairwise(starts)]


def csr(matrix: Any) -> Any:  # noqa: ANN401 - any format of SciPy's
    """Return the matrix as CSR, its ids ascending and unique in each row; the caller's stays as it is."""
    from scipy import sparse

    if not sparse.issparse(matrix):
        raise InputTypeError(
            f"a SciPy sparse matrix with a row for each text is expected, not {type(matrix).__name__}"
        )
    found: Any = matrix  # SciPy's stubs know no common base with axes
    if found.ndim == 1:
        found = found.reshape(1, -1)
    result = found.tocsr()
    if not result.has_canonical_format:
        result = result.copy()
        result.sum_duplicates()
    return result


def dense(vectors: Any) -> Any:  # noqa: ANN401 - a list of arrays, or None
    """Return dense vectors as a list of arrays of one length, None for anything else."""
    import numpy as np

    if isinstance(vectors, np.ndarray) and vectors.ndim == 2:
        return list(vectors)
    if not isinstance(vectors, list) or not all(isinstance(v, np.ndarray) and v.ndim == 1 for v in vectors):
        return None
    lengths = {len(vector) for vector in vectors}
    if len(lengths) > 1:
        raise InputError(f"the dense vectors have different dimensions: {sorted(lengths)}")
    return vectors
