"""Elanus: text to sparse vectors for Milvus, at the speed of the machine.

The modules and names are those of ``pymilvus.model``: change the import and keep the rest. Importing
this package loads no NumPy, no SciPy, no Rust core and no model's packages, and opens nothing.

Examples
--------
>>> from elanus.sparse import BM25EmbeddingFunction
>>> bm25 = BM25EmbeddingFunction()
>>> _ = bm25.fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])
>>> bm25.encode_queries(["Where do kites soar?"]).shape
(1, 7)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus._threads import get_num_threads, set_num_threads
    from elanus._version import __version__
    from elanus.analysis import Analyzer
    from elanus.dense.default import DefaultEmbeddingFunction
    from elanus.index import Index

__all__ = [
    "Analyzer",
    "DefaultEmbeddingFunction",
    "Index",
    "__version__",
    "get_num_threads",
    "set_num_threads",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "Analyzer": "elanus.analysis",
        "DefaultEmbeddingFunction": "elanus.dense.default",
        "Index": "elanus.index",
        "__version__": "elanus._version",
        "get_num_threads": "elanus._threads",
        "set_num_threads": "elanus._threads",
    },
    submodules=(
        "analysis",
        "base",
        "corpus",
        "dense",
        "errors",
        "evaluation",
        "hybrid",
        "index",
        "jobs",
        "milvus",
        "reranker",
        "sparse",
    ),
)
