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
    from elanus.hybrid.bge_m3 import BGEM3EmbeddingFunction
    from elanus.hybrid.mgte import MGTEEmbeddingFunction

__all__ = ["BGEM3EmbeddingFunction", "MGTEEmbeddingFunction"]

__getattr__, __dir__ = attach(
    __name__,
    {
        "BGEM3EmbeddingFunction": "elanus.hybrid.bge_m3",
        "MGTEEmbeddingFunction": "elanus.hybrid.mgte",
    },
    submodules=("bge_m3", "mgte"),
)
