"""Rerankers, one module per provider; each is loaded at first use.

Examples
--------
>>> from elanus import reranker
>>> reranker.__all__
['BGERerankFunction', 'CrossEncoderRerankFunction', 'JinaRerankFunction', 'TEIRerankFunction']
>>> reranker.TEIRerankFunction("http://localhost:8080")
TEIRerankFunction(None, at http://localhost:8080/rerank)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.reranker.bgereranker import BGERerankFunction
    from elanus.reranker.cross_encoder import CrossEncoderRerankFunction
    from elanus.reranker.jinaai import JinaRerankFunction
    from elanus.reranker.tei import TEIRerankFunction

__all__ = [
    "BGERerankFunction",
    "CrossEncoderRerankFunction",
    "JinaRerankFunction",
    "TEIRerankFunction",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "BGERerankFunction": "elanus.reranker.bgereranker",
        "CrossEncoderRerankFunction": "elanus.reranker.cross_encoder",
        "JinaRerankFunction": "elanus.reranker.jinaai",
        "TEIRerankFunction": "elanus.reranker.tei",
    },
    submodules=("bgereranker", "cross_encoder", "jinaai", "tei"),
    planned=("CohereRerankFunction", "JevRerankFunction", "VoyageRerankFunction"),
)
