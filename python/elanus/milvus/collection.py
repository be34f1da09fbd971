"""Collections: made, checked and filled."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from elanus.errors import InputError, InputTypeError
from elanus.milvus._lite import is_lite
from elanus.milvus.connection import reported
from elanus.milvus.rows import csr, dense, rows

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = ["FIELD", "ID_BYTES", "TEXT_BYTES", "Inserted", "check_dimension", "create_collection", "insert"]

#: The vector field where none is named.
FIELD = "sparse"
#: The most that a VARCHAR field of Milvus holds, in bytes of UTF-8.
TEXT_BYTES = 65_535
#: The longest id of a collection made here, in bytes of UTF-8: BEIR's are at most 100.
ID_BYTES = 512
#: A request stays well below the 64 MB that a Milvus proxy takes.
_REQUEST_BYTES = 32 * 1024 * 1024
#: `pymilvus.DataType` numbers its types of vectors from 100 on.
_VECTOR_TYPES = range(100, 200)
_SPARSE = 104
#: The largest number that float32, in which Milvus keeps weights, rounds to 0.
_ROUNDED_TO_0 = 2.0**-150


def create_collection(
    client: "MilvusClient",
    name: str,
    *,
    field: str = FIELD,
    properties: Mapping[str, str] | None = None,
    timeout: float = 60.0,
) -> None:
    """Create a collection of ids, texts and sparse vectors.

    The fields are ``id`` (VARCHAR, at most `ID_BYTES`, the primary key), ``text`` (VARCHAR, at
    most `TEXT_BYTES`) and the vectors, indexed with ``SPARSE_INVERTED_INDEX`` for the metric IP:
    the inner product of a query's and a document's vector is the BM25 score.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    name : str
    field : str
        The name of the vector field.
    properties : mapping of str to str, optional
        Kept with the collection; ``client.describe_collection`` gives them back.
    timeout : float
        Seconds to wait for the server.

    Raises
    ------
    MilvusError
        If Milvus refuses, as it does where the collection exists.

    Examples
    --------
    >>> import tempfile
    >>> from elanus.milvus import connect, create_collection
    >>> with tempfile.TemporaryDirectory() as folder, connect(f"{folder}/x.db") as client:
    ...     create_collection(client, "birds")
    ...     client.list_collections()
    ['birds']
    """
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=ID_BYTES)
    schema.add_field("text", DataType.VARCHAR, max_length=TEXT_BYTES)
    schema.add_field(field, DataType.SPARSE_FLOAT_VECTOR)
    index = client.prepare_index_params()
    index.add_index(field, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    with reported(f"the collection {name} cannot be created"):
        client.create_collection(name, schema=schema, properties=dict(properties or {}), timeout=timeout)
        # Given with the schema, the index of no rows would be waited for: half a second in pymilvus 3.
        client.create_index(name, index, timeout=timeout, sync=False)
        client.load_collection(name, timeout=timeout)


def check_dimension(
    client: "MilvusClient", collection: str, dim: int, *, field: str = "dense", timeout: float = 60.0
) -> None:
    """Refuse dense vectors of another dimension than a collection's field.

    `insert` and `search` call it. Before ``client.hybrid_search`` call it yourself: Milvus Lite 3
    answers such a search with nothing while the collection is empty, and else speaks of a "matmul".

    Parameters
    ----------
    client : pymilvus.MilvusClient
    collection : str
    dim : int
        The vectors' dimension: ``ef.dim``.
    field : str
        The vector field. One that does not exist or has no dimension is left to Milvus.
    timeout : float
        Seconds to wait for the server.

    Raises
    ------
    InputError
        If the dimensions differ.
    MilvusError
        If Milvus refuses or fails.

    Examples
    --------
    >>> import tempfile
    >>> from pymilvus import DataType
    >>> from elanus.milvus import check_dimension, connect
    >>> with tempfile.TemporaryDirectory() as folder, connect(f"{folder}/x.db") as client:
    ...     schema = client.create_schema().add_field("id", DataType.INT64, is_primary=True)
    ...     schema = schema.add_field("dense", DataType.FLOAT_VECTOR, dim=384)
    ...     client.create_collection("docs", schema=schema)
    ...     check_dimension(client, "docs", 384)
    """
    with reported(f"the collection {collection} cannot be read"):
        fields = client.describe_collection(collection, timeout=timeout)["fields"]
    for one in fields:
        found = one.get("params", {}).get("dim") if one["name"] == field else None
        if found is None or int(found) == dim:
            continue
        hint = ""
        if 384 in (dim, int(found)):
            hint = (
                ". elanus.DefaultEmbeddingFunction is all-MiniLM-L6-v2, with 384 dimensions; that of "
                "today's pymilvus.model has 768, and elanus.dense.OnnxEmbeddingFunction() is the one of 0.3.4"
            )
        raise InputError(
            f"the field {field} of the collection {collection} has {found} dimensions, but the vectors "
            f"have {dim}: encode with the model that the collection was made with{hint}"
        )


class Inserted(NamedTuple):
    """How many rows were inserted, and how many skipped because their vectors are empty.

    Attributes
    ----------
    rows : int
    skipped : int

    Examples
    --------
    >>> from elanus.milvus import Inserted
    >>> inserted = Inserted(rows=2, skipped=1)
    >>> rows, skipped = inserted
    >>> rows, inserted.skipped
    (2, 1)
    """

    rows: int
    skipped: int


def insert(
    client: "MilvusClient",
    collection: str,
    columns: Mapping[str, Sequence[Any]],
    vectors: Any,  # noqa: ANN401 - any sparse matrix, or dense vectors
    *,
    field: str = FIELD,
    on_empty: Literal["raise", "skip"] = "raise",
    batch_size: int = 1_000,
    timeout: float = 60.0,
    progress: Callable[[int], object] | None = None,
) -> Inserted:
    """Insert columns and their vectors.

    A sparse vector is empty where no token of its text survives the analyzer, as in "To be, or not to
    be", and where all of its weights are 0. No sparse search can find it. What happens to its row
    depends on the collection's other vectors:

    - If it has none, or all of the row's are empty sparse ones, the row is skipped, on servers and in
      Milvus Lite.
    - If others do find the row, a server is sent the row with an empty vector; Milvus 2.4.12 and newer
      take it. Milvus Lite 3 refuses it: there this is an error, and nothing is inserted, unless
      ``on_empty="skip"`` says to leave such rows out.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    collection : str
    columns : mapping of str to sequence
        A field's name to its values, one for each row of `vectors`. Other vectors can be a column too:
        dense ones, and sparse ones as `rows` makes them.
    vectors : scipy sparse array or matrix, shape (n_rows, dim), or dense vectors
        Dense: a list of arrays as `elanus.dense` makes it, or one array of shape (n_rows, dim).
    field : str
        The vector field.
    on_empty : {"raise", "skip"}
        ``"skip"`` leaves out every row with an empty sparse vector, and their other vectors with them,
        on servers too. ``"raise"`` loses no vector: see above.
    batch_size : int
        The most rows in a request; rows with long texts go in smaller ones.
    timeout : float
        Seconds to wait for the server, for each request.
    progress : callable, optional
        Called with the number of rows done (inserted or skipped) after each request.

    Returns
    -------
    Inserted
        The numbers of rows inserted and skipped.

    Raises
    ------
    InputError
        If a column is not as long as the matrix is high, dense vectors have another dimension
        than their field, or a row's other vectors would be lost in Milvus Lite.
    InputTypeError
        If `columns` or one of them has no order or cannot be cut: a mapping, a set, an iterator.
    MilvusError
        If Milvus refuses or fails; requests before the failing one stay inserted.

    Examples
    --------
    >>> import tempfile
    >>> from scipy.sparse import csr_array
    >>> from elanus.milvus import connect, create_collection, insert
    >>> with tempfile.TemporaryDirectory() as folder, connect(f"{folder}/x.db") as client:
    ...     create_collection(client, "birds")
    ...     columns = {"id": ["k", "h"], "text": ["a kite", ""]}
    ...     insert(client, "birds", columns, csr_array([[0.0, 1.0], [0.0, 0.0]]))
    Inserted(rows=1, skipped=1)
    """
    dense_vectors = dense(vectors)
    matrix = csr(vectors) if dense_vectors is None else None
    height = len(dense_vectors) if matrix is None else matrix.shape[0]
    _check_columns(columns, height)
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    if on_empty not in ("raise", "skip"):
        raise InputError(f"on_empty is {on_empty!r}; expected 'raise' or 'skip'")
    for name, values in {**columns, field: dense_vectors or ()}.items():
        found = dense(values)
        if found:
            check_dimension(client, collection, len(found[0]), field=name, timeout=timeout)
    empty = _empty_vectors(client, collection, columns, field, matrix, timeout)
    skipped = _skipped(client, collection, empty, on_empty, timeout)
    inserted = 0
    for start in range(0, height, batch_size):
        stop = min(start + batch_size, height)
        batch: list[dict[str, Any]] = []
        size = 0
        values = [column[start:stop] for column in columns.values()]
        part = dense_vectors[start:stop] if matrix is None else rows(matrix[start:stop])
        for place, (*cells, vector) in enumerate(zip(*values, part, strict=True), start):
            if place in skipped:
                continue
            # Four bytes a character is the most that UTF-8 takes: no need to encode to know.
            weight = 8 * len(vector) + sum(
                4 * len(cell) if isinstance(cell, str) else getattr(cell, "nbytes", 8) for cell in cells
            )
            if batch and size + weight > _REQUEST_BYTES:
                inserted += _send(client, collection, batch, timeout)
                batch, size = [], 0
            row = dict(zip(columns, cells, strict=True))
            row[field] = vector
            row.update((name, {}) for name, places in empty.items() if place in places)
            batch.append(row)
            size += weight
        if batch:
            inserted += _send(client, collection, batch, timeout)
        if progress is not None:
            progress(stop)
    return Inserted(inserted, height - inserted)


def _check_columns(columns: Any, height: int) -> None:  # noqa: ANN401 - whatever was given
    """Refuse columns of another length, and values that have no order or are read as something else."""
    if not isinstance(columns, Mapping):
        raise InputTypeError(
            f"columns is {type(columns).__name__}; expected a mapping of field names to columns, such as "
            '{"id": ids, "text": texts}'
        )
    for name, values in columns.items():
        kind = type(values).__name__
        if isinstance(values, Mapping):
            raise InputTypeError(
                f"the column {name} is {kind}, a mapping; expected a list, such as "
                f'list(columns["{name}"].values())'
            )
        if isinstance(values, str | bytes | bytearray):
            raise InputTypeError(
                f"the column {name} is a bare {kind}; expected a list with a value for each row"
            )
        try:
            length = len(values) if hasattr(values, "__getitem__") else None  # sets and views have no slices
        except TypeError:  # an iterator; SciPy's sparse matrices, which `rows` turns into a list
            length = None
        if length is None:
            raise InputTypeError(f"the column {name} is {kind}; expected a list with a value for each row")
        if length != height:
            raise InputError(f"the column {name} has {length} values for {height} vectors")


def _empty_vectors(
    client: "MilvusClient",
    collection: str,
    columns: Mapping[str, Sequence[Any]],
    field: str,
    matrix: Any,  # noqa: ANN401 - a csr_array, or None
    timeout: float,
) -> dict[str, set[int]]:
    """Return the rows without a weight other than 0, by the fields of sparse vectors."""
    found: dict[str, set[int]] = {}
    if matrix is not None:
        import numpy as np

        filled = np.concatenate(([0], np.cumsum(matrix.data.astype(np.float32) != 0)))[matrix.indptr]
        found[field] = set((filled[1:] == filled[:-1]).nonzero()[0].tolist())
    empty = {
        name: places
        for name, values in columns.items()
        if dense(values) is None
        and (places := {place for place, value in enumerate(values) if _has_no_weight(value)})
    }
    if empty:  # such a value may be an empty object of JSON, or an empty array
        with reported(f"the collection {collection} cannot be read"):
            fields = client.describe_collection(collection, timeout=timeout)["fields"]
        found |= {
            one["name"]: empty[one["name"]] for one in fields if _is_sparse(one) and one["name"] in empty
        }
    return {name: places for name, places in found.items() if places}


def _has_no_weight(value: Any) -> bool:  # noqa: ANN401 - whatever a column holds
    """Tell whether a value, if it is a sparse vector, is empty; one that is none is left to Milvus."""
    if hasattr(value, "count_nonzero"):  # SciPy's
        return not value.astype("float32").count_nonzero()
    if isinstance(value, Mapping):
        weights = list(value.values())
    elif isinstance(value, list | tuple) and all(isinstance(pair, list | tuple) for pair in value):
        weights = [weight for pair in value for weight in pair[1:]]
    else:
        return False
    try:
        return all(-_ROUNDED_TO_0 <= weight <= _ROUNDED_TO_0 for weight in weights)
    except TypeError:
        return False


def _is_sparse(field: dict[str, Any]) -> bool:
    return bool(field["type"] == _SPARSE)


def _skipped(
    client: "MilvusClient", collection: str, empty: dict[str, set[int]], on_empty: str, timeout: float
) -> set[int]:
    """Return the rows that are left out: all with an empty vector, or those that no search could find."""
    places = set[int]().union(*empty.values())
    if not places or on_empty == "skip":
        return places
    with reported(f"the collection {collection} cannot be read"):
        fields = client.describe_collection(collection, timeout=timeout)["fields"]
        names = [one["name"] for one in fields if one["type"] in _VECTOR_TYPES]
        skipped = places.intersection(*(empty.get(name, set()) for name in names))
        kept = places - skipped
        if not kept or not is_lite(client):
            return skipped
    what = " and ".join(_vectors(name, sorted(kept & rows)) for name, rows in empty.items() if kept & rows)
    others = ", ".join(name for name in names if kept - empty.get(name, set()))
    raise InputError(
        f"{what}, which Milvus Lite refuses, and without these rows their vectors for {others} would be "
        "lost: insert into a Milvus server, which takes them since 2.4.12, or leave the rows out with "
        'on_empty="skip"'
    )


def _vectors(name: str, places: list[int]) -> str:
    if len(places) == 1:
        return f"the vector for {name} is empty in row {places[0]}"
    shown = ", ".join(map(str, places[:5])) + (", …" if len(places) > 5 else "")
    return f"{len(places)} vectors for {name} are empty (rows {shown})"


def _send(client: "MilvusClient", collection: str, batch: list[dict[str, Any]], timeout: float) -> int:
    with reported(f"the insertion into {collection} failed"):
        client.insert(collection, batch, timeout=timeout)
    return len(batch)
