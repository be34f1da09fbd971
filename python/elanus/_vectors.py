"""The one result shape of every dense encoder: a list of rows of one array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["BinaryVectors", "DenseVectors", "Int8Vectors", "vectors_of"]


class DenseVectors(list["NDArray[np.float32]"]):
    """A list of one-dimensional ``float32`` vectors, rows of one contiguous array.

    It is a list, as `pymilvus.model` returns and as `MilvusClient.insert` takes; the
    whole result is also one matrix, `array`, without a copy.

    Parameters
    ----------
    array : array_like, shape (n, dim)
        Two-dimensional numbers. A C-contiguous ``float32`` array is taken as it is,
        anything else is copied once into one.

    Attributes
    ----------
    array : numpy.ndarray, shape (n, dim), float32, C-contiguous
        The vectors as one matrix. Every row of the list is a view of it, so a change in
        one is seen in the other. It holds the vectors the encoder returned: appending
        to the list or sorting it does not change it.

    Raises
    ------
    ValueError
        If `array` is not two-dimensional, or is ragged.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus._vectors import DenseVectors
    >>> vectors = DenseVectors(np.eye(2, dtype=np.float32))
    >>> len(vectors), vectors[0].shape, vectors.array.shape
    (2, (2,), (2, 2))
    >>> np.shares_memory(vectors[1], vectors.array)
    True
    """

    __slots__ = ("array",)

    array: NDArray[np.float32]

    def __init__(self, array: ArrayLike) -> None:
        matrix = np.ascontiguousarray(array, dtype=np.float32)
        if np.ndim(array) != 2:  # ascontiguousarray lifts a scalar to one dimension; ask the original
            raise ValueError(
                f"dense vectors are the rows of a two-dimensional array, but this one has {np.ndim(array)} "
                "dimension(s): reshape it to (number of texts, dim)"
            )
        super().__init__(matrix)
        self.array = matrix

    @classmethod
    def empty(cls, dim: int = 0) -> DenseVectors:
        """No vectors, of `dim` dimensions: the result for an empty list of texts.

        Examples
        --------
        >>> DenseVectors.empty(384).array.shape
        (0, 384)
        """
        return cls(np.empty((0, dim), dtype=np.float32))

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickled list would carry its rows a second time, no longer views of the array.
        return type(self), (self.array,)


class Int8Vectors(list["NDArray[np.int8]"]):
    """A list of one-dimensional ``int8`` vectors, as Milvus' ``Int8Vector`` takes them.

    Parameters
    ----------
    array : numpy.ndarray, shape (n, dim), int8
        The vectors, which become the attribute `array`; each of the list is a view of it.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus._vectors import Int8Vectors
    >>> Int8Vectors(np.array([[1, -2]], dtype=np.int8))
    [array([ 1, -2], dtype=int8)]
    """

    __slots__ = ("array",)

    array: NDArray[np.int8]

    def __init__(self, array: NDArray[np.int8]) -> None:
        self.array = np.ascontiguousarray(array, dtype=np.int8)
        super().__init__(self.array)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.array,)


class BinaryVectors(list[bytes]):
    r"""A list of vectors of bits, packed into ``bytes``, as Milvus' ``BinaryVector`` takes them.

    Parameters
    ----------
    array : numpy.ndarray, shape (n, dim / 8), uint8
        The bytes, which become the attribute `array`.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus._vectors import BinaryVectors
    >>> BinaryVectors(np.array([[1, 255]], dtype=np.uint8))
    [b'\x01\xff']
    """

    __slots__ = ("array",)

    array: NDArray[np.uint8]

    def __init__(self, array: NDArray[np.uint8]) -> None:
        self.array = np.ascontiguousarray(array, dtype=np.uint8)
        super().__init__(row.tobytes() for row in self.array)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.array,)


def vectors_of(array: NDArray[Any]) -> DenseVectors:
    """Return the rows of an array in the list that its type has.

    Embedding functions are declared to return `DenseVectors`: only who asks for another type gets one.

    Examples
    --------
    >>> import numpy as np
    >>> from elanus._vectors import vectors_of
    >>> [type(vectors_of(np.zeros((1, 8), dtype))).__name__ for dtype in ("float32", "int8", "uint8")]
    ['DenseVectors', 'Int8Vectors', 'BinaryVectors']
    """
    if array.dtype == np.int8:
        return cast("DenseVectors", Int8Vectors(array))
    if array.dtype == np.uint8:
        return cast("DenseVectors", BinaryVectors(array))
    return DenseVectors(array)
