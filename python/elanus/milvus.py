"""Vectors in Milvus: rows, collections, inserts and searches.

Everything here takes the client of `pymilvus` (2.6.7 or newer, the extra ``milvus``) and a SciPy
sparse matrix with a row for each text, as `elanus.sparse` makes it; `insert` and `search` also take
dense vectors, as `elanus.dense` makes them. Nothing is imported from
pymilvus, and no connection opened, before the first call.

=====================  ==============================================================================
`check_uri`            whether an address can be one
`connect`              a client that is closed, with its Milvus Lite database, at the end of the block
`create_collection`    a collection of ids, texts and sparse vectors, with its index
`insert`               columns and vectors, in batches
`search`               the best documents for each query
`check_dimension`      whether dense vectors fit a collection's field
`rows`                 a matrix as ``client.insert`` and ``client.search`` take it
=====================  ==============================================================================

Examples
--------
>>> from scipy.sparse import csr_array
>>> from elanus.milvus import rows
>>> rows(csr_array([[0.0, 1.5, 0.0], [2.0, 0.0, 0.5]]))
[{1: 1.5}, {0: 2.0, 2: 0.5}]
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from elanus._optional import require
from elanus.errors import InputError, InputTypeError, MilvusError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = [
    "FIELD",
    "ID_BYTES",
    "TEXT_BYTES",
    "Inserted",
    "check_dimension",
    "check_uri",
    "connect",
    "create_collection",
    "insert",
    "is_local",
    "reported",
    "rows",
    "search",
]

#: The vector field where none is named.
FIELD = "sparse"
#: The most that a VARCHAR field of Milvus holds, in bytes of UTF-8.
TEXT_BYTES = 65_535
#: The longest id of a collection made here, in bytes of UTF-8: BEIR's are at most 100.
ID_BYTES = 512
#: Milvus answers at most this many queries, and this many hits for each, at a time.
_MAX_QUERIES = 1_000
_MAX_LIMIT = 16_384
#: A request stays well below the 64 MB that a Milvus proxy takes.
_REQUEST_BYTES = 32 * 1024 * 1024


def rows(matrix: Any, *, positive_only: bool = False) -> list[dict[int, float]]:  # noqa: ANN401
    """Turn a sparse matrix into what ``client.insert`` and ``client.search`` take.

    pymilvus 3 refuses a `csr_array` as search data ("sparse array length is ambiguous") and its
    slices on insertion. A list of dictionaries is what both verbs take, in every version since
    2.6.7, and the quickest of the forms they take (20,000 rows of 60 terms, with pymilvus' own
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
        dictionary: Milvus Lite 3 refuses it on insertion, and a search with it finds nothing, so
        that `insert` and `search` leave it out.

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
    csr = _csr(matrix)
    indices, data, starts = csr.indices.tolist(), csr.data.tolist(), csr.indptr.tolist()
    if positive_only and not (csr.data > 0).all():
        return [
            {index: weight for index, weight in zip(indices[a:b], data[a:b], strict=True) if weight > 0}
            for a, b in pairwise(starts)
        ]
    return [dict(zip(indices[a:b], data[a:b], strict=True)) for a, b in pairwise(starts)]


def _csr(matrix: Any) -> Any:  # noqa: ANN401 - any format of SciPy's
    """Return the matrix as CSR, its ids ascending and unique in each row; the caller's stays as it is."""
    from scipy import sparse

    if not sparse.issparse(matrix):
        raise InputTypeError(
            f"a SciPy sparse matrix with a row for each text is expected, not {type(matrix).__name__}"
        )
    found: Any = matrix  # SciPy's stubs know no common base with axes
    if found.ndim == 1:
        found = found.reshape(1, -1)
    csr = found.tocsr()
    if not csr.has_canonical_format:
        csr = csr.copy()
        csr.sum_duplicates()
    return csr


def is_local(uri: str) -> bool:
    """Tell whether an address is a path for Milvus Lite rather than a server.

    Examples
    --------
    >>> from elanus.milvus import is_local
    >>> is_local("./x.db"), is_local("http://localhost:19530")
    (True, False)
    """
    return "://" not in uri and not uri.startswith("unix:")


def check_uri(uri: str) -> None:
    """Refuse an address that cannot work, without opening anything.

    Parameters
    ----------
    uri : str
        A path ending in ``.db`` for Milvus Lite, or the address of a server.

    Raises
    ------
    MilvusError
        If a path does not end in ``.db``, its directory is missing, or something else than a
        database is there; if a server's address has no host or is not one that pymilvus takes.

    Examples
    --------
    >>> from elanus.milvus import check_uri
    >>> check_uri("x.sqlite")
    Traceback (most recent call last):
    ...
    elanus.errors.MilvusError: 'x.sqlite' is no address of Milvus: a Milvus Lite database is a path \
ending in .db, a server is http://host:19530
    """
    if is_local(uri):
        _check_path(uri)
    elif not uri.startswith("unix:"):
        from urllib.parse import urlsplit

        try:
            parts = urlsplit(uri)
            valid = parts.scheme.lower() in ("http", "https", "tcp") and parts.hostname and parts.port != 0
        except ValueError:  # a port that is no number, an address of IPv6 without its bracket
            valid = False
        if not valid:
            raise _no_address(uri)


def _check_path(uri: str) -> None:
    if not uri.endswith(".db"):
        raise _no_address(uri)
    path = Path(uri)
    try:
        if not path.parent.is_dir():
            raise MilvusError(f"{uri}: there is no directory {path.parent}")
        if path.exists() and not path.is_dir():
            raise MilvusError(f"{uri} is a file; a database of Milvus Lite 3 is a directory")
        # Milvus Lite would settle between whatever files it finds there.
        if path.exists() and any(path.iterdir()) and not (path / "collections").is_dir():
            raise MilvusError(f"{uri} is a directory with other things in it, not a Milvus Lite database")
    except OSError as error:
        raise MilvusError(f"{uri} cannot be opened: {error.strerror or error}") from error


def _no_address(uri: str) -> MilvusError:
    return MilvusError(
        f"{uri!r} is no address of Milvus: a Milvus Lite database is a path ending in .db, a server is "
        "http://host:19530"
    )


@contextlib.contextmanager
def connect(
    uri: str, *, token: str = "", timeout: float = 5.0, create: bool = True
) -> Iterator["MilvusClient"]:
    """Open a client for the length of a block.

    At its end the connection is closed, and a Milvus Lite database that was opened here is let
    go, so that another process can open it. A database that was created here is removed again
    if the block fails and no collection is in it.

    Parameters
    ----------
    uri : str
        A path ending in ``.db`` for Milvus Lite, or the address of a server.
    token : str
        ``user:password`` or an API key.
    timeout : float
        Seconds to wait for a server.
    create : bool
        Whether a Milvus Lite database that is not there is created, or an error.

    Yields
    ------
    pymilvus.MilvusClient

    Raises
    ------
    MilvusError
        If the path is not one that Milvus Lite can open, another process has it open, or the
        server cannot be reached.
    MissingPackageError
        Without pymilvus, or milvus-lite for a path.

    Examples
    --------
    >>> from elanus.milvus import connect
    >>> with connect("birds.db", create=False) as client:
    ...     client.list_collections()
    Traceback (most recent call last):
    ...
    elanus.errors.MilvusError: birds.db: there is no such database
    """
    check_uri(uri)
    with contextlib.ExitStack() as stack:
        if is_local(uri):
            path = Path(uri)
            if not path.exists():
                if not create:
                    raise MilvusError(f"{uri}: there is no such database")
                stack.push(_remove_if_unused(path))
            stack.enter_context(_local_server(uri))
        pymilvus = require("pymilvus", "milvus", f"Milvus at {uri}")
        with reported(f"{uri} cannot be reached"):
            # A connection of its own: a shared one would outlive the client, and its port may by
            # then be another database's.
            client = pymilvus.MilvusClient(uri, token=token, timeout=timeout, dedicated=True)
        stack.callback(client.close)
        yield client


@contextlib.contextmanager
def _local_server(uri: str) -> Iterator[None]:
    """Run Milvus Lite's server for a path, and say why where it does not start.

    pymilvus starts it, but only hears that it failed: the reason goes to a logger.
    """
    manager = require(
        "milvus_lite.server_manager", "milvus", f"the local database {uri}"
    ).server_manager_instance
    path = str(Path(uri).absolute())
    if path in manager._servers:  # opened by the caller, who will want it open
        yield
        return
    logger = logging.getLogger("milvus_lite.server_manager")
    listener = _Listener()
    logger.addHandler(listener)
    propagate, logger.propagate = logger.propagate, False
    level = logger.level
    logger.setLevel(logging.ERROR)  # whatever an application silenced: this is the only messenger
    try:
        started = manager.start_and_get_uri(uri)
    finally:
        logger.propagate = propagate
        logger.setLevel(level)
        logger.removeHandler(listener)
    if started is None:
        error = listener.error
        if type(error).__name__ == "DataDirLockedError":
            raise MilvusError(
                f"{uri} is locked: another process has it open, and Milvus Lite serves one at a time"
            ) from error
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise MilvusError(f"{uri} cannot be opened: {reason}") from error
    try:
        yield
    finally:
        manager.release_server(uri)


class _Listener(logging.Handler):
    """Keeps the exception of the last record."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.error = record.exc_info[1]


def _remove_if_unused(path: Path) -> Callable[[Any, Any, Any], None]:
    """Make the exit that takes back a database that was created for nothing.

    It deletes what Milvus Lite writes without any collection, and nothing else: a collection stays.
    """

    def leave(kind: object, _error: object, _trace: object) -> None:
        if kind is None or not path.is_dir():
            return
        with contextlib.suppress(OSError):
            for folder in (".database-staging", "databases", "collections"):
                if (path / folder).is_dir():
                    (path / folder).rmdir()
            aliases = path / "aliases.json"  # written with the first rename
            if aliases.is_file() and aliases.read_text().strip() == "{}":
                aliases.unlink()
            (path / "LOCK").unlink(missing_ok=True)
            path.rmdir()

    return leave


@contextlib.contextmanager
def reported(failure: str) -> Iterator[None]:
    """Turn what pymilvus and gRPC raise in the block into one `MilvusError`.

    Parameters
    ----------
    failure : str
        What did not work; the server's own words follow it.

    Examples
    --------
    >>> from elanus.milvus import reported
    >>> with reported("x.db cannot be read"):
    ...     pass
    """
    try:
        yield
    except Exception as error:
        # By name: importing either package costs a second, and whoever raised has done it.
        kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
        if kinds.isdisjoint({"pymilvus.MilvusException", "grpc.RpcError", "grpc.FutureTimeoutError"}):
            raise
        raise MilvusError(f"{failure}: {_words(error)}") from error


def _words(error: Exception) -> str:
    """Return the message of a pymilvus or gRPC error on one line."""
    details = getattr(error, "details", None)
    words = getattr(error, "message", None) or (details() if callable(details) else None) or str(error)
    return " ".join(str(words).split()) or type(error).__name__


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


def _dense(vectors: Any) -> Any:  # noqa: ANN401 - a list of arrays, or None
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


class Inserted(NamedTuple):
    """How many rows were inserted, and how many skipped since their vectors are empty.

    Attributes
    ----------
    rows : int
    skipped : int
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
    batch_size: int = 1_000,
    timeout: float = 60.0,
    progress: Callable[[int], object] | None = None,
) -> Inserted:
    """Insert columns and their vectors.

    Rows whose vector is empty (a text without any token that survives) are skipped: no query
    could find them, and Milvus Lite 3 refuses them.

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
        If a column is not as long as the matrix is high, or dense vectors have another dimension
        than their field.
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
    dense = _dense(vectors)
    whole = _csr(vectors) if dense is None else dense
    height = whole.shape[0] if dense is None else len(dense)
    for name, values in columns.items():
        if len(values) != height:
            raise InputError(f"the column {name} has {len(values)} values for {height} vectors")
    if batch_size < 1:
        raise InputError(f"batch_size must be at least 1, not {batch_size}")
    for name, values in {**columns, field: () if dense is None else dense}.items():
        found = _dense(values)
        if found:
            check_dimension(client, collection, len(found[0]), field=name, timeout=timeout)
    inserted = 0
    for start in range(0, height, batch_size):
        stop = min(start + batch_size, height)
        batch: list[dict[str, Any]] = []
        size = 0
        values = [column[start:stop] for column in columns.values()]
        for *cells, vector in zip(
            *values, rows(whole[start:stop]) if dense is None else whole[start:stop], strict=True
        ):
            if not len(vector):
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


def _send(client: "MilvusClient", collection: str, batch: list[dict[str, Any]], timeout: float) -> int:
    with reported(f"the insertion into {collection} failed"):
        client.insert(collection, batch, timeout=timeout)
    return len(batch)


def search(
    client: "MilvusClient",
    collection: str,
    queries: Any,  # noqa: ANN401 - any sparse matrix, or dense vectors
    limit: int = 10,
    *,
    field: str = FIELD,
    output_fields: Sequence[str] | None = None,
    **options: Any,  # noqa: ANN401 - passed on
) -> list[Any]:
    """Find the best documents for each query.

    Weights that are zero or negative are left out (see `rows`). A query without any other gives
    an empty result, without asking the server, which refuses such a query.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    collection : str
        It has to be loaded, as it is after its creation.
    queries : scipy sparse array or matrix, shape (n_queries, dim), or dense vectors
        As in `insert`.
    limit : int
        The most hits for a query, up to 16,384.
    field : str
        The vector field.
    output_fields : sequence of str, optional
        The fields to return with each hit.
    **options
        Passed on to ``client.search``: ``filter``, ``timeout``, ``partition_names`` and others.

    Returns
    -------
    list of list
        pymilvus' hits for each query, best first: ``hit["id"]`` (the primary key under its own
        name), ``hit["distance"]`` (the score) and ``hit["entity"]`` (the output fields).

    Raises
    ------
    InputError
        If `limit` is out of range, or dense vectors have another dimension than the field.
    MilvusError
        If Milvus refuses or fails.

    Examples
    --------
    >>> import tempfile
    >>> from scipy.sparse import csr_array
    >>> from elanus.milvus import connect, create_collection, insert, search
    >>> with tempfile.TemporaryDirectory() as folder, connect(f"{folder}/x.db") as client:
    ...     create_collection(client, "birds")
    ...     columns = {"id": ["k", "h"], "text": ["a kite", "a hawk"]}
    ...     _ = insert(client, "birds", columns, csr_array([[0.0, 1.0], [0.5, 0.0]]))
    ...     hits, none = search(client, "birds", csr_array([[-1.0, 2.0], [0.0, 0.0]]))
    ...     [(hit["id"], hit["distance"]) for hit in hits], none
    ([('k', 2.0)], [])
    """
    if not 1 <= limit <= _MAX_LIMIT:
        raise InputError(f"limit must be between 1 and {_MAX_LIMIT:,}, not {limit}")
    dense = _dense(queries)
    if dense is None:
        vectors = rows(queries, positive_only=True)
        options.setdefault("search_params", {"metric_type": "IP"})
    else:  # the index knows its metric
        vectors = dense
        if dense:
            check_dimension(client, collection, len(dense[0]), field=field)
    asked = [number for number, vector in enumerate(vectors) if len(vector)]
    results: list[Any] = [[] for _ in vectors]
    for start in range(0, len(asked), _MAX_QUERIES):
        part = asked[start : start + _MAX_QUERIES]
        with reported(f"the search in {collection} failed"):
            hits = client.search(
                collection,
                data=[vectors[number] for number in part],
                anns_field=field,
                limit=limit,
                output_fields=None if output_fields is None else list(output_fields),
                **options,
            )
        for number, found in zip(part, hits, strict=True):
            results[number] = found
    return results
