"""Rerankers, one module per provider; each is loaded at first use.

Examples
--------
>>> from elanus import reranker
>>> reranker.__all__[-2:]
['TEIRerankFunction', 'VoyageRerankFunction']
>>> reranker.TEIRerankFunction("http://localhost:8080")
TEIRerankFunction(None, at http://localhost:8080/rerank)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.reranker.bgereranker import BGERerankFunction as BGERerankFunction
    from elanus.reranker.cohere import CohereRerankFunction as CohereRerankFunction
    from elanus.reranker.compatible import CompatibleRerankFunction as CompatibleRerankFunction
    from elanus.reranker.cross_encoder import CrossEncoderRerankFunction as CrossEncoderRerankFunction
    from elanus.reranker.deepinfra import DeepInfraRerankFunction as DeepInfraRerankFunction
    from elanus.reranker.jev import JevRerankFunction as JevRerankFunction
    from elanus.reranker.jinaai import JinaRerankFunction as JinaRerankFunction
    from elanus.reranker.tei import TEIRerankFunction as TEIRerankFunction
    from elanus.reranker.voyageai import VoyageRerankFunction as VoyageRerankFunction

_HOMES = {
    "BGERerankFunction": ".bgereranker",
    "CohereRerankFunction": ".cohere",
    "CompatibleRerankFunction": ".compatible",
    "CrossEncoderRerankFunction": ".cross_encoder",
    "DeepInfraRerankFunction": ".deepinfra",
    "JevRerankFunction": ".jev",
    "JinaRerankFunction": ".jinaai",
    "TEIRerankFunction": ".tei",
    "VoyageRerankFunction": ".voyageai",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES)
