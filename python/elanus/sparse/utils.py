"""Helpers for sparse vectors."""

from elanus.errors import InputError, InputTypeError

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from scipy.sparse import csr_array

__all__ = ["stack_sparse_embeddings"]


def stack_sparse_embeddings(sparse_embs: "Iterable[Any]") -> "csr_array[Any, tuple[int, int]]":
    """Put sparse vectors below each other as the rows of one matrix.

    Parameters
    ----------
    sparse_embs : iterable of SciPy sparse arrays
        Vectors of one width, each of shape ``(width,)`` or ``(1, width)``.

    Returns
    -------
    csr_array of shape (number of vectors, width)
        The rows in the order given; of shape ``(0, 0)`` when there are none.

    Raises
    ------
    InputTypeError
        One of them is not a SciPy sparse array.
    InputError
        One of them has another width than the first.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from elanus.sparse.utils import stack_sparse_embeddings
    >>> stack_sparse_embeddings([csr_array([[0.0, 2.0]]), csr_array([[1.0, 0.0]])]).toarray()
    array([[0., 2.],
           [1., 0.]])
    """
    import numpy as np
    from scipy.sparse import csr_array, issparse, vstack

    rows: list[Any] = []
    for position, embedding in enumerate(sparse_embs):
        sparse: Any = embedding  # SciPy's types give what issparse accepts no methods
        if not issparse(embedding):
            raise InputTypeError(
                f"sparse embedding {position} is of type {type(embedding).__name__}; "
                "expected a SciPy sparse array"
            )
        row = sparse.reshape((1, -1))
        if rows and row.shape != rows[0].shape:
            raise InputError(
                f"sparse embedding {position} has {row.shape[1]} columns, those before it "
                f"{rows[0].shape[1]}; stack embeddings of one model only"
            )
        rows.append(row)
    if not rows:
        empty: csr_array[Any, tuple[int, int]] = csr_array(np.empty((0, 0), dtype=np.float32))
        return empty
    stacked: csr_array[Any, tuple[int, int]] = vstack(rows, format="csr")
    return stacked
