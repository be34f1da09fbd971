"""Columns of Arrow tables: the texts, and where each document stands among all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from elanus._foreign import Foreign
from elanus._optional import require
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Place",
    "arrow",
    "batches_of",
    "check_on_error",
    "ranks_of",
    "refuse_null",
    "texts_of",
    "without_nulls",
]


class Place(NamedTuple):
    """Where rows are, for messages: after how many others, and in what.

    Examples
    --------
    >>> Place(2, " of a block").row(1)
    'row 3 of a block'
    """

    before: int = 0
    within: str = ""

    def row(self, number: int) -> str:
        """Return what a row is called."""
        return f"row {self.before + number}{self.within}"


def arrow() -> Any:  # noqa: ANN401 - a module without types
    """Return pyarrow, or say how to install it."""
    return require("pyarrow", "ray", "elanus.engines")


def check_on_error(on_error: Foreign) -> str:
    """Return what a null is, an error or skipped.

    Examples
    --------
    >>> check_on_error("skip")
    'skip'
    """
    if on_error not in ("raise", "skip"):
        raise InputError(f"on_error is {on_error!r}; expected 'raise' or 'skip'")
    return str(on_error)


def batches_of(data: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever speaks Arrow's interface
    """Yield the record batches of a table, or of tables that come one after the other.

    Parameters
    ----------
    data : object
        A table or batch of pyarrow, pandas, Polars or another library with Arrow's interface, or an iterable
        of such.

    Examples
    --------
    >>> import pyarrow
    >>> table = pyarrow.table({"text": ["kite", "swift"]})
    >>> [batch.num_rows for batch in batches_of([table, table.slice(1)])]
    [2, 1]
    """
    pa = arrow()
    if isinstance(data, pa.RecordBatch):
        yield data
    elif hasattr(data, "__arrow_c_stream__"):
        try:
            yield from pa.RecordBatchReader.from_stream(data)
        except pa.ArrowException as error:
            raise InputTypeError(f"a table cannot be read through Arrow: {error}") from error
    elif isinstance(data, Iterable) and not isinstance(data, (str, bytes)):
        for table in data:
            if not hasattr(table, "__arrow_c_stream__") and not isinstance(table, pa.RecordBatch):
                raise InputTypeError(f"data holds {type(table).__qualname__}; expected tables of Arrow")
            yield from batches_of(table)
    else:
        raise InputTypeError(f"data is {type(data).__qualname__}; expected a table, or tables")


def _column(table: Any, name: str) -> Any:  # noqa: ANN401
    names = table.schema.names
    if names.count(name) != 1:
        what = "has no column" if name not in names else "has more than one column"
        raise InputError(f"the data {what} {name!r}; its columns are {', '.join(map(repr, names))}")
    return table.column(name)


def texts_of(table: Any, name: str) -> Any:  # noqa: ANN401
    """Return the column of this name, which must be of text.

    Examples
    --------
    >>> import pyarrow
    >>> texts_of(pyarrow.table({"text": [1, 2]}), "text")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: the column 'text' is of type int64; expected text
    """
    types = arrow().types
    column = _column(table, name)
    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    if not is_text and not types.is_null(kind):
        raise InputTypeError(f"the column {name!r} is of type {column.type}; expected text")
    return column


def refuse_null(column: Any, name: str, place: Place, remedy: str) -> None:  # noqa: ANN401
    """Raise for the first null of a column that has one.

    Examples
    --------
    >>> import pyarrow
    >>> refuse_null(pyarrow.array(["kite", None]), "text", Place(7), "drop it")
    Traceback (most recent call last):
    elanus.errors.InputError: the column 'text' is null in row 8: drop it
    """
    first = int(column.is_null().index(True).as_py())
    raise InputError(f"the column {name!r} is null in {place.row(first)}: {remedy}")


def without_nulls(table: Any, name: str, place: Place, on_error: str) -> tuple[Any, Any, int]:  # noqa: ANN401
    """Return the texts of a table, the table without the rows of nulls, and how many these were.

    Parameters
    ----------
    table : pyarrow.Table or pyarrow.RecordBatch
        Rows.
    name : str
        The column of text.
    place : Place
        Where they are.
    on_error : str
        ``"raise"`` or ``"skip"``.

    Examples
    --------
    >>> import pyarrow
    >>> table = pyarrow.table({"text": ["kite", None, "swift"]})
    >>> without_nulls(table, "text", Place(), "skip")[0].to_pylist()
    ['kite', 'swift']
    """
    texts = texts_of(table, name)
    nulls = texts.null_count
    if not nulls:
        return texts, table, 0
    if on_error == "raise":
        refuse_null(texts, name, place, "drop the nulls, or leave them out with on_error='skip'")
    kept = table.filter(texts.is_valid())
    texts = texts_of(kept, name)
    # A column of nothing but nulls has no type of its own.
    return texts if len(texts) else texts.cast("string"), kept, nulls


def ranks_of(table: Any, name: str, place: Place) -> NDArray[np.int64]:  # noqa: ANN401
    """Return where the documents of a table stand among all, by the column of this name.

    Examples
    --------
    >>> import pyarrow
    >>> ranks_of(pyarrow.table({"n": pyarrow.array([3, 1], "uint8")}), "n", Place())
    array([3, 1])
    """
    pa = arrow()
    column = _column(table, name)
    kind = column.type
    if not (pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise InputTypeError(
            f"the column {name!r} is of type {kind}; to order documents by it, expected integers, dates or "
            "timestamps"
        )
    if column.null_count:
        refuse_null(column, name, place, "each document needs its place in the order")
    try:
        if pa.types.is_date32(kind):
            column = column.cast("int32")
        ranks: NDArray[np.int64] = column.cast("int64").to_numpy()
    except pa.ArrowInvalid as error:
        raise InputError(f"the column {name!r} cannot order documents: {error}") from error
    return ranks
