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
    from elanus.sparse.bm25._arguments import METHODS as METHODS
    from elanus.sparse.bm25._explain import (
        Drift as Drift,
        ExplainedTerm as ExplainedTerm,
        Explanation as Explanation,
    )
    from elanus.sparse.bm25._files import inspect_model as inspect_model
    from elanus.sparse.bm25.bm25 import BM25EmbeddingFunction as BM25EmbeddingFunction
    from elanus.sparse.bm25.tokenizers import (
        Analyzer as Analyzer,
        build_analyzer_from_yaml as build_analyzer_from_yaml,
        build_default_analyzer as build_default_analyzer,
    )

_HOMES = {
    "Analyzer": ".tokenizers",
    "BM25EmbeddingFunction": ".bm25",
    "Drift": "._explain",
    "ExplainedTerm": "._explain",
    "Explanation": "._explain",
    "METHODS": "._arguments",
    "build_analyzer_from_yaml": ".tokenizers",
    "build_default_analyzer": ".tokenizers",
    "inspect_model": "._files",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES)
