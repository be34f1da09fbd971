"""Sparse embedding functions.

Examples
--------
>>> from elanus.sparse import BM25EmbeddingFunction
>>> BM25EmbeddingFunction.__name__
'BM25EmbeddingFunction'
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.sparse.bm25.bm25 import BM25EmbeddingFunction as BM25EmbeddingFunction
    from elanus.sparse.splade import SpladeEmbeddingFunction as SpladeEmbeddingFunction

_HOMES = {
    "BM25EmbeddingFunction": ".bm25.bm25",
    "SpladeEmbeddingFunction": ".splade",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES, submodules=("utils",))
