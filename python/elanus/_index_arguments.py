"""What is given to an index, as the core takes it: vectors, ids, filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    import elanus._core as _core
    from elanus._foreign import Foreign

__all__ = [
    "Ids",
    "as_filters",
    "as_ids",
    "as_known_ids",
    "as_vectors",
    "asked_once",
    "is_sparse",
    "listed_ids",
    "with_own_ids",
]

#: Ids as the core takes them.
Ids: TypeAlias = "NDArray[np.int64] | list[str]"


def with_own_ids(documents: Foreign, ids: Foreign | None) -> tuple[Foreign, Foreign | None]:
    """Return documents and their ids: those of files of documents, unless others are given, are their own."""
    from elanus._table_corpus import TableCorpus
    from elanus.corpus import Corpus

    if ids is not None or not isinstance(documents, Corpus | TableCorpus):
        return documents, ids
    batches = documents.batches()
    first = next(batches)  # files without a document are an error
    # It grows while the texts are read, and is looked at when all are.
    own = list(first.ids)

    def texts() -> Iterator[str]:
        yield from first.texts
        for batch in batches:
            own.extend(batch.ids)
            yield from batch.texts

    return texts(), own


def is_sparse(object_: Foreign) -> bool:
    """Tell whether an object is a sparse matrix, without importing SciPy for one that is none."""
    return hasattr(type(object_), "tocsr") and hasattr(type(object_), "nnz")


def as_vectors(matrix: Foreign, name: str) -> tuple[Any, Any, Any, int]:
    """Return a matrix as the core takes it: rows of ascending columns, each once."""
    import numpy as np

    if not is_sparse(matrix):
        raise InputTypeError(f"{name} is {type(matrix).__qualname__}; expected a csr_array of float32")
    if matrix.ndim != 2:
        raise InputError(f"{name} has {matrix.ndim} dimensions; expected rows and columns")
    try:
        if getattr(matrix, "format", "csr") != "csr" and hasattr(matrix, "check_format"):
            matrix.check_format(full_check=True)
        rows = matrix.tocsr()
        _check_offsets(rows, name)
        if not rows.has_canonical_format:
            rows = rows.copy()
            rows.sum_duplicates()
    except (IndexError, ValueError) as error:
        raise InputError(f"{name} is no matrix that SciPy can read: {error}") from error
    if rows.dtype.kind not in "fiub":
        raise InputTypeError(f"{name} holds {rows.dtype}; expected float32")
    if rows.shape[1] > np.iinfo(np.int32).max:
        raise InputError(f"{name} has {rows.shape[1]:,} columns; int32 numbers 2,147,483,647 at most")
    with np.errstate(over="ignore"):
        data = np.ascontiguousarray(rows.data, np.float32)
    indices = rows.indices
    # Else the cast would make another column of it, which the core cannot tell from a right one.
    if indices.dtype.itemsize > 4 and ((indices < 0) | (indices >= rows.shape[1])).any():
        raise InputError(f"{name} has a column beyond its {rows.shape[1]:,}")
    indices = np.ascontiguousarray(indices, np.int32)
    return data, indices, np.ascontiguousarray(rows.indptr, np.int64), rows.shape[1]


def _check_offsets(rows: Foreign, name: str) -> None:
    """Refuse row offsets that lead beyond the arrays: SciPy's compiled code follows them unchecked."""
    offsets = rows.indptr
    if (
        len(offsets) != rows.shape[0] + 1
        or offsets[0] != 0
        or (offsets[1:] < offsets[:-1]).any()
        or offsets[-1] > min(len(rows.indices), len(rows.data))
    ):
        raise InputError(f"{name} has row offsets that do not ascend from 0 to the number of its weights")


def as_ids(ids: Foreign, name: str = "ids", *, ordered: bool = False) -> Ids:
    """Return ids as the core takes them: all texts, or all numbers; those of new documents in their order.

    Parameters
    ----------
    ids : iterable of str or of int
    name : str
        What an error calls them.
    ordered : bool
        Whether a set is refused.

    Examples
    --------
    >>> from elanus._index_arguments import as_ids
    >>> as_ids(("kite", "owl")), as_ids(range(3))
    (['kite', 'owl'], array([0, 1, 2]))
    >>> as_ids(["kite", 2])
    Traceback (most recent call last):
    elanus.errors.InputTypeError: ids[1] is int, where the first is a str; expected ids of one kind, ...
    """
    # As it is: the command lets the list grow while the texts are read, and does without NumPy's import.
    if isinstance(ids, list) and {*map(type, ids)} == {str}:
        return ids
    import numpy as np

    if ordered and isinstance(ids, (set, frozenset)):
        raise InputTypeError(f"{name} is {type(ids).__qualname__}; expected a list of them")
    listed = listed_ids(ids, name)
    if isinstance(listed, np.ndarray):
        return _numbers(listed)
    if not listed:
        return np.empty(0, np.int64)
    is_text = isinstance(listed[0], str)
    kind: Any = str if is_text else (int, np.integer)
    for at, each in enumerate(listed):
        if not isinstance(each, kind) or isinstance(each, bool):
            first = f", where the first is a {'str' if is_text else 'number'}" if at else ""
            raise InputTypeError(
                f"{name}[{at}] is {type(each).__qualname__}{first}; expected ids of one kind, str or int"
            )
    return listed if is_text else _numbers(listed)


def as_known_ids(ids: Ids, snapshot: _core.Snapshot) -> Ids:
    """Return ids that are of the kind that the documents of an index have.

    Raises
    ------
    InputError
        They are texts, and those of the index numbers; or the other way round.
    """
    is_text = isinstance(ids, list)
    if len(ids) and len(snapshot) and is_text != snapshot.has_text_ids:
        kind, own = ("text", "whole numbers") if is_text else ("whole number", "texts")
        first = ids[0] if isinstance(ids, list) else ids[0].item()
        raise InputError(f"the id {first!r} is a {kind}, and those of this index are {own}")
    return ids


def asked_once(listed: list[Any] | NDArray[Any], snapshot: _core.Snapshot, name: str = "ids") -> Ids:
    """Return each of the ids that are asked for once, without what stands beyond the hits in `Results.ids`.

    Parameters
    ----------
    listed : list or ndarray
        What `listed_ids` returns.
    snapshot : Snapshot
        Of the index that is asked.
    name : str
        What an error calls them.
    """
    import numpy as np

    if isinstance(listed, np.ndarray):
        listed = listed[listed != -1]
    else:
        whole = (int, np.integer)
        listed = [
            each for each in listed if each is not None and not (isinstance(each, whole) and each == -1)
        ]
    ids = as_ids(listed, name)
    once = [*dict.fromkeys(ids)] if isinstance(ids, list) else np.unique(ids)
    return as_known_ids(once, snapshot)


def listed_ids(ids: Foreign, name: str = "ids") -> list[Any] | NDArray[Any]:
    """Return ids as a list, or as the array of whole numbers that they are."""
    import numpy as np

    if not isinstance(ids, str | int | bytes | dict):
        if isinstance(ids, np.ndarray) and ids.dtype.kind in "iu" and ids.ndim == 1:
            return ids
        ids = _unwrapped(ids)
        if isinstance(ids, list):
            return ids
        if isinstance(ids, Iterable):
            return list(ids)
    raise InputTypeError(f"{name} is {type(ids).__qualname__}; expected a list of ids")


def _unwrapped(column: Foreign) -> Foreign:
    """Return what a column of Arrow's, NumPy's, pandas' or Polars' holds as a list of Python's objects."""
    convert = next((name for name in ("to_pylist", "tolist", "to_list") if hasattr(column, name)), None)
    return column if convert is None else getattr(column, convert)()


def _numbers(ids: Foreign) -> NDArray[np.int64]:
    import numpy as np

    try:
        numbers = np.ascontiguousarray(ids, np.int64)
    except OverflowError:
        raise InputError("an id is beyond int64; give such ids as texts") from None
    if (numbers < 0).any():
        beyond = isinstance(ids, np.ndarray) and ids.dtype == np.uint64
        what = "beyond int64" if beyond else "below 0"
        raise InputError(f"an id is {what}; give such ids as texts")
    return numbers


def as_filters(filter: Foreign | None, core: _core.Index) -> Any:  # noqa: ANN401 - as the core takes them
    """Return a filter, or one for each of some queries, as the core takes them."""
    if filter is None:
        return None
    snapshot = core.snapshot()
    if isinstance(filter, list | tuple) and filter:
        are_filters = [isinstance(each, Iterable) and not isinstance(each, str | bytes) for each in filter]
        # A None among ids comes from a row of results; nothing but None is no filter for any query.
        if any(are_filters) or all(each is None for each in filter):
            return tuple(
                None if each is None else _one_filter(each, snapshot, f"filter[{at}]")
                for at, each in enumerate(filter)
            )
    return _one_filter(filter, snapshot, "filter")


def _one_filter(filter: Foreign, snapshot: _core.Snapshot, name: str) -> Any:  # noqa: ANN401 - as the core takes it
    import numpy as np

    if not isinstance(filter, np.ndarray) or filter.dtype == object:
        listed = _unwrapped(filter)
        if isinstance(listed, list | tuple) and listed and {*map(type, listed)} <= {bool, np.bool_}:
            filter = np.array(listed)
    if isinstance(filter, np.ndarray) and filter.ndim != 1:
        raise InputError(
            f"{name} has {filter.ndim} dimensions; expected one value a document, or ids: list(results.ids) "
            "is a filter for each query"
        )
    if isinstance(filter, np.ndarray) and filter.dtype == np.bool_:
        return np.ascontiguousarray(filter)
    return asked_once(listed_ids(filter, name), snapshot, name)
