"""Searches: the best documents for each query."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from elanus.errors import InputError, InputTypeError
from elanus.milvus.collection import FIELD, check_dimension
from elanus.milvus.connection import reported
from elanus.milvus.rows import dense, rows

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = ["search"]

#: Milvus answers at most this many queries, and this many hits for each, at a time.
_MAX_QUERIES = 1_000
_MAX_LIMIT = 16_384


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
    if isinstance(output_fields, str):
        raise InputTypeError("output_fields is a bare str; expected a list of str, such as [output_fields]")
    found_dense = dense(queries)
    if found_dense is None:
        vectors = rows(queries, positive_only=True)
        options.setdefault("search_params", {"metric_type": "IP"})
    else:  # the index knows its metric
        vectors = found_dense
        if vectors:
            check_dimension(client, collection, len(vectors[0]), field=field)
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
