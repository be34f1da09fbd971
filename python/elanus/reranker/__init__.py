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
    from elanus.reranker.bgereranker import BGERerankFunction as BGERerankFunction
    from elanus.reranker.cross_encoder import CrossEncoderRerankFunction as CrossEncoderRerankFunction
    from elanus.reranker.jinaai import JinaRerankFunction as JinaRerankFunction
    from elanus.reranker.tei import TEIRerankFunction as TEIRerankFunction

_HOMES = {
    "BGERerankFunction": ".bgereranker",
    "CrossEncoderRerankFunction": ".cross_encoder",
    "JinaRerankFunction": ".jinaai",
    "TEIRerankFunction": ".tei",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(
    __name__,
    _HOMES,
    planned=(
        "CohereRerankFunction",
        "JevRerankFunction",
        "VoyageRerankFunction",
    ),
)
