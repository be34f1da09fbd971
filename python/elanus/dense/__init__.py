"""Dense embedding functions, one module per provider; each is loaded at first use.

Examples
--------
>>> from elanus import dense
>>> dense.__all__[-2:]
['TEIEmbeddingFunction', 'VoyageEmbeddingFunction']
>>> dense.TEIEmbeddingFunction("http://localhost:8080")
TEIEmbeddingFunction(None, at http://localhost:8080/v1/embeddings)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.dense.cohere import CohereEmbeddingFunction as CohereEmbeddingFunction
    from elanus.dense.default import DefaultEmbeddingFunction as DefaultEmbeddingFunction
    from elanus.dense.gemini import GeminiEmbeddingFunction as GeminiEmbeddingFunction
    from elanus.dense.instructor import InstructorEmbeddingFunction as InstructorEmbeddingFunction
    from elanus.dense.jinaai import JinaEmbeddingFunction as JinaEmbeddingFunction
    from elanus.dense.mistralai import MistralAIEmbeddingFunction as MistralAIEmbeddingFunction
    from elanus.dense.model2vec_embed import Model2VecEmbeddingFunction as Model2VecEmbeddingFunction
    from elanus.dense.nomic import NomicEmbeddingFunction as NomicEmbeddingFunction
    from elanus.dense.onnx import OnnxEmbeddingFunction as OnnxEmbeddingFunction
    from elanus.dense.openai import OpenAIEmbeddingFunction as OpenAIEmbeddingFunction
    from elanus.dense.sentence_transformer import (
        SentenceTransformerEmbeddingFunction as SentenceTransformerEmbeddingFunction,
    )
    from elanus.dense.tei import TEIEmbeddingFunction as TEIEmbeddingFunction
    from elanus.dense.voyageai import VoyageEmbeddingFunction as VoyageEmbeddingFunction

_HOMES = {
    "CohereEmbeddingFunction": ".cohere",
    "DefaultEmbeddingFunction": ".default",
    "GeminiEmbeddingFunction": ".gemini",
    "InstructorEmbeddingFunction": ".instructor",
    "JinaEmbeddingFunction": ".jinaai",
    "MistralAIEmbeddingFunction": ".mistralai",
    "Model2VecEmbeddingFunction": ".model2vec_embed",
    "NomicEmbeddingFunction": ".nomic",
    "OnnxEmbeddingFunction": ".onnx",
    "OpenAIEmbeddingFunction": ".openai",
    "SentenceTransformerEmbeddingFunction": ".sentence_transformer",
    "TEIEmbeddingFunction": ".tei",
    "VoyageEmbeddingFunction": ".voyageai",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES)
