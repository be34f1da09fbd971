"""Sparse embedding functions (a stand-in: branch `mirror` owns this file)."""

from elanus._lazy import attach

__all__ = ["SpladeEmbeddingFunction"]

__getattr__, __dir__ = attach(
    __name__, {"SpladeEmbeddingFunction": "elanus.sparse.splade"}, submodules=("splade",)
)
