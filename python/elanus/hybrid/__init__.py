"""Hybrid embedding functions: dense and sparse vectors of one text from one model.

Each class is loaded at first use.

Examples
--------
>>> from elanus import hybrid
>>> hybrid.__all__
['BGEM3EmbeddingFunction', 'MGTEEmbeddingFunction']
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.hybrid.bge_m3 import BGEM3EmbeddingFunction as BGEM3EmbeddingFunction
    from elanus.hybrid.mgte import MGTEEmbeddingFunction as MGTEEmbeddingFunction

_HOMES = {
    "BGEM3EmbeddingFunction": ".bge_m3",
    "MGTEEmbeddingFunction": ".mgte",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES)
