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

    A row of a sparse matrix is empty where no token of its text survives the analyzer, as in "To be,
    or not to be". No sparse search can find it. What happens to it depends on the collection:

    - If `field` is its only vector field, the row is skipped, on servers and in Milvus Lite.
    - If it has other vectors, which do find the row, a server is sent the row with an empty vector;
      Milvus 2.4.12 and newer take it. Milvus Lite 3 refuses it: there this is an error, and nothing
      is inserted, unless ``on_empty="skip"`` says to leave such rows out.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    collection : str
    columns : mapping of str to sequence
        A field's name to its values, one for each row of `vectors`; dense vectors can be a column too.
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
        than their field, or Milvus Lite would lose a row's other vectors.
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
    empty: list[int] = (
        [] if matrix is None else (matrix.indptr[1:] == matrix.indptr[:-1]).nonzero()[0].tolist()
    )
    send_empty = (
        bool(empty) and on_empty == "raise" and _takes_empty(client, collection, field, empty, timeout)
    )
    inserted = 0
    for start in range(0, height, batch_size):
        stop = min(start + batch_size, height)
        batch: list[dict[str, Any]] = []
        size = 0
        values = [column[start:stop] for column in columns.values()]
        part = dense_vectors[start:stop] if matrix is None else rows(matrix[start:stop])
        for *cells, vector in zip(*values, part, strict=True):
            if not len(vector) and not send_empty:
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
                f"the column {name} is {kind}, a mapping; expected a list, such as list({name}.values())"
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


def _takes_empty(
    client: "MilvusClient", collection: str, field: str, empty: list[int], timeout: float
) -> bool:
    """Tell whether rows with an empty sparse vector are sent rather than skipped."""
    with reported(f"the collection {collection} cannot be read"):
        fields = client.describe_collection(collection, timeout=timeout)["fields"]
        others = [one["name"] for one in fields if one["type"] in _VECTOR_TYPES and one["name"] != field]
        if not others:
            return False
        if not is_lite(client):
            return True
    shown = ", ".join(map(str, empty[:5])) + (", …" if len(empty) > 5 else "")
    raise InputError(
        f"{len(empty)} of the vectors for {field} are empty (row {shown}), which Milvus Lite refuses, and "
        f"without these rows their vectors for {', '.join(others)} would be lost: insert into a Milvus "
        'server, which takes them since 2.4.12, or leave the rows out with on_empty="skip"'
    )


def _send(client: "MilvusClient", collection: str, batch: list[dict[str, Any]], timeout: float) -> int:
    with reported(f"the insertion into {collection} failed"):
        client.insert(collection, batch, timeout=timeout)
    return len(batch)
