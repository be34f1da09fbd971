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
`IndexJob`             a collection and its model file, made or replaced together, or not at all
`check_model`          whether a model is the one that made a collection's vectors
=====================  ==============================================================================

Examples
--------
>>> from scipy.sparse import csr_array
>>> from elanus.milvus import rows
>>> rows(csr_array([[0.0, 1.5, 0.0], [2.0, 0.0, 0.5]]))
[{1: 1.5}, {0: 2.0, 2: 0.5}]
"""

# `rows` and `search` name a module and its function. The modules are imported here, so that the
# package's attributes are the functions from the first import on.
from elanus.milvus.address import check_uri, is_local
from elanus.milvus.collection import (
    FIELD,
    ID_BYTES,
    TEXT_BYTES,
    Inserted,
    check_dimension,
    create_collection,
    insert,
)
from elanus.milvus.connection import connect, reported
from elanus.milvus.job import IndexJob, check_model
from elanus.milvus.rows import rows
from elanus.milvus.search import search

__all__ = [
    "FIELD",
    "ID_BYTES",
    "TEXT_BYTES",
    "IndexJob",
    "Inserted",
    "check_dimension",
    "check_model",
    "check_uri",
    "connect",
    "create_collection",
    "insert",
    "is_local",
    "reported",
    "rows",
    "search",
]


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
