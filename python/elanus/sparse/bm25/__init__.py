"""BM25 and the analyzers that turn text into its tokens.

Examples
--------
>>> from elanus.sparse.bm25 import build_default_analyzer
>>> build_default_analyzer("en")("The kites were hovering.")
['kite', 'hover']
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.sparse.bm25._arguments import METHODS
    from elanus.sparse.bm25._explain import Drift, ExplainedTerm, Explanation
    from elanus.sparse.bm25._files import inspect_model
    from elanus.sparse.bm25.bm25 import BM25EmbeddingFunction
    from elanus.sparse.bm25.tokenizers import Analyzer, build_analyzer_from_yaml, build_default_analyzer

__all__ = [
    "METHODS",
    "Analyzer",
    "BM25EmbeddingFunction",
    "Drift",
    "ExplainedTerm",
    "Explanation",
    "build_analyzer_from_yaml",
    "build_default_analyzer",
    "inspect_model",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "METHODS": "elanus.sparse.bm25._arguments",
        "Analyzer": "elanus.sparse.bm25.tokenizers",
        "BM25EmbeddingFunction": "elanus.sparse.bm25.bm25",
        "Drift": "elanus.sparse.bm25._explain",
        "ExplainedTerm": "elanus.sparse.bm25._explain",
        "Explanation": "elanus.sparse.bm25._explain",
        "build_analyzer_from_yaml": "elanus.sparse.bm25.tokenizers",
        "build_default_analyzer": "elanus.sparse.bm25.tokenizers",
        "inspect_model": "elanus.sparse.bm25._files",
    },
    submodules=("bm25", "tokenizers"),
)
